//! The turn of the year for teachers: who leaves, who moves, who comes, a year more of experience, and titles.

use super::Given;
use super::books::Books;
use super::numbers::{APPRAISAL, HIRING, LEAVING, MOVING, Words, level};
use super::state::{District, Teacher};
use schoolsim::decision::Rule;
use schoolsim::ledger::{Mechanism, Origin};
use schoolsim::model::Model;
use schoolsim::world::Title;

/// Teachers leave teaching by experience, sooner where the climate is poor; those posted elsewhere stay. Returns
/// leavers by school.
pub fn leave(district: &mut District, given: &Given<'_>, books: &mut Books) -> Vec<u32> {
    let setting = given.frame.setting;
    let mut leavers = Vec::new();
    for number in 0..district.schools.len() {
        let here = &district.schools[number].data;
        let calls = -given.frame.model.leave_climate * f64::from(here.climate) - f64::from(here.stays);
        let factor = match given.frame.model.decisions.teachers_leave {
            Rule::Choice => libm::exp(calls),
            Rule::Fixed => 1.0,
        };
        let mut left = 0;
        for post in 0..district.schools[number].posts.len() {
            let Some(teacher) = &district.schools[number].posts[post].holder else { continue };
            let usual = match teacher.experience {
                years if years < 1.0 => setting.leave_novice,
                years if years < 5.0 => setting.leave_early,
                years if years < 30.0 => setting.leave_later,
                _ => setting.leave_senior,
            };
            let odds = usual / (1.0 - usual).max(1e-9) * factor;
            let chance = (odds / (1.0 + odds)) as f32;
            if !teacher.posted && given.slot_of_year(LEAVING, number, post).chance(chance) {
                depart(district, number, post, given, books);
                left += 1;
            }
        }
        leavers.push(left);
    }
    leavers
}

/// Somebody who would like another post.
struct Mover {
    /// How good the schools that might take them see them.
    seen: f64,
    school: usize,
    post: usize,
}

/// Vacancies are filled, those of the most attractive school first: from movers of less attractive schools, the best
/// seen first, else from outside.
pub fn hire(district: &mut District, given: &Given<'_>, books: &mut Books) {
    let by_lot = given.frame.model.decisions.teachers_apply == Rule::Fixed;
    let ranked = by_attraction(district);
    let ranks = ranks(&ranked);
    let mut movers = movers(district, &ranks, by_lot, given);
    for &number in ranked.iter().rev() {
        for post in 0..district.schools[number].posts.len() {
            if district.schools[number].posts[post].holder.is_some() {
                continue;
            }
            let would = |m: &Mover| if by_lot { m.school != number } else { ranks[m.school] < ranks[number] };
            if let Some(at) = movers.iter().position(would) {
                let mover = movers.remove(at);
                let (mut teacher, owed) = depart(district, mover.school, mover.post, given, books);
                teacher.experience += 1.0;
                arrive(district, number, post, teacher, &owed, given, books);
            } else if let Some(teacher) = applicant(district, number, post, ranks[number], given) {
                arrive(district, number, post, teacher, &[], given, books);
            }
        }
    }
}

/// Schools by how attractive they are, the least first; of two alike the one that stands first in the district.
fn by_attraction(district: &District) -> Vec<usize> {
    let appeal = |number: &usize| {
        let here = &district.schools[*number].data;
        f64::from(here.climate) * 0.25 - f64::from(here.disadvantage) * 4.0 + f64::from(here.appeal)
    };
    let mut order: Vec<usize> = (0..district.schools.len()).collect();
    order.sort_by(|a, b| appeal(a).total_cmp(&appeal(b)));
    order
}

/// From 0 for the least attractive to 1 for the most; one school alone stands in the middle.
fn ranks(order: &[usize]) -> Vec<f64> {
    let mut ranks = vec![0.5; order.len()];
    if order.len() > 1 {
        for (rank, &number) in order.iter().enumerate() {
            ranks[number] = rank as f64 / (order.len() - 1) as f64;
        }
    }
    ranks
}

