//! Which section a sentence, a figure or a table stands in: by topic and by name, and in the last one if by neither.

use crate::charts::file_name;

/// A section of the report.
pub struct Section {
    /// Name in addresses within the page.
    pub id: &'static str,
    /// Heading.
    pub heading: &'static str,
    /// What it is about and how it is to be read.
    pub lead: &'static str,
    /// Topics of the answer that it holds, as `answer.json` has them.
    pub topics: &'static [&'static str],
    /// Parts of names of figures and tables that it holds.
    pub names: &'static [&'static str],
}

/// The sections in order; the last one holds what no other does.
pub const SECTIONS: &[Section] = &[
    Section {
        id: "effect",
        heading: "Effect over time",
        lead: "What each arm does to attainment and to practice, against the same schools in the same replicate when \
               nothing is done. Above zero is better.",
        topics: &["effect"],
        names: &["attainment", "practice", "effect", "overview", "summary", "outcomes"],
    },
    Section {
        id: "comparison",
        heading: "Compared with each other",
        lead: "One arm against another, replicate by replicate, so that what both share by chance drops out.",
        topics: &["comparison"],
        names: &["compar", "versus", "rank", "precision", "best", "regret", "side-by-side"],
    },
    Section {
        id: "groups",
        heading: "Who gains and who loses",
        lead: "The same effect for groups of schools or teachers. An average may hide those who lose.",
        topics: &["groups"],
        names: &["receiving-giving", "urban-rural", "deciles", "groups", "winners", "left-list", "schools"],
    },
    Section {
        id: "donors",
        heading: "Schools that give people or time",
        lead: "What happens to the schools whose teachers or time the policies take.",
        topics: &["donors"],
        names: &["donor", "donors"],
    },
    Section {
        id: "disparity",
        heading: "Differences between schools",
        lead: "How far schools lie apart in attainment. Below zero they move closer together.",
        topics: &["disparity"],
        names: &["disparity", "gap", "inequality"],
    },
    Section {
        id: "cost",
        heading: "What it costs",
        lead: "Money, teacher-days out of class and pupil-lessons under cover stand apart and are never added to one \
               another. Where a price is missing there is no sum.",
        topics: &["cost"],
        names: &[
            "cost",
            "costs",
            "worth",
            "acceptability",
            "plane",
            "money",
            "budget",
            "switching",
            "economy",
            "price",
        ],
    },
    Section {
        id: "persistence",
        heading: "What lasts, and what is lost on the way",
        lead: "What is left after support stops, and how much reaches those who are further from its source.",
        topics: &["audit", "persistence", "dilution"],
        names: &["persist", "dilution", "cascade", "fade", "dose", "contract", "audit-dose", "audit-contract"],
    },
    Section {
        id: "naive",
        heading: "Naive against true",
        lead: "What simpler comparisons would have reported for the same schools, beside the difference from doing \
               nothing, which only a model can see.",
        topics: &["naive"],
        names: &["naive", "audit", "selection"],
    },
    Section {
        id: "sources",
        heading: "Where it came from",
        lead: "The effect by mechanism and policy, read off the books that every change is entered in, and what \
               policies do to one another.",
        topics: &["interaction"],
        names: &[
            "source",
            "sources",
            "waterfall",
            "ledger",
            "trace",
            "interaction",
            "mechanism",
            "lineage",
            "events",
            "nodes",
            "edges",
        ],
    },
    Section {
        id: "uncertainty",
        heading: "Uncertainty",
        lead: "How much of the spread between replicates is chance and how much comes from parameters that are not \
               known. Neither holds what is open of the model's form.",
        topics: &["uncertainty"],
        names: &["uncertain", "spread", "variance", "tornado", "sensitivity", "parameter", "parameters", "convergence"],
    },
    Section {
        id: "trials",
        heading: "Published beside predicted",
        lead: "What published studies reported beside what the model predicts for them.",
        topics: &[],
        names: &["forest", "trial"],
    },
    Section {
        id: "other",
        heading: "Other findings",
        lead: "What the folder holds beside the above.",
        topics: &[],
        names: &[],
    },
];

/// Topic of the sentences that stand in the way of reading the rest; they stand at the top.
pub const WARNING: &str = "warning";

/// Place of the section of a topic.
pub fn of_topic(topic: &str) -> usize {
    SECTIONS.iter().position(|s| s.topics.contains(&topic)).unwrap_or(SECTIONS.len() - 1)
}

