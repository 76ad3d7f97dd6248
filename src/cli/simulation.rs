//! The way from a checked scenario to a folder of results, which `run`, `compare` and `audit` share.

use super::beforehand::{Dry, allowed, dry_run, held};
use super::estimate::{grouped, teacher_weeks};
use super::exit::{Code, Failure};
use super::folder::{self, Growing};
use super::given::{lists, parameter_sets, sets, shorten, stop_on_interrupt, threads, when};
use super::progress::Bar;
use super::{machine, terminal};
use crate::answer::comparison::{Effect, effects, precision};
use crate::answer::footing::{self, PROJECTION};
use crate::answer::spread::{Spread, spreads};
use crate::answer::{Answer, answer};
use crate::experiment::precision::{FIRST, until};
use crate::experiment::{self, Checkpoint, Footing, Given, Reached, Results, Sets};
use crate::manifest::RunInfo;
use crate::numerals::counted;
use crate::output;
use crate::parameter::Stated;
use crate::population::SchoolList;
use crate::scenario::Scenario;
use crate::scenario::scale::{Fixed, scale};
use crate::scenario::shape::Shape;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime};

/// Most replicates where only a precision is asked for.
const MOST: u32 = 1000;

/// How to simulate, beside what.
#[derive(Debug, Args)]
pub struct Flags {
    /// Seed of every random number, in place of the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Replicates of each system, in place of the scenario's; with --precision the most [default there: 1000].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replicates: Option<u32>,
    /// School years, in place of the scenario's; a policy that lasts longer is in force to the end.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub years: Option<u32>,
    /// Multiply the schools and districts of every generated population by this, such as 0.01 for a first try of a large
    /// scenario; schools and districts keep their size.
    #[arg(long, value_name = "FACTOR", value_parser = factor)]
    pub scale: Option<f64>,
    /// Add replicates until half the width of the 95 % interval of every arm's effect on attainment (all schools, last
    /// year), and of the difference between every two arms, is at most this many pupil SD, such as 0.005.
    #[arg(long, value_name = "HALF-WIDTH", value_parser = half_width)]
    pub precision: Option<f64>,
    /// Values of the parameters, in place of the scenario's: posterior (sets of the sample in the program), central (its
    /// weighted mean), defaults (starting values), or a file with a sample of your own.
    #[arg(long, value_name = "posterior|central|defaults|FILE")]
    pub parameters: Option<String>,
    /// Threads; all cores if not given. Results are the same for any number.
    #[arg(long, env = "SCHOOLSIM_THREADS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Folder for the results [default: output/ and the scenario's name; for compare output/compare-…, for audit with -audit after it].
    #[arg(long, env = "SCHOOLSIM_OUT")]
    pub out: Option<PathBuf>,
    /// Replace results that are in the folder already.
    #[arg(long)]
    pub overwrite: bool,
    /// Go on with an interrupted run: same scenario and flags, same --out.
    #[arg(long, conflicts_with_all = ["overwrite", "dry_run"])]
    pub resume: bool,
    /// Memory that may be used, in GB, in place of what is free on this machine. A scenario that needs more is refused.
    #[arg(long, value_name = "GB", value_parser = gigabytes)]
    pub memory: Option<f64>,
    /// Say how many runs, how long, how much memory and disk, timed on a small part of it, and write nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Reads half the width of an interval.
fn half_width(given: &str) -> Result<f64, String> {
    const ALLOWED: &str = "give a number of pupil SD above 0 and at most 1, such as 0.005";
    match given.trim().parse::<f64>() {
        Ok(width) if width > 0.0 && width <= 1.0 => Ok(width),
        Ok(_) => Err(format!("is not above 0 and at most 1; {ALLOWED}")),
        Err(_) => Err(format!("is no number; {ALLOWED}")),
    }
}

/// Reads a factor of the number of schools.
fn factor(given: &str) -> Result<f64, String> {
    const ALLOWED: &str = "give a number above 0 and at most 1000, such as 0.01";
    match given.trim().parse::<f64>() {
        Ok(factor) if factor > 0.0 && factor <= 1000.0 => Ok(factor),
        Ok(_) => Err(format!("is not above 0 and at most 1000; {ALLOWED}")),
        Err(_) => Err(format!("is no number; {ALLOWED}")),
    }
}

/// Reads how much memory may be used.
fn gigabytes(given: &str) -> Result<f64, String> {
    match given.trim().parse::<f64>() {
        Ok(memory) if memory > 0.0 && memory <= 1e6 => Ok(memory),
        _ => Err("give a number of GB above 0, such as 8".to_owned()),
    }
}

/// What is to be simulated.
pub struct Task<'a> {
    /// The scenario, with what flags say in place of what the file says.
    pub scenario: Scenario,
    /// What it is called in the manifest.
    pub name: String,
    /// Name of the folder under `output` where none is given.
    pub folder: String,
    /// What was changed or left out on the way.
    pub notes: Vec<String>,
    /// Adds to the results before they are written.
    pub finish: &'a dyn Fn(&mut Results),
}

