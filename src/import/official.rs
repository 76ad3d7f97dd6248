//! The official files of England: which rows count, how they join, and what each kind tells of a school.

use super::ImportError;
use super::cells::is_missing;
use super::columns::Places;
use super::join::{Found, Rank, School, Schools, YearResult};
use super::reading::Reading;
use super::recognise::Kind;
use super::report::FileReport;
use super::source::{Table, year_in};
use crate::population::file::{MAX_PUPILS, MAX_TEACHERS};
use crate::setting::Phase;
use std::collections::{BTreeMap, BTreeSet};

/// Names and regions of local authorities by code.
pub type Authorities = BTreeMap<u32, (String, String)>;

/// What a file is read into.
pub struct Target<'a> {
    /// The schools.
    pub schools: &'a mut Schools,
    /// The local authorities.
    pub authorities: &'a mut Authorities,
    /// Whether schools of this file that are not on the list yet are put on it.
    pub adds: bool,
    /// The file's number, which parts results of files whose year is not known.
    pub number: u16,
}

/// Reads an official file.
pub fn read(table: &mut Table, kind: Kind, target: &mut Target<'_>) -> Result<FileReport, ImportError> {
    let places = Places::new(&table.header, kind.columns());
    let mut report = FileReport::new(&table.name, kind, table.year, &table.form);
    report.columns = places.used(&table.header);
    let mut seen = BTreeSet::new();
    while let Some(row) = table.next_row()? {
        report.rows_read += 1;
        let (places, decimal_comma) = (&places, table.decimal_comma);
        let mut reading = Reading { row: &row, places, report: &mut report, decimal_comma };
        if kind == Kind::Authorities {
            authority(&mut reading, target.authorities);
        } else {
            school_row(&mut reading, kind, table.year, &mut seen, target)?;
        }
    }
    (report.rows_longer, report.rows_shorter) = (table.longer, table.shorter);
    report.rows_windows_1252 = table.windows_1252;
    if kind == Kind::Absence {
        report.notes.push("absence was joined but has no place in the simulator, so nothing was taken".into());
    }
    Ok(report)
}

fn authority(r: &mut Reading<'_>, authorities: &mut Authorities) {
    let Some(code) = r.authority() else { return r.drop_row("no code of a local authority", "") };
    r.report.rows_kept += 1;
    let _ = authorities.insert(code, (r.name("district"), region_of(&r.name("region"))));
}

/// The region in names such as `South East A` or `London Central`, which the department's own list uses.
fn region_of(name: &str) -> String {
    let yorkshire = "Yorkshire and the Humber";
    if name.starts_with("London") {
        "London".into()
    } else if name.contains("Yorkshire") {
        yorkshire.into()
    } else {
        name.trim_end_matches([' ', 'A', 'B', 'C', 'D']).into()
    }
}

fn school_row(
    r: &mut Reading<'_>,
    kind: Kind,
    file_year: Option<u16>,
    seen: &mut BTreeSet<(u32, u16)>,
    target: &mut Target<'_>,
) -> Result<(), ImportError> {
    let urn = super::cells::identifier(r.raw("urn"));
    let year = year_in(r.raw("time_period")).or(file_year);
    if let Err((reason, named)) = keep(r, kind, target.adds, &urn) {
        r.drop_row(&reason, &named);
        return Ok(());
    }
    let Ok(key) = urn.parse::<u32>() else {
        r.drop_row(if is_missing(&urn) { "no URN" } else { "the URN is not a number" }, &urn);
        return Ok(());
    };
    if !seen.insert((key, year.unwrap_or(0))) {
        r.drop_row("the same URN again", &urn);
        return Ok(());
    }
    r.report.rows_kept += 1;
    let (at, by_urn) = match target.schools.find(&key.to_string(), r.laestab()) {
        Found::Urn(at) => {
            r.report.joined_by_urn += 1;
            (at, true)
        }
        Found::Laestab(at) => {
            r.report.joined_by_laestab += 1;
            (at, false)
        }
        Found::No if target.adds => {
            r.report.added += 1;
            (target.schools.add(new_school(r, kind, key))?, true)
        }
        Found::No => {
            r.report.miss(|| format!("URN {key}"));
            return Ok(());
        }
    };
    facts(r, kind, &mut target.schools.all[at], (year, by_urn, target.number));
    Ok(())
}

