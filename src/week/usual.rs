//! Phase 1a: the professional development that happens anyway.

use super::Frame;
use crate::agenda::{Agenda, During, EVEN, Members, Plan, Source, due};
use crate::ledger::Origin;
use crate::lineage::Whom;
use crate::model::Mode;
use crate::rng::{Purpose, WeekSlot, Words};
use crate::world::{District, LANES};
use std::ops::Range;

/// Training days in a year, over which usual lectures are spread.
const TRAINING_DAYS: f64 = 5.0;
/// Practice of those who lecture (SD above the mean of experienced teachers): they know what they talk about.
const LECTURER: [f32; 4] = [1.5; 4];
/// Years in which a teacher works with a mentor of the own school.
const INDUCTION_YEARS: f32 = 2.0;

/// A school's routine over some weeks of a year: who is in which team, and what was drawn for each week. Nobody comes or
/// goes within a year, so that it is made once. Reused from school to school; grows to the largest and then allocates
/// nothing.
#[derive(Clone, Debug, Default)]
pub struct Routine {
    weeks: Range<u32>,
    teams: Vec<Team>,
    /// By week, then team: the lane of who would present at the meeting, and how many lessons are watched.
    drawn: Vec<(u32, u32)>,
    /// Who watches whom, lesson by lesson.
    watching: Vec<Words>,
    /// How many lessons are over.
    over: usize,
    /// Who is in which tile, team by team.
    members: Vec<Members>,
    /// Lanes of beginners, team by team.
    beginners: Vec<usize>,
    slots: Vec<WeekSlot>,
    words: Vec<Words>,
}

/// A team over a year.
#[derive(Clone, Debug)]
struct Team {
    lanes: Range<usize>,
    /// Lessons watched in a week, the whole part and the rest.
    lessons: (usize, f32),
    /// Place of its tiles among those of all teams.
    tiles: Range<usize>,
    /// Whether there is somebody to meet.
    meets: bool,
    /// Lane of the mentor and place of the beginners among those of the school.
    induction: Option<(usize, Range<usize>)>,
}

impl Routine {
    /// Makes the routine of a school for some weeks of the frame's year.
    pub fn prepare(&mut self, district: &District, school: usize, frame: &Frame<'_>, weeks: Range<u32>) {
        let here = &district.schools[school];
        let teachers = &district.teachers;
        self.weeks = weeks;
        self.over = 0;
        self.teams.clear();
        self.members.clear();
        self.beginners.clear();
        for team in 0..here.teams {
            let lanes = here.team(team);
            let meets = lanes.clone().filter(|&lane| teachers.filled[lane]).count() > 1;
            let induction = self.induct(district, lanes.clone());
            let tiles = self.seat(district, here.first, lanes.clone());
            let lessons = frame.setting.observations * lanes.len() as f64 / f64::from(frame.weeks);
            let lessons = (lessons as usize, lessons.fract() as f32);
            self.teams.push(Team { lanes, lessons, tiles, meets, induction });
        }
        self.draw(school, frame);
    }

    /// Notes which posts of which tiles a team has.
    fn seat(&mut self, district: &District, first: usize, lanes: Range<usize>) -> Range<usize> {
        let before = self.members.len();
        for tile in (lanes.start - first) / LANES..(lanes.end - first).div_ceil(LANES) {
            let mut members = Members { posts: [0; LANES], present: [0; LANES], tile };
            for i in 0..LANES {
                let lane = first + tile * LANES + i;
                if lanes.contains(&lane) {
                    members.posts[i] = u32::MAX;
                    members.present[i] = u32::from(district.teachers.filled[lane]).wrapping_neg();
                }
            }
            self.members.push(members);
        }
        before..self.members.len()
    }

    /// Beginners work with the most experienced member of their team.
    fn induct(&mut self, district: &District, lanes: Range<usize>) -> Option<(usize, Range<usize>)> {
        let teachers = &district.teachers;
        let beginner = |lane: usize| teachers.filled[lane] && teachers.experience[lane] < INDUCTION_YEARS;
        let before = self.beginners.len();
        self.beginners.extend(lanes.clone().filter(|&lane| beginner(lane)));
        let beginners = before..self.beginners.len();
        if beginners.is_empty() {
            return None;
        }
        let mentor = lanes.max_by(|&a, &b| teachers.experience[a].total_cmp(&teachers.experience[b]));
        let mentor = mentor.filter(|&lane| teachers.filled[lane] && !beginner(lane))?;
        Some((mentor, beginners))
    }

    /// Draws who presents, how many lessons are watched, who watches and whom.
    fn draw(&mut self, school: usize, frame: &Frame<'_>) {
        let (place, year, teams) = (frame.place(school), frame.week.year, self.teams.len());
        let draw = |slots: &[WeekSlot], words: &mut Vec<Words>| {
            frame.streams.first_words(Purpose::Usual, place, year, slots, words);
        };
        self.slots.clear();
        for week in self.weeks.clone() {
            self.slots.extend((0..teams as u32).map(|slot| WeekSlot { week, slot }));
        }
        draw(&self.slots, &mut self.words);
        self.drawn.clear();
        self.slots.clear();
        for (words, (week, number)) in
            self.words.iter().zip(self.weeks.clone().flat_map(|week| (0..teams).map(move |team| (week, team))))
        {
            let (lanes, mut slot) = (&self.teams[number].lanes, words.slot());
            let presenter = lanes.start + slot.below(lanes.len());
            // The whole part surely, the rest by chance.
            let (whole, rest) = self.teams[number].lessons;
            let lessons = whole + usize::from(slot.chance(rest));
            self.drawn.push((presenter as u32, lessons as u32));
            self.slots.extend((1..=lessons).map(|lesson| WeekSlot { week, slot: (lesson * teams + number) as u32 }));
        }
        draw(&self.slots, &mut self.watching);
    }
}

