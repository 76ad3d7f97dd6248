//! The rows of an audit, read off the outcomes of its arms.

use super::{Audit, Audited};
use crate::experiment::Results;
use crate::experiment::persistence::{Courses, OUTCOMES, within};
use crate::rows::{AuditContractRow, AuditDoseRow, OutcomeRow};
use crate::statistics::describe::{DOWN, LEVEL, UP, moments_of_sets, shown};
use crate::statistics::lasting::first_reached;
use crate::statistics::resample::Resamples;

/// Adds the rows and remarks of an audit to the results of its scenario.
pub fn add(results: &mut Results, audit: &Audit) {
    let years = audit.scenario.years;
    for audited in &audit.audited {
        for (outcome, unit) in OUTCOMES {
            let of = |arm: &str| courses(&results.outcomes, &audited.system, arm, outcome);
            let named = Named { run_id: &results.run_id, audited, outcome, unit, years };
            let (doses, contracts) = (of_doses(&named, &of), of_contracts(&named, &of));
            results.audit_dose.extend(doses);
            results.audit_contract.extend(contracts);
        }
    }
    results.audit_remarks.extend(audit.remarks.iter().cloned());
}

/// What the rows of one audited arm and outcome share.
struct Named<'a> {
    run_id: &'a str,
    audited: &'a Audited,
    outcome: &'static str,
    unit: &'static str,
    years: u32,
}

/// Differences from doing nothing of an arm over all schools, by replicate and year.
fn courses(rows: &[OutcomeRow], system: &str, arm: &str, outcome: &str) -> Courses {
    let mut courses = Courses { sets: Vec::new(), by_year: Vec::new() };
    let mine = rows.iter().filter(|r| r.system == system && r.arm == arm && r.group == "all" && r.outcome == outcome);
    for row in mine {
        if row.year == 0 {
            courses.sets.push(row.parameter_set);
            courses.by_year.push(Vec::new());
        }
        if let Some(years) = courses.by_year.last_mut() {
            years.push(row.difference);
        }
    }
    courses
}

fn of_doses(named: &Named<'_>, of: &dyn Fn(&str) -> Courses) -> Vec<AuditDoseRow> {
    let (audited, years) = (named.audited, named.years);
    let all: Vec<(f64, &str, Courses)> =
        audited.doses.iter().map(|(dose, arm)| (*dose, arm.as_str(), of(arm))).collect();
    // Every arm of the audit has the same past, so that one effect is to be held.
    let before = all[0].2.moments(audited.stopped);
    let at_stop = shown(&before);
    let (least_dose, low, high) = least(&all, audited.stopped, years, at_stop);
    let row = |(dose, arm, courses): &(f64, &str, Courses)| {
        let m = courses.moments(years);
        let changes = courses.by_year.iter().map(|y| y[years as usize] - y[audited.stopped as usize]);
        let change = moments_of_sets(&courses.sets, &changes.collect::<Vec<_>>());
        AuditDoseRow {
            run_id: named.run_id.to_owned(),
            system: audited.system.clone(),
            audited: audited.arm.clone(),
            arm: (*arm).to_owned(),
            stopped: audited.stopped,
            year: years,
            dose: *dose,
            outcome: named.outcome,
            unit: named.unit,
            n: m.n,
            before: before.mean,
            before_se: before.se,
            effect: m.mean,
            se: m.se,
            low: m.interval.0,
            high: m.interval.1,
            level: LEVEL,
            change: change.mean,
            change_se: change.se,
            change_low: change.interval.0,
            change_high: change.interval.1,
            at_stop,
            least_dose,
            least_dose_low: low,
            least_dose_high: high,
        }
    };
    all.iter().map(row).collect()
}

/// The least dose that holds the effect, with the ends of its interval; none where no dose does.
fn least(
    all: &[(f64, &str, Courses)],
    stop: u32,
    years: u32,
    at_stop: &str,
) -> (Option<f64>, Option<f64>, Option<f64>) {
    let sign = match at_stop {
        UP => 1.0,
        DOWN => -1.0,
        _ => return (Some(f64::NAN), Some(f64::NAN), Some(f64::NAN)),
    };
    let mut sums: Vec<Vec<f64>> = all[0].2.sums(stop..=stop);
    for (_, _, courses) in all {
        sums.iter_mut().zip(courses.sums(years..=years)).for_each(|(row, sum)| row.extend(sum));
    }
    let dose = |sums: &[f64]| {
        // A resample without an effect at the stop has nothing to hold.
        if sign * sums[0] <= 0.0 {
            return f64::NAN;
        }
        let points = all.iter().zip(&sums[1..]).map(|((dose, ..), at_end)| (*dose, sign * (at_end - sums[0])));
        first_reached(&points.collect::<Vec<_>>())
    };
    let total: Vec<f64> = (0..=all.len()).map(|at| sums.iter().map(|unit| unit[at]).sum()).collect();
    let (low, high) = Resamples::of(sums.len()).interval(&sums, dose);
    (within(dose(&total)), within(low), within(high))
}

fn of_contracts(named: &Named<'_>, of: &dyn Fn(&str) -> Courses) -> Vec<AuditContractRow> {
    let (audited, years) = (named.audited, named.years);
    let mut shorter: Option<Vec<f64>> = None;
    let mut rows = Vec::new();
    for (length, last, arm) in &audited.contracts {
        let courses = of(arm);
        let in_last = courses.year(*last);
        let (m, horizon) = (moments_of_sets(&courses.sets, &in_last), courses.moments(years));
        let added: Vec<f64> = match &shorter {
            Some(before) => in_last.iter().zip(before).map(|(now, before)| now - before).collect(),
            None => in_last.clone(),
        };
        let added = moments_of_sets(&courses.sets, &added);
        let length_of = f64::from(*length);
        rows.push(AuditContractRow {
            run_id: named.run_id.to_owned(),
            system: audited.system.clone(),
            audited: audited.arm.clone(),
            arm: arm.clone(),
            contract_years: *length,
            stopped: *last,
            year: years,
            outcome: named.outcome,
            unit: named.unit,
            n: m.n,
            in_last_year: m.mean,
            in_last_year_se: m.se,
            in_last_year_low: m.interval.0,
            in_last_year_high: m.interval.1,
            at_horizon: horizon.mean,
            at_horizon_se: horizon.se,
            at_horizon_low: horizon.interval.0,
            at_horizon_high: horizon.interval.1,
            per_year: m.mean / length_of,
            per_year_se: m.se / length_of,
            added: added.mean,
            added_se: added.se,
            added_low: added.interval.0,
            added_high: added.interval.1,
            level: LEVEL,
        });
        shorter = Some(in_last);
    }
    rows
}
