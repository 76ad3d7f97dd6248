//! Do the facts that the evidence agrees on (its section c) come out of the mechanisms?
//!
//! Each test says which fact it looks for. Seeds are fixed; margins are multiples of the standard error over replicates.

#![allow(missing_docs)]

mod example;

use example::{Stepped, design, differences, everybody, gave, list, mean, mean_and_error, received, record, slope};
use schoolsim::ledger::Mechanism;
use schoolsim::model::{Mode, Model};
use schoolsim::policy::entrusted_management::{Approach, EntrustedManagement, Provider};
use schoolsim::policy::local_observation::LocalObservation;
use schoolsim::policy::professional_development_hours::ProfessionalDevelopmentHours;
use schoolsim::policy::shared_education_community::{Degree, SharedEducationCommunity};
use schoolsim::policy::teacher_exchange_visit::TeacherExchangeVisit;
use schoolsim::policy::{Policy, SynchronousClassroom, TeachingResearchGroups, TrainingCascade, TwoWayFlow};
use schoolsim::setting::{Country, Setting};
use schoolsim::simulate::Record;
use schoolsim::statistics::describe::ratio;

const REPLICATES: u32 = 8;

/// Replicates of doing nothing and of some arms on 40 schools in two districts of England.
fn replicates(arms: &[Vec<Policy>], years: u32) -> Vec<Record> {
    in_setting(Country::England.setting(), arms, years)
}

fn in_setting(setting: Setting, arms: &[Vec<Policy>], years: u32) -> Vec<Record> {
    let list = list(40, 2, 10.0);
    let arms: Vec<&[Policy]> = arms.iter().map(Vec::as_slice).collect();
    let mut design = design(&list, &arms, years);
    design.setting = setting;
    (0..REPLICATES).map(|number| record(&design, number)).collect()
}

fn mentors(approach: Approach) -> EntrustedManagement {
    EntrustedManagement {
        share_of_schools: 0.15,
        provider: Provider::RetiredExperts,
        approach,
        ..EntrustedManagement::default()
    }
}

/// Start, experience and change of every teacher of a school that is helped, over a year, and of the same teachers when
/// nothing is done.
fn changes(policies: &[Policy]) -> Vec<(f64, f64, f64)> {
    let mut all = Vec::new();
    for number in 0..12 {
        let list = list(40, 2, 10.0);
        let model = Model { receptivity_sd: 0.0, ..Model::default() };
        let world = |policies: Vec<Policy>| {
            let setting = Country::England.setting();
            let mut world = Stepped::with(&list, Country::England, setting, model.clone(), policies, number);
            world.year = 1;
            world
        };
        let (mut nothing, mut arm) = (world(Vec::new()), world(policies.to_vec()));
        let before = arm.world.clone();
        for world in [&mut nothing, &mut arm] {
            world.open();
            world.arrange();
            world.teach();
        }
        for (d, district) in before.districts.iter().enumerate() {
            let (without, with) = (&nothing.world.districts[d], &arm.world.districts[d]);
            for school in with.schools.iter().filter(|s| s.received.any()) {
                for lane in school.range().filter(|&lane| district.teachers.filled[lane]) {
                    let gain = with.teachers.quality(lane) - without.teachers.quality(lane);
                    all.push((district.teachers.quality(lane), f64::from(district.teachers.experience[lane]), gain));
                }
            }
        }
    }
    all
}

/// Everybody has the same hours with the same trainers.
fn trained() -> Vec<(f64, f64, f64)> {
    let course = ProfessionalDevelopmentHours {
        lectures: 0.0,
        workshops: 1.0,
        observation: 0.0,
        meetings: 0.0,
        online: 0.0,
        released: 1.0,
        ..ProfessionalDevelopmentHours::default()
    };
    changes(&[Policy::ProfessionalDevelopmentHours(course)])
}

#[test]
fn fact_1_young_teachers_improve_faster_and_gains_come_first() {
    // Of teachers with the same start, so that it is not only that beginners have more to learn.
    let all: Vec<_> = trained().into_iter().filter(|(start, ..)| (-1.0..0.0).contains(start)).collect();
    let of = |from: f64, to: f64| -> Vec<f64> {
        all.iter().filter(|(_, x, _)| (from..to).contains(x)).map(|&(.., gain)| gain).collect()
    };
    // After induction, which beginners have whatever is done.
    let (young, old) = (mean_and_error(&of(2.0, 8.0)), mean_and_error(&of(15.0, 99.0)));
    assert!(young.0 - old.0 > 2.0 * (young.1 + old.1), "{young:?} {old:?}");
    let model = Model::default();
    let by = |year: f64| model.inexperience(0.0) - model.inexperience(year);
    let half = by(5.0) / by(40.0);
    assert!((0.4..0.65).contains(&half), "half of a career's growth comes by year five: {half}");
}

