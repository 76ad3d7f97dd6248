//! The figure of naive comparisons: what each reports of the treated schools, beside what is true of them.

use super::drawing::Anchor;
use super::drawing::Shape;
use super::forest::{axis, axis_height, line, text};
use super::page::{self, Words};
use super::panel::Area;
use super::scale::Scale;
use super::style::{Colour, GREY, GRID, INK, Marker, PALETTE};
use super::titles::{self, NO_INTERVAL};
use super::{Figure, Source, font};
use crate::answer::persistence::judged;
use crate::answer::{Verdict, distinct, of_interval};
use crate::experiment::naive::{ESTIMATORS, WORLDS};
use crate::numerals::{decimals, fixed, signed};
use crate::rows::NaiveRow;
use crate::tables::write_csv;

const REPORTED: Colour = PALETTE[1];
const TRUE: Colour = PALETTE[0];

/// What the comparisons report in the year in which each arm is judged; none where nobody receives in any arm.
pub fn naive(source: &Source, system: &str, slug: &str) -> Result<Option<Figure>, csv::Error> {
    let rows: Vec<&NaiveRow> = source.results.naive.iter().filter(|r| r.system == system).collect();
    let blocks: Vec<Block> = distinct(rows.iter().map(|r| r.arm.as_str()))
        .into_iter()
        .filter_map(|arm| Block::of(source, system, arm, &rows))
        .collect();
    if blocks.is_empty() {
        return Ok(None);
    }
    let n = rows.iter().map(|r| r.n).max().unwrap_or(0);
    let level = rows.first().map_or(f64::NAN, |r| r.level * 100.0);
    let marks = format!(
        "Title: bias of before and after. Circle: mean of what a comparison reports of the schools that ever receive; bar: \
         its {level:.0} % interval. Dashed line: true effect on the same measured results. Diamond: the same comparison of \
         the same schools where nothing is done, so that anything but zero is error."
    );
    let cut = font::fit(system, 25.0, false, 420.0);
    let subtitle = format!("{cut}: measured results of treated schools, reported beside true, pupil SD");
    let told: Vec<String> = blocks.iter().map(Block::in_words).collect();
    let words = Words {
        title: titles::sentence(&title(&blocks)),
        caption: source.caption(&marks, n),
        description: format!("{subtitle}. {}", told.join(" ")),
        subtitle,
    };
    let layout = Layout::of(&blocks, page::body(&words));
    let height = page::height_for(&words, layout.height());
    let mut table = Vec::new();
    write_csv(&rows.into_iter().cloned().collect::<Vec<_>>(), &mut table)?;
    Ok(Some(Figure {
        name: format!("{slug}-naive"),
        about: "what simpler comparisons report beside what is true".to_owned(),
        drawing: page::page_of(&words, height, layout.draw()),
        table: String::from_utf8_lossy(&table).into_owned(),
    }))
}

/// An arm in the year in which it is judged.
struct Block<'a> {
    arm: &'a str,
    year: u32,
    /// Each comparison, with the same where nothing is done.
    compared: Vec<(&'a NaiveRow, Option<&'a NaiveRow>)>,
}

impl<'a> Block<'a> {
    fn of(source: &Source, system: &str, arm: &'a str, rows: &[&'a NaiveRow]) -> Option<Self> {
        let mine = || rows.iter().filter(|r| r.arm == arm).copied();
        let year = judged(source.results, system, arm, mine().map(|r| r.year).max()?);
        let find = |world: &str, estimator: &str| {
            mine().find(|r| r.year == year && r.world == world && r.estimator == estimator && r.mean.is_finite())
        };
        let pair = |estimator: &&str| Some((find(WORLDS[0], estimator)?, find(WORLDS[1], estimator)));
        let compared: Vec<_> = ESTIMATORS.iter().filter_map(pair).collect();
        (!compared.is_empty()).then_some(Self { arm, year, compared })
    }

    /// What before and after does to the truth.
    fn verdict(&self) -> Verdict {
        let first = self.compared.iter().find(|(row, _)| row.estimator == ESTIMATORS[0]);
        first.map_or(Verdict::Unknown, |(row, _)| of_interval(row.n, row.bias_low, row.bias_high))
    }

    fn truth(&self) -> f64 {
        self.compared[0].0.truth
    }

    /// What stands above the comparisons of an arm.
    fn heading(&self) -> String {
        format!("{}, year {}: true {}", self.arm, self.year, number(self.truth()))
    }

    fn in_words(&self) -> String {
        let each = self.compared.iter().map(|(row, _)| format!("{} {}", row.estimator, number(row.mean)));
        format!("{}; {}.", self.heading(), each.collect::<Vec<_>>().join(", "))
    }
}

/// A number of pupil SD with a sign.
fn number(value: f64) -> String {
    signed(value, decimals(&[value]).clamp(2, 4))
}

/// A title over the bias of before and after in each arm.
fn title(blocks: &[Block<'_>]) -> String {
    let verdicts: Vec<Verdict> = blocks.iter().map(Block::verdict).collect();
    let all = verdicts.len();
    let clear = verdicts.iter().filter(|v| matches!(v, Verdict::Up | Verdict::Down)).count();
    if verdicts.iter().all(|v| *v == Verdict::Unknown) {
        return NO_INTERVAL.to_owned();
    }
    match (all, clear) {
        (1, 1) if verdicts[0] == Verdict::Up => "Before and after reports too much".to_owned(),
        (1, 1) => "Before and after reports too little".to_owned(),
        (1, _) => "Before and after shows no detectable bias".to_owned(),
        (_, 0) => "Before and after shows no detectable bias in any arm".to_owned(),
        (2, 2) => "Before and after misleads in both arms".to_owned(),
        (_, c) if c == all => format!("Before and after misleads in all {all} arms"),
        (_, c) => format!("Before and after misleads in {c} of {all} arms"),
    }
}

/// Where everything stands.
struct Layout<'a> {
    blocks: &'a [Block<'a>],
    area: Area,
    plot: (f64, f64),
    scale: Scale,
    size: f64,
    row: f64,
}

