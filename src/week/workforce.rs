//! After the assessment: who leaves, who moves, who is hired, and a year more of experience for all.

use super::{Frame, traced};
use crate::decision::Rule;
use crate::ledger::{Ledger, Mechanism, Origin};
use crate::lineage::{PostId, SchoolId, What};
use crate::model::Model;
use crate::rng::{Draws, Purpose};
use crate::setting::Setting;
use crate::world::teacher::Teacher;
use crate::world::{District, School};

/// Yearly chance of leaving teaching by completed years of experience, before the school's climate.
pub fn hazard(setting: &Setting, experience: f64) -> f64 {
    stages(setting)[stage(experience)]
}

/// Stage of the career by completed years of experience.
fn stage(experience: f64) -> usize {
    [1.0, 5.0, 30.0].iter().map(|&begins| usize::from(experience >= begins)).sum()
}

/// Yearly chance of leaving teaching by stage of the career.
fn stages(setting: &Setting) -> [f64; 4] {
    [setting.leave_novice, setting.leave_early, setting.leave_later, setting.leave_senior]
}

/// Teachers leave teaching; those posted elsewhere stay until they are home. Returns leavers by school.
pub fn leave(district: &mut District, frame: &Frame<'_>, ledger: &mut Ledger) -> Vec<u32> {
    let mut leavers = vec![0; district.schools.len()];
    let mut words = Vec::new();
    for (school, left) in leavers.iter_mut().enumerate() {
        let posts = district.schools[school].posts;
        frame.streams.first_words_of_year(Purpose::Leaving, frame.place(school), frame.week.year, 0..posts, &mut words);
        let here = &district.schools[school];
        let factor = match frame.model.decisions.teachers_leave {
            Rule::Choice => libm::exp(-frame.model.leave_climate * f64::from(here.climate) - f64::from(here.stays)),
            Rule::Fixed => 1.0,
        };
        // The same for all of a stage of the career, of which there are few.
        let chances = stages(frame.setting).map(|base| {
            let odds = base / (1.0 - base).max(1e-9) * factor;
            (odds / (1.0 + odds)) as f32
        });
        for (words, lane) in words.iter().zip(here.range()) {
            if !district.teachers.filled[lane] || district.teachers.posted[lane] {
                continue;
            }
            if words.slot().chance(chances[stage(f64::from(district.teachers.experience[lane]))]) {
                depart(district, (school, lane), What::Left, frame, ledger);
                *left += 1;
            }
        }
    }
    leavers
}

/// Fills vacancies, the most attractive schools first: from teachers who want to move up, else from outside.
pub fn hire(district: &mut District, frame: &Frame<'_>, ledger: &mut Ledger) {
    let ranks = attraction(district);
    let by_lot = frame.model.decisions.teachers_apply == Rule::Fixed;
    let mut movers = movers(district, &ranks, frame);
    let mut order: Vec<usize> = (0..district.schools.len()).collect();
    order.sort_unstable_by(|&a, &b| ranks[b].total_cmp(&ranks[a]).then(a.cmp(&b)));
    for school in order {
        for (post, lane) in district.schools[school].range().enumerate() {
            if district.teachers.filled[lane] {
                continue;
            }
            // Those who move leave a vacancy at a less attractive school, which is dealt with later.
            let better = |&(_, from, _): &(f64, usize, usize)| by_lot && from != school || ranks[from] < ranks[school];
            if let Some(at) = movers.iter().position(better) {
                let (_, from, from_lane) = movers.remove(at);
                let left = PostId {
                    school: SchoolId { district: frame.district as u32, school: from as u32 },
                    post: (from_lane - district.schools[from].first) as u32,
                };
                let (mut teacher, owed) = depart(district, (from, from_lane), What::MovedAway, frame, ledger);
                teacher.experience += 1.0;
                arrive(district, (school, post), (teacher, &owed), What::MovedIn { from: left }, frame, ledger);
            } else if let Some(teacher) = applicant(district, school, post, ranks[school], frame) {
                arrive(district, (school, post), (teacher, &[]), What::Hired, frame, ledger);
            }
        }
    }
}

/// A year passes: experience, and what follows from it.
pub fn grow_older(district: &mut District, frame: &Frame<'_>) {
    for school in 0..district.schools.len() {
        for lane in district.schools[school].range() {
            if district.teachers.filled[lane] {
                // New arrivals were put in with the year that they start with still to come.
                district.teachers.experience[lane] += f32::from(u8::from(district.teachers.years_in_post[lane] >= 0.0));
                district.teachers.years_in_post[lane] += 1.0;
            }
        }
    }
    district.refresh_all(frame.model, frame.weeks);
}

/// How attractive each school is, from 0 to 1 by rank in the district: less disadvantage, better climate, rewards.
fn attraction(district: &District) -> Vec<f64> {
    let appeal = |(s, school): (usize, &School)| {
        let appeal = f64::from(school.climate) * 0.25 - f64::from(school.disadvantage) * 4.0 + f64::from(school.appeal);
        (appeal, s)
    };
    let mut order: Vec<(f64, usize)> = district.schools.iter().enumerate().map(appeal).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut ranks = vec![0.5; order.len()];
    if order.len() > 1 {
        for (rank, &(_, school)) in order.iter().enumerate() {
            ranks[school] = rank as f64 / (order.len() - 1) as f64;
        }
    }
    ranks
}

