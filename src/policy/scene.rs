//! What a policy sees and may do: at the start of a year ([`Scene`]) and in a school's week ([`Placing`]).

use crate::agenda::{Agenda, Plan, due};
use crate::ledger::{Ledger, Mechanism, Origin};
use crate::model::Model;
use crate::rng::{Place, Purpose, Streams};
use crate::units::{DOMAINS, Profile, Week, grid_level};
use crate::world::{District, Expert, PostId, Posting, School, SchoolId, Tie, World};

/// The start of a year: policies form agreements and move people.
pub struct Scene<'a> {
    /// The world.
    pub world: &'a mut World,
    /// Ledger of each district.
    pub ledgers: &'a mut [Ledger],
    /// The policy's number in the arm.
    pub origin: Origin,
    /// The policy's own number, the same in every arm.
    pub code: u32,
    /// The year that starts.
    pub year: i32,
    /// Random numbers of the replicate.
    pub streams: &'a Streams,
    /// Parameters.
    pub model: &'a Model,
}

impl Scene<'_> {
    /// Schools by mean measured result of the last years, lowest first.
    pub fn by_result(&self, years: u32) -> Vec<SchoolId> {
        let mut schools: Vec<SchoolId> = self.world.ids().collect();
        schools.sort_by(|&a, &b| {
            let result = |id| self.world.school(id).mean_result(years);
            result(a).total_cmp(&result(b)).then(a.cmp(&b))
        });
        schools
    }

    /// Number of schools that a share stands for.
    pub fn count(&self, share: f64) -> usize {
        (share * self.world.schools() as f64).round() as usize
    }

    /// Whether a school takes part when asked this year: better-led schools sooner, distant ones later.
    pub fn takes_part(&self, id: SchoolId, distance_km: f32) -> bool {
        let school = self.world.school(id);
        let model = self.model;
        let log_odds = model.part_base + model.motivation_effect * f64::from(school.leadership)
            - model.part_distance * f64::from(distance_km) / 10.0;
        let place = Place::school(id.district as usize, id.school as usize);
        let mut draws = self.streams.of_year(Purpose::Participation, place, self.year);
        draws.slot(self.code as usize).chance(logistic(log_odds) as f32)
    }

    /// Share of a plan that the authority of a school's district carries out.
    pub fn activity(&self, id: SchoolId) -> f32 {
        self.world.districts[id.district as usize].activity.min(1.0)
    }

    /// Posts of a school whose holders it takes for the best, best first; those posted in are left out.
    pub fn best(&self, id: SchoolId, count: usize) -> Vec<PostId> {
        let district = &self.world.districts[id.district as usize];
        let school = &district.schools[id.school as usize];
        let place = Place::school(id.district as usize, id.school as usize);
        let mut draws = self.streams.of_year(Purpose::Appraisal, place, self.year);
        let mut seen: Vec<(f64, u32)> = school
            .range()
            .enumerate()
            .filter(|&(_, lane)| district.teachers.filled[lane] && !district.teachers.posted[lane])
            .map(|(post, lane)| {
                // A title tells others what its holder can do: the higher, the smaller the error (assumption).
                let known = 1.0 + f64::from(district.teachers.title[lane] as u8);
                let error = f64::from(draws.slot(post).normal()) * self.model.appraisal_noise / known;
                (district.teachers.quality(lane) + error, post as u32)
            })
            .collect();
        seen.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        seen.into_iter().take(count).map(|(_, post)| PostId { school: id, post }).collect()
    }

    /// The holder of a post as a source for others.
    pub fn expert(&self, post: PostId) -> Expert {
        let teachers = &self.world.districts[post.school.district as usize].teachers;
        let lane = self.lane(post);
        Expert { practice: teachers.enacted(lane), skill: teachers.mentor_skill[lane], home: Some(post) }
    }

    /// The `number`-th best of the retired experts who could be asked: the more are needed, the weaker the last.
    pub fn retired(&self, number: usize) -> Expert {
        let teachers: usize = self.world.districts.iter().flat_map(|d| &d.schools).map(|s| s.posts).sum();
        let pool = ((self.model.retired_share * teachers as f64).round() as usize).max(1);
        let mut draws = self.streams.of_year(Purpose::Expert, Place::WORLD, 0);
        let mut quality: Vec<(f32, usize)> = (0..pool).map(|i| (draws.slot(i).normal(), i)).collect();
        quality.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let (quality, who) = quality[number.min(pool - 1)];
        self.outside(f64::from(quality), &mut draws.slot(pool + who))
    }

    /// A mentor of a paid provider.
    pub fn purchased(&self, number: usize) -> Expert {
        let mut draws = self.streams.of_year(Purpose::Expert, Place::WORLD, -1);
        self.outside(self.model.outside_practice, &mut draws.slot(number))
    }

    /// Somebody from outside the schools whose practice is `quality` on average over domains.
    fn outside(&self, quality: f64, slot: &mut crate::rng::Slot<'_>) -> Expert {
        let spread = (1.0 - self.model.domain_link).max(0.0).sqrt();
        let own: Profile = std::array::from_fn(|_| slot.normal());
        let mean = own.iter().sum::<f32>() / DOMAINS as f32;
        let practice = own.map(|z| grid_level(quality + spread * f64::from(z - mean)));
        let skill = self.model.mentor_skill + self.model.mentor_skill_sd * f64::from(slot.normal());
        Expert { practice, skill: skill.clamp(0.0, 1.0) as f32, home: None }
    }

    /// Takes hours a year of a teacher's lessons for the policy; somebody else covers them.
    pub fn take_time(&mut self, post: PostId, hours: f64) {
        let lane = self.lane(post);
        let district = &mut self.world.districts[post.school.district as usize];
        district.teachers.covered_hours[lane] += hours as f32;
        let school = &mut district.schools[post.school.school as usize];
        school.covered[self.origin.0 as usize] += hours;
        school.gave = true;
    }

    /// Adds a tie to a school.
    pub fn tie(&mut self, id: SchoolId, tie: Tie) {
        self.world.districts[id.district as usize].ties[id.school as usize].push(tie);
    }

    /// Begins a year of a policy whose groups last as long as itself: ties are made anew and postings that are over
    /// end; with the policy all of it ends. Returns whether the policy is in force.
    pub fn begin_year(&mut self, in_force: bool) -> bool {
        self.untie();
        self.bring_home(!in_force);
        if !in_force {
            let origin = self.origin;
            self.world.groups.retain(|g| g.origin != origin);
        }
        in_force
    }

    /// This policy's groups, by their number in the world.
    pub fn groups(&self) -> Vec<usize> {
        let all = &self.world.groups;
        (0..all.len()).filter(|&number| all[number].origin == self.origin).collect()
    }

    /// Takes away this policy's ties, keeping what its mentors know of teachers: `(school, agent, visits)`.
    pub fn untie(&mut self) -> Vec<(SchoolId, usize, Vec<u16>)> {
        let mut known = Vec::new();
        for (d, district) in self.world.districts.iter_mut().enumerate() {
            for (s, ties) in district.ties.iter_mut().enumerate() {
                for tie in ties.iter_mut().filter(|tie| tie.origin == self.origin && !tie.visits.is_empty()) {
                    let id = SchoolId { district: d as u32, school: s as u32 };
                    known.push((id, tie.agent, std::mem::take(&mut tie.visits)));
                }
            }
        }
        self.world.untie(self.origin);
        known
    }

    /// Lets two teachers change places until the end of year `to`; the school of `a` gives, that of `b` receives.
    pub fn post(&mut self, a: PostId, b: PostId, to: i32) {
        self.swap(a, b, true);
        self.world.postings.push(Posting { origin: self.origin, a, b, to });
        self.world.school_mut(a.school).gave = true;
        self.world.school_mut(b.school).received = true;
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

    /// Whether the holder of a post may be posted elsewhere.
    pub fn free(&self, post: PostId) -> bool {
        let teachers = &self.world.districts[post.school.district as usize].teachers;
        let lane = self.lane(post);
        teachers.filled[lane] && !teachers.posted[lane]
    }

    /// Lane of a post in its district.
    pub fn lane(&self, post: PostId) -> usize {
        self.world.school(post.school).first + post.post as usize
    }

    fn swap(&mut self, a: PostId, b: PostId, away: bool) {
        let (lane_a, lane_b) = (self.lane(a), self.lane(b));
        let filled = [(a, lane_a), (b, lane_b)].map(|(p, lane)| {
            self.book_posting(p, lane, -1.0);
            let teachers = &mut self.world.districts[p.school.district as usize].teachers;
            let held = teachers.filled[lane];
            (held, teachers.take(lane))
        });
        let [(a_held, from_a), (b_held, from_b)] = filled;
        for (held, teacher, p, lane) in [(b_held, from_b, a, lane_a), (a_held, from_a, b, lane_b)] {
            if !held {
                continue;
            }
            let (model, weeks) = (self.model, self.world.weeks);
            let district = &mut self.world.districts[p.school.district as usize];
            district.teachers.put(lane, teacher);
            district.teachers.posted[lane] = away;
            self.book_posting(p, lane, 1.0);
            let district = &mut self.world.districts[p.school.district as usize];
            let lost = district.enter_post(lane, model, weeks);
            let ledger = &mut self.ledgers[p.school.district as usize];
            ledger.book(p.school.school as usize, Mechanism::NewPost, self.origin, lost);
            district.forget(p.school.school as usize, p.post as usize);
        }
    }

    fn book_posting(&mut self, post: PostId, lane: usize, sign: f64) {
        let teachers = &self.world.districts[post.school.district as usize].teachers;
        let ledger = &mut self.ledgers[post.school.district as usize];
        let school = post.school.school as usize;
        let (enacted, embedded) = if sign < 0.0 {
            (Mechanism::PostedAway, Mechanism::EmbeddedPostedAway)
        } else {
            (Mechanism::PostedIn, Mechanism::EmbeddedPostedIn)
        };
        ledger.book(school, enacted, self.origin, sign * teachers.quality(lane));
        ledger.book(school, embedded, self.origin, sign * teachers.embedded_quality(lane));
    }
}

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
    /// The school's sessions.
    pub agenda: &'a mut Agenda,
}

