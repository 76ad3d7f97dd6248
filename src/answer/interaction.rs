//! Whether the parts of an arm help each other or compete, in a sentence right for every sign, size and interval.

use super::{ATTAINMENT, Verdict, of_interval, places, with_error};
use crate::experiment::Results;
use crate::numerals::{decimals, fixed, signed};
use crate::rows::InteractionRow;

/// An interaction whose interval lies within this on both sides of zero does not matter (pupil SD; assumption: a tenth
/// of what the months of progress can tell apart).
const MATTERS: f64 = 0.001;

/// The lines of an arm that is made of other arms: what its parts do to one another, and where to see how much was
/// crowded out. None for any other arm.
pub fn lines(results: &Results, system: &str, arm: &str) -> Vec<String> {
    let of_arm = results.interactions.iter().filter(|r| r.system == system && r.arm == arm);
    let course: Vec<_> = of_arm.filter(|r| r.outcome == ATTAINMENT && r.group == "all" && r.n > 0).collect();
    let Some(last) = course.iter().max_by_key(|r| r.year) else { return Vec::new() };
    vec![
        format!("{arm}, interaction: {}{}.", sentence(last), largest(&course, last)),
        format!(
            "{arm}, crowding out: compare the hours planned and delivered by each policy and by usual practice in this \
             arm and in its parts alone (tables/costs.csv)."
        ),
    ]
}

fn sentence(row: &InteractionRow) -> String {
    let d = places(row.interaction, row.low, row.high);
    // Both effects with the decimals of the interaction, so that the reader can subtract, but not more than four.
    let both = decimals(&[row.together, row.alone_summed]).max(d).min(4);
    format!(
        "{} together change attainment in year {} by {} pupil SD, and alone they add up to {}: {}",
        row.parts,
        row.year,
        signed(row.together, both),
        signed(row.alone_summed, both),
        shown(row)
    )
}

/// What the year of the largest interaction shows, where that was not the last: while support lasts the parts may
/// compete for hours, and help each other once it is over.
fn largest(course: &[&InteractionRow], last: &InteractionRow) -> String {
    let size = |r: &InteractionRow| r.interaction.abs();
    let first_largest = course.iter().max_by(|a, b| size(a).total_cmp(&size(b)).then(b.year.cmp(&a.year)));
    match first_largest {
        Some(row) if row.year != last.year && detected(row) && !small(row) => {
            format!("; largest in year {}: {}", row.year, shown(row))
        }
        _ => String::new(),
    }
}

fn detected(row: &InteractionRow) -> bool {
    matches!(of_interval(row.n, row.low, row.high), Verdict::Up | Verdict::Down)
}

fn small(row: &InteractionRow) -> bool {
    row.low > -MATTERS && row.high < MATTERS
}

