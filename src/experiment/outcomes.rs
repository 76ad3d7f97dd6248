//! From a replicate's record to rows of outcomes by group of schools.

use super::measures::{View, by_pupils, of_group, parts};
use crate::observe::SchoolYear;
use crate::rows::{OutcomeRow, SummaryRow};
use crate::scenario::System;
use crate::simulate::{ArmRecord, Beside, Record};
use crate::statistics::describe::{LEVEL, components, moments_of_sets};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use super::measures::{ATTAINMENT, DISPARITY, EMBEDDED, ENACTED, Standing};

/// Name of the arm in which nothing is done.
pub const DO_NOTHING: &str = "do nothing";

/// Groups of schools, by name.
pub const GROUPS: [&str; 7] = ["all", "urban", "rural", "receiving", "giving", "lowest fifth", "highest fifth"];

/// Whether a group is the same schools in every arm; who receives and who gives depends on the arm.
pub fn same_in_every_arm(group: &str) -> bool {
    !matches!(group, "receiving" | "giving")
}

/// Outcomes of one group in one arm of a replicate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupOutcomes {
    /// Arm, 0 for doing nothing.
    pub arm: usize,
    /// Place in the list of groups.
    pub group: usize,
    /// Schools in it.
    pub schools: u32,
    /// By year and outcome of the group: in this arm, and in the same schools when nothing is done.
    pub values: Vec<(f64, f64)>,
}

/// Outcomes of a replicate: every arm and group that has members, beside the same schools when nothing is done.
pub fn observe(standing: &Standing, record: &Record) -> Vec<GroupOutcomes> {
    record.beside().flat_map(|beside| of_arm(standing, &beside)).collect()
}

/// Outcomes of one arm.
///
/// Attainment is normed so that the population of an unchanged system keeps its lasting place in every year: the
/// mean of the do-nothing arm in a year is set to the lasting mean.
pub fn of_arm(standing: &Standing, &beside: &Beside<'_>) -> Vec<GroupOutcomes> {
    let Beside { number, arm, nothing, .. } = beside;
    let opening = &nothing.schools[0];
    let norm = norm(&beside);
    let fifths = parts(opening.iter().map(|s| s.attainment), 5);
    let mut groups = Vec::new();
    for (group, name) in GROUPS.iter().enumerate() {
        let members = members(name, standing, &fifths, arm);
        if members.is_empty() {
            continue;
        }
        let outcomes = of_group(name);
        let mut values = Vec::with_capacity(arm.schools.len() * outcomes.len());
        for (year, (seen, unchanged)) in arm.schools.iter().zip(&nothing.schools).enumerate() {
            let seen: Vec<&SchoolYear> = members.iter().map(|&i| &seen[i]).collect();
            let unchanged: Vec<&SchoolYear> = members.iter().map(|&i| &unchanged[i]).collect();
            let both = outcomes.par_iter().map(|outcome| {
                let level = if outcome.normed { norm[year] } else { 0.0 };
                let of = |schools: &[&SchoolYear]| (outcome.of)(View { schools, opening, standing }) - level;
                let value = of(&seen);
                // Doing nothing is beside itself.
                (value, if number == 0 { value } else { of(&unchanged) })
            });
            values.extend(both.collect::<Vec<_>>());
        }
        groups.push(GroupOutcomes { arm: number, group, schools: members.len() as u32, values });
    }
    groups
}

/// By year: what is taken off attainment so that the mean of the unchanged system is the lasting one.
pub fn norm(beside: &Beside<'_>) -> Vec<f64> {
    let mean = |year: &Vec<SchoolYear>| by_pupils(&year.iter().collect::<Vec<_>>(), |s| s.attainment);
    beside.nothing.schools.iter().map(|year| mean(year) - beside.lasting).collect()
}

/// The rows of one replicate of a system, which has a number and a parameter set.
pub fn rows(
    run_id: &str,
    system: &System,
    seed: u64,
    (replicate, parameter_set): (u32, u32),
    groups: &[GroupOutcomes],
) -> Vec<OutcomeRow> {
    let mut rows = Vec::new();
    for observed in groups {
        let outcomes = of_group(GROUPS[observed.group]);
        for (at, &(value, counterfactual)) in observed.values.iter().enumerate() {
            let outcome = &outcomes[at % outcomes.len()];
            rows.push(OutcomeRow {
                run_id: run_id.to_owned(),
                system: system.name.clone(),
                arm: arm_name(system, observed.arm).to_owned(),
                replicate,
                parameter_set,
                seed,
                year: (at / outcomes.len()) as u32,
                group: GROUPS[observed.group],
                schools: observed.schools,
                outcome: outcome.name,
                unit: outcome.unit,
                value,
                counterfactual,
                difference: value - counterfactual,
            });
        }
    }
    rows
}

