//! What does each choice of an agent do, seen by putting a fixed rule in its place?

#![allow(missing_docs)]

mod example;

use example::{Stepped, bits, design, list, mean, mean_and_error, record, slope};
use schoolsim::decision::{Decisions, Rule};
use schoolsim::ledger::Origin;
use schoolsim::model::Model;
use schoolsim::policy::entrusted_management::{EntrustedManagement, Renewal};
use schoolsim::policy::{LocalObservation, Policy, Scene, SchoolPairing, WorkGroup};
use schoolsim::setting::Country;
use schoolsim::simulate::Record;
use schoolsim::world::SchoolId;

const REPLICATES: u32 = 8;

/// The defaults with one decision by a fixed rule.
fn fixed(name: &str) -> Model {
    let mut model = Model::default();
    let decision = Decisions::TABLE.iter().find(|d| d.name == name).expect("a decision");
    (decision.set)(&mut model.decisions, Rule::Fixed);
    model
}

/// Doing nothing and mentors, pairs and observation together.
fn replicate(model: Model, number: u32) -> Record {
    let list = list(40, 2, 10.0);
    let mentors = EntrustedManagement { renewal: Renewal::Always, ..EntrustedManagement::default() };
    let arm = [
        Policy::EntrustedManagement(mentors),
        Policy::SchoolPairing(SchoolPairing::default()),
        Policy::LocalObservation(LocalObservation::default()),
    ];
    let mut design = design(&list, &[&arm], 4);
    design.model = model;
    record(&design, number)
}

#[test]
fn each_fixed_rule_changes_what_its_choice_touches() {
    let choice = replicate(Model::default(), 0);
    let all = |record: &Record| [0, 1].map(|arm| bits(&record.arms[arm].schools));
    for decision in Decisions::TABLE {
        let rule = replicate(fixed(decision.name), 0);
        let [same_nothing, same_arm] = [0, 1].map(|arm| all(&choice)[arm] == all(&rule)[arm]);
        // Who leaves and who applies elsewhere is decided when nothing is done too.
        let usual = ["teachers_leave", "teachers_apply"].contains(&decision.name);
        assert_eq!(same_nothing, !usual, "{}: doing nothing", decision.name);
        assert!(!same_arm, "{}: with policies", decision.name);
    }
}

