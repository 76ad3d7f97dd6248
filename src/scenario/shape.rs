//! The shape of a scenario file: every field optional, so that a file may extend another and say only what differs.

use super::spec::{ParameterSets, Population, Scenario, System};
use crate::decision::Decisions;
use crate::policy::Policy;
use crate::price::{Item, Prices};
use crate::setting::Country;
use schemars::JsonSchema;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// A scenario file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename = "Scenario")]
pub struct Shape {
    /// What figures and reports are headed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The question asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// A scenario whose values hold where this file says nothing: a path from this file's folder, or a built-in example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,
    /// Seed of every random number (1 if not given).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// Replicates of each system (60 if not given).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicates: Option<u32>,
    /// School years simulated after the opening (10 if not given).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<u32>,
    /// Years of business as usual before the opening (5 if not given).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warm_up_years: Option<u32>,
    /// Teaching weeks in a year (40 if not given).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weeks: Option<u32>,
    /// Parameters that differ from their defaults, in every system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Entries>,
    /// Which values the other parameters of the mechanisms have (sets of the sample in the program if not given).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameter_sets: Option<ParameterSets>,
    /// How agents decide, in every system that does not say otherwise: by choice if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<Decisions>,
    /// Name of the only system, for a scenario with one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Setting of the only system; that of the population's country if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<Country>,
    /// Schools of the only system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<Population>,
    /// Prices of the only system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<Entries>,
    /// Year of the prices in `prices`, those of an extended file included; not stated if not given. No inflation is
    /// applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_year: Option<u32>,
    /// Constant rate at which money and gains of later years are discounted, in every system; 0 for none, the Green
    /// Book's table if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discount_rate: Option<f64>,
    /// Arms of the only system; with `systems`, arms that every system tries before its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arms: Option<Vec<ArmShape>>,
    /// The systems, for a scenario with several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub systems: Option<Vec<SystemShape>>,
}

/// A school system in a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename = "System")]
pub struct SystemShape {
    /// Its name in tables and figures; that of the setting if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whose working week and usual practice apply; the population's country if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setting: Option<Country>,
    /// The schools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<Population>,
    /// Parameters that differ here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Entries>,
    /// How agents decide here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decisions: Option<Decisions>,
    /// Prices that differ from those found, in the setting's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices: Option<Entries>,
    /// Year of the prices in `prices`; not stated if not given. No inflation is applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_year: Option<u32>,
    /// The arms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arms: Option<Vec<ArmShape>>,
}

/// An arm in a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename = "Arm")]
pub struct ArmShape {
    /// Its name in tables and figures.
    pub name: Option<String>,
    /// The policies in it; an arm without any equals doing nothing.
    pub policies: Vec<Policy>,
}

/// Names and numbers, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, JsonSchema)]
pub struct Entries(#[schemars(with = "BTreeMap<String, f64>")] pub Vec<(String, f64)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table;
        impl<'de> Visitor<'de> for Table {
            type Value = Entries;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table such as {\"reversion\": 0.05}")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(Table)
    }
}

impl Serialize for Entries {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl Shape {
    /// This file over `base`: what is said here holds, tables are merged entry by entry.
    #[must_use]
    pub fn over(self, base: Self) -> Self {
        Self {
            title: self.title.or(base.title),
            question: self.question.or(base.question),
            extends: self.extends,
            seed: self.seed.or(base.seed),
            replicates: self.replicates.or(base.replicates),
            years: self.years.or(base.years),
            warm_up_years: self.warm_up_years.or(base.warm_up_years),
            weeks: self.weeks.or(base.weeks),
            parameters: merge(self.parameters, base.parameters),
            parameter_sets: self.parameter_sets.or(base.parameter_sets),
            decisions: self.decisions.or(base.decisions),
            name: self.name.or(base.name),
            setting: self.setting.or(base.setting),
            population: self.population.or(base.population),
            prices: merge(self.prices, base.prices),
            price_year: self.price_year.or(base.price_year),
            discount_rate: self.discount_rate.or(base.discount_rate),
            arms: self.arms.or(base.arms),
            systems: self.systems.or(base.systems),
        }
    }

    /// The file that says everything that a scenario holds.
    pub fn of(scenario: &Scenario) -> Self {
        Self {
            title: Some(scenario.title.clone()),
            question: Some(scenario.question.clone()),
            seed: Some(scenario.seed),
            replicates: Some(scenario.replicates),
            years: Some(scenario.years),
            warm_up_years: Some(scenario.warm_up_years),
            weeks: Some(scenario.weeks),
            parameter_sets: Some(scenario.parameter_sets.clone()),
            // The rate is given for a whole file, so that the systems of a scenario share it.
            discount_rate: scenario.systems.iter().find_map(|s| s.prices.discount),
            systems: Some(scenario.systems.iter().map(SystemShape::of).collect()),
            ..Self::default()
        }
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let style = ron::ser::PrettyConfig::new().indentor("  ");
        options().to_string_pretty(self, style).unwrap_or_default() + "\n"
    }
}

impl SystemShape {
    fn of(system: &System) -> Self {
        let found = Prices::found(system.setting, system.population.phase());
        let year = Item::ALL.iter().find_map(|&item| system.prices.year_of(item));
        // Prices that were found have no year: beside those of a year they are left to be found again.
        let said = |&item: &Item| {
            let (own, known) = (system.prices.of(item), found.of(item));
            year.is_none() || system.prices.year_of(item).is_some() || own != known
        };
        let all = Item::ALL.iter().copied().filter(said);
        let prices = all.filter_map(|i| Some((i.name().to_owned(), system.prices.of(i)?))).collect();
        let arms = system.arms.iter().map(|a| ArmShape { name: Some(a.name.clone()), policies: a.policies.clone() });
        Self {
            name: Some(system.name.clone()),
            setting: Some(system.setting),
            population: Some(system.population.clone()),
            parameters: Some(Entries(system.parameters.clone())),
            decisions: Some(system.decisions.clone()),
            prices: Some(Entries(prices)),
            price_year: year,
            arms: Some(arms.collect()),
        }
    }
}

fn merge(own: Option<Entries>, base: Option<Entries>) -> Option<Entries> {
    let (Some(mut own), Some(base)) = (own.clone(), base.clone()) else { return own.or(base) };
    let mut all: Vec<_> = base.0.into_iter().filter(|(name, _)| own.0.iter().all(|(n, _)| n != name)).collect();
    all.append(&mut own.0);
    Some(Entries(all))
}

/// How scenario files are read and written: no `Some(..)`, no double brackets around a policy.
pub fn options() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME | Extensions::UNWRAP_VARIANT_NEWTYPES)
}
