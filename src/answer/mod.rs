//! The answer in a few lines, each sentence right for every sign, size and interval.

use crate::experiment::Results;
use crate::months;
use crate::numerals::{decimals, fixed, signed};
use crate::rows::{CostRow, SummaryRow};
use std::collections::BTreeSet;

pub mod lines;
pub mod footing;
pub mod spread;
pub mod dilution;
pub mod comparison;
mod interaction;
mod groups;
mod disparity;
pub mod persistence;
pub mod naive;
pub mod donors;
pub mod audit;

pub use lines::{Answer, Line, SystemAnswer, Topic};

pub use crate::experiment::outcomes::{ATTAINMENT, DISPARITY, DO_NOTHING, EMBEDDED, ENACTED};

/// What a difference shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval lies above zero.
    Up,
    /// The whole interval lies below zero.
    Down,
    /// The interval includes zero.
    Undetected,
    /// There is no interval.
    Unknown,
}

/// What a row of differences shows by its interval.
pub fn verdict(row: &SummaryRow) -> Verdict {
    of_interval(row.n, row.low, row.high)
}

/// What the interval of a mean over `n` replicates shows.
pub fn of_interval(n: u32, low: f64, high: f64) -> Verdict {
    if n < 2 || !low.is_finite() || !high.is_finite() {
        Verdict::Unknown
    } else if low > 0.0 {
        Verdict::Up
    } else if high < 0.0 {
        Verdict::Down
    } else {
        Verdict::Undetected
    }
}

/// Names in order of first appearance.
pub fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(*name)).collect()
}

/// The answer that the results give.
pub fn answer(results: &Results) -> Answer {
    let partial: Vec<String> = results
        .replicates
        .iter()
        .filter(|(_, wanted, finished)| finished < wanted)
        .map(|(system, wanted, finished)| format!("{finished} of {wanted} replicates of {system}"))
        .collect();
    let partial = match partial.as_slice() {
        [] => String::new(),
        some => format!("The run was interrupted: these are {} only.\n", some.join(", ")),
    };
    let caution = format!(
        "{partial}These are projections, not causal estimates: {}.\n{}\nMonths: {}.",
        footing::values(&results.footing),
        footing::lines(&results.footing).join("\n"),
        months::EDITION
    );
    let systems = distinct(results.summary.iter().map(|r| r.system.as_str()));
    let systems =
        systems.into_iter().map(|s| SystemAnswer { system: s.to_owned(), lines: lines_of(results, s) }).collect();
    Answer { caution, systems }
}

/// The lines of a system: those of an audit where it is audited.
fn lines_of(results: &Results, system: &str) -> Vec<Line> {
    let audited = audit::lines(results, system);
    if audited.is_empty() { system_lines(results, system) } else { audited }
}

fn system_lines(results: &Results, system: &str) -> Vec<Line> {
    let rows: Vec<&SummaryRow> =
        results.summary.iter().filter(|r| r.system == system && r.measure == "difference").collect();
    let arms = distinct(rows.iter().map(|r| r.arm.as_str()).filter(|arm| *arm != DO_NOTHING));
    let spreads = spread::spreads(results, system);
    let drawn = results.footing.drawn;
    let line = |topic, arm: &str, text: String| Line { topic, arm: arm.to_owned(), text };
    let spread = |s: &spread::Spread| format!("{}, spread: {}.", s.arm, spread::sentence(s, drawn));
    let mut lines: Vec<Line> = spreads.iter().map(|s| line(Topic::Uncertainty, &s.arm, spread(s))).collect();
    lines.extend(comparison::widest(results, system).map(|text| line(Topic::Uncertainty, "", text)));
    for arm in &arms {
        let Some(year) = rows.iter().filter(|r| r.arm == *arm).map(|r| r.year).max() else { continue };
        let last = |outcome: &str, group: &str| {
            rows.iter().find(|r| r.arm == *arm && r.year == year && r.outcome == outcome && r.group == group).copied()
        };
        if let Some(row) = last(ATTAINMENT, "all") {
            let course: Vec<&SummaryRow> =
                rows.iter().filter(|r| r.arm == *arm && r.outcome == ATTAINMENT && r.group == "all").copied().collect();
            let largest = largest(&course, row);
            let text = format!("{arm}: {}{}{largest}.", attainment_sentence(row), better_share(results, row));
            lines.push(line(Topic::Effect, arm, text));
        }
        for (group, noun) in [("receiving", "schools that receive"), ("giving", "schools that give")] {
            if let Some(row) = last(ATTAINMENT, group) {
                lines.push(line(Topic::Groups, arm, format!("{arm}, {noun}: {}.", effect(row, "pupil SD"))));
            }
        }
        lines.extend(groups::lines(results, system, arm).into_iter().map(|text| line(Topic::Groups, arm, text)));
        lines.extend(disparity::lines(results, system, arm).into_iter().map(|text| line(Topic::Disparity, arm, text)));
        lines.extend(idle(&results.costs, system, arm).into_iter().map(|text| line(Topic::Warning, arm, text)));
        let text = format!("{arm}, cost: {}.", cost_sentence(&results.costs, system, arm));
        lines.push(line(Topic::Cost, arm, text));
        lines.extend(donors::line(results, system, arm).map(|text| line(Topic::Donors, arm, text)));
        lines.extend(persistence::line(results, system, arm).map(|text| line(Topic::Persistence, arm, text)));
        lines.extend(naive::line(results, system, arm).map(|text| line(Topic::Naive, arm, text)));
        let interactions = interaction::lines(results, system, arm).into_iter();
        lines.extend(interactions.map(|text| line(Topic::Interaction, arm, text)));
        let dilution = dilution::line(results, system, arm).into_iter();
        lines.extend(dilution.map(|text| line(Topic::Dilution, arm, text)));
    }
    lines.extend(comparison::lines(results, system).into_iter().map(|text| line(Topic::Comparison, "", text)));
    let choices = groups::choices(results, system).into_iter();
    lines.extend(choices.map(|text| line(Topic::Groups, "", text)));
    if arms.is_empty() {
        lines.push(line(Topic::Warning, "", "No arm is compared with doing nothing.".to_owned()));
    }
    lines
}

