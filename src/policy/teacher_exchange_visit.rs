//! Teacher exchange: visiting teachers give open lessons here, and home teachers travel to watch theirs.

use super::{Per, Placing, Scene, percent};
use crate::agenda::{During, EVEN, Plan, due};
use crate::lineage::Whom;
use crate::model::Mode;
use crate::parameter::Parameter;
use crate::price::Item;
use crate::rng::{Place, Purpose};
use crate::units::{Domain, grid_level};
use crate::world::{Expert, PostId, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Visiting teachers in waves, and the return leg.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TeacherExchangeVisit {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Visiting teachers in a year, all waves together, at one school each.
    pub visitors: u32,
    /// Waves in which they come.
    pub waves: u32,
    /// Weeks that a visit lasts.
    pub weeks: u32,
    /// Teaching week in which the first wave comes, from 1.
    pub first_week: u32,
    /// Weeks from the start of one wave to the start of the next.
    pub weeks_between_waves: u32,
    /// Open lessons that a visitor gives in a week.
    pub lessons_shown: f64,
    /// Teachers who watch an open lesson.
    pub observers_per_lesson: u32,
    /// Share of the teachers of nearby schools who are offered a place.
    pub share_asked: f64,
    /// Hours that an observer spends on a lesson, watching and unpicking it.
    pub hours_per_lesson: f64,
    /// Share of these hours in which the lesson is unpicked with the visitor.
    pub discussion: f64,
    /// Practice of the visitors above the mean of experienced teachers here.
    pub visitor_practice: f64,
    /// What a visitor's practice of responding to pupils lacks in classes of an unfamiliar range of attainment.
    pub range_loss: f64,
    /// Share of a visitor's skill as a mentor that is lost to language.
    pub language_loss: f64,
    /// Home teachers who travel in a year.
    pub travellers: u32,
    /// Of these, teachers of one school, who travel together.
    pub travellers_per_school: u32,
    /// School days that each of them is away.
    pub days_away: u32,
    /// Teaching week in which they leave, from 1.
    pub travel_week: u32,
    /// Lessons that each of them watches there.
    pub lessons_watched_away: f64,
    /// Hours in the rest of the year in which each of them passes it on in the own school.
    pub sharing_hours: f64,
}

impl Default for TeacherExchangeVisit {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            visitors: 75,
            waves: 2,
            weeks: 2,
            first_week: 13,
            weeks_between_waves: 14,
            lessons_shown: 5.0,
            observers_per_lesson: 9,
            share_asked: 0.3,
            hours_per_lesson: 2.0,
            discussion: 0.5,
            visitor_practice: 1.5,
            range_loss: 0.5,
            language_loss: 0.1,
            travellers: 70,
            travellers_per_school: 1,
            days_away: 10,
            travel_week: 4,
            lessons_watched_away: 20.0,
            sharing_hours: 6.0,
        }
    }
}

