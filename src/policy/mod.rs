//! What may be done: one file a policy and one enum.
//!
//! A policy places sessions and moves people; it owns no learning rule. In its file stand its numbers with unit, range,
//! source and grade, what is wrong with it, what it does in words, what it arranges at the start of a year and what it
//! does in a school's week. What each one does, rule by rule, is in the ODD protocol beside the week (`src/week/odd.md`).

use crate::parameter::{self, Problem, Stated};
use crate::world::Tie;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub mod scene;
pub mod entrusted_management;
pub mod school_pairing;
pub mod education_group;
pub mod two_way_flow;
pub mod teaching_research_groups;
pub mod work_group;
pub mod local_observation;
pub mod shared_education_community;

pub use education_group::EducationGroup;
pub use entrusted_management::EntrustedManagement;
pub use local_observation::LocalObservation;
pub use scene::{Placing, Scene};
pub use school_pairing::SchoolPairing;
pub use shared_education_community::SharedEducationCommunity;
pub use teaching_research_groups::TeachingResearchGroups;
pub use two_way_flow::TwoWayFlow;
pub use work_group::WorkGroup;

/// The years in which a policy is in force, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Years {
    /// First year.
    pub from: u32,
    /// Last year; to the end if none.
    pub to: Option<u32>,
}

impl Years {
    /// Whether a year is among them.
    pub fn contain(self, year: i32) -> bool {
        year >= self.from as i32 && self.to.is_none_or(|to| year <= to as i32)
    }

    fn check(self, path: &str, problems: &mut Vec<Problem>) {
        if self.from == 0 {
            problems.push(Problem::new(
                format!("{path}.from_year"),
                "is 0, the first year is 1",
                "give the school year in which the policy starts",
            ));
        }
        if let Some(to) = self.to
            && to < self.from
        {
            problems.push(Problem::new(
                format!("{path}.to_year"),
                format!("is {to}, before from_year {}", self.from),
                "give a last year that is not before the first",
            ));
        }
    }
}

/// A way of improving schools.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Policy {
    /// Mentor teams look after low-performing schools.
    EntrustedManagement(EntrustedManagement),
    /// Strong schools help weak ones.
    SchoolPairing(SchoolPairing),
    /// Schools under one council.
    EducationGroup(EducationGroup),
    /// Rotation of teachers and leaders.
    TwoWayFlow(TwoWayFlow),
    /// Weekly group work in school.
    TeachingResearchGroups(TeachingResearchGroups),
    /// A specialist leads teachers of several schools.
    WorkGroup(WorkGroup),
    /// Time to watch good teachers.
    LocalObservation(LocalObservation),
    /// Urban and rural schools joined.
    SharedEducationCommunity(SharedEducationCommunity),
}

/// The same for each policy: `p` is the policy, `P` its type.
macro_rules! each {
    ($policy:expr, $p:ident: $P:ident => $body:expr) => {
        match $policy {
            Policy::EntrustedManagement($p) => {
                type $P = EntrustedManagement;
                $body
            }
            Policy::SchoolPairing($p) => {
                type $P = SchoolPairing;
                $body
            }
            Policy::EducationGroup($p) => {
                type $P = EducationGroup;
                $body
            }
            Policy::TwoWayFlow($p) => {
                type $P = TwoWayFlow;
                $body
            }
            Policy::TeachingResearchGroups($p) => {
                type $P = TeachingResearchGroups;
                $body
            }
            Policy::WorkGroup($p) => {
                type $P = WorkGroup;
                $body
            }
            Policy::LocalObservation($p) => {
                type $P = LocalObservation;
                $body
            }
            Policy::SharedEducationCommunity($p) => {
                type $P = SharedEducationCommunity;
                $body
            }
        }
    };
}

impl Policy {
    /// One of each policy with its default numbers, in the order of the enum.
    pub fn all() -> Vec<Self> {
        vec![
            Self::EntrustedManagement(EntrustedManagement::default()),
            Self::SchoolPairing(SchoolPairing::default()),
            Self::EducationGroup(EducationGroup::default()),
            Self::TwoWayFlow(TwoWayFlow::default()),
            Self::TeachingResearchGroups(TeachingResearchGroups::default()),
            Self::WorkGroup(WorkGroup::default()),
            Self::LocalObservation(LocalObservation::default()),
            Self::SharedEducationCommunity(SharedEducationCommunity::default()),
        ]
    }

    /// Its name in scenario files.
    pub fn name(&self) -> &'static str {
        match self {
            Self::EntrustedManagement(_) => "EntrustedManagement",
            Self::SchoolPairing(_) => "SchoolPairing",
            Self::EducationGroup(_) => "EducationGroup",
            Self::TwoWayFlow(_) => "TwoWayFlow",
            Self::TeachingResearchGroups(_) => "TeachingResearchGroups",
            Self::WorkGroup(_) => "WorkGroup",
            Self::LocalObservation(_) => "LocalObservation",
            Self::SharedEducationCommunity(_) => "SharedEducationCommunity",
        }
    }

    /// The years in which it is in force.
    pub fn years(&self) -> Years {
        each!(self, p: P => P::years(p))
    }

    /// What is wrong with it.
    pub fn check(&self, path: &str, problems: &mut Vec<Problem>) {
        self.years().check(path, problems);
        each!(self, p: P => parameter::check(P::TABLE, p, path, problems));
    }

    /// Its numbers in force, with sources.
    pub fn stated(&self, prefix: &str) -> Vec<Stated> {
        each!(self, p: P => parameter::stated(P::TABLE, p, &P::default(), prefix))
    }

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        each!(self, p: P => P::describe(p))
    }

    /// Its own number: keys its random numbers, the same in every arm. 0 is business as usual.
    pub fn code(&self) -> u32 {
        match self {
            Self::EntrustedManagement(_) => 1,
            Self::SchoolPairing(_) => 2,
            Self::EducationGroup(_) => 3,
            Self::TwoWayFlow(_) => 4,
            Self::TeachingResearchGroups(_) => 5,
            Self::WorkGroup(_) => 6,
            Self::LocalObservation(_) => 7,
            Self::SharedEducationCommunity(_) => 8,
        }
    }

    /// At the start of every year, before and after its own years too: forms, renews or ends agreements, and
    /// moves people.
    pub fn arrange(&self, scene: &mut Scene<'_>) {
        each!(self, p: P => P::arrange(p, scene));
    }

    /// In every week of a school that has a tie of this policy: places sessions.
    pub fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        match self {
            Self::EntrustedManagement(p) => p.act(tie, placing),
            Self::SchoolPairing(p) => p.act(tie, placing),
            Self::EducationGroup(p) => p.act(tie, placing),
            Self::TwoWayFlow(_) => TwoWayFlow::act(tie, placing),
            Self::TeachingResearchGroups(p) => p.act(tie, placing),
            Self::WorkGroup(p) => p.act(tie, placing),
            Self::LocalObservation(p) => p.act(tie, placing),
            Self::SharedEducationCommunity(p) => p.act(tie, placing),
        }
    }
}
