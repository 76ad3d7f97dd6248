//! The page: what stands where, put into the template.

use super::arms::{Arms, arms};
use super::data;
use super::folder::{Folder, ReportError};
use super::footing::{Rests, rests};
use super::glossary::Word;
use super::origin::{self, Compared, Origin};
use super::picture::{Download, Picture};
use super::places::{SECTIONS, WARNING, of_name, of_topic};
use super::sheet::{Described, Sheet, Shown, descriptions};
use super::told::{Sentence, Told};
use crate::answer::distinct;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use std::collections::BTreeMap;

const PAGE: &str = concat!(include_str!("parts.html"), include_str!("page.html"));
const STYLE: &str = include_str!("style.css");

/// Pixels of all figures together up to which each can be saved as PNG too: beyond, the page would be too large to send.
const MOST_PIXELS: u64 = 1_500_000;
/// Size up to which a table can be saved from the page.
const MOST_TABLE: usize = 60_000;
/// Cells up to which a table is shown.
const MOST_CELLS: usize = 3_000;

/// A sentence as it is shown: the arm that it begins with, and the rest.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// The arm; empty where the sentence does not begin with it.
    pub arm: String,
    /// The rest.
    pub rest: String,
}

/// What a section says and shows of a system.
#[derive(Clone, Debug, Serialize)]
pub struct Part {
    /// System; empty for what is of all of them.
    pub system: String,
    /// Sentences.
    pub lines: Vec<Line>,
    /// Figures.
    pub figures: Vec<Picture>,
}

/// A section with what it holds.
#[derive(Clone, Debug, Serialize)]
pub struct Filled {
    /// Name in addresses.
    pub id: &'static str,
    /// Heading.
    pub heading: &'static str,
    /// What it is about.
    pub lead: &'static str,
    /// By system.
    pub parts: Vec<Part>,
    /// Tables that are short enough to be shown.
    pub tables: Vec<Listing>,
}

/// A table of the folder.
#[derive(Clone, Debug, Serialize)]
pub struct Listing {
    /// Name.
    pub name: String,
    /// What a row is.
    pub about: String,
    /// File within the folder.
    pub file: String,
    /// Rows.
    pub rows: usize,
    /// Size.
    pub size: String,
    /// What its columns are.
    pub columns: Vec<Described>,
    /// The table itself where it is short.
    pub shown: Option<Shown>,
    /// The file itself where it is small.
    pub download: Option<Download>,
}

/// All that the template needs.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    title: String,
    question: String,
    program: String,
    run_id: String,
    finished: String,
    cautions: Vec<String>,
    warnings: Vec<Line>,
    answer: Vec<Part>,
    printed: String,
    headline: Option<Picture>,
    arms: Arms,
    several_systems: bool,
    compared: Vec<Compared>,
    sections: Vec<Filled>,
    nothing_on: Vec<&'static str>,
    rests: Rests,
    notes: Vec<String>,
    origin: Origin,
    /// Every table of the folder.
    pub tables: Vec<Listing>,
    files: Vec<(String, String, String)>,
    all_pixels: bool,
    /// Words that are explained.
    pub words: Vec<Word>,
}

impl Page {
    /// Reads all that the page needs.
    pub fn of(folder: &Folder, title: Option<&str>) -> Result<Self, ReportError> {
        let told = Told::read(folder)?;
        let described = descriptions(folder)?;
        let pixels: u64 = folder.manifest.outputs.iter().filter(|o| ends(&o.path, "png")).map(|o| o.bytes).sum();
        let all_pixels = pixels <= MOST_PIXELS;
        let names = folder.names("figures/", ".svg");
        let first = headline(&names);
        let read = |name: &String| Picture::read(folder, name, &described, all_pixels || Some(name) == first);
        let mut figures = names.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let headline =
            first.and_then(|first| figures.iter().position(|f| f.name == *first)).map(|at| figures.remove(at));
        let tables = listings(folder, &described)?;
        let systems =
            distinct(told.systems.iter().map(|s| s.system.as_str()).chain(figures.iter().map(|f| f.system.as_str())));
        let several_systems = systems.iter().filter(|s| !s.is_empty()).count() > 1;
        let sections = sections(&told, &figures, &tables, &systems);
        let nothing_on = SECTIONS.iter().filter(|s| !s.topics.is_empty() && sections.iter().all(|f| f.id != s.id));
        let mut page = Self {
            title: title.map_or_else(|| origin::title(folder), str::to_owned),
            question: origin::question(folder),
            program: format!("{} {}", folder.manifest.program.name, folder.manifest.program.version),
            run_id: folder.manifest.run_id.clone(),
            finished: folder.manifest.finished.clone(),
            cautions: told.cautions(),
            warnings: told.on(|t| t == WARNING).into_iter().flat_map(|(_, lines)| lines).map(line).collect(),
            answer: said(told.on(|t| matches!(t, "effect" | "comparison"))),
            printed: told.printed.clone(),
            headline,
            arms: arms(folder)?,
            several_systems,
            compared: origin::compared(folder),
            nothing_on: nothing_on.map(|s| s.heading).collect(),
            sections,
            rests: rests(folder, &told),
            notes: folder.manifest.notes.clone(),
            origin: origin::origin(folder),
            files: others(folder),
            tables,
            all_pixels,
            words: Vec::new(),
        };
        page.number();
        Ok(page)
    }

    /// Figures in the page.
    pub fn figures(&self) -> usize {
        let in_sections = self.sections.iter().flat_map(|s| &s.parts).map(|p| p.figures.len()).sum::<usize>();
        in_sections + usize::from(self.headline.is_some())
    }

