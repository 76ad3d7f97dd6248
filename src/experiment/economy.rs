//! What each arm gave pupils and what it took, by replicate: what an economist sets against one another.
//!
//! Lessons that pupils lose while their teachers are out of class lower attainment in the simulation itself
//! (`week::assessment`), so that they are in the gain already; their number is counted beside it and never added.

use super::outcomes::arm_name;
use crate::discount;
use crate::observe::{SchoolYear, Used};
use crate::policy::{Per, Policy};
use crate::price::Item;
use crate::rows::EconomyRow;
use crate::scenario::System;
use crate::simulate::Beside;
use serde::{Deserialize, Serialize};

/// What the pupils of an arm gained against doing nothing. Every pupil counts once: with the cohort that leaves the
/// school, in the year in which it leaves, or at the end of the horizon when still there then.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gained {
    /// Pupils counted.
    pub pupils: f64,
    /// Sum over pupils of attainment above that when nothing is done (pupil SD).
    pub pupil_sd: f64,
    /// The same with the gains of later years discounted.
    pub discounted: f64,
}

/// What the pupils of an arm gained, at a constant rate of discount or by the table.
pub fn gained(beside: &Beside<'_>, rate: Option<f64>) -> Gained {
    of_arm(&beside.arm.schools, &beside.nothing.schools, rate)
}

/// Years from the opening (year 0, in which nothing is done yet), schools in one order in both.
fn of_arm(arm: &[Vec<SchoolYear>], nothing: &[Vec<SchoolYear>], rate: Option<f64>) -> Gained {
    let mut all = Gained::default();
    let last = arm.len().saturating_sub(1);
    for (year, (seen, unchanged)) in arm.iter().zip(nothing).enumerate().skip(1) {
        let factor = discount::factor(rate, year as u32);
        for (with, without) in seen.iter().zip(unchanged) {
            let mut pupils = f64::from(with.leaving);
            let gain = |with: f32, without: f32| f64::from(with) - f64::from(without);
            let leaving = pupils * gain(with.leaving_attainment, without.leaving_attainment);
            let mut sum = leaving;
            if year == last {
                // The mean over all pupils on roll holds the leaving cohort too, which counts in full and once.
                pupils = f64::from(with.pupils);
                sum = pupils * gain(with.attainment, without.attainment);
            }
            all.pupils += pupils;
            all.pupil_sd += sum;
            all.discounted += factor * sum;
        }
    }
    all
}

/// The rows of one replicate of a system: arms in order, doing nothing first.
pub fn rows(
    run_id: &str,
    system: &System,
    seed: u64,
    (replicate, parameter_set): (u32, u32),
    gained: &[Gained],
    used: &[Vec<Vec<Used>>],
) -> Vec<EconomyRow> {
    let one = |(arm, (gained, used)): (usize, (&Gained, &Vec<Vec<Used>>))| {
        let taken = Taken::of(system, arm, used);
        EconomyRow {
            run_id: run_id.to_owned(),
            system: system.name.clone(),
            arm: arm_name(system, arm).to_owned(),
            replicate,
            parameter_set,
            seed,
            pupils: gained.pupils,
            pupil_sd: gained.pupil_sd,
            pupil_sd_discounted: gained.discounted,
            participants: taken.participants,
            hours_delivered: taken.hours,
            teacher_days: taken.days,
            pupil_lessons_covered: taken.lessons,
            money: taken.money,
            money_discounted: taken.discounted,
            currency: system.prices.currency,
            missing_prices: taken.missing.join(", "),
        }
    };
    gained.iter().zip(used).enumerate().map(one).collect()
}

/// What the policies of an arm took in a replicate, all years together.
struct Taken {
    participants: f64,
    hours: f64,
    days: f64,
    lessons: f64,
    money: Option<f64>,
    discounted: Option<f64>,
    missing: Vec<&'static str>,
}

