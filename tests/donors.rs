//! Do the roles of schools add up to the effect on all, and are they what the policies did?

mod evaluation;
mod example;

use evaluation::{arm, near, record, school};
use example::{run, scenario};
use schoolsim::experiment::Results;
use schoolsim::experiment::donors::{ALL_POLICIES, ROLES, observe};
use schoolsim::policy::{EntrustedManagement, LocalObservation, Policy, SchoolPairing};
use schoolsim::rows::DonorRow;

fn results() -> Results {
    let mentors = Policy::EntrustedManagement(EntrustedManagement { share_of_schools: 0.2, ..Default::default() });
    let pairs = Policy::SchoolPairing(SchoolPairing { share_of_schools: 0.2, to_year: Some(2), ..Default::default() });
    let watching = Policy::LocalObservation(LocalObservation::default());
    run(&scenario(vec![("Both", vec![mentors, pairs]), ("Watching", vec![watching])]), 0)
}

fn find<'a>(results: &'a Results, arm: &str, policy: &str, role: &str, year: u32) -> Option<&'a DonorRow> {
    results.donors.iter().find(|r| (r.arm.as_str(), r.policy.as_str(), r.role, r.year) == (arm, policy, role, year))
}

#[test]
fn roles_add_up_to_the_effect_on_all_schools() {
    let results = results();
    for (arm, policies) in
        [("Both", vec![ALL_POLICIES, "EntrustedManagement", "SchoolPairing"]), ("Watching", vec![ALL_POLICIES])]
    {
        for policy in policies {
            for year in 1..=3 {
                let all = find(&results, arm, policy, "all", year).expect("a row");
                let roles: Vec<_> = ROLES[..4].iter().filter_map(|r| find(&results, arm, policy, r, year)).collect();
                let sum = |of: fn(&DonorRow) -> f64| roles.iter().map(|r| of(r)).sum::<f64>();
                assert!(near(sum(|r| r.attainment_net), all.attainment_net, 1e-12));
                assert!(near(sum(|r| r.enacted_net), all.enacted_net, 1e-12));
                assert!(near(sum(|r| r.schools), 20.0, 1e-12) && near(sum(|r| r.pupils), all.pupils, 1e-6));
                assert!(near(sum(|r| r.hours_covered), all.hours_covered, 1e-6));
                for (outcome, net) in [("attainment", all.attainment_net), ("enacted_practice", all.enacted_net)] {
                    let summary = results.summary.iter().find(|s| {
                        (s.arm.as_str(), s.year, s.group, s.outcome, s.measure)
                            == (arm, year, "all", outcome, "difference")
                    });
                    // Practice is weighed by posts in single precision there.
                    assert!(near(summary.expect("a row").mean, net, 1e-6), "{arm} {policy} {year} {outcome}");
                }
                assert!(near(all.attainment, all.attainment_net, 1e-12));
            }
        }
    }
}

#[test]
fn giving_and_receiving_by_any_policy_are_the_groups_of_these_names() {
    let results = results();
    let of = |role: &str| find(&results, "Both", ALL_POLICIES, role, 3).map_or(0.0, |r| r.schools);
    let share = |of: fn(&schoolsim::rows::SchoolRow) -> f64| {
        results.schools.iter().filter(|s| s.arm == "Both").map(of).sum::<f64>()
    };
    assert!(near(of("receiving") + of("both"), share(|s| s.receiving_share), 1e-9));
    assert!(near(of("giving") + of("both"), share(|s| s.giving_share), 1e-9));
    // Each policy has roles of its own: who gives in one may have no part in the other.
    let apart = find(&results, "Both", "SchoolPairing", "neither", 3).expect("some have no part").schools;
    assert!(apart > of("neither"));
    assert!(
        find(&results, "Both", "EntrustedManagement", "giving", 1).expect("masters come from schools").hours_covered
            > 0.0
    );
    // The cover of a policy ends with it.
    let covered = |year| find(&results, "Both", "SchoolPairing", "all", year).expect("a row").hours_covered;
    assert!(covered(2) > 0.0 && covered(3) == 0.0);
    let both = |year| find(&results, "Both", ALL_POLICIES, "all", year).expect("a row").hours_covered;
    let mentors = |year| find(&results, "Both", "EntrustedManagement", "all", year).expect("a row").hours_covered;
    assert!(near(both(1), covered(1) + mentors(1), 1e-6));
}

#[test]
fn a_role_by_hand() {
    let nothing = vec![vec![school(0.0, 0.0); 4], vec![school(0.1, 0.0); 4]];
    let after = vec![school(0.0, 0.0), school(0.4, 0.0), school(0.2, 0.0), school(0.1, 0.0)];
    let mut treated = arm(vec![nothing[0].clone(), after], &[false, true, true, false], &[true, false, true, false]);
    treated.cover = vec![vec![30.0, 0.0, 5.0, 0.0]];
    let donors = observe(&record(nothing, treated)).remove(0);
    assert_eq!(donors.len(), 2);
    for policy in &donors {
        let found: Vec<_> = policy.iter().map(|role| (role.schools, role.years[0])).collect();
        let expected = [
            (1, -0.1, -0.025, 30.0),
            (1, 0.3, 0.075, 0.0),
            (1, 0.1, 0.025, 5.0),
            (1, 0.0, 0.0, 0.0),
            (4, 0.075, 0.075, 35.0),
        ];
        for ((schools, year), (count, gain, net, covered)) in found.into_iter().zip(expected) {
            assert_eq!((schools, year.covered), (count, covered));
            assert!(near(year.attainment.0, gain, 1e-6) && near(year.attainment.1, net, 1e-6), "{year:?}");
        }
    }
}

#[test]
fn where_nobody_gives_no_role_says_so() {
    let results = results();
    assert!(find(&results, "Watching", ALL_POLICIES, "all", 1).is_some());
    let gives = results.donors.iter().any(|r| r.arm == "Watching" && r.role == "giving");
    let time = results.schools.iter().filter(|s| s.arm == "Watching").map(|s| s.giving_share).sum::<f64>();
    assert_eq!(gives, time > 0.0);
}