/// Places the usual sessions: a team's meeting, watching a colleague, induction, lectures. Weeks come in order.
#[inline(always)]
pub fn place(district: &District, school: usize, frame: &Frame<'_>, routine: &mut Routine, agenda: &mut Agenda) {
    meet(district, school, frame, routine, agenda);
    watch(district, school, routine, frame, agenda);
    induct(district, school, frame, routine, agenda);
    lecture(district, school, frame, agenda);
}

/// Each team meets: one member presents, the others learn.
#[inline(always)]
fn meet(district: &District, school: usize, frame: &Frame<'_>, routine: &Routine, agenda: &mut Agenda) {
    let here = &district.schools[school];
    let all_hours = frame.setting.meeting_hours as f32;
    if all_hours <= 0.0 {
        return;
    }
    let number = agenda.rounds.begin(Mode::Meeting, here.tiles().len());
    let round = agenda.rounds.of(number);
    let week = (frame.week.week - routine.weeks.start) as usize;
    let drawn = &routine.drawn[week * routine.teams.len()..];
    for (team, &(presenter, _)) in routine.teams.iter().zip(drawn) {
        let presenter = presenter as usize;
        if !team.meets || !district.teachers.filled[presenter] {
            continue;
        }
        let source = source(district, here.first, presenter);
        round.offer_team(&routine.members[team.tiles.clone()], &source, all_hours);
        round.givers.push((source.post as usize, all_hours));
    }
}

/// Teachers watch a colleague of their team, the second lesson of one in a further round.
#[inline(always)]
fn watch(district: &District, school: usize, routine: &mut Routine, frame: &Frame<'_>, agenda: &mut Agenda) {
    let here = &district.schools[school];
    let (filled, tiles) = (&district.teachers.filled, here.tiles().len());
    let week = (frame.week.week - routine.weeks.start) as usize;
    let drawn = &routine.drawn[week * routine.teams.len()..];
    let first = agenda.rounds.count();
    for (team, &(_, lessons)) in routine.teams.iter().zip(drawn) {
        let lessons = routine.over..routine.over + lessons as usize;
        routine.over = lessons.end;
        for words in &routine.watching[lessons] {
            let mut slot = words.slot();
            let watcher = team.lanes.start + slot.below(team.lanes.len());
            let watched = team.lanes.start + slot.below(team.lanes.len());
            if !filled[watcher] || !filled[watched] || watcher == watched {
                continue;
            }
            let source = source(district, here.first, watched);
            let mut number = first;
            loop {
                if number == agenda.rounds.count() {
                    agenda.rounds.begin(Mode::Observation, tiles);
                }
                let round = agenda.rounds.of(number);
                if round.offer(watcher - here.first, &source, 1.0) {
                    round.givers.push((source.post as usize, 1.0));
                    break;
                }
                number += 1;
            }
        }
    }
}

/// Beginners work with their mentors.
#[inline(always)]
fn induct(district: &District, school: usize, frame: &Frame<'_>, routine: &Routine, agenda: &mut Agenda) {
    let here = &district.schools[school];
    let hours = frame.setting.induction_hours as f32;
    if hours <= 0.0 || routine.beginners.is_empty() {
        return;
    }
    let number = agenda.rounds.begin(Mode::Feedback, here.tiles().len());
    let round = agenda.rounds.of(number);
    for (mentor, beginners) in routine.teams.iter().filter_map(|team| team.induction.as_ref()) {
        let source = source(district, here.first, *mentor);
        for beginner in &routine.beginners[beginners.clone()] {
            round.offer(beginner - here.first, &source, hours);
        }
        round.givers.push((source.post as usize, hours));
    }
}

/// A teacher of the school as a source.
#[inline(always)]
fn source(district: &District, first: usize, lane: usize) -> Source {
    let teachers = &district.teachers;
    Source { post: (lane - first) as u32, practice: teachers.enacted(lane), skill: teachers.mentor_skill[lane] }
}

/// Lectures on training days.
#[inline(always)]
fn lecture(district: &District, school: usize, frame: &Frame<'_>, agenda: &mut Agenda) {
    let days = due(TRAINING_DAYS, frame.week.week, frame.weeks) as f32;
    let hours = days * (frame.setting.lecture_hours / TRAINING_DAYS) as f32;
    if hours <= 0.0 {
        return;
    }
    agenda.begin(Origin::USUAL, 0);
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
    let filled = &district.teachers.filled;
    agenda.hold(lecture, district.schools[school].range().filter(|&lane| filled[lane]));
}
