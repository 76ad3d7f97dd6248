//! Generated schools: Shanghai's sizes, Zhejiang's, or sizes of the user's own.
//!
//! Every school draws from its own stream, named by district and place in the district, so that another share of
//! rural schools or another size moves no other draw.

use super::error::PopulationError;
use super::list::{Lasting, Origin, Phase, SchoolList, SchoolRecord};
use super::recipe::{self, Kind, Recipe};
use crate::parameter::Stated;
use crate::rng::{Place, Purpose, Slot, Streams};
use crate::scenario::Population;
use rayon::prelude::*;

/// Most schools that a list may have.
pub const MOST_SCHOOLS: u32 = Population::MOST_SCHOOLS;

/// What is asked for, from any of the generated variants of [`Population`].
struct Order {
    kind: Kind,
    phase: Phase,
    schools: u32,
    districts: u32,
    rural_share: f64,
    /// Sizes of the user's own.
    sizes: Option<Sizes>,
    recipe: Recipe,
}

/// Sizes of a synthetic population.
#[derive(Clone, Copy)]
struct Sizes {
    teachers: f64,
    pupils_per_teacher: f64,
    variation: f64,
}

impl Order {
    fn of(population: &Population) -> Option<Self> {
        let (kind, phase, schools, districts, rural_share, sizes) = match *population {
            Population::Shanghai { phase, schools, districts, rural_share } => {
                (Kind::Shanghai, phase, schools, districts, rural_share, None)
            }
            Population::Zhejiang { phase, schools, districts, rural_share } => {
                (Kind::Zhejiang, phase, schools, districts, rural_share, None)
            }
            Population::Synthetic {
                phase,
                schools,
                districts,
                teachers,
                pupils_per_teacher,
                size_variation,
                rural_share,
            } => {
                let sizes = Sizes { teachers, pupils_per_teacher, variation: size_variation };
                (Kind::Synthetic, phase, schools, districts, rural_share, Some(sizes))
            }
            Population::England { .. } | Population::File { .. } => return None,
        };
        let mut recipe = Recipe::of(kind, phase);
        if sizes.is_some() {
            // Means that the user gives hold at the rural share that the user gives.
            recipe.rural_anchor = rural_share;
        }
        Some(Self { kind, phase, schools, districts, rural_share, sizes, recipe })
    }

    fn check(&self) -> Result<(), PopulationError> {
        let inside = |what, value: f64, low: f64, high: f64, remedy| {
            if value.is_finite() && (low..=high).contains(&value) {
                return Ok(());
            }
            let (given, allowed) = (value.to_string(), format!("{low} to {high}"));
            Err(PopulationError::OutOfRange { what, given, allowed, remedy })
        };
        inside("schools", self.schools.into(), 1.0, MOST_SCHOOLS.into(), "give a number of schools in that range")?;
        let most = self.schools.into();
        inside(
            "districts",
            self.districts.into(),
            1.0,
            most,
            "a district has one school or more: give fewer districts",
        )?;
        inside("rural_share", self.rural_share, 0.0, 1.0, "give a share, such as 0.3")?;
        if let Some(sizes) = self.sizes {
            inside("teachers", sizes.teachers, 1.0, 1000.0, "give the mean number of teachers in a school")?;
            inside("pupils_per_teacher", sizes.pupils_per_teacher, 1.0, 100.0, "give pupils per teacher, such as 20")?;
            inside("size_variation", sizes.variation, 0.0, 3.0, "give SD over mean of school sizes, such as 0.5")?;
        }
        Ok(())
    }

    /// Schools in a district: as even as can be.
    fn schools_in(&self, district: u32) -> u32 {
        self.schools / self.districts + u32::from(district < self.schools % self.districts)
    }

    /// Rural schools of each district: shares rise from the first district to the last.
    fn rural_counts(&self) -> Vec<u32> {
        let reach = self.recipe.district_tilt * self.rural_share.min(1.0 - self.rural_share);
        let (mut exact, mut given) = (0.0, 0);
        (0..self.districts)
            .map(|d| {
                let from_middle = f64::from(2 * d + 1) / f64::from(self.districts) - 1.0;
                let share = self.rural_share + reach * from_middle;
                exact += share * f64::from(self.schools_in(d));
                let count = (exact.round() as u32).saturating_sub(given).min(self.schools_in(d));
                given += count;
                count
            })
            .collect()
    }
}

/// The numbers that a generated population rests on, with sources and grades; none for other populations.
pub fn assumptions(population: &Population) -> Vec<Stated> {
    Order::of(population).map(|order| recipe::listing(order.kind, order.phase)).unwrap_or_default()
}

