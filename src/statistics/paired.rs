//! Two arms beside each other, replicate by replicate: how far apart they are, and how often the first is better.
//!
//! Both arms of a pair have the same schools, parameter set and random numbers, so that most of what chance does to one
//! it does to the other, and the difference is known better than either.

use super::describe::{Moments, critical, moments_of_sets};
use std::collections::BTreeSet;

/// What is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More of it.
    Higher,
    /// Less of it.
    Lower,
    /// Less of it in either direction, as of a gap that may open to either side.
    NearerZero,
}

impl Better {
    /// In a word or two.
    pub fn word(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::NearerZero => "nearer zero",
        }
    }

    /// 1 where the first value is better, 0 where the second is, one half where neither is.
    pub fn score(self, first: f64, second: f64) -> f64 {
        let (first, second) = match self {
            Self::Higher => (first, second),
            Self::Lower => (-first, -second),
            Self::NearerZero => (-first.abs(), -second.abs()),
        };
        match first.total_cmp(&second) {
            _ if first == second => 0.5,
            std::cmp::Ordering::Greater => 1.0,
            _ => 0.0,
        }
    }
}

/// A share of replicates with its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share.
    pub share: f64,
    /// Its standard error over parameter sets; not a number for one replicate.
    pub se: f64,
    /// Ends of its interval, within 0 and 1; not a number for one replicate.
    pub interval: (f64, f64),
}

/// Two arms beside each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// First minus second.
    pub difference: Moments,
    /// Share of replicates in which the first is better, a tie counting half; none where nothing is better.
    pub wins: Option<Share>,
}

/// Compares two arms by the value that each has in each replicate, and by the parameter set of each replicate.
/// A replicate in which either value is not a number counts in nothing.
pub fn paired(sets: &[u32], first: &[f64], second: &[f64], better: Option<Better>) -> Paired {
    let both = sets.iter().zip(first.iter().zip(second)).filter(|(_, (a, b))| a.is_finite() && b.is_finite());
    let (sets, pairs): (Vec<u32>, Vec<(f64, f64)>) = both.map(|(set, (a, b))| (*set, (*a, *b))).unzip();
    let differences: Vec<f64> = pairs.iter().map(|(a, b)| a - b).collect();
    let wins = better.map(|better| {
        let scores: Vec<f64> = pairs.iter().map(|&(a, b)| better.score(a, b)).collect();
        share_of_sets(&sets, &scores)
    });
    Paired { difference: moments_of_sets(&sets, &differences), wins }
}

/// The share that scores of 0, one half and 1 add up to, with an interval that stays within 0 and 1: Wilson's (1927,
/// *Journal of the American Statistical Association* 22) at the number of independent replicates that would have the
/// same error, with Student's t for the number of parameter sets. Where every score is the same the replicates show no
/// error of their own, and count as one a set: replicates of a set may be as alike as that.
pub fn share_of_sets(sets: &[u32], scores: &[f64]) -> Share {
    let m = moments_of_sets(sets, scores);
    let apart = sets.iter().collect::<BTreeSet<_>>().len();
    // Where one set is all there is, or each replicate has its own, replicates are what is independent.
    let units = if apart < 2 { scores.len() } else { apart };
    if units < 2 {
        return Share { share: m.mean, se: f64::NAN, interval: (f64::NAN, f64::NAN) };
    }
    let spread = m.mean * (1.0 - m.mean);
    let n = if m.se > 0.0 && spread > 0.0 {
        // Ties make the spread less than that of wins and losses alone, but no replicate counts twice.
        (spread / (m.se * m.se)).min(scores.len() as f64)
    } else {
        units as f64
    };
    Share { share: m.mean, se: m.se, interval: wilson(m.mean, n, critical((units - 1) as f64)) }
}

