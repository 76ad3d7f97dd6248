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
///
/// Below 1/8 the series to the fifth power, whose remainder is under `x^6 / 720`, less than a rounding of `f32`; above it
/// `steep`.
#[inline]
pub fn closing(x: f32) -> f32 {
    let [closed] = closings([x]);
    closed
}

/// [`closing`] of values side by side.
#[inline(always)]
pub fn closings<const N: usize>(x: [f32; N]) -> [f32; N] {
    // Loops over places and nothing else, here and in all that vectors are to be made of.
    let (mut closed, mut fast) = ([0.0; N], 0u32);
    for i in 0..N {
        let x = x[i];
        closed[i] =
            x * (1.0 - x * (1.0 / 2.0) * (1.0 - x * (1.0 / 3.0) * (1.0 - x * (1.0 / 4.0) * (1.0 - x * (1.0 / 5.0)))));
        fast |= u32::from(x >= STEEP);
    }
    // Most gaps close slowly, and whole vectors of them go without the rest.
    if fast != 0 {
        for i in 0..N {
            let steep = steep(x[i]);
            closed[i] = if x[i] >= STEEP { steep } else { closed[i] };
        }
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
    // The library compares the upper half of the bits with those of ln 2 / 2 and of 3 ln 2 / 2.
    const NEAR: f64 = f64::from_bits(0x3fd6_2e43_0000_0000);
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
        let square = r * r;
        let series = -1.653_390_220_546_525_2e-6 + square * 4.138_136_797_057_238_5e-8;
        let series = 6.613_756_321_437_934e-5 + square * series;
        let series = -2.777_777_777_701_559_3e-3 + square * series;
        let c = r - square * (1.666_666_666_666_660_2e-1 + square * series);
        let y = 1.0 + (r * c / (2.0 - c) - lo + hi);
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

/// From where on [`steep`] is taken.
const STEEP: f32 = 0.125;

/// `1 − exp(−x)` for `x` of 1/8 and more, without a branch, so that vectors of values take it side by side.
///
/// Argument reduction by multiples of ln 2 and the rational approximation of `expm1f` in the FreeBSD mathematical library
/// (Cody and Waite's scheme; the constants are its); every operation is one that IEEE 754 rounds correctly, in the order
/// of `libm::expm1f`, so that all bits are the same (tested).
#[inline(always)]
fn steep(x: f32) -> f32 {
    const LN2_HI: f32 = 0.693_138_1;
    const LN2_LO: f32 = 9.058_001e-6;
    const HALF_LN2: f32 = 0.346_573_6;
    const THREE_HALVES_LN2: f32 = 1.039_720_8;
    const WHOLE: f32 = 18.714_973;
    // Neighbouring values are one apart here: adding this and taking it away again rounds to a whole number.
    const WHOLES: f32 = 8_388_608.0;
    let y = -x.min(WHOLE);
    let (near, one) = (x <= HALF_LN2, x < THREE_HALVES_LN2);
    let nearest = std::f32::consts::LOG2_E * -y + 0.5;
    let whole = (nearest + WHOLES) - WHOLES;
    let below = if whole > nearest { whole - 1.0 } else { whole };
    let k = if one { 1.0 } else { below };
    let (hi, lo) = (y + k * LN2_HI, -k * LN2_LO);
    let reduced = hi - lo;
    let (r, c) = if near { (y, 0.0) } else { (reduced, (hi - reduced) - lo) };
    let half = 0.5 * r;
    let square = r * half;
    let r1 = 1.0 + square * (-3.333_321_2e-2 + square * 1.580_717e-3);
    let t = 3.0 - r1 * half;
    let e = square * ((r1 - t) / (6.0 - r * t));
    let close = r - (r * e - square);
    let e = r * (e - c) - c - square;
    let twos = (k + WHOLES).to_bits().wrapping_sub(WHOLES.to_bits());
    let power = f32::from_bits(127u32.wrapping_sub(twos) << 23);
    let far = ((r - e) + 1.0) * power - 1.0;
    let next = 0.5 * (r - e) - 0.5;
    let value = if near {
        close
    } else if one {
        next
    } else {
        far
    };
    if x >= WHOLE { 1.0 } else { -value }
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
    fn gaps_close_by_the_library_function_to_the_bit() {
        let series = |x: f32| {
            x * (1.0 - x * (1.0 / 2.0) * (1.0 - x * (1.0 / 3.0) * (1.0 - x * (1.0 / 4.0) * (1.0 - x * (1.0 / 5.0)))))
        };
        // Every 101st number from 0 to far beyond where the gap is closed, and all around the joints of the formula.
        let joints = [0.125f32, 0.346_573_6, 1.039_720_8, 18.714_973];
        let around = joints.iter().flat_map(|x| x.to_bits() - 3000..x.to_bits() + 3000);
        let beyond = [f32::MAX, f32::INFINITY].map(f32::to_bits);
        for bits in (0..60.0f32.to_bits()).step_by(101).chain(around).chain(beyond) {
            let x = f32::from_bits(bits);
            let library = if x < STEEP { series(x) } else { -libm::expm1f(-x) };
            assert_eq!(closing(x).to_bits(), library.to_bits(), "{x:?}");
            assert_eq!(closings([0.01, x])[1].to_bits(), library.to_bits(), "{x:?}");
        }
    }

    #[test]
    fn exponentials_are_the_library_function_to_the_bit() {
        let near = (0..400_000).map(|i| f64::from(i - 200_000) * 1.733_1e-6);
        let far = (0..200_000).map(|i| f64::from(i - 100_000) * 0.007_77);
        for x in near.chain(far).chain([0.0, -0.0, 1e-8, -1e-8, 3e-9, 1e-300, 0.346_573, 0.346_573_59, 800.0, -800.0]) {
            assert_eq!(exp(x).to_bits(), libm::exp(x).to_bits(), "{x:?}");
            assert_eq!(exps([x, -0.5]).map(f64::to_bits), [x, -0.5].map(libm::exp).map(f64::to_bits), "{x:?}");
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
