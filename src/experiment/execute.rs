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
use crate::ledger::Unbalanced;
use crate::model::Model;
use crate::population::SchoolList;
use crate::posterior::{Posterior, PosteriorError};
use crate::rows::{DonorRow, PersistenceRow};
use crate::scenario::{ParameterSets, Scenario, System};
use crate::simulate::{Design, Record, replicate};
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

/// Years of the arms in the whole plan: what progress is counted in.
pub fn ticks(scenario: &Scenario) -> u64 {
    (0..scenario.systems.len()).map(|system| u64::from(scenario.replicates) * years(scenario, system)).sum()
}

/// Years of one replicate of a system: the warm-up, and every arm.
pub fn years(scenario: &Scenario, system: usize) -> u64 {
    let arms = scenario.systems[system].arms.len() as u64 + 1;
    u64::from(scenario.warm_up_years) + u64::from(scenario.years) * arms
}

/// Years of the cases that are finished already.
fn ticks_of(scenario: &Scenario, plan: &Plan, before: &[Option<Digest>]) -> u64 {
    let finished = plan.cases.iter().zip(before).filter(|(_, digest)| digest.is_some());
    finished.map(|(case, _)| years(scenario, case.system)).sum()
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
    /// Told years done and in all.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
    /// When it becomes true no further replicate is begun.
    pub stop: &'a AtomicBool,
}

/// Runs every replicate of every system on `threads` threads (0: all cores) that is not in `before` yet, and makes
/// the rows. `lists` holds the schools of each system; `progress` is told years done and in all; when `stop` becomes
/// true no further replicate is begun. Returns the rows and what to go on from.
pub fn execute(
    scenario: &Scenario,
    lists: &[SchoolList],
    threads: usize,
    progress: &(dyn Fn(u64, u64) + Sync),
    stop: &AtomicBool,
    before: Option<Checkpoint>,
) -> Result<(Results, Checkpoint), Failure> {
    let plan = Plan::of(scenario);
    let sets = Sets::of(scenario)?;
    let run_id = run_id(scenario, lists, &sets);
    let before = before.filter(|c| c.run_id == run_id).map_or_else(|| vec![None; plan.cases.len()], |c| c.finished);
    let finished = finish(&Given { scenario, lists, threads, progress, stop }, &sets, &plan, before)?;
    let results = collect(scenario, lists, &sets, &run_id, &plan, &finished)?;
    Ok((results, Checkpoint { run_id, finished }))
}

/// Runs the cases of a plan that are not in `before` yet.
pub fn finish(
    given: &Given<'_>,
    sets: &Sets,
    plan: &Plan,
    before: Vec<Option<Digest>>,
) -> Result<Vec<Option<Digest>>, Failure> {
    let (scenario, threads) = (given.scenario, given.threads);
    let (done, total) = (AtomicU64::new(ticks_of(scenario, plan, &before)), ticks(scenario));
    let tick = || (given.progress)(done.fetch_add(1, Ordering::Relaxed) + 1, total);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Failure::Threads { threads, cause: e.to_string() })?;
    pool.install(|| {
        plan.cases
            .par_iter()
            .zip(before)
            .with_max_len(1)
            .map(|(&case, before)| match before {
                Some(digest) => Ok(Some(digest)),
                None if given.stop.load(Ordering::Relaxed) => Ok(None),
                None => run(scenario, given.lists, sets, case, &tick).map(Some),
            })
            .collect()
    })
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

/// Fingerprint of a list of schools.
pub fn fingerprint(list: &SchoolList) -> String {
    let mut hash = blake3::Hasher::new();
    for school in &list.schools {
        if list.schools.len() <= WRITTEN_OUT {
            hash.update(format!("{school:?}").as_bytes());
        } else {
            school.bytes(&mut |bytes| {
                hash.update(bytes);
            });
        }
    }
    hash.finalize().to_hex().to_string()
}

