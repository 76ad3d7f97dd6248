//! Shared education community: an urban core school and rural members in one of three degrees of integration.

use super::pool::Pool;
use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::world::{Group, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// How far a community is integrated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Degree {
    /// One school: leadership, staff and assessment are shared.
    Integration,
    /// Separate schools that develop together.
    JointDevelopment,
    /// Separate schools that help each other.
    Collaboration,
}

/// Shared education communities of urban and rural schools.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SharedEducationCommunity {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// How far leadership, staff and assessment are shared.
    pub degree: Degree,
    /// Share of all rural schools that are in a community of this degree.
    pub coverage: f64,
    /// Rural schools with one urban core school.
    pub members_per_core: u32,
    /// Joint teaching-research meetings in a year.
    pub joint_meetings_per_year: f64,
    /// Hours of a joint meeting.
    pub hours_per_meeting: f64,
    /// How far the member's leadership moves to the core's in a year, at full integration.
    pub shared_leadership: f64,
    /// Share of the member's teachers exchanged with the core in a year, at full integration.
    pub staff_share: f64,
    /// Years that an exchange lasts.
    pub staff_years: u32,
    /// How much of full integration joint development is.
    pub joint_degree: f64,
    /// How much of full integration collaboration is.
    pub collaboration_degree: f64,
    /// Fall of the members' culture on entering, at full integration.
    pub friction: f64,
}

impl Default for SharedEducationCommunity {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            degree: Degree::JointDevelopment,
            coverage: 1.0,
            members_per_core: 2,
            joint_meetings_per_year: 10.0,
            hours_per_meeting: 2.0,
            shared_leadership: 0.6,
            staff_share: 0.1,
            staff_years: 2,
            joint_degree: 0.5,
            collaboration_degree: 0.2,
            friction: 0.4,
        }
    }
}

impl SharedEducationCommunity {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::CommunityYear, Per::Members));

    pub(super) const EXTENT: &'static [&'static str] = &["coverage"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "coverage",
            "Share of all rural schools that are in a community of this degree",
            |p| p.coverage,
            |p, v| p.coverage = v,
        )
        .within(0.0, 1.0, "share")
        .measured("all rural schools of Zhejiang by 2021 (fifth source document)"),
        Parameter::<Self>::new(
            "members_per_core",
            "Rural schools with one urban core school",
            |p| f64::from(p.members_per_core),
            |p, v| p.members_per_core = v as u32,
        )
        .within(1.0, 10.0, "schools")
        .assumed("not found"),
        Parameter::<Self>::new(
            "joint_meetings_per_year",
            "Joint teaching-research meetings in a year",
            |p| p.joint_meetings_per_year,
            |p, v| p.joint_meetings_per_year = v,
        )
        .within(0.0, 80.0, "meetings/year")
        .assumed("not found"),
        Parameter::<Self>::new(
            "hours_per_meeting",
            "Hours of a joint meeting",
            |p| p.hours_per_meeting,
            |p, v| p.hours_per_meeting = v,
        )
        .within(0.0, 8.0, "hours")
        .assumed("not found"),
        Parameter::<Self>::new(
            "shared_leadership",
            "How far the member's leadership moves to the core's in a year, at full integration",
            |p| p.shared_leadership,
            |p, v| p.shared_leadership = v,
        )
        .within(0.0, 1.0, "share/year")
        .assumed("not found"),
        Parameter::<Self>::new(
            "staff_share",
            "Share of the member's teachers exchanged with the core in a year, at full integration",
            |p| p.staff_share,
            |p, v| p.staff_share = v,
        )
        .within(0.0, 0.5, "share/year")
        .derived("the national rule of 10 % a year (evidence section 8)"),
        Parameter::<Self>::new(
            "staff_years",
            "Years that an exchange lasts",
            |p| f64::from(p.staff_years),
            |p, v| p.staff_years = v as u32,
        )
        .within(1.0, 6.0, "years")
        .measured("two to three years (evidence section 8)"),
        Parameter::<Self>::new(
            "joint_degree",
            "How much of full integration joint development is",
            |p| p.joint_degree,
            |p, v| p.joint_degree = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "collaboration_degree",
            "How much of full integration collaboration is",
            |p| p.collaboration_degree,
            |p, v| p.collaboration_degree = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "friction",
            "Fall of the members' culture on entering, at full integration",
            |p| p.friction,
            |p, v| p.friction = v,
        )
        .within(0.0, 3.0, "SD")
        .assumed("mergers lower scores at first (evidence section 8); size not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let degree = match self.degree {
            Degree::Integration => "integrated (one leadership, one staff)",
            Degree::JointDevelopment => "developing jointly",
            Degree::Collaboration => "collaborating",
        };
        format!(
            "{} % of rural schools join an urban core school, {} to a core, {degree}: {} joint meetings a year of {} \
             hours, leadership and staff shared by degree, and at first some friction.",
            percent(self.coverage),
            self.members_per_core,
            self.joint_meetings_per_year,
            self.hours_per_meeting,
        )
    }
}

