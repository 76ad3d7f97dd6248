//! Published studies: declared in a file, carried out in the model, analysed as they were, and compared with what they
//! reported.
//!
#![doc = include_str!("guide.md")]

pub mod asked;
pub mod shape;
pub mod spec;
pub mod check;
pub mod shipped;
pub mod kind;
pub mod read;
pub mod seen;
pub mod lots;
pub mod roster;
pub mod conduct;
pub mod bands;
pub mod rows;
pub mod estimate;
pub mod predict;

pub use read::{parse, read};
pub use shipped::SHIPPED;
pub use spec::Trial;
