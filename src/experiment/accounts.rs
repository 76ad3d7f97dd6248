//! Ledger, costs and schools over replicates.

use super::deciles::{self, Tenths};
use super::donors::{self, Donors};
use super::economy::{self, Gained, bill, counted, priced};
use super::naive::{self, Naive};
use super::outcomes::{self, GroupOutcomes, Standing, arm_name};
use crate::discount;
use crate::ledger::{Mechanism, Stock};
use crate::observe::{Booked, GENERATIONS, Generation, LEDGER_GROUPS, Used};
use crate::policy::Policy;
use crate::population::{Origin, SchoolList};
use crate::rows::{CascadeRow, CostRow, LedgerRow, SchoolRow};
use crate::scenario::System;
use crate::simulate::Beside;
use crate::statistics::describe::{moments, moments_of_sets, ratio, sums_of_sets};
use serde::{Deserialize, Serialize};

/// The end of a replicate for each school of an arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finals {
    /// Whether it ever received.
    pub received: Vec<bool>,
    /// Whether it ever gave.
    pub gave: Vec<bool>,
    /// Mean attainment and its difference from doing nothing.
    pub attainment: Vec<(f32, f32)>,
    /// Mean enacted practice and its difference from doing nothing.
    pub enacted: Vec<(f32, f32)>,
}

/// What a finished replicate leaves: numbers only, from which every row is made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Digest {
    /// Outcomes by arm and group.
    pub outcomes: Vec<GroupOutcomes>,
    /// Ledger by arm, year and group.
    pub ledger: Vec<Vec<Vec<Booked>>>,
    /// Ledger over all years by arm and group, and that of the same schools when nothing is done.
    pub whole: Vec<[Vec<Booked>; 2]>,
    /// What was used by arm, year and origin.
    pub used: Vec<Vec<Vec<Used>>>,
    /// Those trained in a cascade, by arm and year.
    pub cascade: Vec<Vec<[Generation; GENERATIONS]>>,
    /// What simpler comparisons would have reported, by arm beside doing nothing.
    pub naive: Vec<Naive>,
    /// Who gives and who receives, by arm beside doing nothing.
    pub donors: Vec<Donors>,
    /// The end by arm.
    pub finals: Vec<Finals>,
    /// Tenths of schools by arm and year.
    pub tenths: Tenths,
    /// What pupils gained against doing nothing, by arm.
    pub gained: Vec<Gained>,
}

impl Digest {
    /// Takes what every row needs from an arm, which may then be forgotten. Arms come in order, doing nothing first.
    pub fn add(&mut self, standing: &Standing, discount: Option<f64>, beside: &Beside<'_>) {
        let &Beside { number, arm, nothing, .. } = beside;
        let compared = || {
            let compared = || (naive::of_arm(&standing.disadvantage, nothing, arm), donors::of_arm(nothing, arm));
            (number > 0).then(compared)
        };
        let rest = || (finals(beside), deciles::tenths(beside), economy::gained(beside, discount));
        let (outcomes, (compared, (finals, tenths, gained))) =
            rayon::join(|| outcomes::of_arm(standing, beside), || rayon::join(compared, rest));
        self.outcomes.extend(outcomes);
        if let Some((naive, donors)) = compared {
            self.naive.push(naive);
            self.donors.push(donors);
        }
        self.finals.push(finals);
        self.tenths.push(tenths);
        self.gained.push(gained);
        self.cascade.push(arm.cascade.clone());
        self.used.push(arm.used.clone());
        self.whole.push([arm.whole.clone(), arm.without.clone()]);
        self.ledger.push(arm.ledger.clone());
    }
}

/// Reads the end of an arm off what it left.
fn finals(beside: &Beside<'_>) -> Finals {
    let Beside { arm, nothing, .. } = beside;
    let last = nothing.schools.len() - 1;
    let pairs = || arm.schools[last].iter().zip(&nothing.schools[last]);
    Finals {
        received: arm.received.clone(),
        gave: arm.gave.clone(),
        attainment: pairs().map(|(s, n)| (s.attainment, s.attainment - n.attainment)).collect(),
        enacted: pairs().map(|(s, n)| (s.enacted, s.enacted - n.enacted)).collect(),
    }
}

/// Name of an origin in an arm: `usual`, or the policy with its place in the list if it stands there twice.
pub fn origin_name(system: &System, arm: usize, origin: usize) -> String {
    if origin == 0 {
        return "usual".to_owned();
    }
    let policies = &system.arms[arm - 1].policies;
    let name = policies[origin - 1].name();
    if policies.iter().filter(|p| p.name() == name).count() > 1 { format!("{name} {origin}") } else { name.to_owned() }
}

/// Number of origins in an arm: business as usual and its policies.
pub(super) fn origins(system: &System, arm: usize) -> usize {
    1 + if arm == 0 { 0 } else { system.arms[arm - 1].policies.len() }
}

