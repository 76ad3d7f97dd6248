//! Is nothing nothing? A dose of zero, an empty list and a policy that never starts give the do-nothing bytes.

#![allow(missing_docs)]

mod example;

use example::{arm_bits, bits, design, record, small};
use schoolsim::policy::after_school_care::CareStaff;
use schoolsim::policy::leadership_support::Form;
use schoolsim::policy::local_observation::Place;
use schoolsim::policy::new_schools::Where;
use schoolsim::policy::school_pairing::Reach;
use schoolsim::policy::shared_education_community::Degree;
use schoolsim::policy::support_programme::Learners;
use schoolsim::policy::synchronous_classroom::Sender;
use schoolsim::policy::two_way_flow::{Route, Selection};
use schoolsim::policy::{
    AfterSchoolCare, EducationGroup, EntrustedManagement, ExpertTeacherLadder, IncentivesAndAccountability,
    LeadershipSupport, LessonStudy, LocalObservation, NewSchools, Policy, ProfessionalDevelopmentHours, PupilExchange,
    SchoolPairing, SharedEducationCommunity, SupportProgramme, SynchronousClassroom, TeacherExchangeVisit,
    TeachingResearchGroups, TeachingResearchSystem, TrainingCascade, TwoWayFlow, VideoLibrary, WorkGroup,
};

const YEARS: u32 = 4;

