//! Any table, by a map of columns: our name on the left, theirs on the right.
//!
//! The right side may join columns with `+` (`id = distid+schid`). With a `year` column a school may have a row a
//! year: the newest year gives its roll and teachers, all years together its result.

use super::columns::{Column, Header, Places, fold, nearest};
use super::join::{Found, School, Schools, YearResult};
use super::official::{Target, urban};
use super::reading::Reading;
use super::recognise::{Kind, PLAIN};
use super::report::FileReport;
use super::source::Table;
use super::{ImportError, Request, cells};
use crate::population::file::{MAX_PUPILS, MAX_TEACHERS};
use crate::setting::Phase;
use std::collections::BTreeSet;

/// Largest attainment, in pupil SD from the mean, that a school is believed to have.
const MAX_RESULT: f64 = 5.0;

/// Checks the left side of a map: our names, each once.
pub fn check_map(map: &[(String, String)]) -> Result<(), ImportError> {
    let names = || PLAIN.iter().flat_map(|c| c.theirs.iter().copied());
    for (at, (ours, theirs)) in map.iter().enumerate() {
        if !names().any(|n| n == fold(ours)) {
            let near = nearest(ours, names()).map_or_else(String::new, |n| format!(" (did you mean '{n}'?)"));
            let what = format!("'{}' is not a column of ours{near}", cells::clip(ours));
            let all: Vec<&str> = PLAIN.iter().map(|c| c.ours).collect();
            return Err(ImportError::Request { what, remedy: format!("columns are {}", all.join(", ")) });
        }
        if theirs.trim().is_empty() {
            let what = format!("no column is named for '{}'", cells::clip(ours));
            return Err(ImportError::Request { what, remedy: "name one, or leave it out".into() });
        }
        if map[..at].iter().any(|(other, _)| column(other).map(|c| c.ours) == column(ours).map(|c| c.ours)) {
            let what = format!("'{}' is given twice", cells::clip(ours));
            return Err(ImportError::Request { what, remedy: "give it once".into() });
        }
    }
    for needed in ["id", "pupils"] {
        if !map.is_empty() && map.iter().all(|(ours, _)| column(ours).map(|c| c.ours) != Some(needed)) {
            let what = format!("the map says no column for '{needed}'");
            return Err(ImportError::Request { what, remedy: format!("add {needed}=<their column>") });
        }
    }
    Ok(())
}

fn column(ours: &str) -> Option<&'static Column> {
    let ours = fold(ours);
    PLAIN.iter().find(|c| c.theirs.contains(&ours.as_str()))
}

/// Positions that one entry of the map means: one column, or several joined by `+`.
fn positions(header: &Header, theirs: &str) -> Option<Vec<usize>> {
    match header.find(theirs) {
        Some(at) => Some(vec![at]),
        None => theirs.split('+').map(|part| header.find(part)).collect(),
    }
}

/// Whether a table has every column that the map names.
pub fn fits(header: &Header, map: &[(String, String)]) -> bool {
    !map.is_empty() && map.iter().all(|(_, theirs)| positions(header, theirs).is_some())
}

/// The error for a table that is of no known kind and lacks columns of the map.
pub fn missing(table: &Table, map: &[(String, String)]) -> ImportError {
    let header = table.first_line();
    let lacking = map.iter().filter(|(_, theirs)| positions(&header, theirs).is_none());
    let lacking: Vec<String> = lacking
        .map(|(ours, theirs)| {
            let near = header.nearest(theirs).map_or_else(String::new, |n| format!(" (nearest: '{}')", cells::clip(n)));
            format!("{ours} = '{}'{near}", cells::clip(theirs))
        })
        .collect();
    table.error(&format!("lacks columns of the map: {}", lacking.join(", ")), "correct the map")
}

/// Values that can be judged only when the whole table is known.
#[derive(Default)]
struct Raw {
    /// School, year, whether by URN, and the value.
    disadvantage: Vec<(usize, u16, f64)>,
    percent: bool,
    attainment: Vec<(usize, u16, f64, f64, u64)>,
    location: Vec<(usize, (f64, f64))>,
}

