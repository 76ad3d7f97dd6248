//! Does the ledger say where an effect came from? What is booked to a policy beside what it changes, and waterfalls
//! whose bars add up.

#![allow(missing_docs)]

mod example;

use example::{Stepped, design, list, record, small};
use schoolsim::charts::figures;
use schoolsim::experiment::Results;
use schoolsim::ledger::{Mechanism, Origin, Stock};
use schoolsim::model::Model;
use schoolsim::observe::Booked;
use schoolsim::policy::{
    EntrustedManagement, Policy, ProfessionalDevelopmentHours, SchoolPairing, TeachingResearchGroups,
};
use schoolsim::rows::WaterfallRow;
use schoolsim::setting::Country;
use std::collections::BTreeSet;

fn amount(booked: &Booked, mechanism: Mechanism, origin: usize, origins: usize) -> f64 {
    booked.amounts[mechanism as usize * origins + origin] / booked.pupils
}

#[test]
fn what_is_owed_to_a_policy_is_the_sum_of_its_bookings_to_the_bit() {
    for country in Country::ALL {
        let mut all = Policy::all();
        all.extend(Policy::all());
        let count = all.len();
        let mut world = Stepped::new(&small(), country, Model::default(), all);
        world.year = 1;
        let schools: Vec<usize> = world.world.districts.iter().map(|d| d.schools.len()).collect();
        let mut sums: Vec<Vec<Vec<[f64; 3]>>> = schools.iter().map(|&n| vec![vec![[0.0; 3]; count]; n]).collect();
        let mut fed = 0;
        for _ in 0..5 {
            world.step();
            for (d, district) in world.world.districts.iter().enumerate() {
                for (s, school) in district.schools.iter().enumerate() {
                    for (policy, sum) in sums[d][s].iter_mut().enumerate() {
                        for &m in Mechanism::ALL {
                            sum[m.stock() as usize] += world.ledgers[d].booked(s, m, Origin::policy(policy));
                        }
                        let cohorts = school.first_cohort..school.first_cohort + school.year_groups * school.subjects;
                        let owed = |c: usize| {
                            f64::from(district.cohorts.pupils[c]) * f64::from(district.cohorts.owed[policy][c])
                        };
                        let now = [school.owed[policy].enacted, school.owed[policy].embedded, cohorts.map(owed).sum()];
                        assert_eq!(*sum, now, "{country:?}, policy {policy}, school {s}, year {}", world.year);
                        fed += usize::from(now.iter().all(|x| *x != 0.0));
                    }
                }
            }
        }
        assert!(fed > 500, "{fed}");
        assert_eq!(Stock::Attainment as usize, 2);
    }
}

/// Attainment a pupil booked by teaching over the years: to each policy, to business as usual, and when nothing is done.
fn taught(policies: &[Policy], replicates: u32) -> (Vec<f64>, f64, f64) {
    let list = list(30, 2, 10.0);
    let arms = [policies];
    let design = design(&list, &arms, 5);
    let origins = policies.len() + 1;
    let (mut owed, mut usual, mut nothing) = (vec![0.0; policies.len()], 0.0, 0.0);
    for number in 0..replicates {
        let record = record(&design, number);
        let (with, without) = (&record.arms[1].whole[0], &record.arms[1].without[0]);
        for (policy, owed) in owed.iter_mut().enumerate() {
            *owed += amount(with, Mechanism::Teaching, policy + 1, origins) / f64::from(replicates);
        }
        usual += amount(with, Mechanism::Teaching, 0, origins) / f64::from(replicates);
        nothing += amount(without, Mechanism::Teaching, 0, 1) / f64::from(replicates);
    }
    (owed, usual, nothing)
}

fn groups() -> Policy {
    Policy::TeachingResearchGroups(TeachingResearchGroups::default())
}

fn mentors() -> Policy {
    Policy::EntrustedManagement(EntrustedManagement::default())
}

/// What a policy brings is booked to it; that teachers who are ahead learn less from the usual sessions is not, nor what
/// the policy does to who leaves and comes, to culture and to climate. In policies of learning these made the difference
/// in teaching 3 to 15 % smaller than what was booked, so the two agree within a fifth, the policy having the more.
/// What fades and leaves with cohorts is left out: for business as usual that is also what climate gave.
#[test]
fn a_policys_bookings_are_close_to_what_it_changes_in_teaching() {
    let pairs = Policy::SchoolPairing(SchoolPairing::default());
    let hours = Policy::ProfessionalDevelopmentHours(ProfessionalDevelopmentHours::default());
    for policy in [groups(), mentors(), pairs, hours] {
        let (owed, usual, nothing) = taught(std::slice::from_ref(&policy), 6);
        let changed = owed[0] + usual - nothing;
        assert!(owed[0] > 0.01 && changed > 0.0, "{}: {owed:?} {changed}", policy.name());
        let apart = (owed[0] - changed).abs() / owed[0];
        assert!(apart < 0.2, "{}: booked {}, changed {changed}", policy.name(), owed[0]);
        assert!(usual < nothing, "{}: who is ahead learns less from the usual sessions", policy.name());
    }
}

#[test]
fn nothing_is_owed_where_no_policy_is_in_force() {
    let (none, usual, nothing) = taught(&[], 2);
    assert!(none.is_empty() && usual == nothing, "{usual} {nothing}");
    let late = groups().during(50, None);
    let (owed, usual, nothing) = taught(&[late], 2);
    assert_eq!(owed, [0.0]);
    assert_eq!(usual, nothing);
}

