//! Who is asked, and who works together in a school.

use super::Scene;
use crate::rng::{Place, Purpose};
use crate::world::SchoolId;

/// Stands between two circles among the participants of a tie.
pub const APART: u32 = u32::MAX;

/// The circles among the participants of a tie, each with its best-known member first.
pub fn circles(participants: &[u32]) -> impl Iterator<Item = &[u32]> {
    participants.split(|&post| post == APART)
}

impl Scene<'_> {
    /// Whether a school is in the share of schools that a policy asks, the same schools every year. Those that a study
    /// has assigned were asked, unless the share is 0.
    pub fn asked(&self, id: SchoolId, share: f64) -> bool {
        if let Some(assigned) = self.assigned {
            return share > 0.0 && assigned.school(id);
        }
        let place = Place::school(id.district as usize, id.school as usize);
        let mut draws = self.streams.of_year(Purpose::Participation, place, 0);
        draws.slot(self.code as usize).chance(share as f32)
    }

    /// Teachers of a school in circles of about `size` within their teams, the best known of each first and
    /// [`APART`] between two; who would be alone joins a neighbouring circle.
    pub fn circles(&self, id: SchoolId, members: &[u32], size: usize) -> Vec<u32> {
        let school = self.world.school(id);
        let mut waiting: Vec<u32> = members.to_vec();
        let mut all: Vec<Vec<u32>> = Vec::new();
        for team in 0..school.teams {
            let lanes = school.team(team);
            let here = |&post: &u32| lanes.contains(&(school.first + post as usize));
            let (team, others): (Vec<u32>, Vec<u32>) = waiting.into_iter().partition(here);
            waiting = others;
            let count = ((team.len() + size / 2) / size).max(1);
            for k in 0..count {
                let circle = &team[k * team.len() / count..(k + 1) * team.len() / count];
                match all.last_mut() {
                    _ if circle.is_empty() => {}
                    Some(last) if last.len() == 1 || circle.len() == 1 => last.extend(circle),
                    _ => all.push(circle.to_vec()),
                }
            }
        }
        let ranked = self.best(id, usize::MAX);
        for circle in &mut all {
            circle.sort_by_key(|&post| ranked.iter().position(|known| known.post == post).unwrap_or(usize::MAX));
        }
        all.join(&APART)
    }
}
