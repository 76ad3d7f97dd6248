//! The font of the figures: inside the program, measured with its own glyph widths.

use resvg::usvg::fontdb;
use std::sync::{Arc, LazyLock};
use ttf_parser::Face;

/// Font families of the SVG, the embedded one first; Arial is a little narrower, so nothing is clipped where it stands in.
pub const FAMILY: &str = "DejaVu Sans Condensed, Arial, Helvetica, sans-serif";

static REGULAR: LazyLock<Face<'static>> = LazyLock::new(|| face(dejavu::sans_condensed::regular()));
static BOLD: LazyLock<Face<'static>> = LazyLock::new(|| face(dejavu::sans_condensed::bold()));
static DATABASE: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(dejavu::sans_condensed::regular().to_vec());
    fonts.load_font_data(dejavu::sans_condensed::bold().to_vec());
    fonts.set_sans_serif_family("DejaVu Sans");
    Arc::new(fonts)
});

fn face(data: &'static [u8]) -> Face<'static> {
    Face::parse(data, 0).expect("the embedded font is valid")
}

/// The fonts for rendering.
pub fn database() -> Arc<fontdb::Database> {
    Arc::clone(&DATABASE)
}

/// Width of a text in pixels; characters that the font lacks count as wide as they are high.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let face: &Face = if bold { &BOLD } else { &REGULAR };
    let em = f64::from(face.units_per_em());
    let advance = |c| face.glyph_index(c).and_then(|g| face.glyph_hor_advance(g)).map_or(em, f64::from);
    text.chars().map(advance).sum::<f64>() / em * size
}

/// The text, cut with an ellipsis where it is wider than allowed.
pub fn fit(text: &str, size: f64, bold: bool, allowed: f64) -> String {
    if width(text, size, bold) <= allowed {
        return text.to_owned();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let cut = format!("{}…", kept.iter().collect::<String>().trim_end());
        if width(&cut, size, bold) <= allowed {
            return cut;
        }
    }
    "…".to_owned()
}

/// The text in lines no wider than allowed, at most `most` of them, the last one cut if need be.
pub fn wrap(text: &str, size: f64, bold: bool, allowed: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = lines.len() == most;
        match lines.last_mut() {
            Some(line) if full || width(&format!("{line} {word}"), size, bold) <= allowed => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| fit(line, size, bold, allowed)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_and_wrapped() {
        assert_eq!(fit("short", 20.0, false, 500.0), "short");
        let cut = fit("a very long name of an arm", 20.0, false, 100.0);
        assert!(cut.ends_with('…') && width(&cut, 20.0, false) <= 100.0);
        assert_eq!(fit("abc", 20.0, false, 1.0), "…");
        let lines = wrap("one two three four five six seven", 20.0, false, 120.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
        assert!(wrap("", 20.0, false, 100.0, 3).is_empty());
    }
}
