//! Phase 5: leadership, culture and climate move.

use super::Frame;
use super::conditions::Conditions;
use crate::units::Domain;
use crate::world::{District, LANES, total};

/// Leadership, culture and climate stay within this many SD.
const LIMIT: f64 = 4.0;

/// Leadership returns to the school's own after a push; collaboration builds culture under good leadership, and
/// culture decays to its norm; climate follows leadership and the staff's management of classrooms.
#[inline(always)]
pub fn settle(district: &mut District, school: usize, frame: &Frame<'_>, conditions: &Conditions, collaboration: f64) {
    let model = frame.model;
    let here = &district.schools[school];
    // Empty posts hold zeros; sums on the grid are exact in any order.
    let mut management = [0.0f64; LANES];
    for tile in &district.teachers.tiles[here.tiles()] {
        let practice = tile.enacted[Domain::Management as usize];
        for i in 0..LANES {
            management[i] += f64::from(practice[i]);
        }
    }
    let management = total(&management) / here.posts.max(1) as f64;
    let here = &mut district.schools[school];

    let leadership = f64::from(here.leadership);
    let own = f64::from(here.leadership_norm);
    let next = leadership + f64::from(here.leadership_push) - model.leadership_return * (leadership - own);
    here.leadership = next.clamp(-LIMIT, LIMIT) as f32;

    let culture = f64::from(here.culture);
    let built = model.culture_gain * collaboration * conditions.building;
    let decays = model.culture_decay * (culture - f64::from(here.culture_norm));
    here.culture = (culture + built - decays + f64::from(here.culture_push)).clamp(-LIMIT, LIMIT) as f32;

    let climate = f64::from(here.climate);
    let sustained = model.climate_leadership * leadership + model.climate_management * management;
    let moved = model.climate_speed * (sustained - climate) + f64::from(here.climate_push);
    here.climate = (climate + moved).clamp(-LIMIT, LIMIT) as f32;

    here.leadership_push = 0.0;
    here.culture_push = 0.0;
    here.climate_push = 0.0;
}
