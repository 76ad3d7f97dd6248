//! The starting world: lists of schools, real or generated, and the world founded on them.

pub mod list;
pub mod file;
pub mod error;
pub mod lasting;
pub mod england;
pub mod recipe;
pub mod generated;
pub mod found;

pub use error::PopulationError;
pub use list::{Lasting, Origin, SchoolList, SchoolRecord};

use crate::parameter::Stated;
use crate::scenario::Population;
use std::path::Path;

/// The schools that a scenario asks for; the same for the same population and seed.
///
/// Relative paths start from `folder`, the scenario's.
///
/// # Errors
/// Unknown names, numbers out of range, filters that leave no school, a file that cannot be read.
pub fn schools(population: &Population, seed: u64, folder: &Path) -> Result<SchoolList, PopulationError> {
    match population {
        Population::England { phase, regions, authorities, place, sample } => {
            england::list(*phase, regions, authorities, *place, *sample, seed)
        }
        Population::Shanghai { .. } | Population::Zhejiang { .. } | Population::Synthetic { .. } => {
            generated::list(population, seed)
        }
        Population::File { path } => Ok(file::read(&folder.join(path))?),
    }
}

/// The numbers that a population rests on besides its data, with sources and grades, for `explain`.
pub fn assumptions(population: &Population) -> Vec<Stated> {
    match population {
        Population::England { phase, .. } => england::assumptions(*phase),
        Population::Shanghai { .. } | Population::Zhejiang { .. } | Population::Synthetic { .. } => {
            generated::assumptions(population)
        }
        // The notes of the file say how it was made.
        Population::File { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::PlaceKind;
    use crate::setting::Phase;

    fn england() -> Population {
        let (regions, authorities) = (vec!["South West".to_owned()], Vec::new());
        Population::England { phase: Phase::Primary, regions, authorities, place: PlaceKind::Rural, sample: Some(20) }
    }

    #[test]
    fn a_list_written_to_a_file_is_read_back_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let list = schools(&england(), 3, folder.path()).unwrap();
        assert_eq!(list.schools.len(), 20);
        file::write(&list, &folder.path().join("schools.csv"), false).unwrap();
        let again = schools(&Population::File { path: "schools.csv".to_owned() }, 9, folder.path()).unwrap();
        for (a, b) in list.schools.iter().zip(&again.schools) {
            assert_eq!((&a.id, a.pupils, a.teachers, a.location), (&b.id, b.pupils, b.teachers, b.location));
            assert!((a.lasting.mean - b.lasting.mean).abs() < 1e-6);
        }
        let missing = schools(&Population::File { path: "none.csv".to_owned() }, 9, folder.path()).unwrap_err();
        assert!(missing.to_string().contains("none.csv"), "{missing}");
    }

    #[test]
    fn english_lists_state_what_they_rest_on() {
        let all = assumptions(&england());
        assert_eq!(all.len(), 11);
        assert!(all.iter().all(|s| s.name.starts_with("population.england.") && !s.source.is_empty()));
        assert!(all.iter().all(|s| s.value >= s.range.0 && s.value <= s.range.1));
    }
}
