//! A small part of a scenario, which takes as long a teacher and week as the whole.

use crate::policy::Policy;
use crate::population::{SchoolList, SchoolRecord};
use crate::scenario::{Arm, System};
use std::ops::Range;

/// Numbers by which policies count in the whole system, whatever its size; every other number is a share or stands for
/// a school, a district or a teacher.
const IN_ALL: [&str; 7] = ["pairs", "teachers", "leaders", "experts_in_all", "city_officers", "visitors", "travellers"];

/// About so many posts of a list: at least `least` districts, evenly spaced, whole or every so many schools of each.
/// The whole list where it is no larger.
pub fn part(list: &SchoolList, wanted: u64, least: usize) -> SchoolList {
    let all = list.posts();
    let districts = districts(&list.schools);
    if wanted >= all {
        return list.clone();
    }
    let share = wanted as f64 / all as f64;
    let number = ((share * districts.len() as f64).ceil() as usize).max(least).clamp(1, districts.len());
    let kept = number as f64 / districts.len() as f64;
    let every = ((kept / share).floor() as usize).max(1);
    let chosen = (0..number).map(|turn| &districts[turn * districts.len() / number]);
    let schools = chosen.flat_map(|district| list.schools[district.clone()].iter().step_by(every).cloned());
    SchoolList { schools: schools.collect(), source: String::new(), attribution: None, notes: Vec::new() }
}

/// Where each district of a list begins and ends.
fn districts(schools: &[SchoolRecord]) -> Vec<Range<usize>> {
    let mut from = 0;
    let of = |same: &[SchoolRecord]| {
        let range = from..from + same.len();
        from = range.end;
        range
    };
    schools.chunk_by(|a, b| a.district == b.district).map(of).collect()
}

/// A system for a share of its schools: what its policies count in the whole system is that share of it.
pub fn system(system: &System, share: f64) -> System {
    let arm = |arm: &Arm| Arm { policies: arm.policies.iter().map(|p| fewer(p, share)).collect(), ..arm.clone() };
    System { arms: system.arms.iter().map(arm).collect(), ..system.clone() }
}

fn fewer(policy: &Policy, share: f64) -> Policy {
    let counts = policy.stated("").into_iter();
    let counts = counts.filter(|s| IN_ALL.contains(&s.name.as_str()) && policy.extent().contains(&s.name.as_str()));
    counts.fold(policy.clone(), |policy, count| {
        policy.clone().with(&count.name, (share * count.value).ceil()).unwrap_or(policy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::given::lists;
    use crate::cli::reading::scenario;

    #[test]
    fn a_part_has_about_the_posts_and_the_districts_that_were_wanted() {
        let scenario = scenario("england-primaries").expect("built in");
        let list = &lists(&scenario).expect("schools")[0];
        let number = |list: &SchoolList| districts(&list.schools).len();
        for (wanted, least) in [(600, 2), (600, 8), (5_000, 2), (50_000, 8), (100_000, 200)] {
            let part = part(list, wanted, least);
            let share = part.posts() as f64 / wanted as f64;
            assert!((0.5..2.5).contains(&share), "{wanted} {least}: {share}");
            assert!(number(&part) >= least.min(number(list)), "{wanted} {least}");
        }
        assert_eq!(part(list, u64::MAX, 2), *list);
        assert!(!part(list, 1, 1).schools.is_empty());
    }

    #[test]
    fn what_is_counted_in_the_whole_system_is_smaller_and_shares_are_not() {
        let scenario = scenario("zhejiang-in-full").expect("built in");
        let part = system(&scenario.systems[0], 0.1);
        let number = |of: &System, policy: usize, name: &str| {
            let stated = of.arms[0].policies[policy].stated("");
            stated.into_iter().find(|s| s.name == name).map(|s| s.value)
        };
        let whole = &scenario.systems[0];
        for (policy, name, all, here) in
            [(3, "pairs", 1600.0, 160.0), (4, "pairs", 253.0, 26.0), (6, "teachers", 1570.0, 157.0)]
        {
            assert_eq!((number(whole, policy, name), number(&part, policy, name)), (Some(all), Some(here)), "{name}");
        }
        assert_eq!(number(whole, 0, "coverage"), number(&part, 0, "coverage"));
    }
}
