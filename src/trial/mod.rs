//! Published studies: declared in a file, carried out in the model, analysed as they were, and compared with what they
//! reported.

pub mod shape;
pub mod spec;
pub mod check;
pub mod shipped;
pub mod kind;
pub mod read;
pub mod seen;
pub mod roster;
pub mod conduct;
pub mod rows;
pub mod estimate;
pub mod predict;

pub use read::{parse, read};
pub use shipped::SHIPPED;
pub use spec::Trial;
