//! Is the report of every shape of results whole, well formed, readable without sight, and true to the folder?

mod synthetic;

use assert_cmd::Command;
use schoolsim::answer::answer;
use schoolsim::experiment::Results;
use schoolsim::manifest::{self, FILE, RunInfo};
use schoolsim::output::write;
use schoolsim::report::{ReportError, report};
use schoolsim::scenario::{ParameterSets, Scenario};
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeSet;
use std::path::Path;
use synthetic::{Shape, results};

const MARKUP: &str = "<script>alert(\"x\")</script> & 'quotes' 中文名字";

fn scenario(title: &str) -> Scenario {
    Scenario {
        title: title.to_owned(),
        question: format!("Which way works? {MARKUP}"),
        seed: 7,
        replicates: 40,
        years: 6,
        warm_up_years: 1,
        weeks: 40,
        parameters: vec![("slope".to_owned(), 0.16)],
        parameter_sets: ParameterSets::Defaults,
        decisions: schoolsim::decision::Decisions::default(),
        systems: Vec::new(),
        folder: "somewhere".into(),
    }
}

fn folder(results: &Results, title: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let stated = schoolsim::parameter::stated(
        schoolsim::model::Model::TABLE,
        &schoolsim::model::Model::default(),
        &schoolsim::model::Model::default(),
        "",
    );
    let run = RunInfo {
        command: ["schoolsim", "run", "my file.ron"].map(str::to_owned).to_vec(),
        scenario_text: "(title: \"Three systems\")".to_owned(),
        scenario_name: "my file.ron".to_owned(),
        parameters: stated,
        ..RunInfo::default()
    };
    write(results, &scenario(title), &run, folder.path()).expect("written");
    folder
}

fn page(results: &Results) -> String {
    let folder = folder(results, "Title");
    let html = report(folder.path(), None).expect("a report").html;
    check(&html);
    let text = plain(&html);
    for line in answer(results).to_string().lines().map(str::trim).filter(|l| !l.is_empty()) {
        assert!(text.contains(&squeezed(line)), "the report lacks: {line}");
    }
    html
}

/// What the page says, in the order in which it says it.
fn plain(html: &str) -> String {
    let body = Html::parse_document(html);
    squeezed(&all(&body, "body").flat_map(|b| b.text().collect::<Vec<_>>()).collect::<String>())
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn all<'a>(page: &'a Html, which: &str) -> impl Iterator<Item = ElementRef<'a>> {
    let selector = Selector::parse(which).expect("a selector");
    page.select(&selector).collect::<Vec<_>>().into_iter()
}

fn inside<'a>(element: ElementRef<'a>, which: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(which).expect("a selector");
    element.select(&selector).collect()
}

/// Everything that holds of every page.
fn check(html: &str) {
    let page = Html::parse_document(html);
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    let mut ids = BTreeSet::new();
    for element in all(&page, "[id]") {
        let id = element.value().id().expect("it has one");
        assert!(ids.insert(id.to_owned()), "the id {id} stands twice");
    }
    for element in all(&page, "*") {
        check_references(element, &ids);
    }
    assert_eq!(all(&page, "script, iframe, object, embed, link, base, form").count(), 0);
    check_headings(&page);
    check_tables(&page);
    for picture in all(&page, "svg") {
        let label = picture.attr("aria-labelledby").expect("a figure has a name");
        let named = all(&page, &format!("#{label}")).next().expect("it is there");
        assert!(!named.text().collect::<String>().trim().is_empty());
        assert_eq!(picture.attr("role"), Some("img"));
        assert!(!inside(picture, "g.hit > title").is_empty(), "{label} tells nothing when pointed at");
    }
    for landmark in ["main", "header", "nav", "footer", "a.skip", "html[lang=en]", "title"] {
        assert_eq!(all(&page, landmark).count().min(1), 1, "{landmark}");
    }
    // The list of files says what NaN means and has the words of the tables' own descriptions.
    let (before, rest) = html.split_once("<section aria-labelledby=\"all\">").expect("a list of files");
    let (_, after) = rest.split_once("<section aria-labelledby=\"words\">").expect("a glossary");
    check_words(&plain(&format!("{before}<section>{after}")));
}

/// Links lead to places in the page or hold their own bytes; nothing is loaded, and nothing runs.
fn check_references(element: ElementRef, ids: &BTreeSet<String>) {
    for (name, value) in element.value().attrs() {
        assert!(!name.starts_with("on") && name != "src", "{name}=\"{value}\"");
        if name == "href" {
            let known = value.strip_prefix('#').is_some_and(|id| ids.contains(id));
            assert!(known || value.starts_with("data:"), "{value} leads nowhere");
            assert_eq!(value.starts_with("data:"), element.attr("download").is_some_and(|d| d.contains('.')));
        }
        if matches!(name, "aria-labelledby" | "aria-describedby") {
            assert!(ids.contains(value), "{value} is not there");
        }
        assert!(!value.contains("http://") && !value.contains("https://"), "{name}=\"{value}\"");
        assert!(!value.contains("FIGURE-"), "{value}");
    }
}

