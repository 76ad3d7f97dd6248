//! Runs a plan over all cores and collects in plan order.

use super::Results;
use super::accounts::{self, Digest};
use super::checkpoint::Checkpoint;
use super::comparisons;
use super::deciles;
use super::donors;
use super::economy;
use super::interactions;
use super::naive;
use super::outcomes::{self, GroupOutcomes, Standing};
use super::persistence;
use super::plan::{Case, Plan};
use super::sets::{Footing, Sets};
use super::waterfalls;
use super::winners;
use crate::in_turn::in_turn;
use crate::ledger::Unbalanced;
use crate::model::Model;
use crate::population::{SchoolList, SchoolRecord};
use crate::posterior::{Posterior, PosteriorError};
use crate::rows::{DonorRow, PersistenceRow};
use crate::scenario::{ParameterSets, Scenario, System};
use crate::simulate::{Design, Record, arm_by_arm, replicate};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Why a run has no results.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A fault of the program: the books of a replicate do not close.
    #[error(
        "replicate {replicate} of {system}: {cause}; this is a fault of schoolsim, please report it with the scenario and seed"
    )]
    Unbalanced {
        /// System.
        system: String,
        /// Replicate.
        replicate: u32,
        /// Where.
        cause: Unbalanced,
    },
    /// Threads could not be started.
    #[error("cannot start {threads} threads: {cause}")]
    Threads {
        /// Threads asked for.
        threads: usize,
        /// Why.
        cause: String,
    },
    /// The parameter sets cannot be used.
    #[error(transparent)]
    Parameters(#[from] PosteriorError),
    /// Stopped before a replicate of every system was finished.
    #[error("stopped before a replicate of every system was finished; nothing to keep")]
    Nothing,
}

/// Years that the teachers of a system live through in one replicate: the warm-up, and every arm.
pub fn teacher_years(scenario: &Scenario, lists: &[SchoolList], system: usize) -> u64 {
    let arms = scenario.systems[system].arms.len() as u64 + 1;
    let years = u64::from(scenario.warm_up_years) + u64::from(scenario.years) * arms;
    lists[system].posts().saturating_mul(years)
}

/// What is run and how.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The schools of each system.
    pub lists: &'a [SchoolList],
    /// Threads; 0 for all cores.
    pub threads: usize,
    /// Replicates in memory at once at the most; 0 for as many as threads. Threads beyond that share the districts.
    pub held: usize,
    /// Told at first and after each year of an arm: teacher-years done and in all.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    /// When it becomes true no further replicate is begun.
    pub stop: &'a AtomicBool,
}

/// Runs every replicate of every system on `threads` threads (0: all cores) that is not in `before` yet, and makes
/// the rows. `lists` holds the schools of each system; `progress` is told teacher-years done and in all; when `stop`
/// becomes true no further replicate is begun. Returns the rows and what to go on from.
pub fn execute(
    scenario: &Scenario,
    lists: &[SchoolList],
    threads: usize,
    progress: &(dyn Fn(u64, u64) + Sync),
    stop: &AtomicBool,
    before: Option<Checkpoint>,
) -> Result<(Results, Checkpoint), Failure> {
    whole(&Given { scenario, lists, threads, held: 0, progress, stop }, before)
}

/// The same with a bound on the replicates in memory at once.
pub fn whole(given: &Given<'_>, before: Option<Checkpoint>) -> Result<(Results, Checkpoint), Failure> {
    let (scenario, lists) = (given.scenario, given.lists);
    let plan = Plan::of(scenario);
    let sets = Sets::of(scenario)?;
    on_threads(given.threads, || {
        let run_id = run_id(scenario, lists, &sets);
        let before = before.filter(|c| c.run_id == run_id).map_or_else(|| vec![None; plan.cases.len()], |c| c.finished);
        let finished = finish(given, &sets, &plan, before)?;
        Ok((collect(scenario, lists, &sets, &run_id, &plan, &finished)?, Checkpoint { run_id, finished }))
    })
}

/// Does some work on so many threads; 0 for all cores.
pub fn on_threads<R: Send>(threads: usize, work: impl FnOnce() -> Result<R, Failure> + Send) -> Result<R, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|e| Failure::Threads { threads, cause: e.to_string() })?.install(work)
}

