//! The figures of lines and bands by year.

use super::page::{self, Words};
use super::panel::Panel;
use super::series::{Series, arms, differences, last, series};
use super::titles::{self, of_arms, of_two};
use super::{Figure, Source, font};
use crate::answer::{ATTAINMENT, DISPARITY, EMBEDDED, ENACTED};
use crate::rows::SummaryRow;
use crate::tables::{Table, write_csv};

/// More arms than this stand in panels of their own.
const TOGETHER: usize = 3;

const MARKS: &str = "Title: the last year. Line: mean; dark band: interval of the mean; light band: 5th to 95th percentile over \
     REPLICATES.";
const MARKS_MEAN: &str = "Title: the last year. Line: mean over replicates; band: interval of the mean.";

type Made = Result<Option<Figure>, csv::Error>;

/// Attainment difference against doing nothing, by year and arm.
pub fn attainment(source: &Source, system: &str, slug: &str) -> Made {
    let parts = [("", ATTAINMENT, "all")];
    single(source, system, &format!("{slug}-attainment"), "attainment", parts[0], titles::ATTAINMENT)
}

/// Disparity between schools against doing nothing, by year and arm.
pub fn disparity(source: &Source, system: &str, slug: &str) -> Made {
    let part = ("", DISPARITY, "all");
    single(source, system, &format!("{slug}-disparity"), "disparity between schools", part, titles::DISPARITY)
}

/// Receiving against giving schools.
pub fn receiving_and_giving(source: &Source, system: &str, slug: &str) -> Made {
    let parts = [("receiving schools", ATTAINMENT, "receiving"), ("giving schools", ATTAINMENT, "giving")];
    double(source, system, &format!("{slug}-receiving-giving"), "attainment", parts, titles::SCHOOLS)
}

/// Urban against rural schools.
pub fn urban_and_rural(source: &Source, system: &str, slug: &str) -> Made {
    let parts = [("urban schools", ATTAINMENT, "urban"), ("rural schools", ATTAINMENT, "rural")];
    double(source, system, &format!("{slug}-urban-rural"), "attainment", parts, titles::SCHOOLS)
}

/// Enacted and embedded practice.
pub fn practice(source: &Source, system: &str, slug: &str) -> Made {
    let parts = [("enacted practice", ENACTED, "all"), ("embedded practice", EMBEDDED, "all")];
    double(source, system, &format!("{slug}-practice"), "practice", parts, titles::PRACTICE)
}

/// A heading, an outcome and a group of schools.
type Part<'a> = (&'a str, &'a str, &'a str);

fn single(source: &Source, system: &str, name: &str, what: &str, part: Part, verbs: titles::Verbs) -> Made {
    let arms = arms(&source.results.summary, system);
    let rows = differences(&source.results.summary, system, part.1, part.2);
    let all = series(&rows, &arms);
    let Some(unit) = rows.first().map(|r| r.unit).filter(|_| !all.is_empty()) else { return Ok(None) };
    let apart = all.len() > TOGETHER;
    let mut panels = if apart { one_each(all, unit) } else { vec![together("", all, unit, 24.0, enough(&rows))] };
    for panel in &mut panels {
        panel.spread = enough(&rows);
    }
    let columns = if apart { columns(panels.len()) } else { 1 };
    let lasts = last(&rows, &arms);
    let title = if part.1 == ATTAINMENT { titles::of_attainment(&lasts) } else { of_arms(&lasts, verbs) };
    let marks = if enough(&rows) { MARKS } else { MARKS_MEAN };
    let words = words(source, &title, &subtitle(system, what, unit), marks, &rows, &panels);
    Ok(Some(figure(name, what, &words, &panels, columns, &rows)?))
}

fn double(source: &Source, system: &str, name: &str, what: &str, parts: [Part; 2], changes: titles::Changes) -> Made {
    let arms = arms(&source.results.summary, system);
    let rows = parts.map(|(_, outcome, group)| differences(&source.results.summary, system, outcome, group));
    let spread = arms.len() <= TOGETHER && rows.iter().all(|rows| enough(rows));
    let panels: Vec<Panel> = parts
        .iter()
        .zip(&rows)
        .filter_map(|(part, rows)| {
            let all = series(rows, &arms);
            let unit = rows.first()?.unit;
            (!all.is_empty()).then(|| together(part.0, all, unit, 21.0, spread))
        })
        .collect();
    let Some(unit) = rows.iter().flatten().next().map(|r| r.unit).filter(|_| !panels.is_empty()) else {
        return Ok(None);
    };
    let lasts = rows.each_ref().map(|rows| last(rows, &arms));
    let (one, two) = (parts[0].0, parts[1].0);
    let courses = if arms.len() == 1 { titles::of_courses((one, &rows[0]), (two, &rows[1]), changes) } else { None };
    let title = courses.unwrap_or_else(|| of_two((one, &lasts[0]), (two, &lasts[1]), changes));
    let rows = rows.concat();
    let marks = if spread { MARKS } else { MARKS_MEAN };
    let words = words(source, &title, &subtitle(system, what, unit), marks, &rows, &panels);
    let about = format!("{} and {}", parts[0].0, parts[1].0);
    Ok(Some(figure(name, &about, &words, &panels, panels.len(), &rows)?))
}

