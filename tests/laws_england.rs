//! What an exchange of teachers, lesson study, a video library and a cascade of training must do and must not.

#![allow(missing_docs)]

mod example;

use example::{LEARNING, Stepped, WEEKS, bits, design, list, mean, record, small};
use schoolsim::decision::Rule;
use schoolsim::ledger::Origin;
use schoolsim::model::Model;
use schoolsim::observe::{self, SchoolYear};
use schoolsim::policy::circles::circles;
use schoolsim::policy::lesson_study::Materials;
use schoolsim::policy::training_cascade::Accreditation;
use schoolsim::policy::video_library::Viewing;
use schoolsim::policy::{LessonStudy, Policy, TeacherExchangeVisit, TrainingCascade, VideoLibrary, WorkGroup};
use schoolsim::setting::Country;
use schoolsim::simulate::Record;
use schoolsim::units::Week;
use schoolsim::week::{self, Frame};
use schoolsim::world::{PostId, Trainee};
use std::collections::BTreeSet;

fn stepped(policy: &Policy) -> Stepped {
    let mut world = Stepped::new(&list(40, 2, 10.0), Country::England, Model::default(), vec![policy.clone()]);
    world.year = 1;
    world
}

/// What teachers of all schools learnt by a policy this year, by mode.
fn learnt(world: &Stepped) -> [f64; 8] {
    let by_mode = |mode| {
        let of = world.world.districts.iter().zip(&world.ledgers);
        of.map(|(d, ledger)| (0..d.schools.len()).map(|s| ledger.booked(s, mode, Origin::policy(0))).sum::<f64>()).sum()
    };
    LEARNING.map(by_mode)
}

/// What is learnt by a policy in its first years.
fn learnt_in(policy: &Policy, years: usize) -> f64 {
    let mut world = stepped(policy);
    let one = |world: &mut Stepped| {
        world.step();
        learnt(world).iter().sum::<f64>()
    };
    (0..years).map(|_| one(&mut world)).sum()
}

/// A few visitors and travellers, for forty schools.
fn few() -> TeacherExchangeVisit {
    TeacherExchangeVisit { visitors: 3, travellers: 2, ..TeacherExchangeVisit::default() }
}

fn every() -> [Policy; 4] {
    [
        Policy::TeacherExchangeVisit(few()),
        Policy::LessonStudy(LessonStudy::default()),
        Policy::VideoLibrary(VideoLibrary::default()),
        Policy::TrainingCascade(TrainingCascade::default()),
    ]
}

fn replicates(arms: &[Policy], years: u32, count: u32) -> Vec<Record> {
    let list = list(40, 2, 10.0);
    let arms: Vec<&[Policy]> = arms.iter().map(std::slice::from_ref).collect();
    (0..count).map(|number| record(&design(&list, &arms, years), number)).collect()
}

#[test]
fn more_of_it_is_more_learning() {
    let exchange = |hours_per_lesson, observers_per_lesson| {
        Policy::TeacherExchangeVisit(TeacherExchangeVisit { hours_per_lesson, observers_per_lesson, ..few() })
    };
    let study = |hours_per_cycle| Policy::LessonStudy(LessonStudy { hours_per_cycle, ..LessonStudy::default() });
    let watch = |hours_per_year| Policy::VideoLibrary(VideoLibrary { hours_per_year, ..VideoLibrary::default() });
    let train = |days_per_year, sharing_hours| {
        Policy::TrainingCascade(TrainingCascade { days_per_year, sharing_hours, ..TrainingCascade::default() })
    };
    let doses = [
        [exchange(1.0, 2), exchange(2.0, 2), exchange(2.0, 8)],
        [study(3.0), study(6.0), study(12.0)],
        [watch(6.0), watch(12.0), watch(24.0)],
        [train(3, 6.0), train(9, 6.0), train(9, 12.0)],
    ];
    for doses in doses {
        let gains = doses.each_ref().map(|p| learnt_in(p, 2));
        assert!(gains[0] > 0.0 && gains[0] < gains[1] && gains[1] < gains[2], "{}: {gains:?}", doses[0].name());
    }
}

