//! What can be wrong with a population that a user asks for.

use super::file::FileError;

/// A population that cannot be made: where, what was given, what is allowed, what to do.
#[derive(Debug, thiserror::Error)]
pub enum PopulationError {
    /// A region or authority that the list does not know.
    #[error("there is no {kind} called {given:?}; the nearest right names are {}. {list}", quoted(nearest))]
    UnknownName {
        /// What the name should be: a region or a local authority.
        kind: &'static str,
        /// The name as given.
        given: String,
        /// The most similar right names, best first.
        nearest: Vec<String>,
        /// How to list all of them.
        list: &'static str,
    },
    /// A number out of its range.
    #[error("population: `{what}` is {given}, allowed is {allowed}; {remedy}")]
    OutOfRange {
        /// The field of the population.
        what: &'static str,
        /// The value as given.
        given: String,
        /// The values allowed.
        allowed: String,
        /// What to do.
        remedy: &'static str,
    },
    /// Filters that leave no school.
    #[error("no school is left of {of}: {asked}; {remedy}")]
    Empty {
        /// The list that was searched.
        of: &'static str,
        /// The filters as given.
        asked: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A population file that cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ")
}
