//! schoolsim: an agent-based simulator of school-improvement policy.
//!
//! Modules stand in reading order, and a module uses only modules declared above it (`tests/architecture.rs`).

pub mod units;
pub mod vectors;
pub mod tally;
pub mod rng;
pub mod parameter;
pub mod nearest;
pub mod setting;
pub mod price;
pub mod discount;
pub mod decision;
pub mod model;
pub mod posterior;
pub mod lineage;
pub mod ledger;
pub mod world;
pub mod agenda;
pub mod policy;
pub mod scenario;
pub mod week;
pub mod population;
pub mod observe;
pub mod simulate;
pub mod months;
pub mod rows;
pub mod statistics;
pub mod experiment;
pub mod story;
pub mod evidence;
pub mod trial;
pub mod calibrate;
pub mod fit;
pub mod numerals;
pub mod audit;
pub mod answer;
pub mod worth;
pub mod validation;
pub mod tables;
pub mod charts;
pub mod manifest;
pub mod bench;
pub mod output;
pub mod report;
pub mod import;
pub mod cli;
