//! Waterfalls: from the opening to the closing level by what each mechanism and policy added, and how that differs from
//! doing nothing. Everything is read off the ledger; nothing is estimated.

use super::page::{self, Words};
use super::steps::{self as drawn, Bar, Block, Kind};
use super::titles::{first_words, sentence};
use super::{Figure, Source, file_name, unique};
use crate::answer::distinct;
use crate::numerals::{decimals, fixed, signed};
use crate::rows::WaterfallRow;
use serde::Serialize;

/// Steps that a block shows by themselves; the others stand in one bar and by name in the table behind the figure.
const MOST_STEPS: usize = 8;

/// A step as it stands in a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepRow {
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Group of schools.
    pub group: &'static str,
    /// Stock.
    pub stock: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Name of the bar that it stands in.
    pub bar: String,
    /// `opening`, a mechanism, or `closing`; `difference` at the end where doing nothing is taken away.
    pub mechanism: &'static str,
    /// Policy; `usual` for what happens anyway.
    pub policy: String,
    /// What was added, or the level.
    pub value: f64,
    /// Where the step begins.
    pub from: f64,
    /// Where it ends: `from + value`.
    pub to: f64,
    /// Lower end of the interval of the value.
    pub low: f64,
    /// Upper end of the interval of the value.
    pub high: f64,
}

/// What a figure shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Levels of the arm.
    Levels,
    /// The arm minus doing nothing.
    Differences,
}

impl Shown {
    fn value(self, row: &WaterfallRow) -> (f64, f64, f64) {
        match self {
            Self::Levels => (row.value, row.low, row.high),
            Self::Differences => (row.difference, row.difference_low, row.difference_high),
        }
    }

    fn keeps(self, row: &WaterfallRow) -> bool {
        self == Self::Levels || row.mechanism != "opening"
    }
}

/// Both figures of every arm of a system.
pub fn waterfalls(source: &Source, system: &str, slug: &str) -> Result<Vec<Figure>, csv::Error> {
    let of_system: Vec<&WaterfallRow> = source.results.waterfall.iter().filter(|r| r.system == system).collect();
    let mut taken = Vec::new();
    let mut figures = Vec::new();
    for arm in distinct(of_system.iter().map(|r| r.arm.as_str())) {
        let rows: Vec<&WaterfallRow> = of_system.iter().copied().filter(|r| r.arm == arm).collect();
        let arm_slug = unique(&file_name(arm), &mut taken);
        let n = rows.iter().map(|r| r.n).max().unwrap_or(0);
        for (shown, name) in [(Shown::Differences, "sources"), (Shown::Levels, "waterfall")] {
            let caption = |marks: &str| source.caption(marks, n);
            let subject = format!("{system}, {arm}");
            figures.push(figure(&rows, shown, &format!("{slug}-{name}-{arm_slug}"), &subject, &caption)?);
        }
    }
    Ok(figures)
}

/// A figure of some schools: attainment above, enacted practice below, groups side by side.
pub fn figure(
    rows: &[&WaterfallRow],
    shown: Shown,
    name: &str,
    subject: &str,
    caption: &dyn Fn(&str) -> String,
) -> Result<Figure, csv::Error> {
    let stocks = [("attainment", "Attainment, pupil SD a pupil"), ("enacted", "Enacted practice, SD a post")];
    let mut table = Vec::new();
    let mut blocks = Vec::new();
    for (stock, heading) in stocks {
        let mine: Vec<&WaterfallRow> =
            rows.iter().copied().filter(|r| r.stock == stock && shown.keeps(r) && !skipped(r.group)).collect();
        let steps = steps(&mine, shown);
        blocks.push(block(&steps, heading, shown));
        table.extend(steps);
    }
    let words = words(&table, shown, subject, caption);
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in &table {
        writer.serialize(row)?;
    }
    let text = writer.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    let about = match shown {
        Shown::Levels => "from opening to closing by what each mechanism and policy added",
        Shown::Differences => "where the difference from doing nothing came from",
    };
    let height = page::height_for(&words, drawn::height(&blocks));
    let shapes = drawn::draw(&blocks, page::body_of(&words, height));
    Ok(Figure {
        name: name.to_owned(),
        about: about.to_owned(),
        drawing: page::page_of(&words, height, shapes),
        table: String::from_utf8_lossy(&text).into_owned(),
    })
}

