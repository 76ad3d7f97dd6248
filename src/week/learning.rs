//! Phase 3: learning events.
//!
//! In each domain `d` a learner with embedded practice `h_d` moves toward a target
//! `T_d = h_d + φ_m κ_s max(0, source_d − h_d)` by
//! `p_d += (1 − exp(−ρ e_m H f_d c)) max(0, T_d − p_d)`. Where the learner teaches a lesson that was planned with the
//! source, what was learnt before it is rehearsed in it: `h_d += (1 − exp(−ε L f_d)) max(0, p_d − h_d)` with `L` the
//! hours of that lesson. Nobody gets worse by watching a weaker colleague.

use super::{Frame, traced};
use crate::agenda::{Agenda, During, EVEN, Offer, Round, Session};
use crate::ledger::{Ledger, Mechanism, Origin};
use crate::model::{Mode, Model};
use crate::units::{DOMAINS, Profile, closings, grid, positive};
use crate::world::{District, LANES, Lanes, Tile, total};

/// Applies the week's sessions in the order of placing; sources are as they were when the week began. Returns
/// hours of collaboration a post.
#[inline(always)]
pub fn learn(district: &mut District, school: usize, frame: &Frame<'_>, agenda: &Agenda, ledger: &mut Ledger) -> f64 {
    let here = &district.schools[school];
    let culture = frame.model.culture_learning * f64::from(here.culture);
    let climate = frame.model.climate_receptivity * f64::from(here.climate);
    let ease = libm::expf((culture + climate) as f32);
    let mut collaboration = 0.0;
    for round in agenda.rounds.iter() {
        let sum = take_turns(district, school, frame, round, &agenda.fit, ease, ledger);
        if together(round.mode) {
            collaboration += sum.delivered;
        }
        sum.book(district, school, round.mode, Origin::USUAL, ledger);
    }
    for session in &agenda.sessions {
        let sum = hold(district, school, frame, session, agenda, ease, ledger);
        if together(session.mode) {
            collaboration += sum.delivered;
        }
        sum.book(district, school, session.mode, session.origin, ledger);
    }
    collaboration / district.schools[school].posts as f64
}

/// What a session came to: hours, and changes of enacted and embedded practice summed over domains, exact.
#[derive(Clone, Copy, Default)]
struct Sum {
    planned: f64,
    delivered: f64,
    covered: f64,
    learnt: f64,
    embedded: f64,
}

impl Sum {
    #[inline(always)]
    fn book(&self, district: &mut District, school: usize, mode: Mode, origin: Origin, ledger: &mut Ledger) {
        let (learnt, embedded) = (self.learnt * 0.25, self.embedded * 0.25);
        ledger.book(school, learning(mode), origin, learnt);
        if embedded != 0.0 {
            ledger.book(school, Mechanism::Rehearsal, origin, embedded);
        }
        if let Some(policy) = origin.index() {
            district.schools[school].owed[policy].add([learnt, embedded]);
        }
        let school = &mut district.schools[school];
        let origin = origin.0 as usize;
        school.planned[origin] += self.planned;
        school.delivered[origin] += self.delivered;
        school.covered[origin] += self.covered;
    }
}

/// A round, in one sweep over the school's tiles: each post has one source at most, and sources are as they were when the
/// week began, so that its sessions are as if they were held one after the other.
#[inline(always)]
fn take_turns(
    district: &mut District,
    school: usize,
    frame: &Frame<'_>,
    round: &Round,
    fit: &[f32],
    ease: f32,
    ledger: &mut Ledger,
) -> Sum {
    let rates = Rates::of(round.mode, EVEN, frame.model, ease);
    let first = district.schools[school].first / LANES;
    let (mut planned, mut delivered) = ([0.0f64; LANES], [0.0f64; LANES]);
    let (mut learnt, mut embedded) = ([0.0f64; LANES], 0.0);
    for (number, (offer, fit)) in round.offers.iter().zip(fit.as_chunks::<LANES>().0).enumerate() {
        let (hours, fit, mut held, mut any) = (offer.hours, *fit, Lanes::default(), 0);
        for i in 0..LANES {
            held[i] = hours[i] * fit[i];
            any |= hours[i].to_bits();
        }
        if any == 0 {
            continue;
        }
        let changes = attend(&mut district.teachers.tiles[first + number], offer, &held, &rates);
        for i in 0..LANES {
            planned[i] += f64::from(hours[i]);
            delivered[i] += f64::from(held[i]);
            learnt[i] += changes[0][i];
        }
        if rates.rehearses.is_some() {
            embedded += total(&changes[1]);
        }
        if ledger.traces(school) {
            traced::attended(district, school, (round.mode, first + number), frame, (offer, &held), &changes, ledger);
        }
    }
    Sum { planned: total(&planned), delivered: total(&delivered), learnt: total(&learnt), embedded, covered: 0.0 }
}

