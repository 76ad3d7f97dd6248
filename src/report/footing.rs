//! What the answer rests on: parameters by grade, the weakest first, and which sentences rest on what.

use super::folder::{Folder, ParameterInfo};
use super::told::Told;
use crate::numerals::{counted, decimals, fixed};
use serde::Serialize;

/// Grades, the weakest first, each with its plural and what it is.
const GRADES: [(&str, &str, &str); 3] = [
    ("assumption", "Assumptions", "never measured, or not found: the modellers' choice"),
    ("derived", "Derived", "arithmetic on measured values, or a rough fit to them"),
    ("measured", "Measured", "read in a published source, or measured in data that the program holds"),
];

/// A parameter as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listed {
    /// Name in scenario files.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// Value with its unit.
    pub value: String,
    /// Systems in which it is so.
    pub systems: String,
    /// Whether the parameter sets give it other values.
    pub varies: bool,
    /// Where it comes from.
    pub source: String,
}

/// The parameters of a grade.
#[derive(Clone, Debug, Serialize)]
pub struct Graded {
    /// Heading.
    pub heading: &'static str,
    /// What the grade means.
    pub meaning: &'static str,
    /// Parameters in the order of the manifest.
    pub parameters: Vec<Listed>,
    /// How many the run counts of this grade.
    pub count: usize,
    /// Share of all in per cent.
    pub share: String,
}

/// What the answer rests on.
#[derive(Clone, Debug, Serialize)]
pub struct Rests {
    /// By grade, the weakest first; grades without parameters are there too.
    pub grades: Vec<Graded>,
    /// Which sentences rest on what, in words.
    pub sentences: Vec<String>,
    /// What the sample of parameter sets says of itself.
    pub sample: Vec<String>,
    /// Whether values differ between replicates.
    pub drawn: bool,
}

/// Reads the parameters of a folder; one that systems share stands there once.
pub fn rests(folder: &Folder, told: &Told) -> Rests {
    let manifest = &folder.manifest;
    let sets = &manifest.parameter_sets;
    let grades: Vec<(usize, Vec<Listed>)> = GRADES
        .iter()
        .map(|(grade, ..)| {
            let listed = listed(manifest.parameters.iter().filter(|p| p.grade == *grade), &sets.varied);
            (listed.len(), listed)
        })
        .collect();
    // The run's own count is of mechanisms and settings, as its answer says it.
    let counts = [sets.assumed, sets.derived, sets.measured];
    let own = counts.iter().sum::<u32>() > 0;
    let count = |i: usize| if own { counts[i] as usize } else { grades[i].0 };
    let all: usize = (0..GRADES.len()).map(count).sum();
    let share = |i: usize| fixed(100.0 * count(i) as f64 / all.max(1) as f64, 0);
    let counted: Vec<(usize, String)> = (0..GRADES.len()).map(|i| (count(i), share(i))).collect();
    let sentences = sentences(told, (counted[0].0, all), &missing_grade(folder));
    let named = GRADES.iter().zip(grades).zip(counted);
    let grades = named.map(|(((_, heading, meaning), (_, parameters)), (count, share))| Graded {
        heading,
        meaning,
        parameters,
        count,
        share,
    });
    Rests { grades: grades.collect(), sentences, sample: sets.notes.clone(), drawn: sets.drawn }
}

/// Grades that this report does not know: their parameters are not left out in silence.
fn missing_grade(folder: &Folder) -> Vec<String> {
    let known = |p: &&ParameterInfo| !GRADES.iter().any(|(grade, ..)| p.grade == *grade);
    folder.manifest.parameters.iter().filter(known).map(|p| format!("{} ({})", p.name, p.grade)).collect()
}

