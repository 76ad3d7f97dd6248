//! Importance weights: what the real runs say against what the emulators said.

use serde::Serialize;

/// What was done to the weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Treatment {
    /// Nothing: they are worth enough points as they are.
    Plain,
    /// The largest were replaced by those expected of their order in a Pareto tail.
    Smoothed,
    /// Taken to a power below 1: the sample lies between what the emulators say and what the runs say.
    Tempered {
        /// The power.
        exponent: f64,
    },
}

/// How even the weights are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evenness {
    /// What was done.
    pub treatment: Treatment,
    /// Effective number of points before it.
    pub plain_effective: f64,
    /// Largest weight before it, of a sum of 1.
    pub plain_largest: f64,
    /// Shape of the Pareto tail; above 0.7 the weights have so heavy a tail that smoothing cannot mend them. None
    /// with too few points to tell.
    pub tail: Option<f64>,
    /// Effective number of points after it.
    pub effective: f64,
    /// Largest weight after it, of a sum of 1.
    pub largest: f64,
}

/// Points that weights are worth.
pub fn effective(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    if squares > 0.0 { sum * sum / squares } else { 0.0 }
}

/// Weights with a sum of 1 from the logarithms of the ratios; minus infinity is a point ruled out. None if all are.
///
/// Plain if they are worth `least` points, else Pareto-smoothed if that helps and the tail allows it, else tempered
/// with the largest power that makes them worth that much.
pub fn even(ratios: &[f64], least: f64) -> Option<(Vec<f64>, Evenness)> {
    let most = ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return None;
    }
    let to_the = |power: f64| {
        normalised(ratios.iter().map(|r| if r.is_finite() { libm::exp(power * (r - most)) } else { 0.0 }).collect())
    };
    let plain = to_the(1.0);
    let smoothed = smoothed(&plain);
    let tail = smoothed.as_ref().map(|(_, tail)| *tail);
    let (plain_effective, plain_largest) = (effective(&plain), largest(&plain));
    let alive = ratios.iter().filter(|r| r.is_finite()).count() as f64;
    let least = least.min(0.999 * alive);
    let mended = smoothed.filter(|(weights, tail)| *tail <= 0.7 && effective(weights) >= least);
    let (weights, treatment) = if plain_effective >= least {
        (plain, Treatment::Plain)
    } else if let Some((weights, _)) = mended {
        (weights, Treatment::Smoothed)
    } else {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..50 {
            let middle = f64::midpoint(low, high);
            if effective(&to_the(middle)) >= least {
                low = middle;
            } else {
                high = middle;
            }
        }
        (to_the(low), Treatment::Tempered { exponent: low })
    };
    let (effective, largest) = (effective(&weights), largest(&weights));
    Some((weights, Evenness { treatment, plain_effective, plain_largest, tail, effective, largest }))
}

fn normalised(mut weights: Vec<f64>) -> Vec<f64> {
    let sum: f64 = weights.iter().sum();
    weights.iter_mut().for_each(|w| *w /= sum);
    weights
}

fn largest(weights: &[f64]) -> f64 {
    weights.iter().copied().fold(0.0, f64::max)
}

/// Pareto-smoothed weights and the tail's shape (Vehtari et al. 2024); none with too few points or no spread.
fn smoothed(weights: &[f64]) -> Option<(Vec<f64>, f64)> {
    let n = weights.len();
    let count = (0.2 * n as f64).min(3.0 * (n as f64).sqrt()).ceil() as usize;
    if count < 5 || count >= n {
        return None;
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| weights[a].total_cmp(&weights[b]));
    let tail = &order[n - count..];
    let floor = weights[order[n - count - 1]];
    let excess: Vec<f64> = tail.iter().map(|&i| weights[i] - floor).collect();
    if !(excess[0] >= 0.0 && excess[count - 1] > 0.0) || excess[quarter(count)] <= 0.0 {
        return None;
    }
    let (shape, scale) = pareto(&excess);
    let top = largest(weights);
    let mut smooth = weights.to_vec();
    for (k, &i) in tail.iter().enumerate() {
        let p = (k as f64 + 0.5) / count as f64;
        let exceeds = if shape.abs() < 1e-12 {
            -scale * libm::log1p(-p)
        } else {
            scale * libm::expm1(-shape * libm::log1p(-p)) / shape
        };
        smooth[i] = (floor + exceeds).min(top);
    }
    Some((normalised(smooth), shape))
}

