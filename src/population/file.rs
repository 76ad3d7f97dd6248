//! Population files: a school list as it stands, written and read back without loss.

use super::error::PopulationError;
use super::list::SchoolList;
use std::path::Path;

/// Reads a population file.
pub fn read(path: &Path) -> Result<SchoolList, PopulationError> {
    let text = std::fs::read_to_string(path).map_err(|e| refused(path, "cannot be read", e))?;
    serde_json::from_str(&text).map_err(|e| refused(path, "is not a population file", e))
}

/// Writes a population file.
pub fn write(path: &Path, list: &SchoolList) -> Result<(), PopulationError> {
    let text = serde_json::to_string_pretty(list).map_err(|e| refused(path, "cannot be put into words", e))?;
    std::fs::write(path, text).map_err(|e| refused(path, "cannot be written", e))
}

fn refused(path: &Path, what: &str, source: impl std::error::Error + Send + Sync + 'static) -> PopulationError {
    PopulationError::File {
        path: path.to_owned(),
        what: what.to_owned(),
        remedy: "check the path, or write the file anew with `schoolsim import`".to_owned(),
        source: Some(Box::new(source)),
    }
}
