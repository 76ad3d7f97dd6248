//! Are the statistics of trials what their formulas and a reference implementation say?

#![allow(missing_docs)]
// Numbers of the reference stand as it prints them.
#![allow(clippy::unreadable_literal)]

use proptest::prelude::*;
use schoolsim::statistics::components::{net_of_sampling, one_way};
use schoolsim::statistics::describe::{effective_size, weighted_mean, weighted_quantile};
use schoolsim::statistics::effect::{
    Arm, SLOPE, combined, correlation, glass, hedges, line, pooled_sd, ratio_of_estimates, standardised,
};
use schoolsim::statistics::regression::{CONSTANT, Errors, Fit, Table, fit, fit_with};
use schoolsim::statistics::trial::{
    Effect, Periods, TREATED, TREATED_AFTER, Trial, ancova, difference_in_differences, difference_in_means,
};
use schoolsim::statistics::{Estimate, Problem};

/// Cluster, block, treated, weight, baseline, outcome: clusters of unequal sizes, weights, blocks of several clusters.
#[rustfmt::skip]
const ROWS: [(usize, usize, bool, f64, f64, f64); 24] = [
    (1, 1, true, 2.0, 50.1, 54.3), (1, 1, true, 1.0, 47.2, 50.0), (1, 1, true, 1.5, 52.8, 55.9),
    (2, 1, false, 1.0, 49.5, 48.8), (2, 1, false, 0.5, 51.0, 52.7), (2, 1, false, 2.5, 46.3, 45.1),
    (2, 1, false, 1.0, 55.2, 53.0), (3, 2, true, 1.0, 44.0, 47.7), (3, 2, true, 3.0, 58.1, 60.2),
    (4, 2, false, 1.0, 53.3, 51.4), (4, 2, false, 2.0, 48.7, 50.9), (4, 2, false, 1.0, 50.9, 49.6),
    (4, 2, false, 1.5, 45.5, 44.2), (4, 2, false, 0.5, 57.0, 56.8), (5, 3, true, 1.0, 51.6, 57.3),
    (5, 3, true, 2.0, 49.9, 52.5), (5, 3, true, 1.0, 54.4, 55.0), (5, 3, true, 1.0, 46.7, 51.2),
    (6, 3, false, 2.0, 52.2, 53.9), (6, 3, false, 1.0, 50.3, 48.1), (6, 3, false, 1.5, 47.9, 49.3),
    (7, 3, true, 1.0, 53.7, 58.6), (7, 3, true, 0.5, 45.8, 46.4), (8, 2, false, 1.0, 56.1, 54.7),
];

fn of<T>(take: impl Fn(&(usize, usize, bool, f64, f64, f64)) -> T) -> Vec<T> {
    ROWS.iter().map(take).collect()
}

fn trial(weighted: bool) -> Trial {
    Trial {
        outcome: of(|r| r.5),
        treated: of(|r| r.2),
        baseline: vec![("baseline".to_owned(), of(|r| r.4))],
        clusters: Some(of(|r| r.0)),
        blocks: Some(of(|r| r.1)),
        weights: weighted.then(|| of(|r| r.3)),
    }
}

#[track_caller]
fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * (1.0 + b.abs()), "{a} is not {b}");
}

#[track_caller]
fn nears(a: &[f64], b: &[f64]) {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).for_each(|(&a, &b)| near(a, b));
}

/// Coefficients and standard errors of baseline and arm.
fn both(fit: &Fit) -> [f64; 4] {
    let (b, t) = (fit.coefficient("baseline").expect("kept"), fit.coefficient(TREATED).expect("kept"));
    [b.value, t.value, b.se, t.se]
}

