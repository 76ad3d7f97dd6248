//! How much of the variance of the headline outcome rests on parameters of which grade: a pick-freeze design.
//!
//! A draw `j` has two parameter sets of the sample, `A` and `B`. The base runs have `A`; for each group of parameters the
//! same replicates, with the same random numbers, are run again with that group's values from `B` and all others still
//! from `A`. Jansen's estimator of the total effect is `mean((y_A − y_AB)²) / (2 Var(y))`: the share of the variance that
//! would be left if everything but the group were known. Chance is treated as one group more: replicates that have equal
//! parameters and other random numbers.
//!
//! Two things to know when reading it. Where groups, or a group and chance, act on one another, what they do together
//! counts for each, so that shares may sum to more than one. And taking a group's values from another set cuts its
//! correlation with the other groups: the shares are those of a sample in which groups are independent of one another,
//! while correlation within a group is kept.

use super::execute::{Failure, on_threads, record, teacher_years};
use super::outcomes::{self, Standing};
use super::plan::Case;
use super::sets::Sets;
use crate::in_turn::in_turn;
use crate::model::Model;
use crate::parameter::Grade;
use crate::population::SchoolList;
use crate::scenario::{Scenario, System};
use serde::Serialize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Draws that are begun together: an interrupted run keeps whole ones.
const BLOCK: u32 = 4;

/// Fewest finished draws of which a variance is told.
pub const FEWEST_DRAWS: usize = 4;

/// A share of the variance and its error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Share of the variance; not a number where nothing varies.
    pub share: f64,
    /// Its standard error by the jackknife over draws.
    pub se: f64,
}

/// Results by draw and replicate.
pub type Runs = [Vec<f64>];

/// Total effect of what differs between `base` and `changed`, draw by draw and replicate by replicate.
pub fn total_effect(base: &Runs, changed: &Runs) -> Share {
    jackknife(base.len(), |left_out| {
        let pairs = kept(base, left_out).zip(kept(changed, left_out));
        let squares = pairs.map(|(a, b)| mean(a.iter().zip(b).map(|(a, b)| (a - b) * (a - b) / 2.0)));
        mean(squares) / variance(base, left_out)
    })
}

/// Share of chance: the variance between replicates that have equal parameters. Needs two replicates of each draw.
pub fn chance(base: &Runs) -> Share {
    jackknife(base.len(), |left_out| {
        let within = kept(base, left_out).map(|runs| sample_variance(runs.iter().copied()));
        mean(within) / variance(base, left_out)
    })
}

/// Variance of the result of one replicate: over draws, for each place among their replicates, and the mean of these.
/// Replicates of one draw are alike, so that pooling them would understate it.
pub fn variance(base: &Runs, left_out: Option<usize>) -> f64 {
    let replicates = base.first().map_or(0, Vec::len);
    mean((0..replicates).map(|r| sample_variance(kept(base, left_out).map(|runs| runs[r]))))
}

fn kept(runs: &Runs, left_out: Option<usize>) -> impl Iterator<Item = &Vec<f64>> + Clone {
    runs.iter().enumerate().filter(move |(j, _)| Some(*j) != left_out).map(|(_, runs)| runs)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.fold((0.0, 0.0), |(n, sum), v| (n + 1.0, sum + v));
    sum / n
}

fn sample_variance(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let m = mean(values.clone());
    let (n, squares) = values.fold((0.0, 0.0), |(n, sum), v| (n + 1.0, sum + (v - m) * (v - m)));
    squares / (n - 1.0)
}

fn jackknife(n: usize, of: impl Fn(Option<usize>) -> f64) -> Share {
    let without: Vec<f64> = (0..n).map(|j| of(Some(j))).collect();
    let m = mean(without.iter().copied());
    let squares = without.iter().map(|v| (v - m) * (v - m)).sum::<f64>();
    let share = of(None);
    Share {
        share: if share.is_finite() { share } else { f64::NAN },
        se: ((n as f64 - 1.0) / n as f64 * squares).sqrt(),
    }
}

/// What is to be computed.
#[derive(Clone, Copy, Debug)]
pub struct Freeze {
    /// Draws of two parameter sets.
    pub draws: u32,
    /// Replicates of each draw, two or more.
    pub replicates: u32,
    /// Threads; 0 for all cores.
    pub threads: usize,
}

/// Share of the variance of an arm's headline effect that rests on a group of parameters, or on chance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VarianceRow {
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Last school year.
    pub year: u32,
    /// Grade of the parameters, or `chance`.
    pub group: String,
    /// Parameters of that grade which the sample varies; 0 for chance.
    pub parameters: u32,
    /// Total effect as a share of the variance; none where the group does not vary.
    pub share: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
    /// SD of the headline effect of one replicate, pupil SD.
    pub sd: f64,
    /// Finished draws.
    pub draws: u32,
    /// Replicates of each.
    pub replicates: u32,
}

