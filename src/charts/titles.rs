//! Titles of ten words or fewer, read off the intervals.

use crate::answer::{Verdict, verdict};
use crate::months::months;
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
pub const DISPARITY: Verbs =
    Verbs { one: ("widens school gaps", "narrows school gaps"), many: ("widen school gaps", "narrow them") };

/// What no interval can tell.
const NO_DIFFERENCE: &str = "No detectable difference from doing nothing";
/// What one replicate can tell.
pub const NO_INTERVAL: &str = "No interval, so no conclusion";

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
        (2, 2, 0) => format!("Both arms {}", verbs.many.0),
        (2, 0, 2) => format!("Both arms {}", down_alone(verbs)),
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

/// A title over attainment, which says so where what is clear is less than a month of progress.
pub fn of_attainment(rows: &[&SummaryRow]) -> String {
    let title = of_arms(rows, ATTAINMENT);
    let clear: Vec<&&SummaryRow> = rows.iter().filter(|r| matches!(verdict(r), Verdict::Up | Verdict::Down)).collect();
    let ups = clear.iter().filter(|r| r.mean > 0.0).count();
    let small = clear.iter().filter(|r| months(r.mean) == Some(0)).count();
    let one_way = ups == 0 || ups == clear.len();
    match () {
        () if small == 0 => title,
        () if one_way && small == clear.len() => format!("{title}, by under a month"),
        () if one_way => format!("{title}, {small} only slightly"),
        () if small == clear.len() => "No arm changes attainment by as much as a month".to_owned(),
        () => title,
    }
}

/// The first words of a name, with an ellipsis where there are more.
pub fn first_words(name: &str, most: usize) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    if words.len() <= most { words.join(" ") } else { format!("{}…", words[..most].join(" ")) }
}

/// The downward verb for several arms with its object: `lower attainment`.
fn down_alone(verbs: Verbs) -> String {
    verbs.one.1.replacen("s ", " ", 1)
}