/// Wilson's interval of a share over `n` with the critical value `t`.
pub fn wilson(share: f64, n: f64, t: f64) -> (f64, f64) {
    let square = t * t / n;
    let middle = (share + square / 2.0) / (1.0 + square);
    let half = (share * (1.0 - share) * square + square * square / 4.0).sqrt() / (1.0 + square);
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// A share kept within 0 and 1; what is not a number stays none.
pub fn within(share: f64) -> f64 {
    if share.is_nan() { share } else { share.clamp(0.0, 1.0) }
}

/// Means over the same replicates again and again, with errors that count parameter sets: [`moments_of_sets`] for many
/// samples at a time.
#[derive(Clone, Debug)]
pub struct Means {
    /// The unit that each replicate belongs to: its parameter set, or itself where there is one set only.
    unit: Vec<usize>,
    /// Replicates of each unit.
    sizes: Vec<f64>,
    /// Critical value of the intervals.
    critical: f64,
}

impl Means {
    /// For replicates with these parameter sets.
    pub fn of(sets: &[u32]) -> Self {
        let mut numbers: Vec<u32> = sets.to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        let unit: Vec<usize> = if numbers.len() < 2 {
            (0..sets.len()).collect()
        } else {
            sets.iter().map(|set| numbers.binary_search(set).unwrap_or(0)).collect()
        };
        let mut sizes = vec![0.0; unit.iter().max().map_or(0, |last| last + 1)];
        for &u in &unit {
            sizes[u] += 1.0;
        }
        let critical = if sizes.len() > 1 { critical((sizes.len() - 1) as f64) } else { f64::NAN };
        Self { unit, sizes, critical }
    }

    /// Replicates.
    pub fn replicates(&self) -> u32 {
        self.unit.len() as u32
    }

    /// Mean of one sample and the ends of its interval, which are not numbers for one replicate.
    pub fn interval(&self, values: &[f64]) -> (f64, f64, f64) {
        let (n, k) = (values.len() as f64, self.sizes.len() as f64);
        let mean = values.iter().sum::<f64>() / n;
        let apart = self.sums(values).into_iter().zip(&self.sizes).map(|(sum, size)| (sum - size * mean).powi(2));
        let se = (apart.sum::<f64>() * k / (k - 1.0)).sqrt() / n;
        let reach = self.critical * se;
        (mean, mean - reach, mean + reach)
    }

    /// The mean of one sample without each unit in turn.
    pub fn without_each(&self, values: &[f64]) -> Vec<f64> {
        let (n, sum) = (values.len() as f64, values.iter().sum::<f64>());
        self.sums(values).iter().zip(&self.sizes).map(|(own, size)| (sum - own) / (n - size)).collect()
    }

    /// Jackknife standard error of a number from its values without each unit in turn, and how far its interval reaches
    /// to either side; neither is a number with one unit.
    pub fn jackknife(&self, without: &[f64]) -> (f64, f64) {
        let k = without.len() as f64;
        if without.len() < 2 {
            return (f64::NAN, f64::NAN);
        }
        let mean = without.iter().sum::<f64>() / k;
        let se = ((k - 1.0) / k * without.iter().map(|w| (w - mean).powi(2)).sum::<f64>()).sqrt();
        (se, self.critical * se)
    }

    fn sums(&self, values: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.sizes.len()];
        for (&u, v) in self.unit.iter().zip(values) {
            sums[u] += v;
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_knows_its_direction_and_ties_count_half() {
        let cases = [
            (Better::Higher, 2.0, 1.0, 1.0),
            (Better::Higher, 1.0, 2.0, 0.0),
            (Better::Lower, 2.0, 1.0, 0.0),
            (Better::Lower, -2.0, 1.0, 1.0),
            (Better::NearerZero, -2.0, 1.0, 0.0),
            (Better::NearerZero, 0.5, -1.0, 1.0),
            (Better::NearerZero, -1.0, 1.0, 0.5),
            (Better::Higher, 0.0, -0.0, 0.5),
        ];
        for (better, first, second, score) in cases {
            assert_eq!(better.score(first, second), score, "{better:?} {first} {second}");
        }
    }

    #[test]
    fn a_share_stays_within_its_bounds_and_is_never_certain() {
        for scores in [vec![1.0; 10], vec![0.0; 10], vec![0.5; 10], [vec![1.0; 9], vec![0.0]].concat()] {
            let sets: Vec<u32> = (0..10).map(|i| i / 2).collect();
            let s = share_of_sets(&sets, &scores);
            assert!(s.interval.0 >= 0.0 && s.interval.1 <= 1.0 && s.interval.0 < s.interval.1, "{s:?}");
            assert!(s.interval.0 <= s.share && s.share <= s.interval.1, "{s:?}");
        }
        assert!(share_of_sets(&[0], &[1.0]).interval.0.is_nan());
        assert!(share_of_sets(&[], &[]).share.is_nan());
    }

    #[test]
    fn means_are_those_of_the_moments_of_sets() {
        let values = [0.3, -1.2, 2.5, 0.7, 0.1, 4.0, -0.6];
        for sets in [[0, 0, 1, 1, 2, 2, 3], [0; 7], [0, 1, 2, 3, 4, 5, 6], [9, 9, 9, 4, 4, 4, 4]] {
            let (m, means) = (moments_of_sets(&sets, &values), Means::of(&sets));
            let (mean, low, high) = means.interval(&values);
            assert!((mean - m.mean).abs() < 1e-12 && (low - m.interval.0).abs() < 1e-9, "{sets:?} {low} {m:?}");
            assert!((high - m.interval.1).abs() < 1e-9, "{sets:?}");
        }
        // The jackknife of a mean of units of one size is its standard error.
        let (sets, means) = ([0, 0, 1, 1, 2, 2], Means::of(&[0, 0, 1, 1, 2, 2]));
        let (se, _) = means.jackknife(&means.without_each(&values[..6]));
        assert!((se - moments_of_sets(&sets, &values[..6]).se).abs() < 1e-12);
        let one = Means::of(&[0]);
        assert!(one.interval(&[1.0]).1.is_nan() && one.jackknife(&one.without_each(&[1.0])).0.is_nan());
    }

    #[test]
    fn what_one_replicate_lacks_counts_in_nothing() {
        let p = paired(&[0, 0, 1], &[3.0, f64::NAN, 5.0], &[1.0, 1.0, 1.0], Some(Better::Lower));
        assert_eq!((p.difference.n, p.difference.mean, p.wins.map(|w| w.share)), (2, 3.0, Some(0.0)));
        assert_eq!(paired(&[0, 1], &[1.0, 1.0], &[0.0, 2.0], None).wins, None);
    }
}
