//! How well a point does, as far as the emulators can tell.

use super::chance::{log_normal_below, uniform_side};
use super::emulator::{self, Emulator};
use super::problem::{Settings, Target};

/// A point that was simulated: places on the priors' scales, and the targets' quantities.
#[derive(Clone, Debug)]
pub struct Run {
    /// Places between 0 and 1.
    pub place: Vec<f64>,
    /// Quantities; no number where one does not exist.
    pub values: Vec<f64>,
}

impl Run {
    /// Whether every quantity exists.
    pub fn whole(&self) -> bool {
        self.values.iter().all(|v| v.is_finite())
    }

    fn scaled(&self) -> Vec<f64> {
        self.place.iter().map(|u| 2.0 * u - 1.0).collect()
    }
}

/// Emulators of all targets, and what they say of a point.
pub struct Judge<'a> {
    targets: &'a [Target],
    /// One for each target.
    pub emulators: Vec<Emulator>,
    /// Of whether all quantities exist (1) or not (0); none while they existed at every point.
    feasible: Option<Emulator>,
    /// SD of each published value around what the emulator says at the right parameters.
    spreads: Vec<f64>,
    cutoff: f64,
    spare: usize,
}

/// SD of the emulated existence of all quantities: gentle, so that the border is not missed.
const FEASIBLE_SPREAD: f64 = 0.15;

impl<'a> Judge<'a> {
    /// Fits emulators to the runs that are whole. A run counts fully where `before` did not rule it out and less the
    /// further out it lies: emulators need to be right where the parameters can be. Which runs these are is read from
    /// emulators and not from the runs' own values, because runs chosen by their values would bend the fit toward the
    /// targets. None if no run is whole.
    pub fn fit(targets: &'a [Target], settings: &Settings, runs: &[Run], before: Option<&Self>) -> Option<Self> {
        let weight = |run: &Run| {
            before.map_or(1.0, |judge| {
                let terms = emulator::terms(&run.scaled());
                let beyond = (judge.cutoff / judge.implausibility(&judge.values(&terms))).min(1.0);
                (beyond * beyond * beyond * beyond).max(1e-6)
            })
        };
        let emulate = |runs: &[&Run], values: &[Vec<f64>]| {
            let points: Vec<Vec<f64>> = runs.iter().map(|run| run.scaled()).collect();
            let weights: Vec<f64> = runs.iter().map(|run| weight(run)).collect();
            emulator::fit(&points, values, &weights)
        };
        let whole: Vec<&Run> = runs.iter().filter(|run| run.whole()).collect();
        if whole.is_empty() {
            return None;
        }
        let values: Vec<Vec<f64>> = whole.iter().map(|run| run.values.clone()).collect();
        let emulators = emulate(&whole, &values);
        let feasible = (whole.len() < runs.len()).then(|| {
            let all: Vec<&Run> = runs.iter().collect();
            let exists: Vec<Vec<f64>> = runs.iter().map(|run| vec![f64::from(u8::from(run.whole()))]).collect();
            emulate(&all, &exists).remove(0)
        });
        // What an emulator misses holds the simulation's noise already; the target's own variance holds it once more.
        let missed = |e: &Emulator, t: &Target| (e.residual_variance - t.noise).max(0.0);
        let spreads = emulators.iter().zip(targets).map(|(e, t)| (t.variance() + missed(e, t)).sqrt()).collect();
        Some(Self { targets, emulators, feasible, spreads, cutoff: settings.cutoff, spare: settings.spare })
    }

    /// Emulated quantities, given the terms at the point; the existence of all of them comes last, if in question.
    pub fn values(&self, terms: &[f64]) -> Vec<f64> {
        self.emulators.iter().chain(&self.feasible).map(|e| e.value(terms)).collect()
    }

    /// Emulated quantities at a point given as standard normals.
    pub fn at(&self, normals: &[f64]) -> Vec<f64> {
        let scaled: Vec<f64> = normals.iter().map(|&v| uniform_side(v)).collect();
        self.values(&emulator::terms(&scaled))
    }

    /// Logarithm of how likely one target is.
    pub fn of_target(&self, target: usize, values: &[f64]) -> f64 {
        self.targets[target].log_likelihood(values[target], self.spreads[target])
    }

    /// Logarithm of how likely the targets are together, one group left out if wanted.
    pub fn log_likelihood(&self, values: &[f64], without: Option<usize>) -> f64 {
        let counted = |target: &usize| Some(self.targets[*target].group) != without;
        let sum: f64 = (0..self.targets.len()).filter(counted).map(|t| self.of_target(t, values)).sum();
        sum + self.log_feasible(values)
    }

    fn log_feasible(&self, values: &[f64]) -> f64 {
        let exists = values.get(self.targets.len());
        exists.map_or(0.0, |exists| log_normal_below((exists - 0.5) / FEASIBLE_SPREAD))
    }

    /// How far the emulated quantities lie from the published ones, in SDs: the largest distance but for the spare
    /// ones. Where quantities likely do not exist, the point is ruled out.
    pub fn implausibility(&self, values: &[f64]) -> f64 {
        let distance = |t: usize| self.targets[t].deviation(values[t], self.spreads[t]).abs();
        let mut distances: Vec<f64> = (0..self.targets.len()).map(distance).collect();
        distances.sort_unstable_by(|a, b| b.total_cmp(a));
        let nth = self.spare.min(self.targets.len() - 1);
        let missing = values.get(self.targets.len()).map_or(0.0, |exists| (0.5 - exists) / FEASIBLE_SPREAD);
        distances[nth].max(missing)
    }

    /// Whether a point is not ruled out.
    pub fn stands(&self, values: &[f64]) -> bool {
        self.implausibility(values) <= self.cutoff
    }

    /// Logarithm of a density that is flat where points stand and falls off steeply where they are ruled out; a
    /// sampler can walk down it where a share of standing points is too small to be met by chance.
    pub fn standing(&self, values: &[f64]) -> f64 {
        let beyond = self.implausibility(values);
        -2.0 * (beyond * beyond - self.cutoff * self.cutoff).max(0.0)
    }
}
