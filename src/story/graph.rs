//! Who learned from whom, as a graph and as a chain of sources.

use super::names::{Names, mode};
use crate::lineage::{Person, What};
use crate::rows::{EdgeRow, NodeRow};
use crate::simulate::Traced;
use serde::Serialize;
use std::fmt::Write as _;

/// Somebody or something that learnt or was learnt from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// Identifier.
    pub id: String,
    /// `teacher` of a traced school, `teacher elsewhere`, `seconded teacher`, `outside`, `staff` or `materials`.
    pub kind: &'static str,
    /// In words.
    pub label: String,
}

/// What one learnt from another over all years in one mode under one policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Edge {
    /// Source.
    pub from: String,
    /// Learner.
    pub to: String,
    /// How.
    pub mode: &'static str,
    /// Policy; `usual` for what happens anyway.
    pub policy: String,
    /// First year.
    pub first_year: i32,
    /// Last year.
    pub last_year: i32,
    /// Events.
    pub events: u32,
    /// Hours planned.
    pub planned: f64,
    /// Hours delivered.
    pub delivered: f64,
    /// Change of the learner's enacted practice (SD).
    pub enacted: f64,
    /// Change of the learner's embedded practice (SD).
    pub embedded: f64,
}

impl From<&Node> for NodeRow {
    fn from(node: &Node) -> Self {
        Self { id: node.id.clone(), kind: node.kind, label: node.label.clone() }
    }
}

impl From<&Edge> for EdgeRow {
    fn from(edge: &Edge) -> Self {
        Self {
            source: edge.from.clone(),
            learner: edge.to.clone(),
            mode: edge.mode,
            policy: edge.policy.clone(),
            first_year: i64::from(edge.first_year),
            last_year: i64::from(edge.last_year),
            events: edge.events,
            hours_planned: edge.planned,
            hours_delivered: edge.delivered,
            enacted: edge.enacted,
            embedded: edge.embedded,
        }
    }
}

/// All learning in the traced schools.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Graph {
    /// Nodes, in the order in which they appear.
    pub nodes: Vec<Node>,
    /// Edges, in the order in which they appear.
    pub edges: Vec<Edge>,
}

