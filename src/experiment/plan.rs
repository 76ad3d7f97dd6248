//! What is to be computed: plain data.

use crate::scenario::Scenario;

/// One replicate of one system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// The system's place in the scenario.
    pub system: usize,
    /// The replicate, from 0.
    pub replicate: u32,
}

/// All cases of a run. Systems take turns, so that an interrupted run has about as many replicates of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Cases in the order in which results are collected.
    pub cases: Vec<Case>,
}

impl Plan {
    /// The plan of a scenario.
    pub fn of(scenario: &Scenario) -> Self {
        let systems = scenario.systems.len();
        let cases = (0..scenario.replicates)
            .flat_map(|replicate| (0..systems).map(move |system| Case { system, replicate }))
            .collect();
        Self { cases }
    }
}
