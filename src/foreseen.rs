//! Random words of a school's sessions, drawn some weeks ahead.
//!
//! The generator makes words of many slots side by side, and the few sessions of a school's week would leave most of them
//! unused. But what is placed in one week is placed in the next ones too, more often than not, and a draw is named by its
//! week and slot: so it may be made whenever it suits.

use crate::rng::{Place, Purpose, Streams, WeekSlot, Words};

/// Weeks that are drawn at once: as many as the generator makes words side by side.
const AHEAD: u32 = 16;
/// As many items in a week, or more, fill the generator by themselves and are drawn week by week.
const MANY: usize = 16;

/// The first words of slots of one purpose at one school in one year. Reused from school to school.
#[derive(Clone, Debug, Default)]
pub struct Foreseen {
    of: Option<(Streams, Purpose, Place, i32)>,
    slots: Vec<Weeks>,
    ahead: Vec<WeekSlot>,
    drawn: Vec<Words>,
}

/// A slot over some weeks.
#[derive(Clone, Copy, Debug)]
struct Weeks {
    slot: u32,
    /// The first week.
    from: u32,
    words: [Words; AHEAD as usize],
}

impl Foreseen {
    /// Gives each item that has a slot the first words of the slot in a week, as [`Streams::first_words`] makes them. No
    /// week from `until` on will be asked for.
    #[inline(always)]
    pub fn first_words<T>(
        &mut self,
        streams: &Streams,
        of: (Purpose, Place, i32),
        (week, until): (u32, u32),
        items: &mut [T],
        slot: impl Fn(&T) -> Option<u32>,
        mut give: impl FnMut(&mut T, &Words),
    ) {
        let (purpose, place, year) = of;
        if items.len() >= MANY {
            self.ahead.clear();
            self.ahead.extend(items.iter().filter_map(&slot).map(|slot| WeekSlot { week, slot }));
            streams.first_words(purpose, place, year, &self.ahead, &mut self.drawn);
            let with_slot = items.iter_mut().filter(|item| slot(item).is_some());
            return with_slot.zip(&self.drawn).for_each(|(item, words)| give(item, words));
        }
        if self.of != Some((*streams, purpose, place, year)) {
            self.of = Some((*streams, purpose, place, year));
            self.slots.clear();
        }
        let mut next = 0;
        for item in items {
            let Some(asked) = slot(item) else { continue };
            let at = self.find(asked, next);
            if week.wrapping_sub(self.slots[at].from) >= AHEAD {
                self.draw(at, week, until, streams, of);
            }
            let slot = &self.slots[at];
            give(item, &slot.words[(week - slot.from) as usize % AHEAD as usize]);
            next = at + 1;
        }
    }

    /// Place of a slot, which is made if need be; it is the next one, more often than not.
    #[inline(always)]
    fn find(&mut self, slot: u32, next: usize) -> usize {
        if self.slots.get(next).is_some_and(|known| known.slot == slot) {
            return next;
        }
        self.slots.iter().position(|known| known.slot == slot).unwrap_or_else(|| {
            // As if it had been drawn for weeks that are long over.
            self.slots.push(Weeks { slot, from: u32::MAX / 2, words: [Words::default(); AHEAD as usize] });
            self.slots.len() - 1
        })
    }

    /// Draws the words of a slot from a week on.
    fn draw(
        &mut self,
        at: usize,
        week: u32,
        until: u32,
        streams: &Streams,
        (purpose, place, year): (Purpose, Place, i32),
    ) {
        let Weeks { slot, from, words } = &mut self.slots[at];
        self.ahead.clear();
        self.ahead.extend((week..until.clamp(week + 1, week + AHEAD)).map(|week| WeekSlot { week, slot: *slot }));
        streams.first_words(purpose, place, year, &self.ahead, &mut self.drawn);
        *from = week;
        words[..self.drawn.len()].copy_from_slice(&self.drawn);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_foreseen_is_what_would_be_drawn() {
        let (mut foreseen, mut plain) = (Foreseen::default(), Vec::new());
        for (replicate, school, weeks) in [(0, 1, 40), (0, 2, 40), (1, 2, 17), (1, 2, 5)] {
            let (streams, place) = (Streams::new(7, replicate), Place::school(3, school));
            for week in 0..weeks {
                // Slots come and go, change their order, and are many in some weeks.
                let count = if week % 11 == 10 { 19 } else { 1 + (week * 5) % 7 };
                let slots: Vec<WeekSlot> =
                    (0..count).map(|n| WeekSlot { week, slot: (n * 3 + week / 9) % 23 }).collect();
                // Every fourth has none.
                let slot = |item: &(usize, u32, Words)| (item.0 % 4 < 3).then_some(item.1);
                let mut items: Vec<_> =
                    slots.iter().enumerate().map(|(i, at)| (i, at.slot, Words::default())).collect();
                let of = (Purpose::Delivery, place, 2);
                foreseen.first_words(&streams, of, (week, weeks), &mut items, slot, |item, words| item.2 = *words);
                streams.first_words(Purpose::Delivery, place, 2, &slots, &mut plain);
                for (item, plain) in items.iter().zip(&plain) {
                    let plain = slot(item).map_or(Words::default(), |_| *plain);
                    assert_eq!(item.2, plain, "{replicate} {school} {week}");
                }
            }
        }
    }
}
