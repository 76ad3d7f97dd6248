//! `run`: simulate a scenario and write tables and figures.

use super::estimate::estimate;
use super::exit::{Code, Failure};
use super::folder::{self, Growing};
use super::terminal;
use crate::answer::answer;
use crate::answer::footing::{self, PROJECTION};
use crate::answer::spread::{Spread, spreads};
use crate::experiment::{self, Checkpoint, Footing, Results, Sets};
use crate::manifest::RunInfo;
use crate::nearest;
use crate::output;
use crate::parameter::Stated;
use crate::population::{self, SchoolList};
use crate::scenario::shape::Shape;
use crate::scenario::{self, ParameterSets, Scenario};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// Simulate a scenario and write tables and figures.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim run three-systems\n  schoolsim run mine.ron --replicates 10 --out quick\n  schoolsim run mine.ron --dry-run\n"
)]
pub struct RunArgs {
    /// Scenario file, or name of a built-in example.
    pub scenario: String,
    /// Seed of every random number, in place of the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Replicates of each system, in place of the scenario's.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replicates: Option<u32>,
    /// School years, in place of the scenario's; a policy that lasts longer is in force to the end.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub years: Option<u32>,
    /// Values of the parameters, in place of the scenario's: posterior (sets of the sample in the program), central (its
    /// weighted mean), defaults (starting values), or a file with a sample of your own.
    #[arg(long, value_name = "posterior|central|defaults|FILE")]
    pub parameters: Option<String>,
    /// Threads; all cores if not given. Results are the same for any number.
    #[arg(long, env = "SCHOOLSIM_THREADS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Folder for the results [default: output/ and the scenario's name].
    #[arg(long, env = "SCHOOLSIM_OUT")]
    pub out: Option<PathBuf>,
    /// Replace results that are in the folder already.
    #[arg(long)]
    pub overwrite: bool,
    /// Go on with an interrupted run: same scenario and flags, same --out.
    #[arg(long, conflicts_with_all = ["overwrite", "dry_run"])]
    pub resume: bool,
    /// Say how many runs, how long and how much disk, and do nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// What the simulation needs beside the scenario.
pub struct Job<'a> {
    /// Threads to use.
    pub threads: usize,
    /// Folder to write into; it is renamed once all is written.
    pub folder: &'a Path,
    /// Command line, for the manifest.
    pub command_line: Vec<String>,
    /// Name of the scenario's file or of the built-in example.
    pub name: String,
    /// What an interrupted run has finished already.
    pub before: Option<Checkpoint>,
    /// When it was started.
    pub started: SystemTime,
    /// Told how many runs are done of how many.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Set once the user wants to stop.
    pub stop: &'a AtomicBool,
    /// Adds to the results before they are written.
    pub finish: &'a dyn Fn(&mut Results),
}

/// How a simulation ended.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Done {
    /// Fingerprint of program version, scenario and seed.
    pub run_id: String,
    /// Replicates finished, over systems.
    pub finished: u64,
    /// Replicates wanted.
    pub wanted: u64,
    /// What the answer is, in a few lines for the terminal.
    pub answer: String,
    /// What the parameters rest on.
    pub parameters: Footing,
    /// How much of the spread of the effect on attainment comes from parameters and how much from chance, by arm.
    pub spread: Vec<Spread>,
    /// Files written, within the folder of results.
    pub files: Vec<PathBuf>,
}

/// Runs a scenario: read, check the folder, simulate, write, put in place, say where.
pub fn run(args: &RunArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let scenario = with_flags(args)?;
    let out = args.out.clone().unwrap_or_else(|| Path::new("output").join(scenario::read::name_of(&args.scenario)));
    carry_out(args, &scenario, &out, &|_| {}, json, quiet)
}

/// Simulates a scenario that flags have been applied to; `finish` adds to its results before they are written.
pub fn carry_out(
    args: &RunArgs,
    scenario: &Scenario,
    out: &Path,
    finish: &dyn Fn(&mut Results),
    json: bool,
    quiet: bool,
) -> Result<Code, Failure> {
    let threads = threads(args.threads);
    let lists = lists(scenario)?;
    let sets = sets(scenario)?;
    if args.dry_run {
        folder::may_write(out, args.overwrite)?;
        return dry_run(scenario, &lists, threads, out, json);
    }
    let before = if args.resume { Some(go_on(scenario, &lists, &sets, out)?) } else { None };
    folder::may_write(out, args.overwrite || args.resume)?;
    let growing = Growing::start(out)?;
    let stop = stop_on_interrupt();
    let bar = terminal::bar(experiment::execute::ticks(scenario), "school years", quiet);
    let progress = |done: u64, total: u64| {
        bar.set_length(total);
        bar.set_position(done);
    };
    let job = Job {
        threads,
        folder: growing.path(),
        command_line: std::env::args().collect(),
        name: args.scenario.clone(),
        before,
        started: SystemTime::now(),
        progress: &progress,
        stop: &stop,
        finish,
    };
    let done = simulate_and_write(scenario, &lists, &job);
    bar.finish_and_clear();
    let done = done?;
    if done.finished > 0 {
        growing.finish(args.overwrite || args.resume)?;
    }
    say(&done, scenario, out, json, quiet)?;
    Ok(match (stop.load(Ordering::Relaxed), done.finished < done.wanted) {
        (true, true) => Code::Interrupted,
        (false, true) => Code::SomeFailed,
        (_, false) => Code::Done,
    })
}

