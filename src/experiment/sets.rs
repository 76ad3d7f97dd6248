//! Which parameter set each replicate has, and what the parameters of a run rest on.

use crate::model::Model;
use crate::parameter::Grade;
use crate::posterior::{self, Posterior, PosteriorError};
use crate::rows::ParameterRow;
use crate::scenario::{ParameterSets, Scenario, System};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Replicates that share a parameter set: what differs between them is chance.
pub const SHARING: u32 = 2;

/// The parameter sets of a run.
#[derive(Clone, Debug)]
pub struct Sets {
    how: ParameterSets,
    seed: u64,
    sample: Option<Cow<'static, Posterior>>,
}

impl Sets {
    /// Those of a scenario; reads the file if it names one.
    pub fn of(scenario: &Scenario) -> Result<Self, PosteriorError> {
        let sample = match &scenario.parameter_sets {
            ParameterSets::Posterior | ParameterSets::Central => Some(Cow::Borrowed(posterior::shipped())),
            ParameterSets::Defaults => None,
            ParameterSets::File { path } => Some(Cow::Owned(posterior::read_file(&scenario.folder.join(path))?)),
        };
        Ok(Self { how: scenario.parameter_sets.clone(), seed: scenario.seed, sample })
    }

    /// Those of the sample in the program, without a scenario.
    pub fn shipped() -> Self {
        Self { how: ParameterSets::Posterior, seed: 0, sample: Some(Cow::Borrowed(posterior::shipped())) }
    }

    /// The sample, where one is used.
    pub fn sample(&self) -> Option<&Posterior> {
        self.sample.as_deref()
    }

    /// Whether sets are drawn from the sample.
    pub fn are_drawn(&self) -> bool {
        self.how.are_drawn()
    }

    /// The set of a replicate, from 0: two replicates share one. Always 0 where none are drawn.
    pub fn set_of(&self, replicate: u32) -> u32 {
        if self.are_drawn() { replicate / SHARING } else { 0 }
    }

    /// The point of the sample that a set is, where sets are drawn.
    pub fn point(&self, set: u32) -> Option<usize> {
        self.sample().filter(|_| self.are_drawn()).map(|sample| sample.draw(self.seed, set))
    }

    /// The values of a set in a system; what the scenario sets itself holds in every set.
    pub fn model(&self, system: &System, set: u32) -> Model {
        let mut values = Model::default();
        if let Some(sample) = self.sample() {
            match self.point(set) {
                Some(point) => sample.apply(point, &mut values),
                None => sample.apply_means(&mut values),
            }
        }
        system.model_from(&values)
    }

    /// The values of a set in a system with some parameters from a second, independent point of the sample.
    pub fn mixed(&self, system: &System, set: u32, changed: &[&str]) -> Model {
        let mut values = Model::default();
        if let (Some(sample), Some(point)) = (self.sample(), self.point(set)) {
            sample.apply(point, &mut values);
            let mut others = Model::default();
            sample.apply(sample.draw_other(self.seed, set), &mut others);
            for p in Model::TABLE.iter().filter(|p| changed.contains(&p.name)) {
                (p.set)(&mut values, (p.get)(&others));
            }
        }
        system.model_from(&values)
    }

    /// The rows of the sets of a system.
    pub fn rows(&self, run_id: &str, system: &System, sets: &BTreeSet<u32>) -> Vec<ParameterRow> {
        let mut rows = Vec::with_capacity(sets.len() * Model::TABLE.len());
        for &set in sets {
            let (model, point) = (self.model(system, set), self.point(set));
            rows.extend(Model::TABLE.iter().map(|p| ParameterRow {
                run_id: run_id.to_owned(),
                system: system.name.clone(),
                parameter_set: set,
                point: point.map(|at| at as f64),
                parameter: p.name,
                value: (p.get)(&model),
                unit: p.unit,
            }));
        }
        rows
    }
}

/// What the values of the parameters are, in one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Starting values that were not fitted.
    #[default]
    Defaults,
    /// The sample in the program, fitted to trials.
    Fitted,
    /// A sample of the user's own.
    Own,
}

/// What the parameters of a run rest on.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Footing {
    /// What the values are.
    pub source: Source,
    /// Whether sets are drawn, so that replicates differ in their parameters.
    pub drawn: bool,
    /// Sets in the finished replicates, by system.
    pub sets: Vec<(String, u32)>,
    /// Points in the sample; 0 without one.
    pub points: u32,
    /// Parameters that the sample gives values to and no system sets itself.
    pub varied: Vec<String>,
    /// Fingerprint of the sample; empty without one.
    pub blake3: String,
    /// What the sample says of itself.
    pub notes: Vec<String>,
    /// Parameters of mechanisms and settings that were measured.
    pub measured: u32,
    /// Those that were derived from measured values.
    pub derived: u32,
    /// Those that are assumptions.
    pub assumed: u32,
}

impl Footing {
    /// That of some systems, before anything is run.
    pub fn of(systems: &[System], sets: &Sets) -> Self {
        // A parameter that several systems share counts once.
        let listings: Vec<_> = systems.iter().map(System::stated).collect();
        let all: BTreeSet<_> =
            listings.iter().flatten().map(|s| (&s.name, s.value.to_bits(), &s.source, s.grade)).collect();
        let count = |grade| all.iter().filter(|s| s.3 == grade).count() as u32;
        let sample = sets.sample();
        let source = match (&sets.how, sample) {
            (ParameterSets::File { .. }, _) => Source::Own,
            (_, None) => Source::Defaults,
            (_, Some(_)) => Source::Fitted,
        };
        let set_everywhere = |name: &&String| {
            !systems.is_empty() && systems.iter().all(|s| s.parameters.iter().any(|(set, _)| set == *name))
        };
        let names = sample.map(|s| s.names.as_slice()).unwrap_or_default();
        Self {
            source,
            drawn: sets.are_drawn(),
            sets: Vec::new(),
            points: sample.map_or(0, |s| s.points.len() as u32),
            varied: names.iter().filter(|name| sets.are_drawn() && !set_everywhere(name)).cloned().collect(),
            blake3: sample.map(Posterior::fingerprint).unwrap_or_default(),
            notes: sample.map(|s| s.notes.clone()).unwrap_or_default(),
            measured: count(Grade::Measured),
            derived: count(Grade::Derived),
            assumed: count(Grade::Assumption),
        }
    }

    /// Most sets that a system has; 1 where none are drawn.
    pub fn most_sets(&self) -> u32 {
        self.sets.iter().map(|(_, sets)| *sets).max().unwrap_or(1).max(1)
    }

    /// Sets of one system.
    pub fn sets_of(&self, system: &str) -> u32 {
        self.sets.iter().find(|(name, _)| name == system).map_or(1, |(_, sets)| (*sets).max(1))
    }
}
