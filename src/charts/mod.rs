//! Figures: selection of rows and layout; nothing is estimated here.
//!
//! Every figure is drawn once as SVG and rendered as PNG, with the rows behind it as a table beside it.

pub mod style;
pub mod font;
pub mod drawing;
pub mod scale;
pub mod series;
pub mod titles;
pub mod panel;
pub mod bars;
pub mod page;
pub mod lines;
pub mod dilution;
pub mod amounts;
pub mod beside;
pub mod deciles;
pub mod left_list;
pub mod steps;
pub mod waterfall;
pub mod forest;
pub mod distances;
pub mod worth;
pub mod lasting;
pub mod naive;

use crate::answer::{distinct, footing};
use crate::experiment::Results;
use crate::rows::WaterfallRow;
use crate::validation::Compared;
use drawing::Drawing;

/// A figure with the table behind it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Name of its files, without ending.
    pub name: String,
    /// What it shows, in a few words.
    pub about: String,
    /// The drawing.
    pub drawing: Drawing,
    /// The rows behind it, as CSV.
    pub table: String,
}

/// What every caption says.
#[derive(Clone, Debug, PartialEq)]
pub struct Source<'a> {
    /// The results.
    pub results: &'a Results,
    /// Seed of the run.
    pub seed: u64,
}

impl Source<'_> {
    /// Source, seed, replicates and caution after what the marks mean.
    pub fn caption(&self, marks: &str, n: u32) -> String {
        let seed = self.seed;
        let replicates = if n == 1 { "1 replicate".to_owned() } else { format!("{n} replicates") };
        let caution = footing::caution(&self.results.footing);
        caption(marks, &self.results.run_id, &format!("seed {seed}, {replicates}"), &caution)
    }

    /// What percentiles are over: `40 replicates of 20 parameter sets`, the most of any system.
    pub fn spread_over(&self, n: u32) -> String {
        let footing = &self.results.footing;
        let sets = match (footing.drawn, footing.most_sets()) {
            (false, _) | (_, 1) => "1 parameter set".to_owned(),
            (_, sets) => format!("{sets} parameter sets"),
        };
        let replicates = if n == 1 { "1 replicate".to_owned() } else { format!("{n} replicates") };
        format!("{replicates} of {sets}")
    }
}

/// Source, how it was simulated and caution after what the marks mean.
fn caption(marks: &str, run_id: &str, simulated: &str, caution: &str) -> String {
    let id: String = run_id.chars().take(12).collect();
    format!("{marks} Source: schoolsim run {id}, {simulated}; {caution}.")
}

/// All figures of a run; one whose rows are missing is left out.
pub fn figures(results: &Results, seed: u64) -> Result<Vec<Figure>, csv::Error> {
    let source = Source { results, seed };
    let systems = distinct(results.summary.iter().map(|r| r.system.as_str()));
    let mut all = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    for system in &systems {
        let slug = unique(&file_name(system), &mut taken);
        let figures = [
            lines::attainment(&source, system, &slug)?,
            lines::receiving_and_giving(&source, system, &slug)?,
            lines::urban_and_rural(&source, system, &slug)?,
            lines::practice(&source, system, &slug)?,
            lines::disparity(&source, system, &slug)?,
            dilution::dilution(&source, system, &slug)?,
            deciles::deciles(&source, system, &slug)?,
            left_list::left_list(&source, system, &slug)?,
            beside::beside(&source, system, &slug)?,
            amounts::costs(&source, system, &slug)?,
            lasting::persistence(&source, system, &slug)?,
            naive::naive(&source, system, &slug)?,
        ];
        all.extend(figures.into_iter().flatten());
        all.extend(lasting::doses(&source, system, &slug)?);
        all.extend(lasting::contracts(&source, system, &slug)?);
        all.extend(waterfall::waterfalls(&source, system, &slug)?);
    }
    all.extend(lines::overview(&source, &systems)?);
    Ok(all)
}

/// A figure for each study with an estimate, and one over all published numbers.
pub fn of_studies(all: &[Compared], run_id: &str, caution: &str) -> Result<Vec<Figure>, csv::Error> {
    // The name of the figure over all is kept for it.
    let mut taken = vec!["all".to_owned()];
    let mut figures = Vec::new();
    for compared in all.iter().filter(|c| !c.prediction.estimates.is_empty()) {
        let slug = unique(&file_name(&compared.prediction.trial), &mut taken);
        figures.push(forest::of_study(compared, run_id, caution, &slug)?);
    }
    figures.extend(distances::over_all(all, run_id, caution)?);
    Ok(figures)
}

/// Both waterfalls of one school.
pub fn of_school(
    rows: &[WaterfallRow],
    subject: &str,
    run_id: &str,
    simulated: &str,
    caution: &str,
) -> Result<Vec<Figure>, csv::Error> {
    let rows: Vec<&WaterfallRow> = rows.iter().collect();
    let words = |marks: &str| caption(marks, run_id, simulated, caution);
    let both = [(waterfall::Shown::Differences, "school-sources"), (waterfall::Shown::Levels, "school-waterfall")];
    both.into_iter().map(|(shown, name)| waterfall::figure(&rows, shown, name, subject, &words)).collect()
}

/// A name fit for a file: small letters, digits and hyphens, at most forty.
pub fn file_name(name: &str) -> String {
    let letters = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect::<String>();
    let words: Vec<&str> = letters.split('-').filter(|w| !w.is_empty()).collect();
    let short: String = words.join("-").chars().take(40).collect();
    if short.is_empty() { "system".to_owned() } else { short }
}

fn unique(name: &str, taken: &mut Vec<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 1;
    while taken.contains(&candidate) {
        number += 1;
        candidate = format!("{name}-{number}");
    }
    taken.push(candidate.clone());
    candidate
}
