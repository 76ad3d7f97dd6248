//! Phase 6: pupils are taught with the practice that is enacted this week.

use crate::units::DOMAINS;
use crate::world::District;
use crate::world::school::LANES;

/// Adds the week's enacted quality to each post's sum of the year.
pub fn teach(district: &mut District, school: usize) {
    let teachers = &mut district.teachers;
    for at in district.schools[school].padded().step_by(LANES) {
        for i in at..at + LANES {
            let practice: f32 = (0..DOMAINS).map(|d| teachers.enacted[d][i]).sum();
            teachers.quality_sum[i] += practice * 0.25;
        }
    }
}