type Dropped = (String, String);

/// Whether a row counts; if not, why, and a word that names it.
fn keep(r: &Reading<'_>, kind: Kind, adds: bool, urn: &str) -> Result<(), Dropped> {
    let no = |reason: &str, named: &str| Err((reason.to_owned(), named.to_owned()));
    if r.row.holds_nul() {
        return no("holds a NUL byte, which no text has", urn);
    }
    match kind {
        Kind::Register => open(r).and_then(|()| mainstream(r)).and_then(|()| phase_kept(r.raw("phase"))),
        Kind::ShortList => phase_kept(r.raw("phase")),
        Kind::SchoolInformation => open(r).and_then(|()| maintained(r)),
        Kind::KeyStage2 | Kind::KeyStage4 => match r.raw("level") {
            "1" if adds && r.raw("closed") == "1" => no("closed (ICLOSE)", urn),
            "1" if adds && r.raw("type").starts_with("IND") => no("independent school (NFTYPE)", urn),
            "1" => Ok(()),
            "2" => no("special school (RECTYPE 2)", urn),
            "" => no("no RECTYPE", urn),
            level => no("totals of authorities or the nation (RECTYPE above 2)", &format!("RECTYPE {level}")),
        },
        Kind::Census | Kind::Absence if urn == "NAT" || r.raw("la") == "NAT" => no("national totals (NAT)", ""),
        Kind::Census if adds && census_phase(r).is_none() => no("not a state primary or secondary", r.raw("type")),
        Kind::Workforce if !matches!(r.raw("geographic_level"), "" | "School") => {
            no("not the row of a school", r.raw("geographic_level"))
        }
        Kind::Census | Kind::Absence | Kind::Workforce | Kind::Authorities | Kind::Mapped => Ok(()),
    }
}

fn open(r: &Reading<'_>) -> Result<(), Dropped> {
    let status = r.raw("status");
    let kept = ["open", "open, but proposed to close"];
    if kept.iter().any(|k| k.eq_ignore_ascii_case(status)) {
        return Ok(());
    }
    Err(("not open".into(), status.to_owned()))
}

/// State mainstream: maintained, academy or free school, and not special, alternative, nursery or post-16.
fn mainstream(r: &Reading<'_>) -> Result<(), Dropped> {
    const OTHER: [&str; 10] = [
        "special",
        "alternative",
        "referral",
        "nursery",
        "16 to 19",
        "16-19",
        "sixth",
        "independent",
        "secure",
        "welsh",
    ];
    const STATE: [&str; 3] = ["academies", "free schools", "local authority maintained schools"];
    let (kind, group) = (r.raw("type").to_lowercase(), r.raw("group").to_lowercase());
    let state = group.is_empty() || STATE.contains(&group.as_str());
    if state && !OTHER.iter().any(|o| kind.contains(o)) {
        return Ok(());
    }
    Err(("not a mainstream state school".into(), r.raw("type").to_owned()))
}

fn maintained(r: &Reading<'_>) -> Result<(), Dropped> {
    let group = r.raw("type").to_lowercase();
    if !matches!(group.as_str(), "" | "maintained school" | "academy") {
        return Err(("not a mainstream state school".into(), r.raw("type").to_owned()));
    }
    if r.raw("primary") == "1" || r.raw("secondary") == "1" {
        return Ok(());
    }
    Err(("phase is neither primary nor secondary".into(), String::new()))
}

fn phase_kept(text: &str) -> Result<(), Dropped> {
    match phase(text) {
        Some(_) => Ok(()),
        None => Err(("phase is neither primary nor secondary".into(), text.to_owned())),
    }
}

