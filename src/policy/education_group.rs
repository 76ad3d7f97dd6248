//! Education group: schools under one council share culture, teachers and open lessons.

use super::pool::Pool;
use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::rng::Purpose;
use crate::units::{DOMAINS, Domain};
use crate::world::{Expert, Group, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Education groups of neighbouring schools.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EducationGroup {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Schools in a group.
    pub schools_per_group: u32,
    /// Share of schools that are in a group.
    pub coverage: f64,
    /// How far leadership and norms of culture move to the lead school's over a year.
    pub shared_governance: f64,
    /// Open lessons that the lead school gives its group in a year.
    pub open_lessons: f64,
    /// Teachers of a member school who watch an open lesson live.
    pub observers: u32,
    /// Share of the teachers of a member school who watch the recording.
    pub replay_share: f64,
    /// Share of a member school's teachers exchanged in a year.
    pub exchange_share: f64,
    /// Years that an exchange lasts.
    pub exchange_years: u32,
    /// How far a member's norm of culture moves to the lead school's in a year, to stay there.
    pub charter: f64,
    /// Share of the error in who is taken for the best that records of professional development take away.
    pub records: f64,
    /// Hours a week in which members' teachers plan with the courses and assignments of the lead school.
    pub shared_courses: f64,
    /// First years of the policy in which heads and teachers are cultivated.
    pub cultivation_years: u32,
    /// Leadership that a year of cultivation gives the head of a member school (SD).
    pub cultivated_heads: f64,
    /// Teachers of a member school who are cultivated.
    pub cultivated_teachers: u32,
    /// Hours a year that each of them plans, teaches and analyses lessons with one of the lead school's best.
    pub cultivation_hours: f64,
    /// Teams of a member school from which the cultivated teachers come, those of its best first; 0: from any.
    pub strong_subjects: u32,
}

impl Default for EducationGroup {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            schools_per_group: 5,
            coverage: 1.0,
            shared_governance: 0.3,
            open_lessons: 20.0,
            observers: 3,
            replay_share: 0.2,
            exchange_share: 0.03,
            exchange_years: 1,
            charter: 0.2,
            records: 0.3,
            shared_courses: 0.25,
            cultivation_years: 3,
            cultivated_heads: 0.1,
            cultivated_teachers: 2,
            cultivation_hours: 12.0,
            strong_subjects: 1,
        }
    }
}

