//! What simpler comparisons would have reported beside what is true, in a sentence right for every sign and interval.

use super::{Verdict, difference, distinct, of_interval, places};
use crate::answer::persistence::judged;
use crate::experiment::Results;
use crate::experiment::naive::{ESTIMATORS, WORLDS};
use crate::numerals::{decimals, fixed, signed};
use crate::rows::NaiveRow;

/// The line of an arm that anybody receives in; none for any other arm.
pub fn line(results: &Results, system: &str, arm: &str) -> Option<String> {
    let rows: Vec<&NaiveRow> = results.naive.iter().filter(|r| r.system == system && r.arm == arm).collect();
    let last = rows.iter().map(|r| r.year).max()?;
    let year = judged(results, system, arm, last);
    let of_world = |world: &str| -> Vec<&NaiveRow> {
        rows.iter().filter(|r| r.year == year && r.world == world).copied().collect()
    };
    let (here, otherwise) = (of_world(WORLDS[0]), of_world(WORLDS[1]));
    let first = here.first()?;
    let truth = difference(first.n, first.truth, (first.truth_low, first.truth_high), first.level, "pupil SD");
    let found: Vec<String> = here.iter().map(|row| found(row)).collect();
    Some(format!(
        "{arm}, what simpler comparisons would report in year {year} of the measured results of the schools that ever \
         receive ({} on average): {}; true is {truth}{}{}.",
        fixed(first.treated, decimals(&[first.treated]).min(1)),
        found.join(", "),
        missing(&here),
        regression_to_the_mean(&otherwise),
    ))
}

/// `before and after +0.25, too high`.
fn found(row: &NaiveRow) -> String {
    let verdict = match of_interval(row.n, row.bias_low, row.bias_high) {
        Verdict::Up => "too high",
        Verdict::Down => "too low",
        Verdict::Undetected if row.bias_low == 0.0 && row.bias_high == 0.0 => "exact",
        Verdict::Undetected => "no detectable bias",
        Verdict::Unknown => "bias not known",
    };
    let value = signed(row.mean, places(row.mean, row.low, row.high).min(4));
    format!("{} {value} ({verdict})", row.estimator)
}

/// The comparisons that cannot be made.
fn missing(here: &[&NaiveRow]) -> String {
    let made = distinct(here.iter().map(|r| r.estimator));
    let not: Vec<&str> = ESTIMATORS.into_iter().filter(|e| !made.contains(e)).collect();
    if not.is_empty() {
        return String::new();
    }
    format!("; {} cannot be told, since no school, or too few, are left untreated", not.join(", "))
}

/// What before and after shows of the same schools where nothing is done.
fn regression_to_the_mean(otherwise: &[&NaiveRow]) -> String {
    let find = |estimator: &str| otherwise.iter().find(|r| r.estimator == estimator);
    let told = |row: &NaiveRow| difference(row.n, row.mean, (row.low, row.high), row.level, "pupil SD");
    let Some(plain) = find(ESTIMATORS[0]) else { return String::new() };
    let without_trend = find(ESTIMATORS[1]).map_or_else(String::new, |row| {
        format!(", and with the trend of all schools taken out, which leaves who was chosen, {}", told(row))
    });
    format!("; where nothing is done, before and after shows of the same schools {}{without_trend}", told(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(world: &'static str, estimator: &'static str, mean: f64, truth: f64, se: f64, n: u32) -> NaiveRow {
        let reach = 2.0 * se;
        NaiveRow {
            run_id: "r".into(),
            system: "England".into(),
            arm: "Pairs".into(),
            year: 4,
            world,
            estimator,
            n,
            treated: 12.0,
            mean,
            se,
            low: mean - reach,
            high: mean + reach,
            level: 0.95,
            p5: mean,
            p50: mean,
            p95: mean,
            truth,
            truth_se: se,
            truth_low: truth - reach,
            truth_high: truth + reach,
            attainment: truth,
            attainment_se: se,
            attainment_low: truth - reach,
            attainment_high: truth + reach,
            bias: mean - truth,
            bias_se: se,
            bias_low: mean - truth - reach,
            bias_high: mean - truth + reach,
        }
    }

    fn told(naive: Vec<NaiveRow>) -> String {
        line(&Results { naive, ..Results::default() }, "England", "Pairs").expect("somebody receives")
    }

    #[test]
    fn each_comparison_is_told_beside_the_truth() {
        let here = |e: usize, mean: f64| row(WORLDS[0], ESTIMATORS[e], mean, 0.1, 0.01, 20);
        let there = |e: usize, mean: f64| row(WORLDS[1], ESTIMATORS[e], mean, 0.0, 0.01, 20);
        let rows =
            vec![here(0, 0.3), here(1, 0.11), here(2, -0.2), here(3, 0.1), here(4, 0.2), there(0, 0.2), there(1, 0.0)];
        assert_eq!(
            told(rows),
            "Pairs, what simpler comparisons would report in year 4 of the measured results of the schools that ever receive \
             (12 on average): before and after +0.30 (too high), before and after, trend taken out +0.11 (no detectable \
             bias), similar schools −0.20 (too low), regression on last results +0.10 (no detectable bias), difference in \
             differences +0.20 (too high); true is +0.10 pupil SD, 95 % interval +0.08 to +0.12; where nothing is done, \
             before and after shows of the same schools +0.20 pupil SD, 95 % interval +0.18 to +0.22, and with the trend of \
             all schools taken out, which leaves who was chosen, no detectable difference: 0.000 pupil SD, 95 % interval \
             −0.020 to +0.020."
        );
    }

    #[test]
    fn what_cannot_be_told_is_said() {
        let all_treated = told(vec![row(WORLDS[0], ESTIMATORS[0], 0.3, 0.3, 0.0, 20)]);
        assert!(all_treated.contains("before and after +0.30 (exact); true is +0.30 pupil SD"), "{all_treated}");
        assert!(
            all_treated.contains(
                "; before and after, trend taken out, similar schools, regression on last results, \
             difference in differences cannot be told, since no school, or too few, are left untreated."
            ),
            "{all_treated}"
        );
        let one = told(vec![row(WORLDS[0], ESTIMATORS[0], 0.3, 0.1, f64::NAN, 1)]);
        assert!(
            one.contains("before and after +0.30 (bias not known); true is +0.10 pupil SD in one replicate"),
            "{one}"
        );
        assert_eq!(line(&Results::default(), "England", "Pairs"), None);
    }
}
