//! Who is better off under which of two arms: shares of pupils and of schools by what their school gains, mean over
//! replicates, in the last year.
//!
//! With few replicates chance alone carries the means of some schools past the margin. So each share has a jackknife
//! error, and beside it stands the share in schools whose own interval lies wholly beyond the margin.

use super::accounts::Finals;
use super::comparisons::pairs;
use super::outcomes::arm_name;
use crate::population::SchoolList;
use crate::rows::WinnerRow;
use crate::scenario::System;
use crate::statistics::describe::LEVEL;
use crate::statistics::paired::{Means, within};

/// What a school must gain or lose to count (pupil SD; assumption: half of what the months of progress call one month).
pub const MARGIN: f64 = 0.01;

/// A name, and whether it holds urban schools, or the others.
type Place = (&'static str, fn(bool) -> bool);

/// Schools of a place.
const PLACES: [Place; 3] = [("all", |_| true), ("urban", |urban| urban), ("rural", |urban| !urban)];

/// What one school gains from the first of two arms.
struct Gain {
    urban: bool,
    pupils: f64,
    /// Mean over replicates, with its interval.
    mean: (f64, f64, f64),
    /// The mean without each parameter set in turn.
    without: Vec<f64>,
}

/// The rows of a system; `finals` has the end of each replicate and `sets` its parameter set.
pub fn winners(
    run_id: &str,
    system: &System,
    list: &SchoolList,
    years: u32,
    sets: &[u32],
    finals: &[&[Finals]],
) -> Vec<WinnerRow> {
    let mut rows = Vec::new();
    if finals.is_empty() {
        return rows;
    }
    let means = Means::of(sets);
    for (first, second) in pairs(system.arms.len()) {
        let gain = |number: usize| {
            let difference = |end: &&[Finals]| {
                f64::from(end[first].attainment[number].1) - f64::from(end[second].attainment[number].1)
            };
            let values: Vec<f64> = finals.iter().map(difference).collect();
            let school = &list.schools[number];
            Gain {
                urban: school.urban,
                pupils: f64::from(school.pupils),
                mean: means.interval(&values),
                without: means.without_each(&values),
            }
        };
        let gains: Vec<Gain> = (0..list.schools.len()).map(gain).collect();
        for (place, is_in) in PLACES {
            let own: Vec<&Gain> = gains.iter().filter(|g| is_in(g.urban)).collect();
            if own.is_empty() {
                continue;
            }
            let names = [system.name.as_str(), arm_name(system, first), arm_name(system, second)];
            rows.extend(of_place(run_id, names, (place, years), &means, &own));
        }
    }
    rows
}

fn of_place(
    run_id: &str,
    [system, first, second]: [&str; 3],
    (place, year): (&'static str, u32),
    means: &Means,
    gains: &[&Gain],
) -> Vec<WinnerRow> {
    let mut rows = Vec::with_capacity(4);
    for (counted, weight) in [("pupils", true), ("schools", false)] {
        let weight = |g: &Gain| if weight { g.pupils } else { 1.0 };
        let total: f64 = gains.iter().map(|g| weight(g)).sum();
        let share = |is: &dyn Fn(&Gain) -> bool| gains.iter().filter(|g| is(g)).map(|g| weight(g)).sum::<f64>() / total;
        for (who, sign) in [("better", 1.0), ("worse", -1.0)] {
            let (of_all, sets) = (share(&|g| sign * g.mean.0 > MARGIN), gains[0].without.len());
            let without: Vec<f64> = (0..sets).map(|set| share(&|g| sign * g.without[set] > MARGIN)).collect();
            let (se, reach) = means.jackknife(&without);
            let end = |g: &Gain| if sign > 0.0 { g.mean.1 } else { -g.mean.2 };
            rows.push(WinnerRow {
                run_id: run_id.to_owned(),
                system: system.to_owned(),
                first: first.to_owned(),
                second: second.to_owned(),
                year,
                place,
                counted,
                who,
                margin: MARGIN,
                n: means.replicates(),
                total,
                share: of_all,
                se,
                low: within(of_all - reach),
                high: within(of_all + reach),
                level: LEVEL,
                clear: if se.is_finite() { share(&|g| end(g) > MARGIN) } else { f64::NAN },
            });
        }
    }
    rows
}
