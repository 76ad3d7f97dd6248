//! The figure of dilution: what share of the way to a cascade's source the teachers at each step from it have covered.
//! Gains alone mislead: who is trained first is better already and has less far to go.

use super::lines::figure;
use super::page::{self, Words};
use super::panel::Panel;
use super::series::{Series, Year};
use super::titles::{self, NO_INTERVAL};
use super::{Figure, Source, font};
use crate::answer::dilution::{interval, last_steps, usual, verdict};
use crate::answer::{Verdict, distinct};
use crate::numerals::{decimals, fixed};
use crate::observe::GENERATIONS;
use crate::rows::CascadeRow;
use crate::statistics::describe::LEVEL;
use std::cmp::Ordering;

/// Share of the way covered by step from the source and year, a panel an arm; none without rows of a cascade.
pub fn dilution(source: &Source, system: &str, slug: &str) -> Result<Option<Figure>, csv::Error> {
    let rows: Vec<&CascadeRow> = source.results.cascade.iter().filter(|r| r.system == system).collect();
    let arms = distinct(rows.iter().map(|r| r.arm.as_str()));
    let of_arm = |arm: &str| rows.iter().filter(|r| r.arm == arm).copied().collect::<Vec<_>>();
    let by_arm: Vec<(&str, Vec<&CascadeRow>)> = arms.into_iter().map(|arm| (arm, of_arm(arm))).collect();
    let crowded = by_arm.len() > 4;
    let axis = if crowded { "Way covered, %, by generation" } else { "Way to the source covered, %" };
    let size = match by_arm.len() {
        1 => 24.0,
        2..=4 => 19.0,
        5..=9 => 17.0,
        _ => 16.0,
    };
    let panels: Vec<Panel> = by_arm
        .iter()
        .map(|(arm, rows)| Panel {
            heading: (*arm).to_owned(),
            axis: axis.to_owned(),
            series: by_step(rows, crowded),
            names: true,
            spread: false,
            signs: false,
            size,
        })
        .filter(|panel| !panel.series.is_empty())
        .collect();
    if panels.is_empty() {
        return Ok(None);
    }
    let lasts: Vec<Vec<&CascadeRow>> = by_arm.iter().map(|(_, rows)| last_steps(rows)).collect();
    let lasts: Vec<&[&CascadeRow]> = lasts.iter().map(Vec::as_slice).filter(|steps| !steps.is_empty()).collect();
    let words = words(source, system, &title(&lasts), &lasts, &panels);
    let columns = match panels.len() {
        1 => 1,
        2..=4 => 2,
        5..=9 => 3,
        _ => 4,
    };
    let about = "share of the way to the source of a cascade covered, by step from it";
    Ok(Some(figure(&format!("{slug}-dilution"), about, &words, &panels, columns, &rows)?))
}

/// One series a step, named with the teachers that it has in its last year; shorter where there is little room.
fn by_step(rows: &[&CascadeRow], crowded: bool) -> Vec<Series> {
    let noun = if crowded { "" } else { "generation " };
    let rows = usual(rows);
    let mut steps: Vec<u32> = rows.iter().map(|r| r.generation).collect();
    steps.sort_unstable();
    steps.dedup();
    let series = steps.into_iter().filter_map(|step| {
        // The last generation told apart holds those beyond it.
        let beyond = if step as usize == GENERATIONS { "+" } else { "" };
        let mut own: Vec<&CascadeRow> = rows.iter().filter(|r| r.generation == step).copied().collect();
        own.sort_by_key(|r| r.year);
        let name = format!("{noun}{step}{beyond} ({})", teachers(own.last()?.teachers));
        let percent = |(low, high): (f64, f64)| (low * 100.0, high * 100.0);
        let years = own.iter().map(|r| Year {
            year: r.year,
            mean: r.reached * 100.0,
            interval: interval(r).map(percent),
            spread: None,
        });
        Some(Series { name, look: step.saturating_sub(1) as usize, years: years.collect() })
    });
    series.collect()
}

/// A mean number of teachers, with a decimal where it is small and not whole.
fn teachers(mean: f64) -> String {
    let number = fixed(mean, usize::from(mean < 9.95 && mean != mean.round()));
    if number == "1" { "1 teacher".to_owned() } else { format!("{number} teachers") }
}

