//! What is left of a cascade's gain at each step from its source, in a sentence right for every sign, order and
//! interval.

use super::{Verdict, of_interval, places};
use crate::experiment::Results;
use crate::experiment::statistics::{LEVEL, reach};
use crate::numerals::{fixed, signed};
use crate::observe::GENERATIONS;
use crate::rows::CascadeRow;

/// The interval of the mean gain of a row; none for one replicate.
pub fn interval(row: &CascadeRow) -> Option<(f64, f64)> {
    let reach = reach(row.n, row.se);
    (row.gained.is_finite() && reach.is_finite()).then_some((row.gained - reach, row.gained + reach))
}

/// What the gain of a row shows by its interval.
pub fn verdict(row: &CascadeRow) -> Verdict {
    interval(row).map_or(Verdict::Unknown, |(low, high)| of_interval(row.n, low, high))
}

/// The rows of one arm that rest on at least half as many replicates as its best one: what a step does in the few
/// replicates that have it says little, and its interval would hide all others.
pub fn usual<'a>(rows: &[&'a CascadeRow]) -> Vec<&'a CascadeRow> {
    let most = rows.iter().map(|r| r.n).max().unwrap_or(0);
    rows.iter().filter(|r| 2 * r.n >= most && r.gained.is_finite()).copied().collect()
}

/// The rows of one arm in the last year that has two steps or more, or else in the last year, nearest step first.
pub fn last_steps<'a>(rows: &[&'a CascadeRow]) -> Vec<&'a CascadeRow> {
    let rows = usual(rows);
    let in_year = |year: u32| rows.iter().filter(move |r| r.year == year);
    let Some(year) = rows.iter().map(|r| r.year).max_by_key(|&year| (in_year(year).count().min(2), year)) else {
        return Vec::new();
    };
    let mut steps: Vec<&CascadeRow> = in_year(year).copied().collect();
    steps.sort_by_key(|r| r.generation);
    steps
}

/// A generation as people count it; the last one told apart holds those beyond it too.
pub fn counted_step(generation: u32) -> String {
    if generation as usize == GENERATIONS { format!("{generation} or more") } else { generation.to_string() }
}

/// The line of an arm whose cascade has two steps or more; none for any other arm.
pub fn line(results: &Results, system: &str, arm: &str) -> Option<String> {
    let rows: Vec<&CascadeRow> = results.cascade.iter().filter(|r| r.system == system && r.arm == arm).collect();
    let steps = last_steps(&rows);
    (steps.len() > 1).then(|| format!("{arm}, dilution: {}.", sentence(&steps)))
}

fn sentence(steps: &[&CascadeRow]) -> String {
    let first = steps[0];
    let first_step = format!(
        "in year {} practice at step {} from the source of the cascade has changed by {} since training began{}",
        first.year,
        counted_step(first.generation),
        amount(first),
        with_interval(first, &format!("{} % interval ", fixed(LEVEL * 100.0, 0)))
    );
    let further = steps.windows(2).map(|pair| further(pair[0], pair[1]));
    let parts: Vec<String> = std::iter::once(first_step).chain(further).collect();
    parts.join("; ")
}

/// What a step has of the gain of the step before it. A share is told only where both are clearly above zero.
fn further(before: &CascadeRow, row: &CascadeRow) -> String {
    let (step, earlier) = (counted_step(row.generation), counted_step(before.generation));
    let gain = format!("({}{})", amount(row), with_interval(row, ""));
    match (verdict(before), verdict(row)) {
        (_, Verdict::Down) => format!("step {step} has lost practice {gain}"),
        (_, Verdict::Undetected) => format!("the gain of step {step} cannot be told from zero {gain}"),
        (Verdict::Up, Verdict::Up) => {
            format!("step {step} has {} of the gain of step {earlier} {gain}", share(row.gained / before.gained))
        }
        _ => format!("step {step} has changed by {}{}, with no share to tell", amount(row), with_interval(row, "")),
    }
}

fn share(share: f64) -> String {
    if share < 0.01 { "under 1 %".to_owned() } else { format!("{} %", fixed(share * 100.0, 0)) }
}

fn amount(row: &CascadeRow) -> String {
    let (low, high) = interval(row).unwrap_or((row.gained, row.gained));
    format!("{} SD", signed(row.gained, places(row.gained, low, high)))
}

