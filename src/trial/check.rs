//! From a trial's shape to a trial: every value checked, every problem found at its place.

use super::shape::{Among, Blocks, Estimate, Of, Outcome, Pupils, Regressor, Target, TrialShape, Unit, Whom};
use super::spec::{Arm, Trial};
use crate::nearest;
use crate::population::SchoolList;
use crate::scenario::check::Check;
use crate::scenario::report::{Finding, Report};
use crate::scenario::syntax::Document;
use crate::scenario::{PlaceKind, Population};
use crate::setting::{Country, Phase};
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

/// Whether a list has the schools that a trial recruits, and schools of the kind whose parts it assigns.
///
/// # Errors
/// What it lacks, and what to do.
pub fn fits(trial: &Trial, list: &SchoolList, file: &str) -> Result<(), Finding> {
    let fits = |urban: bool| match trial.sample.place {
        PlaceKind::Any => true,
        PlaceKind::Urban => urban,
        PlaceKind::Rural => !urban,
    };
    let all = list.schools.iter().filter(|s| fits(s.urban)).count();
    let (from, to) = trial.sample.results.unwrap_or((0.0, 1.0));
    let at = |share: f64| (share * all as f64).round() as usize;
    let found = at(to) - at(from);
    let wanted = trial.sample.schools.map_or(1, |n| n as usize);
    if found < wanted {
        let what = format!("recruits {wanted} schools, but its population has {found} of the kind");
        return Err(Finding::of_file(file, what, "lower `sample.schools`, or give a larger or wider population"));
    }
    let by_subject = |phase| phase == Phase::Secondary || trial.system().setting.subject_teachers_in_primary();
    if trial.unit == Unit::YearGroup && list.schools.iter().any(|s| by_subject(s.phase)) {
        let what = "assigns year groups, but its schools have subject teachers";
        return Err(Finding::of_file(file, what, YEAR_GROUPS));
    }
    Ok(())
}

/// What published numbers are in.
const UNIT: &str = "in the unit of the outcome";

/// What to do where year groups have no teachers of their own.
const YEAR_GROUPS: &str = "assign another unit, or give primary schools of a setting with class teachers";

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
    population(check, shape);
    check.number("attrition", shape.attrition, 0.0, 0.9, "share");
    check.number("fit", shape.fit.unwrap_or(1.0), 0.01, 1.0, "share");
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
        fit: shape.fit.unwrap_or(1.0),
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

/// Whether generated schools can give the sample; lists are looked at by [`fits`] once they are read.
fn population(check: &mut Checking<'_>, shape: &TrialShape) {
    let Some(population) = &shape.population else { return };
    let (Population::Synthetic { schools: all, .. }
    | Population::Shanghai { schools: all, .. }
    | Population::Zhejiang { schools: all, .. }) = population
    else {
        return;
    };
    if let Some(schools) = shape.sample.schools
        && schools > *all
    {
        let what = format!("is {schools}, but the population has {all} schools");
        check.problem("sample.schools", &what, "recruit fewer schools, or give a larger population");
    }
    let by_subject = shape.setting.or(population.country()).is_some_and(Country::subject_teachers_in_primary);
    if shape.unit == Unit::YearGroup && (population.phase() == Phase::Secondary || by_subject) {
        check.problem("unit", "is YearGroup, but the schools have subject teachers", YEAR_GROUPS);
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
            if arm.roles[..k].iter().any(|r| r.name == role.name) {
                let what = format!("is \"{}\", as another role of the arm is called", role.name);
                check.problem(&format!("{path}.name"), &what, "give each role of an arm a name of its own");
            }
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
                check.problem(&of, &format!("compares \"{arm}\" with itself"), "name two different arms");
            }
            let here = arms.iter().find(|a| a.name == *arm);
            if let (Some(role), Some(here)) = (role, here)
                && !here.roles.iter().any(|r| r.name == *role)
            {
                let names = here.roles.iter().map(|r| r.name.as_str());
                let remedy = if here.roles.is_empty() {
                    "leave the role out, or give the arm roles".to_owned()
                } else {
                    nearest::remedy(role, names, "name a role of the arm")
                };
                check.problem(&of, &format!("has the role \"{role}\", which \"{arm}\" has not"), &remedy);
            }
            if role.is_some() && estimate.whom == Whom::Colleagues {
                let what = "asks for colleagues, but only target teachers have roles";
                check.problem(&format!("{path}.whom"), what, "leave it out, or leave the role out");
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
        check.number(&format!("{path}.published.value"), published.value, -1e6, 1e6, UNIT);
        check.number(&format!("{path}.published.se"), published.se, 1e-9, 1e6, UNIT);
        check.text(&format!("{path}.published.source"), &published.source, 300);
    }
    among(check, estimate, &path);
    if let Some(outcome) = &estimate.outcome {
        year(check, estimate, outcome, years, &path);
    }
}

