//! Phase 1b: policies act where a school has ties.

use super::Frame;
use crate::agenda::Agenda;
use crate::policy::Placing;
use crate::world::District;

/// Lets every policy that the school is tied to place its sessions of the week.
#[inline]
pub fn place(district: &mut District, school: usize, frame: &Frame<'_>, agenda: &mut Agenda) {
    if district.ties[school].is_empty() {
        return;
    }
    let mut ties = std::mem::take(&mut district.ties[school]);
    for tie in &mut ties {
        let policy = &frame.policies[tie.origin.0 as usize - 1];
        agenda.begin(tie.origin, policy.code());
        let first = district.schools[school].first;
        agenda.restrict(first, &mut tie.only);
        let mut placing = Placing {
            district,
            school,
            place: frame.place(school),
            week: frame.week,
            weeks: frame.weeks,
            streams: frame.streams,
            model: frame.model,
            setting: frame.setting,
            phase: f64::from(tie.phase),
            agenda,
        };
        policy.act(tie, &mut placing);
        agenda.restrict(first, &mut tie.only);
    }
    district.ties[school] = ties;
}
