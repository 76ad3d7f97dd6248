//! Teaching-research system: officers of districts and of the city, seconded out of school, lead open lessons, visits and
//! studios.

use super::{Per, Placing, Scene};
use crate::agenda::{During, EVEN, Plan};
use crate::lineage::Whom;
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::rng::{Place, Purpose};
use crate::world::{Expert, PostId, Role, SchoolId, Secondment, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an officer does on a visit to a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Visit {
    /// Plans a lesson with a teacher, watches it and analyses it against the plan.
    CoPlanned,
    /// Sits in and advises afterwards.
    Advice,
}

/// Teaching-research officers and what they lead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TeachingResearchSystem {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Officers of each district.
    pub officers_per_district: u32,
    /// Officers of the city, over all districts.
    pub city_officers: u32,
    /// Years that officers serve before others replace them.
    pub term_years: u32,
    /// Open lessons of each district in a year.
    pub open_lessons_per_year: f64,
    /// Open lessons that each officer of the city holds in a year, for the districts by turn.
    pub city_lessons_per_year: f64,
    /// Teachers who watch an open lesson.
    pub observers: f64,
    /// Hours in which an open lesson is unpicked.
    pub unpicking_hours: f64,
    /// Visits of an officer to each school in a year.
    pub visits_per_school: f64,
    /// Hours of a visit.
    pub hours_per_visit: f64,
    /// What an officer does on a visit.
    pub visit: Visit,
    /// Teachers of a district in its studio.
    pub studio_members: u32,
    /// Meetings of a studio in a year.
    pub studio_meetings: f64,
    /// Hours of a studio's meeting.
    pub studio_hours: f64,
}

impl Default for TeachingResearchSystem {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            officers_per_district: 1,
            city_officers: 2,
            term_years: 3,
            open_lessons_per_year: 20.0,
            city_lessons_per_year: 10.0,
            observers: 12.0,
            unpicking_hours: 1.0,
            visits_per_school: 4.0,
            hours_per_visit: 3.0,
            visit: Visit::CoPlanned,
            studio_members: 8,
            studio_meetings: 10.0,
            studio_hours: 3.0,
        }
    }
}

