//! Work group with a specialist: a trained specialist leads teachers of several schools for a year.

use super::pool::Pool;
use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::lineage::Whom;
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::units::{Profile, grid_level};
use crate::world::{Group, PostId, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Work groups of a lead school and its neighbours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WorkGroup {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools that are asked in a year.
    pub share_of_schools: f64,
    /// Schools in a group, the specialist's own among them.
    pub schools_per_group: u32,
    /// Teachers of each school who take part.
    pub teachers_per_school: u32,
    /// Meetings of the group in a year.
    pub meetings_per_year: f64,
    /// Hours of a meeting.
    pub hours_per_meeting: f64,
    /// Visits of the specialist to each school in a year.
    pub visits_per_year: f64,
    /// Hours of a visit.
    pub hours_per_visit: f64,
    /// Days of training and release that a specialist has before leading.
    pub training_days: u32,
    /// Practice of the specialists' trainers above the mean of experienced teachers.
    pub trainer_lead: f64,
    /// Years that a group works with the same schools.
    pub years_in_group: u32,
    /// Hours a half-term in which participants pass on what they learnt in their own school.
    pub sharing_hours: f64,
}

impl Default for WorkGroup {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.25,
            schools_per_group: 7,
            teachers_per_school: 2,
            meetings_per_year: 6.0,
            hours_per_meeting: 3.0,
            visits_per_year: 3.0,
            hours_per_visit: 3.0,
            training_days: 21,
            trainer_lead: 2.0,
            years_in_group: 2,
            sharing_hours: 1.0,
        }
    }
}

impl WorkGroup {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::WorkGroupGrant, Per::Receiving));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share_of_schools",
            "Share of schools that are asked in a year",
            |p| p.share_of_schools,
            |p, v| p.share_of_schools = v,
        )
        .within(0.0, 1.0, "share/year")
        .derived("8,000 to 11,000 of some 16,800 primaries over seven to nine years (evidence section 6)"),
        Parameter::<Self>::new(
            "schools_per_group",
            "Schools in a group, the specialist's own among them",
            |p| f64::from(p.schools_per_group),
            |p, v| p.schools_per_group = v as u32,
        )
        .within(2.0, 20.0, "schools")
        .measured("up to six other schools (fourth source document; evidence section 6)"),
        Parameter::<Self>::new(
            "teachers_per_school",
            "Teachers of each school who take part",
            |p| f64::from(p.teachers_per_school),
            |p, v| p.teachers_per_school = v as u32,
        )
        .within(1.0, 20.0, "teachers")
        .measured("two a school (evidence section 6)"),
        Parameter::<Self>::new(
            "meetings_per_year",
            "Meetings of the group in a year",
            |p| p.meetings_per_year,
            |p, v| p.meetings_per_year = v,
        )
        .within(0.0, 40.0, "meetings/year")
        .measured("half-termly (evidence section 6)"),
        Parameter::<Self>::new(
            "hours_per_meeting",
            "Hours of a meeting",
            |p| p.hours_per_meeting,
            |p, v| p.hours_per_meeting = v,
        )
        .within(0.0, 8.0, "hours")
        .measured("half-days (evidence section 6)"),
        Parameter::<Self>::new(
            "visits_per_year",
            "Visits of the specialist to each school in a year",
            |p| p.visits_per_year,
            |p, v| p.visits_per_year = v,
        )
        .within(0.0, 40.0, "visits/year")
        .measured("termly (evidence section 6)"),
        Parameter::<Self>::new(
            "hours_per_visit",
            "Hours of a visit",
            |p| p.hours_per_visit,
            |p, v| p.hours_per_visit = v,
        )
        .within(0.0, 8.0, "hours")
        .assumed("half a day"),
        Parameter::<Self>::new(
            "training_days",
            "Days of training and release that a specialist has before leading",
            |p| f64::from(p.training_days),
            |p, v| p.training_days = v as u32,
        )
        .within(0.0, 120.0, "days")
        .measured("three two-day residentials and 15 days of release (evidence section 6)"),
        Parameter::<Self>::new(
            "trainer_lead",
            "Practice of the specialists' trainers above the mean of experienced teachers",
            |p| p.trainer_lead,
            |p, v| p.trainer_lead = v,
        )
        .within(0.0, 5.0, "SD")
        .assumed("about the best two teachers of a hundred; not measured"),
        Parameter::<Self>::new(
            "years_in_group",
            "Years that a group works with the same schools",
            |p| f64::from(p.years_in_group),
            |p, v| p.years_in_group = v as u32,
        )
        .within(1.0, 6.0, "years")
        .derived("readiness, development, embedding, sustaining of a year each (evidence section 6)"),
        Parameter::<Self>::new(
            "sharing_hours",
            "Hours a half-term in which participants pass on what they learnt in their own school",
            |p| p.sharing_hours,
            |p, v| p.sharing_hours = v,
        )
        .within(0.0, 20.0, "hours/half-term")
        .assumed("most tried to share; hampered by capacity (evidence section 6)"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        format!(
            "Every year {} % of schools are asked into work groups of {} schools. A teacher of the lead school is trained \
             for {} days, then leads {} meetings of {} hours a year with {} teachers of each school, released from \
             lessons, and visits each school {} times. They pass on what they learnt in their own schools for {} hours a \
             half-term. A group works for {} years.",
            percent(self.share_of_schools),
            self.schools_per_group,
            self.training_days,
            self.meetings_per_year,
            self.hours_per_meeting,
            self.teachers_per_school,
            self.visits_per_year,
            self.sharing_hours,
            self.years_in_group,
        )
    }
}

