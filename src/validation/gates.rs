//! The gates of validation: how many studies have to be inside.

use super::tally::{Compared, Tally, outside};
use crate::trial::shape::Role;
use serde::Serialize;

/// Calibration trials that ship once all do.
pub const TRIALS: usize = 13;

/// How many of these have to be inside.
pub const WANTED: usize = 11;

/// What a group of studies has to reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// Group of studies that it is of.
    pub name: &'static str,
    /// Studies of it.
    pub studies: usize,
    /// Of these, those with every published number inside.
    pub inside: usize,
    /// How many have to be inside; none where nothing is asked of them.
    pub wanted: Option<usize>,
    /// Studies that are not inside, each with what is outside in it.
    pub outside: Vec<String>,
    /// The result in words.
    pub words: String,
}

impl Gate {
    /// Whether it was missed.
    pub fn missed(&self) -> bool {
        self.wanted.is_some_and(|wanted| self.inside < wanted)
    }
}

/// The gates over the studies of these roles.
pub fn gates(all: &[Compared], roles: &[Role]) -> Vec<Gate> {
    roles.iter().map(|role| gate(all, *role)).collect()
}

fn gate(all: &[Compared], role: Role) -> Gate {
    let own: Vec<&Compared> = all.iter().filter(|c| c.prediction.role == role).collect();
    let missing = |c: &&&Compared| !Tally::of(&c.prediction).passes();
    let outside: Vec<String> = own.iter().filter(missing).map(|c| short_of(c)).collect();
    let (studies, inside) = (own.len(), own.len() - outside.len());
    let (name, wanted) = match role {
        Role::Calibration => ("calibration", (studies >= TRIALS).then_some(WANTED)),
        Role::Facts => ("facts", (studies > 0).then_some(studies)),
        Role::Held => ("held", None),
    };
    let words = words(role, (inside, studies), wanted);
    Gate { name, studies, inside, wanted, outside, words }
}

/// What is outside in a study.
fn short_of(compared: &Compared) -> String {
    let prediction = &compared.prediction;
    let tally = Tally::of(prediction);
    if tally.published == 0 {
        return format!("{}: nothing published to compare with", prediction.trial);
    }
    let outside = outside(prediction).join(", ");
    format!("{}: {} of {} inside; {outside}", prediction.trial, tally.inside, tally.published)
}

fn words(role: Role, (inside, studies): (usize, usize), wanted: Option<usize>) -> String {
    let of = match role {
        Role::Calibration => "Calibration trials",
        Role::Facts => "Files of facts",
        Role::Held => "Studies kept apart",
    };
    if studies == 0 {
        return format!("{of}: none ships.");
    }
    let counted = format!("{of}: {inside} of {studies} inside");
    match (role, wanted) {
        (_, Some(wanted)) if inside < wanted => {
            format!("{counted}, {wanted} wanted: the gate is missed by {}.", wanted - inside)
        }
        (_, Some(wanted)) => format!("{counted}, {wanted} wanted: the gate is met."),
        (Role::Calibration, None) => format!("{counted}; the gate of {WANTED} is counted once all {TRIALS} ship."),
        (_, None) => format!("{counted}; predicted and never fitted, so no gate."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial::predict::{Predicted, Prediction};
    use crate::trial::shape::Bound;

    fn study(role: Role, inside: &[Option<bool>]) -> Compared {
        let estimates = inside.iter().map(|inside| Predicted {
            estimate: "effect".to_owned(),
            contrast: false,
            published: Some(0.1),
            se: Some(0.05),
            bound: Some(Bound::Exact),
            source: None,
            status: None,
            se_from: None,
            counted: true,
            n: 3,
            mean: 0.1,
            mc_se: 0.01,
            sd: 0.02,
            interval: [0.0, 0.1, 0.2],
            z: inside.map(|inside| if inside { 0.5 } else { -3.3 }),
            inside: *inside,
            covered: *inside,
        });
        let prediction = Prediction {
            trial: "X1".to_owned(),
            title: String::new(),
            study: String::new(),
            notes: Vec::new(),
            role,
            replicates: 3,
            estimates: estimates.collect(),
        };
        Compared { prediction, seed: 1, wanted: 3 }
    }

    fn calibration(studies: usize, good: usize) -> Gate {
        let one = |i: usize| study(Role::Calibration, &[Some(true), Some(i < good)]);
        let all: Vec<Compared> = (0..studies).map(one).collect();
        gates(&all, &[Role::Calibration]).remove(0)
    }

    #[test]
    fn eleven_of_thirteen_have_to_be_inside_and_only_once_all_ship() {
        let gate = calibration(13, 10);
        assert!(gate.missed());
        assert_eq!(gate.words, "Calibration trials: 10 of 13 inside, 11 wanted: the gate is missed by 1.");
        assert_eq!(gate.outside.len(), 3);
        assert_eq!(gate.outside[0], "X1: 1 of 2 inside; effect z \u{2212}3.3");
        assert!(!calibration(13, 11).missed() && calibration(13, 0).missed());
        let gate = calibration(12, 0);
        assert!(!gate.missed());
        assert_eq!(gate.words, "Calibration trials: 0 of 12 inside; the gate of 11 is counted once all 13 ship.");
    }

    #[test]
    fn every_file_of_facts_has_to_be_inside_and_what_is_kept_apart_has_no_gate() {
        let all = [
            study(Role::Facts, &[Some(true)]),
            study(Role::Facts, &[Some(true), None]),
            study(Role::Held, &[Some(false)]),
        ];
        let found = gates(&all, &[Role::Facts, Role::Held, Role::Calibration]);
        assert!(found[0].missed() && !found[1].missed() && !found[2].missed());
        assert_eq!(found[0].words, "Files of facts: 1 of 2 inside, 2 wanted: the gate is missed by 1.");
        assert_eq!(found[0].outside, ["X1: 1 of 2 inside; effect not predicted"]);
        assert_eq!(found[1].words, "Studies kept apart: 0 of 1 inside; predicted and never fitted, so no gate.");
        assert_eq!(found[2].words, "Calibration trials: none ships.");
        let met = gates(&all[..1], &[Role::Facts]).remove(0);
        assert_eq!(met.words, "Files of facts: 1 of 1 inside, 1 wanted: the gate is met.");
        // A file of facts without a published number shows nothing.
        assert!(gates(&[study(Role::Facts, &[])], &[Role::Facts])[0].missed());
    }
}
