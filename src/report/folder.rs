//! The files of a results folder, checked against its manifest before anything is read from them.

use crate::manifest::{self, Difference, ManifestError, Output, Program};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// There is no such folder.
    #[error("{} is no folder of results", .0.display())]
    NoFolder(PathBuf),
    /// The manifest could not be read.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// Files are not those that the manifest knows.
    #[error("{} is not what its run wrote: {}", .folder.display(), told(.differences))]
    Differs {
        /// Folder.
        folder: PathBuf,
        /// What differs.
        differences: Vec<Difference>,
    },
    /// A file is missing, or is not what it should be.
    #[error("{path}: {what}")]
    File {
        /// Path within the folder.
        path: String,
        /// What is wrong with it.
        what: String,
    },
    /// The page could not be put together.
    #[error("the page could not be put together: {0}")]
    Page(String),
}

fn told(differences: &[Difference]) -> String {
    differences.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// What is wrong with a file of the folder.
pub fn wrong(path: &str, what: impl std::fmt::Display) -> ReportError {
    ReportError::File { path: path.to_owned(), what: what.to_string() }
}

/// How far the replicates of a system went.
#[derive(Clone, Debug, Deserialize)]
pub struct Replicates {
    /// System.
    pub system: String,
    /// Asked for.
    pub wanted: u64,
    /// Finished.
    pub finished: u64,
}

/// What the manifest says of the parameter sets.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Footing {
    /// Whether replicates differ in their parameters.
    pub drawn: bool,
    /// Parameters that the sets give values to.
    pub varied: Vec<String>,
    /// What the sample says of itself.
    pub notes: Vec<String>,
    /// Parameters that were measured.
    pub measured: u32,
    /// Those that were derived from measured values.
    pub derived: u32,
    /// Those that are assumptions.
    pub assumed: u32,
}

/// The scenario as the manifest has it.
#[derive(Clone, Debug, Deserialize)]
pub struct ScenarioInfo {
    /// Name of its file, or of the built-in example.
    pub name: String,
    /// Fingerprint of its text.
    pub text_blake3: String,
    /// Every value in force; nothing where the folder does not say it, as that of a trace.
    #[serde(default)]
    pub resolved: Value,
}

/// A published study that was simulated.
#[derive(Clone, Debug, Deserialize)]
pub struct StudyInfo {
    /// Its label.
    pub trial: String,
    /// Name of its file.
    pub name: String,
    /// Seed.
    pub seed: u64,
    /// Simulated trials asked for.
    pub wanted: u64,
    /// Simulated trials finished.
    pub finished: u64,
}

/// A parameter with its source.
#[derive(Clone, Debug, Deserialize)]
pub struct ParameterInfo {
    /// Name after the system's or study's.
    pub name: String,
    /// What it means.
    pub meaning: String,
    /// Unit; `1` for a pure number.
    pub unit: String,
    /// Value in force; none where it is left out.
    pub value: Option<f64>,
    /// Where it comes from.
    pub source: String,
    /// `measured`, `derived` or `assumption`.
    pub grade: String,
}

/// What the report reads of a manifest; a folder of studies has `trials` in place of a scenario.
#[derive(Clone, Debug, Deserialize)]
pub struct ManifestInfo {
    /// Run.
    pub run_id: String,
    /// Seed of the run.
    pub seed: Option<u64>,
    /// How far each system went.
    #[serde(default)]
    pub replicates: Vec<Replicates>,
    /// Program that made the folder.
    pub program: Program,
    /// Command line.
    #[serde(default)]
    pub command: Vec<String>,
    /// Threads.
    pub threads: Option<u64>,
    /// Start.
    #[serde(default)]
    pub started: String,
    /// End.
    #[serde(default)]
    pub finished: String,
    /// What the parameters rest on.
    #[serde(default)]
    pub parameter_sets: Footing,
    /// Scenario of a run.
    pub scenario: Option<ScenarioInfo>,
    /// Published studies.
    #[serde(default)]
    pub trials: Vec<StudyInfo>,
    /// Parameters in force.
    #[serde(default)]
    pub parameters: Vec<ParameterInfo>,
    /// Inputs and their fingerprints.
    #[serde(default)]
    pub inputs_blake3: BTreeMap<String, String>,
    /// Remarks on the schools.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Files.
    pub outputs: Vec<Output>,
}

