//! What each number rests on: value, what the parameter sets say of it, range, source and grade.

use crate::experiment::Sets;
use crate::model::Model;
use crate::parameter::{self, Grade, Stated};
use crate::posterior::Posterior;
use crate::scenario::{Scenario, System};
use serde::Serialize;

/// A parameter with all that is known of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// Systems in which it is so, joined by ` + `; empty without a scenario.
    pub systems: String,
    /// Name.
    pub parameter: String,
    /// Value in force where no parameter sets are used: what the scenario sets, or else the default.
    pub value: f64,
    /// Weighted mean over the parameter sets; none where the sets say nothing of it or the scenario sets it.
    pub mean: Option<f64>,
    /// 5th percentile of the sets; none where every replicate has the mean.
    pub p5: Option<f64>,
    /// 95th percentile of the sets.
    pub p95: Option<f64>,
    /// Lowest value allowed.
    pub lowest: f64,
    /// Highest value allowed.
    pub highest: f64,
    /// Unit.
    pub unit: &'static str,
    /// Grade of the default; what the scenario sets is the user's assumption.
    pub grade: Grade,
    /// Whether the trials behind the sample told something of it: `yes`, `no`, or `held` where the sets do not vary it.
    pub informed: &'static str,
    /// Where the default comes from.
    pub source: String,
    /// What it means.
    pub meaning: &'static str,
}

/// The parameters of the mechanisms, without a scenario.
pub fn of_mechanisms(sets: &Sets) -> Vec<Evidence> {
    let stated = parameter::stated(Model::TABLE, &Model::default(), &Model::default(), "");
    stated.into_iter().map(|s| evidence("", s, sets, &[])).collect()
}

/// The parameters of a scenario; one that systems share stands there once.
pub fn of_scenario(scenario: &Scenario, sets: &Sets) -> Vec<Evidence> {
    let mut all: Vec<Evidence> = Vec::new();
    for system in &scenario.systems {
        for stated in system.stated() {
            let mut new = evidence(&system.name, stated, sets, &system.parameters);
            let same = |old: &&mut Evidence| {
                let systems = std::mem::take(&mut new.systems);
                let equal = { Evidence { systems: String::new(), ..(**old).clone() } == new };
                new.systems = systems;
                equal
            };
            match all.iter_mut().find(same) {
                Some(old) => old.systems = format!("{} + {}", old.systems, system.name),
                None => all.push(new),
            }
        }
    }
    all
}

fn evidence(system: &str, s: Stated, sets: &Sets, set_here: &[(String, f64)]) -> Evidence {
    let free = set_here.iter().all(|(name, _)| *name != s.name);
    let place = |sample: &Posterior| sample.names.iter().position(|name| *name == s.name);
    let found = sets.sample().filter(|_| free).and_then(|sample| Some((sample, place(sample)?)));
    let quantile = |p: f64| found.filter(|_| sets.are_drawn()).map(|(sample, at)| sample.quantile(at, p));
    Evidence {
        systems: system.to_owned(),
        mean: found.map(|(sample, at)| sample.means()[at]),
        p5: quantile(0.05),
        p95: quantile(0.95),
        informed: match found {
            None => "held",
            Some((sample, _)) if sample.informed().any(|name| name == s.name) => "yes",
            Some(_) => "no",
        },
        parameter: s.name,
        value: s.value,
        lowest: s.range.0,
        highest: s.range.1,
        unit: s.unit,
        grade: s.grade,
        source: s.source,
        meaning: s.meaning,
    }
}

/// Systems whose parameters hold in every row: all of them, as a row names them.
pub fn all_systems(systems: &[System]) -> String {
    systems.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join(" + ")
}