impl TeacherExchangeVisit {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::Visitor, Per::Counted));

    pub(super) const EXTENT: &'static [&'static str] = &["visitors", "travellers"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("visitors", "Visiting teachers in a year, all waves together, at one school each", |p| f64::from(p.visitors), |p, v| p.visitors = v as u32).within(0.0, 10_000.0, "teachers/year").measured("some 75 in two waves, of a whole nation (fourth source document); set it for a part of one"),
        Parameter::<Self>::new("waves", "Waves in which they come", |p| f64::from(p.waves), |p, v| p.waves = v as u32).within(1.0, 6.0, "waves/year").measured("two, about 35 in each (fourth source document)"),
        Parameter::<Self>::new("weeks", "Weeks that a visit lasts", |p| f64::from(p.weeks), |p, v| p.weeks = v as u32).within(1.0, 20.0, "weeks").measured("two weeks (fourth source document); three in the first exchange (evidence section 6)"),
        Parameter::<Self>::new("first_week", "Teaching week in which the first wave comes, from 1", |p| f64::from(p.first_week), |p, v| p.first_week = v as u32).within(1.0, 60.0, "week").derived("December (fourth source document), in a year that starts in September"),
        Parameter::<Self>::new("weeks_between_waves", "Weeks from the start of one wave to the start of the next", |p| f64::from(p.weeks_between_waves), |p, v| p.weeks_between_waves = v as u32).within(0.0, 30.0, "weeks").assumed("a wave in December and one before this was written (fourth source document); weeks not found"),
        Parameter::<Self>::new("lessons_shown", "Open lessons that a visitor gives in a week", |p| p.lessons_shown, |p, v| p.lessons_shown = v).within(0.0, 25.0, "lessons/week").assumed("one a day; not found"),
        Parameter::<Self>::new("observers_per_lesson", "Teachers who watch an open lesson", |p| f64::from(p.observers_per_lesson), |p, v| p.observers_per_lesson = v as u32).within(0.0, 60.0, "teachers").derived("6,000 to 7,000 teachers who each watched a lesson (fourth source document): 75 visitors x 10 lessons x 9 = 6,750"),
        Parameter::<Self>::new("share_asked", "Share of the teachers of nearby schools who are offered a place", |p| p.share_asked, |p, v| p.share_asked = v).within(0.0, 1.0, "share").assumed("those who came chose to (fourth source document); how many were asked was not found"),
        Parameter::<Self>::new("hours_per_lesson", "Hours that an observer spends on a lesson, watching and unpicking it", |p| p.hours_per_lesson, |p, v| p.hours_per_lesson = v).within(0.0, 8.0, "hours").assumed("an hour's lesson and an hour on it; not found"),
        Parameter::<Self>::new("discussion", "Share of these hours in which the lesson is unpicked with the visitor", |p| p.discussion, |p, v| p.discussion = v).within(0.0, 1.0, "share").assumed("lessons were watched and unpicked (fourth source document); share not found"),
        Parameter::<Self>::new("visitor_practice", "Practice of the visitors above the mean of experienced teachers here", |p| p.visitor_practice, |p, v| p.visitor_practice = v).within(-1.0, 5.0, "SD").assumed("teachers of mathematics alone who know their stuff (fourth source document); never measured"),
        Parameter::<Self>::new("range_loss", "What a visitor's practice of responding to pupils lacks in classes of an unfamiliar range of attainment", |p| p.range_loss, |p, v| p.range_loss = v).within(0.0, 5.0, "SD").assumed("not used to the range, no differentiation, more adults than usual at hand (fourth source document); never measured"),
        Parameter::<Self>::new("language_loss", "Share of a visitor's skill as a mentor that is lost to language", |p| p.language_loss, |p, v| p.language_loss = v).within(0.0, 1.0, "share").assumed("sometimes an issue, but less than one might think (fourth source document); never measured"),
        Parameter::<Self>::new("travellers", "Home teachers who travel in a year", |p| f64::from(p.travellers), |p, v| p.travellers = v as u32).within(0.0, 10_000.0, "teachers/year").measured("70 odd teachers (fourth source document)"),
        Parameter::<Self>::new("travellers_per_school", "Teachers of one school who travel together", |p| f64::from(p.travellers_per_school), |p, v| p.travellers_per_school = v as u32).within(1.0, 20.0, "teachers").assumed("one a school; not found"),
        Parameter::<Self>::new("days_away", "School days that each of them is away", |p| f64::from(p.days_away), |p, v| p.days_away = v as u32).within(0.0, 100.0, "days").derived("two weeks (fourth source document): 70 teachers x 10 days = 700 teacher-days"),
        Parameter::<Self>::new("travel_week", "Teaching week in which they leave, from 1", |p| f64::from(p.travel_week), |p, v| p.travel_week = v as u32).within(1.0, 60.0, "week").assumed("before the visitors come; not found"),
        Parameter::<Self>::new("lessons_watched_away", "Lessons that each of them watches there", |p| p.lessons_watched_away, |p, v| p.lessons_watched_away = v).within(0.0, 200.0, "lessons").assumed("two a day; not found"),
        Parameter::<Self>::new("sharing_hours", "Hours in the rest of the year in which each of them passes it on in the own school", |p| p.sharing_hours, |p, v| p.sharing_hours = v).within(0.0, 100.0, "hours/year").assumed("most schools tried to share (evidence section 6); hours not found"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        format!(
            "Every year {} teachers from abroad come in {} waves for {} weeks, each to one school, drawn by lot among \
             those that take part. Each gives {} open lessons a week; {} teachers of the nearest schools who chose to \
             come watch each of them and unpick {} % of {} hours with the visitor, released from their own lessons. \
             {} home teachers travel for {} school days, watch {} lessons and pass on what they took up for {} hours in \
             their own schools; their classes are covered. The visitors' lessons count for those who watch them, not \
             for the pupils in them.",
            self.visitors,
            self.waves,
            self.weeks,
            self.lessons_shown,
            self.observers_per_lesson,
            percent(self.discussion),
            self.hours_per_lesson,
            self.travellers,
            self.days_away,
            self.lessons_watched_away,
            self.sharing_hours,
        )
    }
}

