//! How long something lasts, and where a curve first reaches a level.

/// Years until half of the first of some yearly values is left, read off between the two years around it: as an
/// exponential where a part is left in the later year, so that a constant rate `r` gives `ln 2 / r`, and on a straight
/// line where none is. Infinite where the values never reach half; not a number where the first is zero or none.
pub fn half_life(values: &[f64]) -> f64 {
    let Some(&first) = values.first().filter(|v| **v != 0.0 && v.is_finite()) else { return f64::NAN };
    let shares: Vec<f64> = values.iter().map(|v| v / first).collect();
    let Some(at) = shares.iter().position(|s| *s <= 0.5) else { return f64::INFINITY };
    let (before, after) = (shares[at - 1], shares[at]);
    let part = if after > 0.0 {
        libm::log(before / 0.5) / libm::log(before / after)
    } else {
        (before - 0.5) / (before - after)
    };
    (at - 1) as f64 + part
}

/// The least `x` at which the line through some points `(x, y)`, in the order of `x`, is at or above zero. Infinite
/// where it never is; not a number without points.
pub fn first_reached(points: &[(f64, f64)]) -> f64 {
    let Some(&(x, y)) = points.first() else { return f64::NAN };
    if y >= 0.0 {
        return x;
    }
    let crossing = points.windows(2).find(|pair| pair[1].1 >= 0.0);
    crossing.map_or(f64::INFINITY, |pair| {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        x0 + (x1 - x0) * y0 / (y0 - y1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_rate_has_its_closed_form() {
        for rate in [0.08, 0.3, std::f64::consts::LN_2, 1.7, 5.0] {
            let values: Vec<f64> = (0..12).map(|t| -0.3 * libm::exp(-rate * f64::from(t))).collect();
            assert!((half_life(&values) - std::f64::consts::LN_2 / rate).abs() < 1e-12, "{rate}");
        }
    }

    #[test]
    fn the_first_time_counts_and_what_turns_is_read_off_a_straight_line() {
        assert_eq!(half_life(&[2.0, 2.4, 3.0]), f64::INFINITY);
        assert_eq!(half_life(&[2.0]), f64::INFINITY);
        assert_eq!(half_life(&[2.0, -2.0]), 0.25);
        assert_eq!(half_life(&[2.0, 1.5, 0.0, 3.0]), 1.0 + 0.25 / 0.75);
        assert_eq!(half_life(&[2.0, 1.0, 3.0]), 1.0);
        assert!(half_life(&[0.0, 1.0]).is_nan() && half_life(&[]).is_nan() && half_life(&[f64::NAN, 1.0]).is_nan());
    }

    #[test]
    fn the_least_that_reaches_is_found_between_points() {
        assert_eq!(first_reached(&[(0.0, -1.0), (0.25, -0.5), (0.5, 0.5)]), 0.375);
        assert_eq!(first_reached(&[(0.0, 0.0), (0.5, -1.0)]), 0.0);
        assert_eq!(first_reached(&[(0.0, -1.0), (1.0, -0.1)]), f64::INFINITY);
        assert_eq!(first_reached(&[(0.0, -1.0), (1.0, 0.0)]), 1.0);
        assert!(first_reached(&[]).is_nan());
    }
}
