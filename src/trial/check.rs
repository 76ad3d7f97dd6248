//! From a trial's shape to a trial: every value checked, every problem found at its place.

use super::shape::{Among, Blocks, Estimate, Of, Outcome, Regressor, TrialShape, Unit, Whom};
use super::spec::{Arm, Trial};
use crate::scenario::check::Check;
use crate::scenario::nearest;
use crate::scenario::report::Report;
use crate::scenario::syntax::Document;
use std::path::Path;

/// Most policies at work in a trial at once, those of controls and roles included.
pub const POLICIES: usize = 60;

/// Checks a document as a trial.
pub fn check(document: &Document<TrialShape>, name: &str, folder: &Path) -> Result<Trial, Report> {
    let mut findings = document.findings.clone();
    let mut trial = None;
    if let Some(shape) = &document.shape {
        let documents = std::slice::from_ref(document);
        let mut check = Check { documents, clean: findings.is_empty(), findings: Vec::new() };
        trial = Some(read(&mut check, shape, name, folder));
        findings.extend(check.findings);
    }
    match trial {
        Some(trial) if findings.is_empty() => Ok(trial),
        _ => {
            findings.sort_by_key(|f| (f.line, f.column));
            findings.dedup();
            Err(Report(findings))
        }
    }
}

type Checking<'a> = Check<'a, TrialShape>;

fn read(check: &mut Checking<'_>, shape: &TrialShape, name: &str, folder: &Path) -> Trial {
    let observed = shape.arms.is_empty();
    let mut parts = shape.scenario();
    if observed {
        // A study that only looks has no arms; a scenario must have one.
        parts.arms = Some(vec![crate::scenario::shape::ArmShape { name: Some("observed".into()), policies: vec![] }]);
    }
    let mut scenario = check.scenario(parts, name, folder);
    let years = scenario.years;
    for (path, text) in [("id", &shape.id), ("study", &shape.study)] {
        if let Some(text) = text {
            check.text(path, text, 300);
        }
    }
    if shape.study.is_none() {
        check.lacks("study", "is missing", "say who published it: `study: \"Author year, journal\"`");
    }
    sample(check, shape);
    check.number("attrition", shape.attrition, 0.0, 0.9, "share");
    let arms = arms(check, shape, years);
    check.policies(&shape.controls, "controls", years);
    let all = shape.controls.len()
        + arms
            .iter()
            .map(|a| a.policies.len() + a.roles.iter().map(|r| r.policies.len()).sum::<usize>())
            .sum::<usize>();
    if all > POLICIES {
        check.problem("arms", &format!("hold {all} policies, allowed are {POLICIES}"), "give fewer policies");
    }
    if shape.estimates.is_empty() {
        check.lacks("estimates", "are missing", "say what was published, at least one number");
    }
    for (number, estimate) in shape.estimates.iter().enumerate() {
        self::estimate(check, shape, &arms, years, number, estimate);
    }
    scenario.question = format!("Does the model reproduce {}?", shape.study.as_deref().unwrap_or("this study"));
    Trial {
        id: shape.id.clone().unwrap_or_else(|| name.to_owned()),
        study: shape.study.clone().unwrap_or_default(),
        notes: shape.notes.clone(),
        role: shape.role,
        scenario,
        sample: shape.sample.clone(),
        unit: shape.unit,
        blocks: shape.blocks,
        allocation: shape.allocation,
        attrition: shape.attrition,
        controls: shape.controls.clone(),
        arms,
        analysis: shape.analysis,
        estimates: shape.estimates.clone(),
    }
}

