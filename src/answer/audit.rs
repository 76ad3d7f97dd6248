//! What an audit says: what dose would hold an effect, and what each year of a contract brings.

use super::{ATTAINMENT, Line, Topic, difference, dilution, distinct, persistence};
use crate::experiment::Results;
use crate::numerals::{counted, fixed};
use crate::rows::{AuditContractRow, AuditDoseRow};
use crate::statistics::describe::{DOWN, NO_INTERVAL, NOT_DETECTABLE};

/// The lines of a system that was audited; none of any other.
pub fn lines(results: &Results, system: &str) -> Vec<Line> {
    let doses: Vec<&AuditDoseRow> =
        results.audit_dose.iter().filter(|r| r.system == system && r.outcome == ATTAINMENT).collect();
    let contracts: Vec<&AuditContractRow> =
        results.audit_contract.iter().filter(|r| r.system == system && r.outcome == ATTAINMENT).collect();
    let mut lines = Vec::new();
    for audited in distinct(doses.iter().map(|r| r.audited.as_str())) {
        let line = |topic, text: String| Line { topic, arm: audited.to_owned(), text };
        let doses: Vec<&AuditDoseRow> = doses.iter().filter(|r| r.audited == audited).copied().collect();
        let contracts: Vec<&AuditContractRow> = contracts.iter().filter(|r| r.audited == audited).copied().collect();
        let remarks = results.audit_remarks.iter().filter(|r| r.system == system && r.audited == audited);
        lines.extend(remarks.map(|r| line(Topic::Warning, format!("{audited}: {}.", r.text))));
        lines.extend(dose(audited, &doses).map(|text| line(Topic::Audit, text)));
        lines.extend(contract(audited, &contracts).map(|text| line(Topic::Audit, text)));
        let arms = contracts.iter().map(|r| r.arm.as_str());
        lines.extend(
            arms.filter_map(|arm| persistence::line(results, system, arm)).map(|text| line(Topic::Persistence, text)),
        );
        let longest = contracts.last().into_iter().filter_map(|r| dilution::line(results, system, &r.arm));
        lines.extend(longest.map(|text| line(Topic::Dilution, text)));
    }
    lines
}

/// What each dose leaves, and the least that holds the effect.
fn dose(audited: &str, rows: &[&AuditDoseRow]) -> Option<String> {
    let first = rows.first()?;
    let before = format!("{} pupil SD", super::signed(first.before, super::decimals(&[first.before]).max(2)));
    let what = if first.at_stop == DOWN { "loss" } else { "effect" };
    let after: Vec<String> = rows
        .iter()
        .map(|r| {
            let effect = difference(r.n, r.effect, (r.low, r.high), r.level, "pupil SD");
            format!("at {} % {effect}", fixed(r.dose * 100.0, 0))
        })
        .collect();
    Some(format!(
        "{audited}, what holds it: the {what} on attainment is {before} in year {}, the last of full support; in year {} it is, if the support goes on at a share of its extent, {}; {}.",
        first.stopped,
        first.year,
        after.join(", "),
        least(first, what)
    ))
}

/// The least dose that holds the effect.
pub fn least(row: &AuditDoseRow, what: &str) -> String {
    match row.at_stop {
        NOT_DETECTABLE => return "no effect was detectable by then, so there is nothing to hold".to_owned(),
        NO_INTERVAL => return "the effect by then has no interval, so no least dose is told".to_owned(),
        _ => {}
    }
    let percent = |dose: f64| format!("{} %", fixed(dose * 100.0, 0));
    let end = |end: Option<f64>| end.map_or_else(|| "more than was tried".to_owned(), percent);
    let level = fixed(row.level * 100.0, 0);
    let interval = match (row.least_dose_low, row.least_dose_high) {
        (Some(low), _) | (_, Some(low)) if low.is_nan() => "interval unknown".to_owned(),
        (None, None) => format!("{level} % interval more than was tried"),
        (low, high) => format!("{level} % interval {} to {}", end(low), end(high)),
    };
    match row.least_dose {
        None => format!("no dose up to {} keeps the {what} to the end of year {} ({interval})", percent(1.0), row.year),
        Some(dose) if dose.is_nan() => "the least dose that keeps it is not known".to_owned(),
        Some(0.0) => format!("it is kept to the end of year {} without further support ({interval})", row.year),
        Some(dose) => {
            format!(
                "the least dose that keeps the {what} to the end of year {} is {} ({interval})",
                row.year,
                percent(dose)
            )
        }
    }
}

/// What a contract of each length brings in its last year and at the horizon.
fn contract(audited: &str, rows: &[&AuditContractRow]) -> Option<String> {
    let first = rows.first()?;
    let parts: Vec<String> = rows
        .iter()
        .map(|r| {
            let told = |mean: f64, interval| difference(r.n, mean, interval, r.level, "pupil SD");
            let last = told(r.in_last_year, (r.in_last_year_low, r.in_last_year_high));
            let horizon = told(r.at_horizon, (r.at_horizon_low, r.at_horizon_high));
            let years = counted(r.contract_years as usize, "year");
            format!("a contract of {years} has {last} in its last year and {horizon} in year {}", r.year)
        })
        .collect();
    let [shortest, .., longest] = rows else {
        return Some(format!("{audited}, benefit by year of contract, attainment: {}.", parts.join("; ")));
    };
    let per_year = |r: &AuditContractRow| super::signed(r.per_year, super::decimals(&[r.per_year]).max(2));
    Some(format!(
        "{audited}, benefit by year of contract, attainment: {}; judged after {} that is {} pupil SD (SE {}) for each year of \
         contract, judged after {} it is {} (SE {}).",
        parts.join("; "),
        counted(first.contract_years as usize, "year"),
        per_year(shortest),
        error(shortest.per_year_se),
        counted(longest.contract_years as usize, "year"),
        per_year(longest),
        error(longest.per_year_se),
    ))
}

/// A standard error with two digits.
fn error(se: f64) -> String {
    fixed(se, super::decimals(&[se]).max(2))
}