/// Teachers of the core school who lead the joint meetings.
const MEETING_LEADERS: usize = 4;

impl SharedEducationCommunity {
    /// How much of full integration the degree stands for.
    fn strength(&self) -> f64 {
        match self.degree {
            Degree::Integration => 1.0,
            Degree::JointDevelopment => self.joint_degree,
            Degree::Collaboration => self.collaboration_degree,
        }
    }

    /// Forms the communities in the first year and sets up each year's meetings, leadership and staff.
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

    /// Strong urban schools take in the nearest rural schools; districts without an urban school are served by others.
    fn form(&self, scene: &mut Scene<'_>) {
        // Communities of another degree keep their schools.
        let taken = scene.grouped();
        let ranked = scene.by_result(1);
        let (mut urban, mut rural): (Vec<SchoolId>, Vec<SchoolId>) =
            ranked.iter().copied().partition(|&s| scene.world.school(s).urban);
        rural.retain(|&id| scene.reaches(id));
        let mut places = (self.coverage * rural.len() as f64).round() as usize;
        urban.retain(|id| !taken.contains(id));
        scene.unassigned_last(&mut urban);
        rural.retain(|id| !taken.contains(id));
        let mut rural = Pool::new(rural);
        let mut far = VecDeque::new();
        while places > 0 && !rural.is_empty() && (!urban.is_empty() || !far.is_empty()) {
            let Some((core, anywhere)) = urban.pop().map(|core| (core, false)).or_else(|| Some((far.pop_front()?, true)))
            else {
                return;
            };
            let size = (self.members_per_core as usize).min(places);
            let members = if anywhere {
                std::iter::once(core).chain(rural.split_off(size)).collect()
            } else {
                rural.gather(scene.world, core, size)
            };
            if members.len() == 1 {
                far.push_back(core);
                continue;
            }
            places -= members.len() - 1;
            for &id in &members[1..] {
                let friction = self.friction * self.strength();
                scene.world.school_mut(id).culture -= friction as f32;
            }
            let (origin, code, from) = (scene.origin, scene.code, scene.year);
            scene.world.groups.push(Group { origin, code, members, from, to: i32::MAX, specialist: None });
        }
    }

    fn set_out(&self, scene: &mut Scene<'_>, number: usize) {
        let members = scene.world.groups[number].members.clone();
        let core = members[0];
        // Who changes places is settled before anybody is counted on.
        for &id in &members[1..] {
            scene.exchange(core, id, self.staff_share * self.strength(), self.staff_years, 0.0);
        }
        let leaders = scene.best(core, MEETING_LEADERS);
        let experts: Vec<_> = leaders.iter().map(|&post| scene.expert(post)).collect();
        let school = scene.world.school(core);
        let lead = (school.leadership, school.culture);
        scene.tie(core, Tie::new(scene.origin, Role::Gives, number));
        scene.world.school_mut(core).gave.add(scene.origin);
        for &id in &members[1..] {
            let mut tie = Tie::new(scene.origin, Role::Receives, number);
            tie.experts.clone_from(&experts);
            tie.activity = scene.activity(id);
            tie.lead = Some(lead);
            scene.world.school_mut(id).received.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// The week's joint work of a member.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let Some((leadership, _)) = tie.lead else { return };
        let culture = placing.here().culture;
        let share = self.shared_leadership * self.strength() / f64::from(placing.weeks);
        placing.follow((leadership, culture), share as f32 * tie.activity);
        let meetings = self.joint_meetings_per_year * f64::from(tie.activity);
        let turn = placing.past(meetings);
        for meeting in 0..placing.due(meetings) as usize {
            let Some(expert) = tie.experts.get((turn + meeting) % tie.experts.len().max(1)) else { return };
            let (source, skill) = (expert.practice, expert.skill);
            let hours = self.hours_per_meeting as f32;
            let plan = Plan {
                mode: Mode::Meeting,
                hours,
                focus: EVEN,
                source,
                skill,
                whom: expert.whom,
                giver: None,
                during: During::NonContact,
            };
            placing.hold_for_staff(plan);
        }
    }
}
