//! Weighted least squares with block fixed effects and standard errors that allow for unequal scatter and clusters.
//!
//! The columns, weighted by `√w` and with the means of the blocks taken out, are `X̃ = Q R` with orthonormal `Q`, made
//! one column after another. Coefficients are `R⁻¹ Q'ỹ`, their covariance is `c R⁻¹ M R⁻ᵀ` with the variance `M` of the
//! scores in terms of `Q`: better conditioned than the normal equations, and a column that those before it determine
//! shows at once.

use super::estimate::{Estimate, Problem, check, same_length};
use nalgebra::{DMatrix, DVector, SymmetricEigen};
use std::collections::{BTreeMap, BTreeSet};

/// A column whose part that the columns before it leave is shorter than this share of it is determined by them.
const TOLERANCE: f64 = 1e-9;

/// Name of the column of ones that [`Table::constant`] adds.
pub const CONSTANT: &str = "constant";

/// What a regression is fitted to: one entry a row in each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What is explained.
    pub outcome: Vec<f64>,
    /// What explains it, by name, in order. No constant is added: see [`Table::constant`].
    pub columns: Vec<(String, Vec<f64>)>,
    /// Weights, of any scale: one over the variance of a row, or one over its probability to be drawn. Rows of weight
    /// zero do not count.
    pub weights: Option<Vec<f64>>,
    /// Which cluster a row is of, by any number. Errors of rows of one cluster may depend on each other.
    pub clusters: Option<Vec<usize>>,
    /// Which block a row is of, by any number: each block has its own constant, which is taken out by the within
    /// transformation (Angrist & Pischke 2009, ch. 5).
    pub absorb: Option<Vec<usize>>,
}

impl Table {
    /// A table without columns.
    pub fn new(outcome: Vec<f64>) -> Self {
        Self { outcome, ..Self::default() }
    }

    /// With a column of ones, called [`CONSTANT`].
    #[must_use]
    pub fn constant(self) -> Self {
        let ones = vec![1.0; self.outcome.len()];
        self.column(CONSTANT, ones)
    }

    /// With one more column.
    #[must_use]
    pub fn column(mut self, name: &str, values: Vec<f64>) -> Self {
        self.columns.push((name.to_owned(), values));
        self
    }
}

/// What the standard errors allow for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errors {
    /// Independent errors of variance `σ² / w`: `s² (X'WX)⁻¹` with `s² = Σ w e² / (N − K)`; clusters are ignored.
    Classical,
    /// Any scatter: HC1 (`MacKinnon` & White 1985), or, with clusters, any dependence within them: CR1 with Stata's
    /// correction `G/(G−1) · (N−1)/(N−K)` and t of `G − 1` (Cameron & Miller 2015). HC1 is CR1 with each row its own
    /// cluster, but with t of `N − K`.
    Robust,
    /// As [`Robust`](Self::Robust), but the residuals of each cluster are multiplied by `(I − H_gg)^(−1/2)`, so that
    /// the variance is unbiased where errors are independent with variance `σ² / w`: HC2, or, with clusters, CR2 (Bell
    /// & `McCaffrey` 2002; the generalised inverse where a cluster alone fixes a coefficient, Pustejovsky & Tipton
    /// 2018). Better with few clusters. Degrees of freedom as for `Robust`, not Satterthwaite's.
    BiasReduced,
}

/// A fitted regression.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// All columns in the order given, with their place among the coefficients if they have one.
    given: Vec<(String, Option<usize>)>,
    /// Columns with a coefficient, in the order given.
    pub names: Vec<String>,
    /// Columns that those before them (and the blocks) determine, in the order given: left out, as Stata does.
    pub dropped: Vec<String>,
    /// Coefficients of [`names`](Self::names).
    pub coefficients: Vec<f64>,
    /// Their covariance.
    pub covariance: Vec<Vec<f64>>,
    /// Degrees of freedom of their t: `G − 1` with clusters unless the errors are classical, `N − K` otherwise.
    pub df: f64,
    /// Rows with a weight, `N`.
    pub observations: usize,
    /// Parameters that the correction counts, `K`: coefficients and blocks; blocks that each lie within one cluster
    /// count as one constant (Cameron & Miller 2015).
    pub parameters: usize,
    /// Clusters `G` that the errors allow for.
    pub clusters: Option<usize>,
    /// `Σ w e² / (N − coefficients − blocks)`, in the square of the outcome's unit times that of the weights.
    pub residual_variance: f64,
}

