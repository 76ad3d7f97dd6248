//! Schools.

use super::Owed;
use super::tile::LANES;
use crate::ledger::Origins;
use std::ops::Range;

/// How many years of measured results a school's record holds.
pub const RESULTS_KEPT: usize = 3;

/// A school. Its teachers are the lanes `first..first + posts` of its district.
#[derive(Clone, Debug, PartialEq)]
pub struct School {
    /// Place in the list that the world was founded on.
    pub record: u32,
    /// Urban or rural.
    pub urban: bool,
    /// Share of disadvantaged pupils.
    pub disadvantage: f32,
    /// Metres east and north, if known.
    pub location: Option<(f32, f32)>,
    /// First lane.
    pub first: usize,
    /// Teaching posts.
    pub posts: usize,
    /// Lanes, padding included.
    pub lanes: usize,
    /// Year groups.
    pub year_groups: usize,
    /// Subject groups; 1 where class teachers teach everything.
    pub subjects: usize,
    /// Groups in which teachers work together: subject groups, or neighbouring year groups.
    pub teams: usize,
    /// First of its cohorts in the district.
    pub first_cohort: usize,
    /// Leadership (SD).
    pub leadership: f32,
    /// Leadership that the school returns to.
    pub leadership_norm: f32,
    /// Climate: pupils' behaviour and confidence (SD).
    pub climate: f32,
    /// Collaborative culture (SD).
    pub culture: f32,
    /// Culture that the school returns to.
    pub culture_norm: f32,
    /// Digital readiness, 0 to 1.
    pub digital: f32,
    /// Lasting attainment of its intake (pupil SD).
    pub intake: f32,
    /// What it adds to attainment in a year beside climate, leadership and the teachers modelled (pupil SD).
    pub school_effect: f32,
    /// Measured results of the last years, newest first (pupil SD).
    pub results: [f32; RESULTS_KEPT],
    /// Policies that ever brought it support.
    pub received: Origins,
    /// Policies that ever took teachers or their time away from it.
    pub gave: Origins,
    /// Working hours out of class this year, which somebody else covers, by origin.
    pub covered: Vec<f64>,
    /// Hours of learning planned this year, by origin.
    pub planned: Vec<f64>,
    /// Hours of learning delivered this year, by origin.
    pub delivered: Vec<f64>,
    /// What was paid for this year, by origin, in the unit of the policy's price.
    pub paid: Vec<f64>,
    /// What of its practice is owed to each policy of the arm.
    pub owed: Vec<Owed>,
    /// Fall of the log-odds of leaving teaching by this year's rewards.
    pub stays: f32,
    /// Further appeal to applicants by this year's rewards (SD).
    pub appeal: f32,
    /// Precedence of its teachers for titles this year (SD of what is seen of them).
    pub precedence: f32,
    /// Change of leadership this week by the policies in force (SD).
    pub leadership_push: f32,
    /// Change of culture this week by the policies in force (SD).
    pub culture_push: f32,
    /// Change of climate this week by the policies in force (SD).
    pub climate_push: f32,
}

impl School {
    /// Lanes of its posts.
    pub fn range(&self) -> Range<usize> {
        self.first..self.first + self.posts
    }

    /// Tiles of its posts in its district.
    pub fn tiles(&self) -> Range<usize> {
        self.first / LANES..(self.first + self.lanes) / LANES
    }

    /// Lanes of a team.
    pub fn team(&self, team: usize) -> Range<usize> {
        self.first + part(self.posts, self.teams, team).start..self.first + part(self.posts, self.teams, team).end
    }

    /// Lanes of the team of one of its lanes; the first of them where a post serves several.
    pub fn team_of(&self, lane: usize) -> Range<usize> {
        (0..self.teams).map(|team| self.team(team)).find(|team| team.contains(&lane)).unwrap_or(lane..lane + 1)
    }

    /// Lanes of those who teach a year group and subject.
    pub fn teachers_of(&self, year_group: usize, subject: usize) -> Range<usize> {
        let within = if self.subjects > 1 {
            part(self.posts, self.subjects, subject)
        } else {
            part(self.posts, self.year_groups, year_group)
        };
        self.first + within.start..self.first + within.end
    }

    /// Place of a cohort in its district.
    pub fn cohort(&self, year_group: usize, subject: usize) -> usize {
        self.first_cohort + year_group * self.subjects + subject
    }

    /// Mean of the last `years` measured results.
    pub fn mean_result(&self, years: u32) -> f32 {
        let n = (years as usize).clamp(1, RESULTS_KEPT);
        self.results[..n].iter().sum::<f32>() / n as f32
    }
}

/// The `k`-th of `parts` parts of `n` posts; with fewer posts than parts, a post serves several parts.
fn part(n: usize, parts: usize, k: usize) -> Range<usize> {
    let start = k * n / parts;
    let end = ((k + 1) * n / parts).max(start + 1).min(n.max(start + 1));
    start..end
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn every_part_has_a_teacher_and_every_post_a_part() {
        for n in 1..60 {
            for parts in 1..9 {
                let mut served = vec![false; n];
                for k in 0..parts {
                    let range = part(n, parts, k);
                    assert!(!range.is_empty() && range.end <= n, "{n} {parts} {k} {range:?}");
                    range.for_each(|i| served[i] = true);
                }
                assert!(served.iter().all(|&s| s), "{n} {parts}");
            }
        }
    }
}
