//! Bytes of state of a teacher, from the sizes of the arrays that hold the world.

use super::workload::Workload;
use crate::experiment::room;
use crate::ledger::{Ledger, Mechanism};
use crate::population::SchoolList;
use crate::population::found::{Founding, found};
use crate::rng::Streams;
use crate::world::{District, Lanes, School, Tile};
use serde::Serialize;
use std::mem::size_of_val;

/// Schools of a system on which the sizes are taken: they are the same for any number.
const SCHOOLS: usize = 2000;
/// How often a year walks through the whole state, reading and writing it: once. Each week in turn is done for a few
/// schools while their arrays lie in the nearest caches ([`crate::week::year`]).
const WALKS_A_YEAR: f64 = 1.0;

/// Bytes of state by teaching post; padding to whole vectors and the share in a school's own state are counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct State {
    /// Held: teachers, cohorts, schools and their accounts, ledger of the year.
    pub held: f64,
    /// Read and written by a week: what is changed counts twice, what is only looked at once.
    pub a_week: f64,
    /// Moved from and to memory by a week, at least: the whole state is read and written once a year.
    pub from_memory: f64,
}

/// The state of a workload, its systems weighted by their teacher-weeks.
pub fn of(workload: &Workload) -> State {
    let mut sum = State::default();
    let mut weights = 0.0;
    for system in 0..workload.lists.len() {
        let weight = workload.teacher_weeks_of(system) as f64;
        let state = of_system(workload, system);
        sum.held += weight * state.held;
        sum.a_week += weight * state.a_week;
        sum.from_memory += weight * state.from_memory;
        weights += weight;
    }
    State { held: sum.held / weights, a_week: sum.a_week / weights, from_memory: sum.from_memory / weights }
}

fn of_system(workload: &Workload, system: usize) -> State {
    let asked = &workload.scenario.systems[system];
    let list = &workload.lists[system];
    let list = SchoolList { schools: list.schools.iter().take(SCHOOLS).cloned().collect(), ..list.clone() };
    let policies = asked.arms.iter().map(|arm| arm.policies.len()).max().unwrap_or(0);
    let world = found(&Founding {
        list: &list,
        country: asked.setting,
        setting: &asked.working_week(),
        model: &asked.model(),
        streams: &Streams::new(workload.scenario.seed, 0),
        weeks: workload.scenario.weeks,
        warm_up_years: workload.scenario.warm_up_years,
        policies,
    });
    let posts: usize = world.districts.iter().flat_map(|d| &d.schools).map(|s| s.posts).sum();
    let by_post = |of: fn(&District, usize) -> usize| {
        world.districts.iter().map(|district| of(district, policies)).sum::<usize>() as f64 / posts.max(1) as f64
    };
    let held = by_post(|district, policies| {
        teachers(district)
            + cohorts(district)
            + district.schools.iter().map(school).sum::<usize>()
            + books(district, policies)
    });
    let a_week = by_post(|district, policies| week(district) + books(district, policies));
    let from_memory = 2.0 * held * WALKS_A_YEAR / f64::from(workload.scenario.weeks);
    State { held, a_week, from_memory }
}

/// Tiles and arrays of the teachers of a district.
fn teachers(district: &District) -> usize {
    room::lane() * district.teachers.filled.len()
}

/// Arrays over the cohorts of a district.
fn cohorts(district: &District) -> usize {
    let c = &district.cohorts;
    let owed: usize = c.owed.iter().map(|array| size_of_val(array.as_slice())).sum();
    size_of_val(c.pupils.as_slice()) + size_of_val(c.start.as_slice()) + size_of_val(c.taught.as_slice()) + owed
}

/// A school and its accounts.
fn school(school: &School) -> usize {
    let accounts = [&school.covered, &school.planned, &school.delivered, &school.paid];
    let accounts: usize = accounts.iter().map(|array| size_of_val(array.as_slice())).sum();
    size_of_val(school) + accounts + size_of_val(school.owed.as_slice())
}

/// Entries of the year's ledger.
fn books(district: &District, policies: usize) -> usize {
    let ledger = Ledger::new(district.schools.len(), policies);
    district.schools.len() * (ledger.origins() * Mechanism::ALL.len() * size_of::<f64>() + size_of::<[f64; 3]>())
}

/// What a week reads and writes of a district: practice and the year's sum of quality are changed (twice), growth and
/// readiness are looked at (once), and hours that somebody else covers, which are the rest of a tile, are left in most weeks.
fn week(district: &District) -> usize {
    let tiles = &district.teachers.tiles;
    let (looked_at, left) = (2 * size_of::<Lanes>(), size_of::<Lanes>());
    tiles.len() * (2 * (size_of::<Tile>() - looked_at - left) + looked_at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::growth;

    #[test]
    fn a_teacher_has_the_bytes_of_the_arrays() {
        let workload = growth::of(1_500).expect("valid");
        let state = of(&workload);
        // 4 + 4 domains, eleven more numbers of four bytes, five of one, and not more than a vector of padding.
        let lanes = 4.0 * 19.0 + 5.0;
        assert!(state.held > lanes, "{state:?}");
        assert!(state.held < 2.0 * lanes + 200.0, "{state:?}");
        // 32 + 32 + 8 bytes changed, twelve and one looked at, at least.
        assert!(state.a_week > 64.0 + 8.0 + 13.0, "{state:?}");
        assert!((state.from_memory - state.held / 20.0).abs() < 1e-9);
    }
}
