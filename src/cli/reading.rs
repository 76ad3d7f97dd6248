//! Reading what a command is given, and saying so where it is the other kind of file.

use super::exit::{Code, Failure};
use crate::scenario::report::{Finding, Report};
use crate::scenario::{self, Scenario};
use crate::trial::kind::{self, Kind};
use crate::trial::{self, Trial};

/// Reads a scenario; a published trial is answered with the command for it.
pub fn scenario(name: &str) -> Result<Scenario, Failure> {
    if kind::of(name) == Some(Kind::Trial) {
        let remedy = format!("simulate it with `schoolsim trial {name}`");
        return Err(Failure::new(Code::Invalid, format!("{name} is a published trial, not a scenario"), remedy));
    }
    Ok(scenario::read(name)?)
}

/// Reads scenarios, all problems of all of them at once.
pub fn scenarios(names: &[String]) -> Result<Vec<Scenario>, Failure> {
    let mut problems = Vec::new();
    let mut scenarios = Vec::new();
    for name in names {
        match scenario(name) {
            Ok(scenario) => scenarios.push(scenario),
            Err(failure) => {
                let what = failure.what.strip_prefix(name).map_or(failure.what.as_str(), str::trim_start);
                let alone = || vec![Finding::of_file(name, what, failure.remedy)];
                problems.extend(failure.report.map_or_else(alone, |report| report.0));
            }
        }
    }
    if problems.is_empty() {
        return Ok(scenarios);
    }
    let kind = if names.len() == 1 { "scenario" } else { "list of scenarios" };
    Err(Failure::invalid(kind, Report(problems)))
}

/// Reads trials, all problems of all of them at once; a scenario is answered with the command for it.
pub fn trials(names: &[String]) -> Result<Vec<Trial>, Failure> {
    let mut problems = Vec::new();
    let mut trials = Vec::new();
    for name in names {
        if kind::of(name) == Some(Kind::Scenario) {
            let remedy = format!("run it with `schoolsim run {name}`");
            problems.push(Finding::of_file(name, "is a scenario, not a published trial", remedy));
            continue;
        }
        match trial::read(name) {
            Ok(trial) => trials.push(trial),
            Err(report) => problems.extend(report.0),
        }
    }
    if problems.is_empty() {
        return Ok(trials);
    }
    let kind = if names.len() == 1 { "trial" } else { "list of trials" };
    Err(Failure::invalid(kind, Report(problems)))
}
