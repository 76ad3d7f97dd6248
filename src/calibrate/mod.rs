//! Fits uncertain parameters to published trials by simulating the trials. It knows nothing of schools.
//!
//! A simulation of all trials costs too much for hundreds of thousands of points, and with thirty parameters a
//! prior point hardly ever fits. So the work goes in steps, each of which needs few simulations:
//!
//! 1. **Waves of history matching** (Craig, Goldstein, Seheult and Smith 1997; Vernon, Goldstein and Bower 2010).
//!    The first wave spreads points evenly over the whole prior (Owen-scrambled Sobol points). Each target gets an
//!    *emulator*: a quadratic polynomial of the scaled parameters fitted with a ridge penalty, which is chosen by the
//!    exact leave-one-out error (Allen 1974; Golub, Heath and Wahba 1979); the mean square of that error is the
//!    variance of what the emulator misses. A point is *ruled out* if the published value z lies more than the cutoff
//!    from the emulated value, `|z - f| / sqrt(SE² + V_sim + V_emulator)`, for more targets than a spare few. Of each
//!    later wave one half of the points is drawn from all that is not ruled out, so that nothing is lost too early,
//!    and the other half from the emulators' posterior, so that emulators are exact where it matters. All runs so far
//!    enter each fit, those ruled out with less weight. A point at which a quantity does not exist is ruled out; where
//!    that happens is emulated too.
//! 2. **A tempered sampler** (sequential Monte Carlo: Neal 2001; Del Moral, Doucet and Jasra 2006) carries particles
//!    from the prior to the posterior under the emulators: normal likelihood of each target with the variance above,
//!    or the normal tail for a target that is a bound. Temperatures follow from the particles' effective number; moves
//!    are autoregressive steps (Neal 1998) and random walks (Roberts and Rosenthal 2001) shaped by their covariance.
//!    What is not ruled out is sampled in the same way, which also tells its share of the prior, however small.
//! 3. **The last points** are drawn from that posterior and really simulated. Each gets the importance weight
//!    (Owen 2013, chapter 9) true likelihood over emulated likelihood, so that what the emulators got wrong is put
//!    right. If the weights are worth too few points they are Pareto-smoothed (Vehtari, Simpson, Gelman, Yao and Gabry
//!    2024) or, when their tail is too heavy for that, tempered; the result says which. A simulated value stands for
//!    the mean over all luck with its noise V_sim, which widens the posterior slightly.
//! 4. **Each trial left out** in turn: sampled without its targets, simulated for it alone, compared with what was
//!    published. It is the only figure here that is not a fit.
//! 5. **Checks**: what each wave left, how well emulators do, how sampler and weights went, what was learnt of each
//!    parameter, which targets are missed, and which pull each other.
//!
//! Every simulated point goes into a record, from which an interrupted calibration goes on; the same question gives the
//! same bytes with any number of threads. (Cholesky factors and eigenvectors come from nalgebra, whose last bits may
//! differ between processors; a record from another machine is refused where its points lie elsewhere.)
//!
//! No maintained crate does history matching or sequential Monte Carlo over a simulator; Sobol points, factorisations
//! and threads come from crates, and the steps between them are written here.

mod chance;
mod problem;
mod emulator;
mod judge;
mod sampler;
mod weights;
mod record;
mod outcome;
mod leave_out;

pub use outcome::{Fitted, LeftOut, Marginal, Missed, Outcome, Point, Prediction, Summary, Tension, Wave};
pub use problem::{Bound, Failure, Settings, Simulator, Target, Uncertain};
pub use record::{InFile, InMemory, Progress, Store};
pub use sampler::Passage;
pub use weights::{Evenness, Treatment};

use chance::Chance;
use judge::{Judge, Run};
use record::Recorded;
use sampler::Cloud;
use std::sync::atomic::AtomicBool;

/// Stage numbers that random numbers are keyed by.
const FIRST: u32 = 1;
const STANDING: u32 = 1000;
const WAVE_POSTERIOR: u32 = 2000;
const POSTERIOR: u32 = 3000;
const FULL: u32 = 3001;

