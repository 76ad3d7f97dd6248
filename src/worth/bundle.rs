//! How far an arm reaches for a held budget: the search for its extent, told what each extent tried takes.

use crate::policy::Policy;
use serde::Serialize;

/// What is held equal between the reference and its alternatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// Money, release from lessons priced into it.
    Cash,
    /// Teacher-days out of class.
    Days,
    /// Both: neither is exceeded.
    Both,
}

impl Hold {
    /// Its name in tables and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Days => "days",
            Self::Both => "both",
        }
    }

    /// What is held, in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Cash => "the same money",
            Self::Days => "the same teacher-days",
            Self::Both => "neither more money nor more teacher-days",
        }
    }
}

/// What an arm takes, all years together: mean over replicates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bill {
    /// Money, discounted; none where a price is missing.
    pub money: Option<f64>,
    /// Teacher-days.
    pub days: f64,
}

impl Bill {
    /// The largest share that this takes of what is held of a budget; none where that cannot be told: a price is
    /// missing, or the budget holds none of it.
    pub fn share_of(&self, budget: &Self, hold: Hold) -> Option<f64> {
        let money = self.money.zip(budget.money).filter(|(_, all)| *all > 0.0).map(|(m, all)| m / all);
        let days = (budget.days > 0.0).then(|| self.days / budget.days);
        match hold {
            Hold::Cash => money,
            Hold::Days => days,
            Hold::Both => Some(money?.max(days?)),
        }
    }
}

/// Share of the budget within which it counts as spent.
pub const WITHIN: f64 = 0.01;

/// Extents that are tried for an arm at most.
pub const ROUNDS: usize = 8;

/// How an arm fits the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It is the reference.
    Reference,
    /// It takes the budget to within a hundredth.
    Within,
    /// Whole schools, groups or people cannot be split: something is left, or a little exceeded where the smallest
    /// whole one costs more.
    Indivisible,
    /// It reaches as many as it can and something is left.
    Full,
    /// It takes nothing of what is held, at any extent.
    Free,
}

impl Fit {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Within => "within 1 %",
            Self::Indivisible => "indivisible",
            Self::Full => "absorbs no more",
            Self::Free => "takes none",
        }
    }
}

/// A factor of the extent, and the share of the budget that it takes.
type Tried = (f64, f64);

/// The search for one arm's extent.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    declared: Vec<Policy>,
    most: f64,
    tried: Vec<Tried>,
}

impl Search {
    /// For an arm with these policies.
    pub fn new(policies: &[Policy]) -> Self {
        let most = policies.iter().map(Policy::widest).fold(f64::INFINITY, f64::min);
        Self { declared: policies.to_vec(), most, tried: Vec::new() }
    }

    /// The arm's policies at a factor of their declared extent.
    pub fn at(&self, factor: f64) -> Vec<Policy> {
        self.declared.iter().map(|p| p.clone().scaled(factor)).collect()
    }

    /// Books what a factor takes.
    pub fn book(&mut self, factor: f64, share: f64) {
        self.tried.push((factor, share));
    }

    /// The largest factor tried that takes less than the budget, and the smallest that takes more.
    fn around(&self) -> (Option<Tried>, Option<Tried>) {
        let below = self.tried.iter().copied().filter(|t| t.1 < 1.0).max_by(|a, b| a.0.total_cmp(&b.0));
        let above = self.tried.iter().copied().filter(|t| t.1 >= 1.0).min_by(|a, b| a.0.total_cmp(&b.0));
        (below, above)
    }

    /// The next factor to try; none where the search is over.
    pub fn next(&self) -> Option<f64> {
        if self.tried.is_empty() {
            return Some(self.most.min(1.0));
        }
        let near = |t: &(f64, f64)| (t.1 - 1.0).abs() <= WITHIN;
        if self.tried.len() >= ROUNDS || self.tried.iter().any(near) {
            return None;
        }
        let factor = match self.around() {
            // So little may round to nobody: more is tried before it is said to take nothing.
            (Some((low, 0.0)), None) => (low * 8.0).min(self.most),
            (Some((low, less)), Some((high, more))) => {
                // Whole units make steps: every other time the middle is taken, so that the search cannot stand still.
                let straight = low + (high - low) * (1.0 - less) / (more - less);
                if self.tried.len().is_multiple_of(2) {
                    straight
                } else {
                    f64::midpoint(straight, f64::midpoint(low, high))
                }
            }
            (Some((low, less)), None) if low < self.most => (low / less.max(0.05)).min(self.most),
            (None, Some((high, more))) => high / more,
            _ => return None,
        };
        let known = |t: &(f64, f64)| self.at(t.0) == self.at(factor);
        (!self.tried.iter().any(known)).then_some(factor)
    }

