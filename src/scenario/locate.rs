//! Where things stand in a scenario's text: a small scanner of RON that keeps positions.
//!
//! The text is read by `ron`; this only finds the line and column of a path such as
//! `systems[0].arms[1].policies[0].visits_per_week`, and the path at a position. Names of enums and structures are
//! passed over, so `England(regions: [..])` has the field `regions`.

use std::ops::Range;

/// Deepest nesting that is read.
const DEEPEST: usize = 60;

/// A value in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Bytes that it covers.
    pub span: Range<usize>,
    /// What is in it.
    pub inside: Inside,
}

/// What is in a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Inside {
    /// A number, a string, a name.
    Nothing,
    /// A list, or a structure without names.
    Items(Vec<Entry>),
    /// A structure or a table.
    Fields(Vec<Entry>),
}

/// A value with its name, if it has one.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Field or key, unquoted; empty in a list.
    pub name: String,
    /// The value.
    pub value: Node,
    /// Bytes from the name to the comma after the value.
    pub whole: Range<usize>,
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A field or key.
    Name(String),
    /// A place in a list, from 0.
    Index(usize),
}

/// Reads a text; none if its brackets and strings do not close.
pub fn scan(text: &str) -> Option<Node> {
    let mut scanner = Scanner { bytes: text.as_bytes(), text, at: 0 };
    scanner.blank()?;
    while scanner.text[scanner.at..].starts_with("#!") {
        scanner.skip_attribute()?;
        scanner.blank()?;
    }
    let node = scanner.value(0)?;
    scanner.blank()?;
    (scanner.at == text.len()).then_some(node)
}

/// Splits a path such as `arms[0].policies`, `parameters["setting.hours_left"]`.
pub fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("[\"") {
            let (name, after) = quoted.split_once("\"]").unwrap_or((quoted, ""));
            steps.push(Step::Name(name.to_owned()));
            rest = after;
        } else if let Some(index) = rest.strip_prefix('[') {
            let (digits, after) = index.split_once(']').unwrap_or((index, ""));
            steps.push(Step::Index(digits.parse().unwrap_or(usize::MAX)));
            rest = after;
        } else {
            rest = rest.strip_prefix('.').unwrap_or(rest);
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            if end > 0 {
                steps.push(Step::Name(rest[..end].to_owned()));
            } else if !rest.starts_with('[') {
                return steps;
            }
            rest = &rest[end..];
        }
    }
    steps
}

/// Line and column, both from 1, of a byte; columns count characters.
pub fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let mut at = byte.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// The byte of a line and column, both from 1.
pub fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let start = if line <= 1 { 0 } else { text.match_indices('\n').nth(line - 2).map_or(text.len(), |(i, _)| i + 1) };
    text[start..].char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(i, _)| start + i)
}

impl Node {
    /// What stands at a step, looking through wrappers such as `Some(..)`.
    pub fn entry(&self, step: &Step) -> Option<&Entry> {
        match (&self.inside, step) {
            (Inside::Fields(entries), Step::Name(name)) => entries.iter().rfind(|e| e.name == *name),
            (Inside::Items(entries), Step::Index(i)) => entries.get(*i),
            (Inside::Items(entries), Step::Name(_)) if entries.len() == 1 => entries[0].value.entry(step),
            _ => None,
        }
    }

    /// The entry furthest along a path, and how many steps of the path it covers.
    pub fn follow(&self, path: &[Step]) -> (Option<&Entry>, usize) {
        let (mut node, mut last) = (self, None);
        for (i, step) in path.iter().enumerate() {
            let Some(entry) = node.entry(step) else { return (last, i) };
            node = &entry.value;
            last = Some(entry);
        }
        (last, path.len())
    }

    /// The entries, by field or by place.
    pub fn entries(&self) -> &[Entry] {
        match &self.inside {
            Inside::Nothing => &[],
            Inside::Items(entries) | Inside::Fields(entries) => entries,
        }
    }

