//! What the teachers of a school learn from one another in a usual week: meetings, lessons that are watched, induction.
//!
//! Each learner has one source at a time, a colleague, so that a tile learns in one sweep of vectors whoever its posts
//! learn from: the meeting of one team beside that of another, one lesson watched beside the next.

use crate::model::{Mode, Model};
use crate::turn::{even_shares, learn};
use crate::units::{DOMAINS, Profile};
use crate::world::{LANES, Lanes, Tile, mask};

/// Posts of a tile that learn from one colleague.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seat {
    /// Practice of the colleague when the week began.
    source: Profile,
    /// Share of the colleague's lead that gets across.
    transmits: f32,
    /// Place of the colleague in the school.
    pub from: u32,
    /// Place of the tile in the school.
    pub place: u32,
    /// Who learns, a bit each.
    pub posts: u8,
}

/// What posts of a tile learn side by side, each from a colleague.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    source: [Lanes; DOMAINS],
    transmits: Lanes,
    /// Place of the tile in the school.
    pub place: usize,
    /// Who learns, a bit each.
    posts: u8,
}

impl Round {
    /// The round that the first of some seats begin, and the seats after it: others of the tile are in it until a post
    /// learns for the second time.
    #[inline(always)]
    fn next(seats: &[Seat]) -> Option<(Self, usize)> {
        let (first, further) = seats.split_first()?;
        // What is laid before posts that do not learn is of no effect.
        let source = first.source.map(|practice| [practice; LANES]);
        let transmits = [first.transmits; LANES];
        let mut round = Self { source, transmits, place: first.place as usize, posts: first.posts };
        let mut taken = 1;
        for seat in further {
            if seat.place != first.place || seat.posts & round.posts != 0 {
                break;
            }
            let on = mask(seat.posts);
            for i in 0..LANES {
                let lay = |row: f32, value: f32| f32::from_bits(on[i] & value.to_bits() | !on[i] & row.to_bits());
                for d in 0..DOMAINS {
                    round.source[d][i] = lay(round.source[d][i], seat.source[d]);
                }
                round.transmits[i] = lay(round.transmits[i], seat.transmits);
            }
            round.posts |= seat.posts;
            taken += 1;
        }
        Some((round, taken))
    }

    /// Those of some hours by post in which somebody learns.
    #[inline(always)]
    pub fn hours(&self, mut hours: Lanes) -> Lanes {
        let on = mask(self.posts);
        for i in 0..LANES {
            hours[i] = f32::from_bits(on[i] & hours[i].to_bits());
        }
        hours
    }

    /// What its posts take from it, each in some hours at an efficacy: changes of enacted practice summed over domains,
    /// exact.
    #[inline(always)]
    pub fn attended_by(&self, tile: &mut Tile, hours: &Lanes, (ease, efficacy): (f32, f32)) -> [f64; LANES] {
        let mut rate = tile.readiness;
        for i in 0..LANES {
            rate[i] = rate[i] * ease * efficacy * hours[i];
        }
        learn(tile, &self.source, &self.transmits, even_shares(&rate))
    }
}

/// What is learnt in one mode, in as many hours by each who learns.
#[derive(Clone, Debug)]
pub struct Seating {
    /// Mode.
    pub mode: Mode,
    /// Hours of each learner.
    pub hours: f32,
    /// How often somebody learns.
    pub learners: u32,
    /// In the order of tiles, and those of a tile in the order of seating.
    seats: Vec<Seat>,
}

impl Seating {
    fn new(mode: Mode) -> Self {
        Self { mode, hours: 0.0, learners: 0, seats: Vec::new() }
    }

    /// Nobody learns any more.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.learners = 0;
        self.seats.clear();
    }

    /// Lets posts of a tile learn from a colleague, after all that they learn already.
    #[inline(always)]
    pub fn seat(&mut self, place: usize, posts: u8, from: usize, transmits: f32) {
        self.learners += posts.count_ones();
        let seat = Seat { source: Profile::default(), transmits, from: from as u32, place: place as u32, posts };
        self.seats.push(seat);
        let mut at = self.seats.len() - 1;
        while at > 0 && self.seats[at - 1].place > seat.place {
            self.seats.swap(at - 1, at);
            at -= 1;
        }
    }

    /// Takes note of what colleagues teach, from the tiles of their school.
    #[inline(always)]
    fn look(&mut self, tiles: &[Tile]) {
        for seat in &mut self.seats {
            let (rows, i) = (&tiles[seat.from as usize / LANES].enacted, seat.from as usize % LANES);
            for d in 0..DOMAINS {
                seat.source[d] = rows[d][i];
            }
        }
    }

    /// Shows the rounds, each with its seats, so that a post meets its sources in the order of seating.
    #[inline(always)]
    pub fn each(&self, mut show: impl FnMut(&Round, &[Seat])) {
        let mut seats = &self.seats[..];
        while let Some((round, taken)) = Round::next(seats) {
            let (now, later) = seats.split_at(taken);
            show(&round, now);
            seats = later;
        }
    }

    /// Efficacy of an hour.
    #[inline(always)]
    pub fn efficacy(&self, model: &Model) -> f32 {
        model.modes[self.mode as usize].efficacy as f32
    }
}

/// A school's week among colleagues. Cleared and reused; grows to the largest week and then allocates nothing.
#[derive(Clone, Debug)]
pub struct Colleagues {
    /// Meetings of teams, with which the week begins: one member presents, the others learn.
    pub meetings: Seating,
    /// Lessons that are watched.
    pub watched: Seating,
    /// Beginners with their mentors, the same in every week of a year.
    pub induction: Seating,
    /// Whether beginners work with their mentors this week.
    pub inducts: bool,
}

impl Default for Colleagues {
    fn default() -> Self {
        let [meetings, watched, induction] = [Mode::Meeting, Mode::Observation, Mode::Feedback].map(Seating::new);
        Self { meetings, watched, induction, inducts: false }
    }
}

impl Colleagues {
    /// Empties it for a new week.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.meetings.clear();
        self.watched.clear();
        self.inducts = false;
    }

    /// Takes note of what colleagues teach, as the week begins.
    #[inline(always)]
    pub fn look(&mut self, tiles: &[Tile]) {
        self.meetings.look(tiles);
        self.watched.look(tiles);
        if self.inducts {
            self.induction.look(tiles);
        }
    }

    /// Those in which somebody learns, in the order of the week.
    #[inline(always)]
    pub fn each(&self, mut show: impl FnMut(&Seating)) {
        for seating in [&self.meetings, &self.watched, &self.induction] {
            if seating.learners > 0 && (self.inducts || seating.mode != Mode::Feedback) {
                show(seating);
            }
        }
    }
}
