//! Published beside predicted numbers in words: the table of a study, what it assumes, and where the limits are.

use super::explain::wrapped;
use super::studies::Simulated;
use crate::answer::footing::PROJECTION;
use crate::numerals::{fixed, signed};
use crate::trial::predict::Predicted;
use crate::trial::shape::{Role, SeFrom, Status};
use crate::validation::tally::{digits, predicted_digits, value_text};
use crate::validation::{Compared, Tally, tabled};

/// Widest line.
const WIDTH: usize = 100;

/// Studies, each with its table, and the limits.
pub fn studies(simulated: &Simulated) -> String {
    let told: Vec<String> = simulated.compared.iter().map(study).collect();
    format!("{}{}\n{}", told.join("\n"), unfinished(simulated), limits(simulated))
}

/// What an interruption left.
pub fn unfinished(simulated: &Simulated) -> String {
    let mut text = String::new();
    let parts = simulated.compared.iter().filter(|c| c.prediction.replicates < c.wanted);
    for c in parts {
        let (n, wanted) = (c.prediction.replicates, c.wanted);
        text +=
            &wrapped(&format!("{} was interrupted after {n} of {wanted} simulated trials.", c.prediction.trial), "");
    }
    if !simulated.left.is_empty() {
        text += &wrapped(&format!("Interrupted before any simulated trial of {}.", simulated.left.join(", ")), "");
    }
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// What every comparison must be read with.
pub fn limits(simulated: &Simulated) -> String {
    wrapped(&format!("Limits: {} {PROJECTION}", simulated.values), "")
}

fn study(compared: &Compared) -> String {
    let prediction = &compared.prediction;
    let mut text = wrapped(&format!("{}: {}", prediction.trial, prediction.title), "");
    text += &wrapped(&prediction.study, "");
    let n = prediction.replicates;
    let trials = if n == 1 { "1 simulated trial".to_owned() } else { format!("{n} simulated trials") };
    text += &wrapped(&format!("{} {trials}, seed {}.", role(prediction.role), compared.seed), "");
    text += "\n";
    text += &table(&prediction.estimates);
    text += "\n";
    text += &wrapped(&Tally::of(prediction).sentence(&prediction.trial), "");
    let sources: Vec<String> = prediction.estimates.iter().filter_map(source).collect();
    text += &listed("Published numbers:", &sources);
    text + &listed("Assumptions:", &prediction.notes)
}

fn listed(heading: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines = lines.iter().map(|line| {
        let text = wrapped(line, "    ");
        format!("  - {}", text.trim_start())
    });
    format!("{heading}\n{}", lines.collect::<String>())
}

/// A role in words.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Calibration => "A trial of the calibration;",
        Role::Facts => "Facts of real data, used in the calibration;",
        Role::Held => "Kept apart: predicted and never fitted;",
    }
}

/// How and where a published number was read.
fn source(e: &Predicted) -> Option<String> {
    let status = match e.status? {
        Status::Seen => "read in the source",
        Status::Direction => "direction only",
        Status::Recalled => "recalled, not verified",
        Status::Derived => "derived from other numbers",
        Status::Data => "counted in real data",
        Status::Conflict => "sources disagree",
    };
    let error = match e.se_from? {
        SeFrom::Published => "as published",
        SeFrom::Design => "from the design",
        SeFrom::Judgement => "by judgement",
    };
    let source = e.source.as_deref().unwrap_or_default();
    let shown = if e.counted { "" } else { " (shown, not counted)" };
    Some(format!("{}{shown}: {status}; SE {error}; {source}", e.estimate))
}

const HEADINGS: [&str; 7] = ["estimate", "published (SE)", "predicted", "90 % interval", "z", "in 90 %", "inside"];

/// An aligned table no wider than a hundred characters; long names go on in the next line.
fn table(estimates: &[Predicted]) -> String {
    let rows: Vec<[String; 7]> = estimates.iter().map(row).collect();
    let wide = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([HEADINGS[column].chars().count()]).max().unwrap_or(0)
    };
    let others: Vec<usize> = (1..7).map(wide).collect();
    let taken = 2 + others.iter().map(|w| w + 2).sum::<usize>();
    let name = wide(0).min(WIDTH.saturating_sub(taken).max(12));
    let mut text = line(&HEADINGS.map(str::to_owned), name, &others);
    for row in &rows {
        let mut names = chunks(&row[0], name).into_iter();
        let mut first = row.clone();
        first[0] = names.next().unwrap_or_default();
        text += &line(&first, name, &others);
        text += &names.map(|more| format!("  {more}\n")).collect::<String>();
    }
    text
}

