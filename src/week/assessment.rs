//! After the last week: a year's learning of every cohort, and the school's measured result.

use super::Frame;
use crate::ledger::{Ledger, Mechanism, Origin};
use crate::rng::Purpose;
use crate::units::grid;
use crate::world::District;
use crate::world::school::RESULTS_KEPT;
use std::ops::Range;

/// Adds the year to every cohort of some schools, books it, and measures their leaving cohorts.
pub fn assess(district: &mut District, schools: Range<usize>, frame: &Frame<'_>, ledger: &mut Ledger) {
    for school in schools.clone() {
        book_drift(district, school, frame, ledger);
        book_teaching(district, school, frame, ledger);
        let (year_groups, subjects) = (district.schools[school].year_groups, district.schools[school].subjects);
        let mut learnt = [0.0; LEARNT.len()];
        for subject in 0..subjects {
            let mut lessons = taught_by(district, school, 0, subject, frame);
            for year_group in 0..year_groups {
                // Teachers of a subject teach every year group.
                if subjects == 1 && year_group > 0 {
                    lessons = taught_by(district, school, year_group, subject, frame);
                }
                learn_a_year(district, school, (year_group, subject), lessons, frame, (&mut learnt, ledger));
            }
        }
        // Sums on the grid are exact, so that they may be booked together.
        for (mechanism, amount) in LEARNT.into_iter().zip(learnt) {
            ledger.book(school, mechanism, Origin::USUAL, amount);
        }
    }
    measure(district, schools, frame);
}

/// How every cohort's attainment changes over a year, whatever policies do.
const LEARNT: [Mechanism; 5] =
    [Mechanism::FadeOut, Mechanism::Teaching, Mechanism::Climate, Mechanism::Leadership, Mechanism::SchoolEffect];

/// Books to each policy what of this year's reversion and own use is owed to it.
fn book_drift(district: &mut District, school: usize, frame: &Frame<'_>, ledger: &mut Ledger) {
    for (policy, owed) in district.schools[school].owed.iter_mut().take(frame.policies.len()).enumerate() {
        let [reverted, settled] = owed.take_drift();
        ledger.owe(school, Mechanism::Reversion, Origin::policy(policy), reverted);
        ledger.owe(school, Mechanism::OwnUse, Origin::policy(policy), settled);
    }
}

/// Books to each policy what a school's cohorts gained this year by the practice owed to it, and what fades of what they
/// owe to it from earlier years. The school's owed practice is spread evenly over its posts.
fn book_teaching(district: &mut District, school: usize, frame: &Frame<'_>, ledger: &mut Ledger) {
    let here = &district.schools[school];
    let cohorts = here.first_cohort..here.first_cohort + here.year_groups * here.subjects;
    let pupils = &district.cohorts.pupils[cohorts.clone()];
    let taught = frame.model.slope / (f64::from(frame.weeks) * here.posts as f64);
    let fades = (1.0 - frame.model.persistence) as f32;
    for (policy, owed) in here.owed.iter().take(frame.policies.len()).enumerate() {
        let gained = grid((taught * owed.taught) as f32);
        let [mut fading, mut teaching] = [0.0; 2];
        for (attainment, &pupils) in district.cohorts.owed[policy][cohorts.clone()].iter_mut().zip(pupils) {
            let faded = grid(-fades * *attainment);
            *attainment += faded + gained;
            fading += f64::from(pupils) * f64::from(faded);
            teaching += f64::from(pupils) * f64::from(gained);
        }
        ledger.owe(school, Mechanism::FadeOut, Origin::policy(policy), fading);
        ledger.owe(school, Mechanism::Teaching, Origin::policy(policy), teaching);
    }
}

