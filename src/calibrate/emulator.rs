//! What stands in for the simulator: a quadratic polynomial for each target, with the variance of what it misses.

use nalgebra::{DMatrix, SymmetricEigen};
use rayon::prelude::*;

/// A quadratic polynomial of parameters scaled to -1 to 1, in Legendre polynomials: under the prior every term has
/// variance 1 and is uncorrelated with the others.
#[derive(Clone, Debug)]
pub struct Emulator {
    /// Constant, linear terms, squares, then products of two.
    coefficients: Vec<f64>,
    /// Variance of what it misses at points that it was not fitted on, simulation noise included.
    pub residual_variance: f64,
    /// Share of the variance at such points that it explains.
    pub explained: f64,
    /// Penalty on the terms, as a share of the weight of all points.
    pub penalty: f64,
    /// Size of squares and products that the penalty allows, against linear terms.
    pub curvature: f64,
}

/// Number of terms beside the constant.
pub fn terms_beside_constant(dimensions: usize) -> usize {
    2 * dimensions + dimensions * (dimensions - 1) / 2
}

/// The terms at a point, without the constant.
pub fn terms(x: &[f64]) -> Vec<f64> {
    let mut terms = Vec::with_capacity(terms_beside_constant(x.len()));
    terms.extend(x.iter().map(|x| 3f64.sqrt() * x));
    terms.extend(x.iter().map(|x| 5f64.sqrt() * 0.5 * (3.0 * x * x - 1.0)));
    for (i, a) in x.iter().enumerate() {
        terms.extend(x[i + 1..].iter().map(|b| 3.0 * a * b));
    }
    terms
}

impl Emulator {
    /// Its value, given the [`terms`] at the point.
    pub fn value(&self, terms: &[f64]) -> f64 {
        self.coefficients[0] + dot(&self.coefficients[1..], terms)
    }
}

/// In four strands, so that it is quick and its order fixed.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a4.remainder().iter().zip(b4.remainder()).map(|(a, b)| a * b).sum();
    let mut strands = [0.0; 4];
    for (a, b) in a4.zip(b4) {
        for k in 0..4 {
            strands[k] += a[k] * b[k];
        }
    }
    (strands[0] + strands[1]) + (strands[2] + strands[3]) + rest
}

/// Half decades of penalty, as shares of the weight of all points.
const PENALTIES: std::ops::RangeInclusive<i32> = -14..=2;

/// Sizes of squares and products against linear terms.
const CURVATURES: [f64; 3] = [1.0, 0.3, 0.1];

/// Points in the directions in which their terms vary independently, for one curvature.
struct Rotated {
    curvature: f64,
    /// Variance along each direction, times the weight of all points.
    spread: Vec<f64>,
    /// Directions, in columns, in scaled terms.
    directions: DMatrix<f64>,
    /// Weighted, centred points in these directions: a row for each point.
    rows: Vec<f64>,
    /// For each penalty: share of its own value in each point's fit.
    leverage: Vec<Vec<f64>>,
}

/// What was fitted for a target with one curvature and penalty.
struct Choice {
    error: f64,
    curvature: usize,
    penalty: usize,
}

