//! Replicates in rounds, until the intervals are as narrow as was asked.

use super::Results;
use super::accounts::Digest;
use super::checkpoint::Checkpoint;
use super::comparisons::pairs;
use super::execute::{Failure, Given, collect, finish, on_threads, run_id};
use super::outcomes::headline;
use super::plan::Plan;
use super::sets::Sets;
use crate::scenario::Scenario;
use crate::statistics::paired::paired;
use serde::Serialize;

/// Replicates of the first round. With fewer a mean may look more certain than it is.
pub const FIRST: u32 = 20;

/// What was asked and what was reached.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reached {
    /// Half the width of an interval that was asked for, pupil SD.
    pub asked: f64,
    /// Half the width of the widest interval; not a number where there is none.
    pub half_width: f64,
    /// Replicates of each system.
    pub replicates: u32,
    /// The most that were allowed.
    pub most: u32,
    /// Whether what was asked was reached.
    pub met: bool,
}

/// How many replicates there are after each round, at most so many: even numbers, each about a quarter more than the one
/// before, so that at most about a quarter more is simulated than was needed.
pub fn rounds(most: u32) -> Vec<u32> {
    let most = (most & !1).max(2);
    let mut rounds = vec![FIRST.min(most)];
    while let Some(&last) = rounds.last().filter(|last| **last < most) {
        let next = u64::from(last) * 5 / 4;
        rounds.push((next.next_multiple_of(2)).min(u64::from(most)) as u32);
    }
    rounds
}

/// Half the width of the widest interval of the headline effects (attainment, all schools, last year) of every arm and of
/// every pair of arms; not a number where one has no interval, 0 where there are no arms.
pub fn widest(scenario: &Scenario, sets: &Sets, plan: &Plan, finished: &[Option<Digest>]) -> f64 {
    let mut widest = 0.0_f64;
    for (number, system) in scenario.systems.iter().enumerate() {
        let own = plan.cases.iter().zip(finished).filter(|(case, _)| case.system == number);
        let (of, effects): (Vec<u32>, Vec<Vec<f64>>) = own
            .filter_map(|(case, digest)| Some((case.replicate, digest.as_ref()?)))
            .map(|(replicate, digest)| (sets.set_of(replicate), headline(&digest.outcomes, system.arms.len())))
            .unzip();
        let effect = |arm: usize| {
            let of_one = |all: &Vec<f64>| if arm == 0 { 0.0 } else { all[arm - 1] };
            effects.iter().map(of_one).collect::<Vec<_>>()
        };
        for (first, second) in pairs(system.arms.len()) {
            let m = paired(&of, &effect(first), &effect(second), None).difference;
            let half = (m.interval.1 - m.interval.0) / 2.0;
            if !half.is_finite() {
                return f64::NAN;
            }
            widest = widest.max(half);
        }
    }
    widest
}

/// Adds replicates in [`rounds`] until the [`widest`] interval is at most `asked` to either side, or the scenario's own
/// number of replicates is reached. What comes out is what a plain run with as many replicates gives. Looking at the
/// intervals to decide when to stop makes them a little too narrow: [`FIRST`] replicates at the least keep that small.
///
/// The checkpoint of an interrupted run is that of the scenario with its own number of replicates, so that going on needs
/// the same number and no particular precision.
pub fn until(
    given: &Given<'_>,
    before: Option<Checkpoint>,
    asked: f64,
) -> Result<(Results, Checkpoint, Reached), Failure> {
    let (scenario, sets) = (given.scenario, Sets::of(given.scenario)?);
    let most = scenario.replicates;
    let whole = run_id(scenario, given.lists, &sets);
    let mut finished = before.filter(|c| c.run_id == whole).map_or_else(Vec::new, |c| c.finished);
    let (mut round, mut half_width, mut met) = (scenario.clone(), f64::NAN, false);
    let mut plan = Plan { cases: Vec::new() };
    for replicates in rounds(most) {
        round.replicates = replicates;
        plan = Plan::of(&round);
        // What an interrupted run had finished beyond this round waits for the next.
        finished.resize(finished.len().max(plan.cases.len()), None);
        let later = finished.split_off(plan.cases.len());
        let now = Given { scenario: &round, ..*given };
        finished = on_threads(given.threads, || finish(&now, &sets, &plan, finished))?;
        let complete = finished.iter().all(Option::is_some);
        half_width = widest(&round, &sets, &plan, &finished);
        met = complete && half_width <= asked;
        finished.extend(later);
        if met || !complete {
            break;
        }
    }
    let own = &finished[..plan.cases.len()];
    let (id, complete) = (run_id(&round, given.lists, &sets), own.iter().all(Option::is_some));
    let results = on_threads(given.threads, || collect(&round, given.lists, &sets, &id, &plan, own))?;
    let checkpoint = if complete {
        finished.truncate(plan.cases.len());
        Checkpoint { run_id: id, finished }
    } else {
        finished.resize(finished.len().max(Plan::of(scenario).cases.len()), None);
        Checkpoint { run_id: whole, finished }
    };
    Ok((results, checkpoint, Reached { asked, half_width, replicates: round.replicates, most, met }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_are_even_rise_and_end_at_the_most() {
        assert_eq!(rounds(40), [20, 26, 32, 40]);
        assert_eq!((rounds(20), rounds(21), rounds(2)), (vec![20], vec![20], vec![2]));
        let many = rounds(1_000_000);
        assert!(many.windows(2).all(|w| w[0] < w[1] && f64::from(w[1]) <= 1.35 * f64::from(w[0])), "{many:?}");
        assert!(many.iter().all(|n| n % 2 == 0) && many.last() == Some(&1_000_000) && many.len() < 60);
    }
}
