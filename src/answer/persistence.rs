//! What is left of an effect after the support stopped, in a sentence right for every sign, size and interval.

use super::{ATTAINMENT, EMBEDDED, ENACTED, Verdict, of_interval};
use crate::experiment::Results;
use crate::numerals::{counted, decimals, fixed, signed};
use crate::rows::PersistenceRow;
use crate::statistics::describe::{NO_INTERVAL, NOT_DETECTABLE};

/// Years after the stop that are told, as many as there are.
const TOLD: [u32; 3] = [1, 2, 5];

/// The year in which an arm is best judged: the last year of support, or the last of all where the support does not end.
pub fn judged(results: &Results, system: &str, arm: &str, last: u32) -> u32 {
    results.persistence.iter().find(|r| r.system == system && r.arm == arm).map_or(last, |r| r.stopped)
}

/// The line of an arm whose support stopped; none for any other arm.
pub fn line(results: &Results, system: &str, arm: &str) -> Option<String> {
    let of = |outcome: &str| -> Vec<&PersistenceRow> {
        let rows = results.persistence.iter().filter(|r| r.system == system && r.arm == arm);
        rows.filter(|r| r.group == "all" && r.outcome == outcome).collect()
    };
    let attainment = of(ATTAINMENT);
    let first = attainment.first()?;
    let practice: Vec<String> = [("enacted", of(ENACTED)), ("embedded", of(EMBEDDED))]
        .into_iter()
        .filter_map(|(name, rows)| in_practice(name, &rows))
        .collect();
    let practice = if practice.is_empty() { String::new() } else { format!("; {}", practice.join(", ")) };
    Some(format!("{arm}, after the support stopped with year {}: {}{practice}.", first.stopped, sentence(&attainment)))
}

/// What is left of attainment, and how long half of it lasts.
fn sentence(rows: &[&PersistenceRow]) -> String {
    let Some(first) = rows.first() else { return String::new() };
    match first.at_stop {
        NOT_DETECTABLE => {
            return "no effect on attainment was detectable by then, so there is nothing to have a share of".to_owned();
        }
        NO_INTERVAL => return "the effect on attainment by then has no interval, so no share of it is told".to_owned(),
        _ => {}
    }
    let effect = format!("{} pupil SD", signed(first.effect, decimals(&[first.effect]).max(2)));
    let told: Vec<&&PersistenceRow> = told(rows);
    if told.is_empty() {
        return format!("of the {effect} in attainment by then nothing is seen afterwards");
    }
    let left: Vec<String> = told
        .iter()
        .enumerate()
        .map(|(at, row)| format!("{} after {}", share(row, at == 0), counted(row.years_after as usize, "year")))
        .collect();
    let seen = rows.last().map_or(0, |r| r.years_after);
    format!("of the {effect} in attainment by then there is {}; {}", left.join(", "), half(first, seen))
}

/// The rows of the years that are told, the last one seen where the horizon ends before them.
fn told<'a>(rows: &'a [&PersistenceRow]) -> Vec<&'a &'a PersistenceRow> {
    let seen = rows.last().map_or(0, |r| r.years_after);
    let last = TOLD[TOLD.len() - 1].min(seen);
    rows.iter().filter(|r| r.years_after > 0 && (TOLD.contains(&r.years_after) || r.years_after == last)).collect()
}

/// `61 % (95 % interval 50 to 72 %)`, with what cannot be told from nothing and what has turned said.
fn share(row: &PersistenceRow, named: bool) -> String {
    let d = super::dilution::decimals(row.share, row.share_low, row.share_high);
    let percent = |share: f64| fixed(share * 100.0, d);
    let name = if named { format!("{} % interval ", fixed(row.level * 100.0, 0)) } else { String::new() };
    let value = format!("{} %", percent(row.share));
    let interval = format!("{name}{} to {} %", percent(row.share_low), percent(row.share_high));
    match of_interval(row.n, row.share_low, row.share_high) {
        Verdict::Unknown => format!("{value} (interval unknown)"),
        Verdict::Up => format!("{value} ({interval})"),
        Verdict::Undetected => format!("no detectable part ({value}, {interval})"),
        Verdict::Down => format!("the opposite of it ({value}, {interval})"),
    }
}

/// How long half of the effect lasts.
fn half(row: &PersistenceRow, seen: u32) -> String {
    let years = |value: f64| fixed(value, usize::from(value < 9.95));
    let beyond = format!("beyond the {} seen", counted(seen as usize, "year"));
    let end = |end: Option<f64>| end.map_or_else(|| beyond.clone(), years);
    let level = fixed(row.level * 100.0, 0);
    let interval = match (row.half_life_low, row.half_life_high) {
        (Some(low), _) | (_, Some(low)) if low.is_nan() => "interval unknown".to_owned(),
        (None, None) => format!("{level} % interval {beyond}"),
        (low, high) => format!("{level} % interval {} to {}", end(low), end(high)),
    };
    match row.half_life {
        None => format!("more than half lasts longer than the {} seen ({interval})", counted(seen as usize, "year")),
        Some(value) if value.is_nan() => "how long half of it lasts is not known".to_owned(),
        Some(value) => format!("half of it is left after {} years ({interval})", years(value)),
    }
}

