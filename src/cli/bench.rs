//! `bench`: how fast the program is on this machine, beside what stands in the way and beside other programs.

use super::exit::{Code, Failure};
use super::{measured, progress, terminal};
use crate::bench::census::{self, Uncounted};
use crate::bench::instructions::{self, Compared, Job, MOST, beside};
use crate::bench::reference;
use crate::bench::session::{Effort, measure};
use crate::bench::workload::{self, Size, Workload};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Measure this machine: memory, random numbers, and the model in teacher-weeks a second.
///
/// The model is the real one: all mechanisms, the policies of the scenario, ledger and rows of the tables. Figures hang
/// on what else the machine does; only ratios within one run mean something.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim bench --quick              about a minute\n  schoolsim bench                      a few minutes\n  schoolsim bench --quick --json > here.json\n  schoolsim bench --instructions       instructions a teacher-week, counted by valgrind\n"
)]
#[allow(clippy::struct_excessive_bools, reason = "flags of the command line")]
pub struct BenchArgs {
    /// A first look: fewer years and replicates, one round.
    #[arg(long)]
    pub quick: bool,
    /// The world with every school, where it is among the examples; takes gigabytes and minutes.
    #[arg(long)]
    pub whole: bool,
    /// Threads beside one; all cores if not given.
    #[arg(long, env = "SCHOOLSIM_THREADS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Rounds at most, of which medians are taken [default: 3; 1 with --quick].
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub rounds: Option<u16>,
    /// Replicates of each workload, in place of its own.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replicates: Option<u32>,
    /// School years of each workload, in place of its own.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub years: Option<u32>,
    /// Most schools of each system, before the world is made smaller.
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..=5_000_000))]
    pub schools: Option<u32>,
    /// Seconds for each figure of the machine in a round [default: 1; 0.5 with --quick].
    #[arg(long, value_parser = seconds)]
    pub seconds: Option<f64>,
    /// Size of the arrays that memory is measured with, together, in MiB [default: 512, more where the last cache is
    /// large].
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub arrays: Option<u64>,
    /// Count the instructions of a teacher-week under valgrind instead, on small fixed jobs.
    #[arg(long, conflicts_with_all = ["quick", "whole", "rounds", "replicates", "years", "schools", "seconds", "arrays"])]
    pub instructions: bool,
    /// Compare these counts with a record; a rise of more than 5 % ends with exit code 5.
    #[arg(long, requires = "instructions", value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Count random words and events of the workloads anew and print them as src/bench/census.csv has them; works in
    /// builds with debug assertions only.
    #[arg(long, conflicts_with_all = ["instructions", "quick", "whole", "rounds", "replicates", "years", "schools"])]
    pub count: bool,
    /// What valgrind is given to run.
    #[arg(long, hide = true, requires = "years")]
    pub job: Option<Job>,
}

/// Reads a time.
fn seconds(given: &str) -> Result<f64, String> {
    match given.trim().parse::<f64>() {
        Ok(seconds) if (0.0..=3600.0).contains(&seconds) => Ok(seconds),
        _ => Err("give a number of seconds from 0 to 3600, such as 0.5".to_owned()),
    }
}

/// Measures, or counts.
pub fn bench(args: &BenchArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    if let Some(job) = args.job {
        job.run(args.years.unwrap_or(1)).map_err(failed)?;
        return Ok(Code::Done);
    }
    if args.instructions {
        return count_instructions(args.record.as_deref(), json, quiet);
    }
    if args.count {
        return recount(quiet);
    }
    let size = Size {
        quick: args.quick,
        whole: args.whole,
        replicates: args.replicates,
        years: args.years,
        schools: args.schools,
    };
    let effort = Effort {
        size,
        threads: super::given::threads(args.threads)?,
        rounds: args.rounds.map_or(if args.quick { 1 } else { 3 }, usize::from),
        seconds: args.seconds.unwrap_or(if args.quick { 0.5 } else { 1.0 }),
        arrays: args.arrays.map(|mebibytes| mebibytes << 20),
    };
    let bar = progress::spinner(quiet);
    let session = measure(&effort, &|what| bar.set_message(what.to_owned())).map_err(failed)?;
    bar.finish_and_clear();
    if json {
        let reference = json!({
            "machine": reference::MACHINE, "model": reference::MODEL, "triad": reference::TRIAD,
            "chacha8": reference::CHACHA8, "programs": reference::PEERS,
        });
        let value = json!({"measured": session, "reference": reference, "caution": measured::CAUTION});
        terminal::print(&format!("{value:#}\n"))?;
    } else {
        terminal::print(&measured::text(&session))?;
    }
    Ok(Code::Done)
}

fn failed(failure: workload::Failure) -> Failure {
    match failure {
        workload::Failure::Years { .. } => {
            Failure::new(Code::Usage, failure.to_string(), "give more with --years, or leave it away")
        }
        other => Failure::caused("the measurement did not finish", &other, ""),
    }
}

/// Counts instructions, beside the record if there is one.
fn count_instructions(record: Option<&Path>, json: bool, quiet: bool) -> Result<Code, Failure> {
    let text = match record {
        Some(path) => Some(std::fs::read_to_string(path).map_err(|e| {
            Failure::caused(format!("cannot read {}", path.display()), &e, "give the file of the record with --record")
        })?),
        None => None,
    };
    let program = std::env::current_exe().map_err(|e| Failure::caused("cannot find this program", &e, ""))?;
    let bar = progress::spinner(quiet);
    let mut all = Vec::new();
    for job in Job::ALL {
        bar.set_message(format!("instructions of the job {}", job.name()));
        let counted = instructions::count(&program, job).map_err(|e| {
            let remedy = match e {
                instructions::Uncounted::Valgrind(_) => "install valgrind, as by apt-get install valgrind",
                _ => "",
            };
            Failure::new(Code::Failure, e.to_string(), remedy)
        })?;
        all.push(beside(text.as_deref().unwrap_or_default(), job, counted));
    }
    bar.finish_and_clear();
    let stand = record.is_none() || all.iter().all(Compared::stands);
    if json {
        let value = json!({"instructions_a_teacher_week": all, "record": record, "stands": stand});
        terminal::print(&format!("{value:#}\n"))?;
    } else {
        terminal::print(&measured::instructions(&all, record.is_some()))?;
    }
    if let (Some(path), false) = (record, stand) {
        let what = format!("a count is not in {} or more than {:.0} % above it", path.display(), 100.0 * MOST);
        let remedy =
            "make it cheaper; or, where the rise is worth it, put the new count there in a commit that says why";
        return Err(Failure::new(Code::Gate, what, remedy));
    }
    Ok(Code::Done)
}

/// Counts words and events of every system of every workload anew.
fn recount(quiet: bool) -> Result<Code, Failure> {
    let bar = progress::spinner(quiet);
    let mut counts = Vec::new();
    for name in workload::names() {
        let size = Size { schools: Some(1), ..Size::default() };
        let systems = Workload::known(name, size).map_err(failed)?.scenario.systems.len();
        for system in 0..systems {
            bar.set_message(format!("system {} of {systems} of {name}", system + 1));
            counts.push(census::count(name, system).map_err(|e| {
                let remedy = match e {
                    Uncounted::Build => "use a build with debug assertions: cargo run -- bench --count",
                    Uncounted::Workload(_) => "",
                };
                Failure::new(Code::Failure, e.to_string(), remedy)
            })?);
        }
    }
    bar.finish_and_clear();
    let text = census::file(&counts).map_err(|e| Failure::caused("cannot write the counts", &e, ""))?;
    terminal::print(&text)?;
    Ok(Code::Done)
}
