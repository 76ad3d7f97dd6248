//! Does each phase of the week do what its equation says? Closed forms, by hand.

#![allow(missing_docs)]

mod example;

use example::{Stepped, WEEKS, small};
use proptest::prelude::*;
use schoolsim::agenda::{Agenda, During, EVEN, Plan, due};
use schoolsim::ledger::{Mechanism, Origin};
use schoolsim::lineage::Whom;
use schoolsim::model::{Mode, Model};
use schoolsim::policy::Policy;
use schoolsim::setting::Country;
use schoolsim::units::{DOMAINS, GRID, Profile, Week};
use schoolsim::week::conditions::{self, Conditions};
use schoolsim::week::{ABREAST, Frame, acts, assessment, climate, drift, intake, learning, teaching, time, usual};
use schoolsim::world::District;
use schoolsim::world::teacher::Teacher;

const STEP: f64 = GRID as f64;

/// A world with its books open, in which the first school of the first district is looked at.
fn world(model: Model) -> Stepped {
    let mut world = Stepped::new(&small(), Country::England, model, Vec::new());
    world.year = 1;
    world.open();
    world
}

/// Somebody of average traits, in the first post of the first school, in a school of average everything.
fn place(world: &mut Stepped, embedded: Profile, enacted: Profile, experience: f32) {
    let teacher = Teacher {
        enacted,
        embedded,
        experience,
        receptivity: 1.0,
        motivation: 0.0,
        mentor_skill: 0.8,
        ..Teacher::default()
    };
    let district = &mut world.world.districts[0];
    district.teachers.put(0, teacher);
    district.refresh(0, &world.model, WEEKS);
    let school = &mut district.schools[0];
    (school.culture, school.climate, school.leadership) = (0.0, 0.0, 0.0);
    (school.culture_norm, school.leadership_norm) = (0.0, 0.0);
}

fn plan(mode: Mode, hours: f32, source: Profile) -> Plan {
    Plan { mode, hours, focus: EVEN, source, skill: 0.8, whom: Whom::Outside(0), giver: None, during: During::Release }
}

/// What a school's week begins with.
fn conditions(district: &District, school: usize, frame: &Frame<'_>) -> Conditions {
    let [conditions, ..] = conditions::of(&district.schools[school..=school], frame.model);
    conditions
}

/// Lets the first post attend one session.
fn attend(world: &mut Stepped, plan: Plan) {
    world.each(|district, frame, agenda, ledger| {
        if frame.district == 0 {
            agenda.clear();
            agenda.begin(Origin::USUAL, 0);
            agenda.hold(plan, [0]);
            time::fit(district, 0, frame, &usual::Routine::default(), agenda);
            learning::learn(district, 0, frame, &conditions(district, 0, frame), agenda, ledger);
            learning::close(district, 0, agenda, ledger);
        }
    });
}

fn enacted(world: &Stepped) -> Profile {
    world.world.districts[0].teachers.enacted(0)
}

fn embedded(world: &Stepped) -> Profile {
    world.world.districts[0].teachers.embedded(0)
}

/// Weeks of drift of the first school.
fn weeks_of_drift(world: &mut Stepped, weeks: u32) {
    for _ in 0..weeks {
        world.each(|district, frame, agenda, ledger| {
            drift::drift(district, 0, frame, &conditions(district, 0, frame), agenda);
            drift::close(0, agenda, ledger);
        });
    }
}

