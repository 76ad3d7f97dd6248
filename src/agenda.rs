//! The sessions placed for a school's week: what there is to learn, from whom, for how long.

use crate::ledger::{Mechanism, Origin};
use crate::lineage::Whom;
use crate::model::Mode;
use crate::rng::{WeekSlot, Words};
use crate::units::{DOMAINS, Profile};
use crate::world::{LANES, Lanes};

/// Equal weight on every domain.
pub const EVEN: Profile = [0.25; DOMAINS];

/// Whose time the hours of a session are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum During {
    /// Non-contact time: the hours left after teaching, of which there are only so many.
    NonContact,
    /// Release: somebody else gives the lessons meanwhile.
    Release,
    /// Lessons that somebody else gives already: by link while the learner stays in class, or because the learner is
    /// away and the cover was taken for the whole time.
    Lesson,
}

/// A learning event: one source, one mode, some learners.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Session {
    /// What it is owed to.
    pub origin: Origin,
    /// Mode.
    pub mode: Mode,
    /// Hours of each learner.
    pub hours: f32,
    /// Weight of each domain; sums to 1.
    pub focus: Profile,
    /// Practice of the source, as it was when the week began.
    pub source: Profile,
    /// Skill of the source as a mentor.
    pub skill: f32,
    /// From whom it is learnt; nothing but a trace asks.
    pub whom: Whom,
    /// Lane of the source if it is a teacher of the school, whose hours count too.
    pub giver: Option<u32>,
    /// Whose time its hours are.
    pub during: During,
    /// Whether it is held by video link, whatever its mode.
    pub by_link: bool,
    /// Its key in the random numbers of delivery: policy and number within the week.
    pub key: u32,
    /// Share of its hours that took place: set by the time phase.
    pub delivered: f32,
    first: u32,
    last: u32,
}

/// What [`Agenda::hold`] wants to know of a session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Mode.
    pub mode: Mode,
    /// Hours of each learner.
    pub hours: f32,
    /// Weight of each domain; sums to 1.
    pub focus: Profile,
    /// Practice of the source.
    pub source: Profile,
    /// Skill of the source as a mentor.
    pub skill: f32,
    /// From whom it is learnt; nothing but a trace asks.
    pub whom: Whom,
    /// Lane of the source if it is a teacher of the school.
    pub giver: Option<u32>,
    /// Whose time its hours are.
    pub during: During,
}

/// Part of a post's lessons of a week that somebody else teaches to its pupils: by link, or at another school.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TaughtElsewhere {
    /// Lane of the post.
    pub lane: u32,
    /// What it is owed to.
    pub origin: Origin,
    /// How.
    pub mechanism: Mechanism,
    /// Share of the post's lessons.
    pub share: f32,
    /// Enacted quality of who teaches them.
    pub quality: f32,
    /// Share of the lesson that gets through to the pupils; the rest is as good as cover.
    pub through: f32,
}

/// What the posts of a tile are offered in a round: to each its own source. Who has no hours is offered nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(32))]
pub struct Offer {
    /// Practice of the source by domain, as it was when the week began.
    pub source: [Lanes; DOMAINS],
    /// Skill of the source as a mentor.
    pub skill: Lanes,
    /// Hours of the learner.
    pub hours: Lanes,
    /// Post of the source, from the school's first; nothing but a trace asks.
    pub from: [u32; LANES],
}

/// A teacher of the school as a source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Source {
    /// Post, from the school's first.
    pub post: u32,
    /// Practice, as it was when the week began.
    pub practice: Profile,
    /// Skill as a mentor.
    pub skill: f32,
}

/// Sessions of business as usual that take place side by side, at most one a post: the meetings of all teams, the first
/// lessons that are watched in the week, the second, the hours of all beginners with their mentors. In non-contact time,
/// with an even focus.
#[derive(Clone, Debug)]
pub struct Round {
    /// Mode.
    pub mode: Mode,
    /// Offers by tile of the school.
    pub offers: Vec<Offer>,
    /// Posts that give, from the school's first, and their hours.
    pub givers: Vec<(usize, f32)>,
}

impl Round {
    /// An empty round of a mode for so many tiles, in the place of an earlier one.
    fn reset(&mut self, mode: Mode, tiles: usize) {
        self.mode = mode;
        self.givers.clear();
        self.offers.resize(tiles, Offer::default());
        self.offers.iter_mut().for_each(|offer| offer.hours = Lanes::default());
    }