/// The phase that a name of the register means; all-through schools count as secondary.
pub fn phase(text: &str) -> Option<Phase> {
    match text.to_lowercase().as_str() {
        "primary" | "middle deemed primary" => Some(Phase::Primary),
        "secondary" | "middle deemed secondary" | "all-through" | "all through" => Some(Phase::Secondary),
        _ => None,
    }
}

fn census_phase(r: &Reading<'_>) -> Option<Phase> {
    match r.raw("type").to_lowercase().as_str() {
        "state-funded primary" => Some(Phase::Primary),
        "state-funded secondary" => Some(Phase::Secondary),
        _ => None,
    }
}

/// Urban unless the class of place has the word Rural in it; nothing if no class is given.
pub fn urban(text: &str) -> Option<bool> {
    (!is_missing(text) && !text.eq_ignore_ascii_case("unknown")).then(|| !text.to_lowercase().contains("rural"))
}

/// A school that a row puts on the list: what it is called and where it stands.
fn new_school(r: &mut Reading<'_>, kind: Kind, urn: u32) -> School {
    let phase = match kind {
        Kind::SchoolInformation if r.raw("secondary") == "1" => Some(Phase::Secondary),
        Kind::KeyStage2 | Kind::SchoolInformation => Some(Phase::Primary),
        Kind::KeyStage4 => Some(Phase::Secondary),
        Kind::Census => census_phase(r),
        _ => phase(r.raw("phase")),
    };
    let (x, y) = (r.number("x", -1e7, 1e7), r.number("y", -1e7, 1e7));
    School {
        id: urn.to_string(),
        laestab: r.laestab(),
        name: r.name("name"),
        region: r.name("region"),
        district: r.name("district"),
        authority: r.authority(),
        urban: urban(r.raw("urban_rural")),
        phase,
        location: x.zip(y).filter(|l| *l != (0.0, 0.0)),
        ..School::default()
    }
}

/// Takes what a row tells of its school. `when` is the year, whether the row joined by URN, and the file's number.
fn facts(r: &mut Reading<'_>, kind: Kind, school: &mut School, when: (Option<u16>, bool, u16)) {
    let (year, by_urn, file) = when;
    let rank = |good: u8| -> Rank { (good, year.unwrap_or(0), by_urn) };
    let result_year = year.unwrap_or(file);
    if school.ages.is_none() {
        school.ages = ages(r);
    }
    match kind {
        Kind::Register => {
            roll(r, school, rank(3), "as the register has it");
            share(r, school, "fsm", rank(3), "free school meals, as the register has it");
        }
        Kind::ShortList => short_list(r, school, rank(3), (result_year, by_urn)),
        Kind::Census => {
            roll(r, school, rank(2), "pupil census");
            eligible(r, school, rank(2));
            share(r, school, "fsm6", rank(1), "eligible in the last six years, census");
        }
        Kind::KeyStage2 | Kind::KeyStage4 => {
            roll(r, school, rank(1), "results file");
            share(r, school, "fsm6", rank(0), "disadvantaged pupils of the cohort, results file");
            let (low, high) = if kind == Kind::KeyStage2 { (60.0, 140.0) } else { (0.0, 120.0) };
            let results = if kind == Kind::KeyStage2 { &mut school.key_stage_2 } else { &mut school.key_stage_4 };
            result(r, results, (low, high), (result_year, by_urn));
        }
        Kind::Workforce => {
            let (heads, full) = (r.number("teachers", 0.0, f64::from(MAX_TEACHERS)), "School Workforce Census");
            offer(&mut school.teachers, rank(2), full, heads.filter(|v| *v >= 1.0));
            let fte = r.number("teachers_fte", 0.0, f64::from(MAX_TEACHERS));
            offer(&mut school.teachers_fte, rank(2), full, fte.filter(|v| *v > 0.0));
        }
        Kind::SchoolInformation | Kind::Absence | Kind::Authorities | Kind::Mapped => {}
    }
}

