//! What a scenario holds once it is checked.

use crate::decision::Decisions;
use crate::model::Model;
use crate::parameter::{self, Parameter, Stated};
use crate::policy::Policy;
use crate::price::Prices;
use crate::setting::{Country, Setting};
use serde::{Deserialize, Serialize};

/// Which schools there are. In a file: `England(phase: Primary, regions: ["East of England"])`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum Population {
    /// Real schools of England, from the register inside the program.
    England {
        /// Phase of education.
        #[serde(default = "primary")]
        phase: Phase,
        /// Regions to take (all if empty), such as "East of England".
        #[serde(default)]
        regions: Vec<String>,
        /// Local authorities to take (all if empty), such as "Norfolk".
        #[serde(default)]
        authorities: Vec<String>,
        /// Only urban or only rural schools.
        #[serde(default)]
        place: PlaceKind,
        /// At most this many schools, drawn at random by the seed in whole; all if none.
        #[serde(default)]
        sample: Option<u32>,
    },
    /// Schools generated with Shanghai's sizes, in urban and suburban districts.
    Shanghai {
        /// Phase of education.
        #[serde(default = "primary")]
        phase: Phase,
        /// Number of schools.
        #[serde(default = "two_hundred")]
        schools: u32,
        /// Number of districts (Shanghai has 16).
        #[serde(default = "four")]
        districts: u32,
        /// Share of schools in rural or outer-suburban places.
        #[serde(default = "thirty_percent")]
        rural_share: f64,
    },
    /// Schools generated with Zhejiang's sizes, urban counties and mountain or island counties.
    Zhejiang {
        /// Phase of education.
        #[serde(default = "primary")]
        phase: Phase,
        /// Number of schools (3,685 schools were in shared communities in 2021).
        #[serde(default = "two_hundred")]
        schools: u32,
        /// Number of counties (Zhejiang has 90).
        #[serde(default = "four")]
        districts: u32,
        /// Share of schools in rural places.
        #[serde(default = "half")]
        rural_share: f64,
    },
    /// Generated schools with sizes and spread of your own.
    Synthetic {
        /// Phase of education.
        #[serde(default = "primary")]
        phase: Phase,
        /// Number of schools.
        schools: u32,
        /// Number of districts.
        #[serde(default = "one")]
        districts: u32,
        /// Teachers in a school on average.
        teachers: f64,
        /// Pupils per teacher.
        #[serde(default = "twenty")]
        pupils_per_teacher: f64,
        /// Coefficient of variation of school sizes.
        #[serde(default = "half")]
        size_variation: f64,
        /// Share of schools in rural places.
        #[serde(default = "thirty_percent")]
        rural_share: f64,
    },
    /// A population file written by `schoolsim import`.
    File {
        /// Path, relative to the scenario's folder.
        path: String,
    },
}

impl Population {
    /// Most schools that are generated: all of the Earth's primary schools are about as many.
    pub const MOST_SCHOOLS: u32 = 5_000_000;

    /// The setting that goes with it; none for populations of your own.
    pub fn country(&self) -> Option<Country> {
        match self {
            Self::England { .. } => Some(Country::England),
            Self::Shanghai { .. } => Some(Country::Shanghai),
            Self::Zhejiang { .. } => Some(Country::Zhejiang),
            Self::Synthetic { .. } | Self::File { .. } => None,
        }
    }

    /// Phase of education; primary for a file, whose schools have their own.
    pub fn phase(&self) -> Phase {
        match self {
            Self::England { phase, .. }
            | Self::Shanghai { phase, .. }
            | Self::Zhejiang { phase, .. }
            | Self::Synthetic { phase, .. } => *phase,
            Self::File { .. } => Phase::Primary,
        }
    }
}

/// Urban schools, rural schools or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum PlaceKind {
    /// Both.
    #[default]
    Any,
    /// Urban only.
    Urban,
    /// Rural only.
    Rural,
}

pub use crate::setting::Phase;

