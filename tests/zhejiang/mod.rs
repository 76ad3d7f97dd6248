//! Worlds in Zhejiang's setting, stepped by the tests of what its policies do.

#![allow(dead_code, missing_docs)]

use crate::example::{Stepped, list, mean};
use schoolsim::decision::Rule;
use schoolsim::ledger::{Mechanism, Origin};
use schoolsim::model::Model;
use schoolsim::policy::Policy;
use schoolsim::setting::Country;
use schoolsim::world::{Role, SchoolId, Tie};

/// Zhejiang's setting on 48 schools in four districts, plans carried out as they are.
pub fn world(policies: Vec<Policy>) -> Stepped {
    world_of(policies, 0)
}

pub fn world_of(policies: Vec<Policy>, number: u32) -> Stepped {
    let mut model = Model::default();
    model.decisions.schools_activity = Rule::Fixed;
    let setting = Country::Zhejiang.setting();
    let mut world = Stepped::with(&list(48, 4, 10.0), Country::Zhejiang, setting, model, policies, number);
    world.year = 1;
    world
}

/// What the first policy booked in the last year at the schools with a tie of a role, a school.
pub fn booked(world: &Stepped, mechanism: Mechanism, role: Role) -> f64 {
    let of = |(tie, amount): (&Tie, f64)| (tie.role == role).then_some(amount);
    mean(tied(world).into_iter().filter_map(|(id, tie)| {
        let ledger = &world.ledgers[id.district as usize];
        of((tie, ledger.booked(id.school as usize, mechanism, Origin::policy(0))))
    }))
}

/// The ties of the first policy, by school.
pub fn tied(world: &Stepped) -> Vec<(SchoolId, &Tie)> {
    let mut all = Vec::new();
    for id in world.world.ids() {
        let ties = &world.world.districts[id.district as usize].ties[id.school as usize];
        all.extend(ties.iter().filter(|t| t.origin == Origin::policy(0)).map(|tie| (id, tie)));
    }
    all
}

/// A world whose policies have arranged their first year.
pub fn arranged(policies: Vec<Policy>) -> Stepped {
    let mut world = world(policies);
    world.open();
    world.arrange();
    world
}
