//! What an import did, in numbers and in plain words.

use super::recognise::Kind;
use serde::Serialize;

/// Examples kept of each reason.
const EXAMPLES: usize = 3;

/// Rows, schools or cells that share a reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// Why.
    pub reason: String,
    /// How many.
    pub count: u64,
    /// The first few, with their lines.
    pub examples: Vec<String>,
}

/// Adds one to a reason.
pub fn count(reasons: &mut Vec<Reason>, reason: &str, example: impl FnOnce() -> String) {
    let at = reasons.iter().position(|r| r.reason == reason).unwrap_or_else(|| {
        reasons.push(Reason { reason: reason.to_owned(), count: 0, examples: Vec::new() });
        reasons.len() - 1
    });
    let entry = &mut reasons[at];
    entry.count += 1;
    if entry.examples.len() < EXAMPLES {
        entry.examples.push(example());
    }
}

/// What became of one file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FileReport {
    /// File name.
    pub file: String,
    /// What it was recognised as.
    pub kind: Kind,
    /// Year of the data, if the name told.
    pub year: Option<u16>,
    /// Compression, encoding and delimiter where they are unusual.
    pub form: String,
    /// Rows under the header.
    pub rows_read: u64,
    /// Rows that could be used: `rows_read` less those dropped.
    pub rows_kept: u64,
    /// Rows dropped, by reason.
    pub dropped: Vec<Reason>,
    /// Schools that this file put on the list.
    pub added: u64,
    /// Rows joined to a school by identifier (URN).
    pub joined_by_urn: u64,
    /// Rows joined to a school by local authority and establishment number.
    pub joined_by_laestab: u64,
    /// Rows of schools that are not on the list.
    pub not_joined: u64,
    /// Some schools that are not on the list.
    pub not_joined_examples: Vec<String>,
    /// Columns used: our name and theirs.
    pub columns: Vec<(String, String)>,
    /// Cells that could not be used, by column.
    pub cells: Vec<Reason>,
    /// Rows with more cells than the header; what is too much was ignored.
    pub rows_longer: u64,
    /// Rows with fewer cells than the header; what is missing counts as empty.
    pub rows_shorter: u64,
    /// Rows that were not UTF-8 and were read as Windows-1252.
    pub rows_windows_1252: u64,
    /// Other remarks.
    pub notes: Vec<String>,
}

impl FileReport {
    /// A report on a file of which nothing is read yet.
    pub fn new(file: &str, kind: Kind, year: Option<u16>, form: &str) -> Self {
        Self {
            file: file.to_owned(),
            kind,
            year,
            form: form.to_owned(),
            rows_read: 0,
            rows_kept: 0,
            dropped: Vec::new(),
            added: 0,
            joined_by_urn: 0,
            joined_by_laestab: 0,
            not_joined: 0,
            not_joined_examples: Vec::new(),
            columns: Vec::new(),
            cells: Vec::new(),
            rows_longer: 0,
            rows_shorter: 0,
            rows_windows_1252: 0,
            notes: Vec::new(),
        }
    }

    /// Counts a row as dropped.
    pub fn drop_row(&mut self, reason: &str, example: impl FnOnce() -> String) {
        count(&mut self.dropped, reason, example);
    }

    /// Counts a cell as not usable.
    pub fn bad_cell(&mut self, reason: &str, example: impl FnOnce() -> String) {
        count(&mut self.cells, reason, example);
    }

    /// Counts a row as not joined.
    pub fn miss(&mut self, example: impl FnOnce() -> String) {
        self.not_joined += 1;
        if self.not_joined_examples.len() < EXAMPLES {
            self.not_joined_examples.push(example());
        }
    }

