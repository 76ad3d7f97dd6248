//! Blocks of horizontal waterfalls: names once at the left, groups side by side on one scale.

use super::drawing::{Anchor, Shape};
use super::font;
use super::panel::Area;
use super::scale::Scale;
use super::style::{Colour, GREY, GRID, INK, PALETTE, ZERO};
use crate::numerals::{decimals, fixed, signed};

/// What a bar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A level, drawn from zero.
    Level,
    /// A step, drawn from where the one before ends.
    Step,
}

/// A bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What it is.
    pub kind: Kind,
    /// Its value in words.
    pub text: String,
    /// Interval of a level.
    pub interval: Option<(f64, f64)>,
}

/// Waterfalls with the same steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What stands above it.
    pub heading: String,
    /// Names of the steps.
    pub names: Vec<String>,
    /// Name of each column with its bars in the order of the names; none where it has no such step.
    pub columns: Vec<(String, Vec<Option<Bar>>)>,
    /// Whether the axis carries signs.
    pub signs: bool,
}

const SIZE: f64 = 19.0;
/// Size of the labels of ticks.
const TICK: f64 = SIZE * 0.85;
const ROW: f64 = 29.0;
/// Heading, names of columns, axis and the room below.
const AROUND: f64 = 98.0;

/// Height of some blocks.
pub fn height(blocks: &[Block]) -> f64 {
    blocks.iter().map(|b| AROUND + ROW * b.names.len() as f64).sum()
}

/// Draws blocks below one another.
pub fn draw(blocks: &[Block], area: Area) -> Vec<Shape> {
    let names = blocks.iter().flat_map(|b| &b.names).map(|n| font::width(n, SIZE, false)).fold(0.0, f64::max);
    let names = (names + SIZE).min(area.w * 0.36);
    let mut shapes = Vec::new();
    let mut y = area.y;
    for block in blocks {
        let h = AROUND + ROW * block.names.len() as f64;
        shapes.extend(draw_block(block, Area { y, h, ..area }, names));
        y += h;
    }
    shapes
}

fn draw_block(block: &Block, area: Area, names: f64) -> Vec<Shape> {
    let mut shapes = vec![text((area.x, area.y + SIZE), block.heading.clone(), true, INK, Anchor::Start)];
    let top = area.y + SIZE * 3.0;
    for (i, name) in block.names.iter().enumerate() {
        let at = (area.x + names - SIZE * 0.5, top + ROW * (i as f64 + 0.5) + SIZE * 0.35);
        let level = matches!(name.as_str(), "opening" | "closing" | "difference");
        shapes.push(text(at, font::fit(name, SIZE, level, names - SIZE * 0.5), level, INK, Anchor::End));
    }
    let bars = || block.columns.iter().flat_map(|(_, bars)| bars.iter().flatten());
    let ends = bars().flat_map(|b| {
        let (low, high) = b.interval.unwrap_or((b.to, b.to));
        [b.from, b.to, low, high]
    });
    let scale = Scale::around_zero(ends, 4);
    // Room for values beside bars, and for the halves of tick labels that stand out over the ends.
    let tick = widest_label(block, &scale) / 2.0 + SIZE * 0.3;
    let values = (bars().map(|b| font::width(&b.text, SIZE * 0.9, true)).fold(0.0, f64::max) + SIZE).max(tick);
    let columns = block.columns.len().max(1) as f64;
    let w = (area.w - names) / columns;
    for (i, (heading, bars)) in block.columns.iter().enumerate() {
        let x = area.x + names + w * i as f64;
        let left = if scale.low < 0.0 || bars.iter().flatten().any(|b| b.to < b.from) { values } else { tick };
        let inner = Area { x: x + left, y: top, w: (w - left - values).max(20.0), h: ROW * block.names.len() as f64 };
        let heading = font::fit(heading, SIZE, true, inner.w + values);
        shapes.push(text((inner.x, top - SIZE * 0.6), heading, true, GREY, Anchor::Start));
        shapes.extend(axis(block, inner, &scale));
        shapes.extend(column(bars, &block.names, inner, &scale));
    }
    shapes
}

fn label(block: &Block, scale: &Scale, tick: f64) -> String {
    if block.signs { signed(tick, scale.decimals) } else { fixed(tick, scale.decimals) }
}

fn widest_label(block: &Block, scale: &Scale) -> f64 {
    let widths = scale.ticks.iter().map(|&tick| font::width(&label(block, scale, tick), TICK, false));
    widths.fold(0.0, f64::max)
}

