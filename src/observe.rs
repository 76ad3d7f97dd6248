//! What is seen of a world: plain values by school, from `&World`, changing nothing.

use crate::ledger::{Ledger, Mechanism, Stock};
use crate::vectors::widest;
use crate::world::{District, School, SchoolId, Title, World};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is seen of one school at the end of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SchoolYear {
    /// Pupils on roll.
    pub pupils: f32,
    /// Mean attainment of all pupils (pupil SD).
    pub attainment: f32,
    /// Measured result of the leaving cohort (pupil SD).
    pub result: f32,
    /// Mean enacted practice of filled posts (SD).
    pub enacted: f32,
    /// Mean embedded practice of filled posts (SD).
    pub embedded: f32,
    /// Collaborative culture (SD).
    pub culture: f32,
    /// Climate (SD).
    pub climate: f32,
    /// Leadership (SD).
    pub leadership: f32,
    /// Posts.
    pub posts: f32,
    /// Filled posts.
    pub filled: f32,
    /// Teachers with at least a middle title.
    pub titled: f32,
    /// Teachers who left teaching after the year.
    pub leavers: f32,
    /// Hours of learning planned, all origins.
    pub planned: f32,
    /// Hours of learning delivered, all origins.
    pub delivered: f32,
    /// Working hours out of class, which somebody else covers, all origins.
    pub covered: f32,
    /// Pupils of the cohort that leaves the school after the year.
    pub leaving: f32,
    /// True mean attainment of that cohort (pupil SD).
    pub leaving_attainment: f32,
}

/// Looks at every school; leavers are not known yet and are filled in when the year has turned.
pub fn schools(world: &World) -> Vec<SchoolYear> {
    world.districts.iter().flat_map(of_district).collect()
}

/// The same for the schools of a district.
pub fn of_district(district: &District) -> Vec<SchoolYear> {
    (0..district.schools.len()).map(|s| school(district, s)).collect()
}

fn school(district: &District, number: usize) -> SchoolYear {
    let school = &district.schools[number];
    let teachers = &district.teachers;
    let filled = teachers.filled[school.range()].iter().filter(|&&filled| filled).count();
    // An empty post holds zeros and no title, and sums of practice and of attainment are exact in any order.
    let [enacted, embedded, attainment] = district.levels(number);
    let titled = teachers.title[school.range()].iter().filter(|&&title| title >= Title::Middle).count();
    let mean = |sum: f64| (sum / filled.max(1) as f64) as f32;
    let oldest = school.year_groups - 1;
    let subjects = school.subjects as f64;
    let pupils = district.pupils(number);
    let leaving = (0..school.subjects).map(|k| district.cohorts.attainment(school.cohort(oldest, k))).sum::<f64>();
    SchoolYear {
        pupils: pupils as f32,
        attainment: if pupils > 0.0 { (attainment / (pupils * subjects)) as f32 } else { 0.0 },
        result: school.results[0],
        enacted: mean(enacted),
        embedded: mean(embedded),
        culture: school.culture,
        climate: school.climate,
        leadership: school.leadership,
        posts: school.posts as f32,
        filled: filled as f32,
        titled: titled as f32,
        leavers: 0.0,
        planned: school.planned.iter().sum::<f64>() as f32,
        delivered: school.delivered.iter().sum::<f64>() as f32,
        covered: school.covered.iter().sum::<f64>() as f32,
        leaving: f32::from(district.cohorts.pupils[school.cohort(oldest, 0)]),
        leaving_attainment: (leaving / subjects) as f32,
    }
}

/// Steps from the source of a cascade that are told apart; whoever stands further away counts with the last.
pub const GENERATIONS: usize = 6;

/// The teachers in service who were trained at one distance from the source of a cascade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Generation {
    /// How many there are.
    pub teachers: f64,
    /// Sum of their enacted practice (SD).
    pub enacted: f64,
    /// Of these, those who hold the same post when nothing is done.
    pub compared: f64,
    /// Sum over those compared of what their enacted practice is above that of the same teachers when nothing is done (SD).
    pub gained: f64,
    /// Sum over those compared of what the source of the cascade is ahead of the same teachers when nothing is done (SD).
    pub ahead: f64,
}

