//! `check`: everything wrong with scenarios, without running them.

use super::exit::{Code, Failure};
use super::terminal;
use crate::scenario::{self, Finding};
use clap::Args;
use serde_json::json;

/// Say everything that is wrong with scenarios, without running them.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Scenario files, or names of built-in examples.
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

/// What is wrong with a scenario, its populations included.
fn findings(name: &str) -> Vec<Finding> {
    match scenario::read(name) {
        Err(report) => report.0,
        Ok(scenario) => match super::run::lists(&scenario).and_then(|_| super::run::sets(&scenario)) {
            Ok(_) => Vec::new(),
            Err(failure) => vec![Finding::of_file(name, failure.what, failure.remedy)],
        },
    }
}
