//! Are arms compared replicate by replicate, on the same schools, as narrowly as asked, and is it told who gains?

mod example;

use assert_cmd::Command;
use example::{run, scenario};
use schoolsim::experiment::precision::{rounds, until};
use schoolsim::experiment::{Checkpoint, Given, Reached, Results, execute};
use schoolsim::policy::{LocalObservation, Policy, SchoolPairing, TeachingResearchGroups, TwoWayFlow};
use schoolsim::population::{SchoolList, schools};
use schoolsim::price::Item;
use schoolsim::rows::{ComparisonRow, DecileRow, WinnerRow};
use schoolsim::scenario::combine::{Misfit, Named, combine};
use schoolsim::scenario::{ParameterSets, Scenario, System, read};
use schoolsim::statistics::describe::{disparity, spread};
use schoolsim::statistics::paired::{Better, paired};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + b.abs()) || (a.is_nan() && b.is_nan())
}

fn pairing() -> Policy {
    Policy::SchoolPairing(SchoolPairing::default())
}
fn watching() -> Policy {
    Policy::LocalObservation(LocalObservation::default())
}
fn meeting() -> Policy {
    Policy::TeachingResearchGroups(TeachingResearchGroups::default())
}

/// Three arms on twenty schools; parameter sets are drawn, so that replicates share them in pairs.
fn three_arms() -> Scenario {
    let arms = vec![("Pairs", vec![pairing()]), ("Watching", vec![watching()]), ("Meetings", vec![meeting()])];
    Scenario { parameter_sets: ParameterSets::Posterior, replicates: 6, ..scenario(arms) }
}

