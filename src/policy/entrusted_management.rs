//! Entrusted management: a mentor team from a strong school, of retired experts or of a paid provider looks after a low-performing school.

use super::mentor_view::{Rank, View};
use super::pool::Pool;
use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::decision::Rule;
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::units::{DOMAINS, Profile};
use crate::world::{Expert, MentorTeam, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who provides a mentor team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Provider {
    /// A strong school; its masters are away from their own classes meanwhile.
    StrongSchool,
    /// A pool of retired experts.
    RetiredExperts,
    /// A paid provider.
    Purchased,
}

/// What the visitors do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Approach {
    /// Plan the lesson together, watch it, analyse it against the plan.
    CoPlannedCycle,
    /// Sit in the classroom and advise afterwards, the older practice.
    ObserveAndAdvise,
}

/// How a mentor chooses whom to work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum MentorChoice {
    /// The teacher whose practice seems furthest behind the mentor's own.
    GreatestNeed,
    /// The teacher who seems likely to gain most: need times receptivity.
    BestResponse,
    /// Everybody in turn.
    InTurn,
}

/// What happens when a contract ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Renewal {
    /// It is renewed while the school is among the lowest by results.
    WhileLow,
    /// It is renewed.
    Always,
    /// It ends.
    Never,
}

/// Entrusted management of low-performing schools by mentor teams.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EntrustedManagement {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools under contract at a time, the lowest by measured results first.
    pub share_of_schools: f64,
    /// Who provides the team.
    pub provider: Provider,
    /// What the visitors do.
    pub approach: Approach,
    /// How a mentor chooses whom to work with.
    pub choice: MentorChoice,
    /// What happens when a contract ends.
    pub renewal: Renewal,
    /// Master teachers in a team.
    pub master_teachers: u32,
    /// Administrators in a team.
    pub administrators: u32,
    /// Schools that a team serves at once; each gets that part of its visits.
    pub schools_per_team: u32,
    /// Visits of the team in a week.
    pub visits_per_week: f64,
    /// Hours that each master teacher works with teachers on a visit.
    pub hours_per_visit: f64,
    /// Teachers that each master works with on a visit; the hours are shared among them.
    pub teachers_per_visit: u32,
    /// Length of a contract.
    pub contract_years: u32,
    /// Weeks at the end of the last contract over which visits thin out.
    pub taper_weeks: u32,
    /// Years of results averaged when schools are designated.
    pub results_years: u32,
}

impl Default for EntrustedManagement {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.1,
            provider: Provider::StrongSchool,
            approach: Approach::CoPlannedCycle,
            choice: MentorChoice::GreatestNeed,
            renewal: Renewal::WhileLow,
            master_teachers: 4,
            administrators: 1,
            schools_per_team: 1,
            visits_per_week: 1.0,
            hours_per_visit: 3.0,
            teachers_per_visit: 2,
            contract_years: 2,
            taper_weeks: 0,
            results_years: 1,
        }
    }
}

impl EntrustedManagement {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::ContractYear, Per::Contracts));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("share_of_schools", "Share of schools under contract at a time, the lowest by measured results first", |p| p.share_of_schools, |p, v| p.share_of_schools = v).within(0.0, 0.5, "share").assumed("20 schools in 10 districts in the first round of 2007 (evidence section 7); the share of all schools was not found"),
        Parameter::<Self>::new("master_teachers", "Master teachers in a team", |p| f64::from(p.master_teachers), |p, v| p.master_teachers = v as u32).within(1.0, 20.0, "teachers").assumed("a team of master teachers and administrators (first source document); number not found"),
        Parameter::<Self>::new("administrators", "Administrators in a team", |p| f64::from(p.administrators), |p, v| p.administrators = v as u32).within(0.0, 10.0, "people").assumed("a team of master teachers and administrators (first source document); number not found"),
        Parameter::<Self>::new("schools_per_team", "Schools that a team serves at once; each gets that part of its visits", |p| f64::from(p.schools_per_team), |p, v| p.schools_per_team = v as u32).within(1.0, 20.0, "schools").assumed("one team a school (first source document)"),
        Parameter::<Self>::new("visits_per_week", "Visits of the team in a week", |p| p.visits_per_week, |p, v| p.visits_per_week = v).within(0.0, 5.0, "visits/week").measured("once a week (first source document)"),
        Parameter::<Self>::new("hours_per_visit", "Hours that each master teacher works with teachers on a visit", |p| p.hours_per_visit, |p, v| p.hours_per_visit = v).within(0.0, 8.0, "hours").assumed("not found"),
        Parameter::<Self>::new("teachers_per_visit", "Teachers that each master works with on a visit; the hours are shared among them", |p| f64::from(p.teachers_per_visit), |p, v| p.teachers_per_visit = v as u32).within(1.0, 10.0, "teachers").assumed("not found"),
        Parameter::<Self>::new("contract_years", "Length of a contract", |p| f64::from(p.contract_years), |p, v| p.contract_years = v as u32).within(1.0, 10.0, "years").measured("two-year contracts (evidence section 7)"),
        Parameter::<Self>::new("taper_weeks", "Weeks at the end of the last contract over which visits thin out", |p| f64::from(p.taper_weeks), |p, v| p.taper_weeks = v as u32).within(0.0, 40.0, "weeks").assumed("none was described"),
        Parameter::<Self>::new("results_years", "Years of results averaged when schools are designated", |p| f64::from(p.results_years), |p, v| p.results_years = v as u32).within(1.0, 3.0, "years").assumed("not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let team = match self.provider {
            Provider::StrongSchool => "a strong school, whose own classes are covered meanwhile",
            Provider::RetiredExperts => "a pool of retired experts",
            Provider::Purchased => "a paid provider",
        };
        let how = match self.approach {
            Approach::CoPlannedCycle => "plan lessons with teachers, watch them and analyse them against the plan",
            Approach::ObserveAndAdvise => "sit in on lessons and advise afterwards",
        };
        format!(
            "The {} % of schools with the lowest measured results are each given a team of {} master teachers and \
             {} administrators from {team}. The masters come {} times a week for {} hours and {how}. Contracts last \
             {} years; administrators lift leadership and climate.",
            percent(self.share_of_schools),
            self.master_teachers,
            self.administrators,
            self.visits_per_week,
            self.hours_per_visit,
            self.contract_years,
        )
    }
}

