//! Who gives, who receives, and what that comes to for the system.
//!
//! A school's role in a policy is what it ever did in it, so that the same schools are compared in every year. What a
//! role brings to the whole is `Σ_role w x / Σ w` in the arm minus the same where nothing is done, with pupils as weights
//! of attainment and filled posts as those of practice: the roles add up to the effect on all schools, exactly but for
//! rounding.

use super::outcomes::arm_name;
use crate::ledger::Origin;
use crate::observe::SchoolYear;
use crate::rows::DonorRow;
use crate::scenario::System;
use crate::simulate::{ArmRecord, Record};
use crate::statistics::describe::{LEVEL, moments_of_sets};
use serde::{Deserialize, Serialize};

/// What a school does in a policy; the last stands for every school.
pub const ROLES: [&str; 5] = ["giving", "receiving", "both", "neither", "all"];

/// Name of all policies of an arm together.
pub const ALL_POLICIES: &str = "all policies";

/// A role in a year of one replicate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleYear {
    /// Pupils of the schools.
    pub pupils: f64,
    /// Their attainment minus that where nothing is done, and what that is for each pupil of the system.
    pub attainment: (f64, f64),
    /// Their enacted practice minus that where nothing is done, and what that is for each filled post of the system.
    pub enacted: (f64, f64),
    /// Hours of cover that the policy took there.
    pub covered: f64,
}

/// A role in one replicate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// Schools in it.
    pub schools: u32,
    /// By year from 1; empty where no school is in it.
    pub years: Vec<RoleYear>,
}

/// The roles of an arm in one replicate: of all policies together first, then of each; in the order of [`ROLES`].
pub type Donors = Vec<Vec<Role>>;

/// The roles in every arm of a record beside doing nothing.
pub fn observe(record: &Record) -> Vec<Donors> {
    record.arms[1..].iter().map(|arm| of_arm(&record.arms[0], arm)).collect()
}

/// The roles in one arm.
pub fn of_arm(nothing: &ArmRecord, arm: &ArmRecord) -> Donors {
    let schools = arm.roles.len().max(1);
    let policies = arm.cover.first().map_or(0, |cover| cover.len() / schools);
    (0..=policies)
        .map(|policy| {
            let role_of = |school: usize| {
                let roles = &arm.roles[school];
                let does = |what: crate::ledger::Origins| match policy {
                    0 => what.any(),
                    _ => what.has(Origin::policy(policy - 1)),
                };
                match (does(roles.gave), does(roles.received)) {
                    (true, false) => 0,
                    (false, true) => 1,
                    (true, true) => 2,
                    (false, false) => 3,
                }
            };
            let of_school: Vec<usize> = (0..arm.roles.len()).map(role_of).collect();
            let cover = |year: usize, school: usize| {
                let of_school = &arm.cover[year - 1][school * policies..(school + 1) * policies];
                let taken = if policy == 0 { of_school } else { &of_school[policy - 1..policy] };
                taken.iter().map(|&hours| f64::from(hours)).sum::<f64>()
            };
            let members = |role: usize| {
                (0..of_school.len()).filter(|&s| role == ROLES.len() - 1 || of_school[s] == role).collect::<Vec<_>>()
            };
            (0..ROLES.len()).map(|role| of_role(nothing, arm, &members(role), &cover)).collect()
        })
        .collect()
}

/// One role: its schools by number, and the cover in a year and school.
fn of_role(nothing: &ArmRecord, arm: &ArmRecord, members: &[usize], cover: &dyn Fn(usize, usize) -> f64) -> Role {
    if members.is_empty() {
        return Role { schools: 0, years: Vec::new() };
    }
    let pairs = arm.schools.iter().zip(&nothing.schools).enumerate().skip(1);
    let years = pairs.map(|(year, (seen, unchanged))| RoleYear {
        pupils: members.iter().map(|&s| f64::from(seen[s].pupils)).sum(),
        attainment: gain(seen, unchanged, members, |s| (s.pupils, s.attainment)),
        enacted: gain(seen, unchanged, members, |s| (s.filled, s.enacted)),
        covered: members.iter().map(|&s| cover(year, s)).sum(),
    });
    Role { schools: members.len() as u32, years: years.collect() }
}

