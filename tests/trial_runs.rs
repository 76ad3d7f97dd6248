//! Whether the analysis of a trial finds what is there in simulated worlds, predictions beside what was published, and
//! the files that ship.

#![allow(missing_docs)]

mod example;

use example::{list, mean, mean_and_error, sd};
use rayon::prelude::*;
use schoolsim::model::Model;
use schoolsim::population::SchoolList;
use schoolsim::trial::conduct::conduct;
use schoolsim::trial::estimate::Reading;
use schoolsim::trial::predict::{compare, distance, readings, simulate};
use schoolsim::trial::{SHIPPED, Trial, parse, read};
use std::path::Path;
use std::sync::atomic::AtomicBool;

const TWO: &str = r#"arms: [(name: "a"), (name: "b")],"#;

/// A trial with these lines and a number to look at.
fn plain(lines: &str) -> Trial {
    full(&format!(r#"{lines} estimates: [(name: "mean", of: Mean(), outcome: ValueAdded, at: 1)],"#))
}

fn full(lines: &str) -> Trial {
    let text = format!(
        "(study: \"Made up\", setting: England, warm_up_years: 1, years: 2, \
         population: Synthetic(phase: Primary, schools: 40, districts: 4, teachers: 10, pupils_per_teacher: 20), \
         {lines})"
    );
    parse("made.ron", &text, Path::new("")).unwrap_or_else(|report| panic!("{report}"))
}

fn schools() -> SchoolList {
    list(40, 4, 10.0)
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

// Analysis in simulated worlds.

const NUMBERS: &str = r#"estimates: [
    (name: "practice", of: Effect(arm: "b", against: "a"), outcome: Practice(), at: 1),
    (name: "value added", of: Effect(arm: "b", against: "a"), outcome: ValueAdded, at: 1),
    (name: "staying", of: Effect(arm: "b", against: "a"), outcome: Retention, at: 2),
    PUPILS
],"#;

fn numbers(of_schools: bool) -> String {
    let attainment = r#"(name: "attainment", of: Effect(arm: "b", against: "a"), outcome: Attainment(), at: 1),"#;
    NUMBERS.replace("PUPILS", if of_schools { attainment } else { "" })
}

fn many(trial: &Trial, n: u32) -> Vec<Vec<Reading>> {
    let list = schools();
    let model = Model::default();
    (0..n).into_par_iter().map(|number| readings(trial, &list, &model, 5, number).expect("closes")).collect()
}

#[test]
fn without_an_effect_none_is_found_on_average_and_errors_are_told_truly() {
    let designs = [
        ("analysis: Difference,", true),
        ("analysis: Baseline,", true),
        ("analysis: DifferenceInDifferences,", true),
        ("unit: Teacher, blocks: School,", false),
        ("attrition: 0.2, sample: (teachers: 3), blocks: District,", true),
    ];
    for (lines, of_schools) in designs {
        let trial = full(&format!("{lines} {TWO} {}", numbers(of_schools)));
        let all = many(&trial, 120);
        for (at, estimate) in trial.estimates.iter().enumerate() {
            let of = |value: fn(&Reading) -> f64| all.iter().map(|r| value(&r[at])).collect::<Vec<_>>();
            let (found, se) = (of(|r| r.found), of(|r| r.se));
            let told = format!("{lines} {}", estimate.name);
            assert!(of(|r| r.truth).iter().all(|t| *t == 0.0), "{told}");
            let (m, e) = mean_and_error(&found);
            assert!(m.abs() < 3.2 * e, "{told}: {m} ± {e}");
            let ratio = mean(se.iter().copied()) / sd(&found);
            assert!((0.8..1.25).contains(&ratio), "{told}: {ratio}");
            let within = found.iter().zip(&se).filter(|(f, s)| f.abs() < 2.02 * *s).count();
            assert!((106..=119).contains(&within), "{told}: {within} of 120");
        }
    }
}

#[test]
fn what_is_found_and_what_is_true_agree_on_average() {
    let policy = "SupportProgramme(share_of_schools: 1, share_of_teachers: 1, mode: Cycle, hours_per_year: 80, \
                  sessions_per_year: 40, source: Outside, practice: 1.5)";
    for (lines, of_schools) in [("", true), ("unit: Teacher, blocks: School,", false)] {
        let arms = format!(r#"arms: [(name: "a"), (name: "b", policies: [{policy}])],"#);
        let trial = full(&format!("{lines} {arms} {}", numbers(of_schools)));
        let all = many(&trial, 60);
        for (at, estimate) in trial.estimates.iter().enumerate() {
            let told = format!("{lines} {}", estimate.name);
            let (m, e) = mean_and_error(&all.iter().map(|r| r[at].found - r[at].truth).collect::<Vec<_>>());
            assert!(m.abs() < 3.2 * e, "{told}: {m} ± {e}");
            let truth = mean(all.iter().map(|r| r[at].truth));
            assert!(truth > 0.0 || estimate.name == "staying", "{told}: {truth}");
        }
    }
}

#[test]
fn arms_without_policies_live_in_one_world() {
    let trial = plain(TWO);
    let done = conduct(&trial, &schools(), &Model::default(), 1, 0).expect("closes");
    assert_eq!(done.untreated, done.treated);
    // A policy without a dose is a world of its own, and the same one.
    let nothing = "SupportProgramme(share_of_schools: 1, share_of_teachers: 1, hours_per_year: 0)";
    let arms = format!(r#"arms: [(name: "a"), (name: "b", policies: [{nothing}])],"#);
    let zero = conduct(&plain(&arms), &schools(), &Model::default(), 1, 0).expect("closes");
    assert_eq!(zero.untreated, zero.treated);
    assert_eq!(zero.untreated, done.untreated);
}

#[test]
fn controls_are_in_both_worlds() {
    let policy = "SupportProgramme(share_of_schools: 1, share_of_teachers: 1, hours_per_year: 60, source: Outside)";
    let with = conduct(&plain(&format!("controls: [{policy}], {TWO}")), &schools(), &Model::default(), 1, 0);
    let without = conduct(&plain(TWO), &schools(), &Model::default(), 1, 0).expect("closes");
    let with = with.expect("closes");
    assert_eq!(with.untreated, with.treated);
    assert_ne!(with.untreated, without.untreated);
    assert_eq!(with.roster, without.roster);
}

#[test]
fn readings_do_not_depend_on_threads_or_order() {
    let policy = "SupportProgramme(share_of_schools: 1, share_of_teachers: 1, source: Outside)";
    let arms = format!(r#"arms: [(name: "a"), (name: "b", policies: [{policy}])],"#);
    let trial = full(&format!("attrition: 0.1, {arms} {}", numbers(true)));
    let (list, models) = (schools(), vec![Model::default(); 4]);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| simulate(&trial, &list, &models, 9, &|| (), &AtomicBool::new(false)).expect("closes"))
    };
    let bits = |all: &[Vec<Reading>]| -> Vec<[u64; 3]> {
        all.iter().flatten().map(|r| [r.found.to_bits(), r.se.to_bits(), r.truth.to_bits()]).collect()
    };
    let one = on(1);
    assert_eq!(bits(&one), bits(&on(2)));
    let mut back: Vec<Vec<Reading>> =
        (0..4).rev().map(|n| readings(&trial, &list, &models[0], 9, n).expect("closes")).collect();
    back.reverse();
    assert_eq!(bits(&one), bits(&back));
    assert_ne!(bits(&one[..1]), bits(&one[1..2]));
}

// Predictions beside what was published.

fn published(bound: &str) -> Trial {
    let p = format!("published: (value: 1.0, se: 0.5, bound: {bound}, source: \"x\", status: Seen)");
    full(&format!("estimates: [(name: \"one\", of: Mean(), outcome: ValueAdded, {p})]"))
}

#[test]
fn distances_are_in_both_errors_and_bounds_are_kept_on_their_side() {
    let of = |bound: &str, mean: f64, se: f64| {
        let trial = published(bound);
        distance(trial.estimates[0].published.as_ref().expect("published"), mean, se)
    };
    near(of("Exact", 0.0, 0.0).expect("a distance"), 2.0);
    near(of("Exact", 2.0, 0.0).expect("a distance"), -2.0);
    near(of("Exact", 0.0, 1.2).expect("a distance"), 1.0 / 1.3);
    // One replicate has no error.
    near(of("Exact", 0.0, f64::NAN).expect("a distance"), 2.0);
    near(of("AtLeast", 7.0, 0.0).expect("a distance"), 0.0);
    near(of("AtLeast", 1.0, 0.0).expect("a distance"), 0.0);
    near(of("AtLeast", 0.5, 0.0).expect("a distance"), 1.0);
    near(of("AtMost", -7.0, 0.0).expect("a distance"), 0.0);
    near(of("AtMost", 2.0, 0.0).expect("a distance"), -2.0);
    assert_eq!(of("Exact", f64::NAN, 0.1), None);
    assert_eq!(of("AtLeast", f64::NAN, 0.1), None);
}

#[test]
fn intervals_cover_by_the_side_that_binds() {
    let reading = |found: f64| vec![Reading { found, se: 0.1, truth: found / 2.0 }];
    let readings = |low: f64| -> Vec<Vec<Reading>> { (0..101).map(|k| reading(low + f64::from(k) / 100.0)).collect() };
    let covered = |bound: &str, low: f64| compare(&published(bound), &readings(low), 1).estimates[0].covered;
    assert_eq!(covered("Exact", 0.5), Some(true));
    assert_eq!(covered("Exact", 1.5), Some(false));
    assert_eq!(covered("Exact", -1.5), Some(false));
    assert_eq!(covered("AtLeast", 1.5), Some(true));
    assert_eq!(covered("AtLeast", -1.5), Some(false));
    assert_eq!(covered("AtMost", -1.5), Some(true));
    assert_eq!(covered("AtMost", 1.5), Some(false));
    // What could not be had in a replicate does not count; if in none, nothing is said.
    let none = Reading { found: f64::NAN, se: f64::NAN, truth: f64::NAN };
    let mut mixed = readings(0.5);
    mixed.push(vec![none]);
    let predicted = compare(&published("Exact"), &mixed, 1);
    assert_eq!(predicted.estimates[0].n, 101);
    near(predicted.estimates[0].mean, 0.5);
    assert_eq!(predicted.inside(), Some(true));
    let nothing = compare(&published("Exact"), &[vec![none], vec![none]], 1);
    assert_eq!((nothing.estimates[0].z, nothing.estimates[0].covered, nothing.inside()), (None, None, None));
    let unrun = compare(&published("Exact"), &[], 1);
    assert_eq!((unrun.replicates, unrun.estimates[0].z), (0, None));
}

#[test]
fn numbers_without_an_error_of_their_own_get_the_published_one() {
    let plain: Vec<Vec<Reading>> = (0..2000).map(|_| vec![Reading { found: 3.0, se: f64::NAN, truth: 3.0 }]).collect();
    let [low, mid, high] = compare(&published("Exact"), &plain, 1).estimates[0].interval;
    assert!(
        (mid - 3.0).abs() < 0.06 && (high - 3.0 - 1.645 * 0.5).abs() < 0.1 && (3.0 - low - 1.645 * 0.5).abs() < 0.1
    );
}

// Files.

#[test]
fn every_trial_that_ships_is_read() {
    for shipped in SHIPPED {
        if let Err(report) = read(shipped.name) {
            panic!("{}: {report}", shipped.name);
        }
    }
}

/// The complete files in the guide, with the line before each.
fn snippets() -> Vec<(String, String)> {
    let guide = include_str!("../src/trial/guide.md");
    let parts: Vec<&str> = guide.split("```").collect();
    let told = |text: &str| text.trim().lines().last().unwrap_or_default().to_owned();
    let pairs = parts.chunks_exact(2);
    pairs.filter_map(|p| Some((told(p[0]), p[1].strip_prefix("ron\n")?.to_owned()))).collect()
}

#[test]
fn the_examples_of_the_guide_are_trials_and_give_numbers() {
    let snippets = snippets();
    assert_eq!(snippets.len(), 8);
    for (told, text) in snippets {
        let trial = parse("guide.ron", &text, Path::new("")).unwrap_or_else(|report| panic!("{told}\n{report}"));
        let population = &trial.system().population;
        let list = schoolsim::population::schools(population, trial.scenario.seed, Path::new(".")).expect("a list");
        assert_eq!(schoolsim::trial::check::fits(&trial, &list, "guide.ron"), Ok(()));
        let found = readings(&trial, &list, &Model::default(), 1, 0).expect("closes");
        for (estimate, reading) in trial.estimates.iter().zip(found) {
            assert!(reading.found.is_finite() && reading.truth.is_finite(), "{told}: {} {reading:?}", estimate.name);
        }
    }
}
