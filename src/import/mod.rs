//! Import: official files as downloaded, or any table with a map of columns, made into a list of schools.
//!
//! ```text
//! files → open (compression, encoding, delimiter) → recognise (column names) → read (rows that count)
//!       → join (URN, else LAESTAB) → finish (impute, scale) → SchoolList and Report
//! ```
//!
//! Nothing is printed. Rows are streamed; a row may have 1 MiB, a file 2,000,000 rows and 4 GiB, a list 200,000
//! schools. Files whose columns are not of one encoding are read row by row as UTF-8, else as Windows-1252.

pub mod cells;
pub mod columns;
pub mod recognise;
pub mod report;

use crate::population::SchoolList;
use crate::setting::Phase;
use std::path::PathBuf;

/// What to import.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// The files, in any order; `.csv` or `.csv.gz`.
    pub files: Vec<PathBuf>,
    /// Our column and theirs, for tables that are not official: see [`recognise::PLAIN`]. Theirs may join columns
    /// with `+`. A file that has every column of the map is read by it; other files must be official ones.
    pub map: Vec<(String, String)>,
    /// Only schools of this phase; for mapped tables without a phase, the phase of all (else primary).
    pub phase: Option<Phase>,
    /// National mean of pupils in the units of the results, in place of the built-in one; mapped tables: 0 if none.
    pub attainment_mean: Option<f64>,
    /// SD of pupils (not of schools) in the units of the results, in place of the built-in one; mapped tables: 1 if
    /// none.
    pub attainment_sd: Option<f64>,
    /// What the list is, for reports; made of the file names if none.
    pub source: Option<String>,
    /// Attribution that the licence of a mapped table wants.
    pub attribution: Option<String>,
}

/// What an import gives.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The schools.
    pub list: SchoolList,
    /// What joined, what was imputed, what was dropped and why.
    pub report: Report,
}

/// Why an import failed. Each message ends with what to do.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be used.
    #[error("{file}: {what}; {remedy}")]
    File {
        /// File name.
        file: String,
        /// Line near which it happened, if known.
        line: Option<u64>,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// The request itself cannot be met.
    #[error("{what}; {remedy}")]
    Request {
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// No school was left; the report says where they went.
    #[error("no school is left to import; see why in the report:\n{}", report.text())]
    Empty {
        /// The report.
        report: Box<Report>,
    },
}

impl ImportError {
    fn file(file: &str, line: Option<u64>, what: String, remedy: &str) -> Self {
        Self::File { file: file.to_owned(), line, what, remedy: remedy.to_owned() }
    }
}

pub use report::Report;

mod source;
mod reading;
mod join;
mod official;
mod mapped;
mod finish;

use join::Schools;
use official::{Authorities, Target};
use recognise::Kind;
use source::Table;

/// Most files of one import.
const MAX_FILES: usize = 200;

/// Imports files into a list of schools with a report on every step.
pub fn import(request: &Request) -> Result<Imported, ImportError> {
    check(request)?;
    let mut tables = request.files.iter().map(|path| open(path, request)).collect::<Result<Vec<_>, _>>()?;
    let adders = adders(&tables)?;
    // Authorities first, then the files that make the list, newest first, then the others as given.
    tables.sort_by_key(|(table, kind)| {
        let role = if *kind == Kind::Authorities { 0 } else { 2 - u8::from(adders.contains(kind)) };
        (role, std::cmp::Reverse(if role == 1 { table.year.unwrap_or(0) } else { 0 }))
    });
    let newest = tables.iter().filter(|(_, k)| adders.contains(k)).map(|(t, _)| t.year.unwrap_or(0)).max();
    let mut schools = Schools::default();
    let mut authorities = Authorities::new();
    let mut report = Report::default();
    for (number, (mut table, kind)) in tables.into_iter().enumerate() {
        let lists = matches!(kind, Kind::Register | Kind::ShortList | Kind::SchoolInformation | Kind::Mapped);
        let adds = adders.contains(&kind) && (lists || table.year.unwrap_or(0) == newest.unwrap_or(0));
        let (schools, authorities) = (&mut schools, &mut authorities);
        let mut target = Target { schools, authorities, adds, number: number as u16 + 1 };
        let mut file = match kind {
            Kind::Mapped => mapped::read(&mut table, request, &mut target)?,
            _ => official::read(&mut table, kind, &mut target)?,
        };
        if file.rows_kept > 0 && file.not_joined == file.rows_kept {
            file.notes.push("NOTHING of this file joined: is it of the same places, with URNs?".into());
        }
        report.files.push(file);
    }
    let schools = finish::finish(schools.all, &authorities, request, &mut report);
    if schools.is_empty() {
        return Err(ImportError::Empty { report: Box::new(report) });
    }
    Ok(Imported { list: finish::list(schools, request, &report), report })
}

fn check(request: &Request) -> Result<(), ImportError> {
    let fail = |what: &str, remedy: &str| Err(ImportError::Request { what: what.into(), remedy: remedy.into() });
    if request.files.is_empty() {
        return fail("no file was given", "name the files that you downloaded");
    }
    if request.files.len() > MAX_FILES {
        return fail("more than 200 files were given", "import fewer at a time");
    }
    if request.attainment_mean.is_some_and(|m| !m.is_finite()) {
        return fail("attainment_mean is not a finite number", "give the mean of pupils in the units of the results");
    }
    if request.attainment_sd.is_some_and(|s| !s.is_finite() || s <= 0.0) {
        return fail("attainment_sd is not a number above 0", "give the SD of pupils in the units of the results");
    }
    mapped::check_map(&request.map)
}

fn open(path: &std::path::Path, request: &Request) -> Result<(Table, Kind), ImportError> {
    let mut table = Table::open(path)?;
    if table.find_header(|h| mapped::fits(h, &request.map).then_some(())).is_some() {
        return Ok((table, Kind::Mapped));
    }
    if let Some(kind) = table.find_header(recognise::recognise) {
        if kind == Kind::Mapped && !request.map.is_empty() {
            return Err(mapped::missing(&table, &request.map));
        }
        return Ok((table, kind));
    }
    if !request.map.is_empty() {
        return Err(mapped::missing(&table, &request.map));
    }
    if table.first_line().find("field name").is_some() {
        let remedy = "leave it out, and give the table of schools that it describes";
        return Err(table.error("is a dictionary that explains the columns of another file", remedy));
    }
    let names: Vec<String> = table.first_line().names.iter().take(8).map(|n| cells::clip(n)).collect();
    let what = format!("is not recognised; its first line is {}", names.join(" | "));
    Err(table.error(&what, "give an official file (register, key stage, census, workforce) or a map of columns"))
}

/// The kinds of file that put schools on the list: the fullest kind there is.
fn adders(tables: &[(Table, Kind)]) -> Result<&'static [Kind], ImportError> {
    const BEST_FIRST: [&[Kind]; 5] = [
        &[Kind::Register, Kind::ShortList],
        &[Kind::Mapped],
        &[Kind::SchoolInformation],
        &[Kind::KeyStage2, Kind::KeyStage4],
        &[Kind::Census],
    ];
    let there = |kinds: &&&[Kind]| tables.iter().any(|(_, k)| kinds.contains(k));
    BEST_FIRST.iter().find(there).copied().ok_or_else(|| ImportError::Request {
        what: "none of the files lists schools".into(),
        remedy: "add the register, results or census".into(),
    })
}
