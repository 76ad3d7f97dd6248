//! New schools: built faster than tradition, experience and training can follow.

use super::{Per, Placing, Scene, percent};
use crate::parameter::Parameter;
use crate::price::Item;
use crate::rng::{Place, Purpose};
use crate::world::school::RESULTS_KEPT;
use crate::world::{PostId, SchoolId, Teacher, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where schools open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Where {
    /// Among schools that stand already, drawn by lot.
    Scattered,
    /// In whole districts that are new, drawn by lot until the share is reached.
    NewDistricts,
}

/// Schools that open with new staff. It reaches a school as a whole, also where a
/// study has assigned single teachers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NewSchools {
    /// Year in which they open.
    pub from_year: u32,
    /// Last year in which they still grow a tradition of their own; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools that open.
    pub share_of_schools: f64,
    /// Where they open.
    pub place: Where,
    /// Share of their teachers who have no experience.
    pub novices: f64,
    /// What the practice of their teachers lacks by training, beside inexperience (SD).
    pub training_gap: f64,
    /// Their culture against a school that stood longer (SD).
    pub culture: f64,
    /// Their climate against a school that stood longer (SD).
    pub climate: f64,
    /// Their leadership against a school that stood longer (SD).
    pub leadership: f64,
    /// Years over which tradition grows.
    pub tradition_years: f64,
}

impl Default for NewSchools {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.1,
            place: Where::Scattered,
            novices: 0.5,
            training_gap: 0.3,
            culture: -1.0,
            climate: -1.0,
            leadership: -0.5,
            tradition_years: 8.0,
        }
    }
}

const LACK: &str = "new schools lack tradition, experience and well-trained teachers (first source document); size not found";

impl NewSchools {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::OpeningSchool, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools"];

    pub(super) const SETS_CONDITIONS: bool = true;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("share_of_schools", "Share of schools that open", |p| p.share_of_schools, |p, v| p.share_of_schools = v).within(0.0, 1.0, "share").assumed("many new schools were built (first source document); number not found"),
        Parameter::<Self>::new("novices", "Share of the teachers of a new school who have no experience", |p| p.novices, |p, v| p.novices = v).within(0.0, 1.0, "share").assumed(LACK),
        Parameter::<Self>::new("training_gap", "What the practice of a new school's teachers lacks by training, beside inexperience", |p| p.training_gap, |p, v| p.training_gap = v).within(0.0, 2.0, "SD").assumed(LACK),
        Parameter::<Self>::new("culture", "Collaborative culture of a new school against the same school with a tradition", |p| p.culture, |p, v| p.culture = v).within(-3.0, 1.0, "SD").assumed(LACK),
        Parameter::<Self>::new("climate", "Climate of a new school, whose pupils have not settled, against the same school settled", |p| p.climate, |p, v| p.climate = v).within(-3.0, 1.0, "SD").assumed("not found"),
        Parameter::<Self>::new("leadership", "Leadership of a new school when it opens, against its own level", |p| p.leadership, |p, v| p.leadership = v).within(-3.0, 1.0, "SD").assumed("not found"),
        Parameter::<Self>::new("tradition_years", "Years over which a new school's lack of tradition falls to about a third (34 % for eight years)", |p| p.tradition_years, |p, v| p.tradition_years = v).within(1.0, 40.0, "years").assumed("not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let place = match self.place {
            Where::Scattered => "among those that stand",
            Where::NewDistricts => "in whole new districts",
        };
        format!(
            "{} % of schools, drawn by lot, open anew {place} in year {}: every post goes to somebody newly hired, {} % \
             of them without experience, and their practice lacks a further {} SD by training. Culture starts {:+} SD, \
             climate {:+} SD and leadership {:+} SD from where the school would stand with a tradition, which grows over \
             some {} years. Nobody helps them; a policy beside this one may.",
            percent(self.share_of_schools),
            self.from_year,
            percent(self.novices),
            self.training_gap,
            self.culture,
            self.climate,
            self.leadership,
            self.tradition_years,
        )
    }
}

