//! Who takes part in a trial, and in which arm: recruitment, target teachers, assignment. All of it is drawn from the
//! opening, by keys of its own, so that it is the same whatever the arms do.

use super::lots::{by_rank, dealt, lot, shares, trait_of};
use super::seen::{SchoolSeen, Seen};
use super::shape::{Allocation, Blocks, Target, Unit};
use super::spec::Trial;
use crate::model::Model;
use crate::policy::Assigned;
use crate::rng::{Place, Purpose, Streams};
use crate::scenario::PlaceKind;
use crate::world::{School, World};

/// A post at the opening.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Enrolled {
    /// School, in the order of the world.
    pub school: usize,
    /// District and lane.
    pub lane: (usize, usize),
    /// Post in the school.
    pub post: usize,
    /// Team, numbered through all schools.
    pub team: usize,
    /// Year group that it teaches first, in schools with class teachers.
    pub year_group: usize,
    /// Whether its holder is a target teacher.
    pub target: bool,
    /// What was assigned, by number; none if it takes no part.
    pub unit: Option<usize>,
    /// Role in the arm.
    pub role: Option<usize>,
}

/// What was assigned to an arm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// Arm.
    pub arm: usize,
    /// Block.
    pub block: usize,
    /// What errors are clustered by: the school, or the group of schools.
    pub cluster: usize,
}

/// Who takes part and in which arm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    /// Posts, school by school.
    pub posts: Vec<Enrolled>,
    /// By school: whether it takes part.
    pub recruited: Vec<bool>,
    /// By school: its unit, where whole schools are assigned.
    pub unit_of_school: Vec<Option<usize>>,
    /// By unit.
    pub units: Vec<Assignment>,
    /// District and number of each school.
    pub places: Vec<(usize, usize)>,
    /// First post of each school, and the number of all posts.
    pub first: Vec<usize>,
}

/// What may be assigned together.
struct Candidate {
    cluster: usize,
    district: usize,
    result: f64,
    schools: Vec<usize>,
    posts: Vec<usize>,
}

/// First slots of what is drawn at a place.
mod slots {
    /// Whether a school volunteers, its place in the lots of its block, its groups.
    pub const SCHOOL: usize = 0;
    /// Whether teachers volunteer, by post.
    pub const TEACHER: usize = 16;
    /// Lots of units within a school, by post.
    pub const UNIT: usize = 4096;
    /// Roles, by post.
    pub const ROLE: usize = 8192;
    /// Errors in what a school sees of its teachers, by post.
    pub const VIEW: usize = 12_288;
}

impl Roster {
    /// Recruits and assigns at the opening.
    pub fn draw(trial: &Trial, world: &World, opening: &Seen, model: &Model, streams: &Streams) -> Self {
        let mut roster = Self::listed(world);
        let views = roster.views(opening, model, streams);
        roster.recruit_schools(trial, opening, streams);
        roster.recruit_teachers(trial, world, opening, &views, streams);
        let candidates = roster.candidates(trial, world, opening, &views);
        roster.assign(trial, candidates, streams);
        roster.give_roles(trial, streams);
        roster
    }

    /// Everybody, before recruitment.
    fn listed(world: &World) -> Self {
        let mut roster = Self::default();
        let mut teams = 0;
        for (d, district) in world.districts.iter().enumerate() {
            for (s, school) in district.schools.iter().enumerate() {
                let number = roster.places.len();
                roster.places.push((d, s));
                roster.first.push(roster.posts.len());
                for (post, lane) in school.range().enumerate() {
                    let team = (0..school.teams).find(|&t| school.team(t).contains(&lane)).unwrap_or(0);
                    roster.posts.push(Enrolled {
                        school: number,
                        lane: (d, lane),
                        post,
                        team: teams + team,
                        year_group: taught(school, lane),
                        target: false,
                        unit: None,
                        role: None,
                    });
                }
                teams += school.teams;
            }
        }
        roster.first.push(roster.posts.len());
        roster.recruited = vec![false; roster.places.len()];
        roster.unit_of_school = vec![None; roster.places.len()];
        roster
    }

    fn place(&self, school: usize) -> Place {
        Place::school(self.places[school].0, self.places[school].1)
    }

    /// What schools see of their teachers' practice, by post: with the error of an appraisal.
    fn views(&self, opening: &Seen, model: &Model, streams: &Streams) -> Vec<f64> {
        let mut views = Vec::with_capacity(self.posts.len());
        for school in 0..self.places.len() {
            let mut draws = streams.of_year(Purpose::Study, self.place(school), 0);
            for post in self.range(school) {
                let error = f64::from(draws.slot(slots::VIEW + self.posts[post].post).normal());
                views.push(opening.posts[post].quality + model.appraisal_noise * error);
            }
        }
        views
    }

