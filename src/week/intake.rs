//! At the end of the year: the oldest cohort leaves, the others move up, a new one enters.

use super::Frame;
use crate::ledger::{Ledger, Mechanism, Origin};
use crate::model::Model;
use crate::rng::{Purpose, Slot, Words};
use crate::units::grid_level;
use crate::world::District;
use std::ops::Range;

/// Moves the cohorts of some schools up by a year. A new cohort is as large as the one that leaves.
pub fn move_up(district: &mut District, schools: Range<usize>, frame: &Frame<'_>, ledger: &mut Ledger) {
    let words = frame.first_words(Purpose::Intake, schools.clone());
    for (school, words) in schools.zip(words) {
        enter(district, school, words, frame, ledger);
    }
}

/// Moves the cohorts of a school up.
fn enter(district: &mut District, school: usize, words: Words, frame: &Frame<'_>, ledger: &mut Ledger) {
    let here = &district.schools[school];
    let (first, subjects) = (here.first_cohort, here.subjects);
    let cohorts = &mut district.cohorts;
    let block = first..first + here.year_groups * subjects;
    let entering = first..first + subjects;
    // After the turn, the cohort that leaves stands where the new one enters.
    cohorts.pupils[block.clone()].rotate_right(subjects);
    cohorts.start[block.clone()].rotate_right(subjects);
    cohorts.taught[block.clone()].rotate_right(subjects);
    for (policy, owed) in cohorts.owed.iter_mut().take(frame.policies.len()).enumerate() {
        let owed = &mut owed[block.clone()];
        owed.rotate_right(subjects);
        for (cohort, owed) in entering.clone().zip(owed) {
            let left = -f64::from(cohorts.pupils[cohort]) * f64::from(std::mem::take(owed));
            ledger.owe(school, Mechanism::CohortLeaves, Origin::policy(policy), left);
        }
    }
    let start = entry(frame.model, here.intake, cohorts.pupils[first], &mut words.slot());
    for cohort in entering {
        let pupils = f64::from(cohorts.pupils[cohort]);
        ledger.book(school, Mechanism::CohortLeaves, Origin::USUAL, -pupils * cohorts.attainment(cohort));
        cohorts.start[cohort] = start;
        cohorts.taught[cohort] = 0.0;
        ledger.book(school, Mechanism::CohortEnters, Origin::USUAL, pupils * cohorts.attainment(cohort));
    }
}

/// Attainment that a new cohort brings: the school's intake and the cohort's own chance.
pub fn entry(model: &Model, intake: f32, pupils: u16, slot: &mut Slot<'_>) -> f32 {
    let variance = model.cohort_share * model.result_noise / f64::from(pupils.max(1));
    grid_level(f64::from(intake) + variance.sqrt() * f64::from(slot.normal()))
}
