//! The rows that a study analyses: one a teacher, a school or a year group of a school, as measured and as it truly is.

use super::bands::Picked;
use super::conduct::Conducted;
use super::roster::Enrolled;
use super::seen::{PostSeen, Seen};
use super::shape::{Among, Estimate, Outcome, Pupils, Unit, Whom};
use super::spec::Trial;
use crate::model::Model;
use crate::rng::{Place, Purpose, Streams};
use crate::statistics::describe::moments;
use crate::units::Domain;

/// One row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Post, school or year group, by its number.
    pub subject: usize,
    /// Arm; none if it takes no part in an arm.
    pub arm: Option<usize>,
    /// Role in the arm.
    pub role: Option<usize>,
    /// What errors are clustered by.
    pub cluster: usize,
    /// School.
    pub school: usize,
    /// Block.
    pub block: usize,
    /// Weight in means.
    pub weight: f64,
    /// What truly is in the trial.
    pub truth: f64,
    /// What would have been if every arm had done what the controls do.
    pub otherwise: f64,
    /// What the study measured.
    pub measured: f64,
    /// What it measured before the assignment: of the holder of the post then, whoever holds it now. Not a number of
    /// what has no value before (changes, staying, leaving) and of whom it is not known.
    pub before: f64,
}

/// What makes the rows of one replicate.
pub struct Rows<'a> {
    /// The trial.
    pub trial: &'a Trial,
    /// What was seen.
    pub done: &'a Conducted,
    /// Parameters.
    pub model: &'a Model,
    /// Random numbers of the replicate.
    pub streams: Streams,
}

/// Which post or school year group a value is of.
#[derive(Clone, Copy)]
enum Of {
    Post(usize),
    School(usize),
    YearGroup(usize, usize),
}

