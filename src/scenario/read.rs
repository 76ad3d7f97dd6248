//! Reading a scenario: from a file or a built-in example, with those that it extends.

use super::check;
use super::examples::{self, EXAMPLES};
use super::report::{Finding, Report};
use super::shape::Shape;
use super::spec::{ParameterSets, Population, Scenario};
use super::syntax::Document;
use crate::nearest;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest scenario file read, bytes.
pub const LARGEST: u64 = 1_000_000;

/// Most files in a chain of `extends`.
pub const DEEPEST: usize = 8;

/// A text with where it came from.
struct Source {
    /// What it is called in messages.
    file: String,
    text: String,
    /// Folder that its relative paths start from.
    folder: PathBuf,
    /// The same for two ways of naming one file.
    identity: String,
}

/// Reads and checks a scenario: a path, or the name of a built-in example.
pub fn read(path_or_example: &str) -> Result<Scenario, Report> {
    let source = open(path_or_example, Path::new("")).map_err(Report::from)?;
    finish(source)
}

/// Checks the text of a scenario that is called `file` in messages; relative paths start from `folder`.
pub fn parse(file: &str, text: &str, folder: &Path) -> Result<Scenario, Report> {
    let (file, text) = (file.to_owned(), text.to_owned());
    finish(Source { identity: file.clone(), file, text, folder: folder.to_owned() })
}

/// The name of a scenario: the file's name without its ending.
pub fn name_of(path_or_example: &str) -> String {
    let stem = Path::new(path_or_example).file_stem().map(|s| s.to_string_lossy().into_owned());
    stem.filter(|s| !s.is_empty()).unwrap_or_else(|| "scenario".to_owned())
}

fn finish(source: Source) -> Result<Scenario, Report> {
    let (folder, name) = (source.folder.clone(), name_of(&source.file));
    let (documents, mut findings) = chain(source);
    let whole = documents.iter().all(|d| d.shape.is_some()) && findings.is_empty();
    let broken = documents.iter().any(|d| d.shape.is_none());
    findings.extend(documents.iter().flat_map(|d| d.findings.iter().cloned()));
    let clean = whole && findings.is_empty();
    let mut scenario = None;
    if !broken {
        let (checked, more) = check::check(&documents, &name, &folder, clean);
        findings.extend(more);
        scenario = Some(checked);
    }
    match scenario {
        Some(scenario) if findings.is_empty() => Ok(scenario),
        _ => Err(Report(sorted(findings, &documents))),
    }
}

/// Findings in the order of the files and of the text.
fn sorted(mut findings: Vec<Finding>, documents: &[Document<Shape>]) -> Vec<Finding> {
    let place = |f: &Finding| documents.iter().position(|d| d.file == f.file).unwrap_or(documents.len());
    findings.sort_by_key(|f| (place(f), f.line, f.column));
    findings.dedup();
    findings
}

/// The document and those that it extends, nearest first.
fn chain(first: Source) -> (Vec<Document<Shape>>, Vec<Finding>) {
    let (mut documents, mut seen, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    let mut next = Some(first);
    while let Some(source) = next.take() {
        seen.push(source.identity.clone());
        let mut document = Document::read(&source.file, &source.text);
        if let Some(shape) = &mut document.shape
            && !documents.is_empty()
        {
            anchor(shape, &source.folder);
        }
        let base = document.shape.as_ref().and_then(|shape| shape.extends.clone());
        if let Some(base) = base {
            match open(&base, &source.folder) {
                Ok(found) if seen.contains(&found.identity) => findings.push(document.finding(
                    "extends",
                    &format!("is \"{base}\", which is extended already: the files extend each other in a circle"),
                    "extend a file that does not lead back here",
                )),
                Ok(_) if seen.len() >= DEEPEST => findings.push(document.finding(
                    "extends",
                    &format!("is \"{base}\", the file number {} of a chain, allowed are {DEEPEST}", seen.len() + 1),
                    "put the values of some of the files together",
                )),
                Ok(found) => next = Some(found),
                Err(why) => {
                    findings.push(document.finding("extends", &format!("is \"{base}\": {}", why.what), &why.remedy));
                }
            }
        }
        documents.push(document);
    }
    (documents, findings)
}

/// Population files and parameter sets that an extended scenario names are found from its own folder.
fn anchor(shape: &mut Shape, folder: &Path) {
    let systems = shape.systems.iter_mut().flatten().filter_map(|system| system.population.as_mut());
    for population in systems.chain(shape.population.as_mut()) {
        if let Population::File { path } = population
            && let Ok(found) = std::path::absolute(folder.join(&*path))
        {
            *path = found.display().to_string();
        }
    }
    if let Some(ParameterSets::File { path }) = &mut shape.parameter_sets
        && let Ok(found) = std::path::absolute(folder.join(&*path))
    {
        *path = found.display().to_string();
    }
}

fn open(name: &str, folder: &Path) -> Result<Source, Finding> {
    let path = folder.join(name);
    if !path.exists() {
        let Some(example) = examples::find(name) else { return Err(missing(name)) };
        let file = format!("{}.ron", example.name);
        let identity = format!("example {}", example.name);
        return Ok(Source { file, text: example.text.to_owned(), folder: PathBuf::new(), identity });
    }
    let file = path.display().to_string();
    let text = text_of(&path, &file)?;
    let identity = path.canonicalize().map_or_else(|_| file.clone(), |p| p.display().to_string());
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    Ok(Source { file, text, folder, identity })
}

fn missing(name: &str) -> Finding {
    let names = EXAMPLES.map(|e| e.name);
    let stem = name_of(name);
    let near = nearest::nearest(&stem, names);
    let remedy = match near.as_slice() {
        [] => "give the path of a scenario file, or a built-in example from `schoolsim examples list`".to_owned(),
        near => format!("did you mean the built-in example {}?", near.join(" or ")),
    };
    Finding::of_file(name, "there is no such file or built-in example", remedy)
}

/// Text of a file that is called `file` in messages.
pub fn text_of(path: &Path, file: &str) -> Result<String, Finding> {
    let unread =
        |e: std::io::Error| Finding::of_file(file, format!("cannot be read: {e}"), "check that you may read the file");
    if path.is_dir() {
        return Err(Finding::of_file(file, "is a folder", "give a scenario file in it"));
    }
    let mut bytes = Vec::new();
    // Only so much: a pipe or a device has no size to ask for.
    std::fs::File::open(path).map_err(unread)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > LARGEST {
        let what = format!("has more than {LARGEST} bytes, the most allowed");
        return Err(Finding::of_file(file, what, "is this a scenario? `schoolsim import` brings in school lists"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| Finding::of_file(file, "is not text in UTF-8", "save the file with the encoding UTF-8"))?;
    Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::{EXAMPLES, read};

    #[test]
    fn every_example_is_a_good_scenario() {
        for example in EXAMPLES {
            if let Err(report) = read(example.name) {
                panic!("{}: {report}", example.name);
            }
        }
    }
}