fn primary() -> Phase {
    Phase::Primary
}
fn one() -> u32 {
    1
}
fn four() -> u32 {
    4
}
fn two_hundred() -> u32 {
    200
}
fn twenty() -> f64 {
    20.0
}
fn half() -> f64 {
    0.5
}
fn thirty_percent() -> f64 {
    0.3
}

/// Which values the parameters of the mechanisms have, where a scenario does not set them itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum ParameterSets {
    /// Sets drawn from the sample in the program: two replicates share a set, so that results hold what is not known of
    /// the parameters beside chance.
    #[default]
    Posterior,
    /// The weighted mean of that sample in every replicate: no uncertainty of the parameters.
    Central,
    /// The starting values in every replicate: no uncertainty of the parameters.
    Defaults,
    /// Sets drawn from a sample of your own.
    File {
        /// Path, relative to the scenario's folder.
        path: String,
    },
}

impl ParameterSets {
    /// Whether sets are drawn, so that replicates differ in their parameters.
    pub fn are_drawn(&self) -> bool {
        matches!(self, Self::Posterior | Self::File { .. })
    }
}

/// A way of improving schools that is compared with doing nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arm {
    /// Its name in tables and figures.
    pub name: String,
    /// The policies in it.
    pub policies: Vec<Policy>,
}

/// A school system: a population, its working week and usual practice, and the arms tried on it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct System {
    /// Its name in tables and figures.
    pub name: String,
    /// Whose working week, usual professional development, leaving rates and prices apply.
    pub setting: Country,
    /// The schools.
    pub population: Population,
    /// The arms; doing nothing is always compared and not listed.
    pub arms: Vec<Arm>,
    /// Parameters that differ from their defaults here: those of the scenario, then those of this system.
    pub parameters: Vec<(String, f64)>,
    /// How agents decide.
    pub decisions: Decisions,
    /// Prices in force.
    pub prices: Prices,
}

impl System {
    /// The parameters of the mechanisms where no parameter sets are used: the defaults, and what the scenario sets.
    pub fn model(&self) -> Model {
        self.model_from(&Model::default())
    }

    /// The same where the scenario starts from other values than the defaults: what it sets itself holds, and so do its
    /// decisions.
    pub fn model_from(&self, values: &Model) -> Model {
        let mut model = Model { decisions: self.decisions.clone(), ..values.clone() };
        apply(Model::TABLE, &mut model, &self.parameters);
        model
    }

    /// The working week and usual practice in force.
    pub fn working_week(&self) -> Setting {
        let mut setting = self.setting.setting();
        apply(self.setting.table(), &mut setting, &self.parameters);
        setting
    }

    /// Every parameter of mechanisms and setting with its value, range, source and grade.
    pub fn stated(&self) -> Listing {
        let mut list = parameter::stated(Model::TABLE, &self.model(), &Model::default(), "");
        list.extend(parameter::stated(self.setting.table(), &self.working_week(), &self.setting.setting(), ""));
        list
    }
}

fn apply<T>(table: &'static [Parameter<T>], values: &mut T, changes: &[(String, f64)]) {
    for (name, value) in changes {
        if let Some(p) = table.iter().find(|p| p.name == name) {
            (p.set)(values, *value);
        }
    }
}

/// A checked scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scenario {
    /// What figures and reports are headed with.
    pub title: String,
    /// The question asked.
    pub question: String,
    /// Seed of every random number.
    pub seed: u64,
    /// Replicates of each system.
    pub replicates: u32,
    /// School years simulated after the opening.
    pub years: u32,
    /// Years of business as usual before the opening.
    pub warm_up_years: u32,
    /// Teaching weeks in a year.
    pub weeks: u32,
    /// Parameters that differ from their defaults: name and value, in the order of the file.
    pub parameters: Vec<(String, f64)>,
    /// Which values the other parameters of the mechanisms have.
    pub parameter_sets: ParameterSets,
    /// How agents decide where a system does not say otherwise.
    pub decisions: Decisions,
    /// The systems.
    pub systems: Vec<System>,
    /// Folder that relative paths start from.
    #[serde(skip)]
    pub folder: std::path::PathBuf,
}

/// A parameter listing with its evidence, for `explain`.
pub type Listing = Vec<Stated>;
