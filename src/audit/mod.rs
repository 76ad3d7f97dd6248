//! An audit of an arm: what continuing dose would hold its effect, and what each year of a contract brings.
//!
//! `scenario → scenario`: the audited arm is replaced by arms with the same policies that end or go on otherwise, on the
//! same random numbers; then [`add`] reads the audit's rows off their results.
//!
//! * **Contracts.** The policies end after 1, 2, 3, … years, counted from the first of them that starts, up to the last
//!   year of support.
//! * **Doses.** After the last year of support those in force in it go on at a share of their extent
//!   ([`Policy::scaled`]) to the end of the horizon: at 0 % they end, at 100 % they simply do not stop, and in between the
//!   smaller policy is agreed anew, so that its first year is one of getting started.

use crate::experiment::AuditRemark;
use crate::experiment::persistence::stopped;
use crate::nearest;
use crate::numerals::counted;
use crate::policy::Policy;
use crate::scenario::{Arm, Scenario};

mod read_off;

pub use read_off::add;

/// Shares of their extent at which policies go on.
pub const DOSES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// Contracts of every length up to this many years are tried, and the full one.
const EACH_YEAR: u32 = 6;

/// Most arms of a system and policies of an arm, as in scenario files.
const ARMS: usize = 50;
const POLICIES: usize = 16;

/// Longest name of an arm, characters.
const NAME: usize = 60;

/// What is to be audited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The system; all if none.
    pub system: Option<String>,
    /// The arm; all if none.
    pub arm: Option<String>,
    /// Last year of full support; that of the scenario if none, or half the horizon where the support does not end.
    pub stop: Option<u32>,
}

/// What cannot be audited, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Refused {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

fn refused<T>(what: impl Into<String>, remedy: impl Into<String>) -> Result<T, Refused> {
    Err(Refused { what: what.into(), remedy: remedy.into() })
}

/// The arms that an audited arm was replaced by, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Audited {
    /// System.
    pub system: String,
    /// Arm that is audited.
    pub arm: String,
    /// Last year of full support.
    pub stopped: u32,
    /// Each dose with its arm.
    pub doses: Vec<(f64, String)>,
    /// Years of each contract, its last year, and its arm.
    pub contracts: Vec<(u32, u32, String)>,
}

/// A scenario made for an audit.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// The scenario with the arms of the audit.
    pub scenario: Scenario,
    /// What they are.
    pub audited: Vec<Audited>,
    /// What is to be known before it is read.
    pub remarks: Vec<AuditRemark>,
}

/// Makes the scenario of an audit.
pub fn audit(base: &Scenario, asked: &Asked) -> Result<Audit, Refused> {
    let mut made = Audit { scenario: base.clone(), audited: Vec::new(), remarks: Vec::new() };
    if let Some(system) = &asked.system
        && base.systems.iter().all(|s| s.name != *system)
    {
        let names = base.systems.iter().map(|s| s.name.as_str());
        return refused(format!("no system is called \"{system}\""), nearest_of(system, names));
    }
    made.scenario.systems.retain(|s| asked.system.as_ref().is_none_or(|name| s.name == *name));
    let mut found = false;
    for number in 0..made.scenario.systems.len() {
        let system = made.scenario.systems[number].clone();
        let chosen = system.arms.iter().filter(|arm| asked.arm.as_ref().is_none_or(|name| arm.name == *name));
        let mut arms = Vec::new();
        for arm in chosen {
            found = true;
            let audited = of_arm(&system.name, arm, base.years, asked, &mut arms, &mut made.remarks)?;
            made.audited.push(audited);
        }
        if arms.len() > ARMS {
            let what = format!("an audit of all arms of {} takes {} arms, allowed are {ARMS}", system.name, arms.len());
            return refused(what, "audit one arm with --arm, or give fewer years");
        }
        made.scenario.systems[number].arms = arms;
    }
    made.scenario.systems.retain(|s| !s.arms.is_empty());
    if !found {
        let names = base.systems.iter().flat_map(|s| &s.arms).map(|arm| arm.name.as_str());
        let arm = asked.arm.as_deref().unwrap_or_default();
        return refused(format!("no arm is called \"{arm}\""), nearest_of(arm, names));
    }
    made.scenario.title = format!("Audit: {}", base.title);
    Ok(made)
}

/// The nearest name, or all of them.
fn nearest_of<'a>(word: &str, names: impl Iterator<Item = &'a str> + Clone) -> String {
    let all: Vec<&str> = names.clone().collect();
    nearest::remedy(word, names, &format!("give one of: {}", all.join(", ")))
}

