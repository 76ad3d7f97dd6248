//! Do links, exchanges of pupils, care and required hours do what they should and no more?

#![allow(missing_docs)]

mod example;
mod zhejiang;

use example::{Stepped, bits, design, list, mean, record};
use schoolsim::ledger::{Mechanism, Origin};
use schoolsim::model::Model;
use schoolsim::policy::after_school_care::CareStaff;
use schoolsim::policy::professional_development_hours::Who;
use schoolsim::policy::synchronous_classroom::Sender;
use schoolsim::policy::{
    AfterSchoolCare, EducationGroup, Policy, ProfessionalDevelopmentHours, PupilExchange, SynchronousClassroom,
};
use schoolsim::setting::Country;
use schoolsim::world::{Role, SchoolId, Tie};
use std::collections::BTreeSet;
use zhejiang::{arranged, booked, tied, world, world_of};

fn link() -> SynchronousClassroom {
    SynchronousClassroom::default()
}

#[test]
fn links_do_harm_at_first_and_good_later_only_where_readiness_grows() {
    let years = |readiness_gain| {
        let mut sums = [0.0; 6];
        for number in 0..4 {
            let mut world =
                world_of(vec![Policy::SynchronousClassroom(SynchronousClassroom { readiness_gain, ..link() })], number);
            for sum in &mut sums {
                world.step();
                *sum += booked(&world, Mechanism::RemoteTeaching, Role::Receives);
            }
        }
        sums
    };
    let (growing, still) = (years(0.4), years(0.0));
    assert!(growing[0] < 0.0, "at first: {growing:?}");
    assert!(growing[5] > 0.0, "later: {growing:?}");
    assert!(growing.windows(2).take(3).all(|pair| pair[0] < pair[1]), "{growing:?}");
    assert!(still.iter().all(|&sum| sum < 0.0), "{still:?}");
}

#[test]
fn readiness_grows_with_use_up_to_an_hour_a_week_and_stays_afterwards() {
    let grown = |lessons_per_week, classes| {
        let policy = SynchronousClassroom { lessons_per_week, classes, ..link() };
        let mut world = world(vec![Policy::SynchronousClassroom(policy).during(1, Some(1))]);
        let readiness = |world: &Stepped| -> Vec<f64> {
            world.world.districts.iter().flat_map(|d| &d.schools).map(|s| f64::from(s.digital)).collect()
        };
        let before = readiness(&world);
        world.step();
        let after = readiness(&world);
        world.step();
        assert_eq!(after, readiness(&world), "kept without the policy");
        before.iter().zip(&after).map(|(before, after)| after - before).fold(0.0, f64::max)
    };
    let [none, tenth, half, hour, more] = [0.0, 0.1, 0.5, 1.0, 2.0].map(|hours| grown(hours, 0.25));
    assert!(none == 0.0 && tenth > 0.0, "{none} {tenth}");
    assert!(tenth < 0.25 * half && half < 0.7 * hour, "{tenth} {half} {hour}");
    assert_eq!(hour, more, "an hour a week is full use");
    assert_eq!(grown(2.0, 0.0), 0.0, "no class is linked");
}

#[test]
fn a_full_link_brings_what_the_sender_is_ahead_and_no_link_is_as_good_as_cover() {
    // With full readiness, no other class and a source far ahead, pupils gain slope × share × lead.
    let brought = |digital: f32, local_help| {
        let studio = SynchronousClassroom {
            sender: Sender::Studio,
            classes: 1.0,
            practice: 2.0,
            local_help,
            readiness_gain: 0.0,
            ..link()
        };
        let mut world = world(vec![Policy::SynchronousClassroom(studio)]);
        world.world.districts.iter_mut().flat_map(|d| &mut d.schools).for_each(|s| s.digital = digital);
        world.open();
        world.arrange();
        world.teach();
        let (id, tie) = tied(&world)[0];
        let district = &world.world.districts[id.district as usize];
        let amounts: Vec<f64> = district.brought[id.school as usize].iter().map(|b| b.amount).collect();
        // What is made up altogether is not taught elsewhere.
        assert!(amounts.len() == tie.participants.len() || amounts.is_empty() && local_help == 1.0);
        amounts.iter().sum::<f64>() / tie.participants.len() as f64
    };
    let model = Model::default();
    let share = link().lessons_per_week / Country::Zhejiang.setting().teaching_hours;
    assert!(brought(1.0, 0.0) > share * model.slope, "two SD ahead of about none");
    let cover = -share * model.annual_growth * (1.0 - model.cover_value);
    assert!((brought(0.0, 0.0) - cover).abs() < 1e-6, "{} {cover}", brought(0.0, 0.0));
    assert!(brought(0.0, 1.0).abs() < 1e-12, "all of it made up in the room");
    assert!(brought(0.3, 0.0) < brought(0.3, 0.5) && brought(0.3, 0.5) < brought(0.9, 0.5));
}

