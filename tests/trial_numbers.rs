//! Estimates of trials on observations made by hand, against numbers that can be worked out on paper.

#![allow(missing_docs)]

use schoolsim::model::Model;
use schoolsim::rng::Streams;
use schoolsim::trial::conduct::Conducted;
use schoolsim::trial::estimate::{Reading, read};
use schoolsim::trial::roster::{Assignment, Enrolled, Roster};
use schoolsim::trial::rows::Rows;
use schoolsim::trial::seen::{PostSeen, SchoolSeen, Seen};
use schoolsim::trial::{Trial, parse};
use std::path::Path;

const TWO: &str = r#"arms: [(name: "a"), (name: "b")],"#;

fn trial(lines: &str, estimates: &str) -> Trial {
    let text = format!(
        "(study: \"Made up\", setting: England, years: 9, population: Synthetic(phase: Primary, schools: 50, \
         districts: 1, teachers: 10, pupils_per_teacher: 20), {lines} estimates: [{estimates}])"
    );
    parse("made.ron", &text, Path::new("")).unwrap_or_else(|report| panic!("{report}"))
}

/// No error in measured attainment.
fn exact() -> Model {
    Model { result_noise: 0.0, result_school_year: 0.0, ..Model::default() }
}

fn all(trial: &Trial, done: &Conducted) -> Vec<Reading> {
    read(&Rows { trial, done, model: &exact(), streams: Streams::new(3, 0) })
}

fn one(lines: &str, estimate: &str, done: &Conducted) -> Reading {
    all(&trial(lines, &format!("(name: \"one\", {estimate})")), done)[0]
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

/// So many schools with so many posts each, every teacher a target and every school a unit, in arms 0, 1, 0, 1...; ten
/// years in which nothing happens.
fn made(schools: usize, posts: usize) -> Conducted {
    let mut done = Conducted::default();
    let roster = &mut done.roster;
    let mut seen = Seen::default();
    for school in 0..schools {
        roster.places.push((0, school));
        roster.first.push(roster.posts.len());
        roster.recruited.push(true);
        roster.unit_of_school.push(Some(school));
        roster.units.push(Assignment { arm: school % 2, block: school / 2, cluster: school });
        for post in 0..posts {
            roster.posts.push(Enrolled {
                school,
                lane: (0, school * posts + post),
                post,
                team: school,
                year_group: post,
                target: true,
                unit: Some(school),
                role: None,
            });
            // Values without a pattern between schools.
            let quality = f64::from(((school * 7 + post * 5) % 11) as u32) / 10.0;
            let added = quality / 10.0;
            let post =
                PostSeen { filled: true, quality, added, experience: 5.0, years_in_post: 5.0, ..Default::default() };
            seen.posts.push(post);
        }
        let result = f64::from((school * 3 % 7) as u32) / 10.0;
        seen.schools.push(SchoolSeen {
            attainment: vec![result, result + 0.1, result + 0.2],
            pupils: vec![30.0; 3],
            result,
            disadvantage: f64::from(school as u32) / 100.0,
            support: -f64::from(school as u32),
            urban: school < schools / 2,
            ..Default::default()
        });
    }
    roster.first.push(roster.posts.len());
    done.untreated = (0..10).map(|year| aged(&seen, year)).collect();
    done.treated.clone_from(&done.untreated);
    done
}

fn aged(seen: &Seen, year: u32) -> Seen {
    let mut seen = seen.clone();
    for post in &mut seen.posts {
        post.years_in_post += f64::from(year.saturating_sub(1));
        post.experience += f64::from(year.saturating_sub(1));
    }
    seen
}

/// Gives every post of an arm something more in one of the worlds from a year on.
fn shift(done: &mut Conducted, arm: usize, from: usize, by: f64) {
    for year in from..10 {
        for (post, at) in done.roster.posts.iter().zip(&mut done.treated[year].posts) {
            if done.roster.units[post.unit.expect("a unit")].arm == arm {
                at.quality += by;
                at.added += by;
                at.enacted.iter_mut().for_each(|e| *e += by as f32);
            }
        }
        for (school, at) in done.treated[year].schools.iter_mut().enumerate() {
            if school % 2 == arm {
                at.result += by;
                at.attainment.iter_mut().for_each(|a| *a += by);
            }
        }
    }
}

fn sd(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (values.len() as f64 - 1.0)).sqrt()
}