// The reference: Python 3.11.7, numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0, on the rows above as arrays `cl, bl,
// t, w, x, y`:
//
//     D = (bl[:, None] == np.unique(bl)).astype(float); X = np.column_stack([x, t, D])
//     m = sm.WLS(y, X, weights=w)                             # and weights=np.ones(24)
//     m.fit(); m.fit(cov_type="HC1", use_t=True); m.fit(cov_type="HC2", use_t=True)
//     m.fit(cov_type="cluster", cov_kwds=dict(groups=cl), use_t=True)                        # CR1
//
// statsmodels has no CR2; numpy computes it there with full matrices, eigenvectors of `I − H_gg` included:
//
//     s = np.sqrt(w); Xs = X * s[:, None]; A = np.linalg.inv(Xs.T @ Xs); H = Xs @ A @ Xs.T; e = s * m.fit().resid
//     M = 0
//     for g in np.unique(cl):
//         i = cl == g; val, vec = np.linalg.eigh(np.eye(i.sum()) - H[np.ix_(i, i)])
//         q = Xs[i].T @ (vec @ np.diag([v**-.5 if v > 1e-9 else 0 for v in val]) @ vec.T) @ e[i]
//         M = M + np.outer(q, q)
//     np.sqrt(np.diag(A @ M @ A))

#[test]
fn covariance_analysis_is_that_of_the_reference() {
    #[rustfmt::skip]
    let cases = [
        (true, [0.923172179053, 3.39097084357], [
            (Errors::Classical, true, [0.0895406922158, 0.68466245252]),
            (Errors::Robust, false, [0.0732813252832, 0.635451938065]),
            (Errors::BiasReduced, false, [0.0756504767314, 0.651983554533]),
            (Errors::Robust, true, [0.0486053818221, 0.415713876712]),
            (Errors::BiasReduced, true, [0.0458747175226, 0.59153373946]),
        ]),
        (false, [0.950517728822, 3.40267689962], [
            (Errors::Classical, true, [0.0951683702671, 0.755002404119]),
            (Errors::Robust, false, [0.0836909650867, 0.686754530374]),
            (Errors::BiasReduced, false, [0.0836415468361, 0.682976710051]),
            (Errors::Robust, true, [0.0822711845729, 0.235755478273]),
            (Errors::BiasReduced, true, [0.074742989877, 0.319380499294]),
        ]),
    ];
    for (weighted, coefficients, ses) in cases {
        for (errors, clustered, se) in ses {
            let mut trial = trial(weighted);
            trial.clusters = trial.clusters.filter(|_| clustered);
            let effect = ancova(&trial, errors).expect("an effect");
            nears(&both(&effect.fit), &[coefficients, se].concat());
            let df = if clustered && errors != Errors::Classical { 7.0 } else { 19.0 };
            assert_eq!((effect.estimate.df, effect.fit.observations, effect.fit.parameters), (df, 24, 5));
        }
    }
    let Effect { estimate, fit } = ancova(&trial(true), Errors::Robust).expect("an effect");
    near(fit.covariance[0][1], -0.00210866444833);
    near(estimate.p(), 8.04959962933e-05);
    let (low, high) = estimate.interval();
    nears(&[low, high], &[2.40796372898, 4.37397795817]);
    near(ancova(&trial(true), Errors::Classical).expect("an effect").fit.residual_variance, 3.35556721429);
}

#[test]
fn differences_are_those_of_the_reference() {
    // sm.WLS(y, [1, t], weights=w), clustered as above; for two periods np.r_[x, y] on [1, t, after, t * after].
    for (weighted, wanted) in [
        (true, [49.8757575758, 4.86090909091, 0.748030746294, 1.1165149676]),
        (false, [50.6538461538, 2.9006993007, 0.42905001795, 0.517356206401]),
    ] {
        let Effect { estimate, fit } = difference_in_means(&trial(weighted), Errors::Robust).expect("an effect");
        let constant = fit.coefficient(CONSTANT).expect("kept");
        nears(&[constant.value, estimate.value, constant.se, estimate.se], &wanted);
    }
    let Effect { estimate, fit } = difference_in_differences(&periods(), Errors::Robust).expect("an effect");
    nears(&fit.coefficients, &[51.0692307692, -0.678321678322, -0.415384615385, 3.57902097902]);
    near(estimate.se, 0.254098063458);
}

