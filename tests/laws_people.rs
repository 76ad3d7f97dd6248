//! Policies about who teaches and who leads: does each do what it should, to those it should, and nothing to others?

#![allow(missing_docs)]

mod example;

use example::{Stepped, bits, design, list, mean, mean_and_error, record};
use schoolsim::ledger::{Mechanism, Origin};
use schoolsim::model::Model;
use schoolsim::observe::SchoolYear;
use schoolsim::policy::new_schools::Where;
use schoolsim::policy::teaching_research_system::Visit;
use schoolsim::policy::{EntrustedManagement, ExpertTeacherLadder, NewSchools, Policy, TeachingResearchSystem};
use schoolsim::setting::Country;
use schoolsim::simulate::Record;
use schoolsim::world::Title;

const SCHOOLS: usize = 40;

/// Replicates of doing nothing and of some arms on 40 schools in four districts.
fn replicates(arms: &[Vec<Policy>], years: u32, count: u32) -> Vec<Record> {
    let list = list(SCHOOLS as u32, 4, 10.0);
    let arms: Vec<&[Policy]> = arms.iter().map(Vec::as_slice).collect();
    (0..count).map(|number| record(&design(&list, &arms, years), number)).collect()
}

/// Mean difference from doing nothing in a year over schools that were asked for, by replicate.
fn differences(
    records: &[Record],
    [arm, year]: [usize; 2],
    which: impl Fn(&Record, usize) -> bool,
    of: impl Fn(&SchoolYear) -> f32,
) -> Vec<f64> {
    let one = |record: &Record| {
        let of = |arm: usize, school: usize| f64::from(of(&record.arms[arm].schools[year][school]));
        let chosen: Vec<usize> = (0..SCHOOLS).filter(|&school| which(record, school)).collect();
        (!chosen.is_empty()).then(|| mean(chosen.into_iter().map(|school| of(arm, school) - of(0, school))))
    };
    records.iter().filter_map(one).collect()
}

/// Whether a school's year is to the bit that of doing nothing.
fn untouched(record: &Record, arm: usize, year: usize, school: usize) -> bool {
    let [a, b] = [0, arm].map(|arm| bits(&[vec![record.arms[arm].schools[year][school]]]));
    a == b
}

/// What was booked to the first policy in its first `years` years, over all schools.
fn booked(policy: Policy, years: usize, mechanism: Mechanism) -> f64 {
    let mut world = Stepped::new(&list(SCHOOLS as u32, 4, 10.0), Country::England, Model::default(), vec![policy]);
    world.year = 1;
    let mut sum = 0.0;
    for _ in 0..years {
        world.step();
        for (district, ledger) in world.world.districts.iter().zip(&world.ledgers) {
            sum += (0..district.schools.len()).map(|s| ledger.booked(s, mechanism, Origin::policy(0))).sum::<f64>();
        }
    }
    sum
}

fn opening(share_of_schools: f64, place: Where) -> NewSchools {
    NewSchools { share_of_schools, place, ..NewSchools::default() }
}

/// Schools that an arm opened, by the change of what they live through in its first year.
fn opened(record: &Record, arm: usize) -> Vec<usize> {
    (0..SCHOOLS).filter(|&school| !untouched(record, arm, 1, school)).collect()
}

/// What is read off a school in a year.
type Measure = fn(&SchoolYear) -> f32;

#[test]
fn new_schools_are_weaker_in_all_that_was_said_and_other_schools_live_on() {
    let arms = [vec![Policy::NewSchools(opening(0.2, Where::Scattered))]];
    let records = replicates(&arms, 3, 8);
    for record in &records {
        assert_eq!(opened(record, 1).len(), 8, "a fifth of forty");
        assert!(!record.arms[1].received.contains(&true) && !record.arms[1].gave.contains(&true));
    }
    let new = |record: &Record, school: usize| !untouched(record, 1, 1, school);
    let measures: [(&str, Measure); 6] = [
        ("practice", |s| s.enacted),
        ("embedded practice", |s| s.embedded),
        ("culture", |s| s.culture),
        ("climate", |s| s.climate),
        ("leadership", |s| s.leadership),
        ("attainment", |s| s.attainment),
    ];
    for (name, of) in measures {
        let (lost, error) = mean_and_error(&differences(&records, [1, 1], new, of));
        assert!(lost < -3.0 * error, "{name}: {lost} ± {error}");
    }
}

