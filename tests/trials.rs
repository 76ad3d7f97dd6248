//! Who takes part in a trial, and in which arm.

#![allow(missing_docs, clippy::float_cmp)]

mod example;

use example::{Stepped, list, mean, mean_and_error, sd};
use schoolsim::model::Model;
use schoolsim::setting::Country;
use schoolsim::trial::roster::{NOVICE, Roster};
use schoolsim::trial::seen::Seen;
use schoolsim::trial::{Trial, parse};
use schoolsim::world::World;
use std::path::Path;

const TWO: &str = r#"arms: [(name: "a"), (name: "b")],"#;
const SCHOOLS: u32 = 40;

/// A trial with these lines and a number to look at.
fn trial(lines: &str) -> Trial {
    let text = format!(
        "(study: \"Made up\", setting: England, years: 1, population: Synthetic(phase: Primary, schools: {SCHOOLS}, \
         districts: 4, teachers: 10, pupils_per_teacher: 20), {lines} \
         estimates: [(name: \"mean\", of: Mean(), outcome: ValueAdded)])"
    );
    parse("made.ron", &text, Path::new("")).unwrap_or_else(|report| panic!("{report}"))
}

/// An opening: the world as founded in a replicate.
struct Opening {
    stepped: Stepped,
    seen: Seen,
}

impl Opening {
    fn new(number: u32) -> Self {
        let setting = Country::England.setting();
        let stepped =
            Stepped::with(&list(SCHOOLS, 4, 10.0), Country::England, setting, Model::default(), vec![], number);
        let seen = Seen::of(&stepped.world, &stepped.model);
        Self { stepped, seen }
    }

    fn draw(&self, trial: &Trial) -> Roster {
        let Stepped { world, model, streams, .. } = &self.stepped;
        Roster::draw(trial, world, &self.seen, model, streams)
    }

    fn world(&self) -> &World {
        &self.stepped.world
    }
}

fn openings(n: u32) -> Vec<Opening> {
    (0..n).map(Opening::new).collect()
}

fn recruited(roster: &Roster) -> Vec<usize> {
    (0..roster.recruited.len()).filter(|&s| roster.recruited[s]).collect()
}

/// Units in each arm.
fn counts(roster: &Roster, arms: usize) -> Vec<usize> {
    (0..arms).map(|arm| roster.units.iter().filter(|u| u.arm == arm).count()).collect()
}

fn differ(counts: &[usize]) -> usize {
    counts.iter().max().expect("arms") - counts.iter().min().expect("arms")
}

// Recruitment.

#[test]
fn the_sample_has_as_many_schools_as_asked_of_the_place_and_the_band() {
    let opening = Opening::new(0);
    let of = |lines: &str| recruited(&opening.draw(&trial(&format!("sample: ({lines}), {TWO}"))));
    assert_eq!(of("").len(), SCHOOLS as usize);
    assert_eq!(of("schools: 13").len(), 13);
    let (urban, rural) = (of("place: Urban"), of("place: Rural"));
    assert!(urban.iter().all(|&s| opening.seen.schools[s].urban) && !urban.is_empty());
    assert!(rural.iter().all(|&s| !opening.seen.schools[s].urban) && !rural.is_empty());
    assert_eq!(urban.len() + rural.len(), SCHOOLS as usize);
    let result = |s: &usize| opening.seen.schools[*s].result;
    let (low, high) = (of("results: (0.0, 0.3)"), of("results: (0.3, 1.0)"));
    assert_eq!((low.len(), high.len()), (12, 28));
    let highest_low = low.iter().map(result).fold(f64::MIN, f64::max);
    assert!(high.iter().map(result).all(|r| r >= highest_low));
    let some = of("results: (0.0, 0.5), schools: 7");
    assert_eq!(some.len(), 7);
    assert!(some.iter().all(|s| of("results: (0.0, 0.5)").contains(s)));
}

