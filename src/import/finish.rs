//! From facts to school records: what is missing is imputed by stated rules, results become pupil SD.

use super::Request;
use super::join::{School, YearResult};
use super::official::{Authorities, year_groups};
use super::recognise::Kind;
use super::report::{Report, count};
use crate::population::file::{MAX_PUPILS, MAX_TEACHERS};
use crate::population::lasting::{self, Noise};
use crate::population::{Lasting, Origin, SchoolList, SchoolRecord};
use crate::setting::Phase;
use std::collections::BTreeSet;

/// Licence line of the official files of England.
pub const OPEN_GOVERNMENT: &str = "Contains public sector information licensed under the Open Government Licence v3.0.";

/// Stands for the region where no file tells it.
const UNKNOWN_REGION: &str = "Unknown region";

/// Results from which a list counts as national, and its own mean as the nation's.
fn national_size(phase: Phase) -> usize {
    match phase {
        Phase::Primary => 10_000,
        Phase::Secondary => 2_000,
    }
}

/// Mean and SD of pupils where a list is not national.
///
/// Key Stage 2 mathematics: scaled score, mean of schools 104.2 in 2023/24; SD 8 follows from the spread of school
/// means and their yearly noise. Attainment 8: mean of schools 47.2 in 2022/23; SD 19 from a spread of
/// school means of 9 if a fifth of the variance lies between schools.
fn built_in(phase: Phase) -> (f64, f64) {
    match phase {
        Phase::Primary => (104.2, 8.0),
        Phase::Secondary => (47.2, 19.0),
    }
}

/// Mean share eligible for free school meals, England, January 2021.
fn mean_disadvantage(phase: Phase) -> f64 {
    match phase {
        Phase::Primary => 0.212,
        Phase::Secondary => 0.205,
    }
}

/// Teachers (headcount) of a school of so many pupils: fitted to England's workforce census of November 2018
/// against the roll, residual SD 0.19 in logarithms, R² 0.86.
pub fn teachers_of(pupils: f64, phase: Phase) -> f64 {
    let (constant, slope) = match phase {
        Phase::Primary => (-2.088, 0.850),
        Phase::Secondary => (-2.165, 0.921),
    };
    libm::exp(constant + slope * libm::log(pupils))
}

/// Heads per full-time equivalent, by the same census.
fn heads_per_fte(phase: Phase) -> f64 {
    match phase {
        Phase::Primary => 1.10,
        Phase::Secondary => 1.06,
    }
}

/// Turns schools into records, in order of region, district and identifier.
pub fn finish(
    mut schools: Vec<School>,
    authorities: &Authorities,
    request: &Request,
    report: &mut Report,
) -> Vec<SchoolRecord> {
    for school in &mut schools {
        name_place(school, authorities);
    }
    schools.retain(|s| kept(s, request, report));
    let scales = [Phase::Primary, Phase::Secondary].map(|p| scale(p, &schools, request, report));
    let means = [Phase::Primary, Phase::Secondary].map(|p| disadvantage_mean(p, &schools));
    let mut records: Vec<SchoolRecord> = Vec::with_capacity(schools.len());
    for school in schools {
        let at = usize::from(school.phase == Some(Phase::Secondary));
        records.push(record(school, scales[at], means[at], report));
    }
    records.sort_by(|a, b| (&a.region, &a.district, &a.id).cmp(&(&b.region, &b.district, &b.id)));
    lasting::settle(&mut records, Noise::default());
    report.values.sort_by(|a, b| (&a.value, a.imputed, &a.rule).cmp(&(&b.value, b.imputed, &b.rule)));
    totals(&records, report);
    records
}

fn name_place(school: &mut School, authorities: &Authorities) {
    let known = school.authority.and_then(|code| authorities.get(&code));
    if school.district.is_empty() {
        school.district = match (known, school.authority) {
            (Some((name, _)), _) if !name.is_empty() => name.clone(),
            (_, Some(code)) => format!("Local authority {code}"),
            _ => "Unknown district".into(),
        };
    }
    if school.region.is_empty() {
        school.region = known.map(|(_, r)| r.clone()).filter(|r| !r.is_empty()).unwrap_or(UNKNOWN_REGION.into());
    }
    if school.name.is_empty() {
        school.name = format!("School {}", school.id);
    }
}

