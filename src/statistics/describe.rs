//! Means, intervals and percentiles over replicates and over units that count with a weight.

use statrs::distribution::{ContinuousCDF, FisherSnedecor, Normal, StudentsT};
use std::cell::Cell;
use std::collections::BTreeMap;

/// Level of the intervals of means.
pub const LEVEL: f64 = 0.95;

/// A sample of replicates in a few numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Replicates.
    pub n: u32,
    /// Mean.
    pub mean: f64,
    /// SD with `n − 1`; not a number for one replicate.
    pub sd: f64,
    /// Monte-Carlo standard error of the mean; not a number for one replicate.
    pub se: f64,
    /// Ends of the interval of the mean by Student's t; not a number for one replicate.
    pub interval: (f64, f64),
    /// 5th, 50th and 95th percentile.
    pub percentiles: [f64; 3],
}

/// Describes a sample. An empty one gives `n = 0` and no numbers.
pub fn moments(values: &[f64]) -> Moments {
    let n = values.len();
    let mean = values.iter().sum::<f64>() / n as f64;
    let squares = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
    let sd = if n > 1 { (squares / (n - 1) as f64).sqrt() } else { f64::NAN };
    let se = sd / (n as f64).sqrt();
    let reach = reach(n as u32, se);
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let percentiles = [0.05, 0.5, 0.95].map(|p| percentile(&sorted, p));
    Moments { n: n as u32, mean, sd, se, interval: (mean - reach, mean + reach), percentiles }
}

/// Describes a sample of replicates that share parameter sets, one number a replicate. Replicates of one set are alike,
/// so the error of the mean is that of the sets: the spread of their sums around what their replicates would have at the
/// mean. Where there is one set only, or where none is shared, this is [`moments`].
pub fn moments_of_sets(sets: &[u32], values: &[f64]) -> Moments {
    let m = moments(values);
    let mut apart: BTreeMap<u32, f64> = BTreeMap::new();
    for (set, value) in sets.iter().zip(values) {
        *apart.entry(*set).or_default() += value - m.mean;
    }
    let k = apart.len();
    if k < 2 || k == values.len() {
        return m;
    }
    let squares: f64 = apart.values().map(|sum| sum * sum).sum();
    let se = (squares * k as f64 / (k - 1) as f64).sqrt() / values.len() as f64;
    let reach = reach(k as u32, se);
    Moments { se, interval: (m.mean - reach, m.mean + reach), ..m }
}

/// Sums over the replicates of each parameter set; the values themselves where there is one set only.
pub fn sums_of_sets(sets: &[u32], values: &[f64]) -> Vec<f64> {
    let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
    for (set, value) in sets.iter().zip(values) {
        *sums.entry(*set).or_default() += value;
    }
    if sums.len() < 2 { values.to_vec() } else { sums.into_values().collect() }
}

/// What an interval of a mean over `n` replicates shows of its sign, in a word for tables: `up`, `down`, `not detectable`
/// or, where there is no interval, `no interval`.
pub fn shown(m: &Moments) -> &'static str {
    match m.interval {
        (low, high) if m.n < 2 || !low.is_finite() || !high.is_finite() => NO_INTERVAL,
        (low, _) if low > 0.0 => UP,
        (_, high) if high < 0.0 => DOWN,
        _ => NOT_DETECTABLE,
    }
}

/// The whole interval lies above zero.
pub const UP: &str = "up";
/// The whole interval lies below zero.
pub const DOWN: &str = "down";
/// The interval includes zero.
pub const NOT_DETECTABLE: &str = "not detectable";
/// There is no interval.
pub const NO_INTERVAL: &str = "no interval";

/// Ratio of two sums over replicates and its jackknife standard error, which is not a number for one replicate. Neither
/// is one where the sum below is not above zero: there is nothing to have a share of.
pub fn ratio(top: &[f64], bottom: &[f64]) -> (f64, f64) {
    let (all, under) = (top.iter().sum::<f64>(), bottom.iter().sum::<f64>());
    if under <= 0.0 {
        return (f64::NAN, f64::NAN);
    }
    let n = top.len() as f64;
    let without: Vec<f64> = top.iter().zip(bottom).map(|(t, b)| (all - t) / (under - b)).collect();
    let mean = without.iter().sum::<f64>() / n;
    let squares = without.iter().map(|r| (r - mean).powi(2)).sum::<f64>();
    let se = if n > 1.0 { ((n - 1.0) / n * squares).sqrt() } else { f64::NAN };
    (all / under, se)
}