/// Generates the schools of a Shanghai, Zhejiang or Synthetic population.
///
/// # Errors
/// A number out of its range; a population that is not generated.
pub fn list(population: &Population, seed: u64) -> Result<SchoolList, PopulationError> {
    let Some(order) = Order::of(population) else {
        return Err(PopulationError::OutOfRange {
            what: "population",
            given: "not a generated one".to_owned(),
            allowed: "Shanghai, Zhejiang or Synthetic".to_owned(),
            remedy: "name one of these",
        });
    };
    order.check()?;
    let streams = Streams::new(seed, 0);
    let levels = Levels::of(&order.recipe);
    let rural = order.rural_counts();
    let widest = (0..order.districts).map(|d| radii(&order, d, rural[d as usize]).1).fold(0.0, f64::max);
    // Every school has its own stream, so that all threads may draw.
    let of_district = |district: u32| {
        let centre = centre(district, order.districts, widest);
        let urban = order.schools_in(district) - rural[district as usize];
        let radii = radii(&order, district, rural[district as usize]);
        let (order, levels, streams) = (&order, &levels, &streams);
        (0..order.schools_in(district)).map(move |i| {
            let key = Place::school(district as usize, i as usize);
            let mut draws = streams.of_year(Purpose::Generate, key, 0);
            let here = Here { district, number: i, urban: i < urban, centre, radii };
            school(order, levels, &here, &mut draws.slot(0))
        })
    };
    let schools: Vec<SchoolRecord> = (0..order.districts).into_par_iter().flat_map_iter(of_district).collect();
    let (name, notes) = (name(order.kind), notes(&order, &schools));
    Ok(SchoolList {
        source: format!("Generated schools: {name}"),
        attribution: attribution(order.kind),
        schools,
        notes,
    })
}

/// Where a school stands.
struct Here {
    district: u32,
    number: u32,
    urban: bool,
    centre: (f64, f64),
    radii: (f64, f64),
}

/// One school; the words of the slot are read in a fixed order: size, ratio, disadvantage, angle, radius.
fn school(order: &Order, levels: &Levels, here: &Here, slot: &mut Slot<'_>) -> SchoolRecord {
    let recipe = &order.recipe;
    let mut normal = || f64::from(slot.normal());
    let (size, link, odds) = (normal(), normal(), normal());
    let size = placed(size, -recipe.rural_size_gap, recipe.rural_anchor, here.urban);
    let (pupils, teachers) = match order.sizes {
        Some(sizes) => own_size(recipe, sizes, size),
        None => table_size(recipe, size, link),
    };
    let odds = placed(odds, recipe.rural_disadvantage_gap, recipe.rural_anchor, here.urban);
    let disadvantage = share(recipe.disadvantage_mean + recipe.disadvantage_sd * odds);
    let (angle, out) = (f64::from(slot.uniform()), f64::from(slot.uniform()));
    SchoolRecord {
        id: format!("{}-{}", here.district + 1, here.number + 1),
        name: format!(
            "{} school {}-{}",
            if here.urban { "Urban" } else { "Rural" },
            here.district + 1,
            here.number + 1
        ),
        region: name(order.kind).to_owned(),
        district: format!("District {:0width$}", here.district + 1, width = order.districts.to_string().len()),
        urban: here.urban,
        phase: order.phase,
        year_groups: recipe.year_groups as u32,
        pupils,
        teachers,
        teachers_origin: Origin::Generated,
        disadvantage,
        disadvantage_origin: Origin::Generated,
        location: Some(spot(here, angle, out)),
        result: None,
        lasting: levels.lasting(recipe, disadvantage, here.urban),
    }
}

/// A standard normal with urban and rural means `gap` apart, of mean 0 and variance 1 at the anchored rural share.
fn placed(z: f64, gap: f64, anchor: f64, urban: bool) -> f64 {
    let shift = if urban { -anchor } else { 1.0 - anchor };
    gap * shift + z * within(gap, anchor)
}

/// SD within urban and within rural schools.
fn within(gap: f64, anchor: f64) -> f64 {
    (1.0 - gap * gap * anchor * (1.0 - anchor)).max(0.0).sqrt()
}

fn table_size(recipe: &Recipe, size: f64, link: f64) -> (u32, u32) {
    let r = recipe.size_ratio_link;
    let pupils = Recipe::quantile(&recipe.roll, below(size)).round();
    let ratio = Recipe::quantile(&recipe.ratio, below(r * size + (1.0 - r * r).sqrt() * link));
    (pupils as u32, ((pupils / ratio).round() as u32).max(1))
}

/// Lognormal sizes, of the mean that the user gave whatever the gap between urban and rural schools.
fn own_size(recipe: &Recipe, sizes: Sizes, size: f64) -> (u32, u32) {
    let spread = libm::log(1.0 + sizes.variation * sizes.variation).sqrt();
    let (gap, anchor) = (-recipe.rural_size_gap, recipe.rural_anchor);
    let inner = spread * within(gap, anchor);
    let mixture =
        (1.0 - anchor) * libm::exp(-spread * gap * anchor) + anchor * libm::exp(spread * gap * (1.0 - anchor));
    let scale = sizes.teachers / (mixture * libm::exp(inner * inner / 2.0));
    let teachers = (scale * libm::exp(spread * size)).round().max(1.0);
    ((teachers * sizes.pupils_per_teacher).round().max(1.0) as u32, teachers as u32)
}