    /// Numbers the figures as they stand.
    fn number(&mut self) {
        let in_sections = self.sections.iter_mut().flat_map(|s| &mut s.parts).flat_map(|p| &mut p.figures);
        for (i, figure) in self.headline.iter_mut().chain(in_sections).enumerate() {
            figure.numbered(i + 1);
        }
    }

    /// The page as HTML.
    pub fn html(&self) -> Result<String, ReportError> {
        let failed = |e: minijinja::Error| ReportError::Page(format!("{e:#}"));
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(failed)?;
        templates.set_syntax(syntax);
        // The ending of the name has all that is put in escaped as HTML.
        templates.add_template("page.html", PAGE).map_err(failed)?;
        let page = minijinja::Value::from(Serde(self));
        let given = minijinja::context! { page, style => STYLE };
        let html = templates.get_template("page.html").and_then(|t| t.render(given)).map_err(failed)?;
        Ok(html.trim_start().to_owned())
    }
}

/// The figure that stands first: that over all systems, or the first on attainment, or the first.
fn headline(names: &[String]) -> Option<&String> {
    let named = |wanted: &dyn Fn(&str) -> bool| names.iter().find(|n| wanted(n));
    named(&|n| n == "overview")
        .filter(|_| names.iter().filter(|n| n.ends_with("-attainment")).count() != 1)
        .or_else(|| named(&|n| n.ends_with("-attainment")))
        .or_else(|| named(&|n| n == "forest-all"))
        .or_else(|| names.first())
}

fn line(sentence: Sentence) -> Line {
    let rest = sentence.text.strip_prefix(&sentence.arm).filter(|_| !sentence.arm.is_empty()).map(str::to_owned);
    match rest {
        Some(rest) => Line { arm: sentence.arm, rest },
        None => Line { arm: String::new(), rest: sentence.text },
    }
}

/// Sentences by system, without figures.
fn said(told: Vec<(String, Vec<Sentence>)>) -> Vec<Part> {
    let part = |(system, lines): (String, Vec<Sentence>)| Part {
        system,
        lines: lines.into_iter().map(line).collect(),
        figures: Vec::new(),
    };
    told.into_iter().map(part).collect()
}

/// The sections that have something, each with what belongs to it.
fn sections(told: &Told, figures: &[Picture], tables: &[Listing], systems: &[&str]) -> Vec<Filled> {
    let mut filled = Vec::new();
    for (place, section) in SECTIONS.iter().enumerate() {
        let said = told.on(|t| t != WARNING && of_topic(t) == place);
        let own: Vec<&Picture> = figures.iter().filter(|f| of_name(&f.name, &f.system, &f.arm) == place).collect();
        // What is of no system alone comes first.
        let order = std::iter::once("").chain(systems.iter().copied().filter(|s| !s.is_empty()));
        let part = |system: &str| Part {
            system: system.to_owned(),
            lines: said.iter().filter(|(s, _)| s == system).flat_map(|(_, l)| l.clone()).map(line).collect(),
            figures: own.iter().filter(|f| f.system == system).map(|f| (*f).clone()).collect(),
        };
        let parts: Vec<Part> = order.map(part).filter(|p| !p.lines.is_empty() || !p.figures.is_empty()).collect();
        let tables: Vec<Listing> =
            tables.iter().filter(|t| t.shown.is_some() && of_name(&t.name, "", "") == place).cloned().collect();
        if !parts.is_empty() || !tables.is_empty() {
            let (id, heading, lead) = (section.id, section.heading, section.lead);
            filled.push(Filled { id, heading, lead, parts, tables });
        }
    }
    filled
}

/// Every table of the folder; short ones are shown, small ones can be saved.
fn listings(
    folder: &Folder,
    described: &BTreeMap<String, BTreeMap<String, Described>>,
) -> Result<Vec<Listing>, ReportError> {
    let none = BTreeMap::new();
    let mut all = Vec::new();
    for name in folder.names("tables/", ".csv").into_iter().filter(|name| !ends(name, "meta")) {
        let file = format!("tables/{name}.csv");
        let bytes = folder.bytes(&file)?;
        let sheet = Sheet::read(folder, &file)?;
        let columns = described.get(&name).unwrap_or(&none);
        let short = !sheet.rows.is_empty() && sheet.rows.len() * sheet.columns.len() <= MOST_CELLS;
        let small = bytes.len() <= MOST_TABLE;
        all.push(Listing {
            about: folder.about(&file).to_owned(),
            rows: sheet.rows.len(),
            size: data::size(bytes.len()),
            columns: sheet.columns.iter().filter_map(|c| columns.get(c)).cloned().collect(),
            shown: short.then(|| sheet.shown(columns)),
            download: small.then(|| Download {
                label: "CSV".to_owned(),
                file: format!("{name}.csv"),
                href: data::uri("text/csv;charset=utf-8", &bytes),
                size: data::size(bytes.len()),
            }),
            name,
            file,
        });
    }
    Ok(all)
}

/// Files that are neither figures nor tables: path, what it is, size.
fn others(folder: &Folder) -> Vec<(String, String, String)> {
    let other = |path: &str| {
        let table = path.starts_with("tables/") && ends(path, "csv");
        let figure = path.starts_with("figures/") && ["svg", "png", "csv"].iter().any(|ending| ends(path, ending));
        !table && !figure
    };
    let outputs = folder.manifest.outputs.iter().filter(|o| other(&o.path));
    outputs.map(|o| (o.path.clone(), folder.about(&o.path).to_owned(), data::size(o.bytes as usize))).collect()
}

/// Whether a file has an ending, as this program writes it.
fn ends(path: &str, ending: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found == ending)
}