/// Practice at the opening of the posts of an arm.
fn qualities(done: &Conducted, arm: usize) -> Vec<f64> {
    let posts = done.roster.posts.iter().zip(&done.untreated[0].posts);
    posts.filter(|(p, _)| done.roster.units[p.unit.expect("a unit")].arm == arm).map(|(_, s)| s.quality).collect()
}

const EFFECT: &str = r#"of: Effect(arm: "b", against: "a"), at: 1"#;

#[test]
fn a_known_shift_is_the_truth_to_the_last_digit() {
    let mut done = made(8, 4);
    shift(&mut done, 1, 1, 0.25);
    for outcome in ["ValueAdded", "Attainment()", "Result", "Attainment(pupils: Leaving)"] {
        near(one(TWO, &format!("{EFFECT}, outcome: {outcome}"), &done).truth, 0.25);
    }
    // Without errors of measurement the difference of means is what is found.
    let found = one(&format!("analysis: Difference, {TWO}"), &format!("{EFFECT}, outcome: Result"), &done);
    let before = |arm: usize| (0..4).map(|k| done.untreated[0].schools[2 * k + arm].result).sum::<f64>() / 4.0;
    near(found.found, 0.25 + before(1) - before(0));
    assert!(found.se > 0.0);
    // What both arms get is nobody's effect.
    shift(&mut done, 0, 1, 0.25);
    near(one(TWO, &format!("{EFFECT}, outcome: ValueAdded"), &done).truth, 0.0);
}

#[test]
fn scores_are_told_in_the_sd_of_the_arm_compared_with_and_shrink_with_reliability() {
    let mut done = made(8, 6);
    shift(&mut done, 1, 1, 0.3);
    let unit = sd(&qualities(&done, 0));
    let practice =
        |r: f64, more: &str| one(TWO, &format!("{EFFECT}, outcome: Practice(reliability: {r:?}){more}"), &done);
    near(practice(1.0, "").truth, 0.3 / unit);
    near(practice(0.64, "").truth, 0.3 / unit * 0.8);
    near(practice(0.25, "").truth, 0.3 / unit * 0.5);
    let other = r#"of: Effect(arm: "a", against: "b"), at: 1, outcome: Practice(reliability: 1)"#;
    near(one(TWO, other, &done).truth, -0.3 / sd(&qualities(&done, 1)));
    // A part of the teachers is told in the SD of all.
    near(practice(1.0, ", among: LowerHalf").truth, 0.3 / unit);
    let found = one(
        &format!("analysis: DifferenceInDifferences, {TWO}"),
        &format!("{EFFECT}, outcome: Practice(reliability: 1), among: LowerHalf"),
        &done,
    );
    near(found.found, 0.3 / unit);
}

#[test]
fn a_rubric_shows_as_much_noise_as_its_reliability_says() {
    let done = made(400, 6);
    let one = |r: f64| -> Vec<f64> {
        let trial = trial(TWO, &format!("(name: \"one\", {EFFECT}, outcome: Practice(reliability: {r:?}))"));
        let rows = Rows { trial: &trial, done: &done, model: &exact(), streams: Streams::new(3, 0) };
        let estimate = &trial.estimates[0];
        let rows = rows.rows(estimate, estimate.outcome.as_ref().expect("an outcome"));
        assert_eq!(rows.len(), 2400);
        rows.iter().map(|r| r.measured).collect()
    };
    let share = sd(&one(1.0)).powi(2) / sd(&one(0.6)).powi(2);
    assert!((share - 0.6).abs() < 0.05, "{share}");
}

