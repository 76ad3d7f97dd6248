//! What a sum or a gain of a later year counts for today: a dated table of rates, kept as data.

/// Whose rates these are and from when.
pub const EDITION: &str = "HM Treasury, The Green Book (2022), annex 6: standard discount rates";

/// First and last year of a rate, both included, and the rate.
pub const GREEN_BOOK: [(u32, u32, f64); 3] = [(0, 30, 0.035), (31, 75, 0.03), (76, 125, 0.025)];

/// How school years stand to the years of the table.
pub const CONVENTION: &str = "start of year: what falls in the first school year is year 0 and is not discounted, what \
     falls in school year n is discounted by n − 1 years";

/// Highest rate that may be set, a year.
pub const HIGHEST: f64 = 1.0;

/// What 1 of a school year (from 1) counts for at the opening: by the table, or at a constant rate. Year 0 and school
/// year 1 count in full. Beyond the table the last rate goes on.
pub fn factor(rate: Option<f64>, school_year: u32) -> f64 {
    let years = school_year.saturating_sub(1);
    if let Some(rate) = rate {
        return libm::pow(1.0 + rate, -f64::from(years));
    }
    let last = GREEN_BOOK.len() - 1;
    let mut factor = 1.0;
    for (at, &(from, to, rate)) in GREEN_BOOK.iter().enumerate() {
        // The rate of a row leads from the year before to each of its years; year 0 is where it starts.
        let first = from.max(1);
        let end = if at == last { years } else { years.min(to) };
        if end >= first {
            factor *= libm::pow(1.0 + rate, -f64::from(end - first + 1));
        }
    }
    factor
}

/// The rates in force, in words.
pub fn in_words(rate: Option<f64>) -> String {
    let percent = |rate: f64| (rate * 1e5).round() / 1e3;
    match rate {
        Some(0.0) => "nothing is discounted".to_owned(),
        Some(rate) => format!("discounted at {} % a year ({CONVENTION})", percent(rate)),
        None => {
            let rows = GREEN_BOOK.map(|(from, to, rate)| format!("{} % in years {from} to {to}", percent(rate)));
            format!("discounted at {} ({EDITION}; {CONVENTION})", rows.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_those_that_the_green_book_prints() {
        // To the four places printed in the annex: years 0, 1, 5, 10, 20 and 30.
        for (year, printed) in [(0, 1.0), (1, 0.9662), (5, 0.8420), (10, 0.7089), (20, 0.5026), (30, 0.3563)] {
            assert!((factor(None, year + 1) - printed).abs() < 5e-5, "{year}: {}", factor(None, year + 1));
        }
        // Each band goes on from the one before.
        let by_hand = |bands: [(i32, f64); 3]| bands.iter().map(|&(n, r)| (1.0 + r).powi(-n)).product::<f64>();
        assert!((factor(None, 32) - by_hand([(30, 0.035), (1, 0.03), (0, 0.025)])).abs() < 1e-12);
        assert!((factor(None, 76) - by_hand([(30, 0.035), (45, 0.03), (0, 0.025)])).abs() < 1e-12);
        assert!((factor(None, 101) - by_hand([(30, 0.035), (45, 0.03), (25, 0.025)])).abs() < 1e-12);
        assert!((factor(None, 201) - by_hand([(30, 0.035), (45, 0.03), (125, 0.025)])).abs() < 1e-12);
    }

    #[test]
    fn a_constant_rate_takes_the_place_of_the_table_and_none_is_no_discount() {
        assert_eq!(factor(Some(0.0), 99), 1.0);
        assert_eq!((factor(Some(0.1), 0), factor(Some(0.1), 1)), (1.0, 1.0));
        assert!((factor(Some(0.1), 3) - 1.0 / 1.21).abs() < 1e-15);
        assert_eq!(in_words(Some(0.0)), "nothing is discounted");
        assert!(in_words(Some(0.015)).starts_with("discounted at 1.5 % a year"));
        assert!(in_words(None).starts_with("discounted at 3.5 % in years 0 to 30, 3 % in years 31 to 75"));
    }
}
