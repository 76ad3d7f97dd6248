//! Policies in a run of other years than they were written for.

use super::spec::Arm;

/// A policy that starts after the last year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// Its arm.
    pub arm: String,
    /// Its name.
    pub policy: &'static str,
}

/// Fits arms to a last year: a policy that would last longer is in force to the end. Names the arms and policies that
/// were changed so; a policy that would never start is refused.
pub fn fit(arms: &mut [Arm], years: u32) -> Result<Vec<(String, &'static str)>, Late> {
    let late = |arm: &Arm| {
        let policy = arm.policies.iter().find(|p| p.years().from > years)?;
        Some(Late { arm: arm.name.clone(), policy: policy.name() })
    };
    if let Some(late) = arms.iter().find_map(late) {
        return Err(late);
    }
    let mut changed = Vec::new();
    for arm in arms {
        for policy in &mut arm.policies {
            let force = policy.years();
            if force.to.is_some_and(|to| to > years) {
                *policy = policy.clone().during(force.from, None);
                changed.push((arm.name.clone(), policy.name()));
            }
        }
    }
    Ok(changed)
}
