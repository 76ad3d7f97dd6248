//! Teaching-research groups: teachers of a subject in a school plan, watch and discuss lessons together every week.

use super::Years;
use crate::parameter::{self, Parameter, Problem, Stated};
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

    /// The years in which it is in force.
    pub fn years(&self) -> Years {
        Years { from: self.from_year, to: self.to_year }
    }

    /// What is wrong with it.
    pub fn check(&self, path: &str, problems: &mut Vec<Problem>) {
        self.years().check(path, problems);
        parameter::check(Self::TABLE, self, path, problems);
    }

    /// Its numbers in force.
    pub fn stated(&self, prefix: &str) -> Vec<Stated> {
        parameter::stated(Self::TABLE, self, &Self::default(), prefix)
    }

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let lead = match self.lead_by {
            Lead::BestKnown => "the teacher whom the school takes for the best",
            Lead::InTurn => "everybody in turn",
        };
        format!(
            "In {:.0} % of schools the teachers of a subject or year group work on lessons together for {} hours a week, led \
             by {lead}: {:.0} % of the time in co-planned cycles, and {} open lessons a term watched by the whole group.",
            self.coverage * 100.0,
            self.hours_per_week,
            self.cycle_share * 100.0,
            self.open_lessons_per_term,
        )
    }
}
