//! One arm against another, and how narrow the intervals are.

use super::{ATTAINMENT, Average, DO_NOTHING, Verdict, amount, distinct, of_interval, places, shown, with_error};
use crate::experiment::{Reached, Results};
use crate::months;
use crate::numerals::{decimals, fixed, signed};
use crate::rows::{ComparisonRow, CostRow};
use serde::Serialize;

/// Pairs of arms that the answer tells one by one; of more, those of the arm that is ahead.
const TOLD: usize = 10;
/// Arms that the answer sets side by side in a line.
const BESIDE: usize = 8;

/// An arm's effect on attainment over all schools in the last year, or that of one arm above another's.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Arm that it is compared with.
    pub against: String,
    /// Last school year.
    pub year: u32,
    /// Replicates.
    pub n: u32,
    /// Mean difference, pupil SD.
    pub mean: f64,
    /// Its Monte-Carlo standard error.
    pub se: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Half the width of that interval.
    pub half_width: f64,
    /// Share of replicates in which the first is better.
    pub probability: Option<f64>,
    /// Lower end of its interval.
    pub probability_low: Option<f64>,
    /// Upper end of its interval.
    pub probability_high: Option<f64>,
}

/// The comparisons of attainment over all schools in the last year of a system.
fn headlines<'a>(results: &'a Results, system: &str) -> Vec<&'a ComparisonRow> {
    let of_system = |r: &&ComparisonRow| r.system == system && r.outcome == ATTAINMENT && r.group == "all";
    let all: Vec<&ComparisonRow> = results.comparisons.iter().filter(of_system).collect();
    let last = all.iter().map(|r| r.year).max();
    all.into_iter().filter(|r| Some(r.year) == last).collect()
}

/// Every effect and every difference of two effects, for programs.
pub fn effects(results: &Results) -> Vec<Effect> {
    let systems = distinct(results.comparisons.iter().map(|r| r.system.as_str()));
    let rows = systems.into_iter().flat_map(|system| headlines(results, system));
    let effect = |r: &ComparisonRow| Effect {
        system: r.system.clone(),
        arm: r.first.clone(),
        against: r.second.clone(),
        year: r.year,
        n: r.n,
        mean: r.difference,
        se: r.se,
        low: r.low,
        high: r.high,
        half_width: half(r),
        probability: r.probability,
        probability_low: r.probability_low,
        probability_high: r.probability_high,
    };
    rows.map(effect).collect()
}

fn half(row: &ComparisonRow) -> f64 {
    (row.high - row.low) / 2.0
}

/// How far the widest interval of an effect, or of a difference of two, reaches; none without arms.
pub fn widest(results: &Results, system: &str) -> Option<String> {
    let rows = headlines(results, system);
    let widest = rows.iter().max_by(|a, b| half(a).total_cmp(&half(b)))?;
    let replicates = if widest.n == 1 { "one replicate".to_owned() } else { format!("{} replicates", widest.n) };
    if rows.iter().any(|r| !half(r).is_finite()) {
        return Some(format!("Precision: not known with {replicates}."));
    }
    let level = fixed(widest.level * 100.0, 0);
    Some(format!(
        "Precision: the widest {level} % interval of an arm's effect on attainment in year {}, or of the difference \
         between two arms, reaches ±{} pupil SD ({} against {}), with {replicates}.",
        widest.year,
        fixed(half(widest), decimals(&[half(widest)]).max(2)),
        widest.first,
        widest.second,
    ))
}

/// Whether the precision asked for was reached, in words.
pub fn precision(reached: &Reached, interrupted: bool) -> String {
    let (asked, half) = (reached.asked, reached.half_width);
    let replicates = fixed(f64::from(reached.replicates), 0);
    // What was not reached is not shown as if it had been.
    let mut d = decimals(&[asked]).max(decimals(&[half])).max(2);
    while d < 9 && !reached.met && fixed(asked, d) == fixed(half, d) {
        d += 1;
    }
    let wanted = format!("Precision asked for: ±{} pupil SD", fixed(asked, decimals(&[asked])));
    let width = if half.is_finite() { format!("±{}", fixed(half, d)) } else { "not known".to_owned() };
    if reached.met {
        format!("{wanted}. Reached with {replicates} replicates: {width}.")
    } else if interrupted {
        format!("{wanted}. Not reached yet: the run was interrupted in its round of {replicates} replicates.")
    } else {
        format!(
            "{wanted}. NOT REACHED: with {replicates} replicates, the most allowed, it is {width}. Allow more with \
             --replicates, or ask for less."
        )
    }
}

