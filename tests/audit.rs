//! Does an audit ask what it says, on the same past, and does it answer wrong input?

mod example;

use assert_cmd::Command;
use example::{run, scenario};
use schoolsim::audit::{Asked, Audit, DOSES, add, audit};
use schoolsim::experiment::Results;
use schoolsim::policy::{
    EntrustedManagement, IncentivesAndAccountability, Policy, SchoolPairing, TeachingResearchGroups,
};
use schoolsim::scenario::Scenario;
use std::path::Path;

fn mentors(to_year: Option<u32>) -> Policy {
    Policy::EntrustedManagement(EntrustedManagement { to_year, share_of_schools: 0.3, ..Default::default() })
}

fn asked() -> Asked {
    Asked::default()
}

fn audited(policies: Vec<Policy>, years: u32, asked: &Asked) -> (Audit, Results) {
    let base = Scenario { years, ..scenario(vec![("Mentors", policies)]) };
    let made = audit(&base, asked).expect("it can be audited");
    let mut results = run(&made.scenario, 0);
    add(&mut results, &made);
    (made, results)
}

fn effects(results: &Results, arm: &str, outcome: &str) -> Vec<f64> {
    let own = results.outcomes.iter().filter(|r| r.arm == arm && r.group == "all" && r.outcome == outcome);
    own.map(|r| r.difference).collect()
}

#[test]
fn an_audit_is_made_of_contracts_and_doses_on_the_same_past() {
    let (made, results) = audited(vec![mentors(Some(3))], 5, &asked());
    let names: Vec<&str> = made.scenario.systems[0].arms.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Mentors: 1 year",
            "Mentors: 2 years",
            "Mentors: 3 years",
            "Mentors: 3 years, then 25 %",
            "Mentors: 3 years, then 50 %",
            "Mentors: 3 years, then 75 %",
            "Mentors: 3 years, then 100 %",
        ]
    );
    assert!(made.remarks.is_empty());
    // The past is the same to the last bit, with the same random numbers.
    let until = |arm: &str, year: u32| {
        let own = results.outcomes.iter().filter(|r| r.arm == arm && r.group == "all" && r.year <= year);
        own.map(|r| r.value.to_bits()).collect::<Vec<_>>()
    };
    for (_, arm) in &made.audited[0].doses {
        assert_eq!(until(arm, 3), until("Mentors: 3 years", 3), "{arm}");
    }
    assert_eq!(until("Mentors: 1 year", 1), until("Mentors: 3 years", 1));
    // At 100 % the support simply does not stop.
    let kept = run(&Scenario { years: 5, ..scenario(vec![("Mentors", vec![mentors(None)])]) }, 0);
    for outcome in ["attainment", "enacted_practice"] {
        assert_eq!(effects(&results, "Mentors: 3 years, then 100 %", outcome), effects(&kept, "Mentors", outcome));
    }
}

#[test]
fn rows_are_what_the_arms_show() {
    let (made, results) = audited(vec![mentors(Some(2))], 4, &asked());
    assert_eq!(results.audit_dose.len(), 3 * DOSES.len());
    assert_eq!(results.audit_contract.len(), 3 * 2);
    let mean = |arm: &str, outcome: &str, year: u32| {
        let found = results.summary.iter().find(|s| {
            (s.arm.as_str(), s.outcome, s.year, s.group, s.measure) == (arm, outcome, year, "all", "difference")
        });
        found.expect("a row").mean
    };
    for row in &results.audit_dose {
        assert_eq!((row.stopped, row.year), (2, 4));
        assert!((row.before - mean(&row.arm, row.outcome, 2)).abs() < 1e-12);
        assert!((row.effect - mean(&row.arm, row.outcome, 4)).abs() < 1e-12);
        assert!((row.change - (row.effect - row.before)).abs() < 1e-12);
    }
    for row in &results.audit_contract {
        assert!((row.in_last_year - mean(&row.arm, row.outcome, row.contract_years)).abs() < 1e-12);
        assert!((row.at_horizon - mean(&row.arm, row.outcome, 4)).abs() < 1e-12);
        assert!((row.per_year - row.in_last_year / f64::from(row.contract_years)).abs() < 1e-12);
    }
    let of = |k: usize| results.audit_contract.iter().filter(|r| r.outcome == "attainment").nth(k).expect("a row");
    assert!((of(0).added - of(0).in_last_year).abs() < 1e-12);
    assert!((of(1).added - (of(1).in_last_year - of(0).in_last_year)).abs() < 1e-12);
    // The least dose lies where the line through the means crosses the level to be held.
    let doses: Vec<_> = results.audit_dose.iter().filter(|r| r.outcome == "enacted_practice").collect();
    let points: Vec<(f64, f64)> = doses.iter().map(|r| (r.dose, r.change)).collect();
    let least = schoolsim::statistics::lasting::first_reached(&points);
    assert!((doses[0].least_dose.unwrap_or(f64::INFINITY) - least).abs() < 1e-9 || least.is_infinite());
    assert!(made.audited[0].doses.len() == DOSES.len());
}

