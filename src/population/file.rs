//! The population file: a list of schools as a CSV that people can read and edit.
//!
//! Three files side by side: `schools.csv` (one row a school), `schools.meta.csv` (label, unit and type of each
//! column) and `schools.import.json` (source, attribution, notes). Each appears whole or not at all.

use super::list::{Lasting, Origin, Phase, SchoolList, SchoolRecord};
use crate::parameter::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Longest row that is read, in bytes. A longer one is nearly always a quotation mark that is never closed.
pub const MAX_ROW_BYTES: usize = 1 << 20;
/// Most schools that a list may hold.
pub const MAX_SCHOOLS: usize = 200_000;
/// Most problems that an error lists one by one.
pub const MAX_SHOWN: usize = 20;
/// Most pupils that a school may have.
pub const MAX_PUPILS: u32 = 50_000;
/// Most teachers that a school may have.
pub const MAX_TEACHERS: u32 = 5_000;

/// Name, label, unit and type of each column of a population file, in order.
pub const COLUMNS: [(&str, &str, &str, &str); 18] = [
    ("id", "Identifier in its source, such as a URN", "", "text"),
    ("name", "Name of the school", "", "text"),
    ("region", "Region", "", "text"),
    ("district", "Authority that the school answers to", "", "text"),
    ("urban", "Urban (true) or rural (false)", "", "true or false"),
    ("phase", "Phase of education", "", "Primary or Secondary"),
    ("year_groups", "Year groups taught", "year groups", "whole number 1 to 20"),
    ("pupils", "Pupils on roll", "pupils", "whole number 1 to 50000"),
    ("teachers", "Teachers, headcount", "teachers", "whole number 1 to 5000"),
    ("teachers_origin", "Where `teachers` came from", "", "given, imputed or generated"),
    ("disadvantage", "Share of disadvantaged pupils", "share", "number 0 to 1"),
    ("disadvantage_origin", "Where `disadvantage` came from", "", "given, imputed or generated"),
    ("x_m", "Metres east in a plane grid; empty if not known", "m", "number or empty"),
    ("y_m", "Metres north in a plane grid; empty if not known", "m", "number or empty"),
    ("result", "Measured mean attainment from the national mean", "pupil SD", "number -5 to 5 or empty"),
    ("lasting_expected", "Lasting attainment that disadvantage alone predicts", "pupil SD", "number -5 to 5"),
    ("lasting_mean", "Mean of lasting attainment given the result", "pupil SD", "number -5 to 5"),
    ("lasting_sd", "Standard deviation of lasting attainment that remains", "pupil SD", "number 0 to 5"),
];

/// Why a population file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file system said no.
    #[error("{name}: {cause}; {remedy}")]
    Io {
        /// Name of the file.
        name: String,
        /// What the system said.
        cause: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A file of that name exists and was not to be overwritten.
    #[error("{name} exists already; choose another name or ask for it to be overwritten")]
    Exists {
        /// Name of the file.
        name: String,
    },
    /// The content is not a population file or has bad rows.
    #[error("{}", describe(.name, .problems, *.more))]
    Content {
        /// Name of the file.
        name: String,
        /// The first problems, at most [`MAX_SHOWN`].
        problems: Vec<Problem>,
        /// How many more there are.
        more: u64,
    },
}

fn describe(name: &str, problems: &[Problem], more: u64) -> String {
    let mut lines = vec![format!("{name} is not a population file that can be used:")];
    lines.extend(problems.iter().map(|p| format!("  {}: {}; {}", p.path, p.what, p.remedy)));
    if more > 0 {
        lines.push(format!("  and {more} more problems"));
    }
    lines.join("\n")
}

/// A reader that refuses rows longer than [`MAX_ROW_BYTES`], so that memory stays bounded whatever the file holds.
///
/// Call [`RowGuard::row_done`] after each row.
#[derive(Debug)]
pub struct RowGuard<R> {
    inner: R,
    row: usize,
    quotes: u64,
}

impl<R: Read> RowGuard<R> {
    /// Guards a reader.
    pub fn new(inner: R) -> Self {
        Self { inner, row: 0, quotes: 0 }
    }

    /// Tells that a row was read whole.
    pub fn row_done(&mut self) {
        self.row = 0;
    }

    /// Whether an odd number of quotation marks went by: at the end of a file, one was never closed.
    pub fn odd_quotes(&self) -> bool {
        self.quotes % 2 == 1
    }
}

