//! What happens: the week and the end of the year, one file a phase.

#![doc = include_str!("odd.md")]

pub mod conditions;
pub mod usual;
pub mod acts;
pub mod time;
pub mod drift;
pub(crate) mod traced;
pub mod learning;
pub mod climate;
pub mod teaching;
pub mod assessment;
pub mod workforce;
pub mod promotion;
pub mod intake;

use crate::agenda::Agenda;
use crate::ledger::Ledger;
use crate::model::Model;
use crate::policy::Policy;
use crate::rng::{Place, Purpose, SchoolSlot, Streams, Words};
use crate::setting::Setting;
use crate::units::Week;
use crate::vectors::widest;
use crate::world::District;
use std::cell::RefCell;
use std::ops::Range;
use usual::Routine;

/// What a district's year needs to know and does not change.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// Random numbers of the replicate.
    pub streams: &'a Streams,
    /// Parameters of the mechanisms.
    pub model: &'a Model,
    /// The system's setting.
    pub setting: &'a Setting,
    /// Policies of the arm.
    pub policies: &'a [Policy],
    /// Mean quality that attainment is normed at.
    pub reference: f64,
    /// Teaching weeks in the year.
    pub weeks: u32,
    /// The district's number.
    pub district: usize,
    /// The week.
    pub week: Week,
}

impl Frame<'_> {
    /// Where a school's random numbers belong.
    pub fn place(&self, school: usize) -> Place {
        Place::school(self.district, school)
    }

    /// The first words of the year's slot 0 at each of some schools.
    fn first_words(&self, purpose: Purpose, schools: Range<usize>) -> Vec<Words> {
        let slots: Vec<SchoolSlot> = schools.map(|school| SchoolSlot { school: school as u32, slot: 0 }).collect();
        let mut words = Vec::new();
        self.streams.first_words_of_schools(purpose, self.district, self.week.year, &slots, &mut words);
        words
    }
}

/// Schools that live through their weeks side by side: as many as a vector holds values of 64 bits. What one of them waits
/// for, others do meanwhile.
pub const ABREAST: usize = 8;

/// Where the weeks of one of the schools side by side are worked out. Reused from school to school.
#[derive(Clone, Debug, Default)]
struct Desk {
    routine: Routine,
    agenda: Agenda,
}

thread_local! {
    /// Where a thread works out the weeks of a district. Reused from district to district and from year to year; grows to
    /// the largest week and then allocates nothing.
    static DESKS: RefCell<[Desk; ABREAST]> = RefCell::default();
}

/// One week of some schools, in this order.
#[inline(always)]
fn week(district: &mut District, schools: Range<usize>, frame: &Frame<'_>, desks: &mut [Desk], ledger: &mut Ledger) {
    let conditions = conditions::of(&district.schools[schools.clone()], frame.model);
    for ((school, Desk { routine, agenda }), conditions) in schools.zip(desks).zip(&conditions) {
        agenda.clear();
        usual::place(district, school, frame, routine, agenda);
        acts::place(district, school, frame, agenda);
        time::fit(district, school, frame, routine, agenda);
        let collaboration = learning::learn(district, school, frame, conditions, agenda, ledger);
        if ledger.traces(school) {
            traced::drift(district, school, frame, conditions, agenda, ledger);
        } else {
            drift::drift(district, school, frame, conditions, agenda);
        }
        climate::settle(district, school, frame, conditions, collaboration);
        teaching::teach(district, school);
        teaching::teach_elsewhere(district, school, frame, agenda);
    }
}

/// Books what a school's weeks came to and was not booked yet.
fn close(district: &mut District, school: usize, agenda: &mut Agenda, ledger: &mut Ledger) {
    learning::close(district, school, agenda, ledger);
    drift::close(school, agenda, ledger);
}

/// The teaching weeks of a year in one district. Schools exchange nothing within the year.
pub fn year(district: &mut District, frame: &Frame<'_>, ledger: &mut Ledger) {
    DESKS.with_borrow_mut(|desks| at_desks(district, frame, desks, ledger));
}

fn at_desks(district: &mut District, frame: &Frame<'_>, desks: &mut [Desk; ABREAST], ledger: &mut Ledger) {
    // What is traced is noted school by school.
    let abreast = if ledger.trace.is_some() { 1 } else { ABREAST };
    let all = 0..district.schools.len();
    for first in all.clone().step_by(abreast) {
        let schools = first..all.end.min(first + abreast);
        for (school, Desk { routine, agenda }) in schools.clone().zip(&mut *desks) {
            routine.prepare(district, school, frame, 0..frame.weeks, agenda);
        }
        widest(
            #[inline(always)]
            || {
                for week in 0..frame.weeks {
                    let week = Week { year: frame.week.year, week };
                    self::week(district, schools.clone(), &Frame { week, ..*frame }, desks, ledger);
                }
            },
        );
        for (school, Desk { agenda, .. }) in schools.zip(&mut *desks) {
            close(district, school, agenda, ledger);
        }
    }
}

/// One week of one school alone, as in [`year`].
pub fn step(district: &mut District, school: usize, frame: &Frame<'_>, agenda: &mut Agenda, ledger: &mut Ledger) {
    let mut desk = Desk { routine: Routine::default(), agenda: std::mem::take(agenda) };
    desk.routine.prepare(district, school, frame, frame.week.week..frame.week.week + 1, &mut desk.agenda);
    week(district, school..school + 1, frame, std::slice::from_mut(&mut desk), ledger);
    *agenda = desk.agenda;
    close(district, school, agenda, ledger);
}

/// After the last week: pupils are assessed.
pub fn assess(district: &mut District, frame: &Frame<'_>, ledger: &mut Ledger) {
    assessment::assess(district, 0..district.schools.len(), frame, ledger);
    for school in 0..district.schools.len() {
        traced::end(district, school, frame, ledger);
    }
}

/// After the assessment, in this order: leaving, moving and hiring, another year of experience, promotion, and
/// the cohorts move up. Returns how many left teaching, by school.
pub fn turn_of_year(district: &mut District, frame: &Frame<'_>, ledger: &mut Ledger) -> Vec<u32> {
    let leavers = workforce::leave(district, frame, ledger);
    workforce::hire(district, frame, ledger);
    workforce::grow_older(district, frame);
    let titles = traced::titles(district, ledger);
    promotion::promote(district, frame);
    traced::promoted(district, titles, frame, ledger);
    intake::move_up(district, 0..district.schools.len(), frame, ledger);
    leavers
}
