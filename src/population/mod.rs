//! The starting world: lists of schools, real or generated, and the world founded on them.

pub mod list;
pub mod error;
pub mod lasting;
pub mod england;
pub mod recipe;
pub mod generated;
pub mod file;

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
        Population::File { path } => file::read(&folder.join(path)),
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
