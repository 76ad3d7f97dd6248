//! Phase 1a: the professional development that happens anyway.

use super::Frame;
use crate::agenda::{Agenda, During, EVEN, Plan, due};
use crate::colleagues::{LastRound, Seat, Seating};
use crate::ledger::Origin;
use crate::lineage::Whom;
use crate::model::{Mode, Model};
use crate::rng::{Purpose, WeekSlot, Words};
use crate::world::{District, LANES, Lanes, Part, School, Teachers, add};
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
    /// Weeks of the year, and hours of lectures in it.
    year: (u32, f64),
    teams: Vec<Team>,
    /// Lane of who would present at the meeting, by week and then team.
    presenters: Vec<u32>,
    /// Who has a seat at which team's meeting, in the order of the seats that stand.
    members: Vec<Members>,
    /// The same before seats are put side by side, and the seats.
    forming: Vec<Members>,
    seats: Vec<Seat>,
    /// Who watches a lesson of whom, week by week.
    watched: Vec<Seat>,
    /// How many of them there are by the end of each week.
    until: Vec<usize>,
    /// Most lessons that a team watches in a week.
    lessons: u32,
    slots: Vec<WeekSlot>,
    /// Team of each slot.
    of: Vec<u32>,
    words: Vec<Words>,
    /// Hours of lectures by week, which are the same at every school.
    lectures: Vec<f32>,
    /// Hours that meetings and induction ask of each post in any week, by tile.
    asked: Vec<Lanes>,
    /// Most hours that colleagues ask of a post in any of the weeks, or some more.
    most: f32,
}

/// A team over a year.
#[derive(Clone, Debug)]
struct Team {
    lanes: Range<usize>,
    /// Lessons watched in a week, the whole part and the rest.
    lessons: (u32, f32),
}