/// Reads a table by the map, or under our own names if the map is empty.
pub fn read(table: &mut Table, request: &Request, target: &mut Target<'_>) -> Result<FileReport, ImportError> {
    let mut report = FileReport::new(&table.name, Kind::Mapped, table.year, &table.form);
    let (places, joined, used) = places(&table.header, &request.map);
    report.columns = used;
    let mut seen = BTreeSet::new();
    let mut raw = Raw::default();
    while let Some(row) = table.next_row()? {
        report.rows_read += 1;
        let mut reading =
            Reading { row: &row, places: &places, report: &mut report, decimal_comma: table.decimal_comma };
        let parts: Vec<String> = joined.iter().map(|p| cells::identifier(row.cell(Some(*p)))).collect();
        mapped_row(&mut reading, &parts, (&mut seen, &mut raw), request, target)?;
    }
    (report.rows_longer, report.rows_shorter) = (table.longer, table.shorter);
    report.rows_windows_1252 = table.windows_1252;
    settle_disadvantage(&raw, target.schools, &mut report);
    settle_location(&raw, target.schools, &mut report);
    settle_attainment(&raw, table, request, target.schools, &mut report)?;
    Ok(report)
}

type Found3 = (Places, Vec<usize>, Vec<(String, String)>);

/// Where the columns stand, where the parts of the identifier stand, and what the report says of them.
fn places(header: &Header, map: &[(String, String)]) -> Found3 {
    if map.is_empty() {
        let places = Places::new(header, &PLAIN);
        let (id, used) = (places.get("id").into_iter().collect(), places.used(header));
        return (places, id, used);
    }
    let found = map.iter().filter_map(|(ours, theirs)| Some((column(ours)?.ours, positions(header, theirs)?)));
    let found: Vec<(&'static str, Vec<usize>)> = found.collect();
    let id = found.iter().find(|f| f.0 == "id").map(|f| f.1.clone()).unwrap_or_default();
    let words = |at: &Vec<usize>| at.iter().map(|p| header.names[*p].as_str()).collect::<Vec<_>>().join("+");
    let used = found.iter().map(|(ours, at)| ((*ours).to_owned(), words(at))).collect();
    (Places::at(found.iter().filter_map(|(ours, at)| Some((*ours, *at.first()?))).collect()), id, used)
}

fn mapped_row(
    r: &mut Reading<'_>,
    id_parts: &[String],
    (seen, raw): (&mut BTreeSet<(String, u16)>, &mut Raw),
    request: &Request,
    target: &mut Target<'_>,
) -> Result<(), ImportError> {
    let id = id_parts.join("-");
    let phase = phase(r.raw("phase"));
    let year = r.number("year", 0.0, 65_000.0).map_or(0, |y| y as u16);
    let reason = if r.row.holds_nul() {
        Some("holds a NUL byte, which no text has")
    } else if id_parts.iter().any(String::is_empty) {
        Some("no identifier")
    } else if r.places.get("phase").is_some() && phase.is_none() {
        Some("the phase is neither primary nor secondary")
    } else if !seen.insert((id.clone(), year)) {
        Some(if year == 0 { "the same identifier again" } else { "the same identifier and year again" })
    } else {
        None
    };
    if let Some(reason) = reason {
        r.drop_row(reason, &id);
        return Ok(());
    }
    r.report.rows_kept += 1;
    let at = match target.schools.find(&id, None) {
        Found::Urn(at) | Found::Laestab(at) => {
            r.report.joined_by_urn += 1;
            at
        }
        Found::No if target.adds => {
            r.report.added += 1;
            target.schools.add(new_school(r, &id, phase.or(request.phase).unwrap_or(Phase::Primary)))?
        }
        Found::No => {
            r.report.miss(|| id.clone());
            return Ok(());
        }
    };
    let result_year = if year == 0 { target.number } else { year };
    facts(r, (at, year, result_year), raw, &mut target.schools.all[at]);
    Ok(())
}

fn new_school(r: &Reading<'_>, id: &str, phase: Phase) -> School {
    School {
        id: id.to_owned(),
        name: r.name("name"),
        region: r.name("region"),
        district: r.name("district"),
        urban: place(r.raw("urban_rural")),
        phase: Some(phase),
        ..School::default()
    }
}

/// Urban or rural as tables of any country may say it.
fn place(text: &str) -> Option<bool> {
    let lower = text.to_lowercase();
    if ["village", "乡", "村", "农"].iter().any(|w| lower.contains(w)) || lower == "r" || lower == "false" {
        return Some(false);
    }
    urban(text)
}

/// The phase as tables of any country may say it.
fn phase(text: &str) -> Option<Phase> {
    let lower = text.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|w| lower.contains(w));
    if any(&["secondary", "middle deemed sec", "all-through", "high", "初中", "中学"])
        || matches!(&*lower, "m" | "h" | "s")
    {
        return Some(Phase::Secondary);
    }
    if any(&["primary", "elementary", "小学"]) || matches!(&*lower, "e" | "p") {
        return Some(Phase::Primary);
    }
    any(&["middle", "junior high"]).then_some(Phase::Secondary)
}

