//! School pairing: a strong school helps a weak one.

use super::Years;
use crate::parameter::{self, Parameter, Problem, Stated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the partner may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Reach {
    /// In the same district.
    WithinDistrict,
    /// Anywhere: the strongest schools of the system.
    AcrossDistricts,
    /// An urban school for a rural one, anywhere.
    UrbanForRural,
}

/// Pairs of a strong and a weak school.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SchoolPairing {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools helped, the lowest by measured results first.
    pub share_of_schools: f64,
    /// Where the partner may be.
    pub reach: Reach,
    /// Years that a pair stays together.
    pub pair_years: u32,
    /// Visits of the strong school's teachers in a year.
    pub visits_per_year: f64,
    /// Teachers of the strong school on a visit.
    pub visitors: u32,
    /// Hours that a visitor watches and advises.
    pub hours_per_visit: f64,
    /// Visits of the weak school's teachers to lessons of the strong school in a year.
    pub return_visits_per_year: f64,
    /// Teachers of the weak school on a return visit.
    pub observers: u32,
}

impl Default for SchoolPairing {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.25,
            reach: Reach::WithinDistrict,
            pair_years: 3,
            visits_per_year: 10.0,
            visitors: 2,
            hours_per_visit: 2.0,
            return_visits_per_year: 10.0,
            observers: 4,
        }
    }
}

impl SchoolPairing {
    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share_of_schools",
            "Share of schools helped, the lowest by measured results first",
            |p| p.share_of_schools,
            |p, v| p.share_of_schools = v,
        )
        .within(0.0, 0.5, "share")
        .derived("over 1,600 pairs among more than 3,000 schools took part in Zhejiang (fifth source document)"),
        Parameter::<Self>::new(
            "pair_years",
            "Years that a pair stays together",
            |p| f64::from(p.pair_years),
            |p, v| p.pair_years = v as u32,
        )
        .within(1.0, 10.0, "years")
        .assumed("not found"),
        Parameter::<Self>::new(
            "visits_per_year",
            "Visits of the strong school's teachers in a year",
            |p| p.visits_per_year,
            |p, v| p.visits_per_year = v,
        )
        .within(0.0, 80.0, "visits/year")
        .assumed("not found"),
        Parameter::<Self>::new(
            "visitors",
            "Teachers of the strong school on a visit",
            |p| f64::from(p.visitors),
            |p, v| p.visitors = v as u32,
        )
        .within(1.0, 20.0, "teachers")
        .assumed("not found"),
        Parameter::<Self>::new(
            "hours_per_visit",
            "Hours that a visitor watches and advises",
            |p| p.hours_per_visit,
            |p, v| p.hours_per_visit = v,
        )
        .within(0.0, 8.0, "hours")
        .assumed("not found"),
        Parameter::<Self>::new(
            "return_visits_per_year",
            "Visits of the weak school's teachers to lessons of the strong school in a year",
            |p| p.return_visits_per_year,
            |p, v| p.return_visits_per_year = v,
        )
        .within(0.0, 80.0, "visits/year")
        .assumed("not found"),
        Parameter::<Self>::new(
            "observers",
            "Teachers of the weak school on a return visit",
            |p| f64::from(p.observers),
            |p, v| p.observers = v as u32,
        )
        .within(1.0, 20.0, "teachers")
        .assumed("not found"),
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
        let where_ = match self.reach {
            Reach::WithinDistrict => "a strong school of its district",
            Reach::AcrossDistricts => "one of the strongest schools of the system",
            Reach::UrbanForRural => "a strong urban school, if it is rural,",
        };
        format!(
            "Each of the {:.0} % of schools with the lowest measured results is paired with {where_} for {} years: {} \
             visits a year of {} teachers who watch lessons and advise, and {} return visits of {} teachers who watch \
             lessons there.",
            self.share_of_schools * 100.0,
            self.pair_years,
            self.visits_per_year,
            self.visitors,
            self.return_visits_per_year,
            self.observers,
        )
    }
}
