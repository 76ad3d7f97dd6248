//! The figure over all studies: how far each published number lies from its prediction, in standard errors, since units
//! differ from study to study.

use super::drawing::{Anchor, Shape};
use super::forest::{axis, axis_height, chevron, line, table, text};
use super::page::{self, Words};
use super::panel::Area;
use super::scale::Scale;
use super::style::{GREY, GRID, INK, Marker, PALETTE};
use super::titles::sentence;
use super::{Figure, caption, font};
use crate::answer::distinct;
use crate::numerals::signed;
use crate::trial::predict::{INSIDE, Predicted};
use crate::trial::shape::Bound;
use crate::validation::{Compared, Tally, tabled};

/// Largest distance on the axis; what is further ends in an arrow.
const FURTHEST: f64 = 6.0;
/// Least reach of the axis, so that the band of what is inside is always seen whole.
const NEAREST: f64 = 3.0;
/// Sizes of the text: the largest at which all studies fit in one column, or the last in two.
const SIZES: [f64; 4] = [26.0, 23.0, 20.5, 18.0];
/// Space between two columns.
const GAP: f64 = 44.0;

/// A study with those of its estimates that were published.
struct Group<'a> {
    compared: &'a Compared,
    published: Vec<&'a Predicted>,
}

/// The distances of all published numbers; none if nothing is published.
pub fn over_all(all: &[Compared], run_id: &str, caution: &str) -> Result<Option<Figure>, csv::Error> {
    let groups: Vec<Group> = all
        .iter()
        .map(|compared| Group {
            compared,
            published: compared.prediction.estimates.iter().filter(|e| e.counted).collect(),
        })
        .filter(|group| !group.published.is_empty())
        .collect();
    if groups.is_empty() {
        return Ok(None);
    }
    let words = words(&groups, run_id, caution);
    let area = page::body(&words);
    let columns = Columns::of(&groups, area);
    let height = page::height_for(&words, columns.height());
    let rows: Vec<_> = groups
        .iter()
        .flat_map(|group| tabled::of_study(group.compared, run_id))
        .filter(|row| row.counted == "yes")
        .collect();
    Ok(Some(Figure {
        name: "forest-all".to_owned(),
        about: "distance of every published number from its prediction".to_owned(),
        drawing: page::page_of(&words, height, columns.draw()),
        table: table(&rows)?,
    }))
}

fn words(groups: &[Group], run_id: &str, caution: &str) -> Words {
    let tallies = groups.iter().map(|group| Tally::of(&group.compared.prediction));
    let tally = tallies.fold(Tally::default(), |a, b| Tally {
        published: a.published + b.published,
        inside: a.inside + b.inside,
        covered: a.covered + b.covered,
        unpredicted: a.unpredicted + b.unpredicted,
    });
    let of = match groups {
        [one] => super::titles::first_words(&one.compared.prediction.trial, 2),
        many => format!("{} studies", many.len()),
    };
    let seeds: Vec<String> = groups.iter().map(|g| g.compared.seed.to_string()).collect();
    let simulated = match distinct(seeds.iter().map(String::as_str)).as_slice() {
        [seed] => format!("seed {seed}"),
        _ => "seeds and simulated trials as in the table".to_owned(),
    };
    let marks = format!(
        "Published minus predicted in joint standard errors: the published one and the Monte-Carlo error of the \
         prediction. Grey band: inside, up to {INSIDE} of them. Circle: inside; diamond: outside; triangle at zero: a \
         bound that is kept."
    );
    let told: Vec<String> = groups
        .iter()
        .flat_map(|group| group.published.iter().map(|e| (&group.compared.prediction.trial, e)))
        .map(|(trial, e)| format!("{trial}, {}: {}.", e.estimate, distance_text(e)))
        .collect();
    let subtitle = "How far each published number lies from what the model predicts".to_owned();
    Words {
        title: sentence(&tally.headline(&of)),
        caption: caption(&marks, run_id, &simulated, caution),
        description: format!("{subtitle}. {}", told.join(" ")),
        subtitle,
    }
}

/// Whether a bound holds, so that there is no distance to tell.
fn kept(e: &Predicted) -> bool {
    e.z == Some(0.0) && e.bound.is_some_and(|b| b != Bound::Exact)
}

fn distance_text(e: &Predicted) -> String {
    match e.z {
        _ if kept(e) => "bound kept".to_owned(),
        Some(z) => signed(z, 1),
        None => "not predicted".to_owned(),
    }
}

/// A mark in words.
fn told(e: &Predicted, z: f64) -> String {
    let kept = if kept(e) { "\nThe bound is kept" } else { "" };
    format!("{}\nPublished minus predicted: {} joint standard errors{kept}", e.estimate, signed(z, 1))
}

/// Studies in one or two columns.
struct Columns<'a> {
    all: Vec<&'a [Group<'a>]>,
    area: Area,
    names: f64,
    values: f64,
    scale: Scale,
    size: f64,
    /// How far rows are set apart where there is room.
    stretch: f64,
}

