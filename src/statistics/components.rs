//! How much of a variance is between groups: one-way analysis of variance and what it estimates.

use super::estimate::{Estimate, Problem, check, same_length};
use super::regression::number;

/// One-way analysis of variance of `y_ij = μ + a_i + e_ij`, groups of any sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OneWay {
    /// Groups `k`.
    pub groups: usize,
    /// Observations `N`.
    pub observations: usize,
    /// Size that stands for unequal ones, `n₀ = (N − Σ n_i² / N) / (k − 1)`; the size itself where all are equal.
    pub size: f64,
    /// Mean square between groups, `MSB = Σ n_i (ȳ_i − ȳ)² / (k − 1)`.
    pub between_square: f64,
    /// Mean square within groups, `MSW = Σ (y_ij − ȳ_i)² / (N − k)`.
    pub within_square: f64,
}

/// Variance components with what lies below zero set to zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    /// Variance of the group effects, `max(0, (MSB − MSW) / n₀)`.
    pub between: f64,
    /// Variance within groups: `MSW`, or, where the one between is set to zero, that of all about the grand mean,
    /// `((k−1) MSB + (N−k) MSW) / (N − 1)`.
    pub within: f64,
    /// `between / (between + within)`.
    pub share: f64,
    /// Whether the variance between was set to zero.
    pub truncated: bool,
}

/// Analysis of variance of values by group, the group being any number.
pub fn one_way(values: &[f64], groups: &[usize]) -> Result<OneWay, Problem> {
    check("values", values, values.len())?;
    same_length("groups", groups.len(), values.len())?;
    let (group, k) = number(groups.iter().copied());
    let n = values.len();
    if k < 2 {
        return Err(Problem::TooFewGroups { found: k, needed: 2 });
    }
    if n <= k {
        let what = "variance within groups".to_owned();
        return Err(Problem::TooFewObservations { what, found: n, needed: k + 1 });
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let (mut sizes, mut means) = (vec![0.0; k], vec![0.0; k]);
    for (&value, &group) in values.iter().zip(&group) {
        sizes[group] += 1.0;
        means[group] += value - mean;
    }
    means.iter_mut().zip(&sizes).for_each(|(m, size)| *m /= size);
    let between: f64 = means.iter().zip(&sizes).map(|(m, size)| size * m * m).sum();
    let within: f64 = values.iter().zip(&group).map(|(v, &g)| (v - mean - means[g]).powi(2)).sum();
    let total = n as f64;
    let squares: f64 = sizes.iter().map(|size| size * size).sum();
    Ok(OneWay {
        groups: k,
        observations: n,
        size: (total - squares / total) / (k - 1) as f64,
        between_square: between / (k - 1) as f64,
        within_square: within / (n - k) as f64,
    })
}

impl OneWay {
    /// Intraclass correlation by the analysis of variance, `ρ = (MSB − MSW) / (MSB + (n₀−1) MSW)` (Donner & Klar
    /// 2000), which may be below zero; variance `2 (N−1) (1−ρ)² (1+(n₀−1)ρ)² / (n₀² (N−k) (k−1))` (Swiger, Harvey,
    /// Everson & Gregory 1964, *Biometrics* 20(4)), for large numbers of groups. Its interval is normal.
    pub fn intraclass_correlation(&self) -> Result<Estimate, Problem> {
        let (n, k, size) = (self.observations as f64, self.groups as f64, self.size);
        let bottom = self.between_square + (size - 1.0) * self.within_square;
        if bottom <= 0.0 {
            return Err(Problem::Constant("values".to_owned()));
        }
        let rho = (self.between_square - self.within_square) / bottom;
        let root = (1.0 - rho) * (1.0 + (size - 1.0) * rho);
        let variance = 2.0 * (n - 1.0) * root * root / (size * size * (n - k) * (k - 1.0));
        Ok(Estimate::normal(rho, variance.sqrt()))
    }

    /// Components of variance by the analysis of variance (Searle et al. 1992), truncated at zero; the one within is
    /// then that of restricted maximum likelihood for equal sizes.
    pub fn components(&self) -> Result<Components, Problem> {
        let (n, k) = (self.observations as f64, self.groups as f64);
        let between = (self.between_square - self.within_square) / self.size;
        let truncated = between < 0.0;
        let pooled = ((k - 1.0) * self.between_square + (n - k) * self.within_square) / (n - 1.0);
        let (between, within) = if truncated { (0.0, pooled) } else { (between, self.within_square) };
        if between + within <= 0.0 {
            return Err(Problem::Constant("values".to_owned()));
        }
        Ok(Components { between, within, share: between / (between + within), truncated })
    }
}

/// Variance between groups of which each has an estimate, net of the estimates' sampling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Net {
    /// Variance of the estimates with `k − 1`.
    pub observed: f64,
    /// Mean of their squared standard errors.
    pub sampling: f64,
    /// `max(0, observed − sampling)`.
    pub between: f64,
    /// Share of the observed variance that is between groups, `between / observed`: the reliability of one estimate.
    pub share: f64,
    /// Whether the variance between was set to zero.
    pub truncated: bool,
}

/// Variance of true values between groups, `s² − mean(se²)`: the estimator of Hedges & Olkin (1985, ch. 9), with equal
/// weights. Of each estimate only value and standard error are used.
pub fn net_of_sampling(estimates: &[Estimate]) -> Result<Net, Problem> {
    let values: Vec<f64> = estimates.iter().map(|e| e.value).collect();
    let ses: Vec<f64> = estimates.iter().map(|e| e.se).collect();
    check("estimates", &values, values.len())?;
    check("standard errors", &ses, ses.len())?;
    if let Some(row) = ses.iter().position(|se| *se < 0.0) {
        return Err(Problem::OutOfRange { what: "standard errors".to_owned(), row, value: ses[row] });
    }
    let k = values.len();
    if k < 2 {
        return Err(Problem::TooFewGroups { found: k, needed: 2 });
    }
    let mean = values.iter().sum::<f64>() / k as f64;
    let observed = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (k - 1) as f64;
    let sampling = ses.iter().map(|se| se * se).sum::<f64>() / k as f64;
    if observed <= 0.0 {
        return Err(Problem::Constant("estimates".to_owned()));
    }
    let between = (observed - sampling).max(0.0);
    Ok(Net { observed, sampling, between, share: between / observed, truncated: observed < sampling })
}