/// Baseline and outcome as two periods.
fn periods() -> Periods {
    let twice = |ids: Vec<usize>| Some([ids.clone(), ids].concat());
    Periods {
        outcome: [of(|r| r.4), of(|r| r.5)].concat(),
        treated: [of(|r| r.2), of(|r| r.2)].concat(),
        after: [[false; 24], [true; 24]].concat(),
        clusters: twice(of(|r| r.0)),
        units: None,
        weights: None,
    }
}

#[test]
fn differences_of_differences_are_those_of_four_means_and_of_gains() {
    let mean = |treated: bool, after: bool| {
        let rows: Vec<_> = ROWS.iter().filter(|r| r.2 == treated).collect();
        rows.iter().map(|r| if after { r.5 } else { r.4 }).sum::<f64>() / rows.len() as f64
    };
    let plain = difference_in_differences(&periods(), Errors::Robust).expect("an effect");
    let four = mean(true, true) - mean(true, false) - mean(false, true) + mean(false, false);
    near(plain.estimate.value, four);
    // Constants of units that lie within clusters count as one: the same scatter, with another correction; and the same
    // as that of the gains of units.
    let units = Some((0..48).map(|row| row % 24).collect());
    let within = difference_in_differences(&Periods { units, ..periods() }, Errors::Robust).expect("an effect");
    assert_eq!((plain.fit.parameters, within.fit.parameters), (4, 3));
    assert_eq!(within.fit.dropped, [TREATED]);
    near(within.estimate.value, four);
    near(within.estimate.se, plain.estimate.se * f64::sqrt(44.0 / 45.0));
    let gains = Trial { outcome: of(|r| r.5 - r.4), ..trial(false) };
    let gains = difference_in_means(&gains, Errors::Robust).expect("an effect").estimate;
    near(gains.value, four);
    near(within.estimate.se, gains.se * f64::sqrt(47.0 / 45.0 * 22.0 / 23.0));
    assert!(matches!(within.fit.coefficient(TREATED), Err(Problem::Collinear(_))));
    assert!(within.fit.coefficient(TREATED_AFTER).is_ok());
    let bare = Periods {
        outcome: vec![1.0, 2.0, 3.0, 5.0],
        treated: vec![false, false, true, true],
        after: vec![false, true, false, true],
        ..Periods::default()
    };
    let error = difference_in_differences(&bare, Errors::Robust).expect_err("no residual");
    assert!(matches!(error, Problem::TooFewObservations { found: 4, needed: 5, .. }), "{error}");
}

#[test]
fn with_equal_clusters_the_error_is_that_of_cluster_means() {
    // Six clusters of four, three an arm.
    let value = |row: usize| ((row * 7919 + 13) % 101) as f64 / 10.0 + (row / 4) as f64 * 1.5;
    let outcome: Vec<f64> = (0..24).map(value).collect();
    let trial = Trial {
        treated: (0..24).map(|row| row / 4 % 2 == 1).collect(),
        clusters: Some((0..24).map(|row| 90 - row / 4).collect()),
        outcome: outcome.clone(),
        ..Trial::default()
    };
    let means: Vec<f64> = outcome.chunks(4).map(|c| c.iter().sum::<f64>() / 4.0).collect();
    let arm = |first: usize| -> Vec<f64> { means.iter().copied().skip(first).step_by(2).collect() };
    let (t, c) = (Arm::of(&arm(1)), Arm::of(&arm(0)));
    let clustered = difference_in_means(&trial, Errors::Robust).expect("an effect").estimate;
    near(clustered.value, t.mean - c.mean);
    // Σ (means − mean of the arm)² / 3² in each arm, times G/(G−1) (N−1)/(N−K).
    let squares = 2.0 * (t.sd.powi(2) + c.sd.powi(2)) / 9.0;
    near(clustered.se.powi(2), squares * (6.0 / 5.0) * (23.0 / 22.0));
    // The reduction of bias makes it the textbook's s₁²/3 + s₂²/3.
    let reduced = difference_in_means(&trial, Errors::BiasReduced).expect("an effect").estimate;
    near(reduced.se.powi(2), (t.sd.powi(2) + c.sd.powi(2)) / 3.0);
    assert_eq!((reduced.df, clustered.df), (5.0, 5.0));
}

