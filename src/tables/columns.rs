//! What each column of each table is; tests hold it against the row types.

use super::{Column, Kind, Table};
use crate::rows::EconomyRow;
use crate::rows::{
    CascadeRow, CostRow, InteractionRow, LedgerRow, OutcomeRow, ParameterRow, SchoolRow, SummaryRow, TrialRow,
};
use crate::rows::{ComparisonRow, DecileRow, WaterfallRow, WinnerRow};

pub(super) const fn column(name: &'static str, label: &'static str, unit: &'static str, kind: Kind) -> Column {
    Column { name, label, unit, kind }
}

pub(super) const RUN: Column = column("run_id", "Run: fingerprint of program, scenario and seed", "", Kind::Text);
pub(super) const SYSTEM: Column = column("system", "School system", "", Kind::Text);
pub(super) const ARM: Column = column("arm", "Arm; 'do nothing' is the counterfactual", "", Kind::Text);
pub(super) const YEAR: Column = column("year", "School year; 0 is the opening", "school year", Kind::Integer);
pub(super) const GROUP: Column = column("group", "Group of schools", "", Kind::Text);
pub(super) const OUTCOME: Column = column("outcome", "Outcome", "", Kind::Text);
pub(super) const UNIT: Column = column("unit", "Unit of the values of the row", "", Kind::Text);
pub(super) const N: Column = column("n", "Replicates", "replicates", Kind::Integer);
pub(super) const POLICY: Column =
    column("policy", "Policy that caused it; 'usual' for what happens anyway", "", Kind::Text);
pub(super) const ROW_UNIT: &str = "see column unit";

impl Table for OutcomeRow {
    const NAME: &'static str = "outcomes";
    const ABOUT: &'static str = "one row an outcome, group of schools, year, arm and replicate";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        column("replicate", "Replicate, from 0", "", Kind::Integer),
        column("parameter_set", "Parameter set, from 0; see parameters.csv", "", Kind::Integer),
        column("seed", "Seed of the run", "", Kind::Integer),
        YEAR,
        GROUP,
        column("schools", "Schools in the group", "schools", Kind::Integer),
        OUTCOME,
        UNIT,
        column("value", "Value in this arm", ROW_UNIT, Kind::Number),
        column("counterfactual", "Value of the same schools when nothing is done", ROW_UNIT, Kind::Number),
        column("difference", "Value minus counterfactual", ROW_UNIT, Kind::Number),
    ];
}

impl Table for SummaryRow {
    const NAME: &'static str = "summary";
    const ABOUT: &'static str = "outcomes over replicates, with intervals of the mean and percentiles of replicates";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        YEAR,
        GROUP,
        OUTCOME,
        UNIT,
        column("measure", "'value' in the arm, or 'difference' from the counterfactual", "", Kind::Text),
        N,
        column("mean", "Mean over replicates", ROW_UNIT, Kind::Number),
        column("sd", "Standard deviation over replicates", ROW_UNIT, Kind::Number),
        column("se", "Monte-Carlo standard error of the mean", ROW_UNIT, Kind::Number),
        column("low", "Lower end of the interval of the mean", ROW_UNIT, Kind::Number),
        column("high", "Upper end of the interval of the mean", ROW_UNIT, Kind::Number),
        column("level", "Level of that interval", "share", Kind::Number),
        column("p5", "5th percentile over replicates", ROW_UNIT, Kind::Number),
        column("p50", "Median over replicates", ROW_UNIT, Kind::Number),
        column("p95", "95th percentile over replicates", ROW_UNIT, Kind::Number),
        column(
            "sd_parameters",
            "SD between parameter sets, chance taken out; NaN with fewer than 4 sets or without pairs of replicates",
            ROW_UNIT,
            Kind::Number,
        ),
        column(
            "sd_chance",
            "SD between replicates of one parameter set: chance; NaN with fewer than 4 sets or without pairs",
            ROW_UNIT,
            Kind::Number,
        ),
        column(
            "share_parameters",
            "Share of the variance that lies between parameter sets; rough with few sets; NaN where nothing varies",
            "share",
            Kind::Number,
        ),
    ];
}

