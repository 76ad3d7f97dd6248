//! Are tables complete, described, exact, and is a results folder what its manifest says?

mod example;
mod synthetic;

use schoolsim::manifest::{Difference, FILE, RunInfo, verify};
use schoolsim::output::write;
use schoolsim::policy::Policy;
use schoolsim::rows::EconomyRow;
use schoolsim::rows::{
    CascadeRow, CostRow, EdgeRow, EventRow, InteractionRow, LedgerRow, NodeRow, OutcomeRow, ParameterRow, SchoolRow,
    SummaryRow, TrialRow, WaterfallRow,
};
use schoolsim::rows::{ComparisonRow, DecileRow, WinnerRow};
use schoolsim::scenario::Scenario;
use schoolsim::tables::{Kind, Table, read_csv, write_csv, write_meta};
use std::path::Path;
use synthetic::{Shape, results};

fn header<T: Table>(row: &T) -> Vec<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.serialize(row).expect("a row is written");
    let bytes = writer.into_inner().expect("it is flushed");
    csv::Reader::from_reader(bytes.as_slice()).headers().expect("a header").iter().map(str::to_owned).collect()
}

fn described<T: Table>(rows: &[T]) {
    let names: Vec<&str> = T::COLUMNS.iter().map(|c| c.name).collect();
    assert_eq!(header(&rows[0]), names, "{}", T::NAME);
    for column in T::COLUMNS {
        assert!(!column.label.is_empty(), "{}.{}", T::NAME, column.name);
        let number = matches!(column.kind, Kind::Number | Kind::Optional);
        assert!(!number || !column.unit.is_empty(), "{}.{} has no unit", T::NAME, column.name);
    }
    let mut meta = Vec::new();
    write_meta::<T>(&mut meta).expect("a description is written");
    assert_eq!(String::from_utf8_lossy(&meta).lines().count(), T::COLUMNS.len() + 1);
}

fn read_back<T: Table>(rows: &[T]) {
    let mut text = Vec::new();
    write_csv(rows, &mut text).expect("rows are written");
    let back = read_csv::<T>(text.as_slice()).expect("rows are read");
    assert_eq!(back.len(), rows.len());
    for (row, back) in rows.iter().zip(back) {
        assert_eq!(serde_json::to_value(row).expect("a row is an object"), serde_json::Value::Object(back));
    }
}

#[test]
fn every_column_is_described() {
    let mut r = results(&Shape::one(3));
    synthetic::scrutinise(&mut r, &Shape::one(3));
    described::<OutcomeRow>(&r.outcomes);
    described::<SummaryRow>(&r.summary);
    described::<ParameterRow>(&r.parameters);
    described::<InteractionRow>(&r.interactions);
    described::<ComparisonRow>(&r.comparisons);
    described::<DecileRow>(&r.deciles);
    described::<WinnerRow>(&r.winners);
    described::<LedgerRow>(&r.ledger);
    described::<WaterfallRow>(&r.waterfall);
    described::<EventRow>(&[traced().0]);
    described::<NodeRow>(&[traced().1]);
    described::<EdgeRow>(&[traced().2]);
    described::<CostRow>(&r.costs);
    described::<EconomyRow>(&r.economy);
    described::<CascadeRow>(&r.cascade);
    described::<SchoolRow>(&r.schools);
    described::<TrialRow>(&[of_a_trial()]);
    described(&r.persistence);
    described(&r.naive);
    described(&r.donors);
    described(&r.audit_dose);
    described(&r.audit_contract);
}

fn of_a_trial() -> TrialRow {
    TrialRow {
        run_id: "0123".to_owned(),
        trial: "C1".to_owned(),
        role: "held",
        estimate: "effect, \"quoted\"".to_owned(),
        contrast: "no",
        published: None,
        se: Some(0.1),
        bound: "exact",
        status: "seen",
        se_from: "design",
        source: "page 3, table 2".to_owned(),
        counted: "yes",
        n: 60,
        mean: 0.1 + 0.2,
        mc_se: f64::NAN,
        sd: 0.3,
        p5: -0.1,
        p50: 0.3,
        p95: 0.7,
        z: Some(-1.5),
        inside: "yes",
        covered: "",
        seed: u64::MAX,
        replicates: 60,
    }
}