#[test]
fn a_week_is_its_phases_in_the_order_of_the_page() {
    let policies = Policy::all();
    let new = || {
        let mut world = Stepped::new(&small(), Country::England, Model::default(), policies.clone());
        world.year = 1;
        world.open();
        world.arrange();
        world
    };
    let (mut whole, mut parts) = (new(), new());
    whole.each(|district, frame, agenda, ledger| {
        (0..district.schools.len()).for_each(|s| schoolsim::week::step(district, s, frame, agenda, ledger));
    });
    parts.each(|district, frame, agenda: &mut Agenda, ledger| {
        for school in 0..district.schools.len() {
            agenda.clear();
            let conditions = conditions(district, school, frame);
            let (mut routine, week) = (usual::Routine::default(), frame.week.week);
            routine.prepare(district, school, frame, week..week + 1, agenda);
            usual::place(district, school, frame, &routine, agenda);
            acts::place(district, school, frame, agenda);
            time::fit(district, school, frame, &routine, agenda);
            let collaboration = learning::learn(district, school, frame, &conditions, agenda, ledger);
            drift::drift(district, school, frame, &conditions, agenda);
            climate::settle(district, school, frame, &conditions, collaboration);
            teaching::teach(district, school);
            teaching::teach_elsewhere(district, school, frame, agenda);
            learning::close(district, school, agenda, ledger);
            drift::close(school, agenda, ledger);
        }
    });
    assert!(whole.world == parts.world);
}

#[test]
fn schools_side_by_side_are_as_one_after_the_other() {
    let new = || {
        let mut world = Stepped::new(&small(), Country::England, Model::default(), Policy::all());
        world.year = 1;
        world.open();
        world.arrange();
        world
    };
    let (mut together, mut alone) = (new(), new());
    let more = together.each(|district, frame, _, ledger| {
        schoolsim::week::year(district, frame, ledger);
        district.schools.len() > ABREAST
    });
    assert!(more.contains(&true), "no district fills more than the schools side by side");
    alone.each(|district, frame, agenda, ledger| {
        for school in 0..district.schools.len() {
            for week in 0..frame.weeks {
                let week = Week { year: frame.week.year, week };
                schoolsim::week::step(district, school, &Frame { week, ..*frame }, agenda, ledger);
            }
        }
    });
    assert!(together.world == alone.world);
}

#[test]
fn practice_above_what_is_embedded_decays_geometrically() {
    let model = Model { own_use: 0.0, novice_gap: 0.0, reversion: 0.06, ..Model::default() };
    for lead in [1.0f32, -0.5] {
        let mut world = world(model.clone());
        place(&mut world, [0.25; 4], [0.25 + lead; 4], 10.0);
        for week in 1..=80 {
            weeks_of_drift(&mut world, 1);
            let expected = f64::from(lead) * 0.94f64.powi(week);
            // Each week rounds by half a step of the grid, and earlier roundings decay too: at most r⁻¹ half steps.
            let error = (f64::from(enacted(&world)[2] - 0.25) - expected).abs();
            assert!(error <= STEP / 2.0 / 0.06 + 1e-6, "week {week}: {error}");
            assert_eq!(embedded(&world), [0.25; 4]);
        }
    }
}

#[test]
fn culture_slows_reversion() {
    let model = Model { own_use: 0.0, novice_gap: 0.0, ..Model::default() };
    let left = |culture: f32| {
        let mut world = world(model.clone());
        place(&mut world, [0.0; 4], [1.0; 4], 10.0);
        world.world.districts[0].schools[0].culture = culture;
        weeks_of_drift(&mut world, 1);
        f64::from(enacted(&world)[0])
    };
    for culture in [-1.0f32, 0.0, 2.0] {
        let expected = 1.0 - model.reversion * (-model.reversion_culture * f64::from(culture)).exp();
        assert!((left(culture) - expected).abs() < STEP, "{culture}");
    }
}

