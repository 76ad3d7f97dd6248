//! Support programme: one kind of session for teachers, by which most studies of professional development are declared
//! as one or several in an arm.

use super::circles::{APART, circles};
use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan};
use crate::lineage::Whom;
use crate::model;
use crate::parameter::{Parameter, count_or_none};
use crate::price::Item;
use crate::rng::{Place, Purpose};
use crate::units::{DOMAINS, Domain, Profile, grid_level};
use crate::world::{Expert, PostId, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is done in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Kind {
    /// The learner watches a lesson of the source.
    Observation,
    /// The learner is watched and gets feedback.
    Feedback,
    /// The co-planned cycle.
    Cycle,
    /// Meeting of a group.
    Meeting,
    /// Practical workshop.
    Workshop,
    /// Lecture.
    Lecture,
    /// Live lesson or meeting by video link.
    Remote,
    /// Recorded lesson.
    Recorded,
}

/// What the sessions are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Focus {
    /// All domains alike.
    Even,
    /// Planning.
    Planning,
    /// Classroom management.
    Management,
    /// Responding to pupils.
    Responsiveness,
    /// Subject content.
    Content,
}

/// For whom the sessions are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Learners {
    /// Every teacher.
    Everyone,
    /// Teachers in their first `novice_years` of service.
    Novices,
    /// The half of a school's teachers whom the school sees as the weaker.
    WeakestHalf,
    /// The half of a school's teachers whom the school sees as the stronger.
    StrongestHalf,
}

/// From whom the learners learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Source {
    /// People of a provider, whose mean practice is `practice`.
    Outside,
    /// The best of a pool of `candidates`, as the provider sees them.
    Recruited,
    /// The best known teacher of the own school who is not in the session.
    BestColleague,
    /// Each learner below the school's median, as the school sees them, has a partner above it.
    Matched,
    /// Each from the best known of the others in the session.
    Peers,
    /// A kit of practice `practice`, without people.
    Materials,
}

/// Sessions of one kind for teachers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SupportProgramme {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of schools that are asked.
    pub share_of_schools: f64,
    /// Share of their teachers who are asked.
    pub share_of_teachers: f64,
    /// What is done in a session.
    pub mode: Kind,
    /// Hours of each learner in a year.
    pub hours_per_year: f64,
    /// Sessions in which they are spent.
    pub sessions_per_year: f64,
    /// First teaching week in which there are sessions; the year's first if none.
    pub first_week: Option<u32>,
    /// Last teaching week in which there are sessions; the year's last if none. Not before the first.
    pub last_week: Option<u32>,
    /// Share of the hours covered by release from lessons.
    pub released: f64,
    /// What the sessions are about.
    pub focus: Focus,
    /// For whom they are.
    pub learners: Learners,
    /// Years of service in which teachers are novices.
    pub novice_years: f64,
    /// Teachers of a school in a session.
    pub per_session: u32,
    /// From whom they learn.
    pub source: Source,
    /// Practice of the provider's people or of the materials, above the mean of experienced teachers; that of other paid
    /// providers if none.
    pub practice: Option<f64>,
    /// People among whom coaches are recruited.
    pub candidates: u32,
    /// SD of the error in what the provider sees of a candidate's practice.
    pub appraisal_noise: f64,
    /// Teachers whom one of the provider's people or coaches has.
    pub caseload: u32,
    /// Whether the same is done over a video link.
    pub remote: bool,
}

impl Default for SupportProgramme {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share_of_schools: 0.25,
            share_of_teachers: 0.5,
            mode: Kind::Feedback,
            hours_per_year: 20.0,
            sessions_per_year: 10.0,
            first_week: None,
            last_week: None,
            released: 0.0,
            focus: Focus::Even,
            learners: Learners::Everyone,
            novice_years: 3.0,
            per_session: 1,
            source: Source::Recruited,
            practice: None,
            candidates: 200,
            appraisal_noise: 0.8,
            caseload: 12,
            remote: false,
        }
    }
}

