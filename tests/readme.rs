//! Documents say what is so: the README's scenarios, commands and links, the ODD protocol's order and names, and what
//! the page on the source documents names.

#![allow(missing_docs)]

mod example;

use assert_cmd::Command;
use schoolsim::decision::Decisions;
use schoolsim::model::Model;
use schoolsim::policy::Policy;
use schoolsim::price::Item;
use schoolsim::rows::EconomyRow;
use schoolsim::rows::{
    CascadeRow, CostRow, DonorRow, InteractionRow, LedgerRow, NaiveRow, OutcomeRow, ParameterRow, PersistenceRow,
    SchoolRow, SummaryRow, WaterfallRow,
};
use schoolsim::rows::{ComparisonRow, DecileRow, WinnerRow};
use schoolsim::scenario::examples::EXAMPLES;
use schoolsim::scenario::shape::options;
use schoolsim::setting::Country;
use schoolsim::tables::Table;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const README: &str = include_str!("../README.md");
const ODD: &str = include_str!("../src/week/odd.md");
const SOURCES: &str = include_str!("../src/policy/sources.md");
const WEEK: &str = include_str!("../src/week/mod.rs");
const SIMULATE: &str = include_str!("../src/simulate.rs");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// A fenced block: its language, the file name after it if there is one, its text.
struct Block {
    language: String,
    file: Option<String>,
    text: String,
}

fn blocks(document: &str) -> Vec<Block> {
    let parts = document.split("```").collect::<Vec<_>>();
    assert_eq!(parts.len() % 2, 1, "every fence is closed");
    let inside = parts.into_iter().skip(1).step_by(2);
    inside
        .map(|block| {
            let (head, text) = block.split_once('\n').expect("a fence ends its line");
            let mut words = head.split_whitespace().map(str::to_owned);
            Block { language: words.next().unwrap_or_default(), file: words.next(), text: text.to_owned() }
        })
        .collect()
}

/// The part of a document under a heading, up to the next heading of any depth.
fn section<'a>(document: &'a str, heading: &str) -> &'a str {
    let (_, rest) = document.split_once(&format!("{heading}\n")).unwrap_or_else(|| panic!("{heading} is there"));
    rest.split("\n#").next().unwrap_or(rest)
}

