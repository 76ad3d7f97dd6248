//! Where the spread of the effect on attainment comes from: parameters or chance.

use super::{ATTAINMENT, DO_NOTHING, distinct, places};
use crate::experiment::Results;
use crate::numerals::{fixed, signed};
use crate::rows::SummaryRow;
use crate::statistics::describe::{FEWEST_SETS, SHARE_LEVEL, components};
use serde::Serialize;

/// The spread of one arm's effect on attainment in the last year, over all schools.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// School system.
    pub system: String,
    /// Arm.
    pub arm: String,
    /// Last school year.
    pub year: u32,
    /// Replicates.
    pub n: u32,
    /// Parameter sets that they have.
    pub sets: u32,
    /// Mean effect, pupil SD.
    pub mean: f64,
    /// Its Monte-Carlo standard error.
    pub se: f64,
    /// 5th percentile over replicates.
    pub p5: f64,
    /// 95th percentile over replicates.
    pub p95: f64,
    /// SD over replicates.
    pub sd: f64,
    /// SD between parameter sets, chance taken out.
    pub sd_parameters: f64,
    /// SD between replicates of one set.
    pub sd_chance: f64,
    /// Share of the variance between parameter sets.
    pub share_parameters: f64,
    /// Lower end of the interval of that share at [`SHARE_LEVEL`].
    pub share_low: f64,
    /// Its upper end.
    pub share_high: f64,
}

/// The spread of each arm of a system.
pub fn spreads(results: &Results, system: &str) -> Vec<Spread> {
    let headline = |r: &&SummaryRow| {
        r.system == system && r.measure == "difference" && r.outcome == ATTAINMENT && r.group == "all"
    };
    let rows: Vec<&SummaryRow> = results.summary.iter().filter(headline).collect();
    let arms = distinct(rows.iter().map(|r| r.arm.as_str()).filter(|arm| *arm != DO_NOTHING));
    let of_arm =
        |arm: &str| rows.iter().filter(|r| r.arm == arm).max_by_key(|r| r.year).map(|row| spread(results, row));
    arms.into_iter().filter_map(of_arm).collect()
}

fn spread(results: &Results, row: &SummaryRow) -> Spread {
    let same = results.outcomes.iter().filter(|r| {
        r.year == row.year
            && r.group == row.group
            && r.outcome == row.outcome
            && r.arm == row.arm
            && r.system == row.system
            && r.difference.is_finite()
    });
    let (sets, values): (Vec<u32>, Vec<f64>) = same.map(|r| (r.parameter_set, r.difference)).unzip();
    let parts = components(&sets, &values);
    let interval = parts.interval();
    Spread {
        system: row.system.clone(),
        arm: row.arm.clone(),
        year: row.year,
        n: row.n,
        sets: parts.sets,
        mean: row.mean,
        se: row.se,
        p5: row.p5,
        p95: row.p95,
        sd: row.sd,
        sd_parameters: row.sd_parameters,
        sd_chance: row.sd_chance,
        share_parameters: row.share_parameters,
        share_low: interval.0,
        share_high: interval.1,
    }
}

/// Where the spread comes from, in a sentence without its stop. `drawn` says that replicates differ in their parameters.
pub fn sentence(s: &Spread, drawn: bool) -> String {
    if s.n < 2 {
        return format!("one replicate in year {}, so no spread is known", s.year);
    }
    if s.sd == 0.0 {
        return format!("none in year {}: the same in all {} replicates", s.year, s.n);
    }
    let d = places(s.mean, s.p5, s.p95);
    let band =
        format!("5th to 95th percentile {} to {} pupil SD in year {}", signed(s.p5, d), signed(s.p95, d), s.year);
    let percent = |share: f64| fixed(share * 100.0, 0);
    if !drawn {
        return format!("{band}, all of it chance: every replicate has the same parameters");
    }
    if !s.share_parameters.is_finite() {
        let sets = if s.sets == 1 { "1 parameter set".to_owned() } else { format!("{} parameter sets", s.sets) };
        return format!(
            "{band}; {} replicates of {sets} do not tell parameters from chance: that takes {FEWEST_SETS} sets and two \
             replicates of a set",
            s.n
        );
    }
    let parameters = percent(s.share_parameters);
    // The two shares as shown add up.
    let chance = percent(1.0 - (s.share_parameters * 100.0).round() / 100.0);
    let rough = if s.share_low.is_finite() && s.share_high.is_finite() {
        format!(
            " ({} % interval of the share of parameters {} to {} %, from {} sets)",
            fixed(SHARE_LEVEL * 100.0, 0),
            percent(s.share_low),
            percent(s.share_high),
            s.sets
        )
    } else {
        String::new()
    };
    format!("{band}; of its variance {parameters} % comes from parameters and {chance} % from chance{rough}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(n: u32, sets: u32, mean: f64, share: f64) -> Spread {
        Spread {
            system: "Shanghai".into(),
            arm: "pairing".into(),
            year: 5,
            n,
            sets,
            mean,
            se: 0.002,
            p5: mean - 0.02,
            p95: mean + 0.02,
            sd: 0.01,
            sd_parameters: 0.005,
            sd_chance: 0.005,
            share_parameters: share,
            share_low: share * 0.5,
            share_high: f64::midpoint(share, 1.0),
        }
    }

    #[test]
    fn every_sign_and_number_has_its_sentence() {
        let whole = case(40, 20, 0.05, 0.624);
        assert_eq!(
            sentence(&whole, true),
            "5th to 95th percentile +0.030 to +0.070 pupil SD in year 5; of its variance 62 % comes from parameters and 38 % \
             from chance (90 % interval of the share of parameters 31 to 81 %, from 20 sets)"
        );
        let loss = sentence(&case(40, 20, -0.05, 0.0), true);
        assert!(
            loss.starts_with("5th to 95th percentile −0.070 to −0.030 pupil SD in year 5; of its variance 0 % comes"),
            "{loss}"
        );
        assert!(loss.contains("100 % from chance (90 % interval of the share of parameters 0 to 50 %"), "{loss}");
        let both = sentence(&case(40, 20, 0.0, 1.0), true);
        assert!(
            both.contains("−0.020 to +0.020") && both.contains("100 % comes from parameters and 0 % from chance"),
            "{both}"
        );
        let few = sentence(&case(3, 2, 0.05, f64::NAN), true);
        assert!(few.ends_with("3 replicates of 2 parameter sets do not tell parameters from chance: that takes 4 sets and two replicates of a set"), "{few}");
        assert!(sentence(&case(2, 1, 0.05, f64::NAN), true).contains("2 replicates of 1 parameter set do not"));
        assert_eq!(sentence(&case(1, 1, 0.05, f64::NAN), true), "one replicate in year 5, so no spread is known");
        assert!(
            sentence(&case(40, 1, 0.05, f64::NAN), false)
                .ends_with("all of it chance: every replicate has the same parameters")
        );
        let none = Spread { sd: 0.0, ..case(40, 20, 0.0, f64::NAN) };
        assert_eq!(sentence(&none, true), "none in year 5: the same in all 40 replicates");
    }
}
