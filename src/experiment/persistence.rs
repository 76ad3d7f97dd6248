//! What is left of an effect after the support stopped, and how long half of it lasts.

use super::outcomes::{ATTAINMENT, EMBEDDED, ENACTED, GroupOutcomes, arm_name, course};
use crate::policy::Policy;
use crate::rows::PersistenceRow;
use crate::scenario::System;
use crate::statistics::describe::{DOWN, LEVEL, Moments, UP, moments_of_sets, ratio, reach, shown, sums_of_sets};
use crate::statistics::lasting::half_life;
use crate::statistics::resample::Resamples;

/// Outcomes of which it is asked what is left, with their units.
pub const OUTCOMES: [(&str, &str); 3] = [(ATTAINMENT, "pupil SD"), (ENACTED, "SD"), (EMBEDDED, "SD")];

/// Groups of schools of which it is asked.
const GROUPS: [&str; 2] = ["all", "receiving"];

/// Last year of support of an arm all of whose policies end before the horizon.
pub fn stopped(policies: &[Policy], years: u32) -> Option<u32> {
    let ends: Option<Vec<u32>> = policies.iter().map(|p| p.years().to.filter(|to| *to < years)).collect();
    ends?.into_iter().max()
}

/// Differences of the replicates that have an outcome, each with its parameter set.
pub struct Courses {
    /// Parameter set of each replicate.
    pub sets: Vec<u32>,
    /// Differences from doing nothing by replicate, then year.
    pub by_year: Vec<Vec<f64>>,
}

impl Courses {
    /// Those of an outcome of a group of schools in an arm.
    pub fn of(sets: &[u32], all: &[&[GroupOutcomes]], arm: usize, group: &str, outcome: &str) -> Self {
        let found = sets.iter().zip(all).filter_map(|(set, groups)| Some((*set, course(groups, arm, group, outcome)?)));
        let (sets, by_year) = found.filter(|(_, years)| years.iter().all(|v| v.is_finite())).unzip();
        Self { sets, by_year }
    }

    /// The differences of a year.
    pub fn year(&self, year: u32) -> Vec<f64> {
        self.by_year.iter().map(|years| years[year as usize]).collect()
    }

    /// Mean and interval of a year.
    pub fn moments(&self, year: u32) -> Moments {
        moments_of_sets(&self.sets, &self.year(year))
    }

    /// Sums over the replicates of each set, a row a set with a number a year.
    pub fn sums(&self, years: std::ops::RangeInclusive<u32>) -> Vec<Vec<f64>> {
        let columns: Vec<Vec<f64>> = years.map(|year| sums_of_sets(&self.sets, &self.year(year))).collect();
        let units = columns.first().map_or(0, Vec::len);
        (0..units).map(|unit| columns.iter().map(|c| c[unit]).collect()).collect()
    }
}

/// The rows of a system whose scenario has so many years; `sets` has the parameter set of each replicate.
pub fn persistence(
    run_id: &str,
    system: &System,
    years: u32,
    sets: &[u32],
    all: &[&[GroupOutcomes]],
) -> Vec<PersistenceRow> {
    let mut rows = Vec::new();
    for (number, arm) in system.arms.iter().enumerate() {
        let Some(stopped) = stopped(&arm.policies, years) else { continue };
        for group in GROUPS {
            for (outcome, unit) in OUTCOMES {
                let courses = Courses::of(sets, all, number + 1, group, outcome);
                if courses.sets.is_empty() {
                    continue;
                }
                let row = PersistenceRow {
                    run_id: run_id.to_owned(),
                    system: system.name.clone(),
                    arm: arm_name(system, number + 1).to_owned(),
                    group,
                    outcome,
                    unit,
                    stopped,
                    level: LEVEL,
                    ..empty()
                };
                rows.extend(left(&row, &courses, years));
            }
        }
    }
    rows
}

/// The rows of one arm, group and outcome.
fn left(common: &PersistenceRow, courses: &Courses, years: u32) -> Vec<PersistenceRow> {
    let stop = common.stopped;
    let at_stop = shown(&courses.moments(stop));
    let sign = match at_stop {
        UP => 1.0,
        DOWN => -1.0,
        _ => f64::NAN,
    };
    let (half_life, low, high) = lasting(courses, stop, years, sign);
    let signed = |year: u32| -> Vec<f64> {
        sums_of_sets(&courses.sets, &courses.year(year)).into_iter().map(|sum| sign * sum).collect()
    };
    let bottom = signed(stop);
    let rows = (stop..=years).map(|year| {
        let m = courses.moments(year);
        let (share, share_se) = if sign.is_nan() { (f64::NAN, f64::NAN) } else { ratio(&signed(year), &bottom) };
        let around = reach(bottom.len() as u32, share_se);
        PersistenceRow {
            year,
            years_after: year - stop,
            n: m.n,
            effect: m.mean,
            se: m.se,
            low: m.interval.0,
            high: m.interval.1,
            at_stop,
            share,
            share_se,
            share_low: share - around,
            share_high: share + around,
            half_life,
            half_life_low: low,
            half_life_high: high,
            ..common.clone()
        }
    });
    rows.collect()
}

/// The half-life with the ends of its interval: none where a number lies beyond the horizon.
fn lasting(courses: &Courses, stop: u32, years: u32, sign: f64) -> (Option<f64>, Option<f64>, Option<f64>) {
    if sign.is_nan() {
        return (Some(f64::NAN), Some(f64::NAN), Some(f64::NAN));
    }
    let sums = courses.sums(stop..=years);
    let total: Vec<f64> = (0..=(years - stop) as usize).map(|at| sums.iter().map(|unit| unit[at]).sum()).collect();
    // A resample without an effect at the stop has nothing to halve.
    let there = |sums: &[f64]| if sign * sums[0] > 0.0 { half_life(sums) } else { f64::NAN };
    let (low, high) = Resamples::of(sums.len()).interval(&sums, there);
    (within(there(&total)), within(low), within(high))
}

/// A number that is none where it lies beyond what was seen.
pub fn within(value: f64) -> Option<f64> {
    (value != f64::INFINITY).then_some(value)
}

fn empty() -> PersistenceRow {
    let nan = f64::NAN;
    PersistenceRow {
        run_id: String::new(),
        system: String::new(),
        arm: String::new(),
        group: "",
        outcome: "",
        unit: "",
        stopped: 0,
        year: 0,
        years_after: 0,
        n: 0,
        effect: nan,
        se: nan,
        low: nan,
        high: nan,
        level: nan,
        at_stop: "",
        share: nan,
        share_se: nan,
        share_low: nan,
        share_high: nan,
        half_life: None,
        half_life_low: None,
        half_life_high: None,
    }
}
