//! One estimate with its standard error, and why there may be none.

use super::describe::critical;
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// A number estimated from a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The estimate, in the unit of what is estimated.
    pub value: f64,
    /// Its standard error, in the same unit.
    pub se: f64,
    /// Degrees of freedom of the t that its interval is from; infinite for a normal one.
    pub df: f64,
}

impl Estimate {
    /// An estimate whose interval is a normal one.
    pub fn normal(value: f64, se: f64) -> Self {
        Self { value, se, df: f64::INFINITY }
    }

    /// Ends of the interval at [`LEVEL`](super::describe::LEVEL): `value ± t(df) se`.
    pub fn interval(&self) -> (f64, f64) {
        let reach = critical(self.df) * self.se;
        (self.value - reach, self.value + reach)
    }

    /// `value / se`.
    pub fn t(&self) -> f64 {
        self.value / self.se
    }

    /// Two-sided probability of a `t` at least as far from zero where the truth is zero.
    pub fn p(&self) -> f64 {
        if self.df == f64::INFINITY {
            return 2.0 * Normal::standard().cdf(-self.t().abs());
        }
        StudentsT::new(0.0, 1.0, self.df).map_or(f64::NAN, |t| 2.0 * t.cdf(-self.t().abs()))
    }
}

/// Why a sample gives no estimate.
#[derive(Clone, Debug, thiserror::Error, PartialEq)]
pub enum Problem {
    /// Columns of one table differ in length.
    #[error("`{what}` has {rows} rows where the table has {expected}")]
    Length {
        /// The column.
        what: String,
        /// Its rows.
        rows: usize,
        /// Rows of the table.
        expected: usize,
    },
    /// A value is not a finite number.
    #[error("`{what}` is not a finite number in row {row}")]
    NotFinite {
        /// The column.
        what: String,
        /// Row from zero.
        row: usize,
    },
    /// A weight is below zero, or a standard error not above it.
    #[error("`{what}` is {value} in row {row}, which is out of its range")]
    OutOfRange {
        /// The column.
        what: String,
        /// Row from zero.
        row: usize,
        /// What it is.
        value: f64,
    },
    /// Two columns of one name.
    #[error("two columns are called `{0}`")]
    Twice(String),
    /// No column of that name.
    #[error("no column is called `{0}`")]
    Unknown(String),
    /// A column that the others determine has no coefficient of its own.
    #[error("`{0}` is determined by the columns before it: it has no coefficient of its own")]
    Collinear(String),
    /// More unknowns than the rows can tell.
    #[error("{what}: {found} observations, but at least {needed} are needed")]
    TooFewObservations {
        /// Of what.
        what: String,
        /// Rows that count.
        found: usize,
        /// Rows wanted.
        needed: usize,
    },
    /// Too few clusters for a variance between them.
    #[error("{what}: {found} clusters, but at least {needed} are needed")]
    TooFewClusters {
        /// Of what.
        what: String,
        /// Clusters that count.
        found: usize,
        /// Clusters wanted.
        needed: usize,
    },
    /// Too few groups for a variance between them.
    #[error("{found} groups, but at least {needed} are needed")]
    TooFewGroups {
        /// Groups.
        found: usize,
        /// Groups wanted.
        needed: usize,
    },
    /// Nothing to divide by.
    #[error("`{0}` does not vary, or is zero: there is nothing to divide by")]
    Constant(String),
}

/// Whether a column has as many rows as the table and only finite numbers.
pub(super) fn check(what: &str, values: &[f64], expected: usize) -> Result<(), Problem> {
    same_length(what, values.len(), expected)?;
    match values.iter().position(|v| !v.is_finite()) {
        Some(row) => Err(Problem::NotFinite { what: what.to_owned(), row }),
        None => Ok(()),
    }
}

/// Whether a column has as many rows as the table.
pub(super) fn same_length(what: &str, rows: usize, expected: usize) -> Result<(), Problem> {
    if rows == expected { Ok(()) } else { Err(Problem::Length { what: what.to_owned(), rows, expected }) }
}