/// All systems and arms as small multiples on one scale.
pub fn overview(source: &Source, systems: &[&str]) -> Made {
    let summary = &source.results.summary;
    let (mut panels, mut rows, mut lasts) = (Vec::new(), Vec::new(), Vec::new());
    let mut most = 0;
    for system in systems {
        let arms = arms(summary, system);
        let found = differences(summary, system, ATTAINMENT, "all");
        let all = series(&found, &arms);
        most = most.max(all.len());
        lasts.extend(last(&found, &arms));
        let unit = found.first().map_or("", |r| r.unit);
        let mut own = one_each(all, unit);
        for panel in &mut own {
            panel.axis = format!("{system}, {unit}");
        }
        panels.push(own);
        rows.extend(found);
    }
    if panels.iter().all(Vec::is_empty) {
        return Ok(None);
    }
    // One row of panels a system where that fits, side by side where each has one, else panels in reading order.
    let by_system = (2..=4).contains(&systems.len()) && most <= 6;
    let mut laid = Vec::new();
    for mut own in panels {
        if by_system {
            own.resize_with(most, Panel::blank);
        }
        laid.extend(own);
    }
    let size = panel_size(laid.len());
    for panel in &mut laid {
        panel.size = size;
    }
    let unit = rows.first().map_or("", |r| r.unit);
    let title = titles::of_attainment(&lasts);
    let subtitle = format!("Attainment against doing nothing, {unit}, by school year");
    let spread = enough(&rows);
    for panel in &mut laid {
        panel.spread = spread;
    }
    let marks = if spread { MARKS } else { MARKS_MEAN };
    let words = words(source, &title, &subtitle, marks, &rows, &laid);
    let columns = match most {
        1 if by_system => laid.len(),
        _ if by_system => most,
        _ => columns(laid.len()),
    };
    Ok(Some(figure("overview", "all systems and arms", &words, &laid, columns, &rows)?))
}

fn one_each(all: Vec<Series>, unit: &str) -> Vec<Panel> {
    let size = panel_size(all.len());
    let panel = |s: Series| Panel {
        heading: s.name.clone(),
        axis: format!("Difference, {unit}"),
        series: vec![s],
        names: false,
        spread: true,
        signs: true,
        size,
    };
    all.into_iter().map(panel).collect()
}

/// Replicates from which percentiles are drawn: with fewer the interval of the mean is about as wide or wider.
const ENOUGH: u32 = 20;

/// Whether there are enough replicates to draw percentiles.
fn enough(rows: &[&SummaryRow]) -> bool {
    rows.iter().all(|r| r.n >= ENOUGH)
}

/// Text size for so many panels on a page.
fn panel_size(panels: usize) -> f64 {
    match panels {
        0..=2 => 24.0,
        3..=6 => 20.0,
        7..=12 => 18.0,
        13..=20 => 16.0,
        _ => 13.0,
    }
}

/// Columns for so many panels: up to three side by side, more in about as many columns as rows.
fn columns(panels: usize) -> usize {
    if panels <= 3 {
        return panels.max(1);
    }
    (1..=panels.max(1)).find(|c| c * c * 3 >= panels * 4).unwrap_or(1).max(1)
}

fn together(heading: &str, series: Vec<Series>, unit: &str, size: f64, spread: bool) -> Panel {
    Panel {
        heading: titles::sentence(heading),
        axis: format!("Difference, {unit}"),
        series,
        names: true,
        spread,
        signs: true,
        size,
    }
}

fn subtitle(system: &str, what: &str, unit: &str) -> String {
    let system = font::fit(system, 25.0, false, 620.0);
    format!("{system}: {what} against doing nothing, {unit}, by school year")
}

fn words(source: &Source, title: &str, subtitle: &str, marks: &str, rows: &[&SummaryRow], panels: &[Panel]) -> Words {
    let n = rows.iter().map(|r| r.n).max().unwrap_or(0);
    let marks = marks.replace("REPLICATES", &source.spread_over(n));
    let marks = match rows.first() {
        Some(row) if n > 1 && row.level.is_finite() => {
            marks.replace("interval of the mean", &format!("{:.0} % interval of the mean", row.level * 100.0))
        }
        _ => "Line: the one replicate, so no interval.".to_owned(),
    };
    Words {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        caption: source.caption(&marks, n),
        description: format!("{subtitle}. {}", page::in_words(panels)),
    }
}

/// A figure of panels in a grid, with the rows behind it.
pub fn figure<T: Table + Clone>(
    name: &str,
    about: &str,
    words: &Words,
    panels: &[Panel],
    columns: usize,
    rows: &[&T],
) -> Result<Figure, csv::Error> {
    let drawing = page::page(words, page::grid(panels, page::body(words), columns));
    let rows: Vec<T> = rows.iter().map(|r| (*r).clone()).collect();
    let mut table = Vec::new();
    write_csv(&rows, &mut table)?;
    let table = String::from_utf8_lossy(&table).into_owned();
    Ok(Figure { name: name.to_owned(), about: about.to_owned(), drawing, table })
}
