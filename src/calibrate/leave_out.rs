//! Each trial predicted from the others, and which targets pull each other.

use super::chance::Chance;
use super::judge::Judge;
use super::outcome::{LeftOut, Missed, Prediction, Tension};
use super::problem::{Failure, Settings, Target};
use super::record::Recorded;
use super::sampler::{self, Cloud};

/// First stage number of the samplers without a group; groups follow.
const WITHOUT_GROUP: u32 = 10_000;
/// First stage number of the samplers without a target.
const WITHOUT_TARGET: u32 = 20_000;

/// Shift of another target, in its standard errors, from which two targets are said to pull each other.
pub const PULL: f64 = 0.5;

/// Predicts each group's targets from the posterior without the group: sampled on the emulators from the prior anew,
/// then simulated for that group alone.
pub fn groups(
    targets: &[Target],
    settings: &Settings,
    judge: &Judge,
    recorded: &Recorded,
    dimensions: usize,
) -> Result<Vec<LeftOut>, Failure> {
    let mut groups: Vec<usize> = targets.iter().map(|t| t.group).collect();
    groups.sort_unstable();
    groups.dedup();
    if settings.leave_out == 0 {
        groups.clear();
    }
    let one = |(number, group): (usize, usize)| {
        let chance = Chance::of(settings.seed, WITHOUT_GROUP + number as u32);
        let count = settings.particles.max(settings.leave_out);
        let start = sampler::prior(chance, count, dimensions);
        let density = |v: &[f64]| (0.0, judge.log_likelihood(&judge.at(v), Some(group)));
        let Cloud { particles, passage } = sampler::carry(chance, start, settings.moves, &density);
        let chosen = chance.choose(settings.leave_out, particles.len());
        let places: Vec<Vec<f64>> = chosen.into_iter().map(|i| sampler::places(&particles[i])).collect();
        let runs = recorded.simulate(&format!("without {group}"), &places, Some(group))?;
        let equal = vec![1.0 / runs.len() as f64; runs.len()];
        let predictions = (0..targets.len())
            .filter(|&t| targets[t].group == group)
            .map(|t| {
                let values: Vec<f64> = runs.iter().map(|run| run.values[t]).collect();
                Prediction::of(&targets[t], &values, &equal)
            })
            .collect();
        Ok(LeftOut { group, passage, predictions })
    };
    groups.into_iter().enumerate().map(one).collect()
}

/// Leaves each target out in turn, carrying the particles of the full posterior to the one without it, and lists the
/// targets whose emulated mean moves by more than [`PULL`].
pub fn tensions(targets: &[Target], settings: &Settings, judge: &Judge, full: &[Vec<f64>]) -> Vec<Tension> {
    let means = |particles: &[Vec<f64>]| {
        let mut sums = vec![0.0; targets.len()];
        for particle in particles {
            sums.iter_mut().zip(judge.at(particle)).for_each(|(s, v)| *s += v / particles.len() as f64);
        }
        sums
    };
    let before = means(full);
    let mut found = Vec::new();
    for (left_out, target) in targets.iter().enumerate() {
        let chance = Chance::of(settings.seed, WITHOUT_TARGET + left_out as u32);
        let density = |v: &[f64]| {
            let values = judge.at(v);
            let all = judge.log_likelihood(&values, None);
            (all, all - judge.of_target(left_out, &values))
        };
        let cloud = sampler::carry(chance, full.to_vec(), settings.moves, &density);
        let after = means(&cloud.particles);
        for (moved, other) in targets.iter().enumerate() {
            let spread = other.variance().sqrt();
            let (z_with, z_without) = (other.deviation(before[moved], spread), other.deviation(after[moved], spread));
            if moved != left_out && (z_without - z_with).abs() > PULL {
                found.push(Tension {
                    left_out: target.name.clone(),
                    moved: other.name.clone(),
                    z_with,
                    z_without,
                    contradicts: z_without.abs() < z_with.abs(),
                });
            }
        }
    }
    found
}

/// Targets missed by more than two standard errors, in the fit or when their trial was left out.
pub fn missed(fits: &[Prediction], left_out: &[LeftOut]) -> Vec<Missed> {
    let out: Vec<&Prediction> = left_out.iter().flat_map(|l| &l.predictions).collect();
    let far = |z: Option<f64>| z.is_some_and(|z| z.abs() > 2.0);
    fits.iter()
        .map(|fit| {
            let left_out = out.iter().find(|p| p.target == fit.target);
            Missed { target: fit.target.clone(), z: fit.z, z_left_out: left_out.and_then(|p| p.z_predictive) }
        })
        .filter(|m| far(m.z) || far(m.z_left_out))
        .collect()
}
