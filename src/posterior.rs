//! What is known of the parameters after they were held against trials: a weighted sample of parameter sets.
//!
//! A sample is a text file of comma-separated values. Lines that begin with `#` say what it was fitted on and with which
//! seed. The first other line is the header: `weight`, then names of parameters of the mechanisms, in any order; a
//! parameter that is not named keeps its default in every set. Each further line is a point: its weight, not negative and
//! on any scale, and its values. One comment line has a meaning: `# informed: slope, reversion` names the parameters on
//! which the trials told something; the others are as they were assumed.
//!
//! The sample that ships comes from `schoolsim calibrate`; its first line says from which trials and settings. Beside it
//! lies what the fit made of each published number, and what it predicts for it with its trial left out
//! (`src/posterior/targets.csv`).

use crate::model::Model;
use crate::nearest;
use crate::parameter::Parameter;
use crate::rng::{Place, Purpose, Streams};
use crate::units::Week;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const SHIPPED: &str = include_str!("posterior/sample.csv");

/// Largest file read, bytes.
const LARGEST: u64 = 50_000_000;

/// A weighted sample of parameter sets.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// Parameters of [`Model::TABLE`] that the sample gives values to.
    pub names: Vec<String>,
    /// Points: values in the order of the names.
    pub points: Vec<Vec<f64>>,
    /// Weight of each point, not negative, on any scale.
    pub weights: Vec<f64>,
    /// Comment lines of the file without their `#`.
    pub notes: Vec<String>,
}

/// Why a sample cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PosteriorError {
    /// The file could not be read.
    #[error("the parameter sets in {path} cannot be read: {cause}; give a file with the header weight,<parameters>")]
    Unread {
        /// Path.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// There is no header or no point.
    #[error("{0} holds no parameter sets; give the header weight,<parameters> and a line a set")]
    Empty(String),
    /// The first column is another one.
    #[error("{file}: the first column is \"{found}\"; it has to be \"weight\", then names of parameters")]
    NoWeights {
        /// What the text is called.
        file: String,
        /// What stands there.
        found: String,
    },
    /// A name is no parameter of the mechanisms.
    #[error("{file}: \"{name}\" is no parameter of the mechanisms; {remedy}")]
    Unknown {
        /// What the text is called.
        file: String,
        /// The name.
        name: String,
        /// The nearest right one.
        remedy: String,
    },
    /// A name stands in two columns.
    #[error("{file}: \"{name}\" stands in two columns; keep one of them")]
    Twice {
        /// What the text is called.
        file: String,
        /// The name.
        name: String,
    },
    /// A line cannot be used.
    #[error("{file}, line {line}: {what}; {remedy}")]
    Line {
        /// What the text is called.
        file: String,
        /// Line, from 1.
        line: u64,
        /// What is wrong with it.
        what: LineFault,
        /// What to do.
        remedy: &'static str,
    },
    /// No point has any weight.
    #[error("{0}: all weights are zero; give at least one point a weight")]
    Weightless(String),
}

/// What is wrong with a line of a sample.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LineFault {
    /// It is no line of comma-separated values.
    #[error("is not comma-separated text ({0})")]
    Text(String),
    /// It has too many or too few values.
    #[error("has {found} values where the header has {wanted}")]
    Count {
        /// Values on the line.
        found: usize,
        /// Names in the header.
        wanted: usize,
    },
    /// A value is no number.
    #[error("{name} is \"{cell}\", which is no number")]
    NoNumber {
        /// Column.
        name: String,
        /// What stands there.
        cell: String,
    },
    /// A weight is below zero.
    #[error("the weight is {0}, below zero")]
    Negative(f64),
    /// A value lies outside the range of its parameter.
    #[error("{name} is {value}, allowed is {low} to {high} {unit}")]
    Outside {
        /// Parameter.
        name: String,
        /// Value.
        value: f64,
        /// Lowest allowed.
        low: f64,
        /// Highest allowed.
        high: f64,
        /// Unit.
        unit: &'static str,
    },
}

/// A parameter of the mechanisms by name.
fn parameter(name: &str) -> Option<&'static Parameter<Model>> {
    Model::TABLE.iter().find(|p| p.name == name)
}

/// The sample that the program holds.
pub fn shipped() -> &'static Posterior {
    static SAMPLE: OnceLock<Posterior> = OnceLock::new();
    SAMPLE.get_or_init(|| read(SHIPPED, "the built-in sample").expect("tests read the built-in sample"))
}

