//! What a week does: hours are fitted, teachers learn, practice goes its own way, the school changes, pupils are
//! taught.

use super::Given;
use super::books::Books;
use super::numbers::{DELIVERY, closing, grid, positive};
use super::sessions::Session;
use super::state::{School, Teacher};
use schoolsim::agenda::{During, TaughtElsewhere};
use schoolsim::ledger::{Mechanism, Origin};
use schoolsim::model::{Mode, Model};
use schoolsim::world::Brought;

/// Decides which sessions take place, and which share of the hours in time without lessons fits, by post.
pub fn fit(school: &School, number: usize, held: &mut [Session], claimed: &[f32], given: &Given<'_>) -> Vec<f32> {
    for session in held.iter_mut() {
        let takes_place = session.origin == Origin::USUAL
            || given.slot(DELIVERY, number, session.key as usize).chance(given.frame.model.delivery as f32);
        session.delivered = if takes_place { 1.0 } else { 0.0 };
    }
    let mut fits = Vec::new();
    for post in 0..school.posts.len() {
        let mut load = 0.0f32;
        // What stands in any week comes first: the meeting, and the work of beginners with their mentors.
        let stands = |s: &&Session| {
            s.origin == Origin::USUAL && matches!(s.mode, Mode::Meeting | Mode::Feedback) && s.giver.is_some()
        };
        let in_order = held.iter().filter(stands).chain(held.iter().filter(|s| !stands(s)));
        for session in in_order.filter(|s| s.delivered > 0.0 && s.during == During::NonContact) {
            for _ in session.learners.iter().filter(|&&learner| learner == post) {
                load += session.hours;
            }
            if session.giver == Some(post) {
                load += session.hours;
            }
        }
        let duties = claimed.get(post).copied().unwrap_or(0.0);
        let left = positive(given.frame.setting.hours_left as f32 - duties);
        fits.push(if load > left { left / load } else { 1.0 });
    }
    fits
}

/// Session after session, learner after learner. Returns the hours of collaboration a post.
pub fn learn(
    school: &mut School,
    number: usize,
    held: &[Session],
    fits: &[f32],
    given: &Given<'_>,
    books: &mut Books,
) -> f64 {
    let model = given.frame.model;
    let culture = model.culture_learning * f64::from(school.data.culture);
    let climate = model.climate_receptivity * f64::from(school.data.climate);
    let ease = libm::exp(culture + climate) as f32;
    let mut collaboration = 0.0;
    let mut brought = vec![[0.0; 2]; school.owed.len()];
    for session in held {
        let (mut learnt, mut embedded) = (0.0, 0.0);
        let (mut planned, mut delivered, mut covered) = (0.0, 0.0, 0.0);
        for &post in &session.learners {
            let fit = if session.during == During::NonContact { fits[post] } else { 1.0 };
            let hours = session.hours * session.delivered * fit;
            planned += f64::from(session.hours);
            delivered += f64::from(hours);
            if hours <= 0.0 {
                continue;
            }
            if session.during == During::Release {
                school.posts[post].covered_hours += hours;
                covered += f64::from(hours);
            }
            // What comes through a screen depends on the school's readiness.
            let screen = session.by_link || session.mode == Mode::Remote || session.mode == Mode::Recorded;
            let worth = if screen { hours * school.data.digital } else { hours };
            if let Some(teacher) = &mut school.posts[post].holder {
                let [p, h] = attend(teacher, session, model, worth, ease);
                learnt += p;
                embedded += h;
            }
        }
        books.book(number, mechanism(session.mode), session.origin, learnt);
        books.book(number, Mechanism::Rehearsal, session.origin, embedded);
        if session.origin != Origin::USUAL {
            let brought = &mut brought[usize::from(session.origin.0) - 1];
            brought[0] += learnt;
            brought[1] += embedded;
        }
        let origin = usize::from(session.origin.0);
        school.data.planned[origin] += planned;
        school.data.delivered[origin] += delivered;
        school.data.covered[origin] += covered;
        if [Mode::Observation, Mode::Feedback, Mode::Cycle, Mode::Meeting].contains(&session.mode) {
            collaboration += delivered;
        }
    }
    for (owed, [learnt, embedded]) in school.owed.iter_mut().zip(brought) {
        owed.enacted += learnt;
        owed.embedded += embedded;
    }
    collaboration / school.posts.len() as f64
}

