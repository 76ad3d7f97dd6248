//! Random words drawn and events handled by a teacher-week: counted once, exactly, and kept in `census.csv`.
//!
//! The counts are the same on every machine, so that the weekly step of the program that users run need not count. Events
//! are what a trace notes: a teacher who learns in a session. Words are counted in builds with debug assertions
//! ([`crate::tally`]). `cargo run -- bench --count` makes the file; a test counts one system again.

use super::workload::{Failure, Size, Workload};
use crate::experiment::execute::design;
use crate::experiment::{Case, Sets};
use crate::lineage::{SchoolId, What};
use crate::policy::Policy;
use crate::simulate::{Design, replicate, trace};
use crate::tally;
use serde::{Deserialize, Serialize};

/// The counts that ship.
const SHIPPED: &str = include_str!("census.csv");
/// Schools of a system in which events are counted, spread evenly over all of them.
const WATCHED: usize = 200;

/// What a system of a workload draws and does, per teacher-week of its replicate 0 over all its years and arms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// Workload.
    pub workload: String,
    /// System.
    pub system: String,
    /// Teacher-weeks that words were counted in.
    pub teacher_weeks: u64,
    /// Random words made.
    pub words_made: f64,
    /// Random words read.
    pub words_read: f64,
    /// Events: teachers who learn in a session.
    pub events: f64,
}

