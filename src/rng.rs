//! Keyed random numbers: a draw is named, not consumed.
//!
//! Each stream is the `ChaCha8` keystream of a 256-bit key made of everything that the draw is for: seed,
//! replicate, purpose, district, school, week. Which arm is running, which thread computes and in what order do
//! not enter, so two arms share every draw until a policy makes them ask for different ones. A *slot* (a
//! teacher's post, a vacancy, a lesson) is a fixed position in its stream: adding a slot moves no other draw.

mod abreast;
mod normal;
mod wide;

pub use abreast::{ABREAST, Abreast, Veiled};
pub use normal::normal;

use crate::tally;
use crate::units::Week;
use crate::vectors::widest;
use rand::Rng;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::ops::Range;

/// What a random number is for. Never reuse or renumber: add a purpose instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// School-level traits at the opening.
    FoundSchool = 1,
    /// Teachers at the opening.
    FoundTeacher = 2,
    /// Synthetic school lists.
    Generate = 3,
    /// Cohorts at the opening and new intakes.
    Intake = 4,
    /// Business-as-usual sessions in school.
    Usual = 5,
    /// Error of a school's measured result.
    Assessment = 6,
    /// Who leaves teaching.
    Leaving = 7,
    /// Who wants to move to another school.
    Moving = 8,
    /// Traits of newly hired teachers.
    Hiring = 9,
    /// What is seen of a candidate or of a teacher up for promotion.
    Appraisal = 10,
    /// Which schools and teachers take part.
    Participation = 11,
    /// Quality of experts from outside the schools (retired, purchased, specialists' trainers).
    Expert = 12,
    /// What a mentor sees of a teacher.
    MentorView = 13,
    /// Which sessions take place as planned.
    Delivery = 14,
    /// Who is posted where.
    Posting = 15,
    /// Sessions that policies place: who watches whom.
    PolicySession = 16,
    /// How actively an authority carries a policy out.
    Authority = 17,
    /// Parameter values drawn for a replicate.
    Parameter = 18,
    /// Teachers who stand in for those seconded, and the first staff of new schools.
    Substitute = 19,
    /// When in the year the events of a tie fall.
    Timing = 21,
    /// What is decided by lot where a fixed rule stands in for a choice.
    Lot = 20,
    /// Who is recruited to a study and to which arm, and the errors of what it measures.
    Study = 22,
    /// Calibration: points, particles and their moves.
    Calibration = 23,
    /// Which parameter sets a resample of results holds; hangs on no seed of a run.
    Resample = 24,
}

/// Where a random number belongs: a district and a school in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// District number in the world.
    pub district: u32,
    /// School number in the district; see [`Place::district`] for the district itself.
    pub school: u32,
}

impl Place {
    const WHOLE: u32 = u32::MAX;

    /// A school.
    pub fn school(district: usize, school: usize) -> Self {
        Self { district: district as u32, school: school as u32 }
    }
    /// A district as a whole.
    pub fn district(district: usize) -> Self {
        Self { district: district as u32, school: Self::WHOLE }
    }
    /// The world as a whole.
    pub const WORLD: Self = Self { district: Self::WHOLE, school: Self::WHOLE };
}

/// All random numbers of one replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streams {
    seed: u64,
    replicate: u32,
}

/// The random words of one purpose, place and week, read by slot.
pub struct Draws {
    stream: ChaCha8Rng,
    /// Which four slots `words` holds.
    held: u64,
    words: [u32; 64],
}

impl Streams {
    /// The streams of a replicate of a seed; every seed, 0 included, is one like any other.
    pub fn new(seed: u64, replicate: u32) -> Self {
        Self { seed, replicate }
    }

    /// The draws for a purpose at a place in a week.
    pub fn at(&self, purpose: Purpose, place: Place, week: Week) -> Draws {
        let mut key = [0u8; 32];
        let words = self.key(purpose, place, week.year).into_iter().chain([week.week]);
        for (bytes, word) in key.chunks_exact_mut(4).zip(words) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        Draws { stream: ChaCha8Rng::from_seed(key), held: u64::MAX, words: [0; 64] }
    }

    /// The draws for a purpose at a place that belong to a year and no week of it.
    pub fn of_year(&self, purpose: Purpose, place: Place, year: i32) -> Draws {
        self.at(purpose, place, Week { year, week: YEAR })
    }

