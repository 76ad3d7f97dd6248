//! What the teachers of a school learn from one another in a usual week: meetings, lessons that are watched, induction.
//!
//! Each learner has one source at a time, a colleague, so that a tile learns in one sweep of vectors whoever its posts
//! learn from: the meeting of one team beside that of another, one lesson watched beside the next. Where teams and beginners
//! sit stands over the year, with as many seats for each tile of a school, so that loops turn as often in one week as in
//! the next.

use crate::model::{Mode, Model};
use crate::turn::{even_shares, learn};
use crate::units::{DOMAINS, Profile};
use crate::world::{LANES, Lanes, Tile, mask};

/// Posts of a tile that learn from one colleague.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seat {
    /// Practice of the colleague when the week began.
    pub source: Profile,
    /// Share of the colleague's lead that gets across.
    pub transmits: f32,
    /// Place of the colleague in the school.
    pub from: u32,
    /// Place of the tile in the school.
    pub place: u32,
    /// Who learns, a bit each; nobody where a seat is left empty.
    pub posts: u8,
    /// How many seats the round has that it begins.
    pub round: u8,
}

/// What is learnt in one mode, in as many hours by each who learns.
#[derive(Clone, Debug)]
pub struct Seating {
    /// Mode.
    pub mode: Mode,
    /// Hours of each learner.
    pub hours: f32,
    /// How often somebody learns this week.
    pub learners: u32,
    /// Round by round, each of one tile with no post in two seats.
    pub seats: Vec<Seat>,
}

impl Seating {
    fn new(mode: Mode) -> Self {
        Self { mode, hours: 0.0, learners: 0, seats: Vec::new() }
    }

    /// Sets up seats that stand over the year, given tile by tile: a round for each tile that has any, with as many seats as
    /// the tile with most. Shows for each which of those given it is; none for one that stays empty.
    pub fn stand(&mut self, given: &[Seat], mut show: impl FnMut(Option<usize>)) {
        self.seats.clear();
        let of_tiles = || given.chunk_by(|a, b| a.place == b.place);
        let most = of_tiles().map(<[Seat]>::len).max().unwrap_or(0);
        let mut number = 0;
        for seats in of_tiles() {
            let empty = Seat { place: seats[0].place, ..Seat::default() };
            let first = self.seats.len();
            for i in 0..most {
                let given = seats.get(i);
                self.seats.push(given.copied().unwrap_or(empty));
                show(given.map(|_| number + i));
            }
            self.seats[first].round = most as u8;
            number += seats.len();
        }
    }

    /// Hours held by some posts of a tile, given what share of those asked fits.
    #[inline(always)]
    pub fn held(&self, fit: &Lanes, posts: u8) -> Lanes {
        let (mut hours, on) = (*fit, mask(posts));
        for i in 0..LANES {
            hours[i] = f32::from_bits(on[i] & (hours[i] * self.hours).to_bits());
        }
        hours
    }

    /// Lets the tiles of the school learn round by round, by tile what share of the hours fits into each post's week, and
    /// shows each round's seats with hours held and changes of enacted practice summed over domains, exact.
    #[inline(always)]
    pub fn learn(
        &self,
        tiles: &mut [Tile],
        fit: &[Lanes],
        (ease, model): (f32, &Model),
        mut show: impl FnMut(&[Seat], &Lanes, &[f64; LANES]),
    ) {
        let efficacy = model.modes[self.mode as usize].efficacy as f32;
        let mut seats = &self.seats[..];
        while let Some(first) = seats.first() {
            let (now, later) = seats.split_at(usize::from(first.round));
            let (source, transmits, posts) = laid(now);
            let place = first.place as usize;
            let (hours, tile) = (self.held(&fit[place], posts), &mut tiles[place]);
            let mut rate = tile.readiness;
            for i in 0..LANES {
                rate[i] = rate[i] * ease * efficacy * hours[i];
            }
            show(now, &hours, &learn(tile, &source, &transmits, even_shares(&rate)));
            seats = later;
        }
    }
}

/// The round of some seats that was begun last.
#[derive(Clone, Copy, Debug)]
pub struct LastRound {
    at: usize,
    week: u32,
    place: u32,
    posts: u8,
}

impl Default for LastRound {
    fn default() -> Self {
        Self { at: 0, week: 0, place: u32::MAX, posts: 0 }
    }
}

impl LastRound {
    /// Adds a seat of a week to it, or begins the next one where the seat is of another week or tile or a post of it learns
    /// already.
    pub fn seat(&mut self, seats: &mut Vec<Seat>, seat: Seat, week: u32) {
        if self.week != week || self.place != seat.place || self.posts & seat.posts != 0 {
            *self = Self { at: seats.len(), week, place: seat.place, posts: 0 };
        }
        self.posts |= seat.posts;
        seats.push(seat);
        seats[self.at].round += 1;
    }
}

/// What the seats of a round lay before the posts of its tile, and who learns. What is laid before others is of no effect.
#[inline(always)]
fn laid(seats: &[Seat]) -> ([Lanes; DOMAINS], Lanes, u8) {
    let first = &seats[0];
    let mut source = first.source.map(|practice| [practice; LANES]);
    let (mut transmits, mut posts) = ([first.transmits; LANES], first.posts);
    for seat in &seats[1..] {
        let on = mask(seat.posts);
        for i in 0..LANES {
            let lay = |row: f32, value: f32| f32::from_bits(on[i] & value.to_bits() | !on[i] & row.to_bits());
            for d in 0..DOMAINS {
                source[d][i] = lay(source[d][i], seat.source[d]);
            }
            transmits[i] = lay(transmits[i], seat.transmits);
        }
        posts |= seat.posts;
    }
    (source, transmits, posts)
}

