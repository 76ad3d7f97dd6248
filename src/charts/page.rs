//! The page around the panels: title, subtitle and caption, sized for a slide.

use super::drawing::{Anchor, Drawing, Shape};
use super::font;
use super::panel::{self, Area, Panel};
use super::style::{GREY, INK};
use super::titles::ten_words;
use crate::numerals::decimals;

/// Width of a figure in pixels.
pub const WIDTH: u32 = 1600;
/// Height of a figure in pixels.
pub const HEIGHT: u32 = 900;

const MARGIN: f64 = 48.0;
const CAPTION: f64 = 18.0;
/// Where the body begins.
const TOP: f64 = 142.0;

/// The words of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// What the figure says, ten words or fewer.
    pub title: String,
    /// What is shown.
    pub subtitle: String,
    /// Source, seed, replicates and caution.
    pub caption: String,
    /// What is shown, for those who cannot see it.
    pub description: String,
}

/// The area that the words leave to the panels.
pub fn body(words: &Words) -> Area {
    let (x, y) = (MARGIN, TOP);
    Area { x, y, w: f64::from(WIDTH) - 2.0 * MARGIN, h: f64::from(HEIGHT) - y - below(words) }
}

/// The area that the words leave to the panels on a page of some height.
pub fn body_of(words: &Words, height: u32) -> Area {
    let (x, y) = (MARGIN, TOP);
    Area { x, y, w: f64::from(WIDTH) - 2.0 * MARGIN, h: f64::from(height) - y - below(words) }
}

/// Height of a page whose body is so high; never less than that of a slide.
pub fn height_for(words: &Words, body: f64) -> u32 {
    ((TOP + body + below(words)).ceil() as u32).max(HEIGHT)
}

/// Height of what stands below the body.
fn below(words: &Words) -> f64 {
    caption_lines(words).len() as f64 * CAPTION * 1.35 + 36.0
}

fn caption_lines(words: &Words) -> Vec<String> {
    font::wrap(&words.caption, CAPTION, false, f64::from(WIDTH) - 2.0 * MARGIN, 3)
}

/// A page with its words and shapes.
pub fn page(words: &Words, shapes: Vec<Shape>) -> Drawing {
    page_of(words, HEIGHT, shapes)
}

/// A page of another height than a slide, for lists that are longer.
pub fn page_of(words: &Words, height: u32, mut shapes: Vec<Shape>) -> Drawing {
    let room = f64::from(WIDTH) - 2.0 * MARGIN;
    let title = ten_words(&words.title);
    let mut line = |y: f64, text: String, size: f64, bold: bool, colour| {
        let at = (MARGIN, y);
        shapes.push(Shape::Text { at, text, size, bold, colour, anchor: Anchor::Start });
    };
    line(66.0, font::fit(&title, 42.0, true, room), 42.0, true, INK);
    line(108.0, font::fit(&words.subtitle, 25.0, false, room), 25.0, false, GREY);
    let lines = caption_lines(words);
    let first = f64::from(height) - 22.0 - (lines.len().max(1) - 1) as f64 * CAPTION * 1.35;
    for (i, text) in lines.into_iter().enumerate() {
        line(first + i as f64 * CAPTION * 1.35, text, CAPTION, false, GREY);
    }
    let description = format!("{} {}", words.description, words.caption);
    Drawing { width: WIDTH, height, title, description, shapes }
}

/// Lays panels in a grid on one scale, row by row.
pub fn grid(panels: &[Panel], area: Area, columns: usize) -> Vec<Shape> {
    let columns = columns.max(1);
    let rows = panels.len().div_ceil(columns).max(1);
    let years = panel::common_years(panels);
    let gap = 28.0;
    let cell = (
        (area.w - gap * (columns - 1) as f64) / columns as f64,
        (area.h - gap * 0.6 * (rows - 1) as f64) / rows as f64,
    );
    let size = panels.iter().map(|p| p.size).fold(1.0, f64::max);
    let scale = panel::common_scale(panels, (((cell.1 - 5.5 * size) / (1.5 * size)) as usize).clamp(2, 6));
    let mut shapes = Vec::new();
    for (i, panel) in panels.iter().enumerate().filter(|(_, panel)| !panel.series.is_empty()) {
        let x = area.x + (cell.0 + gap) * (i % columns) as f64;
        let y = area.y + (cell.1 + gap * 0.6) * (i / columns) as f64;
        shapes.extend(panel::draw(panel, Area { x, y, w: cell.0, h: cell.1 }, &scale, years));
    }
    shapes
}

/// Where each line of some panels ends, in words.
pub fn in_words(panels: &[Panel]) -> String {
    let mut sentences = Vec::new();
    for panel in panels {
        for series in &panel.series {
            if let Some(last) = series.years.last() {
                let d = decimals(&[last.mean]).max(if panel.signs { 2 } else { 0 });
                let interval = last.interval.map_or_else(String::new, |(low, high)| {
                    format!(", interval {} to {}", panel.number(low, d), panel.number(high, d))
                });
                let name = if panel.heading == series.name { panel.axis.clone() } else { panel.heading.clone() };
                let name = if name.is_empty() { name } else { format!("{name}, ") };
                sentences.push(format!(
                    "{name}{}: {} in year {}{interval}.",
                    series.name,
                    panel.number(last.mean, d),
                    last.year
                ));
            }
        }
    }
    sentences.join(" ")
}