impl Placing<'_> {
    /// The school.
    pub fn here(&self) -> &School {
        &self.district.schools[self.school]
    }

    /// How many of `per_year` events fall into this week.
    pub fn due(&self, per_year: f64) -> u32 {
        due(per_year, self.week.week, self.weeks)
    }

    /// Number of events of `per_year` before this week of this year: what turn it is.
    pub fn past(&self, per_year: f64) -> usize {
        (per_year * f64::from(self.week.week) / f64::from(self.weeks)).floor() as usize
    }

    /// Places a session for everybody who teaches at the school.
    pub fn hold_for_staff(&mut self, plan: Plan) {
        self.hold_in_turn(plan, 0, self.here().posts);
    }

    /// Places a session for `count` posts in turn, starting from the `turn`-th; vacant ones are passed over.
    pub fn hold_in_turn(&mut self, plan: Plan, turn: usize, count: usize) {
        let (first, posts) = (self.here().first, self.here().posts);
        let filled = &self.district.teachers.filled;
        let lanes = (turn..turn + count.min(posts)).map(|post| first + post % posts);
        self.agenda.hold(plan, lanes.filter(|&lane| filled[lane]));
    }

    /// Moves leadership (and culture) of the school toward a lead's by a share in this week.
    pub fn follow(&mut self, lead: (f32, f32), share: f32) {
        let school = &mut self.district.schools[self.school];
        school.leadership_push += share * (lead.0 - school.leadership);
        school.culture_push += share * (lead.1 - school.culture);
    }
}

/// The logistic function, portable.
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// Schools of the same district by distance, nearest first; in the order of the list where places are unknown.
pub fn nearest(world: &World, to: SchoolId, count: usize) -> Vec<SchoolId> {
    let all = (0..world.districts[to.district as usize].schools.len() as u32)
        .map(|school| SchoolId { district: to.district, school })
        .filter(|&id| id != to);
    let mut near: Vec<(f32, SchoolId)> = all.map(|id| (world.distance_km(to, id).unwrap_or(0.0), id)).collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.into_iter().take(count).map(|(_, id)| id).collect()
}

/// A lead school and the nearest `count` of the free schools of its district, which are free no longer.
pub fn gather(world: &World, lead: SchoolId, count: usize, free: &mut Vec<SchoolId>) -> Vec<SchoolId> {
    let mut near: Vec<(f32, SchoolId)> = free
        .iter()
        .filter(|id| id.district == lead.district)
        .map(|&id| (world.distance_km(lead, id).unwrap_or(0.0), id))
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.truncate(count);
    free.retain(|id| !near.iter().any(|(_, taken)| taken == id));
    std::iter::once(lead).chain(near.into_iter().map(|(_, id)| id)).collect()
}
