//! Whom a mentor works with, of those whom she sees.
//!
//! She sees everybody with an error, and works with few. Her errors are normals, dear to work out, so that each
//! teacher's merit is bounded first by bounds of the errors, which are cheap. What is computed from an error rises with
//! it, rounding included: with the same operations in the same order, a bound of the error is one of the merit. Then
//! she looks at those with the highest bounds until nobody who is left could be among the few. Whom she chooses is whom
//! she would choose if she looked at all.

use super::Placing;
use crate::rng::{ABREAST, Purpose, Veiled};
use crate::units::{DOMAINS, Profile, positive};
use crate::vectors::widest;
use crate::world::{LANES, Tile};

/// What a mentor chooses by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// How far behind her own practice somebody seems.
    Need,
    /// Need times receptivity.
    Response,
    /// How seldom she has been with somebody.
    InTurn,
}

/// How a mentor looks at teachers.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Her own practice.
    pub practice: Profile,
    /// What she chooses by.
    pub rank: Rank,
    /// How many she chooses.
    pub few: usize,
}

/// Somebody whom a mentor may work with: merit, lane, gaps.
pub type Choice = (f32, usize, Profile);

/// Those looked at together: enough for the widest vectors.
const TOGETHER: usize = 2;

impl View {
    /// Those whom she works with, in order, with the gaps that she sees: the greatest merit first, and of equals those
    /// who come first in the school.
    pub fn choose(&self, slot: usize, visits: &[u16], placing: &Placing<'_>, chosen: &mut Vec<Choice>) {
        chosen.clear();
        let (posts, first) = (visits.len(), placing.here().first);
        let teachers = &placing.district.teachers;
        let draws = placing.streams.abreast(Purpose::MentorView, placing.place, placing.week);
        widest(
            #[inline(always)]
            || {
                let tiles = teachers.tiles[placing.here().tiles()].chunks(ABREAST / LANES);
                for (from, tiles) in (0..).step_by(ABREAST).zip(tiles) {
                    let seen = Seen::of(tiles, &visits[from.min(posts)..], placing.model.view_noise as f32);
                    let mut may = [false; ABREAST];
                    for (i, may) in may.iter_mut().enumerate().take(posts.saturating_sub(from)) {
                        let lane = first + from + i;
                        *may = teachers.filled[lane] && placing.agenda.allows(lane);
                    }
                    self.choose_among(&seen, &draws.veiled(slot * posts + from), &may, first + from, chosen);
                }
            },
        );
    }

    /// Chooses among neighbours; `first` is the lane of the first of them.
    #[inline(always)]
    fn choose_among(
        &self,
        seen: &Seen<ABREAST>,
        errors: &Veiled<DOMAINS>,
        may: &[bool; ABREAST],
        first: usize,
        chosen: &mut Vec<Choice>,
    ) {
        let (merits, _) = self.merits(seen, &errors.ceilings());
        let mut bounds = [0; ABREAST];
        for i in 0..ABREAST {
            bounds[i] = if may[i] { bound(merits[i], i) } else { 0 };
        }
        loop {
            let (mut looked, mut count) = ([0; TOGETHER], 0);
            for place in 0..TOGETHER {
                let greatest = take(&mut bounds);
                let full = (chosen.len() >= self.few).then(|| chosen.last()).flatten();
                if greatest == 0 || full.is_some_and(|last| order(last.0) > (greatest >> 32) as u32) {
                    break;
                }
                looked[place] = !greatest as u32 as usize % ABREAST;
                count += 1;
            }
            if count == 0 {
                return;
            }
            let (merits, gaps) = self.merits(&seen.at(looked), &errors.normals(looked));
            for i in 0..count {
                let gaps = [gaps[0][i], gaps[1][i], gaps[2][i], gaps[3][i]];
                self.keep(chosen, (merits[i], first + looked[i], gaps));
            }
        }
    }

    /// Merit of teachers side by side with errors, and how far behind they seem by domain.
    #[inline(always)]
    fn merits<const N: usize>(&self, seen: &Seen<N>, errors: &[[f32; N]; DOMAINS]) -> ([f32; N], [[f32; N]; DOMAINS]) {
        let (mut gaps, mut merits) = ([[0.0; N]; DOMAINS], [0.0; N]);
        for d in 0..DOMAINS {
            for i in 0..N {
                gaps[d][i] = positive(self.practice[d] - seen.enacted[d][i] + seen.noise[i] * errors[d][i]);
                merits[i] += gaps[d][i];
            }
        }
        for i in 0..N {
            merits[i] = match self.rank {
                Rank::Need => merits[i],
                Rank::Response => merits[i] * seen.readiness[i],
                Rank::InTurn => -seen.times[i],
            };
        }
        (merits, gaps)
    }