/// Every way of writing each policy with a dose of zero.
#[expect(clippy::too_many_lines, reason = "a list of every policy")]
fn zero_doses(policy: &Policy) -> Vec<(&'static str, Policy)> {
    match policy {
        Policy::EntrustedManagement(p) => [
            ("share_of_schools", EntrustedManagement { share_of_schools: 0.0, ..p.clone() }),
            ("visits_per_week", EntrustedManagement { visits_per_week: 0.0, ..p.clone() }),
            (
                "hours_per_visit and administrators",
                EntrustedManagement { hours_per_visit: 0.0, administrators: 0, ..p.clone() },
            ),
        ]
        .map(|(name, p)| (name, Policy::EntrustedManagement(p)))
        .to_vec(),
        Policy::SchoolPairing(p) => [
            ("share_of_schools", SchoolPairing { share_of_schools: 0.0, ..p.clone() }),
            ("pairs", SchoolPairing { pairs: Some(0), ..p.clone() }),
            (
                "supporting districts",
                SchoolPairing { supporting_districts: 0.0, reach: Reach::AcrossDistricts, ..p.clone() },
            ),
            ("hours_per_visit", SchoolPairing { hours_per_visit: 0.0, ..p.clone() }),
            ("visits both ways", SchoolPairing { visits_per_year: 0.0, return_visits_per_year: 0.0, ..p.clone() }),
        ]
        .map(|(name, p)| (name, Policy::SchoolPairing(p)))
        .to_vec(),
        Policy::EducationGroup(p) => {
            let idle = EducationGroup {
                shared_governance: 0.0,
                exchange_share: 0.0,
                charter: 0.0,
                shared_courses: 0.0,
                cultivated_heads: 0.0,
                cultivated_teachers: 0,
                ..p.clone()
            };
            let short = EducationGroup { cultivated_teachers: 3, cultivation_hours: 0.0, ..idle.clone() };
            let never = EducationGroup {
                cultivated_heads: 0.5,
                cultivated_teachers: 3,
                cultivation_years: 0,
                open_lessons: 0.0,
                ..idle.clone()
            };
            [
                ("coverage", EducationGroup { coverage: 0.0, ..p.clone() }),
                ("open_lessons, governance, exchange", EducationGroup { open_lessons: 0.0, ..idle.clone() }),
                ("audience, governance, exchange", EducationGroup { observers: 0, replay_share: 0.0, ..idle }),
                ("hours of cultivation", EducationGroup { open_lessons: 0.0, ..short }),
                ("years of cultivation", never),
            ]
            .map(|(name, p)| (name, Policy::EducationGroup(p)))
            .to_vec()
        }
        Policy::TwoWayFlow(p) => [
            ("share and leaders_share", TwoWayFlow { share: 0.0, leaders_share: 0.0, ..p.clone() }),
            ("counts", TwoWayFlow { teachers: Some(0), leaders: Some(0), ..p.clone() }),
            (
                "accepts and leaders_share",
                TwoWayFlow { selection: Selection::Recruited, accepts: 0.0, leaders_share: 0.0, ..p.clone() },
            ),
            ("communities", TwoWayFlow { route: Route::WithinCommunities, ..p.clone() }),
        ]
        .map(|(name, p)| (name, Policy::TwoWayFlow(p)))
        .to_vec(),
        Policy::TeachingResearchGroups(p) => [
            ("coverage", TeachingResearchGroups { coverage: 0.0, ..p.clone() }),
            (
                "hours and open lessons",
                TeachingResearchGroups { hours_per_week: 0.0, open_lessons_per_term: 0.0, ..p.clone() },
            ),
        ]
        .map(|(name, p)| (name, Policy::TeachingResearchGroups(p)))
        .to_vec(),
        Policy::WorkGroup(p) => {
            let untrained = WorkGroup { training_days: 0, sharing_hours: 0.0, ..p.clone() };
            [
                ("share_of_schools", WorkGroup { share_of_schools: 0.0, ..p.clone() }),
                (
                    "training, sharing, meetings, visits",
                    WorkGroup { meetings_per_year: 0.0, visits_per_year: 0.0, ..untrained.clone() },
                ),
                ("training, sharing, hours", WorkGroup { hours_per_meeting: 0.0, hours_per_visit: 0.0, ..untrained }),
            ]
            .map(|(name, p)| (name, Policy::WorkGroup(p)))
            .to_vec()
        }
        Policy::LocalObservation(p) => [
            ("share_of_teachers", LocalObservation { share_of_teachers: 0.0, ..p.clone() }),
            ("hours_per_year", LocalObservation { hours_per_year: 0.0, ..p.clone() }),
            ("hours_per_year at home", LocalObservation { hours_per_year: 0.0, place: Place::OwnSchool, ..p.clone() }),
        ]
        .map(|(name, p)| (name, Policy::LocalObservation(p)))
        .to_vec(),
        Policy::SharedEducationCommunity(p) => [
            ("coverage", SharedEducationCommunity { coverage: 0.0, ..p.clone() }),
            (
                "degree and meetings",
                SharedEducationCommunity {
                    degree: Degree::JointDevelopment,
                    joint_degree: 0.0,
                    joint_meetings_per_year: 0.0,
                    ..p.clone()
                },
            ),
            (
                "degree and hours",
                SharedEducationCommunity {
                    degree: Degree::Collaboration,
                    collaboration_degree: 0.0,
                    hours_per_meeting: 0.0,
                    ..p.clone()
                },
            ),
            (
                "integration without parts",
                SharedEducationCommunity {
                    degree: Degree::Integration,
                    shared_leadership: 0.0,
                    staff_share: 0.0,
                    friction: 0.0,
                    joint_meetings_per_year: 0.0,
                    ..p.clone()
                },
            ),
        ]
        .map(|(name, p)| (name, Policy::SharedEducationCommunity(p)))
        .to_vec(),
        Policy::ExpertTeacherLadder(p) => [
            ("shares", ExpertTeacherLadder { subject_leaders: 0.0, special_class: 0.0, ..p.clone() }),
            ("experts in all", ExpertTeacherLadder { experts_in_all: Some(0), ..p.clone() }),
        ]
        .map(|(name, p)| (name, Policy::ExpertTeacherLadder(p)))
        .to_vec(),
        Policy::TeachingResearchSystem(p) => vec![(
            "officers",
            Policy::TeachingResearchSystem(TeachingResearchSystem {
                officers_per_district: 0,
                city_officers: 0,
                ..p.clone()
            }),
        )],
        Policy::NewSchools(p) => {
            let none = NewSchools { share_of_schools: 0.0, ..p.clone() };
            vec![
                ("share_of_schools", Policy::NewSchools(none.clone())),
                ("share of new districts", Policy::NewSchools(NewSchools { place: Where::NewDistricts, ..none })),
            ]
        }
        Policy::SynchronousClassroom(p) => [
            ("share_of_schools", SynchronousClassroom { share_of_schools: 0.0, ..p.clone() }),
            ("pairs", SynchronousClassroom { pairs: Some(0), ..p.clone() }),
            ("lessons_per_week", SynchronousClassroom { lessons_per_week: 0.0, ..p.clone() }),
            ("classes", SynchronousClassroom { classes: 0.0, ..p.clone() }),
            (
                "lessons of a studio",
                SynchronousClassroom { sender: Sender::Studio, lessons_per_week: 0.0, ..p.clone() },
            ),
        ]
        .map(|(name, p)| (name, Policy::SynchronousClassroom(p)))
        .to_vec(),
        Policy::PupilExchange(p) => [
            ("share_of_schools", PupilExchange { share_of_schools: 0.0, ..p.clone() }),
            ("days_per_year", PupilExchange { days_per_year: 0.0, ..p.clone() }),
        ]
        .map(|(name, p)| (name, Policy::PupilExchange(p)))
        .to_vec(),
        Policy::AfterSchoolCare(p) => [
            ("share_of_schools", AfterSchoolCare { share_of_schools: 0.0, ..p.clone() }),
            ("care_hours_per_week", AfterSchoolCare { care_hours_per_week: 0.0, ..p.clone() }),
            ("care_share", AfterSchoolCare { care_share: 0.0, ..p.clone() }),
            ("care_value, by others", AfterSchoolCare { care_value: 0.0, care_staff: CareStaff::Others, ..p.clone() }),
        ]
        .map(|(name, p)| (name, Policy::AfterSchoolCare(p)))
        .to_vec(),
        Policy::IncentivesAndAccountability(p) => {
            let unpaid = IncentivesAndAccountability { title_precedence: 0.0, prospect: 0.0, ..p.clone() };
            [
                ("share_of_schools", IncentivesAndAccountability { share_of_schools: 0.0, ..p.clone() }),
                ("allowance, titles, prospect", IncentivesAndAccountability { allowance: 0.0, ..unpaid }),
            ]
            .map(|(name, p)| (name, Policy::IncentivesAndAccountability(p)))
            .to_vec()
        }
        Policy::LeadershipSupport(p) => [
            ("share_of_schools", LeadershipSupport { share_of_schools: 0.0, ..p.clone() }),
            ("mentoring", LeadershipSupport { mentoring_pull: 0.0, attention: 0.0, ..p.clone() }),
            ("training", LeadershipSupport { form: Form::Training, training_gain: 0.0, ..p.clone() }),
            ("team", LeadershipSupport { form: Form::ManagementTeam, team_pull: 0.0, team_hours: 0.0, ..p.clone() }),
        ]
        .map(|(name, p)| (name, Policy::LeadershipSupport(p)))
        .to_vec(),
        Policy::ProfessionalDevelopmentHours(p) => {
            let taught = ProfessionalDevelopmentHours { lectures: 0.0, workshops: 0.0, ..p.clone() };
            [
                ("hours", ProfessionalDevelopmentHours { hours: 0.0, ..p.clone() }),
                ("parts", ProfessionalDevelopmentHours { observation: 0.0, meetings: 0.0, online: 0.0, ..taught }),
            ]
            .map(|(name, p)| (name, Policy::ProfessionalDevelopmentHours(p)))
            .to_vec()
        }
        _ => zero_doses_of_england(policy),
    }
}

