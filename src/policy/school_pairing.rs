//! School pairing: a strong school helps a weak one.

use super::{Per, Placing, Scene};
use crate::agenda::{During, EVEN, Plan};
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::rng::Purpose;
use crate::world::{Group, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the partner may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Reach {
    /// In the same district.
    WithinDistrict,
    /// Anywhere: the strongest schools of the system.
    AcrossDistricts,
    /// An urban school for a rural one, anywhere.
    UrbanForRural,
}

/// Pairs of a strong and a weak school.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SchoolPairing {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools helped, the lowest by measured results first.
    pub share_of_schools: f64,
    /// Where the partner may be.
    pub reach: Reach,
    /// Years that a pair stays together.
    pub pair_years: u32,
    /// Visits of the strong school's teachers in a year.
    pub visits_per_year: f64,
    /// Teachers of the strong school on a visit.
    pub visitors: u32,
    /// Hours that a visitor watches and advises.
    pub hours_per_visit: f64,
    /// Visits of the weak school's teachers to lessons of the strong school in a year.
    pub return_visits_per_year: f64,
    /// Teachers of the weak school on a return visit.
    pub observers: u32,
}

impl Default for SchoolPairing {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.25,
            reach: Reach::WithinDistrict,
            pair_years: 3,
            visits_per_year: 10.0,
            visitors: 2,
            hours_per_visit: 2.0,
            return_visits_per_year: 10.0,
            observers: 4,
        }
    }
}

impl SchoolPairing {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::PairYear, Per::Groups));

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share_of_schools",
            "Share of schools helped, the lowest by measured results first",
            |p| p.share_of_schools,
            |p, v| p.share_of_schools = v,
        )
        .within(0.0, 0.5, "share")
        .derived("over 1,600 pairs among more than 3,000 schools took part in Zhejiang (fifth source document)"),
        Parameter::<Self>::new(
            "pair_years",
            "Years that a pair stays together",
            |p| f64::from(p.pair_years),
            |p, v| p.pair_years = v as u32,
        )
        .within(1.0, 10.0, "years")
        .assumed("not found"),
        Parameter::<Self>::new(
            "visits_per_year",
            "Visits of the strong school's teachers in a year",
            |p| p.visits_per_year,
            |p, v| p.visits_per_year = v,
        )
        .within(0.0, 80.0, "visits/year")
        .assumed("not found"),
        Parameter::<Self>::new(
            "visitors",
            "Teachers of the strong school on a visit",
            |p| f64::from(p.visitors),
            |p, v| p.visitors = v as u32,
        )
        .within(1.0, 20.0, "teachers")
        .assumed("not found"),
        Parameter::<Self>::new(
            "hours_per_visit",
            "Hours that a visitor watches and advises",
            |p| p.hours_per_visit,
            |p, v| p.hours_per_visit = v,
        )
        .within(0.0, 8.0, "hours")
        .assumed("not found"),
        Parameter::<Self>::new(
            "return_visits_per_year",
            "Visits of the weak school's teachers to lessons of the strong school in a year",
            |p| p.return_visits_per_year,
            |p, v| p.return_visits_per_year = v,
        )
        .within(0.0, 80.0, "visits/year")
        .assumed("not found"),
        Parameter::<Self>::new(
            "observers",
            "Teachers of the weak school on a return visit",
            |p| f64::from(p.observers),
            |p, v| p.observers = v as u32,
        )
        .within(1.0, 20.0, "teachers")
        .assumed("not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let where_ = match self.reach {
            Reach::WithinDistrict => "a strong school of its district",
            Reach::AcrossDistricts => "one of the strongest schools of the system",
            Reach::UrbanForRural => "a strong urban school, if it is rural,",
        };
        format!(
            "Each of the {:.0} % of schools with the lowest measured results is paired with {where_} for {} years: {} \
             visits a year of {} teachers who watch lessons and advise, and {} return visits of {} teachers who watch \
             lessons there.",
            self.share_of_schools * 100.0,
            self.pair_years,
            self.visits_per_year,
            self.visitors,
            self.return_visits_per_year,
            self.observers,
        )
    }
}

