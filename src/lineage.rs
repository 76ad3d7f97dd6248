//! Who learned what from whom: places of schools and posts, sources of sessions, and the trace of chosen schools.
//!
//! A trace is kept beside the ledger of a district for the schools that somebody asks for. It takes note of what the
//! week does with teachers and changes nothing: no random number, no order, no result depends on it.

use crate::model::Mode;

/// A school by its place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolId {
    /// District.
    pub district: u32,
    /// School in the district.
    pub school: u32,
}

/// A teaching post by its place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostId {
    /// School.
    pub school: SchoolId,
    /// Post in the school, from 0.
    pub post: u32,
}

/// What a change is owed to: 0 is business as usual, `k` is the `k`-th policy of the arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin(pub u8);

impl Origin {
    /// Business as usual.
    pub const USUAL: Self = Self(0);

    /// The policy at a position of the arm's list.
    pub fn policy(index: usize) -> Self {
        Self(index as u8 + 1)
    }

    /// Position in the arm's list of policies; none for business as usual.
    pub fn index(self) -> Option<usize> {
        usize::from(self.0).checked_sub(1)
    }
}

/// From whom there is something to learn in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whom {
    /// The holder of a lane of the learners' own district, in the learners' own school.
    Lane(u32),
    /// The holder of a post, as when the year began.
    Post(PostId),
    /// Somebody seconded from a post.
    Seconded(PostId),
    /// Somebody from outside the schools, by a number that tells apart those of one policy: expert, trainer, lecturer,
    /// visitor, the teacher on a recording of a library.
    Outside(u32),
    /// The staff of a school as one.
    Staff(SchoolId),
    /// Materials, which nobody speaks for.
    Materials,
}

/// A person, told from others by the traits that are drawn once for life: motivation and receptivity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Person(pub u64);

impl Person {
    /// Whoever has these traits.
    pub fn of(motivation: f32, receptivity: f32) -> Self {
        Self(u64::from(motivation.to_bits()) << 32 | u64::from(receptivity.to_bits()))
    }
}

/// What happened to a teacher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Learnt in a session.
    Learnt {
        /// How.
        mode: Mode,
        /// From whom.
        from: Whom,
    },
    /// Enacted practice went back toward embedded practice, over a year.
    Reverted,
    /// What was enacted settled by own use, over a year.
    OwnUse,
    /// Grew with experience, over a year.
    Grew,
    /// Lost practice in the first months of a new post.
    NewPost,
    /// Left teaching.
    Left,
    /// Was replaced under a policy and went out of the schools.
    Replaced,
    /// Moved to another school; the post stands in the event of the arrival.
    MovedAway,
    /// Came from a post of another school of the district.
    MovedIn {
        /// Post held before.
        from: PostId,
    },
    /// Was hired from outside.
    Hired,
    /// Was posted or seconded away under a policy; to whose post where two change places.
    PostedAway(Option<PostId>),
    /// Was posted in, stands in, or came back; from which post where two change places.
    PostedIn(Option<PostId>),
    /// Got a title, by its rank on the ladder.
    Promoted(u8),
}

/// Something that happened to a teacher of a traced school.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Event {
    /// School year.
    pub year: i32,
    /// Teaching week from 1; 0 is before the first, one more than there are after the last.
    pub week: u32,
    /// Post held.
    pub post: PostId,
    /// Who.
    pub who: Person,
    /// What happened.
    pub what: What,
    /// What it is owed to.
    pub origin: Origin,
    /// Hours of learning planned.
    pub planned: f32,
    /// Hours delivered.
    pub delivered: f32,
    /// Change of enacted quality at the post (SD), exact.
    pub enacted: f64,
    /// Change of embedded quality at the post (SD), exact.
    pub embedded: f64,
}

/// The teaching weeks of a year of the holder of a post.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Taught {
    /// Experience in years.
    pub experience: f32,
    /// Years in the post.
    pub years_in_post: f32,
    /// Rank of the title on the ladder.
    pub title: u8,
    /// Enacted and embedded quality before the first week (SD).
    pub start: [f64; 2],
    /// Enacted and embedded quality after the last (SD).
    pub end: [f64; 2],
    /// Enacted quality, mean over the weeks (SD): what pupils were taught with.
    pub mean: f64,
}

/// A year in a post of a traced school.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PostYear {
    /// School year.
    pub year: i32,
    /// Post.
    pub post: PostId,
    /// Who held it.
    pub who: Person,
    /// The year.
    pub taught: Taught,
}

/// Weekly changes of one post between events: reversion, own use, and growth of both.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Drifted {
    /// Change of enacted quality toward embedded quality.
    pub reverted: f64,
    /// Change of embedded quality by own use.
    pub settled: f64,
    /// Growth of both with experience.
    pub grown: f64,
}

/// The trace of a year in one district.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// School year.
    pub year: i32,
    /// District.
    pub district: u32,
    /// Whether each school of the district is traced.
    pub watched: Vec<bool>,
    /// What the weeks so far did to the holder of each lane of the district between events.
    pub drifted: Vec<Drifted>,
    /// Levels of each lane before the first week.
    pub start: Vec<[f64; 2]>,
    /// Events so far, in order.
    pub events: Vec<Event>,
    /// Years in posts, once the last week is over.
    pub years: Vec<PostYear>,
}

/// Place of an event: school in the district, post, week and who.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// School in the district.
    pub school: usize,
    /// Post in the school.
    pub post: usize,
    /// Week, as in [`Event::week`].
    pub week: u32,
    /// Who.
    pub who: Person,
}

impl Trace {
    /// Takes note of an event in a traced school; hours are planned and delivered, changes enacted and embedded.
    pub fn note(&mut self, at: At, what: What, origin: Origin, hours: [f32; 2], [enacted, embedded]: [f64; 2]) {
        if !self.watched[at.school] {
            return;
        }
        let school = SchoolId { district: self.district, school: at.school as u32 };
        self.events.push(Event {
            year: self.year,
            week: at.week,
            post: PostId { school, post: at.post as u32 },
            who: at.who,
            what,
            origin,
            planned: hours[0],
            delivered: hours[1],
            enacted,
            embedded,
        });
    }
}
