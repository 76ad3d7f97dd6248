//! Are figures drawn for every shape of results, with nothing clipped, overlapping or not a number?

mod synthetic;

use schoolsim::charts::drawing::{Anchor, Drawing, Shape as Mark, png};
use schoolsim::charts::{Figure, figures, font, of_studies};
use schoolsim::experiment::Results;
use schoolsim::trial::predict::{Predicted, Prediction};
use schoolsim::trial::shape::{Bound, Role, SeFrom, Status};
use schoolsim::validation::Compared;
use synthetic::{Shape, results};

fn drawn(results: &Results) -> Vec<Figure> {
    figures(results, 7).expect("tables are written")
}

/// Left, top, right and bottom of each text.
fn boxes(drawing: &Drawing) -> Vec<(f64, f64, f64, f64, &str)> {
    let marks = drawing.shapes.iter().filter_map(|shape| match shape {
        Mark::Text { at, text, size, bold, anchor, .. } => {
            let width = font::width(text, *size, *bold);
            let left = match anchor {
                Anchor::Start => at.0,
                Anchor::Middle => at.0 - width / 2.0,
                Anchor::End => at.0 - width,
            };
            Some((left, at.1 - size * 0.74, left + width, at.1 + size * 0.2, text.as_str()))
        }
        _ => None,
    });
    marks.collect()
}

/// Fails where a text leaves the page or lies on another one.
fn check(figure: &Figure) {
    let drawing = &figure.drawing;
    let boxes = boxes(drawing);
    let (w, h) = (f64::from(drawing.width), f64::from(drawing.height));
    for (i, a) in boxes.iter().enumerate() {
        assert!(a.0 >= 0.0 && a.1 >= 0.0 && a.2 <= w && a.3 <= h, "{}: '{}' is clipped: {a:?}", figure.name, a.4);
        for b in &boxes[..i] {
            let apart = a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1;
            assert!(apart, "{}: '{}' lies on '{}'", figure.name, a.4, b.4);
        }
    }
    for shape in &drawing.shapes {
        if let Mark::Line { points, .. } | Mark::Area { points, .. } = shape {
            for (x, y) in points {
                assert!((0.0..=w).contains(x) && (0.0..=h).contains(y), "{}: {x},{y} is off the page", figure.name);
            }
        }
    }
    let mut told = 0;
    for shape in &drawing.shapes {
        if let Mark::Hit { points, label } = shape {
            told += 1;
            let inside = |(x, y): &(f64, f64)| (0.0..=w).contains(x) && (0.0..=h).contains(y);
            assert!(points.iter().all(inside), "{}: {label} is off the page: {points:?}", figure.name);
            let number = label.chars().any(|c| c.is_ascii_digit()) || label.contains("unknown");
            assert!(number, "{}: '{label}' tells no number", figure.name);
            assert!(!label.contains("NaN") && !label.contains("inf"), "{}: {label}", figure.name);
        }
    }
    assert!(told > 0, "{} tells nothing when it is pointed at", figure.name);
    assert!(drawing.title.split_whitespace().count() <= 10, "{}", drawing.title);
    assert!(drawing.description.contains("projection, not a causal estimate"));
    assert!(boxes.iter().any(|b| b.4.ends_with("estimate.")), "{}: the caption is cut", figure.name);
    let svg = drawing.svg().expect("an SVG is drawn");
    assert!(!svg.contains("NaN") && svg.contains("<title") && svg.contains("<desc"));
    assert!(figure.table.lines().count() > 1, "{} has no table", figure.name);
}

/// Checks all figures of a run.
fn check_all(label: &str, results: &Results) -> Vec<Figure> {
    let all = drawn(results);
    look_at(label, &all);
    all
}

