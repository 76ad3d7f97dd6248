//! Is what is said before a run true of it: its memory, and whether it fits? And does memory change a result?

#![allow(missing_docs)]

mod example;

use assert_cmd::Command;
use example::scenario;
use schoolsim::experiment::execute::{Given, whole};
use schoolsim::policy::{EntrustedManagement, Policy};
use schoolsim::population;
use schoolsim::population::SchoolList;
use serde_json::Value;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// A large world that is soon lived through: all primary schools of England, weeks of which there is one a year.
const LARGE: &str = "(title: \"Large\", question: \"How much room?\", replicates: 1, years: 10, warm_up_years: 1, weeks: 1, \
    population: England(phase: Primary), arms: [(name: \"Groups\", policies: [WorkGroup()]), \
    (name: \"Mentors\", policies: [EntrustedManagement()])])";

/// Many replicates of few schools: rows take most.
const MANY: &str = "(title: \"Many\", question: \"How much room?\", replicates: 600, years: 8, warm_up_years: 1, weeks: 1, \
    population: England(phase: Primary, sample: 20), arms: [(name: \"Mentors\", policies: [EntrustedManagement()])])";

fn ended(folder: &Path, words: &str) -> (i32, String, String) {
    let mut command = Command::cargo_bin("schoolsim").expect("the program is built");
    command.current_dir(folder).env_remove("SCHOOLSIM_OUT").env_remove("SCHOOLSIM_THREADS");
    let output = command.args(words.split_whitespace()).output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

fn json(folder: &Path, words: &str) -> Value {
    let (code, out, err) = ended(folder, words);
    assert_eq!(code, 0, "{words}: {err}");
    serde_json::from_str(&out).expect("JSON")
}

#[test]
fn memory_said_before_is_about_the_memory_taken() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [("large", LARGE), ("many", MANY)] {
        std::fs::write(folder.path().join(format!("{name}.ron")), text).expect("written");
        let before = json(folder.path(), &format!("run {name}.ron --threads 1 --dry-run --json"));
        let after = json(folder.path(), &format!("run {name}.ron --threads 1 --out {name} --json"));
        let said = before["estimate"]["memory"].as_f64().expect("a number");
        let taken = after["took"]["peak_memory"].as_f64().expect("a number");
        assert!((1.0 / 1.5..1.5).contains(&(said / taken)), "{name}: said {said}, took {taken}");
        assert_eq!(before["estimate"]["teacher_weeks"], after["took"]["teacher_weeks"], "{name}");
        assert!(before["memory_available"].as_f64().expect("known here") > 0.0 && before["refused"].is_null());
    }
}

#[test]
fn what_does_not_fit_is_refused_before_it_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, out, err) = ended(folder.path(), "run england-primaries --memory 0.1 --out results");
    assert_eq!((code, out.as_str()), (1, ""));
    for word in ["too large", "100 MB allowed by --memory", "16,781 schools", "help: ", "a sample of schools"] {
        assert!(err.contains(word), "{word}: {err}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("there").count(), 0, "nothing was begun");
    assert_eq!(ended(folder.path(), "run tutorial --memory none").0, 2);
    let dry = json(folder.path(), "run tutorial --memory 0.01 --dry-run --json");
    assert!(dry["refused"].as_str().expect("a sentence").contains("10 MB allowed by --memory"), "{dry}");
}

#[test]
fn a_run_says_what_it_took() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, _, err) = ended(folder.path(), "run tutorial --replicates 1 --years 1 --out results");
    assert_eq!(code, 0, "{err}");
    let last = err.lines().last().expect("a line");
    assert!(last.starts_with("took ") && last.contains(" teacher-weeks a second"), "{last}");
    assert!(!cfg!(target_os = "linux") || last.ends_with(" MB of memory"), "{last}");
    assert_eq!(ended(folder.path(), "-q run tutorial --replicates 1 --years 1 --out quiet").2, "");
}

#[test]
fn how_many_replicates_are_in_memory_at_once_changes_no_result() {
    let arms = vec![("Mentors", vec![Policy::EntrustedManagement(EntrustedManagement::default())])];
    let scenario = scenario(arms);
    let list = |s: &schoolsim::scenario::System| population::schools(&s.population, scenario.seed, &scenario.folder);
    let lists: Vec<SchoolList> = scenario.systems.iter().map(|s| list(s).expect("a list of schools")).collect();
    let results = |threads, held| {
        let stop = AtomicBool::new(false);
        let given = Given { scenario: &scenario, lists: &lists, threads, held, progress: &|_, _| (), stop: &stop };
        let (results, checkpoint) = whole(&given, None).expect("results");
        // To the last digit, and what is not a number too.
        (format!("{results:?}"), checkpoint.to_bytes().expect("bytes"))
    };
    let alone = results(1, 1);
    for (threads, held) in [(1, 3), (2, 1), (3, 2), (2, 0), (2, 100)] {
        let other = results(threads, held);
        assert!(alone == other, "{threads} threads, {held} at once");
    }
}