fn check_headings(page: &Html) {
    let levels: Vec<u32> = all(page, "h1, h2, h3, h4, h5, h6")
        .map(|h| {
            assert!(!h.text().collect::<String>().trim().is_empty());
            h.value().name()[1..].parse().expect("a level")
        })
        .collect();
    assert_eq!(levels[0], 1);
    assert_eq!(levels.iter().filter(|l| **l == 1).count(), 1);
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
}

fn check_tables(page: &Html) {
    for table in all(page, "table") {
        let caption = inside(table, "caption");
        assert!(caption.len() == 1 && !caption[0].text().collect::<String>().trim().is_empty());
        let heads = inside(table, "thead th[scope=col]").len();
        assert!(heads > 0, "{}", table.html());
        for row in inside(table, "tbody tr") {
            let cells = inside(row, "td, th");
            assert_eq!(cells.len(), heads);
            assert_eq!(inside(row, "th[scope=row]").len(), 1);
        }
    }
}

fn check_words(text: &str) {
    for bad in ["NaN", "undefined", "()", "( )", "inf ", " inf", "Infinity", " ,", " .", ": .", ": ;", "None", "null"] {
        // `inf` begins longer words.
        let found = text.match_indices(bad).find(|(at, bad)| {
            let next = text[at + bad.len()..].chars().next();
            bad.ends_with(' ') || !bad.ends_with("inf") || next.is_none_or(|c| !c.is_alphabetic())
        });
        if let Some((at, _)) = found {
            let from = text[..at].char_indices().rev().nth(60).map_or(0, |(i, _)| i);
            panic!("'{bad}' stands in: {}", text[from..].chars().take(120).collect::<String>());
        }
    }
}

#[test]
fn every_sign_size_and_interval_is_told_as_the_answer_tells_it() {
    for effect in [0.11, -0.11, 0.0, 2e-6, -12.0] {
        for (noise, replicates) in [(0.0, 40), (0.03, 1), (0.03, 2), (0.03, 40), (1.0, 40)] {
            page(&results(&Shape { effect, noise, replicates, years: 2, ..Shape::one(2) }));
        }
    }
}

#[test]
fn arms_stand_side_by_side_with_their_effect_and_what_they_take() {
    let html = page(&results(&Shape::three_systems()));
    let parsed = Html::parse_document(&html);
    let rows: Vec<Vec<String>> = all(&parsed, "table.arms tbody tr")
        .map(|row| inside(row, "td, th").iter().map(|c| squeezed(&c.text().collect::<String>())).collect())
        .collect();
    assert_eq!(rows.len(), 10);
    assert_eq!(rows[0][0..3], ["Shanghai", "entrusted management", "6"].map(str::to_owned));
    assert!(rows[0][3].starts_with("+0.1") && rows[0][5] == "raises attainment", "{:?}", rows[0]);
    // 2600 teacher-days a year at 210 in six years; 31 lessons a day.
    assert_eq!(rows[0][7..], ["GBP 3,276,000", "15,600", "483,600"].map(str::to_owned));
    assert_eq!(rows[1][7], "not known");
    assert!(plain(&html).contains("Shanghai, education groups: release day"));
    // The page of three systems with ten arms has 51 figures, each as SVG, PNG and table.
    assert!(html.len() < 51 * 160_000, "{} bytes", html.len());
}

#[test]
fn one_arm_none_and_twelve_have_their_pages() {
    let one = page(&results(&Shape::one(1)));
    assert!(!one.contains("<th scope=\"col\">System</th><th scope=\"col\">Arm</th><th scope=\"col\" class=\"n\">Year"));
    page(&results(&Shape::one(12)));
    let mut none = results(&Shape::one(1));
    none.summary.iter_mut().for_each(|r| r.arm = "do nothing".to_owned());
    none.outcomes.iter_mut().for_each(|r| r.arm = "do nothing".to_owned());
    none.costs.clear();
    none.cascade.clear();
    let html = page(&none);
    assert!(plain(&html).contains("No arm is compared with doing nothing."));
    assert!(!html.contains("id=\"arms\""));
    let empty = page(&Results { run_id: "r".to_owned(), ..Results::default() });
    assert!(plain(&empty).contains("The results say nothing on the effect of any arm."));
}

#[test]
fn an_interrupted_run_says_so_first() {
    let mut r = results(&Shape::one(2));
    r.replicates[0].2 = 3;
    let text = plain(&page(&r));
    assert!(text.contains("The run was interrupted: these are 3 of 40 replicates of England only."));
}

