//! The model held against the published trials: what is simulated at a point of the parameters, and which numbers count.
//!
//! How points are chosen and weighted is written in [`crate::calibrate`], which knows nothing of schools.

use crate::calibrate::{Bound, Outcome, Simulator, Target, Uncertain};
use crate::ledger::Unbalanced;
use crate::model::Model;
use crate::parameter;
use crate::population::{self, PopulationError, SchoolList};
use crate::posterior::Posterior;
use crate::trial::predict::readings;
use crate::trial::shape::{self, Role};
use crate::trial::{SHIPPED, Trial, read};
use rayon::prelude::*;
use std::path::Path;

/// Simulated trials at one point by which the noise of what is simulated is measured.
const PILOTS: u32 = 8;

/// The trials that the calibration uses, ready to be simulated at any point of the parameters.
pub struct Trials {
    /// The trials with the share of their schools that the calibration simulates, in order; facts of real schools last.
    pub trials: Vec<Trial>,
    lists: Vec<SchoolList>,
    seed: u64,
    /// Of each target: its trial and its estimate.
    places: Vec<(usize, usize)>,
    /// Published numbers that count, with the noise of simulating them.
    pub targets: Vec<Target>,
}

/// Why the trials cannot be made ready.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// A trial that ships is invalid.
    #[error("{0}")]
    Invalid(crate::scenario::Report),
    /// The schools of a trial cannot be made.
    #[error("the schools of {trial}: {cause}")]
    Schools {
        /// Trial.
        trial: String,
        /// Why.
        cause: PopulationError,
    },
    /// The books of a simulated trial do not close.
    #[error("{trial}: {cause}")]
    Unbalanced {
        /// Trial.
        trial: String,
        /// Where.
        cause: Unbalanced,
    },
}

/// The uncertain parameters of the mechanisms.
pub fn uncertain() -> Vec<Uncertain> {
    parameter::uncertain(Model::TABLE)
        .map(|(p, prior)| Uncertain { name: p.name.to_owned(), low: prior.low, high: prior.high, log: prior.log })
        .collect()
}

/// The mechanisms at a point of the uncertain parameters.
pub fn model_at(point: &[f64]) -> Model {
    let mut model = Model::default();
    for ((p, _), &value) in parameter::uncertain(Model::TABLE).zip(point) {
        (p.set)(&mut model, value);
    }
    model
}

impl Trials {
    /// Reads the shipped trials for the calibration and measures the noise of simulating them: in the middle of the
    /// priors, by the spread of several simulated trials.
    ///
    /// # Errors
    /// A trial that cannot be read or simulated.
    pub fn shipped(seed: u64) -> Result<Self, FitError> {
        let mut trials = Vec::new();
        for role in [Role::Calibration, Role::Facts] {
            for shipped in &SHIPPED {
                let trial = read(shipped.name).map_err(FitError::Invalid)?;
                if trial.role == role {
                    trials.push(trial.reduced());
                }
            }
        }
        Self::new(trials, seed)
    }

