//! At the end of the year: titles that fell free are given to those who seem best.

use super::Frame;
use crate::rng::{Purpose, SchoolSlot, Words};
use crate::world::{District, Title};

/// Fills the district's quotas of titles from those who hold the title below, by noisy appraisal.
pub fn promote(district: &mut District, frame: &Frame<'_>) {
    let free = free(district, frame);
    if free == [0; Title::LADDER.len()] {
        return;
    }
    let seen = appraise(district, frame);
    let (titles, experience) = (&mut district.teachers.title, &district.teachers.experience);
    for ((title, least), free) in Title::LADDER.into_iter().zip(free) {
        let ready = |lane: usize| next(titles[lane]) == Some(title) && experience[lane] >= least;
        let mut chosen: Vec<(f64, usize)> = seen.iter().copied().filter(|&(_, lane)| ready(lane)).collect();
        // The best so many, in any order.
        if free < chosen.len() {
            chosen.select_nth_unstable_by(free, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            chosen.truncate(free);
        }
        for (_, lane) in chosen {
            titles[lane] = title;
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

/// The title above one, if there is any.
fn next(title: Title) -> Option<Title> {
    Title::LADDER.get(title as usize).map(|&(next, _)| next)
}

/// Lanes of those who might get a title, with what is seen of them. Whoever is posted here or stands in waits until the
/// return.
fn appraise(district: &District, frame: &Frame<'_>) -> Vec<(f64, usize)> {
    let teachers = &district.teachers;
    let (mut slots, mut lanes): (Vec<SchoolSlot>, Vec<usize>) = (Vec::new(), Vec::new());
    for (number, school) in district.schools.iter().enumerate() {
        for (post, lane) in school.range().enumerate() {
            let title = Title::LADDER.get(teachers.title[lane] as usize);
            let old = title.is_some_and(|&(_, least)| teachers.experience[lane] >= least);
            if old && teachers.filled[lane] && !teachers.posted[lane] {
                slots.push(SchoolSlot { school: number as u32, slot: post as u32 });
                lanes.push(lane);
            }
        }
    }
    let mut words: Vec<Words> = Vec::new();
    frame.streams.first_words_of_schools(Purpose::Appraisal, frame.district, frame.week.year, &slots, &mut words);
    let seen = |((lane, at), words): ((usize, SchoolSlot), Words)| {
        let error = f64::from(words.slot().normal()) * frame.model.appraisal_noise;
        let precedence = f64::from(district.schools[at.school as usize].precedence);
        (teachers.quality(lane) + error + precedence, lane)
    };
    lanes.into_iter().zip(slots).zip(words).map(seen).collect()
}
