//! What a parameter is: name, meaning, unit, range, source and grade of evidence, in one place.
//!
//! Checks, `explain`, schemas, sweeps and the evidence report all read these tables; the default is the value
//! that `T::default()` holds and is stated nowhere else.

use serde::Serialize;

/// How well a value is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Read in a published source or measured in the data that the program holds.
    Measured,
    /// Arithmetic on measured values, or a rough fit to them.
    Derived,
    /// Never measured, or not found: the modellers' choice.
    Assumption,
}

impl std::fmt::Display for Grade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Measured => "measured",
            Self::Derived => "derived",
            Self::Assumption => "assumption",
        })
    }
}

/// What was believed of a parameter before the published trials were looked at: any value in a range, none likelier
/// than another on its scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Prior {
    /// Lowest value believed possible.
    pub low: f64,
    /// Highest value believed possible.
    pub high: f64,
    /// Whether equal steps are equal ratios: uniform in the logarithm.
    pub log: bool,
    /// What the range rests on.
    pub basis: &'static str,
}

/// A number of `T` that a scenario may set.
pub struct Parameter<T: 'static> {
    /// Its name in scenario files.
    pub name: &'static str,
    /// What it means, in a short sentence.
    pub meaning: &'static str,
    /// Its unit; `1` for a pure number.
    pub unit: &'static str,
    /// Lowest value allowed.
    pub low: f64,
    /// Highest value allowed.
    pub high: f64,
    /// Where the default comes from.
    pub source: &'static str,
    /// How well the default is known.
    pub grade: Grade,
    /// Whether it may be left out; it reads as no number then.
    pub optional: bool,
    /// Range in which the calibration looks for it; none where it is measured or no study could tell.
    pub prior: Option<Prior>,
    /// Reads it.
    pub get: fn(&T) -> f64,
    /// Writes it.
    pub set: fn(&mut T, f64),
}

impl<T> Parameter<T> {
    /// A number that is read and written by `get` and `set`; say its range and its evidence next.
    pub const fn new(name: &'static str, meaning: &'static str, get: fn(&T) -> f64, set: fn(&mut T, f64)) -> Self {
        let (low, high, grade) = (f64::MIN, f64::MAX, Grade::Assumption);
        Self { name, meaning, unit: "1", low, high, source: "", grade, optional: false, prior: None, get, set }
    }

    /// A count that may be left out: without it, another number of `T` says how many.
    #[must_use]
    pub const fn or_none(mut self) -> Self {
        self.optional = true;
        self
    }

    /// Whether it is left out of `values`.
    pub fn left_out(&self, values: &T) -> bool {
        self.optional && (self.get)(values).is_nan()
    }

    /// The range that is allowed, and the unit.
    #[must_use]
    pub const fn within(mut self, low: f64, high: f64, unit: &'static str) -> Self {
        self.low = low;
        self.high = high;
        self.unit = unit;
        self
    }

    /// The calibration looks for it between `low` and `high`, every value as likely as any other.
    #[must_use]
    pub const fn uncertain(mut self, low: f64, high: f64, basis: &'static str) -> Self {
        self.prior = Some(Prior { low, high, log: false, basis });
        self
    }

    /// The calibration looks for it between `low` and `high`, every ratio as likely as any other.
    #[must_use]
    pub const fn uncertain_log(mut self, low: f64, high: f64, basis: &'static str) -> Self {
        self.prior = Some(Prior { low, high, log: true, basis });
        self
    }

    /// The default was read in a published source or measured in the data held here.
    #[must_use]
    pub const fn measured(mut self, source: &'static str) -> Self {
        self.source = source;
        self.grade = Grade::Measured;
        self
    }

    /// The default follows from measured values by arithmetic or a rough fit.
    #[must_use]
    pub const fn derived(mut self, source: &'static str) -> Self {
        self.source = source;
        self.grade = Grade::Derived;
        self
    }

    /// The default is the modellers' choice, for this reason.
    #[must_use]
    pub const fn assumed(mut self, reason: &'static str) -> Self {
        self.source = reason;
        self.grade = Grade::Assumption;
        self
    }
}

/// The parameters of a table that are uncertain, each with its prior, in the table's order.
pub fn uncertain<T>(table: &'static [Parameter<T>]) -> impl Iterator<Item = (&'static Parameter<T>, Prior)> {
    table.iter().filter_map(|p| Some((p, p.prior?)))
}

