//! Does `bench` measure what it says, in every row, and can programs read it? No time is tested: machines differ.

#![allow(missing_docs)]

use assert_cmd::Command;
use schoolsim::bench::instructions::{Job, beside};
use schoolsim::bench::reference::{PEERS, TRIAD};
use schoolsim::bench::workload::names;
use serde_json::Value;

const TINY: [&str; 11] =
    ["bench", "--quick", "--schools", "8", "--years", "1", "--replicates", "1", "--seconds", "0", "--arrays=1"];

/// Output, messages and exit code of the program.
fn said(arguments: &[&str]) -> (String, String, i32) {
    let mut command = Command::cargo_bin("schoolsim").expect("the program is built");
    command.env_remove("SCHOOLSIM_THREADS").env_remove("SCHOOLSIM_OUT");
    let output = command.args(arguments).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code().expect("it ends"))
}

#[test]
fn every_row_is_there_in_columns() {
    let (text, messages, code) = said(&[&TINY[..], &["--threads", "2"]].concat());
    assert_eq!((code, messages.as_str()), (0, ""), "{text}");
    for row in [
        "processor",
        "compiled for",
        "the machine has",
        "memory, triad over",
        "random words of the program",
        "rand_chacha ChaCha8 fill_bytes",
        "bytes of state held by teacher",
        "bytes that a week reads and writes",
        "bytes moved from and to memory",
        "random words made",
        "random words read",
        "events: a teacher learns",
        "memory, a pass a year",
        "reached",
        "Only ratios within one run",
        "a toy model",
    ] {
        assert!(text.lines().any(|line| line.starts_with(row) || line.contains(row)), "{row} is missing:\n{text}");
    }
    for (letter, name) in ('a'..).zip(names()) {
        assert!(text.contains(&format!("\n{letter} is {name}: ")), "{name}:\n{text}");
        assert!(text.contains(&format!("\nschoolsim here, {letter} ")), "{name}:\n{text}");
    }
    for peer in PEERS {
        assert!(text.contains(peer.name), "{}:\n{text}", peer.name);
    }
    assert!(text.contains("1 thread   2 threads  x 1 thread"), "{text}");
    // The tests are built to check themselves, and say so.
    assert!(text.contains("debug assertions"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 120), "{text}");
    assert!(!text.contains("NaN") && !text.contains("inf "), "{text}");
}

/// A finite number above zero.
fn above_zero(value: &Value) -> f64 {
    let number = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!(number.is_finite() && number > 0.0, "{number}");
    number
}

#[test]
fn programs_can_read_it_and_the_numbers_hold_together() {
    let (text, _, code) = said(&[&TINY[..], &["--threads", "2", "--json"]].concat());
    assert_eq!(code, 0);
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let measured = &all["measured"];
    for figure in ["bandwidth", "words", "chacha8"] {
        let speeds = measured[figure].as_array().expect("by threads");
        assert_eq!(speeds.iter().map(|s| s["threads"].as_u64()).collect::<Vec<_>>(), [Some(1), Some(2)]);
        for speed in speeds {
            let (low, mid, high) =
                (above_zero(&speed["lowest"]), above_zero(&speed["median"]), above_zero(&speed["highest"]));
            assert!(low <= mid && mid <= high && speed["times"].as_u64() >= Some(3), "{speed}");
        }
    }
    let triad = above_zero(&measured["bandwidth"][1]["median"]);
    let workloads = measured["workloads"].as_array().expect("workloads");
    assert_eq!(workloads.iter().map(|w| w["name"].as_str().expect("a name")).collect::<Vec<_>>(), names());
    for w in workloads {
        let (one, two) = (above_zero(&w["speeds"][0]["median"]), above_zero(&w["speeds"][1]["median"]));
        assert!((above_zero(&w["ratio"]) / (two * 64.0 / triad) - 1.0).abs() < 1e-9);
        assert!((above_zero(&w["gain"]) / (two / one) - 1.0).abs() < 1e-9);
        let (state, needs, line) = (&w["state"], &w["needs"], &w["roofline"]);
        assert!((above_zero(&line["memory"]) / (triad / above_zero(&state["from_memory"])) - 1.0).abs() < 1e-9);
        let words = above_zero(&measured["words"][1]["median"]);
        assert!((above_zero(&line["generator"]) / (words / above_zero(&needs["words_made"])) - 1.0).abs() < 1e-9);
        assert!(above_zero(&needs["words_read"]) <= above_zero(&needs["words_made"]));
        assert!(["memory", "generator"].contains(&line["nearest"].as_str().expect("a wall")));
        above_zero(&needs["events"]);
        above_zero(&w["teacher_weeks"]);
        #[cfg(target_os = "linux")]
        above_zero(&w["peak"]);
    }
    assert_eq!(all["reference"]["triad"], serde_json::json!(TRIAD));
    assert_eq!(all["reference"]["programs"].as_array().map(Vec::len), Some(PEERS.len()));
}

#[test]
fn one_thread_has_one_column_and_no_gain() {
    let (text, _, code) = said(&[&TINY[..], &["--threads", "1"]].concat());
    assert_eq!(code, 0);
    assert!(!text.contains("x 1 thread "), "{text}");
    assert!(text.contains("both on 1 thread."), "{text}");
}

#[test]
fn wrong_wishes_are_answered() {
    for (arguments, word) in [
        (&["bench", "--seconds", "soon"][..], "such as 0.5"),
        (&["bench", "--rounds", "0"][..], "1..=100"),
        (&["bench", "--record", "x"][..], "--instructions"),
        (&["bench", "--instructions", "--quick"][..], "cannot be used with"),
    ] {
        let (_, messages, code) = said(arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(messages.contains(word), "{arguments:?}: {messages}");
    }
    let (_, messages, code) = said(&["bench", "--instructions", "--record", "there-is-no-such-file"]);
    assert_eq!(code, 1);
    assert!(messages.contains("cannot read there-is-no-such-file"), "{messages}");
}

#[test]
fn without_valgrind_the_remedy_is_named() {
    let mut command = Command::cargo_bin("schoolsim").expect("the program is built");
    let output = command.env("PATH", "").args(["bench", "--instructions"]).output().expect("the program starts");
    let messages = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1));
    assert!(messages.contains("cannot start valgrind") && messages.contains("help: install valgrind"), "{messages}");
}

#[test]
fn what_valgrind_is_given_to_run_ends_well() {
    for job in Job::ALL {
        let (text, messages, code) = said(&["bench", "--job", job.name(), "--years", "1"]);
        assert_eq!((text.as_str(), messages.as_str(), code), ("", "", 0), "{}", job.name());
    }
}

#[test]
fn the_record_has_every_job_once() {
    let record = include_str!("../benches/instructions.txt");
    for job in Job::ALL {
        assert!(beside(record, job, 1.0).recorded.is_some_and(|n| n > 10.0), "{}", job.name());
        let lines = record.lines().filter(|line| line.split_whitespace().next() == Some(job.name()));
        assert_eq!(lines.count(), 1, "{}", job.name());
    }
}