impl Table for ParameterRow {
    const NAME: &'static str = "parameters";
    const ABOUT: &'static str = "value of each parameter of the mechanisms in each parameter set";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        column("parameter_set", "Parameter set, from 0, as in outcomes.csv", "", Kind::Integer),
        column(
            "point",
            "Point of the weighted sample, from 0; empty where none was drawn",
            "place in the sample",
            Kind::Optional,
        ),
        column("parameter", "Parameter", "", Kind::Text),
        column("value", "Value in force, what the scenario sets included", ROW_UNIT, Kind::Number),
        UNIT,
    ];
}

impl Table for InteractionRow {
    const NAME: &'static str = "interactions";
    const ABOUT: &'static str =
        "effect of an arm made of other arms beside the sum of theirs; no rows without such an arm";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        column("arm", "Arm with the policies of all its parts", "", Kind::Text),
        column("parts", "Arms that it is made of, joined by ' + '", "", Kind::Text),
        YEAR,
        column("group", "Group of schools, of those that are the same schools in every arm", "", Kind::Text),
        OUTCOME,
        UNIT,
        N,
        column("together", "Mean effect of the arm: its difference from the counterfactual", ROW_UNIT, Kind::Number),
        column("alone_summed", "Mean of the sum of the effects of its parts", ROW_UNIT, Kind::Number),
        column("interaction", "Mean of together minus alone_summed, replicate by replicate", ROW_UNIT, Kind::Number),
        column("se", "Monte-Carlo standard error of the interaction", ROW_UNIT, Kind::Number),
        column("low", "Lower end of the interval of the interaction", ROW_UNIT, Kind::Number),
        column("high", "Upper end of the interval of the interaction", ROW_UNIT, Kind::Number),
        column("level", "Level of that interval", "share", Kind::Number),
    ];
}

const FIRST: Column = column("first", "First arm", "", Kind::Text);
const SECOND: Column = column("second", "Second arm; 'do nothing' is the counterfactual", "", Kind::Text);
const LEVEL: Column = column("level", "Level of the intervals", "share", Kind::Number);

impl Table for ComparisonRow {
    const NAME: &'static str = "comparisons";
    const ABOUT: &'static str =
        "each pair of arms, first minus second, replicate by replicate; all years for attainment and practice";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        FIRST,
        SECOND,
        column("year", "School year, all for attainment and practice, the last for other outcomes", "", Kind::Integer),
        column("group", "Group of schools, of those that are the same schools in every arm", "", Kind::Text),
        OUTCOME,
        UNIT,
        column("n", "Replicates in which both arms have the outcome", "replicates", Kind::Integer),
        column("difference", "Mean of first minus second", ROW_UNIT, Kind::Number),
        column("sd", "Standard deviation over replicates", ROW_UNIT, Kind::Number),
        column("se", "Monte-Carlo standard error of the mean", ROW_UNIT, Kind::Number),
        column("low", "Lower end of the interval of the mean", ROW_UNIT, Kind::Number),
        column("high", "Upper end of the interval of the mean", ROW_UNIT, Kind::Number),
        LEVEL,
        column("p5", "5th percentile over replicates", ROW_UNIT, Kind::Number),
        column("p50", "Median over replicates", ROW_UNIT, Kind::Number),
        column("p95", "95th percentile over replicates", ROW_UNIT, Kind::Number),
        column("better", "What is better: 'higher', 'lower' or 'nearer zero'; empty where nothing is", "", Kind::Text),
        column(
            "probability",
            "Share of replicates in which the first is better, ties counted half; empty where nothing is better",
            "share",
            Kind::Optional,
        ),
        column("probability_se", "Its standard error over parameter sets", "share", Kind::Optional),
        column("probability_low", "Lower end of its interval", "share", Kind::Optional),
        column("probability_high", "Upper end of its interval", "share", Kind::Optional),
        column(
            "months",
            "The difference in months of progress; empty unless attainment and within the table of months",
            "months",
            Kind::Optional,
        ),
    ];
}

