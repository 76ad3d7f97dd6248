//! Was it worth it? Sums to the penny, statistics against numpy, budgets held, and a sentence for every case.

#![allow(missing_docs)]

mod example;

use assert_cmd::Command;
use schoolsim::discount;
use schoolsim::experiment::{Results, execute};
use schoolsim::policy::{LessonStudy, LocalObservation, Policy, TeacherExchangeVisit, VideoLibrary};
use schoolsim::population::{SchoolList, schools};
use schoolsim::price::Item;
use schoolsim::scenario::Scenario;
use schoolsim::statistics::describe::{Moments, moments_of_sets};
use schoolsim::worth::arithmetic::{self, DAY_TENTHS, GRANT, SUPPLY_DAY};
use schoolsim::worth::bundle::Hold;
use schoolsim::worth::found::{Found, found};
use schoolsim::worth::ratio::{PerGain, net_benefits, per_gain, shares_best};
use schoolsim::worth::rows::{AcceptabilityRow, EffectRow, SwitchRow};
use schoolsim::worth::study::{Study, Trouble};
use schoolsim::worth::words;
use serde_json::Value;
use std::path::Path;
use std::sync::atomic::AtomicBool;

const NUMPY: &str = include_str!("fixtures/worth/numpy.json");

// Arithmetic.

#[test]
fn the_sums_of_the_source_come_out_to_the_penny_and_the_day() {
    let trip = arithmetic::VISITORS * arithmetic::VISITOR;
    let days = arithmetic::TRAVELLERS * arithmetic::DAYS_AWAY;
    assert_eq!(trip, 22_500_000, "225,000 pounds");
    assert_eq!(days, 700);
    assert_eq!(arithmetic::release(days, SUPPLY_DAY), 15_260_000, "152,600 pounds");
    assert_eq!(trip + arithmetic::release(days, SUPPLY_DAY), 37_760_000, "377,600 pounds");
    assert_eq!(arithmetic::hours(days, DAY_TENTHS), 4_550);
    assert_eq!(arithmetic::work_group_school(GRANT, arithmetic::GROUP_DAYS, SUPPLY_DAY), 318_000);
    assert_eq!(arithmetic::release(arithmetic::SPECIALIST_DAYS, SUPPLY_DAY), 327_000);
    // 41 million over 8,400 and over 8,000 schools.
    assert_eq!(arithmetic::a_unit(arithmetic::MASTERY, 8_400), 488_095);
    assert_eq!(arithmetic::a_unit(arithmetic::MASTERY, 8_000), 512_500);
    // 377,600 pounds: 1,732 days and 24 pounds left; 11,258 hours at 218/6.5 each and 24 pounds left.
    assert_eq!(arithmetic::buys(37_760_000, SUPPLY_DAY, 1), (1_732, 2_400));
    let (hours, left) = arithmetic::buys(37_760_000, SUPPLY_DAY * 10, DAY_TENTHS);
    assert_eq!((hours, left), (11_258, 37_760_000 - 37_757_600));
    assert_eq!(arithmetic::buys(37_760_000, 318_000, 1), (118, 236_000));
    assert_eq!(arithmetic::pounds(-123_456), "\u{2212}£1,234.56");
}

#[test]
fn the_table_says_what_was_worked_out() {
    let text = arithmetic::text();
    for told in [
        "£225,000",
        "700 teacher-days",
        "£152,600",
        "£377,600",
        "700 one-day observations",
        "4,550 single hours",
        "£3,180 a year",
        "£3,270",
        "£4,880.95 to £5,125 in four years",
        "1,732 one-day observations, £24 left",
        "118 school-years, £2,360 left",
        "164 school-years, beside release, £400 left",
        "125 visitors, £2,600 left",
        "2,076.9 teacher-days, £452,769.23",
    ] {
        assert!(text.contains(told), "{told} is not in\n{text}");
    }
    // The simulated exchange has the numbers that the table reckons with.
    let visit = TeacherExchangeVisit::default();
    let watched = f64::from(visit.visitors * visit.weeks * visit.observers_per_lesson) * visit.lessons_shown;
    assert_eq!(watched, arithmetic::WATCHED as f64);
    assert_eq!(visit.hours_per_lesson * 10.0, arithmetic::WATCHING_TENTHS as f64);
    assert_eq!(
        (i64::from(visit.visitors), i64::from(visit.travellers)),
        (arithmetic::VISITORS, arithmetic::TRAVELLERS)
    );
}