    /// The innermost entry around a byte, with its path.
    pub fn at(&self, byte: usize) -> Option<(String, &Entry)> {
        let listed = matches!(self.inside, Inside::Items(_));
        let (i, entry) = self.entries().iter().enumerate().find(|(_, e)| e.whole.contains(&byte))?;
        let plain = entry.name.chars().all(|c| c.is_alphanumeric() || c == '_');
        let own = match (listed, plain) {
            (true, _) => format!("[{i}]"),
            (false, true) => entry.name.clone(),
            (false, false) => format!("[\"{}\"]", entry.name),
        };
        match entry.value.at(byte) {
            Some((below, inner)) if below.starts_with('[') => Some((own + &below, inner)),
            Some((below, inner)) => Some((format!("{own}.{below}"), inner)),
            None => Some((own, entry)),
        }
    }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Passes over white space and comments; none if a comment does not close.
    fn blank(&mut self) -> Option<()> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("//") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                self.block_comment()?;
            } else {
                return Some(());
            }
        }
    }

    fn block_comment(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match (self.bytes.get(self.at)?, self.bytes.get(self.at + 1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return Some(());
                    }
                }
                _ => self.at += 1 + (1..4).take_while(|i| !self.text.is_char_boundary(self.at + i)).count(),
            }
        }
    }

    fn skip_attribute(&mut self) -> Option<()> {
        self.at += self.rest().find(']')? + 1;
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        if depth > DEEPEST {
            return None;
        }
        let start = self.at;
        let inside = match self.peek()? {
            b'"' => self.string(),
            b'r' | b'b' if self.starts_string() => self.raw_or_byte_string(),
            b'\'' => self.character(),
            b'[' | b'{' | b'(' => self.group(depth),
            _ => {
                self.word()?;
                let end = self.at;
                self.blank()?;
                if self.peek() == Some(b'(') {
                    self.group(depth)
                } else {
                    self.at = end;
                    Some(Inside::Nothing)
                }
            }
        }?;
        Some(Node { span: start..self.at, inside })
    }

    fn word(&mut self) -> Option<()> {
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || "()[]{},:\"'".contains(c)).unwrap_or(rest.len());
        let end = rest.find("//").into_iter().chain(rest.find("/*")).fold(end, usize::min);
        self.at += end;
        (end > 0).then_some(())
    }

    fn starts_string(&self) -> bool {
        let after = self.rest().trim_start_matches('b');
        let after = after.strip_prefix('r').map_or(after, |r| r.trim_start_matches('#'));
        after.starts_with('"')
    }

    fn string(&mut self) -> Option<Inside> {
        self.at += 1;
        loop {
            match self.peek()? {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return self.text.is_char_boundary(self.at).then_some(Inside::Nothing);
                }
                _ => self.at += 1,
            }
        }
    }

    fn raw_or_byte_string(&mut self) -> Option<Inside> {
        self.at += self.rest().len() - self.rest().trim_start_matches('b').len();
        if self.peek() == Some(b'"') {
            return self.string();
        }
        self.at += 1;
        let hashes = self.rest().len() - self.rest().trim_start_matches('#').len();
        self.at += hashes + 1;
        let close = format!("\"{}", "#".repeat(hashes));
        self.at += self.rest().find(&close)? + close.len();
        Some(Inside::Nothing)
    }

    fn character(&mut self) -> Option<Inside> {
        let rest = &self.rest()[1..];
        let from = if rest.starts_with('\\') { 2 } else { 1 };
        let close = rest.get(from..).and_then(|r| r.find('\''))?;
        self.at += 1 + from + close + 1;
        Some(Inside::Nothing)
    }

    fn group(&mut self, depth: usize) -> Option<Inside> {
        let close = match self.peek()? {
            b'(' => b')',
            b'[' => b']',
            _ => b'}',
        };
        self.at += 1;
        let (mut entries, mut named) = (Vec::new(), close == b'}');
        loop {
            self.blank()?;
            if self.peek()? == close {
                self.at += 1;
                return Some(if named { Inside::Fields(entries) } else { Inside::Items(entries) });
            }
            named |= self.one(close, depth, &mut entries)?;
        }
    }

    /// One value of a group with its name and comma; says whether it had a name.
    fn one(&mut self, close: u8, depth: usize, entries: &mut Vec<Entry>) -> Option<bool> {
        let start = self.at;
        let mut value = self.value(depth + 1)?;
        self.blank()?;
        let mut name = String::new();
        let named = self.peek() == Some(b':');
        if named {
            self.text[value.span.clone()].trim_matches('"').trim_start_matches("r#").clone_into(&mut name);
            self.at += 1;
            self.blank()?;
            value = self.value(depth + 1)?;
            self.blank()?;
        }
        match self.peek()? {
            b',' => self.at += 1,
            other if other == close => self.at = value.span.end,
            _ => return None,
        }
        entries.push(Entry { name, value, whole: start..self.at });
        Some(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "// a ( comment\n#![enable(implicit_some)]\n(\n  title: \"a \\\" ( b\", /* { /* nested */ */\n  \
                        note: r#\"raw \" ) \"#,\n  parameters: {\"setting.hours_left\": 3.0},\n  arms: [\n    (name: \"é\", \
                        policies: [EntrustedManagement(visits_per_week: 1), WorkGroup ()]),\n  ],\n)\n";

    fn place(path: &str) -> (usize, usize) {
        let node = scan(TEXT).expect("the text is well formed");
        let steps = steps(path);
        let (entry, covered) = node.follow(&steps);
        assert_eq!(covered, steps.len(), "{path}");
        line_and_column(TEXT, entry.expect("the path exists").whole.start)
    }

    #[test]
    fn a_path_has_a_line_and_column() {
        assert_eq!(place("title"), (4, 3));
        assert_eq!(place("note"), (5, 3));
        assert_eq!(place("parameters[\"setting.hours_left\"]"), (6, 16));
        assert_eq!(place("arms[0].name"), (8, 6));
        assert_eq!(place("arms[0].policies[0].visits_per_week"), (8, 48));
        assert_eq!(place("arms[0].policies[1]"), (8, 69));
    }

    #[test]
    fn a_byte_has_a_path() {
        let node = scan(TEXT).expect("the text is well formed");
        let byte = TEXT.find("visits").expect("in the text");
        assert_eq!(node.at(byte).expect("inside").0, "arms[0].policies[0].visits_per_week");
        let (line, column) = line_and_column(TEXT, byte);
        assert_eq!(byte_of(TEXT, line, column), byte);
    }

    #[test]
    fn what_does_not_close_is_not_read() {
        for text in ["(", "(a: [)", "(a: \"", "(a: /* ", "", "(a: r#\"x\")", "(a 1)", "'"] {
            assert_eq!(scan(text), None, "{text}");
        }
    }
}
