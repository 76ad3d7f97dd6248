//! The numbers behind generated schools, each with its source or marked as an assumption.

use super::list::Phase;
use crate::parameter::{Parameter, Stated, stated};

/// Probabilities of the quantile tables of [`Recipe`].
pub const KNOTS: [f64; 13] = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98];

/// Values at [`KNOTS`].
pub type Quantiles = [f64; 13];

/// What schools of a generated population are drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// Year groups taught.
    pub year_groups: f64,
    /// Pupils on roll.
    pub roll: Quantiles,
    /// Pupils per teacher.
    pub ratio: Quantiles,
    /// Correlation of roll and pupils per teacher, both as normal scores.
    pub size_ratio_link: f64,
    /// Share of rural schools at which the quantiles and means below hold.
    pub rural_anchor: f64,
    /// Rural schools are smaller by so many SD of log size.
    pub rural_size_gap: f64,
    /// Rural schools are more disadvantaged by so many SD of the log odds.
    pub rural_disadvantage_gap: f64,
    /// Lasting level of rural schools below urban ones of equal disadvantage, pupil SD.
    pub rural_level_gap: f64,
    /// How much districts differ in their share of rural schools: 0 not at all, 1 from none to twice the mean.
    pub district_tilt: f64,
    /// Mean log odds of disadvantage.
    pub disadvantage_mean: f64,
    /// SD of the log odds of disadvantage.
    pub disadvantage_sd: f64,
    /// Change of the lasting level from no disadvantaged pupil to all, pupil SD.
    pub gradient: f64,
    /// Share of pupil variance that lies between schools and lasts.
    pub between_schools: f64,
    /// Median distance from an urban school to the nearest school, kilometres.
    pub urban_distance: f64,
    /// Median distance from a rural school to the nearest school, kilometres.
    pub rural_distance: f64,
}

/// Which recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Shanghai.
    Shanghai,
    /// Zhejiang.
    Zhejiang,
    /// Sizes of the user's own.
    Synthetic,
}

/// PISA 2012, Shanghai, weighted: 153 schools with a roll.
const SHANGHAI_ROLL: Quantiles =
    [98.0, 291.0, 312.0, 489.0, 604.0, 719.0, 796.0, 967.0, 1139.0, 1394.0, 1801.0, 2029.0, 2557.0];
/// PISA 2012, Shanghai, weighted: 153 schools with a ratio; the lowest 2 % (1.2) was raised to 4.
const SHANGHAI_RATIO: Quantiles =
    [4.0, 5.105, 6.725, 7.104, 8.12, 9.511, 10.188, 11.0, 11.431, 12.813, 15.431, 17.981, 24.121];
/// PISA 2018, Beijing-Shanghai-Jiangsu-Zhejiang, weighted: 360 schools.
const ZHEJIANG_ROLL: Quantiles =
    [141.0, 161.0, 250.0, 425.0, 623.0, 704.0, 924.0, 1198.0, 1485.0, 1975.0, 2808.0, 2959.0, 4300.0];
/// PISA 2018, Beijing-Shanghai-Jiangsu-Zhejiang, weighted: 360 schools.
const ZHEJIANG_RATIO: Quantiles =
    [2.895, 3.748, 4.852, 6.926, 8.333, 9.655, 10.591, 11.219, 11.995, 12.815, 15.405, 17.705, 23.675];

impl Recipe {
    /// The recipe of a population and phase.
    pub fn of(kind: Kind, phase: Phase) -> Self {
        let (roll, ratio, size_ratio_link, rural_anchor) = match kind {
            Kind::Shanghai => (SHANGHAI_ROLL, SHANGHAI_RATIO, 0.78, 0.3),
            // Sizes of a synthetic population are the user's: these two tables are then not read.
            Kind::Zhejiang | Kind::Synthetic => (ZHEJIANG_ROLL, ZHEJIANG_RATIO, 0.62, 0.5),
        };
        let year_groups = match (kind, phase) {
            (Kind::Shanghai, Phase::Primary) | (Kind::Synthetic, Phase::Secondary) => 5.0,
            (Kind::Shanghai, Phase::Secondary) => 4.0,
            (Kind::Zhejiang | Kind::Synthetic, Phase::Primary) => 6.0,
            (Kind::Zhejiang, Phase::Secondary) => 3.0,
        };
        let (gradient, between_schools, rural_level_gap) = match phase {
            Phase::Primary => (-0.82, 0.10, 0.10),
            Phase::Secondary => (-2.46, 0.22, 0.15),
        };
        Self {
            year_groups,
            roll,
            ratio,
            size_ratio_link,
            rural_anchor,
            rural_size_gap: 1.0,
            rural_disadvantage_gap: 0.8,
            rural_level_gap,
            district_tilt: 0.6,
            disadvantage_mean: -1.54,
            disadvantage_sd: 0.97,
            gradient,
            between_schools,
            urban_distance: 0.54,
            rural_distance: 2.46,
        }
    }