#[test]
fn two_groups_have_the_errors_of_the_t_tests() {
    let trial = Trial { clusters: None, ..trial(false) };
    let arm = |treated| Arm::of(&ROWS.iter().filter(|r| r.2 == treated).map(|r| r.5).collect::<Vec<_>>());
    let (t, c) = (arm(true), arm(false));
    let (nt, nc) = (f64::from(t.n), f64::from(c.n));
    let se = |errors| difference_in_means(&trial, errors).expect("an effect").estimate.se;
    near(se(Errors::Classical), pooled_sd(t, c) * (1.0 / nt + 1.0 / nc).sqrt());
    near(se(Errors::BiasReduced), (t.sd.powi(2) / nt + c.sd.powi(2) / nc).sqrt());
}

#[test]
fn a_column_that_others_determine_is_left_out_and_named() {
    let x: Vec<f64> = of(|r| r.4);
    let twice: Vec<f64> = x.iter().map(|x| 2.0 * x - 7.0).collect();
    let table = Table::new(of(|r| r.5)).constant().column("x", x).column("twice", twice);
    let here = fit(&table).expect("a fit");
    assert_eq!(
        (here.names.as_slice(), here.dropped.as_slice()),
        (&["constant".into(), "x".into()][..], &["twice".into()][..])
    );
    assert_eq!(here.coefficient("twice"), Err(Problem::Collinear("twice".into())));
    assert_eq!(here.coefficient("y"), Err(Problem::Unknown("y".into())));
    assert_eq!(here.contrast(&[0.0, 1.0, 1.0]), Err(Problem::Collinear("twice".into())));
    // The line at x = 50.
    let at = here.contrast(&[1.0, 50.0, 0.0]).expect("kept");
    near(at.value, here.coefficients[0] + 50.0 * here.coefficients[1]);
    let v = &here.covariance;
    assert!((at.se - (v[0][0] + 100.0 * v[0][1] + 2500.0 * v[1][1]).sqrt()).abs() < 1e-6);
    // Years stay apart from the constant.
    let years = Table::new(vec![1.0, 3.0, 2.0, 5.0]).constant().column("year", vec![2015.0, 2016.0, 2017.0, 2018.0]);
    near(fit(&years).expect("a fit").coefficients[1], 1.1);
    // Blocks take the constant with them, and an arm that is drawn by block.
    let drawn = Trial { treated: of(|r| r.1 == 2), ..trial(false) };
    assert_eq!(ancova(&drawn, Errors::Robust), Err(Problem::Collinear(TREATED.into())));
}

#[test]
fn what_cannot_be_told_is_an_error() {
    let table = |y: &[f64]| Table::new(y.to_vec()).constant();
    let few = fit(&table(&[1.0])).expect_err("one row");
    assert!(matches!(few, Problem::TooFewObservations { found: 1, needed: 2, .. }), "{few}");
    assert!(matches!(fit(&table(&[])), Err(Problem::TooFewObservations { found: 0, .. })));
    let clusters = Some(vec![3, 3, 3]);
    let one = fit(&Table { clusters, ..table(&[1.0, 2.0, 4.0]) }).expect_err("one cluster");
    assert!(matches!(one, Problem::TooFewClusters { found: 1, needed: 2, .. }), "{one}");
    let weights = |w: &[f64]| fit(&Table { weights: Some(w.to_vec()), ..table(&[1.0, 2.0, 4.0]) });
    assert!(matches!(weights(&[1.0, -1.0, 1.0]), Err(Problem::OutOfRange { row: 1, .. })));
    assert!(matches!(weights(&[1.0, 1.0]), Err(Problem::Length { rows: 2, expected: 3, .. })));
    assert!(matches!(fit(&table(&[1.0, f64::NAN])), Err(Problem::NotFinite { row: 1, .. })));
    assert_eq!(fit(&table(&[1.0, 2.0]).constant()), Err(Problem::Twice(CONSTANT.into())));
    // One treated cluster has its mean fitted exactly: its scatter would pass for none.
    let lonely = Trial { treated: of(|r| r.0 == 4), ..trial(false) };
    let error = difference_in_means(&lonely, Errors::Robust).expect_err("one treated cluster");
    assert_eq!(error.to_string(), "treated arm: 1 clusters, but at least 2 are needed");
    assert!(matches!(net_of_sampling(&[Estimate::normal(1.0, 0.1)]), Err(Problem::TooFewGroups { found: 1, .. })));
    assert!(matches!(one_way(&[1.0, 2.0], &[1, 2]), Err(Problem::TooFewObservations { needed: 3, .. })));
    assert!(matches!(one_way(&[1.0; 4], &[1, 1, 2, 2]).expect("squares").components(), Err(Problem::Constant(_))));
    assert!(matches!(correlation(&[0.1; 3], &[1.0, 2.0, 3.0]), Err(Problem::Constant(_))));
    assert!(matches!(ratio_of_estimates(1.0, 0.0, [[1.0, 0.0], [0.0, 1.0]]), Err(Problem::Constant(_))));
    assert!(matches!(combined(&[Estimate::normal(1.0, 0.0)]), Err(Problem::OutOfRange { row: 0, .. })));
}

