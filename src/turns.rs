//! The sessions of a school's week dealt out to turns, so that its posts learn side by side.
//!
//! The sessions of a post follow one another, but those of two posts have nothing to do with each other within a week,
//! since sources are as they were when it began. So in each turn every post of a tile attends its own next session,
//! whatever that is and whoever else attends it, and the tile learns in one sweep of vectors: an hour with a mentor beside
//! a course from outside. The order of each post's sessions is kept, and sums are of multiples of [`crate::units::GRID`],
//! exact in any order: so all is as if sessions were held one by one. What colleagues learn from one another as usual has
//! a shorter way (`crate::colleagues`).

use crate::turn::{Taught, Turn};
use crate::world::{LANES, Lanes, Part, mask};
use std::ops::Range;

/// The turns of a school's week. Cleared and reused; grows to the largest week and then allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    /// Turn by turn, the tiles of the school.
    all: Vec<Turn>,
    /// Turn that each post of a tile attends next. Kept by post, so that two posts do not wait for one another.
    next: Vec<[u32; LANES]>,
    /// Turns of each tile.
    deep: Vec<u32>,
    /// Turns of the tile that has most.
    deepest: usize,
    /// Tiles of the school.
    tiles: usize,
    /// First of them.
    first: usize,
}

impl Turns {
    /// Empties them for a school of some tiles.
    #[inline(always)]
    pub fn clear(&mut self, tiles: Range<usize>) {
        (self.tiles, self.first, self.deepest) = (tiles.len(), tiles.start, 0);
        self.next.clear();
        self.next.resize(self.tiles, [0; LANES]);
        self.deep.clear();
        self.deep.resize(self.tiles, 0);
    }

    /// Place of a tile in the school.
    #[inline(always)]
    pub fn place(&self, part: Part) -> usize {
        part.tile as usize - self.first
    }

    /// Place of a lane in the school.
    #[inline(always)]
    pub fn post(&self, lane: usize) -> usize {
        lane - self.first * LANES
    }

    /// Lets posts attend a session after all that they attend already, each for so many hours.
    #[inline(always)]
    pub fn attend(&mut self, part: Part, taught: &Taught, hours: &Lanes) {
        debug_assert_ne!(part.posts, 0, "somebody attends");
        if let Some(lane) = part.alone() {
            return self.attend_alone(lane, taught, hours[lane % LANES]);
        }
        let place = self.place(part);
        let (on, mut next, mut number) = (mask(part.posts), self.next[place], 0);
        for i in 0..LANES {
            number = number.max(on[i] & next[i]);
        }
        for i in 0..LANES {
            next[i] = on[i] & (number + 1) | !on[i] & next[i];
        }
        self.next[place] = next;
        match self.turn(place, number as usize) {
            (turn, true) => turn.begin(part.posts, taught, hours),
            (turn, false) => turn.seat(part.posts, taught, hours),
        }
    }

    /// The same of one post.
    #[inline(always)]
    fn attend_alone(&mut self, lane: usize, taught: &Taught, hours: f32) {
        let post = self.post(lane);
        let (place, i) = (post / LANES, post % LANES);
        let next = &mut self.next[place][i];
        let number = *next as usize;
        *next += 1;
        match self.turn(place, number) {
            (turn, true) => turn.begin_one(i, taught, hours),
            (turn, false) => turn.seat_one(i, taught, hours),
        }
    }

    /// A turn of a tile, which is its next one if it is not there yet, and whether it begins.
    #[inline(always)]
    fn turn(&mut self, place: usize, number: usize) -> (&mut Turn, bool) {
        let begins = number == self.deep[place] as usize;
        if begins {
            self.deep[place] += 1;
            if number == self.deepest {
                self.deepen();
            }
        }
        (&mut self.all[number * self.tiles + place], begins)
    }

    /// Makes room for one more turn of each tile.
    #[inline(always)]
    fn deepen(&mut self) {
        self.deepest += 1;
        let turns = self.deepest * self.tiles;
        if self.all.len() < turns {
            self.all.resize(turns, Turn::default());
        }
    }

