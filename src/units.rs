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

/// Equal weight on every domain.
pub const EVEN: Profile = [0.25; DOMAINS];

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
#[inline]
pub fn closing(x: f32) -> f32 {
    let [closed] = closings_of_any([x]);
    closed
}

/// [`closing`] of values side by side.
///
/// With `x = k ln 2 + r` and `k` whole, `exp(−x)` is `2⁻ᵏ exp(−r)`, and `|r| <= ln 2 / 2`: there `1 − exp(−r)` is
/// `r − r² S(r)` with `S` of the fourth degree, fitted to the least relative error. Within 1e-7 of itself, rising, and
/// exactly 0 at 0; without a division. Where all values are small, as they are in a week, no powers of two need be taken
/// out, and the chain of operations is shorter by half.
#[inline(always)]
pub fn closings<const N: usize>(x: [f32; N]) -> [f32; N] {
    // Times log₂ e below a half, whatever the rounding, so that `k` is 0, `r` is `x` and what is left of one is one.
    const SMALL: f32 = 0.34;
    // Loops over places and nothing else, here and in all that vectors are to be made of. What is asked and what is worked
    // out stand in loops apart: of one for both a compiler made vectors in parts, at three times the instructions.
    let mut small = 1u32;
    for i in 0..N {
        small &= u32::from(x[i] < SMALL);
    }
    if small == 0 {
        return closings_of_any(x);
    }
    let mut closed = [0.0; N];
    for i in 0..N {
        closed[i] = closing_of_small(x[i]);
    }
    closed
}

/// `1 − exp(−r)` for `|r| <= ln 2 / 2`.
#[inline(always)]
fn closing_of_small(r: f32) -> f32 {
    let series = 8.366_067e-3 - r * 1.389_823_2e-3;
    let series = 0.5 - r * (0.166_665_48 - r * (4.166_685_4e-2 - r * series));
    r - r * r * series
}

/// [`closings`] of values of any size.
#[inline(always)]
fn closings_of_any<const N: usize>(x: [f32; N]) -> [f32; N] {
    // Beyond it all is closed, by the last bit of `f32`.
    const FAR: f32 = 32.0;
    // Few bits, so that its multiples are exact, and what is left of ln 2.
    const LN2_HI: f32 = 0.693_359_4;
    const LN2_LO: f32 = -2.121_944_4e-4;
    // Neighbouring values are one apart here: adding this and taking it away again rounds to a whole number.
    const WHOLES: f32 = 12_582_912.0;
    let mut closed = [0.0; N];
    for i in 0..N {
        let x = if x[i] < FAR { x[i] } else { FAR };
        let shifted = x * std::f32::consts::LOG2_E + WHOLES;
        let k = shifted - WHOLES;
        let near = closing_of_small((x - k * LN2_HI) - k * LN2_LO);
        let halvings = shifted.to_bits().wrapping_sub(WHOLES.to_bits());
        let left = f32::from_bits(127u32.wrapping_sub(halvings) << 23);
        closed[i] = (1.0 - left) + left * near;
    }
    closed
}

/// `exp(x)`, the bits of `libm::exp`, without a call for all that the week asks for.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let [power] = exps([x]);
    power
}

