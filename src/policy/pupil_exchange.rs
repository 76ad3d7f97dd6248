//! Pupil exchange: pupils of a rural school learn at an urban partner school on some days of the year.

use super::{Per, Placing, Scene, percent};
use crate::ledger::Mechanism;
use crate::lineage::Whom;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::units::DOMAINS;
use crate::world::{Expert, Group, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days at a partner school. It reaches a school as a whole, also where a
/// study has assigned single teachers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PupilExchange {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of rural schools that exchange pupils, those with the lowest results first.
    pub share_of_schools: f64,
    /// Days that the rural school's pupils learn at the partner school in a year.
    pub days_per_year: f64,
    /// Share of these lessons that the partner's own pupils lose because classes are fuller.
    pub crowding: f64,
    /// Climate gained at both schools by a day of learning and practising together (SD).
    pub friendship: f64,
}

impl Default for PupilExchange {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.25,
            days_per_year: 10.0,
            crowding: 0.05,
            friendship: 0.01,
        }
    }
}

impl PupilExchange {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::ShuttleDay, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share_of_schools",
            "Share of rural schools that exchange pupils, those with the lowest results first",
            |p| p.share_of_schools,
            |p, v| p.share_of_schools = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("a long-term mechanism within communities (fifth source document); share not found"),
        Parameter::<Self>::new(
            "days_per_year",
            "Days that the rural school's pupils learn at the partner school in a year",
            |p| p.days_per_year,
            |p, v| p.days_per_year = v,
        )
        .within(0.0, 100.0, "days/year")
        .assumed("not found"),
        Parameter::<Self>::new(
            "crowding",
            "Share of these lessons that the partner's own pupils lose because classes are fuller",
            |p| p.crowding,
            |p, v| p.crowding = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "friendship",
            "Climate gained at both schools by a day of learning and practising together",
            |p| p.friendship,
            |p, v| p.friendship = v,
        )
        .within(0.0, 0.1, "SD/day")
        .assumed("pupils develop friendships (fifth source document); size not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        format!(
            "{} % of rural schools, those with the lowest results first, have the nearest strong urban school as \
             partner. Their pupils learn there on {} days a year. The partner's own pupils lose {} % of the \
             lessons of these days, and a day lifts the climate of both schools by {} SD.",
            percent(self.share_of_schools),
            self.days_per_year,
            percent(self.crowding),
            self.friendship,
        )
    }
}

/// School days in a week.
const SCHOOL_DAYS: f64 = 5.0;

impl PupilExchange {
    /// Finds partners for schools that have none and sets up the year's days.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() || self.days_per_year <= 0.0 {
            return;
        }
        self.pair(scene);
        for number in scene.groups() {
            self.set_out(scene, number);
        }
    }

    /// Asks rural schools, the lowest by results first; partners are urban schools of the upper half by results, one
    /// for each: the nearest of the district, else of another.
    fn pair(&self, scene: &mut Scene<'_>) {
        let taken = scene.grouped();
        let ranked = scene.by_result(1);
        let rural = ranked.iter().copied().filter(|&id| !scene.world.school(id).urban && scene.reaches(id));
        let rural: Vec<SchoolId> = rural.collect();
        let strong = ranked[ranked.len() / 2..].iter().copied();
        let mut strong: Vec<SchoolId> =
            strong.filter(|id| scene.world.school(*id).urban && !taken.contains(id)).collect();
        let wanted = (self.share_of_schools * rural.len() as f64).round() as usize;
        let mut free = wanted.saturating_sub(scene.groups().len());
        for id in rural.into_iter().filter(|id| !taken.contains(id)) {
            let way = |other: SchoolId| scene.world.distance_km(id, other).unwrap_or(0.0);
            let near = strong.iter().copied().enumerate().min_by(|&(_, a), &(_, b)| {
                let abroad = |s: SchoolId| s.district != id.district;
                let helped = |s: SchoolId| scene.assigned.is_some() && scene.reaches(s);
                let first = abroad(a).cmp(&abroad(b)).then(helped(a).cmp(&helped(b)));
                first.then(way(a).total_cmp(&way(b))).then(a.cmp(&b))
            });
            let Some((at, partner)) = near.filter(|_| free > 0) else { return };
            if !scene.takes_part(id, way(partner)) {
                continue;
            }
            strong.remove(at);
            free -= 1;
            let members = vec![partner, id];
            let (origin, code, from) = (scene.origin, scene.code, scene.year);
            scene.world.groups.push(Group { origin, code, members, from, to: i32::MAX, specialist: None });
        }
    }

    fn set_out(&self, scene: &mut Scene<'_>, number: usize) {
        let (partner, id) = (scene.world.groups[number].members[0], scene.world.groups[number].members[1]);
        let activity = scene.activity(id);
        let mut tie = Tie::new(scene.origin, Role::Receives, number);
        tie.experts = vec![staff(scene, partner)];
        tie.activity = activity;
        scene.world.school_mut(id).received.add(scene.origin);
        scene.tie(id, tie);
        let mut tie = Tie::new(scene.origin, Role::Gives, number);
        tie.activity = activity;
        scene.world.school_mut(partner).gave.add(scene.origin);
        scene.tie(partner, tie);
        let pupils = scene.world.districts[id.district as usize].pupils(id.school as usize);
        scene.pay(id, pupils * self.days_per_year * f64::from(activity));
    }

    /// The week's part of the days, at either school; spread evenly over the year.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let days = self.days_per_year * f64::from(tie.activity) / f64::from(placing.weeks);
        let share = (days / SCHOOL_DAYS).min(1.0) as f32;
        placing.district.schools[placing.school].climate_push += (self.friendship * days) as f32;
        for lane in placing.here().range() {
            let (quality, through) = match (tie.role, tie.experts.first()) {
                (Role::Receives, Some(partner)) => (partner.practice.iter().sum::<f32>() / DOMAINS as f32, 1.0),
                (Role::Gives, _) if self.crowding > 0.0 && placing.district.teachers.filled[lane] => {
                    (placing.district.teachers.quality(lane) as f32, 1.0 - self.crowding as f32)
                }
                _ => continue,
            };
            placing.agenda.teach_elsewhere(lane, Mechanism::SharedTeaching, share, quality, through);
        }
    }
}

/// The staff of a school as one: mean practice of those who hold its posts.
fn staff(scene: &Scene<'_>, id: SchoolId) -> Expert {
    let teachers = &scene.world.districts[id.district as usize].teachers;
    let posts = || scene.world.school(id).range().filter(|&lane| teachers.filled[lane]);
    let filled = posts().count().max(1) as f32;
    let practice = std::array::from_fn(|d| posts().map(|lane| teachers.enacted(lane)[d]).sum::<f32>() / filled);
    Expert { practice, skill: 0.0, home: None, whom: Whom::Staff(id) }
}
