//! The sessions placed for a school's week: what there is to learn, from whom, for how long.

use crate::ledger::Origin;
use crate::model::Mode;
use crate::units::{DOMAINS, Profile};

/// Equal weight on every domain.
pub const EVEN: Profile = [0.25; DOMAINS];

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
    /// Lane of the source if it is a teacher of the school, whose hours count too.
    pub giver: Option<u32>,
    /// Whether learners are released from lessons for it.
    pub released: bool,
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
    /// Lane of the source if it is a teacher of the school.
    pub giver: Option<u32>,
    /// Whether learners are released from lessons.
    pub released: bool,
}

/// The sessions of one school and week. Cleared and reused; grows to the largest week and then allocates nothing.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    origin: u8,
    code: u32,
    next: u32,
    /// Sessions in the order of placing.
    pub sessions: Vec<Session>,
    learners: Vec<u32>,
    /// Room for whom a mentor may choose: merit, lane, gaps.
    pub candidates: Vec<(f32, usize, Profile)>,
    /// Share of the unreleased hours that fits into each post's week, by post.
    pub fit: Vec<f32>,
}

/// Sessions a policy may place in a school's week before their keys would meet the next policy's.
pub const SESSIONS_PER_POLICY: u32 = 512;

impl Agenda {
    /// Empties it for a new week.
    pub fn clear(&mut self) {
        self.sessions.clear();
        self.learners.clear();
    }

    /// Says who places the next sessions: `code` is the policy's own number, the same in every arm.
    pub fn begin(&mut self, origin: Origin, code: u32) {
        self.origin = origin.0;
        self.code = code;
        self.next = 0;
    }

    /// Places a session for learners given by lane. Hours or learners of nothing place nothing.
    pub fn hold(&mut self, plan: Plan, learners: impl IntoIterator<Item = usize>) {
        let first = self.learners.len() as u32;
        self.learners.extend(learners.into_iter().map(|lane| lane as u32).filter(|&lane| plan.giver != Some(lane)));
        let last = self.learners.len() as u32;
        let key = self.code * SESSIONS_PER_POLICY + self.next.min(SESSIONS_PER_POLICY - 1);
        self.next += 1;
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
            giver: plan.giver,
            released: plan.released,
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
