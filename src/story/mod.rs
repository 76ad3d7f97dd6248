//! The story of teachers of a traced school: what they learnt from whom, how much of it stayed, and from where it came.

pub mod names;
pub mod tales;
pub mod graph;

pub use graph::{Ancestor, Edge, Graph, Node};
pub use names::Names;
pub use tales::{Lesson, Tale, TeacherYear};

use crate::lineage::{Event, Person, SchoolId, What};
use crate::simulate::Traced;

/// Enacted practice that each person learnt in sessions of policies, most first; ties in the order of the posts.
pub fn learners(traced: &Traced, school: SchoolId) -> Vec<(Person, f64)> {
    let mut learnt: Vec<(Person, f64)> = Vec::new();
    for year in traced.years.iter().filter(|y| y.post.school == school) {
        if !learnt.iter().any(|(who, _)| *who == year.who) {
            learnt.push((year.who, 0.0));
        }
    }
    for event in traced.events.iter().filter(|e| of_policies(e)) {
        if let Some((_, sum)) = learnt.iter_mut().find(|(who, _)| *who == event.who) {
            *sum += event.enacted;
        }
    }
    learnt.sort_by(|a, b| b.1.total_cmp(&a.1));
    learnt
}

/// Whether somebody learnt something in a session of a policy.
fn of_policies(event: &Event) -> bool {
    matches!(event.what, What::Learnt { .. }) && event.origin.index().is_some()
}

/// Schools other than the traced ones from which teachers of a school learnt most, most first.
pub fn schools_behind(traced: &Traced, known: &[SchoolId], most: usize) -> Vec<SchoolId> {
    use crate::lineage::Whom::{Post, Seconded};
    let mut behind: Vec<(SchoolId, f64)> = Vec::new();
    for event in &traced.events {
        let What::Learnt { from: Post(post) | Seconded(post), .. } = event.what else { continue };
        if known.contains(&post.school) {
            continue;
        }
        match behind.iter_mut().find(|(id, _)| *id == post.school) {
            Some((_, sum)) => *sum += event.enacted,
            None => behind.push((post.school, event.enacted)),
        }
    }
    behind.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    behind.into_iter().take(most).map(|(id, _)| id).collect()
}

/// The receiving school whose enacted practice is most above what it is when nothing is done, over all years, by its
/// place in the list; the school most above of all where nobody receives.
pub fn helped_most(traced: &Traced) -> Option<(usize, bool)> {
    let gained = |school: usize| -> f64 {
        let both = traced.arm.schools.iter().zip(&traced.nothing.schools);
        both.map(|(with, without)| f64::from(with[school].enacted - without[school].enacted)).sum()
    };
    let all = 0..traced.arm.received.len();
    let receives = traced.arm.received.contains(&true);
    let candidates = all.filter(|&school| !receives || traced.arm.received[school]);
    let best = candidates.map(|school| (school, gained(school))).max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.map(|(school, _)| (school, receives))
}
