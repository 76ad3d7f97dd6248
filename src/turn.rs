//! What the posts of a tile attend side by side, each its own session, and what they learn.

use crate::model::{Mode, Model};
use crate::units::{DOMAINS, EVEN, Profile, closings, grid, positive};
use crate::world::{LANES, Lanes, PAIR, Pair, Tile, mask, over_domains, paired, paired_mut, twice};

/// What a session teaches, to whoever attends it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taught {
    /// Practice of the source, as it was when the week began.
    pub source: Profile,
    /// Weight of each domain, where they are not even.
    pub focus: Option<Profile>,
    /// Share of the source's lead that gets across.
    pub transmits: f32,
    /// Learning per hour.
    pub efficacy: f32,
    /// Share of the hours before the learner's lesson, and what an hour rehearses, where what was learnt before a lesson
    /// is practised in it.
    pub rehearses: Option<(f32, f32)>,
    /// What gets through a screen of what is taught.
    pub through: f32,
    /// Where it is booked.
    pub account: u32,
}

impl Taught {
    /// What a mode teaches with an even focus, of a source and its skill as a mentor.
    #[inline(always)]
    pub fn by(mode: Mode, model: &Model, source: Profile, skill: f32, account: u32) -> Self {
        let rates = &model.modes[mode as usize];
        let course = mode.course();
        // Only what was learnt before a lesson is practised in it.
        let practised = course.before > 0.0 && course.lesson > 0.0;
        let before = || (course.before / (course.before + course.after)) as f32;
        Self {
            source,
            focus: None,
            transmits: skill * rates.transmits as f32,
            efficacy: rates.efficacy as f32,
            rehearses: practised.then(|| (before(), course.lesson as f32)),
            through: 1.0,
            account,
        }
    }

    /// Whether it has even weights, no rehearsal and no screen.
    #[inline(always)]
    fn is_plain(&self) -> bool {
        self.focus.is_none() && self.rehearses.is_none() && self.through == 1.0
    }
}

/// What the posts of a tile attend in a turn, each its own session.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub struct Turn {
    /// Practice of the source by domain.
    pub source: [Lanes; DOMAINS],
    /// Share of the source's lead that gets across.
    pub transmits: Lanes,
    /// Learning per hour.
    pub efficacy: Lanes,
    /// Hours held; none for who attends nothing.
    pub hours: Lanes,
    /// Weight of each domain, where not all are even.
    pub focus: [Lanes; DOMAINS],
    /// Share of the hours before the learner's lesson, where anybody rehearses; 1 for who does not.
    pub before: Lanes,
    /// Share of the hours that is rehearsed in, where anybody rehearses; 0 for who does not.
    pub lesson: Lanes,
    /// What gets through, where anybody learns through a screen; 1 for who does not.
    pub through: Lanes,
    /// Whether domains have weights of their own.
    pub uneven: bool,
    /// Whether anybody rehearses.
    pub rehearses: bool,
    /// Whether anybody learns through a screen.
    pub screened: bool,
    /// Accounts that what is learnt is booked to, and the posts of each; every account has one at least.
    booked: [(u32, u8); LANES],
    /// How many accounts there are.
    accounts: usize,
}

impl Turn {
    /// Begins with posts that attend a session, each for so many hours. Rows of posts whose hours are none may hold
    /// anything, so that all are filled and none is laid under a mask.
    #[inline(always)]
    pub(crate) fn begin(&mut self, posts: u8, taught: &Taught, hours: &Lanes) {
        self.source = taught.source.map(|practice| [practice; LANES]);
        (self.transmits, self.efficacy) = ([taught.transmits; LANES], [taught.efficacy; LANES]);
        let (mut row, on) = (*hours, mask(posts));
        for i in 0..LANES {
            row[i] = f32::from_bits(on[i] & row[i].to_bits());
        }
        self.hours = row;
        self.open(posts, taught);
    }

    /// The same with one post, given by its place.
    #[inline(always)]
    pub(crate) fn begin_one(&mut self, i: usize, taught: &Taught, hours: f32) {
        self.hours = Lanes::default();
        self.place_one(i, taught, hours);
        self.open(1 << i, taught);
    }

