//! One session of measuring: the machine's figures and every workload, in rounds, on one thread and on all.

use super::bandwidth::{arrays, triad};
use super::census;
use super::generator;
use super::machine::{self, Machine};
use super::roofline::{Roofline, ratio};
use super::state::{self, State};
use super::timing::{Speed, threads};
use super::workload::{Failure, Size, Workload, names};
use serde::Serialize;
use std::time::{Duration, Instant};

/// After this time no further round is begun.
const ENOUGH: Duration = Duration::from_secs(150);

/// What is measured and for how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Size of the workloads.
    pub size: Size,
    /// Threads beside one.
    pub threads: usize,
    /// Rounds at most.
    pub rounds: usize,
    /// Seconds for each figure of the machine, on each number of threads, in a round.
    pub seconds: f64,
    /// Size of the arrays of the triad together, bytes; as the machine's caches ask if none.
    pub arrays: Option<u64>,
}

/// A workload as it was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measured {
    /// Name of the scenario.
    pub name: String,
    /// What it is, in words.
    pub what: &'static str,
    /// One school of so many is run.
    pub one_in: u32,
    /// Systems, schools and teachers.
    pub systems: usize,
    /// Schools of all systems.
    pub schools: u64,
    /// Teaching posts of all systems.
    pub teachers: u64,
    /// Replicates of each system.
    pub replicates: u32,
    /// School years after the warm-up.
    pub years: u32,
    /// Years of the warm-up.
    pub warm_up_years: u32,
    /// Arms of all systems, doing nothing included.
    pub arms: usize,
    /// Teacher-weeks simulated in one run.
    pub teacher_weeks: u64,
    /// Seconds to read or generate the schools, which the speeds leave out.
    pub start_up: f64,
    /// Teacher-weeks a second, by number of threads.
    pub speeds: Vec<Speed>,
    /// Teacher-weeks a second times 64 bytes, over the triad, both on all threads.
    pub ratio: f64,
    /// Speed on all threads over that on one; none where there is one thread.
    pub gain: Option<f64>,
    /// Largest memory while it ran, bytes; none where the system does not say.
    pub peak: Option<u64>,
    /// Bytes of state by teacher.
    pub state: State,
    /// Random words made and read, and events, by teacher-week; none where they were never counted.
    pub needs: Option<census::Count>,
    /// Its walls; none where words were never counted.
    pub roofline: Option<Roofline>,
}

/// Everything that was measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Session {
    /// The machine and the program.
    pub machine: Machine,
    /// Threads beside one.
    pub threads: usize,
    /// Whether the workloads were shortened.
    pub quick: bool,
    /// Rounds.
    pub rounds: usize,
    /// Size of the triad's arrays together, bytes.
    pub arrays: u64,
    /// Triad, bytes a second, three words counted.
    pub bandwidth: Vec<Speed>,
    /// Words a second of the program's streams.
    pub words: Vec<Speed>,
    /// Bytes a second of the plain generator.
    pub chacha8: Vec<Speed>,
    /// The workloads.
    pub workloads: Vec<Measured>,
    /// Largest memory of the whole, bytes; none where the system does not say.
    pub peak: Option<u64>,
    /// Seconds that all of it took.
    pub seconds: f64,
}

/// Speeds taken so far, by number of threads.
#[derive(Clone, Debug)]
struct Taken(Vec<(usize, Vec<f64>)>);

impl Taken {
    fn new(threads: &[usize]) -> Self {
        Self(threads.iter().map(|&n| (n, Vec::new())).collect())
    }

    fn add(&mut self, threads: usize, speeds: &[f64]) {
        self.0.iter_mut().filter(|(n, _)| *n == threads).for_each(|(_, all)| all.extend(speeds));
    }

    fn speeds(self) -> Vec<Speed> {
        self.0.into_iter().filter_map(|(threads, speeds)| Speed::of(threads, speeds)).collect()
    }
}

/// The figures of the machine.
struct Figures {
    bandwidth: Taken,
    words: Taken,
    chacha8: Taken,
}

impl Figures {
    fn take(&mut self, on: &[usize], arrays: u64, seconds: f64) {
        for &threads in on {
            self.bandwidth.add(threads, &triad(threads, arrays, seconds));
            self.words.add(threads, &generator::words(threads, seconds));
            self.chacha8.add(threads, &generator::chacha8(threads, seconds));
        }
    }
}

