//! Instructions that a teacher-week takes, counted by valgrind's callgrind on small fixed jobs.
//!
//! A count does not hang on how busy the machine is, so that a change of a few percent shows. The job is run for two
//! lengths, and the difference counts: starting the program, founding the schools and the warm-up fall out.

use super::workload::{Failure, Workload};
use crate::experiment::execute::design;
use crate::scenario::horizon::fit;
use crate::scenario::{self, ParameterSets, Population};
use crate::setting::Phase;
use crate::simulate::replicate;
use serde::Serialize;
use std::path::Path;
use std::process::Command;

/// Years of the shorter and of the longer job.
const YEARS: [u32; 2] = [1, 3];
/// A count that is above the record by more than this share is refused.
pub const MOST: f64 = 0.05;

/// A job: doing nothing alone, or doing nothing and the arm of one of the systems of the default comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// England's usual weeks, no policy.
    Usual,
    /// Doing nothing and the Shanghai way.
    Shanghai,
    /// Doing nothing and the England way.
    England,
    /// Doing nothing and the Zhejiang way.
    Zhejiang,
}

impl Job {
    /// All jobs.
    pub const ALL: [Self; 4] = [Self::Usual, Self::Shanghai, Self::England, Self::Zhejiang];

    /// Name in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Shanghai => "shanghai",
            Self::England => "england",
            Self::Zhejiang => "zhejiang",
        }
    }

    fn system(self) -> &'static str {
        match self {
            Self::Shanghai => "Shanghai",
            Self::Usual | Self::England => "England",
            Self::Zhejiang => "Zhejiang",
        }
    }

    /// The job over so many years: sixteen generated schools, starting values of the parameters.
    fn workload(self, years: u32) -> Result<Workload, Failure> {
        let invalid = |report| Failure::Scenario { name: self.name().to_owned(), report };
        let mut scenario = scenario::read("three-systems").map_err(invalid)?;
        scenario.systems.retain(|system| system.name == self.system());
        (scenario.replicates, scenario.years, scenario.warm_up_years) = (1, years, 1);
        scenario.parameter_sets = ParameterSets::Defaults;
        for system in &mut scenario.systems {
            if self == Self::Usual {
                system.arms.clear();
            }
            fit(&mut system.arms, years).map_err(|late| Failure::Years {
                name: self.name().to_owned(),
                years,
                policy: late.policy,
                arm: late.arm,
            })?;
            system.population = Population::Synthetic {
                phase: Phase::Primary,
                schools: 16,
                districts: 2,
                teachers: 20.0,
                pupils_per_teacher: 18.0,
                size_variation: 0.5,
                rural_share: 0.5,
            };
        }
        Workload::of(self.name(), "a job to count instructions of", 1, scenario)
    }

    /// Does the job on one thread; teacher-weeks simulated, warm-up included.
    pub fn run(self, years: u32) -> Result<u64, Failure> {
        let workload = self.workload(years)?;
        let system = &workload.scenario.systems[0];
        let design = design(&workload.scenario, &workload.lists[0], 0, system.model());
        let threads = |e: rayon::ThreadPoolBuildError| {
            Failure::Run(crate::experiment::Failure::Threads { threads: 1, cause: e.to_string() })
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(threads)?;
        let record = pool.install(|| replicate(&design, 0, &|| ()));
        let unbalanced =
            |cause| crate::experiment::Failure::Unbalanced { system: system.name.clone(), replicate: 0, cause };
        std::hint::black_box(record.map_err(unbalanced)?);
        Ok(workload.teacher_weeks())
    }

    /// Teacher-weeks by which the longer job is longer.
    fn longer_by(self) -> Result<u64, Failure> {
        Ok(self.workload(YEARS[1])?.teacher_weeks() - self.workload(YEARS[0])?.teacher_weeks())
    }
}