#[test]
fn differences_in_differences_take_gaps_and_trends_away() {
    let mut done = made(10, 3);
    // Arm 1 starts higher and everybody rises.
    for (year, (untreated, treated)) in done.untreated.iter_mut().zip(&mut done.treated).enumerate() {
        for seen in [untreated, treated] {
            for (school, at) in seen.schools.iter_mut().enumerate() {
                at.result += 0.5 * f64::from((school % 2) as u32) + if year > 0 { 0.2 } else { 0.0 };
            }
        }
    }
    shift(&mut done, 1, 1, 0.1);
    let estimate = format!("{EFFECT}, outcome: Result");
    near(one(&format!("analysis: DifferenceInDifferences, {TWO}"), &estimate, &done).found, 0.1);
    // So does a regression on the value before, where it has a slope of one.
    near(one(TWO, &estimate, &done).found, 0.1);
    let plain = one(&format!("analysis: Difference, {TWO}"), &estimate, &done);
    assert!((plain.found - 0.1).abs() > 0.3, "{plain:?}");
    near(plain.truth, 0.1);
}

#[test]
fn a_regression_takes_the_blocks_away() {
    let mut done = made(8, 3);
    for seen in done.treated.iter_mut().chain(&mut done.untreated) {
        for (school, at) in seen.schools.iter_mut().enumerate() {
            // Each pair of schools has a level of its own, known only after the start.
            at.leavers = f64::from((school / 2 * 2) as u32) + 1.0;
        }
    }
    done.treated[1].schools.iter_mut().enumerate().for_each(|(s, at)| at.leavers -= f64::from((s % 2) as u32));
    let reading = one(TWO, &format!("{EFFECT}, outcome: Leaving"), &done);
    near(reading.found, -1.0 / 3.0);
    near(reading.truth, -1.0 / 3.0);
    assert!(reading.se < 1e-6, "{reading:?}");
}

#[test]
fn contrasts_join_found_with_found_and_truth_with_truth() {
    let mut done = made(8, 3);
    shift(&mut done, 1, 1, 0.2);
    shift(&mut done, 1, 2, 0.3);
    let at = |name: &str, at: u32| {
        format!(r#"(name: "{name}", of: Effect(arm: "b", against: "a"), outcome: ValueAdded, at: {at}),"#)
    };
    let joined = r#"(name: "r", of: Ratio("x", "y")), (name: "d", of: Difference("x", "y")),
        (name: "p", of: Product("x", "y")), (name: "s", of: Sum("r", "d"))"#;
    let trial = trial(TWO, &format!("{}{}{joined}", at("x", 1), at("y", 2)));
    let r = all(&trial, &done);
    near(r[2].truth, 0.2 / 0.5);
    near(r[3].truth, -0.3);
    near(r[4].truth, 0.1);
    near(r[5].truth, 0.4 - 0.3);
    near(r[2].found, r[0].found / r[1].found);
    near(r[3].found, r[0].found - r[1].found);
    near(r[4].found, r[0].found * r[1].found);
    assert!(r[2].se.is_nan());
}

#[test]
fn spreads_are_as_worked_out_by_hand() {
    let mut done = made(2, 3);
    let values = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0];
    done.treated[1].posts.iter_mut().zip(values).for_each(|(p, v)| p.added = v);
    let spread = |b: &str| one("", &format!("of: Spread({b}), outcome: ValueAdded, at: 1"), &done).truth;
    near(spread("All"), (34.0_f64 / 5.0).sqrt());
    near(spread("WithinSchools"), (10.0_f64 / 4.0).sqrt());
    near(spread("Schools"), 8.0_f64.sqrt());
    near(spread("ShareWithin"), 2.5 / 6.8);
}

