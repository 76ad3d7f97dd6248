//! What the weekly step reads and writes of teachers: tiles of a few posts side by side.
//!
//! A tile is contiguous, so that a week of eight posts goes through a handful of cache lines, and each of its rows is
//! one vector. The rest of what is known of teachers is asked for once a year or seldom, and lies in arrays apart
//! ([`super::Teachers`]).

use crate::units::DOMAINS;
use std::ops::Range;

/// Posts of a tile; those of a school are padded to whole tiles.
pub const LANES: usize = 8;

/// One value a post of a tile.
pub type Lanes = [f32; LANES];

/// Values of two rows that follow one another: one vector where vectors hold sixteen.
pub type Pair = [f32; PAIR];

/// Values of two rows.
pub const PAIR: usize = 2 * LANES;

/// The rows of domains, two at a time.
#[inline(always)]
pub fn paired(rows: &[Lanes; DOMAINS]) -> &[Pair] {
    rows.as_flattened().as_chunks().0
}

/// [`paired`], to be changed.
#[inline(always)]
pub fn paired_mut(rows: &mut [Lanes; DOMAINS]) -> &mut [Pair] {
    rows.as_flattened_mut().as_chunks_mut().0
}

/// A row for each of two.
#[inline(always)]
pub fn twice(row: &Lanes) -> Pair {
    let mut pair = [0.0; PAIR];
    for i in 0..PAIR {
        pair[i] = row[i % LANES];
    }
    pair
}

/// Changes summed over domains, in `f64`: the sum of two may be too large for `f32` to hold on the grid.
#[inline(always)]
pub fn over_domains(changes: &[Pair; DOMAINS / 2]) -> [f64; LANES] {
    let ([a, b], mut sums) = (*changes, [0.0; LANES]);
    for i in 0..LANES {
        let [first, second] = [a, b].map(|pair| f64::from(pair[i]) + f64::from(pair[i + LANES]));
        sums[i] = first + second;
    }
    sums
}

/// Sum over the posts of a tile of what is exact in any order: pairwise, which waits for three additions and not for
/// eight.
#[inline(always)]
pub fn total(lanes: &[f64; LANES]) -> f64 {
    let [a, b, c, d, e, f, g, h] = *lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Eight neighbouring posts of a school. An empty post holds zeros. Six cache lines, of which each holds two rows, so that
/// rows of two domains are never split between lines.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(64))]
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
    /// Working hours of this year spent out of class; somebody else gives the lessons that fall into them.
    pub covered_hours: Lanes,
}

/// Some of the posts of a tile, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Tile of the district.
    pub tile: u32,
    /// Posts, the first of the tile in the lowest bit.
    pub posts: u8,
}

impl Part {
    /// The post of a lane.
    #[inline(always)]
    pub fn of(lane: usize) -> Self {
        Self { tile: (lane / LANES) as u32, posts: 1 << (lane % LANES) }
    }

    /// Those of a range of lanes that lie in a tile.
    #[inline(always)]
    pub fn within(lanes: &Range<usize>, tile: usize) -> Self {
        let place = |lane: usize| lane.saturating_sub(tile * LANES).min(LANES);
        let posts = (1u32 << place(lanes.end)) - (1u32 << place(lanes.start));
        Self { tile: tile as u32, posts: posts as u8 }
    }

    /// Lane of the post where it is only one.
    #[inline(always)]
    pub fn alone(self) -> Option<usize> {
        let one = self.posts.is_power_of_two();
        one.then(|| self.tile as usize * LANES + self.posts.trailing_zeros() as usize)
    }

    /// Lanes of the posts, in order.
    pub fn lanes(self) -> impl Iterator<Item = usize> {
        (0..LANES).filter(move |i| self.posts >> i & 1 == 1).map(move |i| self.tile as usize * LANES + i)
    }
}

/// All bits where a post is among some of a tile. Looked up, and where is hidden: a compiler that sees how bits become
/// masks takes vectors apart to ask for single posts.
#[inline(always)]
pub fn mask(posts: u8) -> [u32; LANES] {
    *std::hint::black_box(&MASKS[posts as usize])
}

/// Adds a value where a post is among some of a tile.
#[inline(always)]
pub fn add(row: &mut Lanes, posts: u8, value: f32) {
    if posts.is_power_of_two() {
        row[posts.trailing_zeros() as usize % LANES] += value;
        return;
    }
    let (mut sum, on) = (*row, mask(posts));
    for i in 0..LANES {
        sum[i] += f32::from_bits(on[i] & value.to_bits());
    }
    *row = sum;
}

static MASKS: [[u32; LANES]; 256] = {
    let (mut masks, mut posts) = ([[0; LANES]; 256], 0);
    while posts < 256 {
        let mut i = 0;
        while i < LANES {
            masks[posts][i] = if posts >> i & 1 == 1 { u32::MAX } else { 0 };
            i += 1;
        }
        posts += 1;
    }
    masks
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_the_lanes_of_a_range() {
        for (from, to) in [(0, 1usize), (3, 8), (8, 24), (5, 30), (16, 17)] {
            let parts = (from / LANES..to.div_ceil(LANES)).map(|tile| Part::within(&(from..to), tile));
            assert!(parts.flat_map(Part::lanes).eq(from..to), "{from}..{to}");
        }
        assert_eq!(Part::within(&(9..12), 0).posts, 0);
        assert_eq!(Part::of(21), Part { tile: 2, posts: 0b10_0000 });
        assert_eq!(mask(0b1000_0010), [0, u32::MAX, 0, 0, 0, 0, 0, u32::MAX]);
    }
}