fn sample(check: &mut Checking<'_>, shape: &TrialShape) {
    let sample = &shape.sample;
    if let Some(schools) = sample.schools {
        check.count("sample.schools", schools, 1, 50_000, "schools");
    }
    if let Some(teachers) = sample.teachers {
        check.count("sample.teachers", teachers, 1, 400, "teachers a school");
    }
    if let Some((from, to)) = sample.results
        && !(0.0 <= from && from < to && to <= 1.0)
    {
        let what = format!("is ({from}, {to}), allowed are two shares of the ranking from 0 to 1, the lower first");
        check.problem("sample.results", &what, "give for example (0.0, 0.3) for the lowest three tenths");
    }
    let (v, t) = (sample.volunteers, sample.teacher_volunteers);
    let traits = [
        ("volunteers.leadership", v.leadership),
        ("volunteers.culture", v.culture),
        ("volunteers.result", v.result),
        ("volunteers.disadvantage", v.disadvantage),
        ("teacher_volunteers.motivation", t.motivation),
        ("teacher_volunteers.practice", t.practice),
        ("teacher_volunteers.experience", t.experience),
    ];
    for (path, value) in traits {
        check.number(&format!("sample.{path}"), value, -5.0, 5.0, "log-odds per SD");
    }
    if let Unit::Group { size } = shape.unit {
        check.count("unit.size", size, 2, 1_000, "schools");
    }
    if let Blocks::Results { size } = shape.blocks {
        check.count("blocks.size", size, 2, 1_000, "units");
    }
    if shape.blocks == Blocks::School && matches!(shape.unit, Unit::School | Unit::Group { .. }) {
        check.problem("blocks", "is School, but whole schools are assigned", "leave it out, or give another unit");
    }
}

fn arms(check: &mut Checking<'_>, shape: &TrialShape, years: u32) -> Vec<Arm> {
    let mut arms = Vec::new();
    for (i, arm) in shape.arms.iter().enumerate() {
        let path = format!("arms[{i}]");
        let share = arm.share.unwrap_or(1.0);
        check.number(&format!("{path}.share"), share, 0.001, 10_000.0, "units in proportion");
        for (k, role) in arm.roles.iter().enumerate() {
            let path = format!("{path}.roles[{k}]");
            check.text(&format!("{path}.name"), &role.name, 60);
            check.policies(&role.policies, &format!("{path}.policies"), years);
        }
        arms.push(Arm {
            name: arm.name.clone().unwrap_or_default(),
            share,
            policies: arm.policies.clone(),
            roles: arm.roles.clone(),
        });
    }
    arms
}

fn estimate(
    check: &mut Checking<'_>,
    shape: &TrialShape,
    arms: &[Arm],
    years: u32,
    number: usize,
    estimate: &Estimate,
) {
    let path = format!("estimates[{number}]");
    check.text(&format!("{path}.name"), &estimate.name, 60);
    if shape.estimates[..number].iter().any(|e| e.name == estimate.name) {
        let what = format!("is \"{}\", as another estimate is called", estimate.name);
        check.problem(&format!("{path}.name"), &what, "give each a name of its own");
    }
    if let Some(at) = estimate.at {
        check.count(&format!("{path}.at"), at, 0, years, "years after the assignment");
    }
    let of = format!("{path}.of");
    match &estimate.of {
        Of::Effect { arm, against, role } => {
            known_arm(check, &of, arms, arm);
            known_arm(check, &of, arms, against);
            if arm == against {
                check.problem(&of, &format!("compares \"{arm}\" with itself"), "name two arms");
            }
            if let Some(role) = role
                && !arms.iter().any(|a| a.name == *arm && a.roles.iter().any(|r| r.name == *role))
            {
                check.problem(
                    &of,
                    &format!("has the role \"{role}\", which \"{arm}\" has not"),
                    "name a role of the arm",
                );
            }
        }
        Of::Mean { arm: Some(arm) } => known_arm(check, &of, arms, arm),
        Of::Ratio(a, b) | Of::Sum(a, b) | Of::Difference(a, b) | Of::Product(a, b) => {
            for name in [a, b] {
                let before = &shape.estimates[..number];
                if !before.iter().any(|e| e.name == *name) {
                    let names = before.iter().map(|e| e.name.as_str());
                    let remedy = nearest::remedy(name, names, "name an estimate that stands above this one");
                    check.problem(&of, &format!("names \"{name}\", no estimate above it"), &remedy);
                }
            }
        }
        Of::Mean { arm: None } | Of::Spread(_) | Of::Slope(_) | Of::Correlation(_) => {}
    }
    let contrast = matches!(estimate.of, Of::Ratio(..) | Of::Sum(..) | Of::Difference(..) | Of::Product(..));
    match (&estimate.outcome, contrast) {
        (Some(_), true) => {
            check.problem(&format!("{path}.outcome"), "stands in a contrast", "leave it out: both estimates have one");
        }
        (None, false) => check.lacks(&path, "lacks an outcome", "say what was measured: `outcome: Attainment()`"),
        (Some(outcome), false) => self::outcome(check, shape, estimate, outcome, &path),
        (None, true) => {}
    }
    if let Some(published) = &estimate.published {
        check.number(&format!("{path}.published.value"), published.value, -1e6, 1e6, "");
        check.number(&format!("{path}.published.se"), published.se, 1e-9, 1e6, "");
        check.text(&format!("{path}.published.source"), &published.source, 300);
    }
    among(check, estimate, &path);
}

