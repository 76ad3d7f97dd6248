//! Import: what joins, what is imputed, what is dropped, and that no input, however odd, breaks it.

use schoolsim::import::recognise::Kind;
use schoolsim::import::{ImportError, Imported, Report, Request, import};
use schoolsim::population::file::{self, FileError};
use schoolsim::population::{Origin, SchoolRecord};
use schoolsim::setting::Phase;
use std::io::Write;
use std::path::{Path, PathBuf};

const GIAS: &str = "gias_2022-04-19.csv";
const KS2_17: &str = "2016-2017_850_ks2final.csv";
const KS2_19: &str = "2018-2019_850_ks2final.csv";
const CENSUS_19: &str = "2018-2019_england_census.csv";
const CENSUS_23: &str = "2022-2023_england_census.csv";
const ABSENCE: &str = "2018-2019_england_abs.csv";
const WORKFORCE: &str = "2018-2019_england_swf.csv";
const REGIONS: &str = "la_and_region_codes_meta.csv";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/import").join(name)
}

fn official(names: &[&str]) -> Imported {
    let files = names.iter().map(|n| fixture(n)).collect();
    import(&Request { files, ..Request::default() }).expect("the fixtures import")
}

fn school<'a>(imported: &'a Imported, id: &str) -> &'a SchoolRecord {
    imported.list.schools.iter().find(|s| s.id == id).unwrap_or_else(|| panic!("{id} is on the list"))
}

fn filled(report: &Report, value: &str) -> Vec<(bool, u64)> {
    report.values.iter().filter(|f| f.value == value).map(|f| (f.imputed, f.schools)).collect()
}

/// Writes bytes to a file in a fresh folder and imports it with a request.
fn bytes_with(name: &str, bytes: &[u8], request: &Request) -> Result<Imported, ImportError> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    import(&Request { files: vec![path], ..request.clone() })
}

fn bytes(bytes: &[u8]) -> Result<Imported, ImportError> {
    bytes_with("schools.csv", bytes, &Request::default())
}

const PLAIN: &str = "urn,name,district,pupils,teachers,disadvantage,urban_rural\n\
                     1,Ash,North,210,12,0.2,Urban\n2,Élm,North,105,,0.1,Rural village\n";

#[test]
fn official_files_together_give_the_counts_made_by_hand() {
    let all = [KS2_17, KS2_19, GIAS, CENSUS_19, CENSUS_23, ABSENCE, WORKFORCE, REGIONS];
    let got = official(&all);
    let joined: Vec<_> = got
        .report
        .files
        .iter()
        .map(|f| (f.file.as_str(), f.rows_read, f.added, f.joined_by_urn, f.joined_by_laestab, f.not_joined))
        .collect();
    let by_hand = [
        (REGIONS, 5, 0, 0, 0, 0),
        (GIAS, 17, 17, 0, 0, 0),
        (KS2_17, 17, 0, 9, 2, 2),
        (KS2_19, 17, 0, 11, 0, 2),
        (CENSUS_19, 31, 0, 15, 1, 12),
        (CENSUS_23, 32, 0, 17, 0, 12),
        (ABSENCE, 31, 0, 15, 1, 12),
        (WORKFORCE, 16, 0, 0, 0, 16),
    ];
    assert_eq!(joined, by_hand);
    assert_eq!((got.report.schools, got.report.primary, got.report.secondary), (17, 16, 1));
    assert_eq!(filled(&got.report, "teachers"), [(true, 17)]);
    assert!(got.report.text().contains("NOTHING of this file joined"), "the workforce is of other places");
    assert!(got.list.attribution.is_some_and(|a| a.contains("Open Government Licence")));
}

#[test]
fn every_row_is_kept_or_dropped_and_every_kept_row_is_accounted_for() {
    for f in official(&[KS2_17, KS2_19, GIAS, CENSUS_19, CENSUS_23, ABSENCE, WORKFORCE]).report.files {
        let dropped: u64 = f.dropped.iter().map(|r| r.count).sum();
        assert_eq!(f.rows_read, f.rows_kept + dropped, "{}", f.file);
        assert_eq!(f.rows_kept, f.added + f.joined_by_urn + f.joined_by_laestab + f.not_joined, "{}", f.file);
    }
}