impl Fit {
    /// The coefficient of a column.
    pub fn coefficient(&self, name: &str) -> Result<Estimate, Problem> {
        let at = self.given.iter().position(|(n, _)| n == name).ok_or_else(|| Problem::Unknown(name.to_owned()))?;
        let mut weights = vec![0.0; self.given.len()];
        weights[at] = 1.0;
        self.contrast(&weights)
    }

    /// The linear combination `c'b` and its standard error `√(c'Vc)`, with one weight for each column given, dropped
    /// ones included: these may have none.
    pub fn contrast(&self, weights: &[f64]) -> Result<Estimate, Problem> {
        check("contrast", weights, self.given.len())?;
        let mut kept = vec![0.0; self.names.len()];
        for ((name, place), &weight) in self.given.iter().zip(weights) {
            match place {
                Some(place) => kept[*place] = weight,
                None if weight != 0.0 => return Err(Problem::Collinear(name.clone())),
                None => {}
            }
        }
        let value = kept.iter().zip(&self.coefficients).map(|(c, b)| c * b).sum();
        let variance: f64 = kept.iter().zip(&self.covariance).map(|(c, row)| c * dot(row, &kept)).sum();
        Ok(Estimate { value, se: variance.max(0.0).sqrt(), df: self.df })
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Fits with [`Errors::Robust`]: CR1 if the table names clusters, HC1 if not.
pub fn fit(table: &Table) -> Result<Fit, Problem> {
    fit_with(table, Errors::Robust)
}

/// Fits with standard errors of one kind.
pub fn fit_with(table: &Table, errors: Errors) -> Result<Fit, Problem> {
    let rows = Rows::of(table)?;
    let basis = Basis::of(table, &rows);
    let n = rows.kept.len();
    let wide = basis.names.len() + rows.blocks;
    let too_few = |needed| Problem::TooFewObservations { what: "regression".to_owned(), found: n, needed };
    if n <= wide || basis.names.is_empty() {
        return match (basis.names.is_empty(), basis.dropped.first()) {
            (true, Some(dropped)) if n > 0 => Err(Problem::Collinear(dropped.clone())),
            _ => Err(too_few(wide.max(1) + 1)),
        };
    }
    let clusters = rows.clusters.filter(|_| errors != Errors::Classical);
    if let Some(found @ ..2) = clusters {
        return Err(Problem::TooFewClusters { what: "regression".to_owned(), found, needed: 2 });
    }
    let outcome = rows.transformed(&table.outcome);
    let scores: Vec<f64> = basis.q.iter().map(|q| q.dot(&outcome)).collect();
    let mut residual = outcome;
    for (q, score) in basis.q.iter().zip(&scores) {
        residual.axpy(-score, q, 1.0);
    }
    let residual_variance = residual.norm_squared() / (n - wide) as f64;
    let nested = clusters.is_some() && rows.blocks > 0 && rows.blocks_lie_within_clusters();
    let parameters = if nested { basis.names.len() + 1 } else { wide };
    let size = basis.names.len();
    let middle = match errors {
        Errors::Classical => DMatrix::identity(size, size) * residual_variance,
        Errors::Robust => {
            let groups = clusters.unwrap_or(n) as f64;
            let correction = groups / (groups - 1.0) * (n as f64 - 1.0) / (n - parameters) as f64;
            scatter(&basis, &rows, &residual) * correction
        }
        Errors::BiasReduced => scatter(&basis, &rows, &adjusted(&basis, &rows, &residual)),
    };
    let inverse = basis.inverse();
    let covariance = &inverse * middle * inverse.transpose();
    Ok(Fit {
        given: basis.given(table),
        coefficients: (inverse * DVector::from_vec(scores)).as_slice().to_vec(),
        covariance: covariance.row_iter().map(|row| row.iter().copied().collect()).collect(),
        df: clusters.map_or((n - parameters) as f64, |g| g as f64 - 1.0),
        observations: n,
        parameters,
        clusters,
        residual_variance,
        names: basis.names,
        dropped: basis.dropped,
    })
}

/// `Σ_g (Q_g' e_g)(Q_g' e_g)'` over clusters, or over rows where there are none.
fn scatter(basis: &Basis, rows: &Rows, residual: &DVector<f64>) -> DMatrix<f64> {
    let size = basis.q.len();
    let mut middle = DMatrix::zeros(size, size);
    for members in &rows.members {
        let score = |q: &DVector<f64>| members.iter().map(|&row| q[row] * residual[row]).sum::<f64>();
        let scores = DVector::from_iterator(size, basis.q.iter().map(score));
        middle += &scores * scores.transpose();
    }
    middle
}

/// Residuals with those of each cluster multiplied by `(I − H_gg)^(−1/2)`. `H_gg = U U'` with `U` the rows of `Q` and
/// of the normed blocks, so `(I − UU')^(−1/2) e = e + Σ_j f(λ_j) U v_j v_j' U'e` over the eigenvectors of the small
/// `U'U`, with `f(λ) = ((1 − λ)^(−1/2) − 1) / λ`.
fn adjusted(basis: &Basis, rows: &Rows, residual: &DVector<f64>) -> DVector<f64> {
    let mut adjusted = residual.clone();
    for members in &rows.members {
        let here: BTreeSet<usize> = members.iter().filter_map(|&row| rows.block_of(row)).collect();
        let here: Vec<usize> = here.into_iter().collect();
        let width = basis.q.len() + here.len();
        let hat = DMatrix::from_fn(members.len(), width, |at, column| match basis.q.get(column) {
            Some(q) => q[members[at]],
            None => rows.normed(members[at], here[column - basis.q.len()]),
        });
        let own = DVector::from_iterator(members.len(), members.iter().map(|&row| residual[row]));
        let eigen = SymmetricEigen::new(hat.transpose() * &hat);
        let mut along = eigen.eigenvectors.transpose() * (hat.transpose() * own);
        for (along, &value) in along.iter_mut().zip(eigen.eigenvalues.iter()) {
            let rest = (1.0 - value).max(0.0);
            let root = rest.sqrt();
            // What the cluster alone determines leaves no residual: the generalised inverse is zero there.
            *along *= if rest > TOLERANCE { 1.0 / (root * (1.0 + root)) } else { -1.0 / value };
        }
        let more = hat * (eigen.eigenvectors * along);
        for (&row, more) in members.iter().zip(more.iter()) {
            adjusted[row] += more;
        }
    }
    adjusted
}

/// The rows that count, with blocks and clusters numbered from zero.
struct Rows {
    kept: Vec<usize>,
    /// Square roots of the weights of the kept rows.
    roots: DVector<f64>,
    block: Option<Vec<usize>>,
    blocks: usize,
    block_weight: Vec<f64>,
    clusters: Option<usize>,
    /// Kept rows of each cluster, or of each row where there are no clusters.
    members: Vec<Vec<usize>>,
}

impl Rows {
    fn of(table: &Table) -> Result<Self, Problem> {
        let all = table.outcome.len();
        check("outcome", &table.outcome, all)?;
        let mut seen = BTreeSet::new();
        for (name, values) in &table.columns {
            check(name, values, all)?;
            if !seen.insert(name) {
                return Err(Problem::Twice(name.clone()));
            }
        }
        if let Some(weights) = &table.weights {
            check("weights", weights, all)?;
            if let Some(row) = weights.iter().position(|w| *w < 0.0) {
                return Err(Problem::OutOfRange { what: "weights".to_owned(), row, value: weights[row] });
            }
        }
        for (what, ids) in [("clusters", &table.clusters), ("absorb", &table.absorb)] {
            if let Some(ids) = ids {
                same_length(what, ids.len(), all)?;
            }
        }
        let weight = |row: usize| table.weights.as_ref().map_or(1.0, |w| w[row]);
        let kept: Vec<usize> = (0..all).filter(|&row| weight(row) > 0.0).collect();
        let roots = DVector::from_iterator(kept.len(), kept.iter().map(|&row| weight(row).sqrt()));
        let numbered = |ids: &Option<Vec<usize>>| ids.as_ref().map(|ids| number(kept.iter().map(|&row| ids[row])));
        let (block, blocks) = numbered(&table.absorb).map_or((None, 0), |(block, blocks)| (Some(block), blocks));
        let mut block_weight = vec![0.0; blocks];
        for (at, &block) in block.iter().flatten().enumerate() {
            block_weight[block] += weight(kept[at]);
        }
        let cluster = numbered(&table.clusters);
        let clusters = cluster.as_ref().map(|(_, clusters)| *clusters);
        let members = match cluster {
            Some((cluster, clusters)) => {
                let mut members = vec![Vec::new(); clusters];
                cluster.iter().enumerate().for_each(|(at, &cluster)| members[cluster].push(at));
                members
            }
            None => (0..kept.len()).map(|at| vec![at]).collect(),
        };
        Ok(Self { kept, roots, block, blocks, block_weight, clusters, members })
    }

    fn block_of(&self, at: usize) -> Option<usize> {
        self.block.as_ref().map(|block| block[at])
    }

    /// Entry of a row in the column of a block, normed to length one.
    fn normed(&self, at: usize, block: usize) -> f64 {
        if self.block_of(at) == Some(block) { self.roots[at] / self.block_weight[block].sqrt() } else { 0.0 }
    }

    /// `√w x` of the kept rows.
    fn weighted(&self, values: &[f64]) -> DVector<f64> {
        DVector::from_iterator(self.kept.len(), self.kept.iter().zip(self.roots.iter()).map(|(&r, w)| w * values[r]))
    }

    /// `√w (x − mean of x in the block)` of the kept rows.
    fn transformed(&self, values: &[f64]) -> DVector<f64> {
        let mut weighted = self.weighted(values);
        if let Some(block) = &self.block {
            let mut means = vec![0.0; self.blocks];
            for (at, &block) in block.iter().enumerate() {
                means[block] += self.roots[at] * weighted[at] / self.block_weight[block];
            }
            for (at, &block) in block.iter().enumerate() {
                weighted[at] -= self.roots[at] * means[block];
            }
        }
        weighted
    }

    fn blocks_lie_within_clusters(&self) -> bool {
        let mut cluster_of = vec![None; self.blocks];
        self.members.iter().enumerate().all(|(cluster, members)| {
            members.iter().filter_map(|&at| self.block_of(at)).all(|b| *cluster_of[b].get_or_insert(cluster) == cluster)
        })
    }
}

/// Numbers from zero for whatever numbers there are, in their order, and how many.
pub(super) fn number(ids: impl Iterator<Item = usize>) -> (Vec<usize>, usize) {
    let ids: Vec<usize> = ids.collect();
    let mut numbers: BTreeMap<usize, usize> = ids.iter().map(|&id| (id, 0)).collect();
    numbers.values_mut().enumerate().for_each(|(number, slot)| *slot = number);
    (ids.iter().map(|id| numbers[id]).collect(), numbers.len())
}

/// Columns made orthonormal one after another.
struct Basis {
    names: Vec<String>,
    dropped: Vec<String>,
    q: Vec<DVector<f64>>,
    /// Columns of the upper triangle `R`.
    r: Vec<Vec<f64>>,
}

impl Basis {
    fn of(table: &Table, rows: &Rows) -> Self {
        let mut basis = Self { names: Vec::new(), dropped: Vec::new(), q: Vec::new(), r: Vec::new() };
        for (name, values) in &table.columns {
            let mut rest = rows.transformed(values);
            let mut r = vec![0.0; basis.q.len()];
            // Twice: once leaves rounding errors of the size of what nearly collinear columns have of their own.
            for _ in 0..2 {
                for (q, r) in basis.q.iter().zip(&mut r) {
                    let along = q.dot(&rest);
                    rest.axpy(-along, q, 1.0);
                    *r += along;
                }
            }
            let length = rest.norm();
            if length <= TOLERANCE * rows.weighted(values).norm() {
                basis.dropped.push(name.clone());
                continue;
            }
            r.push(length);
            basis.names.push(name.clone());
            basis.q.push(rest / length);
            basis.r.push(r);
        }
        basis
    }

    /// `R⁻¹`.
    fn inverse(&self) -> DMatrix<f64> {
        let size = self.q.len();
        let r = DMatrix::from_fn(size, size, |row, column| self.r[column].get(row).copied().unwrap_or(0.0));
        let mut inverse = DMatrix::identity(size, size);
        // The diagonal is above zero by construction.
        r.solve_upper_triangular_unchecked_mut(&mut inverse);
        inverse
    }

    fn given(&self, table: &Table) -> Vec<(String, Option<usize>)> {
        let place = |name: &String| self.names.iter().position(|n| n == name);
        table.columns.iter().map(|(name, _)| (name.clone(), place(name))).collect()
    }
}
