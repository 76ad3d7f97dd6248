//! Is what is told of effects after the support stopped what other programs compute, and does it hang on what it should?

mod evaluation;
mod example;

use evaluation::{arm, fixture, near, numbers, record, school};
use example::{run, scenario};
use schoolsim::experiment::outcomes::{Standing, observe};
use schoolsim::experiment::persistence::{persistence, stopped};
use schoolsim::policy::{EntrustedManagement, Policy, TeachingResearchGroups};
use schoolsim::rows::PersistenceRow;
use schoolsim::scenario::Scenario;
use schoolsim::statistics::lasting::half_life;

fn mentors(to_year: u32) -> Policy {
    Policy::EntrustedManagement(EntrustedManagement {
        to_year: Some(to_year),
        share_of_schools: 0.3,
        ..Default::default()
    })
}

/// The rows of an arm whose support stops with year 1, of which each replicate has the effects given by year.
fn rows_of(effects: &[Vec<f64>], sets: &[u32]) -> Vec<PersistenceRow> {
    let years = effects[0].len() as u32 - 1;
    let world = Scenario { years, ..scenario(vec![("Mentors", vec![mentors(1)])]) };
    let standing = Standing { urban: vec![true], county: vec![0], disadvantage: vec![0.1] };
    let observed: Vec<_> = effects
        .iter()
        .map(|course| {
            let of = |effect: f64| vec![school(effect, 0.0)];
            let nothing = course.iter().map(|_| of(0.0)).collect();
            observe(&standing, &record(nothing, arm(course.iter().map(|e| of(*e)).collect(), &[true], &[false])))
        })
        .collect();
    let all: Vec<_> = observed.iter().map(Vec::as_slice).collect();
    let rows = persistence("r", &world.systems[0], years, sets, &all);
    rows.into_iter().filter(|r| r.outcome == "attainment" && r.group == "all").collect()
}

#[test]
fn shares_and_their_error_are_those_of_another_program() {
    let f = fixture();
    let (top, bottom) = (numbers(&f["top"]), numbers(&f["bottom"]));
    let sets: Vec<u32> = numbers(&f["sets"]).into_iter().map(|s| s as u32).collect();
    let effects: Vec<Vec<f64>> = top.iter().zip(&bottom).map(|(t, b)| vec![0.0, *b, *t]).collect();
    let rows = rows_of(&effects, &sets);
    assert_eq!(rows.iter().map(|r| (r.stopped, r.year, r.years_after)).collect::<Vec<_>>(), [(1, 1, 0), (1, 2, 1)]);
    let of = |name: &str| f[name].as_f64().expect("a number");
    assert!(near(rows[1].share, of("ratio"), 1e-6) && near(rows[1].share_se, of("ratio_se"), 1e-6), "{:?}", rows[1]);
    assert!(near(rows[1].share_low, of("ratio_low"), 1e-5) && near(rows[1].share_high, of("ratio_high"), 1e-5));
    assert_eq!((rows[0].share, rows[0].share_se, rows[0].at_stop), (1.0, 0.0, "up"));
}

#[test]
fn half_lives_are_those_of_another_program_and_of_the_closed_form() {
    let f = fixture();
    assert!(near(half_life(&numbers(&f["course"])), f["half_life"].as_f64().expect("a number"), 1e-9));
    for (rate, sign) in [(0.2, 1.0), (0.5, -1.0)] {
        let course = |size: f64| -> Vec<f64> {
            let left = |t: i32| sign * size * (-rate * f64::from(t)).exp();
            std::iter::once(0.0).chain((0..8).map(left)).collect()
        };
        let effects: Vec<Vec<f64>> = (0..6).map(|r| course(0.4 + 0.02 * f64::from(r))).collect();
        let rows = rows_of(&effects, &[0, 0, 1, 1, 2, 2]);
        let exact = std::f64::consts::LN_2 / rate;
        for row in &rows {
            assert!(near(row.half_life.expect("reached"), exact, 1e-4), "{row:?}");
            // All replicates fall alike, so that no resample differs.
            assert!(near(row.half_life_low.expect("reached"), exact, 1e-4));
            assert!(near(row.half_life_high.expect("reached"), exact, 1e-4));
        }
        assert!(near(rows[3].share, (-3.0 * rate).exp(), 1e-6) && rows[3].share_se < 1e-6);
    }
}

#[test]
fn what_is_not_reached_not_detectable_or_without_interval_is_no_number() {
    let growing = rows_of(&[vec![0.0, 0.2, 0.25], vec![0.0, 0.3, 0.3], vec![0.0, 0.25, 0.3]], &[0, 1, 2]);
    assert_eq!((growing[0].half_life, growing[0].half_life_low, growing[0].half_life_high), (None, None, None));
    assert!(growing[1].share > 1.0);
    let unclear = rows_of(&[vec![0.0, 0.2, 0.1], vec![0.0, -0.2, 0.1], vec![0.0, 0.05, 0.1]], &[0, 1, 2]);
    assert!(unclear.iter().all(|r| r.at_stop == "not detectable" && r.share.is_nan()));
    assert!(unclear[0].half_life.is_some_and(f64::is_nan));
    let one = rows_of(&[vec![0.0, 0.2, 0.1]], &[0]);
    assert!(one.iter().all(|r| r.at_stop == "no interval" && r.share.is_nan()));
}

#[test]
fn the_support_stops_with_its_last_policy_and_only_before_the_horizon() {
    let groups = |to_year| Policy::TeachingResearchGroups(TeachingResearchGroups { to_year, ..Default::default() });
    assert_eq!(stopped(&[mentors(2), groups(Some(4))], 6), Some(4));
    assert_eq!(stopped(&[mentors(2), groups(None)], 6), None);
    assert_eq!(stopped(&[mentors(2), groups(Some(6))], 6), None);
    assert_eq!(stopped(&[], 6), None);
    let world = Scenario { years: 2, ..scenario(vec![("Mentors", vec![mentors(1)]), ("Kept", vec![groups(None)])]) };
    let results = run(&world, 0);
    assert!(results.persistence.iter().all(|r| r.arm == "Mentors") && !results.persistence.is_empty());
}

/// Half of enacted practice is left the sooner, the faster practice reverts. Where it reverts so fast that hardly more
/// than what is embedded is there when the support stops, there is nothing left to revert: that is beyond this range.
#[test]
fn the_faster_practice_reverts_the_shorter_half_of_it_lasts() {
    let of = |reversion: f64| {
        let mut world = Scenario { years: 7, ..scenario(vec![("Mentors", vec![mentors(1)])]) };
        world.systems[0].parameters = vec![("reversion".to_owned(), reversion)];
        let rows = run(&world, 0).persistence;
        let own: Vec<_> = rows.into_iter().filter(|r| r.outcome == "enacted_practice" && r.group == "all").collect();
        assert_eq!(own[0].at_stop, "up");
        (own[0].half_life.unwrap_or(f64::INFINITY), own[1].share)
    };
    let [slow, usual, fast] = [0.005, 0.02, 0.06].map(of);
    assert!(slow.0 > usual.0 && usual.0 > fast.0, "{slow:?} {usual:?} {fast:?}");
    assert!(slow.1 > usual.1 && usual.1 > fast.1, "{slow:?} {usual:?} {fast:?}");
}
