//! Is the trace of who learned what from whom complete, exact, and without any influence on what it watches? And does
//! the command tell it?

#![allow(missing_docs)]

mod example;

use assert_cmd::Command;
use example::{LEARNING, WEEKS, arm_bits, design, record, small};
use schoolsim::ledger::Mechanism;
use schoolsim::lineage::{Event, PostId, SchoolId, What, Whom};
use schoolsim::model::Model;
use schoolsim::policy::Policy;
use schoolsim::simulate::{Traced, trace};
use schoolsim::story::names::ids;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const YEARS: u32 = 4;

/// All policies together, with some schools traced.
fn traced(schools: &[SchoolId]) -> Traced {
    let (list, all) = (small(), Policy::all());
    let arms: [&[Policy]; 1] = [&all];
    trace(&design(&list, &arms, YEARS), 0, 1, schools, &|| ()).expect("the books close")
}

fn everywhere() -> Vec<SchoolId> {
    ids(&small())
}

#[test]
fn schools_are_numbered_as_the_world_numbers_them() {
    let list = small();
    let world = example::Stepped::new(&list, schoolsim::setting::Country::England, Model::default(), Vec::new()).world;
    assert_eq!(ids(&list), world.ids().collect::<Vec<_>>());
}

#[test]
fn tracing_changes_no_byte_of_what_comes_out() {
    let (list, all) = (small(), Policy::all());
    let arms: [&[Policy]; 1] = [&all];
    let untraced = record(&design(&list, &arms, YEARS), 0);
    for schools in [Vec::new(), everywhere()[3..5].to_vec(), everywhere()] {
        let traced = traced(&schools);
        assert!(arm_bits(&traced.nothing) == arm_bits(&untraced.arms[0]));
        assert!(arm_bits(&traced.arm) == arm_bits(&untraced.arms[1]));
        assert_eq!(traced.events.is_empty(), schools.is_empty());
    }
}

/// Sum of changes of some events.
fn changes<'a>(events: impl Iterator<Item = &'a Event>) -> [f64; 2] {
    events.fold([0.0; 2], |[p, h], e| [p + e.enacted, h + e.embedded])
}

#[test]
fn the_events_of_a_post_add_up_to_its_change_to_the_bit() {
    let traced = traced(&everywhere());
    let held: BTreeMap<(i32, PostId), _> = traced.years.iter().map(|y| ((y.year, y.post), y)).collect();
    let mut by_post: BTreeMap<PostId, Vec<&Event>> = BTreeMap::new();
    traced.events.iter().for_each(|e| by_post.entry(e.post).or_default().push(e));
    let add = |a: [f64; 2], b: [f64; 2]| [a[0] + b[0], a[1] + b[1]];
    let (mut within, mut between) = (0, 0);
    for (post, events) in &by_post {
        for year in 1..=YEARS as i32 {
            let level = |year: i32, of: fn(&schoolsim::lineage::Taught) -> [f64; 2]| {
                held.get(&(year, *post)).map_or([0.0; 2], |y| of(&y.taught))
            };
            let weeks = events.iter().copied().filter(|e| e.year == year && (1..=WEEKS).contains(&e.week));
            assert_eq!(add(level(year, |t| t.start), changes(weeks)), level(year, |t| t.end), "{post:?}, year {year}");
            within += 1;
            if year < YEARS as i32 {
                let turn = events
                    .iter()
                    .copied()
                    .filter(|e| (e.year == year && e.week > WEEKS) || (e.year == year + 1 && e.week == 0));
                let next = add(level(year, |t| t.end), changes(turn.clone()));
                assert_eq!(next, level(year + 1, |t| t.start), "{post:?}, turn of year {year}");
                between += usize::from(turn.count() > 0);
            }
        }
    }
    assert!(within > 500 && between > 50, "{within} {between}");
}

