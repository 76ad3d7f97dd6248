//! Pupils: a year's learning of every cohort, the measured result, and the cohorts move up.

use super::Given;
use super::books::Books;
use super::numbers::{ASSESSMENT, INTAKE, grid, grid_sum, level};
use super::state::School;
use schoolsim::ledger::{Mechanism, Origin};

/// The year is added to every cohort of a school and booked, and the leaving cohort is measured.
pub fn assess(school: &mut School, number: usize, given: &Given<'_>, books: &mut Books) {
    // What of the year's reversion and own use is owed to each policy, on the grid, where what is owed lies
    // afterwards.
    for (policy, owed) in school.owed.iter_mut().enumerate().take(given.policies()) {
        let (reverted, settled) = (grid_sum(owed.reverted), grid_sum(owed.settled));
        owed.enacted = grid_sum(owed.enacted + (reverted - owed.reverted));
        owed.embedded = grid_sum(owed.embedded + (settled - owed.settled));
        (owed.reverted, owed.settled) = (0.0, 0.0);
        books.owe(number, Mechanism::Reversion, Origin::policy(policy), reverted);
        books.owe(number, Mechanism::OwnUse, Origin::policy(policy), settled);
    }
    for year_group in 0..school.data.year_groups {
        for subject in 0..school.data.subjects {
            learn_a_year(school, number, year_group, subject, given, books);
        }
    }
    measure(school, number, given);
}

/// `taught ← λ taught + β (q̄ − reference) + climate + leadership + school effect − lessons lost + what others
/// brought`.
fn learn_a_year(
    school: &mut School,
    number: usize,
    year_group: usize,
    subject: usize,
    given: &Given<'_>,
    books: &mut Books,
) {
    let model = given.frame.model;
    let (quality, covered) = taught_by(school, year_group, subject, given);
    let at = year_group * school.data.subjects + subject;
    let pupils = f64::from(school.cohorts[at].pupils);
    let taught = school.cohorts[at].taught;
    let fades = (1.0 - model.persistence) as f32;
    let climate = model.climate_pupils * f64::from(school.data.climate);
    let leadership = model.leadership_pupils * f64::from(school.data.leadership);
    let mut total = taught;
    for (mechanism, change) in [
        (Mechanism::FadeOut, grid(-fades * taught)),
        (Mechanism::Teaching, grid((model.slope * (quality - given.frame.reference)) as f32)),
        (Mechanism::Climate, grid(climate as f32)),
        (Mechanism::Leadership, grid(leadership as f32)),
        (Mechanism::SchoolEffect, grid(school.data.school_effect)),
    ] {
        total += change;
        books.book(number, mechanism, Origin::USUAL, pupils * f64::from(change));
    }
    taught_for_policies(school, number, at, given, books);

    // Lessons lost fall to those who took teachers out of class, by the hours.
    let lost = model.annual_growth * (1.0 - model.cover_value) * covered;
    let hours: f64 = school.data.covered.iter().sum();
    for origin in 0..school.data.covered.len() {
        let taken = school.data.covered[origin];
        if taken > 0.0 {
            let change = grid(-(lost * taken / hours) as f32);
            total += change;
            owe(school, number, at, Origin(origin as u8), Mechanism::LessonsLost, change, books);
        }
    }

    let posts = school.teachers_of(year_group, subject);
    for brought in school.brought.clone() {
        if posts.contains(&(brought.lane as usize - school.data.first)) {
            let change = grid((brought.amount / posts.len() as f64) as f32);
            total += change;
            owe(school, number, at, brought.origin, brought.mechanism, change, books);
        }
    }
    school.cohorts[at].taught = total;
}

/// Books a change of a cohort's attainment, and remembers what the cohort owes to a policy for it.
fn owe(
    school: &mut School,
    number: usize,
    cohort: usize,
    origin: Origin,
    mechanism: Mechanism,
    change: f32,
    books: &mut Books,
) {
    let cohort = &mut school.cohorts[cohort];
    books.book(number, mechanism, origin, f64::from(cohort.pupils) * f64::from(change));
    if origin != Origin::USUAL {
        cohort.owed[usize::from(origin.0) - 1] += change;
    }
}