/// What one teacher takes from a session: changes of enacted and embedded quality.
fn attend(teacher: &mut Teacher, session: &Session, model: &Model, hours: f32, ease: f32) -> [f64; 2] {
    let rates = &model.modes[session.mode as usize];
    let rate = teacher.readiness * ease * rates.efficacy as f32 * hours;
    let transmits = rates.transmits as f32 * session.skill;
    if session.mode != Mode::Cycle {
        return [approach(teacher, session, rate, transmits) / 4.0, 0.0];
    }
    // A third of planning together, a third in the lesson, a third of talking it over: what was learnt in the first is
    // practised in the second.
    let third = 1.0f64 / 3.0;
    let before = (third / (third + third)) as f32;
    let mut learnt = approach(teacher, session, rate * before, transmits);
    let embedded = rehearse(teacher, session, model.rehearsal as f32 * hours * third as f32);
    learnt += approach(teacher, session, rate * (1.0 - before), transmits);
    [learnt / 4.0, embedded / 4.0]
}

/// `p += (1 − exp(−rate f)) max(0, T − p)` with `T = h + transmits max(0, source − h)`, domain by domain. Returns the
/// sum.
fn approach(teacher: &mut Teacher, session: &Session, rate: f32, transmits: f32) -> f64 {
    let mut sum = 0.0;
    for d in 0..4 {
        let (p, h) = (teacher.enacted[d], teacher.embedded[d]);
        let target = h + transmits * positive(session.source[d] - h);
        let change = grid(closing(rate * session.focus[d]) * positive(target - p));
        teacher.enacted[d] = p + change;
        sum += f64::from(change);
    }
    sum
}

/// `h += (1 − exp(−rate f)) max(0, p − h)`, domain by domain. Returns the sum.
fn rehearse(teacher: &mut Teacher, session: &Session, rate: f32) -> f64 {
    let mut sum = 0.0;
    for d in 0..4 {
        let (p, h) = (teacher.enacted[d], teacher.embedded[d]);
        let change = grid(closing(rate * session.focus[d]) * positive(p - h));
        teacher.embedded[d] = h + change;
        sum += f64::from(change);
    }
    sum
}

/// The mechanism to which learning in a mode is booked.
fn mechanism(mode: Mode) -> Mechanism {
    match mode {
        Mode::Observation => Mechanism::LearnObservation,
        Mode::Feedback => Mechanism::LearnFeedback,
        Mode::Cycle => Mechanism::LearnCycle,
        Mode::Meeting => Mechanism::LearnMeeting,
        Mode::Workshop => Mechanism::LearnWorkshop,
        Mode::Lecture => Mechanism::LearnLecture,
        Mode::Remote => Mechanism::LearnRemote,
        Mode::Recorded => Mechanism::LearnRecorded,
    }
}

