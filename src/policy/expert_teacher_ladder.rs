//! Ladder of expert teachers: titles with quotas, and the duty to lead the learning of teachers at other schools.

use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::decision::Rule;
use crate::model::Mode;
use crate::parameter::{Parameter, count_or_none};
use crate::price::Item;
use crate::world::{PostId, Role, SchoolId, Tie, Title};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Expert teachers with titles and duties beyond their own school.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExpertTeacherLadder {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of teachers who are subject leaders, in every district.
    pub subject_leaders: f64,
    /// Share of teachers who are special-class teachers, over all districts.
    pub special_class: f64,
    /// Special-class teachers in the whole system, in place of both shares; by the shares if none.
    pub experts_in_all: Option<u32>,
    /// Schools of the district that each expert leads, the nearest.
    pub schools_led: u32,
    /// Sessions across schools that each expert holds in a year.
    pub sessions_per_year: f64,
    /// Hours of a session, half an open lesson and half its analysis.
    pub hours_per_session: f64,
    /// Volunteers of each school led.
    pub peers_per_school: u32,
    /// Hours a year that a special-class teacher works with one peer of each school led.
    pub mentoring_hours: f64,
    /// Share of the expert's hours for others that is release from lessons.
    pub release: f64,
    /// Change of what an expert does for others with one SD of leadership of the own school.
    pub backing: f64,
    /// Motivation that the prospect of the title gives to those one title below or two (SD).
    pub prospect: f64,
}

impl Default for ExpertTeacherLadder {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            subject_leaders: 0.02,
            special_class: 0.002,
            experts_in_all: None,
            schools_led: 5,
            sessions_per_year: 8.0,
            hours_per_session: 2.0,
            peers_per_school: 3,
            mentoring_hours: 18.0,
            release: 0.5,
            backing: 0.3,
            prospect: 0.1,
        }
    }
}

impl ExpertTeacherLadder {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::ExpertYear, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["subject_leaders", "special_class", "experts_in_all"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("subject_leaders", "Share of teachers who are subject leaders, in every district", |p| p.subject_leaders, |p, v| p.subject_leaders = v).within(0.0, 0.2, "share").assumed("subject leaders exist (third source document); title shares were not found (evidence section 7)"),
        Parameter::<Self>::new("special_class", "Share of teachers who are special-class teachers, over all districts", |p| p.special_class, |p, v| p.special_class = v).within(0.0, 0.1, "share").measured("0.2 % master grade (evidence section 7)"),
        Parameter::<Self>::new("experts_in_all", "Special-class teachers in the whole system, in place of both shares", |p| count_or_none(p.experts_in_all), |p, v| p.experts_in_all = Some(v as u32)).within(0.0, 1000.0, "teachers").or_none().assumed("left out; twelve leaders-as-expert-teachers were studied (third source document)"),
        Parameter::<Self>::new("schools_led", "Schools of the district that each expert leads, the nearest", |p| f64::from(p.schools_led), |p, v| p.schools_led = v as u32).within(1.0, 50.0, "schools").assumed("not found"),
        Parameter::<Self>::new("sessions_per_year", "Sessions across schools that each expert holds in a year", |p| p.sessions_per_year, |p, v| p.sessions_per_year = v).within(0.0, 80.0, "sessions/year").assumed("the title brings the duty to lead cross-school learning (third source document); count not found"),
        Parameter::<Self>::new("hours_per_session", "Hours of a session, half an open lesson and half its analysis", |p| p.hours_per_session, |p, v| p.hours_per_session = v).within(0.0, 8.0, "hours").assumed("not found"),
        Parameter::<Self>::new("peers_per_school", "Volunteers of each school led", |p| f64::from(p.peers_per_school), |p, v| p.peers_per_school = v as u32).within(1.0, 20.0, "teachers").assumed("10 to 15 observers (fourth source document) over the schools led"),
        Parameter::<Self>::new("mentoring_hours", "Hours a year that a special-class teacher works with one peer of each school led", |p| p.mentoring_hours, |p, v| p.mentoring_hours = v).within(0.0, 200.0, "hours/year").assumed("not found"),
        Parameter::<Self>::new("release", "Share of the expert's hours for others that is release from lessons", |p| p.release, |p, v| p.release = v).within(0.0, 1.0, "share").assumed("not found"),
        Parameter::<Self>::new("backing", "Change of what an expert does for others with one SD of leadership of the own school", |p| p.backing, |p, v| p.backing = v).within(0.0, 1.0, "share/SD").assumed("organisations enable and inhibit (third source document asks how); size not found"),
        Parameter::<Self>::new("prospect", "Motivation that the prospect of the title gives to those one or two titles below", |p| p.prospect, |p, v| p.prospect = v).within(0.0, 1.0, "SD").assumed("not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let who = match self.experts_in_all {
            Some(count) => format!("The {count} best-known teachers of the whole system are special-class teachers"),
            None => format!(
                "{} % of teachers, the best known of the system, are special-class teachers and {} % of each \
                 district's subject leaders",
                percent(self.special_class),
                percent(self.subject_leaders),
            ),
        };
        format!(
            "{who}, with a title and a duty: each leads {} volunteers of each of the {} nearest schools in {} sessions of {} \
             hours a year, an open lesson and its analysis; special-class teachers also plan, watch and analyse lessons with \
             one of them for {} hours. What enables it: {} % of the expert's hours are release, a head who backs it, peers' \
             heads who join and peers who volunteer, an active authority, and the prospect of the title ({} SD of motivation \
             for those below). What inhibits it: hours beyond release must fit into the expert's own free time and those of \
             peers into theirs, distance, heads who do not back it, and that the expert's own classes are covered meanwhile.",
            self.peers_per_school,
            self.schools_led,
            self.sessions_per_year,
            self.hours_per_session,
            self.mentoring_hours,
            percent(self.release),
            self.prospect,
        )
    }
}