// Statistics.

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

/// Everything in the file, then sets, and costs and gains by arm.
type Fixture = (Value, Vec<u32>, Vec<Vec<f64>>, Vec<Vec<f64>>);

fn fixture() -> Fixture {
    let all: Value = serde_json::from_str(NUMPY).expect("JSON");
    let sets = numbers(&all["sets"]).into_iter().map(|s| s as u32).collect();
    let of = |name: &str| all[name].as_array().expect("arms").iter().map(numbers).collect();
    let (costs, gains) = (of("costs"), of("gains"));
    (all, sets, costs, gains)
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * (1.0 + b.abs()), "{a} is not {b}");
}

#[test]
fn acceptability_is_what_numpy_makes_of_the_same_replicates() {
    let (all, sets, costs, gains) = fixture();
    for case in all["acceptability"].as_array().expect("cases") {
        let worth = case["worth"].as_f64().expect("a number");
        let shares = shares_best(&sets, &net_benefits(&costs, &gains, worth));
        shares.iter().zip(numbers(&case["shares"])).for_each(|(s, expected)| near(s.0, expected));
        near(shares[2].1, case["low2"].as_f64().expect("a number"));
        near(shares[2].2, case["high2"].as_f64().expect("a number"));
    }
}

#[test]
fn a_cost_of_a_gain_is_what_numpy_makes_of_it_and_none_where_no_gain_is_detected() {
    let (all, sets, costs, gains) = fixture();
    for (arm, case) in all["ratios"].as_array().expect("cases").iter().enumerate() {
        let number = |name: &str| case[name].as_f64().expect("a number");
        match per_gain(&sets, &costs[arm + 1], &gains[arm + 1]) {
            PerGain::Known { value, interval, se } => {
                assert!(case["known"].as_bool().expect("a flag"));
                near(value, number("value"));
                near(se, number("se"));
                near(interval.0, number("low"));
                near(interval.1, number("high"));
            }
            other => assert!(other == PerGain::NoBenefit && !case["known"].as_bool().expect("a flag"), "{other:?}"),
        }
    }
    let minus: Vec<f64> = gains[1].iter().map(|g| -g).collect();
    assert_eq!(per_gain(&sets, &costs[1], &minus), PerGain::Harm);
    assert_eq!(per_gain(&sets[..1], &costs[1][..1], &gains[1][..1]), PerGain::Unknown);
}

#[test]
fn discounting_a_flow_is_what_numpy_financial_makes_of_it() {
    let (all, ..) = fixture();
    let flows = numbers(&all["flows"]);
    for (rate, expected) in all["npv"].as_object().expect("rates") {
        let rate: f64 = rate.parse().expect("a rate");
        let value: f64 = flows.iter().enumerate().map(|(i, f)| f * discount::factor(Some(rate), i as u32 + 1)).sum();
        near(value, expected.as_f64().expect("a number"));
        if rate == 0.035 {
            let table: f64 = flows.iter().enumerate().map(|(i, f)| f * discount::factor(None, i as u32 + 1)).sum();
            near(table, value);
        }
    }
}

// Simulation in a small world.

fn day_nearby(share: f64) -> Policy {
    let (to_year, released) = (Some(1), 1.0);
    let watch = LocalObservation { to_year, share_of_teachers: share, released, ..LocalObservation::default() };
    Policy::LocalObservation(watch)
}

fn visit() -> Policy {
    Policy::TeacherExchangeVisit(TeacherExchangeVisit {
        to_year: Some(1),
        visitors: 6,
        travellers: 6,
        ..TeacherExchangeVisit::default()
    })
}

fn study_circles(share: f64) -> Policy {
    Policy::LessonStudy(LessonStudy { to_year: Some(1), share_of_schools: share, ..LessonStudy::default() })
}

/// Sixty schools, so that a person more or less is less than a hundredth of the budget.
fn scenario(arms: Vec<(&str, Vec<Policy>)>) -> Scenario {
    let mut scenario = example::scenario(arms);
    scenario.systems[0].population = example::population(60, 2, 12.0);
    scenario.replicates = 4;
    scenario.years = 2;
    scenario
}

