//! What is wrong with a scenario: every finding with its place and what to do.

use serde::Serialize;

/// One thing wrong, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// File, or name of a built-in example.
    pub file: String,
    /// Line from 1; 0 if it concerns the file as a whole.
    pub line: usize,
    /// Column from 1; 0 if it concerns the file as a whole.
    pub column: usize,
    /// Path in the scenario; empty if it concerns the whole.
    pub path: String,
    /// What was given and what is allowed.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Finding {
    /// A finding that concerns a file as a whole.
    pub fn of_file(file: &str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (what, remedy) = (what.into(), remedy.into());
        Self { file: file.to_owned(), line: 0, column: 0, path: String::new(), what, remedy }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        let gap = if self.path.is_empty() { "" } else { " " };
        write!(f, ": {}{gap}{}\n  help: {}", self.path, self.what, self.remedy)
    }
}

/// Everything wrong with a scenario, in the order of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct Report(pub Vec<Finding>);

impl From<Finding> for Report {
    fn from(finding: Finding) -> Self {
        Self(vec![finding])
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, finding) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}