/// `+0.050 ± 0.010 pupil SD, 95 % interval +0.030 to +0.070`, with what is not detectable or not known said.
pub fn effect(row: &SummaryRow, unit: &str) -> String {
    shown(&Average { n: row.n, mean: row.mean, se: row.se, low: row.low, high: row.high, level: row.level }, unit)
}

/// The same of any difference over `n` replicates of which only the interval is told.
pub fn difference(n: u32, mean: f64, (low, high): (f64, f64), level: f64, unit: &str) -> String {
    shown(&Average { n, mean, se: f64::NAN, low, high, level }, unit)
}

/// A mean difference over replicates with its error; not a number where it is not told.
#[derive(Clone, Copy, Debug)]
struct Average {
    n: u32,
    mean: f64,
    se: f64,
    low: f64,
    high: f64,
    level: f64,
}

/// A mean difference in words.
fn shown(m: &Average, unit: &str) -> String {
    let d = places(m.mean, m.low, m.high);
    let mean = format!("{} {unit}", signed(m.mean, d));
    let level = fixed(m.level * 100.0, 0);
    match of_interval(m.n, m.low, m.high) {
        Verdict::Unknown if m.n < 2 => format!("{mean} in one replicate, so no interval and no conclusion"),
        Verdict::Unknown => format!("{mean}, interval unknown"),
        Verdict::Undetected if m.mean == 0.0 && m.low == 0.0 && m.high == 0.0 => {
            format!("no difference: 0 {unit} in the mean of {} replicates", m.n)
        }
        known => {
            let prefix = if known == Verdict::Undetected { "no detectable difference: " } else { "" };
            let interval = format!("{level} % interval {} to {}", signed(m.low, d), signed(m.high, d));
            format!("{prefix}{} {unit}, {interval}", with_error(m.mean, m.se, d))
        }
    }
}

/// `+0.050 ± 0.010`: a mean and its Monte-Carlo standard error.
fn with_error(mean: f64, se: f64, d: usize) -> String {
    if se.is_finite() { format!("{} ± {}", signed(mean, d), fixed(se, d)) } else { signed(mean, d) }
}

/// Decimals for a mean and its interval.
pub fn places(mean: f64, low: f64, high: f64) -> usize {
    let mut d = decimals(&[mean, low, high]).max(2);
    // A bound that is not zero is not shown as zero: the verdict hangs on its sign.
    while d < 6 && [low, high].iter().any(|b| *b != 0.0 && b.abs() < 0.5 * libm::pow(10.0, -(d as f64))) {
        d += 1;
    }
    d
}