/// The headline of each of so many arms: the difference in attainment of all schools from doing nothing in the last year.
pub fn headline(groups: &[GroupOutcomes], arms: usize) -> Vec<f64> {
    let last = |arm: usize| course(groups, arm, "all", ATTAINMENT)?.last().copied();
    (1..=arms).map(|arm| last(arm).unwrap_or(f64::NAN)).collect()
}

/// Difference from doing nothing by year, the opening first, of an outcome of a group of schools in an arm; none where
/// nobody is in the group.
pub fn course(groups: &[GroupOutcomes], arm: usize, group: &str, outcome: &str) -> Option<Vec<f64>> {
    let outcomes = of_group(group);
    let at = outcomes.iter().position(|o| o.name == outcome)?;
    let found = groups.iter().find(|g| g.arm == arm && GROUPS[g.group] == group)?;
    Some(found.values.iter().skip(at).step_by(outcomes.len()).map(|(value, unchanged)| value - unchanged).collect())
}

/// Name of an arm by number, 0 for doing nothing.
pub fn arm_name(system: &System, arm: usize) -> &str {
    if arm == 0 { DO_NOTHING } else { &system.arms[arm - 1].name }
}

/// Schools of a group, by number.
fn members(group: &str, standing: &Standing, fifths: &[u8], arm: &ArmRecord) -> Vec<usize> {
    let is_member = |i: usize| match group {
        "urban" => standing.urban[i],
        "rural" => !standing.urban[i],
        "receiving" => arm.received[i],
        "giving" => arm.gave[i],
        "lowest fifth" => fifths[i] == 0,
        "highest fifth" => fifths[i] == 4,
        _ => true,
    };
    (0..standing.urban.len()).filter(|&i| is_member(i)).collect()
}

/// Values with the parameter set of each.
type Sample = Vec<(u32, f64)>;

/// Summaries over replicates, in the order of arms, groups, outcomes and years of the first appearance.
pub fn summarise(rows: &[OutcomeRow]) -> Vec<SummaryRow> {
    let mut order: BTreeMap<(&str, &str, &str, &str, u32), usize> = BTreeMap::new();
    // Values and differences.
    let mut samples: Vec<(&OutcomeRow, Sample, Sample)> = Vec::new();
    for row in rows {
        let key = (row.system.as_str(), row.arm.as_str(), row.group, row.outcome, row.year);
        let at = *order.entry(key).or_insert_with(|| {
            samples.push((row, Vec::new(), Vec::new()));
            samples.len() - 1
        });
        samples[at].1.push((row.parameter_set, row.value));
        samples[at].2.push((row.parameter_set, row.difference));
    }
    let mut summary = Vec::with_capacity(samples.len() * 2);
    for (row, values, differences) in &samples {
        for (measure, sample) in [("value", values), ("difference", differences)] {
            // An outcome that a replicate does not have, such as titles a pupil where there are none, is left out.
            let (sets, known): (Vec<u32>, Vec<f64>) = sample.iter().copied().filter(|(_, v)| v.is_finite()).unzip();
            let (m, parts) = (moments_of_sets(&sets, &known), components(&sets, &known));
            summary.push(SummaryRow {
                run_id: row.run_id.clone(),
                system: row.system.clone(),
                arm: row.arm.clone(),
                year: row.year,
                group: row.group,
                outcome: row.outcome,
                unit: row.unit,
                measure,
                n: m.n,
                mean: m.mean,
                sd: m.sd,
                se: m.se,
                low: m.interval.0,
                high: m.interval.1,
                level: LEVEL,
                p5: m.percentiles[0],
                p50: m.percentiles[1],
                p95: m.percentiles[2],
                sd_parameters: parts.parameters,
                sd_chance: parts.chance,
                share_parameters: parts.share,
            });
        }
    }
    summary
}