#[test]
fn schools_volunteer_by_each_trait_in_its_direction() {
    let openings = openings(30);
    for name in ["leadership", "culture", "result", "disadvantage"] {
        let lead = |by: f64| -> Vec<f64> {
            let trial = trial(&format!("sample: (schools: 12, volunteers: ({name}: {by:?})), {TWO}"));
            let one = |o: &Opening| {
                let value = |s: usize| {
                    let s = &o.seen.schools[s];
                    match name {
                        "leadership" => s.leadership,
                        "culture" => s.culture,
                        "result" => s.result,
                        _ => s.disadvantage,
                    }
                };
                let all: Vec<f64> = (0..SCHOOLS as usize).map(value).collect();
                (mean(recruited(&o.draw(&trial)).into_iter().map(value)) - mean(all.iter().copied())) / sd(&all)
            };
            openings.iter().map(one).collect()
        };
        for (by, least, most) in [(1.5, 0.4, 2.0), (-1.5, -2.0, -0.4)] {
            let (m, e) = mean_and_error(&lead(by));
            assert!(least < m && m < most && m.abs() > 4.0 * e, "{name} {by}: {m} ± {e}");
        }
        let (m, e) = mean_and_error(&lead(0.0));
        assert!(m.abs() < 3.5 * e, "{name} 0: {m} ± {e}");
    }
}

#[test]
fn target_teachers_are_those_sought_and_no_more_than_asked() {
    let openings = openings(12);
    let draw = |o: &Opening, sample: &str| -> Vec<usize> {
        let roster = o.draw(&trial(&format!("sample: ({sample}), {TWO}")));
        (0..roster.posts.len()).filter(|&p| roster.posts[p].target).collect()
    };
    for o in &openings[..3] {
        let posts = &o.seen.posts;
        assert!(draw(o, "target: Novices").iter().all(|&p| posts[p].experience < NOVICE));
        let novices = posts.iter().filter(|p| p.filled && p.experience < NOVICE).count();
        assert_eq!(draw(o, "target: Novices").len(), novices);
        assert_eq!(draw(o, "").len(), posts.iter().filter(|p| p.filled).count());
        let (weak, strong) = (draw(o, "target: WeakestHalf"), draw(o, "target: StrongestHalf"));
        assert!(weak.iter().all(|p| !strong.contains(p)));
        assert_eq!(weak.len(), strong.len());
        let roster = o.draw(&trial(&format!("sample: (teachers: 3), {TWO}")));
        for school in 0..SCHOOLS as usize {
            let here = roster.of_school(school).filter(|p| p.target).count();
            let filled = roster.range(school).filter(|&p| posts[p].filled).count();
            assert_eq!(here, filled.min(3));
        }
    }
    let quality = |o: &Opening, of: &[usize]| mean(of.iter().map(|&p| o.seen.posts[p].quality));
    let gap = |o: &Opening| quality(o, &draw(o, "target: StrongestHalf")) - quality(o, &draw(o, "target: WeakestHalf"));
    let (m, e) = mean_and_error(&openings.iter().map(gap).collect::<Vec<_>>());
    assert!(m > 5.0 * e && m > 0.3, "{m} ± {e}");
    // Nobody sees teachers' practice without error: the halves overlap.
    let o = &openings[0];
    let (weak, strong) = (draw(o, "target: WeakestHalf"), draw(o, "target: StrongestHalf"));
    let best_weak = weak.iter().map(|&p| o.seen.posts[p].quality).fold(f64::MIN, f64::max);
    assert!(strong.iter().any(|&p| o.seen.posts[p].quality < best_weak));
}

