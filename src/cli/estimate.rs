//! What a scenario takes, before it is run: counted, and timed on a small part of it.

use super::exit::Failure;
use super::machine::size;
use super::timing::{Timed, measure};
use crate::experiment::execute::teacher_years;
use crate::experiment::room::Room;
use crate::numerals::counted;
use crate::population::SchoolList;
use crate::scenario::Scenario;
use serde::Serialize;

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
    /// Seconds, tables and figures included.
    pub seconds: f64,
    /// Bytes of memory at the most.
    pub memory: u64,
    /// Replicates in memory at once.
    pub replicates_at_once: usize,
    /// Bytes written.
    pub bytes: u64,
}

/// Estimates a scenario on its schools and a number of threads; `read` are the seconds that reading its schools took.
pub fn estimate(timed: &Timed<'_>, read: f64) -> Result<Estimate, Failure> {
    let (scenario, lists) = (timed.scenario, timed.lists);
    let measured = measure(timed)?;
    let arms = scenario.systems.iter().map(|system| system.arms.len() as u64 + 1).sum::<u64>();
    Ok(Estimate {
        runs: u64::from(scenario.replicates) * arms,
        schools: lists.iter().map(|list| list.schools.len() as u64).sum(),
        teachers: lists.iter().map(SchoolList::posts).sum(),
        teacher_weeks: teacher_weeks(scenario, lists, |_| u64::from(scenario.replicates)),
        seconds: read + measured.seconds,
        memory: Room::of(scenario, lists).peak(timed.held),
        replicates_at_once: timed.held,
        bytes: measured.bytes as u64,
    })
}

/// Weeks of teachers that are simulated in so many replicates of each system. The warm-up is shared by the arms of a
/// replicate.
pub fn teacher_weeks(scenario: &Scenario, lists: &[SchoolList], replicates: impl Fn(usize) -> u64) -> u64 {
    let of = |number| {
        let years = teacher_years(scenario, lists, number).saturating_mul(replicates(number));
        years.saturating_mul(u64::from(scenario.weeks))
    };
    (0..lists.len()).map(of).fold(0, u64::saturating_add)
}

impl Estimate {
    /// The estimate in words.
    pub fn text(&self) -> String {
        let lines = [
            ("runs", grouped(self.runs)),
            ("schools", grouped(self.schools)),
            ("teachers", grouped(self.teachers)),
            ("teacher-weeks", grouped(self.teacher_weeks)),
            ("time", format!("about {}", duration(self.seconds))),
            (
                "memory",
                format!("about {}, {} at once", size(self.memory), counted(self.replicates_at_once, "replicate")),
            ),
            ("disk", format!("about {}", size(self.bytes))),
        ];
        lines.map(|(what, much)| format!("{what:<15}{much}\n")).concat()
    }
}

/// A whole number with its thousands apart.
pub fn grouped(n: u64) -> String {
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

/// A time in words.
pub fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "a second".to_owned(),
        s if s < 90.0 => format!("{s:.0} seconds"),
        s if s < 5400.0 => format!("{:.0} minutes", s / 60.0),
        s => format!("{:.1} hours", s / 3600.0),
    }
}
