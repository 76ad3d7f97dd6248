//! The results folder: tables, figures, answer, scenario, manifest and a README that says what each file is.

use crate::answer::{answer, footing};
use crate::charts::{self, drawing};
use crate::experiment::Results;
use crate::manifest::{self, RunInfo};
use crate::months;
use crate::rows::{EdgeRow, EventRow, NodeRow, WaterfallRow};
use crate::scenario::Scenario;
use crate::story::Graph;
use crate::tables::{self, Table};
use crate::validation::{self, Compared};
use crate::worth::arithmetic;
use crate::worth::found::Found;
use rayon::prelude::*;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// A results folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A file or folder could not be written.
    #[error("{path} could not be written: {cause}; {remedy}", remedy = remedy(.cause))]
    Write {
        /// Path.
        path: PathBuf,
        /// Cause.
        cause: std::io::Error,
    },
    /// A table could not be put into its format.
    #[error("the table {name} could not be written: {cause}")]
    Table {
        /// Name.
        name: String,
        /// Cause.
        cause: String,
    },
    /// A figure could not be drawn.
    #[error("the figure {name} could not be drawn: {cause}")]
    Figure {
        /// Name.
        name: String,
        /// Cause.
        cause: String,
    },
    /// The manifest or the resolved scenario could not be put into JSON.
    #[error("JSON could not be written: {0}")]
    Json(#[from] serde_json::Error),
}

fn remedy(cause: &std::io::Error) -> &'static str {
    use std::io::ErrorKind::{NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    match cause.kind() {
        StorageFull | QuotaExceeded => "free disk space or give a folder on another disk",
        PermissionDenied | ReadOnlyFilesystem => "give a folder that you may write to",
        NotFound => "give a folder whose parent exists",
        _ => "give another folder",
    }
}

/// A file in memory: path within the folder, what it is, bytes.
struct Made {
    path: String,
    about: String,
    bytes: Vec<u8>,
}

impl Made {
    fn new(path: impl Into<String>, about: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), about: about.into(), bytes: bytes.into() }
    }
}

/// Writes everything into a folder, each file whole or not at all; returns the paths written.
pub fn write(
    results: &Results,
    scenario: &Scenario,
    run: &RunInfo,
    folder: &Path,
) -> Result<Vec<PathBuf>, OutputError> {
    let resolved = serde_json::to_value(scenario)?;
    let files = made(results, scenario.seed, &resolved, run)?;
    put(folder, files, &scenario.title, &results.notes, &footing::caution(&results.footing), |outputs| {
        manifest::text(results, &resolved, scenario.seed, run, outputs)
    })
}

/// Published studies that were simulated.
#[derive(Clone, Debug)]
pub struct Studies<'a> {
    /// Fingerprint of program, studies, schools, parameters and seeds.
    pub run_id: &'a str,
    /// What this is, in a few words.
    pub title: &'a str,
    /// Each study beside its prediction.
    pub compared: &'a [Compared],
    /// Name and text of the file of each.
    pub files: &'a [(String, String)],
    /// What was printed.
    pub answer: &'a str,
    /// Remarks on the populations: sources, attributions, what was imputed.
    pub notes: &'a [String],
    /// What the parameters are and what the results are not.
    pub caution: &'a str,
}

/// Writes studies into a folder, each file whole or not at all; returns the paths written.
pub fn write_studies(studies: &Studies<'_>, run: &RunInfo, folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let mut files = vec![Made::new("answer.txt", "published beside predicted numbers, in words", studies.answer)];
    files.extend(table(&validation::rows(studies.compared, studies.run_id))?);
    files.extend(drawn(charts::of_studies(studies.compared, studies.run_id, studies.caution))?);
    for (name, text) in studies.files {
        files.push(Made::new(format!("trials/{name}.ron"), "the trial as given", text.as_str()));
    }
    let told = studies.compared.iter().zip(studies.files).map(|(compared, (name, text))| {
        serde_json::json!({
            "trial": compared.prediction.trial,
            "name": name,
            "seed": compared.seed,
            "wanted": compared.wanted,
            "finished": compared.prediction.replicates,
            "text_blake3": manifest::fingerprint(text.as_bytes()),
        })
    });
    let told: Vec<serde_json::Value> = told.collect();
    put(folder, files, studies.title, studies.notes, studies.caution, |outputs| {
        manifest::text_of_studies(studies.run_id, &told, studies.notes, run, outputs)
    })
}

/// The lineage of a school in one replicate.
#[derive(Clone, Debug)]
pub struct TraceFolder<'a> {
    /// Fingerprint of the run that the replicate belongs to.
    pub run_id: &'a str,
    /// What this is, in a few words.
    pub title: &'a str,
    /// School, system and arm.
    pub subject: &'a str,
    /// What was printed.
    pub told: &'a str,
    /// The same for programs.
    pub document: serde_json::Value,
    /// Waterfall of the school.
    pub rows: &'a [WaterfallRow],
    /// Events of the traced schools.
    pub events: Vec<EventRow>,
    /// Who learned from whom.
    pub graph: Graph,
    /// Remarks on the schools.
    pub notes: &'a [String],
    /// What the parameters are and what the results are not.
    pub caution: &'a str,
    /// Seed.
    pub seed: u64,
    /// Replicate.
    pub replicate: u32,
}