impl SupportProgramme {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::ProgrammeTeacherYear, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["share_of_schools"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("share_of_schools", "Share of schools that are asked", |p| p.share_of_schools, |p, v| p.share_of_schools = v).within(0.0, 1.0, "share").assumed("not found"),
        Parameter::<Self>::new("share_of_teachers", "Share of their teachers who are asked", |p| p.share_of_teachers, |p, v| p.share_of_teachers = v).within(0.0, 1.0, "share").assumed("not found"),
        Parameter::<Self>::new("hours_per_year", "Hours of each learner in a year", |p| p.hours_per_year, |p, v| p.hours_per_year = v).within(0.0, 400.0, "hours/year").derived("the lower end of some 20 to 60 hours of coaching one to one (evidence, target C3)"),
        Parameter::<Self>::new("sessions_per_year", "Sessions in which the hours of a year are spent", |p| p.sessions_per_year, |p, v| p.sessions_per_year = v).within(0.0, 400.0, "sessions/year").assumed("about one in four weeks; not found"),
        Parameter::<Self>::new("first_week", "First teaching week in which there are sessions", |p| count_or_none(p.first_week), |p, v| p.first_week = Some(v as u32)).within(1.0, 60.0, "week").or_none().assumed("the whole year; not found"),
        Parameter::<Self>::new("last_week", "Last teaching week in which there are sessions", |p| count_or_none(p.last_week), |p, v| p.last_week = Some(v as u32)).within(1.0, 60.0, "week").or_none().assumed("the whole year; not found"),
        Parameter::<Self>::new("released", "Share of the hours covered by release from lessons", |p| p.released, |p, v| p.released = v).within(0.0, 1.0, "share").assumed("not found"),
        Parameter::<Self>::new("novice_years", "Years of service in which teachers are novices", |p| p.novice_years, |p, v| p.novice_years = v).within(0.0, 40.0, "years").assumed("not found"),
        Parameter::<Self>::new("per_session", "Teachers of a school in a session", |p| f64::from(p.per_session), |p, v| p.per_session = v as u32).within(1.0, 1000.0, "teachers").derived("one to one, as in coaching (evidence, target C3)"),
        Parameter::<Self>::new("practice", "Practice of the provider's people or of the materials, above the mean of experienced teachers", |p| p.practice.unwrap_or(f64::NAN), |p, v| p.practice = Some(v)).within(-1.0, 5.0, "SD").or_none().assumed("as of other paid providers; never measured"),
        Parameter::<Self>::new("candidates", "People among whom coaches are recruited", |p| f64::from(p.candidates), |p, v| p.candidates = v as u32).within(1.0, 100_000.0, "people").assumed("not found"),
        Parameter::<Self>::new("appraisal_noise", "SD of the error in what the provider sees of a candidate's practice", |p| p.appraisal_noise, |p, v| p.appraisal_noise = v).within(0.0, 5.0, "SD").assumed("as large as schools' error; not found"),
        Parameter::<Self>::new("caseload", "Teachers whom one of the provider's people or coaches has", |p| f64::from(p.caseload), |p, v| p.caseload = v as u32).within(1.0, 10_000.0, "teachers").derived("a coach has up to 12 teachers in small programmes (evidence, target C3)"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let who = match self.learners {
            Learners::Everyone => String::new(),
            Learners::Novices => format!(" in their first {} years of service", self.novice_years),
            Learners::WeakestHalf => " in the half that their school sees as the weaker".to_owned(),
            Learners::StrongestHalf => " in the half that their school sees as the stronger".to_owned(),
        };
        let kind = match self.mode {
            Kind::Observation => "watching lessons",
            Kind::Feedback => "being watched with feedback",
            Kind::Cycle => "co-planned cycles",
            Kind::Meeting => "meetings",
            Kind::Workshop => "practical workshops",
            Kind::Lecture => "lectures",
            Kind::Remote => "live lessons by video link",
            Kind::Recorded => "recorded lessons",
        };
        let source = match self.source {
            Source::Outside => format!("people of a provider, one for {} teachers", self.caseload),
            Source::Recruited => {
                format!("the best seen of {} candidates, one for {} teachers", self.candidates, self.caseload)
            }
            Source::BestColleague => "the best known colleague outside the session".to_owned(),
            Source::Matched => "a partner above the school's median, each learner being below it".to_owned(),
            Source::Peers => "the best known of the others in the session".to_owned(),
            Source::Materials => "materials".to_owned(),
        };
        let focus = match self.focus {
            Focus::Even => "all of teaching",
            Focus::Planning => "planning",
            Focus::Management => "classroom management",
            Focus::Responsiveness => "responding to pupils",
            Focus::Content => "subject content",
        };
        let (first, last) = (self.first_week.unwrap_or(1), self.last_week);
        let weeks = last.map_or_else(|| "the last".to_owned(), |last| last.max(first).to_string());
        let together = match self.source {
            Source::Matched => "in pairs".to_owned(),
            _ => format!("{} at a time", self.per_session),
        };
        format!(
            "{} % of schools are asked, and there {} % of the teachers{who}. Those who take part have {} hours a year of \
             {kind} in {} sessions between week {first} and week {weeks}, {together}, about {focus}, {}with {source}. \
             {} % of the time is release from lessons.",
            percent(self.share_of_schools),
            percent(self.share_of_teachers),
            self.hours_per_year,
            self.sessions_per_year,
            if self.remote { "by video link, " } else { "" },
            percent(self.released),
        )
    }
}

/// First slot of candidates' merits in the draws of people from outside; the people themselves have the slots before.
const CANDIDATES: usize = 1 << 20;

/// Posts of a school that learn together, and their source unless they learn from one another.
type Session = (Vec<u32>, Option<Expert>);

impl SupportProgramme {
    /// Says who takes part this year and from whom they learn.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() || self.hours_per_year <= 0.0 || self.sessions_per_year <= 0.0 {
            return;
        }
        let mut schools: Vec<(SchoolId, Vec<Session>)> = Vec::new();
        for id in scene.schools() {
            if scene.asked(id, self.share_of_schools) && scene.takes_part(id, 0.0) {
                schools.push((id, self.sessions(scene, id)));
            }
        }
        let all = schools.iter().flat_map(|(_, sessions)| sessions);
        let people = self.people(scene, all.map(|(posts, _)| posts.len()).sum());
        let mut before = 0;
        for (id, mut sessions) in schools {
            if sessions.is_empty() {
                continue;
            }
            for (posts, source) in &mut sessions {
                if source.is_none() && !people.is_empty() {
                    *source = Some(people[before / self.caseload as usize % people.len()]);
                }
                before += posts.len();
            }
            let mut tie = Tie::new(scene.origin, Role::Receives, 0);
            tie.activity = scene.activity(id);
            tie.experts = sessions.iter().filter_map(|&(_, source)| source).collect();
            let posts: Vec<Vec<u32>> = sessions.into_iter().map(|(posts, _)| posts).collect();
            scene.pay(id, posts.iter().map(Vec::len).sum::<usize>() as f64);
            tie.participants = posts.join(&APART);
            scene.world.school_mut(id).received.add(scene.origin);
            scene.tie(id, tie);
        }
    }

    /// The sessions of a school: who is in each, and the colleague from whom they learn if they learn from one.
    fn sessions(&self, scene: &Scene<'_>, id: SchoolId) -> Vec<Session> {
        let ranked: Vec<u32> = scene.best(id, usize::MAX).into_iter().map(|known| known.post).collect();
        let mut posts = scene.takers(id, self.share_of_teachers);
        posts.retain(|&post| self.meant(scene, PostId { school: id, post }, &ranked));
        let expert = |post: u32| scene.expert(PostId { school: id, post });
        if self.source == Source::Matched {
            // The weakest with the best, the second weakest with the second best, and so on to the median.
            let half = ranked.len() / 2;
            let pairs = ranked.iter().rev().zip(&ranked).take(half).filter(|(weak, _)| posts.contains(weak));
            return pairs.map(|(&weak, &partner)| (vec![weak], Some(expert(partner)))).collect();
        }
        let least = if self.source == Source::Peers { 2 } else { 1 };
        let size = (self.per_session as usize).max(least);
        let count = ((posts.len() + size / 2) / size).max(1);
        let parts = (0..count).map(|k| &posts[k * posts.len() / count..(k + 1) * posts.len() / count]);
        let mut sessions = Vec::new();
        for part in parts.filter(|part| part.len() >= least) {
            let mut part = part.to_vec();
            // Those whom the school takes for the best stand first.
            part.sort_by_key(|post| ranked.iter().position(|known| known == post));
            match (self.source, ranked.iter().find(|known| !part.contains(known))) {
                (Source::BestColleague, None) => {}
                (Source::BestColleague, Some(&best)) => sessions.push((part, Some(expert(best)))),
                _ => sessions.push((part, None)),
            }
        }
        sessions
    }

    /// Whether the holder of a post is one of those for whom the sessions are.
    fn meant(&self, scene: &Scene<'_>, post: PostId, ranked: &[u32]) -> bool {
        let half = ranked.len() / 2;
        match self.learners {
            Learners::Everyone => true,
            Learners::Novices => {
                let teachers = &scene.world.districts[post.school.district as usize].teachers;
                f64::from(teachers.experience[scene.lane(post)]) < self.novice_years
            }
            Learners::WeakestHalf => ranked[ranked.len() - half..].contains(&post.post),
            Learners::StrongestHalf => ranked[..half].contains(&post.post),
        }
    }

    /// Those who come from outside for so many teachers. Which of them has which teachers is as good as drawn by lot.
    fn people(&self, scene: &Scene<'_>, teachers: usize) -> Vec<Expert> {
        let needed = teachers.div_ceil(self.caseload as usize);
        let outside = self.practice.unwrap_or(scene.model.outside_practice);
        match self.source {
            Source::Outside => (0..needed).map(|number| scene.outsider(outside, number)).collect(),
            Source::Recruited => self.recruited(scene, needed),
            Source::Materials => vec![Expert { practice: [grid_level(outside); DOMAINS], skill: 1.0, home: None, whom: Whom::Materials }],
            Source::BestColleague | Source::Matched | Source::Peers => Vec::new(),
        }
    }

    /// The best of the pool as the provider sees them: the more are needed, the weaker the last. Where it has too few,
    /// each has more teachers.
    fn recruited(&self, scene: &Scene<'_>, needed: usize) -> Vec<Expert> {
        let mut draws = scene.streams.of_year(Purpose::Expert, Place::WORLD, -(scene.code as i32));
        let seen = |number: usize| {
            let mut slot = draws.slot(CANDIDATES + number);
            let practice = f64::from(slot.normal());
            (practice + self.appraisal_noise * f64::from(slot.normal()), practice, number)
        };
        let mut pool: Vec<(f64, f64, usize)> = (0..self.candidates as usize).map(seen).collect();
        pool.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        pool.truncate(needed);
        // The number of a candidate says nothing of her practice.
        pool.sort_by_key(|&(_, _, number)| number);
        pool.into_iter().map(|(_, practice, number)| scene.outsider(practice, number)).collect()
    }

    /// Sessions that fall into this week.
    fn due(&self, placing: &Placing<'_>) -> u32 {
        let first = self.first_week.unwrap_or(1).clamp(1, placing.weeks);
        let last = self.last_week.unwrap_or(placing.weeks).clamp(first, placing.weeks);
        let week = placing.week.week + 1;
        if !(first..=last).contains(&week) {
            return 0;
        }
        let weeks = f64::from(last + 1 - first);
        let until = |w: u32| (self.sessions_per_year * f64::from(w) / weeks + placing.phase).floor();
        (until(week + 1 - first) - until(week - first)) as u32
    }

    /// The week's sessions.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let first = placing.here().first;
        for _ in 0..self.due(placing) {
            for (number, session) in circles(&tie.participants).enumerate() {
                let lanes = session.iter().map(|&post| first + post as usize);
                if self.source == Source::Peers {
                    for lane in lanes.clone() {
                        if let Some(known) = lanes.clone().find(|&other| other != lane) {
                            let teachers = &placing.district.teachers;
                            let (practice, skill) = (teachers.enacted(known), teachers.mentor_skill[known]);
                            let peer = Expert { practice, skill, home: None, whom: Whom::Lane(known as u32) };
                            self.hold(peer, tie.activity, &std::iter::once(lane), placing);
                        }
                    }
                } else if let Some(&source) = tie.experts.get(number) {
                    self.hold(source, tie.activity, &lanes, placing);
                }
            }
        }
    }

    /// A session, part of it in release. Members of a session spend the hours together, so that each one's are counted
    /// once; a colleague who leads one gives them too, unless a lesson of hers is watched that she gives anyway.
    fn hold(
        &self,
        source: Expert,
        activity: f32,
        lanes: &(impl Iterator<Item = usize> + Clone),
        placing: &mut Placing<'_>,
    ) {
        let first = placing.here().first;
        let colleague = source.home.map(|post| first + post.post as usize);
        let teachers = &placing.district.teachers;
        let (practice, skill) = match colleague {
            Some(lane) if !teachers.filled[lane] => return,
            Some(lane) => (teachers.enacted(lane), teachers.mentor_skill[lane]),
            None => (source.practice, source.skill),
        };
        let mode = self.mode.mode();
        let watched = matches!(self.mode, Kind::Observation | Kind::Recorded);
        let giver = colleague.filter(|_| !watched).map(|lane| lane as u32);
        let hours = self.hours_per_year / self.sessions_per_year * f64::from(activity);
        for (during, share) in [(During::Release, self.released), (During::NonContact, 1.0 - self.released)] {
            let hours = (hours * share) as f32;
            let plan = Plan { mode, hours, focus: self.focus.profile(), source: practice, skill, whom: source.whom, giver, during };
            if self.remote {
                placing.agenda.hold_by_link(plan, lanes.clone());
            } else {
                placing.agenda.hold(plan, lanes.clone());
            }
        }
    }
}

impl Kind {
    /// How its learning works.
    fn mode(self) -> model::Mode {
        match self {
            Self::Observation => model::Mode::Observation,
            Self::Feedback => model::Mode::Feedback,
            Self::Cycle => model::Mode::Cycle,
            Self::Meeting => model::Mode::Meeting,
            Self::Workshop => model::Mode::Workshop,
            Self::Lecture => model::Mode::Lecture,
            Self::Remote => model::Mode::Remote,
            Self::Recorded => model::Mode::Recorded,
        }
    }
}

impl Focus {
    /// Weight of each domain.
    fn profile(self) -> Profile {
        let domain = match self {
            Self::Even => return EVEN,
            Self::Planning => Domain::Planning,
            Self::Management => Domain::Management,
            Self::Responsiveness => Domain::Responsiveness,
            Self::Content => Domain::Content,
        };
        let mut weights = [0.0; DOMAINS];
        weights[domain as usize] = 1.0;
        weights
    }
}
