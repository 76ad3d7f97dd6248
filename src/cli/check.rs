//! `check`: everything wrong with scenarios and trials, without running them.

use super::exit::{Code, Failure};
use super::terminal;
use crate::scenario::{self, Finding};
use crate::trial;
use crate::trial::kind::{self, Kind};
use clap::Args;
use serde_json::json;

/// Say everything that is wrong with scenarios or published trials, without running them.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files of scenarios or trials, or names of built-in ones.
    #[arg(required = true)]
    pub scenarios: Vec<String>,
}

/// Checks each scenario; exit code 3 if any has a problem.
pub fn check(args: &CheckArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let results: Vec<(&String, Vec<Finding>)> = args.scenarios.iter().map(|name| (name, findings(name))).collect();
    if json {
        let list: Vec<_> =
            results.iter().map(|(name, f)| json!({"scenario": name, "ok": f.is_empty(), "problems": f})).collect();
        terminal::print(&format!("{:#}\n", json!(list)))?;
    } else {
        let mut text = String::new();
        for (name, findings) in &results {
            match findings.len() {
                0 if quiet => {}
                0 => text += &format!("{name}: OK\n"),
                n => {
                    text += &format!("{name}: {n} {}\n", if n == 1 { "problem" } else { "problems" });
                    for finding in findings {
                        text += &format!("{finding}\n");
                    }
                }
            }
        }
        terminal::print(&text)?;
    }
    let good = results.iter().all(|(_, findings)| findings.is_empty());
    Ok(if good { Code::Done } else { Code::Invalid })
}

/// What is wrong with a scenario or trial, its populations included.
fn findings(name: &str) -> Vec<Finding> {
    let read = match kind::of(name) {
        Some(Kind::Trial) => trial::read(name).map(|trial| trial.scenario),
        Some(Kind::Scenario) | None => scenario::read(name),
    };
    match read {
        Err(report) => report.0,
        Ok(scenario) => match super::given::lists(&scenario).and_then(|_| super::given::sets(&scenario)) {
            Ok(_) => Vec::new(),
            Err(failure) => vec![Finding::of_file(name, failure.what, failure.remedy)],
        },
    }
}
