//! Local observation: teachers watch good practitioners nearby or in their own school.

use super::Years;
use crate::parameter::{self, Parameter, Problem, Stated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where teachers watch lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Place {
    /// The good practitioners of the nearest schools of the district.
    Nearby,
    /// The good practitioners of the own school.
    OwnSchool,
}

/// Time to watch good teachers nearby.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LocalObservation {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of teachers who are offered it in a year.
    pub share_of_teachers: f64,
    /// Hours of lessons that each of them watches in a year.
    pub hours_per_year: f64,
    /// Share of the hours that is talked over with the teacher watched.
    pub discussion: f64,
    /// Share of teachers counted as good practitioners.
    pub best_share: f64,
    /// Share of the hours covered by release from lessons.
    pub released: f64,
    /// Where they watch.
    pub place: Place,
}

impl Default for LocalObservation {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_teachers: 0.5,
            hours_per_year: 4.0,
            discussion: 0.25,
            best_share: 0.1,
            released: 1.0,
            place: Place::Nearby,
        }
    }
}

impl LocalObservation {
    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share_of_teachers",
            "Share of teachers who are offered it in a year",
            |p| p.share_of_teachers,
            |p, v| p.share_of_teachers = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("700 teachers for a day in a hub (fourth source document)"),
        Parameter::<Self>::new(
            "hours_per_year",
            "Hours of lessons that each of them watches in a year",
            |p| p.hours_per_year,
            |p, v| p.hours_per_year = v,
        )
        .within(0.0, 200.0, "hours/year")
        .derived("a day of observation (fourth source document), four lessons"),
        Parameter::<Self>::new(
            "discussion",
            "Share of the hours that is talked over with the teacher watched",
            |p| p.discussion,
            |p, v| p.discussion = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "best_share",
            "Share of teachers counted as good practitioners",
            |p| p.best_share,
            |p, v| p.best_share = v,
        )
        .within(0.01, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "released",
            "Share of the hours covered by release from lessons",
            |p| p.released,
            |p, v| p.released = v,
        )
        .within(0.0, 1.0, "share")
        .derived("a day out of class, or an extra hour in the own school (fourth source document)"),
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
        let place = match self.place {
            Place::Nearby => "in the nearest schools of the district",
            Place::OwnSchool => "in their own school",
        };
        format!(
            "{:.0} % of teachers watch lessons of good practitioners {place} for {} hours a year and talk {:.0} % of them \
             over; {:.0} % of the time is release from lessons.",
            self.share_of_teachers * 100.0,
            self.hours_per_year,
            self.discussion * 100.0,
            self.released * 100.0,
        )
    }
}
