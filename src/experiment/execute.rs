//! Runs a plan over all cores and collects in plan order.

use super::Results;
use super::accounts::{self, Digest};
use super::checkpoint::Checkpoint;
use super::economy;
use super::interactions;
use super::outcomes::{self, Standing};
use super::plan::{Case, Plan};
use super::sets::{Footing, Sets};
use crate::ledger::Unbalanced;
use crate::model::Model;
use crate::policy::Policy;
use crate::population::SchoolList;
use crate::posterior::{Posterior, PosteriorError};
use crate::scenario::{ParameterSets, Scenario};
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
    let (done, total) = (AtomicU64::new(ticks_of(scenario, &plan, &before)), ticks(scenario));
    let tick = || progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Failure::Threads { threads, cause: e.to_string() })?;
    let finished: Vec<Option<Digest>> = pool.install(|| {
        plan.cases
            .par_iter()
            .zip(before)
            .with_max_len(1)
            .map(|(&case, before)| match before {
                Some(digest) => Ok(Some(digest)),
                None if stop.load(Ordering::Relaxed) => Ok(None),
                None => run(scenario, lists, &sets, case, &tick).map(Some),
            })
            .collect::<Result<_, _>>()
    })?;
    let results = collect(scenario, lists, &sets, &run_id, &plan, &finished);
    if results.replicates.iter().any(|&(_, wanted, finished)| finished == 0 && wanted > 0) {
        return Err(Failure::Nothing);
    }
    Ok((results, Checkpoint { run_id, finished }))
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

/// Fingerprint of a list of schools.
pub fn fingerprint(list: &SchoolList) -> String {
    let mut hash = blake3::Hasher::new();
    for school in &list.schools {
        hash.update(format!("{school:?}").as_bytes());
    }
    hash.finalize().to_hex().to_string()
}

/// What one replicate of one system leaves in the tables.
fn run(scenario: &Scenario, lists: &[SchoolList], sets: &Sets, case: Case, tick: &dyn Fn()) -> Result<Digest, Failure> {
    let model = sets.model(&scenario.systems[case.system], sets.set_of(case.replicate));
    let list = &lists[case.system];
    let record = record(scenario, list, case, model, tick)?;
    Ok(Digest {
        outcomes: outcomes::observe(&Standing::of(list), &record),
        finals: accounts::finals(&record),
        gained: economy::gained(&record, scenario.systems[case.system].prices.discount),
        cascade: record.arms.iter().map(|arm| arm.cascade.clone()).collect(),
        used: record.arms.iter().map(|arm| arm.used.clone()).collect(),
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
    let arms: Vec<&[Policy]> = system.arms.iter().map(|arm| arm.policies.as_slice()).collect();
    let design = Design {
        list,
        country: system.setting,
        setting: system.working_week(),
        model,
        arms,
        years: scenario.years,
        warm_up_years: scenario.warm_up_years,
        weeks: scenario.weeks,
        seed: scenario.seed,
    };
    replicate(&design, case.replicate, tick).map_err(|cause| Failure::Unbalanced {
        system: system.name.clone(),
        replicate: case.replicate,
        cause,
    })
}

/// Makes the rows of everything that was finished, in plan order.
fn collect(
    scenario: &Scenario,
    lists: &[SchoolList],
    sets: &Sets,
    run_id: &str,
    plan: &Plan,
    finished: &[Option<Digest>],
) -> Results {
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
        results.ledger.extend(accounts::ledger(run_id, system, &of, &digests));
        results.costs.extend(accounts::costs(run_id, system, &digests));
        results.cascade.extend(accounts::cascade(run_id, system, &of, &digests));
        results.schools.extend(accounts::schools(run_id, system, &lists[number], &digests));
        let list = &lists[number];
        results.notes.push(format!("{}: {}", system.name, list.source));
        results.notes.extend(list.notes.iter().map(|note| format!("{}: {note}", system.name)));
        results.notes.extend(list.attribution.iter().map(|a| format!("{}: {a}", system.name)));
    }
    results
}
