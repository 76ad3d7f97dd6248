//! What may be done: one file a policy and one enum.
//!
//! A policy places sessions and moves people; it owns no learning rule. In its file stand its numbers with unit, range,
//! source and grade, what is wrong with it, what it does in words, what it arranges at the start of a year and what it
//! does in a school's week. What each one does, rule by rule, is in the ODD protocol beside the week (`src/week/odd.md`).
//! Which point of the source documents each of them answers follows here (`src/policy/sources.md`).
//!
#![doc = include_str!("sources.md")]

use crate::parameter::{self, Problem, Stated};
use crate::price::Item;
use crate::world::Tie;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub mod assigned;
mod foremost;
pub mod scene;
mod known;
mod mentor_view;
mod moves;
mod pool;
pub mod circles;
mod apart;
pub mod placing;

pub use assigned::Assigned;
pub use placing::Placing;
pub use scene::Scene;

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

macro_rules! policies {
    ($($(#[$doc:meta])* $code:literal $name:ident in $file:ident;)*) => {
        $(pub mod $file; pub use $file::$name;)*

        /// A way of improving schools.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
        pub enum Policy {
            $($(#[$doc])* $name($name),)*
        }

        impl Policy {
            /// One of each policy with its default numbers, in the order of the enum.
            pub fn all() -> Vec<Self> {
                vec![$(Self::$name($name::default()),)*]
            }

            /// Its name in scenario files.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$name(_) => stringify!($name),)* }
            }

            /// Its own number: keys its random numbers, the same in every arm. 0 is business as usual.
            pub fn code(&self) -> u32 {
                match self { $(Self::$name(_) => $code,)* }
            }

            /// The years in which it is in force.
            pub fn years(&self) -> Years {
                match self { $(Self::$name(p) => Years { from: p.from_year, to: p.to_year },)* }
            }

            /// The same policy in other years.
            #[must_use]
            pub fn during(mut self, from: u32, to: Option<u32>) -> Self {
                match &mut self { $(Self::$name(p) => (p.from_year, p.to_year) = (from, to),)* }
                self
            }

            /// Names of its numbers that say how many schools, teachers or hours it reaches: what grows and shrinks with
            /// what is spent on it.
            pub fn extent(&self) -> &'static [&'static str] {
                match self { $(Self::$name(_) => $name::EXTENT,)* }
            }

            /// The same policy with its extent times a factor of zero or more, as far as the ranges of its numbers go.
            /// Counts are rounded to whole ones, so that a small count may change by more or less than the factor.
            #[must_use]
            pub fn scaled(mut self, factor: f64) -> Self {
                match &mut self { $(Self::$name(p) => parameter::scale($name::TABLE, p, $name::EXTENT, factor),)* }
                self
            }

            /// The factor at which the first number of its extent meets the end of its range; infinite where all are 0.
            pub fn widest(&self) -> f64 {
                match self { $(Self::$name(p) => parameter::widest($name::TABLE, p, $name::EXTENT),)* }
            }

            /// The same policy with one of its numbers changed, within its range; none where it has no such number.
            #[must_use]
            pub fn with(mut self, name: &str, value: f64) -> Option<Self> {
                let known = match &mut self { $(Self::$name(p) => parameter::give($name::TABLE, p, name, value),)* };
                known.then_some(self)
            }

            /// What is wrong with it.
            pub fn check(&self, path: &str, problems: &mut Vec<Problem>) {
                self.years().check(path, problems);
                match self { $(Self::$name(p) => parameter::check($name::TABLE, p, path, problems),)* }
            }

            /// Its numbers in force, with sources.
            pub fn stated(&self, prefix: &str) -> Vec<Stated> {
                match self { $(Self::$name(p) => parameter::stated($name::TABLE, p, &$name::default(), prefix),)* }
            }

            /// What it does, in plain words.
            pub fn describe(&self) -> String {
                singular(&match self { $(Self::$name(p) => p.describe(),)* })
            }

            /// What is paid for it beside release from lessons; none where nothing else is.
            pub fn charge(&self) -> Option<(Item, Per)> {
                match self { $(Self::$name(_) => $name::CHARGE,)* }
            }

            /// Whether it changes the conditions of a year (rewards, new staff) and so acts before agreements are made.
            pub fn sets_conditions(&self) -> bool {
                match self { $(Self::$name(_) => $name::SETS_CONDITIONS,)* }
            }

            /// Whether it marks those whom it trained by their distance from the source ([`Scene::mark_trained`]).
            pub fn marks_trained(&self) -> bool {
                matches!(self, Self::TrainingCascade(_) | Self::WorkGroup(_))
            }

            /// At the start of every year, before and after its own years too: forms, renews or ends agreements, and
            /// moves people.
            pub fn arrange(&self, scene: &mut Scene<'_>) {
                match self { $(Self::$name(p) => p.arrange(scene),)* }
            }

            /// In every week of a school that has a tie of this policy: places sessions.
            pub fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
                match self { $(Self::$name(p) => p.act(tie, placing),)* }
            }
        }
    };
}

policies! {
    /// Mentor teams look after low-performing schools.
    1 EntrustedManagement in entrusted_management;
    /// Strong schools help weak ones.
    2 SchoolPairing in school_pairing;
    /// Schools under one council.
    3 EducationGroup in education_group;
    /// Rotation of teachers and leaders.
    4 TwoWayFlow in two_way_flow;
    /// Weekly group work in school.
    5 TeachingResearchGroups in teaching_research_groups;
    /// A specialist leads teachers of several schools.
    6 WorkGroup in work_group;
    /// Time to watch good teachers.
    7 LocalObservation in local_observation;
    /// Urban and rural schools joined.
    8 SharedEducationCommunity in shared_education_community;
    /// Schools open with new staff.
    9 NewSchools in new_schools;
    /// Expert teachers with titles lead the learning of other schools.
    10 ExpertTeacherLadder in expert_teacher_ladder;
    /// Officers seconded out of school lead open lessons, visits and studios.
    11 TeachingResearchSystem in teaching_research_system;
    /// Rewards for service where it is hardest, and the assessment of authorities.
    12 IncentivesAndAccountability in incentives_and_accountability;
    /// Support for those who lead schools.
    13 LeadershipSupport in leadership_support;
    /// Teachers from abroad give open lessons, home teachers travel.
    14 TeacherExchangeVisit in teacher_exchange_visit;
    /// Small circles of a school study lessons together.
    15 LessonStudy in lesson_study;
    /// Recorded lessons to watch and talk over.
    16 VideoLibrary in video_library;
    /// The trained train the next.
    17 TrainingCascade in training_cascade;
    /// Lessons by link from an urban school or a studio.
    18 SynchronousClassroom in synchronous_classroom;
    /// Pupils of rural schools learn at an urban partner school on some days.
    19 PupilExchange in pupil_exchange;
    /// Supervised study after school.
    20 AfterSchoolCare in after_school_care;
    /// Required hours of professional development.
    21 ProfessionalDevelopmentHours in professional_development_hours;
    /// Sessions of one kind for teachers, as studies of professional development give them.
    22 SupportProgramme in support_programme;
}

/// Words in which what there is one of stands in the singular: `1 year`, `once a week`.
fn singular(words: &str) -> String {
    let mut told: Vec<String> = Vec::new();
    for word in words.split(' ') {
        let (noun, after) = word.split_at(word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len()));
        let one = told.last().is_some_and(|before| before == "1");
        match noun.strip_suffix('s').filter(|noun| one && !noun.ends_with('s')) {
            Some("time") => {
                told.pop();
                told.push("once".to_owned() + after);
            }
            Some(noun) => told.push(noun.to_owned() + after),
            None => told.push(word.to_owned()),
        }
    }
    told.join(" ")
}

