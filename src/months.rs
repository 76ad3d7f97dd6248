//! Months of progress: a named, dated conversion of a standardised effect, kept as data.

/// Whose conversion this is and from when.
pub const EDITION: &str = "EEF Teaching and Learning Toolkit, months-of-progress table as shown on its page in 2026";

/// Effect from and to (pupil SD, two decimals, both included), one entry a month from 0; negatives mirror.
pub const BANDS: [(f64, f64); 13] = [
    (-0.01, 0.01),
    (0.02, 0.09),
    (0.10, 0.18),
    (0.19, 0.26),
    (0.27, 0.35),
    (0.36, 0.44),
    (0.45, 0.52),
    (0.53, 0.61),
    (0.62, 0.69),
    (0.70, 0.78),
    (0.79, 0.87),
    (0.88, 0.95),
    (0.96, 1.00),
];

/// A month as a straight line through the table has it: a twelfth of the middle of its last band, 0.96 to 1.00 pupil SD.
/// Derived for ratios and sums, where bands would jump; the table itself gives whole months only.
pub fn one_month() -> f64 {
    let (months, (low, high)) = (BANDS.len() - 1, BANDS[BANDS.len() - 1]);
    f64::midpoint(low, high) / months as f64
}

/// What stands beside months on that line.
pub const LINEAR: &str = "a month is 0.98/12 pupil SD on a straight line through the months table (derived; the table has \
     whole months only)";

/// Months of progress for an effect in pupil SD; none beyond the table or for what is no number.
///
/// The effect is rounded to the table's two decimals, halves away from zero.
pub fn months(effect: f64) -> Option<i32> {
    let hundredths = (effect.abs() * 100.0).round();
    let month = BANDS.iter().position(|&(_, to)| hundredths <= (to * 100.0).round())? as i32;
    Some(if effect < 0.0 { -month } else { month })
}

/// Months in words: `2 months`, `minus 1 month`, `0 months`, or that the table does not reach.
pub fn in_words(effect: f64) -> String {
    match months(effect) {
        None => "beyond the months table".to_owned(),
        Some(m) => {
            let noun = if m.abs() == 1 { "month" } else { "months" };
            format!("{}{} {noun}", if m < 0 { "minus " } else { "" }, m.abs())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_boundary_belongs_to_its_month() {
        for (month, &(from, to)) in BANDS.iter().enumerate() {
            let month = month as i32;
            assert_eq!(months(to), Some(month), "{to}");
            assert_eq!(months(-to), Some(-month), "-{to}");
            assert_eq!(months(from.abs()), Some(month), "{from}");
        }
    }

    #[test]
    fn a_month_on_the_line_is_a_twelfth_of_the_last_band() {
        assert!((one_month() - 0.98 / 12.0).abs() < 1e-15);
        assert!(LINEAR.starts_with("a month is 0.98/12"));
    }

    #[test]
    fn bands_leave_no_gap() {
        for pair in BANDS.windows(2) {
            assert!((pair[1].0 - pair[0].1 - 0.01).abs() < 1e-9);
        }
    }

    #[test]
    fn between_bands_the_effect_is_rounded() {
        assert_eq!(months(0.0149), Some(0));
        assert_eq!(months(0.0151), Some(1));
        assert_eq!(months(-0.0949), Some(-1));
        assert_eq!(months(0.0951), Some(2));
        assert_eq!(months(1.0049), Some(12));
    }

    #[test]
    fn beyond_the_table_there_are_no_months() {
        for effect in [1.01, -1.2, f64::NAN, f64::INFINITY] {
            assert_eq!(months(effect), None);
        }
        assert_eq!(in_words(7.0), "beyond the months table");
        assert_eq!(in_words(-0.05), "minus 1 month");
        assert_eq!(in_words(0.0), "0 months");
    }
}
