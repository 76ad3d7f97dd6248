//! From summary rows to the series of a figure: selection only, no arithmetic.

use crate::answer::{DO_NOTHING, distinct};
use crate::rows::SummaryRow;

/// A year of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Year {
    /// School year.
    pub year: u32,
    /// Mean over replicates.
    pub mean: f64,
    /// Interval of the mean, if there is one.
    pub interval: Option<(f64, f64)>,
    /// 5th and 95th percentile over replicates, if there are several.
    pub spread: Option<(f64, f64)>,
}

/// A line of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Name at the line.
    pub name: String,
    /// Which look it has.
    pub look: usize,
    /// Its years in order, finite ones only.
    pub years: Vec<Year>,
}

/// The arms of a system, do nothing left out, in the order of the rows.
pub fn arms<'a>(rows: &'a [SummaryRow], system: &str) -> Vec<&'a str> {
    distinct(rows.iter().filter(|r| r.system == system && r.arm != DO_NOTHING).map(|r| r.arm.as_str()))
}

/// The rows of differences of an outcome for a group of schools of a system.
pub fn differences<'a>(rows: &'a [SummaryRow], system: &str, outcome: &str, group: &str) -> Vec<&'a SummaryRow> {
    rows.iter()
        .filter(|r| {
            r.system == system
                && r.outcome == outcome
                && r.group == group
                && r.measure == "difference"
                && r.arm != DO_NOTHING
        })
        .collect()
}

/// One series an arm, with the look of the arm's place among the arms of the system.
pub fn series(rows: &[&SummaryRow], arms: &[&str]) -> Vec<Series> {
    arms.iter()
        .enumerate()
        .map(|(look, arm)| {
            let mut years: Vec<Year> =
                rows.iter().filter(|r| r.arm == *arm && r.mean.is_finite()).map(|r| year(r)).collect();
            years.sort_by_key(|y| y.year);
            Series { name: (*arm).to_owned(), look, years }
        })
        .filter(|s| !s.years.is_empty())
        .collect()
}

fn year(row: &SummaryRow) -> Year {
    let pair = |low: f64, high: f64| (row.n > 1 && low.is_finite() && high.is_finite()).then_some((low, high));
    Year { year: row.year, mean: row.mean, interval: pair(row.low, row.high), spread: pair(row.p5, row.p95) }
}

/// The row of each arm in its last year.
pub fn last<'a>(rows: &[&'a SummaryRow], arms: &[&str]) -> Vec<&'a SummaryRow> {
    arms.iter().filter_map(|arm| rows.iter().filter(|r| r.arm == *arm).max_by_key(|r| r.year).copied()).collect()
}