fn axis(block: &Block, inner: Area, scale: &Scale) -> Vec<Shape> {
    let size = TICK;
    let widest = widest_label(block, scale);
    let room = match scale.ticks.as_slice() {
        [first, second, ..] => {
            scale.place(*second, inner.x, inner.x + inner.w) - scale.place(*first, inner.x, inner.x + inner.w)
        }
        _ => inner.w,
    };
    let every = (((widest + size) / room).ceil() as usize).max(1);
    let zero = scale.ticks.iter().position(|t| *t == 0.0).unwrap_or(0);
    let mut shapes = Vec::new();
    for (i, &tick) in scale.ticks.iter().enumerate() {
        let x = scale.place(tick, inner.x, inner.x + inner.w);
        let (colour, width) = if tick == 0.0 { (ZERO, 2.0) } else { (GRID, 1.0) };
        let points = vec![(x, inner.y), (x, inner.y + inner.h)];
        shapes.push(Shape::Line { points, colour, width, dash: &[] });
        if i.abs_diff(zero).is_multiple_of(every) {
            let at = (x, inner.y + inner.h + size * 1.2);
            let (text, anchor) = (label(block, scale, tick), Anchor::Middle);
            shapes.push(Shape::Text { at, text, size, bold: false, colour: GREY, anchor });
        }
    }
    shapes
}

fn column(bars: &[Option<Bar>], names: &[String], inner: Area, scale: &Scale) -> Vec<Shape> {
    let x = |value: f64| scale.place(value, inner.x, inner.x + inner.w);
    let mut shapes = Vec::new();
    let mut before: Option<(f64, f64)> = None;
    for (i, (bar, name)) in bars.iter().zip(names).enumerate() {
        let Some(bar) = bar else { continue };
        let middle = inner.y + ROW * (i as f64 + 0.5);
        let half = ROW * 0.34;
        if let Some((end, y)) = before {
            let points = vec![(x(end), y), (x(end), middle + half)];
            shapes.push(Shape::Line { points, colour: ZERO, width: 1.0, dash: &[] });
        }
        let colour = match bar.kind {
            Kind::Level => (85, 85, 85),
            Kind::Step if bar.to >= bar.from => PALETTE[0],
            Kind::Step => PALETTE[1],
        };
        // What is too small to be seen is still there.
        let (a, b) = (x(bar.from), x(bar.to));
        let (low, high) = if (a - b).abs() < 1.5 { (a.min(b) - 0.75, a.max(b) + 0.75) } else { (a.min(b), a.max(b)) };
        let points = vec![(low, middle - half), (high, middle - half), (high, middle + half), (low, middle + half)];
        shapes.push(Shape::Area { points, colour, opacity: 1.0 });
        let mut ends = (low, high);
        if let Some((from, to)) = bar.interval {
            let points = vec![(x(from), middle), (x(to), middle)];
            shapes.push(Shape::Line { points, colour: INK, width: 2.5, dash: &[] });
            ends = (low.min(x(from)), high.max(x(to)));
        }
        let falls = bar.to < bar.from;
        let (at, anchor) =
            if falls { (ends.0 - SIZE * 0.35, Anchor::End) } else { (ends.1 + SIZE * 0.35, Anchor::Start) };
        let at = (at, middle + SIZE * 0.32);
        let size = SIZE * 0.9;
        // Grid and zero line stay clear of the digits.
        let wide = font::width(&bar.text, size, true) + 4.0;
        let (start, end) = if falls { (at.0 - wide + 2.0, at.0 + 2.0) } else { (at.0 - 2.0, at.0 + wide - 2.0) };
        let (top, bottom) = (middle - size * 0.5, middle + size * 0.5);
        let points = vec![(start, top), (end, top), (end, bottom), (start, bottom)];
        shapes.push(Shape::Area { points, colour: (255, 255, 255), opacity: 1.0 });
        shapes.push(Shape::Text { at, text: bar.text.clone(), size, bold: true, colour: INK, anchor });
        let (left, right) = (ends.0.min(start), ends.1.max(end));
        shapes.push(Shape::hit_box((left, middle - half), (right, middle + half), told(name, bar)));
        before = Some((bar.to, middle - half));
    }
    shapes
}

/// What a bar tells when it is pointed at.
fn told(name: &str, bar: &Bar) -> String {
    let digits = decimals(&[bar.from, bar.to]).max(2);
    let interval = bar.interval.map_or_else(String::new, |(low, high)| {
        format!("\ninterval {} to {}", signed(low, digits), signed(high, digits))
    });
    match bar.kind {
        Kind::Level => format!("{name}\n{}{interval}", bar.text),
        Kind::Step => {
            let (from, to) = (fixed(bar.from, digits), fixed(bar.to, digits));
            format!("{name}\n{}, from {from} to {to}{interval}", bar.text)
        }
    }
}

fn text(at: (f64, f64), text: String, bold: bool, colour: Colour, anchor: Anchor) -> Shape {
    Shape::Text { at, text, size: SIZE, bold, colour, anchor }
}
