//! Switching values: how much of something has to change before another arm is preferred.

use super::rows::SwitchRow;
use super::study::{Bundle, Study, Trouble};
use super::weigh::{Sample, times};
use crate::experiment::Results;
use crate::parameter::Stated;
use crate::policy::Policy;
use crate::price::Item;
use crate::rows::CostRow;
use crate::scenario::{Arm, System};
use crate::statistics::describe::{Moments, moments_of_sets};

/// Values of a parameter that are simulated, the ends of its range among them, beside the one in force.
pub const GRID: u32 = 7;

/// The arm beside which the reference is looked at, and the words for what the reference reaches.
pub struct Rivals<'a> {
    /// The system.
    pub system: &'a System,
    /// Cost and gain of every arm, doing nothing first.
    pub sample: &'a Sample,
    /// The reference, by its place in the sample.
    pub reference: usize,
    /// The other arm that gains most in the mean.
    pub best: usize,
}

impl<'a> Rivals<'a> {
    /// The reference (by place among the system's arms) beside the alternative that gains most; none without any.
    pub fn of(system: &'a System, sample: &'a Sample, reference: usize) -> Option<Self> {
        let gains = Sample::means(&sample.gains);
        let reference = reference + 1;
        let others = (1..gains.len()).filter(|&arm| arm != reference);
        let best = others.max_by(|&a, &b| gains[a].total_cmp(&gains[b]).then(b.cmp(&a)))?;
        Some(Self { system, sample, reference, best })
    }

    /// How far gains of the reference lead those of the other scaled to the same cost, in pupil-SD, over replicates.
    fn lead(&self, costs: &[f64], gains: &[f64]) -> Moments {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let other = &self.sample.gains[self.best];
        let (own, theirs) = (mean(costs), mean(&self.sample.costs[self.best]));
        // What the other arm gives for as much, in proportion; where it costs nothing it gives what it gives.
        let scale = if theirs > 0.0 && own.is_finite() { own / theirs } else { 1.0 };
        let lead: Vec<f64> = gains.iter().zip(other).map(|(a, b)| a - scale * b).collect();
        moments_of_sets(&self.sample.sets, &lead)
    }

    fn row(&self, kind: &'static str, (name, unit): (&str, &str), value: f64, seen: (&[f64], &[f64])) -> SwitchRow {
        let lead = self.lead(seen.0, seen.1);
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        SwitchRow {
            run_id: self.sample.run_id.clone(),
            system: self.system.name.clone(),
            kind,
            name: name.to_owned(),
            unit: unit.to_owned(),
            arm: self.sample.arms[self.reference].clone(),
            against: self.sample.arms[self.best].clone(),
            value,
            pupil_sd: mean(seen.1),
            cost: mean(seen.0),
            lead: lead.mean,
            low: lead.interval.0,
            high: lead.interval.1,
            switch: None,
        }
    }

    fn own(&self) -> (&[f64], &[f64]) {
        (&self.sample.costs[self.reference], &self.sample.gains[self.reference])
    }

    /// How many times larger the reference's effect would have to be to equal the best alternative's, all else alike.
    pub fn effect(&self) -> SwitchRow {
        let (ratio, _) = times(self.sample, self.best, self.reference);
        let name = format!("effect of {}", self.sample.arms[self.reference]);
        let row = self.row("effect", (&name, "times that simulated"), 1.0, self.own());
        SwitchRow { switch: Some(ratio).filter(|r| r.is_finite()), ..row }
    }

    /// The price at which a gain costs as much in both arms, for each price that either pays; closed form, at the
    /// quantities simulated.
    pub fn prices(&self, costs: &[CostRow]) -> Vec<SwitchRow> {
        let gains = Sample::means(&self.sample.gains);
        let (own, other) = (self.quantities(self.reference, costs), self.quantities(self.best, costs));
        let bill = |quantities: &[(Item, f64)], but: Item| -> Option<f64> {
            let rest = quantities.iter().filter(|(item, q)| *item != but && *q != 0.0);
            rest.map(|(item, q)| Some(self.system.prices.of(*item)? * q)).sum()
        };
        let paid = |item: Item, of: &[(Item, f64)]| of.iter().filter(|(i, _)| *i == item).map(|(_, q)| q).sum::<f64>();
        let mut rows = Vec::new();
        for &item in Item::ALL {
            let (mine, theirs) = (paid(item, &own), paid(item, &other));
            let Some(price) = self.system.prices.of(item).filter(|_| mine > 0.0 || theirs > 0.0) else { continue };
            let (Some(a), Some(b)) = (bill(&own, item), bill(&other, item)) else { continue };
            let switch = equal_price((gains[self.reference], a, mine), (gains[self.best], b, theirs));
            let unit = format!("{} a {}", self.system.prices.currency, item.per());
            let row = self.row("price", (item.name(), &unit), price, self.own());
            rows.push(SwitchRow { switch, ..row });
        }
        rows
    }

    /// What an arm pays for, discounted as its money is: item and quantity over all years.
    fn quantities(&self, arm: usize, costs: &[CostRow]) -> Vec<(Item, f64)> {
        let name = &self.sample.arms[arm];
        let own = costs.iter().filter(|c| c.system == self.system.name && c.arm == *name && c.policy != "usual");
        own.flat_map(|c| {
            let factor = crate::discount::factor(self.system.prices.discount, c.year);
            let item = Item::ALL.iter().copied().find(|item| item.name() == c.priced_item);
            let priced = item.map(|item| (item, factor * c.priced_quantity.unwrap_or(0.0)));
            std::iter::once((Item::ReleaseDay, factor * c.teacher_days)).chain(priced)
        })
        .collect()
    }

