//! Published studies from reading to results: what `trial` and `validate` share.

use super::exit::{Code, Failure};
use super::folder::{self, Growing};
use super::given;
use super::progress::Bar;
use crate::answer::footing;
use crate::experiment::Footing;
use crate::experiment::execute::fingerprint;
use crate::experiment::sets::Source;
use crate::manifest::RunInfo;
use crate::model::Model;
use crate::output::{self, Studies};
use crate::parameter::Stated;
use crate::population::SchoolList;
use crate::scenario::Scenario;
use crate::scenario::read::{name_of, text_of};
use crate::trial::shape::Role;
use crate::trial::{Trial, check, predict, shipped};
use crate::validation::Compared;
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::SystemTime;

/// How studies are simulated, and where results go.
#[derive(Debug, Args)]
pub struct How {
    /// Simulated trials of each study, in place of the file's.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replicates: Option<u32>,
    /// Seed of every random number, in place of the file's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Parameters of the mechanisms, in place of the file's: `posterior`, `central`, `defaults`, or a file of weighted
    /// parameter sets. Each simulated trial has a set of its own; what the trial declares holds in every set.
    #[arg(long)]
    pub parameters: Option<String>,
    /// Threads; all cores if not given. Results are the same for any number.
    #[arg(long, env = "SCHOOLSIM_THREADS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Folder for table, figures and manifest; without it nothing is written.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Replace results that are in the folder already.
    #[arg(long, requires = "out")]
    pub overwrite: bool,
}

/// A study with what it is simulated with.
struct Prepared {
    trial: Trial,
    list: SchoolList,
    models: Vec<Model>,
    footing: Footing,
    /// Name of its file, and the text in it.
    file: (String, String),
}

/// Studies that were simulated, and those that an interruption left.
pub struct Simulated {
    /// Fingerprint of program, studies, schools, parameters and seeds.
    pub run_id: String,
    /// Each study with a simulated trial at least.
    pub compared: Vec<Compared>,
    /// Ids of the studies without.
    pub left: Vec<String>,
    /// Whether the user stopped it.
    pub interrupted: bool,
    /// Sources, attributions and remarks on the schools.
    pub notes: Vec<String>,
    /// What the parameters are, in words.
    pub values: String,
}

/// Simulates studies, given by path or name, and writes them where the user wants results; `said` puts them in words.
pub fn simulate(
    names: &[String],
    trials: Vec<Trial>,
    how: &How,
    quiet: bool,
    title: &str,
    said: impl Fn(&Simulated) -> String,
) -> Result<Simulated, Failure> {
    let started = SystemTime::now();
    let studies = prepared(names, trials, how)?;
    let growing = match &how.out {
        Some(out) => {
            folder::may_write(out, how.overwrite)?;
            Some(Growing::start(out)?)
        }
        None => None,
    };
    let threads = given::threads(how.threads)?;
    let stop = given::stop_on_interrupt();
    let compared = compared(&studies, threads, quiet, &stop)?;
    let finished = |study: &&Prepared| compared.iter().any(|c| c.prediction.trial == study.trial.id);
    let simulated = Simulated {
        run_id: run_id(&studies),
        left: studies.iter().filter(|s| !finished(s)).map(|s| s.trial.id.clone()).collect(),
        interrupted: compared.iter().any(|c| c.prediction.replicates < c.wanted) || compared.len() < studies.len(),
        notes: studies.iter().flat_map(remarks).collect(),
        compared: compared.clone(),
        values: values(
            studies.first().map(|s| s.footing.source).unwrap_or_default(),
            studies.iter().filter(|s| s.trial.role != Role::Held).count(),
        ),
    };
    let (Some(growing), false) = (growing, simulated.compared.is_empty()) else { return Ok(simulated) };
    let files: Vec<_> = studies.iter().filter(finished).map(|s| s.file.clone()).collect();
    let made = Studies {
        run_id: &simulated.run_id,
        title,
        compared: &simulated.compared,
        files: &files,
        answer: &said(&simulated),
        notes: &simulated.notes,
        caution: &studies.first().map(|s| footing::caution(&s.footing)).unwrap_or_default(),
    };
    let run = RunInfo {
        command: std::env::args().collect(),
        parameters: studies.iter().flat_map(stated).collect(),
        inputs: studies.iter().map(|s| (s.trial.id.clone(), fingerprint(&s.list))).collect(),
        threads,
        started: given::when(started),
        finished: given::when(SystemTime::now()),
        ..RunInfo::default()
    };
    output::write_studies(&made, &run, growing.path())
        .map_err(|e| Failure::caused("the results could not be written", &e, ""))?;
    growing.finish(how.overwrite)?;
    Ok(simulated)
}