fn listed<'a>(parameters: impl Iterator<Item = &'a ParameterInfo>, varied: &[String]) -> Vec<Listed> {
    let mut all: Vec<Listed> = Vec::new();
    for p in parameters {
        let (system, name) = p.name.split_once(": ").unwrap_or(("", &p.name));
        let new = Listed {
            name: name.to_owned(),
            meaning: p.meaning.clone(),
            value: value(p),
            systems: system.to_owned(),
            varies: varied.iter().any(|v| v == name),
            source: p.source.clone(),
        };
        let same = |old: &&mut Listed| Listed { systems: new.systems.clone(), ..(**old).clone() } == new;
        match all.iter_mut().find(same) {
            Some(old) => old.systems = format!("{}, {}", old.systems, new.systems),
            None => all.push(new),
        }
    }
    all
}

/// A value with its unit; a count or a share with as many digits as it was given.
fn value(p: &ParameterInfo) -> String {
    let Some(value) = p.value.filter(|v| v.is_finite()) else { return "left out".to_owned() };
    // As many decimals as tell the value: those of its shortest form, at most four significant ones.
    let shortest = format!("{value}").split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let number = fixed(value, shortest.min(decimals(&[value]) + 2));
    if p.unit == "1" || p.unit.is_empty() { number } else { format!("{number} {}", p.unit) }
}

/// Which sentences rest on what.
fn sentences(told: &Told, (assumed, all): (usize, usize), unknown: &[String]) -> Vec<String> {
    let of =
        |wanted: &dyn Fn(&str) -> bool| told.systems.iter().flat_map(|s| &s.lines).filter(|l| wanted(&l.topic)).count();
    let (effects, costs) = (of(&|topic| topic != "cost" && topic != "warning"), of(&|topic| topic == "cost"));
    let mut lines = Vec::new();
    if effects > 0 && all > 0 {
        let rest = if effects == 1 { "rests" } else { "rest" };
        lines.push(format!(
            "{} on effects, schools, spread and what lasts {rest} on every mechanism at once, and so on {} of {all} \
             parameters that are assumptions.",
            sentence_count(effects),
            fixed(assumed as f64, 0),
        ));
    }
    if costs > 0 {
        let rest = if costs == 1 { "rests" } else { "rest" };
        lines.push(format!(
            "{} on costs {rest} on the hours, days and posts that the scenario gives to each policy, on how much of \
             the plan is carried out, which is an assumption, and on prices where they are known.",
            sentence_count(costs),
        ));
    }
    if !unknown.is_empty() {
        lines.push(format!("Parameters whose grade this report does not know: {}.", unknown.join(", ")));
    }
    lines
}

fn sentence_count(count: usize) -> String {
    match count {
        1 => "The one sentence".to_owned(),
        n => format!("All {}", counted(n, "sentence")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameter(name: &str, value: Option<f64>, unit: &str) -> ParameterInfo {
        let (meaning, source, grade) = ("What it means".into(), "a source".into(), "derived".into());
        ParameterInfo { name: name.into(), meaning, unit: unit.into(), value, source, grade }
    }

    #[test]
    fn what_systems_share_is_listed_once() {
        let all =
            [parameter("A: x", Some(0.5), "1"), parameter("B: x", Some(0.5), "1"), parameter("C: x", Some(0.7), "1")];
        let listed = listed(all.iter(), &["x".to_owned()]);
        assert_eq!(listed.iter().map(|l| l.systems.as_str()).collect::<Vec<_>>(), ["A, B", "C"]);
        assert!(listed[0].varies);
    }

    #[test]
    fn values_have_their_digits_and_units() {
        let cases = [
            (Some(0.74), "1/hour", "0.74 1/hour"),
            (Some(40.0), "weeks", "40 weeks"),
            (Some(0.123_456), "1", "0.1235"),
            (Some(-0.02), "SD", "−0.02 SD"),
            (Some(0.0), "1", "0"),
            (None, "schools", "left out"),
        ];
        for (number, unit, text) in cases {
            assert_eq!(value(&parameter("x", number, unit)), text);
        }
    }
}
