//! One replicate: founding, warm-up, then every arm from the same opening. No file and no clock.

use crate::ledger::{Ledger, Origin, Origins, Unbalanced};
use crate::lineage::{Event, PostYear, SchoolId, Trace};
use crate::model::Model;
use crate::observe::{self, Booked, GENERATIONS, Generation, Holders, SchoolYear, Used};
use crate::policy::{Assigned, Policy, Scene};
use crate::population::SchoolList;
use crate::population::found::{Founding, found};
use crate::rng::Streams;
use crate::setting::{Country, Setting};
use crate::units::Week;
use crate::week::{self, Frame};
use crate::world::{District, World};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// What a replicate of a system is made from.
#[derive(Clone, Debug)]
pub struct Design<'a> {
    /// The schools.
    pub list: &'a SchoolList,
    /// The school system.
    pub country: Country,
    /// Its setting, with what the scenario changed.
    pub setting: Setting,
    /// Parameters of the mechanisms.
    pub model: Model,
    /// Arms beside doing nothing, which comes first.
    pub arms: Vec<&'a [Policy]>,
    /// Years after the opening.
    pub years: u32,
    /// Years of business as usual before it.
    pub warm_up_years: u32,
    /// Teaching weeks in a year.
    pub weeks: u32,
    /// Seed.
    pub seed: u64,
}

/// Which policies of an arm ever made a school receive or give.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roles {
    /// Policies by which it received.
    pub received: Origins,
    /// Policies by which it gave.
    pub gave: Origins,
}

/// What one arm of a replicate left behind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ArmRecord {
    /// Every school at the opening (year 0) and at the end of each year.
    pub schools: Vec<Vec<SchoolYear>>,
    /// Ledger by year from 1, summed by [`observe::LEDGER_GROUPS`].
    pub ledger: Vec<Vec<Booked>>,
    /// What each origin took, by year from 1.
    pub used: Vec<Vec<Used>>,
    /// Those trained in a cascade at the end of each year from 1, by distance from its source.
    pub cascade: Vec<[Generation; GENERATIONS]>,
    /// Ledger over all years together, summed by [`observe::LEDGER_GROUPS`] as they are at the end; empty where nothing
    /// is done.
    pub whole: Vec<Booked>,
    /// The same schools' ledger when nothing is done.
    pub without: Vec<Booked>,
    /// Schools that ever received.
    pub received: Vec<bool>,
    /// Schools that ever gave.
    pub gave: Vec<bool>,
    /// What each school ever received and gave by.
    pub roles: Vec<Roles>,
    /// Working hours out of class that somebody else covers, by year from 1, then school, then policy of the arm.
    pub cover: Vec<Vec<f32>>,
}

/// What a replicate left behind: doing nothing first, then the arms in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The arms.
    pub arms: Vec<ArmRecord>,
    /// Lasting mean attainment of the population, that an unchanged system keeps.
    pub lasting: f64,
}

/// An arm of a replicate beside doing nothing.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// Its place: 0 is doing nothing itself, from 1 the arms of the design.
    pub number: usize,
    /// What it left behind.
    pub arm: &'a ArmRecord,
    /// What doing nothing left behind.
    pub nothing: &'a ArmRecord,
    /// Lasting mean attainment of the population, that an unchanged system keeps.
    pub lasting: f64,
}

impl Record {
    /// Every arm beside doing nothing, which comes first.
    pub fn beside(&self) -> impl Iterator<Item = Beside<'_>> {
        let of = |(number, arm)| Beside { number, arm, nothing: &self.arms[0], lasting: self.lasting };
        self.arms.iter().enumerate().map(of)
    }
}

/// Simulates one replicate. `tick` is told after each year of each arm.
pub fn replicate(design: &Design<'_>, number: u32, tick: &dyn Fn()) -> Result<Record, Unbalanced> {
    let mut record = Record { arms: Vec::with_capacity(1 + design.arms.len()), lasting: 0.0 };
    arm_by_arm(design, number, tick, &mut |beside| {
        record.arms.push(beside.arm.clone());
        record.lasting = beside.lasting;
    })?;
    Ok(record)
}

