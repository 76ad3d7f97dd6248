//! The figures of `worth-it`: the cost-effectiveness plane, how likely each arm is best, and what the budget buys.

use super::bars::{self, Bars};
use super::drawing::{Anchor, Shape};
use super::page::{self, Words};
use super::panel::Area;
use super::scale::Scale;
use super::style::{Colour, GREY, GRID, INK, Look, Marker, PALETTE, ZERO, look};
use super::titles::{first_words, sentence};
use super::{Figure, Source, font};
use crate::answer::{DO_NOTHING, distinct};
use crate::months::one_month;
use crate::numerals::{decimals, fixed, signed};
use crate::rows::EconomyRow;
use crate::statistics::describe::{Moments, moments_of_sets};
use crate::tables::{Table, write_csv};
use crate::worth::found::Found;
use crate::worth::rows::AcceptabilityRow;
use crate::worth::weigh::Sample;

type Made = Result<Figure, csv::Error>;

/// All figures of what was found.
pub fn figures(found: &Found) -> Result<Vec<Figure>, csv::Error> {
    Ok(vec![plane(found)?, acceptability(found)?, bought(found)?])
}

fn source(found: &Found) -> Source<'_> {
    Source { results: &found.results, seed: found.scenario.seed }
}

fn csv_of<T: Table>(rows: &[T]) -> Result<String, csv::Error> {
    let mut text = Vec::new();
    write_csv(rows, &mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn reference(found: &Found) -> usize {
    found.bundles.iter().position(|row| row.role == "reference").unwrap_or(0) + 1
}

fn text(at: (f64, f64), text: String, size: f64, bold: bool, colour: Colour, anchor: Anchor) -> Shape {
    Shape::Text { at, text, size, bold, colour, anchor }
}

fn line(points: Vec<(f64, f64)>, colour: Colour, width: f64) -> Shape {
    Shape::Line { points, colour, width, dash: &[] }
}

/// One alternative against the reference, in every replicate: gain in pupil-months and cost.
struct Cloud {
    name: String,
    points: Vec<(f64, f64)>,
    gain: Moments,
    cost: Moments,
}

fn clouds(sample: &Sample, base: usize) -> Vec<Cloud> {
    let less = |values: &[Vec<f64>], arm: usize, unit: f64| -> Vec<f64> {
        values[arm].iter().zip(&values[base]).map(|(a, b)| (a - b) / unit).collect()
    };
    let cloud = |arm: usize| {
        let (gains, costs) = (less(&sample.gains, arm, one_month()), less(&sample.costs, arm, 1.0));
        Cloud {
            name: sample.arms[arm].clone(),
            gain: moments_of_sets(&sample.sets, &gains),
            cost: moments_of_sets(&sample.sets, &costs),
            points: gains.into_iter().zip(costs).collect(),
        }
    };
    (1..sample.arms.len()).filter(|&arm| arm != base).map(cloud).collect()
}

/// Incremental cost against incremental gain, one point a replicate, a panel an alternative.
fn plane(found: &Found) -> Made {
    let (base, sample) = (reference(found), &found.sample);
    let clouds = clouds(sample, base);
    let name = &sample.arms[base];
    let n = sample.sets.len() as u32;
    let subtitle = format!("Cost ({}) and gain (pupil-months) against {name}, replicate by replicate", sample.unit);
    let marks = "Point: a replicate. Cross: means with their 95 % intervals by parameter sets. Below the line: \
                 cheaper; right of it: better.";
    let told = clouds.iter().map(|c| {
        format!("{}: {} pupil-months, {} {}.", c.name, signed(c.gain.mean, 1), signed(c.cost.mean, 0), sample.unit)
    });
    let words = Words {
        title: title_of_plane(&clouds),
        description: format!("{subtitle}. {}", told.collect::<Vec<_>>().join(" ")),
        caption: source(found).caption(marks, n),
        subtitle,
    };
    let area = page::body(&words);
    let columns = match clouds.len() {
        0..=3 => clouds.len().max(1),
        4 => 2,
        5..=9 => 3,
        _ => 4,
    };
    let rows = clouds.len().div_ceil(columns).max(1);
    let gap = 30.0;
    let (w, h) = ((area.w - gap * (columns - 1) as f64) / columns as f64, area.h / rows as f64);
    let all = || clouds.iter().flat_map(|c| &c.points);
    let scales = (
        Scale::around_zero(all().map(|p| p.0), 4),
        Scale::around_zero(all().map(|p| p.1), if rows > 1 { 3 } else { 5 }),
    );
    let mut shapes = Vec::new();
    for (i, cloud) in clouds.iter().enumerate() {
        let (x, y) = (area.x + (w + gap) * (i % columns) as f64, area.y + h * (i / columns) as f64);
        let place = Area { x, y, w, h: h - 10.0 };
        shapes.extend(draw_cloud(cloud, sample.unit, place, (&scales.0, &scales.1), look(i)));
    }
    let rows: Vec<EconomyRow> = found.results.economy.clone();
    Ok(Figure {
        name: "plane".to_owned(),
        about: "cost and gain of each replicate".to_owned(),
        drawing: page::page(&words, shapes),
        table: csv_of(&rows)?,
    })
}

fn title_of_plane(clouds: &[Cloud]) -> String {
    let all = clouds.len();
    let better = clouds.iter().filter(|c| c.gain.interval.0 > 0.0).count();
    let worse = clouds.iter().filter(|c| c.gain.interval.1 < 0.0).count();
    let of = if all == 1 { "alternative".to_owned() } else { format!("of {all} alternatives") };
    match (better, worse) {
        _ if clouds.iter().all(|c| !c.gain.interval.0.is_finite()) => "One replicate tells nothing for sure".to_owned(),
        (0, 0) => "No alternative is told apart from the reference".to_owned(),
        (b, 0) => format!("{b} {of} {} more than the reference", if b == 1 { "gains" } else { "gain" }),
        (0, w) => format!("{w} {of} {} less than the reference", if w == 1 { "gains" } else { "gain" }),
        (b, w) => format!("{b} {of} {} more, {w} less", if b == 1 { "gains" } else { "gain" }),
    }
}

/// What the mean of an alternative tells when it is pointed at.
fn told_of_mean(cloud: &Cloud, unit: &str) -> String {
    let ends = |m: &Moments, digits: usize| match m.interval {
        (low, high) if low.is_finite() && high.is_finite() => {
            format!(", 95 % interval {} to {}", signed(low, digits), signed(high, digits))
        }
        _ => ", no interval".to_owned(),
    };
    format!(
        "{}, mean\n{} pupil-months{}\n{} {unit}{}",
        cloud.name,
        signed(cloud.gain.mean, 1),
        ends(&cloud.gain, 1),
        signed(cloud.cost.mean, 0),
        ends(&cloud.cost, 0),
    )
}

fn draw_cloud(cloud: &Cloud, unit: &str, area: Area, (across, up): (&Scale, &Scale), look: Look) -> Vec<Shape> {
    let size = 18.0;
    let label = |t: f64, scale: &Scale| signed(t, scale.decimals);
    let left = up.ticks.iter().map(|t| font::width(&label(*t, up), size, false)).fold(0.0, f64::max) + 10.0;
    let inner = Area { x: area.x + left, y: area.y + 40.0, w: area.w - left - 14.0, h: area.h - 40.0 - 52.0 };
    let x = |v: f64| across.place(v, inner.x, inner.x + inner.w);
    let y = |v: f64| up.place(v, inner.y + inner.h, inner.y);
    let name = font::fit(&cloud.name, 21.0, true, area.w);
    let mut shapes = vec![text((area.x, area.y + 20.0), name, 21.0, true, INK, Anchor::Start)];
    let widest = across.ticks.iter().map(|t| font::width(&label(*t, across), size, false)).fold(0.0, f64::max);
    let room = inner.w / (across.ticks.len().max(2) - 1) as f64;
    let every = (((widest + size) / room).ceil() as usize).max(1);
    let zero = across.ticks.iter().position(|t| *t == 0.0).unwrap_or(0);
    for (i, &tick) in across.ticks.iter().enumerate() {
        shapes.push(line(vec![(x(tick), inner.y), (x(tick), inner.y + inner.h)], GRID, 1.0));
        if i.abs_diff(zero).is_multiple_of(every) {
            let at = (x(tick), inner.y + inner.h + 22.0);
            shapes.push(text(at, label(tick, across), size, false, GREY, Anchor::Middle));
        }
    }
    for &tick in &up.ticks {
        shapes.push(line(vec![(inner.x, y(tick)), (inner.x + inner.w, y(tick))], GRID, 1.0));
        let at = (inner.x - 8.0, y(tick) + size * 0.35);
        shapes.push(text(at, label(tick, up), size, false, GREY, Anchor::End));
    }
    shapes.push(line(vec![(x(0.0), inner.y), (x(0.0), inner.y + inner.h)], ZERO, 2.0));
    shapes.push(line(vec![(inner.x, y(0.0)), (inner.x + inner.w, y(0.0))], ZERO, 2.0));
    let at = (inner.x + inner.w, inner.y + inner.h + 44.0);
    shapes.push(text(at, "pupil-months".to_owned(), size * 0.95, false, GREY, Anchor::End));
    for &(gain, cost) in cloud.points.iter().filter(|p| p.0.is_finite() && p.1.is_finite()) {
        shapes.push(Shape::Point { at: (x(gain), y(cost)), radius: 4.5, colour: look.colour, marker: look.marker });
        let told = format!("a replicate\n{} pupil-months, {} {unit}", signed(gain, 1), signed(cost, 0));
        shapes.push(Shape::hit_around((x(gain), y(cost)), 7.0, told));
    }
    let centre = (x(cloud.gain.mean), y(cloud.cost.mean));
    let ends = |(low, high): (f64, f64)| (low.is_finite() && high.is_finite()).then_some((low, high));
    if let Some((low, high)) = ends(cloud.gain.interval) {
        shapes.push(line(vec![(x(low), centre.1), (x(high), centre.1)], INK, 3.0));
    }
    if let Some((low, high)) = ends(cloud.cost.interval) {
        shapes.push(line(vec![(centre.0, y(low)), (centre.0, y(high))], INK, 3.0));
    }
    shapes.push(Shape::Point { at: centre, radius: 6.0, colour: INK, marker: Marker::Diamond });
    shapes.push(Shape::hit_around(centre, 10.0, told_of_mean(cloud, unit)));
    shapes
}

/// Probability that each arm has the highest net benefit as a pupil-month is worth more.
fn acceptability(found: &Found) -> Made {
    let rows = &found.acceptability;
    let unit = rows.first().map_or("", |r| r.cost_unit);
    let arms = distinct(rows.iter().map(|r| r.arm.as_str()));
    let subtitle = format!("Share of replicates in which each is best, by what a pupil-month is worth ({unit})");
    let marks = "Line: share of replicates with the highest net benefit, worth times gain less cost; ties go to doing \
                 nothing, then to the earlier arm. Intervals are in the table.";
    let last = rows.last().map_or(0.0, |r| r.a_pupil_month);
    let told = rows
        .iter()
        .filter(|r| r.a_pupil_month == last)
        .map(|r| format!("{}: {} at {} {unit}.", r.arm, fixed(r.probability, 2), fixed(last, 0)));
    let words = Words {
        title: title_of_curve(rows),
        description: format!("{subtitle}. {}", told.collect::<Vec<_>>().join(" ")),
        caption: source(found).caption(marks, found.sample.sets.len() as u32),
        subtitle,
    };
    let shapes = curves(rows, &arms, unit, page::body(&words));
    Ok(Figure {
        name: "acceptability".to_owned(),
        about: "how likely each arm is best".to_owned(),
        drawing: page::page(&words, shapes),
        table: csv_of(rows)?,
    })
}

fn title_of_curve(rows: &[AcceptabilityRow]) -> String {
    let Some(last) = rows.last() else { return "Nothing was simulated".to_owned() };
    let at = rows.iter().filter(|r| r.a_pupil_month == last.a_pupil_month);
    let best = at.reduce(|a, b| if b.probability > a.probability { b } else { a });
    match best {
        Some(best) if best.arm == DO_NOTHING => "Doing nothing stays the likeliest best choice".to_owned(),
        Some(best) => {
            let name = first_words(&best.arm, 4);
            format!("{name}: likeliest best where months are dear")
        }
        None => "Nothing was simulated".to_owned(),
    }
}

/// The look of an arm; doing nothing is grey.
fn of_arm(arm: &str, number: usize) -> Look {
    let own = look(number.saturating_sub(1));
    if arm == DO_NOTHING { Look { colour: GREY, dash: &[], marker: Marker::Circle } } else { own }
}

fn curves(rows: &[AcceptabilityRow], arms: &[&str], unit: &str, area: Area) -> Vec<Shape> {
    let size = 21.0;
    let names = arms.iter().map(|a| font::width(a, size, true)).fold(0.0, f64::max).min(area.w * 0.3) + 60.0;
    let inner = Area { x: area.x + 64.0, y: area.y + 12.0, w: area.w - 64.0 - names, h: area.h - 84.0 };
    let (up, across) =
        (Scale::around_zero([1.0].into_iter(), 5), Scale::around_zero(rows.iter().map(|r| r.a_pupil_month), 6));
    let last = rows.last().map_or(1.0, |r| r.a_pupil_month);
    let x = |v: f64| inner.x + inner.w * v / last;
    let y = |v: f64| inner.y + inner.h * (1.0 - v);
    let mut shapes = Vec::new();
    for &tick in &up.ticks {
        shapes.push(line(vec![(inner.x, y(tick)), (inner.x + inner.w, y(tick))], GRID, 1.0));
        let label = format!("{} %", fixed(100.0 * tick, 0));
        shapes.push(text((inner.x - 10.0, y(tick) + size * 0.35), label, size, false, GREY, Anchor::End));
    }
    for &tick in across.ticks.iter().filter(|t| **t <= last) {
        shapes.push(line(vec![(x(tick), inner.y), (x(tick), inner.y + inner.h)], GRID, 1.0));
        let at = (x(tick), inner.y + inner.h + size * 1.4);
        shapes.push(text(at, fixed(tick, across.decimals), size, false, GREY, Anchor::Middle));
    }
    let axis = format!("What a pupil-month is worth, {unit}");
    let at = (inner.x + inner.w, inner.y + inner.h + size * 2.8);
    shapes.push(text(at, axis, size, false, GREY, Anchor::End));
    let mut ends: Vec<(f64, usize)> = Vec::new();
    for (number, arm) in arms.iter().enumerate() {
        let own: Vec<_> = rows.iter().filter(|r| r.arm == *arm && r.probability.is_finite()).collect();
        let points: Vec<(f64, f64)> = own.iter().map(|r| (x(r.a_pupil_month), y(r.probability))).collect();
        for (r, &at) in own.iter().zip(&points).step_by(4) {
            let worth = fixed(r.a_pupil_month, across.decimals);
            let told = format!(
                "{arm}\nbest in {} % where a pupil-month is worth {unit} {worth}",
                fixed(100.0 * r.probability, 0)
            );
            shapes.push(Shape::hit_around(at, 7.0, told));
        }
        ends.extend(points.last().map(|p| (p.1, number)));
        let Look { colour, dash, marker } = of_arm(arm, number);
        shapes.extend(points.iter().step_by(8).map(|&at| Shape::Point { at, radius: 5.0, colour, marker }));
        shapes.push(Shape::Line { points, colour, width: 3.5, dash });
    }
    // Names keep apart: from the top down, each at least a line below the one before, then up again from the bottom.
    ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let step = size * 1.25;
    let mut places: Vec<f64> = Vec::new();
    for (end, _) in &ends {
        places.push(places.last().map_or(*end, |before: &f64| end.max(before + step)));
    }
    let mut floor = inner.y + inner.h;
    for place in places.iter_mut().rev() {
        *place = place.min(floor);
        floor = *place - step;
    }
    for ((end, number), place) in ends.iter().zip(places) {
        let colour = of_arm(arms[*number], *number).colour;
        let from = inner.x + inner.w;
        shapes.push(line(vec![(from + 4.0, *end), (from + 22.0, place)], colour, 1.5));
        let name = font::fit(arms[*number], size, true, names - 34.0);
        shapes.push(text((from + 28.0, place + size * 0.35), name, size, true, colour, Anchor::Start));
    }
    shapes
}

/// What each arm gains and takes at the held budget.
fn bought(found: &Found) -> Made {
    let effects: Vec<_> = found.effects.iter().filter(|e| e.arm != DO_NOTHING).collect();
    let n = effects.first().map_or(0, |e| e.n);
    let held = found.bundles.first().map_or("", |b| b.hold);
    let gains: Vec<(String, f64, Option<f64>)> = effects
        .iter()
        .map(|e| {
            let half = (e.high - e.low) / 2.0 / one_month();
            (e.arm.clone(), e.pupil_months, Some(half).filter(|h| h.is_finite()))
        })
        .collect();
    let of = |values: Vec<(String, f64)>| -> Vec<(String, f64, Option<f64>)> {
        values.into_iter().map(|(name, value)| (name, value, None)).collect()
    };
    let money = of(found.bundles.iter().filter_map(|b| Some((b.arm.clone(), b.money?))).collect());
    let days = of(found.bundles.iter().map(|b| (b.arm.clone(), b.days)).collect());
    let currency = found.bundles.first().map_or("", |b| b.currency);
    let panel = |heading: &str, axis: &str, bars: Vec<(String, f64, Option<f64>)>, signs: bool| Bars {
        heading: heading.to_owned(),
        axis: axis.to_owned(),
        decimals: decimals(&bars.iter().map(|b| b.1).collect::<Vec<_>>()).min(2),
        bars,
        colours: (PALETTE[0], PALETTE[1]),
        signs,
        size: if effects.len() > 6 { 16.0 } else { 20.0 },
    };
    let mut panels = vec![panel("What pupils gain", "pupil-months", gains, true)];
    if !money.is_empty() {
        panels.push(panel("Money, release included", currency, money, false));
    }
    panels.push(panel("Teacher-days out of class", "teacher-days", days, false));
    let subtitle = format!("Each arm at the extent that the reference's budget buys; held: {held}");
    let marks =
        "Bar: mean over replicates; line: 95 % interval of the mean by parameter sets. Gains count every pupil once.";
    let told = effects.iter().map(|e| format!("{}: {} pupil-months.", e.arm, signed(e.pupil_months, 1)));
    let words = Words {
        title: title_of_bars(found),
        description: format!("{subtitle}. {}", told.collect::<Vec<_>>().join(" ")),
        caption: source(found).caption(marks, n),
        subtitle,
    };
    let shapes = bars::lay(&panels, page::body(&words), 1, false);
    Ok(Figure {
        name: "budget".to_owned(),
        about: "what each arm gains and takes at the held budget".to_owned(),
        drawing: page::page(&words, shapes),
        table: csv_of(&found.effects)?,
    })
}

fn title_of_bars(found: &Found) -> String {
    let gaining = found.effects.iter().filter(|e| e.arm != DO_NOTHING && e.low > 0.0);
    match gaining.max_by(|a, b| a.pupil_sd.total_cmp(&b.pupil_sd)) {
        Some(best) => sentence(&format!("largest detected gain: {}", first_words(&best.arm, 6))),
        None if found.effects.iter().any(|e| e.n < 2) => "One replicate tells nothing for sure".to_owned(),
        None => "No benefit is detected at this budget".to_owned(),
    }
}
