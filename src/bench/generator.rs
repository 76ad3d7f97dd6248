//! Throughput of the random numbers: of the program's own streams, and of the plain generator below them.

use super::timing::{side_by_side, speeds};
use crate::rng::{Place, Purpose, Streams, WORDS_PER_SLOT, WeekSlot};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::hint::black_box;

/// Streams asked for in a turn of a thread.
const STREAMS: usize = 1024;
/// Slots asked of each.
pub const SLOTS: usize = 64;
/// Bytes that the plain generator fills in a turn of a thread, a buffer of the second-level cache at a time.
const FILLS: usize = 64;
const BUFFER: usize = 1 << 16;

/// Words a second as [`Streams::first_words`] makes them for the week, of which it hands out the first two of a slot:
/// what [`crate::tally`] counts as made. Weeks of [`SLOTS`] slots.
pub fn words(threads: usize, seconds: f64) -> Vec<f64> {
    let times = side_by_side(
        threads,
        seconds,
        |thread| (thread, 0i32, Vec::new()),
        |(thread, year, words)| {
            *year += 1;
            let streams = Streams::new(1, *thread as u32);
            let slots: [WeekSlot; SLOTS] = std::array::from_fn(|i| WeekSlot { week: i as u32, slot: i as u32 % 4 });
            for school in 0..STREAMS {
                streams.first_words(Purpose::Usual, Place::school(*thread, school), *year, &slots, words);
                black_box(&words);
            }
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
