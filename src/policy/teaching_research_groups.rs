//! Teaching-research groups: teachers of a subject in a school plan, watch and discuss lessons together every week.

use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::lineage::Whom;
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::world::{Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who leads the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Lead {
    /// The teacher whom the school takes for the best, seen with error.
    BestKnown,
    /// Everybody in turn.
    InTurn,
}

/// Teaching-research groups in school.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TeachingResearchGroups {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools that have them.
    pub coverage: f64,
    /// Hours of group work in a week.
    pub hours_per_week: f64,
    /// Share of these hours in co-planned cycles, the rest in meetings.
    pub cycle_share: f64,
    /// Open lessons that a group holds in a term of 13 weeks.
    pub open_lessons_per_term: f64,
    /// Who leads.
    pub lead_by: Lead,
}

impl Default for TeachingResearchGroups {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            coverage: 1.0,
            hours_per_week: 1.5,
            cycle_share: 0.5,
            open_lessons_per_term: 2.0,
            lead_by: Lead::BestKnown,
        }
    }
}

impl TeachingResearchGroups {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = None;

    pub(super) const EXTENT: &'static [&'static str] = &["coverage"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("coverage", "Share of schools that have them", |p| p.coverage, |p, v| p.coverage = v)
            .within(0.0, 1.0, "share")
            .assumed("every school in Shanghai; elsewhere the user's choice"),
        Parameter::<Self>::new(
            "hours_per_week",
            "Hours of group work in a week",
            |p| p.hours_per_week,
            |p, v| p.hours_per_week = v,
        )
        .within(0.0, 10.0, "hours/week")
        .assumed("not found"),
        Parameter::<Self>::new(
            "cycle_share",
            "Share of these hours in co-planned cycles, the rest in meetings",
            |p| p.cycle_share,
            |p, v| p.cycle_share = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("teachers plan and unpick lessons together (fourth source document); share not found"),
        Parameter::<Self>::new(
            "open_lessons_per_term",
            "Open lessons that a group holds in a term of 13 weeks",
            |p| p.open_lessons_per_term,
            |p, v| p.open_lessons_per_term = v,
        )
        .within(0.0, 13.0, "lessons/term")
        .assumed("regular (fourth source document); count not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let lead = match self.lead_by {
            Lead::BestKnown => "the teacher whom the school takes for the best",
            Lead::InTurn => "everybody in turn",
        };
        format!(
            "In {} % of schools the teachers of a subject or year group work on lessons together for {} hours a week, led \
             by {lead}: {} % of the time in co-planned cycles, and {} open lessons a term watched by the whole group.",
            percent(self.coverage),
            self.hours_per_week,
            percent(self.cycle_share),
            self.open_lessons_per_term,
        )
    }
}

/// Weeks of a term.
const TERM: f64 = 13.0;

impl TeachingResearchGroups {
    /// Sets the groups up in the schools that have them; their leads are known for the year.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        scene.untie();
        if !scene.in_force {
            return;
        }
        // What a school's groups are depends on that school alone.
        let ties = scene.of_each(|scene, id| scene.asked(id, self.coverage).then(|| Self::groups(scene, id)));
        for (id, tie) in ties {
            scene.world.school_mut(id).received.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// The groups of a school. The lead of each team: its best-known member, as a post; or everybody in turn.
    fn groups(scene: &Scene<'_>, id: SchoolId) -> Tie {
        let mut tie = Tie::new(scene.origin, Role::Receives, 0);
        tie.activity = scene.activity(id);
        let known = scene.best_of_teams(id, |post| scene.reaches_teacher(post));
        tie.participants = known.into_iter().map(|known| known.map_or(u32::MAX, |p| p.post)).collect();
        tie
    }

    /// The week's group work.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let hours = self.hours_per_week as f32 * tie.activity;
        let lessons = self.open_lessons_per_term * f64::from(placing.weeks) / TERM;
        let open = placing.due(lessons) as f32;
        for team in 0..placing.here().teams {
            let lanes = placing.here().team(team);
            let lead = match self.lead_by {
                Lead::BestKnown if tie.participants[team] == u32::MAX => continue,
                Lead::BestKnown => placing.here().first + tie.participants[team] as usize,
                Lead::InTurn => {
                    let may = || lanes.clone().filter(|&lane| placing.agenda.allows(lane));
                    let turn = placing.week.week as usize % may().count().max(1);
                    let Some(lead) = may().nth(turn) else { continue };
                    lead
                }
            };
            if !placing.district.teachers.filled[lead] {
                continue;
            }
            let source = placing.district.teachers.enacted(lead);
            let skill = placing.district.teachers.mentor_skill[lead];
            let giver = Some(lead as u32);
            let parts = [
                (Mode::Cycle, hours * self.cycle_share as f32),
                (Mode::Meeting, hours * (1.0 - self.cycle_share as f32)),
                (Mode::Observation, open * tie.activity),
            ];
            let plans = parts.map(|(mode, hours)| {
                let (whom, during) = (Whom::Lane(lead as u32), During::NonContact);
                Plan { mode, hours, focus: EVEN, source, skill, whom, giver, during }
            });
            placing.agenda.hold_each_among(&plans, std::slice::from_ref(&lanes), &placing.district.teachers);
        }
    }
}