#[test]
fn a_larger_share_opens_the_same_schools_and_more_and_new_districts_are_whole() {
    let arms = [0.1, 0.3].map(|share| vec![Policy::NewSchools(opening(share, Where::Scattered))]);
    let whole = vec![Policy::NewSchools(opening(0.3, Where::NewDistricts))];
    let mentored = vec![
        Policy::EntrustedManagement(EntrustedManagement { from_year: 2, ..EntrustedManagement::default() }),
        Policy::NewSchools(opening(0.3, Where::Scattered)),
    ];
    let arms = [arms[0].clone(), arms[1].clone(), whole, mentored];
    for record in replicates(&arms, 1, 4) {
        let (few, many, whole) = (opened(&record, 1), opened(&record, 2), opened(&record, 3));
        assert!(few.len() == 4 && many.len() == 12 && few.iter().all(|school| many.contains(school)));
        assert_eq!(many, opened(&record, 4), "a policy beside it changes nobody's lot");
        assert_eq!(whole.len(), 20, "two districts of ten");
        assert!((0..4).all(|d| [0, 10].contains(&whole.iter().filter(|&&s| s / 10 == d).count())), "{whole:?}");
    }
}

#[test]
fn new_staff_are_booked_as_departures_and_arrivals_and_as_nothing_else() {
    let policy = || Policy::NewSchools(opening(0.5, Where::Scattered));
    assert_ne!(booked(policy(), 1, Mechanism::Arrival), 0.0);
    // They open once; later only those who move take along what is owed to the opening.
    let (first, all) = (booked(policy(), 1, Mechanism::Arrival), booked(policy(), 3, Mechanism::Arrival));
    assert!((all - first).abs() < 0.1 * first.abs(), "{first} {all}");
    assert!(booked(policy(), 1, Mechanism::NewPost) < 0.0, "those with experience start anew");
    let beginners = Policy::NewSchools(NewSchools { novices: 1.0, ..opening(0.5, Where::Scattered) });
    assert_eq!(booked(beginners, 1, Mechanism::NewPost), 0.0, "beginners are new anyway");
    for mechanism in [Mechanism::PostedAway, Mechanism::PostedIn, Mechanism::LessonsLost] {
        assert_eq!(booked(policy(), 2, mechanism), 0.0);
    }
}

#[test]
fn the_norm_of_culture_grows_back_whether_the_policy_lasts_or_not() {
    let norms = |to_year, tradition_years| {
        let policy = NewSchools { to_year, tradition_years, ..opening(1.0, Where::Scattered) };
        let mut world =
            Stepped::new(&list(10, 1, 8.0), Country::England, Model::default(), vec![Policy::NewSchools(policy)]);
        world.year = 1;
        let norm = |world: &Stepped| mean(world.world.districts[0].schools.iter().map(|s| f64::from(s.culture_norm)));
        let before = norm(&world);
        (0..5)
            .map(|_| {
                world.step();
                norm(&world) - before
            })
            .collect::<Vec<f64>>()
    };
    for (year, lack) in norms(None, 4.0).into_iter().enumerate() {
        let wanted = -0.75f64.powi(year as i32);
        assert!((lack - wanted).abs() < 1e-5, "{lack} {wanted}");
    }
    assert_eq!(norms(Some(2), 4.0), norms(None, 4.0), "a tradition grows by itself");
    assert!(norms(None, 1.0)[1].abs() < 1e-5, "a year is enough if tradition takes one");
}

#[test]
fn mentor_teams_help_new_schools() {
    let new = Policy::NewSchools(opening(0.2, Where::Scattered));
    let team = EntrustedManagement { from_year: 2, share_of_schools: 0.2, ..EntrustedManagement::default() };
    let records = replicates(&[vec![new.clone()], vec![new, Policy::EntrustedManagement(team)]], 5, 8);
    let helped = |record: &Record, school: usize| !untouched(record, 1, 1, school) && record.arms[2].received[school];
    let of = |arm| differences(&records, [arm, 5], helped, |s: &SchoolYear| s.enacted);
    let gain: Vec<f64> = of(2).into_iter().zip(of(1)).map(|(with, without)| with - without).collect();
    let (gain, error) = mean_and_error(&gain);
    assert!(gain > 3.0 * error, "{gain} ± {error}");
}

fn ladder() -> ExpertTeacherLadder {
    ExpertTeacherLadder { subject_leaders: 0.02, special_class: 0.01, ..ExpertTeacherLadder::default() }
}

/// Learning booked to a ladder in its first years.
fn learnt(ladder: &ExpertTeacherLadder) -> f64 {
    let modes = [Mechanism::LearnObservation, Mechanism::LearnMeeting, Mechanism::LearnCycle];
    modes.map(|mode| booked(Policy::ExpertTeacherLadder(ladder.clone()), 2, mode)).iter().sum()
}