/// Simulates one replicate and shows each arm as soon as it is lived through, doing nothing first. What an arm left is
/// then forgotten, so that a replicate with many arms takes no more memory than one with two.
pub fn arm_by_arm(
    design: &Design<'_>,
    number: u32,
    tick: &dyn Fn(),
    see: &mut dyn FnMut(Beside<'_>),
) -> Result<(), Unbalanced> {
    let streams = Streams::new(design.seed, number);
    let (start, world) = Start::of(design, &streams, tick)?;
    let lasting = start.lasting;
    let mut nothing: Option<Lived> = None;
    let arms = std::iter::once(&[] as &[Policy]).chain(design.arms.iter().copied());
    let mut opening = Some(world);
    for (number, policies) in arms.enumerate() {
        // The last arm lives in the world of the opening itself, each before it in a copy.
        let last = number == design.arms.len();
        let Some(world) = (if last { opening.take() } else { opening.as_ref().map(copied) }) else { break };
        let lived = start.live(&Arm { policies, nothing: nothing.as_ref(), ..Arm::default() }, world, tick)?;
        let unchanged = nothing.as_ref().unwrap_or(&lived);
        see(Beside { number, arm: &lived.record, nothing: &unchanged.record, lasting });
        nothing.get_or_insert(lived);
    }
    Ok(())
}

/// An arm of a replicate with the lineage of some schools.
#[derive(Clone, Debug)]
pub struct Traced {
    /// What the arm leaves in any run, to the bit.
    pub arm: ArmRecord,
    /// What doing nothing leaves.
    pub nothing: ArmRecord,
    /// What happened to the teachers of the schools, in order.
    pub events: Vec<Event>,
    /// Years of the teachers of the schools.
    pub years: Vec<PostYear>,
    /// Ledger over all years of each school asked for, and the same when nothing is done.
    pub booked: Vec<[Booked; 2]>,
    /// Quality that attainment is normed at (SD).
    pub reference: f64,
}

/// Simulates doing nothing and one arm of a replicate, from 1 in the order of the design, and traces some schools in it.
pub fn trace(
    design: &Design<'_>,
    number: u32,
    arm: usize,
    schools: &[SchoolId],
    tick: &dyn Fn(),
) -> Result<Traced, Unbalanced> {
    let streams = Streams::new(design.seed, number);
    let (start, world) = Start::of(design, &streams, tick)?;
    let reference = world.reference;
    let asked = Arm { asked: schools, ..Arm::default() };
    let nothing = start.live(&asked, world.clone(), tick)?;
    let policies = design.arms[arm - 1];
    let lived = start.live(&Arm { policies, nothing: Some(&nothing), traced: true, ..asked }, world, tick)?;
    let booked = lived.booked.into_iter().zip(nothing.booked).map(|(with, without)| [with, without]).collect();
    let (arm, nothing) = (lived.record, nothing.record);
    Ok(Traced { arm, nothing, events: lived.events, years: lived.years, booked, reference })
}

/// Where every arm of a replicate starts.
struct Start<'a> {
    design: &'a Design<'a>,
    streams: &'a Streams,
    /// Every school on the day.
    opening: Vec<SchoolYear>,
    lasting: f64,
    /// Whether a policy of an arm marks those whom it trained, so that they are looked for when nothing is done.
    marks: bool,
}

/// An arm to live through.
#[derive(Clone, Copy, Default)]
struct Arm<'a> {
    policies: &'a [Policy],
    /// Doing nothing, which comes first; none while that is lived through.
    nothing: Option<&'a Lived>,
    /// Schools whose books over all years are wanted.
    asked: &'a [SchoolId],
    /// Whether the lineage of these schools is traced too.
    traced: bool,
}