#[test]
fn a_learning_event_is_its_formula() {
    let model = Model::default();
    for (number, mode) in Mode::ALL.into_iter().enumerate() {
        let mut world = world(model.clone());
        let (h, p, source) = ([0.0, 0.5, -0.75, 2.0], [0.125, 0.5, -0.25, 2.0], [1.5, 1.0, 0.0, 1.0]);
        place(&mut world, h, p, 5.0);
        let school = &mut world.world.districts[0].schools[0];
        (school.culture, school.climate, school.digital) = (0.5, -1.0, 0.6);
        let focus = [0.5, 0.25, 0.125, 0.125];
        attend(&mut world, Plan { focus, skill: 0.7, ..plan(mode, 2.0, source) });
        let rates = model.modes[number];
        let readiness = (-model.receptivity_decline * 5.0).exp();
        let ease = (model.culture_learning * 0.5 - model.climate_receptivity).exp();
        let hours = if matches!(mode, Mode::Remote | Mode::Recorded) { 2.0 * 0.6 } else { 2.0 };
        for d in 0..DOMAINS {
            let (h, p, s) = (f64::from(h[d]), f64::from(p[d]), f64::from(source[d]));
            let weight = f64::from(focus[d]);
            let target = h + rates.transmits * 0.7 * (s - h).max(0.0);
            let closes = 1.0 - (-readiness * ease * rates.efficacy * hours * weight).exp();
            // In a cycle half of the learning comes before the lesson, in which a third of the hours rehearses it.
            let (before, rehearses) =
                if mode == Mode::Cycle { (0.5, model.rehearsal * hours / 3.0) } else { (1.0, 0.0) };
            let closed = |share: f64| 1.0 - (1.0 - closes).powf(share);
            let half = p + closed(before) * (target - p).max(0.0);
            let settled = h + (1.0 - (-rehearses * weight).exp()) * (half - h).max(0.0);
            let goal = settled + rates.transmits * 0.7 * (s - settled).max(0.0);
            let after = half + closed(1.0 - before) * (goal - half).max(0.0);
            assert!((f64::from(enacted(&world)[d]) - after).abs() < 2.0 * STEP, "{mode:?} {d}");
            assert!((f64::from(embedded(&world)[d]) - settled).abs() < 2.0 * STEP, "{mode:?} {d}");
        }
    }
}

proptest! {
    #[test]
    fn nobody_gets_worse_by_learning_or_better_than_the_source_allows(
        h in prop::array::uniform4(-2.0f32..2.0),
        lead in prop::array::uniform4(-0.5f32..1.5),
        source in prop::array::uniform4(-3.0f32..3.0),
        mode in 0usize..8,
        hours in 0.0f32..30.0,
        skill in 0.0f32..1.0,
    ) {
        let mut world = world(Model::default());
        let h = h.map(schoolsim::units::grid);
        let p: Profile = std::array::from_fn(|d| h[d] + schoolsim::units::grid(lead[d]));
        place(&mut world, h, p, 3.0);
        world.open();
        attend(&mut world, Plan { skill, ..plan(Mode::ALL[mode], hours, source) });
        let (after, settled) = (enacted(&world), embedded(&world));
        for d in 0..DOMAINS {
            prop_assert!(after[d] >= p[d] && settled[d] >= h[d]);
            prop_assert!(after[d] <= p[d].max(h[d]).max(source[d]) + GRID, "beyond the source");
            prop_assert!(settled[d] <= h[d].max(after[d]) + GRID, "nothing is embedded that was not enacted");
        }
        world.close();
    }

    #[test]
    fn more_hours_never_teach_less(mode in 0usize..8, hours in 0.0f32..10.0, more in 0.0f32..10.0, gap in -1.0f32..3.0) {
        let after = |hours| {
            let mut world = world(Model::default());
            place(&mut world, [0.0; 4], [0.0; 4], 3.0);
            attend(&mut world, plan(Mode::ALL[mode], hours, [gap; 4]));
            (enacted(&world), embedded(&world))
        };
        let (few, many) = (after(hours), after(hours + more));
        prop_assert!(few.0.iter().zip(&many.0).all(|(a, b)| a <= b));
        prop_assert!(few.1.iter().zip(&many.1).all(|(a, b)| a <= b));
    }

    #[test]
    fn events_of_a_year_are_spread_evenly(per_year in 0.0f64..200.0, weeks in 1u32..53) {
        let each: Vec<u32> = (0..weeks).map(|w| due(per_year, w, weeks)).collect();
        prop_assert_eq!(f64::from(each.iter().sum::<u32>()), per_year.floor());
        let even = per_year / f64::from(weeks);
        prop_assert!(each.iter().all(|&n| (f64::from(n) - even).abs() < 1.0 + 1e-9));
    }
}

