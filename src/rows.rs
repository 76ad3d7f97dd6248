//! The rows of every table: one struct a table, one row an observation.

use serde::Serialize;

pub mod beside;
pub mod lineage;
pub mod scrutiny;

pub use beside::{ComparisonRow, DecileRow, WinnerRow};
pub use lineage::{EdgeRow, EventRow, NodeRow};
pub use scrutiny::{AuditContractRow, AuditDoseRow, DonorRow, NaiveRow, PersistenceRow};

/// Outcome of a group of schools in a year of one replicate, beside the same schools' outcome when nothing is done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutcomeRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm; `do nothing` for the counterfactual.
    pub arm: String,
    /// Replicate, from 0.
    pub replicate: u32,
    /// Number of the parameter set, from 0; two replicates share one.
    pub parameter_set: u32,
    /// Seed of the run.
    pub seed: u64,
    /// School year; 0 is the opening.
    pub year: u32,
    /// Group of schools: `all`, `urban`, `rural`, `receiving`, `giving`, `lowest fifth`, `highest fifth`.
    pub group: &'static str,
    /// Schools in the group.
    pub schools: u32,
    /// Outcome.
    pub outcome: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Value in this arm.
    pub value: f64,
    /// Value of the same schools when nothing is done.
    pub counterfactual: f64,
    /// `value - counterfactual`.
    pub difference: f64,
}

/// Summary over replicates of an outcome or of its difference from the counterfactual.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SummaryRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// School year; 0 is the opening.
    pub year: u32,
    /// Group of schools.
    pub group: &'static str,
    /// Outcome.
    pub outcome: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// `value` or `difference`.
    pub measure: &'static str,
    /// Replicates.
    pub n: u32,
    /// Mean over replicates.
    pub mean: f64,
    /// SD over replicates.
    pub sd: f64,
    /// Monte-Carlo standard error of the mean.
    pub se: f64,
    /// Lower end of the interval of the mean.
    pub low: f64,
    /// Upper end of the interval of the mean.
    pub high: f64,
    /// Level of that interval, such as 0.95.
    pub level: f64,
    /// 5th percentile over replicates.
    pub p5: f64,
    /// Median over replicates.
    pub p50: f64,
    /// 95th percentile over replicates.
    pub p95: f64,
    /// SD between parameter sets, without chance; not a number with fewer than four sets or without pairs of replicates.
    pub sd_parameters: f64,
    /// SD between replicates of one parameter set: chance; not a number where the one above is none.
    pub sd_chance: f64,
    /// Share of the variance that lies between parameter sets; not a number where nothing varies either.
    pub share_parameters: f64,
}

/// The value of a parameter of the mechanisms in a parameter set, as it was in force in a system.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParameterRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Number of the parameter set, from 0.
    pub parameter_set: u32,
    /// Place in the sample of the point that was drawn, from 0; empty where none was.
    pub point: Option<f64>,
    /// Parameter.
    pub parameter: &'static str,
    /// Value in force.
    pub value: f64,
    /// Unit.
    pub unit: &'static str,
}

/// How policies act on one another: an arm made of other arms beside the sum of these. An effect is the difference
/// from doing nothing, in the same schools and replicate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InteractionRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm with the policies of all its parts.
    pub arm: String,
    /// Arms that it is made of, joined by ` + `.
    pub parts: String,
    /// School year; 0 is the opening.
    pub year: u32,
    /// Group of schools, of those that are the same schools in every arm.
    pub group: &'static str,
    /// Outcome.
    pub outcome: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Replicates.
    pub n: u32,
    /// Mean effect of the arm.
    pub together: f64,
    /// Mean of the sum of the effects of its parts.
    pub alone_summed: f64,
    /// Mean of `together - alone_summed`, replicate by replicate.
    pub interaction: f64,
    /// Monte-Carlo standard error of the interaction.
    pub se: f64,
    /// Lower end of the interval of the interaction.
    pub low: f64,
    /// Upper end of the interval of the interaction.
    pub high: f64,
    /// Level of that interval, such as 0.95.
    pub level: f64,
}

