//! Columns of the tables of lineage.

use super::columns::{POLICY, YEAR, column};
use super::{Column, Kind, Table};
use crate::rows::{EdgeRow, EventRow, NodeRow};

impl Table for EventRow {
    const NAME: &'static str = "events";
    const ABOUT: &'static str = "what happened to the teachers of the traced schools";
    const COLUMNS: &'static [Column] = &[
        YEAR,
        column("week", "Week; 0 before the first, one more than there are after the last", "week", Kind::Integer),
        column("school_id", "School", "", Kind::Text),
        column("post", "Teaching post, from 1", "", Kind::Integer),
        column("teacher", "Teacher, as in the nodes", "", Kind::Text),
        column("event", "What happened: learnt, reversion, own use, experience, new post, or in words", "", Kind::Text),
        column("mode", "How it was learnt", "", Kind::Text),
        column("source", "From whom, as in the nodes", "", Kind::Text),
        POLICY,
        column("hours_planned", "Hours of learning planned", "hours", Kind::Number),
        column("hours_delivered", "Hours of learning delivered", "hours", Kind::Number),
        column("enacted", "Change of enacted practice at the post", "SD", Kind::Number),
        column("embedded", "Change of embedded practice at the post", "SD", Kind::Number),
    ];
}

impl Table for NodeRow {
    const NAME: &'static str = "nodes";
    const ABOUT: &'static str = "who learnt or was learnt from";
    const COLUMNS: &'static [Column] = &[
        column("id", "Identifier", "", Kind::Text),
        column("kind", "Teacher of a traced school, elsewhere, seconded, outside, staff or materials", "", Kind::Text),
        column("label", "In words", "", Kind::Text),
    ];
}

impl Table for EdgeRow {
    const NAME: &'static str = "edges";
    const ABOUT: &'static str = "what one learnt from another over all years";
    const COLUMNS: &'static [Column] = &[
        column("source", "Source, as in the nodes", "", Kind::Text),
        column("learner", "Learner, as in the nodes", "", Kind::Text),
        column("mode", "How it was learnt", "", Kind::Text),
        POLICY,
        column("first_year", "First school year", "school year", Kind::Integer),
        column("last_year", "Last school year", "school year", Kind::Integer),
        column("events", "Events", "events", Kind::Integer),
        column("hours_planned", "Hours of learning planned", "hours", Kind::Number),
        column("hours_delivered", "Hours of learning delivered", "hours", Kind::Number),
        column("enacted", "Change of the learner's enacted practice", "SD", Kind::Number),
        column("embedded", "Change of the learner's embedded practice", "SD", Kind::Number),
    ];
}
