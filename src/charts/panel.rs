//! A panel of lines and bands by year.

use super::drawing::{Anchor, Shape};
use super::font;
use super::scale::{Scale, year_ticks};
use super::series::{Series, Year};
use super::style::{Colour, GREY, GRID, INK, ZERO, look};
use crate::numerals::{decimals, fixed, signed};

/// A rectangle on the page, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// What a panel shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// What stands above it.
    pub heading: String,
    /// Label of the y axis with its unit; none where a neighbour has it.
    pub axis: String,
    /// Its lines.
    pub series: Vec<Series>,
    /// Whether each line has its name at its end.
    pub names: bool,
    /// Whether the spread over replicates is drawn.
    pub spread: bool,
    /// Whether what is above zero has a plus sign, as differences have.
    pub signs: bool,
    /// Size of its text.
    pub size: f64,
}

impl Panel {
    /// An empty place in a grid.
    pub fn blank() -> Self {
        let (heading, axis) = (String::new(), String::new());
        Self { heading, axis, series: Vec::new(), names: false, spread: false, signs: true, size: 1.0 }
    }

    /// A number of this panel with that many decimals.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        if self.signs { signed(value, decimals) } else { fixed(value, decimals) }
    }
}

/// The scale that holds all series of some panels.
pub fn common_scale(panels: &[Panel], wanted: usize) -> Scale {
    let values = panels.iter().flat_map(|p| p.series.iter().map(move |s| (p.spread, s))).flat_map(|(spread, s)| {
        s.years.iter().flat_map(move |y| {
            let (a, b) = y.interval.unwrap_or((y.mean, y.mean));
            let (c, d) = if spread { y.spread.unwrap_or((y.mean, y.mean)) } else { (y.mean, y.mean) };
            [y.mean, a, b, c, d]
        })
    });
    Scale::around_zero(values, wanted)
}

/// First and last year of some panels.
pub fn common_years(panels: &[Panel]) -> (u32, u32) {
    let years = || panels.iter().flat_map(|p| &p.series).flat_map(|s| &s.years).map(|y| y.year);
    (years().min().unwrap_or(0), years().max().unwrap_or(0))
}

/// The frame of a panel: where years and values lie.
struct Frame<'a> {
    area: Area,
    scale: &'a Scale,
    years: (u32, u32),
}

impl Frame<'_> {
    fn x(&self, year: u32) -> f64 {
        let (first, last) = self.years;
        if last == first {
            return self.area.x + self.area.w / 2.0;
        }
        self.area.x + f64::from(year - first) / f64::from(last - first) * self.area.w
    }

    fn y(&self, value: f64) -> f64 {
        self.scale.place(value, self.area.y + self.area.h, self.area.y)
    }
}

/// Draws a panel into an area.
pub fn draw(panel: &Panel, area: Area, scale: &Scale, years: (u32, u32)) -> Vec<Shape> {
    let size = panel.size;
    let tick_width =
        scale.ticks.iter().map(|t| font::width(&panel.number(*t, scale.decimals), size, false)).fold(0.0, f64::max);
    let names = if panel.names { name_width(panel, area.w * 0.46) } else { size * 1.6 };
    let heading = if panel.heading.is_empty() { 0.0 } else { size * 1.6 };
    let top = heading + size * if panel.axis.is_empty() { 0.6 } else { 2.0 };
    let inner = Area {
        x: area.x + tick_width + size * 0.8,
        y: area.y + top,
        w: (area.w - tick_width - size * 0.8 - names).max(10.0),
        h: (area.h - top - size * 1.9).max(10.0),
    };
    let frame = Frame { area: inner, scale, years };
    let mut shapes = vec![
        text(
            (area.x, area.y + size * 1.1),
            &font::fit(&panel.heading, size * 1.1, true, area.w - size),
            size * 1.1,
            true,
            INK,
        ),
        text(
            (area.x, area.y + heading + size),
            &font::fit(&panel.axis, size * 0.9, false, area.w),
            size * 0.9,
            false,
            GREY,
        ),
    ];
    shapes.retain(|s| !matches!(s, Shape::Text { text, .. } if text.is_empty()));
    shapes.extend(axes(panel, &frame));
    for series in &panel.series {
        shapes.extend(bands(series, &frame, panel.spread));
    }
    for series in &panel.series {
        shapes.extend(line(series, &frame, size));
    }
    if panel.names {
        shapes.extend(end_names(panel, &frame, names));
    }
    for series in &panel.series {
        shapes.extend(hits(panel, series, &frame));
    }
    shapes
}

