//! Differences between schools: attainment, inputs as the Chinese standard measures them, urban and rural schools, and
//! those on an authority's list.

use super::{Average, DISPARITY, Verdict, effect, of_interval, places, shown, verdict, with_error};
use crate::experiment::Results;
use crate::experiment::measures::{COMPOSITE, GAP_ATTAINMENT, GAP_PRACTICE, GAP_TITLES, LEFT_MEASURED, LEFT_TRUE};
use crate::numerals::{decimals, fixed, signed};
use crate::rows::SummaryRow;

/// Highest coefficient that the Chinese standard of basic balance allows a county, the mean of eight indicators: primary
/// and junior schools (evidence section 8).
const ALLOWED: (f64, f64) = (0.65, 0.55);

/// The lines of one arm.
pub fn lines(results: &Results, system: &str, arm: &str) -> Vec<String> {
    let of_arm: Vec<&SummaryRow> =
        results.summary.iter().filter(|r| r.system == system && r.arm == arm && r.group == "all").collect();
    let Some(year) = of_arm.iter().map(|r| r.year).max() else { return Vec::new() };
    // An outcome in the arm and its difference from doing nothing, where any replicate has it.
    let last = |outcome: &str| {
        let of = |measure: &str| {
            let same = |r: &&&SummaryRow| r.outcome == outcome && r.year == year && r.measure == measure;
            of_arm.iter().find(same).copied().filter(|r| r.n > 0)
        };
        Some((of("value")?, of("difference")?))
    };
    let mut lines = Vec::new();
    if let Some((_, row)) = last(DISPARITY) {
        lines.push(format!("{arm}, differences between schools: {}.", sentence(row)));
    }
    if let Some(inputs) = last(COMPOSITE) {
        lines.push(format!("{arm}, {}.", of_inputs(inputs)));
    }
    let gaps = [(GAP_ATTAINMENT, "attainment", "pupil SD"), (GAP_PRACTICE, "enacted practice", "SD")];
    let mut gaps: Vec<String> =
        gaps.into_iter().filter_map(|(outcome, noun, unit)| Some(of_gap(last(outcome)?, noun, unit, 1.0))).collect();
    gaps.extend(last(GAP_TITLES).map(|gap| of_gap(gap, "teachers with a title", "points", 100.0)));
    if !gaps.is_empty() {
        lines.push(format!("{arm}, urban less rural schools in year {year}: {}.", gaps.join("; ")));
    }
    if let (Some(measured), Some(truth)) = (last(LEFT_MEASURED), last(LEFT_TRUE)) {
        lines.push(format!("{arm}, {}.", of_list(measured, truth)));
    }
    lines
}

fn sentence(row: &SummaryRow) -> String {
    let verb = match verdict(row) {
        Verdict::Up => "widen, ",
        Verdict::Down => "narrow, ",
        Verdict::Undetected | Verdict::Unknown => "",
    };
    format!("{verb}{}", effect(row, "pupil SD between schools"))
}

/// The coefficient of inputs beside what the standard allows.
fn of_inputs((value, difference): (&SummaryRow, &SummaryRow)) -> String {
    let d = decimals(&[value.mean]).max(3);
    format!(
        "teachers and titled teachers per pupil between the schools of a district (the model has 2 of the 8 indicators of \
         the Chinese standard, whose mean coefficient may be {} for primary and {} for junior schools): {} with the arm, {} \
         when nothing is done; {}",
        fixed(ALLOWED.0, 2),
        fixed(ALLOWED.1, 2),
        fixed(value.mean, d),
        fixed(value.mean - difference.mean, d),
        effect(difference, "in the coefficient"),
    )
}

/// A gap in the arm and when nothing is done, and whether it closed.
fn of_gap((value, difference): (&SummaryRow, &SummaryRow), noun: &str, unit: &str, scale: f64) -> String {
    let (here, there) = (value.mean * scale, (value.mean - difference.mean) * scale);
    let d = decimals(&[here, there]).max(if scale > 1.0 { 1 } else { 2 });
    let m = scaled(difference, scale);
    let moved = match of_interval(m.n, m.low, m.high) {
        Verdict::Up | Verdict::Down if (here > 0.0) != (there > 0.0) => "turned",
        Verdict::Up | Verdict::Down if here.abs() < there.abs() => "narrower",
        Verdict::Up | Verdict::Down => "wider",
        Verdict::Undetected | Verdict::Unknown => "",
    };
    let change = shown(&m, unit);
    let change = if moved.is_empty() { change } else { format!("{moved}, {change}") };
    format!("{noun} {} with the arm, {} when nothing is done ({change})", signed(here, d), signed(there, d))
}

fn scaled(row: &SummaryRow, scale: f64) -> Average {
    Average {
        n: row.n,
        mean: row.mean * scale,
        se: row.se * scale,
        low: row.low * scale,
        high: row.high * scale,
        level: row.level,
    }
}