    /// Makes trials ready; see [`Trials::shipped`].
    ///
    /// # Errors
    /// As there.
    pub fn new(trials: Vec<Trial>, seed: u64) -> Result<Self, FitError> {
        let list = |trial: &Trial| {
            population::schools(&trial.system().population, seed, Path::new(""))
                .map_err(|cause| FitError::Schools { trial: trial.id.clone(), cause })
        };
        let lists = trials.iter().map(list).collect::<Result<Vec<_>, _>>()?;
        let mut all = Self { trials, lists, seed, places: Vec::new(), targets: Vec::new() };
        let middle: Vec<f64> = uncertain().iter().map(|p| p.at(0.5)).collect();
        let pilots: Vec<Vec<Vec<f64>>> = (0..PILOTS)
            .into_par_iter()
            .map(|pilot| (0..all.trials.len()).map(|at| all.truths(at, &middle, pilot)).collect())
            .collect::<Result<_, FitError>>()?;
        for (group, trial) in all.trials.iter().enumerate() {
            for (at, estimate) in trial.estimates.iter().enumerate() {
                let Some(published) = estimate.published.as_ref().filter(|p| p.counted) else { continue };
                let values: Vec<f64> = pilots.iter().map(|p| p[group][at]).filter(|v| v.is_finite()).collect();
                let n = values.len().max(2) as f64;
                let mean = values.iter().sum::<f64>() / n;
                let noise = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
                all.places.push((group, at));
                all.targets.push(Target {
                    group,
                    name: format!("{}: {}", trial.id, estimate.name),
                    value: published.value,
                    se: published.se,
                    bound: match published.bound {
                        shape::Bound::Exact => Bound::Exact,
                        shape::Bound::AtLeast => Bound::AtLeast,
                        shape::Bound::AtMost => Bound::AtMost,
                    },
                    noise,
                });
            }
        }
        Ok(all)
    }

    /// What each estimate of a trial estimates at a point, in one simulated trial.
    fn truths(&self, at: usize, point: &[f64], number: u32) -> Result<Vec<f64>, FitError> {
        let trial = &self.trials[at];
        let model = trial.system().model_from(&model_at(point));
        let found = readings(trial, &self.lists[at], &model, self.seed, number)
            .map_err(|cause| FitError::Unbalanced { trial: trial.id.clone(), cause })?;
        Ok(found.into_iter().map(|reading| reading.truth).collect())
    }
}

impl Simulator for Trials {
    fn identity(&self) -> String {
        let mut hash = blake3::Hasher::new();
        hash.update(env!("CARGO_PKG_VERSION").as_bytes());
        for (trial, list) in self.trials.iter().zip(&self.lists) {
            hash.update(format!("{trial:?}{list:?}").as_bytes());
        }
        format!("trials {} with seed {}", hash.finalize().to_hex(), self.seed)
    }

    fn simulate(&self, point: &[f64], group: Option<usize>) -> Result<Vec<f64>, String> {
        // Each point has chances of its own, so that emulators see through them; the same point always the same.
        let mut hash = blake3::Hasher::new();
        for value in point {
            hash.update(&value.to_le_bytes());
        }
        let bytes = hash.finalize();
        let number = u32::from_le_bytes([bytes.as_bytes()[0], bytes.as_bytes()[1], bytes.as_bytes()[2], 0]) + PILOTS;
        let mut values = vec![f64::NAN; self.targets.len()];
        for at in (0..self.trials.len()).filter(|at| group.is_none_or(|group| group == *at)) {
            let truths = self.truths(at, point, number).map_err(|e| e.to_string())?;
            for (value, place) in values.iter_mut().zip(&self.places).filter(|(_, place)| place.0 == at) {
                *value = truths[place.1];
            }
        }
        Ok(values)
    }
}

/// Share of a parameter's prior variance that has to be gone for the trials to have told something of it.
const INFORMED: f64 = 0.1;

/// The weighted sample that a calibration found, as it is shipped; `command` is what made it.
pub fn posterior(trials: &Trials, outcome: &Outcome, command: &str) -> Posterior {
    let names: Vec<String> = uncertain().into_iter().map(|p| p.name).collect();
    let informed = outcome.parameters.iter().filter(|p| p.variance_removed >= INFORMED).map(|p| p.name.as_str());
    let ids: Vec<&str> = trials.trials.iter().map(|t| t.id.as_str()).collect();
    let kept = outcome.sample.iter().filter(|point| point.weight > 0.0);
    Posterior {
        notes: vec![
            format!("fitted to {} by `{command}`", ids.join(", ")),
            format!("question: {}", outcome.question),
            format!("informed: {}", informed.collect::<Vec<_>>().join(", ")),
        ],
        names,
        points: kept.clone().map(|point| point.parameters.clone()).collect(),
        weights: kept.map(|point| point.weight).collect(),
    }
}