/// What the parameters are, for studies: which of them the parameters were fitted to.
fn values(source: Source, fitted: usize) -> String {
    match source {
        Source::Defaults => "Parameters are starting values; they are not calibrated.".to_owned(),
        Source::Own => {
            "Parameters are from a sample of the user's own; each simulated trial has a set of it.".to_owned()
        }
        Source::Fitted => {
            let sample = "Parameters are from the sample in the program; each simulated trial has a set of it.";
            match fitted {
                0 => sample.to_owned(),
                _ => format!(
                    "{sample} The sample was fitted to published studies, {} of those shown among them, so that this shows \
                     how well these fit. What the model predicts for each when it is left out stands in the README.",
                    if fitted == 1 { "1 study".to_owned() } else { format!("{fitted} studies") }
                ),
            }
        }
    }
}

/// Studies with flags in place of what their files say, their schools and their parameters.
fn prepared(names: &[String], trials: Vec<Trial>, how: &How) -> Result<Vec<Prepared>, Failure> {
    let mut studies: Vec<Prepared> = Vec::new();
    for (name, mut trial) in names.iter().zip(trials) {
        if studies.iter().any(|s| s.trial.id == trial.id) {
            let what = format!("two of the trials are called {}", trial.id);
            return Err(Failure::new(Code::Usage, what, "give each once, with an id of its own"));
        }
        trial.scenario.seed = how.seed.unwrap_or(trial.scenario.seed);
        trial.scenario.replicates = how.replicates.unwrap_or(trial.scenario.replicates);
        let list = given::lists(&trial.scenario)?.remove(0);
        check::fits(&trial, &list, name).map_err(|finding| Failure::invalid("trial", finding.into()))?;
        if let Some(given) = &how.parameters {
            trial.scenario.parameter_sets = given::parameter_sets(given)?;
        }
        let sets = given::sets(&trial.scenario)?;
        let models = (0..trial.scenario.replicates).map(|set| sets.model(trial.system(), set)).collect();
        let footing = Footing::of(&trial.scenario.systems, &sets);
        let file = file(name, &studies)?;
        studies.push(Prepared { trial, list, models, footing, file });
    }
    Ok(studies)
}

/// Name and text of a study's file; files of one name in two folders are numbered.
fn file(name: &str, before: &[Prepared]) -> Result<(String, String), Failure> {
    let path = Path::new(name);
    let (mut called, text) = match shipped::find(name).filter(|_| !path.exists()) {
        Some(found) => (found.name.to_owned(), found.text.to_owned()),
        None => (name_of(name), text_of(path, name).map_err(|finding| Failure::invalid("trial", finding.into()))?),
    };
    if before.iter().any(|s| s.file.0 == called) {
        called = format!("{called}-{}", before.len() + 1);
    }
    Ok((called, text))
}

/// Fingerprint of what determines the results.
fn run_id(studies: &[Prepared]) -> String {
    let mut hash = blake3::Hasher::new();
    hash.update(env!("CARGO_PKG_VERSION").as_bytes());
    for study in studies {
        let scenario = Scenario { folder: PathBuf::new(), ..study.trial.scenario.clone() };
        let placeless = Trial { scenario, ..study.trial.clone() };
        hash.update(format!("{placeless:?}{:?}", study.models).as_bytes());
        hash.update(fingerprint(&study.list).as_bytes());
    }
    hash.finalize().to_hex()[..12].to_owned()
}

fn remarks(study: &Prepared) -> Vec<String> {
    let list = &study.list;
    let all = std::iter::once(&list.source).chain(&list.notes).chain(&list.attribution);
    all.map(|note| format!("{}: {note}", study.trial.id)).collect()
}

fn stated(study: &Prepared) -> Vec<Stated> {
    let own = study.trial.system().stated().into_iter();
    own.map(|p| Stated { name: format!("{}: {}", study.trial.id, p.name), ..p }).collect()
}

/// Simulates each study in turn, its simulated trials side by side; one that was stopped before its first is left out.
fn compared(studies: &[Prepared], threads: usize, quiet: bool, stop: &AtomicBool) -> Result<Vec<Compared>, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Failure::caused("cannot start the threads", &e, "give fewer with --threads"))?;
    let (bar, total) = (Bar::new("simulated trials", quiet), studies.iter().map(|s| s.models.len() as u64).sum());
    let done = AtomicU64::new(0);
    bar.show(0, total);
    let tick = || bar.show(done.fetch_add(1, Ordering::Relaxed) + 1, total);
    let mut all = Vec::new();
    for study in studies {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let (trial, seed) = (&study.trial, study.trial.scenario.seed);
        let readings = pool
            .install(|| predict::simulate(trial, &study.list, &study.models, seed, &tick, stop))
            .map_err(|e| Failure::caused(format!("the simulation of {} did not finish", trial.id), &e, ""))?;
        if !readings.is_empty() {
            let prediction = predict::compare(trial, &readings, seed);
            all.push(Compared { prediction, seed, wanted: trial.scenario.replicates });
        }
    }
    bar.finish();
    Ok(all)
}
