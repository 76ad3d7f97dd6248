//! How agents decide, and the fixed rule that may stand in for each decision.
//!
//! With a fixed rule in place of a choice, and everything else and every random number the same, a run shows what the
//! choice itself does. None of the forms of choice was measured; each is an assumption guided by the sources named.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether agents choose or follow a fixed rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Rule {
    /// They choose.
    #[default]
    Choice,
    /// A fixed rule holds.
    Fixed,
}

macro_rules! decisions {
    ($($name:ident: $who:literal, $choice:literal, $fixed:literal, $source:literal;)*) => {
        /// Each decision of agents, by choice or by a fixed rule.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct Decisions {
            $(#[doc = concat!($who, ". `Choice`: ", $choice, ". `Fixed`: ", $fixed, ".")] pub $name: Rule,)*
        }

        impl Decisions {
            /// Every decision, for listing.
            pub const TABLE: &'static [Decision] = &[$(Decision {
                name: stringify!($name),
                who: $who,
                choice: $choice,
                fixed: $fixed,
                source: $source,
                get: |d| d.$name,
                set: |d, rule| d.$name = rule,
            },)*];
        }
    };
}

/// What is decided, how, and by what fixed rule it may be replaced.
pub struct Decision {
    /// Its name in scenario files.
    pub name: &'static str,
    /// Who decides what.
    pub who: &'static str,
    /// How they choose.
    pub choice: &'static str,
    /// The fixed rule.
    pub fixed: &'static str,
    /// What the form of the choice rests on.
    pub source: &'static str,
    /// Reads the rule in force.
    pub get: fn(&Decisions) -> Rule,
    /// Sets the rule in force.
    pub set: fn(&mut Decisions, Rule),
}

decisions! {
    mentors_whom: "With whom a mentor works", "as the policy says: who seems furthest behind, or likely to gain most, seen with an error that shrinks with every visit", "everybody in turn", "some teachers change quickly, some slowly (first source document); the form is an assumption";
    mentors_what: "What a mentor works on", "most on the domain that seems furthest behind", "all domains alike", "mentors named planning, questioning and classroom order as they found them wanting (first source document); the form is an assumption";
    teachers_join: "Whether a teacher takes part when asked", "the motivated sooner", "by lot, with an average teacher's chance", "the audience was self-selecting (fourth source document); the form is an assumption";
    teachers_observe: "Whom a teacher watches when free to choose", "whom the school takes for the best, seen with error", "a colleague drawn by lot", "excellent practitioners are watched (fourth source document); the form is an assumption";
    teachers_apply: "Who applies for a post at another school", "sooner from a school that is less attractive, and only to one that is more so", "by lot, to any school with a vacancy", "advantaged schools choose first (evidence section 9); the form is an assumption";
    teachers_leave: "Who leaves teaching", "by experience, sooner where climate is poor, later where service is rewarded", "by experience alone", "leaving by experience is measured (evidence section 9), the rest is an assumption";
    schools_join: "Whether a school takes part when asked", "better-led schools sooner, distant ones later", "by lot, with an average school's chance", "other heads' resistance hampered sharing (evidence section 6); the form is an assumption";
    schools_activity: "How much of a plan a school carries out", "more in active regions and under good leadership", "as much as was planned", "active and inactive regions and schools (fifth source document); the form is an assumption";
    authorities_designate: "Which schools an authority takes for the lowest and the highest", "by measured results, which contain luck", "by true attainment", "low-performing schools are designated on results (first source document)";
    authorities_renew: "Whether a contract goes on when its term ends", "as the policy says, on measured results", "it ends with its term", "two-year contracts (evidence section 7); the form is an assumption";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_decision_reads_what_it_writes_and_no_other() {
        for (i, decision) in Decisions::TABLE.iter().enumerate() {
            let mut decisions = Decisions::default();
            (decision.set)(&mut decisions, Rule::Fixed);
            for (j, other) in Decisions::TABLE.iter().enumerate() {
                assert_eq!((other.get)(&decisions) == Rule::Fixed, i == j, "{} {}", decision.name, other.name);
            }
        }
    }
}