fn kept(school: &School, request: &Request, report: &mut Report) -> bool {
    let phase = school.phase.unwrap_or(Phase::Primary);
    let reason = if request.phase.is_some_and(|p| p != phase) {
        "not of the phase asked for"
    } else if school.pupils.get().is_none() {
        "no usable number of pupils in any file (new schools have none yet)"
    } else {
        return true;
    };
    count(&mut report.left_off, reason, || format!("{} {}", school.id, school.name));
    false
}

fn results(school: &School) -> &[YearResult] {
    match school.phase {
        _ if !school.mapped.is_empty() => &[],
        Some(Phase::Secondary) => &school.key_stage_4,
        Some(Phase::Primary) | None => &school.key_stage_2,
    }
}

/// Pupil-weighted mean of the years, and the pupils of all years.
fn over_years(results: &[YearResult]) -> Option<(f64, f64)> {
    let pupils: f64 = results.iter().map(|r| r.pupils).sum();
    let points: f64 = results.iter().map(|r| r.points * r.pupils).sum();
    (pupils > 0.0).then(|| (points / pupils, pupils))
}

/// Mean and SD of pupils for official results of a phase, said in the report.
fn scale(phase: Phase, schools: &[School], request: &Request, report: &mut Report) -> (f64, f64) {
    let of_phase = schools.iter().filter(|s| s.phase == Some(phase));
    let all: Vec<(f64, f64)> = of_phase.filter_map(|s| over_years(results(s))).collect();
    let (mean, sd) = built_in(phase);
    if all.is_empty() {
        return (mean, sd);
    }
    let own = all.len() >= national_size(phase);
    let weight: f64 = all.iter().map(|a| a.1).sum();
    let own_mean = all.iter().map(|a| a.0 * a.1).sum::<f64>() / weight;
    let mean = request.attainment_mean.unwrap_or(if own { own_mean } else { mean });
    let sd = request.attainment_sd.unwrap_or(sd);
    let whose = match (request.attainment_mean, own) {
        (Some(_), _) => "the mean asked for",
        (None, true) => "the pupil-weighted mean of this list, which is of national size",
        (None, false) => "the built-in mean of England",
    };
    let measure = if phase == Phase::Primary { "Key Stage 2 mathematics" } else { "Attainment 8" };
    let pupils = weight / all.len() as f64;
    report.notes.push(format!(
        "results of {measure}: (points - {mean:.2}) / {sd} = pupil SD from {whose}; {pupils:.0} pupils behind a school's result on average"
    ));
    (mean, sd)
}

/// The mean that stands in for a missing share: of a mapped list its own, else England's. And its name.
fn disadvantage_mean(phase: Phase, schools: &[School]) -> (f64, &'static str) {
    let given = schools.iter().filter(|s| s.phase == Some(phase)).filter_map(|s| s.disadvantage.get());
    let mapped: Vec<f64> = given.filter(|(_, source)| *source == "mapped table").map(|(share, _)| share).collect();
    if mapped.len() < 30 {
        return (mean_disadvantage(phase), "mean of England, since no file gives it");
    }
    (mapped.iter().sum::<f64>() / mapped.len() as f64, "mean of the schools of this table that give it")
}