#[test]
fn senders_lose_what_their_own_classes_lose_and_studios_take_from_nobody() {
    let after = |policy: SynchronousClassroom| {
        let mut world = world(vec![Policy::SynchronousClassroom(policy)]);
        world.step();
        world
    };
    let pairs = after(link());
    assert!(booked(&pairs, Mechanism::RemoteTeaching, Role::Gives) < 0.0);
    assert!(pairs.world.districts.iter().flat_map(|d| &d.schools).any(|s| s.gave.any()));
    let free = after(SynchronousClassroom { sender_loss: 0.0, ..link() });
    assert_eq!(booked(&free, Mechanism::RemoteTeaching, Role::Gives), 0.0);
    let studio = after(SynchronousClassroom { sender: Sender::Studio, schools_per_sender: 10, ..link() });
    assert!(tied(&studio).iter().all(|(_, tie)| tie.role == Role::Receives));
    assert!(!studio.world.districts.iter().flat_map(|d| &d.schools).any(|s| s.gave.any()));
}

#[test]
fn the_fuller_the_lesson_the_less_gets_through() {
    let through = |schools_per_sender, class_size_loss| {
        let studio = SynchronousClassroom { sender: Sender::Studio, schools_per_sender, class_size_loss, ..link() };
        let world = arranged(vec![Policy::SynchronousClassroom(studio)]);
        mean(tied(&world).into_iter().map(|(_, tie)| f64::from(tie.through)))
    };
    assert!((through(1, 0.05) - 1.0).abs() < 1e-6, "a class of its own");
    assert!(through(2, 0.05) > through(6, 0.05) && through(6, 0.05) > 0.0);
    assert!((through(6, 0.0) - 1.0).abs() < 1e-6);
}

#[test]
fn so_many_pairs_are_linked_and_paid_by_the_class() {
    let world = arranged(vec![Policy::SynchronousClassroom(SynchronousClassroom { pairs: Some(7), ..link() })]);
    assert_eq!(world.world.groups.len(), 7);
    let mut paid = 0.0;
    for group in &world.world.groups {
        assert!(world.world.school(group.members[0]).urban && !world.world.school(group.members[1]).urban);
        paid += world.world.school(group.members[1]).paid[1];
    }
    let classes: usize =
        tied(&world).iter().filter(|(_, t)| t.role == Role::Receives).map(|(_, t)| t.participants.len()).sum();
    assert_eq!(paid, classes as f64);
}

#[test]
fn more_of_what_teachers_learn_from_is_more_learning() {
    let learnt = |policy: &Policy, modes: &[Mechanism]| {
        let mut world = world(vec![policy.clone()]);
        world.step();
        let mut sum = 0.0;
        for id in world.world.ids() {
            let ledger = &world.ledgers[id.district as usize];
            sum += modes.iter().map(|&m| ledger.booked(id.school as usize, m, Origin::policy(0))).sum::<f64>();
        }
        sum
    };
    let links = [1.0, 2.0, 4.0].map(|lessons_per_week| {
        let policy = Policy::SynchronousClassroom(SynchronousClassroom { lessons_per_week, ..link() });
        learnt(&policy, &[Mechanism::LearnRemote])
    });
    let all = [
        Mechanism::LearnLecture,
        Mechanism::LearnWorkshop,
        Mechanism::LearnObservation,
        Mechanism::LearnMeeting,
        Mechanism::LearnRecorded,
    ];
    let hours = [60.0, 120.0, 240.0].map(|hours| {
        let hours = ProfessionalDevelopmentHours { hours, released: 1.0, ..ProfessionalDevelopmentHours::default() };
        learnt(&Policy::ProfessionalDevelopmentHours(hours), &all)
    });
    for gains in [links, hours] {
        assert!(gains[0] > 0.0 && gains[0] < gains[1] && gains[1] < gains[2], "{gains:?}");
    }
}