/// The same for what England does with teachers from abroad, lesson study, recordings and cascades.
fn zero_doses_of_england(policy: &Policy) -> Vec<(&'static str, Policy)> {
    match policy {
        Policy::TeacherExchangeVisit(p) => {
            let here = TeacherExchangeVisit { travellers: 0, ..p.clone() };
            [
                ("visitors, travellers", TeacherExchangeVisit { visitors: 0, ..here.clone() }),
                ("lessons, travellers", TeacherExchangeVisit { lessons_shown: 0.0, ..here.clone() }),
                ("observers, travellers", TeacherExchangeVisit { observers_per_lesson: 0, ..here.clone() }),
                ("hours, travellers", TeacherExchangeVisit { hours_per_lesson: 0.0, ..here.clone() }),
                ("places offered, travellers", TeacherExchangeVisit { share_asked: 0.0, ..here }),
                (
                    "visitors, days away, lessons away, sharing",
                    TeacherExchangeVisit {
                        visitors: 0,
                        days_away: 0,
                        lessons_watched_away: 0.0,
                        sharing_hours: 0.0,
                        ..p.clone()
                    },
                ),
            ]
            .map(|(name, p)| (name, Policy::TeacherExchangeVisit(p)))
            .to_vec()
        }
        Policy::LessonStudy(p) => [
            ("share_of_schools", LessonStudy { share_of_schools: 0.0, ..p.clone() }),
            ("share_of_teachers", LessonStudy { share_of_teachers: 0.0, ..p.clone() }),
            ("cycles_per_year", LessonStudy { cycles_per_year: 0.0, ..p.clone() }),
            ("hours_per_cycle", LessonStudy { hours_per_cycle: 0.0, ..p.clone() }),
        ]
        .map(|(name, p)| (name, Policy::LessonStudy(p)))
        .to_vec(),
        Policy::VideoLibrary(p) => [
            ("share_of_schools", VideoLibrary { share_of_schools: 0.0, ..p.clone() }),
            ("share_of_teachers", VideoLibrary { share_of_teachers: 0.0, ..p.clone() }),
            ("hours_per_year", VideoLibrary { hours_per_year: 0.0, ..p.clone() }),
        ]
        .map(|(name, p)| (name, Policy::VideoLibrary(p)))
        .to_vec(),
        Policy::SupportProgramme(p) => [
            ("share_of_schools", SupportProgramme { share_of_schools: 0.0, ..p.clone() }),
            ("share_of_teachers", SupportProgramme { share_of_teachers: 0.0, ..p.clone() }),
            ("hours_per_year", SupportProgramme { hours_per_year: 0.0, ..p.clone() }),
            ("sessions_per_year", SupportProgramme { sessions_per_year: 0.0, ..p.clone() }),
            ("years of novices", SupportProgramme { learners: Learners::Novices, novice_years: 0.0, ..p.clone() }),
        ]
        .map(|(name, p)| (name, Policy::SupportProgramme(p)))
        .to_vec(),
        Policy::TrainingCascade(p) => {
            let idle = TrainingCascade { days_per_year: 0, sharing_hours: 0.0, ..p.clone() };
            [
                ("first_share", TrainingCascade { first_share: 0.0, ..p.clone() }),
                ("days, cycles, sharing", TrainingCascade { lesson_study_cycles: 0.0, ..idle.clone() }),
                (
                    "days, hours of cycles, sharing",
                    TrainingCascade { lesson_study_cycles: 3.0, hours_per_cycle: 0.0, ..idle },
                ),
            ]
            .map(|(name, p)| (name, Policy::TrainingCascade(p)))
            .to_vec()
        }
        _ => panic!("{}: how is a dose of zero written?", policy.name()),
    }
}

