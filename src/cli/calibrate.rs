//! `calibrate`: fit the uncertain parameters to the published trials.

use super::exit::{Code, Failure};
use super::folder::{self, Growing};
use super::{given, progress, terminal};
use crate::calibrate::{self, InFile, LeftOut, Outcome, Prediction, Progress, Settings, Target};
use crate::fit::{self, Trials};
use crate::manifest;
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Fit the uncertain parameters to the published trials, and predict each trial from the others.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim calibrate                      the fit that the shipped sample comes from; some 1,500 simulations of all trials\n  schoolsim calibrate --first 100 --wave 50 --last 50 --leave-out 10 --out rough\n  schoolsim run tutorial --parameters output/calibration/posterior.csv\n"
)]
pub struct CalibrateArgs {
    /// Seed of every random number.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Points of the first wave, spread over the whole prior.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(20..=1_000_000))]
    pub first: u32,
    /// Points of each later wave.
    #[arg(long, default_value_t = 250, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    pub wave: u32,
    /// Waves in all.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=20))]
    pub waves: u32,
    /// Points of the posterior: the sample that is handed on.
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    pub last: u32,
    /// Points at which each trial is predicted from the others; 0 leaves that out.
    #[arg(long, default_value_t = 80, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub leave_out: u32,
    /// Threads; all cores if not given. Results are the same for any number.
    #[arg(long, env = "SCHOOLSIM_THREADS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Folder for the results. The record of simulated points lies beside it, with `.points` at the end of its name: an
    /// interrupted calibration goes on from it when it is called again.
    #[arg(long, default_value = "output/calibration")]
    pub out: PathBuf,
    /// Replace results that are in the folder already.
    #[arg(long)]
    pub overwrite: bool,
}

impl CalibrateArgs {
    /// The command that determines the result.
    fn command(&self) -> String {
        let Self { seed, first, wave, waves, last, leave_out, .. } = self;
        format!(
            "schoolsim calibrate --seed {seed} --first {first} --wave {wave} --waves {waves} --last {last} --leave-out \
             {leave_out}"
        )
    }
}

/// Calibrates, writes the sample and the diagnostics, says how each trial came out.
pub fn calibrate(args: &CalibrateArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    folder::may_write(&args.out, args.overwrite)?;
    let growing = Growing::start(&args.out)?;
    let trials = Trials::shipped(args.seed).map_err(|e| Failure::caused("the trials cannot be simulated", &e, ""))?;
    let settings = Settings {
        seed: args.seed,
        first: args.first as usize,
        wave: args.wave as usize,
        waves: args.waves as usize,
        last: args.last as usize,
        leave_out: args.leave_out as usize,
        threads: given::threads(args.threads)?,
        ..Settings::default()
    };
    let mut record = args.out.clone().into_os_string();
    record.push(".points");
    let record = PathBuf::from(record);
    let stop = given::stop_on_interrupt();
    let bar = progress::counter(quiet);
    let shown = Mutex::new(String::new());
    let progress = |progress: Progress<'_>| {
        if let Ok(mut stage) = shown.lock()
            && *stage != progress.stage
        {
            progress.stage.clone_into(&mut stage);
            bar.set_message(progress.stage.to_owned());
            bar.set_length(progress.of as u64);
        }
        bar.set_position(progress.done as u64);
    };
    let uncertain = fit::uncertain();
    let mut store = InFile(record.clone());
    let outcome = calibrate::calibrate(&uncertain, &trials.targets, &trials, &settings, &mut store, &stop, &progress);
    bar.finish_and_clear();
    let outcome = match outcome {
        Ok(outcome) => outcome,
        Err(calibrate::Failure::Stopped) => {
            terminal::tell(&format!("stopped; the same command goes on from {}\n", record.display()));
            return Ok(Code::Interrupted);
        }
        Err(e) => {
            let remedy = "a record of another question lies in the way if it says so; remove it to start afresh";
            return Err(Failure::caused("the calibration did not finish", &e, remedy));
        }
    };
    let told = told(&trials, &outcome);
    write(&trials, &outcome, args, &told, growing.path())?;
    growing.finish(args.overwrite)?;
    if json {
        let text = serde_json::to_string_pretty(&outcome).unwrap_or_default();
        terminal::print(&(text + "\n"))?;
    } else {
        terminal::print(&told)?;
        terminal::tell(&format!("written to {}\n", args.out.display()));
    }
    Ok(Code::Done)
}

