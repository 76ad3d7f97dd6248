//! How much memory a scenario takes, counted from its schools, arms, policies, years and replicates before anything is
//! simulated.
//!
//! Two moments are the largest: while replicates are lived through, and when all rows and files are made of what they
//! left. What grows is counted by the sizes of the program's own types; the rest is `BASE`. An agreement is counted for
//! every policy and school, so that policies which reach few schools take less than is said.

use super::accounts::with_row;
use super::measures::{OUTCOMES, of_group};
use super::outcomes::GROUPS;
use crate::ledger::Mechanism;
use crate::observe::{LEDGER_GROUPS, SchoolYear};
use crate::policy::Policy;
use crate::population::{SchoolList, SchoolRecord};
use crate::rows::{OutcomeRow, SchoolRow, SummaryRow};
use crate::scenario::{Scenario, System};
use crate::setting::Phase;
use crate::simulate::Roles;
use crate::world::{Expert, LANES, Owed, School, Teachers, Tie};

/// Bytes of the program with its data, its fonts and the figures that are drawn at a time; measured.
const BASE: u64 = 75_000_000;
/// Bytes of a figure as it is drawn and as its three files, which wait in memory to be written together; measured.
const FIGURE: usize = 340_000;
/// Figures of a system, and of each of its arms, about.
const FIGURES: (usize, usize) = (10, 2);
/// Bytes that a short text or list takes beside its three words: the smallest piece that is given out.
const PIECE: usize = 32;
/// Bytes of a row of a table as text, about.
const TEXT: usize = 190;
/// Experts who come to a school by one agreement, about.
const EXPERTS: usize = 4;

/// Bytes that a scenario takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The program and the lists of schools.
    pub standing: u64,
    /// A replicate of each system at its largest, with how many replicates there are.
    pub replicates: Vec<(u64, u32)>,
    /// What finished replicates leave until all are finished.
    pub kept: u64,
    /// Rows and files of all of them.
    pub written: u64,
}

impl Room {
    /// Counts a scenario on its schools.
    pub fn of(scenario: &Scenario, lists: &[SchoolList]) -> Self {
        let systems = || scenario.systems.iter().zip(lists);
        let sum = |of: &dyn Fn(&System, &SchoolList) -> usize| systems().map(|(s, l)| of(s, l) as u64).sum::<u64>();
        let replicates = scenario.replicates as usize;
        Self {
            standing: BASE + sum(&|_, list| list.schools.len() * (size_of::<SchoolRecord>() + 4 * PIECE)),
            replicates: systems().map(|(s, l)| (replicate(scenario, s, l) as u64, scenario.replicates)).collect(),
            kept: sum(&|system, list| replicates * digest(scenario, system, list)),
            written: sum(&|system, list| rows(scenario, system, list)),
        }
    }

    /// The most that is in use with so many replicates in memory at once.
    pub fn peak(&self, held: usize) -> u64 {
        let mut largest = self.replicates.clone();
        largest.sort_unstable_by_key(|&(bytes, _)| std::cmp::Reverse(bytes));
        let mut left = held as u64;
        let mut living = 0;
        for (bytes, number) in largest {
            let here = left.min(u64::from(number));
            living += here * bytes;
            left -= here;
        }
        self.standing + self.kept + living.max(self.written)
    }
}

/// What a replicate is counted from.
struct Size {
    schools: usize,
    lanes: usize,
    cohorts: usize,
    /// Policies of the arm with most of them: room in the accounts of every arm.
    policies: usize,
}

impl Size {
    fn of(system: &System, list: &SchoolList) -> Self {
        let all = |of: &dyn Fn(&SchoolRecord) -> usize| list.schools.iter().map(of).sum::<usize>();
        let subjects = |s: &SchoolRecord| {
            let by_subject = s.phase == Phase::Secondary || system.setting.subject_teachers_in_primary();
            if by_subject { 4 } else { 1 }
        };
        Self {
            schools: list.schools.len(),
            lanes: all(&|s| (s.teachers.max(1) as usize).next_multiple_of(LANES)),
            cohorts: all(&|s| s.year_groups.max(1) as usize * subjects(s)),
            policies: system.arms.iter().map(|arm| arm.policies.len()).max().unwrap_or(0),
        }
    }

    /// A world without agreements.
    fn world(&self) -> usize {
        let accounts = 4 * (self.policies + 1) * size_of::<f64>() + self.policies * size_of::<Owed>() + 4 * PIECE / 2;
        let school = size_of::<School>() + accounts + 2 * size_of::<Vec<Tie>>();
        let cohort = size_of::<u16>() + (2 + self.policies) * size_of::<f32>();
        self.lanes * lane() + self.schools * school + self.cohorts * cohort
    }

