//! Phase 1a: the professional development that happens anyway.

use super::Frame;
use crate::agenda::{Agenda, During, EVEN, Plan, due};
use crate::colleagues::Colleagues;
use crate::ledger::Origin;
use crate::lineage::Whom;
use crate::model::{Mode, Model};
use crate::rng::{Purpose, WeekSlot, Words};
use crate::world::{District, LANES, Lanes, Part, School, Teachers, mask};
use std::ops::Range;

/// Training days in a year, over which usual lectures are spread.
const TRAINING_DAYS: f64 = 5.0;
/// Practice of those who lecture (SD above the mean of experienced teachers): they know what they talk about.
const LECTURER: [f32; 4] = [1.5; 4];
/// Years in which a teacher works with a mentor of the own school.
const INDUCTION_YEARS: f32 = 2.0;
/// Hours of a lesson that is watched.
const LESSON: f32 = 1.0;

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
    /// Posts of the teams that somebody holds, tile by tile.
    standing: Vec<Part>,
    /// Hours that meetings and induction ask of each post in any week, by tile.
    asked: Vec<Lanes>,
}

/// A team over a year.
#[derive(Clone, Debug)]
struct Team {
    lanes: Range<usize>,
    /// Lessons watched in a week, the whole part and the rest.
    lessons: (usize, f32),
    /// Place of those who hold its posts among those that stand; empty where there is nobody to meet.
    members: Range<usize>,
    /// Whether it meets in any week, since whoever presents is there.
    surely: bool,
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
        self.standing.clear();
        self.asked.clear();
        self.asked.resize(here.tiles().len(), Lanes::default());
        let meeting_hours = frame.setting.meeting_hours as f32;
        for team in 0..here.teams {
            let lanes = here.team(team);
            let before = self.standing.len();
            self.standing.extend(chosen(&lanes, |tile| teachers.holders(tile)));
            let members = before..self.standing.len();
            let holders = self.standing[members.clone()].iter().map(|part| part.posts.count_ones()).sum::<u32>() as usize;
            let meets = holders > 1 && meeting_hours > 0.0;
            let (members, surely) = if meets { (members, holders == lanes.len()) } else { (0..0, false) };
            if surely {
                for part in &self.standing[members.clone()] {
                    ask(&mut self.asked, here, *part, meeting_hours);
                }
            }
            let lessons = frame.setting.observations * lanes.len() as f64 / f64::from(frame.weeks);
            let lessons = (lessons as usize, lessons.fract() as f32);
            self.teams.push(Team { lanes, lessons, members, surely });
        }
        self.pair_off(here, teachers, frame, &mut agenda.colleagues);
        self.draw(school, frame);
    }

    /// Beginners work with the most experienced member of their team.
    fn pair_off(&mut self, here: &School, teachers: &Teachers, frame: &Frame<'_>, colleagues: &mut Colleagues) {
        let hours = frame.setting.induction_hours as f32;
        colleagues.induction.clear();
        colleagues.induction.hours = hours;
        if hours <= 0.0 {
            return;
        }
        let beginner = |lane: usize| teachers.filled[lane] && teachers.experience[lane] < INDUCTION_YEARS;
        for Team { lanes, .. } in &self.teams {
            let by_experience = |&a: &usize, &b: &usize| teachers.experience[a].total_cmp(&teachers.experience[b]);
            let mentor = lanes.clone().max_by(by_experience).filter(|&lane| teachers.filled[lane] && !beginner(lane));
            let Some(mentor) = mentor else { continue };
            let transmits = transmits(teachers, mentor, Mode::Feedback, frame.model);
            let mut works = false;
            for part in chosen(lanes, |tile| (0..LANES).fold(0, |on, i| on | u8::from(beginner(tile * LANES + i)) << i)) {
                ask(&mut self.asked, here, part, hours);
                let place = part.tile as usize - here.tiles().start;
                colleagues.induction.seat(place, part.posts, mentor - here.first, transmits);
                works = true;
            }
            if works {
                ask(&mut self.asked, here, Part::of(mentor), hours);
            }
        }
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

/// Which posts of which tiles a team has, of those that are chosen in a tile.
fn chosen(lanes: &Range<usize>, chosen: impl Fn(usize) -> u8) -> impl Iterator<Item = Part> {
    let posts = move |part: Part| Part { posts: part.posts & chosen(part.tile as usize), ..part };
    let tiles = lanes.start / LANES..lanes.end.div_ceil(LANES);
    let lanes = lanes.clone();
    tiles.map(move |tile| posts(Part::within(&lanes, tile))).filter(|part| part.posts != 0)
}

/// Asks hours of some posts of a tile.
#[inline(always)]
fn ask(asked: &mut [Lanes], here: &School, part: Part, hours: f32) {
    let place = part.tile as usize - here.tiles().start;
    let (mut row, on) = (asked[place], mask(part.posts));
    for i in 0..LANES {
        row[i] += f32::from_bits(on[i] & hours.to_bits());
    }
    asked[place] = row;
}

/// Share of a colleague's lead that gets across.
#[inline(always)]
fn transmits(teachers: &Teachers, colleague: usize, mode: Mode, model: &Model) -> f32 {
    teachers.mentor_skill[colleague] * model.modes[mode as usize].transmits as f32
}

/// Places the usual sessions: a team's meeting, watching a colleague, induction, lectures. Weeks come in order.
#[inline(always)]
pub fn place(district: &District, school: usize, frame: &Frame<'_>, routine: &mut Routine, agenda: &mut Agenda) {
    let here = &district.schools[school];
    agenda.asked.extend_from_slice(&routine.asked);
    meet(district, here, frame, routine, agenda);
    watch(district, here, frame, routine, agenda);
    agenda.colleagues.inducts = agenda.colleagues.induction.learners > 0;
    lecture(district, school, routine.lectures[routine.number(frame)], agenda);
}

/// Each team meets: one member presents, the others learn.
#[inline(always)]
fn meet(district: &District, here: &School, frame: &Frame<'_>, routine: &Routine, agenda: &mut Agenda) {
    let hours = frame.setting.meeting_hours as f32;
    agenda.colleagues.meetings.hours = hours;
    for (team, &(presenter, _)) in routine.teams.iter().zip(routine.of_week(frame)) {
        let presenter = presenter as usize;
        if !team.surely && (team.members.is_empty() || !district.teachers.filled[presenter]) {
            continue;
        }
        let transmits = transmits(&district.teachers, presenter, Mode::Meeting, frame.model);
        let source = Part::of(presenter);
        for part in &routine.standing[team.members.clone()] {
            if !team.surely {
                ask(&mut agenda.asked, here, *part, hours);
            }
            let place = part.tile as usize - here.tiles().start;
            let learners = if part.tile == source.tile { part.posts & !source.posts } else { part.posts };
            if learners != 0 {
                agenda.colleagues.meetings.seat(place, learners, presenter - here.first, transmits);
            }
        }
    }
}

/// Teachers watch a colleague of their team.
#[inline(always)]
fn watch(district: &District, here: &School, frame: &Frame<'_>, routine: &mut Routine, agenda: &mut Agenda) {
    let filled = &district.teachers.filled;
    let mut over = routine.over;
    agenda.colleagues.watched.hours = LESSON;
    for (team, &(_, lessons)) in routine.teams.iter().zip(routine.of_week(frame)) {
        let lessons = over..over + lessons as usize;
        over = lessons.end;
        for words in &routine.watching[lessons] {
            let mut slot = words.slot();
            let watcher = team.lanes.start + slot.below(team.lanes.len());
            let giver = team.lanes.start + slot.below(team.lanes.len());
            if filled[watcher] && filled[giver] && watcher != giver {
                let (watcher, from) = (watcher - here.first, giver - here.first);
                for post in [watcher, from] {
                    agenda.asked[post / LANES][post % LANES] += LESSON;
                }
                let transmits = transmits(&district.teachers, giver, Mode::Observation, frame.model);
                agenda.colleagues.watched.seat(watcher / LANES, 1 << (watcher % LANES), from, transmits);
            }
        }
    }
    routine.over = over;
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