    /// Offers a post of the school hours with a source, unless it has some.
    #[inline(always)]
    pub fn offer(&mut self, post: usize, source: &Source, hours: f32) -> bool {
        let (offer, i) = (&mut self.offers[post / LANES], post % LANES);
        if offer.hours[i] > 0.0 {
            return false;
        }
        for d in 0..DOMAINS {
            offer.source[d][i] = source.practice[d];
        }
        offer.skill[i] = source.skill;
        offer.hours[i] = hours;
        offer.from[i] = source.post;
        true
    }

    /// Offers hours with one of them to the members of a team, which are the only ones whom the round asks of its team.
    #[inline(always)]
    pub fn offer_team(&mut self, team: &[Members], source: &Source, hours: f32) {
        for part in team {
            let offer = &mut self.offers[part.tile];
            for d in 0..DOMAINS {
                fill(&mut offer.source[d], &part.posts, source.practice[d]);
            }
            fill(&mut offer.skill, &part.posts, source.skill);
            fill(&mut offer.from, &part.posts, source.post);
            fill(&mut offer.hours, &part.present, hours);
        }
        // Who presents learns nothing from it.
        self.offers[source.post as usize / LANES].hours[source.post as usize % LANES] = 0.0;
    }
}

/// The posts of a team that lie in one tile: all bits of those that belong to it, and of those that somebody holds.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(32))]
pub struct Members {
    /// Posts of the team.
    pub posts: [u32; LANES],
    /// Those of them that somebody holds.
    pub present: [u32; LANES],
    /// Tile of the school.
    pub tile: usize,
}

/// What can be chosen by the bits of a mask.
trait Bits: Copy {
    fn bits(self) -> u32;
    fn of(bits: u32) -> Self;
}

impl Bits for f32 {
    #[inline(always)]
    fn bits(self) -> u32 {
        self.to_bits()
    }
    #[inline(always)]
    fn of(bits: u32) -> Self {
        Self::from_bits(bits)
    }
}

impl Bits for u32 {
    #[inline(always)]
    fn bits(self) -> u32 {
        self
    }
    #[inline(always)]
    fn of(bits: u32) -> Self {
        bits
    }
}

/// Puts a value where the mask is set. Row by row, on values: so it becomes a vector operation.
#[inline(always)]
fn fill<T: Bits>(row: &mut [T; LANES], mask: &[u32; LANES], value: T) {
    let (mut filled, mask) = (*row, *mask);
    for i in 0..LANES {
        filled[i] = T::of(mask[i] & value.bits() | !mask[i] & filled[i].bits());
    }
    *row = filled;
}

/// The rounds of a week, in order. What rounds hold is kept for the next week.
#[derive(Clone, Debug, Default)]
pub struct Rounds {
    all: Vec<Round>,
    used: usize,
}

impl Rounds {
    /// Those of this week.
    pub fn iter(&self) -> impl Iterator<Item = &Round> {
        self.all[..self.used].iter()
    }

    /// How many there are this week.
    pub fn count(&self) -> usize {
        self.used
    }

    /// Begins another round of a mode for a school of so many tiles; returns its number.
    pub fn begin(&mut self, mode: Mode, tiles: usize) -> usize {
        if self.used == self.all.len() {
            self.all.push(Round { mode, offers: Vec::new(), givers: Vec::new() });
        }
        self.all[self.used].reset(mode, tiles);
        self.used += 1;
        self.used - 1
    }

    /// A round by its number.
    pub fn of(&mut self, number: usize) -> &mut Round {
        &mut self.all[number]
    }
}

/// The sessions of one school and week. Cleared and reused; grows to the largest week and then allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    origin: u8,
    code: u32,
    /// Sessions placed this week, by the number of the policy.
    next: Vec<u32>,
    /// Rounds of business as usual, before all sessions.
    pub rounds: Rounds,
    /// Sessions in the order of placing.
    pub sessions: Vec<Session>,
    learners: Vec<u32>,
    /// By post, who may learn from what is placed now; everybody where it is empty.
    only: Vec<bool>,
    /// Lane of the school's first post, where `only` says anything.
    first: usize,
    /// Lessons that somebody else teaches.
    pub elsewhere: Vec<TaughtElsewhere>,
    /// Room for whom a mentor may choose: merit, lane, gaps.
    pub candidates: Vec<(f32, usize, Profile)>,
    /// Share of the non-contact hours asked for that fits into each post's week, by post, padding included.
    pub fit: Vec<f32>,
    /// Room for the random words of the policies' sessions.
    pub words: Vec<Words>,
    /// Room for the slots of the policies' sessions.
    pub slots: Vec<WeekSlot>,
    /// Non-contact hours that duties take of each post's week, by post; empty where there are none.
    pub claimed: Vec<f32>,
}

