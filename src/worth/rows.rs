//! The rows of what `worth-it` finds: one struct a table, one row an observation.

use serde::Serialize;

/// An arm at the extent that the held budget buys.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BundleRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// `reference`, or `alternative`.
    pub role: &'static str,
    /// What is held: `cash`, `days` or `both`.
    pub hold: &'static str,
    /// Extent over that of the scenario.
    pub factor: f64,
    /// The numbers that say how far it reaches, as simulated: `share_of_teachers 0.0123`.
    pub extent: String,
    /// `reference`, `within 1 %`, `indivisible`, `absorbs no more` or `takes none`.
    pub fit: &'static str,
    /// Replicates.
    pub n: u32,
    /// Money of the reference, discounted: the budget; empty where a price is missing.
    pub budget_money: Option<f64>,
    /// Money that the arm takes, discounted; empty where a price is missing.
    pub money: Option<f64>,
    /// Budget less money: what is left unspent, below zero where it is exceeded.
    pub money_left: Option<f64>,
    /// Currency.
    pub currency: &'static str,
    /// Years of the prices used, joined by `; `.
    pub price_years: String,
    /// Teacher-days of the reference.
    pub budget_days: f64,
    /// Teacher-days that the arm takes.
    pub days: f64,
    /// What is left of them.
    pub days_left: f64,
    /// Pupil-lessons under cover.
    pub pupil_lessons: f64,
    /// Teachers named to take part.
    pub participants: f64,
}

/// What an arm gives at the held budget, and what a gain costs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EffectRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Replicates.
    pub n: u32,
    /// Pupils counted, each once.
    pub pupils: f64,
    /// Pupil-SD gained against doing nothing, discounted: mean over replicates.
    pub pupil_sd: f64,
    /// Standard error of it, by parameter sets.
    pub se: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Level of the intervals, such as 0.95.
    pub level: f64,
    /// The mean without discount.
    pub pupil_sd_undiscounted: f64,
    /// The discounted mean in pupil-months on the straight line.
    pub pupil_months: f64,
    /// Gain of the average pupil in whole months by the banded table; empty beyond it.
    pub months_banded: Option<f64>,
    /// Unit of cost: a currency, or `teacher-days`.
    pub cost_unit: &'static str,
    /// Mean cost, discounted where it is money.
    pub cost: f64,
    /// Cost of a pupil-SD; empty where no benefit is detected.
    pub cost_per_pupil_sd: Option<f64>,
    /// Lower end of its interval (Fieller).
    pub ratio_low: Option<f64>,
    /// Upper end of its interval.
    pub ratio_high: Option<f64>,
    /// Jackknife standard error of it.
    pub ratio_se: Option<f64>,
    /// Cost of a pupil-month on the straight line.
    pub cost_per_pupil_month: Option<f64>,
    /// Share of replicates in which the arm gains most.
    pub best: f64,
    /// `on the frontier`, `dominated`, `extendedly dominated`.
    pub standing: &'static str,
    /// The arm that the incremental ratio is against, or that dominates it; for extended dominance the two that
    /// together do.
    pub against: String,
    /// Cost of a further pupil-SD against the next best on the frontier; empty off it.
    pub incremental_ratio: Option<f64>,
}

/// How likely an arm is to be the best choice at a willingness to pay.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AcceptabilityRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// Arm, doing nothing included.
    pub arm: String,
    /// Unit of cost: a currency, or `teacher-days`.
    pub cost_unit: &'static str,
    /// What a pupil-month is worth.
    pub a_pupil_month: f64,
    /// The same for a pupil-SD.
    pub a_pupil_sd: f64,
    /// Replicates.
    pub n: u32,
    /// Share of replicates in which the arm has the highest net benefit.
    pub probability: f64,
    /// Lower end of its interval, by parameter sets, not below 0.
    pub low: f64,
    /// Upper end of its interval, not above 1.
    pub high: f64,
    /// Level of that interval.
    pub level: f64,
}

/// A value at which another arm would be preferred.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SwitchRow {
    /// Run.
    pub run_id: String,
    /// School system.
    pub system: String,
    /// `effect` (times larger, linear), `price` (closed form) or `parameter` (simulated).
    pub kind: &'static str,
    /// What is changed: an arm's effect, a price or a parameter.
    pub name: String,
    /// Unit of the values.
    pub unit: String,
    /// The reference.
    pub arm: String,
    /// What it is beside.
    pub against: String,
    /// The value looked at: that in force, or one of a grid.
    pub value: f64,
    /// Pupil-SD of the reference at that value, discounted.
    pub pupil_sd: f64,
    /// Cost of the reference at that value.
    pub cost: f64,
    /// Gain for the cost, reference less the other: above zero it wins. Mean over replicates.
    pub lead: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// The value at which they are equal; empty where there is none.
    pub switch: Option<f64>,
}
