//! What is measured of a group of schools: each outcome's name, unit, direction and how it is computed.

use crate::observe::SchoolYear;
use crate::population::SchoolList;
use crate::setting::Phase;
use crate::statistics::describe::{disparity, spread, weighted_mean};
use crate::statistics::paired::Better;
use std::collections::BTreeMap;

/// Outcome: mean attainment of all pupils.
pub const ATTAINMENT: &str = "attainment";
/// Outcome: mean enacted practice.
pub const ENACTED: &str = "enacted_practice";
/// Outcome: mean embedded practice.
pub const EMBEDDED: &str = "embedded_practice";
/// Outcome: SD of attainment between schools.
pub const DISPARITY: &str = "disparity_attainment";
/// Outcome: mean over districts of the coefficients that the model has of those of the Chinese standard.
pub const COMPOSITE: &str = "disparity_composite_districts";
/// Outcome: urban minus rural attainment.
pub const GAP_ATTAINMENT: &str = "gap_attainment";
/// Outcome: urban minus rural enacted practice.
pub const GAP_PRACTICE: &str = "gap_practice";
/// Outcome: urban minus rural share of teachers with a title.
pub const GAP_TITLES: &str = "gap_titles";
/// Outcome: share of the lowest fifth at the opening that has left it, as measured results tell.
pub const LEFT_MEASURED: &str = "left_list_measured";
/// Outcome: share of the same schools that are not in the lowest fifth by true attainment.
pub const LEFT_TRUE: &str = "left_list_true";

/// What is known of schools whatever happens: groups that do not depend on the arm.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Urban schools.
    pub urban: Vec<bool>,
    /// The county that a school counts in, by number: schools of one district and phase, as the Chinese standard counts.
    pub county: Vec<usize>,
    /// Share of disadvantaged pupils of each school.
    pub disadvantage: Vec<f64>,
}

impl Standing {
    /// Reads it from the list of schools.
    pub fn of(list: &SchoolList) -> Self {
        let mut numbers: BTreeMap<(&str, bool), usize> = BTreeMap::new();
        let mut county: Vec<usize> = Vec::with_capacity(list.schools.len());
        let mut last = None;
        for school in &list.schools {
            let next = numbers.len();
            let key = (school.district.as_str(), school.phase == Phase::Primary);
            // Schools of a district stand together, so that most need not be looked up.
            let number = match last {
                Some((before, number)) if before == key => number,
                _ => *numbers.entry(key).or_insert(next),
            };
            last = Some((key, number));
            county.push(number);
        }
        let (urban, disadvantage) = list.schools.iter().map(|s| (s.urban, s.disadvantage)).unzip();
        Self { urban, county, disadvantage }
    }

    /// How many counties there are.
    fn counties(&self) -> usize {
        self.county.iter().max().map_or(0, |last| last + 1)
    }
}

/// What an outcome is computed from.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The schools of the group as they are; all schools in the order of the list where the outcome is of all.
    pub schools: &'a [&'a SchoolYear],
    /// All schools at the opening.
    pub opening: &'a [SchoolYear],
    /// What is known of all schools.
    pub standing: &'a Standing,
}