/// The lines on pairs of arms, then what each arm does and takes side by side.
pub fn lines(results: &Results, system: &str) -> Vec<String> {
    let rows = headlines(results, system);
    let pairs: Vec<&ComparisonRow> = rows.iter().filter(|r| r.second != DO_NOTHING).copied().collect();
    let effects: Vec<&ComparisonRow> = rows.iter().filter(|r| r.second == DO_NOTHING).copied().collect();
    let mut lines = Vec::new();
    if pairs.len() <= TOLD {
        lines.extend(pairs.iter().map(|row| format!("{} or {}: {}.", row.first, row.second, sentence(row))));
    } else if let Some(ahead) = effects.iter().max_by(|a, b| a.difference.total_cmp(&b.difference)) {
        let own = pairs.iter().filter(|r| r.first == ahead.first || r.second == ahead.first).take(TOLD);
        lines.extend(own.map(|row| format!("{} or {}: {}.", row.first, row.second, sentence(row))));
        let left = pairs.len().saturating_sub(lines.len());
        lines.push(format!("{left} more pairs of arms stand in tables/comparisons.csv."));
    }
    if (2..=BESIDE).contains(&effects.len()) {
        lines.push(beside(&effects, &results.costs, system));
    }
    lines
}

/// What one arm does above another, in a sentence without its stop.
fn sentence(row: &ComparisonRow) -> String {
    let m = Average { n: row.n, mean: row.difference, se: row.se, low: row.low, high: row.high, level: row.level };
    let year = row.year;
    let months = if row.difference.is_finite() {
        format!(" ({})", months::in_words(row.difference.abs()))
    } else {
        String::new()
    };
    let d = places(row.difference, row.low, row.high);
    let level = fixed(row.level * 100.0, 0);
    // Told from the side of the arm that is ahead.
    let ahead = |name: &str, low: f64, high: f64| {
        let mean = with_error(row.difference.abs(), row.se, d);
        let interval = format!("{level} % interval {} to {}", signed(low, d), signed(high, d));
        format!("{name} is ahead on attainment in year {year}: {mean} pupil SD, {interval}{months}")
    };
    let what = match of_interval(row.n, row.low, row.high) {
        Verdict::Up => ahead(&row.first, row.low, row.high),
        Verdict::Down => ahead(&row.second, -row.high, -row.low),
        Verdict::Undetected | Verdict::Unknown => {
            format!("attainment in year {year}, the first less the second: {}{months}", shown(&m, "pupil SD"))
        }
    };
    format!("{what}{}", chance(row))
}

/// In how many replicates the arm that is more often better is so.
fn chance(row: &ComparisonRow) -> String {
    let (Some(p), Some(low), Some(high)) = (row.probability, row.probability_low, row.probability_high) else {
        return String::new();
    };
    if row.n < 2 || !p.is_finite() {
        return String::new();
    }
    if p == 0.5 && row.sd == 0.0 {
        return String::new();
    }
    let (name, p, low, high) =
        if p < 0.5 { (&row.second, 1.0 - p, 1.0 - high, 1.0 - low) } else { (&row.first, p, low, high) };
    let percent = |share: f64| fixed(share * 100.0, 0);
    let interval = if low.is_finite() && high.is_finite() {
        format!(" ({} % interval {} to {} %)", percent(row.level), percent(low), percent(high))
    } else {
        String::new()
    };
    format!("; {name} is better in {} % of replicates{interval}", percent(p))
}