/// Writes the sample, the diagnostics and a manifest into a folder.
fn write(trials: &Trials, outcome: &Outcome, args: &CalibrateArgs, told: &str, folder: &Path) -> Result<(), Failure> {
    let fail = |e: &dyn std::error::Error| Failure::caused("the calibration cannot be written", e, "");
    let whole = serde_json::to_string_pretty(outcome).map_err(|e| fail(&e))? + "\n";
    let files = [
        ("posterior.csv", fit::posterior(trials, outcome, &args.command()).text()),
        ("parameters.csv", parameters(outcome)),
        ("targets.csv", targets(&trials.targets, &outcome.fits, &outcome.left_out)),
        ("waves.csv", waves(outcome)),
        ("conflicts.csv", conflicts(outcome)),
        ("calibration.json", whole),
        ("README.txt", told.to_owned() + FILES),
    ];
    let mut outputs = Vec::new();
    for (name, text) in files {
        std::fs::write(folder.join(name), &text).map_err(|e| fail(&e))?;
        outputs.push(manifest::output(name.to_owned(), text.as_bytes()));
    }
    let about = json!({
        "run_id": outcome.question,
        "program": manifest::Program::this(),
        "command": std::env::args().collect::<Vec<_>>(),
        "seed": args.seed,
        "outputs": outputs,
    });
    let text = serde_json::to_string_pretty(&about).map_err(|e| fail(&e))? + "\n";
    std::fs::write(folder.join(manifest::FILE), text).map_err(|e| fail(&e))
}

const FILES: &str = "
Files
  posterior.csv     weighted parameter sets; `schoolsim run SCENARIO --parameters posterior.csv`
  parameters.csv    each parameter before and after: mean, SD, 5th, 50th, 95th percentile, share of the variance gone
  targets.csv       each published number: as fitted, and as predicted with its trial left out
  waves.csv         what each wave left of the prior, and how well emulators did
  conflicts.csv     pairs of published numbers of which one moves the other
  calibration.json  all of it
";

fn number(value: f64) -> String {
    if value.is_finite() { format!("{value:.5}") } else { String::new() }
}

fn maybe(value: Option<f64>) -> String {
    value.map_or_else(String::new, number)
}

fn parameters(outcome: &Outcome) -> String {
    let mut text =
        "parameter,prior_mean,prior_p5,prior_p95,mean,sd,p5,p50,p95,emulated_mean,variance_removed\n".to_owned();
    for p in &outcome.parameters {
        let cells = [
            p.prior.mean,
            p.prior.low,
            p.prior.high,
            p.posterior.mean,
            p.posterior.sd,
            p.posterior.low,
            p.posterior.middle,
            p.posterior.high,
            p.emulated.mean,
            p.variance_removed,
        ];
        text += &format!("{},{}\n", p.name, cells.map(number).join(","));
    }
    text
}

/// The prediction of a target with its trial left out.
fn without<'a>(left_out: &'a [LeftOut], target: &str) -> Option<&'a Prediction> {
    left_out.iter().flat_map(|trial| &trial.predictions).find(|p| p.target == target)
}

fn targets(targets: &[Target], fits: &[Prediction], left_out: &[LeftOut]) -> String {
    let mut text = "target,bound,published,se,noise_sd,fitted_mean,fitted_sd,fitted_z,left_out_mean,left_out_sd,\
                    left_out_z,left_out_z_predictive,left_out_p5,left_out_p95,left_out_covered\n"
        .to_owned();
    for (target, fit) in targets.iter().zip(fits) {
        let out = without(left_out, &target.name);
        let bound = match target.bound {
            calibrate::Bound::Exact => "exact",
            calibrate::Bound::AtLeast => "at least",
            calibrate::Bound::AtMost => "at most",
        };
        let of = |p: Option<&Prediction>, what: fn(&Prediction) -> Option<f64>| maybe(p.and_then(what));
        let mean: fn(&Prediction) -> Option<f64> = |p| p.simulated.as_ref().map(|s| s.mean);
        let sd: fn(&Prediction) -> Option<f64> = |p| p.simulated.as_ref().map(|s| s.sd);
        let cells = [
            number(target.value),
            number(target.se),
            number(target.noise.sqrt()),
            of(Some(fit), mean),
            of(Some(fit), sd),
            maybe(fit.z),
            of(out, mean),
            of(out, sd),
            of(out, |p| p.z),
            of(out, |p| p.z_predictive),
            of(out, |p| p.interval.map(|i| i.0)),
            of(out, |p| p.interval.map(|i| i.1)),
            out.and_then(|p| p.covered).map_or_else(String::new, |c| c.to_string()),
        ];
        text += &format!("\"{}\",{bound},{}\n", target.name, cells.join(","));
    }
    text
}