impl<R: Read> Read for RowGuard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.row > MAX_ROW_BYTES {
            return Err(std::io::Error::new(
                std::io::ErrorKind::InvalidData,
                format!("a row is longer than {} KiB", MAX_ROW_BYTES / 1024),
            ));
        }
        let n = self.inner.read(buffer)?;
        self.row += n;
        self.quotes += buffer[..n].iter().map(|b| u64::from(*b == b'"')).sum::<u64>();
        Ok(n)
    }
}

/// Source, attribution and notes, beside the rows.
#[derive(Serialize, Deserialize)]
struct Beside {
    source: String,
    attribution: Option<String>,
    notes: Vec<String>,
}

/// The path of a file beside `path`: `schools.csv` and `meta.csv` give `schools.meta.csv`.
pub fn beside(path: &Path, extension: &str) -> PathBuf {
    path.with_extension(extension)
}

fn short_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

fn io_error(path: &Path, cause: &std::io::Error, remedy: &'static str) -> FileError {
    FileError::Io { name: short_name(path), cause: cause.to_string(), remedy }
}

/// Writes a list and the two files beside it, each whole or not at all.
///
/// Nothing is written if one of the three exists and `overwrite` is false.
pub fn write(list: &SchoolList, path: &Path, overwrite: bool) -> Result<(), FileError> {
    let (meta, notes) = (beside(path, "meta.csv"), beside(path, "import.json"));
    if !overwrite && let Some(there) = [path, &meta, &notes].into_iter().find(|p| p.exists()) {
        return Err(FileError::Exists { name: short_name(there) });
    }
    let beside =
        Beside { source: list.source.clone(), attribution: list.attribution.clone(), notes: list.notes.clone() };
    let mut json = serde_json::to_string_pretty(&beside).unwrap_or_default();
    json.push('\n');
    put(&notes, overwrite, json.as_bytes())?;
    put(&meta, overwrite, &meta_bytes())?;
    put(path, overwrite, &table_bytes(list))
}

fn put(path: &Path, overwrite: bool, bytes: &[u8]) -> Result<(), FileError> {
    const REMEDY: &str = "check that the folder exists, is writable and has room";
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file =
        tempfile::Builder::new().prefix(".schoolsim-").tempfile_in(folder).map_err(|e| io_error(path, &e, REMEDY))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|e| io_error(path, &e, REMEDY))?;
    // Temporary files are private; a population file is for others to read.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(open).map_err(|e| io_error(path, &e, REMEDY))?;
    }
    let kept = if overwrite { file.persist(path) } else { file.persist_noclobber(path) };
    match kept {
        Ok(_) => Ok(()),
        Err(e) if e.error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(FileError::Exists { name: short_name(path) })
        }
        Err(e) => Err(io_error(path, &e.error, REMEDY)),
    }
}

fn meta_bytes() -> Vec<u8> {
    let rows = COLUMNS.iter().map(|c| vec![c.0.to_owned(), c.1.to_owned(), c.2.to_owned(), c.3.to_owned()]);
    csv_bytes(&["column", "label", "unit", "type"], rows)
}

fn table_bytes(list: &SchoolList) -> Vec<u8> {
    csv_bytes(&COLUMNS.map(|c| c.0), list.schools.iter().map(row_of))
}

fn csv_bytes(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory fails only without memory.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(&row);
    }
    writer.into_inner().unwrap_or_default()
}

fn row_of(s: &SchoolRecord) -> Vec<String> {
    let optional = |v: Option<f64>| v.map_or_else(String::new, |v| v.to_string());
    vec![
        s.id.clone(),
        s.name.clone(),
        s.region.clone(),
        s.district.clone(),
        s.urban.to_string(),
        format!("{:?}", s.phase),
        s.year_groups.to_string(),
        s.pupils.to_string(),
        s.teachers.to_string(),
        origin_word(s.teachers_origin).to_owned(),
        s.disadvantage.to_string(),
        origin_word(s.disadvantage_origin).to_owned(),
        optional(s.location.map(|l| l.0)),
        optional(s.location.map(|l| l.1)),
        optional(s.result),
        s.lasting.expected.to_string(),
        s.lasting.mean.to_string(),
        s.lasting.sd.to_string(),
    ]
}