#[test]
fn rows_without_weight_do_not_count() {
    let mut longer = trial(true);
    longer.outcome.push(1000.0);
    longer.treated.push(true);
    longer.baseline[0].1.push(-5.0);
    longer.clusters.iter_mut().chain(&mut longer.blocks).for_each(|ids| ids.push(77));
    longer.weights.iter_mut().for_each(|w| w.push(0.0));
    for errors in [Errors::Classical, Errors::Robust, Errors::BiasReduced] {
        assert_eq!(ancova(&longer, errors), ancova(&trial(true), errors));
    }
}

#[test]
fn components_of_variance_by_hand() {
    // Groups (1, 3), (4, 6), (8, 8): means 2, 5, 8 about 5; MSB = 2 (9 + 0 + 9) / 2 = 18; MSW = (2 + 2 + 0) / 3 = 4/3.
    let equal = one_way(&[1.0, 8.0, 4.0, 3.0, 6.0, 8.0], &[7, 2, 9, 7, 9, 2]).expect("squares");
    nears(&[equal.size, equal.between_square, equal.within_square], &[2.0, 18.0, 4.0 / 3.0]);
    let rho = equal.intraclass_correlation().expect("a correlation");
    near(rho.value, (18.0 - 4.0 / 3.0) / (18.0 + 4.0 / 3.0));
    // Donner & Klar's variance for equal sizes, 2 (1−ρ)² (1+(m−1)ρ)² / (m (m−1) (k−1)), has N for Swiger's N − 1.
    let donner = (2.0 * ((1.0 - rho.value) * (1.0 + rho.value)).powi(2) / (2.0 * 2.0)).sqrt();
    near(rho.se, donner * f64::sqrt(5.0 / 6.0));
    let parts = equal.components().expect("components");
    nears(&[parts.between, parts.within, parts.share], &[25.0 / 3.0, 4.0 / 3.0, rho.value]);
    // Groups (2, 4), (3), (5, 6, 7): mean 4.5; MSB = (2·2.25 + 2.25 + 3·2.25) / 2; MSW = (2 + 0 + 2) / 3;
    // n₀ = (6 − 14/6) / 2.
    let unequal = one_way(&[2.0, 4.0, 3.0, 5.0, 6.0, 7.0], &[1, 1, 2, 3, 3, 3]).expect("squares");
    nears(&[unequal.size, unequal.between_square, unequal.within_square], &[11.0 / 6.0, 6.75, 4.0 / 3.0]);
    near(unequal.components().expect("components").between, (6.75 - 4.0 / 3.0) / (11.0 / 6.0));
    // Equal means: the one between is set to zero, the one within that of all values; the correlation stays below zero.
    let none = one_way(&[1.0, 3.0, 0.0, 4.0], &[1, 1, 2, 2]).expect("squares");
    let parts = none.components().expect("components");
    assert_eq!((parts.between, parts.share, parts.truncated), (0.0, 0.0, true));
    near(parts.within, 10.0 / 3.0);
    near(none.intraclass_correlation().expect("a correlation").value, -1.0);
}

