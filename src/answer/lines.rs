//! The lines of an answer: what each speaks of, the whole and its headlines.

use serde::{Deserialize, Serialize};

/// What a line of the answer speaks of: what a report puts it under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// What an arm does to attainment, against doing nothing.
    Effect,
    /// One arm against another.
    Comparison,
    /// How much of the spread comes from parameters and how much from chance.
    Uncertainty,
    /// Who gains and who loses.
    Groups,
    /// Schools that give people or time.
    Donors,
    /// Differences between schools.
    Disparity,
    /// What it takes.
    Cost,
    /// What is left after the support stops.
    Persistence,
    /// What is lost on the way from the source.
    Dilution,
    /// What simpler comparisons would have reported.
    Naive,
    /// How policies act on one another.
    Interaction,
    /// What dose would hold an effect, and what each year of a contract brings.
    Audit,
    /// What stands in the way of reading the rest.
    Warning,
}

/// A sentence of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it speaks of.
    pub topic: Topic,
    /// The arm that it speaks of; empty where it speaks of none or of several.
    pub arm: String,
    /// The sentence, with the arm's name.
    pub text: String,
}

/// What an answer says of one system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemAnswer {
    /// Name of the system.
    pub system: String,
    /// Its lines, in the order in which they are to be read.
    pub lines: Vec<Line>,
}

/// The answer of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What the results are and are not.
    pub caution: String,
    /// What it says of each system.
    pub systems: Vec<SystemAnswer>,
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.caution)?;
        for SystemAnswer { system, lines } in &self.systems {
            writeln!(f, "\n{system}")?;
            for line in lines {
                writeln!(f, "  {}", line.text)?;
            }
        }
        Ok(())
    }
}

impl Topic {
    /// Whether lines of it stand in the short form of an answer.
    fn is_headline(self) -> bool {
        match self {
            Self::Effect
            | Self::Comparison
            | Self::Uncertainty
            | Self::Cost
            | Self::Interaction
            | Self::Audit
            | Self::Warning => true,
            Self::Groups | Self::Donors | Self::Disparity | Self::Persistence | Self::Dilution | Self::Naive => false,
        }
    }
}

impl Answer {
    /// The answer in a few lines: what arms do, how they compare, what they take, and warnings.
    #[must_use]
    pub fn short(&self) -> Self {
        let mut short = self.clone();
        for system in &mut short.systems {
            system.lines.retain(|line| line.topic.is_headline());
        }
        short
    }

    /// How many lines it has beside the caution.
    pub fn len(&self) -> usize {
        self.systems.iter().map(|system| system.lines.len()).sum()
    }

    /// Whether there is nothing beside the caution.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
