//! Professional development hours: so many hours of courses and school-based learning within so many years.

use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::world::{PostId, Role, SchoolId, Tie, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who has to complete the hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Who {
    /// Every teacher, again and again.
    Everybody,
    /// Teachers in their first years of service, as many as the hours are spread over.
    FirstYears,
    /// Teachers in the years before they may have the next title.
    BeforePromotion,
}

/// Hours of professional development that are required, on top of what is usual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ProfessionalDevelopmentHours {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Hours of professional development that each of them has in the years.
    pub hours: f64,
    /// Years over which the hours are spread.
    pub years: u32,
    /// Who has to complete them.
    pub who: Who,
    /// Part of the hours that are lectures, beside the other parts.
    pub lectures: f64,
    /// Part of the hours that are practical workshops, beside the other parts.
    pub workshops: f64,
    /// Part of the hours spent watching lessons of the school's best, beside the other parts.
    pub observation: f64,
    /// Part of the hours spent in meetings led by the school's best, beside the other parts.
    pub meetings: f64,
    /// Part of the hours that are recorded lessons online, beside the other parts.
    pub online: f64,
    /// Practice of the trainers above the mean of experienced teachers (SD).
    pub trainer_practice: f64,
    /// Share of the hours covered by release from lessons.
    pub released: f64,
}

impl Default for ProfessionalDevelopmentHours {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            hours: 240.0,
            years: 5,
            who: Who::Everybody,
            lectures: 0.4,
            workshops: 0.2,
            observation: 0.15,
            meetings: 0.15,
            online: 0.1,
            trainer_practice: 1.5,
            released: 0.3,
        }
    }
}

impl ProfessionalDevelopmentHours {
    /// What is paid for it, and by what it is counted: hours of courses, not of learning in the own school.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::CourseHour, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["hours"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "hours",
            "Hours of professional development that each of them has in the years",
            |p| p.hours,
            |p, v| p.hours = v,
        )
        .within(0.0, 1000.0, "hours")
        .measured("240 hours (first source document); 540 for promotion, 360 nationally (evidence section 7)"),
        Parameter::<Self>::new(
            "years",
            "Years over which the hours are spread",
            |p| f64::from(p.years),
            |p, v| p.years = v as u32,
        )
        .within(1.0, 20.0, "years")
        .measured("within five years (first source document)"),
        Parameter::<Self>::new(
            "lectures",
            "Part of the hours that are lectures, beside the other parts",
            |p| p.lectures,
            |p, v| p.lectures = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("the national programme was theoretical and passive (evidence section 8); share not found"),
        Parameter::<Self>::new(
            "workshops",
            "Part of the hours that are practical workshops, beside the other parts",
            |p| p.workshops,
            |p, v| p.workshops = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "observation",
            "Part of the hours spent watching lessons of the school's best, beside the other parts",
            |p| p.observation,
            |p, v| p.observation = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "meetings",
            "Part of the hours spent in meetings led by the school's best, beside the other parts",
            |p| p.meetings,
            |p, v| p.meetings = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "online",
            "Part of the hours that are recorded lessons online, beside the other parts",
            |p| p.online,
            |p, v| p.online = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "trainer_practice",
            "Practice of the trainers above the mean of experienced teachers",
            |p| p.trainer_practice,
            |p, v| p.trainer_practice = v,
        )
        .within(-1.0, 4.0, "SD")
        .assumed("as that of those who lecture as usual; not found"),
        Parameter::<Self>::new(
            "released",
            "Share of the hours covered by release from lessons",
            |p| p.released,
            |p, v| p.released = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let who = match self.who {
            Who::Everybody => "Every teacher".to_owned(),
            Who::FirstYears => format!("Every teacher in the first {} years of service", self.years),
            Who::BeforePromotion => {
                format!("Every teacher in the {} years before the next title may be had", self.years)
            }
        };
        let shares = self.mix().map(percent);
        format!(
            "{who} completes {} hours of professional development in {} years, beside what is usual: {} % \
             lectures, {} % workshops, {} % watching and {} % meeting the school's best, {} % recordings \
             online. {} % of the time is release from lessons.",
            self.hours,
            self.years,
            shares[0],
            shares[1],
            shares[2],
            shares[3],
            shares[4],
            percent(self.released),
        )
    }
}