#[test]
fn the_order_of_files_does_not_matter() {
    let names = [GIAS, KS2_17, KS2_19, CENSUS_19, CENSUS_23];
    let reversed: Vec<&str> = names.iter().rev().copied().collect();
    assert_eq!(official(&names).list.schools, official(&reversed).list.schools);
}

#[test]
fn a_result_is_the_pupil_weighted_mean_of_its_years() {
    // Anstey Junior School: 104 with 60 pupils in 2019 (its row of 2017 is read here too).
    let got = official(&[GIAS, KS2_17, KS2_19]);
    let year = |name: &str| {
        let text = std::fs::read_to_string(fixture(name)).expect("fixture");
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = rows.headers().expect("header").clone();
        let at = |n: &str| header.iter().position(|h| h == n).expect("column");
        let row = rows.records().map(|r| r.expect("row")).find(|r| &r[at("URN")] == "115851").expect("school");
        let number = |n: &str| row[at(n)].parse::<f64>().expect("number");
        (number("MAT_AVERAGE"), number("TELIG"))
    };
    let ((a, n), (b, m)) = (year(KS2_17), year(KS2_19));
    let expected = ((a * n + b * m) / (n + m) - 104.2) / 8.0;
    assert!((school(&got, "115851").result.expect("result") - expected).abs() < 1e-12);
}

#[test]
fn missing_teachers_are_imputed_by_the_formula_and_marked() {
    let got = official(&[GIAS]);
    let alton = school(&got, "115850");
    // exp(-2.088 + 0.850 ln 138) = 8.17
    assert_eq!((alton.pupils, alton.teachers, alton.teachers_origin), (138, 8, Origin::Imputed));
    assert_eq!((alton.disadvantage, alton.disadvantage_origin), (0.217, Origin::Given));
    assert_eq!((alton.year_groups, alton.urban, alton.location), (3, true, Some((472_080.0, 139_716.0))));
    assert_eq!(got.report.left_off.iter().map(|r| r.count).sum::<u64>(), 2, "two new schools have no pupils yet");
}

#[test]
fn census_alone_makes_a_list_and_the_workforce_joins_it() {
    let got = official(&[CENSUS_19, WORKFORCE, REGIONS]);
    let aldgate = school(&got, "100000");
    assert_eq!((aldgate.teachers, aldgate.teachers_origin, aldgate.pupils), (24, Origin::Given, 285));
    assert!((aldgate.disadvantage - 32.0 / 285.0).abs() < 1e-12);
    assert_eq!((aldgate.region.as_str(), aldgate.district.as_str()), ("London", "City of London"));
    let census = got.report.files.iter().find(|f| f.kind == Kind::Census).expect("census");
    assert!(census.dropped.iter().any(|r| r.reason.contains("NAT") && r.count == 3));
}

#[test]
fn only_the_phase_asked_for_is_kept() {
    let files = vec![fixture(GIAS), fixture(CENSUS_23)];
    let got = import(&Request { files, phase: Some(Phase::Secondary), ..Request::default() }).expect("imports");
    assert!(got.list.schools.iter().all(|s| s.phase == Phase::Secondary));
    assert_eq!((got.report.schools, got.report.left_off[0].count), (1, 16));
}

