//! A panel of horizontal bars.

use super::drawing::{Anchor, Shape};
use super::font;
use super::panel::Area;
use super::scale::Scale;
use super::style::{Colour, GREY, GRID, INK, ZERO};
use crate::numerals::{decimals, fixed, signed};

/// What a panel of bars shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// What stands above it.
    pub heading: String,
    /// Label of the axis with its unit.
    pub axis: String,
    /// Name, length and half the width of its interval where known.
    pub bars: Vec<(String, f64, Option<f64>)>,
    /// Colours of bars above and below zero.
    pub colours: (Colour, Colour),
    /// Whether lengths carry a sign.
    pub signs: bool,
    /// Decimals of the values.
    pub decimals: usize,
    /// Size of its text.
    pub size: f64,
}

/// The scale that holds the bars and the values at their ends.
fn common_scale(panels: &[Bars], wanted: usize) -> Scale {
    let ends = panels.iter().flat_map(|p| &p.bars).flat_map(|(_, v, half)| {
        let half = half.unwrap_or(0.0);
        [*v, v - half, v + half]
    });
    Scale::around_zero(ends, wanted)
}

/// Widths of the widest name and the widest value of some panels, which line them up.
fn common_widths(panels: &[Bars]) -> (f64, f64) {
    let bars = || panels.iter().flat_map(|p| p.bars.iter().map(move |b| (p, b)));
    let names = bars().map(|(p, b)| font::width(&b.0, p.size, false)).fold(0.0, f64::max);
    let values = bars().map(|(p, b)| font::width(&value_text(p, b.1), p.size, true)).fold(0.0, f64::max);
    (names, values)
}

/// Columns for so many panels of bars.
pub fn columns(panels: &[Bars]) -> usize {
    match panels.len() {
        0..=2 if panels.iter().all(|p| p.bars.len() <= 6) => 1,
        0..=4 => panels.len().clamp(1, 2),
        5..=9 => 3,
        _ => 4,
    }
}

/// Lays panels in a grid, on one scale or each on its own.
pub fn grid(panels: &[Bars], area: Area, one_scale: bool) -> Vec<Shape> {
    lay(panels, area, columns(panels), one_scale)
}

/// Lays panels in so many columns, on one scale or each on its own.
pub fn lay(panels: &[Bars], area: Area, columns: usize, one_scale: bool) -> Vec<Shape> {
    let rows = panels.len().div_ceil(columns).max(1);
    let gap = 36.0;
    let w = (area.w - gap * (columns - 1) as f64) / columns as f64;
    let h = area.h / rows as f64;
    let common = common_scale(panels, 4);
    let widths = common_widths(panels);
    let mut shapes = Vec::new();
    for (i, panel) in panels.iter().enumerate() {
        let (x, y) = (area.x + (w + gap) * (i % columns) as f64, area.y + h * (i / columns) as f64);
        let scale = if one_scale { common.clone() } else { common_scale(std::slice::from_ref(panel), 4) };
        shapes.extend(draw(panel, Area { x, y, w, h: h - gap * 0.3 }, &scale, widths));
    }
    shapes
}

/// Draws a panel of bars into an area.
fn draw(panel: &Bars, area: Area, scale: &Scale, (name_width, digits): (f64, f64)) -> Vec<Shape> {
    let row = ((area.h - panel.size * 4.4) / panel.bars.len().max(1) as f64).min(panel.size * 3.2);
    let size = panel.size.min(row / 1.25);
    let names = (name_width + size).min(area.w * 0.42);
    // Room for the value beside a bar that fills the scale, on each side that has bars.
    let (left, right) = (if scale.low < 0.0 { digits + size } else { 0.0 }, digits + size);
    let inner = Area {
        x: area.x + names + left,
        y: area.y + panel.size * 2.0,
        w: (area.w - names - left - right).max(10.0),
        h: row * panel.bars.len() as f64,
    };
    let heading = font::fit(&panel.heading, panel.size * 1.1, true, area.w);
    let mut shapes =
        vec![text((area.x, area.y + panel.size * 1.1), heading, panel.size * 1.1, true, INK, Anchor::Start)];
    shapes.extend(axis(panel, area, inner, scale));
    for (i, bar) in panel.bars.iter().enumerate() {
        let middle = inner.y + row * (i as f64 + 0.5);
        let name = font::fit(&bar.0, size, false, names - size * 0.6);
        shapes.push(text((area.x + names - size * 0.5, middle + size * 0.35), name, size, false, INK, Anchor::End));
        shapes.extend(draw_bar(panel, bar, inner, (middle, row, size), scale));
    }
    let zero = scale.place(0.0, inner.x, inner.x + inner.w);
    let ends = vec![(zero, inner.y), (zero, inner.y + inner.h)];
    shapes.push(Shape::Line { points: ends, colour: ZERO, width: 2.0, dash: &[] });
    shapes
}

