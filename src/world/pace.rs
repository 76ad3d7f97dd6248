//! How fast teachers grow and learn: what follows from experience and traits, kept beside practice for the week.

use super::{District, LANES, Lanes, Tile};
use crate::model::Model;
use crate::units::exps;
use crate::vectors::widest;

/// What the pace of teachers follows from, side by side.
struct Traits<const N: usize> {
    /// Experience in years.
    experience: [f64; N],
    /// Motivation with this year's rewards (SD).
    motivation: [f64; N],
    /// Own trait of receptivity.
    receptivity: [f64; N],
}

impl<const N: usize> Traits<N> {
    /// Growth a week with experience, in a school of average support, and learning per hour.
    #[inline(always)]
    fn pace(&self, model: &Model, weeks: u32) -> [[f32; N]; 2] {
        let (mut later, mut log) = ([0.0; N], [0.0; N]);
        for i in 0..N {
            later[i] = self.experience[i] + 1.0;
            log[i] = model.motivation_effect * self.motivation[i] - model.receptivity_decline * self.experience[i];
        }
        let (missing, next) = (model.inexperiences(self.experience), model.inexperiences(later));
        let powers = exps(log);
        let mut pace = [[0.0; N]; 2];
        for i in 0..N {
            pace[0][i] = ((missing[i] - next[i]) / f64::from(weeks)) as f32;
            pace[1][i] = (self.receptivity[i] * powers[i]) as f32;
        }
        pace
    }
}

impl District {
    /// Brings what follows from experience and traits up to date for the holder of a post.
    pub fn refresh(&mut self, lane: usize, model: &Model, weeks: u32) {
        let t = &mut self.teachers;
        let traits = Traits {
            experience: [f64::from(t.experience[lane])],
            motivation: [f64::from(t.motivation[lane]) + f64::from(t.encouraged[lane])],
            receptivity: [f64::from(t.receptivity[lane])],
        };
        let [[growth], [readiness]] = traits.pace(model, weeks);
        t.set_pace(lane, growth, readiness);
    }

    /// The same for the holders of all posts. Nothing grows in an empty one.
    pub fn refresh_all(&mut self, model: &Model, weeks: u32) {
        let t = &mut self.teachers;
        let rows = [&t.experience, &t.motivation, &t.encouraged, &t.receptivity].map(|row| row.as_chunks::<LANES>().0);
        let [experience, motivation, encouraged, receptivity] = rows;
        let filled = t.filled.as_chunks::<LANES>().0;
        widest(
            #[inline(always)]
            || {
                for (tile, of) in t.tiles.iter_mut().enumerate() {
                    let rows = [&experience[tile], &motivation[tile], &encouraged[tile], &receptivity[tile]];
                    refresh(of, rows, &filled[tile], model, weeks);
                }
            },
        );
    }
}

/// Brings a tile up to date from rows of experience, motivation, encouragement and receptivity.
#[inline(always)]
fn refresh(tile: &mut Tile, rows: [&Lanes; 4], filled: &[bool; LANES], model: &Model, weeks: u32) {
    let [experience, motivation, encouraged, receptivity] = rows;
    let mut traits = Traits { experience: [0.0; LANES], motivation: [0.0; LANES], receptivity: [0.0; LANES] };
    for i in 0..LANES {
        traits.experience[i] = f64::from(experience[i]);
        traits.motivation[i] = f64::from(motivation[i]) + f64::from(encouraged[i]);
        traits.receptivity[i] = f64::from(receptivity[i]);
    }
    let [growth, readiness] = traits.pace(model, weeks);
    for i in 0..LANES {
        tile.growth[i] = if filled[i] { growth[i] } else { 0.0 };
        tile.readiness[i] = if filled[i] { readiness[i] } else { 0.0 };
    }
}