/// Checks figures and, where a folder is named in the environment, leaves them there to be looked at.
fn look_at(label: &str, all: &[Figure]) {
    for figure in all {
        check(figure);
        if let Ok(folder) = std::env::var("SCHOOLSIM_LOOK_AT") {
            let svg = figure.drawing.svg().expect("an SVG is drawn");
            let path = std::path::Path::new(&folder).join(format!("{label}-{}", figure.name));
            std::fs::write(path.with_extension("svg"), &svg).expect("the folder can be written");
            std::fs::write(path.with_extension("png"), png(&svg).expect("renders")).expect("the folder can be written");
        }
    }
}

#[test]
fn three_systems_have_all_figures() {
    let all = check_all("three", &results(&Shape::three_systems()));
    let names: Vec<&str> = all.iter().map(|f| f.name.as_str()).collect();
    // Ten a system, two an arm, and one over all.
    assert_eq!(names.len(), 3 * 10 + 2 * 10 + 1);
    assert_eq!(names[0], "shanghai-attainment");
    assert_eq!(names[5..9], ["shanghai-dilution", "shanghai-deciles", "shanghai-left-list", "shanghai-side-by-side"]);
    assert_eq!(names[50], "overview");
}

#[test]
fn every_degenerate_shape_is_drawn() {
    let usual = Shape::one(3);
    let shapes = [
        ("replicate", Shape { replicates: 1, ..usual.clone() }),
        ("opening", Shape { years: 0, ..usual.clone() }),
        ("year", Shape { years: 1, ..usual.clone() }),
        ("long", Shape { years: 40, ..usual.clone() }),
        ("arm", Shape::one(1)),
        ("twelve", Shape::one(12)),
        ("same", Shape { noise: 0.0, ..usual.clone() }),
        ("zero", Shape { noise: 0.0, effect: 0.0, ..usual.clone() }),
        ("nothing", Shape { effect: 0.0, ..usual.clone() }),
        ("loss", Shape { effect: -0.11, ..usual.clone() }),
        ("tiny", Shape { effect: 1e-7, noise: 1e-8, ..usual.clone() }),
        ("huge", Shape { effect: 1e7, noise: 1e6, ..usual }),
    ];
    for (label, shape) in shapes {
        check_all(label, &results(&shape));
    }
}

#[test]
fn figures_of_what_lasts_and_of_naive_comparisons_are_drawn_for_every_shape() {
    let usual = Shape::one(3);
    let mut long = Shape::one(2);
    for arm in &mut long.systems[0].1 {
        arm.push_str(" with a rather long name that has to be cut somewhere & never fits beside a line");
    }
    let shapes = [
        ("three", Shape::three_systems()),
        ("one", Shape::one(1)),
        ("replicate", Shape { replicates: 1, ..usual.clone() }),
        ("opening", Shape { years: 0, ..usual.clone() }),
        ("same", Shape { noise: 0.0, ..usual.clone() }),
        ("zero", Shape { noise: 0.0, effect: 0.0, ..usual.clone() }),
        ("tiny", Shape { effect: 1e-7, noise: 1e-8, ..usual.clone() }),
        ("huge", Shape { effect: 1e7, noise: 1e6, ..usual }),
        ("eight", Shape::one(8)),
        ("long", long),
    ];
    for (label, shape) in shapes {
        let mut results = results(&shape);
        synthetic::scrutinise(&mut results, &shape);
        let names: Vec<String> = check_all(&format!("lasting-{label}"), &results).into_iter().map(|f| f.name).collect();
        for figure in ["england-persistence", "england-naive", "england-dose", "england-contract"] {
            assert!(names.iter().any(|name| name == figure), "{label}: {figure} is missing");
        }
    }
}

#[test]
fn long_and_hostile_names_are_cut_and_escaped() {
    let mut shape = Shape::one(4);
    shape.systems[0].0 =
        "A system whose name goes on & on <until> nobody reads it any longer, and then a little further still";
    shape.systems[0].1[0] =
        "an arm named at such length that it could never fit beside any line of any figure ever".to_owned();
    shape.systems[0].1[1] = "R&D <script>alert(1)</script>".to_owned();
    shape.systems[0].1[2] = "混合式管理 共同体".to_owned();
    let all = check_all("names", &results(&shape));
    for figure in all {
        assert!(!figure.drawing.svg().expect("draws").contains("<script>"));
    }
    let mut twelve = Shape::one(12);
    for arm in &mut twelve.systems[0].1 {
        arm.push_str(" with a rather long name that has to be cut somewhere");
    }
    check_all("longtwelve", &results(&twelve));
}

