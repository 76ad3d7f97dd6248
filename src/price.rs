//! Unit prices: what a thing costs where a price was found, and none where it was not.
//!
//! A price that nobody found is not a zero. Costs that need it are reported as missing until the scenario gives one.

use crate::parameter::Grade;
use crate::setting::{Country, Phase};
use serde::Serialize;

/// Prices in one currency; none where no price is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prices {
    /// Currency of all of them.
    pub currency: &'static str,
    /// A teacher's day out of class, covered by a supply teacher.
    pub release_day: Option<f64>,
    /// Grant to a school for a year in a work group.
    pub work_group_grant: Option<f64>,
    /// A year of entrusted management of a school.
    pub contract_year: Option<f64>,
    /// A year of a pair of schools, beside release.
    pub pair_year: Option<f64>,
    /// A year of a school in an education group, beside release.
    pub group_year: Option<f64>,
    /// A year of a teacher posted to another school: allowance, travel, housing.
    pub posting_year: Option<f64>,
    /// A year of a school in a shared education community, beside release.
    pub community_year: Option<f64>,
}

/// What a price is, and how it is read and written.
pub struct Price {
    /// Its name in scenario files.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What it is paid for.
    pub per: &'static str,
    /// Reads it.
    pub get: fn(&Prices) -> Option<f64>,
    /// Writes it.
    pub set: fn(&mut Prices, Option<f64>),
}

/// A price with what it rests on, for listing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatedPrice {
    /// Name in scenario files.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What it is paid for.
    pub per: &'static str,
    /// Value in force; none if no price is known.
    pub value: Option<f64>,
    /// Currency.
    pub currency: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// How well it is known; none if it is not.
    pub grade: Option<Grade>,
}

const SUPPLY: &str = "what a school pays for a day of supply cover, CFE Research for DfE (evidence section 14)";
const GRANT: &str = "grant to a school in a Teaching for Mastery work group (evidence sections 6 and 14)";
const NOT_FOUND: &str = "no price was found; give one in the scenario's `prices`";

impl Prices {
    /// Highest price allowed, in any currency.
    pub const HIGHEST: f64 = 1e9;

    /// Every price.
    pub const TABLE: &'static [Price] = &[
        Price {
            name: "release_day",
            meaning: "A teacher's day out of class, covered by a supply teacher",
            per: "teacher-day",
            get: |p| p.release_day,
            set: |p, v| p.release_day = v,
        },
        Price {
            name: "work_group_grant",
            meaning: "Grant to a school in a work group",
            per: "school-year",
            get: |p| p.work_group_grant,
            set: |p, v| p.work_group_grant = v,
        },
        Price {
            name: "contract_year",
            meaning: "Entrusted management of a school",
            per: "school-year",
            get: |p| p.contract_year,
            set: |p, v| p.contract_year = v,
        },
        Price {
            name: "pair_year",
            meaning: "A pair of schools, beside release",
            per: "pair-year",
            get: |p| p.pair_year,
            set: |p, v| p.pair_year = v,
        },
        Price {
            name: "group_year",
            meaning: "A school in an education group, beside release",
            per: "school-year",
            get: |p| p.group_year,
            set: |p, v| p.group_year = v,
        },
        Price {
            name: "posting_year",
            meaning: "A teacher posted to another school: allowance, travel, housing",
            per: "teacher-year",
            get: |p| p.posting_year,
            set: |p, v| p.posting_year = v,
        },
        Price {
            name: "community_year",
            meaning: "A school in a shared education community, beside release",
            per: "school-year",
            get: |p| p.community_year,
            set: |p, v| p.community_year = v,
        },
    ];

    /// The prices that were found for a setting and a phase.
    pub fn found(country: Country, phase: Phase) -> Self {
        let (release_day, work_group_grant) = match (country, phase) {
            (Country::England, Phase::Primary) => (Some(218.0), Some(1000.0)),
            (Country::England, Phase::Secondary) => (Some(291.0), Some(2000.0)),
            (Country::Shanghai | Country::Zhejiang, _) => (None, None),
        };
        Self {
            currency: country.currency(),
            release_day,
            work_group_grant,
            contract_year: None,
            pair_year: None,
            group_year: None,
            posting_year: None,
            community_year: None,
        }
    }

    /// The prices in force with what they rest on, given those that were `found`.
    pub fn stated(&self, found: &Self) -> Vec<StatedPrice> {
        Self::TABLE.iter().map(|price| price.stated(self, found)).collect()
    }
}

impl Price {
    fn stated(&self, prices: &Prices, found: &Prices) -> StatedPrice {
        let value = (self.get)(prices);
        let (source, grade) = match value {
            None => (NOT_FOUND, None),
            Some(_) if value != (self.get)(found) => ("set in the scenario", Some(Grade::Assumption)),
            Some(_) if self.name == "release_day" => (SUPPLY, Some(Grade::Measured)),
            Some(_) => (GRANT, Some(Grade::Measured)),
        };
        let currency = prices.currency;
        StatedPrice { name: self.name, meaning: self.meaning, per: self.per, value, currency, source, grade }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_price_reads_what_it_writes_and_no_other() {
        for (i, price) in Prices::TABLE.iter().enumerate() {
            let mut prices = Prices::found(Country::Shanghai, Phase::Primary);
            (price.set)(&mut prices, Some(7.0));
            for (j, other) in Prices::TABLE.iter().enumerate() {
                assert_eq!((other.get)(&prices), (i == j).then_some(7.0), "{} {}", price.name, other.name);
            }
        }
    }

    #[test]
    fn only_found_prices_have_a_value_and_a_measured_source() {
        let england = Prices::found(Country::England, Phase::Secondary);
        let stated = england.stated(&england);
        let known: Vec<_> = stated.iter().filter(|p| p.value.is_some()).map(|p| (p.name, p.value)).collect();
        assert_eq!(known, [("release_day", Some(291.0)), ("work_group_grant", Some(2000.0))]);
        assert!(stated.iter().all(|p| (p.grade == Some(Grade::Measured)) == p.value.is_some()));
    }
}
