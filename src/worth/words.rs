//! The answer to "was it worth it?" in sentences, each right for every sign, size and interval.

use super::bundle::Fit;
use super::frontier::SAME;
use super::rows::{AcceptabilityRow, BundleRow, EffectRow, SwitchRow};
use crate::answer::{DO_NOTHING, Line, Topic};
use crate::months::{in_words, one_month};
use crate::numerals::{decimals, fixed, signed};
use crate::statistics::describe::Moments;

/// What the words of an interval are: above zero, below it, around it, exactly nothing, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Up,
    Down,
    Undetected,
    Nothing,
    Unknown,
}

fn seen(n: u32, mean: f64, (low, high): (f64, f64)) -> Seen {
    match () {
        () if n < 2 || !low.is_finite() || !high.is_finite() => Seen::Unknown,
        () if mean == 0.0 && low == 0.0 && high == 0.0 => Seen::Nothing,
        () if low > 0.0 => Seen::Up,
        () if high < 0.0 => Seen::Down,
        () => Seen::Undetected,
    }
}

/// An amount of money or of days: `GBP 1,250`, `12.5 teacher-days`.
pub fn amount(value: f64, unit: &str) -> String {
    if unit == "teacher-days" {
        return format!("{} {unit}", fixed(value, decimals(&[value]).min(2)));
    }
    format!("{unit} {}", fixed(value, if value.abs() >= 100.0 { 0 } else { 2 }))
}

fn months(pupil_sd: f64) -> String {
    let value = pupil_sd / one_month();
    signed(value, decimals(&[value]).min(3))
}

fn interval(low: f64, high: f64) -> String {
    format!("95 % interval {} to {}", months(low), months(high))
}

/// What an arm takes at the held budget.
pub fn bundle(row: &BundleRow) -> String {
    let unpriced = || "no sum of money, a price is missing".to_owned();
    let money = row.money.map_or_else(unpriced, |m| amount(m, row.currency));
    let takes = format!(
        "{money}, {} out of class, {} pupil-lessons under cover{}",
        amount(row.days, "teacher-days"),
        fixed(row.pupil_lessons, 0),
        match row.participants {
            // Some policies choose whom to work with week by week.
            0.0 => String::new(),
            people => format!(", {} teachers named to take part", fixed(people, 0)),
        }
    );
    if row.role == "reference" {
        return format!("takes {takes}: the budget that is held");
    }
    let left = || {
        let money = row.money_left.map(|left| over_or_left(left, row.currency));
        let days = over_or_left(row.days_left, "teacher-days");
        match (row.hold, money) {
            ("cash", Some(money)) => money,
            ("both", Some(money)) => format!("{money} and {days}"),
            _ => days,
        }
    };
    let fit = match row.fit {
        f if f == Fit::Within.name() => format!("{}, within 1 % where its extent was found", left()),
        f if f == Fit::Indivisible.name() => format!("{}, since whole ones cannot be split", left()),
        f if f == Fit::Full.name() => format!("{}: it reaches as many as it can", left()),
        _ => "nothing of what is held, so its extent is the scenario's".to_owned(),
    };
    let times = fixed(row.factor, decimals(&[row.factor]).min(4));
    format!("{times} times the scenario's extent ({}) takes {takes}; {fit}", row.extent)
}

fn over_or_left(left: f64, unit: &str) -> String {
    if left < 0.0 { format!("{} over", amount(-left, unit)) } else { format!("{} left", amount(left, unit)) }
}

/// What an arm gives, and what a gain costs.
pub fn effect(row: &EffectRow) -> String {
    let gain = format!("{} pupil-months", months(row.pupil_sd));
    let average = in_words(row.pupil_sd / row.pupils);
    let ends =
        format!("{} ({average} for the average of {} pupils)", interval(row.low, row.high), fixed(row.pupils, 0));
    let share = format!("it gains most in {} % of replicates", fixed(100.0 * row.best, 0));
    let told = match seen(row.n, row.pupil_sd, (row.low, row.high)) {
        Seen::Unknown if row.n < 2 => return format!("{gain} in one replicate, so no interval and no conclusion"),
        Seen::Unknown => return format!("{gain}, interval unknown"),
        Seen::Nothing => return format!("no difference: 0 pupil-months in each of {} replicates", row.n),
        Seen::Down => format!("loses: {gain}, {ends}; there is no gain to pay for"),
        Seen::Undetected => format!("no benefit detected: {gain}, {ends}; so no cost of a gain is given"),
        Seen::Up => format!("gains {gain}, {ends}; {}", cost_of_gain(row)),
    };
    format!("{told}; {share}{}", standing(row))
}