impl NewSchools {
    /// Opens the schools in the first year; later their norm of culture grows back.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        // A school that has opened grows its tradition whether or not the policy is still in force.
        let age = scene.year - self.from_year as i32;
        if age < 0 {
            return;
        }
        let open = self.drawn(scene);
        if age == 0 {
            let results = district_results(scene);
            for id in open {
                self.open(scene, id, results[id.district as usize]);
            }
            return;
        }
        // What is lacking is a share of what lacked a year ago, so that it needs no keeping.
        let left = |years: i32| libm::pow(1.0 - 1.0 / self.tradition_years, f64::from(years));
        let grown = self.culture * (left(age) - left(age - 1));
        for id in open {
            scene.world.school_mut(id).culture_norm += grown as f32;
        }
    }

    /// The schools that open: the same in every arm with the same share and year, and a larger share holds a smaller.
    fn drawn(&self, scene: &Scene<'_>) -> Vec<SchoolId> {
        let wanted = scene.count(self.share_of_schools);
        let mut lots: Vec<(u32, SchoolId)> = Vec::new();
        for (d, district) in scene.world.districts.iter().enumerate() {
            let year = self.from_year as i32;
            let mut draws = scene.streams.of_year(Purpose::Lot, Place::district(d), year);
            let whole = draws.slot(FIRST_LOT).word();
            for s in 0..district.schools.len() {
                let id = SchoolId { district: d as u32, school: s as u32 };
                if !scene.reaches(id) {
                    continue;
                }
                let lot = match self.place {
                    Where::Scattered => draws.slot(FIRST_LOT + 1 + s).word(),
                    Where::NewDistricts => whole,
                };
                lots.push((lot, id));
            }
        }
        lots.sort_unstable();
        let mut open: Vec<SchoolId> = lots.iter().take(wanted).map(|&(_, id)| id).collect();
        if let (Where::NewDistricts, Some(last)) = (self.place, open.last().copied()) {
            let rest = lots.iter().skip(wanted).map(|&(_, id)| id);
            open.extend(rest.take_while(|id| id.district == last.district));
        }
        open
    }

    /// Staffs a school anew. Who is posted there or stands in for somebody stays until it is over.
    fn open(&self, scene: &mut Scene<'_>, id: SchoolId, results: [f32; RESULTS_KEPT]) {
        let posts = scene.world.school(id).posts;
        let place = Place::school(id.district as usize, id.school as usize);
        let mut draws = scene.streams.of_year(Purpose::Substitute, place, scene.year);
        for post in 0..posts {
            let at = PostId { school: id, post: post as u32 };
            if scene.world.districts[id.district as usize].teachers.posted[scene.lane(at)] {
                continue;
            }
            // The slots before are those of substitutes.
            let mut slot = draws.slot(posts + post);
            let novice = slot.chance(self.novices as f32);
            let years = 1.0 + 19.0 * slot.uniform();
            let experience = if novice { 0.0 } else { years };
            let teacher = Teacher::draw(scene.model, -self.training_gap, 1.0, experience, &mut slot);
            scene.hire(at, teacher);
        }
        let school = scene.world.school_mut(id);
        school.culture += self.culture as f32;
        school.culture_norm += self.culture as f32;
        school.climate += self.climate as f32;
        school.leadership += self.leadership as f32;
        school.results = results;
        scene.pay(id, 1.0);
    }

    /// New schools are nobody's partners by this policy: there is nothing to place.
    #[expect(clippy::unused_self, reason = "every policy acts by a method of its own")]
    pub(super) fn act(&self, _: &mut Tie, _: &mut Placing<'_>) {}
}

/// First slot of this policy's lots in a district's draws; policies that draw lots by school have the slots before.
const FIRST_LOT: usize = 9 << 16;

/// Mean results of each district: all that an authority knows of a school that has had none of its own.
fn district_results(scene: &Scene<'_>) -> Vec<[f32; RESULTS_KEPT]> {
    let mean = |schools: &[crate::world::School], year: usize| {
        let sum: f64 = schools.iter().map(|s| f64::from(s.results[year])).sum();
        (sum / schools.len().max(1) as f64) as f32
    };
    scene.world.districts.iter().map(|d| std::array::from_fn(|year| mean(&d.schools, year))).collect()
}