fn repository(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Words of a command line, quoted ones kept together.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('"').enumerate();
    let words = quoted.flat_map(|(i, part)| match i % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}

/// Runs a documented command in a folder. A long simulation is only asked for its size.
fn run(line: &str, folder: &Path) {
    let mut words = words(line.strip_prefix("schoolsim ").expect("a command of schoolsim"));
    let long = matches!(words[0].as_str(), "run" | "compare") && !words.contains(&"--replicates".to_owned());
    if long && !words.contains(&"--dry-run".to_owned()) {
        words.push("--dry-run".to_owned());
    }
    let mut command = Command::cargo_bin("schoolsim").expect("the program is built");
    command.current_dir(folder).env_remove("SCHOOLSIM_OUT").env_remove("SCHOOLSIM_THREADS");
    let output = command.args(&words).output().expect("the program starts");
    assert!(output.status.success(), "{line}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_reader_who_does_what_the_readme_says_gets_through() {
    let folder = tempfile::tempdir().expect("a folder");
    let official = [
        ("edubasealldata.csv", "gias_2022-04-19.csv"),
        ("england_ks2final.csv", "2018-2019_850_ks2final.csv"),
        ("england_census.csv", "2018-2019_england_census.csv"),
    ];
    for (name, fixture) in official {
        let from = repository("tests/fixtures/import").join(fixture);
        std::fs::copy(from, folder.path().join(name)).expect("a fixture");
    }
    let (mut scenarios, mut commands) = (0, 0);
    for block in blocks(README) {
        match (block.language.as_str(), block.file) {
            ("ron", Some(file)) => {
                std::fs::write(folder.path().join(&file), &block.text).expect("written");
                // The last scenario needs the list that the command before it made.
                run(&format!("schoolsim check {file}"), folder.path());
                scenarios += 1;
            }
            ("csv", Some(file)) => std::fs::write(folder.path().join(file), &block.text).expect("written"),
            ("sh", None) => {
                for line in block.text.lines().filter(|line| line.starts_with("schoolsim ")) {
                    run(line, folder.path());
                    commands += 1;
                }
            }
            (language, _) => panic!("a block of {language} that nobody checks:\n{}", block.text),
        }
    }
    assert!(scenarios >= 4 && commands >= 15, "{scenarios} scenarios, {commands} commands");
}

#[test]
fn set_up_is_two_commands_and_the_first_names_a_scenario_that_is_there() {
    let text = section(README, "## Set up and run");
    let block = &blocks(text)[0];
    let lines: Vec<&str> = block.text.lines().collect();
    assert_eq!(lines, ["cargo run --release -- run scenarios/three-systems.ron", "cargo test"]);
    assert!(repository("scenarios/three-systems.ron").is_file());
}

#[test]
fn what_the_readme_links_to_is_there() {
    let targets = README.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let mut local = 0;
    for target in targets.filter(|t| !t.starts_with("http")) {
        local += 1;
        match target.strip_prefix('#') {
            Some(anchor) => {
                let headings = README.lines().filter_map(|line| line.strip_prefix("## "));
                let mut anchors = headings.map(|h| h.to_lowercase().replace([',', ':'], "").replace(' ', "-"));
                assert!(anchors.any(|a| a == anchor), "no heading for #{anchor}");
            }
            None => assert!(repository(target).exists(), "{target} is linked but not there"),
        }
    }
    assert!(local >= 5);
}

#[test]
fn commands_and_exit_codes_are_those_of_the_help() {
    let help = Command::cargo_bin("schoolsim").expect("built").arg("--help").output().expect("it starts").stdout;
    let help = String::from_utf8(help).expect("UTF-8");
    let table = section(README, "## Commands");
    let rows = || table.lines().filter(|line| line.starts_with('|'));
    let codes: Vec<u32> = rows().filter_map(|row| row.split('|').nth(1)?.trim().parse().ok()).collect();
    let (_, listed) = help.split_once("Exit codes:\n").expect("the help lists them");
    let listed: Vec<u32> =
        listed.lines().map_while(|line| line.split_whitespace().next()?.parse().ok()).collect::<Vec<_>>();
    assert_eq!(codes, listed);
    let (_, listed) = help.split_once("Commands:\n").expect("the help lists them");
    let listed = listed.lines().map_while(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let listed: Vec<&str> = listed.filter(|&name| name != "help").collect();
    for name in &listed {
        assert!(rows().any(|row| row.starts_with(&format!("| `{name}"))), "{name} is missing from the README");
    }
    assert!(listed.len() >= 7, "{listed:?}");
}

#[test]
fn every_policy_is_in_the_readme() {
    let table = section(README, "## Policies");
    for policy in Policy::all() {
        assert!(table.contains(&format!("| `{}` |", policy.name())), "{}", policy.name());
    }
}

#[test]
fn every_table_is_in_the_readme_and_in_the_script_that_checks_everything() {
    let text = section(README, "## What comes out");
    let script = include_str!("../.ci/run");
    let (_, listed) = script.split_once("for table in ").expect("the script lists the tables");
    let listed: Vec<&str> = listed.split(';').next().unwrap_or(listed).split_whitespace().collect();
    let tables = [
        OutcomeRow::NAME,
        SummaryRow::NAME,
        ParameterRow::NAME,
        InteractionRow::NAME,
        ComparisonRow::NAME,
        DecileRow::NAME,
        WinnerRow::NAME,
        LedgerRow::NAME,
        WaterfallRow::NAME,
        CostRow::NAME,
        EconomyRow::NAME,
        CascadeRow::NAME,
        PersistenceRow::NAME,
        NaiveRow::NAME,
        DonorRow::NAME,
        SchoolRow::NAME,
    ];
    assert_eq!(listed, tables);
    for table in tables {
        assert!(text.contains(&format!("| `tables/{table}.csv` |")), "{table}");
    }
}

/// Names in backticks at the head of the numbered lines after a line that holds `before`.
fn numbered<'a>(document: &'a str, before: &str) -> Vec<&'a str> {
    let (_, rest) = document.split_once(before).unwrap_or_else(|| panic!("{before} is there"));
    let lines = rest.lines().skip(1).skip_while(|line| !line.starts_with("1. "));
    lines
        .take_while(|line| line.starts_with(|c: char| c.is_ascii_digit()))
        .map(|line| line.split('`').nth(1).expect("a name in backticks"))
        .collect()
}

/// The body of a function, from its name to the brace at the same depth as `fn`.
fn body<'a>(source: &'a str, function: &str) -> &'a str {
    let at = source.find(&format!("fn {function}(")).unwrap_or_else(|| panic!("{function} is there"));
    let line = source[..at].rfind('\n').map_or(0, |n| n + 1);
    let depth = source[line..].chars().take_while(|c| *c == ' ').count();
    let end = source[at..].find(&format!("\n{}}}", " ".repeat(depth))).expect("it ends");
    &source[at..at + end]
}

