//! Training cascade: a few are trained from outside, and those who pass train the next.

use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::lineage::Whom;
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::rng::{Place, Purpose};
use crate::world::{Expert, PostId, Role, SchoolId, Tie, Trainee};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who may train others after the training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Accreditation {
    /// Everybody who has sat through it.
    Everybody,
    /// Those whose practice is seen to reach the standard; the others train on.
    ByStandard,
}

/// A cascade of training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TrainingCascade {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools whose best-known teachers are trained from outside.
    pub first_share: f64,
    /// Trainees of a school.
    pub trainees_per_school: u32,
    /// Practice of the trainers from outside above the mean of experienced teachers.
    pub trainer_practice: f64,
    /// Years that a training lasts.
    pub training_years: u32,
    /// Days of training in a year, on release.
    pub days_per_year: u32,
    /// Share of these days on which the trainer coaches at work; the others are workshops.
    pub coached_share: f64,
    /// Cycles of lesson study in a year that a trainee leads in the own team.
    pub lesson_study_cycles: f64,
    /// Hours of such a cycle.
    pub hours_per_cycle: f64,
    /// Who may train others after it.
    pub accreditation: Accreditation,
    /// Practice that the standard asks for, above the mean of experienced teachers.
    pub standard: f64,
    /// Error with which an assessor sees a trainee's practice.
    pub assessment_noise: f64,
    /// Years of training after which who has not reached the standard stops for good.
    pub most_years: u32,
    /// Trainees whom a trainer from the schools has at a time.
    pub trainees_per_trainer: u32,
    /// Steps from the outside trainers to the last trainees.
    pub generations: u32,
    /// Hours in a year in which each of them passes things on to the own team.
    pub sharing_hours: f64,
}

impl Default for TrainingCascade {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            first_share: 0.05,
            trainees_per_school: 1,
            trainer_practice: 2.0,
            training_years: 1,
            days_per_year: 6,
            coached_share: 0.0,
            lesson_study_cycles: 0.0,
            hours_per_cycle: 6.0,
            accreditation: Accreditation::Everybody,
            standard: 1.0,
            assessment_noise: 0.4,
            most_years: 5,
            trainees_per_trainer: 6,
            generations: 4,
            sharing_hours: 6.0,
        }
    }
}

