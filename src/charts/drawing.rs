//! Shapes on a page, drawn once as SVG; the PNG is that SVG rendered.

use super::font;
use super::style::{Colour, Marker};
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, DrawingArea, IntoDrawingArea, IntoFont, PathElement, Polygon, RGBColor, Rectangle, SVGBackend, ShapeStyle,
    Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle};

/// Plotters counts whole pixels: a tenth of one keeps slopes and dashes smooth.
const FINE: f64 = 10.0;

/// Where a text stands against its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Begins there.
    Start,
    /// Centred there.
    Middle,
    /// Ends there.
    End,
}

/// A shape; lengths in pixels from the upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line through points.
    Line {
        /// Points.
        points: Vec<(f64, f64)>,
        /// Colour.
        colour: Colour,
        /// Width.
        width: f64,
        /// Dash and gap in line widths; empty is solid.
        dash: &'static [f64],
    },
    /// A filled polygon.
    Area {
        /// Corners.
        points: Vec<(f64, f64)>,
        /// Colour.
        colour: Colour,
        /// Opacity.
        opacity: f64,
    },
    /// A point.
    Point {
        /// Centre.
        at: (f64, f64),
        /// Half its width.
        radius: f64,
        /// Colour.
        colour: Colour,
        /// Shape.
        marker: Marker,
    },
    /// A line of text.
    Text {
        /// Point on the baseline.
        at: (f64, f64),
        /// What it says.
        text: String,
        /// Size.
        size: f64,
        /// Bold.
        bold: bool,
        /// Colour.
        colour: Colour,
        /// Anchor.
        anchor: Anchor,
    },
    /// A place that is not seen and tells its number when it is pointed at; the PNG has nothing of it.
    Hit {
        /// Corners.
        points: Vec<(f64, f64)>,
        /// What it tells, with its unit and interval; lines are parted by line breaks.
        label: String,
    },
}

impl Shape {
    /// A square around a point that tells a number, half as wide as `reach`.
    pub fn hit_around((x, y): (f64, f64), reach: f64, label: String) -> Self {
        Self::hit_box((x - reach, y - reach), (x + reach, y + reach), label)
    }

    /// A rectangle between two corners that tells a number.
    pub fn hit_box((left, top): (f64, f64), (right, bottom): (f64, f64), label: String) -> Self {
        Self::Hit { points: vec![(left, top), (right, top), (right, bottom), (left, bottom)], label }
    }
}

/// What an SVG shows of a place that is pointed at.
pub const POINTED: &str = ".hit:hover polygon{fill:#222;fill-opacity:.1;stroke:#222;stroke-width:20}";

/// A page of shapes with the words for those who cannot see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawing {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Title.
    pub title: String,
    /// What the figure shows, in words.
    pub description: String,
    /// Shapes, the lowest first.
    pub shapes: Vec<Shape>,
}

/// A figure could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawingError {
    /// Plotters refused.
    #[error("the SVG could not be drawn: {0}")]
    Svg(String),
    /// The renderer refused.
    #[error("the PNG could not be rendered: {0}")]
    Png(String),
}

impl Drawing {
    /// The figure as SVG, with title and description.
    pub fn svg(&self) -> Result<String, DrawingError> {
        let mut svg = String::new();
        let size = ((f64::from(self.width) * FINE) as u32, (f64::from(self.height) * FINE) as u32);
        {
            let page = SVGBackend::with_string(&mut svg, size).into_drawing_area();
            let refused = |e: &dyn std::fmt::Display| DrawingError::Svg(e.to_string());
            page.fill(&RGBColor(255, 255, 255)).map_err(|e| refused(&e))?;
            for shape in &self.shapes {
                draw(&page, shape).map_err(|e| refused(&e))?;
            }
            page.present().map_err(|e| refused(&e))?;
        }
        Ok(self.with_words(&svg))
    }

    /// Gives the page its size in pixels, its words and the families to fall back on.
    fn with_words(&self, svg: &str) -> String {
        let body = svg.split_once(">\n").map_or("", |(_, body)| body);
        let shapes = body.trim_end().strip_suffix("</svg>").unwrap_or(body);
        let hits: String = self.shapes.iter().filter_map(told).collect();
        let style = if hits.is_empty() { String::new() } else { format!("<style>{POINTED}</style>\n") };
        format!(
            "<svg width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {vw} {vh}\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\">\n<title>{title}</title>\n\
             <desc>{description}</desc>\n{style}{shapes}{hits}</svg>\n",
            w = self.width,
            h = self.height,
            vw = f64::from(self.width) * FINE,
            vh = f64::from(self.height) * FINE,
            title = escaped(&self.title),
            description = escaped(&self.description),
        )
    }
}