/// The modes of the hours, in the order of [`ProfessionalDevelopmentHours::mix`].
const MODES: [Mode; 5] = [Mode::Lecture, Mode::Workshop, Mode::Observation, Mode::Meeting, Mode::Recorded];

/// Teachers of a school who are watched and lead meetings, in turn.
const BEST: usize = 3;

impl ProfessionalDevelopmentHours {
    /// Shares of the hours by mode: the parts given, made to sum to 1; parts of nothing are nothing.
    fn mix(&self) -> [f64; 5] {
        let parts = [self.lectures, self.workshops, self.observation, self.meetings, self.online];
        let all: f64 = parts.iter().sum();
        parts.map(|part| if all > 0.0 { part / all } else { 0.0 })
    }

    /// Says who has hours to complete this year.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        let mix = self.mix();
        if !scene.begin_year() || self.hours <= 0.0 || mix.iter().sum::<f64>() <= 0.0 {
            return;
        }
        let courses = mix[0] + mix[1] + mix[4];
        for id in scene.schools() {
            let mut tie = Tie::new(scene.origin, Role::Receives, 0);
            tie.participants = self.due_now(scene, id);
            if tie.participants.is_empty() {
                continue;
            }
            tie.activity = scene.activity(id);
            tie.experts = vec![scene.outsider(self.trainer_practice, id.district as usize)];
            tie.experts.extend(scene.best(id, BEST).into_iter().map(|post| scene.expert(post)));
            let hours = self.hours / f64::from(self.years) * f64::from(tie.activity);
            scene.pay(id, hours * courses * tie.participants.len() as f64);
            scene.world.school_mut(id).received.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// Posts of a school whose holders have hours to complete.
    fn due_now(&self, scene: &Scene<'_>, id: SchoolId) -> Vec<u32> {
        let teachers = &scene.world.districts[id.district as usize].teachers;
        let years = self.years as f32;
        scene
            .reached(id)
            .into_iter()
            .filter(|&post| {
                let lane = scene.lane(PostId { school: id, post });
                let experience = teachers.experience[lane];
                let next = Title::LADDER.into_iter().find(|(title, _)| *title > teachers.title[lane]);
                teachers.filled[lane]
                    && match self.who {
                        Who::Everybody => true,
                        Who::FirstYears => experience < years,
                        Who::BeforePromotion => {
                            next.is_some_and(|(_, least)| experience < least && experience >= least - years)
                        }
                    }
            })
            .collect()
    }

    /// The week's hours, in half-days of one mode each.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let a_year = self.hours / f64::from(self.years) * f64::from(tie.activity);
        let first = placing.here().first;
        let Some((trainer, best)) = tie.experts.split_first() else { return };
        for (mode, part) in MODES.into_iter().zip(self.mix()) {
            let (past, due, hours) = placing.half_days(a_year * part);
            for number in past..past + due {
                let in_school = matches!(mode, Mode::Observation | Mode::Meeting);
                let source = if in_school { best.get(number % best.len().max(1)) } else { Some(trainer) };
                let Some(source) = source else { continue };
                // Whoever leads a meeting gives the hours too; a lesson that is watched is given anyway.
                let lane = source.home.map(|post| first as u32 + post.post);
                let giver = lane.filter(|_| mode == Mode::Meeting);
                let (practice, skill) = (source.practice, source.skill);
                let learners = tie.participants.iter().map(|&post| first + post as usize);
                // Nobody watches herself.
                let watched = lane.filter(|_| in_school);
                let learners = learners.filter(|&learner| watched != Some(learner as u32));
                // Part of every half-day is release, so that the share is met however few half-days a mode has.
                for (during, share) in [(During::Release, self.released), (During::NonContact, 1.0 - self.released)] {
                    let hours = (f64::from(hours) * share) as f32;
                    let plan = Plan { mode, hours, focus: EVEN, source: practice, skill, whom: source.whom, giver, during };
                    placing.agenda.hold(plan, learners.clone());
                }
            }
        }
    }
}