#[test]
fn what_a_teacher_did_adds_up_to_the_teachers_change_wherever_she_went() {
    let traced = traced(&everywhere());
    let moves = |e: &&Event| {
        matches!(
            e.what,
            What::MovedAway | What::MovedIn { .. } | What::PostedAway(_) | What::PostedIn(_) | What::Promoted(_)
        )
    };
    let before = |e: &&Event| e.year == 1 && e.week == 0;
    let mut moved = 0;
    for first in traced.years.iter().filter(|y| y.year == 1) {
        let own: Vec<&Event> = traced.events.iter().filter(|e| e.who == first.who).collect();
        let last = traced.years.iter().rfind(|y| y.who == first.who).expect("a year");
        if own.iter().any(|e| matches!(e.what, What::PostedAway(None) | What::Left | What::Replaced)) {
            continue;
        }
        // From the first week of year 1 to the last week of the last year, what moves take along cancels out.
        let span = own.iter().copied().filter(|e| !(moves(e) || before(e) || (e.year == last.year && e.week > WEEKS)));
        let sum = changes(span);
        let change = [0, 1].map(|i| last.taught.end[i] - first.taught.start[i]);
        assert_eq!(sum, change, "{first:?} {last:?}");
        moved += usize::from(last.post != first.post);
    }
    assert!(moved > 5, "{moved}");
}

#[test]
fn the_ledger_of_a_school_is_the_sum_of_its_events() {
    let schools = everywhere();
    let traced = traced(&schools);
    let origins = Policy::all().len() + 1;
    for (school, [booked, _]) in schools.iter().zip(&traced.booked) {
        for origin in 0..origins {
            let at = |m: Mechanism| booked.amounts[m as usize * origins + origin];
            let learnt = traced.events.iter().filter(|e| {
                e.post.school == *school && usize::from(e.origin.0) == origin && matches!(e.what, What::Learnt { .. })
            });
            let [enacted, embedded] = changes(learnt);
            assert_eq!(enacted, LEARNING.into_iter().map(at).sum::<f64>(), "{school:?}, origin {origin}");
            assert_eq!(embedded, at(Mechanism::Rehearsal), "{school:?}, origin {origin}");
        }
    }
}

#[test]
fn every_session_says_who_its_source_is() {
    let list = small();
    let schools = everywhere();
    let mut kinds: BTreeSet<&str> = BTreeSet::new();
    for policy in Policy::all() {
        let arm = [policy.clone()];
        let arms: [&[Policy]; 1] = [&arm];
        let traced = trace(&design(&list, &arms, 3), 1, 1, &schools, &|| ()).expect("the books close");
        let mut sessions = 0;
        for event in &traced.events {
            let What::Learnt { from, .. } = event.what else { continue };
            sessions += usize::from(event.origin.index().is_some());
            kinds.insert(match from {
                Whom::Lane(_) => panic!("{}: lanes are put into posts", policy.name()),
                Whom::Staff(_) => panic!("{}: nobody learns from a staff as one", policy.name()),
                Whom::Post(post) => {
                    let there = schools.contains(&post.school);
                    assert!(there && post != event.post, "{}: {event:?}", policy.name());
                    if post.school == event.post.school { "colleague" } else { "elsewhere" }
                }
                Whom::Seconded(_) => "seconded",
                Whom::Outside(_) => "outside",
                Whom::Materials => "materials",
            });
        }
        let teaches = traced.arm.used.iter().any(|year| year[1].delivered > 0.0);
        assert_eq!(sessions > 0, teaches, "{}", policy.name());
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["colleague", "elsewhere", "outside", "seconded"]);
}

const SCENARIO: &str = r#"(
    title: "Small",
    question: "Who learned from whom?",
    seed: 4,
    replicates: 2,
    years: 3,
    warm_up_years: 1,
    parameter_sets: Defaults,
    systems: [
        (
            name: "Zhejiang",
            population: Zhejiang(schools: 12, districts: 2),
            arms: [
                (name: "Mentors", policies: [EntrustedManagement(share_of_schools: 0.3)]),
                (name: "Cascade", policies: [TrainingCascade(first_share: 0.3)]),
            ],
        ),
    ],
)
"#;