fn attainment_sentence(row: &SummaryRow) -> String {
    let verb = match verdict(row) {
        Verdict::Up => "raises attainment",
        Verdict::Down => "lowers attainment",
        Verdict::Undetected | Verdict::Unknown => "attainment",
    };
    let months = if row.mean.is_finite() { format!(" ({})", months::in_words(row.mean)) } else { String::new() };
    format!("{verb} in year {}: {}{months}", row.year, effect(row, "pupil SD"))
}

/// In which year the difference was largest, where that was not the last.
fn largest(course: &[&SummaryRow], last: &SummaryRow) -> String {
    let Some(row) = course.iter().max_by(|a, b| a.mean.abs().total_cmp(&b.mean.abs()).then(b.year.cmp(&a.year))) else {
        return String::new();
    };
    if row.year == last.year || !row.mean.is_finite() || row.mean == 0.0 || verdict(row) == Verdict::Undetected {
        return String::new();
    }
    let d = decimals(&[row.mean]).max(2);
    format!("; largest in year {}: {} pupil SD", row.year, signed(row.mean, d))
}

/// In how many replicates the arm did better, where each replicate is at hand.
fn better_share(results: &Results, row: &SummaryRow) -> String {
    let (mut better, mut all) = (0, 0);
    for r in &results.outcomes {
        if r.system == row.system
            && r.arm == row.arm
            && r.year == row.year
            && r.group == row.group
            && r.outcome == row.outcome
        {
            all += 1;
            better += u32::from(r.difference > 0.0);
        }
    }
    if all < 2 { String::new() } else { format!("; better than doing nothing in {better} of {all} replicates") }
}

fn cost_sentence(costs: &[CostRow], system: &str, arm: &str) -> String {
    let rows: Vec<&CostRow> =
        costs.iter().filter(|c| c.system == system && c.arm == arm && c.policy != "usual").collect();
    if rows.is_empty() {
        return "none recorded".to_owned();
    }
    let sum = |of: fn(&CostRow) -> f64| rows.iter().map(|r| of(r)).sum::<f64>();
    let days = amount(sum(|c| c.teacher_days));
    let lessons = amount(sum(|c| c.pupil_lessons_covered));
    let hours = amount(sum(|c| c.hours_delivered));
    let time = format!(
        "{hours} hours of teachers' learning, {days} teacher-days out of class and {lessons} pupil-lessons under cover \
         over all years"
    );
    let currency = rows[0].currency;
    if let Some(money) = rows.iter().map(|r| r.money).sum::<Option<f64>>() {
        let years = distinct(rows.iter().flat_map(|r| r.price_years.split("; ")).filter(|year| !year.is_empty()));
        let mixed = if years.len() > 1 {
            format!(" (price years {}: added as they stand, no inflation applied)", years.join(", "))
        } else {
            String::new()
        };
        return format!("{time}; {currency} {}{mixed}", fixed(money, 0));
    }
    let names = distinct(rows.iter().flat_map(|r| r.missing_prices.split([',', ';'])).map(str::trim));
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    let missing = if names.is_empty() {
        "a price is missing".to_owned()
    } else {
        format!("missing prices: {}", names.join(", "))
    };
    format!("{time}; no sum in {currency} ({missing})")
}

/// A line for each policy that reached nobody, so that "no difference" is not read as a finding.
fn idle(costs: &[CostRow], system: &str, arm: &str) -> Vec<String> {
    let rows: Vec<&CostRow> =
        costs.iter().filter(|c| c.system == system && c.arm == arm && c.policy != "usual").collect();
    let policies = distinct(rows.iter().map(|c| c.policy.as_str()));
    let reached = |policy: &str| {
        let own = rows.iter().filter(|c| c.policy == policy);
        let took = |c: &&&CostRow| {
            c.schools_receiving + c.teachers_posted + c.hours_planned + c.priced_quantity.unwrap_or(0.0)
        };
        own.clone().map(|c| took(&c)).sum::<f64>() > 0.0
    };
    // The assessment of authorities acts through the policies beside it and reaches no school itself.
    let through_others = |policy: &str| policy.starts_with("IncentivesAndAccountability");
    let idle = policies.into_iter().filter(|policy| !reached(policy) && !through_others(policy));
    idle.map(|policy| {
        format!(
            "{arm}: {policy} reached no school in any replicate, so nothing is learnt about it. Its shares may be zero, \
             or the population may lack what it needs: rural schools, urban schools, or a second school in a district."
        )
    })
    .collect()
}