#[test]
fn markup_chinese_and_long_names_are_shown_as_they_are() {
    let long = "an arm with a name that goes on and on and says everything there is to be said of it ".repeat(4);
    let arms = vec![MARKUP.to_owned(), long.trim().to_owned(), "两校结对".to_owned()];
    let shape = Shape { systems: vec![("上海 <b>&amp;</b>", arms), ("B", vec!["x".to_owned()])], ..Shape::one(1) };
    let mut r = results(&shape);
    r.notes = vec![format!("Schools: {MARKUP}")];
    let html = page(&r);
    assert!(!html.contains("<script") && !html.contains("<b>"));
    let text = plain(&html);
    for name in [MARKUP, "上海 <b>&amp;</b>", "两校结对", long.trim()] {
        assert!(text.contains(name), "{name}");
    }
    let folder = folder(&r, MARKUP);
    let html = report(folder.path(), Some("另一个 <i>title</i>")).expect("a report").html;
    check(&html);
    let shown = Html::parse_document(&html);
    assert_eq!(all(&shown, "h1").next().expect("a heading").text().collect::<String>(), "另一个 <i>title</i>");
}

/// Writes the manifest again for the files as they are.
fn accept(folder: &Path) {
    let path = folder.join(FILE);
    let text = std::fs::read_to_string(&path).expect("a manifest");
    let mut value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut outputs: Vec<manifest::Output> = serde_json::from_value(value["outputs"].take()).expect("a list");
    outputs.retain(|o| folder.join(&o.path).is_file());
    for extra in manifest::verify(folder).expect("it can be read") {
        if let manifest::Difference::Unknown(path) = extra {
            outputs.push(manifest::output(path, b""));
        }
    }
    let again = outputs.into_iter().map(|o| {
        let bytes = std::fs::read(folder.join(&o.path)).expect("a file");
        manifest::output(o.path, &bytes)
    });
    value["outputs"] = serde_json::to_value(again.collect::<Vec<_>>()).expect("JSON");
    std::fs::write(path, value.to_string()).expect("written");
}

#[test]
fn what_the_report_does_not_know_is_in_it_all_the_same() {
    let folder = folder(&results(&Shape::one(2)), "Title");
    let at = |path: &str| folder.path().join(path);
    for (ending, to) in [("svg", "something-new"), ("csv", "something-new"), ("svg", "england-waterfall")] {
        std::fs::copy(at(&format!("figures/england-cost.{ending}")), at(&format!("figures/{to}.{ending}")))
            .expect("copied");
    }
    std::fs::write(at("tables/worth_it.csv"), "arm,net_benefit\narm 1,12345.678\n").expect("written");
    let meta = "column,label,unit,type\narm,Arm,,text\nnet_benefit,What is gained beyond its cost,GBP,number\n";
    std::fs::write(at("tables/worth_it.meta.csv"), meta).expect("written");
    let told = std::fs::read_to_string(at("answer.json")).expect("an answer");
    let told = told.replacen("\"topic\": \"groups\"", "\"topic\": \"weather\"", 1);
    std::fs::write(at("answer.json"), told).expect("written");
    accept(folder.path());
    let html = report(folder.path(), None).expect("a report").html;
    check(&html);
    let page = Html::parse_document(&html);
    let section = |id: &str| {
        let found = all(&page, &format!("section[aria-labelledby={id}]")).next();
        found.map_or_else(String::new, |s| squeezed(&s.text().collect::<Vec<_>>().join(" ")))
    };
    assert!(section("other").contains("(England"), "{}", section("other"));
    assert!(section("other").contains("schools that receive"));
    assert!(section("sources").contains("Most teacher-days"));
    assert!(section("cost").contains("net benefit (GBP) arm 1 12,345.7"), "{}", section("cost"));
    assert!(section("all").contains("What is gained beyond its cost"));
}

#[test]
fn a_folder_that_is_not_what_its_run_wrote_has_no_report() {
    let whole = folder(&results(&Shape::one(1)), "Title");
    std::fs::write(whole.path().join("notes.txt"), "mine").expect("written");
    assert_eq!(report(whole.path(), None).expect("a note of one's own is left out").unknown, ["notes.txt"]);
    std::fs::write(whole.path().join("tables/costs.csv"), "changed").expect("written");
    std::fs::remove_file(whole.path().join("answer.txt")).expect("removed");
    match report(whole.path(), None) {
        Err(e @ ReportError::Differs { .. }) => {
            let text = e.to_string();
            assert!(text.contains("tables/costs.csv differs") && text.contains("answer.txt is missing"), "{text}");
            assert!(!text.contains("notes.txt"), "{text}");
        }
        other => panic!("{other:?}"),
    }
    // A manifest that was written again vouches for files, not for what a browser would do with them.
    let figure = whole.path().join("figures/england-cost.svg");
    let svg = std::fs::read_to_string(&figure).expect("a figure");
    std::fs::write(&figure, svg.replacen("<desc>", "<script>alert(1)</script><desc>", 1)).expect("written");
    accept(whole.path());
    let error = report(whole.path(), None).expect_err("a script").to_string();
    assert!(error.contains("figures/england-cost.svg") && error.contains("<script>"), "{error}");
}

