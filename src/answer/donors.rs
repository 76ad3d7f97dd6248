//! What givers lose, what receivers gain and what that comes to, in a sentence right for every sign and size.

use super::difference;
use super::persistence::judged;
use crate::experiment::Results;
use crate::experiment::donors::{ALL_POLICIES, ROLES};
use crate::numerals::fixed;
use crate::rows::DonorRow;

/// The line of an arm; none where no school has any part in it.
pub fn line(results: &Results, system: &str, arm: &str) -> Option<String> {
    let rows: Vec<&DonorRow> =
        results.donors.iter().filter(|r| r.system == system && r.arm == arm && r.policy == ALL_POLICIES).collect();
    let last = rows.iter().map(|r| r.year).max()?;
    let year = judged(results, system, arm, last);
    let role = |role: &str| rows.iter().find(|r| r.year == year && r.role == role).copied();
    let [giving, receiving, both, neither, all] = ROLES.map(role);
    if [giving, receiving, both].iter().all(Option::is_none) {
        return None;
    }
    let given = match (giving, both) {
        (None, None) => "no school gives people or time".to_owned(),
        (None, Some(_)) => "no school gives without receiving".to_owned(),
        (Some(row), _) => told(row, "giving"),
    };
    let others = [(receiving, "receiving"), (both, "giving and receiving"), (neither, "neither")];
    let mut parts = vec![given];
    parts.extend(others.into_iter().filter_map(|(row, does)| Some(told(row?, does))));
    let net = all.map_or_else(String::new, |row| {
        let interval = (row.attainment_net_low, row.attainment_net_high);
        format!(
            "; net for each pupil of the system {}",
            difference(row.n, row.attainment_net, interval, row.level, "pupil SD")
        )
    });
    Some(format!("{arm}, who gives and who receives, attainment in year {year}: {}{net}.", parts.join("; ")))
}

/// `giving (16 schools, 5,089 hours of cover in the year) −0.0040 pupil SD, 95 % interval …`.
fn told(row: &DonorRow, does: &str) -> String {
    let count = |value: f64| fixed(value, usize::from(value < 9.95 && value != value.round()));
    let noun = if count(row.schools) == "1" { "school" } else { "schools" };
    let cover = match row.hours_covered {
        hours if hours > 0.0 => format!(", {} hours of cover in the year", count(hours)),
        _ => String::new(),
    };
    let interval = (row.attainment_low, row.attainment_high);
    let gain = difference(row.n, row.attainment, interval, row.level, "pupil SD");
    format!("{does} ({} {noun}{cover}) {gain}", count(row.schools))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(role: &'static str, schools: f64, gain: f64, se: f64, net: f64) -> DonorRow {
        DonorRow {
            run_id: "r".into(),
            system: "England".into(),
            arm: "Pairs".into(),
            policy: ALL_POLICIES.into(),
            role,
            year: 2,
            n: if se.is_nan() { 1 } else { 20 },
            schools,
            pupils: 100.0 * schools,
            attainment: gain,
            attainment_se: se,
            attainment_low: gain - 2.0 * se,
            attainment_high: gain + 2.0 * se,
            attainment_net: net,
            attainment_net_se: se,
            attainment_net_low: net - 2.0 * se,
            attainment_net_high: net + 2.0 * se,
            enacted: gain,
            enacted_se: se,
            enacted_low: gain,
            enacted_high: gain,
            enacted_net: net,
            enacted_net_se: se,
            hours_covered: if role == "giving" { 5089.0 } else { 0.0 },
            level: 0.95,
        }
    }

    fn told(donors: Vec<DonorRow>) -> Option<String> {
        line(&Results { donors, ..Results::default() }, "England", "Pairs")
    }

    #[test]
    fn givers_receivers_and_the_net_are_told() {
        let rows = vec![
            row("giving", 16.0, -0.05, 0.01, -0.01),
            row("receiving", 1.0, 0.2, 0.01, 0.05),
            row("both", 0.5, 0.01, 0.01, 0.0),
            row("neither", 20.0, 0.0, 0.0, 0.0),
            row("all", 37.5, 0.04, 0.01, 0.04),
        ];
        assert_eq!(
            told(rows).as_deref(),
            Some(
                "Pairs, who gives and who receives, attainment in year 2: giving (16 schools, 5,089 hours of cover in the \
                 year) −0.050 pupil SD, 95 % interval −0.070 to −0.030; receiving (1 school) +0.20 pupil SD, 95 % interval \
                 +0.18 to +0.22; giving and receiving (0.5 schools) no detectable difference: +0.010 pupil SD, 95 % interval \
                 −0.010 to +0.030; neither (20 schools) no difference: 0 pupil SD in the mean of 20 replicates; net for each \
                 pupil of the system +0.040 pupil SD, 95 % interval +0.020 to +0.060."
            )
        );
    }

    #[test]
    fn where_nobody_gives_or_there_is_one_replicate_it_is_said() {
        let nobody =
            told(vec![row("receiving", 9.0, 0.1, 0.01, 0.1), row("all", 9.0, 0.1, 0.01, 0.1)]).expect("a line");
        assert!(nobody.contains("year 2: no school gives people or time; receiving (9 schools) +0.10"), "{nobody}");
        let both =
            told(vec![row("both", 9.0, -0.1, f64::NAN, -0.1), row("all", 9.0, -0.1, f64::NAN, -0.1)]).expect("a line");
        assert!(
            both.contains("no school gives without receiving; giving and receiving (9 schools) −0.10 pupil SD in one "),
            "{both}"
        );
        assert!(both.ends_with("system −0.10 pupil SD in one replicate, so no interval and no conclusion."), "{both}");
        assert_eq!(told(vec![row("neither", 9.0, 0.0, 0.0, 0.0), row("all", 9.0, 0.0, 0.0, 0.0)]), None);
        assert_eq!(told(Vec::new()), None);
    }
}
