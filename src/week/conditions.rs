//! What culture, climate and leadership make of a school's week.

use crate::model::Model;
use crate::units::exps_of_small;
use crate::world::School;
use std::array::from_fn;

/// The conditions under which a school's teachers learn and practise this week.
#[derive(Clone, Copy, Debug)]
pub struct Conditions {
    /// Factor of learning per hour: more under a collaborative culture and in a good climate.
    pub ease: f32,
    /// Share of what enacted practice is ahead of embedded practice that is lost: less under a collaborative culture.
    pub reverts: f32,
    /// Factor of growth with experience: more under a collaborative culture.
    pub support: f32,
    /// Factor of the culture that an hour of collaboration builds: more under good leadership.
    pub building: f64,
}

/// Those that a week begins with. The exponentials are taken side by side, and as eight: of four a compiler takes each
/// for itself, which costs twice as much.
#[inline(always)]
pub fn of(here: &School, model: &Model) -> Conditions {
    let [leadership, culture, climate] = [here.leadership, here.culture, here.climate].map(f64::from);
    let exponents = [
        model.culture_learning * culture + model.climate_receptivity * climate,
        -model.reversion_culture * culture,
        model.experience_support * culture,
        model.leadership_culture * leadership,
    ];
    let [ease, slowed, support, building, ..] =
        exps_of_small::<8>(from_fn(|i| exponents.get(i).copied().unwrap_or(0.0)));
    let reverts = (model.reversion * slowed).min(1.0) as f32;
    Conditions { ease: ease as f32, reverts, support: support as f32, building }
}