/// Two policies share what they bring: each is booked less than alone, as the other leaves less to learn, but not by much,
/// and together they are booked what changes, as one alone is.
#[test]
fn two_policies_split_what_they_bring() {
    let alone = [groups(), mentors()].map(|policy| taught(&[policy], 6).0[0]);
    let (both, usual, nothing) = taught(&[groups(), mentors()], 6);
    for (alone, with) in alone.into_iter().zip(&both) {
        assert!(*with > 0.4 * alone && *with < 1.1 * alone, "{alone} alone, {with} beside the other");
    }
    let (owed, changed) = (both.iter().sum::<f64>(), both.iter().sum::<f64>() + usual - nothing);
    assert!((owed - changed).abs() < 0.2 * owed, "{owed} {changed}");
    let (turned, ..) = taught(&[mentors(), groups()], 6);
    assert!((turned[0] - both[1]).abs() < 0.1 * both[1] && (turned[1] - both[0]).abs() < 0.1 * both[0], "{turned:?}");
}

fn results() -> Results {
    let pairs = Policy::SchoolPairing(SchoolPairing::default());
    let mut scenario =
        example::scenario(vec![("One", vec![mentors()]), ("All", Policy::all()), ("Pairs", vec![pairs])]);
    scenario.replicates = 4;
    example::run(&scenario, 0)
}

#[test]
fn the_rows_of_a_waterfall_go_from_opening_to_closing() {
    let results = results();
    let mut at = 0;
    let mut groups: BTreeSet<(String, &str, &str)> = BTreeSet::new();
    while at < results.waterfall.len() {
        let rows = &results.waterfall[at..];
        let end = rows.iter().position(|r| r.mechanism == "closing").expect("a closing line");
        let (lines, closing) = (&rows[..end], &rows[end]);
        assert_eq!(lines[0].mechanism, "opening");
        assert_eq!(lines[0].difference, 0.0, "both start from one opening");
        let parts: [fn(&WaterfallRow) -> f64; 3] = [|r| r.value, |r| r.counterfactual, |r| r.difference];
        for of in parts {
            let sum: f64 = lines.iter().map(of).sum();
            assert!((sum - of(closing)).abs() < 1e-9, "{closing:?}: {sum}");
        }
        for row in lines.iter().chain([closing]) {
            assert!((row.value - row.counterfactual - row.difference).abs() < 1e-9, "{row:?}");
            assert!(row.difference_se >= 0.0 && row.n >= 1, "{row:?}");
        }
        groups.insert((closing.arm.clone(), closing.group, closing.stock));
        if closing.group == "all" {
            let last = results.ledger.iter().rfind(|r| {
                (r.arm.as_str(), r.group, r.stock, r.mechanism) == (&*closing.arm, "all", closing.stock, "closing")
            });
            assert!((last.expect("the year's ledger").mean - closing.value).abs() < 1e-9, "{closing:?}");
        }
        at += end + 1;
    }
    for arm in ["One", "All", "Pairs"] {
        for group in ["all", "receiving", "giving"] {
            assert!(groups.contains(&(arm.to_owned(), group, "attainment")), "{arm} {group}");
        }
    }
}

#[test]
fn the_bars_of_a_figure_add_up_to_what_they_connect() {
    let results = results();
    let all = figures(&results, 3).expect("figures");
    let mut seen = 0;
    for figure in all.iter().filter(|f| f.name.contains("-waterfall-") || f.name.contains("-sources-")) {
        let mut reader = csv::Reader::from_reader(figure.table.as_bytes());
        let header = reader.headers().expect("a header").clone();
        let column = |name: &str| header.iter().position(|h| h == name).expect("a column");
        let rows: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a row")).collect();
        let number = |row: &csv::StringRecord, name: &str| row[column(name)].parse::<f64>().expect("a number");
        let mut at = 0.0;
        for row in &rows {
            let (value, from, to) = (number(row, "value"), number(row, "from"), number(row, "to"));
            let mechanism = &row[column("mechanism")];
            if matches!(mechanism, "closing" | "difference") {
                // The level at the end is drawn from zero and ends where the steps before it led.
                assert!(from == 0.0 && to == value && (value - at).abs() < 1e-9, "{}: {row:?}", figure.name);
                at = 0.0;
                seen += 1;
                continue;
            }
            assert!(from == at && to == from + value, "{}: {row:?}", figure.name);
            at = to;
            let bar = &row[column("bar")];
            let named = bar.contains(mechanism) && bar.contains(&row[column("policy")]);
            assert!(named || bar == "all others", "{row:?}");
        }
        assert!(figure.drawing.title.split_whitespace().count() <= 10, "{}", figure.drawing.title);
        let level = if figure.name.contains("-sources-") { "difference" } else { "closing" };
        assert!(rows.iter().any(|r| &r[column("mechanism")] == level), "{}", figure.name);
        // What a bar of several stands for is in the table under its own name.
        let pooled = rows.iter().filter(|r| &r[column("bar")] == "all others").count();
        assert!(!figure.name.ends_with("-all") || pooled > 1, "{}: {pooled}", figure.name);
    }
    assert!(seen >= 3 * 2 * 2 * 2, "{seen} waterfalls");
    assert_eq!(all.iter().filter(|f| f.name.contains("-sources-")).count(), 3, "one an arm");
}
