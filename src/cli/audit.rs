//! `audit`: what dose would hold an effect, and what each year of a contract brings.

use super::exit::{Code, Failure};
use super::run::{RunArgs, carry_out, with_flags};
use crate::audit::{Asked, add, audit as make};
use crate::scenario::read::name_of;
use clap::Args;
use std::path::{Path, PathBuf};

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
    /// Seed of every random number, in place of the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Replicates of each system, in place of the scenario's.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replicates: Option<u32>,
    /// School years, in place of the scenario's: how long is looked on after the support stops.
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..=100))]
    pub years: Option<u32>,
    /// Values of the parameters, in place of the scenario's: posterior, central, defaults, or a file with a sample.
    #[arg(long, value_name = "posterior|central|defaults|FILE")]
    pub parameters: Option<String>,
    /// Threads; all cores if not given. Results are the same for any number.
    #[arg(long, env = "SCHOOLSIM_THREADS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Folder for the results [default: output/, the scenario's name and -audit].
    #[arg(long, env = "SCHOOLSIM_OUT")]
    pub out: Option<PathBuf>,
    /// Replace results that are in the folder already.
    #[arg(long)]
    pub overwrite: bool,
    /// Go on with an interrupted audit: same scenario and flags, same --out.
    #[arg(long, conflicts_with_all = ["overwrite", "dry_run"])]
    pub resume: bool,
    /// Say how many runs, how long and how much disk, and do nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Makes the scenario of the audit, runs it and writes what it shows.
pub fn audit(args: &AuditArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let flags = RunArgs {
        scenario: args.scenario.clone(),
        seed: args.seed,
        replicates: args.replicates,
        years: args.years,
        parameters: args.parameters.clone(),
        threads: args.threads,
        out: args.out.clone(),
        overwrite: args.overwrite,
        resume: args.resume,
        dry_run: args.dry_run,
    };
    let base = with_flags(&flags)?;
    let asked = Asked { system: args.system.clone(), arm: args.arm.clone(), stop: args.stop };
    let made = make(&base, &asked).map_err(|refused| Failure::new(Code::Usage, refused.what, refused.remedy))?;
    let usual = || Path::new("output").join(format!("{}-audit", name_of(&args.scenario)));
    let out = args.out.clone().unwrap_or_else(usual);
    carry_out(&flags, &made.scenario, &out, &|results| add(results, &made), json, quiet)
}
