//! Phase 2: what was planned is fitted into the hours that teachers have.

use super::Frame;
use crate::agenda::{Agenda, During};
use crate::ledger::Origin;
use crate::rng::Purpose;
use crate::world::District;

/// Decides which sessions take place, and what share of the non-contact hours fits into each post's week.
///
/// Release is bought, so released hours always fit, and so do those in the learner's own lessons. Non-contact hours beyond those left after teaching are cut in
/// proportion: a further programme crowds out the usual meeting as well as itself. A policy's session is also
/// lost now and then to illness, cover and timetable clashes.
pub fn fit(district: &mut District, school: usize, frame: &Frame<'_>, agenda: &mut Agenda) {
    let here = &district.schools[school];
    let (first, posts) = (here.first, here.posts);
    let takes_place = frame.model.delivery as f32;
    let mut draws = None;
    for session in &mut agenda.sessions {
        session.delivered = 1.0;
        if session.origin != Origin::USUAL {
            let draws =
                draws.get_or_insert_with(|| frame.streams.at(Purpose::Delivery, frame.place(school), frame.week));
            session.delivered = f32::from(u8::from(draws.slot(session.key as usize).chance(takes_place)));
        }
    }
    let mut load = std::mem::take(&mut agenda.fit);
    load.clear();
    load.resize(posts, 0.0);
    for session in agenda.sessions.iter().filter(|s| s.delivered > 0.0 && s.during == During::NonContact) {
        for &lane in agenda.learners(session) {
            load[lane as usize - first] += session.hours;
        }
        if let Some(giver) = session.giver {
            load[giver as usize - first] += session.hours;
        }
    }
    for (post, hours) in load.iter_mut().enumerate() {
        // Duties come first; what they leave is for learning.
        let claimed = agenda.claimed.get(post).copied().unwrap_or(0.0);
        let left = (frame.setting.hours_left as f32 - claimed).max(0.0);
        *hours = if *hours > left { left / *hours } else { 1.0 };
    }
    agenda.fit = load;
}