#[test]
fn when_they_stop_practice_returns_to_what_was_embedded() {
    let list = list(40, 2, 10.0);
    let to_year = Some(3);
    let arms = [
        [Policy::SynchronousClassroom(SynchronousClassroom { to_year, classes: 1.0, ..link() })],
        [Policy::ProfessionalDevelopmentHours(ProfessionalDevelopmentHours {
            to_year,
            ..ProfessionalDevelopmentHours::default()
        })],
        [Policy::EducationGroup(EducationGroup { to_year, exchange_share: 0.0, ..EducationGroup::default() })],
    ];
    let arms: Vec<&[Policy]> = arms.iter().map(<[Policy; 1]>::as_slice).collect();
    let records: Vec<_> = (0..6).map(|number| record(&design(&list, &arms, 6), number)).collect();
    for (number, arm) in arms.iter().enumerate() {
        let at = |year: usize| {
            mean(records.iter().flat_map(|record| {
                let (nothing, arm) = (&record.arms[0], &record.arms[number + 1]);
                (0..40).filter(|&s| arm.received[s]).map(move |s| {
                    let lead = |of: &schoolsim::simulate::ArmRecord| {
                        let school = of.schools[year][s];
                        f64::from(school.enacted) - f64::from(school.embedded)
                    };
                    lead(arm) - lead(nothing)
                })
            }))
        };
        assert!(at(3) > 0.0, "{}: nothing was held up: {}", arm[0].name(), at(3));
        assert!(at(6).abs() < 0.2 * at(3) + 0.003, "{}: {} of {}", arm[0].name(), at(6), at(3));
    }
}

/// A year of an arm beside nothing: schools as seen, and whether they received or gave.
fn first_year(policy: Policy) -> (Vec<[schoolsim::observe::SchoolYear; 2]>, Vec<bool>, Vec<bool>) {
    let list = list(40, 2, 10.0);
    let arm = [policy];
    let record = record(&design(&list, &[&arm], 1), 2);
    let pairs = record.arms[0].schools[1].iter().zip(&record.arms[1].schools[1]).map(|(&a, &b)| [a, b]).collect();
    (pairs, record.arms[1].received.clone(), record.arms[1].gave.clone())
}

#[test]
fn schools_without_a_part_live_their_first_year_as_if_there_were_no_policy() {
    let policies = [
        Policy::SynchronousClassroom(link()),
        Policy::PupilExchange(PupilExchange::default()),
        Policy::AfterSchoolCare(AfterSchoolCare { share_of_schools: 0.5, ..AfterSchoolCare::default() }),
    ];
    for policy in policies {
        let name = policy.name();
        let (schools, received, gave) = first_year(policy);
        let (mut apart, mut touched) = (0, 0);
        for (number, [nothing, arm]) in schools.iter().enumerate() {
            if received[number] || gave[number] {
                touched += 1;
            } else {
                assert_eq!(bits(&[vec![*nothing]]), bits(&[vec![*arm]]), "{name}: school {number}");
                apart += 1;
            }
        }
        assert!(apart > 0 && touched > 0, "{name}: {apart} apart, {touched} touched");
    }
}

#[test]
fn an_exchange_of_pupils_moves_pupils_alone_and_the_partners_own_lose() {
    let exchange = PupilExchange { friendship: 0.0, days_per_year: 40.0, ..PupilExchange::default() };
    let (schools, received, gave) = first_year(Policy::PupilExchange(exchange.clone()));
    let mut lost = Vec::new();
    for (number, [nothing, arm]) in schools.iter().enumerate() {
        assert_eq!((nothing.enacted, nothing.climate), (arm.enacted, arm.climate), "no teacher learns, none is moved");
        let change = f64::from(arm.attainment) - f64::from(nothing.attainment);
        assert_eq!(change != 0.0, received[number] || gave[number], "school {number}");
        if gave[number] {
            lost.push(change);
        }
    }
    assert!(!lost.is_empty() && lost.iter().all(|&change| change < 0.0), "{lost:?}");
    let (schools, _, gave) = first_year(Policy::PupilExchange(PupilExchange { crowding: 0.0, ..exchange.clone() }));
    for (number, [nothing, arm]) in schools.iter().enumerate().filter(|(n, _)| gave[*n]) {
        assert_eq!(nothing.attainment, arm.attainment, "school {number} is not crowded");
    }
    let friends = PupilExchange { friendship: 0.02, ..exchange };
    let (schools, received, gave) = first_year(Policy::PupilExchange(friends));
    for (number, [nothing, arm]) in schools.iter().enumerate() {
        assert_eq!(arm.climate > nothing.climate, received[number] || gave[number], "school {number}");
    }
}

