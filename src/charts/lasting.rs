//! Figures of what lasts: shares of effects left after the support stopped, and an audit's doses and contracts.

use super::lines::figure;
use super::page::{self, Words};
use super::panel::Panel;
use super::series::{self, Series, Year};
use super::titles::{self, NO_INTERVAL};
use super::{Figure, Source, font};
use crate::answer::audit::least;
use crate::answer::{ATTAINMENT, Verdict, difference, distinct, of_interval};
use crate::numerals::fixed;
use crate::rows::{AuditContractRow, AuditDoseRow, PersistenceRow, SummaryRow};
use crate::statistics::describe::{LEVEL, NO_INTERVAL as UNKNOWN, NOT_DETECTABLE};

/// More lines than this stand in panels of their own.
const TOGETHER: usize = 3;

/// Share of the effect on attainment left, by year after the support stopped; none where no arm has a share.
pub fn persistence(source: &Source, system: &str, slug: &str) -> Result<Option<Figure>, csv::Error> {
    let rows: Vec<&PersistenceRow> =
        source.results.persistence.iter().filter(|r| r.system == system && r.group == "all").collect();
    let drawn = |r: &&&PersistenceRow| r.outcome == ATTAINMENT && r.share.is_finite();
    let arms = distinct(rows.iter().filter(drawn).map(|r| r.arm.as_str()));
    let all: Vec<Series> = arms.iter().enumerate().map(|(look, arm)| left(&rows, arm, look)).collect();
    if all.is_empty() {
        return Ok(None);
    }
    let columns = page_columns(all.len());
    let panels = in_panels(all, "Effect left, %", false);
    let last = |arm: &&str| rows.iter().filter(|r| drawn(r) && r.arm == **arm).max_by_key(|r| r.year).copied();
    let lasts: Vec<&PersistenceRow> = arms.iter().filter_map(last).collect();
    let n = lasts.iter().map(|r| r.n).max().unwrap_or(0);
    let marks = format!(
        "Title: the last year seen of each arm. Line: effect on attainment of all schools as a share of that in the last \
         year of support, year 0; band: its {:.0} % interval. An arm without a detectable effect by then has no line.",
        LEVEL * 100.0
    );
    let what = "share of the effect on attainment left, by year after the support stopped";
    let words = words(source, system, what, &title(&lasts), &marks, n, &panels);
    Ok(Some(figure(&format!("{slug}-persistence"), "what is left of effects", &words, &panels, columns, &rows)?))
}

/// The shares of an arm as a series, in per cent.
fn left(rows: &[&PersistenceRow], arm: &str, look: usize) -> Series {
    let own = rows.iter().filter(|r| r.arm == arm && r.outcome == ATTAINMENT && r.share.is_finite());
    let years = own.map(|r| Year {
        year: r.years_after,
        mean: r.share * 100.0,
        interval: (r.share_low.is_finite() && r.share_high.is_finite())
            .then_some((r.share_low * 100.0, r.share_high * 100.0)),
        spread: None,
    });
    Series { name: arm.to_owned(), look, years: years.collect() }
}

/// A title over the last share of each arm.
fn title(lasts: &[&PersistenceRow]) -> String {
    if let [row] = lasts {
        let percent = fixed(row.share * 100.0, 0);
        let years = if row.years_after == 1 { "1 year".to_owned() } else { format!("{} years", row.years_after) };
        return match of_interval(row.n, row.share_low, row.share_high) {
            _ if row.years_after == 0 => "Nothing is seen after the support stopped".to_owned(),
            Verdict::Up => format!("{percent} % of the effect is left after {years}"),
            Verdict::Undetected => format!("No detectable part of the effect left after {years}"),
            Verdict::Down => format!("The effect has turned into its opposite after {years}"),
            Verdict::Unknown => NO_INTERVAL.to_owned(),
        };
    }
    let all = lasts.len();
    let kept = lasts.iter().filter(|r| r.share_low > 0.5).count();
    if lasts.iter().all(|r| of_interval(r.n, r.share_low, r.share_high) == Verdict::Unknown) {
        return NO_INTERVAL.to_owned();
    }
    match kept {
        0 => "No arm clearly keeps half of its effect".to_owned(),
        1 => format!("1 of {all} arms keeps over half of its effect"),
        2 if all == 2 => "Both arms keep over half of their effect".to_owned(),
        kept if kept == all => format!("All {all} arms keep over half of their effect"),
        kept => format!("{kept} of {all} arms keep over half of their effect"),
    }
}