#[test]
fn practice_is_embedded_by_rehearsal_and_by_own_use_only() {
    let model = Model { own_use: 0.0, novice_gap: 0.0, ..Model::default() };
    for mode in Mode::ALL {
        let mut world = world(model.clone());
        place(&mut world, [0.0; 4], [0.0; 4], 3.0);
        for _ in 0..10 {
            attend(&mut world, plan(mode, 3.0, [2.0; 4]));
            weeks_of_drift(&mut world, 1);
        }
        let rehearses = mode == Mode::Cycle;
        assert_eq!(embedded(&world)[0] > 0.0, rehearses, "{mode:?}");
    }
    let mut world = world(Model { own_use: 0.002, reversion: 0.0, ..model });
    place(&mut world, [0.0; 4], [1.0; 4], 3.0);
    weeks_of_drift(&mut world, 100);
    let expected = 1.0 - 0.998f64.powi(100);
    assert!((f64::from(embedded(&world)[0]) - expected).abs() < 100.0 * STEP);
    place(&mut world, [1.0; 4], [0.0; 4], 3.0);
    weeks_of_drift(&mut world, 100);
    assert_eq!(embedded(&world), [1.0; 4], "a bad spell takes nothing from what is embedded");
}

#[test]
fn growth_with_experience_sums_to_the_novice_gap() {
    let model = Model::default();
    let mut world = world(model.clone());
    place(&mut world, [0.0; 4], [0.0; 4], 0.0);
    let mut after = Vec::new();
    for year in 1u8..=45 {
        weeks_of_drift(&mut world, WEEKS);
        let district = &mut world.world.districts[0];
        district.teachers.experience[0] += 1.0;
        district.refresh(0, &model, WEEKS);
        let expected = model.novice_gap * (1.0 - (-f64::from(year) / model.experience_years).exp());
        let grown = f64::from(embedded(&world)[0]);
        assert!((grown - expected).abs() < f64::from(year) * f64::from(WEEKS) * STEP, "year {year}");
        assert_eq!(enacted(&world), embedded(&world), "growth alone opens no gap");
        after.push(grown);
    }
    assert!((after[44] - model.novice_gap).abs() < 0.01);
    assert!(after[4] > 0.45 * after[44], "about half by year five");
}

#[test]
fn a_new_post_costs_about_a_third_of_the_novice_gap_over_the_first_year() {
    let model = Model { own_use: 0.0, ..Model::default() };
    let mut world = world(model.clone());
    place(&mut world, [0.0; 4], [0.0; 4], 40.0);
    world.world.districts[0].teachers.tiles[0].quality_sum[0] = 0.0;
    world.world.districts[0].enter_post(0, &model, WEEKS);
    for _ in 0..WEEKS {
        weeks_of_drift(&mut world, 1);
        teaching::teach(&mut world.world.districts[0], 0);
    }
    let year = -f64::from(world.world.districts[0].teachers.quality_sum(0)) / f64::from(WEEKS);
    assert!((0.25..0.40).contains(&(year / model.novice_gap)), "{}", year / model.novice_gap);
}

/// Only the school effect teaches.
fn school_effect_only(persistence: f64) -> Model {
    Model {
        slope: 0.0,
        climate_pupils: 0.0,
        leadership_pupils: 0.0,
        annual_growth: 0.0,
        persistence,
        ..Model::default()
    }
}

