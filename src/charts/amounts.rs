//! The figure of bars: what the arms cost.

use super::bars::{self, Bars};
use super::page::{self, Words};
use super::style::PALETTE;
use super::titles::{first_words, sentence};
use super::{Figure, Source};
use crate::answer::{DO_NOTHING, distinct};
use crate::numerals::{decimals, fixed, signed};
use serde::Serialize;

/// An amount as it stands in a figure of bars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AmountRow {
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// What is counted.
    pub amount: String,
    /// Unit.
    pub unit: String,
    /// Sum over all years.
    pub value: f64,
}

type Made = Result<Option<Figure>, csv::Error>;

/// Teacher-days and pupil-lessons that each arm took over all years.
pub fn costs(source: &Source, system: &str, slug: &str) -> Made {
    let rows: Vec<_> = source.results.costs.iter().filter(|c| c.system == system && c.policy != "usual").collect();
    let arms = distinct(rows.iter().map(|r| r.arm.as_str()).filter(|a| *a != DO_NOTHING));
    if arms.is_empty() {
        return Ok(None);
    }
    let mut table = Vec::new();
    for (amount, unit) in
        [("teacher-days out of class", "teacher-days"), ("pupil-lessons under cover", "pupil-lessons")]
    {
        for arm in &arms {
            let own = rows.iter().filter(|r| r.arm == *arm);
            let value =
                own.map(|r| if unit == "teacher-days" { r.teacher_days } else { r.pupil_lessons_covered }).sum();
            let names = (system.to_owned(), (*arm).to_owned());
            table.push(AmountRow {
                system: names.0,
                arm: names.1,
                amount: amount.to_owned(),
                unit: unit.to_owned(),
                value,
            });
        }
    }
    let (days, lessons) = table.split_at(arms.len());
    let panels = [cost_panel(days, "Teacher-days out of class"), cost_panel(lessons, "Pupil-lessons under cover")];
    let most = days.iter().max_by(|a, b| a.value.total_cmp(&b.value));
    let title = match most {
        Some(row) if row.value > 0.0 && arms.len() > 1 => {
            format!("Most teacher-days: {}", first_words(&row.arm, 6))
        }
        Some(row) if row.value > 0.0 => {
            format!("The policy takes {} teacher-days", fixed(row.value, decimals(&[row.value])))
        }
        _ => "No teacher-days out of class".to_owned(),
    };
    let n = rows.iter().map(|r| r.n).max().unwrap_or(0);
    let subtitle = format!("{system}: what the arms take beyond the usual, all years together");
    let words = words(source, &title, &subtitle, "Bar: mean over replicates.", n, &table);
    Ok(Some(figure(&format!("{slug}-cost"), "teacher-days and lessons covered", &words, &panels, &table)?))
}

fn cost_panel(rows: &[AmountRow], heading: &str) -> Bars {
    Bars {
        heading: heading.to_owned(),
        axis: rows.first().map_or_else(String::new, |r| r.unit.clone()),
        bars: rows.iter().map(|r| (r.arm.clone(), r.value, None)).collect(),
        colours: (PALETTE[0], PALETTE[1]),
        signs: false,
        decimals: decimals(&rows.iter().map(|r| r.value).collect::<Vec<_>>()).min(2),
        size: if rows.len() > 6 { 18.0 } else { 22.0 },
    }
}

fn words(source: &Source, title: &str, subtitle: &str, marks: &str, n: u32, table: &[AmountRow]) -> Words {
    let sentences: Vec<String> = table
        .iter()
        .map(|r| format!("{}, {}: {} {}.", r.arm, r.amount, signed(r.value, decimals(&[r.value])), r.unit))
        .collect();
    Words {
        title: sentence(title),
        subtitle: subtitle.to_owned(),
        caption: source.caption(marks, n),
        description: format!("{subtitle}. {}", sentences.join(" ")),
    }
}

fn figure(name: &str, about: &str, words: &Words, panels: &[Bars], table: &[AmountRow]) -> Result<Figure, csv::Error> {
    let shapes = bars::grid(panels, page::body(words), false);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in table {
        writer.serialize(row)?;
    }
    let text = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    let table = String::from_utf8_lossy(&text).into_owned();
    Ok(Figure { name: name.to_owned(), about: about.to_owned(), drawing: page::page(words, shapes), table })
}
