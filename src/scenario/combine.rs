//! Scenarios put together: the arms of all their systems on one population, so that they can be compared with common
//! random numbers.

use super::check::{ARMS, NAME};
use super::horizon::{Late, fit};
use super::spec::{Arm, Scenario, System};
use crate::decision::Decisions;
use crate::nearest;
use crate::price::{Item, Prices};

/// A scenario with what it is called in messages and before names that clash.
#[derive(Clone, Debug)]
pub struct Named {
    /// Its label: the name of its file or example.
    pub label: String,
    /// The scenario.
    pub scenario: Scenario,
}

/// Scenarios put together.
#[derive(Clone, Debug)]
pub struct Combined {
    /// One scenario with one system, which holds all arms.
    pub scenario: Scenario,
    /// What was changed or not taken over.
    pub notes: Vec<String>,
}

/// Why scenarios cannot be put together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// There is no such system.
    #[error("{label} has no system \"{name}\"")]
    System {
        /// Scenario.
        label: String,
        /// System asked for.
        name: String,
        /// Nearest right names.
        remedy: String,
    },
    /// There are more arms than a system may have.
    #[error("the scenarios have {0} arms together, allowed are {ARMS}")]
    Arms(usize),
    /// A policy starts after the last year.
    #[error("{policy} of arm \"{arm}\" starts after year {years}, the last of the comparison")]
    Late {
        /// Arm.
        arm: String,
        /// Policy.
        policy: &'static str,
        /// Last year.
        years: u32,
    },
}

impl Misfit {
    /// What to do about it.
    pub fn remedy(&self) -> &str {
        match self {
            Self::System { remedy, .. } => remedy,
            Self::Arms(_) => "give fewer scenarios",
            Self::Late { .. } => "give more --years, or another population with --on",
        }
    }
}

/// An arm with where it comes from.
struct Entry<'a> {
    label: &'a str,
    system: &'a str,
    arm: &'a Arm,
}

/// The arms of all `scenarios` on the system of `on` (its first where none is named), with that scenario's seed, years,
/// weeks, replicates and parameter sets, or in `years` of its own.
pub fn combine(scenarios: &[Named], on: &Named, system: Option<&str>, years: Option<u32>) -> Result<Combined, Misfit> {
    let base = &on.scenario;
    let ground = ground(on, system)?;
    let years = years.unwrap_or(base.years);
    let mut notes = Vec::new();
    let mut arms = arms(scenarios, &mut notes);
    if arms.len() > ARMS {
        return Err(Misfit::Arms(arms.len()));
    }
    let shortened = fit(&mut arms, years).map_err(|Late { arm, policy }| Misfit::Late { arm, policy, years })?;
    notes.extend(
        shortened.into_iter().map(|(arm, policy)| {
            format!("{arm}: {policy} would last beyond year {years}, so it is in force to the end")
        }),
    );
    notes.extend(left_behind(scenarios, on, ground, years));
    let labels: Vec<&str> = scenarios.iter().map(|s| s.label.as_str()).collect();
    let title = format!("{} on the schools of {}", labels.join(", "), ground.name);
    let system = System { arms, ..ground.clone() };
    let scenario = Scenario {
        title: title.chars().take(500).collect(),
        question: "Which of these ways does most on the same schools, for whom and at what cost?".to_owned(),
        years,
        systems: vec![system],
        ..base.clone()
    };
    Ok(Combined { scenario, notes })
}

fn ground<'a>(on: &'a Named, name: Option<&str>) -> Result<&'a System, Misfit> {
    let systems = &on.scenario.systems;
    let found = match name {
        Some(name) => systems.iter().find(|s| s.name == name),
        None => systems.first(),
    };
    found.ok_or_else(|| {
        let name = name.unwrap_or_default().to_owned();
        let known = systems.iter().map(|s| s.name.as_str());
        let remedy = nearest::remedy(&name, known.clone(), &format!("it has {}", known.collect::<Vec<_>>().join(", ")));
        Misfit::System { label: on.label.clone(), name, remedy }
    })
}

/// All arms, each with a name of its own; an arm that stands twice, as one that several systems share, is taken once.
fn arms(scenarios: &[Named], notes: &mut Vec<String>) -> Vec<Arm> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for named in scenarios {
        for system in &named.scenario.systems {
            for arm in &system.arms {
                let (label, system) = (named.label.as_str(), system.name.as_str());
                if let Some(twin) = entries.iter().find(|e| e.arm == arm) {
                    let (there, here) = (place(twin.label, twin.system), place(label, system));
                    notes.push(format!("{}: the same in {there} and {here}, so it stands once", arm.name));
                } else {
                    entries.push(Entry { label, system, arm });
                }
            }
        }
    }
    let mut arms: Vec<Arm> = Vec::with_capacity(entries.len());
    for entry in &entries {
        let wanted = prefixed(entry, &entries);
        let name = free(&wanted, |name| arms.iter().any(|a| a.name == name));
        if name != entry.arm.name {
            let place = place(entry.label, entry.system);
            notes.push(format!("{} of {place} is called \"{name}\" here: another arm has its name", entry.arm.name));
        }
        arms.push(Arm { name, policies: entry.arm.policies.clone() });
    }
    arms
}

