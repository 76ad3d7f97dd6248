//! Phase 6: pupils are taught with the practice that is enacted this week.

use crate::world::District;
use crate::world::school::LANES;

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
