//! What the weekly step reads and writes of teachers: tiles of a few posts side by side.
//!
//! A tile is contiguous, so that a week of eight posts goes through a handful of cache lines, and each of its rows is
//! one vector. The rest of what is known of teachers is asked for once a year or seldom, and lies in arrays apart
//! ([`super::Teachers`]).

use crate::units::DOMAINS;

/// Posts of a tile; those of a school are padded to whole tiles.
pub const LANES: usize = 8;

/// One value a post of a tile.
pub type Lanes = [f32; LANES];

/// Sum over the posts of a tile of what is exact in any order: pairwise, which waits for three additions and not for
/// eight.
#[inline(always)]
pub fn total(lanes: &[f64; LANES]) -> f64 {
    let [a, b, c, d, e, f, g, h] = *lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Eight neighbouring posts of a school. An empty post holds zeros.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(32))]
pub struct Tile {
    /// Practice in the classroom this week, by domain (SD).
    pub enacted: [Lanes; DOMAINS],
    /// Practice unaided, by domain (SD).
    pub embedded: [Lanes; DOMAINS],
    /// Growth a week with experience, in a school of average support (SD).
    pub growth: Lanes,
    /// Learning per hour relative to an average teacher: trait, experience and motivation.
    pub readiness: Lanes,
    /// Sum over the year's weeks of enacted quality (SD).
    pub quality_sum: Lanes,
}
