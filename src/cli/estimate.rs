//! About how large a scenario is, before it is run.

use crate::population::SchoolList;
use crate::scenario::Scenario;
use serde::Serialize;

/// Teacher-weeks that a thread simulates in a second; a rough figure, for the estimate only.
const TEACHER_WEEKS_A_SECOND: f64 = 7e6;
/// Rows of a system, arm, replicate and year in the table of outcomes: groups of schools times outcomes.
const OUTCOME_ROWS: f64 = 140.0;
/// Bytes of a row in CSV.
const ROW_BYTES: f64 = 160.0;

/// What a scenario takes, about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// Runs: replicates of each arm, doing nothing included.
    pub runs: u64,
    /// Schools of all systems.
    pub schools: u64,
    /// Teaching posts of all systems.
    pub teachers: u64,
    /// Teacher-weeks simulated.
    pub teacher_weeks: u64,
    /// Seconds.
    pub seconds: f64,
    /// Bytes written.
    pub bytes: u64,
}

/// Estimates a scenario on its schools and a number of threads.
pub fn estimate(scenario: &Scenario, lists: &[SchoolList], threads: usize) -> Estimate {
    let mut e = Estimate { runs: 0, schools: 0, teachers: 0, teacher_weeks: 0, seconds: 0.0, bytes: 0 };
    for (system, list) in scenario.systems.iter().zip(lists) {
        let replicates = u64::from(scenario.replicates);
        let arms = system.arms.len() as u64 + 1;
        let posts: u64 = list.schools.iter().map(|s| u64::from(s.teachers.max(1))).sum();
        // The warm-up is shared by the arms of a replicate.
        let years = u64::from(scenario.warm_up_years) + u64::from(scenario.years) * arms;
        e.runs += replicates * arms;
        e.schools += list.schools.len() as u64;
        e.teachers += posts;
        let weeks = posts.saturating_mul(years).saturating_mul(u64::from(scenario.weeks));
        e.teacher_weeks = e.teacher_weeks.saturating_add(weeks.saturating_mul(replicates));
        let school_rows = list.schools.len() as f64 * arms as f64;
        let rows = (replicates * arms) as f64 * f64::from(scenario.years + 1) * OUTCOME_ROWS + school_rows;
        e.bytes += (rows * ROW_BYTES) as u64;
    }
    e.seconds = e.teacher_weeks as f64 / TEACHER_WEEKS_A_SECOND / threads.max(1) as f64;
    e
}

impl Estimate {
    /// The estimate in words.
    pub fn text(&self) -> String {
        let time = duration(self.seconds);
        format!(
            "runs           {}\nschools        {}\nteachers       {}\nteacher-weeks  {}\ntime           about {time}\ndisk           about {}\n",
            grouped(self.runs),
            grouped(self.schools),
            grouped(self.teachers),
            grouped(self.teacher_weeks),
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