#[test]
fn slopes_and_correlations_are_those_of_least_squares() {
    let mut done = made(4, 2);
    let results = [0.5, 0.1, 0.4, 0.0];
    done.treated[1].schools.iter_mut().zip(results).for_each(|(s, r)| s.result = r);
    let of = |what: &str| one("", &format!("of: {what}, outcome: Result, at: 1"), &done).truth;
    // Disadvantage is 0, 1, 2, 3 points: Sxy = -0.6, Sxx = 5, Syy = 0.17.
    near(of("Slope(Disadvantage)"), -0.6 / 5.0);
    near(of("Correlation(Disadvantage)"), -0.6 / (5.0_f64 * 0.17).sqrt());
    // On the year before: results were 0, 0.3, 0.6, 0.2.
    let (x, y) = ([0.0, 0.3, 0.6, 0.2], results);
    let (mx, my) = (0.275, 0.25);
    let xy: f64 = x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum();
    let xx: f64 = x.iter().map(|x| (x - mx) * (x - mx)).sum();
    near(of("Slope(YearBefore)"), xy / xx);
}

#[test]
fn a_slope_on_the_year_before_is_of_teachers_who_were_there() {
    let mut done = made(3, 2);
    let (first, second) = ([1.0, 2.0, 3.0, 4.0, 5.0, 9.0], [2.0, 4.0, 6.0, 8.0, 10.0, 0.0]);
    done.treated[1].posts.iter_mut().zip(first).for_each(|(p, v)| p.added = v);
    done.treated[2].posts.iter_mut().zip(second).for_each(|(p, v)| p.added = v);
    done.treated[2].posts[5].years_in_post = 0.0;
    let estimate = "of: Slope(YearBefore), outcome: ValueAdded, whom: Present, at: 2";
    near(one("", estimate, &done).truth, 2.0);
}

#[test]
fn the_change_of_peers_is_that_of_the_others_in_the_team() {
    let mut done = made(3, 3);
    // In the first school the second teacher rises by 0.6, the others stay; each gains 0.1 per SD of the change.
    let added: Vec<f64> = done.treated[1].posts.iter().map(|p| p.added).collect();
    done.treated[2].posts.iter_mut().zip(&added).for_each(|(p, a)| p.added = *a);
    done.treated[2].posts[1].added += 0.6;
    let unit = sd(&done.treated[2].posts.iter().map(|p| p.added).collect::<Vec<_>>());
    // Gains: 0, 0.6, 0 and six zeros; change of peers: 0.3, 0, 0.3 over the unit and six zeros.
    let (x, y) = ([0.3 / unit, 0.0, 0.3 / unit], [0.0, 0.6, 0.0]);
    let (mx, my) = (x.iter().sum::<f64>() / 9.0, 0.6 / 9.0);
    let xy: f64 = x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>() - 9.0 * mx * my;
    let xx: f64 = x.iter().map(|x| x * x).sum::<f64>() - 9.0 * mx * mx;
    near(one("", "of: Slope(PeerChange), outcome: ValueAddedGain, at: 2", &done).truth, xy / xx);
}

#[test]
fn former_pupils_are_found_further_up_the_school() {
    let mut done = made(4, 3);
    // The first teacher of each school has the youngest year group; it is the unit.
    for school in 0..4 {
        done.roster.posts.iter_mut().filter(|p| p.school == school).for_each(|p| {
            p.target = p.post == 0;
            p.unit = (p.post == 0).then_some(school);
        });
    }
    for (year, seen) in done.treated.iter_mut().enumerate().skip(1) {
        for school in [1, 3] {
            if year <= 3 {
                seen.schools[school].attainment[year - 1] += 0.1 * f64::from(4 - year as u32);
            }
        }
    }
    let former = |at: u32| {
        let of = r#"of: Effect(arm: "b", against: "a"), outcome: Attainment(pupils: Former)"#;
        one(&format!("unit: YearGroup, {TWO}"), &format!("{of}, at: {at}"), &done).truth
    };
    near(former(1), 0.3);
    near(former(2), 0.2);
    near(former(3), 0.1);
    assert!(former(4).is_nan(), "they have left");
    let group = r#"of: Effect(arm: "b", against: "a"), outcome: Attainment(), at: 2"#;
    near(one(&format!("unit: YearGroup, {TWO}"), group, &done).truth, 0.0);
}

