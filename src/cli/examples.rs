//! `examples`: list, show and copy the built-in scenarios.

use super::exit::{Code, Failure};
use super::terminal;
use crate::nearest;
use crate::scenario::examples::{EXAMPLES, Example, find};
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;

/// List, show or copy the built-in examples.
#[derive(Debug, Subcommand)]
pub enum ExamplesCommand {
    /// List the examples with their titles.
    List,
    /// Print an example.
    Show {
        /// Name of the example.
        name: String,
    },
    /// Copy an example to a file of your own.
    Copy {
        /// Name of the example.
        name: String,
        /// File to write [default: the example's name, .ron, in this folder].
        to: Option<PathBuf>,
        /// Replace the file if it is there.
        #[arg(long)]
        overwrite: bool,
    },
}

/// Handles `examples`.
pub fn examples(command: &ExamplesCommand, json: bool, quiet: bool) -> Result<Code, Failure> {
    match command {
        ExamplesCommand::List => list(json)?,
        ExamplesCommand::Show { name } => {
            let example = named(name)?;
            let as_json = || format!("{:#}\n", json!({"name": example.name, "text": example.text}));
            terminal::print(&if json { as_json() } else { example.text.to_owned() })?;
        }
        ExamplesCommand::Copy { name, to, overwrite } => copy(named(name)?, to.clone(), *overwrite, json, quiet)?,
    }
    Ok(Code::Done)
}

fn title(example: &Example) -> String {
    crate::scenario::read(example.name).map_or_else(|_| String::new(), |s| s.title)
}

fn list(json: bool) -> Result<(), Failure> {
    if json {
        let all: Vec<_> = EXAMPLES.iter().map(|e| json!({"name": e.name, "title": title(e)})).collect();
        return terminal::print(&format!("{:#}\n", json!(all)));
    }
    let width = EXAMPLES.iter().map(|e| e.name.len()).max().unwrap_or(0);
    terminal::print(&EXAMPLES.iter().map(|e| format!("{:width$} {}\n", e.name, title(e))).collect::<String>())
}

fn named(name: &str) -> Result<&'static Example, Failure> {
    find(name).ok_or_else(|| {
        let remedy = nearest::remedy(name, EXAMPLES.iter().map(|e| e.name), "");
        Failure::new(Code::Usage, format!("there is no example \"{name}\""), remedy)
    })
}

fn copy(example: &Example, to: Option<PathBuf>, overwrite: bool, json: bool, quiet: bool) -> Result<(), Failure> {
    let mut to = to.unwrap_or_else(|| PathBuf::from(format!("{}.ron", example.name)));
    if to.is_dir() {
        to.push(format!("{}.ron", example.name));
    }
    let shown = to.display();
    if to.exists() && !overwrite {
        let remedy = "replace it with --overwrite, or give another file name";
        return Err(Failure::new(Code::Failure, format!("{shown} is there already"), remedy));
    }
    std::fs::write(&to, example.text)
        .map_err(|e| Failure::caused(format!("cannot write {shown}"), &e, "give a file that you may write"))?;
    if json {
        terminal::print(&format!("{:#}\n", json!({"copied": example.name, "to": to})))?;
    } else if !quiet {
        terminal::tell(&format!("{shown} is yours: change it, then `schoolsim run {shown}`\n"));
    }
    Ok(())
}
