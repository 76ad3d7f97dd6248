//! Video library: recorded lessons, watched alone, or in groups that pause and talk them over.

use super::circles::circles;
use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::world::{Expert, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How recordings are watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Viewing {
    /// Everybody alone.
    Alone,
    /// Those of a team together, who pause and talk it over.
    InGroups,
}

/// A library of recorded lessons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VideoLibrary {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools that have access.
    pub share_of_schools: f64,
    /// Share of their teachers who are asked to watch.
    pub share_of_teachers: f64,
    /// How recordings are watched.
    pub viewing: Viewing,
    /// Hours that each viewer spends in a year, talk included.
    pub hours_per_year: f64,
    /// Share of a group's hours in which it pauses and talks.
    pub discussion: f64,
    /// Practice of the lessons recorded, above the mean of experienced teachers.
    pub library_practice: f64,
    /// Lessons in the library, each by another teacher, watched one after the other and then again.
    pub lessons_held: u32,
}

impl Default for VideoLibrary {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.5,
            share_of_teachers: 0.5,
            viewing: Viewing::InGroups,
            hours_per_year: 12.0,
            discussion: 0.5,
            library_practice: 1.5,
            lessons_held: 20,
        }
    }
}

impl VideoLibrary {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::LibraryYear, Per::Receiving));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share_of_schools",
            "Share of schools that have access",
            |p| p.share_of_schools,
            |p, v| p.share_of_schools = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "share_of_teachers",
            "Share of their teachers who are asked to watch",
            |p| p.share_of_teachers,
            |p, v| p.share_of_teachers = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "hours_per_year",
            "Hours that each viewer spends in a year, talk included",
            |p| p.hours_per_year,
            |p, v| p.hours_per_year = v,
        )
        .within(0.0, 200.0, "hours/year")
        .assumed("about an hour a month; not found"),
        Parameter::<Self>::new(
            "discussion",
            "Share of a group's hours in which it pauses and talks",
            |p| p.discussion,
            |p, v| p.discussion = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("pause, discuss, rewind, dissect (comment in the fourth source document); share not found"),
        Parameter::<Self>::new(
            "library_practice",
            "Practice of the lessons recorded, above the mean of experienced teachers",
            |p| p.library_practice,
            |p, v| p.library_practice = v,
        )
        .within(-1.0, 5.0, "SD")
        .assumed("as of visitors from abroad; never measured"),
        Parameter::<Self>::new(
            "lessons_held",
            "Lessons in the library, each by another teacher, watched one after the other and then again",
            |p| f64::from(p.lessons_held),
            |p, v| p.lessons_held = v as u32,
        )
        .within(1.0, 100.0, "lessons")
        .assumed(
            "lots of videos are wished for, a few are there (comments in the fourth source document); number not found",
        ),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let how = match self.viewing {
            Viewing::Alone => "alone".to_owned(),
            Viewing::InGroups => format!(
                "with those of their team, {} % of the time in talk led by the best known of them",
                percent(self.discussion)
            ),
        };
        format!(
            "{} % of schools have access to a library of {} recorded lessons. {} % of their teachers are asked; those \
             who want to watch for {} hours a year of their non-contact time, {how}.",
            percent(self.share_of_schools),
            self.lessons_held,
            percent(self.share_of_teachers),
            self.hours_per_year,
        )
    }
}

impl VideoLibrary {
    /// Gives schools access, and forms the groups that watch together.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() {
            return;
        }
        let lessons: Vec<Expert> =
            (0..self.lessons_held as usize).map(|number| scene.outsider(self.library_practice, number)).collect();
        let ids: Vec<SchoolId> = scene.world.ids().collect();
        for id in ids {
            if !scene.asked(id, self.share_of_schools) {
                continue;
            }
            let viewers = scene.takers(id, self.share_of_teachers);
            if viewers.is_empty() {
                continue;
            }
            let mut tie = Tie::new(scene.origin, Role::Receives, 0);
            tie.experts.clone_from(&lessons);
            tie.participants = scene.circles(id, &viewers, scene.world.school(id).posts);
            tie.activity = scene.activity(id);
            scene.world.school_mut(id).received.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// The week's sittings of an hour, each on the next lesson of the library.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        // Viewers go on in the library from where they were a year ago.
        let years = (placing.week.year - self.from_year as i32).max(0) as usize;
        let past = years * self.hours_per_year.floor() as usize + placing.past(self.hours_per_year);
        for sitting in past..past + placing.due(self.hours_per_year) as usize {
            let Some(lesson) = tie.experts.get(sitting % tie.experts.len().max(1)) else { return };
            let plan = Plan {
                mode: Mode::Recorded,
                hours: tie.activity,
                focus: EVEN,
                source: lesson.practice,
                skill: lesson.skill,
                whom: lesson.whom,
                giver: None,
                during: During::NonContact,
            };
            for circle in circles(&tie.participants) {
                self.sit(circle, plan, placing);
            }
        }
    }

    /// A group watches a lesson and talks it over. What there is to learn in the talk is what the lesson showed; how
    /// much of it comes across is a matter of who leads the talk, the best known of the group.
    fn sit(&self, circle: &[u32], plan: Plan, placing: &mut Placing<'_>) {
        let first = placing.here().first;
        let lanes = circle.iter().map(|&post| first + post as usize);
        let talk = match self.viewing {
            Viewing::InGroups if circle.len() > 1 => self.discussion as f32,
            Viewing::InGroups | Viewing::Alone => 0.0,
        };
        placing.agenda.hold(Plan { hours: plan.hours * (1.0 - talk), ..plan }, lanes.clone());
        if let Some(leader) = lanes.clone().next() {
            let skill = placing.district.teachers.mentor_skill[leader];
            let giver = Some(leader as u32);
            let hours = plan.hours * talk;
            placing.agenda.hold(Plan { mode: Mode::Meeting, hours, skill, giver, ..plan }, lanes);
        }
    }
}
