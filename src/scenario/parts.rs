//! Which arms put together another: the parts that an arm of several policies is compared with.

use super::spec::System;
use crate::policy::Policy;

impl System {
    /// The arms whose policies, put together, are those of an arm: each policy in one of them and none left over. In
    /// the order of arms, the first such choice; none where an arm is not made of others. Arms by place in the list.
    pub fn parts(&self, arm: usize) -> Option<Vec<usize>> {
        let whole: Vec<&Policy> = self.arms.get(arm)?.policies.iter().collect();
        // An arm with the same policies is a twin and no part; one without policies adds nothing.
        let smaller = |policies: &[Policy]| !policies.is_empty() && policies.len() < whole.len();
        let others = self.arms.iter().map(|a| a.policies.as_slice()).enumerate();
        let others: Vec<_> = others.filter(|(_, policies)| smaller(policies)).collect();
        // An arm without policies needs no parts and has none.
        cover(&whole, &others).filter(|parts| !parts.is_empty())
    }

    /// Names of the parts of an arm as tables and sentences give them, such as `Pairs + Watching`.
    pub fn parts_named(&self, parts: &[usize]) -> String {
        let names = parts.iter().filter_map(|&part| Some(self.arms.get(part)?.name.as_str()));
        names.collect::<Vec<_>>().join(" + ")
    }
}

/// The first choice of arms that holds each policy once. An arm that fits is tried before it is passed over.
fn cover(left: &[&Policy], arms: &[(usize, &[Policy])]) -> Option<Vec<usize>> {
    if left.is_empty() {
        return Some(Vec::new());
    }
    arms.iter().enumerate().find_map(|(at, (arm, policies))| {
        let mut chosen = vec![*arm];
        chosen.extend(cover(&without(left, policies)?, &arms[at + 1..])?);
        Some(chosen)
    })
}

/// What is left of some policies when others are taken out, whatever their order; none if one is not there.
fn without<'a>(all: &[&'a Policy], taken: &[Policy]) -> Option<Vec<&'a Policy>> {
    let mut left = all.to_vec();
    for policy in taken {
        left.remove(left.iter().position(|p| *p == policy)?);
    }
    Some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Decisions;
    use crate::policy::{LocalObservation, SchoolPairing, TeachingResearchGroups};
    use crate::price::Prices;
    use crate::scenario::{Arm, Population};
    use crate::setting::{Country, Phase};

    fn p() -> Policy {
        Policy::SchoolPairing(SchoolPairing::default())
    }
    fn q() -> Policy {
        Policy::LocalObservation(LocalObservation::default())
    }
    fn r() -> Policy {
        Policy::TeachingResearchGroups(TeachingResearchGroups::default())
    }

    /// Parts of the last of some arms.
    fn parts(arms: Vec<Vec<Policy>>) -> Option<Vec<usize>> {
        let last = arms.len() - 1;
        let arms = arms.into_iter().enumerate().map(|(i, policies)| Arm { name: format!("arm {i}"), policies });
        let system = System {
            name: "England".to_owned(),
            setting: Country::England,
            population: Population::File { path: String::new() },
            arms: arms.collect(),
            parameters: Vec::new(),
            prices: Prices::found(Country::England, Phase::Primary),
            decisions: Decisions::default(),
        };
        system.parts(last)
    }

    #[test]
    fn an_arm_is_made_of_those_that_hold_each_of_its_policies_once() {
        assert_eq!(parts(vec![vec![p()], vec![q()], vec![p(), q()]]), Some(vec![0, 1]));
        assert_eq!(parts(vec![vec![p()], vec![r()], vec![q()], vec![p(), q(), r()]]), Some(vec![0, 1, 2]));
        assert_eq!(parts(vec![vec![r(), p()], vec![q()], vec![p(), q(), r()]]), Some(vec![0, 1]));
        // What overlaps is passed over, and the first choice that leaves nothing over is taken.
        assert_eq!(parts(vec![vec![p(), q()], vec![p()], vec![q(), r()], vec![p(), q(), r()]]), Some(vec![1, 2]));
        assert_eq!(parts(vec![vec![p()], vec![p()], vec![q()], vec![q(), p()]]), Some(vec![0, 2]));
        assert_eq!(parts(vec![vec![p()], vec![p(), p()]]), None);
        assert_eq!(parts(vec![vec![p()], vec![p()], vec![p(), p()]]), Some(vec![0, 1]));
    }

    #[test]
    fn an_arm_that_is_not_made_of_others_has_no_parts() {
        assert_eq!(parts(vec![vec![p()]]), None);
        assert_eq!(parts(vec![vec![p()], vec![p()]]), None);
        assert_eq!(parts(vec![vec![p(), q()], vec![q(), p()]]), None);
        assert_eq!(parts(vec![vec![p()], vec![p(), q()]]), None);
        assert_eq!(parts(vec![vec![], vec![]]), None);
        // The same policy with another number is another policy.
        let longer = Policy::LocalObservation(LocalObservation { hours_per_year: 8.0, ..LocalObservation::default() });
        assert_eq!(parts(vec![vec![p()], vec![q()], vec![p(), longer]]), None);
    }
}
