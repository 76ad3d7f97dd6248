//! Fabricated results, the same every time, for tests of tables, figures and folders.

#![allow(dead_code)]

use schoolsim::experiment::sets::Source;
use schoolsim::experiment::{Footing, Results};
use schoolsim::rows::EconomyRow;
use schoolsim::rows::{AuditContractRow, AuditDoseRow, DonorRow, NaiveRow, PersistenceRow};
use schoolsim::rows::{
    CascadeRow, CostRow, InteractionRow, LedgerRow, OutcomeRow, ParameterRow, SchoolRow, SummaryRow, WaterfallRow,
};
use schoolsim::rows::{ComparisonRow, DecileRow, WinnerRow};

/// How the results are fabricated.
#[derive(Clone, Debug)]
pub struct Shape {
    pub systems: Vec<(&'static str, Vec<String>)>,
    pub years: u32,
    pub replicates: u32,
    /// Final effect of the first arm; each further arm has less, down to a loss.
    pub effect: f64,
    /// SD between replicates.
    pub noise: f64,
}

impl Shape {
    pub fn three_systems() -> Self {
        let arms = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        Self {
            systems: vec![
                ("Shanghai", arms(&["entrusted management", "education groups", "teaching-research groups"])),
                ("England", arms(&["work groups with a specialist", "local observation", "teacher exchange"])),
                ("Zhejiang", arms(&["shared communities", "school pairing", "two-way flow", "synchronous classrooms"])),
            ],
            years: 6,
            replicates: 40,
            effect: 0.11,
            noise: 0.03,
        }
    }