fn lists(scenario: &Scenario) -> Vec<SchoolList> {
    let list = |s: &schoolsim::scenario::System| schools(&s.population, scenario.seed, Path::new("."));
    scenario.systems.iter().map(|s| list(s).expect("schools")).collect()
}

fn ask(scenario: &Scenario, hold: Hold, threads: usize, switch: Option<&str>) -> Result<Found, Trouble> {
    let lists = lists(scenario);
    let stop = AtomicBool::new(false);
    let study = Study { scenario, lists: &lists, reference: 0, hold, threads, progress: &|_, _| (), stop: &stop };
    found(&study, switch)
}

#[test]
fn every_arm_takes_the_budget_within_a_hundredth_or_says_why_not() {
    let arms = vec![("Visit", vec![visit()]), ("Watch", vec![day_nearby(0.05)]), ("Circles", vec![study_circles(0.4)])];
    let scenario = scenario(arms);
    for hold in [Hold::Cash, Hold::Days, Hold::Both] {
        let all = ask(&scenario, hold, 2, None).expect("found");
        for row in &all.bundles {
            let share = |left: Option<f64>, all: Option<f64>| left.zip(all).map_or(f64::NAN, |(l, a)| l / a);
            let money = share(row.money_left, row.budget_money);
            let days = row.days_left / row.budget_days;
            let held = match hold {
                Hold::Cash => money,
                Hold::Days => days,
                Hold::Both => money.min(days),
            };
            assert!(held >= -0.0101, "{hold:?} {}: {held} is over the budget", row.arm);
            if row.fit == "within 1 %" || row.fit == "reference" {
                assert!(held.abs() <= 0.0101, "{hold:?} {}: {held}", row.arm);
            } else {
                assert!(["indivisible", "absorbs no more"].contains(&row.fit), "{row:?}");
            }
        }
        // One teacher's day is a small part of the budget: watching nearby hits it.
        assert_eq!(all.bundles[1].fit, "within 1 %", "{hold:?} {:?}", all.bundles[1]);
        let text = all.answer.to_string();
        assert!(text.contains("the budget that is held") && !text.contains("unknown"), "{text}");
        assert_eq!(all.acceptability.len(), 41 * 4);
    }
}

#[test]
fn a_dose_of_zero_costs_nothing_and_gains_nothing_exactly() {
    let nothing =
        Policy::TeacherExchangeVisit(TeacherExchangeVisit { visitors: 0, travellers: 0, ..Default::default() });
    let scenario = scenario(vec![("Visit", vec![visit()]), ("None", vec![nothing.clone()])]);
    let results: Results =
        execute(&scenario, &lists(&scenario), 2, &|_, _| (), &AtomicBool::new(false), None).expect("results").0;
    for row in results.economy.iter().filter(|r| r.arm != "Visit") {
        assert_eq!((row.pupil_sd, row.pupil_sd_discounted), (0.0, 0.0), "{row:?}");
        assert_eq!((row.money, row.money_discounted, row.teacher_days), (Some(0.0), Some(0.0), 0.0));
        assert_eq!((row.pupil_lessons_covered, row.participants), (0.0, 0.0));
        assert!(row.pupils > 0.0);
    }
    assert!(results.economy.iter().any(|r| r.pupil_sd != 0.0 && r.participants > 0.0));
    // As a reference it has no budget to hold.
    let turned = self::scenario(vec![("None", vec![nothing]), ("Visit", vec![visit()])]);
    let refused = ask(&turned, Hold::Cash, 2, None).expect_err("no budget");
    assert!(refused.to_string().contains("\"None\" takes no money, so there is no budget to hold"), "{refused}");
}

#[test]
fn the_same_question_has_the_same_answer_for_any_number_of_threads() {
    let scenario = scenario(vec![("Visit", vec![visit()]), ("Watch", vec![day_nearby(0.05)])]);
    let [one, two] = [1, 3].map(|threads| ask(&scenario, Hold::Cash, threads, None).expect("found"));
    assert_eq!(format!("{one:?}"), format!("{two:?}"));
}

