use super::*;
use crate::population::list::Lasting;
use crate::setting::Phase::{Primary, Secondary};

fn all(phase: Phase) -> Vec<SchoolRecord> {
    list(phase, &[], &[], PlaceKind::Any, None, 1).unwrap().schools
}

fn texts(names: &[&str]) -> Vec<String> {
    names.iter().map(|&n| n.to_owned()).collect()
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn sd(x: &[f64]) -> f64 {
    let m = mean(x);
    (x.iter().map(|v| (v - m).powi(2)).sum::<f64>() / (x.len() as f64 - 1.0)).sqrt()
}

/// Correlation, and slope of `y` on `x`.
fn tie(x: &[f64], y: &[f64]) -> (f64, f64) {
    let (mx, my) = (mean(x), mean(y));
    let across = x.iter().zip(y).map(|(a, b)| (a - mx) * (b - my)).sum::<f64>() / (x.len() as f64 - 1.0);
    (across / (sd(x) * sd(y)), across / sd(x).powi(2))
}

#[test]
fn the_list_has_the_known_counts() {
    let primary = all(Primary);
    assert_eq!(primary.len(), 16_781);
    assert_eq!(all(Secondary).len(), 3_404);
    assert_eq!(regions().len(), 9);
    assert_eq!(authorities().len(), 152);
    let complete = primary.iter().filter(|s| s.result.is_some()).count();
    assert!((13_943..14_400).contains(&complete), "{complete}");
    let east = list(Primary, &texts(&["east of england"]), &[], PlaceKind::Any, None, 1).unwrap();
    assert_eq!(east.schools.len(), 1_989);
    assert!(east.attribution.unwrap().contains("Open Government Licence v3.0"));
    let rural = list(Primary, &[], &[], PlaceKind::Rural, None, 1).unwrap();
    assert_eq!(rural.schools.len(), 4_743);
    assert!(rural.schools.iter().all(|s| !s.urban));
}

#[test]
fn districts_stand_together_and_selection_changes_no_school() {
    let whole = all(Primary);
    assert!(whole.windows(2).all(|w| w[0].district <= w[1].district));
    let norfolk = list(Primary, &[], &texts(&["Norfolk"]), PlaceKind::Any, None, 1).unwrap().schools;
    let same: Vec<_> = whole.iter().filter(|s| s.district == "Norfolk").cloned().collect();
    assert_eq!(norfolk, same);
}

#[test]
fn a_sample_is_drawn_by_the_seed_and_grows_by_adding() {
    let draw = |n, seed| list(Primary, &[], &[], PlaceKind::Any, Some(n), seed).unwrap().schools;
    let few = draw(200, 3);
    assert_eq!(few.len(), 200);
    assert_eq!(few, draw(200, 3));
    assert_ne!(few, draw(200, 4));
    let more = draw(1000, 3);
    assert!(few.iter().all(|s| more.contains(s)));
    assert_eq!(draw(50_000, 3).len(), 16_781);
    let share = more.iter().filter(|s| !s.urban).count() as f64 / 1000.0;
    assert!((share - 0.283).abs() < 0.05, "{share}");
}

#[test]
fn missing_teachers_have_the_right_level_and_spread() {
    for phase in [Primary, Secondary] {
        let rule = TeachersRule::of(phase);
        let (mut drawn, mut counted) = (Vec::new(), Vec::new());
        for s in all(phase) {
            assert!(s.teachers >= 1);
            let size = f64::from(s.pupils).ln();
            if s.pupils < 150 {
                continue;
            }
            let left = f64::from(s.teachers).ln() - rule.intercept - rule.slope * size;
            if s.teachers_origin == Origin::Given { counted.push(left) } else { drawn.push(left) }
        }
        assert!(mean(&drawn).abs() < 0.02 && (sd(&drawn) - 0.19).abs() < 0.01, "{} {}", mean(&drawn), sd(&drawn));
        println!("{phase:?} drawn {} {} counted {} {}", mean(&drawn), sd(&drawn), mean(&counted), sd(&counted));
        // The counts are of 2018 and the rolls of 2021: secondary rolls grew by about 5 % in between.
        assert!(mean(&counted).abs() < 0.08 && (sd(&counted) - 0.19).abs() < 0.06);
    }
}

/// Two years of results drawn from the settled list, with the shares of disadvantage, in pupil SD: schools with more
/// than `pupils` pupils.
fn two_years(phase: Phase, pupils: u32) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let noise = lasting::Noise::default();
    let mut draws = Streams::new(11, 0).of_year(Purpose::Generate, Place::WORLD, 9);
    let (mut share, mut first, mut second) = (Vec::new(), Vec::new(), Vec::new());
    for (i, s) in all(phase).iter().enumerate().filter(|(_, s)| s.result.is_some() && s.pupils > pupils) {
        let mut slot = draws.slot(i);
        let mut normal = || f64::from(slot.normal());
        let Lasting { mean, sd, .. } = s.lasting;
        let level = mean + sd * normal();
        let chance = noise.of(phase).variance(f64::from(s.pupils) / f64::from(s.year_groups)).sqrt();
        share.push(s.disadvantage);
        first.push(level + chance * normal());
        second.push(level + chance * normal());
    }
    (share, first, second)
}

