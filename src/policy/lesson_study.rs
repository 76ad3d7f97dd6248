//! Lesson study: three or so teachers of a school plan a lesson together, teach it in turn, watch it and talk it over.

use super::circles::circles;
use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::lineage::Whom;
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::units::{Profile, grid_level};
use crate::world::{Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a circle plans from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Materials {
    /// What its members and the expert know.
    None,
    /// A resource kit beside it.
    ResourceKit,
}

/// Lesson study in schools.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LessonStudy {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools that are asked.
    pub share_of_schools: f64,
    /// Share of their teachers who are asked.
    pub share_of_teachers: f64,
    /// Teachers in a circle.
    pub teachers_per_circle: u32,
    /// Cycles in a year; in each, every member teaches the lesson once.
    pub cycles_per_year: f64,
    /// Hours of a cycle for each member: planning, the lessons, and talking them over.
    pub hours_per_cycle: f64,
    /// Share of the hours covered by release from lessons.
    pub released: f64,
    /// Share of cycles with an expert from outside.
    pub expert_share: f64,
    /// Practice of the experts above the mean of experienced teachers.
    pub expert_practice: f64,
    /// What a circle plans from.
    pub materials: Materials,
    /// Practice that a resource kit holds in planning and content, above the mean of experienced teachers.
    pub kit_practice: f64,
    /// Share of the hours that goes to working with the kit.
    pub kit_share: f64,
}

impl Default for LessonStudy {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.5,
            share_of_teachers: 0.5,
            teachers_per_circle: 3,
            cycles_per_year: 3.0,
            hours_per_cycle: 6.0,
            released: 0.5,
            expert_share: 0.0,
            expert_practice: 1.5,
            materials: Materials::None,
            kit_practice: 1.5,
            kit_share: 0.33,
        }
    }
}

impl LessonStudy {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::LessonStudyYear, Per::Receiving));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("share_of_schools", "Share of schools that are asked", |p| p.share_of_schools, |p, v| p.share_of_schools = v).within(0.0, 1.0, "share").assumed("half of the schools of a trial (evidence section 5); no national share was found"),
        Parameter::<Self>::new("share_of_teachers", "Share of their teachers who are asked", |p| p.share_of_teachers, |p, v| p.share_of_teachers = v).within(0.0, 1.0, "share").assumed("not found"),
        Parameter::<Self>::new("teachers_per_circle", "Teachers in a circle", |p| f64::from(p.teachers_per_circle), |p, v| p.teachers_per_circle = v as u32).within(2.0, 12.0, "teachers").derived("trios, as recalled (evidence section 5)"),
        Parameter::<Self>::new("cycles_per_year", "Cycles in a year; in each, every member teaches the lesson once", |p| p.cycles_per_year, |p, v| p.cycles_per_year = v).within(0.0, 40.0, "cycles/year").derived("about three, as recalled (evidence section 5)"),
        Parameter::<Self>::new("hours_per_cycle", "Hours of a cycle for each member: planning, the lessons, and talking them over", |p| p.hours_per_cycle, |p, v| p.hours_per_cycle = v).within(0.0, 40.0, "hours").assumed("three lessons and as long again before and after them; not found"),
        Parameter::<Self>::new("released", "Share of the hours covered by release from lessons", |p| p.released, |p, v| p.released = v).within(0.0, 1.0, "share").assumed("the lessons watched fall in teaching time; share not found"),
        Parameter::<Self>::new("expert_share", "Share of cycles with an expert from outside", |p| p.expert_share, |p, v| p.expert_share = v).within(0.0, 1.0, "share").assumed("none; expert input at the beginning is called for (fourth source document)"),
        Parameter::<Self>::new("expert_practice", "Practice of the experts above the mean of experienced teachers", |p| p.expert_practice, |p, v| p.expert_practice = v).within(-1.0, 5.0, "SD").assumed("about the best fifteenth of teachers; never measured"),
        Parameter::<Self>::new("kit_practice", "Practice that a resource kit holds in planning and content, above the mean of experienced teachers", |p| p.kit_practice, |p, v| p.kit_practice = v).within(-1.0, 5.0, "SD").assumed("circles with a kit on fractions gained, on a test made for it (evidence section 5); never measured as practice"),
        Parameter::<Self>::new("kit_share", "Share of the hours that goes to working with the kit", |p| p.kit_share, |p, v| p.kit_share = v).within(0.0, 1.0, "share").assumed("the part of planning in a cycle; not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let kit = match self.materials {
            Materials::None => String::new(),
            Materials::ResourceKit => {
                format!(" A resource kit on planning and content takes {} % of the hours.", percent(self.kit_share))
            }
        };
        format!(
            "{} % of schools are asked, and in those that take part {} % of teachers. In circles of about {} of one \
             team they plan a lesson, teach it in turn, watch one another and talk it over, {} times a year for {} hours, \
             {} % of them released from lessons. Each learns from the best known of the others; in {} % of cycles \
             from an expert from outside.{kit}",
            percent(self.share_of_schools),
            percent(self.share_of_teachers),
            self.teachers_per_circle,
            self.cycles_per_year,
            self.hours_per_cycle,
            percent(self.released),
            percent(self.expert_share),
        )
    }
}