#[test]
fn a_longer_contract_never_leaves_less_and_a_larger_dose_never_holds_less() {
    let (_, results) = audited(vec![mentors(Some(3))], 6, &asked());
    for outcome in ["attainment", "enacted_practice", "embedded_practice"] {
        let left: Vec<f64> =
            results.audit_contract.iter().filter(|r| r.outcome == outcome).map(|r| r.at_horizon).collect();
        assert!(left.windows(2).all(|w| w[1] >= w[0]), "{outcome}: {left:?}");
        let held: Vec<f64> = results.audit_dose.iter().filter(|r| r.outcome == outcome).map(|r| r.effect).collect();
        assert!(held.last() > held.first(), "{outcome}: {held:?}");
    }
}

#[test]
fn what_is_to_be_known_before_it_is_read_is_said() {
    let base = |policies| Scenario { years: 6, ..scenario(vec![("Mentors", policies)]) };
    let remarks = |policies, asked: &Asked| -> Vec<String> {
        audit(&base(policies), asked).expect("it can be audited").remarks.into_iter().map(|r| r.text).collect()
    };
    assert_eq!(
        remarks(vec![mentors(None)], &asked()),
        ["its support does not end in the scenario; it is taken to end with year 3"]
    );
    let stop = Asked { stop: Some(2), ..asked() };
    assert_eq!(remarks(vec![mentors(Some(4))], &stop), ["its support is taken to end with year 2 instead of year 4"]);
    let nothing = mentors(Some(3)).scaled(0.0);
    assert!(remarks(vec![nothing], &asked())[0].starts_with("EntrustedManagement has no extent to be scaled"));
    let groups = |from_year, to_year| {
        Policy::TeachingResearchGroups(TeachingResearchGroups { from_year, to_year, ..Default::default() })
    };
    let early = remarks(vec![mentors(Some(4)), groups(1, Some(2))], &asked());
    assert_eq!(early, ["TeachingResearchGroups ends before year 4, so it does not go on at any dose"]);
    let late = remarks(vec![mentors(Some(4)), groups(4, Some(5))], &stop);
    assert!(late.contains(
        &"TeachingResearchGroups starts after year 2, the last of full support, so it is left out".to_owned()
    ));
    // Contracts are counted from the first year of support, and long ones are not all tried.
    let long = Scenario { years: 12, ..scenario(vec![("Mentors", vec![mentors(Some(10)).during(2, Some(10))])]) };
    let made = audit(&long, &asked()).expect("it can be audited");
    let lengths: Vec<(u32, u32)> = made.audited[0].contracts.iter().map(|(k, last, _)| (*k, *last)).collect();
    assert_eq!(lengths, [(1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (9, 10)]);
}

#[test]
fn every_arm_of_an_audit_can_stand_in_a_scenario_file() {
    let policies = vec![
        mentors(Some(3)),
        Policy::SchoolPairing(SchoolPairing::default()),
        Policy::IncentivesAndAccountability(IncentivesAndAccountability::default()),
    ];
    let name = "An arm with a name of sixty characters, which is as long as x";
    let mut base = Scenario { years: 6, ..scenario(vec![("Mentors", policies)]) };
    base.systems[0].arms[0].name = name.chars().take(60).collect();
    let made = audit(&base, &asked()).expect("it can be audited");
    let text = schoolsim::scenario::shape::Shape::of(&made.scenario).text();
    let read = schoolsim::scenario::parse("audit", &text, Path::new("."));
    let read = read.unwrap_or_else(|e| panic!("{e:?}"));
    assert_eq!(read.systems[0].arms, made.scenario.systems[0].arms);
}

const SMALL: &str = r#"(
  title: "Small", question: "What lasts?", seed: 5, replicates: 2, years: 3, warm_up_years: 1, setting: England,
  population: Synthetic(schools: 8, districts: 1, teachers: 6.0),
  arms: [
    (name: "Mentors", policies: [EntrustedManagement(to_year: 2, share_of_schools: 0.3)]),
    (name: "Late", policies: [TeachingResearchGroups(from_year: 3)]),
    (name: "Nothing", policies: []),
  ],
)"#;