    /// The same draws, of [`ABREAST`] neighbouring slots at a time.
    pub fn abreast(&self, purpose: Purpose, place: Place, week: Week) -> Abreast {
        Abreast::of(self.key(purpose, place, week.year), week.week)
    }

    /// Those that belong to a year and no week of it, of [`ABREAST`] neighbouring slots at a time.
    pub fn abreast_of_year(&self, purpose: Purpose, place: Place, year: i32) -> Abreast {
        self.abreast(purpose, place, Week { year, week: YEAR })
    }

    /// The first words of many slots of a purpose at a place, each in its week of a year: what [`Draws::slot`] gives,
    /// several times as fast where there are many.
    pub fn first_words(&self, purpose: Purpose, place: Place, year: i32, slots: &[WeekSlot], words: &mut Vec<Words>) {
        let key = self.key(purpose, place, year);
        words.clear();
        widest(
            #[inline(always)]
            || wide::first_words(&key, slots, words),
        );
    }

    /// The first words of the first so many slots of each of some weeks of a year, week by week.
    pub fn first_words_of_weeks(
        &self,
        purpose: Purpose,
        place: Place,
        (year, weeks): (i32, Range<u32>),
        slots: usize,
        words: &mut Vec<Words>,
    ) {
        let key = self.key(purpose, place, year);
        words.clear();
        widest(
            #[inline(always)]
            || wide::first_words_of_weeks(&key, weeks, slots as u32, words),
        );
    }

    /// The first words of slots that follow one another, of a purpose at a place, that belong to a year and no week of it.
    pub fn first_words_of_year(
        &self,
        purpose: Purpose,
        place: Place,
        year: i32,
        slots: Range<usize>,
        words: &mut Vec<Words>,
    ) {
        let key = self.key(purpose, place, year);
        words.clear();
        widest(
            #[inline(always)]
            || wide::first_words_in_order(&key, YEAR, slots, words),
        );
    }

    /// The first normals of the slots from 0 of a purpose at a place that belong to a year and no week of it.
    pub fn normals_of_year(&self, purpose: Purpose, place: Place, year: i32, slots: usize, normals: &mut Vec<f32>) {
        let draws = self.abreast_of_year(purpose, place, year);
        normals.clear();
        widest(
            #[inline(always)]
            || {
                for from in (0..slots).step_by(ABREAST) {
                    let [row] = draws.normals(from);
                    normals.extend_from_slice(&row[..ABREAST.min(slots - from)]);
                }
            },
        );
    }

    /// The first words of slots of a purpose at schools of one district, that belong to a year and no week of it.
    pub fn first_words_of_schools(
        &self,
        purpose: Purpose,
        district: usize,
        year: i32,
        slots: &[SchoolSlot],
        words: &mut Vec<Words>,
    ) {
        let key = self.key(purpose, Place::district(district), year);
        words.clear();
        widest(
            #[inline(always)]
            || wide::first_words_of_schools(&key, YEAR, slots, words),
        );
    }

    /// The first normals of slots of a purpose at schools of one district, that belong to a year and no week of it.
    pub fn normals_of_schools(
        &self,
        purpose: Purpose,
        district: usize,
        year: i32,
        slots: &[SchoolSlot],
        normals: &mut Vec<f32>,
    ) {
        let key = self.key(purpose, Place::district(district), year);
        normals.clear();
        widest(
            #[inline(always)]
            || wide::normals_of_schools(&key, YEAR, slots, normals),
        );
    }

    /// All of a key but the week.
    fn key(&self, purpose: Purpose, place: Place, year: i32) -> [u32; 7] {
        [
            self.seed as u32,
            (self.seed >> 32) as u32,
            self.replicate,
            purpose as u32,
            place.district,
            place.school,
            year as u32,
        ]
    }
}

/// Stands for the year as a whole where a week is named.
const YEAR: u32 = u32::MAX;

/// A slot of a week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WeekSlot {
    /// Teaching week.
    pub week: u32,
    /// Slot.
    pub slot: u32,
}

/// A slot of a school of a district.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SchoolSlot {
    /// School number in the district.
    pub school: u32,
    /// Slot.
    pub slot: u32,
}

/// The first two words of a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words(pub [u32; 2]);

impl Words {
    /// The slot, of which no more than these words may be drawn.
    pub fn slot(&self) -> Slot<'_> {
        Slot { words: &self.0, next: 0 }
    }
}