/// `p −= r (p − h)`, `h += u max(0, p − h)`, and both grow with experience; so does what is owed to each policy.
pub fn drift(school: &mut School, number: usize, given: &Given<'_>, books: &mut Books) {
    let model = given.frame.model;
    let culture = f64::from(school.data.culture);
    let reverts = (model.reversion * libm::exp(-model.reversion_culture * culture)).min(1.0) as f32;
    let own_use = model.own_use as f32;
    let support = libm::exp(model.experience_support * culture) as f32;
    let (mut back, mut used, mut grown) = (0.0, 0.0, 0.0);
    for teacher in school.posts.iter_mut().filter_map(|post| post.holder.as_mut()) {
        let growth = grid(support * teacher.growth);
        grown += f64::from(growth);
        for d in 0..4 {
            let lead = teacher.enacted[d] - teacher.embedded[d];
            let change = grid(-reverts * lead);
            let settles = grid(own_use * positive(lead));
            teacher.enacted[d] += change + growth;
            teacher.embedded[d] += settles + growth;
            back += f64::from(change);
            used += f64::from(settles);
        }
    }
    books.book(number, Mechanism::Reversion, Origin::USUAL, back / 4.0);
    books.book(number, Mechanism::OwnUse, Origin::USUAL, used / 4.0);
    books.book(number, Mechanism::Experience, Origin::USUAL, grown);
    books.book(number, Mechanism::EmbeddedExperience, Origin::USUAL, grown);

    for owed in &mut school.owed[..given.policies()] {
        let lead = owed.enacted - owed.embedded;
        let back = -f64::from(reverts) * lead;
        let settles = if lead > 0.0 { f64::from(own_use) * lead } else { 0.0 };
        owed.enacted += back;
        owed.embedded += settles;
        owed.reverted += back;
        owed.settled += settles;
        owed.taught += owed.enacted;
    }
}

/// Leadership returns to its own level; collaboration builds culture, which decays to its norm; climate follows
/// leadership and the staff's management of classrooms. All stay within 4 SD.
pub fn settle(school: &mut School, given: &Given<'_>, collaboration: f64) {
    let model = given.frame.model;
    let mut management = 0.0;
    for teacher in school.posts.iter().filter_map(|post| post.holder.as_ref()) {
        management += f64::from(teacher.enacted[1]);
    }
    management /= school.posts.len() as f64;

    let here = &mut school.data;
    let (leadership, culture, climate) = (f64::from(here.leadership), f64::from(here.culture), f64::from(here.climate));
    let returns = model.leadership_return * (leadership - f64::from(here.leadership_norm));
    let built = model.culture_gain * collaboration * libm::exp(model.leadership_culture * leadership);
    let decays = model.culture_decay * (culture - f64::from(here.culture_norm));
    let sustained = model.climate_leadership * leadership + model.climate_management * management;
    let moved = model.climate_speed * (sustained - climate) + f64::from(here.climate_push);
    let within = |x: f64| x.clamp(-4.0, 4.0) as f32;
    here.leadership = within(leadership + f64::from(here.leadership_push) - returns);
    here.culture = within(culture + built - decays + f64::from(here.culture_push));
    here.climate = within(climate + moved);
    (here.leadership_push, here.culture_push, here.climate_push) = (0.0, 0.0, 0.0);
}

/// The week's enacted quality is added to the year's.
pub fn teach(school: &mut School) {
    for post in &mut school.posts {
        if let Some(teacher) = &post.holder {
            let [a, b, c, d] = teacher.enacted;
            post.quality_sum += (a + b + c + d) * 0.25;
        }
    }
}

/// What pupils gain and lose where somebody else teaches: `s (β g (Q − q) − growth (1 − cover) (1 − g))` over the
/// weeks.
pub fn teach_elsewhere(school: &mut School, lessons: &[TaughtElsewhere], given: &Given<'_>) {
    let model = given.frame.model;
    for lesson in lessons {
        let holder = school.posts[lesson.lane as usize - school.data.first].holder.as_ref();
        let own = holder.map_or(model.cover_practice, Teacher::quality);
        let through = f64::from(lesson.through);
        let gain = model.slope * through * (f64::from(lesson.quality) - own);
        let loss = model.annual_growth * (1.0 - model.cover_value) * (1.0 - through);
        let amount = f64::from(lesson.share) * (gain - loss) / f64::from(given.frame.weeks);
        let (lane, origin, mechanism) = (lesson.lane, lesson.origin, lesson.mechanism);
        let known = school.brought.iter().position(|b| (b.lane, b.origin, b.mechanism) == (lane, origin, mechanism));
        match known {
            Some(at) => school.brought[at].amount += amount,
            None => school.brought.push(Brought { lane, origin, mechanism, amount }),
        }
    }
}
