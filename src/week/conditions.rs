//! What culture, climate and leadership make of a school's week.

use super::ABREAST;
use crate::model::Model;
use crate::units::exps;
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

/// Those that a week begins with at some schools, [`ABREAST`] of them at the most. Exponentials are taken of all schools
/// side by side: they are a long chain of operations, on which all that a school does in its week waits.
#[inline(always)]
pub fn of(schools: &[School], model: &Model) -> [Conditions; ABREAST] {
    let leadership = of_each(schools, |here| here.leadership);
    let culture = of_each(schools, |here| here.culture);
    let climate = of_each(schools, |here| here.climate);
    let [mut ease, mut slowed, mut support, mut building] = [[0.0; ABREAST]; 4];
    for i in 0..ABREAST {
        ease[i] = model.culture_learning * culture[i] + model.climate_receptivity * climate[i];
        slowed[i] = -model.reversion_culture * culture[i];
        support[i] = model.experience_support * culture[i];
        building[i] = model.leadership_culture * leadership[i];
    }
    let [ease, slowed, support, building] = [exps(ease), exps(slowed), exps(support), exps(building)];
    from_fn(|i| Conditions {
        ease: ease[i] as f32,
        reverts: (model.reversion * slowed[i]).min(1.0) as f32,
        support: support[i] as f32,
        building: building[i],
    })
}

/// Something of each of the schools side by side; nothing where there are fewer.
#[inline(always)]
fn of_each(schools: &[School], of: fn(&School) -> f32) -> [f64; ABREAST] {
    from_fn(|i| schools.get(i).map_or(0.0, |here| f64::from(of(here))))
}