/// Writes a trace into a folder, each file whole or not at all; returns the paths written.
pub fn write_trace(trace: &TraceFolder<'_>, run: &RunInfo, folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let nodes: Vec<NodeRow> = trace.graph.nodes.iter().map(NodeRow::from).collect();
    let edges: Vec<EdgeRow> = trace.graph.edges.iter().map(EdgeRow::from).collect();
    let json = |value: &serde_json::Value| serde_json::to_string_pretty(value).map(|text| text + "\n");
    let mut files = vec![
        Made::new("story.txt", "what was printed: the teacher, the sources, the school", trace.told),
        Made::new("story.json", "the same for programs", json(&trace.document)?),
        Made::new("lineage.dot", "who learned from whom, for Graphviz", trace.graph.dot()),
        Made::new("graph.json", "the same with all nodes and edges", json(&serde_json::to_value(&trace.graph)?)?),
        Made::new("scenario.ron", "the scenario with every value in force", run.scenario_text.as_str()),
    ];
    files.extend(table(&trace.events)?);
    files.extend(table(&nodes)?);
    files.extend(table(&edges)?);
    files.extend(table(trace.rows)?);
    let simulated = format!("seed {}, replicate {}", trace.seed, trace.replicate);
    files.extend(drawn(charts::of_school(trace.rows, trace.subject, trace.run_id, &simulated, trace.caution))?);
    put(folder, files, trace.title, trace.notes, trace.caution, |outputs| {
        manifest::text_of_trace(trace.run_id, &trace.document, trace.notes, run, outputs)
    })
}

/// Writes what `worth-it` found into a folder, each file whole or not at all; returns the paths written.
pub fn write_worth(found: &Found, run: &RunInfo, folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let resolved = serde_json::to_value(&found.scenario)?;
    let mut files = vec![
        Made::new("answer.txt", "the answer in words, arm by arm", found.answer.to_string()),
        Made::new("answer.json", "the same by topic and arm, for programs", {
            serde_json::to_string_pretty(&found.answer)? + "\n"
        }),
        Made::new("arithmetic.txt", "what the sums of the source document come to, nothing simulated", {
            arithmetic::text() + arithmetic::SOURCES + "\n"
        }),
        Made::new(
            "scenario.ron",
            "the scenario at the held budget; `run` simulates it again",
            run.scenario_text.as_str(),
        ),
        Made::new("scenario.resolved.json", "the same with every value in force", {
            serde_json::to_string_pretty(&resolved)? + "\n"
        }),
    ];
    files.extend(table(&found.bundles)?);
    files.extend(table(&found.effects)?);
    files.extend(table(&found.acceptability)?);
    files.extend(table(&found.switching)?);
    files.extend(table(&found.results.economy)?);
    files.extend(table(&found.results.costs)?);
    files.extend(table(&found.results.summary)?);
    files.extend(drawn(charts::worth::figures(found))?);
    let (results, seed) = (&found.results, found.scenario.seed);
    let caution = footing::caution(&results.footing);
    put(folder, files, &found.scenario.title, &results.notes, &caution, |outputs| {
        manifest::text(results, &resolved, seed, run, outputs)
    })
}

/// Puts files into a folder, with their list and the manifest over all.
fn put(
    folder: &Path,
    mut files: Vec<Made>,
    title: &str,
    notes: &[String],
    caution: &str,
    manifest_over: impl Fn(&[manifest::Output]) -> serde_json::Result<String>,
) -> Result<Vec<PathBuf>, OutputError> {
    files.push(Made::new("README.txt", "this list", ""));
    let text = readme(title, &files, notes, caution);
    if let Some(readme) = files.last_mut() {
        readme.bytes = text.into_bytes();
    }
    let one =
        |file: &Made| Ok((save(folder, &file.path, &file.bytes)?, manifest::output(file.path.clone(), &file.bytes)));
    let done: Vec<(PathBuf, manifest::Output)> = files.par_iter().map(one).collect::<Result<_, OutputError>>()?;
    let (mut written, outputs): (Vec<_>, Vec<_>) = done.into_iter().unzip();
    written.push(save(folder, manifest::FILE, manifest_over(&outputs)?.as_bytes())?);
    Ok(written)
}