fn short_list(r: &mut Reading<'_>, school: &mut School, rank: Rank, when: (u16, bool)) {
    roll(r, school, rank, "list of schools");
    share(r, school, "fsm", rank, "free school meals, list of schools");
    share(r, school, "fsm6", (1, rank.1, rank.2), "eligible in the last six years, list of schools");
    let heads = r.number("teachers", 0.0, f64::from(MAX_TEACHERS)).filter(|v| *v >= 1.0);
    offer(&mut school.teachers, (1, rank.1, rank.2), "list of schools", heads);
    let cohort = school.pupils.get().zip(school.ages).map(|((p, _), (low, high))| p / year_groups(low, high));
    let (year, by_urn) = when;
    for (column, low, high, results) in
        [("ks2", 60.0, 140.0, &mut school.key_stage_2), ("ks4", 0.0, 120.0, &mut school.key_stage_4)]
    {
        if let Some(points) = r.number(column, low, high) {
            School::add_result(results, YearResult { year, by_urn, points, pupils: cohort.unwrap_or(30.0) });
        }
    }
}

/// Year groups by ages: 7 for 4-11 and 5-11, 8 for 2-11 and 3-11 (nursery is one), 4 for 7-11, 5 for 11-16.
///
/// In the Key Stage 2 files of Hampshire and Surrey, 2017 to 2019, the roll is 7.1 times the pupils aged 11 where
/// ages are 4-11 or 5-11 (reception is taught in both), 8.3 to 8.4 times at 2-11 and 3-11, and 4.05 times at 7-11.
pub fn year_groups(low: f64, high: f64) -> f64 {
    let low = if low == 5.0 { 4.0 } else { low.max(3.0) };
    (high - low).round().clamp(1.0, 20.0)
}

fn ages(r: &mut Reading<'_>) -> Option<(f64, f64)> {
    let (low, high) = match r.raw("ages").split_once('-') {
        Some((low, high)) => (low.trim().parse().ok()?, high.trim().parse().ok()?),
        None => (r.number("age_low", 0.0, 25.0)?, r.number("age_high", 0.0, 99.0)?),
    };
    (low < high && high <= 25.0).then_some((low, high))
}

fn offer(best: &mut super::join::Best<f64>, rank: Rank, source: &'static str, value: Option<f64>) {
    if let Some(value) = value {
        best.offer(rank, source, value);
    }
}

fn roll(r: &mut Reading<'_>, school: &mut School, rank: Rank, source: &'static str) {
    let pupils = r.number("pupils", 0.0, f64::from(MAX_PUPILS)).filter(|p| *p >= 1.0);
    offer(&mut school.pupils, rank, source, pupils);
}

fn share(r: &mut Reading<'_>, school: &mut School, column: &str, rank: Rank, source: &'static str) {
    let share = r.percent(column);
    offer(&mut school.disadvantage, rank, source, share);
}

/// Pupils eligible for free school meals over pupils on roll.
fn eligible(r: &mut Reading<'_>, school: &mut School, rank: Rank) {
    let eligible = r.number("eligible", 0.0, f64::from(MAX_PUPILS));
    let pupils = super::cells::number(r.raw("pupils"), r.decimal_comma);
    if let (Some(n), super::cells::Cell::Number { value, .. }) = (eligible, pupils)
        && value >= 1.0
        && n <= value
    {
        school.disadvantage.offer(rank, "free school meals, pupil census", n / value);
    }
}

fn result(r: &mut Reading<'_>, results: &mut Vec<YearResult>, range: (f64, f64), when: (u16, bool)) {
    let Some(points) = r.number("result", range.0, range.1) else { return };
    let pupils = r.number("tested", 0.0, f64::from(MAX_PUPILS)).filter(|p| *p >= 1.0).unwrap_or(30.0);
    let (year, by_urn) = when;
    School::add_result(results, YearResult { year, by_urn, points, pupils });
}
