//! Founding: from a list of schools to the world at the beginning of the warm-up.

use super::SchoolList;
use crate::ledger::Origins;
use crate::model::Model;
use crate::rng::{Place, Purpose, Streams};
use crate::setting::{Country, Phase, Setting};
use crate::units::Week;
use crate::week::{Frame, assessment, intake, promotion, workforce};
use crate::world::LANES;
use crate::world::school::RESULTS_KEPT;
use crate::world::{Cohorts, District, Owed, School, Teacher, Teachers, World};
use rayon::prelude::*;

/// Years that the table of experience reaches.
const CAREER: usize = 45;
/// Posts in a team of class teachers, about.
const TEAM: usize = 6;
/// Subject groups of a school with subject teachers.
const SUBJECTS: usize = 4;

/// What a world is founded with.
#[derive(Clone, Copy)]
pub struct Founding<'a> {
    /// The schools.
    pub list: &'a SchoolList,
    /// The school system.
    pub country: Country,
    /// Its setting, with what the scenario changed.
    pub setting: &'a Setting,
    /// Parameters of the mechanisms.
    pub model: &'a Model,
    /// Random numbers of the replicate.
    pub streams: &'a Streams,
    /// Teaching weeks in a year.
    pub weeks: u32,
    /// Years of warm-up; the world is founded at the end of the year before them.
    pub warm_up_years: u32,
    /// Policies of the arm with most of them: room in the accounts.
    pub policies: usize,
}

/// Founds the world.
pub fn found(founding: &Founding<'_>) -> World {
    let careers = careers(founding.setting);
    let spread = Spread::of(founding);
    let together = founding.list.schools.chunk_by(|a, b| a.district == b.district);
    let mut from = 0;
    let records = together.map(|schools| {
        from += schools.len();
        from - schools.len()..from
    });
    let records: Vec<_> = records.collect();
    // Every draw is named by its district and school, so that idle threads may found some of the districts.
    let found = |(number, records)| district(founding, &careers, &spread, records, number);
    let districts = records.into_par_iter().enumerate().map(found).collect();
    World {
        country: founding.country,
        setting: founding.setting.clone(),
        weeks: founding.weeks,
        reference: reference(founding.model, &careers),
        districts,
        teams: Vec::new(),
        groups: Vec::new(),
        postings: Vec::new(),
        seconded: Vec::new(),
        trainees: Vec::new(),
    }
}

/// Share of teachers by completed years of experience that leaving rates sustain.
fn careers(setting: &Setting) -> [f64; CAREER] {
    let mut alive = 1.0;
    let mut shares: [f64; CAREER] = std::array::from_fn(|year| {
        let now = alive;
        alive *= 1.0 - workforce::hazard(setting, year as f64 + 1.0);
        now
    });
    let total: f64 = shares.iter().sum();
    for share in &mut shares {
        *share /= total;
    }
    shares
}

/// Mean quality of that stock, with the reference population's experienced teachers at 0.
fn reference(model: &Model, careers: &[f64; CAREER]) -> f64 {
    let missing = |year: usize| -model.novice_gap * libm::exp(-(year as f64) / model.experience_years);
    model.local_practice + careers.iter().enumerate().map(|(year, share)| share * missing(year)).sum::<f64>()
}

/// How the lasting differences between schools are shared between intake, progress and practice.
struct Spread {
    /// Mean share of disadvantaged pupils.
    disadvantage: f64,
    /// Slope on disadvantage of what the list's own expectation leaves: a region may be steeper than the nation.
    slope: f64,
    /// SD of the lasting part net of disadvantage.
    net: f64,
    /// SD of progress at the end of the phase.
    progress: f64,
    /// SD of schools' mean practice.
    practice: f64,
}