/// Why nothing was counted.
#[derive(Debug, thiserror::Error)]
pub enum Uncounted {
    /// The program was built without debug assertions.
    #[error("this program was built not to count random words")]
    Build,
    /// The workload cannot be run.
    #[error(transparent)]
    Workload(#[from] Failure),
}

/// All counts that ship.
pub fn shipped() -> Vec<Count> {
    csv::Reader::from_reader(SHIPPED.as_bytes()).into_deserialize::<Count>().filter_map(Result::ok).collect()
}

/// Mean over the systems of a workload as it is run now, each with its teacher-weeks; none where one was not counted.
pub fn of(workload: &Workload) -> Option<Count> {
    let mut counts = shipped();
    counts.retain(|count| count.workload == workload.name);
    let mut all = Count {
        workload: workload.name.clone(),
        system: String::new(),
        teacher_weeks: 0,
        words_made: 0.0,
        words_read: 0.0,
        events: 0.0,
    };
    for (number, system) in workload.scenario.systems.iter().enumerate() {
        let count = counts.iter().find(|count| count.system == system.name)?;
        let weeks = workload.teacher_weeks_of(number);
        all.teacher_weeks += weeks;
        all.words_made += weeks as f64 * count.words_made;
        all.words_read += weeks as f64 * count.words_read;
        all.events += weeks as f64 * count.events;
    }
    let weeks = all.teacher_weeks.max(1) as f64;
    Some(Count {
        words_made: all.words_made / weeks,
        words_read: all.words_read / weeks,
        events: all.events / weeks,
        ..all
    })
}

/// Most schools of a system that are simulated for the counts of a workload. All of a scenario whose policies are numbers
/// of schools and teachers and not shares: these would be too many for fewer schools.
fn most(workload: &str) -> Option<u32> {
    match workload {
        "england-primaries" => Some(1000),
        "world" => Some(100),
        _ => None,
    }
}

/// Counts a system of a scenario that ships, with all its years and arms.
pub fn count(workload: &str, system: usize) -> Result<Count, Uncounted> {
    tally::take().ok_or(Uncounted::Build)?;
    let size = Size { schools: most(workload), whole: true, replicates: Some(1), ..Size::default() };
    let workload = Workload::known(workload, size)?;
    let sets = Sets::of(&workload.scenario).map_err(|e| Failure::Run(e.into()))?;
    let model = sets.model(&workload.scenario.systems[system], sets.set_of(0));
    let design = design(&workload.scenario, &workload.lists[system], system, model);
    // Words are counted by thread: one thread does all of it.
    let alone = || rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let pool =
        alone().map_err(|e| Failure::Run(crate::experiment::Failure::Threads { threads: 1, cause: e.to_string() }))?;
    pool.install(|| {
        tally::take();
        run(&workload, system, |case| replicate(&design, case.replicate, &|| ()))?;
        let words = tally::take().unwrap_or_default();
        let weeks = workload.teacher_weeks_of(system);
        let by_week = |n: u64| round(n as f64 / weeks.max(1) as f64);
        Ok(Count {
            workload: workload.name.clone(),
            system: workload.scenario.systems[system].name.clone(),
            teacher_weeks: weeks,
            words_made: by_week(words.made),
            words_read: by_week(words.read),
            events: round(events(&workload, system, &design)?),
        })
    })
}

/// Four decimals, so that the file can be read.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// Runs something of replicate 0 of a system; its books close or it is a fault.
fn run<T>(
    workload: &Workload,
    system: usize,
    act: impl Fn(Case) -> Result<T, crate::ledger::Unbalanced>,
) -> Result<T, Failure> {
    let case = Case { system, replicate: 0 };
    let name = &workload.scenario.systems[system].name;
    act(case).map_err(|cause| {
        Failure::Run(crate::experiment::Failure::Unbalanced { system: name.clone(), replicate: 0, cause })
    })
}

/// Events of a teacher-week: of doing nothing and of every arm, each by its years. The warm-up is as doing nothing.
fn events(workload: &Workload, system: usize, plain: &Design<'_>) -> Result<f64, Failure> {
    let nothing: &[Policy] = &[];
    let arms: Vec<&[Policy]> = std::iter::once(nothing).chain(plain.arms.iter().copied()).collect();
    let design = Design { arms: arms.clone(), ..plain.clone() };
    let (watched, posts) = watched(workload, system);
    let (mut sum, mut years) = (0.0, 0.0);
    for arm in 0..arms.len() {
        let traced = run(workload, system, |case| trace(&design, case.replicate, arm + 1, &watched, &|| ()))?;
        let learnt = traced.events.iter().filter(|event| matches!(event.what, What::Learnt { .. })).count();
        let a_year = learnt as f64 / f64::from(design.years);
        let of_arm = design.years + if arm == 0 { design.warm_up_years } else { 0 };
        sum += a_year * f64::from(of_arm);
        years += f64::from(of_arm);
    }
    Ok(sum / (posts as f64 * f64::from(design.weeks) * years))
}

/// Schools to watch, and their posts.
fn watched(workload: &Workload, system: usize) -> (Vec<SchoolId>, u64) {
    let schools = &workload.lists[system].schools;
    let every = schools.len().div_ceil(WATCHED).max(1);
    let (mut ids, mut posts) = (Vec::new(), 0);
    let (mut district, mut first) = (0u32, 0usize);
    for (number, school) in schools.iter().enumerate() {
        if number > 0 && schools[number - 1].district != school.district {
            (district, first) = (district + 1, number);
        }
        if number % every == 0 {
            ids.push(SchoolId { district, school: (number - first) as u32 });
            posts += u64::from(school.teachers.max(1));
        }
    }
    (ids, posts)
}

/// All counts of the workloads that ship, as the file has them.
pub fn file(counts: &[Count]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for count in counts {
        writer.serialize(count)?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::workload::names;

    #[test]
    fn every_system_of_every_workload_was_counted() {
        for name in names() {
            let size = Size { quick: true, years: Some(1), schools: Some(4), ..Size::default() };
            let workload = Workload::known(name, size).expect("it ships");
            let count =
                of(&workload).unwrap_or_else(|| panic!("{name}: cargo run -- bench --count > src/bench/census.csv"));
            assert!(count.words_made >= count.words_read && count.words_read > 0.0, "{count:?}");
            assert!(count.events > 0.1 && count.events < 10.0, "{count:?}");
        }
    }

    #[test]
    #[cfg(debug_assertions)]
    fn a_system_counted_again_is_as_the_file_says() {
        let again = count("three-systems", 0).expect("tests count");
        assert_eq!(shipped().first(), Some(&again), "cargo run -- bench --count > src/bench/census.csv");
    }

    #[test]
    fn the_file_is_what_is_read_from_it() {
        assert_eq!(file(&shipped()).expect("plain rows"), SHIPPED);
    }
}
