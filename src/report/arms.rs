//! The arms side by side: what the tables say of each in its last year, and what it took over all years.

use super::folder::{Folder, ReportError, wrong};
use super::sheet::Sheet;
use crate::answer::{ATTAINMENT, DO_NOTHING, places};
use crate::months;
use crate::numerals::{counted, decimals, fixed, signed};
use serde::Serialize;
use std::collections::BTreeSet;

const SUMMARY: &str = "tables/summary.csv";
const COSTS: &str = "tables/costs.csv";
const NOT_KNOWN: &str = "not known";

/// An arm's row of the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// System.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Year of the effect.
    pub year: String,
    /// Effect on attainment in pupil SD.
    pub effect: String,
    /// Its interval, or why there is none.
    pub interval: String,
    /// What it shows.
    pub shows: String,
    /// Months of progress.
    pub months: String,
    /// Money over all years, with its currency.
    pub money: String,
    /// Teacher-days out of class over all years.
    pub days: String,
    /// Pupil-lessons under cover over all years.
    pub lessons: String,
}

/// The arms of a folder with what is to be said below their table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Arms {
    /// Arms in the order of the tables.
    pub rows: Vec<Row>,
    /// Level of the intervals in per cent.
    pub level: String,
    /// Replicates that the effects are means of: one number, or the fewest and the most.
    pub replicates: String,
    /// Prices that are missing, by system and arm.
    pub missing: Vec<String>,
    /// Of which years the prices are, as the tables say; empty where they do not.
    pub price_years: String,
}

/// The arms that the tables tell of; none where there are no such tables, as in folders of studies.
pub fn arms(folder: &Folder) -> Result<Arms, ReportError> {
    let mut arms = Arms::default();
    if !folder.has(SUMMARY) {
        return Ok(arms);
    }
    let sheet = Sheet::read(folder, SUMMARY)?;
    let names = ["system", "arm", "year", "group", "outcome", "measure", "n", "mean", "low", "high", "level"];
    let [system, arm, year, group, outcome, measure, n, mean, low, high, level] = sheet.columns(SUMMARY, names)?;
    let wanted = |r: &&Vec<String>| {
        r[outcome] == ATTAINMENT && r[group] == "all" && r[measure] == "difference" && r[arm] != DO_NOTHING
    };
    let mut last: Vec<(u32, &Vec<String>)> = Vec::new();
    for row in sheet.rows.iter().filter(wanted) {
        let when = row[year].parse().map_err(|_| wrong(SUMMARY, format!("has the year {}", row[year])))?;
        match last.iter_mut().find(|(_, r)| r[system] == row[system] && r[arm] == row[arm]) {
            Some(known) if known.0 <= when => *known = (when, row),
            Some(_) => {}
            None => last.push((when, row)),
        }
    }
    let costs = Costs::read(folder)?;
    let years: BTreeSet<&str> =
        costs.rows.iter().flat_map(|c| c.years.split(';')).map(str::trim).filter(|y| !y.is_empty()).collect();
    arms.price_years = years.into_iter().collect::<Vec<_>>().join(", ");
    let counts: Vec<usize> = last.iter().filter_map(|(_, row)| row[n].parse().ok()).collect();
    arms.replicates = match (counts.iter().min(), counts.iter().max()) {
        (Some(fewest), Some(most)) if fewest != most => format!("{fewest} to {most} replicates"),
        (Some(&all), _) => counted(all, "replicate"),
        _ => counted(0, "replicate"),
    };
    for (_, row) in last {
        let number = |at: usize| row[at].parse::<f64>().unwrap_or(f64::NAN);
        let effect = Effect { n: number(n), mean: number(mean), low: number(low), high: number(high) };
        let took = costs.of(&row[system], &row[arm]);
        if let Some(missing) = took.missing() {
            arms.missing.push(format!("{}, {}: {missing}", row[system], row[arm]));
        }
        if number(level).is_finite() {
            arms.level = fixed(number(level) * 100.0, 0);
        }
        arms.rows.push(Row {
            system: row[system].clone(),
            arm: row[arm].clone(),
            year: row[year].clone(),
            effect: effect.size(),
            interval: effect.interval(),
            shows: effect.shows().to_owned(),
            months: if effect.mean.is_finite() { months::in_words(effect.mean) } else { NOT_KNOWN.to_owned() },
            money: took.money(),
            days: took.amount(took.days),
            lessons: took.amount(took.lessons),
        });
    }
    Ok(arms)
}

struct Effect {
    n: f64,
    mean: f64,
    low: f64,
    high: f64,
}

impl Effect {
    fn has_interval(&self) -> bool {
        self.n >= 2.0 && self.low.is_finite() && self.high.is_finite()
    }

    fn decimals(&self) -> usize {
        places(self.mean, self.low, self.high)
    }

    fn size(&self) -> String {
        if self.mean.is_finite() { signed(self.mean, self.decimals()) } else { NOT_KNOWN.to_owned() }
    }

    fn interval(&self) -> String {
        let d = self.decimals();
        match self.has_interval() {
            true => format!("{} to {}", signed(self.low, d), signed(self.high, d)),
            false if self.n < 2.0 => "none: one replicate".to_owned(),
            false => NOT_KNOWN.to_owned(),
        }
    }

    fn shows(&self) -> &'static str {
        match self {
            _ if !self.mean.is_finite() => NOT_KNOWN,
            _ if !self.has_interval() => "no conclusion",
            _ if self.low > 0.0 => "raises attainment",
            _ if self.high < 0.0 => "lowers attainment",
            _ if self.mean == 0.0 && self.low == 0.0 && self.high == 0.0 => "no difference",
            _ => "no detectable difference",
        }
    }
}

