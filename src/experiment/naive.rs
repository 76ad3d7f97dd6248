//! What simpler comparisons would have reported of the schools that an arm treats, beside what is true of them.
//!
//! Treated are the schools that ever received in the arm and replicate; schools are the units and count alike. `R` is
//! the measured result of the leaving cohort, year 0 the opening:
//!
//! * before and after: mean over the treated of `R_y − R_0`; and the same minus the mean over all schools of the arm,
//!   the national trend;
//! * similar schools: mean over the treated of `R_y` minus that of the untreated school nearest in `R_0` and
//!   disadvantage ([`crate::statistics::matching::nearest`]);
//! * regression on last results: the coefficient of being treated beside a constant and `R_0`
//!   ([`crate::statistics::trial::ancova`]);
//! * difference in differences: before and after of the treated minus that of the untreated, which is
//!   [`crate::statistics::trial::difference_in_differences`] with a row a school and period.
//!
//! True is the mean over the treated of `R_y` in the arm minus `R_y` where nothing is done. All are computed a second
//! time where nothing is done, of the schools that the arm treats: then the truth is exactly zero, and what is reported is
//! who was chosen and regression to the mean.

use super::outcomes::arm_name;
use crate::observe::SchoolYear;
use crate::rows::NaiveRow;
use crate::scenario::System;
use crate::simulate::{ArmRecord, Record};
use crate::statistics::describe::{LEVEL, moments_of_sets};
use crate::statistics::matching::nearest;
use crate::statistics::regression::Errors;
use crate::statistics::trial::{Trial, ancova};
use serde::{Deserialize, Serialize};

/// The comparisons, by name.
pub const ESTIMATORS: [&str; 5] = [
    "before and after",
    "before and after, trend taken out",
    "similar schools",
    "regression on last results",
    "difference in differences",
];

/// The world that an arm leaves, and the one in which nothing is done.
pub const WORLDS: [&str; 2] = ["arm", "nothing done"];

/// What the comparisons report in a year of one replicate; none where one cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NaiveYear {
    /// True effect on the measured results of the treated schools.
    pub truth: f64,
    /// True effect on the attainment of all pupils of these schools.
    pub attainment: f64,
    /// By world, then estimator.
    pub found: [[Option<f64>; 5]; 2],
}

/// The comparisons of an arm in one replicate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Naive {
    /// Treated schools.
    pub treated: u32,
    /// By year from 1; empty where nobody is treated.
    pub years: Vec<NaiveYear>,
}

/// The comparisons of every arm of a record beside doing nothing. `disadvantage` is that of each school.
pub fn observe(disadvantage: &[f64], record: &Record) -> Vec<Naive> {
    record.arms[1..].iter().map(|arm| of_arm(disadvantage, &record.arms[0], arm)).collect()
}

/// The comparisons of one arm.
pub fn of_arm(disadvantage: &[f64], nothing: &ArmRecord, arm: &ArmRecord) -> Naive {
    let opening: Vec<f64> = nothing.schools[0].iter().map(|s| f64::from(s.result)).collect();
    let treated = &arm.received;
    let count = treated.iter().filter(|t| **t).count();
    if count == 0 {
        return Naive { treated: 0, years: Vec::new() };
    }
    let pairs = nearest(treated, &[&opening, disadvantage]);
    let compared = Compared { treated, opening: &opening, pairs: pairs.as_deref() };
    let years = arm.schools.iter().zip(&nothing.schools).skip(1).map(|(seen, unchanged)| NaiveYear {
        truth: compared.gain(seen, unchanged, |s| s.result),
        attainment: compared.gain(seen, unchanged, |s| s.attainment),
        found: [seen, unchanged].map(|schools| compared.reported(schools)),
    });
    Naive { treated: count as u32, years: years.collect() }
}

/// Who is compared with whom.
struct Compared<'a> {
    treated: &'a [bool],
    opening: &'a [f64],
    pairs: Option<&'a [(usize, usize)]>,
}