impl<'a> Layout<'a> {
    fn of(blocks: &'a [Block<'a>], area: Area) -> Self {
        let lines: usize = blocks.iter().map(|b| b.compared.len() + 1).sum();
        let size = match lines {
            0..=12 => 24.0,
            13..=18 => 21.0,
            _ => 18.0,
        };
        let names = ESTIMATORS.iter().map(|e| font::width(e, size, false)).fold(0.0, f64::max);
        let values = |b: &Block<'_>| b.compared.iter().map(|(r, _)| label(r)).collect::<Vec<_>>();
        let widest = blocks.iter().flat_map(values).map(|t| font::width(&t, size, false)).fold(0.0, f64::max);
        let plot = (area.x + names + size * 1.4, area.x + area.w - widest - size * 1.4);
        let held = blocks.iter().flat_map(|b| &b.compared).flat_map(|(row, nothing)| {
            let other = nothing.map_or(0.0, |r| r.mean);
            [row.mean, row.low, row.high, row.truth, other]
        });
        let scale = Scale::around_zero(held, ((plot.1 - plot.0) / (size * 4.0)) as usize);
        // Few rows spread over the page; many make it longer.
        let free = (area.h - axis_height(size)) / lines.max(1) as f64;
        Self { blocks, area, plot, scale, size, row: free.clamp(size * 1.55, size * 2.4) }
    }

    fn height(&self) -> f64 {
        let lines: usize = self.blocks.iter().map(|b| b.compared.len() + 1).sum();
        lines as f64 * self.row + axis_height(self.size)
    }

    fn x(&self, value: f64) -> f64 {
        self.scale.place(value, self.plot.0, self.plot.1)
    }

    fn draw(&self) -> Vec<Shape> {
        let bottom = self.area.y + self.height() - axis_height(self.size);
        let mut shapes = axis(&self.scale, self.plot, (self.area.y, bottom), self.size, "pupil SD");
        let mut top = self.area.y;
        for block in self.blocks {
            shapes.extend(self.block(block, top));
            top += self.row * (block.compared.len() + 1) as f64;
        }
        shapes.push(line(vec![(self.area.x, bottom), (self.area.x + self.area.w, bottom)], GRID, 1.0));
        shapes
    }

    fn block(&self, block: &Block<'_>, top: f64) -> Vec<Shape> {
        let (size, right) = (self.size, self.area.x + self.area.w);
        let base = |row: usize| top + self.row * (row as f64 + 0.5);
        let heading = font::fit(&block.heading(), size, true, self.area.w);
        let mut shapes = vec![line(vec![(self.area.x, top), (right, top)], GRID, 1.0)];
        let x = self.x(block.truth());
        let points = vec![(x, top + self.row), (x, top + self.row * (block.compared.len() + 1) as f64)];
        shapes.push(Shape::Line { points, colour: TRUE, width: 3.0, dash: &[4.0, 2.0] });
        shapes.push(text((self.area.x, base(0) + size * 0.35), heading, size, true, INK, Anchor::Start));
        for (at, (row, nothing)) in block.compared.iter().enumerate() {
            let y = base(at + 1);
            let name = row.estimator.to_owned();
            shapes.push(text((self.area.x + size * 0.6, y + size * 0.35), name, size, false, GREY, Anchor::Start));
            if let Some(other) = nothing {
                let at = (self.x(other.mean), y);
                shapes.push(Shape::Point { at, radius: size * 0.36, colour: GREY, marker: Marker::Diamond });
            }
            if row.low.is_finite() && row.high.is_finite() {
                shapes.push(line(vec![(self.x(row.low), y), (self.x(row.high), y)], REPORTED, 3.0));
            }
            let at = (self.x(row.mean), y);
            shapes.push(Shape::Point { at, radius: size * 0.32, colour: REPORTED, marker: Marker::Circle });
            shapes.push(text((right, y + size * 0.35), label(row), size, false, INK, Anchor::End));
            let (from, half) = (self.area.x, self.row / 2.0);
            shapes.push(Shape::hit_box((from, y - half), (right, y + half), told(row, *nothing)));
        }
        shapes
    }
}

/// What a comparison tells when it is pointed at.
fn told(row: &NaiveRow, nothing: Option<&NaiveRow>) -> String {
    let interval = if row.low.is_finite() && row.high.is_finite() {
        format!("\n{:.0} % interval {} to {}", row.level * 100.0, number(row.low), number(row.high))
    } else {
        String::new()
    };
    let other = nothing.map_or_else(String::new, |r| format!("\nwhere nothing is done {} pupil SD", number(r.mean)));
    format!("{}, year {}\n{} pupil SD{interval}{other}", row.estimator, row.year, label(row))
}

/// What a comparison reports, and by how much it errs.
fn label(row: &NaiveRow) -> String {
    let bias = match of_interval(row.n, row.bias_low, row.bias_high) {
        Verdict::Up => format!("too high by {}", fixed(row.bias, decimals(&[row.bias]).clamp(2, 4))),
        Verdict::Down => format!("too low by {}", fixed(-row.bias, decimals(&[row.bias]).clamp(2, 4))),
        Verdict::Undetected => "no detectable bias".to_owned(),
        Verdict::Unknown => "no interval".to_owned(),
    };
    format!("{}, {bias}", number(row.mean))
}
