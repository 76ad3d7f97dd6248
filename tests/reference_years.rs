//! Does the engine leave, year after year, the same bits as a plain reference that follows the equations one by one?
//!
//! What is compared, and that the bound is none, stands in `tests/reference/mod.rs`.

#![allow(missing_docs)]

mod example;
mod reference;
#[path = "reference/vectors.rs"]
mod vectors;

use example::{Stepped, bits, design, list, record};
use reference::{Books, Both, District, Given};
use schoolsim::ledger::{Ledger, Mechanism, Origin};
use schoolsim::model::Model;
use schoolsim::observe::{self, SchoolYear};
use schoolsim::policy::Policy;
use schoolsim::population::SchoolList;
use schoolsim::setting::{Country, Phase};

/// Lives through a year without policies and then `years` with them, and compares after the weeks, the assessment and
/// the turn of every year.
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

/// A year of a world by the reference alone: what is seen of its schools, and its ledgers.
fn year_of_reference(world: &mut Stepped, number: u32) -> (Vec<SchoolYear>, Vec<Ledger>) {
    world.open();
    let opened = world.ledgers.clone();
    world.arrange();
    let books = world.each(|district, frame, _, ledger| {
        let given = Given::new(11, number, frame);
        let (mut reference, mut books) = (District::of(district), Books::of(ledger, district.schools.len()));
        reference::year(&mut reference, &given, &mut books);
        reference::assess(&mut reference, &given, &mut books);
        *district = reference.written();
        (reference, books)
    });
    let mut seen = observe::schools(&world.world);
    let mut lived = books.into_iter();
    let turned = world.each(|district, frame, _, _| {
        let (mut reference, mut books) = lived.next().expect("a district");
        let leavers = reference::turn_of_year(&mut reference, &Given::new(11, number, frame), &mut books);
        *district = reference.written();
        (leavers, books)
    });
    let leavers = turned.iter().flat_map(|(leavers, _)| leavers);
    seen.iter_mut().zip(leavers).for_each(|(school, &left)| school.leavers = left as f32);
    // The ledgers as they were opened, with what the reference booked.
    let ledgers = opened.into_iter().zip(&turned).map(|(mut ledger, (_, books))| {
        for (&(school, mechanism, origin), &amount) in &books.0 {
            ledger.book(school, Mechanism::ALL[mechanism], Origin(origin), amount);
        }
        ledger
    });
    let ledgers = ledgers.collect();
    world.ledgers = ledgers;
    world.close();
    (seen, world.ledgers.clone())
}

#[test]
fn a_whole_replicate_from_its_founding() {
    let (list, number, years) = (list(12, 2, 10.0), 5, 3);
    let policies = Policy::all();
    let record = record(&design(&list, &[&policies], years), number);
    for (arm, policies) in [(0, Vec::new()), (1, policies)] {
        let founded = Policy::all();
        let setting = Country::England.setting();
        let mut world = Stepped::with(&list, Country::England, setting, Model::default(), founded, number);
        world.policies.clear();
        let mut seen = vec![year_of_reference(&mut world, number).0];
        world.policies = policies;
        for year in 1..=years {
            world.year = year as i32;
            let (schools, ledgers) = year_of_reference(&mut world, number);
            seen.push(schools);
            let booked = observe::bookings(&world.world, &ledgers);
            let expected = &record.arms[arm].ledger[year as usize - 1];
            assert!(*expected == booked, "the ledger of year {year} of arm {arm}");
        }
        for (year, (engine, reference)) in bits(&record.arms[arm].schools).iter().zip(bits(&seen)).enumerate() {
            assert_eq!(*engine, reference, "year {year} of arm {arm}");
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
            "every_policy_at_once_in_every_country",
            "subject_teachers_of_secondary_schools",
            "a_whole_replicate_from_its_founding",
        ],
    );
}
