//! What the model predicts that a study would publish: many simulated trials, against the published numbers.

use super::conduct::conduct;
use super::estimate::{Reading, read};
use super::rows::Rows;
use super::shape::{Bound, Of, Published, Role, SeFrom, Status};
use super::spec::Trial;
use crate::in_turn::in_turn;
use crate::ledger::Unbalanced;
use crate::model::Model;
use crate::population::SchoolList;
use crate::rng::{Place, Purpose, Streams};
use crate::statistics::describe::{moments, percentile};
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};

/// Standard errors within which a prediction counts as inside.
pub const INSIDE: f64 = 2.0;

/// An estimate of a study beside what the model predicts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Predicted {
    /// Its name.
    pub estimate: String,
    /// Whether it is a contrast of other estimates.
    pub contrast: bool,
    /// Published value; none for a number that only serves others.
    pub published: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
    /// How the value binds.
    pub bound: Option<Bound>,
    /// Where it was read.
    pub source: Option<String>,
    /// How it was read.
    pub status: Option<Status>,
    /// Where the standard error comes from.
    pub se_from: Option<SeFrom>,
    /// Whether it counts as a target.
    pub counted: bool,
    /// Simulated trials in which it could be estimated.
    pub n: u32,
    /// Mean of what it estimates.
    pub mean: f64,
    /// Monte-Carlo standard error of that mean.
    pub mc_se: f64,
    /// SD of what it estimates between trials: parameters and chance.
    pub sd: f64,
    /// 5th, 50th and 95th percentile of what a study like this would publish.
    pub interval: [f64; 3],
    /// Distance of the published value in `sqrt(SE² + SE_sim²)`, 0 where a bound is kept.
    pub z: Option<f64>,
    /// Whether that is at most [`INSIDE`].
    pub inside: Option<bool>,
    /// Whether the published value lies within the predictive interval.
    pub covered: Option<bool>,
}

/// A trial beside what the model predicts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prediction {
    /// Short name.
    pub trial: String,
    /// Title.
    pub title: String,
    /// Who published it.
    pub study: String,
    /// What was assumed.
    pub notes: Vec<String>,
    /// Role in the calibration.
    pub role: Role,
    /// Simulated trials.
    pub replicates: u32,
    /// Estimates in the order of the file.
    pub estimates: Vec<Predicted>,
}

impl Prediction {
    /// Whether every published number that counts is inside; none if nothing was published or nothing could be
    /// estimated.
    pub fn inside(&self) -> Option<bool> {
        let known: Vec<bool> = self.estimates.iter().filter(|e| e.counted).filter_map(|e| e.inside).collect();
        (!known.is_empty()).then(|| known.into_iter().all(|inside| inside))
    }
}

/// Simulates a trial in many replicates, each with its own parameters, and reads off every estimate.
///
/// # Errors
/// A ledger that does not close.
pub fn simulate(
    trial: &Trial,
    list: &SchoolList,
    models: &[Model],
    seed: u64,
    tick: &(dyn Fn() + Sync),
    stop: &AtomicBool,
) -> Result<Vec<Vec<Reading>>, Unbalanced> {
    let one = |number: usize| {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let readings = readings(trial, list, &models[number], seed, number as u32)?;
        tick();
        Ok(Some(readings))
    };
    let all: Vec<Option<Vec<Reading>>> =
        in_turn(models.len(), usize::MAX, one).into_iter().collect::<Result<_, Unbalanced>>()?;
    Ok(all.into_iter().flatten().collect())
}

/// Every estimate of one simulated trial.
///
/// # Errors
/// A ledger that does not close.
pub fn readings(
    trial: &Trial,
    list: &SchoolList,
    model: &Model,
    seed: u64,
    number: u32,
) -> Result<Vec<Reading>, Unbalanced> {
    let done = conduct(trial, list, model, seed, number)?;
    Ok(read(&Rows { trial, done: &done, model, streams: Streams::new(seed, number) }))
}

/// Sets what was published beside what was simulated.
pub fn compare(trial: &Trial, readings: &[Vec<Reading>], seed: u64) -> Prediction {
    let estimates = trial.estimates.iter().enumerate().map(|(at, estimate)| {
        let truths: Vec<f64> = readings.iter().map(|r| r[at].truth).filter(|t| t.is_finite()).collect();
        let seen = moments(&truths);
        let published = estimate.published.as_ref();
        let mut found = found(readings, at, published, seed);
        found.sort_by(f64::total_cmp);
        let interval = [0.05, 0.5, 0.95].map(|p| percentile(&found, p));
        let z = published.and_then(|p| distance(p, seen.mean, seen.se));
        Predicted {
            estimate: estimate.name.clone(),
            contrast: matches!(estimate.of, Of::Ratio(..) | Of::Sum(..) | Of::Difference(..) | Of::Product(..)),
            published: published.map(|p| p.value),
            se: published.map(|p| p.se),
            bound: published.map(|p| p.bound),
            source: published.map(|p| p.source.clone()),
            status: published.map(|p| p.status),
            se_from: published.map(|p| p.se_from),
            counted: published.is_some_and(|p| p.counted),
            n: seen.n,
            mean: seen.mean,
            mc_se: seen.se,
            sd: seen.sd,
            interval,
            z,
            inside: z.map(|z| z.abs() <= INSIDE),
            covered: published.and_then(|p| covers(p, interval)),
        }
    });
    Prediction {
        trial: trial.id.clone(),
        title: trial.scenario.title.clone(),
        study: trial.study.clone(),
        notes: trial.notes.clone(),
        role: trial.role,
        replicates: readings.len() as u32,
        estimates: estimates.collect(),
    }
}

/// What studies like this would publish: what each simulated trial found; where its analysis knows no error of its own,
/// what is true and an error of the published size.
fn found(readings: &[Vec<Reading>], at: usize, published: Option<&Published>, seed: u64) -> Vec<f64> {
    let error = published.map_or(0.0, |p| p.se);
    let one = |(number, readings): (usize, &Vec<Reading>)| {
        let reading = readings[at];
        if reading.found != reading.truth {
            return reading.found;
        }
        let mut draws = Streams::new(seed, number as u32).of_year(Purpose::Study, Place::WORLD, 0);
        reading.truth + error * f64::from(draws.slot(at).normal())
    };
    readings.iter().enumerate().map(one).filter(|f| f.is_finite()).collect()
}

/// Distance of a published value from what is predicted, in standard errors; 0 where a bound is kept. None where
/// nothing could be predicted.
pub fn distance(published: &Published, mean: f64, mc_se: f64) -> Option<f64> {
    let simulated = if mc_se.is_finite() { mc_se } else { 0.0 };
    let z = (published.value - mean) / (published.se * published.se + simulated * simulated).sqrt();
    let kept = match published.bound {
        Bound::Exact => false,
        Bound::AtLeast => mean >= published.value,
        Bound::AtMost => mean <= published.value,
    };
    mean.is_finite().then_some(if kept { 0.0 } else { z })
}

fn covers(published: &Published, interval: [f64; 3]) -> Option<bool> {
    let known = interval.iter().all(|i| i.is_finite());
    known.then(|| match published.bound {
        Bound::Exact => interval[0] <= published.value && published.value <= interval[2],
        Bound::AtLeast => interval[2] >= published.value,
        Bound::AtMost => interval[0] <= published.value,
    })
}