impl EducationGroup {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::GroupYear, Per::Members));

    pub(super) const EXTENT: &'static [&'static str] = &["coverage"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "schools_per_group",
            "Schools in a group",
            |p| f64::from(p.schools_per_group),
            |p, v| p.schools_per_group = v as u32,
        )
        .within(2.0, 30.0, "schools")
        .assumed("eleven groups cover compulsory education in Changning (second source document); sizes not found"),
        Parameter::<Self>::new(
            "coverage",
            "Share of schools that are in a group",
            |p| p.coverage,
            |p, v| p.coverage = v,
        )
        .within(0.0, 1.0, "share")
        .measured("established to cover compulsory education in the district (second source document)"),
        Parameter::<Self>::new(
            "shared_governance",
            "How far leadership and norms of culture move to the lead school's over a year",
            |p| p.shared_governance,
            |p, v| p.shared_governance = v,
        )
        .within(0.0, 1.0, "share/year")
        .assumed("common council and articles (second source document); strength not found"),
        Parameter::<Self>::new(
            "open_lessons",
            "Open lessons that the lead school gives its group in a year",
            |p| p.open_lessons,
            |p, v| p.open_lessons = v,
        )
        .within(0.0, 200.0, "lessons/year")
        .assumed("live broadcast and replay of open classes (second source document); count not found"),
        Parameter::<Self>::new(
            "observers",
            "Teachers of a member school who watch an open lesson live",
            |p| f64::from(p.observers),
            |p, v| p.observers = v as u32,
        )
        .within(0.0, 50.0, "teachers")
        .assumed("10 to 15 observers a lesson (fourth source document) over the group"),
        Parameter::<Self>::new(
            "replay_share",
            "Share of the teachers of a member school who watch the recording",
            |p| p.replay_share,
            |p, v| p.replay_share = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "exchange_share",
            "Share of a member school's teachers exchanged in a year",
            |p| p.exchange_share,
            |p, v| p.exchange_share = v,
        )
        .within(0.0, 0.5, "share/year")
        .assumed("arrangements for exchange exist (second source document); share not found"),
        Parameter::<Self>::new(
            "exchange_years",
            "Years that an exchange lasts",
            |p| f64::from(p.exchange_years),
            |p, v| p.exchange_years = v as u32,
        )
        .within(1.0, 6.0, "years")
        .assumed("not found"),
        Parameter::<Self>::new(
            "charter",
            "How far a member's norm of culture moves to the lead school's in a year, to stay there",
            |p| p.charter,
            |p, v| p.charter = v,
        )
        .within(0.0, 1.0, "share/year")
        .assumed("the same culture and articles of association (second source document); strength not found"),
        Parameter::<Self>::new(
            "records",
            "Share of the error in who is taken for the best that records of professional development take away",
            |p| p.records,
            |p, v| p.records = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("information technology records professional development (second source document); effect not found"),
        Parameter::<Self>::new(
            "shared_courses",
            "Hours a week in which members' teachers plan with the courses and assignments of the lead school",
            |p| p.shared_courses,
            |p, v| p.shared_courses = v,
        )
        .within(0.0, 5.0, "hours/week")
        .assumed("courses and assignments are shared (second source document); hours not found"),
        Parameter::<Self>::new(
            "cultivation_years",
            "First years of the policy in which heads and teachers are cultivated",
            |p| f64::from(p.cultivation_years),
            |p, v| p.cultivation_years = v as u32,
        )
        .within(0.0, 10.0, "years")
        .measured("in the next three years (second source document)"),
        Parameter::<Self>::new(
            "cultivated_heads",
            "Leadership that a year of cultivation gives the head of a member school",
            |p| p.cultivated_heads,
            |p, v| p.cultivated_heads = v,
        )
        .within(0.0, 1.0, "SD/year")
        .assumed("good headmasters are cultivated (second source document); size not found"),
        Parameter::<Self>::new(
            "cultivated_teachers",
            "Teachers of a member school who are cultivated",
            |p| f64::from(p.cultivated_teachers),
            |p, v| p.cultivated_teachers = v as u32,
        )
        .within(0.0, 20.0, "teachers")
        .assumed("good teachers are cultivated (second source document); number not found"),
        Parameter::<Self>::new(
            "cultivation_hours",
            "Hours a year that each of them plans, teaches and analyses lessons with one of the lead school's best",
            |p| p.cultivation_hours,
            |p, v| p.cultivation_hours = v,
        )
        .within(0.0, 200.0, "hours/year")
        .assumed("not found"),
        Parameter::<Self>::new(
            "strong_subjects",
            "Teams of a member school from which the cultivated teachers come, those of its best first; 0: from any",
            |p| f64::from(p.strong_subjects),
            |p, v| p.strong_subjects = v as u32,
        )
        .within(0.0, 10.0, "teams")
        .assumed("strong subjects are cultivated (second source document); number not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        format!(
            "{} % of schools are in education groups of {}, led by the strongest under one council. In a year \
             leadership and culture of the members move {} % of the way to the lead school's, the lead school \
             gives {} open lessons, watched live by video link by {} teachers of each member and later by {} % of \
             the rest on recordings, and {} % of teachers change places for {} years. Norms of culture move {} \
             % of the way to the lead's a year and stay there. Teachers plan {} hours a week with the lead's \
             courses; records take {} % off the error in who is taken for the best. In the first {} years heads \
             gain {} SD of leadership a year and {} teachers of each member work {} hours a year on lessons with the \
             lead's best.",
            percent(self.coverage),
            self.schools_per_group,
            percent(self.shared_governance),
            self.open_lessons,
            self.observers,
            percent(self.replay_share),
            percent(self.exchange_share),
            self.exchange_years,
            percent(self.charter),
            self.shared_courses,
            percent(self.records),
            self.cultivation_years,
            self.cultivated_heads,
            self.cultivated_teachers,
            self.cultivation_hours,
        )
    }
}

/// Teachers of the lead school who give the open lessons.
const OPEN_LESSON_TEACHERS: usize = 4;

