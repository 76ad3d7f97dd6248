//! Does the sample of parameter sets hold its format, represent its weights, and enter results as it should?

#![allow(missing_docs)]

mod example;

use assert_cmd::Command;
use example::{record, run, scenario};
use schoolsim::evidence::{of_mechanisms, of_scenario};
use schoolsim::experiment::variance::{Freeze, rests_on};
use schoolsim::experiment::{Results, Sets, execute};
use schoolsim::model::Model;
use schoolsim::policy::{LocalObservation, Policy, TeachingResearchGroups};
use schoolsim::population::schools;
use schoolsim::posterior::{LineFault, Posterior, PosteriorError, read, read_file, shipped};
use schoolsim::rng::{Place, Purpose, Streams, normal};
use schoolsim::scenario::{ParameterSets, Scenario};
use schoolsim::simulate::Design;
use schoolsim::statistics::describe::{components, moments, moments_of_sets};
use schoolsim::units::Week;
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn sample(text: &str) -> Result<Posterior, PosteriorError> {
    read(text, "mine.csv")
}

fn value(model: &Model, name: &str) -> f64 {
    (Model::TABLE.iter().find(|p| p.name == name).expect("a parameter").get)(model)
}

/// A weighted sample of `n` points of one parameter.
fn weighted(n: usize, weight: impl Fn(usize) -> f64) -> Posterior {
    Posterior {
        names: vec!["slope".to_owned()],
        points: (0..n).map(|i| vec![0.1 + 0.2 * i as f64 / n as f64]).collect(),
        weights: (0..n).map(weight).collect(),
        notes: Vec::new(),
    }
}

