//! Random numbers keyed by what they are for, and the normal distribution.

use crate::rng::{self, Place, Purpose, Streams, WORDS_PER_SLOT};
use crate::units::Week;
use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2};

/// The random numbers of one stage of a calibration.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    streams: Streams,
}

impl Chance {
    /// Those of a stage; no two stages share a number.
    pub fn of(seed: u64, stage: u32) -> Self {
        Self { streams: Streams::new(seed, stage) }
    }

    /// `count` random words of an item in a step.
    pub fn words(&self, step: usize, item: usize, count: usize) -> Vec<u32> {
        let place = Place { district: step as u32, school: item as u32 };
        let mut draws = self.streams.at(Purpose::Calibration, place, Week { year: 0, week: 0 });
        let mut words = Vec::with_capacity(count + WORDS_PER_SLOT);
        for slot in 0..count.div_ceil(WORDS_PER_SLOT) {
            let mut slot = draws.slot(slot);
            words.extend((0..WORDS_PER_SLOT).map(|_| slot.word()));
        }
        words.truncate(count);
        words
    }

    /// Points spread evenly over the unit cube: Owen-scrambled Sobol points.
    pub fn spread(&self, count: usize, dimensions: usize) -> Vec<Vec<f64>> {
        let seed = self.words(usize::MAX, 0, 1)[0];
        let coordinate = |point: usize, d: usize| f64::from(sobol_burley::sample(point as u32, d as u32, seed));
        (0..count).map(|point| (0..dimensions).map(|d| coordinate(point, d)).collect()).collect()
    }

    /// The same for independent standard normals.
    pub fn spread_normal(&self, count: usize, dimensions: usize) -> Vec<Vec<f64>> {
        let normal = |place: f64| f64::from(rng::normal((place * 4_294_967_296.0) as u32));
        self.spread(count, dimensions).into_iter().map(|p| p.into_iter().map(normal).collect()).collect()
    }

    /// `count` of the numbers below `of`, at random and each once, in random order.
    pub fn choose(&self, count: usize, of: usize) -> Vec<usize> {
        let mut order: Vec<(u32, usize)> = (0..of).map(|i| (self.words(usize::MAX - 1, i, 1)[0], i)).collect();
        order.sort_unstable();
        order.into_iter().take(count).map(|(_, i)| i).collect()
    }
}

/// Uniform in (0, 1) from 32 bits, all of them used.
pub fn uniform(word: u32) -> f64 {
    (f64::from(word) + 0.5) / 4_294_967_296.0
}

/// Probability that a standard normal is below `x`.
pub fn normal_below(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// Its logarithm, also where the probability is too small for a number: by the asymptotic series there.
pub fn log_normal_below(x: f64) -> f64 {
    if x > -30.0 {
        return libm::log(normal_below(x));
    }
    let inverse = 1.0 / (x * x);
    -0.5 * x * x - libm::log(-x) - 0.5 * libm::log(2.0 * PI) + libm::log1p(-inverse + 3.0 * inverse * inverse)
}

/// Where a standard normal number lies between -1 and 1 when the normal is made uniform.
pub fn uniform_side(x: f64) -> f64 {
    libm::erf(x / SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_distribution_is_right_in_the_middle_and_far_out() {
        assert!((normal_below(1.959_963_984_540_054) - 0.975).abs() < 1e-12);
        assert!((log_normal_below(-29.999) - log_normal_below(-30.001)).abs() < 0.1);
        assert!((log_normal_below(-40.0) + 804.608_442_015_754).abs() < 1e-6);
        assert!(log_normal_below(-1e100).is_finite() && log_normal_below(9.0) > -1e-18);
    }

    #[test]
    fn choices_are_distinct_and_keyed() {
        let mut chosen = Chance::of(1, 2).choose(50, 80);
        assert_ne!(chosen, Chance::of(1, 3).choose(50, 80));
        chosen.sort_unstable();
        chosen.dedup();
        assert_eq!(chosen.len(), 50);
        assert!(Chance::of(1, 2).words(0, 0, 40) != Chance::of(1, 2).words(0, 1, 40));
    }
}
