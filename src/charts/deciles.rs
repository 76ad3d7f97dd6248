//! The figure of who gains and who loses: schools by tenth of attainment at the opening.

use super::bars::{self, Bars};
use super::page::{self, Words};
use super::style::PALETTE;
use super::titles::NO_INTERVAL;
use super::{Figure, Source, font};
use crate::answer::{ATTAINMENT, DO_NOTHING, distinct};
use crate::numerals::{decimals, signed};
use crate::rows::DecileRow;
use crate::tables::write_csv;

/// Height of a panel below which its bars are too thin to read.
const LEAST: f64 = 300.0;

/// Attainment against doing nothing by tenth of schools in the last year, a panel an arm; none without rows.
pub fn deciles(source: &Source, system: &str, slug: &str) -> Result<Option<Figure>, csv::Error> {
    let own = |r: &&DecileRow| r.system == system && r.against == DO_NOTHING && r.outcome == ATTAINMENT;
    let all: Vec<&DecileRow> = source.results.deciles.iter().filter(own).collect();
    let Some(year) = all.iter().map(|r| r.year).max() else { return Ok(None) };
    let rows: Vec<&DecileRow> = all.into_iter().filter(|r| r.year == year && r.difference.is_finite()).collect();
    let arms = distinct(rows.iter().map(|r| r.arm.as_str()));
    let Some(first) = rows.first() else { return Ok(None) };
    let digits = decimals(&rows.iter().map(|r| r.difference).collect::<Vec<_>>()) + 1;
    let panels: Vec<Bars> = arms.iter().map(|arm| panel(&rows, arm, arms.len(), digits)).collect();
    let by_arm: Vec<Vec<&DecileRow>> =
        arms.iter().map(|arm| rows.iter().filter(|r| r.arm == *arm).copied().collect()).collect();
    let n = rows.iter().map(|r| r.n).max().unwrap_or(0);
    let name = font::fit(system, 25.0, false, 500.0);
    let subtitle =
        format!("{name}: attainment against doing nothing in year {year}, {}, by tenth of schools", first.unit);
    let interval = if n > 1 {
        format!("thin line: {:.0} % interval of the mean", first.level * 100.0)
    } else {
        "no interval".to_owned()
    };
    let marks = format!(
        "Bar: mean over replicates; {interval}. Tenths by true attainment at the opening of each replicate, the same \
         schools in every arm."
    );
    let sentences = rows.iter().map(|r| {
        format!(
            "{}, tenth {}: {}, interval {} to {}.",
            r.arm,
            r.decile,
            signed(r.difference, digits),
            signed(r.low, digits),
            signed(r.high, digits)
        )
    });
    let words = Words {
        title: title(&by_arm),
        caption: source.caption(&marks, n),
        description: format!("{subtitle}. {}", sentences.collect::<Vec<_>>().join(" ")),
        subtitle,
    };
    let mut area = page::body(&words);
    let lines = panels.len().div_ceil(bars::columns(&panels)).max(1);
    area.h = area.h.max(LEAST * lines as f64);
    let drawing = page::page_of(&words, page::height_for(&words, area.h), bars::grid(&panels, area, true));
    let behind: Vec<DecileRow> = rows.iter().map(|r| (*r).clone()).collect();
    let mut table = Vec::new();
    write_csv(&behind, &mut table)?;
    let table = String::from_utf8_lossy(&table).into_owned();
    let about = "who gains and who loses, by tenth of schools at the opening".to_owned();
    Ok(Some(Figure { name: format!("{slug}-deciles"), about, drawing, table }))
}

fn panel(rows: &[&DecileRow], arm: &str, panels: usize, digits: usize) -> Bars {
    let own: Vec<&&DecileRow> = rows.iter().filter(|r| r.arm == arm).collect();
    let last = own.iter().map(|r| r.decile).max().unwrap_or(0);
    let bar = |r: &&&DecileRow| {
        let name = match r.decile {
            1 => "1 (lowest)".to_owned(),
            d if d == last => format!("{d} (highest)"),
            d => d.to_string(),
        };
        let half = (r.high - r.low) / 2.0;
        (name, r.difference, half.is_finite().then_some(half))
    };
    Bars {
        heading: arm.to_owned(),
        axis: rows.first().map_or_else(String::new, |r| format!("difference, {}", r.unit)),
        bars: own.iter().map(bar).collect(),
        colours: (PALETTE[0], PALETTE[1]),
        signs: true,
        decimals: digits,
        size: match panels {
            0..=2 => 20.0,
            3..=6 => 17.0,
            _ => 14.0,
        },
    }
}