impl Rows<'_> {
    /// The rows of an estimate of `outcome`: those measured who are among those of whom it is.
    pub fn rows(&self, estimate: &Estimate, outcome: &Outcome) -> Vec<Row> {
        let mut rows = self.measured(estimate, outcome);
        if estimate.among != Among::All {
            let year = self.trial.year(estimate) as usize;
            let picked = Picked::new(self.done, estimate.among, year, is_of_schools(outcome));
            rows.retain(|row| picked.holds(row.subject, row.school));
        }
        rows
    }

    /// Everybody who is measured for an estimate, whomever of them it is of.
    pub fn measured(&self, estimate: &Estimate, outcome: &Outcome) -> Vec<Row> {
        let year = self.trial.year(estimate) as usize;
        let subjects = if is_of_schools(outcome) { self.of_schools(outcome) } else { self.of_posts(estimate.whom) };
        let found: Vec<(Of, f64, f64)> = subjects
            .into_iter()
            .filter(|&s| self.stays_in(s, year))
            .filter_map(|s| {
                let truth = self.value(s, outcome, &self.done.treated, year, estimate.whom)?;
                let otherwise = self.value(s, outcome, &self.done.untreated, year, estimate.whom)?;
                Some((s, truth, otherwise))
            })
            .collect();
        let errors = self.errors(outcome, year, &found);
        found
            .iter()
            .zip(errors)
            .map(|(&(s, truth, otherwise), sd)| self.row(s, outcome, year, truth, otherwise, sd))
            .collect()
    }

    fn row(&self, subject: Of, outcome: &Outcome, year: usize, truth: f64, otherwise: f64, sd: f64) -> Row {
        let roster = &self.done.roster;
        let school = self.school(subject);
        let (unit, role) = match subject {
            Of::Post(post) => (self.unit_of(&roster.posts[post]), roster.posts[post].role),
            Of::School(school) => (roster.unit_of_school[school], None),
            Of::YearGroup(school, group) => (self.unit_of_group(school, group), None),
        };
        let assignment = unit.map(|unit| roster.units[unit]);
        let before = has_before(outcome).then(|| self.value(subject, outcome, &self.done.untreated, 0, Whom::Target));
        let before = before.flatten().unwrap_or(f64::NAN);
        Row {
            subject: match subject {
                Of::Post(number) | Of::School(number) => number,
                Of::YearGroup(school, group) => school * YEAR_GROUPS + group,
            },
            arm: assignment.map(|a| a.arm),
            role,
            cluster: assignment.map_or(school, |a| a.cluster),
            school,
            block: assignment.map_or(0, |a| a.block),
            weight: if matches!(outcome, Outcome::Leaving) { self.staff(school) } else { 1.0 },
            truth,
            otherwise,
            measured: truth + self.error(sd, subject, outcome, year),
            before: before + self.error(sd, subject, outcome, 0),
        }
    }

    /// The unit of a teacher: the own one, or for a colleague that of the target teachers of the team.
    fn unit_of(&self, post: &Enrolled) -> Option<usize> {
        let roster = &self.done.roster;
        post.unit
            .or_else(|| roster.of_school(post.school).find(|p| p.team == post.team && p.target).and_then(|p| p.unit))
    }

    fn unit_of_group(&self, school: usize, group: usize) -> Option<usize> {
        let posts = self.done.roster.of_school(school);
        posts.into_iter().find(|p| p.year_group == group && p.target).and_then(|p| p.unit)
    }

    fn school(&self, subject: Of) -> usize {
        match subject {
            Of::Post(post) => self.done.roster.posts[post].school,
            Of::School(school) | Of::YearGroup(school, _) => school,
        }
    }

    fn staff(&self, school: usize) -> f64 {
        let seen = &self.done.untreated[0].posts;
        self.done.roster.range(school).filter(|&post| seen[post].filled).count() as f64
    }

    /// Schools that take part, or their year groups where these were assigned.
    fn of_schools(&self, outcome: &Outcome) -> Vec<Of> {
        let schools = (0..self.done.roster.places.len()).filter(|&s| self.done.roster.recruited[s]);
        let by_group = self.trial.unit == Unit::YearGroup && matches!(outcome, Outcome::Attainment { .. });
        if !by_group {
            return schools.map(Of::School).collect();
        }
        let groups =
            |s: usize| (0..self.done.untreated[0].schools[s].attainment.len()).map(move |g| Of::YearGroup(s, g));
        schools
            .flat_map(groups)
            .filter(|&s| matches!(s, Of::YearGroup(s, g) if self.unit_of_group(s, g).is_some()))
            .collect()
    }

    fn of_posts(&self, whom: Whom) -> Vec<Of> {
        let roster = &self.done.roster;
        let here = |p: &Enrolled| match whom {
            Whom::Target => p.target,
            Whom::Colleagues => {
                !p.target
                    && roster.recruited[p.school]
                    && roster.of_school(p.school).any(|q| q.team == p.team && q.target)
            }
            Whom::Staff | Whom::Present => roster.recruited[p.school],
        };
        (0..roster.posts.len()).filter(|&n| here(&roster.posts[n])).map(Of::Post).collect()
    }

    /// Whether a teacher or school is still measured in a year. Each is lost by a lot of its own, whatever its arm and
    /// value, and once lost is lost in every year after the assignment.
    fn stays_in(&self, subject: Of, year: usize) -> bool {
        if year == 0 || self.trial.attrition <= 0.0 {
            return true;
        }
        let mut draws = self.streams.of_year(Purpose::Study, self.place(subject), 1);
        !draws.slot(ATTRITION + self.slot(subject)).chance(self.trial.attrition as f32)
    }

    fn place(&self, subject: Of) -> Place {
        let (d, s) = self.done.roster.places[self.school(subject)];
        Place::school(d, s)
    }

    fn slot(&self, subject: Of) -> usize {
        match subject {
            Of::Post(post) => 64 + self.done.roster.posts[post].post,
            Of::School(_) => 0,
            Of::YearGroup(_, group) => 1 + group,
        }
    }

    /// What an outcome truly is at the end of a year in one of the worlds.
    fn value(&self, subject: Of, outcome: &Outcome, world: &[Seen], year: usize, whom: Whom) -> Option<f64> {
        let seen = world.get(year)?;
        match subject {
            Of::Post(post) => of_teacher(post, outcome, world, year, whom),
            Of::School(school) => {
                let school = &seen.schools[school];
                match outcome {
                    Outcome::Result => Some(school.result),
                    Outcome::Leaving => {
                        let staff = self.staff(self.school(subject));
                        (staff > 0.0 && year > 0).then(|| school.leavers / staff)
                    }
                    Outcome::Attainment { pupils } => {
                        let groups = groups(*pupils, school.attainment.len(), year);
                        let all: f64 = groups.clone().map(|g| school.pupils[g]).sum();
                        (all > 0.0).then(|| groups.map(|g| school.pupils[g] * school.attainment[g]).sum::<f64>() / all)
                    }
                    _ => None,
                }
            }
            Of::YearGroup(school, group) => {
                let school = &seen.schools[school];
                let group = match outcome {
                    Outcome::Attainment { pupils: Pupils::Former } => group + year.saturating_sub(1),
                    _ => group,
                };
                school.attainment.get(group).copied()
            }
        }
    }

    /// SD of the error with which each of those found is measured.
    fn errors(&self, outcome: &Outcome, year: usize, found: &[(Of, f64, f64)]) -> Vec<f64> {
        if let Outcome::Practice { reliability, .. } | Outcome::Knowledge { reliability } = outcome {
            // Reliability is a share of the variance among all who are measured.
            let values: Vec<f64> = found.iter().map(|(_, _, otherwise)| *otherwise).collect();
            return vec![sd(&values) * ((1.0 - reliability) / reliability).sqrt(); found.len()];
        }
        found.iter().map(|&(subject, ..)| self.sampling(subject, outcome, year)).collect()
    }

    /// SD of the error of a mean over pupils.
    fn sampling(&self, subject: Of, outcome: &Outcome, year: usize) -> f64 {
        let (model, school) = (self.model, self.school(subject));
        let pupils = &self.done.untreated[0].schools[school].pupils;
        match outcome {
            Outcome::ValueAdded | Outcome::ValueAddedGain => {
                let posts = self.done.roster.range(school).len();
                (UNEXPLAINED / (pupils.iter().sum::<f64>() / posts as f64).max(1.0)).sqrt()
            }
            Outcome::Attainment { pupils: which } => {
                let measured: f64 = match subject {
                    Of::YearGroup(_, group) => pupils[group],
                    _ => groups(*which, pupils.len(), year).map(|group| pupils[group]).sum(),
                };
                let sampling = (1.0 - model.cohort_share) * model.result_noise / measured.max(1.0);
                (sampling + model.result_school_year * model.result_school_year).sqrt()
            }
            _ => 0.0,
        }
    }

    /// The error of a measurement with an SD: the same standard normal number in every estimate that uses it. A change
    /// has the errors of both its years.
    fn error(&self, sd: f64, subject: Of, outcome: &Outcome, year: usize) -> f64 {
        let kind = match outcome {
            Outcome::Practice { .. } => 0,
            Outcome::Knowledge { .. } => 1,
            Outcome::Attainment { .. } => 2,
            _ => 3,
        };
        let of = |year: usize| {
            let mut draws = self.streams.of_year(Purpose::Study, self.place(subject), 2 + year as i32);
            sd * f64::from(draws.slot(kind * 4096 + self.slot(subject)).normal())
        };
        match (outcome, year.checked_sub(1)) {
            _ if sd == 0.0 => 0.0,
            (Outcome::ValueAddedGain, Some(before)) => of(year) - of(before),
            _ => of(year),
        }
    }
}

