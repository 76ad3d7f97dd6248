//! A trial once it is checked.

use super::shape::{Allocation, Analysis, Blocks, Estimate, Role, Sample, TeacherRole, Unit};
use crate::policy::Policy;
use crate::scenario::{Population, Scenario, System};

/// An arm.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// Units in it in proportion to the other arms'.
    pub share: f64,
    /// What it got.
    pub policies: Vec<Policy>,
    /// Roles of its target teachers.
    pub roles: Vec<TeacherRole>,
}

/// A published study.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// Short name in tables.
    pub id: String,
    /// Who published it.
    pub study: String,
    /// What the declaration assumes and leaves out.
    pub notes: Vec<String>,
    /// Whether the calibration may use it.
    pub role: Role,
    /// Title, population, setting, parameters, decisions, years and weeks.
    pub scenario: Scenario,
    /// Who took part.
    pub sample: Sample,
    /// What was assigned.
    pub unit: Unit,
    /// Within what.
    pub blocks: Blocks,
    /// How units came into arms.
    pub allocation: Allocation,
    /// Share not measured later.
    pub attrition: f64,
    /// What every school of the sample did anyway.
    pub controls: Vec<Policy>,
    /// The arms; none in a study that only looks.
    pub arms: Vec<Arm>,
    /// How effects were estimated.
    pub analysis: Analysis,
    /// What was published, in the order of the file.
    pub estimates: Vec<Estimate>,
    /// Share of the schools with which the calibration simulates it.
    pub fit: f64,
}

impl Trial {
    /// Population, setting, parameters and decisions.
    pub fn system(&self) -> &System {
        &self.scenario.systems[0]
    }

    /// The same trial with the share of its schools that the calibration simulates.
    #[must_use]
    pub fn reduced(&self) -> Self {
        let mut trial = self.clone();
        let less = |n: u32| ((f64::from(n) * self.fit).round() as u32).max(2);
        trial.sample.schools = self.sample.schools.map(less);
        match &mut trial.scenario.systems[0].population {
            Population::Synthetic { schools, districts, .. }
            | Population::Shanghai { schools, districts, .. }
            | Population::Zhejiang { schools, districts, .. } => {
                *schools = less(*schools);
                *districts = (*districts).min(*schools / 2).max(1);
            }
            Population::England { sample, .. } => *sample = sample.map(less),
            Population::File { .. } => {}
        }
        trial
    }

    /// Place of an estimate by its name.
    pub fn estimate(&self, name: &str) -> Option<usize> {
        self.estimates.iter().position(|e| e.name == name)
    }

    /// Place of an arm by its name.
    pub fn arm(&self, name: &str) -> Option<usize> {
        self.arms.iter().position(|a| a.name == name)
    }

    /// The year at whose end an estimate is taken.
    pub fn year(&self, estimate: &Estimate) -> u32 {
        estimate.at.unwrap_or(self.scenario.years)
    }
}
