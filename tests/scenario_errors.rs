//! What a user is told about a wrong scenario: one good scenario, patched, and the full message of each patch.

#![allow(missing_docs, clippy::needless_raw_string_hashes)]

use schoolsim::price::Item;
use schoolsim::scenario::{Population, Report, Scenario, parse, read};
use std::path::Path;

const GOOD: &str = r#"// A good scenario.
(
  title: "Good",
  seed: 7,
  replicates: 20,
  years: 6,
  parameters: {"reversion": 0.05, "setting.hours_left": 3.0},
  population: England(regions: ["East of England"], authorities: ["Norfolk"]),
  prices: {"contract_year": 80000},
  arms: [
    (name: "Mentors", policies: [EntrustedManagement(visits_per_week: 1, to_year: 3)]),
    (name: "Groups", policies: [WorkGroup(), LocalObservation(place: OwnSchool)]),
  ],
)
"#;

fn parsed(text: &str) -> Result<Scenario, Report> {
    parse("good.ron", text, Path::new(""))
}

/// What is replaced in the good scenario, by what, and the whole message.
const PATCHES: &[(&str, &str, &str)] = &[
    (
        r#"seed: 7"#,
        r#"sead: 7"#,
        r#"good.ron:4:3: sead is no field of a scenario
  help: did you mean seed? allowed are title, question, extends, seed, replicates, years, warm_up_years, weeks, parameters, parameter_sets, decisions, name, setting, population, prices, price_year, discount_rate, arms, systems"#,
    ),
    (
        r#"seed: 7"#,
        r#"seed: -1"#,
        r#"good.ron:4:3: seed is -1, which is below 0 or too large
  help: give a smaller whole number of 0 or more"#,
    ),
    (
        r#"seed: 7"#,
        r#"seed: "x""#,
        r#"good.ron:4:3: seed is "x", expected a whole number of 0 or more
  help: give a whole number of 0 or more, or leave it out"#,
    ),
    (
        r#"seed: 7"#,
        r#"seed: 99999999999999999999999"#,
        r#"good.ron:4:3: seed is 99999999999999999999999, which is below 0 or too large
  help: give a smaller whole number of 0 or more"#,
    ),
    (
        r#"years: 6"#,
        r#"years: 3.5"#,
        r#"good.ron:6:3: years is 3.5, expected a whole number of 0 or more
  help: give a whole number of 0 or more, or leave it out"#,
    ),
    (
        r#"years: 6"#,
        r#"years: 0"#,
        r#"good.ron:6:3: years is 0, allowed is 1 to 100 years
  help: give a whole number in that range"#,
    ),
    (
        r#"years: 6"#,
        r#"years: 101"#,
        r#"good.ron:6:3: years is 101, allowed is 1 to 100 years
  help: give a whole number in that range"#,
    ),
    (
        r#"years: 6"#,
        r#"years: 6, years: 7"#,
        r#"good.ron:6:13: years is given twice
  help: keep one of the two"#,
    ),
    (
        r#"replicates: 20"#,
        r#"replicates: 0"#,
        r#"good.ron:5:3: replicates is 0, allowed is 1 to 1000000 replicates
  help: give a whole number in that range"#,
    ),
    (
        r#"title: "Good""#,
        r#"title: """#,
        r#"good.ron:3:3: title is empty
  help: give a few words, or leave it out"#,
    ),
    (
        r#"title: "Good""#,
        r#"title: Good"#,
        r#"good.ron:3:3: title is Good, expected text in double quotes
  help: give text in double quotes, or leave it out"#,
    ),
    (
        r#"title: "Good","#,
        r#"title: "Good""#,
        r#"good.ron:4:3: cannot be read from here: expected comma
  help: look near here for brackets, quotes or comments that do not close, and for commas and colons"#,
    ),
    (
        r#"0.05"#,
        r#"NaN"#,
        r#"good.ron:7:16: parameters.reversion is NaN, allowed is 0 to 0.5 1/week
  help: give a number in that range: Weekly return of enacted practice to embedded practice"#,
    ),
    (
        r#"0.05"#,
        r#"inf"#,
        r#"good.ron:7:16: parameters.reversion is inf, allowed is 0 to 0.5 1/week
  help: give a number in that range: Weekly return of enacted practice to embedded practice"#,
    ),
    (
        r#"0.05"#,
        r#"2"#,
        r#"good.ron:7:16: parameters.reversion is 2, allowed is 0 to 0.5 1/week
  help: give a number in that range: Weekly return of enacted practice to embedded practice"#,
    ),
    (
        r#""reversion""#,
        r#""revesion""#,
        r#"good.ron:7:16: parameters.revesion is no parameter
  help: did you mean reversion? `schoolsim explain three-systems` lists all parameters"#,
    ),
    (
        r#"hours_left"#,
        r#"hours_lft"#,
        r#"good.ron:7:35: parameters["setting.hours_lft"] is no parameter
  help: did you mean setting.hours_left? `schoolsim explain three-systems` lists all parameters"#,
    ),
    (
        r#"England("#,
        r#"Englund("#,
        r#"good.ron:8:3: population is Englund, which does not exist
  help: did you mean England? allowed are England, Shanghai, Zhejiang, Synthetic, File"#,
    ),
    (
        r#"England("#,
        r#"Synthetic("#,
        r#"good.ron:8:3: population lacks schools
  help: add `schools: ...` to Synthetic
good.ron:8:25: population.regions is no field of Synthetic
  help: allowed are phase, schools, districts, teachers, pupils_per_teacher, size_variation, rural_share
good.ron:8:55: population.authorities is no field of Synthetic
  help: allowed are phase, schools, districts, teachers, pupils_per_teacher, size_variation, rural_share"#,
    ),
    (
        r#"["East of England"]"#,
        r#"["East England"]"#,
        r#"good.ron:8:33: population.regions[0] is "East England", no region of England
  help: did you mean East of England? allowed are East Midlands, East of England, London, North East, North West, South East, South West, West Midlands, Yorkshire and the Humber"#,
    ),
    (
        r#"["East of England"]"#,
        r#""East of England""#,
        r#"good.ron:8:23: population.regions is "East of England", expected a list in brackets [ ]
  help: give a list in brackets [ ], or leave it out"#,
    ),
    (
        r#"Norfolk"#,
        r#"Norfok"#,
        r#"good.ron:8:67: population.authorities[0] is "Norfok", no local authority of England
  help: did you mean Norfolk? names are those of the register of schools, such as "Norfolk""#,
    ),
    (
        r#"East of England"#,
        r#"London"#,
        r#"good.ron:8:58: population.authorities[0] is "Norfolk", which lies in East of England and not in the regions given
  help: leave the regions or this authority out"#,
    ),
    (
        r#"contract_year"#,
        r#"contract"#,
        r#"good.ron:9:12: prices.contract is no price
  help: did you mean contract_year? allowed are release_day, work_group_grant, contract_year, pair_year, group_year, posting_year, community_year, opening_school, course_hour, officer_year, expert_year, visitor, lesson_study_year, library_year, trainee_year, link_year, allowance_year, leader_year, shuttle_day, programme_teacher_year, care_hour"#,
    ),
    (
        r#"80000"#,
        r#"-1"#,
        r#"good.ron:9:12: prices.contract_year is -1, allowed is 0 to 1000000000 GBP a school-year
  help: give a number in that range"#,
    ),
    (
        r#"80000"#,
        r#""dear""#,
        r#"good.ron:9:12: prices.contract_year is "dear", expected a number
  help: give a number, or leave it out"#,
    ),
    (
        r#"name: "Groups""#,
        r#"name: "Mentors""#,
        r#"good.ron:12:6: arms[1].name is "Mentors", as another arm is called
  help: give each arm a name of its own"#,
    ),
    (
        r#"name: "Groups""#,
        r#"name: "Do nothing""#,
        r#"good.ron:12:6: arms[1].name is "Do nothing", which is always compared and cannot be an arm
  help: give another name, or leave the arm out"#,
    ),
    (
        r#"name: "Groups","#,
        r#""#,
        r#"good.ron:12:5: arms[1] lacks a name
  help: add `name: "..."` to the arm"#,
    ),
    (
        r#"visits_per_week: 1"#,
        r#"vists_per_week: 1"#,
        r#"good.ron:11:54: arms[0].policies[0].vists_per_week is no field of EntrustedManagement
  help: did you mean visits_per_week? allowed are from_year, to_year, share_of_schools, provider, approach, choice, renewal, master_teachers, administrators, schools_per_team, visits_per_week, hours_per_visit, teachers_per_visit, contract_years, taper_weeks, results_years"#,
    ),
    (
        r#"visits_per_week: 1"#,
        r#"visits_per_week: 9"#,
        r#"good.ron:11:54: arms[0].policies[0].visits_per_week is 9, allowed is 0 to 5 visits/week
  help: give a number in that range: Visits of the team in a week"#,
    ),
    (
        r#"visits_per_week: 1"#,
        r#"visits_per_week: true"#,
        r#"good.ron:11:54: arms[0].policies[0].visits_per_week is true, expected a number
  help: give a number, or leave it out"#,
    ),
    (
        r#"to_year: 3"#,
        r#"to_year: 9"#,
        r#"good.ron:11:74: arms[0].policies[0].to_year is 9, but the scenario ends with year 6
  help: leave to_year out to keep the policy to the end, or raise `years`"#,
    ),
    (
        r#"to_year: 3"#,
        r#"from_year: 0"#,
        r#"good.ron:11:74: arms[0].policies[0].from_year is 0, the first year is 1
  help: give the school year in which the policy starts"#,
    ),
    (
        r#"to_year: 3"#,
        r#"from_year: 8"#,
        r#"good.ron:11:74: arms[0].policies[0].from_year is 8, but the scenario ends with year 6: the policy never starts
  help: start it earlier, or raise `years`"#,
    ),
    (
        r#"to_year: 3"#,
        r#"from_year: 4, to_year: 2"#,
        r#"good.ron:11:88: arms[0].policies[0].to_year is 2, before from_year 4
  help: give a last year that is not before the first"#,
    ),
    (
        r#"WorkGroup()"#,
        r#"WorkGrop()"#,
        r#"good.ron:12:33: arms[1].policies[0] is WorkGrop, which does not exist
  help: did you mean WorkGroup? allowed are EntrustedManagement, SchoolPairing, EducationGroup, TwoWayFlow, TeachingResearchGroups, WorkGroup, LocalObservation, SharedEducationCommunity, NewSchools, ExpertTeacherLadder, TeachingResearchSystem, IncentivesAndAccountability, LeadershipSupport, TeacherExchangeVisit, LessonStudy, VideoLibrary, TrainingCascade, SynchronousClassroom, PupilExchange, AfterSchoolCare, ProfessionalDevelopmentHours, SupportProgramme"#,
    ),
    (
        r#"WorkGroup()"#,
        r#"WorkGroup"#,
        r#"good.ron:12:33: arms[1].policies[0] is WorkGroup, expected brackets ( )
  help: write WorkGroup() or name its values in the brackets"#,
    ),
    (
        r#"OwnSchool"#,
        r#"Own"#,
        r#"good.ron:12:63: arms[1].policies[1].place is Own, which does not exist
  help: did you mean OwnSchool? allowed are Nearby, OwnSchool"#,
    ),
    (
        r#"OwnSchool"#,
        r#""OwnSchool""#,
        r#"good.ron:12:63: arms[1].policies[1].place is "OwnSchool", expected a name without quotes
  help: give a name without quotes, or leave it out"#,
    ),
    (
        r#"policies: [WorkGroup(), LocalObservation(place: OwnSchool)]"#,
        r#"policies: WorkGroup()"#,
        r#"good.ron:12:22: arms[1].policies is WorkGroup(), expected a list in brackets [ ]
  help: give a list in brackets [ ], or leave it out"#,
    ),
    (
        r#"(name: "Mentors""#,
        r#"[name: "Mentors""#,
        r#"good.ron:11:5: cannot be read from here: expected opening `(` for struct `Arm`
  help: look near here for brackets, quotes or comments that do not close, and for commas and colons"#,
    ),
    (
        r#"seed: 7"#,
        r#"seed 7"#,
        r#"good.ron:4:7: cannot be read from here: expected colon
  help: look near here for brackets, quotes or comments that do not close, and for commas and colons"#,
    ),
    (
        r#"population: England(regions: ["East of England"], authorities: ["Norfolk"]),"#,
        r#""#,
        r#"good.ron:2:1: a population is missing
  help: add for example `population: England(regions: ["East of England"])`"#,
    ),
    (
        r#"population: England(regions: ["East of England"], authorities: ["Norfolk"]),"#,
        r#"population: Synthetic(schools: 10, teachers: 20),"#,
        r#"good.ron:8:3: population needs a setting: it belongs to no country of its own
  help: add `setting: England`, `Shanghai` or `Zhejiang` beside it"#,
    ),
    (
        r#"England(regions: ["East of England"], authorities: ["Norfolk"])"#,
        r#"Shanghai(schools: 1, districts: 3, rural_share: 1.5)"#,
        r#"good.ron:8:24: population.schools is 1, allowed is 2 to 5000000 schools
  help: give a whole number in that range
good.ron:8:36: population.districts is 3, allowed is 1 to the number of schools, 1
  help: give each district at least one school
good.ron:8:50: population.rural_share is 1.5, allowed is 0 to 1 share
  help: give a number in that range"#,
    ),
    (
        r#"England(regions: ["East of England"], authorities: ["Norfolk"])"#,
        r#"Shanghai(schools: 10.5)"#,
        r#"good.ron:8:24: population.schools is 10.5, expected a whole number of 0 or more
  help: give a whole number of 0 or more, or leave it out"#,
    ),
    (
        r#"England(regions: ["East of England"], authorities: ["Norfolk"])"#,
        r#"Shanghai"#,
        r#"good.ron:8:3: population is Shanghai, expected brackets ( )
  help: write Shanghai() or name its values in the brackets"#,
    ),
    (
        r#"seed: 7"#,
        r#"extends: "nowhere.ron""#,
        r#"good.ron:4:3: extends is "nowhere.ron": there is no such file or built-in example
  help: give the path of a scenario file, or a built-in example from `schoolsim examples list`"#,
    ),
    (
        r#"seed: 7"#,
        r#"systems: []"#,
        r#"good.ron:4:3: systems is an empty list
  help: give at least one system
good.ron:8:3: population stands beside `systems`
  help: move it into the system that it belongs to
good.ron:9:3: prices stands beside `systems`
  help: move it into the system that it belongs to"#,
    ),
    (
        r#"// A good"#,
        r#"/* A good"#,
        r#"good.ron:1:3: cannot be read from here: unclosed block comment
  help: look near here for brackets, quotes or comments that do not close, and for commas and colons"#,
    ),
    (
        r#"{"reversion": 0.05, "setting.hours_left": 3.0}"#,
        r#"[1]"#,
        r#"good.ron:7:3: parameters is [1], expected a table in braces such as {"reversion": 0.05}
  help: give a table in braces such as {"reversion": 0.05}, or leave it out"#,
    ),
    (
        r#"  ],
)"#,
        r#"  ]
"#,
        r#"good.ron:13:4: cannot be read from here: expected comma
  help: look near here for brackets, quotes or comments that do not close, and for commas and colons"#,
    ),
    (
        r#"(name: "Mentors", policies: [EntrustedManagement(visits_per_week: 1, to_year: 3)]),
    (name: "Groups", policies: [WorkGroup(), LocalObservation(place: OwnSchool)]),"#,
        r#""#,
        r#"good.ron:2:1: arms are missing
  help: add for example `arms: [(name: "Mentors", policies: [EntrustedManagement()])]`"#,
    ),
    (
        r#"seed: 7"#,
        r#"weeks: 61"#,
        r#"good.ron:4:3: weeks is 61, allowed is 1 to 60 weeks
  help: give a whole number in that range"#,
    ),
    (
        r#"seed: 7"#,
        r#"warm_up_years: 51"#,
        r#"good.ron:4:3: warm_up_years is 51, allowed is 0 to 50 years
  help: give a whole number in that range"#,
    ),
    (
        r#"seed: 7"#,
        r#"setting: Wales"#,
        r#"good.ron:4:3: setting is Wales, which does not exist
  help: allowed are England, Shanghai, Zhejiang"#,
    ),
    (
        r#"seed: 7"#,
        r#"setting: England()"#,
        r#"good.ron:4:3: setting cannot be read: expected comma
  help: check what is given here: England()"#,
    ),
    (
        r#""Groups""#,
        r#""Gro\nups""#,
        r#"good.ron:12:6: arms[1].name holds a line break or another control character
  help: write it on one line"#,
    ),
    (
        r#""setting.hours_left": 3.0"#,
        r#""reversion": 0.06"#,
        r#"good.ron:7:35: parameters.reversion is given twice
  help: keep one of the two"#,
    ),
    (
        r#"Norfolk"]"#,
        r#"Norfolk"], sample: 1"#,
        r#"good.ron:8:79: population.sample is 1, allowed is 2 to 30000 schools
  help: give a whole number in that range"#,
    ),
    (
        r#"seed: 7"#,
        r#"sead: 7, yeers: 3, replicates: -2"#,
        r#"good.ron:4:3: sead is no field of a scenario
  help: did you mean seed? allowed are title, question, extends, seed, replicates, years, warm_up_years, weeks, parameters, parameter_sets, decisions, name, setting, population, prices, price_year, discount_rate, arms, systems
good.ron:4:12: yeers is no field of a scenario
  help: did you mean years? allowed are title, question, extends, seed, replicates, years, warm_up_years, weeks, parameters, parameter_sets, decisions, name, setting, population, prices, price_year, discount_rate, arms, systems
good.ron:4:22: replicates is -2, which is below 0 or too large
  help: give a smaller whole number of 0 or more
good.ron:5:3: replicates is 20, which is below 0 or too large
  help: give a smaller whole number of 0 or more"#,
    ),
];

