//! What is calibrated: uncertain numbers, published targets, and whatever simulates the one for the other.

use serde::Serialize;

/// A number that is uncertain: any value in a range, uniform as it stands or in its logarithm.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Uncertain {
    /// Name.
    pub name: String,
    /// Lowest value.
    pub low: f64,
    /// Highest value.
    pub high: f64,
    /// Whether it is uniform in the logarithm.
    pub log: bool,
}

impl Uncertain {
    /// The value at a place between 0 (lowest) and 1 (highest) of the prior's scale.
    pub fn at(&self, place: f64) -> f64 {
        let value = if self.log {
            let low = libm::log(self.low);
            libm::exp(low + place * (libm::log(self.high) - low))
        } else {
            self.low + place * (self.high - self.low)
        };
        value.clamp(self.low, self.high)
    }
}

/// How a published number binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The quantity was measured as this.
    Exact,
    /// It is at least this.
    AtLeast,
    /// It is at most this.
    AtMost,
}

/// A published quantity that the simulation should reproduce.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Target {
    /// Trial that it was published of; targets of a group are left out together.
    pub group: usize,
    /// Name.
    pub name: String,
    /// Published value.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// How it binds.
    pub bound: Bound,
    /// Variance of a simulated value of it around the mean over all luck, at the same parameters.
    pub noise: f64,
}

impl Target {
    /// Published value less `simulated` in units of the SD `spread`; 0 where a bound is kept.
    pub fn deviation(&self, simulated: f64, spread: f64) -> f64 {
        let z = (self.value - simulated) / spread;
        match self.bound {
            Bound::Exact => z,
            Bound::AtLeast => z.max(0.0),
            Bound::AtMost => z.min(0.0),
        }
    }

    /// Logarithm of how likely the published value is if the quantity is `simulated`, with an error of SD `spread`.
    pub fn log_likelihood(&self, simulated: f64, spread: f64) -> f64 {
        let z = (self.value - simulated) / spread;
        match self.bound {
            Bound::Exact => -0.5 * z * z - libm::log(spread) - 0.5 * libm::log(2.0 * std::f64::consts::PI),
            Bound::AtLeast => super::chance::log_normal_below(-z),
            Bound::AtMost => super::chance::log_normal_below(z),
        }
    }

    /// Variance of the published value around a simulated one at the right parameters.
    pub fn variance(&self) -> f64 {
        self.se * self.se + self.noise
    }
}

/// What simulates the trials.
pub trait Simulator: Sync {
    /// What of it determines its results, in a line: with another one, simulated points are not gone on from.
    fn identity(&self) -> String;
    /// Every target's quantity at a point, in the order of the targets. With `group`, only that group's are wanted;
    /// the others may be no number. A quantity that does not exist at the point is no number either. It must not
    /// depend on anything but the point.
    fn simulate(&self, point: &[f64], group: Option<usize>) -> Result<Vec<f64>, String>;
}

/// How much is done. All but `threads` enters the result.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Settings {
    /// Seed.
    pub seed: u64,
    /// Points of the first wave, spread over the whole prior.
    pub first: usize,
    /// Points of each later wave.
    pub wave: usize,
    /// Waves in all, the first included.
    pub waves: usize,
    /// Points simulated of the posterior: the sample that is handed on.
    pub last: usize,
    /// Points simulated of each trial from the posterior without it; 0 leaves the check out.
    pub leave_out: usize,
    /// Particles of a sampler.
    pub particles: usize,
    /// Moves of every particle at a temperature, twice as many at the last one; a move is two proposals.
    pub moves: usize,
    /// Implausibility above which a point is ruled out.
    pub cutoff: f64,
    /// Targets that may be beyond the cutoff at a point that is not ruled out: of forty targets that are all right,
    /// one in ten points has one beyond three standard errors.
    pub spare: usize,
    /// Least share of the last points that the weights must be worth; below it they are tempered.
    pub least_share: f64,
    /// Threads; 0 is one for each core.
    pub threads: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            first: 800,
            wave: 500,
            waves: 4,
            last: 1000,
            leave_out: 100,
            particles: 2000,
            moves: 5,
            cutoff: 3.0,
            spare: 2,
            least_share: 0.1,
            threads: 0,
        }
    }
}

/// Why there is no result.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The question makes no sense.
    #[error("{0}")]
    Question(String),
    /// The simulator failed.
    #[error("{stage}, point {index}: {message}")]
    Simulator {
        /// Stage.
        stage: String,
        /// Point of the stage.
        index: usize,
        /// What it said.
        message: String,
    },
    /// No point of a stage has a number for every target.
    #[error("{stage}: no point has a number for every target")]
    Infeasible {
        /// Stage.
        stage: String,
    },
    /// The record of simulated points cannot be read or written.
    #[error("record of simulated points: {0}")]
    Record(#[from] std::io::Error),
    /// The record belongs to something else.
    #[error("the record of simulated points belongs to another question, program or machine ({0}); remove it")]
    OtherRecord(String),
    /// Threads could not be started.
    #[error("cannot start {0} threads: {1}")]
    Threads(usize, String),
    /// Stopped; what is simulated is in the record.
    #[error("stopped; go on from the record of simulated points")]
    Stopped,
}

/// Checks that the question makes sense.
pub fn check(uncertain: &[Uncertain], targets: &[Target], settings: &Settings) -> Result<(), Failure> {
    let wrong = |what: String| Err(Failure::Question(what));
    if uncertain.is_empty() || uncertain.len() > 250 {
        return wrong(format!("{} uncertain parameters; allowed are 1 to 250", uncertain.len()));
    }
    if targets.is_empty() {
        return wrong("no targets".to_owned());
    }
    for p in uncertain {
        let range = p.low.is_finite() && p.high.is_finite() && p.low < p.high;
        if !range || (p.log && p.low <= 0.0) {
            return wrong(format!("{}: no prior between {} and {}", p.name, p.low, p.high));
        }
    }
    for t in targets {
        let finite = t.value.is_finite() && t.se.is_finite() && t.noise.is_finite();
        if !finite || t.se < 0.0 || t.noise < 0.0 || t.variance() <= 0.0 {
            return wrong(format!("{}: {} with SE {} and noise {}", t.name, t.value, t.se, t.noise));
        }
    }
    let s = settings;
    let most = 1 << 16;
    if s.first < 8 || s.waves < 1 || s.last < 2 || s.particles < 50 || s.moves < 1 || s.first.max(s.particles) > most {
        return wrong(format!("too few or too many points or particles: {s:?}"));
    }
    if s.waves > 1 && s.wave < 1 || s.leave_out == 1 || !(s.cutoff > 0.0) || !(0.0..=1.0).contains(&s.least_share) {
        return wrong(format!("no sense in these settings: {s:?}"));
    }
    if s.last.max(s.wave).max(s.leave_out) > most {
        return wrong(format!("at most {most} points a stage"));
    }
    Ok(())
}