/// Effect and cost of each arm in one line. Time, lessons and money stay apart.
fn beside(effects: &[&ComparisonRow], costs: &[CostRow], system: &str) -> String {
    let arm = |row: &&ComparisonRow| {
        let own: Vec<&CostRow> =
            costs.iter().filter(|c| c.system == system && c.arm == row.first && c.policy != "usual").collect();
        let sum = |of: fn(&CostRow) -> f64| own.iter().map(|c| of(c)).sum::<f64>();
        let money = match own.iter().map(|c| c.money).sum::<Option<f64>>() {
            Some(money) => {
                own.first().map_or_else(|| "0".to_owned(), |c| format!("{} {}", c.currency, fixed(money, 0)))
            }
            None => "no sum of money, prices are missing".to_owned(),
        };
        let d = places(row.difference, row.low, row.high);
        format!(
            "{} {}; {}; {}; {money}",
            row.first,
            with_error(row.difference, row.se, d),
            amount(sum(|c| c.teacher_days)),
            amount(sum(|c| c.pupil_lessons_covered)),
        )
    };
    let arms: Vec<String> = effects.iter().map(arm).collect();
    format!(
        "Side by side (attainment in year {}, pupil SD; over all years: teacher-days out of class; pupil-lessons under \
         cover; money): {}.",
        effects[0].year,
        arms.join(" | ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n: u32, difference: f64, low: f64, high: f64, p: f64) -> ComparisonRow {
        ComparisonRow {
            run_id: "r".into(),
            system: "England".into(),
            first: "Pairs".into(),
            second: "Watching".into(),
            year: 8,
            group: "all",
            outcome: ATTAINMENT,
            unit: "pupil SD",
            n,
            difference,
            sd: if difference == 0.0 && low == 0.0 { 0.0 } else { 0.1 },
            se: if n > 1 { 0.01 } else { f64::NAN },
            low,
            high,
            level: 0.95,
            p5: low,
            p50: difference,
            p95: high,
            better: "higher",
            probability: Some(p),
            probability_se: Some(0.05),
            probability_low: Some((p - 0.1).max(0.0)),
            probability_high: Some((p + 0.1).min(1.0)),
            months: None,
        }
    }

    #[test]
    fn each_case_of_a_pair_has_its_sentence() {
        let nan = f64::NAN;
        let cases = [
            (
                row(40, 0.05, 0.03, 0.07, 0.9),
                "Pairs is ahead on attainment in year 8: +0.050 ± 0.010 pupil SD, 95 % interval +0.030 to +0.070 (1 month); \
                 Pairs is better in 90 % of replicates (95 % interval 80 to 100 %)",
            ),
            (
                row(40, -0.05, -0.07, -0.03, 0.1),
                "Watching is ahead on attainment in year 8: +0.050 ± 0.010 pupil SD, 95 % interval +0.030 to +0.070 (1 \
                 month); Watching is better in 90 % of replicates (95 % interval 80 to 100 %)",
            ),
            (
                row(40, -0.004, -0.018, 0.01, 0.45),
                "attainment in year 8, the first less the second: no detectable difference: −0.004 ± 0.010 pupil SD, 95 % \
                 interval −0.018 to +0.010 (0 months); Watching is better in 55 % of replicates (95 % interval 45 to 65 %)",
            ),
            (
                row(40, 0.0, 0.0, 0.0, 0.5),
                "attainment in year 8, the first less the second: no difference: 0 pupil SD in the mean of 40 replicates (0 \
                 months)",
            ),
            (
                row(1, 0.05, nan, nan, 1.0),
                "attainment in year 8, the first less the second: +0.050 pupil SD in one replicate, so no interval and no \
                 conclusion (1 month)",
            ),
            (
                row(0, nan, nan, nan, nan),
                "attainment in year 8, the first less the second: unknown pupil SD in one replicate, so no interval and no \
                 conclusion",
            ),
        ];
        for (row, wanted) in cases {
            assert_eq!(sentence(&row), wanted);
        }
    }

    #[test]
    fn what_was_not_reached_is_said_plainly() {
        let reached = |half_width, met| Reached { asked: 0.005, half_width, replicates: 1000, most: 1000, met };
        assert_eq!(
            precision(&reached(0.0047, true), false),
            "Precision asked for: ±0.0050 pupil SD. Reached with 1,000 replicates: ±0.0047."
        );
        let missed = precision(&reached(0.005_000_1, false), false);
        assert!(missed.contains("NOT REACHED: with 1,000 replicates, the most allowed, it is ±0.0050001."), "{missed}");
        assert!(precision(&reached(f64::NAN, false), false).contains("it is not known"));
        assert!(precision(&reached(0.01, false), true).contains("Not reached yet: the run was interrupted"));
    }

    #[test]
    fn the_widest_interval_is_told_or_that_there_is_none() {
        let of = |rows: Vec<ComparisonRow>| widest(&Results { comparisons: rows, ..Results::default() }, "England");
        assert_eq!(of(vec![]), None);
        let text = of(vec![row(40, 0.0, -0.01, 0.01, 0.5), row(40, 0.1, 0.05, 0.15, 1.0)]).expect("a line");
        assert!(text.contains("reaches ±0.050 pupil SD (Pairs against Watching), with 40 replicates."), "{text}");
        let text = of(vec![row(1, 0.1, f64::NAN, f64::NAN, 1.0)]).expect("a line");
        assert_eq!(text, "Precision: not known with one replicate.");
    }

    #[test]
    fn of_many_pairs_those_of_the_arm_ahead_are_told() {
        let name = |i: usize| format!("arm {i}");
        let mut comparisons = Vec::new();
        for i in 1..=6 {
            let effect = 0.01 * i as f64;
            comparisons.push(ComparisonRow {
                first: name(i),
                second: DO_NOTHING.into(),
                ..row(40, effect, effect - 0.001, effect + 0.001, 1.0)
            });
            comparisons.extend((i + 1..=6).map(|j| ComparisonRow {
                first: name(i),
                second: name(j),
                ..row(40, -0.01, -0.02, -0.005, 0.0)
            }));
        }
        let lines = lines(&Results { comparisons, ..Results::default() }, "England");
        assert_eq!(lines.len(), 5 + 1 + 1);
        assert!(lines[..5].iter().all(|l| l.contains("or arm 6: arm 6 is ahead")), "{lines:#?}");
        assert_eq!(lines[5], "10 more pairs of arms stand in tables/comparisons.csv.");
        assert!(lines[6].contains("arm 1 +0.010 ± 0.010; 0; 0; 0 | arm 2"), "{}", lines[6]);
    }
}