fn origin_word(origin: Origin) -> &'static str {
    match origin {
        Origin::Given => "given",
        Origin::Imputed => "imputed",
        Origin::Generated => "generated",
    }
}

/// Reads a population file and checks every row.
pub fn read(path: &Path) -> Result<SchoolList, FileError> {
    const REMEDY: &str = "give the path of a population file written by `schoolsim import`";
    let file = std::fs::File::open(path).map_err(|e| io_error(path, &e, REMEDY))?;
    if file.metadata().is_ok_and(|m| m.is_dir()) {
        let name = short_name(path);
        return Err(FileError::Io { name, cause: "is a folder, not a file".to_owned(), remedy: REMEDY });
    }
    let mut problems = Problems::default();
    let schools = rows(file, &mut problems);
    let beside = read_beside(path, &mut problems);
    if problems.first.is_empty() {
        Ok(SchoolList { source: beside.source, attribution: beside.attribution, schools, notes: beside.notes })
    } else {
        Err(FileError::Content { name: short_name(path), problems: problems.first, more: problems.more })
    }
}

fn read_beside(path: &Path, problems: &mut Problems) -> Beside {
    let unknown = || Beside {
        source: format!("population file {}", short_name(path)),
        attribution: None,
        notes: vec!["the file came without its .import.json: source and licence are not known".to_owned()],
    };
    let notes = beside(path, "import.json");
    let Ok(file) = std::fs::File::open(&notes) else { return unknown() };
    let mut text = String::new();
    let read = file.take(4 << 20).read_to_string(&mut text);
    match read.map_err(|e| e.to_string()).and_then(|_| serde_json::from_str(&text).map_err(|e| e.to_string())) {
        Ok(beside) => beside,
        Err(cause) => {
            problems.add(short_name(&notes), cause, "import again, or delete this file to go on without source".into());
            unknown()
        }
    }
}

#[derive(Default)]
struct Problems {
    first: Vec<Problem>,
    more: u64,
}

impl Problems {
    fn add(&mut self, path: String, what: String, remedy: String) {
        if self.first.len() < MAX_SHOWN {
            self.first.push(Problem::new(path, what, remedy));
        } else {
            self.more += 1;
        }
    }
}

fn rows(file: std::fs::File, problems: &mut Problems) -> Vec<SchoolRecord> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(RowGuard::new(file));
    let mut schools = Vec::new();
    let mut seen = BTreeMap::new();
    let mut columns: Option<Vec<usize>> = None;
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => reader.get_mut().row_done(),
            Ok(false) => break,
            Err(e) => {
                let what = format!("cannot be read as UTF-8 CSV: {e}");
                problems.add("file".into(), what, "save it as CSV UTF-8, or import it again".into());
                return schools;
            }
        }
        let line = record.position().map_or(0, csv::Position::line);
        let Some(places) = &columns else {
            columns = header(&record, problems);
            if columns.is_none() {
                return schools;
            }
            continue;
        };
        if let Some(school) = school(&record, places, line, problems) {
            if let Some(first) = seen.insert(school.id.clone(), line) {
                let what = format!("id {} was given on line {first} already", clip(&school.id));
                problems.add(format!("line {line}, column id"), what, "give each school once".into());
            } else if schools.len() < MAX_SCHOOLS {
                schools.push(school);
            } else {
                let what = format!("more than {MAX_SCHOOLS} schools");
                problems.add(format!("line {line}"), what, "split the list".into());
                return schools;
            }
        }
    }
    finish_rows(&schools, columns.is_some(), problems);
    schools
}

fn finish_rows(schools: &[SchoolRecord], header: bool, problems: &mut Problems) {
    if !header {
        problems.add("file".into(), "is empty".into(), "import the schools again".into());
    } else if schools.is_empty() && problems.first.is_empty() {
        problems.add("file".into(), "has a header but no schools".into(), "add a row for each school".into());
    }
}

/// Where each of our columns stands, or problems for those that are missing, unknown or given twice.
fn header(record: &csv::StringRecord, problems: &mut Problems) -> Option<Vec<usize>> {
    let given: Vec<String> =
        record.iter().map(|h| h.trim().trim_start_matches('\u{feff}').to_ascii_lowercase()).collect();
    let places: Vec<Option<usize>> = COLUMNS.iter().map(|c| given.iter().position(|g| g == c.0)).collect();
    for (column, _) in COLUMNS.iter().zip(&places).filter(|(_, place)| place.is_none()) {
        let what = format!("column {} ({}) is missing", column.0, column.1);
        problems.add("line 1".into(), what, "add it, or make the file with `schoolsim import`".into());
    }
    for (at, name) in given.iter().enumerate() {
        if COLUMNS.iter().all(|c| c.0 != name) || given[..at].contains(name) {
            let what = format!("column '{}' is not known or given twice", clip(name));
            problems.add("line 1".into(), what, "remove it; columns of population files have fixed names".into());
        }
    }
    if problems.first.is_empty() { places.into_iter().collect() } else { None }
}