#[test]
fn days_at_a_partner_are_worth_the_lead_of_its_staff() {
    let exchange = PupilExchange { friendship: 0.0, days_per_year: 40.0, share_of_schools: 1.0, ..Default::default() };
    let mut world = arranged(vec![Policy::PupilExchange(exchange)]);
    // Nobody learns or reverts, so that practice is all year as it was at its start.
    for rates in &mut world.model.modes {
        rates.efficacy = 0.0;
    }
    (world.model.reversion, world.model.novice_gap, world.model.rehearsal) = (0.0, 0.0, 0.0);
    let lead = |world: &Stepped, id: SchoolId, tie: &Tie| {
        let district = &world.world.districts[id.district as usize];
        let all_filled = district.schools[id.school as usize].range().all(|lane| district.teachers.filled[lane]);
        let partner = tie.experts[0].practice.iter().map(|&p| f64::from(p)).sum::<f64>() / 4.0;
        all_filled.then(|| partner - district.mean_quality(id.school as usize))
    };
    let leads: Vec<(SchoolId, f64)> = tied(&world)
        .into_iter()
        .filter(|(_, tie)| tie.role == Role::Receives)
        .filter_map(|(id, tie)| Some((id, lead(&world, id, tie)?)))
        .collect();
    world.teach();
    let (mut ahead, mut behind) = (0, 0);
    for (id, lead) in leads {
        let district = &world.world.districts[id.district as usize];
        let brought: f64 = district.brought[id.school as usize].iter().map(|b| b.amount).sum();
        let a_post = brought / district.schools[id.school as usize].posts as f64;
        let expected = world.model.slope * 0.2 * lead;
        assert!((a_post - expected).abs() < 0.002, "{a_post} {expected}");
        if lead > 0.0 { ahead += 1 } else { behind += 1 }
    }
    // Better results are not better teaching: some partners are behind, and their guests lose.
    assert!(ahead > 0 && behind > 0, "{ahead} {behind}");
}

#[test]
fn partners_are_strong_urban_schools_and_days_are_paid_by_the_pupil() {
    let world = arranged(vec![Policy::PupilExchange(PupilExchange::default())]);
    assert!(!world.world.groups.is_empty());
    for group in &world.world.groups {
        let (partner, rural) = (group.members[0], group.members[1]);
        assert!(world.world.school(partner).urban && !world.world.school(rural).urban);
        let pupils = world.world.districts[rural.district as usize].pupils(rural.school as usize);
        assert_eq!(world.world.school(rural).paid[1], 10.0 * pupils);
    }
    let partners: BTreeSet<SchoolId> = world.world.groups.iter().map(|g| g.members[0]).collect();
    assert_eq!(partners.len(), world.world.groups.len(), "one rural school each");
}

#[test]
fn supervised_hours_are_worth_what_was_said_and_teachers_who_supervise_learn_less() {
    let care = |care_staff| AfterSchoolCare { care_staff, ..AfterSchoolCare::default() };
    let year = |policies: Vec<Policy>| {
        let mut world = world(policies);
        world.step();
        world
    };
    let others = year(vec![Policy::AfterSchoolCare(care(CareStaff::Others))]);
    let teachers = year(vec![Policy::AfterSchoolCare(care(CareStaff::Teachers))]);
    let nothing = year(Vec::new());
    let worth = Model::default().annual_growth * 0.1 * 0.6 * 5.0 / 25.0;
    let learnt = |world: &Stepped| -> f64 {
        let modes = [Mechanism::LearnMeeting, Mechanism::LearnObservation, Mechanism::LearnFeedback];
        let usual = |id: SchoolId, m| world.ledgers[id.district as usize].booked(id.school as usize, m, Origin::USUAL);
        world.world.ids().map(|id| modes.iter().map(|&m| usual(id, m)).sum::<f64>()).sum()
    };
    for id in nothing.world.ids() {
        let district = &others.world.districts[id.district as usize];
        let pupils = district.pupils(id.school as usize) * district.schools[id.school as usize].subjects as f64;
        for world in [&others, &teachers] {
            let ledger = &world.ledgers[id.district as usize];
            let booked = ledger.booked(id.school as usize, Mechanism::ExtraHours, Origin::policy(0));
            assert!((booked / pupils - worth).abs() < 1e-5, "{booked} for {pupils} pupils, not {worth} each");
        }
        assert!(others.world.school(id).paid[1] > 0.0 && teachers.world.school(id).paid[1] == 0.0);
    }
    assert_eq!(learnt(&others), learnt(&nothing), "those who are paid take no teacher's time");
    assert!(learnt(&teachers) < learnt(&nothing), "{} {}", learnt(&teachers), learnt(&nothing));
}