#[test]
fn components_of_variance_are_those_of_the_reference() {
    // scipy.stats.f_oneway(*[y[cl == g] for g in np.unique(cl)]).statistic
    let unequal = one_way(&of(|r| r.5), &of(|r| r.0)).expect("squares");
    near(unequal.between_square / unequal.within_square, 0.494084531007);
    // sm.MixedLM(values, np.ones((12, 1)), groups=np.repeat([0, 1, 2, 3], 3)).fit(reml=True): cov_re, scale; REML is
    // the analysis of variance where sizes are equal and nothing is truncated, up to where its search ends.
    let values = [3.0, 5.0, 4.0, 8.0, 9.0, 10.0, 6.0, 5.0, 7.0, 12.0, 9.0, 12.0];
    let groups: Vec<usize> = (0..12).map(|row| row / 3).collect();
    let parts = one_way(&values, &groups).expect("squares").components().expect("components");
    assert!((parts.between - 9.16614720019).abs() < 1e-3 && (parts.within - 1.50002965453).abs() < 1e-4, "{parts:?}");
}

#[test]
fn sampling_is_taken_from_the_variance_between() {
    let estimates = [1.0, 3.0, 5.0].map(|v| Estimate::normal(v, 1.0));
    let net = net_of_sampling(&estimates).expect("a variance");
    assert_eq!((net.observed, net.sampling, net.between, net.share, net.truncated), (4.0, 1.0, 3.0, 0.75, false));
    let net = net_of_sampling(&estimates.map(|e| Estimate { se: 3.0, ..e })).expect("a variance");
    assert_eq!((net.between, net.share, net.truncated), (0.0, 0.0, true));
}

#[test]
fn standardised_differences_are_the_published_formulas() {
    // statsmodels.stats.meta_analysis.effectsize_smd(mean, sd, n of the treated; of control): its first number.
    let arm = |treated| Arm::of(&ROWS.iter().filter(|r| r.2 == treated).map(|r| r.5).collect::<Vec<_>>());
    near(hedges(arm(true), arm(false)).expect("an effect").value, 0.695307204996);
    // Borenstein et al. 2009, ch. 4: means 103 and 100, SD 5.5 and 4.5, 50 each: d 0.5970, g 0.5924, variance 0.0411.
    let (t, c) = (Arm { n: 50, mean: 103.0, sd: 5.5 }, Arm { n: 50, mean: 100.0, sd: 4.5 });
    let g = hedges(t, c).expect("an effect");
    assert!((g.value - 0.5924).abs() < 5e-5 && (g.se.powi(2) - 0.0411).abs() < 5e-5, "{g:?}");
    let delta = glass(t, c).expect("an effect");
    near(delta.value, 3.0 / 4.5);
    near(delta.se.powi(2), 0.04 + (3.0f64 / 4.5).powi(2) / 98.0);
    assert!(matches!(glass(t, Arm { sd: 0.0, ..c }), Err(Problem::Constant(_))));
    assert!(matches!(hedges(t, Arm { n: 1, ..c }), Err(Problem::TooFewObservations { .. })));
    let effect = standardised(Estimate { value: 3.0, se: 1.5, df: 7.0 }, 6.0).expect("an effect");
    assert_eq!(effect, Estimate { value: 0.5, se: 0.25, df: 7.0 });
}

