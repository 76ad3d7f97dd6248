//! Small worlds and scenarios for tests of the engine.

#![allow(dead_code, missing_docs)]

use schoolsim::agenda::Agenda;
use schoolsim::decision::Decisions;
use schoolsim::experiment::{Results, execute};
use schoolsim::ledger::{Ledger, Mechanism, Origin};
use schoolsim::model::Model;
use schoolsim::observe::SchoolYear;
use schoolsim::policy::{Policy, Scene};
use schoolsim::population::found::{Founding, found};
use schoolsim::population::{SchoolList, schools};
use schoolsim::price::Prices;
use schoolsim::rng::Streams;
use schoolsim::scenario::{Arm, ParameterSets, Population, Scenario, System};
use schoolsim::setting::{Country, Phase, Setting};
use schoolsim::simulate::{ArmRecord, Design, Record, replicate};
use schoolsim::units::Week;
use schoolsim::week::{self, Frame};
use schoolsim::world::World;
use std::path::Path;
use std::sync::atomic::AtomicBool;

pub const WEEKS: u32 = 40;

/// The mechanisms by which teachers learn from others.
pub const LEARNING: [Mechanism; 8] = [
    Mechanism::LearnObservation,
    Mechanism::LearnFeedback,
    Mechanism::LearnCycle,
    Mechanism::LearnMeeting,
    Mechanism::LearnWorkshop,
    Mechanism::LearnLecture,
    Mechanism::LearnRemote,
    Mechanism::LearnRecorded,
];

/// Generated schools of about `teachers` teachers in `districts` districts, a third of them rural.
pub fn population(number: u32, districts: u32, teachers: f64) -> Population {
    Population::Synthetic {
        phase: Phase::Primary,
        schools: number,
        districts,
        teachers,
        pupils_per_teacher: 20.0,
        size_variation: 0.5,
        rural_share: 0.4,
    }
}

/// The schools of [`population`].
pub fn list(number: u32, districts: u32, teachers: f64) -> SchoolList {
    schools(&population(number, districts, teachers), 1, Path::new(".")).expect("a list of schools")
}

/// Twenty schools in two districts.
pub fn small() -> SchoolList {
    list(20, 2, 10.0)
}

