//! Percentile intervals by resampling parameter sets: for numbers that are no means, such as half-lives, and that may
//! lie beyond what was seen (Efron & Tibshirani 1993, *An Introduction to the Bootstrap*, ch. 13).

use super::describe::LEVEL;
use crate::rng::{Place, Purpose, Streams, WORDS_PER_SLOT};

/// Resamples of an interval.
pub const RESAMPLES: usize = 1000;

/// How often each unit counts in each resample of as many units: the same for the same number of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resamples {
    counts: Vec<Vec<u32>>,
}

impl Resamples {
    /// Those of so many units, drawn with replacement.
    pub fn of(units: usize) -> Self {
        let mut counts = vec![vec![0; units]; RESAMPLES];
        for (number, counts) in counts.iter_mut().enumerate() {
            let mut draws = Streams::new(0, units as u32).of_year(Purpose::Resample, Place::WORLD, number as i32);
            for first in (0..units).step_by(WORDS_PER_SLOT) {
                let mut slot = draws.slot(first / WORDS_PER_SLOT);
                for _ in first..(first + WORDS_PER_SLOT).min(units) {
                    counts[slot.below(units)] += 1;
                }
            }
        }
        Self { counts }
    }

    /// Ends of the interval at [`LEVEL`] of a number that is computed from the sums over units of some values: `values`
    /// has a row a unit. Infinite where the number lies beyond what was seen; resamples in which it is not a number do
    /// not count. Not a number with fewer than two units, or where more than half of the resamples have none.
    pub fn interval(&self, values: &[Vec<f64>], number: impl Fn(&[f64]) -> f64) -> (f64, f64) {
        let Some(first) = values.first().filter(|_| values.len() > 1) else { return (f64::NAN, f64::NAN) };
        let mut sums = vec![0.0; first.len()];
        let mut found = Vec::with_capacity(RESAMPLES);
        for counts in &self.counts {
            sums.fill(0.0);
            for (row, &count) in values.iter().zip(counts).filter(|(_, count)| **count > 0) {
                sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(count) * value);
            }
            found.push(number(&sums));
        }
        found.retain(|v| !v.is_nan());
        if 2 * found.len() < RESAMPLES {
            return (f64::NAN, f64::NAN);
        }
        found.sort_by(f64::total_cmp);
        // Whole ranks, outward: between a number and infinity there is nothing to interpolate.
        let last = (found.len() - 1) as f64;
        let tail = (1.0 - LEVEL) / 2.0;
        (found[(tail * last).floor() as usize], found[((1.0 - tail) * last).ceil() as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_resample_holds_as_many_units_and_is_the_same_every_time() {
        let some = Resamples::of(20);
        assert!(some.counts.iter().all(|c| c.iter().sum::<u32>() == 20));
        assert_eq!(some, Resamples::of(20));
        assert_ne!(some.counts[0], some.counts[1]);
        // Each unit is drawn once on average.
        let drawn: u32 = some.counts.iter().map(|c| c[7]).sum();
        assert!((f64::from(drawn) / RESAMPLES as f64 - 1.0).abs() < 0.13, "{drawn}");
    }

    #[test]
    fn the_interval_of_a_mean_is_about_that_of_its_standard_error() {
        let values: Vec<Vec<f64>> = (0..40).map(|i| vec![f64::from(i % 8)]).collect();
        let (low, high) = Resamples::of(40).interval(&values, |sums| sums[0] / 40.0);
        // Mean 3.5, SD of the population 2.291, so a standard error of 0.362.
        assert!(
            (low - (3.5 - 1.96 * 0.362)).abs() < 0.08 && (high - (3.5 + 1.96 * 0.362)).abs() < 0.08,
            "{low} {high}"
        );
    }

    #[test]
    fn what_lies_beyond_is_infinite_and_one_unit_has_no_interval() {
        let values: Vec<Vec<f64>> = (0..10).map(|i| vec![f64::from(i)]).collect();
        let all = Resamples::of(10);
        assert_eq!(all.interval(&values, |_| f64::INFINITY), (f64::INFINITY, f64::INFINITY));
        let (low, high) = all.interval(&values, |s| if s[0] < 45.0 { 1.0 } else { f64::INFINITY });
        assert_eq!((low, high), (1.0, f64::INFINITY));
        assert!(Resamples::of(1).interval(&values[..1], |s| s[0]).0.is_nan());
        assert!(all.interval(&values, |_| f64::NAN).1.is_nan());
    }
}
