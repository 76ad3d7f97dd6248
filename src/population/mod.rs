//! The starting world: lists of schools, real or generated, and the world founded on them.

pub mod list;
pub mod file;

pub use list::{Lasting, Origin, SchoolList, SchoolRecord};
