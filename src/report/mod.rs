//! A results folder as one HTML page that needs no network and no script: read from its files, nothing computed anew.
//!
//! The page holds every figure and says of every table where it is; what it does not know by name stands in its last
//! sections. Templates and style are files beside this one; words and numbers come from the folder.

mod data;
mod folder;
mod sheet;
mod told;
mod arms;
mod footing;
mod glossary;
mod origin;
mod picture;
mod places;
mod page;

pub use folder::ReportError;

use page::Page;
use std::path::Path;

/// A report that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The page.
    pub html: String,
    /// Figures that it shows.
    pub figures: usize,
    /// Tables that it lists.
    pub tables: usize,
    /// Files of the folder that its manifest does not know; nothing is read from them.
    pub unknown: Vec<String>,
}

/// Makes the page of a folder, after its files are held against its manifest; `title` stands in place of the folder's.
pub fn report(path: &Path, title: Option<&str>) -> Result<Report, ReportError> {
    let folder = folder::Folder::open(path)?;
    let mut page = Page::of(&folder, title)?;
    // Which words need explaining is known once the rest is written.
    page.words = glossary::used_in(&words(&page.html()?));
    let html = page.html()?;
    Ok(Report { html, figures: page.figures(), tables: page.tables.len(), unknown: folder.unknown })
}

/// What a page says, without its marks.
fn words(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => {
                inside = true;
                text.push(' ');
            }
            '>' => inside = false,
            _ if !inside => text.push(letter),
            _ => {}
        }
    }
    text
}
