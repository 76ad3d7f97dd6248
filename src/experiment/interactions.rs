//! How policies act on one another: an arm made of other arms beside the sum of these.
//!
//! Effects are differences from doing nothing. Within a replicate every arm meets the same schools, teachers and luck,
//! so effects are added and subtracted replicate by replicate, and the luck that they share cancels. Above zero the
//! parts help each other; below they compete or overlap.
//!
//! Schools that receive or give are left out: they are other schools in each arm, and the sum of effects on other
//! schools is no effect on any.

use super::outcomes::same_in_every_arm;
use crate::rows::{InteractionRow, OutcomeRow};
use crate::scenario::System;
use crate::statistics::describe::{LEVEL, moments, moments_of_sets};
use std::collections::BTreeMap;

/// Group, outcome and year.
type Place<'a> = (&'a str, &'a str, u32);

/// The rows of every arm of a system that is made of other arms, from the outcomes of its replicates.
pub fn interactions(system: &System, rows: &[OutcomeRow]) -> Vec<InteractionRow> {
    let made: Vec<_> = (0..system.arms.len()).filter_map(|arm| Some((arm, system.parts(arm)?))).collect();
    if made.is_empty() {
        return Vec::new();
    }
    let mut by_arm: BTreeMap<&str, Vec<&OutcomeRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| same_in_every_arm(row.group)) {
        by_arm.entry(&row.arm).or_default().push(row);
    }
    let of = |arm: usize| by_arm.get(system.arms[arm].name.as_str()).map(Vec::as_slice).unwrap_or_default();
    made.iter().flat_map(|(arm, parts)| compared(&system.parts_named(parts), of(*arm), &summed(parts, of))).collect()
}

/// The effects of some arms added up, by place and replicate; only where every one of them has an effect.
fn summed<'a>(parts: &[usize], of: impl Fn(usize) -> &'a [&'a OutcomeRow]) -> BTreeMap<(Place<'a>, u32), f64> {
    let mut sums: BTreeMap<(Place<'a>, u32), (usize, f64)> = BTreeMap::new();
    for row in parts.iter().flat_map(|&part| of(part)) {
        let (parts, sum) = sums.entry((place(row), row.replicate)).or_default();
        *parts += 1;
        *sum += row.difference;
    }
    sums.into_iter().filter(|(_, (found, _))| *found == parts.len()).map(|(at, (_, sum))| (at, sum)).collect()
}

fn place(row: &OutcomeRow) -> Place<'_> {
    (row.group, row.outcome, row.year)
}

/// A row of the arm, then by replicate: parameter set, effect of the arm, sum of the effects of its parts.
type Sample<'a> = (&'a OutcomeRow, Vec<u32>, Vec<f64>, Vec<f64>);