/// Runs the cases of a plan that are not in `before` yet, on the threads of the pool that it is called in.
pub fn finish(
    given: &Given<'_>,
    sets: &Sets,
    plan: &Plan,
    before: Vec<Option<Digest>>,
) -> Result<Vec<Option<Digest>>, Failure> {
    let scenario = given.scenario;
    let years: Vec<u64> = (0..scenario.systems.len()).map(|s| teacher_years(scenario, given.lists, s)).collect();
    let total = plan.cases.iter().map(|case| years[case.system]).sum();
    let finished = plan.cases.iter().zip(&before).filter(|(_, digest)| digest.is_some());
    let done = AtomicU64::new(finished.map(|(case, _)| years[case.system]).sum());
    (given.progress)(done.load(Ordering::Relaxed), total);
    let posts: Vec<u64> = given.lists.iter().map(SchoolList::posts).collect();
    let (left, failed) = (before.iter().map(Option::is_none).collect::<Vec<_>>(), AtomicBool::new(false));
    let held = if given.held == 0 { usize::MAX } else { given.held };
    let now = in_turn(plan.cases.len(), held, |at| {
        if !left[at] || given.stop.load(Ordering::Relaxed) || failed.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let posts = posts[plan.cases[at].system];
        let tick = || (given.progress)(done.fetch_add(posts, Ordering::Relaxed) + posts, total);
        let digest = run(scenario, given.lists, sets, plan.cases[at], &tick);
        failed.fetch_or(digest.is_err(), Ordering::Relaxed);
        digest.map(Some)
    });
    before.into_iter().zip(now).map(|(before, now)| now.map(|now| before.or(now))).collect()
}

/// Fingerprint of what determines the results: program version, checked scenario with its seed, schools and the sample
/// of parameter sets. The folder that the scenario or the sample lies in is no part of it.
pub fn run_id(scenario: &Scenario, lists: &[SchoolList], sets: &Sets) -> String {
    let mut placeless = Scenario { folder: std::path::PathBuf::new(), ..scenario.clone() };
    if let ParameterSets::File { path } = &mut placeless.parameter_sets {
        path.clear();
    }
    let mut hash = blake3::Hasher::new();
    hash.update(env!("CARGO_PKG_VERSION").as_bytes());
    hash.update(format!("{placeless:?}").as_bytes());
    for list in lists {
        hash.update(fingerprint(list).as_bytes());
    }
    hash.update(sets.sample().map(Posterior::fingerprint).unwrap_or_default().as_bytes());
    hash.finalize().to_hex()[..12].to_owned()
}

/// Schools up to which a list is fingerprinted by its text; writing millions out takes longer than a year of theirs.
const WRITTEN_OUT: usize = 100_000;

/// Schools that one thread writes out at a time.
const SHARE: usize = 512;
/// Schools that all threads write out before what they wrote is read and forgotten.
const AT_ONCE: usize = 65_536;

/// Fingerprint of a list of schools. Idle threads may write some of them out; they are read in order.
pub fn fingerprint(list: &SchoolList) -> String {
    let in_words = list.schools.len() <= WRITTEN_OUT;
    let written = |schools: &[SchoolRecord]| {
        let mut bytes = Vec::new();
        for school in schools {
            if in_words {
                bytes.extend_from_slice(format!("{school:?}").as_bytes());
            } else {
                school.bytes(&mut |some| bytes.extend_from_slice(some));
            }
        }
        bytes
    };
    let mut hash = blake3::Hasher::new();
    for schools in list.schools.chunks(AT_ONCE) {
        let parts: Vec<Vec<u8>> = schools.par_chunks(SHARE).map(written).collect();
        for part in &parts {
            hash.update(part);
        }
    }
    hash.finalize().to_hex().to_string()
}

/// What one replicate of one system leaves in the tables. Each arm is digested as soon as it is lived through.
fn run(scenario: &Scenario, lists: &[SchoolList], sets: &Sets, case: Case, tick: &dyn Fn()) -> Result<Digest, Failure> {
    let (system, list) = (&scenario.systems[case.system], &lists[case.system]);
    let model = sets.model(system, sets.set_of(case.replicate));
    let (standing, discount) = (Standing::of(list), system.prices.discount);
    let mut digest = Digest::default();
    let design = design(scenario, list, case.system, model);
    arm_by_arm(&design, case.replicate, tick, &mut |beside| digest.add(&standing, discount, &beside))
        .map_err(|cause| unbalanced(system, case, cause))?;
    Ok(digest)
}

fn unbalanced(system: &System, case: Case, cause: Unbalanced) -> Failure {
    Failure::Unbalanced { system: system.name.clone(), replicate: case.replicate, cause }
}

/// One replicate of one system with some values of its parameters.
pub fn record(
    scenario: &Scenario,
    list: &SchoolList,
    case: Case,
    model: Model,
    tick: &dyn Fn(),
) -> Result<Record, Failure> {
    let system = &scenario.systems[case.system];
    let design = design(scenario, list, case.system, model);
    replicate(&design, case.replicate, tick).map_err(|cause| unbalanced(system, case, cause))
}

/// What a replicate of a system is made from, with some values of its parameters.
pub fn design<'a>(scenario: &'a Scenario, list: &'a SchoolList, system: usize, model: Model) -> Design<'a> {
    let system = &scenario.systems[system];
    Design {
        list,
        country: system.setting,
        setting: system.working_week(),
        model,
        arms: system.arms.iter().map(|arm| arm.policies.as_slice()).collect(),
        years: scenario.years,
        warm_up_years: scenario.warm_up_years,
        weeks: scenario.weeks,
        seed: scenario.seed,
    }
}

