//! What is run: scenarios that ship, in sizes that a minute or a few allow.

use crate::experiment::{self, execute};
use crate::population::{self, PopulationError, SchoolList};
use crate::scenario::horizon::{Late, fit};
use crate::scenario::scale::{Fixed, scale};
use crate::scenario::{self, Population, Report, Scenario, examples};
use serde::Serialize;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// One school of so many of the world stands for it, unless the whole is asked for.
const WORLD_SHARE: u32 = 200;
/// The same in a quick run.
const WORLD_SHARE_QUICK: u32 = 1000;

/// Fewest schools of a system, as a scenario file has them.
const FEWEST: u32 = 2;

/// Why a workload cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Its scenario is not valid.
    #[error("the scenario of the workload {name} is not valid:\n{report}")]
    Scenario {
        /// Workload.
        name: String,
        /// What is wrong with it.
        report: Report,
    },
    /// A policy starts after the years asked for.
    #[error("{years} years end before {policy} of arm \"{arm}\" of the workload {name} starts")]
    Years {
        /// Workload.
        name: String,
        /// Years asked for.
        years: u32,
        /// Policy.
        policy: &'static str,
        /// Its arm.
        arm: String,
    },
    /// Its schools cannot be made fewer.
    #[error("the schools of {system} in the workload {name} are {schools}, which cannot be made fewer")]
    Fixed {
        /// Workload.
        name: String,
        /// System.
        system: String,
        /// What its schools are.
        schools: &'static str,
    },
    /// Its schools cannot be had.
    #[error("the schools of the workload {name}: {cause}")]
    Schools {
        /// Workload.
        name: String,
        /// Why.
        cause: PopulationError,
    },
    /// It did not finish.
    #[error(transparent)]
    Run(#[from] experiment::Failure),
}

/// How much of each workload is run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Fewer years and replicates, for a first look.
    pub quick: bool,
    /// The world with every school.
    pub whole: bool,
    /// Replicates, in place of the workload's own.
    pub replicates: Option<u32>,
    /// School years, in place of the workload's own.
    pub years: Option<u32>,
    /// Most schools of a system, before the world is made smaller.
    pub schools: Option<u32>,
}

/// A scenario with its schools.
#[derive(Clone, Debug)]
pub struct Workload {
    /// Name of the scenario.
    pub name: String,
    /// What it is, in words.
    pub what: &'static str,
    /// One school of so many is run.
    pub one_in: u32,
    /// The scenario in the size that is run.
    pub scenario: Scenario,
    /// The schools of each system.
    pub lists: Vec<SchoolList>,
    /// Time that it took to read or generate the schools.
    pub start_up: Duration,
}

/// The scenarios that are run, with what they are.
const KNOWN: [(&str, &str); 4] = [
    ("three-systems", "an ensemble of the default comparison"),
    ("england-primaries", "all primary schools of England"),
    ("zhejiang-in-full", "every public school of Zhejiang"),
    ("world", "the teachers of the world"),
];

/// Names of the workloads whose scenario ships, in order.
pub fn names() -> Vec<&'static str> {
    KNOWN.iter().map(|(name, _)| *name).filter(|name| examples::find(name).is_some()).collect()
}

impl Workload {
    /// The workload of a scenario that ships, in a size.
    pub fn known(name: &str, size: Size) -> Result<Self, Failure> {
        let invalid = |report| Failure::Scenario { name: name.to_owned(), report };
        let scenario = scenario::read(name).map_err(invalid)?;
        let what = KNOWN.iter().find(|(known, _)| *known == name).map_or("a scenario", |(_, what)| *what);
        let one_in = match (name, size.whole, size.quick) {
            ("world", false, true) => WORLD_SHARE_QUICK,
            ("world", false, false) => WORLD_SHARE,
            _ => 1,
        };
        let replicates = match (name, size.quick) {
            ("three-systems", true) => 2,
            ("three-systems", false) => 10,
            _ => 1,
        };
        let mut scenario = scenario;
        scenario.replicates = size.replicates.unwrap_or(replicates);
        // An ensemble is short anyway; the others are cut.
        if size.quick && name != "three-systems" {
            scenario.warm_up_years = scenario.warm_up_years.min(1);
            scenario.years = scenario.years.min(2);
        }
        if let Some(years) = size.years {
            scenario.years = years;
            scenario.warm_up_years = scenario.warm_up_years.min(years);
        }
        for system in &mut scenario.systems {
            fit(&mut system.arms, scenario.years).map_err(|Late { arm, policy }| Failure::Years {
                name: name.to_owned(),
                years: scenario.years,
                policy,
                arm,
            })?;
            capped(&mut system.population, size.schools);
        }
        if one_in > 1 {
            scale(&mut scenario, 1.0 / f64::from(one_in)).map_err(|Fixed { system, schools, .. }| Failure::Fixed {
                name: name.to_owned(),
                system,
                schools,
            })?;
        }
        Self::of(name, what, one_in, scenario)
    }