fn known_arm(check: &mut Checking<'_>, path: &str, arms: &[Arm], name: &str) {
    if !arms.iter().any(|a| a.name == name) {
        let remedy = nearest::remedy(name, arms.iter().map(|a| a.name.as_str()), "name an arm of this trial");
        check.problem(path, &format!("names \"{name}\", no arm"), &remedy);
    }
}

/// Outcomes of teachers and outcomes of pupils, and what can be asked of each.
fn outcome(check: &mut Checking<'_>, shape: &TrialShape, estimate: &Estimate, outcome: &Outcome, path: &str) {
    let at = format!("{path}.outcome");
    match outcome {
        Outcome::Practice { reliability, .. } | Outcome::Knowledge { reliability } => {
            check.number(&format!("{at}.reliability"), *reliability, 0.05, 1.0, "share");
        }
        Outcome::Attainment { pupils } => {
            if *pupils == super::shape::Pupils::Former && shape.unit != Unit::YearGroup {
                let what = "asks for former pupils, but year groups are not assigned";
                check.problem(&at, what, "give `unit: YearGroup`, or other pupils");
            }
        }
        Outcome::ValueAdded
        | Outcome::ValueAddedGain
        | Outcome::PracticeGain
        | Outcome::AgainstOwn
        | Outcome::Retention
        | Outcome::Leaving
        | Outcome::Result => {}
    }
    let of_schools = matches!(outcome, Outcome::Attainment { .. } | Outcome::Result | Outcome::Leaving);
    let of_peers = matches!(
        estimate.of,
        Of::Slope(Regressor::PeerChange | Regressor::PastPeerChange)
            | Of::Correlation(Regressor::PeerChange | Regressor::PastPeerChange)
    );
    if of_schools && of_peers {
        check.problem(&format!("{path}.of"), "is of colleagues, but schools are measured", "measure teachers");
    }
    if of_schools && estimate.whom != Whom::Target {
        check.problem(&format!("{path}.whom"), "asks for teachers, but pupils are measured", "leave it out");
    }
    if of_schools && matches!(shape.unit, Unit::Pair | Unit::Teacher) && matches!(estimate.of, Of::Effect { .. }) {
        let what = "is of whole schools, but teachers are assigned";
        check.problem(&at, what, "measure `ValueAdded`: what their own pupils gain");
    }
}

fn among(check: &mut Checking<'_>, estimate: &Estimate, path: &str) {
    let (from, to, most) = match estimate.among {
        Among::Experience(from, to) | Among::YearsInPost(from, to) => (from, to, 100.0),
        Among::Support(from, to) | Among::Disadvantage(from, to) => (from, to, 1.0),
        _ => return,
    };
    if !(0.0 <= from && from < to && to <= most) {
        let what = format!("is from {from} to {to}, allowed is 0 to {most}, the lower first");
        check.problem(&format!("{path}.among"), &what, "give two numbers in that range");
    }
}
