//! Phase 4: between events, practice reverts, settles by own use, and grows with experience.
//!
//! Every week `p −= r (p − h)`, `h += u max(0, p − h)`, and both grow with experience. Empty posts hold zeros and
//! stay at zero, so no lane needs asking.

use super::Frame;
use super::conditions::Conditions;
use crate::accounts::Drifted;
use crate::agenda::Agenda;
use crate::ledger::{Ledger, Mechanism, Origin};
use crate::units::{DOMAINS, grid, positive};
use crate::world::{District, LANES, PAIR, Tile, over_domains, paired_mut, total, twice};

/// Moves enacted and embedded practice of a school's teachers by a week of their own.
#[inline(always)]
pub fn drift(district: &mut District, school: usize, frame: &Frame<'_>, conditions: &Conditions, agenda: &mut Agenda) {
    let own_use = frame.model.own_use as f32;
    let mut drifted = agenda.accounts.drifted;
    for tile in &mut district.teachers.tiles[district.schools[school].tiles()] {
        week_of(tile, conditions, own_use, &mut drifted);
    }
    agenda.accounts.drifted = drifted;
    // What of it policies are behind is booked to them when the weeks are over.
    for owed in &mut district.schools[school].owed[..frame.policies.len()] {
        owed.drift(f64::from(conditions.reverts), f64::from(own_use));
    }
}

/// Moves a tile and adds what moved.
#[inline(always)]
fn week_of(tile: &mut Tile, conditions: &Conditions, own_use: f32, drifted: &mut Drifted) {
    let Conditions { reverts, support, .. } = *conditions;
    let mut growth = tile.growth;
    for i in 0..LANES {
        growth[i] = grid(support * growth[i]);
    }
    let (mut back, mut used) = ([[0.0; PAIR]; DOMAINS / 2], [[0.0; PAIR]; DOMAINS / 2]);
    let (grown, changes) = (twice(&growth), back.iter_mut().zip(&mut used));
    let rows = paired_mut(&mut tile.enacted).iter_mut().zip(paired_mut(&mut tile.embedded));
    for ((enacted, embedded), (back, used)) in rows.zip(changes) {
        let (mut p, mut h, mut change, mut settles) = (*enacted, *embedded, *back, *used);
        for i in 0..PAIR {
            let lead = p[i] - h[i];
            change[i] = grid(-reverts * lead);
            settles[i] = grid(own_use * positive(lead));
            p[i] += change[i] + grown[i];
            h[i] += settles[i] + grown[i];
        }
        (*enacted, *embedded, *back, *used) = (p, h, change, settles);
    }
    let (back, used) = (over_domains(&back), over_domains(&used));
    for i in 0..LANES {
        drifted.back[i] += back[i];
        drifted.used[i] += used[i];
        drifted.grown[i] += f64::from(growth[i]);
    }
}

/// Books what the weeks since the last booking came to: sums are exact, so that it does not matter when.
pub fn close(school: usize, agenda: &mut Agenda, ledger: &mut Ledger) {
    let drifted = std::mem::take(&mut agenda.accounts.drifted);
    ledger.book(school, Mechanism::Reversion, Origin::USUAL, total(&drifted.back) * 0.25);
    ledger.book(school, Mechanism::OwnUse, Origin::USUAL, total(&drifted.used) * 0.25);
    ledger.book(school, Mechanism::Experience, Origin::USUAL, total(&drifted.grown));
    ledger.book(school, Mechanism::EmbeddedExperience, Origin::USUAL, total(&drifted.grown));
}