/// An arm that was lived through. Its world is gone.
struct Lived {
    record: ArmRecord,
    /// Who held which post at the end of each year; of doing nothing, where an arm marks those it trained.
    holders: Vec<Holders>,
    /// Ledger over all years, by district.
    whole: Vec<Ledger>,
    /// The same of each school asked for.
    booked: Vec<Booked>,
    events: Vec<Event>,
    years: Vec<PostYear>,
}

impl<'a> Start<'a> {
    /// Founds the world and lives through the warm-up; the world is that of the opening.
    fn of(design: &'a Design<'a>, streams: &'a Streams, tick: &dyn Fn()) -> Result<(Self, World), Unbalanced> {
        let mut world = founded(design, streams);
        let lasting = lasting(&world);
        let mut opening = seen(&world);
        for year in warm_up(design) {
            opening = Year::usual(design, streams, year).run(&mut world, &mut |_| {})?.schools;
            tick();
        }
        let marks = design.arms.iter().any(|arm| arm.iter().any(Policy::marks_trained));
        Ok((Self { design, streams, opening, lasting, marks }, world))
    }

    /// Lives through the years of an arm in a world of its own.
    fn live(&self, arm: &Arm<'_>, mut world: World, tick: &dyn Fn()) -> Result<Lived, Unbalanced> {
        let policies = arm.policies;
        let mut record = ArmRecord { schools: vec![self.opening.clone()], ..ArmRecord::default() };
        let (mut holders, mut whole) = (Vec::new(), Vec::<Ledger>::new());
        let (mut events, mut years) = (Vec::new(), Vec::new());
        for year in 1..=self.design.years as i32 {
            // Who holds which post when nothing is done is what the arm's teachers are compared with.
            let beside = arm.nothing.and_then(|nothing| nothing.holders.get(year as usize - 1));
            let watched = if arm.traced { arm.asked } else { &[] };
            let usual = Year::usual(self.design, self.streams, year);
            let mut seen = Year { policies, beside, watched, ..usual }.run(&mut world, &mut |world| {
                if self.marks && arm.nothing.is_none() {
                    holders.push(observe::holders(world));
                }
            })?;
            record.cascade.push(seen.cascade);
            record.schools.push(seen.schools);
            record.ledger.push(seen.ledger);
            record.used.push(seen.used);
            record.cover.push(observe::cover(&world, policies.len()));
            for trace in seen.ledgers.iter_mut().filter_map(|ledger| ledger.trace.take()) {
                events.extend(trace.events);
                years.extend(trace.years);
            }
            match whole.as_mut_slice() {
                [] => whole = seen.ledgers,
                whole => whole.par_iter_mut().zip(&seen.ledgers).for_each(|(all, year)| all.extend(year)),
            }
            tick();
        }
        let every = || world.districts.iter().flat_map(|d| &d.schools);
        record.received = every().map(|s| s.received.any()).collect();
        record.gave = every().map(|s| s.gave.any()).collect();
        record.roles = every().map(|s| Roles { received: s.received, gave: s.gave }).collect();
        if let Some(nothing) = arm.nothing {
            let booked = |ledgers| observe::bookings(&world, ledgers);
            (record.whole, record.without) = rayon::join(|| booked(&whole), || booked(&nothing.whole));
        }
        let booked = arm.asked.iter().map(|&id| observe::booked_at(&world, &whole, id)).collect();
        Ok(Lived { record, holders, whole, booked, events, years })
    }
}

/// A study that watches worlds live through the same years, each under an arm of the design.
pub trait Study {
    /// The opening is reached: whom each policy of an arm may bring support to.
    fn assign(&mut self, arm: usize, opening: &World) -> Vec<Option<Assigned>>;

    /// A year of an arm is over: pupils are assessed, and nobody has left or moved yet. Year 0 is the opening.
    fn look(&mut self, arm: usize, year: u32, world: &World);