/// Why nothing was counted.
#[derive(Debug, thiserror::Error)]
pub enum Uncounted {
    /// valgrind is not there.
    #[error("cannot start valgrind: {0}")]
    Valgrind(std::io::Error),
    /// It ran and did not count.
    #[error("valgrind did not count the job {job}: {said}")]
    Said {
        /// Job.
        job: &'static str,
        /// The end of what it said.
        said: String,
    },
    /// The job cannot be run.
    #[error(transparent)]
    Job(#[from] Failure),
}

/// Instructions of a teacher-week of a job, counted on a program that does it when it is called with
/// `bench --job <job> --years <years>`.
pub fn count(program: &Path, job: Job) -> Result<f64, Uncounted> {
    let [short, long] = YEARS.map(|years| collected(program, job, years));
    let (short, long) = (short?, long?);
    let more = long.checked_sub(short).ok_or_else(|| Uncounted::Said {
        job: job.name(),
        said: format!("{long} instructions in {} years, {short} in {}", YEARS[1], YEARS[0]),
    })?;
    Ok(more as f64 / job.longer_by()? as f64)
}

/// Instructions of a whole process.
fn collected(program: &Path, job: Job, years: u32) -> Result<u64, Uncounted> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["bench", "--job", job.name(), "--years", &years.to_string()])
        .output()
        .map_err(Uncounted::Valgrind)?;
    let said = String::from_utf8_lossy(&output.stderr);
    let counted = number_in(&said).filter(|_| output.status.success());
    counted.ok_or_else(|| {
        let last: Vec<&str> = said.lines().rev().take(3).collect();
        Uncounted::Said { job: job.name(), said: last.into_iter().rev().collect::<Vec<_>>().join(" / ") }
    })
}

/// The number after `Collected :` in what callgrind says.
fn number_in(said: &str) -> Option<u64> {
    let (_, rest) = said.split_once("Collected :")?;
    rest.split_whitespace().next()?.parse().ok()
}

/// A count beside its record.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// Job.
    pub job: Job,
    /// Instructions a teacher-week, counted now.
    pub counted: f64,
    /// The same in the record; none where the record has no such job.
    pub recorded: Option<f64>,
}

impl Compared {
    /// Change against the record, as a share of it.
    pub fn change(&self) -> Option<f64> {
        self.recorded.map(|recorded| self.counted / recorded - 1.0)
    }

    /// Whether the count may stand: it is recorded, and not risen by more than [`MOST`].
    pub fn stands(&self) -> bool {
        self.change().is_some_and(|change| change <= MOST)
    }
}

/// Puts a count beside the record: lines of a job's name and its instructions, `#` before remarks.
pub fn beside(record: &str, job: Job, counted: f64) -> Compared {
    let lines = record.lines().map(|line| line.split('#').next().unwrap_or(line));
    let mut words = lines.map(str::split_whitespace);
    let recorded = words.find_map(|mut words| {
        let named = words.next()? == job.name();
        words.next()?.parse::<f64>().ok().filter(|n| named && n.is_finite() && *n > 0.0)
    });
    Compared { job, counted, recorded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_callgrind_says_is_read() {
        let said = "==7== Events    : Ir\n==7== Collected : 123456789\n==7== \n";
        assert_eq!(number_in(said), Some(123_456_789));
        assert_eq!(number_in("==7== nothing"), None);
    }

    #[test]
    fn a_rise_of_more_than_five_percent_does_not_stand() {
        let record = "# a remark: usual 1\nusual 100.0 # of 2026\nengland 50\nzhejiang none\n";
        for (job, counted, stands) in [
            (Job::Usual, 104.9, true),
            (Job::Usual, 105.1, false),
            (Job::Usual, 20.0, true),
            (Job::England, 50.0, true),
            (Job::Zhejiang, 50.0, false),
            (Job::Shanghai, 50.0, false),
        ] {
            assert_eq!(beside(record, job, counted).stands(), stands, "{job:?} {counted}");
        }
    }

    #[test]
    fn the_longer_job_is_longer_by_its_years() {
        for job in Job::ALL {
            let workload = job.workload(1).expect("a job");
            let arms = if job == Job::Usual { 1 } else { 2 };
            assert_eq!(job.longer_by().expect("a job"), 2 * arms * workload.posts(0) * 40, "{job:?}");
            assert_eq!(job.run(1).expect("it runs"), (1 + arms) * workload.posts(0) * 40, "{job:?}");
        }
    }

    #[test]
    fn every_job_is_recorded() {
        let record = include_str!("../../benches/instructions.txt");
        for job in Job::ALL {
            assert!(beside(record, job, 1.0).recorded.is_some(), "{job:?}");
        }
    }
}
