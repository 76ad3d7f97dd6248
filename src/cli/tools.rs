//! `schema` and `completions`: help for editors and shells.

use super::exit::{Code, Failure};
use super::terminal;
use crate::scenario::shape::Shape;
use clap::Args;
use clap_complete::Shell;

/// Print completions for a shell.
#[derive(Debug, Args)]
#[command(
    before_help = "Example:\n  schoolsim completions bash > ~/.local/share/bash-completion/completions/schoolsim\n"
)]
pub struct CompletionsArgs {
    /// Shell.
    pub shell: Shell,
}

/// Prints the JSON Schema of scenario files.
pub fn schema() -> Result<Code, Failure> {
    let schema = schemars::schema_for!(Shape);
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
