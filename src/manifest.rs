//! What made a results folder, and whether its files are still those.

use crate::experiment::Results;
use crate::parameter::Stated;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Name of the manifest in a results folder.
pub const FILE: &str = "manifest.json";

/// How a run was started and when; nothing of it enters a table.
#[derive(Clone, Debug, Default)]
pub struct RunInfo {
    /// Command line.
    pub command: Vec<String>,
    /// Text of the scenario as given.
    pub scenario_text: String,
    /// Name of the file that held it, or of the built-in scenario.
    pub scenario_name: String,
    /// Parameters in force with their sources.
    pub parameters: Vec<Stated>,
    /// Inputs beside the scenario: name and BLAKE3 fingerprint.
    pub inputs: Vec<(String, String)>,
    /// Threads used.
    pub threads: usize,
    /// Time of the start, ISO 8601 in UTC.
    pub started: String,
    /// Time of the end, ISO 8601 in UTC.
    pub finished: String,
}

/// The program that made a folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Git commit; none where it was built without git.
    pub git_commit: Option<String>,
    /// Whether files differed from that commit.
    pub git_changed: Option<bool>,
    /// Compiler.
    pub compiler: Option<String>,
    /// Platform that it was built for.
    pub target: Option<String>,
    /// Build profile.
    pub profile: Option<String>,
}

impl Program {
    /// This program.
    pub fn this() -> Self {
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            git_commit: known(env!("SCHOOLSIM_GIT_COMMIT")),
            git_changed: env!("SCHOOLSIM_GIT_CHANGED").parse().ok(),
            compiler: known(env!("SCHOOLSIM_COMPILER")),
            target: known(env!("SCHOOLSIM_TARGET")),
            profile: known(env!("SCHOOLSIM_PROFILE")),
        }
    }
}

/// A file of the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Path within the folder, with `/`.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3 fingerprint.
    pub blake3: String,
}

/// What differs between a folder and its manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A file of the manifest is missing.
    Missing(String),
    /// A file has other bytes.
    Changed(String),
    /// A file is there that the manifest does not know.
    Unknown(String),
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "{path} is missing"),
            Self::Changed(path) => write!(f, "{path} differs from the manifest"),
            Self::Unknown(path) => write!(f, "{path} is not in the manifest"),
        }
    }
}

/// A manifest could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// A file could not be read.
    #[error("{path} could not be read: {cause}; give a folder that a run has written")]
    Read {
        /// Path.
        path: PathBuf,
        /// Cause.
        cause: std::io::Error,
    },
    /// It is no manifest.
    #[error("{path} is no manifest: {cause}; give a folder that a run has written")]
    Shape {
        /// Path.
        path: PathBuf,
        /// Cause.
        cause: serde_json::Error,
    },
}

/// The manifest as JSON text, given the files of the folder.
pub fn text(
    results: &Results,
    scenario: &serde_json::Value,
    seed: u64,
    run: &RunInfo,
    outputs: &[Output],
) -> serde_json::Result<String> {
    let replicates: Vec<_> = results
        .replicates
        .iter()
        .map(|(system, wanted, finished)| {
            serde_json::json!({ "system": system, "wanted": wanted, "finished": finished })
        })
        .collect();
    whole(
        run,
        &serde_json::json!({ "run_id": results.run_id, "seed": seed, "replicates": replicates }),
        &serde_json::json!({
            "parameter_sets": results.footing,
            "scenario": {
                "name": run.scenario_name,
                "text_blake3": fingerprint(run.scenario_text.as_bytes()),
                "resolved": scenario,
            },
        }),
        &results.notes,
        outputs,
    )
}

/// The manifest of published studies that were simulated: each by its name, seed, simulated trials and file.
pub fn text_of_studies(
    run_id: &str,
    studies: &[serde_json::Value],
    notes: &[String],
    run: &RunInfo,
    outputs: &[Output],
) -> serde_json::Result<String> {
    let (first, then) = (serde_json::json!({ "run_id": run_id }), serde_json::json!({ "trials": studies }));
    whole(run, &first, &then, notes, outputs)
}

/// The manifest of a trace of one replicate: what was traced, as it was printed in JSON.
pub fn text_of_trace(
    run_id: &str,
    traced: &serde_json::Value,
    notes: &[String],
    run: &RunInfo,
    outputs: &[Output],
) -> serde_json::Result<String> {
    let first = serde_json::json!({ "run_id": run_id });
    let then = serde_json::json!({
        "trace": traced,
        "scenario": { "name": run.scenario_name, "text_blake3": fingerprint(run.scenario_text.as_bytes()) },
    });
    whole(run, &first, &then, notes, outputs)
}

/// What every manifest says, with what is first and what is in the middle.
fn whole(
    run: &RunInfo,
    first: &serde_json::Value,
    middle: &serde_json::Value,
    notes: &[String],
    outputs: &[Output],
) -> serde_json::Result<String> {
    let inputs: BTreeMap<&str, &str> = run.inputs.iter().map(|(name, hash)| (name.as_str(), hash.as_str())).collect();
    let mut all = serde_json::Map::new();
    let program = serde_json::json!({
        "program": Program::this(),
        "command": run.command,
        "threads": run.threads,
        "started": run.started,
        "finished": run.finished,
    });
    let last = serde_json::json!({
        "parameters": run.parameters,
        "inputs_blake3": inputs,
        "notes": notes,
        "outputs": outputs,
    });
    for part in [first, &program, middle, &last] {
        all.extend(part.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())));
    }
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}

/// BLAKE3 fingerprint of some bytes.
pub fn fingerprint(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Describes a file of a folder.
pub fn output(path: String, bytes: &[u8]) -> Output {
    Output { path, bytes: bytes.len() as u64, blake3: fingerprint(bytes) }
}

/// Compares the files of a folder with its manifest; nothing differs where the list is empty.
pub fn verify(folder: &Path) -> Result<Vec<Difference>, ManifestError> {
    #[derive(Deserialize)]
    struct Known {
        outputs: Vec<Output>,
    }
    let path = folder.join(FILE);
    let text = std::fs::read_to_string(&path).map_err(|cause| ManifestError::Read { path: path.clone(), cause })?;
    let known: Known = serde_json::from_str(&text).map_err(|cause| ManifestError::Shape { path, cause })?;
    let mut differences = Vec::new();
    let mut present = files(folder)?;
    present.retain(|path| path != FILE);
    for expected in &known.outputs {
        let path = folder.join(&expected.path);
        match std::fs::read(&path) {
            Ok(bytes) if output(expected.path.clone(), &bytes) == *expected => {}
            Ok(_) => differences.push(Difference::Changed(expected.path.clone())),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                differences.push(Difference::Missing(expected.path.clone()));
            }
            Err(cause) => return Err(ManifestError::Read { path, cause }),
        }
        present.retain(|p| *p != expected.path);
    }
    differences.extend(present.into_iter().map(Difference::Unknown));
    Ok(differences)
}

/// Paths of all files below a folder, sorted, with `/`.
fn files(folder: &Path) -> Result<Vec<String>, ManifestError> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(within) = folders.pop() {
        let path = folder.join(&within);
        let read = |cause| ManifestError::Read { path: path.clone(), cause };
        for entry in std::fs::read_dir(&path).map_err(read)? {
            let entry = entry.map_err(read)?;
            let name = format!("{within}{}", entry.file_name().to_string_lossy());
            if entry.file_type().map_err(read)?.is_dir() {
                folders.push(format!("{name}/"));
            } else {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}
