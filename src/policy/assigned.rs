//! Whom a policy may reach, where a study has assigned it to some and not to others.

use crate::world::{SchoolId, World};

/// The schools, and where single teachers were assigned the posts, that a policy may bring support to. Without an
/// assignment it may reach every school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// By district and school: whether it is assigned.
    pub schools: Vec<Vec<bool>>,
    /// By district and lane: whether the teacher who held the post when the study began is assigned; none where whole
    /// schools are.
    pub lanes: Option<Vec<Vec<bool>>>,
}

impl Assigned {
    /// Nobody in a world.
    pub fn nobody(world: &World) -> Self {
        Self { schools: world.districts.iter().map(|d| vec![false; d.schools.len()]).collect(), lanes: None }
    }

    /// Whether a school is assigned.
    pub fn school(&self, id: SchoolId) -> bool {
        self.schools[id.district as usize][id.school as usize]
    }

    /// Whether the holder of a lane is assigned in a year: who came to the post after the study began is not.
    pub fn teacher(&self, world: &World, id: SchoolId, lane: usize, year: i32) -> bool {
        let Some(lanes) = &self.lanes else { return self.school(id) };
        let stayed = world.districts[id.district as usize].teachers.years_in_post[lane] >= (year - 1) as f32;
        self.school(id) && lanes[id.district as usize][lane] && stayed
    }
}
