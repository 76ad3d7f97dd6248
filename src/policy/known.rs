//! Whom a school takes for its best, and whom its teachers watch.

use super::Scene;
use super::foremost::foremost;
use crate::decision::Rule;
use crate::rng::{Place, Purpose};
use crate::world::{PostId, SchoolId};
use std::cmp::Ordering;

/// First slot of the lots by which those to be watched are drawn; volunteers have the slots before.
const WATCHED: usize = 4096;

/// The best seen first.
fn best_first(a: &(f64, PostId), b: &(f64, PostId)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

impl Scene<'_> {
    /// Posts of a school that teachers watch when they may choose: those taken for the best, or drawn by lot.
    pub fn watched(&self, id: SchoolId, count: usize) -> Vec<PostId> {
        if self.model.decisions.teachers_observe == Rule::Choice {
            return self.best(id, count);
        }
        let place = Place::school(id.district as usize, id.school as usize);
        let mut draws = self.streams.of_year(Purpose::Lot, place, self.year);
        let posts = (0..self.world.school(id).posts as u32).map(|post| PostId { school: id, post });
        let lots = posts.filter(|&p| self.free(p)).map(|p| (draws.slot(WATCHED + p.post as usize).word(), p)).collect();
        foremost(lots, count, Ord::cmp).into_iter().map(|(_, post)| post).collect()
    }

    /// Posts of a school whose holders it takes for the best, best first; those posted in are left out.
    pub fn best(&self, id: SchoolId, count: usize) -> Vec<PostId> {
        self.best_recorded(id, count, 0.0)
    }

    /// The same where records of what teachers do take a share `records` of the error away.
    pub fn best_recorded(&self, id: SchoolId, count: usize, records: f64) -> Vec<PostId> {
        self.best_among(id, count, records, |_| true)
    }

    /// The same of those who may be chosen.
    pub fn best_among(&self, id: SchoolId, count: usize, records: f64, may: impl Fn(PostId) -> bool) -> Vec<PostId> {
        if count == 0 {
            return Vec::new();
        }
        let mut seen = self.judged(id, records);
        seen.retain(|&(_, post)| may(post));
        foremost(seen, count, best_first).into_iter().map(|(_, post)| post).collect()
    }

    /// Of each team of a school the post whose holder it takes for the best of those who may be chosen.
    pub fn best_of_teams(&self, id: SchoolId, may: impl Fn(PostId) -> bool) -> Vec<Option<PostId>> {
        let school = self.world.school(id);
        let mut seen = self.judged(id, 0.0);
        seen.retain(|&(_, post)| may(post));
        let best = |team| {
            let lanes = school.team(team);
            let here = seen.iter().filter(|(_, p)| lanes.contains(&(school.first + p.post as usize)));
            here.min_by(|a, b| best_first(a, b)).map(|&(_, post)| post)
        };
        (0..school.teams).map(best).collect()
    }

    /// Posts of a school with what is seen of their holders' quality, best first; those posted in are left out. Records
    /// take a share `records` of the error away.
    pub fn appraised(&self, id: SchoolId, records: f64) -> Vec<(f64, PostId)> {
        foremost(self.judged(id, records), usize::MAX, best_first)
    }

    /// The same in the order of posts.
    fn judged(&self, id: SchoolId, records: f64) -> Vec<(f64, PostId)> {
        let district = &self.world.districts[id.district as usize];
        let (school, teachers) = (&district.schools[id.school as usize], &district.teachers);
        let place = Place::school(id.district as usize, id.school as usize);
        let mut normals = Vec::with_capacity(school.posts);
        self.streams.normals_of_year(Purpose::Appraisal, place, self.year, school.posts, &mut normals);
        let mut seen = Vec::with_capacity(school.posts);
        for ((post, lane), normal) in (0..).zip(school.range()).zip(normals) {
            if teachers.filled[lane] && !teachers.posted[lane] {
                // A title tells others what its holder can do: the higher, the smaller the error (assumption).
                let known = 1.0 + f64::from(teachers.title[lane] as u8);
                let error = f64::from(normal) * self.model.appraisal_noise * (1.0 - records) / known;
                seen.push((teachers.quality(lane) + error, PostId { school: id, post }));
            }
        }
        seen
    }
}