#[test]
fn fact_2_what_was_only_advised_goes_and_what_was_rehearsed_stays() {
    let arms = [Approach::ObserveAndAdvise, Approach::CoPlannedCycle]
        .map(|approach| vec![Policy::EntrustedManagement(mentors(approach)).during(1, Some(3))]);
    let records = replicates(&arms, 6);
    let kept = |arm: usize, later: usize| {
        let lead = |year| mean(differences(&records, arm, year, received, |s| s.enacted));
        lead(3 + later) / lead(3)
    };
    for later in [1, 3] {
        let (advised, rehearsed) = (kept(1, later), kept(2, later));
        assert!(advised < 0.5, "{advised} of advice is left after {later} years");
        assert!(rehearsed > advised + 0.15, "{rehearsed} against {advised} after {later} years");
    }
    // The two differ in nothing but the order of lesson and talk: with rehearsal off they lose the same.
    let list = list(40, 2, 10.0);
    let borrowed: Vec<&[Policy]> = arms.iter().map(Vec::as_slice).collect();
    let mut design = design(&list, &borrowed, 5);
    design.model.rehearsal = 0.0;
    let records: Vec<Record> = (0..REPLICATES).map(|number| record(&design, number)).collect();
    let left = |arm: usize| {
        let lead = |year| mean(differences(&records, arm, year, received, |s| s.embedded));
        lead(3)
    };
    assert!((left(1) - left(2)).abs() < 0.25 * left(1).abs() + 0.01, "{} {}", left(1), left(2));
}

#[test]
fn fact_3_practice_thins_out_with_every_step_of_a_cascade_and_with_scale() {
    let cascade =
        TrainingCascade { first_share: 0.1, days_per_year: 20, coached_share: 0.5, ..TrainingCascade::default() };
    let list = list(60, 2, 12.0);
    let arm = [Policy::TrainingCascade(cascade)];
    let records: Vec<Record> = (0..16).map(|number| record(&design(&list, &[&arm], 5), number)).collect();
    // How far they came on the way to the source: the first to be trained are the best known and have less far to go.
    let reached = |generation: usize| {
        let seen = || records.iter().map(|r| r.arms[1].cascade[4][generation]);
        ratio(&seen().map(|g| g.gained).collect::<Vec<_>>(), &seen().map(|g| g.ahead).collect::<Vec<_>>())
    };
    for generation in 0..2 {
        let (here, next) = (reached(generation), reached(generation + 1));
        assert!(here.0 - next.0 > 2.0 * (here.1 + next.1), "step {}: {here:?} {next:?}", generation + 1);
    }

    let mut few = list_of_teams(0.05);
    let many = list_of_teams(0.5);
    few.retain(|gain| gain.is_finite());
    let (few, many) = (mean_and_error(&few), mean_and_error(&many));
    assert!(few.0 - many.0 > 2.0 * (few.1 + many.1), "{few:?} {many:?}");
}

/// What schools gain in practice from teams of retired experts for a share of schools.
fn list_of_teams(share_of_schools: f64) -> Vec<f64> {
    let team = EntrustedManagement { share_of_schools, ..mentors(Approach::CoPlannedCycle) };
    differences(&replicates(&[vec![Policy::EntrustedManagement(team)]], 2), 1, 2, received, |s| s.enacted)
}

#[test]
fn fact_4_more_and_more_of_the_same_adds_less_and_less() {
    let hours = [8.0, 16.0, 32.0, 64.0];
    let arms = hours.map(|hours_per_year| {
        let dose = LocalObservation { share_of_teachers: 1.0, hours_per_year, ..LocalObservation::default() };
        vec![Policy::LocalObservation(dose)]
    });
    let records = replicates(&arms, 2);
    let gain: Vec<f64> = (1..5).map(|arm| mean(differences(&records, arm, 2, everybody, |s| s.enacted))).collect();
    let per_hour: Vec<f64> = gain.iter().zip(hours).map(|(g, h)| g / h).collect();
    assert!(gain.is_sorted(), "{gain:?}");
    assert!(per_hour.windows(2).all(|pair| pair[1] < 0.95 * pair[0]), "{per_hour:?}");
    // A fourth year of an exchange in a row is worth less than the first: what it adds to the practice that is there.
    let visit = TeacherExchangeVisit { visitors: 8, travellers: 8, ..TeacherExchangeVisit::default() };
    let records = replicates(&[vec![Policy::TeacherExchangeVisit(visit)]], 4);
    let practice = |year| mean(differences(&records, 1, year, everybody, |s| s.enacted));
    assert!(practice(1) > 0.0, "{}", practice(1));
    assert!(practice(4) < 2.5 * practice(1), "{} after four years, {} after one", practice(4), practice(1));
}