/// Fits an emulator to each column of `values` at `points` (scaled to -1 to 1), each point with its weight.
///
/// Penalised least squares; the constant is free. The penalty, and how much smaller squares and products are taken to
/// be than linear terms, are those with the least exact leave-one-out error, target by target.
pub fn fit(points: &[Vec<f64>], values: &[Vec<f64>], weights: &[f64]) -> Vec<Emulator> {
    let (n, dimensions, targets) = (points.len(), points[0].len(), values[0].len());
    let p = terms_beside_constant(dimensions);
    let weight: f64 = weights.iter().sum();
    let roots: Vec<f64> = weights.iter().map(|w| w.sqrt()).collect();
    let raw: Vec<Vec<f64>> = points.iter().map(|x| terms(x)).collect();
    let mut centre = vec![0.0; p];
    for (row, w) in raw.iter().zip(weights) {
        centre.iter_mut().zip(row).for_each(|(c, t)| *c += w * t / weight);
    }
    let rows: Vec<f64> = raw
        .iter()
        .zip(&roots)
        .flat_map(|(row, root)| row.iter().zip(&centre).map(move |(t, c)| root * (t - c)))
        .collect();
    let products = products(&rows, p);
    let rotations: Vec<Rotated> = CURVATURES
        .par_iter()
        .map(|&curvature| rotate(&rows, &products, dimensions, curvature, weight, weights))
        .collect();
    (0..targets)
        .into_par_iter()
        .map(|target| {
            let mean = values.iter().zip(weights).map(|(v, w)| w * v[target]).sum::<f64>() / weight;
            let y: Vec<f64> = values.iter().zip(&roots).map(|(v, root)| root * (v[target] - mean)).collect();
            let mut best: Option<Choice> = None;
            for (curvature, rotated) in rotations.iter().enumerate() {
                let along = along(&rotated.rows, &y, p);
                for (penalty, exponent) in PENALTIES.enumerate() {
                    let slopes = slopes(rotated, &along, share(exponent) * weight);
                    let leverage = &rotated.leverage[penalty];
                    let error = (0..n)
                        .map(|i| {
                            let missed = y[i] - dot(&rotated.rows[i * p..][..p], &slopes);
                            let left_out = missed / (1.0 - leverage[i]).max(1e-9);
                            left_out * left_out
                        })
                        .sum::<f64>()
                        / weight;
                    if best.as_ref().is_none_or(|b| error < b.error) {
                        best = Some(Choice { error, curvature, penalty });
                    }
                }
            }
            let best = best.expect("a penalty");
            let rotated = &rotations[best.curvature];
            let penalty = share(PENALTIES.start() + best.penalty as i32);
            let slopes = slopes(rotated, &along(&rotated.rows, &y, p), penalty * weight);
            let scaled = &rotated.directions * nalgebra::DVector::from_vec(slopes);
            let sizes = sizes(dimensions, rotated.curvature);
            let beta: Vec<f64> = scaled.iter().zip(&sizes).map(|(b, size)| b * size).collect();
            let variance = y.iter().map(|y| y * y).sum::<f64>() / weight;
            let constant = mean - dot(&beta, &centre);
            Emulator {
                coefficients: std::iter::once(constant).chain(beta).collect(),
                residual_variance: best.error,
                explained: if variance > 0.0 { 1.0 - best.error / variance } else { 1.0 },
                penalty,
                curvature: rotated.curvature,
            }
        })
        .collect()
}

fn share(half_decades: i32) -> f64 {
    libm::pow(10.0, f64::from(half_decades) / 2.0)
}

/// Scale of each term for a curvature.
fn sizes(dimensions: usize, curvature: f64) -> Vec<f64> {
    let p = terms_beside_constant(dimensions);
    (0..p).map(|k| if k < dimensions { 1.0 } else { curvature }).collect()
}

/// Sums of products of the columns of `rows`.
fn products(rows: &[f64], p: usize) -> DMatrix<f64> {
    let mut sums = vec![0.0; p * p];
    for row in rows.chunks_exact(p) {
        for (a, sums) in row.iter().zip(sums.chunks_exact_mut(p)) {
            sums.iter_mut().zip(row).for_each(|(s, b)| *s += a * b);
        }
    }
    DMatrix::from_vec(p, p, sums)
}

fn rotate(
    rows: &[f64],
    products: &DMatrix<f64>,
    dimensions: usize,
    curvature: f64,
    weight: f64,
    weights: &[f64],
) -> Rotated {
    let sizes = sizes(dimensions, curvature);
    let p = sizes.len();
    let scaled = DMatrix::from_fn(p, p, |i, j| products[(i, j)] * sizes[i] * sizes[j]);
    let eigen = SymmetricEigen::new(scaled);
    let spread: Vec<f64> = eigen.eigenvalues.iter().map(|s| s.max(0.0)).collect();
    let mut rotated = vec![0.0; rows.len()];
    let mut scaled = vec![0.0; p];
    for (row, out) in rows.chunks_exact(p).zip(rotated.chunks_exact_mut(p)) {
        scaled.iter_mut().zip(row).zip(&sizes).for_each(|((s, r), size)| *s = r * size);
        for (k, direction) in eigen.eigenvectors.as_slice().chunks_exact(p).enumerate() {
            out[k] = dot(direction, &scaled);
        }
    }
    let leverage = PENALTIES
        .map(|exponent| {
            let penalty = share(exponent) * weight;
            let inverse: Vec<f64> = spread.iter().map(|s| 1.0 / (s + penalty)).collect();
            let own = |row: &[f64]| row.iter().zip(&inverse).map(|(t, inverse)| t * t * inverse).sum::<f64>();
            rotated.chunks_exact(p).zip(weights).map(|(row, w)| w / weight + own(row)).collect()
        })
        .collect();
    Rotated { curvature, spread, directions: eigen.eigenvectors, rows: rotated, leverage }
}