fn axis(panel: &Bars, area: Area, inner: Area, scale: &Scale) -> Vec<Shape> {
    let size = panel.size * 0.9;
    let mut shapes = Vec::new();
    let label = |t: f64| if panel.signs { signed(t, scale.decimals) } else { fixed(t, scale.decimals) };
    let widest = scale.ticks.iter().map(|t| font::width(&label(*t), size, false)).fold(0.0, f64::max);
    // The scale ends beyond its ticks, so that they stand closer than in equal parts of its width.
    let room = match scale.ticks.as_slice() {
        [first, second, ..] => (second - first) / (scale.high - scale.low) * inner.w,
        _ => inner.w,
    };
    let every = (((widest + size) / room).ceil() as usize).max(1);
    let zero = scale.ticks.iter().position(|t| *t == 0.0).unwrap_or(0);
    for (i, &tick) in scale.ticks.iter().enumerate() {
        let x = scale.place(tick, inner.x, inner.x + inner.w);
        let points = vec![(x, inner.y), (x, inner.y + inner.h)];
        shapes.push(Shape::Line { points, colour: GRID, width: 1.0, dash: &[] });
        if i.abs_diff(zero).is_multiple_of(every) {
            let at = (x, inner.y + inner.h + size * 1.4);
            shapes.push(text(at, label(tick), size, false, GREY, Anchor::Middle));
        }
    }
    let at = (area.x + area.w, inner.y + inner.h + size * 2.8);
    shapes.push(text(at, font::fit(&panel.axis, size, false, area.w), size, false, GREY, Anchor::End));
    shapes
}

fn draw_bar(
    panel: &Bars,
    (name, value, half): &(String, f64, Option<f64>),
    inner: Area,
    (middle, row, size): (f64, f64, f64),
    scale: &Scale,
) -> Vec<Shape> {
    let x = |v: f64| scale.place(v, inner.x, inner.x + inner.w);
    let (zero, end, thick) = (x(0.0), x(*value), row * 0.31);
    let colour = if *value < 0.0 { panel.colours.1 } else { panel.colours.0 };
    let corners = vec![(zero, middle - thick), (end, middle - thick), (end, middle + thick), (zero, middle + thick)];
    let mut shapes = vec![Shape::Area { points: corners, colour, opacity: 1.0 }];
    let mut tip = end;
    if let Some(half) = half.filter(|h| *h > 0.0) {
        let (low, high) = (x(value - half), x(value + half));
        shapes.push(Shape::Line { points: vec![(low, middle), (high, middle)], colour: INK, width: 2.0, dash: &[] });
        tip = if *value < 0.0 { low.min(end) } else { high.max(end) };
    }
    let (at, anchor) = if *value < 0.0 { (tip - size * 0.4, Anchor::End) } else { (tip + size * 0.4, Anchor::Start) };
    shapes.push(text((at, middle + size * 0.35), value_text(panel, *value), size, true, INK, anchor));
    let (left, right) = (zero.min(end).min(tip), zero.max(end).max(tip));
    // A bar of no length can be pointed at too.
    let wider = (8.0 - (right - left)).max(0.0) / 2.0;
    let (top, bottom) = (middle - row / 2.0, middle + row / 2.0);
    shapes.push(Shape::hit_box((left - wider, top), (right + wider, bottom), told(panel, name, *value, *half)));
    shapes
}

/// A bar in words: panel, name, length with its unit, interval where known.
fn told(panel: &Bars, name: &str, value: f64, half: Option<f64>) -> String {
    let number = |v: f64, d: usize| if panel.signs { signed(v, d) } else { fixed(v, d) };
    let heading = if panel.heading.is_empty() { String::new() } else { format!("{}: ", panel.heading) };
    let unit = if panel.axis.is_empty() { String::new() } else { format!(" {}", panel.axis) };
    let text = format!("{heading}{name}\n{}{unit}", value_text(panel, value));
    match half.filter(|h| h.is_finite()) {
        Some(half) => {
            let d = panel.decimals.max(decimals(&[half]));
            format!("{text}\nInterval: {} to {}", number(value - half, d), number(value + half, d))
        }
        None => text,
    }
}

fn value_text(panel: &Bars, value: f64) -> String {
    if panel.signs { signed(value, panel.decimals) } else { fixed(value, panel.decimals) }
}

fn text(at: (f64, f64), text: String, size: f64, bold: bool, colour: Colour, anchor: Anchor) -> Shape {
    Shape::Text { at, text, size, bold, colour, anchor }
}