impl<'a> Columns<'a> {
    fn of(groups: &'a [Group<'a>], area: Area) -> Self {
        let estimates = || groups.iter().flat_map(|g| g.published.iter().copied());
        let far = estimates().filter_map(|e| e.z).fold(NEAREST, |far, z| far.max(z.abs())).min(FURTHEST);
        let scale = Scale::around_zero([-far, far].into_iter(), 6);
        let widest = |text: &dyn Fn(&Predicted) -> String, size: f64, bold: bool| {
            estimates().map(|e| font::width(&text(e), size, bold)).fold(0.0, f64::max)
        };
        let at = |size: f64, share: f64| Self {
            all: vec![groups],
            area,
            names: widest(&|e| e.estimate.clone(), size, false).min(area.w * share),
            values: widest(&distance_text, size, true),
            scale: scale.clone(),
            size,
            stretch: 1.0,
        };
        let mut single = SIZES.into_iter().map(|size| at(size, 0.42));
        if let Some(mut one) = single.find(|one| one.height() <= area.h) {
            let rows = one.height() - axis_height(one.size);
            one.stretch = ((area.h - axis_height(one.size)) / rows).clamp(1.0, 1.6);
            return one;
        }
        let mut two = at(SIZES[SIZES.len() - 1], if groups.len() > 1 { 0.22 } else { 0.42 });
        if groups.len() > 1 {
            let taller = |split: &usize| {
                let (left, right) = groups.split_at(*split);
                two.column_height(left).max(two.column_height(right))
            };
            let split = (1..groups.len()).min_by(|a, b| taller(a).total_cmp(&taller(b))).unwrap_or(1);
            two.all = vec![&groups[..split], &groups[split..]];
        }
        two
    }

    fn height(&self) -> f64 {
        self.all.iter().map(|column| self.column_height(column)).fold(0.0, f64::max)
    }

    fn column_height(&self, column: &[Group]) -> f64 {
        let of_group = |g: &Group| self.heading_height() + g.published.iter().map(|e| self.row_height(e)).sum::<f64>();
        column.iter().map(of_group).sum::<f64>() + axis_height(self.size)
    }

    fn heading_height(&self) -> f64 {
        self.size * 2.0 * self.stretch
    }

    fn name(&self, e: &Predicted) -> Vec<String> {
        font::wrap(&e.estimate, self.size, false, self.names + 1.0, 6)
    }

    fn row_height(&self, e: &Predicted) -> f64 {
        (self.name(e).len() as f64 * self.size * 1.2 + self.size * 0.5) * self.stretch
    }

    fn draw(&self) -> Vec<Shape> {
        let n = self.all.len() as f64;
        let width = (self.area.w - GAP * (n - 1.0)) / n;
        let column = |(i, column): (usize, &&[Group])| {
            let x = self.area.x + (width + GAP) * i as f64;
            self.draw_column(column, Area { x, w: width, ..self.area })
        };
        self.all.iter().enumerate().flat_map(column).collect()
    }

    fn draw_column(&self, column: &[Group], area: Area) -> Vec<Shape> {
        let (size, right) = (self.size, area.x + area.w);
        let plot = (area.x + self.names + size * 1.4, right - self.values - size * 1.4);
        let bottom = area.y + self.column_height(column) - axis_height(self.size);
        let x = |z: f64| self.scale.place(z, plot.0, plot.1);
        let (low, high) = (x(-INSIDE), x(INSIDE));
        let corners = vec![(low, area.y), (high, area.y), (high, bottom), (low, bottom)];
        let mut shapes = vec![Shape::Area { points: corners, colour: GRID, opacity: 0.6 }];
        shapes.extend(axis(&self.scale, plot, (area.y, bottom), size, "standard errors"));
        let mut top = area.y;
        for group in column {
            let prediction = &group.compared.prediction;
            let heading = format!("{}: {}", prediction.trial, prediction.title);
            let heading = font::fit(&heading, size, true, area.w);
            // The band and the lines of the axis stay away from the heading.
            let below = top + self.heading_height();
            let corners = vec![(area.x, top), (right, top), (right, below), (area.x, below)];
            shapes.push(Shape::Area { points: corners, colour: (255, 255, 255), opacity: 1.0 });
            shapes.push(line(vec![(area.x, top), (right, top)], GREY, 1.0));
            let at = (area.x, f64::midpoint(top, below) + size * 0.4);
            shapes.push(text(at, heading, size, true, INK, Anchor::Start));
            top = below;
            for e in &group.published {
                let height = self.row_height(e);
                shapes.extend(self.draw_row(e, area.x, right, (plot, top, height)));
                top += height;
            }
        }
        shapes
    }

    fn draw_row(
        &self,
        e: &Predicted,
        left: f64,
        right: f64,
        (plot, top, height): ((f64, f64), f64, f64),
    ) -> Vec<Shape> {
        let (size, middle) = (self.size, top + height / 2.0);
        let names = self.name(e);
        let first = middle - (names.len() as f64 - 1.0) * size * 0.6 + size * 0.35;
        let named = names
            .into_iter()
            .enumerate()
            .map(|(i, name)| text((left, first + i as f64 * size * 1.2), name, size, false, INK, Anchor::Start));
        let mut shapes: Vec<Shape> = named.collect();
        let y = middle + size * 0.35;
        shapes.push(text((right, y), distance_text(e), size, true, INK, Anchor::End));
        let Some(z) = e.z else { return shapes };
        let (colour, marker) = match e.inside {
            _ if kept(e) => (PALETTE[2], Marker::Triangle),
            Some(true) => (PALETTE[0], Marker::Circle),
            _ => (PALETTE[1], Marker::Diamond),
        };
        let at = (self.scale.place(z, plot.0, plot.1), middle);
        shapes.push(if (self.scale.low..=self.scale.high).contains(&z) {
            Shape::Point { at, radius: 7.5, colour, marker }
        } else {
            chevron(at.0, middle, z > 0.0, colour)
        });
        shapes.push(Shape::hit_around(at, 11.0, told(e, z)));
        shapes
    }
}
