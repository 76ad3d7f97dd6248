//! Rows of what lasts, of what simpler comparisons would have reported, of who gives, and of audits.

use serde::Serialize;

/// What is left of an effect so many years after the support stopped.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PersistenceRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Group of schools: `all` or `receiving`.
    pub group: &'static str,
    /// Outcome.
    pub outcome: &'static str,
    /// Unit of the effect.
    pub unit: &'static str,
    /// Last year of support.
    pub stopped: u32,
    /// School year.
    pub year: u32,
    /// Years since the support stopped; 0 is its last year.
    pub years_after: u32,
    /// Replicates.
    pub n: u32,
    /// Mean difference from doing nothing in this year.
    pub effect: f64,
    /// Its Monte-Carlo standard error.
    pub se: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Level of all intervals of the row, such as 0.95.
    pub level: f64,
    /// What the effect in the last year of support shows: `up`, `down`, `not detectable` or `no interval`.
    pub at_stop: &'static str,
    /// Share of the effect in the last year of support that is there in this year; not a number where that effect is
    /// not detectable.
    pub share: f64,
    /// Its jackknife standard error over parameter sets.
    pub share_se: f64,
    /// Lower end of its interval.
    pub share_low: f64,
    /// Upper end of its interval.
    pub share_high: f64,
    /// Years until half of the effect is left, the same in each row of an arm, group and outcome; none where that is
    /// not reached within the horizon, not a number where the effect is not detectable.
    pub half_life: Option<f64>,
    /// Lower end of its interval by resampling of parameter sets; none where that lies beyond the horizon.
    pub half_life_low: Option<f64>,
    /// Upper end of it; none where that lies beyond the horizon.
    pub half_life_high: Option<f64>,
}

/// What a simpler comparison would have reported of the schools that an arm treats, beside what was true of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NaiveRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// School year.
    pub year: u32,
    /// `arm`, or `nothing done`: the same schools where nothing is done, so that the truth is zero.
    pub world: &'static str,
    /// The comparison.
    pub estimator: &'static str,
    /// Replicates in which it can be made.
    pub n: u32,
    /// Treated schools, mean over these replicates.
    pub treated: f64,
    /// Mean of what it reports (pupil SD).
    pub mean: f64,
    /// Monte-Carlo standard error of the mean.
    pub se: f64,
    /// Lower end of the interval of the mean.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Level of all intervals of the row, such as 0.95.
    pub level: f64,
    /// 5th percentile of what single evaluations report.
    pub p5: f64,
    /// Median of it.
    pub p50: f64,
    /// 95th percentile of it.
    pub p95: f64,
    /// True effect on the measured results of the same schools (pupil SD).
    pub truth: f64,
    /// Its Monte-Carlo standard error.
    pub truth_se: f64,
    /// Lower end of its interval.
    pub truth_low: f64,
    /// Upper end of it.
    pub truth_high: f64,
    /// True effect on the attainment of all pupils of these schools (pupil SD).
    pub attainment: f64,
    /// Its Monte-Carlo standard error.
    pub attainment_se: f64,
    /// Lower end of its interval.
    pub attainment_low: f64,
    /// Upper end of it.
    pub attainment_high: f64,
    /// What is reported minus what is true of the measured results, replicate by replicate (pupil SD).
    pub bias: f64,
    /// Its Monte-Carlo standard error.
    pub bias_se: f64,
    /// Lower end of its interval.
    pub bias_low: f64,
    /// Upper end of it.
    pub bias_high: f64,
}

