//! `compare`: put the arms of scenarios onto one population and simulate them with common random numbers.

use super::exit::{Code, Failure};
use super::reading;
use super::simulation::{Flags, Task, carry_out, with_flags};
use crate::scenario::combine::{Named, combine};
use crate::scenario::examples;
use crate::scenario::read::name_of;
use clap::Args;
use std::path::Path;

/// Longest name of the folder of results, characters.
const FOLDER: usize = 60;

/// Compare the arms of scenarios on the same schools.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim compare three-systems\n  schoolsim compare mine.ron yours.ron --precision 0.005\n  \
                   schoolsim compare work-group lesson-study --on tutorial\n  \
                   schoolsim compare mine.ron --on three-systems:Zhejiang --dry-run\n",
    after_help = "Every arm of every system meets the same schools, parameter sets and random numbers: those of the first \
                  scenario's first system, or of --on. What the others say of schools, prices, parameters, decisions and \
                  years is not taken over, and a note says what that is."
)]
pub struct CompareArgs {
    /// Scenario files, or names of built-in examples.
    #[arg(required = true)]
    pub scenarios: Vec<String>,
    /// Scenario whose schools, setting, prices, years and seed hold, and which of its systems; the first if none is named
    /// [default: the first scenario].
    #[arg(long, value_name = "FILE[:SYSTEM]")]
    pub on: Option<String>,
    /// How to simulate them.
    #[command(flatten)]
    pub flags: Flags,
}

/// Compares scenarios.
pub fn compare(args: &CompareArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let named = labelled(&args.scenarios, reading::scenarios(&args.scenarios)?);
    let (on, system) = match args.on.as_deref().map(file_and_system) {
        None => (named[0].clone(), None),
        Some((file, system)) => {
            // A scenario that is compared too keeps its label.
            let at = args.scenarios.iter().position(|given| given == file);
            let stem = name_of(file);
            let taken = named.iter().any(|n| n.label == stem);
            let label = if taken { format!("{stem} of --on") } else { stem };
            let own = || Ok(Named { label, scenario: reading::scenario(file)? });
            (at.map_or_else(own, |at| Ok::<_, Failure>(named[at].clone()))?, system)
        }
    };
    let combined = combine(&named, &on, system, args.flags.years)
        .map_err(|misfit| Failure::new(Code::Usage, misfit.to_string(), misfit.remedy()))?;
    let labels: Vec<&str> = named.iter().map(|n| n.label.as_str()).collect();
    let folder: String = format!("compare-{}", labels.join("-")).chars().take(FOLDER).collect();
    let name = format!("compare {}", args.scenarios.join(" "));
    let mut scenario = combined.scenario;
    with_flags(&mut scenario, &args.flags)?;
    let task = Task { scenario, name, folder, notes: combined.notes, finish: &|_| {} };
    carry_out(&task, &args.flags, json, quiet)
}

/// Scenarios with the names of their files, numbered where two are the same.
fn labelled(names: &[String], scenarios: Vec<crate::scenario::Scenario>) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::with_capacity(names.len());
    for (name, scenario) in names.iter().zip(scenarios) {
        let stem = name_of(name);
        let same = names[..all.len()].iter().filter(|other| name_of(other) == stem).count();
        let label = if same == 0 { stem } else { format!("{stem} {}", same + 1) };
        all.push(Named { label, scenario });
    }
    all
}

/// Splits `FILE:SYSTEM`. A file may have a colon in its name, and then is taken as it stands.
fn file_and_system(given: &str) -> (&str, Option<&str>) {
    if Path::new(given).exists() || examples::find(given).is_some() {
        return (given, None);
    }
    match given.rsplit_once(':') {
        // A letter alone before the colon is a drive, not a file.
        Some((file, system)) if file.chars().count() > 1 => (file, Some(system)),
        _ => (given, None),
    }
}
