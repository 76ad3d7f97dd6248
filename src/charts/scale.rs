//! Axes: round steps, zero always in sight, whole years.

/// A linear scale with its ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// Value at the lower end.
    pub low: f64,
    /// Value at the upper end.
    pub high: f64,
    /// Ticks within.
    pub ticks: Vec<f64>,
    /// Decimals that tell the ticks apart.
    pub decimals: usize,
}

impl Scale {
    /// A scale over values and zero with about `wanted` ticks on round numbers.
    pub fn around_zero(values: impl Iterator<Item = f64>, wanted: usize) -> Self {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for v in values.filter(|v| v.is_finite()) {
            low = low.min(v.clamp(-1e200, 1e200));
            high = high.max(v.clamp(-1e200, 1e200));
        }
        if high - low < 1e-12 {
            // Nothing to see: a scale on which zero is plainly zero.
            (low, high) = (-0.01, 0.01);
        }
        let step = round_step((high - low) / wanted.max(2) as f64);
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let ticks = (0..=(last - first) as usize).map(|i| (first + i as f64) * step).collect();
        let decimals = (-libm::floor(libm::log10(step * 1.000_001))).clamp(0.0, 12.0) as usize;
        // The scale ends a little beyond the values rather than at the next tick: no room is wasted.
        let margin = (high - low) * 0.06;
        let ends = (if low < 0.0 { (low - margin).max(first * step) } else { 0.0 }, (high + margin).min(last * step));
        let ends = (ends.0, if high > 0.0 { ends.1 } else { 0.0 });
        let ticks: Vec<f64> = ticks;
        Self {
            low: ends.0,
            high: ends.1,
            ticks: ticks.into_iter().filter(|t| (ends.0..=ends.1).contains(t)).collect(),
            decimals,
        }
    }

    /// Where a value lies between two pixels.
    pub fn place(&self, value: f64, at_low: f64, at_high: f64) -> f64 {
        at_low + (value.clamp(self.low, self.high) - self.low) / (self.high - self.low) * (at_high - at_low)
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is not below `rough`.
fn round_step(rough: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= rough * 0.999).unwrap_or(power * 10.0)
}

/// Years to label so that at most `most` labels stand on the axis, the last one always among them.
pub fn year_ticks(first: u32, last: u32, most: usize) -> Vec<u32> {
    let span = last - first;
    let step =
        [1, 2, 5, 10, 20, 50, 100].into_iter().find(|s| (span / s) as usize <= most.max(1)).unwrap_or(span.max(1));
    let mut ticks: Vec<u32> = (first..=last).rev().step_by(step as usize).collect();
    ticks.reverse();
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_zero() {
        for values in
            [vec![0.013, 0.087], vec![-3.0, 12_000_000.0], vec![1e-9], vec![], vec![-0.2, -0.1], vec![f64::MAX]]
        {
            let scale = Scale::around_zero(values.iter().copied(), 5);
            assert!(scale.ticks.contains(&0.0), "{values:?} {scale:?}");
            assert!((2..=12).contains(&scale.ticks.len()), "{values:?} {scale:?}");
            assert!(scale.place(0.0, 100.0, 0.0).is_finite());
        }
    }

    #[test]
    fn years_are_whole_and_end_with_the_last() {
        assert_eq!(year_ticks(0, 5, 10), [0, 1, 2, 3, 4, 5]);
        assert_eq!(year_ticks(3, 3, 10), [3]);
        let long = year_ticks(0, 37, 8);
        assert_eq!(long.last(), Some(&37));
        assert!(long.len() <= 9);
    }
}
