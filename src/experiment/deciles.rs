//! Schools by tenth of true attainment at the opening: what an arm brings to each.
//!
//! Each replicate has its own opening, so that a school may be in another tenth there; within a replicate the tenths are
//! the same schools in every arm.

use super::comparisons::pairs;
use super::measures::{ATTAINMENT, ENACTED, by_posts, by_pupils, parts};
use super::outcomes::{arm_name, norm};
use crate::observe::SchoolYear;
use crate::rows::DecileRow;
use crate::scenario::System;
use crate::simulate::Beside;
use crate::statistics::describe::{LEVEL, moments_of_sets};
use serde::{Deserialize, Serialize};

/// Parts that schools are put into.
pub const TENTHS: usize = 10;

/// A tenth of schools in a year of one arm of a replicate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tenth {
    /// Schools; none where there are fewer than ten in all.
    pub schools: u32,
    /// Pupils in them.
    pub pupils: f64,
    /// Their mean attainment, normed on the unchanged system (pupil SD).
    pub attainment: f64,
    /// Mean enacted practice of their filled posts (SD).
    pub enacted: f64,
}

/// The tenths of a replicate by arm and year.
pub type Tenths = Vec<Vec<[Tenth; TENTHS]>>;

/// Reads the tenths of an arm by year off what it left.
pub fn tenths(beside: &Beside<'_>) -> Vec<[Tenth; TENTHS]> {
    let of_school = parts(beside.nothing.schools[0].iter().map(|s| s.attainment), TENTHS);
    let norm = norm(beside);
    let year = |(year, seen): (usize, &Vec<SchoolYear>)| {
        std::array::from_fn(|tenth| {
            let own = seen.iter().zip(&of_school).filter(|(_, of)| usize::from(**of) == tenth);
            let own: Vec<&SchoolYear> = own.map(|(school, _)| school).collect();
            if own.is_empty() {
                return Tenth::default();
            }
            Tenth {
                schools: own.len() as u32,
                pupils: own.iter().map(|s| f64::from(s.pupils)).sum(),
                attainment: by_pupils(&own, |s| s.attainment) - norm[year],
                enacted: by_posts(&own, |s| s.enacted),
            }
        })
    };
    beside.arm.schools.iter().enumerate().map(year).collect()
}

/// The rows of a system; `sets` has the parameter set of each replicate.
pub fn deciles(run_id: &str, system: &System, sets: &[u32], replicates: &[&Tenths]) -> Vec<DecileRow> {
    let mut rows = Vec::new();
    let last = replicates.first().map_or(0, |r| r[0].len().saturating_sub(1));
    for (arm, against) in pairs(system.arms.len()) {
        let from = if against == 0 { 0 } else { last };
        for year in (from..=last).filter(|_| !replicates.is_empty()) {
            for tenth in 0..TENTHS {
                let of = |arm: usize| replicates.iter().map(|r| r[arm][year][tenth]).collect::<Vec<_>>();
                let place = (year as u32, tenth as u32 + 1);
                let names = [system.name.as_str(), arm_name(system, arm), arm_name(system, against)];
                rows.extend(of_tenth(run_id, names, place, sets, &of(arm), &of(against)));
            }
        }
    }
    rows
}

/// An outcome of a tenth: name, unit, value.
type Measure = (&'static str, &'static str, fn(&Tenth) -> f64);

fn of_tenth(
    run_id: &str,
    [system, arm, against]: [&str; 3],
    (year, decile): (u32, u32),
    sets: &[u32],
    here: &[Tenth],
    there: &[Tenth],
) -> Vec<DecileRow> {
    let measures: [Measure; 2] = [(ATTAINMENT, "pupil SD", |t| t.attainment), (ENACTED, "SD", |t| t.enacted)];
    let row = |(outcome, unit, of): Measure| {
        let mut kept: Vec<(u32, &Tenth, f64)> = Vec::new();
        for ((set, a), b) in sets.iter().zip(here).zip(there).filter(|((_, a), _)| a.schools > 0) {
            kept.push((*set, a, of(a) - of(b)));
        }
        kept.retain(|(.., difference)| difference.is_finite());
        if kept.is_empty() {
            return None;
        }
        let sets: Vec<u32> = kept.iter().map(|k| k.0).collect();
        let over =
            |of: &dyn Fn(&Tenth) -> f64| moments_of_sets(&sets, &kept.iter().map(|k| of(k.1)).collect::<Vec<_>>());
        let value = over(&of);
        let difference = moments_of_sets(&sets, &kept.iter().map(|k| k.2).collect::<Vec<_>>());
        Some(DecileRow {
            run_id: run_id.to_owned(),
            system: system.to_owned(),
            arm: arm.to_owned(),
            against: against.to_owned(),
            year,
            decile,
            outcome,
            unit,
            n: difference.n,
            schools: over(&|t| f64::from(t.schools)).mean,
            pupils: over(&|t| t.pupils).mean,
            value: value.mean,
            value_se: value.se,
            difference: difference.mean,
            se: difference.se,
            low: difference.interval.0,
            high: difference.interval.1,
            level: LEVEL,
        })
    };
    measures.into_iter().filter_map(row).collect()
}