fn schoolsim(folder: &Path, args: &[&str]) -> std::process::Output {
    std::fs::write(folder.join("small.ron"), SCENARIO).expect("written");
    let mut command = Command::cargo_bin("schoolsim").expect("the program is built");
    command.current_dir(folder).env_remove("SCHOOLSIM_OUT").env_remove("SCHOOLSIM_THREADS");
    command.args(args).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_command_tells_a_story_and_writes_a_folder_that_verifies() {
    let folder = tempfile::tempdir().expect("a folder");
    let done = schoolsim(folder.path(), &["trace", "small.ron", "--out", "lineage"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let told = text(&done.stdout);
    for part in [
        "chosen as the receiving school whose practice gained most",
        "chosen as the teacher of the school who learnt most from policies",
        "EntrustedManagement",
        "Where it came from",
        "doing nothing",
        "teaching, EntrustedManagement",
        "Year 3",
    ] {
        assert!(told.contains(part), "{part} is missing:\n{told}");
    }
    let out = folder.path().join("lineage");
    for file in [
        "story.txt",
        "story.json",
        "lineage.dot",
        "graph.json",
        "tables/events.csv",
        "tables/nodes.csv",
        "tables/edges.csv",
        "tables/waterfall.csv",
        "figures/school-waterfall.png",
        "figures/school-sources.svg",
        "figures/school-sources.csv",
        "manifest.json",
    ] {
        assert!(out.join(file).metadata().is_ok_and(|m| m.len() > 0), "{file}");
    }
    assert_eq!(std::fs::read_to_string(out.join("story.txt")).expect("a story"), told);
    let verified = schoolsim(folder.path(), &["verify", "lineage"]);
    assert_eq!(verified.status.code(), Some(0), "{}", text(&verified.stdout));
    let page = schoolsim(folder.path(), &["report", "lineage"]);
    assert_eq!(page.status.code(), Some(0), "{}", text(&page.stderr));
    let page = std::fs::read_to_string(folder.path().join("lineage.html")).expect("a page");
    assert!(page.contains("waterfall") && page.contains("small"), "the school's figures and its scenario are there");
    // The same again, to the byte; and not over what is there unless told so.
    let again = schoolsim(folder.path(), &["trace", "small.ron", "--out", "again"]);
    assert_eq!(text(&again.stdout), told);
    for file in ["tables/events.csv", "tables/edges.csv", "graph.json", "lineage.dot", "figures/school-sources.svg"] {
        let [a, b] = ["lineage", "again"].map(|f| std::fs::read(folder.path().join(f).join(file)).expect("a file"));
        assert!(a == b, "{file}");
    }
    assert_eq!(schoolsim(folder.path(), &["trace", "small.ron", "--out", "again"]).status.code(), Some(1));
    let over = schoolsim(folder.path(), &["trace", "small.ron", "--out", "again", "--overwrite"]);
    assert_eq!(over.status.code(), Some(0), "{}", text(&over.stderr));
}

#[test]
fn edges_and_nodes_are_those_of_the_events() {
    let folder = tempfile::tempdir().expect("a folder");
    let args = ["trace", "small.ron", "--arm", "Cascade", "--replicate", "1", "--out", "lineage", "--quiet"];
    let done = schoolsim(folder.path(), &args);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let table = |name: &str| -> Vec<Vec<String>> {
        let path = folder.path().join("lineage/tables").join(name);
        let mut reader = csv::Reader::from_path(path).expect("a table");
        reader.records().map(|r| r.expect("a row").iter().map(str::to_owned).collect()).collect()
    };
    let (events, nodes, edges) = (table("events.csv"), table("nodes.csv"), table("edges.csv"));
    let known: BTreeSet<&str> = nodes.iter().map(|n| n[0].as_str()).collect();
    assert_eq!(known.len(), nodes.len(), "each once");
    let number = |cell: &str| cell.parse::<f64>().expect("a number");
    let mut learnt = 0.0;
    for event in events.iter().filter(|e| e[5] == "learnt") {
        assert!(known.contains(event[4].as_str()) && known.contains(event[7].as_str()), "{event:?}");
        learnt += number(&event[11]);
    }
    let drawn: f64 = edges.iter().map(|e| number(&e[9])).sum();
    let count: f64 = edges.iter().map(|e| number(&e[6])).sum();
    assert!(learnt > 0.0 && (learnt - drawn).abs() < 1e-9, "{learnt} {drawn}");
    assert_eq!(count as usize, events.iter().filter(|e| e[5] == "learnt").count());
    let dot = std::fs::read_to_string(folder.path().join("lineage/lineage.dot")).expect("a graph");
    assert!(dot.starts_with("digraph lineage {") && dot.contains(" -> ") && dot.ends_with("}\n"));
}

#[test]
fn a_chosen_school_and_post_are_told_in_json_with_the_chain_of_sources() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = schoolsim(folder.path(), &["trace", "small.ron", "--json"]);
    let first: serde_json::Value = serde_json::from_slice(&first.stdout).expect("JSON");
    let school = first["school_id"].as_str().expect("a school").to_owned();
    let args = [
        "trace",
        "small.ron",
        "--system",
        "zhejiang",
        "--arm",
        "mentors",
        "--school",
        &school,
        "--teacher",
        "1",
        "--json",
    ];
    let done = schoolsim(folder.path(), &args);
    let told: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!((told["school_id"].as_str(), told["school_chosen"].as_str()), (Some(school.as_str()), Some("")));
    assert_eq!(told["run_id"], first["run_id"]);
    let tale = &told["teachers"][0]["tale"];
    assert_eq!(tale["years"][0]["post"], 1);
    let chain = first["teachers"][0]["ancestry"].as_array().expect("a chain");
    let ends = chain.iter().filter(|step| step["ends"] != "").count();
    assert!(!chain.is_empty() && ends == 1, "{chain:?}");
    assert!(chain.last().is_some_and(|step| step["ends"] != ""), "{chain:?}");
}

#[test]
fn ten_wrong_inputs_are_answered_with_what_is_right() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("taken")).expect("made");
    std::fs::write(folder.path().join("taken/mine.txt"), "mine").expect("written");
    let cases: [(&[&str], i32, &str); 10] = [
        (&["--arm", "Mentor"], 2, "Mentors"),
        (&["--arm", "do nothing"], 2, "allowed are Mentors, Cascade"),
        (&["--system", "Zhejian"], 2, "did you mean Zhejiang"),
        (&["--replicate", "2"], 2, "replicates are numbered 0 to 1"),
        (&["--replicate", "first"], 2, "--replicate"),
        (&["--school", "nowhere at all"], 2, "tables/schools.csv"),
        (&["--teacher", "0"], 2, "its posts are numbered 1 to"),
        (&["--teacher", "999"], 2, "its posts are numbered 1 to"),
        (&["--overwrite"], 2, "--out"),
        (&["--out", "taken", "--overwrite"], 1, "taken"),
    ];
    for (args, code, answer) in cases {
        let all: Vec<&str> = ["trace", "small.ron"].iter().chain(args).copied().collect();
        let done = schoolsim(folder.path(), &all);
        let told = text(&done.stderr);
        assert_eq!(done.status.code(), Some(code), "{args:?}: {told}");
        assert!(told.contains(answer), "{args:?}: {told}");
        assert!(!told.contains("sorry"), "{args:?}: {told}");
    }
    assert!(folder.path().join("taken/mine.txt").is_file());
    let missing = schoolsim(folder.path(), &["trace", "missing.ron"]);
    assert_eq!(missing.status.code(), Some(3), "{}", text(&missing.stderr));
}
