//! What is done for each school or district by itself, so that idle threads may take some of them.

use super::Scene;
use crate::decision::Rule;
use crate::lineage::SchoolId;
use crate::world::District;
use rayon::prelude::*;

impl Scene<'_> {
    /// Schools by what the authority sees of their results of the last years, lowest first.
    pub fn by_result(&self, years: u32) -> Vec<SchoolId> {
        let seen = |id: SchoolId| match self.model.decisions.authorities_designate {
            Rule::Choice => f64::from(self.world.school(id).mean_result(years)),
            Rule::Fixed => self.world.districts[id.district as usize].mean_attainment(id.school as usize),
        };
        let schools: Vec<SchoolId> = self.world.ids().collect();
        let mut schools: Vec<(f64, SchoolId)> = schools.into_par_iter().map(|id| (seen(id), id)).collect();
        schools.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        schools.into_iter().map(|(_, id)| id).collect()
    }

    /// Takes away this policy's ties, keeping what its mentors know of teachers: `(school, agent, visits)`.
    pub fn untie(&mut self) -> Vec<(SchoolId, usize, Vec<u16>)> {
        let origin = self.origin;
        let of_district = |(d, district): (usize, &mut District)| {
            let mut known = Vec::new();
            for (s, ties) in district.ties.iter_mut().enumerate() {
                let id = SchoolId { district: d as u32, school: s as u32 };
                for tie in ties.extract_if(.., |tie| tie.origin == origin).filter(|tie| !tie.visits.is_empty()) {
                    known.push((id, tie.agent, tie.visits));
                }
            }
            known
        };
        let known: Vec<Vec<_>> = self.world.districts.par_iter_mut().enumerate().map(of_district).collect();
        known.into_iter().flatten().collect()
    }

    /// Those of some schools that take part when asked this year to what is at their door.
    pub fn taking_part(&self, asked: Vec<SchoolId>) -> Vec<SchoolId> {
        asked.into_par_iter().filter(|&id| self.takes_part(id, 0.0)).collect()
    }

    /// What `of` makes of each school that support may come to, schools in order; those of which it makes nothing are left
    /// out. It sees the start of the year as it is before any school is changed, and must not rest on another school.
    pub fn of_each<T: Send>(&self, of: impl Fn(&Self, SchoolId) -> Option<T> + Sync) -> Vec<(SchoolId, T)> {
        let made = |id| of(self, id).map(|made| (id, made));
        self.schools().into_par_iter().filter_map(made).collect()
    }
}
