//! Titles of ten words or fewer, read off the intervals.

use crate::answer::{Verdict, verdict};
use crate::rows::SummaryRow;

/// The words for what a difference does.
#[derive(Clone, Copy, Debug)]
pub struct Verbs {
    /// One arm, up and down: `raises attainment`.
    pub one: (&'static str, &'static str),
    /// Several arms, up and down: `raise attainment`.
    pub many: (&'static str, &'static str),
}

/// Of attainment.
pub const ATTAINMENT: Verbs =
    Verbs { one: ("raises attainment", "lowers attainment"), many: ("raise attainment", "lower it") };
/// Of the disparity between schools.
pub const DISPARITY: Verbs = Verbs {
    one: ("widens gaps between schools", "narrows gaps between schools"),
    many: ("widen gaps between schools", "narrow them"),
};

/// What no interval can tell.
const NO_DIFFERENCE: &str = "No detectable difference from doing nothing";
const NO_INTERVAL: &str = "No interval, so no conclusion";

struct Tally {
    up: usize,
    down: usize,
    unknown: usize,
    all: usize,
}

fn tally(rows: &[&SummaryRow]) -> Tally {
    let count = |v| rows.iter().filter(|r| verdict(r) == v).count();
    Tally { up: count(Verdict::Up), down: count(Verdict::Down), unknown: count(Verdict::Unknown), all: rows.len() }
}

/// A title over the last year of each arm.
pub fn of_arms(rows: &[&SummaryRow], verbs: Verbs) -> String {
    let Tally { up, down, unknown, all } = tally(rows);
    if all == 0 {
        return "No results".to_owned();
    }
    if unknown == all {
        return NO_INTERVAL.to_owned();
    }
    match (all, up, down) {
        (_, 0, 0) => NO_DIFFERENCE.to_owned(),
        (1, 1, _) => sentence(&format!("The policy {}", verbs.one.0)),
        (1, _, _) => sentence(&format!("The policy {}", verbs.one.1)),
        (_, u, 0) if u == all => format!("All {all} arms {}", verbs.many.0),
        (_, 0, d) if d == all => format!("All {all} arms {}", down_alone(verbs)),
        (_, 1, 0) => format!("1 of {all} arms {}", verbs.one.0),
        (_, 0, 1) => format!("1 of {all} arms {}", verbs.one.1),
        (_, u, 0) => format!("{u} of {all} arms {}", verbs.many.0),
        (_, 0, d) => format!("{d} of {all} arms {}", down_alone(verbs)),
        (_, u, d) => {
            let up = if u == 1 { verbs.one.0 } else { verbs.many.0 };
            let down = verbs.many.1;
            let down = if d == 1 { down.replacen(' ', "s ", 1) } else { down.to_owned() };
            format!("{u} of {all} arms {up}, {d} {down}")
        }
    }
}

/// The downward verb for several arms with its object: `lower attainment`.
fn down_alone(verbs: Verbs) -> String {
    verbs.one.1.replacen("s ", " ", 1)
}

/// The words for what happens to a group: up, down, and neither.
pub type Changes = (&'static str, &'static str, &'static str);

/// Of groups of schools.
pub const SCHOOLS: Changes = ("gain", "lose", "show no detectable difference");
/// Of practice.
pub const PRACTICE: Changes = ("rises", "falls", "shows no detectable difference");

/// A title over two sets of arms, such as `Receiving schools gain; giving schools lose`.
pub fn of_two(first: (&str, &[&SummaryRow]), second: (&str, &[&SummaryRow]), changes: Changes) -> String {
    let (a, b) = (phrase(first.1, changes), phrase(second.1, changes));
    match (a, b) {
        (None, None) => "No results".to_owned(),
        (Some(a), None) => sentence(&format!("{} {a}", first.0)),
        (None, Some(b)) => sentence(&format!("{} {b}", second.0)),
        (Some(a), Some(b)) if a == b && a == changes.2 => NO_DIFFERENCE.to_owned(),
        (Some(a), Some(b)) if a == b && a == NOT_KNOWN => NO_INTERVAL.to_owned(),
        (Some(a), Some(b)) => sentence(&format!("{} {a}; {} {b}", first.0, second.0)),
    }
}

const NOT_KNOWN: &str = "unknown";

fn phrase(rows: &[&SummaryRow], (up, down, neither): Changes) -> Option<String> {
    let t = tally(rows);
    Some(match t {
        Tally { all: 0, .. } => return None,
        Tally { unknown, all, .. } if unknown == all => NOT_KNOWN.to_owned(),
        Tally { up: 0, down: 0, .. } => neither.to_owned(),
        Tally { up: u, all, .. } if u == all => up.to_owned(),
        Tally { down: d, all, .. } if d == all => down.to_owned(),
        Tally { down: 0, .. } => format!("sometimes {up}"),
        Tally { up: 0, .. } => format!("sometimes {down}"),
        Tally { .. } => format!("{up} or {down} by arm"),
    })
}

/// With a capital at its beginning.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Cut to ten words.
pub fn ten_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= 10 { text.to_owned() } else { format!("{}…", words[..10].join(" ")) }
}