/// The weighted mean over some schools minus that where nothing is done, and the same of what they bring to the whole.
fn gain(
    seen: &[SchoolYear],
    unchanged: &[SchoolYear],
    members: &[usize],
    of: fn(&SchoolYear) -> (f32, f32),
) -> (f64, f64) {
    let sums = |schools: &[SchoolYear]| {
        let weighed = |s: &SchoolYear| {
            let (weight, value) = of(s);
            (f64::from(weight), f64::from(weight) * f64::from(value))
        };
        let own = members.iter().map(|&s| weighed(&schools[s])).fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        let all: f64 = schools.iter().map(|s| weighed(s).0).sum();
        (own.1 / own.0, own.1 / all)
    };
    let (here, there) = (sums(seen), sums(unchanged));
    (here.0 - there.0, here.1 - there.1)
}

/// The rows of a system; `sets` has the parameter set of each replicate, `named` gives a policy of an arm its name.
pub fn rows(
    run_id: &str,
    system: &System,
    sets: &[u32],
    all: &[&[Donors]],
    named: impl Fn(usize, usize) -> String,
) -> Vec<DonorRow> {
    let mut rows = Vec::new();
    let Some(first) = all.first() else { return rows };
    for (arm, policies) in first.iter().enumerate() {
        for policy in 0..policies.len() {
            let name = if policy == 0 { ALL_POLICIES.to_owned() } else { named(arm + 1, policy) };
            for (number, role) in ROLES.iter().enumerate() {
                let seen: Vec<&Role> = all.iter().map(|arms| &arms[arm][policy][number]).collect();
                let years = seen.iter().map(|role| role.years.len()).max().unwrap_or(0);
                let of_year = |year: usize| DonorRow {
                    run_id: run_id.to_owned(),
                    system: system.name.clone(),
                    arm: arm_name(system, arm + 1).to_owned(),
                    policy: name.clone(),
                    role,
                    ..row(sets, &seen, year)
                };
                rows.extend((0..years).map(of_year));
            }
        }
    }
    rows
}

/// A role in a year over replicates.
fn row(sets: &[u32], seen: &[&Role], year: usize) -> DonorRow {
    let there = sets.iter().zip(seen).filter_map(|(set, role)| Some((*set, *role.years.get(year)?)));
    let (with, found): (Vec<u32>, Vec<RoleYear>) = there.unzip();
    let mean_of = |of: &dyn Fn(&RoleYear) -> f64| moments_of_sets(&with, &found.iter().map(of).collect::<Vec<_>>());
    // Where no school has the role it brings nothing, and takes nothing, in that replicate.
    let whole = |of: &dyn Fn(&RoleYear) -> f64| {
        moments_of_sets(sets, &seen.iter().map(|role| role.years.get(year).map_or(0.0, of)).collect::<Vec<_>>())
    };
    let (attainment, enacted) = (mean_of(&|y| y.attainment.0), mean_of(&|y| y.enacted.0));
    let (attainment_net, enacted_net) = (whole(&|y| y.attainment.1), whole(&|y| y.enacted.1));
    let replicates = seen.len() as f64;
    DonorRow {
        run_id: String::new(),
        system: String::new(),
        arm: String::new(),
        policy: String::new(),
        role: "",
        year: year as u32 + 1,
        n: attainment.n,
        schools: seen.iter().map(|role| f64::from(role.schools)).sum::<f64>() / replicates,
        pupils: whole(&|y| y.pupils).mean,
        attainment: attainment.mean,
        attainment_se: attainment.se,
        attainment_low: attainment.interval.0,
        attainment_high: attainment.interval.1,
        attainment_net: attainment_net.mean,
        attainment_net_se: attainment_net.se,
        attainment_net_low: attainment_net.interval.0,
        attainment_net_high: attainment_net.interval.1,
        enacted: enacted.mean,
        enacted_se: enacted.se,
        enacted_low: enacted.interval.0,
        enacted_high: enacted.interval.1,
        enacted_net: enacted_net.mean,
        enacted_net_se: enacted_net.se,
        hours_covered: whole(&|y| y.covered).mean,
        level: LEVEL,
    }
}
