//! Does the program give today what it gave yesterday? A tiny scenario through the real binary, compared with files
//! small enough to read.
//!
//! `golden/tiny.ron` has two systems of a few schools. `golden/summary.csv` is the last year of the run's
//! `summary.csv`, without the column that names the run, and ends with the fingerprint of every outcome of every
//! replicate. A change of the model changes it, and the difference belongs into the commit: run
//! `SCHOOLSIM_GOLDEN=update cargo test --test golden`, read what `git diff tests/golden` shows, and say why.

#![allow(missing_docs)]

use assert_cmd::Command;
use std::path::{Path, PathBuf};

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// A table without the column that names the run.
fn without_run(text: &str) -> String {
    text.lines().map(|line| line.split_once(',').expect("columns").1).collect::<Vec<_>>().join("\n")
}

/// Tables `summary` and `outcomes` of the tiny scenario, run on some threads.
fn run(threads: &str) -> [String; 2] {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("results");
    Command::cargo_bin("schoolsim")
        .expect("the program is built")
        .current_dir(folder.path())
        .env_remove("SCHOOLSIM_OUT")
        .env_remove("SCHOOLSIM_THREADS")
        .arg("run")
        .arg(golden("tiny.ron"))
        .args(["--quiet", "--threads", threads, "--out"])
        .arg(&out)
        .assert()
        .success();
    ["summary.csv", "outcomes.csv"].map(|table| {
        let text = std::fs::read_to_string(out.join("tables").join(table)).expect("a table");
        without_run(&text)
    })
}

/// The lines of a summary that a reader wants: the last year, few outcomes, everybody and those who receive.
fn excerpt(summary: &str) -> String {
    let mut lines = summary.lines();
    let header = lines.next().expect("a header");
    let column = |name: &str| header.split(',').position(|c| c == name).unwrap_or_else(|| panic!("no column {name}"));
    let (year, group, outcome) = (column("year"), column("group"), column("outcome"));
    let kept = lines.filter(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        cells[year] == "3"
            && ["all", "receiving"].contains(&cells[group])
            && ["attainment", "enacted_practice", "embedded_practice", "leaving_rate", "hours_delivered"]
                .contains(&cells[outcome])
    });
    std::iter::once(header).chain(kept).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_tiny_scenario_gives_what_it_gave() {
    let [summary, outcomes] = run("2");
    let fingerprint = blake3::hash(outcomes.as_bytes()).to_hex();
    let now = format!("{}\nevery outcome,{}\n", excerpt(&summary), &fingerprint[..16]);
    let file = golden("summary.csv");
    if std::env::var_os("SCHOOLSIM_GOLDEN").is_some_and(|v| v == "update") {
        std::fs::write(&file, &now).expect("written");
    }
    let then = std::fs::read_to_string(&file).expect("the golden file; SCHOOLSIM_GOLDEN=update writes it");
    assert!(then.len() < 30_000, "small enough to read");
    for (line, (now, then)) in now.lines().zip(then.lines()).enumerate() {
        assert_eq!(now, then, "line {} of summary.csv; SCHOOLSIM_GOLDEN=update accepts it", line + 1);
    }
    assert_eq!(now.lines().count(), then.lines().count());
}

#[test]
fn one_thread_writes_the_same_tables_as_two() {
    assert!(run("1") == run("2"));
}
