//! What a policy sees and may do at the start of a year.

use super::Assigned;
use super::foremost::foremost;
use crate::decision::Rule;
use crate::ledger::{Ledger, Origin};
use crate::lineage::Whom;
use crate::model::Model;
use crate::rng::{Place, Purpose, Streams};
use crate::units::{DOMAINS, Profile, grid_level};
use crate::world::{Expert, PostId, SchoolId, Tie, World};
use std::collections::BTreeSet;

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
    /// Whether the policy is in force in it.
    pub in_force: bool,
    /// Whom the policy may bring support to, where a study has assigned it; everybody otherwise.
    pub assigned: Option<&'a Assigned>,
    /// Random numbers of the replicate.
    pub streams: &'a Streams,
    /// Parameters.
    pub model: &'a Model,
}

impl Scene<'_> {
    /// Whether support may come to a school.
    pub fn reaches(&self, id: SchoolId) -> bool {
        self.assigned.is_none_or(|assigned| assigned.school(id))
    }

    /// Whether the holder of a post may take part in support that comes to the school.
    pub fn reaches_teacher(&self, post: PostId) -> bool {
        self.assigned.is_none_or(|a| a.teacher(self.world, post.school, self.lane(post), self.year))
    }

    /// Whether a study has assigned single teachers, who all agreed to take part.
    fn by_teacher(&self) -> bool {
        self.assigned.is_some_and(|assigned| assigned.lanes.is_some())
    }

    /// Posts of a school that support may come to.
    pub fn reached(&self, id: SchoolId) -> Vec<u32> {
        let posts = 0..self.world.school(id).posts as u32;
        posts.filter(|&post| self.reaches_teacher(PostId { school: id, post })).collect()
    }

    /// Schools that support may come to, districts in order.
    pub fn schools(&self) -> Vec<SchoolId> {
        self.world.ids().filter(|&id| self.reaches(id)).collect()
    }

    /// The same by what the authority sees of their results of the last years, lowest first.
    pub fn candidates(&self, years: u32) -> Vec<SchoolId> {
        let mut schools = self.by_result(years);
        schools.retain(|&id| self.reaches(id));
        schools
    }

    /// Of schools that might help others, the weakest first, puts those last, to be asked first, that no study has
    /// assigned to be helped themselves.
    pub fn unassigned_last(&self, schools: &mut [SchoolId]) {
        if let Some(assigned) = self.assigned {
            schools.sort_by_key(|&id| !assigned.school(id));
        }
    }

    /// Number of schools that a share of those that support may come to stands for.
    pub fn count(&self, share: f64) -> usize {
        let schools = self.assigned.map_or_else(|| self.world.schools(), |_| self.schools().len());
        (share * schools as f64).round() as usize
    }

    /// Whether a school takes part when asked this year: better-led schools sooner, distant ones later. Those that a
    /// study has assigned agreed beforehand.
    pub fn takes_part(&self, id: SchoolId, distance_km: f32) -> bool {
        if let Some(assigned) = self.assigned {
            return assigned.school(id);
        }
        let school = self.world.school(id);
        let model = self.model;
        let differs = match model.decisions.schools_join {
            Rule::Choice => {
                model.motivation_effect * f64::from(school.leadership)
                    - model.part_distance * f64::from(distance_km) / 10.0
            }
            Rule::Fixed => 0.0,
        };
        let place = Place::school(id.district as usize, id.school as usize);
        let mut draws = self.streams.of_year(Purpose::Participation, place, self.year);
        draws.slot(self.code as usize).chance(logistic(model.part_base + differs) as f32)
    }

    /// Share of a plan that a school and the authority of its district carry out.
    pub fn activity(&self, id: SchoolId) -> f32 {
        if self.model.decisions.schools_activity == Rule::Fixed {
            return 1.0;
        }
        let district = &self.world.districts[id.district as usize];
        let authority = district.activity + district.pressed * (1.0 - district.activity).max(0.0);
        let school = 1.0 + self.model.activity_leadership as f32 * self.world.school(id).leadership;
        (authority * school).clamp(0.0, 1.0)
    }

    /// Posts of a school whose holders are asked with some chance and want to take part: the motivated sooner. Teachers
    /// whom a study has assigned all want to.
    pub fn takers(&self, id: SchoolId, asked: f64) -> Vec<u32> {
        let place = Place::school(id.district as usize, id.school as usize);
        let posts = self.world.school(id).posts;
        // Each policy asks others; who is willing to take part in one is willing in another.
        let draw = |first: usize| {
            let mut words = Vec::new();
            let slots = first..first + posts;
            self.streams.first_words_of_year(Purpose::Participation, place, self.year, slots, &mut words);
            words
        };
        let (asks, wants) = (draw(ASKED * (1 + self.code as usize)), draw(PARTICIPANTS));
        (0..posts as u32)
            .filter(|&post| {
                let at = PostId { school: id, post };
                asks[post as usize].slot().chance(asked as f32)
                    && self.free(at)
                    && self.reaches_teacher(at)
                    && (self.by_teacher() || wants[post as usize].slot().chance(self.willingness(at)))
            })
            .collect()
    }

    /// Chance that a teacher takes part when asked.
    fn willingness(&self, post: PostId) -> f32 {
        let teachers = &self.world.districts[post.school.district as usize].teachers;
        let lane = self.lane(post);
        let motivation = f64::from(teachers.motivation[lane]) + f64::from(teachers.encouraged[lane]);
        let differs = match self.model.decisions.teachers_join {
            Rule::Choice => self.model.motivation_effect * motivation,
            Rule::Fixed => 0.0,
        };
        logistic(self.model.part_base + differs) as f32
    }

    /// Up to `count` posts of a school for a task that few can have, of those who may be chosen: the most motivated.
    pub fn volunteers(&self, id: SchoolId, count: usize, may: impl Fn(PostId) -> bool) -> Vec<u32> {
        let place = Place::school(id.district as usize, id.school as usize);
        let mut draws = self.streams.of_year(Purpose::Lot, place, self.year);
        let teachers = &self.world.districts[id.district as usize].teachers;
        let willing: Vec<(f32, u32)> = (0..self.world.school(id).posts as u32)
            .map(|post| PostId { school: id, post })
            .filter(|&p| self.free(p) && self.reaches_teacher(p) && may(p))
            .map(|p| {
                let lane = self.lane(p);
                let merit = match self.model.decisions.teachers_join {
                    Rule::Choice => teachers.motivation[lane] + teachers.encouraged[lane],
                    Rule::Fixed => draws.slot(p.post as usize).uniform(),
                };
                (merit, p.post)
            })
            .collect();
        let willing = foremost(willing, count, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        willing.into_iter().map(|(_, post)| post).collect()
    }

    /// The holder of a post as a source for others.
    pub fn expert(&self, post: PostId) -> Expert {
        let teachers = &self.world.districts[post.school.district as usize].teachers;
        let lane = self.lane(post);
        Expert {
            practice: teachers.enacted(lane),
            skill: teachers.mentor_skill[lane],
            home: Some(post),
            whom: Whom::Post(post),
        }
    }

    /// The retired experts who could be asked, best first: the more are needed, the weaker the last.
    pub fn retired(&self) -> Vec<Expert> {
        let teachers: usize = self.world.districts.iter().flat_map(|d| &d.schools).map(|s| s.posts).sum();
        let pool = ((self.model.retired_share * teachers as f64).round() as usize).max(1);
        let mut draws = self.streams.of_year(Purpose::Expert, Place::WORLD, 0);
        let mut quality: Vec<(f32, usize)> = (0..pool).map(|i| (draws.slot(i).normal(), i)).collect();
        quality.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        quality.into_iter().map(|(q, who)| self.outside(f64::from(q), who, &mut draws.slot(pool + who))).collect()
    }

    /// A mentor of a paid provider.
    pub fn purchased(&self, number: usize) -> Expert {
        self.outsider(self.model.outside_practice, number)
    }

    /// Somebody from outside the schools with a mean quality; `number` tells them apart, the same one every year.
    pub fn outsider(&self, quality: f64, number: usize) -> Expert {
        let mut draws = self.streams.of_year(Purpose::Expert, Place::WORLD, -(self.code as i32));
        self.outside(quality, number, &mut draws.slot(number))
    }

    /// Somebody from outside the schools whose practice is `quality` on average over domains.
    fn outside(&self, quality: f64, number: usize, slot: &mut crate::rng::Slot<'_>) -> Expert {
        let spread = (1.0 - self.model.domain_link).max(0.0).sqrt();
        let own: Profile = std::array::from_fn(|_| slot.normal());
        let mean = own.iter().sum::<f32>() / DOMAINS as f32;
        let practice = own.map(|z| grid_level(quality + spread * f64::from(z - mean)));
        let skill = self.model.mentor_skill + self.model.mentor_skill_sd * f64::from(slot.normal());
        Expert { practice, skill: skill.clamp(0.0, 1.0) as f32, home: None, whom: Whom::Outside(number as u32) }
    }

    /// Those of the experts to be had, in order, whom no mentor team has yet.
    pub fn idle(&self, experts: impl Iterator<Item = Expert>, count: usize) -> Vec<Expert> {
        let bits = |expert: &Expert| expert.practice.map(f32::to_bits);
        let busy: BTreeSet<[u32; DOMAINS]> = self.world.teams.iter().flat_map(|t| &t.outside).map(bits).collect();
        experts.filter(|expert| !busy.contains(&bits(expert))).take(count).collect()
    }

    /// Takes working hours a year of a teacher for the policy; somebody else covers the lessons that fall into them.
    pub fn take_time(&mut self, post: PostId, hours: f64) {
        self.engage(post);
        let lane = self.lane(post);
        let district = &mut self.world.districts[post.school.district as usize];
        district.teachers.cover(lane, hours as f32);
        let school = &mut district.schools[post.school.school as usize];
        school.covered[self.origin.0 as usize] += hours;
        school.gave.add(self.origin);
    }

    /// Counts on the holder of a post this year, so that no policy moves them elsewhere.
    fn engage(&mut self, post: PostId) {
        let lane = self.lane(post);
        self.world.districts[post.school.district as usize].teachers.engaged[lane] = true;
    }

    /// Counts what the policy pays for at a school, in the unit of its price.
    pub fn pay(&mut self, id: SchoolId, amount: f64) {
        let origin = self.origin.0 as usize;
        self.world.school_mut(id).paid[origin] += amount;
    }

    /// Raises the motivation of a post's holder for this year (SD).
    pub fn encourage(&mut self, post: PostId, by: f64) {
        let (lane, weeks) = (self.lane(post), self.world.weeks);
        let district = &mut self.world.districts[post.school.district as usize];
        district.teachers.encouraged[lane] += by as f32;
        if district.teachers.filled[lane] {
            district.refresh(lane, self.model, weeks);
        }
    }

    /// Marks the holder of a post as trained at some distance from the source of a cascade, whose quality is `source`,
    /// unless marked already.
    pub fn mark_trained(&mut self, post: PostId, generation: u8, source: f64) {
        self.engage(post);
        let lane = self.lane(post);
        let teachers = &mut self.world.districts[post.school.district as usize].teachers;
        if teachers.filled[lane] && teachers.generation[lane] == 0 {
            teachers.generation[lane] = generation;
            teachers.source[lane] = source as f32;
        }
    }

    /// Adds a tie to a school; those who come from their posts are counted on there.
    pub fn tie(&mut self, id: SchoolId, mut tie: Tie) {
        let place = Place::school(id.district as usize, id.school as usize);
        let number = self.world.districts[id.district as usize].ties[id.school as usize].len();
        let mut draws = self.streams.of_year(Purpose::Timing, place, self.year);
        tie.phase = draws.slot(number).uniform();
        if self.by_teacher() {
            let posts = (0..self.world.school(id).posts as u32).map(|post| PostId { school: id, post });
            tie.only = posts.map(|post| self.reaches_teacher(post)).collect();
        }
        for home in tie.experts.iter().filter_map(|expert| expert.home) {
            self.engage(home);
        }
        self.world.districts[id.district as usize].ties[id.school as usize].push(tie);
    }

    /// Begins a year of a policy whose groups last as long as itself: ties are made anew, postings and secondments that
    /// are over end; with the policy all of it ends. Returns whether the policy is in force.
    pub fn begin_year(&mut self) -> bool {
        let in_force = self.in_force;
        self.untie();
        self.bring_home(!in_force);
        self.end_secondments(!in_force);
        if !in_force {
            let origin = self.origin;
            self.world.groups.retain(|g| g.origin != origin);
            self.world.trainees.retain(|t| t.origin != origin);
        }
        in_force
    }

    /// This policy's groups, by their number in the world.
    pub fn groups(&self) -> Vec<usize> {
        let all = &self.world.groups;
        (0..all.len()).filter(|&number| all[number].origin == self.origin).collect()
    }

    /// Schools in groups of this kind of policy, of every entry in the list.
    pub fn grouped(&self) -> BTreeSet<SchoolId> {
        let alike = self.world.groups.iter().filter(|g| g.code == self.code);
        alike.flat_map(|g| g.members.iter().copied()).collect()
    }

    /// Schools that belong together for good, the lead first: education groups and shared education communities.
    pub fn communities(&self) -> Vec<Vec<SchoolId>> {
        let groups = self.world.groups.iter().filter(|g| COMMUNITIES.contains(&g.code));
        groups.map(|g| g.members.clone()).collect()
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
}

/// First slot of the teachers of a school in its draws of who takes part; policies themselves have the slots before.
const PARTICIPANTS: usize = 64;

/// Numbers of the policies whose groups are communities: education groups and shared education communities.
const COMMUNITIES: [u32; 2] = [3, 8];

/// A total in whole parts in proportion to weights, by largest remainder; nothing where all weights are 0.
pub fn spread(total: usize, weights: &[usize]) -> Vec<usize> {
    let all: usize = weights.iter().sum();
    if all == 0 {
        return vec![0; weights.len()];
    }
    let mut parts: Vec<usize> = weights.iter().map(|w| total * w / all).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(total * weights[i] % all), i));
    let left = total - parts.iter().sum::<usize>();
    order.into_iter().take(left).for_each(|i| parts[i] += 1);
    parts
}

/// Slots kept for whom each policy asks, beyond those of the willing.
const ASKED: usize = 4096;

/// The logistic function, portable.
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}
