//! What schools, teachers and sources are called.

use crate::experiment::accounts::origin_name;
use crate::lineage::{Event, Origin, Person, PostId, SchoolId, What, Whom};
use crate::model::Mode;
use crate::population::SchoolList;
use crate::rows::EventRow;
use crate::scenario::System;
use crate::simulate::Traced;

/// Somebody who held a post of a traced school.
#[derive(Clone, Debug, PartialEq)]
struct Member {
    who: Person,
    post: PostId,
    /// Number of the post and, for those after its first holder, a letter.
    label: String,
}

/// Names of everything in the trace of an arm.
#[derive(Clone, Debug)]
pub struct Names<'a> {
    list: &'a SchoolList,
    system: &'a System,
    arm: usize,
    ids: Vec<SchoolId>,
    traced: Vec<SchoolId>,
    members: Vec<Member>,
    /// Who held which post in which year.
    held: Vec<(i32, PostId, Person)>,
}

/// A source as it stands in a graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Identifier of the node.
    pub id: String,
    /// `teacher`, `teacher elsewhere`, `seconded teacher`, `outside`, `staff` or `materials`.
    pub kind: &'static str,
    /// In words.
    pub label: String,
    /// Who it is, if a teacher of a traced school.
    pub who: Option<Person>,
}

/// Schools of a list by their place in the world: districts follow one another.
pub fn ids(list: &SchoolList) -> Vec<SchoolId> {
    let mut ids: Vec<SchoolId> = Vec::with_capacity(list.schools.len());
    for (number, school) in list.schools.iter().enumerate() {
        let next = match ids.last() {
            None => SchoolId { district: 0, school: 0 },
            Some(last) if list.schools[number - 1].district == school.district => {
                SchoolId { school: last.school + 1, ..*last }
            }
            Some(last) => SchoolId { district: last.district + 1, school: 0 },
        };
        ids.push(next);
    }
    ids
}

/// A mode of learning in words.
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Observation => "watching lessons",
        Mode::Feedback => "being watched, with feedback",
        Mode::Cycle => "co-planned cycles",
        Mode::Meeting => "meetings",
        Mode::Workshop => "workshops",
        Mode::Lecture => "lectures",
        Mode::Remote => "live by link",
        Mode::Recorded => "recordings",
    }
}

/// A title by its rank.
pub fn title(rank: u8) -> &'static str {
    ["no title", "middle title", "senior title", "expert title"][usize::from(rank).min(3)]
}

impl<'a> Names<'a> {
    /// Those of an arm, from 1 in the order of the system's, in which some schools were traced.
    pub fn of(list: &'a SchoolList, system: &'a System, arm: usize, schools: &[SchoolId], traced: &Traced) -> Self {
        let held: Vec<_> = traced.years.iter().map(|y| (y.year, y.post, y.who)).collect();
        let mut names = Self { list, system, arm, ids: ids(list), traced: schools.to_vec(), members: Vec::new(), held };
        let years = traced.years.iter().map(|y| (y.who, y.post));
        // Some come after the last week or go before the first: no year in a post tells of them.
        let came = traced.events.iter().map(|e: &Event| (e.who, e.post));
        for (who, post) in years.chain(came) {
            names.add(who, post);
        }
        names
    }

    fn add(&mut self, who: Person, post: PostId) {
        if self.members.iter().any(|m| m.who == who) {
            return;
        }
        let before = self.members.iter().filter(|m| m.post == post).count();
        let letter = match before {
            0 => String::new(),
            n @ 1..26 => char::from(b'a' + n as u8).to_string(),
            n => format!("-{}", n + 1),
        };
        self.members.push(Member { who, post, label: format!("{}{letter}", post.post + 1) });
    }

    /// A school's name with its identifier.
    pub fn school(&self, id: SchoolId) -> String {
        let at = self.ids.binary_search(&id).ok();
        at.map_or_else(
            || "a school".to_owned(),
            |at| {
                let school = &self.list.schools[at];
                if school.name == school.id { school.name.clone() } else { format!("{} ({})", school.name, school.id) }
            },
        )
    }

    /// A school's identifier in the list.
    pub fn school_id(&self, id: SchoolId) -> &str {
        self.ids.binary_search(&id).map_or("", |at| self.list.schools[at].id.as_str())
    }

    /// What a policy is called in tables.
    pub fn policy(&self, origin: Origin) -> String {
        origin_name(self.system, self.arm, usize::from(origin.0))
    }

    /// A teacher of a traced school: number of the post, with a letter for those after its first holder.
    pub fn label(&self, who: Person) -> String {
        self.members
            .iter()
            .find(|m| m.who == who)
            .map_or_else(|| "somebody".to_owned(), |m| format!("teacher {}", m.label))
    }

    /// The same with the school.
    pub fn teacher(&self, who: Person) -> String {
        let school = self.members.iter().find(|m| m.who == who).map(|m| self.school(m.post.school));
        school.map_or_else(|| self.label(who), |school| format!("{} of {school}", self.label(who)))
    }