/// Makes the rows of everything that was finished, in plan order.
pub fn collect(
    scenario: &Scenario,
    lists: &[SchoolList],
    sets: &Sets,
    run_id: &str,
    plan: &Plan,
    finished: &[Option<Digest>],
) -> Result<Results, Failure> {
    let footing = Footing::of(&scenario.systems, sets);
    let mut results = Results { run_id: run_id.to_owned(), footing, ..Results::default() };
    let of_system = |number| {
        let own = plan.cases.iter().zip(finished).filter(|(case, _)| case.system == number);
        let own = own.filter_map(|(case, digest)| Some((case.replicate, digest.as_ref()?))).collect();
        rows(scenario, (number, &lists[number]), sets, run_id, own)
    };
    let systems: Vec<Results> = (0..scenario.systems.len()).into_par_iter().map(of_system).collect();
    for own in systems {
        results.add(own);
    }
    if results.replicates.iter().any(|&(_, wanted, finished)| finished == 0 && wanted > 0) {
        return Err(Failure::Nothing);
    }
    Ok(results)
}

/// The rows of one system, and what is to be known of it.
fn rows(
    scenario: &Scenario,
    (number, list): (usize, &SchoolList),
    sets: &Sets,
    run_id: &str,
    mine: Vec<(u32, &Digest)>,
) -> Results {
    let system = &scenario.systems[number];
    let used: BTreeSet<u32> = mine.iter().map(|(replicate, _)| sets.set_of(*replicate)).collect();
    let of_one = |&(replicate, digest): &(u32, &Digest)| {
        outcomes::rows(run_id, system, scenario.seed, (replicate, sets.set_of(replicate)), &digest.outcomes)
    };
    let rows: Vec<_> = mine.iter().flat_map(of_one).collect();
    let economy = mine.iter().flat_map(|&(replicate, digest)| {
        let of = (replicate, sets.set_of(replicate));
        economy::rows(run_id, system, scenario.seed, of, &digest.gained, &digest.used)
    });
    let economy = economy.collect();
    let (of, digests): (Vec<u32>, Vec<&Digest>) =
        mine.into_iter().map(|(replicate, digest)| (sets.set_of(replicate), digest)).unzip();
    let observed: Vec<_> = digests.iter().map(|d| d.outcomes.as_slice()).collect();
    let tenths: Vec<_> = digests.iter().map(|d| &d.tenths).collect();
    let ends: Vec<_> = digests.iter().map(|d| d.finals.as_slice()).collect();
    let naive: Vec<_> = digests.iter().map(|d| d.naive.as_slice()).collect();
    let noted = std::iter::once(list.source.clone())
        .chain(list.notes.iter().cloned())
        .chain(list.attribution.iter().cloned())
        .chain(accounts::left_out(list));
    let mut results = Results {
        replicates: vec![(system.name.clone(), scenario.replicates, digests.len() as u32)],
        parameters: sets.rows(run_id, system, &used),
        summary: outcomes::summarise(&rows),
        interactions: interactions::interactions(system, &rows),
        outcomes: rows,
        economy,
        comparisons: comparisons::comparisons(run_id, system, &of, scenario.years, &observed),
        deciles: deciles::deciles(run_id, system, &of, &tenths),
        winners: winners::winners(run_id, system, list, scenario.years, &of, &ends),
        ledger: accounts::ledger(run_id, system, &of, &digests),
        waterfall: waterfalls::waterfalls(run_id, system, &of, &digests),
        costs: accounts::costs(run_id, system, &digests),
        cascade: accounts::cascade(run_id, system, &of, &digests),
        persistence: left(run_id, system, scenario.years, &of, &digests),
        naive: naive::rows(run_id, system, &of, &naive),
        donors: given(run_id, system, &of, &digests),
        schools: accounts::schools(run_id, system, list, &digests),
        notes: noted.map(|note| format!("{}: {note}", system.name)).collect(),
        ..Results::default()
    };
    results.footing.sets.push((system.name.clone(), used.len() as u32));
    results
}

/// What is left of the effects of a system after the support stopped.
fn left(run_id: &str, system: &System, years: u32, sets: &[u32], digests: &[&Digest]) -> Vec<PersistenceRow> {
    let outcomes: Vec<&[GroupOutcomes]> = digests.iter().map(|d| d.outcomes.as_slice()).collect();
    persistence::persistence(run_id, system, years, sets, &outcomes)
}

/// Who gives and who receives in a system.
fn given(run_id: &str, system: &System, sets: &[u32], digests: &[&Digest]) -> Vec<DonorRow> {
    let donors: Vec<_> = digests.iter().map(|d| d.donors.as_slice()).collect();
    donors::rows(run_id, system, sets, &donors, |arm, policy| accounts::origin_name(system, arm, policy))
}
