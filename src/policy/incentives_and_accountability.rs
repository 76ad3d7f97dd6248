//! Incentives and accountability: allowances, titles and prospects for service where it is hardest, and the assessment of authorities.

use super::{Per, Placing, Scene, percent};
use crate::parameter::Parameter;
use crate::price::Item;
use crate::world::{PostId, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whose service is rewarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Service {
    /// That in rural schools.
    RuralSchools,
    /// That in the schools with the lowest measured results.
    LowestResults,
}

/// Rewards for service, and results of communities in the assessment of authorities. It reaches a school as a whole, also where a
/// study has assigned single teachers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IncentivesAndAccountability {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Whose service is rewarded.
    pub service: Service,
    /// Share of rural schools, or of all schools, whose teachers are rewarded, the lowest by results first.
    pub share_of_schools: f64,
    /// Allowance, as a share of salary.
    pub allowance: f64,
    /// Fall of the log-odds of leaving teaching by an allowance of a tenth of salary.
    pub stays: f64,
    /// Further appeal of the school to applicants by an allowance of a tenth of salary.
    pub appeal: f64,
    /// Motivation by an allowance of a tenth of salary.
    pub motivation: f64,
    /// Precedence for titles: what is added to what is seen of a teacher.
    pub title_precedence: f64,
    /// Motivation that first call on study, titles and posts gives to those who have served long.
    pub prospect: f64,
    /// Years in the post after which a teacher has served long.
    pub long_service: f64,
    /// How far the assessment of authorities brings those that lag up to plan.
    pub assessment_weight: f64,
}

impl Default for IncentivesAndAccountability {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            service: Service::RuralSchools,
            share_of_schools: 1.0,
            allowance: 0.1,
            stays: 0.1,
            appeal: 0.2,
            motivation: 0.05,
            title_precedence: 0.5,
            prospect: 0.1,
            long_service: 5.0,
            assessment_weight: 0.5,
        }
    }
}

const CALL: &str = "teachers' compensation, titles, posts and awards first for long service in rural areas (fifth source \
                    document); size not found";

impl IncentivesAndAccountability {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::AllowanceYear, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools"];

    pub(super) const SETS_CONDITIONS: bool = true;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("share_of_schools", "Share of rural schools, or of all schools, whose teachers are rewarded, the lowest by results first", |p| p.share_of_schools, |p, v| p.share_of_schools = v).within(0.0, 1.0, "share").assumed("rural areas (fifth source document); share not found"),
        Parameter::<Self>::new("allowance", "Allowance, as a share of salary", |p| p.allowance, |p, v| p.allowance = v).within(0.0, 1.0, "share").assumed(CALL),
        Parameter::<Self>::new("stays", "Fall of the log-odds of leaving teaching by an allowance of a tenth of salary", |p| p.stays, |p, v| p.stays = v).within(0.0, 1.0, "log-odds").assumed("not found"),
        Parameter::<Self>::new("appeal", "Further appeal of the school to applicants by an allowance of a tenth of salary; a tenth more pupils in poverty takes 0.4 away", |p| p.appeal, |p, v| p.appeal = v).within(0.0, 4.0, "SD").assumed("not found"),
        Parameter::<Self>::new("motivation", "Motivation by an allowance of a tenth of salary", |p| p.motivation, |p, v| p.motivation = v).within(0.0, 1.0, "SD").assumed("not found"),
        Parameter::<Self>::new("title_precedence", "Precedence for titles: what is added to what is seen of a teacher", |p| p.title_precedence, |p, v| p.title_precedence = v).within(0.0, 3.0, "SD").assumed(CALL),
        Parameter::<Self>::new("prospect", "Motivation that first call on study, titles and posts gives to those who have served long", |p| p.prospect, |p, v| p.prospect = v).within(0.0, 1.0, "SD").assumed(CALL),
        Parameter::<Self>::new("long_service", "Years in the post after which a teacher has served long", |p| p.long_service, |p, v| p.long_service = v).within(0.0, 10.0, "years").assumed("not found; tenure at founding is known up to five years"),
        Parameter::<Self>::new("assessment_weight", "How far the assessment of authorities brings those that lag up to plan", |p| p.assessment_weight, |p, v| p.assessment_weight = v).within(0.0, 1.0, "share").assumed("communities in the work assessment index, since some regions lack an active sense of practice (fifth source document); size not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let share = percent(self.share_of_schools);
        let service = match self.service {
            Service::RuralSchools => format!("{share} % of rural schools"),
            Service::LowestResults => format!("the {share} % of schools with the lowest measured results"),
        };
        let mut rewards = Vec::new();
        if self.allowance > 0.0 {
            rewards.push(format!(
                "are paid {} % of salary on top, so that fewer leave, more apply and they are keener",
                percent(self.allowance)
            ));
        }
        if self.title_precedence > 0.0 {
            rewards.push(format!("come first for titles, as if seen {} SD better", self.title_precedence));
        }
        if self.prospect > 0.0 {
            let (years, prospect) = (self.long_service, self.prospect);
            rewards.push(format!("after {years} years in the post are {prospect} SD keener for what they may expect"));
        }
        let mut words = Vec::new();
        if !rewards.is_empty() {
            words.push(format!("Teachers of {service} {}.", rewards.join("; ")));
        }
        if self.assessment_weight > 0.0 {
            words.push(format!(
                "The results of communities count in the assessment of authorities, which brings those that lag {} % of \
                 the way to what was planned; this shows only in the policies that stand beside it.",
                percent(self.assessment_weight)
            ));
        }
        if words.is_empty() { "Nobody is rewarded and nobody is assessed.".to_owned() } else { words.join(" ") }
    }

