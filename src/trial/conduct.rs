//! A trial is carried out: founded, recruited, assigned, lived through, and looked at year by year.

use super::roster::Roster;
use super::seen::Seen;
use super::spec::Trial;
use crate::ledger::Unbalanced;
use crate::model::Model;
use crate::observe::SchoolYear;
use crate::policy::{Assigned, Policy};
use crate::population::SchoolList;
use crate::rng::Streams;
use crate::simulate::{Design, Study, watch};
use crate::world::World;

/// What one simulated trial left behind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conducted {
    /// Who took part.
    pub roster: Roster,
    /// By year from 0: what was seen where every arm did what the controls do.
    pub untreated: Vec<Seen>,
    /// By year from 0: what was seen in the trial.
    pub treated: Vec<Seen>,
}

/// Carries out one replicate with these parameters of the mechanisms.
///
/// Two worlds live side by side from the same opening: in the one everybody does what the controls do, in the other
/// each arm gets what it was assigned. The study sees the second; the first says what would have been.
///
/// # Errors
/// A ledger that does not close.
pub fn conduct(
    trial: &Trial,
    list: &SchoolList,
    model: &Model,
    seed: u64,
    number: u32,
) -> Result<Conducted, Unbalanced> {
    let all = policies(trial);
    let arms: Vec<&[Policy]> = vec![&trial.controls, &all];
    let system = trial.system();
    let design = Design {
        list,
        country: system.setting,
        setting: system.working_week(),
        model: model.clone(),
        arms: if all.len() > trial.controls.len() { arms } else { arms[..1].to_vec() },
        years: trial.scenario.years,
        warm_up_years: trial.scenario.warm_up_years,
        weeks: trial.scenario.weeks,
        seed,
    };
    let streams = Streams::new(seed, number);
    let mut conductor = Conductor { trial, model, streams, done: Conducted::default() };
    watch(&design, number, &mut conductor)?;
    let mut done = conductor.done;
    if design.arms.len() == 1 {
        done.treated.clone_from(&done.untreated);
    }
    Ok(done)
}

/// Every policy at work in the trial: those of the controls, then of each arm, then of each of its roles.
fn policies(trial: &Trial) -> Vec<Policy> {
    let arms = trial
        .arms
        .iter()
        .flat_map(|arm| arm.policies.iter().chain(arm.roles.iter().flat_map(|role| role.policies.iter())).cloned());
    trial.controls.iter().cloned().chain(arms).collect()
}

struct Conductor<'a> {
    trial: &'a Trial,
    model: &'a Model,
    streams: Streams,
    done: Conducted,
}

impl Study for Conductor<'_> {
    fn assign(&mut self, arm: usize, opening: &World) -> Vec<Option<Assigned>> {
        if arm == 0 {
            let seen = Seen::of(opening, self.model);
            self.done.roster = Roster::draw(self.trial, opening, &seen, self.model, &self.streams);
        }
        let roster = &self.done.roster;
        let mut assigned = vec![Some(roster.everybody(opening)); self.trial.controls.len()];
        if arm == 0 {
            return assigned;
        }
        for (number, arm) in self.trial.arms.iter().enumerate() {
            let of_arm = roster.of_arm(self.trial, opening, number, None);
            assigned.extend(std::iter::repeat_n(Some(of_arm), arm.policies.len()));
            for (place, role) in arm.roles.iter().enumerate() {
                let of_role = roster.of_arm(self.trial, opening, number, Some(place));
                assigned.extend(std::iter::repeat_n(Some(of_role), role.policies.len()));
            }
        }
        assigned
    }

    fn look(&mut self, arm: usize, _year: u32, world: &World) {
        let seen = Seen::of(world, self.model);
        if arm == 0 { self.done.untreated.push(seen) } else { self.done.treated.push(seen) }
    }

    fn close(&mut self, arm: usize, year: u32, schools: &[SchoolYear]) {
        let years = if arm == 0 { &mut self.done.untreated } else { &mut self.done.treated };
        years[year as usize].close(schools);
    }
}
