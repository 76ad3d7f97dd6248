//! Figures in the page: the SVG itself, checked, with names that clash with no other figure's.

use super::data;
use super::folder::{Folder, ReportError, wrong};
use super::sheet::{Described, Sheet, Shown, matching};
use crate::charts::drawing::POINTED;
use resvg::usvg::roxmltree::{Document, Node};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a figure of this program is made of; anything else, such as a script, does not enter the page.
const ELEMENTS: [&str; 14] = [
    "svg", "title", "desc", "style", "g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", "text",
    "tspan",
];
const DEFINITIONS: [&str; 6] = ["defs", "clipPath", "linearGradient", "stop", "pattern", "mask"];

/// A file that can be saved from the page.
#[derive(Clone, Debug, Serialize)]
pub struct Download {
    /// What the link says.
    pub label: String,
    /// Name of the file.
    pub file: String,
    /// Its bytes as an address.
    pub href: String,
    /// Its size.
    pub size: String,
}

/// A figure as it stands in the page.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    /// Name of its files.
    pub name: String,
    /// Number in the page, from 1; given once all are in place.
    pub number: usize,
    /// System that it is of; empty where it is of several.
    pub system: String,
    /// Arm that it is of; empty where it is of several.
    pub arm: String,
    /// Title.
    pub title: String,
    /// What it shows in a few words.
    pub about: String,
    /// What it shows, in words.
    pub description: String,
    /// The SVG; names within hold `FIGURE-` until the number is known.
    pub svg: String,
    /// Table behind it.
    pub table: Option<Shown>,
    /// What can be saved.
    pub downloads: Vec<Download>,
}

impl Picture {
    /// Reads a figure of the folder, with its table and its pixels if `pixels`.
    pub fn read(
        folder: &Folder,
        name: &str,
        described: &BTreeMap<String, BTreeMap<String, Described>>,
        pixels: bool,
    ) -> Result<Self, ReportError> {
        let path = |ending: &str| format!("figures/{name}.{ending}");
        let text = folder.text(&path("svg"))?;
        let parsed = parse(&text).map_err(|what| wrong(&path("svg"), what))?;
        let download = |ending: &str, media: &str| -> Result<Download, ReportError> {
            let bytes = folder.bytes(&path(ending))?;
            Ok(Download {
                label: ending.to_uppercase(),
                file: format!("{name}.{ending}"),
                href: data::uri(media, &bytes),
                size: data::size(bytes.len()),
            })
        };
        let mut downloads = vec![download("svg", "image/svg+xml")?];
        if pixels && folder.has(&path("png")) {
            downloads.push(download("png", "image/png")?);
        }
        let mut table = None;
        let (mut system, mut arm) = (String::new(), String::new());
        if folder.has(&path("csv")) {
            let sheet = Sheet::read(folder, &path("csv"))?;
            sheet.only("system").unwrap_or_default().clone_into(&mut system);
            sheet.only("arm").unwrap_or_default().clone_into(&mut arm);
            let none = BTreeMap::new();
            table = Some(sheet.shown(matching(&sheet, described).unwrap_or(&none)));
            downloads.push(download("csv", "text/csv;charset=utf-8")?);
        }
        let about = folder.about(&path("csv"));
        let about = about.strip_prefix("the rows behind it: ").unwrap_or(about).to_owned();
        let Parsed { title, description, svg } = parsed;
        Ok(Self { name: name.to_owned(), number: 0, system, arm, title, about, description, svg, table, downloads })
    }

    /// Gives it its place in the page, and with it names of its own.
    pub fn numbered(&mut self, number: usize) {
        self.number = number;
        self.svg = self.svg.replace("FIGURE-", &format!("figure-{number}-"));
    }
}

struct Parsed {
    title: String,
    description: String,
    svg: String,
}

/// Checks an SVG and makes it fit to stand in the page: named by the page, its own names marked with `FIGURE-`.
fn parse(text: &str) -> Result<Parsed, String> {
    let document = Document::parse(text).map_err(|e| format!("is no SVG: {e}"))?;
    let root = document.root_element();
    if root.tag_name().name() != "svg" {
        return Err("is no SVG".to_owned());
    }
    for node in root.descendants() {
        safe(&node)?;
    }
    let words = |name: &str| {
        let found = root.children().find(|n| n.tag_name().name() == name);
        found.and_then(|n| n.text()).unwrap_or_default().trim().to_owned()
    };
    let view = match (root.attribute("viewBox"), root.attribute("width"), root.attribute("height")) {
        (Some(view), ..) => view.to_owned(),
        (None, Some(width), Some(height)) => format!("0 0 {width} {height}"),
        _ => return Err("has no size".to_owned()),
    };
    let mut svg = format!(
        "<svg viewBox=\"{view}\" role=\"img\" aria-labelledby=\"FIGURE-title\" aria-describedby=\"FIGURE-words\">"
    );
    for child in root.children().filter(|n| !matches!(n.tag_name().name(), "title" | "desc" | "style")) {
        written(&child, &mut svg);
    }
    svg += "</svg>";
    Ok(Parsed { title: words("title"), description: words("desc"), svg })
}