    /// Whether anybody is rewarded.
    fn rewards(&self) -> bool {
        // An allowance is paid whatever comes of it.
        self.allowance > 0.0 || self.title_precedence > 0.0 || self.prospect > 0.0
    }

    /// Sets what the year's rewards change: who stays, who applies, who is keen, who comes first for titles.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        scene.untie();
        if !scene.in_force {
            return;
        }
        let assigned = scene.assigned;
        for (number, district) in scene.world.districts.iter_mut().enumerate() {
            if assigned.is_none_or(|assigned| assigned.schools[number].contains(&true)) {
                district.pressed = district.pressed.max(self.assessment_weight as f32);
            }
        }
        if !self.rewards() {
            return;
        }
        let mut served: Vec<SchoolId> = scene.candidates(1);
        if self.service == Service::RuralSchools {
            served.retain(|&id| !scene.world.school(id).urban);
        }
        let count = (self.share_of_schools * served.len() as f64).round() as usize;
        for &id in &served[..count] {
            self.reward(scene, id);
        }
    }

    /// Rewards the teachers of a school. The allowance is paid for every filled post.
    fn reward(&self, scene: &mut Scene<'_>, id: SchoolId) {
        let tenths = self.allowance * 10.0;
        let school = scene.world.school_mut(id);
        school.stays += (self.stays * tenths) as f32;
        school.appeal += (self.appeal * tenths) as f32;
        school.precedence += self.title_precedence as f32;
        school.received.add(scene.origin);
        let mut paid = 0.0;
        for post in (0..scene.world.school(id).posts as u32).map(|post| PostId { school: id, post }) {
            let teachers = &scene.world.districts[id.district as usize].teachers;
            let lane = scene.lane(post);
            if !teachers.filled[lane] {
                continue;
            }
            let long = f64::from(teachers.years_in_post[lane]) >= self.long_service;
            let prospect = if long { self.prospect } else { 0.0 };
            scene.encourage(post, self.motivation * tenths + prospect);
            paid += 1.0;
        }
        if self.allowance > 0.0 {
            scene.pay(id, paid);
        }
        scene.tie(id, Tie::new(scene.origin, Role::Receives, 0));
    }

    /// Rewards place no sessions.
    #[expect(clippy::unused_self, reason = "every policy acts by a method of its own")]
    pub(super) fn act(&self, _tie: &mut Tie, _placing: &mut Placing<'_>) {}
}