fn waves(outcome: &Outcome) -> String {
    let mut text =
        "wave,simulated,infeasible,share_left,acceptance,target,explained,missed_sd,against_target\n".to_owned();
    for (number_of, wave) in outcome.waves.iter().enumerate() {
        for e in &wave.emulators {
            let (n, simulated, infeasible) = (number_of + 1, wave.simulated, wave.infeasible);
            let cells = [e.explained, e.missed_sd, e.against_target].map(number).join(",");
            let share =
                format!("{:.3e},{:.3}", wave.share_left, wave.passage.acceptance.last().copied().unwrap_or(f64::NAN));
            text += &format!("{n},{simulated},{infeasible},{share},\"{}\",{cells}\n", e.target);
        }
    }
    text
}

fn conflicts(outcome: &Outcome) -> String {
    let mut text = "left_out,moved,z_with,z_without,contradicts\n".to_owned();
    for t in &outcome.tensions {
        let (with, without) = (number(t.z_with), number(t.z_without));
        text += &format!("\"{}\",\"{}\",{with},{without},{}\n", t.left_out, t.moved, t.contradicts);
    }
    text
}

/// How many trials of a role came out, and which did not.
struct Score {
    inside: usize,
    of: usize,
    missed: Vec<String>,
}

fn score(trials: &Trials, role: crate::trial::shape::Role, z: &dyn Fn(&Target, usize) -> Option<f64>) -> Score {
    let mut score = Score { inside: 0, of: 0, missed: Vec::new() };
    for group in (0..trials.trials.len()).filter(|&group| trials.trials[group].role == role) {
        let mine = trials.targets.iter().enumerate().filter(|(_, t)| t.group == group);
        let missed: Vec<String> = mine
            .filter_map(|(at, target)| match z(target, at) {
                Some(z) if z.abs() <= crate::trial::predict::INSIDE => None,
                Some(z) => Some(format!("{} (z {z:.1})", target.name)),
                None => Some(format!("{} (no number)", target.name)),
            })
            .collect();
        score.of += 1;
        score.inside += usize::from(missed.is_empty());
        score.missed.extend(missed);
    }
    score
}

/// What came out, in words.
fn told(trials: &Trials, outcome: &Outcome) -> String {
    use crate::trial::shape::Role;
    let fitted = |_: &Target, at: usize| outcome.fits.get(at).and_then(|f| f.z);
    let mut text = String::new();
    for (role, name) in [(Role::Calibration, "calibration trials"), (Role::Facts, "sets of facts of real schools")] {
        let score = score(trials, role, &fitted);
        text +=
            &format!("Fitted: {} of {} {name} have every number within two standard errors.\n", score.inside, score.of);
        score.missed.iter().for_each(|missed| text += &format!("  outside: {missed}\n"));
    }
    if !outcome.left_out.is_empty() {
        let left = |target: &Target, _: usize| without(&outcome.left_out, &target.name).and_then(|p| p.z_predictive);
        let score = score(trials, Role::Calibration, &left);
        text += &format!(
            "Left out: {} of {} calibration trials are predicted from the others within two standard errors of published \
             value and prediction.\n",
            score.inside, score.of
        );
        score.missed.iter().for_each(|missed| text += &format!("  outside: {missed}\n"));
        let strict = |target: &Target, _: usize| without(&outcome.left_out, &target.name).and_then(|p| p.z);
        let strictly = self::score(trials, Role::Calibration, &strict);
        text += &format!(
            "Left out, by the standard error of the published value and the Monte-Carlo error alone: {} of {}.\n",
            strictly.inside, strictly.of
        );
        let of_trials = |p: &&Prediction| {
            let target = trials.targets.iter().find(|t| t.name == p.target);
            target.is_some_and(|t| trials.trials[t.group].role == Role::Calibration)
        };
        let all: Vec<&Prediction> = outcome.left_out.iter().flat_map(|t| &t.predictions).filter(of_trials).collect();
        let covered = all.iter().filter(|p| p.covered == Some(true)).count();
        let share = 100.0 * covered as f64 / all.len().max(1) as f64;
        text += &format!("The 90 % interval covers {covered} of {} numbers left out: {share:.0} %.\n", all.len());
    }
    let evenness = &outcome.evenness;
    text += &format!(
        "The sample of {} parameter sets is worth {:.0} of equal weight; the largest weight is {:.3} ({:?}).\n",
        outcome.sample.len(),
        evenness.effective,
        evenness.largest,
        evenness.treatment
    );
    text
}