/// What of a cohort's year is owed to each policy: its share of the fading, and what the practice owed to it taught.
fn taught_for_policies(school: &mut School, number: usize, at: usize, given: &Given<'_>, books: &mut Books) {
    let model = given.frame.model;
    let fades = (1.0 - model.persistence) as f32;
    let taught = model.slope / (f64::from(given.frame.weeks) * school.posts.len() as f64);
    for policy in 0..given.policies() {
        let gained = grid((taught * school.owed[policy].taught) as f32);
        let cohort = &mut school.cohorts[at];
        let pupils = f64::from(cohort.pupils);
        let faded = grid(-fades * cohort.owed[policy]);
        cohort.owed[policy] += faded + gained;
        books.owe(number, Mechanism::FadeOut, Origin::policy(policy), pupils * f64::from(faded));
        books.owe(number, Mechanism::Teaching, Origin::policy(policy), pupils * f64::from(gained));
    }
}

/// Mean over the posts that teach a cohort of the year's quality, and of the share of their lessons under cover.
fn taught_by(school: &School, year_group: usize, subject: usize, given: &Given<'_>) -> (f64, f64) {
    let weeks = f64::from(given.frame.weeks);
    let working_hours = 5.0 * given.frame.setting.day_hours * weeks;
    let posts = school.teachers_of(year_group, subject);
    let (mut quality, mut covered) = (0.0, 0.0);
    for post in &school.posts[posts.clone()] {
        if post.holder.is_some() {
            quality += f64::from(post.quality_sum) / weeks;
            covered += (f64::from(post.covered_hours) / working_hours).min(1.0);
        } else {
            quality += given.frame.model.cover_practice;
        }
    }
    (quality / posts.len() as f64, covered / posts.len() as f64)
}

/// The leaving cohort's mean with the errors of sampling and of the year; the last three are kept.
fn measure(school: &mut School, number: usize, given: &Given<'_>) {
    let model = given.frame.model;
    let subjects = school.data.subjects;
    let leaving = &school.cohorts[(school.data.year_groups - 1) * subjects..];
    let mean = leaving.iter().map(super::state::Cohort::attainment).sum::<f64>() / subjects as f64;
    let pupils = f64::from(leaving[0].pupils.max(1));
    let year = model.result_school_year * model.result_school_year;
    let variance = (1.0 - model.cohort_share) * model.result_noise / pupils + year;
    let error = variance.sqrt() * given.slot_of_year(ASSESSMENT, number, 0).normal();
    let [newest, before, _] = school.data.results;
    school.data.results = [(mean + error) as f32, newest, before];
}

/// The oldest cohort leaves, the others move up, and one as large as that which leaves enters.
pub fn move_up(school: &mut School, number: usize, given: &Given<'_>, books: &mut Books) {
    let model = given.frame.model;
    let subjects = school.data.subjects;
    for _ in 0..subjects {
        let oldest = school.cohorts.pop().expect("a school has cohorts");
        school.cohorts.insert(0, oldest);
    }
    let pupils = school.cohorts[0].pupils;
    let variance = model.cohort_share * model.result_noise / f64::from(pupils.max(1));
    let chance = variance.sqrt() * given.slot_of_year(INTAKE, number, 0).normal();
    let start = level(f64::from(school.data.intake) + chance);
    for cohort in &mut school.cohorts[..subjects] {
        let pupils = f64::from(cohort.pupils);
        for policy in 0..given.policies() {
            let left = -pupils * f64::from(cohort.owed[policy]);
            books.owe(number, Mechanism::CohortLeaves, Origin::policy(policy), left);
            cohort.owed[policy] = 0.0;
        }
        books.book(number, Mechanism::CohortLeaves, Origin::USUAL, -pupils * cohort.attainment());
        (cohort.start, cohort.taught) = (start, 0.0);
        books.book(number, Mechanism::CohortEnters, Origin::USUAL, pupils * cohort.attainment());
    }
}
