//! Runs a plan over all cores and collects in plan order.

use super::Results;
use super::accounts::{self, Digest};
use super::outcomes::{self, Standing};
use super::plan::{Case, Plan};
use crate::ledger::Unbalanced;
use crate::policy::Policy;
use crate::population::SchoolList;
use crate::scenario::Scenario;
use crate::simulate::{Design, replicate};
use rayon::prelude::*;
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
    /// Stopped before a replicate of every system was finished.
    #[error("stopped before a replicate of every system was finished; nothing to keep")]
    Nothing,
}

/// Years of one arm in the whole plan: what progress is counted in.
pub fn ticks(scenario: &Scenario) -> u64 {
    let years = |arms: usize| u64::from(scenario.warm_up_years) + u64::from(scenario.years) * (arms as u64 + 1);
    scenario.systems.iter().map(|s| u64::from(scenario.replicates) * years(s.arms.len())).sum()
}

/// Runs every replicate of every system on `threads` threads (0: all cores). `lists` holds the schools of each
/// system; `progress` is told years done and in all; when `stop` becomes true no further replicate is begun.
pub fn execute(
    scenario: &Scenario,
    lists: &[SchoolList],
    threads: usize,
    progress: &(dyn Fn(u64, u64) + Sync),
    stop: &AtomicBool,
) -> Result<Results, Failure> {
    let plan = Plan::of(scenario);
    let (done, total) = (AtomicU64::new(0), ticks(scenario));
    let tick = || progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Failure::Threads { threads, cause: e.to_string() })?;
    let finished: Vec<Option<Digest>> = pool.install(|| {
        plan.cases
            .par_iter()
            .with_max_len(1)
            .map(|&case| {
                if stop.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                run(scenario, lists, case, &tick).map(Some)
            })
            .collect::<Result<_, _>>()
    })?;
    let run_id = run_id(scenario);
    let results = collect(scenario, lists, &run_id, &plan, &finished);
    if results.replicates.iter().any(|&(_, wanted, finished)| finished == 0 && wanted > 0) {
        return Err(Failure::Nothing);
    }
    Ok(results)
}

/// Fingerprint of what determines the results: program version, checked scenario, seed among it.
pub fn run_id(scenario: &Scenario) -> String {
    let mut hash = blake3::Hasher::new();
    hash.update(env!("CARGO_PKG_VERSION").as_bytes());
    hash.update(format!("{scenario:?}").as_bytes());
    hash.finalize().to_hex()[..12].to_owned()
}

/// One replicate of one system.
fn run(scenario: &Scenario, lists: &[SchoolList], case: Case, tick: &dyn Fn()) -> Result<Digest, Failure> {
    let system = &scenario.systems[case.system];
    let arms: Vec<&[Policy]> = system.arms.iter().map(|arm| arm.policies.as_slice()).collect();
    let list = &lists[case.system];
    let design = Design {
        list,
        country: system.setting,
        setting: system.working_week(),
        model: system.model(),
        arms,
        years: scenario.years,
        warm_up_years: scenario.warm_up_years,
        weeks: scenario.weeks,
        seed: scenario.seed,
    };
    let record = replicate(&design, case.replicate, tick).map_err(|cause| Failure::Unbalanced {
        system: system.name.clone(),
        replicate: case.replicate,
        cause,
    })?;
    Ok(Digest {
        outcomes: outcomes::observe(&Standing::of(list), &record),
        finals: accounts::finals(&record),
        used: record.arms.iter().map(|arm| arm.used.clone()).collect(),
        ledger: record.arms.into_iter().map(|arm| arm.ledger).collect(),
    })
}

/// Makes the rows of everything that was finished, in plan order.
fn collect(
    scenario: &Scenario,
    lists: &[SchoolList],
    run_id: &str,
    plan: &Plan,
    finished: &[Option<Digest>],
) -> Results {
    let mut results = Results { run_id: run_id.to_owned(), ..Results::default() };
    for (number, system) in scenario.systems.iter().enumerate() {
        let mine: Vec<(u32, &Digest)> = plan
            .cases
            .iter()
            .zip(finished)
            .filter(|(case, _)| case.system == number)
            .filter_map(|(case, digest)| Some((case.replicate, digest.as_ref()?)))
            .collect();
        results.replicates.push((system.name.clone(), scenario.replicates, mine.len() as u32));
        let rows: Vec<_> = mine
            .iter()
            .flat_map(|(replicate, d)| outcomes::rows(run_id, system, scenario.seed, *replicate, &d.outcomes))
            .collect();
        results.summary.extend(outcomes::summarise(&rows));
        results.outcomes.extend(rows);
        let digests: Vec<&Digest> = mine.into_iter().map(|(_, digest)| digest).collect();
        results.ledger.extend(accounts::ledger(run_id, system, &digests));
        results.costs.extend(accounts::costs(run_id, system, &digests));
        results.schools.extend(accounts::schools(run_id, system, &lists[number], &digests));
        let list = &lists[number];
        results.notes.push(format!("{}: {}", system.name, list.source));
        results.notes.extend(list.notes.iter().map(|note| format!("{}: {note}", system.name)));
        results.notes.extend(list.attribution.iter().map(|a| format!("{}: {a}", system.name)));
    }
    results
}