/// An outcome of a group of schools.
#[derive(Debug)]
pub struct Outcome {
    /// Name.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Which direction is better; none where neither is.
    pub better: Option<Better>,
    /// Whether it is attainment, normed on the unchanged system.
    pub normed: bool,
    /// Whether it is of all schools together and of no other group.
    pub of_all: bool,
    /// How it is computed.
    pub of: fn(View<'_>) -> f64,
}

/// An outcome of any group.
const fn of_any(name: &'static str, unit: &'static str, better: Option<Better>, of: fn(View<'_>) -> f64) -> Outcome {
    Outcome { name, unit, better, normed: false, of_all: false, of }
}

/// Attainment of any group.
const fn normed(name: &'static str, of: fn(View<'_>) -> f64) -> Outcome {
    Outcome { name, unit: "pupil SD", better: HIGHER, normed: true, of_all: false, of }
}

/// An outcome of all schools together.
const fn of_all(name: &'static str, unit: &'static str, better: Option<Better>, of: fn(View<'_>) -> f64) -> Outcome {
    Outcome { name, unit, better, normed: false, of_all: true, of }
}

const HIGHER: Option<Better> = Some(Better::Higher);
const LOWER: Option<Better> = Some(Better::Lower);
const NEARER: Option<Better> = Some(Better::NearerZero);
const VARIATION: &str = "coefficient of variation";
const LISTED: &str = "share of listed schools";

/// Every outcome. Those of all schools together stand last.
pub const OUTCOMES: [Outcome; 25] = [
    normed(ATTAINMENT, |v| by_pupils(v.schools, |x| x.attainment)),
    normed("measured_result", |v| by_pupils(v.schools, |x| x.result)),
    of_any(ENACTED, "SD", HIGHER, |v| by_posts(v.schools, |x| x.enacted)),
    of_any(EMBEDDED, "SD", HIGHER, |v| by_posts(v.schools, |x| x.embedded)),
    of_any("culture", "SD", HIGHER, |v| by_schools(v.schools, |x| x.culture)),
    of_any("climate", "SD", HIGHER, |v| by_schools(v.schools, |x| x.climate)),
    of_any("leadership", "SD", HIGHER, |v| by_schools(v.schools, |x| x.leadership)),
    of_any("leaving_rate", "share/year", LOWER, |v| total(v.schools, |x| x.leavers) / total(v.schools, |x| x.filled)),
    of_any("vacancy_rate", "share", LOWER, |v| 1.0 - total(v.schools, |x| x.filled) / total(v.schools, |x| x.posts)),
    of_any("hours_planned", "hours/post/year", None, |v| a_post(v.schools, |x| x.planned)),
    of_any("hours_delivered", "hours/post/year", None, |v| a_post(v.schools, |x| x.delivered)),
    of_any("hours_covered", "hours/post/year", None, |v| a_post(v.schools, |x| x.covered)),
    of_any(DISPARITY, "pupil SD", LOWER, |v| spread(&weighted(v.schools, |x| x.attainment)).1),
    of_any("disparity_practice", "SD", LOWER, |v| spread(&weighted(v.schools, |x| x.enacted)).1),
    of_any("disparity_staffing", VARIATION, LOWER, |v| staffing(v.schools)),
    of_any("disparity_titles", VARIATION, LOWER, |v| titles(v.schools)),
    of_all("disparity_composite", VARIATION, LOWER, |v| composite(v.schools)),
    of_all("disparity_staffing_districts", VARIATION, LOWER, |v| over_counties(v, staffing)),
    of_all("disparity_titles_districts", VARIATION, LOWER, |v| over_counties(v, titles)),
    of_all(COMPOSITE, VARIATION, LOWER, |v| over_counties(v, composite)),
    of_all(GAP_ATTAINMENT, "pupil SD", NEARER, |v| urban_minus_rural(v, |s| by_pupils(s, |x| x.attainment))),
    of_all(GAP_PRACTICE, "SD", NEARER, |v| urban_minus_rural(v, |s| by_posts(s, |x| x.enacted))),
    of_all(GAP_TITLES, "share of teachers", NEARER, |v| {
        urban_minus_rural(v, |s| total(s, |x| x.titled) / total(s, |x| x.filled))
    }),
    of_all(LEFT_MEASURED, LISTED, HIGHER, |v| left_list(v, |x| x.result)),
    of_all(LEFT_TRUE, LISTED, HIGHER, |v| left_list(v, |x| x.attainment)),
];

/// The outcomes of a group, the first so many of [`OUTCOMES`].
pub fn of_group(group: &str) -> &'static [Outcome] {
    static ALL: &[Outcome] = &OUTCOMES;
    let shared = ALL.iter().position(|o| o.of_all).unwrap_or(ALL.len());
    if group == "all" { ALL } else { &ALL[..shared] }
}

fn total(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> f64 {
    schools.iter().map(|s| f64::from(of(s))).sum()
}

fn a_post(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> f64 {
    total(schools, of) / total(schools, |s| s.posts)
}

fn weighted(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> Vec<(f64, f64)> {
    schools.iter().map(|s| (f64::from(s.pupils), f64::from(of(s)))).collect()
}

/// Mean of the pupils of some schools.
pub fn by_pupils(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> f64 {
    spread(&weighted(schools, of)).0
}

/// Mean of the filled posts of some schools.
pub fn by_posts(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> f64 {
    total(schools, |s| of(s) * s.filled) / total(schools, |s| s.filled)
}

fn by_schools(schools: &[&SchoolYear], of: impl Fn(&SchoolYear) -> f32) -> f64 {
    total(schools, of) / schools.len() as f64
}

/// Coefficient of variation of teachers per pupil.
fn staffing(schools: &[&SchoolYear]) -> f64 {
    disparity(&weighted(schools, |x| x.filled / x.pupils.max(1.0)))
}

/// Coefficient of variation of teachers with a title per pupil; not a number where nobody has one.
fn titles(schools: &[&SchoolYear]) -> f64 {
    disparity(&weighted(schools, |x| x.titled / x.pupils.max(1.0)))
}

/// Mean of the coefficients of the indicators, as the Chinese standard puts them together (evidence section 8). The model
/// has two of its eight: teachers and titled teachers per pupil.
fn composite(schools: &[&SchoolYear]) -> f64 {
    f64::midpoint(staffing(schools), titles(schools))
}

/// Pupil-weighted mean over counties of a coefficient between the schools of one, primary and junior schools apart. A
/// county without the thing that is shared out has no coefficient and does not count.
fn over_counties(view: View<'_>, coefficient: fn(&[&SchoolYear]) -> f64) -> f64 {
    let mut counties: Vec<Vec<&SchoolYear>> = vec![Vec::new(); view.standing.counties()];
    for (school, &county) in view.schools.iter().zip(&view.standing.county) {
        counties[county].push(school);
    }
    let own = counties.iter().map(|schools| (total(schools, |s| s.pupils), coefficient(schools)));
    weighted_mean(&own.filter(|(_, coefficient)| coefficient.is_finite()).collect::<Vec<_>>())
}

/// The urban schools' value minus that of the rural ones; not a number where one of the two is missing.
fn urban_minus_rural(view: View<'_>, of: impl Fn(&[&SchoolYear]) -> f64) -> f64 {
    let place = |urban: bool| {
        let own = view.schools.iter().zip(&view.standing.urban).filter(|(_, is)| **is == urban);
        own.map(|(school, _)| *school).collect::<Vec<_>>()
    };
    of(&place(true)) - of(&place(false))
}

/// Share of the schools in the lowest fifth by measured results at the opening, those that an authority has on its list,
/// that are not in the lowest fifth of all schools now by `now`. Not a number with fewer than five schools.
fn left_list(view: View<'_>, now: fn(&SchoolYear) -> f32) -> f64 {
    let listed = parts(view.opening.iter().map(|s| s.result), 5);
    let still = parts(view.schools.iter().map(|s| now(s)), 5);
    let on_list = listed.iter().zip(&still).filter(|(then, _)| **then == 0 && view.schools.len() >= 5);
    let (listed, left) = on_list.fold((0_u32, 0_u32), |(n, left), (_, now)| (n + 1, left + u32::from(*now != 0)));
    f64::from(left) / f64::from(listed)
}

/// The part of so many equal parts that each value belongs to, 0 the lowest; equal values in their order.
pub fn parts(values: impl Iterator<Item = f32>, number: usize) -> Vec<u8> {
    // A number that stands in the order of the values, and the place below it: all of them differ.
    let ordered = |value: f32| {
        let bits = value.to_bits();
        bits ^ if bits >> 31 == 1 { u32::MAX } else { 1 << 31 }
    };
    let mut keys: Vec<u64> =
        values.enumerate().map(|(at, value)| u64::from(ordered(value)) << 32 | at as u64).collect();
    let (all, mut parts) = (keys.len(), vec![0; keys.len()]);
    let mut from = 0;
    for part in 0..number {
        // Ranks of a part: those with `rank * number / all == part`. Within it the order is of no account.
        let to = ((part + 1) * all).div_ceil(number);
        if to < all {
            keys[from..].select_nth_unstable(to - from);
        }
        for &key in &keys[from..to] {
            parts[(key & u64::from(u32::MAX)) as usize] = part as u8;
        }
        from = to;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(pupils: f32, filled: f32, titled: f32, result: f32, attainment: f32) -> SchoolYear {
        SchoolYear { pupils, filled, posts: filled, titled, result, attainment, ..SchoolYear::default() }
    }

    fn value(name: &str, now: &[SchoolYear], opening: &[SchoolYear], standing: &Standing) -> f64 {
        let schools: Vec<&SchoolYear> = now.iter().collect();
        let outcome = OUTCOMES.iter().find(|o| o.name == name).expect("an outcome");
        (outcome.of)(View { schools: &schools, opening, standing })
    }

    #[test]
    fn coefficients_are_those_of_each_county_weighted_by_pupils() {
        // Two counties of uneven schools: 0.230769 and 0.083333 of teachers per pupil, 0.515079 and 0.083333 of titled
        // ones, weighted by 600 and 500 pupils.
        let rows = [(100.0, 8.0, 3.0), (300.0, 15.0, 6.0), (200.0, 16.0, 12.0), (50.0, 4.0, 2.0), (450.0, 28.0, 14.0)];
        let schools: Vec<SchoolYear> = rows.iter().map(|&(n, t, q)| school(n, t, q, 0.0, 0.0)).collect();
        let standing = Standing { urban: vec![true; 5], county: vec![0, 0, 0, 1, 1], ..Standing::default() };
        let of = |name: &str| value(name, &schools, &schools, &standing);
        let near = |name: &str, wanted: f64| assert!((of(name) - wanted).abs() < 1e-6, "{name} {}", of(name));
        near("disparity_staffing", EXPECTED[0]);
        near("disparity_titles", EXPECTED[1]);
        near("disparity_composite", f64::midpoint(EXPECTED[0], EXPECTED[1]));
        near("disparity_staffing_districts", EXPECTED[2]);
        near("disparity_titles_districts", EXPECTED[3]);
        near(COMPOSITE, f64::midpoint(EXPECTED[2], EXPECTED[3]));
    }

    #[test]
    fn a_county_without_titled_teachers_does_not_count() {
        let schools = [
            school(100.0, 8.0, 2.0, 0.0, 0.0),
            school(100.0, 8.0, 4.0, 0.0, 0.0),
            school(300.0, 8.0, 0.0, 0.0, 0.0),
            school(300.0, 8.0, 0.0, 0.0, 0.0),
        ];
        let standing =
            Standing { urban: vec![true, true, false, false], county: vec![0, 0, 1, 1], ..Standing::default() };
        // Titled per pupil 0.02 and 0.04: mean 0.03, SD 0.01.
        assert!((value("disparity_titles_districts", &schools, &schools, &standing) - 1.0 / 3.0).abs() < 1e-6);
        // Six of 16 urban teachers have a title, none of the rural ones.
        assert!((value(GAP_TITLES, &schools, &schools, &standing) - 0.375).abs() < 1e-12);
        let nobody = Standing { urban: vec![true; 4], county: vec![0; 4], ..Standing::default() };
        assert!(value(GAP_TITLES, &schools, &schools, &nobody).is_nan());
    }

    #[test]
    fn who_left_the_list_is_told_by_results_and_by_what_is_true() {
        // Ten schools: 0 and 1 had the lowest results. Later 1 and 2 have; truly 0 and 3 are the weakest.
        let opening: Vec<SchoolYear> = (0..10_u8).map(|i| school(100.0, 5.0, 1.0, f32::from(i), 0.0)).collect();
        let results = [9.0, 0.0, 1.0, 5.0, 6.0, 7.0, 8.0, 10.0, 11.0, 12.0];
        let truth = [0.0, 5.0, 6.0, 0.1, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0];
        let now: Vec<SchoolYear> = results.iter().zip(truth).map(|(&r, a)| school(100.0, 5.0, 1.0, r, a)).collect();
        let standing = Standing { urban: vec![true; 10], county: vec![0; 10], ..Standing::default() };
        assert_eq!(value(LEFT_MEASURED, &now, &opening, &standing), 0.5);
        assert_eq!(value(LEFT_TRUE, &now, &opening, &standing), 0.5);
        assert_eq!(value(LEFT_MEASURED, &opening, &opening, &standing), 0.0, "at the opening nobody has left");
        assert!(value(LEFT_MEASURED, &now[..4], &opening[..4], &standing).is_nan());
    }

    #[test]
    fn parts_are_those_of_the_order() {
        let by_sorting = |values: &[f32], number: usize| {
            let mut order: Vec<usize> = (0..values.len()).collect();
            order.sort_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
            let mut parts = vec![0; values.len()];
            for (rank, at) in order.into_iter().enumerate() {
                parts[at] = (rank * number / values.len()) as u8;
            }
            parts
        };
        for n in [0, 1, 2, 3, 4, 5, 9, 10, 11, 57, 400] {
            // Signs, equal values, both zeros and what is no number.
            let mut values: Vec<f32> = (0..n).map(|i| ((i * 7919 % 23) as f32 - 11.0) / 4.0).collect();
            let odd = [0.0, -0.0, f32::NAN, f32::INFINITY, -f32::NAN];
            values.iter_mut().skip(3).zip(odd).for_each(|(value, odd)| *value = odd);
            for number in [1, 2, 5, 10] {
                assert_eq!(parts(values.iter().copied(), number), by_sorting(&values, number), "{n} in {number}");
            }
        }
    }

    #[test]
    fn outcomes_of_all_schools_stand_last() {
        let first = OUTCOMES.iter().position(|o| o.of_all).expect("there are some");
        assert!(OUTCOMES[first..].iter().all(|o| o.of_all));
        assert_eq!((of_group("rural").len(), of_group("all").len()), (first, OUTCOMES.len()));
    }

    /// By numpy 2.4.6 from the definition in section 8 of the evidence: national staffing and titles, then the mean over
    /// the two counties of each.
    const EXPECTED: [f64; 4] =
        [0.180_613_934_851_374, 0.401_886_631_048_567, 0.163_752_913_752_914, 0.318_830_835_317_540];
}