/// What a spread over replicates is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    /// Parameter sets.
    pub sets: u32,
    /// SD between parameter sets with chance taken out.
    pub parameters: f64,
    /// SD between replicates of one parameter set.
    pub chance: f64,
    /// Share of the variance between parameter sets.
    pub share: f64,
    /// Mean squares between sets over those within them, and what an interval needs beside it: degrees of freedom of
    /// both, and replicates a set.
    ratio: (f64, f64, f64, f64),
}

/// Level of the interval of a share of variance: such shares are rough, and a wider interval says no more.
pub const SHARE_LEVEL: f64 = 0.9;

/// Sets below which nothing is said of the variance between them.
pub const FEWEST_SETS: usize = 4;

/// Splits the variance over replicates into that between parameter sets and that within them, chance: a one-way analysis
/// with random effects by mean squares, for sets of any numbers of replicates. What comes out below zero between sets is
/// set to zero. With fewer than [`FEWEST_SETS`] sets, or where no two replicates share one, nothing is a number; where
/// nothing varies, the share is none.
pub fn components(of: &[u32], values: &[f64]) -> Components {
    let mut sets: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (set, value) in of.iter().zip(values) {
        let sums = sets.entry(*set).or_default();
        sums.0 += 1.0;
        sums.1 += value;
    }
    let (k, n, none) = (sets.len(), values.len(), f64::NAN);
    if k < FEWEST_SETS || n <= k {
        return Components {
            sets: k as u32,
            parameters: none,
            chance: none,
            share: none,
            ratio: (none, none, none, none),
        };
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let within: f64 = of.iter().zip(values).map(|(set, v)| (v - sets[set].1 / sets[set].0).powi(2)).sum();
    let between: f64 = sets.values().map(|(count, sum)| count * (sum / count - mean).powi(2)).sum();
    let (above, below) = ((k - 1) as f64, (n - k) as f64);
    let (between, within) = (between / above, within / below);
    // Replicates a set, as far as they count; the usual number where all sets have as many.
    let size = (n as f64 - sets.values().map(|(count, _)| count * count).sum::<f64>() / n as f64) / above;
    let parameters = ((between - within) / size).max(0.0);
    Components {
        sets: k as u32,
        parameters: parameters.sqrt(),
        chance: within.sqrt(),
        share: parameters / (parameters + within),
        ratio: (between / within, above, below, size),
    }
}

impl Components {
    /// Ends of the interval of the share of variance between sets at [`SHARE_LEVEL`], by Fisher's F: exact for normal
    /// values and sets of equal size. Not a number where the share is none.
    pub fn interval(&self) -> (f64, f64) {
        let (ratio, above, below, size) = self.ratio;
        let Some(fisher) = FisherSnedecor::new(above, below).ok().filter(|_| self.share.is_finite()) else {
            return (f64::NAN, f64::NAN);
        };
        let end = |p: f64| {
            let f = ratio / fisher.inverse_cdf(p);
            if f.is_infinite() { 1.0 } else { ((f - 1.0) / (f - 1.0 + size)).max(0.0) }
        };
        let tail = (1.0 - SHARE_LEVEL) / 2.0;
        (end(1.0 - tail), end(tail))
    }
}

/// Half the width of the interval of a mean over `n` replicates with that standard error; not a number for one.
pub fn reach(n: u32, se: f64) -> f64 {
    if n > 1 { critical(f64::from(n - 1)) * se } else { f64::NAN }
}

/// Critical value of Student's t for a two-sided interval at [`LEVEL`], of the normal where the degrees of freedom are
/// infinite; not a number where there are none.
pub fn critical(freedom: f64) -> f64 {
    // It is searched for, and the rows of a table ask for the same one after another.
    thread_local! { static LAST: Cell<(f64, f64)> = const { Cell::new((f64::NAN, f64::NAN)) }; }
    let (last, value) = LAST.get();
    if last == freedom {
        return value;
    }
    let value = quantile_of_t(freedom);
    LAST.set((freedom, value));
    value
}

fn quantile_of_t(freedom: f64) -> f64 {
    let p = 0.5 + LEVEL / 2.0;
    // The search for a quantile of t does not end with infinite degrees of freedom.
    if freedom == f64::INFINITY {
        return Normal::standard().inverse_cdf(p);
    }
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |t| t.inverse_cdf(p))
}

/// The `p`-quantile of a sorted sample by linear interpolation (type 7).
pub fn percentile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = p * last as f64;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    sorted[low] + (at - low as f64) * (sorted[high] - sorted[low])
}

/// Pupil-weighted coefficient of variation between schools, as Chinese standards compute the disparity
/// coefficient: `sqrt(Σ (n_i / N) (x_i − x̄)²) / x̄` with `x̄ = Σ n_i x_i / N`.
pub fn disparity(weighted: &[(f64, f64)]) -> f64 {
    let (mean, sd) = spread(weighted);
    sd / mean
}