impl TrainingCascade {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::TraineeYear, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["first_share"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("first_share", "Share of schools whose best-known teachers are trained from outside", |p| p.first_share, |p, v| p.first_share = v).within(0.0, 1.0, "share").assumed("140 specialists a year in some 16,800 primaries would be 1 % (evidence section 6); more here, so that a county has some"),
        Parameter::<Self>::new("trainees_per_school", "Trainees of a school", |p| f64::from(p.trainees_per_school), |p, v| p.trainees_per_school = v as u32).within(1.0, 20.0, "teachers").derived("one specialist of a lead school (evidence section 6)"),
        Parameter::<Self>::new("trainer_practice", "Practice of the trainers from outside above the mean of experienced teachers", |p| p.trainer_practice, |p, v| p.trainer_practice = v).within(-1.0, 5.0, "SD").assumed("about the best two teachers of a hundred; whether trainers were experts is disputed (comment in the fourth source document)"),
        Parameter::<Self>::new("training_years", "Years that a training lasts", |p| f64::from(p.training_years), |p, v| p.training_years = v as u32).within(1.0, 15.0, "years").measured("one year, or rather some days in it (fourth source document and a comment there)"),
        Parameter::<Self>::new("days_per_year", "Days of training in a year, on release", |p| f64::from(p.days_per_year), |p, v| p.days_per_year = v as u32).within(0.0, 120.0, "days/year").derived("three residentials of two days (evidence section 6); 'a matter of days' (comment in the fourth source document)"),
        Parameter::<Self>::new("coached_share", "Share of these days on which the trainer coaches at work; the others are workshops", |p| p.coached_share, |p, v| p.coached_share = v).within(0.0, 1.0, "share").assumed("none in a superficial training (comment in the fourth source document)"),
        Parameter::<Self>::new("lesson_study_cycles", "Cycles of lesson study in a year that a trainee leads in the own team", |p| p.lesson_study_cycles, |p, v| p.lesson_study_cycles = v).within(0.0, 40.0, "cycles/year").assumed("none; lesson study is called for (comment in the fourth source document)"),
        Parameter::<Self>::new("hours_per_cycle", "Hours of such a cycle", |p| p.hours_per_cycle, |p, v| p.hours_per_cycle = v).within(0.0, 40.0, "hours").assumed("as in lesson study; not found"),
        Parameter::<Self>::new("standard", "Practice that the standard asks for, above the mean of experienced teachers", |p| p.standard, |p, v| p.standard = v).within(-3.0, 5.0, "SD").assumed("accreditation as an expert is called for (comment in the fourth source document): about the best sixth; not found"),
        Parameter::<Self>::new("assessment_noise", "Error with which an assessor sees a trainee's practice", |p| p.assessment_noise, |p, v| p.assessment_noise = v).within(0.0, 5.0, "SD").assumed("half of what a school errs by in a year: several lessons are seen; not found"),
        Parameter::<Self>::new("most_years", "Years of training after which who has not reached the standard stops for good", |p| f64::from(p.most_years), |p, v| p.most_years = v as u32).within(1.0, 20.0, "years").assumed("not found"),
        Parameter::<Self>::new("trainees_per_trainer", "Trainees whom a trainer from the schools has at a time", |p| f64::from(p.trainees_per_trainer), |p, v| p.trainees_per_trainer = v as u32).within(0.0, 50.0, "teachers").derived("up to six other schools (fourth source document)"),
        Parameter::<Self>::new("generations", "Steps from the outside trainers to the last trainees", |p| f64::from(p.generations), |p, v| p.generations = v as u32).within(1.0, 10.0, "steps").assumed("those with a training are 'training a next cohort' (comment in the fourth source document); how far it went was not found"),
        Parameter::<Self>::new("sharing_hours", "Hours in a year in which each of them passes things on to the own team", |p| p.sharing_hours, |p, v| p.sharing_hours = v).within(0.0, 100.0, "hours/year").assumed("most tried to share; hampered by capacity (evidence section 6)"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let who = match self.accreditation {
            Accreditation::Everybody => "everybody".to_owned(),
            Accreditation::ByStandard => format!(
                "who is seen to be {} SD above the mean of the experienced (others train on, up to {} years)",
                self.standard, self.most_years
            ),
        };
        let study = if self.lesson_study_cycles > 0.0 {
            format!(" and leads {} cycles of lesson study a year in the own team", self.lesson_study_cycles)
        } else {
            String::new()
        };
        format!(
            "The best-known teachers of {} % of schools are trained by trainers from outside. A training takes {} days a \
             year for {} years, {} % of them coaching at work and the rest workshops{study}. Then {who} trains {} \
             teachers of the nearest other schools at a time in the same way, and so on for {} steps at most. All of them \
             pass on what they have become to their own team for {} hours a year.",
            percent(self.first_share),
            self.days_per_year,
            self.training_years,
            percent(self.coached_share),
            self.trainees_per_trainer,
            self.generations,
            self.sharing_hours,
        )
    }
}

/// Meetings in a year in which things are passed on.
const SHARING_MEETINGS: f64 = 6.0;
/// First slot of the assessments of a school's teachers in its draws of appraisal; the slots before are the school's own.
const ASSESSED: usize = 4096;
/// More than the schools of any district: tells the trainers from outside apart.
const SCHOOLS: usize = 100_000;

impl TrainingCascade {
    /// Sees who is still there, assesses those at the end of their training, finds trainees for trainers with room and
    /// sets up the year.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() {
            return;
        }
        let origin = scene.origin;
        let (mut mine, others) =
            std::mem::take(&mut scene.world.trainees).into_iter().partition(|t| t.origin == origin);
        scene.world.trainees = others;
        self.assess(scene, &mut mine);
        // Who stopped has no place any more, but stays known as not to be chosen again.
        let stopped: Vec<Trainee> = mine.extract_if(.., |t| t.stopped).collect();
        let apart: BTreeSet<PostId> = stopped.iter().map(|t| t.post).collect();
        let mut taken: BTreeSet<SchoolId> = mine.iter().map(|t| t.post.school).collect();
        self.start(scene, &mut mine, &mut taken, &apart);
        self.pass_on(scene, &mut mine, &mut taken, &apart);
        self.mark(scene, &mine);
        for (number, trainee) in mine.iter().enumerate() {
            self.set_out(scene, number, trainee);
        }
        self.take_trainers_time(scene, &mine);
        scene.world.trainees.extend(mine.into_iter().chain(stopped));
    }

    /// Keeps those who still hold the post in which they were trained and whose trainer is still there; accredits, and
    /// stops those who have not passed in time.
    fn assess(&self, scene: &Scene<'_>, mine: &mut Vec<Trainee>) {
        mine.retain(|t| {
            let teachers = &scene.world.districts[t.post.school.district as usize].teachers;
            let lane = scene.lane(t.post);
            // Whoever holds the post must be the one who was trained; who stopped and is posted away will be back.
            (t.stopped && teachers.posted[lane])
                || (scene.free(t.post) && teachers.years_in_post[lane] >= (scene.year - t.from) as f32)
        });
        let trainers: BTreeSet<PostId> = mine.iter().filter(|t| t.passed).map(|t| t.post).collect();
        mine.retain(|t| t.passed || t.stopped || t.trainer.is_none_or(|trainer| trainers.contains(&trainer)));
        let due = |t: &&mut Trainee| !t.passed && !t.stopped && scene.year - t.from >= self.training_years as i32;
        for t in mine.iter_mut().filter(due) {
            t.passed = match self.accreditation {
                Accreditation::Everybody => true,
                Accreditation::ByStandard => self.seen(scene, t.post) >= self.standard,
            };
        }
        let most = self.training_years.max(self.most_years) as i32;
        for t in mine.iter_mut().filter(|t| !t.passed && scene.year - t.from >= most) {
            t.stopped = true;
        }
    }

    /// Practice of a trainee as an assessor sees it.
    fn seen(&self, scene: &Scene<'_>, post: PostId) -> f64 {
        let place = Place::school(post.school.district as usize, post.school.school as usize);
        let mut draws = scene.streams.of_year(Purpose::Appraisal, place, scene.year);
        let error = f64::from(draws.slot(ASSESSED + post.post as usize).normal()) * self.assessment_noise;
        scene.world.districts[post.school.district as usize].teachers.quality(scene.lane(post)) + error
    }

    /// Fills the first generation: the best known of the strongest schools that take part, district by district in turn.
    /// Those `apart` are passed over.
    fn start(
        &self,
        scene: &Scene<'_>,
        mine: &mut Vec<Trainee>,
        taken: &mut BTreeSet<SchoolId>,
        apart: &BTreeSet<PostId>,
    ) {
        let first: BTreeSet<SchoolId> = mine.iter().filter(|t| t.trainer.is_none()).map(|t| t.post.school).collect();
        let missing = scene.count(self.first_share).saturating_sub(first.len());
        if missing == 0 {
            return;
        }
        let mut turns = vec![0_u32; scene.world.districts.len()];
        let mut strongest: Vec<(u32, SchoolId)> = Vec::new();
        for id in scene.candidates(1).into_iter().rev() {
            let turn = &mut turns[id.district as usize];
            strongest.push((*turn, id));
            *turn += 1;
        }
        strongest.sort_by_key(|&(turn, _)| turn);
        let free = strongest.into_iter().map(|(_, id)| id).filter(|id| !taken.contains(id));
        let chosen: Vec<SchoolId> = free.filter(|&id| scene.takes_part(id, 0.0)).take(missing).collect();
        for id in chosen {
            let best = scene.best(id, usize::MAX).into_iter();
            let best = best.filter(|&post| scene.reaches_teacher(post) && !apart.contains(&post));
            for post in best.take(self.trainees_per_school as usize) {
                taken.insert(id);
                mine.push(starting(scene, post, None));
            }
        }
    }

    /// Finds trainees for trainers with room: volunteers of the nearest schools of the district that have none, but for
    /// those `apart`.
    fn pass_on(
        &self,
        scene: &Scene<'_>,
        mine: &mut Vec<Trainee>,
        taken: &mut BTreeSet<SchoolId>,
        apart: &BTreeSet<PostId>,
    ) {
        let trainers: Vec<Trainee> =
            mine.iter().filter(|t| t.passed && u32::from(t.generation) < self.generations).copied().collect();
        let mut has: BTreeMap<PostId, usize> = BTreeMap::new();
        for trainer in mine.iter().filter(|t| !t.passed).filter_map(|t| t.trainer) {
            *has.entry(trainer).or_default() += 1;
        }
        for trainer in trainers {
            let has = has.get(&trainer.post).copied().unwrap_or(0);
            let mut room = (self.trainees_per_trainer as usize).saturating_sub(has);
            let from = trainer.post.school;
            for id in super::foremost::nearest(scene.world, from, usize::MAX) {
                if room == 0 {
                    break;
                }
                let far = scene.world.distance_km(from, id).unwrap_or(0.0);
                if taken.contains(&id) || !scene.takes_part(id, far) {
                    continue;
                }
                let most = room.min(self.trainees_per_school as usize);
                for post in scene.volunteers(id, most, |post| !apart.contains(&post)) {
                    taken.insert(id);
                    room -= 1;
                    mine.push(starting(scene, PostId { school: id, post }, Some(&trainer)));
                }
            }
        }
    }

    /// Marks trainees by their distance from the source, and colleagues with whom they share as one step further.
    fn mark(&self, scene: &mut Scene<'_>, mine: &[Trainee]) {
        for t in mine {
            scene.mark_trained(t.post, t.generation, self.trainer_practice);
        }
        for t in mine {
            let studies = !t.passed && self.lesson_study_cycles * self.hours_per_cycle > 0.0;
            if self.sharing_hours > 0.0 || studies {
                let school = scene.world.school(t.post.school);
                let first = school.first;
                for lane in school.team_of(scene.lane(t.post)) {
                    let post = PostId { school: t.post.school, post: (lane - first) as u32 };
                    if scene.reaches_teacher(post) {
                        scene.mark_trained(post, t.generation + 1, self.trainer_practice);
                    }
                }
            }
        }
    }

    /// Ties a trainee's school for the year.
    fn set_out(&self, scene: &mut Scene<'_>, number: usize, trainee: &Trainee) {
        let id = trainee.post.school;
        let mut tie = Tie::new(scene.origin, Role::Receives, number);
        tie.participants = vec![trainee.post.post];
        tie.activity = scene.activity(id);
        if !trainee.passed {
            tie.experts = vec![self.source(scene, trainee)];
            scene.pay(id, 1.0);
        }
        scene.world.school_mut(id).received.add(scene.origin);
        scene.tie(id, tie);
    }

    /// Whom a trainee learns from: a trainer from outside, or what the trainer from the schools has become.
    fn source(&self, scene: &Scene<'_>, trainee: &Trainee) -> Expert {
        let at = trainee.post.school;
        trainee.trainer.map_or_else(
            || scene.outsider(self.trainer_practice, at.district as usize * SCHOOLS + at.school as usize),
            |post| scene.expert(post),
        )
    }

    /// Takes the hours of training from the trainers' lessons: a workshop once for all trainees, coaching for each.
    fn take_trainers_time(&self, scene: &mut Scene<'_>, mine: &[Trainee]) {
        let coached = (self.coached_share * f64::from(self.days_per_year)).floor();
        let workshops = f64::from(self.days_per_year) - coached;
        // Of each trainer's trainees: the most active school, and all together.
        let mut own: BTreeMap<PostId, (f64, f64)> = BTreeMap::new();
        for t in mine.iter().filter(|t| !t.passed) {
            if let Some(trainer) = t.trainer {
                let activity = f64::from(scene.activity(t.post.school));
                let (most, sum) = own.entry(trainer).or_insert((0.0, 0.0));
                (*most, *sum) = (most.max(activity), *sum + activity);
            }
        }
        for trainer in mine.iter().filter(|t| t.passed) {
            let (most, sum) = own.get(&trainer.post).copied().unwrap_or((0.0, 0.0));
            let days = workshops * most + coached * sum;
            if days > 0.0 {
                scene.take_time(trainer.post, days * scene.world.setting.day_hours);
            }
        }
    }

    /// The week's training, lesson study and sharing.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let Some(&post) = tie.participants.first() else { return };
        let lane = placing.here().first + post as usize;
        let activity = f64::from(tie.activity);
        if let Some(&expert) = tie.experts.first() {
            let days = f64::from(self.days_per_year);
            let coached = |days: usize| (self.coached_share * days as f64).floor();
            let past = placing.past(days);
            for day in past..past + placing.due(days) as usize {
                let mode = if coached(day + 1) > coached(day) { Mode::Cycle } else { Mode::Workshop };
                let hours = (placing.setting.day_hours * activity) as f32;
                let (source, skill) = (expert.practice, expert.skill);
                let during = During::Release;
                placing.agenda.hold(Plan { mode, hours, focus: EVEN, source, skill, whom: expert.whom, giver: None, during }, [lane]);
            }
            for _ in 0..placing.due(self.lesson_study_cycles) {
                lead(lane, Mode::Cycle, self.hours_per_cycle * activity, placing);
            }
        }
        for _ in 0..placing.due(SHARING_MEETINGS) {
            lead(lane, Mode::Meeting, self.sharing_hours * activity / SHARING_MEETINGS, placing);
        }
    }
}

/// Somebody whose training starts this year; without a trainer from the schools, by trainers from outside.
fn starting(scene: &Scene<'_>, post: PostId, trainer: Option<&Trainee>) -> Trainee {
    Trainee {
        origin: scene.origin,
        post,
        generation: trainer.map_or(1, |trainer| trainer.generation + 1),
        from: scene.year,
        trainer: trainer.map(|trainer| trainer.post),
        passed: false,
        stopped: false,
    }
}

/// A trainee or trainer leads the own team, from what she has become.
fn lead(lane: usize, mode: Mode, hours: f64, placing: &mut Placing<'_>) {
    let teachers = &placing.district.teachers;
    let (source, skill) = (teachers.enacted(lane), teachers.mentor_skill[lane]);
    let (giver, during) = (Some(lane as u32), During::NonContact);
    let plan = Plan { mode, hours: hours as f32, focus: EVEN, source, skill, whom: Whom::Lane(lane as u32), giver, during };
    let team = placing.here().team_of(lane);
    placing.agenda.hold(plan, team.filter(|&other| teachers.filled[other]));
}