fn clip(text: &str) -> String {
    if text.chars().count() <= 60 { text.to_owned() } else { text.chars().take(60).chain(['…']).collect() }
}

/// One row being read: cells by the number of the column in [`COLUMNS`].
struct Cells<'a> {
    record: &'a csv::StringRecord,
    places: &'a [usize],
    line: u64,
    problems: &'a mut Problems,
    good: bool,
}

impl Cells<'_> {
    fn text(&self, column: usize) -> String {
        self.record.get(self.places[column]).unwrap_or("").trim().to_owned()
    }

    fn bad(&mut self, column: usize) {
        let (name, label, _, kind) = COLUMNS[column];
        let path = format!("line {}, column {name}", self.line);
        let what = format!("is '{}', allowed is {kind}", clip(&self.text(column)));
        self.problems.add(path, what, format!("correct the cell: {label}"));
        self.good = false;
    }

    fn named(&mut self, column: usize) -> String {
        let text = self.text(column);
        if text.is_empty() || text.len() > 1_000 || text.chars().any(char::is_control) {
            self.bad(column);
        }
        text
    }

    fn number(&mut self, column: usize, low: f64, high: f64) -> f64 {
        match self.text(column).parse::<f64>() {
            Ok(v) if v.is_finite() && v >= low && v <= high => v,
            _ => {
                self.bad(column);
                low
            }
        }
    }

    fn whole(&mut self, column: usize, high: u32) -> u32 {
        match self.text(column).parse::<u32>() {
            Ok(v) if v >= 1 && v <= high => v,
            _ => {
                self.bad(column);
                1
            }
        }
    }

    fn optional(&mut self, column: usize, low: f64, high: f64) -> Option<f64> {
        if self.text(column).is_empty() { None } else { Some(self.number(column, low, high)) }
    }

    fn choice<T: Copy>(&mut self, column: usize, choices: &[(&str, T)]) -> T {
        let text = self.text(column);
        if let Some((_, value)) = choices.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text)) {
            return *value;
        }
        self.bad(column);
        choices[0].1
    }
}

fn school(record: &csv::StringRecord, places: &[usize], line: u64, problems: &mut Problems) -> Option<SchoolRecord> {
    const ORIGINS: [(&str, Origin); 3] =
        [("given", Origin::Given), ("imputed", Origin::Imputed), ("generated", Origin::Generated)];
    if record.len() != places.len() {
        let what = format!("has {} cells, the header has {}", record.len(), places.len());
        problems.add(format!("line {line}"), what, "give one cell a column; quote cells that hold commas".into());
        return None;
    }
    let mut c = Cells { record, places, line, problems, good: true };
    let (x, y) = (c.optional(12, -1e8, 1e8), c.optional(13, -1e8, 1e8));
    if x.is_some() != y.is_some() {
        c.bad(if x.is_some() { 13 } else { 12 });
    }
    let school = SchoolRecord {
        id: c.named(0),
        name: c.named(1),
        region: c.named(2),
        district: c.named(3),
        urban: c.choice(4, &[("true", true), ("false", false)]),
        phase: c.choice(5, &[("Primary", Phase::Primary), ("Secondary", Phase::Secondary)]),
        year_groups: c.whole(6, 20),
        pupils: c.whole(7, MAX_PUPILS),
        teachers: c.whole(8, MAX_TEACHERS),
        teachers_origin: c.choice(9, &ORIGINS),
        disadvantage: c.number(10, 0.0, 1.0),
        disadvantage_origin: c.choice(11, &ORIGINS),
        location: x.zip(y),
        result: c.optional(14, -5.0, 5.0),
        lasting: Lasting {
            expected: c.number(15, -5.0, 5.0),
            mean: c.number(16, -5.0, 5.0),
            sd: c.number(17, 0.0, 5.0),
        },
    };
    c.good.then_some(school)
}