fn words(source: &Source, system: &str, title: &str, lasts: &[&[&CascadeRow]], panels: &[Panel]) -> Words {
    let years = lasts.iter().map(|steps| steps[0].year);
    let (first, last) = (years.clone().min().unwrap_or(0), years.max().unwrap_or(0));
    let when = if first == last { format!("year {last}") } else { "the last year with two generations".to_owned() };
    let one = lasts.iter().all(|steps| steps.iter().all(|r| r.n < 2));
    let line = if one {
        "Line: the one replicate, so no interval.".to_owned()
    } else {
        format!(
            "Line: over all replicates, where at least half have such teachers; band: its {:.0} % interval.",
            LEVEL * 100.0
        )
    };
    let marks = format!(
        "Title: {when}; a difference is one where intervals do not meet. {line} Generation 1 was trained by the source \
         itself. Way covered: how far those in service are above the same teachers when nothing is done, as a share of how \
         far the source is ahead of those."
    );
    let finished = source.results.replicates.iter().find(|(name, ..)| name == system).map(|(.., finished)| *finished);
    let n = finished.unwrap_or_else(|| lasts.iter().copied().flatten().map(|r| r.n).max().unwrap_or(0));
    let system = font::fit(system, 25.0, false, 620.0);
    let subtitle =
        format!("{system}: share of the way to the source covered, by generation of the cascade and school year");
    Words {
        title: titles::sentence(title),
        caption: source.caption(&marks, n),
        description: format!("{subtitle}. {}", page::in_words(panels)),
        subtitle,
    }
}

/// How the way covered changes along the steps of a cascade, as far as intervals tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Along {
    /// Changes the same way at every step.
    Every(Ordering),
    /// Changes from the first step to the last, and nowhere the other way.
    Overall(Ordering),
    /// Some steps differ, but up and down.
    Varies,
    /// No steps differ.
    Alike,
    /// There is one step.
    One,
    /// There is no interval.
    Unknown,
}

/// `Less` where the share is clearly smaller in the second row than in the first, `Greater` where it is larger. The
/// generations of a replicate depend on one another, so that intervals apart are a stricter test than is needed.
fn change(first: &CascadeRow, second: &CascadeRow) -> Ordering {
    match (interval(first), interval(second)) {
        (Some((low, _)), Some((_, high))) if high < low => Ordering::Less,
        (Some((_, high)), Some((low, _))) if low > high => Ordering::Greater,
        _ => Ordering::Equal,
    }
}

fn along(steps: &[&CascadeRow]) -> Along {
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return Along::Unknown };
    if steps.iter().all(|row| verdict(row) == Verdict::Unknown) {
        return Along::Unknown;
    }
    if steps.len() == 1 {
        return Along::One;
    }
    let changes: Vec<Ordering> = steps.windows(2).map(|pair| change(pair[0], pair[1])).collect();
    let whole = change(first, last);
    let any = || steps.iter().enumerate().any(|(i, a)| steps[i + 1..].iter().any(|b| change(a, b) != Ordering::Equal));
    match whole {
        Ordering::Equal if any() => Along::Varies,
        Ordering::Equal => Along::Alike,
        way if changes.iter().all(|c| *c == way) => Along::Every(way),
        way if changes.contains(&way.reverse()) => Along::Varies,
        way => Along::Overall(way),
    }
}

/// A title of ten words or fewer over the steps of each arm.
fn title(arms: &[&[&CascadeRow]]) -> String {
    if let [steps] = arms {
        of_one(steps)
    } else {
        of_several(&arms.iter().map(|steps| along(steps)).collect::<Vec<_>>())
    }
}

fn of_one(steps: &[&CascadeRow]) -> String {
    let shares = percentages(&steps.iter().map(|r| r.reached * 100.0).collect::<Vec<_>>());
    let lost = steps.iter().all(|row| verdict(row) == Verdict::Down);
    let does = |subject: &str, way: Ordering| match (lost, way) {
        (false, Ordering::Less) => format!("{subject} covers less: {shares}"),
        (false, _) => format!("{subject} covers more: {shares}"),
        (true, Ordering::Less) => format!("{subject} loses more: {shares}"),
        (true, _) => format!("{subject} loses less: {shares}"),
    };
    match along(steps) {
        Along::Every(way) => does("Each step", way),
        Along::Overall(way) => does("The last step", way),
        Along::Varies if steps.len() > MOST_SHARES => "Way covered varies by step, up and down".to_owned(),
        Along::Varies => format!("Way covered varies by step: {shares}"),
        Along::Alike => format!("No clear difference by step: {shares}"),
        Along::Unknown => NO_INTERVAL.to_owned(),
        Along::One => match verdict(steps[0]) {
            Verdict::Up => format!("The only step covers {shares} of the way"),
            Verdict::Down => format!("The only step loses practice: {shares}"),
            Verdict::Undetected | Verdict::Unknown => "The only step shows no detectable gain".to_owned(),
        },
    }
}