    /// Keeps somebody who is among the few so far.
    #[inline(always)]
    fn keep(&self, chosen: &mut Vec<Choice>, next: Choice) {
        let before = |other: &Choice| next.0.total_cmp(&other.0).then(other.1.cmp(&next.1)).is_gt();
        let mut place = chosen.len();
        while place > 0 && before(&chosen[place - 1]) {
            place -= 1;
        }
        if place < self.few {
            chosen.truncate(self.few - 1);
            chosen.insert(place, next);
        }
    }
}

/// What a mentor knows of teachers side by side before she looks.
struct Seen<const N: usize> {
    enacted: [[f32; N]; DOMAINS],
    readiness: [f32; N],
    /// How often she has been with each.
    times: [f32; N],
    /// SD of her error.
    noise: [f32; N],
}

impl Seen<ABREAST> {
    /// Those of neighbouring tiles.
    #[inline(always)]
    fn of(tiles: &[Tile], visits: &[u16], noise: f32) -> Self {
        let nothing = [0.0; ABREAST];
        let mut seen = Self { enacted: [nothing; DOMAINS], readiness: nothing, times: nothing, noise: nothing };
        for (part, tile) in tiles.iter().enumerate() {
            let at = part * LANES..(part + 1) * LANES;
            for d in 0..DOMAINS {
                seen.enacted[d][at.clone()].copy_from_slice(&tile.enacted[d]);
            }
            seen.readiness[at].copy_from_slice(&tile.readiness);
        }
        for (times, &visits) in seen.times.iter_mut().zip(visits) {
            *times = f32::from(visits);
        }
        for i in 0..ABREAST {
            seen.noise[i] = noise / (seen.times[i] + 1.0).sqrt();
        }
        seen
    }

    /// Some of them.
    #[inline(always)]
    fn at<const N: usize>(&self, places: [usize; N]) -> Seen<N> {
        let nothing = [0.0; N];
        let mut seen = Seen { enacted: [nothing; DOMAINS], readiness: nothing, times: nothing, noise: nothing };
        for (i, at) in places.into_iter().enumerate() {
            for d in 0..DOMAINS {
                seen.enacted[d][i] = self.enacted[d][at];
            }
            (seen.readiness[i], seen.times[i], seen.noise[i]) = (self.readiness[at], self.times[at], self.noise[at]);
        }
        seen
    }
}

/// A number that is greater where [`f32::total_cmp`] says so.
#[inline(always)]
fn order(merit: f32) -> u32 {
    let bits = merit.to_bits();
    bits ^ ((bits as i32 >> 31) as u32 | 1 << 31)
}

/// The bound of a merit with the place of its teacher, as one number: the greater the merit, and then the earlier the
/// place, the greater it is. Never 0.
#[inline(always)]
fn bound(merit: f32, place: usize) -> u64 {
    u64::from(order(merit)) << 32 | u64::from(!(place as u32))
}

/// Takes the greatest bound out; 0 where none is left.
#[inline(always)]
fn take(bounds: &mut [u64; ABREAST]) -> u64 {
    let (mut left, mut greatest) = (*bounds, 0);
    for i in 0..ABREAST {
        greatest = left[i].max(greatest);
    }
    for i in 0..ABREAST {
        left[i] = if left[i] == greatest { 0 } else { left[i] };
    }
    *bounds = left;
    greatest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Place, Streams};
    use crate::units::Week;

    #[test]
    fn whom_she_chooses_is_whom_she_would_choose_if_she_looked_at_all() {
        let streams = Streams::new(3, 1);
        for case in 0..2000 {
            let rank = [Rank::Need, Rank::Response, Rank::InTurn][case as usize % 3];
            // Of some mentors nobody is behind, and all merits are equal.
            let view =
                View { practice: [[1.0, -9.0][case as usize % 7 / 6]; DOMAINS], rank, few: case as usize % 4 + 1 };
            let (mut chosen, mut all) = (Vec::new(), Vec::<Choice>::new());
            for first in [0, ABREAST] {
                let draws = |purpose| streams.abreast(purpose, Place::WORLD, Week { year: first as i32, week: case });
                let [a, b, c, d, other] = draws(Purpose::FoundTeacher).normals(0);
                let mut seen = Seen { enacted: [a, b, c, d], readiness: other, times: other, noise: other };
                seen.readiness = other.map(f32::abs);
                seen.times = other.map(|normal| (normal.abs() * 2.0).floor());
                seen.noise = seen.times.map(|times| 0.8 / (times + 1.0).sqrt());
                let may = other.map(|normal| normal < 1.0);
                let draws = draws(Purpose::MentorView);
                view.choose_among(&seen, &draws.veiled(5), &may, first, &mut chosen);
                let (merits, gaps) = view.merits(&seen, &draws.normals(5));
                let those = (0..ABREAST).filter(|&i| may[i]);
                all.extend(those.map(|i| (merits[i], first + i, gaps.map(|row| row[i]))));
            }
            all.sort_by(|a, b| b.0.total_cmp(&a.0));
            all.truncate(view.few);
            assert_eq!(chosen, all, "{case} {rank:?}");
        }
    }
}
