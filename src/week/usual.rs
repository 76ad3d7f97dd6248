//! Phase 1a: the professional development that happens anyway.

use super::Frame;
use crate::agenda::{Agenda, During, EVEN, Plan, Watched, due};
use crate::ledger::Origin;
use crate::lineage::Whom;
use crate::model::Mode;
use crate::rng::{Purpose, WeekSlot, Words};
use crate::world::{District, LANES, Part};
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
    slots: Vec<WeekSlot>,
    words: Vec<Words>,
    /// Hours of lectures by week, which are the same at every school.
    lectures: Vec<f32>,
}

/// A team over a year.
#[derive(Clone, Debug)]
struct Team {
    lanes: Range<usize>,
    /// Lessons watched in a week, the whole part and the rest.
    lessons: (usize, f32),
    /// Place of those who hold its posts among those that stand; empty where there is nobody to meet.
    members: Range<usize>,
    /// Lane of the mentor and place of the beginners among the posts that stand.
    induction: Option<(usize, Range<usize>)>,
}

impl Routine {
    /// Makes the routine of a school for some weeks of the frame's year.
    pub fn prepare(
        &mut self,
        district: &District,
        school: usize,
        frame: &Frame<'_>,
        weeks: Range<u32>,
        agenda: &mut Agenda,
    ) {
        let here = &district.schools[school];
        let teachers = &district.teachers;
        if self.weeks != weeks {
            let hours = |week| {
                due(TRAINING_DAYS, week, frame.weeks) as f32 * (frame.setting.lecture_hours / TRAINING_DAYS) as f32
            };
            self.lectures.clear();
            self.lectures.extend(weeks.clone().map(hours));
        }
        self.weeks = weeks;
        self.over = 0;
        self.teams.clear();
        let standing = &mut agenda.standing;
        standing.clear();
        for team in 0..here.teams {
            let lanes = here.team(team);
            let members = seat(standing, &lanes, |tile| teachers.holders(tile));
            let meets = standing[members.clone()].iter().map(|part| part.posts.count_ones()).sum::<u32>() > 1;
            let members = if meets { members } else { 0..0 };
            let induction = mentoring(district, &lanes, standing);
            let lessons = frame.setting.observations * lanes.len() as f64 / f64::from(frame.weeks);
            let lessons = (lessons as usize, lessons.fract() as f32);
            self.teams.push(Team { lanes, lessons, members, induction });
        }
        self.draw(school, frame);
    }

    /// Draws who presents, how many lessons are watched, who watches and whom.
    fn draw(&mut self, school: usize, frame: &Frame<'_>) {
        let (place, year, teams) = (frame.place(school), frame.week.year, self.teams.len());
        let weeks = (year, self.weeks.clone());
        frame.streams.first_words_of_weeks(Purpose::Usual, place, weeks, teams, &mut self.words);
        self.drawn.clear();
        self.drawn.reserve(self.words.len());
        self.slots.clear();
        for (week, words) in self.weeks.clone().zip(self.words.chunks(teams)) {
            for ((team, words), number) in self.teams.iter().zip(words).zip(0..) {
                let mut slot = words.slot();
                let presenter = team.lanes.start + slot.below(team.lanes.len());
                // The whole part surely, the rest by chance.
                let lessons = team.lessons.0 as u32 + u32::from(slot.chance(team.lessons.1));
                self.drawn.push((presenter as u32, lessons));
                for lesson in 1..=lessons {
                    self.slots.push(WeekSlot { week, slot: lesson * teams as u32 + number });
                }
            }
        }
        frame.streams.first_words(Purpose::Usual, place, year, &self.slots, &mut self.watching);
    }

    /// What was drawn for a week, team by team.
    #[inline(always)]
    fn of_week(&self, frame: &Frame<'_>) -> &[(u32, u32)] {
        &self.drawn[self.number(frame) * self.teams.len()..][..self.teams.len()]
    }

    /// Number of the week among the routine's.
    #[inline(always)]
    fn number(&self, frame: &Frame<'_>) -> usize {
        (frame.week.week - self.weeks.start) as usize
    }
}

