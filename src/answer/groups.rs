//! Who gains and who loses: by tenth of attainment at the opening, by place, and who would choose which arm.

use super::{ATTAINMENT, DO_NOTHING, Verdict, decimals, effect, of_interval, with_error};
use crate::experiment::Results;
use crate::numerals::fixed;
use crate::rows::{DecileRow, SummaryRow, WinnerRow};

/// Pairs of arms of which the answer tells who would choose which.
const TOLD: usize = 10;

/// The lines of one arm against doing nothing.
pub fn lines(results: &Results, system: &str, arm: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let tenths = tenths(results, system, arm, DO_NOTHING);
    if let Some(first) = tenths.first() {
        let by = by_tenth(&tenths, ["gains", "gain"], ["loses", "lose"]);
        lines.push(format!(
            "{arm}, by tenth of schools (1 had the lowest attainment at the opening) in year {}: {by}.",
            first.year
        ));
    }
    let shares = shares(results, system, arm, DO_NOTHING);
    if let Some(all) = of_place(&shares, "all") {
        let places: Vec<String> = ["urban", "rural"]
            .into_iter()
            .filter_map(|place| {
                let (better, worse) = of_place(&shares, place)?;
                Some(format!("{place} schools {} and {} %", percent(better.share), percent(worse.share)))
            })
            .collect();
        let places = if places.len() == 2 { format!("; {}", places.join(", ")) } else { String::new() };
        lines.push(format!("{arm}, who is better off in year {}: {}{places}.", all.0.year, gainers(all)));
    }
    let last = |group: &str| {
        let own = results.summary.iter().filter(|r| {
            r.system == system
                && r.arm == arm
                && r.group == group
                && r.outcome == ATTAINMENT
                && r.measure == "difference"
        });
        own.max_by_key(|r| r.year)
    };
    if let (Some(urban), Some(rural)) = (last("urban"), last("rural")) {
        let of = |row: &SummaryRow| effect(row, "pupil SD");
        lines.push(format!("{arm}, urban schools: {}; rural schools: {}.", of(urban), of(rural)));
    }
    lines
}

/// Who would choose which of two arms, a line a pair.
pub fn choices(results: &Results, system: &str) -> Vec<String> {
    let pair = |r: &&WinnerRow| {
        r.system == system && r.second != DO_NOTHING && (r.place, r.counted, r.who) == ("all", "pupils", "better")
    };
    let told = results.winners.iter().filter(pair).take(TOLD);
    told.filter_map(|row| {
        let (first, second) = (row.first.as_str(), row.second.as_str());
        let shares = shares(results, system, first, second);
        let tenths = tenths(results, system, first, second);
        let by = by_tenth(
            &tenths,
            [&format!("does better under {first}"), &format!("do better under {first}")],
            [&format!("does better under {second}"), &format!("do better under {second}")],
        );
        let by = if tenths.is_empty() { String::new() } else { format!("; by tenth of schools: {by}") };
        Some(format!(
            "{first} or {second}, who would choose which in year {}: {}{by}.",
            row.year,
            choosers(of_place(&shares, "all")?)
        ))
    })
    .collect()
}

/// Attainment of the tenths of an arm against another in the last year.
fn tenths<'a>(results: &'a Results, system: &str, arm: &str, against: &str) -> Vec<&'a DecileRow> {
    let own = |r: &&DecileRow| r.system == system && r.arm == arm && r.against == against && r.outcome == ATTAINMENT;
    let all: Vec<&DecileRow> = results.deciles.iter().filter(own).collect();
    let last = all.iter().map(|r| r.year).max();
    all.into_iter().filter(|r| Some(r.year) == last).collect()
}

fn shares<'a>(results: &'a Results, system: &str, first: &str, second: &str) -> Vec<&'a WinnerRow> {
    let own = |r: &&WinnerRow| r.system == system && r.first == first && r.second == second && r.counted == "pupils";
    results.winners.iter().filter(own).collect()
}

/// Pupils better and worse off in schools of a place.
fn of_place<'a>(rows: &[&'a WinnerRow], place: &str) -> Option<(&'a WinnerRow, &'a WinnerRow)> {
    let of = |who: &str| rows.iter().find(|r| r.place == place && r.who == who).copied();
    Some((of("better")?, of("worse")?))
}

