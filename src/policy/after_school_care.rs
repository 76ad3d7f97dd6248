//! After-school care: supervised study after the lessons.

use super::{Per, Placing, Scene, percent};
use crate::ledger::Mechanism;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::world::{Brought, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who supervises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum CareStaff {
    /// The school's teachers, in their non-contact time.
    Teachers,
    /// Others, who are paid.
    Others,
}

/// At which schools.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Where {
    /// Urban and rural schools.
    Everywhere,
    /// Rural schools.
    RuralSchools,
}

/// Supervised study after school. It reaches a school as a whole, also where a
/// study has assigned single teachers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AfterSchoolCare {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// At which schools.
    pub at: Where,
    /// Share of these schools that offer care, those with the lowest results first.
    pub share_of_schools: f64,
    /// Hours of supervised study after school in a week.
    pub care_hours_per_week: f64,
    /// Share of pupils who stay for it.
    pub care_share: f64,
    /// Pupils in a supervised group.
    pub group_size: f64,
    /// Share of a lesson's worth that a supervised hour has.
    pub care_value: f64,
    /// Hours of lessons that a pupil has in a week, which a supervised hour is set against.
    pub lesson_hours: f64,
    /// Who supervises.
    pub care_staff: CareStaff,
}

impl Default for AfterSchoolCare {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            at: Where::Everywhere,
            share_of_schools: 1.0,
            care_hours_per_week: 5.0,
            care_share: 0.6,
            group_size: 30.0,
            care_value: 0.1,
            lesson_hours: 25.0,
            care_staff: CareStaff::Teachers,
        }
    }
}

impl AfterSchoolCare {
    /// What is paid for it, and by what it is counted: hours that teachers supervise are taken from their time instead.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::CareHour, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share_of_schools",
            "Share of schools that offer care, those with the lowest results first",
            |p| p.share_of_schools,
            |p, v| p.share_of_schools = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("trusteeship services under 'double reduction' (fifth source document); share not found"),
        Parameter::<Self>::new(
            "care_hours_per_week",
            "Hours of supervised study after school in a week",
            |p| p.care_hours_per_week,
            |p, v| p.care_hours_per_week = v,
        )
        .within(0.0, 20.0, "hours/week")
        .assumed("an hour a school day; not found"),
        Parameter::<Self>::new(
            "care_share",
            "Share of pupils who stay for it",
            |p| p.care_share,
            |p, v| p.care_share = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new("group_size", "Pupils in a supervised group", |p| p.group_size, |p, v| p.group_size = v)
            .within(5.0, 60.0, "pupils")
            .assumed("not found"),
        Parameter::<Self>::new(
            "care_value",
            "Share of a lesson's worth that a supervised hour has",
            |p| p.care_value,
            |p, v| p.care_value = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "lesson_hours",
            "Hours of lessons that a pupil has in a week, which a supervised hour is set against",
            |p| p.lesson_hours,
            |p, v| p.lesson_hours = v,
        )
        .within(10.0, 40.0, "hours/week")
        .assumed("five a day; not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let at = match self.at {
            Where::Everywhere => "schools",
            Where::RuralSchools => "rural schools",
        };
        let staff = match self.care_staff {
            CareStaff::Teachers => "the teachers, in time that they have for their own learning otherwise",
            CareStaff::Others => "people paid for it",
        };
        format!(
            "{} % of {at} offer {} hours a week of supervised study after school, in groups of {}; {} % of \
             pupils stay. They are supervised by {staff}. A supervised hour is worth {} % of a lesson.",
            percent(self.share_of_schools),
            self.care_hours_per_week,
            self.group_size,
            percent(self.care_share),
            percent(self.care_value),
        )
    }
}

impl AfterSchoolCare {
    /// Says which schools offer care this year, and what it is worth to their pupils.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() || self.care_hours_per_week <= 0.0 || self.care_share <= 0.0 {
            return;
        }
        let mut schools = scene.candidates(1);
        schools.retain(|&id| self.at == Where::Everywhere || !scene.world.school(id).urban);
        let offer = (self.share_of_schools * schools.len() as f64).round() as usize;
        for &id in &schools[..offer] {
            self.offer(scene, id);
        }
    }

    fn offer(&self, scene: &mut Scene<'_>, id: SchoolId) {
        let (origin, activity, weeks) = (scene.origin, scene.activity(id), f64::from(scene.world.weeks));
        let hours = self.care_hours_per_week * f64::from(activity);
        let lessons = hours * self.care_share / self.lesson_hours;
        let amount = scene.model.annual_growth * self.care_value * lessons;
        let mechanism = Mechanism::ExtraHours;
        let district = &mut scene.world.districts[id.district as usize];
        for lane in district.schools[id.school as usize].range().filter(|_| amount > 0.0) {
            district.bring(id.school as usize, Brought { lane: lane as u32, origin, mechanism, amount });
        }
        if self.care_staff == CareStaff::Others {
            let groups = self.groups(district.pupils(id.school as usize));
            scene.pay(id, groups * hours * weeks);
        }
        let mut tie = Tie::new(origin, Role::Receives, 0);
        tie.activity = activity;
        scene.world.school_mut(id).received.add(scene.origin);
        scene.tie(id, tie);
    }

    /// Groups that are supervised at a school with so many pupils.
    fn groups(&self, pupils: f64) -> f64 {
        (pupils * self.care_share / self.group_size).ceil()
    }

    /// Teachers who supervise lose the hours from their non-contact time, all alike.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        if self.care_staff == CareStaff::Others {
            return;
        }
        let hours = self.care_hours_per_week * f64::from(tie.activity);
        let all = self.groups(placing.district.pupils(placing.school)) * hours;
        let (first, posts) = (placing.here().first, placing.here().posts);
        let filled = &placing.district.teachers.filled[first..first + posts];
        let each = (all / filled.iter().filter(|&&held| held).count().max(1) as f64) as f32;
        for (post, _) in filled.iter().enumerate().filter(|(_, held)| **held) {
            placing.agenda.claim(post, posts, each);
        }
    }
}
