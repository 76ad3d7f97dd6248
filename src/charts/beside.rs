//! The figure of arms side by side: what each does to attainment and what it takes.

use super::bars::{self, Bars};
use super::page::{self, Words};
use super::style::PALETTE;
use super::titles::{NO_INTERVAL, first_words};
use super::{Figure, Source, font};
use crate::answer::{ATTAINMENT, DO_NOTHING};
use crate::numerals::{decimals, fixed, signed};
use crate::rows::{ComparisonRow, CostRow};
use serde::Serialize;

/// More arms than this do not fit side by side; their numbers stand in the tables.
const MOST: usize = 12;

/// What an arm does or takes, as it stands in the figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct BesideRow {
    system: String,
    arm: String,
    amount: &'static str,
    unit: String,
    value: f64,
    se: f64,
    low: f64,
    high: f64,
}

/// What is counted, in which unit, and where it stands.
type Amount<'a> = (&'static str, &'a str, fn(&CostRow) -> Option<f64>);

/// Attainment in the last year with its interval, teacher-days, lessons and money of each arm; none with one arm.
pub fn beside(source: &Source, system: &str, slug: &str) -> Result<Option<Figure>, csv::Error> {
    let own = |r: &&ComparisonRow| r.system == system && r.outcome == ATTAINMENT && r.group == "all";
    let all: Vec<&ComparisonRow> = source.results.comparisons.iter().filter(own).collect();
    let Some(year) = all.iter().map(|r| r.year).max() else { return Ok(None) };
    let all: Vec<&ComparisonRow> = all.into_iter().filter(|r| r.year == year).collect();
    let effects: Vec<&ComparisonRow> = all.iter().filter(|r| r.second == DO_NOTHING).copied().collect();
    if !(2..=MOST).contains(&effects.len()) {
        return Ok(None);
    }
    let costs: Vec<&CostRow> =
        source.results.costs.iter().filter(|c| c.system == system && c.policy != "usual").collect();
    let mut table: Vec<BesideRow> = effects.iter().map(|r| effect(r)).collect();
    let arms: Vec<&str> = effects.iter().map(|r| r.first.as_str()).collect();
    let mut panels = vec![panel("Attainment, last year", &table, (true, arms.len()))];
    let amounts: [Amount<'_>; 3] = [
        ("Teacher-days out of class", "teacher-days", |c| Some(c.teacher_days)),
        ("Pupil-lessons under cover", "pupil-lessons", |c| Some(c.pupil_lessons_covered)),
        ("Money", costs.first().map_or("", |c| c.currency), |c| c.money),
    ];
    let mut unpriced = 0;
    for (amount, unit, of) in amounts {
        let rows: Vec<BesideRow> =
            arms.iter().filter_map(|arm| spent(&costs, (system, arm), (amount, unit), of)).collect();
        if amount == "Money" {
            unpriced = arms.len() - rows.len();
        }
        if !rows.is_empty() {
            panels.push(panel(amount, &rows, (false, arms.len())));
            table.extend(rows);
        }
    }
    let n = effects.iter().map(|r| r.n).max().unwrap_or(0);
    let words = words(source, system, &title(&effects, &all), (year, n, unpriced), effects[0].level, &table);
    let drawing = page::page(&words, bars::grid(&panels, page::body(&words), false));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &table {
        writer.serialize(row)?;
    }
    let text = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    let table = String::from_utf8_lossy(&text).into_owned();
    let about = "what each arm does and takes, side by side".to_owned();
    Ok(Some(Figure { name: format!("{slug}-side-by-side"), about, drawing, table }))
}

fn effect(row: &ComparisonRow) -> BesideRow {
    BesideRow {
        system: row.system.clone(),
        arm: row.first.clone(),
        amount: "Attainment",
        unit: row.unit.to_owned(),
        value: row.difference,
        se: row.se,
        low: row.low,
        high: row.high,
    }
}

