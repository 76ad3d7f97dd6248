//! Is a week of any school, and a year of any district, the same in the engine as in the plain reference?
//!
//! Any: 1 to 60 posts, 1 to 8 teams and so more teams than posts, posts that nobody holds, none but beginners, hours
//! that do not fit into the week or are none at all, several lessons watched a week, all numbers of model, setting
//! and policies anywhere in their ranges and often at their ends. What is compared, and that the bound is none,
//! stands in `tests/reference/mod.rs`.

#![allow(missing_docs)]

mod example;
mod reference;
#[path = "reference/vectors.rs"]
mod vectors;
#[path = "reference/anything.rs"]
mod anything;

use anything::{Anything, anything};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reference::{Both, District, Given, sessions};
use schoolsim::agenda::During;
use schoolsim::model::Mode;
use std::collections::BTreeMap;

/// Cases of each law; more where somebody looks for a fault: `PROPTEST_CASES=20000`.
fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Lives through something with the district of a world.
fn live(
    anything: &Anything,
    mut through: impl FnMut(&mut Both, &Given<'_>, &mut schoolsim::agenda::Agenda) -> Result<(), String>,
) -> Result<(), String> {
    let told = anything.world().each(|district, frame, agenda, ledger| {
        let mut given = Given::new(Anything::SEED, anything.replicate, frame);
        given.frame.weeks = anything.weeks;
        let mut both = Both::of(district, ledger);
        // The start is the same to begin with.
        both.different().map_or(Ok(()), Err)?;
        through(&mut both, &given, agenda)
    });
    told.into_iter().collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn three_weeks_of_any_school(anything in anything(6, 45), school in 0usize..6, week in 0u32..45) {
        let told = live(&anything, |both, given, agenda| {
            // A school that has ties, if there is one.
            let ties = |school: &usize| !both.reference.schools[*school].ties.is_empty();
            let schools = both.reference.schools.len();
            let school = (0..schools).map(|by| (school + by) % schools).find(ties).unwrap_or(school % schools);
            for week in week..week + 3 {
                both.step(school, &given.in_week(week % given.frame.weeks), agenda)?;
            }
            Ok(())
        });
        prop_assert!(told.is_ok(), "{}", told.unwrap_err());
    }

    #[test]
    fn two_years_of_any_district(anything in anything(5, 12)) {
        let told = live(&anything, |both, given, agenda| {
            both.year(given, agenda)?;
            let mut next = *given;
            next.frame.week.year += 1;
            both.year(&next, agenda)
        });
        prop_assert!(told.is_ok(), "{}", told.unwrap_err());
    }
}

/// What there was in a week of a school, to see that everything there is was tried.
fn seen(mut district: District, school: usize, given: &Given<'_>, count: &mut BTreeMap<String, u32>) {
    let mut note = |what: String| *count.entry(what).or_default() += 1;
    let here = &district.schools[school];
    if here.data.teams > here.posts.len() {
        note("more teams than posts".to_owned());
    }
    if here.filled() < here.posts.len() {
        note(if here.filled() == 0 { "nobody there" } else { "vacancies" }.to_owned());
    }
    if here.ties.iter().any(|tie| tie.only.contains(&false)) {
        note("only some may learn".to_owned());
    }
    if here.brought.iter().any(|brought| brought.amount != 0.0) {
        note("something brought".to_owned());
    }
    let mut held = sessions::usual(here, school, given);
    let usual = held.len();
    let asked = sessions::of_policies(&mut district, school, given);
    held.extend(asked.sessions);
    for (number, session) in held.iter().enumerate() {
        let whose = if number < usual { "usual" } else { "policy" };
        note(format!("{whose} {:?}", session.mode));
        note(format!("{whose} {:?}", session.during));
        if session.by_link {
            note("by link".to_owned());
        }
        if session.focus != [0.25; 4] {
            note("one domain".to_owned());
        }
        if number >= usual && session.giver.is_some() {
            note("policy with a giver".to_owned());
        }
    }
    if !asked.elsewhere.is_empty() {
        note("taught elsewhere".to_owned());
    }
    if asked.claimed.iter().any(|&hours| hours > 0.0) {
        note("duties".to_owned());
    }
    let fits = reference::week::fit(&district.schools[school], school, &mut held, &asked.claimed, given);
    for (least, most, name) in [(0.0, 0.0, "no hours"), (0.001, 0.999, "hours cut"), (1.0, 1.0, "hours that fit")] {
        if fits.iter().any(|fit| (least..=most).contains(fit)) {
            note(name.to_owned());
        }
    }
    if held.iter().any(|session| session.delivered == 0.0) {
        note("a session that fell out".to_owned());
    }
}

#[test]
fn everything_there_is_was_tried() {
    let mut runner = TestRunner::deterministic();
    let mut count = BTreeMap::new();
    for _ in 0..150 {
        let anything = anything(6, 45).new_tree(&mut runner).expect("a case").current();
        let told = live(&anything, |both, given, agenda| {
            for school in 0..both.engine.schools.len() {
                both.step(school, &given.in_week(0), agenda)?;
                seen(both.reference.clone(), school, given, &mut count);
            }
            Ok(())
        });
        told.unwrap_or_else(|what| panic!("{what}"));
    }
    let modes = Mode::ALL.map(|mode| format!("policy {mode:?}"));
    let usual = [Mode::Meeting, Mode::Observation, Mode::Feedback, Mode::Lecture].map(|mode| format!("usual {mode:?}"));
    let during = [During::NonContact, During::Release, During::Lesson].map(|during| format!("policy {during:?}"));
    let others = [
        "more teams than posts",
        "vacancies",
        "nobody there",
        "only some may learn",
        "something brought",
        "by link",
        "one domain",
        "policy with a giver",
        "taught elsewhere",
        "duties",
        "no hours",
        "hours cut",
        "hours that fit",
        "a session that fell out",
    ];
    let all = modes.into_iter().chain(usual).chain(during).chain(others.map(str::to_owned));
    let few: Vec<String> = all.filter(|what| count.get(what).copied().unwrap_or(0) < 3).collect();
    assert!(few.is_empty(), "hardly tried: {few:?} of {count:?}");
}

#[test]
fn vectors_are_those_asked_for() {
    vectors::used_as_asked();
}

#[test]
fn with_any_vectors_that_the_processor_has() {
    vectors::with_each("vectors_are_those_asked_for", &["three_weeks_of_any_school", "two_years_of_any_district"]);
}