/// Place of the section of a figure or table by its name, from which the names of its system and arm are taken away.
///
/// What the name ends with goes before what it begins with, and that before what it holds; of several the longest.
pub fn of_name(name: &str, system: &str, arm: &str) -> usize {
    let kind = kind(name, system, arm);
    let tests: [fn(&str, &str) -> bool; 3] = [
        |kind, part| kind == part || kind.ends_with(&format!("-{part}")),
        |kind, part| kind.starts_with(part),
        |kind, part| kind.contains(part),
    ];
    let all = || SECTIONS.iter().enumerate().flat_map(|(place, s)| s.names.iter().map(move |part| (part, place)));
    let best = tests.iter().find_map(|test| all().filter(|(part, _)| test(&kind, part)).max_by_key(|(p, _)| p.len()));
    best.map_or(SECTIONS.len() - 1, |(_, place)| place)
}

/// A name without those of its system, at the beginning, and its arm, at the end.
fn kind(name: &str, system: &str, arm: &str) -> String {
    let name = name.replace('_', "-");
    let system = format!("{}-", file_name(system));
    let arm = format!("-{}", file_name(arm));
    let rest = name.strip_prefix(&system).unwrap_or(&name);
    rest.strip_suffix(&arm).unwrap_or(rest).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> &'static str {
        SECTIONS[of_name(name, "", "")].id
    }

    #[test]
    fn the_names_of_systems_and_arms_say_nothing_of_what_a_figure_shows() {
        let id = |name: &str, system: &str, arm: &str| SECTIONS[of_name(name, system, arm)].id;
        assert_eq!(id("england-waterfall-work-groups-at-low-cost", "England", "Work groups at low cost"), "sources");
        assert_eq!(id("low-cost-area-attainment", "Low cost area", ""), "effect");
        assert_eq!(id("england-sources-donor", "England", "Donor"), "sources");
        assert_eq!(id("england-attainment", "England", "Attainment"), "effect");
    }

    #[test]
    fn each_figure_finds_its_section_and_a_new_one_the_last() {
        let known = [
            ("overview", "effect"),
            ("shanghai-attainment", "effect"),
            ("england-receiving-giving", "groups"),
            ("england-urban-rural", "groups"),
            ("zhejiang-disparity", "disparity"),
            ("zhejiang-cost", "cost"),
            ("england-dilution", "persistence"),
            ("shanghai-sources", "sources"),
            ("forest-c1", "trials"),
            ("costs", "cost"),
            ("cascade", "persistence"),
            ("interactions", "sources"),
            ("worth_it", "cost"),
            ("audit_naive", "naive"),
            ("group-of-schools-attainment", "effect"),
            ("work-groups-at-low-cost-practice", "effect"),
            ("england-side-by-side", "comparison"),
            ("comparisons", "comparison"),
            ("england-left-list", "groups"),
            ("winners", "groups"),
            ("england-deciles", "groups"),
            ("england-persistence", "persistence"),
            ("england-dose-2", "persistence"),
            ("audit_contract", "persistence"),
            ("england-naive", "naive"),
            ("donors", "donors"),
            ("plane", "cost"),
            ("acceptability", "cost"),
            ("budget", "cost"),
            ("worth_effects", "cost"),
            ("economy", "cost"),
            ("lineage-edges", "sources"),
            ("events", "sources"),
            ("summary", "effect"),
            ("parameters", "uncertainty"),
            ("something-new", "other"),
            ("", "other"),
        ];
        for (name, section) in known {
            assert_eq!(id(name), section, "{name}");
        }
    }

    #[test]
    fn each_topic_of_an_answer_has_a_section() {
        use crate::answer::Topic;
        let topics = [
            Topic::Effect,
            Topic::Comparison,
            Topic::Uncertainty,
            Topic::Groups,
            Topic::Donors,
            Topic::Disparity,
            Topic::Cost,
            Topic::Persistence,
            Topic::Dilution,
            Topic::Audit,
            Topic::Naive,
            Topic::Interaction,
        ];
        for topic in topics {
            let name = serde_json::to_value(topic).expect("a word");
            assert_ne!(SECTIONS[of_topic(name.as_str().expect("a word"))].id, "other", "{topic:?}");
        }
        assert_eq!(SECTIONS[of_topic("something_new")].id, "other");
        assert_eq!(serde_json::to_value(Topic::Warning).expect("a word"), WARNING);
    }
}
