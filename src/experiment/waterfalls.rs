//! From opening to closing over all years: what each mechanism and policy added, and what it would have been otherwise.

use super::accounts::{Digest, origin_name, origins};
use super::outcomes::arm_name;
use crate::ledger::{Mechanism, Stock};
use crate::observe::{Booked, LEDGER_GROUPS};
use crate::rows::WaterfallRow;
use crate::scenario::System;
use crate::statistics::describe::{LEVEL, moments_of_sets};

/// Stocks in the order in which they are told: what pupils have first.
const STOCKS: [Stock; 3] = [Stock::Attainment, Stock::Enacted, Stock::Embedded];

/// One line over replicates: mechanism, policy, what was booked in the arm and when nothing is done.
type Line = (&'static str, String, Vec<f64>, Vec<f64>);

/// Rows of all arms of a system. `sets` has the parameter set of each replicate.
pub fn waterfalls(run_id: &str, system: &System, sets: &[u32], digests: &[&Digest]) -> Vec<WaterfallRow> {
    let mut rows = Vec::new();
    let arms = digests.first().map_or(0, |digest| digest.whole.len());
    for arm in 1..arms {
        for (number, group) in LEDGER_GROUPS.into_iter().enumerate() {
            let both = |d: &&Digest| [&d.whole[arm][0][number], &d.whole[arm][1][number]].map(Booked::clone);
            let all = sets.iter().copied().zip(digests.iter().map(both)).filter(|(_, [with, _])| with.schools > 0);
            let (sets, booked): (Vec<u32>, Vec<[Booked; 2]>) = all.unzip();
            rows.extend(of_schools(run_id, system, arm, group, &sets, &booked));
        }
    }
    rows
}

/// Rows of some schools: their ledger over all years in an arm, and when nothing is done, by replicate.
pub fn of_schools(
    run_id: &str,
    system: &System,
    arm: usize,
    group: &'static str,
    sets: &[u32],
    booked: &[[Booked; 2]],
) -> Vec<WaterfallRow> {
    let mut rows = Vec::new();
    for stock in STOCKS.into_iter().filter(|_| !booked.is_empty()) {
        rows.extend(lines(system, arm, stock, booked).into_iter().map(|(mechanism, policy, with, without)| {
            let apart: Vec<f64> = with.iter().zip(&without).map(|(a, b)| a - b).collect();
            let (value, otherwise, difference) =
                (moments_of_sets(sets, &with), moments_of_sets(sets, &without), moments_of_sets(sets, &apart));
            WaterfallRow {
                run_id: run_id.to_owned(),
                system: system.name.clone(),
                arm: arm_name(system, arm).to_owned(),
                group,
                stock: stock.name(),
                unit: if stock == Stock::Attainment { "pupil SD/pupil" } else { "SD/post" },
                mechanism,
                policy,
                n: value.n,
                value: value.mean,
                se: value.se,
                low: value.interval.0,
                high: value.interval.1,
                counterfactual: otherwise.mean,
                difference: difference.mean,
                difference_se: difference.se,
                difference_low: difference.interval.0,
                difference_high: difference.interval.1,
                level: LEVEL,
            }
        }));
    }
    rows
}

/// Opening, what was booked in either, closing.
fn lines(system: &System, arm: usize, stock: Stock, booked: &[[Booked; 2]]) -> Vec<Line> {
    let per = |b: &Booked| if stock == Stock::Attainment { b.pupils } else { b.posts };
    let of_all = |which: usize, of: &dyn Fn(&Booked) -> f64| -> Vec<f64> {
        // Where there is nobody, nothing is booked: nothing a head is none.
        booked.iter().map(|both| of(&both[which]) / per(&both[which]).max(f64::MIN_POSITIVE)).collect()
    };
    let opening = [0, 1].map(|which| of_all(which, &|b| b.opening[stock as usize]));
    let [mut with, mut without] = opening.clone();
    let [first, second] = opening;
    let mut lines = vec![("opening", String::new(), first, second)];
    let origins = origins(system, arm);
    for &mechanism in Mechanism::ALL.iter().filter(|m| m.stock() == stock) {
        for origin in 0..origins {
            let here = of_all(0, &|b| b.amounts[mechanism as usize * origins + origin]);
            // Nothing but business as usual is booked when nothing is done.
            let there = of_all(1, &|b| if origin == 0 { b.amounts[mechanism as usize] } else { 0.0 });
            if here.iter().chain(&there).any(|&v| v != 0.0) {
                with.iter_mut().zip(&here).for_each(|(sum, v)| *sum += v);
                without.iter_mut().zip(&there).for_each(|(sum, v)| *sum += v);
                lines.push((mechanism.name(), origin_name(system, arm, origin), here, there));
            }
        }
    }
    lines.push(("closing", String::new(), with, without));
    lines
}