impl Spread {
    fn of(founding: &Founding<'_>) -> Self {
        let schools = &founding.list.schools;
        let n = schools.len().max(1) as f64;
        let left = |s: &super::SchoolRecord| s.lasting.mean - s.lasting.expected;
        let disadvantage = schools.iter().map(|s| s.disadvantage).sum::<f64>() / n;
        let mean = schools.iter().map(left).sum::<f64>() / n;
        let away = |s: &super::SchoolRecord| s.disadvantage - disadvantage;
        let squares: f64 = schools.iter().map(|s| away(s) * away(s)).sum();
        let products: f64 = schools.iter().map(|s| away(s) * (left(s) - mean)).sum();
        let slope = if squares > 0.0 { products / squares } else { 0.0 };
        let variance = |s: &super::SchoolRecord| {
            let net = left(s) - slope * away(s);
            net * net + s.lasting.sd * s.lasting.sd
        };
        let net = (schools.iter().map(variance).sum::<f64>() / n).sqrt();
        let progress = founding.model.progress_share.sqrt() * net;
        Self { disadvantage, slope, net, progress, practice: founding.model.practice_between.sqrt() }
    }
}

fn district(
    founding: &Founding<'_>,
    careers: &[f64; CAREER],
    spread: &Spread,
    records: std::ops::Range<usize>,
    number: usize,
) -> District {
    let model = founding.model;
    let mut activity = founding.streams.of_year(Purpose::Authority, Place::district(number), 0);
    let activity = 1.0 + model.activity_sd * f64::from(activity.slot(0).normal());
    let mut district = District {
        activity: activity.clamp(0.3, 1.7) as f32,
        schools: Vec::new(),
        teachers: Teachers::default(),
        cohorts: Cohorts::default(),
        ties: vec![Vec::new(); records.len()],
        brought: vec![Vec::new(); records.len()],
        pressed: 0.0,
    };
    let (mut lanes, mut cohorts) = (0, 0);
    for record in records.clone() {
        let school = shape(founding, record, lanes, cohorts);
        lanes += school.lanes;
        cohorts += school.year_groups * school.subjects;
        district.schools.push(school);
    }
    district.teachers = Teachers::vacant(lanes);
    district.cohorts = Cohorts {
        pupils: vec![0; cohorts],
        start: vec![0.0; cohorts],
        taught: vec![0.0; cohorts],
        owed: vec![vec![0.0; cohorts]; founding.policies],
    };
    let year = 1 - founding.warm_up_years as i32;
    for (school, record) in records.enumerate() {
        settle(founding, careers, spread, &mut district, Place::school(number, school), record);
    }
    district.refresh_all(model, founding.weeks);
    let reference = reference(model, careers);
    let frame = Frame {
        streams: founding.streams,
        model,
        setting: founding.setting,
        policies: &[],
        reference,
        weeks: founding.weeks,
        district: number,
        week: Week { year, week: 0 },
    };
    for before in (1..=RESULTS_KEPT as i32).rev() {
        let week = Week { year: year - before, week: 0 };
        let schools = 0..district.schools.len();
        assessment::measure(&mut district, schools, &Frame { week, ..frame });
    }
    promotion::promote(&mut district, &frame);
    district
}

/// A school's size and organisation, without anybody in it.
fn shape(founding: &Founding<'_>, record: usize, first: usize, first_cohort: usize) -> School {
    let source = &founding.list.schools[record];
    let posts = (source.teachers as usize).max(1);
    let subject_teachers = source.phase == Phase::Secondary || founding.country.subject_teachers_in_primary();
    let subjects = if subject_teachers { SUBJECTS } else { 1 };
    let teams = if subject_teachers { SUBJECTS } else { posts.div_ceil(TEAM) }.min(posts);
    let none = || vec![0.0; founding.policies + 1];
    School {
        record: record as u32,
        urban: source.urban,
        disadvantage: source.disadvantage as f32,
        location: source.location.map(|(x, y)| (x as f32, y as f32)),
        first,
        posts,
        lanes: posts.next_multiple_of(LANES),
        year_groups: source.year_groups.max(1) as usize,
        subjects,
        teams,
        first_cohort,
        leadership: 0.0,
        leadership_norm: 0.0,
        climate: 0.0,
        culture: 0.0,
        culture_norm: 0.0,
        digital: 0.0,
        intake: 0.0,
        school_effect: 0.0,
        results: [0.0; RESULTS_KEPT],
        received: Origins::default(),
        gave: Origins::default(),
        covered: none(),
        planned: none(),
        delivered: none(),
        paid: none(),
        owed: vec![Owed::default(); founding.policies],
        stays: 0.0,
        appeal: 0.0,
        precedence: 0.0,
        leadership_push: 0.0,
        culture_push: 0.0,
        climate_push: 0.0,
    }
}

