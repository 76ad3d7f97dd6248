//! How the program ends: exit codes and failures.

use crate::scenario::Report;
use std::process::ExitCode;

/// Exit codes, as documented in `schoolsim --help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Done.
    Done = 0,
    /// Failure.
    Failure = 1,
    /// Wrong usage of the command line.
    Usage = 2,
    /// Scenario invalid.
    Invalid = 3,
    /// Some runs failed.
    SomeFailed = 4,
    /// A validation gate was not met.
    Gate = 5,
    /// Results differ from the manifest.
    Differ = 6,
    /// Interrupted.
    Interrupted = 130,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// Why the program could not do what was asked.
#[derive(Debug)]
pub struct Failure {
    /// Exit code.
    pub code: Code,
    /// What went wrong, with its causes.
    pub what: String,
    /// What to do about it; empty if nothing is known.
    pub remedy: String,
    /// Everything wrong with a scenario, if that is it.
    pub report: Option<Report>,
}

impl Failure {
    /// A failure with what to do about it.
    pub fn new(code: Code, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, what: what.into(), remedy: remedy.into(), report: None }
    }

    /// A failure with the chain of its causes.
    pub fn caused(what: impl std::fmt::Display, cause: &dyn std::error::Error, remedy: impl Into<String>) -> Self {
        let mut text = format!("{what}: {cause}");
        let mut deeper = cause.source();
        while let Some(cause) = deeper {
            text = format!("{text}: {cause}");
            deeper = cause.source();
        }
        Self::new(Code::Failure, text, remedy)
    }

    /// Everything wrong with a file of some kind: `scenario`, `trial`.
    pub fn invalid(kind: &str, report: Report) -> Self {
        let what = match report.0.len() {
            1 => format!("the {kind} has a problem"),
            n => format!("the {kind} has {n} problems"),
        };
        Self { code: Code::Invalid, what, remedy: String::new(), report: Some(report) }
    }
}

impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self::invalid("scenario", report)
    }
}