/// One session: its learners learn, its hours are counted.
#[inline(always)]
fn hold(
    district: &mut District,
    school: usize,
    frame: &Frame<'_>,
    session: &Session,
    agenda: &Agenda,
    ease: f32,
    ledger: &mut Ledger,
) -> Sum {
    let traced = ledger.traces(school);
    let first = district.schools[school].first;
    // What gets through a video link or a recording depends on the school's readiness.
    let by_screen = session.by_link || matches!(session.mode, Mode::Remote | Mode::Recorded);
    let through = if by_screen { district.schools[school].digital } else { 1.0 };
    let rates = Rates::of(session.mode, session.focus, frame.model, ease);
    let [s0, s1, s2, s3] = session.source.map(|practice| [practice; LANES]);
    let offer = Offer { source: [s0, s1, s2, s3], skill: [session.skill; LANES], ..Offer::default() };
    let mut sum = Sum::default();
    let mut hours_of = |lane: usize, covered_hours: &mut [f32]| {
        let fit = if session.during == During::NonContact { agenda.fit[lane - first] } else { 1.0 };
        let hours = session.hours * session.delivered * fit;
        sum.planned += f64::from(session.hours);
        sum.delivered += f64::from(hours);
        if session.during == During::Release {
            covered_hours[lane] += hours;
            sum.covered += f64::from(hours);
        }
        hours
    };
    let (mut learnt, mut embedded) = (0.0, 0.0);
    let mut waiting = agenda.learners(session);
    while let [lane, rest @ ..] = waiting {
        let lane = *lane as usize;
        let (number, teachers) = (lane / LANES, &mut district.teachers);
        let together = if traced { 0 } else { neighbours(lane as u32, rest) };
        waiting = &rest[together..];
        if together == 0 {
            let hours = hours_of(lane, &mut teachers.covered_hours);
            if hours <= 0.0 {
                continue;
            }
            let [p, h] = attend_alone(&mut teachers.tiles[number], lane % LANES, session, hours * through, &rates);
            learnt += p;
            embedded += h;
            if traced {
                let changes = (p * 0.25, h * 0.25);
                traced::learnt(district, (school, lane), session, frame, hours, changes, ledger);
            }
            continue;
        }
        let mut hours = Lanes::default();
        hours[lane % LANES] = hours_of(lane, &mut teachers.covered_hours) * through;
        for &lane in &rest[..together] {
            hours[lane as usize % LANES] = hours_of(lane as usize, &mut teachers.covered_hours) * through;
        }
        let changes = attend(&mut teachers.tiles[number], &offer, &hours, &rates);
        learnt += total(&changes[0]);
        embedded += total(&changes[1]);
    }
    Sum { learnt, embedded, ..sum }
}

/// How many of those who follow a lane in a list sit in the same tile, in ascending order.
#[inline(always)]
fn neighbours(lane: u32, rest: &[u32]) -> usize {
    let (tile, mut last) = (lane as usize / LANES, lane);
    let ascending = |lane: &&u32| {
        let follows = **lane as usize / LANES == tile && last < **lane;
        last = **lane;
        follows
    };
    rest.iter().take_while(ascending).count()
}

/// At what rates a session teaches.
struct Rates {
    ease: f32,
    efficacy: f32,
    transmits: f32,
    focus: Profile,
    even: bool,
    /// Share of the hours before the learner's lesson, and what an hour rehearses, where what was learnt before a lesson
    /// is practised in it.
    rehearses: Option<(f32, f32)>,
    rehearsal: f32,
}

impl Rates {
    #[inline(always)]
    fn of(mode: Mode, focus: Profile, model: &Model, ease: f32) -> Self {
        let rates = &model.modes[mode as usize];
        let course = mode.course();
        // Only what was learnt before a lesson is practised in it.
        let practised = course.before > 0.0 && course.lesson > 0.0;
        let before = (course.before / (course.before + course.after)) as f32;
        Self {
            ease,
            efficacy: rates.efficacy as f32,
            transmits: rates.transmits as f32,
            focus,
            even: focus == EVEN,
            rehearses: practised.then_some((before, course.lesson as f32)),
            rehearsal: model.rehearsal as f32,
        }
    }

    /// What share of a gap closes in each domain: `1 − exp(−rate f_d)`.
    #[inline(always)]
    fn shares<const N: usize>(&self, rate: &[f32; N]) -> [[f32; N]; DOMAINS] {
        let mut weighted = *rate;
        if self.even {
            for i in 0..N {
                weighted[i] *= EVEN[0];
            }
            return [closings(weighted); DOMAINS];
        }
        let mut shares = [[0.0; N]; DOMAINS];
        for d in 0..DOMAINS {
            for i in 0..N {
                weighted[i] = rate[i] * self.focus[d];
            }
            shares[d] = closings(weighted);
        }
        shares
    }
}

