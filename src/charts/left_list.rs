//! The figure of a list of weak schools: who left it by measured results and by true attainment, beside doing nothing.

use super::lines::figure;
use super::page::{self, Words};
use super::panel::Panel;
use super::series::{Series, Year, arms};
use super::{Figure, Source, font};
use crate::answer::DO_NOTHING;
use crate::experiment::measures::{LEFT_MEASURED, LEFT_TRUE};
use crate::numerals::fixed;
use crate::rows::SummaryRow;

/// Share of the lowest fifth by measured results at the opening that is outside the lowest fifth, by year, a panel an arm;
/// none where there are fewer than five schools.
pub fn left_list(source: &Source, system: &str, slug: &str) -> Result<Option<Figure>, csv::Error> {
    let summary = &source.results.summary;
    let wanted = |r: &&SummaryRow| {
        r.system == system
            && matches!(r.outcome, LEFT_MEASURED | LEFT_TRUE)
            && r.measure == "value"
            && r.mean.is_finite()
    };
    let rows: Vec<&SummaryRow> = summary.iter().filter(wanted).collect();
    let names = arms(summary, system);
    let of = |arm: &str, outcome: &str| {
        let mut own: Vec<&SummaryRow> = rows.iter().filter(|r| r.arm == arm && r.outcome == outcome).copied().collect();
        own.sort_by_key(|r| r.year);
        own
    };
    let crowded = names.len() > 4;
    let size = match names.len() {
        0..=1 => 22.0,
        2..=4 => 18.0,
        5..=9 => 15.0,
        _ => 13.0,
    };
    let panel = |arm: &&str| {
        let line = |(look, arm, outcome, name): (usize, &str, &str, &str)| {
            // Bands of all four would lie on each other; those of doing nothing are in the table.
            let mut years: Vec<Year> = of(arm, outcome).into_iter().map(year).collect();
            if arm == DO_NOTHING {
                for year in &mut years {
                    year.interval = None;
                }
            }
            (!years.is_empty()).then(|| Series { name: name.to_owned(), look, years })
        };
        let lines = [
            (0, *arm, LEFT_MEASURED, "measured"),
            (1, DO_NOTHING, LEFT_MEASURED, if crowded { "measured anyway" } else { "measured, nothing done" }),
            (2, *arm, LEFT_TRUE, "true"),
            (3, DO_NOTHING, LEFT_TRUE, if crowded { "true anyway" } else { "true, nothing done" }),
        ];
        Panel {
            heading: (*arm).to_owned(),
            axis: if crowded { "Off the list, %".to_owned() } else { "Schools off the list, %".to_owned() },
            series: lines.into_iter().filter_map(line).collect(),
            names: true,
            spread: false,
            signs: false,
            size,
        }
    };
    let panels: Vec<Panel> = names.iter().map(panel).filter(|p| !p.series.is_empty()).collect();
    if panels.is_empty() {
        return Ok(None);
    }
    let last = |arm: &str, outcome: &str| of(arm, outcome).last().copied();
    let title = title(last(names[0], LEFT_MEASURED).filter(|_| names.len() == 1), last(DO_NOTHING, LEFT_MEASURED));
    let n = rows.iter().map(|r| r.n).max().unwrap_or(0);
    let name = font::fit(system, 25.0, false, 500.0);
    let subtitle = format!("{name}: schools listed at the opening for low results that are off the list, %");
    let band = if n > 1 {
        format!("; band: {:.0} % interval of the arm's mean", rows[0].level * 100.0)
    } else {
        String::new()
    };
    let anyway = if crowded { " Anyway: when nothing is done." } else { "" };
    let marks = format!(
        "Title: the last year, by measured results. Line: mean over replicates{band}. On the list: the lowest fifth of schools \
         by measured results at the opening. Off it: outside the lowest fifth of that year by measured results, or by true \
         attainment.{anyway}"
    );
    let words = Words {
        title,
        caption: source.caption(&marks, n),
        description: format!("{subtitle}. {}", page::in_words(&panels)),
        subtitle,
    };
    let columns = match panels.len() {
        1 => 1,
        2..=4 => 2,
        5..=9 => 3,
        _ => 4,
    };
    let about = "schools that left the list of the weakest, measured and true";
    Ok(Some(figure(&format!("{slug}-left-list"), about, &words, &panels, columns, &rows)?))
}

fn year(row: &SummaryRow) -> Year {
    let known = row.n > 1 && row.low.is_finite() && row.high.is_finite();
    let interval = known.then_some(((row.low * 100.0).max(0.0), (row.high * 100.0).min(100.0)));
    Year { year: row.year, mean: row.mean * 100.0, interval, spread: None }
}

/// What the only arm and doing nothing show; what doing nothing shows where there are several arms.
fn title(arm: Option<&SummaryRow>, nothing: Option<&SummaryRow>) -> String {
    let percent = |r: &SummaryRow| fixed(r.mean * 100.0, 0);
    match (arm, nothing) {
        (Some(arm), Some(nothing)) => {
            format!("{} % left the list; {} % would have anyway", percent(arm), percent(nothing))
        }
        (_, Some(nothing)) => format!("{} % leave the list with nothing done", percent(nothing)),
        _ => "Who left the list".to_owned(),
    }
}