#[test]
fn the_good_scenario_is_good() {
    assert!(parsed(GOOD).is_ok());
}

#[test]
fn each_patch_has_its_message() {
    for (from, to, message) in PATCHES {
        assert!(GOOD.contains(from), "{from} is not in the good scenario");
        let report = parsed(&GOOD.replacen(from, to, 1)).expect_err(to);
        assert_eq!(report.to_string(), *message, "\npatch: {from} -> {to}\nis:\n{report}\n");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let text = GOOD
        .replace("seed: 7", "sead: 7")
        .replace("years: 6", "years: 600")
        .replace("visits_per_week: 1", "visits_per_week: 9")
        .replace("WorkGroup()", "WorkGrop(), WorkGroup(meetings_per_year: 400)")
        .replace("OwnSchool", "Own");
    let places: Vec<_> = parsed(&text).expect_err("wrong").0.iter().map(|f| (f.line, f.path.clone())).collect();
    let expected = [
        (4, "sead"),
        (6, "years"),
        (11, "arms[0].policies[0].visits_per_week"),
        (12, "arms[1].policies[0]"),
        (12, "arms[1].policies[1].meetings_per_year"),
        (12, "arms[1].policies[2].place"),
    ];
    assert_eq!(places, expected.map(|(line, path)| (line, path.to_owned())));
}

#[test]
fn a_short_file_will_do() {
    let text = r#"(population: England(regions: ["East of England"]), arms: [(name: "Mentors", policies: [EntrustedManagement()])])"#;
    let scenario = parsed(text).expect("good");
    let numbers = (scenario.seed, scenario.replicates, scenario.years, scenario.warm_up_years, scenario.weeks);
    assert_eq!(numbers, (1, 60, 10, 5, 40));
    assert_eq!((scenario.title.as_str(), scenario.systems[0].name.as_str()), ("good", "England"));
}

#[test]
fn an_arm_without_policies_and_seed_zero_are_fine() {
    let scenario = parsed("(seed: 0, population: Shanghai(), arms: [(name: \"Nothing\")])").expect("good");
    assert_eq!(scenario.seed, 0);
    assert!(scenario.systems[0].arms[0].policies.is_empty());
}

#[test]
fn parameters_of_a_system_come_after_those_of_the_scenario() {
    let text = r#"(
        parameters: {"reversion": 0.05, "slope": 0.2},
        arms: [(name: "Common")],
        systems: [
            (population: Shanghai(), parameters: {"reversion": 0.1, "setting.hours_left": 1}, prices: {"contract_year": 9}),
            (population: Zhejiang(), arms: [(name: "Own")]),
        ],
    )"#;
    let systems = parsed(text).expect("good").systems;
    assert_eq!((systems[0].model().reversion, systems[0].model().slope), (0.1, 0.2));
    assert_eq!((systems[1].model().reversion, systems[0].working_week().hours_left), (0.05, 1.0));
    let price = |item| systems[0].prices.of(item);
    assert_eq!((price(Item::ContractYear), price(Item::ReleaseDay)), (Some(9.0), None));
    let names: Vec<_> = systems[1].arms.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["Common", "Own"]);
}

