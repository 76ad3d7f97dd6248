//! From a replicate's record to rows of outcomes by group of schools.

use crate::observe::SchoolYear;
use crate::population::SchoolList;
use crate::rows::{OutcomeRow, SummaryRow};
use crate::scenario::System;
use crate::simulate::{ArmRecord, Record};
use crate::statistics::describe::{LEVEL, components, disparity, moments_of_sets, spread};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Outcome: mean attainment of all pupils.
pub const ATTAINMENT: &str = "attainment";
/// Outcome: mean enacted practice.
pub const ENACTED: &str = "enacted_practice";
/// Outcome: mean embedded practice.
pub const EMBEDDED: &str = "embedded_practice";
/// Outcome: SD of attainment between schools.
pub const DISPARITY: &str = "disparity_attainment";
/// Name of the arm in which nothing is done.
pub const DO_NOTHING: &str = "do nothing";

/// What is known of schools whatever happens: groups that do not depend on the arm.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Urban schools.
    pub urban: Vec<bool>,
    /// Share of disadvantaged pupils of each school.
    pub disadvantage: Vec<f64>,
}

impl Standing {
    /// Reads it from the list of schools.
    pub fn of(list: &SchoolList) -> Self {
        let schools = || list.schools.iter();
        Self { urban: schools().map(|s| s.urban).collect(), disadvantage: schools().map(|s| s.disadvantage).collect() }
    }
}

/// Groups of schools, by name.
const GROUPS: [&str; 7] = ["all", "urban", "rural", "receiving", "giving", "lowest fifth", "highest fifth"];

/// Whether a group is the same schools in every arm; who receives and who gives depends on the arm.
pub fn same_in_every_arm(group: &str) -> bool {
    !matches!(group, "receiving" | "giving")
}

/// An outcome of a group of schools: name, unit, how it is computed.
struct Outcome {
    name: &'static str,
    unit: &'static str,
    /// Whether it is attainment, normed on the unchanged system.
    normed: bool,
    of: fn(&[&SchoolYear]) -> f64,
}

const OUTCOMES: [Outcome; 16] = [
    Outcome { name: ATTAINMENT, unit: "pupil SD", normed: true, of: |s| by_pupils(s, |x| x.attainment) },
    Outcome { name: "measured_result", unit: "pupil SD", normed: true, of: |s| by_pupils(s, |x| x.result) },
    Outcome { name: ENACTED, unit: "SD", normed: false, of: |s| by_posts(s, |x| x.enacted) },
    Outcome { name: EMBEDDED, unit: "SD", normed: false, of: |s| by_posts(s, |x| x.embedded) },
    Outcome { name: "culture", unit: "SD", normed: false, of: |s| by_schools(s, |x| x.culture) },
    Outcome { name: "climate", unit: "SD", normed: false, of: |s| by_schools(s, |x| x.climate) },
    Outcome { name: "leadership", unit: "SD", normed: false, of: |s| by_schools(s, |x| x.leadership) },
    Outcome {
        name: "leaving_rate",
        unit: "share/year",
        normed: false,
        of: |s| total(s, |x| x.leavers) / total(s, |x| x.filled),
    },
    Outcome {
        name: "vacancy_rate",
        unit: "share",
        normed: false,
        of: |s| 1.0 - total(s, |x| x.filled) / total(s, |x| x.posts),
    },
    Outcome {
        name: "hours_planned",
        unit: "hours/post/year",
        normed: false,
        of: |s| total(s, |x| x.planned) / total(s, |x| x.posts),
    },
    Outcome {
        name: "hours_delivered",
        unit: "hours/post/year",
        normed: false,
        of: |s| total(s, |x| x.delivered) / total(s, |x| x.posts),
    },
    Outcome {
        name: "hours_covered",
        unit: "hours/post/year",
        normed: false,
        of: |s| total(s, |x| x.covered) / total(s, |x| x.posts),
    },
    Outcome { name: DISPARITY, unit: "pupil SD", normed: false, of: |s| spread(&weighted(s, |x| x.attainment)).1 },
    Outcome { name: "disparity_practice", unit: "SD", normed: false, of: |s| spread(&weighted(s, |x| x.enacted)).1 },
    Outcome {
        name: "disparity_staffing",
        unit: "coefficient of variation",
        normed: false,
        of: |s| disparity(&weighted(s, |x| x.filled / x.pupils.max(1.0))),
    },
    Outcome {
        name: "disparity_titles",
        unit: "coefficient of variation",
        normed: false,
        of: |s| disparity(&weighted(s, |x| x.titled / x.pupils.max(1.0))),
    },
];

