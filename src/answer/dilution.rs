//! What share of the way to a cascade's source the teachers at each step from it have covered, in a sentence right for
//! every sign, order and interval. Gains alone mislead: who is trained first is better already and has less far to go.

use super::{Verdict, of_interval};
use crate::experiment::Results;
use crate::numerals::fixed;
use crate::observe::GENERATIONS;
use crate::rows::CascadeRow;
use crate::statistics::describe::{LEVEL, reach};

/// The interval of the share of the way that a row tells; none for one replicate.
pub fn interval(row: &CascadeRow) -> Option<(f64, f64)> {
    let reach = reach(row.n, row.reached_se);
    (row.reached.is_finite() && reach.is_finite()).then_some((row.reached - reach, row.reached + reach))
}

/// What the share of a row shows by its interval.
pub fn verdict(row: &CascadeRow) -> Verdict {
    interval(row).map_or(Verdict::Unknown, |(low, high)| of_interval(row.n, low, high))
}

/// The rows of one arm that rest on at least half as many replicates as its best one: what a step does in the few
/// replicates that have it says little, and its interval would hide all others. A step of which the source was not ahead
/// has no way to cover.
pub fn usual<'a>(rows: &[&'a CascadeRow]) -> Vec<&'a CascadeRow> {
    let most = rows.iter().map(|r| r.n).max().unwrap_or(0);
    rows.iter().filter(|r| 2 * r.n >= most && r.reached.is_finite()).copied().collect()
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
        "in year {} teachers at step {} {}",
        first.year,
        counted_step(first.generation),
        match verdict(first) {
            Verdict::Up | Verdict::Unknown => format!(
                "have covered {} of the way to the source against doing nothing ({})",
                percent(first),
                within(first, true)
            ),
            Verdict::Undetected => format!(
                "have covered no detectable part of the way to the source against doing nothing ({}, {})",
                percent(first),
                within(first, true)
            ),
            Verdict::Down => format!(
                "have lost practice against doing nothing: {} of the way to the source ({})",
                percent(first),
                within(first, true)
            ),
        }
    );
    let further = steps.windows(2).map(|pair| further(pair[0], pair[1]));
    let parts: Vec<String> = std::iter::once(first_step).chain(further).collect();
    parts.join("; ")
}

/// What a further step has covered; the verb is said anew where the step before lost.
fn further(before: &CascadeRow, row: &CascadeRow) -> String {
    let verb = if verdict(before) == Verdict::Down { " has covered" } else { "," };
    let step = format!("step {}", counted_step(row.generation));
    match verdict(row) {
        Verdict::Up | Verdict::Unknown => format!("{step}{verb} {} ({})", percent(row), within(row, false)),
        Verdict::Undetected => format!("{step}{verb} no detectable part ({}, {})", percent(row), within(row, false)),
        Verdict::Down => format!("{step} has lost practice ({}, {})", percent(row), within(row, false)),
    }
}

fn percent(row: &CascadeRow) -> String {
    let (low, high) = interval(row).unwrap_or((row.reached, row.reached));
    format!("{} %", fixed(row.reached * 100.0, decimals(row.reached, low, high)))
}

fn within(row: &CascadeRow, named: bool) -> String {
    match interval(row) {
        Some((low, high)) => {
            let d = decimals(row.reached, low, high);
            let name = if named { format!("{} % interval ", fixed(LEVEL * 100.0, 0)) } else { String::new() };
            format!("{name}{} to {} %", fixed(low * 100.0, d), fixed(high * 100.0, d))
        }
        None if row.n < 2 => "one replicate, so no interval".to_owned(),
        None => "interval unknown".to_owned(),
    }
}