/// The parameters of a grade that vary in a system: named by the sample and not set by the scenario.
pub fn varied(system: &System, sets: &Sets, grade: Grade) -> Vec<&'static str> {
    let names = sets.sample().map(|s| s.names.as_slice()).unwrap_or_default();
    let varies = |name: &str| names.iter().any(|n| n == name) && system.parameters.iter().all(|(set, _)| set != name);
    Model::TABLE.iter().filter(|p| p.grade == grade && varies(p.name)).map(|p| p.name).collect()
}

/// Grades in the order in which they are told: the weakest first.
pub const GRADES: [Grade; 3] = [Grade::Assumption, Grade::Derived, Grade::Measured];

/// A run of the design: which system, draw, group (none for the base) and replicate of the draw.
#[derive(Clone, Copy)]
struct Run {
    system: usize,
    draw: u32,
    group: Option<usize>,
    replicate: u32,
}

fn runs(scenario: &Scenario, groups: &[Vec<Vec<&str>>], freeze: Freeze, draws: std::ops::Range<u32>) -> Vec<Run> {
    let mut all = Vec::new();
    for draw in draws {
        for (system, groups) in groups.iter().enumerate().take(scenario.systems.len()) {
            let varied = groups.iter().enumerate().filter(|(_, names)| !names.is_empty()).map(|(g, _)| Some(g));
            for group in std::iter::once(None).chain(varied) {
                all.extend((0..freeze.replicates).map(|replicate| Run { system, draw, group, replicate }));
            }
        }
    }
    all
}

fn grouped(scenario: &Scenario, sets: &Sets) -> Vec<Vec<Vec<&'static str>>> {
    scenario.systems.iter().map(|system| GRADES.map(|grade| varied(system, sets, grade)).to_vec()).collect()
}

/// Headline effects of each arm by draw and replicate, in the base and with each group changed.
struct Found {
    /// By group, 0 for the base, then arm, draw, replicate.
    effects: Vec<Vec<Vec<Vec<f64>>>>,
}

/// Runs the design and tells the shares of each system and arm. When `stop` becomes true no further draw is begun, and
/// what is finished is told.
pub fn rests_on(
    scenario: &Scenario,
    lists: &[SchoolList],
    sets: &Sets,
    freeze: Freeze,
    progress: &(dyn Fn(u64, u64) + Sync),
    stop: &AtomicBool,
) -> Result<Vec<VarianceRow>, Failure> {
    let groups = grouped(scenario, sets);
    let years: Vec<u64> = (0..scenario.systems.len()).map(|s| teacher_years(scenario, lists, s)).collect();
    let total = runs(scenario, &groups, freeze, 0..freeze.draws).iter().map(|run| years[run.system]).sum();
    let done = AtomicU64::new(0);
    progress(0, total);
    let one = |run: &Run| {
        let posts = lists[run.system].posts();
        let tick = || progress(done.fetch_add(posts, Ordering::Relaxed) + posts, total);
        let system = &scenario.systems[run.system];
        let changed = run.group.map_or(&[][..], |group| groups[run.system][group].as_slice());
        let model = sets.mixed(system, run.draw, changed);
        let case = Case { system: run.system, replicate: run.draw * freeze.replicates + run.replicate };
        let record = record(scenario, &lists[run.system], case, model, &tick)?;
        let observed = outcomes::observe(&Standing::of(&lists[run.system]), &record);
        Ok((*run, outcomes::headline(&observed, system.arms.len())))
    };
    let mut found: Vec<Found> = scenario.systems.iter().map(Found::new).collect();
    let finished = on_threads(freeze.threads, || {
        let mut finished = 0;
        while finished < freeze.draws {
            let block = finished..freeze.draws.min(finished + BLOCK);
            let all = runs(scenario, &groups, freeze, block.clone());
            let run = |at: usize| if stop.load(Ordering::Relaxed) { Ok(None) } else { one(&all[at]).map(Some) };
            let ended: Vec<Option<(Run, Vec<f64>)>> =
                in_turn(all.len(), usize::MAX, run).into_iter().collect::<Result<_, Failure>>()?;
            let Some(ended) = ended.into_iter().collect::<Option<Vec<_>>>() else { break };
            for (run, effects) in ended {
                found[run.system].keep(&run, &effects);
            }
            finished = block.end;
        }
        Ok(finished)
    })?;
    if (finished as usize) < FEWEST_DRAWS {
        return Err(Failure::Nothing);
    }
    let told = scenario.systems.iter().zip(&groups).zip(&found);
    Ok(told.flat_map(|((system, groups), found)| found.rows(scenario, system, groups, freeze)).collect())
}

impl Found {
    fn new(system: &System) -> Self {
        Self { effects: vec![vec![Vec::new(); system.arms.len()]; 1 + GRADES.len()] }
    }

    fn keep(&mut self, run: &Run, effects: &[f64]) {
        for (draws, effect) in self.effects[run.group.map_or(0, |g| g + 1)].iter_mut().zip(effects) {
            draws.resize_with(draws.len().max(run.draw as usize + 1), Vec::new);
            draws[run.draw as usize].push(*effect);
        }
    }