/// Simulates a scenario and writes its results into `job.folder`.
fn simulate_and_write(scenario: &Scenario, lists: &[SchoolList], job: &Job) -> Result<Done, Failure> {
    let before = job.before.clone();
    let (mut results, checkpoint) = experiment::execute(scenario, lists, job.threads, job.progress, job.stop, before)
        .map_err(|e| Failure::caused("the simulation did not finish", &e, ""))?;
    (job.finish)(&mut results);
    if !checkpoint.is_complete() {
        keep(&checkpoint, &job.folder.join(folder::CHECKPOINT))?;
    }
    let run = RunInfo {
        command: job.command_line.clone(),
        scenario_text: Shape::of(scenario).text(),
        scenario_name: job.name.clone(),
        parameters: scenario.systems.iter().flat_map(|s| prefixed(&s.name, s.stated())).collect(),
        inputs: lists
            .iter()
            .zip(&scenario.systems)
            .map(|(list, s)| (s.name.clone(), experiment::execute::fingerprint(list)))
            .collect(),
        threads: job.threads,
        started: when(job.started),
        finished: when(SystemTime::now()),
    };
    let files = output::write(&results, scenario, &run, job.folder)
        .map_err(|e| Failure::caused("the results could not be written", &e, ""))?;
    Ok(Done {
        run_id: results.run_id.clone(),
        finished: results.replicates.iter().map(|&(_, _, finished)| u64::from(finished)).sum(),
        wanted: results.replicates.iter().map(|&(_, wanted, _)| u64::from(wanted)).sum(),
        answer: answer(&results).to_string(),
        spread: scenario.systems.iter().flat_map(|s| spreads(&results, &s.name)).collect(),
        parameters: results.footing.clone(),
        files: files.iter().filter_map(|f| f.strip_prefix(job.folder).ok().map(Path::to_path_buf)).collect(),
    })
}

/// Writes what is finished.
fn keep(checkpoint: &Checkpoint, path: &Path) -> Result<(), Failure> {
    let what = || format!("cannot write {}", path.display());
    let bytes = checkpoint.to_bytes().map_err(|e| Failure::caused(what(), &e, ""))?;
    std::fs::write(path, bytes).map_err(|e| Failure::caused(what(), &e, "free disk space, or give another --out"))
}

/// Reads what an interrupted run of the same scenario, seed and version has finished.
fn go_on(scenario: &Scenario, lists: &[SchoolList], sets: &Sets, out: &Path) -> Result<Checkpoint, Failure> {
    let path = out.join(folder::CHECKPOINT);
    let shown = path.display();
    let remedy = "give the folder of an interrupted run with --out, or leave --resume away";
    let bytes = std::fs::read(&path).map_err(|e| {
        Failure::caused(format!("there is no interrupted run to go on from: cannot read {shown}"), &e, remedy)
    })?;
    let checkpoint = Checkpoint::from_bytes(&bytes)
        .map_err(|e| Failure::caused(format!("{shown} is damaged or of another version"), &e, remedy))?;
    let wanted = experiment::execute::run_id(scenario, lists, sets);
    if checkpoint.run_id != wanted {
        let what = format!(
            "{shown} is of run {}; this scenario, seed, replicates, years, schools, parameter sets and version are run \
             {wanted}",
            checkpoint.run_id
        );
        return Err(Failure::new(Code::Failure, what, "give the same scenario and flags, or leave --resume away"));
    }
    Ok(checkpoint)
}

/// The parameter sets of a scenario.
pub fn sets(scenario: &Scenario) -> Result<Sets, Failure> {
    let mended = "mend the sample of parameter sets, or give posterior, central or defaults";
    Sets::of(scenario).map_err(|e| Failure::new(Code::Invalid, e.to_string(), mended))
}