/// Words kept for each slot of a [`Draws`].
pub const WORDS_PER_SLOT: usize = 16;

impl Draws {
    /// The draws of a slot: up to [`WORDS_PER_SLOT`] words that no other slot reads.
    pub fn slot(&mut self, slot: usize) -> Slot<'_> {
        // The generator makes four blocks at a time: four slots.
        let group = slot as u64 / 4;
        if self.held != group {
            self.stream.set_word_pos(u128::from(group * 64));
            let mut bytes = [0; 256];
            self.stream.fill_bytes(&mut bytes);
            for (word, bytes) in self.words.iter_mut().zip(bytes.chunks_exact(4)) {
                *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            }
            self.held = group;
            tally::made(64);
        }
        let first = (slot % 4) * WORDS_PER_SLOT;
        Slot { words: &self.words[first..first + WORDS_PER_SLOT], next: 0 }
    }
}

/// The random numbers of one slot, in a fixed order.
pub struct Slot<'a> {
    words: &'a [u32],
    next: usize,
}

impl Slot<'_> {
    /// 32 random bits.
    #[inline]
    pub fn word(&mut self) -> u32 {
        debug_assert!(self.next < self.words.len(), "a slot has {} words", self.words.len());
        // The first branch is always taken, and spares the division.
        let at = if self.next < self.words.len() { self.next } else { self.next % self.words.len() };
        let word = self.words[at];
        self.next += 1;
        tally::read(1);
        word
    }

    /// Uniform in (0, 1): 24 bits, exact in `f32`, never 0 or 1.
    #[inline]
    pub fn uniform(&mut self) -> f32 {
        uniform(self.word())
    }

    /// True with probability `p` (compared on all 32 bits).
    #[inline]
    pub fn chance(&mut self, p: f32) -> bool {
        f64::from(self.word()) < f64::from(p) * 4_294_967_296.0
    }

    /// Standard normal.
    #[inline]
    pub fn normal(&mut self) -> f32 {
        normal(self.word())
    }

    /// What the next `N` calls of [`Self::normal`] give, worked out side by side.
    pub fn normals<const N: usize>(&mut self) -> [f32; N] {
        let words = std::array::from_fn(|_| self.word());
        widest(
            #[inline(always)]
            || normal::abreast(words),
        )
    }

    /// An index below `n`; 0 when `n` is 0.
    #[inline]
    pub fn below(&mut self, n: usize) -> usize {
        ((u64::from(self.word()) * n as u64) >> 32) as usize
    }
}

/// Uniform in (0, 1) from 32 bits.
#[inline]
pub fn uniform(word: u32) -> f32 {
    ((word >> 9) as f32 + 0.5) * (1.0 / 8_388_608.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: Week = Week { year: 3, week: 7 };

    #[test]
    fn words_are_golden() {
        let mut draws = Streams::new(42, 1).at(Purpose::Leaving, Place::school(2, 5), WEEK);
        let words: Vec<u32> = (0..4).map(|i| draws.slot(i).word()).collect();
        assert_eq!(words, GOLDEN);
    }
    const GOLDEN: [u32; 4] = [1_233_155_346, 2_012_522_497, 1_587_096_420, 4_294_449_667];

    #[test]
    fn slots_do_not_depend_on_order() {
        let streams = Streams::new(0, 0);
        let mut a = streams.at(Purpose::Hiring, Place::WORLD, WEEK);
        let first = a.slot(3).word();
        a.slot(9).word();
        assert_eq!(a.slot(3).word(), first);
        let mut other = streams.at(Purpose::Moving, Place::WORLD, WEEK);
        assert_ne!(other.slot(3).word(), first);
    }

    #[test]
    fn moments_of_draws() {
        let mut draws = Streams::new(7, 0).at(Purpose::Intake, Place::WORLD, WEEK);
        let n = 20_000;
        let (mut sum, mut square, mut mean) = (0.0, 0.0, 0.0);
        for i in 0..n {
            let mut slot = draws.slot(i);
            let z = f64::from(slot.normal());
            sum += z;
            square += z * z;
            mean += f64::from(slot.uniform());
        }
        let n = n as f64;
        assert!((sum / n).abs() < 4.0 / n.sqrt());
        assert!((square / n - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
        assert!((mean / n - 0.5).abs() < 4.0 * (1.0 / 12.0 / n).sqrt());
    }
}
