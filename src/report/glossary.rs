//! The words of the report that need to be explained, where the report uses them.

use serde::Serialize;

const ALL: &str = include_str!("glossary.txt");

/// A word with its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Word {
    /// Word, or several joined by commas.
    pub word: &'static str,
    /// Meaning.
    pub meaning: &'static str,
}

/// Every word, in the order of the alphabet.
pub fn all() -> impl Iterator<Item = Word> {
    ALL.lines().filter_map(|line| {
        let (word, meaning) = line.split_once(" | ")?;
        Some(Word { word, meaning })
    })
}

/// The words that a text uses.
pub fn used_in(text: &str) -> Vec<Word> {
    let text = text.to_lowercase();
    let used = |word: &Word| {
        let mut names = word.word.split(", ").map(str::to_lowercase);
        names.any(|name| stands_in(&text, &name))
    };
    all().filter(used).collect()
}

/// Whether a word stands in a text as a word, in the singular or plural.
fn stands_in(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + word.len()..].chars();
        let next = after.next();
        let end = if next == Some('s') { after.next() } else { next };
        before.is_none_or(|c| !c.is_alphanumeric()) && end.is_none_or(|c| !c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_words() {
        assert!(stands_in("both arms raise", "arm") && stands_in("an arm", "arm"));
        assert!(!stands_in("a farm", "arm") && !stands_in("harmless alarms", "arm") && !stands_in("army", "arm"));
        assert_eq!(used_in("the pupil SD of an arm").iter().map(|w| w.word).collect::<Vec<_>>(), ["arm", "pupil SD"]);
    }

    #[test]
    fn the_readme_says_the_same() {
        let readme = include_str!("../../README.md");
        let table = readme.split("## Glossary").nth(1).and_then(|t| t.split("\n## ").next()).expect("a glossary");
        let rows = table.lines().filter_map(|l| l.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
        let rows: Vec<(&str, &str)> = rows.filter(|(word, _)| *word != "word").collect();
        assert!(rows.len() > 20);
        for (word, meaning) in rows {
            assert!(all().any(|w| w.word == word && w.meaning == meaning), "{word}: {meaning}");
        }
    }
}
