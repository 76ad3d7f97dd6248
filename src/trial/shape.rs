//! The shape of a trial file: what a published study did and what it reported.

use crate::decision::Decisions;
use crate::policy::Policy;
use crate::scenario::Population;
use crate::scenario::shape::{ArmShape, Entries, Shape};
use crate::setting::Country;
use crate::units::Domain;
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
    /// Share of units measured at the start that are not measured later, beside those who have left.
    pub attrition: f64,
    /// What every school of the sample did anyway, beside what the setting says.
    pub controls: Vec<Policy>,
    /// The arms.
    pub arms: Vec<TrialArm>,
    /// How the study estimated effects.
    pub analysis: Analysis,
    /// What was published.
    pub estimates: Vec<Estimate>,
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
    /// Target teachers in each school; all if none.
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
    /// Those whom their school sees below its median.
    WeakestHalf,
    /// Those whom their school sees above its median.
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

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Outcome {
    /// Practice seen in lessons, in SD of what is seen of teachers.
    Practice {
        /// Domains that the rubric covers; all if none is named.
        #[serde(default)]
        domains: Vec<Domain>,
        /// Reliability of the rubric: share of the variance of scores that is true.
        #[serde(default = "reliability")]
        reliability: f64,
    },
    /// Knowledge of content and pedagogy on a test, in SD of scores.
    Knowledge {
        /// Reliability of the test.
        #[serde(default = "reliability")]
        reliability: f64,
    },
    /// Pupils' attainment (pupil SD).
    Attainment {
        /// Which pupils.
        #[serde(default)]
        pupils: Pupils,
    },
    /// What the pupils of a teacher gained in the year (pupil SD).
    ValueAdded,
    /// Change of value added since the year before (pupil SD).
    ValueAddedGain,
    /// Change of practice in the classroom since the opening (SD).
    PracticeGain,
    /// Practice in the classroom over the year against what the same teacher does unaided and settled (SD): what studies
    /// with a constant for each teacher compare.
    AgainstOwn,
    /// Whether a teacher of the opening still teaches at the school.
    Retention,
    /// Whether a teacher has left teaching at the end of the last year.
    Leaving,
    /// A school's published result, with the error that is in it (pupil SD).
    Result,
}

fn reliability() -> f64 {
    0.6
}

/// Which pupils' attainment is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Pupils {
    /// All year groups of the school (of the year group, where year groups are assigned).
    #[default]
    All,
    /// The oldest year group.
    Leaving,
    /// Those who were at the school when units were assigned, and still are.
    Followed,
    /// Where year groups are assigned: those taught in the first year, wherever in the school they are now.
    Former,
}

/// Of whom: whose outcome is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Whom {
    /// Target teachers, or the pupils of the units assigned.
    #[default]
    Target,
    /// The other teachers of their teams.
    Colleagues,
    /// All who held a post at the opening.
    Staff,
    /// Whoever holds a post now.
    Present,
}

/// Who of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Among {
    /// All.
    #[default]
    All,
    /// Teachers whose practice, or schools whose results, lay below the median at the start.
    LowerHalf,
    /// The others.
    UpperHalf,
    /// Teachers by completed years of experience now: from, and up to but not including.
    Experience(f64, f64),
    /// Teachers with some years in the post now: from, and up to but not including; and experience of three years or more.
    YearsInPost(f64, f64),
    /// Teachers in schools in a band of the ranking by support (climate and culture at the start), lowest first.
    Support(f64, f64),
    /// Schools in a band of the ranking by disadvantage, least first.
    Disadvantage(f64, f64),
    /// Teachers at some steps from the source of a cascade.
    Generation(u32),
    /// Urban schools.
    Urban,
    /// Rural schools.
    Rural,
}

/// On what an outcome is regressed in a study without arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Regressor {
    /// Share of disadvantaged pupils, per percentage point.
    Disadvantage,
    /// Change of the mean value added of the other members of the team, per SD of value added.
    PeerChange,
    /// The same a year earlier.
    PastPeerChange,
    /// The outcome a year before.
    YearBefore,
}

/// What kind of number was published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub enum Of {
    /// Effect of one arm against another.
    Effect {
        /// Arm.
        arm: String,
        /// Arm that it is compared with.
        against: String,
        /// Role of the teachers in the arm; all if none.
        #[serde(default)]
        role: Option<String>,
    },
    /// Mean in an arm, or in all.
    Mean {
        /// Arm; all if none.
        #[serde(default)]
        arm: Option<String>,
    },
    /// SD.
    Spread(Between),
    /// Coefficient of a regression.
    Slope(Regressor),
    /// Correlation.
    Correlation(Regressor),
    /// Ratio of two other estimates, by name.
    Ratio(String, String),
    /// Sum of two other estimates, by name.
    Sum(String, String),
    /// Difference of two other estimates, by name.
    Difference(String, String),
    /// Product of two other estimates, by name.
    Product(String, String),
}

/// Between what an SD is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Between {
    /// Teachers or schools, all in all.
    All,
    /// Teachers within schools.
    WithinSchools,
    /// Means of schools.
    Schools,
    /// Share of the variance between teachers that lies within schools.
    ShareWithin,
}

/// A number that the study published, or one that leads to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// Its name in tables, and for contrasts.
    pub name: String,
    /// What kind of number.
    pub of: Of,
    /// What was measured; not for contrasts of other estimates.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Whose outcome.
    #[serde(default)]
    pub whom: Whom,
    /// Who of them.
    #[serde(default)]
    pub among: Among,
    /// End of which year after the assignment; 0 is before it. The last year if not given.
    #[serde(default)]
    pub at: Option<u32>,
    /// What was published; nothing for a number that only serves others.
    #[serde(default)]
    pub published: Option<Published>,
}

/// A published value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The value, in the unit of the outcome.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// Whether the value itself was published or only that it is at least or at most that.
    #[serde(default)]
    pub bound: Bound,
    /// Where it was read.
    pub source: String,
    /// How it was read.
    pub status: Status,
    /// Where the standard error comes from.
    #[serde(default)]
    pub se_from: SeFrom,
    /// Whether it counts as a target; if not it is shown only.
    #[serde(default = "counted")]
    pub counted: bool,
}

fn counted() -> bool {
    true
}

/// How a value binds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Bound {
    /// It is the value.
    #[default]
    Exact,
    /// It is at least that.
    AtLeast,
    /// It is at most that.
    AtMost,
}

/// How a published value was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Status {
    /// Read in a stored copy of the source.
    Seen,
    /// Only its direction was read.
    Direction,
    /// Recalled from the literature, not verified.
    Recalled,
    /// Arithmetic on other rows.
    Derived,
    /// Counted in real data that are held here.
    Data,
    /// Two sources disagree; the value and its error cover both.
    Conflict,
}

/// Where a standard error comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SeFrom {
    /// Published, or from a published interval.
    Published,
    /// From the design: what such a sample can tell.
    #[default]
    Design,
    /// The modellers' judgement of how well the value is known.
    Judgement,
}
