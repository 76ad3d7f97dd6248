//! Nearest neighbours: which untreated unit is most like a treated one.

/// For each treated unit, the untreated one nearest to it: pairs of places, treated first, in the order of units. The
/// distance is Euclidean over the columns, each in its SD over all units (`n − 1`); a column in which all are alike does
/// not count. One neighbour each, with replacement (an untreated unit may serve several), no caliper, the first of those
/// equally near. None where nobody is treated or everybody is.
pub fn nearest(treated: &[bool], columns: &[&[f64]]) -> Option<Vec<(usize, usize)>> {
    let places = |wanted: bool| (0..treated.len()).filter(|&i| treated[i] == wanted).collect::<Vec<usize>>();
    let (mine, others) = (places(true), places(false));
    if mine.is_empty() || others.is_empty() {
        return None;
    }
    let scaled: Vec<Vec<f64>> = columns.iter().map(|column| in_sd(column)).collect();
    let distance = |a: usize, b: usize| scaled.iter().map(|c| (c[a] - c[b]) * (c[a] - c[b])).sum::<f64>();
    let pair = |&i: &usize| {
        let near = others.iter().map(|&j| (distance(i, j), j));
        near.min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))).map(|(_, j)| (i, j))
    };
    mine.iter().map(pair).collect()
}

/// A column in its SD; zeros where all values are alike.
fn in_sd(column: &[f64]) -> Vec<f64> {
    let n = column.len() as f64;
    let mean = column.iter().sum::<f64>() / n;
    let sd = (column.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0)).sqrt();
    column.iter().map(|v| if sd > 0.0 { (v - mean) / sd } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn each_treated_unit_has_the_nearest_untreated_one() {
        let treated = [true, false, false, true, false];
        let result = [0.0, 0.1, 5.0, 4.0, 3.0];
        // One column: 0 is nearest to 1, and 3 lies as near to 2 as to 4, of which the first is taken.
        assert_eq!(nearest(&treated, &[&result]), Some(vec![(0, 1), (3, 2)]));
        // A second one that tells 2 from 4; one in which all are alike changes nothing.
        let other = [0.0, 0.0, 1.0, 0.0, 0.0];
        assert_eq!(nearest(&treated, &[&result, &other, &[7.0; 5]]), Some(vec![(0, 1), (3, 4)]));
        // Units of measurement do not matter.
        let thousands: Vec<f64> = result.iter().map(|v| v * 1000.0).collect();
        assert_eq!(nearest(&treated, &[&thousands, &other]), Some(vec![(0, 1), (3, 4)]));
    }

    #[test]
    fn nobody_is_matched_where_all_or_none_are_treated() {
        assert_eq!(nearest(&[true, true], &[&[1.0, 2.0]]), None);
        assert_eq!(nearest(&[false, false], &[&[1.0, 2.0]]), None);
    }
}