fn of_several(arms: &[Along]) -> String {
    let all = arms.len();
    let count = |of: fn(&Along) -> bool| arms.iter().filter(|a| of(a)).count();
    let of_all = |n: usize| match (n, all) {
        (2, 2) => "both arms".to_owned(),
        (n, all) if n == all => format!("all {all} arms"),
        _ => format!("{n} of {all} arms"),
    };
    let falls = count(|a| matches!(a, Along::Every(Ordering::Less) | Along::Overall(Ordering::Less)));
    let rises = count(|a| matches!(a, Along::Every(Ordering::Greater) | Along::Overall(Ordering::Greater)));
    let varies = count(|a| *a == Along::Varies);
    // All that change clearly go one way: a count of them, told more strictly where every step of each does.
    let one_way = |way: Ordering, those: usize| {
        let every = arms.iter().filter(|a| **a == Along::Every(way)).count() == those;
        let subject = if every { "Each step" } else { "The last step" };
        let amount = if way == Ordering::Less { "less" } else { "more" };
        format!("{subject} covers {amount} in {}", of_all(those))
    };
    match () {
        () if falls > 0 && rises == 0 => one_way(Ordering::Less, falls),
        () if rises > 0 && falls == 0 => one_way(Ordering::Greater, rises),
        () if falls > 0 => {
            let noun = if falls == 1 { "arm" } else { "arms" };
            format!("Last steps cover less in {falls} {noun}, more in {rises}")
        }
        () if varies > 0 => format!("Way covered varies by step in {}", of_all(varies)),
        () if arms.contains(&Along::Alike) => "No clear difference by step in any arm".to_owned(),
        () if arms.contains(&Along::Unknown) => NO_INTERVAL.to_owned(),
        () => "Only one step from the source in each arm".to_owned(),
    }
}

/// Shares that a title has room for; of more, the first and the last are told.
const MOST_SHARES: usize = 4;

