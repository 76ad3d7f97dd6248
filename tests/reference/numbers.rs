//! The numbers that the equations are written in: the grid, the share of a gap that closes, and random words.

#![allow(dead_code, missing_docs)]

use rand::Rng;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// What a random number is for, by the number that keys it (`schoolsim::rng::Purpose`, stated again).
pub const INTAKE: u32 = 4;
pub const USUAL: u32 = 5;
pub const ASSESSMENT: u32 = 6;
pub const LEAVING: u32 = 7;
pub const MOVING: u32 = 8;
pub const HIRING: u32 = 9;
pub const APPRAISAL: u32 = 10;
pub const DELIVERY: u32 = 14;

/// The week in the key of draws that belong to a year and no week of it.
pub const NO_WEEK: u32 = u32::MAX;

/// Nearest multiple of 2^-20, for changes smaller than 4.
pub fn grid(x: f32) -> f32 {
    (x + 12.0) - 12.0
}

/// Nearest multiple of 2^-22, for sums.
pub fn grid_sum(x: f64) -> f64 {
    let far = 1_610_612_736.0;
    (x + far) - far
}

/// Nearest multiple of 2^-20 of a level, which stays within 15.
pub fn level(x: f64) -> f32 {
    let steps = 1_048_576.0;
    ((x.clamp(-15.0, 15.0) * steps).round() / steps) as f32
}

/// What is above zero of it.
pub fn positive(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.0 }
}

/// `1 − exp(−x)`, as written in `schoolsim::units::closings`: of `x = k ln 2 + r` the halvings `k` and the rest apart.
pub fn closing(x: f32) -> f32 {
    let x = x.min(32.0);
    let k = (x * std::f32::consts::LOG2_E).round_ties_even();
    let r = (x - k * 0.693_359_4) - k * -2.121_944_4e-4;
    let fourth = 8.366_067e-3 - r * 1.389_823_2e-3;
    let third = 4.166_685_4e-2 - r * fourth;
    let second = 0.166_665_48 - r * third;
    let first = 0.5 - r * second;
    let closes = r - r * r * first;
    let left = (0..k as u32).fold(1.0f32, |left, _| left * 0.5);
    (1.0 - left) + left * closes
}

/// Where a school's random words belong.
#[derive(Clone, Copy, Debug)]
pub struct Keys {
    pub seed: u64,
    pub replicate: u32,
    pub district: u32,
}

impl Keys {
    /// The sixteen words of a slot: words `16 slot` to `16 slot + 15` of the `ChaCha8` keystream whose key is the
    /// seed, the replicate, the purpose, the place and the week, as eight little-endian words.
    pub fn slot(&self, purpose: u32, school: usize, year: i32, week: u32, slot: usize) -> Words {
        let (low, high) = (self.seed as u32, (self.seed >> 32) as u32);
        words([low, high, self.replicate, purpose, self.district, school as u32, year as u32, week], slot)
    }
}

/// The sixteen words of a slot of a key.
pub fn words(key: [u32; 8], slot: usize) -> Words {
    let mut bytes = [0; 32];
    for (i, word) in key.into_iter().enumerate() {
        bytes[4 * i..4 * i + 4].copy_from_slice(&word.to_le_bytes());
    }
    let mut stream = ChaCha8Rng::from_seed(bytes);
    stream.set_word_pos(16 * slot as u128);
    Words { words: std::array::from_fn(|_| stream.next_u32()), next: 0 }
}

/// The words of one slot, read one after another.
pub struct Words {
    pub words: [u32; 16],
    next: usize,
}

impl Words {
    fn word(&mut self) -> u32 {
        self.next += 1;
        self.words[self.next - 1]
    }

    /// One of the 2^23 midpoints between 0 and 1.
    pub fn uniform(&mut self) -> f32 {
        ((self.word() / 512) as f32 + 0.5) / 8_388_608.0
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f32) -> bool {
        f64::from(self.word()) < f64::from(p) * 4_294_967_296.0
    }

    /// One of `0..n`.
    pub fn below(&mut self, n: usize) -> usize {
        (u128::from(self.word()) * n as u128 / 4_294_967_296) as usize
    }

    /// Standard normal.
    pub fn normal(&mut self) -> f64 {
        f64::from(normal(self.word()))
    }
}

/// A polynomial by Horner's rule, the highest power first.
fn polynomial<const N: usize>(coefficients: [f64; N], x: f64) -> f64 {
    let mut value = coefficients[0];
    for coefficient in &coefficients[1..] {
        value = value * x + coefficient;
    }
    value
}

/// The inverse of the normal distribution function at the midpoint of a word's share of (0, 1): Wichura's AS 241,
/// PPND7.
pub fn normal(word: u32) -> f32 {
    let p = (f64::from(word) + 0.5) / 4_294_967_296.0;
    let q = p - 0.5;
    if (-0.425..=0.425).contains(&q) {
        let r = 0.180_625 - q * q;
        let top = polynomial([59.109_374_72, 159.291_132_02, 50.434_271_938, 3.387_132_717_9], r);
        let bottom = polynomial([67.187_563_600, 78.757_757_664, 17.895_169_469, 1.0], r);
        return (q * top / bottom) as f32;
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-libm::log(tail)).sqrt();
    let x = if r <= 5.0 {
        let top = polynomial([0.170_238_21, 1.306_728_481_6, 2.756_815_390_0, 1.423_437_277_7], r - 1.6);
        top / polynomial([0.120_211_32, 0.737_001_640_5, 1.0], r - 1.6)
    } else {
        let top = polynomial([0.017_337_203, 0.428_682_948_3, 3.081_226_386_0, 6.657_905_115_0], r - 5.0);
        top / polynomial([0.012_258_202_635, 0.241_978_948_8, 1.0], r - 5.0)
    };
    (if q < 0.0 { -x } else { x }) as f32
}
