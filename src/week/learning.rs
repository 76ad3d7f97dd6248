//! Phase 3: learning events.
//!
//! In each domain `d` a learner with embedded practice `h_d` moves toward a target
//! `T_d = h_d + φ_m κ_s max(0, source_d − h_d)` by
//! `p_d += (1 − exp(−ρ e_m H f_d c)) max(0, T_d − p_d)`. Where the learner teaches a lesson that was planned with the
//! source, what was learnt before it is rehearsed in it: `h_d += (1 − exp(−ε L f_d)) max(0, p_d − h_d)` with `L` the
//! hours of that lesson. Nobody gets worse by watching a weaker colleague.

use super::conditions::Conditions;
use super::{Frame, traced};
use crate::accounts::{Account, Accounts, Entry};
use crate::agenda::{Agenda, During, Planned, Session};
use crate::colleagues::{Seat, Seating};
use crate::ledger::{Ledger, Mechanism, Origin};
use crate::model::Mode;
use crate::turn::{Taught, Turn};
use crate::turns::Turns;
use crate::units::EVEN;
use crate::world::{District, LANES, Lanes, School, mask, total};
use traced::Noted;

/// Applies the week's sessions, those among colleagues first and the others in the order of placing; sources are as they
/// were when the week began. Returns hours of collaboration a post.
#[inline(always)]
pub fn learn(
    district: &mut District,
    school: usize,
    frame: &Frame<'_>,
    conditions: &Conditions,
    agenda: &mut Agenda,
    ledger: &mut Ledger,
) -> f64 {
    let ease = conditions.ease;
    agenda.accounts.begin(frame.policies.len() + 1);
    if ledger.traces(school) {
        let mut gains = Vec::new();
        among_colleagues(district, school, frame, ease, agenda, |seating, seats, hours, learnt| {
            gains.extend(traced::gains(seating, seats, hours, learnt));
        });
        traced::learnt_from_colleagues(district, school, &gains, frame, ledger);
        one_by_one(district, school, frame, ease, agenda, ledger);
    } else {
        among_colleagues(district, school, frame, ease, agenda, |_, _, _, _| {});
        side_by_side(district, school, frame, ease, agenda);
    }
    if !agenda.sessions.is_empty() {
        bring(district, school, frame, &mut agenda.accounts, ledger);
    }
    agenda.accounts.together() / district.schools[school].posts as f64
}

/// Colleagues learn from one another, a round of a tile at a time.
#[inline(always)]
fn among_colleagues(
    district: &mut District,
    school: usize,
    frame: &Frame<'_>,
    ease: f32,
    agenda: &mut Agenda,
    mut show: impl FnMut(&Seating, &[Seat], &Lanes, &[f64; LANES]),
) {
    let tiles = &mut district.teachers.tiles[district.schools[school].tiles()];
    let Agenda { colleagues, accounts, fit, .. } = agenda;
    colleagues.each(
        #[inline(always)]
        |seating| {
            let account = accounts.of(seating.mode, Origin::USUAL);
            accounts.at(account).plan(seating.learners, seating.hours);
            let mut entry = Entry::default();
            seating.learn(
                tiles,
                fit,
                (ease, frame.model),
                #[inline(always)]
                |seats, hours, learnt| {
                    entry.gain(hours, learnt);
                    show(seating, seats, hours, learnt);
                },
            );
            accounts.enter_in(account, &mut entry);
        },
    );
}

/// Sessions dealt out to turns, in which the posts of a tile learn side by side.
#[inline(always)]
fn side_by_side(district: &mut District, school: usize, frame: &Frame<'_>, ease: f32, agenda: &mut Agenda) {
    if agenda.sessions.is_empty() {
        return;
    }
    let (planned, turns, accounts) = agenda.open();
    turns.clear(district.schools[school].tiles());
    for session in planned.sessions {
        hold(district, school, frame, (session, planned), turns, accounts);
    }
    take_turns(district, frame, ease, (turns, accounts), |_, _, _, _| {});
}

/// The same for a traced school: one session after the other, so that it can be noted who learnt what in which.
fn one_by_one(
    district: &mut District,
    school: usize,
    frame: &Frame<'_>,
    ease: f32,
    agenda: &mut Agenda,
    ledger: &mut Ledger,
) {
    let (planned, turns, accounts) = agenda.open();
    for session in planned.sessions {
        turns.clear(district.schools[school].tiles());
        hold(district, school, frame, (session, planned), turns, accounts);
        take_turns(district, frame, ease, (&*turns, &mut *accounts), |district, tile, turn, changes| {
            traced::learnt(district, school, (&Noted::of(session), tile), frame, turn, changes, ledger);
        });
    }
}

