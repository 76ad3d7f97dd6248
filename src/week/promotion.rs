//! At the end of the year: titles that fell free are given to those who seem best.

use super::Frame;
use crate::rng::Purpose;
use crate::world::{District, Title};

/// Fills the district's quotas of titles from those who hold the title below, by noisy appraisal.
pub fn promote(district: &mut District, frame: &Frame<'_>) {
    let setting = frame.setting;
    let quotas = [setting.middle_share, setting.senior_share, setting.expert_share];
    let filled = district.teachers.filled.iter().filter(|&&f| f).count() as f64;
    let (mut seen, mut words): (Vec<(f64, usize)>, _) = (Vec::new(), Vec::new());
    for school in 0..district.schools.len() {
        let posts = district.schools[school].posts;
        frame.streams.first_words_of_year(Purpose::Appraisal, frame.place(school), frame.week.year, posts, &mut words);
        for (post, lane) in district.schools[school].range().enumerate() {
            if district.teachers.filled[lane] {
                let error = f64::from(words[post].slot().normal()) * frame.model.appraisal_noise;
                let precedence = f64::from(district.schools[school].precedence);
                seen.push((district.teachers.quality(lane) + error + precedence, lane));
            }
        }
    }
    seen.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let titles = &mut district.teachers.title;
    for ((title, least), quota) in Title::LADDER.into_iter().zip(quotas) {
        let held = seen.iter().filter(|&&(_, lane)| titles[lane] >= title).count();
        let free = ((quota * filled).round() as usize).saturating_sub(held);
        let below = Title::LADDER.iter().rev().map(|&(t, _)| t).find(|&t| t < title).unwrap_or(Title::Junior);
        let experience = &district.teachers.experience;
        // Whoever is posted here or stands in waits until the return.
        let posted = &district.teachers.posted;
        let ready = |lane: usize| titles[lane] == below && experience[lane] >= least && !posted[lane];
        let next = seen.iter().filter(|&&(_, lane)| ready(lane));
        let chosen: Vec<usize> = next.take(free).map(|&(_, lane)| lane).collect();
        for lane in chosen {
            titles[lane] = title;
        }
    }
}
