//! What there is to learn in a school's week: the usual sessions, and those that policies place.

use super::Given;
use super::numbers::USUAL;
use super::state::{District, School, Teacher};
use schoolsim::agenda::{Agenda, During, TaughtElsewhere};
use schoolsim::ledger::Origin;
use schoolsim::model::Mode;
use schoolsim::week::acts;

/// A learning event.
#[derive(Clone, Debug)]
pub struct Session {
    pub origin: Origin,
    pub mode: Mode,
    /// Hours of each learner.
    pub hours: f32,
    /// Weight of each domain.
    pub focus: [f32; 4],
    /// Practice of the source when the week began.
    pub source: [f32; 4],
    /// Skill of the source as a mentor.
    pub skill: f32,
    /// Posts that learn.
    pub learners: Vec<usize>,
    /// Post of the source, if it is in this school.
    pub giver: Option<usize>,
    pub during: During,
    pub by_link: bool,
    /// Its number in the random numbers of delivery.
    pub key: u32,
    /// 1 if it takes place, else 0.
    pub delivered: f32,
}

/// A session with a colleague as its source, in time without lessons; none without hours or without learners.
fn colleague(source: &Teacher, giver: usize, mode: Mode, hours: f32, learners: Vec<usize>) -> Option<Session> {
    let learners: Vec<usize> = learners.into_iter().filter(|&post| post != giver).collect();
    (hours > 0.0 && !learners.is_empty()).then_some(Session {
        origin: Origin::USUAL,
        mode,
        hours,
        focus: [0.25; 4],
        source: source.enacted,
        skill: source.mentor_skill,
        learners,
        giver: Some(giver),
        during: During::NonContact,
        by_link: false,
        key: 0,
        delivered: 0.0,
    })
}

/// The professional development that happens anyway: team by team the meeting, the lessons watched and the induction,
/// and then the lecture.
pub fn usual(school: &School, number: usize, given: &Given<'_>) -> Vec<Session> {
    let setting = given.frame.setting;
    let teacher = |post: usize| school.posts[post].holder.as_ref();
    let mut sessions = Vec::new();
    for team in 0..school.data.teams {
        let members = school.part(school.data.teams, team);
        let filled: Vec<usize> = members.clone().filter(|&post| teacher(post).is_some()).collect();

        // A member drawn by lot presents to the others.
        let mut words = given.slot(USUAL, number, team);
        let presenter = members.start + words.below(members.len());
        if let Some(presents) = teacher(presenter) {
            let hours = setting.meeting_hours as f32;
            sessions.extend(colleague(presents, presenter, Mode::Meeting, hours, filled.clone()));
        }

        // Lessons watched this week in the team: the whole part surely, the rest by chance.
        let lessons = setting.observations * members.len() as f64 / f64::from(given.frame.weeks);
        let more = words.chance((lessons - lessons.floor()) as f32);
        for lesson in 1..=lessons.floor() as usize + usize::from(more) {
            let mut words = given.slot(USUAL, number, lesson * school.data.teams + team);
            let watcher = members.start + words.below(members.len());
            let watched = members.start + words.below(members.len());
            if let (Some(_), Some(watches)) = (teacher(watcher), teacher(watched)) {
                sessions.extend(colleague(watches, watched, Mode::Observation, 1.0, vec![watcher]));
            }
        }

        // Who is in the first two years works with the most experienced member, the last of several.
        let beginner = |post: usize| teacher(post).is_some_and(|t| t.experience < 2.0);
        let mut mentor: Option<usize> = None;
        for &post in &filled {
            let years = |post: usize| teacher(post).map_or(0.0, |t| t.experience);
            if mentor.is_none_or(|most| years(post) >= years(most)) {
                mentor = Some(post);
            }
        }
        if let Some((mentor, mentors)) = mentor.and_then(|post| Some((post, teacher(post)?)))
            && !beginner(mentor)
        {
            let beginners = filled.iter().copied().filter(|&post| beginner(post)).collect();
            let hours = setting.induction_hours as f32;
            sessions.extend(colleague(mentors, mentor, Mode::Feedback, hours, beginners));
        }
    }
    sessions.extend(lecture(school, given));
    sessions
}

/// Five training days a year with a lecturer from outside, for everybody.
fn lecture(school: &School, given: &Given<'_>) -> Option<Session> {
    let before = |week: u32| (5.0 * f64::from(week) / f64::from(given.frame.weeks)).floor();
    let days = (before(given.frame.week.week + 1) - before(given.frame.week.week)) as f32;
    let hours = days * (given.frame.setting.lecture_hours / 5.0) as f32;
    let learners: Vec<usize> = (0..school.posts.len()).filter(|&post| school.posts[post].holder.is_some()).collect();
    (hours > 0.0 && !learners.is_empty()).then_some(Session {
        origin: Origin::USUAL,
        mode: Mode::Lecture,
        hours,
        focus: [0.25; 4],
        source: [1.5; 4],
        skill: 1.0,
        learners,
        giver: None,
        during: During::NonContact,
        by_link: false,
        key: 0,
        delivered: 0.0,
    })
}

/// What policies ask of a school's week.
#[derive(Default)]
pub struct Asked {
    pub sessions: Vec<Session>,
    /// Lessons that somebody else teaches.
    pub elsewhere: Vec<TaughtElsewhere>,
    /// Hours that duties take, by post; none where there are no duties.
    pub claimed: Vec<f32>,
}

/// Asks the policies, on a copy of the district, and takes over what they changed at the school.
pub fn of_policies(district: &mut District, number: usize, given: &Given<'_>) -> Asked {
    if district.schools[number].ties.is_empty() {
        return Asked::default();
    }
    let District { schools, copy } = district;
    let school = &mut schools[number];
    school.write(copy, number);
    let mut agenda = Agenda::default();
    agenda.clear();
    acts::place(copy, number, &given.frame, &mut agenda);
    let owed = std::mem::take(&mut school.owed);
    *school = School { owed, ..School::of(copy, number) };

    let first = school.data.first;
    let post = |lane: usize| lane - first;
    let sessions = agenda.sessions.iter().map(|session| Session {
        origin: session.origin,
        mode: session.mode,
        hours: session.hours,
        focus: session.focus,
        source: session.source,
        skill: session.skill,
        learners: agenda.learners(session).map(post).collect(),
        giver: session.giver.map(|lane| post(lane as usize)),
        during: session.during,
        by_link: session.by_link,
        key: session.key,
        delivered: 0.0,
    });
    Asked { sessions: sessions.collect(), elsewhere: agenda.elsewhere.clone(), claimed: agenda.claimed.clone() }
}
