//! What ties schools to one another: mentor teams, groups, postings, and this year's ties.

use super::teacher::Teacher;
use super::{PostId, SchoolId};
use crate::ledger::Origin;
use crate::lineage::Whom;
use crate::units::Profile;

/// Somebody whose practice others learn from, as it was when the year began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expert {
    /// Practice by domain (SD).
    pub practice: Profile,
    /// Skill as a mentor.
    pub skill: f32,
    /// Post held at home; none for retired experts and paid providers.
    pub home: Option<PostId>,
    /// Who it is, for those who trace where practice came from.
    pub whom: Whom,
}

/// A mentor team under contract.
#[derive(Clone, Debug, PartialEq)]
pub struct MentorTeam {
    /// The policy that pays it.
    pub origin: Origin,
    /// The strong school that sends it; none for retired experts and paid providers.
    pub home: Option<SchoolId>,
    /// Master teachers from outside schools; those of a home school are taken from it each year.
    pub outside: Vec<Expert>,
    /// Schools that it serves.
    pub serves: Vec<SchoolId>,
    /// First year of the contract.
    pub from: i32,
    /// Last year of the contract.
    pub to: i32,
}

/// Schools that work together, the lead first.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The policy that formed it.
    pub origin: Origin,
    /// The number of that kind of policy, the same for every entry of it in a list.
    pub code: u32,
    /// Members; the first leads.
    pub members: Vec<SchoolId>,
    /// Year in which it was formed.
    pub from: i32,
    /// Last year.
    pub to: i32,
    /// Post of the specialist who leads teachers, if there is one.
    pub specialist: Option<PostId>,
}

/// Two teachers who have changed places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posting {
    /// The policy that posted them.
    pub origin: Origin,
    /// One post.
    pub a: PostId,
    /// The other post.
    pub b: PostId,
    /// Last year before they return.
    pub to: i32,
}

/// A teacher seconded out of the schools, whose post a substitute holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Secondment {
    /// The policy that seconded the teacher.
    pub origin: Origin,
    /// The post left at home.
    pub post: PostId,
    /// The teacher, as of the day of leaving.
    pub teacher: Teacher,
    /// Year of leaving.
    pub from: i32,
    /// Last year before the return.
    pub to: i32,
}

/// A teacher in a cascade of training.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trainee {
    /// The policy that trains.
    pub origin: Origin,
    /// Post held when the training began.
    pub post: PostId,
    /// Steps from the trainers from outside: 1 is trained by them.
    pub generation: u8,
    /// Year in which the training began.
    pub from: i32,
    /// Post of the trainer; none for trainers from outside.
    pub trainer: Option<PostId>,
    /// Whether the training is over, so that others may be trained.
    pub passed: bool,
    /// Whether the training is over without that; kept so that nobody is chosen again in the same post.
    pub stopped: bool,
}

/// What a school is in an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Support comes to it.
    Receives,
    /// It supports others.
    Gives,
}

/// What an agreement means for one school this year. Made anew each year; only `visits` is carried over.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// The policy.
    pub origin: Origin,
    /// The school's role.
    pub role: Role,
    /// Team or group, by its number in the world.
    pub agent: usize,
    /// Those who come to the school or are watched by its teachers.
    pub experts: Vec<Expert>,
    /// Posts of the school that take part; empty where everybody may.
    pub participants: Vec<u32>,
    /// By post, whether its holder may learn from the agreement, where a study has assigned single teachers; empty where
    /// everybody may.
    pub only: Vec<bool>,
    /// Share of the plan that authority and distance let through.
    pub activity: f32,
    /// Share of a lesson sent from elsewhere that reaches the school's door: what its sender's readiness and the
    /// classes that share it let through.
    pub through: f32,
    /// Leadership and culture of the lead school when the year began.
    pub lead: Option<(f32, f32)>,
    /// Where in the year its first event falls, as a share of the time between events.
    pub phase: f32,
    /// Schools among which places at a common event are shared.
    pub among: usize,
    /// Whether the agreement ends with this year.
    pub ends: bool,
    /// How often each post was worked with, by post: what a mentor's view improves with.
    pub visits: Vec<u16>,
}

impl Tie {
    /// A tie without experts, participants or history.
    pub fn new(origin: Origin, role: Role, agent: usize) -> Self {
        Self {
            origin,
            role,
            agent,
            experts: Vec::new(),
            participants: Vec::new(),
            only: Vec::new(),
            activity: 1.0,
            through: 1.0,
            lead: None,
            phase: 0.0,
            among: 1,
            ends: false,
            visits: Vec::new(),
        }
    }
}
