//! A list of schools: what a population starts from, whatever it was made of.

pub use crate::setting::Phase;
use serde::{Deserialize, Serialize};

/// Where a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// In the source data.
    Given,
    /// Filled in by a documented rule because the source had none.
    Imputed,
    /// Drawn by a generator.
    Generated,
}

/// The lasting part of a school's attainment, as far as its results tell.
///
/// Unit: pupil SD from the national mean. A replicate draws the school's lasting level from this distribution, so
/// that over schools the spread, the year-to-year correlation and the gradient with disadvantage are those of the
/// data and not those of one noisy year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lasting {
    /// What disadvantage alone predicts.
    pub expected: f64,
    /// Mean given the school's own result (equals `expected` where there is no result).
    pub mean: f64,
    /// Standard deviation that remains.
    pub sd: f64,
}

/// One school of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SchoolRecord {
    /// Identifier in its source, such as a URN.
    pub id: String,
    /// Name.
    pub name: String,
    /// Region.
    pub region: String,
    /// District: the authority that the school answers to (local authority, county, district).
    pub district: String,
    /// Urban or rural.
    pub urban: bool,
    /// Phase.
    pub phase: Phase,
    /// Year groups taught.
    pub year_groups: u32,
    /// Pupils on roll.
    pub pupils: u32,
    /// Teachers, headcount.
    pub teachers: u32,
    /// Where `teachers` came from.
    pub teachers_origin: Origin,
    /// Share of disadvantaged pupils, 0 to 1 (England: eligible for free school meals).
    pub disadvantage: f64,
    /// Where `disadvantage` came from.
    pub disadvantage_origin: Origin,
    /// Metres east and north in any plane grid, if known.
    pub location: Option<(f64, f64)>,
    /// Measured mean attainment of the last cohort, pupil SD from the national mean, if known.
    pub result: Option<f64>,
    /// Lasting part of attainment.
    pub lasting: Lasting,
}

/// Schools with a word on where they come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SchoolList {
    /// What the list is and how it was made, for reports.
    pub source: String,
    /// Attribution to print with every output, if the licence wants one.
    pub attribution: Option<String>,
    /// The schools, in a fixed order: districts together.
    pub schools: Vec<SchoolRecord>,
    /// Remarks for the user: what was dropped or imputed and how often.
    pub notes: Vec<String>,
}