impl Generation {
    fn add(&mut self, other: &Self) {
        self.teachers += other.teachers;
        self.enacted += other.enacted;
        self.compared += other.compared;
        self.gained += other.gained;
        self.ahead += other.ahead;
    }
}

/// Who holds each post and with what enacted practice, district by district.
#[derive(Clone, Debug, Default)]
pub struct Holders {
    who: Vec<Vec<(f32, f32)>>,
    quality: Vec<Vec<f32>>,
}

/// Looks at the holders of all posts. Two people are told apart by the traits that they were drawn with.
pub fn holders(world: &World) -> Holders {
    let who =
        |d: &District| d.teachers.motivation.iter().copied().zip(d.teachers.receptivity.iter().copied()).collect();
    let quality = |d: &District| (0..d.teachers.filled.len()).map(|lane| d.teachers.quality(lane) as f32).collect();
    Holders { who: world.districts.iter().map(who).collect(), quality: world.districts.iter().map(quality).collect() }
}

/// Looks at those trained in a cascade, nearest to the source first, beside the holders of posts in the same year when
/// nothing is done.
pub fn generations(world: &World, nothing: &Holders) -> [Generation; GENERATIONS] {
    let of_district = |(number, district): (usize, &District)| {
        let mut seen = [Generation::default(); GENERATIONS];
        let teachers = &district.teachers;
        for lane in (0..teachers.generation.len()).filter(|&lane| teachers.generation[lane] > 0) {
            let at = &mut seen[usize::from(teachers.generation[lane]).min(GENERATIONS) - 1];
            at.teachers += 1.0;
            at.enacted += teachers.quality(lane);
            if nothing.who[number][lane] == (teachers.motivation[lane], teachers.receptivity[lane]) {
                let without = f64::from(nothing.quality[number][lane]);
                at.compared += 1.0;
                at.gained += teachers.quality(lane) - without;
                at.ahead += f64::from(teachers.source[lane]) - without;
            }
        }
        seen
    };
    let districts: Vec<_> = world.districts.par_iter().enumerate().map(of_district).collect();
    // In the order of districts, whatever thread looked at which.
    districts.into_iter().fold([Generation::default(); GENERATIONS], |mut all, district| {
        all.iter_mut().zip(&district).for_each(|(all, own)| all.add(own));
        all
    })
}

/// Sums of the ledger over a group of schools.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Booked {
    /// Schools summed over.
    pub schools: u32,
    /// Posts of these schools.
    pub posts: f64,
    /// Pupils of these schools, times subject groups.
    pub pupils: f64,
    /// Opening level, in the order of [`Stock::ALL`].
    pub opening: [f64; 3],
    /// Bookings by mechanism, then origin.
    pub amounts: Vec<f64>,
}

/// Groups of schools whose ledgers are kept.
pub const LEDGER_GROUPS: [&str; 5] = ["all", "urban", "rural", "receiving", "giving"];

/// Who is in each of them.
const MEMBERS: [fn(&School) -> bool; LEDGER_GROUPS.len()] = [
    |_| true,
    |school| school.urban,
    |school| !school.urban,
    |school| school.received.any(),
    |school| school.gave.any(),
];

/// Sums the year's ledgers by [`LEDGER_GROUPS`]; who received or gave is as known at the end of the year.
pub fn bookings(world: &World, ledgers: &[Ledger]) -> Vec<Booked> {
    let origins = ledgers.first().map_or(1, Ledger::origins);
    // Each group by itself, schools in order: what is owed to a policy is not exact in any order.
    let of_group = |member: &fn(&School) -> bool| {
        let mut group = Booked { amounts: vec![0.0; Mechanism::ALL.len() * origins], ..Booked::default() };
        for (district, ledger) in world.districts.iter().zip(ledgers) {
            for (number, _) in district.schools.iter().enumerate().filter(|(_, school)| member(school)) {
                add(&mut group, district, number, ledger);
            }
        }
        group
    };
    MEMBERS.par_iter().map(of_group).collect()
}