#[test]
fn fact_5_the_weakest_gain_most_and_the_strong_lose_little_or_nothing() {
    let all = trained();
    let (start, gain): (Vec<f64>, Vec<f64>) = all.iter().map(|&(start, _, gain)| (start, gain)).unzip();
    assert!(slope(&start, &gain) < -0.01, "{}", slope(&start, &gain));
    let strong: Vec<f64> = all.iter().filter(|(start, ..)| *start > 1.0).map(|&(.., gain)| gain).collect();
    assert!(strong.len() > 10 && mean(strong.iter().copied()) > -0.01, "{}", mean(strong));
}

#[test]
fn fact_6_the_observer_learns_at_least_as_much_as_the_observed() {
    let model = Model::default();
    let gain = |mode: Mode, hours: f64| {
        let rates = model.modes[mode as usize];
        rates.transmits * (1.0 - (-rates.efficacy * hours / 4.0).exp())
    };
    for hours in [0.3, 1.0, 3.0, 10.0] {
        assert!(gain(Mode::Observation, hours) >= gain(Mode::Feedback, hours), "{hours}");
    }
}

#[test]
fn fact_7_benefits_come_late_or_after_a_dip() {
    let merged = SharedEducationCommunity { degree: Degree::Integration, ..SharedEducationCommunity::default() };
    let linked = SynchronousClassroom { share_of_schools: 1.0, classes: 1.0, ..SynchronousClassroom::default() };
    let team = Policy::EntrustedManagement(mentors(Approach::CoPlannedCycle));
    let arms = [vec![Policy::SharedEducationCommunity(merged)], vec![Policy::SynchronousClassroom(linked)], vec![team]];
    let setting = Setting { digital_readiness: 0.4, ..Country::Zhejiang.setting() };
    let records = in_setting(setting, &arms, 6);
    let of = |arm, year| mean_and_error(&differences(&records, arm, year, received, |s| s.attainment));
    for arm in 1..=3 {
        let (first, last) = (of(arm, 1), of(arm, 6));
        assert!(last.0 - first.0 > 2.0 * (first.1 + last.1), "arm {arm}: {first:?} {last:?}");
    }
    let culture = |year| mean(differences(&records, 1, year, received, |s| s.culture));
    assert!(culture(1) < culture(6), "schools that merge lose their culture at first: {} {}", culture(1), culture(6));
    // What the linked lessons themselves bring is less than nothing while readiness is low.
    let brought = |year: usize| {
        let booked = records.iter().map(|r| &r.arms[2].ledger[year - 1][0]);
        mean(booked.map(|b| b.amounts[Mechanism::RemoteTeaching as usize * 2 + 1] / b.pupils))
    };
    assert!(brought(1) < 0.0 && brought(6) > brought(1), "{} {}", brought(1), brought(6));
}

#[test]
fn fact_8_lectures_do_next_to_nothing_workshops_something_and_coaching_in_class_most() {
    let hours = |lectures: f64, workshops: f64| {
        let course = ProfessionalDevelopmentHours {
            lectures,
            workshops,
            observation: 0.0,
            meetings: 0.0,
            online: 0.0,
            released: 1.0,
            ..ProfessionalDevelopmentHours::default()
        };
        vec![Policy::ProfessionalDevelopmentHours(course)]
    };
    // Coaching for about the hours of the courses: 4 masters of 3 hours a week among about 10 teachers are 48 a year.
    let team = EntrustedManagement { share_of_schools: 0.5, ..mentors(Approach::CoPlannedCycle) };
    let arms = [hours(1.0, 0.0), hours(0.0, 1.0), vec![Policy::EntrustedManagement(team)]];
    let records = replicates(&arms, 1);
    let gain = |arm| mean_and_error(&differences(&records, arm, 1, received, |s| s.enacted));
    let (lecture, workshop, coaching) = (gain(1), gain(2), gain(3));
    assert!(lecture.0.abs() < 0.02, "{lecture:?}");
    assert!(workshop.0 > lecture.0 + 3.0 * workshop.1, "{lecture:?} {workshop:?}");
    assert!(coaching.0 > workshop.0 + 3.0 * (workshop.1 + coaching.1), "{workshop:?} {coaching:?}");
}