/// Half-terms in a year.
const HALF_TERMS: f64 = 6.0;

impl WorkGroup {
    /// Ends groups that are over, forms new ones whose specialists train this year, and sets up the year's work.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        scene.untie();
        let (origin, year, in_force) = (scene.origin, scene.year, scene.in_force);
        scene.world.groups.retain(|g| g.origin != origin || (in_force && g.to >= year));
        if in_force {
            self.form(scene);
        }
        for number in scene.groups() {
            if scene.world.groups[number].from == year {
                self.train(scene, number);
            } else {
                self.lead(scene, number);
            }
        }
    }

    /// Asks schools that are in no group: a willing one leads, its nearest willing neighbours join.
    fn form(&self, scene: &mut Scene<'_>) {
        let busy: BTreeSet<SchoolId> = scene
            .world
            .groups
            .iter()
            .filter(|g| g.origin == scene.origin)
            .flat_map(|g| g.members.iter().copied())
            .collect();
        let mut free = scene.candidates(1);
        free.retain(|id| !busy.contains(id));
        let mut free = Pool::new(scene.taking_part(free));
        let mut places = scene.count(self.share_of_schools);
        while let Some(lead) = free.pop() {
            let size = (self.schools_per_group as usize).min(places);
            if size < 2 {
                return;
            }
            let members = free.gather(scene.world, lead, size - 1);
            let known = scene.best_among(lead, 1, 0.0, |post| scene.reaches_teacher(post));
            let Some(&specialist) = known.first() else { continue };
            if members.len() > 1 {
                places -= members.len();
                let (origin, code, from) = (scene.origin, scene.code, scene.year);
                let to = from + self.years_in_group as i32;
                scene.world.groups.push(Group { origin, code, members, from, to, specialist: Some(specialist) });
            }
        }
    }

    /// The year in which the specialist is trained.
    fn train(&self, scene: &mut Scene<'_>, number: usize) {
        let Some(post) = scene.world.groups[number].specialist else { return };
        let mut tie = Tie::new(scene.origin, Role::Gives, number);
        let practice: Profile = [grid_level(self.trainer_lead); 4];
        tie.experts = vec![crate::world::Expert { practice, skill: scene.model.mentor_skill as f32, home: None, whom: Whom::Outside(number as u32) }];
        tie.participants = vec![post.post];
        scene.world.school_mut(post.school).gave.add(scene.origin);
        scene.mark_trained(post, 1, self.trainer_lead);
        scene.tie(post.school, tie);
    }

    /// A year in which the specialist leads: members learn from what the specialist has become.
    fn lead(&self, scene: &mut Scene<'_>, number: usize) {
        let group = scene.world.groups[number].clone();
        let Some(post) = group.specialist else { return };
        // Whoever holds the post must be the one who was trained.
        let held = scene.world.districts[post.school.district as usize].teachers.years_in_post[scene.lane(post)];
        if !scene.free(post) || held < (scene.year - group.from) as f32 {
            return;
        }
        let expert = scene.expert(post);
        let members = group.members.len() as f64;
        // Members hold to the plan as far as they do, and so the specialist is away from class on average.
        let activity = group.members.iter().map(|&id| f64::from(scene.activity(id))).sum::<f64>() / members;
        let hours =
            self.meetings_per_year * self.hours_per_meeting + self.visits_per_year * self.hours_per_visit * members;
        scene.take_time(post, hours * activity);
        for &id in &group.members {
            let mut tie = Tie::new(scene.origin, Role::Receives, number);
            tie.experts = vec![expert];
            tie.activity = scene.activity(id);
            let count = self.teachers_per_school as usize;
            tie.participants = scene.volunteers(id, count, |other| other != post);
            self.mark(scene, id, &tie.participants);
            scene.world.school_mut(id).received.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// Participants stand two steps from the source that trained the specialist, those with whom they share three.
    fn mark(&self, scene: &mut Scene<'_>, id: SchoolId, participants: &[u32]) {
        for &post in participants {
            scene.mark_trained(PostId { school: id, post }, 2, self.trainer_lead);
        }
        if self.sharing_hours > 0.0 && !participants.is_empty() {
            for post in scene.reached(id) {
                scene.mark_trained(PostId { school: id, post }, 3, self.trainer_lead);
            }
        }
    }

    /// The week's training of the specialist, or the week's work of a member.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let Some(&expert) = tie.experts.first() else { return };
        let (source, skill) = (expert.practice, expert.skill);
        let plan =
            Plan { mode: Mode::Workshop, hours: 0.0, focus: EVEN, source, skill, whom: expert.whom, giver: None, during: During::Release };
        let first = placing.here().first;
        let lanes = tie.participants.iter().map(|&post| first + post as usize);
        if tie.role == Role::Gives {
            let days = f64::from(self.training_days);
            let turn = placing.past(days);
            for day in 0..placing.due(days) as usize {
                // Two residential days in seven are workshops, on the others the specialist is coached at work.
                let mode = if (turn + day) % 7 < 2 { Mode::Workshop } else { Mode::Cycle };
                placing.agenda.hold(Plan { mode, hours: placing.setting.day_hours as f32, ..plan }, lanes.clone());
            }
            return;
        }
        let activity = f64::from(tie.activity);
        for _ in 0..placing.due(self.meetings_per_year * activity) {
            let half = self.hours_per_meeting as f32 / 2.0;
            placing.agenda.hold(Plan { mode: Mode::Observation, hours: half, ..plan }, lanes.clone());
            placing.agenda.hold(Plan { mode: Mode::Meeting, hours: half, ..plan }, lanes.clone());
        }
        for _ in 0..placing.due(self.visits_per_year * activity) {
            let hours = self.hours_per_visit as f32 / tie.participants.len().max(1) as f32;
            let visit = Plan { mode: Mode::Feedback, hours, during: During::NonContact, ..plan };
            placing.agenda.hold(visit, lanes.clone());
        }
        for _ in 0..placing.due(HALF_TERMS * activity) {
            self.share(&tie.participants, placing);
        }
    }

    /// Participants pass on what they have become to their own school.
    fn share(&self, participants: &[u32], placing: &mut Placing<'_>) {
        let first = placing.here().first;
        let hours = self.sharing_hours as f32 / participants.len().max(1) as f32;
        for &post in participants {
            let lane = first + post as usize;
            if !placing.district.teachers.filled[lane] {
                continue;
            }
            let source = placing.district.teachers.enacted(lane);
            let skill = placing.district.teachers.mentor_skill[lane];
            let giver = Some(lane as u32);
            let plan =
                Plan { mode: Mode::Meeting, hours, focus: EVEN, source, skill, whom: Whom::Lane(lane as u32), giver, during: During::NonContact };
            placing.hold_for_staff(plan);
        }
    }
}