    fn recruit_schools(&mut self, trial: &Trial, opening: &Seen, streams: &Streams) {
        let sample = &trial.sample;
        let fits = |s: &SchoolSeen| match sample.place {
            PlaceKind::Any => true,
            PlaceKind::Urban => s.urban,
            PlaceKind::Rural => !s.urban,
        };
        let mut eligible: Vec<usize> = (0..self.places.len()).filter(|&s| fits(&opening.schools[s])).collect();
        if let Some((from, to)) = sample.results {
            eligible.sort_by(|&a, &b| opening.schools[a].result.total_cmp(&opening.schools[b].result).then(a.cmp(&b)));
            let at = |share: f64| (share * eligible.len() as f64).round() as usize;
            eligible = eligible[at(from)..at(to)].to_vec();
            eligible.sort_unstable();
        }
        let wanted = sample.schools.map_or(eligible.len(), |n| n as usize);
        let traits = sample.volunteers;
        let pull = [
            (traits.leadership, trait_of(&eligible, |s| opening.schools[s].leadership)),
            (traits.culture, trait_of(&eligible, |s| opening.schools[s].culture)),
            (traits.result, trait_of(&eligible, |s| opening.schools[s].result)),
            (traits.disadvantage, trait_of(&eligible, |s| opening.schools[s].disadvantage)),
        ];
        let mut lots: Vec<(f64, usize)> = eligible
            .iter()
            .enumerate()
            .map(|(i, &school)| {
                let mut draws = streams.of_year(Purpose::Study, self.place(school), 0);
                (lot(&mut draws.slot(slots::SCHOOL), pull.iter().map(|(by, z)| by * z[i]).sum()), school)
            })
            .collect();
        lots.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        lots.into_iter().take(wanted).for_each(|(_, school)| self.recruited[school] = true);
    }

    fn recruit_teachers(&mut self, trial: &Trial, world: &World, opening: &Seen, views: &[f64], streams: &Streams) {
        for school in 0..self.places.len() {
            if self.recruited[school] && !self.range(school).is_empty() {
                let chosen = self.targets(school, trial, world, opening, views, streams);
                for post in chosen {
                    self.posts[post].target = true;
                }
            }
        }
    }

    /// The target teachers of a school: places in the list of posts.
    fn targets(
        &self,
        school: usize,
        trial: &Trial,
        world: &World,
        opening: &Seen,
        views: &[f64],
        streams: &Streams,
    ) -> Vec<usize> {
        let sample = &trial.sample;
        let mut draws = streams.of_year(Purpose::Study, self.place(school), 0);
        let filled: Vec<usize> = self.range(school).filter(|&p| opening.posts[p].filled).collect();
        let mut ranked = filled.clone();
        ranked.sort_by(|&a, &b| views[a].total_cmp(&views[b]).then(a.cmp(&b)));
        let half = ranked.len() / 2;
        let sought: Vec<usize> = match sample.target {
            Target::Everybody | Target::Teams => filled,
            Target::Novices => filled.into_iter().filter(|&p| opening.posts[p].experience < NOVICE).collect(),
            Target::WeakestHalf => ranked[..half].to_vec(),
            Target::StrongestHalf => ranked[ranked.len() - half..].to_vec(),
        };
        let Some(wanted) = sample.teachers.map(|n| n as usize) else { return sought };
        let traits = sample.teacher_volunteers;
        let teachers = |p: usize| (&world.districts[self.posts[p].lane.0].teachers, self.posts[p].lane.1);
        let pull = [
            (traits.motivation, trait_of(&sought, |p| f64::from(teachers(p).0.motivation[teachers(p).1]))),
            (traits.practice, trait_of(&sought, |p| opening.posts[p].quality)),
            (traits.experience, trait_of(&sought, |p| opening.posts[p].experience)),
        ];
        let mut lots: Vec<(f64, usize)> = sought
            .iter()
            .enumerate()
            .map(|(i, &p)| {
                let pull = pull.iter().map(|(by, z)| by * z[i]).sum();
                (lot(&mut draws.slot(slots::TEACHER + self.posts[p].post), pull), p)
            })
            .collect();
        lots.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        if sample.target != Target::Teams {
            return lots.into_iter().take(wanted).map(|(_, p)| p).collect();
        }
        // Whole teams, in the order in which their first members volunteer.
        let mut chosen: Vec<usize> = Vec::new();
        for (_, p) in &lots {
            if chosen.len() < wanted && !chosen.contains(p) {
                chosen.extend(sought.iter().filter(|&&q| self.posts[q].team == self.posts[*p].team));
            }
        }
        chosen
    }

