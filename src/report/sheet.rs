//! Tables of the folder as tables of the page: what is the same in every row is said once, the rest in columns.

use super::folder::{Folder, ReportError, wrong};
use crate::numerals::{decimals, fixed};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a column is, from the table that describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Described {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub label: String,
    /// Its unit.
    pub unit: String,
    /// `text`, `integer`, `number` or `optional`.
    pub kind: String,
}

/// A table as it was written.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

/// A table as it is shown.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Shown {
    /// What is the same in every row: column and value.
    pub same: Vec<(String, String)>,
    /// Headings of the columns.
    pub heads: Vec<Head>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
    /// Whether something is not defined or not given.
    pub gaps: bool,
}

/// The heading of a column.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// Words.
    pub text: String,
    /// Whether it holds numbers.
    pub number: bool,
}

impl Sheet {
    /// Reads a CSV table of the folder.
    pub fn read(folder: &Folder, path: &str) -> Result<Self, ReportError> {
        Self::of(folder.bytes(path)?.as_slice()).map_err(|e| wrong(path, format!("is no table: {e}")))
    }

    /// Reads CSV.
    pub fn of(bytes: &[u8]) -> Result<Self, csv::Error> {
        let mut reader = csv::Reader::from_reader(bytes);
        let columns = reader.headers()?.iter().map(str::to_owned).collect();
        let rows = reader.records().map(|r| Ok(r?.iter().map(str::to_owned).collect()));
        Ok(Self { columns, rows: rows.collect::<Result<_, csv::Error>>()? })
    }

    /// Place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c == name)
    }

    /// Places of columns that must be there.
    pub fn columns<const N: usize>(&self, path: &str, names: [&str; N]) -> Result<[usize; N], ReportError> {
        let mut places = [0; N];
        for (place, name) in places.iter_mut().zip(names) {
            let missing = || wrong(path, format!("has no column {name}; make the report with the version that ran it"));
            *place = self.column(name).ok_or_else(missing)?;
        }
        Ok(places)
    }

    /// The only value of a column, where it has but one.
    pub fn only(&self, name: &str) -> Option<&str> {
        let at = self.column(name)?;
        let first = self.rows.first()?[at].as_str();
        self.rows.iter().all(|r| r[at] == first).then_some(first)
    }

    /// The table as it is shown; `described` says what is known of the columns.
    pub fn shown(&self, described: &BTreeMap<String, Described>) -> Shown {
        let mut shown = Shown::default();
        let mut kept: Vec<Vec<String>> = Vec::new();
        let same_in = |at: usize| self.rows.windows(2).all(|pair| pair[0][at] == pair[1][at]);
        let told = |name: &String| name != "run_id";
        // Rows that are all alike stay rows.
        let differ = self.columns.iter().enumerate().any(|(at, name)| told(name) && !same_in(at));
        for (at, name) in self.columns.iter().enumerate() {
            let cells: Vec<&str> = self.rows.iter().map(|r| r[at].as_str()).collect();
            let column = Cells::of(name, &cells, described.get(name));
            let texts: Vec<String> = cells.iter().map(|cell| column.shown(cell)).collect();
            match texts.first() {
                // The fingerprint of the run is said once for the whole report.
                _ if !told(name) => {}
                Some(first) if differ && same_in(at) => {
                    if !cells[0].is_empty() && cells[0] != UNDEFINED {
                        shown.same.push((column.heading(), first.clone()));
                    }
                }
                _ => {
                    shown.gaps |= texts.iter().any(|t| t == GAP);
                    shown.heads.push(Head { text: column.heading(), number: column.number });
                    kept.push(texts);
                }
            }
        }
        shown.rows = (0..self.rows.len()).map(|row| kept.iter().map(|texts| texts[row].clone()).collect()).collect();
        shown
    }
}

/// How tables write a number that is not defined.
const UNDEFINED: &str = "NaN";

/// What stands where there is no number.
pub const GAP: &str = "–";

/// How the cells of a column are shown.
struct Cells {
    name: String,
    unit: String,
    number: bool,
    whole: bool,
    decimals: usize,
}

impl Cells {
    fn of(name: &str, cells: &[&str], described: Option<&Described>) -> Self {
        let values: Vec<f64> = cells.iter().filter_map(|c| c.parse().ok()).filter(|v: &f64| v.is_finite()).collect();
        let parsed = || cells.iter().all(|c| c.is_empty() || c.parse::<f64>().is_ok()) && !values.is_empty();
        let number = described.map_or_else(parsed, |d| d.kind != "text");
        let whole = described.is_some_and(|d| d.kind == "integer") || values.iter().all(|v| v.fract() == 0.0);
        // Counts that are names, such as seeds and years, have no thousands apart and no decimals.
        let unit = described.map_or("", |d| d.unit.as_str());
        let said = unit.starts_with("see column") || matches!(unit, "school year" | "replicates");
        let unit = if said { "" } else { unit };
        let digits = if whole { 0 } else { (decimals(&values) + 1).min(9) };
        Self { name: name.to_owned(), unit: unit.to_owned(), number, whole, decimals: digits }
    }