/// What an outcome truly is for the holder of a post; none where it is not known.
fn of_teacher(post: usize, outcome: &Outcome, world: &[Seen], year: usize, whom: Whom) -> Option<f64> {
    let now = world[year].posts[post];
    let stayed = world[0].posts[post].filled && stayed(&now, year);
    if *outcome == Outcome::Retention {
        return world[0].posts[post].filled.then_some(f64::from(u8::from(stayed)));
    }
    // Studies measure those who were there at the start, unless they ask for whoever is there. A change is of somebody
    // who was there before it, whoever is asked for.
    let change = matches!(outcome, Outcome::ValueAddedGain | Outcome::PracticeGain);
    if !(stayed || whom == Whom::Present && now.filled && !change) {
        return None;
    }
    match outcome {
        Outcome::Practice { domains, .. } if domains.is_empty() => Some(now.quality),
        Outcome::Practice { domains, .. } => {
            Some(domains.iter().map(|&d| f64::from(now.enacted[place(d)])).sum::<f64>() / domains.len() as f64)
        }
        Outcome::Knowledge { .. } => Some(f64::from(now.enacted[place(Domain::Content)])),
        // Value added of the year before the opening is of those who were there then.
        Outcome::ValueAdded => (year > 0 || now.years_in_post >= 1.0).then_some(now.added),
        Outcome::ValueAddedGain => {
            let before = world.get(year.checked_sub(1)?)?.posts[post];
            let there = if year == 1 { before.years_in_post >= 1.0 } else { self::stayed(&before, year - 1) };
            there.then_some(now.added - before.added)
        }
        Outcome::PracticeGain => (year > 1).then(|| now.year_quality - world[1].posts[post].year_quality),
        Outcome::AgainstOwn => (year > 0).then_some(now.year_quality - now.embedded),
        Outcome::Retention | Outcome::Leaving | Outcome::Attainment { .. } | Outcome::Result => None,
    }
}

/// Share of the variance of pupils' attainment that prior attainment leaves unexplained (evidence, how to read).
const UNEXPLAINED: f64 = 0.5;

/// More than the year groups of any school.
const YEAR_GROUPS: usize = 32;

/// First slot of the lots of attrition.
const ATTRITION: usize = 0;

/// Whether a value before the assignment can be taken into account.
fn has_before(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Practice { .. }
            | Outcome::Knowledge { .. }
            | Outcome::Attainment { .. }
            | Outcome::ValueAdded
            | Outcome::Result
    )
}

/// Whether an outcome is of schools and their pupils, and not of teachers.
pub fn is_of_schools(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Attainment { .. } | Outcome::Result | Outcome::Leaving)
}

/// Whether the holder of a post is the one of the opening.
fn stayed(now: &PostSeen, year: usize) -> bool {
    now.filled && now.years_in_post >= (year as f64 - 1.0).max(0.0)
}

/// Year groups that are measured at the end of a year, youngest first.
fn groups(pupils: Pupils, groups: usize, year: usize) -> std::ops::Range<usize> {
    match pupils {
        Pupils::All => 0..groups,
        Pupils::Leaving | Pupils::Former => groups - 1..groups,
        // Who entered after the assignment is in the youngest year groups; at last nobody else is left.
        Pupils::Followed => year.saturating_sub(1).min(groups)..groups,
    }
}

fn place(domain: Domain) -> usize {
    domain as usize
}

/// SD of a sample; not a number of fewer than two.
pub fn sd(values: &[f64]) -> f64 {
    moments(values).sd
}
