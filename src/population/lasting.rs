//! How much of a school's result lasts, and how much was the chance of one year.
//!
//! A school's mean of one year is `lasting level + chance`; the lasting level is what its disadvantage predicts
//! plus a part of its own. [`settle`] fits the gradient with disadvantage, estimates the variance of that own part
//! by moments (variance left over, minus the variance that chance explains) and gives every school the posterior of
//! its lasting level: normal-normal empirical Bayes, as in small-area estimation.

use super::list::{Lasting, SchoolRecord};
use crate::parameter::Parameter;
use crate::setting::Phase;

/// With fewer results than this a list does not say enough, and national constants stand in.
pub const FEWEST_RESULTS: usize = 30;

/// What is known nationally about results of one phase: the chance in them and what lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// Points of the test in one pupil SD.
    pub points_per_sd: f64,
    /// Variance of a school's mean from year to year that its pupils share, points squared.
    pub school_year: f64,
    /// Variance of a school's mean from the draw of pupils, points squared times pupils in the cohort.
    pub sampling: f64,
    /// Cohort below which chance grows no more: of smaller ones only the larger years are published.
    pub least_cohort: f64,
    /// Variance from rounding in the source, points squared.
    pub rounding: f64,
    /// Gradient of results with the share of disadvantaged pupils, points for a share of 1.
    pub gradient: f64,
    /// Share of disadvantaged pupils at which a school is expected at the national mean.
    pub centre: f64,
    /// SD of lasting levels among schools of equal disadvantage, points.
    pub spread: f64,
}

impl Chance {
    /// Key stage 2 mathematics (scaled score), England.
    pub const KEY_STAGE_2: Self = Self {
        points_per_sd: 8.0,
        school_year: 0.6,
        sampling: 71.0,
        least_cohort: 12.0,
        rounding: 1.0 / 12.0,
        gradient: -6.53,
        centre: 0.196,
        spread: 2.16,
    };
    /// Attainment 8, England.
    pub const ATTAINMENT_8: Self = Self {
        points_per_sd: 19.0,
        school_year: 4.1,
        sampling: 280.0,
        least_cohort: 12.0,
        rounding: 0.0008,
        gradient: -46.8,
        centre: 0.185,
        spread: 7.08,
    };

    /// Variance of the chance in one year's mean of a cohort, pupil SD squared.
    pub fn variance(&self, cohort: f64) -> f64 {
        (self.school_year + self.sampling / cohort.max(self.least_cohort) + self.rounding) / self.points_per_sd.powi(2)
    }

    /// The gradient and spread of the nation, for lists that cannot tell their own.
    pub fn national(&self) -> Fit {
        let slope = self.gradient / self.points_per_sd;
        Fit { results: 0, intercept: -slope * self.centre, slope, sd: self.spread / self.points_per_sd }
    }
}

/// The chance in results, by phase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Primary.
    pub primary: Chance,
    /// Secondary.
    pub secondary: Chance,
}

impl Noise {
    /// The chance of a phase.
    pub fn of(&self, phase: Phase) -> &Chance {
        match phase {
            Phase::Primary => &self.primary,
            Phase::Secondary => &self.secondary,
        }
    }
}

impl Default for Noise {
    fn default() -> Self {
        Self { primary: Chance::KEY_STAGE_2, secondary: Chance::ATTAINMENT_8 }
    }
}

/// What a list says about the lasting levels of one phase, pupil SD.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Results that it rests on; 0 for national constants.
    pub results: usize,
    /// Expected level without disadvantage.
    pub intercept: f64,
    /// Change of the expected level from no disadvantaged pupil to all.
    pub slope: f64,
    /// SD of lasting levels among schools of equal disadvantage.
    pub sd: f64,
}

impl Fit {
    /// What disadvantage alone predicts.
    pub fn expected(&self, disadvantage: f64) -> f64 {
        self.intercept + self.slope * disadvantage
    }