#[test]
fn schools_without_a_part_in_it_live_their_first_year_as_if_there_were_no_policy() {
    for record in replicates(&every(), 1, 3) {
        for (arm, policy) in record.arms[1..].iter().zip(every()) {
            let (mut apart, mut touched) = (0, 0);
            for school in 0..40 {
                let [nothing, seen] = [&record.arms[0], arm].map(|a| bits(&[vec![a.schools[1][school]]]));
                if arm.received[school] || arm.gave[school] {
                    touched += usize::from(nothing != seen);
                } else {
                    assert_eq!(nothing, seen, "{}: school {school}", policy.name());
                    apart += 1;
                }
            }
            assert!(apart > 0 && touched > 0, "{}: {apart} apart, {touched} touched", policy.name());
        }
    }
}

#[test]
fn when_it_stops_practice_returns_to_what_was_embedded() {
    let policies = every().map(|p| p.during(1, Some(3)));
    let records = replicates(&policies, 6, 6);
    for (number, policy) in policies.iter().enumerate() {
        let at = |year: usize, of: fn(&SchoolYear) -> f32| {
            mean(records.iter().flat_map(|record| {
                let (nothing, arm) = (&record.arms[0].schools[year], &record.arms[number + 1]);
                let pairs = nothing.iter().zip(&arm.schools[year]).zip(&arm.received);
                let led = pairs.filter(|(_, is)| **is).map(|((n, a), _)| f64::from(of(a)) - f64::from(of(n)));
                led.collect::<Vec<_>>()
            }))
        };
        let supported = |year| at(year, |s| s.enacted - s.embedded);
        assert!(supported(3) > 0.0, "{}: nothing was supported: {}", policy.name(), supported(3));
        assert!(supported(6).abs() < 0.1 * supported(3) + 0.002, "{}: {}", policy.name(), supported(6));
    }
}

#[test]
fn the_exchange_has_the_numbers_of_its_source() {
    let p = TeacherExchangeVisit::default();
    let watched = f64::from(p.visitors * p.observers_per_lesson) * p.lessons_shown * f64::from(p.weeks);
    assert!((6000.0..=7000.0).contains(&watched), "{watched}");
    assert_eq!(p.travellers * p.days_away, 700);
    assert!((35..=40).contains(&(p.visitors / p.waves)));
}

#[test]
fn visitors_are_watched_in_their_weeks_by_people_who_come_once() {
    let here = TeacherExchangeVisit { travellers: 0, visitors: 4, observers_per_lesson: 2, ..few() };
    let mut world = stepped(&Policy::TeacherExchangeVisit(here.clone()));
    world.open();
    world.arrange();
    let mut observers = BTreeSet::new();
    for (d, district) in world.world.districts.iter().enumerate() {
        for (s, ties) in district.ties.iter().enumerate() {
            for &post in ties.iter().flat_map(|tie| &tie.participants) {
                assert!(observers.insert((d, s, post)), "somebody watches twice");
            }
        }
    }
    let places = 4 * 2 * (here.lessons_shown * f64::from(here.weeks)) as usize;
    assert!(observers.len() <= places && observers.len() > places / 2, "{} of {places}", observers.len());
    let planned =
        |world: &Stepped| world.world.districts.iter().flat_map(|d| &d.schools).map(|s| s.planned[1]).sum::<f64>();
    let mut weeks = Vec::new();
    for week in 0..WEEKS {
        let before = planned(&world);
        world.each(|district, frame, agenda, ledger| {
            let frame = Frame { week: Week { year: 1, week }, ..*frame };
            for school in 0..district.schools.len() {
                week::step(district, school, &frame, agenda, ledger);
            }
        });
        if planned(&world) > before {
            weeks.push(week);
        }
    }
    assert_eq!(weeks, [12, 13, 26, 27]);
    assert_eq!(planned(&world), observers.len() as f64 * here.hours_per_lesson);
}

#[test]
fn travellers_are_away_for_their_days_and_their_schools_lose_what_is_not_brought_back() {
    let away =
        TeacherExchangeVisit { visitors: 0, lessons_watched_away: 0.0, sharing_hours: 0.0, travellers: 5, ..few() };
    for record in replicates(&[Policy::TeacherExchangeVisit(away)], 1, 3) {
        let arm = &record.arms[1];
        assert_eq!(arm.used[0][1].covered, 5.0 * 2.0 * Country::England.setting().working_hours());
        assert_eq!(arm.gave.iter().filter(|&&gave| gave).count(), 5);
        for (school, gave) in arm.gave.iter().enumerate() {
            let [nothing, seen] = [&record.arms[0], arm].map(|a| a.schools[1][school]);
            assert_eq!(nothing.enacted, seen.enacted);
            assert_eq!(seen.attainment < nothing.attainment, *gave, "school {school}");
        }
    }
}

