//! What a user of the command line meets: help, exit codes, messages, files left alone.

#![allow(missing_docs)]

use assert_cmd::Command;
use proptest::prelude::*;
use schoolsim::scenario::examples::EXAMPLES;
use schoolsim::scenario::parse;
use std::path::Path;

/// How the program ended: exit code, stdout, stderr.
type Ended = (i32, String, String);

fn program(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("schoolsim").expect("the program is built");
    command.current_dir(folder).env_remove("SCHOOLSIM_OUT").env_remove("SCHOOLSIM_THREADS").env_remove("NO_COLOR");
    command
}

fn ended(command: &mut Command) -> Ended {
    let output = command.output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

fn in_folder(folder: &Path, words: &str) -> Ended {
    ended(program(folder).args(words.split_whitespace()))
}

fn said(words: &str) -> Ended {
    in_folder(folder().path(), words)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn help_begins_with_examples_and_tells_the_exit_codes() {
    let (code, short, _) = said("-h");
    assert_eq!(code, 0);
    assert!(short.starts_with("Examples:\n  schoolsim run three-systems"), "{short}");
    let (code, long, _) = said("--help");
    assert_eq!(code, 0);
    for word in
        ["3    scenario invalid", "130  interrupted", "SCHOOLSIM_THREADS", "NO_COLOR", "no causal estimate exists"]
    {
        assert!(long.contains(word), "{word}\n{long}");
    }
    assert!(short.len() < long.len());
    for command in [
        "run",
        "compare",
        "check",
        "explain",
        "evidence",
        "examples",
        "import",
        "verify",
        "trial",
        "validate",
        "calibrate",
        "schema",
        "completions",
    ] {
        assert!(long.contains(&format!("\n  {command} ")), "{command}");
        assert_eq!(said(&format!("{command} --help")).0, 0);
    }
}

#[test]
fn a_wrong_word_is_answered_with_the_nearest() {
    let (code, out, err) = said("chek three-systems");
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("check"), "{err}");
    let (code, _, err) = said("run three-systems --sead 3");
    assert_eq!(code, 2);
    assert!(err.contains("--seed"), "{err}");
    let (code, _, err) = said("examples show tutoral");
    assert_eq!(code, 2);
    assert!(err.starts_with("error: there is no example \"tutoral\"\nhelp: did you mean tutorial?"), "{err}");
    let (code, _, err) = said("explain three-sistems");
    assert_eq!(code, 3);
    assert!(err.contains("did you mean the built-in example three-systems?"), "{err}");
    assert_eq!(said("").0, 2);
}

#[test]
fn numbers_out_of_range_are_wrong_usage() {
    for words in ["--replicates 0", "--years 101", "--threads 0", "--seed -1", "--seed x"] {
        assert_eq!(said(&format!("run three-systems --dry-run {words}")).0, 2, "{words}");
    }
    let (code, _, err) = said("run new-schools --dry-run --years 1");
    assert_eq!(code, 2);
    let wanted = "error: --years 1 ends before EntrustedManagement of arm \"New schools, mentored\" starts\nhelp: ";
    assert!(err.starts_with(wanted), "{err}");
    assert_eq!(said("run three-systems --dry-run --years 3").0, 0, "policies that last longer end with the run");
}

#[test]
fn examples_are_listed_shown_and_copied() {
    let (code, list, _) = said("examples list");
    assert_eq!((code, list.lines().count()), (0, EXAMPLES.len()));
    let (_, json, _) = said("examples list --json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json[0]["name"], "three-systems");
    for example in EXAMPLES {
        assert_eq!(said(&format!("examples show {}", example.name)).1, example.text);
    }
    let place = folder();
    let (code, out, err) = in_folder(place.path(), "examples copy tutorial");
    assert_eq!((code, out.as_str()), (0, ""));
    assert!(err.starts_with("tutorial.ron is yours"), "{err}");
    assert_eq!(in_folder(place.path(), "check tutorial.ron"), (0, "tutorial.ron: OK\n".to_owned(), String::new()));
    let (code, _, err) = in_folder(place.path(), "examples copy tutorial");
    assert_eq!(code, 1);
    assert!(err.contains("is there already\nhelp: replace it with --overwrite"), "{err}");
    assert_eq!(in_folder(place.path(), "examples copy tutorial --overwrite -q"), (0, String::new(), String::new()));
}

#[test]
fn check_tells_all_problems_of_all_files() {
    let place = folder();
    std::fs::write(place.path().join("bad.ron"), "(\n  sead: 3,\n  years: 0,\n)").expect("written");
    let (code, out, _) = in_folder(place.path(), "check tutorial bad.ron");
    assert_eq!(code, 3);
    assert!(
        out.starts_with("tutorial: OK\nbad.ron: 2 problems\nbad.ron:2:3: sead is no field of a scenario\n"),
        "{out}"
    );
    let (code, out, _) = in_folder(place.path(), "check --json bad.ron");
    assert_eq!(code, 3);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((json[0]["ok"].clone(), json[0]["problems"][1]["line"].clone()), (false.into(), 3.into()));
    let (code, out, err) = in_folder(place.path(), "run bad.ron");
    assert_eq!((code, out.as_str()), (3, ""));
    assert!(err.starts_with("error: the scenario has 2 problems\nbad.ron:2:3: "), "{err}");
}

#[test]
fn explain_says_what_is_asked_and_what_it_rests_on() {
    let (code, text, _) = said("explain three-systems");
    assert_eq!(code, 0);
    for word in [
        "Arm \"Shanghai way\"",
        "reversion",
        "setting.hours_left",
        "release_day",
        "assumption:",
        "fitted to trials of components",
        "Projections",
    ] {
        assert!(text.contains(word), "{word}");
    }
    let (_, json, _) = said("explain three-systems --json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["systems"][1]["prices"][0]["value"], 218.0);
    let (_, ron, _) = said("explain tutorial --ron");
    assert!(parse("again.ron", &ron, Path::new("")).is_ok());
}

#[test]
fn an_arm_made_of_others_is_told_before_and_after_the_run() {
    let place = folder();
    let text = "(replicates: 2, years: 2, warm_up_years: 1, weeks: 10, setting: England, \
                population: Synthetic(schools: 6, teachers: 5), arms: [\
                (name: \"Watching\", policies: [LocalObservation()]), \
                (name: \"Both\", policies: [LocalObservation(), TeachingResearchGroups()]), \
                (name: \"Meetings\", policies: [TeachingResearchGroups()])])";
    std::fs::write(place.path().join("both.ron"), text).expect("writable");
    let (_, words, _) = in_folder(place.path(), "explain both.ron");
    assert_eq!(words.matches("Made of Watching + Meetings:").count(), 1, "{words}");
    let (_, json, _) = in_folder(place.path(), "explain both.ron --json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["systems"][0]["arms"][1]["parts"], serde_json::json!(["Watching", "Meetings"]));
    assert_eq!(json["systems"][0]["arms"][0]["parts"], serde_json::json!([]));
    let (code, answer, _) = in_folder(place.path(), "-q run both.ron --out results");
    assert_eq!(code, 0);
    for line in
        ["  Both, interaction: Watching + Meetings together change attainment in year 2 by ", "  Both, crowding out: "]
    {
        assert_eq!(answer.matches(line).count(), 1, "{answer}");
    }
    assert_eq!(in_folder(place.path(), "verify results").0, 0);
}

#[test]
fn schema_and_completions_are_for_programs() {
    let (code, schema, _) = said("schema");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("JSON");
    assert_eq!((code, schema["properties"]["seed"]["type"].is_null()), (0, false));
    assert_eq!(schema["additionalProperties"], false);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, text, _) = said(&format!("completions {shell}"));
        assert!(code == 0 && text.contains("three-systems") | text.contains("overwrite"), "{shell}");
    }
}

#[test]
fn a_dry_run_says_how_much_and_writes_nothing() {
    let place = folder();
    let (code, out, err) = in_folder(place.path(), "run three-systems --dry-run --replicates 10 --threads 3");
    assert_eq!((code, err.as_str()), (0, ""));
    for word in
        ["runs           60\n", "teacher-weeks", "time           about", "disk           about", "threads        3\n"]
    {
        assert!(out.contains(word), "{word}\n{out}");
    }
    assert!(out.contains("results to     output/three-systems\n") || cfg!(windows));
    assert_eq!(std::fs::read_dir(place.path()).expect("there").count(), 0);
}

#[test]
fn a_flag_beats_the_environment() {
    let place = folder();
    let mut command = program(place.path());
    command.env("SCHOOLSIM_THREADS", "5").env("SCHOOLSIM_OUT", "elsewhere");
    let (_, out, _) = ended(command.args(["run", "tutorial", "--dry-run", "--json", "--threads", "2"]));
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((json["threads"].clone(), json["out"].clone()), (2.into(), "elsewhere".into()));
    let mut command = program(place.path());
    let (_, out, _) = ended(command.env("SCHOOLSIM_THREADS", "5").args(["run", "tutorial", "--dry-run", "--json"]));
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["threads"], 5);
}

#[test]
fn nothing_of_the_users_is_overwritten() {
    let place = folder();
    let at = |name: &str| place.path().join(name);
    std::fs::create_dir(at("full")).expect("made");
    std::fs::write(at("full/manifest.json"), "{}").expect("written");
    let (code, _, err) = in_folder(place.path(), "run tutorial --out full");
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "error: full has something in it already\nhelp: replace it with --overwrite, or give another folder with --out\n"
    );
    std::fs::create_dir(at("mine")).expect("made");
    std::fs::write(at("mine/thesis.txt"), "years of work").expect("written");
    let (code, _, err) = in_folder(place.path(), "run tutorial --out mine --overwrite");
    assert_eq!(code, 1);
    assert!(err.contains("holds no results"), "{err}");
    std::fs::write(at("file"), "").expect("written");
    let (code, _, err) = in_folder(place.path(), "run tutorial --out file");
    assert_eq!(code, 1);
    assert!(err.starts_with("error: file is a file, not a folder\n"), "{err}");
    let (code, _, err) = in_folder(place.path(), "run tutorial --out file/below");
    assert_eq!(code, 1);
    assert!(err.starts_with("error: cannot write in file"), "{err}");
    assert_eq!(std::fs::read_to_string(at("mine/thesis.txt")).expect("there"), "years of work");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let place = folder();
    let locked = place.path().join("locked");
    std::fs::create_dir(&locked).expect("made");
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o555)).expect("set");
    // The superuser may write anywhere: nothing to test then.
    if std::fs::write(locked.join("try"), "").is_ok() {
        return;
    }
    let (code, _, err) = in_folder(place.path(), "run tutorial --out locked/results");
    assert_eq!(code, 1);
    assert!(err.contains("help: give a folder that you may write in with --out"), "{err}");
    assert_eq!(in_folder(place.path(), "examples copy tutorial locked/t.ron").0, 1);
}

