//! How long a scenario takes on this machine: a small part of it is simulated, and its results are made and written.

use super::exit::Failure;
use super::sample::{part, system};
use crate::answer::answer;
use crate::experiment::accounts::{self, Digest};
use crate::experiment::execute::{Given, collect, finish, on_threads};
use crate::experiment::{Plan, Results, Sets};
use crate::manifest::RunInfo;
use crate::output;
use crate::population::SchoolList;
use crate::scenario::{Scenario, System};
use crate::tables;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

/// Seconds that the parts of all systems together may be simulated for, about.
const GOAL: f64 = 2.0;
/// Seconds that a part is simulated for at least, however many systems there are: in less, what is done once for a system
/// tells more than what is done for each school.
const LEAST: f64 = 0.1;
/// How often a part is timed once it is large enough; the time in the middle counts, as others may use the machine too.
const TIMES: usize = 3;
/// Posts of the first part; the next is larger until it takes long enough to be timed.
const FIRST_POSTS: u64 = 600;
/// Replicates of which results are made, few and many: their difference is what another one costs.
const REPLICATES: (u32, u32) = (2, 10);

/// What is timed.
#[derive(Clone, Copy)]
pub struct Timed<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The schools of each system.
    pub lists: &'a [SchoolList],
    /// The parameter sets.
    pub sets: &'a Sets,
    /// Threads.
    pub threads: usize,
    /// Replicates in memory at once.
    pub held: usize,
    /// Adds to the results before they are written.
    pub finish: &'a dyn Fn(&mut Results),
}

/// What the whole will take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Seconds.
    pub seconds: f64,
    /// Bytes written.
    pub bytes: f64,
}

/// A part of one system that was simulated.
struct Simulated {
    system: System,
    list: SchoolList,
    digests: Vec<Digest>,
    /// Seconds that all replicates of the whole system will take.
    seconds: f64,
}

/// Times a scenario.
pub fn measure(timed: &Timed<'_>) -> Result<Measured, Failure> {
    let goal = (GOAL / (TIMES * timed.scenario.systems.len().max(1)) as f64).max(LEAST);
    let parts: Result<Vec<Simulated>, Failure> =
        (0..timed.scenario.systems.len()).map(|number| simulate(timed, number, goal)).collect();
    let parts = parts?;
    let written = write(timed, &parts)?;
    let simulated: f64 = parts.iter().map(|part| part.seconds).sum();
    Ok(Measured { seconds: simulated + written.seconds, ..written })
}

/// Simulates a part of a system, with as many replicates at once as the run will have; a larger one as long as it was
/// too quick to be timed.
fn simulate(timed: &Timed<'_>, number: usize, goal: f64) -> Result<Simulated, Failure> {
    let (whole, list) = (&timed.scenario.systems[number], &timed.lists[number]);
    let (all, replicates) = (list.posts(), timed.scenario.replicates.min(timed.held as u32));
    // Where replicates leave threads without work, these share the districts, of which there must be enough.
    let least = if (replicates as usize) < timed.threads { 4 * timed.threads } else { 2 };
    let mut wanted = FIRST_POSTS;
    loop {
        let list = part(list, wanted, least);
        let here = list.posts();
        let system = system(whole, here as f64 / all as f64);
        let scenario = Scenario { systems: vec![system.clone()], replicates, ..timed.scenario.clone() };
        let (mut took, digests) = live(timed, &scenario, &list)?;
        if took < goal / 2.0 && here < all {
            wanted = (here as f64 * (goal / took.max(1e-9)).clamp(2.0, 20.0)) as u64;
            continue;
        }
        // One that takes much longer than was wanted is timed once.
        if took < 2.0 * goal {
            let again: Result<Vec<f64>, Failure> =
                (1..TIMES).map(|_| Ok(live(timed, &scenario, &list)?.0)).chain([Ok(took)]).collect();
            let mut times = again?;
            times.sort_by(f64::total_cmp);
            took = times[TIMES / 2];
        }
        let runs = f64::from(timed.scenario.replicates) / f64::from(replicates);
        return Ok(Simulated { system, list, digests, seconds: took * runs * all as f64 / here as f64 });
    }
}

/// Simulates one system; how many seconds that took, and what it left.
fn live(timed: &Timed<'_>, scenario: &Scenario, list: &SchoolList) -> Result<(f64, Vec<Digest>), Failure> {
    let (plan, stop) = (Plan::of(scenario), AtomicBool::new(false));
    let given = Given {
        scenario,
        lists: std::slice::from_ref(list),
        threads: timed.threads,
        held: timed.held,
        progress: &|_, _| (),
        stop: &stop,
    };
    let started = Instant::now();
    let all = || finish(&given, timed.sets, &plan, vec![None; plan.cases.len()]);
    let digests = on_threads(given.threads, all).map_err(|e| untimed(&e))?;
    Ok((started.elapsed().as_secs_f64(), digests.into_iter().flatten().collect()))
}