/// Adds the arms of one audit.
fn of_arm(
    system: &str,
    arm: &Arm,
    years: u32,
    asked: &Asked,
    arms: &mut Vec<Arm>,
    remarks: &mut Vec<AuditRemark>,
) -> Result<Audited, Refused> {
    let mut remark = |text: String| {
        remarks.push(AuditRemark { system: system.to_owned(), audited: arm.name.clone(), text });
    };
    let (first, stop) = span(arm, years, asked.stop, &mut remark)?;
    let length = stop + 1 - first;
    let lengths = (1..=length.min(EACH_YEAR)).chain((length > EACH_YEAR).then_some(length));
    let named = |what: String| -> String {
        let room = NAME - what.chars().count();
        let short: String = arm.name.chars().take(room).collect();
        format!("{}{what}", short.trim_end())
    };
    let mut contracts = Vec::new();
    for length in lengths {
        let last = first + length - 1;
        let name = named(format!(": {}", counted(length as usize, "year")));
        contracts.push((length, last, name.clone()));
        arms.push(Arm { name, policies: ending(&arm.policies, last) });
    }
    let ended = contracts.last().map_or_else(String::new, |(.., name)| name.clone());
    let mut doses = vec![(DOSES[0], ended)];
    for dose in DOSES.into_iter().skip(1) {
        let policies = going_on(&arm.policies, stop, dose);
        if policies.len() > POLICIES {
            let what =
                format!("\"{}\" has {} policies, each of which an audit lets go on", arm.name, arm.policies.len());
            return refused(what, format!("audit an arm with at most {} policies", POLICIES / 2));
        }
        let name = named(format!(": {}, then {:.0} %", counted(length as usize, "year"), dose * 100.0));
        doses.push((dose, name.clone()));
        arms.push(Arm { name, policies });
    }
    for policy in arm.policies.iter().filter(|p| in_force(p, stop) && (*p).clone().scaled(0.5) == **p) {
        remark(format!(
            "{} has no extent to be scaled, so after year {stop} it goes on in full at every dose above 0 %",
            policy.name()
        ));
    }
    for policy in arm.policies.iter().filter(|p| p.years().from <= stop && !in_force(p, stop)) {
        remark(format!("{} ends before year {stop}, so it does not go on at any dose", policy.name()));
    }
    for policy in arm.policies.iter().filter(|p| p.years().from > stop) {
        remark(format!("{} starts after year {stop}, the last of full support, so it is left out", policy.name()));
    }
    Ok(Audited { system: system.to_owned(), arm: arm.name.clone(), stopped: stop, doses, contracts })
}

/// First year of any policy of an arm, and the last year of full support.
fn span(arm: &Arm, years: u32, asked: Option<u32>, remark: &mut dyn FnMut(String)) -> Result<(u32, u32), Refused> {
    let Some(first) = arm.policies.iter().map(|p| p.years().from).min() else {
        return refused(format!("\"{}\" has no policies", arm.name), "audit an arm with policies");
    };
    let ends = stopped(&arm.policies, years);
    let stop = asked.or(ends).unwrap_or((years / 2).max(first));
    if stop < first || stop >= years {
        let what = match asked {
            Some(stop) => {
                format!("--stop {stop} is not between the first year of \"{}\", {first}, and year {years}", arm.name)
            }
            None => format!("\"{}\" starts in year {first} of {years}, so no year is left after its support", arm.name),
        };
        return refused(
            what,
            "give a last year of support with --stop that leaves at least one year after it, or more --years",
        );
    }
    match (ends, asked) {
        (Some(end), Some(stop)) if end < stop => {
            let what = format!("--stop {stop} is after the end of \"{}\" in year {end}", arm.name);
            return refused(what, format!("give --stop {end} or an earlier year"));
        }
        (Some(end), Some(stop)) if end > stop => {
            remark(format!("its support is taken to end with year {stop} instead of year {end}"));
        }
        (None, _) => remark(format!("its support does not end in the scenario; it is taken to end with year {stop}")),
        _ => {}
    }
    Ok((first, stop))
}

fn in_force(policy: &Policy, year: u32) -> bool {
    policy.years().contain(year as i32)
}

/// Policies that end with a year at the latest; those that start later are left out.
fn ending(policies: &[Policy], last: u32) -> Vec<Policy> {
    let there = policies.iter().filter(|p| p.years().from <= last);
    there.map(|p| p.clone().during(p.years().from, Some(p.years().to.map_or(last, |to| to.min(last))))).collect()
}

/// Policies that end with a year and go on at a share of their extent.
fn going_on(policies: &[Policy], stop: u32, dose: f64) -> Vec<Policy> {
    if dose >= 1.0 {
        let there = policies.iter().filter(|p| p.years().from <= stop);
        let endless = |p: &Policy| p.clone().during(p.years().from, p.years().to.filter(|to| *to < stop));
        return there.map(endless).collect();
    }
    let after = policies.iter().filter(|p| in_force(p, stop)).map(|p| p.clone().scaled(dose).during(stop + 1, None));
    ending(policies, stop).into_iter().chain(after).collect()
}