/// Ledger rows of a system: what was booked a post (practice) or a pupil (attainment), mean over replicates.
/// Mechanisms that never booked anything in an arm and group are left out. `sets` has the parameter set of each replicate.
pub fn ledger(run_id: &str, system: &System, sets: &[u32], digests: &[&Digest]) -> Vec<LedgerRow> {
    let mut rows = Vec::new();
    let Some(first) = digests.first() else { return rows };
    for (arm, years) in first.ledger.iter().enumerate() {
        for year in 0..years.len() {
            for (group, name) in LEDGER_GROUPS.iter().enumerate() {
                let all = sets.iter().zip(digests).map(|(set, d)| (*set, &d.ledger[arm][year][group]));
                let (sets, booked): (Vec<u32>, Vec<&Booked>) = all.filter(|(_, b)| b.schools > 0).unzip();
                for stock in Stock::ALL {
                    let lines = lines(system, arm, stock, &booked);
                    rows.extend(lines.into_iter().map(|(mechanism, policy, values)| {
                        let m = moments_of_sets(&sets, &values);
                        LedgerRow {
                            run_id: run_id.to_owned(),
                            system: system.name.clone(),
                            arm: arm_name(system, arm).to_owned(),
                            year: year as u32 + 1,
                            group: name,
                            stock: stock.name(),
                            unit: if stock == Stock::Attainment { "pupil SD/pupil" } else { "SD/post" },
                            mechanism,
                            policy,
                            n: m.n,
                            mean: m.mean,
                            se: m.se,
                        }
                    }));
                }
            }
        }
    }
    rows
}

/// Opening, each mechanism and origin that was booked, closing: `(mechanism, origin, value by replicate)`.
fn lines(system: &System, arm: usize, stock: Stock, booked: &[&Booked]) -> Vec<(&'static str, String, Vec<f64>)> {
    let per = |b: &Booked| if stock == Stock::Attainment { b.pupils } else { b.posts };
    let origins = origins(system, arm);
    let mut lines = Vec::new();
    if booked.is_empty() {
        return lines;
    }
    let opening: Vec<f64> = booked.iter().map(|b| b.opening[stock as usize] / per(b)).collect();
    let mut closing = opening.clone();
    lines.push(("opening", String::new(), opening));
    for &mechanism in Mechanism::ALL.iter().filter(|m| m.stock() == stock) {
        for origin in 0..origins {
            let at = mechanism as usize * origins + origin;
            let values: Vec<f64> = booked.iter().map(|b| b.amounts[at] / per(b)).collect();
            if values.iter().any(|&v| v != 0.0) {
                closing.iter_mut().zip(&values).for_each(|(c, v)| *c += v);
                lines.push((mechanism.name(), origin_name(system, arm, origin), values));
            }
        }
    }
    lines.push(("closing", String::new(), closing));
    lines
}

/// Rows of those trained in a cascade: practice by distance from its source, mean over the replicates in which there
/// are any. `sets` has the parameter set of each replicate.
pub fn cascade(run_id: &str, system: &System, sets: &[u32], digests: &[&Digest]) -> Vec<CascadeRow> {
    let mut rows = Vec::new();
    let Some(first) = digests.first() else { return rows };
    for (arm, years) in first.cascade.iter().enumerate() {
        for year in 0..years.len() {
            for generation in 0..GENERATIONS {
                let all = sets.iter().zip(digests).map(|(set, d)| (*set, d.cascade[arm][year][generation]));
                let (sets, seen): (Vec<u32>, Vec<Generation>) = all.filter(|(_, g)| g.teachers > 0.0).unzip();
                if seen.is_empty() {
                    continue;
                }
                let teachers = seen.iter().map(|g| g.teachers).sum::<f64>() / digests.len() as f64;
                let compared = sets.iter().zip(&seen).filter(|(_, g)| g.compared > 0.0);
                let (compared, gains): (Vec<u32>, Vec<f64>) =
                    compared.map(|(set, g)| (*set, g.gained / g.compared)).unzip();
                let gained = moments_of_sets(&compared, &gains);
                let sums = |of: fn(&Generation) -> f64| sums_of_sets(&sets, &seen.iter().map(of).collect::<Vec<_>>());
                let (reached, reached_se) = ratio(&sums(|g| g.gained), &sums(|g| g.ahead));
                let enacted = moments(&seen.iter().map(|g| g.enacted / g.teachers).collect::<Vec<_>>());
                rows.push(CascadeRow {
                    run_id: run_id.to_owned(),
                    system: system.name.clone(),
                    arm: arm_name(system, arm).to_owned(),
                    year: year as u32 + 1,
                    generation: generation as u32 + 1,
                    n: gained.n,
                    teachers,
                    gained: gained.mean,
                    se: gained.se,
                    reached,
                    reached_se,
                    enacted: enacted.mean,
                });
            }
        }
    }
    rows
}