/// A parameter with the value that it has in a scenario, for listing.
#[derive(Clone, Debug, Serialize)]
pub struct Stated {
    /// Name, with a prefix for what it belongs to.
    pub name: String,
    /// What it means.
    pub meaning: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Value in force.
    pub value: f64,
    /// Lowest and highest value allowed.
    pub range: (f64, f64),
    /// Where the default comes from; says so when the scenario set the value.
    pub source: String,
    /// Grade of evidence of the default; a value set by the scenario is the user's assumption.
    pub grade: Grade,
    /// Range in which the calibration looks for it, where it is uncertain and the scenario leaves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prior: Option<Prior>,
}

/// Lists the values in force, saying which ones differ from `default`.
pub fn stated<T>(table: &'static [Parameter<T>], values: &T, default: &T, prefix: &str) -> Vec<Stated> {
    table
        .iter()
        .filter(|p| !p.left_out(values))
        .map(|p| {
            let value = (p.get)(values);
            let set = value != (p.get)(default);
            Stated {
                name: format!("{prefix}{}", p.name),
                meaning: p.meaning,
                unit: p.unit,
                value,
                range: (p.low, p.high),
                source: if set { "set in the scenario".to_owned() } else { p.source.to_owned() },
                grade: if set { Grade::Assumption } else { p.grade },
                prior: p.prior.filter(|_| !set),
            }
        })
        .collect()
}

/// The numbers of these names that are not left out, of values that have such a table.
fn named<'a, T>(
    table: &'static [Parameter<T>],
    values: &'a T,
    names: &'a [&str],
) -> impl Iterator<Item = &'static Parameter<T>> + 'a {
    table.iter().filter(|p| names.contains(&p.name) && !p.left_out(values))
}

/// Multiplies the numbers of these names, within their ranges; counts are rounded to whole ones.
pub fn scale<T>(table: &'static [Parameter<T>], values: &mut T, names: &[&str], factor: f64) {
    let chosen: Vec<&Parameter<T>> = named(table, values, names).collect();
    for p in chosen {
        let wanted = ((p.get)(values) * factor).clamp(p.low, p.high);
        (p.set)(values, wanted);
        // A count keeps the whole part of what it is given.
        if (p.get)(values) != wanted {
            (p.set)(values, wanted.round());
        }
    }
}

/// The factor by which the numbers of these names can be multiplied until the first meets the end of its range;
/// infinite where all are zero.
pub fn widest<T>(table: &'static [Parameter<T>], values: &T, names: &[&str]) -> f64 {
    named(table, values, names).map(|p| p.high / (p.get)(values)).fold(f64::INFINITY, f64::min)
}

/// Gives the number of this name a value within its range; counts take the nearest whole one. Whether there is such a
/// number.
pub fn give<T>(table: &'static [Parameter<T>], values: &mut T, name: &str, value: f64) -> bool {
    let Some(p) = table.iter().find(|p| p.name == name) else { return false };
    let wanted = value.clamp(p.low, p.high);
    (p.set)(values, wanted);
    if (p.get)(values) != wanted {
        (p.set)(values, wanted.round());
    }
    true
}

/// Reads a count that may be left out, for [`Parameter::or_none`].
pub fn count_or_none(count: Option<u32>) -> f64 {
    count.map_or(f64::NAN, f64::from)
}

/// One thing wrong with what a user gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where: a path into the scenario such as `arms[0].policies[1].hours`.
    pub path: String,
    /// What is wrong: what was given and what is allowed.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl Problem {
    /// A problem at a path.
    pub fn new(path: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { path: path.into(), what: what.into(), remedy: remedy.into() }
    }
}

/// Adds a problem for each value outside its range or not a number.
pub fn check<T>(table: &'static [Parameter<T>], values: &T, path: &str, problems: &mut Vec<Problem>) {
    for p in table.iter().filter(|p| !p.left_out(values)) {
        let value = (p.get)(values);
        check_value(p, value, &format!("{path}.{}", p.name), problems);
    }
}

/// Adds a problem if `value` is outside the range of `p` or not a number.
pub fn check_value<T>(p: &Parameter<T>, value: f64, path: &str, problems: &mut Vec<Problem>) {
    if !value.is_finite() || value < p.low || value > p.high {
        problems.push(Problem::new(
            path,
            format!("is {value}, allowed is {} to {} {}", p.low, p.high, p.unit),
            format!("give a number in that range: {}", p.meaning),
        ));
    }
}
