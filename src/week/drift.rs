//! Phase 4: between events, practice reverts, settles by own use, and grows with experience.
//!
//! Every week `p −= r (p − h)`, `h += u max(0, p − h)`, and both grow with experience. Empty posts hold zeros and
//! stay at zero, so no lane needs asking.

use super::Frame;
use crate::ledger::{Ledger, Mechanism, Origin};
use crate::units::{grid, positive};
use crate::world::District;
use crate::world::school::LANES;

/// Moves enacted and embedded practice of a school's teachers by a week of their own.
pub fn drift(district: &mut District, school: usize, frame: &Frame<'_>, ledger: &mut Ledger) {
    let model = frame.model;
    let here = &district.schools[school];
    let culture = f64::from(here.culture);
    let reverts = (model.reversion * libm::exp(-model.reversion_culture * culture)).min(1.0) as f32;
    let own_use = model.own_use as f32;
    let support = libm::exp(model.experience_support * culture) as f32;
    let (mut back, mut used, mut grown) = ([0.0f64; LANES], [0.0f64; LANES], [0.0f64; LANES]);
    let lanes = here.padded();
    let teachers = &mut district.teachers;
    let growths = teachers.growth[lanes.clone()].as_chunks::<LANES>().0;
    let [p0, p1, p2, p3] = teachers.enacted.each_mut().map(|p| p[lanes.clone()].as_chunks_mut::<LANES>().0);
    let [h0, h1, h2, h3] = teachers.embedded.each_mut().map(|h| h[lanes.clone()].as_chunks_mut::<LANES>().0);
    for (block, growth) in growths.iter().enumerate() {
        let growth = growth.map(|growth| grid(support * growth));
        let (mut back_here, mut used_here) = ([0.0f64; LANES], [0.0f64; LANES]);
        for (p, h) in [
            (&mut p0[block], &mut h0[block]),
            (&mut p1[block], &mut h1[block]),
            (&mut p2[block], &mut h2[block]),
            (&mut p3[block], &mut h3[block]),
        ] {
            for i in 0..LANES {
                let lead = p[i] - h[i];
                let change = grid(-reverts * lead);
                let settles = grid(own_use * positive(lead));
                p[i] += change + growth[i];
                h[i] += settles + growth[i];
                back_here[i] += f64::from(change);
                used_here[i] += f64::from(settles);
            }
        }
        for i in 0..LANES {
            back[i] += back_here[i];
            used[i] += used_here[i];
            grown[i] += f64::from(growth[i]);
        }
    }
    let total = |lanes: [f64; LANES]| lanes.iter().sum::<f64>();
    ledger.book(school, Mechanism::Reversion, Origin::USUAL, total(back) * 0.25);
    ledger.book(school, Mechanism::OwnUse, Origin::USUAL, total(used) * 0.25);
    ledger.book(school, Mechanism::Experience, Origin::USUAL, total(grown));
    ledger.book(school, Mechanism::EmbeddedExperience, Origin::USUAL, total(grown));
    // What of it policies are behind is booked to them when the weeks are over.
    for owed in &mut district.schools[school].owed[..frame.policies.len()] {
        owed.drift(f64::from(reverts), f64::from(own_use));
    }
}