/// Sum of products of the target with each column.
fn along(rows: &[f64], y: &[f64], p: usize) -> Vec<f64> {
    let mut sums = vec![0.0; p];
    for (row, y) in rows.chunks_exact(p).zip(y) {
        sums.iter_mut().zip(row).for_each(|(s, t)| *s += t * y);
    }
    sums
}

fn slopes(rotated: &Rotated, along: &[f64], penalty: f64) -> Vec<f64> {
    along.iter().zip(&rotated.spread).map(|(a, s)| a / (s + penalty)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibrate::chance::Chance;

    fn box_points(n: usize, d: usize) -> Vec<Vec<f64>> {
        let points = Chance::of(3, 0).spread(n, d);
        points.into_iter().map(|p| p.into_iter().map(|u| 2.0 * u - 1.0).collect()).collect()
    }

    #[test]
    fn a_quadratic_is_found_and_a_constant_stays_one() {
        let points = box_points(60, 3);
        let of = |x: &[f64]| 0.3 + x[0] - 0.5 * x[1] * x[2] + 0.2 * x[2] * x[2];
        let values: Vec<Vec<f64>> = points.iter().map(|x| vec![of(x), 7.0]).collect();
        let fitted = fit(&points, &values, &[1.0; 60]);
        let x = [0.3, -0.8, 0.9];
        assert!((fitted[0].value(&terms(&x)) - of(&x)).abs() < 1e-4, "{fitted:?}");
        assert!(fitted[0].explained > 0.999_999 && fitted[0].residual_variance < 1e-6);
        assert!((fitted[1].value(&terms(&x)) - 7.0).abs() < 1e-9 && fitted[1].residual_variance < 1e-12);
    }

    #[test]
    fn the_error_is_that_of_points_really_left_out() {
        let points = box_points(25, 2);
        let noise = |i: usize| f64::from(Chance::of(9, 9).words(0, i, 1)[0]) / 4_294_967_296.0;
        let values: Vec<Vec<f64>> =
            points.iter().enumerate().map(|(i, x)| vec![libm::exp(x[0]) + x[1] + noise(i)]).collect();
        let weights: Vec<f64> = (0..25).map(|i| 1.0 / (1.0 + f64::from(i % 3))).collect();
        let whole = &fit(&points, &values, &weights)[0];
        // By hand: the same penalty and curvature, each point left out in turn.
        let (mut error, total) = (0.0, weights.iter().sum::<f64>());
        for out in 0..25 {
            let keep: Vec<usize> = (0..25).filter(|&i| i != out).collect();
            let sizes = sizes(2, whole.curvature);
            let design = DMatrix::from_fn(24, 6, |i, k| if k == 0 { 1.0 } else { terms(&points[keep[i]])[k - 1] });
            let w = DMatrix::from_fn(24, 24, |i, j| if i == j { weights[keep[i]] } else { 0.0 });
            let y = DMatrix::from_fn(24, 1, |i, _| values[keep[i]][0]);
            let ridge = DMatrix::from_fn(6, 6, |i, j| {
                if i == j && i > 0 { whole.penalty * total / (sizes[i - 1] * sizes[i - 1]) } else { 0.0 }
            });
            let beta = (design.transpose() * &w * &design + ridge).lu().solve(&(design.transpose() * w * y)).unwrap();
            let own = terms(&points[out]);
            let value = beta[0] + (0..5).map(|k| beta[k + 1] * own[k]).sum::<f64>();
            error += weights[out] * (values[out][0] - value) * (values[out][0] - value) / total;
        }
        assert!((error - whole.residual_variance).abs() < 1e-9 * error, "{error} {}", whole.residual_variance);
    }
}