#[test]
fn not_a_number_and_nothing_are_survived() {
    let mut results = results(&Shape::one(2));
    for row in &mut results.summary {
        (row.sd, row.se, row.low, row.high) = (f64::NAN, f64::NAN, f64::NAN, f64::NAN);
        (row.p5, row.p95) = (f64::NEG_INFINITY, f64::INFINITY);
    }
    check_all("nan", &results);
    assert!(drawn(&Results::default()).is_empty());
}

#[test]
fn the_title_follows_the_interval() {
    let title = |effect: f64, noise: f64, replicates: u32| {
        drawn(&results(&Shape { replicates, effect, noise, ..Shape::one(1) }))[0].drawing.title.clone()
    };
    assert_eq!(title(0.1, 0.001, 20), "The policy raises attainment");
    assert_eq!(title(-0.1, 0.001, 20), "The policy lowers attainment");
    assert_eq!(title(0.0, 0.1, 20), "No detectable difference from doing nothing");
    assert_eq!(title(0.0, 0.0, 20), "No detectable difference from doing nothing");
    assert_eq!(title(0.1, 0.1, 1), "No interval, so no conclusion");
}

/// The figure of dilution of the one system, if it is drawn.
fn of_dilution(label: &str, results: &Results) -> Option<Figure> {
    check_all(label, results).into_iter().find(|f| f.name == "england-dilution")
}

fn texts(figure: &Figure) -> Vec<&str> {
    boxes(&figure.drawing).into_iter().map(|b| b.4).collect()
}

#[test]
fn dilution_is_drawn_where_there_is_a_cascade_and_nowhere_else() {
    let with = results(&Shape::one(2));
    let all = drawn(&with);
    let mut without = with.clone();
    without.cascade.retain(|row| row.arm == "no such arm");
    let left: Vec<Figure> = drawn(&without);
    let names = |figures: &[Figure]| figures.iter().map(|f| f.name.clone()).collect::<Vec<_>>();
    let dilution = |name: &String| name.ends_with("-dilution");
    assert!(names(&all).iter().any(dilution));
    assert_eq!(names(&left), names(&all).into_iter().filter(|name| !dilution(name)).collect::<Vec<_>>());
    // A cascade of another system draws nothing here.
    without.cascade.clone_from(&with.cascade);
    without.cascade.iter_mut().for_each(|row| row.system = "Elsewhere".to_owned());
    assert_eq!(names(&drawn(&without)), names(&left));
}

#[test]
fn dilution_has_a_line_a_generation_its_name_beside_it_and_its_rows() {
    let results = results(&Shape::one(1));
    let figure = of_dilution("dilution", &results).expect("it is drawn");
    for name in ["generation 1 (20 teachers)", "generation 2 (40 teachers)", "generation 3 (60 teachers)"] {
        assert_eq!(texts(&figure).iter().filter(|text| **text == name).count(), 1, "{name}");
        assert!(figure.drawing.description.contains(name), "{}", figure.drawing.description);
    }
    let mut rows = Vec::new();
    schoolsim::tables::write_csv(&results.cascade, &mut rows).expect("rows are written");
    assert_eq!(figure.table.as_bytes(), rows);
    // A line and a band each, beside grid, axes and leaders; the band is the interval of the last year.
    let bands = figure.drawing.shapes.iter().filter(|s| matches!(s, Mark::Area { .. })).count();
    assert_eq!(bands, 3);
    // A generation that few replicates have has no line, but its rows.
    let mut rare = results.clone();
    rare.cascade.iter_mut().filter(|row| row.generation == 3).for_each(|row| row.n = 2);
    let figure = of_dilution("rare", &rare).expect("it is drawn");
    assert!(!figure.drawing.description.contains("generation 3"), "{}", figure.drawing.description);
    assert_eq!(figure.table.lines().count(), 1 + rare.cascade.len());
    let two = of_dilution("dilutions", &synthetic::results(&Shape::one(2))).expect("it is drawn");
    assert!(texts(&two).contains(&"arm 1") && texts(&two).contains(&"arm 2"));
}