/// A place at each year of a line that tells its number.
fn hits(panel: &Panel, series: &Series, frame: &Frame) -> Vec<Shape> {
    let step = frame.area.w / f64::from((frame.years.1 - frame.years.0).max(1));
    let reach = (panel.size * 0.7).min(step / 2.0).max(3.0);
    let at = |year: &Year| (frame.x(year.year), frame.y(year.mean));
    series.years.iter().map(|year| Shape::hit_around(at(year), reach, told(panel, series, year))).collect()
}

/// A year of a line in words: name, year, what it is, its interval and its spread where that is drawn.
fn told(panel: &Panel, series: &Series, year: &Year) -> String {
    let of = |pair: Option<(f64, f64)>| pair.map_or([year.mean; 2], |(low, high)| [low, high]);
    let ([low, high], [p5, p95]) = (of(year.interval), of(year.spread));
    let d = decimals(&[year.mean, low, high, p5, p95]).max(if panel.signs { 3 } else { 0 });
    let number = |value: f64| panel.number(value, d);
    let heading = if panel.heading.is_empty() || panel.heading == series.name {
        String::new()
    } else {
        format!("{}: ", panel.heading)
    };
    let what = if panel.axis.is_empty() { String::new() } else { format!("{}: ", panel.axis) };
    let interval = match year.interval {
        Some(_) => format!("Interval of the mean: {} to {}", number(low), number(high)),
        None => "No interval".to_owned(),
    };
    let spread = match year.spread.filter(|_| panel.spread) {
        Some(_) => format!("\n5th to 95th percentile: {} to {}", number(p5), number(p95)),
        None => String::new(),
    };
    let (name, mean, year) = (&series.name, number(year.mean), year.year);
    format!("{heading}{name}, year {year}\n{what}{mean}\n{interval}{spread}")
}

fn text(at: (f64, f64), text: &str, size: f64, bold: bool, colour: Colour) -> Shape {
    Shape::Text { at, text: text.to_owned(), size, bold, colour, anchor: Anchor::Start }
}

/// Room for the names: the widest one, the leader and the marker, within a limit.
fn name_width(panel: &Panel, most: f64) -> f64 {
    let widest = panel.series.iter().map(|s| font::width(&s.name, panel.size, false)).fold(0.0, f64::max);
    (widest + panel.size * 3.4).min(most)
}

fn axes(panel: &Panel, frame: &Frame) -> Vec<Shape> {
    let size = panel.size;
    let Area { x, y, w, h } = frame.area;
    let mut shapes = Vec::new();
    for &tick in &frame.scale.ticks {
        let at = frame.y(tick);
        let (colour, width) = if tick == 0.0 { (ZERO, 2.0) } else { (GRID, 1.0) };
        shapes.push(Shape::Line { points: vec![(x, at), (x + w, at)], colour, width, dash: &[] });
        shapes.push(Shape::Text {
            at: (x - size * 0.5, at + size * 0.35),
            text: panel.number(tick, frame.scale.decimals),
            size,
            bold: false,
            colour: GREY,
            anchor: Anchor::End,
        });
    }
    let most = (w / (size * 2.2)) as usize;
    let years = year_ticks(frame.years.0, frame.years.1, most);
    let named = format!("Year {}", frame.years.1);
    // The last label says what the axis is, where the label before it leaves room.
    let needed = font::width(&named, size, false) / 2.0 + size * 1.6;
    let room = years.iter().rev().nth(1).map_or(w, |&before| frame.x(frame.years.1) - frame.x(before));
    for year in years {
        let label = if year == frame.years.1 && room > needed { named.clone() } else { year.to_string() };
        shapes.push(Shape::Text {
            at: (frame.x(year), y + h + size * 1.5),
            text: label,
            size,
            bold: false,
            colour: GREY,
            anchor: Anchor::Middle,
        });
    }
    shapes
}

fn bands(series: &Series, frame: &Frame, spread: bool) -> Vec<Shape> {
    let colour = look(series.look).colour;
    let mut shapes = Vec::new();
    if spread {
        shapes.extend(band(series, frame, |y| y.spread, colour, 0.16));
    }
    shapes.extend(band(series, frame, |y| y.interval, colour, 0.34));
    shapes
}

type Ends = fn(&Year) -> Option<(f64, f64)>;

/// A band through the years that have both ends; one year alone is drawn as a bar.
fn band(series: &Series, frame: &Frame, ends: Ends, colour: Colour, opacity: f64) -> Option<Shape> {
    let known: Vec<(f64, f64, f64)> =
        series.years.iter().filter_map(|y| ends(y).map(|(a, b)| (frame.x(y.year), frame.y(a), frame.y(b)))).collect();
    let (&first, _) = known.split_first()?;
    let points = if known.len() == 1 {
        let half = 5.0 + 4.0 * series.look as f64;
        let (x, low, high) = first;
        vec![(x - half, low), (x + half, low), (x + half, high), (x - half, high)]
    } else {
        let lower = known.iter().map(|&(x, low, _)| (x, low));
        lower.chain(known.iter().rev().map(|&(x, _, high)| (x, high))).collect()
    };
    Some(Shape::Area { points, colour, opacity })
}