fn place(label: &str, system: &str) -> String {
    format!("{label} ({system})")
}

/// The arm's name, behind that of its file where an arm of another file has it, and behind that of its system where an
/// arm of another system of the file has it.
fn prefixed(entry: &Entry<'_>, all: &[Entry<'_>]) -> String {
    let name = &entry.arm.name;
    let rivals = || all.iter().filter(|e| e.arm.name == *name && !std::ptr::eq(e.arm, entry.arm));
    let file = rivals().any(|e| e.label != entry.label).then_some(entry.label);
    let system = rivals().any(|e| e.label == entry.label).then_some(entry.system);
    let prefix: Vec<&str> = file.into_iter().chain(system).collect();
    let room = NAME.saturating_sub(name.chars().count() + 2);
    let prefix: String = prefix.join(", ").chars().take(room).collect();
    if prefix.is_empty() { name.clone() } else { format!("{prefix}: {name}") }
}

/// A name that is not taken yet: itself, or with a number.
fn free(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    let numbered = |number: usize| {
        let number = format!(" {number}");
        let kept: String = wanted.chars().take(NAME - number.len()).collect();
        format!("{}{number}", kept.trim_end())
    };
    let mut name = wanted.to_owned();
    let mut number = 1;
    while taken(&name) {
        number += 1;
        name = numbered(number);
    }
    name
}

/// What each other system says itself and the comparison does not take over.
fn left_behind(scenarios: &[Named], on: &Named, ground: &System, years: u32) -> Vec<String> {
    let mut notes = Vec::new();
    for named in scenarios {
        for system in &named.scenario.systems {
            if named.label == on.label && system.name == ground.name {
                continue;
            }
            let own = own(&named.scenario, system, &on.scenario, ground, years);
            if !own.is_empty() {
                let (place, label) = (place(&named.label, &system.name), place(&on.label, &ground.name));
                notes.push(format!("not taken over from {place}, whose arms run on {label}: {}", own.join("; ")));
            }
        }
    }
    notes
}

/// In what a system and its scenario differ from those that the comparison runs on.
fn own(scenario: &Scenario, system: &System, base: &Scenario, ground: &System, years: u32) -> Vec<String> {
    let mut own = Vec::new();
    if system.population != ground.population {
        own.push("its schools".to_owned());
    }
    if system.setting != ground.setting {
        own.push(format!("the setting {:?}", system.setting));
    }
    let counts = [
        ("years", scenario.years, years),
        ("weeks", scenario.weeks, base.weeks),
        ("warm_up_years", scenario.warm_up_years, base.warm_up_years),
    ];
    let counts = counts.into_iter().filter(|(_, there, here)| there != here);
    own.extend(counts.map(|(name, there, here)| format!("{name} {there} (here {here})")));
    if scenario.parameter_sets != base.parameter_sets {
        own.push(format!("parameter sets {:?}", scenario.parameter_sets));
    }
    let value = |of: &System, name: &str| of.parameters.iter().find(|(n, _)| n == name).map(|(_, v)| *v);
    let differs = system.parameters.iter().filter(|(name, v)| value(ground, name) != Some(*v));
    let here = |name: &str| value(ground, name).map_or_else(|| "not set".to_owned(), |v| v.to_string());
    own.extend(differs.map(|(name, v)| format!("parameter {name} {v} (here {})", here(name))));
    let missing = ground.parameters.iter().filter(|(name, _)| value(system, name).is_none());
    own.extend(missing.map(|(name, v)| format!("parameter {name} not set (here {v})")));
    let rules = Decisions::TABLE.iter().map(|d| (d.name, (d.get)(&system.decisions), (d.get)(&ground.decisions)));
    let rules = rules.filter(|(_, there, here)| there != here);
    own.extend(rules.map(|(name, there, here)| format!("decision {name} {there:?} (here {here:?})")));
    let found = Prices::found(system.setting, system.population.phase());
    let set = |item: &&Item| {
        let price = system.prices.of(**item);
        price != found.of(**item) && (price != ground.prices.of(**item) || found.currency != ground.prices.currency)
    };
    own.extend(Item::ALL.iter().filter(set).filter_map(|item| {
        Some(format!("price {} {} {}", item.name(), system.prices.of(*item)?, system.prices.currency))
    }));
    own
}