#[test]
fn the_register_keeps_open_mainstream_state_schools_only() {
    let header = "URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),\
                  EstablishmentTypeGroup (name),EstablishmentStatus (name),PhaseOfEducation (name),NumberOfPupils\n";
    let row = |urn: u32, kind: &str, group: &str, status: &str, phase: &str| {
        format!("{urn},850,Hampshire,{urn},S,{kind},{group},\"{status}\",{phase},100\n")
    };
    let (maintained, academies) = ("Local authority maintained schools", "Academies");
    let text = [
        header.to_owned(),
        row(1, "Community school", maintained, "Open", "Primary"),
        row(2, "Academy converter", academies, "Open, but proposed to close", "Middle deemed primary"),
        row(3, "Academy converter", academies, "Open", "Middle deemed secondary"),
        row(4, "Free schools", "Free Schools", "Open", "All-through"),
        row(5, "Community school", maintained, "Closed", "Primary"),
        row(6, "Academy special converter", academies, "Open", "Not applicable"),
        row(7, "Other independent school", "Independent schools", "Open", "Primary"),
        row(8, "Local authority nursery school", maintained, "Open", "Nursery"),
        row(9, "Free schools 16 to 19", "Free Schools", "Open", "16 plus"),
    ]
    .concat();
    let got = bytes(text.as_bytes()).expect("imports");
    let kept: Vec<_> = got.list.schools.iter().map(|s| (s.id.as_str(), s.phase)).collect();
    let (primary, secondary) = (Phase::Primary, Phase::Secondary);
    assert_eq!(kept, [("1", primary), ("2", primary), ("3", secondary), ("4", secondary)]);
}

#[test]
fn a_map_reads_any_table_and_settles_percentages_scale_and_joined_identifiers() {
    let text = "D;S;Roll;Poor %;Score\n7;1;200;12,5;110\n7;2;100;50%;90\n8;1;abc;3;100\n";
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let map = vec![
        pair("id", "D+S"),
        pair("district", "d"),
        pair("pupils", " roll "),
        pair("disadvantage", "Poor  %"),
        pair("attainment", "score"),
    ];
    let request = Request { map, attainment_mean: Some(100.0), attainment_sd: Some(20.0), ..Request::default() };
    let got = bytes_with("any.csv", text.as_bytes(), &request).expect("imports");
    let rows: Vec<_> = got.list.schools.iter().map(|s| (s.id.as_str(), s.disadvantage, s.result)).collect();
    assert_eq!(rows, [("7-1", 0.125, Some(0.5)), ("7-2", 0.5, Some(-0.5))]);
    assert_eq!(got.report.left_off[0].count, 1);
    let raw = bytes_with("any.csv", text.as_bytes(), &Request { map: request.map.clone(), ..Request::default() });
    assert!(raw.expect_err("a raw scale is refused").to_string().contains("attainment_mean"));
}

#[test]
fn maps_that_cannot_be_met_are_answered_with_the_nearest_name() {
    let request = |map: &[(&str, &str)]| Request {
        map: map.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        ..Request::default()
    };
    let told = |map: &[(&str, &str)]| {
        bytes_with("t.csv", b"code,enroll\n1,2\n", &request(map)).expect_err("refused").to_string()
    };
    assert!(told(&[("id", "code"), ("pupils", "enrol")]).contains("nearest: 'enroll'"));
    assert!(told(&[("id", "code"), ("pupil", "enroll")]).contains("did you mean 'pupils'"));
    assert!(told(&[("id", "code")]).contains("pupils=<their column>"));
    assert!(told(&[("id", "code"), ("urn", "code"), ("pupils", "enroll")]).contains("given twice"));
}

