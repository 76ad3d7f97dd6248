//! Synchronous classroom: classes of rural schools are taught live by link, from an urban school or a studio.

use super::pool::Pool;
use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::ledger::Mechanism;
use crate::model::Mode;
use crate::parameter::{Parameter, count_or_none};
use crate::price::Item;
use crate::units::DOMAINS;
use crate::world::{Expert, Group, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// From where the lessons are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Sender {
    /// A strong urban school; the sending teacher's own class sits in the same lesson.
    StrongSchool,
    /// A studio with teachers who have no class of their own.
    Studio,
}

/// Lessons that are taught by link to classes of rural schools.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SynchronousClassroom {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of rural schools that are linked, those with the lowest results first.
    pub share_of_schools: f64,
    /// Rural schools that are linked in the whole system, in place of a share.
    pub pairs: Option<u32>,
    /// Rural schools that one sender serves.
    pub schools_per_sender: u32,
    /// Hours of lessons that a linked class has by link in a week.
    pub lessons_per_week: f64,
    /// Share of a rural school's posts whose classes are linked.
    pub classes: f64,
    /// From where the lessons are sent.
    pub sender: Sender,
    /// Practice of a studio's teachers above the mean of experienced teachers.
    pub practice: f64,
    /// Share of a linked lesson that the sender's own class loses.
    pub sender_loss: f64,
    /// Share of a linked lesson that each further class in it takes away from the others.
    pub class_size_loss: f64,
    /// Share of what a school lacks in digital readiness that a year of full use closes: an hour a week or more.
    pub readiness_gain: f64,
    /// Share of what does not get through that the teacher in the room makes up.
    pub local_help: f64,
}

impl Default for SynchronousClassroom {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.5,
            pairs: None,
            schools_per_sender: 1,
            lessons_per_week: 2.0,
            classes: 0.25,
            sender: Sender::StrongSchool,
            practice: 1.5,
            sender_loss: 0.05,
            class_size_loss: 0.05,
            readiness_gain: 0.3,
            local_help: 0.3,
        }
    }
}

impl SynchronousClassroom {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::LinkYear, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools", "pairs"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share_of_schools",
            "Share of rural schools that are linked, those with the lowest results first",
            |p| p.share_of_schools,
            |p, v| p.share_of_schools = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("1,000 schools in pairs were the target (fifth source document); the number of rural schools was not found"),
        Parameter::<Self>::new(
            "pairs",
            "Rural schools that are linked in the whole system, in place of a share",
            |p| count_or_none(p.pairs),
            |p, v| p.pairs = Some(v as u32),
        )
        .within(0.0, 100_000.0, "schools")
        .or_none()
        .derived("a target of pairing 1,000 schools (fifth source document): 1,000 pairs, or 500 if schools are counted"),
        Parameter::<Self>::new(
            "schools_per_sender",
            "Rural schools that one sender serves",
            |p| f64::from(p.schools_per_sender),
            |p, v| p.schools_per_sender = v as u32,
        )
        .within(1.0, 20.0, "schools")
        .measured("pairs (fifth source document); 10 to 12 to a studio in Ghana (evidence section 8)"),
        Parameter::<Self>::new(
            "lessons_per_week",
            "Hours of lessons that a linked class has by link in a week",
            |p| p.lessons_per_week,
            |p, v| p.lessons_per_week = v,
        )
        .within(0.0, 40.0, "hours/week")
        .assumed("not found for Zhejiang; 10 in Ghana (evidence section 8)"),
        Parameter::<Self>::new(
            "classes",
            "Share of a rural school's posts whose classes are linked",
            |p| p.classes,
            |p, v| p.classes = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "practice",
            "Practice of a studio's teachers above the mean of experienced teachers",
            |p| p.practice,
            |p, v| p.practice = v,
        )
        .within(-1.0, 4.0, "SD")
        .assumed("about the best fifteenth of teachers; not found"),
        Parameter::<Self>::new(
            "sender_loss",
            "Share of a linked lesson that the sender's own class loses",
            |p| p.sender_loss,
            |p, v| p.sender_loss = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new(
            "class_size_loss",
            "Share of a linked lesson that each further class in it takes away from the others",
            |p| p.class_size_loss,
            |p, v| p.class_size_loss = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("large virtual classes need improvement (fifth source document); size not found"),
        Parameter::<Self>::new(
            "readiness_gain",
            "Share of what a school lacks in digital readiness that a year of full use closes, an hour a week or more",
            |p| p.readiness_gain,
            |p, v| p.readiness_gain = v,
        )
        .within(0.0, 1.0, "share/year")
        .assumed("smart classrooms did harm at first and good after a year (evidence section 8); size not found"),
        Parameter::<Self>::new(
            "local_help",
            "Share of what does not get through that the teacher in the room makes up",
            |p| p.local_help,
            |p, v| p.local_help = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("local facilitators in Ghana (evidence section 8); size not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let who = match self.pairs {
            Some(pairs) => format!("{pairs} rural schools"),
            None => format!("{} % of rural schools", percent(self.share_of_schools)),
        };
        let sender = match self.sender {
            Sender::StrongSchool => "strong urban schools, whose own classes sit in the same lessons",
            Sender::Studio => "studios",
        };
        format!(
            "{who}, those with the lowest results first, are linked with {sender}; each sender serves {}. {} % of \
             a rural school's classes have {} hours of lessons a week by link. What gets through depends on the \
             readiness at both ends and on how many classes share the lesson; the teacher in the room makes up {} \
             % of the rest and learns by watching. A year of use, \
             an hour a week or more, closes {} % of what is missing in readiness.",
            self.schools_per_sender,
            percent(self.classes),
            self.lessons_per_week,
            percent(self.local_help),
            percent(self.readiness_gain),
        )
    }
}

impl SynchronousClassroom {
    /// Links schools until as many are linked as wanted, and sets up the year's lessons.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() || self.lessons_per_week <= 0.0 || self.classes <= 0.0 {
            return;
        }
        self.link(scene);
        for (turn, number) in scene.groups().into_iter().enumerate() {
            self.set_out(scene, number, turn);
        }
    }

