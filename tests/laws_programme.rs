//! What a support programme must do and must not.

#![allow(missing_docs)]

mod example;

use example::{LEARNING, Stepped, WEEKS, list, mean};
use schoolsim::ledger::{Mechanism, Origin};
use schoolsim::model::Model;
use schoolsim::policy::circles::{APART, circles};
use schoolsim::policy::support_programme::{Kind, Learners, Source};
use schoolsim::policy::{Policy, SupportProgramme, TeacherExchangeVisit};
use schoolsim::setting::{Country, Setting};
use schoolsim::units::Week;
use schoolsim::week::{self, Frame};
use schoolsim::world::{Role, SchoolId, Tie, World};

/// A world at the start of the policy's first year, with hours enough for all.
fn started(policy: Policy, number: u32, prepare: impl Fn(&mut World)) -> Stepped {
    let setting = Setting { hours_left: 40.0, ..Country::England.setting() };
    let list = list(40, 2, 10.0);
    let model = Model { activity_sd: 0.0, activity_leadership: 0.0, ..Model::default() };
    let mut world = Stepped::with(&list, Country::England, setting, model, vec![policy], number);
    world.year = 1;
    prepare(&mut world.world);
    world.open();
    world.arrange();
    world
}

fn everybody() -> SupportProgramme {
    SupportProgramme { share_of_schools: 1.0, share_of_teachers: 1.0, ..SupportProgramme::default() }
}

fn programme(p: &SupportProgramme) -> Stepped {
    started(Policy::SupportProgramme(p.clone()), 0, |_| ())
}

/// The ties of the policy with their schools.
fn ties(world: &Stepped) -> Vec<(SchoolId, &Tie)> {
    let of = |id: SchoolId| world.world.districts[id.district as usize].ties[id.school as usize].iter();
    world.world.ids().flat_map(|id| of(id).map(move |tie| (id, tie))).collect()
}

/// Lanes of those who take part.
fn participants(world: &Stepped) -> Vec<(SchoolId, usize)> {
    let mut all = Vec::new();
    for (id, tie) in ties(world) {
        let posts = tie.participants.iter().filter(|&&post| post != APART);
        all.extend(posts.map(|&post| (id, world.world.school(id).first + post as usize)));
    }
    all
}

fn booked(world: &Stepped, mechanism: Mechanism) -> f64 {
    let of = world.world.districts.iter().zip(&world.ledgers);
    of.map(|(d, l)| (0..d.schools.len()).map(|s| l.booked(s, mechanism, Origin::policy(0))).sum::<f64>()).sum()
}

/// What teachers learnt by the policy this year.
fn learnt(world: &Stepped) -> f64 {
    LEARNING.into_iter().map(|mechanism| booked(world, mechanism)).sum()
}

/// Hours planned and delivered by the policy.
fn hours(world: &Stepped) -> (f64, f64) {
    let schools = || world.world.districts.iter().flat_map(|d| &d.schools);
    (schools().map(|s| s.planned[1]).sum(), schools().map(|s| s.delivered[1]).sum())
}

#[test]
fn a_larger_programme_has_weaker_coaches_and_gains_less_a_teacher() {
    let of = |share_of_schools: f64, appraisal_noise: f64, number: u32| {
        let p = SupportProgramme {
            share_of_schools,
            appraisal_noise,
            candidates: 40,
            caseload: 12,
            mode: Kind::Cycle,
            ..everybody()
        };
        let mut world = started(Policy::SupportProgramme(p), number, |_| ());
        let coaches: Vec<f64> = ties(&world)
            .iter()
            .flat_map(|(_, tie)| &tie.experts)
            .map(|e| f64::from(e.practice.iter().sum::<f32>()) / 4.0)
            .collect();
        let taught = participants(&world).len() as f64;
        world.teach();
        (taught, mean(coaches), learnt(&world) / taught)
    };
    for noise in [0.0, 0.8] {
        let all: Vec<_> = (0..8).map(|n| (of(0.06, noise, n), of(1.0, noise, n))).collect();
        // Where nobody was asked in a small programme there is nothing to compare.
        let told = || all.iter().filter(|(small, _)| small.0 > 0.0);
        assert!(told().count() >= 5);
        assert!(mean(told().map(|(small, _)| small.0)) < 40.0 && mean(told().map(|(_, large)| large.0)) > 120.0);
        let practice = [mean(told().map(|(small, _)| small.1)), mean(told().map(|(_, large)| large.1))];
        let gains = [mean(told().map(|(small, _)| small.2)), mean(told().map(|(_, large)| large.2))];
        assert!(practice[0] > practice[1] + 0.4, "{noise}: {practice:?}");
        assert!(gains[0] > 1.15 * gains[1] && gains[1] > 0.0, "{noise}: {gains:?}");
    }
}