/// Weight of the domains that a resource kit is about: planning and content.
const KIT: Profile = [0.5, 0.0, 0.0, 0.5];

impl LessonStudy {
    /// Forms the circles of the schools that take part this year.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() {
            return;
        }
        let ids: Vec<SchoolId> = scene.world.ids().collect();
        for (number, id) in ids.into_iter().enumerate() {
            if !scene.asked(id, self.share_of_schools) || !scene.takes_part(id, 0.0) {
                continue;
            }
            let members = scene.takers(id, self.share_of_teachers);
            if members.len() < 2 {
                continue;
            }
            let mut tie = Tie::new(scene.origin, Role::Receives, 0);
            tie.experts = vec![scene.outsider(self.expert_practice, number)];
            tie.participants = scene.circles(id, &members, self.teachers_per_circle as usize);
            tie.activity = scene.activity(id);
            scene.world.school_mut(id).received.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// The week's cycles.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let Some(&expert) = tie.experts.first() else { return };
        let past = placing.past(self.cycles_per_year);
        for cycle in past..past + placing.due(self.cycles_per_year) as usize {
            let visits = |n: usize| (self.expert_share * n as f64).floor();
            let comes = visits(cycle + 1) > visits(cycle);
            for circle in circles(&tie.participants) {
                for &member in circle {
                    let known = circle.iter().copied().find(|&other| other != member);
                    let source = match known {
                        _ if comes => (expert.practice, expert.skill, expert.whom),
                        Some(post) => {
                            let lane = placing.here().first + post as usize;
                            let teachers = &placing.district.teachers;
                            (teachers.enacted(lane), teachers.mentor_skill[lane], Whom::Lane(lane as u32))
                        }
                        None => continue,
                    };
                    self.study(member, source, tie.activity, placing);
                }
            }
        }
    }

    /// One member's part in a cycle, in time of her own and in release. Members spend the hours together, so that each
    /// one's hours are counted once.
    fn study(&self, member: u32, own: (Profile, f32, Whom), activity: f32, placing: &mut Placing<'_>) {
        let lane = placing.here().first + member as usize;
        let kit = match self.materials {
            Materials::None => 0.0,
            Materials::ResourceKit => self.kit_share,
        };
        // A kit speaks as well as an average mentor.
        let skill = placing.model.mentor_skill as f32;
        let shown = ([grid_level(self.kit_practice); 4], skill, Whom::Materials);
        for (during, share) in [(During::Release, self.released), (During::NonContact, 1.0 - self.released)] {
            let hours = self.hours_per_cycle * share * f64::from(activity);
            for (focus, (source, skill, whom), share) in [(EVEN, own, 1.0 - kit), (KIT, shown, kit)] {
                let hours = (hours * share) as f32;
                let plan = Plan { mode: Mode::Cycle, hours, focus, source, skill, whom, giver: None, during };
                placing.agenda.hold(plan, [lane]);
            }
        }
    }
}