#[test]
fn a_parameter_is_varied_over_its_range_and_the_value_in_force_gives_what_was_simulated() {
    let scenario = scenario(vec![("Visit", vec![visit()]), ("Watch", vec![day_nearby(0.05)])]);
    let all = ask(&scenario, Hold::Cash, 2, Some("visitor_practice")).expect("found");
    let grid: Vec<&SwitchRow> = all.switching.iter().filter(|r| r.kind == "parameter").collect();
    assert_eq!(grid.iter().map(|r| r.value).collect::<Vec<_>>(), [-1.0, 0.0, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0]);
    assert!(grid.windows(2).all(|pair| pair[1].pupil_sd > pair[0].pupil_sd), "better visitors give more");
    let effect = all.effects.iter().find(|e| e.arm == "Visit").expect("a row");
    assert_eq!(grid[3].pupil_sd, effect.pupil_sd, "common random numbers");
    assert!(all.answer.to_string().contains("visitor_practice from"), "{}", all.answer);
}

#[test]
fn money_without_a_price_is_not_made_up_and_days_can_be_held_without_it() {
    let library = VideoLibrary { to_year: Some(1), ..VideoLibrary::default() };
    let scenario = scenario(vec![("Visit", vec![visit()]), ("Videos", vec![Policy::VideoLibrary(library)])]);
    let all = ask(&scenario, Hold::Days, 2, None).expect("found");
    assert_eq!(all.bundles[1].money, None);
    assert_eq!((all.bundles[1].fit, all.bundles[1].days), ("takes none", 0.0));
    let text = all.answer.to_string();
    assert!(text.contains("no sum of money, a price is missing"), "{text}");
}

#[test]
fn discounted_sums_are_those_of_the_years_and_price_years_are_told() {
    let group = Policy::WorkGroup(schoolsim::policy::WorkGroup { share_of_schools: 0.5, ..Default::default() });
    let mut scenario = scenario(vec![("Groups", vec![group]), ("Watch", vec![day_nearby(0.05)])]);
    scenario.systems[0].prices.discount = Some(0.5);
    scenario.systems[0].prices.set_of_year(Item::WorkGroupGrant, 900.0, Some(2016));
    let results = execute(&scenario, &lists(&scenario), 2, &|_, _| (), &AtomicBool::new(false), None).expect("rows").0;
    let own = || results.costs.iter().filter(|c| c.arm == "Groups" && c.policy != "usual");
    for row in own() {
        let factor = if row.year == 1 { 1.0 } else { 1.0 / 1.5 };
        near(row.money_discounted.expect("priced"), row.money.expect("priced") * factor);
        assert_eq!(row.price_years, "2016; not stated");
        assert_eq!(row.priced_item, "work_group_grant");
    }
    let economy: Vec<_> = results.economy.iter().filter(|r| r.arm == "Groups").collect();
    let mean = economy.iter().filter_map(|r| r.money_discounted).sum::<f64>() / economy.len() as f64;
    near(mean, own().filter_map(|c| c.money_discounted).sum());
    assert!(economy.iter().any(|r| r.pupil_sd.abs() > r.pupil_sd_discounted.abs()));
    let told = ask(&scenario, Hold::Cash, 2, None).expect("found").answer.to_string();
    assert!(told.contains("Prices are of different years (2016, not stated) and are added as they stand"), "{told}");
}

// Sentences.

fn moments(n: u32, mean: f64, low: f64, high: f64) -> Moments {
    Moments { n, mean, sd: 1.0, se: 1.0, interval: (low, high), percentiles: [low, mean, high] }
}