#[test]
fn the_title_of_dilution_follows_the_rows() {
    let titled = |shares: &[f64], se: f64, replicates: u32| {
        let mut results = results(&Shape { replicates, ..Shape::one(1) });
        results.cascade.retain(|row| row.generation as usize <= shares.len());
        for row in &mut results.cascade {
            (row.reached, row.reached_se) = (shares[row.generation as usize - 1], se);
        }
        of_dilution("order", &results).expect("it is drawn").drawing.title
    };
    assert_eq!(titled(&[0.41, 0.18, 0.06], 0.01, 40), "Each step covers less: 41, 18, 6 %");
    assert_eq!(titled(&[0.06, 0.18, 0.41], 0.01, 40), "Each step covers more: 6, 18, 41 %");
    assert_eq!(titled(&[0.18, 0.06, 0.41], 0.01, 40), "Way covered varies by step: 18, 6, 41 %");
    assert_eq!(titled(&[0.2, 0.2, 0.2], 0.01, 40), "No clear difference by step: 20, 20, 20 %");
    assert_eq!(titled(&[-0.1, -0.2, -0.3], 0.01, 40), "Each step loses more: −10, −20, −30 %");
    assert_eq!(titled(&[0.2], 0.01, 40), "The only step covers 20 % of the way");
    assert_eq!(titled(&[0.41, 0.18, 0.06], f64::NAN, 1), "No interval, so no conclusion");
}

#[test]
fn the_answer_tells_dilution_of_each_arm_with_a_cascade() {
    let mut results = results(&Shape::one(3));
    let lines = |results: &Results| {
        let answer = schoolsim::answer::answer(results);
        let lines = answer.systems.into_iter().flat_map(|s| s.lines).map(|line| line.text);
        lines.filter(|line| line.contains(", dilution: ")).collect::<Vec<_>>()
    };
    let told = lines(&results);
    assert_eq!(told.len(), 3);
    let first = "arm 1, dilution: in year 6 teachers at step 1 have covered 22 % of the way to the source against doing \
                 nothing (95 % interval 21 to 23 %); step 2, 11 % (10 to 12 %); step 3, 7 % (6 to 9 %).";
    assert_eq!(told[0], first);
    results.cascade.retain(|row| row.arm == "arm 1" || (row.arm == "arm 2" && row.generation == 1));
    assert_eq!(lines(&results), [first]);
    results.cascade.clear();
    assert!(lines(&results).is_empty());
}

#[test]
fn the_picture_is_the_drawing() {
    let all = drawn(&results(&Shape::one(2)));
    let svg = all[0].drawing.svg().expect("draws");
    let picture = png(&svg).expect("renders");
    assert_eq!(&picture[1..4], b"PNG");
    assert_eq!(svg, drawn(&results(&Shape::one(2)))[0].drawing.svg().expect("draws"));
}

/// An estimate whose published value is predicted to be `mean`, the interval two tenths to each side.
fn estimate(name: &str, published: f64, se: f64, mean: f64) -> Predicted {
    let z = (published - mean) / se;
    Predicted {
        estimate: name.to_owned(),
        contrast: false,
        published: Some(published),
        se: Some(se),
        bound: Some(Bound::Exact),
        source: Some("a page".to_owned()),
        status: Some(Status::Seen),
        se_from: Some(SeFrom::Published),
        counted: true,
        n: 60,
        mean,
        mc_se: 0.001,
        sd: 0.05,
        interval: [mean - 0.2, mean, mean + 0.2],
        z: Some(z),
        inside: Some(z.abs() <= 2.0),
        covered: Some((mean - published).abs() <= 0.2),
    }
}