impl SchoolPairing {
    /// Ends pairs that are over, forms new ones and sets up the year's visits.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        scene.untie();
        let (origin, year, in_force) = (scene.origin, scene.year, scene.in_force);
        scene.world.groups.retain(|g| g.origin != origin || (in_force && g.to >= year));
        if in_force {
            self.pair(scene);
        }
        for number in scene.groups() {
            self.set_out(scene, number);
        }
    }

    /// Pairs the lowest schools that have no partner with the strongest that have none.
    fn pair(&self, scene: &mut Scene<'_>) {
        let ranked = scene.by_result(1);
        let half = ranked.len() / 2;
        let paired: Vec<SchoolId> = scene
            .world
            .groups
            .iter()
            .filter(|g| g.origin == scene.origin)
            .flat_map(|g| g.members.iter().copied())
            .collect();
        let mut strong: Vec<SchoolId> = ranked[half..].iter().copied().filter(|s| !paired.contains(s)).collect();
        let weak = ranked[..half].iter().take(scene.count(self.share_of_schools)).filter(|s| !paired.contains(s));
        for &id in weak {
            if self.reach == Reach::UrbanForRural && scene.world.school(id).urban {
                continue;
            }
            let fits = |s: &SchoolId| match self.reach {
                Reach::WithinDistrict => s.district == id.district,
                Reach::AcrossDistricts => true,
                Reach::UrbanForRural => scene.world.school(*s).urban,
            };
            let Some(at) = strong.iter().rposition(fits) else { continue };
            let distance = scene.world.distance_km(id, strong[at]).unwrap_or(0.0);
            if !scene.takes_part(id, distance) {
                continue;
            }
            let members = vec![strong.remove(at), id];
            let to = scene.year + self.pair_years as i32 - 1;
            let (origin, code, from) = (scene.origin, scene.code, scene.year);
            scene.world.groups.push(Group { origin, code, members, from, to, specialist: None });
        }
    }

    fn set_out(&self, scene: &mut Scene<'_>, number: usize) {
        let (strong, weak) = (scene.world.groups[number].members[0], scene.world.groups[number].members[1]);
        let visitors = scene.best(strong, self.visitors as usize);
        let mut tie = Tie::new(scene.origin, Role::Receives, number);
        tie.experts = visitors.iter().map(|&post| scene.expert(post)).collect();
        tie.activity = scene.activity(weak);
        let hours = self.visits_per_year * f64::from(tie.activity) * self.hours_per_visit;
        for post in visitors {
            scene.take_time(post, hours);
        }
        scene.tie(strong, Tie::new(scene.origin, Role::Gives, number));
        scene.world.school_mut(weak).received = true;
        scene.tie(weak, tie);
    }

    /// The week's visits and return visits of the weak school.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let visits = self.visits_per_year * f64::from(tie.activity);
        let turn = placing.past(visits);
        let hours = self.hours_per_visit as f32;
        for visit in 0..placing.due(visits) as usize {
            for (number, expert) in tie.experts.iter().enumerate() {
                let (source, skill) = (expert.practice, expert.skill);
                let plan =
                    Plan { mode: Mode::Feedback, hours, focus: EVEN, source, skill, giver: None, during: During::NonContact };
                placing.hold_in_turn(plan, (turn + visit) * tie.experts.len() + number, 1);
            }
        }
        let mut draws = placing.streams.at(Purpose::PolicySession, placing.place, placing.week);
        for visit in 0..placing.due(self.return_visits_per_year * f64::from(tie.activity)) as usize {
            let Some(expert) = tie.experts.get(visit % tie.experts.len().max(1)) else { return };
            let mut slot = draws.slot(visit);
            let start = slot.below(placing.here().posts);
            let (source, skill) = (expert.practice, expert.skill);
            let plan = Plan { mode: Mode::Observation, hours, focus: EVEN, source, skill, giver: None, during: During::Release };
            placing.hold_in_turn(plan, start, self.observers as usize);
        }
    }
}