/// Renders an SVG of this module as PNG at its own size.
pub fn png(svg: &str) -> Result<Vec<u8>, DrawingError> {
    let refused = |e: &dyn std::fmt::Display| DrawingError::Png(e.to_string());
    let options = resvg::usvg::Options { fontdb: font::database(), ..Default::default() };
    let tree = resvg::usvg::Tree::from_str(svg, &options).map_err(|e| refused(&e))?;
    let size = tree.size().to_int_size();
    let mut page = resvg::tiny_skia::Pixmap::new(size.width(), size.height()).ok_or_else(|| refused(&"no size"))?;
    resvg::render(&tree, resvg::tiny_skia::Transform::default(), &mut page.as_mut());
    // The page is opaque, so its colours are as they stand.
    let colours: Vec<u8> = page.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, size.width(), size.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().map_err(|e| refused(&e))?;
    writer.write_image_data(&colours).map_err(|e| refused(&e))?;
    writer.finish().map_err(|e| refused(&e))?;
    Ok(bytes)
}

/// The place that tells a number, as SVG: neither filled nor stroked, so that a renderer draws nothing.
fn told(shape: &Shape) -> Option<String> {
    let Shape::Hit { points, label } = shape else { return None };
    let corners: Vec<String> = fine(points).into_iter().map(|(x, y)| format!("{x},{y}")).collect();
    Some(format!(
        "<g class=\"hit\"><title>{}</title><polygon points=\"{}\" fill=\"none\" pointer-events=\"all\"/></g>\n",
        escaped(label),
        corners.join(" ")
    ))
}

type Page<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw(page: &Page, shape: &Shape) -> Drawn {
    match shape {
        Shape::Line { points, colour, width, dash } => {
            let style =
                ShapeStyle { color: rgb(*colour).to_rgba(), filled: false, stroke_width: (width * FINE) as u32 };
            for piece in dashed(points, dash, *width) {
                page.draw(&PathElement::new(fine(&piece), style)).map_err(|e| e.to_string())?;
            }
        }
        Shape::Area { points, colour, opacity } => {
            page.draw(&Polygon::new(fine(points), rgb(*colour).mix(*opacity).filled())).map_err(|e| e.to_string())?;
        }
        Shape::Point { at, radius, colour, marker } => draw_point(page, *at, *radius, rgb(*colour), *marker)?,
        Shape::Text { at, text, size, bold, colour, anchor } => {
            let h_pos = match anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            // Plotters divides the size by 1.24 and hangs the text 0.76 of it above the baseline.
            let style = (font::FAMILY, size * FINE * 1.24).into_font();
            let style = style.style(if *bold { FontStyle::Bold } else { FontStyle::Normal }).color(&rgb(*colour));
            let style = style.pos(Pos::new(h_pos, VPos::Top));
            let corner = fine(&[(at.0, at.1 - 0.76 * size)])[0];
            page.draw(&Text::new(text.clone(), corner, style)).map_err(|e| e.to_string())?;
        }
        Shape::Hit { .. } => {}
    }
    Ok(())
}

fn draw_point(page: &Page, (x, y): (f64, f64), r: f64, colour: RGBColor, marker: Marker) -> Drawn {
    let polygon = |points: &[(f64, f64)]| Polygon::new(fine(points), colour.filled());
    match marker {
        Marker::Circle => page.draw(&Circle::new(fine(&[(x, y)])[0], (r * FINE) as i32, colour.filled())),
        Marker::Square => {
            let corners = fine(&[(x - 0.9 * r, y - 0.9 * r), (x + 0.9 * r, y + 0.9 * r)]);
            page.draw(&Rectangle::new([corners[0], corners[1]], colour.filled()))
        }
        Marker::Triangle => {
            page.draw(&polygon(&[(x, y - 1.2 * r), (x + 1.1 * r, y + 0.8 * r), (x - 1.1 * r, y + 0.8 * r)]))
        }
        Marker::Diamond => {
            page.draw(&polygon(&[(x, y - 1.3 * r), (x + 1.3 * r, y), (x, y + 1.3 * r), (x - 1.3 * r, y)]))
        }
    }
    .map_err(|e| e.to_string())?;
    Ok(())
}

fn rgb((r, g, b): Colour) -> RGBColor {
    RGBColor(r, g, b)
}

fn fine(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    points.iter().map(|&(x, y)| ((x * FINE).round() as i32, (y * FINE).round() as i32)).collect()
}

/// Cuts a line into its dashes.
fn dashed(points: &[(f64, f64)], dash: &[f64], width: f64) -> Vec<Vec<(f64, f64)>> {
    if dash.is_empty() || points.len() < 2 {
        return vec![points.to_vec()];
    }
    let mut pieces = vec![vec![points[0]]];
    let (mut turn, mut left) = (0, dash[0] * width);
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let length = libm::hypot(to.0 - from.0, to.1 - from.1);
            if length < left {
                left -= length;
                if turn % 2 == 0
                    && let Some(piece) = pieces.last_mut()
                {
                    piece.push(to);
                }
                break;
            }
            let at = (from.0 + (to.0 - from.0) * left / length, from.1 + (to.1 - from.1) * left / length);
            if turn % 2 == 0
                && let Some(piece) = pieces.last_mut()
            {
                piece.push(at);
            } else {
                pieces.push(vec![at]);
            }
            turn += 1;
            left = dash[turn % dash.len()] * width;
            from = at;
        }
    }
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
