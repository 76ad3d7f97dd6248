//! What a study would have published: each estimate by its own analysis, and what it estimates.

use super::rows::{Row, Rows, is_of_schools, sd};
use super::shape::{Analysis, Between, Estimate, Of, Outcome, Regressor};
use super::spec::Trial;
use crate::statistics::regression::{CONSTANT, Table, fit};
use std::collections::BTreeMap;

/// An estimate in one simulated trial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// What the study found: with the errors of measurement, sampling and assignment.
    pub found: f64,
    /// Its standard error, by the study's own analysis; not a number where it has none.
    pub se: f64,
    /// What it would have found without these errors: the difference between what was and what would have been.
    pub truth: f64,
}

impl Reading {
    const NONE: Self = Self { found: f64::NAN, se: f64::NAN, truth: f64::NAN };

    /// A number that is seen as it is.
    fn plain(value: f64) -> Self {
        Self { found: value, se: f64::NAN, truth: value }
    }

    fn both(a: Self, b: Self, join: impl Fn(f64, f64) -> f64) -> Self {
        Self { found: join(a.found, b.found), se: f64::NAN, truth: join(a.truth, b.truth) }
    }
}

/// Every estimate of a simulated trial, in the order of the file.
pub fn read(rows: &Rows<'_>) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::with_capacity(rows.trial.estimates.len());
    for estimate in &rows.trial.estimates {
        let named =
            |name: &str| rows.trial.estimate(name).and_then(|at| readings.get(at)).copied().unwrap_or(Reading::NONE);
        let reading = match &estimate.of {
            Of::Ratio(a, b) => Reading::both(named(a), named(b), |a, b| a / b),
            Of::Sum(a, b) => Reading::both(named(a), named(b), |a, b| a + b),
            Of::Difference(a, b) => Reading::both(named(a), named(b), |a, b| a - b),
            Of::Product(a, b) => Reading::both(named(a), named(b), |a, b| a * b),
            _ => estimate.outcome.as_ref().map_or(Reading::NONE, |outcome| one(rows, estimate, outcome)),
        };
        readings.push(reading);
    }
    readings
}

fn one(rows: &Rows<'_>, estimate: &Estimate, outcome: &Outcome) -> Reading {
    let all = rows.rows(estimate, outcome);
    let trial = rows.trial;
    match &estimate.of {
        Of::Effect { arm, against, role } => {
            let (Some(arm), Some(against)) = (trial.arm(arm), trial.arm(against)) else { return Reading::NONE };
            let role = role.as_ref().and_then(|role| trial.arms[arm].roles.iter().position(|r| r.name == *role));
            let scored = matches!(outcome, Outcome::Practice { .. } | Outcome::Knowledge { .. });
            let unit = if scored { unit(&rows.measured(estimate, outcome), outcome, against) } else { (1.0, 1.0) };
            effect(trial, &all, unit, (arm, role), against)
        }
        Of::Mean { arm } => {
            let arm = arm.as_ref().and_then(|arm| trial.arm(arm));
            // Where no arm is named, it is asked what things are like without the trial.
            let value = |r: &Row| if arm.is_none() { r.otherwise } else { r.truth };
            let among = all.iter().filter(|r| arm.is_none() || r.arm == arm);
            let (sum, weights) = among.fold((0.0, 0.0), |(sum, n), r| (sum + r.weight * value(r), n + r.weight));
            Reading::plain(sum / weights)
        }
        Of::Spread(between) => Reading::plain(spread(&all, *between)),
        Of::Slope(on) => Reading::plain(line(rows, estimate, outcome, &all, *on).0),
        Of::Correlation(on) => Reading::plain(line(rows, estimate, outcome, &all, *on).1),
        Of::Ratio(..) | Of::Sum(..) | Of::Difference(..) | Of::Product(..) => Reading::NONE,
    }
}

