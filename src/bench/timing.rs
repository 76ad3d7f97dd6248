//! Times of the same work done several times, on one thread and on several side by side.

use serde::Serialize;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Fewest times that a figure of the machine is taken.
const FEWEST: usize = 3;

/// A speed, taken several times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Speed {
    /// Threads.
    pub threads: usize,
    /// Median, a second.
    pub median: f64,
    /// Lowest, a second.
    pub lowest: f64,
    /// Highest, a second.
    pub highest: f64,
    /// How often it was taken.
    pub times: usize,
}

impl Speed {
    /// Describes speeds; none where there are none.
    pub fn of(threads: usize, mut speeds: Vec<f64>) -> Option<Self> {
        speeds.sort_by(f64::total_cmp);
        let n = speeds.len();
        let (&lowest, &highest) = (speeds.first()?, speeds.last()?);
        let median = f64::midpoint(speeds[(n - 1) / 2], speeds[n / 2]);
        Some(Self { threads, median, lowest, highest, times: n })
    }
}

/// Does `act` on as many threads side by side, again and again for so many seconds and three times at least, each
/// thread with a state of its own that it made itself with `ready` (so that its memory lies near it). Returns the time
/// of each turn, from the first start to the last end.
pub fn side_by_side<S>(
    threads: usize,
    seconds: f64,
    ready: impl Fn(usize) -> S + Sync,
    act: impl Fn(&mut S) + Sync,
) -> Vec<Duration> {
    let gate = Barrier::new(threads + 1);
    let over = AtomicBool::new(false);
    let mut times = Vec::new();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (gate, over, ready, act) = (&gate, &over, &ready, &act);
            scope.spawn(move || {
                let mut state = ready(thread);
                // Caches, branch predictors and clock speed are as they will be.
                act(&mut state);
                loop {
                    gate.wait();
                    if over.load(Ordering::Acquire) {
                        return;
                    }
                    act(&mut state);
                    gate.wait();
                }
            });
        }
        let mut spent = Duration::ZERO;
        loop {
            let last = times.len() >= FEWEST && spent.as_secs_f64() >= seconds;
            over.store(last, Ordering::Release);
            gate.wait();
            if last {
                break;
            }
            let start = Instant::now();
            gate.wait();
            let time = start.elapsed();
            spent += time;
            times.push(time);
        }
    });
    times
}

/// Speeds from the times in which so much was done.
pub fn speeds(done: f64, times: &[Duration]) -> Vec<f64> {
    times.iter().map(|time| done / time.as_secs_f64().max(1e-9)).collect()
}

/// One thread and all of them, as many as are given; one figure where there is but one thread.
pub fn threads(all: usize) -> Vec<usize> {
    if all > 1 { vec![1, all] } else { vec![1] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;

    #[test]
    fn the_median_is_in_the_middle() {
        let speed = Speed::of(2, vec![3.0, 1.0, 2.0]).expect("three");
        assert_eq!((speed.lowest, speed.median, speed.highest, speed.times), (1.0, 2.0, 3.0, 3));
        assert_eq!(Speed::of(1, vec![1.0, 4.0]).expect("two").median, 2.5);
        assert_eq!(Speed::of(1, Vec::new()), None);
    }

    #[test]
    fn every_thread_takes_every_turn_once() {
        let acts = AtomicU64::new(0);
        let act = |_: &mut usize| {
            acts.fetch_add(1, Ordering::Relaxed);
        };
        let times = side_by_side(3, 0.0, |thread| thread, act);
        assert_eq!(times.len(), FEWEST);
        // A turn before the clock runs, and the measured ones.
        assert_eq!(acts.into_inner(), 3 * (1 + FEWEST as u64));
    }
}
