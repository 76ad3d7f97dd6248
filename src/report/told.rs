//! The answer as the folder has it: sentences by topic, system and arm; of studies the printed text.

use super::folder::{Folder, ReportError, wrong};
use serde::{Deserialize, Serialize};

/// A sentence.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Sentence {
    /// Topic; a report of this version may not know it.
    pub topic: String,
    /// Arm; empty where it speaks of none or several.
    #[serde(default)]
    pub arm: String,
    /// Words.
    pub text: String,
}

/// The sentences of a system.
#[derive(Clone, Debug, Deserialize)]
pub struct OfSystem {
    /// System.
    pub system: String,
    /// Sentences in their order.
    pub lines: Vec<Sentence>,
}

/// An answer.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Told {
    /// What the results are and are not, a line a remark.
    pub caution: String,
    /// What is said of each system.
    pub systems: Vec<OfSystem>,
    /// The printed text where there is no other.
    #[serde(skip)]
    pub printed: String,
}

impl Told {
    /// Reads the answer of a folder.
    pub fn read(folder: &Folder) -> Result<Self, ReportError> {
        const JSON: &str = "answer.json";
        // What is told of a trace is a story.
        const TEXTS: [&str; 2] = ["answer.txt", "story.txt"];
        if folder.has(JSON) {
            return serde_json::from_str(&folder.text(JSON)?).map_err(|e| wrong(JSON, format!("is no answer: {e}")));
        }
        if let Some(text) = TEXTS.into_iter().find(|text| folder.has(text)) {
            return Ok(Self { printed: folder.text(text)?, ..Self::default() });
        }
        Err(wrong(JSON, "is not in the folder, and neither is answer.txt: there is no answer to report"))
    }

    /// Sentences of some topics, by system in order; systems without any are left out.
    pub fn on(&self, wanted: impl Fn(&str) -> bool) -> Vec<(String, Vec<Sentence>)> {
        let of = |s: &OfSystem| {
            let lines: Vec<Sentence> = s.lines.iter().filter(|l| wanted(&l.topic)).cloned().collect();
            (!lines.is_empty()).then(|| (s.system.clone(), lines))
        };
        self.systems.iter().filter_map(of).collect()
    }

    /// The remarks of the caution, one a line.
    pub fn cautions(&self) -> Vec<String> {
        self.caution.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
    }
}
