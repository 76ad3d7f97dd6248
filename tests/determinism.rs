//! Does a result depend on nothing but what it should?

#![allow(missing_docs)]

mod example;

use example::{arm_bits, design, record, run, scenario, small};
use schoolsim::experiment::Results;
use schoolsim::policy::Policy;
use schoolsim::scenario::Scenario;
use schoolsim::setting::Country;

/// One arm a policy, and all policies together.
fn every_policy() -> Scenario {
    let mut arms: Vec<(&str, Vec<Policy>)> = Policy::all().into_iter().map(|p| (p.name(), vec![p])).collect();
    arms.push(("together", Policy::all()));
    scenario(arms)
}

/// The tables without the fingerprint, which tells scenarios apart and not results.
fn tables(results: &Results) -> [String; 6] {
    let text = |json: Result<String, serde_json::Error>| json.expect("rows").replace(&results.run_id, "");
    [
        text(serde_json::to_string(&results.outcomes)),
        text(serde_json::to_string(&results.summary)),
        text(serde_json::to_string(&results.interactions)),
        text(serde_json::to_string(&results.ledger)),
        text(serde_json::to_string(&results.costs)),
        text(serde_json::to_string(&results.schools)),
    ]
}

/// The rows of one arm in every table but the summary's.
fn rows_of(results: &Results, arm: &str) -> [String; 6] {
    let mut results = results.clone();
    results.outcomes.retain(|row| row.arm == arm);
    results.summary.retain(|row| row.arm == arm);
    results.interactions.retain(|row| row.arm == arm);
    results.ledger.retain(|row| row.arm == arm);
    results.costs.retain(|row| row.arm == arm);
    results.schools.retain(|row| row.arm == arm);
    tables(&results)
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let scenario = every_policy();
    let digest = |threads| blake3::hash(tables(&run(&scenario, threads)).concat().as_bytes());
    let one = digest(1);
    for threads in [2, 8] {
        assert_eq!(one, digest(threads), "{threads} threads");
    }
}

#[test]
fn another_seed_changes_every_table() {
    let mut scenario = every_policy();
    let a = tables(&run(&scenario, 0));
    scenario.seed += 1;
    let b = tables(&run(&scenario, 0));
    for (table, (a, b)) in
        ["outcomes", "summary", "interactions", "ledger", "costs", "schools"].iter().zip(a.iter().zip(&b))
    {
        assert_ne!(a, b, "{table}");
    }
}

#[test]
fn seed_zero_is_a_seed_like_any_other() {
    let list = small();
    let with = |seed| {
        let mut design = design(&list, &[], 1);
        design.seed = seed;
        arm_bits(&record(&design, 0).arms[0])
    };
    assert_eq!(with(0), with(0));
    for other in [1, 1 << 32, u64::MAX] {
        assert_ne!(with(0), with(other), "{other}");
    }
}

#[test]
fn a_replicate_alone_is_the_same_as_in_a_run() {
    let list = small();
    let all = Policy::all();
    let design = design(&list, &[&all], 2);
    let in_order: Vec<_> = (0..4).map(|number| arm_bits(&record(&design, number).arms[1])).collect();
    assert_eq!(in_order[3], arm_bits(&record(&design, 3).arms[1]));
    assert_ne!(in_order[2], in_order[3]);
}

#[test]
fn what_a_thread_worked_out_before_leaves_no_trace() {
    let (list, all) = (small(), Policy::all());
    let of = |(country, weeks): (Country, u32)| -> String {
        let mut design = design(&list, &[&all], 2);
        (design.country, design.setting, design.weeks) = (country, country.setting(), weeks);
        record(&design, 0).arms.iter().map(arm_bits).collect()
    };
    let thread = || rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    // The same schools and draws under other settings: what is kept for one must not serve the next.
    let designs = [(Country::England, 40), (Country::Shanghai, 40), (Country::Zhejiang, 39), (Country::England, 39)];
    let alone = designs.map(|design| thread().install(|| of(design)));
    let one_after_another = thread().install(|| designs.map(of));
    for (number, (alone, after)) in alone.iter().zip(&one_after_another).enumerate() {
        assert!(alone == after, "design {number} is not what it is alone");
    }
}

#[test]
fn more_replicates_change_no_row_of_the_first() {
    let mut scenario = scenario(vec![("all", Policy::all())]);
    let few = run(&scenario, 0);
    scenario.replicates += 2;
    let more = run(&scenario, 0);
    let of_few = |results: &Results| {
        let rows = results.outcomes.iter().filter(|row| row.replicate < 3);
        rows.map(|row| (row.arm.clone(), row.group, row.outcome, row.year, row.value.to_bits())).collect::<Vec<_>>()
    };
    assert_eq!(of_few(&few), of_few(&more));
}

#[test]
fn an_arm_more_changes_no_other_arm() {
    let arms = |number: usize| -> Vec<(&str, Vec<Policy>)> {
        Policy::all().into_iter().take(number).map(|p| (p.name(), vec![p])).collect()
    };
    let mut more = arms(3);
    // An arm of more policies widens every account: still nothing else may change.
    more.push(("together", Policy::all()));
    let (few, more) = (run(&scenario(arms(3)), 0), run(&scenario(more), 0));
    for arm in ["do nothing", Policy::all()[0].name(), Policy::all()[1].name(), Policy::all()[2].name()] {
        assert_eq!(rows_of(&few, arm), rows_of(&more, arm), "{arm}");
    }
}

#[test]
fn the_order_of_arms_changes_only_the_order_of_rows() {
    let arms: Vec<(&str, Vec<Policy>)> = Policy::all().into_iter().map(|p| (p.name(), vec![p])).collect();
    let turned: Vec<(&str, Vec<Policy>)> = arms.iter().rev().cloned().collect();
    let names: Vec<&str> = arms.iter().map(|a| a.0).chain(["do nothing"]).collect();
    let (a, b) = (run(&scenario(arms), 0), run(&scenario(turned), 0));
    for arm in names {
        assert_eq!(rows_of(&a, arm), rows_of(&b, arm), "{arm}");
    }
}

#[test]
fn a_system_more_changes_no_other_system() {
    let one = scenario(vec![("all", Policy::all())]);
    let mut two = one.clone();
    let mut other = one.systems[0].clone();
    other.name = "Another".to_owned();
    other.setting = schoolsim::setting::Country::Zhejiang;
    two.systems.insert(0, other);
    let (one, mut both) = (run(&one, 0), run(&two, 0));
    both.outcomes.retain(|row| row.system == "England");
    both.summary.retain(|row| row.system == "England");
    both.interactions.retain(|row| row.system == "England");
    both.ledger.retain(|row| row.system == "England");
    both.costs.retain(|row| row.system == "England");
    both.schools.retain(|row| row.system == "England");
    assert_eq!(tables(&one), tables(&both));
}

#[test]
fn the_first_years_of_a_long_run_are_those_of_a_short_one() {
    let list = small();
    let (all, few) = (Policy::all(), Policy::all()[..3].to_vec());
    let arms: [&[Policy]; 2] = [&all, &few];
    let (short, long) = (record(&design(&list, &arms, 3), 0), record(&design(&list, &arms, 6), 0));
    for (short, long) in short.arms.iter().zip(&long.arms) {
        assert_eq!(short.schools[..], long.schools[..4]);
        assert_eq!(short.ledger[..], long.ledger[..3]);
        assert_eq!(short.used[..], long.used[..3]);
    }
}
