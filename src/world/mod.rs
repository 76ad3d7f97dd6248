//! What exists: teachers in posts, schools, cohorts, districts with their authority, mentor teams, groups.
//!
//! Plain data. Teachers of a district lie in arrays, a school's posts side by side and padded to whole vectors;
//! schools of a district lie together. Within a year a district reads and writes only itself.

pub mod tile;
pub mod teacher;
pub mod owed;
pub mod school;
pub mod cohort;
pub mod agreement;
pub mod district;
pub mod pace;

pub use crate::lineage::{PostId, SchoolId};
pub use agreement::{Expert, Group, MentorTeam, Posting, Role, Secondment, Tie, Trainee};
pub use cohort::Cohorts;
pub use district::{Brought, District};
pub use owed::Owed;
pub use school::School;
pub use teacher::{Teacher, Teachers, Title};
pub use tile::{LANES, Lanes, PAIR, Pair, Part, Tile, add, mask, over_domains, paired, paired_mut, total, twice};

use crate::setting::{Country, Setting};

/// All that exists in one replicate of one arm.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// The school system whose setting applies.
    pub country: Country,
    /// Working week, usual practice and leaving rates.
    pub setting: Setting,
    /// Teaching weeks in a year.
    pub weeks: u32,
    /// Mean quality of the reference population's teachers, beginners included: what attainment is normed at (SD).
    pub reference: f64,
    /// Districts.
    pub districts: Vec<District>,
    /// Mentor teams under contract, in the order of their contracts.
    pub teams: Vec<MentorTeam>,
    /// Groups of schools, pairs and communities among them.
    pub groups: Vec<Group>,
    /// Teachers who are posted away, in the order of posting.
    pub postings: Vec<Posting>,
    /// Teachers who are seconded out of the schools, in the order of leaving.
    pub seconded: Vec<Secondment>,
    /// Teachers in cascades of training, in the order of starting.
    pub trainees: Vec<Trainee>,
}

impl World {
    /// The school with an id.
    pub fn school(&self, id: SchoolId) -> &School {
        &self.districts[id.district as usize].schools[id.school as usize]
    }

    /// The school with an id, to change it.
    pub fn school_mut(&mut self, id: SchoolId) -> &mut School {
        &mut self.districts[id.district as usize].schools[id.school as usize]
    }

    /// Every school, districts in order.
    pub fn ids(&self) -> impl Iterator<Item = SchoolId> + '_ {
        self.districts.iter().enumerate().flat_map(|(d, district)| {
            (0..district.schools.len()).map(move |s| SchoolId { district: d as u32, school: s as u32 })
        })
    }

    /// Number of schools.
    pub fn schools(&self) -> usize {
        self.districts.iter().map(|d| d.schools.len()).sum()
    }

    /// Kilometres between two schools; none if either place is unknown.
    pub fn distance_km(&self, a: SchoolId, b: SchoolId) -> Option<f32> {
        let (a, b) = (self.school(a).location?, self.school(b).location?);
        Some(libm::hypotf(a.0 - b.0, a.1 - b.1) / 1000.0)
    }
}