impl Table for DecileRow {
    const NAME: &'static str = "deciles";
    const ABOUT: &'static str = "schools by tenth of true attainment at the opening, and what each arm brings them";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        column("against", "Arm compared with: 'do nothing' in all years, later arms in the last", "", Kind::Text),
        YEAR,
        column("decile", "Tenth of schools by true attainment at the opening, 1 the lowest", "", Kind::Integer),
        OUTCOME,
        UNIT,
        N,
        column("schools", "Schools, mean over replicates", "schools", Kind::Number),
        column("pupils", "Pupils in them that year, mean over replicates", "pupils", Kind::Number),
        column("value", "Mean value in the arm", ROW_UNIT, Kind::Number),
        column("value_se", "Monte-Carlo standard error of it", ROW_UNIT, Kind::Number),
        column("difference", "Mean difference from the other arm, the same schools", ROW_UNIT, Kind::Number),
        column("se", "Monte-Carlo standard error of the difference", ROW_UNIT, Kind::Number),
        column("low", "Lower end of the interval of the difference", ROW_UNIT, Kind::Number),
        column("high", "Upper end of the interval of the difference", ROW_UNIT, Kind::Number),
        LEVEL,
    ];
}

impl Table for WinnerRow {
    const NAME: &'static str = "winners";
    const ABOUT: &'static str = "shares of pupils and schools better and worse off under the first of two arms";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        FIRST,
        SECOND,
        column("year", "Last school year", "school year", Kind::Integer),
        column("place", "'all', 'urban' or 'rural' schools", "", Kind::Text),
        column("counted", "What is counted: 'pupils' or 'schools'", "", Kind::Text),
        column("who", "'better' or 'worse' off under the first than under the second", "", Kind::Text),
        column(
            "margin",
            "By more than this in attainment, the school's mean over replicates",
            "pupil SD",
            Kind::Number,
        ),
        N,
        column("total", "Pupils or schools of the place", "see column counted", Kind::Number),
        column("share", "Share of them", "share", Kind::Number),
        column("se", "Its standard error, by the jackknife over parameter sets", "share", Kind::Number),
        column("low", "Lower end of its interval", "share", Kind::Number),
        column("high", "Upper end of its interval", "share", Kind::Number),
        LEVEL,
        column("clear", "Share in schools whose own interval lies wholly beyond the margin", "share", Kind::Number),
    ];
}

impl Table for WaterfallRow {
    const NAME: &'static str = "waterfall";
    const ABOUT: &'static str =
        "from opening to closing over all years: each mechanism and policy, and the same schools when nothing is done";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        column("group", "Group of schools that belong to it at the end; 'school' for one", "", Kind::Text),
        column("stock", "Stock: attainment, enacted or embedded practice", "", Kind::Text),
        UNIT,
        column("mechanism", "'opening', a mechanism, or 'closing'", "", Kind::Text),
        column("policy", "Policy that it is owed to; 'usual' for what happens anyway", "", Kind::Text),
        N,
        column("value", "Mean booked over all years, or level", ROW_UNIT, Kind::Number),
        column("se", "Monte-Carlo standard error of the value", ROW_UNIT, Kind::Number),
        column("low", "Lower end of the interval of the value", ROW_UNIT, Kind::Number),
        column("high", "Upper end of the interval of the value", ROW_UNIT, Kind::Number),
        column("counterfactual", "Mean of the same schools when nothing is done", ROW_UNIT, Kind::Number),
        column("difference", "Mean of value minus counterfactual", ROW_UNIT, Kind::Number),
        column("difference_se", "Monte-Carlo standard error of the difference", ROW_UNIT, Kind::Number),
        column("difference_low", "Lower end of the interval of the difference", ROW_UNIT, Kind::Number),
        column("difference_high", "Upper end of the interval of the difference", ROW_UNIT, Kind::Number),
        column("level", "Level of these intervals", "share", Kind::Number),
    ];
}

impl Table for LedgerRow {
    const NAME: &'static str = "ledger";
    const ABOUT: &'static str = "what was booked to each mechanism and policy: opening + bookings = closing";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        YEAR,
        GROUP,
        column("stock", "Stock: enacted or embedded practice, or attainment", "", Kind::Text),
        UNIT,
        column("mechanism", "'opening', a mechanism, or 'closing'", "", Kind::Text),
        POLICY,
        N,
        column("mean", "Mean booked amount", ROW_UNIT, Kind::Number),
        column("se", "Monte-Carlo standard error", ROW_UNIT, Kind::Number),
    ];
}

