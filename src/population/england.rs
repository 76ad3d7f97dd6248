//! Real schools of England, from the register inside the program.
//!
//! Middle schools deemed primary count as primary; middle schools deemed secondary and all-through schools count as
//! secondary (an all-through school with all its year groups from reception on). Results are norm-referenced and
//! lasting levels settled over the whole nation before anything is selected, so that a region keeps its place in it.

mod register;

use super::error::PopulationError;
use super::lasting;
use super::list::{Origin, Phase, SchoolList, SchoolRecord};
use crate::parameter::{self, Parameter, Stated};
use crate::rng::{Place, Purpose, Streams};
use crate::scenario::PlaceKind;
use register::{Entry, National, national};
use std::collections::BTreeSet;

/// Attribution that the licence of the data asks for.
pub const ATTRIBUTION: &str = "Contains public sector information licensed under the Open Government Licence v3.0; \
contains OS data (c) Crown copyright and database right; contains National Statistics data (c) Crown copyright and \
database right.";

/// How a missing count of teachers follows from the roll: `exp(intercept + slope ln pupils + sd z)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TeachersRule {
    /// Logarithm of the teachers of a school of one pupil.
    pub intercept: f64,
    /// Elasticity of teachers to pupils.
    pub slope: f64,
    /// SD of the logarithm among schools of one size.
    pub sd: f64,
}

impl TeachersRule {
    /// The rule of a phase.
    pub fn of(phase: Phase) -> Self {
        match phase {
            Phase::Primary => Self { intercept: -2.088, slope: 0.850, sd: 0.19 },
            Phase::Secondary => Self { intercept: -2.165, slope: 0.921, sd: 0.19 },
        }
    }

    /// Teachers of a school with this roll and this standard normal residual.
    pub fn teachers(&self, pupils: u32, z: f64) -> u32 {
        let log = self.intercept + self.slope * libm::log(f64::from(pupils.max(1))) + self.sd * z;
        (libm::exp(log).round() as u32).max(1)
    }
}

const WORKFORCE: &str = "England's workforce census of November 2018 on rolls, 87 authorities; R2 0.85, median error \
8 to 11 % when an authority is left out";

/// The rule for missing teachers as parameters, with their source.
pub const TEACHERS_RULE: [Parameter<TeachersRule>; 3] = [
    Parameter::<TeachersRule>::new(
        "intercept",
        "Missing counts of teachers: logarithm of the teachers of a school of one pupil",
        |r| r.intercept,
        |r, v| r.intercept = v,
    )
    .within(-10.0, 10.0, "ln teachers")
    .derived(WORKFORCE),
    Parameter::<TeachersRule>::new(
        "slope",
        "Missing counts of teachers: elasticity to pupils",
        |r| r.slope,
        |r, v| r.slope = v,
    )
    .within(0.0, 2.0, "1")
    .derived(WORKFORCE),
    Parameter::<TeachersRule>::new(
        "sd",
        "Missing counts of teachers: SD among schools of one size",
        |r| r.sd,
        |r, v| r.sd = v,
    )
    .within(0.0, 2.0, "ln teachers")
    .derived(WORKFORCE),
];

/// The numbers that a list of English schools rests on besides the data.
pub fn assumptions(phase: Phase) -> Vec<Stated> {
    let rule = TeachersRule::of(phase);
    let noise = lasting::Noise::default();
    let chance = noise.of(phase);
    let mut all = parameter::stated(&TEACHERS_RULE, &rule, &rule, "population.england.teachers.");
    all.extend(parameter::stated(lasting::table(phase), chance, chance, "population.england.results."));
    all
}

/// Names of the regions, sorted.
pub fn regions() -> Vec<&'static str> {
    names(|record| &record.region)
}

/// Names of the local authorities, sorted.
pub fn authorities() -> Vec<&'static str> {
    names(|record| &record.district)
}