#[test]
fn paired_differences_and_probabilities_are_those_of_an_independent_computation() {
    let text = include_str!("fixtures/paired.json");
    let fixture: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let cases = fixture["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 8);
    for case in cases {
        let numbers = |name: &str| -> Vec<f64> {
            case[name].as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
        };
        let sets: Vec<u32> = numbers("sets").into_iter().map(|v| v as u32).collect();
        let better = match case["better"].as_str() {
            Some("higher") => Better::Higher,
            Some("lower") => Better::Lower,
            _ => Better::NearerZero,
        };
        let found = paired(&sets, &numbers("first"), &numbers("second"), Some(better));
        let (m, wins) = (found.difference, found.wins.expect("a direction"));
        let pairs = [
            ("mean", m.mean),
            ("sd", m.sd),
            ("se", m.se),
            ("low", m.interval.0),
            ("high", m.interval.1),
            ("p5", m.percentiles[0]),
            ("p50", m.percentiles[1]),
            ("p95", m.percentiles[2]),
            ("probability", wins.share),
            ("probability_se", wins.se),
            ("probability_low", wins.interval.0),
            ("probability_high", wins.interval.1),
        ];
        for (name, value) in pairs {
            let wanted = case[name].as_f64().expect("a number");
            assert!((value - wanted).abs() < 1e-7, "{}: {name} {value} {wanted}", case["name"]);
        }
    }
}

#[test]
fn the_weighted_spread_is_right_for_uneven_schools() {
    // numpy 2.4.6: average and cov with aweights, ddof 0, of seven schools of 1 to 905 pupils.
    let pupils = [12.0, 480.0, 77.0, 230.0, 1.0, 905.0, 66.0];
    let teachers = [0.07, 0.051, 0.11, 0.043, 0.9, 0.048, 0.066];
    let weighted: Vec<(f64, f64)> = pupils.into_iter().zip(teachers).collect();
    let (mean, sd) = spread(&weighted);
    assert!((mean - 0.052_160_361_377_752_68).abs() < 1e-15 && (sd - 0.024_098_663_860_666_756).abs() < 1e-15);
    assert!((disparity(&weighted) - 0.462_011_060_202_226).abs() < 1e-12);
}

#[test]
fn every_pair_of_arms_is_what_their_outcomes_leave_between_them() {
    let r = run(&three_arms(), 0);
    let mut pairs: Vec<(&str, &str)> = r.comparisons.iter().map(|c| (c.first.as_str(), c.second.as_str())).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let wanted = [
        ("Meetings", "do nothing"),
        ("Pairs", "Meetings"),
        ("Pairs", "Watching"),
        ("Pairs", "do nothing"),
        ("Watching", "Meetings"),
        ("Watching", "do nothing"),
    ];
    assert_eq!(pairs, wanted);
    for row in &r.comparisons {
        let values = |arm: &str| -> Vec<(u32, f64)> {
            let own = r
                .outcomes
                .iter()
                .filter(|o| (o.arm.as_str(), o.year, o.group, o.outcome) == (arm, row.year, row.group, row.outcome));
            own.map(|o| (o.parameter_set, o.value)).collect()
        };
        let (sets, first): (Vec<u32>, Vec<f64>) = values(&row.first).into_iter().unzip();
        let second: Vec<f64> = values(&row.second).into_iter().map(|(_, v)| v).collect();
        let found = paired(&sets, &first, &second, Some(Better::Higher)).difference;
        assert!(near(row.difference, found.mean) && near(row.se, found.se) && row.n == found.n, "{row:?}");
        assert!(row.low.is_nan() || (row.low <= row.difference && row.difference <= row.high), "{row:?}");
    }
    let groups: Vec<&str> = r.comparisons.iter().map(|c| c.group).collect();
    assert!(groups.contains(&"lowest fifth") && !groups.contains(&"receiving") && !groups.contains(&"giving"));
}

#[test]
fn probabilities_know_what_is_better_and_which_outcomes_have_no_better() {
    let r = run(&three_arms(), 0);
    let direction = |outcome: &str| r.comparisons.iter().find(|c| c.outcome == outcome).expect(outcome).better;
    for (outcome, better) in [
        ("attainment", "higher"),
        ("enacted_practice", "higher"),
        ("left_list_true", "higher"),
        ("disparity_attainment", "lower"),
        ("disparity_composite", "lower"),
        ("leaving_rate", "lower"),
        ("vacancy_rate", "lower"),
        ("gap_attainment", "nearer zero"),
        ("hours_delivered", ""),
    ] {
        assert_eq!(direction(outcome), better, "{outcome}");
    }
    for c in &r.comparisons {
        assert_eq!(c.probability.is_none(), c.better.is_empty(), "{c:?}");
        assert_eq!(c.months.is_some(), c.outcome == "attainment", "{c:?}");
        let (Some(p), Some(low), Some(high)) = (c.probability, c.probability_low, c.probability_high) else { continue };
        assert!(0.0 <= low && low <= p && p <= high && high <= 1.0, "{c:?}");
        // With more than chance between two arms the one with the better mean does not lose every replicate.
        let ahead = if c.better == "lower" { -c.difference } else { c.difference };
        assert!(c.better == "nearer zero" || (ahead > 0.0 && p > 0.0) || (ahead < 0.0 && p < 1.0) || ahead == 0.0);
    }
    // All years for attainment and practice, the last for the rest, never the opening.
    let years = |outcome: &str| -> Vec<u32> {
        let mut years: Vec<u32> = r.comparisons.iter().filter(|c| c.outcome == outcome).map(|c| c.year).collect();
        years.sort_unstable();
        years.dedup();
        years
    };
    assert_eq!((years("attainment"), years("culture")), (vec![1, 2, 3], vec![3]));
}

#[test]
fn an_arm_that_is_written_twice_is_no_better_than_itself() {
    let r = run(&scenario(vec![("A", vec![pairing()]), ("B", vec![pairing()])]), 0);
    let own: Vec<&ComparisonRow> = r.comparisons.iter().filter(|c| c.second == "B").collect();
    assert!(!own.is_empty());
    for c in own {
        assert_eq!((c.difference, c.se), (0.0, 0.0), "{c:?}");
        assert!(c.probability.is_none_or(|p| p == 0.5), "{c:?}");
        assert!(c.probability_low.is_none_or(|low| low < 0.5), "three replicates do not settle it: {c:?}");
    }
}

#[test]
fn tenths_and_shares_add_up_to_all_schools() {
    let scenario = three_arms();
    let r = run(&scenario, 0);
    let of = |arm: &str, year: u32| -> Vec<&DecileRow> {
        let own = |d: &&DecileRow| {
            (d.arm.as_str(), d.against.as_str(), d.year, d.outcome) == (arm, "do nothing", year, "attainment")
        };
        r.deciles.iter().filter(own).collect()
    };
    for arm in ["Pairs", "Watching", "Meetings"] {
        assert!(of(arm, 0).iter().all(|d| d.difference == 0.0), "the opening is the same");
        let tenths = of(arm, 3);
        assert_eq!(tenths.iter().map(|d| d.decile).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
        assert_eq!(tenths.iter().map(|d| d.schools).sum::<f64>(), 20.0);
        // At the opening the tenths rise from the lowest to the highest.
        assert!(of(arm, 0).windows(2).all(|w| w[0].value < w[1].value));
        for row in r.winners.iter().filter(|w| w.first == arm) {
            assert!((0.0..=1.0).contains(&row.share) && row.clear <= row.share + 1e-12, "{row:?}");
            assert!(row.low >= 0.0 && row.high <= 1.0 && row.low <= row.share && row.share <= row.high, "{row:?}");
        }
    }
    // The mean over all schools lies within the tenths.
    let all = |arm: &str| {
        let same = |c: &&ComparisonRow| {
            (c.first.as_str(), c.second.as_str(), c.year, c.group, c.outcome)
                == (arm, "do nothing", 3, "all", "attainment")
        };
        r.comparisons.iter().find(same).expect("a comparison").difference
    };
    let tenths = of("Meetings", 3);
    let (low, high) = tenths.iter().fold((f64::MAX, f64::MIN), |(l, h), d| (l.min(d.difference), h.max(d.difference)));
    assert!(low <= all("Meetings") && all("Meetings") <= high);
}

#[test]
fn shares_of_winners_are_those_of_the_table_of_schools() {
    let r = run(&three_arms(), 0);
    for arm in ["Pairs", "Watching", "Meetings"] {
        let own: Vec<_> = r.schools.iter().filter(|s| s.arm == arm).collect();
        let share = |counted: &str, who: &str, place: &str| {
            let is = |w: &&WinnerRow| {
                (w.first.as_str(), w.second.as_str(), w.counted, w.who, w.place)
                    == (arm, "do nothing", counted, who, place)
            };
            r.winners.iter().find(is).expect("a row").share
        };
        for place in ["all", "urban", "rural"] {
            let here: Vec<_> = own.iter().filter(|s| place == "all" || s.place == place).collect();
            let pupils: f64 = here.iter().map(|s| f64::from(s.pupils)).sum();
            let better = |sign: f64| here.iter().filter(move |s| sign * s.attainment_difference > 0.01);
            for (who, sign) in [("better", 1.0), ("worse", -1.0)] {
                let wanted = better(sign).map(|s| f64::from(s.pupils)).sum::<f64>() / pupils;
                assert!(near(share("pupils", who, place), wanted), "{arm} {who} {place}");
                let wanted = better(sign).count() as f64 / here.len() as f64;
                assert!(near(share("schools", who, place), wanted), "{arm} {who} {place}");
            }
        }
    }
}

/// Results in full, to the bit.
fn bytes(results: &Results) -> String {
    format!("{results:?}")
}

fn lists(scenario: &Scenario) -> Vec<SchoolList> {
    let list = |s: &System| schools(&s.population, scenario.seed, &scenario.folder).expect("a list of schools");
    scenario.systems.iter().map(list).collect()
}

/// Runs to a precision on some threads; stops after some years of arms, where a number is given.
fn precisely(
    scenario: &Scenario,
    threads: usize,
    asked: f64,
    before: Option<Checkpoint>,
    stop_after: u64,
) -> (Results, Checkpoint, Reached) {
    let (lists, stop, done) = (lists(scenario), AtomicBool::new(false), AtomicU64::new(0));
    let progress = |_: u64, _: u64| {
        if done.fetch_add(1, Ordering::Relaxed) + 1 >= stop_after {
            stop.store(true, Ordering::Relaxed);
        }
    };
    let given = Given { scenario, lists: &lists, threads, held: 0, progress: &progress, stop: &stop };
    until(&given, before, asked).expect("results")
}

#[test]
fn a_run_to_a_precision_is_a_plain_run_with_as_many_replicates() {
    let most = Scenario { replicates: 60, years: 2, ..three_arms() };
    let plain = |replicates: u32| run(&Scenario { replicates, ..most.clone() }, 0);
    // The width after the first round tells what to ask for so that one more round, or several, are needed.
    let (_, _, first) = precisely(&most, 0, 1.0, None, u64::MAX);
    assert_eq!((first.replicates, first.met), (20, true));
    for asked in [1.0, first.half_width * 0.93, first.half_width * 0.8] {
        let (results, checkpoint, reached) = precisely(&most, 2, asked, None, u64::MAX);
        assert!(reached.met && reached.half_width <= asked, "{reached:?}");
        assert!(rounds(60).contains(&reached.replicates), "{reached:?}");
        assert!(checkpoint.is_complete());
        assert_eq!(bytes(&results), bytes(&plain(reached.replicates)), "{asked}");
        assert_eq!(bytes(&precisely(&most, 1, asked, None, u64::MAX).0), bytes(&results));
        // What was reached is half the width of the widest interval in the table.
        let headline = |c: &&ComparisonRow| (c.outcome, c.group, c.year) == ("attainment", "all", 2);
        let halves = results.comparisons.iter().filter(headline).map(|c| (c.high - c.low) / 2.0);
        assert!(near(halves.fold(0.0, f64::max), reached.half_width), "{reached:?}");
    }
    let (results, _, reached) = precisely(&Scenario { replicates: 26, ..most.clone() }, 0, 1e-9, None, u64::MAX);
    assert!(!reached.met && reached.replicates == 26, "{reached:?}");
    assert_eq!(bytes(&results), bytes(&plain(26)));
}

#[test]
fn a_run_to_a_precision_goes_on_where_it_stopped() {
    let most = Scenario { replicates: 32, years: 1, ..three_arms() };
    let (whole, ..) = precisely(&most, 0, 1e-9, None, u64::MAX);
    // A replicate takes five years of arms: one of warm-up and four of arms.
    for stop_after in [12, 5 * 20 + 7, 5 * 27] {
        let (part, kept, reached) = precisely(&most, 1, 1e-9, None, stop_after);
        assert!(!kept.is_complete() && !reached.met, "{stop_after}");
        assert!(part.replicates[0].2 < part.replicates[0].1);
        let kept = Checkpoint::from_bytes(&kept.to_bytes().expect("written")).expect("read");
        let (rest, kept, _) = precisely(&most, 2, 1e-9, Some(kept), u64::MAX);
        assert!(kept.is_complete());
        assert_eq!(bytes(&rest), bytes(&whole), "{stop_after}");
    }
    // What another scenario left is of no use.
    let (_, kept, _) = precisely(&Scenario { seed: 99, ..most.clone() }, 1, 1e-9, None, 12);
    assert_eq!(bytes(&precisely(&most, 0, 1e-9, Some(kept), u64::MAX).0), bytes(&whole));
}

fn named(label: &str, scenario: Scenario) -> Named {
    Named { label: label.to_owned(), scenario }
}

fn names(scenario: &Scenario) -> Vec<&str> {
    scenario.systems[0].arms.iter().map(|arm| arm.name.as_str()).collect()
}

#[test]
fn the_arms_of_all_systems_come_onto_one_population() {
    let three = read("three-systems").expect("an example");
    let one = named("three-systems", three.clone());
    let combined = combine(std::slice::from_ref(&one), &one, None, None).expect("they fit");
    assert_eq!(names(&combined.scenario), ["Shanghai way", "England way", "Zhejiang way"]);
    let (system, ground) = (&combined.scenario.systems[0], &three.systems[0]);
    assert_eq!(
        (&system.population, system.setting, &system.prices),
        (&ground.population, ground.setting, &ground.prices)
    );
    assert_eq!((combined.scenario.seed, combined.scenario.years, combined.scenario.weeks), (three.seed, 10, 40));
    assert_eq!(combined.scenario.systems.len(), 1);
    let told = combined.notes.join("\n");
    assert!(told.contains("not taken over from three-systems (England), whose arms run on three-systems (Shanghai): its schools; the setting England"), "{told}");
    let there = combine(std::slice::from_ref(&one), &one, Some("Zhejiang"), None).expect("they fit");
    assert_eq!(there.scenario.systems[0].population, three.systems[2].population);
    assert_eq!(names(&there.scenario).len(), 3);
}

#[test]
fn arms_of_one_name_are_told_apart_by_file_or_system() {
    let of = |arms: Vec<(&str, Vec<Policy>)>| scenario(arms);
    let a = named("first", of(vec![("Mentors", vec![pairing()]), ("Both", vec![meeting()])]));
    let b = named("second", of(vec![("Mentors", vec![watching()]), ("Other", vec![watching()])]));
    let combined = combine(&[a.clone(), b], &a, None, None).expect("they fit");
    assert_eq!(names(&combined.scenario), ["first: Mentors", "Both", "second: Mentors", "Other"]);
    assert!(combined.notes.iter().any(|n| n.contains("is called \"second: Mentors\" here")), "{:?}", combined.notes);
    // Two systems of one file.
    let mut both = of(vec![("Mentors", vec![pairing()])]);
    let mut other = both.systems[0].clone();
    other.name = "Elsewhere".to_owned();
    other.arms[0].policies = vec![watching()];
    both.systems.push(other);
    let both = named("both", both);
    let combined = combine(std::slice::from_ref(&both), &both, None, None).expect("they fit");
    assert_eq!(names(&combined.scenario), ["England: Mentors", "Elsewhere: Mentors"]);
    // The same arm twice stands once, and says so.
    let twice = combine(&[a.clone(), a.clone()], &a, None, None).expect("they fit");
    assert_eq!(names(&twice.scenario), ["Mentors", "Both"]);
    assert_eq!(twice.notes.iter().filter(|n| n.contains("so it stands once")).count(), 2);
    // Long names stay within what a scenario may hold, and apart.
    let long = "m".repeat(60);
    let c = named("c", of(vec![(&long, vec![pairing()])]));
    let d = named("d", of(vec![(&long, vec![watching()])]));
    let combined = combine(&[c.clone(), d], &c, None, None).expect("they fit");
    let found = names(&combined.scenario);
    assert!(found[0] != found[1] && found.iter().all(|n| n.chars().count() <= 60), "{found:?}");
}

#[test]
fn what_is_not_taken_over_is_said() {
    let a = named("a", scenario(vec![("Pairs", vec![pairing()])]));
    let mut other = scenario(vec![("Watching", vec![watching()])]);
    let own = &mut other.systems[0];
    own.parameters = vec![("reversion".to_owned(), 0.03)];
    own.prices.set(Item::PairYear, 1234.0);
    own.decisions.teachers_leave = schoolsim::decision::Rule::Fixed;
    (other.years, other.weeks) = (8, 30);
    let combined = combine(&[a.clone(), named("b", other.clone())], &a, None, None).expect("they fit");
    let told = combined.notes.join("\n");
    for part in [
        "years 8 (here 3)",
        "weeks 30 (here 40)",
        "parameter reversion 0.03 (here not set)",
        "price pair_year 1234 GBP",
        "decision teachers_leave Fixed (here Choice)",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    // The other way round its parameters hold for both arms, and that is said too.
    let b = named("b", other);
    let told = combine(&[a, b.clone()], &b, None, None).expect("they fit").notes.join("\n");
    assert!(told.contains("parameter reversion not set (here 0.03)"), "{told}");
}

#[test]
fn policies_are_fitted_to_the_years_of_the_comparison() {
    let a = named("a", scenario(vec![("Pairs", vec![pairing()])]));
    let flow = |from, to| Policy::TwoWayFlow(TwoWayFlow::default()).during(from, to);
    let mut long = scenario(vec![("Flow", vec![flow(1, Some(9))])]);
    long.years = 10;
    let combined = combine(&[a.clone(), named("b", long.clone())], &a, None, None).expect("they fit");
    assert_eq!(combined.scenario.systems[0].arms[1].policies, [flow(1, None)]);
    assert!(combined.notes.iter().any(|n| n.contains("would last beyond year 3")), "{:?}", combined.notes);
    long.systems[0].arms[0].policies = vec![flow(5, None)];
    let late = combine(&[a.clone(), named("b", long.clone())], &a, None, None).expect_err("too late");
    assert_eq!(late, Misfit::Late { arm: "Flow".into(), policy: "TwoWayFlow", years: 3 });
    let longer = combine(&[a.clone(), named("b", long)], &a, None, Some(6)).expect("they fit");
    assert_eq!(longer.scenario.years, 6);
    let many: Vec<Named> =
        (0..51).map(|i| named("x", scenario(vec![(format!("arm {i}").as_str(), vec![pairing()])]))).collect();
    assert_eq!(combine(&many, &a, None, None).expect_err("too many"), Misfit::Arms(51));
}

/// Exit code, stdout and stderr of the program in a folder.
fn said(folder: &Path, words: &str) -> (i32, String, String) {
    let mut command = Command::cargo_bin("schoolsim").expect("the program is built");
    command.current_dir(folder).env_remove("SCHOOLSIM_OUT").env_remove("SCHOOLSIM_THREADS").env("NO_COLOR", "1");
    let output = command.args(words.split_whitespace()).output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code().expect("an exit code"), text(&output.stdout), text(&output.stderr))
}

const TINY: &str = "(replicates: 4, years: 2, warm_up_years: 1, weeks: 10, setting: England, \
    population: Synthetic(schools: 10, teachers: 5, rural_share: 0.0), arms: [\
    (name: \"Watching\", policies: [LocalObservation()]), (name: \"Pairs\", policies: [SchoolPairing()])])";
const FLOW: &str = "(replicates: 2, years: 5, setting: Zhejiang, population: Zhejiang(schools: 10, districts: 1), \
    prices: {\"posting_year\": 9000}, arms: [(name: \"Flow\", policies: [TwoWayFlow(to_year: 4)])])";

fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    for (name, text) in [("tiny.ron", TINY), ("flow.ron", FLOW)] {
        std::fs::write(place.path().join(name), text).expect("written");
    }
    place
}

#[test]
fn scenarios_are_compared_and_what_cannot_exist_there_is_warned_of() {
    let place = place();
    let (code, out, err) = said(place.path(), "compare tiny.ron flow.ron");
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("note: Flow: TwoWayFlow would last beyond year 2"), "{err}");
    assert!(err.contains("price posting_year 9000 CNY") && err.contains("the setting Zhejiang"), "{err}");
    assert!(err.contains("results in output/compare-tiny-flow"), "{err}");
    assert!(out.contains("Flow: TwoWayFlow reached no school in any replicate"), "{out}");
    assert!(out.contains("Watching or Pairs: ") && out.contains("Side by side (attainment in year 2"), "{out}");
    let read =
        |file: &str| std::fs::read_to_string(place.path().join("output/compare-tiny-flow").join(file)).expect(file);
    assert!(read("README.txt").contains("not taken over from flow (Zhejiang)"));
    assert!(read("tables/comparisons.csv").contains(",Watching,Flow,"));
    // What it wrote can be run again and gives the same tables.
    let (code, _, err) = said(place.path(), "run output/compare-tiny-flow/scenario.ron --out again");
    assert_eq!(code, 0, "{err}");
    let again = std::fs::read_to_string(place.path().join("again/tables/comparisons.csv")).expect("a table");
    assert_eq!(again, read("tables/comparisons.csv"));
}