/// Draws a school's traits, its teachers and its cohorts.
fn settle(
    founding: &Founding<'_>,
    careers: &[f64; CAREER],
    spread: &Spread,
    district: &mut District,
    place: Place,
    record: usize,
) {
    let model = founding.model;
    let source = &founding.list.schools[record];
    let school = place.school as usize;
    let mut draws = founding.streams.of_year(Purpose::FoundSchool, place, 0);
    let mut slot = draws.slot(0);
    let lasting = source.lasting.mean + source.lasting.sd * f64::from(slot.normal());
    // Disadvantage acts on intake and not on progress, in this list too.
    let net = lasting - source.lasting.expected - spread.slope * (source.disadvantage - spread.disadvantage);
    // Progress and intake share what disadvantage does not explain, uncorrelated with each other.
    let share = model.progress_share;
    let progress = share * net + (share * (1.0 - share)).sqrt() * spread.net * f64::from(slot.normal());
    let here = &mut district.schools[school];
    here.intake = (lasting - progress) as f32;
    here.leadership_norm = slot.normal();
    here.leadership = here.leadership_norm;
    here.culture_norm = slot.normal();
    here.culture = here.culture_norm;
    here.digital = (founding.setting.digital_readiness + 0.15 * f64::from(slot.normal())).clamp(0.0, 1.0) as f32;

    // Years of teaching add up to so many times one year's, with fade-out between.
    let years = |n: usize| (0..n).fold(0.0, |sum, _| 1.0 + model.persistence * sum);
    let whole = years(here.year_groups);
    let link = (model.slope * spread.practice * whole / spread.progress.max(1e-9)).min(0.9);
    let practice = spread.practice
        * (link * progress / spread.progress.max(1e-9) + (1.0 - link * link).sqrt() * f64::from(slot.normal()));
    here.climate = (model.climate_leadership * f64::from(here.leadership) + model.climate_management * practice) as f32;
    let explained = model.slope * practice
        + model.climate_pupils * f64::from(here.climate)
        + model.leadership_pupils * f64::from(here.leadership);
    here.school_effect = (progress / whole - explained) as f32;

    staff(founding, careers, district, place, practice);
    let here = &district.schools[school];
    let mut draws = founding.streams.of_year(Purpose::Intake, place, -1000);
    for year_group in 0..here.year_groups {
        let all = source.pupils as usize;
        let pupils = ((year_group + 1) * all / here.year_groups - year_group * all / here.year_groups) as u16;
        let start = intake::entry(model, here.intake, pupils, &mut draws.slot(year_group));
        let taught = crate::units::grid_level(progress / whole * years(year_group + 1));
        for subject in 0..here.subjects {
            let cohort = here.cohort(year_group, subject);
            district.cohorts.pupils[cohort] = pupils;
            district.cohorts.start[cohort] = start;
            district.cohorts.taught[cohort] = taught;
        }
    }
}

/// Fills a school's posts from the stock that leaving rates sustain, around the school's mean practice.
fn staff(founding: &Founding<'_>, careers: &[f64; CAREER], district: &mut District, place: Place, practice: f64) {
    let model = founding.model;
    let within = (1.0 - model.practice_between).max(0.0).sqrt();
    let mut draws = founding.streams.of_year(Purpose::FoundTeacher, place, 0);
    for (post, lane) in district.schools[place.school as usize].range().enumerate() {
        let mut slot = draws.slot(post);
        let mut left = f64::from(slot.uniform());
        let year = careers.iter().position(|share| {
            left -= share;
            left < 0.0
        });
        let experience = year.unwrap_or(CAREER - 1) as f32;
        let teacher = Teacher::draw(model, practice, within, experience, &mut slot);
        district.teachers.put(lane, teacher);
        district.teachers.years_in_post[lane] = experience.min(5.0);
    }
}
