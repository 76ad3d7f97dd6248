//! What each column of the tables of `worth-it` is.

use super::{Column, Kind, Table};
use crate::worth::rows::{AcceptabilityRow, BundleRow, EffectRow, SwitchRow};

const fn column(name: &'static str, label: &'static str, unit: &'static str, kind: Kind) -> Column {
    Column { name, label, unit, kind }
}

const RUN: Column = column("run_id", "Run: fingerprint of program, scenario and seed", "", Kind::Text);
const SYSTEM: Column = column("system", "School system", "", Kind::Text);
const ARM: Column = column("arm", "Arm; 'do nothing' is the counterfactual", "", Kind::Text);
const N: Column = column("n", "Replicates", "replicates", Kind::Integer);
const LEVEL: Column = column("level", "Level of the intervals", "share", Kind::Number);
const COST_UNIT: Column = column("cost_unit", "Unit of cost: a currency, or teacher-days", "", Kind::Text);
const MONEY: &str = "see column currency";
const COST: &str = "see column cost_unit";
const SD: &str = "pupils x pupil SD";

impl Table for BundleRow {
    const NAME: &'static str = "worth_bundles";
    const ABOUT: &'static str = "one row an arm at the extent that the held budget buys, and what it takes";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        column("role", "'reference' or 'alternative'", "", Kind::Text),
        column("hold", "What is held: 'cash', 'days' or 'both'", "", Kind::Text),
        column("factor", "Extent over that of the scenario", "times", Kind::Number),
        column("extent", "Numbers that say how far it reaches, as simulated", "", Kind::Text),
        column("fit", "'reference', 'within 1 %', 'indivisible', 'absorbs no more' or 'takes none'", "", Kind::Text),
        N,
        column("budget_money", "Money of the reference, discounted; empty without a price", MONEY, Kind::Optional),
        column("money", "Money that the arm takes, discounted; empty without a price", MONEY, Kind::Optional),
        column("money_left", "Budget less money", MONEY, Kind::Optional),
        column("currency", "Currency", "", Kind::Text),
        column("price_years", "Years of the prices used; no inflation is applied", "", Kind::Text),
        column("budget_days", "Teacher-days of the reference", "teacher-days", Kind::Number),
        column("days", "Teacher-days that the arm takes", "teacher-days", Kind::Number),
        column("days_left", "What is left of them", "teacher-days", Kind::Number),
        column("pupil_lessons", "Pupil-lessons under cover; their loss is in the gain", "pupil-lessons", Kind::Number),
        column("participants", "Teachers named to take part", "teachers", Kind::Number),
    ];
}

impl Table for EffectRow {
    const NAME: &'static str = "worth_effects";
    const ABOUT: &'static str = "one row an arm: what pupils gain at the held budget, and what a gain costs";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        N,
        column("pupils", "Pupils counted, each once", "pupils", Kind::Number),
        column("pupil_sd", "Gain against doing nothing, discounted, mean over replicates", SD, Kind::Number),
        column("se", "Standard error of it, by parameter sets", SD, Kind::Number),
        column("low", "Lower end of its interval", SD, Kind::Number),
        column("high", "Upper end of its interval", SD, Kind::Number),
        LEVEL,
        column("pupil_sd_undiscounted", "The mean without discount", SD, Kind::Number),
        column("pupil_months", "The discounted mean on a straight line of months", "pupil-months", Kind::Number),
        column("months_banded", "Gain of the average pupil by the months table", "months", Kind::Optional),
        COST_UNIT,
        column("cost", "Mean cost, discounted where it is money", COST, Kind::Number),
        column("cost_per_pupil_sd", "Cost of a pupil-SD; empty where no benefit is detected", COST, Kind::Optional),
        column("ratio_low", "Lower end of its interval (Fieller)", COST, Kind::Optional),
        column("ratio_high", "Upper end of its interval (Fieller)", COST, Kind::Optional),
        column("ratio_se", "Jackknife standard error of it", COST, Kind::Optional),
        column("cost_per_pupil_month", "Cost of a pupil-month on a straight line", COST, Kind::Optional),
        column("best", "Share of replicates in which the arm gains most", "share", Kind::Number),
        column("standing", "'on the frontier', 'dominated' or 'extendedly dominated', by means", "", Kind::Text),
        column("against", "The next best on the frontier, or what dominates it", "", Kind::Text),
        column("incremental_ratio", "Cost of a further pupil-SD against the next best", COST, Kind::Optional),
    ];
}

impl Table for AcceptabilityRow {
    const NAME: &'static str = "worth_acceptability";
    const ABOUT: &'static str = "how likely each arm is the best choice as a pupil-month is worth more";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        COST_UNIT,
        column("a_pupil_month", "What a pupil-month is worth", COST, Kind::Number),
        column("a_pupil_sd", "The same for a pupil-SD", COST, Kind::Number),
        N,
        column("probability", "Share of replicates with the highest net benefit", "share", Kind::Number),
        column("low", "Lower end of its interval, by parameter sets", "share", Kind::Number),
        column("high", "Upper end of its interval", "share", Kind::Number),
        LEVEL,
    ];
}

impl Table for SwitchRow {
    const NAME: &'static str = "worth_switching";
    const ABOUT: &'static str = "values at which another arm would be preferred";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        column("kind", "'effect' (linear), 'price' (closed form) or 'parameter' (simulated)", "", Kind::Text),
        column("name", "What is changed", "", Kind::Text),
        column("unit", "Unit of the values of the row", "", Kind::Text),
        column("arm", "The reference", "", Kind::Text),
        column("against", "What it is beside", "", Kind::Text),
        column("value", "The value looked at: that in force, or one of a grid", "see column unit", Kind::Number),
        column("pupil_sd", "Gain of the reference at that value, discounted", SD, Kind::Number),
        column("cost", "Cost of the reference at that value", "as in worth_effects", Kind::Number),
        column("lead", "Gain of the reference less that of the other scaled to its cost", SD, Kind::Number),
        column("low", "Lower end of its interval", SD, Kind::Number),
        column("high", "Upper end of its interval", SD, Kind::Number),
        column(
            "switch",
            "The value at which they are equal; empty where there is none",
            "see column unit",
            Kind::Optional,
        ),
    ];
}
