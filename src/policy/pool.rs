//! Schools that a policy still has to give out, so that a large system takes no longer a school than a small one.

use super::foremost::foremost;
use crate::world::{SchoolId, World};
use std::collections::BTreeMap;

/// Schools in an order, of which the last is taken first. Each is taken once.
pub(super) struct Pool {
    order: Vec<SchoolId>,
    /// By place in the order, whether the school is still to be had.
    free: Vec<bool>,
    left: usize,
    /// Places of each district's schools, in order; those taken otherwise go when they are met.
    districts: BTreeMap<u32, Vec<usize>>,
}

impl Pool {
    /// All of these schools, each of which stands there once.
    pub(super) fn new(order: Vec<SchoolId>) -> Self {
        let mut districts: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, id) in order.iter().enumerate() {
            districts.entry(id.district).or_default().push(at);
        }
        Self { free: vec![true; order.len()], left: order.len(), order, districts }
    }

    /// Whether none is left.
    pub(super) fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// Takes the last.
    pub(super) fn pop(&mut self) -> Option<SchoolId> {
        while let Some(id) = self.order.pop() {
            if self.free.pop() == Some(true) {
                self.left -= 1;
                return Some(id);
            }
        }
        None
    }

    /// Takes the last so many, in their order.
    pub(super) fn split_off(&mut self, count: usize) -> Vec<SchoolId> {
        let mut taken: Vec<SchoolId> = (0..count).map_while(|_| self.pop()).collect();
        taken.reverse();
        taken
    }

    /// Takes the last of a district, or the last of all where the district has none.
    pub(super) fn take_for(&mut self, district: u32) -> Option<SchoolId> {
        let places = self.districts.get_mut(&district);
        let free = |at: &usize| self.free.get(*at) == Some(&true);
        let found = places.and_then(|places| std::iter::from_fn(|| places.pop()).find(free));
        match found {
            Some(at) => {
                self.free[at] = false;
                self.left -= 1;
                Some(self.order[at])
            }
            None => self.pop(),
        }
    }

    /// A lead school and the nearest `count` of its district that are still to be had.
    pub(super) fn gather(&mut self, world: &World, lead: SchoolId, count: usize) -> Vec<SchoolId> {
        let mut near: Vec<(f32, SchoolId, usize)> = Vec::new();
        if let Some(places) = self.districts.get_mut(&lead.district) {
            places.retain(|at| self.free.get(*at) == Some(&true));
            let far = |id: SchoolId| world.distance_km(lead, id).unwrap_or(0.0);
            near.extend(places.iter().map(|&at| (far(self.order[at]), self.order[at], at)));
        }
        let near = foremost(near, count, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for &(_, _, at) in &near {
            self.free[at] = false;
        }
        self.left -= near.len();
        std::iter::once(lead).chain(near.into_iter().map(|(_, id, _)| id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(district: u32, school: u32) -> SchoolId {
        SchoolId { district, school }
    }

    #[test]
    fn each_school_is_taken_once_the_last_first() {
        let all = [id(0, 0), id(1, 0), id(0, 1), id(1, 1), id(0, 2)];
        let mut pool = Pool::new(all.to_vec());
        assert_eq!(pool.take_for(1), Some(id(1, 1)));
        assert_eq!(pool.pop(), Some(id(0, 2)));
        assert_eq!(pool.take_for(0), Some(id(0, 1)), "the last of the district was taken from the end");
        assert!(!pool.is_empty());
        assert_eq!(pool.take_for(7), Some(id(1, 0)), "a district without schools takes from the end");
        assert_eq!(pool.split_off(3), [id(0, 0)]);
        assert_eq!((pool.pop(), pool.take_for(0), pool.is_empty()), (None, None, true));
        assert_eq!(Pool::new(all.to_vec()).split_off(2), [id(1, 1), id(0, 2)]);
    }
}
