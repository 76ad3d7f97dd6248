//! What a school's sessions come to, by mode and origin.

use crate::ledger::Origin;
use crate::model::Mode;
use crate::turn::Turn;
use crate::world::{LANES, Lanes, mask, total};

/// What sessions came to in one mode and for one origin: hours, and changes of enacted and embedded practice
/// summed over domains, exact.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub struct Account {
    /// Hours held, by place in the tile.
    pub delivered: [f64; LANES],
    /// Change of enacted practice, by place in the tile.
    pub learnt: [f64; LANES],
    /// Change of embedded practice, by place in the tile.
    pub embedded: [f64; LANES],
    /// Hours planned.
    pub planned: f64,
    /// Hours that somebody else covers.
    pub covered: f64,
    /// Whether anything was rehearsed.
    pub rehearsed: bool,
    /// Mode of the sessions.
    pub mode: Mode,
    /// Origin of the sessions.
    pub origin: Origin,
    together: bool,
    open: bool,
}

impl Account {
    /// Adds hours that were planned for each of so many posts.
    #[inline(always)]
    pub fn plan(&mut self, posts: u32, hours: f32) {
        self.planned += f64::from(posts) * f64::from(hours);
    }

    /// Adds hours of each of so many posts that somebody else covers.
    #[inline(always)]
    pub fn cover(&mut self, posts: u32, hours: f32) {
        self.covered += f64::from(posts) * f64::from(hours);
    }

    /// An account without entries.
    fn new(mode: Mode, origin: Origin) -> Self {
        let nothing = [0.0; LANES];
        Self {
            delivered: nothing,
            learnt: nothing,
            embedded: nothing,
            planned: 0.0,
            covered: 0.0,
            rehearsed: false,
            mode,
            origin,
            together: mode.builds_culture(),
            open: false,
        }
    }
}

/// A mask of 32 bits as one of 64.
#[inline(always)]
fn wide(on: u32) -> u64 {
    i64::from(on as i32) as u64
}

/// What the weeks between events come to, by place in the tile: changes summed over domains, and growth, exact.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub struct Drifted {
    /// Change of enacted practice that reverts.
    pub back: [f64; LANES],
    /// Change of embedded practice by own use.
    pub used: [f64; LANES],
    /// Growth with experience, of each domain.
    pub grown: [f64; LANES],
}

/// The accounts of a school, by mode and origin. They are kept from week to week until they are closed: sums of practice
/// are exact, so that it does not matter when they are booked. Sums of hours are, too, but for thousands of sessions in a
/// week, where the order counts in the last digits of some fifteen.
#[derive(Clone, Debug, Default)]
pub struct Accounts {
    all: Vec<Account>,
    origins: usize,
    /// Those that are open, in the order of opening.
    open: Vec<u32>,
    /// Hours held this week in modes that build culture, by place in the tile.
    together: [f64; LANES],
    /// What weeks between events came to.
    pub drifted: Drifted,
}

impl Accounts {
    /// Begins a week with so many origins.
    #[inline(always)]
    pub fn begin(&mut self, origins: usize) {
        self.together = [0.0; LANES];
        if self.origins != origins {
            let of_mode = |mode| (0..origins).map(move |origin| Account::new(mode, Origin(origin as u8)));
            self.all = Mode::ALL.into_iter().flat_map(of_mode).collect();
            self.origins = origins;
        }
    }

    /// The account of a mode and an origin, opened if need be.
    #[inline(always)]
    pub fn of(&mut self, mode: Mode, origin: Origin) -> u32 {
        let number = mode as usize * self.origins + origin.0 as usize;
        let account = &mut self.all[number];
        if !account.open {
            account.open = true;
            self.open.push(number as u32);
        }
        number as u32
    }

    /// Hours that were held together this week.
    #[inline(always)]
    pub fn together(&self) -> f64 {
        total(&self.together)
    }

