//! Who is where: postings, exchanges and secondments at the start of a year, each booked where people leave and arrive.

use super::Scene;
use crate::ledger::{Mechanism, Origin};
use crate::lineage::{At, Person, What};
use crate::model::Model;
use crate::rng::{Place, Purpose};
use crate::world::{PostId, Posting, SchoolId, Secondment, Teacher};

impl Scene<'_> {
    /// Lets two teachers change places until the end of year `to`; the school of `a` gives, that of `b` receives.
    pub fn post(&mut self, a: PostId, b: PostId, to: i32) {
        self.swap(a, b, true);
        self.world.postings.push(Posting { origin: self.origin, a, b, to });
        self.world.school_mut(a.school).gave.add(self.origin);
        self.world.school_mut(b.school).received.add(self.origin);
    }

    /// Brings home those of this policy whose posting is over, or everybody if the policy has ended.
    pub fn bring_home(&mut self, everybody: bool) {
        let (origin, year) = (self.origin, self.year);
        let over = |p: &Posting| p.origin == origin && (everybody || p.to < year);
        let back: Vec<Posting> = self.world.postings.iter().copied().filter(over).collect();
        self.world.postings.retain(|p| !over(p));
        for posting in back {
            self.swap(posting.a, posting.b, false);
        }
    }

    /// Exchanges a share of a member's teachers with the lead school for some years. Those whom the lead school takes for
    /// its best go; `records` is the share of the error in that which records take away.
    pub fn exchange(&mut self, lead: SchoolId, member: SchoolId, share: f64, years: u32, records: f64) {
        let posts = self.world.school(member).posts;
        let place = Place::school(member.district as usize, member.school as usize);
        let mut draws = self.streams.of_year(Purpose::Posting, place, self.year);
        let mut slot = draws.slot(self.code as usize);
        let expected = share * posts as f64;
        let count = expected.floor() as usize + usize::from(slot.chance(expected.fract() as f32));
        let start = slot.below(posts);
        let mut places = (0..posts).map(|turn| PostId { school: member, post: ((start + turn) % posts) as u32 });
        for from in self.best_among(lead, count.min(posts), records, |post| self.movable(post)) {
            let Some(partner) = places.find(|&post| self.movable(post)) else { return };
            self.post(from, partner, self.year + years as i32 - 1);
        }
    }

    /// Whether the holder of a post may be moved: at home, and not counted on by a policy this year.
    pub fn movable(&self, post: PostId) -> bool {
        let teachers = &self.world.districts[post.school.district as usize].teachers;
        self.free(post) && !teachers.engaged[self.lane(post)]
    }

    /// Seconds the holder of a post out of the schools until the end of year `to`; a substitute takes the post.
    pub fn second(&mut self, post: PostId, to: i32) {
        let teacher = self.hand_over(post, self.substitute(post), true);
        let (origin, from) = (self.origin, self.year);
        self.world.seconded.push(Secondment { origin, post, teacher, from, to });
        self.world.school_mut(post.school).gave.add(self.origin);
    }

    /// Lets those whose secondment is over return to their posts, or everybody if the policy has ended.
    pub fn end_secondments(&mut self, everybody: bool) {
        let (origin, year) = (self.origin, self.year);
        let over = |s: &Secondment| s.origin == origin && (everybody || s.to < year);
        let back: Vec<Secondment> = self.world.seconded.iter().copied().filter(over).collect();
        self.world.seconded.retain(|s| !over(s));
        for secondment in back {
            let mut teacher = secondment.teacher;
            teacher.experience += (year - secondment.from) as f32;
            self.hand_over(secondment.post, teacher, false);
        }
    }

    /// Somebody who can be found to stand in for the holder of a post: experienced as often as other applicants are.
    fn substitute(&self, post: PostId) -> Teacher {
        let place = Place::school(post.school.district as usize, post.school.school as usize);
        let mut draws = self.streams.of_year(Purpose::Substitute, place, self.year);
        let mut slot = draws.slot(post.post as usize);
        let experienced = slot.chance(self.model.hire_experienced as f32);
        let experience = if experienced { 1.0 + 19.0 * slot.uniform() } else { 0.0 };
        Teacher::draw(self.model, 0.0, 1.0, experience, &mut slot)
    }

    /// Gives a post to somebody newly hired, booked to the policy as a departure and an arrival. Whoever held it goes
    /// out of the schools; those who come with experience start in a new post, as all who are hired do.
    pub fn hire(&mut self, post: PostId, teacher: Teacher) {
        let (lane, model, weeks) = (self.lane(post), self.model, self.world.weeks);
        if self.world.districts[post.school.district as usize].teachers.filled[lane] {
            self.release(post);
        }
        self.book(post, lane, -1.0, [Mechanism::Departure, Mechanism::EmbeddedDeparture], What::Replaced);
        let district = &mut self.world.districts[post.school.district as usize];
        district.teachers.take(lane);
        district.teachers.put(lane, teacher);
        self.book(post, lane, 1.0, [Mechanism::Arrival, Mechanism::EmbeddedArrival], What::Hired);
        let district = &mut self.world.districts[post.school.district as usize];
        if teacher.experience > 0.0 {
            self.enter(post, lane, model, weeks);
        } else {
            district.refresh(lane, model, weeks);
            district.forget(post.school.school as usize, post.post as usize);
        }
    }

    /// Gives a post to somebody, booked to the policy, and returns who held it. The new holder starts in a new post;
    /// `standing_in` keeps leaving, moving and titles away from the holder.
    pub fn hand_over(&mut self, post: PostId, teacher: Teacher, standing_in: bool) -> Teacher {
        let (lane, model, weeks) = (self.lane(post), self.model, self.world.weeks);
        self.book_posting(post, lane, -1.0, None);
        let district = &mut self.world.districts[post.school.district as usize];
        let former = district.teachers.take(lane);
        district.teachers.put(lane, teacher);
        district.teachers.posted[lane] = standing_in;
        self.book_posting(post, lane, 1.0, None);
        self.enter(post, lane, model, weeks);
        former
    }

    /// The loss of the first months in a new post, booked to the policy.
    fn enter(&mut self, post: PostId, lane: usize, model: &Model, weeks: u32) {
        let district = &mut self.world.districts[post.school.district as usize];
        let lost = district.enter_post(lane, model, weeks);
        district.forget(post.school.school as usize, post.post as usize);
        self.owe(post.school, [lost, 0.0]);
        let at = self.at(post, lane);
        let ledger = &mut self.ledgers[post.school.district as usize];
        ledger.book(post.school.school as usize, Mechanism::NewPost, self.origin, lost);
        ledger.note(at, What::NewPost, self.origin, [lost, 0.0]);
    }

    /// Somebody goes out of the schools: the even share of what is owed to each policy there goes too, and what the
    /// policy at work is booked for is the rest.
    fn release(&mut self, post: PostId) {
        let (district, school) = (post.school.district as usize, post.school.school as usize);
        let ledger = &mut self.ledgers[district];
        let owed = self.world.districts[district].take_share(school, ledger.origins() - 1);
        let mut rest = [0.0; 2];
        for (policy, taken) in owed.into_iter().enumerate() {
            for (of, mechanism) in [Mechanism::Departure, Mechanism::EmbeddedDeparture].into_iter().enumerate() {
                ledger.book(school, mechanism, Origin::policy(policy), -taken[of]);
                ledger.book(school, mechanism, self.origin, taken[of]);
                rest[of] += taken[of];
            }
        }
        self.owe(post.school, rest);
    }

    /// Adds changes of a school's practice that are booked to the policy at work to what is owed to it there.
    fn owe(&mut self, id: SchoolId, changes: [f64; 2]) {
        if let Some(policy) = self.origin.index() {
            self.world.school_mut(id).owed[policy].add(changes);
        }
    }

    /// Place of an event before the first week.
    fn at(&self, post: PostId, lane: usize) -> At {
        let teachers = &self.world.districts[post.school.district as usize].teachers;
        let who = Person::of(teachers.motivation[lane], teachers.receptivity[lane]);
        At { school: post.school.school as usize, post: post.post as usize, week: 0, who }
    }

    fn swap(&mut self, a: PostId, b: PostId, away: bool) {
        let (lane_a, lane_b) = (self.lane(a), self.lane(b));
        let filled = [(a, lane_a, b), (b, lane_b, a)].map(|(p, lane, other)| {
            self.book_posting(p, lane, -1.0, Some(other));
            let teachers = &mut self.world.districts[p.school.district as usize].teachers;
            let held = teachers.filled[lane];
            (held, teachers.take(lane))
        });
        let [(a_held, from_a), (b_held, from_b)] = filled;
        for (held, teacher, p, lane, other) in [(b_held, from_b, a, lane_a, b), (a_held, from_a, b, lane_b, a)] {
            if !held {
                continue;
            }
            let (model, weeks) = (self.model, self.world.weeks);
            let district = &mut self.world.districts[p.school.district as usize];
            district.teachers.put(lane, teacher);
            district.teachers.posted[lane] = away;
            self.book_posting(p, lane, 1.0, Some(other));
            self.enter(p, lane, model, weeks);
        }
    }

    fn book_posting(&mut self, post: PostId, lane: usize, sign: f64, other: Option<PostId>) {
        let (mechanisms, what) = if sign < 0.0 {
            ([Mechanism::PostedAway, Mechanism::EmbeddedPostedAway], What::PostedAway(other))
        } else {
            ([Mechanism::PostedIn, Mechanism::EmbeddedPostedIn], What::PostedIn(other))
        };
        self.book(post, lane, sign, mechanisms, what);
    }

    /// Books the holder of a post as coming or going.
    fn book(&mut self, post: PostId, lane: usize, sign: f64, [enacted, embedded]: [Mechanism; 2], what: What) {
        let teachers = &self.world.districts[post.school.district as usize].teachers;
        let changes = [sign * teachers.quality(lane), sign * teachers.embedded_quality(lane)];
        let held = teachers.filled[lane];
        let at = self.at(post, lane);
        let ledger = &mut self.ledgers[post.school.district as usize];
        let school = post.school.school as usize;
        ledger.book(school, enacted, self.origin, changes[0]);
        ledger.book(school, embedded, self.origin, changes[1]);
        if held {
            ledger.note(at, what, self.origin, changes);
        }
        self.owe(post.school, changes);
    }
}
