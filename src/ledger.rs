//! Where every change was booked.
//!
//! Each change of enacted practice, embedded practice and attainment is booked to a mechanism and to the policy
//! that caused it. Stocks and changes are multiples of [`crate::units::GRID`], so `opening + bookings = closing`
//! holds exactly, for every school and year, and [`Ledger::close`] checks that it does.
//!
//! **What is booked to a policy.** Learning and rehearsal in its sessions, whom it posts, hires or replaces, lessons
//! lost or given elsewhere for it are booked to it when they happen. What follows from these is split: every school
//! carries what of its enacted and embedded practice is owed to each policy ([`crate::world::Owed`]). That goes back
//! and settles at the rates at which practice does, leaves with an even share for everybody who leaves, and arrives with
//! who moves. Pupils gain by it what they gain by practice ([`Mechanism::Teaching`]), and what a cohort owes to a policy
//! fades and leaves the school with the cohort. The rest of each of these mechanisms is booked to business as usual, and
//! so are climate and leadership, whoever moved them. What a policy is booked for is therefore what it brought; that
//! teachers who are ahead learn less from the usual sessions stands with business as usual.

use crate::lineage::{At, Trace, What};
use serde::{Deserialize, Serialize};

pub use crate::lineage::Origin;

/// A stock that is accounted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stock {
    /// Practice in the classroom this week, mean over domains, summed over filled posts (SD).
    Enacted,
    /// Practice that a teacher has unaided, mean over domains, summed over filled posts (SD).
    Embedded,
    /// Attainment times pupils, summed over cohorts (pupil SD).
    Attainment,
}

impl Stock {
    /// All stocks.
    pub const ALL: [Self; 3] = [Self::Enacted, Self::Embedded, Self::Attainment];

    /// Name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Enacted => "enacted",
            Self::Embedded => "embedded",
            Self::Attainment => "attainment",
        }
    }
}