    /// That year has turned: every school as it was then, with those who left after it.
    fn close(&mut self, arm: usize, year: u32, schools: &[SchoolYear]);
}

/// Simulates one replicate for a study. Arms are those of the design alone: doing nothing is not put before them.
pub fn watch(design: &Design<'_>, number: u32, study: &mut dyn Study) -> Result<(), Unbalanced> {
    let streams = Streams::new(design.seed, number);
    let mut opening = founded(design, &streams);
    for year in warm_up(design) {
        Year::usual(design, &streams, year).run(&mut opening, &mut |_| {})?;
    }
    for (arm, &policies) in design.arms.iter().enumerate() {
        let mut world = opening.clone();
        let assigned = study.assign(arm, &world);
        study.look(arm, 0, &world);
        for year in 1..=design.years {
            let usual = Year::usual(design, &streams, year as i32);
            let look = &mut |world: &World| study.look(arm, year, world);
            let seen = Year { policies, assigned: &assigned, ..usual }.run(&mut world, look)?;
            study.close(arm, year, &seen.schools);
        }
    }
    Ok(())
}

/// The world on the day of its founding.
fn founded(design: &Design<'_>, streams: &Streams) -> World {
    found(&Founding {
        list: design.list,
        country: design.country,
        setting: &design.setting,
        model: &design.model,
        streams,
        weeks: design.weeks,
        warm_up_years: design.warm_up_years,
        policies: design.arms.iter().map(|arm| arm.len()).max().unwrap_or(0),
    })
}

/// The years before the opening.
fn warm_up(design: &Design<'_>) -> impl Iterator<Item = i32> {
    1 - design.warm_up_years as i32..=0
}

/// A world once more; idle threads may copy some of the districts.
fn copied(world: &World) -> World {
    let World { country, setting, weeks, reference, districts, teams, groups, postings, seconded, trainees } = world;
    World {
        country: *country,
        setting: setting.clone(),
        weeks: *weeks,
        reference: *reference,
        districts: districts.par_iter().cloned().collect(),
        teams: teams.clone(),
        groups: groups.clone(),
        postings: postings.clone(),
        seconded: seconded.clone(),
        trainees: trainees.clone(),
    }
}

/// Pupil-weighted mean attainment.
fn lasting(world: &World) -> f64 {
    let schools = seen(world);
    let pupils: f64 = schools.iter().map(|s| f64::from(s.pupils)).sum();
    schools.iter().map(|s| f64::from(s.pupils) * f64::from(s.attainment)).sum::<f64>() / pupils.max(1.0)
}

/// What is seen of every school; idle threads may look at some of the districts.
fn seen(world: &World) -> Vec<SchoolYear> {
    let districts: Vec<Vec<SchoolYear>> = world.districts.par_iter().map(observe::of_district).collect();
    districts.concat()
}

/// One year of one arm.
struct Year<'a, 'b> {
    design: &'a Design<'b>,
    streams: &'a Streams,
    policies: &'a [Policy],
    /// Whom each policy may bring support to; everybody where nothing is said.
    assigned: &'a [Option<Assigned>],
    number: i32,
    /// Who holds which post this year when nothing is done; none while that is simulated.
    beside: Option<&'a Holders>,
    /// Schools whose lineage is traced.
    watched: &'a [SchoolId],
}

/// What was seen of a year.
struct Seen {
    schools: Vec<SchoolYear>,
    ledger: Vec<Booked>,
    ledgers: Vec<Ledger>,
    used: Vec<Used>,
    cascade: [Generation; GENERATIONS],
}

impl<'a, 'b> Year<'a, 'b> {
    /// A year of business as usual.
    fn usual(design: &'a Design<'b>, streams: &'a Streams, number: i32) -> Self {
        Self { design, streams, policies: &[], assigned: &[], number, beside: None, watched: &[] }
    }

