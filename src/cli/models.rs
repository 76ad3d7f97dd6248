//! The parameters of the mechanisms that published trials are simulated with.

use crate::model::Model;
use crate::trial::Trial;

/// The parameters of each simulated trial: those in force, with the trial's own.
pub fn models(trial: &Trial, n: u32) -> Vec<Model> {
    vec![trial.system().model(); n as usize]
}
