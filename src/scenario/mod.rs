//! What the user asks: the shape of a scenario file, its check, and the scenario that comes out.
//!
//! `text → shape (unchecked, every field optional) → check (all problems at once) → Scenario`.

pub mod spec;
pub mod parts;
pub mod horizon;
pub mod places;
pub mod report;
pub mod locate;
pub mod shape;
pub mod examples;
pub mod syntax;
pub mod check;
pub mod read;
pub mod combine;
pub mod scale;

pub use read::{parse, read};
pub use report::{Finding, Report};
pub use spec::{Arm, ParameterSets, PlaceKind, Population, Scenario, System};