fn quarter(n: usize) -> usize {
    ((n as f64 / 4.0 + 0.5).floor() as usize).max(1) - 1
}

/// Shape and scale of the generalised Pareto distribution of sorted excesses (Zhang and Stephens 2009), the shape
/// drawn a little toward 0.5 as in Vehtari et al.
fn pareto(excess: &[f64]) -> (f64, f64) {
    let n = excess.len() as f64;
    let (first_quarter, top) = (excess[quarter(excess.len())], excess[excess.len() - 1]);
    let grid = 30 + n.sqrt() as usize;
    let mean_log = |theta: f64| excess.iter().map(|x| libm::log1p(-theta * x)).sum::<f64>() / n;
    let thetas: Vec<f64> = (1..=grid)
        .map(|j| 1.0 / top + (1.0 - (grid as f64 / (j as f64 - 0.5)).sqrt()) / (3.0 * first_quarter))
        .collect();
    let profile: Vec<f64> = thetas
        .iter()
        .map(|&theta| {
            let k = mean_log(theta);
            n * (libm::log(-theta / k) - k - 1.0)
        })
        .collect();
    let most = profile.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let shares: Vec<f64> = profile.iter().map(|l| if l.is_finite() { libm::exp(l - most) } else { 0.0 }).collect();
    let total: f64 = shares.iter().sum();
    let theta = thetas.iter().zip(&shares).map(|(t, s)| t * s).sum::<f64>() / total;
    let k = mean_log(theta);
    let scale = -k / theta;
    ((k * n + 5.0) / (n + 10.0), scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_a_pareto_tail_is_found() {
        for shape in [-0.2, 0.3, 0.9] {
            let draws: Vec<f64> = (0..4000)
                .map(|i| {
                    let p = (f64::from(i) + 0.5) / 4000.0;
                    2.0 * libm::expm1(-shape * libm::log1p(-p)) / shape
                })
                .collect();
            let (k, scale) = pareto(&draws);
            assert!((k - shape).abs() < 0.04 && (scale - 2.0).abs() < 0.1, "{shape}: {k} {scale}");
        }
    }

    #[test]
    fn weights_are_plain_when_even_and_tempered_when_one_outweighs_all() {
        let even_ones = even(&[0.3; 100], 50.0).expect("weights");
        assert_eq!(even_ones.1.treatment, Treatment::Plain);
        assert!((even_ones.1.effective - 100.0).abs() < 1e-9);
        let mut ratios = vec![0.0; 100];
        ratios[7] = 400.0;
        ratios[8] = f64::NEG_INFINITY;
        let (weights, evenness) = even(&ratios, 50.0).expect("weights");
        assert!(matches!(evenness.treatment, Treatment::Tempered { exponent } if exponent < 0.02), "{evenness:?}");
        assert!((evenness.effective - 50.0).abs() < 1.0 && weights[8] == 0.0, "{evenness:?}");
        assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12 && weights.iter().all(|w| w.is_finite()));
        assert!(even(&[f64::NEG_INFINITY; 4], 2.0).is_none());
    }

    #[test]
    fn a_heavy_tail_that_can_be_mended_is_smoothed() {
        // Log-normal ratios whose largest is far out.
        let mut ratios: Vec<f64> =
            (0..400).map(|i: u32| f64::from(crate::rng::normal(i * 10_700_000 + 5_000_000)) * 0.8).collect();
        ratios[399] += 3.0;
        let (weights, evenness) = even(&ratios, 110.0).expect("weights");
        assert_eq!(evenness.treatment, Treatment::Smoothed, "{evenness:?}");
        assert!(evenness.effective > evenness.plain_effective && weights[399] <= evenness.plain_largest);
    }
}
