//! Does a policy reach whom a study has assigned it to, and nobody else?

#![allow(missing_docs)]

mod example;

use example::{Stepped, WEEKS, design, list};
use schoolsim::ledger::Origin;
use schoolsim::model::Model;
use schoolsim::observe::SchoolYear;
use schoolsim::policy::two_way_flow::{Route, Selection};
use schoolsim::policy::{
    AfterSchoolCare, Assigned, LessonStudy, Policy, Scene, SchoolPairing, SupportProgramme, TwoWayFlow, VideoLibrary,
};
use schoolsim::setting::Country;
use schoolsim::simulate::{Study, watch};
use schoolsim::units::Week;
use schoolsim::week::{Frame, acts};
use schoolsim::world::{Role, SchoolId, World};

/// Whether a school is in the half of schools that a study assigns: every other one of each district.
fn in_half(id: SchoolId) -> bool {
    id.school.is_multiple_of(2)
}

/// Some schools of a world.
fn assigned(world: &World, which: fn(SchoolId) -> bool) -> Assigned {
    let mut assigned = Assigned::nobody(world);
    for id in world.ids().filter(|&id| which(id)) {
        assigned.schools[id.district as usize][id.school as usize] = true;
    }
    assigned
}

/// A study of one arm, and one of nothing beside it: every world that it looked at.
struct Seen {
    which: fn(SchoolId) -> bool,
    worlds: [Vec<World>; 2],
}

impl Study for Seen {
    fn assign(&mut self, arm: usize, opening: &World) -> Vec<Option<Assigned>> {
        if arm == 0 { vec![Some(assigned(opening, self.which))] } else { Vec::new() }
    }

    fn look(&mut self, arm: usize, _: u32, world: &World) {
        self.worlds[arm].push(world.clone());
    }

    fn close(&mut self, _: usize, _: u32, _: &[SchoolYear]) {}
}

fn study(policy: &Policy, which: fn(SchoolId) -> bool, years: u32) -> [Vec<World>; 2] {
    let list = list(40, 2, 10.0);
    let policies = [policy.clone()];
    let mut seen = Seen { which, worlds: [Vec::new(), Vec::new()] };
    watch(&design(&list, &[&policies, &[]], years), 0, &mut seen).expect("the books close");
    seen.worlds
}

/// Every policy, and forms in which schools are chosen in another way.
fn every() -> Vec<Policy> {
    let mut all = Policy::all();
    all.push(Policy::TwoWayFlow(TwoWayFlow { route: Route::StrongWeak, ..TwoWayFlow::default() }));
    all.push(Policy::TwoWayFlow(recruiting()));
    all.push(Policy::SchoolPairing(SchoolPairing { pairs: Some(20), ..SchoolPairing::default() }));
    all
}

/// Strong teachers moved for pay to the schools of a study.
fn recruiting() -> TwoWayFlow {
    TwoWayFlow {
        share: 0.1,
        years: 2,
        accepts: 0.3,
        leaders_share: 0.0,
        route: Route::StrongWeak,
        selection: Selection::Recruited,
        ..TwoWayFlow::default()
    }
}

#[test]
fn support_comes_to_assigned_schools_only() {
    for policy in every() {
        let name = policy.name();
        let [worlds, _] = study(&policy, in_half, 3);
        let mut reached = 0;
        for world in &worlds[1..] {
            for id in world.ids() {
                let school = world.school(id);
                let ties = &world.districts[id.district as usize].ties[id.school as usize];
                if in_half(id) {
                    reached += usize::from(school.received.any() || school.paid[1] > 0.0);
                    continue;
                }
                assert!(ties.iter().all(|tie| tie.role == Role::Gives), "{name}: {id:?} receives");
                assert!(!school.received.any(), "{name}: {id:?} has received");
                if ties.is_empty() {
                    assert_eq!((school.planned[1], school.delivered[1]), (0.0, 0.0), "{name}: hours at {id:?}");
                }
            }
        }
        assert!(reached > 0, "{name} reaches no school");
    }
}

#[test]
fn a_policy_of_nobody_is_doing_nothing() {
    for policy in every() {
        let [nobody, nothing] = study(&policy, |_| false, 3);
        for (year, (a, b)) in nobody.iter().zip(&nothing).enumerate() {
            assert!(a == b, "{}: year {year}", policy.name());
        }
    }
}

