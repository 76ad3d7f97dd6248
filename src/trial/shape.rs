//! The shape of a trial file: what a published study did and what it reported.

pub use super::asked::{
    Among, Between, Bound, Estimate, Of, Outcome, Published, Pupils, Regressor, SeFrom, Status, Whom,
};
use crate::decision::Decisions;
use crate::policy::Policy;
use crate::scenario::Population;
use crate::scenario::shape::{ArmShape, Entries, Shape};
use crate::setting::Country;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A trial file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename = "Trial")]
pub struct TrialShape {
    /// Short name in tables, such as `C10`; the file's name if not given.
    pub id: Option<String>,
    /// What was tried, in a few words.
    pub title: Option<String>,
    /// Who published it, and where it was seen.
    pub study: Option<String>,
    /// What the declaration had to assume, and what it leaves out.
    pub notes: Vec<String>,
    /// Whether the calibration may use it.
    pub role: Role,
    /// Seed of every random number (1 if not given).
    pub seed: Option<u64>,
    /// Simulated trials (60 if not given).
    pub replicates: Option<u32>,
    /// School years after the assignment, those after the support has ended included (1 if not given).
    pub years: Option<u32>,
    /// Years of business as usual before it (3 if not given).
    pub warm_up_years: Option<u32>,
    /// Teaching weeks in a year (40 if not given).
    pub weeks: Option<u32>,
    /// Where: whose working week and usual practice apply; the population's country if not given.
    pub setting: Option<Country>,
    /// The schools from which the sample was drawn.
    pub population: Option<Population>,
    /// Parameters that differ from their defaults: what was usual at the schools of the study.
    pub parameters: Option<Entries>,
    /// How agents decide.
    pub decisions: Option<Decisions>,
    /// Who took part.
    pub sample: Sample,
    /// What was assigned to arms.
    pub unit: Unit,
    /// Within what units were assigned.
    pub blocks: Blocks,
    /// How units came into arms.
    pub allocation: Allocation,
    /// Share of the teachers or schools measured at the start that are not measured later, beside those who have left:
    /// by lot, whatever their arm, and for good.
    pub attrition: f64,
    /// What every school of the sample did anyway, beside what the setting says.
    pub controls: Vec<Policy>,
    /// The arms.
    pub arms: Vec<TrialArm>,
    /// How the study estimated effects.
    pub analysis: Analysis,
    /// What was published.
    pub estimates: Vec<Estimate>,
    /// Share of the schools with which the calibration simulates it (1 if not given): what it estimates has little
    /// noise where arms are compared with themselves untreated, and a calibration simulates thousands.
    pub fit: Option<f64>,
}

impl TrialShape {
    /// The part that a scenario has too, for its checks.
    pub fn scenario(&self) -> Shape {
        let arms = self.arms.iter().map(|a| ArmShape { name: a.name.clone(), policies: a.policies.clone() });
        Shape {
            title: self.title.clone(),
            seed: self.seed,
            replicates: self.replicates.or(Some(60)),
            years: self.years.or(Some(1)),
            warm_up_years: self.warm_up_years.or(Some(3)),
            weeks: self.weeks,
            setting: self.setting,
            population: self.population.clone(),
            parameters: self.parameters.clone(),
            decisions: self.decisions.clone(),
            arms: Some(arms.collect()),
            ..Shape::default()
        }
    }
}

/// Whether the calibration may use a trial.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub enum Role {
    /// One of the calibration trials.
    Calibration,
    /// Facts of real data, used in the calibration and not counted as a trial.
    Facts,
    /// Kept apart: predicted and never fitted.
    #[default]
    Held,
}

/// Who took part in a study.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Sample {
    /// Schools drawn from the population; all if none.
    pub schools: Option<u32>,
    /// Only urban or only rural schools.
    pub place: crate::scenario::PlaceKind,
    /// Band of schools by measured result, as shares of the ranking from the lowest: `Some((0.0, 0.3))`.
    pub results: Option<(f64, f64)>,
    /// How schools that volunteered differ: log-odds of being recruited per SD of each trait.
    pub volunteers: SchoolTraits,
    /// Target teachers in each school (all that it has, if these are fewer); all if none.
    pub teachers: Option<u32>,
    /// Among whom they were sought.
    pub target: Target,
    /// How teachers who volunteered differ: log-odds of being recruited per SD of each trait.
    pub teacher_volunteers: TeacherTraits,
}

/// Traits by which schools volunteer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SchoolTraits {
    /// Leadership.
    pub leadership: f64,
    /// Collaborative culture.
    pub culture: f64,
    /// Last measured result.
    pub result: f64,
    /// Share of disadvantaged pupils.
    pub disadvantage: f64,
}

/// Traits by which teachers volunteer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TeacherTraits {
    /// Motivation.
    pub motivation: f64,
    /// Practice in the classroom.
    pub practice: f64,
    /// Years of experience.
    pub experience: f64,
}

/// Among whom target teachers are sought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Target {
    /// All teachers.
    #[default]
    Everybody,
    /// Teachers in their first years.
    Novices,
    /// Those whom their school sees below its median, with the error of an appraisal.
    WeakestHalf,
    /// Those whom their school sees above its median, with the error of an appraisal.
    StrongestHalf,
    /// Whole teams: as many as make up the number of teachers.
    Teams,
}

/// What is assigned to arms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Unit {
    /// Schools.
    #[default]
    School,
    /// Neighbouring schools together.
    Group {
        /// Schools in a group.
        size: u32,
    },
    /// Teachers of a year group of a school, with its pupils.
    YearGroup,
    /// Pairs of teachers of a school, one whom it sees as weak with one whom it sees as strong.
    Pair,
    /// Teachers.
    Teacher,
}

/// Within what units are assigned, so that arms are alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Blocks {
    /// Over the whole sample.
    #[default]
    None,
    /// Within districts.
    District,
    /// Within schools, where less than a school is assigned.
    School,
    /// Within neighbours in the ranking by results.
    Results {
        /// Units in a block.
        size: u32,
    },
}

/// How units came into arms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Allocation {
    /// By lot, in proportion to the shares.
    #[default]
    Lot,
    /// The last arms had the schools with the lowest results: no trial.
    LowestResults,
}

/// An arm of a trial.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TrialArm {
    /// Its name.
    pub name: Option<String>,
    /// Units in it in proportion to the other arms' (1 if not given).
    pub share: Option<f64>,
    /// What it got: each policy with its dose, first and last year.
    pub policies: Vec<Policy>,
    /// Roles that were assigned to target teachers within its schools, in equal parts.
    pub roles: Vec<TeacherRole>,
}

/// A role in an arm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TeacherRole {
    /// Its name.
    pub name: String,
    /// What teachers in it did beside what their arm did.
    pub policies: Vec<Policy>,
}

/// How the study estimated effects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Analysis {
    /// Difference in means, with errors by school (by group where groups were assigned).
    Difference,
    /// Regression on the arm, the outcome before the assignment and the blocks, with errors by school.
    #[default]
    Baseline,
    /// Difference in differences, with errors by school.
    DifferenceInDifferences,
}