#[test]
fn one_arm_against_another_has_a_sentence_for_every_sign() {
    let month = 0.98 / 12.0;
    let gain = |mean: f64, low: f64, high: f64| moments(40, mean * month, low * month, high * month);
    let nan = f64::NAN;
    let cases = [
        (gain(100.0, 50.0, 150.0), 5.0, "better, for as much: +100 pupil-months, 95 % interval +50 to +150"),
        (gain(100.0, 50.0, 150.0), -200.0, "better, cheaper by GBP 200: +100 pupil-months"),
        (
            gain(100.0, 50.0, 150.0),
            200.0,
            "better, dearer by GBP 200, GBP 2.00 for each further pupil-month: +100 pupil-months",
        ),
        (gain(-100.0, -150.0, -50.0), 0.0, "worse, for as much: \u{2212}100 pupil-months"),
        (
            gain(-100.0, -150.0, -50.0),
            -200.0,
            "worse, cheaper by GBP 200, GBP 2.00 saved for each pupil-month given up: \u{2212}100 pupil-months",
        ),
        (gain(-100.0, -150.0, -50.0), 200.0, "worse, dearer by GBP 200: \u{2212}100 pupil-months"),
        (gain(10.0, -50.0, 70.0), 0.0, "no difference detected, for as much: +10 pupil-months"),
        (gain(10.0, -50.0, 70.0), -500.0, "no difference detected, cheaper by GBP 500: +10 pupil-months"),
        (gain(10.0, 0.0, 20.0), 500.0, "no difference detected, dearer by GBP 500: +10 pupil-months"),
        (gain(0.0, 0.0, 0.0), 0.0, "no difference in any replicate, for as much"),
        (gain(0.0, 0.0, 0.0), 300.0, "no difference in any replicate, dearer by GBP 300"),
        (
            gain(100.0, 50.0, 150.0),
            nan,
            "better, what it costs is not known, since a price is missing: +100 pupil-months",
        ),
        (
            moments(1, 100.0 * month, nan, nan),
            0.0,
            "+100 pupil-months in one replicate, so no interval and no conclusion",
        ),
        (moments(40, 100.0 * month, nan, nan), 0.0, "+100 pupil-months, interval unknown"),
    ];
    for (difference, dearer, start) in cases {
        let told = words::compared(&difference, dearer, 1000.0, "GBP");
        assert!(told.starts_with(start), "{told}\n{start}");
    }
}

fn effect_row(mean: f64, low: f64, high: f64) -> EffectRow {
    let known = low > 0.0;
    EffectRow {
        run_id: "r".to_owned(),
        system: "England".to_owned(),
        arm: "Visit".to_owned(),
        n: 40,
        pupils: 10_000.0,
        pupil_sd: mean,
        se: 1.0,
        low,
        high,
        level: 0.95,
        pupil_sd_undiscounted: mean,
        pupil_months: mean / (0.98 / 12.0),
        months_banded: Some(0.0),
        cost_unit: "GBP",
        cost: 1000.0,
        cost_per_pupil_sd: known.then_some(1000.0 / mean),
        ratio_low: known.then_some(1000.0 / high),
        ratio_high: known.then_some(1000.0 / low),
        ratio_se: known.then_some(1.0),
        cost_per_pupil_month: known.then_some(1000.0 / mean * 0.98 / 12.0),
        best: 0.25,
        standing: "on the frontier",
        against: "do nothing".to_owned(),
        incremental_ratio: known.then_some(1000.0 / mean),
    }
}

#[test]
fn what_an_arm_gives_has_a_sentence_for_every_sign() {
    let nan = f64::NAN;
    let up = effect_row(9.8, 4.9, 14.7);
    assert_eq!(
        words::effect(&up),
        "gains +120 pupil-months, 95 % interval +60 to +180 (0 months for the average of 10,000 pupils); GBP 8.33 a pupil-month (95 % interval GBP 5.56 to GBP 16.67), GBP \
         102 a pupil-SD; it gains most in 25 % of replicates; against do nothing, the next best, a further pupil-month costs \
         GBP 8.33"
    );
    let unpriced = EffectRow { cost: nan, cost_per_pupil_sd: None, incremental_ratio: None, ..up.clone() };
    assert!(words::effect(&unpriced).contains("what it costs is not known, since a price is missing"));
    let flat = effect_row(0.98, -4.9, 6.0);
    assert!(words::effect(&flat).starts_with("no benefit detected: +12 pupil-months"), "{}", words::effect(&flat));
    assert!(words::effect(&flat).contains("so no cost of a gain is given"));
    assert!(!words::effect(&flat).contains("GBP"), "no nonsense ratio: {}", words::effect(&flat));
    let down = EffectRow { standing: "dominated", ..effect_row(-9.8, -14.7, -4.9) };
    let told = words::effect(&down);
    assert!(told.starts_with("loses: \u{2212}120 pupil-months") && told.contains("no gain to pay for"), "{told}");
    assert!(
        told.ends_with("dominated in the mean by do nothing, which gains at least as much and costs no more"),
        "{told}"
    );
    let extended = EffectRow { standing: "extendedly dominated", against: "A and B".to_owned(), ..up.clone() };
    assert!(
        words::effect(&extended).ends_with("extendedly dominated in the mean: a mix of A and B gains as much for less")
    );
    let close = EffectRow { incremental_ratio: None, against: "Watch".to_owned(), ..up.clone() };
    assert!(words::effect(&close).ends_with("its gain is not told apart from that of Watch, the next best"));
    assert_eq!(words::effect(&effect_row(0.0, 0.0, 0.0)), "no difference: 0 pupil-months in each of 40 replicates");
    let one = EffectRow { n: 1, ..effect_row(9.8, nan, nan) };
    assert_eq!(words::effect(&one), "+120 pupil-months in one replicate, so no interval and no conclusion");
    assert_eq!(words::effect(&effect_row(9.8, nan, nan)), "+120 pupil-months, interval unknown");
}