fn study(id: &str, title: &str, estimates: Vec<Predicted>) -> Compared {
    let (trial, title, study) = (id.to_owned(), title.to_owned(), "Author 2014, Journal of It".to_owned());
    let (notes, role) = (Vec::new(), Role::Calibration);
    Compared {
        prediction: Prediction { trial, title, study, notes, role, replicates: 60, estimates },
        seed: 7,
        wanted: 60,
    }
}

/// A study as they are: exact values, bounds either way, a number that only serves others.
fn usual_study(id: &str) -> Compared {
    let at_least = Predicted { bound: Some(Bound::AtLeast), z: Some(0.0), ..estimate("share", 0.5, 0.1, 0.7) };
    let at_most = Predicted { bound: Some(Bound::AtMost), ..estimate("dispersion of schools", 0.1, 0.05, 0.4) };
    let serving =
        Predicted { published: None, se: None, bound: None, z: None, inside: None, counted: false, ..at_least.clone() };
    study(
        id,
        "Coaching by a colleague who is seen as strong",
        vec![
            estimate("effect on practice in the year of the support", 0.49, 0.09, 0.41),
            estimate("effect on attainment", 0.18, 0.04, 0.02),
            Predicted { estimate: "loss at partners".to_owned(), ..estimate("", -0.05, 0.05, -0.01) },
            at_least,
            at_most,
            Predicted { estimate: "effect among novices, which only serves others".to_owned(), ..serving },
        ],
    )
}

fn forest(label: &str, all: &[Compared]) -> Vec<Figure> {
    let figures =
        of_studies(all, "0123456789ab", "fitted; projection, not a causal estimate").expect("tables are written");
    look_at(label, &figures);
    figures
}

#[test]
fn each_study_has_a_forest_plot_and_all_have_one_of_distances() {
    let figures = forest("forest", &[usual_study("C10"), usual_study("all"), usual_study("C10")]);
    let names: Vec<&str> = figures.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["forest-c10", "forest-all-2", "forest-c10-2", "forest-all"]);
    assert_eq!(figures[0].drawing.title, "3 of 5 published numbers of C10 are inside");
    assert_eq!(figures[3].drawing.title, "9 of 15 published numbers of 3 studies are inside");
    assert_eq!(figures[0].table.lines().count(), 7, "a row an estimate");
    assert_eq!(figures[3].table.lines().count(), 16, "a row a published number");
    let told = texts(&figures[0]);
    for text in [
        "published 0.490 (SE 0.090)",
        "predicted 0.410 (0.210 to 0.610)",
        "published \u{2265} 0.50 (SE 0.10)",
        "published \u{2264} 0.100 (SE 0.050)",
        "not published",
        "z +4.0",
    ] {
        assert!(told.contains(&text), "{text}: {told:?}");
    }
    assert!(
        figures[0].drawing.description.contains("effect on attainment: published 0.180, SE 0.040; predicted 0.020")
    );
    for words in ["seed 7", "60 simulated trials", "0123456789ab"] {
        assert!(figures[0].drawing.description.contains(words), "{words}");
    }
    assert!(texts(&figures[3]).contains(&"bound kept"));
    assert!(figures[3].drawing.description.contains("C10, effect on attainment: +4.0."));
}

#[test]
fn marks_stand_where_the_numbers_are() {
    let figure = &forest("marks", &[study("C1", "One", vec![estimate("effect", 0.2, 0.1, 0.3)])])[0];
    let ticks: Vec<(f64, f64)> = figure
        .drawing
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Mark::Text { at, text, anchor: Anchor::Middle, .. } => Some((at.0, text.parse::<f64>().ok()?)),
            _ => None,
        })
        .collect();
    let ((x0, t0), (x1, t1)) = (ticks[0], ticks[ticks.len() - 1]);
    let value = |x: f64| t0 + (x - x0) / (x1 - x0) * (t1 - t0);
    let points: Vec<f64> = figure
        .drawing
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Mark::Point { at, .. } => Some(value(at.0)),
            _ => None,
        })
        .collect();
    assert!((points[0] - 0.2).abs() < 1e-6 && (points[1] - 0.3).abs() < 1e-6, "{points:?}");
    let lines: Vec<(f64, f64)> = figure
        .drawing
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Mark::Line { points, width: 3.0, .. } if points[0].1 == points[1].1 => {
                Some((value(points[0].0), value(points[1].0)))
            }
            _ => None,
        })
        .collect();
    for ((low, high), (a, b)) in lines.iter().zip([(0.004, 0.396), (0.1, 0.5)]) {
        assert!((low - a).abs() < 1e-6 && (high - b).abs() < 1e-6, "{lines:?}");
    }
    assert_eq!(lines.len(), 2);
}