#[test]
fn reading_back_gives_the_rows() {
    let mut r = results(&Shape::one(3));
    synthetic::scrutinise(&mut r, &Shape::one(3));
    r.outcomes[0].value = 0.1 + 0.2;
    r.outcomes[1].value = f64::MIN_POSITIVE;
    r.outcomes[2].value = -1.797_693_134_862_315_7e308;
    r.outcomes[0].seed = u64::MAX;
    r.summary[0].sd = f64::NAN;
    r.interactions[0].se = f64::NAN;
    read_back(&r.outcomes);
    read_back(&r.summary);
    read_back(&r.parameters);
    read_back(&r.interactions);
    r.comparisons[1].probability = None;
    read_back(&r.comparisons);
    read_back(&r.deciles);
    read_back(&r.winners);
    read_back(&r.ledger);
    read_back(&r.waterfall);
    read_back(&[traced().0]);
    read_back(&[traced().1]);
    read_back(&[traced().2]);
    read_back(&r.costs);
    read_back(&r.economy);
    read_back(&r.cascade);
    read_back(&r.schools);
    read_back(&r.persistence);
    read_back(&r.naive);
    read_back(&r.donors);
    read_back(&r.audit_dose);
    read_back(&r.audit_contract);
    read_back(&[of_a_trial()]);
}

#[test]
fn a_table_without_rows_has_its_header() {
    let mut text = Vec::new();
    write_csv::<CostRow>(&[], &mut text).expect("a header is written");
    assert!(text.starts_with(b"run_id,system,arm,year,policy,n,hours_planned"));
}

#[test]
fn a_run_without_an_arm_made_of_others_has_the_header_of_interactions() {
    let folder = tempfile::tempdir().expect("a folder");
    write(&results(&Shape::one(2)), &scenario(), &run(""), folder.path()).expect("written");
    let text = std::fs::read_to_string(folder.path().join("tables/interactions.csv")).expect("a table");
    assert_eq!(
        text,
        "run_id,system,arm,parts,year,group,outcome,unit,n,together,alone_summed,interaction,se,low,high,level\n"
    );
    assert!(folder.path().join("tables/interactions.meta.csv").is_file());
}

#[test]
fn interactions_are_what_the_summary_leaves_between_an_arm_and_its_parts() {
    let [a, b] = ["SchoolPairing", "TeachingResearchGroups"]
        .map(|name| Policy::all().into_iter().find(|p| p.name() == name).expect("a policy"));
    let arms = vec![("Pairs", vec![a.clone()]), ("Meetings", vec![b.clone()]), ("Both", vec![b, a])];
    let r = example::run(&example::scenario(arms), 0);
    let mean = |arm: &str, row: &InteractionRow| {
        let same = |s: &&SummaryRow| {
            (s.arm.as_str(), s.year, s.group, s.outcome, s.measure)
                == (arm, row.year, row.group, row.outcome, "difference")
        };
        r.summary.iter().find(same).expect("in the summary").mean
    };
    assert!(r.interactions.iter().any(|row| row.outcome == "attainment" && row.interaction != 0.0));
    for row in &r.interactions {
        assert_eq!((row.arm.as_str(), row.parts.as_str()), ("Both", "Pairs + Meetings"));
        let (both, pairs, meetings) = (mean("Both", row), mean("Pairs", row), mean("Meetings", row));
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + a.abs()) || (a.is_nan() && b.is_nan());
        assert!(near(row.together, both) && near(row.alone_summed, pairs + meetings), "{row:?}");
        assert!(near(row.interaction, both - pairs - meetings), "{row:?}");
    }
    // Every outcome and year of the summary, in each group that is the same schools in every arm.
    let of_both =
        |s: &&SummaryRow| s.arm == "Both" && s.measure == "difference" && !["receiving", "giving"].contains(&s.group);
    assert_eq!(r.interactions.len(), r.summary.iter().filter(of_both).count());
}

fn scenario() -> Scenario {
    Scenario {
        title: "Three systems".to_owned(),
        question: "Which way of spreading good teaching works?".to_owned(),
        seed: 7,
        replicates: 40,
        years: 6,
        warm_up_years: 1,
        weeks: 40,
        parameters: vec![("slope".to_owned(), 0.16)],
        parameter_sets: schoolsim::scenario::ParameterSets::Defaults,
        decisions: schoolsim::decision::Decisions::default(),
        systems: Vec::new(),
        folder: "somewhere".into(),
    }
}

