//! Effects of trials: difference in means, analysis of covariance, difference in differences.

use super::estimate::{Estimate, Problem, same_length};
use super::regression::{Errors, Fit, Table, fit_with, number};

/// Name of the treated arm's column.
pub const TREATED: &str = "treated";

/// Name of the second period's column.
pub const AFTER: &str = "after";

/// Name of the column of the treated arm in the second period.
pub const TREATED_AFTER: &str = "treated after";

/// A trial of two arms: one entry a row in each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trial {
    /// Outcome at the end.
    pub outcome: Vec<f64>,
    /// Whether a row is of the treated arm.
    pub treated: Vec<bool>,
    /// What was measured before, by name.
    pub baseline: Vec<(String, Vec<f64>)>,
    /// Which cluster a row is of: usually what was drawn.
    pub clusters: Option<Vec<usize>>,
    /// Which block a row was drawn within.
    pub blocks: Option<Vec<usize>>,
    /// Weights.
    pub weights: Option<Vec<f64>>,
}

/// Two arms in two periods: one entry a row in each, a row being a unit (or a group) in one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Periods {
    /// Outcome in the row's period.
    pub outcome: Vec<f64>,
    /// Whether a row is of the treated arm.
    pub treated: Vec<bool>,
    /// Whether a row is of the second period.
    pub after: Vec<bool>,
    /// Which cluster a row is of: both periods of a unit in one cluster.
    pub clusters: Option<Vec<usize>>,
    /// Which unit (or other group) a row is of, each of which gets its own constant.
    pub units: Option<Vec<usize>>,
    /// Weights.
    pub weights: Option<Vec<f64>>,
}

/// An effect and the regression that it is a coefficient of.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Treated less control.
    pub estimate: Estimate,
    /// The whole regression.
    pub fit: Fit,
}

/// Difference in means, `ȳ_treated − ȳ_control`: the coefficient of the arm beside a constant (Donner & Klar 2000, ch.
/// 7; Cameron & Miller 2015). Baseline and blocks are not used.
pub fn difference_in_means(trial: &Trial, errors: Errors) -> Result<Effect, Problem> {
    let table = Table { weights: trial.weights.clone(), clusters: trial.clusters.clone(), ..outcome(&trial.outcome) };
    let table = table.constant().column(TREATED, zero_one(TREATED, &trial.treated, trial.outcome.len())?);
    large_enough(&trial.treated, &table)?;
    effect(&table, errors, TREATED)
}

/// Analysis of covariance: the coefficient of the arm in `y = a_block + τ treated + β'baseline` (Donner &
/// Klar 2000, ch. 7), with one constant if there are no blocks.
pub fn ancova(trial: &Trial, errors: Errors) -> Result<Effect, Problem> {
    let mut table = Table {
        weights: trial.weights.clone(),
        clusters: trial.clusters.clone(),
        absorb: trial.blocks.clone(),
        ..outcome(&trial.outcome)
    };
    if table.absorb.is_none() {
        table = table.constant();
    }
    // Baseline first: an arm that it determines has no effect to be told apart, which must not pass for an estimate.
    table.columns.extend(trial.baseline.iter().cloned());
    let table = table.column(TREATED, zero_one(TREATED, &trial.treated, trial.outcome.len())?);
    large_enough(&trial.treated, &table)?;
    effect(&table, errors, TREATED)
}

/// Difference in differences: the coefficient of the treated arm after, beside the arm and the period (Angrist &
/// Pischke 2009, ch. 5). With one row a cell it has no residual and gives [`Problem::TooFewObservations`].
pub fn difference_in_differences(periods: &Periods, errors: Errors) -> Result<Effect, Problem> {
    let rows = periods.outcome.len();
    let treated = zero_one(TREATED, &periods.treated, rows)?;
    let after = zero_one(AFTER, &periods.after, rows)?;
    let both = treated.iter().zip(&after).map(|(t, a)| t * a).collect();
    let mut table = Table {
        weights: periods.weights.clone(),
        clusters: periods.clusters.clone(),
        absorb: periods.units.clone(),
        ..outcome(&periods.outcome)
    };
    if table.absorb.is_none() {
        table = table.constant();
    }
    let table = table.column(TREATED, treated).column(AFTER, after).column(TREATED_AFTER, both);
    large_enough(&periods.treated, &table)?;
    effect(&table, errors, TREATED_AFTER)
}

fn outcome(values: &[f64]) -> Table {
    Table::new(values.to_vec())
}

fn zero_one(what: &str, flags: &[bool], rows: usize) -> Result<Vec<f64>, Problem> {
    same_length(what, flags.len(), rows)?;
    Ok(flags.iter().map(|&flag| f64::from(u8::from(flag))).collect())
}

fn effect(table: &Table, errors: Errors, name: &str) -> Result<Effect, Problem> {
    let fit = fit_with(table, errors)?;
    Ok(Effect { estimate: fit.coefficient(name)?, fit })
}

/// Whether each arm has two clusters, or two rows without clusters: one alone has its mean fitted exactly, so that its
/// scatter would pass for none.
fn large_enough(treated: &[bool], table: &Table) -> Result<(), Problem> {
    let rows = table.outcome.len();
    let weighs = |row: usize| table.weights.as_ref().and_then(|w| w.get(row)).is_none_or(|w| *w > 0.0);
    for (arm, what) in [(true, "treated arm"), (false, "control arm")] {
        let mine = (0..rows).filter(|&row| treated[row] == arm && weighs(row));
        let what = what.to_owned();
        if let Some(clusters) = &table.clusters {
            same_length("clusters", clusters.len(), rows)?;
            let found = number(mine.map(|row| clusters[row])).1;
            if found < 2 {
                return Err(Problem::TooFewClusters { what, found, needed: 2 });
            }
        } else {
            let found = mine.count();
            if found < 2 {
                return Err(Problem::TooFewObservations { what, found, needed: 2 });
            }
        }
    }
    Ok(())
}