/// A count, whole where it is large and with decimals where it is small.
fn amount(value: f64) -> String {
    fixed(value, decimals(&[value]).min(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n: u32, mean: f64, low: f64, high: f64) -> SummaryRow {
        SummaryRow {
            run_id: "r".into(),
            system: "Shanghai".into(),
            arm: "pairing".into(),
            year: 5,
            group: "all",
            outcome: ATTAINMENT,
            unit: "pupil SD",
            measure: "difference",
            n,
            mean,
            sd: 0.01,
            se: 0.01,
            low,
            high,
            level: 0.95,
            p5: low,
            p50: mean,
            p95: high,
            sd_parameters: f64::NAN,
            sd_chance: f64::NAN,
            share_parameters: f64::NAN,
        }
    }

    #[test]
    fn each_case_has_its_sentence() {
        let cases = [
            (
                row(50, 0.05, 0.03, 0.07),
                "raises attainment in year 5: +0.050 ± 0.010 pupil SD, 95 % interval +0.030 to +0.070 (1 month)",
            ),
            (
                row(50, -0.05, -0.07, -0.03),
                "lowers attainment in year 5: −0.050 ± 0.010 pupil SD, 95 % interval −0.070 to −0.030 (minus 1 month)",
            ),
            (
                row(50, 0.004, -0.01, 0.018),
                "attainment in year 5: no detectable difference: +0.004 ± 0.010 pupil SD, 95 % interval −0.010 to +0.018 (0 months)",
            ),
            (
                row(50, 0.0, 0.0, 0.0),
                "attainment in year 5: no difference: 0 pupil SD in the mean of 50 replicates (0 months)",
            ),
            (
                row(1, 0.05, f64::NAN, f64::NAN),
                "attainment in year 5: +0.050 pupil SD in one replicate, so no interval and no conclusion (1 month)",
            ),
            (
                row(50, 2e-6, 1e-6, 3e-6),
                "raises attainment in year 5: +0.0000020 ± 0.0100000 pupil SD, 95 % interval +0.0000010 to +0.0000030 (0 months)",
            ),
            (
                row(50, 12.0, 11.0, 13.0),
                "raises attainment in year 5: +12.00 ± 0.01 pupil SD, 95 % interval +11.00 to +13.00 (beyond the months table)",
            ),
        ];
        for (row, sentence) in cases {
            assert_eq!(attainment_sentence(&row), sentence);
        }
    }

    #[test]
    fn money_is_named_or_its_price_missed() {
        let mut cost = CostRow {
            run_id: "r".into(),
            system: "Shanghai".into(),
            arm: "pairing".into(),
            year: 1,
            policy: "SchoolPairing".into(),
            n: 5,
            hours_planned: 1.0,
            hours_delivered: 1.0,
            schools_receiving: 1.0,
            teachers_posted: 0.0,
            teacher_days: 1234.4,
            pupil_lessons_covered: 0.0,
            priced_quantity: Some(1.0),
            priced_unit: "pair-year",
            priced_item: "pair_year",
            participants: 0.0,
            money: Some(5_000_000.0),
            money_discounted: Some(5_000_000.0),
            currency: "CNY",
            price_years: "not stated".into(),
            missing_prices: String::new(),
        };
        let priced = cost_sentence(std::slice::from_ref(&cost), "Shanghai", "pairing");
        assert_eq!(
            priced,
            "1.0 hours of teachers' learning, 1,234 teacher-days out of class and 0 pupil-lessons under cover over all years; CNY 5,000,000"
        );
        cost.price_years = "2018; not stated".into();
        let mixed = cost_sentence(std::slice::from_ref(&cost), "Shanghai", "pairing");
        assert!(
            mixed.ends_with("CNY 5,000,000 (price years 2018, not stated: added as they stand, no inflation applied)"),
            "{mixed}"
        );
        cost.money = None;
        cost.missing_prices = "release_day, pair_year".into();
        assert!(
            cost_sentence(&[cost], "Shanghai", "pairing")
                .ends_with("no sum in CNY (missing prices: release_day, pair_year)")
        );
        assert_eq!(cost_sentence(&[], "Shanghai", "pairing"), "none recorded");
    }

    #[test]
    fn the_first_line_is_the_caution() {
        let results = Results { summary: vec![row(50, 0.05, 0.03, 0.07)], ..Results::default() };
        let text = answer(&results).to_string();
        assert!(text.starts_with("These are projections, not causal estimates: uncalibrated"));
        assert!(text.contains(
            "\nShanghai\n  pairing, spread: 5th to 95th percentile +0.030 to +0.070 pupil SD in year 5, all"
        ));
        assert!(text.contains("\n  pairing: raises attainment"));
        assert!(answer(&Results::default()).systems.is_empty());
    }
}