/// Which tenths go up, down or cannot be told, with the largest of each; verbs for one tenth and for several.
fn by_tenth(rows: &[&DecileRow], up: [&str; 2], down: [&str; 2]) -> String {
    let verdict = |r: &DecileRow| of_interval(r.n, r.low, r.high);
    if rows.iter().all(|r| verdict(r) == Verdict::Unknown) {
        return "no interval, so nothing is known of who gains and who loses".to_owned();
    }
    if rows.iter().all(|r| r.difference == 0.0 && r.low == 0.0 && r.high == 0.0) {
        return "no difference in any".to_owned();
    }
    let of = |wanted: Verdict| rows.iter().filter(|r| verdict(r) == wanted).copied().collect::<Vec<_>>();
    let mut parts = Vec::new();
    for (verdict, verbs) in [(Verdict::Up, up), (Verdict::Down, down)] {
        let own = of(verdict);
        let Some(most) = own.iter().max_by(|a, b| a.difference.abs().total_cmp(&b.difference.abs())) else { continue };
        let d = decimals(&[most.difference, most.se]).max(2);
        let size = format!("{} pupil SD", with_error(most.difference, most.se, d));
        let numbers: Vec<u32> = own.iter().map(|r| r.decile).collect();
        parts.push(match own.len() {
            1 => format!("tenth {} {} ({size})", numbers[0], verbs[0]),
            n if n == rows.len() => format!("every one {}, tenth {} most ({size})", verbs[0], most.decile),
            _ => format!("tenths {} {}, tenth {} most ({size})", ranges(&numbers), verbs[1], most.decile),
        });
    }
    let open: Vec<u32> = rows
        .iter()
        .filter(|r| matches!(verdict(r), Verdict::Undetected | Verdict::Unknown))
        .map(|r| r.decile)
        .collect();
    if open.len() == rows.len() {
        return "no difference can be told from chance in any".to_owned();
    }
    if !open.is_empty() {
        parts.push(format!("no difference can be told from chance in {}", ranges(&open)));
    }
    parts.join("; ")
}

/// `1 to 3, 7 and 9 to 10`: rising numbers in words.
fn ranges(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let words: Vec<String> = runs
        .iter()
        .map(|&(from, to)| match to - from {
            0 => from.to_string(),
            1 => format!("{from} and {to}"),
            _ => format!("{from} to {to}"),
        })
        .collect();
    match words.as_slice() {
        [before @ .., last] if !before.is_empty() => {
            // `1 and 2 and 5` reads badly.
            let joint = if words.iter().any(|w| w.contains("and")) { ", " } else { " and " };
            format!("{}{joint}{last}", before.join(", "))
        }
        _ => words.concat(),
    }
}

fn percent(share: f64) -> String {
    let value = share * 100.0;
    // A share that is not nothing is not shown as nothing.
    fixed(value, usize::from(value > 0.0 && value < 0.95))
}

/// `45 % ± 4`.
fn with_points(row: &WinnerRow) -> String {
    if row.se.is_finite() && row.se > 0.0 {
        format!("{} % ± {}", percent(row.share), percent(row.se))
    } else {
        format!("{} %", percent(row.share))
    }
}

fn beyond(row: &WinnerRow) -> String {
    if row.clear.is_finite() { format!(" ({} % beyond chance)", percent(row.clear)) } else { String::new() }
}

const ONE: &str = ", in one replicate, which does not tell chance from effect";

fn gainers((better, worse): (&WinnerRow, &WinnerRow)) -> String {
    let margin = fixed(better.margin, 2);
    if better.share == 0.0 && worse.share == 0.0 {
        let one = if better.n < 2 { ONE } else { "" };
        return format!("no school gains or loses more than {margin} pupil SD over doing nothing{one}");
    }
    let gain = format!(
        "{} of pupils are in schools that gain more than {margin} pupil SD over doing nothing{}",
        with_points(better),
        beyond(better)
    );
    let lose = if worse.share == 0.0 {
        "none in schools that lose as much".to_owned()
    } else {
        format!("{} in schools that lose as much{}", with_points(worse), beyond(worse))
    };
    format!("{gain}, {lose}{}", if better.n < 2 { ONE } else { "" })
}