/// Reads a sample from a file.
pub fn read_file(path: &Path) -> Result<Posterior, PosteriorError> {
    use std::io::Read;
    let unread = |cause| PosteriorError::Unread { path: path.to_owned(), cause };
    let mut text = String::new();
    std::fs::File::open(path).map_err(unread)?.take(LARGEST + 1).read_to_string(&mut text).map_err(unread)?;
    if text.len() as u64 > LARGEST {
        return Err(unread(std::io::Error::other(format!("it has more than {LARGEST} bytes, the most allowed"))));
    }
    read(&text, &path.display().to_string())
}

/// Reads a sample from text that is called `file` in messages.
pub fn read(text: &str, file: &str) -> Result<Posterior, PosteriorError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let notes = text.lines().filter_map(|line| Some(line.strip_prefix('#')?.trim().to_owned())).collect();
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut names: Option<Vec<String>> = None;
    let (mut points, mut weights) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = record.map_err(|e| {
            let line = e.position().map_or(0, csv::Position::line);
            fault(file, line, LineFault::Text(e.to_string()), "save the file as comma-separated values")
        })?;
        let Some(names) = &names else {
            names = Some(header(&record, file)?);
            continue;
        };
        let line = record.position().map_or(0, csv::Position::line);
        let (weight, point) = point(&record, names).map_err(|(what, remedy)| fault(file, line, what, remedy))?;
        weights.push(weight);
        points.push(point);
    }
    let Some(names) = names.filter(|_| !points.is_empty()) else {
        return Err(PosteriorError::Empty(file.to_owned()));
    };
    if weights.iter().all(|w| *w == 0.0) {
        return Err(PosteriorError::Weightless(file.to_owned()));
    }
    let sample = Posterior { names, points, weights, notes };
    if let Some(name) = sample.informed().find(|name| parameter(name).is_none()) {
        return Err(unknown(file, name));
    }
    Ok(sample)
}

fn fault(file: &str, line: u64, what: LineFault, remedy: &'static str) -> PosteriorError {
    PosteriorError::Line { file: file.to_owned(), line, what, remedy }
}

fn unknown(file: &str, name: &str) -> PosteriorError {
    let all = "`schoolsim evidence` lists all parameters of the mechanisms";
    let remedy = nearest::remedy(name, Model::TABLE.iter().map(|p| p.name), all);
    PosteriorError::Unknown { file: file.to_owned(), name: name.to_owned(), remedy }
}