/// Who would like another post, the best seen first.
fn movers(district: &District, ranks: &[f64], by_lot: bool, given: &Given<'_>) -> Vec<Mover> {
    let model = given.frame.model;
    let mut movers = Vec::new();
    for (school, here) in district.schools.iter().enumerate() {
        let keen = if by_lot { 1.0 } else { 1.0 + model.move_appeal * (0.5 - ranks[school]) };
        for (post, teacher) in here.posts.iter().enumerate() {
            let Some(teacher) = teacher.holder.as_ref().filter(|teacher| !teacher.posted) else { continue };
            let mut words = given.slot_of_year(MOVING, school, post);
            if words.chance((given.frame.setting.move_rate * keen) as f32) {
                let seen = teacher.quality() + words.normal() * model.appraisal_noise;
                movers.push(Mover { seen, school, post });
            }
        }
    }
    movers.sort_by(|a, b| b.seen.total_cmp(&a.seen));
    movers
}

/// Who seems best of those who apply from outside, if the post is filled at all.
fn applicant(district: &District, number: usize, post: usize, rank: f64, given: &Given<'_>) -> Option<Teacher> {
    let model = given.frame.model;
    let posts = district.schools[number].posts.len();
    let mut words = given.slot_of_year(HIRING, number, post);
    let filled = model.hire_fill + (1.0 - model.hire_fill) * (2.0 * rank - 1.0);
    if !words.chance(filled.clamp(0.0, 1.0) as f32) {
        return None;
    }
    let further = model.hire_choice * rank;
    let one_more = words.chance((further - further.floor()) as f32);
    let candidates = 1 + further.floor() as usize + usize::from(one_more);
    let mut best: Option<(f64, Teacher)> = None;
    for candidate in 1..=candidates {
        let mut words = given.slot_of_year(HIRING, number, posts * candidate + post);
        let error = words.normal() * model.appraisal_noise;
        let experienced = words.chance(model.hire_experienced as f32);
        let years = if experienced { 1.0 + 19.0 * words.uniform() } else { 0.0 };
        let teacher = somebody(model, years, &mut words);
        let seen = teacher.embedded_quality() + error;
        if best.as_ref().is_none_or(|(highest, _)| seen > *highest) {
            best = Some((seen, teacher));
        }
    }
    best.map(|(_, teacher)| teacher)
}

/// A teacher with so many years of experience: quality of mean 0 and SD 1 less what the years and the system lack, in
/// four domains that correlate by `domain_link`.
fn somebody(model: &Model, experience: f32, words: &mut Words) -> Teacher {
    let link = model.domain_link;
    let (common, own) = if link > 0.0 {
        let common = 1.0 / (1.0 + (1.0 - link) / (4.0 * link)).sqrt();
        (common, common * ((1.0 - link) / link).sqrt())
    } else {
        (0.0, 2.0)
    };
    let shared = words.normal();
    let lacks = model.novice_gap * libm::exp(-f64::from(experience) / model.experience_years) - model.local_practice;
    let practice: [f32; 4] = std::array::from_fn(|_| level(common * shared + own * words.normal() - lacks));
    let receptivity = libm::exp(model.receptivity_sd * words.normal()) as f32;
    let motivation = words.normal() as f32;
    let mentor_skill = model.mentor_skill + model.mentor_skill_sd * words.normal();
    Teacher {
        enacted: practice,
        embedded: practice,
        experience,
        receptivity,
        motivation,
        mentor_skill: mentor_skill.clamp(0.0, 1.0) as f32,
        ..Teacher::default()
    }
}

/// A teacher goes, with an even share of what of the school's practice is owed to each policy.
fn depart(
    district: &mut District,
    number: usize,
    post: usize,
    given: &Given<'_>,
    books: &mut Books,
) -> (Teacher, Vec<[f64; 2]>) {
    let school = &mut district.schools[number];
    let filled = school.filled();
    let teacher = school.posts[post].holder.take().expect("somebody who can go");
    books.book(number, Mechanism::Departure, Origin::USUAL, -teacher.quality());
    books.book(number, Mechanism::EmbeddedDeparture, Origin::USUAL, -teacher.embedded_quality());
    let mut along = Vec::new();
    for (policy, owed) in school.owed.iter_mut().enumerate().take(given.policies()) {
        let taken = owed.take_share(filled);
        books.owe(number, Mechanism::Departure, Origin::policy(policy), -taken[0]);
        books.owe(number, Mechanism::EmbeddedDeparture, Origin::policy(policy), -taken[1]);
        along.push(taken);
    }
    (teacher, along)
}

