//! Do rewards keep people and titles where they are paid, and does support for leaders act through leadership alone?

#![allow(missing_docs)]

mod example;

use example::{Stepped, bits, design, differences, gave, list, mean, mean_and_error, received, record};
use schoolsim::model::Model;
use schoolsim::observe::SchoolYear;
use schoolsim::policy::leadership_support::Form;
use schoolsim::policy::{IncentivesAndAccountability, LeadershipSupport, Policy, SchoolPairing};
use schoolsim::setting::Country;
use schoolsim::simulate::{ArmRecord, Record};

const REPLICATES: u32 = 8;

fn replicates(arms: &[Vec<Policy>], years: u32) -> Vec<Record> {
    let list = list(40, 2, 10.0);
    let arms: Vec<&[Policy]> = arms.iter().map(Vec::as_slice).collect();
    (0..REPLICATES).map(|number| record(&design(&list, &arms, years), number)).collect()
}

fn rewards(allowance: f64) -> IncentivesAndAccountability {
    IncentivesAndAccountability {
        allowance,
        title_precedence: 0.0,
        prospect: 0.0,
        assessment_weight: 0.0,
        ..IncentivesAndAccountability::default()
    }
}

fn leaving(s: &SchoolYear) -> f32 {
    s.leavers / s.filled.max(1.0)
}

#[test]
fn the_higher_the_allowance_the_fewer_leave_and_nobody_else_leaves_sooner() {
    let arms = [0.1, 0.3, 1.0].map(|a| vec![Policy::IncentivesAndAccountability(rewards(a))]);
    let records = replicates(&arms, 3);
    let fewer: Vec<f64> = (1..=3).map(|arm| mean(differences(&records, arm, 1, received, leaving))).collect();
    assert!(fewer[0] <= 0.0 && fewer[1] < fewer[0] && fewer[2] < fewer[1], "{fewer:?}");
    for record in &records {
        for (school, &rural) in record.arms[1].received.iter().enumerate().filter(|(_, rural)| !**rural) {
            let [nothing, arm] = [0, 3].map(|arm| bits(&[vec![record.arms[arm].schools[1][school]]]));
            assert_eq!(nothing, arm, "an urban school lives its first year as it would: {school} {rural}");
        }
    }
}

#[test]
fn an_allowance_that_changes_nothing_is_paid_all_the_same() {
    let idle = IncentivesAndAccountability { stays: 0.0, appeal: 0.0, motivation: 0.0, ..rewards(0.1) };
    let records = replicates(&[vec![Policy::IncentivesAndAccountability(idle)]], 2);
    for record in &records {
        assert_eq!(bits(&record.arms[0].schools), bits(&record.arms[1].schools), "nobody is moved by it");
        let rural = record.arms[1].received.iter().filter(|&&rural| rural).count() as f64;
        let paid = record.arms[1].used[0][1].paid;
        assert!(rural > 0.0 && paid > rural, "{paid} teacher-years at {rural} schools");
    }
}

#[test]
fn precedence_gives_titles_to_those_rewarded_and_takes_them_from_others() {
    let titles = IncentivesAndAccountability { title_precedence: 2.0, ..rewards(0.0) };
    let records = replicates(&[vec![Policy::IncentivesAndAccountability(titles)]], 6);
    let share: fn(&SchoolYear) -> f32 = |s| s.titled / s.filled.max(1.0);
    let (rewarded, error) = mean_and_error(&differences(&records, 1, 6, received, share));
    assert!(rewarded > 2.0 * error && rewarded > 0.01, "{rewarded} ± {error}");
    let all = |arm: &ArmRecord| arm.schools[6].iter().map(|s| f64::from(s.titled)).sum::<f64>();
    let change = mean(records.iter().map(|r| all(&r.arms[1]) / all(&r.arms[0]) - 1.0));
    assert!(change.abs() < 0.05, "the quotas stay: {change}");
}

