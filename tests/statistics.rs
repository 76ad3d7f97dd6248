//! Does chance strike as often and as far as its formula says?

#![allow(missing_docs)]

mod example;

use example::{Stepped, WEEKS, list, mean, sd, small};
use schoolsim::ledger::Origin;
use schoolsim::model::Model;
use schoolsim::policy::Policy;
use schoolsim::setting::Country;
use schoolsim::units::Week;
use schoolsim::week::{assessment, intake, workforce};

/// A world with its books open.
fn world(model: Model) -> Stepped {
    let mut world = Stepped::new(&small(), Country::England, model, Vec::new());
    world.year = 1;
    world.open();
    world
}

#[test]
fn measured_results_scatter_as_the_formula_says() {
    let model = Model::default();
    let mut world = world(model.clone());
    let mut results = Vec::new();
    for year in 1..=2000 {
        world.year = year;
        world.each(|district, frame, _, _| assessment::measure(district, 0..1, frame));
        results.push(f64::from(world.world.districts[0].schools[0].results[0]));
    }
    let here = &world.world.districts[0];
    let leaving = here.schools[0].cohort(here.schools[0].year_groups - 1, 0);
    let pupils = f64::from(here.cohorts.pupils[leaving]);
    let variance = (1.0 - model.cohort_share) * model.result_noise / pupils + model.result_school_year.powi(2);
    let n = results.len() as f64;
    assert!((sd(&results).powi(2) / variance - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
    let truth = here.cohorts.attainment(leaving);
    assert!((mean(results.iter().copied()) - truth).abs() < 4.0 * (variance / n).sqrt());
}

#[test]
fn a_cohort_brings_its_own_chance() {
    let model = Model::default();
    let mut world = world(model.clone());
    let mut starts = Vec::new();
    for year in 1..=2000 {
        world.year = year;
        world.each(|district, frame, _, ledger| intake::move_up(district, 0..1, frame, ledger));
        let district = &world.world.districts[0];
        let entering = district.schools[0].cohort(0, 0);
        let pupils = f64::from(district.cohorts.pupils[entering]);
        let error = f64::from(district.cohorts.start[entering] - district.schools[0].intake);
        starts.push(error / (model.cohort_share * model.result_noise / pupils).sqrt());
    }
    let n = starts.len() as f64;
    assert!(mean(starts.iter().copied()).abs() < 4.0 / n.sqrt());
    assert!((sd(&starts) - 1.0).abs() < 4.0 / (2.0 * n).sqrt());
}

#[test]
fn teachers_leave_as_often_as_their_hazard_says() {
    for (leave_climate, climate) in [(0.2, 0.0f32), (0.5, 1.0), (0.5, -1.0)] {
        let model = Model { leave_climate, ..Model::default() };
        let mut world = Stepped::new(&list(300, 4, 20.0), Country::England, model, Vec::new());
        world.open();
        let bands = [(0.0, 1.0), (1.0, 5.0), (5.0, 30.0), (30.0, 99.0)];
        let (mut expected, mut left) = ([0.0; 4], [0.0; 4]);
        let mut variance = [0.0; 4];
        world.world.districts.iter_mut().flat_map(|d| &mut d.schools).for_each(|s| s.climate = climate);
        world.each(|district, frame, _, ledger| {
            let experience = district.teachers.experience.clone();
            let before = district.teachers.filled.clone();
            workforce::leave(district, frame, ledger);
            for lane in (0..before.len()).filter(|&lane| before[lane]) {
                let x = f64::from(experience[lane]);
                let band = bands.iter().position(|b| x >= b.0 && x < b.1).expect("a band");
                let base = workforce::hazard(frame.setting, x);
                let odds = base / (1.0 - base) * (-leave_climate * f64::from(climate)).exp();
                let p = odds / (1.0 + odds);
                expected[band] += p;
                variance[band] += p * (1.0 - p);
                left[band] += f64::from(u8::from(!district.teachers.filled[lane]));
            }
        });
        for band in 0..4 {
            assert!(expected[band] > 5.0, "{expected:?}");
            assert!((left[band] - expected[band]).abs() < 4.0 * f64::sqrt(variance[band]), "{left:?} {expected:?}");
        }
    }
}

#[test]
fn a_policys_sessions_take_place_as_often_as_delivery_says() {
    let policies = vec![Policy::TeachingResearchGroups(schoolsim::policy::TeachingResearchGroups::default())];
    let mut world = Stepped::new(&list(60, 1, 10.0), Country::England, Model::default(), policies);
    world.year = 1;
    world.open();
    world.arrange();
    let counts = world.each(|district, frame, agenda, ledger| {
        let (mut held, mut all) = (0.0, 0.0);
        for school in 0..district.schools.len() {
            for week in 0..WEEKS {
                let frame = schoolsim::week::Frame { week: Week { year: 1, week }, ..*frame };
                schoolsim::week::step(district, school, &frame, agenda, ledger);
                for session in &agenda.sessions {
                    if session.origin == Origin::USUAL {
                        assert_eq!(session.delivered, 1.0);
                    } else {
                        all += 1.0;
                        held += f64::from(session.delivered);
                    }
                }
            }
        }
        (held, all)
    });
    let (held, all): (f64, f64) = counts[0];
    assert!(all > 2000.0);
    assert!((held / all - 0.8).abs() < 4.0 * (0.16 / all).sqrt(), "{held} of {all}");
}