/// A teacher comes, with what is owed to policies; those with experience lose some practice in the new post, and
/// mentors have yet to get to know them.
fn arrive(
    district: &mut District,
    number: usize,
    post: usize,
    mut teacher: Teacher,
    along: &[[f64; 2]],
    given: &Given<'_>,
    books: &mut Books,
) {
    let school = &mut district.schools[number];
    // The coming year is the first in this post.
    teacher.years_in_post = -1.0;
    teacher.posted = false;
    (teacher.growth, teacher.readiness) = (0.0, 0.0);
    books.book(number, Mechanism::Arrival, Origin::USUAL, teacher.quality());
    books.book(number, Mechanism::EmbeddedArrival, Origin::USUAL, teacher.embedded_quality());
    for (policy, brought) in along.iter().enumerate() {
        school.owed[policy].enacted += brought[0];
        school.owed[policy].embedded += brought[1];
        books.owe(number, Mechanism::Arrival, Origin::policy(policy), brought[0]);
        books.owe(number, Mechanism::EmbeddedArrival, Origin::policy(policy), brought[1]);
    }
    if teacher.experience > 0.0 {
        let encouraged = school.posts[post].encouraged;
        let lost = teacher.enter_post(encouraged, given.frame.model, given.frame.weeks);
        books.book(number, Mechanism::NewPost, Origin::USUAL, lost);
    }
    school.posts[post].holder = Some(teacher);
    for tie in &mut school.ties {
        if post < tie.visits.len() {
            tie.visits[post] = 0;
        }
    }
}

/// A year passes for all but those who have just come.
pub fn grow_older(district: &mut District, given: &Given<'_>) {
    for post in district.schools.iter_mut().flat_map(|school| &mut school.posts) {
        let encouraged = post.encouraged;
        if let Some(teacher) = &mut post.holder {
            if teacher.years_in_post >= 0.0 {
                teacher.experience += 1.0;
            }
            teacher.years_in_post += 1.0;
            teacher.refresh(encouraged, given.frame.model, given.frame.weeks);
        }
    }
}

/// Titles that fell free go to those who seem best of those with the title below and the years for it.
pub fn promote(district: &mut District, given: &Given<'_>) {
    let setting = given.frame.setting;
    let mut seen: Vec<(f64, usize, usize)> = Vec::new();
    for (number, school) in district.schools.iter().enumerate() {
        for (post, teacher) in school.posts.iter().enumerate() {
            if let Some(teacher) = &teacher.holder {
                let error = given.slot_of_year(APPRAISAL, number, post).normal() * given.frame.model.appraisal_noise;
                seen.push((teacher.quality() + error + f64::from(school.data.precedence), number, post));
            }
        }
    }
    seen.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (below, title, years, quota) in [
        (Title::Junior, Title::Middle, 5.0, setting.middle_share),
        (Title::Middle, Title::Senior, 12.0, setting.senior_share),
        (Title::Senior, Title::Expert, 20.0, setting.expert_share),
    ] {
        let places = (quota * seen.len() as f64).round() as usize;
        let held = |&&(_, school, post): &&(f64, usize, usize)| {
            district.schools[school].posts[post].holder.as_ref().is_some_and(|teacher| teacher.title >= title)
        };
        let mut free = places.saturating_sub(seen.iter().filter(held).count());
        for &(_, school, post) in &seen {
            let Some(teacher) = &mut district.schools[school].posts[post].holder else { continue };
            if free > 0 && teacher.title == below && teacher.experience >= years && !teacher.posted {
                teacher.title = title;
                free -= 1;
            }
        }
    }
}