/// Sessions a policy may place in a school's week before their keys would meet the next policy's.
pub const SESSIONS_PER_POLICY: u32 = 4096;

impl Agenda {
    /// Empties it for a new week.
    pub fn clear(&mut self) {
        self.rounds.used = 0;
        self.sessions.clear();
        self.learners.clear();
        self.elsewhere.clear();
        self.claimed.clear();
        self.next.fill(0);
    }

    /// Takes non-contact hours of a post of the school, which has `posts`, for a duty from which nobody learns.
    pub fn claim(&mut self, post: usize, posts: usize, hours: f32) {
        self.claimed.resize(posts, 0.0);
        self.claimed[post] += hours;
    }

    /// Says who places the next sessions: `code` is the policy's own number, the same in every arm. Ties of one kind of
    /// policy go on counting where the last stopped.
    pub fn begin(&mut self, origin: Origin, code: u32) {
        if self.next.len() <= code as usize {
            self.next.resize(code as usize + 1, 0);
        }
        self.origin = origin.0;
        self.code = code;
    }

    /// Changes who may learn from what is placed next, by post of a school whose first lane is given, for who might
    /// before. Done twice it is as it was.
    pub fn restrict(&mut self, first: usize, only: &mut Vec<bool>) {
        self.first = first;
        std::mem::swap(&mut self.only, only);
    }

    /// Whether the holder of a lane may learn from what is placed now.
    pub fn allows(&self, lane: usize) -> bool {
        self.only.is_empty() || self.only[lane - self.first]
    }

    /// How many of a school's posts may learn from what is placed now.
    pub fn allowed(&self, posts: usize) -> usize {
        if self.only.is_empty() { posts } else { self.only.iter().filter(|&&may| may).count() }
    }

    /// Lets somebody else teach a part of a post's lessons this week; `origin` is whoever places sessions now.
    pub fn teach_elsewhere(&mut self, lane: usize, mechanism: Mechanism, share: f32, quality: f32, through: f32) {
        if share > 0.0 {
            let (lane, origin) = (lane as u32, Origin(self.origin));
            self.elsewhere.push(TaughtElsewhere { lane, origin, mechanism, share, quality, through });
        }
    }

    /// Places a session for learners given by lane. Hours or learners of nothing place nothing.
    pub fn hold(&mut self, plan: Plan, learners: impl IntoIterator<Item = usize>) {
        self.place(plan, learners, false);
    }

    /// The same by video link: what is learnt in its hours depends on the school's digital readiness in any mode.
    pub fn hold_by_link(&mut self, plan: Plan, learners: impl IntoIterator<Item = usize>) {
        self.place(plan, learners, true);
    }

    fn place(&mut self, plan: Plan, learners: impl IntoIterator<Item = usize>, by_link: bool) {
        let first = self.learners.len() as u32;
        let may = |lane: &usize| self.only.is_empty() || self.only[lane - self.first];
        let learners = learners.into_iter().filter(may).map(|lane| lane as u32);
        self.learners.extend(learners.filter(|&lane| plan.giver != Some(lane)));
        let last = self.learners.len() as u32;
        let next = &mut self.next[self.code as usize];
        let key = self.code * SESSIONS_PER_POLICY + (*next).min(SESSIONS_PER_POLICY - 1);
        *next += 1;
        if plan.hours <= 0.0 || first == last {
            self.learners.truncate(first as usize);
            return;
        }
        self.sessions.push(Session {
            origin: Origin(self.origin),
            mode: plan.mode,
            hours: plan.hours,
            focus: plan.focus,
            source: plan.source,
            skill: plan.skill,
            whom: plan.whom,
            giver: plan.giver,
            during: plan.during,
            by_link,
            key,
            delivered: 0.0,
            first,
            last,
        });
    }

    /// Lanes of a session's learners.
    pub fn learners(&self, session: &Session) -> &[u32] {
        &self.learners[session.first as usize..session.last as usize]
    }
}

/// How many of `per_year` evenly spread events fall into a week: summed over the year's weeks this is
/// `per_year` rounded down.
pub fn due(per_year: f64, week: u32, weeks: u32) -> u32 {
    let until = |w: u32| (per_year * f64::from(w) / f64::from(weeks)).floor();
    (until(week + 1) - until(week)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_of_a_year_add_up() {
        for per_year in [0.0, 0.4, 1.0, 3.0, 39.9, 40.0, 100.0] {
            let total: u32 = (0..40).map(|w| due(per_year, w, 40)).sum();
            assert_eq!(f64::from(total), f64::floor(per_year), "{per_year}");
        }
    }
}
