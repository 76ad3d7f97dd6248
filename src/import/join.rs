//! Facts from several files brought together on one school: by URN, else by LAESTAB.
//!
//! LAESTAB is local authority times 10,000 plus establishment number. A school that becomes an academy gets a
//! new URN and as a rule keeps its LAESTAB.

use super::ImportError;
use crate::population::file::MAX_SCHOOLS;
use crate::setting::Phase;
use std::collections::BTreeMap;

/// How good a fact is: kind of source, then year, then whether it was joined by URN.
pub type Rank = (u8, u16, bool);

/// The best fact offered so far, with the words that name its source.
#[derive(Clone, Debug, Default)]
pub struct Best<T>(Option<(Rank, &'static str, T)>);

impl<T: Copy> Best<T> {
    /// Keeps the fact if it is better than what is there; of equals the first stays.
    pub fn offer(&mut self, rank: Rank, source: &'static str, fact: T) {
        if self.0.as_ref().is_none_or(|(best, _, _)| rank > *best) {
            self.0 = Some((rank, source, fact));
        }
    }

    /// The fact and the words that name its source.
    pub fn get(&self) -> Option<(T, &'static str)> {
        self.0.map(|(_, source, fact)| (fact, source))
    }
}

/// A year's result of a school.
#[derive(Clone, Copy, Debug)]
pub struct YearResult {
    /// Year, or the number of the file where no year is known.
    pub year: u16,
    /// Whether the row was joined by URN.
    pub by_urn: bool,
    /// Points, or whatever the source counts in.
    pub points: f64,
    /// Pupils behind it.
    pub pupils: f64,
}

/// What is known of a school so far.
#[derive(Clone, Debug, Default)]
pub struct School {
    /// Identifier.
    pub id: String,
    /// Local authority and establishment number.
    pub laestab: Option<u32>,
    /// Name.
    pub name: String,
    /// Region; empty if not known.
    pub region: String,
    /// District; empty if not known.
    pub district: String,
    /// Code of the local authority.
    pub authority: Option<u32>,
    /// Urban or rural.
    pub urban: Option<bool>,
    /// Phase.
    pub phase: Option<Phase>,
    /// Lowest and highest age.
    pub ages: Option<(f64, f64)>,
    /// Year groups, where stated.
    pub year_groups: Option<u32>,
    /// Metres east and north.
    pub location: Option<(f64, f64)>,
    /// Pupils.
    pub pupils: Best<f64>,
    /// Teachers, headcount.
    pub teachers: Best<f64>,
    /// Teachers, full-time equivalent.
    pub teachers_fte: Best<f64>,
    /// Share of disadvantaged pupils.
    pub disadvantage: Best<f64>,
    /// Key Stage 2 results.
    pub key_stage_2: Vec<YearResult>,
    /// Key Stage 4 results.
    pub key_stage_4: Vec<YearResult>,
    /// Results of a mapped table.
    pub mapped: Vec<YearResult>,
}

impl School {
    /// Adds a year's result; of two rows for one year the one joined by URN stays.
    pub fn add_result(results: &mut Vec<YearResult>, new: YearResult) {
        match results.iter_mut().find(|r| r.year == new.year) {
            Some(old) if new.by_urn && !old.by_urn => *old = new,
            Some(_) => {}
            None => results.push(new),
        }
    }
}

/// How a row found its school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// By identifier.
    Urn(usize),
    /// By local authority and establishment number.
    Laestab(usize),
    /// Not on the list.
    No,
}

/// The schools found so far, in the order found.
#[derive(Debug, Default)]
pub struct Schools {
    /// The schools.
    pub all: Vec<School>,
    by_id: BTreeMap<String, usize>,
    by_laestab: BTreeMap<u32, Option<usize>>,
}

impl Schools {
    /// Looks a school up.
    pub fn find(&self, id: &str, laestab: Option<u32>) -> Found {
        if let Some(at) = self.by_id.get(id) {
            return Found::Urn(*at);
        }
        match laestab.and_then(|l| self.by_laestab.get(&l)) {
            Some(Some(at)) => Found::Laestab(*at),
            Some(None) | None => Found::No,
        }
    }

    /// Puts a school on the list and tells its number. Two schools with one LAESTAB are joined by URN only.
    pub fn add(&mut self, school: School) -> Result<usize, ImportError> {
        let at = self.all.len();
        if at >= MAX_SCHOOLS {
            let what = format!("the files hold more than {MAX_SCHOOLS} schools");
            return Err(ImportError::Request { what, remedy: "import fewer at a time".into() });
        }
        if let Some(laestab) = school.laestab {
            self.by_laestab.entry(laestab).and_modify(|there| *there = None).or_insert(Some(at));
        }
        self.by_id.insert(school.id.clone(), at);
        self.all.push(school);
        Ok(at)
    }
}
