//! The story of a teacher in plain words, with the waterfall of the school.

use super::explain::wrapped;
use crate::months;
use crate::numerals::{counted, fixed, signed};
use crate::rows::WaterfallRow;
use crate::story::{Ancestor, Lesson, Tale, TeacherYear};

/// Lessons of a year that are told one by one.
const TOLD: usize = 6;

/// A teacher year by year, and the chain of main sources.
pub fn tale(tale: &Tale, ancestry: &[Ancestor]) -> String {
    let mut text = wrapped(
        &format!(
            "{}: learnt {} SD of enacted practice in sessions of policies, before what went back.",
            capital(&tale.teacher),
            fixed(tale.learnt_from_policies, 2)
        ),
        "",
    );
    if tale.years.is_empty() {
        text += &wrapped("There is no year in a post to tell of: the trace knows of the coming or going only.", "  ");
    }
    for year in &tale.years {
        text += "\n";
        text += &told(year);
    }
    text += "\n";
    text + &chain(ancestry)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn told(year: &TeacherYear) -> String {
    let years = counted(year.experience.round() as usize, "year");
    let mut text = wrapped(
        &format!(
            "Year {}, post {} of {}: {years} of experience, {}; enacted practice {} SD, embedded {} SD at the start.",
            year.year,
            year.post,
            year.school,
            year.title,
            signed(year.start[0], 2),
            signed(year.start[1], 2)
        ),
        "",
    );
    if year.lessons.is_empty() {
        text += &wrapped("Learnt from nobody.", "  ");
    }
    for lesson in year.lessons.iter().take(TOLD) {
        text += &wrapped(&learnt(lesson), "  ");
    }
    if let Some(rest) = year.lessons.get(TOLD..).filter(|rest| !rest.is_empty()) {
        let (events, enacted) = rest.iter().fold((0, 0.0), |(n, sum), l| (n + l.events, sum + l.enacted));
        let n = rest.len();
        let sources = if n == 1 { "1 further source".to_owned() } else { format!("{n} further sources") };
        text += &wrapped(&format!("From {sources}, {events} events: enacted {} SD.", signed(enacted, 3)), "  ");
    }
    text += &wrapped(
        &format!(
            "Between events enacted practice {} by {} SD toward embedded practice; own use settled {} SD; experience gave {} SD.",
            if year.reverted > 0.0 { "rose" } else { "went back" },
            fixed(year.reverted.abs(), 3),
            fixed(year.own_use, 3),
            fixed(year.grown, 3)
        ),
        "  ",
    );
    text += &wrapped(
        &format!("At the end: enacted {} SD, embedded {} SD.", signed(year.end[0], 2), signed(year.end[1], 2)),
        "  ",
    );
    text += &wrapped(&pupils(year), "  ");
    for event in &year.happened {
        text += &wrapped(&format!("{}.", capital(event)), "  ");
    }
    text
}

fn learnt(lesson: &Lesson) -> String {
    let events = if lesson.events == 1 { "1 event".to_owned() } else { format!("{} events", lesson.events) };
    format!(
        "From {}, {} ({}): {events}, {} of {} hours; enacted {} SD, embedded {} SD.",
        lesson.from,
        lesson.mode,
        lesson.policy,
        fixed(lesson.delivered, 1),
        fixed(lesson.planned, 1),
        signed(lesson.enacted, 3),
        signed(lesson.embedded, 3)
    )
}

fn pupils(year: &TeacherYear) -> String {
    let months =
        months::months(year.pupils).map_or_else(String::new, |_| format!(" ({})", months::in_words(year.pupils)));
    format!(
        "Pupils were taught with {} SD on average over the year: {} pupil SD{months} beside teaching of the norm.",
        signed(year.taught_with, 2),
        signed(year.pupils, 3)
    )
}

fn chain(ancestry: &[Ancestor]) -> String {
    if ancestry.is_empty() {
        return "Where it came from: nothing was learnt from anybody.\n".to_owned();
    }
    let mut text = "Where it came from, main source by main source:\n".to_owned();
    for step in ancestry {
        let ends = if step.ends.is_empty() { String::new() } else { format!("; {}", step.ends) };
        let line = format!(
            "{} learnt most from {}, {} ({}): enacted {} SD{ends}.",
            step.learner,
            step.from,
            step.mode,
            step.policy,
            signed(step.enacted, 3)
        );
        text += &wrapped(&format!("- {line}"), "  ");
    }
    text
}

/// The school's waterfall: each step of attainment and enacted practice beside doing nothing.
pub fn waterfall(rows: &[WaterfallRow]) -> String {
    let mut text = String::new();
    for (stock, heading) in [
        ("attainment", "Attainment of the school (pupil SD a pupil), all years together"),
        ("enacted", "Enacted practice of the school (SD a post), all years together"),
    ] {
        text += &format!("\n{heading}\n  {:56}{:>10}{:>14}{:>12}\n", "", "this arm", "doing nothing", "difference");
        for row in rows.iter().filter(|r| r.stock == stock) {
            let name = if row.policy.is_empty() {
                row.mechanism.to_owned()
            } else {
                format!("{}, {}", row.mechanism, row.policy)
            };
            let values = [row.value, row.counterfactual, row.difference].map(|v| signed(v, 4));
            text += &format!("  {name:56}{:>10}{:>14}{:>12}\n", values[0], values[1], values[2]);
        }
    }
    text
}
