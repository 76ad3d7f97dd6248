//! Two-way flow: teachers and leaders rotate between strong or urban and weak or rural schools.

use super::Years;
use crate::parameter::{self, Parameter, Problem, Stated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Between which schools teachers rotate, always within a district.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Route {
    /// Urban schools and rural schools.
    UrbanRural,
    /// The stronger half and the weaker half by measured results.
    StrongWeak,
}

/// Who goes, beside the key teachers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Selection {
    /// Those with the highest motivation.
    Volunteers,
    /// Anybody, by lot.
    Assigned,
}

/// Rotation of teachers in both directions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TwoWayFlow {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of the giving schools' teachers who go in a year.
    pub share: f64,
    /// Share of key teachers, the best that the school knows, among those who go.
    pub key_share: f64,
    /// Years until they return.
    pub years: u32,
    /// Share of receiving schools that also exchange leaders.
    pub leaders_share: f64,
    /// Between which schools.
    pub route: Route,
    /// Who goes.
    pub selection: Selection,
}

impl Default for TwoWayFlow {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share: 0.1,
            key_share: 0.2,
            years: 3,
            leaders_share: 0.1,
            route: Route::UrbanRural,
            selection: Selection::Volunteers,
        }
    }
}

impl TwoWayFlow {
    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share",
            "Share of the giving schools' teachers who go in a year",
            |p| p.share,
            |p, v| p.share = v,
        )
        .within(0.0, 0.5, "share/year")
        .measured("at least 10 % a year of eligible teachers (national rule of 2014, evidence section 8)"),
        Parameter::<Self>::new(
            "key_share",
            "Share of key teachers, the best that the school knows, among those who go",
            |p| p.key_share,
            |p, v| p.key_share = v,
        )
        .within(0.0, 1.0, "share")
        .measured("at least 20 % of them backbone teachers (national rule of 2014, evidence section 8)"),
        Parameter::<Self>::new("years", "Years until they return", |p| f64::from(p.years), |p, v| p.years = v as u32)
            .within(1.0, 10.0, "years")
            .measured("two to three years (evidence section 8)"),
        Parameter::<Self>::new(
            "leaders_share",
            "Share of receiving schools that also exchange leaders",
            |p| p.leaders_share,
            |p, v| p.leaders_share = v,
        )
        .within(0.0, 1.0, "share")
        .derived("1,788 leaders to 4,710 key teachers in three years (fifth source document)"),
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
        let route = match self.route {
            Route::UrbanRural => "urban and rural schools",
            Route::StrongWeak => "the stronger and the weaker half of schools",
        };
        let who = match self.selection {
            Selection::Volunteers => "volunteers",
            Selection::Assigned => "teachers drawn by lot",
        };
        format!(
            "Every year {:.0} % of the teachers of the giving schools change places with teachers of the receiving ones, \
             between {route} of a district, for {} years; {:.0} % of them are key teachers, the others {who}. {:.0} % of \
             receiving schools exchange leaders too. Everybody has the first months in a new post to get through.",
            self.share * 100.0,
            self.years,
            self.key_share * 100.0,
            self.leaders_share * 100.0,
        )
    }
}
