//! From shape to scenario: every value checked, every problem found at its place.

use super::locate::{self, Step};
use super::places::{AUTHORITIES, REGIONS};
use super::report::Finding;
use super::shape::{ArmShape, Entries, Shape, SystemShape};
use super::spec::{Arm, ParameterSets, Population, Scenario, System};
use super::syntax::Document;
use crate::discount;
use crate::model::Model;
use crate::nearest;
use crate::parameter::{self, Problem};
use crate::policy::Policy;
use crate::price::{Item, Prices};
use crate::setting::Country;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Most arms of a system.
pub const ARMS: usize = 50;
/// Most policies of an arm.
const POLICIES: usize = 16;
/// Most systems.
const SYSTEMS: usize = 30;
/// School years that may be simulated.
const YEARS: std::ops::RangeInclusive<u32> = 1..=100;
/// Longest name, characters.
pub const NAME: usize = 60;
/// Longest title or question, characters.
const TEXT: usize = 500;
/// What is always compared and cannot be an arm's name.
pub const DO_NOTHING: &str = "do nothing";

/// Checks documents, nearest first, as one scenario. `clean` says that every one was read in full: if not, only what
/// stands in the texts is a finding, since what is missing may be missing because it could not be read.
pub fn check(documents: &[Document<Shape>], name: &str, folder: &Path, clean: bool) -> (Scenario, Vec<Finding>) {
    let mut shapes = documents.iter().filter_map(|d| d.shape.clone());
    let shape = shapes.next().unwrap_or_default();
    let shape = shapes.fold(shape, Shape::over);
    let mut check = Check { documents, clean, findings: Vec::new() };
    let scenario = check.scenario(shape, name, folder);
    (scenario, check.findings)
}

