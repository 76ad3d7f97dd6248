//! Many replicates: plan, execute over all cores, collect in plan order, summarise.

pub mod plan;
pub mod sets;
pub mod outcomes;
pub mod interactions;
pub mod economy;
pub mod accounts;
pub mod checkpoint;
pub mod execute;
pub mod variance;

pub use checkpoint::Checkpoint;
pub use execute::{Failure, execute};
pub use plan::{Case, Plan};
pub use sets::{Footing, Sets};

use crate::rows::EconomyRow;
use crate::rows::{CascadeRow, CostRow, InteractionRow, LedgerRow, OutcomeRow, ParameterRow, SchoolRow, SummaryRow};

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
    /// Where each stock came from.
    pub ledger: Vec<LedgerRow>,
    /// What each policy took.
    pub costs: Vec<CostRow>,
    /// What each arm gave pupils and took, by replicate.
    pub economy: Vec<EconomyRow>,
    /// Those trained in a cascade, by distance from its source.
    pub cascade: Vec<CascadeRow>,
    /// One row a school and arm.
    pub schools: Vec<SchoolRow>,
    /// Remarks on the populations: sources, attributions, what was imputed.
    pub notes: Vec<String>,
}