/// Cost rows of a system.
pub fn costs(run_id: &str, system: &System, digests: &[&Digest]) -> Vec<CostRow> {
    let mut rows = Vec::new();
    let Some(first) = digests.first() else { return rows };
    let day_hours = system.working_week().day_hours;
    for (arm, years) in first.used.iter().enumerate() {
        for (year, by_origin) in years.iter().enumerate() {
            for origin in 0..by_origin.len() {
                let used: Vec<Used> = digests.iter().map(|d| d.used[arm][year][origin]).collect();
                let mean = |of: fn(&Used) -> f64| used.iter().map(of).sum::<f64>() / used.len() as f64;
                let policy = (origin > 0).then(|| &system.arms[arm - 1].policies[origin - 1]);
                let days = mean(|u| u.covered) / day_hours;
                let average = mean_of(&used);
                let (money, missing) = bill(system, policy, days, &average);
                let charge = policy.and_then(Policy::charge);
                let years = system.prices.years_in_words(&priced(policy));
                let discounted = money.map(|m| m * discount::factor(system.prices.discount, year as u32 + 1));
                rows.push(CostRow {
                    run_id: run_id.to_owned(),
                    system: system.name.clone(),
                    arm: arm_name(system, arm).to_owned(),
                    year: year as u32 + 1,
                    policy: origin_name(system, arm, origin),
                    n: used.len() as u32,
                    hours_planned: mean(|u| u.planned),
                    hours_delivered: mean(|u| u.delivered),
                    schools_receiving: mean(|u| u.receiving),
                    teachers_posted: mean(|u| u.posted),
                    teacher_days: days,
                    pupil_lessons_covered: mean(|u| u.pupil_lessons),
                    priced_quantity: charge.map(|(_, per)| counted(per, &average)),
                    priced_unit: charge.map_or("", |(item, _)| item.per()),
                    priced_item: charge.map_or("", |(item, _)| item.name()),
                    participants: mean(|u| u.participants),
                    money,
                    money_discounted: discounted,
                    price_years: years.join("; "),
                    currency: system.prices.currency,
                    missing_prices: missing.join(", "),
                });
            }
        }
    }
    rows
}

fn mean_of(used: &[Used]) -> Used {
    let n = used.len() as f64;
    let mean = |of: fn(&Used) -> f64| used.iter().map(of).sum::<f64>() / n;
    Used {
        planned: mean(|u| u.planned),
        delivered: mean(|u| u.delivered),
        covered: mean(|u| u.covered),
        pupil_lessons: mean(|u| u.pupil_lessons),
        receiving: mean(|u| u.receiving),
        giving: mean(|u| u.giving),
        groups: mean(|u| u.groups),
        contracts: mean(|u| u.contracts),
        posted: mean(|u| u.posted),
        paid: mean(|u| u.paid),
        participants: mean(|u| u.participants),
    }
}

/// Most schools of a system that have a row of their own; all real schools of England and phase are fewer.
pub const MOST_SCHOOLS: usize = 20_000;

/// Every how many schools of a list one has a row: all of them up to [`MOST_SCHOOLS`].
fn step(list: &SchoolList) -> usize {
    list.schools.len().div_ceil(MOST_SCHOOLS).max(1)
}

/// How many schools of a list have a row of their own.
pub fn with_row(list: &SchoolList) -> usize {
    list.schools.len().div_ceil(step(list))
}

/// What is to be said where not every school has a row.
pub fn left_out(list: &SchoolList) -> Option<String> {
    (step(list) > 1).then(|| {
        format!(
            "tables/schools.csv holds one in {} of the {} schools, in the order of the list; every other table rests on all",
            step(list),
            list.schools.len()
        )
    })
}

/// School rows of a system.
pub fn schools(run_id: &str, system: &System, list: &SchoolList, digests: &[&Digest]) -> Vec<SchoolRow> {
    let mut rows = Vec::new();
    let Some(first) = digests.first() else { return rows };
    let n = digests.len() as f64;
    for arm in 0..first.finals.len() {
        for (number, school) in list.schools.iter().enumerate().step_by(step(list)) {
            let mean = |of: &dyn Fn(&Finals) -> f64| digests.iter().map(|d| of(&d.finals[arm])).sum::<f64>() / n;
            rows.push(SchoolRow {
                run_id: run_id.to_owned(),
                system: system.name.clone(),
                arm: arm_name(system, arm).to_owned(),
                school_id: school.id.clone(),
                name: school.name.clone(),
                district: school.district.clone(),
                place: if school.urban { "urban" } else { "rural" },
                pupils: school.pupils,
                posts: school.teachers.max(1),
                posts_origin: match school.teachers_origin {
                    Origin::Given => "given",
                    Origin::Imputed => "imputed",
                    Origin::Generated => "generated",
                },
                disadvantage: school.disadvantage,
                receiving_share: mean(&|f| f64::from(u8::from(f.received[number]))),
                giving_share: mean(&|f| f64::from(u8::from(f.gave[number]))),
                attainment: mean(&|f| f64::from(f.attainment[number].0)),
                attainment_difference: mean(&|f| f64::from(f.attainment[number].1)),
                enacted: mean(&|f| f64::from(f.enacted[number].0)),
                enacted_difference: mean(&|f| f64::from(f.enacted[number].1)),
            });
        }
    }
    rows
}