fn schoolsim() -> Command {
    Command::cargo_bin("schoolsim").expect("the program is built")
}

fn ends(code: i32, arguments: &[&str], says: &str) {
    let out = schoolsim().arg("report").args(arguments).output().expect("it runs");
    let told = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(code), "{arguments:?}: {told}");
    assert!(told.contains(says), "{arguments:?}: {told}");
}

#[test]
fn wrong_inputs_are_answered() {
    let place = tempfile::tempdir().expect("a folder");
    let at = |name: &str| place.path().join(name).display().to_string();
    let good = folder(&results(&Shape::one(1)), "Title");
    let good = good.path().display().to_string();
    let out = at("a.html");
    ends(2, &[], "FOLDER");
    ends(2, &[&good, "--titel", "x"], "--title");
    ends(2, &[&good, "--title", "", "--out", &out], "title");
    ends(1, &[&at("nowhere")], "is no folder of results");
    std::fs::write(at("file"), "x").expect("written");
    ends(1, &[&at("file"), "--out", &out], "is no folder of results");
    std::fs::create_dir(at("empty")).expect("made");
    ends(1, &[&at("empty")], "give a folder that a run has written");
    std::fs::create_dir(at("broken")).expect("made");
    std::fs::write(at("broken/manifest.json"), "{").expect("written");
    ends(1, &[&at("broken")], "is no manifest");
    std::fs::write(at("broken/manifest.json"), "{\"outputs\": []}").expect("written");
    ends(1, &[&at("broken")], "missing field");
    ends(2, &[&good, "--out", place.path().to_str().expect("text")], "is a folder");
    ends(2, &[&good, "--out", &at("a.pdf")], "does not end in .html");
    ends(2, &[&good, "--out", &format!("{good}/report.html")], "stay as its run wrote it");
    ends(1, &[&good, "--out", &at("file/a.html")], "cannot write");
    std::fs::write(format!("{good}/tables/costs.csv"), "x").expect("written");
    ends(6, &[&good, "--out", &out], "tables/costs.csv differs from the manifest");
    std::fs::remove_file(format!("{good}/tables/costs.csv")).expect("removed");
    accept(Path::new(&good));
    std::fs::remove_file(format!("{good}/answer.json")).expect("removed");
    std::fs::remove_file(format!("{good}/answer.txt")).expect("removed");
    accept(Path::new(&good));
    ends(1, &[&good, "--out", &out], "there is no answer to report");
    assert!(!Path::new(&out).exists());
}

#[test]
fn a_report_stands_beside_its_folder_and_is_not_overwritten_unasked() {
    let place = tempfile::tempdir().expect("a folder");
    let made = folder(&results(&Shape::one(1)), "Title");
    let results = place.path().join("my results.v1");
    std::fs::rename(made.keep(), &results).expect("moved");
    let run = |more: &[&str]| schoolsim().arg("report").arg(&results).args(more).output().expect("it runs");
    let first = run(&[]);
    let page = place.path().join("my results.v1.html");
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    assert_eq!(String::from_utf8_lossy(&first.stdout).trim(), page.display().to_string());
    let bytes = std::fs::read(&page).expect("a page");
    assert_eq!(run(&[]).status.code(), Some(1));
    let json = run(&["--overwrite", "--json", "--title", "Again"]);
    let told: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert!(told["tables"].as_u64() >= Some(8) && told["left_out"] == serde_json::json!([]), "{told}");
    let again = std::fs::read(&page).expect("a page");
    assert_ne!(again, bytes);
    assert!(run(&["--overwrite"]).status.success());
    assert_eq!(std::fs::read(&page).expect("a page"), bytes, "the same folder has the same page");
    assert_eq!(std::fs::read_dir(place.path()).expect("there").count(), 2);
}

#[test]
fn published_studies_have_a_report_too() {
    let place = tempfile::tempdir().expect("a folder");
    let out = place.path().join("trial");
    let mut trial = schoolsim();
    trial.args(["trial", "c01-teacher-dispersion", "--replicates", "4", "-q", "--out"]).arg(&out).assert().success();
    let html = report(&out, None).expect("a report").html;
    check(&html);
    let text = plain(&html);
    let printed = std::fs::read_to_string(out.join("answer.txt")).expect("an answer");
    assert!(text.contains(&squeezed(&printed)));
    assert!(text.contains("Published study C1 beside what the model predicts"));
    assert!(html.contains("id=\"trials\""));
}