macro_rules! mechanisms {
    ($($(#[$doc:meta])* $name:ident = $text:literal in $stock:ident,)*) => {
        /// A way in which a stock changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Mechanism {
            $($(#[$doc])* $name,)*
        }
        impl Mechanism {
            /// All mechanisms.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
            /// Name in tables.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
            /// The stock that it changes.
            pub fn stock(self) -> Stock {
                match self { $(Self::$name => Stock::$stock,)* }
            }
        }
    };
}

mechanisms! {
    /// Learning by watching a lesson.
    LearnObservation = "learning: observation" in Enacted,
    /// Learning by being watched with feedback.
    LearnFeedback = "learning: feedback" in Enacted,
    /// Learning in a co-planned cycle.
    LearnCycle = "learning: co-planned cycle" in Enacted,
    /// Learning in a group meeting.
    LearnMeeting = "learning: meeting" in Enacted,
    /// Learning in a practical workshop.
    LearnWorkshop = "learning: workshop" in Enacted,
    /// Learning from a lecture.
    LearnLecture = "learning: lecture" in Enacted,
    /// Learning live by video link.
    LearnRemote = "learning: remote live" in Enacted,
    /// Learning from a recording.
    LearnRecorded = "learning: recorded" in Enacted,
    /// Return of enacted to embedded practice.
    Reversion = "reversion" in Enacted,
    /// Growth with experience.
    Experience = "experience" in Enacted,
    /// First months in a new post.
    NewPost = "new post" in Enacted,
    /// Teachers who left teaching or moved away.
    Departure = "departures" in Enacted,
    /// Teachers who were hired or moved in.
    Arrival = "arrivals" in Enacted,
    /// Teachers posted away under a policy.
    PostedAway = "posted away" in Enacted,
    /// Teachers posted in under a policy.
    PostedIn = "posted in" in Enacted,
    /// Embedding by rehearsal in learning events.
    Rehearsal = "rehearsal" in Embedded,
    /// Embedding by own use.
    OwnUse = "own use" in Embedded,
    /// Growth with experience.
    EmbeddedExperience = "experience" in Embedded,
    /// Teachers who left teaching or moved away.
    EmbeddedDeparture = "departures" in Embedded,
    /// Teachers who were hired or moved in.
    EmbeddedArrival = "arrivals" in Embedded,
    /// Teachers posted away under a policy.
    EmbeddedPostedAway = "posted away" in Embedded,
    /// Teachers posted in under a policy.
    EmbeddedPostedIn = "posted in" in Embedded,
    /// A year of teaching by the practice enacted.
    Teaching = "teaching" in Attainment,
    /// Climate of the school.
    Climate = "climate" in Attainment,
    /// Leadership of the school.
    Leadership = "leadership" in Attainment,
    /// What the school adds beside the teachers that are modelled.
    SchoolEffect = "school effect" in Attainment,
    /// Lessons taught by link from elsewhere.
    RemoteTeaching = "remote teaching" in Attainment,
    /// Lessons that pupils have at a partner school.
    SharedTeaching = "lessons at the partner school" in Attainment,
    /// Supervised hours beyond the lessons.
    ExtraHours = "supervised hours" in Attainment,
    /// Lessons under cover.
    LessonsLost = "lessons lost" in Attainment,
    /// Earlier teaching that fades.
    FadeOut = "fade-out" in Attainment,
    /// Cohort that leaves the school.
    CohortLeaves = "cohort leaves" in Attainment,
    /// Cohort that enters.
    CohortEnters = "cohort enters" in Attainment,
}

/// A set of origins, a bit each: which policies of an arm did something to a school.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origins(u32);

impl Origins {
    /// Puts an origin into the set. Origins from 31 on share a bit; an arm has far fewer policies.
    pub fn add(&mut self, origin: Origin) {
        self.0 |= 1 << origin.0.min(31);
    }

    /// Whether an origin is in the set.
    pub fn has(self, origin: Origin) -> bool {
        self.0 & (1 << origin.0.min(31)) != 0
    }

    /// Whether any is.
    pub fn any(self) -> bool {
        self.0 != 0
    }
}

/// The bookings of one year in one district.
#[derive(Clone, Debug)]
pub struct Ledger {
    origins: usize,
    entries: Vec<f64>,
    opening: Vec<[f64; 3]>,
    /// Who learned what from whom in chosen schools; none where nobody asks.
    pub trace: Option<Box<Trace>>,
}

/// A school whose bookings do not explain its closing level.
#[derive(Clone, Debug, thiserror::Error, PartialEq)]
#[error(
    "the ledger does not close: school {school}, {stock:?}: opening {opening} plus bookings {booked} is not {closing}"
)]
pub struct Unbalanced {
    /// School in its district.
    pub school: usize,
    /// Stock.
    pub stock: Stock,
    /// Level at the opening.
    pub opening: f64,
    /// Sum of bookings.
    pub booked: f64,
    /// Level at the close.
    pub closing: f64,
}

impl Ledger {
    /// An empty ledger for a number of schools and policies.
    pub fn new(schools: usize, policies: usize) -> Self {
        let origins = policies + 1;
        let entries = vec![0.0; schools * origins * Mechanism::ALL.len()];
        Self { origins, entries, opening: vec![[0.0; 3]; schools], trace: None }
    }

    /// Starts a year, before anything is booked, from the schools' levels, in the order of [`Stock::ALL`].
    pub fn open(&mut self, levels: impl Iterator<Item = [f64; 3]>) {
        for (opening, level) in self.opening.iter_mut().zip(levels) {
            *opening = level;
        }
    }

    /// Number of origins: business as usual and the policies.
    pub fn origins(&self) -> usize {
        self.origins
    }

    /// Books a change at a school.
    #[inline]
    pub fn book(&mut self, school: usize, mechanism: Mechanism, origin: Origin, amount: f64) {
        let at = self.at(school, mechanism, origin);
        self.entries[at] += amount;
    }

    /// Books to a policy what was booked to business as usual.
    pub fn owe(&mut self, school: usize, mechanism: Mechanism, origin: Origin, amount: f64) {
        if amount != 0.0 {
            self.book(school, mechanism, Origin::USUAL, -amount);
            self.book(school, mechanism, origin, amount);
        }
    }

    /// Adds the bookings of a later year, whose opening is the closing of this one.
    pub fn extend(&mut self, later: &Self) {
        self.entries.iter_mut().zip(&later.entries).for_each(|(sum, entry)| *sum += entry);
    }

    /// Whether the lineage of a school is traced.
    #[inline]
    pub fn traces(&self, school: usize) -> bool {
        self.trace.as_ref().is_some_and(|trace| trace.watched[school])
    }

    /// Takes note of a change of a teacher that is booked, where the school is traced.
    pub fn note(&mut self, at: At, what: What, origin: Origin, changes: [f64; 2]) {
        if let Some(trace) = &mut self.trace {
            trace.note(at, what, origin, [0.0; 2], changes);
        }
    }

    /// What was booked at a school.
    pub fn booked(&self, school: usize, mechanism: Mechanism, origin: Origin) -> f64 {
        self.entries[self.at(school, mechanism, origin)]
    }

    /// All that was booked at a school, by mechanism and there by origin.
    pub fn bookings(&self, school: usize) -> &[f64] {
        let each = Mechanism::ALL.len() * self.origins;
        &self.entries[school * each..(school + 1) * each]
    }

    /// A school's level when the year began.
    pub fn opening(&self, school: usize, stock: Stock) -> f64 {
        self.opening[school][stock as usize]
    }

    fn at(&self, school: usize, mechanism: Mechanism, origin: Origin) -> usize {
        (school * Mechanism::ALL.len() + mechanism as usize) * self.origins + origin.0 as usize
    }

    /// Checks that opening plus bookings is the closing level of every school and stock, exactly.
    pub fn close(&self, levels: impl Iterator<Item = [f64; 3]>) -> Result<(), Unbalanced> {
        for (school, closing) in levels.enumerate() {
            let mut all = [0.0; Stock::ALL.len()];
            for (mechanism, booked) in Mechanism::ALL.iter().zip(self.bookings(school).chunks_exact(self.origins)) {
                all[mechanism.stock() as usize] += booked.iter().sum::<f64>();
            }
            for stock in Stock::ALL {
                let (opening, booked) = (self.opening(school, stock), all[stock as usize]);
                let closing = closing[stock as usize];
                if opening + booked != closing {
                    return Err(Unbalanced { school, stock, opening, booked, closing });
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closes_exactly_or_says_where_not() {
        let mut ledger = Ledger::new(2, 1);
        ledger.open([[1.0, 2.0, 3.0], [0.0; 3]].into_iter());
        ledger.book(0, Mechanism::LearnCycle, Origin::policy(0), 0.25);
        ledger.book(0, Mechanism::Reversion, Origin::USUAL, -0.125);
        ledger.book(1, Mechanism::Teaching, Origin::USUAL, 0.5);
        assert!(ledger.close([[1.125, 2.0, 3.0], [0.0, 0.0, 0.5]].into_iter()).is_ok());
        let wrong = ledger.close([[1.125, 2.0, 3.0], [0.0, 0.5, 0.5]].into_iter()).unwrap_err();
        assert_eq!((wrong.school, wrong.stock), (1, Stock::Embedded));
    }
}