fn run(started: &str) -> RunInfo {
    RunInfo {
        command: vec!["schoolsim".to_owned(), "run".to_owned()],
        scenario_text: "(title: \"Three systems\")".to_owned(),
        started: started.to_owned(),
        ..RunInfo::default()
    }
}

#[test]
fn a_folder_holds_what_its_manifest_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let begun = std::time::Instant::now();
    let paths = write(&results(&Shape::three_systems()), &scenario(), &run("2026-01-01T00:00:00Z"), folder.path())
        .expect("the folder is written");
    eprintln!("{} files in {:?}", paths.len(), begun.elapsed());
    assert!(paths.iter().all(|p| p.is_file()));
    assert_eq!(verify(folder.path()).expect("verified"), []);
    let readme = std::fs::read_to_string(folder.path().join("README.txt")).expect("a README");
    for path in &paths {
        let within = path.strip_prefix(folder.path()).expect("inside").to_string_lossy();
        assert!(readme.contains(&*within), "{within} is not in the README");
    }
    std::fs::write(folder.path().join("tables/costs.csv"), "tampered").expect("written");
    std::fs::remove_file(folder.path().join("answer.txt")).expect("removed");
    std::fs::write(folder.path().join("figures/more.txt"), "").expect("written");
    let expected = [
        Difference::Missing("answer.txt".to_owned()),
        Difference::Changed("tables/costs.csv".to_owned()),
        Difference::Unknown("figures/more.txt".to_owned()),
    ];
    assert_eq!(verify(folder.path()).expect("verified"), expected);
}

#[test]
fn only_the_manifest_knows_the_time() {
    let [a, b] = ["2026-01-01T00:00:00Z", "2031-05-05T05:05:05Z"].map(|time| {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = write(&results(&Shape::one(2)), &scenario(), &run(time), folder.path()).expect("written");
        let files = paths
            .iter()
            .filter(|p| !p.ends_with(FILE))
            .map(|p| (p.strip_prefix(folder.path()).expect("inside").to_owned(), std::fs::read(p).expect("read")));
        files.collect::<Vec<_>>()
    });
    assert!(a == b);
}

#[test]
fn what_cannot_be_written_says_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let blocked = folder.path().join("a file");
    std::fs::write(&blocked, "").expect("written");
    let error = write(&results(&Shape::one(1)), &scenario(), &run(""), &blocked).expect_err("no folder can be there");
    let text = error.to_string();
    assert!(
        text.contains("a file") && text.contains("could not be written") && text.contains("give another folder"),
        "{text}"
    );
    assert!(
        verify(Path::new("no such folder")).expect_err("nothing there").to_string().contains("that a run has written")
    );
    #[cfg(target_os = "linux")]
    if Path::new("/dev/full").exists() {
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        let error = schoolsim::output::OutputError::Write { path: "results".into(), cause: full };
        assert!(error.to_string().contains("free disk space"));
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_written() {
    let r = results(&Shape::one(2));
    let mut bytes = Vec::new();
    schoolsim::tables::parquet::write_parquet(&r.costs, &mut bytes).expect("written");
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
}

/// What a trace writes: an event, a node, an edge.
fn traced() -> (EventRow, NodeRow, EdgeRow) {
    let event = EventRow {
        year: 2,
        week: 7,
        school_id: "S1".to_owned(),
        post: 3,
        teacher: "S1/3b".to_owned(),
        event: "learnt".to_owned(),
        mode: "meetings",
        source: "S1/2".to_owned(),
        policy: "usual".to_owned(),
        hours_planned: 0.5,
        hours_delivered: 0.25,
        enacted: 0.125,
        embedded: 0.0,
    };
    let node =
        NodeRow { id: "S1/3b".to_owned(), kind: "teacher", label: "teacher 3b of S1, \"the\" school".to_owned() };
    let edge = EdgeRow {
        source: "S1/2".to_owned(),
        learner: "S1/3b".to_owned(),
        mode: "meetings",
        policy: "usual".to_owned(),
        first_year: 1,
        last_year: 2,
        events: 9,
        hours_planned: 4.5,
        hours_delivered: 4.0,
        enacted: 0.5,
        embedded: -0.0625,
    };
    (event, node, edge)
}
