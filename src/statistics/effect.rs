//! Effects made comparable and put together: standardised differences, correlation, slope, means of estimates, ratios.

use super::describe::moments;
use super::estimate::{Estimate, Problem, check};
use super::regression::{Errors, Fit, Table, fit_with};

/// One arm of a trial in three numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arm {
    /// Units.
    pub n: u32,
    /// Mean.
    pub mean: f64,
    /// SD with `n − 1`.
    pub sd: f64,
}

impl Arm {
    /// The arm of a sample.
    pub fn of(values: &[f64]) -> Self {
        let m = moments(values);
        Self { n: m.n, mean: m.mean, sd: m.sd }
    }

    fn check(&self, what: &str) -> Result<(), Problem> {
        if self.n < 2 {
            let found = self.n as usize;
            return Err(Problem::TooFewObservations { what: what.to_owned(), found, needed: 2 });
        }
        check(what, &[self.mean, self.sd], 2)
    }
}

/// Pooled SD of two arms, `√(((n₁−1) s₁² + (n₂−1) s₂²) / (n₁+n₂−2))` (Hedges & Olkin 1985, ch. 5).
pub fn pooled_sd(a: Arm, b: Arm) -> f64 {
    let (fa, fb) = (f64::from(a.n) - 1.0, f64::from(b.n) - 1.0);
    ((fa * a.sd.powi(2) + fb * b.sd.powi(2)) / (fa + fb)).sqrt()
}

/// Hedges' g: `J (x̄_t − x̄_c) / s_pooled` with the small-sample correction `J = 1 − 3 / (4 (n_t+n_c−2) − 1)`; variance
/// `J² ((n_t+n_c)/(n_t n_c) + d² / (2 (n_t+n_c)))` with the uncorrected `d` (Borenstein et al. 2009, ch. 4). For
/// independent units: with clusters, standardise an estimate that allows for them by [`standardised`].
pub fn hedges(treated: Arm, control: Arm) -> Result<Estimate, Problem> {
    treated.check("treated arm")?;
    control.check("control arm")?;
    let (nt, nc) = (f64::from(treated.n), f64::from(control.n));
    let d = quotient(treated.mean - control.mean, pooled_sd(treated, control), "pooled SD")?;
    let df = nt + nc - 2.0;
    let correction = 1.0 - 3.0 / (4.0 * df - 1.0);
    let variance = (nt + nc) / (nt * nc) + d * d / (2.0 * (nt + nc));
    Ok(Estimate { value: correction * d, se: correction * variance.sqrt(), df })
}

/// Glass's delta: `(x̄_t − x̄_c) / s_control`, without small-sample correction; variance `(n_t+n_c)/(n_t n_c) +
/// Δ² / (2 (n_c − 1))`, for equal scatter in both arms (Hedges & Olkin 1985, ch. 5).
pub fn glass(treated: Arm, control: Arm) -> Result<Estimate, Problem> {
    treated.check("treated arm")?;
    control.check("control arm")?;
    let (nt, nc) = (f64::from(treated.n), f64::from(control.n));
    let value = quotient(treated.mean - control.mean, control.sd, "SD of the control arm")?;
    let variance = (nt + nc) / (nt * nc) + value * value / (2.0 * (nc - 1.0));
    Ok(Estimate { value, se: variance.sqrt(), df: nc - 1.0 })
}

/// An estimate in units of an SD that is taken as known: estimate and standard error over it, as trials with clusters
/// publish.
pub fn standardised(estimate: Estimate, sd: f64) -> Result<Estimate, Problem> {
    let value = quotient(estimate.value, sd, "SD")?;
    Ok(Estimate { value, se: estimate.se / sd, df: estimate.df })
}

fn quotient(top: f64, bottom: f64, what: &str) -> Result<f64, Problem> {
    if bottom > 0.0 { Ok(top / bottom) } else { Err(Problem::Constant(what.to_owned())) }
}

/// Pearson's correlation of pairs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// `Σ (x−x̄)(y−ȳ) / √(Σ (x−x̄)² Σ (y−ȳ)²)`.
    pub r: f64,
    /// Pairs.
    pub n: usize,
}

impl Correlation {
    /// Interval at 95 percent by Fisher's transformation, `tanh(artanh r ± 1.96 / √(n−3))` (Borenstein et al. 2009, ch.
    /// 6); not a number for three pairs or fewer.
    pub fn interval(&self) -> (f64, f64) {
        if self.n <= 3 {
            return (f64::NAN, f64::NAN);
        }
        let z = Estimate::normal(libm::atanh(self.r), 1.0 / (self.n as f64 - 3.0).sqrt());
        let (low, high) = z.interval();
        (libm::tanh(low), libm::tanh(high))
    }
}

