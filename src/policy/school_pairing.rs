//! School pairing: a strong school helps a weak one.

use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::decision::Rule;
use crate::model::Mode;
use crate::parameter::{Parameter, count_or_none};
use crate::price::Item;
use crate::rng::Purpose;
use crate::world::{Group, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where the partner may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Reach {
    /// In the same district.
    WithinDistrict,
    /// In another district: the stronger districts support the others.
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
    /// Pairs in the whole system, in place of a share; those who decline are passed over.
    pub pairs: Option<u32>,
    /// Where the partner may be.
    pub reach: Reach,
    /// Share of districts, the strongest by mean result, that support the others across districts.
    pub supporting_districts: f64,
    /// Share of visits lost per 100 km between the schools.
    pub travel_loss: f64,
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
            pairs: None,
            reach: Reach::WithinDistrict,
            supporting_districts: 0.61,
            travel_loss: 0.2,
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

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools", "pairs"];

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
            "pairs",
            "Pairs in the whole system, in place of a share; those who decline are passed over",
            |p| count_or_none(p.pairs),
            |p, v| p.pairs = Some(v as u32),
        )
        .within(0.0, 100_000.0, "pairs")
        .or_none()
        .measured("over 1,600 pairs by the end of 2020 (fifth source document)"),
        Parameter::<Self>::new(
            "supporting_districts",
            "Share of districts, the strongest by mean result, that support the others across districts",
            |p| p.supporting_districts,
            |p, v| p.supporting_districts = v,
        )
        .within(0.0, 1.0, "share")
        .derived("50 counties and districts support 26 mountain and six island counties (fifth source document)"),
        Parameter::<Self>::new(
            "travel_loss",
            "Share of visits lost per 100 km between the schools",
            |p| p.travel_loss,
            |p, v| p.travel_loss = v,
        )
        .within(0.0, 1.0, "share/100 km")
        .assumed("transport and geography hamper (fifth source document); size not found"),
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
            Reach::AcrossDistricts => "a strong school of another, stronger district",
            Reach::UrbanForRural => "a strong urban school",
        };
        let kind = if self.reach == Reach::UrbanForRural { "rural schools" } else { "schools" };
        let whom = match self.pairs {
            Some(pairs) => format!("up to {pairs} {kind} that take part,"),
            None => format!("as many {kind} as are {} % of all schools,", percent(self.share_of_schools)),
        };
        format!(
            "Of {whom} those with the lowest measured results first, each is paired with {where_} for {} years: {} visits a \
             year of {} teachers who watch lessons and advise, and {} return visits of {} teachers who watch lessons \
             there. Per 100 km of way {} % of the visits are lost.",
            self.pair_years,
            self.visits_per_year,
            self.visitors,
            self.return_visits_per_year,
            self.observers,
            percent(self.travel_loss),
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
        // Rural schools are helped by urban ones, elsewhere the lower half by the upper half.
        let (weak, strong): (Vec<SchoolId>, Vec<SchoolId>) = match self.reach {
            Reach::UrbanForRural => ranked.iter().partition(|&&s| !scene.world.school(s).urban),
            Reach::WithinDistrict | Reach::AcrossDistricts => {
                let (low, high) = ranked.split_at(ranked.len() / 2);
                (low.to_vec(), high.to_vec())
            }
        };
        // A study's schools agreed to be helped, whatever half they are in.
        let weak = if scene.assigned.is_some() {
            let may = |&id: &SchoolId| self.reach != Reach::UrbanForRural || !scene.world.school(id).urban;
            scene.candidates(1).into_iter().filter(may).collect()
        } else {
            weak
        };
        let paired = scene.grouped();
        let supporting = self.supporting(scene);
        let helped = |id: SchoolId| self.reach != Reach::AcrossDistricts || !supporting[id.district as usize];
        let mut strong: Vec<SchoolId> = strong.into_iter().filter(|s| !paired.contains(s)).collect();
        scene.unassigned_last(&mut strong);
        // Those of the upper half are helped by schools above them.
        let places: BTreeMap<SchoolId, usize> = ranked.iter().enumerate().map(|(at, &id)| (id, at)).collect();
        let place = |id: SchoolId| places.get(&id);
        let above = |scene: &Scene<'_>, s, id| scene.assigned.is_none() || place(s) > place(id);
        // A share is of the lowest schools, whether they may be helped and want it or not; a count is of pairs.
        let asked = if self.pairs.is_some() { weak.len() } else { scene.count(self.share_of_schools).min(weak.len()) };
        let wanted = self.pairs.map_or(weak.len(), |pairs| pairs as usize);
        let mut pairs = scene.groups().len();
        for &id in weak[..asked].iter().filter(|s| !paired.contains(s)) {
            if pairs >= wanted {
                return;
            }
            if scene.assigned.is_some() && scene.grouped().contains(&id) {
                continue;
            }
            let fits = |s: &SchoolId| match self.reach {
                Reach::WithinDistrict => s.district == id.district && above(scene, *s, id),
                Reach::AcrossDistricts => supporting[s.district as usize] && above(scene, *s, id),
                Reach::UrbanForRural => true,
            };
            let Some(at) = strong.iter().rposition(fits).filter(|_| helped(id)) else { continue };
            let distance = scene.world.distance_km(id, strong[at]).unwrap_or(0.0);
            if !scene.takes_part(id, distance) {
                continue;
            }
            pairs += 1;
            let members = vec![strong.remove(at), id];
            // Only a study's schools may stand among both.
            if scene.assigned.is_some() {
                strong.retain(|&other| other != id);
            }
            let to = scene.year + self.pair_years as i32 - 1;
            let (origin, code, from) = (scene.origin, scene.code, scene.year);
            scene.world.groups.push(Group { origin, code, members, from, to, specialist: None });
        }
    }

    /// Which districts support others: the strongest by the mean of what is seen of their schools' results.
    fn supporting(&self, scene: &Scene<'_>) -> Vec<bool> {
        let districts = &scene.world.districts;
        let mean = |d: usize| {
            let schools = districts[d].schools.iter().enumerate();
            let seen = schools.map(|(number, school)| match scene.model.decisions.authorities_designate {
                Rule::Choice => f64::from(school.mean_result(1)),
                Rule::Fixed => districts[d].mean_attainment(number),
            });
            seen.sum::<f64>() / districts[d].schools.len().max(1) as f64
        };
        let mut ranked: Vec<(f64, usize)> = (0..districts.len()).map(|d| (mean(d), d)).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let count = (self.supporting_districts * districts.len() as f64).round() as usize;
        let mut supporting = vec![false; districts.len()];
        ranked.iter().take(count).for_each(|&(_, d)| supporting[d] = true);
        supporting
    }

    fn set_out(&self, scene: &mut Scene<'_>, number: usize) {
        let (strong, weak) = (scene.world.groups[number].members[0], scene.world.groups[number].members[1]);
        let visitors = scene.best(strong, self.visitors as usize);
        let mut tie = Tie::new(scene.origin, Role::Receives, number);
        tie.experts = visitors.iter().map(|&post| scene.expert(post)).collect();
        let far = f64::from(scene.world.distance_km(strong, weak).unwrap_or(0.0)) / 100.0;
        tie.activity = scene.activity(weak) * (1.0 - self.travel_loss * far).max(0.0) as f32;
        let hours = self.visits_per_year * f64::from(tie.activity) * self.hours_per_visit;
        for post in visitors {
            scene.take_time(post, hours);
        }
        scene.tie(strong, Tie::new(scene.origin, Role::Gives, number));
        scene.world.school_mut(weak).received.add(scene.origin);
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
                let plan = Plan {
                    mode: Mode::Feedback,
                    hours,
                    focus: EVEN,
                    source,
                    skill,
                    whom: expert.whom,
                    giver: None,
                    during: During::NonContact,
                };
                placing.hold_in_turn(plan, (turn + visit) * tie.experts.len() + number, 1);
            }
        }
        let returned = placing.due(self.return_visits_per_year * f64::from(tie.activity)) as usize;
        if returned == 0 {
            return;
        }
        let mut draws = placing.streams.at(Purpose::PolicySession, placing.place, placing.week);
        for visit in 0..returned {
            let Some(expert) = tie.experts.get(visit % tie.experts.len().max(1)) else { return };
            let mut slot = draws.slot(visit);
            let start = slot.below(placing.here().posts);
            let (source, skill) = (expert.practice, expert.skill);
            let plan = Plan {
                mode: Mode::Observation,
                hours,
                focus: EVEN,
                source,
                skill,
                whom: expert.whom,
                giver: None,
                during: During::Release,
            };
            placing.hold_in_turn(plan, start, self.observers as usize);
        }
    }
}
