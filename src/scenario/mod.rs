//! What the user asks: the shape of a scenario file, its check, and the scenario that comes out.

pub mod spec;

pub use spec::{Arm, PlaceKind, Population, Scenario, System};
