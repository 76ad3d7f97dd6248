//! What a study reported: outcomes, of whom, what kind of number, and the numbers published.

use crate::units::Domain;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// Change of the year's mean practice in the classroom since the first year after the assignment (SD), seen without
    /// error.
    PracticeGain,
    /// Practice in the classroom over the year against what the same teacher does unaided and settled (SD): what
    /// studies with a constant for each teacher compare.
    AgainstOwn,
    /// Whether a teacher of the opening still holds the post; from year 2 on, as nobody leaves within a year.
    Retention,
    /// Teachers of a school who leave teaching after the year, as a share of those it had at the opening.
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
    /// Teachers whose practice truly lay below the median of their school's target teachers at the start, or schools
    /// whose results lay below that of the schools that take part.
    LowerHalf,
    /// The others.
    UpperHalf,
    /// Teachers by completed years of experience now: from, and up to but not including.
    Experience(f64, f64),
    /// Teachers with some years in the post now: from, and up to but not including; and experience of three years or
    /// more.
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
    /// Mean in an arm; if none is named, of all as they would be untreated.
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
