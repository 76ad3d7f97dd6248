//! Tempered sequential Monte Carlo: particles carried from one distribution to another through those between.

use super::chance::{Chance, uniform, uniform_side};
use crate::rng;
use nalgebra::{Cholesky, DMatrix, Dyn};
use rayon::prelude::*;
use serde::Serialize;

/// How a sampler went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Passage {
    /// Temperatures, from just above 0 to 1.
    pub temperatures: Vec<f64>,
    /// Effective share of the particles after weighting at each temperature.
    pub effective_share: Vec<f64>,
    /// Share of proposals accepted at each temperature.
    pub acceptance: Vec<f64>,
    /// Mean squared way of a particle at the last temperature, in variances of the particles; 2 is a fresh draw.
    pub moved: f64,
    /// Logarithm of the ratio of the two distributions' totals: of the evidence, if the first one is the prior.
    pub log_evidence: f64,
}

/// Particles, as standard normals (each the normal score of a place on the prior's scale).
#[derive(Clone, Debug)]
pub struct Cloud {
    /// Particles.
    pub particles: Vec<Vec<f64>>,
    /// How they came.
    pub passage: Passage,
}

/// Logarithms of the densities to start from and to arrive at, both against the prior.
pub type Densities<'a> = dyn Fn(&[f64]) -> (f64, f64) + Sync + 'a;

/// Least effective share of the particles when a temperature is raised.
const LEAST_SHARE: f64 = 0.6;

/// Share of proposals that should be accepted.
const ACCEPTANCE: f64 = 0.3;

#[derive(Clone)]
struct Particle {
    at: Vec<f64>,
    densities: (f64, f64),
    /// Logarithm of the prior, a standard normal, without its constant.
    prior: f64,
}

impl Particle {
    fn new(at: Vec<f64>, density: &Densities) -> Self {
        let densities = density(&at);
        let prior = -0.5 * at.iter().map(|x| x * x).sum::<f64>();
        Self { at, densities, prior }
    }

    fn log(&self, temperature: f64) -> f64 {
        self.prior + self.densities.0 + temperature * (self.densities.1 - self.densities.0)
    }

    fn gain(&self) -> f64 {
        self.densities.1 - self.densities.0
    }
}

/// Particles of the prior.
pub fn prior(chance: Chance, count: usize, dimensions: usize) -> Vec<Vec<f64>> {
    chance.spread_normal(count, dimensions)
}

/// Carries `start`, a sample of the first density, to the second.
pub fn carry(chance: Chance, start: Vec<Vec<f64>>, moves: usize, density: &Densities) -> Cloud {
    let mut particles: Vec<Particle> = start.into_par_iter().map(|at| Particle::new(at, density)).collect();
    let mut passage = Passage {
        temperatures: Vec::new(),
        effective_share: Vec::new(),
        acceptance: Vec::new(),
        moved: 0.0,
        log_evidence: 0.0,
    };
    let dimensions = particles[0].at.len();
    let mut mover = Mover { toward: 0.5, walk: 2.38 / (dimensions as f64).sqrt(), sweep: 0 };
    let mut temperature = 0.0;
    while temperature < 1.0 {
        let gains: Vec<f64> = particles.iter().map(Particle::gain).collect();
        let next = raised(&gains, temperature);
        let weights = weights(&gains, next - temperature);
        passage.log_evidence += weights.log_mean;
        passage.temperatures.push(next);
        passage.effective_share.push(weights.effective_share);
        temperature = next;
        let start = uniform(chance.words(usize::MAX - 2, passage.temperatures.len(), 1)[0]);
        particles = systematic(&weights.shares, start).into_iter().map(|i| particles[i].clone()).collect();
        let last = temperature >= 1.0;
        let before: Vec<Vec<f64>> = if last { particles.iter().map(|p| p.at.clone()).collect() } else { Vec::new() };
        let sweeps = if last { 2 * moves } else { moves };
        let accepted: f64 = (0..sweeps).map(|_| mover.sweep(chance, &mut particles, temperature, density)).sum();
        passage.acceptance.push(accepted / sweeps as f64);
        if last {
            passage.moved = way(&before, &particles);
        }
    }
    Cloud { particles: particles.into_iter().map(|p| p.at).collect(), passage }
}

/// The highest temperature at which enough particles still count.
fn raised(gains: &[f64], temperature: f64) -> f64 {
    if weights(gains, 1.0 - temperature).effective_share >= LEAST_SHARE {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0 - temperature);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if weights(gains, middle).effective_share >= LEAST_SHARE {
            low = middle;
        } else {
            high = middle;
        }
    }
    // A step however small, should a single particle outweigh all others at once.
    (temperature + low.max(1e-9)).min(1.0)
}

