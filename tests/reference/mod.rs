//! The engine's year once more, written to be read and not to be fast: the **reference**.
//!
//! What is compared: a week (`week::step`), the teaching weeks of a year (`week::year`), the assessment
//! (`week::assess`) and the turn of the year (`week::turn_of_year`) of any district. They leave in the engine and
//! here the same bits, in every field of the district (practice of every post, accounts, climates, cohorts, ties,
//! what is owed to policies) and in every entry of the ledger. The bound is none: the same `f32` and `f64`, not
//! numbers near one another, and the sign of a zero counts. Engine and reference share the types that hold data, the
//! parameters and the policies; no phase of the week, no rounding, no random number and no sum is shared. Each is
//! written here from its equation (`src/week/odd.md`) with the operations in the order in which the equation is
//! written, one teacher after another.
//!
//! Sessions of policies are not written again: they are asked of the policies themselves on a copy of the district,
//! and all that happens with them is done here.
//!
//! In the order of a year: `sessions` (what there is to learn), `week` (what the week does with it), `pupils`
//! (assessment, and the cohorts move up), `staff` (who leaves, moves, comes, gets a title). Beside them `numbers`
//! (grid and random words), `state` (from and to the engine's arrays) and `books`. For the tests: `anything`
//! (districts, parameters and policies by lot), `beside` (engine and reference together), `difference` (the first
//! difference, told in words) and `vectors` (the same tests again with each kind of vectors that the processor has:
//! results hang on none).

#![allow(dead_code, missing_docs)]

pub mod numbers;
pub mod books;
pub mod state;
pub mod sessions;
pub mod week;
pub mod pupils;
pub mod staff;
pub mod difference;
pub mod beside;

pub use beside::Both;
pub use books::Books;
pub use difference::{different_books, different_district};
pub use state::District;

use numbers::Keys;
use schoolsim::units::Week;
use schoolsim::week::Frame;

/// What a district's year needs to know: the engine's frame, and the keys of its random numbers, which the frame
/// keeps to itself.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    pub keys: Keys,
    pub frame: Frame<'a>,
}

impl<'a> Given<'a> {
    /// The frame of a replicate of a seed.
    pub fn new(seed: u64, replicate: u32, frame: &Frame<'a>) -> Self {
        Self { keys: Keys { seed, replicate, district: frame.district as u32 }, frame: *frame }
    }

    /// In another week of the same year.
    pub fn in_week(mut self, week: u32) -> Self {
        self.frame.week = Week { week, ..self.frame.week };
        self
    }

    /// A slot of a purpose in this week.
    pub fn slot(&self, purpose: u32, school: usize, slot: usize) -> numbers::Words {
        self.keys.slot(purpose, school, self.frame.week.year, self.frame.week.week, slot)
    }

    /// A slot of a purpose in this year.
    pub fn slot_of_year(&self, purpose: u32, school: usize, slot: usize) -> numbers::Words {
        self.keys.slot(purpose, school, self.frame.week.year, numbers::NO_WEEK, slot)
    }

    /// How many policies the arm has.
    pub fn policies(&self) -> usize {
        self.frame.policies.len()
    }
}

/// One week of one school.
pub fn step(district: &mut District, school: usize, given: &Given<'_>, books: &mut Books) {
    let mut held = sessions::usual(&district.schools[school], school, given);
    let asked = sessions::of_policies(district, school, given);
    held.extend(asked.sessions);
    let here = &mut district.schools[school];
    let fits = week::fit(here, school, &mut held, &asked.claimed, given);
    let collaboration = week::learn(here, school, &held, &fits, given, books);
    week::drift(here, school, given, books);
    week::settle(here, given, collaboration);
    week::teach(here);
    week::teach_elsewhere(here, &asked.elsewhere, given);
}

/// The teaching weeks of a year, school by school.
pub fn year(district: &mut District, given: &Given<'_>, books: &mut Books) {
    for school in 0..district.schools.len() {
        for week in 0..given.frame.weeks {
            step(district, school, &given.in_week(week), books);
        }
    }
}

/// After the last week.
pub fn assess(district: &mut District, given: &Given<'_>, books: &mut Books) {
    for (number, school) in district.schools.iter_mut().enumerate() {
        pupils::assess(school, number, given, books);
    }
}

/// After the assessment. Returns how many left teaching, by school.
pub fn turn_of_year(district: &mut District, given: &Given<'_>, books: &mut Books) -> Vec<u32> {
    let leavers = staff::leave(district, given, books);
    staff::hire(district, given, books);
    staff::grow_older(district, given);
    staff::promote(district, given);
    for (number, school) in district.schools.iter_mut().enumerate() {
        pupils::move_up(school, number, given, books);
    }
    leavers
}