impl Compared<'_> {
    /// Mean over the treated of something in the arm minus where nothing is done.
    fn gain(&self, seen: &[SchoolYear], unchanged: &[SchoolYear], of: fn(&SchoolYear) -> f32) -> f64 {
        let gains = seen.iter().zip(unchanged).map(|(s, n)| f64::from(of(s)) - f64::from(of(n)));
        mean(gains.zip(self.treated).filter(|(_, t)| **t).map(|(gain, _)| gain))
    }

    /// What each comparison reports of a year's results.
    fn reported(&self, schools: &[SchoolYear]) -> [Option<f64>; 5] {
        let results: Vec<f64> = schools.iter().map(|s| f64::from(s.result)).collect();
        let change = |treated: bool| {
            let chosen = (0..results.len()).filter(|&i| self.treated[i] == treated);
            mean(chosen.map(|i| results[i] - self.opening[i]))
        };
        let trend = mean(results.iter().zip(self.opening).map(|(after, before)| after - before));
        let before_after = change(true);
        let similar = self.pairs.map(|pairs| mean(pairs.iter().map(|&(i, j)| results[i] - results[j])));
        let regression = self.regression(&results);
        let known = |value: f64| value.is_finite().then_some(value);
        [
            known(before_after),
            // Where all are treated, the trend is theirs.
            self.pairs.and_then(|_| known(before_after - trend)),
            similar.and_then(known),
            regression.and_then(known),
            known(before_after - change(false)),
        ]
    }

    /// The coefficient of being treated beside the result at the opening; none where it is not determined.
    fn regression(&self, results: &[f64]) -> Option<f64> {
        let trial = Trial {
            outcome: results.to_vec(),
            treated: self.treated.to_vec(),
            baseline: vec![("result at the opening".to_owned(), self.opening.to_vec())],
            ..Trial::default()
        };
        ancova(&trial, Errors::Classical).ok().map(|effect| effect.estimate.value)
    }
}

/// Mean; not a number of nothing.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.fold((0.0, 0.0), |(n, sum), v| (n + 1.0, sum + v));
    sum / n
}

/// The rows of a system; `sets` has the parameter set of each replicate. A comparison that can be made in no replicate
/// has none.
pub fn rows(run_id: &str, system: &System, sets: &[u32], all: &[&[Naive]]) -> Vec<NaiveRow> {
    let mut rows = Vec::new();
    let years = all.iter().flat_map(|arms| arms.iter()).map(|naive| naive.years.len()).max().unwrap_or(0);
    for arm in 0..system.arms.len() {
        for year in 0..years {
            for (world, in_world) in WORLDS.into_iter().enumerate() {
                for (estimator, by) in ESTIMATORS.into_iter().enumerate() {
                    let found = sets.iter().zip(all).filter_map(|(set, arms)| {
                        let naive = &arms[arm];
                        let seen = naive.years.get(year)?;
                        Some(Found { set: *set, treated: naive.treated, seen, value: seen.found[world][estimator]? })
                    });
                    let found: Vec<Found<'_>> = found.collect();
                    if !found.is_empty() {
                        let arm = arm_name(system, arm + 1).to_owned();
                        let named = (in_world, by);
                        rows.push(row(run_id, &system.name, arm, year as u32 + 1, named, &found));
                    }
                }
            }
        }
    }
    rows
}

/// What a comparison reports in one replicate.
struct Found<'a> {
    set: u32,
    treated: u32,
    seen: &'a NaiveYear,
    value: f64,
}

fn row(
    run_id: &str,
    system: &str,
    arm: String,
    year: u32,
    (world, estimator): (&'static str, &'static str),
    found: &[Found<'_>],
) -> NaiveRow {
    let sets: Vec<u32> = found.iter().map(|f| f.set).collect();
    let of = |value: &dyn Fn(&Found<'_>) -> f64| moments_of_sets(&sets, &found.iter().map(value).collect::<Vec<_>>());
    // Where nothing is done there is nothing to find.
    let done = if world == WORLDS[0] { 1.0 } else { 0.0 };
    let m = of(&|f| f.value);
    let truth = of(&|f| done * f.seen.truth);
    let attainment = of(&|f| done * f.seen.attainment);
    let bias = of(&|f| f.value - done * f.seen.truth);
    NaiveRow {
        run_id: run_id.to_owned(),
        system: system.to_owned(),
        arm,
        year,
        world,
        estimator,
        n: m.n,
        treated: mean(found.iter().map(|f| f64::from(f.treated))),
        mean: m.mean,
        se: m.se,
        low: m.interval.0,
        high: m.interval.1,
        level: LEVEL,
        p5: m.percentiles[0],
        p50: m.percentiles[1],
        p95: m.percentiles[2],
        truth: truth.mean,
        truth_se: truth.se,
        truth_low: truth.interval.0,
        truth_high: truth.interval.1,
        attainment: attainment.mean,
        attainment_se: attainment.se,
        attainment_low: attainment.interval.0,
        attainment_high: attainment.interval.1,
        bias: bias.mean,
        bias_se: bias.se,
        bias_low: bias.interval.0,
        bias_high: bias.interval.1,
    }
}
