//! From a run at the held budget to its tables: what was bought, what it gave, and how likely each arm is best.

use super::bundle::{Bill, Hold};
use super::frontier::{Standing, standings};
use super::ratio::{PerGain, net_benefits, per_gain, shares_best};
use super::rows::{AcceptabilityRow, BundleRow, EffectRow};
use super::study::{Bundle, bills};
use crate::experiment::Results;
use crate::experiment::economy::priced;
use crate::months::{self, one_month};
use crate::policy::Policy;
use crate::rows::EconomyRow;
use crate::scenario::System;
use crate::statistics::describe::{LEVEL, moments_of_sets, ratio, sums_of_sets};

/// Steps of what a pupil-month may be worth.
const STEPS: u32 = 40;

/// Cost and gain of every arm in every replicate, doing nothing first.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Run.
    pub run_id: String,
    /// Unit of cost: a currency, or `teacher-days`.
    pub unit: &'static str,
    /// Names of the arms.
    pub arms: Vec<String>,
    /// Parameter set of each replicate.
    pub sets: Vec<u32>,
    /// Cost by arm and replicate, discounted where it is money.
    pub costs: Vec<Vec<f64>>,
    /// Pupil-SD gained by arm and replicate, discounted.
    pub gains: Vec<Vec<f64>>,
}

impl Sample {
    /// Reads the rows of a run. Where days are held, cost is days; else money, which is none where a price is missing.
    pub fn of(results: &Results, hold: Hold) -> Self {
        let rows = &results.economy;
        let arms: Vec<String> =
            crate::answer::distinct(rows.iter().map(|r| r.arm.as_str())).into_iter().map(str::to_owned).collect();
        let days = hold == Hold::Days;
        let unit = if days { "teacher-days" } else { rows.first().map_or("", |r| r.currency) };
        let cost = |r: &EconomyRow| if days { r.teacher_days } else { r.money_discounted.unwrap_or(f64::NAN) };
        let of = |value: &dyn Fn(&EconomyRow) -> f64| -> Vec<Vec<f64>> {
            arms.iter().map(|arm| rows.iter().filter(|r| r.arm == *arm).map(value).collect()).collect()
        };
        let first = arms.first().cloned().unwrap_or_default();
        let sets = rows.iter().filter(|r| r.arm == first).map(|r| r.parameter_set).collect();
        let (costs, gains) = (of(&cost), of(&|r| r.pupil_sd_discounted));
        Self { run_id: results.run_id.clone(), unit, arms, sets, costs, gains }
    }

    /// Mean over replicates of each arm's values.
    pub fn means(values: &[Vec<f64>]) -> Vec<f64> {
        values.iter().map(|v| v.iter().sum::<f64>() / v.len() as f64).collect()
    }
}

/// The numbers of an arm that say how far it reaches: `visitors 15; travellers 14`.
fn extent(policies: &[Policy]) -> String {
    let of_policy = |policy: &Policy| {
        let names = policy.extent();
        let stated = policy.stated("").into_iter().filter(|s| names.contains(&s.name.as_str()));
        stated.map(|s| format!("{} {}", s.name, (s.value * 1e6).round() / 1e6)).collect::<Vec<_>>()
    };
    policies.iter().flat_map(of_policy).collect::<Vec<_>>().join("; ")
}

/// What was bought: a row an arm, in order, doing nothing left out.
pub fn bundles(results: &Results, system: &System, reference: usize, hold: Hold, bought: &[Bundle]) -> Vec<BundleRow> {
    let names: Vec<&str> = system.arms.iter().map(|arm| arm.name.as_str()).collect();
    let all = bills(&results.economy, &names);
    let Bill { money: budget_money, days: budget_days } = all[reference];
    let row = |at: usize| {
        let Bill { money, days } = all[at];
        let own: Vec<&EconomyRow> = results.economy.iter().filter(|r| r.arm == names[at]).collect();
        let mean = |of: fn(&EconomyRow) -> f64| own.iter().map(|r| of(r)).sum::<f64>() / own.len() as f64;
        let items: Vec<_> = bought[at].policies.iter().flat_map(|p| priced(Some(p))).collect();
        BundleRow {
            run_id: results.run_id.clone(),
            system: system.name.clone(),
            arm: names[at].to_owned(),
            role: if at == reference { "reference" } else { "alternative" },
            hold: hold.name(),
            factor: bought[at].factor,
            extent: extent(&bought[at].policies),
            fit: bought[at].fit.name(),
            n: own.len() as u32,
            budget_money,
            money,
            money_left: budget_money.zip(money).map(|(budget, money)| budget - money),
            currency: system.prices.currency,
            price_years: system.prices.years_in_words(&items).join("; "),
            budget_days,
            days,
            days_left: budget_days - days,
            pupil_lessons: mean(|r| r.pupil_lessons_covered),
            participants: mean(|r| r.participants),
        }
    };
    (0..names.len()).map(row).collect()
}