/// Where a stock came from: mean over replicates of what was booked in a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LedgerRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// School year; 0 is the opening.
    pub year: u32,
    /// Group of schools.
    pub group: &'static str,
    /// Stock: `enacted`, `embedded` or `attainment`.
    pub stock: &'static str,
    /// Unit: practice SD a post, or pupil SD a pupil.
    pub unit: &'static str,
    /// `opening`, a mechanism, or `closing`.
    pub mechanism: &'static str,
    /// Policy that caused it; `usual` for what happens anyway.
    pub policy: String,
    /// Replicates.
    pub n: u32,
    /// Mean booked amount.
    pub mean: f64,
    /// Monte-Carlo standard error.
    pub se: f64,
}

/// A step of the way from the opening to the closing level of a stock over all years together, in an arm and, for the same
/// schools, when nothing is done: mean over replicates. Groups are the schools that belong to them at the end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaterfallRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Group of schools, or `school` for one.
    pub group: &'static str,
    /// Stock: `attainment`, `enacted` or `embedded`.
    pub stock: &'static str,
    /// Unit: pupil SD a pupil, or practice SD a post.
    pub unit: &'static str,
    /// `opening`, a mechanism, or `closing`.
    pub mechanism: &'static str,
    /// Policy that it is owed to; `usual` for what happens anyway; empty for levels.
    pub policy: String,
    /// Replicates.
    pub n: u32,
    /// Mean of what was booked in the arm, or the level.
    pub value: f64,
    /// Monte-Carlo standard error.
    pub se: f64,
    /// Lower end of the interval of the mean.
    pub low: f64,
    /// Upper end of the interval of the mean.
    pub high: f64,
    /// Mean when nothing is done.
    pub counterfactual: f64,
    /// Mean of `value - counterfactual`.
    pub difference: f64,
    /// Monte-Carlo standard error of the difference.
    pub difference_se: f64,
    /// Lower end of the interval of the difference.
    pub difference_low: f64,
    /// Upper end of the interval of the difference.
    pub difference_high: f64,
    /// Level of these intervals, such as 0.95.
    pub level: f64,
}

/// What a policy took in a year: mean over replicates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CostRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// School year.
    pub year: u32,
    /// Policy; `usual` for the professional development that happens anyway.
    pub policy: String,
    /// Replicates.
    pub n: u32,
    /// Hours of learning planned for teachers.
    pub hours_planned: f64,
    /// Hours delivered.
    pub hours_delivered: f64,
    /// Schools that it brought support to.
    pub schools_receiving: f64,
    /// Teachers away from their own post.
    pub teachers_posted: f64,
    /// Teacher-days out of class: release, and experts away from their own classes.
    pub teacher_days: f64,
    /// Pupil-lessons under cover.
    pub pupil_lessons_covered: f64,
    /// What the policy's own price is paid for, counted; empty where it has none.
    pub priced_quantity: Option<f64>,
    /// Unit of that count.
    pub priced_unit: &'static str,
    /// Name of that price; empty where the policy has none.
    pub priced_item: &'static str,
    /// Teachers named to take part.
    pub participants: f64,
    /// Money where every price is known; empty otherwise.
    pub money: Option<f64>,
    /// The same discounted to the opening.
    pub money_discounted: Option<f64>,
    /// Currency.
    pub currency: &'static str,
    /// Years of the prices used, joined by `; `: a year, or `not stated`. No inflation is applied.
    pub price_years: String,
    /// Prices that are missing, by name.
    pub missing_prices: String,
}

/// What an arm gave pupils and what its policies took in a replicate, all years together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EconomyRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm; `do nothing` for the counterfactual.
    pub arm: String,
    /// Replicate, from 0.
    pub replicate: u32,
    /// Number of the parameter set, from 0.
    pub parameter_set: u32,
    /// Seed of the run.
    pub seed: u64,
    /// Pupils counted, each once: when leaving the school, or at the end of the horizon.
    pub pupils: f64,
    /// Sum over pupils of attainment above that when nothing is done (pupil SD).
    pub pupil_sd: f64,
    /// The same with the gains of later years discounted.
    pub pupil_sd_discounted: f64,
    /// Teachers named to take part, summed over years and policies.
    pub participants: f64,
    /// Hours of teachers' learning delivered.
    pub hours_delivered: f64,
    /// Teacher-days out of class.
    pub teacher_days: f64,
    /// Pupil-lessons under cover, whose loss is in the gain already.
    pub pupil_lessons_covered: f64,
    /// Money where every price is known; empty otherwise.
    pub money: Option<f64>,
    /// The same discounted to the opening.
    pub money_discounted: Option<f64>,
    /// Currency.
    pub currency: &'static str,
    /// Prices that are missing, by name.
    pub missing_prices: String,
}