/// What the simulation needs beside the scenario.
struct Job<'a> {
    /// Threads to use, and replicates in memory at once.
    threads: usize,
    held: usize,
    /// Folder to write into; it is renamed once all is written.
    folder: &'a Path,
    /// Command line, for the manifest.
    command_line: Vec<String>,
    /// What the scenario is called, and what was changed or left out.
    name: &'a str,
    notes: &'a [String],
    /// Adds to the results before they are written.
    finish: &'a dyn Fn(&mut Results),
    /// Half the width of an interval that is asked for.
    precision: Option<f64>,
    /// What an interrupted run has finished already.
    before: Option<Checkpoint>,
    /// When it was started.
    started: SystemTime,
    /// Told how many runs are done of how many.
    progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Set once the user wants to stop.
    stop: &'a AtomicBool,
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
    /// What the answer is, in words.
    pub answer: String,
    /// Its first lines, for the terminal.
    #[serde(skip)]
    pub short: String,
    /// What the parameters rest on.
    pub parameters: Footing,
    /// Every arm's effect on attainment, and the difference between every two arms, with its Monte-Carlo error.
    pub effects: Vec<Effect>,
    /// How much of the spread of the effect on attainment comes from parameters and how much from chance, by arm.
    pub spread: Vec<Spread>,
    /// The precision asked for and reached, where one was asked for.
    pub precision: Option<Reached>,
    /// What was changed or left out on the way.
    pub notes: Vec<String>,
    /// Files written, within the folder of results.
    pub files: Vec<PathBuf>,
    /// What it took.
    #[serde(skip)]
    pub took: Took,
}

/// What a run took. It differs from run to run and enters no file but what is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Took {
    /// Seconds of simulating.
    pub simulating_seconds: f64,
    /// Seconds in all, with tables and figures.
    pub seconds: f64,
    /// Teacher-weeks simulated.
    pub teacher_weeks: u64,
    /// The most memory in use, bytes; none where the system does not tell.
    pub peak_memory: Option<u64>,
}

impl Took {
    /// Teacher-weeks simulated in a second; none where nothing was left to simulate.
    fn speed(&self) -> Option<f64> {
        (self.teacher_weeks > 0).then(|| self.teacher_weeks as f64 / self.simulating_seconds.max(1e-9))
    }

    /// In words.
    fn text(&self) -> String {
        let speed = self.speed().map(|speed| format!(", {} teacher-weeks a second", grouped(speed as u64)));
        let peak = self.peak_memory.map(|peak| format!(", at most {} of memory", machine::size(peak)));
        format!("took {:.1} s{}{}", self.seconds, speed.unwrap_or_default(), peak.unwrap_or_default())
    }
}