/// All files but the README and the manifest.
fn made(results: &Results, seed: u64, resolved: &serde_json::Value, run: &RunInfo) -> Result<Vec<Made>, OutputError> {
    let answer = answer(results);
    let mut files = vec![
        Made::new("answer.txt", "the answer in a few lines", answer.to_string()),
        Made::new("answer.json", "the same by topic and arm, for programs", {
            serde_json::to_string_pretty(&answer)? + "\n"
        }),
        Made::new("scenario.resolved.json", "the scenario with every value in force", {
            serde_json::to_string_pretty(resolved)? + "\n"
        }),
    ];
    if !run.scenario_text.is_empty() {
        files.push(Made::new(
            "scenario.ron",
            "the scenario with every value in force; it can be run again",
            run.scenario_text.as_str(),
        ));
    }
    let tables: [&(dyn Fn() -> Result<Vec<Made>, OutputError> + Sync); 18] = [
        &|| table(&results.outcomes),
        &|| table(&results.summary),
        &|| table(&results.parameters),
        &|| table(&results.interactions),
        &|| table(&results.comparisons),
        &|| table(&results.deciles),
        &|| table(&results.winners),
        &|| table(&results.ledger),
        &|| table(&results.waterfall),
        &|| table(&results.costs),
        &|| table(&results.economy),
        &|| table(&results.cascade),
        &|| table(&results.persistence),
        &|| table(&results.naive),
        &|| table(&results.donors),
        &|| table_if_any(&results.audit_dose),
        &|| table_if_any(&results.audit_contract),
        &|| table(&results.schools),
    ];
    let figures = || drawn(charts::figures(results, seed));
    let tables = || tables.par_iter().map(|table| table()).collect::<Result<Vec<_>, _>>();
    let (tables, figures) = rayon::join(tables, figures);
    files.extend(tables?.into_iter().flatten());
    files.extend(figures?);
    Ok(files)
}

/// Figures with the rows behind them.
fn drawn<E: std::fmt::Display>(figures: Result<Vec<charts::Figure>, E>) -> Result<Vec<Made>, OutputError> {
    let refused = |cause: E| OutputError::Figure { name: "tables".to_owned(), cause: cause.to_string() };
    let drawn: Vec<[Made; 3]> = figures.map_err(refused)?.par_iter().map(draw).collect::<Result<_, _>>()?;
    Ok(drawn.into_iter().flatten().collect())
}

/// A table with the meaning of its columns.
fn table<T: Table>(rows: &[T]) -> Result<Vec<Made>, OutputError> {
    let refused =
        |cause: &dyn std::fmt::Display| OutputError::Table { name: T::NAME.to_owned(), cause: cause.to_string() };
    let (mut data, mut meta) = (Vec::new(), Vec::new());
    tables::write_csv(rows, &mut data).map_err(|e| refused(&e))?;
    tables::write_meta::<T>(&mut meta).map_err(|e| refused(&e))?;
    let about = format!("column, label, unit and type of {}.csv", T::NAME);
    #[cfg_attr(not(feature = "parquet"), allow(unused_mut))]
    let mut files = vec![
        Made::new(format!("tables/{}.csv", T::NAME), T::ABOUT, data),
        Made::new(format!("tables/{}.meta.csv", T::NAME), about, meta),
    ];
    #[cfg(feature = "parquet")]
    {
        let mut data = Vec::new();
        tables::parquet::write_parquet(rows, &mut data).map_err(|e| refused(&e))?;
        files.push(Made::new(format!("tables/{}.parquet", T::NAME), "the same as Parquet", data));
    }
    Ok(files)
}

/// The same; nothing where there are no rows.
fn table_if_any<T: Table>(rows: &[T]) -> Result<Vec<Made>, OutputError> {
    if rows.is_empty() { Ok(Vec::new()) } else { table(rows) }
}

fn draw(figure: &charts::Figure) -> Result<[Made; 3], OutputError> {
    let refused =
        |cause: drawing::DrawingError| OutputError::Figure { name: figure.name.clone(), cause: cause.to_string() };
    let svg = figure.drawing.svg().map_err(refused)?;
    let png = drawing::png(&svg).map_err(refused)?;
    let path = |ending: &str| format!("figures/{}.{ending}", figure.name);
    Ok([
        Made::new(path("svg"), figure.drawing.title.clone(), svg),
        Made::new(path("png"), "the same figure as pixels", png),
        Made::new(path("csv"), format!("the rows behind it: {}", figure.about), figure.table.clone()),
    ])
}

fn readme(title: &str, files: &[Made], notes: &[String], caution: &str) -> String {
    let mut text = format!(
        "{title}\n\nResults of schoolsim: {caution}.\nMonths of progress: {}.\nNumbers in tables have a point and all their \
         digits; NaN is not defined, empty is not given.\nmanifest.json holds seed, versions, parameters and the \
         fingerprint of each file.\n\n",
        months::EDITION
    );
    for file in files {
        let _ = writeln!(text, "{:<44} {}", file.path, file.about);
    }
    text += "\nSchools:\n";
    for note in notes {
        let _ = writeln!(text, "- {note}");
    }
    text
}

/// Writes a file beside its place and moves it there.
fn save(folder: &Path, within: &str, bytes: &[u8]) -> Result<PathBuf, OutputError> {
    let path = folder.join(within);
    let failed = |cause| OutputError::Write { path: path.clone(), cause };
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(parent).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.flush().map_err(failed)?;
    allow_reading(file.as_file()).map_err(failed)?;
    file.persist(&path).map_err(|e| failed(e.error))?;
    Ok(path)
}

/// Temporary files are private; results are for others to read.
#[cfg(unix)]
fn allow_reading(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

/// Files have no mode here.
#[cfg(not(unix))]
fn allow_reading(_: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}