#[test]
fn encodings_delimiters_and_compression_give_the_same_schools() {
    let expected = bytes(PLAIN.as_bytes()).expect("plain").list.schools;
    assert_eq!((expected.len(), expected[1].name.as_str(), expected[1].urban), (2, "Élm", false));
    let utf16 = |big: bool, mark: bool| -> Vec<u8> {
        let mark = if mark { "\u{feff}" } else { "" };
        let order = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
        format!("{mark}{PLAIN}").encode_utf16().flat_map(order).collect()
    };
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    zipped.write_all(PLAIN.as_bytes()).expect("zips");
    let forms: [(&str, Vec<u8>); 10] = [
        ("byte-order mark", format!("\u{feff}{PLAIN}").into_bytes()),
        ("Windows-1252", encoding_rs::WINDOWS_1252.encode(PLAIN).0.into_owned()),
        ("UTF-16LE with mark", utf16(false, true)),
        ("UTF-16BE with mark", utf16(true, true)),
        ("CRLF", PLAIN.replace('\n', "\r\n").into_bytes()),
        ("semicolons", PLAIN.replace(',', ";").into_bytes()),
        ("tabs", PLAIN.replace(',', "\t").into_bytes()),
        ("gzip", zipped.finish().expect("zips")),
        ("title lines", format!("School tables\n\n{PLAIN}").into_bytes()),
        ("no newline at the end", PLAIN.trim_end().as_bytes().to_vec()),
    ];
    for (form, data) in forms {
        let got = bytes(&data).unwrap_or_else(|e| panic!("{form}: {e}"));
        assert_eq!(got.list.schools, expected, "{form}");
    }
}

#[test]
fn bad_cells_are_counted_and_never_become_numbers() {
    let head = "urn,pupils,teachers,disadvantage\n";
    for bad in ["NaN", "inf", "-inf", "1e400", "-5", "99999999999999999999", "0", "abc", "1e308", ""] {
        let text = format!("{head}1,100,5,0.1\n2,{bad},5,0.1\n");
        let got = bytes(text.as_bytes()).unwrap_or_else(|e| panic!("{bad}: {e}"));
        assert_eq!((got.report.schools, got.report.left_off[0].count), (1, 1), "pupils {bad}");
        let got = bytes(format!("{head}1,100,{bad},{bad}\n").as_bytes()).expect("imports");
        let s = &got.list.schools[0];
        assert!(s.teachers_origin == Origin::Imputed && (0.0..=1.0).contains(&s.disadvantage), "teachers {bad}");
    }
}

#[test]
fn rows_of_the_wrong_shape_and_duplicates_are_counted() {
    let text = "urn,name,pupils\n1,Ash,100\n1,Ash again,200\n2,Elm\n3,Oak,300,extra,cells\n,None,50\n4,Nul\0,60\n";
    let got = bytes(text.as_bytes()).expect("imports");
    let ids: Vec<&str> = got.list.schools.iter().map(|s| s.id.as_str()).collect();
    let file = &got.report.files[0];
    assert_eq!(ids, ["1", "3"]);
    assert_eq!((file.rows_longer, file.rows_shorter, file.rows_read), (1, 1, 6));
    let reasons: Vec<_> = file.dropped.iter().map(|r| (r.reason.as_str(), r.count)).collect();
    let nul = "holds a NUL byte, which no text has";
    assert_eq!(reasons, [("the same identifier again", 1), ("no identifier", 1), (nul, 1)]);
}

