//! The world: is every number of it accounted for, does it add up, and does a thousandth of it go through every table and
//! figure?

#![allow(missing_docs)]

use schoolsim::answer::answer;
use schoolsim::charts::figures;
use schoolsim::experiment::outcomes::DO_NOTHING;
use schoolsim::experiment::{Results, execute};
use schoolsim::population::{SchoolList, schools};
use schoolsim::scenario::examples::find;
use schoolsim::scenario::scale::scale;
use schoolsim::scenario::{Population, Scenario, parse, read};
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Teachers of all levels (see the head of the file).
const TEACHERS: f64 = 94_000_000.0;

fn world() -> Scenario {
    read("world").expect("the scenario is good")
}

fn scaled(factor: f64) -> (Scenario, Vec<SchoolList>) {
    let mut scenario = world();
    scale(&mut scenario, factor).expect("all of its schools are generated");
    let list = |p: &Population| schools(p, scenario.seed, Path::new(".")).expect("schools");
    let lists = scenario.systems.iter().map(|s| list(&s.population)).collect();
    (scenario, lists)
}

#[test]
fn all_teachers_are_there() {
    let scenario = world();
    let mut all = 0.0;
    for system in &scenario.systems {
        let Population::Synthetic { schools, districts, teachers, pupils_per_teacher, .. } = system.population else {
            panic!("{} is not generated", system.name)
        };
        assert!(
            districts > 0 && schools >= districts && teachers >= 1.0 && pupils_per_teacher >= 1.0,
            "{}",
            system.name
        );
        let here = f64::from(schools) * teachers;
        // So that two arms of any of them fit into a few gigabytes.
        assert!((1e6..10e6).contains(&here), "{} has {here}", system.name);
        all += here;
    }
    assert!((all / TEACHERS - 1.0).abs() < 1e-4, "{all}");
    assert_eq!((scenario.years, scenario.weeks), (10, 40));
}

#[test]
fn every_system_tries_the_same() {
    let scenario = world();
    let first = &scenario.systems[0];
    assert!(!first.arms[0].policies.is_empty());
    for system in &scenario.systems {
        assert_eq!(system.arms, first.arms, "{}", system.name);
        assert!(system.parameters.is_empty(), "{}", system.name);
    }
}

#[test]
fn every_number_says_what_it_rests_on() {
    const KINDS: [&str; 6] = ["assumption", "seen", "derived", "recalled", "; A", "see above"];
    const PLAIN: [&str; 2] = ["// school years", "// share of schools; every school"];
    let text = find("world").expect("it is built in").text;
    let mut numbers = 0;
    for (number, line) in text.lines().enumerate() {
        let (said, comment) = line.split_once("//").unwrap_or((line, ""));
        let value = said.trim().trim_end_matches(',').rsplit_once(": ").map_or("", |(_, value)| value);
        if value.parse::<f64>().is_err() {
            continue;
        }
        numbers += 1;
        let known = KINDS.iter().any(|kind| comment.contains(kind))
            || PLAIN.iter().any(|plain| line.contains(plain))
            || ["U's", "U leaves", "sum of W", "T leaves", "D's"].iter().any(|source| comment.contains(source));
        assert!(known, "line {}: {line}", number + 1);
    }
    let systems = world().systems.len();
    assert_eq!(numbers, 4 + 4 + 6 * systems, "numbers in the file");
}

#[test]
fn generated_schools_have_the_teachers_asked_for() {
    let (scenario, lists) = scaled(0.1);
    let mut all = 0;
    for (system, list) in scenario.systems.iter().zip(&lists) {
        let Population::Synthetic { schools, teachers, .. } = system.population else { panic!("generated") };
        let here: u64 = list.schools.iter().map(|s| u64::from(s.teachers)).sum();
        let mean = here as f64 / f64::from(schools);
        // A few dozen colleges of hundreds of teachers say little of their mean.
        let far = if schools > 5000 { 0.04 } else { 0.2 };
        assert!((mean / teachers - 1.0).abs() < far, "{}: {mean} for {teachers}", system.name);
        all += here;
    }
    assert!((all as f64 / (0.1 * TEACHERS) - 1.0).abs() < 0.01, "{all}");
}

fn a_thousandth() -> Results {
    let (mut scenario, lists) = scaled(0.001);
    scenario.years = 2;
    execute(&scenario, &lists, 0, &|_, _| {}, &AtomicBool::new(false), None).expect("it runs").0
}

#[test]
fn a_thousandth_goes_through_every_table_and_figure() {
    let results = a_thousandth();
    let systems = world().systems.len();
    assert_eq!(results.replicates.len(), systems);
    for row in &results.outcomes {
        // With a few schools a place may have none, or nobody a title.
        let gaps = ["gap_", "titles", "composite", "left_list"];
        let known = row.value.is_finite() || gaps.iter().any(|gap| row.outcome.contains(gap));
        assert!(known, "{row:?}");
    }
    let effects = results.summary.iter().filter(|r| {
        (r.arm != DO_NOTHING) && (r.measure, r.group, r.outcome, r.year) == ("difference", "all", "attainment", 2)
    });
    assert_eq!(effects.inspect(|row| assert!(row.mean.is_finite() && row.se.is_nan(), "{row:?}")).count(), systems);
    assert_eq!(results.schools.len() % 2, 0);
    let told = answer(&results).to_string();
    assert!(!told.contains("NaN") && !told.contains("inf "), "{told}");
    for system in &world().systems {
        assert!(told.contains(&system.name), "{} is not in the answer", system.name);
    }
    let all = figures(&results, 7).expect("figures");
    assert!(all.len() > systems);
    for figure in all {
        let svg = figure.drawing.svg().expect("an SVG");
        assert!(!svg.contains("NaN"), "{}", figure.name);
        assert!(figure.table.lines().count() > 1, "{} has no rows", figure.name);
        assert!(!figure.drawing.title.trim().is_empty() && !figure.drawing.description.trim().is_empty());
    }
}

#[test]
fn of_very_many_schools_an_even_part_has_rows() {
    let text = "(replicates: 1, years: 1, warm_up_years: 0, weeks: 2, setting: England, parameter_sets: Defaults, \
                population: Synthetic(schools: 40001, districts: 400, teachers: 1, size_variation: 0), \
                arms: [(name: \"a\", policies: [])])";
    let scenario = parse("many", text, Path::new(".")).expect("a scenario");
    let list = schools(&scenario.systems[0].population, 1, Path::new(".")).expect("schools");
    let run = || execute(&scenario, std::slice::from_ref(&list), 0, &|_, _| {}, &AtomicBool::new(false), None);
    let results = run().expect("it runs").0;
    let ids: Vec<&str> = results.schools.iter().map(|row| row.school_id.as_str()).collect();
    assert_eq!(ids.len(), 2 * 40_001_usize.div_ceil(3));
    assert_eq!((ids[0], ids[1]), (list.schools[0].id.as_str(), list.schools[3].id.as_str()));
    let said = "tables/schools.csv holds one in 3 of the 40001 schools";
    assert!(results.notes.iter().any(|note| note.contains(said)), "{:?}", results.notes);
    let all = |row: &&schoolsim::rows::OutcomeRow| row.group == "all" && row.outcome == "attainment";
    assert!(results.outcomes.iter().filter(all).all(|row| row.schools == 40_001));
}
