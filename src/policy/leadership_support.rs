//! Leadership support: courses for heads, mentoring by strong heads, or a management team for the schools that need it.

use super::pool::Pool;
use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, Plan};
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::units::{DOMAINS, Domain, Profile};
use crate::world::{MentorTeam, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What leaders are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Form {
    /// A course for the head.
    Training,
    /// The head of a strong school as a mentor, whose own school has less of its head meanwhile.
    Mentoring,
    /// A purchased team that leads beside the head and works with teachers on routines and order.
    ManagementTeam,
}

/// Which schools are supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Supported {
    /// Those with the lowest measured results.
    LowestResults,
    /// Rural schools, the lowest by results first.
    RuralSchools,
}

/// Support for those who lead schools.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LeadershipSupport {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// What leaders are given.
    pub form: Form,
    /// Which schools are supported.
    pub supported: Supported,
    /// Share of all schools, or of rural ones, that are supported at a time.
    pub share_of_schools: f64,
    /// Years that a school is supported; then another is.
    pub support_years: u32,
    /// Leadership that a course gives in a year (SD).
    pub training_gain: f64,
    /// Share of it that stays as the head's own.
    pub keeps: f64,
    /// How far leadership moves to the mentor's in a year, where the mentor leads better.
    pub mentoring_pull: f64,
    /// Leadership that the mentor's own school lacks over a year (SD).
    pub attention: f64,
    /// How far leadership moves to a management team's in a year, where the team leads better.
    pub team_pull: f64,
    /// Hours a week that a management team works with teachers on routines and order.
    pub team_hours: f64,
    /// Teachers who share these hours in a week.
    pub teachers_per_week: u32,
}

impl Default for LeadershipSupport {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            form: Form::Mentoring,
            supported: Supported::LowestResults,
            share_of_schools: 0.1,
            support_years: 3,
            training_gain: 0.3,
            keeps: 0.3,
            mentoring_pull: 0.4,
            attention: 0.1,
            team_pull: 0.6,
            team_hours: 4.0,
            teachers_per_week: 2,
        }
    }
}

