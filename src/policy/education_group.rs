//! Education group: schools under one council share culture, teachers and open lessons.

use super::{Per, Placing, Scene};
use crate::agenda::{During, EVEN, Plan};
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::rng::Purpose;
use crate::world::{Group, Role, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
        }
    }
}

impl EducationGroup {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::GroupYear, Per::Members));

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
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        format!(
            "{:.0} % of schools are in education groups of {}, led by the strongest under one council. In a year \
             leadership and culture of the members move {:.0} % of the way to the lead school's, the lead school gives \
             {} open lessons, watched live by video link by {} teachers of each member and later by {:.0} % of the rest on \
             recordings, and {:.0} % of teachers change places for {} years.",
            self.coverage * 100.0,
            self.schools_per_group,
            self.shared_governance * 100.0,
            self.open_lessons,
            self.observers,
            self.replay_share * 100.0,
            self.exchange_share * 100.0,
            self.exchange_years,
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
        let mut free = scene.by_result(1);
        let mut places = scene.count(self.coverage);
        while let Some(lead) = free.pop() {
            let size = (self.schools_per_group as usize).min(places);
            if size < 2 {
                return;
            }
            let members = super::scene::gather(scene.world, lead, size - 1, &mut free);
            if members.len() > 1 {
                places -= members.len();
                let (origin, code, from) = (scene.origin, scene.code, scene.year);
                scene.world.groups.push(Group { origin, code, members, from, to: i32::MAX, specialist: None });
            }
        }
    }

    fn set_out(&self, scene: &mut Scene<'_>, number: usize) {
        let members = scene.world.groups[number].members.clone();
        let lead = members[0];
        let teachers = scene.best(lead, OPEN_LESSON_TEACHERS);
        let experts: Vec<_> = teachers.iter().map(|&post| scene.expert(post)).collect();
        let shared = scene.world.school(lead);
        let council = (shared.leadership, shared.culture);
        scene.tie(lead, Tie::new(scene.origin, Role::Gives, number));
        scene.world.school_mut(lead).gave = true;
        for &id in &members[1..] {
            let mut tie = Tie::new(scene.origin, Role::Receives, number);
            tie.experts.clone_from(&experts);
            tie.activity = scene.activity(id);
            tie.lead = Some(council);
            scene.world.school_mut(id).received = true;
            scene.tie(id, tie);
            scene.exchange(lead, id, self.exchange_share, self.exchange_years, 0.0);
        }
    }

    /// The week's council work and open lessons of a member.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let Some(lead) = tie.lead else { return };
        placing.follow(lead, (self.shared_governance / f64::from(placing.weeks)) as f32 * tie.activity);
        let lessons = self.open_lessons * f64::from(tie.activity);
        let turn = placing.past(lessons);
        let mut draws = placing.streams.at(Purpose::PolicySession, placing.place, placing.week);
        for lesson in 0..placing.due(lessons) as usize {
            let Some(expert) = tie.experts.get((turn + lesson) % tie.experts.len().max(1)) else { return };
            let start = draws.slot(lesson).below(placing.here().posts);
            let (source, skill) = (expert.practice, expert.skill);
            let plan =
                Plan { mode: Mode::Remote, hours: 1.0, focus: EVEN, source, skill, giver: None, during: During::NonContact };
            let live = self.observers as usize;
            placing.hold_in_turn(plan, start, live);
            let replay = (self.replay_share * placing.here().posts.saturating_sub(live) as f64).round() as usize;
            placing.hold_in_turn(Plan { mode: Mode::Recorded, ..plan }, start + live, replay);
        }
    }
}