/// Correlation of `x` and `y`; at least two pairs of which both vary.
pub fn correlation(x: &[f64], y: &[f64]) -> Result<Correlation, Problem> {
    check("x", x, x.len())?;
    check("y", y, x.len())?;
    let n = x.len();
    if n < 2 {
        return Err(Problem::TooFewObservations { what: "correlation".to_owned(), found: n, needed: 2 });
    }
    let mean = |v: &[f64]| v.iter().sum::<f64>() / n as f64;
    let (mx, my) = (mean(x), mean(y));
    let product =
        |a: &[f64], ma: f64, b: &[f64], mb: f64| -> f64 { a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum() };
    let (sx, sy) = (product(x, mx, x, mx), product(y, my, y, my));
    // A constant leaves only the rounding of its mean.
    let rounding = |squares: f64, m: f64| squares <= n as f64 * (m * 1e-14).powi(2);
    for (what, squares, m) in [("x", sx, mx), ("y", sy, my)] {
        if rounding(squares, m) {
            return Err(Problem::Constant(what.to_owned()));
        }
    }
    let r = product(x, mx, y, my) / (sx.sqrt() * sy.sqrt());
    Ok(Correlation { r: r.clamp(-1.0, 1.0), n })
}

/// Name of the column of `x` in [`line()`].
pub const SLOPE: &str = "x";

/// The line of `y` on `x` with a constant; its slope is the coefficient [`SLOPE`].
pub fn line(x: &[f64], y: &[f64], errors: Errors) -> Result<Fit, Problem> {
    let fit = fit_with(&Table::new(y.to_vec()).constant().column(SLOPE, x.to_vec()), errors)?;
    fit.coefficient(SLOPE)?;
    Ok(fit)
}

/// Independent estimates of one number put together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Combined {
    /// Mean with inverse variances as weights, `Σ v/se² / Σ 1/se²`, and its standard error `√(1 / Σ 1/se²)`.
    pub estimate: Estimate,
    /// Cochran's `Q = Σ (v − mean)² / se²`, which is χ² of [`df`](Self::df) if all estimate one number.
    pub q: f64,
    /// Estimates less one.
    pub df: f64,
    /// Share of the scatter that is not sampling, `max(0, (Q − df) / Q)`.
    pub i2: f64,
}

/// Inverse-variance mean of independent estimates (Borenstein et al. 2009, ch. 11 and 16). Its interval is normal.
pub fn combined(estimates: &[Estimate]) -> Result<Combined, Problem> {
    let values: Vec<f64> = estimates.iter().map(|e| e.value).collect();
    let ses: Vec<f64> = estimates.iter().map(|e| e.se).collect();
    check("estimates", &values, values.len())?;
    check("standard errors", &ses, ses.len())?;
    if let Some(row) = ses.iter().position(|se| *se <= 0.0) {
        return Err(Problem::OutOfRange { what: "standard errors".to_owned(), row, value: ses[row] });
    }
    if estimates.is_empty() {
        return Err(Problem::TooFewObservations { what: "mean of estimates".to_owned(), found: 0, needed: 1 });
    }
    let total: f64 = ses.iter().map(|se| se.powi(-2)).sum();
    let mean = estimates.iter().map(|e| e.value / e.se.powi(2)).sum::<f64>() / total;
    let q: f64 = estimates.iter().map(|e| ((e.value - mean) / e.se).powi(2)).sum();
    let df = estimates.len() as f64 - 1.0;
    let i2 = if q > df { (q - df) / q } else { 0.0 };
    Ok(Combined { estimate: Estimate::normal(mean, total.sqrt().recip()), q, df, i2 })
}

/// Ratio `a / b` of two estimates with covariance `[[v_aa, v_ab], [v_ab, v_bb]]`, by the delta method: variance
/// `(v_aa − 2 r v_ab + r² v_bb) / b²` with `r = a / b` (the first
/// Taylor term; e.g. Casella & Berger 2002, *Statistical Inference*, section 5.5.4). Only good where `b` is many of its
/// standard errors from zero. Its interval is normal.
pub fn ratio_of_estimates(a: f64, b: f64, covariance: [[f64; 2]; 2]) -> Result<Estimate, Problem> {
    check("ratio", &[a, b, covariance[0][0], covariance[0][1], covariance[1][0], covariance[1][1]], 6)?;
    if b == 0.0 {
        return Err(Problem::Constant("denominator".to_owned()));
    }
    let r = a / b;
    let variance = covariance[0][0] - r * (covariance[0][1] + covariance[1][0]) + r * r * covariance[1][1];
    Ok(Estimate::normal(r, variance.max(0.0).sqrt() / b.abs()))
}
