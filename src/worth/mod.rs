//! Was it worth it? What a policy takes and gives beside others that take as much: arithmetic, statistics, words.
//!
//! Two currencies are held apart: money, which teachers' release is priced into, and teacher-days. Lessons that pupils
//! lose under cover are in the gain already and are shown beside it. The question is that of an English maths-hub blog
//! (S3; the fourth in `policy/sources.md`): an exchange with Shanghai, or the same days nearer home.

pub mod rows;
pub mod arithmetic;
pub mod ratio;
pub mod frontier;
pub mod bundle;
pub mod study;
pub mod weigh;
pub mod switching;
pub mod words;
pub mod found;
