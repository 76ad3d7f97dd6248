//! What a study sees of a world at the end of a year, before anything is measured with error.

use crate::model::Model;
use crate::observe::SchoolYear;
use crate::units::DOMAINS;
use crate::world::{District, World};

/// A teaching post and who holds it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PostSeen {
    /// Whether somebody holds it.
    pub filled: bool,
    /// Practice in the classroom, by domain (SD).
    pub enacted: [f32; DOMAINS],
    /// Mean over domains, in the classroom (SD).
    pub quality: f64,
    /// The same, averaged over the weeks of the year (SD).
    pub year_quality: f64,
    /// Mean over domains of what the holder does unaided (SD).
    pub embedded: f64,
    /// What the pupils of the post gained in the year by its teaching and the school's climate and leadership
    /// (pupil SD).
    pub added: f64,
    /// Completed years of experience.
    pub experience: f64,
    /// Completed years in the post.
    pub years_in_post: f64,
    /// Steps from the source of a cascade of training; 0 for none.
    pub generation: u32,
}

/// A school.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SchoolSeen {
    /// Mean attainment of each year group (pupil SD).
    pub attainment: Vec<f64>,
    /// Pupils of each year group.
    pub pupils: Vec<f64>,
    /// Measured result (pupil SD).
    pub result: f64,
    /// Share of disadvantaged pupils.
    pub disadvantage: f64,
    /// Climate and collaborative culture: what teachers call a supportive school (SD).
    pub support: f64,
    /// Urban.
    pub urban: bool,
    /// Leadership (SD).
    pub leadership: f64,
    /// Culture (SD).
    pub culture: f64,
    /// Teachers who left teaching after the year; not known before it has turned.
    pub leavers: f64,
}

/// All posts and schools, in the order of the world.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// Posts, school by school.
    pub posts: Vec<PostSeen>,
    /// Schools.
    pub schools: Vec<SchoolSeen>,
}

impl Seen {
    /// Looks at a world.
    pub fn of(world: &World, model: &Model) -> Self {
        let mut seen = Self::default();
        for district in &world.districts {
            for number in 0..district.schools.len() {
                seen.schools.push(school(district, number));
                let common = lead(district, number, model);
                let posts = district.schools[number].range().map(|lane| post(world, district, number, lane, model));
                seen.posts.extend(posts.map(|post| PostSeen { added: post.added + common, ..post }));
            }
        }
        seen
    }

    /// Notes who left after the year.
    pub fn close(&mut self, schools: &[SchoolYear]) {
        for (seen, year) in self.schools.iter_mut().zip(schools) {
            seen.leavers = f64::from(year.leavers);
        }
    }
}

/// What climate and leadership add to every pupil of a school in a year.
fn lead(district: &District, number: usize, model: &Model) -> f64 {
    let school = &district.schools[number];
    model.climate_pupils * f64::from(school.climate) + model.leadership_pupils * f64::from(school.leadership)
}

fn post(world: &World, district: &District, number: usize, lane: usize, model: &Model) -> PostSeen {
    let teachers = &district.teachers;
    let weeks = f64::from(world.weeks);
    let year_quality = f64::from(teachers.quality_sum(lane)) / weeks;
    let taught = model.slope * (year_quality - world.reference);
    let away = (f64::from(teachers.covered_hours(lane)) / (world.setting.working_hours() * weeks)).min(1.0);
    let lost = model.annual_growth * (1.0 - model.cover_value) * away;
    let brought = district.brought[number].iter().filter(|b| b.lane as usize == lane).map(|b| b.amount);
    PostSeen {
        filled: teachers.filled[lane],
        enacted: teachers.enacted(lane),
        quality: teachers.quality(lane),
        year_quality,
        embedded: teachers.embedded_quality(lane),
        added: taught - lost + brought.sum::<f64>(),
        experience: f64::from(teachers.experience[lane]),
        years_in_post: f64::from(teachers.years_in_post[lane]),
        generation: u32::from(teachers.generation[lane]),
    }
}

fn school(district: &District, number: usize) -> SchoolSeen {
    let school = &district.schools[number];
    let cohorts = &district.cohorts;
    let mean = |group: usize| {
        (0..school.subjects).map(|k| cohorts.attainment(school.cohort(group, k))).sum::<f64>() / school.subjects as f64
    };
    SchoolSeen {
        attainment: (0..school.year_groups).map(mean).collect(),
        pupils: (0..school.year_groups).map(|group| f64::from(cohorts.pupils[school.cohort(group, 0)])).collect(),
        result: f64::from(school.results[0]),
        disadvantage: f64::from(school.disadvantage),
        support: 0.5 * f64::from(school.climate) + 0.5 * f64::from(school.culture),
        urban: school.urban,
        leadership: f64::from(school.leadership),
        culture: f64::from(school.culture),
        leavers: 0.0,
    }
}
