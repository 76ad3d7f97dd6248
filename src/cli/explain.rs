//! `explain`: what a scenario asks, in words, and what each of its numbers rests on.

use super::exit::{Code, Failure};
use super::terminal;
use crate::answer::footing::{PROJECTION, values_in_words};
use crate::decision::{Decision, Decisions, Rule};
use crate::experiment::Footing;
use crate::numerals::counted;
use crate::parameter::{Grade, Stated};
use crate::population;
use crate::price::{NOT_STATED, Prices, StatedPrice};
use crate::scenario::shape::Shape;
use crate::scenario::{PlaceKind, Population, Scenario, System};
use clap::Args;
use serde_json::json;
use std::collections::BTreeSet;

/// Say what a scenario asks, policy by policy, and what each number rests on.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// Scenario file, or name of a built-in example.
    pub scenario: String,
    /// Print the resolved scenario as a file instead.
    #[arg(long)]
    pub ron: bool,
}

/// Explains a scenario.
pub fn explain(args: &ExplainArgs, json: bool) -> Result<Code, Failure> {
    let scenario = super::reading::scenario(&args.scenario)?;
    let values = values_in_words(&Footing::of(&scenario.systems, &super::given::sets(&scenario)?));
    let text = match (args.ron, json) {
        (true, _) => Shape::of(&scenario).text(),
        (false, true) => format!("{:#}\n", as_json(&scenario, &values)),
        (false, false) => in_words(&scenario, &values),
    };
    terminal::print(&text)?;
    Ok(Code::Done)
}

fn as_json(scenario: &Scenario, values: &str) -> serde_json::Value {
    let systems: Vec<_> = scenario.systems.iter().map(system_json).collect();
    json!({"scenario": scenario, "systems": systems, "warning": values, "limits": PROJECTION})
}

fn system_json(system: &System) -> serde_json::Value {
    let arms: Vec<_> = system
        .arms
        .iter()
        .enumerate()
        .map(|(number, arm)| {
            let policies: Vec<_> = arm
                .policies
                .iter()
                .map(|p| json!({"policy": p.name(), "words": p.describe(), "parameters": p.stated("")}))
                .collect();
            let parts = system.parts(number).unwrap_or_default();
            let parts: Vec<_> = parts.into_iter().map(|part| &system.arms[part].name).collect();
            json!({"arm": arm.name, "parts": parts, "policies": policies})
        })
        .collect();
    json!({
        "system": system.name,
        "population": schools_in_words(&system.population),
        "population_numbers": population::assumptions(&system.population),
        "arms": arms,
        "parameters": system.stated(),
        "decisions": decisions_json(system),
        "prices": stated_prices(system),
    })
}

fn decisions_json(system: &System) -> serde_json::Value {
    let row = |d: &Decision| {
        json!({
            "decision": d.name, "rule": (d.get)(&system.decisions), "who": d.who, "choice": d.choice, "fixed": d.fixed,
            "source": d.source,
        })
    };
    Decisions::TABLE.iter().map(row).collect()
}

fn decision_line(system: &System, decision: &Decision) -> String {
    let rule = (decision.get)(&system.decisions);
    let how = if rule == Rule::Choice { decision.choice } else { decision.fixed };
    let words = format!("{}: {how}. Source: {}.", decision.who, decision.source);
    format!("    {:26} {rule:?}\n{}", decision.name, wrapped(&words, "      "))
}

fn stated_prices(system: &System) -> Vec<StatedPrice> {
    system.prices.stated(&Prices::found(system.setting, system.population.phase()))
}