#[test]
fn correlation_line_and_means_of_estimates_are_those_of_the_reference() {
    // scipy.stats.pearsonr(x, y) and its confidence_interval(.95); sm.OLS(y, sm.add_constant(x)).fit();
    // combine_effects([.2, .35, -.05, .5], np.array([.1, .15, .2, .12])**2): mean_effect_fe, sd_eff_w_fe, q, i2.
    let (x, y) = (of(|r| r.4), of(|r| r.5));
    let r = correlation(&x, &y).expect("a correlation");
    let (low, high) = r.interval();
    nears(&[r.r, low, high], &[0.823018047609, 0.628178262663, 0.920729883382]);
    let slope = line(&x, &y, Errors::Classical).expect("a line").coefficient(SLOPE).expect("kept");
    nears(&[slope.value, slope.se], &[0.902115686381, 0.1327399074]);
    let several = [(0.2, 0.1), (0.35, 0.15), (-0.05, 0.2), (0.5, 0.12)].map(|(v, se)| Estimate::normal(v, se));
    let all = combined(&several).expect("a mean");
    nears(
        &[all.estimate.value, all.estimate.se, all.q, all.i2],
        &[0.288953488372, 0.0646996639221, 6.92223837209, 0.566614173228],
    );
    let (low, high) = Estimate::normal(0.0, 1.0).interval();
    nears(&[low, high], &[-1.959963984540054, 1.959963984540054]);
    near(Estimate::normal(high, 1.0).p(), 0.05);
}

#[test]
fn the_error_of_a_ratio_is_that_of_its_logarithm() {
    // Independent: (se r / r)² = (se a / a)² + (se b / b)².
    let r = ratio_of_estimates(3.0, -2.0, [[0.09, 0.0], [0.0, 0.04]]).expect("a ratio");
    nears(&[r.value, r.se], &[-1.5, 1.5 * (0.01f64 + 0.01).sqrt()]);
    // Two that move as one have a ratio without error.
    let r = ratio_of_estimates(3.0, 2.0, [[9.0, 6.0], [6.0, 4.0]]).expect("a ratio");
    near(r.se, 0.0);
}

#[test]
fn weights_count_as_copies() {
    let weighted = [(2.0, 5.0), (1.0, 1.0), (0.0, -9.0), (3.0, 2.0)];
    assert_eq!(weighted_mean(&weighted), 17.0 / 6.0);
    // 1 2 2 2 5 5.
    let quantiles = [0.0, 1.0 / 6.0, 0.5, 4.0 / 6.0, 0.7, 1.0].map(|p| weighted_quantile(&weighted, p));
    assert_eq!(quantiles, [1.0, 1.5, 2.0, 3.5, 5.0, 5.0]);
    assert!(weighted_quantile(&[], 0.5).is_nan() && weighted_mean(&[]).is_nan());
    assert_eq!(effective_size(&[3.0; 8]), 8.0);
    assert_eq!(effective_size(&[1.0, 3.0]), 1.6);
}

const KINDS: [Errors; 3] = [Errors::Classical, Errors::Robust, Errors::BiasReduced];

/// A table of up to 30 rows with two columns, weights, clusters of any sizes and blocks.
fn tables() -> impl Strategy<Value = Table> {
    let row = (-5.0..5.0f64, -3.0..3.0f64, -2.0..2.0f64, 0.2..4.0f64, 0usize..6, 0usize..3);
    prop::collection::vec(row, 12..30).prop_map(|rows| Table {
        outcome: rows.iter().map(|r| r.0).collect(),
        columns: vec![
            ("x".to_owned(), rows.iter().map(|r| r.1).collect()),
            ("z".to_owned(), rows.iter().map(|r| r.2).collect()),
        ],
        weights: Some(rows.iter().map(|r| r.3).collect()),
        // The first two rows make two clusters sure.
        clusters: Some(rows.iter().enumerate().map(|(i, r)| if i < 2 { i } else { r.4 }).collect()),
        absorb: Some(rows.iter().map(|r| r.5).collect()),
    })
}

#[track_caller]
fn same(a: &Fit, b: &Fit, scale: f64) {
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-7 * (1.0 + b.abs());
    for (name, (x, y)) in a.names.iter().zip(a.coefficients.iter().zip(&b.coefficients)) {
        assert!(close(*x, y * scale), "{name}: {x} {y}");
    }
    for (x, y) in a.covariance.iter().flatten().zip(b.covariance.iter().flatten()) {
        assert!(close(*x, y * scale * scale), "{x} {y}");
    }
    assert_eq!((a.df, a.observations, a.parameters, a.clusters), (b.df, b.observations, b.parameters, b.clusters));
}