/// The ledger of one school.
pub fn booked_at(world: &World, ledgers: &[Ledger], id: SchoolId) -> Booked {
    let district = id.district as usize;
    let amounts = vec![0.0; Mechanism::ALL.len() * ledgers[district].origins()];
    let mut booked = Booked { amounts, ..Booked::default() };
    add(&mut booked, &world.districts[district], id.school as usize, &ledgers[district]);
    booked
}

fn add(group: &mut Booked, district: &District, number: usize, ledger: &Ledger) {
    let school = &district.schools[number];
    group.schools += 1;
    group.posts += school.posts as f64;
    group.pupils += district.pupils(number) * school.subjects as f64;
    for stock in Stock::ALL {
        group.opening[stock as usize] += ledger.opening(number, stock);
    }
    let (sums, amounts) = (&mut group.amounts, ledger.bookings(number));
    widest(
        #[inline(always)]
        || {
            for (sum, amount) in sums.iter_mut().zip(amounts) {
                *sum += amount;
            }
        },
    );
}

/// What a policy took in a year, or what business as usual did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Used {
    /// Hours of learning planned.
    pub planned: f64,
    /// Hours of learning delivered.
    pub delivered: f64,
    /// Hours of lessons given by somebody else.
    pub covered: f64,
    /// Pupil-lessons under cover: the lessons that fall into the hours out of class, times pupils to a teacher.
    pub pupil_lessons: f64,
    /// Schools that it brought support to.
    pub receiving: f64,
    /// Schools that gave.
    pub giving: f64,
    /// Groups, pairs or communities in force.
    pub groups: f64,
    /// Mentor teams under contract, by school served.
    pub contracts: f64,
    /// Teachers away from their own post.
    pub posted: f64,
    /// What the policy counts for its price.
    pub paid: f64,
    /// Teachers named to take part in what the policy brings to schools; each post once.
    pub participants: f64,
}

/// Working hours out of class of this year, which somebody else covers, school by school and there by policy.
pub fn cover(world: &World, policies: usize) -> Vec<f32> {
    let schools = world.districts.iter().flat_map(|d| &d.schools);
    schools.flat_map(|school| school.covered[1..=policies].iter().map(|&hours| hours as f32)).collect()
}

/// What each origin took this year.
pub fn used(world: &World, origins: usize) -> Vec<Used> {
    let mut used = vec![Used::default(); origins];
    for district in &world.districts {
        for (number, school) in district.schools.iter().enumerate() {
            let class = district.pupils(number) / school.posts as f64;
            for (origin, used) in used.iter_mut().enumerate() {
                used.planned += school.planned[origin];
                used.delivered += school.delivered[origin];
                used.covered += school.covered[origin];
                used.paid += school.paid[origin];
                used.pupil_lessons += school.covered[origin] * world.setting.lesson_share() * class;
            }
            let ties = &district.ties[number];
            if ties.is_empty() {
                continue;
            }
            for (origin, used) in used.iter_mut().enumerate() {
                let brings = |tie: &&crate::world::Tie| {
                    tie.origin.0 as usize == origin && tie.role == crate::world::Role::Receives
                };
                let named: BTreeSet<u32> =
                    ties.iter().filter(brings).flat_map(|t| t.participants.iter().copied()).collect();
                used.participants += named.len() as f64;
            }
            for (at, tie) in ties.iter().enumerate() {
                // A school counts once in a role, however many ties it has.
                if ties[..at].iter().any(|other| (other.origin, other.role) == (tie.origin, tie.role)) {
                    continue;
                }
                let used = &mut used[tie.origin.0 as usize];
                match tie.role {
                    crate::world::Role::Receives => used.receiving += 1.0,
                    crate::world::Role::Gives => used.giving += 1.0,
                }
            }
        }
    }
    for group in &world.groups {
        used[group.origin.0 as usize].groups += 1.0;
    }
    for team in &world.teams {
        used[team.origin.0 as usize].contracts += team.serves.len() as f64;
    }
    for posting in &world.postings {
        used[posting.origin.0 as usize].posted += 2.0;
    }
    for secondment in &world.seconded {
        used[secondment.origin.0 as usize].posted += 1.0;
    }
    used
}