fn switch_row(kind: &'static str, lead: (f64, f64, f64), switch: Option<f64>) -> SwitchRow {
    SwitchRow {
        run_id: "r".to_owned(),
        system: "England".to_owned(),
        kind,
        name: "visitor".to_owned(),
        unit: "GBP a visitor".to_owned(),
        arm: "Visit".to_owned(),
        against: "Watch".to_owned(),
        value: 3000.0,
        pupil_sd: 1.0,
        cost: 1.0,
        lead: lead.0,
        low: lead.1,
        high: lead.2,
        switch,
    }
}

#[test]
fn switching_values_are_told_for_every_case() {
    let gains = effect_row(9.8, 4.9, 14.7);
    let told = |row: &SwitchRow, own: &EffectRow| words::effect_switch(row, Some(own), Some(("visitor", 88.9)));
    let behind = switch_row("effect", (-5.0, -7.0, -3.0), Some(2.5));
    assert_eq!(
        told(&behind, &gains),
        "the effect of Visit would have to be 2.50 times what it is to equal Watch; now 89 teachers take part for each \
         visitor, so Visit wins only if each visitor changes the practice of at least 223 colleagues as much (linear scaling, \
         not simulated)"
    );
    let unsure = switch_row("effect", (-5.0, -12.0, 2.0), Some(2.5));
    assert!(told(&unsure, &gains).contains("; the difference between them may be chance; now 89"));
    let ahead = switch_row("effect", (5.0, 3.0, 7.0), Some(0.4));
    assert!(told(&ahead, &gains).ends_with("could shrink to 0.40 times what it is before Watch gains as much"));
    let alone = switch_row("effect", (5.0, 3.0, 7.0), Some(-0.2));
    assert_eq!(told(&alone, &gains), "Visit gains more than any alternative, none of which gains in the mean");
    for own in [effect_row(0.98, -4.9, 6.0), effect_row(-9.8, -14.7, -4.9), effect_row(0.0, 0.0, 0.0)] {
        assert!(told(&behind, &own).starts_with("no benefit of Visit is detected"), "{own:?}");
    }
    assert!(words::effect_switch(&behind, Some(&gains), None).ends_with("to equal Watch"));
    let price = switch_row("price", (-5.0, -7.0, -3.0), Some(1234.567));
    assert_eq!(
        words::price_switch(&price),
        "at 1,234.57 GBP a visitor for visitor (now 3,000.00) a gain costs as much in Visit as in Watch"
    );
    let none = SwitchRow { switch: None, ..price };
    assert!(
        words::price_switch(&none).starts_with("no price of visitor makes a gain cost as much in Visit as in Watch")
    );
}

#[test]
fn a_varied_parameter_is_told_to_overtake_or_fall_behind_or_neither() {
    let grid = |leads: [f64; 3], switch: Option<f64>, width: f64| -> Vec<SwitchRow> {
        let row = |(i, lead): (usize, &f64)| SwitchRow {
            value: i as f64,
            name: "hours".to_owned(),
            unit: "hours".to_owned(),
            ..switch_row("parameter", (*lead, lead - width, lead + width), switch)
        };
        leads.iter().enumerate().map(row).collect()
    };
    let told = |rows: &[SwitchRow]| words::parameter_switch(rows, 1.0);
    let up = told(&grid([-2.0, -1.0, 1.0], Some(1.5), 0.5));
    assert!(
        up.starts_with("hours from 0 to 2.0 hours: Visit overtakes Watch, scaled to its cost, at about 1.5"),
        "{up}"
    );
    assert!(!up.contains("chance"));
    assert!(told(&grid([-2.0, -1.0, 1.0], Some(1.5), 5.0)).ends_with("leads on one side of it or both may be chance"));
    assert!(told(&grid([2.0, -1.0, -2.0], Some(0.7), 0.5)).contains("Visit falls behind Watch"));
    assert!(told(&grid([-2.0, -1.0, -0.5], None, 0.1)).contains("Visit never overtakes Watch"));
    assert!(told(&grid([2.0, 1.0, 0.5], None, 0.1)).contains("Visit leads Watch, scaled to its cost, at every value"));
    assert_eq!(told(&[]), "nothing was simulated");
}