#[test]
fn files_that_are_no_tables_are_refused_with_what_to_do() {
    let binary: Vec<u8> = (0..20_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let swallowed = format!("{PLAIN}3,\"never closed,North,100\n4,Fir,North,50\n5,Yew,North,60\n");
    let cases: [(&str, &[u8], &str); 10] = [
        ("dictionary", b"Column,Field Name,Description\n1,URN,School\n", "is a dictionary"),
        ("empty", b"", "is empty"),
        ("blank lines", b"\n\n\n", "is empty"),
        ("header only", b"urn,name,pupils\n", "no school is left"),
        ("binary", &binary, "binary"),
        ("zeros", &[0; 4096], "binary"),
        ("Excel", b"PK\x03\x04 and so on", "save the sheet as CSV"),
        ("broken gzip", &[0x1f, 0x8b, 8, 0, 1, 2, 3], "download the file again"),
        ("unknown columns", b"a,b,c\n1,2,3\n", "is not recognised"),
        ("open quote", swallowed.as_bytes(), "never closed"),
    ];
    for (case, data, words) in cases {
        let told = bytes(data).expect_err(case).to_string();
        assert!(told.contains(words), "{case}: {told}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    for path in [folder.path().to_owned(), folder.path().join("missing.csv")] {
        assert!(matches!(import(&Request { files: vec![path], ..Request::default() }), Err(ImportError::File { .. })));
    }
    assert!(import(&Request::default()).expect_err("no file").to_string().contains("no file was given"));
}

#[test]
fn a_line_of_a_hundred_megabytes_is_refused_early() {
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zipped.write_all(PLAIN.as_bytes()).expect("zips");
    for _ in 0..100 {
        zipped.write_all(&vec![b'x'; 1 << 20]).expect("zips");
    }
    let data = zipped.finish().expect("zips");
    let told = bytes_with("long.csv.gz", &data, &Request::default()).expect_err("refused").to_string();
    assert!(told.contains("longer than 1024 KiB") && told.contains("after line 3"), "{told}");
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_panic(data in proptest::collection::vec(proptest::num::u8::ANY, 0..2_000)) {
        let _ = bytes(&data);
    }

    #[test]
    fn no_damage_to_a_real_file_makes_it_panic(at in 0usize..17_000, with in proptest::num::u8::ANY, keep in 0usize..17_000) {
        let mut data = std::fs::read(fixture(GIAS)).expect("fixture");
        let end = data.len();
        data[at.min(end - 1)] = with;
        data.truncate(keep.max(at + 1).min(end));
        let _ = bytes(&data);
    }
}

#[test]
fn a_population_file_comes_back_as_it_was_written() {
    let list = official(&[GIAS, KS2_19, CENSUS_23]).list;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("schools.csv");
    file::write(&list, &path, false).expect("writes");
    assert_eq!(file::read(&path).expect("reads"), list);
    assert!(folder.path().join("schools.meta.csv").exists() && folder.path().join("schools.import.json").exists());
    assert!(matches!(file::write(&list, &path, false), Err(FileError::Exists { .. })));
    file::write(&list, &path, true).expect("overwrites when told");
    assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 3, "nothing is left behind");
}

#[test]
fn a_population_file_with_bad_cells_says_where_and_what() {
    let list = official(&[GIAS, CENSUS_23]).list;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("schools.csv");
    file::write(&list, &path, false).expect("writes");
    let good = std::fs::read_to_string(&path).expect("reads");
    let told = |text: &str| {
        std::fs::write(&path, text).expect("writes");
        file::read(&path).expect_err("refused").to_string()
    };
    let line = "115850,Alton Infant School,South East,Hampshire,true,Primary,3,138,8,";
    let first = told(&good.replace(line, &line.replace(",138,8,", ",-138,NaN,")));
    assert!(first.contains("column pupils: is '-138', allowed is whole number 1 to 50000"), "{first}");
    assert!(first.contains("column teachers: is 'NaN'"), "{first}");
    assert!(told(&good.replace("year_groups", "yeargroups")).contains("column year_groups"));
    assert!(told(&good.replace(",true,", ",yes,").replace(",false,", ",no,")).contains("allowed is true or false"));
    assert!(told(&format!("{good}{}", good.lines().nth(1).expect("row"))).contains("was given on line 2"));
    assert!(told("").contains("is empty"));
    assert!(told(good.lines().next().expect("header")).contains("no schools"));
    let many = vec![",,,,,,,,,,,,,,,,,\n"; 50].concat();
    assert!(told(&format!("{}\n{many}", good.lines().next().expect("header"))).contains("more problems"));
    assert!(file::read(folder.path()).is_err() && file::read(&folder.path().join("none.csv")).is_err());
}

#[test]
fn the_report_says_in_words_what_was_done() {
    let got = official(&[GIAS, KS2_17, CENSUS_19]);
    let text = got.report.text();
    for words in [
        "recognised as",
        "17 rows read, 13 kept",
        "2 joined by local authority and establishment number",
        "special school (RECTYPE 2)",
        "rows longer than the header",
        "IMPUTED",
    ] {
        assert!(text.contains(words), "'{words}' is in:\n{text}");
    }
    assert!(serde_json::to_string(&got.report).is_ok_and(|json| json.contains("joined_by_laestab")));
}