/// Calibrates: finds the values of `uncertain` at which `simulator` reproduces `targets`.
///
/// Simulated points are kept in `store` and gone on from; `progress` is told after each; when `stop` becomes true, no
/// further point is begun and [`Failure::Stopped`] comes back.
pub fn calibrate(
    uncertain: &[Uncertain],
    targets: &[Target],
    simulator: &dyn Simulator,
    settings: &Settings,
    store: &mut dyn Store,
    stop: &AtomicBool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Outcome, Failure> {
    problem::check(uncertain, targets, settings)?;
    let threads = settings.threads;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Failure::Threads(threads, e.to_string()))?;
    let recorded = Recorded::open(uncertain, targets, simulator, settings, store, stop, progress)?;
    let question = record::fingerprint(uncertain, targets, &simulator.identity(), settings);
    pool.install(|| Course { uncertain, targets, settings, recorded: &recorded }.run(question))
}

struct Course<'a> {
    uncertain: &'a [Uncertain],
    targets: &'a [Target],
    settings: &'a Settings,
    recorded: &'a Recorded<'a>,
}

impl Course<'_> {
    fn run(&self, question: String) -> Result<Outcome, Failure> {
        let (settings, targets) = (self.settings, self.targets);
        let mut runs: Vec<Run> = Vec::new();
        let mut waves = Vec::new();
        let mut places = Chance::of(settings.seed, FIRST).spread(settings.first, self.uncertain.len());
        let mut judge: Option<Judge> = None;
        for number in 0..settings.waves {
            let stage = format!("wave {}", number + 1);
            let simulated = self.recorded.simulate(&stage, &places, None)?;
            let infeasible = simulated.iter().filter(|run| !run.whole()).count();
            runs.extend(simulated);
            let fitted = Judge::fit(targets, settings, &runs, judge.as_ref()).ok_or(Failure::Infeasible { stage })?;
            let standing = self.sample(STANDING + number as u32, &|judge, v| judge.standing(v), &fitted);
            let upright = standing.particles.iter().filter(|v| fitted.stands(&fitted.at(v))).count();
            let share = upright as f64 / standing.particles.len() as f64;
            waves.push(Wave {
                simulated: places.len(),
                infeasible,
                share_left: (share * libm::exp(standing.passage.log_evidence)).min(1.0),
                passage: standing.passage.clone(),
                emulators: self.fitted(&fitted),
            });
            if number + 1 < settings.waves {
                places = self.next_wave(number as u32, standing, &fitted);
            }
            judge = Some(fitted);
        }
        let judge = judge.ok_or_else(|| Failure::Question("no waves".to_owned()))?;
        let posterior = self.sample(POSTERIOR, &likelihood, &judge);
        let chosen = Chance::of(settings.seed, POSTERIOR).choose(settings.last, posterior.particles.len());
        let places: Vec<Vec<f64>> = chosen.iter().map(|&i| sampler::places(&posterior.particles[i])).collect();
        let last = self.recorded.simulate("last", &places, None)?;
        let ratios: Vec<f64> = chosen
            .iter()
            .zip(&last)
            .map(|(&i, run)| self.log_true(run) - judge.log_likelihood(&judge.at(&posterior.particles[i]), None))
            .map(|ratio| if ratio.is_finite() { ratio } else { f64::NEG_INFINITY })
            .collect();
        let infeasible = || Failure::Infeasible { stage: "last".to_owned() };
        let least = settings.least_share * last.len() as f64;
        let (weights, evenness) = weights::even(&ratios, least).ok_or_else(infeasible)?;
        runs.extend(last.iter().cloned());
        let sharp = Judge::fit(targets, settings, &runs, Some(&judge)).ok_or_else(infeasible)?;
        let full = self.sample(FULL, &likelihood, &sharp);
        let fits: Vec<Prediction> = (0..targets.len())
            .map(|t| {
                let values: Vec<f64> = last.iter().map(|run| run.values[t]).collect();
                Prediction::of(&targets[t], &values, &weights)
            })
            .collect();
        let left_out = leave_out::groups(targets, settings, &sharp, self.recorded, self.uncertain.len())?;
        Ok(Outcome {
            question,
            waves,
            emulators: self.fitted(&sharp),
            passage: posterior.passage,
            evenness,
            parameters: self.marginals(&last, &weights, &full.particles),
            tensions: leave_out::tensions(targets, settings, &sharp, &full.particles),
            missed: leave_out::missed(&fits, &left_out),
            sample: self.points(last, &weights),
            fits,
            left_out,
        })
    }

    /// Carries particles from the prior to a density that the judge gives of emulated values.
    fn sample(&self, stage: u32, log: &(dyn Fn(&Judge, &[f64]) -> f64 + Sync), judge: &Judge) -> Cloud {
        let chance = Chance::of(self.settings.seed, stage);
        let count = self.settings.particles.max(self.settings.last).max(self.settings.wave);
        let start = sampler::prior(chance, count, self.uncertain.len());
        sampler::carry(chance, start, self.settings.moves, &|v| (0.0, log(judge, &judge.at(v))))
    }

    /// Points of the next wave: by turns from what is not ruled out and from the emulators' posterior. If everything
    /// is ruled out, what comes nearest stands in.
    fn next_wave(&self, number: u32, standing: Cloud, judge: &Judge) -> Vec<Vec<f64>> {
        let (seed, wave) = (self.settings.seed, self.settings.wave);
        let mut upright: Vec<Vec<f64>> =
            standing.particles.iter().filter(|v| judge.stands(&judge.at(v))).cloned().collect();
        if upright.len() < wave.div_ceil(2) {
            upright = standing.particles;
        }
        let posterior = self.sample(WAVE_POSTERIOR + number, &likelihood, judge).particles;
        let wide = Chance::of(seed, STANDING + number).choose(wave.div_ceil(2), upright.len());
        let near = Chance::of(seed, WAVE_POSTERIOR + number).choose(wave / 2, posterior.len());
        let mut places: Vec<Vec<f64>> = wide.into_iter().map(|i| sampler::places(&upright[i])).collect();
        for (k, i) in near.into_iter().enumerate() {
            places.insert(2 * k + 1, sampler::places(&posterior[i]));
        }
        places
    }

    /// Logarithm of how likely the targets are given a real run; minus infinity where a quantity does not exist.
    fn log_true(&self, run: &Run) -> f64 {
        if !run.whole() {
            return f64::NEG_INFINITY;
        }
        self.targets.iter().zip(&run.values).map(|(t, &value)| t.log_likelihood(value, t.variance().sqrt())).sum()
    }

    fn fitted(&self, judge: &Judge) -> Vec<Fitted> {
        let one = |(target, e): (&Target, &emulator::Emulator)| Fitted {
            target: target.name.clone(),
            explained: e.explained,
            missed_sd: e.residual_variance.sqrt(),
            against_target: (e.residual_variance / target.variance()).sqrt(),
            penalty: e.penalty,
            curvature: e.curvature,
        };
        self.targets.iter().zip(&judge.emulators).map(one).collect()
    }

    fn marginals(&self, last: &[Run], weights: &[f64], full: &[Vec<f64>]) -> Vec<Marginal> {
        let emulated: Vec<Vec<f64>> = full.iter().map(|v| sampler::places(v)).collect();
        let one = |(k, p): (usize, &Uncertain)| {
            let places: Vec<f64> = last.iter().map(|run| run.place[k]).collect();
            let emulated: Vec<f64> = emulated.iter().map(|place| place[k]).collect();
            Marginal::of(p, &places, weights, &emulated)
        };
        self.uncertain.iter().enumerate().map(one).collect()
    }

    fn points(&self, last: Vec<Run>, weights: &[f64]) -> Vec<Point> {
        let one = |(run, &weight): (Run, &f64)| Point {
            parameters: self.uncertain.iter().zip(&run.place).map(|(p, &place)| p.at(place)).collect(),
            weight,
            simulated: run.values,
        };
        last.into_iter().zip(weights).map(one).collect()
    }
}

fn likelihood(judge: &Judge, values: &[f64]) -> f64 {
    judge.log_likelihood(values, None)
}
