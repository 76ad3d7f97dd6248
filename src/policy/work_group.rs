//! Work group with a specialist: a trained specialist leads teachers of several schools for a year.

use super::Years;
use crate::parameter::{self, Parameter, Problem, Stated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
        format!(
            "Every year {:.0} % of schools are asked into work groups of {} schools. A teacher of the lead school is trained \
             for {} days, then leads {} meetings of {} hours a year with {} teachers of each school, released from \
             lessons, and visits each school {} times. They pass on what they learnt in their own schools for {} hours a \
             half-term. A group works for {} years.",
            self.share_of_schools * 100.0,
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
