//! Reading a trial: from a file, or one of those that ship.

use super::check;
use super::shape::TrialShape;
use super::shipped::{self, SHIPPED};
use super::spec::Trial;
use crate::nearest;
use crate::scenario::read::{name_of, text_of};
use crate::scenario::report::{Finding, Report};
use crate::scenario::syntax::Document;
use std::path::Path;

/// Reads and checks a trial: a path, or the name of one that ships.
pub fn read(path_or_name: &str) -> Result<Trial, Report> {
    let path = Path::new(path_or_name);
    if !path.exists() {
        let Some(found) = shipped::find(path_or_name) else { return Err(missing(path_or_name).into()) };
        return parse(&format!("{}.ron", found.name), found.text, Path::new(""));
    }
    let file = path.display().to_string();
    let text = text_of(path, &file).map_err(Report::from)?;
    parse(&file, &text, path.parent().unwrap_or(Path::new("")))
}

/// Checks the text of a trial that is called `file` in messages; relative paths start from `folder`.
pub fn parse(file: &str, text: &str, folder: &Path) -> Result<Trial, Report> {
    let document: Document<TrialShape> = Document::read(file, text);
    check::check(&document, &name_of(file), folder)
}

fn missing(name: &str) -> Finding {
    let near = nearest::nearest(&name_of(name), SHIPPED.map(|t| t.name));
    let remedy = match near.as_slice() {
        [] => "give the path of a trial file, or one that ships: `schoolsim trial --list`".to_owned(),
        near => format!("did you mean the trial {}?", near.join(" or ")),
    };
    Finding::of_file(name, "there is no such file or built-in trial", remedy)
}