#[test]
fn a_dose_of_zero_is_doing_nothing() {
    let list = small();
    for policy in Policy::all() {
        for (dose, zero) in zero_doses(&policy) {
            let arm = [zero];
            let record = record(&design(&list, &[&arm], YEARS), 0);
            let (nothing, zero) = (bits(&record.arms[0].schools), bits(&record.arms[1].schools));
            for (year, (a, b)) in nothing.iter().zip(&zero).enumerate() {
                assert_eq!(a, b, "{} with no {dose}, year {year}", policy.name());
            }
            let used = record.arms[1].used.iter().map(|origins| origins[1]);
            for used in used {
                let hours = used.planned + used.delivered + used.covered + used.pupil_lessons + used.posted;
                assert_eq!(hours, 0.0, "{} with no {dose} took {used:?}", policy.name());
            }
        }
    }
}

#[test]
fn a_policy_scaled_to_nothing_is_doing_nothing_and_scaled_by_one_is_itself() {
    let list = small();
    for policy in Policy::all() {
        assert!(!policy.extent().is_empty(), "{}", policy.name());
        assert_eq!(policy.clone().scaled(1.0), policy);
        assert!(policy.widest() >= 1.0, "{}: {}", policy.name(), policy.widest());
        assert_ne!(policy.clone().scaled(0.5), policy, "{}", policy.name());
        let arm = [policy.clone().scaled(0.0)];
        let record = record(&design(&list, &[&arm], YEARS), 0);
        let (nothing, scaled) = (bits(&record.arms[0].schools), bits(&record.arms[1].schools));
        assert_eq!(nothing, scaled, "{} scaled to nothing", policy.name());
    }
}

#[test]
fn counts_that_are_scaled_stay_whole_and_within_their_range() {
    let exchange =
        Policy::TeacherExchangeVisit(TeacherExchangeVisit { visitors: 75, travellers: 70, ..Default::default() });
    let Policy::TeacherExchangeVisit(third) = exchange.clone().scaled(1.0 / 3.0) else { panic!("another policy") };
    assert_eq!((third.visitors, third.travellers), (25, 23));
    let Policy::TeacherExchangeVisit(most) = exchange.scaled(1e9) else { panic!("another policy") };
    assert_eq!((most.visitors, most.travellers), (10_000, 10_000));
    let pairs = Policy::SchoolPairing(SchoolPairing { pairs: Some(7), ..Default::default() });
    let Policy::SchoolPairing(half) = pairs.scaled(0.5) else { panic!("another policy") };
    assert_eq!(half.pairs, Some(4), "three and a half are rounded");
}

