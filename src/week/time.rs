//! Phase 2: what was planned is fitted into the hours that teachers have.

use super::Frame;
use super::usual::{self, Routine};
use crate::agenda::{Agenda, During};
use crate::ledger::Origin;
use crate::rng::Purpose;
use crate::world::{District, LANES, Lanes, Part, add};

/// Decides which sessions take place, and what share of the non-contact hours fits into each post's week.
///
/// Release is bought, so released hours always fit, and so do those in the learner's own lessons. Non-contact hours beyond
/// those left after teaching are cut in proportion: a further programme crowds out the usual meeting as well as itself. A
/// policy's session is also lost now and then to illness, cover and timetable clashes.
///
/// Hours are added up only where they might not fit: in most usual weeks they do, whatever was drawn.
#[inline(always)]
pub fn fit(district: &District, school: usize, frame: &Frame<'_>, routine: &Routine, agenda: &mut Agenda) {
    let (tiles, hours_left) = (district.schools[school].tiles(), frame.setting.hours_left as f32);
    let mut load = std::mem::take(&mut agenda.fit);
    if agenda.sessions.is_empty() && agenda.claimed.is_empty() && routine.fits(hours_left) {
        load.clear();
        load.resize(tiles.len(), [1.0; LANES]);
        agenda.fit = load;
        return;
    }
    deliver(school, frame, agenda);
    usual::ask(district, school, frame, routine, &mut load);
    for session in agenda.sessions.iter().filter(|s| s.delivered > 0.0 && s.during == During::NonContact) {
        for part in agenda.parts(session).iter().copied().chain(session.giver.map(|lane| Part::of(lane as usize))) {
            add(&mut load[part.tile as usize - tiles.start], part.posts, session.hours);
        }
    }
    if agenda.claimed.is_empty() {
        for hours in &mut load {
            shares(hours, hours_left.max(0.0));
        }
    } else {
        for (post, hours) in load.as_flattened_mut().iter_mut().enumerate() {
            // Duties come first; what they leave is for learning.
            let claimed = agenda.claimed.get(post).copied().unwrap_or(0.0);
            *hours = share(*hours, (hours_left - claimed).max(0.0));
        }
    }
    agenda.fit = load;
}

/// Share of the hours asked for that fits into those left.
#[inline(always)]
fn share(hours: f32, left: f32) -> f32 {
    if hours > left { left / hours } else { 1.0 }
}

/// The same for the posts of a tile; a row at a time, on values, becomes a vector operation.
#[inline(always)]
fn shares(hours: &mut Lanes, left: f32) {
    let mut shares = *hours;
    for i in 0..LANES {
        shares[i] = share(shares[i], left);
    }
    *hours = shares;
}

/// Which sessions take place: the usual ones always, those of policies mostly.
#[inline(always)]
fn deliver(school: usize, frame: &Frame<'_>, agenda: &mut Agenda) {
    let takes_place = frame.model.delivery as f32;
    let Agenda { foreseen, sessions, .. } = agenda;
    for session in &mut *sessions {
        session.delivered = 1.0;
    }
    foreseen.first_words(
        frame.streams,
        (Purpose::Delivery, frame.place(school), frame.week.year),
        (frame.week.week, frame.weeks),
        sessions,
        |session| (session.origin != Origin::USUAL).then_some(session.key),
        |session, words| session.delivered = f32::from(u8::from(words.slot().chance(takes_place))),
    );
}
