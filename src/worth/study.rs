//! The simulations behind the question: what each extent takes in a few replicates, then all arms at the held budget.

use super::bundle::{Bill, Fit, Hold, Search};
use crate::experiment::{Failure, Results, execute};
use crate::policy::Policy;
use crate::population::SchoolList;
use crate::rows::EconomyRow;
use crate::scenario::{Arm, Scenario};
use std::sync::atomic::AtomicBool;

/// Replicates in which an extent is measured before all arms are simulated.
pub const PILOT: u32 = 8;

/// What is asked of the simulation: a scenario with one system, whose arms are compared.
pub struct Study<'a> {
    /// The scenario; its first system is looked at.
    pub scenario: &'a Scenario,
    /// Its schools.
    pub lists: &'a [SchoolList],
    /// Place of the reference among the arms.
    pub reference: usize,
    /// What is held.
    pub hold: Hold,
    /// Threads to use.
    pub threads: usize,
    /// Told how many years are done of how many in the simulation under way.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Set once the user wants to stop.
    pub stop: &'a AtomicBool,
}

/// Why there are no bundles.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The simulation did not finish.
    #[error(transparent)]
    Run(#[from] Failure),
    /// The reference takes nothing of what is held.
    #[error("the reference \"{0}\" takes {1}, so there is no budget to hold")]
    NoBudget(String, &'static str),
    /// Stopped on the way.
    #[error("stopped before the budget of every arm was found; nothing was written")]
    Stopped,
}

/// An arm at the extent that the held budget buys.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    /// Extent over that of the scenario.
    pub factor: f64,
    /// How it fits the budget.
    pub fit: Fit,
    /// The policies at that extent.
    pub policies: Vec<Policy>,
}

/// The last school year in which a policy of the scenario is in force: nothing is taken after it.
fn last_year(scenario: &Scenario) -> u32 {
    let policies = scenario.systems.iter().flat_map(|s| &s.arms).flat_map(|arm| &arm.policies);
    let last = policies.map(|p| p.years().to.unwrap_or(scenario.years)).max();
    last.unwrap_or(scenario.years).min(scenario.years)
}

/// What each arm takes, by the rows of a run: mean over replicates.
pub fn bills(rows: &[EconomyRow], arms: &[&str]) -> Vec<Bill> {
    let one = |arm: &&str| {
        let own: Vec<&EconomyRow> = rows.iter().filter(|r| r.arm == *arm).collect();
        let n = own.len() as f64;
        let money = own.iter().map(|r| r.money_discounted).sum::<Option<f64>>().map(|sum| sum / n);
        Bill { money, days: own.iter().map(|r| r.teacher_days).sum::<f64>() / n }
    };
    arms.iter().map(one).collect()
}

impl Study<'_> {
    /// Extents at which the alternatives take what the reference takes, in the order of arms.
    pub fn bundles(&self) -> Result<Vec<Bundle>, Trouble> {
        let arms = &self.scenario.systems[0].arms;
        let declared = |arm: &Arm| Bundle { factor: 1.0, fit: Fit::Reference, policies: arm.policies.clone() };
        let mut bundles: Vec<Bundle> = arms.iter().map(declared).collect();
        let mut searches: Vec<Search> = arms.iter().map(|arm| Search::new(&arm.policies)).collect();
        let mut budget: Option<Bill> = None;
        loop {
            let ask = |(at, search): (usize, &Search)| (at != self.reference).then(|| search.next()).flatten();
            let asked: Vec<Option<f64>> = searches.iter().enumerate().map(ask).collect();
            let open = |at: usize| (budget.is_none() && at == self.reference) || asked[at].is_some();
            let chosen: Vec<usize> = (0..arms.len()).filter(|&at| open(at)).collect();
            if chosen.is_empty() {
                break;
            }
            let tried = |&at: &usize| match asked[at] {
                Some(factor) => searches[at].at(factor),
                None => arms[at].policies.clone(),
            };
            let measured = self.pilot(&chosen, chosen.iter().map(tried).collect())?;
            if let Some(place) = chosen.iter().position(|&at| at == self.reference) {
                budget = Some(self.held(measured[place])?);
            }
            let Some(budget) = &budget else { break };
            for (&at, bill) in chosen.iter().zip(&measured) {
                if let Some(factor) = asked[at] {
                    searches[at].book(factor, bill.share_of(budget, self.hold).unwrap_or(0.0));
                }
            }
        }
        for (at, bundle) in bundles.iter_mut().enumerate().filter(|(at, _)| *at != self.reference) {
            let (factor, fit) = searches[at].best();
            *bundle = Bundle { factor, fit, policies: searches[at].at(factor) };
        }
        Ok(bundles)
    }

    /// The reference's bill, if it has something to hold.
    fn held(&self, bill: Bill) -> Result<Bill, Trouble> {
        let name = || self.scenario.systems[0].arms[self.reference].name.clone();
        if bill.share_of(&bill, self.hold).is_some() {
            return Ok(bill);
        }
        Err(Trouble::NoBudget(
            name(),
            match self.hold {
                Hold::Cash => "no money",
                Hold::Days => "no teacher-days",
                Hold::Both => "no money or no teacher-days",
            },
        ))
    }

    /// What some arms take with these policies, in a few replicates and the years in which something is done.
    fn pilot(&self, arms: &[usize], policies: Vec<Vec<Policy>>) -> Result<Vec<Bill>, Trouble> {
        let mut scenario = self.scenario.clone();
        scenario.replicates = scenario.replicates.min(PILOT);
        scenario.years = last_year(&scenario);
        let named = &self.scenario.systems[0].arms;
        scenario.systems[0].arms =
            arms.iter().zip(policies).map(|(&at, policies)| Arm { name: named[at].name.clone(), policies }).collect();
        let results = self.simulate(&scenario)?;
        let names: Vec<&str> = arms.iter().map(|&at| named[at].name.as_str()).collect();
        Ok(bills(&results.economy, &names))
    }

    /// The scenario with its arms at these extents.
    pub fn scaled(&self, bundles: &[Bundle]) -> Scenario {
        let mut scenario = self.scenario.clone();
        for (arm, bundle) in scenario.systems[0].arms.iter_mut().zip(bundles) {
            arm.policies.clone_from(&bundle.policies);
        }
        scenario
    }

    /// Simulates a scenario of the study.
    pub fn simulate(&self, scenario: &Scenario) -> Result<Results, Trouble> {
        let (results, checkpoint) = execute(scenario, self.lists, self.threads, self.progress, self.stop, None)
            .map_err(|e| match e {
                Failure::Nothing => Trouble::Stopped,
                other => Trouble::Run(other),
            })?;
        if checkpoint.is_complete() { Ok(results) } else { Err(Trouble::Stopped) }
    }
}