    fn heading(&self) -> String {
        let name = match self.name.as_str() {
            "n" => "replicates".to_owned(),
            "p5" => "5th percentile".to_owned(),
            "p50" => "median".to_owned(),
            "p95" => "95th percentile".to_owned(),
            "se" => "standard error".to_owned(),
            "sd" => "SD".to_owned(),
            other => other.replace("_se", "_standard_error").replace("sd_", "SD_").replace('_', " "),
        };
        match self.unit.as_str() {
            "" | "1" => name,
            unit => format!("{name} ({unit})"),
        }
    }

    fn shown(&self, cell: &str) -> String {
        if !self.number {
            return if cell.is_empty() || cell == UNDEFINED { GAP.to_owned() } else { cell.replace('_', " ") };
        }
        let Ok(value) = cell.parse::<f64>() else { return GAP.to_owned() };
        if !value.is_finite() {
            return GAP.to_owned();
        }
        if self.whole {
            let name = matches!(self.name.as_str(), "year" | "seed" | "point" | "replicate" | "parameter_set");
            return if name { cell.trim_end_matches(".0").to_owned() } else { fixed(value, 0) };
        }
        // What is not zero is not shown as zero.
        let own = if value == 0.0 { 0 } else { decimals(&[value]).saturating_sub(1) };
        fixed(value, self.decimals.max(own))
    }
}

/// What the columns of all tables of a folder are; a name that tables describe differently is left to each table.
pub fn descriptions(folder: &Folder) -> Result<BTreeMap<String, BTreeMap<String, Described>>, ReportError> {
    let mut all = BTreeMap::new();
    for table in folder.names("tables/", ".meta.csv") {
        let path = format!("tables/{table}.meta.csv");
        let sheet = Sheet::read(folder, &path)?;
        let [name, label, unit, kind] = sheet.columns(&path, ["column", "label", "unit", "type"])?;
        let described = |row: &Vec<String>| Described {
            name: row[name].clone(),
            label: row[label].clone(),
            unit: row[unit].clone(),
            kind: row[kind].clone(),
        };
        let columns = sheet.rows.iter().map(described).map(|d| (d.name.clone(), d));
        all.insert(table, columns.collect());
    }
    Ok(all)
}

/// The description of a table whose columns are those of `sheet`: that of a table of the folder with the same columns.
pub fn matching<'a>(
    sheet: &Sheet,
    all: &'a BTreeMap<String, BTreeMap<String, Described>>,
) -> Option<&'a BTreeMap<String, Described>> {
    let fits = |of: &&BTreeMap<String, Described>| {
        of.len() == sheet.columns.len() && sheet.columns.iter().all(|c| of.contains_key(c))
    };
    all.values().find(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_said_once_and_no_number_reads_as_nothing() {
        let csv = "run_id,arm,year,mean,se,money\nr,A,1,0.05,0.0000012,\nr,A,2,-1.25,NaN,12345.0\n";
        let shown = Sheet::of(csv.as_bytes()).expect("a table").shown(&BTreeMap::new());
        assert_eq!(shown.same, [("arm".to_owned(), "A".to_owned())]);
        let heads: Vec<&str> = shown.heads.iter().map(|h| h.text.as_str()).collect();
        assert_eq!(heads, ["year", "mean", "standard error", "money"]);
        assert_eq!(shown.rows, [["1", "0.05", "0.00000120", GAP], ["2", "\u{2212}1.25", GAP, "12,345"]]);
        assert!(shown.gaps && shown.heads[3].number);
    }

    #[test]
    fn a_single_row_and_no_row_are_tables_too() {
        let one = Sheet::of(b"system,value\nEngland,0.5\n").expect("a table").shown(&BTreeMap::new());
        assert_eq!((one.heads.len(), one.rows.len(), one.same.len()), (2, 1, 0));
        let alike = Sheet::of(b"system,value\nEngland,0.5\nEngland,0.5\n").expect("a table").shown(&BTreeMap::new());
        assert_eq!((alike.heads.len(), alike.rows.len(), alike.same.len()), (2, 2, 0));
        let none = Sheet::of(b"system,value\n").expect("a table").shown(&BTreeMap::new());
        assert_eq!((none.heads.len(), none.rows.len()), (2, 0));
    }
}
