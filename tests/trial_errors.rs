//! What a user is told about a wrong trial: one good trial, patched, with the place and the words of each message.

#![allow(missing_docs, clippy::needless_raw_string_hashes)]

use proptest::prelude::*;
use schoolsim::population::schools;
use schoolsim::scenario::Population;
use schoolsim::trial::check::fits;
use schoolsim::trial::{SHIPPED, Trial, parse};
use std::path::Path;

const GOOD: &str = r#"(
  title: "Good",
  study: "Somebody 2020",
  setting: England,
  population: Synthetic(phase: Primary, schools: 40, districts: 4, teachers: 10, pupils_per_teacher: 20),
  years: 3,
  sample: (schools: 30, results: (0.0, 0.9), teachers: 4, target: Everybody),
  unit: School,
  blocks: District,
  attrition: 0.1,
  controls: [LocalObservation()],
  arms: [
    (name: "control"),
    (name: "treated", share: 2, policies: [WorkGroup(to_year: 2)], roles: [
      (name: "lead", policies: [EntrustedManagement(visits_per_week: 1)]),
      (name: "other"),
    ]),
  ],
  analysis: Baseline,
  estimates: [
    (name: "first", of: Effect(arm: "treated", against: "control", role: "lead"),
     outcome: Practice(reliability: 0.6), at: 2, published: (value: 0.2, se: 0.1, source: "p. 3", status: Seen)),
    (name: "second", of: Mean(arm: "control"), outcome: Attainment(pupils: All), whom: Target, among: Support(0, 0.5)),
    (name: "third", of: Ratio("first", "second")),
  ],
)
"#;

fn parsed(text: &str) -> Result<Trial, String> {
    parse("good.ron", text, Path::new("")).map_err(|report| report.to_string())
}