/// Carries a task out: check the folder, simulate, write, put in place, say where.
pub fn carry_out(task: &Task<'_>, flags: &Flags, json: bool, quiet: bool) -> Result<Code, Failure> {
    let scenario = &task.scenario;
    let threads = threads(flags.threads)?;
    let out = flags.out.clone().unwrap_or_else(|| Path::new("output").join(&task.folder));
    let reading = Instant::now();
    let lists = lists(scenario)?;
    let (sets, read) = (sets(scenario)?, reading.elapsed().as_secs_f64());
    let allowed = allowed(flags.memory, machine::free());
    if !json && !quiet {
        terminal::tell(&task.notes.iter().map(|note| format!("note: {note}\n")).collect::<String>());
    }
    if flags.dry_run {
        folder::may_write(&out, flags.overwrite)?;
        let (notes, finish, precision) = (&task.notes, task.finish, flags.precision);
        let (lists, sets, out) = (&lists, &sets, &out);
        let dry = Dry { scenario, notes, finish, precision, lists, read, sets, threads, out, allowed };
        return dry_run(&dry, json);
    }
    let held = held(scenario, &lists, threads, flags.precision.is_some(), allowed)?;
    let before = if flags.resume { Some(go_on(scenario, &lists, &sets, &out)?) } else { None };
    folder::may_write(&out, flags.overwrite || flags.resume)?;
    let growing = Growing::start(&out)?;
    let stop = stop_on_interrupt();
    let bar = Bar::new("teacher-years", quiet);
    let progress = |done, total| bar.show(done, total);
    let job = Job {
        threads,
        held,
        folder: growing.path(),
        command_line: std::env::args().collect(),
        name: &task.name,
        notes: &task.notes,
        finish: task.finish,
        precision: flags.precision,
        before,
        started: SystemTime::now(),
        progress: &progress,
        stop: &stop,
    };
    let done = simulate_and_write(scenario, &lists, &job);
    bar.finish();
    let mut done = done?;
    done.took.seconds = reading.elapsed().as_secs_f64();
    done.took.peak_memory = machine::memory().map(|memory| memory.peak);
    if done.finished > 0 {
        growing.finish(flags.overwrite || flags.resume)?;
    }
    say(&done, scenario, &out, json, quiet)?;
    Ok(match (stop.load(Ordering::Relaxed), done.finished < done.wanted) {
        (true, true) => Code::Interrupted,
        (false, true) => Code::SomeFailed,
        (_, false) => Code::Done,
    })
}

/// Puts flags in place of what the scenario says.
pub fn with_flags(scenario: &mut Scenario, flags: &Flags) -> Result<(), Failure> {
    scenario.seed = flags.seed.unwrap_or(scenario.seed);
    let usual = if flags.precision.is_some() { MOST } else { scenario.replicates };
    scenario.replicates = flags.replicates.unwrap_or(usual);
    if flags.precision.is_some() && scenario.replicates < FIRST {
        let what =
            format!("--precision begins with {FIRST} replicates, and --replicates allows {}", scenario.replicates);
        let remedy = format!("give --replicates {FIRST} or more, or leave one of the two away");
        return Err(Failure::new(Code::Usage, what, remedy));
    }
    if let Some(given) = &flags.parameters {
        scenario.parameter_sets = parameter_sets(given)?;
    }
    if let Some(years) = flags.years {
        shorten(scenario, years)?;
    }
    if let Some(factor) = flags.scale {
        scale(scenario, factor).map_err(|Fixed { system, schools, remedy }| {
            let what = format!("--scale multiplies generated schools, and those of {system} are {schools}");
            Failure::new(Code::Usage, what, format!("leave --scale away; {remedy}"))
        })?;
    }
    Ok(())
}

/// Simulates a scenario, with as many replicates as it says or as the precision asked for takes.
fn simulate(
    scenario: &Scenario,
    lists: &[SchoolList],
    job: &Job,
) -> Result<(Results, Checkpoint, Option<Reached>), Failure> {
    let before = job.before.clone();
    let given = Given { scenario, lists, threads: job.threads, held: job.held, progress: job.progress, stop: job.stop };
    let simulated = match job.precision {
        Some(asked) => until(&given, before, asked).map(|(results, kept, reached)| (results, kept, Some(reached))),
        None => experiment::execute::whole(&given, before).map(|(results, kept)| (results, kept, None)),
    };
    simulated.map_err(|e| Failure::caused("the simulation did not finish", &e, ""))
}