#[test]
fn pupils_who_are_followed_leave_out_those_who_entered_later() {
    let mut done = made(4, 3);
    for (year, seen) in done.treated.iter_mut().enumerate() {
        seen.schools.iter_mut().for_each(|s| s.attainment = vec![1.0, 2.0, 3.0 + f64::from(year as u32)]);
        seen.schools.iter_mut().for_each(|s| s.pupils = vec![10.0, 20.0, 30.0]);
    }
    done.untreated.clone_from(&done.treated);
    let mean = |pupils: &str, at: u32| {
        let estimate = format!("of: Mean(), outcome: Attainment(pupils: {pupils}), at: {at}");
        one("", &estimate, &done).truth
    };
    near(mean("Followed", 1), (10.0 + 40.0 + 120.0) / 60.0);
    near(mean("Followed", 2), (40.0 + 150.0) / 50.0);
    near(mean("Followed", 3), 6.0);
    assert!(mean("Followed", 4).is_nan());
    near(mean("All", 4), (10.0 + 40.0 + 210.0) / 60.0);
    near(mean("Leaving", 4), 7.0);
}

#[test]
fn who_left_is_missing_and_counts_as_not_staying() {
    let mut done = made(4, 5);
    for year in 2..10 {
        // The first teacher of the first school was replaced at the end of year 1, by somebody much better.
        let post = &mut done.treated[year].posts[0];
        (post.years_in_post, post.quality) = (f64::from(year as u32) - 2.0, 50.0);
        post.added = f64::from(year as u32);
        // The second post of that school is vacant.
        done.treated[year].posts[1].filled = false;
    }
    done.untreated.clone_from(&done.treated);
    let mean = |lines: &str| one("", &format!("of: Mean(), {lines}"), &done).truth;
    near(mean("outcome: Retention, at: 2"), 18.0 / 20.0);
    near(mean("outcome: Retention, at: 9"), 18.0 / 20.0);
    assert!(mean("outcome: Practice(), at: 2") < 1.0);
    let sum: f64 = done.untreated[0].posts[2..].iter().map(|p| p.quality).sum();
    near(mean("outcome: Practice(), whom: Present, at: 2"), (sum + 50.0) / 19.0);
    // A change is never one from the leaver to the successor.
    let gains = |whom: &str| one("", &format!("of: Spread(All), outcome: ValueAddedGain, whom: {whom}, at: 2"), &done);
    near(gains("Present").truth, gains("Staff").truth);
    // Whose post is vacant at the opening was never there.
    done.untreated.iter_mut().chain(&mut done.treated).for_each(|s| s.posts[7].filled = false);
    near(one("", "of: Mean(), outcome: Retention, at: 2", &done).truth, 17.0 / 19.0);
}

#[test]
fn losses_are_by_lot_and_for_good() {
    let done = made(300, 4);
    let subjects = |at: u32, outcome: &str| -> Vec<usize> {
        let trial = trial(
            &format!("attrition: 0.3, {TWO}"),
            &format!("(name: \"one\", of: Mean(), outcome: {outcome}, at: {at})"),
        );
        let rows = Rows { trial: &trial, done: &done, model: &exact(), streams: Streams::new(8, 1) };
        let estimate = &trial.estimates[0];
        rows.rows(estimate, estimate.outcome.as_ref().expect("an outcome")).iter().map(|r| r.subject).collect()
    };
    assert_eq!(subjects(0, "Practice()").len(), 1200);
    let (first, last) = (subjects(1, "Practice()"), subjects(7, "Practice()"));
    assert_eq!(first, last);
    assert_eq!(first, subjects(1, "ValueAdded"));
    let share = first.len() as f64 / 1200.0;
    assert!((share - 0.7).abs() < 4.0 * (0.21_f64 / 1200.0).sqrt(), "{share}");
    let in_one = first.iter().filter(|&&p| done.roster.posts[p].school % 2 == 1).count() as f64 / first.len() as f64;
    assert!((in_one - 0.5).abs() < 0.06, "{in_one}");
    let schools = subjects(1, "Result").len() as f64 / 300.0;
    assert!((schools - 0.7).abs() < 4.0 * (0.21_f64 / 300.0).sqrt(), "{schools}");
}

