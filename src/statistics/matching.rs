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
    // Untreated units by the first column that tells units apart: looked at outwards from the treated one, none further
    // away in that column alone than the nearest found so far can be nearer.
    let none = Vec::new();
    let along = scaled.iter().find(|c| c.iter().any(|v| *v != 0.0)).or(scaled.first()).unwrap_or(&none);
    let at = |i: usize| along.get(i).copied().unwrap_or(0.0);
    let mut others = others;
    others.sort_by(|&a, &b| at(a).total_cmp(&at(b)).then(a.cmp(&b)));
    let pair = |&i: &usize| {
        let start = others.partition_point(|&j| at(j) < at(i));
        let mut best = (f64::NAN, usize::MAX);
        let mut look = |j: usize| {
            if (at(i) - at(j)) * (at(i) - at(j)) > best.0 {
                return false;
            }
            let found = (distance(i, j), j);
            if found.0.total_cmp(&best.0).then(found.1.cmp(&best.1)).is_lt() {
                best = found;
            }
            true
        };
        let (mut below, mut above) = (others[..start].iter().rev(), others[start..].iter());
        let (mut down, mut up) = (true, true);
        while down || up {
            down = down && below.next().is_some_and(|&j| look(j));
            up = up && above.next().is_some_and(|&j| look(j));
        }
        (i, best.1)
    };
    Some(mine.iter().map(pair).collect())
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
    fn looking_outwards_finds_what_looking_at_all_finds() {
        // Few levels, so that many units are equally near.
        let mut state = 7_u32;
        let mut draw = |levels: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from((state >> 16) % levels)
        };
        for levels in [2, 5, 40, 1000] {
            let columns: [Vec<f64>; 2] = [(); 2].map(|()| (0..300).map(|_| draw(levels)).collect());
            let treated: Vec<bool> = (0..300).map(|_| draw(4) < 1.0).collect();
            let scaled = columns.each_ref().map(|column| super::in_sd(column));
            let far = |i: usize, j: usize| scaled.iter().map(|c| (c[i] - c[j]) * (c[i] - c[j])).sum::<f64>();
            let nearest_of_all = |i: usize| {
                let others = (0..300).filter(|&j| !treated[j]);
                others.min_by(|&a, &b| far(i, a).total_cmp(&far(i, b)).then(a.cmp(&b)))
            };
            let wanted: Vec<(usize, usize)> =
                (0..300).filter(|&i| treated[i]).filter_map(|i| Some((i, nearest_of_all(i)?))).collect();
            assert_eq!(nearest(&treated, &[&columns[0], &columns[1]]), Some(wanted), "{levels} levels");
        }
    }

    #[test]
    fn nobody_is_matched_where_all_or_none_are_treated() {
        assert_eq!(nearest(&[true, true], &[&[1.0, 2.0]]), None);
        assert_eq!(nearest(&[false, false], &[&[1.0, 2.0]]), None);
    }
}