/// Simulates a scenario and writes its results into `job.folder`.
fn simulate_and_write(scenario: &Scenario, lists: &[SchoolList], job: &Job) -> Result<Done, Failure> {
    let simulating = Instant::now();
    let (mut results, checkpoint, reached) = simulate(scenario, lists, job)?;
    let took = Took {
        simulating_seconds: simulating.elapsed().as_secs_f64(),
        teacher_weeks: teacher_weeks(scenario, lists, |system| simulated(scenario, system, &checkpoint, job)),
        ..Took::default()
    };
    if !checkpoint.is_complete() {
        keep(&checkpoint, &job.folder.join(folder::CHECKPOINT))?;
    }
    results.notes.extend(job.notes.iter().cloned());
    (job.finish)(&mut results);
    // What is written is the scenario with the replicates that it took.
    let replicates = reached.map_or(scenario.replicates, |r| r.replicates);
    let scenario = &Scenario { replicates, ..scenario.clone() };
    let run = RunInfo {
        command: job.command_line.clone(),
        scenario_text: Shape::of(scenario).text(),
        scenario_name: job.name.to_owned(),
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
    let whole = answer(&results);
    Ok(Done {
        run_id: results.run_id.clone(),
        finished: results.replicates.iter().map(|&(_, _, finished)| u64::from(finished)).sum(),
        wanted: results.replicates.iter().map(|&(_, wanted, _)| u64::from(wanted)).sum(),
        answer: whole.to_string(),
        short: short(&whole),
        effects: effects(&results),
        spread: scenario.systems.iter().flat_map(|s| spreads(&results, &s.name)).collect(),
        precision: reached,
        notes: job.notes.to_vec(),
        parameters: results.footing.clone(),
        took,
        files: files.iter().filter_map(|f| f.strip_prefix(job.folder).ok().map(Path::to_path_buf)).collect(),
    })
}

/// Replicates of a system that were simulated now, and not by an interrupted run before.
fn simulated(scenario: &Scenario, system: usize, checkpoint: &Checkpoint, job: &Job) -> u64 {
    let of = |finished: &[Option<_>]| {
        // Systems take turns in the plan.
        finished.iter().skip(system).step_by(scenario.systems.len()).flatten().count() as u64
    };
    of(&checkpoint.finished).saturating_sub(job.before.as_ref().map_or(0, |before| of(&before.finished)))
}

/// The headlines of an answer, and where the rest of it is.
fn short(whole: &Answer) -> String {
    let short = whole.short();
    let further = whole.len() - short.len();
    if further == 0 {
        return short.to_string();
    }
    format!(
        "{short}\n{} in answer.txt: who gains and who loses, what lasts, schools that give, differences between schools, what \
         simpler comparisons would report, how sure it is. `schoolsim report` makes one page of everything.\n",
        counted(further, "further line")
    )
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

fn prefixed(system: &str, stated: Vec<Stated>) -> Vec<Stated> {
    stated.into_iter().map(|p| Stated { name: format!("{system}: {}", p.name), ..p }).collect()
}

fn say(done: &Done, scenario: &Scenario, out: &Path, json: bool, quiet: bool) -> Result<(), Failure> {
    if json {
        let (seed, projection) = (scenario.seed, PROJECTION);
        let rests = footing::lines(&done.parameters);
        let value = serde_json::json!({"run": done, "took": done.took, "seed": seed, "out": out, "warning": projection, "rests_on": rests});
        return terminal::print(&format!("{value:#}\n"));
    }
    let reached =
        done.precision.map_or_else(String::new, |r| format!("\n{}\n", precision(&r, done.finished < done.wanted)));
    terminal::print(&format!("{}{reached}", done.short))?;
    if !quiet {
        let (seed, finished, wanted) = (scenario.seed, done.finished, done.wanted);
        terminal::tell(&format!("{finished} of {wanted} replicates, seed {seed}, results in {}\n", out.display()));
        terminal::tell(&format!("{}\n", done.took.text()));
        if finished < wanted {
            terminal::tell("to go on where it stopped: the same command with --resume (and without --overwrite)\n");
        }
    }
    Ok(())
}