impl LeadershipSupport {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::LeaderYear, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("share_of_schools", "Share of all schools, or of rural ones, that are supported at a time", |p| p.share_of_schools, |p, v| p.share_of_schools = v).within(0.0, 0.5, "share").assumed("1,788 leaders went to rural and weak schools in three years (fifth source document); share not found"),
        Parameter::<Self>::new("support_years", "Years that a school is supported; then another is", |p| f64::from(p.support_years), |p, v| p.support_years = v as u32).within(1.0, 10.0, "years").derived("good headmasters are cultivated over three years (second source document)"),
        Parameter::<Self>::new("training_gain", "Leadership that a course gives in a year", |p| p.training_gain, |p, v| p.training_gain = v).within(0.0, 2.0, "SD/year").assumed("not found"),
        Parameter::<Self>::new("keeps", "Share of what a course gives that stays as the head's own", |p| p.keeps, |p, v| p.keeps = v).within(0.0, 1.0, "share").assumed("not found"),
        Parameter::<Self>::new("mentoring_pull", "How far leadership moves to the mentor's in a year, where the mentor leads better", |p| p.mentoring_pull, |p, v| p.mentoring_pull = v).within(0.0, 1.0, "share/year").assumed("not found"),
        Parameter::<Self>::new("attention", "Leadership that the mentor's own school lacks over a year", |p| p.attention, |p, v| p.attention = v).within(0.0, 1.0, "SD/year").assumed("a head who is elsewhere for half a day a week; size not found"),
        Parameter::<Self>::new("team_pull", "How far leadership moves to a management team's in a year, where the team leads better", |p| p.team_pull, |p, v| p.team_pull = v).within(0.0, 1.0, "share/year").assumed("professional management teams are proposed (fifth source document); size not found"),
        Parameter::<Self>::new("team_hours", "Hours a week that a management team works with teachers on routines and order", |p| p.team_hours, |p, v| p.team_hours = v).within(0.0, 40.0, "hours/week").assumed("not found"),
        Parameter::<Self>::new("teachers_per_week", "Teachers who share these hours in a week", |p| f64::from(p.teachers_per_week), |p, v| p.teachers_per_week = v as u32).within(1.0, 20.0, "teachers").assumed("not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let supported = match self.supported {
            Supported::LowestResults => "schools with the lowest measured results",
            Supported::RuralSchools => "rural schools, the lowest by results first,",
        };
        let how = match self.form {
            Form::Training => format!(
                "The head attends a course that gives {} SD of leadership a year, of which {} % stays",
                self.training_gain,
                percent(self.keeps)
            ),
            Form::Mentoring => format!(
                "The head of a strong school is a mentor: leadership moves {} % a year of the way to the mentor's, whose \
                 own school lacks {} SD of leadership meanwhile",
                percent(self.mentoring_pull),
                self.attention
            ),
            Form::ManagementTeam => format!(
                "A purchased management team leads beside the head, so that leadership moves {} % a year of the way to \
                 the team's, and works {} hours a week with {} teachers on routines and order",
                percent(self.team_pull),
                self.team_hours,
                self.teachers_per_week
            ),
        };
        format!(
            "{} % of {supported} are supported for {} years each. {how}. Leadership acts on climate and culture.",
            percent(self.share_of_schools),
            self.support_years,
        )
    }

    /// Ends support that is over, chooses the next schools, and sets up the year.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        scene.untie();
        let (origin, year, in_force) = (scene.origin, scene.year, scene.in_force);
        scene.world.teams.retain(|t| t.origin != origin || (in_force && t.to >= year));
        if in_force {
            self.choose(scene);
        }
        for number in 0..scene.world.teams.len() {
            if scene.world.teams[number].origin == origin {
                set_out(scene, number);
            }
        }
    }

    /// Gives support to the lowest schools that have none, until as many are supported as planned.
    fn choose(&self, scene: &mut Scene<'_>) {
        let mut ranked = scene.candidates(1);
        let mine = scene.world.teams.iter().filter(|t| t.origin == scene.origin);
        let (served, mentors): (Vec<_>, Vec<_>) = mine.map(|t| (t.serves.clone(), t.home)).unzip();
        let supported = served.iter().map(Vec::len).sum();
        let served: BTreeSet<SchoolId> = served.into_iter().flatten().collect();
        let mentors: BTreeSet<Option<SchoolId>> = mentors.into_iter().collect();
        let mut heads = scene.by_result(1);
        if self.supported == Supported::RuralSchools {
            ranked.retain(|&id| !scene.world.school(id).urban);
        }
        let wanted = (self.share_of_schools * ranked.len() as f64).round() as usize;
        let lowest: Vec<SchoolId> = ranked.into_iter().filter(|id| !served.contains(id)).collect();
        let new = &lowest[..wanted.saturating_sub(supported).min(lowest.len())];
        let chosen: BTreeSet<SchoolId> = new.iter().copied().collect();
        heads.retain(|id| !served.contains(id) && !chosen.contains(id) && !mentors.contains(&Some(*id)));
        let mut heads = heads.split_off(heads.len() / 2);
        scene.unassigned_last(&mut heads);
        let mut heads = Pool::new(heads);
        for &school in new {
            let home = match self.form {
                Form::Mentoring => {
                    let Some(head) = heads.take_for(school.district) else { return };
                    Some(head)
                }
                Form::Training | Form::ManagementTeam => None,
            };
            let (origin, from) = (scene.origin, scene.year);
            let to = from + self.support_years as i32 - 1;
            let outside = match self.form {
                Form::ManagementTeam => scene.idle((0..).map(|number| scene.purchased(number)), 1),
                Form::Training | Form::Mentoring => Vec::new(),
            };
            scene.world.teams.push(MentorTeam { origin, home, outside, serves: vec![school], from, to });
        }
    }

    /// The week's support of a school, or what its mentor's own school lacks.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let week = 1.0 / placing.weeks as f32;
        let school = &mut placing.district.schools[placing.school];
        let Some((lead, _)) = tie.lead else {
            school.leadership_push -= self.attention as f32 * week;
            return;
        };
        let ahead = (lead - school.leadership).max(0.0) * tie.activity * week;
        match self.form {
            Form::Training => {
                let gain = self.training_gain as f32 * tie.activity * week;
                school.leadership_push += gain;
                school.leadership_norm += self.keeps as f32 * gain;
            }
            Form::Mentoring => school.leadership_push += self.mentoring_pull as f32 * ahead,
            Form::ManagementTeam => {
                school.leadership_push += self.team_pull as f32 * ahead;
                self.work(tie, placing);
            }
        }
    }

    /// The week's work of a management team with teachers, in turn.
    fn work(&self, tie: &Tie, placing: &mut Placing<'_>) {
        let Some(&expert) = tie.experts.first() else { return };
        let mut focus: Profile = [0.0; DOMAINS];
        focus[Domain::Management as usize] = 1.0;
        let count = self.teachers_per_week as usize;
        let hours = (self.team_hours * f64::from(tie.activity)) as f32 / count as f32;
        let (source, skill) = (expert.practice, expert.skill);
        let turn = placing.week.week as usize * count;
        for number in 0..count.min(placing.staff()) {
            let during = During::NonContact;
            let plan = Plan { mode: Mode::Cycle, hours, focus, source, skill, whom: expert.whom, giver: None, during };
            placing.hold_in_turn(plan, turn + number, 1);
        }
    }
}

/// Ties the year's support to the schools.
fn set_out(scene: &mut Scene<'_>, number: usize) {
    let team = scene.world.teams[number].clone();
    let lead = match team.home {
        Some(home) => scene.world.school(home).leadership,
        None => scene.model.outside_leadership as f32,
    };
    if let Some(home) = team.home {
        scene.tie(home, Tie::new(scene.origin, Role::Gives, number));
        scene.world.school_mut(home).gave.add(scene.origin);
    }
    for &id in &team.serves {
        let mut tie = Tie::new(scene.origin, Role::Receives, number);
        tie.experts.clone_from(&team.outside);
        tie.lead = Some((lead, 0.0));
        tie.activity = scene.activity(id);
        scene.world.school_mut(id).received.add(scene.origin);
        scene.pay(id, 1.0);
        scene.tie(id, tie);
    }
}