/// Some percentages with as many decimals as tell neighbours apart that differ, and what is not zero from zero.
fn percentages(values: &[f64]) -> String {
    let told = |d: usize| {
        let zero = fixed(0.0, d);
        values.iter().all(|v| *v == 0.0 || fixed(*v, d) != zero)
            && values.windows(2).all(|pair| pair[0] == pair[1] || fixed(pair[0], d) != fixed(pair[1], d))
    };
    let d = (decimals(values).min(6)..6).find(|&d| told(d)).unwrap_or(6);
    match values {
        [first, .., last] if values.len() > MOST_SHARES => format!("{} to {} %", fixed(*first, d), fixed(*last, d)),
        _ => format!("{} %", values.iter().map(|v| fixed(*v, d)).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(shares: &[f64], reached_se: f64, n: u32) -> Vec<CascadeRow> {
        let row = |(i, reached): (usize, &f64)| CascadeRow {
            run_id: String::new(),
            system: "England".into(),
            arm: "Quick".into(),
            year: 10,
            generation: i as u32 + 1,
            n,
            teachers: 20.0,
            // Gains tell another story than shares of the way.
            gained: 1.0 - *reached,
            se: 0.5,
            reached: *reached,
            reached_se,
            enacted: 0.0,
        };
        shares.iter().enumerate().map(row).collect()
    }

    fn titled(arms: &[Vec<CascadeRow>]) -> String {
        let arms: Vec<Vec<&CascadeRow>> = arms.iter().map(|rows| rows.iter().collect()).collect();
        title(&arms.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn the_title_is_right_for_every_order_and_sign() {
        let of = |shares: &[f64], se: f64| titled(&[steps(shares, se, 40)]);
        assert_eq!(of(&[0.41, 0.22, 0.12], 0.01), "Each step covers less: 41, 22, 12 %");
        assert_eq!(of(&[0.12, 0.22, 0.41], 0.01), "Each step covers more: 12, 22, 41 %");
        assert_eq!(of(&[0.1, -0.1, -0.3], 0.01), "Each step covers less: 10, −10, −30 %");
        assert_eq!(of(&[-0.1, -0.2, -0.3], 0.01), "Each step loses more: −10, −20, −30 %");
        assert_eq!(of(&[-0.3, -0.2, -0.1], 0.01), "Each step loses less: −30, −20, −10 %");
        assert_eq!(of(&[-0.1, -0.1, -0.3], 0.01), "The last step loses more: −10, −10, −30 %");
        assert_eq!(of(&[0.41, 0.42, 0.06], 0.01), "The last step covers less: 41, 42, 6 %");
        assert_eq!(of(&[0.06, 0.41, 0.40], 0.01), "The last step covers more: 6, 41, 40 %");
        assert_eq!(of(&[0.41, 0.06, 0.42], 0.01), "Way covered varies by step: 41, 6, 42 %");
        assert_eq!(of(&[0.41, 0.06, 0.18, 0.07], 0.01), "Way covered varies by step: 41, 6, 18, 7 %");
        assert_eq!(of(&[0.41, 0.40, 0.39], 0.1), "No clear difference by step: 41, 40, 39 %");
        assert_eq!(of(&[0.2, 0.2], 0.0), "No clear difference by step: 20, 20 %");
        assert_eq!(of(&[0.2012, 0.2011], 1e-6), "Each step covers less: 20.12, 20.11 %");
        assert_eq!(of(&[0.41, 0.003], 0.001), "Each step covers less: 41.0, 0.3 %");
        assert_eq!(of(&[0.6, 0.5, 0.4, 0.3, 0.2, 0.1], 0.01), "Each step covers less: 60 to 10 %");
        assert_eq!(of(&[0.6, 0.5, 0.9, 0.3, 0.2, 0.1], 0.01), "Way covered varies by step, up and down");
        assert_eq!(of(&[0.41], 0.01), "The only step covers 41 % of the way");
        assert_eq!(of(&[-0.41], 0.01), "The only step loses practice: −41 %");
        assert_eq!(of(&[0.01], 0.01), "The only step shows no detectable gain");
        assert_eq!(titled(&[steps(&[0.4, 0.1], f64::NAN, 1)]), NO_INTERVAL);
    }

    #[test]
    fn the_title_over_several_arms_counts_them() {
        let (falling, rising) = (steps(&[0.4, 0.2, 0.1], 0.01, 40), steps(&[0.1, 0.2, 0.4], 0.01, 40));
        let (overall, alike) = (steps(&[0.4, 0.4, 0.1], 0.01, 40), steps(&[0.2, 0.2], 0.01, 40));
        let (varying, one) = (steps(&[0.4, 0.1, 0.4], 0.01, 40), steps(&[0.2], 0.01, 40));
        let alone = steps(&[0.4, 0.1], f64::NAN, 1);
        let of = |arms: &[&Vec<CascadeRow>]| titled(&arms.iter().map(|a| (*a).clone()).collect::<Vec<_>>());
        assert_eq!(of(&[&falling, &falling]), "Each step covers less in both arms");
        assert_eq!(of(&[&falling, &falling, &overall]), "The last step covers less in all 3 arms");
        assert_eq!(of(&[&falling, &alike, &one]), "Each step covers less in 1 of 3 arms");
        assert_eq!(of(&[&rising, &varying]), "Each step covers more in 1 of 2 arms");
        assert_eq!(of(&[&falling, &overall, &rising]), "Last steps cover less in 2 arms, more in 1");
        assert_eq!(of(&[&varying, &varying]), "Way covered varies by step in both arms");
        assert_eq!(of(&[&alike, &one]), "No clear difference by step in any arm");
        assert_eq!(of(&[&alone, &alone]), NO_INTERVAL);
        assert_eq!(of(&[&one, &one]), "Only one step from the source in each arm");
        let all = [&falling, &rising, &overall, &alike, &varying, &one, &alone];
        for a in all {
            for b in all {
                for c in all {
                    for title in [of(&[a]), of(&[a, b]), of(&[a, b, c]), of(&[a, b, c, a, b, c, a, b, c, a, b, c])] {
                        assert!(title.split_whitespace().count() <= 10, "{title}");
                    }
                }
            }
        }
    }

    #[test]
    fn teachers_are_counted_as_people_count() {
        assert_eq!(
            [0.4, 1.0, 5.5, 20.0, 1234.5].map(teachers),
            ["0.4 teachers", "1 teacher", "5.5 teachers", "20 teachers", "1,234 teachers"]
        );
    }
}
