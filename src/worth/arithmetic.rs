//! What the sums of the source documents come to, to the penny and the day: nothing here is simulated.

use crate::numerals::fixed;
use serde::Serialize;

/// Visitors of the exchange (S3).
pub const VISITORS: i64 = 75;
/// What a visitor costs, in pence: a participant's guess, not official (S3).
pub const VISITOR: i64 = 300_000;
/// Home teachers who travel (S3: 70 odd).
pub const TRAVELLERS: i64 = 70;
/// School days that each of them is away (S3: two weeks).
pub const DAYS_AWAY: i64 = 10;
/// What a school pays for a day of supply cover in a primary school, in pence (evidence section 14).
pub const SUPPLY_DAY: i64 = 21_800;
/// Tenths of an hour in a working day (1,265 directed hours in 195 days).
pub const DAY_TENTHS: i64 = 65;
/// Grant to a primary school in a work group, in pence (evidence sections 6 and 14).
pub const GRANT: i64 = 100_000;
/// Days of release of a school in a work group, at least (evidence section 6).
pub const GROUP_DAYS: i64 = 10;
/// Days of release of a specialist in the year of development (evidence sections 6 and 14).
pub const SPECIALIST_DAYS: i64 = 15;
/// Lesson study in a school for a year, beside release, in pence (evidence sections 5 and 14).
pub const LESSON_STUDY: i64 = 230_000;
/// Teaching for Mastery over four years, in pence (evidence sections 6 and 14).
pub const MASTERY: i64 = 4_100_000_000;
/// Fewest and most schools that it reached by 2020.
pub const MASTERY_SCHOOLS: (i64, i64) = (8_000, 8_400);
/// Teachers who watched a visitor: 75 visitors with ten lessons and nine who watch each (S3: 6,000 to 7,000).
pub const WATCHED: i64 = 6_750;
/// Tenths of an hour that each of them was out of class for a lesson and unpicking it: an assumption of the simulation.
pub const WATCHING_TENTHS: i64 = 20;

/// Pence that some days of release cost.
pub fn release(days: i64, supply_day: i64) -> i64 {
    days * supply_day
}

/// Whole hours in some working days.
pub fn hours(days: i64, day_tenths: i64) -> i64 {
    days * day_tenths / 10
}

/// Pence that a school in a work group costs in a year: its grant and its release.
pub fn work_group_school(grant: i64, days: i64, supply_day: i64) -> i64 {
    grant + release(days, supply_day)
}

/// How many whole units a sum buys at a price of `pence / parts` each, and the pence left.
pub fn buys(sum: i64, pence: i64, parts: i64) -> (i64, i64) {
    let units = sum * parts / pence;
    // A unit of a fraction of a penny is paid in full pence.
    (units, sum - (units * pence + parts - 1) / parts)
}

/// Pence a unit, to the nearest penny, halves up.
pub fn a_unit(sum: i64, units: i64) -> i64 {
    (2 * sum + units) / (2 * units)
}

/// A line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What is counted.
    pub what: &'static str,
    /// How.
    pub working: String,
    /// What comes out, with its unit.
    pub comes_to: String,
}

/// Pounds and pence in words.
pub fn pounds(pence: i64) -> String {
    let sign = if pence < 0 { "\u{2212}" } else { "" };
    let whole = fixed((pence.abs() / 100) as f64, 0);
    match pence.abs() % 100 {
        0 => format!("{sign}£{whole}"),
        rest => format!("{sign}£{whole}.{rest:02}"),
    }
}

fn count(number: i64, noun: &str) -> String {
    format!("{} {noun}", fixed(number as f64, 0))
}

fn bought(what: &'static str, sum: i64, (pence, parts): (i64, i64), noun: &str) -> Line {
    let (units, left) = buys(sum, pence, parts);
    let price = if parts == 1 { pounds(pence) } else { format!("{} a day of 6.5 hours", pounds(SUPPLY_DAY)) };
    let comes_to = format!("{}, {} left", count(units, noun), pounds(left));
    Line { what, working: format!("{} at {price}", pounds(sum)), comes_to }
}