/// Effect by year at each dose, for each audited arm.
pub fn doses(source: &Source, system: &str, slug: &str) -> Result<Vec<Figure>, csv::Error> {
    let rows: Vec<&AuditDoseRow> =
        source.results.audit_dose.iter().filter(|r| r.system == system && r.outcome == ATTAINMENT).collect();
    let audited = distinct(rows.iter().map(|r| r.audited.as_str()));
    let mut figures = Vec::new();
    for (number, name) in audited.iter().enumerate() {
        let own: Vec<&AuditDoseRow> = rows.iter().filter(|r| r.audited == *name).copied().collect();
        let arms: Vec<(String, &str)> =
            own.iter().map(|r| (format!("{} %", fixed(r.dose * 100.0, 0)), r.arm.as_str())).collect();
        let Some(first) = own.first() else { continue };
        let what = format!(
            "{}: effect on attainment, pupil SD, where the support goes on at a share after year {}",
            font::fit(name, 25.0, false, 420.0),
            first.stopped
        );
        let (name, title) = (format!("{slug}-dose{}", numbered(number)), dose_title(first));
        let least = titles::sentence(&least(first, "effect"));
        let rests_on = format!("{least}. ");
        let course = Course { name, about: "effects by continuing dose", what, title, rests_on, arms };
        figures.extend(by_year(source, system, &course)?);
    }
    Ok(figures)
}

/// Effect by year of each contract, for each audited arm.
pub fn contracts(source: &Source, system: &str, slug: &str) -> Result<Vec<Figure>, csv::Error> {
    let rows: Vec<&AuditContractRow> =
        source.results.audit_contract.iter().filter(|r| r.system == system && r.outcome == ATTAINMENT).collect();
    let audited = distinct(rows.iter().map(|r| r.audited.as_str()));
    let mut figures = Vec::new();
    for (number, name) in audited.iter().enumerate() {
        let own: Vec<&AuditContractRow> = rows.iter().filter(|r| r.audited == *name).copied().collect();
        let years = |n: u32| if n == 1 { "1 year".to_owned() } else { format!("{n} years") };
        let arms: Vec<(String, &str)> = own.iter().map(|r| (years(r.contract_years), r.arm.as_str())).collect();
        let Some(longest) = own.last() else { continue };
        let name = font::fit(name, 25.0, false, 420.0);
        let what = format!("{name}: effect on attainment, pupil SD, by length of the contract and school year");
        let (name, title) = (format!("{slug}-contract{}", numbered(number)), contract_title(longest));
        let added = difference(longest.n, longest.added, (longest.added_low, longest.added_high), LEVEL, "pupil SD");
        let rests_on =
            format!("Title: what its last year adds to the effect in the last year of a contract: {added}. ");
        let course = Course { name, about: "effects by length of contract", what, title, rests_on, arms };
        figures.extend(by_year(source, system, &course)?);
    }
    Ok(figures)
}

fn numbered(number: usize) -> String {
    if number == 0 { String::new() } else { format!("-{}", number + 1) }
}

/// A figure of effects on attainment by year.
struct Course<'a> {
    name: String,
    about: &'a str,
    what: String,
    title: String,
    /// What the title rests on, with its interval; a sentence or nothing.
    rests_on: String,
    /// What each line is called, and its arm.
    arms: Vec<(String, &'a str)>,
}

/// Draws effects on attainment by year of some arms, under names of their own.
fn by_year(source: &Source, system: &str, course: &Course<'_>) -> Result<Option<Figure>, csv::Error> {
    let arms: Vec<&str> = course.arms.iter().map(|(_, arm)| *arm).collect();
    let all = series::differences(&source.results.summary, system, ATTAINMENT, "all");
    let rows: Vec<&SummaryRow> = all.into_iter().filter(|r| arms.contains(&r.arm.as_str())).collect();
    let mut lines = series::series(&rows, &arms);
    for line in &mut lines {
        if let Some((shown, _)) = course.arms.iter().find(|(_, arm)| *arm == line.name) {
            line.name.clone_from(shown);
        }
        // The arms share their past: bands of all of them would hide one another.
        if let Some((_, past)) = line.years.split_last_mut() {
            for year in past {
                year.interval = None;
            }
        }
    }
    if lines.is_empty() {
        return Ok(None);
    }
    let panels = vec![panel("", "Difference, pupil SD", lines, true, 24.0)];
    let n = rows.iter().map(|r| r.n).max().unwrap_or(0);
    let marks = if n > 1 {
        format!("Line: mean over replicates; bar: {:.0} % interval of the mean in the last year.", LEVEL * 100.0)
    } else {
        "Line: the one replicate, so no interval.".to_owned()
    };
    let marks = format!("{}{marks}", course.rests_on);
    let words = words(source, system, &course.what, &course.title, &marks, n, &panels);
    Ok(Some(figure(&course.name, course.about, &words, &panels, 1, &rows)?))
}

