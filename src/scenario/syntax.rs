//! From text to shape: syntax, unknown names and wrong kinds of value, all at once.
//!
//! `ron` stops at the first mistake. So the part that it cannot read is reported, blanked out where it stands and the
//! rest read again: positions stay true and every mistake is listed.

use super::locate::{self, Entry, Node, Step};
use super::report::Finding;
use super::shape::options;
use crate::nearest;
use ron::error::Error as Ron;
use serde::de::DeserializeOwned;
use std::ops::Range;

/// Most mistakes of one text that are listed.
const MOST: usize = 50;

/// A text with what could be read of it.
pub struct Document<S> {
    /// File, or name of a built-in example.
    pub file: String,
    text: String,
    /// Where things stand in the text as given.
    given: Option<Node>,
    /// Where things stand in the text without the parts that could not be read.
    left: Option<Node>,
    /// The shape; none if the text as a whole cannot be read.
    pub shape: Option<S>,
    /// What could not be read.
    pub findings: Vec<Finding>,
}

impl<S: DeserializeOwned> Document<S> {
    /// Reads a text.
    pub fn read(file: &str, text: &str) -> Self {
        let given = locate::scan(text);
        let mut document = Self {
            file: file.to_owned(),
            text: text.to_owned(),
            left: given.clone(),
            given,
            shape: None,
            findings: Vec::new(),
        };
        let mut left = text.to_owned();
        while document.findings.len() < MOST {
            match deserialize(&left) {
                Ok(shape) => {
                    document.shape = Some(shape);
                    break;
                }
                Err(mistake) => {
                    let Some(part) = document.record(&mistake, &left) else { break };
                    blank_out(&mut left, part);
                    document.left = locate::scan(&left);
                }
            }
        }
        document
    }

    /// Whether the text says anything under the first step of a path.
    pub fn says(&self, path: &[Step]) -> bool {
        self.left.as_ref().is_some_and(|tree| tree.follow(path).1 > 0)
    }

    /// Whether the text says all of a path.
    pub fn says_all(&self, path: &[Step]) -> bool {
        self.left.as_ref().is_some_and(|tree| tree.follow(path).1 == path.len())
    }

    /// A finding at a path of the shape, at its nearest place in the text.
    pub fn finding(&self, path: &str, what: &str, remedy: &str) -> Finding {
        let steps = locate::steps(path);
        let (entry, covered) = self.left.as_ref().map_or((None, 0), |tree| tree.follow(&steps));
        let byte = entry.map_or_else(|| self.start(), |e| e.whole.start);
        let named = (covered == steps.len()).then(|| self.path_of(entry)).flatten();
        self.at(byte, &named.unwrap_or_else(|| path.to_owned()), what, remedy)
    }

    fn start(&self) -> usize {
        self.given.as_ref().map_or(0, |tree| tree.span.start)
    }

    /// The path in the text as given of an entry of what is left of it.
    fn path_of(&self, entry: Option<&Entry>) -> Option<String> {
        Some(self.given.as_ref()?.at(entry?.whole.start)?.0)
    }

    fn at(&self, byte: usize, path: &str, what: &str, remedy: &str) -> Finding {
        let (line, column) = locate::line_and_column(&self.text, byte);
        let (path, what, remedy) = (path.to_owned(), what.to_owned(), remedy.to_owned());
        Finding { file: self.file.clone(), line, column, path, what, remedy }
    }

    /// Records a mistake; gives the part of the text to leave out, if the rest can be read without it.
    fn record(&mut self, mistake: &Mistake, left: &str) -> Option<Range<usize>> {
        let tree = self.left.clone();
        let Some((entry, exact)) = tree.as_ref().and_then(|tree| place(tree, mistake, left)) else {
            let byte = locate::byte_of(&self.text, mistake.line, mistake.column);
            let (what, remedy) = match &mistake.error {
                Ron::NoSuchStructField { found, .. } | Ron::NoSuchEnumVariant { found, .. } => {
                    let (what, remedy) = explain(&mistake.error, found, false, "");
                    (format!("{found} {what}"), remedy)
                }
                other => (
                    format!("cannot be read from here: {}", full(&other.to_string())),
                    "look near here for brackets, quotes or comments that do not close, and for commas and colons"
                        .into(),
                ),
            };
            self.findings.push(self.at(byte, "", &what, &remedy));
            return None;
        };
        let path = self.path_of(Some(&entry)).unwrap_or_default();
        let given = short(&left[entry.value.span.clone()]);
        let (what, remedy) = explain(&mistake.error, &given, exact, &path);
        self.findings.push(self.at(entry.whole.start, &path, &what, &remedy));
        Some(entry.whole)
    }
}

/// Why a text could not be read.
struct Mistake {
    path: Vec<Step>,
    error: Ron,
    line: usize,
    column: usize,
}

