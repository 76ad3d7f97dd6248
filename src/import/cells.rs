//! What a cell says: numbers as people and departments write them, and the markers of missing values.

/// Markers that stand for a value that is missing, suppressed or not applicable.
pub const MISSING: [&str; 27] = [
    "",
    "supp",
    "ne",
    "np",
    "na",
    "n/a",
    "new",
    "lowcov",
    "suppmat",
    "sp",
    "sn",
    "dns",
    "..",
    ".",
    "...",
    "-",
    "x",
    "c",
    "z",
    "u",
    "low",
    ":",
    "*",
    "null",
    "none",
    "not applicable",
    "not available",
];

/// What a cell that should hold a number says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// Nothing, or a marker of a missing value.
    Missing,
    /// A finite number.
    Number {
        /// The number as written: 89 for `89%`.
        value: f64,
        /// Whether a percent sign was there.
        percent: bool,
    },
    /// Something that is neither.
    Bad,
}

/// Whether a cell is empty or holds a marker of a missing value.
pub fn is_missing(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 14 && MISSING.iter().any(|m| m.eq_ignore_ascii_case(text))
}

/// Reads a number such as `12.5`, `89%`, `£45,421` or `1,234`.
///
/// With `decimal_comma` (files separated by semicolons) one comma and no point is a decimal comma: `12,5`.
/// Infinity, NaN and anything else that is not a finite number is [`Cell::Bad`].
pub fn number(text: &str, decimal_comma: bool) -> Cell {
    let text = text.trim();
    if is_missing(text) {
        return Cell::Missing;
    }
    if text.len() > 64 {
        return Cell::Bad;
    }
    let percent = text.ends_with('%');
    let bare = text.trim_end_matches('%').trim_start_matches(['£', '$', '€', '¥']).trim();
    let plain = if decimal_comma && bare.matches(',').count() == 1 && !bare.contains('.') {
        bare.replace(',', ".")
    } else if grouped(bare) {
        bare.replace(',', "")
    } else {
        bare.to_owned()
    };
    if !plain.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E')) {
        return Cell::Bad;
    }
    match plain.parse::<f64>() {
        Ok(value) if value.is_finite() => Cell::Number { value, percent },
        _ => Cell::Bad,
    }
}

/// Whether commas stand where thousands are parted: `1,234,567.8`.
fn grouped(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or("").trim_start_matches(['-', '+']);
    let mut groups = whole.split(',');
    let first = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
    first && groups.all(|g| g.len() == 3)
}

/// A name as stored: trimmed, spaces collapsed, control characters gone, at most 200 characters.
pub fn tidy(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(400).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}

/// An identifier as compared: trimmed, and without the `.0` that spreadsheets add to whole numbers.
pub fn identifier(text: &str) -> String {
    let text = tidy(text);
    match text.strip_suffix(".0") {
        Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => digits.to_owned(),
        _ => text,
    }
}

/// A text shortened for a message.
pub fn clip(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { '·' } else { c }).take(41).collect();
    if clean.chars().count() > 40 { clean.chars().take(40).chain(['…']).collect() } else { clean }
}