#[test]
fn comparing_one_scenario_of_one_system_is_running_it() {
    let place = place();
    assert_eq!(said(place.path(), "-q run tiny.ron --out run").0, 0);
    assert_eq!(said(place.path(), "-q compare tiny.ron --out compared").0, 0);
    let table = |folder: &str, name: &str| -> Vec<String> {
        let text = std::fs::read_to_string(place.path().join(folder).join("tables").join(name)).expect("a table");
        // The first column names the run.
        text.lines().map(|l| l.split_once(',').expect("columns").1.to_owned()).collect()
    };
    for name in ["outcomes.csv", "summary.csv", "comparisons.csv", "deciles.csv", "winners.csv", "costs.csv"] {
        assert_eq!(table("run", name), table("compared", name), "{name}");
    }
}

#[test]
fn a_precision_on_the_command_line_gives_the_bytes_of_a_plain_run_and_says_what_it_reached() {
    let place = place();
    let (code, out, err) = said(place.path(), "run tiny.ron --precision 0.5 --out precise");
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("Precision asked for: ±0.50 pupil SD. Reached with 20 replicates: ±0.0"), "{out}");
    assert_eq!(said(place.path(), "-q run tiny.ron --replicates 20 --out plain --threads 1").0, 0);
    for kind in ["tables", "figures"] {
        for entry in std::fs::read_dir(place.path().join("plain").join(kind)).expect("a folder") {
            let name = entry.expect("a file").file_name();
            let bytes = |of: &str| std::fs::read(place.path().join(of).join(kind).join(&name)).expect("a file");
            assert!(bytes("precise") == bytes("plain"), "{}", name.display());
        }
    }
    let (code, out, _) = said(place.path(), "--json run tiny.ron --precision 0.0000001 --replicates 20 --out missed");
    assert_eq!(code, 0);
    let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let reached = &json["run"]["precision"];
    assert_eq!((reached["met"].as_bool(), reached["replicates"].as_u64()), (Some(false), Some(20)));
    for effect in json["run"]["effects"].as_array().expect("effects") {
        assert!(effect["se"].as_f64().is_some_and(|se| se > 0.0) && effect["half_width"].is_number(), "{effect}");
    }
    let (_, out, _) = said(place.path(), "run tiny.ron --precision 0.0000001 --replicates 20 --out missed --overwrite");
    assert!(out.contains("NOT REACHED: with 20 replicates, the most allowed"), "{out}");
}