#[test]
fn forests_of_every_shape_are_drawn() {
    let long = "an effect with a name of sixty letters, which is the longest";
    let word = "x".repeat(60);
    let many = |n: usize| (0..n).map(|i| estimate(&format!("{long} {i}"), 0.1 * i as f64, 0.1, 0.4)).collect();
    let unknown = Predicted {
        z: None,
        inside: None,
        covered: None,
        mean: f64::NAN,
        sd: f64::NAN,
        mc_se: f64::NAN,
        interval: [f64::NAN; 3],
        n: 0,
        ..estimate("not predicted", 0.2, 0.1, 0.0)
    };
    let wide = Predicted { interval: [-4e5, 3.0, 9e5], mean: 4e4, ..estimate("a wild ratio", 0.4, 0.2, 0.0) };
    let nothing =
        Predicted { published: None, se: None, bound: None, z: None, inside: None, counted: false, ..unknown.clone() };
    let shapes = [
        ("one", vec![study("C1", "One", vec![estimate("effect", 0.2, 0.1, 0.3)])]),
        ("unknown", vec![study("C1", "Unknown", vec![unknown.clone(), estimate("effect", 0.2, 0.1, 0.3)])]),
        ("none", vec![study("C1", "Nothing", vec![nothing])]),
        ("wide", vec![study("C1", "Wide", vec![wide, estimate("effect", 0.2, 0.1, 0.3)])]),
        ("zero", vec![study("C1", "Zero", vec![estimate("effect", 0.0, 1e-9, 0.0)])]),
        ("huge", vec![study("C1", "Huge", vec![estimate("effect", 1e6, 1e6, -1e6)])]),
        ("fifteen", vec![study("C1", "Fifteen", many(15))]),
        ("forty", vec![study("C1", "Forty", many(40)), study("C2", "More", many(3))]),
        ("word", vec![study(&word, &word, vec![estimate(&word, 0.2, 0.1, 0.3)])]),
        (
            "hostile",
            vec![study(
                "R&D <script>alert(1)</script> and more words",
                "混合式管理 & <b>",
                vec![estimate("<i>", 1.0, 0.5, 1.2)],
            )],
        ),
        ("shipped", (1..=16).map(|i| usual_study(&format!("C{i}"))).collect()),
    ];
    for (label, all) in shapes {
        for figure in forest(label, &all) {
            assert!(!figure.drawing.svg().expect("draws").contains("<script>"));
        }
    }
    assert!(of_studies(&[], "", "").expect("nothing to write").is_empty());
    assert!(of_studies(&[study("C1", "Empty", vec![])], "", "").expect("nothing to write").is_empty());
}

#[test]
fn what_is_told_when_pointed_at_leaves_no_mark_in_the_picture() {
    for figure in drawn(&results(&Shape::one(2))) {
        let svg = figure.drawing.svg().expect("an SVG is drawn");
        let mut plain = figure.drawing.clone();
        plain.shapes.retain(|shape| !matches!(shape, Mark::Hit { .. }));
        let plain = plain.svg().expect("an SVG is drawn");
        assert!(svg.contains("class=\"hit\"><title>") && !plain.contains("hit"), "{}", figure.name);
        assert!(png(&svg).expect("renders") == png(&plain).expect("renders"), "{}", figure.name);
    }
}
