//! The year's bookings, one by one.

use schoolsim::ledger::{Ledger, Mechanism, Origin};
use std::collections::BTreeMap;

/// What was booked, by school, mechanism (in the order of `Mechanism::ALL`) and origin.
#[derive(Clone, Debug, Default)]
pub struct Books(pub BTreeMap<(usize, usize, u8), f64>);

impl Books {
    /// What an engine's ledger holds of so many schools.
    pub fn of(ledger: &Ledger, schools: usize) -> Self {
        let mut books = Self::default();
        for school in 0..schools {
            for &mechanism in Mechanism::ALL {
                for origin in 0..ledger.origins() {
                    let amount = ledger.booked(school, mechanism, Origin(origin as u8));
                    books.0.insert((school, mechanism as usize, origin as u8), amount);
                }
            }
        }
        books
    }

    /// Books a change at a school.
    pub fn book(&mut self, school: usize, mechanism: Mechanism, origin: Origin, amount: f64) {
        *self.0.entry((school, mechanism as usize, origin.0)).or_insert(0.0) += amount;
    }

    /// Books to a policy what was booked to business as usual.
    pub fn owe(&mut self, school: usize, mechanism: Mechanism, origin: Origin, amount: f64) {
        if amount != 0.0 {
            self.book(school, mechanism, Origin::USUAL, -amount);
            self.book(school, mechanism, origin, amount);
        }
    }
}