    /// What is assigned, with what blocks and errors need to know.
    fn candidates(&self, trial: &Trial, world: &World, opening: &Seen, views: &[f64]) -> Vec<Candidate> {
        let schools: Vec<usize> = (0..self.places.len()).filter(|&s| self.recruited[s]).collect();
        let whole = |members: Vec<usize>| {
            let result = members.iter().map(|&s| opening.schools[s].result).sum::<f64>() / members.len() as f64;
            let posts = members.iter().flat_map(|&s| self.range(s)).collect();
            Candidate { cluster: members[0], district: self.places[members[0]].0, result, schools: members, posts }
        };
        let part = |school: usize, posts: Vec<usize>| Candidate {
            cluster: school,
            district: self.places[school].0,
            result: opening.schools[school].result,
            schools: Vec::new(),
            posts,
        };
        let targets = |school: usize| self.range(school).filter(|&p| self.posts[p].target);
        match trial.unit {
            Unit::School => schools.into_iter().map(|s| whole(vec![s])).collect(),
            Unit::Group { size } => self.neighbours(world, &schools, size as usize).into_iter().map(whole).collect(),
            Unit::Teacher => {
                schools.iter().flat_map(|&s| targets(s).map(move |p| (s, p))).map(|(s, p)| part(s, vec![p])).collect()
            }
            Unit::YearGroup => schools
                .iter()
                .flat_map(|&s| (0..opening.schools[s].attainment.len()).map(move |group| (s, group)))
                .map(|(s, group)| part(s, targets(s).filter(|&p| self.posts[p].year_group == group).collect()))
                .filter(|unit| !unit.posts.is_empty())
                .collect(),
            Unit::Pair => schools
                .iter()
                .flat_map(|&s| {
                    let mut ranked: Vec<usize> = targets(s).collect();
                    ranked.sort_by(|&a, &b| views[a].total_cmp(&views[b]).then(a.cmp(&b)));
                    let half = ranked.len() / 2;
                    let (weak, strong) = (ranked[..half].to_vec(), ranked[ranked.len() - half..].to_vec());
                    weak.into_iter().zip(strong).map(move |(a, b)| (s, vec![a, b]))
                })
                .map(|(s, pair)| part(s, pair))
                .collect(),
        }
    }

    /// Schools in groups of neighbours of a district; what is left over joins the district's last group.
    fn neighbours(&self, world: &World, schools: &[usize], size: usize) -> Vec<Vec<usize>> {
        let id =
            |s: usize| crate::world::SchoolId { district: self.places[s].0 as u32, school: self.places[s].1 as u32 };
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for district in schools.chunk_by(|&a, &b| self.places[a].0 == self.places[b].0) {
            let mut free = district.to_vec();
            let first = groups.len();
            while let Some(&lead) = free.first() {
                let away = |s: usize| world.distance_km(id(lead), id(s)).unwrap_or(0.0);
                let mut near: Vec<(f32, usize)> = free.iter().map(|&s| (away(s), s)).collect();
                // The lead is its own nearest, whoever shares its place.
                near[1..].sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let mut members: Vec<usize> = near.into_iter().take(size).map(|(_, s)| s).collect();
                members.sort_unstable();
                free.retain(|s| members.binary_search(s).is_err());
                match groups[first..].last_mut() {
                    Some(group) if members.len() < size => group.extend(members),
                    _ => groups.push(members),
                }
            }
        }
        groups
    }

    /// Shares units out to arms within blocks.
    fn assign(&mut self, trial: &Trial, mut units: Vec<Candidate>, streams: &Streams) {
        let by_result = |a: &Candidate, b: &Candidate| a.result.total_cmp(&b.result).then(a.cluster.cmp(&b.cluster));
        if trial.allocation == Allocation::LowestResults || matches!(trial.blocks, Blocks::Results { .. }) {
            units.sort_by(by_result);
        }
        let block = |number: usize, unit: &Candidate| match trial.blocks {
            Blocks::None => 0,
            Blocks::District => unit.district,
            Blocks::School => unit.cluster,
            Blocks::Results { size } => number / size as usize,
        };
        let blocks: Vec<usize> = units.iter().enumerate().map(|(n, unit)| block(n, unit)).collect();
        let shares = shares(trial);
        let arms: Vec<usize> = match trial.allocation {
            Allocation::LowestResults => (0..units.len()).map(|at| by_rank(&shares, at, units.len())).collect(),
            Allocation::Lot => self.by_lot(&units, &blocks, &shares, streams),
        };
        let assigned = units.iter().zip(arms).zip(blocks);
        self.units = assigned.map(|((unit, arm), block)| Assignment { arm, block, cluster: unit.cluster }).collect();
        for (number, unit) in units.iter().enumerate() {
            unit.schools.iter().for_each(|&s| self.unit_of_school[s] = Some(number));
            unit.posts.iter().for_each(|&p| self.posts[p].unit = Some(number));
        }
    }