/// A share in per cent as people write it, with the digits that it needs: `30`, `5.9`, `0.54`.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let rounded = [1.0, 10.0, 100.0, 1000.0].map(|scale| (percent * scale).round() / scale);
    let close = rounded.into_iter().find(|r| (r - percent).abs() <= 0.005 * percent.abs());
    close.unwrap_or(percent).to_string()
}

/// What a policy's price is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// Schools that are helped.
    Receiving,
    /// Schools that take part, helping or helped.
    Members,
    /// Pairs or groups.
    Groups,
    /// Schools under contract with a mentor team.
    Contracts,
    /// Teachers away from their own post.
    Posted,
    /// What the policy counts itself, in the unit of the price.
    Counted,
}

#[cfg(test)]
mod tests {
    use super::{percent, singular};

    #[test]
    fn one_of_a_kind_is_told_in_the_singular() {
        let words = "come 1 times a week for 1 hours, in 2 years and 1 years; 11 schools, 1 schools.";
        let told = "come once a week for 1 hour, in 2 years and 1 year; 11 schools, 1 school.";
        assert_eq!(singular(words), told);
    }

    #[test]
    fn shares_are_told_with_the_digits_they_need() {
        let told = [0.3, 0.059, 0.0054, 0.125, 1.0, 0.0, 0.001].map(percent);
        assert_eq!(told, ["30", "5.9", "0.54", "12.5", "100", "0", "0.1"]);
    }
}