    /// The lasting level of a school, given its result and the variance of the chance in it.
    pub fn lasting(&self, disadvantage: f64, result: Option<(f64, f64)>) -> Lasting {
        let expected = self.expected(disadvantage);
        let own = self.sd * self.sd;
        match result {
            Some((level, chance)) if own + chance > 0.0 => {
                let reliability = own / (own + chance);
                let mean = expected + reliability * (level - expected);
                Lasting { expected, mean, sd: (reliability * chance).sqrt() }
            }
            _ => Lasting { expected, mean: expected, sd: self.sd },
        }
    }
}

/// Settles the lasting level of every school, each phase by itself.
pub fn settle(schools: &mut [SchoolRecord], noise: Noise) {
    for phase in [Phase::Primary, Phase::Secondary] {
        let chance = noise.of(phase);
        let fit = fit(schools, phase, chance);
        for school in schools.iter_mut().filter(|s| s.phase == phase) {
            let result = result(school).map(|level| (level, chance.variance(cohort(school))));
            school.lasting = fit.lasting(school.disadvantage, result);
        }
    }
}

/// Rounds of weighting: the variance settles to six digits in about five.
const ROUNDS: usize = 12;

/// Fits gradient and spread of the schools of a phase; the nation's with fewer than [`FEWEST_RESULTS`] results.
///
/// The gradient weighs a result by the inverse of its variance, which needs the spread, which needs the gradient:
/// the two are found in turn. The spread is the unweighted moment, so that levels drawn from the posterior
/// reproduce the SD of school means.
pub fn fit(schools: &[SchoolRecord], phase: Phase, chance: &Chance) -> Fit {
    let known: Vec<Known> = schools
        .iter()
        .filter(|s| s.phase == phase)
        .filter_map(|s| {
            let level = result(s)?;
            Some(Known { disadvantage: s.disadvantage, level, chance: chance.variance(cohort(s)) })
        })
        .collect();
    if known.len() < FEWEST_RESULTS {
        return chance.national();
    }
    let freedom = known.len() as f64 - 2.0;
    let noise = known.iter().map(|k| k.chance).sum::<f64>() / known.len() as f64;
    let mut own = chance.national().sd.powi(2);
    let mut fitted = Fit { results: known.len(), intercept: 0.0, slope: 0.0, sd: own.sqrt() };
    for _ in 0..ROUNDS {
        (fitted.intercept, fitted.slope) = line(&known, own);
        let left: f64 = known.iter().map(|k| (k.level - fitted.expected(k.disadvantage)).powi(2)).sum();
        own = (left / freedom - noise).max(0.0);
        fitted.sd = own.sqrt();
    }
    fitted
}

/// A school with a result.
struct Known {
    disadvantage: f64,
    level: f64,
    chance: f64,
}

/// Weighted least squares of level on disadvantage: intercept and slope.
fn line(known: &[Known], own: f64) -> (f64, f64) {
    let weight = |k: &Known| 1.0 / (own + k.chance).max(1e-9);
    let total: f64 = known.iter().map(weight).sum();
    let x = known.iter().map(|k| weight(k) * k.disadvantage).sum::<f64>() / total;
    let y = known.iter().map(|k| weight(k) * k.level).sum::<f64>() / total;
    let across: f64 = known.iter().map(|k| weight(k) * (k.disadvantage - x) * (k.level - y)).sum();
    let spread: f64 = known.iter().map(|k| weight(k) * (k.disadvantage - x).powi(2)).sum();
    // A list in which all schools are equally disadvantaged has no gradient to tell.
    let slope = if spread > 1e-9 * total { across / spread } else { 0.0 };
    (y - slope * x, slope)
}

fn result(school: &SchoolRecord) -> Option<f64> {
    school.result.filter(|level| level.is_finite())
}

/// Pupils in a year group.
fn cohort(school: &SchoolRecord) -> f64 {
    f64::from(school.pupils) / f64::from(school.year_groups.max(1))
}

/// The constants of a phase as parameters, with their sources.
pub fn table(phase: Phase) -> &'static [Parameter<Chance>] {
    match phase {
        Phase::Primary => &PRIMARY,
        Phase::Secondary => &SECONDARY,
    }
}

