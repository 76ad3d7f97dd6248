//! The rows of the table of published and predicted numbers.

use super::tally::Compared;
use crate::rows::TrialRow;
use crate::trial::shape::{Bound, Role, SeFrom, Status};

/// One row an estimate, studies and estimates in their order.
pub fn rows(all: &[Compared], run_id: &str) -> Vec<TrialRow> {
    all.iter().flat_map(|compared| of_study(compared, run_id)).collect()
}

/// The rows of one study.
pub fn of_study<'a>(compared: &'a Compared, run_id: &'a str) -> impl Iterator<Item = TrialRow> + 'a {
    let prediction = &compared.prediction;
    prediction.estimates.iter().map(move |e| TrialRow {
        run_id: run_id.to_owned(),
        trial: prediction.trial.clone(),
        role: role(prediction.role),
        estimate: e.estimate.clone(),
        contrast: yes(Some(e.contrast)),
        published: e.published,
        se: e.se,
        bound: e.bound.map_or("", bound),
        status: e.status.map_or("", status),
        se_from: e.se_from.map_or("", se_from),
        source: e.source.clone().unwrap_or_default(),
        counted: yes(e.published.map(|_| e.counted)),
        n: e.n,
        mean: e.mean,
        mc_se: e.mc_se,
        sd: e.sd,
        p5: e.interval[0],
        p50: e.interval[1],
        p95: e.interval[2],
        z: e.z,
        inside: yes(e.inside),
        covered: yes(e.covered),
        seed: compared.seed,
        replicates: prediction.replicates,
    })
}

/// `yes`, `no`, or nothing where it is not known.
pub fn yes(what: Option<bool>) -> &'static str {
    match what {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    }
}

/// A role in one word.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Calibration => "calibration",
        Role::Facts => "facts",
        Role::Held => "held",
    }
}

fn bound(bound: Bound) -> &'static str {
    match bound {
        Bound::Exact => "exact",
        Bound::AtLeast => "at least",
        Bound::AtMost => "at most",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Seen => "seen",
        Status::Direction => "direction",
        Status::Recalled => "recalled",
        Status::Derived => "derived",
        Status::Data => "data",
        Status::Conflict => "conflict",
    }
}

fn se_from(from: SeFrom) -> &'static str {
    match from {
        SeFrom::Published => "published",
        SeFrom::Design => "design",
        SeFrom::Judgement => "judgement",
    }
}
