//! Phase 6: pupils are taught with the practice that is enacted this week.

use super::Frame;
use crate::agenda::Agenda;
use crate::world::{Brought, District, LANES};

/// Adds the week's enacted quality to each post's sum of the year.
#[inline(always)]
pub fn teach(district: &mut District, school: usize) {
    for tile in &mut district.teachers.tiles[district.schools[school].tiles()] {
        // A compiler that sees how tiles follow one another takes two at a time, place by place, at several times the
        // cost.
        let tile = std::hint::black_box(tile);
        let ([p0, p1, p2, p3], mut sums) = (tile.enacted, tile.quality_sum);
        for i in 0..LANES {
            sums[i] += (p0[i] + p1[i] + p2[i] + p3[i]) * 0.25;
        }
        tile.quality_sum = sums;
    }
}

/// Where somebody else teaches a part of a post's lessons, its pupils gain the difference in practice on what gets
/// through and lose as under cover what does not: `s (β g (Q − q) − growth (1 − cover) (1 − g))` over the year's weeks.
#[inline(always)]
pub fn teach_elsewhere(district: &mut District, school: usize, frame: &Frame<'_>, agenda: &Agenda) {
    let model = frame.model;
    for lesson in &agenda.elsewhere {
        let lane = lesson.lane as usize;
        let own = if district.teachers.filled[lane] { district.teachers.quality(lane) } else { model.cover_practice };
        let through = f64::from(lesson.through);
        let gain = model.slope * through * (f64::from(lesson.quality) - own);
        let loss = model.annual_growth * (1.0 - model.cover_value) * (1.0 - through);
        let amount = f64::from(lesson.share) * (gain - loss) / f64::from(frame.weeks);
        let (lane, origin, mechanism) = (lesson.lane, lesson.origin, lesson.mechanism);
        district.bring(school, Brought { lane, origin, mechanism, amount });
    }
}