fn line(series: &Series, frame: &Frame, size: f64) -> Vec<Shape> {
    let look = look(series.look);
    let points: Vec<(f64, f64)> = series.years.iter().map(|y| (frame.x(y.year), frame.y(y.mean))).collect();
    let width = (size / 7.0).max(1.5);
    let mut shapes = Vec::new();
    if points.len() > 1 {
        shapes.push(Shape::Line { points: points.clone(), colour: look.colour, width, dash: look.dash });
    }
    // Markers thin out with many years; the last one always stands.
    let every = points.len().div_ceil(12).max(1);
    let kept = points.iter().rev().step_by(every);
    shapes.extend(kept.map(|&at| Shape::Point { at, radius: width * 1.9, colour: look.colour, marker: look.marker }));
    shapes
}

/// Names beside the ends of the lines, moved apart where they would touch, each with a leader.
fn end_names(panel: &Panel, frame: &Frame, room: f64) -> Vec<Shape> {
    let Area { x, y, w, h } = frame.area;
    let mut ends: Vec<(f64, &Series)> =
        panel.series.iter().filter_map(|s| s.years.last().map(|last| (frame.y(last.mean), s))).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let gap = (panel.size * 1.3).min((h + panel.size) / ends.len().max(1) as f64);
    let size = panel.size.min(gap / 1.1);
    let places = spread_apart(&ends.iter().map(|e| e.0).collect::<Vec<_>>(), gap, (y, y + h));
    let mut shapes = Vec::new();
    for ((end, series), place) in ends.into_iter().zip(places) {
        let look = look(series.look);
        let from = series.years.last().map_or(x + w, |last| frame.x(last.year));
        let start = x + w + panel.size * 2.0;
        let leader = vec![(from + panel.size * 0.5, end), (start - panel.size * 0.9, place)];
        shapes.push(Shape::Line { points: leader, colour: ZERO, width: 1.0, dash: &[] });
        let at = (start - panel.size * 0.4, place);
        shapes.push(Shape::Point { at, radius: size * 0.27, colour: look.colour, marker: look.marker });
        let name = font::fit(&series.name, size, false, room - panel.size * 2.3);
        shapes.push(text((start + size * 0.1, place + size * 0.35), &name, size, false, INK));
    }
    shapes
}

/// Moves sorted places apart to at least `gap`, each block around the mean of what it wanted, within limits.
pub fn spread_apart(wanted: &[f64], gap: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    // Blocks of (sum of wanted starts, count); a block starts at the mean of its members' wanted starts.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for &place in wanted {
        let mut block = (place, 1);
        while let Some(&(sum, count)) = blocks.last() {
            if start(sum, count, gap, (top, bottom)) + count as f64 * gap <= start(block.0, block.1, gap, (top, bottom))
            {
                break;
            }
            block = (sum + block.0 - (block.1 * count) as f64 * gap, count + block.1);
            blocks.pop();
        }
        blocks.push(block);
    }
    let places = blocks.iter().flat_map(|&(sum, count)| {
        let first = start(sum, count, gap, (top, bottom));
        (0..count).map(move |i| first + i as f64 * gap)
    });
    places.collect()
}

fn start(sum: f64, count: usize, gap: f64, (top, bottom): (f64, f64)) -> f64 {
    (sum / count as f64).min(bottom - (count - 1) as f64 * gap).max(top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_move_apart_and_stay_inside() {
        for wanted in [vec![50.0; 12], vec![0.0, 1.0, 2.0, 99.0, 100.0], vec![100.0; 3], vec![10.0, 40.0, 41.0, 90.0]] {
            let gap = (8.0_f64).min(100.0 / wanted.len() as f64);
            let places = spread_apart(&wanted, gap, (0.0, 100.0));
            assert_eq!(places.len(), wanted.len());
            for pair in places.windows(2) {
                assert!(pair[1] - pair[0] >= gap - 1e-9, "{places:?}");
            }
            assert!(places[0] >= -1e-9 && places[places.len() - 1] <= 100.0 + 1e-9, "{places:?}");
        }
        assert_eq!(spread_apart(&[10.0, 50.0], 8.0, (0.0, 100.0)), [10.0, 50.0]);
    }
}