#[test]
fn what_is_not_there_is_not_a_number_and_no_panic() {
    let mut done = made(6, 3);
    shift(&mut done, 1, 1, 0.1);
    for among in ["Experience(80, 90)", "Generation(3)", "Support(0.0, 0.01)", "YearsInPost(60, 70)"] {
        for of in [r#"Effect(arm: "b", against: "a")"#, "Mean()", "Spread(ShareWithin)", "Slope(PeerChange)"] {
            let reading = one(TWO, &format!("of: {of}, outcome: ValueAdded, among: {among}, at: 1"), &done);
            assert!(reading.truth.is_nan() && !reading.found.is_finite(), "{among} {of} {reading:?}");
        }
    }
    // All alike: there is no SD to tell an effect in.
    done.treated.iter_mut().chain(&mut done.untreated).for_each(|s| s.posts.iter_mut().for_each(|p| p.quality = 1.0));
    let reading = one(TWO, &format!("{EFFECT}, outcome: Practice()"), &done);
    assert!(reading.truth.is_nan() && reading.found.is_nan());
    // Nobody at all.
    let nobody =
        Conducted { untreated: vec![Seen::default(); 10], treated: vec![Seen::default(); 10], ..Conducted::default() };
    let empty = Conducted { roster: Roster { first: vec![0], ..Roster::default() }, ..nobody };
    for outcome in ["ValueAdded", "Practice()", "Attainment()", "Leaving", "Result"] {
        assert!(one(TWO, &format!("{EFFECT}, outcome: {outcome}"), &empty).truth.is_nan());
        assert!(one(TWO, &format!("of: Mean(), at: 1, outcome: {outcome}"), &empty).truth.is_nan());
    }
}

#[test]
fn halves_and_bands_split_the_sample() {
    let done = made(10, 5);
    let count = |outcome: &str, among: &str| {
        let trial = trial(TWO, &format!("(name: \"one\", of: Mean(), outcome: {outcome}, among: {among}, at: 1)"));
        let rows = Rows { trial: &trial, done: &done, model: &exact(), streams: Streams::new(8, 1) };
        rows.rows(&trial.estimates[0], trial.estimates[0].outcome.as_ref().expect("an outcome")).len()
    };
    for outcome in ["Practice()", "Result"] {
        let (low, high) = (count(outcome, "LowerHalf"), count(outcome, "UpperHalf"));
        assert_eq!(low + high, count(outcome, "All"));
        assert!(low > 0 && low <= high, "{low} {high}");
        let bands = [("0.0", "0.3"), ("0.3", "0.7"), ("0.7", "1.0")];
        let of = |kind: &str| bands.map(|(a, b)| count(outcome, &format!("{kind}({a}, {b})")));
        let each = count(outcome, "All") / 10;
        assert_eq!(of("Disadvantage"), [3 * each, 4 * each, 3 * each]);
        assert_eq!(of("Support"), [3 * each, 4 * each, 3 * each]);
        assert_eq!(count(outcome, "Urban") + count(outcome, "Rural"), 10 * each);
    }
    // The band with the least support is that of the last schools.
    let least = one("", "of: Mean(), outcome: Result, among: Support(0.0, 0.2), at: 1", &done).truth;
    near(least, f64::midpoint(done.untreated[0].schools[8].result, done.untreated[0].schools[9].result));
}