    /// Value of a quantile table at a probability: straight between knots on the log scale, level beyond the ends.
    pub fn quantile(table: &Quantiles, p: f64) -> f64 {
        let above = KNOTS.partition_point(|&knot| knot < p);
        match above {
            0 => table[0],
            n if n == KNOTS.len() => table[n - 1],
            n => {
                let t = (p - KNOTS[n - 1]) / (KNOTS[n] - KNOTS[n - 1]);
                libm::exp(libm::log(table[n - 1]) * (1.0 - t) + libm::log(table[n]) * t)
            }
        }
    }
}

/// The numbers of a recipe in force, with their sources.
pub fn listing(kind: Kind, phase: Phase) -> Vec<Stated> {
    let recipe = Recipe::of(kind, phase);
    let prefix = match kind {
        Kind::Shanghai => "population.shanghai.",
        Kind::Zhejiang => "population.zhejiang.",
        Kind::Synthetic => "population.synthetic.",
    };
    tables(kind, phase).iter().flat_map(|table| stated(table, &recipe, &recipe, prefix)).collect()
}

/// The parameters of a recipe: what differs between populations, what sets rural schools apart, what all share.
pub fn tables(kind: Kind, phase: Phase) -> [&'static [Parameter<Recipe>]; 3] {
    let own: &'static [Parameter<Recipe>] = match (kind, phase) {
        (Kind::Shanghai, Phase::Primary) => &SHANGHAI_PRIMARY,
        (Kind::Shanghai, Phase::Secondary) => &SHANGHAI_SECONDARY,
        (Kind::Zhejiang, Phase::Primary) => &ZHEJIANG_PRIMARY,
        (Kind::Zhejiang, Phase::Secondary) => &ZHEJIANG_SECONDARY,
        (Kind::Synthetic, _) => &SYNTHETIC,
    };
    let shared: &'static [Parameter<Recipe>] = match phase {
        Phase::Primary => &SHARED_PRIMARY,
        Phase::Secondary => &SHARED_SECONDARY,
    };
    [own, &RURAL, shared]
}

const PISA_2012: &str = "PISA 2012 school file, Shanghai, 153 schools with 15-year-olds, weighted";
const PISA_2018: &str = "PISA 2018 school file, Beijing-Shanghai-Jiangsu-Zhejiang, 360 schools, weighted; Zhejiang's \
own schools cannot be told apart";
const AS_SECONDARY: &str = "no list of primary schools is held: taken from the PISA schools of 15-year-olds, so rolls \
may be too high and pupils per teacher too low";

static SHANGHAI_PRIMARY: [Parameter<Recipe>; 9] = sizes(AS_SECONDARY, false, "system structure: five years, 0.3 rural");
static SHANGHAI_SECONDARY: [Parameter<Recipe>; 9] = sizes(PISA_2012, true, "system structure: four years");
static ZHEJIANG_PRIMARY: [Parameter<Recipe>; 9] = sizes(AS_SECONDARY, false, "system structure: six years");
static ZHEJIANG_SECONDARY: [Parameter<Recipe>; 9] = sizes(PISA_2018, true, "system structure: three years");
static SYNTHETIC: [Parameter<Recipe>; 1] = [year_groups().assumed("six years of primary, five of secondary")];

type Get = fn(&Recipe) -> f64;
type Set = fn(&mut Recipe, f64);

const fn year_groups() -> Parameter<Recipe> {
    number("year_groups", "Year groups taught", |r| r.year_groups, |r, v| r.year_groups = v).within(1.0, 12.0, "years")
}

const fn number(name: &'static str, meaning: &'static str, get: Get, set: Set) -> Parameter<Recipe> {
    Parameter::<Recipe>::new(name, meaning, get, set)
}