impl Graph {
    /// Reads the graph off the events.
    pub fn of(traced: &Traced, names: &Names<'_>) -> Self {
        let mut graph = Self::default();
        let mut at: std::collections::BTreeMap<(String, String, &'static str, String), usize> =
            std::collections::BTreeMap::new();
        for event in &traced.events {
            let What::Learnt { mode: how, from } = event.what else { continue };
            let source = names.source(from, how, event.origin, event.year);
            let to = names.node(event.who);
            graph.add(&to, "teacher", || names.teacher(event.who));
            graph.add(&source.id, source.kind, || {
                let plain = source.label.replacen("a recording of ", "", 1);
                source.who.map_or(plain, |who| names.teacher(who))
            });
            let (mode, policy) = (mode(how), names.policy(event.origin));
            let key = (source.id.clone(), to.clone(), mode, policy.clone());
            let number = *at.entry(key).or_insert_with(|| {
                let (first_year, last_year) = (event.year, event.year);
                let (events, planned, delivered, enacted, embedded) = (0, 0.0, 0.0, 0.0, 0.0);
                let from = source.id.clone();
                graph.edges.push(Edge {
                    from,
                    to,
                    mode,
                    policy,
                    first_year,
                    last_year,
                    events,
                    planned,
                    delivered,
                    enacted,
                    embedded,
                });
                graph.edges.len() - 1
            });
            let edge = &mut graph.edges[number];
            edge.last_year = event.year;
            edge.events += 1;
            edge.planned += f64::from(event.planned);
            edge.delivered += f64::from(event.delivered);
            edge.enacted += event.enacted;
            edge.embedded += event.embedded;
        }
        graph
    }

    fn add(&mut self, id: &str, kind: &'static str, label: impl FnOnce() -> String) {
        if !self.nodes.iter().any(|node| node.id == id) {
            self.nodes.push(Node { id: id.to_owned(), kind, label: label() });
        }
    }

    /// The graph for Graphviz: what policies brought, or what happens anyway where they brought nothing.
    pub fn dot(&self) -> String {
        let learnt = |usual: bool| {
            let kept =
                self.edges.iter().filter(move |e| (e.policy == "usual") == usual && e.enacted + e.embedded > 0.0);
            kept.collect::<Vec<&Edge>>()
        };
        let edges = if learnt(false).is_empty() { learnt(true) } else { learnt(false) };
        let mut text = "digraph lineage {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n".to_owned();
        let used = |node: &&Node| edges.iter().any(|e| e.from == node.id || e.to == node.id);
        for node in self.nodes.iter().filter(used) {
            let shape = match node.kind {
                "teacher" => "ellipse",
                "outside" => "box",
                "materials" => "note",
                _ => "hexagon",
            };
            let _ = writeln!(text, "  {} [label={}, shape={shape}];", quoted(&node.id), quoted(&node.label));
        }
        for edge in edges {
            let label = format!("{}, {}: {:+.3} SD", edge.mode, edge.policy, edge.enacted);
            let _ = writeln!(text, "  {} -> {} [label={}];", quoted(&edge.from), quoted(&edge.to), quoted(&label));
        }
        text + "}\n"
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A step of the way back to where practice came from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ancestor {
    /// Who learnt.
    pub learner: String,
    /// From whom most.
    pub from: String,
    /// How.
    pub mode: &'static str,
    /// Policy; `usual` for what happens anyway.
    pub policy: String,
    /// Enacted practice gained from this source in this mode (SD).
    pub enacted: f64,
    /// Why the chain ends here; empty where it goes on.
    pub ends: String,
}

/// The chain of main sources of a person: from whom she learnt most, from whom that one had learnt most by then, and so
/// on. Sessions of policies count before the usual ones.
pub fn ancestry(traced: &Traced, names: &Names<'_>, who: Person) -> Vec<Ancestor> {
    let mut chain: Vec<Ancestor> = Vec::new();
    let (mut learner, mut until) = (who, i32::MAX);
    let mut met = vec![who];
    while let Some((step, source, year)) = main_source(traced, names, learner, until) {
        chain.push(step);
        let Some(last) = chain.last_mut() else { break };
        let Some(next) = source.who else {
            last.ends = match source.kind {
                "teacher elsewhere" | "seconded teacher" => String::from("the chain leaves the traced schools here"),
                _ => String::from("the source is outside the schools"),
            };
            break;
        };
        if met.contains(&next) {
            last.ends = String::from("the two have learnt from one another");
            break;
        }
        met.push(next);
        (learner, until) = (next, year);
        if main_source(traced, names, learner, until).is_none() {
            last.ends = String::from("who had learnt from nobody since the opening");
            break;
        }
    }
    chain
}

/// From whom somebody learnt most up to a year, and the last year in which.
fn main_source(
    traced: &Traced,
    names: &Names<'_>,
    who: Person,
    until: i32,
) -> Option<(Ancestor, super::names::Named, i32)> {
    let mut found: Vec<(Ancestor, super::names::Named, i32, bool)> = Vec::new();
    for event in traced.events.iter().filter(|e| e.who == who && e.year <= until) {
        let What::Learnt { mode: how, from } = event.what else { continue };
        let source = names.source(from, how, event.origin, event.year);
        let policy = names.policy(event.origin);
        let same = |f: &&mut (Ancestor, super::names::Named, i32, bool)| {
            f.1.id == source.id && f.0.mode == mode(how) && f.0.policy == policy
        };
        if let Some(known) = found.iter_mut().find(same) {
            known.0.enacted += event.enacted;
            known.2 = event.year;
        } else {
            let (learner, from, mode) = (names.teacher(who), source.label.clone(), mode(how));
            let step = Ancestor { learner, from, mode, policy, enacted: event.enacted, ends: String::new() };
            found.push((step, source, event.year, event.origin.index().is_some()));
        }
    }
    let gained = found.into_iter().filter(|f| f.0.enacted > 0.0);
    let best = gained.max_by(|a, b| a.3.cmp(&b.3).then(a.0.enacted.total_cmp(&b.0.enacted)));
    best.map(|(step, source, year, _)| (step, source, year))
}
