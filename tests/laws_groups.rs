//! Do groups, communities, pairs and rotation do what they should and no more?

#![allow(missing_docs)]

mod example;
mod zhejiang;

use example::mean;
use schoolsim::ledger::{Mechanism, Origin};
use schoolsim::policy::scene::spread;
use schoolsim::policy::school_pairing::Reach;
use schoolsim::policy::shared_education_community::Degree;
use schoolsim::policy::two_way_flow::Route;
use schoolsim::policy::{EducationGroup, Policy, SchoolPairing, SharedEducationCommunity, TwoWayFlow};
use schoolsim::world::Role;
use std::collections::BTreeSet;
use zhejiang::{arranged, booked, tied, world};

#[test]
fn communities_of_three_degrees_have_no_school_in_common_and_cover_all_together() {
    let entry = |degree, coverage| {
        Policy::SharedEducationCommunity(SharedEducationCommunity { degree, coverage, ..Default::default() })
    };
    let world = arranged(vec![
        entry(Degree::Integration, 0.4),
        entry(Degree::JointDevelopment, 0.3),
        entry(Degree::Collaboration, 0.3),
    ]);
    let mut seen = BTreeSet::new();
    let mut rural = [0; 3];
    for group in &world.world.groups {
        for &id in &group.members {
            assert!(seen.insert(id), "{id:?} is in two communities");
        }
        rural[group.origin.0 as usize - 1] += group.members.len() - 1;
    }
    let all = world.world.ids().filter(|&id| !world.world.school(id).urban).count() as f64;
    for (count, share) in rural.into_iter().zip([0.4, 0.3, 0.3]) {
        assert!((f64::from(count as u32) - share * all).abs() <= 1.0, "{rural:?} of {all}");
    }
}

#[test]
fn a_total_is_spread_in_whole_parts_by_weight() {
    assert_eq!(spread(10, &[1, 1, 2]), [3, 2, 5]);
    assert_eq!(spread(2, &[5, 5, 5]), [1, 1, 0]);
    assert_eq!(spread(4, &[0, 0]), [0, 0]);
    assert_eq!(spread(7, &[0, 3]), [0, 7]);
    for total in 0..50 {
        assert_eq!(spread(total, &[7, 1, 13, 4]).iter().sum::<usize>(), total);
    }
}

#[test]
fn so_many_teachers_and_leaders_go_as_were_counted() {
    let flow = TwoWayFlow { teachers: Some(23), leaders: Some(9), ..TwoWayFlow::default() };
    let mut world = arranged(vec![Policy::TwoWayFlow(flow)]);
    assert_eq!(world.world.postings.len(), 23);
    assert_eq!(tied(&world).iter().filter(|(_, tie)| tie.role == Role::Receives).count(), 9);
    world.teach();
    world.turn();
    world.year += 1;
    world.open();
    world.arrange();
    assert_eq!(world.world.postings.len(), 46, "each year so many, for three years");
}

#[test]
fn within_communities_teachers_move_between_the_lead_and_the_others_alone() {
    let alone = SharedEducationCommunity { staff_share: 0.0, ..Default::default() };
    for formed in [Policy::SharedEducationCommunity(alone), Policy::EducationGroup(group())] {
        let flow = TwoWayFlow { route: Route::WithinCommunities, share: 0.3, ..TwoWayFlow::default() };
        let world = arranged(vec![formed, Policy::TwoWayFlow(flow)]);
        assert!(world.world.postings.len() > 10);
        for posting in &world.world.postings {
            assert_eq!(posting.origin, Origin::policy(1));
            let together = |g: &&schoolsim::world::Group| g.members[0] == posting.a.school;
            let group = world.world.groups.iter().find(together).expect("the lead of a community");
            assert!(group.members[1..].contains(&posting.b.school));
        }
    }
}

#[test]
fn so_many_pairs_are_formed_and_far_partners_are_of_another_stronger_district() {
    let pairing = SchoolPairing { reach: Reach::AcrossDistricts, pairs: Some(5), ..SchoolPairing::default() };
    let world = arranged(vec![Policy::SchoolPairing(pairing)]);
    assert_eq!(world.world.groups.len(), 5);
    let mean_of = |d: u32| {
        let schools = &world.world.districts[d as usize].schools;
        mean(schools.iter().map(|s| f64::from(s.mean_result(1))))
    };
    for group in &world.world.groups {
        let (strong, weak) = (group.members[0].district, group.members[1].district);
        assert!(strong != weak && mean_of(strong) > mean_of(weak), "{strong} {weak}");
    }
}

#[test]
fn visits_are_lost_on_the_way() {
    let planned = |travel_loss| {
        let reach = Reach::AcrossDistricts;
        let pairing = SchoolPairing { travel_loss, reach, share_of_schools: 0.5, ..SchoolPairing::default() };
        let mut world = arranged(vec![Policy::SchoolPairing(pairing)]);
        world.teach();
        world.world.districts.iter().flat_map(|d| &d.schools).map(|s| s.planned[1]).sum::<f64>()
    };
    let planned = [0.0, 0.5, 1.0].map(planned);
    assert!(planned[0] > planned[1] && planned[1] > planned[2] && planned[2] > 0.0, "{planned:?}");
}

fn group() -> EducationGroup {
    EducationGroup { exchange_share: 0.0, ..EducationGroup::default() }
}