impl EducationGroup {
    /// Forms the groups in the first year and sets up each year's lessons, council and exchange.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() {
            return;
        }
        if scene.groups().is_empty() {
            self.form(scene);
        }
        for number in scene.groups() {
            self.set_out(scene, number);
        }
    }

    /// The strongest school of a district that is in no group leads, its nearest neighbours join.
    fn form(&self, scene: &mut Scene<'_>) {
        // Groups of another entry in the list keep their schools.
        let taken = scene.grouped();
        let mut free = scene.candidates(1);
        free.retain(|id| !taken.contains(id));
        let mut free = Pool::new(free);
        let mut places = scene.count(self.coverage);
        while let Some(lead) = free.pop() {
            let size = (self.schools_per_group as usize).min(places);
            if size < 2 {
                return;
            }
            let members = free.gather(scene.world, lead, size - 1);
            if members.len() > 1 {
                places -= members.len();
                let (origin, code, from) = (scene.origin, scene.code, scene.year);
                scene.world.groups.push(Group { origin, code, members, from, to: i32::MAX, specialist: None });
            }
        }
    }

    /// Whether heads and teachers are cultivated in a year.
    fn cultivates(&self, year: i32) -> bool {
        year < (self.from_year + self.cultivation_years) as i32
    }

    fn set_out(&self, scene: &mut Scene<'_>, number: usize) {
        let members = scene.world.groups[number].members.clone();
        let lead = members[0];
        // Who changes places is settled before anybody is counted on.
        for &id in &members[1..] {
            scene.exchange(lead, id, self.exchange_share, self.exchange_years, self.records);
        }
        let teachers = scene.best_recorded(lead, OPEN_LESSON_TEACHERS, self.records);
        let experts: Vec<_> = teachers.iter().map(|&post| scene.expert(post)).collect();
        let shared = scene.world.school(lead);
        let (council, norm) = ((shared.leadership, shared.culture), shared.culture_norm);
        scene.tie(lead, Tie::new(scene.origin, Role::Gives, number));
        scene.world.school_mut(lead).gave.add(scene.origin);
        for &id in &members[1..] {
            let mut tie = Tie::new(scene.origin, Role::Receives, number);
            tie.experts.clone_from(&experts);
            tie.activity = scene.activity(id);
            tie.lead = Some(council);
            if self.cultivates(scene.year) && self.cultivation_hours > 0.0 && !teachers.is_empty() {
                tie.participants = self.cultivated(scene, id);
                let hours = self.cultivation_hours * f64::from(tie.activity);
                for (_, &post) in tie.participants.iter().zip(teachers.iter().cycle()) {
                    scene.take_time(post, hours);
                }
            }
            let member = scene.world.school_mut(id);
            member.culture_norm += self.charter as f32 * tie.activity * (norm - member.culture_norm);
            member.received.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// Posts of a member school that are cultivated: the most motivated of its strong subjects.
    fn cultivated(&self, scene: &Scene<'_>, id: SchoolId) -> Vec<u32> {
        let school = scene.world.school(id);
        let teams: Vec<Range<usize>> = (0..school.teams).map(|team| school.team(team)).collect();
        let mut strong: Vec<&Range<usize>> = Vec::new();
        for post in scene.best_recorded(id, school.posts, self.records) {
            let Some(team) = teams.iter().find(|team| team.contains(&scene.lane(post))) else { continue };
            if strong.len() < self.strong_subjects as usize && !strong.contains(&team) {
                strong.push(team);
            }
        }
        let inside = |post| strong.is_empty() || strong.iter().any(|team| team.contains(&scene.lane(post)));
        scene.volunteers(id, self.cultivated_teachers as usize, inside)
    }

    /// The week's council work, courses, cultivation and open lessons of a member.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let Some(lead) = tie.lead else { return };
        placing.follow(lead, (self.shared_governance / f64::from(placing.weeks)) as f32 * tie.activity);
        if self.cultivates(placing.week.year) {
            let push = self.cultivated_heads * f64::from(tie.activity) / f64::from(placing.weeks);
            placing.district.schools[placing.school].leadership_push += push as f32;
        }
        self.open_lessons(tie, placing);
        self.share_courses(tie, placing);
        self.cultivate(tie, placing);
    }

    fn open_lessons(&self, tie: &Tie, placing: &mut Placing<'_>) {
        let lessons = self.open_lessons * f64::from(tie.activity);
        let (turn, due) = (placing.past(lessons), placing.due(lessons) as usize);
        if due == 0 {
            return;
        }
        let mut draws = placing.streams.at(Purpose::PolicySession, placing.place, placing.week);
        for lesson in 0..due {
            let Some(expert) = tie.experts.get((turn + lesson) % tie.experts.len().max(1)) else { return };
            let start = draws.slot(lesson).below(placing.here().posts);
            let plan = from(expert, Mode::Remote, 1.0);
            let live = self.observers as usize;
            placing.hold_in_turn(plan, start, live);
            let replay = (self.replay_share * placing.staff().saturating_sub(live) as f64).round() as usize;
            placing.hold_in_turn(Plan { mode: Mode::Recorded, ..plan }, start + live, replay);
        }
    }

    /// Everybody plans with the lead's courses, by one of its best in turn: what they show is planning and content.
    fn share_courses(&self, tie: &Tie, placing: &mut Placing<'_>) {
        let week = placing.week.week as usize;
        let Some(expert) = tie.experts.get(week % tie.experts.len().max(1)) else { return };
        let hours = (self.shared_courses * f64::from(tie.activity)) as f32;
        let mut focus = [0.0; DOMAINS];
        focus[Domain::Planning as usize] = 0.5;
        focus[Domain::Content as usize] = 0.5;
        placing.hold_for_staff(Plan { focus, ..from(expert, Mode::Recorded, hours) });
    }

    /// Each cultivated teacher works on lessons with the same one of the lead's best all year.
    fn cultivate(&self, tie: &Tie, placing: &mut Placing<'_>) {
        let (_, due, hours) = placing.half_days(self.cultivation_hours * f64::from(tie.activity));
        let first = placing.here().first;
        for _ in 0..due {
            for (&post, expert) in tie.participants.iter().zip(tie.experts.iter().cycle()) {
                placing.agenda.hold(from(expert, Mode::Cycle, hours), [first + post as usize]);
            }
        }
    }
}

/// A session with a teacher of the lead school, in non-contact time.
fn from(expert: &Expert, mode: Mode, hours: f32) -> Plan {
    let (source, skill) = (expert.practice, expert.skill);
    Plan { mode, hours, focus: EVEN, source, skill, whom: expert.whom, giver: None, during: During::NonContact }
}
