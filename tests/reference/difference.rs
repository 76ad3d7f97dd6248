//! The first difference between two districts or two books, in words: which field, where, both values, how far apart.

use super::books::Books;
use super::state::{District, Lane, Owed};
use schoolsim::ledger::{Ledger, Mechanism, Origin};
use schoolsim::world;

/// A number by its bits, which are what is compared: the sign of a zero counts.
trait Bits: Copy + std::fmt::Debug {
    fn bits(self) -> i64;
}

impl Bits for f32 {
    /// Neighbouring numbers are one apart; the two zeros are, too.
    fn bits(self) -> i64 {
        let bits = i64::from(self.to_bits() & 0x7fff_ffff);
        if self.is_sign_negative() { -1 - bits } else { bits }
    }
}

impl Bits for f64 {
    fn bits(self) -> i64 {
        let bits = (self.to_bits() & 0x7fff_ffff_ffff_ffff) as i64;
        if self.is_sign_negative() { -1 - bits } else { bits }
    }
}

/// Two numbers that are to be the same: none where they are.
fn number<T: Bits>(what: impl FnOnce() -> String, engine: T, reference: T) -> Option<String> {
    let apart = engine.bits().abs_diff(reference.bits());
    (apart > 0).then(|| format!("{}: engine {engine:?}, reference {reference:?}, {apart} ulp apart", what()))
}

/// Two lists of numbers.
fn list<T: Bits>(what: impl Fn(usize) -> String, engine: &[T], reference: &[T]) -> Option<String> {
    if engine.len() != reference.len() {
        return Some(format!("{}: engine has {}, reference {}", what(0), engine.len(), reference.len()));
    }
    (0..engine.len()).find_map(|i| number(|| what(i), engine[i], reference[i]))
}

/// Two lists of hours, which may be apart by [`HOURS`]: they are sums of fractions that the engine adds in another order.
/// Where there are fewer than thousands of sessions a week no bit is lost, and the two are the same.
fn hours(what: impl Fn(usize) -> String, engine: &[f64], reference: &[f64]) -> Option<String> {
    if engine.len() != reference.len() {
        return list(what, engine, reference);
    }
    let apart = |&i: &usize| (engine[i] - reference[i]).abs() > HOURS * reference[i].abs();
    let first = (0..engine.len()).find(apart)?;
    Some(format!("{}: engine {:?}, reference {:?}", what(first), engine[first], reference[first]))
}

/// How far hours may be apart, as a share of them. Each addition rounds by 2⁻⁵³ of the sum at most, and each of the two
/// adds a post's hours in a session: this allows for two million of them in a school-year, an assumption of what these
/// tests draw. (The sum of a week's, from which culture grows, loses no more than a week's additions.)
const HOURS: f64 = 4.0 * 1_048_576.0 / 9_007_199_254_740_992.0;

/// Two things that are no numbers.
fn thing<T: PartialEq + std::fmt::Debug>(what: impl FnOnce() -> String, engine: &T, reference: &T) -> Option<String> {
    (engine != reference).then(|| format!("{}: engine {engine:?}, reference {reference:?}", what()))
}

/// Where a lane is.
fn place(district: &world::District, lane: usize) -> String {
    let school = district.schools.iter().position(|s| (s.first..s.first + s.lanes).contains(&lane));
    match school {
        Some(number) => {
            let here = &district.schools[number];
            let post = lane - here.first;
            let kind = if post < here.posts { "post" } else { "padding" };
            format!("lane {lane} (school {number} with {} posts and {} teams, {kind} {post})", here.posts, here.teams)
        }
        None => format!("lane {lane}"),
    }
}