fn cost_of_gain(row: &EffectRow) -> String {
    let (Some(sd), Some(low), Some(high)) = (row.cost_per_pupil_sd, row.ratio_low, row.ratio_high) else {
        return "what it costs is not known, since a price is missing".to_owned();
    };
    let unit = row.cost_unit;
    format!(
        "{} a pupil-month (95 % interval {} to {}), {} a pupil-SD",
        amount(sd * one_month(), unit),
        amount(low * one_month(), unit),
        amount(high * one_month(), unit),
        amount(sd, unit)
    )
}

fn standing(row: &EffectRow) -> String {
    match (row.standing, row.incremental_ratio) {
        _ if !row.cost.is_finite() => String::new(),
        ("dominated", _) => {
            format!("; dominated in the mean by {}, which gains at least as much and costs no more", row.against)
        }
        ("extendedly dominated", _) => {
            format!("; extendedly dominated in the mean: a mix of {} gains as much for less", row.against)
        }
        (_, None) if !row.against.is_empty() && row.against != DO_NOTHING => {
            format!("; its gain is not told apart from that of {}, the next best", row.against)
        }
        (_, Some(ratio)) => format!(
            "; against {}, the next best, a further pupil-month costs {}",
            row.against,
            amount(ratio * one_month(), row.cost_unit)
        ),
        _ => String::new(),
    }
}

/// One arm against another: `difference` of gains and of costs, this one less the other, which costs `cost`.
pub fn compared(difference: &Moments, dearer: f64, cost: f64, unit: &str) -> String {
    let gain = format!("{} pupil-months", months(difference.mean));
    let ends = interval(difference.interval.0, difference.interval.1);
    let same = dearer.abs() <= SAME * cost.abs().max((cost + dearer).abs());
    let a_month = amount((dearer / difference.mean * one_month()).abs(), unit);
    let by = amount(dearer.abs(), unit);
    let price = |words: &str| match () {
        () if dearer.is_nan() => "what it costs is not known, since a price is missing".to_owned(),
        () if same => "for as much".to_owned(),
        () if dearer > 0.0 => format!("dearer by {by}{words}"),
        () => format!("cheaper by {by}{words}"),
    };
    match seen(difference.n, difference.mean, difference.interval) {
        Seen::Unknown if difference.n < 2 => format!("{gain} in one replicate, so no interval and no conclusion"),
        Seen::Unknown => format!("{gain}, interval unknown"),
        Seen::Nothing => format!("no difference in any replicate, {}", price("")),
        Seen::Undetected => format!("no difference detected, {}: {gain}, {ends}", price("")),
        Seen::Up => {
            let further =
                if dearer > 0.0 { format!(", {a_month} for each further pupil-month") } else { String::new() };
            format!("better, {}: {gain}, {ends}", price(&further))
        }
        Seen::Down => {
            let saved =
                if dearer < 0.0 { format!(", {a_month} saved for each pupil-month given up") } else { String::new() };
            format!("worse, {}: {gain}, {ends}", price(&saved))
        }
    }
}

/// Which arm is most likely best as a pupil-month is worth more.
pub fn acceptability(rows: &[AcceptabilityRow]) -> String {
    let mut spells: Vec<(&str, f64, f64)> = Vec::new();
    let mut at = 0;
    while at < rows.len() {
        let worth = rows[at].a_pupil_month;
        let here: Vec<&AcceptabilityRow> = rows[at..].iter().take_while(|r| r.a_pupil_month == worth).collect();
        at += here.len();
        // Of equals the first, as in each replicate.
        let best = here.iter().copied().reduce(|a, b| if b.probability > a.probability { b } else { a });
        let Some(best) = best else { continue };
        match spells.last_mut() {
            Some(spell) if spell.0 == best.arm => (spell.1, spell.2) = (worth, best.probability),
            _ => spells.push((&best.arm, worth, best.probability)),
        }
    }
    let unit = rows.first().map_or("", |r| r.cost_unit);
    let told = spells.iter().map(|(arm, to, share)| {
        format!("{arm} up to {} ({} % of replicates there)", amount(*to, unit), fixed(100.0 * share, 0))
    });
    match spells.as_slice() {
        [] => "no replicate, so nothing is known of what is likely best".to_owned(),
        [(only, to, _)] => format!(
            "most likely best whatever a pupil-month is worth, up to {}, where the curve ends: {only}",
            amount(*to, unit)
        ),
        _ => format!("most likely best as a pupil-month is worth more: {}", told.collect::<Vec<_>>().join(", then ")),
    }
}