    /// The agreements of an arm of so many policies.
    fn ties(&self, policies: usize) -> usize {
        let tie = EXPERTS * size_of::<Expert>() + 2 * PIECE;
        // Lists grow by doubling from four.
        let room = if policies == 0 { 0 } else { policies.next_power_of_two().max(4) };
        self.schools * (room * size_of::<Tie>() + policies * tie) + policies * self.lanes * size_of::<u16>()
    }

    /// A year's ledger of every district.
    fn ledger(&self, policies: usize) -> usize {
        self.schools * (Mechanism::ALL.len() * (policies + 1) * size_of::<f64>() + size_of::<[f64; 3]>())
    }

    /// What is seen of every school in every year of an arm, the opening included.
    fn seen(&self, policies: usize, years: usize) -> usize {
        let school = (years + 1) * size_of::<SchoolYear>() + years * policies * size_of::<f32>();
        self.schools * (school + 2 * size_of::<bool>() + size_of::<Roles>())
    }
}

/// A replicate at its largest: doing nothing beside the world of the opening, or an arm beside both.
fn replicate(scenario: &Scenario, system: &System, list: &SchoolList) -> usize {
    let size = Size::of(system, list);
    let years = scenario.years as usize;
    let marks = system.arms.iter().any(|arm| arm.policies.iter().any(Policy::marks_trained));
    let holders = if marks { years * size.lanes * 3 * size_of::<f32>() } else { 0 };
    // Beside what an arm leaves: the opening, what doing nothing left, and the lists by which schools are grouped.
    let nothing = holders + size.seen(0, years) + size.ledger(0) + size.schools * (size_of::<SchoolYear>() + 6 * 8);
    let last = system.arms.len().saturating_sub(1);
    let arm = |(number, policies): (usize, usize)| {
        let opening = if number < last { size.world() } else { 0 };
        opening + size.world() + size.ties(policies) + size.seen(policies, years) + 2 * size.ledger(policies)
    };
    let arms = system.arms.iter().map(|arm| arm.policies.len()).enumerate().map(arm);
    let alone = (1 + usize::from(!system.arms.is_empty())) * size.world() + size.ledger(0);
    nothing + arms.max().unwrap_or(0).max(alone)
}

/// Bytes of a teacher's state, a post or padding: every array over lanes of [`Teachers`] is counted.
pub fn lane() -> usize {
    let Teachers {
        tiles,
        experience,
        receptivity,
        motivation,
        encouraged,
        mentor_skill,
        years_in_post,
        title,
        generation,
        source,
        filled,
        posted,
        engaged,
    } = Teachers::vacant(0);
    let numbers = [experience, receptivity, motivation, encouraged, mentor_skill, years_in_post, source];
    width(&tiles) / LANES
        + numbers.iter().map(width).sum::<usize>()
        + width(&title)
        + width(&generation)
        + [filled, posted, engaged].iter().map(width).sum::<usize>()
}

#[allow(clippy::ptr_arg)]
fn width<T>(_: &Vec<T>) -> usize {
    size_of::<T>()
}

/// Outcomes of all groups of an arm in a year.
fn outcomes() -> usize {
    OUTCOMES.len() + GROUPS.iter().filter(|group| **group != "all").map(|group| of_group(group).len()).sum::<usize>()
}

/// What a finished replicate leaves.
fn digest(scenario: &Scenario, system: &System, list: &SchoolList) -> usize {
    let (years, arms) = (scenario.years as usize, system.arms.len() + 1);
    let policies = system.arms.iter().map(|arm| arm.policies.len()).sum::<usize>();
    let schools = list.schools.len() * arms * (2 * size_of::<bool>() + 4 * size_of::<f32>());
    let values = arms * (years + 1) * outcomes() * size_of::<(f64, f64)>();
    let books = (policies + arms) * (years + 1) * LEDGER_GROUPS.len() * Mechanism::ALL.len() * size_of::<f64>();
    schools + values + books
}

/// Rows of all tables and their text, and the figures.
fn rows(scenario: &Scenario, system: &System, list: &SchoolList) -> usize {
    let (years, arms) = (scenario.years as usize + 1, system.arms.len() + 1);
    let summary = arms * years * outcomes();
    // Samples of values and differences stand beside the rows while they are summarised.
    let outcome = size_of::<OutcomeRow>() + 3 * PIECE + 2 * size_of::<(u32, f64)>() + TEXT;
    let schools = with_row(list) * arms * (size_of::<SchoolRow>() + 6 * PIECE + TEXT);
    summary * scenario.replicates as usize * outcome
        + 2 * summary * (size_of::<SummaryRow>() + 3 * PIECE + 2 * TEXT)
        + schools
        + (FIGURES.0 + FIGURES.1 * system.arms.len()) * FIGURE
}