/// The first field in which an engine's district differs from the reference's.
pub fn different_district(engine: &world::District, reference: &District) -> Option<String> {
    let written = reference.written();
    teachers(engine, &written)
        .or_else(|| schools(engine, reference, &written))
        .or_else(|| cohorts(&engine.cohorts, &written.cohorts))
        .or_else(|| brought(engine, &written))
        .or_else(|| ties(engine, &written))
        .or_else(|| thing(|| "activity".to_owned(), &engine.activity, &written.activity))
        .or_else(|| {
            // What is owed was compared with what the engine keeps to itself of it, which is not written back.
            let mut engine = engine.clone();
            for (here, other) in engine.schools.iter_mut().zip(&written.schools) {
                here.owed.clone_from(&other.owed);
                // Hours were compared within their bound.
                here.planned.clone_from(&other.planned);
                here.delivered.clone_from(&other.delivered);
                here.covered.clone_from(&other.covered);
            }
            (engine != written).then(|| "a field that tests/reference/difference.rs does not name differs".to_owned())
        })
}

fn teachers(engine: &world::District, reference: &world::District) -> Option<String> {
    let lanes = engine.teachers.filled.len();
    thing(|| "number of lanes".to_owned(), &lanes, &reference.teachers.filled.len()).or_else(|| {
        (0..lanes).find_map(|lane| {
            let [e, r] = [engine, reference].map(|district| Lane::of(&district.teachers, lane));
            different_lane(&e, &r, &|field| format!("{field}, {}", place(engine, lane)))
        })
    })
}

/// Flags first: who is there explains the numbers.
fn different_lane(e: &Lane, r: &Lane, at: &dyn Fn(&str) -> String) -> Option<String> {
    let flags = [
        ("filled", e.filled, r.filled),
        ("posted", e.teacher.posted, r.teacher.posted),
        ("engaged", e.engaged, r.engaged),
    ];
    let numbers = [
        ("growth", e.teacher.growth, r.teacher.growth),
        ("readiness", e.teacher.readiness, r.teacher.readiness),
        ("quality_sum", e.quality_sum, r.quality_sum),
        ("covered_hours", e.covered_hours, r.covered_hours),
        ("encouraged", e.encouraged, r.encouraged),
        ("experience", e.teacher.experience, r.teacher.experience),
        ("receptivity", e.teacher.receptivity, r.teacher.receptivity),
        ("motivation", e.teacher.motivation, r.teacher.motivation),
        ("mentor_skill", e.teacher.mentor_skill, r.teacher.mentor_skill),
        ("years_in_post", e.teacher.years_in_post, r.teacher.years_in_post),
        ("source", e.teacher.source, r.teacher.source),
    ];
    let domain =
        |kind: &str, d: usize| format!("{kind} {}", ["planning", "management", "responsiveness", "content"][d]);
    let (e, r) = (&e.teacher, &r.teacher);
    let flags = flags.into_iter().find_map(|(field, e, r)| thing(|| at(field), &e, &r));
    flags
        .or_else(|| list(|d| at(&domain("enacted", d)), &e.enacted, &r.enacted))
        .or_else(|| list(|d| at(&domain("embedded", d)), &e.embedded, &r.embedded))
        .or_else(|| numbers.into_iter().find_map(|(field, e, r)| number(|| at(field), e, r)))
        .or_else(|| thing(|| at("title"), &e.title, &r.title))
        .or_else(|| thing(|| at("generation"), &e.generation, &r.generation))
}

fn schools(engine: &world::District, reference: &District, written: &world::District) -> Option<String> {
    (0..engine.schools.len()).find_map(|school| {
        let (e, r) = (&engine.schools[school], &written.schools[school]);
        let at = |field: &'static str| move || format!("{field} of school {school}");
        let by = |field: &'static str| move |i: usize| format!("{field}[{i}] of school {school}");
        let single = [
            ("leadership", e.leadership, r.leadership),
            ("climate", e.climate, r.climate),
            ("culture", e.culture, r.culture),
            ("digital", e.digital, r.digital),
            ("leadership_norm", e.leadership_norm, r.leadership_norm),
            ("culture_norm", e.culture_norm, r.culture_norm),
            ("intake", e.intake, r.intake),
            ("school_effect", e.school_effect, r.school_effect),
            ("stays", e.stays, r.stays),
            ("appeal", e.appeal, r.appeal),
            ("precedence", e.precedence, r.precedence),
            ("leadership_push", e.leadership_push, r.leadership_push),
            ("culture_push", e.culture_push, r.culture_push),
            ("climate_push", e.climate_push, r.climate_push),
        ];
        single
            .into_iter()
            .find_map(|(field, e, r)| number(at(field), e, r))
            .or_else(|| hours(by("planned"), &e.planned, &r.planned))
            .or_else(|| hours(by("delivered"), &e.delivered, &r.delivered))
            .or_else(|| hours(by("covered"), &e.covered, &r.covered))
            .or_else(|| list(by("paid"), &e.paid, &r.paid))
            .or_else(|| list(by("results"), &e.results, &r.results))
            .or_else(|| owed(school, &e.owed, &reference.schools[school].owed))
    })
}

