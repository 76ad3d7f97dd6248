//! Throughput of the random numbers: of the program's own streams, and of the plain generator below them.

use super::timing::{side_by_side, speeds};
use crate::rng::{Place, Purpose, Streams, WORDS_PER_SLOT};
use crate::units::Week;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::hint::black_box;

/// Streams asked for in a turn of a thread.
const STREAMS: usize = 1024;
/// Slots read of each, all words of them.
pub const SLOTS: usize = 64;
/// Bytes that the plain generator fills in a turn of a thread, a buffer of the second-level cache at a time.
const FILLS: usize = 64;
const BUFFER: usize = 1 << 16;

/// Words a second as [`Streams`] delivers them where every word is read: streams of [`SLOTS`] slots.
pub fn words(threads: usize, seconds: f64) -> Vec<f64> {
    let times = side_by_side(
        threads,
        seconds,
        |thread| (thread, 0u32, 0u32),
        |(thread, week, sum)| {
            *week += 1;
            let streams = Streams::new(1, *thread as u32);
            for school in 0..STREAMS {
                let week = Week { year: 1, week: *week };
                let mut draws = streams.at(Purpose::Usual, Place::school(*thread, school), week);
                for slot in 0..SLOTS {
                    let mut slot = draws.slot(slot);
                    for _ in 0..WORDS_PER_SLOT {
                        *sum ^= slot.word();
                    }
                }
            }
            black_box(sum);
        },
    );
    speeds((threads * STREAMS * SLOTS * WORDS_PER_SLOT) as f64, &times)
}

/// Bytes a second of `rand_chacha`'s `ChaCha8` filling a buffer, as the reference figure was taken.
pub fn chacha8(threads: usize, seconds: f64) -> Vec<f64> {
    let ready = |thread: usize| (ChaCha8Rng::seed_from_u64(thread as u64), vec![0u8; BUFFER]);
    let times = side_by_side(threads, seconds, ready, |(generator, buffer)| {
        for _ in 0..FILLS {
            generator.fill_bytes(buffer);
        }
        black_box(buffer);
    });
    speeds((threads * FILLS * BUFFER) as f64, &times)
}