    /// Notes the first session of a turn.
    #[inline(always)]
    fn open(&mut self, posts: u8, taught: &Taught) {
        (self.uneven, self.rehearses, self.screened) = (false, false, false);
        (self.booked[0], self.accounts) = ((taught.account, posts), 1);
        if !taught.is_plain() {
            self.refine(posts, taught);
        }
    }

    /// Accounts that learning is booked to, and the posts of each.
    #[inline(always)]
    pub fn booked(&self) -> &[(u32, u8)] {
        &self.booked[..self.accounts]
    }

    /// Lets posts that attend nothing yet attend a session, each for so many hours.
    #[inline(always)]
    pub(crate) fn seat(&mut self, posts: u8, taught: &Taught, hours: &Lanes) {
        let on = mask(posts);
        for d in 0..DOMAINS {
            fill(&mut self.source[d], &on, taught.source[d]);
        }
        fill(&mut self.transmits, &on, taught.transmits);
        fill(&mut self.efficacy, &on, taught.efficacy);
        let (mut row, held) = (self.hours, *hours);
        for i in 0..LANES {
            row[i] = f32::from_bits(on[i] & held[i].to_bits() | !on[i] & row[i].to_bits());
        }
        self.hours = row;
        self.enter(posts, taught);
    }

    /// The same of one post, given by its place, at less cost.
    #[inline(always)]
    pub(crate) fn seat_one(&mut self, i: usize, taught: &Taught, hours: f32) {
        self.place_one(i, taught, hours);
        self.enter(1 << i, taught);
    }

    /// What a post attends.
    #[inline(always)]
    fn place_one(&mut self, i: usize, taught: &Taught, hours: f32) {
        for d in 0..DOMAINS {
            self.source[d][i] = taught.source[d];
        }
        (self.transmits[i], self.efficacy[i], self.hours[i]) = (taught.transmits, taught.efficacy, hours);
    }

    /// Notes where it is booked what some posts learn, and what is not so in most sessions.
    #[inline(always)]
    fn enter(&mut self, posts: u8, taught: &Taught) {
        if let Some(at) = self.booked().iter().position(|&(account, _)| account == taught.account) {
            self.booked[at].1 |= posts;
        } else {
            self.booked[self.accounts] = (taught.account, posts);
            self.accounts += 1;
        }
        if !taught.is_plain() {
            self.refine(posts, taught);
        }
    }

    /// What is not so in most sessions: weights of domains, rehearsal, a screen.
    #[inline(always)]
    fn refine(&mut self, posts: u8, taught: &Taught) {
        let on = mask(posts);
        if let Some(focus) = &taught.focus {
            if !self.uneven {
                (self.uneven, self.focus) = (true, [[EVEN[0]; LANES]; DOMAINS]);
            }
            for d in 0..DOMAINS {
                fill(&mut self.focus[d], &on, focus[d]);
            }
        }
        if let Some((before, lesson)) = taught.rehearses {
            if !self.rehearses {
                (self.rehearses, self.before, self.lesson) = (true, [1.0; LANES], [0.0; LANES]);
            }
            fill(&mut self.before, &on, before);
            fill(&mut self.lesson, &on, lesson);
        }
        if taught.through != 1.0 {
            if !self.screened {
                (self.screened, self.through) = (true, [1.0; LANES]);
            }
            fill(&mut self.through, &on, taught.through);
        }
    }

    /// What the posts of a tile take from what they attend: changes of enacted and embedded practice, summed over
    /// domains, exact. Who attends nothing takes nothing.
    #[inline(always)]
    pub fn attended_by(&self, tile: &mut Tile, ease: f32, rehearsal: f32) -> [[f64; LANES]; 2] {
        let (mut rate, mut hours) = (tile.readiness, self.hours);
        if self.screened {
            for i in 0..LANES {
                hours[i] *= self.through[i];
            }
        }
        for i in 0..LANES {
            rate[i] = rate[i] * ease * self.efficacy[i] * hours[i];
        }
        if !self.rehearses {
            return [learn(tile, &self.source, &self.transmits, self.shares(&rate)), [0.0; LANES]];
        }
        let (mut early, mut practised, mut late) = (rate, hours, rate);
        for i in 0..LANES {
            early[i] *= self.before[i];
            practised[i] = rehearsal * hours[i] * self.lesson[i];
            late[i] *= 1.0 - self.before[i];
        }
        // Side by side where they may be.
        let [early, late] =
            if self.uneven { [self.shares(&early), self.shares(&late)] } else { even_shares_of_two(&early, &late) };
        let mut learnt = learn(tile, &self.source, &self.transmits, early);
        let embedded = rehearse(tile, self.shares(&practised));
        let more = learn(tile, &self.source, &self.transmits, late);
        for i in 0..LANES {
            learnt[i] += more[i];
        }
        [learnt, embedded]
    }