fn reordered<T: Clone>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|&row| values[row].clone()).collect()
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(
        (table, order) in tables().prop_flat_map(|t| {
            let rows: Vec<usize> = (0..t.outcome.len()).collect();
            (Just(t), Just(rows).prop_shuffle())
        })
    ) {
        let other = Table {
            outcome: reordered(&table.outcome, &order),
            columns: table.columns.iter().map(|(n, v)| (n.clone(), reordered(v, &order))).collect(),
            weights: table.weights.as_ref().map(|v| reordered(v, &order)),
            clusters: table.clusters.as_ref().map(|v| reordered(v, &order)),
            absorb: table.absorb.as_ref().map(|v| reordered(v, &order)),
        };
        for errors in KINDS {
            same(&fit_with(&other, errors).unwrap(), &fit_with(&table, errors).unwrap(), 1.0);
        }
    }

    #[test]
    fn a_shifted_outcome_moves_only_constants_and_a_scaled_one_all_alike(
        table in tables(), shift in -50.0..50.0f64, scale in 0.1..20.0f64, heavier in 0.01..100.0f64
    ) {
        let moved = Table {
            outcome: table.outcome.iter().map(|y| scale * (y + shift)).collect(),
            // The scale of weights means nothing.
            weights: table.weights.as_ref().map(|w| w.iter().map(|w| w * heavier).collect()),
            ..table.clone()
        };
        for errors in KINDS {
            same(&fit_with(&moved, errors).unwrap(), &fit_with(&table, errors).unwrap(), scale);
        }
    }

    #[test]
    fn blocks_are_columns_of_zeros_and_ones(table in tables()) {
        let absorbed = table.absorb.clone().unwrap();
        let mut wide = Table { absorb: None, ..table.clone() };
        for block in 0..3 {
            let ones: Vec<f64> = absorbed.iter().map(|&b| f64::from(u8::from(b == block))).collect();
            wide = wide.column(&format!("block {block}"), ones);
        }
        for errors in KINDS {
            let (a, b) = (fit_with(&table, errors).unwrap(), fit_with(&wide, errors).unwrap());
            prop_assume!(a.parameters == b.parameters);
            let first = |fit: &Fit| {
                let mut first = fit.clone();
                first.coefficients.truncate(2);
                first.covariance.truncate(2);
                first.covariance.iter_mut().for_each(|row| row.truncate(2));
                first
            };
            same(&first(&a), &first(&b), 1.0);
        }
    }

    #[test]
    fn clusters_of_one_are_no_clusters(table in tables()) {
        let n = table.outcome.len();
        let each = Table { clusters: Some((0..n).rev().collect()), ..table.clone() };
        let none = Table { clusters: None, ..table };
        for errors in [Errors::Robust, Errors::BiasReduced] {
            let (a, b) = (fit_with(&each, errors).unwrap(), fit_with(&none, errors).unwrap());
            // G/(G−1) (N−1)/(N−K) is N/(N−K): only the degrees of freedom differ.
            prop_assert_eq!((a.df, b.df), (n as f64 - 1.0, (n - b.parameters) as f64));
            let mut free = a;
            (free.df, free.clusters) = (b.df, None);
            same(&free, &b, 1.0);
        }
    }

    #[test]
    fn a_known_line_is_found(table in tables(), a in -3.0..3.0f64, b in -3.0..3.0f64) {
        let blocks = table.absorb.clone().unwrap();
        let line = |row: usize| a * table.columns[0].1[row] + b * table.columns[1].1[row] + 7.0 * blocks[row] as f64;
        let exact = Table { outcome: (0..table.outcome.len()).map(line).collect(), ..table.clone() };
        let fit = fit(&exact).unwrap();
        prop_assert!((fit.coefficients[0] - a).abs() < 1e-9 && (fit.coefficients[1] - b).abs() < 1e-9);
        prop_assert!(fit.residual_variance < 1e-18 && fit.coefficient("x").unwrap().se < 1e-9);
    }
}