/// Urban and rural schools stand in the table of the run; the figure keeps who receives and who gives.
fn skipped(group: &str) -> bool {
    matches!(group, "urban" | "rural")
}

/// The steps of a stock, group by group: each begins where the one before it ends.
fn steps(rows: &[&WaterfallRow], shown: Shown) -> Vec<StepRow> {
    let levels = |r: &&&WaterfallRow| !matches!(r.mechanism, "opening" | "closing");
    let mut order: Vec<(&str, &str)> = Vec::new();
    for row in rows.iter().filter(levels) {
        let key = (row.mechanism, row.policy.as_str());
        if !order.contains(&key) {
            order.push(key);
        }
    }
    let largest = |key: &(&str, &str)| {
        let same = rows.iter().filter(|r| (r.mechanism, r.policy.as_str()) == *key);
        same.map(|r| shown.value(r).0.abs()).fold(0.0, f64::max)
    };
    let mut ranked = order.clone();
    ranked.sort_by(|a, b| largest(b).total_cmp(&largest(a)));
    let moved = ranked.iter().filter(|key| largest(key) > 0.0).count();
    // One bar for a single other step would only hide its name.
    ranked.truncate(if moved > MOST_STEPS + 1 { MOST_STEPS } else { moved });
    let own = |row: &WaterfallRow| ranked.contains(&(row.mechanism, row.policy.as_str()));
    let mut steps = Vec::new();
    for group in distinct(rows.iter().map(|r| r.group)) {
        let here: Vec<&WaterfallRow> = rows.iter().copied().filter(|r| r.group == group).collect();
        let mut at = 0.0;
        let (shown_alone, pooled): (Vec<&WaterfallRow>, Vec<&WaterfallRow>) =
            here.iter().copied().filter(|r| r.mechanism != "closing").partition(|r| r.mechanism == "opening" || own(r));
        let last = here.iter().copied().filter(|r| r.mechanism == "closing");
        for row in shown_alone.into_iter().chain(pooled).chain(last) {
            let (value, low, high) = shown.value(row);
            let level = row.mechanism == "closing";
            let from = if level { 0.0 } else { at };
            at = from + value;
            let mechanism = if level && shown == Shown::Differences { "difference" } else { row.mechanism };
            let bar = match () {
                () if row.policy.is_empty() => mechanism.to_owned(),
                () if own(row) => format!("{mechanism} · {}", row.policy),
                () => "all others".to_owned(),
            };
            let (system, arm, policy) = (row.system.clone(), row.arm.clone(), row.policy.clone());
            let (stock, unit) = (row.stock, row.unit);
            steps.push(StepRow {
                system,
                arm,
                group,
                stock,
                unit,
                bar,
                mechanism,
                policy,
                value,
                from,
                to: at,
                low,
                high,
            });
        }
    }
    steps
}

/// The bars of a stock: those of one name are drawn as one.
fn block(steps: &[StepRow], heading: &str, shown: Shown) -> Block {
    let digits = decimals(&steps.iter().map(|s| s.value).collect::<Vec<_>>()) + 1;
    let names = distinct(steps.iter().map(|s| s.bar.as_str()));
    // The level at the end stands last, whatever else is there.
    let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    if let Some(at) = names.iter().position(|n| matches!(n.as_str(), "closing" | "difference")) {
        let last = names.remove(at);
        names.push(last);
    }
    let groups = distinct(steps.iter().map(|s| s.group));
    let columns = groups.into_iter().map(|group| {
        let bars = names.iter().map(|name| {
            let mine: Vec<&StepRow> = steps.iter().filter(|s| s.group == group && s.bar == *name).collect();
            let (first, last) = (mine.first()?, mine.last()?);
            let level = matches!(first.mechanism, "opening" | "closing" | "difference");
            let value: f64 = if mine.len() == 1 { first.value } else { last.to - first.from };
            let signs = !level || shown == Shown::Differences;
            let text = if signs { signed(value, digits) } else { fixed(value, digits) };
            let kind = if level { Kind::Level } else { Kind::Step };
            let interval = (level && shown == Shown::Differences && first.low.is_finite() && first.high > first.low)
                .then_some((first.low, first.high));
            Some(Bar { from: first.from, to: last.to, kind, text, interval })
        });
        (in_words(group).to_owned(), bars.collect())
    });
    Block {
        heading: heading.to_owned(),
        columns: columns.collect(),
        names: names.clone(),
        signs: shown == Shown::Differences,
    }
}

