//! Every pair of arms beside each other, doing nothing among them, replicate by replicate.
//!
//! Only schools that are the same in every arm are compared: who receives and who gives is another matter in each.
//! Attainment and practice are compared in every year, other outcomes in the last, so that the table stays small.

use super::measures::{ATTAINMENT, EMBEDDED, ENACTED, Outcome, of_group};
use super::outcomes::{GROUPS, GroupOutcomes, arm_name, same_in_every_arm};
use crate::months::months;
use crate::rows::ComparisonRow;
use crate::scenario::System;
use crate::statistics::describe::LEVEL;
use crate::statistics::paired::{Paired, paired};

/// Pairs of so many arms beside doing nothing: each arm with doing nothing, which has the number 0, then with each later
/// arm.
pub fn pairs(arms: usize) -> impl Iterator<Item = (usize, usize)> {
    (1..=arms).flat_map(move |first| std::iter::once((first, 0)).chain((first + 1..=arms).map(move |s| (first, s))))
}

/// Whether an outcome is compared in every year.
fn in_every_year(outcome: &str) -> bool {
    matches!(outcome, ATTAINMENT | ENACTED | EMBEDDED)
}

/// The rows of a system from the outcomes of its replicates; `sets` has the parameter set of each.
pub fn comparisons(
    run_id: &str,
    system: &System,
    sets: &[u32],
    years: u32,
    replicates: &[&[GroupOutcomes]],
) -> Vec<ComparisonRow> {
    let mut rows = Vec::new();
    for (group, name) in GROUPS.iter().enumerate().filter(|(_, name)| same_in_every_arm(name)) {
        let by_arm: Vec<Vec<Option<&GroupOutcomes>>> = (0..=system.arms.len())
            .map(|arm| replicates.iter().map(|r| r.iter().find(|g| (g.arm, g.group) == (arm, group))).collect())
            .collect();
        let outcomes = of_group(name);
        for (first, second) in pairs(system.arms.len()) {
            for (number, outcome) in outcomes.iter().enumerate() {
                let from = if in_every_year(outcome.name) { 1 } else { years };
                for year in from..=years {
                    let at = year as usize * outcomes.len() + number;
                    let of = |arm: usize| by_arm[arm].iter().map(|r| value(*r, at)).collect::<Vec<_>>();
                    let found = paired(sets, &of(first), &of(second), outcome.better);
                    // A group that is nowhere, or an outcome that no replicate has, is no row.
                    if found.difference.n > 0 {
                        let names = [system.name.as_str(), arm_name(system, first), arm_name(system, second)];
                        rows.push(row(run_id, names, (name, outcome, year), &found));
                    }
                }
            }
        }
    }
    rows
}

fn value(of: Option<&GroupOutcomes>, at: usize) -> f64 {
    of.and_then(|g| g.values.get(at)).map_or(f64::NAN, |(value, _)| *value)
}

fn row(
    run_id: &str,
    [system, first, second]: [&str; 3],
    (group, outcome, year): (&'static str, &Outcome, u32),
    found: &Paired,
) -> ComparisonRow {
    let m = found.difference;
    let in_months = if outcome.name == ATTAINMENT { months(m.mean) } else { None };
    ComparisonRow {
        run_id: run_id.to_owned(),
        system: system.to_owned(),
        first: first.to_owned(),
        second: second.to_owned(),
        year,
        group,
        outcome: outcome.name,
        unit: outcome.unit,
        n: m.n,
        difference: m.mean,
        sd: m.sd,
        se: m.se,
        low: m.interval.0,
        high: m.interval.1,
        level: LEVEL,
        p5: m.percentiles[0],
        p50: m.percentiles[1],
        p95: m.percentiles[2],
        better: outcome.better.map_or("", |better| better.word()),
        probability: found.wins.map(|w| w.share),
        probability_se: found.wins.map(|w| w.se),
        probability_low: found.wins.map(|w| w.interval.0),
        probability_high: found.wins.map(|w| w.interval.1),
        months: in_months.map(f64::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_stands_once() {
        assert_eq!(pairs(3).collect::<Vec<_>>(), [(1, 0), (1, 2), (1, 3), (2, 0), (2, 3), (3, 0)]);
        assert_eq!(pairs(0).count(), 0);
    }
}
