//! Tidy tables: CSV with a twin that describes each column, and Parquet behind a feature.
//!
//! Numbers are written with the fewest digits that give the same bits back, a point and no locale. What is not
//! defined, such as the SD of one replicate, is `NaN`; what is not given is empty.

use serde::Serialize;
use serde_json::{Map, Value};
use std::io::{Read, Write};

pub mod columns;
pub mod lineage;
pub mod scrutiny;
pub mod worth;
#[cfg(feature = "parquet")]
pub mod parquet;

/// What values a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Text.
    Text,
    /// Whole number.
    Integer,
    /// Number, `NaN` where not defined.
    Number,
    /// Number, empty where not given.
    Optional,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Name in the header.
    #[serde(rename = "column")]
    pub name: &'static str,
    /// What it holds.
    pub label: &'static str,
    /// Unit; empty for names.
    pub unit: &'static str,
    /// Type.
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// A row type whose columns are described.
pub trait Table: Serialize {
    /// Name of the table and of its file.
    const NAME: &'static str;
    /// What a row is.
    const ABOUT: &'static str;
    /// Its columns in order.
    const COLUMNS: &'static [Column];
}

/// Writes rows as CSV; the header is there without rows too.
pub fn write_csv<T: Table>(rows: &[T], to: impl Write) -> Result<(), csv::Error> {
    let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(to);
    writer.write_record(T::COLUMNS.iter().map(|c| c.name))?;
    for row in rows {
        writer.serialize(row)?;
    }
    Ok(writer.flush()?)
}

/// Writes the description of each column: column, label, unit, type.
pub fn write_meta<T: Table>(to: impl Write) -> Result<(), csv::Error> {
    let mut writer = csv::Writer::from_writer(to);
    for column in T::COLUMNS {
        writer.serialize(column)?;
    }
    Ok(writer.flush()?)
}

/// Reads a CSV of `T` back: each row as names and values of the column's type (`NaN` becomes null).
pub fn read_csv<T: Table>(from: impl Read) -> Result<Vec<Map<String, Value>>, csv::Error> {
    let mut reader = csv::Reader::from_reader(from);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cells = T::COLUMNS.iter().zip(&record).map(|(c, cell)| (c.name.to_owned(), value(cell, c.kind)));
        rows.push(cells.collect());
    }
    Ok(rows)
}

fn value(cell: &str, kind: Kind) -> Value {
    match kind {
        Kind::Text => Value::from(cell),
        Kind::Integer => cell.parse::<u64>().map_or(Value::Null, Value::from),
        Kind::Number | Kind::Optional => cell.parse::<f64>().map_or(Value::Null, Value::from),
    }
}
