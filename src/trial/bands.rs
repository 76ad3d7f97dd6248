//! Of whom an estimate is, among those who were measured: bands by what teachers and schools were at the start or are
//! now.

use super::conduct::Conducted;
use super::roster::NOVICE;
use super::shape::Among;

/// Picks rows for one estimate. What is needed of all the others (medians, ranks) is found once.
pub struct Picked<'a> {
    done: &'a Conducted,
    among: Among,
    year: usize,
    of_schools: bool,
    /// By school: the median that splits its rows in halves, or its place in the ranking, 0 to 1; not a number where
    /// there is none.
    known: Vec<f64>,
}

impl<'a> Picked<'a> {
    /// Picks at the end of a year, schools (or their year groups) or teachers.
    pub fn new(done: &'a Conducted, among: Among, year: usize, of_schools: bool) -> Self {
        let opening = &done.untreated[0];
        let result = |s: usize| opening.schools[s].result;
        let known = match among {
            Among::LowerHalf | Among::UpperHalf if of_schools => {
                let all = (0..schools(done)).filter(|&s| done.roster.recruited[s]).map(result).collect();
                vec![median(all); schools(done)]
            }
            Among::LowerHalf | Among::UpperHalf => (0..schools(done)).map(|s| median(qualities(done, s))).collect(),
            Among::Support(..) => ranks(done, |s| opening.schools[s].support),
            Among::Disadvantage(..) => ranks(done, |s| opening.schools[s].disadvantage),
            _ => Vec::new(),
        };
        Self { done, among, year, of_schools, known }
    }

    /// Whether a row is picked: a post of a school, or a school.
    pub fn holds(&self, subject: usize, school: usize) -> bool {
        let opening = &self.done.untreated[0];
        let own = if self.of_schools { opening.schools[school].result } else { opening.posts[subject].quality };
        let now = || &self.done.treated[self.year].posts[subject];
        match self.among {
            Among::All => true,
            Among::LowerHalf => own < self.known[school],
            Among::UpperHalf => own >= self.known[school],
            Among::Support(from, to) | Among::Disadvantage(from, to) => {
                from <= self.known[school] && self.known[school] < to
            }
            Among::Urban => opening.schools[school].urban,
            Among::Rural => !opening.schools[school].urban,
            // What follows is of teachers.
            _ if self.of_schools => false,
            Among::Experience(from, to) => (from..to).contains(&now().experience),
            Among::YearsInPost(from, to) => (from..to).contains(&now().years_in_post) && now().experience >= NOVICE,
            Among::Generation(steps) => now().generation == steps,
        }
    }
}

fn schools(done: &Conducted) -> usize {
    done.roster.places.len()
}

/// Practice at the opening of a school's target teachers.
fn qualities(done: &Conducted, school: usize) -> Vec<f64> {
    let (roster, seen) = (&done.roster, &done.untreated[0].posts);
    roster.range(school).filter(|&p| roster.posts[p].target && seen[p].filled).map(|p| seen[p].quality).collect()
}

/// The value that as many lie below as at or above it, or one fewer; not a number of none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Middle of each school's place in the ranking of those that take part, lowest first, as a share.
fn ranks(done: &Conducted, value: impl Fn(usize) -> f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..schools(done)).filter(|&s| done.roster.recruited[s]).collect();
    order.sort_by(|&a, &b| value(a).total_cmp(&value(b)).then(a.cmp(&b)));
    let mut ranks = vec![f64::NAN; schools(done)];
    for (at, &school) in order.iter().enumerate() {
        ranks[school] = (at as f64 + 0.5) / order.len() as f64;
    }
    ranks
}
