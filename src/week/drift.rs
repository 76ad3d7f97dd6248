//! Phase 4: between events, practice reverts, settles by own use, and grows with experience.
//!
//! Every week `p −= r (p − h)`, `h += u max(0, p − h)`, and both grow with experience. Empty posts hold zeros and
//! stay at zero, so no lane needs asking.

use super::Frame;
use super::conditions::Conditions;
use crate::ledger::{Ledger, Mechanism, Origin};
use crate::units::{DOMAINS, grid, positive};
use crate::world::{District, LANES, Tile, total};

/// Moves enacted and embedded practice of a school's teachers by a week of their own.
#[inline(always)]
pub fn drift(
    district: &mut District,
    school: usize,
    frame: &Frame<'_>,
    conditions: &Conditions,
    ledger: &mut Ledger,
) {
    let Conditions { reverts, support, .. } = *conditions;
    let own_use = frame.model.own_use as f32;
    let mut moved = Moved::default();
    for tile in &mut district.teachers.tiles[district.schools[school].tiles()] {
        moved.week_of(tile, reverts, own_use, support);
    }
    ledger.book(school, Mechanism::Reversion, Origin::USUAL, total(&moved.back) * 0.25);
    ledger.book(school, Mechanism::OwnUse, Origin::USUAL, total(&moved.used) * 0.25);
    ledger.book(school, Mechanism::Experience, Origin::USUAL, total(&moved.grown));
    ledger.book(school, Mechanism::EmbeddedExperience, Origin::USUAL, total(&moved.grown));
    // What of it policies are behind is booked to them when the weeks are over.
    for owed in &mut district.schools[school].owed[..frame.policies.len()] {
        owed.drift(f64::from(reverts), f64::from(own_use));
    }
}

/// Sums of changes by place in a tile, exact.
#[derive(Default)]
struct Moved {
    back: [f64; LANES],
    used: [f64; LANES],
    grown: [f64; LANES],
}

impl Moved {
    /// Moves a tile and adds what moved.
    #[inline(always)]
    fn week_of(&mut self, tile: &mut Tile, reverts: f32, own_use: f32, support: f32) {
        for i in 0..LANES {
            let growth = grid(support * tile.growth[i]);
            let (mut back, mut used) = (0.0, 0.0);
            for d in 0..DOMAINS {
                let (p, h) = (tile.enacted[d][i], tile.embedded[d][i]);
                let lead = p - h;
                let change = grid(-reverts * lead);
                let settles = grid(own_use * positive(lead));
                tile.enacted[d][i] = p + (change + growth);
                tile.embedded[d][i] = h + (settles + growth);
                back += f64::from(change);
                used += f64::from(settles);
            }
            self.back[i] += back;
            self.used[i] += used;
            self.grown[i] += f64::from(growth);
        }
    }
}