struct Weights {
    shares: Vec<f64>,
    effective_share: f64,
    log_mean: f64,
}

fn weights(gains: &[f64], step: f64) -> Weights {
    let most = gains.iter().fold(f64::NEG_INFINITY, |most, g| most.max(step * g));
    let raw: Vec<f64> = gains.iter().map(|g| libm::exp(step * g - most)).collect();
    let sum: f64 = raw.iter().sum();
    let squares: f64 = raw.iter().map(|w| w * w).sum();
    let n = gains.len() as f64;
    let shares = raw.into_iter().map(|w| w / sum).collect();
    Weights { shares, effective_share: sum * sum / squares / n, log_mean: most + libm::log(sum / n) }
}

/// Systematic resampling: as many copies of each as its share of all says, give or take less than one.
pub fn systematic(shares: &[f64], start: f64) -> Vec<usize> {
    let n = shares.len();
    let mut chosen = Vec::with_capacity(n);
    let (mut sum, mut at) = (shares[0], 0);
    for k in 0..n {
        let mark = (k as f64 + start) / n as f64;
        while sum < mark && at + 1 < n {
            at += 1;
            sum += shares[at];
        }
        chosen.push(at);
    }
    chosen
}

/// Moves by two kinds of proposal in turn: toward a fresh draw from the normal with the particles' mean and
/// covariance (autoregressive: far when the density is near normal), and a random walk of that covariance (which
/// does not need it to be). Step sizes adapt from sweep to sweep.
struct Mover {
    toward: f64,
    walk: f64,
    sweep: usize,
}

struct Shape {
    mean: Vec<f64>,
    factor: DMatrix<f64>,
}

impl Mover {
    /// One proposal of each kind for each particle; returns the share accepted.
    fn sweep(&mut self, chance: Chance, particles: &mut [Particle], temperature: f64, density: &Densities) -> f64 {
        let shape = Shape::of(particles);
        let toward = self.try_all(chance, particles, temperature, density, &shape, true);
        let walk = self.try_all(chance, particles, temperature, density, &shape, false);
        self.toward = (self.toward * libm::exp(toward - ACCEPTANCE)).clamp(0.01, 1.0);
        self.walk = (self.walk * libm::exp(walk - ACCEPTANCE)).clamp(1e-4, 10.0);
        f64::midpoint(toward, walk)
    }

    fn try_all(
        &mut self,
        chance: Chance,
        particles: &mut [Particle],
        temperature: f64,
        density: &Densities,
        shape: &Shape,
        fresh: bool,
    ) -> f64 {
        let sweep = self.sweep;
        self.sweep += 1;
        let step = if fresh { self.toward } else { self.walk };
        let count = particles.len();
        let accepted: usize = particles
            .par_iter_mut()
            .enumerate()
            .map(|(number, particle)| {
                let words = chance.words(sweep, number, particle.at.len() + 1);
                let draw = shape.spread(words[1..].iter().map(|&w| f64::from(rng::normal(w))).collect());
                let at = if fresh {
                    let keep = (1.0 - step * step).sqrt();
                    let middle = shape.mean.iter().zip(&particle.at).map(|(m, x)| m + keep * (x - m));
                    middle.zip(&draw).map(|(x, d)| x + step * d).collect()
                } else {
                    particle.at.iter().zip(&draw).map(|(x, d)| x + step * d).collect()
                };
                let proposed = Particle::new(at, density);
                let mut log = proposed.log(temperature) - particle.log(temperature);
                if fresh {
                    // The proposal keeps the normal of that shape: only how the density differs from it counts.
                    log += shape.half_distance(&proposed.at) - shape.half_distance(&particle.at);
                }
                let accept = libm::log(uniform(words[0])) < log;
                if accept {
                    *particle = proposed;
                }
                usize::from(accept)
            })
            .sum();
        accepted as f64 / count as f64
    }
}

impl Shape {
    /// Mean of the particles, and a triangular factor of their covariance.
    fn of(particles: &[Particle]) -> Self {
        let (n, d) = (particles.len() as f64, particles[0].at.len());
        let mut mean = vec![0.0; d];
        for p in particles {
            mean.iter_mut().zip(&p.at).for_each(|(m, x)| *m += x / n);
        }
        let mut sums = vec![0.0; d * d];
        for p in particles {
            let off: Vec<f64> = p.at.iter().zip(&mean).map(|(x, m)| x - m).collect();
            for (a, sums) in off.iter().zip(sums.chunks_exact_mut(d)) {
                sums.iter_mut().zip(&off).for_each(|(s, b)| *s += a * b / n);
            }
        }
        let covariance = DMatrix::from_vec(d, d, sums);
        // Particles that are copies of few leave it singular: a little more on the diagonal until it has a root.
        let size = covariance.trace() / d as f64;
        let mut more = 1e-9;
        let factor = loop {
            let padded = &covariance + DMatrix::identity(d, d) * (more * size + 1e-12);
            match Cholesky::<f64, Dyn>::new(padded) {
                Some(root) => break root.l(),
                None => more *= 10.0,
            }
        };
        Self { mean, factor }
    }

