//! How time grows with the number of teachers: the same schools, more of them.

use super::workload::{Failure, Workload};
use crate::population::found::{Founding, found};
use crate::rng::Streams;
use crate::scenario;
use std::path::Path;
use std::time::{Duration, Instant};

/// Teachers of a school on average.
const STAFF: u64 = 15;
/// Schools of a district.
const DISTRICT: u64 = 50;

/// Schools for about so many teachers under England's working week, with and without work groups: a year of warm-up and
/// two years of either.
pub fn of(teachers: u64) -> Result<Workload, Failure> {
    let schools = (teachers / STAFF).max(1);
    let districts = (schools / DISTRICT).max(1);
    let text = format!(
        "(title: \"Growth\", question: \"How does time grow?\", replicates: 1, years: 2, warm_up_years: 1, setting: England, \
         population: Synthetic(schools: {schools}, districts: {districts}, teachers: {STAFF}.0), \
         arms: [(name: \"Work groups\", policies: [WorkGroup(share_of_schools: 0.5)])])"
    );
    let invalid = |report| Failure::Scenario { name: "growth".to_owned(), report };
    let scenario = scenario::parse("growth.ron", &text, Path::new("")).map_err(invalid)?;
    Workload::of("growth", "schools of one kind", 1, scenario)
}

/// Time of founding the world on the schools once; that of generating them is [`Workload::start_up`].
pub fn founding(workload: &Workload) -> Duration {
    let start = Instant::now();
    for (system, list) in workload.scenario.systems.iter().zip(&workload.lists) {
        let world = found(&Founding {
            list,
            country: system.setting,
            setting: &system.working_week(),
            model: &system.model(),
            streams: &Streams::new(workload.scenario.seed, 0),
            weeks: workload.scenario.weeks,
            warm_up_years: workload.scenario.warm_up_years,
            policies: system.arms.iter().map(|arm| arm.policies.len()).max().unwrap_or(0),
        });
        std::hint::black_box(world);
    }
    start.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_about_as_many_teachers_as_asked_for() {
        for teachers in [3_000, 30_000] {
            let workload = of(teachers).expect("a valid scenario");
            let ratio = workload.teachers() as f64 / teachers as f64;
            assert!((0.9..1.1).contains(&ratio), "{ratio}");
        }
        let workload = of(3_000).expect("valid");
        assert!(workload.start_up > Duration::ZERO && founding(&workload) > Duration::ZERO);
    }
}