/// Exit code, stdout and stderr of an audit of the small scenario.
fn said(folder: &Path, words: &[&str]) -> (i32, String, String) {
    std::fs::write(folder.join("small.ron"), SMALL).expect("written");
    let mut command = Command::cargo_bin("schoolsim").expect("the program is built");
    command.current_dir(folder).env_remove("SCHOOLSIM_OUT").env_remove("SCHOOLSIM_THREADS");
    let output = command.args(words).output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

#[test]
fn ten_wrong_inputs_are_answered_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases: [(&[&str], i32, &str); 10] = [
        (&["audit"], 2, "required"),
        (&["audit", "nowhere.ron"], 3, "nowhere.ron"),
        (&["audit", "small.ron", "--arm", "Mentor"], 2, "Mentors"),
        (&["audit", "small.ron", "--arm", "Mentors", "--system", "Englnad"], 2, "England"),
        (&["audit", "small.ron", "--arm", "Mentors", "--stop", "0"], 2, "0"),
        (&["audit", "small.ron", "--arm", "Mentors", "--stop", "3"], 2, "--stop 3"),
        (&["audit", "small.ron", "--arm", "Late"], 2, "no year is left"),
        (&["audit", "small.ron", "--arm", "Nothing"], 2, "has no policies"),
        (&["audit", "small.ron", "--arm", "Mentors", "--years", "1"], 2, "years"),
        (&["audit", "small.ron", "--arm", "Mentors", "--parameters", "postreior"], 2, "posterior"),
    ];
    for (words, code, told) in cases {
        let (ended, _, errors) = said(folder.path(), words);
        assert!(ended == code && errors.contains(told), "{words:?}: {ended}, {errors}");
    }
    let made: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(made.len(), 1, "nothing is written");
}

#[test]
fn an_audit_is_written_verified_and_never_overwritten_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = ["audit", "small.ron", "--arm", "Mentors", "--parameters", "defaults", "--out", "found"];
    let (code, plan, _) = said(folder.path(), &[&words[..], &["--dry-run"]].concat());
    assert!(code == 0 && plan.contains("results to     found") && !folder.path().join("found").exists(), "{plan}");
    let (code, answer, errors) = said(folder.path(), &words);
    assert_eq!(code, 0, "{errors}");
    assert!(answer.contains("Mentors, what holds it: ") && answer.contains("benefit by year of contract"), "{answer}");
    for file in [
        "tables/audit_dose.csv",
        "tables/audit_contract.meta.csv",
        "tables/persistence.csv",
        "tables/cascade.csv",
        "answer.json",
        "figures/england-dose.png",
        "figures/england-contract.svg",
        "scenario.ron",
    ] {
        assert!(folder.path().join("found").join(file).is_file(), "{file}");
    }
    let (code, told, _) = said(folder.path(), &["verify", "found"]);
    assert!(code == 0, "{told}");
    let (code, _, errors) = said(folder.path(), &words);
    assert!(code == 1 && errors.contains("--overwrite"), "{errors}");
    // The same seed gives the same bytes, for any number of threads.
    let before = std::fs::read(folder.path().join("found/tables/audit_dose.csv")).expect("read");
    let again = [&words[..], &["--overwrite", "--threads", "1", "--json"]].concat();
    let (code, json, errors) = said(folder.path(), &again);
    assert_eq!(code, 0, "{errors}");
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok_and(|v| v["run"]["answer"].is_string()), "{json}");
    assert!(std::fs::read(folder.path().join("found/tables/audit_dose.csv")).expect("read") == before);
}
