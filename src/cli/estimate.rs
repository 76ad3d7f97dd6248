//! About how large a scenario is, before it is run.

use crate::scenario::places::AUTHORITIES;
use crate::scenario::{PlaceKind, Population, Scenario};
use crate::setting::Phase;
use serde::Serialize;

/// Teacher-weeks that a thread simulates in a second; a rough figure, for the estimate only.
const TEACHER_WEEKS_A_SECOND: f64 = 5e6;
/// Rows of a system, arm, replicate and year in the table of outcomes: groups of schools times outcomes.
const OUTCOME_ROWS: f64 = 140.0;
/// Bytes of a row in CSV.
const ROW_BYTES: f64 = 160.0;

/// What a scenario takes, about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Runs: replicates of each arm, doing nothing included.
    pub runs: u64,
    /// Schools of all systems; none if a population file decides.
    pub schools: Option<u64>,
    /// Teachers of all systems.
    pub teachers: Option<u64>,
    /// Teacher-weeks simulated.
    pub teacher_weeks: Option<u64>,
    /// Seconds.
    pub seconds: Option<f64>,
    /// Bytes written.
    pub bytes: u64,
}

/// Estimates a scenario on a number of threads.
pub fn estimate(scenario: &Scenario, threads: usize) -> Estimate {
    let weeks = u64::from(scenario.years + scenario.warm_up_years) * u64::from(scenario.weeks);
    let mut e =
        Estimate { runs: 0, schools: Some(0), teachers: Some(0), teacher_weeks: Some(0), seconds: None, bytes: 0 };
    for system in &scenario.systems {
        let runs = u64::from(scenario.replicates) * (system.arms.len() as u64 + 1);
        e.runs += runs;
        let size = size(&system.population);
        e.schools = add(e.schools, size.map(|s| s.0));
        e.teachers = add(e.teachers, size.map(|s| s.1));
        e.teacher_weeks = add(e.teacher_weeks, size.map(|s| s.1.saturating_mul(weeks).saturating_mul(runs)));
        let school_rows = size.map_or(0, |s| s.0) as f64 * system.arms.len() as f64;
        let rows = runs as f64 * f64::from(scenario.years + 1) * OUTCOME_ROWS + school_rows;
        e.bytes += (rows * ROW_BYTES) as u64;
    }
    e.seconds = e.teacher_weeks.map(|w| w as f64 / TEACHER_WEEKS_A_SECOND / threads.max(1) as f64);
    e
}

fn add(a: Option<u64>, b: Option<u64>) -> Option<u64> {
    Some(a? + b?)
}

/// About how many schools and teachers; none for a file. Means of the lists of schools (data README section 3).
fn size(population: &Population) -> Option<(u64, u64)> {
    let (schools, teachers) = match population {
        Population::England { phase, place, regions, authorities, sample } => {
            let here = AUTHORITIES.iter().filter(|a| {
                (regions.is_empty() || regions.iter().any(|r| r == a.region))
                    && (authorities.is_empty() || authorities.iter().any(|n| n == a.name))
            });
            let (each, teachers): (fn(_) -> u32, f64) = match phase {
                Phase::Primary => (|a: &crate::scenario::places::Authority| a.primary, 17.6),
                Phase::Secondary => (|a| a.secondary, 68.0),
            };
            // Rural are 26 % of schools, 9.0 teachers in a rural primary and 18.6 in an urban one.
            let (part, by_place) = match place {
                PlaceKind::Any => (1.0, 1.0),
                PlaceKind::Urban => (0.74, 1.06),
                PlaceKind::Rural => (0.26, 0.51),
            };
            let all = (here.map(each).map(u64::from).sum::<u64>() as f64 * part) as u64;
            (all.min(sample.map_or(u64::MAX, u64::from)), teachers * by_place)
        }
        Population::Shanghai { schools, .. } => (u64::from(*schools), 82.0),
        Population::Zhejiang { schools, .. } => (u64::from(*schools), 93.0),
        Population::Synthetic { schools, teachers, .. } => (u64::from(*schools), *teachers),
        Population::File { .. } => return None,
    };
    Some((schools, (schools as f64 * teachers) as u64))
}

impl Estimate {
    /// The estimate in words.
    pub fn text(&self) -> String {
        let count = |n: Option<u64>| n.map_or_else(|| "as the population file has".to_owned(), grouped);
        let time = self.seconds.map_or_else(|| "unknown before the file is read".to_owned(), duration);
        format!(
            "runs           {}\nschools        {}\nteachers       {}\nteacher-weeks  {}\ntime           about {time}\ndisk           about {}\n",
            grouped(self.runs),
            count(self.schools),
            count(self.teachers),
            count(self.teacher_weeks),
            size_text(self.bytes),
        )
    }
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "a second".to_owned(),
        s if s < 90.0 => format!("{s:.0} seconds"),
        s if s < 5400.0 => format!("{:.0} minutes", s / 60.0),
        s => format!("{:.1} hours", s / 3600.0),
    }
}

fn size_text(bytes: u64) -> String {
    match bytes as f64 {
        b if b < 1e6 => format!("{:.0} kB", (b / 1e3).max(1.0)),
        b if b < 1e9 => format!("{:.0} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}