fn in_words(scenario: &Scenario, values: &str) -> String {
    let mut text = format!(
        "{}\n{}\n\n{} of {} of {} after {} of business as usual; seed {}.\n\
         Every arm is compared with doing nothing, for the same schools, teachers and luck.\n",
        scenario.title,
        scenario.question,
        counted(scenario.replicates as usize, "replicate"),
        counted(scenario.years as usize, "year"),
        counted(scenario.weeks as usize, "week"),
        counted(scenario.warm_up_years as usize, "year"),
        scenario.seed,
    );
    for (at, system) in scenario.systems.iter().enumerate() {
        let before = &scenario.systems[..at];
        text += &heading(&format!("System: {}", system.name));
        text += &wrapped(&format!("Setting {:?}. {}", system.setting, schools_in_words(&system.population)), "");
        text += &numbers_in_words(before, system);
        text += &arms_in_words(before, system);
    }
    let mut shown: Vec<(Vec<Stated>, Vec<&str>)> = Vec::new();
    for system in &scenario.systems {
        let list = system.stated();
        match shown.iter_mut().find(|(known, _)| same(known, &list)) {
            Some((_, names)) => names.push(&system.name),
            None => shown.push((list, vec![&system.name])),
        }
    }
    text += &parameters(&shown);
    for (system, names) in alike(&scenario.systems, |a, b| a.decisions == b.decisions) {
        text += &heading(&format!("Decisions: {names}"));
        text += &Decisions::TABLE.iter().map(|d| decision_line(system, d)).collect::<String>();
    }
    let priced = |s: &System| (s.setting, s.population.phase(), s.prices.clone());
    let same_prices = |a: &System, b: &System| priced(a) == priced(b);
    for (system, names) in alike(&scenario.systems, same_prices) {
        text += &heading(&format!("Prices: {names}, {}", system.prices.currency));
        text += &stated_prices(system).iter().map(price_line).collect::<String>();
    }
    text += &heading("What this rests on");
    let shown = format!(
        "{} The values above are those where no parameter sets are used; `schoolsim evidence` has those of the sets. {values}",
        grades(&shown)
    );
    text + &wrapped(&shown, "") + &wrapped(PROJECTION, "")
}

/// The first of the systems that are alike, with the names of all of them, in the order of the scenario.
fn alike(systems: &[System], alike: impl Fn(&System, &System) -> bool) -> Vec<(&System, String)> {
    let mut kinds: Vec<(&System, String)> = Vec::new();
    for system in systems {
        match kinds.iter_mut().find(|(first, _)| alike(first, system)) {
            Some((_, names)) => *names += &format!(", {}", system.name),
            None => kinds.push((system, system.name.clone())),
        }
    }
    kinds
}

/// The numbers that a system's schools rest on beside their data, once where several systems share them.
fn numbers_in_words(before: &[System], system: &System) -> String {
    let numbers = population::assumptions(&system.population);
    if numbers.is_empty() {
        return String::new();
    }
    if let Some(other) = before.iter().find(|other| same(&population::assumptions(&other.population), &numbers)) {
        format!("\nNumbers that the schools rest on beside their data: as in {}.\n", other.name)
    } else {
        let lines: String = numbers.iter().map(line).collect();
        format!("\nNumbers that the schools rest on beside their data:\n{lines}")
    }
}

/// The arms of a system, once where several systems try the same.
fn arms_in_words(before: &[System], system: &System) -> String {
    match before.iter().find(|other| other.arms == system.arms) {
        Some(other) => format!("\n  Arms: as in {}.\n", other.name),
        None => (0..system.arms.len()).map(|arm| arm_in_words(system, arm)).collect(),
    }
}

fn same(a: &[Stated], b: &[Stated]) -> bool {
    let key = |s: &Stated| (s.name.clone(), s.value.to_bits(), s.source.clone());
    a.iter().map(key).eq(b.iter().map(key))
}

/// Mechanisms once where systems share them, settings by system; a block a group of names.
fn parameters(shown: &[(Vec<Stated>, Vec<&str>)]) -> String {
    let mut text = String::new();
    let mechanisms =
        |list: &[Stated]| list.iter().filter(|s| !s.name.starts_with("setting.")).cloned().collect::<Vec<_>>();
    let shared = shown.iter().all(|(list, _)| same(&mechanisms(list), &mechanisms(&shown[0].0)));
    for (i, (list, names)) in shown.iter().enumerate() {
        let names = names.join(", ");
        if i == 0 || !shared {
            let whose = if shared { "all systems" } else { &names };
            text += &heading(&format!("Parameters of the mechanisms: {whose}"));
            text += &mechanisms(list).iter().map(line).collect::<String>();
        }
        text += &heading(&format!("Working week and usual practice: {names}"));
        text += &list.iter().filter(|s| s.name.starts_with("setting.")).map(line).collect::<String>();
    }
    text
}

fn grades(shown: &[(Vec<Stated>, Vec<&str>)]) -> String {
    // A parameter that several systems share counts once.
    let all: BTreeSet<_> =
        shown.iter().flat_map(|(list, _)| list).map(|s| (&s.name, s.value.to_bits(), &s.source, s.grade)).collect();
    let count = |grade| all.iter().filter(|s| s.3 == grade).count();
    format!(
        "Of these parameters {} are measured, {} derived from measured values and {} assumed.",
        count(Grade::Measured),
        count(Grade::Derived),
        count(Grade::Assumption),
    )
}