    /// Closes the accounts that are chosen by their origin and shows each.
    #[inline(always)]
    pub fn close(&mut self, chosen: impl Fn(Origin) -> bool, mut show: impl FnMut(&Account)) {
        let mut kept = 0;
        for i in 0..self.open.len() {
            let number = self.open[i];
            let account = &mut self.all[number as usize];
            if chosen(account.origin) {
                show(account);
                *account = Account::new(account.mode, account.origin);
            } else {
                self.open[kept] = number;
                kept += 1;
            }
        }
        self.open.truncate(kept);
    }

    /// An account by its number.
    #[inline(always)]
    pub fn at(&mut self, number: u32) -> &mut Account {
        &mut self.all[number as usize]
    }

    /// Adds what the posts of a tile took from a turn: hours held, and changes. It is entered when another account has its
    /// turn; [`Accounts::enter`] follows after the last.
    #[inline(always)]
    pub fn add(&mut self, entry: &mut Entry, turn: &Turn, changes: &[[f64; LANES]; 2]) {
        // Who attends nothing adds nothing.
        if let [(account, _)] = *turn.booked() {
            self.begin_entry(entry, account);
            return entry.add(turn, changes);
        }
        for &(account, posts) in turn.booked() {
            self.begin_entry(entry, account);
            entry.add_some(&mask(posts), turn, changes);
        }
    }

    /// Makes an entry one of an account.
    #[inline(always)]
    fn begin_entry(&mut self, entry: &mut Entry, account: u32) {
        if entry.account != Some(account) {
            self.enter(entry);
            entry.account = Some(account);
        }
    }

    /// Enters in an account what was gathered for it.
    #[inline(always)]
    pub fn enter_in(&mut self, account: u32, entry: &mut Entry) {
        entry.account = Some(account);
        self.enter(entry);
    }

    /// Enters what was added.
    #[inline(always)]
    pub fn enter(&mut self, entry: &mut Entry) {
        let Some(number) = entry.account else { return };
        let account = &mut self.all[number as usize];
        let together = account.together;
        for i in 0..LANES {
            account.delivered[i] += entry.delivered[i];
            account.learnt[i] += entry.learnt[i];
        }
        if entry.rehearsed {
            for i in 0..LANES {
                account.embedded[i] += entry.embedded[i];
            }
            account.rehearsed = true;
        }
        if together {
            for i in 0..LANES {
                self.together[i] += entry.delivered[i];
            }
        }
        *entry = Entry::default();
    }
}

/// What turns that follow one another add to one account, by place in the tile: gathered where it is quick to reach.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
pub struct Entry {
    delivered: [f64; LANES],
    learnt: [f64; LANES],
    embedded: [f64; LANES],
    rehearsed: bool,
    account: Option<u32>,
}

impl Entry {
    /// Adds hours and changes of enacted practice.
    #[inline(always)]
    pub fn gain(&mut self, hours: &Lanes, learnt: &[f64; LANES]) {
        for i in 0..LANES {
            self.delivered[i] += f64::from(hours[i]);
            self.learnt[i] += learnt[i];
        }
    }

    /// Adds a turn of one account.
    #[inline(always)]
    fn add(&mut self, turn: &Turn, changes: &[[f64; LANES]; 2]) {
        self.gain(&turn.hours, &changes[0]);
        if turn.rehearses {
            for i in 0..LANES {
                self.embedded[i] += changes[1][i];
            }
            self.rehearsed = true;
        }
    }

    /// Adds what the posts of a mask took from a turn.
    #[inline(always)]
    fn add_some(&mut self, on: &[u32; LANES], turn: &Turn, changes: &[[f64; LANES]; 2]) {
        for i in 0..LANES {
            self.delivered[i] += f64::from(f32::from_bits(on[i] & turn.hours[i].to_bits()));
            self.learnt[i] += f64::from_bits(wide(on[i]) & changes[0][i].to_bits());
        }
        if turn.rehearses {
            for i in 0..LANES {
                self.embedded[i] += f64::from_bits(wide(on[i]) & changes[1][i].to_bits());
            }
            self.rehearsed = true;
        }
    }
}