/// The SD that scores of teachers are told in, as the study finds it and as it truly is: that of all who are measured
/// in the arm that is compared with, whomever of them the estimate is of. The SD of scores holds their error.
fn unit(measured: &[Row], outcome: &Outcome, against: usize) -> (f64, f64) {
    let there: Vec<&Row> = measured.iter().filter(|r| r.arm == Some(against)).collect();
    let reliability = match outcome {
        Outcome::Practice { reliability, .. } | Outcome::Knowledge { reliability } => *reliability,
        _ => 1.0,
    };
    let of = |value: fn(&Row) -> f64| sd(&there.iter().map(|r| value(r)).collect::<Vec<f64>>());
    let (found, truth) = (of(|r| r.measured), of(|r| r.otherwise) / reliability.sqrt());
    // Where all are alike there is nothing to tell an effect in.
    let positive = |sd: f64| if sd > 0.0 { sd } else { f64::NAN };
    (positive(found), positive(truth))
}

/// The effect of an arm, or of a role in it, against another arm.
fn effect(trial: &Trial, all: &[Row], unit: (f64, f64), of: (usize, Option<usize>), against: usize) -> Reading {
    let (arm, role) = of;
    let treated = |r: &&Row| r.arm == Some(arm) && (role.is_none() || r.role == role);
    let here: Vec<&Row> = all.iter().filter(treated).collect();
    let there: Vec<&Row> = all.iter().filter(|r| r.arm == Some(against)).collect();
    if here.len() < 2 || there.len() < 2 {
        return Reading::NONE;
    }
    let gain = |rows: &[&Row]| rows.iter().map(|r| r.truth - r.otherwise).sum::<f64>() / rows.len() as f64;
    let truth = (gain(&here) - gain(&there)) / unit.1;
    let (found, se) = analyse(trial, &here, &there);
    Reading { found: found / unit.0, se: se / unit.0, truth }
}

/// The study's own analysis: estimate and standard error, with errors clustered by what was assigned or by school.
fn analyse(trial: &Trial, here: &[&Row], there: &[&Row]) -> (f64, f64) {
    let by = trial.analysis;
    let flagged = || here.iter().map(|r| (1.0, *r)).chain(there.iter().map(|r| (0.0, *r)));
    // Whose outcome before is not known cannot be in an analysis of it; where nobody's is (whether somebody stayed has
    // no value before), or all are alike, it is left out of the analysis.
    let known: Vec<f64> = flagged().map(|(_, r)| r.before).filter(|b| b.is_finite()).collect();
    let differ = known.iter().any(|b| (b - known[0]).abs() > 1e-12);
    let with_before = by != Analysis::Difference && differ;
    let kept: Vec<(f64, &Row)> = flagged().filter(|(_, r)| !with_before || r.before.is_finite()).collect();
    let change = with_before && by == Analysis::DifferenceInDifferences;
    let outcome = |r: &Row| if change { r.measured - r.before } else { r.measured };
    let mut table = Table::new(kept.iter().map(|(_, r)| outcome(r)).collect()).constant();
    table = table.column("arm", kept.iter().map(|(is_here, _)| *is_here).collect());
    table.clusters = Some(kept.iter().map(|(_, r)| r.cluster).collect());
    if by == Analysis::Baseline {
        if with_before {
            table = table.column("before", kept.iter().map(|(_, r)| r.before).collect());
        }
        let blocks: Vec<usize> = kept.iter().map(|(_, r)| r.block).collect();
        if blocks.iter().any(|b| *b != blocks[0]) {
            table.absorb = Some(blocks);
            table.columns.retain(|(name, _)| name != CONSTANT);
        }
    }
    match fit(&table).and_then(|fit| fit.coefficient("arm")) {
        Ok(estimate) => (estimate.value, estimate.se),
        Err(_) => (f64::NAN, f64::NAN),
    }
}