/// `taught ← λ taught + β (q̄ − reference) + climate + leadership + school effect − lessons lost`.
fn learn_a_year(
    district: &mut District,
    school: usize,
    (year_group, subject): (usize, usize),
    (quality, covered): (f64, f64),
    frame: &Frame<'_>,
    (learnt, ledger): (&mut [f64; LEARNT.len()], &mut Ledger),
) {
    let model = frame.model;
    let here = &district.schools[school];
    let cohort = here.cohort(year_group, subject);
    let taught = district.cohorts.taught[cohort];
    let lost = model.annual_growth * (1.0 - model.cover_value) * covered;
    let changes = [
        grid(-((1.0 - model.persistence) as f32) * taught),
        grid((model.slope * (quality - frame.reference)) as f32),
        grid((model.climate_pupils * f64::from(here.climate)) as f32),
        grid((model.leadership_pupils * f64::from(here.leadership)) as f32),
        grid(here.school_effect),
    ];
    let pupils = f64::from(district.cohorts.pupils[cohort]);
    let mut total = taught;
    for (sum, change) in learnt.iter_mut().zip(changes) {
        total += change;
        *sum += pupils * f64::from(change);
    }
    // Lost lessons are shared out to those who took teachers out of class, in proportion to the hours.
    let hours: f64 = here.covered.iter().sum();
    for (origin, taken) in here.covered.iter().enumerate().filter(|(_, taken)| **taken > 0.0) {
        let change = grid(-(lost * taken / hours) as f32);
        total += change;
        ledger.book(school, Mechanism::LessonsLost, Origin(origin as u8), pupils * f64::from(change));
        district.cohorts.owe(Origin(origin as u8), cohort, change);
    }
    let lanes = here.teachers_of(year_group, subject);
    let posts = lanes.len() as f64;
    for brought in district.brought[school].iter().filter(|b| lanes.contains(&(b.lane as usize))) {
        let change = grid((brought.amount / posts) as f32);
        total += change;
        ledger.book(school, brought.mechanism, brought.origin, pupils * f64::from(change));
        district.cohorts.owe(brought.origin, cohort, change);
    }
    district.cohorts.taught[cohort] = total;
}

/// Mean enacted quality of those who teach a cohort, and the share of its lessons under cover.
fn taught_by(district: &District, school: usize, year_group: usize, subject: usize, frame: &Frame<'_>) -> (f64, f64) {
    let teachers = &district.teachers;
    let lanes = district.schools[school].teachers_of(year_group, subject);
    let weeks = f64::from(frame.weeks);
    // Who is out of class misses lessons as often as they fill the working day.
    let working_hours = frame.setting.working_hours() * weeks;
    let (mut quality, mut covered) = (0.0, 0.0);
    for lane in lanes.clone() {
        if teachers.filled[lane] {
            quality += f64::from(teachers.quality_sum(lane)) / weeks;
            covered += (f64::from(teachers.covered_hours(lane)) / working_hours).min(1.0);
        } else {
            quality += frame.model.cover_practice;
        }
    }
    (quality / lanes.len() as f64, covered / lanes.len() as f64)
}

/// The results of some schools that the authority sees: the leaving cohort's mean with the error of sampling and of the
/// year.
pub fn measure(district: &mut District, schools: Range<usize>, frame: &Frame<'_>) {
    let model = frame.model;
    let words = frame.first_words(Purpose::Assessment, schools.clone());
    for (here, words) in district.schools[schools].iter_mut().zip(words) {
        let last = here.year_groups - 1;
        let true_mean = (0..here.subjects).map(|k| district.cohorts.attainment(here.cohort(last, k))).sum::<f64>()
            / here.subjects as f64;
        let pupils = f64::from(district.cohorts.pupils[here.cohort(last, 0)]).max(1.0);
        let year = model.result_school_year * model.result_school_year;
        let variance = (1.0 - model.cohort_share) * model.result_noise / pupils + year;
        let result = true_mean + variance.sqrt() * f64::from(words.slot().normal());
        here.results.copy_within(0..RESULTS_KEPT - 1, 1);
        here.results[0] = result as f32;
    }
}