/// Notes which posts of which tiles a team has, of those that are chosen in a tile.
fn seat(standing: &mut Vec<Part>, lanes: &Range<usize>, chosen: impl Fn(usize) -> u8) -> Range<usize> {
    let before = standing.len();
    for tile in lanes.start / LANES..lanes.end.div_ceil(LANES) {
        let part = Part::within(lanes, tile);
        let posts = part.posts & chosen(tile);
        if posts != 0 {
            standing.push(Part { posts, ..part });
        }
    }
    before..standing.len()
}

/// Beginners work with the most experienced member of their team.
fn mentoring(district: &District, lanes: &Range<usize>, standing: &mut Vec<Part>) -> Option<(usize, Range<usize>)> {
    let teachers = &district.teachers;
    let beginner = |lane: usize| teachers.filled[lane] && teachers.experience[lane] < INDUCTION_YEARS;
    let chosen = |tile: usize| (0..LANES).fold(0, |posts, i| posts | u8::from(beginner(tile * LANES + i)) << i);
    let beginners = seat(standing, lanes, chosen);
    if beginners.is_empty() {
        return None;
    }
    let mentor = lanes.clone().max_by(|&a, &b| teachers.experience[a].total_cmp(&teachers.experience[b]));
    let mentor = mentor.filter(|&lane| teachers.filled[lane] && !beginner(lane))?;
    Some((mentor, beginners))
}

/// Places the usual sessions: a team's meeting, watching a colleague, induction, lectures. Weeks come in order.
#[inline(always)]
pub fn place(district: &District, school: usize, frame: &Frame<'_>, routine: &mut Routine, agenda: &mut Agenda) {
    meet(district, frame, routine, agenda);
    watch(district, routine, frame, agenda);
    induct(frame, routine, agenda);
    lecture(district, school, routine.lectures[routine.number(frame)], agenda);
}

/// Each team meets: one member presents, the others learn.
#[inline(always)]
fn meet(district: &District, frame: &Frame<'_>, routine: &Routine, agenda: &mut Agenda) {
    let hours = frame.setting.meeting_hours as f32;
    if hours <= 0.0 {
        return;
    }
    for (team, &(presenter, _)) in routine.teams.iter().zip(routine.of_week(frame)) {
        if !team.members.is_empty() && district.teachers.filled[presenter as usize] {
            agenda.meet(presenter as usize, hours, &team.members);
        }
    }
}

/// Teachers watch a colleague of their team.
#[inline(always)]
fn watch(district: &District, routine: &mut Routine, frame: &Frame<'_>, agenda: &mut Agenda) {
    let filled = &district.teachers.filled;
    let mut over = routine.over;
    for (team, &(_, lessons)) in routine.teams.iter().zip(routine.of_week(frame)) {
        let lessons = over..over + lessons as usize;
        over = lessons.end;
        for words in &routine.watching[lessons] {
            let mut slot = words.slot();
            let watcher = team.lanes.start + slot.below(team.lanes.len());
            let giver = team.lanes.start + slot.below(team.lanes.len());
            if filled[watcher] && filled[giver] && watcher != giver {
                agenda.watched.push(Watched { giver: giver as u32, watcher: watcher as u32 });
            }
        }
    }
    routine.over = over;
}

/// Beginners work with their mentors.
#[inline(always)]
fn induct(frame: &Frame<'_>, routine: &Routine, agenda: &mut Agenda) {
    let hours = frame.setting.induction_hours as f32;
    if hours <= 0.0 {
        return;
    }
    for (mentor, beginners) in routine.teams.iter().filter_map(|team| team.induction.as_ref()) {
        agenda.advise(Mode::Feedback, *mentor, hours, beginners);
    }
}

/// Lectures on training days.
#[inline(always)]
fn lecture(district: &District, school: usize, hours: f32, agenda: &mut Agenda) {
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
    agenda.hold_among(lecture, &[district.schools[school].range()], &district.teachers);
}