#[test]
fn teachers_volunteer_by_each_trait_in_its_direction() {
    let openings = openings(12);
    for name in ["motivation", "practice", "experience"] {
        let of = |o: &Opening, by: f64| {
            let sample = format!("teachers: 3, teacher_volunteers: ({name}: {by:?})");
            let roster = o.draw(&trial(&format!("sample: ({sample}), {TWO}")));
            let value = |p: usize| match name {
                "practice" => o.seen.posts[p].quality,
                "experience" => o.seen.posts[p].experience,
                _ => {
                    let (d, lane) = roster.posts[p].lane;
                    f64::from(o.world().districts[d].teachers.motivation[lane])
                }
            };
            mean((0..roster.posts.len()).filter(|&p| roster.posts[p].target).map(value))
        };
        let leads: Vec<f64> = openings.iter().map(|o| of(o, 1.0) - of(o, -1.0)).collect();
        let (m, e) = mean_and_error(&leads);
        assert!(m > 5.0 * e, "{name}: {m} ± {e}");
    }
}

#[test]
fn teams_are_recruited_whole() {
    let opening = Opening::new(1);
    let roster = opening.draw(&trial(&format!("sample: (teachers: 4, target: Teams), {TWO}")));
    let mut teams = 0;
    for school in 0..SCHOOLS as usize {
        let posts: Vec<_> = roster.range(school).filter(|&p| opening.seen.posts[p].filled).collect();
        let chosen = posts.iter().filter(|&&p| roster.posts[p].target).count();
        assert!(chosen >= posts.len().min(4), "{chosen} of {}", posts.len());
        for &p in &posts {
            let same = posts.iter().filter(|&&q| roster.posts[q].team == roster.posts[p].team);
            assert!(same.clone().all(|&q| roster.posts[q].target == roster.posts[p].target));
            teams += same.count();
        }
    }
    assert!(teams > 0);
}

