//! The sessions placed for a school's week: what there is to learn, from whom, for how long.

use crate::accounts::Accounts;
use crate::colleagues::Colleagues;
use crate::foreseen::Foreseen;
use crate::ledger::{Mechanism, Origin};
use crate::lineage::Whom;
use crate::model::Mode;
use crate::turns::Turns;
use crate::units::Profile;
use crate::world::{LANES, Lanes, Part, Teachers};
use std::ops::Range;

pub use crate::units::EVEN;

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

impl Session {
    #[inline(always)]
    fn parts<'a>(&self, learners: &'a [Part]) -> &'a [Part] {
        &learners[self.first as usize..self.last as usize]
    }
}

/// The sessions of a week, placed and fitted.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// Sessions in the order of placing.
    pub sessions: &'a [Session],
    /// Share of the non-contact hours asked for that fits into each post's week, by tile.
    pub fit: &'a [Lanes],
    learners: &'a [Part],
}

impl Planned<'_> {
    /// Learners of a session, tile by tile.
    #[inline(always)]
    pub fn parts(&self, session: &Session) -> &[Part] {
        session.parts(self.learners)
    }
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

/// The sessions of one school and week. Cleared and reused; grows to the largest week and then allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    origin: u8,
    code: u32,
    /// Sessions placed this week, by the number of the policy.
    next: Vec<u32>,
    /// What colleagues learn from one another as usual, which comes first.
    pub colleagues: Colleagues,
    /// Sessions in the order of placing.
    pub sessions: Vec<Session>,
    learners: Vec<Part>,
    /// By post, who may learn from what is placed now; everybody where it is empty.
    only: Vec<bool>,
    /// Lane of the school's first post, where `only` says anything.
    first: usize,
    /// Lessons that somebody else teaches.
    pub elsewhere: Vec<TaughtElsewhere>,
    /// Room for whom a mentor may choose: merit, lane, gaps.
    pub candidates: Vec<(f32, usize, Profile)>,
    /// Share of the non-contact hours asked for that fits into each post's week, by tile.
    pub fit: Vec<Lanes>,
    /// Room in which posts learn side by side.
    pub turns: Turns,
    /// Room for what sessions came to.
    pub accounts: Accounts,
    /// Random words of the policies' sessions some weeks ahead.
    pub foreseen: Foreseen,
    /// Non-contact hours that duties take of each post's week, by post; empty where there are none.
    pub claimed: Vec<f32>,
}

/// Sessions a policy may place in a school's week before their keys would meet the next policy's.
pub const SESSIONS_PER_POLICY: u32 = 4096;

impl Agenda {
    /// Empties it for a new week.
    pub fn clear(&mut self) {
        self.colleagues.clear();
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
        self.place(&plan, learners, false);
    }

    /// The same by video link: what is learnt in its hours depends on the school's digital readiness in any mode.
    pub fn hold_by_link(&mut self, plan: Plan, learners: impl IntoIterator<Item = usize>) {
        self.place(&plan, learners, true);
    }

    /// Places a session for whoever holds a post in some ranges of lanes.
    pub fn hold_among(&mut self, plan: Plan, ranges: &[Range<usize>], teachers: &Teachers) {
        self.hold_each_among(&[plan], ranges, teachers);
    }

    /// Places sessions of one giver, or of none, for the same learners: whoever holds a post in some ranges of lanes.
    pub fn hold_each_among(&mut self, plans: &[Plan], ranges: &[Range<usize>], teachers: &Teachers) {
        debug_assert!(plans.iter().all(|plan| plan.giver == plans[0].giver), "one giver");
        let first = self.learners.len();
        if let Some(plan) = plans.iter().find(|plan| plan.hours > 0.0) {
            self.invite(plan.giver, ranges, teachers);
        }
        let learners = first..self.learners.len();
        for plan in plans {
            self.close(plan, if plan.hours > 0.0 { learners.clone() } else { first..first }, false);
        }
    }

    /// Puts whoever holds a post in some ranges of lanes, but for the giver, on the list of learners.
    fn invite(&mut self, giver: Option<u32>, ranges: &[Range<usize>], teachers: &Teachers) {
        let giver = giver.map(|lane| Part::of(lane as usize));
        for range in ranges.iter().filter(|range| !range.is_empty()) {
            for tile in range.start / LANES..range.end.div_ceil(LANES) {
                let mut part = Part::within(range, tile);
                part.posts &= teachers.holders(tile);
                if let Some(giver) = giver.filter(|giver| giver.tile == part.tile) {
                    part.posts &= !giver.posts;
                }
                if !self.only.is_empty() {
                    for lane in part.lanes().filter(|&lane| !self.allows(lane)) {
                        part.posts &= !Part::of(lane).posts;
                    }
                }
                if part.posts != 0 {
                    self.learners.push(part);
                }
            }
        }
    }

    fn place(&mut self, plan: &Plan, learners: impl IntoIterator<Item = usize>, by_link: bool) {
        let first = self.learners.len();
        if plan.hours <= 0.0 {
            return self.close(plan, first..first, by_link);
        }
        for lane in learners {
            if !self.allows(lane) || plan.giver == Some(lane as u32) {
                continue;
            }
            let part = Part::of(lane);
            match self.learners[first..].last_mut() {
                Some(last) if last.tile == part.tile && last.posts & part.posts == 0 => last.posts |= part.posts,
                _ => self.learners.push(part),
            }
        }
        self.close(plan, first..self.learners.len(), by_link);
    }

    /// A session of some of the list of learners; none where there is nobody.
    #[inline]
    fn close(&mut self, plan: &Plan, learners: Range<usize>, by_link: bool) {
        let next = &mut self.next[self.code as usize];
        let key = self.code * SESSIONS_PER_POLICY + (*next).min(SESSIONS_PER_POLICY - 1);
        *next += 1;
        if learners.is_empty() {
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
            first: learners.start as u32,
            last: learners.end as u32,
        });
    }

    /// Learners of a session, tile by tile.
    #[inline(always)]
    pub fn parts(&self, session: &Session) -> &[Part] {
        session.parts(&self.learners)
    }

    /// What is to be held, and the room to hold it in.
    #[inline(always)]
    pub fn open(&mut self) -> (Planned<'_>, &mut Turns, &mut Accounts) {
        let Self { sessions, learners, fit, turns, accounts, .. } = self;
        (Planned { sessions, fit, learners }, turns, accounts)
    }

    /// Lanes of a session's learners.
    pub fn learners(&self, session: &Session) -> impl Iterator<Item = usize> {
        self.parts(session).iter().flat_map(|part| part.lanes())
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
