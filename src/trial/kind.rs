//! Whether a file is a trial or a scenario, which share many of their fields.

use super::shipped;
use crate::scenario::examples;
use crate::scenario::locate::{self, Step};
use crate::scenario::read::text_of;
use std::path::Path;

/// What a file or a built-in name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A published study.
    Trial,
    /// A scenario.
    Scenario,
}

/// Fields that only a trial has.
const OF_TRIALS: [&str; 8] =
    ["estimates", "study", "sample", "allocation", "attrition", "analysis", "controls", "blocks"];

/// Fields that a scenario has and a trial has not, or that say something only in a scenario.
const OF_SCENARIOS: [&str; 6] = ["arms", "extends", "prices", "question", "systems", "name"];

/// What a path or a built-in name stands for; none if it is neither, or cannot be told.
pub fn of(path_or_name: &str) -> Option<Kind> {
    let path = Path::new(path_or_name);
    if path.exists() {
        return of_text(&text_of(path, path_or_name).ok()?);
    }
    let trial = shipped::find(path_or_name).map(|_| Kind::Trial);
    trial.or_else(|| examples::find(path_or_name).map(|_| Kind::Scenario))
}

/// What a text is by the fields that it has.
pub fn of_text(text: &str) -> Option<Kind> {
    let tree = locate::scan(text)?;
    let has = |names: &[&str]| names.iter().any(|name| tree.follow(&[Step::Name((*name).to_owned())]).1 > 0);
    if has(&OF_TRIALS) {
        return Some(Kind::Trial);
    }
    has(&OF_SCENARIOS).then_some(Kind::Scenario)
}

#[cfg(test)]
mod tests {
    use super::{Kind, of, of_text};
    use crate::scenario::examples::EXAMPLES;
    use crate::trial::SHIPPED;

    #[test]
    fn every_built_in_file_is_told_apart() {
        for example in EXAMPLES {
            assert_eq!(of_text(example.text), Some(Kind::Scenario), "{}", example.name);
            assert_eq!(of(example.name), Some(Kind::Scenario), "{}", example.name);
        }
        for trial in SHIPPED {
            assert_eq!(of_text(trial.text), Some(Kind::Trial), "{}", trial.name);
            assert_eq!(of(trial.name), Some(Kind::Trial), "{}", trial.name);
        }
        for neither in ["", "()", "(years: 3)", "not ron at all ((", "[1, 2]"] {
            assert_eq!(of_text(neither), None, "{neither}");
        }
    }
}