#[test]
fn who_takes_part_and_where_does_not_depend_on_what_the_arms_do() {
    let policy = "LocalObservation(share_of_teachers: 1)";
    let with = format!(r#"arms: [(name: "a", policies: [{policy}]), (name: "b", policies: [{policy}, {policy}])],"#);
    for lines in ["", "unit: Pair, blocks: School, sample: (teachers: 4),", "unit: Group(size: 3),"] {
        let opening = Opening::new(2);
        let bare = opening.draw(&trial(&format!("{lines} {TWO}")));
        assert_eq!(bare, opening.draw(&trial(&format!("{lines} {with}"))), "{lines}");
        assert_ne!(bare.units, Opening::new(3).draw(&trial(&format!("{lines} {TWO}"))).units, "{lines}");
    }
    // Arms of other shares change who is in which arm, and not who takes part.
    let sample = "sample: (schools: 20, teachers: 3),";
    let opening = Opening::new(2);
    let (two, three) = (
        opening.draw(&trial(&format!("{sample} {TWO}"))),
        opening.draw(&trial(&format!(r#"{sample} arms: [(name: "a"), (name: "b"), (name: "c", share: 2)],"#))),
    );
    assert_eq!(two.recruited, three.recruited);
    let targets = |r: &Roster| r.posts.iter().map(|p| p.target).collect::<Vec<_>>();
    assert_eq!(targets(&two), targets(&three));
}

// Randomisation.

const UNITS: [&str; 6] = [
    "unit: School,",
    "unit: Group(size: 3),",
    "unit: YearGroup, blocks: School,",
    "unit: Pair, blocks: School,",
    "unit: Teacher, blocks: School,",
    "unit: Teacher, blocks: Results(size: 7), sample: (teachers: 3),",
];

#[test]
fn every_unit_has_one_arm_and_every_target_teacher_one_unit() {
    for lines in UNITS {
        let opening = Opening::new(4);
        let roster = opening.draw(&trial(&format!("{lines} {TWO}")));
        assert!(roster.units.len() >= 10, "{lines} {}", roster.units.len());
        assert!(roster.units.iter().all(|u| u.arm < 2));
        for (number, _) in roster.units.iter().enumerate() {
            let posts: Vec<_> = roster.posts.iter().filter(|p| p.unit == Some(number)).collect();
            match lines {
                _ if lines.contains("Pair") => assert_eq!(posts.len(), 2),
                _ if lines.contains("Teacher") => assert_eq!(posts.len(), 1),
                _ => assert!(!posts.is_empty()),
            }
            if lines.contains("YearGroup") {
                assert!(posts.iter().all(|p| (p.school, p.year_group) == (posts[0].school, posts[0].year_group)));
            }
            if lines.contains("Group(") {
                let members = (0..SCHOOLS as usize).filter(|&s| roster.unit_of_school[s] == Some(number));
                let members: Vec<usize> = members.collect();
                assert!((3..6).contains(&members.len()), "{members:?}");
                assert!(members.iter().all(|&s| roster.places[s].0 == roster.places[members[0]].0));
            }
        }
        let left_over = |p: usize| {
            // Of an odd number of teachers one has no partner.
            lines.contains("Pair") || !roster.posts[p].target
        };
        assert!((0..roster.posts.len()).all(|p| roster.posts[p].unit.is_some() || left_over(p)), "{lines}");
    }
}

#[test]
fn pairs_join_who_seems_weak_with_who_seems_strong() {
    let opening = Opening::new(5);
    let roster = opening.draw(&trial(&format!("unit: Pair, blocks: School, {TWO}")));
    let mut pairs = vec![Vec::new(); roster.units.len()];
    for (number, post) in roster.posts.iter().enumerate() {
        if let Some(unit) = post.unit {
            pairs[unit].push(number);
        }
    }
    assert!(pairs.iter().all(|p| p.len() == 2 && roster.posts[p[0]].school == roster.posts[p[1]].school));
    let weakest = opening.draw(&trial(&format!("sample: (target: WeakestHalf), {TWO}")));
    assert!(pairs.iter().all(|p| p.iter().filter(|&&p| weakest.posts[p].target).count() == 1));
}

#[test]
fn equal_shares_differ_by_at_most_one_in_each_block_and_in_all() {
    let lines = [
        "",
        "blocks: District,",
        "blocks: Results(size: 2),",
        "blocks: Results(size: 7),",
        "unit: YearGroup, blocks: School,",
        "unit: Teacher, blocks: School,",
        "unit: Pair, blocks: School,",
        "unit: Teacher, blocks: District, sample: (teachers: 1),",
    ];
    for lines in lines {
        for arms in 2..5_usize {
            let named = (0..arms).map(|a| format!("(name: \"{a}\"),")).collect::<Vec<_>>().concat();
            for number in 0..3 {
                let roster = Opening::new(number).draw(&trial(&format!("{lines} arms: [{named}],")));
                assert!(differ(&counts(&roster, arms)) <= 1, "{lines} {arms} {:?}", counts(&roster, arms));
                for block in roster.units.iter().map(|u| u.block) {
                    let of = |arm| roster.units.iter().filter(|u| u.block == block && u.arm == arm).count();
                    assert!(differ(&(0..arms).map(of).collect::<Vec<_>>()) <= 1, "{lines} {arms} block {block}");
                }
            }
        }
    }
}

#[test]
fn unequal_shares_are_kept_in_small_blocks_too() {
    for lines in ["", "blocks: Results(size: 2),", "unit: Teacher, blocks: School, sample: (teachers: 1),"] {
        let arms = r#"arms: [(name: "a", share: 1), (name: "b", share: 3)],"#;
        for number in 0..5 {
            let roster = Opening::new(number).draw(&trial(&format!("{lines} {arms}")));
            let (found, all) = (counts(&roster, 2), roster.units.len() as f64);
            assert!((found[0] as f64 - all / 4.0).abs() <= 1.0, "{lines} {found:?}");
        }
    }
    // A block of one is in no arm by its place: each unit meets both.
    let arms = r#"arms: [(name: "a", share: 1), (name: "b", share: 3)],"#;
    let trial = trial(&format!("unit: Teacher, blocks: School, sample: (teachers: 1), {arms}"));
    let rosters: Vec<Roster> = (0..60).map(|n| Opening::new(n).draw(&trial)).collect();
    let share = |unit: usize| mean(rosters.iter().map(|r| f64::from(u8::from(r.units[unit].arm == 0))));
    for unit in 0..10 {
        assert!((share(unit) - 0.25).abs() < 4.0 * (0.25_f64 * 0.75 / 60.0).sqrt(), "{unit}: {}", share(unit));
    }
}

#[test]
fn the_lowest_results_are_in_the_last_arm() {
    let opening = Opening::new(6);
    let arms = r#"arms: [(name: "a"), (name: "b", share: 2), (name: "c", share: 1)],"#;
    let roster = opening.draw(&trial(&format!("allocation: LowestResults, {arms}")));
    assert_eq!(counts(&roster, 3), [10, 20, 10]);
    let of = |arm: usize| -> Vec<f64> {
        let in_arm = |s: &usize| roster.unit_of_school[*s].is_some_and(|u| roster.units[u].arm == arm);
        (0..SCHOOLS as usize).filter(in_arm).map(|s| opening.seen.schools[s].result).collect()
    };
    let highest = |arm| of(arm).into_iter().fold(f64::MIN, f64::max);
    let lowest = |arm| of(arm).into_iter().fold(f64::MAX, f64::min);
    assert!(highest(2) <= lowest(1) && highest(1) <= lowest(0));
}

#[test]
fn arms_are_alike_before_the_trial() {
    for lines in ["", "blocks: Results(size: 4),", "unit: Group(size: 3),"] {
        let trial = trial(&format!("{lines} {TWO}"));
        let gaps = |value: fn(&Opening, usize) -> f64| -> Vec<f64> {
            let one = |number: u32| {
                let opening = Opening::new(number);
                let roster = opening.draw(&trial);
                let of = |arm: usize| {
                    let here = |s: &usize| roster.unit_of_school[*s].is_some_and(|u| roster.units[u].arm == arm);
                    mean((0..SCHOOLS as usize).filter(here).map(|s| value(&opening, s)))
                };
                of(1) - of(0)
            };
            (0..60).map(one).collect()
        };
        let values: [fn(&Opening, usize) -> f64; 3] = [
            |o, s| o.seen.schools[s].result,
            |o, s| o.seen.schools[s].disadvantage,
            |o, s| o.seen.schools[s].leadership,
        ];
        for (at, value) in values.into_iter().enumerate() {
            let (m, e) = mean_and_error(&gaps(value));
            assert!(m.abs() < 3.2 * e, "{lines} trait {at}: {m} ± {e}");
        }
    }
}

#[test]
fn roles_are_dealt_in_equal_parts_to_target_teachers_of_the_arm() {
    let roles = r#"roles: [(name: "x"), (name: "y"), (name: "z")]"#;
    let arms = format!(r#"arms: [(name: "a"), (name: "b", {roles})],"#);
    for lines in ["sample: (teachers: 4),", "unit: Teacher, blocks: School,"] {
        let opening = Opening::new(7);
        let trial = trial(&format!("{lines} {arms}"));
        let roster = opening.draw(&trial);
        let mut all = vec![0; 3];
        for school in 0..SCHOOLS as usize {
            let mut here = vec![0; 3];
            for post in roster.of_school(school) {
                let in_b = roster.arm(post) == Some(1) && post.target;
                assert_eq!(post.role.is_some(), in_b);
                post.role.into_iter().for_each(|role| here[role] += 1);
            }
            assert!(differ(&here) <= 1, "{here:?}");
            all.iter_mut().zip(here).for_each(|(all, here)| *all += here);
        }
        assert!(all.iter().all(|&n| n >= 15), "{all:?}");
        for (role, &dealt) in all.iter().enumerate() {
            let assigned = roster.of_arm(&trial, opening.world(), 1, Some(role));
            let lanes = assigned.lanes.expect("single teachers");
            let reached: usize = lanes.iter().flatten().filter(|l| **l).count();
            assert_eq!(reached, dealt);
        }
    }
}