#[test]
fn a_resolved_scenario_reads_back_as_itself() {
    for example in schoolsim::scenario::examples::EXAMPLES {
        let scenario = read(example.name).expect("good");
        let text = schoolsim::scenario::shape::Shape::of(&scenario).text();
        let mut again = parse("again.ron", &text, Path::new("")).expect("good");
        again.parameters.clone_from(&scenario.parameters);
        assert_eq!(again, scenario, "{}", example.name);
    }
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    }
    folder
}

/// What is said about a file, with its folder left out.
fn said(folder: &tempfile::TempDir, name: &str) -> String {
    let path = folder.path().join(name).display().to_string();
    let message = read(&path).expect_err("wrong").to_string();
    message.replace(&format!("{}{}", folder.path().display(), std::path::MAIN_SEPARATOR), "")
}

#[test]
fn a_file_may_extend_another_and_say_only_what_differs() {
    let child: &[u8] = b"(extends: \"good.ron\", seed: 3, parameters: {\"slope\": 0.2})";
    let files = folder(&[("good.ron", GOOD.as_bytes()), ("child.ron", child)]);
    let scenario = read(&files.path().join("child.ron").display().to_string()).expect("good");
    assert_eq!((scenario.seed, scenario.years, scenario.systems[0].arms.len()), (3, 6, 2));
    assert_eq!(scenario.systems[0].model().slope, 0.2);
    assert_eq!(scenario.systems[0].model().reversion, 0.05);
}