/// Whether the year asked for has what is asked of it.
fn year(check: &mut Checking<'_>, estimate: &Estimate, outcome: &Outcome, years: u32, path: &str) {
    let (of, why) = match (&estimate.of, outcome) {
        (Of::Slope(Regressor::PastPeerChange) | Of::Correlation(Regressor::PastPeerChange), _) => {
            (2, "a change in the year before")
        }
        (Of::Slope(Regressor::YearBefore) | Of::Correlation(Regressor::YearBefore), _) => (1, "the year before"),
        (Of::Slope(Regressor::PeerChange) | Of::Correlation(Regressor::PeerChange), _)
        | (_, Outcome::ValueAddedGain) => (1, "a change in that year"),
        (_, Outcome::PracticeGain) => (2, "a change since year 1"),
        (_, Outcome::Retention) => (2, "who stayed, and nobody leaves before year 1 is over"),
        (_, Outcome::Leaving | Outcome::AgainstOwn) => (1, "what happened in that year"),
        _ => (0, ""),
    };
    match estimate.at {
        Some(at) if at < of => {
            let what = format!("is {at}, but it asks for {why}");
            check.problem(&format!("{path}.at"), &what, &format!("give {of} or more"));
        }
        None if years < of => {
            let what = format!("asks for {why}, but the trial ends with year {years}");
            check.problem(path, &what, &format!("give `years: {of}` or more"));
        }
        _ => {}
    }
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
        Outcome::Attainment { pupils } => match pupils {
            Pupils::Former if shape.unit != Unit::YearGroup => {
                let what = "asks for former pupils, but year groups are not assigned";
                check.problem(&at, what, "give `unit: YearGroup`, or other pupils");
            }
            Pupils::Leaving | Pupils::Followed if shape.unit == Unit::YearGroup => {
                let what = "asks for pupils of a whole school, but year groups are assigned";
                check.problem(
                    &at,
                    what,
                    "give `pupils: All` for the year group, or `Former` for those it had at first",
                );
            }
            _ => {}
        },
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
    let by_arm = matches!(estimate.of, Of::Effect { .. } | Of::Mean { arm: Some(_) });
    let parts = match shape.unit {
        Unit::School | Unit::Group { .. } => None,
        Unit::YearGroup if matches!(outcome, Outcome::Attainment { .. }) => None,
        Unit::YearGroup => Some("year groups"),
        Unit::Pair | Unit::Teacher => Some("teachers"),
    };
    if let Some(parts) = parts.filter(|_| of_schools && by_arm) {
        let what = format!("is of whole schools, but {parts} are assigned");
        check.problem(&at, &what, "measure `ValueAdded`: what their own pupils gain");
    }
    let everybody = shape.sample.teachers.is_none() && shape.sample.target == Target::Everybody;
    if !of_schools && estimate.whom == Whom::Colleagues && (everybody || shape.sample.target == Target::Teams) {
        let what = "asks for colleagues, but all of a team are target teachers";
        check.problem(&format!("{path}.whom"), what, "give `sample: (teachers: ...)` and a target other than Teams");
    }
    let of_teachers = matches!(estimate.among, Among::Experience(..) | Among::YearsInPost(..) | Among::Generation(_));
    if of_schools && of_teachers {
        check.problem(&format!("{path}.among"), "is of teachers, but schools are measured", "name a band of schools");
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