    /// Asks rural schools, the lowest by results first. The strongest free urban school of the district sends, else the
    /// strongest anywhere: a link has no distance.
    fn link(&self, scene: &mut Scene<'_>) {
        let taken = scene.grouped();
        let ranked = scene.by_result(1);
        let (mut urban, mut rural): (Vec<SchoolId>, Vec<SchoolId>) =
            ranked.into_iter().partition(|&id| scene.world.school(id).urban);
        rural.retain(|&id| scene.reaches(id));
        scene.unassigned_last(&mut urban);
        let mine: Vec<usize> = scene.groups();
        let linked: usize = mine.iter().map(|&g| self.receiving(&scene.world.groups[g]).len()).sum();
        let wanted = self
            .pairs
            .map_or_else(|| (self.share_of_schools * rural.len() as f64).round() as usize, |pairs| pairs as usize);
        let asked = rural.into_iter().filter(|id| !taken.contains(id) && scene.takes_part(*id, 0.0));
        let asked: Vec<SchoolId> = asked.take(wanted.saturating_sub(linked)).collect();
        urban.retain(|id| !taken.contains(id));
        let mut urban = Pool::new(urban);
        for schools in asked.chunks(self.schools_per_sender as usize) {
            let mut members = schools.to_vec();
            if self.sender == Sender::StrongSchool {
                let Some(home) = urban.take_for(schools[0].district) else { return };
                members.insert(0, home);
            }
            let (origin, code, from) = (scene.origin, scene.code, scene.year);
            scene.world.groups.push(Group { origin, code, members, from, to: i32::MAX, specialist: None });
        }
    }