fn owed(school: usize, engine: &[world::Owed], reference: &[Owed]) -> Option<String> {
    engine.iter().zip(reference).enumerate().find_map(|(policy, (engine, r))| {
        let e = Owed::of(engine);
        let fields = [
            ("enacted", e.enacted, r.enacted),
            ("embedded", e.embedded, r.embedded),
            ("taught", e.taught, r.taught),
            ("reverted", e.reverted, r.reverted),
            ("settled", e.settled, r.settled),
        ];
        let what = |field: &str| format!("{field} of what is owed to policy {policy} at school {school}");
        fields.into_iter().find_map(|(field, e, r)| number(|| what(field), e, r))
    })
}

fn cohorts(e: &world::Cohorts, r: &world::Cohorts) -> Option<String> {
    let at = |field: &'static str| move |cohort: usize| format!("{field} of cohort {cohort} of the district");
    thing(|| "pupils of the cohorts".to_owned(), &e.pupils, &r.pupils)
        .or_else(|| list(at("start"), &e.start, &r.start))
        .or_else(|| list(at("taught"), &e.taught, &r.taught))
        .or_else(|| {
            let policies = e.owed.iter().zip(&r.owed).enumerate();
            policies
                .into_iter()
                .find_map(|(policy, (e, r))| list(|cohort| format!("owed of cohort {cohort} to policy {policy}"), e, r))
        })
}

fn brought(engine: &world::District, reference: &world::District) -> Option<String> {
    (0..engine.brought.len()).find_map(|school| {
        let (e, r) = (&engine.brought[school], &reference.brought[school]);
        let kind = |all: &[world::Brought]| all.iter().map(|b| (b.lane, b.origin, b.mechanism)).collect::<Vec<_>>();
        thing(|| format!("what is brought to school {school}"), &kind(e), &kind(r)).or_else(|| {
            let amounts = |all: &[world::Brought]| all.iter().map(|b| b.amount).collect::<Vec<_>>();
            list(|i| format!("amount {i} brought to school {school}"), &amounts(e), &amounts(r))
        })
    })
}

fn ties(engine: &world::District, reference: &world::District) -> Option<String> {
    (0..engine.ties.len()).find_map(|school| {
        let (e, r) = (&engine.ties[school], &reference.ties[school]);
        thing(|| format!("number of ties of school {school}"), &e.len(), &r.len())
            .or_else(|| (0..e.len()).find_map(|i| thing(|| format!("tie {i} of school {school}"), &e[i], &r[i])))
    })
}

/// The first entry in which an engine's ledger differs from the reference's books.
pub fn different_books(ledger: &Ledger, books: &Books, schools: usize) -> Option<String> {
    let expected = Books::of(ledger, schools);
    let keys = expected.0.keys().chain(books.0.keys());
    let mut keys: Vec<_> = keys.copied().collect();
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter().find_map(|(school, mechanism, origin)| {
        let booked = |books: &Books| books.0.get(&(school, mechanism, origin)).copied().unwrap_or(0.0);
        let name = Mechanism::ALL[mechanism];
        let what = || format!("booked at school {school} to {name:?} of {:?}", Origin(origin));
        number(what, booked(&expected), booked(books))
    })
}