fn facts(r: &mut Reading<'_>, when: (usize, u16, u16), raw: &mut Raw, school: &mut School) {
    let (at, year, result_year) = when;
    let rank = (4, year, true);
    let pupils = r.number("pupils", 0.0, f64::from(MAX_PUPILS)).filter(|p| *p >= 1.0);
    if let Some(pupils) = pupils {
        school.pupils.offer(rank, "mapped table", pupils);
    }
    if let Some(heads) = r.number("teachers", 0.0, f64::from(MAX_TEACHERS)).filter(|t| *t >= 1.0) {
        school.teachers.offer(rank, "mapped table", heads);
    }
    if let Some(groups) = r.number("year_groups", 1.0, 20.0) {
        school.year_groups = Some(groups.round() as u32);
    }
    if let Some((share, percent)) = r.number_with_percent("disadvantage", 0.0, 100.0) {
        raw.percent |= percent || share > 1.0;
        raw.disadvantage.push((at, year, share));
    }
    if let Some(points) = r.number("attainment", -1e6, 1e6) {
        raw.attainment.push((at, result_year, points, pupils.unwrap_or(30.0), r.row.line));
    }
    if let Some(location) = r.number("x", -1e8, 1e8).zip(r.number("y", -1e8, 1e8)) {
        raw.location.push((at, location));
    }
}

fn settle_disadvantage(raw: &Raw, schools: &mut Schools, report: &mut FileReport) {
    let scale = if raw.percent { 0.01 } else { 1.0 };
    for (at, year, value) in &raw.disadvantage {
        schools.all[*at].disadvantage.offer((4, *year, true), "mapped table", value * scale);
    }
    if raw.percent {
        report.notes.push("disadvantage was read as a percentage, since values above 1 are in it".into());
    }
}

fn settle_location(raw: &Raw, schools: &mut Schools, report: &mut FileReport) {
    let degrees = raw.location.iter().all(|(_, (x, y))| x.abs() <= 180.0 && y.abs() <= 180.0);
    if degrees && !raw.location.is_empty() {
        report.notes.push("x and y look like degrees, metres in a plane grid are needed: no location taken".into());
        return;
    }
    for (at, location) in &raw.location {
        schools.all[*at].location = Some(*location);
    }
}

/// Turns raw attainment into pupil SD from the mean, and refuses a scale that cannot be right.
fn settle_attainment(
    raw: &Raw,
    table: &Table,
    request: &Request,
    schools: &mut Schools,
    report: &mut FileReport,
) -> Result<(), ImportError> {
    let (mean, sd) = (request.attainment_mean.unwrap_or(0.0), request.attainment_sd.unwrap_or(1.0));
    let absurd = raw.attainment.iter().filter(|a| ((a.2 - mean) / sd).abs() > MAX_RESULT).count();
    if absurd * 2 > raw.attainment.len() {
        let own = raw.attainment.iter().map(|a| a.2).sum::<f64>() / raw.attainment.len() as f64;
        let what = format!("most attainment is more than {MAX_RESULT} SD from the mean: it is in other units");
        let remedy =
            format!("give attainment_mean (the table's is {own:.2}) and attainment_sd (SD of pupils, not of schools)");
        return Err(table.error(&what, &remedy));
    }
    for (at, year, points, pupils, line) in &raw.attainment {
        let result = (points - mean) / sd;
        if result.abs() > MAX_RESULT {
            let reason = format!("attainment is more than {MAX_RESULT} SD from the mean");
            report.bad_cell(&reason, || format!("line {line}: {points}"));
            continue;
        }
        let new = YearResult { year: *year, by_urn: true, points: result, pupils: *pupils };
        School::add_result(&mut schools.all[*at].mapped, new);
    }
    Ok(())
}
