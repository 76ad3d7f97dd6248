//! Rows of lineage: what happened to the teachers of a school, and who learned from whom.

use serde::Serialize;

/// Something that happened to a teacher of a traced school.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventRow {
    /// School year.
    pub year: i64,
    /// Teaching week from 1; 0 is before the first, one more than there are after the last.
    pub week: u32,
    /// School.
    pub school_id: String,
    /// Teaching post in it, from 1.
    pub post: u32,
    /// Teacher, as in the nodes.
    pub teacher: String,
    /// What happened: `learnt`, `reversion`, `own use`, `experience`, `new post`, or a coming, going or title.
    pub event: String,
    /// How it was learnt; empty otherwise.
    pub mode: &'static str,
    /// From whom, as in the nodes; empty otherwise.
    pub source: String,
    /// Policy; `usual` for what happens anyway.
    pub policy: String,
    /// Hours planned.
    pub hours_planned: f64,
    /// Hours delivered.
    pub hours_delivered: f64,
    /// Change of enacted practice at the post (SD).
    pub enacted: f64,
    /// Change of embedded practice at the post (SD).
    pub embedded: f64,
}

/// Somebody or something in the graph of who learned from whom.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NodeRow {
    /// Identifier.
    pub id: String,
    /// `teacher` of a traced school, `teacher elsewhere`, `seconded teacher`, `outside`, `staff` or `materials`.
    pub kind: &'static str,
    /// In words.
    pub label: String,
}

/// What one learnt from another over all years in one mode under one policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EdgeRow {
    /// Source.
    pub source: String,
    /// Learner.
    pub learner: String,
    /// How.
    pub mode: &'static str,
    /// Policy; `usual` for what happens anyway.
    pub policy: String,
    /// First year.
    pub first_year: i64,
    /// Last year.
    pub last_year: i64,
    /// Events.
    pub events: u32,
    /// Hours planned.
    pub hours_planned: f64,
    /// Hours delivered.
    pub hours_delivered: f64,
    /// Change of the learner's enacted practice (SD).
    pub enacted: f64,
    /// Change of the learner's embedded practice (SD).
    pub embedded: f64,
}
