//! The command line: flags to types, and a short handler a subcommand.

// Text is put together once a command: plain to read counts more than an allocation.
#![allow(clippy::format_push_string, clippy::format_collect)]

use crate::vectors::Vectors;
use clap::{CommandFactory, Parser, Subcommand};
use std::process::ExitCode;

pub mod exit;
pub mod machine;
pub mod terminal;
pub mod progress;
pub mod folder;
pub mod sample;
pub mod timing;
pub mod estimate;
pub mod reading;
pub mod given;
pub mod beforehand;
pub mod simulation;
pub mod run;
pub mod compare;
pub mod audit;
pub mod explain;
pub mod evidence;
pub mod check;
pub mod examples;
pub mod import;
pub mod calibrate;
pub mod tools;
pub mod studies;
pub mod told;
pub mod tale;
pub mod trace;
pub mod trial;
pub mod validate;
pub mod worth;
pub mod report;
pub mod measured;
pub mod bench;

use exit::{Code, Failure};

const EXAMPLES: &str = "Examples:
  schoolsim run three-systems              the default comparison, built in
  schoolsim run mine.ron --out results     a scenario of your own
  schoolsim run mine.ron --dry-run         how many runs, how long, how much memory and disk
  schoolsim compare three-systems          the three ways on the same schools
  schoolsim audit mine.ron                 what lasts, and what dose would hold it
  schoolsim check mine.ron                 everything wrong with it, by line
  schoolsim explain mine.ron               what it asks and what the answer rests on
  schoolsim evidence                       every parameter, its source and what the data say
  schoolsim examples copy tutorial         a file to start from
  schoolsim trace mine.ron --school 141020  who learned what from whom in a school
  schoolsim trial --list                   published trials to compare the model with
  schoolsim validate                       the model beside all of them
  schoolsim worth-it                       an exchange, or as much nearer home?
  schoolsim report output/three-systems    results as one HTML file, to read, print or send
  schoolsim bench --quick                  how fast it is on this machine
";

const CODES: &str = "Exit codes:
  0    done
  1    failure
  2    wrong usage of the command line
  3    scenario invalid
  4    some runs failed
  5    a validation gate was not met, or bench counted more instructions than recorded
  6    results differ from the manifest
  130  interrupted; what is finished is kept, and run goes on with --resume

Environment:
  SCHOOLSIM_THREADS  threads, where --threads is not given
  SCHOOLSIM_OUT      output folder of run, where --out is not given
  NO_COLOR           no colours, whatever the value

Results are projections from component trials: no causal estimate exists for the three national programmes themselves.";

/// Which way of spreading good teaching works, for whom, at what cost: an agent-based simulator of school improvement.
#[derive(Debug, Parser)]
#[command(name = "schoolsim", version, before_help = EXAMPLES, after_help = "Exit codes and environment: --help", after_long_help = CODES)]
pub struct Cli {
    /// Say nothing but results and errors.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Print results as JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a scenario and write tables and figures.
    Run(run::RunArgs),
    /// Put the arms of scenarios onto the same schools and compare them.
    Compare(compare::CompareArgs),
    /// Ask what dose would hold an arm's effect, and what a year of contract brings.
    Audit(audit::AuditArgs),
    /// Say everything that is wrong with scenarios or trials, without running them.
    Check(check::CheckArgs),
    /// Say what a scenario asks, policy by policy, and what each number rests on.
    Explain(explain::ExplainArgs),
    /// List what each parameter, and the variance of the result, rests on.
    Evidence(evidence::EvidenceArgs),
    /// List, show or copy the built-in examples.
    #[command(subcommand)]
    Examples(examples::ExamplesCommand),
    /// Fit the uncertain parameters to published trials.
    Calibrate(calibrate::CalibrateArgs),
    /// Turn official or your own tables of schools into a population file.
    Import(import::ImportArgs),
    /// Say whether a folder of results still holds what its run wrote.
    Verify(tools::VerifyArgs),
    /// Simulate published trials and compare what they reported with what the model predicts.
    Trial(trial::TrialArgs),
    /// Compare the model with all published trials that ship, and judge the gates.
    Validate(validate::ValidateArgs),
    /// Rerun one replicate of one arm and tell who learned what from whom.
    Trace(trace::TraceArgs),
    /// Say what a policy takes and gives beside others that take as much: was it worth it?
    WorthIt(worth::WorthArgs),
    /// Make one HTML file from a folder of results, to read, print or send.
    Report(report::ReportArgs),
    /// Measure this machine: memory, random numbers, and the model in teacher-weeks a second.
    Bench(bench::BenchArgs),
    /// Print the JSON Schema of scenario files, or of trials, for editors.
    Schema(tools::SchemaArgs),
    /// Print completions for a shell.
    Completions(tools::CompletionsArgs),
}

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    terminal::apologise_for_panics();
    let done = std::panic::catch_unwind(|| {
        let cli = match Cli::try_parse() {
            Ok(cli) => cli,
            // Help and version are no failures; a wrong word is answered with the nearest right one.
            Err(answer) => {
                let _ = answer.print();
                return if answer.use_stderr() { Code::Usage } else { Code::Done };
            }
        };
        let (json, quiet) = (cli.json, cli.quiet);
        usable()
            .and_then(|()| dispatch(cli.command, json, quiet))
            .unwrap_or_else(|failure| terminal::report(&failure, json))
    });
    done.unwrap_or(Code::Failure).into()
}

/// Whether the vectors can be used that the environment asks for.
fn usable() -> Result<(), Failure> {
    let remedy = "name one of these, or leave it unset for the widest; results are the same with any";
    Vectors::asked().map(|_| ()).map_err(|cause| Failure::new(Code::Usage, cause.to_string(), remedy))
}

fn dispatch(command: Command, json: bool, quiet: bool) -> Result<Code, Failure> {
    match command {
        Command::Run(args) => run::run(&args, json, quiet),
        Command::Compare(args) => compare::compare(&args, json, quiet),
        Command::Audit(args) => audit::audit(&args, json, quiet),
        Command::Check(args) => check::check(&args, json, quiet),
        Command::Explain(args) => explain::explain(&args, json),
        Command::Evidence(args) => evidence::evidence(&args, json, quiet),
        Command::Examples(command) => examples::examples(&command, json, quiet),
        Command::Calibrate(args) => calibrate::calibrate(&args, json, quiet),
        Command::Import(args) => import::import(&args, json, quiet),
        Command::Verify(args) => tools::verify(&args, json),
        Command::Trial(args) => trial::trial(&args, json, quiet),
        Command::Validate(args) => validate::validate(&args, json, quiet),
        Command::Trace(args) => trace::trace(&args, json, quiet),
        Command::WorthIt(args) => worth::worth_it(&args, json, quiet),
        Command::Report(args) => report::report(&args, json, quiet),
        Command::Bench(args) => bench::bench(&args, json, quiet),
        Command::Schema(args) => tools::schema(&args),
        Command::Completions(args) => tools::completions(&args, Cli::command()),
    }
}