#[test]
fn experts_help_the_schools_they_lead_and_their_own_pay() {
    let with = ExpertTeacherLadder { prospect: 0.0, release: 1.0, mentoring_hours: 60.0, ..ladder() };
    let records = replicates(&[vec![Policy::ExpertTeacherLadder(with)]], 3, 24);
    let received = |record: &Record, school: usize| record.arms[1].received[school];
    let (gain, error) = mean_and_error(&differences(&records, [1, 3], received, |s| s.enacted));
    assert!(gain > 3.0 * error, "{gain} ± {error}");
    let gave = |record: &Record, school: usize| record.arms[1].gave[school] && !record.arms[1].received[school];
    let (loss, error) = mean_and_error(&differences(&records, [1, 3], gave, |s| s.attainment));
    assert!(loss < -2.0 * error, "{loss} ± {error}");
    for record in &records {
        let apart = (0..SCHOOLS).filter(|&s| !record.arms[1].received[s] && !record.arms[1].gave[s]);
        let apart: Vec<usize> = apart.collect();
        // In the first year nothing else has changed; who has a title is told at the end of it.
        assert!(!apart.is_empty() && apart.iter().all(|&school| untouched(record, 1, 1, school)));
    }
}

#[test]
fn more_experts_sessions_and_hours_teach_more_and_what_inhibits_teaches_less() {
    // With all hours released none crowds out another.
    let ladder = || ExpertTeacherLadder { release: 1.0, ..ladder() };
    let base = learnt(&ladder());
    assert!(base > 0.0);
    for (name, more) in [
        ("sessions", ExpertTeacherLadder { sessions_per_year: 16.0, ..ladder() }),
        ("mentoring", ExpertTeacherLadder { mentoring_hours: 60.0, ..ladder() }),
        ("leaders", ExpertTeacherLadder { subject_leaders: 0.06, ..ladder() }),
        ("peers", ExpertTeacherLadder { peers_per_school: 6, ..ladder() }),
        ("schools", ExpertTeacherLadder { schools_led: 9, ..ladder() }),
    ] {
        assert!(learnt(&more) > base, "{name}");
    }
    let long = ExpertTeacherLadder { mentoring_hours: 120.0, schools_led: 9, ..ladder() };
    let without = learnt(&ExpertTeacherLadder { release: 0.0, ..long.clone() });
    assert!(without < learnt(&ExpertTeacherLadder { release: 1.0, ..long }), "free time is short");
    assert!(without > 0.0);
    let backed = |backing| learnt(&ExpertTeacherLadder { backing, ..ladder() });
    assert!(backed(1.0) < backed(0.0), "heads who do not back it inhibit it");
}

#[test]
fn a_system_of_experts_reaches_more_than_twelve_and_titles_persist() {
    let arms = [Some(12), Some(3), None].map(|experts_in_all| {
        let many = ExpertTeacherLadder { experts_in_all, subject_leaders: 0.1, to_year: Some(2), ..ladder() };
        vec![Policy::ExpertTeacherLadder(many)]
    });
    for record in replicates(&arms, 3, 3) {
        let reached = |arm: usize| record.arms[arm].received.iter().filter(|&&r| r).count();
        assert!(reached(2) < reached(1) && reached(1) <= reached(3), "{} {} {}", reached(2), reached(1), reached(3));
        assert_eq!(record.arms[1].used[0][1].paid, 12.0);
        assert_eq!(record.arms[1].used[2][1].paid, 0.0);
    }
    let policy = Policy::ExpertTeacherLadder(ExpertTeacherLadder { experts_in_all: Some(12), ..ladder() });
    let mut world = Stepped::new(&list(40, 4, 10.0), Country::England, Model::default(), vec![policy]);
    let titled = |world: &Stepped| {
        let titles = world.world.districts.iter().flat_map(|d| &d.teachers.title);
        titles.filter(|&&t| t == Title::Expert).count()
    };
    world.year = 1;
    let before = titled(&world);
    world.open();
    world.arrange();
    assert!(titled(&world) >= 12 && titled(&world) > before);
}

fn officers() -> TeachingResearchSystem {
    TeachingResearchSystem { officers_per_district: 2, city_officers: 1, ..TeachingResearchSystem::default() }
}

fn stepped(policy: Policy) -> Stepped {
    let mut world = Stepped::new(&list(40, 4, 10.0), Country::England, Model::default(), vec![policy]);
    world.year = 1;
    world
}