    fn write(&self, out: &mut Vec<String>) {
        let year = self.year.map_or_else(String::new, |y| format!(", {y}"));
        let form = if self.form.is_empty() { String::new() } else { format!(" [{}]", self.form) };
        out.push(format!("{}: recognised as {}{year}{form}", self.file, self.kind.title()));
        out.push(format!("  {} rows read, {} kept", number(self.rows_read), number(self.rows_kept)));
        reasons(out, "dropped", &self.dropped);
        let joined = [
            ("put on the list", self.added),
            ("joined by URN or identifier", self.joined_by_urn),
            ("joined by local authority and establishment number", self.joined_by_laestab),
        ];
        for (words, n) in joined.into_iter().filter(|j| j.1 > 0) {
            out.push(format!("  {} {words}", number(n)));
        }
        if self.not_joined > 0 {
            let examples = self.not_joined_examples.join("; ");
            out.push(format!("  {} not joined: not on the list ({examples})", number(self.not_joined)));
        }
        let columns: Vec<String> = self.columns.iter().map(|(ours, theirs)| format!("{ours} = {theirs}")).collect();
        out.push(format!("  columns used: {}", columns.join(", ")));
        reasons(out, "cells not used", &self.cells);
        let shapes = [
            ("rows longer than the header: the cells too many were ignored", self.rows_longer),
            ("rows shorter than the header: the cells missing count as empty", self.rows_shorter),
            ("rows were not UTF-8 and were read as Windows-1252", self.rows_windows_1252),
        ];
        for (words, n) in shapes.into_iter().filter(|s| s.1 > 0) {
            out.push(format!("  {} {words}", number(n)));
        }
        out.extend(self.notes.iter().map(|n| format!("  {n}")));
    }
}

fn reasons(out: &mut Vec<String>, verb: &str, list: &[Reason]) {
    for r in list {
        out.push(format!("  {} {verb}: {} ({})", number(r.count), r.reason, r.examples.join("; ")));
    }
}

/// A count with its thousands parted: `1,234`.
fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, d) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(d);
    }
    out
}

/// How many schools have a value from one source.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Filled {
    /// Which value: `pupils`, `teachers`, …
    pub value: String,
    /// From where or by which rule.
    pub rule: String,
    /// Whether it was imputed.
    pub imputed: bool,
    /// In how many schools.
    pub schools: u64,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// File by file, in the order in which they were read.
    pub files: Vec<FileReport>,
    /// Schools on the list.
    pub schools: u64,
    /// Of them, primary.
    pub primary: u64,
    /// Of them, secondary.
    pub secondary: u64,
    /// Districts.
    pub districts: u64,
    /// Schools that were found but left off the list, by reason.
    pub left_off: Vec<Reason>,
    /// Where each value came from.
    pub values: Vec<Filled>,
    /// Other remarks.
    pub notes: Vec<String>,
}

impl Report {
    /// Counts a school as having a value by a rule.
    pub fn fill(&mut self, value: &str, rule: &str, imputed: bool) {
        match self.values.iter_mut().find(|f| f.value == value && f.rule == rule) {
            Some(filled) => filled.schools += 1,
            None => self.values.push(Filled { value: value.into(), rule: rule.into(), imputed, schools: 1 }),
        }
    }

    /// The report in plain words.
    pub fn text(&self) -> String {
        let mut out = Vec::new();
        for file in &self.files {
            file.write(&mut out);
            out.push(String::new());
        }
        let (all, primary, secondary) = (number(self.schools), number(self.primary), number(self.secondary));
        let districts = number(self.districts);
        out.push(format!(
            "The list: {all} schools ({primary} primary, {secondary} secondary) in {districts} districts"
        ));
        reasons(&mut out, "left off", &self.left_off);
        for f in &self.values {
            let how = if f.imputed { "IMPUTED, " } else { "" };
            out.push(format!("  {}: {} schools, {how}{}", f.value, number(f.schools), f.rule));
        }
        out.extend(self.notes.iter().map(|n| format!("  {n}")));
        out.push(String::new());
        out.join("\n")
    }

    /// The remarks that travel with the list: what was left off and what was imputed.
    pub fn list_notes(&self) -> Vec<String> {
        let off = self.left_off.iter().map(|r| format!("{} schools left off: {}", r.count, r.reason));
        let imputed = self.values.iter().filter(|f| f.imputed);
        let imputed =
            imputed.map(|f| format!("{} imputed in {} of {} schools: {}", f.value, f.schools, self.schools, f.rule));
        off.chain(imputed).chain(self.notes.iter().cloned()).collect()
    }
}