/// Members of a team in a tile; nobody where a seat stays empty.
#[derive(Clone, Copy, Debug, Default)]
struct Members {
    part: Part,
    team: u32,
    /// Whether the team meets in any week, since whoever presents is there.
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
        let (here, teachers) = (&district.schools[school], &district.teachers);
        let year = (frame.weeks, frame.setting.lecture_hours);
        if self.weeks != weeks || self.year != year {
            let hours = |week| {
                due(TRAINING_DAYS, week, frame.weeks) as f32 * (frame.setting.lecture_hours / TRAINING_DAYS) as f32
            };
            self.lectures.clear();
            self.lectures.extend(weeks.clone().map(hours));
        }
        (self.weeks, self.year) = (weeks, year);
        self.teams.clear();
        for lanes in (0..here.teams).map(|team| here.team(team)) {
            let lessons = frame.setting.observations * lanes.len() as f64 / f64::from(frame.weeks);
            self.teams.push(Team { lanes, lessons: (lessons as u32, lessons.fract() as f32) });
        }
        self.asked.clear();
        self.asked.resize(here.tiles().len(), Lanes::default());
        self.form_teams(here, teachers, frame, &mut agenda.colleagues.meetings);
        self.pair_off(here, teachers, frame, &mut agenda.colleagues.induction);
        self.draw(here, school, teachers, frame);
        let standing = self.asked.as_flattened().iter().copied().fold(0.0, f32::max);
        let meeting = if self.members.iter().all(|members| members.surely) { 0.0 } else { frame.setting.meeting_hours };
        // Who watches and who is watched are two members of one team.
        self.most = standing + meeting as f32 + self.lessons as f32 * LESSON;
    }

    /// Teams of two or more meet.
    fn form_teams(&mut self, here: &School, teachers: &Teachers, frame: &Frame<'_>, meetings: &mut Seating) {
        meetings.hours = frame.setting.meeting_hours as f32;
        self.forming.clear();
        self.seats.clear();
        for (Team { lanes, .. }, team) in self.teams.iter().zip(0..) {
            let holders = lanes.clone().filter(|&lane| teachers.filled[lane]).count();
            if holders < 2 || meetings.hours <= 0.0 {
                continue;
            }
            let surely = holders == lanes.len();
            for part in chosen(lanes, |tile| teachers.holders(tile)) {
                self.forming.push(Members { part, team, surely });
                self.seats.push(Seat { place: place_of(here, part), ..Seat::default() });
                if surely {
                    ask_of(&mut self.asked, here, part, meetings.hours);
                }
            }
        }
        self.members.clear();
        let empty = Members { surely: true, ..Members::default() };
        meetings.stand(&self.seats, |given| self.members.push(given.map_or(empty, |given| self.forming[given])));
    }

    /// Beginners work with the most experienced member of their team.
    fn pair_off(&mut self, here: &School, teachers: &Teachers, frame: &Frame<'_>, induction: &mut Seating) {
        induction.hours = frame.setting.induction_hours as f32;
        self.seats.clear();
        let beginner = |lane: usize| teachers.filled[lane] && teachers.experience[lane] < INDUCTION_YEARS;
        for Team { lanes, .. } in self.teams.iter().filter(|_| induction.hours > 0.0) {
            let by_experience = |&a: &usize, &b: &usize| teachers.experience[a].total_cmp(&teachers.experience[b]);
            let mentor = lanes.clone().max_by(by_experience).filter(|&lane| teachers.filled[lane] && !beginner(lane));
            let Some(mentor) = mentor else { continue };
            let transmits = transmits(teachers, mentor, Mode::Feedback, frame.model);
            let before = self.seats.len();
            for part in chosen(lanes, |tile| (0..LANES).fold(0, |on, i| on | u8::from(beginner(tile * LANES + i)) << i))
            {
                ask_of(&mut self.asked, here, part, induction.hours);
                let (from, place) = ((mentor - here.first) as u32, place_of(here, part));
                self.seats.push(Seat { transmits, from, place, posts: part.posts, ..Seat::default() });
            }
            if self.seats.len() > before {
                ask_of(&mut self.asked, here, Part::of(mentor), induction.hours);
            }
        }
        induction.stand(&self.seats, |_| {});
    }

    /// Draws who presents, how many lessons are watched, who watches and whom. Whether there is one more lesson is nothing
    /// that a processor has to guess: what is not used is written over.
    fn draw(&mut self, here: &School, school: usize, teachers: &Teachers, frame: &Frame<'_>) {
        let (place, year, teams) = (frame.place(school), frame.week.year, self.teams.len());
        let weeks = (year, self.weeks.clone());
        frame.streams.first_words_of_weeks(Purpose::Usual, place, weeks, teams, &mut self.words);
        self.presenters.clear();
        self.presenters.reserve(self.words.len());
        let whole = self.teams.iter().map(|team| team.lessons.0).max().unwrap_or(0);
        let most = self.words.len() * (whole as usize + 1);
        self.slots.resize(most, WeekSlot::default());
        self.of.resize(most, 0);
        self.lessons = 0;
        let (mut number, mut week, mut drawn) = (0, self.weeks.start, 0);
        for words in &self.words {
            let (Team { lanes, lessons }, mut slot) = (&self.teams[number], words.slot());
            self.presenters.push((lanes.start + slot.below(lanes.len())) as u32);
            // The whole part surely, the rest by chance.
            let watched = lessons.0 + u32::from(slot.chance(lessons.1));
            self.lessons = self.lessons.max(watched);
            for lesson in 1..=lessons.0 + 1 {
                self.slots[drawn] = WeekSlot { week, slot: lesson * teams as u32 + number as u32 };
                self.of[drawn] = number as u32;
                drawn += usize::from(lesson <= watched);
            }
            number += 1;
            let over = number == teams;
            (number, week) = (if over { 0 } else { number }, week + u32::from(over));
        }
        self.slots.truncate(drawn);
        frame.streams.first_words(Purpose::Usual, place, year, &self.slots, &mut self.words);
        self.watched.clear();
        self.until.clear();
        self.until.resize(self.weeks.len(), 0);
        let mut last = LastRound::default();
        for ((words, at), &team) in self.words.iter().zip(&self.slots).zip(&self.of) {
            let (Team { lanes, .. }, mut slot) = (&self.teams[team as usize], words.slot());
            let watcher = lanes.start + slot.below(lanes.len());
            let giver = lanes.start + slot.below(lanes.len());
            if teachers.filled[watcher] && teachers.filled[giver] && watcher != giver {
                let transmits = transmits(teachers, giver, Mode::Observation, frame.model);
                let (part, from) = (Part::of(watcher), (giver - here.first) as u32);
                let seat = Seat { transmits, from, place: place_of(here, part), posts: part.posts, ..Seat::default() };
                last.seat(&mut self.watched, seat, at.week);
                self.until[(at.week - self.weeks.start) as usize] = self.watched.len();
            }
        }
        let mut before = 0;
        for until in &mut self.until {
            before = before.max(*until);
            *until = before;
        }
    }

    /// Whether all that colleagues ask of any post surely fits into so many hours in each of the weeks. A ten-thousandth is
    /// kept back, which is more than sums of hours differ by when they are added up in another order.
    #[inline(always)]
    pub fn fits(&self, hours: f32) -> bool {
        self.most < hours * 0.9999
    }

    /// Number of the week among the routine's.
    #[inline(always)]
    fn number(&self, frame: &Frame<'_>) -> usize {
        (frame.week.week - self.weeks.start) as usize
    }

    /// Lane of who would present at each team's meeting of a week.
    #[inline(always)]
    fn presenters(&self, number: usize) -> &[u32] {
        &self.presenters[number * self.teams.len()..][..self.teams.len()]
    }

    /// Who watches whom in a week.
    #[inline(always)]
    fn watched(&self, number: usize) -> &[Seat] {
        let before = if number == 0 { 0 } else { self.until[number - 1] };
        &self.watched[before..self.until[number]]
    }
}

