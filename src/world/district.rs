//! A district: its schools with their teachers and cohorts, and its authority.

use super::{Cohorts, LANES, School, Teachers, Tie, Tile, total};
use crate::ledger::{Mechanism, Origin};
use crate::model::Model;
use crate::units::{DOMAINS, grid};
use crate::vectors::widest;

/// What a policy brought to the pupils of a post over a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brought {
    /// Lane of the post.
    pub lane: u32,
    /// The policy.
    pub origin: Origin,
    /// How.
    pub mechanism: Mechanism,
    /// Attainment (pupil SD).
    pub amount: f64,
}

/// A district and all that belongs to it. Within a year it is simulated without reading any other.
#[derive(Clone, Debug, PartialEq)]
pub struct District {
    /// How actively its authority carries policies out: 1 is as planned.
    pub activity: f32,
    /// How far this year's assessment of the authority brings a lagging authority up to plan, 0 to 1.
    pub pressed: f32,
    /// Schools.
    pub schools: Vec<School>,
    /// Teachers by lane.
    pub teachers: Teachers,
    /// Cohorts.
    pub cohorts: Cohorts,
    /// This year's ties of each school.
    pub ties: Vec<Vec<Tie>>,
    /// What policies brought to the pupils of each school's posts this year beside the teaching of their holders.
    pub brought: Vec<Vec<Brought>>,
}

impl District {
    /// Levels of a school's three stocks, in the order of [`crate::ledger::Stock::ALL`], exact.
    pub fn levels(&self, school: usize) -> [f64; 3] {
        let school = &self.schools[school];
        let mut levels = practice(&self.teachers.tiles[school.tiles()]);
        for cohort in school.first_cohort..school.first_cohort + school.year_groups * school.subjects {
            levels[2] += f64::from(self.cohorts.pupils[cohort]) * self.cohorts.attainment(cohort);
        }
        levels
    }

    /// Mean enacted quality of a school's filled posts; 0 if none is filled.
    pub fn mean_quality(&self, school: usize) -> f64 {
        let range = self.schools[school].range();
        let filled = range.clone().filter(|&lane| self.teachers.filled[lane]).count();
        range.map(|lane| self.teachers.quality(lane)).sum::<f64>() / filled.max(1) as f64
    }

    /// Pupil-weighted mean attainment of a school; 0 if it has no pupils.
    pub fn mean_attainment(&self, school: usize) -> f64 {
        let pupils = self.pupils(school) * self.schools[school].subjects as f64;
        if pupils > 0.0 { self.levels(school)[2] / pupils } else { 0.0 }
    }

    /// Pupils on roll.
    pub fn pupils(&self, school: usize) -> f64 {
        let s = &self.schools[school];
        (0..s.year_groups).map(|y| f64::from(self.cohorts.pupils[s.cohort(y, 0)])).sum()
    }

    /// Takes the loss of a new post from its holder's enacted practice; returns the change of quality, exact.
    pub fn enter_post(&mut self, lane: usize, model: &Model, weeks: u32) -> f64 {
        self.refresh(lane, model, weeks);
        let loss = grid((model.new_post_loss * model.novice_gap) as f32);
        self.teachers.set_enacted(lane, self.teachers.enacted(lane).map(|practice| practice - loss));
        -f64::from(loss)
    }

    /// Adds to what a policy brings to the pupils of a post this year (pupil SD).
    pub fn bring(&mut self, school: usize, what: Brought) {
        let all = &mut self.brought[school];
        let same = |b: &&mut Brought| (b.lane, b.origin, b.mechanism) == (what.lane, what.origin, what.mechanism);
        match all.iter_mut().find(same) {
            Some(found) => found.amount += what.amount,
            None => all.push(what),
        }
    }

    /// Starts the accounts of a year from nothing; rewards of the last year are over.
    pub fn open_year(&mut self, model: &Model, weeks: u32) {
        for tile in &mut self.teachers.tiles {
            (tile.quality_sum, tile.covered_hours) = Default::default();
        }
        self.teachers.engaged.fill(false);
        self.pressed = 0.0;
        self.brought.iter_mut().for_each(Vec::clear);
        for lane in 0..self.teachers.encouraged.len() {
            if self.teachers.encouraged[lane] != 0.0 {
                self.teachers.encouraged[lane] = 0.0;
                // Who was encouraged may have gone; nothing grows in an empty post.
                if self.teachers.filled[lane] {
                    self.refresh(lane, model, weeks);
                }
            }
        }
        for school in &mut self.schools {
            for account in [&mut school.covered, &mut school.planned, &mut school.delivered, &mut school.paid] {
                account.fill(0.0);
            }
            school.owed.iter_mut().for_each(|owed| owed.taught = 0.0);
            (school.stays, school.appeal, school.precedence) = (0.0, 0.0, 0.0);
        }
    }

    /// Takes what one teacher of a school takes along of what is owed to each of so many policies there: an even share.
    pub fn take_share(&mut self, school: usize, policies: usize) -> Vec<[f64; 2]> {
        let here = &mut self.schools[school];
        let filled = self.teachers.filled[here.range()].iter().filter(|&&filled| filled).count();
        here.owed.iter_mut().take(policies).map(|owed| owed.take_share(filled)).collect()
    }

    /// Lets mentors forget what they knew of a post's former holder.
    pub fn forget(&mut self, school: usize, post: usize) {
        for tie in &mut self.ties[school] {
            if let Some(visits) = tie.visits.get_mut(post) {
                *visits = 0;
            }
        }
    }
}

/// Enacted and embedded practice of tiles, summed over posts; no attainment. Empty posts hold zeros; sums on the grid are
/// exact in any order.
fn practice(tiles: &[Tile]) -> [f64; 3] {
    widest(
        #[inline(always)]
        || {
            let (mut enacted, mut embedded) = ([0.0f64; LANES], [0.0f64; LANES]);
            for tile in tiles {
                for d in 0..DOMAINS {
                    let (p, h) = (tile.enacted[d], tile.embedded[d]);
                    for i in 0..LANES {
                        enacted[i] += f64::from(p[i]);
                        embedded[i] += f64::from(h[i]);
                    }
                }
            }
            [total(&enacted) * 0.25, total(&embedded) * 0.25, 0.0]
        },
    )
}
