//! Units of the model, and the grid on which its stocks live.
//!
//! * time: one teaching week, [`Week`]
//! * practice: SD of true classroom quality among experienced teachers of the reference population
//! * attainment: pupil SD, nationally normed
//! * money, teacher-days and hours: never added to one another

use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign};

/// A point of time: the school year (1 is the first simulated year) and the teaching week within it (from 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Week {
    /// School year, 1 for the first year after the opening; 0 and below are warm-up years.
    pub year: i32,
    /// Teaching week within the year, from 0.
    pub week: u32,
}

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize)]
        pub struct $name(pub f64);
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: Self) {
                self.0 += other.0;
            }
        }
    };
}

amount!(
    /// Money in the scenario's currency and price year.
    Money
);
amount!(
    /// Days of a teacher's working time.
    TeacherDays
);
amount!(
    /// Hours of a teacher's working time.
    Hours
);
amount!(
    /// Lessons of one hour that one pupil missed or had under cover.
    PupilLessons
);

/// Number of practice domains.
pub const DOMAINS: usize = 4;

/// The four domains of classroom practice, in the order of every `[_; DOMAINS]` array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all(serialize = "snake_case"))]
pub enum Domain {
    /// Lesson design and preparation.
    Planning,
    /// Routines and classroom climate.
    Management,
    /// Questioning, noticing, feedback to pupils.
    Responsiveness,
    /// Subject and pedagogical content knowledge.
    Content,
}

impl Domain {
    /// All domains in array order.
    pub const ALL: [Self; DOMAINS] = [Self::Planning, Self::Management, Self::Responsiveness, Self::Content];
}

/// One value a domain.
pub type Profile = [f32; DOMAINS];

/// Practice and attainment are multiples of this step, so that changes add up without rounding.
pub const GRID: f32 = 1.0 / 1_048_576.0;

/// Largest magnitude at which every multiple of [`GRID`] is exact in `f32`.
pub const GRID_LIMIT: f32 = 15.0;

/// Rounds a change of practice or attainment to the grid.
///
/// Adding 12 moves the value to where neighbouring `f32` are one [`GRID`] apart, so the sum is rounded there;
/// taking 12 away again is exact. Valid for `|x| < 4`; two operations, the same bits on every machine. With
/// both stock and change on the grid, `stock + change` and sums in `f64` have no rounding error: this is what
/// lets the ledger close exactly.
#[inline]
pub fn grid(x: f32) -> f32 {
    (x + 12.0) - 12.0
}

/// Rounds a sum of qualities or of attainment to a quarter of [`GRID`], on which means over domains lie.
///
/// As [`grid`] does, by the place where neighbouring `f64` are so far apart. Valid for `|x| < 2^29`.
#[inline]
pub fn grid_sum(x: f64) -> f64 {
    const FAR: f64 = 1.5 * 1_073_741_824.0;
    (x + FAR) - FAR
}

/// The positive part, 0 below it (and for what is no number): one instruction where `f32::max` takes several.
#[inline]
pub fn positive(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.0 }
}

/// `1 − exp(−x)` for `x >= 0`: what share of a gap closes at rate `x`. The same bits on every machine.
///
/// Below 1/8 the series to the fifth power, whose remainder is under `x^6 / 720`, less than a rounding of `f32`; above it the portable library function.
#[inline]
pub fn closing(x: f32) -> f32 {
    if x < 0.125 {
        x * (1.0 - x * (1.0 / 2.0) * (1.0 - x * (1.0 / 3.0) * (1.0 - x * (1.0 / 4.0) * (1.0 - x * (1.0 / 5.0)))))
    } else {
        -libm::expm1f(-x)
    }
}

/// Rounds a level (any `|x| <=` [`GRID_LIMIT`], clamped beyond) to the grid.
pub fn grid_level(x: f64) -> f32 {
    let limit = f64::from(GRID_LIMIT);
    ((x.clamp(-limit, limit) / f64::from(GRID)).round() * f64::from(GRID)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grid_is_the_nearest_multiple() {
        for i in -4000..4000 {
            let x = i as f32 * 0.000_937_1;
            let g = grid(x);
            assert!((g - x).abs() <= GRID / 2.0 + f32::EPSILON, "{x} {g}");
            assert_eq!((f64::from(g) / f64::from(GRID)).fract(), 0.0);
        }
        assert_eq!(grid(0.0), 0.0);
    }

    #[test]
    fn a_sum_is_rounded_to_a_quarter_of_the_grid() {
        for i in -4000..4000 {
            let x = f64::from(i) * 1.713_937_1;
            let g = grid_sum(x);
            assert!((g - x).abs() <= f64::from(GRID) / 8.0, "{x} {g}");
            assert_eq!((g * 4.0 / f64::from(GRID)).fract(), 0.0);
        }
    }

    #[test]
    fn closing_is_one_less_exp() {
        for i in 0..20_000 {
            let x = i as f32 * 0.000_1;
            let exact = -libm::expm1(-f64::from(x));
            assert!((f64::from(closing(x)) - exact).abs() <= 4e-7 * exact, "{x}");
        }
    }

    #[test]
    fn sums_on_the_grid_are_exact_in_any_order() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(grid(((i * 7919) % 997) as f32 * 0.001 - 0.4))).collect();
        let forward: f64 = values.iter().sum();
        let backward: f64 = values.iter().rev().sum();
        assert_eq!(forward, backward);
    }
}
