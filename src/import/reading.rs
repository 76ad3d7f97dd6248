//! One row being read: its cells by our column names, with what is wrong told to the report.

use super::cells::{self, Cell, clip};
use super::columns::Places;
use super::report::FileReport;
use super::source::Row;

/// A row, where its columns stand, and the report on its file.
pub struct Reading<'a> {
    /// The row.
    pub row: &'a Row,
    /// Where our columns stand.
    pub places: &'a Places,
    /// The report on the file.
    pub report: &'a mut FileReport,
    /// Whether a comma is the decimal mark.
    pub decimal_comma: bool,
}

impl<'a> Reading<'a> {
    /// A cell, trimmed.
    pub fn raw(&self, ours: &str) -> &'a str {
        self.row.cell(self.places.get(ours))
    }

    /// A cell as a tidy name; empty if a marker of a missing value stands there.
    pub fn name(&self, ours: &str) -> String {
        let raw = self.raw(ours);
        if cells::is_missing(raw) { String::new() } else { cells::tidy(raw) }
    }

    /// A cell as a number from `low` to `high`; a cell that holds anything else is counted and gives nothing.
    pub fn number(&mut self, ours: &str, low: f64, high: f64) -> Option<f64> {
        self.number_with_percent(ours, low, high).map(|(value, _)| value)
    }

    /// As [`Reading::number`], and whether a percent sign stood there.
    pub fn number_with_percent(&mut self, ours: &str, low: f64, high: f64) -> Option<(f64, bool)> {
        let raw = self.raw(ours);
        match cells::number(raw, self.decimal_comma) {
            Cell::Missing => None,
            Cell::Number { value, percent } if (low..=high).contains(&value) => Some((value, percent)),
            Cell::Number { .. } | Cell::Bad => {
                let line = self.row.line;
                let reason = format!("{ours} is not a number from {low} to {high}");
                self.report.bad_cell(&reason, || format!("line {line}: '{}'", clip(raw)));
                None
            }
        }
    }

    /// A percentage as a share of one.
    pub fn percent(&mut self, ours: &str) -> Option<f64> {
        self.number(ours, 0.0, 100.0).map(|v| v / 100.0)
    }

    /// Local authority times 10,000 plus establishment number.
    pub fn laestab(&self) -> Option<u32> {
        let whole = |ours: &str| cells::identifier(self.raw(ours)).replace('/', "").parse::<u32>().ok();
        let valid = |l: &u32| (1_000_000..10_000_000).contains(l);
        whole("laestab").filter(valid).or_else(|| {
            let (la, estab) = (whole("la")?, whole("estab")?);
            (la < 1_000 && estab < 10_000).then_some(la * 10_000 + estab).filter(valid)
        })
    }

    /// Code of the local authority.
    pub fn authority(&self) -> Option<u32> {
        let la = cells::identifier(self.raw("la")).parse::<u32>().ok();
        la.or_else(|| self.laestab().map(|l| l / 10_000))
    }

    /// Counts the row as dropped, with its line and a word that names it.
    pub fn drop_row(&mut self, reason: &str, named: &str) {
        let (line, named) = (self.row.line, clip(named));
        let example = || if named.is_empty() { format!("line {line}") } else { format!("line {line}: {named}") };
        self.report.drop_row(reason, example);
    }
}