/// What each arm gave, doing nothing included, and what a gain costs.
pub fn effects(results: &Results, system: &System, sample: &Sample) -> Vec<EffectRow> {
    let (costs, gains) = (Sample::means(&sample.costs), Sample::means(&sample.gains));
    let standing = standings(&costs, &gains);
    let best = shares_best(&sample.sets, &sample.gains);
    let row = |arm: usize| {
        let name = &sample.arms[arm];
        let own: Vec<&EconomyRow> = results.economy.iter().filter(|r| r.arm == *name).collect();
        let mean = |of: fn(&EconomyRow) -> f64| own.iter().map(|r| of(r)).sum::<f64>() / own.len() as f64;
        let m = moments_of_sets(&sample.sets, &sample.gains[arm]);
        let a_gain = if sample.costs[arm].iter().all(|c| c.is_finite()) {
            per_gain(&sample.sets, &sample.costs[arm], &sample.gains[arm])
        } else {
            PerGain::Unknown
        };
        let (interval, ratio_se) = match a_gain {
            PerGain::Known { interval, se, .. } => (Some(interval), Some(se)),
            _ => (None, None),
        };
        let (standing, against, incremental_ratio) = told(&standing[arm], arm, sample);
        let pupils = mean(|r| r.pupils);
        EffectRow {
            run_id: sample.run_id.clone(),
            system: system.name.clone(),
            arm: name.clone(),
            n: m.n,
            pupils,
            pupil_sd: m.mean,
            se: m.se,
            low: m.interval.0,
            high: m.interval.1,
            level: LEVEL,
            pupil_sd_undiscounted: mean(|r| r.pupil_sd),
            pupil_months: m.mean / one_month(),
            months_banded: months::months(m.mean / pupils).map(f64::from),
            cost_unit: sample.unit,
            cost: costs[arm],
            cost_per_pupil_sd: a_gain.value(),
            ratio_low: interval.map(|i| i.0),
            ratio_high: interval.map(|i| i.1),
            ratio_se,
            cost_per_pupil_month: a_gain.value().map(|value| value * one_month()),
            best: best[arm].0,
            standing,
            against,
            incremental_ratio,
        }
    };
    (0..sample.arms.len()).map(row).collect()
}

/// A standing in the words of the table. A ratio of what is not told apart from nothing is left out.
fn told(standing: &Standing, arm: usize, sample: &Sample) -> (&'static str, String, Option<f64>) {
    let arms = &sample.arms;
    match *standing {
        Standing::Frontier { against: None, .. } => ("on the frontier", String::new(), None),
        Standing::Frontier { against: Some(before), ratio } => {
            let pairs = sample.gains[arm].iter().zip(&sample.gains[before]);
            let further = moments_of_sets(&sample.sets, &pairs.map(|(a, b)| a - b).collect::<Vec<_>>());
            ("on the frontier", arms[before].clone(), ratio.filter(|_| further.interval.0 > 0.0))
        }
        Standing::Dominated { by } => ("dominated", arms[by].clone(), None),
        Standing::Extended { between: (a, b) } => {
            ("extendedly dominated", format!("{} and {}", arms[a], arms[b]), None)
        }
    }
}

/// The largest value of a pupil-month that is looked at: four times what the best bargain asks for one.
pub fn dearest(sample: &Sample) -> f64 {
    let (costs, gains) = (Sample::means(&sample.costs), Sample::means(&sample.gains));
    let asked = costs.iter().zip(&gains).filter(|(c, g)| **c > 0.0 && **g > 0.0).map(|(c, g)| c / g);
    let cheapest = asked.fold(f64::INFINITY, f64::min) * one_month();
    // Where nothing gains, a pupil-month may be worth all that is spent, and still nothing is worth it.
    let all = costs.iter().copied().fold(1.0, f64::max);
    if cheapest.is_finite() { 4.0 * cheapest } else { all }
}

/// How likely each arm is best at each of some values of a pupil-month, from nothing up.
pub fn acceptability(sample: &Sample, system: &System) -> Vec<AcceptabilityRow> {
    let step = round_up(dearest(sample) / f64::from(STEPS));
    let mut rows = Vec::new();
    for at in 0..=STEPS {
        let month = step * f64::from(at);
        let worth = month / one_month();
        let shares = shares_best(&sample.sets, &net_benefits(&sample.costs, &sample.gains, worth));
        rows.extend(sample.arms.iter().zip(shares).map(|(arm, (probability, low, high))| AcceptabilityRow {
            run_id: sample.run_id.clone(),
            system: system.name.clone(),
            arm: arm.clone(),
            cost_unit: sample.unit,
            a_pupil_month: month,
            a_pupil_sd: worth,
            n: sample.sets.len() as u32,
            probability,
            low,
            high,
            level: LEVEL,
        }));
    }
    rows
}

/// The smallest of 1, 2, 5 times a power of ten that is not below a number.
fn round_up(rough: f64) -> f64 {
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    [1.0, 2.0, 5.0].into_iter().map(|m| m * power).find(|s| *s >= rough * 0.999).unwrap_or(power * 10.0)
}

/// How many times one arm's gain is another's, with its jackknife standard error; not a number where the other does not
/// gain in the mean.
pub fn times(sample: &Sample, arm: usize, other: usize) -> (f64, f64) {
    let sums = |arm: usize| sums_of_sets(&sample.sets, &sample.gains[arm]);
    ratio(&sums(arm), &sums(other))
}