fn choosers((first, second): (&WinnerRow, &WinnerRow)) -> String {
    let margin = fixed(first.margin, 2);
    let one = if first.n < 2 { ONE } else { "" };
    if first.share == 0.0 && second.share == 0.0 {
        return format!("for no school does either do better by more than {margin} pupil SD{one}");
    }
    let neither = (1.0 - first.share - second.share).max(0.0);
    let none = |row: &WinnerRow| row.share == 0.0;
    let of = |row: &WinnerRow| if none(row) { "0 %".to_owned() } else { with_points(row) };
    let chance = |row: &WinnerRow| if none(row) { String::new() } else { beyond(row) };
    format!(
        "{} of pupils are in schools that do better by more than {margin} pupil SD under {}{}, {} under {}{}, for {} % \
         neither does{one}",
        of(first),
        first.first,
        chance(first),
        of(second),
        first.second,
        chance(second),
        percent(neither),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tenth(decile: u32, n: u32, difference: f64, low: f64, high: f64) -> DecileRow {
        DecileRow {
            run_id: "r".into(),
            system: "England".into(),
            arm: "Pairs".into(),
            against: DO_NOTHING.into(),
            year: 5,
            decile,
            outcome: ATTAINMENT,
            unit: "pupil SD",
            n,
            schools: 4.0,
            pupils: 900.0,
            value: 0.1,
            value_se: 0.01,
            difference,
            se: if n > 1 { 0.01 } else { f64::NAN },
            low,
            high,
            level: 0.95,
        }
    }

    fn said(rows: &[DecileRow]) -> String {
        by_tenth(&rows.iter().collect::<Vec<_>>(), ["gains", "gain"], ["loses", "lose"])
    }

    #[test]
    fn tenths_are_told_for_every_sign_and_size() {
        let nan = f64::NAN;
        let up = |i| tenth(i, 40, 0.01 * f64::from(i), 0.001, 0.5);
        let down = |i| tenth(i, 40, -0.01 * f64::from(i), -0.5, -0.001);
        let open = |i| tenth(i, 40, 0.001, -0.01, 0.012);
        assert_eq!(said(&[up(1), up(2), up(3)]), "every one gains, tenth 3 most (+0.030 ± 0.010 pupil SD)");
        assert_eq!(
            said(&[up(1), up(2), open(3), down(4)]),
            "tenths 1 and 2 gain, tenth 2 most (+0.020 ± 0.010 pupil SD); tenth 4 loses (−0.040 ± 0.010 pupil SD); no difference can be told \
             from chance in 3"
        );
        assert_eq!(said(&[open(1), open(2)]), "no difference can be told from chance in any");
        assert_eq!(said(&[down(1), down(2)]), "every one loses, tenth 2 most (−0.020 ± 0.010 pupil SD)");
        assert_eq!(said(&[tenth(1, 9, 0.0, 0.0, 0.0)]), "no difference in any");
        assert!(said(&[tenth(1, 1, 0.2, nan, nan)]).starts_with("no interval, so nothing is known"));
        assert!(said(&[tenth(1, 0, nan, nan, nan)]).starts_with("no interval, so nothing is known"));
    }

    #[test]
    fn numbers_in_words() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1 to 3, 7, 9 and 10");
        assert_eq!((ranges(&[4]), ranges(&[1, 3]), ranges(&[1, 2])), ("4".into(), "1 and 3".into(), "1 and 2".into()));
        assert_eq!(ranges(&[1, 2, 3, 6]), "1 to 3 and 6");
    }

    fn winner(who: &'static str, n: u32, share: f64, clear: f64) -> WinnerRow {
        WinnerRow {
            run_id: "r".into(),
            system: "England".into(),
            first: "Pairs".into(),
            second: "Watching".into(),
            year: 5,
            place: "all",
            counted: "pupils",
            who,
            margin: 0.01,
            n,
            total: 900.0,
            share,
            se: if n > 1 { 0.04 } else { f64::NAN },
            low: 0.0,
            high: 1.0,
            level: 0.95,
            clear: if n > 1 { clear } else { f64::NAN },
        }
    }

    #[test]
    fn shares_are_told_also_where_nobody_gains_or_loses() {
        let of = |n, better, worse| gainers((&winner("better", n, better, 0.2), &winner("worse", n, worse, 0.001)));
        assert_eq!(
            of(40, 0.45, 0.12),
            "45 % ± 4 of pupils are in schools that gain more than 0.01 pupil SD over doing nothing (20 % beyond chance), 12 \
             % ± 4 in schools that lose as much (0.1 % beyond chance)"
        );
        assert!(of(40, 0.45, 0.0).ends_with("(20 % beyond chance), none in schools that lose as much"));
        assert_eq!(of(40, 0.0, 0.0), "no school gains or loses more than 0.01 pupil SD over doing nothing");
        assert!(
            of(1, 0.5, 0.5)
                .ends_with("in schools that lose as much, in one replicate, which does not tell chance from effect")
        );
        let choice = |n, first, second| choosers((&winner("better", n, first, 0.2), &winner("worse", n, second, 0.1)));
        assert_eq!(
            choice(40, 0.5, 0.2),
            "50 % ± 4 of pupils are in schools that do better by more than 0.01 pupil SD under Pairs (20 % beyond chance), 20 \
             % ± 4 under Watching (10 % beyond chance), for 30 % neither does"
        );
        assert!(
            choice(40, 0.0, 0.2).starts_with(
                "0 % of pupils are in schools that do better by more than 0.01 pupil SD under Pairs, 20 %"
            )
        );
        assert_eq!(choice(40, 0.0, 0.0), "for no school does either do better by more than 0.01 pupil SD");
    }
}
