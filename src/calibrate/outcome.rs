//! What a calibration found, and how far it can be trusted.

use super::chance::normal_below;
use super::problem::{Bound, Target, Uncertain};
use super::sampler::Passage;
use super::weights::{Evenness, effective};
use serde::Serialize;

/// Everything found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcome {
    /// Fingerprint of the question.
    pub question: String,
    /// Waves of history matching, in order.
    pub waves: Vec<Wave>,
    /// Emulators after the last points, on which trials are left out and conflicts looked for.
    pub emulators: Vec<Fitted>,
    /// How the sampler reached the posterior of the emulators that the last points were drawn from.
    pub passage: Passage,
    /// How even the weights of the last points are.
    pub evenness: Evenness,
    /// Points of the posterior that were really simulated, weighted.
    pub sample: Vec<Point>,
    /// Parameters: what was believed, and what is now.
    pub parameters: Vec<Marginal>,
    /// Targets as the weighted sample has them.
    pub fits: Vec<Prediction>,
    /// Trials as predicted from the others alone.
    pub left_out: Vec<LeftOut>,
    /// Pairs of targets of which the one pulls the other.
    pub tensions: Vec<Tension>,
    /// Targets that are missed by more than two standard errors, in the fit or when left out.
    pub missed: Vec<Missed>,
}

/// A wave of history matching.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Wave {
    /// Points simulated in it.
    pub simulated: usize,
    /// Points of it at which some quantity did not exist: ruled out.
    pub infeasible: usize,
    /// Share of the prior that is not ruled out after it, by its emulators; 0 if no particle stands.
    pub share_left: f64,
    /// How the sampler reached what is not ruled out.
    pub passage: Passage,
    /// Emulators of the targets, in order.
    pub emulators: Vec<Fitted>,
}

/// How well an emulator does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fitted {
    /// Target.
    pub target: String,
    /// Share of the variance that it explains at points that it was not fitted on, where points can be.
    pub explained: f64,
    /// SD of what it misses there, simulation noise included; in units of the target.
    pub missed_sd: f64,
    /// The same as a share of the SD of the published value with its noise: above about 0.5 the emulator blurs it.
    pub against_target: f64,
    /// Penalty on its terms.
    pub penalty: f64,
    /// Size of squares and products that it allows against linear terms.
    pub curvature: f64,
}

/// A simulated point of the posterior.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Parameters, in their own units.
    pub parameters: Vec<f64>,
    /// Weight, of a sum of 1.
    pub weight: f64,
    /// The targets' quantities; empty (`null` in JSON) where one does not exist.
    pub simulated: Vec<f64>,
}

/// A distribution in a few numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Mean.
    pub mean: f64,
    /// SD.
    pub sd: f64,
    /// 5 % quantile.
    pub low: f64,
    /// Median.
    pub middle: f64,
    /// 95 % quantile.
    pub high: f64,
}

impl Summary {
    /// Of weighted values, the weights with a sum of 1.
    pub fn of(values: &[f64], weights: &[f64]) -> Self {
        let (mean, variance) = moments(values, weights);
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let quantile = |p: f64| {
            let mut below = 0.0;
            for &i in &order {
                below += weights[i];
                if below >= p {
                    return values[i];
                }
            }
            values[order[order.len() - 1]]
        };
        Self { mean, sd: variance.sqrt(), low: quantile(0.05), middle: quantile(0.5), high: quantile(0.95) }
    }
}

/// Mean and variance of weighted values, the weights with a sum of 1.
pub fn moments(values: &[f64], weights: &[f64]) -> (f64, f64) {
    let mean = values.iter().zip(weights).map(|(v, w)| v * w).sum::<f64>();
    let variance = values.iter().zip(weights).map(|(v, w)| w * (v - mean) * (v - mean)).sum::<f64>();
    (mean, variance)
}

/// A parameter before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Marginal {
    /// Name.
    pub name: String,
    /// What was believed.
    pub prior: Summary,
    /// What the weighted sample says.
    pub posterior: Summary,
    /// What the emulators alone say, from many more points: a check on the weighted sample.
    pub emulated: Summary,
    /// Share of the prior's variance that is gone, on the prior's scale: 0 is nothing learnt; below 0, spread out.
    pub variance_removed: f64,
}