/// Those of the names that the text calls, in the order of the calls.
fn called<'a>(text: &str, names: &[&'a str]) -> Vec<&'a str> {
    let mut found: Vec<(usize, &str)> =
        names.iter().filter_map(|name| Some((text.find(&format!("{name}("))?, *name))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).collect()
}

/// Every `module::function` that the text calls.
fn phases(text: &str) -> Vec<String> {
    let modules = WEEK.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let modules: Vec<&str> = modules.collect();
    let calls = text.match_indices('(').filter_map(|(at, _)| {
        let start = text[..at].rfind(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).map_or(0, |n| n + 1);
        let name = &text[start..at];
        modules.contains(&name.split_once("::")?.0).then(|| name.to_owned())
    });
    calls.collect()
}

#[test]
fn the_odd_protocol_has_the_order_of_the_week_and_of_the_turn_of_the_year() {
    for (before, function) in [
        ("A week of a school (`step`)", "week"),
        ("After the last week (`assess`)", "assess"),
        ("The turn of the year (`turn_of_year`)", "turn_of_year"),
    ] {
        assert_eq!(numbered(ODD, before), phases(body(WEEK, function)), "{function}");
    }
    assert_eq!(numbered(ODD, "A week of a school (`step`)").len(), 9);
}

#[test]
fn the_odd_protocol_has_the_order_of_a_year() {
    let quoted = numbered(ODD, "The order of a year (`Year::run`)");
    assert!(quoted.len() >= 9, "{quoted:?}");
    assert_eq!(called(body(SIMULATE, "run"), &quoted), quoted);
}

#[test]
fn the_odd_protocol_names_every_parameter_and_no_other() {
    let quoted = |name: &str| ODD.contains(&format!("`{name}`"));
    for parameter in Model::TABLE {
        assert!(quoted(parameter.name), "{} is missing", parameter.name);
    }
    for parameter in Country::England.table() {
        assert!(quoted(parameter.name), "{} is missing", parameter.name);
    }
    for policy in Policy::all() {
        let (_, rest) = ODD.split_once(&format!("**`{}`.**", policy.name())).expect("a paragraph of its own");
        let paragraph = rest.split("\n\n**").next().unwrap_or(rest);
        for parameter in policy.stated("") {
            assert!(paragraph.contains(&format!("`{}`", parameter.name)), "{}: {}", policy.name(), parameter.name);
        }
    }
    for decision in Decisions::TABLE {
        assert!(quoted(decision.name), "{} is missing", decision.name);
    }
    let dotted = ODD.split('`').skip(1).step_by(2).filter(|name| name.contains('.') && !name.contains(' '));
    let known = |name: &str| {
        Model::TABLE.iter().any(|p| p.name == name) || Country::England.table().iter().any(|p| p.name == name)
    };
    for name in dotted.filter(|name| !["tests/readme.rs", "ledger.close"].contains(name)) {
        assert!(known(name), "{name} is no parameter");
    }
}