/// What policies took, a row a policy and year.
struct Costs {
    rows: Vec<CostLine>,
}

struct CostLine {
    system: String,
    arm: String,
    days: f64,
    lessons: f64,
    money: Option<f64>,
    currency: String,
    missing: String,
    years: String,
}

/// What an arm took over all years.
#[derive(Default)]
struct Took {
    known: bool,
    days: f64,
    lessons: f64,
    money: Option<f64>,
    currency: String,
    prices: BTreeSet<String>,
}

impl Costs {
    fn read(folder: &Folder) -> Result<Self, ReportError> {
        if !folder.has(COSTS) {
            return Ok(Self { rows: Vec::new() });
        }
        let sheet = Sheet::read(folder, COSTS)?;
        let names =
            ["system", "arm", "policy", "teacher_days", "pupil_lessons_covered", "money", "currency", "missing_prices"];
        let [system, arm, policy, days, lessons, money, currency, missing] = sheet.columns(COSTS, names)?;
        // Folders of earlier versions do not say of which years their prices are.
        let years = sheet.column("price_years");
        let line = |r: &Vec<String>| CostLine {
            system: r[system].clone(),
            arm: r[arm].clone(),
            days: r[days].parse().unwrap_or(f64::NAN),
            lessons: r[lessons].parse().unwrap_or(f64::NAN),
            money: r[money].parse().ok(),
            currency: r[currency].clone(),
            missing: r[missing].clone(),
            years: years.map_or_else(String::new, |years| r[years].clone()),
        };
        // What happens anyway is no cost of an arm.
        Ok(Self { rows: sheet.rows.iter().filter(|r| r[policy] != "usual").map(line).collect() })
    }

    fn of(&self, system: &str, arm: &str) -> Took {
        let own: Vec<&CostLine> = self.rows.iter().filter(|c| c.system == system && c.arm == arm).collect();
        let prices = own.iter().flat_map(|c| c.missing.split([',', ';'])).map(str::trim);
        Took {
            known: !own.is_empty(),
            days: own.iter().map(|c| c.days).sum(),
            lessons: own.iter().map(|c| c.lessons).sum(),
            money: own.iter().map(|c| c.money).sum(),
            currency: own.first().map_or_else(String::new, |c| c.currency.clone()),
            prices: prices.filter(|p| !p.is_empty()).map(|p| p.replace('_', " ")).collect(),
        }
    }
}

impl Took {
    fn amount(&self, value: f64) -> String {
        if self.known && value.is_finite() { fixed(value, decimals(&[value]).min(2)) } else { NOT_KNOWN.to_owned() }
    }

    fn money(&self) -> String {
        match self.money.filter(|m| self.known && m.is_finite()) {
            Some(money) => format!("{} {}", self.currency, fixed(money, 0)).trim().to_owned(),
            None => NOT_KNOWN.to_owned(),
        }
    }

    /// Why there is no sum.
    fn missing(&self) -> Option<String> {
        let prices: Vec<&str> = self.prices.iter().map(String::as_str).collect();
        (self.known && self.money.is_none()).then(|| match prices.as_slice() {
            [] => "a price".to_owned(),
            some => some.join(", "),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_effect_has_its_words() {
        let nan = f64::NAN;
        let cases = [
            ((40.0, 0.05, 0.03, 0.07), "+0.050", "+0.030 to +0.070", "raises attainment"),
            ((40.0, -0.05, -0.07, -0.03), "−0.050", "−0.070 to −0.030", "lowers attainment"),
            ((40.0, 0.004, -0.01, 0.018), "+0.004", "−0.010 to +0.018", "no detectable difference"),
            ((40.0, 0.0, 0.0, 0.0), "0.00", "0.00 to 0.00", "no difference"),
            ((1.0, 0.05, nan, nan), "+0.050", "none: one replicate", "no conclusion"),
            ((40.0, 0.05, nan, nan), "+0.050", NOT_KNOWN, "no conclusion"),
            ((40.0, nan, nan, nan), NOT_KNOWN, NOT_KNOWN, NOT_KNOWN),
            ((40.0, 2e-6, 1e-6, 3e-6), "+0.0000020", "+0.0000010 to +0.0000030", "raises attainment"),
        ];
        for ((n, mean, low, high), size, interval, shows) in cases {
            let effect = Effect { n, mean, low, high };
            assert_eq!((effect.size().as_str(), effect.interval().as_str(), effect.shows()), (size, interval, shows));
        }
    }

    #[test]
    fn without_a_price_there_is_no_sum_and_without_a_row_nothing_is_known() {
        let line = |money: Option<f64>, missing: &str| CostLine {
            system: "England".into(),
            arm: "A".into(),
            days: 1234.4,
            lessons: 0.0,
            money,
            currency: "GBP".into(),
            missing: missing.into(),
            years: String::new(),
        };
        let of = |rows| Costs { rows }.of("England", "A");
        let priced = of(vec![line(Some(1000.0), ""), line(Some(501.0), "")]);
        assert_eq!((priced.money(), priced.missing()), ("GBP 1,501".to_owned(), None));
        assert_eq!((priced.amount(priced.days), priced.amount(priced.lessons)), ("2,469".to_owned(), "0".to_owned()));
        let unpriced = of(vec![line(Some(1000.0), ""), line(None, "release_day, pair_year")]);
        assert_eq!(unpriced.money(), NOT_KNOWN);
        assert_eq!(unpriced.missing().as_deref(), Some("pair year, release day"));
        let nothing = of(Vec::new());
        assert_eq!((nothing.money(), nothing.amount(nothing.days)), (NOT_KNOWN.to_owned(), NOT_KNOWN.to_owned()));
    }
}