/// Grade of the expert of a tie, in place of a team's number: sessions only.
const SUBJECT_LEADER: usize = 0;
/// Sessions and mentoring.
const SPECIAL_CLASS: usize = 1;
/// Hours of one round of co-planned work: planning, lesson, analysis.
const ROUND: f64 = 3.0;

/// Experts and the peers whom they have, by school.
type Taken = BTreeMap<SchoolId, Vec<PostId>>;

impl ExpertTeacherLadder {
    /// Names the experts, encourages those who might follow them, and sets up the year's duties.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() {
            return;
        }
        let mut experts = self.named(scene);
        // Where a study has assigned schools, only those are named who have some of them to lead.
        experts.retain(|&(post, _)| scene.assigned.is_none() || !self.led(scene, post.school).is_empty());
        if experts.is_empty() {
            return;
        }
        for &(post, _) in &experts {
            let lane = scene.lane(post);
            scene.world.districts[post.school.district as usize].teachers.title[lane] = Title::Expert;
        }
        self.hold_out(scene);
        let mut taken = Taken::new();
        for &(post, _) in &experts {
            taken.entry(post.school).or_default().push(post);
        }
        for (post, grade) in experts {
            self.set_out(scene, post, grade, &mut taken);
        }
    }

    /// Posts of the experts with their grade: those with the title first, then those who seem best of the two titles
    /// below.
    fn named(&self, scene: &Scene<'_>) -> Vec<(PostId, usize)> {
        let mut seen: Vec<(bool, f64, PostId)> = Vec::new();
        for id in scene.world.ids() {
            let titles = &scene.world.districts[id.district as usize].teachers.title;
            let eligible = scene.appraised(id, 0.0).into_iter().filter(|&(_, p)| titles[scene.lane(p)] >= Title::Middle);
            seen.extend(eligible.map(|(seen, p)| (titles[scene.lane(p)] == Title::Expert, seen, p)));
        }
        seen.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)));
        let share = |share: f64, teachers: usize| (share * teachers as f64).round() as usize;
        let of = |d: &crate::world::District| d.teachers.filled.iter().filter(|&&filled| filled).count();
        let teachers: Vec<usize> = scene.world.districts.iter().map(of).collect();
        let (special, leaders) = match self.experts_in_all {
            Some(count) => (count as usize, 0.0),
            None => (share(self.special_class, teachers.iter().sum()), self.subject_leaders),
        };
        let mut free: Vec<usize> = teachers.iter().map(|&count| share(leaders, count)).collect();
        let mut named: Vec<(PostId, usize)> = seen.iter().take(special).map(|s| (s.2, SPECIAL_CLASS)).collect();
        for &(_, _, post) in seen.iter().skip(special) {
            let free = &mut free[post.school.district as usize];
            if *free > 0 {
                *free -= 1;
                named.push((post, SUBJECT_LEADER));
            }
        }
        named
    }

    /// The title in prospect encourages those who hold one or two titles below.
    fn hold_out(&self, scene: &mut Scene<'_>) {
        for school in scene.schools() {
            for post in scene.reached(school).into_iter().map(|post| PostId { school, post }) {
                let title = scene.world.districts[school.district as usize].teachers.title[scene.lane(post)];
                if self.prospect > 0.0 && scene.free(post) && [Title::Middle, Title::Senior].contains(&title) {
                    scene.encourage(post, self.prospect);
                }
            }
        }
    }

    /// Schools that an expert of a school leads: of the nearest that support may come to, those that take part.
    fn led(&self, scene: &Scene<'_>, home: SchoolId) -> Vec<SchoolId> {
        let near = super::foremost::nearest(scene.world, home, usize::MAX).into_iter();
        let near = near.filter(|&id| scene.reaches(id)).take(self.schools_led as usize);
        near.filter(|&id| scene.takes_part(id, scene.world.distance_km(home, id).unwrap_or(0.0))).collect()
    }

    /// Ties the schools that an expert leads, and takes the released hours from the expert's own school.
    fn set_out(&self, scene: &mut Scene<'_>, post: PostId, grade: usize, taken: &mut Taken) {
        let home = post.school;
        let led = self.led(scene, home);
        scene.pay(home, 1.0);
        if led.is_empty() {
            return;
        }
        let with_peers = if grade == SPECIAL_CLASS { self.mentoring_hours * led.len() as f64 } else { 0.0 };
        let needed = self.sessions_per_year * self.hours_per_session + with_peers;
        let done = self.capacity(scene, needed) * self.backed(scene, home);
        let expert = scene.expert(post);
        if needed > 0.0 {
            scene.take_time(post, self.release * needed * done);
            scene.tie(home, Tie::new(scene.origin, Role::Gives, grade));
        }
        for id in led {
            let mut tie = Tie::new(scene.origin, Role::Receives, grade);
            tie.experts = vec![expert];
            tie.activity = scene.activity(id) * done as f32;
            // Several experts may lead a school; each has peers of their own while there are any.
            let taken = taken.entry(id).or_default();
            tie.participants = scene.volunteers(id, self.peers_per_school as usize, |post| !taken.contains(&post));
            taken.extend(tie.participants.iter().map(|&post| PostId { school: id, post }));
            scene.world.school_mut(id).received.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// Share of the hours needed that fits: what is not released has to fit beside the usual meetings.
    fn capacity(&self, scene: &Scene<'_>, needed: f64) -> f64 {
        let setting = &scene.world.setting;
        let spare = (setting.hours_left - setting.meeting_hours).max(0.0) * f64::from(scene.world.weeks);
        let own = needed * (1.0 - self.release);
        if own > spare { spare / own } else { 1.0 }
    }

    /// Share of the duties that the head of the own school lets the expert do.
    fn backed(&self, scene: &Scene<'_>, home: SchoolId) -> f64 {
        match scene.model.decisions.schools_activity {
            Rule::Choice => (1.0 + self.backing * f64::from(scene.world.school(home).leadership)).clamp(0.0, 1.0),
            Rule::Fixed => 1.0,
        }
    }

    /// The week's sessions and mentoring of a school that is led.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let (Role::Receives, Some(&expert)) = (tie.role, tie.experts.first()) else { return };
        let (source, skill) = (expert.practice, expert.skill);
        let during = During::NonContact;
        let plan = Plan { mode: Mode::Observation, hours: 0.0, focus: EVEN, source, skill, whom: expert.whom, giver: None, during };
        let first = placing.here().first;
        let hours = (self.hours_per_session / 2.0) as f32;
        for _ in 0..placing.due(self.sessions_per_year * f64::from(tie.activity)) {
            let lanes = tie.participants.iter().map(|&post| first + post as usize);
            placing.agenda.hold(Plan { hours, ..plan }, lanes.clone());
            placing.agenda.hold(Plan { mode: Mode::Meeting, hours, ..plan }, lanes);
        }
        let Some(peer) = tie.participants.first().map(|&post| first + post as usize) else { return };
        if tie.agent == SPECIAL_CLASS {
            let total = self.mentoring_hours * f64::from(tie.activity);
            let rounds = (total / ROUND).ceil();
            for _ in 0..placing.due(rounds) {
                let hours = (total / rounds) as f32;
                placing.agenda.hold(Plan { mode: Mode::Cycle, hours, ..plan }, [peer]);
            }
        }
    }
}
