//! The same tests with every kind of vectors that the processor has.

use schoolsim::vectors::{VARIABLE, Vectors};
use std::process::Command;

/// The vectors that this process uses are those that it was asked to use, or else the widest there are.
pub fn used_as_asked() {
    let widest = Vectors::ALL.into_iter().rev().find(|vectors| vectors.are_here()).expect("portable ones at least");
    let asked = std::env::var(VARIABLE).unwrap_or_else(|_| widest.name().to_owned());
    assert_eq!(Vectors::used().name(), asked);
}

/// Runs tests of this program again, by name, with every kind of vectors: which are used is asked once in a process,
/// so that each kind needs its own. `asked` is the test that calls [`used_as_asked`].
pub fn with_each(asked: &str, tests: &[&str]) {
    let program = std::env::current_exe().expect("this program");
    for vectors in Vectors::ALL.into_iter().filter(|vectors| vectors.are_here()) {
        let names = [&[asked], tests].concat();
        let mut command = Command::new(&program);
        command.env(VARIABLE, vectors.name()).env("PROPTEST_CASES", "100").arg("--exact").args(&names);
        let out = command.output().expect("it starts");
        let told = String::from_utf8_lossy(&out.stdout);
        assert!(out.status.success(), "with {} vectors: {told}", vectors.name());
        let passed = format!("{} passed", names.len());
        assert!(told.contains(&passed), "with {} vectors not all of {names:?} ran: {told}", vectors.name());
    }
}