fn arm_in_words(system: &System, number: usize) -> String {
    let arm = &system.arms[number];
    let mut text = format!("\n  Arm \"{}\"\n", arm.name);
    if let Some(parts) = system.parts(number) {
        let made = format!(
            "Made of {}: a run also says whether they help each other or compete (tables/interactions.csv), and the \
             hours planned and delivered in tables/costs.csv show how much was crowded out.",
            system.parts_named(&parts)
        );
        text += &wrapped(&made, "    ");
    }
    if arm.policies.is_empty() {
        text += "    No policy: the same as doing nothing.\n";
    }
    for policy in &arm.policies {
        let years = policy.years();
        let to = years.to.map_or_else(|| "to the end".to_owned(), |to| format!("to year {to}"));
        text += &format!("    {}, from year {} {to}\n", policy.name(), years.from);
        text += &wrapped(&policy.describe(), "      ");
        text += &policy.stated("").iter().map(|s| format!("  {}", line(s))).collect::<String>();
    }
    text
}

fn line(s: &Stated) -> String {
    let value = format!("{} {}", s.value, s.unit);
    let prior = s.prior.map_or_else(String::new, |p| format!(", uncertain {} to {}", p.low, p.high));
    format!(
        "    {:26} {value:24} [{} to {}{prior}]  {}: {}\n{:31}{}\n",
        s.name, s.range.0, s.range.1, s.grade, s.source, "", s.meaning
    )
}

fn price_line(p: &StatedPrice) -> String {
    let value = p.value.map_or_else(|| "none".to_owned(), |v| format!("{v} a {}", p.per));
    let grade = p.grade.map_or_else(String::new, |g| format!("{g}: "));
    let year = p.year.map_or_else(|| NOT_STATED.to_owned(), |year| year.to_string());
    let year = p.value.map_or_else(String::new, |_| format!("; price year {year}"));
    format!("    {:26} {value:20} {grade}{}{year}\n{:31}{}\n", p.name, p.source, "", p.meaning)
}

fn heading(text: &str) -> String {
    format!("\n{text}\n{}\n", "-".repeat(text.chars().count()))
}

/// A text in lines of at most a hundred characters, each after the indent.
pub fn wrapped(text: &str, indent: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        if width == 0 || width + 1 + word.chars().count() > 100 {
            out += if width == 0 { "" } else { "\n" };
            out += indent;
            width = indent.len();
        } else {
            out.push(' ');
            width += 1;
        }
        out += word;
        width += word.chars().count();
    }
    out + "\n"
}

/// A population in words.
pub fn schools_in_words(population: &Population) -> String {
    let many = |what: &str, names: &[String]| {
        if names.is_empty() { String::new() } else { format!(" of the {what} {}", names.join(", ")) }
    };
    match population {
        Population::England { phase, regions, authorities, place, sample } => format!(
            "Real {}{} schools of England{}{}, from the register of 2022{}.",
            match place {
                PlaceKind::Any => "",
                PlaceKind::Urban => "urban ",
                PlaceKind::Rural => "rural ",
            },
            format!("{phase:?}").to_lowercase(),
            many("regions", regions),
            many("authorities", authorities),
            sample.map_or_else(String::new, |n| format!("; at most {n} of them, drawn at random")),
        ),
        Population::Shanghai { phase, schools, districts, rural_share } => {
            generated("Shanghai's", *phase, *schools, *districts, *rural_share)
        }
        Population::Zhejiang { phase, schools, districts, rural_share } => {
            generated("Zhejiang's", *phase, *schools, *districts, *rural_share)
        }
        Population::Synthetic {
            phase,
            schools,
            districts,
            rural_share,
            teachers,
            pupils_per_teacher,
            size_variation,
        } => {
            let start = generated("given", *phase, *schools, *districts, *rural_share);
            format!(
                "{start} {teachers} teachers a school, coefficient of variation {size_variation}; {pupils_per_teacher} pupils a teacher."
            )
        }
        Population::File { path } => format!("The schools of the population file {path}."),
    }
}

fn generated(whose: &str, phase: crate::setting::Phase, schools: u32, districts: u32, rural: f64) -> String {
    let phase = format!("{phase:?}").to_lowercase();
    let rural = rural * 100.0;
    format!(
        "{schools} generated {phase} schools of {whose} sizes in {districts} districts, {rural:.0} % of them rural."
    )
}
