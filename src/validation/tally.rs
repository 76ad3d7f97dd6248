//! How many of a study's published numbers are inside, in counts and in words.

use crate::numerals::{decimals, fixed, signed};
use crate::trial::predict::{INSIDE, Predicted, Prediction};
use crate::trial::shape::Bound;
use serde::Serialize;

/// A study beside its prediction, and how it was simulated.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// What is predicted.
    #[serde(flatten)]
    pub prediction: Prediction,
    /// Seed of its random numbers.
    pub seed: u64,
    /// Simulated trials wanted; fewer are finished where a run was interrupted.
    pub wanted: u32,
}

/// Counts over the published numbers of a study that count as targets; those that are shown only are left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Published numbers.
    pub published: usize,
    /// Of these, those within two joint standard errors of what is predicted.
    pub inside: usize,
    /// Of these, those within the 90 % predictive interval.
    pub covered: usize,
    /// Of these, those for which no simulated trial gave a number.
    pub unpredicted: usize,
}

impl Tally {
    /// Counts a study's estimates.
    pub fn of(prediction: &Prediction) -> Self {
        let published = || prediction.estimates.iter().filter(|e| e.counted);
        Self {
            published: published().count(),
            inside: published().filter(|e| e.inside == Some(true)).count(),
            covered: published().filter(|e| e.covered == Some(true)).count(),
            unpredicted: published().filter(|e| e.z.is_none()).count(),
        }
    }

    /// Whether the study as a whole is inside: every published number, of which there is one at least. A number that
    /// could not be predicted is not inside.
    pub fn passes(self) -> bool {
        self.published > 0 && self.inside == self.published
    }

    /// How many are inside, in ten words or fewer where the name has two at most.
    pub fn headline(self, name: &str) -> String {
        let Self { published: n, inside, unpredicted, .. } = self;
        match (n, inside) {
            (0, _) => format!("Nothing is published to compare {name} with"),
            (1, _) if unpredicted == 1 => format!("The published number of {name} is not predicted"),
            (_, _) if unpredicted == n => format!("No published number of {name} is predicted"),
            (1, 1) => format!("The published number of {name} is inside"),
            (1, _) => format!("The published number of {name} is outside"),
            (2, 2) => format!("Both published numbers of {name} are inside"),
            (_, 0) => format!("0 of {n} published numbers of {name} are inside"),
            (_, k) if k == n => format!("All {n} published numbers of {name} are inside"),
            (_, 1) => format!("1 of {n} published numbers of {name} is inside"),
            (_, k) => format!("{k} of {n} published numbers of {name} are inside"),
        }
    }

    /// The headline with its measure, what is covered and what could not be predicted.
    pub fn sentence(self, name: &str) -> String {
        let Self { published: n, covered, unpredicted, .. } = self;
        let headline = self.headline(name);
        if n == 0 {
            return format!("{headline}: its file only asks for predictions.");
        }
        if unpredicted == n {
            return format!("{headline}: no simulated trial gave an estimate.");
        }
        let covered = match (n, covered) {
            (1, 1) => "it lies within the 90 % predictive interval".to_owned(),
            (1, _) => "it lies outside the 90 % predictive interval".to_owned(),
            (_, 1) => "1 lies within the 90 % predictive interval".to_owned(),
            (_, 0) => "none lies within the 90 % predictive interval".to_owned(),
            (_, k) if k == n => "all lie within the 90 % predictive interval".to_owned(),
            (_, k) => format!("{k} lie within the 90 % predictive interval"),
        };
        let unknown = match unpredicted {
            0 => String::new(),
            k => format!("; {k} could not be predicted"),
        };
        format!("{headline} {INSIDE} joint standard errors; {covered}{unknown}.")
    }
}

/// The published numbers that are not inside, each with its distance.
pub fn outside(prediction: &Prediction) -> Vec<String> {
    let missed = prediction.estimates.iter().filter(|e| e.counted && e.inside != Some(true));
    let told = missed.map(|e| match e.z {
        Some(z) => format!("{} z {}", e.estimate, signed(z, 1)),
        None => format!("{} not predicted", e.estimate),
    });
    told.collect()
}

/// The published number furthest from its prediction.
pub fn worst(prediction: &Prediction) -> Option<(&Predicted, f64)> {
    let known = prediction.estimates.iter().filter(|e| e.counted).filter_map(|e| Some((e, e.z?)));
    known.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
}

/// Decimals that an estimate deserves: two digits of its standard error, or of its spread where it has none.
pub fn digits(estimate: &Predicted) -> usize {
    let spread = estimate.se.or_else(|| (estimate.sd > 0.0).then_some(estimate.sd));
    spread.map_or_else(|| decimals(&[estimate.mean]) + 1, |spread| decimals(&[spread])).min(6)
}

/// Decimals of what is predicted: the same, or none where a wild ratio makes it too large for them.
pub fn predicted_digits(estimate: &Predicted) -> usize {
    let [low, _, high] = estimate.interval;
    let large = [low, estimate.mean, high].into_iter().any(|v| v.abs() >= 1e4);
    if large { 0 } else { digits(estimate) }
}

/// The published value, with the sign of a bound before it.
pub fn value_text(estimate: &Predicted, decimals: usize) -> Option<String> {
    let value = fixed(estimate.published?, decimals);
    Some(match estimate.bound {
        Some(Bound::AtLeast) => format!("\u{2265} {value}"),
        Some(Bound::AtMost) => format!("\u{2264} {value}"),
        Some(Bound::Exact) | None => value,
    })
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn tally(published: usize, inside: usize, unpredicted: usize) -> Tally {
        Tally { published, inside, covered: inside, unpredicted }
    }

    #[test]
    fn the_headline_is_right_for_every_count() {
        let says = |n, k, u| tally(n, k, u).headline("C10");
        assert_eq!(says(0, 0, 0), "Nothing is published to compare C10 with");
        assert_eq!(says(1, 1, 0), "The published number of C10 is inside");
        assert_eq!(says(1, 0, 0), "The published number of C10 is outside");
        assert_eq!(says(1, 0, 1), "The published number of C10 is not predicted");
        assert_eq!(says(2, 2, 0), "Both published numbers of C10 are inside");
        assert_eq!(says(2, 0, 2), "No published number of C10 is predicted");
        assert_eq!(says(6, 0, 0), "0 of 6 published numbers of C10 are inside");
        assert_eq!(says(6, 1, 0), "1 of 6 published numbers of C10 is inside");
        assert_eq!(says(6, 5, 1), "5 of 6 published numbers of C10 are inside");
        assert_eq!(says(6, 6, 0), "All 6 published numbers of C10 are inside");
        for n in 0..4 {
            for k in 0..=n {
                for u in 0..=n - k {
                    let title = tally(n, k, u).headline("one two");
                    assert!(title.split_whitespace().count() <= 10, "{title}");
                    assert!(tally(n, k, u).sentence("C10").ends_with('.'));
                    assert_eq!(tally(n, k, u).passes(), n > 0 && k == n);
                }
            }
        }
    }

    #[test]
    fn the_sentence_says_what_could_not_be_predicted() {
        let wanted = "1 of 3 published numbers of C10 is inside 2 joint standard errors; 1 lies within the 90 % predictive \
                      interval; 1 could not be predicted.";
        assert_eq!(tally(3, 1, 1).sentence("C10"), wanted);
        assert_eq!(
            tally(0, 0, 0).sentence("C10"),
            "Nothing is published to compare C10 with: its file only asks for predictions."
        );
    }
}
