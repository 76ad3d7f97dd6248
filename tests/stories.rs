//! Do the stories of the source documents come out of their scenarios, with the sources' own numbers?
//!
//! Each runs as it is built in, with fewer replicates and sometimes fewer years or schools, so that all end soon.

#![allow(missing_docs)]

mod example;

use example::run;
use schoolsim::experiment::Results;
use schoolsim::scenario::examples::find;
use schoolsim::scenario::{ParameterSets, Population, Scenario, parse};
use std::path::Path;

/// A built-in scenario with some replicates.
fn story(name: &str, replicates: u32) -> Scenario {
    let text = find(name).unwrap_or_else(|| panic!("{name} is built in")).text;
    let scenario = parse(name, text, Path::new(".")).unwrap_or_else(|report| panic!("{report}"));
    // The stories are told of the mechanics, whatever the sample of parameter sets says.
    Scenario { replicates, parameter_sets: ParameterSets::Defaults, ..scenario }
}

/// Mean difference from doing nothing.
fn effect(results: &Results, system: Option<&str>, arm: &str, year: u32, group: &str, outcome: &str) -> f64 {
    let row = results.summary.iter().find(|r| {
        let place = (r.year, r.group, r.outcome, r.measure) == (year, group, outcome, "difference");
        place && r.arm == arm && system.is_none_or(|s| r.system == s)
    });
    row.unwrap_or_else(|| panic!("no {outcome} of {arm} in year {year}")).mean
}

/// Sum over the years of a column of the costs of an arm's policies.
fn cost(results: &Results, arm: &str, of: fn(&schoolsim::rows::CostRow) -> f64) -> f64 {
    results.costs.iter().filter(|r| r.arm == arm && r.policy != "usual").map(of).sum()
}

#[test]
fn story_1_what_was_planned_together_stays_and_what_was_advised_goes() {
    let results = run(&story("entrusted-management", 4), 0);
    let lead = |arm, year| effect(&results, None, arm, year, "receiving", "enacted_practice");
    let kept = |arm| lead(arm, 6) / lead(arm, 4);
    assert!(lead("Sitting in", 4) > 0.03, "advice works while it lasts: {}", lead("Sitting in", 4));
    assert!(kept("Sitting in") < 0.45, "{}", kept("Sitting in"));
    assert!(kept("Planning together") > kept("Sitting in") + 0.15, "{}", kept("Planning together"));
    let attainment = |arm| effect(&results, None, arm, 10, "receiving", "attainment");
    assert!(attainment("Planning together") > attainment("Ended on the first judgement"));
}

#[test]
fn story_2_new_schools_cost_their_pupils_and_mentors_make_up_for_some_of_it() {
    let results = run(&story("new-schools", 4), 0);
    let attainment = |arm, year| effect(&results, None, arm, year, "all", "attainment");
    assert!(attainment("New schools", 3) < -0.01, "{}", attainment("New schools", 3));
    assert!(attainment("New schools, mentored", 10) > attainment("New schools", 10) + 0.003);
    assert!(attainment("Whole new districts", 10) < 0.0);
}

#[test]
fn story_3_eleven_groups_hold_the_whole_district() {
    let scenario = story("changning", 3);
    let results = run(&Scenario { years: 6, ..scenario }, 0);
    let first = results.costs.iter().find(|r| r.arm == "As described" && r.policy == "EducationGroup" && r.year == 1);
    let row = first.expect("costs of the groups");
    // Eleven groups of five schools, of which one leads and four are led.
    assert_eq!((row.schools_receiving, row.priced_quantity), (44.0, Some(55.0)));
    let attainment = |arm, year| effect(&results, None, arm, year, "all", "attainment");
    assert!(attainment("Exchange only", 2) < 0.0, "the first months in new posts: {}", attainment("Exchange only", 2));
    assert!(attainment("Cultivation only", 3) > attainment("Broadcast and replay only", 3));
    assert!(
        attainment("Cultivation only", 6) < attainment("Cultivation only", 3),
        "cultivation ends after three years"
    );
    assert!(effect(&results, None, "Council and charter only", 6, "all", "hours_delivered").abs() < 1.0);
}

#[test]
fn story_4_a_system_of_experts_does_more_than_twelve_and_time_enables_it() {
    let results = run(&story("expert-teachers", 2), 0);
    let attainment = |system, arm| effect(&results, Some(system), arm, 5, "all", "attainment");
    let here = |arm| attainment("Shanghai", arm);
    assert!(here("The whole system") > here("A ladder") && here("A ladder") > 2.0 * here("Twelve experts"));
    assert!(attainment("Shanghai with England's time", "A ladder") < here("A ladder"));
    assert!(attainment("Shanghai with unwilling schools", "A ladder") < 0.7 * here("A ladder"));
}