/// What a column is called.
fn in_words(group: &str) -> &str {
    match group {
        "all" => "All schools",
        "receiving" => "Schools that receive",
        "giving" => "Schools that give",
        "school" => "This school",
        other => other,
    }
}

fn words(table: &[StepRow], shown: Shown, subject: &str, caption: &dyn Fn(&str) -> String) -> Words {
    let whisker = if shown == Shown::Differences
        && table.iter().any(|s| s.policy.is_empty() && s.low.is_finite() && s.high > s.low)
    {
        " Thin line: 95 % interval of the difference."
    } else {
        ""
    };
    let (what, marks) = match shown {
        Shown::Levels => (
            "from the opening to the closing level, all years together",
            "Dark: levels; blue rises, orange falls. Bars add up to what they connect: bookings of the ledger.",
        ),
        Shown::Differences => (
            "what was booked beyond doing nothing in the same schools, all years together",
            "Blue: more than when nothing is done, orange: less. Bars add up to the difference after the turn of the last \
             year, when its oldest cohort has left.",
        ),
    };
    let sentences: Vec<String> = table
        .iter()
        .filter(|s| s.policy.is_empty() || s.value != 0.0)
        .map(|s| {
            let policy = if s.policy.is_empty() { String::new() } else { format!(" ({})", s.policy) };
            format!(
                "{}, {}: {}{policy} {}.",
                in_words(s.group),
                s.stock,
                s.mechanism,
                signed(s.value, decimals(&[s.value]))
            )
        })
        .collect();
    let subtitle = format!("{subject}: {what}");
    Words {
        title: sentence(&title(table, shown)),
        description: format!("{subtitle}. {}", sentences.join(" ")),
        subtitle,
        caption: caption(&format!("{marks}{whisker}")),
    }
}

/// Ten words or fewer, off the steps of attainment where those are whom the arm helps, or else everybody.
fn title(table: &[StepRow], shown: Shown) -> String {
    let group = ["receiving", "school", "all"].into_iter().find(|g| table.iter().any(|s| s.group == *g));
    let mine: Vec<&StepRow> = table.iter().filter(|s| Some(s.group) == group && s.stock == "attainment").collect();
    let level = |name: &str| mine.iter().find(|s| s.mechanism == name).map(|s| s.value);
    match shown {
        Shown::Levels => match (level("opening"), level("closing")) {
            (Some(a), Some(b)) => {
                let digits = decimals(&[a, b]).min(3);
                let whose = match group {
                    Some("receiving") => "In receiving schools attainment",
                    Some("school") => "The school's attainment",
                    _ => "Attainment",
                };
                format!("{whose} goes from {} to {}", fixed(a, digits), fixed(b, digits))
            }
            _ => "No pupils, no attainment".to_owned(),
        },
        Shown::Differences => {
            let steps = mine.iter().filter(|s| !s.policy.is_empty() && s.value != 0.0);
            match steps.max_by(|a, b| a.value.abs().total_cmp(&b.value.abs())) {
                Some(s) => {
                    let way = if s.value > 0.0 { "gain" } else { "loss" };
                    format!("Largest {way}: {} ({})", first_words(s.mechanism, 4), s.policy)
                }
                None => "No mechanism made a difference".to_owned(),
            }
        }
    }
}