/// Measures. `tell` hears what is under way.
pub fn measure(effort: &Effort, tell: &dyn Fn(&str)) -> Result<Session, Failure> {
    let start = Instant::now();
    let machine = Machine::this();
    let on = threads(effort.threads);
    let arrays = effort.arrays.unwrap_or_else(|| arrays(&machine));
    let mut figures = Figures { bandwidth: Taken::new(&on), words: Taken::new(&on), chacha8: Taken::new(&on) };
    let mut workloads = Vec::new();
    for name in names() {
        tell(&format!("schools of {name}"));
        workloads.push((Workload::known(name, effort.size)?, Taken::new(&on), None));
    }
    let mut peak = machine::peak();
    let mut rounds = 0;
    // Figures of the machine stand before, between and after the workloads: others may use it too, more or less by turns.
    while rounds < effort.rounds.max(1) && (rounds == 0 || start.elapsed() < ENOUGH) {
        tell("the machine");
        figures.take(&on, arrays, effort.seconds);
        peak = peak.max(machine::peak());
        for (workload, taken, highest) in &mut workloads {
            // Every other round goes the other way.
            let order: Vec<usize> = if rounds % 2 == 0 { on.clone() } else { on.iter().rev().copied().collect() };
            for threads in order {
                tell(&format!("{} on {}", workload.name, crate::numerals::counted(threads, "thread")));
                let fresh = machine::forget_peak();
                let time = workload.run(threads)?;
                taken.add(threads, &[workload.teacher_weeks() as f64 / time.as_secs_f64().max(1e-9)]);
                *highest = (*highest).max(machine::peak().filter(|_| fresh));
            }
            peak = peak.max(*highest);
        }
        rounds += 1;
    }
    tell("the machine");
    figures.take(&on, arrays, effort.seconds);
    peak = peak.max(machine::peak());
    let mut session = Session {
        threads: effort.threads,
        quick: effort.size.quick,
        rounds,
        arrays,
        bandwidth: figures.bandwidth.speeds(),
        words: figures.words.speeds(),
        chacha8: figures.chacha8.speeds(),
        workloads: Vec::new(),
        peak,
        seconds: 0.0,
        machine,
    };
    tell("bytes of state");
    let measured = workloads.into_iter().map(|(w, taken, peak)| session.measured(&w, taken.speeds(), peak)).collect();
    session.workloads = measured;
    session.seconds = start.elapsed().as_secs_f64();
    Ok(session)
}

/// The figure on all threads.
pub fn last(speeds: &[Speed]) -> f64 {
    speeds.last().map_or(f64::NAN, |speed| speed.median)
}

/// Speed on all threads over that on one.
pub fn gain(speeds: &[Speed]) -> Option<f64> {
    match speeds {
        [one, .., all] => Some(all.median / one.median),
        _ => None,
    }
}

impl Session {
    fn measured(&self, workload: &Workload, speeds: Vec<Speed>, peak: Option<u64>) -> Measured {
        let scenario = &workload.scenario;
        let (state, needs) = (state::of(workload), census::of(workload));
        let (reached, bandwidth) = (last(&speeds), last(&self.bandwidth));
        let roofline = needs.as_ref().map(|n| Roofline::of(reached, &state, n, bandwidth, last(&self.words)));
        Measured {
            name: workload.name.clone(),
            what: workload.what,
            one_in: workload.one_in,
            systems: scenario.systems.len(),
            schools: workload.schools(),
            teachers: workload.teachers(),
            replicates: scenario.replicates,
            years: scenario.years,
            warm_up_years: scenario.warm_up_years,
            arms: scenario.systems.iter().map(|system| system.arms.len() + 1).sum(),
            teacher_weeks: workload.teacher_weeks(),
            start_up: workload.start_up.as_secs_f64(),
            ratio: ratio(reached, bandwidth),
            gain: gain(&speeds),
            speeds,
            peak,
            state,
            needs,
            roofline,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gain_is_of_all_threads_over_one() {
        let speed = |threads, median| Speed { threads, median, lowest: median, highest: median, times: 1 };
        assert_eq!(gain(&[speed(1, 10.0), speed(2, 19.0)]), Some(1.9));
        assert_eq!(gain(&[speed(1, 10.0)]), None);
        assert_eq!(last(&[speed(1, 10.0), speed(2, 19.0)]), 19.0);
        assert!(last(&[]).is_nan());
    }
}
