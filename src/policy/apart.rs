//! What is worked out for each school by itself, so that idle threads may take some of the schools.

use super::Scene;
use crate::lineage::SchoolId;
use rayon::prelude::*;

impl Scene<'_> {
    /// What `of` makes of each school that support may come to, schools in order; those of which it makes nothing are left
    /// out. It sees the start of the year as it is before any school is changed, and must not rest on another school.
    pub fn of_each<T: Send>(&self, of: impl Fn(&Self, SchoolId) -> Option<T> + Sync) -> Vec<(SchoolId, T)> {
        let made = |id| of(self, id).map(|made| (id, made));
        self.schools().into_par_iter().filter_map(made).collect()
    }
}