fn with_interval(row: &CascadeRow, before: &str) -> String {
    match interval(row) {
        Some((low, high)) => {
            let d = places(row.gained, low, high);
            format!(", {before}{} to {}", signed(low, d), signed(high, d))
        }
        None if row.n < 2 => ", one replicate, so no interval".to_owned(),
        None => ", interval unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(year: u32, generation: u32, gained: f64, se: f64, n: u32) -> CascadeRow {
        let (run_id, system, arm) = ("r".into(), "England".into(), "Quick".into());
        CascadeRow {
            run_id,
            system,
            arm,
            year,
            generation,
            n,
            teachers: 20.0,
            gained,
            se,
            reached: gained / 2.0,
            reached_se: se / 2.0,
            enacted: gained,
        }
    }

    fn told(cascade: Vec<CascadeRow>) -> Option<String> {
        line(&Results { cascade, ..Results::default() }, "England", "Quick")
    }

    #[test]
    fn each_step_is_told_as_a_share_of_the_one_before() {
        // t(39) at 0.975 is 2.0227.
        let steps = [(1, 0.41), (2, 0.18), (3, 0.06)].map(|(step, gained)| row(10, step, gained, 0.01, 40));
        let before = row(9, 1, 0.9, 0.01, 40);
        let elsewhere = CascadeRow { arm: "Slow".into(), ..row(11, 1, 0.9, 0.01, 40) };
        assert_eq!(
            told([before, elsewhere].into_iter().chain(steps).collect()).as_deref(),
            Some(
                "Quick, dilution: in year 10 practice at step 1 from the source of the cascade has changed by +0.41 \
                 SD since training began, 95 % interval +0.39 to +0.43; step 2 has 44 % of the gain of step 1 \
                 (+0.18 SD, +0.16 to +0.20); step 3 has 33 % of the gain of step 2 (+0.060 SD, +0.040 to +0.080)."
            )
        );
    }

    #[test]
    fn each_order_sign_and_interval_has_its_words() {
        let nan = f64::NAN;
        let cases = [
            ((0.2, 0.01, 40), (0.3, 0.01, 40), "; step 2 has 150 % of the gain of step 1 (+0.30 SD, +0.28 to +0.32)."),
            ((0.2, 0.01, 40), (0.2, 0.01, 40), "; step 2 has 100 % of the gain of step 1 (+0.20 SD, +0.18 to +0.22)."),
            (
                (0.9, 0.01, 40),
                (1e-4, 1e-5, 40),
                "step 2 has under 1 % of the gain of step 1 (+0.00010 SD, +0.00008 to +0.00012).",
            ),
            (
                (0.2, 0.01, 40),
                (0.01, 0.01, 40),
                "; the gain of step 2 cannot be told from zero (+0.010 SD, −0.010 to +0.030).",
            ),
            ((0.2, 0.01, 40), (0.0, 0.0, 40), "; the gain of step 2 cannot be told from zero (0.00 SD, 0.00 to 0.00)."),
            ((0.2, 0.01, 40), (-0.1, 0.01, 40), "; step 2 has lost practice (−0.10 SD, −0.12 to −0.08)."),
            ((-0.1, 0.01, 40), (-0.2, 0.01, 40), "; step 2 has lost practice (−0.20 SD, −0.22 to −0.18)."),
            (
                (-0.1, 0.01, 40),
                (0.2, 0.01, 40),
                "; step 2 has changed by +0.20 SD, +0.18 to +0.22, with no share to tell.",
            ),
            (
                (0.01, 0.01, 40),
                (0.2, 0.01, 40),
                "; step 2 has changed by +0.20 SD, +0.18 to +0.22, with no share to tell.",
            ),
            (
                (0.4, nan, 1),
                (0.2, nan, 1),
                "began, one replicate, so no interval; step 2 has changed by +0.20 SD, one replicate, so no interval, with \
                 no share to tell.",
            ),
            (
                (0.4, 0.01, 9),
                (0.2, nan, 9),
                "; step 2 has changed by +0.20 SD, interval unknown, with no share to tell.",
            ),
        ];
        for ((a, a_se, a_n), (b, b_se, b_n), end) in cases {
            let line = told(vec![row(5, 1, a, a_se, a_n), row(5, 2, b, b_se, b_n)]).expect("two steps");
            assert!(line.ends_with(end), "{line}");
        }
    }

    #[test]
    fn nothing_is_said_of_a_cascade_of_one_step_or_of_none() {
        assert_eq!(told(Vec::new()), None);
        assert_eq!(told(vec![row(5, 1, 0.2, 0.01, 40), row(4, 1, 0.3, 0.01, 40)]), None);
        assert_eq!(told(vec![row(5, 1, 0.2, 0.01, 40), row(5, 2, f64::NAN, f64::NAN, 0)]), None);
    }

    #[test]
    fn a_step_that_few_replicates_have_is_passed_over() {
        let rows = |n: u32| vec![row(5, 1, 0.2, 0.01, 40), row(5, 2, 0.1, 0.01, 40), row(5, 3, 0.1, 0.5, n)];
        assert!(
            told(rows(19))
                .expect("two steps")
                .ends_with("; step 2 has 50 % of the gain of step 1 (+0.10 SD, +0.08 to +0.12).")
        );
        assert!(told(rows(20)).expect("three steps").contains("; the gain of step 3 cannot be told from zero ("));
    }

    #[test]
    fn the_last_year_with_two_steps_is_told_and_the_furthest_step_holds_those_beyond_it() {
        let gone = vec![row(5, 6, 0.1, 0.01, 40), row(5, 2, 0.2, 0.01, 40), row(6, 2, 0.2, 0.01, 40)];
        let line = told(gone).expect("two steps");
        assert!(line.starts_with("Quick, dilution: in year 5 practice at step 2 from the source"), "{line}");
        assert!(line.contains("; step 6 or more has 50 % of the gain of step 2 (+0.10 SD"), "{line}");
    }
}