/// The words for what happens to a group: up, down, neither, and up in some arms but down in others.
pub type Changes = [&'static str; 4];

/// Of groups of schools.
pub const SCHOOLS: Changes = ["gain", "lose", "show no detectable difference", "vary"];
/// Of practice.
pub const PRACTICE: Changes = ["rises", "falls", "shows no detectable difference", "varies"];

/// A title over two sets of arms, such as `Receiving schools gain; giving schools lose`.
pub fn of_two(first: (&str, &[&SummaryRow]), second: (&str, &[&SummaryRow]), changes: Changes) -> String {
    let (a, b) = (phrase(first.1, changes), phrase(second.1, changes));
    match (a, b) {
        (None, None) => "No results".to_owned(),
        (Some(a), None) => sentence(&format!("{} {a}", first.0)),
        (None, Some(b)) => sentence(&format!("{} {b}", second.0)),
        (Some(a), Some(b)) if a == b && a == changes[2] => NO_DIFFERENCE.to_owned(),
        (Some(a), Some(b)) if a == b && a == changes[3] => "Effects differ by arm, up and down".to_owned(),
        (Some(a), Some(b)) if a == b && a == NOT_KNOWN => NO_INTERVAL.to_owned(),
        (Some(a), Some(b)) => sentence(&format!("{} {a}; {} {b}", first.0, second.0)),
    }
}

/// A title over the courses of one arm in two groups, where either ends on the other side of zero than it was on when
/// it was largest: a last year alone would hide that. Courses are in the order of years.
pub fn of_courses(first: (&str, &[&SummaryRow]), second: (&str, &[&SummaryRow]), changes: Changes) -> Option<String> {
    let phrases = [first, second].map(|(name, course)| {
        let last = course.last()?;
        let turned = turned(course, changes);
        let words = turned.clone().or_else(|| phrase(&[last], changes))?;
        Some((format!("{name} {words}"), turned.is_some()))
    });
    let [Some((a, a_turned)), Some((b, b_turned))] = phrases else { return None };
    (a_turned || b_turned).then(|| sentence(&format!("{a}; {b}")))
}

/// `first lose, then gain`, if the last year is clear and the largest difference was clear the other way.
fn turned(course: &[&SummaryRow], [up, down, ..]: Changes) -> Option<String> {
    let last = course.last()?;
    let largest = course.iter().max_by(|a, b| a.mean.abs().total_cmp(&b.mean.abs()))?;
    match (verdict(largest), verdict(last)) {
        (Verdict::Down, Verdict::Up) => Some(format!("first {down}, then {up}")),
        (Verdict::Up, Verdict::Down) => Some(format!("first {up}, then {down}")),
        _ => None,
    }
}

const NOT_KNOWN: &str = "unknown";

fn phrase(rows: &[&SummaryRow], [up, down, neither, both]: Changes) -> Option<String> {
    let t = tally(rows);
    Some(match t {
        Tally { all: 0, .. } => return None,
        Tally { unknown, all, .. } if unknown == all => NOT_KNOWN.to_owned(),
        Tally { up: 0, down: 0, .. } => neither.to_owned(),
        Tally { up: u, all, .. } if u == all => up.to_owned(),
        Tally { down: d, all, .. } if d == all => down.to_owned(),
        Tally { down: 0, .. } => format!("sometimes {up}"),
        Tally { up: 0, .. } => format!("sometimes {down}"),
        Tally { .. } => both.to_owned(),
    })
}

/// With a capital at its beginning.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Cut to ten words.
pub fn ten_words(text: &str) -> String {
    first_words(text, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(low: f64, high: f64, n: u32) -> SummaryRow {
        SummaryRow {
            run_id: String::new(),
            system: String::new(),
            arm: String::new(),
            year: 1,
            group: "all",
            outcome: "attainment",
            unit: "pupil SD",
            measure: "difference",
            n,
            mean: f64::midpoint(low, high),
            sd: 1.0,
            se: 1.0,
            low,
            high,
            level: 0.95,
            p5: low,
            p50: low,
            p95: high,
            sd_parameters: f64::NAN,
            sd_chance: f64::NAN,
            share_parameters: f64::NAN,
        }
    }

    #[test]
    fn a_group_that_loses_first_is_not_said_to_gain_only() {
        let [mut early, mut late] = [row(-3.0, -2.0, 9), row(1.0, 1.5, 9)];
        (early.year, late.year) = (1, 2);
        let [receiving, giving] = [[&late, &late], [&early, &late]];
        let title = of_courses(("receiving schools", &receiving), ("giving schools", &giving), SCHOOLS);
        assert_eq!(title.as_deref(), Some("Receiving schools gain; giving schools first lose, then gain"));
        assert_eq!(of_courses(("a", &receiving), ("b", &receiving), SCHOOLS), None);
    }

    #[test]
    fn every_title_has_ten_words_or_fewer() {
        let kinds = [row(1.0, 2.0, 9), row(-2.0, -1.0, 9), row(-1.0, 1.0, 9), row(1.0, 1.0, 1)];
        let mut sets: Vec<Vec<&SummaryRow>> = vec![vec![]];
        for a in &kinds {
            sets.push(vec![a]);
            for b in &kinds {
                sets.push(vec![a, b]);
                sets.extend(kinds.iter().map(|c| vec![a, b, c]));
            }
        }
        for a in &sets {
            let mut titles = vec![of_arms(a, ATTAINMENT), of_attainment(a), of_arms(a, DISPARITY)];
            for b in &sets {
                titles.push(of_two(("receiving schools", a), ("giving schools", b), SCHOOLS));
                titles.push(of_two(("enacted practice", a), ("embedded practice", b), PRACTICE));
            }
            for title in titles {
                assert!(title.split_whitespace().count() <= 10, "{title}");
            }
        }
    }

    fn two(a: &[&SummaryRow], b: &[&SummaryRow]) -> String {
        of_two(("receiving schools", a), ("giving schools", b), SCHOOLS)
    }

    #[test]
    fn titles_say_what_the_intervals_say() {
        let (up, down, flat) = (row(1.0, 2.0, 9), row(-2.0, -1.0, 9), row(-1.0, 1.0, 9));
        assert_eq!(of_arms(&[&up, &down, &flat], ATTAINMENT), "1 of 3 arms raises attainment, 1 lowers it");
        assert_eq!(of_arms(&[&up, &up, &flat], ATTAINMENT), "2 of 3 arms raise attainment");
        assert_eq!(of_arms(&[&down, &down], ATTAINMENT), "Both arms lower attainment");
        assert_eq!(of_arms(&[&down, &flat], DISPARITY), "1 of 2 arms narrows school gaps");
        assert_eq!(of_arms(&[&up, &down, &down], DISPARITY), "1 of 3 arms widens school gaps, 2 narrow them");
        assert_eq!(of_arms(&[&flat], DISPARITY), NO_DIFFERENCE);
        let (more, less) = (row(1e-4, 2e-4, 9), row(-2e-4, -1e-4, 9));
        assert_eq!(of_attainment(&[&more, &flat]), "1 of 2 arms raises attainment, by under a month");
        assert_eq!(of_attainment(&[&up, &more, &more]), "All 3 arms raise attainment, 2 only slightly");
        assert_eq!(of_attainment(&[&more, &less]), "No arm changes attainment by as much as a month");
        assert_eq!(of_attainment(&[&up, &less]), "1 of 2 arms raises attainment, 1 lowers it");
        assert_eq!(two(&[&up], &[&down]), "Receiving schools gain; giving schools lose");
        assert_eq!(
            two(&[&up, &flat], &[&flat]),
            "Receiving schools sometimes gain; giving schools show no detectable difference"
        );
        assert_eq!(two(&[&up, &down], &[]), "Receiving schools vary");
        assert_eq!(two(&[&up, &down], &[&up, &down]), "Effects differ by arm, up and down");
    }
}