#[test]
fn a_share_that_rounds_to_no_school_is_doing_nothing_and_a_small_one_is_not_rounded_away_later() {
    let list = small();
    let tiny = [Policy::EntrustedManagement(EntrustedManagement { share_of_schools: 0.01, ..Default::default() })];
    let one = [Policy::EntrustedManagement(EntrustedManagement { share_of_schools: 0.05, ..Default::default() })];
    let record = record(&design(&list, &[&tiny, &one], YEARS), 0);
    assert_eq!(bits(&record.arms[0].schools), bits(&record.arms[1].schools));
    assert_eq!(record.arms[2].used[0][1].contracts, 1.0, "a twentieth of twenty schools is one");
    assert_ne!(bits(&record.arms[0].schools), bits(&record.arms[2].schools));
}

#[test]
fn an_empty_list_and_its_copies_are_doing_nothing() {
    let list = small();
    let everything = Policy::all();
    let record = record(&design(&list, &[&[], &everything, &[]], YEARS), 1);
    let nothing = arm_bits(&record.arms[0]);
    assert_eq!(nothing, arm_bits(&record.arms[1]));
    assert_eq!(nothing, arm_bits(&record.arms[3]));
    assert_ne!(nothing, arm_bits(&record.arms[2]));
}

#[test]
fn a_policy_that_never_starts_is_doing_nothing() {
    let list = small();
    for policy in Policy::all() {
        let arm = [policy.clone().during(YEARS + 1, None)];
        let record = record(&design(&list, &[&arm], YEARS), 0);
        assert_eq!(bits(&record.arms[0].schools), bits(&record.arms[1].schools), "{}", policy.name());
        assert!(!record.arms[1].received.contains(&true) && !record.arms[1].gave.contains(&true));
    }
}

#[test]
fn an_arm_is_doing_nothing_until_its_policy_starts() {
    let list = small();
    for policy in Policy::all() {
        let arm = [policy.clone().during(3, None)];
        let record = record(&design(&list, &[&arm], YEARS), 0);
        let (nothing, arm) = (bits(&record.arms[0].schools), bits(&record.arms[1].schools));
        assert_eq!(nothing[..3], arm[..3], "{}", policy.name());
        assert_ne!(nothing[YEARS as usize], arm[YEARS as usize], "{} does nothing at all", policy.name());
    }
}

#[test]
fn a_policy_leaves_no_agreement_behind_when_it_ends() {
    let list = small();
    let arms: Vec<[Policy; 1]> = Policy::all().iter().map(|p| [p.clone().during(1, Some(2))]).collect();
    let arms: Vec<&[Policy]> = arms.iter().map(<[Policy; 1]>::as_slice).collect();
    let record = record(&design(&list, &arms, YEARS), 0);
    for (policy, arm) in Policy::all().iter().zip(&record.arms[1..]) {
        for year in 2..YEARS as usize {
            let used = arm.used[year][1];
            assert_eq!(used, schoolsim::observe::Used::default(), "{} in year {}", policy.name(), year + 1);
        }
        let took = arm.used[..2].iter().any(|used| used[1] != schoolsim::observe::Used::default());
        assert!(took, "{} took nothing", policy.name());
    }
}

#[test]
fn a_policy_beside_another_of_zero_dose_does_what_it_does_alone() {
    let list = small();
    let zero = Policy::TwoWayFlow(TwoWayFlow {
        share: 0.0,
        leaders_share: 0.0,
        route: Route::StrongWeak,
        ..TwoWayFlow::default()
    });
    for policy in Policy::all() {
        let (alone, after, before) = ([policy.clone()], [policy.clone(), zero.clone()], [zero.clone(), policy.clone()]);
        let record = record(&design(&list, &[&alone, &after, &before], YEARS), 0);
        assert_eq!(bits(&record.arms[1].schools), bits(&record.arms[2].schools), "{}", policy.name());
        assert_eq!(bits(&record.arms[1].schools), bits(&record.arms[3].schools), "{}", policy.name());
    }
}