/// Teachers from abroad who can be told apart in a year: visitors first, then those whom travellers watch.
const ABROAD: usize = 10_000;
/// School days in a week.
const SCHOOL_WEEK: f64 = 5.0;
/// Meetings in which a traveller passes things on.
const SHARING_MEETINGS: f64 = 6.0;

impl TeacherExchangeVisit {
    /// Sends travellers, places visitors, and fills their lessons with observers. Nobody watches at two schools in a
    /// year.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        if !scene.begin_year() {
            return;
        }
        let (visitors, travellers) = (self.visitors as usize, self.travellers as usize);
        let willing = willing(scene, visitors.max(travellers));
        let mut busy = BTreeSet::new();
        let together = self.travellers_per_school as usize;
        for (number, &id) in willing.iter().take(travellers.div_ceil(together)).enumerate() {
            let count = together.min(travellers - number * together);
            self.send(scene, id, count, number, &mut busy);
        }
        for (number, &id) in willing.iter().take(visitors).enumerate() {
            self.host(scene, id, number, &mut busy);
        }
    }

    /// Somebody from abroad, who comes this year only.
    fn abroad(&self, scene: &Scene<'_>, number: usize) -> Expert {
        let year = scene.year.max(0) as usize;
        let mut expert = scene.outsider(self.visitor_practice, (2 * year + number / ABROAD) * ABROAD + number % ABROAD);
        expert.skill *= (1.0 - self.language_loss) as f32;
        expert
    }

    /// Lets the keenest teachers of a school travel together; others give the lessons meanwhile.
    fn send(&self, scene: &mut Scene<'_>, id: SchoolId, count: usize, number: usize, busy: &mut BTreeSet<PostId>) {
        for post in scene.volunteers(id, count, |_| true) {
            self.send_one(scene, PostId { school: id, post }, number, busy);
        }
    }

    fn send_one(&self, scene: &mut Scene<'_>, traveller: PostId, number: usize, busy: &mut BTreeSet<PostId>) {
        let PostId { school: id, post } = traveller;
        busy.insert(traveller);
        scene.take_time(traveller, f64::from(self.days_away) * scene.world.setting.day_hours);
        let trip = self.trip_weeks().min(scene.world.weeks);
        // The number of a tie is the week in which what it is about starts.
        let week = (self.travel_week.max(1) - 1).min(scene.world.weeks - trip);
        let mut tie = Tie::new(scene.origin, Role::Gives, week as usize);
        tie.experts = vec![self.abroad(scene, ABROAD + number)];
        tie.participants = vec![post];
        tie.activity = scene.activity(id);
        scene.world.school_mut(id).received.add(scene.origin);
        scene.tie(id, tie);
    }

    /// Places a visitor and the observers of the lessons: those who want to come, from the nearest schools.
    fn host(&self, scene: &mut Scene<'_>, id: SchoolId, number: usize, busy: &mut BTreeSet<PostId>) {
        scene.pay(id, 1.0);
        let mut visitor = self.abroad(scene, number);
        let responding = &mut visitor.practice[Domain::Responsiveness as usize];
        *responding = grid_level(f64::from(*responding) - self.range_loss);
        let lessons = (self.lessons_shown * f64::from(self.weeks)).floor() as usize;
        let places = lessons * self.observers_per_lesson as usize;
        let wave = number as u32 % self.waves;
        let first = self.first_week.max(1) - 1 + wave * self.weeks_between_waves;
        let mut place = 0;
        for from in std::iter::once(id).chain(super::foremost::nearest(scene.world, id, usize::MAX)) {
            if place >= places {
                return;
            }
            let mut here: Vec<Tie> = Vec::new();
            for post in scene.takers(from, self.share_asked) {
                if place >= places || !busy.insert(PostId { school: from, post }) {
                    continue;
                }
                let lesson = place / self.observers_per_lesson as usize;
                let week = first + (lesson as f64 / self.lessons_shown).floor() as u32;
                let week = week.min(scene.world.weeks - 1) as usize;
                if here.last().is_none_or(|tie| tie.agent != week) {
                    let mut tie = Tie::new(scene.origin, Role::Receives, week);
                    tie.experts = vec![visitor];
                    here.push(tie);
                }
                if let Some(tie) = here.last_mut() {
                    tie.participants.push(post);
                }
                place += 1;
            }
            for tie in here {
                scene.world.school_mut(from).received.add(scene.origin);
                scene.tie(from, tie);
            }
        }
    }

    /// Weeks that a trip takes.
    fn trip_weeks(&self) -> u32 {
        (f64::from(self.days_away) / SCHOOL_WEEK).ceil() as u32
    }

    /// The week's lessons watched here or abroad, and what travellers pass on at home.
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        let (Some(&expert), Some(&post)) = (tie.experts.first(), tie.participants.first()) else { return };
        let first = placing.here().first;
        let start = tie.agent as u32;
        if tie.role == Role::Receives {
            if placing.week.week == start {
                let lanes = tie.participants.iter().map(|&post| first + post as usize);
                self.watch(expert, During::Release, lanes, placing);
            }
            return;
        }
        let (trip, lane) = (self.trip_weeks().min(placing.weeks), first + post as usize);
        let Some(week) = placing.week.week.checked_sub(start) else { return };
        if week < trip {
            // The lessons missed at home are covered for the whole trip already.
            for _ in 0..due(self.lessons_watched_away, week, trip) {
                self.watch(expert, During::Lesson, std::iter::once(lane), placing);
            }
            return;
        }
        let hours = self.sharing_hours * f64::from(tie.activity) / SHARING_MEETINGS;
        for _ in 0..due(SHARING_MEETINGS, week - trip, placing.weeks - start - trip) {
            let source = placing.district.teachers.enacted(lane);
            let skill = placing.district.teachers.mentor_skill[lane];
            let (mode, giver) = (Mode::Meeting, Some(lane as u32));
            let during = During::NonContact;
            placing.hold_for_staff(Plan { mode, hours: hours as f32, focus: EVEN, source, skill, whom: Whom::Lane(lane as u32), giver, during });
        }
    }

    /// A lesson is watched and then unpicked with whoever gave it.
    fn watch(
        &self,
        expert: Expert,
        during: During,
        lanes: impl Iterator<Item = usize> + Clone,
        placing: &mut Placing<'_>,
    ) {
        let talk = (self.hours_per_lesson * self.discussion) as f32;
        let hours = self.hours_per_lesson as f32 - talk;
        let (source, skill) = (expert.practice, expert.skill);
        let plan = Plan { mode: Mode::Observation, hours, focus: EVEN, source, skill, whom: expert.whom, giver: None, during };
        placing.agenda.hold(plan, lanes.clone());
        placing.agenda.hold(Plan { mode: Mode::Meeting, hours: talk, ..plan }, lanes);
    }
}

/// Schools that take part, in an order drawn by lot.
fn willing(scene: &Scene<'_>, count: usize) -> Vec<SchoolId> {
    let mut draws = scene.streams.of_year(Purpose::Lot, Place::WORLD, scene.year);
    let mut lots: Vec<(u32, SchoolId)> =
        scene.world.ids().enumerate().map(|(k, id)| (draws.slot(k).word(), id)).collect();
    lots.sort_unstable();
    lots.into_iter().map(|(_, id)| id).filter(|&id| scene.takes_part(id, 0.0)).take(count).collect()
}