/// What is left of practice in the last year that is told.
fn in_practice(name: &str, rows: &[&PersistenceRow]) -> Option<String> {
    let row = told(rows).pop()?;
    Some(match row.at_stop {
        NOT_DETECTABLE => format!("of {name} practice no effect was detectable"),
        NO_INTERVAL => return None,
        _ => format!("of {name} practice {} after {}", share(row, false), counted(row.years_after as usize, "year")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::describe::{DOWN, UP};

    /// Rows of `outcome` from the stop on: share and its interval by year.
    fn rows(
        outcome: &'static str,
        at_stop: &'static str,
        effect: f64,
        shares: &[(f64, f64, f64)],
    ) -> Vec<PersistenceRow> {
        let one = |(at, &(share, share_low, share_high)): (usize, &(f64, f64, f64))| PersistenceRow {
            run_id: "r".into(),
            system: "England".into(),
            arm: "Pairs".into(),
            group: "all",
            outcome,
            unit: "pupil SD",
            stopped: 3,
            year: 3 + at as u32,
            years_after: at as u32,
            n: 20,
            effect: effect * share,
            se: 0.01,
            low: 0.0,
            high: 0.0,
            level: 0.95,
            at_stop,
            share,
            share_se: 0.01,
            share_low,
            share_high,
            half_life: Some(1.25),
            half_life_low: Some(1.0),
            half_life_high: None,
        };
        let first = std::iter::once(&(1.0, 1.0, 1.0));
        first.chain(shares).enumerate().map(one).collect()
    }

    fn told(persistence: Vec<PersistenceRow>) -> String {
        line(&Results { persistence, ..Results::default() }, "England", "Pairs").expect("the support stopped")
    }

    #[test]
    fn shares_and_half_life_are_told() {
        let shares =
            [(0.6, 0.5, 0.7), (0.3, 0.2, 0.4), (0.2, 0.1, 0.3), (0.1, -0.1, 0.3), (-0.2, -0.3, -0.1), (0.0, 0.0, 0.0)];
        let mut all = rows(ATTAINMENT, UP, 0.05, &shares);
        all.extend(rows(ENACTED, UP, 0.2, &[(1.1, 1.05, 1.15)]));
        all.extend(rows(EMBEDDED, NOT_DETECTABLE, 0.2, &[(f64::NAN, f64::NAN, f64::NAN)]));
        assert_eq!(
            told(all),
            "Pairs, after the support stopped with year 3: of the +0.050 pupil SD in attainment by then there is 60 % (95 % \
             interval 50 to 70 %) after 1 year, 30 % (20 to 40 %) after 2 years, the opposite of it (−20 %, −30 to −10 %) \
             after 5 years; half of it is left after 1.2 years (95 % interval 1.0 to beyond the 6 years seen); of enacted \
             practice 110 % (105 to 115 %) after 1 year, of embedded practice no effect was detectable."
        );
    }

    #[test]
    fn a_loss_has_shares_too_and_a_short_horizon_tells_its_last_year() {
        let all = rows(ATTAINMENT, DOWN, -0.05, &[(0.6, 0.5, 0.7), (0.3, 0.2, 0.4), (0.1, -0.1, 0.3)]);
        let line = told(all);
        assert!(line.contains("of the −0.050 pupil SD in attainment by then there is 60 % ("), "{line}");
        assert!(line.contains(", no detectable part (10 %, −10 to 30 %) after 3 years; half"), "{line}");
    }

    #[test]
    fn what_is_not_known_is_said() {
        let nan = f64::NAN;
        let nothing = told(rows(ATTAINMENT, NOT_DETECTABLE, 0.0, &[(nan, nan, nan)]));
        assert!(
            nothing
                .ends_with(": no effect on attainment was detectable by then, so there is nothing to have a share of.")
        );
        let one = told(rows(ATTAINMENT, NO_INTERVAL, 0.05, &[(nan, nan, nan)]));
        assert!(one.ends_with(": the effect on attainment by then has no interval, so no share of it is told."));
        let mut all = rows(ATTAINMENT, UP, 0.05, &[(0.9, nan, nan)]);
        let set = |all: &mut Vec<PersistenceRow>, half: [Option<f64>; 3]| {
            for r in all {
                [r.half_life, r.half_life_low, r.half_life_high] = half;
            }
        };
        set(&mut all, [None, Some(0.75), None]);
        let line = told(all.clone());
        assert!(
            line.contains(
                "there is 90 % (interval unknown) after 1 year; more than half lasts longer than the 1 year "
            ),
            "{line}"
        );
        assert!(line.ends_with("seen (95 % interval 0.8 to beyond the 1 year seen)."), "{line}");
        set(&mut all, [None, None, None]);
        assert!(told(all.clone()).ends_with("(95 % interval beyond the 1 year seen)."));
        set(&mut all, [Some(0.5), Some(nan), Some(nan)]);
        assert!(told(all.clone()).ends_with("half of it is left after 0.5 years (interval unknown)."));
        set(&mut all, [Some(nan); 3]);
        assert!(told(all).ends_with("how long half of it lasts is not known."));
        assert_eq!(line_of_nothing(), None);
    }

    fn line_of_nothing() -> Option<String> {
        line(&Results::default(), "England", "Pairs")
    }
}