/// What `--parameters` asks for.
pub fn parameter_sets(given: &str) -> Result<ParameterSets, Failure> {
    const WORDS: [&str; 3] = ["posterior", "central", "defaults"];
    Ok(match given {
        "posterior" => ParameterSets::Posterior,
        "central" => ParameterSets::Central,
        "defaults" => ParameterSets::Defaults,
        path if Path::new(path).is_file() => {
            // Relative to where the command is given, not to the scenario.
            let whole = std::path::absolute(path)
                .map_err(|e| Failure::caused(format!("cannot find {path}"), &e, "give another path"))?;
            ParameterSets::File { path: whole.display().to_string() }
        }
        other => {
            let what = format!("--parameters {other} is neither posterior, central or defaults nor a file");
            return Err(Failure::new(Code::Usage, what, nearest::remedy(other, WORDS, "")));
        }
    })
}

/// The schools of every system.
pub fn lists(scenario: &Scenario) -> Result<Vec<SchoolList>, Failure> {
    let list = |s: &scenario::System| population::schools(&s.population, scenario.seed, &scenario.folder);
    let lists: Result<Vec<_>, _> = scenario.systems.iter().map(list).collect();
    lists.map_err(|e| Failure::new(Code::Invalid, e.to_string(), "mend the population in the file"))
}

fn prefixed(system: &str, stated: Vec<Stated>) -> Vec<Stated> {
    stated.into_iter().map(|p| Stated { name: format!("{system}: {}", p.name), ..p }).collect()
}

/// A moment in ISO 8601, UTC.
pub fn when(moment: SystemTime) -> String {
    humantime::format_rfc3339_seconds(moment).to_string()
}

/// The scenario with flags in place of what the file says, checked again.
pub fn with_flags(args: &RunArgs) -> Result<Scenario, Failure> {
    let mut scenario = super::reading::scenario(&args.scenario)?;
    scenario.seed = args.seed.unwrap_or(scenario.seed);
    scenario.replicates = args.replicates.unwrap_or(scenario.replicates);
    if let Some(given) = &args.parameters {
        scenario.parameter_sets = parameter_sets(given)?;
    }
    if let Some(years) = args.years {
        shorten(&mut scenario, years)?;
    }
    Ok(scenario)
}

/// Gives a scenario other years: a policy that lasts longer is in force to the end.
pub fn shorten(scenario: &mut Scenario, years: u32) -> Result<(), Failure> {
    scenario.years = years;
    let late = scenario.systems.iter().flat_map(|s| &s.arms).find_map(|arm| {
        let policy = arm.policies.iter().find(|p| p.years().from > years);
        Some((arm, policy?))
    });
    if let Some((arm, policy)) = late {
        let what = format!("--years {years} ends before {} of arm \"{}\" starts", policy.name(), arm.name);
        return Err(Failure::new(Code::Usage, what, "give more years, or change the policy's years in the scenario"));
    }
    for policy in scenario.systems.iter_mut().flat_map(|s| &mut s.arms).flat_map(|arm| &mut arm.policies) {
        let force = policy.years();
        if force.to.is_some_and(|to| to > years) {
            *policy = policy.clone().during(force.from, None);
        }
    }
    Ok(())
}

/// Threads asked for, or all cores.
pub fn threads(given: Option<u16>) -> usize {
    let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    given.map_or_else(all, usize::from)
}

fn dry_run(scenario: &Scenario, lists: &[SchoolList], threads: usize, out: &Path, json: bool) -> Result<Code, Failure> {
    let estimate = estimate(scenario, lists, threads);
    if json {
        terminal::print(&format!("{:#}\n", serde_json::json!({"estimate": estimate, "threads": threads, "out": out})))?;
    } else {
        let text = estimate.text();
        terminal::print(&format!("{text}threads        {threads}\nresults to     {}\n", out.display()))?;
    }
    Ok(Code::Done)
}

/// Ctrl-C asks to stop after the runs under way; a second one ends at once.
pub fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let set = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(Code::Interrupted as i32);
        }
        terminal::tell(
            "\nstopping after the runs under way and keeping what is finished; Ctrl-C again to end at once\n",
        );
    });
    if set.is_err() {
        terminal::tell("note: Ctrl-C will end the program at once, without keeping what is finished\n");
    }
    stop
}

fn say(done: &Done, scenario: &Scenario, out: &Path, json: bool, quiet: bool) -> Result<(), Failure> {
    if json {
        let (seed, projection) = (scenario.seed, PROJECTION);
        let rests = footing::lines(&done.parameters);
        let value =
            serde_json::json!({"run": done, "seed": seed, "out": out, "warning": projection, "rests_on": rests});
        return terminal::print(&format!("{value:#}\n"));
    }
    terminal::print(&done.answer)?;
    if !quiet {
        let (seed, finished, wanted) = (scenario.seed, done.finished, done.wanted);
        terminal::tell(&format!("{finished} of {wanted} replicates, seed {seed}, results in {}\n", out.display()));
        if finished < wanted {
            terminal::tell("to go on where it stopped: the same command with --resume (and without --overwrite)\n");
        }
    }
    Ok(())
}