/// `exp(x)` of values side by side, the bits of `libm::exp`.
///
/// Argument reduction by multiples of ln 2 and the rational approximation of the FreeBSD mathematical library, operation by
/// operation and without a branch, so that vectors of values take it; whatever the library treats apart (what is tiny,
/// huge or no number) is left to it.
#[inline(always)]
pub fn exps<const N: usize>(x: [f64; N]) -> [f64; N] {
    const LN2_HI: f64 = 6.931_471_803_691_238e-1;
    const LN2_LO: f64 = 1.908_214_929_270_587_7e-10;
    // The library compares the upper half of the bits with those of ln 2 / 2 (`NEAR`) and of 3 ln 2 / 2.
    const ONE: f64 = f64::from_bits(0x3ff0_a2b2_0000_0000);
    // Neighbouring values are one apart here: adding this and taking it away again rounds to a whole number.
    const WHOLES: f64 = 6_755_399_441_055_744.0;
    let (mut powers, mut apart) = ([0.0; N], 0u32);
    for i in 0..N {
        let x = x[i];
        let size = x.abs();
        apart |= u32::from(!(size == 0.0 || (size > 1e-8 && size < 700.0)));
        let twos = std::f64::consts::LOG2_E * size + 0.5;
        let nearest = (twos + WHOLES) - WHOLES;
        let below = if nearest > twos { nearest - 1.0 } else { nearest };
        let far = if size < ONE { 1.0 } else { below };
        let k = if size < NEAR { 0.0 } else { far };
        let k = if x < 0.0 { -k } else { k };
        let (hi, lo) = (x - k * LN2_HI, k * LN2_LO);
        let r = hi - lo;
        let y = 1.0 + (over_one(r) - lo + hi);
        let k = (k + WHOLES).to_bits().wrapping_sub(WHOLES.to_bits());
        powers[i] = y * f64::from_bits(k.wrapping_add(1023) << 52);
    }
    if apart != 0 {
        for i in 0..N {
            powers[i] = libm::exp(x[i]);
        }
    }
    powers
}

/// Below it in size the library takes out no power of two.
const NEAR: f64 = f64::from_bits(0x3fd6_2e43_0000_0000);

/// `exp(r) − 1 − r` for `|r| <= ln 2 / 2`.
#[inline(always)]
fn over_one(r: f64) -> f64 {
    let square = r * r;
    let series = -1.653_390_220_546_525_2e-6 + square * 4.138_136_797_057_238_5e-8;
    let series = 6.613_756_321_437_934e-5 + square * series;
    let series = -2.777_777_777_701_559_3e-3 + square * series;
    let c = r - square * (1.666_666_666_666_660_2e-1 + square * series);
    r * c / (2.0 - c)
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
    fn exponentials_are_the_library_function_to_the_bit() {
        let near = (0..400_000).map(|i| f64::from(i - 200_000) * 1.733_1e-6);
        let far = (0..200_000).map(|i| f64::from(i - 100_000) * 0.007_77);
        for x in near.chain(far).chain([0.0, -0.0, 1e-8, -1e-8, 3e-9, 1e-300, 0.346_573, 0.346_573_59, 800.0, -800.0]) {
            assert_eq!(exp(x).to_bits(), libm::exp(x).to_bits(), "{x:?}");
            for beside in [-0.5, 0.1] {
                let both = [x, beside];
                assert_eq!(exps(both).map(f64::to_bits), both.map(libm::exp).map(f64::to_bits), "{x:?}");
            }
        }
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
        assert_eq!(closing(0.0).to_bits(), 0.0f32.to_bits());
        assert_eq!([closing(40.0), closing(f32::INFINITY)], [1.0; 2]);
        // Every 101st number from the smallest on, and all around where another power of two is taken out.
        let turns = (0..20).map(|k| (std::f32::consts::LN_2 * (k as f32 + 0.5)).to_bits());
        let around = turns.flat_map(|x| x - 2000..x + 2000);
        for x in (1..60.0f32.to_bits()).step_by(101).chain(around).map(f32::from_bits) {
            let exact = -libm::expm1(-f64::from(x));
            assert!((f64::from(closing(x)) - exact).abs() <= 1e-7 * exact + 1e-44, "{x:?}");
            for beside in [0.01, 1.0] {
                assert_eq!(closings([beside, x])[1].to_bits(), closing(x).to_bits(), "{x:?}");
            }
        }
    }

    #[test]
    fn longer_closes_no_less() {
        let mut last = 0.0;
        for i in 0..2_000_000 {
            let closed = closing(i as f32 * 1e-5);
            assert!(last <= closed && closed <= 1.0, "{i}");
            last = closed;
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