#[test]
fn cultivated_teachers_come_from_one_team_and_the_leads_own_classes_pay_for_it() {
    let world = arranged(vec![Policy::EducationGroup(EducationGroup { cultivated_teachers: 3, ..group() })]);
    let (mut cultivated, mut covered) = (0, 0.0);
    for (id, tie) in tied(&world) {
        let school = world.world.school(id);
        covered += school.covered[1];
        if tie.role == Role::Gives {
            assert!(tie.participants.is_empty());
            continue;
        }
        assert_eq!(school.covered[1], 0.0);
        let in_team = |team: usize| {
            tie.participants.iter().all(|&post| school.team(team).contains(&(school.first + post as usize)))
        };
        assert!((0..school.teams).any(in_team), "{:?}", tie.participants);
        cultivated += tie.participants.len();
    }
    assert!(cultivated > 20);
    assert!((covered / cultivated as f64 - 12.0).abs() < 1e-4, "{covered} hours for {cultivated} teachers");
    let any = arranged(vec![Policy::EducationGroup(EducationGroup { strong_subjects: 0, ..group() })]);
    let crosses = tied(&any).iter().any(|(id, tie)| {
        let school = any.world.school(*id);
        let within = |t: usize| tie.participants.iter().all(|&p| school.team(t).contains(&(school.first + p as usize)));
        tie.role == Role::Receives && !(0..school.teams).any(within)
    });
    assert!(crosses, "from any team they come from several");
}

#[test]
fn cultivation_ends_after_its_years_and_the_charter_stays() {
    let policy = EducationGroup { to_year: Some(4), charter: 0.5, ..group() };
    let mut world = world(vec![Policy::EducationGroup(policy)]);
    let before: Vec<f32> = world.world.districts.iter().flat_map(|d| &d.schools).map(|s| s.culture_norm).collect();
    let mut norms = Vec::new();
    for year in 1..=6 {
        world.open();
        world.arrange();
        let cultivated = tied(&world).iter().any(|(_, tie)| !tie.participants.is_empty());
        assert_eq!(cultivated, year <= 3, "year {year}");
        norms.push(world.world.districts.iter().flat_map(|d| &d.schools).map(|s| s.culture_norm).collect::<Vec<_>>());
        world.teach();
        world.turn();
        world.year += 1;
    }
    assert_ne!(before, norms[0]);
    assert_ne!(norms[2], norms[3]);
    assert_eq!(norms[3], norms[5], "kept when the group has ended");
}

#[test]
fn full_records_show_who_is_best() {
    let lead_over_members = |records| {
        let world = arranged(vec![Policy::EducationGroup(EducationGroup { records, ..group() })]);
        let mut right = Vec::new();
        for group in &world.world.groups {
            let lead = group.members[0];
            let district = &world.world.districts[lead.district as usize];
            let best = district.schools[lead.school as usize].range().map(|lane| district.teachers.quality(lane));
            let best = best.fold(f64::MIN, f64::max);
            let (_, tie) = tied(&world).into_iter().find(|(id, _)| *id == group.members[1]).expect("a member");
            let shown = tie.experts[0].practice.iter().map(|&p| f64::from(p)).sum::<f64>() / 4.0;
            right.push(best - shown);
        }
        mean(right)
    };
    assert!(lead_over_members(1.0).abs() < 1e-6);
    assert!(lead_over_members(0.0) > 0.05, "{}", lead_over_members(0.0));
}

#[test]
fn more_cultivation_and_more_courses_are_more_learning() {
    let learnt = |policy: EducationGroup, mode: Mechanism| {
        let mut world = world(vec![Policy::EducationGroup(policy)]);
        world.step();
        booked(&world, mode, Role::Receives)
    };
    let hours = [0.0, 6.0, 12.0, 24.0];
    let cycles =
        hours.map(|cultivation_hours| learnt(EducationGroup { cultivation_hours, ..group() }, Mechanism::LearnCycle));
    let courses = [0.0, 0.1, 0.2, 0.4].map(|shared_courses| {
        let policy = EducationGroup { shared_courses, open_lessons: 0.0, ..group() };
        learnt(policy, Mechanism::LearnRecorded)
    });
    for gains in [cycles, courses] {
        assert_eq!(gains[0], 0.0);
        assert!(gains.windows(2).all(|pair| pair[0] < pair[1]), "{gains:?}");
    }
}

#[test]
fn heads_are_cultivated_and_return_to_their_own_level_afterwards() {
    let idle = EducationGroup { shared_governance: 0.0, cultivated_teachers: 0, ..group() };
    let leadership = |cultivated_heads| {
        let mut world = world(vec![Policy::EducationGroup(EducationGroup { cultivated_heads, ..idle.clone() })]);
        [1, 2, 3, 4, 5, 6].map(|_| {
            world.step();
            let members = world.world.groups.iter().flat_map(|g| &g.members[1..]);
            mean(members.map(|&id| f64::from(world.world.school(id).leadership)))
        })
    };
    let (nothing, cultivated) = (leadership(0.0), leadership(0.2));
    let gain: Vec<f64> = cultivated.iter().zip(nothing).map(|(a, b)| a - b).collect();
    assert!(gain[0] > 0.0 && gain[2] > gain[0] && gain[2] < 0.6, "{gain:?}");
    assert!(gain[5] < gain[2] && gain[5] > 0.0, "{gain:?}");
}
