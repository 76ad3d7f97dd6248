//! Is a week of any school, and a year of any district, the same in the engine as in the plain reference?
//!
//! Any: 1 to 60 posts, 1 to 8 teams and so more teams than posts, posts that nobody holds, none but beginners, hours that
//! do not fit into the week or are none at all, several lessons watched a week, all numbers of model, setting and
//! policies anywhere in their ranges and often at their ends. What is compared, and that the bound is none, stands in
//! `tests/reference/mod.rs`.

#![allow(missing_docs)]

mod example;
mod reference;
#[path = "reference/anything.rs"]
mod anything;

use anything::{Anything, anything};
use proptest::prelude::*;
use reference::{Both, Given};

/// Cases of each law; more where somebody looks for a fault: `SCHOOLSIM_CASES=20000`.
fn config() -> ProptestConfig {
    let cases = std::env::var("SCHOOLSIM_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300);
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