impl Taken {
    fn of(system: &System, arm: usize, years: &[Vec<Used>]) -> Self {
        let day_hours = system.working_week().day_hours;
        let nothing = Some(0.0);
        let mut all = Self {
            participants: 0.0,
            hours: 0.0,
            days: 0.0,
            lessons: 0.0,
            money: nothing,
            discounted: nothing,
            missing: Vec::new(),
        };
        for (year, by_origin) in years.iter().enumerate() {
            let factor = discount::factor(system.prices.discount, year as u32 + 1);
            for (origin, used) in by_origin.iter().enumerate().skip(1) {
                let policy = arm.checked_sub(1).and_then(|arm| system.arms[arm].policies.get(origin - 1));
                let days = used.covered / day_hours;
                let (money, missing) = bill(system, policy, days, used);
                all.participants += used.participants;
                all.hours += used.delivered;
                all.days += days;
                all.lessons += used.pupil_lessons;
                all.money = all.money.zip(money).map(|(sum, m)| sum + m);
                all.discounted = all.discounted.zip(money).map(|(sum, m)| sum + factor * m);
                all.missing.extend(missing.iter().filter(|name| !all.missing.contains(name)).collect::<Vec<_>>());
            }
        }
        all
    }
}

/// What a policy pays for: release, and its own price.
pub fn priced(policy: Option<&Policy>) -> Vec<Item> {
    let own = policy.into_iter().filter_map(|p| Some(p.charge()?.0));
    policy.map(|_| Item::ReleaseDay).into_iter().chain(own).collect()
}

/// Money for a policy's year at the system's prices, or the names of the prices that are missing.
pub fn bill(system: &System, policy: Option<&Policy>, days: f64, used: &Used) -> (Option<f64>, Vec<&'static str>) {
    let Some(policy) = policy else { return (Some(0.0), Vec::new()) };
    let release = (Item::ReleaseDay, days);
    let mut missing = Vec::new();
    let mut total = 0.0;
    for (item, quantity) in
        std::iter::once(release).chain(policy.charge().map(|(item, per)| (item, counted(per, used))))
    {
        match system.prices.of(item) {
            _ if quantity == 0.0 => {}
            Some(price) => total += price * quantity,
            None => missing.push(item.name()),
        }
    }
    (missing.is_empty().then_some(total), missing)
}

/// What a policy's price is paid for, counted.
pub fn counted(per: Per, used: &Used) -> f64 {
    match per {
        Per::Receiving => used.receiving,
        Per::Members => used.receiving + used.giving,
        Per::Groups => used.groups,
        Per::Contracts => used.contracts,
        Per::Posted => used.posted,
        Per::Counted => used.paid,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn school(pupils: f32, attainment: f32, leaving: f32, leaving_attainment: f32) -> SchoolYear {
        SchoolYear { pupils, attainment, leaving, leaving_attainment, ..SchoolYear::default() }
    }

    #[test]
    fn every_pupil_counts_once_when_leaving_or_at_the_end() {
        // 60 pupils in cohorts of 10; the arm lifts those who leave by 0.5 in year 1, everybody by 0.25 in year 2.
        let nothing = vec![vec![school(60.0, 0.0, 10.0, 1.0)]; 3];
        let mut arm = nothing.clone();
        arm[1][0] = school(60.0, 0.125, 10.0, 1.5);
        arm[2][0] = school(60.0, 0.25, 10.0, 1.75);
        let all = of_arm(&arm, &nothing, Some(1.0));
        assert_eq!(all.pupils, 70.0, "ten left after year 1, sixty are on roll in the last year");
        assert_eq!(all.pupil_sd, 10.0 * 0.5 + 60.0 * 0.25);
        assert_eq!(all.discounted, 10.0 * 0.5 + 0.5 * 60.0 * 0.25, "the second year counts half at a rate of 1");
        assert_eq!(of_arm(&nothing, &nothing, None).pupil_sd, 0.0);
        // What happened at the opening is no gain of the arm.
        assert_eq!(of_arm(&nothing[..1], &nothing[..1], None), Gained::default());
    }
}