/// Teachers who would like another school, as the schools that might take them see them, best first:
/// `(seen quality, school, lane)`.
fn movers(district: &District, ranks: &[f64], frame: &Frame<'_>) -> Vec<(f64, usize, usize)> {
    let (mut movers, mut words) = (Vec::new(), Vec::new());
    for (school, rank) in ranks.iter().enumerate() {
        let posts = district.schools[school].posts;
        frame.streams.first_words_of_year(Purpose::Moving, frame.place(school), frame.week.year, 0..posts, &mut words);
        // Linear in rank, so that the rate over all schools stays what it is in the setting.
        let keen = match frame.model.decisions.teachers_apply {
            Rule::Choice => 1.0 + frame.model.move_appeal * (0.5 - rank),
            Rule::Fixed => 1.0,
        };
        let (teachers, chance) = (&district.teachers, (frame.setting.move_rate * keen) as f32);
        for (words, lane) in words.iter().zip(district.schools[school].range()) {
            if !teachers.filled[lane] || teachers.posted[lane] {
                continue;
            }
            let mut slot = words.slot();
            if slot.chance(chance) {
                let error = f64::from(slot.normal()) * frame.model.appraisal_noise;
                movers.push((teachers.quality(lane) + error, school, lane));
            }
        }
    }
    movers.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
    movers
}

/// The applicant from outside who seems best, if the post is filled at all. Attractive schools see more.
fn applicant(district: &District, school: usize, post: usize, rank: f64, frame: &Frame<'_>) -> Option<Teacher> {
    let model = frame.model;
    let mut draws = frame.streams.of_year(Purpose::Hiring, frame.place(school), frame.week.year);
    let posts = district.schools[school].posts;
    let mut first = draws.slot(post);
    let filled = model.hire_fill + (1.0 - model.hire_fill) * (2.0 * rank - 1.0);
    if !first.chance(filled.clamp(0.0, 1.0) as f32) {
        return None;
    }
    let further = model.hire_choice * rank;
    let candidates = 1 + further.floor() as usize + usize::from(first.chance(further.fract() as f32));
    let mut best: Option<(f64, Teacher)> = None;
    for number in 0..candidates {
        let (seen, teacher) = candidate(model, &mut draws, posts * (1 + number) + post);
        if best.as_ref().is_none_or(|(highest, _)| seen > *highest) {
            best = Some((seen, teacher));
        }
    }
    best.map(|(_, teacher)| teacher)
}

/// Somebody who applies from outside: a beginner or a teacher with experience; and how good they seem.
fn candidate(model: &Model, draws: &mut Draws, slot: usize) -> (f64, Teacher) {
    let mut slot = draws.slot(slot);
    let seen_with_error = f64::from(slot.normal()) * model.appraisal_noise;
    let experienced = slot.chance(model.hire_experienced as f32);
    let experience = if experienced { 1.0 + 19.0 * slot.uniform() } else { 0.0 };
    let teacher = Teacher::draw(model, 0.0, 1.0, experience, &mut slot);
    let quality = teacher.embedded.iter().map(|&h| f64::from(h)).sum::<f64>() * 0.25;
    (quality + seen_with_error, teacher)
}

/// Takes a teacher out of a post and books it; returns what of the school's owed practice went along.
fn depart(
    district: &mut District,
    (school, lane): (usize, usize),
    what: What,
    frame: &Frame<'_>,
    ledger: &mut Ledger,
) -> (Teacher, Vec<[f64; 2]>) {
    let teachers = &district.teachers;
    let gone = [-teachers.quality(lane), -teachers.embedded_quality(lane)];
    ledger.book(school, Mechanism::Departure, Origin::USUAL, gone[0]);
    ledger.book(school, Mechanism::EmbeddedDeparture, Origin::USUAL, gone[1]);
    ledger.note(traced::at(district, school, lane, frame.weeks + 1), what, Origin::USUAL, gone);
    let owed = district.take_share(school, frame.policies.len());
    for (policy, taken) in owed.iter().enumerate() {
        let origin = Origin::policy(policy);
        ledger.owe(school, Mechanism::Departure, origin, -taken[0]);
        ledger.owe(school, Mechanism::EmbeddedDeparture, origin, -taken[1]);
    }
    (district.teachers.take(lane), owed)
}

/// Puts a teacher into a post and books it, with what is owed to policies of what comes along; those with experience lose
/// some practice in the new post.
fn arrive(
    district: &mut District,
    (school, post): (usize, usize),
    (teacher, owed): (Teacher, &[[f64; 2]]),
    what: What,
    frame: &Frame<'_>,
    ledger: &mut Ledger,
) {
    let lane = district.schools[school].first + post;
    let new_post = teacher.experience > 0.0;
    district.teachers.put(lane, teacher);
    // The coming year is the first in this post.
    district.teachers.years_in_post[lane] = -1.0;
    let come = [district.teachers.quality(lane), district.teachers.embedded_quality(lane)];
    ledger.book(school, Mechanism::Arrival, Origin::USUAL, come[0]);
    ledger.book(school, Mechanism::EmbeddedArrival, Origin::USUAL, come[1]);
    for (policy, &brought) in owed.iter().enumerate() {
        let origin = Origin::policy(policy);
        district.schools[school].owed[policy].add(brought);
        ledger.owe(school, Mechanism::Arrival, origin, brought[0]);
        ledger.owe(school, Mechanism::EmbeddedArrival, origin, brought[1]);
    }
    let at = traced::at(district, school, lane, frame.weeks + 1);
    ledger.note(at, what, Origin::USUAL, come);
    if new_post {
        let lost = district.enter_post(lane, frame.model, frame.weeks);
        ledger.book(school, Mechanism::NewPost, Origin::USUAL, lost);
        ledger.note(at, What::NewPost, Origin::USUAL, [lost, 0.0]);
    }
    district.forget(school, post);
}