#[test]
fn a_fourth_exchange_in_a_row_brings_less_than_a_first_one_in_that_year() {
    let again = TeacherExchangeVisit { visitors: 40, share_asked: 1.0, ..few() };
    let fourth = |from_year| {
        let policy = Policy::TeacherExchangeVisit(TeacherExchangeVisit { from_year, ..again.clone() });
        let mut world = stepped(&policy);
        (0..4).for_each(|_| drop(world.step()));
        let hours = world.world.districts.iter().flat_map(|d| &d.schools).map(|s| s.delivered[1]).sum::<f64>();
        learnt(&world).iter().sum::<f64>() / hours
    };
    let (in_a_row, first) = (fourth(1), fourth(4));
    assert!(in_a_row < first && in_a_row > 0.0, "{in_a_row} {first}");
}

#[test]
fn circles_are_small_and_begin_with_the_best_known() {
    let size = 3;
    let study = LessonStudy { share_of_teachers: 1.0, teachers_per_circle: size, ..LessonStudy::default() };
    let mut world = stepped(&Policy::LessonStudy(study));
    // The best known are then the best.
    world.model.appraisal_noise = 0.0;
    world.open();
    world.arrange();
    let mut seen = 0;
    for district in &world.world.districts {
        for (school, ties) in district.schools.iter().zip(&district.ties) {
            for tie in ties {
                let mut once = BTreeSet::new();
                for circle in circles(&tie.participants) {
                    assert!((2..=size as usize + 2).contains(&circle.len()), "{circle:?}");
                    assert!(circle.iter().all(|&post| once.insert(post)), "{circle:?}");
                    let quality = |post: u32| district.teachers.quality(school.first + post as usize);
                    assert!(circle.windows(2).all(|pair| quality(pair[0]) >= quality(pair[1])), "{circle:?}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn a_kit_teaches_what_it_is_about() {
    let with = |materials| {
        let study = LessonStudy { materials, kit_share: 1.0, kit_practice: 3.0, ..LessonStudy::default() };
        let mut world = stepped(&Policy::LessonStudy(study));
        world.open();
        world.arrange();
        world.teach();
        let domain = |d: usize| {
            let teachers = world.world.districts.iter().map(|district| &district.teachers);
            teachers.flat_map(|t| t.tiles.iter().flat_map(|tile| tile.enacted[d])).map(f64::from).sum::<f64>()
        };
        [0, 1, 2, 3].map(domain)
    };
    let (trios, kit) = (with(Materials::None), with(Materials::ResourceKit));
    assert!(kit[0] > trios[0] && kit[3] > trios[3], "{trios:?} {kit:?}");
    assert!(kit[1] < trios[1] && kit[2] < trios[2], "the hours go to the kit: {trios:?} {kit:?}");
}

#[test]
fn an_expert_from_outside_brings_more_than_the_best_known_colleague() {
    let with = |expert_share| {
        let study = LessonStudy { expert_share, expert_practice: 2.0, ..LessonStudy::default() };
        learnt_in(&Policy::LessonStudy(study), 1)
    };
    let gains = [0.0, 0.34, 1.0].map(with);
    assert!(gains[0] < gains[1] && gains[1] < gains[2], "{gains:?}");
}

#[test]
fn who_watches_alone_talks_to_nobody_and_a_better_library_teaches_more() {
    let modes = |viewing, library_practice| {
        let library = VideoLibrary { viewing, library_practice, ..VideoLibrary::default() };
        let mut world = stepped(&Policy::VideoLibrary(library));
        world.step();
        let by_mode = learnt(&world);
        (by_mode[7], by_mode[3])
    };
    let (watched, talked) = modes(Viewing::Alone, 1.5);
    assert!(watched > 0.0 && talked == 0.0);
    let (in_groups, talked) = modes(Viewing::InGroups, 1.5);
    assert!(in_groups > 0.0 && in_groups < watched && talked > 0.0);
    assert!(modes(Viewing::Alone, 0.5).0 < watched && watched < modes(Viewing::Alone, 2.5).0);
}

fn cascade() -> TrainingCascade {
    TrainingCascade { sharing_hours: 0.0, first_share: 0.1, ..TrainingCascade::default() }
}

/// Mean gain of those `step` steps from the source at the end of the year in which they were trained.
fn gained(records: &[Record], arm: usize, step: usize) -> f64 {
    let seen = records.iter().map(|r| r.arms[arm].cascade[step - 1][step - 1]);
    mean(seen.filter(|g| g.teachers > 0.0).map(|g| g.gained / g.teachers))
}

#[test]
fn a_cascade_thins_out_on_its_way() {
    let quick = TrainingCascade {
        days_per_year: 20,
        coached_share: 1.0,
        trainer_practice: 3.0,
        trainees_per_trainer: 1,
        ..cascade()
    };
    let records = replicates(&[Policy::TrainingCascade(quick)], 4, 12);
    let gains: Vec<f64> = (1..=4).map(|step| gained(&records, 1, step)).collect();
    // The first are the best known and have less to gain; from them on, what there is to learn thins out.
    assert!(gains[1] > gains[2] && gains[2] > gains[3] && gains[3] > 0.0, "{gains:?}");
}

#[test]
fn a_standard_decides_who_trains_the_next() {
    let with = |standard| {
        let accreditation = Accreditation::ByStandard;
        Policy::TrainingCascade(TrainingCascade { accreditation, standard, assessment_noise: 0.0, ..cascade() })
    };
    let everybody = Policy::TrainingCascade(cascade());
    let records = replicates(&[with(5.0), with(0.8), everybody], 3, 6);
    let seconds = |arm: usize| mean(records.iter().map(|r| r.arms[arm].cascade[2][1].teachers));
    assert_eq!(seconds(1), 0.0, "nobody reaches it");
    assert!(seconds(2) > 0.0 && seconds(2) < seconds(3), "{} {}", seconds(2), seconds(3));
    let quality = |arm: usize| {
        let of = records.iter().map(|r| r.arms[arm].cascade[2][1]).filter(|g| g.teachers > 0.0);
        mean(of.map(|g| g.gained / g.teachers))
    };
    assert!(quality(2) > quality(3), "better trainers: {} {}", quality(2), quality(3));
}

#[test]
fn who_has_failed_is_not_chosen_again_and_the_place_goes_to_another() {
    let accreditation = Accreditation::ByStandard;
    let strict = TrainingCascade { accreditation, standard: 5.0, assessment_noise: 0.0, most_years: 2, ..cascade() };
    let mut world = stepped(&Policy::TrainingCascade(strict));
    let mut failed: BTreeSet<PostId> = BTreeSet::new();
    for year in 1..=7 {
        world.open();
        world.arrange();
        let (stopped, training): (Vec<Trainee>, Vec<Trainee>) =
            world.world.trainees.iter().copied().partition(|t| t.stopped);
        let schools: BTreeSet<_> = training.iter().map(|t| t.post.school).collect();
        assert_eq!(schools.len(), 4, "a tenth of forty, in year {year}");
        assert!(training.iter().all(|t| !t.passed && year - t.from < 2));
        let now: BTreeSet<PostId> = stopped.iter().map(|t| t.post).collect();
        assert!(training.iter().all(|t| !now.contains(&t.post)), "nobody starts again");
        for post in failed.difference(&now) {
            let teachers = &world.world.districts[post.school.district as usize].teachers;
            let lane = world.world.school(post.school).first + post.post as usize;
            assert!(!teachers.filled[lane] || teachers.years_in_post[lane] < year as f32, "forgotten in the post");
        }
        for t in &stopped {
            assert!(
                world.world.districts[t.post.school.district as usize].ties[t.post.school.school as usize]
                    .iter()
                    .all(|tie| tie.participants != [t.post.post])
            );
        }
        failed = now;
        world.teach();
        world.turn();
        world.year += 1;
    }
    assert!(failed.len() >= 8, "{}", failed.len());
}

#[test]
fn days_of_training_are_working_days() {
    let day = Country::England.setting().day_hours;
    let year = |policy: &Policy| {
        let mut world = stepped(policy);
        // Plans are carried out as they are.
        world.model.decisions.schools_activity = Rule::Fixed;
        world.open();
        world.arrange();
        world.teach();
        let schools = world.world.districts.iter().flat_map(|d| &d.schools);
        (schools.map(|s| s.planned[1]).sum::<f64>(), world)
    };
    let (planned, world) = year(&Policy::WorkGroup(WorkGroup { training_days: 21, ..WorkGroup::default() }));
    let specialists = world.world.groups.len() as f64;
    assert!((planned - 21.0 * day * specialists).abs() < 1e-3, "{planned} for {specialists}");
    let cascade = TrainingCascade { days_per_year: 6, ..cascade() };
    let (planned, world) = year(&Policy::TrainingCascade(cascade));
    let trainees = world.world.trainees.len() as f64;
    assert!((planned - 6.0 * day * trainees).abs() < 1e-3, "{planned} for {trainees}");
}

#[test]
fn a_specialist_is_away_as_far_as_members_hold_to_the_plan() {
    let hours = |activity: f32| {
        let mut world = stepped(&Policy::WorkGroup(WorkGroup::default()));
        world.model.activity_leadership = 0.0;
        world.step();
        world.world.districts.iter_mut().for_each(|d| d.activity = activity);
        world.open();
        world.arrange();
        world.world.districts.iter().flat_map(|d| &d.schools).map(|s| s.covered[1]).sum::<f64>()
    };
    let (half, full) = (hours(0.5), hours(1.0));
    assert!(full > 0.0 && (half / full - 0.5).abs() < 1e-9, "{half} {full}");
}

#[test]
fn whoever_trains_was_trained_and_is_away_from_class_for_it() {
    let mut world =
        stepped(&Policy::TrainingCascade(TrainingCascade { first_share: 0.2, ..TrainingCascade::default() }));
    let mut trainers = 0;
    for year in 1..=6 {
        world.open();
        world.arrange();
        let trainees = world.world.trainees.clone();
        let posts: BTreeSet<PostId> = trainees.iter().map(|t| t.post).collect();
        assert_eq!(posts.len(), trainees.len(), "nobody is trained twice");
        for t in &trainees {
            let district = &world.world.districts[t.post.school.district as usize];
            let lane = district.schools[t.post.school.school as usize].first + t.post.post as usize;
            assert!(district.teachers.filled[lane] && district.teachers.years_in_post[lane] >= (year - t.from) as f32);
            assert!(t.passed || t.from == year, "everybody passes after a year");
            assert!(district.teachers.generation[lane] > 0, "whoever is trained is marked");
            if let Some(post) = t.trainer.filter(|_| !t.passed) {
                let trainer = trainees.iter().find(|o| o.post == post && o.passed).expect("a trainer");
                assert_eq!(trainer.generation + 1, t.generation);
                let district = &world.world.districts[post.school.district as usize];
                let school = &district.schools[post.school.school as usize];
                assert!(district.teachers.covered_hours(school.first + post.post as usize) > 0.0);
                assert!(
                    school.gave.any() && post.school != t.post.school && post.school.district == t.post.school.district
                );
                trainers += 1;
            }
        }
        world.teach();
        world.turn();
        world.year += 1;
    }
    assert!(trainers > 10, "{trainers}");
}

#[test]
fn a_cascade_that_ends_leaves_only_the_mark_of_the_training() {
    let mut world = stepped(&Policy::TrainingCascade(cascade()).during(1, Some(2)));
    (0..3).for_each(|_| drop(world.step()));
    assert!(world.world.trainees.is_empty());
    let seen = observe::generations(&world.world, &observe::holders(&world.world));
    assert!(seen[0].teachers > 0.0 && seen[1].teachers > 0.0, "{seen:?}");
}

#[test]
fn a_work_group_marks_its_specialist_its_participants_and_their_colleagues() {
    let group = WorkGroup { share_of_schools: 1.0, schools_per_group: 4, ..WorkGroup::default() };
    let list = small();
    let with = |sharing_hours| Policy::WorkGroup(WorkGroup { sharing_hours, ..group.clone() });
    let (shares, keeps) = ([with(1.0)], [with(0.0)]);
    let record = record(&design(&list, &[&shares, &keeps], 2), 0);
    let counts = |arm: usize, year: usize| record.arms[arm].cascade[year].map(|g| g.teachers);
    assert!(counts(1, 0)[0] > 0.0 && counts(1, 0)[1..].iter().all(|&n| n == 0.0), "{:?}", counts(1, 0));
    let led = counts(1, 1);
    assert!(led[0] > 0.0 && led[1] > led[0] && led[2] > led[1] && led[3..].iter().all(|&n| n == 0.0), "{led:?}");
    assert_eq!(counts(2, 1)[2], 0.0, "without sharing nobody stands a third step away");
    assert_eq!(bits(&record.arms[0].schools)[0], bits(&record.arms[1].schools)[0]);
}