#[test]
fn officers_are_out_of_school_for_their_term_and_come_home() {
    let system = TeachingResearchSystem { term_years: 2, to_year: Some(4), ..officers() };
    let mut world = stepped(Policy::TeachingResearchSystem(system));
    let mut homes = Vec::new();
    for year in 1..=6 {
        world.step();
        let posts: Vec<_> = world.world.seconded.iter().map(|s| s.post).collect();
        assert_eq!(posts.len(), if year <= 4 { 9 } else { 0 }, "one of the city and two of each district");
        for &post in &posts {
            let district = &world.world.districts[post.school.district as usize];
            let lane = district.schools[post.school.school as usize].first + post.post as usize;
            assert!(district.teachers.posted[lane] && district.teachers.filled[lane], "somebody stands in");
        }
        homes.push(posts);
    }
    assert!(homes[0] == homes[1] && homes[2] == homes[3], "a term is two years");
    assert_ne!(homes[1], homes[2], "others replace them");
}

#[test]
fn officers_teach_by_what_they_do_and_their_schools_lose_them() {
    let idle = TeachingResearchSystem {
        open_lessons_per_year: 0.0,
        city_lessons_per_year: 0.0,
        visits_per_school: 0.0,
        studio_meetings: 0.0,
        ..officers()
    };
    let modes = [Mechanism::LearnObservation, Mechanism::LearnMeeting, Mechanism::LearnCycle, Mechanism::LearnFeedback];
    let learnt = |system: &TeachingResearchSystem| {
        modes.map(|mode| booked(Policy::TeachingResearchSystem(system.clone()), 1, mode))
    };
    let total = |system: &TeachingResearchSystem| learnt(system).iter().sum::<f64>();
    assert_eq!(total(&idle), 0.0);
    let lessons = |open_lessons_per_year| TeachingResearchSystem { open_lessons_per_year, ..idle.clone() };
    let city = |city_lessons_per_year| TeachingResearchSystem { city_lessons_per_year, ..idle.clone() };
    let visits = |visits_per_school| TeachingResearchSystem { visits_per_school, ..idle.clone() };
    let studio = |studio_meetings| TeachingResearchSystem { studio_meetings, ..idle.clone() };
    for (name, doses) in [
        ("lessons", [20.0, 60.0].map(lessons)),
        ("city", [40.0, 120.0].map(city)),
        ("visits", [3.0, 10.0].map(visits)),
        ("studio", [4.0, 12.0].map(studio)),
    ] {
        let [less, more] = doses.map(|system| total(&system));
        assert!(0.0 < less && less < more, "{name}: {less} {more}");
    }
    let [watched, met, planned, advised] = learnt(&lessons(40.0));
    assert!(watched > 0.0 && met > 0.0 && planned == 0.0 && advised == 0.0);
    let [watched, met, planned, advised] = learnt(&TeachingResearchSystem { visit: Visit::Advice, ..visits(10.0) });
    assert!(advised > 0.0 && watched == 0.0 && met == 0.0 && planned == 0.0);

    let records = replicates(&[vec![Policy::TeachingResearchSystem(idle)]], 1, 8);
    let gave = |record: &Record, school: usize| record.arms[1].gave[school];
    let (lost, error) = mean_and_error(&differences(&records, [1, 1], gave, |s| s.embedded));
    assert!(lost < -3.0 * error, "the best are gone: {lost} ± {error}");
    for record in &records {
        assert!(
            (0..SCHOOLS).all(|s| record.arms[1].gave[s] || untouched(record, 1, 1, s)),
            "others only lose a chance"
        );
        assert_eq!(record.arms[1].used[0][1].posted, 9.0);
    }
}

#[test]
fn an_open_lesson_has_as_many_observers_as_were_planned() {
    let system = TeachingResearchSystem {
        visits_per_school: 0.0,
        studio_meetings: 0.0,
        city_officers: 0,
        open_lessons_per_year: 40.0,
        unpicking_hours: 0.0,
        ..officers()
    };
    let list = list(40, 4, 10.0);
    let arm = [Policy::TeachingResearchSystem(system)];
    let mut design = design(&list, &[&arm], 1);
    design.model.decisions.schools_activity = schoolsim::decision::Rule::Fixed;
    let record = record(&design, 0);
    // Four districts, forty lessons, twelve observers of an hour; nobody watches a lesson of her own.
    let planned = record.arms[1].used[0][1].planned;
    assert!((0.95 * 1920.0..=1920.0).contains(&planned), "{planned}");
}