    /// Simulates the reference over a grid of a parameter's range with the luck of the run, and finds where it
    /// overtakes the other arm scaled to its cost, or falls behind it.
    pub fn parameter(
        &self,
        study: &Study<'_>,
        bundle: &Bundle,
        at: usize,
        stated: &Stated,
    ) -> Result<Vec<SwitchRow>, Trouble> {
        let (low, high) = stated.range;
        let steps = (0..GRID).map(|i| low + (high - low) * f64::from(i) / f64::from(GRID - 1));
        let mut tried: Vec<(f64, Vec<Policy>)> = Vec::new();
        for wanted in steps.chain([stated.value]) {
            let mut policies = bundle.policies.clone();
            let Some(changed) = policies[at].clone().with(&stated.name, wanted) else { continue };
            let value = changed.stated("").iter().find(|s| s.name == stated.name).map_or(wanted, |s| s.value);
            policies[at] = changed;
            if tried.iter().all(|(known, _)| *known != value) {
                tried.push((value, policies));
            }
        }
        tried.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut scenario = study.scenario.clone();
        let named = |(i, (_, policies)): (usize, &(f64, Vec<Policy>))| Arm {
            name: format!("value {i}"),
            policies: policies.clone(),
        };
        scenario.systems[0].arms = tried.iter().enumerate().map(named).collect();
        let results = study.simulate(&scenario)?;
        let sample = Sample::of(&results, study.hold);
        let mut rows: Vec<SwitchRow> = Vec::new();
        for (i, (value, _)) in tried.iter().enumerate() {
            let seen = (sample.costs[i + 1].as_slice(), sample.gains[i + 1].as_slice());
            rows.push(self.row("parameter", (&stated.name, stated.unit), *value, seen));
        }
        let leads: Vec<(f64, f64)> = rows.iter().map(|r| (r.value, r.lead)).collect();
        let switch = crossing(&leads, stated.value);
        for row in &mut rows {
            row.switch = switch;
        }
        Ok(rows)
    }
}

/// The price of an item at which two arms pay as much for a gain: gain, cost without the item, quantity of it. None
/// where no price of zero or more does that, or an arm does not gain.
pub fn equal_price(
    (gain, rest, paid): (f64, f64, f64),
    (other, others_rest, others_paid): (f64, f64, f64),
) -> Option<f64> {
    if gain <= 0.0 || other <= 0.0 {
        return None;
    }
    let price = (other * rest - gain * others_rest) / (gain * others_paid - other * paid);
    (price.is_finite() && price >= 0.0).then_some(price)
}

/// Where leads by value cross zero, nearest to the value in force; none where they do not.
pub fn crossing(leads: &[(f64, f64)], now: f64) -> Option<f64> {
    let zero = |pair: &[(f64, f64)]| {
        let ((a, x), (b, y)) = (pair[0], pair[1]);
        ((x > 0.0) != (y > 0.0)).then(|| if x == y { b } else { a + (b - a) * x / (x - y) })
    };
    let all = leads.windows(2).filter_map(zero);
    all.min_by(|a, b| (a - now).abs().total_cmp(&(b - now).abs()))
}

/// The policy of an arm that has a number of this name, by place, with what is stated of it.
pub fn find(arm: &Arm, name: &str) -> Vec<(usize, Stated)> {
    let of = |(at, policy): (usize, &Policy)| Some((at, policy.stated("").into_iter().find(|s| s.name == name)?));
    arm.policies.iter().enumerate().filter_map(of).collect()
}

/// Teachers named to take part for each unit that the reference pays for, with the name of its price; none where it has
/// no price of its own or reaches nobody by name.
pub fn reached(results: &Results, arm: &str) -> Option<(&'static str, f64)> {
    let own = || results.costs.iter().filter(|c| c.arm == arm && c.policy != "usual" && !c.priced_item.is_empty());
    let item = own().next()?.priced_item;
    if own().any(|c| c.priced_item != item) {
        return None;
    }
    let paid: f64 = own().filter_map(|c| c.priced_quantity).sum();
    let people: f64 = own().map(|c| c.participants).sum();
    (paid > 0.0 && people > 0.0).then(|| (item, people / paid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crossing_is_the_nearest_and_none_where_there_is_none() {
        let leads = [(0.0, -2.0), (1.0, -1.0), (2.0, 1.0), (3.0, 3.0), (4.0, -1.0)];
        assert_eq!(crossing(&leads, 0.0), Some(1.5));
        assert_eq!(crossing(&leads, 4.0), Some(3.75));
        assert_eq!(crossing(&leads[..2], 0.0), None);
        assert_eq!(crossing(&[], 0.0), None);
        // Zero is not a lead: the first value above it is where it is overtaken.
        assert_eq!(crossing(&[(0.0, 0.0), (1.0, 1.0)], 1.0), Some(0.0));
    }

    #[test]
    fn the_equal_price_makes_both_pay_as_much_for_a_gain() {
        // 2 SD for 100 and 10 units, 3 SD for 50 and 40 units: (100 + 10 p) / 2 = (50 + 40 p) / 3 at p = 4.
        assert_eq!(equal_price((2.0, 100.0, 10.0), (3.0, 50.0, 40.0)), Some(4.0));
        assert_eq!(equal_price((2.0, 100.0, 10.0), (3.0, 50.0, 0.0)), None, "dearer at any price");
        assert_eq!(equal_price((-1.0, 100.0, 10.0), (3.0, 50.0, 0.0)), None);
        assert_eq!(equal_price((2.0, 100.0, 20.0), (1.0, 50.0, 10.0)), None, "alike at every price");
    }
}