fn line(cells: &[String; 7], name: usize, others: &[usize]) -> String {
    let mut text = format!("  {:name$}", cells[0]);
    for (cell, width) in cells[1..].iter().zip(others) {
        text += &format!("  {cell:>width$}");
    }
    text.trim_end().to_owned() + "\n"
}

fn row(e: &Predicted) -> [String; 7] {
    let d = digits(e);
    let published = match (value_text(e, d), e.se) {
        (Some(value), Some(se)) => format!("{value} ({})", fixed(se, d)),
        _ => "-".to_owned(),
    };
    let [low, _, high] = e.interval;
    let p = predicted_digits(e);
    let interval = if low.is_finite() && high.is_finite() {
        format!("{} to {}", fixed(low, p), fixed(high, p))
    } else {
        "unknown".to_owned()
    };
    let name = if e.contrast { format!("{} (contrast)", e.estimate) } else { e.estimate.clone() };
    let known = |what: Option<bool>| match (e.published, what) {
        (None, _) => "-".to_owned(),
        (Some(_), None) => "unknown".to_owned(),
        (Some(_), what) => tabled::yes(what).to_owned(),
    };
    let z = e.z.map_or_else(|| "-".to_owned(), |z| signed(z, usize::from(z.abs() < 1e3)));
    [name, published, fixed(e.mean, p), interval, z, known(e.covered), known(e.inside)]
}

/// A text in pieces no wider than allowed, broken between words where that is possible.
fn chunks(text: &str, width: usize) -> Vec<String> {
    let mut pieces: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let mut letters: Vec<char> = word.chars().collect();
        while !letters.is_empty() {
            let last = pieces.len() - 1;
            let used = pieces[last].chars().count();
            let gap = usize::from(used > 0);
            if used + gap + letters.len() <= width {
                pieces[last].push_str(&" "[..gap]);
                pieces[last].extend(letters.drain(..));
            } else if used > 0 {
                pieces.push(String::new());
            } else {
                pieces[last].extend(letters.drain(..width.min(letters.len())));
                pieces.push(String::new());
            }
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::shape::Bound;

    fn estimate(name: &str, value: Option<f64>) -> Predicted {
        Predicted {
            estimate: name.to_owned(),
            contrast: value.is_none(),
            published: value,
            se: value.map(|_| 0.05),
            bound: value.map(|_| Bound::AtLeast),
            source: value.map(|_| "a page".to_owned()),
            status: value.map(|_| Status::Recalled),
            se_from: value.map(|_| SeFrom::Design),
            counted: value.is_some(),
            n: 9,
            mean: -123_456.789,
            mc_se: 0.1,
            sd: 0.3,
            interval: [-999_999.0, 0.0, 1_234_567.0],
            z: value.map(|_| -12_345.6),
            inside: value.map(|_| false),
            covered: None,
        }
    }

    #[test]
    fn a_table_is_aligned_and_no_wider_than_a_hundred_characters() {
        let long = "effect of a name that goes on until sixty letters are full up";
        let all = [estimate("short", Some(0.1)), estimate(long, Some(-654_321.0)), estimate(&"x".repeat(60), None)];
        let text = table(&all);
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
        let joined: String = text.split_whitespace().collect();
        assert!(joined.contains(&"x".repeat(8)) && joined.matches('x').count() >= 60, "{text}");
        let ends: Vec<usize> =
            text.lines().filter(|l| l.contains(" to ") || l.contains("inside")).map(|l| l.chars().count()).collect();
        assert!(ends.len() == 4 && ends.iter().all(|end| end.abs_diff(ends[0]) == 0), "{ends:?}\n{text}");
    }

    #[test]
    fn names_are_broken_between_words_where_that_is_possible() {
        assert_eq!(chunks("one two three", 7), ["one two", "three"]);
        assert_eq!(chunks("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(chunks("", 4), Vec::<String>::new());
    }
}