#[test]
fn required_hours_are_as_many_as_required_and_for_those_who_owe_them() {
    let planned = |policy: ProfessionalDevelopmentHours| {
        let mut world = arranged(vec![Policy::ProfessionalDevelopmentHours(policy)]);
        let owed: usize = tied(&world).iter().map(|(_, tie)| tie.participants.len()).sum();
        world.teach();
        let schools = || world.world.districts.iter().flat_map(|d| &d.schools);
        let sum = |of: fn(&schoolsim::world::School) -> f64| schools().map(of).sum::<f64>();
        (owed as f64, sum(|s| s.planned[1]), sum(|s| s.covered[1]), sum(|s| s.paid[1]))
    };
    let courses = ProfessionalDevelopmentHours { observation: 0.0, meetings: 0.0, ..Default::default() };
    let (all, hours, _, paid) = planned(courses.clone());
    assert!((hours / all - 48.0).abs() < 1e-3, "{hours} for {all}");
    assert!((paid / all - 48.0).abs() < 1e-6, "{paid} for {all}");
    let (young, ..) = planned(ProfessionalDevelopmentHours { who: Who::FirstYears, ..courses.clone() });
    let (waiting, ..) = planned(ProfessionalDevelopmentHours { who: Who::BeforePromotion, ..courses.clone() });
    assert!(young > 0.0 && waiting > 0.0 && young < all && waiting < all, "{young} {waiting} {all}");
    // Parts are made to sum to 1: doubling all of them is the same.
    let doubled = ProfessionalDevelopmentHours { lectures: 0.8, workshops: 0.4, online: 0.2, ..courses.clone() };
    assert!((planned(doubled).1 - hours).abs() < 1e-3);
    let watching = ProfessionalDevelopmentHours {
        lectures: 0.0,
        workshops: 0.0,
        online: 0.0,
        meetings: 0.0,
        released: 1.0,
        ..Default::default()
    };
    let (_, hours, covered, paid) = planned(watching);
    assert_eq!(paid, 0.0, "learning in the own school is no course");
    let took_place = covered / hours;
    assert!((0.6..1.0).contains(&took_place), "all of what takes place is release: {took_place}");
}

#[test]
fn exactly_the_share_released_of_the_hours_is_covered() {
    let year = |released| {
        let hours = ProfessionalDevelopmentHours { released, ..ProfessionalDevelopmentHours::default() };
        let mut world = arranged(vec![Policy::ProfessionalDevelopmentHours(hours)]);
        world.teach();
        let schools = || world.world.districts.iter().flat_map(|d| &d.schools);
        (schools().map(|s| s.planned[1]).sum::<f64>(), schools().map(|s| s.covered[1]).sum::<f64>())
    };
    // Whole half-days are lost in either form, so that of the hours that take place the share is exact.
    let (planned, all) = year(1.0);
    assert!((0.6..1.0).contains(&(all / planned)), "{all} of {planned}");
    for released in [0.0, 0.1, 0.3, 0.5, 0.9] {
        let (hours, covered) = year(released);
        assert!((hours / planned - 1.0).abs() < 1e-6, "{released}: {hours} {planned}");
        assert!((covered / all - released).abs() < 1e-6, "{released}: {covered} of {all}");
    }
}

#[test]
fn teachers_of_few_years_are_those_who_owe_hours_in_the_first_years() {
    let first = ProfessionalDevelopmentHours { who: Who::FirstYears, years: 3, ..Default::default() };
    let world = arranged(vec![Policy::ProfessionalDevelopmentHours(first)]);
    for (id, tie) in tied(&world) {
        let (school, teachers) = (world.world.school(id), &world.world.districts[id.district as usize].teachers);
        for post in 0..school.posts {
            let lane = school.first + post;
            let owes = teachers.filled[lane] && teachers.experience[lane] < 3.0;
            assert_eq!(owes, tie.participants.contains(&(post as u32)));
        }
    }
}
