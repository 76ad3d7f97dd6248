//! The same tables as Parquet: same columns, types from their description.

use super::{Column, Kind, Table};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::Result;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use serde_json::{Map, Value};
use std::io::Write;
use std::sync::Arc;

/// Rows in a row group.
const GROUP: usize = 65_536;

/// Writes rows as Parquet.
pub fn write_parquet<T: Table>(rows: &[T], to: impl Write + Send) -> Result<()> {
    let schema = Arc::new(parse_message_type(&schema(T::NAME, T::COLUMNS))?);
    let mut writer = SerializedFileWriter::new(to, schema, Arc::new(WriterProperties::default()))?;
    for rows in rows.chunks(GROUP) {
        let rows: Vec<Map<String, Value>> = rows.iter().filter_map(cells).collect();
        let mut group = writer.next_row_group()?;
        for column in T::COLUMNS {
            write_column(&mut group, column, &rows)?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

fn cells<T: Table>(row: &T) -> Option<Map<String, Value>> {
    match serde_json::to_value(row) {
        Ok(Value::Object(cells)) => Some(cells),
        _ => None,
    }
}

fn schema(name: &str, columns: &[Column]) -> String {
    let field = |c: &Column| match c.kind {
        Kind::Text => format!("REQUIRED BYTE_ARRAY {} (UTF8);", c.name),
        Kind::Integer => format!("REQUIRED INT64 {} (INTEGER(64, false));", c.name),
        Kind::Number => format!("REQUIRED DOUBLE {};", c.name),
        Kind::Optional => format!("OPTIONAL DOUBLE {};", c.name),
    };
    format!("message {name} {{ {} }}", columns.iter().map(field).collect::<Vec<_>>().join(" "))
}

fn write_column<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    column: &Column,
    rows: &[Map<String, Value>],
) -> Result<()> {
    let Some(mut writer) = group.next_column()? else { return Ok(()) };
    let values = rows.iter().map(|row| row.get(column.name).unwrap_or(&Value::Null));
    match column.kind {
        Kind::Text => {
            let values: Vec<ByteArray> = values.map(|v| v.as_str().unwrap_or_default().into()).collect();
            writer.typed::<ByteArrayType>().write_batch(&values, None, None)?;
        }
        Kind::Integer => {
            let values: Vec<i64> = values.map(|v| v.as_u64().unwrap_or_default() as i64).collect();
            writer.typed::<Int64Type>().write_batch(&values, None, None)?;
        }
        Kind::Number => {
            let values: Vec<f64> = values.map(|v| v.as_f64().unwrap_or(f64::NAN)).collect();
            writer.typed::<DoubleType>().write_batch(&values, None, None)?;
        }
        Kind::Optional => {
            let levels: Vec<i16> = values.clone().map(|v| i16::from(!v.is_null())).collect();
            let values: Vec<f64> = values.filter_map(Value::as_f64).collect();
            writer.typed::<DoubleType>().write_batch(&values, Some(&levels), None)?;
        }
    }
    writer.close()
}