#[test]
fn story_5_the_arithmetic_of_the_exchange_is_that_of_its_source() {
    let mut scenario = story("england-exchange", 1);
    (scenario.years, scenario.warm_up_years) = (1, 0);
    scenario.systems[0].arms.retain(|arm| arm.name != "Four years in a row");
    let results = run(&scenario, 0);
    let priced = |arm| cost(&results, arm, |r| r.priced_quantity.unwrap_or(0.0));
    assert_eq!((priced("One wave"), priced("The exchange")), (35.0, 75.0));
    let money = |arm| cost(&results, arm, |r| r.money.unwrap_or(f64::NAN));
    let days = |arm| cost(&results, arm, |r| r.teacher_days);
    // 75 visitors at 3,000 pounds, and every teacher-day at the price of cover.
    assert!((money("The exchange") - 75.0 * 3000.0 - 218.0 * days("The exchange")).abs() < 0.01);
    // Two hours planned for each who watches: 75 x 10 x 9 = 6,750; travellers watch besides. 70 x 10 days away.
    let hours = |arm| cost(&results, arm, |r| r.hours_planned);
    let watched = hours("One wave") / 2.0;
    assert!((2_800.0..=3_150.0).contains(&watched), "35 x 10 x 9 = 3,150 places: {watched}");
    assert!(days("The exchange") - 2.0 * days("One wave") > 600.0, "700 days of travellers among them");
    // 700 teachers for a day, several thousand for an hour: as delivered.
    assert!((600.0..800.0).contains(&days("A day nearby")), "{}", days("A day nearby"));
    let delivered = cost(&results, "An hour at home", |r| r.hours_delivered);
    assert!((4_000.0..6_000.0).contains(&delivered), "{delivered}");
}

#[test]
fn story_6_each_step_from_the_source_covers_less_of_the_way() {
    let results = run(&story("work-groups-and-cascade", 4), 0);
    let reached = |arm: &str, step: u32| {
        let row = results.cascade.iter().find(|r| r.arm == arm && r.year == 5 && r.generation == step);
        row.unwrap_or_else(|| panic!("{arm}: step {step}")).reached
    };
    for arm in ["Work groups", "Few meetings"] {
        assert!(reached(arm, 1) > 2.0 * reached(arm, 2) && reached(arm, 2) > 1.2 * reached(arm, 3), "{arm}");
    }
    assert!(reached("Work groups", 2) > reached("Few meetings", 2), "release lets it go further");
}

#[test]
fn story_7_the_slow_plan_overtakes_quick_wins_and_lasts() {
    let results = run(&story("mastery-in-ten-years", 4), 0);
    let attainment = |arm, year| effect(&results, None, arm, year, "all", "attainment");
    assert!(attainment("Ten-year plan", 13) > attainment("Quick wins", 13) + 0.003);
    assert!(attainment("Ten-year plan", 13) > attainment("Quick wins every year", 13));
    assert!(attainment("Ten-year plan", 13) > 0.3 * attainment("Ten-year plan", 10), "what lasts");
}

#[test]
fn story_8_recordings_do_more_in_groups_than_alone() {
    let results = run(&story("video-library", 6), 0);
    let practice = |arm| effect(&results, None, arm, 10, "receiving", "enacted_practice");
    assert!(practice("In groups") > practice("Alone") && practice("Alone") > 0.0);
}

#[test]
fn story_9_zhejiangs_parts_compete_and_giving_schools_lose() {
    let mut scenario = story("zhejiang", 2);
    if let Population::Zhejiang { schools, districts, .. } = &mut scenario.systems[0].population {
        (*schools, *districts) = (230, 9);
    }
    scenario.years = 5;
    let results = run(&scenario, 0);
    let giving = |arm| effect(&results, None, arm, 3, "giving", "attainment");
    assert!(giving("Two-way flow") < 0.0, "{}", giving("Two-way flow"));
    let practice = |arm| effect(&results, None, arm, 5, "all", "hours_delivered");
    let parts = ["Communities", "Pairs", "Linked classrooms", "Two-way flow"];
    let sum: f64 = parts.iter().map(|arm| practice(arm)).sum();
    assert!(practice("All together") < sum, "hours do not suffice for all: {} {sum}", practice("All together"));
    assert!(results.interactions.iter().any(|r| r.arm == "All together" && r.outcome == "attainment"));
    let rural = |arm| effect(&results, None, arm, 5, "rural", "attainment");
    assert!(rural("Communities") > 0.0 && rural("Linked classrooms") > 0.0);
}

#[test]
fn story_10_time_and_staying_limit_what_is_borrowed() {
    let results = run(&story("learning-from-others", 3), 0);
    let groups = |system| effect(&results, Some(system), "Shanghai's groups", 7, "all", "attainment");
    assert!(groups("England with Shanghai's time") > groups("England as it is"));
    assert!(groups("England with Shanghai's staying") > groups("England as it is"));
    assert!(groups("Shanghai with England's time") < groups("Shanghai as it is"));
    let hours = |system| effect(&results, Some(system), "Shanghai's groups", 5, "all", "hours_delivered");
    assert!(hours("England as it is") < hours("England with Shanghai's time"), "time is what limits it");
}