/// Makes the results of the parts and writes them into a folder that goes away again.
fn write(timed: &Timed<'_>, parts: &[Simulated]) -> Result<Measured, Failure> {
    let replicates = timed.scenario.replicates;
    let (few, many) = (replicates.min(REPLICATES.0), replicates.min(REPLICATES.1));
    let folder = tempfile::tempdir().map_err(|e| untimed(&e))?;
    let started = Instant::now();
    let (scenario, mut results) = made(timed, parts, few)?;
    (timed.finish)(&mut results);
    let run = RunInfo { scenario_text: scenario.title.clone(), ..RunInfo::default() };
    output::write(&results, &scenario, &run, folder.path()).map_err(|e| untimed(&e))?;
    let mut seconds = started.elapsed().as_secs_f64();
    let bytes = |path: &str| std::fs::metadata(folder.path().join(path)).map_or(0.0, |file| file.len() as f64);
    let mut all = size(folder.path());
    // Another replicate: further rows of outcomes, and more to take the mean of.
    let further = f64::from(replicates - few);
    if further > 0.0 {
        let grown = |number| quickest(&|| rows(timed, parts, number));
        let (small, large) = (grown(few)?, grown(many)?);
        seconds += ((large - small) / f64::from(many - few)).max(0.0) * further;
        let by_replicate = bytes("tables/outcomes.csv") + bytes("tables/economy.csv");
        all += by_replicate / f64::from(few) * further;
    }
    // Another school that has a row: one an arm.
    let schools = |lists: &mut dyn Iterator<Item = (usize, &System)>| {
        lists.map(|(schools, system)| schools * (1 + system.arms.len())).sum::<usize>() as f64
    };
    let here = schools(&mut parts.iter().map(|part| (accounts::with_row(&part.list), &part.system)));
    let there = schools(&mut timed.lists.iter().map(accounts::with_row).zip(&timed.scenario.systems));
    let of_schools = quickest(&|| {
        let started = Instant::now();
        for part in parts {
            let digests: Vec<&Digest> = part.digests.iter().collect();
            let rows = accounts::schools("", &part.system, &part.list, &digests);
            tables::write_csv(&rows, &mut Vec::new()).map_err(|e| untimed(&e))?;
        }
        Ok(started.elapsed().as_secs_f64())
    })?;
    seconds += of_schools * (there - here) / here.max(1.0);
    all += bytes("tables/schools.csv") * (there - here) / here.max(1.0);
    Ok(Measured { seconds, bytes: all })
}

/// The quickest of some times: what takes milliseconds is soon held up by others, and much is made of it.
fn quickest(timed: &dyn Fn() -> Result<f64, Failure>) -> Result<f64, Failure> {
    (0..TIMES).map(|_| timed()).try_fold(f64::INFINITY, |least, took| Ok(least.min(took?)))
}

/// Results of so many replicates of the parts; those that were simulated stand for more.
fn made(timed: &Timed<'_>, parts: &[Simulated], replicates: u32) -> Result<(Scenario, Results), Failure> {
    let systems = parts.iter().map(|part| part.system.clone()).collect();
    let scenario = Scenario { replicates, systems, ..timed.scenario.clone() };
    let lists: Vec<SchoolList> = parts.iter().map(|part| part.list.clone()).collect();
    let plan = Plan::of(&scenario);
    let finished: Vec<Option<Digest>> = plan
        .cases
        .iter()
        .map(|case| parts[case.system].digests.iter().cycle().nth(case.replicate as usize).cloned())
        .collect();
    let results = collect(&scenario, &lists, timed.sets, "timed", &plan, &finished).map_err(|e| untimed(&e))?;
    Ok((scenario, results))
}

/// Seconds in which rows, their text and the answer are made of so many replicates.
fn rows(timed: &Timed<'_>, parts: &[Simulated], replicates: u32) -> Result<f64, Failure> {
    let started = Instant::now();
    let (_, results) = made(timed, parts, replicates)?;
    tables::write_csv(&results.outcomes, &mut Vec::new()).map_err(|e| untimed(&e))?;
    let told = answer(&results).to_string();
    let took = started.elapsed().as_secs_f64();
    drop(told);
    Ok(took)
}

/// Bytes of the files of a folder and those below it.
fn size(folder: &Path) -> f64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let of = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(about) if about.is_dir() => size(&entry.path()),
        Ok(about) => about.len() as f64,
        Err(_) => 0.0,
    };
    entries.map(of).sum()
}

fn untimed(cause: &dyn std::error::Error) -> Failure {
    Failure::caused("the time could not be measured", cause, "")
}