#[test]
fn coaches_have_their_caseload_and_the_best_seen_are_chosen() {
    let p = SupportProgramme { appraisal_noise: 0.0, caseload: 5, candidates: 1000, ..everybody() };
    let world = programme(&p);
    let experts: Vec<_> = ties(&world).into_iter().flat_map(|(_, tie)| &tie.experts).collect();
    for teachers in experts.chunks(5) {
        assert!(teachers.iter().all(|e| e.practice == teachers[0].practice), "one coach for five teachers");
    }
    let coaches = experts.len().div_ceil(5);
    let practice = mean(experts.iter().map(|e| f64::from(e.practice.iter().sum::<f32>()) / 4.0));
    // The best few of a thousand.
    assert!(coaches > 20 && practice > 1.5, "{coaches} coaches, {practice}");
}

#[test]
fn by_link_in_ready_schools_is_as_in_person_and_less_in_others() {
    let year = |remote: bool, digital: f32| {
        let p = SupportProgramme { remote, mode: Kind::Cycle, ..everybody() };
        let ready = |world: &mut World| {
            world.districts.iter_mut().flat_map(|d| &mut d.schools).for_each(|school| school.digital = digital);
        };
        let mut world = started(Policy::SupportProgramme(p), 0, ready);
        world.teach();
        world
    };
    let [near, link, half, none] = [(false, 1.0), (true, 1.0), (true, 0.5), (true, 0.0)].map(|(r, d)| year(r, d));
    assert!(near.world == link.world, "by link as in person, to the bit");
    assert!(learnt(&half) < 0.9 * learnt(&near) && learnt(&half) > 0.3 * learnt(&near));
    assert_eq!(learnt(&none), 0.0);
    // The time is spent all the same.
    assert_eq!(hours(&near), hours(&none));
}

#[test]
fn those_for_whom_it_is_take_part_and_nobody_else() {
    let whose = |learners: Learners| programme(&SupportProgramme { learners, novice_years: 4.0, ..everybody() });
    let world = whose(Learners::Novices);
    let novices = participants(&world);
    assert!(novices.len() > 5);
    for &(id, lane) in &novices {
        assert!(world.world.districts[id.district as usize].teachers.experience[lane] < 4.0);
    }
    let quality = |learners: Learners| {
        let world = whose(learners);
        let of = |&(id, lane): &(SchoolId, usize)| world.world.districts[id.district as usize].teachers.quality(lane);
        let all = participants(&world);
        assert!(all.len() > 40, "{learners:?}");
        mean(all.iter().map(of))
    };
    let [weak, everyone, strong] = [Learners::WeakestHalf, Learners::Everyone, Learners::StrongestHalf].map(quality);
    assert!(weak + 0.3 < everyone && everyone + 0.3 < strong, "{weak} {everyone} {strong}");
}

#[test]
fn sessions_fall_into_their_weeks_and_the_hours_add_up() {
    for (first, last, released, size) in
        [(None, None, 0.0, 1), (Some(5), Some(9), 0.5, 4), (Some(30), None, 1.0, 1000), (Some(7), Some(3), 0.0, 2)]
    {
        let p = SupportProgramme { first_week: first, last_week: last, released, per_session: size, ..everybody() };
        let mut world = programme(&p);
        let taught = participants(&world).len() as f64;
        let mut weeks = Vec::new();
        for week in 0..WEEKS {
            let before = hours(&world).0;
            world.each(|district, frame, agenda, ledger| {
                let frame = Frame { week: Week { year: 1, week }, ..*frame };
                for school in 0..district.schools.len() {
                    week::step(district, school, &frame, agenda, ledger);
                }
            });
            if hours(&world).0 > before {
                weeks.push(week + 1);
            }
        }
        let from = first.unwrap_or(1);
        let to = last.unwrap_or(WEEKS).max(from);
        assert!(weeks.iter().all(|week| (from..=to).contains(week)), "{first:?} {last:?}: {weeks:?}");
        assert!(weeks.len() as u32 + 1 >= (to + 1 - from).min(10), "{weeks:?}");
        let (planned, delivered) = hours(&world);
        let dose = taught * p.hours_per_year;
        assert!((planned / dose - 1.0).abs() < 1e-4, "{planned} of {dose}");
        assert!((delivered / planned - world.model.delivery).abs() < 0.1, "{delivered} of {planned}");
        let covered: f64 = world.world.districts.iter().flat_map(|d| &d.schools).map(|school| school.covered[1]).sum();
        assert!((covered / delivered - released).abs() < 0.06, "{covered} of {delivered}");
    }
}