/// A folder whose files are those of its manifest.
#[derive(Clone, Debug)]
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// Its manifest.
    pub manifest: ManifestInfo,
    /// Fingerprint of the manifest itself.
    pub fingerprint: String,
    /// Files that are there and that the manifest does not know; nothing is read from them.
    pub unknown: Vec<String>,
    /// What each file is, as the folder's own list says.
    about: BTreeMap<String, String>,
}

impl Folder {
    /// Opens a folder. A file that is missing or changed is an error: the report would tell what no run wrote.
    pub fn open(path: &Path) -> Result<Self, ReportError> {
        if !path.is_dir() {
            return Err(ReportError::NoFolder(path.to_owned()));
        }
        let (unknown, differences): (Vec<_>, Vec<_>) =
            manifest::verify(path)?.into_iter().partition(|d| matches!(d, Difference::Unknown(_)));
        if !differences.is_empty() {
            return Err(ReportError::Differs { folder: path.to_owned(), differences });
        }
        let read = |cause| ManifestError::Read { path: path.join(manifest::FILE), cause };
        let bytes = std::fs::read(path.join(manifest::FILE)).map_err(read)?;
        let shape = |cause| ManifestError::Shape { path: path.join(manifest::FILE), cause };
        let manifest: ManifestInfo = serde_json::from_slice(&bytes).map_err(shape)?;
        let unknown = unknown.into_iter().filter_map(|d| match d {
            Difference::Unknown(path) => Some(path),
            _ => None,
        });
        let mut folder = Self {
            path: path.to_owned(),
            fingerprint: manifest::fingerprint(&bytes),
            unknown: unknown.collect(),
            manifest,
            about: BTreeMap::new(),
        };
        if folder.has("README.txt") {
            folder.about = listed(&folder.text("README.txt")?);
        }
        Ok(folder)
    }

    /// Whether the manifest knows such a file.
    pub fn has(&self, path: &str) -> bool {
        self.manifest.outputs.iter().any(|o| o.path == path)
    }

    /// Names of the files of a sub-folder with an ending, without both, in the order in which they were written.
    pub fn names(&self, within: &str, ending: &str) -> Vec<String> {
        let name = |o: &Output| Some(o.path.strip_prefix(within)?.strip_suffix(ending)?.to_owned());
        self.manifest.outputs.iter().filter_map(name).collect()
    }

    /// The bytes of a file, which are still those of the manifest.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, ReportError> {
        let bytes = std::fs::read(self.path.join(path)).map_err(|e| wrong(path, format!("could not be read: {e}")))?;
        let known = self.manifest.outputs.iter().find(|o| o.path == path);
        if known.is_some_and(|o| o.blake3 != manifest::fingerprint(&bytes)) {
            let differences = vec![Difference::Changed(path.to_owned())];
            return Err(ReportError::Differs { folder: self.path.clone(), differences });
        }
        Ok(bytes)
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Result<String, ReportError> {
        String::from_utf8(self.bytes(path)?).map_err(|e| wrong(path, format!("is no UTF-8 text: {e}")))
    }

    /// What a file is, in a few words; empty where the folder's list does not say.
    pub fn about(&self, path: &str) -> &str {
        self.about.get(path).map_or("", String::as_str)
    }
}

/// The list in a folder's README: a path, spaces, what it is.
fn listed(readme: &str) -> BTreeMap<String, String> {
    let entry = |line: &str| {
        let (path, about) = line.split_once("  ").or_else(|| line.split_once(' '))?;
        path.contains('.').then(|| (path.to_owned(), about.trim().to_owned()))
    };
    readme.lines().filter_map(entry).collect()
}