/// The names after `weight`.
fn header(record: &csv::StringRecord, file: &str) -> Result<Vec<String>, PosteriorError> {
    let first = record.get(0).unwrap_or_default();
    if first != "weight" {
        return Err(PosteriorError::NoWeights { file: file.to_owned(), found: first.to_owned() });
    }
    let mut names: Vec<String> = Vec::new();
    for name in record.iter().skip(1) {
        if parameter(name).is_none() {
            return Err(unknown(file, name));
        }
        if names.iter().any(|n| n == name) {
            return Err(PosteriorError::Twice { file: file.to_owned(), name: name.to_owned() });
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

/// Weight and values of a line, or what is wrong with it and what to do.
fn point(record: &csv::StringRecord, names: &[String]) -> Result<(f64, Vec<f64>), (LineFault, &'static str)> {
    if record.len() != names.len() + 1 {
        let what = LineFault::Count { found: record.len(), wanted: names.len() + 1 };
        return Err((what, "give a value for each name of the header"));
    }
    let number = |name: &str, cell: &str| {
        let value = cell.parse::<f64>().ok().filter(|v| v.is_finite());
        let what = || LineFault::NoNumber { name: name.to_owned(), cell: cell.to_owned() };
        value.ok_or_else(|| (what(), "write numbers with a point and no other marks"))
    };
    let weight = number("weight", &record[0])?;
    if weight < 0.0 {
        return Err((LineFault::Negative(weight), "give zero or more"));
    }
    let mut values = Vec::with_capacity(names.len());
    for (name, cell) in names.iter().zip(record.iter().skip(1)) {
        let value = number(name, cell)?;
        if let Some(p) = parameter(name)
            && (value < p.low || value > p.high)
        {
            let (name, low, high, unit) = (name.clone(), p.low, p.high, p.unit);
            return Err((LineFault::Outside { name, value, low, high, unit }, "give a number in that range"));
        }
        values.push(value);
    }
    Ok((weight, values))
}

impl Posterior {
    /// The sample as the text of a file: each number with the fewest digits that give the same bits back.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for note in &self.notes {
            let _ = writeln!(text, "# {note}");
        }
        let _ = writeln!(text, "weight{}{}", if self.names.is_empty() { "" } else { "," }, self.names.join(","));
        for (weight, point) in self.weights.iter().zip(&self.points) {
            let _ = write!(text, "{weight}");
            for value in point {
                let _ = write!(text, ",{value}");
            }
            text.push('\n');
        }
        text
    }

    /// Writes the text of the file.
    pub fn write(&self, mut to: impl std::io::Write) -> std::io::Result<()> {
        to.write_all(self.text().as_bytes())
    }

    /// Fingerprint of everything in it; that of the sample in the program is worked out once.
    pub fn fingerprint(&self) -> String {
        static OF_SHIPPED: OnceLock<String> = OnceLock::new();
        let own = || blake3::hash(self.text().as_bytes()).to_hex().to_string();
        if std::ptr::eq(self, shipped()) { OF_SHIPPED.get_or_init(own).clone() } else { own() }
    }

    /// Parameters on which the trials told something, as its notes say.
    pub fn informed(&self) -> impl Iterator<Item = &str> {
        let lists = self.notes.iter().filter_map(|note| note.strip_prefix("informed:"));
        lists.flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty())
    }

    /// The point of a set, numbered from 0: a place in the order of cumulative weights that a low-discrepancy sequence
    /// gives, the radical inverse of the number to base 2, shifted by what the seed says. So the first `n` sets
    /// represent the sample about as well as `n` sets can, for every `n`, and more sets change none of the first.
    pub fn draw(&self, seed: u64, set: u32) -> usize {
        let inverse = u64::from(set.reverse_bits()) << 32;
        self.at(inverse.wrapping_add(shift(seed, 0)))
    }

    /// A second point for the same number that owes nothing to the first: the radical inverse to base 3 with a shift of
    /// its own. The two together fill the square evenly, as Halton's sequence does.
    pub fn draw_other(&self, seed: u64, set: u32) -> usize {
        let (mut left, mut inverse, mut digit) = (set, 0.0_f64, 1.0 / 3.0);
        while left > 0 {
            inverse += f64::from(left % 3) * digit;
            left /= 3;
            digit /= 3.0;
        }
        let place = (inverse * 9_007_199_254_740_992.0) as u64;
        self.at((place << 11).wrapping_add(shift(seed, 1)))
    }

    /// The point at a place in the order of cumulative weights, `place` over 2^64 of the way.
    fn at(&self, place: u64) -> usize {
        let target = (place >> 11) as f64 / 9_007_199_254_740_992.0 * self.weights.iter().sum::<f64>();
        let mut sum = 0.0;
        let found = self.weights.iter().position(|weight| {
            sum += weight;
            sum > target
        });
        // Rounding may leave the last place just beyond the sum.
        found.or_else(|| self.weights.iter().rposition(|w| *w > 0.0)).unwrap_or(0)
    }

    /// Gives a model the values of a point.
    pub fn apply(&self, index: usize, model: &mut Model) {
        self.set(&self.points[index], model);
    }

    fn set(&self, values: &[f64], model: &mut Model) {
        for (name, value) in self.names.iter().zip(values) {
            if let Some(p) = parameter(name) {
                (p.set)(model, *value);
            }
        }
    }

    /// Weighted mean of each parameter, on its own scale, in the order of the names.
    pub fn means(&self) -> Vec<f64> {
        let total: f64 = self.weights.iter().sum();
        let mean = |at: usize| self.weights.iter().zip(&self.points).map(|(w, point)| w * point[at]).sum::<f64>();
        // A mean of values in a range lies in it, but for rounding.
        let kept = |at: usize, mean: f64| parameter(&self.names[at]).map_or(mean, |p| mean.clamp(p.low, p.high));
        (0..self.names.len()).map(|at| kept(at, mean(at) / total)).collect()
    }

    /// Gives a model the weighted means.
    pub fn apply_means(&self, model: &mut Model) {
        self.set(&self.means(), model);
    }

    /// The `p`-quantile of a parameter by its place among the names: the lowest value with at least that share of the
    /// weight at or below it.
    pub fn quantile(&self, at: usize, p: f64) -> f64 {
        let mut values: Vec<(f64, f64)> =
            self.points.iter().map(|point| point[at]).zip(self.weights.iter().copied()).filter(|v| v.1 > 0.0).collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let target = p * values.iter().map(|v| v.1).sum::<f64>();
        let mut sum = 0.0;
        let found = values.iter().find(|(_, weight)| {
            sum += weight;
            sum >= target
        });
        found.or(values.last()).map_or(f64::NAN, |v| v.0)
    }
}

/// How far a seed moves the places of a sequence, over 2^64 of the way.
fn shift(seed: u64, sequence: usize) -> u64 {
    let mut draws = Streams::new(seed, 0).at(Purpose::Parameter, Place::WORLD, Week { year: 0, week: 0 });
    let mut slot = draws.slot(sequence);
    (u64::from(slot.word()) << 32) | u64::from(slot.word())
}
