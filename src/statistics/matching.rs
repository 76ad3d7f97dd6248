//! Nearest neighbours: which untreated unit is most like a treated one.

use rayon::prelude::*;

/// For each treated unit, the untreated one nearest to it: pairs of places, treated first, in the order of units. The
/// distance is Euclidean over the columns, each in its SD over all units (`n − 1`); a column in which all are alike does
/// not count. One neighbour each, with replacement (an untreated unit may serve several), no caliper, the first of those
/// equally near. None where nobody is treated or everybody is.
pub fn nearest(treated: &[bool], columns: &[&[f64]]) -> Option<Vec<(usize, usize)>> {
    let places = |wanted: bool| (0..treated.len()).filter(|&i| treated[i] == wanted).collect::<Vec<usize>>();
    let (mine, mut others) = (places(true), places(false));
    if mine.is_empty() || others.is_empty() {
        return None;
    }
    let scaled: Vec<Vec<f64>> = columns.iter().map(|column| in_sd(column)).collect();
    let tree = Tree::of(&scaled, &mut others);
    Some(mine.par_iter().map(|&i| (i, tree.nearest(i))).collect())
}

/// Units that a leaf of the tree holds at the most.
const LEAF: usize = 16;

/// The untreated units, halved again and again by one column after the other, so that most of them need not be looked at:
/// with a million schools on either side every pair would take days.
///
/// What it finds is what comparing all pairs finds, to the bit: rounding never makes a difference or a square smaller
/// where the exact one is larger, so that no unit beyond a border is nearer than the border.
struct Tree<'a> {
    columns: &'a [Vec<f64>],
    units: &'a [usize],
    nodes: Vec<Node>,
}

/// A part of the units: a leaf, or two halves of which the first lies at or below the border.
struct Node {
    from: usize,
    to: usize,
    /// The unit of it that comes first.
    first: usize,
    column: usize,
    border: f64,
    halves: Option<(usize, usize)>,
}

impl<'a> Tree<'a> {
    fn of(columns: &'a [Vec<f64>], units: &'a mut [usize]) -> Self {
        let mut nodes = Vec::with_capacity(4 * units.len() / LEAF + 1);
        halve(columns, units, 0, 0, &mut nodes);
        Self { columns, units, nodes }
    }

    fn distance(&self, a: usize, b: usize) -> f64 {
        self.columns.iter().map(|c| (c[a] - c[b]) * (c[a] - c[b])).sum::<f64>()
    }

    /// The unit nearest to another, the first of those equally near.
    fn nearest(&self, unit: usize) -> usize {
        let mut best = (f64::INFINITY, usize::MAX);
        self.look(0, unit, &mut best);
        // Where no distance is a number all are alike, and the first is taken.
        if best.1 == usize::MAX { self.nodes[0].first } else { best.1 }
    }

    fn look(&self, node: usize, unit: usize, best: &mut (f64, usize)) {
        let node = &self.nodes[node];
        let Some((below, above)) = node.halves else {
            for &other in &self.units[node.from..node.to] {
                let distance = self.distance(unit, other);
                if distance < best.0 || (distance <= best.0 && other < best.1) {
                    *best = (distance, other);
                }
            }
            return;
        };
        let beyond = self.columns[node.column][unit] - node.border;
        let (near, far) = if beyond <= 0.0 { (below, above) } else { (above, below) };
        for (half, least) in [(near, 0.0), (far, beyond * beyond)] {
            if least < best.0 || (least <= best.0 && self.nodes[half].first < best.1) {
                self.look(half, unit, best);
            }
        }
    }
}

/// Adds the node of some units, which lie from `start` on, and all below it; gives its place.
fn halve(columns: &[Vec<f64>], units: &mut [usize], start: usize, depth: usize, nodes: &mut Vec<Node>) -> usize {
    let at = nodes.len();
    let first = units.iter().copied().min().unwrap_or(usize::MAX);
    let column = depth % columns.len().max(1);
    nodes.push(Node { from: start, to: start + units.len(), first, column, border: 0.0, halves: None });
    if units.len() > LEAF && !columns.is_empty() {
        let middle = units.len() / 2;
        let values = &columns[column];
        units.select_nth_unstable_by(middle, |&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
        let border = values[units[middle]];
        let (below, above) = units.split_at_mut(middle);
        let below = halve(columns, below, start, depth + 1, nodes);
        let above = halve(columns, above, start + middle, depth + 1, nodes);
        (nodes[at].border, nodes[at].halves) = (border, Some((below, above)));
    }
    at
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

    /// What the tree stands for: every pair compared.
    fn by_every_pair(treated: &[bool], columns: &[&[f64]]) -> Vec<(usize, usize)> {
        let scaled: Vec<Vec<f64>> = columns.iter().map(|column| super::in_sd(column)).collect();
        let distance = |a: usize, b: usize| scaled.iter().map(|c| (c[a] - c[b]) * (c[a] - c[b])).sum::<f64>();
        let units = |wanted: bool| (0..treated.len()).filter(move |&i| treated[i] == wanted);
        let nearest = |i: usize| units(false).min_by(|&a, &b| distance(i, a).total_cmp(&distance(i, b))).unwrap();
        units(true).map(|i| (i, nearest(i))).collect()
    }

    #[test]
    fn the_tree_finds_what_comparing_every_pair_finds() {
        let mut seed = 1_u64;
        let mut draw = |steps: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % steps
        };
        // With few values many are equally near, and with one all are.
        for (n, values, share) in [(900, 1_000_000, 2), (900, 7, 3), (700, 1, 2), (40, 3, 2), (600, 1_000_000, 50)] {
            let mut column = || (0..n).map(|_| draw(values) as f64 / 7.0).collect::<Vec<f64>>();
            let (a, b, c) = (column(), column(), column());
            let mut treated: Vec<bool> = (0..n).map(|_| draw(share) == 0).collect();
            (treated[0], treated[1]) = (true, false);
            for columns in [vec![a.as_slice()], vec![&a, &b], vec![&a, &b, &c]] {
                assert_eq!(nearest(&treated, &columns), Some(by_every_pair(&treated, &columns)));
            }
        }
    }

    #[test]
    fn nobody_is_matched_where_all_or_none_are_treated() {
        assert_eq!(nearest(&[true, true], &[&[1.0, 2.0]]), None);
        assert_eq!(nearest(&[false, false], &[&[1.0, 2.0]]), None);
    }
}