    /// Any scenario as a workload, with its schools.
    pub fn of(name: &str, what: &'static str, one_in: u32, scenario: Scenario) -> Result<Self, Failure> {
        let start = Instant::now();
        let list = |s: &scenario::System| population::schools(&s.population, scenario.seed, &scenario.folder);
        let lists: Result<Vec<_>, _> = scenario.systems.iter().map(list).collect();
        let lists = lists.map_err(|cause| Failure::Schools { name: name.to_owned(), cause })?;
        Ok(Self { name: name.to_owned(), what, one_in, scenario, lists, start_up: start.elapsed() })
    }

    /// Teaching posts of a system.
    pub fn posts(&self, system: usize) -> u64 {
        self.lists[system].posts()
    }

    /// Teaching posts of all systems.
    pub fn teachers(&self) -> u64 {
        (0..self.lists.len()).map(|system| self.posts(system)).sum()
    }

    /// Schools of all systems.
    pub fn schools(&self) -> u64 {
        self.lists.iter().map(|list| list.schools.len() as u64).sum()
    }

    /// Teacher-weeks of one replicate of a system: the warm-up, doing nothing, and every arm.
    pub fn teacher_weeks_of(&self, system: usize) -> u64 {
        u64::from(self.scenario.weeks) * execute::teacher_years(&self.scenario, &self.lists, system)
    }

    /// Teacher-weeks of the whole.
    pub fn teacher_weeks(&self) -> u64 {
        let one: u64 = (0..self.lists.len()).map(|system| self.teacher_weeks_of(system)).sum();
        one * u64::from(self.scenario.replicates)
    }

    /// Runs it to the rows of all tables on some threads, as `schoolsim run` does before it writes; the time that took.
    pub fn run(&self, threads: usize) -> Result<Duration, Failure> {
        let start = Instant::now();
        let stop = AtomicBool::new(false);
        let done = experiment::execute(&self.scenario, &self.lists, threads, &|_, _| (), &stop, None)?;
        let time = start.elapsed();
        std::hint::black_box(done);
        Ok(time)
    }
}

/// No more than so many schools; districts keep their size.
fn capped(population: &mut Population, most: Option<u32>) {
    let Some(most) = most.map(|most| most.max(FEWEST)) else { return };
    match population {
        Population::Shanghai { schools, districts, .. }
        | Population::Zhejiang { schools, districts, .. }
        | Population::Synthetic { schools, districts, .. } => {
            let wanted = most.min(*schools);
            *districts = (u64::from(*districts) * u64::from(wanted) / u64::from(*schools).max(1)).max(1) as u32;
            *schools = wanted;
        }
        Population::England { sample, .. } => *sample = Some(sample.map_or(most, |sample| sample.min(most))),
        // A file of the user's own is what it is.
        Population::File { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Size = Size { quick: true, whole: false, replicates: Some(1), years: Some(1), schools: Some(8) };

    #[test]
    fn every_scenario_that_is_known_is_there_but_the_world_may_come_later() {
        assert!(names().starts_with(&["three-systems", "england-primaries", "zhejiang-in-full"]), "{:?}", names());
    }

    #[test]
    fn teacher_weeks_are_posts_times_weeks_times_years_of_all_arms() {
        for name in names() {
            let workload = Workload::known(name, SMALL).expect("it ships");
            assert!(workload.lists.iter().all(|list| list.schools.len() <= 8));
            let one = |system: usize| {
                let arms = workload.scenario.systems[system].arms.len() as u64;
                workload.posts(system)
                    * u64::from(workload.scenario.weeks)
                    * (u64::from(workload.scenario.warm_up_years) + 1 + arms)
            };
            let all: u64 = (0..workload.lists.len()).map(one).sum();
            assert_eq!(workload.teacher_weeks(), all, "{name}");
            assert!(workload.run(1).expect("it runs") > Duration::ZERO);
        }
    }

    #[test]
    fn fewer_schools_lie_in_fewer_districts_of_the_same_size() {
        let mut population = Population::Zhejiang {
            phase: crate::setting::Phase::Primary,
            schools: 4600,
            districts: 92,
            rural_share: 0.5,
        };
        for (most, left) in [(None, (4600, 92)), (Some(9999), (4600, 92)), (Some(460), (460, 9)), (Some(1), (2, 1))] {
            capped(&mut population, most);
            let Population::Zhejiang { schools, districts, .. } = population else { panic!("still Zhejiang") };
            assert_eq!((schools, districts), left, "{most:?}");
        }
    }

    #[test]
    fn years_before_a_policy_starts_are_refused() {
        let size = Size { years: Some(1), ..SMALL };
        // No shipped workload has a policy that starts late; a horizon of nothing would.
        assert!(Workload::known("three-systems", size).is_ok());
        let none = Workload::known("three-systems", Size { years: Some(0), ..SMALL }).unwrap_err();
        assert!(none.to_string().contains("0 years end before"), "{none}");
    }
}
