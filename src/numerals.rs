//! Numbers as people read them: as many decimals as they deserve, a true minus sign, thousands apart.

/// Decimals that show the largest of some magnitudes with two significant digits, at most nine.
pub fn decimals(values: &[f64]) -> usize {
    let largest = values.iter().filter(|v| v.is_finite()).fold(0.0_f64, |m, v| m.max(v.abs()));
    if largest == 0.0 {
        return 0;
    }
    (1.0 - libm::floor(libm::log10(largest))).clamp(0.0, 9.0) as usize
}

/// A number with that many decimals, thousands set apart by commas, a minus sign and never `-0`.
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "unknown".to_owned();
    }
    if value.abs() >= 1e15 {
        return format!("{value:.2e}").replace('-', "\u{2212}");
    }
    let digits = format!("{:.decimals$}", value.abs());
    let zero = digits.chars().all(|c| matches!(c, '0' | '.'));
    let (whole, fraction) = digits.split_once('.').map_or((digits.as_str(), None), |(w, f)| (w, Some(f)));
    let mut text = if value < 0.0 && !zero { "\u{2212}".to_owned() } else { String::new() };
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// Like [`fixed`] with a plus sign before what is above zero.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let zero = text.chars().all(|c| matches!(c, '0' | '.' | ','));
    if value.is_finite() && value > 0.0 && !zero { format!("+{text}") } else { text }
}

/// A count with its noun: `1 month`, `2 months`, `no months`.
pub fn counted(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        n => format!("{} {noun}s", fixed(n as f64, 0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(fixed(-1_234_567.0, 0), "\u{2212}1,234,567");
        assert_eq!(fixed(-0.0004, 2), "0.00");
        assert_eq!(signed(0.05, 3), "+0.050");
        assert_eq!(signed(0.0, 2), "0.00");
        assert_eq!(fixed(f64::NAN, 2), "unknown");
        assert_eq!(fixed(999.0, 0), "999");
        assert_eq!(decimals(&[0.05, -0.01]), 3);
        assert_eq!(decimals(&[250.0]), 0);
        assert_eq!(decimals(&[0.0, f64::NAN]), 0);
        assert_eq!(decimals(&[1e-30]), 9);
        assert_eq!(fixed(2e20, 3), "2.00e20");
    }
}