    /// The year in order: policies arrange, districts live through their weeks, pupils are assessed, the world is
    /// observed, the year turns, the ledger closes.
    fn run(&self, world: &mut World, look: &mut dyn FnMut(&World)) -> Result<Seen, Unbalanced> {
        let mut ledgers = open(world, self.policies.len(), &self.design.model);
        self.watch(world, &mut ledgers);
        self.arrange(world, &mut ledgers);
        // Districts exchange nothing within the year, so that idle threads may take some of them.
        let reference = world.reference;
        let districts = world.districts.par_iter_mut().zip(&mut ledgers).enumerate();
        // One at a time: were several left for the last, a thread would wait for them.
        districts.with_max_len(1).for_each(|(number, (district, ledger))| {
            let frame = self.frame(number, reference);
            week::traced::begin(district, ledger);
            week::year(district, &frame, ledger);
            week::assess(district, &frame, ledger);
        });
        look(world);
        let (mut schools, (used, cascade)) = rayon::join(
            || seen(world),
            || {
                let used = observe::used(world, self.policies.len() + 1);
                (used, self.beside.map(|nothing| observe::generations(world, nothing)).unwrap_or_default())
            },
        );
        let districts = world.districts.par_iter_mut().zip(&mut ledgers).enumerate();
        let turned = districts.with_max_len(1).map(|(number, (district, ledger))| {
            let left = week::turn_of_year(district, &self.frame(number, reference), ledger);
            ledger.close((0..district.schools.len()).map(|s| district.levels(s))).map(|()| left)
        });
        let turned: Vec<Result<Vec<u32>, Unbalanced>> = turned.collect();
        let mut leavers = schools.iter_mut();
        for left in turned {
            for (left, school) in left?.into_iter().zip(leavers.by_ref()) {
                school.leavers = left as f32;
            }
        }
        let ledger = observe::bookings(world, &ledgers);
        Ok(Seen { schools, ledger, ledgers, used, cascade })
    }

    /// Begins the traces of the districts in which schools are traced.
    fn watch(&self, world: &World, ledgers: &mut [Ledger]) {
        for id in self.watched {
            let schools = world.districts[id.district as usize].schools.len();
            let trace = ledgers[id.district as usize].trace.get_or_insert_with(|| {
                let (year, watched) = (self.number, vec![false; schools]);
                Box::new(Trace { year, district: id.district, watched, ..Trace::default() })
            });
            trace.watched[id.school as usize] = true;
        }
    }

    fn arrange(&self, world: &mut World, ledgers: &mut [Ledger]) {
        // What changes the conditions of the year stands before the agreements made under them.
        let numbered = || self.policies.iter().enumerate();
        let first = numbered().filter(|(_, policy)| policy.sets_conditions());
        for (index, policy) in first.chain(numbered().filter(|(_, policy)| !policy.sets_conditions())) {
            policy.arrange(&mut Scene {
                world,
                ledgers,
                origin: Origin::policy(index),
                code: policy.code(),
                year: self.number,
                in_force: policy.years().contain(self.number),
                assigned: self.assigned.get(index).and_then(Option::as_ref),
                streams: self.streams,
                model: &self.design.model,
            });
        }
    }

    fn frame(&self, district: usize, reference: f64) -> Frame<'a> {
        Frame {
            streams: self.streams,
            model: &self.design.model,
            setting: &self.design.setting,
            policies: self.policies,
            reference,
            weeks: self.design.weeks,
            district,
            week: Week { year: self.number, week: 0 },
        }
    }
}

/// Opens the year's books: ledgers from the schools' levels, accounts of time from nothing.
fn open(world: &mut World, policies: usize, model: &Model) -> Vec<Ledger> {
    let weeks = world.weeks;
    let of_district = |district: &mut District| {
        let mut ledger = Ledger::new(district.schools.len(), policies);
        ledger.open((0..district.schools.len()).map(|s| district.levels(s)));
        district.open_year(model, weeks);
        ledger
    };
    world.districts.par_iter_mut().map(of_district).collect()
}