/// What one replicate of one system leaves in the tables.
fn run(scenario: &Scenario, lists: &[SchoolList], sets: &Sets, case: Case, tick: &dyn Fn()) -> Result<Digest, Failure> {
    let model = sets.model(&scenario.systems[case.system], sets.set_of(case.replicate));
    let list = &lists[case.system];
    let record = record(scenario, list, case, model, tick)?;
    let standing = Standing::of(list);
    Ok(Digest {
        outcomes: outcomes::observe(&standing, &record),
        naive: naive::observe(&standing.disadvantage, &record),
        donors: donors::observe(&record),
        finals: accounts::finals(&record),
        tenths: deciles::tenths(&record),
        gained: economy::gained(&record, scenario.systems[case.system].prices.discount),
        cascade: record.arms.iter().map(|arm| arm.cascade.clone()).collect(),
        used: record.arms.iter().map(|arm| arm.used.clone()).collect(),
        whole: record.arms.iter().map(|arm| [arm.whole.clone(), arm.without.clone()]).collect(),
        ledger: record.arms.into_iter().map(|arm| arm.ledger).collect(),
    })
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
    replicate(&design, case.replicate, tick).map_err(|cause| Failure::Unbalanced {
        system: system.name.clone(),
        replicate: case.replicate,
        cause,
    })
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
    for (number, system) in scenario.systems.iter().enumerate() {
        let mine: Vec<(u32, &Digest)> = plan
            .cases
            .iter()
            .zip(finished)
            .filter(|(case, _)| case.system == number)
            .filter_map(|(case, digest)| Some((case.replicate, digest.as_ref()?)))
            .collect();
        results.replicates.push((system.name.clone(), scenario.replicates, mine.len() as u32));
        let used: BTreeSet<u32> = mine.iter().map(|(replicate, _)| sets.set_of(*replicate)).collect();
        results.footing.sets.push((system.name.clone(), used.len() as u32));
        results.parameters.extend(sets.rows(run_id, system, &used));
        let of_one = |&(replicate, digest): &(u32, &Digest)| {
            outcomes::rows(run_id, system, scenario.seed, (replicate, sets.set_of(replicate)), &digest.outcomes)
        };
        let rows: Vec<_> = mine.iter().flat_map(of_one).collect();
        results.summary.extend(outcomes::summarise(&rows));
        results.interactions.extend(interactions::interactions(system, &rows));
        results.outcomes.extend(rows);
        results.economy.extend(mine.iter().flat_map(|&(replicate, digest)| {
            let of = (replicate, sets.set_of(replicate));
            economy::rows(run_id, system, scenario.seed, of, &digest.gained, &digest.used)
        }));
        let (of, digests): (Vec<u32>, Vec<&Digest>) =
            mine.into_iter().map(|(replicate, digest)| (sets.set_of(replicate), digest)).unzip();
        let observed: Vec<_> = digests.iter().map(|d| d.outcomes.as_slice()).collect();
        results.comparisons.extend(comparisons::comparisons(run_id, system, &of, scenario.years, &observed));
        let tenths: Vec<_> = digests.iter().map(|d| &d.tenths).collect();
        results.deciles.extend(deciles::deciles(run_id, system, &of, &tenths));
        let ends: Vec<_> = digests.iter().map(|d| d.finals.as_slice()).collect();
        results.winners.extend(winners::winners(run_id, system, &lists[number], scenario.years, &of, &ends));
        results.ledger.extend(accounts::ledger(run_id, system, &of, &digests));
        results.waterfall.extend(waterfalls::waterfalls(run_id, system, &of, &digests));
        results.costs.extend(accounts::costs(run_id, system, &digests));
        results.cascade.extend(accounts::cascade(run_id, system, &of, &digests));
        results.persistence.extend(left(run_id, system, scenario.years, &of, &digests));
        results.naive.extend(naive::rows(
            run_id,
            system,
            &of,
            &digests.iter().map(|d| d.naive.as_slice()).collect::<Vec<_>>(),
        ));
        results.donors.extend(given(run_id, system, &of, &digests));
        results.schools.extend(accounts::schools(run_id, system, &lists[number], &digests));
        let list = &lists[number];
        results.notes.push(format!("{}: {}", system.name, list.source));
        results.notes.extend(list.notes.iter().map(|note| format!("{}: {note}", system.name)));
        results.notes.extend(list.attribution.iter().map(|a| format!("{}: {a}", system.name)));
        results.notes.extend(accounts::left_out(list).map(|note| format!("{}: {note}", system.name)));
    }
    if results.replicates.iter().any(|&(_, wanted, finished)| finished == 0 && wanted > 0) {
        return Err(Failure::Nothing);
    }
    Ok(results)
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