#[test]
fn a_problem_is_placed_in_the_file_that_holds_it() {
    let bad = GOOD.replace("0.05", "5");
    let child: &[u8] = b"(extends: \"bad.ron\",\n  years: 2)";
    let files = folder(&[("bad.ron", bad.as_bytes()), ("child.ron", child)]);
    assert_eq!(
        said(&files, "child.ron"),
        "bad.ron:7:16: parameters.reversion is 5, allowed is 0 to 0.5 1/week\n  help: give a number in that \
         range: Weekly return of enacted practice to embedded practice\nbad.ron:11:74: arms[0].policies[0].to_year is 3, \
         but the scenario ends with year 2\n  help: leave to_year out to keep the policy to the end, or raise `years`"
    );
}

#[test]
fn a_population_file_is_found_from_the_file_that_names_it() {
    let base: &[u8] = b"(setting: England, population: File(path: \"list.json\"), arms: [(name: \"x\")])";
    let files = folder(&[("base.ron", base)]);
    let text = format!("(extends: {:?})", files.path().join("base.ron"));
    let scenario = parsed(&text).expect("good");
    let path = files.path().join("list.json").display().to_string();
    assert_eq!(scenario.systems[0].population, Population::File { path });
}

#[test]
fn circles_and_long_chains_end() {
    let files = folder(&[("a.ron", b"(extends: \"b.ron\")"), ("b.ron", b"(extends: \"./a.ron\")")]);
    assert!(said(&files, "a.ron").contains(
        "b.ron:1:2: extends is \"./a.ron\", which is extended already: the files extend each other in a circle"
    ));
    let texts: Vec<(String, String)> =
        (0..12).map(|i| (format!("{i}.ron"), format!("(extends: \"{}.ron\")", i + 1))).collect();
    let files = folder(&texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect::<Vec<_>>());
    assert!(
        said(&files, "0.ron").contains("7.ron:1:2: extends is \"8.ron\", the file number 9 of a chain, allowed are 8")
    );
}

#[test]
fn files_that_are_no_scenario_are_refused() {
    let large = vec![b' '; 1_000_001];
    let files = folder(&[("large.ron", &large), ("latin.ron", b"(title: \"caf\xe9\")"), ("empty.ron", b"")]);
    assert_eq!(
        said(&files, "large.ron"),
        "large.ron: has more than 1000000 bytes, the most allowed\n  help: is this a scenario? `schoolsim import` brings in \
         school lists"
    );
    assert_eq!(
        said(&files, "latin.ron"),
        "latin.ron: is not text in UTF-8\n  help: save the file with the encoding UTF-8"
    );
    assert!(said(&files, "empty.ron").starts_with("empty.ron:1:1: cannot be read from here"));
    assert!(said(&files, "").ends_with("is a folder\n  help: give a scenario file in it"));
    assert_eq!(
        read("three-sistems").expect_err("wrong").to_string(),
        "three-sistems: there is no such file or built-in example\n  help: did you mean the built-in example three-systems?"
    );
}