/// Which posts of which tiles a team has, of those that are chosen in a tile.
fn chosen(lanes: &Range<usize>, chosen: impl Fn(usize) -> u8) -> impl Iterator<Item = Part> {
    let posts = move |part: Part| Part { posts: part.posts & chosen(part.tile as usize), ..part };
    let tiles = lanes.start / LANES..lanes.end.div_ceil(LANES);
    let lanes = lanes.clone();
    tiles.map(move |tile| posts(Part::within(&lanes, tile))).filter(|part| part.posts != 0)
}

/// Place of a tile in its school.
#[inline(always)]
fn place_of(here: &School, part: Part) -> u32 {
    part.tile - here.tiles().start as u32
}

/// Asks hours of some posts of a tile.
#[inline(always)]
fn ask_of(asked: &mut [Lanes], here: &School, part: Part, hours: f32) {
    add(&mut asked[place_of(here, part) as usize], part.posts, hours);
}

/// Share of a colleague's lead that gets across.
#[inline(always)]
fn transmits(teachers: &Teachers, colleague: usize, mode: Mode, model: &Model) -> f32 {
    teachers.mentor_skill[colleague] * model.modes[mode as usize].transmits as f32
}

/// Places the usual sessions: a team's meeting, watching a colleague, induction, lectures.
#[inline(always)]
pub fn place(district: &District, school: usize, frame: &Frame<'_>, routine: &Routine, agenda: &mut Agenda) {
    let here = &district.schools[school];
    meet(&district.teachers, here, frame, routine, agenda);
    watch(&district.teachers, here, frame, routine, agenda);
    induct(&district.teachers, here, &mut agenda.colleagues.induction);
    lecture(district, school, routine.lectures[routine.number(frame)], agenda);
}

/// Hours of non-contact time that colleagues ask of each post, by tile; none in a routine of no weeks.
#[inline(always)]
pub fn ask(district: &District, school: usize, frame: &Frame<'_>, routine: &Routine, asked: &mut Vec<Lanes>) {
    let (here, teachers) = (&district.schools[school], &district.teachers);
    asked.clear();
    if routine.weeks.is_empty() {
        return asked.resize(here.tiles().len(), Lanes::default());
    }
    asked.extend_from_slice(&routine.asked);
    let number = routine.number(frame);
    let presenters = routine.presenters(number);
    for members in routine.members.iter().filter(|members| !members.surely) {
        if teachers.filled[presenters[members.team as usize] as usize] {
            ask_of(asked, here, members.part, frame.setting.meeting_hours as f32);
        }
    }
    for seat in routine.watched(number) {
        let part = Part { tile: here.tiles().start as u32 + seat.place, posts: seat.posts };
        for part in [part, Part::of(here.first + seat.from as usize)] {
            ask_of(asked, here, part, LESSON);
        }
    }
}

/// Each team meets: one member presents, the others learn.
#[inline(always)]
fn meet(teachers: &Teachers, here: &School, frame: &Frame<'_>, routine: &Routine, agenda: &mut Agenda) {
    let presenters = routine.presenters(routine.number(frame));
    let meetings = &mut agenda.colleagues.meetings;
    for (seat, members) in meetings.seats.iter_mut().zip(&routine.members) {
        let presenter = presenters[members.team as usize] as usize;
        let (source, there) = (Part::of(presenter), teachers.filled[presenter]);
        let mut posts = if there { members.part.posts } else { 0 };
        posts &= if members.part.tile == source.tile { !source.posts } else { u8::MAX };
        (seat.posts, seat.from) = (posts, (presenter - here.first) as u32);
        (seat.source, seat.transmits) =
            (teachers.enacted(presenter), transmits(teachers, presenter, Mode::Meeting, frame.model));
        meetings.learners += posts.count_ones();
    }
}

/// Teachers watch a colleague of their team.
#[inline(always)]
fn watch(teachers: &Teachers, here: &School, frame: &Frame<'_>, routine: &Routine, agenda: &mut Agenda) {
    let watched = &mut agenda.colleagues.watched;
    watched.hours = LESSON;
    watched.seats.extend_from_slice(routine.watched(routine.number(frame)));
    watched.learners = watched.seats.len() as u32;
    for seat in &mut watched.seats {
        seat.source = teachers.enacted(here.first + seat.from as usize);
    }
}

/// Beginners work with their mentors.
#[inline(always)]
fn induct(teachers: &Teachers, here: &School, induction: &mut Seating) {
    for seat in &mut induction.seats {
        seat.source = teachers.enacted(here.first + seat.from as usize);
        induction.learners += seat.posts.count_ones();
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
