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

impl SchoolRecord {
    /// Hands over the bytes of every field in order, texts with their length before them: what a school is told apart by.
    pub fn bytes(&self, take: &mut dyn FnMut(&[u8])) {
        for text in [&self.id, &self.name, &self.region, &self.district] {
            take(&(text.len() as u64).to_le_bytes());
            take(text.as_bytes());
        }
        take(&[
            u8::from(self.urban),
            self.phase as u8,
            self.teachers_origin as u8,
            self.disadvantage_origin as u8,
            u8::from(self.location.is_some()),
            u8::from(self.result.is_some()),
        ]);
        for count in [self.year_groups, self.pupils, self.teachers] {
            take(&count.to_le_bytes());
        }
        let (x, y) = self.location.unwrap_or_default();
        let Lasting { expected, mean, sd } = self.lasting;
        for number in [self.disadvantage, x, y, self.result.unwrap_or_default(), expected, mean, sd] {
            take(&number.to_le_bytes());
        }
    }
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

impl SchoolList {
    /// Teaching posts of the schools.
    pub fn posts(&self) -> u64 {
        self.schools.iter().map(|school| u64::from(school.teachers.max(1))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_that_differs_in_a_field_has_other_bytes() {
        let school = SchoolRecord {
            id: "1".into(),
            name: "Ash".into(),
            region: "North".into(),
            district: "Down".into(),
            urban: true,
            phase: Phase::Primary,
            year_groups: 6,
            pupils: 210,
            teachers: 11,
            teachers_origin: Origin::Given,
            disadvantage: 0.2,
            disadvantage_origin: Origin::Given,
            location: None,
            result: None,
            lasting: Lasting { expected: 0.1, mean: 0.2, sd: 0.3 },
        };
        let changes: [fn(&mut SchoolRecord); 17] = [
            |s| s.id = "2".into(),
            |s| s.name = "Ashes".into(),
            // The same letters in all, but other texts.
            |s| (s.id, s.name) = ("1A".into(), "sh".into()),
            |s| s.region = "South".into(),
            |s| s.district = "Up".into(),
            |s| s.urban = false,
            |s| s.phase = Phase::Secondary,
            |s| s.year_groups = 5,
            |s| s.pupils = 211,
            |s| s.teachers = 12,
            |s| s.teachers_origin = Origin::Imputed,
            |s| s.disadvantage = 0.21,
            |s| s.disadvantage_origin = Origin::Generated,
            |s| s.location = Some((0.0, 0.0)),
            |s| s.result = Some(0.0),
            |s| s.lasting.expected = 0.11,
            |s| s.lasting.sd = 0.31,
        ];
        let bytes = |school: &SchoolRecord| {
            let mut all = Vec::new();
            school.bytes(&mut |bytes| all.extend_from_slice(bytes));
            all
        };
        let mut seen = vec![bytes(&school)];
        for change in changes {
            let mut other = school.clone();
            change(&mut other);
            assert!(!seen.contains(&bytes(&other)), "{other:?}");
            seen.push(bytes(&other));
        }
    }
}