/// Practice of learners side by side, and what they learn from.
struct Learners<'a, const N: usize> {
    enacted: &'a mut [[f32; N]; DOMAINS],
    embedded: &'a mut [[f32; N]; DOMAINS],
    source: &'a [[f32; N]; DOMAINS],
    /// Share of the source's lead that gets across.
    transmits: [f32; N],
}

impl<const N: usize> Learners<'_, N> {
    /// What they take from a session at their rates: changes of enacted and embedded practice, summed over domains.
    #[inline(always)]
    fn attend(&mut self, rate: &[f32; N], hours: &[f32; N], rates: &Rates) -> [[f64; N]; 2] {
        let (mut learnt, mut embedded) = ([0.0; N], [0.0; N]);
        let Some((before, lesson)) = rates.rehearses else {
            self.learn(&rates.shares(rate), &mut learnt);
            return [learnt, embedded];
        };
        let (mut early, mut practised, mut late) = ([0.0; N], [0.0; N], [0.0; N]);
        for i in 0..N {
            early[i] = rate[i] * before;
            practised[i] = rates.rehearsal * hours[i] * lesson;
            late[i] = rate[i] * (1.0 - before);
        }
        self.learn(&rates.shares(&early), &mut learnt);
        self.rehearse(&rates.shares(&practised), &mut embedded);
        self.learn(&rates.shares(&late), &mut learnt);
        [learnt, embedded]
    }

    /// Enacted practice closes shares of the gaps to the target; adds changes over domains, whose sums may be too large
    /// for `f32` to hold on the grid.
    #[inline(always)]
    fn learn(&mut self, closes: &[[f32; N]; DOMAINS], learnt: &mut [f64; N]) {
        // Worked on as values: through the references nothing says that rows do not overlap, and vectors wait on that.
        let (mut enacted, embedded, source) = (*self.enacted, *self.embedded, *self.source);
        let (closes, transmits, mut sums) = (*closes, self.transmits, *learnt);
        for i in 0..N {
            for d in 0..DOMAINS {
                let (p, h) = (enacted[d][i], embedded[d][i]);
                let target = h + transmits[i] * positive(source[d][i] - h);
                let change = grid(closes[d][i] * positive(target - p));
                enacted[d][i] = p + change;
                sums[i] += f64::from(change);
            }
        }
        (*self.enacted, *learnt) = (enacted, sums);
    }

    /// Embedded practice closes shares of the gaps to enacted practice.
    #[inline(always)]
    fn rehearse(&mut self, settles: &[[f32; N]; DOMAINS], embedded: &mut [f64; N]) {
        let (enacted, mut rows, settles, mut sums) = (*self.enacted, *self.embedded, *settles, *embedded);
        for i in 0..N {
            for d in 0..DOMAINS {
                let (p, h) = (enacted[d][i], rows[d][i]);
                let change = grid(settles[d][i] * positive(p - h));
                rows[d][i] = h + change;
                sums[i] += f64::from(change);
            }
        }
        (*self.embedded, *embedded) = (rows, sums);
    }
}

/// What the posts of a tile take from what they are offered, in so many hours; who has none takes nothing.
#[inline(always)]
fn attend(tile: &mut Tile, offer: &Offer, hours: &Lanes, rates: &Rates) -> [[f64; LANES]; 2] {
    let (mut rate, mut transmits) = (tile.readiness, offer.skill);
    for i in 0..LANES {
        rate[i] = rate[i] * rates.ease * rates.efficacy * hours[i];
        transmits[i] *= rates.transmits;
    }
    let (enacted, embedded) = (&mut tile.enacted, &mut tile.embedded);
    Learners { enacted, embedded, source: &offer.source, transmits }.attend(&rate, hours, rates)
}

/// The same for one post of a tile in a session.
#[inline(always)]
fn attend_alone(tile: &mut Tile, i: usize, session: &Session, hours: f32, rates: &Rates) -> [f64; 2] {
    let rate = tile.readiness[i] * rates.ease * rates.efficacy * hours;
    let (mut enacted, mut embedded, mut source) = ([[0.0]; DOMAINS], [[0.0]; DOMAINS], [[0.0]; DOMAINS]);
    for d in 0..DOMAINS {
        enacted[d][0] = tile.enacted[d][i];
        embedded[d][0] = tile.embedded[d][i];
        source[d][0] = session.source[d];
    }
    let transmits = [rates.transmits * session.skill];
    let mut learner = Learners { enacted: &mut enacted, embedded: &mut embedded, source: &source, transmits };
    let [[learnt], [rehearsed]] = learner.attend(&[rate], &[hours], rates);
    for d in 0..DOMAINS {
        tile.enacted[d][i] = enacted[d][0];
        tile.embedded[d][i] = embedded[d][0];
    }
    [learnt, rehearsed]
}

/// Whether a mode builds collaborative culture.
fn together(mode: Mode) -> bool {
    match mode {
        Mode::Observation | Mode::Feedback | Mode::Cycle | Mode::Meeting => true,
        Mode::Workshop | Mode::Lecture | Mode::Remote | Mode::Recorded => false,
    }
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