#[test]
fn materials_speak_for_themselves_and_colleagues_give_time() {
    let of = |source: Source, practice: f64, per_session: u32| {
        let p = SupportProgramme { source, practice: Some(practice), per_session, mode: Kind::Meeting, ..everybody() };
        let mut world = programme(&p);
        world.teach();
        learnt(&world)
    };
    assert!(of(Source::Materials, 2.0, 5) > of(Source::Materials, 1.0, 5));
    assert!(of(Source::Materials, 1.0, 5) > 0.0);
    // From nobody better than the worst there is nothing to learn.
    assert!(of(Source::Materials, -1.0, 5) < 0.3 * of(Source::Materials, 1.0, 5));
    assert!(of(Source::Outside, 2.0, 5) < of(Source::Materials, 2.0, 5), "people have less than full skill");
    for source in [Source::BestColleague, Source::Matched, Source::Peers] {
        assert!(of(source, 1.0, 3) > 0.0, "{source:?}");
    }
}

#[test]
fn partners_stand_above_the_median_and_colleagues_outside_the_session() {
    let p = SupportProgramme { source: Source::Matched, ..everybody() };
    let world = programme(&p);
    let (mut weak, mut strong) = (Vec::new(), Vec::new());
    for (id, tie) in ties(&world) {
        let teachers = &world.world.districts[id.district as usize].teachers;
        let first = world.world.school(id).first;
        let mut partners = Vec::new();
        for (pair, expert) in circles(&tie.participants).zip(&tie.experts) {
            let partner = expert.home.expect("a colleague");
            assert!(pair.len() == 1 && partner.school == id && !tie.participants.contains(&partner.post));
            weak.push(teachers.quality(first + pair[0] as usize));
            strong.push(teachers.quality(first + partner.post as usize));
            partners.push(partner.post);
        }
        let count = partners.len();
        partners.sort_unstable();
        partners.dedup();
        assert_eq!(partners.len(), count, "a partner for each");
    }
    assert!(weak.len() > 40 && mean(weak) + 0.6 < mean(strong));
    let world = programme(&SupportProgramme { source: Source::BestColleague, per_session: 4, ..everybody() });
    for (id, tie) in ties(&world) {
        assert_eq!(circles(&tie.participants).count(), tie.experts.len());
        for (session, expert) in circles(&tie.participants).zip(&tie.experts) {
            let known = expert.home.expect("a colleague");
            assert!(known.school == id && !session.contains(&known.post));
        }
    }
}

#[test]
fn colleagues_of_one_school_travel_together_and_share() {
    let visit = |travellers_per_school: u32| {
        let exchange = TeacherExchangeVisit {
            visitors: 0,
            travellers: 9,
            travellers_per_school,
            ..TeacherExchangeVisit::default()
        };
        started(Policy::TeacherExchangeVisit(exchange), 0, |_| ())
    };
    for (together, schools) in [(1, 9), (2, 5), (4, 3)] {
        let world = visit(together);
        let away = ties(&world);
        assert_eq!(away.len(), 9, "all travel");
        let mut from: Vec<SchoolId> = away.iter().map(|(id, _)| *id).collect();
        from.dedup();
        from.sort_unstable();
        from.dedup();
        assert_eq!(from.len(), schools);
        assert!(away.iter().all(|(_, tie)| tie.role == Role::Gives && tie.participants.len() == 1));
    }
}
