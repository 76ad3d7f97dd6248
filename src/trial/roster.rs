//! Who takes part in a trial, and in which arm: recruitment, target teachers, assignment. All of it is drawn from the
//! opening, by keys of its own, so that it is the same whatever the arms do.

use super::seen::{SchoolSeen, Seen};
use super::shape::{Allocation, Blocks, Target, Unit};
use super::spec::Trial;
use crate::policy::Assigned;
use crate::rng::{Place, Purpose, Slot, Streams};
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
    first: Vec<usize>,
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
}

impl Roster {
    /// Recruits and assigns at the opening.
    pub fn draw(trial: &Trial, world: &World, opening: &Seen, streams: &Streams) -> Self {
        let mut roster = Self::listed(world);
        roster.recruit_schools(trial, opening, streams);
        roster.recruit_teachers(trial, world, opening, streams);
        let candidates = roster.candidates(trial, world, opening);
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

    fn recruit_teachers(&mut self, trial: &Trial, world: &World, opening: &Seen, streams: &Streams) {
        for school in 0..self.places.len() {
            if self.recruited[school] && !self.range(school).is_empty() {
                let chosen = self.targets(self.range(school), trial, world, opening, streams);
                chosen.into_iter().for_each(|post| self.posts[post].target = true);
            }
        }
    }

    /// The target teachers of a school: places in the list of posts.
    fn targets(
        &self,
        posts: std::ops::Range<usize>,
        trial: &Trial,
        world: &World,
        opening: &Seen,
        streams: &Streams,
    ) -> Vec<usize> {
        let sample = &trial.sample;
        let school = self.posts[posts.start].school;
        let mut draws = streams.of_year(Purpose::Study, self.place(school), 0);
        let filled: Vec<usize> = posts.filter(|&p| opening.posts[p].filled).collect();
        let quality = |p: &usize| opening.posts[*p].quality;
        let mut ranked = filled.clone();
        ranked.sort_by(|a, b| quality(a).total_cmp(&quality(b)).then(a.cmp(b)));
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
    fn candidates(&self, trial: &Trial, world: &World, opening: &Seen) -> Vec<Candidate> {
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
                    let quality = |p: &usize| opening.posts[*p].quality;
                    ranked.sort_by(|a, b| quality(a).total_cmp(&quality(b)).then(a.cmp(b)));
                    let half = ranked.len() / 2;
                    let (weak, strong) = (ranked[..half].to_vec(), ranked[ranked.len() - half..].to_vec());
                    weak.into_iter().zip(strong).map(move |(a, b)| (s, vec![a, b]))
                })
                .map(|(s, pair)| part(s, pair))
                .collect(),
        }
    }

    /// Schools in groups of neighbours of a district; what is left over joins the last group.
    fn neighbours(&self, world: &World, schools: &[usize], size: usize) -> Vec<Vec<usize>> {
        let id =
            |s: usize| crate::world::SchoolId { district: self.places[s].0 as u32, school: self.places[s].1 as u32 };
        let mut free = schools.to_vec();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        while let Some(&lead) = free.first() {
            let mut near: Vec<(f32, usize)> = free
                .iter()
                .filter(|&&s| self.places[s].0 == self.places[lead].0)
                .map(|&s| (world.distance_km(id(lead), id(s)).unwrap_or(0.0), s))
                .collect();
            near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let members: Vec<usize> = near.into_iter().take(size).map(|(_, s)| s).collect();
            free.retain(|s| !members.contains(s));
            let same = groups.last_mut().filter(|g| self.places[g[0]].0 == self.places[lead].0);
            match same {
                Some(group) if members.len() < size => group.extend(members),
                _ => groups.push(members),
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

    /// An arm for each unit, by lot within blocks: the arm that lacks most units of its share in the block, then in the
    /// whole sample, is next.
    fn by_lot(&self, units: &[Candidate], blocks: &[usize], shares: &[f64], streams: &Streams) -> Vec<usize> {
        let mut order: Vec<(usize, u32, usize)> = Vec::with_capacity(units.len());
        for (number, unit) in units.iter().enumerate() {
            let mut draws = streams.of_year(Purpose::Study, self.place(unit.cluster), 0);
            let first = unit.posts.first().map_or(0, |&p| self.posts[p].post);
            order.push((blocks[number], draws.slot(slots::UNIT + first).word(), number));
        }
        order.sort_unstable();
        let (mut all, mut here, mut current) = (vec![0.0; shares.len()], vec![0.0; shares.len()], usize::MAX);
        let mut arms = vec![0; units.len()];
        for (block, lot, number) in order {
            if block != current {
                current = block;
                here.fill(0.0);
            }
            let lack = |had: &[f64], arm: usize| shares[arm] * (had.iter().sum::<f64>() + 1.0) - had[arm];
            let turn = |arm: usize| (arm + lot as usize) % shares.len();
            let next = (0..shares.len()).max_by(|&a, &b| {
                let block = compare(lack(&here, a), lack(&here, b));
                block.then(compare(lack(&all, a), lack(&all, b))).then(turn(b).cmp(&turn(a)))
            });
            let arm = next.unwrap_or(0);
            here[arm] += 1.0;
            all[arm] += 1.0;
            arms[number] = arm;
        }
        arms
    }

    /// Deals the roles of each arm out to the target teachers of its schools, in equal parts.
    fn give_roles(&mut self, trial: &Trial, streams: &Streams) {
        let mut lots: Vec<(usize, u32, usize)> = Vec::new();
        for (number, post) in self.posts.iter().enumerate().filter(|(_, p)| p.target) {
            let mut draws = streams.of_year(Purpose::Study, self.place(post.school), 0);
            lots.push((post.school, draws.slot(slots::ROLE + post.post).word(), number));
        }
        lots.sort_unstable();
        let (mut school, mut turn) = (usize::MAX, 0);
        for (here, lot, number) in lots {
            let Some(unit) = self.posts[number].unit else { continue };
            let roles = trial.arms.get(self.units[unit].arm).map_or(0, |arm| arm.roles.len());
            if roles == 0 {
                continue;
            }
            if here != school {
                (school, turn) = (here, lot as usize % roles);
            }
            self.posts[number].role = Some(turn % roles);
            turn += 1;
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

/// Shares of the arms, adding up to 1.
fn shares(trial: &Trial) -> Vec<f64> {
    if trial.arms.is_empty() {
        return vec![1.0];
    }
    let all: f64 = trial.arms.iter().map(|a| a.share).sum();
    trial.arms.iter().map(|a| a.share / all).collect()
}

/// The arm of the `at`-th unit from the lowest result, where the last arms have the lowest.
fn by_rank(shares: &[f64], at: usize, of: usize) -> usize {
    let mut passed = 0.0;
    for (arm, share) in shares.iter().enumerate().rev() {
        passed += share * of as f64;
        if (at as f64) + 0.5 < passed {
            return arm;
        }
    }
    0
}

/// Compares with room for rounding, so that ties are ties.
fn compare(a: f64, b: f64) -> std::cmp::Ordering {
    if (a - b).abs() < 1e-9 { std::cmp::Ordering::Equal } else { a.total_cmp(&b) }
}

/// Standard scores of a trait among some.
fn trait_of(among: &[usize], value: impl Fn(usize) -> f64) -> Vec<f64> {
    let values: Vec<f64> = among.iter().map(|&i| value(i)).collect();
    let n = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    values.into_iter().map(|v| if sd > 0.0 { (v - mean) / sd } else { 0.0 }).collect()
}

/// A lot that is small the sooner the stronger the pull: sampling without replacement with probabilities in proportion
/// to `exp(pull)` (Efraimidis & Spirakis 2006).
fn lot(slot: &mut Slot<'_>, pull: f64) -> f64 {
    -libm::log(f64::from(slot.uniform())) / libm::exp(pull)
}