/// The interaction with its interval and what follows from it.
fn shown(row: &InteractionRow) -> String {
    let d = places(row.interaction, row.low, row.high);
    let size = format!("an interaction of {} pupil SD", signed(row.interaction, d));
    let level = fixed(row.level * 100.0, 0);
    let known = format!("an interaction of {} pupil SD", with_error(row.interaction, row.se, d));
    let interval = format!("{known}, {level} % interval {} to {}", signed(row.low, d), signed(row.high, d));
    match of_interval(row.n, row.low, row.high) {
        Verdict::Unknown if row.n < 2 => format!("{size} in one replicate, so no interval and no conclusion"),
        Verdict::Unknown => format!("{size}, interval unknown"),
        _ if row.low == 0.0 && row.high == 0.0 => format!("no interaction in any of {} replicates", row.n),
        _ if small(row) => format!("{interval}, so they add up to within {} pupil SD", fixed(MATTERS, 3)),
        Verdict::Undetected => format!("{interval}, so no interaction can be told from chance"),
        Verdict::Up if row.alone_summed < 0.0 => {
            format!("{interval}, so they help each other, or what they lose is lost only once")
        }
        Verdict::Up => format!("{interval}, so they help each other"),
        Verdict::Down if row.alone_summed > 0.0 => {
            format!("{interval}, so they compete for the same hours or teachers, or bring the same twice")
        }
        Verdict::Down => format!("{interval}, so they get in each other's way"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n: u32, alone_summed: f64, interaction: f64, low: f64, high: f64) -> InteractionRow {
        InteractionRow {
            run_id: "r".into(),
            system: "England".into(),
            arm: "Both".into(),
            parts: "Pairs + Watching".into(),
            year: 8,
            group: "all",
            outcome: ATTAINMENT,
            unit: "pupil SD",
            n,
            together: alone_summed + interaction,
            alone_summed,
            interaction,
            se: 0.005,
            low,
            high,
            level: 0.95,
        }
    }

    #[test]
    fn an_interaction_is_said_in_one_sentence() {
        assert_eq!(
            sentence(&row(40, 0.10, -0.02, -0.03, -0.01)),
            "Pairs + Watching together change attainment in year 8 by +0.080 pupil SD, and alone they add up to +0.100: \
             an interaction of −0.020 ± 0.005 pupil SD, 95 % interval −0.030 to −0.010, so they compete for the same hours or \
             teachers, or bring the same twice"
        );
    }

    #[test]
    fn each_sign_size_and_interval_has_its_words() {
        let nan = f64::NAN;
        let cases = [
            (
                row(40, 0.1, 0.02, 0.01, 0.03),
                "+0.020 ± 0.005 pupil SD, 95 % interval +0.010 to +0.030, so they help each other",
            ),
            (row(40, -0.1, 0.02, 0.01, 0.03), ", so they help each other, or what they lose is lost only once"),
            (row(40, 0.1, -0.3, -0.4, -0.2), "compete for the same hours or teachers, or bring the same twice"),
            (row(40, -0.1, -0.02, -0.03, -0.01), "−0.030 to −0.010, so they get in each other's way"),
            (row(40, 0.0, -0.02, -0.03, -0.01), "so they get in each other's way"),
            (
                row(40, 0.1, 0.004, -0.01, 0.018),
                "an interaction of +0.004 ± 0.005 pupil SD, 95 % interval −0.010 to +0.018, so no interaction can be told from \
                 chance",
            ),
            (row(40, 0.1, -0.01, -0.02, 0.0), "−0.020 to 0.000, so no interaction can be told from chance"),
            (row(40, 0.1, -2e-4, -3e-4, -1e-4), "−0.00030 to −0.00010, so they add up to within 0.001 pupil SD"),
            (row(40, 0.1, 0.0, -1e-9, 1e-9), "so they add up to within 0.001 pupil SD"),
            (row(40, 0.1, 0.0, 0.0, 0.0), "add up to +0.10: no interaction in any of 40 replicates"),
            (
                row(1, 0.1, -0.02, nan, nan),
                "an interaction of −0.020 pupil SD in one replicate, so no interval and no conclusion",
            ),
            (row(40, 0.1, -0.02, nan, nan), "an interaction of −0.020 pupil SD, interval unknown"),
        ];
        for (row, end) in cases {
            let sentence = sentence(&row);
            assert!(sentence.ends_with(end), "{sentence}");
        }
    }

    #[test]
    fn a_larger_interaction_of_an_earlier_year_is_told_too() {
        let told = |early: InteractionRow| {
            let interactions = vec![InteractionRow { year: 4, ..early }, row(40, 0.1, 0.02, 0.01, 0.03)];
            lines(&Results { interactions, ..Results::default() }, "England", "Both").remove(0)
        };
        assert!(told(row(40, 0.1, -0.05, -0.06, -0.04)).ends_with(
            "so they help each other; largest in year 4: an interaction of −0.050 ± 0.005 pupil SD, 95 % interval −0.060 to \
             −0.040, so they compete for the same hours or teachers, or bring the same twice."
        ));
        // Not where it was smaller, or may be chance.
        assert!(told(row(40, 0.1, -0.01, -0.015, -0.005)).ends_with("so they help each other."));
        assert!(told(row(40, 0.1, -0.05, -0.15, 0.05)).ends_with("so they help each other."));
    }

    #[test]
    fn the_last_year_of_all_schools_is_told_for_each_arm_made_of_others() {
        let first = InteractionRow { year: 0, ..row(40, 0.0, 0.0, 0.0, 0.0) };
        let elsewhere = InteractionRow { system: "Shanghai".into(), year: 9, ..row(40, 0.5, 0.1, 0.05, 0.15) };
        let rural = InteractionRow { group: "rural", year: 9, ..row(40, 0.5, 0.1, 0.05, 0.15) };
        let interactions = vec![first, row(40, 0.1, -0.02, -0.03, -0.01), rural, elsewhere];
        let results = Results { interactions, ..Results::default() };
        let told = lines(&results, "England", "Both");
        assert_eq!(told.len(), 2);
        assert!(told[0].starts_with("Both, interaction: Pairs + Watching together change attainment in year 8"));
        assert!(told[0].ends_with("compete for the same hours or teachers, or bring the same twice."), "{}", told[0]);
        assert!(told[1].ends_with("in this arm and in its parts alone (tables/costs.csv)."));
        assert!(lines(&results, "England", "Pairs").is_empty());
        // Nothing is said of what no replicate has.
        let none = InteractionRow { n: 0, ..row(40, f64::NAN, f64::NAN, f64::NAN, f64::NAN) };
        let results = Results { interactions: vec![none], ..Results::default() };
        assert!(lines(&results, "England", "Both").is_empty());
    }
}