/// Deals out a session that is delivered; the hours of one that is not were planned all the same.
#[inline(always)]
fn hold(
    district: &mut District,
    school: usize,
    frame: &Frame<'_>,
    (session, planned): (&Session, Planned<'_>),
    turns: &mut Turns,
    accounts: &mut Accounts,
) {
    let number = accounts.of(session.mode, session.origin);
    let account = accounts.at(number);
    let parts = planned.parts(session);
    for &part in parts {
        account.plan(part.posts.count_ones(), session.hours);
    }
    if session.delivered <= 0.0 {
        return;
    }
    // What gets through a video link or a recording depends on the school's readiness.
    let by_screen = session.by_link || matches!(session.mode, Mode::Remote | Mode::Recorded);
    let through = if by_screen { district.schools[school].digital } else { 1.0 };
    let taught = Taught::by(session.mode, frame.model, session.source, session.skill, number);
    let focus = (session.focus != EVEN).then_some(session.focus);
    let taught = Taught { focus, through, ..taught };
    for &part in parts {
        let hours = match session.during {
            During::NonContact => times(&planned.fit[turns.place(part)], session.hours),
            During::Release | During::Lesson => [session.hours; LANES],
        };
        if session.during == During::Release {
            account.cover(part.posts.count_ones(), session.hours);
            let covered = &mut district.teachers.tiles[part.tile as usize].covered_hours;
            let (mut row, on) = (*covered, mask(part.posts));
            for i in 0..LANES {
                row[i] += f32::from_bits(on[i] & hours[i].to_bits());
            }
            *covered = row;
        }
        turns.attend(part, &taught, &hours);
    }
}

/// Shares of some hours.
#[inline(always)]
fn times(shares: &Lanes, hours: f32) -> Lanes {
    let mut fitted = *shares;
    for i in 0..LANES {
        fitted[i] *= hours;
    }
    fitted
}

/// Lets the school's tiles take the turns that were dealt out, and shows each.
#[inline(always)]
fn take_turns(
    district: &mut District,
    frame: &Frame<'_>,
    ease: f32,
    (turns, accounts): (&Turns, &mut Accounts),
    mut show: impl FnMut(&District, usize, &Turn, &[[f64; LANES]; 2]),
) {
    let rehearsal = frame.model.rehearsal as f32;
    let mut entry = Entry::default();
    turns.each(
        #[inline(always)]
        |tile, turn| {
            let changes = turn.attended_by(&mut district.teachers.tiles[tile], ease, rehearsal);
            accounts.add(&mut entry, turn, &changes);
            show(district, tile, turn, &changes);
        },
    );
    accounts.enter(&mut entry);
}

/// Books what policies' sessions of the week came to. What is owed to a policy grows by all that it taught in the week
/// at once: elsewhere sums are exact in any order, there they are not.
#[inline(always)]
fn bring(district: &mut District, school: usize, frame: &Frame<'_>, accounts: &mut Accounts, ledger: &mut Ledger) {
    let here = &mut district.schools[school];
    for policy in 0..frame.policies.len() {
        let mut brought = [0.0; 2];
        accounts.close(
            |origin| origin == Origin::policy(policy),
            |account| {
                let [learnt, embedded] = book(here, school, account, ledger);
                brought = [brought[0] + learnt, brought[1] + embedded];
            },
        );
        here.owed[policy].add(brought);
    }
}

/// Books what usual sessions came to since they were last booked: at the end of a school's weeks.
pub fn close(district: &mut District, school: usize, agenda: &mut Agenda, ledger: &mut Ledger) {
    let here = &mut district.schools[school];
    agenda.accounts.close(|_| true, |account| _ = book(here, school, account, ledger));
}

/// Books an account; returns changes of enacted and embedded quality.
#[inline(always)]
fn book(here: &mut School, school: usize, account: &Account, ledger: &mut Ledger) -> [f64; 2] {
    let learnt = total(&account.learnt) * 0.25;
    let embedded = if account.rehearsed { total(&account.embedded) * 0.25 } else { 0.0 };
    ledger.book(school, learning(account.mode), account.origin, learnt);
    if embedded != 0.0 {
        ledger.book(school, Mechanism::Rehearsal, account.origin, embedded);
    }
    let origin = account.origin.0 as usize;
    here.planned[origin] += account.planned;
    here.delivered[origin] += total(&account.delivered);
    here.covered[origin] += account.covered;
    [learnt, embedded]
}

/// The mechanism that a mode is booked to.
fn learning(mode: Mode) -> Mechanism {
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