const fn points_per_sd() -> Parameter<Chance> {
    Parameter::<Chance>::new(
        "points_per_sd",
        "Points of the test in one pupil SD",
        |c| c.points_per_sd,
        |c, v| c.points_per_sd = v,
    )
    .within(0.001, 10_000.0, "points")
}
const fn school_year() -> Parameter<Chance> {
    Parameter::<Chance>::new(
        "school_year",
        "Variance of a school's yearly mean that its pupils share",
        |c| c.school_year,
        |c, v| c.school_year = v,
    )
    .within(0.0, 1e6, "points^2")
}
const fn sampling() -> Parameter<Chance> {
    Parameter::<Chance>::new(
        "sampling",
        "Variance of a school's yearly mean from the draw of pupils, times pupils in the cohort",
        |c| c.sampling,
        |c, v| c.sampling = v,
    )
    .within(0.0, 1e8, "points^2 pupils")
}
const fn least_cohort() -> Parameter<Chance> {
    Parameter::<Chance>::new(
        "least_cohort",
        "Pupils in a year group below which chance grows no more",
        |c| c.least_cohort,
        |c, v| c.least_cohort = v,
    )
    .within(1.0, 1000.0, "pupils")
}
const fn rounding() -> Parameter<Chance> {
    Parameter::<Chance>::new("rounding", "Variance from rounding in the source", |c| c.rounding, |c, v| c.rounding = v)
        .within(0.0, 1e6, "points^2")
}
const fn gradient() -> Parameter<Chance> {
    Parameter::<Chance>::new(
        "gradient",
        "Gradient of results with disadvantage, used where a list has too few results",
        |c| c.gradient,
        |c, v| c.gradient = v,
    )
    .within(-1e6, 1e6, "points/share")
}
const fn centre() -> Parameter<Chance> {
    Parameter::<Chance>::new(
        "centre",
        "Share of disadvantaged pupils at the national mean, used where a list has too few results",
        |c| c.centre,
        |c, v| c.centre = v,
    )
    .within(0.0, 1.0, "share")
}
const fn spread() -> Parameter<Chance> {
    Parameter::<Chance>::new(
        "spread",
        "SD of lasting levels among equally disadvantaged schools, used where a list has too few results",
        |c| c.spread,
        |c, v| c.spread = v,
    )
    .within(0.0, 1e6, "points")
}

const KS2: &str = "England, key stage 2 mathematics 2023/24 and 2024/25, school means of 13,526 schools";
const KS2_FIT: &str = "England, key stage 2 mathematics 2023/24: the fit of this program to 14,327 schools";
const A8_FIT: &str = "England, Attainment 8 2022/23: the fit of this program to 2,945 schools";
const A8_STABLE: &str = "England, Attainment 8: r = 0.93 from 2018/19 to 2022/23 leaves 7 % of variance 87 as chance; less the \
draw of pupils";

const PRIMARY: [Parameter<Chance>; 8] = [
    points_per_sd().derived("implied by how the noise of school means falls with the cohort (evidence: 71 = 8.4^2)"),
    school_year().derived(KS2),
    sampling().derived(KS2),
    least_cohort().derived("two-year noise of the smallest schools is 6.4 points squared, not the 7.8 of ten pupils"),
    rounding().derived("scaled scores are published as whole points: 1/12"),
    gradient().derived(KS2_FIT),
    centre().derived(KS2_FIT),
    spread().derived(KS2_FIT),
];