/// What is being checked, and what was found.
pub struct Check<'a, S> {
    /// Where it was read from, nearest first.
    pub documents: &'a [Document<S>],
    /// Whether every document was read in full.
    pub clean: bool,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl<S: DeserializeOwned> Check<'_, S> {
    /// Books a problem at the place in the document that the value came from.
    pub fn problem(&mut self, path: &str, what: &str, remedy: &str) {
        let steps = locate::steps(path);
        let table =
            steps.first().is_some_and(|s| [Step::Name("parameters".into()), Step::Name("prices".into())].contains(s));
        let says = |d: &&Document<S>| if table { d.says_all(&steps) } else { d.says(&steps) };
        let document = self.documents.iter().find(says).unwrap_or(&self.documents[0]);
        if !self.clean && (steps.is_empty() || !document.says_all(&steps)) {
            return;
        }
        let finding = document.finding(path, what, remedy);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// Books that something is missing, if it cannot be missing for want of being read.
    pub fn lacks(&mut self, path: &str, what: &str, remedy: &str) {
        if self.clean {
            self.problem(path, what, remedy);
        }
    }

    fn problems(&mut self, problems: Vec<Problem>) {
        for p in problems {
            self.problem(&p.path, &p.what, &p.remedy);
        }
    }

    /// The scenario that a shape with all its values says.
    pub fn scenario(&mut self, shape: Shape, name: &str, folder: &Path) -> Scenario {
        let scenario = Scenario {
            title: shape.title.clone().unwrap_or_else(|| name.to_owned()),
            question: shape.question.clone().unwrap_or_else(|| "What do these arms change?".to_owned()),
            seed: shape.seed.unwrap_or(1),
            replicates: self.count("replicates", shape.replicates.unwrap_or(60), 1, 1_000_000, "replicates"),
            years: self.count("years", shape.years.unwrap_or(10), *YEARS.start(), *YEARS.end(), "years"),
            warm_up_years: self.count("warm_up_years", shape.warm_up_years.unwrap_or(5), 0, 50, "years"),
            weeks: self.count("weeks", shape.weeks.unwrap_or(40), 1, 60, "weeks"),
            parameters: self.parameters(shape.parameters.as_ref(), "parameters"),
            parameter_sets: shape.parameter_sets.clone().unwrap_or_default(),
            decisions: shape.decisions.clone().unwrap_or_default(),
            systems: Vec::new(),
            folder: folder.to_owned(),
        };
        for (path, text) in [("title", &scenario.title), ("question", &scenario.question)] {
            self.text(path, text, TEXT);
        }
        if let ParameterSets::File { path } = &scenario.parameter_sets
            && path.trim().is_empty()
        {
            self.problem("parameter_sets.path", "is empty", "give a file with the header weight,<parameters>");
        }
        let rate = shape.discount_rate;
        if let Some(rate) = rate {
            self.number("discount_rate", rate, 0.0, discount::HIGHEST, "a year, 0.035 for 3.5 %");
        }
        let mut systems = self.systems(shape, &scenario);
        for system in &mut systems {
            system.prices.discount = rate;
        }
        Scenario { systems, ..scenario }
    }

    /// A whole number in its range.
    pub fn count(&mut self, path: &str, value: u32, low: u32, high: u32, unit: &str) -> u32 {
        if value < low || value > high {
            let what = format!("is {value}, allowed is {low} to {high} {unit}");
            self.problem(path, &what, "give a whole number in that range");
        }
        value
    }

    /// Books a number outside its range.
    pub fn number(&mut self, path: &str, value: f64, low: f64, high: f64, unit: &str) {
        if !value.is_finite() || value < low || value > high {
            let what = format!("is {value}, allowed is {low} to {high} {unit}");
            self.problem(path, &what, "give a number in that range");
        }
    }

    /// Books a text that is empty, too long or on several lines.
    pub fn text(&mut self, path: &str, text: &str, longest: usize) {
        let length = text.chars().count();
        if text.trim().is_empty() {
            self.problem(path, "is empty", "give a few words, or leave it out");
        } else if length > longest {
            self.problem(path, &format!("has {length} characters, allowed are {longest}"), "shorten it");
        } else if text.chars().any(char::is_control) {
            self.problem(path, "holds a line break or another control character", "write it on one line");
        }
    }

    fn systems(&mut self, mut shape: Shape, scenario: &Scenario) -> Vec<System> {
        let Some(systems) = shape.systems.take() else {
            let arms = std::mem::take(&mut shape.arms);
            let (name, setting, population, prices) = (shape.name, shape.setting, shape.population, shape.prices);
            let price_year = shape.price_year;
            let (parameters, decisions) = (None, None);
            let only = SystemShape { name, setting, population, parameters, decisions, prices, price_year, arms };
            return self.system(only, "", &[], scenario).into_iter().collect();
        };
        let beside = [
            ("name", shape.name.is_some()),
            ("setting", shape.setting.is_some()),
            ("population", shape.population.is_some()),
            ("prices", shape.prices.is_some()),
            ("price_year", shape.price_year.is_some()),
        ];
        for (path, _) in beside.into_iter().filter(|(_, given)| *given) {
            self.problem(path, "stands beside `systems`", "move it into the system that it belongs to");
        }
        if systems.is_empty() {
            self.problem("systems", "is an empty list", "give at least one system");
        }
        if systems.len() > SYSTEMS {
            self.problem("systems", &format!("has {} systems, allowed are {SYSTEMS}", systems.len()), "give fewer");
        }
        let shared = shape.arms.unwrap_or_default();
        let mut checked: Vec<System> = Vec::new();
        for (i, system) in systems.into_iter().enumerate() {
            let path = format!("systems[{i}]");
            let Some(system) = self.system(system, &path, &shared, scenario) else { continue };
            if checked.iter().any(|s| s.name == system.name) {
                let what = format!("has the name \"{}\" of another system", system.name);
                self.problem(&path, &what, "give each system a `name` of its own");
            }
            checked.push(system);
        }
        checked
    }

    fn system(&mut self, shape: SystemShape, path: &str, shared: &[ArmShape], scenario: &Scenario) -> Option<System> {
        let under = |field: &str| if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") };
        let Some(population) = shape.population else {
            let remedy = "add for example `population: England(regions: [\"East of England\"])`";
            self.lacks(path, if path.is_empty() { "a population is missing" } else { "lacks a population" }, remedy);
            return None;
        };
        self.population(&population, &under("population"));
        let setting = shape.setting.or(population.country());
        if setting.is_none() {
            let what = "needs a setting: it belongs to no country of its own";
            self.lacks(&under("population"), what, "add `setting: England`, `Shanghai` or `Zhejiang` beside it");
        }
        let setting = setting.unwrap_or(Country::England);
        let name = shape.name.unwrap_or_else(|| format!("{setting:?}"));
        self.text(&under("name"), &name, NAME);
        let mut parameters = scenario.parameters.clone();
        if !path.is_empty() {
            let own = self.parameters(shape.parameters.as_ref(), &under("parameters"));
            parameters.retain(|(name, _)| own.iter().all(|(n, _)| n != name));
            parameters.extend(own);
        }
        let mut prices = Prices::found(setting, population.phase());
        let year = shape.price_year.map(|y| {
            let (first, last) = Prices::YEARS;
            self.count(&under("price_year"), y, first, last, "as the calendar counts")
        });
        self.prices(shape.prices.as_ref(), &under("prices"), year, &mut prices);
        let listed = shared.iter().enumerate().map(|(i, arm)| (format!("arms[{i}]"), arm.clone()));
        let own = shape.arms.unwrap_or_default().into_iter().enumerate();
        let all = listed.chain(own.map(|(i, arm)| (format!("{}[{i}]", under("arms")), arm))).collect();
        let arms = self.arms(all, path, scenario.years);
        let decisions = shape.decisions.unwrap_or_else(|| scenario.decisions.clone());
        Some(System { name, setting, population, arms, parameters, decisions, prices })
    }

    fn parameters(&mut self, given: Option<&Entries>, path: &str) -> Vec<(String, f64)> {
        let settings = Country::England.table();
        let names = || Model::TABLE.iter().map(|p| p.name).chain(settings.iter().map(|p| p.name));
        let entries = given.map(|e| e.0.clone()).unwrap_or_default();
        for (i, (name, value)) in entries.iter().enumerate() {
            let path = format!("{path}[\"{name}\"]");
            if entries[..i].iter().any(|(n, _)| n == name) {
                self.problem(&path, "is given twice", "keep one of the two");
            }
            let mut problems = Vec::new();
            if let Some(p) = Model::TABLE.iter().find(|p| p.name == name) {
                parameter::check_value(p, *value, &path, &mut problems);
            } else if let Some(p) = settings.iter().find(|p| p.name == name) {
                parameter::check_value(p, *value, &path, &mut problems);
            } else {
                let all = "`schoolsim explain three-systems` lists all parameters";
                problems.push(Problem::new(&path, "is no parameter", nearest::remedy(name, names(), all)));
            }
            self.problems(problems);
        }
        entries
    }

    fn prices(&mut self, given: Option<&Entries>, path: &str, year: Option<u32>, prices: &mut Prices) {
        let entries = given.map(|e| e.0.as_slice()).unwrap_or_default();
        for (i, (name, value)) in entries.iter().enumerate() {
            let path = format!("{path}[\"{name}\"]");
            if entries[..i].iter().any(|(n, _)| n == name) {
                self.problem(&path, "is given twice", "keep one of the two");
            }
            let Some(&item) = Item::ALL.iter().find(|item| item.name() == name) else {
                let names = Item::ALL.iter().map(|item| item.name());
                self.problem(&path, "is no price", &nearest::remedy(name, names, ""));
                continue;
            };
            self.number(&path, *value, 0.0, Prices::HIGHEST, &format!("{} a {}", prices.currency, item.per()));
            prices.set_of_year(item, *value, year);
        }
    }

    fn arms(&mut self, given: Vec<(String, ArmShape)>, path: &str, years: u32) -> Vec<Arm> {
        if given.is_empty() {
            let what = if path.is_empty() { "arms are missing" } else { "lacks arms" };
            self.lacks(path, what, "add for example `arms: [(name: \"Mentors\", policies: [EntrustedManagement()])]`");
        }
        if given.len() > ARMS {
            let what = format!("is arm number {}, allowed are {ARMS} arms", ARMS + 1);
            self.problem(&given[ARMS].0, &what, "give fewer arms, or split the scenario");
        }
        let mut arms: Vec<Arm> = Vec::new();
        for (path, shape) in given {
            let Some(name) = shape.name else {
                self.lacks(&path, "lacks a name", "add `name: \"...\"` to the arm");
                continue;
            };
            let at = format!("{path}.name");
            self.text(&at, &name, NAME);
            if name.trim().eq_ignore_ascii_case(DO_NOTHING) {
                let what = format!("is \"{name}\", which is always compared and cannot be an arm");
                self.problem(&at, &what, "give another name, or leave the arm out");
            }
            if arms.iter().any(|a| a.name == name) {
                self.problem(
                    &at,
                    &format!("is \"{name}\", as another arm is called"),
                    "give each arm a name of its own",
                );
            }
            self.policies(&shape.policies, &format!("{path}.policies"), years);
            arms.push(Arm { name, policies: shape.policies });
        }
        arms
    }

    /// Books what is wrong with the policies under a path.
    pub fn policies(&mut self, policies: &[Policy], path: &str, years: u32) {
        if policies.len() > POLICIES {
            let what = format!("has {} policies, allowed are {POLICIES}", policies.len());
            self.problem(path, &what, "give fewer policies, or split the arm");
        }
        for (i, policy) in policies.iter().enumerate() {
            let path = format!("{path}[{i}]");
            let mut problems = Vec::new();
            policy.check(&path, &mut problems);
            let force = policy.years();
            if force.from > years && YEARS.contains(&years) {
                let what =
                    format!("is {}, but the scenario ends with year {years}: the policy never starts", force.from);
                problems.push(Problem::new(format!("{path}.from_year"), what, "start it earlier, or raise `years`"));
            }
            if let Some(to) = force.to
                && to > years
                && YEARS.contains(&years)
                && to >= force.from
            {
                let what = format!("is {to}, but the scenario ends with year {years}");
                let remedy = "leave to_year out to keep the policy to the end, or raise `years`";
                problems.push(Problem::new(format!("{path}.to_year"), what, remedy));
            }
            self.problems(problems);
        }
    }

    fn population(&mut self, population: &Population, path: &str) {
        match population {
            Population::England { regions, authorities, sample, .. } => {
                self.england(regions, authorities, path);
                if let Some(sample) = sample {
                    self.count(&format!("{path}.sample"), *sample, 2, 30_000, "schools");
                }
            }
            Population::Shanghai { schools, districts, rural_share, .. }
            | Population::Zhejiang { schools, districts, rural_share, .. } => {
                self.generated(*schools, *districts, *rural_share, path);
            }
            Population::Synthetic {
                schools,
                districts,
                teachers,
                pupils_per_teacher,
                size_variation,
                rural_share,
                ..
            } => {
                self.generated(*schools, *districts, *rural_share, path);
                self.number(&format!("{path}.teachers"), *teachers, 1.0, 400.0, "teachers a school");
                self.number(&format!("{path}.pupils_per_teacher"), *pupils_per_teacher, 1.0, 60.0, "pupils");
                self.number(&format!("{path}.size_variation"), *size_variation, 0.0, 2.0, "(SD over mean)");
            }
            Population::File { path: file } => {
                if file.trim().is_empty() {
                    self.problem(&format!("{path}.path"), "is empty", "give a file that `schoolsim import` wrote");
                }
            }
        }
    }

    fn generated(&mut self, schools: u32, districts: u32, rural_share: f64, path: &str) {
        self.count(&format!("{path}.schools"), schools, 2, Population::MOST_SCHOOLS, "schools");
        self.number(&format!("{path}.rural_share"), rural_share, 0.0, 1.0, "share");
        if districts == 0 || districts > schools.max(1) {
            let what = format!("is {districts}, allowed is 1 to the number of schools, {schools}");
            self.problem(&format!("{path}.districts"), &what, "give each district at least one school");
        }
    }

    fn england(&mut self, regions: &[String], authorities: &[String], path: &str) {
        for (i, region) in regions.iter().enumerate() {
            if !REGIONS.contains(&region.as_str()) {
                let remedy = nearest::remedy(region, REGIONS, "");
                self.problem(
                    &format!("{path}.regions[{i}]"),
                    &format!("is \"{region}\", no region of England"),
                    &remedy,
                );
            }
        }
        for (i, name) in authorities.iter().enumerate() {
            let path = format!("{path}.authorities[{i}]");
            let Some(authority) = AUTHORITIES.iter().find(|a| a.name == name) else {
                let names = AUTHORITIES.iter().map(|a| a.name);
                let remedy =
                    nearest::remedy(name, names, "names are those of the register of schools, such as \"Norfolk\"");
                self.problem(&path, &format!("is \"{name}\", no local authority of England"), &remedy);
                continue;
            };
            let known = regions.iter().all(|r| REGIONS.contains(&r.as_str()));
            if known && !regions.is_empty() && !regions.iter().any(|r| r == authority.region) {
                let what = format!("is \"{name}\", which lies in {} and not in the regions given", authority.region);
                self.problem(&path, &what, "leave the regions or this authority out");
            }
        }
    }
}
