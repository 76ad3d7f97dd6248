//! Engine and reference side by side: the same start, the same year, and the first difference.

use super::{Books, District, Given, different_books, different_district};
use schoolsim::agenda::Agenda;
use schoolsim::ledger::Ledger;
use schoolsim::week;
use schoolsim::world;

/// A district and its ledger, lived through by both.
pub struct Both {
    pub engine: world::District,
    pub ledger: Ledger,
    pub reference: District,
    pub books: Books,
}

impl Both {
    /// From where the engine is.
    pub fn of(engine: &world::District, ledger: &Ledger) -> Self {
        let books = Books::of(ledger, engine.schools.len());
        Self { engine: engine.clone(), ledger: ledger.clone(), reference: District::of(engine), books }
    }

    /// Where the two are not the same.
    pub fn different(&self) -> Option<String> {
        different_district(&self.engine, &self.reference)
            .or_else(|| different_books(&self.ledger, &self.books, self.engine.schools.len()))
    }

    fn same(&self, when: &str, given: &Given<'_>) -> Result<(), String> {
        let place = format!("year {}, district {}, {when}", given.frame.week.year, given.frame.district);
        self.different().map_or(Ok(()), |what| Err(format!("{place}: {what}")))
    }

    /// One week of one school.
    pub fn step(&mut self, school: usize, given: &Given<'_>, agenda: &mut Agenda) -> Result<(), String> {
        week::step(&mut self.engine, school, &given.frame, agenda, &mut self.ledger);
        super::step(&mut self.reference, school, given, &mut self.books);
        self.same(&format!("after week {} of school {school}", given.frame.week.week), given)
    }

    /// The teaching weeks, the assessment and the turn of the year.
    pub fn year(&mut self, given: &Given<'_>, agenda: &mut Agenda) -> Result<(), String> {
        let start = Self::of(&self.engine, &self.ledger);
        week::year(&mut self.engine, &given.frame, &mut self.ledger);
        super::year(&mut self.reference, given, &mut self.books);
        self.same("after the weeks", given).map_err(|what| format!("{what}\n{}", start.week_by_week(given, agenda)))?;
        week::assess(&mut self.engine, &given.frame, &mut self.ledger);
        super::assess(&mut self.reference, given, &mut self.books);
        self.same("after the assessment", given)?;
        let left = week::turn_of_year(&mut self.engine, &given.frame, &mut self.ledger);
        let leavers = super::turn_of_year(&mut self.reference, given, &mut self.books);
        self.same("after the turn of the year", given)?;
        if left == leavers { Ok(()) } else { Err(format!("leavers: engine {left:?}, reference {leavers:?}")) }
    }

    /// Looks for the week in which the two part.
    fn week_by_week(mut self, given: &Given<'_>, agenda: &mut Agenda) -> String {
        for school in 0..self.engine.schools.len() {
            for week in 0..given.frame.weeks {
                if let Err(what) = self.step(school, &given.in_week(week), agenda) {
                    return format!("first {what}");
                }
            }
        }
        "week by week the two are the same: it is the year as a whole that differs".to_owned()
    }
}