/// A title of ten words or fewer over the tenths of each arm.
fn title(arms: &[Vec<&DecileRow>]) -> String {
    let known = |r: &&&DecileRow| r.n > 1 && r.low.is_finite() && r.high.is_finite();
    if !arms.iter().flatten().any(|r| known(&r)) {
        return NO_INTERVAL.to_owned();
    }
    let up = |rows: &Vec<&DecileRow>| rows.iter().filter(known).filter(|r| r.low > 0.0).count();
    let down = |rows: &Vec<&DecileRow>| rows.iter().filter(known).filter(|r| r.high < 0.0).count();
    let (gaining, losing) = (arms.iter().filter(|a| up(a) > 0).count(), arms.iter().filter(|a| down(a) > 0).count());
    let verb = |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    match (arms, gaining, losing) {
        (_, 0, 0) => "No tenth of schools gains or loses detectably".to_owned(),
        ([one], 1, 0) if up(one) == one.len() => "Every tenth of schools gains".to_owned(),
        ([one], 0, 1) if down(one) == one.len() => "Every tenth of schools loses".to_owned(),
        ([one], _, _) => {
            let all = one.len();
            match (up(one), down(one)) {
                (u, 0) => format!("{} of {all} gain, none loses detectably", verb(u, "tenth", "tenths")),
                (0, d) => format!("{} of {all} lose, none gains detectably", verb(d, "tenth", "tenths")),
                (u, d) => format!("{} of schools gain, {d} lose", verb(u, "tenth", "tenths")),
            }
        }
        (all, gaining, 0) => format!("Gains in {gaining} of {} arms, no tenth loses detectably", all.len()),
        (all, _, losing) => format!("Some tenths of schools lose in {losing} of {} arms", all.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(low: f64, high: f64, n: u32) -> DecileRow {
        DecileRow {
            run_id: String::new(),
            system: String::new(),
            arm: String::new(),
            against: DO_NOTHING.to_owned(),
            year: 5,
            decile: 1,
            outcome: ATTAINMENT,
            unit: "pupil SD",
            n,
            schools: 4.0,
            pupils: 900.0,
            value: 0.0,
            value_se: 0.01,
            difference: f64::midpoint(low, high),
            se: 0.01,
            low,
            high,
            level: 0.95,
        }
    }

    #[test]
    fn titles_say_who_gains_and_who_loses_in_ten_words() {
        let (up, down, open) = (row(0.1, 0.2, 9), row(-0.2, -0.1, 9), row(-0.1, 0.1, 9));
        let one = row(f64::NAN, f64::NAN, 1);
        let of = |arms: &[&[&DecileRow]]| title(&arms.iter().map(|a| a.to_vec()).collect::<Vec<_>>());
        let cases = [
            (of(&[&[&one]]), NO_INTERVAL),
            (of(&[&[&open, &open]]), "No tenth of schools gains or loses detectably"),
            (of(&[&[&up, &up]]), "Every tenth of schools gains"),
            (of(&[&[&down, &down]]), "Every tenth of schools loses"),
            (of(&[&[&up, &open, &up]]), "2 tenths of 3 gain, none loses detectably"),
            (of(&[&[&down, &open]]), "1 tenth of 2 lose, none gains detectably"),
            (of(&[&[&up, &down, &down]]), "1 tenth of schools gain, 2 lose"),
            (of(&[&[&up], &[&open], &[&up]]), "Gains in 2 of 3 arms, no tenth loses detectably"),
            (of(&[&[&up], &[&down], &[&up]]), "Some tenths of schools lose in 1 of 3 arms"),
        ];
        for (title, wanted) in cases {
            assert_eq!(title, wanted);
            assert!(title.split_whitespace().count() <= 10, "{title}");
        }
    }
}
