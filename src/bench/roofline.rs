//! What stands in the way: the walls of memory and of the random generator, and how near the model comes to them.

use super::census::Count;
use super::state::State;
use serde::Serialize;

/// Bytes of state that a teacher-week is reckoned at in the ratio that machines are compared by.
pub const BYTES: f64 = 64.0;
/// A wall is in the way where reaching it takes so much of the time.
const IN_THE_WAY: f64 = 0.5;

/// A wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wall {
    /// Bandwidth of the memory.
    Memory,
    /// Throughput of the random generator.
    Generator,
}

impl Wall {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Generator => "the generator",
        }
    }
}

/// A workload between its walls, all in teacher-weeks a second on all threads.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Roofline {
    /// What the model reached.
    pub reached: f64,
    /// Memory, were every week a pass over the state in memory.
    pub memory_each_week: f64,
    /// Memory, with the state moved once a year, as the engine does.
    pub memory: f64,
    /// The generator, if nothing else took time.
    pub generator: f64,
    /// Events handled a second.
    pub events_a_second: f64,
    /// The wall that takes more of the time.
    pub nearest: Wall,
    /// Share of the time that it takes.
    pub share: f64,
}

impl Roofline {
    /// From what the machine moves (bytes a second) and makes (random words a second) and what a teacher-week needs.
    pub fn of(reached: f64, state: &State, count: &Count, bandwidth: f64, words: f64) -> Self {
        let memory = bandwidth / state.from_memory;
        let generator = words / count.words_made;
        let nearest = if memory <= generator { Wall::Memory } else { Wall::Generator };
        Self {
            reached,
            memory_each_week: bandwidth / state.a_week,
            memory,
            generator,
            events_a_second: reached * count.events,
            nearest,
            share: reached / memory.min(generator),
        }
    }

    /// What is in the way, in a sentence.
    pub fn sentence(&self) -> String {
        let percent = format!("{:.0} %", 100.0 * self.share);
        let name = self.nearest.name();
        if self.share >= IN_THE_WAY {
            format!("{name} is in the way: it takes {percent} of the time")
        } else {
            format!("no wall is near: {name} takes {percent} of the time, the rest is arithmetic and books")
        }
    }
}

/// Teacher-weeks a second times 64 bytes over the bandwidth: how much of the machine a program makes use of.
pub fn ratio(teacher_weeks_a_second: f64, bandwidth: f64) -> f64 {
    teacher_weeks_a_second * BYTES / bandwidth
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count() -> Count {
        Count {
            workload: "x".to_owned(),
            system: "y".to_owned(),
            teacher_weeks: 1,
            words_made: 20.0,
            words_read: 2.0,
            events: 1.5,
        }
    }

    #[test]
    fn the_nearest_wall_is_the_lower_one() {
        let state = State { held: 200.0, a_week: 100.0, from_memory: 10.0 };
        let line = Roofline::of(40.0, &state, &count(), 1000.0, 1000.0);
        assert_eq!((line.memory_each_week, line.memory, line.generator), (10.0, 100.0, 50.0));
        assert_eq!((line.nearest, line.share, line.events_a_second), (Wall::Generator, 0.8, 60.0));
        assert_eq!(line.sentence(), "the generator is in the way: it takes 80 % of the time");
        let line = Roofline::of(1.0, &state, &count(), 100.0, 1e9);
        assert_eq!((line.nearest, line.share), (Wall::Memory, 0.1));
        assert_eq!(line.sentence(), "no wall is near: memory takes 10 % of the time, the rest is arithmetic and books");
    }

    #[test]
    fn the_ratio_of_the_reference_machine() {
        assert!((ratio(150e6, 38.6e9) - 0.2487).abs() < 1e-4);
    }
}