#[test]
fn what_is_written_is_what_was_read() {
    let mut made = weighted(3, |i| 0.1 + i as f64 / 3.0);
    made.names.push("cover_practice".to_owned());
    made.points = vec![vec![0.1 + 0.2, -1.0], vec![0.05, -1e-300], vec![1.0 / 3.0, -3.999_999_999_999_999_6]];
    made.notes = vec!["fitted on nothing".to_owned(), "informed: slope , cover_practice".to_owned()];
    let mut bytes = Vec::new();
    made.write(&mut bytes).expect("written");
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert!(
        text.starts_with("# fitted on nothing\n# informed: slope , cover_practice\nweight,slope,cover_practice\n0.1,")
    );
    let back = sample(&text).expect("read");
    assert_eq!(back, made);
    assert_eq!(back.informed().collect::<Vec<_>>(), ["slope", "cover_practice"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("sample.csv");
    // As spreadsheets save it: a mark at the beginning, names in quotes.
    std::fs::write(&path, format!("\u{feff}{}", text.replace("weight,slope", "\"weight\",\"slope\"")))
        .expect("written");
    assert_eq!(read_file(&path).expect("read"), made);
}

#[test]
fn the_sample_in_the_program_is_whole() {
    let text = include_str!("../src/posterior/sample.csv");
    assert_eq!(shipped().text(), text, "in the form in which it is written");
    assert!(shipped().names.len() > 20 && shipped().points.len() >= 32 && !shipped().notes.is_empty());
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let error = |text: &str| sample(text).expect_err(text);
    let line = |text: &str| match error(text) {
        PosteriorError::Line { line, what, .. } => (line, what),
        other => panic!("{other}"),
    };
    let name = |name: &str| name.to_owned();
    match error("# note\nweight,slop\n1,0.2\n") {
        PosteriorError::Unknown { name, remedy, .. } => {
            assert_eq!(name, "slop");
            assert!(remedy.starts_with("did you mean slope?"), "{remedy}");
        }
        other => panic!("{other}"),
    }
    assert!(error("# informed: slop\nweight,slope\n1,0.2\n").to_string().contains("did you mean slope?"));
    assert!(matches!(error("weight,slope,slope\n1,0.2,0.2\n"), PosteriorError::Twice { .. }));
    assert!(matches!(error("slope,weight\n0.2,1\n"), PosteriorError::NoWeights { .. }));
    for text in ["", "# only a note\n", "weight,slope\n"] {
        assert!(matches!(error(text), PosteriorError::Empty(_)), "{text}");
    }
    assert!(matches!(error("weight,slope\n0,0.2\n0,0.3\n"), PosteriorError::Weightless(_)));
    let outside = LineFault::Outside { name: name("slope"), value: 0.5, low: 0.05, high: 0.4, unit: "pupil SD/SD" };
    assert_eq!(line("# a\nweight,slope\n1,0.2\n1,0.5\n"), (4, outside));
    assert_eq!(line("weight,slope\n-1,0.2\n"), (2, LineFault::Negative(-1.0)));
    assert_eq!(line("weight,slope\n1\n"), (2, LineFault::Count { found: 1, wanted: 2 }));
    assert_eq!(line("weight,slope\n1,0.2,3\n"), (2, LineFault::Count { found: 3, wanted: 2 }));
    for cell in ["", "x", "NaN", "inf", "0,2"] {
        let (at, what) = line(&format!("weight,slope\n1,\"{cell}\"\n"));
        assert_eq!((at, what), (2, LineFault::NoNumber { name: name("slope"), cell: cell.to_owned() }));
    }
    assert_eq!(line("weight,slope\nNaN,0.2\n").0, 2);
    let missing = read_file(Path::new("no such file.csv")).expect_err("not there").to_string();
    assert!(missing.contains("no such file.csv") && missing.contains("weight,<parameters>"), "{missing}");
}

#[test]
fn draws_represent_the_weights() {
    let n = 20;
    let made = weighted(n, |i| if i == 7 { 0.0 } else { 1.0 + (i % 5) as f64 });
    let total: f64 = made.weights.iter().sum();
    for seed in [0, 1, u64::MAX] {
        let mut counts = vec![0.0; n];
        for set in 0..4000 {
            counts[made.draw(seed, set)] += 1.0;
        }
        assert_eq!(counts[7], 0.0, "what has no weight is not drawn");
        // Independent draws would give a chi-square of 18 on average; evenly spread places give far less.
        let terms = counts.iter().zip(&made.weights).filter(|(_, w)| **w > 0.0).map(|(c, w)| {
            let expected = 4000.0 * w / total;
            (c - expected) * (c - expected) / expected
        });
        let chi_square: f64 = terms.sum();
        assert!(chi_square < 1.0, "seed {seed}: {chi_square}");
    }
}

#[test]
fn the_first_sets_represent_the_sample_for_every_number_of_them() {
    let made = weighted(1000, |_| 1.0);
    let place = |seed, set| made.draw(seed, set) as f64 / 1000.0;
    for seed in 0..20 {
        for n in [4_u32, 8, 16, 30, 64, 100] {
            let mut places: Vec<f64> = (0..n).map(|set| place(seed, set)).collect();
            places.sort_by(f64::total_cmp);
            // The largest distance between the share of sets and the share of the sample up to a place.
            let apart = places.iter().enumerate().map(|(i, p)| {
                let (before, with) = (i as f64 / f64::from(n), (i + 1) as f64 / f64::from(n));
                (p - before).abs().max((p - with).abs())
            });
            let most = apart.fold(0.0, f64::max);
            let log = f64::from(n).log2();
            assert!(most < (1.5 + log / 3.0) / f64::from(n) + 0.002, "seed {seed}, {n} sets: {most}");
        }
    }
    assert!((0..50).any(|set| made.draw(1, set) != made.draw(2, set)));
}

#[test]
fn the_second_point_of_a_draw_owes_nothing_to_the_first() {
    let made = weighted(1000, |_| 1.0);
    for seed in 0..10 {
        let pairs: Vec<(f64, f64)> =
            (0..256).map(|set| (made.draw(seed, set) as f64, made.draw_other(seed, set) as f64)).collect();
        let (a, b): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        assert!(example::correlation(&a, &b).abs() < 0.12, "seed {seed}");
        assert!((example::mean(b.iter().copied()) - 499.5).abs() < 12.0);
    }
}

#[test]
fn apply_central_and_quantiles_are_those_of_the_points() {
    let made = sample("weight,slope,delivery\n1,0.1,0.5\n3,0.3,0.9\n0,0.4,0.0\n").expect("a sample");
    let mut model = Model::default();
    made.apply(1, &mut model);
    assert_eq!((value(&model, "slope"), value(&model, "delivery")), (0.3, 0.9));
    assert_eq!(value(&model, "reversion"), value(&Model::default(), "reversion"));
    let mut model = Model::default();
    made.apply_means(&mut model);
    assert!((value(&model, "slope") - 0.25).abs() < 1e-15 && (value(&model, "delivery") - 0.8).abs() < 1e-15);
    assert_eq!((made.quantile(0, 0.05), made.quantile(0, 0.25), made.quantile(0, 0.5)), (0.1, 0.1, 0.3));
}

/// The small scenario of the tests with sets of the sample in the program.
fn uncertain(replicates: u32) -> Scenario {
    let arms = vec![
        ("Watching", vec![Policy::LocalObservation(LocalObservation::default())]),
        ("Meetings", vec![Policy::TeachingResearchGroups(TeachingResearchGroups::default())]),
    ];
    Scenario { replicates, years: 2, parameter_sets: ParameterSets::Posterior, ..scenario(arms) }
}

#[test]
fn two_replicates_share_a_set_and_the_table_says_which() {
    for replicates in [1, 3, 8] {
        let scenario = uncertain(replicates);
        let results = run(&scenario, 0);
        assert!(results.outcomes.iter().all(|row| row.parameter_set == row.replicate / 2));
        let sets = replicates.div_ceil(2);
        assert_eq!(results.footing.sets, [("England".to_owned(), sets)]);
        assert_eq!(results.parameters.len(), sets as usize * Model::TABLE.len());
        for row in &results.parameters {
            let point = shipped().draw(scenario.seed, row.parameter_set);
            assert_eq!(row.point, Some(point as f64));
            let mut model = Model::default();
            shipped().apply(point, &mut model);
            assert_eq!(row.value, value(&model, row.parameter), "{}", row.parameter);
        }
        // Fewer than four sets do not tell parameters from chance.
        let told = results.summary.iter().filter(|r| r.measure == "value" && r.outcome == "attainment");
        assert!(told.clone().count() > 0 && told.clone().all(|r| r.share_parameters.is_nan() == (sets < 4)));
    }
}

#[test]
fn each_replicate_is_the_one_of_its_set() {
    let scenario = uncertain(4);
    let results = run(&scenario, 0);
    let system = &scenario.systems[0];
    let list = schools(&system.population, scenario.seed, Path::new(".")).expect("schools");
    for number in 0..4 {
        let mut model = Model::default();
        shipped().apply(shipped().draw(scenario.seed, number / 2), &mut model);
        let design = Design {
            list: &list,
            country: system.setting,
            setting: system.working_week(),
            model,
            arms: system.arms.iter().map(|a| a.policies.as_slice()).collect(),
            years: scenario.years,
            warm_up_years: scenario.warm_up_years,
            weeks: scenario.weeks,
            seed: scenario.seed,
        };
        let alone = record(&design, number);
        let row = results.outcomes.iter().find(|r| {
            (r.replicate, r.year, r.group, r.outcome, r.arm.as_str())
                == (number, 2, "all", "enacted_practice", "Watching")
        });
        let last = &alone.arms[1].schools[2];
        let (sum, posts) = last
            .iter()
            .fold((0.0, 0.0), |(sum, n), s| (sum + f64::from(s.enacted * s.filled), n + f64::from(s.filled)));
        assert!((row.expect("a row").value - sum / posts).abs() < 1e-9);
    }
}

#[test]
fn what_the_scenario_sets_holds_in_every_set() {
    let mut scenario = uncertain(8);
    let set = vec![("slope".to_owned(), 0.2), ("delivery".to_owned(), 0.5)];
    scenario.parameters.clone_from(&set);
    scenario.systems[0].parameters = set;
    let results = run(&scenario, 0);
    let values = |name: &str| {
        let mut all: Vec<f64> = results.parameters.iter().filter(|r| r.parameter == name).map(|r| r.value).collect();
        all.dedup();
        all
    };
    assert_eq!((values("slope"), values("delivery")), (vec![0.2], vec![0.5]));
    assert!(values("reversion").len() > 1);
    assert!(!results.footing.varied.contains(&"slope".to_owned()));
    let sets = Sets::of(&scenario).expect("sets");
    let listed = of_scenario(&scenario, &sets);
    let slope = listed.iter().find(|e| e.parameter == "slope").expect("listed");
    assert_eq!((slope.value, slope.mean, slope.informed), (0.2, None, "held"));
}

#[test]
fn defaults_are_the_starting_values_and_central_is_the_mean() {
    let attainment = |sets: ParameterSets| {
        let results = run(&Scenario { parameter_sets: sets, ..uncertain(2) }, 0);
        let rows = results.outcomes.into_iter().filter(|r| r.outcome == "attainment");
        rows.map(|r| (r.parameter_set, r.value.to_bits())).collect::<Vec<_>>()
    };
    let defaults = attainment(ParameterSets::Defaults);
    // The starting values written out as parameters of the scenario give the same bits, whatever sets there are.
    let mut written = uncertain(2);
    written.systems[0].parameters =
        Model::TABLE.iter().map(|p| (p.name.to_owned(), (p.get)(&Model::default()))).collect();
    let written: Vec<_> = run(&written, 0).outcomes.into_iter().filter(|r| r.outcome == "attainment").collect();
    assert_eq!(defaults, written.iter().map(|r| (r.parameter_set, r.value.to_bits())).collect::<Vec<_>>());
    // And so do the weighted means for the central values.
    let mut means = Model::default();
    shipped().apply_means(&mut means);
    let mut central = Scenario { parameter_sets: ParameterSets::Defaults, ..uncertain(2) };
    central.systems[0].parameters = Model::TABLE.iter().map(|p| (p.name.to_owned(), (p.get)(&means))).collect();
    let central: Vec<_> = run(&central, 0).outcomes.into_iter().filter(|r| r.outcome == "attainment").collect();
    let bits: Vec<_> = central.iter().map(|r| (0, r.value.to_bits())).collect();
    assert_eq!(attainment(ParameterSets::Central), bits);
    assert_ne!(attainment(ParameterSets::Posterior), defaults);
}

#[test]
fn any_number_of_threads_gives_the_same_sets_and_rows() {
    let scenario = uncertain(8);
    assert_eq!(bytes(&scenario, 1), bytes(&scenario, 2));
    let mut other = scenario.clone();
    other.seed += 1;
    assert_ne!(bytes(&scenario, 2), bytes(&other, 2));
}

fn bytes(scenario: &Scenario, threads: usize) -> [String; 3] {
    let r = run(scenario, threads);
    [
        serde_json::to_string(&r.outcomes).expect("rows"),
        serde_json::to_string(&r.summary).expect("rows"),
        serde_json::to_string(&r.parameters).expect("rows"),
    ]
}

#[test]
fn the_run_is_named_after_its_sample_and_not_after_its_place() {
    let folders = [tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder")];
    let id = |folder: &Path, text: &str| {
        std::fs::write(folder.join("own.csv"), text).expect("written");
        let path = folder.join("own.csv").display().to_string();
        run(&Scenario { parameter_sets: ParameterSets::File { path }, years: 1, ..uncertain(1) }, 0).run_id
    };
    let [here, there] = [folders[0].path(), folders[1].path()];
    let first = id(here, "weight,slope\n1,0.2\n1,0.3\n");
    assert_eq!(first, id(there, "weight,slope\n1,0.2\n1,0.3\n"));
    assert_ne!(first, id(here, "weight,slope\n1,0.2\n2,0.3\n"));
    let short = |parameter_sets| run(&Scenario { parameter_sets, years: 1, ..uncertain(1) }, 0).run_id;
    assert_ne!(short(ParameterSets::Posterior), short(ParameterSets::Central));
    assert_ne!(short(ParameterSets::Posterior), short(ParameterSets::Defaults));
}

#[test]
fn an_interrupted_run_goes_on_with_the_same_sets() {
    let scenario = uncertain(5);
    let lists = vec![schools(&scenario.systems[0].population, scenario.seed, Path::new(".")).expect("schools")];
    let go = |before| execute(&scenario, &lists, 0, &|_, _| (), &AtomicBool::new(false), before).expect("results");
    let (whole, mut checkpoint) = go(None);
    checkpoint.finished[1] = None;
    checkpoint.finished[4] = None;
    let (again, _) = go(Some(checkpoint.clone()));
    let text = |r: &Results| serde_json::to_string(&(&r.outcomes, &r.summary, &r.parameters, &r.ledger)).expect("rows");
    assert_eq!(text(&whole), text(&again));
    // What is finished says itself which sets it has.
    let stopped =
        execute(&scenario, &lists, 1, &|_, _| (), &AtomicBool::new(true), Some(checkpoint)).expect("results").0;
    assert_eq!(stopped.footing.sets, [("England".to_owned(), 2)]);
}

/// A standard normal number by two keys.
fn number(a: usize, b: usize) -> f64 {
    let mut draws = Streams::new(9, 0).at(Purpose::Lot, Place::WORLD, Week { year: 0, week: b as u32 });
    f64::from(normal(draws.slot(a).word()))
}

#[test]
fn components_of_variance_are_those_that_went_in() {
    // Pairs around set effects of variance 4, chance of variance 1; the interval holds the truth as often as it says.
    let (mut shares, mut held) = (Vec::new(), 0);
    for trial in 0..400 {
        let (mut sets, mut values) = (Vec::new(), Vec::new());
        for replicate in 0..41_usize {
            let set = replicate / 2;
            sets.push(set as u32);
            values.push(2.0 * number(100 * trial + set, 0) + number(100 * trial + replicate, 1));
        }
        let c = components(&sets, &values);
        assert_eq!(c.sets, 21);
        shares.push(c.share);
        let (low, high) = c.interval();
        held += u32::from((low..=high).contains(&0.8));
    }
    assert!((example::mean(shares.iter().copied()) - 0.8).abs() < 0.03);
    assert!((340..=380).contains(&held), "90 % intervals held the truth in {held} of 400");
    let none = components(&[0, 0, 1, 1, 2, 2, 3, 3], &[1.0; 8]);
    assert!(none.share.is_nan() && none.parameters == 0.0 && none.chance == 0.0);
    assert!(components(&[0, 1, 2, 3, 4], &[1.0, 2.0, 3.0, 4.0, 5.0]).share.is_nan(), "no pairs");
    assert!(components(&[0, 0, 1, 1, 2, 2], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).share.is_nan(), "three sets");
    let only_parameters = components(&[0, 0, 1, 1, 2, 2, 3, 3], &[1.0, 1.0, 2.0, 2.0, 5.0, 5.0, 3.0, 3.0]);
    assert_eq!((only_parameters.share, only_parameters.interval()), (1.0, (1.0, 1.0)));
}

#[test]
fn intervals_of_the_mean_count_sets_and_not_replicates() {
    let mut held = [0, 0];
    for trial in 0..400 {
        let sets: Vec<u32> = (0..20).map(|r| r / 2).collect();
        let values: Vec<f64> =
            (0..20_usize).map(|r| 2.0 * number(100 * trial + r / 2, 2) + number(100 * trial + r, 3)).collect();
        for (count, m) in held.iter_mut().zip([moments_of_sets(&sets, &values), moments(&values)]) {
            *count += u32::from(m.interval.0 <= 0.0 && 0.0 <= m.interval.1);
        }
    }
    assert!((366..=392).contains(&held[0]), "95 % intervals held the mean in {} of 400", held[0]);
    assert!(held[1] < 366, "as if replicates of one set were not alike: {} of 400", held[1]);
    let values = [1.0, 4.0, 2.0, 8.0];
    assert_eq!(moments_of_sets(&[0, 0, 0, 0], &values), moments(&values), "one set");
    assert_eq!(moments_of_sets(&[0, 1, 2, 3], &values), moments(&values), "none is shared");
}

#[test]
fn the_variance_by_grade_adds_up_and_does_not_depend_on_threads() {
    let scenario = Scenario { years: 1, ..uncertain(1) };
    let lists = vec![schools(&scenario.systems[0].population, scenario.seed, Path::new(".")).expect("schools")];
    let sets = Sets::of(&scenario).expect("sets");
    let told = |threads| {
        let freeze = Freeze { draws: 6, replicates: 2, threads };
        rests_on(&scenario, &lists, &sets, freeze, &|_, _| (), &AtomicBool::new(false)).expect("rows")
    };
    let rows = told(1);
    assert_eq!(rows, told(2));
    assert_eq!(rows.len(), 2 * 4, "two arms, three grades and chance");
    for row in &rows {
        assert_eq!((row.draws, row.replicates, row.year), (6, 2, 1));
        assert_eq!(row.share.is_none(), row.parameters == 0 && row.group != "chance", "{row:?}");
        assert!(row.share.is_none_or(|share| share >= 0.0) && row.sd > 0.0, "{row:?}");
    }
    let stopped = rests_on(
        &scenario,
        &lists,
        &sets,
        Freeze { draws: 6, replicates: 2, threads: 1 },
        &|_, _| (),
        &AtomicBool::new(true),
    );
    assert!(stopped.is_err());
}

#[test]
fn a_group_that_no_outcome_uses_has_no_share_and_one_that_all_use_has_all() {
    // Only the slope varies: it is derived, and nothing else can move an outcome but chance.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("slope.csv");
    std::fs::write(&path, "weight,slope,retired_share\n1,0.06,0.01\n1,0.2,0.1\n1,0.39,0.3\n").expect("written");
    let path = path.display().to_string();
    let scenario = Scenario { parameter_sets: ParameterSets::File { path }, ..uncertain(1) };
    let lists = vec![schools(&scenario.systems[0].population, scenario.seed, Path::new(".")).expect("schools")];
    let sets = Sets::of(&scenario).expect("sets");
    let freeze = Freeze { draws: 12, replicates: 2, threads: 0 };
    let rows = rests_on(&scenario, &lists, &sets, freeze, &|_, _| (), &AtomicBool::new(false)).expect("rows");
    let grade = |name: &str| Model::TABLE.iter().find(|p| p.name == name).expect("a parameter").grade.to_string();
    let share = |group: &str| {
        let row = rows.iter().find(|r| r.arm == "Meetings" && r.group == group);
        row.expect("a row").share.expect("varied")
    };
    assert_ne!(grade("slope"), grade("retired_share"));
    assert_eq!(share(&grade("retired_share")), 0.0, "nobody asks the retired here");
    assert!(share(&grade("slope")) > 0.3, "{}", share(&grade("slope")));
    assert!(share("chance") > 0.0 && share("chance") < 0.9);
}

#[test]
fn every_parameter_is_listed_with_what_it_rests_on() {
    let all = of_mechanisms(&Sets::shipped());
    assert_eq!(all.len(), Model::TABLE.len());
    for (e, p) in all.iter().zip(Model::TABLE) {
        assert_eq!((e.parameter.as_str(), e.grade, e.lowest, e.highest), (p.name, p.grade, p.low, p.high));
        assert_eq!(e.mean.is_some(), shipped().names.iter().any(|n| n == p.name));
        if let (Some(mean), Some(low), Some(high)) = (e.mean, e.p5, e.p95) {
            assert!(p.low <= low && low <= high && high <= p.high && mean >= p.low && mean <= p.high);
        }
    }
    let central = Scenario { parameter_sets: ParameterSets::Central, ..uncertain(1) };
    let listed = of_scenario(&central, &Sets::of(&central).expect("sets"));
    assert!(listed.iter().all(|e| e.p5.is_none() && e.systems == "England"));
    assert!(listed.iter().any(|e| e.mean.is_some()) && listed.iter().any(|e| e.parameter == "setting.hours_left"));
}

/// How the program ended.
fn said(folder: &Path, words: &str) -> (i32, String, String) {
    let mut command = Command::cargo_bin("schoolsim").expect("built");
    command.current_dir(folder).env_remove("SCHOOLSIM_OUT").env_remove("SCHOOLSIM_THREADS");
    let output = command.args(words.split_whitespace()).output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("a code"), text(&output.stdout), text(&output.stderr))
}

const TINY: &str = "(replicates: 9, years: 2, warm_up_years: 1, weeks: 10, setting: England, \
                    population: Synthetic(schools: 6, teachers: 5), \
                    arms: [(name: \"Groups\", policies: [TeachingResearchGroups()])])";

#[test]
fn a_run_says_first_what_it_rests_on() {
    let place = tempfile::tempdir().expect("a folder");
    std::fs::write(place.path().join("tiny.ron"), TINY).expect("written");
    std::fs::write(place.path().join("own.csv"), "weight,slope\n1,0.1\n1,0.3\n").expect("written");
    let (code, answer, err) = said(place.path(), "-q run tiny.ron --out a");
    assert_eq!((code, err.as_str()), (0, ""));
    let lines: Vec<&str> = answer.lines().collect();
    assert!(lines[1].starts_with("Weakest evidence: ") && lines[1].contains("are assumptions"), "{answer}");
    assert!(lines[2].contains("Two replicates share a set."), "{answer}");
    assert!(lines[4].contains("no causal estimate exists for the three national programmes"), "{answer}");
    let first = answer.split("\nEngland\n").nth(1).expect("the system");
    assert!(first.starts_with("  Groups, spread: 5th to 95th percentile"), "{answer}");
    assert!(
        first.lines().next().is_some_and(|l| l.contains("% comes from parameters and") && l.contains("from 5 sets"))
    );
    // Central, defaults and a file of one's own; odd numbers of replicates; wrong words.
    for (words, told) in [
        ("--parameters central --replicates 3", "weighted mean of"),
        ("--parameters defaults --replicates 1", "starting values"),
        ("--parameters own.csv --replicates 2", "a sample of the user's own: 2 points, 1 parameter."),
    ] {
        let (code, answer, err) = said(place.path(), &format!("-q run tiny.ron --overwrite --out b {words}"));
        assert_eq!(code, 0, "{err}");
        assert!(answer.contains(told), "{words}: {answer}");
        assert_eq!(said(place.path(), "verify b").0, 0);
    }
    let (code, _, err) = said(place.path(), "run tiny.ron --dry-run --parameters defalts");
    assert_eq!(code, 2);
    assert!(err.contains("did you mean defaults?"), "{err}");
    std::fs::write(place.path().join("bad.csv"), "weight,slop\n1,0.1\n").expect("written");
    let (code, _, err) = said(place.path(), "run tiny.ron --dry-run --parameters bad.csv");
    assert_eq!(code, 3);
    assert!(err.contains("did you mean slope?"), "{err}");
    // A scenario names it from its own folder, and `check` reads it.
    std::fs::create_dir(place.path().join("deep")).expect("made");
    let with = |sets: &str| TINY.replacen('(', &format!("(parameter_sets: {sets}, "), 1);
    std::fs::write(place.path().join("deep/own.csv"), "weight,slope\n1,0.1\n").expect("written");
    std::fs::write(place.path().join("deep/own.ron"), with("File(path: \"own.csv\")")).expect("written");
    std::fs::write(place.path().join("on.ron"), "(extends: \"deep/own.ron\", years: 1)").expect("written");
    assert_eq!(said(place.path(), "check deep/own.ron on.ron").0, 0);
    std::fs::write(place.path().join("none.ron"), with("File(path: \"none.csv\")")).expect("written");
    assert_eq!(said(place.path(), "check none.ron").0, 3);
    let (_, json, _) = said(place.path(), "run tiny.ron --json --out c");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["run"]["spread"][0]["sets"], 5);
    assert!(json["run"]["parameters"]["assumed"].as_u64().expect("a count") > 10);
    assert!(json["rests_on"][0].as_str().expect("a line").starts_with("Weakest evidence"));
    let manifest = std::fs::read_to_string(place.path().join("c/manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    assert_eq!(manifest["parameter_sets"]["blake3"], shipped().fingerprint());
}

#[test]
fn evidence_is_listed_for_people_and_programs() {
    let place = tempfile::tempdir().expect("a folder");
    std::fs::write(place.path().join("tiny.ron"), TINY).expect("written");
    let (code, text, _) = said(place.path(), "evidence");
    assert_eq!(code, 0);
    assert!(text.lines().next().is_some_and(|l| l.contains("are assumptions")), "{text}");
    assert!(Model::TABLE.iter().all(|p| text.contains(&format!("\n{}: ", p.name))));
    let (_, csv, _) = said(place.path(), "evidence tiny.ron --csv --name REVERSION");
    assert!(csv.starts_with("systems,parameter,value,mean,p5,p95,"), "{csv}");
    assert_eq!(csv.lines().count(), 3, "{csv}");
    let (_, json, _) = said(place.path(), "evidence tiny.ron --json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(json["parameters"].as_array().expect("a list").len() > Model::TABLE.len());
    assert_eq!(said(place.path(), "evidence --name zzz").0, 2);
    for wrong in
        ["evidence --variance", "evidence tiny.ron --sets 9", "evidence --csv --json", "evidence --parameters central"]
    {
        assert_eq!(said(place.path(), wrong).0, 2, "{wrong}");
    }
    let (code, text, err) = said(place.path(), "evidence tiny.ron --variance --sets 4 --years 1 --threads 2");
    assert_eq!(code, 0, "{err}");
    assert!(text.starts_with("England, Groups: "), "{text}");
    assert!(text.lines().next().is_some_and(|l| l.ends_with("of the variance rests on assumptions.")), "{text}");
    assert!(text.contains("correlation of the sample between groups is cut") && text.contains("\n  chance "), "{text}");
    assert_eq!(text, said(place.path(), "evidence tiny.ron --variance --sets 4 --years 1 --threads 1").1);
    let (_, json, _) = said(place.path(), "evidence tiny.ron --variance --sets 4 --years 1 --json");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((json["variance"].as_array().expect("rows").len(), json["draws"].clone()), (4, 4.into()));
    assert_eq!(said(place.path(), "evidence tiny.ron --variance --parameters defaults").0, 2);
}
