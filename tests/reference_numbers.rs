//! Are the numbers that the engine is made of, random words, shares of gaps and the grid, those of their definitions?
//!
//! Words are compared one by one with those of `rand_chacha` for the key that is promised (`schoolsim::rng`), the
//! numbers drawn from them and the arithmetic of `schoolsim::units` with formulae written again in
//! `tests/reference/numbers.rs`. The bound is none: the same bits.

#![allow(missing_docs)]

#[path = "reference/numbers.rs"]
mod numbers;
#[path = "reference/vectors.rs"]
mod vectors;

use numbers::words;
use proptest::prelude::*;
use schoolsim::rng::{self, Place, Purpose, Streams, WORDS_PER_SLOT, WeekSlot, Words};
use schoolsim::units::{self, Week};

/// Every purpose with its number in the key. A number is never given anew.
const PURPOSES: [(Purpose, u32); 24] = [
    (Purpose::FoundSchool, 1),
    (Purpose::FoundTeacher, 2),
    (Purpose::Generate, 3),
    (Purpose::Intake, 4),
    (Purpose::Usual, 5),
    (Purpose::Assessment, 6),
    (Purpose::Leaving, 7),
    (Purpose::Moving, 8),
    (Purpose::Hiring, 9),
    (Purpose::Appraisal, 10),
    (Purpose::Participation, 11),
    (Purpose::Expert, 12),
    (Purpose::MentorView, 13),
    (Purpose::Delivery, 14),
    (Purpose::Posting, 15),
    (Purpose::PolicySession, 16),
    (Purpose::Authority, 17),
    (Purpose::Parameter, 18),
    (Purpose::Substitute, 19),
    (Purpose::Lot, 20),
    (Purpose::Timing, 21),
    (Purpose::Study, 22),
    (Purpose::Calibration, 23),
    (Purpose::Resample, 24),
];

/// Everything that keys a stream.
#[derive(Clone, Copy, Debug)]
struct Key {
    seed: u64,
    replicate: u32,
    purpose: usize,
    district: u32,
    school: u32,
    year: i32,
    week: u32,
}

impl Key {
    fn draws(&self) -> rng::Draws {
        let place = Place { district: self.district, school: self.school };
        let week = Week { year: self.year, week: self.week };
        Streams::new(self.seed, self.replicate).at(PURPOSES[self.purpose].0, place, week)
    }

    /// The key of the cipher.
    fn key(&self) -> [u32; 8] {
        let (low, high) = (self.seed as u32, (self.seed >> 32) as u32);
        let purpose = PURPOSES[self.purpose].1;
        [low, high, self.replicate, purpose, self.district, self.school, self.year as u32, self.week]
    }
}

/// Any number of 32 bits, and those at which something might turn.
fn edged() -> impl Strategy<Value = u32> {
    prop_oneof![3 => any::<u32>(), 2 => 0u32..64, 1 => Just(u32::MAX), 1 => Just(1 << 31)]
}

fn keys() -> impl Strategy<Value = Key> {
    let seed = prop_oneof![any::<u64>(), 0u64..4, Just(u64::MAX), Just(1 << 32)];
    (seed, edged(), 0..PURPOSES.len(), edged(), edged(), any::<i32>(), edged()).prop_map(
        |(seed, replicate, purpose, district, school, year, week)| Key {
            seed,
            replicate,
            purpose,
            district,
            school,
            year,
            week,
        },
    )
}

