//! Colours, dashes and markers: a series is told apart by all three.

/// An RGB colour.
pub type Colour = (u8, u8, u8);

/// Text and axes.
pub const INK: Colour = (34, 34, 34);
/// Secondary text; 7:1 on white.
pub const GREY: Colour = (85, 85, 85);
/// Grid lines, which carry no information alone.
pub const GRID: Colour = (221, 221, 221);
/// The zero line.
pub const ZERO: Colour = (110, 110, 110);

/// The Okabe–Ito colours with at least 3:1 contrast on white; the purple is a shade darker to reach it.
pub const PALETTE: [Colour; 5] = [(0, 114, 178), (213, 94, 0), (0, 145, 105), (190, 100, 155), (0, 0, 0)];

/// Lengths of dash and gap in line widths; empty is solid.
pub const DASHES: [&[f64]; 4] = [&[], &[5.0, 2.5], &[1.2, 2.2], &[7.0, 2.2, 1.2, 2.2]];

/// Shape of the points of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// Circle.
    Circle,
    /// Square.
    Square,
    /// Triangle.
    Triangle,
    /// Diamond.
    Diamond,
}

/// Look of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Colour.
    pub colour: Colour,
    /// Dash pattern.
    pub dash: &'static [f64],
    /// Marker.
    pub marker: Marker,
}

/// The look of the series with this index; twenty differ.
pub fn look(index: usize) -> Look {
    const MARKERS: [Marker; 4] = [Marker::Circle, Marker::Square, Marker::Triangle, Marker::Diamond];
    let (colour, round) = (index % PALETTE.len(), index / PALETTE.len());
    Look {
        colour: PALETTE[colour],
        dash: DASHES[(colour + round) % DASHES.len()],
        marker: MARKERS[(colour + round) % MARKERS.len()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(colour: Colour) -> f64 {
        let channel = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(colour.0) + 0.7152 * channel(colour.1) + 0.0722 * channel(colour.2)
    }

    #[test]
    fn colours_stand_out_on_white() {
        for colour in PALETTE.into_iter().chain([INK, GREY, ZERO]) {
            let contrast = 1.05 / (luminance(colour) + 0.05);
            assert!(contrast >= 3.0, "{colour:?} {contrast}");
        }
    }

    #[test]
    fn twenty_series_differ() {
        let looks: Vec<Look> = (0..20).map(look).collect();
        for (i, a) in looks.iter().enumerate() {
            assert!(looks[..i].iter().all(|b| a != b), "{i}");
        }
    }
}
