//! Many replicates: plan, execute over all cores, collect in plan order, summarise.

pub mod plan;
pub mod sets;
pub mod measures;
pub mod outcomes;
pub mod interactions;
pub mod persistence;
pub mod naive;
pub mod donors;
pub mod comparisons;
pub mod deciles;
pub mod economy;
pub mod accounts;
pub mod winners;
pub mod waterfalls;
pub mod checkpoint;
pub mod room;
pub mod execute;
pub mod precision;
pub mod variance;

pub use checkpoint::Checkpoint;
pub use execute::{Failure, Given, execute};
pub use plan::{Case, Plan};
pub use precision::Reached;
pub use sets::{Footing, Sets};

use crate::rows::EconomyRow;
use crate::rows::WaterfallRow;
use crate::rows::{AuditContractRow, AuditDoseRow, DonorRow, NaiveRow, PersistenceRow};
use crate::rows::{CascadeRow, CostRow, InteractionRow, LedgerRow, OutcomeRow, ParameterRow, SchoolRow, SummaryRow};
use crate::rows::{ComparisonRow, DecileRow, WinnerRow};

/// A remark on the audit of an arm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRemark {
    /// School system.
    pub system: String,
    /// Arm that is audited.
    pub audited: String,
    /// The remark, without the arm and without a full stop.
    pub text: String,
}

/// Everything that a run yields, before anything is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// Fingerprint of program version, scenario and seed.
    pub run_id: String,
    /// Replicates wanted and finished, by system.
    pub replicates: Vec<(String, u32, u32)>,
    /// What the parameters rest on.
    pub footing: Footing,
    /// One row an outcome, group, year, arm and replicate.
    pub outcomes: Vec<OutcomeRow>,
    /// The same over replicates, with intervals.
    pub summary: Vec<SummaryRow>,
    /// The parameter sets of the finished replicates.
    pub parameters: Vec<ParameterRow>,
    /// Arms made of other arms, beside the sum of these.
    pub interactions: Vec<InteractionRow>,
    /// Each pair of arms beside each other.
    pub comparisons: Vec<ComparisonRow>,
    /// What each arm brings to schools by tenth of attainment at the opening.
    pub deciles: Vec<DecileRow>,
    /// Who is better off under which arm.
    pub winners: Vec<WinnerRow>,
    /// Where each stock came from.
    pub ledger: Vec<LedgerRow>,
    /// From opening to closing over all years, beside doing nothing.
    pub waterfall: Vec<WaterfallRow>,
    /// What each policy took.
    pub costs: Vec<CostRow>,
    /// What each arm gave pupils and took, by replicate.
    pub economy: Vec<EconomyRow>,
    /// Those trained in a cascade, by distance from its source.
    pub cascade: Vec<CascadeRow>,
    /// What is left of effects after the support stopped.
    pub persistence: Vec<PersistenceRow>,
    /// What simpler comparisons would have reported.
    pub naive: Vec<NaiveRow>,
    /// What schools gain or lose by the part that they have in a policy.
    pub donors: Vec<DonorRow>,
    /// An audit's arms in which the support goes on at a share of its extent; empty where nothing is audited.
    pub audit_dose: Vec<AuditDoseRow>,
    /// An audit's arms in which the support ends after so many years; empty where nothing is audited.
    pub audit_contract: Vec<AuditContractRow>,
    /// What is to be known of an audit before it is read; empty where nothing is audited.
    pub audit_remarks: Vec<AuditRemark>,
    /// One row a school and arm.
    pub schools: Vec<SchoolRow>,
    /// Remarks on the populations: sources, attributions, what was imputed.
    pub notes: Vec<String>,
}

impl Results {
    /// Puts the rows of a further system behind those that are there.
    fn add(&mut self, system: Self) {
        // Taken apart, so that no table is forgotten.
        let Self {
            run_id: _,
            replicates,
            footing,
            outcomes,
            summary,
            parameters,
            interactions,
            comparisons,
            deciles,
            winners,
            ledger,
            waterfall,
            costs,
            economy,
            cascade,
            persistence,
            naive,
            donors,
            audit_dose,
            audit_contract,
            audit_remarks,
            schools,
            notes,
        } = system;
        self.footing.sets.extend(footing.sets);
        self.replicates.extend(replicates);
        self.outcomes.extend(outcomes);
        self.summary.extend(summary);
        self.parameters.extend(parameters);
        self.interactions.extend(interactions);
        self.comparisons.extend(comparisons);
        self.deciles.extend(deciles);
        self.winners.extend(winners);
        self.ledger.extend(ledger);
        self.waterfall.extend(waterfall);
        self.costs.extend(costs);
        self.economy.extend(economy);
        self.cascade.extend(cascade);
        self.persistence.extend(persistence);
        self.naive.extend(naive);
        self.donors.extend(donors);
        self.audit_dose.extend(audit_dose);
        self.audit_contract.extend(audit_contract);
        self.audit_remarks.extend(audit_remarks);
        self.schools.extend(schools);
        self.notes.extend(notes);
    }
}