/// What an arm took over all years; none where a price is missing.
fn spent(
    costs: &[&CostRow],
    (system, arm): (&str, &str),
    (amount, unit): (&'static str, &str),
    of: fn(&CostRow) -> Option<f64>,
) -> Option<BesideRow> {
    let value = costs.iter().filter(|c| c.arm == arm).map(|c| of(c)).sum::<Option<f64>>()?;
    let (system, arm, unit) = (system.to_owned(), arm.to_owned(), unit.to_owned());
    Some(BesideRow { system, arm, amount, unit, value, se: f64::NAN, low: f64::NAN, high: f64::NAN })
}

fn panel(heading: &str, rows: &[BesideRow], (signs, arms): (bool, usize)) -> Bars {
    let values: Vec<f64> = rows.iter().map(|r| r.value).collect();
    let bar = |r: &BesideRow| {
        let half = (r.high - r.low) / 2.0;
        (r.arm.clone(), r.value, half.is_finite().then_some(half))
    };
    Bars {
        heading: heading.to_owned(),
        axis: rows.first().map_or_else(String::new, |r| r.unit.clone()),
        bars: rows.iter().map(bar).collect(),
        colours: (PALETTE[0], PALETTE[1]),
        signs,
        decimals: if signs { decimals(&values).max(2) } else { decimals(&values) },
        size: if arms > 6 { 15.0 } else { 19.0 },
    }
}

/// A title of ten words or fewer: which arm does most for attainment, as far as intervals tell.
fn title(effects: &[&ComparisonRow], all: &[&ComparisonRow]) -> String {
    let known = |r: &ComparisonRow| r.n > 1 && r.low.is_finite() && r.high.is_finite();
    if !effects.iter().any(|r| known(r)) {
        return NO_INTERVAL.to_owned();
    }
    let Some(ahead) = effects.iter().max_by(|a, b| a.difference.total_cmp(&b.difference)) else {
        return NO_INTERVAL.to_owned();
    };
    if ahead.low <= 0.0 || !known(ahead) {
        return "No arm raises attainment detectably".to_owned();
    }
    let beats =
        |r: &&&ComparisonRow| (r.first == ahead.first && r.low > 0.0) || (r.second == ahead.first && r.high < 0.0);
    let rivals = effects.len() - 1;
    if all.iter().filter(|r| r.second != DO_NOTHING).filter(beats).count() == rivals {
        format!("{} raises attainment most", first_words(&ahead.first, 6))
    } else {
        format!("{} leads, not clearly ahead of every arm", first_words(&ahead.first, 3))
    }
}

fn words(
    source: &Source,
    system: &str,
    title: &str,
    (year, n, unpriced): (u32, u32, usize),
    level: f64,
    table: &[BesideRow],
) -> Words {
    let name = font::fit(system, 25.0, false, 500.0);
    let subtitle =
        format!("{name}: attainment against doing nothing in year {year}, and what the arms take over all years");
    let interval = if n > 1 {
        format!("thin line: {:.0} % interval of the mean", level * 100.0)
    } else {
        "no interval".to_owned()
    };
    let money = match unpriced {
        0 => String::new(),
        1 => " Money: 1 arm is left out, as a price is missing.".to_owned(),
        some => format!(" Money: {some} arms are left out, as prices are missing."),
    };
    let marks = format!("Bar: mean over replicates; {interval}, of attainment only. Scales differ.{money}");
    let sentence = |r: &BesideRow| {
        let d = decimals(&[r.value]);
        let value = if r.amount == "Attainment" { signed(r.value, d) } else { fixed(r.value, d) };
        format!("{}, {}: {value} {}.", r.arm, r.amount, r.unit)
    };
    Words {
        title: title.to_owned(),
        caption: source.caption(&marks, n),
        description: format!("{subtitle}. {}", table.iter().map(sentence).collect::<Vec<_>>().join(" ")),
        subtitle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(first: &str, second: &str, low: f64, high: f64) -> ComparisonRow {
        ComparisonRow {
            run_id: String::new(),
            system: String::new(),
            first: first.to_owned(),
            second: second.to_owned(),
            year: 5,
            group: "all",
            outcome: ATTAINMENT,
            unit: "pupil SD",
            n: if low.is_finite() { 9 } else { 1 },
            difference: if low.is_finite() { f64::midpoint(low, high) } else { 0.1 },
            sd: 0.1,
            se: 0.01,
            low,
            high,
            level: 0.95,
            p5: low,
            p50: low,
            p95: high,
            better: "higher",
            probability: Some(0.9),
            probability_se: Some(0.1),
            probability_low: Some(0.7),
            probability_high: Some(1.0),
            months: None,
        }
    }

    fn said(rows: &[ComparisonRow]) -> String {
        let all: Vec<&ComparisonRow> = rows.iter().collect();
        let effects: Vec<&ComparisonRow> = all.iter().filter(|r| r.second == DO_NOTHING).copied().collect();
        title(&effects, &all)
    }

    #[test]
    fn the_title_names_the_arm_ahead_only_where_intervals_do() {
        let nothing = DO_NOTHING;
        let (a, b) = (row("A", nothing, 0.1, 0.2), row("B", nothing, 0.05, 0.09));
        assert_eq!(said(&[a.clone(), row("A", "B", 0.01, 0.1), b.clone()]), "A raises attainment most");
        assert_eq!(said(&[b.clone(), row("B", "A", -0.1, -0.01), a.clone()]), "A raises attainment most");
        assert_eq!(said(&[a.clone(), row("A", "B", -0.01, 0.1), b]), "A leads, not clearly ahead of every arm");
        assert_eq!(said(&[row("A", nothing, -0.1, 0.2)]), "No arm raises attainment detectably");
        assert_eq!(said(&[row("A", nothing, f64::NAN, f64::NAN)]), NO_INTERVAL);
        let long = row("a name of far more words than fit", nothing, 0.1, 0.2);
        assert!(
            said(&[long, row("a name of far more words than fit", "B", -0.1, 0.1)]).split_whitespace().count() <= 10
        );
    }
}
