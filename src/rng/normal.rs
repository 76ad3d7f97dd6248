//! Standard normals from random words, one by one or side by side.
//!
//! The inverse distribution function by Wichura's algorithm AS 241 (PPND7, relative error 1e-7; Applied Statistics 37,
//! 1988), in `f64` with portable logarithm and square root. Its last branch, for tails below 1.4e-11, is left out: the
//! smallest that 32 bits name is 1.2e-10.

use std::sync::LazyLock;

/// Standard normal from 32 bits.
#[inline]
pub fn normal(word: u32) -> f32 {
    one(word)
}

/// [`normal`] of words side by side, to the bit: each goes through both branches, and takes what it needs.
#[inline(always)]
pub(super) fn abreast<const N: usize>(words: [u32; N]) -> [f32; N] {
    let mut normals = [0.0; N];
    for i in 0..N {
        normals[i] = one(words[i]);
    }
    normals
}

/// The same of as many words as there are places for normals.
#[inline(always)]
pub(super) fn each(words: &[u32], normals: &mut [f32]) {
    for (normal, &word) in normals.iter_mut().zip(words) {
        *normal = one(word);
    }
}

/// Values that [`normal`] does not exceed, by the first bits of the word: near it, but for the rare words at the ends.
pub(super) struct Ceilings([f32; 1 << FIRST_BITS]);

/// Bits of a word that a ceiling is looked up by: a table that stays in the nearest cache, in steps of a hundredth.
const FIRST_BITS: u32 = 10;

/// The ceilings, made when they are first asked for.
pub(super) fn ceilings() -> &'static Ceilings {
    static CEILINGS: LazyLock<Ceilings> = LazyLock::new(|| {
        // Normals rise with their words but for the rounding of the approximation, which is a hundredth of this.
        const ROUNDING: f32 = 1e-5;
        Ceilings(std::array::from_fn(|first| {
            normal(((first as u32 + 1) << (32 - FIRST_BITS)).wrapping_sub(1)) + ROUNDING
        }))
    });
    &CEILINGS
}

impl Ceilings {
    /// What the normal of a word does not exceed.
    #[inline(always)]
    pub(super) fn of(&self, word: u32) -> f32 {
        self.0[(word >> (32 - FIRST_BITS)) as usize]
    }
}

/// Without a call, so that a loop over it becomes vectors.
#[inline(always)]
fn one(word: u32) -> f32 {
    let p = (f64::from(word) + 0.5) / 4_294_967_296.0;
    let q = p - 0.5;
    let (top, bottom) = if q.abs() <= 0.425 { middle(q) } else { tail(p, q) };
    (top / bottom) as f32
}

/// Within the middle 85 %.
#[inline(always)]
fn middle(q: f64) -> (f64, f64) {
    let r = 0.180_625 - q * q;
    let top = ((59.109_374_72 * r + 159.291_132_02) * r + 50.434_271_938) * r + 3.387_132_717_9;
    (q * top, ((67.187_563_600 * r + 78.757_757_664) * r + 17.895_169_469) * r + 1.0)
}

/// Beyond it.
#[inline(always)]
fn tail(p: f64, q: f64) -> (f64, f64) {
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-log(tail)).sqrt() - 1.6;
    let top = ((0.170_238_21 * r + 1.306_728_481_6) * r + 2.756_815_390_0) * r + 1.423_437_277_7;
    (if q < 0.0 { -top } else { top }, (0.120_211_32 * r + 0.737_001_640_5) * r + 1.0)
}