/// A scene in the first year of a founded world.
fn scene(world: &mut Stepped, look: impl FnOnce(&mut Scene<'_>)) {
    world.open();
    look(&mut Scene {
        world: &mut world.world,
        ledgers: &mut world.ledgers,
        origin: Origin::USUAL,
        code: 1,
        year: 1,
        in_force: true,
        assigned: None,
        streams: &world.streams,
        model: &world.model,
    });
}

fn founded(model: Model, number: u32) -> Stepped {
    let list = list(60, 2, 15.0);
    Stepped::with(&list, Country::England, Country::England.setting(), model, Vec::new(), number)
}

#[test]
fn those_who_join_by_choice_are_more_motivated_and_by_lot_they_are_not() {
    for (model, chosen) in [(Model::default(), true), (fixed("teachers_join"), false)] {
        let mut motivation = Vec::new();
        for number in 0..4 {
            scene(&mut founded(model.clone(), number), |scene| {
                let ids: Vec<SchoolId> = scene.world.ids().collect();
                for id in ids {
                    let first = scene.world.school(id).first;
                    let teachers = &scene.world.districts[id.district as usize].teachers;
                    let some = scene.volunteers(id, 2, |_| true);
                    motivation.extend(some.iter().map(|&post| f64::from(teachers.motivation[first + post as usize])));
                }
            });
        }
        let (mean, error) = mean_and_error(&motivation);
        assert_eq!(mean > 4.0 * error, chosen, "{mean} ± {error}");
        assert!(chosen || mean.abs() < 3.0 * error, "{mean} ± {error}");
    }
}

#[test]
fn schools_designated_on_results_improve_by_themselves_and_on_true_attainment_they_do_not() {
    // Cohorts have passed and nothing was done: what changes of the lowest schools' results is luck that is over.
    let improvement = |model: Model| {
        let mut gains = Vec::new();
        for number in 0..REPLICATES * 2 {
            let mut world = founded(model.clone(), number);
            world.step();
            let mut lowest = Vec::new();
            scene(&mut world, |scene| {
                lowest = scene.by_result(1).into_iter().take(12).collect();
            });
            let result = |world: &Stepped| mean(lowest.iter().map(|&id| f64::from(world.world.school(id).results[0])));
            let before = result(&world);
            for district in 0..world.world.districts.len() {
                let schools = world.world.districts[district].schools.len();
                let frame_year = world.year;
                world.each(|d, frame, _, _| {
                    if frame.district == district {
                        let week = schoolsim::units::Week { year: frame_year + 1, week: 0 };
                        schoolsim::week::assessment::measure(d, 0..schools, &schoolsim::week::Frame { week, ..*frame });
                    }
                });
            }
            gains.push(result(&world) - before);
        }
        mean_and_error(&gains)
    };
    let (by_results, error) = improvement(Model::default());
    assert!(by_results > 4.0 * error, "regression to the mean: {by_results} ± {error}");
    let (by_truth, error) = improvement(fixed("authorities_designate"));
    assert!(by_truth < 0.4 * by_results, "{by_truth} ± {error} against {by_results}");
}

#[test]
fn who_leads_a_work_group_is_designated_on_results_or_on_true_attainment() {
    for fixed_rule in [false, true] {
        let model = if fixed_rule { fixed("authorities_designate") } else { Model::default() };
        let list = list(40, 2, 10.0);
        let all = WorkGroup { share_of_schools: 1.0, ..WorkGroup::default() };
        let mut world = Stepped::new(&list, Country::England, model, vec![Policy::WorkGroup(all)]);
        world.year = 1;
        world.open();
        world.arrange();
        let seen = |id: SchoolId| {
            let district = &world.world.districts[id.district as usize];
            if fixed_rule {
                district.mean_attainment(id.school as usize)
            } else {
                f64::from(district.schools[id.school as usize].mean_result(1))
            }
        };
        assert!(world.world.groups.len() > 2);
        for group in &world.world.groups {
            assert!(group.members[1..].iter().all(|&id| seen(id) <= seen(group.members[0])), "{fixed_rule}");
        }
    }
}

#[test]
fn teachers_leave_poor_climates_by_choice_and_any_climate_alike_by_rule() {
    let leaning = |model: Model| {
        let (mut climates, mut leavers) = (Vec::new(), Vec::new());
        for number in 0..REPLICATES {
            let mut world = founded(model.clone(), number);
            for district in &mut world.world.districts {
                for (number, school) in district.schools.iter_mut().enumerate() {
                    school.climate = if number % 2 == 0 { 2.0 } else { -2.0 };
                }
            }
            world.open();
            for (d, district) in world.turn().into_iter().enumerate() {
                for (number, left) in district.into_iter().enumerate() {
                    let posts = world.world.districts[d].schools[number].posts as f64;
                    climates.push(if number % 2 == 0 { 2.0 } else { -2.0 });
                    leavers.push(f64::from(left) / posts);
                }
            }
        }
        slope(&climates, &leavers)
    };
    let (choice, rule) = (leaning(Model::default()), leaning(fixed("teachers_leave")));
    assert!(choice < -0.01, "{choice}");
    assert!(rule.abs() < 0.4 * choice.abs(), "{rule} against {choice}");
}

#[test]
fn a_contract_that_follows_a_fixed_rule_ends_with_its_term() {
    let list = list(40, 2, 10.0);
    let team = EntrustedManagement { renewal: Renewal::Always, contract_years: 2, ..EntrustedManagement::default() };
    let policies = vec![Policy::EntrustedManagement(team)];
    let served = |model: Model| {
        let mut world = Stepped::with(&list, Country::England, Country::England.setting(), model, policies.clone(), 0);
        world.year = 1;
        let mut all: Vec<Vec<SchoolId>> = Vec::new();
        for _ in 0..3 {
            world.step();
            all.push(world.world.teams.iter().flat_map(|t| t.serves.clone()).collect());
        }
        all
    };
    let choice = served(Model::default());
    assert!(choice[0].iter().all(|school| choice[2].contains(school)), "renewed always");
    let rule = served(fixed("authorities_renew"));
    assert_eq!(rule[0], rule[1], "within the term");
    assert_ne!(rule[1], rule[2], "the term is over");
}