fn record(school: School, scale: (f64, f64), mean: (f64, &'static str), report: &mut Report) -> SchoolRecord {
    let phase = school.phase.unwrap_or(Phase::Primary);
    let (pupils, source) = school.pupils.get().unwrap_or((1.0, ""));
    report.fill("pupils", source, false);
    let (teachers, teachers_origin) = teachers(&school, pupils, phase, report);
    let given = school.disadvantage.get();
    let (disadvantage, source) = given.unwrap_or(mean);
    let disadvantage_origin = if given.is_some() { Origin::Given } else { Origin::Imputed };
    report.fill("disadvantage", source, given.is_none());
    let result = result(&school, scale, report);
    if school.region == UNKNOWN_REGION {
        report.fill("region", "not known", false);
    }
    report.fill("location", if school.location.is_some() { "given" } else { "not known" }, false);
    match school.urban {
        Some(_) => report.fill("urban or rural", "given", false),
        None => report.fill("urban or rural", "taken as urban, since no file tells", true),
    }
    SchoolRecord {
        year_groups: groups(&school, phase, report),
        id: school.id,
        name: school.name,
        region: school.region,
        district: school.district,
        urban: school.urban.unwrap_or(true),
        phase,
        pupils: (pupils.round() as u32).clamp(1, MAX_PUPILS),
        teachers,
        teachers_origin,
        disadvantage: disadvantage.clamp(0.0, 1.0),
        disadvantage_origin,
        location: school.location,
        result,
        lasting: Lasting { expected: 0.0, mean: 0.0, sd: 0.0 },
    }
}

fn teachers(school: &School, pupils: f64, phase: Phase, report: &mut Report) -> (u32, Origin) {
    let (heads, rule, origin) = if let Some((heads, source)) = school.teachers.get() {
        (heads, source, Origin::Given)
    } else if let Some((fte, _)) = school.teachers_fte.get() {
        let rule = "full-time equivalent times 1.10 (primary) or 1.06 (secondary)";
        (fte * heads_per_fte(phase), rule, Origin::Imputed)
    } else {
        let rule = "England's formula, exp(-2.088 + 0.850 ln pupils) primary, exp(-2.165 + 0.921 ln pupils) secondary";
        (teachers_of(pupils, phase), rule, Origin::Imputed)
    };
    report.fill("teachers", rule, origin == Origin::Imputed);
    ((heads.round() as u32).clamp(1, MAX_TEACHERS), origin)
}

fn groups(school: &School, phase: Phase, report: &mut Report) -> u32 {
    let (groups, rule, imputed) = match (school.year_groups, school.ages) {
        (Some(groups), _) => (groups, "given", false),
        (None, Some((low, high))) => (year_groups(low, high) as u32, "from the lowest and highest age", false),
        (None, None) if phase == Phase::Primary => (7, "7 for primary, 5 for secondary, as ages 4-11 and 11-16", true),
        (None, None) => (5, "7 for primary, 5 for secondary, as ages 4-11 and 11-16", true),
    };
    report.fill("year groups", rule, imputed);
    groups
}

fn result(school: &School, (mean, sd): (f64, f64), report: &mut Report) -> Option<f64> {
    let mapped = over_years(&school.mapped).map(|(sds, _)| sds);
    let official = over_years(results(school)).map(|(points, _)| (points - mean) / sd);
    let years = if mapped.is_some() { school.mapped.len() } else { results(school).len() };
    let rule = match years {
        0 => "none".to_owned(),
        1 => "of one year".to_owned(),
        n => format!("pupil-weighted mean of {n} years"),
    };
    report.fill("result", &rule, false);
    mapped.or(official).filter(|r| r.abs() <= 5.0)
}

fn totals(records: &[SchoolRecord], report: &mut Report) {
    report.schools = records.len() as u64;
    report.primary = records.iter().filter(|s| s.phase == Phase::Primary).count() as u64;
    report.secondary = report.schools - report.primary;
    let districts: BTreeSet<(&str, &str)> = records.iter().map(|s| (&*s.region, &*s.district)).collect();
    report.districts = districts.len() as u64;
}

/// The list with its source, attribution and notes.
pub fn list(schools: Vec<SchoolRecord>, request: &Request, report: &Report) -> SchoolList {
    let files: Vec<&str> = report.files.iter().map(|f| f.file.as_str()).collect();
    let source = request.source.clone().unwrap_or_else(|| format!("imported from {}", files.join(", ")));
    let official = report.files.iter().any(|f| f.kind != Kind::Mapped).then(|| OPEN_GOVERNMENT.to_owned());
    let attribution = match (request.attribution.clone(), official) {
        (Some(own), Some(official)) => Some(format!("{own} {official}")),
        (own, official) => own.or(official),
    };
    SchoolList { source, attribution, schools, notes: report.list_notes() }
}