/// What may be named in the tables of the page on the source documents.
struct Named {
    policies: Vec<Policy>,
    plain: BTreeSet<String>,
}

impl Named {
    fn all() -> Self {
        let plain = Model::TABLE.iter().map(|p| p.name).chain(Country::England.table().iter().map(|p| p.name));
        let plain = plain.chain(Decisions::TABLE.iter().map(|d| d.name)).chain(Item::ALL.iter().map(|i| i.name()));
        let plain = plain.chain(EXAMPLES.iter().map(|e| e.name)).map(str::to_owned);
        let tables =
            [OutcomeRow::NAME, InteractionRow::NAME, LedgerRow::NAME, CostRow::NAME, CascadeRow::NAME, SchoolRow::NAME];
        let plain = plain.chain(tables.map(|table| format!("tables/{table}.csv")));
        let nothing = example::run(&example::scenario(Vec::new()), 1);
        let plain = plain.chain(nothing.outcomes.iter().map(|row| row.outcome.to_owned())).collect();
        Self { policies: Policy::all(), plain }
    }

    fn policy(&self, name: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.name() == name)
    }

    /// Whether a name in backticks stands for something: `Policy`, `Policy.parameter`, `Policy.parameter: Value` as a
    /// scenario has them, or a plain name.
    fn knows(&self, name: &str) -> bool {
        if self.plain.contains(name) || self.policy(name).is_some() {
            return true;
        }
        let Some((policy, parameter)) = name.split_once('.') else { return false };
        let Some(known) = self.policy(policy) else { return false };
        let Some((_, _)) = parameter.split_once(": ") else {
            let value = serde_json::to_value(known).expect("a policy is an object");
            return value[policy].get(parameter).is_some() || known.stated("").iter().any(|p| p.name == parameter);
        };
        let text = format!("{policy}({parameter})");
        let mut problems = Vec::new();
        let read = options().from_str::<Policy>(&text);
        read.is_ok_and(|policy| {
            policy.check("", &mut problems);
            problems.is_empty()
        })
    }
}

/// Names in backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The rows of the tables of the page on the source documents: point, answer, status.
fn points() -> Vec<[&'static str; 3]> {
    let rows = SOURCES.lines().filter(|line| line.starts_with('|') && !line.starts_with("|---"));
    let rows = rows.map(|line| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, point, answer, status, _] = cells[..] else { panic!("not three cells: {line}") };
        [point, answer, status]
    });
    rows.filter(|[point, ..]| *point != "point").collect()
}

#[test]
fn what_the_page_on_the_sources_names_exists() {
    let named = Named::all();
    let names = points().into_iter().flatten().flat_map(quoted);
    let unknown: BTreeSet<&str> = names.filter(|name| !named.knows(name)).collect();
    assert!(unknown.is_empty(), "named but not there:\n{}", unknown.into_iter().collect::<Vec<_>>().join("\n"));
    // What is no name is not taken for one.
    for wrong in [
        "WorkGroup.visit",
        "WorkGroup.hours_per_visit: many",
        "WorkGroup.years_in_group: 99",
        "NoPolicy",
        "no-scenario",
    ] {
        assert!(!named.knows(wrong), "{wrong}");
    }
}

