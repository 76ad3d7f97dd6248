//! Notes for the trace of chosen schools, beside the phases: nothing here changes the world.

use super::conditions::Conditions;
use super::{Frame, drift};
use crate::agenda::{Agenda, Session};
use crate::colleagues::{Seat, Seating};
use crate::ledger::{Ledger, Origin};
use crate::lineage::{At, Drifted, Person, PostId, PostYear, SchoolId, Taught, What, Whom};
use crate::model::Mode;
use crate::turn::Turn;
use crate::units::grid;
use crate::world::{District, LANES, Lanes, Title};

/// Who holds a lane.
pub fn who(district: &District, lane: usize) -> Person {
    Person::of(district.teachers.motivation[lane], district.teachers.receptivity[lane])
}

/// Place of an event in the holder of a lane.
pub fn at(district: &District, school: usize, lane: usize, week: u32) -> At {
    At { school, post: lane - district.schools[school].first, week, who: who(district, lane) }
}

/// What is noted of a session.
#[derive(Clone, Copy, Debug)]
pub struct Noted {
    mode: Mode,
    origin: Origin,
    hours: f32,
    whom: Whom,
}

impl Noted {
    /// A session of a policy, or a lecture.
    pub fn of(session: &Session) -> Self {
        Self { mode: session.mode, origin: session.origin, hours: session.hours, whom: session.whom }
    }
}

/// Posts of a tile took part in a session: hours held, changes of enacted and embedded practice summed over domains.
pub fn learnt(
    district: &District,
    school: usize,
    (session, tile): (&Noted, usize),
    frame: &Frame<'_>,
    turn: &Turn,
    changes: &[[f64; LANES]; 2],
    ledger: &mut Ledger,
) {
    let from = match session.whom {
        Whom::Lane(source) => whom(district, school, frame, source - district.schools[school].first as u32),
        other => other,
    };
    let session = Noted { whom: from, ..*session };
    for i in (0..LANES).filter(|&i| turn.hours[i] > 0.0) {
        let changes = [changes[0][i], changes[1][i]];
        note(district, school, tile * LANES + i, &session, frame, turn.hours[i], changes, ledger);
    }
}

/// Posts of a tile learnt from colleagues: hours held, changes of enacted practice summed over domains.
pub fn learnt_from_colleagues(
    district: &District,
    school: usize,
    (seating, seats): (&Seating, &[Seat]),
    frame: &Frame<'_>,
    hours: &Lanes,
    learnt: &[f64; LANES],
    ledger: &mut Ledger,
) {
    let of_post = |i: usize| seats.iter().find(|seat| seat.posts >> i & 1 == 1 && hours[i] > 0.0);
    for (i, seat) in (0..LANES).filter_map(|i| Some((i, of_post(i)?))) {
        let first = district.schools[school].first + seat.place as usize * LANES;
        let whom = whom(district, school, frame, seat.from);
        let session = Noted { mode: seating.mode, origin: Origin::USUAL, hours: seating.hours, whom };
        note(district, school, first + i, &session, frame, hours[i], [learnt[i], 0.0], ledger);
    }
}

/// Notes what the holder of a lane learnt.
fn note(
    district: &District,
    school: usize,
    lane: usize,
    session: &Noted,
    frame: &Frame<'_>,
    hours: f32,
    changes: [f64; 2],
    ledger: &mut Ledger,
) {
    let at = self::at(district, school, lane, frame.week.week + 1);
    if let Some(trace) = &mut ledger.trace {
        let what = What::Learnt { mode: session.mode, from: session.whom };
        trace.note(at, what, session.origin, [session.hours, hours], changes.map(|change| change * 0.25));
    }
}

/// The holder of a post of the learner's own school as a source.
fn whom(district: &District, school: usize, frame: &Frame<'_>, post: u32) -> Whom {
    debug_assert!((post as usize) < district.schools[school].posts, "a source holds a post");
    Whom::Post(PostId { school: SchoolId { district: frame.district as u32, school: school as u32 }, post })
}

/// The week between events of a traced school, and what it did to each teacher.
pub fn drift(
    district: &mut District,
    school: usize,
    frame: &Frame<'_>,
    conditions: &Conditions,
    agenda: &mut Agenda,
    ledger: &mut Ledger,
) {
    let levels =
        |district: &District, lane: usize| [district.teachers.quality(lane), district.teachers.embedded_quality(lane)];
    let lanes = district.schools[school].range();
    let before: Vec<[f64; 2]> = lanes.clone().map(|lane| levels(district, lane)).collect();
    drift::drift(district, school, frame, conditions, agenda);
    let Some(trace) = &mut ledger.trace else { return };
    for (lane, before) in lanes.zip(before) {
        let after = levels(district, lane);
        let grown = f64::from(grid(conditions.support * district.teachers.growth(lane)));
        let drifted = &mut trace.drifted[lane];
        drifted.reverted += after[0] - before[0] - grown;
        drifted.settled += after[1] - before[1] - grown;
        drifted.grown += grown;
    }
}

/// Begins the trace of a year: levels before the first week.
pub fn begin(district: &District, ledger: &mut Ledger) {
    let Some(trace) = &mut ledger.trace else { return };
    let teachers = &district.teachers;
    let lanes = 0..teachers.filled.len();
    trace.start = lanes.map(|lane| [teachers.quality(lane), teachers.embedded_quality(lane)]).collect();
    trace.drifted = vec![Drifted::default(); teachers.filled.len()];
}

/// The last week is over: what the weeks did to each teacher between events, and their year.
pub fn end(district: &District, school: usize, frame: &Frame<'_>, ledger: &mut Ledger) {
    if !ledger.traces(school) {
        return;
    }
    let Some(trace) = &mut ledger.trace else { return };
    let teachers = &district.teachers;
    let id = SchoolId { district: frame.district as u32, school: school as u32 };
    for (post, lane) in district.schools[school].range().enumerate() {
        if !teachers.filled[lane] {
            continue;
        }
        let at = At { school, post, week: frame.weeks, who: who(district, lane) };
        let Drifted { reverted, settled, grown } = trace.drifted[lane];
        for (what, changes) in
            [(What::Reverted, [reverted, 0.0]), (What::OwnUse, [0.0, settled]), (What::Grew, [grown, grown])]
        {
            trace.note(at, what, Origin::USUAL, [0.0; 2], changes);
        }
        let taught = Taught {
            experience: teachers.experience[lane],
            years_in_post: teachers.years_in_post[lane],
            title: teachers.title[lane] as u8,
            start: trace.start[lane],
            end: [teachers.quality(lane), teachers.embedded_quality(lane)],
            mean: f64::from(teachers.quality_sum(lane)) / f64::from(frame.weeks),
        };
        let post = PostId { school: id, post: post as u32 };
        trace.years.push(PostYear { year: frame.week.year, post, who: at.who, taught });
    }
}

/// Titles of all lanes before promotion, where somebody asks.
pub fn titles(district: &District, ledger: &Ledger) -> Option<Vec<Title>> {
    ledger.trace.is_some().then(|| district.teachers.title.clone())
}

/// Who got a title.
pub fn promoted(district: &District, before: Option<Vec<Title>>, frame: &Frame<'_>, ledger: &mut Ledger) {
    let Some(before) = before else { return };
    for school in 0..district.schools.len() {
        for lane in district.schools[school].range() {
            let title = district.teachers.title[lane];
            if title > before[lane] {
                let at = at(district, school, lane, frame.weeks + 1);
                ledger.note(at, What::Promoted(title as u8), Origin::USUAL, [0.0; 2]);
            }
        }
    }
}