impl EntrustedManagement {
    /// Evaluates contracts that have run out, designates schools, matches teams and sets up the year's visits.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        let known = scene.untie();
        let in_force = scene.in_force;
        let wanted = if in_force { scene.count(self.share_of_schools) } else { 0 };
        let lowest: Vec<SchoolId> = scene.candidates(self.results_years).into_iter().take(wanted).collect();
        let listed: BTreeSet<SchoolId> = lowest.iter().copied().collect();
        self.evaluate(scene, &listed, in_force);
        self.contract(scene, &lowest, &listed, wanted);
        let teams: Vec<usize> =
            (0..scene.world.teams.len()).filter(|&t| scene.world.teams[t].origin == scene.origin).collect();
        for number in teams {
            self.set_out(scene, number, &known);
        }
    }

    /// Ends contracts that are over and not renewed. A school keeps its team where results are still low.
    fn evaluate(&self, scene: &mut Scene<'_>, listed: &BTreeSet<SchoolId>, in_force: bool) {
        let (origin, year) = (scene.origin, scene.year);
        let fixed = scene.model.decisions.authorities_renew == Rule::Fixed;
        for team in scene.world.teams.iter_mut().filter(|t| t.origin == origin && t.to < year) {
            match self.renewal {
                _ if fixed => team.serves.clear(),
                Renewal::WhileLow => team.serves.retain(|school| listed.contains(school)),
                Renewal::Always => {}
                Renewal::Never => team.serves.clear(),
            }
            if !team.serves.is_empty() {
                (team.from, team.to) = (year, year + self.contract_years as i32 - 1);
            }
        }
        scene.world.teams.retain(|t| t.origin != origin || (in_force && !t.serves.is_empty()));
    }

    /// Gives teams to designated schools that have none, until as many are served as wanted.
    fn contract(&self, scene: &mut Scene<'_>, lowest: &[SchoolId], listed: &BTreeSet<SchoolId>, wanted: usize) {
        let mine = scene.world.teams.iter().filter(|t| t.origin == scene.origin);
        let free = wanted.saturating_sub(mine.clone().map(|t| t.serves.len()).sum());
        let served: BTreeSet<SchoolId> = mine.flat_map(|t| t.serves.iter().copied()).collect();
        let waiting: Vec<SchoolId> = lowest.iter().copied().filter(|s| !served.contains(s)).collect();
        let waiting = &waiting[..free.min(waiting.len())];
        let mut strong: Vec<SchoolId> = match self.provider {
            Provider::StrongSchool => scene.by_result(self.results_years),
            Provider::RetiredExperts | Provider::Purchased => Vec::new(),
        };
        let sending: BTreeSet<SchoolId> = scene.world.teams.iter().filter_map(|t| t.home).collect();
        strong.retain(|s| !listed.contains(s) && !served.contains(s) && !sending.contains(s));
        scene.unassigned_last(&mut strong);
        let mut strong = Pool::new(strong);
        let chunks = waiting.chunks(self.schools_per_team as usize);
        let mut outside = self.outsiders(scene, chunks.len()).into_iter();
        for schools in chunks {
            // The strongest school of the district goes first, else the strongest anywhere.
            let home = strong.take_for(schools[0].district);
            if self.provider == Provider::StrongSchool && home.is_none() {
                return;
            }
            let team = MentorTeam {
                origin: scene.origin,
                home,
                outside: outside.by_ref().take(self.master_teachers as usize).collect(),
                serves: schools.to_vec(),
                from: scene.year,
                to: scene.year + self.contract_years as i32 - 1,
            };
            scene.world.teams.push(team);
        }
    }

    /// Mentors from outside schools for `teams` new teams, the best first who have no team yet.
    fn outsiders(&self, scene: &Scene<'_>, teams: usize) -> Vec<Expert> {
        let count = teams * self.master_teachers as usize;
        match self.provider {
            Provider::StrongSchool => Vec::new(),
            Provider::RetiredExperts => scene.idle(scene.retired().into_iter(), count),
            Provider::Purchased => scene.idle((0..).map(|number| scene.purchased(number)), count),
        }
    }

    /// Ties a team to its schools for the year, and takes its time from its home.
    fn set_out(&self, scene: &mut Scene<'_>, number: usize, known: &[(SchoolId, usize, Vec<u16>)]) {
        let team = scene.world.teams[number].clone();
        let mut experts = team.outside.clone();
        let mut lead = scene.model.outside_leadership as f32;
        let fixed = scene.model.decisions.authorities_renew == Rule::Fixed;
        if let Some(home) = team.home {
            let share: f32 = team.serves.iter().map(|&id| scene.activity(id)).sum();
            let share = f64::from(share) / team.serves.len() as f64;
            let hours = share * self.visits_per_week * self.hours_per_visit * f64::from(scene.world.weeks);
            let masters = scene.best(home, self.master_teachers as usize);
            experts.extend(masters.iter().map(|&post| scene.expert(post)));
            for post in masters {
                scene.take_time(post, hours);
            }
            lead = scene.world.school(home).leadership;
            scene.tie(home, Tie::new(scene.origin, Role::Gives, number));
        }
        for &id in &team.serves {
            let mut tie = Tie::new(scene.origin, Role::Receives, number);
            tie.experts.clone_from(&experts);
            tie.activity = scene.activity(id) / team.serves.len() as f32;
            tie.lead = Some((lead, 0.0));
            // What is known stands in the order of schools.
            tie.visits = known
                .get(known.partition_point(|(school, _, _)| *school < id))
                .filter(|(school, _, _)| *school == id)
                .map_or_else(|| vec![0; scene.world.school(id).posts], |(_, _, visits)| visits.clone());
            // In the last year of the last contract visits thin out.
            let last = self.to_year.is_some_and(|to| scene.year == to as i32);
            tie.ends = last || (scene.year == team.to && (fixed || self.renewal == Renewal::Never));
            scene.world.school_mut(id).received.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// The week's visits to a school.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let taper = if tie.ends { self.taper_weeks } else { 0 };
        let to_end = placing.weeks - placing.week.week;
        let thin = if to_end <= taper { f64::from(to_end) / f64::from(taper + 1) } else { 1.0 };
        let visits = self.visits_per_week * f64::from(tie.activity) * f64::from(placing.weeks);
        for visit in 0..placing.due(visits) {
            if let Some((leadership, _)) = tie.lead {
                let school = &mut placing.district.schools[placing.school];
                let lead = (leadership - school.leadership).max(0.0);
                let pull = placing.model.administrator_pull * f64::from(self.administrators) * thin;
                school.leadership_push += pull.min(1.0) as f32 * lead;
            }
            for (number, expert) in tie.experts.iter().enumerate() {
                let slot = visit as usize * tie.experts.len() + number;
                self.work(expert, slot, thin, &mut tie.visits, placing);
            }
        }
    }

    /// One mentor's visit: chooses teachers and domains, and works with them.
    fn work(&self, expert: &Expert, slot: usize, thin: f64, visits: &mut [u16], placing: &mut Placing<'_>) {
        let hours = (self.hours_per_visit * thin / f64::from(self.teachers_per_visit)) as f32;
        let first = placing.here().first;
        let mut chosen = std::mem::take(&mut placing.agenda.candidates);
        let rank = match self.choice {
            _ if placing.model.decisions.mentors_whom == Rule::Fixed => Rank::InTurn,
            MentorChoice::InTurn => Rank::InTurn,
            MentorChoice::BestResponse => Rank::Response,
            MentorChoice::GreatestNeed => Rank::Need,
        };
        let view = View { practice: expert.practice, rank, few: self.teachers_per_visit as usize };
        view.choose(slot, visits, placing, &mut chosen);
        let mode = match self.approach {
            Approach::CoPlannedCycle => Mode::Cycle,
            Approach::ObserveAndAdvise => Mode::Feedback,
        };
        let even = placing.model.decisions.mentors_what == Rule::Fixed;
        for &(_, lane, gaps) in &chosen {
            visits[lane - first] = visits[lane - first].saturating_add(1);
            let (source, skill, whom) = (expert.practice, expert.skill, expert.whom);
            let focus = if even { EVEN } else { focus(gaps) };
            let plan = Plan { mode, hours, focus, source, skill, whom, giver: None, during: During::NonContact };
            placing.agenda.hold(plan, [lane]);
        }
        placing.agenda.candidates = chosen;
    }
}

/// Works most where the gap seems widest.
fn focus(gaps: Profile) -> Profile {
    let total: f32 = gaps.iter().sum();
    if total <= 0.0 {
        return EVEN;
    }
    std::array::from_fn(|d| 0.5 / DOMAINS as f32 + 0.5 * gaps[d] / total)
}
