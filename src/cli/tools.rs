//! `verify`, and `schema` and `completions`: help for editors and shells.

use super::exit::{Code, Failure};
use super::terminal;
use crate::manifest;
use crate::scenario::shape::Shape;
use crate::trial::shape::TrialShape;
use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

/// Print completions for a shell.
#[derive(Debug, Args)]
#[command(
    before_help = "Example:\n  schoolsim completions bash > ~/.local/share/bash-completion/completions/schoolsim\n"
)]
pub struct CompletionsArgs {
    /// Shell.
    pub shell: Shell,
}

/// Say whether a folder of results still holds what its run wrote.
#[derive(Debug, Args)]
#[command(before_help = "Example:\n  schoolsim verify output/three-systems\n")]
pub struct VerifyArgs {
    /// Folder of results.
    pub folder: PathBuf,
}

/// Compares a folder of results with its manifest.
pub fn verify(args: &VerifyArgs, json: bool) -> Result<Code, Failure> {
    let differences = manifest::verify(&args.folder).map_err(|e| Failure::new(Code::Failure, e.to_string(), ""))?;
    let shown = args.folder.display();
    let lines: Vec<String> = differences.iter().map(ToString::to_string).collect();
    if json {
        let value = serde_json::json!({"folder": args.folder, "differences": lines});
        terminal::print(&format!("{value:#}\n"))?;
    } else if lines.is_empty() {
        terminal::print(&format!("{shown} holds what its run wrote, to the byte\n"))?;
    } else {
        terminal::print(&format!("{}\n", lines.join("\n")))?;
    }
    Ok(if lines.is_empty() { Code::Done } else { Code::Differ })
}

/// Print the JSON Schema of scenario files, or of trials, for editors.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim schema > scenario.schema.json\n  schoolsim schema --trial > trial.schema.json\n"
)]
pub struct SchemaArgs {
    /// Of files of published trials.
    #[arg(long)]
    pub trial: bool,
}

/// Prints the JSON Schema of scenario files, or of trials.
pub fn schema(args: &SchemaArgs) -> Result<Code, Failure> {
    let schema = if args.trial { schemars::schema_for!(TrialShape) } else { schemars::schema_for!(Shape) };
    let text = serde_json::to_string_pretty(&schema).map_err(|e| Failure::caused("cannot write the schema", &e, ""))?;
    terminal::print(&(text + "\n"))?;
    Ok(Code::Done)
}

/// Prints completions of the program's command line.
pub fn completions(args: &CompletionsArgs, mut program: clap::Command) -> Result<Code, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut program, "schoolsim", &mut text);
    terminal::print(&String::from_utf8_lossy(&text))?;
    Ok(Code::Done)
}
