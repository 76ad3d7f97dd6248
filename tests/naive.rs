//! Are naive comparisons what other programs compute, and do they err where they must?

mod evaluation;
mod example;

use evaluation::{arm, fixture, near, numbers, record, school};
use example::{mean_and_error, run, scenario};
use schoolsim::experiment::naive::{ESTIMATORS, observe};
use schoolsim::policy::{EntrustedManagement, Policy, TeachingResearchGroups};
use schoolsim::rows::NaiveRow;
use schoolsim::scenario::Scenario;
use schoolsim::statistics::regression::Errors;
use schoolsim::statistics::trial::{Periods, difference_in_differences};

#[test]
fn every_comparison_is_that_of_another_program() {
    let f = fixture();
    let (before, after) = (numbers(&f["before"]), numbers(&f["after"]));
    let treated: Vec<bool> = f["treated"].as_array().expect("a list").iter().map(|t| t == true).collect();
    let of = |values: &[f64]| values.iter().map(|v| school(0.0, *v)).collect::<Vec<_>>();
    let unchanged: Vec<f64> = after.iter().map(|v| v - 0.125).collect();
    let record = record(
        vec![of(&before), of(&unchanged)],
        arm(vec![of(&before), of(&after)], &treated, &vec![false; after.len()]),
    );
    let naive = &observe(&numbers(&f["disadvantage"]), &record)[0];
    assert_eq!(naive.treated, 5);
    let year = naive.years[0];
    assert!(near(year.truth, 0.125, 1e-6) && year.attainment == 0.0);
    let of = |name: &str| f[name].as_f64().expect("a number");
    let expected = [
        of("before_after"),
        of("before_after") - of("trend"),
        of("similar"),
        of("ancova"),
        of("difference_in_differences"),
    ];
    for ((found, wanted), name) in year.found[0].iter().zip(expected).zip(ESTIMATORS) {
        assert!(near(found.expect("estimable"), wanted, 1e-6), "{name}: {found:?}, not {wanted}");
    }
    // Where nothing is done all results are an eighth lower: what compares schools of a year does not notice.
    let shifts = [0.125, 0.0, 0.0, 0.0, 0.0];
    for ((here, there), shift) in year.found[0].iter().zip(year.found[1]).zip(shifts) {
        assert!(near(here.expect("here") - there.expect("there"), shift, 1e-6));
    }
}

#[test]
fn difference_in_differences_is_the_regression_of_that_name() {
    let f = fixture();
    let (before, after) = (numbers(&f["before"]), numbers(&f["after"]));
    let treated: Vec<bool> = f["treated"].as_array().expect("a list").iter().map(|t| t == true).collect();
    let n = before.len();
    let periods = Periods {
        outcome: [before, after].concat(),
        treated: [treated.clone(), treated].concat(),
        after: (0..2 * n).map(|i| i >= n).collect(),
        ..Periods::default()
    };
    let fitted = difference_in_differences(&periods, Errors::Classical).expect("estimable").estimate.value;
    assert!(near(fitted, f["difference_in_differences"].as_f64().expect("a number"), 1e-9));
}

#[test]
fn what_cannot_be_compared_has_no_number() {
    let of = |values: &[f64]| values.iter().map(|v| school(0.0, *v)).collect::<Vec<_>>();
    let years = || vec![of(&[0.1, 0.2, 0.4]), of(&[0.3, 0.1, 0.5])];
    let seen =
        |treated: &[bool]| observe(&[0.1, 0.2, 0.3], &record(years(), arm(years(), treated, &[false; 3]))).remove(0);
    let all = seen(&[true; 3]);
    assert_eq!(all.treated, 3);
    assert!(all.years[0].found[0][0].is_some());
    assert_eq!(all.years[0].found[0][1..], [None; 4]);
    assert!(seen(&[false; 3]).years.is_empty());
    // One treated school can be compared with others, but no regression tells its effect from its own error.
    let one = seen(&[true, false, false]).years[0].found[0];
    assert!(one[2].is_some() && one[4].is_some() && one[3].is_none(), "{one:?}");
}

/// Mentors who never come to the schools with the lowest measured results of the opening.
fn nothing_to_the_lowest() -> Scenario {
    let nobody = EntrustedManagement {
        share_of_schools: 0.25,
        visits_per_week: 0.0,
        results_years: 1,
        contract_years: 30,
        ..Default::default()
    };
    Scenario { replicates: 16, years: 2, ..scenario(vec![("Nothing", vec![Policy::EntrustedManagement(nobody)])]) }
}

#[test]
fn before_and_after_finds_an_effect_of_nothing_where_noisy_results_choose_and_regression_does_not() {
    let mut world = nothing_to_the_lowest();
    world.systems[0].population = example::population(40, 2, 6.0);
    let results = run(&world, 0);
    let find = |estimator: &str, world: &str| {
        let row = results.naive.iter().find(|r| r.year == 1 && r.estimator == estimator && r.world == world);
        row.expect("a row").clone()
    };
    let [plain, detrended, .., regression, differences] = ESTIMATORS.map(|e| find(e, "arm"));
    for row in [&plain, &detrended, &regression, &differences] {
        assert_eq!((row.truth, row.truth_se, row.attainment), (0.0, 0.0, 0.0), "{}", row.estimator);
        assert_eq!((row.bias, row.bias_se), (row.mean, row.se));
    }
    // Regression to the mean: the lowest results rise by themselves, the more so with the trend of all taken out.
    assert!(detrended.low > 0.0 && differences.low > 0.0, "{detrended:?}");
    assert!(plain.mean > 0.0, "{plain:?}");
    assert!(regression.mean.abs() < 0.35 * differences.mean, "{regression:?} {differences:?}");
    // What is done is nothing: both worlds are the same one.
    for estimator in ESTIMATORS {
        assert_eq!(find(estimator, "arm").mean, find(estimator, "nothing done").mean);
    }
}

#[test]
fn rows_are_the_means_of_what_replicates_report() {
    let results = run(&nothing_to_the_lowest(), 0);
    let row: &NaiveRow = results.naive.iter().find(|r| r.estimator == ESTIMATORS[0] && r.year == 2).expect("a row");
    assert_eq!(row.n, 16);
    // The same by hand from the outcomes of receiving schools would weigh by pupils; here schools count alike.
    assert!(row.p5 <= row.p50 && row.p50 <= row.p95 && row.low < row.mean && row.mean < row.high);
    let (mean, error) = mean_and_error(&[row.p5, row.p95]);
    assert!(near(mean, row.mean, 5.0 * error + row.se));
    assert_eq!(row.treated, 5.0);
}

#[test]
fn an_arm_that_treats_everybody_or_nobody_has_the_rows_that_it_can_have() {
    let everybody = Policy::TeachingResearchGroups(TeachingResearchGroups { coverage: 1.0, ..Default::default() });
    let nobody = everybody.clone().scaled(0.0);
    let results = run(&scenario(vec![("All", vec![everybody]), ("None", vec![nobody])]), 0);
    assert!(results.naive.iter().all(|r| r.arm == "All" && r.estimator == ESTIMATORS[0]));
    assert_eq!(results.naive.len(), 2 * 3);
}
