//! Laws that hold for every policy there is.

#![allow(missing_docs)]

mod example;

use example::{Stepped, bits, design, list, record};
use schoolsim::ledger::{Mechanism, Origin, Stock};
use schoolsim::model::Model;
use schoolsim::policy::Policy;
use schoolsim::setting::{Country, Setting};
use schoolsim::world::District;

/// A policy with a number of its table set, by name.
fn with(policy: &Policy, name: &str, value: &str) -> Policy {
    let text = ron::to_string(policy).expect("a policy is written");
    let at = text.find(&format!("{name}:")).unwrap_or_else(|| panic!("{} has no {name}", policy.name()));
    let start = at + name.len() + 1;
    let end = start + text[start..].find([',', ')']).expect("it ends");
    let text = format!("{}{value}{}", &text[..start], &text[end..]);
    ron::from_str(&text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// For every policy by which teachers learn: its dose, little and much of it.
const DOSES: [(&str, &str, &str, &str); 16] = [
    ("EntrustedManagement", "hours_per_visit", "1.0", "6.0"),
    ("SchoolPairing", "hours_per_visit", "0.5", "4.0"),
    ("EducationGroup", "cultivation_hours", "2.0", "40.0"),
    ("TeachingResearchGroups", "hours_per_week", "0.2", "2.0"),
    ("WorkGroup", "training_days", "4", "40"),
    ("LocalObservation", "hours_per_year", "1.0", "12.0"),
    ("SharedEducationCommunity", "hours_per_meeting", "0.5", "3.0"),
    ("ExpertTeacherLadder", "hours_per_session", "0.5", "3.0"),
    ("TeachingResearchSystem", "hours_per_visit", "0.5", "5.0"),
    ("TeacherExchangeVisit", "hours_per_lesson", "0.5", "4.0"),
    ("LessonStudy", "hours_per_cycle", "1.0", "8.0"),
    ("VideoLibrary", "hours_per_year", "2.0", "20.0"),
    ("TrainingCascade", "days_per_year", "2", "20"),
    ("SynchronousClassroom", "lessons_per_week", "0.5", "4.0"),
    ("ProfessionalDevelopmentHours", "hours", "40.0", "400.0"),
    ("SupportProgramme", "hours_per_year", "2.0", "40.0"),
];

/// Learning booked to the only policy of a world in its first year.
fn learnt(policy: &Policy) -> f64 {
    let list = list(40, 2, 10.0);
    // With hours enough for all, so that a session never crowds out another.
    let setting = Setting { hours_left: 30.0, ..Country::England.setting() };
    let policies = vec![policy.clone()];
    let mut world = Stepped::with(&list, Country::England, setting, Model::default(), policies, 0);
    world.year = 1;
    world.open();
    world.arrange();
    world.teach();
    let learning = Mechanism::ALL.iter().filter(|m| m.name().starts_with("learning") || m.name() == "rehearsal");
    let mut sum = 0.0;
    for &mechanism in learning {
        for (district, ledger) in world.world.districts.iter().zip(&world.ledgers) {
            for school in 0..district.schools.len() {
                let booked = ledger.booked(school, mechanism, Origin::policy(0));
                assert!(booked >= 0.0, "{}: {} {booked}", policy.name(), mechanism.name());
                sum += booked;
            }
        }
    }
    sum
}

#[test]
fn more_of_it_never_teaches_less() {
    for policy in Policy::all() {
        let dose = DOSES.iter().find(|(name, ..)| *name == policy.name());
        let Some((_, number, little, much)) = dose else {
            assert_eq!(learnt(&policy), 0.0, "{} teaches, so its dose belongs into the list", policy.name());
            continue;
        };
        let (few, many) = (learnt(&with(&policy, number, little)), learnt(&with(&policy, number, much)));
        assert!(few > 0.0 && many > few, "{}: {number} {little} {few}, {much} {many}", policy.name());
    }
}

/// A world without usual sessions in which nobody leaves, practice settles by rehearsal only, and culture changes
/// neither reversion nor growth.
fn still(policy: Option<&Policy>) -> Stepped {
    let list = list(30, 2, 10.0);
    let usual = Country::Zhejiang.setting();
    let setting = Setting { meeting_hours: 0.0, observations: 0.0, lecture_hours: 0.0, induction_hours: 0.0, ..usual };
    let model = Model { own_use: 0.0, reversion_culture: 0.0, experience_support: 0.0, ..Model::default() };
    let policies = policy.cloned().into_iter().collect();
    let mut world = Stepped::with(&list, Country::Zhejiang, setting, model, policies, 3);
    world.year = 1;
    world
}

/// A year without its turn.
fn live(world: &mut Stepped) {
    world.open();
    world.arrange();
    world.teach();
    world.close();
    world.year += 1;
}

/// Leads over doing nothing, enacted and embedded, of those with as much experience; years out of school count as
/// experience at once, though no year turns here.
fn leads(arm: &Stepped, nothing: &Stepped) -> Vec<(f64, f64)> {
    let districts = arm.world.districts.iter().zip(&nothing.world.districts);
    let lead = |(arm, nothing): (&District, &District)| -> Vec<(f64, f64)> {
        let (a, n) = (&arm.teachers, &nothing.teachers);
        (0..a.filled.len())
            .filter(|&lane| a.experience[lane] == n.experience[lane])
            .map(|lane| (a.quality(lane) - n.quality(lane), a.embedded_quality(lane) - n.embedded_quality(lane)))
            .collect()
    };
    districts.flat_map(lead).collect()
}

#[test]
fn switching_it_off_takes_back_what_was_not_embedded_and_nothing_else() {
    for policy in Policy::all() {
        if policy.name() == "NewSchools" {
            continue; // Its teachers are other people, who stay.
        }
        let policy = policy.during(1, Some(2));
        let (mut nothing, mut arm) = (still(None), still(Some(&policy)));
        for _ in 0..2 {
            live(&mut nothing);
            live(&mut arm);
        }
        // People come home at the beginning of the year in which it is over.
        live(&mut nothing);
        live(&mut arm);
        let before = leads(&arm, &nothing);
        for _ in 0..6 {
            live(&mut nothing);
            live(&mut arm);
        }
        for (lane, ((p, h), (_, before))) in leads(&arm, &nothing).into_iter().zip(before).enumerate() {
            assert!((h - before).abs() < 1e-4, "{}: lane {lane}: embedded {before}, later {h}", policy.name());
            assert!((p - h).abs() < 1e-3, "{}: lane {lane}: {p} enacted, {h} embedded", policy.name());
        }
    }
}

#[test]
fn schools_without_a_part_in_it_live_their_first_year_as_if_there_were_no_policy() {
    let list = list(60, 3, 10.0);
    let mut told = 0;
    for policy in Policy::all().into_iter().filter(|p| p.name() != "NewSchools") {
        // The prospect of a title is held out to everybody who may gain one.
        let ladder = policy.name() == "ExpertTeacherLadder";
        let policies = [if ladder { with(&policy, "prospect", "0.0") } else { policy.clone() }];
        let record = record(&design(&list, &[&policies], 1), 0);
        let arm = &record.arms[1];
        let (mut apart, mut touched) = (0, 0);
        for school in 0..60 {
            let [nothing, seen] = [&record.arms[0], arm].map(|a| bits(&[vec![a.schools[1][school]]]));
            if arm.received[school] || arm.gave[school] {
                touched += 1;
            } else {
                assert_eq!(nothing, seen, "{}: school {school}", policy.name());
                apart += 1;
            }
        }
        assert!(touched > 0, "{} touches no school", policy.name());
        told += usize::from(apart > 0);
    }
    assert!(told >= 14, "only {told} policies leave any school out");
}

#[test]
fn attainment_moves_only_by_teaching_climate_leadership_and_what_a_policy_brings_by_name() {
    let by_name = [Mechanism::RemoteTeaching, Mechanism::SharedTeaching, Mechanism::ExtraHours, Mechanism::LessonsLost];
    // What practice owed to the policy teaches, and what becomes of it.
    let by_practice = [Mechanism::Teaching, Mechanism::FadeOut, Mechanism::CohortLeaves];
    let list = list(30, 2, 10.0);
    for policy in Policy::all() {
        let mut world = Stepped::new(&list, Country::Zhejiang, Model::default(), vec![policy.clone()]);
        world.year = 1;
        for _ in 0..2 {
            world.step();
            for (district, ledger) in world.world.districts.iter().zip(&world.ledgers) {
                for school in 0..district.schools.len() {
                    let attainment = Mechanism::ALL.iter().filter(|m| m.stock() == Stock::Attainment);
                    for &mechanism in attainment.filter(|m| !by_name.contains(m) && !by_practice.contains(m)) {
                        let booked = ledger.booked(school, mechanism, Origin::policy(0));
                        assert_eq!(booked, 0.0, "{}: {}", policy.name(), mechanism.name());
                    }
                }
            }
        }
    }
}

#[test]
fn every_policy_says_what_it_does_and_what_it_is_paid_by() {
    for policy in Policy::all() {
        let words = policy.describe();
        assert!(words.len() > 80 && words.ends_with('.'), "{}: {words}", policy.name());
        assert!(!words.contains("  ") && !words.contains("00000") && !words.contains("99999"), "{words}");
        let free = ["TeachingResearchGroups", "LocalObservation"].contains(&policy.name());
        assert_eq!(policy.charge().is_none(), free, "{}", policy.name());
    }
}

#[test]
fn a_policy_that_marks_whom_it_trained_says_so() {
    let list = list(40, 2, 10.0);
    let mut marking = 0;
    for policy in Policy::all() {
        let policies = vec![policy.clone()];
        let mut world = Stepped::new(&list, Country::England, Model::default(), policies);
        world.year = 1;
        (0..2).for_each(|_| drop(world.step()));
        let marked = world.world.districts.iter().flat_map(|d| &d.teachers.generation).any(|&step| step > 0);
        // Who is marked is compared with who holds the post when nothing is done, which is kept only where it is said.
        assert_eq!(marked, policy.marks_trained(), "{}", policy.name());
        marking += usize::from(marked);
    }
    assert!(marking > 0);
}