fn total(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> f64 {
    schools.iter().map(|s| f64::from(of(s))).sum()
}

fn weighted(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> Vec<(f64, f64)> {
    schools.iter().map(|s| (f64::from(s.pupils), f64::from(of(s)))).collect()
}

fn by_pupils(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> f64 {
    spread(&weighted(schools, of)).0
}

fn by_posts(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> f64 {
    total(schools, |s| of(s) * s.filled) / total(schools, |s| s.filled)
}

fn by_schools(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> f64 {
    total(schools, of) / schools.len() as f64
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
    /// By year and outcome: in this arm, and in the same schools when nothing is done.
    pub values: Vec<(f64, f64)>,
}

/// Outcomes of a replicate: every arm and group that has members, beside the same schools when nothing is done.
///
/// Attainment is normed so that the population of an unchanged system keeps its lasting place in every year: the
/// mean of the do-nothing arm in a year is set to the lasting mean.
pub fn observe(standing: &Standing, record: &Record) -> Vec<GroupOutcomes> {
    let nothing = &record.arms[0];
    let norm: Vec<f64> = nothing
        .schools
        .iter()
        .map(|year| by_pupils(&year.iter().collect::<Vec<_>>(), |s| s.attainment) - record.lasting)
        .collect();
    let fifths = fifths(&nothing.schools[0]);
    let mut groups = Vec::new();
    for (number, arm) in record.arms.iter().enumerate() {
        for (group, name) in GROUPS.iter().enumerate() {
            let members = members(name, standing, &fifths, arm);
            if members.is_empty() {
                continue;
            }
            let mut values = Vec::with_capacity(arm.schools.len() * OUTCOMES.len());
            for (year, (seen, unchanged)) in arm.schools.iter().zip(&nothing.schools).enumerate() {
                let seen: Vec<&SchoolYear> = members.iter().map(|&i| &seen[i]).collect();
                let unchanged: Vec<&SchoolYear> = members.iter().map(|&i| &unchanged[i]).collect();
                values.extend(OUTCOMES.iter().map(|outcome| {
                    let level = if outcome.normed { norm[year] } else { 0.0 };
                    ((outcome.of)(&seen) - level, (outcome.of)(&unchanged) - level)
                }));
            }
            groups.push(GroupOutcomes { arm: number, group, schools: members.len() as u32, values });
        }
    }
    groups
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
        for (at, &(value, counterfactual)) in observed.values.iter().enumerate() {
            let outcome = &OUTCOMES[at % OUTCOMES.len()];
            rows.push(OutcomeRow {
                run_id: run_id.to_owned(),
                system: system.name.clone(),
                arm: arm_name(system, observed.arm).to_owned(),
                replicate,
                parameter_set,
                seed,
                year: (at / OUTCOMES.len()) as u32,
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
pub fn headline(groups: &[GroupOutcomes], years: u32, arms: usize) -> Vec<f64> {
    let at = years as usize * OUTCOMES.len() + OUTCOMES.iter().position(|o| o.name == ATTAINMENT).unwrap_or(0);
    let of_arm = |arm: usize| {
        let all = groups.iter().find(|g| g.arm == arm && GROUPS[g.group] == "all");
        all.and_then(|g| g.values.get(at)).map_or(f64::NAN, |(value, unchanged)| value - unchanged)
    };
    (1..=arms).map(of_arm).collect()
}

/// Difference from doing nothing by year, the opening first, of an outcome of a group of schools in an arm; none where
/// nobody is in the group.
pub fn course(groups: &[GroupOutcomes], arm: usize, group: &str, outcome: &str) -> Option<Vec<f64>> {
    let at = OUTCOMES.iter().position(|o| o.name == outcome)?;
    let found = groups.iter().find(|g| g.arm == arm && GROUPS[g.group] == group)?;
    Some(found.values.iter().skip(at).step_by(OUTCOMES.len()).map(|(value, unchanged)| value - unchanged).collect())
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

/// The fifth of schools that each belongs to by true attainment at the opening, 0 the lowest.
fn fifths(opening: &[SchoolYear]) -> Vec<u8> {
    let mut order: Vec<usize> = (0..opening.len()).collect();
    order.sort_by(|&a, &b| opening[a].attainment.total_cmp(&opening[b].attainment).then(a.cmp(&b)));
    let mut fifths = vec![0; opening.len()];
    for (rank, school) in order.into_iter().enumerate() {
        fifths[school] = (rank * 5 / opening.len()) as u8;
    }
    fifths
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