impl TeachingResearchSystem {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::OfficerYear, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["officers_per_district", "city_officers"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("officers_per_district", "Officers of each district", |p| f64::from(p.officers_per_district), |p, v| p.officers_per_district = v as u32).within(0.0, 50.0, "officers").assumed("district offices have officers (third source document); number not found"),
        Parameter::<Self>::new("city_officers", "Officers of the city, over all districts", |p| f64::from(p.city_officers), |p, v| p.city_officers = v as u32).within(0.0, 100.0, "officers").assumed("municipal offices have officers (third source document); number not found"),
        Parameter::<Self>::new("term_years", "Years that officers serve before others replace them", |p| f64::from(p.term_years), |p, v| p.term_years = v as u32).within(1.0, 30.0, "years").assumed("not found"),
        Parameter::<Self>::new("open_lessons_per_year", "Open lessons of each district in a year", |p| p.open_lessons_per_year, |p, v| p.open_lessons_per_year = v).within(0.0, 400.0, "lessons/year").assumed("regularly (fourth source document); count not found"),
        Parameter::<Self>::new("city_lessons_per_year", "Open lessons that each officer of the city holds in a year, for the districts by turn", |p| p.city_lessons_per_year, |p, v| p.city_lessons_per_year = v).within(0.0, 200.0, "lessons/year").assumed("not found"),
        Parameter::<Self>::new("observers", "Teachers who watch an open lesson", |p| p.observers, |p, v| p.observers = v).within(0.0, 100.0, "teachers").measured("regularly 10 to 15 teachers observe and unpick a lesson (fourth source document)"),
        Parameter::<Self>::new("unpicking_hours", "Hours in which an open lesson is unpicked", |p| p.unpicking_hours, |p, v| p.unpicking_hours = v).within(0.0, 8.0, "hours").assumed("not found"),
        Parameter::<Self>::new("visits_per_school", "Visits of an officer to each school in a year", |p| p.visits_per_school, |p, v| p.visits_per_school = v).within(0.0, 80.0, "visits/year").assumed("not found"),
        Parameter::<Self>::new("hours_per_visit", "Hours of a visit", |p| p.hours_per_visit, |p, v| p.hours_per_visit = v).within(0.0, 8.0, "hours").assumed("half a day"),
        Parameter::<Self>::new("studio_members", "Teachers of a district in its studio", |p| f64::from(p.studio_members), |p, v| p.studio_members = v as u32).within(0.0, 60.0, "teachers").assumed("not found"),
        Parameter::<Self>::new("studio_meetings", "Meetings of a studio in a year", |p| p.studio_meetings, |p, v| p.studio_meetings = v).within(0.0, 80.0, "meetings/year").assumed("not found"),
        Parameter::<Self>::new("studio_hours", "Hours of a studio's meeting", |p| p.studio_hours, |p, v| p.studio_hours = v).within(0.0, 8.0, "hours").assumed("half a day"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let visit = match self.visit {
            Visit::CoPlanned => "plans a lesson with a teacher, watches it and analyses it",
            Visit::Advice => "sits in on a lesson and advises",
        };
        format!(
            "Each district takes its {} best-known teachers out of school as officers for {} years and the city {} more, \
             and substitutes teach their classes. A district holds {} open lessons a year, each watched and for {} hours \
             unpicked by some {} teachers of its schools with an officer; each officer of the city holds {} more for the \
             districts by turn. An officer visits every school {} times for {} hours and {visit}. A studio of {} teachers \
             of several schools meets {} times for {} hours.",
            self.officers_per_district,
            self.term_years,
            self.city_officers,
            self.open_lessons_per_year,
            self.unpicking_hours,
            self.observers,
            self.city_lessons_per_year,
            self.visits_per_school,
            self.hours_per_visit,
            self.studio_members,
            self.studio_meetings,
            self.studio_hours,
        )
    }
}

/// What a tie is for, in place of a team's number: open lessons and visits of the district's officers.
const DISTRICT: usize = 0;
/// Open lessons of the city's officers.
const CITY: usize = 1;
/// The studio.
const STUDIO: usize = 2;
/// First slot of this policy's lots in a district's draws.
const FIRST_LOT: usize = 11 << 16;

impl TeachingResearchSystem {
    /// Brings home officers whose term is over, seconds the next, and sets up the year's work of every district.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() {
            return;
        }
        let origin = scene.origin;
        if !scene.world.seconded.iter().any(|s| s.origin == origin) {
            self.second(scene);
        }
        // Officers of the city were seconded first.
        let all: Vec<Secondment> = scene.world.seconded.iter().copied().filter(|s| s.origin == origin).collect();
        for officer in &all {
            scene.pay(officer.post.school, 1.0);
            scene.tie(officer.post.school, Tie::new(origin, Role::Gives, DISTRICT));
        }
        let expert = |s: &Secondment| Expert {
            practice: s.teacher.enacted,
            skill: s.teacher.mentor_skill,
            // They hold no post while they are officers.
            home: None,
            whom: Whom::Seconded(s.post),
        };
        let (city, others) = all.split_at((self.city_officers as usize).min(all.len()));
        let city: Vec<Expert> = city.iter().map(expert).collect();
        let mut officers = vec![Vec::new(); scene.world.districts.len()];
        for officer in others {
            officers[officer.post.school.district as usize].push(expert(officer));
        }
        for (district, officers) in officers.iter().enumerate() {
            self.set_out(scene, district, officers, &city);
        }
    }

    /// Seconds the best known of the whole system for the city, then the best known of each district.
    fn second(&self, scene: &mut Scene<'_>) {
        let ids: Vec<SchoolId> = scene.world.ids().collect();
        let mut seen: Vec<(f64, PostId)> = ids.into_iter().flat_map(|id| scene.appraised(id, 0.0)).collect();
        seen.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut posts = seen.into_iter().map(|(_, post)| post).filter(|&post| scene.movable(post));
        let city = if scene.schools().is_empty() { 0 } else { self.city_officers as usize };
        let mut chosen: Vec<PostId> = posts.by_ref().take(city).collect();
        let districts = 0..scene.world.districts.len();
        let mut free: Vec<u32> =
            districts.map(|d| if reached(scene, d).is_empty() { 0 } else { self.officers_per_district }).collect();
        for post in posts {
            let free = &mut free[post.school.district as usize];
            if *free > 0 {
                *free -= 1;
                chosen.push(post);
            }
        }
        let to = scene.year + self.term_years as i32 - 1;
        for post in chosen {
            scene.second(post, to);
        }
    }

    /// Ties the schools of a district to its officers, to those of the city and to its studio.
    fn set_out(&self, scene: &mut Scene<'_>, district: usize, officers: &[Expert], city: &[Expert]) {
        let count = scene.world.districts[district].schools.len();
        let districts = (0..scene.world.districts.len()).filter(|&d| !reached(scene, d).is_empty()).count() as f32;
        let schools = reached(scene, district);
        // The best known of each school gives the open lessons, in turn.
        let every = (0..count as u32).map(|school| SchoolId { district: district as u32, school });
        let teachers = every.flat_map(|id| scene.best(id, 1));
        let teachers: Vec<Expert> = teachers.map(|post| scene.expert(post)).collect();
        let members = if officers.is_empty() { vec![0; count] } else { self.members(scene, &schools) };
        let among = schools.len();
        for (&id, members) in schools.iter().zip(members) {
            let activity = scene.activity(id);
            let staff = scene.world.school(id).posts;
            let volunteers = scene.volunteers(id, staff, |_| true);
            if !officers.is_empty() {
                let mut tie = Tie::new(scene.origin, Role::Receives, DISTRICT);
                tie.experts = officers.iter().chain(&teachers).copied().collect();
                tie.among = among;
                (tie.activity, tie.participants) = (activity, volunteers.clone());
                scene.tie(id, tie);
            }
            if !city.is_empty() {
                let mut tie = Tie::new(scene.origin, Role::Receives, CITY);
                (tie.experts, tie.activity) = (city.to_vec(), activity / districts);
                tie.among = among;
                tie.participants.clone_from(&volunteers);
                scene.tie(id, tie);
            }
            if members > 0 {
                let mut tie = Tie::new(scene.origin, Role::Receives, STUDIO);
                (tie.experts, tie.activity) = (officers.to_vec(), activity);
                tie.participants = volunteers.into_iter().take(members).collect();
                scene.tie(id, tie);
            }
            if !officers.is_empty() || !city.is_empty() {
                scene.world.school_mut(id).received.add(scene.origin);
            }
        }
    }

    /// How many members of the studio each school of a district has: schools in turn, in an order by lot.
    fn members(&self, scene: &Scene<'_>, schools: &[SchoolId]) -> Vec<usize> {
        let count = schools.len();
        let mut members = vec![0; count];
        let Some(district) = schools.first().map(|id| id.district as usize) else { return members };
        let mut draws = scene.streams.of_year(Purpose::Lot, Place::district(district), scene.year);
        let lots = schools.iter().enumerate();
        let mut order: Vec<(u32, usize)> =
            lots.map(|(s, id)| (draws.slot(FIRST_LOT + id.school as usize).word(), s)).collect();
        order.sort_unstable();
        for turn in 0..self.studio_members as usize {
            members[order[turn % count].1] += 1;
        }
        members
    }

    /// The week's open lessons, visits and studio of a school.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        if tie.role == Role::Gives || tie.participants.is_empty() {
            return;
        }
        let activity = f64::from(tie.activity);
        match tie.agent {
            DISTRICT => {
                let officers = tie.experts.iter().position(|e| e.home.is_some()).unwrap_or(tie.experts.len());
                let (officers, teachers) = tie.experts.split_at(officers);
                let lessons = self.open_lessons_per_year * activity;
                self.watch(lessons, [teachers, officers], tie, placing);
                self.visit(self.visits_per_school * activity, officers, placing);
            }
            CITY => {
                let lessons = self.city_lessons_per_year * tie.experts.len() as f64 * activity;
                self.watch(lessons, [&tie.experts, &tie.experts], tie, placing);
            }
            _ => self.meet(activity, &tie.experts, &tie.participants, placing),
        }
    }

    /// The places of this school at open lessons: each is taken by the next of those who want to go, who watches the
    /// teacher whose turn it is and unpicks the lesson with an officer.
    fn watch(&self, lessons: f64, [teachers, leads]: [&[Expert]; 2], tie: &Tie, placing: &mut Placing<'_>) {
        let watchers = &tie.participants;
        if teachers.is_empty() {
            return;
        }
        let share = self.observers / tie.among as f64;
        let places = lessons * share;
        let (turn, first) = (placing.past(places), placing.here().first);
        for number in turn..turn + placing.due(places) as usize {
            // A lesson has as many places for the school as its share, so that they see different lessons.
            let lesson = (number as f64 / share).floor() as usize;
            let (teacher, lead) = (teachers[lesson % teachers.len()], leads[lesson % leads.len()]);
            let watcher = watchers[number % watchers.len()];
            let own = teacher.home.is_some_and(|post| {
                (post.school.district, post.school.school) == (placing.place.district, placing.place.school)
                    && post.post == watcher
            });
            let lane = first + watcher as usize;
            let plan = plan_of(&lead, Mode::Meeting, self.unpicking_hours);
            placing.agenda.hold(plan, [lane]);
            // Nobody watches a lesson of her own.
            if !own {
                let plan = plan_of(&teacher, Mode::Observation, 1.0);
                placing.agenda.hold(Plan { during: During::Release, ..plan }, [lane]);
            }
        }
    }

    /// Visits of the officers in turn, each to the next teacher.
    fn visit(&self, visits: f64, officers: &[Expert], placing: &mut Placing<'_>) {
        let mode = match self.visit {
            Visit::CoPlanned => Mode::Cycle,
            Visit::Advice => Mode::Feedback,
        };
        let turn = placing.past(visits);
        let mut start = placing.streams.of_year(Purpose::PolicySession, placing.place, placing.week.year);
        let start = start.slot(FIRST_LOT).below(placing.here().posts);
        for number in turn..turn + placing.due(visits) as usize {
            let officer = officers[number % officers.len()];
            placing.hold_in_turn(plan_of(&officer, mode, self.hours_per_visit), start + number, 1);
        }
    }

    /// Meetings of the studio: the lesson of one member in turn is planned, watched and analysed by all, so that each has
    /// a part of the hours as her own and takes part in a meeting for the others.
    fn meet(&self, activity: f64, leads: &[Expert], members: &[u32], placing: &mut Placing<'_>) {
        let meetings = self.studio_meetings * activity;
        let (turn, first) = (placing.past(meetings), placing.here().first);
        let own = self.studio_hours / f64::from(self.studio_members);
        for number in turn..turn + placing.due(meetings) as usize {
            let lead = leads[number % leads.len()];
            let lanes = members.iter().map(|&post| first + post as usize);
            placing.agenda.hold(plan_of(&lead, Mode::Cycle, own), lanes.clone());
            placing.agenda.hold(plan_of(&lead, Mode::Meeting, self.studio_hours - own), lanes);
        }
    }
}

/// Schools of a district that support may come to.
fn reached(scene: &Scene<'_>, district: usize) -> Vec<SchoolId> {
    let schools = (0..scene.world.districts[district].schools.len() as u32).map(|school| (district as u32, school));
    schools.map(|(district, school)| SchoolId { district, school }).filter(|&id| scene.reaches(id)).collect()
}

/// A session in non-contact time with somebody as its source.
fn plan_of(expert: &Expert, mode: Mode, hours: f64) -> Plan {
    let (source, skill, during) = (expert.practice, expert.skill, During::NonContact);
    Plan { mode, hours: hours as f32, focus: EVEN, source, skill, whom: expert.whom, giver: None, during }
}
