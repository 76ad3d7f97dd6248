//! Forest plots: what a study published beside what the model predicts.

use super::drawing::{Anchor, Shape};
use super::page::{self, Words};
use super::panel::Area;
use super::scale::Scale;
use super::style::{Colour, GREY, GRID, INK, Marker, PALETTE, ZERO};
use super::titles::{first_words, sentence};
use super::{Figure, caption, font};
use crate::numerals::{fixed, signed};
use crate::rows::TrialRow;
use crate::tables::write_csv;
use crate::trial::predict::Predicted;
use crate::trial::shape::Bound;
use crate::validation::tally::{digits, predicted_digits, value_text};
use crate::validation::{Compared, Tally, tabled};

/// Half the width of a 95 % interval in standard errors.
const WHISKER: f64 = 1.96;
/// How far marks may lie beyond the published numbers before they end in an arrow, in widths of their range.
const BEYOND: f64 = 1.5;
/// Length of the arrow of a bound in pixels.
const ARROW: f64 = 70.0;

const PUBLISHED: Colour = PALETTE[1];
const PREDICTED: Colour = PALETTE[0];

/// The rows behind a figure, as CSV.
pub fn table(rows: &[TrialRow]) -> Result<String, csv::Error> {
    let mut text = Vec::new();
    write_csv(rows, &mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Published and predicted numbers of a study, one row an estimate, on a scale of its own.
pub fn of_study(compared: &Compared, run_id: &str, caution: &str, slug: &str) -> Result<Figure, csv::Error> {
    let prediction = &compared.prediction;
    let name = first_words(&prediction.trial, 2);
    let marks = "Square: published value with 1.96 standard errors (SE) on each side; square with an arrow: a bound. \
                 Circle: mean of the simulated trials; line: 90 % of what such a study would publish. An open arrow at the \
                 edge: it goes on. z: published minus predicted in joint standard errors; inside is up to 2.";
    let subtitle = match prediction.study.as_str() {
        "" => prediction.title.clone(),
        study => format!("{} ({study})", prediction.title),
    };
    let n = prediction.replicates;
    let simulated = format!("seed {}, {n} simulated trial{}", compared.seed, if n == 1 { "" } else { "s" });
    let told: Vec<String> = prediction.estimates.iter().map(in_words).collect();
    let words = Words {
        title: sentence(&Tally::of(prediction).headline(&name)),
        caption: caption(marks, run_id, &simulated, caution),
        description: format!("{subtitle}. {}", told.join(" ")),
        subtitle,
    };
    let rows: Vec<TrialRow> = tabled::of_study(compared, run_id).collect();
    let forest = Forest::of(&prediction.estimates, page::body(&words));
    let height = page::height_for(&words, forest.height());
    Ok(Figure {
        name: format!("forest-{slug}"),
        about: format!("published and predicted numbers of {}", prediction.trial),
        drawing: page::page_of(&words, height, forest.draw()),
        table: table(&rows)?,
    })
}

/// An estimate for those who cannot see the figure.
fn in_words(e: &Predicted) -> String {
    let d = digits(e);
    let published = match (value_text(e, d), e.se) {
        (Some(value), Some(se)) => format!("published {value}, SE {}", fixed(se, d)),
        _ => "not published".to_owned(),
    };
    let z = e.z.map_or_else(String::new, |z| format!(", z {}", signed(z, 1)));
    format!("{}: {published}; predicted {}{z}.", e.estimate, predicted_text(e))
}

/// The predicted mean with its interval.
fn predicted_text(e: &Predicted) -> String {
    let d = predicted_digits(e);
    if !e.mean.is_finite() {
        return "unknown".to_owned();
    }
    if !e.interval.iter().all(|i| i.is_finite()) {
        return fixed(e.mean, d);
    }
    format!("{} ({} to {})", fixed(e.mean, d), fixed(e.interval[0], d), fixed(e.interval[2], d))
}

/// The two lines beside a row: published, predicted.
fn labels(e: &Predicted) -> [String; 2] {
    let d = digits(e);
    let published = match (value_text(e, d), e.se) {
        (Some(value), Some(se)) => format!("published {value} (SE {})", fixed(se, d)),
        _ => "not published".to_owned(),
    };
    [published, format!("predicted {}", predicted_text(e))]
}

/// The verdict beside a row.
fn verdict(e: &Predicted) -> [String; 2] {
    let z = e.z.map_or_else(String::new, |z| format!("z {}", signed(z, 1)));
    let inside = match (e.published, e.inside) {
        (Some(_), Some(true)) => "inside",
        (Some(_), Some(false)) => "outside",
        (Some(_), None) => "unknown",
        (None, _) => "",
    };
    [z, inside.to_owned()]
}

/// The rows of a study and where they stand.
struct Forest<'a> {
    estimates: &'a [Predicted],
    names: Vec<Vec<String>>,
    area: Area,
    plot: (f64, f64),
    scale: Scale,
    size: f64,
    heights: Vec<f64>,
}

impl<'a> Forest<'a> {
    fn of(estimates: &'a [Predicted], area: Area) -> Self {
        let size = match estimates.len() {
            0..=3 => 26.0,
            4..=7 => 22.0,
            _ => 19.0,
        };
        let widest = |texts: &mut dyn Iterator<Item = String>, bold: bool| {
            texts.map(|t| font::width(&t, size, bold)).fold(0.0, f64::max)
        };
        let name_width = widest(&mut estimates.iter().map(|e| e.estimate.clone()), false).min(area.w * 0.26);
        let names: Vec<Vec<String>> =
            estimates.iter().map(|e| font::wrap(&e.estimate, size, false, name_width + 1.0, 6)).collect();
        let label_width = widest(&mut estimates.iter().flat_map(labels), false).min(area.w * 0.36);
        let verdict_width = widest(&mut estimates.iter().flat_map(verdict), true);
        let right = area.x + area.w - label_width - verdict_width - size * 1.6;
        let plot = (area.x + name_width + size * 1.2, right - size * 1.2);
        let least: Vec<f64> = names.iter().map(|n| (n.len() as f64 * 1.25).max(2.5) * size + size * 0.9).collect();
        // Few rows spread over the page; many make it longer.
        let free = (area.h - axis_height(size)).max(0.0) / least.iter().sum::<f64>().max(1.0);
        let heights = least.iter().map(|h| h * free.clamp(1.0, 2.2)).collect();
        let scale = scale(estimates, ((plot.1 - plot.0) / (size * 3.6)) as usize);
        Self { estimates, names, area, plot, scale, size, heights }
    }

    fn height(&self) -> f64 {
        self.heights.iter().sum::<f64>() + axis_height(self.size)
    }

    fn draw(&self) -> Vec<Shape> {
        let (size, area) = (self.size, self.area);
        let bottom = area.y + self.heights.iter().sum::<f64>();
        let mut shapes = axis(&self.scale, self.plot, (area.y, bottom), size, "in the unit of each estimate");
        let right = area.x + area.w;
        let verdicts = self.estimates.iter().flat_map(verdict);
        let verdict_width = verdicts.map(|t| font::width(&t, size, true)).fold(0.0, f64::max);
        let mut top = area.y;
        for ((e, names), height) in self.estimates.iter().zip(&self.names).zip(&self.heights) {
            let middle = top + height / 2.0;
            shapes.push(line(vec![(area.x, top), (right, top)], GRID, 1.0));
            let first = middle - (names.len() as f64 - 1.0) * size * 0.625 + size * 0.35;
            for (i, name) in names.iter().enumerate() {
                let at = (area.x, first + i as f64 * size * 1.25);
                shapes.push(text(at, name.clone(), size, false, INK, Anchor::Start));
            }
            let lines = [middle - size * 0.65, middle + size * 0.65];
            let verdict = verdict(e);
            for (i, label) in labels(e).into_iter().enumerate() {
                let colour = if i == 1 {
                    PREDICTED
                } else if e.published.is_some() {
                    PUBLISHED
                } else {
                    GREY
                };
                let (x, y) = (self.plot.1 + size * 1.2, lines[i] + size * 0.35);
                let label = font::fit(&label, size, false, right - verdict_width - size * 0.8 - x);
                shapes.push(text((x, y), label, size, false, colour, Anchor::Start));
                shapes.push(text((right, y), verdict[i].clone(), size, true, INK, Anchor::End));
            }
            shapes.extend(self.published(e, lines[0]));
            shapes.extend(self.predicted(e, lines[1]));
            shapes.push(Shape::hit_box((self.plot.0, top), (self.plot.1, top + height), in_words(e)));
            top += height;
        }
        shapes.push(line(vec![(area.x, top), (right, top)], GRID, 1.0));
        shapes.retain(|s| !matches!(s, Shape::Text { text, .. } if text.is_empty()));
        shapes
    }

    fn x(&self, value: f64) -> f64 {
        self.scale.place(value, self.plot.0, self.plot.1)
    }

    fn published(&self, e: &Predicted, y: f64) -> Vec<Shape> {
        let (Some(value), Some(se)) = (e.published, e.se) else { return Vec::new() };
        let at = self.x(value);
        let mut shapes = match e.bound {
            Some(Bound::AtLeast) => arrow(at, (at + ARROW).min(self.plot.1), y, PUBLISHED),
            Some(Bound::AtMost) => arrow(at, (at - ARROW).max(self.plot.0), y, PUBLISHED),
            Some(Bound::Exact) | None => {
                let ends = [value - WHISKER * se, value + WHISKER * se];
                let mut shapes = self.reach(ends, y, PUBLISHED);
                let caps = ends.into_iter().filter(|end| self.holds(*end)).map(|end| self.x(end));
                shapes.extend(caps.map(|x| line(vec![(x, y - 6.0), (x, y + 6.0)], PUBLISHED, 3.0)));
                shapes
            }
        };
        shapes.push(Shape::Point { at: (at, y), radius: 8.0, colour: PUBLISHED, marker: Marker::Square });
        shapes
    }

    fn predicted(&self, e: &Predicted, y: f64) -> Vec<Shape> {
        let mut shapes = Vec::new();
        if e.interval.iter().all(|i| i.is_finite()) {
            shapes.extend(self.reach([e.interval[0], e.interval[2]], y, PREDICTED));
        }
        if e.mean.is_finite() {
            let at = (self.x(e.mean), y);
            if self.holds(e.mean) {
                shapes.push(Shape::Point { at, radius: 8.0, colour: PREDICTED, marker: Marker::Circle });
            } else {
                shapes.push(chevron(at.0, y, e.mean > self.scale.high, PREDICTED));
            }
        }
        shapes
    }

    fn holds(&self, value: f64) -> bool {
        (self.scale.low..=self.scale.high).contains(&value)
    }

    /// A line between two values, with an open arrow where it goes on beyond the axis.
    fn reach(&self, [low, high]: [f64; 2], y: f64, colour: Colour) -> Vec<Shape> {
        let (left, right) = (self.x(low), self.x(high));
        let mut shapes = vec![line(vec![(left, y), (right, y)], colour, 3.0)];
        if low < self.scale.low {
            shapes.push(chevron(left, y, false, colour));
        }
        if high > self.scale.high {
            shapes.push(chevron(right, y, true, colour));
        }
        shapes
    }
}

/// A scale that holds what was published, and of what is predicted as much as leaves that readable.
fn scale(estimates: &[Predicted], wanted: usize) -> Scale {
    let published = || {
        estimates.iter().filter_map(|e| {
            let (value, se) = (e.published?, e.se?);
            let reach = if e.bound == Some(Bound::Exact) { WHISKER * se } else { 0.0 };
            Some([value - reach, value, value + reach])
        })
    };
    let predicted = || estimates.iter().flat_map(|e| [e.interval[0], e.mean, e.interval[2]]);
    let low = published().flatten().fold(0.0, f64::min);
    let high = published().flatten().fold(0.0, f64::max);
    let span = high - low;
    let wanted = wanted.clamp(2, 8);
    if span <= 0.0 {
        return Scale::around_zero(predicted(), wanted);
    }
    let kept = predicted().filter(|v| v.is_finite()).map(|v| v.clamp(low - BEYOND * span, high + BEYOND * span));
    Scale::around_zero(published().flatten().chain(kept), wanted)
}

/// Height of an axis with its label.
pub fn axis_height(size: f64) -> f64 {
    size * 3.4
}

/// Ticks with their lines, a zero line, and what the axis is below it.
pub fn axis(scale: &Scale, plot: (f64, f64), (top, bottom): (f64, f64), size: f64, label: &str) -> Vec<Shape> {
    let size = size * 0.9;
    let number = |t: f64| fixed(t, scale.decimals);
    let widest = scale.ticks.iter().map(|t| font::width(&number(*t), size, false)).fold(0.0, f64::max);
    let room = (plot.1 - plot.0) / (scale.ticks.len().max(2) - 1) as f64;
    let every = (((widest + size * 0.6) / room).ceil() as usize).max(1);
    let zero = scale.ticks.iter().position(|t| *t == 0.0).unwrap_or(0);
    let mut shapes = Vec::new();
    for (i, &tick) in scale.ticks.iter().enumerate() {
        let x = scale.place(tick, plot.0, plot.1);
        let (colour, width) = if tick == 0.0 { (ZERO, 2.0) } else { (GRID, 1.0) };
        shapes.push(line(vec![(x, top), (x, bottom)], colour, width));
        if i.abs_diff(zero).is_multiple_of(every) {
            shapes.push(text((x, bottom + size * 1.4), number(tick), size, false, GREY, Anchor::Middle));
        }
    }
    let label = font::fit(label, size, false, plot.1 - plot.0);
    let middle = f64::midpoint(plot.0, plot.1);
    shapes.push(text((middle, bottom + size * 2.8), label, size, false, GREY, Anchor::Middle));
    shapes
}

/// A solid line.
pub fn line(points: Vec<(f64, f64)>, colour: Colour, width: f64) -> Shape {
    Shape::Line { points, colour, width, dash: &[] }
}

/// A line that ends in a filled head.
fn arrow(from: f64, to: f64, y: f64, colour: Colour) -> Vec<Shape> {
    let back = if to < from { 12.0 } else { -12.0 };
    let head = vec![(to, y), (to + back, y - 8.0), (to + back, y + 8.0)];
    vec![line(vec![(from, y), (to + back / 2.0, y)], colour, 3.0), Shape::Area { points: head, colour, opacity: 1.0 }]
}

/// An open head at the edge.
pub fn chevron(x: f64, y: f64, right: bool, colour: Colour) -> Shape {
    let back = if right { -10.0 } else { 10.0 };
    line(vec![(x + back, y - 7.0), (x, y), (x + back, y + 7.0)], colour, 3.0)
}

/// A line of text.
pub fn text(at: (f64, f64), text: String, size: f64, bold: bool, colour: Colour, anchor: Anchor) -> Shape {
    Shape::Text { at, text, size, bold, colour, anchor }
}
