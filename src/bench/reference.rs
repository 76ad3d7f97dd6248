//! Figures of other programs, from another machine, to stand beside this one's.

use serde::Serialize;

/// Where all of them were measured.
pub const MACHINE: &str = "2 cores of AMD EPYC (Zen 5, AVX-512), 24 GiB; medians of three or more runs; it varied by up to 25 % \
     between minutes";

/// What they ran.
pub const MODEL: &str = "a toy model: one skill, one kind of event, no pupils, no ledger; at a million teachers";

/// Triad of that machine on one and on two threads (bytes a second, three words counted).
pub const TRIAD: [f64; 2] = [26.6e9, 38.6e9];

/// `rand_chacha` `ChaCha8` `fill_bytes` there on one and on two threads (bytes a second).
pub const CHACHA8: [f64; 2] = [4.9e9, 9.2e9];

/// A program with a figure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Peer {
    /// Program and version.
    pub name: &'static str,
    /// Threads at its best.
    pub threads: usize,
    /// Teacher-weeks a second, median.
    pub teacher_weeks_a_second: f64,
}

/// The programs, slowest first. A thread each is the best that Mesa, krABMaga, ixa and Starsim offer there.
pub const PEERS: [Peer; 6] = [
    Peer { name: "Mesa 3.3.1", threads: 1, teacher_weeks_a_second: 1.44e6 },
    Peer { name: "krABMaga 0.6.2", threads: 1, teacher_weeks_a_second: 3.1e6 },
    Peer { name: "ixa 4.0.0", threads: 1, teacher_weeks_a_second: 15.4e6 },
    Peer { name: "Starsim 3.7.2", threads: 1, teacher_weeks_a_second: 31.1e6 },
    Peer { name: "numba 0.68, by hand", threads: 2, teacher_weeks_a_second: 53.8e6 },
    Peer { name: "prototype, tuned", threads: 2, teacher_weeks_a_second: 2560e6 },
];

impl Peer {
    /// Teacher-weeks a second times 64 bytes, over that machine's triad on two threads.
    pub fn ratio(&self) -> f64 {
        self.teacher_weeks_a_second * super::roofline::BYTES / TRIAD[1]
    }
}
