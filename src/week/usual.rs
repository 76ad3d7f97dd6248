//! Phase 1a: the professional development that happens anyway.

use super::Frame;
use crate::agenda::{Agenda, During, EVEN, Plan, due};
use crate::ledger::Origin;
use crate::lineage::Whom;
use crate::model::Mode;
use crate::rng::Purpose;
use crate::world::District;

/// Training days in a year, over which usual lectures are spread.
const TRAINING_DAYS: f64 = 5.0;
/// Practice of those who lecture (SD above the mean of experienced teachers): they know what they talk about.
const LECTURER: [f32; 4] = [1.5; 4];
/// Years in which a teacher works with a mentor of the own school.
const INDUCTION_YEARS: f32 = 2.0;

/// Places the usual sessions: a team's meeting, watching a colleague, induction, lectures.
pub fn place(district: &District, school: usize, frame: &Frame<'_>, agenda: &mut Agenda) {
    agenda.begin(Origin::USUAL, 0);
    let setting = frame.setting;
    let here = &district.schools[school];
    let teachers = &district.teachers;
    let mut draws = frame.streams.at(Purpose::Usual, frame.place(school), frame.week);
    for team in 0..here.teams {
        let lanes = here.team(team);
        let mut slot = draws.slot(team);
        let presenter = lanes.start + slot.below(lanes.len());
        if teachers.filled[presenter] {
            let hours = setting.meeting_hours as f32;
            let plan = from_colleague(district, presenter, Mode::Meeting, hours);
            agenda.hold(plan, lanes.clone().filter(|&lane| teachers.filled[lane]));
        }
        // Lessons watched this week in the team: the whole part surely, the rest by chance.
        let lessons = setting.observations * lanes.len() as f64 / f64::from(frame.weeks);
        let lessons = lessons.floor() as usize + usize::from(slot.chance(lessons.fract() as f32));
        for lesson in 1..=lessons {
            let mut slot = draws.slot(lesson * here.teams + team);
            let watcher = lanes.start + slot.below(lanes.len());
            let watched = lanes.start + slot.below(lanes.len());
            if teachers.filled[watcher] && teachers.filled[watched] && watcher != watched {
                agenda.hold(from_colleague(district, watched, Mode::Observation, 1.0), [watcher]);
            }
        }
        induct(district, lanes, setting.induction_hours as f32, agenda);
    }
    let days = due(TRAINING_DAYS, frame.week.week, frame.weeks) as f32;
    let hours = days * (setting.lecture_hours / TRAINING_DAYS) as f32;
    let lecture = Plan {
        mode: Mode::Lecture,
        hours,
        focus: EVEN,
        source: LECTURER,
        skill: 1.0,
        whom: Whom::Outside(0),
        giver: None,
        during: During::NonContact,
    };
    if hours > 0.0 {
        agenda.hold(lecture, here.range().filter(|&lane| teachers.filled[lane]));
    }
}

/// Beginners work with the most experienced member of their team.
fn induct(district: &District, lanes: std::ops::Range<usize>, hours: f32, agenda: &mut Agenda) {
    let teachers = &district.teachers;
    let beginner = |lane: usize| teachers.filled[lane] && teachers.experience[lane] < INDUCTION_YEARS;
    if hours <= 0.0 || !lanes.clone().any(beginner) {
        return;
    }
    let mentor = lanes.clone().max_by(|&a, &b| teachers.experience[a].total_cmp(&teachers.experience[b]));
    let Some(mentor) = mentor.filter(|&lane| teachers.filled[lane] && !beginner(lane)) else { return };
    let plan = from_colleague(district, mentor, Mode::Feedback, hours);
    agenda.hold(plan, lanes.filter(|&lane| beginner(lane)));
}

/// A session with a colleague of the school as its source.
fn from_colleague(district: &District, lane: usize, mode: Mode, hours: f32) -> Plan {
    let source = district.teachers.enacted(lane);
    let skill = district.teachers.mentor_skill[lane];
    Plan {
        mode,
        hours,
        focus: EVEN,
        source,
        skill,
        whom: Whom::Lane(lane as u32),
        giver: Some(lane as u32),
        during: During::NonContact,
    }
}