/// Those trained in a cascade at one distance from its source, at the end of a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CascadeRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// School year.
    pub year: u32,
    /// Steps from the source: 1 was trained by the source itself.
    pub generation: u32,
    /// Replicates with such teachers.
    pub n: u32,
    /// Teachers in service, mean over all replicates.
    pub teachers: f64,
    /// What their enacted practice is above that of the same teachers when nothing is done (SD).
    pub gained: f64,
    /// Monte-Carlo standard error of it.
    pub se: f64,
    /// Share of the way to the practice of the cascade's source that this gain covered; not a number where the source
    /// was not ahead.
    pub reached: f64,
    /// Monte-Carlo standard error of that share.
    pub reached_se: f64,
    /// Their enacted practice (SD).
    pub enacted: f64,
}

/// One school over all replicates at the end of the horizon.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SchoolRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Identifier in the source (URN for England).
    pub school_id: String,
    /// Name.
    pub name: String,
    /// District.
    pub district: String,
    /// `urban` or `rural`.
    pub place: &'static str,
    /// Pupils on roll.
    pub pupils: u32,
    /// Teaching posts.
    pub posts: u32,
    /// `given`, `imputed` or `generated`.
    pub posts_origin: &'static str,
    /// Share disadvantaged.
    pub disadvantage: f64,
    /// Share of replicates in which it received.
    pub receiving_share: f64,
    /// Share of replicates in which it gave.
    pub giving_share: f64,
    /// Mean attainment at the end, pupil SD.
    pub attainment: f64,
    /// Mean difference from the counterfactual, pupil SD.
    pub attainment_difference: f64,
    /// Mean enacted practice at the end, SD.
    pub enacted: f64,
    /// Mean difference from the counterfactual, SD.
    pub enacted_difference: f64,
}

/// A number of a published study beside what the model predicts for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrialRow {
    /// Run.
    pub run_id: String,
    /// Study.
    pub trial: String,
    /// `calibration`, `facts` or `held`.
    pub role: &'static str,
    /// Estimate.
    pub estimate: String,
    /// Whether it is a contrast of other estimates: `yes` or `no`.
    pub contrast: &'static str,
    /// Published value; empty for a number that only serves others.
    pub published: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
    /// `exact`, `at least` or `at most`; empty where nothing was published.
    pub bound: &'static str,
    /// How it was read: `seen`, `direction`, `recalled`, `derived`, `data` or `conflict`.
    pub status: &'static str,
    /// Where the standard error comes from: `published`, `design` or `judgement`.
    pub se_from: &'static str,
    /// Where it was read.
    pub source: String,
    /// Whether it counts as a target: `yes` or `no`, which is shown only; empty where nothing was published.
    pub counted: &'static str,
    /// Simulated trials in which it could be estimated.
    pub n: u32,
    /// Mean of what the simulated trials estimate.
    pub mean: f64,
    /// Monte-Carlo standard error of the mean.
    pub mc_se: f64,
    /// SD between simulated trials.
    pub sd: f64,
    /// 5th percentile of what such a study would publish.
    pub p5: f64,
    /// Median of it.
    pub p50: f64,
    /// 95th percentile of it.
    pub p95: f64,
    /// Published minus predicted in joint standard errors, 0 where a bound is kept.
    pub z: Option<f64>,
    /// Whether that is at most 2: `yes` or `no`; empty where it is not known.
    pub inside: &'static str,
    /// Whether the published value lies within the 5th and the 95th percentile: `yes` or `no`; empty where not known.
    pub covered: &'static str,
    /// Seed of the trial.
    pub seed: u64,
    /// Simulated trials.
    pub replicates: u32,
}