/// How many times larger the reference's effect would have to be; `reached` has the unit that it pays for and how many
/// teachers take part for each.
pub fn effect_switch(row: &SwitchRow, own: Option<&EffectRow>, reached: Option<(&str, f64)>) -> String {
    let (arm, against) = (&row.arm, &row.against);
    let chance = match (row.low > 0.0, row.high < 0.0) {
        (false, false) => "; the difference between them may be chance",
        _ => "",
    };
    let gains = own.map_or(Seen::Unknown, |own| seen(own.n, own.pupil_sd, (own.low, own.high)));
    if gains != Seen::Up {
        return format!("no benefit of {arm} is detected, so it is not told how many times larger it would have to be");
    }
    let Some(times) = row.switch else {
        return format!("how many times larger the effect of {arm} would have to be is not known");
    };
    if times <= 0.0 {
        return format!("{arm} gains more than any alternative, none of which gains in the mean{chance}");
    }
    let number = fixed(times, 2);
    if times <= 1.0 {
        return format!(
            "{arm} gains more than any alternative: the effect could shrink to {number} times what it is before {against} \
             gains as much{chance}"
        );
    }
    let people = reached.map_or_else(String::new, |(item, people)| {
        let unit = item.replace('_', " ");
        format!(
            "; now {} teachers take part for each {unit}, so {arm} wins only if each {unit} changes the practice of at \
             least {} colleagues as much (linear scaling, not simulated)",
            fixed(people, 0),
            fixed((people * times).ceil(), 0)
        )
    });
    format!("the effect of {arm} would have to be {number} times what it is to equal {against}{chance}{people}")
}

/// At which price a gain costs as much in both.
pub fn price_switch(row: &SwitchRow) -> String {
    let name = &row.name;
    let now = fixed(row.value, 2);
    row.switch.map_or_else(
        || {
            format!(
                "no price of {name} makes a gain cost as much in {} as in {} (now {now} {})",
                row.arm, row.against, row.unit
            )
        },
        |price| {
            format!(
                "at {} {} for {name} (now {now}) a gain costs as much in {} as in {}",
                fixed(price, 2),
                row.unit,
                row.arm,
                row.against
            )
        },
    )
}

/// At which value of a parameter the reference overtakes the other arm.
pub fn parameter_switch(rows: &[SwitchRow], now: f64) -> String {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return "nothing was simulated".to_owned() };
    let number = |v: f64| fixed(v, decimals(&[v]).min(4));
    let range = format!("{} from {} to {} {}", first.name, number(first.value), number(last.value), first.unit);
    let (arm, against) = (&first.arm, &first.against);
    let Some(switch) = first.switch else {
        return if first.lead > 0.0 {
            format!(
                "{range}: {arm} leads {against}, scaled to its cost, at every value simulated (now {})",
                number(now)
            )
        } else {
            format!("{range}: {arm} never overtakes {against}, scaled to its cost (now {})", number(now))
        };
    };
    // Which way it goes across that value.
    let before = rows.iter().rev().find(|r| r.value < switch).unwrap_or(first);
    let verb = if before.lead > 0.0 { "falls behind" } else { "overtakes" };
    let sure = rows.iter().any(|r| r.low > 0.0) && rows.iter().any(|r| r.high < 0.0);
    let chance = if sure { "" } else { "; leads on one side of it or both may be chance" };
    format!(
        "{range}: {arm} {verb} {against}, scaled to its cost, at about {} (now {}), between the values simulated{chance}",
        number(switch),
        number(now)
    )
}

/// A warning where prices of different years stand in one sum.
pub fn mixed_years(rows: &[BundleRow]) -> Option<String> {
    let all = rows.iter().flat_map(|r| r.price_years.split("; ")).filter(|year| !year.is_empty());
    // Digits stand before words: years in order, then what is not stated.
    let years: Vec<&str> = all.collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    (years.len() > 1).then(|| {
        format!(
            "Prices are of different years ({}) and are added as they stand: no inflation is applied.",
            years.join(", ")
        )
    })
}

/// The lines on what is bought and what it gives, arm by arm, doing nothing left out.
pub fn arms(bundles: &[BundleRow], effects: &[EffectRow]) -> Vec<Line> {
    let line = |topic, arm: &str, text: String| Line { topic, arm: arm.to_owned(), text };
    let mut lines = Vec::new();
    for row in bundles {
        lines.push(line(Topic::Cost, &row.arm, format!("{}: {}.", row.arm, bundle(row))));
    }
    for row in effects.iter().filter(|row| row.arm != DO_NOTHING) {
        lines.push(line(Topic::Effect, &row.arm, format!("{}: {}.", row.arm, effect(row))));
    }
    lines
}