    /// Shows the turns of all tiles, the first of each, then the second: neighbouring tiles do not wait for one another,
    /// and what they attend is booked to the same account more often than not.
    #[inline(always)]
    pub fn each(&self, mut show: impl FnMut(usize, &Turn)) {
        for number in 0..self.deepest {
            let turns = &self.all[number * self.tiles..][..self.tiles];
            for (place, (turn, &deep)) in turns.iter().zip(&self.deep).enumerate() {
                if number < deep as usize {
                    show(self.first + place, turn);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mode, Model};
    use crate::units::{DOMAINS, grid_level};
    use crate::world::Tile;

    fn session(account: u32) -> Taught {
        let source = [account as f32; DOMAINS];
        Taught::by(Mode::Observation, &Model::default(), source, 0.5, account)
    }

    #[test]
    fn every_post_attends_its_sessions_in_the_order_of_dealing() {
        const FIRST: usize = 5;
        let mut turns = Turns::default();
        // More sessions than one word keeps, of one post and of several, in a school of three tiles.
        for sessions in [0, 1, 12, 200] {
            turns.clear(FIRST..FIRST + 3);
            let mut expected = vec![Vec::new(); 3 * LANES];
            for account in 1..=sessions {
                let tile = account as usize * 7 % 3;
                let posts = (account as u8).wrapping_mul(37) >> (account % 5) | 1 << (account % 8);
                let part = Part { tile: (FIRST + tile) as u32, posts };
                turns.attend(part, &session(account), &[account as f32; LANES]);
                part.lanes().for_each(|lane| expected[lane - FIRST * LANES].push(account));
            }
            let mut attended = vec![Vec::new(); 3 * LANES];
            turns.each(|tile, turn| {
                for i in (0..LANES).filter(|&i| turn.hours[i] > 0.0) {
                    let account = turn.booked().iter().find(|(_, posts)| posts >> i & 1 == 1).expect("it is booked").0;
                    attended[(tile - FIRST) * LANES + i].push(account);
                }
            });
            assert_eq!(attended, expected);
        }
    }

    #[test]
    fn side_by_side_is_as_one_by_one() {
        let plain = Taught { source: [8.0; DOMAINS], ..session(1) };
        let cycle = Taught::by(Mode::Cycle, &Model::default(), [8.0, 9.0, 7.0, -1.0], 0.75, 2);
        let uneven = Taught { focus: Some([0.5, 0.0, 0.25, 0.25]), account: 3, ..plain };
        let screened = Taught { through: 0.5, account: 4, ..plain };
        let tile = |i: usize| {
            let mut tile = Tile::default();
            for d in 0..DOMAINS {
                tile.enacted[d][i] = 0.125 * (i + d) as f32;
                tile.embedded[d][i] = 0.0625 * (i + 1) as f32;
            }
            tile.readiness[i] = 1.0 + 0.25 * i as f32;
            tile
        };
        let all = [plain, cycle, uneven, screened, cycle, plain, screened, uneven];
        let (mut together, mut turns) = (Tile::default(), Turns::default());
        turns.clear(0..1);
        for (i, taught) in all.iter().enumerate() {
            let one = tile(i);
            for d in 0..DOMAINS {
                (together.enacted[d][i], together.embedded[d][i]) = (one.enacted[d][i], one.embedded[d][i]);
            }
            together.readiness[i] = one.readiness[i];
            turns.attend(Part::of(i), taught, &[0.5 * i as f32; LANES]);
        }
        let mut changes = [[0.0; LANES]; 2];
        turns.each(|tile, turn| {
            assert_eq!(tile, 0);
            changes = turn.attended_by(&mut together, 1.25, 0.125);
        });
        for (i, taught) in all.iter().enumerate() {
            let mut one = tile(i);
            turns.clear(0..1);
            turns.attend(Part::of(i), taught, &[0.5 * i as f32; LANES]);
            let alone = turns.all[0].attended_by(&mut one, 1.25, 0.125);
            assert_eq!([changes[0][i], changes[1][i]], [alone[0][i], alone[1][i]], "{i}");
            assert!(i == 0 || alone[0][i] > 0.0, "{i}");
            for d in 0..DOMAINS {
                assert_eq!(together.enacted[d][i].to_bits(), one.enacted[d][i].to_bits(), "{i} {d}");
                assert_eq!(together.embedded[d][i].to_bits(), one.embedded[d][i].to_bits(), "{i} {d}");
            }
        }
    }

    #[test]
    fn changes_of_any_size_are_summed_exactly() {
        let taught = Taught { source: [14.9, 14.3, 9.7, 8.1], transmits: 1.0, ..session(1) };
        let mut tile = Tile { readiness: [9.0; LANES], ..Tile::default() };
        for i in 0..LANES {
            for d in 0..DOMAINS {
                tile.enacted[d][i] = grid_level(-0.7 - 1.9 * (i + d) as f64);
            }
        }
        let (before, mut turns) = (tile, Turns::default());
        turns.clear(0..1);
        turns.attend(Part { tile: 0, posts: u8::MAX }, &taught, &[40.0; LANES]);
        let [learnt, _] = turns.all[0].attended_by(&mut tile, 1.0, 0.0);
        for i in 0..LANES {
            let change = |d: usize| f64::from(tile.enacted[d][i]) - f64::from(before.enacted[d][i]);
            assert_eq!(learnt[i], (0..DOMAINS).map(change).sum::<f64>(), "{i}");
            assert!(learnt[i] > 40.0, "{i}");
        }
    }
}