fn names(of: fn(&SchoolRecord) -> &String) -> Vec<&'static str> {
    let all = [Phase::Primary, Phase::Secondary].into_iter().flat_map(|phase| &national(phase).entries);
    all.map(|e| of(&e.record).as_str()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Schools of a phase in the regions and authorities named (all where a list is empty; both must hold), of one kind
/// of place, at most `sample` of them.
///
/// # Errors
/// An unknown name, a sample of 0, or no school left.
pub fn list(
    phase: Phase,
    in_regions: &[String],
    in_authorities: &[String],
    place: PlaceKind,
    sample: Option<u32>,
    seed: u64,
) -> Result<SchoolList, PopulationError> {
    if sample == Some(0) {
        return Err(PopulationError::OutOfRange {
            what: "sample",
            given: "0".to_owned(),
            allowed: "1 or more, or none for all schools".to_owned(),
            remedy: "leave `sample` out to take every school",
        });
    }
    let in_regions = known("region", in_regions, &regions())?;
    let in_authorities = known("local authority", in_authorities, &authorities())?;
    let whole = national(phase);
    let mut chosen: Vec<&Entry> = whole
        .entries
        .iter()
        .filter(|e| in_regions.is_empty() || in_regions.contains(&e.record.region.as_str()))
        .filter(|e| in_authorities.is_empty() || in_authorities.contains(&e.record.district.as_str()))
        .filter(|e| match place {
            PlaceKind::Any => true,
            PlaceKind::Urban => e.record.urban,
            PlaceKind::Rural => !e.record.urban,
        })
        .collect();
    if chosen.is_empty() {
        return Err(PopulationError::Empty {
            of: "England's register",
            asked: format!("{phase:?}, regions {in_regions:?}, authorities {in_authorities:?}, place {place:?}"),
            remedy: "regions and authorities must both hold: drop one of them, or set place to Any",
        });
    }
    let found = chosen.len();
    if let Some(n) = sample {
        draw(&mut chosen, n as usize, seed);
    }
    let schools: Vec<SchoolRecord> = chosen.iter().map(|e| with_teachers(e, seed)).collect();
    let notes = notes(phase, whole, &chosen, found);
    Ok(SchoolList { source: SOURCE.to_owned(), attribution: Some(ATTRIBUTION.to_owned()), schools, notes })
}

const SOURCE: &str = "State-funded mainstream schools of England: register of 25 April 2022, rolls and free school \
meals of January 2021, teachers of November 2018, key stage 2 mathematics of 2023/24, Attainment 8 of 2022/23";

/// The right spelling of each name, whatever the case it was given in.
fn known(kind: &'static str, given: &[String], right: &[&'static str]) -> Result<Vec<&'static str>, PopulationError> {
    given
        .iter()
        .map(|name| {
            let wanted = name.trim().to_lowercase();
            right.iter().copied().find(|r| r.to_lowercase() == wanted).ok_or_else(|| unknown(kind, name, right))
        })
        .collect()
}

fn unknown(kind: &'static str, given: &str, right: &[&str]) -> PopulationError {
    let wanted = given.trim().to_lowercase();
    let mut near: Vec<(f64, &str)> =
        right.iter().map(|r| (strsim::jaro_winkler(&wanted, &r.to_lowercase()), *r)).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    PopulationError::UnknownName {
        kind,
        given: given.to_owned(),
        nearest: near.iter().take(3).map(|(_, name)| (*name).to_owned()).collect(),
        list: if kind == "region" { LIST_REGIONS } else { LIST_AUTHORITIES },
    }
}

const LIST_REGIONS: &str = "The regions are East Midlands, East of England, London, North East, North West, \
South East, South West, West Midlands, Yorkshire and the Humber";
const LIST_AUTHORITIES: &str = "Authorities are named as in the performance tables of 2019, without `Council` or \
`County`; take a region without authorities to see those of its schools";

/// Years that key draws of different kinds apart.
const SAMPLE: i32 = 1;
const TEACHERS: i32 = 2;

/// Keeps `n` schools, drawn by a number that each school has by itself; order stays.
fn draw(chosen: &mut Vec<&Entry>, n: usize, seed: u64) {
    let mut draws = Streams::new(seed, 0).of_year(Purpose::Generate, Place::WORLD, SAMPLE);
    let mut lot: Vec<(u32, u32)> = chosen.iter().map(|e| (draws.slot(e.urn as usize).word(), e.urn)).collect();
    lot.sort_unstable();
    let kept: BTreeSet<u32> = lot.iter().take(n).map(|&(_, urn)| urn).collect();
    chosen.retain(|e| kept.contains(&e.urn));
}

/// The record, its teachers filled in by rule where unknown: the same ones whatever else is selected.
fn with_teachers(entry: &Entry, seed: u64) -> SchoolRecord {
    let mut record = entry.record.clone();
    if record.teachers_origin == Origin::Imputed {
        let mut draws = Streams::new(seed, 0).of_year(Purpose::Generate, Place::WORLD, TEACHERS);
        let z = f64::from(draws.slot(entry.urn as usize).normal());
        record.teachers = TeachersRule::of(record.phase).teachers(record.pupils, z);
    }
    record
}

fn notes(phase: Phase, whole: &National, chosen: &[&Entry], found: usize) -> Vec<String> {
    let count = |which: &dyn Fn(&Entry) -> bool| chosen.iter().filter(|e| which(e)).count();
    let (test, short) = match phase {
        Phase::Primary => ("key stage 2 mathematics 2023/24", "deemed primary"),
        Phase::Secondary => ("Attainment 8 2022/23", "deemed secondary and all-through"),
    };
    let n = chosen.len();
    let mut notes = vec![format!("{n} schools of {found} that match (middle schools {short} included)")];
    let mut remark = |count: usize, text: &str| {
        if count > 0 {
            notes.push(format!("{count} of {n} schools {text}"));
        }
    };
    remark(
        count(&|e| e.record.teachers_origin == Origin::Imputed),
        "have no usable count of teachers: drawn from the roll by rule (counts are of 87 authorities only)",
    );
    remark(
        count(&|e| e.teachers_stale),
        "have a count of teachers of 2018 that does not go with the roll (under 5 or over 40 pupils a teacher): \
         set aside and drawn by rule",
    );
    let unknown = format!("have no published result ({test}): their lasting level is known from disadvantage only");
    remark(count(&|e| e.record.result.is_none()), &unknown);
    remark(count(&|e| e.place_unknown), "have no class of place: taken as urban");
    if whole.without_roll > 0 {
        notes.push(format!("{} schools of the register were left out: no roll is known", whole.without_roll));
    }
    notes
}

#[cfg(test)]
mod tests;
