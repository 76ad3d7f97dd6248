//! Phase 3: learning events.
//!
//! In each domain `d` a learner with embedded practice `h_d` moves toward a target
//! `T_d = h_d + φ_m κ_s max(0, source_d − h_d)` by
//! `p_d += (1 − exp(−ρ e_m H f_d c)) max(0, T_d − p_d)`. Where the learner teaches a lesson that was planned with the
//! source, what was learnt before it is rehearsed in it: `h_d += (1 − exp(−ε L f_d)) max(0, p_d − h_d)` with `L` the
//! hours of that lesson. Nobody gets worse by watching a weaker colleague.

use super::{Frame, traced};
use crate::agenda::{Agenda, During, EVEN, Session};
use crate::ledger::{Ledger, Mechanism, Origin};
use crate::model::{Mode, Model};
use crate::units::{DOMAINS, Profile, closing, grid, positive};
use crate::world::{District, Teachers};

/// Applies the week's sessions in the order of placing; sources are as they were when the week began. Returns
/// hours of collaboration a post.
pub fn learn(district: &mut District, school: usize, frame: &Frame<'_>, agenda: &Agenda, ledger: &mut Ledger) -> f64 {
    let here = &district.schools[school];
    let culture = frame.model.culture_learning * f64::from(here.culture);
    let climate = frame.model.climate_receptivity * f64::from(here.climate);
    let ease = libm::expf((culture + climate) as f32);
    let mut collaboration = 0.0;
    for session in &agenda.sessions {
        let hours = hold(district, school, frame, session, agenda, ease, ledger);
        if together(session.mode) {
            collaboration += hours;
        }
    }
    collaboration / district.schools[school].posts as f64
}

/// One session: its learners learn, its hours are counted. Returns the hours delivered.
fn hold(
    district: &mut District,
    school: usize,
    frame: &Frame<'_>,
    session: &Session,
    agenda: &Agenda,
    ease: f32,
    ledger: &mut Ledger,
) -> f64 {
    let traced = ledger.traces(school);
    let first = district.schools[school].first;
    let digital = district.schools[school].digital;
    let (mut learnt, mut embedded) = (0.0, 0.0);
    let (mut planned, mut delivered, mut covered) = (0.0, 0.0, 0.0);
    for &lane in agenda.learners(session) {
        let lane = lane as usize;
        let fit = if session.during == During::NonContact { agenda.fit[lane - first] } else { 1.0 };
        let hours = session.hours * session.delivered * fit;
        // What gets through a video link or a recording depends on the school's readiness.
        let through = if session.by_link || by_screen(session.mode) { digital } else { 1.0 };
        planned += f64::from(session.hours);
        delivered += f64::from(hours);
        if hours <= 0.0 {
            continue;
        }
        if session.during == During::Release {
            district.teachers.covered_hours[lane] += hours;
            covered += f64::from(hours);
        }
        let (p, h) = attend(district, lane, session, frame.model, hours * through, ease);
        learnt += p;
        embedded += h;
        if traced {
            traced::learnt(district, (school, lane), session, frame, hours, (p, h), ledger);
        }
    }
    ledger.book(school, learning(session.mode), session.origin, learnt);
    ledger.book(school, Mechanism::Rehearsal, session.origin, embedded);
    if let Some(policy) = session.origin.index() {
        district.schools[school].owed[policy].add([learnt, embedded]);
    }
    count(district, school, session.origin, [planned, delivered, covered]);
    delivered
}

/// What one learner takes from a session: changes of enacted and embedded quality, exact.
fn attend(district: &mut District, lane: usize, session: &Session, model: &Model, hours: f32, ease: f32) -> (f64, f64) {
    let rates = &model.modes[session.mode as usize];
    let teachers = &mut district.teachers;
    let rate = teachers.readiness[lane] * ease * rates.efficacy as f32 * hours;
    let learner = Learner { lane, source: &session.source, transmits: rates.transmits as f32 * session.skill };
    let course = session.mode.course();
    // Only what was learnt before a lesson is practised in it.
    if course.before == 0.0 || course.lesson == 0.0 {
        return (learner.learn(teachers, shares(rate, &session.focus)) * 0.25, 0.0);
    }
    let before = (course.before / (course.before + course.after)) as f32;
    let mut learnt = learner.learn(teachers, shares(rate * before, &session.focus));
    let practised = model.rehearsal as f32 * hours * course.lesson as f32;
    let embedded = learner.rehearse(teachers, shares(practised, &session.focus));
    learnt += learner.learn(teachers, shares(rate * (1.0 - before), &session.focus));
    (learnt * 0.25, embedded * 0.25)
}

/// Who learns, and from what.
struct Learner<'a> {
    lane: usize,
    source: &'a Profile,
    /// Share of the source's lead that gets across.
    transmits: f32,
}

impl Learner<'_> {
    /// Enacted practice closes shares of the gaps to the target; returns the sum of changes over domains, which may be
    /// too large for `f32` to hold on the grid.
    fn learn(&self, teachers: &mut Teachers, closes: Profile) -> f64 {
        let mut learnt = 0.0;
        for (d, share) in closes.into_iter().enumerate() {
            let (p, h) = (teachers.enacted[d][self.lane], teachers.embedded[d][self.lane]);
            let target = h + self.transmits * positive(self.source[d] - h);
            let change = grid(share * positive(target - p));
            teachers.enacted[d][self.lane] = p + change;
            learnt += f64::from(change);
        }
        learnt
    }

    /// Embedded practice closes shares of the gaps to enacted practice.
    fn rehearse(&self, teachers: &mut Teachers, settles: Profile) -> f64 {
        let mut embedded = 0.0;
        for (d, share) in settles.into_iter().enumerate() {
            let (p, h) = (teachers.enacted[d][self.lane], teachers.embedded[d][self.lane]);
            let change = grid(share * positive(p - h));
            teachers.embedded[d][self.lane] = h + change;
            embedded += f64::from(change);
        }
        embedded
    }
}

/// What share of a gap closes in each domain: `1 − exp(−rate f_d)`.
fn shares(rate: f32, focus: &Profile) -> Profile {
    if *focus == EVEN {
        return [closing(rate * EVEN[0]); DOMAINS];
    }
    focus.map(|weight| closing(rate * weight))
}

fn count(district: &mut District, school: usize, origin: Origin, [planned, delivered, covered]: [f64; 3]) {
    let school = &mut district.schools[school];
    let origin = origin.0 as usize;
    school.planned[origin] += planned;
    school.delivered[origin] += delivered;
    school.covered[origin] += covered;
}

/// Whether a mode builds collaborative culture.
fn together(mode: Mode) -> bool {
    match mode {
        Mode::Observation | Mode::Feedback | Mode::Cycle | Mode::Meeting => true,
        Mode::Workshop | Mode::Lecture | Mode::Remote | Mode::Recorded => false,
    }
}

/// Whether a mode comes through a screen.
fn by_screen(mode: Mode) -> bool {
    matches!(mode, Mode::Remote | Mode::Recorded)
}

/// The mechanism that a mode is booked to.
fn learning(mode: Mode) -> Mechanism {
    match mode {
        Mode::Observation => Mechanism::LearnObservation,
        Mode::Feedback => Mechanism::LearnFeedback,
        Mode::Cycle => Mechanism::LearnCycle,
        Mode::Meeting => Mechanism::LearnMeeting,
        Mode::Workshop => Mechanism::LearnWorkshop,
        Mode::Lecture => Mechanism::LearnLecture,
        Mode::Remote => Mechanism::LearnRemote,
        Mode::Recorded => Mechanism::LearnRecorded,
    }
}
