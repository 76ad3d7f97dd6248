//! Does the engine leave, year after year, the same bits as a plain reference that follows the equations one by one?
//!
//! What is compared, and that the bound is none, stands in `tests/reference/mod.rs`.

#![allow(missing_docs)]

mod example;
mod reference;

use example::{Stepped, list};
use reference::{Both, Given};
use schoolsim::model::Model;
use schoolsim::policy::Policy;
use schoolsim::population::SchoolList;
use schoolsim::setting::{Country, Phase};

/// Lives through a year without policies and then `years` with them, and compares after the weeks, the assessment and the
/// turn of every year.
fn same_years(list: &SchoolList, country: Country, policies: Vec<Policy>, replicate: u32, years: i32) {
    let setting = country.setting();
    let mut world = Stepped::with(list, country, setting, Model::default(), policies, replicate);
    let policies = std::mem::take(&mut world.policies);
    for year in 0..=years {
        world.year = year;
        if year > 0 {
            world.policies.clone_from(&policies);
        }
        world.open();
        world.arrange();
        let told = world.each(|district, frame, agenda, ledger| {
            let mut both = Both::of(district, ledger);
            let told = both.year(&Given::new(11, replicate, frame), agenda);
            (*district, *ledger) = (both.engine, both.ledger);
            told
        });
        for told in told {
            let names: Vec<&str> = policies.iter().map(Policy::name).collect();
            told.unwrap_or_else(|what| panic!("{country:?} with {names:?}: {what}"));
        }
        world.close();
    }
}

#[test]
fn every_policy_at_once_in_every_country() {
    for (replicate, country) in Country::ALL.into_iter().enumerate() {
        same_years(&list(14, 2, 11.0), country, Policy::all(), replicate as u32, 4);
    }
}

#[test]
fn every_policy_alone() {
    for (number, policy) in Policy::all().into_iter().enumerate() {
        let country = Country::ALL[number % 3];
        same_years(&list(8, 1, 9.0), country, vec![policy], 3, 2);
    }
}

#[test]
fn nothing_done() {
    same_years(&list(10, 3, 25.0), Country::Shanghai, Vec::new(), 0, 2);
}

#[test]
fn subject_teachers_of_secondary_schools() {
    let mut list = list(8, 1, 30.0);
    for school in &mut list.schools {
        (school.phase, school.year_groups) = (Phase::Secondary, 3);
    }
    same_years(&list, Country::England, Policy::all(), 1, 2);
}
