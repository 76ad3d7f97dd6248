//! Do simulated schools look like real ones? The primary schools of the East of England, as founded and over years
//! of doing nothing.

#![allow(missing_docs)]

mod example;

use example::{Stepped, correlation, design, mean, record, sd, slope};
use schoolsim::model::Model;
use schoolsim::observe::SchoolYear;
use schoolsim::population::{SchoolList, schools};
use schoolsim::scenario::{PlaceKind, Population};
use schoolsim::setting::{Country, Phase};
use schoolsim::simulate::Record;
use schoolsim::units::DOMAINS;
use schoolsim::world::World;
use std::path::Path;
use std::sync::LazyLock;

/// Warm-up of the built-in scenarios.
const WARM_UP: u32 = 5;
const YEARS: u32 = 6;

static LIST: LazyLock<SchoolList> = LazyLock::new(|| england(&["East of England"]));

/// Two replicates of doing nothing.
static RECORDS: LazyLock<Vec<Record>> = LazyLock::new(|| {
    let mut design = design(&LIST, &[], YEARS);
    design.warm_up_years = WARM_UP;
    (0..2).map(|number| record(&design, number)).collect()
});

fn england(regions: &[&str]) -> SchoolList {
    let population = Population::England {
        phase: Phase::Primary,
        regions: regions.iter().map(|&r| r.to_owned()).collect(),
        authorities: Vec::new(),
        place: PlaceKind::Any,
        sample: None,
    };
    schools(&population, 1, Path::new(".")).expect("real schools")
}

fn founded(list: &SchoolList) -> Stepped {
    Stepped::new(list, Country::England, Model::default(), Vec::new())
}

fn by_school(of: impl Fn(&SchoolYear) -> f32, years: &[SchoolYear]) -> Vec<f64> {
    years.iter().map(|s| f64::from(of(s))).collect()
}

fn disadvantage(list: &SchoolList) -> Vec<f64> {
    list.schools.iter().map(|s| s.disadvantage).collect()
}

/// Schools whose real result is published, and that result.
fn published(list: &SchoolList) -> (Vec<usize>, Vec<f64>) {
    list.schools.iter().enumerate().filter_map(|(i, s)| Some((i, s.result?))).unzip()
}

/// Mean over cohorts of what the school's own teaching has added.
fn progress(world: &World) -> Vec<f64> {
    let one = |d: &schoolsim::world::District, s: &schoolsim::world::School| {
        mean((0..s.year_groups).map(|y| f64::from(d.cohorts.taught[s.cohort(y, 0)])))
    };
    world.districts.iter().flat_map(|d| d.schools.iter().map(move |s| one(d, s))).collect()
}

#[test]
fn measured_results_spread_as_real_ones_do() {
    let national = england(&[]);
    let (known, real) = published(&national);
    let results: Vec<f64> = founded(&national)
        .world
        .districts
        .iter()
        .flat_map(|d| d.schools.iter().map(|s| f64::from(s.results[0])))
        .collect();
    let simulated: Vec<f64> = known.iter().map(|&i| results[i]).collect();
    assert!((sd(&simulated) - 0.36).abs() < 0.03, "England: {} against {}", sd(&simulated), sd(&real));
    let x = disadvantage(&national);
    let gradient = slope(&known.iter().map(|&i| x[i]).collect::<Vec<_>>(), &simulated) / 100.0;
    assert!((gradient + 0.0079).abs() < 0.0012, "England: {gradient} a percentage point of disadvantage");
    let (known, real) = published(&LIST);
    for record in RECORDS.iter() {
        for year in [0, YEARS as usize] {
            let all = by_school(|s| s.result, &record.arms[0].schools[year]);
            let simulated: Vec<f64> = known.iter().map(|&i| all[i]).collect();
            assert!((sd(&simulated) - sd(&real)).abs() < 0.04, "year {year}: {} {}", sd(&simulated), sd(&real));
        }
    }
}

#[test]
fn results_of_one_year_tell_of_the_next_as_much_as_real_ones() {
    for record in RECORDS.iter() {
        let years = &record.arms[0].schools;
        for year in 1..YEARS as usize {
            let (a, b) = (by_school(|s| s.result, &years[year]), by_school(|s| s.result, &years[year + 1]));
            let r = correlation(&a, &b);
            assert!((0.58..0.72).contains(&r), "year {year}: {r}");
        }
    }
}

#[test]
fn results_fall_with_disadvantage_as_real_ones_do() {
    let x = disadvantage(&LIST);
    let (known, real) = published(&LIST);
    let known_x: Vec<f64> = known.iter().map(|&i| x[i]).collect();
    let real = slope(&known_x, &real) / 100.0;
    for record in RECORDS.iter() {
        for year in [0, 3, YEARS as usize] {
            let gradient = slope(&x, &by_school(|s| s.result, &record.arms[0].schools[year])) / 100.0;
            assert!((gradient - real).abs() < 0.0025, "year {year}: {gradient} a percentage point, real {real}");
        }
    }
}

