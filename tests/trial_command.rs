//! What a user of `trial` and `validate` meets: text, JSON, tables, figures, exit codes and answers to mistakes.

#![allow(missing_docs)]

use assert_cmd::Command;
use schoolsim::rows::TrialRow;
use schoolsim::tables::{Table, read_csv};
use schoolsim::trial::SHIPPED;
use serde_json::Value;
use std::path::Path;

/// How the program ended: exit code, stdout, stderr.
type Ended = (i32, String, String);

/// A small study with a trial's design: an effect, a bound, a contrast and a number that only serves others.
const SMALL: &str = r#"(
  id: "T1",
  title: "Watching good teachers",
  study: "Made up for a test",
  notes: ["Nothing of it was published.", "It is small so that it is quick."],
  role: Held,
  setting: England,
  population: Synthetic(phase: Primary, schools: 12, districts: 2, teachers: 6, pupils_per_teacher: 20),
  replicates: 4, years: 1, warm_up_years: 1, weeks: 12,
  arms: [(name: "control"), (name: "watching", policies: [LocalObservation()])],
  estimates: [
    (name: "effect on practice", of: Effect(arm: "watching", against: "control"), outcome: Practice(),
     published: (value: 0.1, se: 0.4, source: "page 3", status: Recalled)),
    (name: "practice in the control arm", of: Mean(arm: Some("control")), outcome: Practice()),
    (name: "spread of practice", of: Spread(All), outcome: Practice(),
     published: (value: 0.001, se: 0.01, bound: AtLeast, source: "page 4", status: Direction)),
    (name: "effect in spreads", of: Ratio("effect on practice", "spread of practice"),
     published: (value: 900.0, se: 0.5, source: "page 5", status: Derived, se_from: Judgement)),
  ],
)"#;

fn program(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("schoolsim").expect("the program is built");
    command.current_dir(folder).env_remove("SCHOOLSIM_OUT").env_remove("SCHOOLSIM_THREADS").env_remove("NO_COLOR");
    command
}