#[test]
fn the_likeliest_best_choice_is_told_in_spells() {
    let row = |arm: &str, month: f64, probability: f64| AcceptabilityRow {
        run_id: "r".to_owned(),
        system: "England".to_owned(),
        arm: arm.to_owned(),
        cost_unit: "GBP",
        a_pupil_month: month,
        a_pupil_sd: month * 12.0,
        n: 40,
        probability,
        low: 0.0,
        high: 1.0,
        level: 0.95,
    };
    let rows = [
        row("do nothing", 0.0, 1.0),
        row("Watch", 0.0, 0.0),
        row("do nothing", 10.0, 0.6),
        row("Watch", 10.0, 0.4),
        row("do nothing", 20.0, 0.2),
        row("Watch", 20.0, 0.8),
    ];
    assert_eq!(
        words::acceptability(&rows),
        "most likely best as a pupil-month is worth more: do nothing up to GBP 10.00 (60 % of replicates there), then Watch \
         up to GBP 20.00 (80 % of replicates there)"
    );
    assert!(words::acceptability(&rows[..4]).ends_with("up to GBP 10.00, where the curve ends: do nothing"));
    assert!(words::acceptability(&[]).starts_with("no replicate"));
}

#[test]
fn intervals_of_the_numbers_told_are_those_of_the_replicates() {
    let (_, sets, _, gains) = fixture();
    let m = moments_of_sets(&sets, &gains[1]);
    near(m.interval.0, 29.594_609_888_668_72);
}

// The command line.

fn schoolsim(place: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("schoolsim").expect("the program");
    command.current_dir(place).env_remove("SCHOOLSIM_OUT").env_remove("SCHOOLSIM_THREADS");
    command.args(arguments).output().expect("it runs")
}

const SMALL: &str = r#"(
  replicates: 4, years: 2, warm_up_years: 0, setting: England,
  population: Synthetic(schools: 40, districts: 2, teachers: 10),
  arms: [
    (name: "Visit", policies: [TeacherExchangeVisit(to_year: 1, visitors: 4, travellers: 4)]),
    (name: "Watch", policies: [LocalObservation(to_year: 1, share_of_teachers: 0.1)]),
    (name: "Mentors", policies: [EntrustedManagement(to_year: 1)]),
  ],
)"#;

#[test]
fn the_arithmetic_is_printed_at_once_and_nothing_is_written() {
    let place = tempfile::tempdir().expect("a folder");
    let done = schoolsim(place.path(), &["worth-it", "--arithmetic"]);
    let text = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success() && text.contains("£377,600") && text.contains("4,550 single hours"), "{text}");
    assert_eq!(std::fs::read_dir(place.path()).expect("there").count(), 0);
    let done = schoolsim(place.path(), &["worth-it", "--arithmetic", "--json"]);
    let json: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!(json["arithmetic"][3]["comes_to"], "£377,600");
}

