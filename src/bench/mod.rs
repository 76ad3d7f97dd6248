//! How fast is it, and what stands in the way? The machine, the model on it, and the walls that both meet.
//!
//! The model is always the real one: every mechanism, the policies of the scenario, ledger and rows of the tables. What
//! `schoolsim bench` prints and what `benches/` measures comes from here.

pub mod machine;
pub mod timing;
pub mod bandwidth;
pub mod generator;
pub mod workload;
pub mod growth;
pub mod state;
pub mod census;
pub mod roofline;
pub mod reference;
pub mod instructions;
pub mod session;