/// What schools gain or lose by the part that they have in a policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DonorRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Policy, or `all policies` of the arm.
    pub policy: String,
    /// What the schools ever did in it: `giving`, `receiving`, `both`, `neither`; `all` is every school.
    pub role: &'static str,
    /// School year.
    pub year: u32,
    /// Replicates with such schools.
    pub n: u32,
    /// Schools in the role, mean over all replicates.
    pub schools: f64,
    /// Their pupils in this year, mean over all replicates.
    pub pupils: f64,
    /// Their attainment minus the same schools' when nothing is done (pupil SD), mean over replicates with such schools.
    pub attainment: f64,
    /// Its Monte-Carlo standard error.
    pub attainment_se: f64,
    /// Lower end of its interval.
    pub attainment_low: f64,
    /// Upper end of it.
    pub attainment_high: f64,
    /// What that is for each pupil of the system (pupil SD): over the four roles it adds up to the effect on all.
    pub attainment_net: f64,
    /// Its Monte-Carlo standard error.
    pub attainment_net_se: f64,
    /// Lower end of its interval.
    pub attainment_net_low: f64,
    /// Upper end of it.
    pub attainment_net_high: f64,
    /// Their enacted practice minus the same schools' when nothing is done (SD).
    pub enacted: f64,
    /// Its Monte-Carlo standard error.
    pub enacted_se: f64,
    /// Lower end of its interval.
    pub enacted_low: f64,
    /// Upper end of it.
    pub enacted_high: f64,
    /// What that is for each filled post of the system (SD): over the four roles it adds up to the effect on all.
    pub enacted_net: f64,
    /// Its Monte-Carlo standard error.
    pub enacted_net_se: f64,
    /// Working hours out of class in these schools in this year that the policy took and somebody else covers, mean over
    /// all replicates.
    pub hours_covered: f64,
    /// Level of all intervals of the row, such as 0.95.
    pub level: f64,
}

/// An audit's arm in which support goes on at a share of its extent after it would have stopped.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditDoseRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm that is audited.
    pub audited: String,
    /// Arm with this dose.
    pub arm: String,
    /// Last year of full support.
    pub stopped: u32,
    /// Last year of the horizon.
    pub year: u32,
    /// Share of their extent at which the policies go on.
    pub dose: f64,
    /// Outcome, of all schools.
    pub outcome: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Replicates.
    pub n: u32,
    /// Mean effect in the last year of full support.
    pub before: f64,
    /// Its Monte-Carlo standard error.
    pub before_se: f64,
    /// Mean effect in the last year of the horizon.
    pub effect: f64,
    /// Its Monte-Carlo standard error.
    pub se: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
    /// Level of all intervals of the row, such as 0.95.
    pub level: f64,
    /// Change of the effect from the last year of full support to the last year of the horizon, replicate by replicate.
    pub change: f64,
    /// Its Monte-Carlo standard error.
    pub change_se: f64,
    /// Lower end of its interval.
    pub change_low: f64,
    /// Upper end of it.
    pub change_high: f64,
    /// What the effect in the last year of full support shows: `up`, `down`, `not detectable` or `no interval`.
    pub at_stop: &'static str,
    /// Least dose at which the effect is as large in the last year of the horizon as in the last year of full support,
    /// the same in each row of an outcome; none where no dose holds it, not a number where the effect is not detectable.
    pub least_dose: Option<f64>,
    /// Lower end of its interval by resampling of parameter sets; none where no dose holds the effect there.
    pub least_dose_low: Option<f64>,
    /// Upper end of it; none where no dose holds the effect there.
    pub least_dose_high: Option<f64>,
}

/// An audit's arm in which the policies end after so many years.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditContractRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm that is audited.
    pub audited: String,
    /// Arm with this contract.
    pub arm: String,
    /// Years that the support lasts.
    pub contract_years: u32,
    /// Last year of the contract.
    pub stopped: u32,
    /// Last year of the horizon.
    pub year: u32,
    /// Outcome, of all schools.
    pub outcome: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// Replicates.
    pub n: u32,
    /// Mean effect in the contract's last year.
    pub in_last_year: f64,
    /// Its Monte-Carlo standard error.
    pub in_last_year_se: f64,
    /// Lower end of its interval.
    pub in_last_year_low: f64,
    /// Upper end of it.
    pub in_last_year_high: f64,
    /// Mean effect in the last year of the horizon.
    pub at_horizon: f64,
    /// Its Monte-Carlo standard error.
    pub at_horizon_se: f64,
    /// Lower end of its interval.
    pub at_horizon_low: f64,
    /// Upper end of it.
    pub at_horizon_high: f64,
    /// Effect in the contract's last year for each year of it.
    pub per_year: f64,
    /// Its Monte-Carlo standard error.
    pub per_year_se: f64,
    /// Effect in the contract's last year beyond that of the next shorter contract in its own last year, replicate by
    /// replicate; of the shortest, the whole effect.
    pub added: f64,
    /// Its Monte-Carlo standard error.
    pub added_se: f64,
    /// Lower end of its interval.
    pub added_low: f64,
    /// Upper end of it.
    pub added_high: f64,
    /// Level of all intervals of the row, such as 0.95.
    pub level: f64,
}