    /// What share of a gap closes in each domain: `1 − exp(−rate f_d)`.
    #[inline(always)]
    fn shares(&self, rate: &Lanes) -> Shares {
        if !self.uneven {
            return even_shares(rate);
        }
        let (rate, mut shares) = (twice(rate), [[0.0; PAIR]; DOMAINS / 2]);
        for (shares, focus) in shares.iter_mut().zip(paired(&self.focus)) {
            let mut weighted = *focus;
            for i in 0..PAIR {
                weighted[i] *= rate[i];
            }
            *shares = closings(weighted);
        }
        shares
    }
}

/// Embedded practice closes shares of the gaps to enacted practice; returns changes summed over domains.
#[inline(always)]
fn rehearse(tile: &mut Tile, closes: Shares) -> [f64; LANES] {
    let mut changes = closes;
    let rows = paired(&tile.enacted).iter().zip(paired_mut(&mut tile.embedded));
    for ((enacted, embedded), changes) in rows.zip(&mut changes) {
        let (p, mut h, mut change) = (*enacted, *embedded, *changes);
        for i in 0..PAIR {
            change[i] = grid(change[i] * positive(p[i] - h[i]));
            h[i] += change[i];
        }
        (*embedded, *changes) = (h, change);
    }
    over_domains(&changes)
}

/// What share of a gap closes, by domain.
type Shares = [Pair; DOMAINS / 2];

/// What share of a gap closes where domains have even weights.
#[inline(always)]
pub fn even_shares(rate: &Lanes) -> Shares {
    let mut weighted = *rate;
    for i in 0..LANES {
        weighted[i] *= EVEN[0];
    }
    [twice(&closings(weighted)); DOMAINS / 2]
}

/// The same for two rates, side by side.
#[inline(always)]
fn even_shares_of_two(first: &Lanes, second: &Lanes) -> [Shares; 2] {
    let mut weighted = [0.0; PAIR];
    for i in 0..LANES {
        (weighted[i], weighted[LANES + i]) = (first[i] * EVEN[0], second[i] * EVEN[0]);
    }
    let closed = closings(weighted);
    let (mut first, mut second) = (Lanes::default(), Lanes::default());
    for i in 0..LANES {
        (first[i], second[i]) = (closed[i], closed[LANES + i]);
    }
    [[twice(&first); DOMAINS / 2], [twice(&second); DOMAINS / 2]]
}

/// Enacted practice closes shares of the gaps to the target that a source sets; returns changes summed over domains, exact.
#[inline(always)]
pub fn learn(tile: &mut Tile, source: &[Lanes; DOMAINS], transmits: &Lanes, closes: Shares) -> [f64; LANES] {
    let transmits = twice(transmits);
    let mut changes = closes;
    let rows = paired_mut(&mut tile.enacted).iter_mut().zip(paired(&tile.embedded)).zip(paired(source));
    for (((enacted, embedded), source), changes) in rows.zip(&mut changes) {
        // Worked on as values: through the references nothing says that rows do not overlap, and vectors wait on that.
        let (mut p, h, source, mut change) = (*enacted, *embedded, *source, *changes);
        for i in 0..PAIR {
            let target = h[i] + transmits[i] * positive(source[i] - h[i]);
            change[i] = grid(change[i] * positive(target - p[i]));
            p[i] += change[i];
        }
        (*enacted, *changes) = (p, change);
    }
    over_domains(&changes)
}

/// Puts a value where the mask is set. Row by row, on values: so it becomes a vector operation.
#[inline(always)]
fn fill(row: &mut Lanes, on: &[u32; LANES], value: f32) {
    let (mut filled, on) = (*row, *on);
    for i in 0..LANES {
        filled[i] = f32::from_bits(on[i] & value.to_bits() | !on[i] & filled[i].to_bits());
    }
    *row = filled;
}