/// Slots in any order: near one another, again, and far along, past the 2^32nd word and the 2^32nd block.
fn slots() -> impl Strategy<Value = Vec<usize>> {
    let turn = prop_oneof![Just(1usize << 26), Just(1 << 28), Just(1 << 30), Just(1 << 32)];
    let near = (turn, 0usize..40).prop_map(|(turn, by)| turn + by - 20);
    let slot = prop_oneof![6 => 0usize..70, 2 => 0usize..100_000, 1 => 0usize..1 << 33, 1 => near];
    prop::collection::vec(slot, 1..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_word_of_every_slot_is_that_of_the_cipher(key in keys(), slots in slots()) {
        let mut draws = key.draws();
        for slot in slots {
            let expected = words(key.key(), slot).words;
            let mut got = draws.slot(slot);
            for (number, expected) in expected.into_iter().enumerate() {
                let word = got.word();
                prop_assert_eq!(word, expected, "word {} of slot {} of {:?}", number, slot, key);
            }
        }
    }

    #[test]
    fn first_words_of_many_slots_are_those_of_the_cipher(
        key in keys(), slots in prop::collection::vec((edged(), edged()), 0..70), before in 0usize..3,
    ) {
        let place = Place { district: key.district, school: key.school };
        let streams = Streams::new(key.seed, key.replicate);
        let asked: Vec<WeekSlot> = slots.iter().map(|&(week, slot)| WeekSlot { week, slot }).collect();
        // What stood there before is gone.
        let mut got = vec![Words([7, 7]); before];
        streams.first_words(PURPOSES[key.purpose].0, place, key.year, &asked, &mut got);
        prop_assert_eq!(got.len(), asked.len());
        for (asked, got) in asked.into_iter().zip(got) {
            let expected = words(Key { week: asked.week, ..key }.key(), asked.slot as usize).words;
            prop_assert_eq!(got.0, [expected[0], expected[1]], "{:?} of {:?}", asked, key);
            let mut slot = got.slot();
            prop_assert_eq!([slot.word(), slot.word()], got.0);
        }
    }

    #[test]
    fn first_words_of_a_year_are_those_of_the_cipher(key in keys(), from in 0usize..5000, slots in 0usize..70, before in 0usize..3) {
        let place = Place { district: key.district, school: key.school };
        let mut got = vec![Words([7, 7]); before];
        let purpose = PURPOSES[key.purpose].0;
        Streams::new(key.seed, key.replicate).first_words_of_year(purpose, place, key.year, from..from + slots, &mut got);
        prop_assert_eq!(got.len(), slots);
        for (slot, got) in (from..).zip(got) {
            let expected = words(Key { week: u32::MAX, ..key }.key(), slot).words;
            prop_assert_eq!(got.0, [expected[0], expected[1]], "slot {} of {:?}", slot, key);
        }
    }

    #[test]
    fn numbers_drawn_from_words_follow_their_formulae(
        key in keys(),
        slot in 0usize..200,
        kinds in prop::collection::vec((0u8..4, 0f32..=1.0, edged()), WORDS_PER_SLOT),
    ) {
        let mut draws = key.draws();
        let (mut got, mut expected) = (draws.slot(slot), words(key.key(), slot));
        for (kind, p, n) in kinds {
            match kind {
                0 => prop_assert_eq!(got.uniform().to_bits(), expected.uniform().to_bits()),
                1 => prop_assert_eq!(got.chance(p), expected.chance(p)),
                2 => prop_assert_eq!(got.below(n as usize), expected.below(n as usize)),
                _ => prop_assert_eq!(f64::from(got.normal()).to_bits(), expected.normal().to_bits()),
            }
        }
    }
}

#[test]
fn all_slots_of_a_stream_in_order_are_one_keystream() {
    for purpose in 0..PURPOSES.len() {
        let key = Key { seed: 11, replicate: 2, purpose, district: 1, school: 7, year: 3, week: 12 };
        let mut draws = key.draws();
        for slot in 0..130 {
            let expected = words(key.key(), slot).words;
            let mut got = draws.slot(slot);
            assert!(expected.into_iter().all(|word| got.word() == word), "slot {slot} of {key:?}");
        }
    }
}

#[test]
fn what_belongs_to_a_year_is_keyed_by_no_week() {
    for (purpose, number) in PURPOSES {
        let mut draws = Streams::new(5, 9).of_year(purpose, Place::school(3, 4), -2);
        let expected = words([5, 0, 9, number, 3, 4, -2i32 as u32, u32::MAX], 6).words;
        let mut got = draws.slot(6);
        assert!(expected.into_iter().all(|word| got.word() == word), "{purpose:?}");
    }
    let word = |place: Place| Streams::new(5, 9).of_year(Purpose::Lot, place, 1).slot(0).word();
    let none = u32::MAX;
    assert_eq!(word(Place::district(3)), words([5, 0, 9, 20, 3, none, 1, none], 0).words[0]);
    assert_eq!(word(Place::WORLD), words([5, 0, 9, 20, none, none, 1, none], 0).words[0]);
}

#[test]
fn normal_and_uniform_of_words_at_every_turn() {
    let turns =
        [0u32, 1, 0x1333_3333, 0x1333_3334, 1 << 31, (1 << 31) - 1, 0xeccc_cccc, 0xeccc_cccd, u32::MAX - 1, u32::MAX];
    let spread = (0..200_000u32).map(|i| i.wrapping_mul(2_654_435_761));
    for word in turns.into_iter().chain(spread).chain(0..5000) {
        assert_eq!(rng::normal(word).to_bits(), numbers::normal(word).to_bits(), "{word}");
        let uniform = f64::from(word / 512) / 8_388_608.0 + 1.0 / 16_777_216.0;
        assert_eq!(f64::from(rng::uniform(word)), uniform, "{word}");
    }
}

#[test]
fn shares_of_gaps_are_their_formula() {
    // Every 1009th number from the smallest to where a gap is closed, and all around where halvings begin.
    let joint = (0.5 * std::f32::consts::LN_2).to_bits();
    let all = (0..64.0f32.to_bits()).step_by(1009).chain(joint - 2000..joint + 2000);
    for x in all.map(f32::from_bits) {
        assert_eq!(units::closing(x).to_bits(), numbers::closing(x).to_bits(), "{x:?}");
        // Side by side with others, slow and fast ones.
        let others = [x, 0.01, x * 0.5, x, 3.0, x * 2.0, 0.0, x];
        assert_eq!(units::closings(others).map(f32::to_bits), others.map(|x| numbers::closing(x).to_bits()), "{x:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_grid_is_its_formula(x in -30f64..30.0, small in -1e-3f64..1e-3, far in -1e8f64..1e8) {
        for x in [x, small, x * small] {
            prop_assert_eq!(units::grid(x as f32).to_bits(), numbers::grid(x as f32).to_bits());
            prop_assert_eq!(units::positive(x as f32).to_bits(), numbers::positive(x as f32).to_bits());
            prop_assert_eq!(units::grid_level(x).to_bits(), numbers::level(x).to_bits());
        }
        for x in [x, small, far] {
            prop_assert_eq!(units::grid_sum(x).to_bits(), numbers::grid_sum(x).to_bits());
        }
    }
}

#[test]
fn vectors_are_those_asked_for() {
    vectors::used_as_asked();
}

#[test]
fn with_any_vectors_that_the_processor_has() {
    vectors::with_each(
        "vectors_are_those_asked_for",
        &[
            "every_word_of_every_slot_is_that_of_the_cipher",
            "first_words_of_many_slots_are_those_of_the_cipher",
            "first_words_of_a_year_are_those_of_the_cipher",
            "shares_of_gaps_are_their_formula",
        ],
    );
}