/// Pupil-weighted mean and SD between schools of `(pupils, value)`.
pub fn spread(weighted: &[(f64, f64)]) -> (f64, f64) {
    let total: f64 = weighted.iter().map(|(n, _)| n).sum();
    let mean = weighted_mean(weighted);
    let variance = weighted.iter().map(|(n, x)| n * (x - mean).powi(2)).sum::<f64>() / total;
    (mean, variance.sqrt())
}

/// Mean of `(weight, value)`: `Σ w x / Σ w`. Not a number where the weights add up to nothing.
pub fn weighted_mean(weighted: &[(f64, f64)]) -> f64 {
    let total: f64 = weighted.iter().map(|(w, _)| w).sum();
    weighted.iter().map(|(w, x)| w * x).sum::<f64>() / total
}

/// The `p`-quantile of `(weight, value)`: the smallest value at which the weights so far pass `p Σ w`, and the mean of
/// that value and the one before where they reach it exactly (type 2 of Hyndman & Fan 1996, *American Statistician*
/// 50(4), with weights for counts). What weighs nothing does not count; not a number where nothing weighs.
pub fn weighted_quantile(weighted: &[(f64, f64)], p: f64) -> f64 {
    let mut sorted: Vec<(f64, f64)> = weighted.iter().copied().filter(|(w, _)| *w > 0.0).collect();
    sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
    let wanted = p * sorted.iter().map(|(w, _)| w).sum::<f64>();
    let mut passed = 0.0;
    for (at, &(w, x)) in sorted.iter().enumerate() {
        passed += w;
        if passed == wanted && at + 1 < sorted.len() {
            return f64::midpoint(x, sorted[at + 1].1);
        }
        if passed > wanted {
            return x;
        }
    }
    sorted.last().map_or(f64::NAN, |&(_, x)| x)
}

/// Effective sample size of weights, `(Σ w)² / Σ w²` (Kish 1965, *Survey Sampling*): as many equal weights would give a
/// mean of the same variance.
pub fn effective_size(weights: &[f64]) -> f64 {
    weights.iter().sum::<f64>().powi(2) / weights.iter().map(|w| w * w).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_of_equal_parts_has_no_error_and_one_of_a_constant_has_the_error_of_the_mean() {
        let (value, se) = ratio(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]);
        assert!((value - 0.5).abs() < 1e-12 && se.abs() < 1e-12);
        let values = [1.0, 4.0, 2.0, 7.0, 3.0];
        let (value, se) = ratio(&values, &[1.0; 5]);
        let m = moments(&values);
        assert!((value - m.mean).abs() < 1e-12 && (se - m.se).abs() < 1e-12, "{se} {}", m.se);
        assert!(ratio(&[1.0], &[2.0]).1.is_nan());
    }

    #[test]
    fn nothing_is_a_share_of_what_is_not_there() {
        for under in [[-1.0, -2.0], [1.0, -1.0], [0.0, 0.0]] {
            let (value, se) = ratio(&[1.0, 2.0], &under);
            assert!(value.is_nan() && se.is_nan(), "{under:?}");
        }
    }

    #[test]
    fn moments_of_a_known_sample() {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, sample SD sqrt(32/7); t(7) at 0.975 is 2.364624.
        let m = moments(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!((m.n, m.mean), (8, 5.0));
        let se = (32.0f64 / 7.0 / 8.0).sqrt();
        assert!((m.se - se).abs() < 1e-12);
        assert!((m.interval.1 - (5.0 + 2.364_624_251 * se)).abs() < 1e-6);
        assert_eq!(m.percentiles[1], 4.5);
    }

    #[test]
    fn one_replicate_has_no_interval() {
        let m = moments(&[3.0]);
        assert_eq!(m.mean, 3.0);
        assert!(m.sd.is_nan() && m.se.is_nan() && m.interval.0.is_nan());
        assert_eq!(m.percentiles, [3.0; 3]);
    }

    #[test]
    fn disparity_is_the_published_example() {
        // Pupils and library books of five schools (evidence section 8): books a pupil 6.334, coefficient 0.5153.
        let schools: [(f64, f64); 5] = [(45.0, 279.0), (37.0, 137.0), (89.0, 935.0), (76.0, 160.0), (55.0, 402.0)];
        let weighted: Vec<(f64, f64)> = schools.iter().map(|&(n, books)| (n, books / n)).collect();
        assert!((spread(&weighted).0 - 6.334).abs() < 5e-4);
        assert!((disparity(&weighted) - 0.5153).abs() < 5e-5);
    }
}
