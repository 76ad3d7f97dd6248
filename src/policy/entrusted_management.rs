//! Entrusted management: a mentor team from a strong school, of retired experts or of a paid provider looks after a low-performing school.

use super::Years;
use crate::parameter::{self, Parameter, Problem, Stated};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who provides a mentor team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Provider {
    /// A strong school; its masters are away from their own classes meanwhile.
    StrongSchool,
    /// A pool of retired experts.
    RetiredExperts,
    /// A paid provider.
    Purchased,
}

/// What the visitors do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Approach {
    /// Plan the lesson together, watch it, analyse it against the plan.
    CoPlannedCycle,
    /// Sit in the classroom and advise afterwards, the older practice.
    ObserveAndAdvise,
}

/// How a mentor chooses whom to work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum MentorChoice {
    /// The teacher whose practice seems furthest behind the mentor's own.
    GreatestNeed,
    /// The teacher who seems likely to gain most: need times receptivity.
    BestResponse,
    /// Everybody in turn.
    InTurn,
}

/// What happens when a contract ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Renewal {
    /// It is renewed while the school is among the lowest by results.
    WhileLow,
    /// It is renewed.
    Always,
    /// It ends.
    Never,
}

/// Entrusted management of low-performing schools by mentor teams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EntrustedManagement {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools under contract at a time, the lowest by measured results first.
    pub share_of_schools: f64,
    /// Who provides the team.
    pub provider: Provider,
    /// What the visitors do.
    pub approach: Approach,
    /// How a mentor chooses whom to work with.
    pub choice: MentorChoice,
    /// What happens when a contract ends.
    pub renewal: Renewal,
    /// Master teachers in a team.
    pub master_teachers: u32,
    /// Administrators in a team.
    pub administrators: u32,
    /// Schools that a team serves at once; each gets that part of its visits.
    pub schools_per_team: u32,
    /// Visits of the team in a week.
    pub visits_per_week: f64,
    /// Hours that each master teacher works with teachers on a visit.
    pub hours_per_visit: f64,
    /// Teachers that each master works with on a visit; the hours are shared among them.
    pub teachers_per_visit: u32,
    /// Length of a contract.
    pub contract_years: u32,
    /// Weeks at the end of the last contract over which visits thin out.
    pub taper_weeks: u32,
    /// Years of results averaged when schools are designated.
    pub results_years: u32,
}

impl Default for EntrustedManagement {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.1,
            provider: Provider::StrongSchool,
            approach: Approach::CoPlannedCycle,
            choice: MentorChoice::GreatestNeed,
            renewal: Renewal::WhileLow,
            master_teachers: 4,
            administrators: 1,
            schools_per_team: 1,
            visits_per_week: 1.0,
            hours_per_visit: 3.0,
            teachers_per_visit: 2,
            contract_years: 2,
            taper_weeks: 0,
            results_years: 1,
        }
    }
}

impl EntrustedManagement {
    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("share_of_schools", "Share of schools under contract at a time, the lowest by measured results first", |p| p.share_of_schools, |p, v| p.share_of_schools = v).within(0.0, 0.5, "share").assumed("20 schools in 10 districts in the first round of 2007 (evidence section 7); the share of all schools was not found"),
        Parameter::<Self>::new("master_teachers", "Master teachers in a team", |p| f64::from(p.master_teachers), |p, v| p.master_teachers = v as u32).within(1.0, 20.0, "teachers").assumed("a team of master teachers and administrators (first source document); number not found"),
        Parameter::<Self>::new("administrators", "Administrators in a team", |p| f64::from(p.administrators), |p, v| p.administrators = v as u32).within(0.0, 10.0, "people").assumed("a team of master teachers and administrators (first source document); number not found"),
        Parameter::<Self>::new("schools_per_team", "Schools that a team serves at once; each gets that part of its visits", |p| f64::from(p.schools_per_team), |p, v| p.schools_per_team = v as u32).within(1.0, 20.0, "schools").assumed("one team a school (first source document)"),
        Parameter::<Self>::new("visits_per_week", "Visits of the team in a week", |p| p.visits_per_week, |p, v| p.visits_per_week = v).within(0.0, 5.0, "visits/week").measured("once a week (first source document)"),
        Parameter::<Self>::new("hours_per_visit", "Hours that each master teacher works with teachers on a visit", |p| p.hours_per_visit, |p, v| p.hours_per_visit = v).within(0.0, 8.0, "hours").assumed("not found"),
        Parameter::<Self>::new("teachers_per_visit", "Teachers that each master works with on a visit; the hours are shared among them", |p| f64::from(p.teachers_per_visit), |p, v| p.teachers_per_visit = v as u32).within(1.0, 10.0, "teachers").assumed("not found"),
        Parameter::<Self>::new("contract_years", "Length of a contract", |p| f64::from(p.contract_years), |p, v| p.contract_years = v as u32).within(1.0, 10.0, "years").measured("two-year contracts (evidence section 7)"),
        Parameter::<Self>::new("taper_weeks", "Weeks at the end of the last contract over which visits thin out", |p| f64::from(p.taper_weeks), |p, v| p.taper_weeks = v as u32).within(0.0, 40.0, "weeks").assumed("none was described"),
        Parameter::<Self>::new("results_years", "Years of results averaged when schools are designated", |p| f64::from(p.results_years), |p, v| p.results_years = v as u32).within(1.0, 3.0, "years").assumed("not found"),
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
        let team = match self.provider {
            Provider::StrongSchool => "a strong school, whose own classes are covered meanwhile",
            Provider::RetiredExperts => "a pool of retired experts",
            Provider::Purchased => "a paid provider",
        };
        let how = match self.approach {
            Approach::CoPlannedCycle => "plan lessons with teachers, watch them and analyse them against the plan",
            Approach::ObserveAndAdvise => "sit in on lessons and advise afterwards",
        };
        format!(
            "The {:.0} % of schools with the lowest measured results are each given a team of {} master teachers and \
             {} administrators from {team}. The masters come {} times a week for {} hours and {how}. Contracts last \
             {} years; administrators lift leadership and climate.",
            self.share_of_schools * 100.0,
            self.master_teachers,
            self.administrators,
            self.visits_per_week,
            self.hours_per_visit,
            self.contract_years,
        )
    }
}