/// The whole table: what the exchange took by the source's own count, and what that buys instead.
pub fn table() -> Vec<Line> {
    let trip = VISITORS * VISITOR;
    let days = TRAVELLERS * DAYS_AWAY;
    let covered = release(days, SUPPLY_DAY);
    let all = trip + covered;
    let school = work_group_school(GRANT, GROUP_DAYS, SUPPLY_DAY);
    let specialist = release(SPECIALIST_DAYS, SUPPLY_DAY);
    let watching = WATCHED * WATCHING_TENTHS * SUPPLY_DAY;
    let line = |what, working: String, comes_to: String| Line { what, working, comes_to };
    let (fewest, most) = MASTERY_SCHOOLS;
    vec![
        line("the trip", format!("{VISITORS} visitors at {}", pounds(VISITOR)), pounds(trip)),
        line("teachers away", format!("{TRAVELLERS} teachers for {DAYS_AWAY} days"), count(days, "teacher-days")),
        line("their release", format!("{days} days at {}", pounds(SUPPLY_DAY)), pounds(covered)),
        line("the exchange", format!("{} + {}", pounds(trip), pounds(covered)), pounds(all)),
        line(
            "not in that sum",
            format!("{} who watch, 2 hours each, at {} a day", count(WATCHED, "teachers"), pounds(SUPPLY_DAY)),
            format!(
                "{} teacher-days, {}",
                fixed((WATCHED * WATCHING_TENTHS) as f64 / DAY_TENTHS as f64, 1),
                pounds(a_unit(watching, DAY_TENTHS))
            ),
        ),
        line("the same days: a day nearby", format!("{days} days"), count(days, "one-day observations")),
        line(
            "the same days: an hour at home",
            format!("{days} days of 6.5 hours"),
            count(hours(days, DAY_TENTHS), "single hours"),
        ),
        line(
            "a school in a work group",
            format!("{} grant + {GROUP_DAYS} days at {}", pounds(GRANT), pounds(SUPPLY_DAY)),
            format!("{} a year", pounds(school)),
        ),
        line(
            "a specialist's first year",
            format!("{SPECIALIST_DAYS} days at {}", pounds(SUPPLY_DAY)),
            pounds(specialist),
        ),
        bought("the same money: a day nearby", all, (SUPPLY_DAY, 1), "one-day observations"),
        bought("the same money: an hour at home", all, (SUPPLY_DAY * 10, DAY_TENTHS), "single hours"),
        bought("the same money: work groups", all, (school, 1), "school-years"),
        bought("the same money: specialists", all, (specialist, 1), "first years"),
        bought("the same money: lesson study", all, (LESSON_STUDY, 1), "school-years, beside release"),
        bought("the same money: more visitors", all, (VISITOR, 1), "visitors"),
        line(
            "Teaching for Mastery, a school",
            format!("{} over {fewest} to {most} schools", pounds(MASTERY)),
            format!("{} to {} in four years", pounds(a_unit(MASTERY, most)), pounds(a_unit(MASTERY, fewest))),
        ),
    ]
}

/// What the table rests on.
pub const SOURCES: &str = "S3: an English maths-hub blog, whose £3,000 a visitor is a guess and not official. Supply \
     cover: CFE Research for DfE. Grants, specialists, lesson study and Teaching for Mastery: evidence sections 5, 6 and \
     14. No price year is stated by any of them: sums are added as they stand, no inflation is applied. The release of \
     those who watch is an assumption of the simulation (two hours each) and no part of the source's sum.";

/// The table as text.
pub fn text() -> String {
    let lines = table();
    let width = |of: fn(&Line) -> &str| lines.iter().map(|l| of(l).chars().count()).max().unwrap_or(0);
    let (first, second) = (width(|l| l.what), width(|l| &l.working));
    let rows = lines.iter().map(|l| format!("  {:first$}  {:second$}  {}\n", l.what, l.working, l.comes_to));
    format!("Arithmetic of the exchange, nothing simulated\n\n{}\n", rows.collect::<String>())
}