    /// Identifier of a teacher of a traced school.
    pub fn node(&self, who: Person) -> String {
        let member = self.members.iter().find(|m| m.who == who);
        member.map_or_else(String::new, |m| format!("{}/{}", self.school_id(m.post.school), m.label))
    }

    /// Whether a school is traced.
    pub fn traces(&self, id: SchoolId) -> bool {
        self.traced.contains(&id)
    }

    /// Who held a post of a traced school in a year.
    pub fn holder(&self, post: PostId, year: i32) -> Option<Person> {
        self.held.iter().find(|(y, p, _)| (*y, *p) == (year, post)).map(|(_, _, who)| *who)
    }

    /// From whom something was learnt.
    pub fn source(&self, whom: Whom, mode: Mode, origin: Origin, year: i32) -> Named {
        let policy = self.policy(origin);
        let named = |id: String, kind, label: String| Named { id, kind, label, who: None };
        let place = |post: PostId| format!("{}/post {}", self.school_id(post.school), post.post + 1);
        let of_post = |post: PostId| format!("teacher {} of {}", post.post + 1, self.school(post.school));
        let mut source = match whom {
            Whom::Post(post) => match self.holder(post, year).filter(|_| self.traces(post.school)) {
                Some(who) => {
                    let home = self.members.iter().any(|m| m.who == who && m.post.school == post.school);
                    // Who has come from elsewhere keeps the name of the first post.
                    let now = format!("{}, now at {}", self.teacher(who), self.school(post.school));
                    let label = if home { self.teacher(who) } else { now };
                    Named { who: Some(who), ..named(self.node(who), "teacher", label) }
                }
                None => named(place(post), "teacher elsewhere", of_post(post)),
            },
            Whom::Seconded(post) => {
                let label = format!("an officer seconded from post {} of {}", post.post + 1, self.school(post.school));
                named(format!("{}, seconded", place(post)), "seconded teacher", label)
            }
            Whom::Outside(_) if origin == Origin::USUAL => {
                named("usual/lecturer".to_owned(), "outside", "a lecturer".to_owned())
            }
            Whom::Outside(n) => {
                let label = format!("outside expert {} of {policy}", n + 1);
                named(format!("{policy}/outside {}", n + 1), "outside", label)
            }
            Whom::Materials => named(format!("{policy}/materials"), "materials", format!("materials of {policy}")),
            Whom::Staff(id) => {
                named(format!("{}/staff", self.school_id(id)), "staff", format!("the staff of {}", self.school(id)))
            }
            // Lanes are put into posts when the event is noted.
            Whom::Lane(lane) => named(format!("lane {lane}"), "teacher", "a colleague".to_owned()),
        };
        if mode == Mode::Recorded {
            source.label = format!("a recording of {}", source.label);
        }
        source
    }

    /// What happened, where it was no learning and no drift; none otherwise.
    pub fn happened(&self, event: &Event) -> Option<String> {
        let of = |post: PostId| format!("post {} of {}", post.post + 1, self.school(post.school));
        let under = |what: String| format!("{what} ({})", self.policy(event.origin));
        Some(match event.what {
            What::Left => "left teaching".to_owned(),
            What::Replaced => under("was replaced".to_owned()),
            What::MovedAway => "moved to another school".to_owned(),
            What::MovedIn { from } => format!("came from {}", of(from)),
            What::Hired if event.origin == Origin::USUAL => "was hired from outside".to_owned(),
            What::Hired => under("was hired from outside".to_owned()),
            What::PostedAway(Some(to)) => under(format!("went to {}", of(to))),
            What::PostedAway(None) => under("left the post for a time or for good".to_owned()),
            What::PostedIn(Some(from)) => under(format!("came from {}", of(from))),
            What::PostedIn(None) => under("came to stand in, or came back".to_owned()),
            What::Promoted(rank) => format!("got the {}", title(rank)),
            What::Learnt { .. } | What::Reverted | What::OwnUse | What::Grew | What::NewPost => return None,
        })
    }

    /// Events as rows of a table.
    pub fn events(&self, events: &[Event]) -> Vec<EventRow> {
        events.iter().map(|event| self.event(event)).collect()
    }

    fn event(&self, event: &Event) -> EventRow {
        let (name, how, source) = match event.what {
            What::Learnt { mode: how, from } => {
                ("learnt".to_owned(), mode(how), self.source(from, how, event.origin, event.year).id)
            }
            What::Reverted => ("reversion".to_owned(), "", String::new()),
            What::OwnUse => ("own use".to_owned(), "", String::new()),
            What::Grew => ("experience".to_owned(), "", String::new()),
            What::NewPost => ("new post".to_owned(), "", String::new()),
            _ => (self.happened(event).unwrap_or_default(), "", String::new()),
        };
        EventRow {
            year: i64::from(event.year),
            week: event.week,
            school_id: self.school_id(event.post.school).to_owned(),
            post: event.post.post + 1,
            teacher: self.node(event.who),
            event: name,
            mode: how,
            source,
            policy: self.policy(event.origin),
            hours_planned: f64::from(event.planned),
            hours_delivered: f64::from(event.delivered),
            enacted: event.enacted,
            embedded: event.embedded,
        }
    }
}
