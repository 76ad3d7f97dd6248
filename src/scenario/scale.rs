//! The same scenario with fewer or more schools: a trial of a large one, or a larger one of the same kind.

use super::spec::{Population, Scenario};

/// Fewest schools of a system, as a scenario file has them.
const FEWEST: u32 = 2;

/// A system whose schools cannot be made fewer or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Its name.
    pub system: String,
    /// What its schools are.
    pub schools: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// Multiplies the schools and the districts of every system by a factor, so that schools and districts keep their size.
/// A system keeps at least two schools and one district, and in each district a school. Real schools cannot be multiplied.
pub fn scale(scenario: &mut Scenario, factor: f64) -> Result<(), Fixed> {
    for system in &scenario.systems {
        let fixed = |schools, remedy| Err(Fixed { system: system.name.clone(), schools, remedy });
        match system.population {
            Population::England { .. } => {
                return fixed("real schools of England", "give it `sample: 400` or another number in the file instead");
            }
            Population::File { .. } => return fixed("the schools of a file", "write a shorter file instead"),
            Population::Shanghai { .. } | Population::Zhejiang { .. } | Population::Synthetic { .. } => {}
        }
    }
    for system in &mut scenario.systems {
        let (Population::Shanghai { schools, districts, .. }
        | Population::Zhejiang { schools, districts, .. }
        | Population::Synthetic { schools, districts, .. }) = &mut system.population
        else {
            continue;
        };
        // A number that is too large is refused with the population, where what is allowed is said.
        let times = |count: u32| (f64::from(count) * factor).round().clamp(1.0, f64::from(u32::MAX)) as u32;
        *districts = times(*districts);
        *schools = times(*schools).max(*districts).max(FEWEST);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read;

    #[test]
    fn schools_and_districts_keep_their_size() {
        let mut scenario = read("zhejiang-in-full").unwrap();
        scale(&mut scenario, 0.1).unwrap();
        let Population::Zhejiang { schools, districts, rural_share, .. } = scenario.systems[0].population else {
            panic!()
        };
        assert_eq!((schools, districts), (461, 9));
        assert!((rural_share - 0.5).abs() < f64::EPSILON);
        scale(&mut scenario, 1e-6).unwrap();
        let Population::Zhejiang { schools, districts, .. } = scenario.systems[0].population else { panic!() };
        assert_eq!((schools, districts), (2, 1));
    }

    #[test]
    fn real_schools_are_not_multiplied_and_nothing_is_changed() {
        let mut scenario = read("three-systems").unwrap();
        let before = scenario.clone();
        let fixed = scale(&mut scenario, 0.5).unwrap_err();
        assert_eq!((fixed.system.as_str(), fixed.schools), ("England", "real schools of England"));
        assert_eq!(scenario, before);
    }
}
