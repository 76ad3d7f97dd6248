//! Fabricated records and numbers that were computed elsewhere, for tests of evaluations.

#![allow(dead_code, missing_docs)]

use schoolsim::ledger::Origin;
use schoolsim::observe::SchoolYear;
use schoolsim::simulate::{ArmRecord, Record, Roles};
use serde_json::Value;

/// Numbers that other programs computed; the file says how.
pub fn fixture() -> Value {
    serde_json::from_str(include_str!("../fixtures/evaluation.json")).expect("JSON")
}

pub fn numbers(of: &Value) -> Vec<f64> {
    of.as_array().expect("a list").iter().map(|v| v.as_f64().expect("a number")).collect()
}

/// A school of twenty pupils and two posts.
pub fn school(attainment: f64, result: f64) -> SchoolYear {
    SchoolYear {
        pupils: 20.0,
        attainment: attainment as f32,
        result: result as f32,
        posts: 2.0,
        filled: 2.0,
        ..SchoolYear::default()
    }
}

/// An arm with one policy: schools by year, and who receives and gives.
pub fn arm(schools: Vec<Vec<SchoolYear>>, received: &[bool], gave: &[bool]) -> ArmRecord {
    let roles = received.iter().zip(gave).map(|(&received, &gave)| {
        let mut roles = Roles::default();
        if received {
            roles.received.add(Origin::policy(0));
        }
        if gave {
            roles.gave.add(Origin::policy(0));
        }
        roles
    });
    ArmRecord {
        cover: vec![vec![0.0; received.len()]; schools.len() - 1],
        schools,
        received: received.to_vec(),
        gave: gave.to_vec(),
        roles: roles.collect(),
        whole: Vec::new(),
        without: Vec::new(),
        ..ArmRecord::default()
    }
}

/// Doing nothing, and one arm.
pub fn record(nothing: Vec<Vec<SchoolYear>>, arm: ArmRecord) -> Record {
    let none = vec![false; arm.received.len()];
    Record { arms: vec![self::arm(nothing, &none, &none), arm], lasting: 0.0 }
}

pub fn near(a: f64, b: f64, within: f64) -> bool {
    (a - b).abs() <= within
}
