//! Phase 6: pupils are taught with the practice that is enacted this week.

use super::Frame;
use crate::agenda::Agenda;
use crate::world::school::LANES;
use crate::world::{Brought, District};

/// Adds the week's enacted quality to each post's sum of the year.
pub fn teach(district: &mut District, school: usize) {
    let lanes = district.schools[school].padded();
    let teachers = &mut district.teachers;
    let [p0, p1, p2, p3] = teachers.enacted.each_ref().map(|p| p[lanes.clone()].as_chunks::<LANES>().0);
    let sums = teachers.quality_sum[lanes.clone()].as_chunks_mut::<LANES>().0;
    for (block, sum) in sums.iter_mut().enumerate() {
        for i in 0..LANES {
            sum[i] += (p0[block][i] + p1[block][i] + p2[block][i] + p3[block][i]) * 0.25;
        }
    }
}

/// Where somebody else teaches a part of a post's lessons, its pupils gain the difference in practice on what gets
/// through and lose as under cover what does not: `s (β g (Q − q) − growth (1 − cover) (1 − g))` over the year's weeks.
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