#[test]
fn the_page_on_the_sources_names_every_policy_and_the_stories() {
    let names: BTreeSet<&str> = points().into_iter().flatten().flat_map(quoted).collect();
    for policy in Policy::all() {
        let own = names.iter().any(|name| name.split('.').next() == Some(policy.name()));
        assert!(own, "{} answers no point", policy.name());
    }
    for (word, follows) in [("scenario `", 1), ("scenarios `", 2)] {
        let told = points().into_iter().flatten().flat_map(|cell| cell.split(word).skip(1).collect::<Vec<_>>());
        for rest in told {
            for scenario in rest.split('`').step_by(2).take(follows) {
                assert!(EXAMPLES.iter().any(|e| e.name == scenario), "no scenario {scenario}");
            }
        }
    }
}

#[test]
fn every_point_of_the_sources_has_a_status_and_what_it_needs() {
    let documents = ["First", "Second", "Third", "Fourth", "Fifth"];
    let heading = |name: &str| format!("## {name} source document: ");
    let places: Vec<usize> = documents.iter().map(|d| SOURCES.find(&heading(d)).expect("each document")).collect();
    assert!(places.is_sorted());
    for (document, part) in documents.iter().zip(SOURCES.split("\n## ").skip(1)) {
        assert!(part.matches("\n| ").count() > 25, "{document}");
    }
    for [point, answer, status] in points() {
        let (kind, why) = status.split_once(": ").unwrap_or((status, ""));
        assert!(["expressed", "in part", "outcome", "context"].contains(&kind), "{point}: {status}");
        assert!(!matches!(kind, "in part" | "context") || !why.is_empty(), "{point}: {kind}, but not why");
        let names = quoted(answer).chain(quoted(status)).count();
        assert!(kind == "context" || names > 0, "{point}: {kind}, but nothing is named");
    }
}

/// The table of what the fit makes of each published number and predicts for it without its trial, from the file beside
/// the shipped sample.
fn table_of_trials() -> String {
    let text = fs::read_to_string(root().join("src/posterior/targets.csv")).expect("the file of targets");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let mut table =
        "| published number | published | fitted | z | left out | 90 % interval | z | z with parameters |\n\
                     |---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for row in rows.records() {
        let row = row.expect("a row");
        let number = |at: usize| row[at].parse::<f64>().unwrap_or(f64::NAN);
        let (z, left_z, wide_z) = (number(7), number(10), number(11));
        let sign = match &row[1] {
            "at least" => "≥ ",
            "at most" => "≤ ",
            _ => "",
        };
        let bold = |z: f64| if z.abs() > 2.0 { format!("**{z:.1}**") } else { format!("{:.1}", z + 0.0) };
        let outside = if &row[14] == "true" { "" } else { " (misses)" };
        // Two digits of the standard error.
        let told = |value: f64| {
            let digits = (1.0 - number(3).log10().floor()).max(0.0) as usize;
            let text = format!("{value:.digits$}");
            if text.trim_start_matches('-').chars().all(|c| c == '0' || c == '.') { "0".to_owned() } else { text }
        };
        writeln!(
            table,
            "| {} | {sign}{} ± {} | {} | {} | {} | {} to {}{outside} | {} | {} |",
            &row[0],
            number(2),
            number(3),
            told(number(5)),
            bold(z),
            told(number(8)),
            told(number(12)),
            told(number(13)),
            bold(left_z),
            bold(wide_z),
        )
        .expect("written");
    }
    table.replace("-0.0 |", "0.0 |")
}

/// `SCHOOLSIM_GOLDEN=update cargo test --test readme` writes the table into the README.
#[test]
fn the_table_of_trials_is_what_the_calibration_found() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).expect("a README");
    let (start, end) = ("<!-- published numbers -->\n", "<!-- end of published numbers -->");
    let (before, rest) = readme.split_once(start).expect("where the table starts");
    let (stands, after) = rest.split_once(end).expect("where the table ends");
    let table = table_of_trials();
    if std::env::var_os("SCHOOLSIM_GOLDEN").is_some_and(|v| v == "update") {
        fs::write(&path, format!("{before}{start}{table}{end}{after}")).expect("written");
        return;
    }
    assert_eq!(stands, table);
}