    fn rows(&self, scenario: &Scenario, system: &System, groups: &[Vec<&str>], freeze: Freeze) -> Vec<VarianceRow> {
        let mut rows = Vec::new();
        for (arm, base) in self.effects[0].iter().enumerate() {
            let row = |group: String, parameters: usize, share: Option<Share>| VarianceRow {
                system: system.name.clone(),
                arm: system.arms[arm].name.clone(),
                year: scenario.years,
                group,
                parameters: parameters as u32,
                share: share.map(|s| s.share),
                se: share.map(|s| s.se),
                sd: variance(base, None).sqrt(),
                draws: base.len() as u32,
                replicates: freeze.replicates,
            };
            for (number, grade) in GRADES.iter().enumerate() {
                let varied = groups[number].len();
                let share = (varied > 0).then(|| total_effect(base, &self.effects[number + 1][arm]));
                rows.push(row(grade.to_string(), varied, share));
            }
            rows.push(row("chance".to_owned(), 0, Some(chance(base))));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Place, Purpose, Streams, normal, uniform};
    use crate::units::Week;

    /// Uniform and normal numbers of their own for each draw and input.
    fn number(draw: usize, input: usize, is_normal: bool) -> f64 {
        let mut draws = Streams::new(5, 0).at(Purpose::Lot, Place::WORLD, Week { year: 0, week: input as u32 });
        let word = draws.slot(draw).word();
        f64::from(if is_normal { normal(word) } else { uniform(word) })
    }

    /// Runs a function of three inputs with inputs of `changed` from the second sample; one replicate, no chance.
    fn runs_of(f: impl Fn([f64; 3]) -> f64, n: usize, changed: &[usize]) -> Vec<Vec<f64>> {
        let input = |j, i| number(j, if changed.contains(&i) { i + 10 } else { i }, false);
        (0..n).map(|j| vec![f([input(j, 0), input(j, 1), input(j, 2)])]).collect()
    }

    #[test]
    fn the_shares_of_ishigamis_function_are_the_known_ones() {
        let pi = std::f64::consts::PI;
        let f = |x: [f64; 3]| {
            let x = x.map(|u| pi * (2.0 * u - 1.0));
            libm::sin(x[0]) + 7.0 * libm::sin(x[1]) * libm::sin(x[1]) + 0.1 * libm::pow(x[2], 4.0) * libm::sin(x[0])
        };
        let base = runs_of(f, 1500, &[]);
        // Ishigami and Homma 1990 with a = 7, b = 0.1.
        for (changed, known) in [(&[0][..], 0.5576), (&[1], 0.4424), (&[2], 0.2437), (&[0, 1, 2], 1.0), (&[], 0.0)] {
            let found = total_effect(&base, &runs_of(f, 1500, changed));
            assert!(found.se < 0.05, "{changed:?}: {found:?}");
            assert!((found.share - known).abs() <= 3.5 * found.se + 1e-12, "{changed:?}: {found:?}, known {known}");
        }
    }

    #[test]
    fn the_shares_of_a_line_with_chance_are_its_squared_slopes() {
        // y = 2 a + b + e, each of variance 1: shares 4/6, 1/6, 1/6.
        let run = |j: usize, changed: Option<usize>, r: usize| {
            let input = |i: usize| number(j, if changed == Some(i) { i + 10 } else { i }, true);
            2.0 * input(0) + input(1) + number(j, 20 + r, true)
        };
        let runs = |changed| (0..1500).map(|j| (0..2).map(|r| run(j, changed, r)).collect()).collect::<Vec<Vec<f64>>>();
        let base = runs(None);
        let shares = [total_effect(&base, &runs(Some(0))), total_effect(&base, &runs(Some(1))), chance(&base)];
        for (found, known) in shares.iter().zip([4.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((found.share - known).abs() <= 3.5 * found.se && found.se < 0.03, "{found:?}, known {known}");
        }
        assert!((variance(&base, None) - 6.0).abs() < 0.6);
    }

    #[test]
    fn the_error_tells_how_far_estimates_lie_apart() {
        let f = |x: [f64; 3]| x[0] + x[1];
        let input =
            |k: usize, j: usize, i: usize, other: bool| number(40 * k + j, if other { i + 10 } else { i }, false);
        let estimate = |k: usize| {
            let runs = |other: bool| -> Vec<Vec<f64>> {
                (0..40).map(|j| vec![f([input(k, j, 0, other), input(k, j, 1, false), 0.0])]).collect()
            };
            total_effect(&runs(false), &runs(true))
        };
        let all: Vec<Share> = (0..100).map(estimate).collect();
        let spread = sample_variance(all.iter().map(|s| s.share)).sqrt();
        let told = mean(all.iter().map(|s| s.se));
        assert!((told / spread - 1.0).abs() < 0.3, "told {told}, found {spread}");
        assert!((mean(all.iter().map(|s| s.share)) - 0.5).abs() < 0.06);
    }

    #[test]
    fn what_does_not_vary_has_no_shares() {
        let same = vec![vec![1.0, 1.0]; 8];
        assert!(total_effect(&same, &same).share.is_nan() && chance(&same).share.is_nan());
    }
}
