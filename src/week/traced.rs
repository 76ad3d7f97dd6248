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
    for i in (0..LANES).filter(|&i| turn.hours[i] > 0.0) {
        let at = self::at(district, school, tile * LANES + i, frame.week.week + 1);
        if let Some(trace) = &mut ledger.trace {
            let changes = [changes[0][i] * 0.25, changes[1][i] * 0.25];
            let what = What::Learnt { mode: session.mode, from };
            trace.note(at, what, session.origin, [session.hours, turn.hours[i]], changes);
        }
    }
}

/// What a post gained from a colleague.
pub struct Gain {
    post: usize,
    from: u32,
    mode: Mode,
    hours: [f32; 2],
    change: f64,
}

/// What the posts of a round gained: hours held, changes of enacted practice summed over domains.
pub fn gains(seating: &Seating, seats: &[Seat], hours: &Lanes, learnt: &[f64; LANES]) -> Vec<Gain> {
    let of_post = |i: usize| {
        let seat = seats.iter().find(|seat| seat.posts >> i & 1 == 1 && hours[i] > 0.0)?;
        let (post, hours) = (seat.place as usize * LANES + i, [seating.hours, hours[i]]);
        Some(Gain { post, from: seat.from, mode: seating.mode, hours, change: learnt[i] })
    };
    (0..LANES).filter_map(of_post).collect()
}

/// Notes what posts gained from colleagues.
pub fn learnt_from_colleagues(
    district: &District,
    school: usize,
    gains: &[Gain],
    frame: &Frame<'_>,
    ledger: &mut Ledger,
) {
    for gain in gains {
        let at = self::at(district, school, district.schools[school].first + gain.post, frame.week.week + 1);
        let what = What::Learnt { mode: gain.mode, from: whom(district, school, frame, gain.from) };
        if let Some(trace) = &mut ledger.trace {
            trace.note(at, what, Origin::USUAL, gain.hours, [gain.change * 0.25, 0.0]);
        }
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