    pub fn one(arms: usize) -> Self {
        let arms = (0..arms).map(|i| format!("arm {}", i + 1)).collect();
        Self { systems: vec![("England", arms)], ..Self::three_systems() }
    }
}

/// A number from -1 to 1 that depends on all of the key and nothing else.
fn chance(key: &[u64]) -> f64 {
    let mixed = key.iter().fold(0x9E37_79B9_7F4A_7C15_u64, |h, k| {
        let h = (h ^ k.wrapping_add(0x632B_E59B_D9B4_E019)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        h ^ (h >> 29)
    });
    (mixed >> 11) as f64 / (1_u64 << 53) as f64 * 2.0 - 1.0
}

const OUTCOMES: [(&str, &str, f64); 4] = [
    ("attainment", "pupil SD", 1.0),
    ("enacted_practice", "SD", 3.1),
    ("embedded_practice", "SD", 1.7),
    ("disparity_attainment", "pupil SD", -0.4),
];
const GROUPS: [(&str, f64); 5] = [("all", 1.0), ("urban", 0.6), ("rural", 1.5), ("receiving", 2.2), ("giving", -0.35)];

pub fn results(shape: &Shape) -> Results {
    let footing = Footing { source: Source::Fitted, drawn: true, points: 64, ..Footing::default() };
    let mut r = Results { run_id: "3f9a1c0b7d2e4455".to_owned(), footing, ..Results::default() };
    for (s, (system, arms)) in shape.systems.iter().enumerate() {
        r.replicates.push(((*system).to_owned(), shape.replicates, shape.replicates));
        r.footing.sets.push(((*system).to_owned(), shape.replicates.div_ceil(2)));
        r.parameters.push(ParameterRow {
            run_id: r.run_id.clone(),
            system: (*system).to_owned(),
            parameter_set: 0,
            point: (s > 0).then_some(3.0),
            parameter: "slope",
            value: 0.1 + 0.2,
            unit: "pupil SD/SD",
        });
        for (a, arm) in arms.iter().enumerate() {
            let strength = shape.effect * (1.0 - 1.25 * a as f64 / arms.len().max(2) as f64) * (1.0 - 0.25 * s as f64);
            for (o, outcome) in OUTCOMES.iter().enumerate() {
                for (g, group) in GROUPS.iter().enumerate() {
                    if o > 0 && g > 2 {
                        continue;
                    }
                    for year in 0..=shape.years {
                        let key = [s as u64, a as u64, o as u64, g as u64];
                        add(&mut r, shape, (system, arm), *outcome, *group, year, strength, key);
                    }
                }
            }
            costs_and_ledger(&mut r, shape, (system, arm), a, strength);
        }
        if let [first, second, third, ..] = arms.as_slice() {
            interactions(&mut r, system, [first, second, third]);
        }
        booked(&mut r, shape, (system, "do nothing"), 0.0);
        left_list(&mut r, shape, system, arms);
        beside(&mut r, shape, system, arms);
        r.economy.push(economy(&r.run_id, system, &arms[0], s == 0));
        schools(&mut r, (system, &arms[0]), shape.effect);
    }
    r
}

#[allow(clippy::too_many_arguments)]
fn add(
    r: &mut Results,
    shape: &Shape,
    (system, arm): (&str, &str),
    (outcome, unit, scale): (&'static str, &'static str, f64),
    (group, share): (&'static str, f64),
    year: u32,
    strength: f64,
    key: [u64; 4],
) {
    let rise = 1.0 - (-0.55 * f64::from(year)).exp();
    let centre = strength * scale * share * rise;
    let differences: Vec<f64> = (0..shape.replicates)
        .map(|i| {
            let of_arm = chance(&[key[0], key[1], key[2], key[3], u64::from(i), 1]);
            let of_year = chance(&[key[0], key[1], key[2], key[3], u64::from(i), u64::from(year), 2]);
            centre + (of_arm + 0.25 * of_year) * shape.noise * rise * scale.abs()
        })
        .collect();
    for (i, d) in differences.iter().enumerate() {
        r.outcomes.push(OutcomeRow {
            run_id: r.run_id.clone(),
            system: system.to_owned(),
            arm: arm.to_owned(),
            replicate: i as u32,
            parameter_set: i as u32 / 2,
            seed: 7,
            year,
            group,
            schools: 40,
            outcome,
            unit,
            value: 0.1 + d,
            counterfactual: 0.1,
            difference: *d,
        });
    }
    for measure in ["value", "difference"] {
        let level = if measure == "value" { 0.1 } else { 0.0 };
        let values: Vec<f64> = differences.iter().map(|d| d + level).collect();
        r.summary.push(summary(&r.run_id, (system, arm, group), (outcome, unit, measure), year, &values));
    }
}

fn summary(
    run_id: &str,
    (system, arm, group): (&str, &str, &'static str),
    (outcome, unit, measure): (&'static str, &'static str, &'static str),
    year: u32,
    values: &[f64],
) -> SummaryRow {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let se = sd / n.sqrt();
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |q: f64| sorted[((n - 1.0) * q).round() as usize];
    SummaryRow {
        run_id: run_id.to_owned(),
        system: system.to_owned(),
        arm: arm.to_owned(),
        year,
        group,
        outcome,
        unit,
        measure,
        n: values.len() as u32,
        mean,
        sd,
        se,
        low: mean - 2.02 * se,
        high: mean + 2.02 * se,
        level: 0.95,
        p5: at(0.05),
        p50: at(0.5),
        p95: at(0.95),
        sd_parameters: 0.3 * sd,
        sd_chance: 0.95 * sd,
        share_parameters: 0.09,
    }
}

/// Who left the list of the weakest schools, in each arm and when nothing is done.
fn left_list(r: &mut Results, shape: &Shape, system: &str, arms: &[String]) {
    let names = std::iter::once("do nothing").chain(arms.iter().map(String::as_str));
    for (a, arm) in names.enumerate() {
        for (outcome, from) in [("left_list_measured", 0.0), ("left_list_true", 0.2)] {
            for year in 0..=shape.years {
                let centre =
                    from + 0.5 * (1.0 - (-0.4 * f64::from(year)).exp()) + shape.effect.clamp(-0.2, 0.2) * a as f64;
                let one = |i| (centre + 0.1 * chance(&[a as u64, u64::from(year), i, 11])).clamp(0.0, 1.0);
                let values: Vec<f64> = (0..u64::from(shape.replicates)).map(one).collect();
                let unit = (outcome, "share of listed schools", "value");
                r.summary.push(summary(&r.run_id, (system, arm, "all"), unit, year, &values));
            }
        }
    }
}

/// Every pair of arms, and tenths and shares of each, from the effects on attainment in the last year.
fn beside(r: &mut Results, shape: &Shape, system: &str, arms: &[String]) {
    let headline = |arm: &str| -> Vec<f64> {
        let own = r.outcomes.iter().filter(|o| {
            o.system == system && o.arm == arm && o.group == "all" && o.outcome == "attainment" && o.year == shape.years
        });
        own.map(|o| o.difference).collect()
    };
    let effects: Vec<(&str, Vec<f64>)> = arms.iter().map(|arm| (arm.as_str(), headline(arm))).collect();
    let nothing = ("do nothing", vec![0.0; shape.replicates as usize]);
    let (mut comparisons, mut deciles, mut winners) = (Vec::new(), Vec::new(), Vec::new());
    for (i, (first, here)) in effects.iter().enumerate() {
        for (second, there) in std::iter::once(&nothing).chain(&effects[i + 1..]) {
            let apart: Vec<f64> = here.iter().zip(there).map(|(a, b)| a - b).collect();
            let s = summary(
                &r.run_id,
                (system, first, "all"),
                ("attainment", "pupil SD", "difference"),
                shape.years,
                &apart,
            );
            comparisons.push(compared(&s, second));
            deciles.extend((1..=10).map(|tenth| of_tenth(&s, second, tenth)));
            winners.extend([("better", 0.4), ("worse", 0.1)].map(|(who, share)| winner(&s, second, who, share)));
        }
    }
    r.comparisons.extend(comparisons);
    r.deciles.extend(deciles);
    r.winners.extend(winners);
}

fn compared(s: &SummaryRow, second: &str) -> ComparisonRow {
    ComparisonRow {
        run_id: s.run_id.clone(),
        system: s.system.clone(),
        first: s.arm.clone(),
        second: second.to_owned(),
        year: s.year,
        group: s.group,
        outcome: s.outcome,
        unit: s.unit,
        n: s.n,
        difference: s.mean,
        sd: s.sd,
        se: s.se,
        low: s.low,
        high: s.high,
        level: s.level,
        p5: s.p5,
        p50: s.p50,
        p95: s.p95,
        better: "higher",
        probability: Some(0.8),
        probability_se: Some(0.1),
        probability_low: Some(0.6),
        probability_high: Some(0.9),
        months: None,
    }
}

fn of_tenth(s: &SummaryRow, against: &str, decile: u32) -> DecileRow {
    let share = 1.5 - 0.2 * f64::from(decile);
    let (low, high) = if share < 0.0 { (s.high, s.low) } else { (s.low, s.high) };
    DecileRow {
        run_id: s.run_id.clone(),
        system: s.system.clone(),
        arm: s.arm.clone(),
        against: against.to_owned(),
        year: s.year,
        decile,
        outcome: s.outcome,
        unit: s.unit,
        n: s.n,
        schools: 4.0,
        pupils: 900.0,
        value: 0.1 * f64::from(decile),
        value_se: s.se,
        difference: s.mean * share,
        se: s.se,
        low: low * share,
        high: high * share,
        level: s.level,
    }
}

fn winner(s: &SummaryRow, second: &str, who: &'static str, share: f64) -> WinnerRow {
    WinnerRow {
        run_id: s.run_id.clone(),
        system: s.system.clone(),
        first: s.arm.clone(),
        second: second.to_owned(),
        year: s.year,
        place: "all",
        counted: "pupils",
        who,
        margin: 0.01,
        n: s.n,
        total: 9000.0,
        share,
        se: if s.n > 1 { 0.04 } else { f64::NAN },
        low: share - 0.08,
        high: share + 0.08,
        level: 0.95,
        clear: if s.n > 1 { share / 2.0 } else { f64::NAN },
    }
}

/// The third arm as if it were the first two together.
fn interactions(r: &mut Results, system: &str, [first, second, third]: [&str; 3]) {
    let of = |arm: &str| {
        let rows = r.summary.iter().filter(move |s| s.system == system && s.arm == arm);
        rows.filter(|s| s.measure == "difference" && s.group == "all" && s.outcome == "attainment")
            .cloned()
            .collect::<Vec<_>>()
    };
    for ((a, b), together) in of(first).into_iter().zip(of(second)).zip(of(third)) {
        let (alone_summed, se) = (a.mean + b.mean, together.se);
        let interaction = together.mean - alone_summed;
        r.interactions.push(InteractionRow {
            run_id: together.run_id,
            system: together.system,
            arm: together.arm,
            parts: format!("{first} + {second}"),
            year: together.year,
            group: together.group,
            outcome: together.outcome,
            unit: together.unit,
            n: together.n,
            together: together.mean,
            alone_summed,
            interaction,
            se,
            low: interaction - 2.02 * se,
            high: interaction + 2.02 * se,
            level: 0.95,
        });
    }
}

fn costs_and_ledger(r: &mut Results, shape: &Shape, names: (&str, &str), a: usize, strength: f64) {
    for year in 1..=shape.years {
        for (policy, days) in [("usual", 900.0), ("SchoolPairing", 2600.0 / (a + 1) as f64)] {
            r.costs.push(CostRow {
                run_id: r.run_id.clone(),
                system: names.0.to_owned(),
                arm: names.1.to_owned(),
                year,
                policy: policy.to_owned(),
                n: shape.replicates,
                hours_planned: 10_000.0,
                hours_delivered: 8_123.456,
                schools_receiving: 20.0,
                teachers_posted: 0.0,
                teacher_days: days,
                pupil_lessons_covered: days * 31.0,
                priced_quantity: (policy != "usual").then_some(20.0),
                priced_unit: if policy == "usual" { "" } else { "pair-year" },
                priced_item: if policy == "usual" { "" } else { "pair_year" },
                participants: 12.0,
                money: (a == 0).then_some(days * 210.0),
                money_discounted: (a == 0).then_some(days * 210.0 * 0.966),
                currency: "GBP",
                price_years: "not stated".to_owned(),
                missing_prices: if a == 0 { String::new() } else { "release_day".to_owned() },
            });
        }
    }
    cascade(r, shape, names, strength);
    booked(r, shape, names, strength);
    waterfall(r, shape, names, strength);
}

/// From opening to closing for everybody and for those who receive, with more steps than a figure shows one by one.
fn waterfall(r: &mut Results, shape: &Shape, names: (&str, &str), strength: f64) {
    const STEPS: [(&str, f64); 12] = [
        ("teaching", 1.1),
        ("climate", 0.2),
        ("leadership", 0.08),
        ("school effect", 0.0),
        ("lessons lost", -0.25),
        ("fade-out", -0.61),
        ("cohort leaves", -0.4),
        ("cohort enters", 0.3),
        ("supervised hours", 0.03),
        ("remote teaching", -0.02),
        ("lessons at the partner school", 0.01),
        ("closing", 0.0),
    ];
    for (group, share) in [("all", 0.4), ("receiving", 1.0)] {
        for (stock, unit) in [("attainment", "pupil SD/pupil"), ("enacted", "SD/post")] {
            let mut row = |mechanism, policy: &str, value: f64, counterfactual: f64| {
                let (difference, error) = (value - counterfactual, shape.noise + 1e-9);
                r.waterfall.push(WaterfallRow {
                    run_id: r.run_id.clone(),
                    system: names.0.to_owned(),
                    arm: names.1.to_owned(),
                    group,
                    stock,
                    unit,
                    mechanism,
                    policy: policy.to_owned(),
                    n: shape.replicates,
                    value,
                    se: error,
                    low: value - 2.0 * error,
                    high: value + 2.0 * error,
                    counterfactual,
                    difference,
                    difference_se: error,
                    difference_low: difference - 2.0 * error,
                    difference_high: difference + 2.0 * error,
                    level: 0.95,
                });
            };
            let opening = 0.3 * strength - 0.02;
            row("opening", "", opening, opening);
            let (mut with, mut without) = (opening, opening);
            for (mechanism, step) in &STEPS[..11] {
                for (policy, part) in [("usual", 0.3), ("ProfessionalDevelopmentHours", share)] {
                    let value = strength * step * part;
                    let nothing = if policy == "usual" { value * 1.1 } else { 0.0 };
                    (with, without) = (with + value, without + nothing);
                    row(mechanism, policy, value, nothing);
                }
            }
            row(STEPS[11].0, "", with, without);
        }
    }
}

fn economy(run_id: &str, system: &str, arm: &str, priced: bool) -> EconomyRow {
    EconomyRow {
        run_id: run_id.to_owned(),
        system: system.to_owned(),
        arm: arm.to_owned(),
        replicate: 0,
        parameter_set: 0,
        seed: 7,
        pupils: 12_345.0,
        pupil_sd: 0.1 + 0.2,
        pupil_sd_discounted: -0.25,
        participants: 12.0,
        hours_delivered: 8_123.456,
        teacher_days: 2_600.0,
        pupil_lessons_covered: 80_600.0,
        money: priced.then_some(546_000.0),
        money_discounted: priced.then_some(527_536.2),
        currency: "GBP",
        missing_prices: if priced { String::new() } else { "release_day".to_owned() },
    }
}

fn cascade(r: &mut Results, shape: &Shape, names: (&str, &str), strength: f64) {
    for year in 1..=shape.years {
        for generation in 1..=3 {
            let gained = 4.0 * strength * f64::from(year) / f64::from(generation * shape.years);
            r.cascade.push(CascadeRow {
                run_id: r.run_id.clone(),
                system: names.0.to_owned(),
                arm: names.1.to_owned(),
                year,
                generation,
                n: shape.replicates,
                teachers: f64::from(20 * generation),
                gained,
                se: if shape.replicates > 1 { 0.4 * shape.noise } else { f64::NAN },
                reached: gained / 2.0,
                reached_se: if shape.replicates > 1 { 0.2 * shape.noise } else { f64::NAN },
                enacted: 0.3 + gained,
            });
        }
    }
}

fn booked(r: &mut Results, shape: &Shape, names: (&str, &str), strength: f64) {
    let shares = [
        ("teaching", 1.1),
        ("climate", 0.2),
        ("leadership", 0.08),
        ("lessons under cover", -0.25),
        ("vacancies", -0.02),
        ("churn of teachers between schools", -0.11),
    ];
    for year in 1..=shape.years {
        for (mechanism, share) in shares {
            let mean = (0.02 + strength * share) / f64::from(shape.years);
            r.ledger.push(LedgerRow {
                run_id: r.run_id.clone(),
                system: names.0.to_owned(),
                arm: names.1.to_owned(),
                year,
                group: "all",
                stock: "attainment",
                unit: "pupil SD",
                mechanism,
                policy: "usual".to_owned(),
                n: shape.replicates,
                mean,
                se: 0.001,
            });
        }
    }
}

fn schools(r: &mut Results, (system, arm): (&str, &str), effect: f64) {
    for i in 0..30_u64 {
        r.schools.push(SchoolRow {
            run_id: r.run_id.clone(),
            system: system.to_owned(),
            arm: arm.to_owned(),
            school_id: format!("{}", 100_000 + i),
            name: format!("St \"Mary\", no. {i}"),
            district: "Norfolk".to_owned(),
            place: if i % 3 == 0 { "rural" } else { "urban" },
            pupils: 200 + i as u32,
            posts: 10,
            posts_origin: "imputed",
            disadvantage: (chance(&[i, 5]) + 1.0) / 3.0,
            receiving_share: 0.1 * (i % 10) as f64,
            giving_share: 0.0,
            attainment: chance(&[i, 6]),
            attainment_difference: effect * chance(&[i, 7]),
            enacted: chance(&[i, 8]),
            enacted_difference: 1e-17,
        });
    }
}

/// Adds what lasts, naive comparisons, donors and an audit of the first arm to fabricated results.
pub fn scrutinise(r: &mut Results, shape: &Shape) {
    for (system, arms) in &shape.systems {
        for (a, arm) in arms.iter().enumerate() {
            lasting(r, shape, (system, arm), shape.effect * (1.0 - 0.4 * a as f64));
            reported(r, shape, (system, arm), shape.effect);
            r.donors.push(donor(r, shape, (system, arm)));
        }
        audited(r, shape, (system, arms));
    }
}

fn se(shape: &Shape) -> f64 {
    if shape.replicates > 1 { shape.noise / 3.0 } else { f64::NAN }
}

fn lasting(r: &mut Results, shape: &Shape, names: (&str, &str), effect: f64) {
    let se = se(shape);
    for years_after in 0..=shape.years {
        let share = (-0.4 * f64::from(years_after)).exp();
        let (share_se, at_stop) = if se.is_nan() { (f64::NAN, "no interval") } else { (0.05, "up") };
        r.persistence.push(PersistenceRow {
            run_id: r.run_id.clone(),
            system: names.0.to_owned(),
            arm: names.1.to_owned(),
            group: "all",
            outcome: "attainment",
            unit: "pupil SD",
            stopped: 2,
            year: 2 + years_after,
            years_after,
            n: shape.replicates,
            effect: effect * share,
            se,
            low: effect * share - 2.0 * se,
            high: effect * share + 2.0 * se,
            level: 0.95,
            at_stop,
            share,
            share_se,
            share_low: share - 2.0 * share_se,
            share_high: share + 2.0 * share_se,
            half_life: Some(1.73),
            half_life_low: Some(f64::NAN),
            half_life_high: None,
        });
    }
}

fn reported(r: &mut Results, shape: &Shape, names: (&str, &str), truth: f64) {
    let se = se(shape);
    for (world, done) in [("arm", 1.0), ("nothing done", 0.0)] {
        for (e, estimator) in schoolsim::experiment::naive::ESTIMATORS.into_iter().enumerate() {
            let bias = shape.effect * (0.8 - 0.5 * e as f64);
            let (truth, mean) = (done * truth, done * truth + bias);
            r.naive.push(NaiveRow {
                run_id: r.run_id.clone(),
                system: names.0.to_owned(),
                arm: names.1.to_owned(),
                year: 2,
                world,
                estimator,
                n: shape.replicates,
                treated: 12.0,
                mean,
                se,
                low: mean - 2.0 * se,
                high: mean + 2.0 * se,
                level: 0.95,
                p5: mean - 3.0 * se,
                p50: mean,
                p95: mean + 3.0 * se,
                truth,
                truth_se: se,
                truth_low: truth - 2.0 * se,
                truth_high: truth + 2.0 * se,
                attainment: truth,
                attainment_se: se,
                attainment_low: truth - 2.0 * se,
                attainment_high: truth + 2.0 * se,
                bias,
                bias_se: se,
                bias_low: bias - 2.0 * se,
                bias_high: bias + 2.0 * se,
            });
        }
    }
}

fn donor(r: &Results, shape: &Shape, names: (&str, &str)) -> DonorRow {
    let (gain, se) = (-0.1 * shape.effect, se(shape));
    DonorRow {
        run_id: r.run_id.clone(),
        system: names.0.to_owned(),
        arm: names.1.to_owned(),
        policy: "all policies".to_owned(),
        role: "giving",
        year: 2,
        n: shape.replicates,
        schools: 8.0,
        pupils: 1600.0,
        attainment: gain,
        attainment_se: se,
        attainment_low: gain - 2.0 * se,
        attainment_high: gain + 2.0 * se,
        attainment_net: gain / 5.0,
        attainment_net_se: se,
        attainment_net_low: gain / 5.0 - 2.0 * se,
        attainment_net_high: gain / 5.0 + 2.0 * se,
        enacted: gain,
        enacted_se: se,
        enacted_low: gain - 2.0 * se,
        enacted_high: gain + 2.0 * se,
        enacted_net: gain / 5.0,
        enacted_net_se: se,
        hours_covered: 512.5,
        level: 0.95,
    }
}

/// The arms as if they were contracts and doses of the first.
fn audited(r: &mut Results, shape: &Shape, (system, arms): (&str, &[String])) {
    let se = se(shape);
    for (a, arm) in arms.iter().enumerate() {
        let effect = shape.effect * (a + 1) as f64;
        r.audit_dose.push(AuditDoseRow {
            run_id: r.run_id.clone(),
            system: system.to_owned(),
            audited: arms[0].clone(),
            arm: arm.clone(),
            stopped: 2,
            year: shape.years,
            dose: 0.25 * a as f64,
            outcome: "attainment",
            unit: "pupil SD",
            n: shape.replicates,
            before: shape.effect,
            before_se: se,
            effect,
            se,
            low: effect - 2.0 * se,
            high: effect + 2.0 * se,
            level: 0.95,
            change: effect - shape.effect,
            change_se: se,
            change_low: f64::NAN,
            change_high: f64::NAN,
            at_stop: "up",
            least_dose: Some(0.4),
            least_dose_low: Some(0.3),
            least_dose_high: None,
        });
        r.audit_contract.push(AuditContractRow {
            run_id: r.run_id.clone(),
            system: system.to_owned(),
            audited: arms[0].clone(),
            arm: arm.clone(),
            contract_years: a as u32 + 1,
            stopped: a as u32 + 1,
            year: shape.years,
            outcome: "attainment",
            unit: "pupil SD",
            n: shape.replicates,
            in_last_year: effect,
            in_last_year_se: se,
            in_last_year_low: effect - 2.0 * se,
            in_last_year_high: effect + 2.0 * se,
            at_horizon: effect / 2.0,
            at_horizon_se: se,
            at_horizon_low: effect / 2.0 - 2.0 * se,
            at_horizon_high: effect / 2.0 + 2.0 * se,
            per_year: effect / (a + 1) as f64,
            per_year_se: se,
            added: shape.effect,
            added_se: se,
            added_low: shape.effect - 2.0 * se,
            added_high: shape.effect + 2.0 * se,
            level: 0.95,
        });
    }
}