impl Table for CostRow {
    const NAME: &'static str = "costs";
    const ABOUT: &'static str = "what each policy took in a year: time, lessons and money, never added to one another";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        YEAR,
        POLICY,
        N,
        column("hours_planned", "Hours of learning planned for teachers", "hours", Kind::Number),
        column("hours_delivered", "Hours of learning delivered", "hours", Kind::Number),
        column("schools_receiving", "Schools that the policy brought support to", "schools", Kind::Number),
        column("teachers_posted", "Teachers away from their own post", "teachers", Kind::Number),
        column("teacher_days", "Teacher-days out of class, experts included", "teacher-days", Kind::Number),
        column("pupil_lessons_covered", "Pupil-lessons under cover", "pupil-lessons", Kind::Number),
        column("priced_quantity", "What the policy's own price is paid for", "see column priced_unit", Kind::Optional),
        column("priced_unit", "Unit of what is priced", "", Kind::Text),
        column("priced_item", "Name of that price", "", Kind::Text),
        column("participants", "Teachers named to take part", "teachers", Kind::Number),
        column("money", "Money; empty where a price is missing", "see column currency", Kind::Optional),
        column("money_discounted", "The same discounted to the opening", "see column currency", Kind::Optional),
        column("currency", "Currency", "", Kind::Text),
        column("price_years", "Years of the prices used; no inflation is applied", "", Kind::Text),
        column("missing_prices", "Prices that are missing", "", Kind::Text),
    ];
}

impl Table for EconomyRow {
    const NAME: &'static str = "economy";
    const ABOUT: &'static str = "what each arm gave pupils and took, by replicate, all years together";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        column("replicate", "Replicate, from 0", "", Kind::Integer),
        column("parameter_set", "Parameter set, from 0; see parameters.csv", "", Kind::Integer),
        column("seed", "Seed of the run", "", Kind::Integer),
        column(
            "pupils",
            "Pupils counted, each once: when leaving, or at the end of the horizon",
            "pupils",
            Kind::Number,
        ),
        column("pupil_sd", "Sum over pupils of attainment above doing nothing", "pupils x pupil SD", Kind::Number),
        column("pupil_sd_discounted", "The same, gains of later years discounted", "pupils x pupil SD", Kind::Number),
        column("participants", "Teachers named to take part, over years and policies", "teachers", Kind::Number),
        column("hours_delivered", "Hours of teachers' learning delivered", "hours", Kind::Number),
        column("teacher_days", "Teacher-days out of class, experts included", "teacher-days", Kind::Number),
        column(
            "pupil_lessons_covered",
            "Pupil-lessons under cover; their loss is in pupil_sd already",
            "pupil-lessons",
            Kind::Number,
        ),
        column("money", "Money; empty where a price is missing", "see column currency", Kind::Optional),
        column("money_discounted", "The same discounted to the opening", "see column currency", Kind::Optional),
        column("currency", "Currency", "", Kind::Text),
        column("missing_prices", "Prices that are missing", "", Kind::Text),
    ];
}

impl Table for CascadeRow {
    const NAME: &'static str = "cascade";
    const ABOUT: &'static str = "practice of those trained in a cascade, by distance from its source: dilution";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        YEAR,
        column("generation", "Steps from the source: 1 was trained by the source itself", "steps", Kind::Integer),
        column("n", "Replicates with such teachers", "replicates", Kind::Integer),
        column("teachers", "Teachers in service, mean over all replicates", "teachers", Kind::Number),
        column(
            "gained",
            "Enacted practice above that of the same teachers when nothing is done",
            "practice SD",
            Kind::Number,
        ),
        column("se", "Monte-Carlo standard error of the gain", "practice SD", Kind::Number),
        column(
            "reached",
            "Share of the way to the source's practice that the gain covered; NaN where the source was not ahead",
            "share",
            Kind::Number,
        ),
        column("reached_se", "Monte-Carlo standard error of that share", "share", Kind::Number),
        column("enacted", "Enacted practice", "practice SD", Kind::Number),
    ];
}