impl Marginal {
    /// From places on the prior's scale: those of the weighted sample, and those of the emulators.
    pub fn of(p: &Uncertain, places: &[f64], weights: &[f64], emulated: &[f64]) -> Self {
        const GRID: usize = 10_000;
        let natural = |places: &[f64]| places.iter().map(|&place| p.at(place)).collect::<Vec<_>>();
        let grid: Vec<f64> = (0..GRID).map(|i| (i as f64 + 0.5) / GRID as f64).collect();
        let equal = |n: usize| vec![1.0 / n as f64; n];
        Self {
            name: p.name.clone(),
            prior: Summary::of(&natural(&grid), &equal(GRID)),
            posterior: Summary::of(&natural(places), weights),
            emulated: Summary::of(&natural(emulated), &equal(emulated.len())),
            variance_removed: 1.0 - 12.0 * moments(places, weights).1,
        }
    }
}

/// What the simulation says of a target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prediction {
    /// Target.
    pub target: String,
    /// Published value.
    pub published: f64,
    /// Its standard error.
    pub se: f64,
    /// Points at which the quantity exists.
    pub points: usize,
    /// Distribution of the simulated quantity over the points; none if it exists at too few.
    pub simulated: Option<Summary>,
    /// Published less simulated mean, in units of the standard error of the published value with the Monte Carlo error
    /// of the mean; 0 where a bound is kept.
    pub z: Option<f64>,
    /// The same in units of the standard error with the SD of the simulated values: it allows for what is not known
    /// of the parameters.
    pub z_predictive: Option<f64>,
    /// Interval that should hold the published value nine times in ten: from parameters, simulation and sampling.
    pub interval: Option<(f64, f64)>,
    /// Whether it does.
    pub covered: Option<bool>,
}

impl Prediction {
    /// From weighted values; those that are no number are left out.
    pub fn of(target: &Target, values: &[f64], weights: &[f64]) -> Self {
        let alive: Vec<(f64, f64)> =
            values.iter().zip(weights).filter(|(v, w)| v.is_finite() && **w > 0.0).map(|(v, w)| (*v, *w)).collect();
        let total: f64 = alive.iter().map(|(_, w)| w).sum();
        let mut all = Self {
            target: target.name.clone(),
            published: target.value,
            se: target.se,
            points: alive.len(),
            simulated: None,
            z: None,
            z_predictive: None,
            interval: None,
            covered: None,
        };
        if alive.len() < 2 || total <= 0.0 {
            return all;
        }
        let (values, weights): (Vec<f64>, Vec<f64>) = alive.into_iter().map(|(v, w)| (v, w / total)).unzip();
        let summary = Summary::of(&values, &weights);
        let of_mean = summary.sd * summary.sd / effective(&weights);
        let spread = |variance: f64| (target.se * target.se + variance).sqrt().max(f64::MIN_POSITIVE);
        let low = blurred(&values, &weights, target.se, 0.05);
        let high = blurred(&values, &weights, target.se, 0.95);
        all.covered = Some(match target.bound {
            Bound::Exact => low <= target.value && target.value <= high,
            Bound::AtLeast => target.value <= high,
            Bound::AtMost => target.value >= low,
        });
        all.z = Some(target.deviation(summary.mean, spread(of_mean)));
        all.z_predictive = Some(target.deviation(summary.mean, spread(summary.sd * summary.sd)));
        all.interval = Some((low, high));
        all.simulated = Some(summary);
        all
    }
}

/// Quantile of weighted values with a normal error of SD `se`.
fn blurred(values: &[f64], weights: &[f64], se: f64, p: f64) -> f64 {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut low, mut high) = (least - 6.0 * se, most + 6.0 * se);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        let below = |v: f64| if se > 0.0 { normal_below((middle - v) / se) } else { f64::from(u8::from(v <= middle)) };
        let share: f64 = values.iter().zip(weights).map(|(&v, w)| w * below(v)).sum();
        if share < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// A trial predicted from the others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOut {
    /// Trial.
    pub group: usize,
    /// How the sampler reached the posterior without it.
    pub passage: Passage,
    /// Its targets.
    pub predictions: Vec<Prediction>,
}

/// Two targets of which the one pulls the other, as far as the emulators can tell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tension {
    /// Target that was left out.
    pub left_out: String,
    /// Target that moved.
    pub moved: String,
    /// Published less emulated mean of the one that moved, in SDs of the published value, with the other.
    pub z_with: f64,
    /// The same without the other.
    pub z_without: f64,
    /// Whether it comes nearer without the other: the two contradict each other under this model. If not, the other
    /// supports it.
    pub contradicts: bool,
}

/// A target that is missed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Missed {
    /// Target.
    pub target: String,
    /// Its `z` in the fit.
    pub z: Option<f64>,
    /// Its `z_predictive` when its trial was left out.
    pub z_left_out: Option<f64>,
}