#[test]
fn drawn_primary_results_look_like_the_published_ones() {
    let (share, first, second) = two_years(Primary, 0);
    assert!(first.len() > 14_000);
    // 2.9 points of key stage 2 mathematics; r = 0.67 from year to year; r = -0.32 and -0.0079 pupil SD a point of FSM.
    let (stable, _) = tie(&first, &second);
    let (with_share, slope) = tie(&share, &first);
    println!("primary: sd {} stable {stable} with share {with_share} slope {slope}", sd(&first));
    assert!((sd(&first) - 0.364).abs() < 0.01, "{}", sd(&first));
    assert!((stable - 0.67).abs() < 0.04, "{stable}");
    assert!((with_share + 0.32).abs() < 0.02, "{with_share}");
    assert!((slope / 100.0 + 0.0079).abs() < 0.0005, "{slope}");
    // Schools over 300 pupils: r = 0.75 from year to year, -0.39 with disadvantage.
    let (share, first, second) = two_years(Primary, 300);
    let ((stable, _), (with_share, _)) = (tie(&first, &second), tie(&share, &first));
    println!("primary over 300 pupils: stable {stable} with share {with_share}");
    assert!((stable - 0.75).abs() < 0.05, "{stable}");
    assert!((with_share + 0.39).abs() < 0.03, "{with_share}");
}

#[test]
fn drawn_secondary_results_look_like_the_published_ones() {
    let (share, first, second) = two_years(Secondary, 0);
    // Attainment 8: SD 9 points; r = 0.93 over four years; r = -0.61 with disadvantage.
    let (stable, _) = tie(&first, &second);
    let (with_share, _) = tie(&share, &first);
    println!("secondary: sd {} stable {stable} with share {with_share}", sd(&first));
    assert!((sd(&first) * 19.0 - 9.3).abs() < 0.4, "{}", sd(&first));
    assert!((stable - 0.93).abs() < 0.02, "{stable}");
    assert!((with_share + 0.60).abs() < 0.03, "{with_share}");
}

#[test]
fn national_constants_are_those_of_the_list() {
    let noise = lasting::Noise::default();
    for phase in [Primary, Secondary] {
        let (fit, nation) = (lasting::fit(&all(phase), phase, noise.of(phase)), noise.of(phase).national());
        println!("{phase:?} {fit:?} {nation:?}");
        assert!(fit.results > 2_900);
        assert!((fit.slope - nation.slope).abs() < 0.03, "{fit:?} {nation:?}");
        assert!((fit.intercept - nation.intercept).abs() < 0.01, "{fit:?} {nation:?}");
        assert!((fit.sd - nation.sd).abs() < 0.005, "{fit:?} {nation:?}");
    }
}

#[test]
fn a_wrong_name_is_answered_with_the_right_ones() {
    let error = list(Primary, &[], &texts(&["Norflok"]), PlaceKind::Any, None, 1).unwrap_err().to_string();
    assert!(error.starts_with("there is no local authority called \"Norflok\""), "{error}");
    assert!(error.contains("\"Norfolk\""), "{error}");
    let error = list(Primary, &texts(&["East Anglia"]), &[], PlaceKind::Any, None, 1).unwrap_err().to_string();
    assert!(error.contains("\"East of England\"") && error.contains("The regions are"), "{error}");
    assert!(regions().iter().all(|r| LIST_REGIONS.contains(r)));
}

#[test]
fn nothing_left_and_a_sample_of_none_are_refused() {
    let none = list(Primary, &texts(&["London"]), &texts(&["Norfolk"]), PlaceKind::Any, None, 1);
    assert!(matches!(none, Err(PopulationError::Empty { .. })));
    let zero = list(Primary, &[], &[], PlaceKind::Any, Some(0), 1).unwrap_err().to_string();
    assert_eq!(
        zero,
        "population: `sample` is 0, allowed is 1 or more, or none for all schools; \
         leave `sample` out to take every school"
    );
}
