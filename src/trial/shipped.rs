//! The trials that ship with the program.

/// A trial that ships.
pub struct Shipped {
    /// Its name: that of its file in `scenarios/trials`.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        /// Every trial that ships.
        pub const SHIPPED: [Shipped; [$($name),*].len()] = [
            $(Shipped { name: $name, text: include_str!(concat!("../../scenarios/trials/", $name, ".ron")) }),*
        ];
    };
}

shipped! {
    "c01-teacher-dispersion",
    "c02-career-and-environment",
    "c03-coaching",
    "c04-peer-quality",
    "c05-peer-observation",
    "c06-teacher-learning-communities",
    "c07-lesson-study",
    "c08-lectures-off-site",
    "c09-training-and-coaching",
    "c10-institutes-and-coaching",
    "c11-hub-cascade",
    "c12-fade-out-and-churn",
    "c13-live-remote-teaching",
    "facts-england-primaries",
}

/// The one of a name, with or without `.ron`, or of the number that its name begins with: `c01`, `C1`.
pub fn find(name: &str) -> Option<&'static Shipped> {
    let name = name.strip_suffix(".ron").unwrap_or(name);
    let whole = SHIPPED.iter().find(|t| t.name == name);
    whole.or_else(|| {
        let mut of_number = SHIPPED.iter().filter(|t| number(t.name) == number(name) && !name.contains('-'));
        of_number.next().filter(|_| of_number.next().is_none())
    })
}

/// What a name begins with, in small letters and without zeros before the digits.
fn number(name: &str) -> String {
    let first = name.split('-').next().unwrap_or(name).to_lowercase();
    let at = first.find(|c: char| c.is_ascii_digit()).unwrap_or(first.len());
    let (letters, digits) = first.split_at(at);
    format!("{letters}{}", digits.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::{SHIPPED, find};

    #[test]
    fn a_trial_is_found_by_its_name_or_number() {
        for trial in SHIPPED {
            let found = |name: &str| find(name).map(|t| t.name);
            assert_eq!(found(trial.name), Some(trial.name));
            assert_eq!(found(&format!("{}.ron", trial.name)), Some(trial.name));
        }
        for name in ["c01", "C1", "c1"] {
            assert_eq!(find(name).map(|t| t.name), Some("c01-teacher-dispersion"));
        }
        for name in ["", "c", "c01-", "c01-something-else", "teacher-dispersion"] {
            assert!(find(name).is_none(), "{name}");
        }
    }
}