/// What holds the effect, in ten words or fewer.
fn dose_title(row: &AuditDoseRow) -> String {
    match (row.at_stop, row.least_dose) {
        (NOT_DETECTABLE, _) => "No detectable effect to hold".to_owned(),
        (UNKNOWN, _) => NO_INTERVAL.to_owned(),
        (_, None) => "No dose up to 100 % holds the effect".to_owned(),
        (_, Some(dose)) if dose.is_nan() => "The dose that holds the effect is not known".to_owned(),
        (_, Some(0.0)) => "The effect holds without further support".to_owned(),
        (_, Some(dose)) => format!("A dose of {} % holds the effect", fixed(dose * 100.0, 0)),
    }
}

/// What the last year of the longest contract adds, in ten words or fewer.
fn contract_title(row: &AuditContractRow) -> String {
    let year = row.contract_years;
    match of_interval(row.n, row.added_low, row.added_high) {
        Verdict::Unknown => NO_INTERVAL.to_owned(),
        Verdict::Up => format!("Year {year} of the contract adds to the effect"),
        Verdict::Down => format!("Year {year} of the contract takes from the effect"),
        Verdict::Undetected => format!("Year {year} of the contract adds nothing detectable"),
    }
}

/// Few lines in one panel with names, more in panels of their own.
fn in_panels(all: Vec<Series>, axis: &str, signs: bool) -> Vec<Panel> {
    if all.len() <= TOGETHER {
        return vec![panel("", axis, all, signs, 24.0)];
    }
    let size = match all.len() {
        0..=6 => 20.0,
        7..=12 => 18.0,
        13..=20 => 16.0,
        _ => 13.0,
    };
    all.into_iter().map(|s| Panel { names: false, ..panel(&s.name.clone(), axis, vec![s], signs, size) }).collect()
}

fn page_columns(lines: usize) -> usize {
    match lines {
        0..=TOGETHER => 1,
        4..=6 => 3,
        7..=12 => 4,
        13..=20 => 5,
        _ => 7,
    }
}

fn panel(heading: &str, axis: &str, series: Vec<Series>, signs: bool, size: f64) -> Panel {
    Panel { heading: heading.to_owned(), axis: axis.to_owned(), series, names: true, spread: false, signs, size }
}

fn words(source: &Source, system: &str, what: &str, title: &str, marks: &str, n: u32, panels: &[Panel]) -> Words {
    let system = font::fit(system, 25.0, false, 420.0);
    let subtitle = format!("{system}: {what}");
    Words {
        title: titles::sentence(title),
        caption: source.caption(marks, n),
        description: format!("{subtitle}. {}", page::in_words(panels)),
        subtitle,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(share: f64, reach: f64, years_after: u32) -> PersistenceRow {
        PersistenceRow {
            run_id: String::new(),
            system: String::new(),
            arm: String::new(),
            group: "all",
            outcome: ATTAINMENT,
            unit: "pupil SD",
            stopped: 3,
            year: 3 + years_after,
            years_after,
            n: 20,
            effect: share,
            se: 0.1,
            low: 0.1,
            high: 0.2,
            level: 0.95,
            at_stop: "up",
            share,
            share_se: reach / 2.0,
            share_low: share - reach,
            share_high: share + reach,
            half_life: None,
            half_life_low: None,
            half_life_high: None,
        }
    }

    #[test]
    fn titles_say_what_the_intervals_say_in_ten_words() {
        let of = |rows: &[PersistenceRow]| title(&rows.iter().collect::<Vec<_>>());
        let nan = f64::NAN;
        let cases = [
            (of(&[row(0.48, 0.1, 5)]), "48 % of the effect is left after 5 years"),
            (of(&[row(0.48, 0.1, 1)]), "48 % of the effect is left after 1 year"),
            (of(&[row(0.1, 0.2, 5)]), "No detectable part of the effect left after 5 years"),
            (of(&[row(-0.5, 0.2, 5)]), "The effect has turned into its opposite after 5 years"),
            (of(&[row(0.5, nan, 5)]), NO_INTERVAL),
            (of(&[row(1.0, 0.0, 0)]), "Nothing is seen after the support stopped"),
            (of(&[row(0.8, 0.1, 5), row(0.2, 0.1, 5)]), "1 of 2 arms keeps over half of its effect"),
            (of(&[row(0.8, 0.1, 5), row(0.9, 0.1, 5)]), "Both arms keep over half of their effect"),
            (of(&[row(0.55, 0.1, 5), row(0.5, 0.1, 5)]), "No arm clearly keeps half of its effect"),
            (of(&[row(0.8, nan, 5), row(0.9, nan, 5)]), NO_INTERVAL),
        ];
        for (found, wanted) in cases {
            assert_eq!(found, wanted);
            assert!(found.split_whitespace().count() <= 10, "{found}");
        }
        let three = [row(0.8, 0.1, 5), row(0.9, 0.1, 5), row(0.9, 0.1, 5)];
        assert_eq!(of(&three), "All 3 arms keep over half of their effect");
    }
}