#[test]
fn disadvantage_acts_on_intake_and_not_on_progress() {
    let nation = england(&[]);
    let opening = correlation(&disadvantage(&nation), &progress(&founded(&nation).world));
    assert!(opening.abs() < 0.05, "England as founded: {opening}");
    // The region's own line is steeper than the nation's: that too must act on intake only.
    let x = disadvantage(&LIST);
    let mut stepped = founded(&LIST);
    let opening = correlation(&x, &progress(&stepped.world));
    assert!(opening.abs() < 0.05, "the region as founded: {opening}");
    for _ in 0..WARM_UP {
        stepped.step();
    }
    let later = correlation(&x, &progress(&stepped.world));
    assert!(later.abs() < 0.15, "after the warm-up: {later}");
}

/// Embedded quality of every teacher with what is missing to an experienced one added, by school.
fn practice(world: &World) -> Vec<Vec<f64>> {
    let model = Model::default();
    let mut all = Vec::new();
    for district in &world.districts {
        for school in &district.schools {
            let lanes = school.range().filter(|&lane| district.teachers.filled[lane]);
            let whole = lanes.map(|lane| {
                let missing = (-f64::from(district.teachers.experience[lane]) / model.experience_years).exp();
                district.teachers.embedded_quality(lane) + model.novice_gap * missing
            });
            all.push(whole.collect());
        }
    }
    all
}

#[test]
fn experienced_teachers_differ_by_one_sd_and_a_tenth_of_it_lies_between_schools() {
    let stepped = founded(&LIST);
    let by_school: Vec<Vec<f64>> = practice(&stepped.world).into_iter().filter(|s| s.len() > 1).collect();
    let all: Vec<f64> = by_school.iter().flatten().copied().collect();
    assert!((sd(&all) - 1.0).abs() < 0.03, "{}", sd(&all));
    assert!(mean(all.iter().copied()).abs() < 0.05);
    // Analysis of variance: within from pooled squares, between as the rest.
    let squares: f64 = by_school.iter().map(|s| sd(s) * sd(s) * (s.len() as f64 - 1.0)).sum();
    let within = squares / by_school.iter().map(|s| s.len() as f64 - 1.0).sum::<f64>();
    let share = 1.0 - within / (sd(&all) * sd(&all));
    assert!((share - Model::default().practice_between).abs() < 0.02, "{share}");
    for domain in 0..DOMAINS {
        let one: Vec<f64> = stepped
            .world
            .districts
            .iter()
            .flat_map(|d| (0..d.teachers.filled.len()).map(|lane| f64::from(d.teachers.embedded(lane)[domain])))
            .collect();
        assert!(sd(&one) > 1.0 && sd(&one) < 1.6, "domain {domain}: {}", sd(&one));
    }
}

#[test]
fn the_workforce_is_as_old_and_leaves_as_often_as_englands() {
    let experience = |world: &World| {
        mean(world.districts.iter().flat_map(|d| {
            let t = &d.teachers;
            (0..t.filled.len()).filter(|&lane| t.filled[lane]).map(|lane| f64::from(t.experience[lane]))
        }))
    };
    let mut stepped = founded(&LIST);
    let opening = experience(&stepped.world);
    assert!((8.0..15.0).contains(&opening), "as founded: {opening} years");
    for _ in 0..WARM_UP {
        stepped.step();
    }
    let later = experience(&stepped.world);
    assert!((8.0..15.0).contains(&later), "after the warm-up: {later} years");
    for record in RECORDS.iter() {
        for (year, schools) in record.arms[0].schools.iter().enumerate().skip(1) {
            let total = |of: fn(&SchoolYear) -> f32| by_school(of, schools).iter().sum::<f64>();
            let (leaving, vacant) =
                (total(|s| s.leavers) / total(|s| s.filled), 1.0 - total(|s| s.filled) / total(|s| s.posts));
            assert!((0.07..0.11).contains(&leaving), "year {year}: {leaving} leave");
            assert!(vacant < 0.03, "year {year}: {vacant} of posts are vacant");
        }
    }
}

#[test]
fn nothing_moves_much_where_nothing_is_done() {
    for record in RECORDS.iter() {
        let years: Vec<f64> = (0..=YEARS).map(f64::from).collect();
        let weighted = |of: fn(&SchoolYear) -> f32| -> Vec<f64> {
            let one = |schools: &Vec<SchoolYear>| {
                let pupils: f64 = schools.iter().map(|s| f64::from(s.pupils)).sum();
                schools.iter().map(|s| f64::from(s.pupils) * f64::from(of(s))).sum::<f64>() / pupils
            };
            record.arms[0].schools.iter().map(one).collect()
        };
        let drift = |of| slope(&years, &weighted(of));
        let attainment = drift(|s| s.attainment);
        assert!(attainment.abs() < 0.01, "attainment moves by {attainment} pupil SD a year");
        for (name, drift) in [
            ("enacted practice", drift(|s| s.enacted)),
            ("embedded practice", drift(|s| s.embedded)),
            ("culture", drift(|s| s.culture)),
            ("climate", drift(|s| s.climate)),
        ] {
            assert!(drift.abs() < 0.05, "{name} moves by {drift} SD a year");
        }
    }
}