    /// An arm for each unit, by lot within blocks. A block gives each arm the whole part of its share; what is left of
    /// the block goes to the arms that lack most in the whole sample. Blocks come in an order drawn by lot, so that no
    /// block has its arms by its place in the list.
    fn by_lot(&self, units: &[Candidate], blocks: &[usize], shares: &[f64], streams: &Streams) -> Vec<usize> {
        let mut of_blocks = streams.of_year(Purpose::Study, Place::WORLD, 1);
        let mut order: Vec<(u32, usize, u32, usize)> = Vec::with_capacity(units.len());
        for (number, unit) in units.iter().enumerate() {
            let mut draws = streams.of_year(Purpose::Study, self.place(unit.cluster), 0);
            let first = unit.posts.first().map_or(0, |&p| self.posts[p].post);
            let lot = draws.slot(slots::UNIT + first).word();
            order.push((of_blocks.slot(blocks[number]).word(), blocks[number], lot, number));
        }
        order.sort_unstable();
        let (mut had, mut arms) = (vec![0; shares.len()], vec![0; units.len()]);
        for block in order.chunk_by(|a, b| a.1 == b.1) {
            let mut members = block.iter();
            for (arm, count) in dealt(shares, block.len(), &had, block[0].0 as usize).into_iter().enumerate() {
                had[arm] += count;
                members.by_ref().take(count).for_each(|&(.., number)| arms[number] = arm);
            }
        }
        arms
    }

    /// Deals the roles of each arm out to its target teachers, in equal parts within each school.
    fn give_roles(&mut self, trial: &Trial, streams: &Streams) {
        let mut lots: Vec<(usize, usize, u32, usize)> = Vec::new();
        for school in (0..self.places.len()).filter(|&s| self.recruited[s]) {
            let mut draws = streams.of_year(Purpose::Study, self.place(school), 0);
            for number in self.range(school).filter(|&p| self.posts[p].target) {
                let Some(arm) = self.arm(&self.posts[number]) else { continue };
                lots.push((school, arm, draws.slot(slots::ROLE + self.posts[number].post).word(), number));
            }
        }
        lots.sort_unstable();
        for here in lots.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let roles = trial.arms.get(here[0].1).map_or(0, |arm| arm.roles.len());
            for (turn, &(.., number)) in here.iter().enumerate().filter(|_| roles > 0) {
                // The first role differs from school to school, so that none has more where few are dealt.
                self.posts[number].role = Some((here[0].2 as usize + turn) % roles);
            }
        }
    }

    /// Places of a school's posts in the list of posts.
    pub fn range(&self, school: usize) -> std::ops::Range<usize> {
        self.first[school]..self.first[school + 1]
    }

    /// The posts of a school.
    pub fn of_school(&self, school: usize) -> impl Iterator<Item = &Enrolled> {
        self.posts[self.range(school)].iter()
    }

    /// The arm of a post.
    pub fn arm(&self, post: &Enrolled) -> Option<usize> {
        post.unit.map(|unit| self.units[unit].arm)
    }

    /// Every school that takes part.
    pub fn everybody(&self, world: &World) -> Assigned {
        let mut assigned = Assigned::nobody(world);
        for (school, &(d, s)) in self.places.iter().enumerate() {
            assigned.schools[d][s] = self.recruited[school];
        }
        assigned
    }

    /// Those of an arm: its schools, or its teachers where teachers were sought or assigned.
    pub fn of_arm(&self, trial: &Trial, world: &World, arm: usize, role: Option<usize>) -> Assigned {
        let whole = matches!(trial.unit, Unit::School | Unit::Group { .. });
        let all =
            whole && trial.sample.teachers.is_none() && trial.sample.target == Target::Everybody && role.is_none();
        let mut assigned = Assigned::nobody(world);
        let mut lanes: Vec<Vec<bool>> = world.districts.iter().map(|d| vec![false; d.teachers.filled.len()]).collect();
        for post in &self.posts {
            let is_his = self.arm(post) == Some(arm) && (role.is_none() || post.role == role);
            if is_his && (all || post.target) {
                let (d, s) = self.places[post.school];
                assigned.schools[d][s] = true;
                lanes[post.lane.0][post.lane.1] = true;
            }
        }
        Assigned { lanes: (!all).then_some(lanes), ..assigned }
    }
}

/// Years of experience before which a teacher is a novice.
pub const NOVICE: f64 = 3.0;

/// The first year group that a lane teaches; 0 where teachers have subjects.
fn taught(school: &School, lane: usize) -> usize {
    if school.subjects > 1 {
        return 0;
    }
    (0..school.year_groups).find(|&group| school.teachers_of(group, 0).contains(&lane)).unwrap_or(0)
}