#[test]
fn what_is_wrong_with_a_comparison_is_said_with_what_to_do() {
    let place = place();
    std::fs::write(place.path().join("broken.ron"), "(arms: [").expect("written");
    std::fs::write(place.path().join("late.ron"), TINY.replace("LocalObservation()", "LocalObservation(from_year: 2)"))
        .expect("written");
    std::fs::write(place.path().join("full.txt"), "a file").expect("written");
    let cases = [
        ("compare", 2, "required"),
        ("compare tinny.ron", 3, "there is no such file or built-in example"),
        ("compare tiny.ron broken.ron", 3, "broken.ron"),
        ("compare tiny.ron c01-teacher-dispersion", 3, "is a published trial, not a scenario"),
        ("compare tiny.ron --on flow.ron:Zhejang", 2, "flow has no system \"Zhejang\"\nhelp: did you mean Zhejiang?"),
        ("compare tiny.ron --on nowhere.ron", 3, "there is no such file"),
        ("compare tiny.ron late.ron --years 1", 2, "starts after year 1, the last of the comparison"),
        ("compare tiny.ron --precision 0", 2, "above 0 and at most 1"),
        ("compare tiny.ron --precision narrow", 2, "is no number"),
        ("compare tiny.ron --precision nan", 2, "above 0 and at most 1"),
        ("compare tiny.ron --precision 0.1 --replicates 10", 2, "--precision begins with 20 replicates"),
        ("compare tiny.ron --replicates 0", 2, "--replicates"),
        ("compare tiny.ron --resume --out nothing", 1, "there is no interrupted run to go on from"),
        ("compare tiny.ron --out full.txt", 1, "is a file, not a folder"),
        ("compare tiny.ron --resume --overwrite", 2, "cannot be used with"),
    ];
    for (words, wanted, text) in cases {
        let (code, out, err) = said(place.path(), words);
        assert_eq!((code, out.as_str()), (wanted, ""), "{words}\n{err}");
        assert!(err.contains(text), "{words}\n{err}");
    }
    // Nothing was written, and a dry run writes nothing either.
    let (code, out, _) = said(place.path(), "compare tiny.ron flow.ron --dry-run --precision 0.01");
    assert_eq!(code, 0);
    assert!(out.contains("at most        these, for 1000 replicates"), "{out}");
    assert!(!place.path().join("output").exists());
}

#[test]
fn a_plain_run_goes_through_the_same_door() {
    // `execute` and `until` share what runs a plan: an interrupted plain run still goes on.
    let scenario = Scenario { years: 1, ..three_arms() };
    let (lists, stop) = (lists(&scenario), AtomicBool::new(false));
    let years = AtomicU64::new(0);
    // Told once at first, then after each year.
    let progress = |_: u64, _: u64| stop.store(years.fetch_add(1, Ordering::Relaxed) >= 7, Ordering::Relaxed);
    let (_, kept) = execute(&scenario, &lists, 1, &progress, &stop, None).expect("a part");
    assert!(!kept.is_complete());
    let going = AtomicBool::new(false);
    let (whole, _) = execute(&scenario, &lists, 1, &|_, _| (), &going, Some(kept)).expect("all");
    assert_eq!(bytes(&whole), bytes(&run(&scenario, 0)));
}
