//! `audit`: what dose would hold an effect, and what each year of a contract brings.

use super::exit::{Code, Failure};
use super::simulation::{Flags, Task, carry_out, with_flags};
use crate::audit::{Asked, add, audit as make};
use crate::scenario::read::name_of;
use clap::Args;

/// Ask of an arm what dose would hold its effect after the support stops, and what each year of a contract brings.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim audit mine.ron --arm \"Mentors\"\n  schoolsim audit three-systems --system Shanghai --replicates 40\n  schoolsim audit mine.ron --arm \"Mentors\" --stop 4 --years 12\n"
)]
pub struct AuditArgs {
    /// Scenario file, or name of a built-in example.
    pub scenario: String,
    /// Arm to audit; all arms if not given.
    #[arg(long, value_name = "NAME")]
    pub arm: Option<String>,
    /// System to audit; all systems if not given.
    #[arg(long, value_name = "NAME")]
    pub system: Option<String>,
    /// Last year of full support [default: that of the scenario, or half the years where the support does not end].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=99))]
    pub stop: Option<u32>,
    /// How to simulate it.
    #[command(flatten)]
    pub flags: Flags,
}

/// Makes the scenario of the audit, runs it and writes what it shows.
pub fn audit(args: &AuditArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let mut base = super::reading::scenario(&args.scenario)?;
    with_flags(&mut base, &args.flags)?;
    let asked = Asked { system: args.system.clone(), arm: args.arm.clone(), stop: args.stop };
    let made = make(&base, &asked).map_err(|refused| Failure::new(Code::Usage, refused.what, refused.remedy))?;
    let task = Task {
        scenario: made.scenario.clone(),
        name: args.scenario.clone(),
        folder: format!("{}-audit", name_of(&args.scenario)),
        notes: Vec::new(),
        finish: &|results| add(results, &made),
    };
    carry_out(&task, &args.flags, json, quiet)
}
