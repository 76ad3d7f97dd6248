//! The first few of many in some order, without putting all of them in order.

use crate::world::{School, SchoolId, World};
use std::cmp::Ordering;

/// The first `count` in an order that tells all of them apart, the first first.
pub fn foremost<T>(mut all: Vec<T>, count: usize, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    if count < all.len() {
        all.select_nth_unstable_by(count, &order);
        all.truncate(count);
    }
    all.sort_unstable_by(order);
    all
}

/// Schools of the same district by distance, nearest first; in the order of the list where places are unknown.
pub fn nearest(world: &World, to: SchoolId, count: usize) -> Vec<SchoolId> {
    let schools = &world.districts[to.district as usize].schools;
    let here = &schools[to.school as usize];
    let squares: Vec<f64> = schools.iter().map(|school| square(here, school)).collect();
    // The school itself is as near as any other and left out afterwards.
    let reach = reach(&squares, count.saturating_add(1));
    let within = (0..schools.len() as u32).filter(|&school| school != to.school && squares[school as usize] <= reach);
    let far = |school| {
        let id = SchoolId { district: to.district, school };
        (world.distance_km(to, id).unwrap_or(0.0), id)
    };
    let near = foremost(within.map(far).collect(), count, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    near.into_iter().map(|(_, id)| id).collect()
}

/// The square of the distance between two schools (m²), of which the distance is the rounded root; 0 where a place is
/// unknown.
fn square(a: &School, b: &School) -> f64 {
    let (Some(a), Some(b)) = (a.location, b.location) else { return 0.0 };
    let (east, north) = (f64::from(a.0 - b.0), f64::from(a.1 - b.1));
    east * east + north * north
}

/// A square of distance that the `count` nearest do not exceed, nor others whose distance is the same when rounded.
fn reach(squares: &[f64], count: usize) -> f64 {
    // Far above what the roundings of a distance to `f32` amount to.
    const ROUNDING: f64 = 1.0 + 1e-5;
    if count >= squares.len() {
        return f64::INFINITY;
    }
    // The smallest so far, in order; few schools are nearer than those seen before.
    let mut least = vec![f64::INFINITY; count];
    for &square in squares {
        if square < least[count - 1] {
            let at = least.partition_point(|&other| other <= square);
            least[at..].rotate_right(1);
            least[at] = square;
        }
    }
    least[count - 1] * ROUNDING
}

#[cfg(test)]
mod tests {
    use super::{foremost, reach};

    #[test]
    fn the_first_are_those_of_the_whole_order() {
        let all: Vec<u32> = (0..97).map(|i| i * 37 % 101).collect();
        let mut sorted = all.clone();
        sorted.sort_unstable();
        for count in [0, 1, 5, 96, 97, usize::MAX] {
            assert_eq!(foremost(all.clone(), count, Ord::cmp), sorted[..count.min(97)]);
        }
    }

    #[test]
    fn those_nearest_are_within_reach_and_few_others() {
        let squares: Vec<f64> = (0..200).map(|i| f64::from(i * 73 % 211)).collect();
        for count in [1, 6, 199] {
            let within = squares.iter().filter(|&&square| square <= reach(&squares, count)).count();
            assert_eq!(within, count);
        }
        assert_eq!(reach(&squares, 200), f64::INFINITY);
        assert_eq!(reach(&[0.0; 9], 3), 0.0);
    }
}