/// Probability that a standard normal is below `z`.
fn below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

fn share(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// What lasting levels are drawn from, the same for all schools of a list.
struct Levels {
    /// Mean share of disadvantaged pupils at the anchored rural share.
    disadvantage: f64,
    /// SD of lasting levels that disadvantage and place leave.
    sd: f64,
}

impl Levels {
    /// The SD makes up what disadvantage and place leave of the share of variance between schools.
    fn of(recipe: &Recipe) -> Self {
        let anchor = recipe.rural_anchor;
        let groups = [(true, 1.0 - anchor), (false, anchor)].map(|(urban, part)| (moments(recipe, urban), urban, part));
        let disadvantage: f64 = groups.iter().map(|((mean, _), _, part)| part * mean).sum();
        let explained: f64 = groups
            .iter()
            .map(|&((mean, variance), urban, part)| {
                let away = recipe.gradient * (mean - disadvantage) + place_gap(recipe, urban);
                part * (recipe.gradient.powi(2) * variance + away * away)
            })
            .sum();
        Self { disadvantage, sd: (recipe.between_schools - explained).max(0.0).sqrt() }
    }

    fn lasting(&self, recipe: &Recipe, disadvantage: f64, urban: bool) -> Lasting {
        let expected = recipe.gradient * (disadvantage - self.disadvantage) + place_gap(recipe, urban);
        Lasting { expected, mean: expected, sd: self.sd }
    }
}

/// Lasting level of a place at mean disadvantage; 0 over all schools at the anchored rural share.
fn place_gap(recipe: &Recipe, urban: bool) -> f64 {
    recipe.rural_level_gap * if urban { recipe.rural_anchor } else { recipe.rural_anchor - 1.0 }
}

/// Mean and variance of disadvantage in urban or rural schools: the mean over 200 equally likely values.
fn moments(recipe: &Recipe, urban: bool) -> (f64, f64) {
    let at = |i: u32| {
        let z = f64::from(crate::rng::normal((i * 2 + 1) * (u32::MAX / 400)));
        let odds = placed(z, recipe.rural_disadvantage_gap, recipe.rural_anchor, urban);
        share(recipe.disadvantage_mean + recipe.disadvantage_sd * odds)
    };
    let mean = (0..200).map(at).sum::<f64>() / 200.0;
    (mean, (0..200).map(|i| (at(i) - mean).powi(2)).sum::<f64>() / 200.0)
}

/// Radii in metres of a district: the town's disc and the ring of villages around it.
///
/// Schools strewn at random with density `k` have the nearest at a median distance of `sqrt(ln 2 / (pi k))`.
fn radii(order: &Order, district: u32, rural: u32) -> (f64, f64) {
    let area = |schools: u32, km: f64| f64::from(schools) * (km * 1000.0).powi(2) / std::f64::consts::LN_2;
    let town = area(order.schools_in(district) - rural, order.recipe.urban_distance);
    (town.sqrt(), (town + area(rural, order.recipe.rural_distance)).sqrt())
}

/// Centre of a district on a square grid, with room around the widest.
fn centre(district: u32, districts: u32, widest: f64) -> (f64, f64) {
    let columns = f64::from(districts).sqrt().ceil() as u32;
    let step = 2.2 * widest;
    (step * (f64::from(district % columns) + 0.5), step * (f64::from(district / columns) + 0.5))
}

/// A spot spread evenly over the town or the ring, to the metre.
fn spot(here: &Here, angle: f64, out: f64) -> (f64, f64) {
    let (town, edge) = here.radii;
    let (inner, outer) = if here.urban { (0.0, town) } else { (town, edge) };
    let radius = (inner * inner + out * (outer * outer - inner * inner)).sqrt();
    let turn = std::f64::consts::TAU * angle;
    ((here.centre.0 + radius * libm::cos(turn)).round(), (here.centre.1 + radius * libm::sin(turn)).round())
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Shanghai => "Shanghai",
        Kind::Zhejiang => "Zhejiang",
        Kind::Synthetic => "Synthetic",
    }
}

fn attribution(kind: Kind) -> Option<String> {
    match kind {
        Kind::Shanghai | Kind::Zhejiang => {
            Some("School sizes: OECD, PISA database; Wang K. et al. (2024), learningtower 1.1.0".to_owned())
        }
        Kind::Synthetic => None,
    }
}

fn notes(order: &Order, schools: &[SchoolRecord]) -> Vec<String> {
    let rural = schools.iter().filter(|s| !s.urban).count();
    let mut notes = vec![
        format!("{} generated schools in {} districts, {rural} of them rural", schools.len(), order.districts),
        "Disadvantage, place, distance and lasting levels are drawn from documented assumptions, not from data"
            .to_owned(),
    ];
    if order.sizes.is_none() && order.phase == Phase::Primary {
        notes.push("Sizes of primary schools follow PISA's schools of 15-year-olds: an assumption".to_owned());
    }
    notes
}

#[cfg(test)]
mod tests;