/// A school's week among colleagues. Reused; grows to the largest week and then allocates nothing.
#[derive(Clone, Debug)]
pub struct Colleagues {
    /// Meetings of teams, with which the week begins: one member presents, the others learn.
    pub meetings: Seating,
    /// Lessons that are watched.
    pub watched: Seating,
    /// Beginners with their mentors.
    pub induction: Seating,
}

impl Default for Colleagues {
    fn default() -> Self {
        let [meetings, watched, induction] = [Mode::Meeting, Mode::Observation, Mode::Feedback].map(Seating::new);
        Self { meetings, watched, induction }
    }
}

impl Colleagues {
    /// Nobody learns from a colleague any more this week.
    #[inline(always)]
    pub fn clear(&mut self) {
        (self.meetings.learners, self.watched.learners, self.induction.learners) = (0, 0, 0);
        self.watched.seats.clear();
    }

    /// Those in which somebody learns, in the order of the week.
    #[inline(always)]
    pub fn each(&self, mut show: impl FnMut(&Seating)) {
        for seating in [&self.meetings, &self.watched, &self.induction] {
            if seating.learners > 0 {
                show(seating);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::grid_level;

    fn tiles() -> Vec<Tile> {
        let mut tiles = vec![Tile::default(); 3];
        for (t, tile) in tiles.iter_mut().enumerate() {
            for i in 0..LANES {
                for d in 0..DOMAINS {
                    tile.embedded[d][i] = grid_level(0.1 * (t + i) as f64 - 0.2 * d as f64);
                    tile.enacted[d][i] = grid_level(0.07 * (t * i) as f64 - 0.3 * d as f64);
                }
                tile.readiness[i] = 0.5 + 0.125 * i as f32;
            }
        }
        tiles
    }

    fn seat(place: u32, posts: u8, number: usize) -> Seat {
        let source = [1.0, 0.75, 0.5, 1.5].map(|practice: f32| practice + 0.25 * number as f32);
        Seat { source, transmits: 0.25 + 0.0625 * number as f32, from: number as u32, place, posts, round: 0 }
    }

    /// What a seating does, and in which order each post meets its sources.
    fn held(seating: &Seating) -> (Vec<Tile>, [f64; LANES], Vec<Vec<u32>>) {
        let (mut tiles, mut sum, mut met) = (tiles(), [0.0; LANES], vec![Vec::new(); 3 * LANES]);
        let fit = [[0.5; LANES], [1.0; LANES], [0.25; LANES]];
        seating.learn(&mut tiles, &fit, (1.25, &Model::default()), |seats, hours, learnt| {
            for i in 0..LANES {
                sum[i] += learnt[i];
                for seat in seats.iter().filter(|seat| seat.posts >> i & 1 == 1) {
                    assert_eq!(hours[i], 2.0 * fit[seat.place as usize][i]);
                    met[seat.place as usize * LANES + i].push(seat.from);
                }
            }
        });
        (tiles, sum, met)
    }

    #[test]
    fn side_by_side_is_as_one_after_the_other() {
        let seats = [(0, 1), (0, 4), (1, 2), (1, 2), (1, 0b1100_0000), (0, 1), (2, 128), (0, 0b11), (0, 1)];
        let mut together = Seating { hours: 2.0, ..Seating::new(Mode::Observation) };
        let (mut sum, mut tiles, mut met) = ([0.0; LANES], tiles(), vec![Vec::new(); 3 * LANES]);
        let mut last = LastRound::default();
        for (number, (place, posts)) in seats.into_iter().enumerate() {
            last.seat(&mut together.seats, seat(place, posts, number), 0);
            let mut alone = Seating { hours: 2.0, ..Seating::new(Mode::Observation) };
            LastRound::default().seat(&mut alone.seats, seat(place, posts, number), 0);
            let fit = [[0.5; LANES], [1.0; LANES], [0.25; LANES]];
            alone.learn(&mut tiles, &fit, (1.25, &Model::default()), |_, _, learnt| {
                for i in 0..LANES {
                    sum[i] += learnt[i];
                }
            });
            for i in (0..LANES).filter(|i| posts >> i & 1 == 1) {
                met[place as usize * LANES + i].push(number as u32);
            }
        }
        assert_eq!(held(&together), (tiles, sum, met));
        assert!(sum.iter().any(|&learnt| learnt > 0.1), "{sum:?}");
    }

    #[test]
    fn seats_that_stay_empty_change_nothing() {
        let given = [seat(0, 1, 0), seat(0, 6, 1), seat(0, 8, 2), seat(2, 16, 3)];
        let mut standing = Seating { hours: 2.0, ..Seating::new(Mode::Meeting) };
        let mut shown = Vec::new();
        standing.stand(&given, |given| shown.push(given));
        assert_eq!(shown, [Some(0), Some(1), Some(2), Some(3), None, None]);
        let mut plain = Seating { hours: 2.0, ..Seating::new(Mode::Meeting) };
        let mut last = LastRound::default();
        for seat in given {
            last.seat(&mut plain.seats, seat, 0);
        }
        assert_eq!(held(&standing), held(&plain));
        standing.stand(&[], |_| panic!("nobody sits"));
        assert!(standing.seats.is_empty());
    }
}
