//! Rows of arms beside one another: pairs of arms, tenths of schools, who is better off.

use serde::Serialize;

/// Two arms beside each other: first minus second, replicate by replicate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparisonRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// First arm.
    pub first: String,
    /// Second arm; `do nothing` for the counterfactual.
    pub second: String,
    /// School year.
    pub year: u32,
    /// Group of schools, of those that are the same schools in every arm.
    pub group: &'static str,
    /// Outcome.
    pub outcome: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Replicates in which both arms have the outcome.
    pub n: u32,
    /// Mean of first minus second.
    pub difference: f64,
    /// SD over replicates.
    pub sd: f64,
    /// Monte-Carlo standard error of the mean.
    pub se: f64,
    /// Lower end of the interval of the mean.
    pub low: f64,
    /// Upper end of the interval of the mean.
    pub high: f64,
    /// Level of the intervals, such as 0.95.
    pub level: f64,
    /// 5th percentile over replicates.
    pub p5: f64,
    /// Median over replicates.
    pub p50: f64,
    /// 95th percentile over replicates.
    pub p95: f64,
    /// What is better: `higher`, `lower` or `nearer zero`; empty where nothing is.
    pub better: &'static str,
    /// Share of replicates in which the first is better, ties counted half; empty where nothing is better.
    pub probability: Option<f64>,
    /// Its standard error.
    pub probability_se: Option<f64>,
    /// Lower end of its interval.
    pub probability_low: Option<f64>,
    /// Upper end of its interval.
    pub probability_high: Option<f64>,
    /// The difference in months of progress; empty for other outcomes than attainment and beyond the table of months.
    pub months: Option<f64>,
}

/// Schools by tenth of true attainment at the opening, and what an arm brings them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DecileRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Arm that it is compared with: `do nothing` in every year, each later arm in the last.
    pub against: String,
    /// School year; 0 is the opening.
    pub year: u32,
    /// Tenth of schools by true attainment at the opening, 1 the lowest.
    pub decile: u32,
    /// `attainment` or `enacted_practice`.
    pub outcome: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Replicates.
    pub n: u32,
    /// Schools, mean over replicates.
    pub schools: f64,
    /// Pupils in them that year, mean over replicates.
    pub pupils: f64,
    /// Mean value in the arm.
    pub value: f64,
    /// Its Monte-Carlo standard error.
    pub value_se: f64,
    /// Mean difference from the other arm, the same schools.
    pub difference: f64,
    /// Monte-Carlo standard error of the difference.
    pub se: f64,
    /// Lower end of the interval of the difference.
    pub low: f64,
    /// Upper end of the interval of the difference.
    pub high: f64,
    /// Level of that interval, such as 0.95.
    pub level: f64,
}

/// Who is better off under which of two arms: shares of pupils and of schools.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WinnerRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// First arm.
    pub first: String,
    /// Second arm; `do nothing` for the counterfactual.
    pub second: String,
    /// Last school year.
    pub year: u32,
    /// `all`, `urban` or `rural` schools.
    pub place: &'static str,
    /// What is counted: `pupils` or `schools`.
    pub counted: &'static str,
    /// `better` or `worse` off under the first than under the second.
    pub who: &'static str,
    /// By more than this, in attainment of their school, mean over replicates (pupil SD).
    pub margin: f64,
    /// Replicates.
    pub n: u32,
    /// Pupils or schools of the place.
    pub total: f64,
    /// Share of them.
    pub share: f64,
    /// Its standard error, by the jackknife over parameter sets.
    pub se: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Level of the intervals, such as 0.95.
    pub level: f64,
    /// Share in schools whose own interval lies wholly beyond the margin: what is not chance.
    pub clear: f64,
}
