//! Pupil cohorts, by school, year group and subject group.

/// The cohorts of a district in arrays, placed by [`super::School::cohort`]. No individual pupils.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cohorts {
    /// Pupils in the year group.
    pub pupils: Vec<u16>,
    /// Attainment brought at entry: intake and the cohort's own chance (pupil SD).
    pub start: Vec<f32>,
    /// Attainment owed to the school's teaching (pupil SD).
    pub taught: Vec<f32>,
}

impl Cohorts {
    /// Mean attainment of a cohort.
    #[inline]
    pub fn attainment(&self, cohort: usize) -> f64 {
        f64::from(self.start[cohort]) + f64::from(self.taught[cohort])
    }
}