/// `ln(x)` for `x` from the smallest normal number to below 1: the bits of `libm::log`, without a call or a branch.
///
/// The library's rational approximation of the same name in FreeBSD, operation by operation.
#[inline(always)]
fn log(x: f64) -> f64 {
    const LN2_HI: f64 = 6.931_471_803_691_238e-1;
    const LN2_LO: f64 = 1.908_214_929_270_587_7e-10;
    // As `x` is `2^k (1 + f)` with `1 + f` between the root of 1/2 and that of 2.
    const ROOT: u64 = 0x3fe6_a09e << 32;
    const ONE: u64 = 0x3ff0_0000 << 32;
    let bits = x.to_bits().wrapping_add(ONE - ROOT);
    let k = f64::from((bits >> 52) as i32 - 0x3ff);
    let f = f64::from_bits((bits & (u64::MAX >> 12)) + ROOT) - 1.0;
    let half = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = w * (3.999_999_999_940_942e-1 + w * (2.222_219_843_214_978_4e-1 + w * 1.531_383_769_920_937_3e-1));
    let odd = w * (2.857_142_874_366_239e-1 + w * (1.818_357_216_161_805e-1 + w * 1.479_819_860_511_658_6e-1));
    let series = z * (6.666_666_666_666_735e-1 + odd) + even;
    s * (half + series) + k * LN2_LO - half + f + k * LN2_HI
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Normal};

    #[test]
    fn normal_is_the_inverse_distribution_function() {
        let reference = Normal::new(0.0, 1.0).unwrap();
        for i in 0..2000u32 {
            let word = i.wrapping_mul(2_147_489);
            let p = (f64::from(word) + 0.5) / 4_294_967_296.0;
            let x = f64::from(normal(word));
            assert!((x - reference.inverse_cdf(p)).abs() < 2e-6 * (1.0 + x.abs()), "{p} {x}");
        }
        assert_eq!(normal(u32::MAX), -normal(0));
    }

    /// The algorithm as it was published, with the library's logarithm.
    fn published(word: u32) -> f32 {
        let p = (f64::from(word) + 0.5) / 4_294_967_296.0;
        let q = p - 0.5;
        if q.abs() <= 0.425 {
            let (top, bottom) = middle(q);
            return (top / bottom) as f32;
        }
        let r = (-libm::log(if q < 0.0 { p } else { 1.0 - p })).sqrt();
        let x = if r <= 5.0 {
            let r = r - 1.6;
            (((0.170_238_21 * r + 1.306_728_481_6) * r + 2.756_815_390_0) * r + 1.423_437_277_7)
                / ((0.120_211_32 * r + 0.737_001_640_5) * r + 1.0)
        } else {
            let r = r - 5.0;
            (((0.017_337_203 * r + 0.428_682_948_3) * r + 3.081_226_386_0) * r + 6.657_905_115_0)
                / ((0.012_258_202_635 * r + 0.241_978_948_8) * r + 1.0)
        };
        (if q < 0.0 { -x } else { x }) as f32
    }

    #[test]
    fn normals_are_the_published_ones_to_the_bit() {
        // Words all over the range, and all around its ends and the joints of the algorithm.
        let joint = ((0.5 - 0.425) * 4_294_967_296.0) as u32;
        let around = [0, joint, u32::MAX / 2, u32::MAX - joint, u32::MAX - 8000];
        let all = (0..400_000u32).map(|i| i.wrapping_mul(2_654_435_769));
        for word in all.chain(around.into_iter().flat_map(|from| (0..8000).map(move |i| from.saturating_add(i)))) {
            assert_eq!(normal(word).to_bits(), published(word).to_bits(), "{word}");
            let [first, last] = abreast([word, !word]);
            assert_eq!([first, last].map(f32::to_bits), [word, !word].map(|word| published(word).to_bits()), "{word}");
        }
    }

    #[test]
    fn normals_do_not_exceed_their_ceilings() {
        let ceilings = ceilings();
        let near = |word: u32| {
            let (normal, ceiling) = (normal(word), ceilings.of(word));
            assert!(normal < ceiling, "{word} {normal} {ceiling}");
            ceiling - normal < 0.02
        };
        let all = (0..1_000_000u32).map(|i| i.wrapping_mul(2_654_435_769));
        assert!(all.filter(|&word| near(word)).count() > 970_000);
        // The ends of every step, where a word comes nearest to its ceiling.
        for end in (0..1u32 << FIRST_BITS).map(|step| step << (32 - FIRST_BITS)) {
            for word in (0..2000).flat_map(|i| [end.wrapping_add(i), end.wrapping_sub(i)]) {
                near(word);
            }
        }
    }

    #[test]
    fn logarithms_are_the_library_function_to_the_bit() {
        for i in 1..400_000u32 {
            for x in [f64::from(i) / 400_000.0, libm::exp(-f64::from(i) * 0.001_7)] {
                assert_eq!(log(x).to_bits(), libm::log(x).to_bits(), "{x:?}");
            }
        }
        assert_eq!(log(f64::MIN_POSITIVE), libm::log(f64::MIN_POSITIVE));
    }
}
