//! `run`: simulate a scenario and write tables and figures.

use super::exit::{Code, Failure};
use super::simulation::{Flags, Task, carry_out, with_flags};
use crate::scenario::read::name_of;
use clap::Args;

/// Simulate a scenario and write tables and figures.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim run three-systems\n  schoolsim run mine.ron --replicates 10 --out quick\n  \
                   schoolsim run mine.ron --precision 0.005\n  schoolsim run mine.ron --dry-run\n"
)]
pub struct RunArgs {
    /// Scenario file, or name of a built-in example.
    pub scenario: String,
    /// How to simulate it.
    #[command(flatten)]
    pub flags: Flags,
}

/// Runs a scenario.
pub fn run(args: &RunArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let mut scenario = super::reading::scenario(&args.scenario)?;
    with_flags(&mut scenario, &args.flags)?;
    let (name, folder) = (args.scenario.clone(), name_of(&args.scenario));
    carry_out(&Task { scenario, name, folder, notes: Vec::new(), finish: &|_| {} }, &args.flags, json, quiet)
}