const fn sizes(source: &'static str, measured: bool, structure: &'static str) -> [Parameter<Recipe>; 9] {
    const fn graded(p: Parameter<Recipe>, source: &'static str, measured: bool) -> Parameter<Recipe> {
        if measured { p.measured(source) } else { p.assumed(source) }
    }
    const fn roll(name: &'static str, meaning: &'static str, get: Get, set: Set) -> Parameter<Recipe> {
        number(name, meaning, get, set).within(1.0, 20_000.0, "pupils")
    }
    const fn ratio(name: &'static str, meaning: &'static str, get: Get, set: Set) -> Parameter<Recipe> {
        number(name, meaning, get, set).within(1.0, 100.0, "pupils/teacher")
    }
    let link = number(
        "size_ratio_link",
        "Correlation of log roll and log pupils per teacher",
        |r| r.size_ratio_link,
        |r, v| r.size_ratio_link = v,
    )
    .within(-1.0, 1.0, "1");
    let anchor = number(
        "rural_anchor",
        "Share of rural schools at which the sizes hold",
        |r| r.rural_anchor,
        |r, v| r.rural_anchor = v,
    )
    .within(0.0, 1.0, "share");
    let (low, middle, high) =
        ("Pupils on roll, 10th percentile", "Pupils on roll, median", "Pupils on roll, 90th percentile");
    [
        graded(roll("roll_p10", low, |r| r.roll[2], |r, v| r.roll[2] = v), source, measured),
        graded(roll("roll_p50", middle, |r| r.roll[6], |r, v| r.roll[6] = v), source, measured),
        graded(roll("roll_p90", high, |r| r.roll[10], |r, v| r.roll[10] = v), source, measured),
        graded(
            ratio("ratio_p10", "Pupils per teacher, 10th percentile", |r| r.ratio[2], |r, v| r.ratio[2] = v),
            source,
            measured,
        ),
        graded(
            ratio("ratio_p50", "Pupils per teacher, median", |r| r.ratio[6], |r, v| r.ratio[6] = v),
            source,
            measured,
        ),
        graded(
            ratio("ratio_p90", "Pupils per teacher, 90th percentile", |r| r.ratio[10], |r, v| r.ratio[10] = v),
            source,
            measured,
        ),
        graded(link, source, measured),
        anchor.assumed("the rural share of the PISA sample is not known"),
        year_groups().derived(structure),
    ]
}

static RURAL: [Parameter<Recipe>; 4] = [
    number(
        "rural_size_gap",
        "Rural schools are smaller, SD of log size",
        |r| r.rural_size_gap,
        |r, v| r.rural_size_gap = v,
    )
    .within(0.0, 1.9, "SD")
    .assumed(
        "England's primary schools: 1.35 (median 304 urban, 124 rural); somewhat less where villages merged schools",
    ),
    number(
        "rural_disadvantage_gap",
        "Rural schools are more disadvantaged, SD of log odds",
        |r| r.rural_disadvantage_gap,
        |r, v| r.rural_disadvantage_gap = v,
    )
    .within(0.0, 1.9, "SD")
    .assumed("the reverse of England (14 % rural, 24 % urban); poverty in China is rural"),
    number(
        "rural_level_gap",
        "Lasting level of rural schools below equally disadvantaged urban ones",
        |r| r.rural_level_gap,
        |r, v| r.rural_level_gap = v,
    )
    .within(0.0, 0.4, "pupil SD")
    .assumed("a gap is reported for China, a size for schools was not found"),
    number(
        "district_tilt",
        "How much districts differ in their rural share: 0 not at all, 1 from none to twice the mean",
        |r| r.district_tilt,
        |r, v| r.district_tilt = v,
    )
    .within(0.0, 1.0, "1")
    .assumed("urban and mountain or island counties differ; England's authorities: mean 18 %, SD 23 %"),
];

static SHARED_PRIMARY: [Parameter<Recipe>; 6] =
    shared("middle of 0.08 to 0.12 (primary mathematics: England 0.08, London 0.07 to 0.11); none is known for China");
static SHARED_SECONDARY: [Parameter<Recipe>; 6] = shared(
    "middle of 0.15 to 0.30 (secondary schools, England); junior secondary schools in China are said to be alike",
);

const FSM: &str = "England's free school meals, primary (5 % 0.04, median 0.18, 95 % 0.50); China has no such measure";
const ENGLAND_DISTANCE: &str = "England's primary schools, straight line; taken over for generated places";

const fn shared(icc: &'static str) -> [Parameter<Recipe>; 6] {
    [
        number(
            "disadvantage_mean",
            "Mean log odds of disadvantage",
            |r| r.disadvantage_mean,
            |r, v| r.disadvantage_mean = v,
        )
        .within(-6.0, 6.0, "log odds")
        .assumed(FSM),
        number("disadvantage_sd", "SD of the log odds", |r| r.disadvantage_sd, |r, v| r.disadvantage_sd = v)
            .within(0.0, 3.0, "log odds")
            .assumed(FSM),
        number("gradient", "Gradient of lasting levels with disadvantage", |r| r.gradient, |r, v| r.gradient = v)
            .within(-5.0, 0.0, "pupil SD/share")
            .assumed("England's gradient of results with free school meals, taken over"),
        number(
            "between_schools",
            "Share of pupil variance that lies between schools and lasts",
            |r| r.between_schools,
            |r, v| r.between_schools = v,
        )
        .within(0.0, 0.6, "share")
        .assumed(icc),
        number("urban_distance", "Median distance, urban, nearest", |r| r.urban_distance, |r, v| r.urban_distance = v)
            .within(0.01, 100.0, "km")
            .assumed(ENGLAND_DISTANCE),
        number("rural_distance", "Median distance, rural, nearest", |r| r.rural_distance, |r, v| r.rural_distance = v)
            .within(0.01, 100.0, "km")
            .assumed(ENGLAND_DISTANCE),
    ]
}