#[test]
fn fact_9_practice_moves_more_than_scores_and_scores_fade() {
    let groups = Policy::TeachingResearchGroups(TeachingResearchGroups::default());
    let advice = Policy::EntrustedManagement(mentors(Approach::ObserveAndAdvise));
    let records = replicates(&[vec![groups], vec![advice.during(1, Some(2))]], 5);
    let of = |arm, year, what| mean(differences(&records, arm, year, received, what));
    assert!(of(1, 5, |s| s.enacted) > 2.0 * of(1, 5, |s| s.attainment));
    let scores: Vec<f64> = (2..=5).map(|year| of(2, year, |s| s.attainment)).collect();
    assert!(scores[3] < 0.5 * scores[0], "two years of advice fade: {scores:?}");

    // One good year of teaching: what is left of it a year later is between 0.2 and 0.5.
    let list = list(10, 1, 10.0);
    let worlds = [0.0f32, 1.0].map(|more| {
        let mut world = Stepped::new(&list, Country::England, Model::default(), Vec::new());
        world.open();
        for district in &mut world.world.districts {
            let filled = district.teachers.filled.clone();
            let sums = district.teachers.tiles.iter_mut().flat_map(|tile| &mut tile.quality_sum);
            for (sum, _) in sums.zip(filled).filter(|(_, filled)| *filled) {
                *sum += more * 40.0;
            }
        }
        world.teach();
        let first = taught(&world);
        let _ = world.turn();
        world.year += 1;
        world.open();
        world.teach();
        (first, taught(&world))
    });
    let gained = worlds[1].0[0] - worlds[0].0[0];
    // The cohorts have moved up by one year group: the youngest of the first year stand second.
    let left = worlds[1].1[1] - worlds[0].1[1];
    assert!(gained > 0.1 && (0.2..=0.5).contains(&(left / gained)), "{left} of {gained}");
}

/// Mean attainment owed to teaching, by year group, of the first district.
fn taught(world: &Stepped) -> Vec<f64> {
    let district = &world.world.districts[0];
    (0..district.schools[0].year_groups)
        .map(|y| mean(district.schools.iter().map(|s| f64::from(district.cohorts.taught[s.cohort(y, 0)]))))
        .collect()
}

#[test]
fn fact_10_moving_teachers_costs_as_well_as_pays() {
    let flow = TwoWayFlow { share: 0.3, key_share: 1.0, ..TwoWayFlow::default() };
    let records = replicates(&[vec![Policy::TwoWayFlow(flow)]], 2);
    let of = |who, what| mean(differences(&records, 1, 1, who, what));
    assert!(of(received, |s| s.embedded) > 0.0 && of(gave, |s| s.embedded) < 0.0, "key teachers go");
    let titles = of(received, |s| s.titled / s.filled.max(1.0));
    assert!(titles > 0.0, "titles are spread: {titles}");
    // By posts: many who change places go from large schools to small ones.
    let all = |record: &Record, arm: usize| {
        let schools = &record.arms[arm].schools[1];
        schools.iter().map(|s| f64::from(s.enacted * s.filled)).sum::<f64>()
            / schools.iter().map(|s| f64::from(s.filled)).sum::<f64>()
    };
    let change = mean(records.iter().map(|r| all(r, 1) - all(r, 0)));
    assert!(change < 0.0, "everybody's first months cost: {change}");
}

#[test]
fn fact_11_effects_shrink_where_controls_do_the_same_already() {
    let watching = LocalObservation { share_of_teachers: 1.0, hours_per_year: 8.0, ..LocalObservation::default() };
    let effect = |observations: f64, meeting_hours: f64| {
        let setting = Setting { observations, meeting_hours, hours_left: 6.0, ..Country::England.setting() };
        let records = in_setting(setting, &[vec![Policy::LocalObservation(watching.clone())]], 2);
        mean_and_error(&differences(&records, 1, 2, everybody, |s| s.enacted))
    };
    let (empty, usual) = (effect(0.0, 0.0), effect(30.0, 1.0));
    assert!(empty.0 - usual.0 > 2.0 * (empty.1 + usual.1), "{empty:?} against {usual:?}");
}

#[test]
fn fact_12_delivery_falls_short_of_the_plan_and_more_so_the_more_is_planned() {
    let all = Policy::all();
    let arms: Vec<Vec<Policy>> = all.iter().map(|p| vec![p.clone()]).chain([all.clone()]).collect();
    let list = list(40, 2, 10.0);
    let borrowed: Vec<&[Policy]> = arms.iter().map(Vec::as_slice).collect();
    let record = record(&design(&list, &borrowed, 2), 0);
    let share = |arm: usize, origin: usize| {
        let used = &record.arms[arm].used[1][origin];
        (used.planned > 0.0).then(|| used.delivered / used.planned)
    };
    let mut crowded = 0;
    for (number, policy) in all.iter().enumerate() {
        let Some(alone) = share(number + 1, 1) else { continue };
        assert!((0.2..0.97).contains(&alone), "{}: {alone}", policy.name());
        let together = share(all.len() + 1, number + 1).unwrap_or(alone);
        crowded += usize::from(together < 0.9 * alone);
    }
    assert!(crowded >= 5, "hours do not suffice for all at once: {crowded} are crowded out");
}