/// A replicate with the defaults of England.
pub fn design<'a>(list: &'a SchoolList, arms: &[&'a [Policy]], years: u32) -> Design<'a> {
    Design {
        list,
        country: Country::England,
        setting: Country::England.setting(),
        model: Model::default(),
        arms: arms.to_vec(),
        years,
        warm_up_years: 1,
        weeks: WEEKS,
        seed: 11,
    }
}

pub fn record(design: &Design<'_>, number: u32) -> Record {
    replicate(design, number, &|| ()).expect("the books close")
}

/// The exact bits of what is seen of schools.
pub fn bits(years: &[Vec<SchoolYear>]) -> Vec<String> {
    years.iter().map(|schools| serde_json::to_string(schools).expect("numbers")).collect()
}

/// The exact bits of an arm; its books over all years beside those of doing nothing, which doing nothing has not, are
/// left out, as they are the sum of those of each year.
pub fn arm_bits(arm: &ArmRecord) -> String {
    let arm = ArmRecord { whole: Vec::new(), without: Vec::new(), ..arm.clone() };
    serde_json::to_string(&arm).expect("numbers")
}

/// A scenario of England's setting on generated schools.
pub fn scenario(arms: Vec<(&str, Vec<Policy>)>) -> Scenario {
    let population = population(20, 2, 10.0);
    let arms = arms.into_iter().map(|(name, policies)| Arm { name: name.to_owned(), policies }).collect();
    Scenario {
        title: "Small".to_owned(),
        question: "What comes out?".to_owned(),
        seed: 3,
        replicates: 3,
        years: 3,
        warm_up_years: 1,
        weeks: WEEKS,
        parameters: Vec::new(),
        // Tests of mechanics keep their numbers when the sample of parameter sets changes.
        parameter_sets: ParameterSets::Defaults,
        decisions: Decisions::default(),
        systems: vec![System {
            name: "England".to_owned(),
            setting: Country::England,
            population,
            arms,
            parameters: Vec::new(),
            decisions: Decisions::default(),
            prices: Prices::found(Country::England, Phase::Primary),
        }],
        folder: ".".into(),
    }
}

/// Runs a scenario.
pub fn run(scenario: &Scenario, threads: usize) -> Results {
    let lists: Vec<SchoolList> = scenario
        .systems
        .iter()
        .map(|s| schools(&s.population, scenario.seed, &scenario.folder).expect("a list of schools"))
        .collect();
    execute(scenario, &lists, threads, &|_, _| (), &AtomicBool::new(false), None).expect("results").0
}

/// A world that a test steps through itself, in the order of `simulate`.
pub struct Stepped {
    pub world: World,
    pub model: Model,
    pub setting: Setting,
    pub streams: Streams,
    pub policies: Vec<Policy>,
    pub ledgers: Vec<Ledger>,
    pub agenda: Agenda,
    pub year: i32,
}

impl Stepped {
    /// A world as founded, before any year.
    pub fn new(list: &SchoolList, country: Country, model: Model, policies: Vec<Policy>) -> Self {
        let setting = country.setting();
        Self::with(list, country, setting, model, policies, 0)
    }

    pub fn with(
        list: &SchoolList,
        country: Country,
        setting: Setting,
        model: Model,
        policies: Vec<Policy>,
        number: u32,
    ) -> Self {
        let streams = Streams::new(11, number);
        let world = found(&Founding {
            list,
            country,
            setting: &setting,
            model: &model,
            streams: &streams,
            weeks: WEEKS,
            warm_up_years: 1,
            policies: policies.len(),
        });
        Self { world, model, setting, streams, policies, ledgers: Vec::new(), agenda: Agenda::default(), year: 0 }
    }

    /// Opens the year's books.
    pub fn open(&mut self) {
        self.ledgers.clear();
        for district in &mut self.world.districts {
            let mut ledger = Ledger::new(district.schools.len(), self.policies.len());
            ledger.open((0..district.schools.len()).map(|s| district.levels(s)));
            self.ledgers.push(ledger);
            district.open_year(&self.model, WEEKS);
        }
    }

    /// The policies' start of the year.
    pub fn arrange(&mut self) {
        let numbered = || self.policies.iter().enumerate();
        let first = numbered().filter(|(_, policy)| policy.sets_conditions());
        for (index, policy) in first.chain(numbered().filter(|(_, policy)| !policy.sets_conditions())) {
            policy.arrange(&mut Scene {
                world: &mut self.world,
                ledgers: &mut self.ledgers,
                origin: Origin::policy(index),
                code: policy.code(),
                year: self.year,
                in_force: policy.years().contain(self.year),
                assigned: None,
                streams: &self.streams,
                model: &self.model,
            });
        }
    }

    /// Does something with every district, its frame, the agenda and its ledger.
    pub fn each<T>(
        &mut self,
        mut act: impl FnMut(&mut schoolsim::world::District, &Frame<'_>, &mut Agenda, &mut Ledger) -> T,
    ) -> Vec<T> {
        let mut all = Vec::new();
        for (number, (district, ledger)) in self.world.districts.iter_mut().zip(&mut self.ledgers).enumerate() {
            let frame = Frame {
                streams: &self.streams,
                model: &self.model,
                setting: &self.setting,
                policies: &self.policies,
                reference: self.world.reference,
                weeks: WEEKS,
                district: number,
                week: Week { year: self.year, week: 0 },
            };
            all.push(act(district, &frame, &mut self.agenda, ledger));
        }
        all
    }

    /// The teaching weeks and the assessment.
    pub fn teach(&mut self) {
        self.each(|district, frame, _, ledger| {
            week::year(district, frame, ledger);
            week::assess(district, frame, ledger);
        });
    }

    /// The turn of the year; leavers by district and school.
    pub fn turn(&mut self) -> Vec<Vec<u32>> {
        self.each(|district, frame, _, ledger| week::turn_of_year(district, frame, ledger))
    }

    /// A whole year, and its leavers.
    pub fn step(&mut self) -> Vec<Vec<u32>> {
        self.open();
        self.arrange();
        self.teach();
        let leavers = self.turn();
        self.close();
        self.year += 1;
        leavers
    }

    /// Checks the books.
    pub fn close(&self) {
        for (district, ledger) in self.world.districts.iter().zip(&self.ledgers) {
            ledger.close((0..district.schools.len()).map(|s| district.levels(s))).expect("the books close");
        }
    }
}

/// Mean difference from doing nothing over the schools of an arm that were asked for, by replicate.
pub fn differences(
    records: &[Record],
    arm: usize,
    year: usize,
    who: fn(&ArmRecord) -> &Vec<bool>,
    of: fn(&SchoolYear) -> f32,
) -> Vec<f64> {
    let one = |record: &Record| {
        let (nothing, arm) = (&record.arms[0].schools[year], &record.arms[arm]);
        let pairs = nothing.iter().zip(&arm.schools[year]).zip(who(arm));
        let chosen: Vec<f64> =
            pairs.filter(|(_, is)| **is).map(|((n, a), _)| f64::from(of(a)) - f64::from(of(n))).collect();
        (!chosen.is_empty()).then(|| mean(chosen))
    };
    records.iter().filter_map(one).collect()
}

pub fn received(arm: &ArmRecord) -> &Vec<bool> {
    &arm.received
}

pub fn gave(arm: &ArmRecord) -> &Vec<bool> {
    &arm.gave
}

/// Every school.
pub fn everybody(arm: &ArmRecord) -> &Vec<bool> {
    static ALL: std::sync::OnceLock<Vec<bool>> = std::sync::OnceLock::new();
    ALL.get_or_init(|| vec![true; arm.received.len().max(1000)])
}

/// Mean of some numbers.
pub fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (n, sum) = values.into_iter().fold((0.0, 0.0), |(n, sum), x| (n + 1.0, sum + x));
    sum / n
}

/// Mean and standard error of the mean.
pub fn mean_and_error(values: &[f64]) -> (f64, f64) {
    (mean(values.iter().copied()), sd(values) / (values.len() as f64).sqrt())
}

/// Standard deviation of a sample.
pub fn sd(values: &[f64]) -> f64 {
    let m = mean(values.iter().copied());
    (values.iter().map(|x| (x - m) * (x - m)).sum::<f64>() / (values.len() as f64 - 1.0)).sqrt()
}

/// Correlation.
pub fn correlation(x: &[f64], y: &[f64]) -> f64 {
    slope(x, y) * sd(x) / sd(y)
}

/// Slope of the least-squares line of `y` on `x`.
pub fn slope(x: &[f64], y: &[f64]) -> f64 {
    let (mx, my) = (mean(x.iter().copied()), mean(y.iter().copied()));
    let across: f64 = x.iter().zip(y).map(|(a, b)| (a - mx) * (b - my)).sum();
    across / x.iter().map(|a| (a - mx) * (a - mx)).sum::<f64>()
}