/// An SD between rows; NaN where there are too few.
fn spread(all: &[Row], between: Between) -> f64 {
    let values: Vec<f64> = all.iter().map(|r| r.truth).collect();
    if values.len() < 2 {
        return f64::NAN;
    }
    let last = all.iter().map(|r| r.school).max().unwrap_or(0);
    let mut sums = vec![(0.0, 0.0, 0.0); last + 1];
    for row in all {
        let (sum, squares, n) = &mut sums[row.school];
        (*sum, *squares, *n) = (*sum + row.truth, *squares + row.truth * row.truth, *n + 1.0);
    }
    let schools: Vec<(f64, f64, f64)> = sums.into_iter().filter(|(_, _, n)| *n > 0.0).collect();
    // Within schools: squares about each school's own mean over the degrees of freedom that this leaves.
    let about: f64 = schools.iter().map(|(sum, squares, n)| squares - sum * sum / n).sum();
    let freedom = values.len() as f64 - schools.len() as f64;
    let within = if freedom > 0.0 { (about.max(0.0) / freedom).sqrt() } else { f64::NAN };
    match between {
        Between::All => sd(&values),
        Between::WithinSchools => within,
        Between::Schools => sd(&schools.iter().map(|(sum, _, n)| sum / n).collect::<Vec<_>>()),
        Between::ShareWithin => within * within / sd(&values).powi(2),
    }
}

/// Slope and correlation of an outcome on a regressor over the rows.
fn line(rows: &Rows<'_>, estimate: &Estimate, outcome: &Outcome, all: &[Row], on: Regressor) -> (f64, f64) {
    let x: Vec<f64> = match on {
        Regressor::Disadvantage => {
            all.iter().map(|r| 100.0 * rows.done.untreated[0].schools[r.school].disadvantage).collect()
        }
        Regressor::PeerChange => peer_changes(rows, all, rows.trial.year(estimate)),
        Regressor::PastPeerChange => peer_changes(rows, all, rows.trial.year(estimate).saturating_sub(1)),
        Regressor::YearBefore => {
            let year = rows.trial.year(estimate);
            let before = Estimate { at: Some(year.saturating_sub(1)), ..estimate.clone() };
            let before: BTreeMap<usize, f64> =
                rows.measured(&before, outcome).iter().map(|r| (r.subject, r.truth)).collect();
            // Of a teacher who was not in the post a year before, it is not known.
            let there = |r: &Row| {
                is_of_schools(outcome) || rows.done.treated[year as usize].posts[r.subject].years_in_post >= 1.0
            };
            all.iter().map(|r| before.get(&r.subject).filter(|_| there(r)).copied().unwrap_or(f64::NAN)).collect()
        }
    };
    let pairs: Vec<(f64, f64)> =
        x.into_iter().zip(all).map(|(x, r)| (x, r.truth)).filter(|(x, _)| x.is_finite()).collect();
    let n = pairs.len() as f64;
    let mean = pairs.iter().fold((0.0, 0.0), |(x, y), p| (x + p.0 / n, y + p.1 / n));
    let (xx, xy, yy) = pairs.iter().fold((0.0, 0.0, 0.0), |(xx, xy, yy), p| {
        let (x, y) = (p.0 - mean.0, p.1 - mean.1);
        (xx + x * x, xy + x * y, yy + y * y)
    });
    (xy / xx, xy / (xx * yy).sqrt())
}

/// Change in a year of the mean value added of the other members of each teacher's team, in SD of value added between
/// teachers; not a number for who has no colleagues.
fn peer_changes(rows: &Rows<'_>, all: &[Row], year: u32) -> Vec<f64> {
    let (world, roster, year) = (&rows.done.treated, &rows.done.roster, year as usize);
    let unit = sd(&world[year].posts.iter().filter(|p| p.filled).map(|p| p.added).collect::<Vec<_>>());
    let mates = |row: &Row, year: usize| {
        let team = roster.posts[row.subject].team;
        let others = roster.range(row.school).filter(|&p| p != row.subject && roster.posts[p].team == team);
        let added = others.map(|p| &world[year].posts[p]).filter(|p| p.filled).map(|p| p.added);
        let (sum, n) = added.fold((0.0, 0.0), |(sum, n), a| (sum + a, n + 1.0));
        sum / n
    };
    let change = |row: &Row| if year == 0 { f64::NAN } else { (mates(row, year) - mates(row, year - 1)) / unit };
    all.iter().map(change).collect()
}