#[test]
fn import_says_what_it_needs() {
    let place = folder();
    assert_eq!(in_folder(place.path(), "import --out x.json").0, 2);
    assert_eq!(in_folder(place.path(), "import a.csv --map pupils --out x.json").0, 2);
    let (code, _, err) = in_folder(place.path(), "import a.csv --out x.json");
    assert_eq!((code, err.as_str()), (1, "error: there is no file a.csv\nhelp: give the tables' paths\n"));
    std::fs::write(place.path().join("x.json"), "").expect("written");
    let (code, _, err) = in_folder(place.path(), "import a.csv --out x.json");
    assert_eq!(code, 1);
    assert!(err.contains("x.json is there already"), "{err}");
}

#[test]
fn no_colour_when_not_wanted_or_piped() {
    let place = folder();
    for words in ["--help", "chek", "explain tutorial"] {
        let (_, out, err) = ended(program(place.path()).env("NO_COLOR", "1").args(words.split_whitespace()));
        assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'), "{words}");
        let (_, out, err) = in_folder(place.path(), words);
        assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'), "{words}");
    }
}

#[test]
fn errors_are_json_for_programs() {
    let (code, out, err) = said("explain nothing-like-it --json");
    assert_eq!((code, err.as_str()), (3, ""));
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["problems"][0]["file"], "nothing-like-it");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("schoolsim"))
        .args(["explain", "three-systems"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

/// A text is a scenario, or something is said about it that has a place in it.
fn told(text: &str) {
    if let Err(report) = parse("mutant.ron", text, Path::new("/nowhere")) {
        assert!(!report.0.is_empty());
        let lines = text.matches('\n').count() + 1;
        for finding in &report.0 {
            assert!((1..=lines).contains(&finding.line) && finding.column >= 1, "{finding}");
            assert!(!finding.what.is_empty() && !finding.remedy.is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_makes_the_reader_panic(
        example in 0..EXAMPLES.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..12),
    ) {
        let mut bytes = EXAMPLES[example].text.as_bytes().to_vec();
        for (place, byte, kind) in edits {
            let at = place.index(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
            match kind {
                _ if bytes.is_empty() => bytes.push(byte),
                0 => bytes[at] = byte,
                1 => bytes.insert(at, b"()[]{}\"',:/*#r\\"[usize::from(byte) % 15]),
                2 => { bytes.remove(at); }
                _ => bytes.truncate(bytes.len().saturating_sub(usize::from(byte))),
            }
        }
        told(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_scrap_of_text_makes_the_reader_panic(text in "\\PC{0,60}", ron in "[()\\[\\]{}\",:a-z0-9/*#r'\\\\ \n]{0,60}") {
        told(&text);
        told(&ron);
    }
}

#[test]
fn results_are_verified_to_the_byte() {
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("tiny.ron");
    let text = "(replicates: 2, years: 2, warm_up_years: 1, weeks: 10, setting: England, \
                population: Synthetic(schools: 6, teachers: 5), arms: [(name: \"a\", policies: [LocalObservation()])])";
    std::fs::write(&file, text).expect("writable");
    let out = place.path().join("results");
    let run =
        |more: &[&str]| ended(program(place.path()).args(["-q", "run", "tiny.ron", "--out", "results"]).args(more)).0;
    let verify = || in_folder(place.path(), "verify results");
    assert_eq!(run(&[]), 0);
    assert_eq!(verify().0, 0);
    // Results are not overwritten unasked, and asking gives the same bytes.
    let before = std::fs::read(out.join("tables/outcomes.csv")).expect("a table");
    assert_eq!(run(&[]), 1);
    assert_eq!(run(&["--overwrite"]), 0);
    assert_eq!(std::fs::read(out.join("tables/outcomes.csv")).expect("a table"), before);
    std::fs::write(out.join("answer.txt"), "something else").expect("writable");
    let (code, out, _) = verify();
    assert_eq!((code, out.as_str()), (6, "answer.txt differs from the manifest\n"));
}