fn in_folder(folder: &Path, words: &str) -> Ended {
    let output = program(folder).args(words.split_whitespace()).output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

fn said(words: &str) -> Ended {
    in_folder(folder().path(), words)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A folder with the small study in `small.ron`.
fn small() -> tempfile::TempDir {
    let place = folder();
    write(place.path(), "small.ron", SMALL);
    place
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).expect("written");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// The one row of a table that holds a word, its cells set apart by two spaces or more.
fn row(text: &str, name: &str) -> Vec<String> {
    let line = text.lines().find(|line| line.starts_with(&format!("  {name}"))).unwrap_or_else(|| panic!("{text}"));
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

#[test]
fn a_study_is_set_beside_its_prediction() {
    let place = small();
    let (code, text, err) = in_folder(place.path(), "trial small.ron");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    for line in [
        "T1: Watching good teachers\n",
        "Made up for a test\n",
        "Kept apart: predicted and never fitted; 4 simulated trials, seed 1.\n",
        "T1 are inside 2 joint standard errors; ",
        "  - effect on practice: recalled, not verified; SE from the design; page 3\n",
        "  - spread of practice: direction only; SE from the design; page 4\n",
        "  - Nothing of it was published.\n",
        "\nLimits: ",
        "no causal estimate exists",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(text.contains("2 of 3 published numbers of T1 are inside"), "{text}");
    assert_eq!(row(&text, "estimate")[1..], ["published (SE)", "predicted", "90 % interval", "z", "in 90 %", "inside"]);
    assert_eq!(row(&text, "effect on practice")[1], "0.10 (0.40)");
    let bound = row(&text, "spread of practice");
    assert_eq!((bound[1].as_str(), bound[4].as_str(), bound[6].as_str()), ("\u{2265} 0.001 (0.010)", "0.0", "yes"));
    assert!(text.contains("\n  (contrast)\n") || text.contains("effect in spreads (contrast)"), "{text}");
    let contrast = row(&text, "effect in spreads");
    assert_eq!((contrast[1].as_str(), contrast[6].as_str()), ("900.00 (0.50)", "no"));
    let serving = row(&text, "practice in the control arm");
    assert_eq!((serving[1].as_str(), serving[4..].join(" ").as_str()), ("-", "- - -"));
    assert_eq!(std::fs::read_dir(place.path()).expect("there").count(), 1, "without --out nothing is written");
}

#[test]
fn json_is_one_document_and_says_what_the_text_says() {
    let place = small();
    let (code, out, err) = in_folder(place.path(), "trial small.ron --json --replicates 3 --seed 9");
    assert_eq!((code, err.as_str()), (0, ""));
    let all = json(&out);
    let trial = &all["trials"][0];
    assert_eq!((&trial["trial"], &trial["seed"], &trial["replicates"]), (&"T1".into(), &9.into(), &3.into()));
    assert_eq!(trial["tally"]["published"], 3);
    assert!(trial["sentence"].as_str().is_some_and(|s| s.contains("published numbers of T1")));
    let estimates = trial["estimates"].as_array().expect("a list");
    assert_eq!(estimates.len(), 4);
    assert_eq!((&estimates[0]["published"], &estimates[2]["bound"]), (&0.1.into(), &"AtLeast".into()));
    assert_eq!((&estimates[1]["published"], &estimates[1]["z"]), (&Value::Null, &Value::Null));
    assert_eq!((&all["interrupted"], &all["out"]), (&false.into(), &Value::Null));
    assert!(all["limits"].as_str().is_some_and(|s| s.contains("no causal estimate")));
}

#[test]
fn seed_and_threads_are_what_the_results_depend_on_and_do_not() {
    let place = small();
    let said = |flags: &str| in_folder(place.path(), &format!("trial small.ron --json {flags}")).1;
    assert_eq!(said("--threads 1"), said("--threads 3"));
    assert_ne!(said("--seed 1"), said("--seed 2"));
    assert_eq!(said("--seed 1"), said(""), "a file without a seed has seed 1");
}

#[test]
fn those_that_ship_are_listed_and_shown() {
    let (code, list, _) = said("trial --list");
    assert_eq!((code, list.lines().count()), (0, SHIPPED.len() + 1));
    let (_, listed, _) = said("trial --list --json");
    let listed = json(&listed);
    for (shipped, told) in SHIPPED.iter().zip(listed.as_array().expect("a list")) {
        let line = list.lines().find(|line| line.starts_with(shipped.name)).expect("a line");
        let published = told["published"].as_u64().expect("a count");
        for word in [&told["id"], &told["title"], &told["role"]] {
            assert!(line.contains(word.as_str().expect("a word")), "{line}");
        }
        assert!(line.split_whitespace().any(|word| word == published.to_string()), "{line}");
        assert_eq!(said(&format!("trial --show {}", shipped.name)), (0, shipped.text.to_owned(), String::new()));
    }
    assert_eq!(said("trial --show C1").1, said("trial --show c01-teacher-dispersion").1);
    let (code, _, err) = said("trial --show c01-teacher-dispersal");
    assert_eq!(code, 2);
    let wanted = "error: no trial \"c01-teacher-dispersal\" ships\nhelp: did you mean c01-teacher-dispersion";
    assert!(err.starts_with(wanted), "{err}");
}

#[test]
fn one_that_ships_is_simulated_by_its_name() {
    let (code, text, _) = said("-q trial c01-teacher-dispersion --replicates 1");
    assert_eq!(code, 0);
    assert!(text.contains("A trial of the calibration; 1 simulated trial, seed 1.\n"), "{text}");
    assert_eq!(said("-q trial C1 --replicates 1").1, text);
}

#[test]
fn results_are_a_table_figures_and_a_manifest() {
    let place = small();
    let other = SMALL.replace("\"T1\"", "\"T2, with a longer name\"");
    write(place.path(), "other.ron", &other);
    let (code, text, err) = in_folder(place.path(), "trial small.ron other.ron --replicates 3 --seed 7 --out results");
    assert_eq!((code, err.as_str()), (0, "results in results\n"));
    let out = place.path().join("results");
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(read("answer.txt"), text);
    let rows = read_csv::<TrialRow>(read("tables/trials.csv").as_bytes()).expect("a table");
    assert_eq!(rows.len(), 8);
    assert_eq!((&rows[0]["trial"], &rows[4]["trial"]), (&"T1".into(), &"T2, with a longer name".into()));
    let told = |row: usize, column: &str| rows[row][column].clone();
    assert_eq!((told(0, "published"), told(0, "se"), told(0, "bound")), (0.1.into(), 0.4.into(), "exact".into()));
    assert_eq!((told(0, "status"), told(0, "se_from")), ("recalled".into(), "design".into()));
    assert_eq!((told(1, "published"), told(1, "inside"), told(1, "bound")), (Value::Null, "".into(), "".into()));
    assert_eq!((told(2, "bound"), told(2, "z"), told(2, "inside")), ("at least".into(), 0.0.into(), "yes".into()));
    assert_eq!((told(3, "contrast"), told(3, "covered")), ("yes".into(), "no".into()));
    assert_eq!((told(3, "seed"), told(3, "replicates")), (7.into(), 3.into()));
    let meta = read("tables/trials.meta.csv");
    assert_eq!(meta.lines().count(), TrialRow::COLUMNS.len() + 1);
    for figure in ["forest-t1", "forest-t2-with-a-longer-name", "forest-all"] {
        let svg = read(&format!("figures/{figure}.svg"));
        assert!(svg.contains("<title>") && svg.contains("seed 7"), "{figure}");
        assert!(std::fs::read(out.join(format!("figures/{figure}.png"))).is_ok_and(|png| png.starts_with(b"\x89PNG")));
        assert!(read(&format!("figures/{figure}.csv")).starts_with("run_id,trial,"), "{figure}");
    }
    assert_eq!(read("trials/small.ron"), SMALL);
    let manifest = json(&read("manifest.json"));
    assert_eq!(manifest["trials"][1]["seed"], 7);
    assert_eq!(manifest["run_id"], told(0, "run_id"));
    assert_eq!(in_folder(place.path(), "verify results").0, 0);
    // What is there stays unless told.
    let again = "trial small.ron --replicates 1 --out results";
    let (code, _, err) = in_folder(place.path(), again);
    assert_eq!(code, 1);
    assert!(err.contains("results has something in it already\nhelp: replace it with --overwrite"), "{err}");
    assert_eq!(in_folder(place.path(), &format!("{again} --overwrite")).0, 0);
    assert!(!out.join("figures/forest-t2-with-a-longer-name.svg").exists());
}

#[test]
fn a_study_with_nothing_published_is_predicted_and_not_judged() {
    let place = folder();
    let at = SMALL.find("    (name: \"spread of practice\"").expect("there");
    let text = SMALL[..at]
        .replace(",\n     published: (value: 0.1, se: 0.4, source: \"page 3\", status: Recalled)", "")
        + "  ],\n)";
    write(place.path(), "nothing.ron", &text);
    let (code, out, err) = in_folder(place.path(), "trial nothing.ron --replicates 2 --out results");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("\nNothing is published to compare T1 with: its file only asks for predictions.\n"), "{out}");
    assert!(!out.contains("Published numbers:"), "{out}");
    assert!(place.path().join("results/figures/forest-t1.png").is_file());
    assert!(!place.path().join("results/figures/forest-all.png").exists(), "no distances without published numbers");
}

#[test]
fn mistakes_in_a_file_are_told_by_line() {
    let place = folder();
    write(
        place.path(),
        "bad.ron",
        &SMALL.replace("value: 0.1, se: 0.4", "value: 0.1, se: 0.0").replace("years: 1,", "yers: 1,"),
    );
    write(place.path(), "worse.ron", &SMALL.replace("against: \"control\"", "against: \"controll\""));
    let (code, out, err) = in_folder(place.path(), "trial bad.ron");
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(err.starts_with("error: the trial has "), "{err}");
    assert!(err.contains("bad.ron:9:18: yers is no field of") && err.contains("did you mean years"), "{err}");
    let (code, _, err) = in_folder(place.path(), "trial bad.ron worse.ron");
    assert_eq!(code, 3);
    assert!(err.contains("bad.ron:9:18: ") && err.contains("worse.ron:12:"), "all files at once: {err}");
    assert!(err.contains("names \"controll\", no arm") && err.contains("did you mean control"), "{err}");
    let (code, out, _) = in_folder(place.path(), "trial worse.ron --json");
    assert_eq!((code, json(&out)["problems"][0]["line"].clone()), (3, 12.into()));
}

#[test]
fn what_is_no_trial_is_told() {
    let place = small();
    let at = |name: &str| place.path().join(name);
    let (code, _, err) = in_folder(place.path(), "trial c01-teacher-dispersal");
    assert_eq!(code, 3);
    assert!(err.contains("there is no such file or built-in trial\n  help: did you mean the trial c01-"), "{err}");
    std::fs::create_dir(at("folder")).expect("made");
    let (code, _, err) = in_folder(place.path(), "trial folder");
    assert_eq!(code, 3);
    assert!(err.contains("folder: is a folder"), "{err}");
    std::fs::write(at("binary.ron"), [0xff, 0xfe, 0x00]).expect("written");
    let (code, _, err) = in_folder(place.path(), "trial binary.ron");
    assert_eq!(code, 3);
    assert!(err.contains("is not text in UTF-8"), "{err}");
    write(place.path(), "broken.ron", "(id: \"x\", estimates: [");
    let (code, _, err) = in_folder(place.path(), "trial broken.ron");
    assert_eq!(code, 3);
    assert!(err.starts_with("error: the trial has a problem\nbroken.ron:1:"), "{err}");
    let (code, _, err) = in_folder(place.path(), "trial small.ron small.ron");
    assert_eq!(code, 2);
    assert!(err.starts_with("error: two of the trials are called T1\n"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let place = small();
    let file = place.path().join("small.ron");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).expect("set");
    // The superuser may read anything: nothing to test then.
    if std::fs::read(&file).is_ok() {
        return;
    }
    let (code, _, err) = in_folder(place.path(), "trial small.ron");
    assert_eq!(code, 3);
    assert!(err.contains("small.ron: cannot be read: ") && err.contains("check that you may read the file"), "{err}");
}

#[test]
fn a_scenario_is_no_trial_and_a_trial_is_no_scenario() {
    let place = small();
    let (code, _, err) = in_folder(place.path(), "trial tutorial");
    assert_eq!(code, 3);
    assert!(
        err.contains("tutorial: is a scenario, not a published trial\n  help: run it with `schoolsim run tutorial`")
    );
    write(place.path(), "mine.ron", "(arms: [(name: \"a\", policies: [LocalObservation()])])");
    let (code, _, err) = in_folder(place.path(), "trial small.ron mine.ron");
    assert_eq!(code, 3);
    assert!(err.contains("mine.ron: is a scenario, not a published trial"), "{err}");
    for words in ["run small.ron --dry-run", "explain small.ron"] {
        let (code, _, err) = in_folder(place.path(), words);
        assert_eq!(code, 3);
        let wanted = "error: small.ron is a published trial, not a scenario\nhelp: simulate it with `schoolsim trial small.ron`\n";
        assert_eq!(err, wanted, "{words}");
    }
    let (code, _, err) = in_folder(place.path(), "run c01-teacher-dispersion");
    assert_eq!(code, 3);
    assert!(err.contains("c01-teacher-dispersion is a published trial"), "{err}");
}

#[test]
fn check_knows_trials() {
    let place = small();
    write(place.path(), "bad.ron", &SMALL.replace("weeks: 12", "weeks: 0"));
    let (code, out, _) = in_folder(place.path(), "check tutorial small.ron c01-teacher-dispersion");
    assert_eq!((code, out.as_str()), (0, "tutorial: OK\nsmall.ron: OK\nc01-teacher-dispersion: OK\n"));
    let (code, out, _) = in_folder(place.path(), "check bad.ron");
    assert_eq!(code, 3);
    assert!(
        out.starts_with("bad.ron: 1 problem\nbad.ron:9:") && out.contains("weeks is 0, allowed is 1 to 60"),
        "{out}"
    );
}

#[test]
fn wrong_usage_is_told() {
    for words in [
        "trial",
        "trial c01-teacher-dispersion --replicates 0",
        "trial c01-teacher-dispersion --threads 0",
        "trial c01-teacher-dispersion --seed -1",
        "trial c01-teacher-dispersion --years 2",
        "trial c01-teacher-dispersion --list",
        "trial --list --show c01-teacher-dispersion",
        "trial c01-teacher-dispersion --overwrite",
        "validate --role facs",
        "validate --replicates 0",
        "validate c01-teacher-dispersion",
    ] {
        let (code, out, err) = said(words);
        assert_eq!((code, out.as_str()), (2, ""), "{words}\n{err}");
    }
    assert!(said("validate --role facs").2.contains("facts"), "the nearest is named");
}

#[test]
fn help_schema_and_completions_know_trials() {
    for command in ["trial", "validate"] {
        let (code, help, _) = said(&format!("{command} --help"));
        assert!(code == 0 && help.starts_with("Examples:\n  schoolsim "), "{help}");
        for shell in ["bash", "zsh", "fish"] {
            assert!(said(&format!("completions {shell}")).1.contains(command), "{shell}");
        }
    }
    let (code, schema, _) = said("schema --trial");
    let schema = json(&schema);
    assert_eq!((code, schema["title"].clone()), (0, "Trial".into()));
    assert!(schema["properties"]["estimates"].is_object() && schema["properties"]["systems"].is_null());
    assert!(json(&said("schema").1)["properties"]["systems"].is_object());
}

#[test]
fn validate_tells_each_study_the_total_and_the_gates() {
    let place = folder();
    let (code, text, _) = in_folder(place.path(), "validate --role calibration --replicates 1 --out results");
    let (_, listed, _) = said("trial --list --json");
    let listed = json(&listed);
    let own: Vec<&Value> = listed.as_array().expect("a list").iter().filter(|t| t["role"] == "calibration").collect();
    for trial in &own {
        let id = trial["id"].as_str().expect("an id");
        let lines = text.lines().filter(|line| line.split_whitespace().next() == Some(id));
        assert_eq!(lines.count(), 1, "{id}\n{text}");
    }
    assert!(text.contains("\nIn all: ") && text.contains(&format!(" of {} studies inside; ", own.len())));
    assert!(text.contains("\nCalibration trials: ") && !text.contains("Files of facts"), "{text}");
    assert!(text.contains("\nLimits: "), "{text}");
    let missed = text.contains("the gate is missed by");
    assert_eq!(code, if missed { 5 } else { 0 }, "{text}");
    assert!(place.path().join("results/figures/forest-all.png").is_file());
    assert_eq!(in_folder(place.path(), "verify results").0, 0);
    let (again, out, _) = said("validate --role calibration --replicates 1 --json");
    let all = json(&out);
    assert_eq!((again, all["missed"].clone()), (code, missed.into()));
    assert_eq!(all["trials"].as_array().map(Vec::len), Some(own.len()));
    assert_eq!(all["gates"][0]["name"], "calibration");
}

#[cfg(unix)]
#[test]
fn what_is_finished_is_said_where_the_user_stops_it() {
    let place = folder();
    write(place.path(), "long.ron", &SMALL.replace("replicates: 4", "replicates: 100000"));
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("schoolsim"))
        .args(["trial", "long.ron", "--threads", "2", "--out", "results"])
        .current_dir(place.path())
        .env_remove("SCHOOLSIM_THREADS")
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(std::time::Duration::from_secs(3));
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success() && child.try_wait().expect("known").is_none_or(|s| s.code() == Some(130)));
    let output = child.wait_with_output().expect("it ends");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(130), "{text}");
    assert!(text.contains("T1 was interrupted after ") && text.contains(" of 100000 simulated trials."), "{text}");
    let manifest = json(&std::fs::read_to_string(place.path().join("results/manifest.json")).expect("a manifest"));
    let finished = manifest["trials"][0]["finished"].as_u64().expect("a count");
    assert!(0 < finished && finished < 100_000, "{finished}");
    assert!(text.contains(&format!("after {finished} of")), "{text}");
}