    /// The factor to take, with the way it fits: the nearest within a hundredth, else the most that the budget pays
    /// for, else the least there is.
    pub fn best(&self) -> (f64, Fit) {
        let distance = |t: &(f64, f64)| (t.1 - 1.0).abs();
        let nearest = self.tried.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        match (nearest, self.around()) {
            (Some(t), _) if distance(t) <= WITHIN => (t.0, Fit::Within),
            (Some(_), _) if self.tried.iter().all(|t| t.1 == 0.0) => (self.most.min(1.0), Fit::Free),
            (_, (Some(below), None)) => (below.0, Fit::Full),
            (_, (Some(below), Some(_))) if below.1 > 0.0 => (below.0, Fit::Indivisible),
            (_, (_, Some(above))) => (above.0, Fit::Indivisible),
            _ => (1.0, Fit::Free),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{LocalObservation, TeacherExchangeVisit};

    fn observation(share: f64) -> Vec<Policy> {
        vec![Policy::LocalObservation(LocalObservation { share_of_teachers: share, ..LocalObservation::default() })]
    }

    /// Searches until it is over, where an extent takes what a function says.
    fn searched(policies: &[Policy], takes: impl Fn(f64) -> f64) -> (f64, Fit, usize) {
        let mut search = Search::new(policies);
        while let Some(factor) = search.next() {
            search.book(factor, takes(factor));
        }
        let (factor, fit) = search.best();
        (factor, fit, search.tried.len())
    }

    #[test]
    fn what_grows_in_proportion_is_found_at_once_and_what_bends_soon() {
        let (factor, fit, rounds) = searched(&observation(0.1), |f| f / 3.0);
        assert!((factor - 3.0).abs() < 1e-9 && fit == Fit::Within && rounds == 2);
        let (factor, fit, rounds) = searched(&observation(0.1), |f| f * f / 16.0 + 0.01);
        assert!((factor * factor / 16.0 - 0.99).abs() <= WITHIN && fit == Fit::Within && rounds <= ROUNDS, "{factor}");
        let (_, fit, rounds) = searched(&observation(0.1), |f| 40.0 * f);
        assert!(fit == Fit::Within && rounds == 2);
    }

    #[test]
    fn what_cannot_grow_or_be_split_or_takes_nothing_is_said_to_be_so() {
        // Half of all teachers at most twice; a budget of ten times as much is not absorbed.
        assert_eq!(searched(&observation(0.5), |f| f / 10.0), (2.0, Fit::Full, 2));
        // Steps of 0.4 of the budget: two are paid for, a fifth is left.
        let (factor, fit, _) = searched(&observation(0.01), |f| (f / 5.0).floor() * 0.4);
        assert!((10.0..15.0).contains(&factor) && fit == Fit::Indivisible, "{factor}");
        // The smallest one costs twice the budget.
        let (_, fit, _) = searched(&observation(0.1), |f| if f > 0.0 { 2.0 } else { 0.0 });
        assert_eq!(fit, Fit::Indivisible);
        // At the start, eight times as far, and all teachers.
        assert_eq!(searched(&observation(0.1), |_| 0.0), (1.0, Fit::Free, 3));
        // Counts that round to the same whole ones are not tried twice.
        let visit = TeacherExchangeVisit { visitors: 3, travellers: 0, ..TeacherExchangeVisit::default() };
        let visit = [Policy::TeacherExchangeVisit(visit)];
        let (_, fit, rounds) = searched(&visit, |f| (3.0 * f).round() / 2.5);
        assert!(fit == Fit::Indivisible && rounds < ROUNDS, "{rounds}");
    }

    #[test]
    fn a_share_is_of_what_is_held_and_unknown_without_it() {
        let budget = Bill { money: Some(200.0), days: 10.0 };
        let bill = Bill { money: Some(100.0), days: 8.0 };
        assert_eq!(bill.share_of(&budget, Hold::Cash), Some(0.5));
        assert_eq!(bill.share_of(&budget, Hold::Days), Some(0.8));
        assert_eq!(bill.share_of(&budget, Hold::Both), Some(0.8));
        let unpriced = Bill { money: None, days: 8.0 };
        assert_eq!(unpriced.share_of(&budget, Hold::Both), None);
        assert_eq!(bill.share_of(&Bill { money: Some(0.0), days: 0.0 }, Hold::Days), None);
    }
}