#[test]
fn rewards_end_with_the_policy() {
    let list = list(20, 2, 10.0);
    let policy = Policy::IncentivesAndAccountability(IncentivesAndAccountability::default()).during(1, Some(1));
    let mut world = Stepped::new(&list, Country::England, Model::default(), vec![policy]);
    world.year = 1;
    world.step();
    let rewarded = |world: &Stepped| {
        world.world.districts.iter().flat_map(|d| &d.teachers.encouraged).filter(|&&e| e > 0.0).count()
    };
    assert!(rewarded(&world) > 0);
    world.step();
    assert_eq!(rewarded(&world), 0);
    for school in world.world.districts.iter().flat_map(|d| &d.schools) {
        assert_eq!((school.stays, school.appeal, school.precedence), (0.0, 0.0, 0.0));
    }
}

#[test]
fn assessment_alone_changes_nothing_and_makes_lagging_authorities_deliver() {
    let assessed = IncentivesAndAccountability { assessment_weight: 1.0, ..rewards(0.0) };
    let assessed = Policy::IncentivesAndAccountability(assessed);
    let pairs = Policy::SchoolPairing(SchoolPairing::default());
    let list = list(80, 8, 10.0);
    let arms = [vec![assessed.clone()], vec![pairs.clone()], vec![pairs, assessed]];
    let arms: Vec<&[Policy]> = arms.iter().map(Vec::as_slice).collect();
    let mut design = design(&list, &arms, 1);
    design.model.activity_sd = 0.4;
    let record = record(&design, 0);
    assert_eq!(bits(&record.arms[0].schools), bits(&record.arms[1].schools));
    let planned = |arm: usize, origin: usize| record.arms[arm].used[0][origin].planned;
    assert!(planned(3, 1) > 1.02 * planned(2, 1), "{} {}", planned(3, 1), planned(2, 1));
}

#[test]
fn support_raises_leadership_and_a_mentors_own_school_has_less_of_it() {
    let forms = [Form::Training, Form::Mentoring, Form::ManagementTeam];
    let arms = forms.map(|form| {
        vec![Policy::LeadershipSupport(LeadershipSupport { form, ..LeadershipSupport::default() }).during(1, Some(3))]
    });
    let records = replicates(&arms, 9);
    for (number, form) in forms.iter().enumerate() {
        let of = |year, what| mean_and_error(&differences(&records, number + 1, year, received, what));
        let leadership: fn(&SchoolYear) -> f32 = |s| s.leadership;
        let climate: fn(&SchoolYear) -> f32 = |s| s.climate;
        let (raised, error) = of(3, leadership);
        assert!(raised > 3.0 * error, "{form:?}: leadership {raised} ± {error}");
        let (calmer, error) = of(3, climate);
        assert!(calmer > 3.0 * error, "{form:?}: climate {calmer} ± {error}");
        let left = of(9, leadership).0 / raised;
        // A course leaves the head more than there was; of the others nothing is the head's own.
        assert_eq!(left > 0.25, *form == Form::Training, "{form:?}: {left} is left");
    }
    let (lost, error) = mean_and_error(&differences(&records, 2, 3, gave, |s| s.leadership));
    assert!(lost < -3.0 * error, "{lost} ± {error}");
    assert!(records.iter().all(|r| !r.arms[1].gave.contains(&true) && !r.arms[3].gave.contains(&true)));
}

#[test]
fn more_support_never_lowers_leadership_and_a_better_head_loses_nothing_to_a_weaker_mentor() {
    let list = list(40, 2, 10.0);
    let ended = |pull: f64| {
        let support = LeadershipSupport { mentoring_pull: pull, attention: 0.0, ..LeadershipSupport::default() };
        let mut world =
            Stepped::new(&list, Country::England, Model::default(), vec![Policy::LeadershipSupport(support)]);
        world.year = 1;
        world.step();
        world.world.districts.iter().flat_map(|d| &d.schools).map(|s| s.leadership).collect::<Vec<_>>()
    };
    let (none, some, much) = (ended(0.0), ended(0.3), ended(0.9));
    assert!(none.iter().zip(&some).all(|(a, b)| a <= b) && some.iter().zip(&much).all(|(a, b)| a <= b));
    assert!(none != much);
}
