//! Pupil cohorts, by school, year group and subject group.

use crate::lineage::Origin;

/// The cohorts of a district in arrays, placed by [`super::School::cohort`]. No individual pupils.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cohorts {
    /// Pupils in the year group.
    pub pupils: Vec<u16>,
    /// Attainment brought at entry: intake and the cohort's own chance (pupil SD).
    pub start: Vec<f32>,
    /// Attainment owed to the school's teaching (pupil SD).
    pub taught: Vec<f32>,
    /// What of that is owed to each policy of the arm, by policy and cohort (pupil SD).
    pub owed: Vec<Vec<f32>>,
}

impl Cohorts {
    /// Adds a change of a cohort's attainment to what is owed to a policy; nothing for business as usual.
    #[inline]
    pub fn owe(&mut self, origin: Origin, cohort: usize, change: f32) {
        if let Some(policy) = origin.index() {
            self.owed[policy][cohort] += change;
        }
    }

    /// Mean attainment of a cohort.
    #[inline]
    pub fn attainment(&self, cohort: usize) -> f64 {
        f64::from(self.start[cohort]) + f64::from(self.taught[cohort])
    }
}