/// Refuses what could load, run or lead elsewhere.
fn safe(node: &Node) -> Result<(), String> {
    if !node.is_element() {
        return Ok(());
    }
    let name = node.tag_name().name();
    if !ELEMENTS.contains(&name) && !DEFINITIONS.contains(&name) {
        return Err(format!("holds <{name}>, which no figure of schoolsim has"));
    }
    if name == "style" && node.text().is_some_and(|style| style.trim() != POINTED) {
        return Err("holds a style that no figure of schoolsim has".to_owned());
    }
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        let leads = name == "href" || value.contains("javascript:");
        let loads = value.contains("url(") && !value.trim_start().starts_with("url(#");
        if name.starts_with("on") || name == "style" || leads || loads {
            return Err(format!("holds the attribute {name}=\"{value}\", which no figure of schoolsim has"));
        }
    }
    Ok(())
}

/// Writes a node again, its names marked, spaces around texts left out.
fn written(node: &Node, svg: &mut String) {
    if node.is_text() {
        *svg += &escaped(node.text().unwrap_or_default().trim());
        return;
    }
    if !node.is_element() {
        return;
    }
    let name = node.tag_name().name();
    let _ = write!(svg, "<{name}");
    for attribute in node.attributes() {
        let value = match attribute.name() {
            "id" => format!("FIGURE-{}", attribute.value()),
            _ => attribute.value().replace("url(#", "url(#FIGURE-"),
        };
        let _ = write!(svg, " {}=\"{}\"", attribute.name(), escaped(&short(&value)));
    }
    if node.has_children() {
        *svg += ">";
        for child in node.children() {
            written(&child, svg);
        }
        let _ = write!(svg, "</{name}>");
    } else {
        *svg += "/>";
    }
}

/// A number with no more digits than a screen can show; everything else as it is.
fn short(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(number) if number.is_finite() && value.len() > 6 => format!("{}", (number * 100.0).round() / 100.0),
        _ => value.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg width=\"4\" height=\"2\" xmlns=\"http://www.w3.org/2000/svg\"><title>A &amp; B</title>\
        <desc>words</desc><defs><clipPath id=\"c\"><rect width=\"4\"/></clipPath></defs>\
        <g clip-path=\"url(#c)\"><text font-size=\"215.99999999999997\">\n中 &lt;b&gt;\n</text></g></svg>";

    #[test]
    fn names_within_are_the_figures_own_and_words_are_the_pages() {
        let parsed = parse(SVG).expect("a figure");
        assert_eq!((parsed.title.as_str(), parsed.description.as_str()), ("A & B", "words"));
        assert!(parsed.svg.contains("<clipPath id=\"FIGURE-c\">"), "{}", parsed.svg);
        assert!(parsed.svg.contains("clip-path=\"url(#FIGURE-c)\"><text font-size=\"216\">中 &lt;b&gt;</text>"));
        assert!(parsed.svg.starts_with("<svg viewBox=\"0 0 4 2\" role=\"img\""));
        assert!(!parsed.svg.contains("<title>A"));
    }

    #[test]
    fn what_could_run_or_load_is_refused() {
        for bad in [
            "<script>alert(1)</script>",
            "<rect onload=\"alert(1)\"/>",
            "<a href=\"https://example.org\"><text>x</text></a>",
            "<image href=\"https://example.org/x.png\"/>",
            "<foreignObject/>",
            "<style>@import url(https://example.org/x.css)</style>",
            "<rect fill=\"url(https://example.org/x.svg#a)\"/>",
            "<rect style=\"fill:red\"/>",
        ] {
            let svg = SVG.replace("<desc>", &format!("{bad}<desc>"));
            assert!(parse(&svg).is_err(), "{bad}");
        }
        assert!(parse("<p>no figure</p>").is_err() && parse("<svg").is_err());
    }
}