#[test]
fn wrong_inputs_are_refused_with_what_to_do() {
    let place = tempfile::tempdir().expect("a folder");
    std::fs::write(place.path().join("small.ron"), SMALL).expect("written");
    let single = SMALL.split("    (name: \"Watch\"").next().expect("a part").to_owned() + "]\n)";
    std::fs::write(place.path().join("single.ron"), single).expect("written");
    let year = SMALL.replace("years: 2,", "years: 2, price_year: 12, discount_rate: 3,");
    std::fs::write(place.path().join("year.ron"), year).expect("written");
    let none = SMALL.replace("visitors: 4, travellers: 4", "visitors: 0, travellers: 0");
    std::fs::write(place.path().join("none.ron"), none).expect("written");
    let priced = "--price=contract_year=1";
    let cases: [(&[&str], i32, &[&str]); 13] = [
        (
            &["small.ron"],
            3,
            &[
                "a price is missing and none is made up",
                "contract_year: Entrusted management of a school, GBP a school-year; paid by Mentors",
                "--price contract_year=PRICE",
                "prices: {\"contract_year\": PRICE},",
                "--hold days",
            ],
        ),
        (&["small.ron", "--price", "contract_year"], 2, &["is no name and price", "--price contract_year=12000"]),
        (&["small.ron", "--price", "contract=1"], 2, &["contract is no price", "did you mean contract_year?"]),
        (&["small.ron", "--price", "contract_year=-1"], 2, &["-1 is no price, allowed is 0 to 1000000000 GBP"]),
        (&["small.ron", "--price", "contract_year=dear"], 2, &["dear is no price", "in GBP a school-year"]),
        (&["small.ron", priced, priced], 2, &["--price contract_year is given twice"]),
        (&["small.ron", priced, "--reference", "visit"], 2, &["\"visit\" is no arm", "did you mean Visit?"]),
        (
            &["small.ron", priced, "--switch", "visitor"],
            2,
            &["no parameter of the reference", "did you mean visitors?"],
        ),
        (&["small.ron", priced, "--discount-rate", "3.5"], 2, &["allowed is 0 to 1 a year", "0.035 for 3.5 %"]),
        (&["small.ron", "--hold", "money"], 2, &["cash, days, both"]),
        (&["single.ron"], 2, &["has one arm"]),
        (&["year.ron"], 3, &["price_year is 12, allowed is 1900 to 2100", "discount_rate is 3, allowed is 0 to 1"]),
        (&["none.ron", priced], 3, &["\"Visit\" takes no money, so there is no budget to hold", "--reference"]),
    ];
    for (arguments, code, told) in cases {
        let all: Vec<&str> = [&["worth-it"], arguments].concat();
        let done = schoolsim(place.path(), &all);
        let text = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(code), "{arguments:?}: {text}");
        for part in told {
            assert!(text.contains(part), "{arguments:?}: {part} is not in\n{text}");
        }
    }
    let done = schoolsim(place.path(), &["worth-it", "three-systems"]);
    let text = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.code() == Some(2) && text.contains("3 systems: budgets are compared within one"), "{text}");
    let left = std::fs::read_dir(place.path().join("output")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "nothing is left behind");
}

#[test]
fn a_folder_of_results_is_whole_and_can_be_verified_and_run_again() {
    let place = tempfile::tempdir().expect("a folder");
    std::fs::write(place.path().join("small.ron"), SMALL).expect("written");
    let flags = ["--price", "contract_year=9000", "--price-year", "2019", "--discount-rate", "0.1", "--out", "worth"];
    let done = schoolsim(place.path(), &[&["worth-it", "small.ron"], flags.as_slice()].concat());
    let (text, told) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{told}");
    assert!(text.contains("Prices are of different years (2019, not stated)"), "{text}");
    assert!(text.contains("discounted at 10 % a year"), "{text}");
    let folder = place.path().join("worth");
    let mut expected: Vec<String> =
        ["answer.txt", "answer.json", "arithmetic.txt", "scenario.ron", "manifest.json"].map(str::to_owned).to_vec();
    for table in ["worth_bundles", "worth_effects", "worth_acceptability", "worth_switching", "economy", "costs"] {
        expected.push(format!("tables/{table}.csv"));
    }
    for figure in ["plane", "acceptability", "budget"] {
        expected.extend(["svg", "png", "csv"].map(|ending| format!("figures/{figure}.{ending}")));
    }
    for file in expected {
        assert!(folder.join(&file).metadata().is_ok_and(|m| m.len() > 0), "{file}");
    }
    assert!(schoolsim(place.path(), &["verify", "worth"]).status.success());
    // What is written is a scenario with the same prices, price year and rate.
    let scenario = schoolsim::scenario::read(&folder.join("scenario.ron").display().to_string()).expect("a scenario");
    let prices = &scenario.systems[0].prices;
    assert_eq!((prices.of(Item::ContractYear), prices.year_of(Item::ContractYear)), (Some(9000.0), Some(2019)));
    assert_eq!((prices.of(Item::ReleaseDay), prices.year_of(Item::ReleaseDay)), (Some(218.0), None));
    assert_eq!(prices.discount, Some(0.1));
    let again = schoolsim(place.path(), &[&["worth-it", "small.ron"], flags.as_slice()].concat());
    assert_eq!(again.status.code(), Some(1), "results are not overwritten unasked");
}