const SECONDARY: [Parameter<Chance>; 8] = [
    points_per_sd().derived("school SD 9.3 points; places the lasting share at 0.22, the middle of 0.15 to 0.30"),
    school_year().derived(A8_STABLE),
    sampling().derived("78 % of the pupil variance of 361 points squared lies within schools"),
    least_cohort().assumed("as for key stage 2"),
    rounding().derived("published to one decimal: 0.01/12"),
    gradient().derived(A8_FIT),
    centre().derived(A8_FIT),
    spread().derived(A8_FIT),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::population::list::Origin;
    use crate::rng::{Place, Purpose, Streams};

    fn school(pupils: u32, disadvantage: f64, result: Option<f64>) -> SchoolRecord {
        SchoolRecord {
            id: String::new(),
            name: String::new(),
            region: String::new(),
            district: String::new(),
            urban: true,
            phase: Phase::Primary,
            year_groups: 7,
            pupils,
            teachers: 10,
            teachers_origin: Origin::Given,
            disadvantage,
            disadvantage_origin: Origin::Given,
            location: None,
            result,
            lasting: Lasting { expected: 0.0, mean: 0.0, sd: 0.0 },
        }
    }

    /// Schools of known lasting level: slope -0.8, spread 0.25, chance of key stage 2.
    fn invented(n: usize) -> (Vec<SchoolRecord>, Vec<f64>) {
        let mut draws = Streams::new(5, 0).of_year(Purpose::Generate, Place::WORLD, 0);
        (0..n)
            .map(|i| {
                let mut slot = draws.slot(i);
                let pupils = 70 + slot.below(560) as u32;
                let disadvantage = 0.5 * f64::from(slot.uniform());
                let level = 0.2 - 0.8 * disadvantage + 0.25 * f64::from(slot.normal());
                let chance = Chance::KEY_STAGE_2.variance(f64::from(pupils) / 7.0).sqrt();
                (school(pupils, disadvantage, Some(level + chance * f64::from(slot.normal()))), level)
            })
            .unzip()
    }

    #[test]
    fn an_invented_truth_is_recovered() {
        let (mut schools, truth) = invented(20_000);
        let fit = fit(&schools, Phase::Primary, &Chance::KEY_STAGE_2);
        assert!((fit.intercept - 0.2).abs() < 0.01, "{fit:?}");
        assert!((fit.slope + 0.8).abs() < 0.04, "{fit:?}");
        assert!((fit.sd - 0.25).abs() < 0.01, "{fit:?}");
        settle(&mut schools, Noise::default());
        let z: Vec<f64> = schools.iter().zip(&truth).map(|(s, t)| (t - s.lasting.mean) / s.lasting.sd).collect();
        let n = z.len() as f64;
        assert!((z.iter().sum::<f64>() / n).abs() < 0.03);
        assert!((z.iter().map(|z| z * z).sum::<f64>() / n - 1.0).abs() < 0.05);
    }

    #[test]
    fn few_results_take_the_nations_constants() {
        let (mut schools, _) = invented(FEWEST_RESULTS - 1);
        schools.push(school(210, 0.3, None));
        settle(&mut schools, Noise::default());
        let national = Chance::KEY_STAGE_2.national();
        let last = schools[FEWEST_RESULTS - 1].lasting;
        assert_eq!(last, Lasting { expected: national.expected(0.3), mean: national.expected(0.3), sd: national.sd });
        assert!(schools[0].lasting.sd < national.sd, "its own result still counts");
    }

    #[test]
    fn equal_disadvantage_and_equal_results_are_no_trouble() {
        let mut schools: Vec<_> = (0..40).map(|_| school(300, 0.2, Some(0.1))).collect();
        schools.push(school(300, 0.2, Some(f64::NAN)));
        settle(&mut schools, Noise::default());
        for s in &schools {
            assert!((s.lasting.mean - 0.1).abs() < 1e-9 && s.lasting.sd == 0.0, "{:?}", s.lasting);
        }
    }

    #[test]
    fn every_constant_moves_the_chance_or_the_nation() {
        for phase in [Phase::Primary, Phase::Secondary] {
            let base = *Noise::default().of(phase);
            for p in table(phase) {
                let mut moved = base;
                (p.set)(&mut moved, (p.get)(&base) * 1.5 + 0.01);
                let same = moved.variance(5.0) == base.variance(5.0) && moved.national() == base.national();
                assert!(!same, "{}", p.name);
                assert!((p.low..=p.high).contains(&(p.get)(&base)));
            }
        }
    }
}