#[test]
fn what_was_taught_fades_geometrically() {
    let mut world = world(school_effect_only(0.35));
    world.world.districts[0].schools[0].school_effect = 0.0;
    let cohort = world.world.districts[0].schools[0].cohort(0, 0);
    world.world.districts[0].cohorts.taught[cohort] = 1.0;
    for year in 1..=6 {
        world.each(|district, frame, _, ledger| assessment::assess(district, 0..1, frame, ledger));
        let left = f64::from(world.world.districts[0].cohorts.taught[cohort]);
        assert!((left - 0.35f64.powi(year)).abs() < 2.0 * STEP, "year {year}: {left}");
    }
}

#[test]
fn a_lasting_school_effect_settles_at_its_geometric_sum() {
    let mut world = world(school_effect_only(0.35));
    world.world.districts[0].schools[0].school_effect = 0.1;
    for year in 1..=8 {
        world.year = year;
        world.each(|district, frame, _, ledger| {
            assessment::assess(district, 0..1, frame, ledger);
            intake::move_up(district, 0..1, frame, ledger);
        });
    }
    world.each(|district, frame, _, ledger| assessment::assess(district, 0..1, frame, ledger));
    let district = &world.world.districts[0];
    for group in 0..district.schools[0].year_groups {
        let years = group as i32 + 1;
        let expected = 0.1 * (1.0 - 0.35f64.powi(years)) / (1.0 - 0.35);
        let taught = f64::from(district.cohorts.taught[district.schools[0].cohort(group, 0)]);
        assert!((taught - expected).abs() < 10.0 * STEP, "year group {group}: {taught} {expected}");
    }
}

#[test]
fn leadership_culture_and_climate_settle_where_they_should() {
    let model = Model::default();
    let mut world = world(model.clone());
    let here = &mut world.world.districts[0];
    (here.schools[0].leadership_norm, here.schools[0].culture_norm) = (0.5, -0.25);
    for lane in here.schools[0].range() {
        let practice = here.teachers.enacted(lane);
        here.teachers.set_enacted(lane, [practice[0], 0.5, practice[2], practice[3]]);
    }
    let collaboration = 0.4;
    for _ in 0..2000 {
        world.each(|district, frame, _, _| {
            climate::settle(district, 0, frame, &conditions(district, 0, frame), collaboration);
        });
    }
    let here = &world.world.districts[0].schools[0];
    let culture =
        -0.25 + model.culture_gain * collaboration * (model.leadership_culture * 0.5).exp() / model.culture_decay;
    assert!((here.leadership - 0.5).abs() < 1e-4);
    assert!((f64::from(here.culture) - culture).abs() < 1e-4, "{} {culture}", here.culture);
    let sustained = model.climate_leadership * 0.5 + model.climate_management * 0.5;
    assert!((f64::from(here.climate) - sustained).abs() < 1e-4);
}

#[test]
fn hours_that_do_not_fit_are_cut_in_proportion() {
    let mut world = world(Model::default());
    world.setting.hours_left = 2.0;
    world.each(|district, frame, agenda, ledger| {
        if frame.district == 0 {
            agenda.clear();
            agenda.begin(Origin::USUAL, 0);
            let held = Plan { during: During::NonContact, ..plan(Mode::Meeting, 3.0, [2.0; 4]) };
            agenda.hold(held, [0]);
            agenda.hold(Plan { hours: 1.0, ..held }, [0, 1]);
            agenda.hold(Plan { during: During::Release, hours: 5.0, ..held }, [0]);
            time::fit(district, 0, frame, &usual::Routine::default(), agenda);
            assert_eq!(agenda.fit[0][..2], [0.5, 1.0]);
            learning::learn(district, 0, frame, &conditions(district, 0, frame), agenda, ledger);
            learning::close(district, 0, agenda, ledger);
            let school = &district.schools[0];
            assert_eq!((school.planned[0], school.delivered[0], school.covered[0]), (10.0, 8.0, 5.0));
            assert!(ledger.booked(0, Mechanism::LearnMeeting, Origin::USUAL) > 0.0);
        }
    });
}