impl Table for SchoolRow {
    const NAME: &'static str = "schools";
    const ABOUT: &'static str = "one row a school and arm at the end of the horizon";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        column("school_id", "Identifier in the source (URN for England)", "", Kind::Text),
        column("name", "Name", "", Kind::Text),
        column("district", "District", "", Kind::Text),
        column("place", "'urban' or 'rural'", "", Kind::Text),
        column("pupils", "Pupils on roll", "pupils", Kind::Integer),
        column("posts", "Teaching posts", "posts", Kind::Integer),
        column("posts_origin", "'given', 'imputed' or 'generated'", "", Kind::Text),
        column("disadvantage", "Share of pupils who are disadvantaged", "share", Kind::Number),
        column("receiving_share", "Share of replicates in which it received", "share", Kind::Number),
        column("giving_share", "Share of replicates in which it gave", "share", Kind::Number),
        column("attainment", "Mean attainment at the end", "pupil SD", Kind::Number),
        column("attainment_difference", "Mean difference from the counterfactual", "pupil SD", Kind::Number),
        column("enacted", "Mean enacted practice at the end", "practice SD", Kind::Number),
        column("enacted_difference", "Mean difference from the counterfactual", "practice SD", Kind::Number),
    ];
}

/// Of a column of what was published or predicted: the estimate says what it measures.
const OF_ESTIMATE: &str = "unit of the estimate";

impl Table for TrialRow {
    const NAME: &'static str = "trials";
    const ABOUT: &'static str = "one row a number of a published study, beside what the model predicts for it";
    const COLUMNS: &'static [Column] = &[
        RUN,
        column("trial", "Study", "", Kind::Text),
        column("role", "'calibration', 'facts' (of real data) or 'held' (never fitted)", "", Kind::Text),
        column("estimate", "What was estimated", "", Kind::Text),
        column("contrast", "Whether it is a contrast of other estimates: 'yes' or 'no'", "", Kind::Text),
        column("published", "Published value; empty for a number that only serves others", OF_ESTIMATE, Kind::Optional),
        column("se", "Standard error of the published value", OF_ESTIMATE, Kind::Optional),
        column("bound", "How the value binds: 'exact', 'at least' or 'at most'", "", Kind::Text),
        column(
            "status",
            "How it was read: 'seen', 'direction' only, 'recalled', 'derived', 'data' or 'conflict' of sources",
            "",
            Kind::Text,
        ),
        column("se_from", "Where its error comes from: 'published', 'design' or 'judgement'", "", Kind::Text),
        column("source", "Where it was read", "", Kind::Text),
        column("counted", "Whether it counts as a target: 'yes', or 'no' if it is shown only", "", Kind::Text),
        column("n", "Simulated trials in which it could be estimated", "trials", Kind::Integer),
        column("mean", "Mean of what the simulated trials estimate", OF_ESTIMATE, Kind::Number),
        column("mc_se", "Monte-Carlo standard error of the mean", OF_ESTIMATE, Kind::Number),
        column("sd", "SD between simulated trials", OF_ESTIMATE, Kind::Number),
        column("p5", "5th percentile of what such a study would publish", OF_ESTIMATE, Kind::Number),
        column("p50", "Median of what such a study would publish", OF_ESTIMATE, Kind::Number),
        column("p95", "95th percentile of what such a study would publish", OF_ESTIMATE, Kind::Number),
        column(
            "z",
            "Published minus predicted; 0 where a bound is kept",
            "root of se squared plus mc_se squared",
            Kind::Optional,
        ),
        column("inside", "Whether z lies within -2 and 2: 'yes' or 'no'; empty where not known", "", Kind::Text),
        column("covered", "Whether the published value lies within p5 and p95: 'yes' or 'no'", "", Kind::Text),
        column("seed", "Seed of the trial", "", Kind::Integer),
        column("replicates", "Simulated trials", "trials", Kind::Integer),
    ];
}
