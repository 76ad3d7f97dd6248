//! Local observation: teachers watch good practitioners nearby or in their own school.

use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::world::{PostId, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where teachers watch lessons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Place {
    /// The good practitioners of the nearest schools of the district.
    Nearby,
    /// The good practitioners of the own school.
    OwnSchool,
}

/// Time to watch good teachers nearby.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LocalObservation {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of teachers who are offered it in a year.
    pub share_of_teachers: f64,
    /// Hours of lessons that each of them watches in a year.
    pub hours_per_year: f64,
    /// Share of the hours that is talked over with the teacher watched.
    pub discussion: f64,
    /// Share of teachers counted as good practitioners.
    pub best_share: f64,
    /// Share of the hours covered by release from lessons.
    pub released: f64,
    /// Where they watch.
    pub place: Place,
}

impl Default for LocalObservation {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_teachers: 0.5,
            hours_per_year: 6.5,
            discussion: 0.25,
            best_share: 0.1,
            released: 1.0,
            place: Place::Nearby,
        }
    }
}

impl LocalObservation {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = None;

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_teachers"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share_of_teachers",
            "Share of teachers who are offered it in a year",
            |p| p.share_of_teachers,
            |p, v| p.share_of_teachers = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("700 teachers for a day in a hub (fourth source document)"),
        Parameter::<Self>::new(
            "hours_per_year",
            "Hours of lessons that each of them watches in a year",
            |p| p.hours_per_year,
            |p, v| p.hours_per_year = v,
        )
        .within(0.0, 200.0, "hours/year")
        .derived("a day of observation (fourth source document) of 6.5 working hours (1,265 directed hours in 195 days)"),
        Parameter::<Self>::new(
            "discussion",
            "Share of the hours that is talked over with the teacher watched",
            |p| p.discussion,
            |p, v| p.discussion = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "best_share",
            "Share of teachers counted as good practitioners",
            |p| p.best_share,
            |p, v| p.best_share = v,
        )
        .within(0.01, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "released",
            "Share of the hours covered by release from lessons",
            |p| p.released,
            |p, v| p.released = v,
        )
        .within(0.0, 1.0, "share")
        .derived("a day out of class, or an extra hour in the own school (fourth source document)"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let place = match self.place {
            Place::Nearby => "in the nearest schools of the district",
            Place::OwnSchool => "in their own school",
        };
        format!(
            "{} % of teachers watch lessons of good practitioners {place} for {} hours a year and talk {} % of them \
             over; {} % of the time is release from lessons.",
            percent(self.share_of_teachers),
            self.hours_per_year,
            percent(self.discussion),
            percent(self.released),
        )
    }
}

/// Neighbouring schools whose good practitioners are watched.
const NEIGHBOURS: usize = 5;

impl LocalObservation {
    /// Offers teachers time to watch good practitioners; those who want it take part.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        scene.untie();
        if !scene.in_force || self.share_of_teachers <= 0.0 {
            return;
        }
        let ids: Vec<SchoolId> = scene.world.ids().collect();
        let best: Vec<Vec<PostId>> = ids
            .iter()
            .map(|&id| scene.watched(id, (self.best_share * scene.world.school(id).posts as f64).ceil() as usize))
            .collect();
        let mut at = 0;
        for district in 0..scene.world.districts.len() {
            let here = at..at + scene.world.districts[district].schools.len();
            at = here.end;
            for k in here.clone() {
                let mut tie = Tie::new(scene.origin, Role::Receives, 0);
                tie.activity = scene.activity(ids[k]);
                tie.participants = scene.takers(ids[k], self.share_of_teachers);
                if tie.participants.is_empty() {
                    continue;
                }
                let watched = match self.place {
                    Place::Nearby => super::foremost::nearest(scene.world, ids[k], NEIGHBOURS),
                    Place::OwnSchool => vec![ids[k]],
                };
                let posts = || watched.iter().flat_map(|n| &best[here.start + n.school as usize]);
                tie.experts.reserve_exact(posts().count());
                tie.experts.extend(posts().map(|&post| scene.expert(post)));
                scene.world.school_mut(ids[k]).received.add(scene.origin);
                scene.tie(ids[k], tie);
            }
        }
    }

    /// The week's lessons watched: participants go in turn.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let lessons = self.hours_per_year * f64::from(tie.activity) * tie.participants.len() as f64;
        let turn = placing.past(lessons);
        let first = placing.here().first;
        for lesson in 0..placing.due(lessons) as usize {
            let number = turn + lesson;
            let learner = first + tie.participants[number % tie.participants.len()] as usize;
            let Some(&watched) = tie.experts.get(number % tie.experts.len().max(1)) else { return };
            let (source, skill) = (watched.practice, watched.skill);
            let giver = match (self.place, watched.home) {
                (Place::OwnSchool, Some(post)) => Some(first as u32 + post.post),
                _ => None,
            };
            if giver.is_some_and(|lane| !placing.district.teachers.filled[lane as usize]) {
                continue;
            }
            // Release is spread over the lessons in the share that is bought.
            let bought = |n: usize| (self.released * n as f64) as usize;
            let during = if bought(number + 1) > bought(number) { During::Release } else { During::NonContact };
            let plan = Plan { mode: Mode::Observation, hours: 1.0, focus: EVEN, source, skill, whom: watched.whom, giver: None, during };
            placing.agenda.hold(Plan { hours: 1.0 - self.discussion as f32, ..plan }, [learner]);
            let talk = Plan { mode: Mode::Meeting, hours: self.discussion as f32, giver, ..plan };
            placing.agenda.hold(talk, [learner]);
        }
    }
}
