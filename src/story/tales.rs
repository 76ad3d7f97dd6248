//! The years of a teacher: what was learnt from whom, what stayed, what pupils had of it.

use super::names::{Names, mode};
use crate::lineage::{Event, Person, What};
use crate::simulate::Traced;
use serde::Serialize;

/// What somebody learnt in a year from one source in one mode under one policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lesson {
    /// From whom.
    pub from: String,
    /// How.
    pub mode: &'static str,
    /// Policy; `usual` for what happens anyway.
    pub policy: String,
    /// Events.
    pub events: u32,
    /// Hours planned.
    pub planned: f64,
    /// Hours delivered.
    pub delivered: f64,
    /// Change of enacted practice (SD).
    pub enacted: f64,
    /// Change of embedded practice (SD).
    pub embedded: f64,
}

/// A year of a teacher in a traced school.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TeacherYear {
    /// School year.
    pub year: i32,
    /// School.
    pub school: String,
    /// Post in it, from 1.
    pub post: u32,
    /// Experience in years.
    pub experience: f64,
    /// Title.
    pub title: &'static str,
    /// Enacted and embedded practice before the first week (SD).
    pub start: [f64; 2],
    /// Enacted and embedded practice after the last week (SD).
    pub end: [f64; 2],
    /// What was learnt, what changed enacted practice most first.
    pub lessons: Vec<Lesson>,
    /// Enacted practice that went back toward embedded practice (SD).
    pub reverted: f64,
    /// Embedded practice gained by own use (SD).
    pub own_use: f64,
    /// Growth of both with experience (SD).
    pub grown: f64,
    /// Enacted practice, mean over the weeks (SD): what pupils were taught with.
    pub taught_with: f64,
    /// What a class gains by that in the year beyond teaching of the quality at which attainment is normed (pupil SD).
    pub pupils: f64,
    /// What else happened, before the first week or after the last.
    pub happened: Vec<String>,
}

/// The story of one person, as far as traced schools tell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tale {
    /// Who.
    pub teacher: String,
    /// Identifier in the graph.
    pub node: String,
    /// Enacted practice learnt in sessions of policies over all years (SD).
    pub learnt_from_policies: f64,
    /// Years.
    pub years: Vec<TeacherYear>,
}

/// Tells the years of a person; `slope` is what pupils gain a year per SD of practice.
pub fn tale(traced: &Traced, names: &Names<'_>, who: Person, slope: f64) -> Tale {
    let events: Vec<&Event> = traced.events.iter().filter(|e| e.who == who).collect();
    let years = traced.years.iter().filter(|y| y.who == who).map(|held| {
        // Events of the year at this post: the same person may change posts before the first week.
        let mine: Vec<&Event> = events.iter().copied().filter(|e| e.year == held.year).collect();
        let sum =
            |what: What, of: fn(&Event) -> f64| mine.iter().filter(|e| e.what == what).map(|e| of(e)).sum::<f64>();
        TeacherYear {
            year: held.year,
            school: names.school(held.post.school),
            post: held.post.post + 1,
            experience: f64::from(held.taught.experience),
            title: super::names::title(held.taught.title),
            start: held.taught.start,
            end: held.taught.end,
            lessons: lessons(&mine, names),
            reverted: sum(What::Reverted, |e| e.enacted),
            own_use: sum(What::OwnUse, |e| e.embedded),
            grown: sum(What::Grew, |e| e.enacted),
            taught_with: held.taught.mean,
            pupils: slope * (held.taught.mean - traced.reference),
            happened: mine.iter().filter_map(|e| names.happened(e)).collect(),
        }
    });
    let years: Vec<TeacherYear> = years.collect();
    let policies = events.iter().filter(|e| super::of_policies(e));
    Tale {
        teacher: names.teacher(who),
        node: names.node(who),
        learnt_from_policies: policies.map(|e| e.enacted).sum(),
        years,
    }
}

fn lessons(events: &[&Event], names: &Names<'_>) -> Vec<Lesson> {
    let mut lessons: Vec<Lesson> = Vec::new();
    for event in events {
        let What::Learnt { mode: how, from } = event.what else { continue };
        let (from, mode) = (names.source(from, how, event.origin, event.year).label, mode(how));
        let policy = names.policy(event.origin);
        let same = |l: &Lesson| l.from == from && l.mode == mode && l.policy == policy;
        let at = lessons.iter().position(same).unwrap_or_else(|| {
            let (events, planned, delivered, enacted, embedded) = (0, 0.0, 0.0, 0.0, 0.0);
            lessons.push(Lesson { from, mode, policy, events, planned, delivered, enacted, embedded });
            lessons.len() - 1
        });
        let lesson = &mut lessons[at];
        lesson.events += 1;
        lesson.planned += f64::from(event.planned);
        lesson.delivered += f64::from(event.delivered);
        lesson.enacted += event.enacted;
        lesson.embedded += event.embedded;
    }
    lessons.sort_by(|a, b| b.enacted.total_cmp(&a.enacted));
    lessons
}
