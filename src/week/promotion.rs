//! At the end of the year: titles that fell free are given to those who seem best.

use super::Frame;
use crate::rng::{Purpose, SchoolSlot};
use crate::world::{District, Title};

/// Fills the district's quotas of titles from those who hold the title below, by noisy appraisal.
pub fn promote(district: &mut District, frame: &Frame<'_>) {
    let free = free(district, frame);
    if free == [0; Title::LADDER.len()] {
        return;
    }
    let mut ready = appraise(district, frame);
    let (titles, experience) = (&mut district.teachers.title, &district.teachers.experience);
    for (step, ((title, _), free)) in Title::LADDER.into_iter().zip(free).enumerate() {
        let chosen = &mut ready[step];
        // The best so many, in any order.
        if free < chosen.len() {
            chosen.select_nth_unstable_by(free, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            chosen.truncate(free);
        }
        for (seen, lane) in std::mem::take(chosen) {
            titles[lane] = title;
            // Who is old enough may rise another step at once.
            if next(title).is_some_and(|(_, least)| experience[lane] >= least) {
                ready[step + 1].push((seen, lane));
            }
        }
    }
}

/// How many of each title of the ladder the district may give. An empty post has no title.
fn free(district: &District, frame: &Frame<'_>) -> [usize; Title::LADDER.len()] {
    let setting = frame.setting;
    let filled = district.teachers.filled.iter().filter(|&&f| f).count() as f64;
    let mut free = [setting.middle_share, setting.senior_share, setting.expert_share]
        .map(|quota| (quota * filled).round() as usize);
    for (free, (title, _)) in free.iter_mut().zip(Title::LADDER) {
        let held = district.teachers.title.iter().filter(|&&held| held >= title).count();
        *free = free.saturating_sub(held);
    }
    free
}

/// The title above one, if there is any, with the years of experience without which it is not given.
fn next(title: Title) -> Option<(Title, f32)> {
    Title::LADDER.get(title as usize).copied()
}

/// Lanes of those who might get a title, with what is seen of them, by the step of the ladder that they are ready for.
/// Whoever is posted here or stands in waits until the return.
fn appraise(district: &District, frame: &Frame<'_>) -> [Vec<(f64, usize)>; Title::LADDER.len()] {
    let teachers = &district.teachers;
    let posts = teachers.filled.len();
    let (mut slots, mut lanes) = (Vec::with_capacity(posts), Vec::with_capacity(posts));
    for (number, school) in district.schools.iter().enumerate() {
        for (post, lane) in school.range().enumerate() {
            let old = next(teachers.title[lane]).is_some_and(|(_, least)| teachers.experience[lane] >= least);
            if old && teachers.filled[lane] && !teachers.posted[lane] {
                slots.push(SchoolSlot { school: number as u32, slot: post as u32 });
                lanes.push(lane);
            }
        }
    }
    let mut normals = Vec::with_capacity(slots.len());
    frame.streams.normals_of_schools(Purpose::Appraisal, frame.district, frame.week.year, &slots, &mut normals);
    let mut ready = Title::LADDER.map(|_| Vec::with_capacity(slots.len()));
    for ((lane, at), normal) in lanes.into_iter().zip(slots).zip(normals) {
        let error = f64::from(normal) * frame.model.appraisal_noise;
        let precedence = f64::from(district.schools[at.school as usize].precedence);
        ready[teachers.title[lane] as usize].push((teachers.quality(lane) + error + precedence, lane));
    }
    ready
}