/// What is replaced in the good trial, by what, where the message points, and what it says.
const PATCHES: &[(&str, &str, &str, &[&str])] = &[
    (
        r#"against: "control", role"#,
        r#"against: "contrl", role"#,
        "21:21",
        &["estimates[0].of names \"contrl\", no arm", "did you mean control? allowed are control, treated"],
    ),
    (
        r#"role: "lead""#,
        r#"role: "leed""#,
        "21:21",
        &[
            "estimates[0].of has the role \"leed\", which \"treated\" has not",
            "did you mean lead? allowed are lead, other",
        ],
    ),
    (
        r#"arm: "treated", against: "control", role"#,
        r#"arm: "control", against: "treated", role"#,
        "21:21",
        &["has the role \"lead\", which \"control\" has not", "leave the role out, or give the arm roles"],
    ),
    (
        r#"against: "control", role: "lead""#,
        r#"against: "treated""#,
        "21:21",
        &["compares \"treated\" with itself", "name two different arms"],
    ),
    (
        r#"role: "lead"),"#,
        r#"role: "lead"), whom: Colleagues,"#,
        "21:83",
        &["whom asks for colleagues, but only target teachers have roles"],
    ),
    (
        r#"name: "second", of"#,
        r#"name: "first", of"#,
        "23:6",
        &["estimates[1].name is \"first\", as another estimate is called", "give each a name of its own"],
    ),
    (
        r#"Ratio("first", "second")"#,
        r#"Ratio("first", "third")"#,
        "24:21",
        &["estimates[2].of names \"third\", no estimate above it", "allowed are first, second"],
    ),
    (
        r#"Ratio("first", "second")"#,
        r#"Ratio("first", "secnd")"#,
        "24:21",
        &["names \"secnd\"", "did you mean second?"],
    ),
    (
        r#"Ratio("first", "second")"#,
        r#"Ratio("first", "second"), outcome: Result"#,
        "24:51",
        &["estimates[2].outcome stands in a contrast", "leave it out"],
    ),
    (
        r#"outcome: Practice(reliability: 0.6), "#,
        "",
        "21:5",
        &["estimates[0] lacks an outcome", "outcome: Attainment()"],
    ),
    ("at: 2", "at: 4", "22:43", &["estimates[0].at is 4, allowed is 0 to 3 years", "whole number in that range"]),
    (
        "se: 0.1",
        "se: 0",
        "22:74",
        &["estimates[0].published.se is 0, allowed is 0.000000001 to 1000000 in the unit of the outcome"],
    ),
    ("value: 0.2", "value: NaN", "22:62", &["estimates[0].published.value is NaN, allowed is"]),
    ("value: 0.2", "value: inf", "22:62", &["estimates[0].published.value is inf, allowed is"]),
    ("se: 0.1", "se: -inf", "22:74", &["estimates[0].published.se is -inf, allowed is"]),
    (
        "reliability: 0.6",
        "reliability: 0",
        "22:24",
        &["estimates[0].outcome.reliability is 0, allowed is 0.05 to 1 share"],
    ),
    ("reliability: 0.6", "reliability: 1.1", "22:24", &["reliability is 1.1, allowed is 0.05 to 1 share"]),
    (
        "Support(0, 0.5)",
        "Support(0.5, 0.2)",
        "23:96",
        &["estimates[1].among is from 0.5 to 0.2, allowed is 0 to 1, the lower first"],
    ),
    ("Support(0, 0.5)", "Support(NaN, 0.2)", "23:96", &["estimates[1].among is from NaN to 0.2"]),
    (
        "Support(0, 0.5)",
        "Experience(1, 5)",
        "23:96",
        &["estimates[1].among is of teachers, but schools are measured", "name a band of schools"],
    ),
    (
        "whom: Target",
        "whom: Staff",
        "23:82",
        &["estimates[1].whom asks for teachers, but pupils are measured", "leave it out"],
    ),
    (
        "blocks: District",
        "blocks: School",
        "9:3",
        &["blocks is School, but whole schools are assigned", "leave it out, or give another unit"],
    ),
    ("blocks: District", "blocks: Results(size: 1)", "9:19", &["blocks.size is 1, allowed is 2 to 1000 units"]),
    ("unit: School", "unit: Group(size: 0)", "8:15", &["unit.size is 0, allowed is 2 to 1000 schools"]),
    (
        "Attainment(pupils: All)",
        "Attainment(pupils: Former)",
        "23:48",
        &["estimates[1].outcome asks for former pupils, but year groups are not assigned", "give `unit: YearGroup`"],
    ),
    (
        "unit: School",
        "unit: Teacher",
        "23:48",
        &["estimates[1].outcome is of whole schools, but teachers are assigned", "measure `ValueAdded`"],
    ),
    (
        "Attainment(pupils: All), whom: Target, among: Support(0, 0.5)",
        "Leaving, at: 0",
        "23:66",
        &["estimates[1].at is 0, but it asks for what happened in that year", "give 1 or more"],
    ),
    ("target: Everybody", "target: Everbody", "7:59", &["Everbody", "did you mean Everybody?"]),
    (
        "schools: 30",
        "schools: 41",
        "7:12",
        &[
            "sample.schools is 41, but the population has 40 schools",
            "recruit fewer schools, or give a larger population",
        ],
    ),
    (
        "results: (0.0, 0.9)",
        "results: (0.9, 0.3)",
        "7:25",
        &[
            "sample.results is (0.9, 0.3), allowed are two shares of the ranking from 0 to 1, the lower first",
            "(0.0, 0.3)",
        ],
    ),
    ("teachers: 4", "teachers: 0", "7:46", &["sample.teachers is 0, allowed is 1 to 400 teachers a school"]),
    (
        "teachers: 4,",
        "teachers: 4, volunteers: (culture: 9),",
        "7:72",
        &["sample.volunteers.culture is 9, allowed is -5 to 5 log-odds per SD"],
    ),
    ("attrition: 0.1", "attrition: 1", "10:3", &["attrition is 1, allowed is 0 to 0.9 share"]),
    ("share: 2", "share: 0", "14:23", &["arms[1].share is 0, allowed is 0.001 to 10000 units in proportion"]),
    ("share: 2", "shares: 2", "14:23", &["shares is no field", "did you mean share?"]),
    ("to_year: 2", "to_year: 4", "14:54", &["arms[1].policies[0].to_year is 4, but the scenario ends with year 3"]),
    (
        "visits_per_week: 1",
        "visits_per_week: 99",
        "15:53",
        &["arms[1].roles[0].policies[0].visits_per_week is 99, allowed is"],
    ),
    ("visits_per_week: 1", "visit_per_week: 1", "15:53", &["visit_per_week is no", "did you mean visits_per_week"]),
    (
        "LocalObservation()",
        "LocalObservation(from_year: 7)",
        "11:31",
        &["controls[0].from_year is 7, but the scenario ends with year 3"],
    ),
    ("LocalObservation()", "LocalObservations()", "11:14", &["LocalObservations", "did you mean LocalObservation"]),
    (
        r#"name: "other""#,
        r#"name: "lead""#,
        "16:8",
        &["arms[1].roles[1].name is \"lead\", as another role of the arm is called"],
    ),
    (r#"name: "other""#, r#"name: """#, "16:8", &["arms[1].roles[1].name is empty"]),
    (
        r#"(name: "control")"#,
        r#"(name: "treated")"#,
        "14:6",
        &["arms[1].name is \"treated\", as another arm is called"],
    ),
    (r#"(name: "control")"#, r#"(share: 1)"#, "13:5", &["arms[0] lacks a name"]),
    ("title: \"Good\"", "titel: \"Good\"", "2:3", &["titel is no field of Trial", "did you mean title?"]),
    ("  study: \"Somebody 2020\",\n", "", "1:1", &["study", "is missing", "say who published it"]),
    ("setting: England", "setting: Wales", "4:3", &["Wales", "England"]),
    (
        "schools: 40, districts: 4",
        "schools: 1, districts: 4",
        "5:41",
        &["population.schools is 1, allowed is 2 to 5000000 schools"],
    ),
    ("analysis: Baseline", "analysis: Regression", "19:3", &["Regression", "Baseline"]),
    ("status: Seen", "status: Seen, bound: Above", "22:", &["Above", "AtLeast"]),
];

#[test]
fn the_good_trial_is_good() {
    if let Err(report) = parsed(GOOD) {
        panic!("{report}");
    }
}

#[test]
fn every_mistake_is_told_with_its_place_what_was_given_and_what_to_do() {
    assert!(PATCHES.len() >= 25);
    let mut wrong = Vec::new();
    for (from, to, place, fragments) in PATCHES {
        assert_eq!(GOOD.matches(from).count(), 1, "{from}");
        let said = match parsed(&GOOD.replace(from, to)) {
            Ok(_) => "nothing".to_owned(),
            Err(said) => said,
        };
        let is_right = said.split("good.ron:").any(|finding| {
            finding.starts_with(place)
                && fragments.iter().all(|f| finding.contains(f))
                && finding.contains("\n  help: ")
        });
        if !is_right {
            wrong.push(format!("{to}\n  wanted {place} {fragments:?}\n  said {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn what_is_missing_or_too_much_is_told() {
    let start = GOOD.find("  estimates: [").expect("estimates");
    let none = parsed(&format!("{}  estimates: [],\n)", &GOOD[..start])).expect_err("no estimates");
    assert!(none.contains("estimates are missing") && none.contains("at least one number"), "{none}");
    let none = parsed(&format!("{})", &GOOD[..start])).expect_err("no estimates");
    assert!(none.contains("estimates are missing"), "{none}");
    // Each list may be as long as a scenario allows, and all together not.
    let many = vec!["LocalObservation()"; 16].join(", ");
    let roles = ["r0", "r1", "r2", "r3"].map(|name| format!("(name: \"{name}\", policies: [{many}]),")).concat();
    let crowded = GOOD.replace("      (name: \"other\"),\n", &roles);
    let said = parsed(&crowded).expect_err("too many");
    assert!(said.contains("arms hold 67 policies, allowed are 60"), "{said}");
    let one_list = GOOD.replace("LocalObservation()", &format!("{many}, LocalObservation()"));
    let said = parsed(&one_list).expect_err("too many");
    assert!(said.contains("good.ron:11:3: controls has 17 policies, allowed are 16"), "{said}");
    for text in ["", "(", ")", "[]", "()", "(estimates: 3)", "Trial(", "\u{0}", "(study: \"x\")"] {
        let said = parsed(text).expect_err("no trial");
        assert!(said.starts_with("good.ron") && said.contains("help: "), "{text}: {said}");
    }
}

#[test]
fn several_mistakes_are_told_in_the_order_of_the_file() {
    let text = GOOD.replace("share: 2", "share: 0").replace("attrition: 0.1", "attrition: 7").replace("at: 2", "at: 9");
    let said = parsed(&text).expect_err("three mistakes");
    let places: Vec<usize> = ["attrition", "arms[1].share", "estimates[0].at"]
        .iter()
        .map(|path| said.find(path).unwrap_or_else(|| panic!("{path} in {said}")))
        .collect();
    assert!(places.is_sorted(), "{said}");
    assert_eq!(said.matches("help: ").count(), 3, "{said}");
}

#[test]
fn year_groups_need_class_teachers_and_colleagues_need_others_in_the_team() {
    let group = GOOD.replace("unit: School", "unit: YearGroup").replace("Practice(reliability: 0.6)", "ValueAdded");
    assert!(parsed(&group).is_ok(), "{:?}", parsed(&group));
    let secondary = parsed(&group.replace("Primary", "Secondary")).expect_err("no class teachers");
    assert!(
        secondary.contains("good.ron:8:3: unit is YearGroup, but the schools have subject teachers"),
        "{secondary}"
    );
    let leaving = parsed(&group.replace("pupils: All", "pupils: Leaving")).expect_err("of a whole school");
    assert!(leaving.contains("asks for pupils of a whole school, but year groups are assigned"), "{leaving}");
    let result = parsed(&group.replace("Attainment(pupils: All)", "Result")).expect_err("of a whole school");
    assert!(result.contains("is of whole schools, but year groups are assigned"), "{result}");
    let colleagues =
        GOOD.replace(", role: \"lead\")", ")").replace("reliability: 0.6),", "reliability: 0.6), whom: Colleagues,");
    assert!(parsed(&colleagues).is_ok(), "{:?}", parsed(&colleagues));
    for (from, to) in [("target: Everybody", "target: Teams"), ("teachers: 4, ", "")] {
        let said = parsed(&colleagues.replace(from, to)).expect_err("no colleagues");
        assert!(
            said.contains("estimates[0].whom asks for colleagues, but all of a team are target teachers"),
            "{said}"
        );
    }
}

#[test]
fn a_list_that_is_too_small_is_told_once_it_is_read() {
    let trial = parsed(GOOD).expect("good");
    let list = |n: u32| {
        let Population::Synthetic {
            phase, districts, teachers, pupils_per_teacher, size_variation, rural_share, ..
        } = trial.system().population.clone()
        else {
            panic!("generated")
        };
        let population = Population::Synthetic {
            phase,
            schools: n,
            districts,
            teachers,
            pupils_per_teacher,
            size_variation,
            rural_share,
        };
        schools(&population, 1, Path::new(".")).expect("a list")
    };
    assert_eq!(fits(&trial, &list(40), "good.ron"), Ok(()));
    let said = fits(&trial, &list(32), "good.ron").expect_err("too few").to_string();
    assert_eq!(
        said,
        "good.ron: recruits 30 schools, but its population has 29 of the kind\n  help: lower `sample.schools`, or \
         give a larger or wider population"
    );
}

/// What a cut is filled with.
const PIECES: &str = "[()\\[\\]{},:\"0-9a-zA-Z.+-]{0,4}|NaN|inf|-1|1e308|None|Some";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a file has become, it is read or refused with a place and a remedy.
    #[test]
    fn no_mutation_of_a_file_panics(
        which in 0..=SHIPPED.len(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, PIECES), 1..6),
    ) {
        let mut letters: Vec<char> = SHIPPED.get(which).map_or(GOOD, |s| s.text).chars().collect();
        for (at, length, new) in cuts {
            let at = at.index(letters.len().max(1)).min(letters.len());
            let end = (at + length).min(letters.len());
            letters.splice(at..end, new.chars());
        }
        let text: String = letters.into_iter().collect();
        if let Err(said) = parsed(&text) {
            prop_assert!(said.starts_with("good.ron") && said.contains("\n  help: "), "{}", said);
        }
    }
}