/// The fewest decimals of a percentage that tell a share from the ends of its interval and none that is not zero from
/// zero: the verdict hangs on their signs.
pub fn decimals(share: f64, low: f64, high: f64) -> usize {
    let told = |d: usize| {
        let digits = |share: f64| fixed(share * 100.0, d);
        let apart = |end: f64| end == share || digits(end) != digits(share);
        let zero = digits(0.0);
        apart(low) && apart(high) && [low, share, high].iter().all(|s| *s == 0.0 || digits(*s) != zero)
    };
    (0..6).find(|&d| told(d)).unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(year: u32, generation: u32, reached: f64, reached_se: f64, n: u32) -> CascadeRow {
        let (run_id, system, arm) = ("r".into(), "England".into(), "Quick".into());
        // Gains tell another story than shares of the way.
        let (gained, se) = (1.0 - reached, 0.5);
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
            reached,
            reached_se,
            enacted: gained,
        }
    }

    fn told(cascade: Vec<CascadeRow>) -> Option<String> {
        line(&Results { cascade, ..Results::default() }, "England", "Quick")
    }

    #[test]
    fn each_step_is_told_by_the_share_of_the_way_that_it_covered() {
        // t(39) at 0.975 is 2.0227.
        let steps = [(1, 0.27), (2, 0.12), (3, 0.07)].map(|(step, reached)| row(8, step, reached, 0.01, 40));
        let before = row(7, 1, 0.9, 0.01, 40);
        let elsewhere = CascadeRow { arm: "Slow".into(), ..row(9, 1, 0.9, 0.01, 40) };
        assert_eq!(
            told([before, elsewhere].into_iter().chain(steps).collect()).as_deref(),
            Some(
                "Quick, dilution: in year 8 teachers at step 1 have covered 27 % of the way to the source against doing \
                 nothing (95 % interval 25 to 29 %); step 2, 12 % (10 to 14 %); step 3, 7 % (5 to 9 %)."
            )
        );
    }

    #[test]
    fn each_order_sign_and_interval_has_its_words() {
        let nan = f64::NAN;
        let (up, down, unclear) = ((0.2, 0.01, 40), (-0.1, 0.01, 40), (0.01, 0.01, 40));
        let (one, unknown) = ((0.4, nan, 1), (0.2, nan, 40));
        let cases = [
            (up, (0.3, 0.01, 40), "at step 1 have covered 20 % of the way to the source against doing nothing (95 % "),
            (up, (0.3, 0.01, 40), "interval 18 to 22 %); step 2, 30 % (28 to 32 %)."),
            (up, up, "; step 2, 20 % (18 to 22 %)."),
            (up, (0.034, 0.0025, 40), "; step 2, 3.4 % (2.9 to 3.9 %)."),
            (up, (1e-4, 1e-5, 40), "; step 2, 0.010 % (0.008 to 0.012 %)."),
            (up, (1.1, 0.01, 40), "; step 2, 110 % (108 to 112 %)."),
            (up, unclear, "; step 2, no detectable part (1 %, −1 to 3 %)."),
            (up, (0.004, 0.01, 40), "; step 2, no detectable part (0.4 %, −1.6 to 2.4 %)."),
            (up, (0.0, 0.0, 40), "; step 2, no detectable part (0 %, 0 to 0 %)."),
            (up, down, "; step 2 has lost practice (−10 %, −12 to −8 %)."),
            (down, up, " have lost practice against doing nothing: −10 % of the way to the source (95 % interval −12 "),
            (down, up, "to −8 %); step 2 has covered 20 % (18 to 22 %)."),
            (down, down, "; step 2 has lost practice (−10 %, −12 to −8 %)."),
            (down, unclear, "; step 2 has covered no detectable part (1 %, −1 to 3 %)."),
            (
                unclear,
                up,
                "at step 1 have covered no detectable part of the way to the source against doing nothing (1 %, ",
            ),
            (unclear, up, "95 % interval −1 to 3 %); step 2, 20 % (18 to 22 %)."),
            (
                one,
                one,
                "have covered 40 % of the way to the source against doing nothing (one replicate, so no interval); ",
            ),
            (one, one, "; step 2, 40 % (one replicate, so no interval)."),
            (up, unknown, "; step 2, 20 % (interval unknown)."),
        ];
        for ((a, a_se, a_n), (b, b_se, b_n), words) in cases {
            let line = told(vec![row(5, 1, a, a_se, a_n), row(5, 2, b, b_se, b_n)]).expect("two steps");
            assert!(line.contains(words) && line.ends_with('.'), "{line}");
        }
    }

    #[test]
    fn nothing_is_said_of_a_cascade_of_one_step_or_of_none() {
        assert_eq!(told(Vec::new()), None);
        assert_eq!(told(vec![row(5, 1, 0.2, 0.01, 40), row(4, 1, 0.3, 0.01, 40)]), None);
        assert_eq!(told(vec![row(5, 1, 0.2, 0.01, 40), row(5, 2, f64::NAN, f64::NAN, 0)]), None);
        // Of which the source was not ahead.
        assert_eq!(told(vec![row(5, 1, 0.2, 0.01, 40), row(5, 2, f64::NAN, f64::NAN, 40)]), None);
    }

    #[test]
    fn a_step_that_few_replicates_have_is_passed_over() {
        let rows = |n: u32| vec![row(5, 1, 0.2, 0.01, 40), row(5, 2, 0.1, 0.01, 40), row(5, 3, 0.1, 0.5, n)];
        assert!(told(rows(19)).expect("two steps").ends_with("; step 2, 10 % (8 to 12 %)."));
        assert!(told(rows(20)).expect("three steps").contains("; step 3, no detectable part (10 %, "));
    }

    #[test]
    fn the_last_year_with_two_steps_is_told_and_the_furthest_step_holds_those_beyond_it() {
        let gone = vec![row(5, 6, 0.1, 0.01, 40), row(5, 2, 0.2, 0.01, 40), row(6, 2, 0.2, 0.01, 40)];
        let line = told(gone).expect("two steps");
        assert!(line.starts_with("Quick, dilution: in year 5 teachers at step 2 have covered 20 %"), "{line}");
        assert!(line.contains("; step 6 or more, 10 % (8 to 12 %)."), "{line}");
    }
}