#[test]
fn a_policy_whose_schools_are_all_asked_reaches_every_school_assigned() {
    let all = [
        Policy::LessonStudy(LessonStudy { share_of_schools: 0.1, share_of_teachers: 1.0, ..LessonStudy::default() }),
        Policy::VideoLibrary(VideoLibrary { share_of_schools: 0.1, share_of_teachers: 1.0, ..VideoLibrary::default() }),
        Policy::SupportProgramme(SupportProgramme { share_of_teachers: 1.0, ..SupportProgramme::default() }),
        Policy::AfterSchoolCare(AfterSchoolCare { share_of_schools: 1.0, ..AfterSchoolCare::default() }),
    ];
    for policy in all {
        for which in [(|_| true) as fn(SchoolId) -> bool, in_half] {
            let [worlds, _] = study(&policy, which, 1);
            for id in worlds[1].ids() {
                // In a small school there may be nobody who wants to.
                let school = worlds[1].school(id);
                let reached = school.received.any() == which(id) || (school.posts < 8 && !school.received.any());
                assert!(reached, "{}: {id:?}", policy.name());
            }
        }
    }
}

/// A world in its first year, in which a policy may reach every other teacher of every other school.
fn by_teacher(policy: &Policy) -> (Stepped, Assigned) {
    let list = list(40, 2, 10.0);
    let mut world = Stepped::new(&list, Country::England, Model::default(), vec![policy.clone()]);
    world.year = 1;
    world.open();
    let mut whom = assigned(&world.world, in_half);
    let lanes = world.world.districts.iter().map(|d| (0..d.teachers.filled.len()).map(|lane| lane % 2 == 0).collect());
    whom.lanes = Some(lanes.collect());
    arrange(&mut world, &whom);
    (world, whom)
}

fn arrange(world: &mut Stepped, whom: &Assigned) {
    world.policies[0].arrange(&mut Scene {
        world: &mut world.world,
        ledgers: &mut world.ledgers,
        origin: Origin::policy(0),
        code: world.policies[0].code(),
        year: world.year,
        in_force: true,
        assigned: Some(whom),
        streams: &world.streams,
        model: &world.model,
    });
}

#[test]
fn only_assigned_teachers_learn_where_teachers_were_assigned() {
    let mut learning = 0;
    for policy in every() {
        let (mut world, whom) = by_teacher(&policy);
        let mut learners = 0;
        for year in 1..=2 {
            if year == 2 {
                world.teach();
                world.turn();
                world.year = 2;
                world.open();
                arrange(&mut world, &whom);
            }
            // Who is assigned and still there; the world changes no more while sessions are placed.
            let before = world.world.clone();
            for week in 0..WEEKS {
                world.each(|district, frame, agenda, _| {
                    let frame = Frame { week: Week { year, week }, ..*frame };
                    for school in 0..district.schools.len() {
                        agenda.clear();
                        acts::place(district, school, &frame, agenda);
                        let id = SchoolId { district: frame.district as u32, school: school as u32 };
                        for session in &agenda.sessions {
                            for lane in agenda.learners(session) {
                                let may = whom.teacher(&before, id, lane, year);
                                assert!(may, "{}: lane {lane} of {id:?} learns", policy.name());
                                learners += 1;
                            }
                        }
                    }
                });
            }
        }
        learning += usize::from(learners > 0);
    }
    assert!(learning >= 16, "by {learning} policies somebody learns");
}

#[test]
fn the_best_known_who_accept_take_the_posts_of_the_last_who_came() {
    let [worlds, nothing] = study(&Policy::TwoWayFlow(recruiting()), in_half, 2);
    for (world, nothing) in worlds[1..].iter().zip(&nothing[1..]) {
        assert!(world.postings.len() >= 5, "{} are posted", world.postings.len());
        let mut gained = 0.0;
        for posting in &world.postings {
            assert!(in_half(posting.b.school) && !in_half(posting.a.school), "{posting:?}");
            let quality = |world: &World| {
                let lane = world.school(posting.b.school).first + posting.b.post as usize;
                world.districts[posting.b.school.district as usize].teachers.quality(lane)
            };
            gained += quality(world) - quality(nothing);
        }
        assert!(gained / world.postings.len() as f64 > 0.3, "{gained}");
    }
    // Two years later they are home.
    let [worlds, _] = study(&Policy::TwoWayFlow(recruiting()).during(1, Some(2)), in_half, 3);
    assert!(!worlds[2].postings.is_empty() && worlds[3].postings.is_empty());
}