    /// Makes independent standard normals draws of this covariance.
    fn spread(&self, normals: Vec<f64>) -> Vec<f64> {
        let d = normals.len();
        (0..d).map(|i| (0..=i).map(|j| self.factor[(i, j)] * normals[j]).sum()).collect()
    }

    /// Half the squared distance from the mean, in this covariance.
    fn half_distance(&self, at: &[f64]) -> f64 {
        let mut solved = vec![0.0; at.len()];
        for i in 0..at.len() {
            let known: f64 = (0..i).map(|j| self.factor[(i, j)] * solved[j]).sum();
            solved[i] = (at[i] - self.mean[i] - known) / self.factor[(i, i)];
        }
        0.5 * solved.iter().map(|x| x * x).sum::<f64>()
    }
}

/// Mean squared way of the particles in units of their variance, over all dimensions.
fn way(before: &[Vec<f64>], after: &[Particle]) -> f64 {
    let (n, d) = (after.len() as f64, before[0].len());
    let ways = (0..d).map(|k| {
        let mean = after.iter().map(|p| p.at[k]).sum::<f64>() / n;
        let variance = after.iter().map(|p| (p.at[k] - mean) * (p.at[k] - mean)).sum::<f64>() / n;
        let way = before.iter().zip(after).map(|(b, p)| (p.at[k] - b[k]) * (p.at[k] - b[k])).sum::<f64>() / n;
        way / variance.max(1e-12)
    });
    ways.sum::<f64>() / d as f64
}

/// Places on the priors' scales, between 0 and 1.
pub fn places(normals: &[f64]) -> Vec<f64> {
    normals.iter().map(|&v| f64::midpoint(uniform_side(v), 1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_normal_posterior_and_its_evidence_are_found() {
        // Prior N(0, 1) twice; the first seen as 1 with SD 0.1, their sum as 0 with SD 0.5.
        let seen = |z: f64, sd: f64| -0.5 * (z / sd) * (z / sd) - libm::log(sd) - 0.918_938_533_204_673;
        let density = |v: &[f64]| (0.0, seen(1.0 - v[0], 0.1) + seen(v[0] + v[1], 0.5));
        let chance = Chance::of(5, 1);
        let cloud = carry(chance, prior(chance, 4000, 2), 5, &density);
        let n = cloud.particles.len() as f64;
        let mean = |k: usize| cloud.particles.iter().map(|p| p[k]).sum::<f64>() / n;
        let precision = nalgebra::Matrix2::new(1.0 + 100.0 + 4.0, 4.0, 4.0, 1.0 + 4.0);
        let covariance = precision.try_inverse().unwrap();
        let exact = covariance * nalgebra::Vector2::new(100.0, 0.0);
        for k in 0..2 {
            let sd = (cloud.particles.iter().map(|p| (p[k] - mean(k)).powi(2)).sum::<f64>() / n).sqrt();
            assert!((mean(k) - exact[k]).abs() < 0.1 * covariance[(k, k)].sqrt(), "{k} {} {exact}", mean(k));
            assert!((sd / covariance[(k, k)].sqrt() - 1.0).abs() < 0.07, "{k} {sd} {covariance}");
        }
        // Seen values are N(0, ...): 1 and 0 with variances 1.01 and 2.25, covariance 1.
        let det = 1.01 * 2.25 - 1.0;
        let evidence = -0.5 * 2.25 / det - 0.5 * libm::log(det) - 2.0 * 0.918_938_533_204_673;
        assert!((cloud.passage.log_evidence - evidence).abs() < 0.1, "{:?} {evidence}", cloud.passage);
        assert!(cloud.passage.moved > 1.0, "{:?}", cloud.passage);
    }

    #[test]
    fn resampling_copies_by_share() {
        assert_eq!(systematic(&[0.5, 0.0, 0.25, 0.25], 0.5), [0, 0, 2, 3]);
        assert_eq!(systematic(&[0.0, 0.0, 0.0, 1.0], 0.99), [3, 3, 3, 3]);
    }
}
