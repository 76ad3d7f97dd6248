//! Normals of neighbouring slots side by side.

use super::{normal, wide};
use crate::tally;

/// Slots that an [`Abreast`] draws at a time.
pub const ABREAST: usize = wide::WIDE;

/// The random numbers of one purpose, place and week for neighbouring slots side by side: to the bit what
/// [`super::Draws`] gives slot by slot, several times as fast where it is inlined into [`crate::vectors::widest`].
#[derive(Clone, Copy, Debug)]
pub struct Abreast {
    key: [u32; 7],
    week: u32,
}

impl Abreast {
    /// Those of a key and a week of it.
    pub(super) fn of(key: [u32; 7], week: u32) -> Self {
        Self { key, week }
    }

    /// What the first `N` calls of [`super::Slot::normal`] give in each of [`ABREAST`] slots from `slot` on: by call,
    /// then by slot.
    #[inline(always)]
    pub fn normals<const N: usize>(&self, slot: usize) -> [[f32; ABREAST]; N] {
        let Veiled(words): Veiled<N> = self.veiled(slot);
        let mut normals = [[0.0; ABREAST]; N];
        for n in 0..N {
            normals[n] = normal::abreast(words[n]);
        }
        normals
    }

    /// The same normals, not worked out yet.
    #[inline(always)]
    pub fn veiled<const N: usize>(&self, slot: usize) -> Veiled<N> {
        tally::read((N * ABREAST) as u64);
        Veiled(wide::neighbours(&self.key, self.week, slot as u32))
    }
}

/// Normals of [`ABREAST`] neighbouring slots, `N` of each, that are bounded at once and worked out where they matter.
#[derive(Clone, Copy, Debug)]
pub struct Veiled<const N: usize>([[u32; ABREAST]; N]);

impl<const N: usize> Veiled<N> {
    /// Values that the normals do not exceed, by call, then by slot.
    #[inline(always)]
    pub fn ceilings(&self) -> [[f32; ABREAST]; N] {
        let (table, mut ceilings) = (normal::ceilings(), [[0.0; ABREAST]; N]);
        for n in 0..N {
            for i in 0..ABREAST {
                ceilings[n][i] = table.of(self.0[n][i]);
            }
        }
        ceilings
    }

    /// The normals of some of the slots, by call, then by slot.
    #[inline(always)]
    pub fn normals<const M: usize>(&self, slots: [usize; M]) -> [[f32; M]; N] {
        let (mut words, mut normals) = ([[0; M]; N], [[0.0; M]; N]);
        for n in 0..N {
            for m in 0..M {
                words[n][m] = self.0[n][slots[m]];
            }
        }
        normal::each(words.as_flattened(), normals.as_flattened_mut());
        normals
    }
}
