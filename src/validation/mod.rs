//! Published numbers beside predicted ones: what is inside in counts and words, the gates, and the rows of the table.

pub mod tally;
pub mod gates;
pub mod tabled;

pub use gates::{Gate, gates};
pub use tabled::rows;
pub use tally::{Compared, Tally};