fn deserialize<S: DeserializeOwned>(text: &str) -> Result<S, Mistake> {
    let fail = |path, e: ron::error::SpannedError| Mistake {
        path,
        line: e.span.start.line,
        column: e.span.start.col,
        error: e.code,
    };
    let mut reader = ron::Deserializer::from_str_with_options(text, &options()).map_err(|e| fail(Vec::new(), e))?;
    let mut track = serde_path_to_error::Track::new();
    let shape = S::deserialize(serde_path_to_error::Deserializer::new(&mut reader, &mut track))
        .map_err(|e| fail(path_steps(&track.path()), reader.span_error(e)))?;
    reader.end().map_err(|e| fail(Vec::new(), reader.span_error(e)))?;
    Ok(shape)
}

fn path_steps(path: &serde_path_to_error::Path) -> Vec<Step> {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Map { key } => Some(Step::Name(key.clone())),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// The part of the text that a mistake is in, and whether the mistake is that part itself.
fn place(tree: &Node, mistake: &Mistake, text: &str) -> Option<(Entry, bool)> {
    let mut path = mistake.path.clone();
    if let Ron::NoSuchStructField { found, .. } | Ron::InvalidIdentifier(found) = &mistake.error
        && path.last() != Some(&Step::Name(found.clone()))
    {
        path.push(Step::Name(found.clone()));
    }
    if let Ron::DuplicateStructField { field, .. } = &mistake.error
        && path.last() != Some(&Step::Name((*field).to_owned()))
    {
        path.push(Step::Name((*field).to_owned()));
    }
    let (entry, covered) = tree.follow(&path);
    let exact = covered == path.len();
    let by_place = || tree.at(locate::byte_of(text, mistake.line, mistake.column)).map(|(_, e)| e);
    if is_end(&mistake.error) {
        return by_place().or(entry).map(|e| (e.clone(), false));
    }
    entry.or_else(by_place).map(|e| (e.clone(), exact))
}

/// Whether `ron` noticed only after a value that something was wrong with it.
fn is_end(error: &Ron) -> bool {
    matches!(
        error,
        Ron::ExpectedStructLikeEnd
            | Ron::ExpectedArrayEnd
            | Ron::ExpectedMapEnd
            | Ron::ExpectedComma
            | Ron::TrailingCharacters
    )
}

fn blank_out(text: &mut String, part: Range<usize>) {
    let blank: String = text[part.clone()].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
    text.replace_range(part, &blank);
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 40 { line } else { line.chars().take(37).collect::<String>() + "..." }
}

fn full(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// What is wrong and what to do, in words.
fn explain(error: &Ron, given: &str, exact: bool, path: &str) -> (String, String) {
    match error {
        Ron::NoSuchStructField { expected, found, outer } => (
            format!("is no field of {}", owner(outer.as_deref(), path)),
            nearest::remedy(found, expected.iter().copied(), "see `schoolsim schema`"),
        ),
        Ron::NoSuchEnumVariant { expected, found, .. } => (
            format!("is {found}, which does not exist"),
            nearest::remedy(found, expected.iter().copied(), "see `schoolsim schema`"),
        ),
        Ron::MissingStructField { field, outer } => {
            (format!("lacks {field}"), format!("add `{field}: ...` to {}", owner(outer.as_deref(), path)))
        }
        Ron::InvalidIdentifier(found) | Ron::SuggestRawIdentifier(found) => {
            (format!("holds {found} where a name is expected"), "write each value as `name: value`".to_owned())
        }
        Ron::DuplicateStructField { .. } => ("is given twice".to_owned(), "keep one of the two".to_owned()),
        Ron::ExpectedStructLike | Ron::ExpectedNamedStructLike(_) if exact && !given.contains('(') => (
            format!("is {given}, expected brackets ( )"),
            format!("write {given}() or name its values in the brackets"),
        ),
        Ron::IntegerOutOfBounds => (
            format!("is {given}, which is below 0 or too large"),
            "give a smaller whole number of 0 or more".to_owned(),
        ),
        other => match expected(other, given) {
            Some(kind) => (format!("is {given}, expected {kind}"), format!("give {kind}, or leave it out")),
            None => {
                (format!("cannot be read: {}", full(&other.to_string())), format!("check what is given here: {given}"))
            }
        },
    }
}

fn expected(error: &Ron, given: &str) -> Option<&'static str> {
    let whole = "a whole number of 0 or more";
    Some(match error {
        Ron::ExpectedInteger | Ron::InvalidIntegerDigit { .. } => whole,
        _ if is_end(error) && given.parse::<f64>().is_ok() => whole,
        Ron::ExpectedFloat => "a number",
        Ron::ExpectedString => "text in double quotes",
        Ron::ExpectedArray => "a list in brackets [ ]",
        Ron::ExpectedMap => "a table in braces such as {\"reversion\": 0.05}",
        Ron::ExpectedStructLike | Ron::ExpectedNamedStructLike(_) => "named values in brackets ( )",
        Ron::ExpectedIdentifier => "a name without quotes",
        Ron::ExpectedBoolean => "true or false",
        _ => return None,
    })
}

fn owner(outer: Option<&str>, path: &str) -> String {
    match outer {
        Some("Scenario" | "Shape") => "a scenario".to_owned(),
        Some("System" | "SystemShape") => "a system".to_owned(),
        Some("Arm" | "ArmShape") => "an arm".to_owned(),
        Some(name) => name.to_owned(),
        None if path.is_empty() => "a scenario".to_owned(),
        None => "this".to_owned(),
    }
}