/// An arm beside the sum of its parts, in the order of the first appearance of each group, outcome and year.
fn compared(parts: &str, whole: &[&OutcomeRow], alone: &BTreeMap<(Place<'_>, u32), f64>) -> Vec<InteractionRow> {
    let mut order: BTreeMap<Place<'_>, usize> = BTreeMap::new();
    let mut samples: Vec<Sample> = Vec::new();
    for row in whole {
        let at = *order.entry(place(row)).or_insert_with(|| {
            samples.push((row, Vec::new(), Vec::new(), Vec::new()));
            samples.len() - 1
        });
        // A replicate counts where the arm and all its parts have the outcome, so that one set of replicates is
        // behind all three means.
        let sum = alone.get(&(place(row), row.replicate)).copied().unwrap_or(f64::NAN);
        if row.difference.is_finite() && sum.is_finite() {
            samples[at].1.push(row.parameter_set);
            samples[at].2.push(row.difference);
            samples[at].3.push(sum);
        }
    }
    let rows = samples.into_iter().map(|(row, sets, together, alone)| {
        let apart: Vec<f64> = together.iter().zip(&alone).map(|(together, alone)| together - alone).collect();
        let m = moments_of_sets(&sets, &apart);
        InteractionRow {
            run_id: row.run_id.clone(),
            system: row.system.clone(),
            arm: row.arm.clone(),
            parts: parts.to_owned(),
            year: row.year,
            group: row.group,
            outcome: row.outcome,
            unit: row.unit,
            n: m.n,
            together: moments(&together).mean,
            alone_summed: moments(&alone).mean,
            interaction: m.mean,
            se: m.se,
            low: m.interval.0,
            high: m.interval.1,
            level: LEVEL,
        }
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Decisions;
    use crate::policy::{LocalObservation, Policy, SchoolPairing, TeachingResearchGroups};
    use crate::price::Prices;
    use crate::scenario::{Arm, Population};
    use crate::setting::{Country, Phase};

    fn pairing() -> Policy {
        Policy::SchoolPairing(SchoolPairing::default())
    }
    fn watching() -> Policy {
        Policy::LocalObservation(LocalObservation::default())
    }
    fn meeting() -> Policy {
        Policy::TeachingResearchGroups(TeachingResearchGroups::default())
    }

    fn system(arms: Vec<(&str, Vec<Policy>)>) -> System {
        System {
            name: "England".to_owned(),
            setting: Country::England,
            population: Population::File { path: String::new() },
            arms: arms.into_iter().map(|(name, policies)| Arm { name: name.to_owned(), policies }).collect(),
            parameters: Vec::new(),
            prices: Prices::found(Country::England, Phase::Primary),
            decisions: Decisions::default(),
        }
    }

    /// Rows of one outcome in a year: effect of each arm by replicate.
    fn outcomes(group: &'static str, effects: &[(&str, &[f64])]) -> Vec<OutcomeRow> {
        let rows = effects.iter().flat_map(|(arm, effects)| {
            effects.iter().enumerate().map(move |(replicate, &difference)| OutcomeRow {
                run_id: "r".to_owned(),
                system: "England".to_owned(),
                arm: (*arm).to_owned(),
                replicate: replicate as u32,
                parameter_set: 0,
                seed: 1,
                year: 3,
                group,
                schools: 10,
                outcome: "attainment",
                unit: "pupil SD",
                value: 0.5 + difference,
                counterfactual: 0.5,
                difference,
            })
        });
        rows.collect()
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn an_interaction_is_what_the_parts_do_not_add_up_to() {
        let system = system(vec![
            ("A", vec![pairing()]),
            ("B", vec![watching()]),
            // In another order: the same policies.
            ("AB", vec![watching(), pairing()]),
        ]);
        let rows =
            outcomes("all", &[("do nothing", &[0.0; 2]), ("A", &[0.1; 2]), ("B", &[0.2; 2]), ("AB", &[0.25; 2])]);
        let found = interactions(&system, &rows);
        assert_eq!(found.len(), 1);
        let row = &found[0];
        assert_eq!((row.arm.as_str(), row.parts.as_str(), row.year, row.group, row.n), ("AB", "A + B", 3, "all", 2));
        assert!(near(row.together, 0.25) && near(row.alone_summed, 0.3) && near(row.interaction, -0.05), "{row:?}");
        assert!(near(row.se, 0.0) && near(row.low, -0.05) && near(row.high, -0.05), "{row:?}");
    }

    #[test]
    fn replicates_are_compared_one_by_one() {
        let system = system(vec![("A", vec![pairing()]), ("B", vec![watching()]), ("AB", vec![pairing(), watching()])]);
        // Luck moves every arm far; the interaction is 0.02 and 0.04 whatever the luck. t(1) at 0.975 is 12.7062.
        let rows = outcomes("all", &[("A", &[5.0, -3.0]), ("B", &[1.0, 7.0]), ("AB", &[6.02, 4.04])]);
        let row = &interactions(&system, &rows)[0];
        assert!(near(row.interaction, 0.03) && near(row.se, 0.01) && row.level == 0.95, "{row:?}");
        assert!((row.low - (0.03 - 12.706_204_7 * 0.01)).abs() < 1e-8, "{row:?}");
        assert!((row.high - (0.03 + 12.706_204_7 * 0.01)).abs() < 1e-8, "{row:?}");
    }

    #[test]
    fn three_parts_add_up_too() {
        let system = system(vec![
            ("All", vec![meeting(), pairing(), watching()]),
            ("P", vec![pairing()]),
            ("W", vec![watching()]),
            ("M", vec![meeting()]),
        ]);
        let effects: [(&str, &[f64]); 4] = [("All", &[0.7; 3]), ("P", &[0.1; 3]), ("W", &[0.2; 3]), ("M", &[0.3; 3])];
        let found = interactions(&system, &outcomes("all", &effects));
        assert_eq!((found.len(), found[0].parts.as_str(), found[0].n), (1, "P + W + M", 3));
        assert!(near(found[0].alone_summed, 0.6) && near(found[0].interaction, 0.1), "{:?}", found[0]);
    }

    #[test]
    fn without_an_arm_made_of_others_there_are_no_rows() {
        let system = system(vec![("A", vec![pairing()]), ("BC", vec![watching(), meeting()])]);
        assert_eq!(interactions(&system, &outcomes("all", &[("A", &[0.1; 2]), ("BC", &[0.3; 2])])), []);
    }

    #[test]
    fn schools_that_differ_from_arm_to_arm_are_left_out() {
        let system = system(vec![("A", vec![pairing()]), ("B", vec![watching()]), ("AB", vec![pairing(), watching()])]);
        let effects: [(&str, &[f64]); 3] = [("A", &[0.1; 2]), ("B", &[0.2; 2]), ("AB", &[0.25; 2])];
        let groups = ["all", "urban", "rural", "receiving", "giving", "lowest fifth", "highest fifth"];
        let rows: Vec<OutcomeRow> = groups.iter().flat_map(|&group| outcomes(group, &effects)).collect();
        let found: Vec<&str> = interactions(&system, &rows).iter().map(|row| row.group).collect();
        assert_eq!(found, ["all", "urban", "rural", "lowest fifth", "highest fifth"]);
    }

    #[test]
    fn a_replicate_without_the_outcome_counts_in_no_mean() {
        let system = system(vec![("A", vec![pairing()]), ("B", vec![watching()]), ("AB", vec![pairing(), watching()])]);
        let rows = outcomes("all", &[("A", &[0.1, 9.0]), ("B", &[0.2, f64::NAN]), ("AB", &[0.4, 9.0])]);
        let row = &interactions(&system, &rows)[0];
        assert_eq!(row.n, 1);
        assert!(near(row.together, 0.4) && near(row.alone_summed, 0.3) && near(row.interaction, 0.1), "{row:?}");
        assert!(row.se.is_nan() && row.low.is_nan() && row.high.is_nan());
        // Nor does one that an interrupted run has in one arm only.
        let rows = outcomes("all", &[("A", &[0.1, 0.1]), ("B", &[0.2]), ("AB", &[0.4, 0.4])]);
        assert_eq!(interactions(&system, &rows)[0].n, 1);
    }
}
