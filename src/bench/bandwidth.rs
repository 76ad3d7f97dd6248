//! Bandwidth of the memory, as `McCalpin`'s STREAM benchmark measures it: the triad `a = b + s c` over arrays that no
//! cache holds, three words counted a step (what the write first reads is not counted).

use super::machine::Machine;
use super::timing::{side_by_side, speeds};
use std::hint::black_box;

/// Total size of the arrays unless a larger cache asks for more, bytes.
const USUAL: u64 = 512 << 20;
/// The arrays together are so many times the last cache, so that no part of them is in it when its turn comes.
const TIMES_THE_CACHE: u64 = 8;

/// Size of the three arrays together on a machine: far beyond its last cache, and a quarter of its memory at most.
pub fn arrays(machine: &Machine) -> u64 {
    let wanted = USUAL.max(TIMES_THE_CACHE * machine.last_cache.unwrap_or(0));
    wanted.min(machine.memory.map_or(u64::MAX, |memory| memory / 4))
}

/// Bytes a second of the triad over three arrays of so many bytes together.
pub fn triad(threads: usize, bytes: u64, seconds: f64) -> Vec<f64> {
    let words = (bytes / 24 / threads as u64).max(1) as usize;
    let ready = |thread: usize| [thread as f64, 1.0, 2.0].map(|value| vec![value; words]);
    let times = side_by_side(threads, seconds, ready, |[a, b, c]| {
        for ((a, b), c) in a.iter_mut().zip(&*b).zip(&*c) {
            *a = b + 3.0 * c;
        }
        black_box(a);
    });
    speeds((words * threads * 24) as f64, &times)
}