/// What an authority's list seems to show and what is so. Schools with low results are in part schools with a bad year:
/// many leave the list whatever is done.
fn of_list(measured: (&SummaryRow, &SummaryRow), truth: (&SummaryRow, &SummaryRow)) -> String {
    let percent = |share: f64| fixed(share * 100.0, 0);
    let arm_adds = |difference: &SummaryRow| {
        let m = scaled(difference, 100.0);
        match of_interval(m.n, m.low, m.high) {
            Verdict::Up => format!("the arm adds {}", interval(&m)),
            Verdict::Down => format!("the arm takes away {}", interval(&m)),
            Verdict::Undetected | Verdict::Unknown => shown(&m, "points"),
        }
    };
    let both = |(value, difference): (&SummaryRow, &SummaryRow)| {
        (percent(value.mean), percent(value.mean - difference.mean), arm_adds(difference))
    };
    let ((seen, anyway, seen_adds), (left, left_anyway, true_adds)) = (both(measured), both(truth));
    format!(
        "schools in the lowest fifth by measured results at the opening: {seen} % are off that list in year {} by measured \
         results, but {anyway} % are off it when nothing is done ({seen_adds}); by true attainment {left} % are outside the \
         lowest fifth, and {left_anyway} % when nothing is done ({true_adds})",
        measured.0.year,
    )
}

fn interval(m: &Average) -> String {
    let d = places(m.mean, m.low, m.high).min(2);
    let level = fixed(m.level * 100.0, 0);
    let mean = with_error(m.mean, m.se, d);
    format!("{mean} points, {level} % interval {} to {}", signed(m.low, d), signed(m.high, d))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n: u32, mean: f64, low: f64, high: f64) -> SummaryRow {
        SummaryRow {
            run_id: "r".into(),
            system: "Shanghai".into(),
            arm: "pairing".into(),
            year: 5,
            group: "all",
            outcome: DISPARITY,
            unit: "pupil SD",
            measure: "difference",
            n,
            mean,
            sd: 0.01,
            se: if n > 1 { 0.002 } else { f64::NAN },
            low,
            high,
            level: 0.95,
            p5: low,
            p50: mean,
            p95: high,
            sd_parameters: f64::NAN,
            sd_chance: f64::NAN,
            share_parameters: f64::NAN,
        }
    }

    #[test]
    fn disparity_names_its_direction() {
        let narrower = sentence(&row(9, -0.02, -0.03, -0.01));
        assert_eq!(narrower, "narrow, −0.020 ± 0.002 pupil SD between schools, 95 % interval −0.030 to −0.010");
        assert!(sentence(&row(9, 0.02, 0.01, 0.03)).starts_with("widen, +0.020"));
        assert!(sentence(&row(9, 0.0, -0.01, 0.01)).starts_with("no detectable difference"));
    }

    #[test]
    fn a_gap_narrows_widens_or_turns_whichever_side_is_ahead() {
        let gap = |value: f64, mean: f64, half: f64| {
            of_gap((&row(9, value, 0.0, 0.0), &row(9, mean, mean - half, mean + half)), "attainment", "pupil SD", 1.0)
        };
        assert_eq!(
            gap(0.10, -0.02, 0.01),
            "attainment +0.10 with the arm, +0.12 when nothing is done (narrower, −0.020 ± 0.002 pupil SD, 95 % interval \
             −0.030 to −0.010)"
        );
        assert!(gap(0.10, 0.02, 0.01).contains("(wider, +0.020"));
        assert!(gap(-0.10, -0.02, 0.01).contains("(wider, −0.020"));
        assert!(gap(-0.10, 0.02, 0.01).contains("(narrower, +0.020"));
        assert!(gap(-0.01, -0.03, 0.01).contains("(turned, −0.030"));
        assert!(gap(0.10, -0.02, 0.05).contains("(no detectable difference: −0.020"));
        let one = of_gap((&row(1, 0.1, 0.0, 0.0), &row(1, 0.02, f64::NAN, f64::NAN)), "attainment", "pupil SD", 1.0);
        assert!(one.ends_with("(+0.020 pupil SD in one replicate, so no interval and no conclusion)"), "{one}");
    }

    #[test]
    fn leaving_a_list_is_set_beside_leaving_it_anyway() {
        let value = |mean| row(9, mean, 0.0, 0.0);
        let text = of_list((&value(0.55), &row(9, 0.03, 0.02, 0.04)), (&value(0.41), &row(9, -0.01, -0.02, -0.005)));
        assert_eq!(
            text,
            "schools in the lowest fifth by measured results at the opening: 55 % are off that list in year 5 by measured \
             results, but 52 % are off it when nothing is done (the arm adds +3.00 ± 0.20 points, 95 % interval +2.00 to \
             +4.00); by true attainment 41 % are outside the lowest fifth, and 42 % when nothing is done (the arm takes away \
             −1.00 ± 0.20 points, 95 % interval −2.00 to −0.50)"
        );
        let open = of_list((&value(0.5), &row(9, 0.0, -0.01, 0.01)), (&value(0.5), &row(9, 0.0, 0.0, 0.0)));
        assert!(
            open.contains("(no detectable difference: 0.00") && open.contains("(no difference: 0 points"),
            "{open}"
        );
    }

    #[test]
    fn inputs_stand_beside_what_the_standard_allows() {
        let text = of_inputs((&row(9, 0.213, 0.0, 0.0), &row(9, -0.007, -0.008, -0.006)));
        assert!(text.contains("may be 0.65 for primary and 0.55 for junior schools): 0.213 with the arm, 0.220 when"));
        assert!(text.ends_with("−0.0070 ± 0.0020 in the coefficient, 95 % interval −0.0080 to −0.0060"), "{text}");
    }
}
