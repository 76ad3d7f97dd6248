//! Cost for a gain, and how likely each arm is to be best: replicates that share parameter sets count by sets.

use crate::statistics::describe::{Moments, critical, moments_of_sets, ratio, sums_of_sets};
use std::collections::BTreeMap;

/// What a gain costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PerGain {
    /// The interval of the gain lies above zero.
    Known {
        /// Mean cost over mean gain.
        value: f64,
        /// Ends of Fieller's interval.
        interval: (f64, f64),
        /// Jackknife standard error over sets.
        se: f64,
    },
    /// The interval of the gain includes zero: a ratio would be of nothing.
    NoBenefit,
    /// The interval of the gain lies below zero.
    Harm,
    /// There is no interval: one replicate only.
    Unknown,
}

impl PerGain {
    /// The ratio where it is known.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Known { value, .. } => Some(*value),
            _ => None,
        }
    }
}

/// Cost of a unit of gain over replicates with these parameter sets. Whether there is a gain at all is judged by the
/// interval of its mean, and Fieller's interval (Fieller 1954, *Journal of the Royal Statistical Society B* 16(2)) is
/// bounded exactly where that does not include zero.
pub fn per_gain(sets: &[u32], costs: &[f64], gains: &[f64]) -> PerGain {
    let gain = moments_of_sets(sets, gains);
    let (low, high) = gain.interval;
    if !low.is_finite() || !high.is_finite() {
        return PerGain::Unknown;
    }
    if high < 0.0 {
        return PerGain::Harm;
    }
    if low <= 0.0 {
        return PerGain::NoBenefit;
    }
    let cost = moments_of_sets(sets, costs);
    let (value, se) = ratio(&sums_of_sets(sets, costs), &sums_of_sets(sets, gains));
    PerGain::Known { value, interval: fieller(sets, (costs, &cost), (gains, &gain)), se }
}

/// Ends of Fieller's interval of a ratio of means, with errors over sets as those of the means are.
fn fieller(sets: &[u32], (tops, top): (&[f64], &Moments), (bottoms, bottom): (&[f64], &Moments)) -> (f64, f64) {
    let mut apart: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for ((set, t), b) in sets.iter().zip(tops).zip(bottoms) {
        let sums = apart.entry(*set).or_default();
        sums.0 += t - top.mean;
        sums.1 += b - bottom.mean;
    }
    let n = tops.len() as f64;
    let shared = apart.len() >= 2;
    // One set only: its replicates are what there is, as in `moments_of_sets`.
    let k = if shared { apart.len() as f64 } else { n };
    let products: f64 = if shared {
        apart.values().map(|(t, b)| t * b).sum()
    } else {
        tops.iter().zip(bottoms).map(|(t, b)| (t - top.mean) * (b - bottom.mean)).sum()
    };
    let covariance = products * k / (k - 1.0) / (n * n);
    let t = critical(k - 1.0);
    let square = t * t;
    let a = bottom.mean * bottom.mean - square * bottom.se * bottom.se;
    let b = top.mean * bottom.mean - square * covariance;
    let c = top.mean * top.mean - square * top.se * top.se;
    let root = (b * b - a * c).max(0.0).sqrt();
    ((b - root) / a, (b + root) / a)
}

/// Which of several arms is best in each replicate: the place of the largest value, the first of equals.
pub fn best_in_each(values: &[Vec<f64>]) -> Vec<usize> {
    let replicates = values.first().map_or(0, Vec::len);
    let best = |r: usize| {
        let mut best = 0;
        for arm in 1..values.len() {
            if values[arm][r] > values[best][r] {
                best = arm;
            }
        }
        best
    };
    (0..replicates).map(best).collect()
}

/// Share of replicates in which each of several arms is best, with the ends of its interval by sets, within 0 and 1.
pub fn shares_best(sets: &[u32], values: &[Vec<f64>]) -> Vec<(f64, f64, f64)> {
    let best = best_in_each(values);
    let share = |arm: usize| {
        let is: Vec<f64> = best.iter().map(|b| f64::from(u8::from(*b == arm))).collect();
        let m = moments_of_sets(sets, &is);
        let within = |end: f64| if end.is_nan() { end } else { end.clamp(0.0, 1.0) };
        (m.mean, within(m.interval.0), within(m.interval.1))
    };
    (0..values.len()).map(share).collect()
}

/// Net benefit of each arm in each replicate where a unit of gain is worth so much.
pub fn net_benefits(costs: &[Vec<f64>], gains: &[Vec<f64>], worth: f64) -> Vec<Vec<f64>> {
    let of_arm = |(costs, gains): (&Vec<f64>, &Vec<f64>)| costs.iter().zip(gains).map(|(c, g)| worth * g - c).collect();
    costs.iter().zip(gains).map(of_arm).collect()
}
