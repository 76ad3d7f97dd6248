//! How lots fall: who is recruited, and how many units each arm gets.

use super::spec::Trial;
use crate::rng::Slot;

/// Shares of the arms, adding up to 1.
pub fn shares(trial: &Trial) -> Vec<f64> {
    if trial.arms.is_empty() {
        return vec![1.0];
    }
    let all: f64 = trial.arms.iter().map(|a| a.share).sum();
    trial.arms.iter().map(|a| a.share / all).collect()
}

/// The arm of the `at`-th unit from the lowest result, where the last arms have the lowest.
pub fn by_rank(shares: &[f64], at: usize, of: usize) -> usize {
    let mut passed = 0.0;
    for (arm, share) in shares.iter().enumerate().rev() {
        passed += share * of as f64;
        if (at as f64) + 0.5 < passed {
            return arm;
        }
    }
    0
}

/// How many units of a block of `size` each arm gets, when they have had so many: the whole part of its share, and at
/// most one more for the arms that lack most of their shares of all; `lot` says who is next where they lack alike.
pub fn dealt(shares: &[f64], size: usize, had: &[usize], lot: usize) -> Vec<usize> {
    let quota = |arm: usize| shares[arm] * size as f64;
    let mut counts: Vec<usize> = (0..shares.len()).map(|arm| (quota(arm) + ROUNDING).floor() as usize).collect();
    let all = (had.iter().sum::<usize>() + size) as f64;
    let mut open: Vec<(i64, usize, usize)> = (0..shares.len())
        .filter(|&arm| quota(arm) - counts[arm] as f64 > ROUNDING)
        .map(|arm| {
            let lack = shares[arm] * all - (had[arm] + counts[arm]) as f64;
            // On a grid, so that rounding breaks no tie.
            (-(lack / ROUNDING).round() as i64, (arm + lot) % shares.len(), arm)
        })
        .collect();
    open.sort_unstable();
    let left = size.saturating_sub(counts.iter().sum());
    open.into_iter().take(left).for_each(|(.., arm)| counts[arm] += 1);
    counts
}

/// What is less than this is rounding.
const ROUNDING: f64 = 1e-6;

/// Standard scores of a trait among some.
pub fn trait_of(among: &[usize], value: impl Fn(usize) -> f64) -> Vec<f64> {
    let values: Vec<f64> = among.iter().map(|&i| value(i)).collect();
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    values.into_iter().map(|v| if sd > 0.0 { (v - mean) / sd } else { 0.0 }).collect()
}

/// A lot that is small the sooner the stronger the pull: sampling without replacement with probabilities in proportion
/// to `exp(pull)` (Efraimidis & Spirakis 2006).
pub fn lot(slot: &mut Slot<'_>, pull: f64) -> f64 {
    -libm::log(f64::from(slot.uniform())) / libm::exp(pull)
}