    /// Schools of a group that receive the lessons.
    fn receiving<'a>(&self, group: &'a Group) -> &'a [SchoolId] {
        match self.sender {
            Sender::StrongSchool => &group.members[1..],
            Sender::Studio => &group.members,
        }
    }

    fn set_out(&self, scene: &mut Scene<'_>, number: usize, turn: usize) {
        let group = scene.world.groups[number].clone();
        let schools = self.receiving(&group);
        let linked = |scene: &Scene<'_>, id| (self.classes * scene.reached(id).len() as f64).ceil() as usize;
        let most = schools.iter().map(|&id| linked(scene, id)).max().unwrap_or(0);
        let all: usize = schools.iter().map(|&id| linked(scene, id)).sum();
        let (home, experts): (Option<SchoolId>, Vec<Expert>) = match self.sender {
            Sender::StrongSchool => {
                let teachers = scene.best(group.members[0], most);
                (Some(group.members[0]), teachers.iter().map(|&post| scene.expert(post)).collect())
            }
            Sender::Studio => (None, (0..most).map(|k| scene.outsider(self.practice, turn * STUDIO + k)).collect()),
        };
        if experts.is_empty() {
            return;
        }
        // Beyond the first class: the sender's own is one, a studio has none.
        let classes = all as f64 / experts.len() as f64;
        let further = if home.is_some() { classes } else { (classes - 1.0).max(0.0) };
        let ready = home.map_or(1.0, |id| f64::from(scene.world.school(id).digital));
        let through = ready * (1.0 - self.class_size_loss * further).max(0.0);
        let mut active = 0.0;
        for &id in schools {
            let (posts, count) = (scene.reached(id), linked(scene, id));
            let mut tie = Tie::new(scene.origin, Role::Receives, number);
            tie.experts.clone_from(&experts);
            // Spread over the school, so that no year group or subject has them all.
            tie.participants = (0..count).map(|k| posts[k * posts.len() / count]).collect();
            tie.activity = scene.activity(id);
            tie.through = through as f32;
            active += tie.activity / schools.len() as f32;
            scene.pay(id, count as f64);
            scene.world.school_mut(id).received.add(scene.origin);
            scene.tie(id, tie);
        }
        if let Some(id) = home {
            let mut tie = Tie::new(scene.origin, Role::Gives, number);
            tie.participants = experts.iter().filter_map(|e| e.home).map(|post| post.post).collect();
            tie.activity = active;
            scene.world.school_mut(id).gave.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// The week's linked lessons, at either end; the school gets more ready by using the link.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let share = (self.lessons_per_week * f64::from(tie.activity) / placing.setting.teaching_hours).min(1.0);
        match tie.role {
            Role::Gives => self.send(tie, share, placing),
            Role::Receives => self.receive(tie, share, placing),
        }
        // The same share of the gap every week, so that a year of full use closes `readiness_gain` of it.
        let week = -libm::expm1(libm::log1p(-self.readiness_gain) / f64::from(placing.weeks));
        let used = (self.lessons_per_week * f64::from(tie.activity) / FULL_USE).min(1.0);
        let school = &mut placing.district.schools[placing.school];
        school.digital += (week * used) as f32 * (1.0 - school.digital);
    }

    /// The sender's own classes sit in the lessons that are sent.
    fn send(&self, tie: &Tie, share: f64, placing: &mut Placing<'_>) {
        if self.sender_loss <= 0.0 {
            return;
        }
        let first = placing.here().first;
        for &post in &tie.participants {
            let lane = first + post as usize;
            let own = placing.district.teachers.quality(lane) as f32;
            let kept = 1.0 - self.sender_loss as f32;
            placing.agenda.teach_elsewhere(lane, Mechanism::RemoteTeaching, share as f32, own, kept);
        }
    }

    /// Linked classes are taught from elsewhere while their own teachers help and watch.
    fn receive(&self, tie: &Tie, share: f64, placing: &mut Placing<'_>) {
        let school = placing.here();
        let (first, through) = (school.first, f64::from(tie.through) * f64::from(school.digital));
        // What the teacher in the room makes up is taught as it would have been without the link: it is left out.
        let elsewhere = through + (1.0 - through) * (1.0 - self.local_help);
        let hours = (share * placing.setting.teaching_hours) as f32;
        for (k, &post) in tie.participants.iter().enumerate() {
            let lane = first + post as usize;
            let Some(&Expert { practice, skill, whom, .. }) = tie.experts.get(k % tie.experts.len().max(1)) else { return };
            let quality = practice.iter().sum::<f32>() / DOMAINS as f32;
            let part = (share * elsewhere) as f32;
            let reaches = (through / elsewhere.max(f64::MIN_POSITIVE)) as f32;
            placing.agenda.teach_elsewhere(lane, Mechanism::RemoteTeaching, part, quality, reaches);
            if placing.district.teachers.filled[lane] {
                let (mode, during) = (Mode::Remote, During::Lesson);
                let plan = Plan { mode, hours, focus: EVEN, source: practice, skill, whom, giver: None, during };
                placing.agenda.hold(plan, [lane]);
            }
        }
    }
}

/// Hours a week of linked lessons of a class from which its school gets ready as fast as it can (assumption).
const FULL_USE: f64 = 1.0;

/// Numbers kept for the teachers of one studio.
const STUDIO: usize = 64;
