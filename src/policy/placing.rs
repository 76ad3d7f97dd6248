//! What a policy sees and may do in a school's week.

use crate::agenda::{Agenda, Plan};
use crate::model::Model;
use crate::rng::{Place, Streams};
use crate::setting::Setting;
use crate::units::Week;
use crate::world::{District, School};

/// Hours of a session that people come together for.
pub const HALF_DAY: f64 = 3.0;

/// One school's week: policies place sessions.
pub struct Placing<'a> {
    /// The school's district.
    pub district: &'a mut District,
    /// The school in it.
    pub school: usize,
    /// Where random numbers belong.
    pub place: Place,
    /// The week.
    pub week: Week,
    /// Weeks in the year.
    pub weeks: u32,
    /// Random numbers of the replicate.
    pub streams: &'a Streams,
    /// Parameters.
    pub model: &'a Model,
    /// Working week and usual practice of the system.
    pub setting: &'a Setting,
    /// Where in the year the tie's first event falls, as a share of the time between events.
    pub phase: f64,
    /// The school's sessions.
    pub agenda: &'a mut Agenda,
}

impl Placing<'_> {
    /// The school.
    pub fn here(&self) -> &School {
        &self.district.schools[self.school]
    }

    /// How many of `per_year` events fall into this week. Over the year they are `per_year`, rounded up as often as makes
    /// them `per_year` on average where that is no whole number.
    pub fn due(&self, per_year: f64) -> u32 {
        (self.until(per_year, self.week.week + 1) - self.until(per_year, self.week.week)) as u32
    }

    /// Number of events of `per_year` before this week of this year: what turn it is.
    pub fn past(&self, per_year: f64) -> usize {
        self.until(per_year, self.week.week) as usize
    }

    /// Events of `per_year` before a week. Of what is not negative the whole part is what rounding down gives, and takes
    /// one instruction where `floor` is a call.
    #[inline]
    fn until(&self, per_year: f64, week: u32) -> i64 {
        (per_year * f64::from(week) / f64::from(self.weeks) + self.phase) as i64
    }

    /// Some hours of the year in whole half-days of at most [`HALF_DAY`] hours: how many were before this week, how
    /// many fall into it, and the hours of each. Over the year's weeks they add up to `hours`.
    pub fn half_days(&self, hours: f64) -> (usize, usize, f32) {
        let count = (hours / HALF_DAY).ceil();
        (self.past(count), self.due(count) as usize, (hours / count.max(1.0)) as f32)
    }

    /// Posts of the school that may take part in what is placed now.
    pub fn staff(&self) -> usize {
        self.agenda.allowed(self.here().posts)
    }

    /// Places a session for everybody who teaches at the school.
    pub fn hold_for_staff(&mut self, plan: Plan) {
        self.hold_in_turn(plan, 0, self.here().posts);
    }

    /// Places a session for `count` posts in turn, starting from the `turn`-th of those that may take part; vacant ones
    /// are passed over.
    pub fn hold_in_turn(&mut self, plan: Plan, turn: usize, count: usize) {
        let (first, posts, staff) = (self.here().first, self.here().posts, self.staff());
        if staff == posts {
            let (from, count) = (turn % posts.max(1), count.min(posts));
            let (last, over) = ((from + count).min(posts), (from + count).saturating_sub(posts));
            let ranges = [first + from..first + last, first..first + over];
            self.agenda.hold_among(plan, &ranges, &self.district.teachers);
        } else if staff > 0 {
            let mut only = Vec::new();
            self.agenda.restrict(first, &mut only);
            let may = (first..first + posts).filter(|lane| only[lane - first]).cycle();
            let lanes = may.skip(turn % staff).take(count.min(staff));
            let filled = &self.district.teachers.filled;
            self.agenda.hold(plan, lanes.filter(|&lane| filled[lane]));
            self.agenda.restrict(first, &mut only);
        }
    }

    /// Moves leadership (and culture) of the school toward a lead's by a share in this week.
    pub fn follow(&mut self, lead: (f32, f32), share: f32) {
        let school = &mut self.district.schools[self.school];
        school.leadership_push += share * (lead.0 - school.leadership);
        school.culture_push += share * (lead.1 - school.culture);
    }
}
