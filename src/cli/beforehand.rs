//! Before a run: whether it fits into memory, and what it will take.

use super::estimate::{estimate, grouped};
use super::exit::{Code, Failure};
use super::machine::{Free, memory, size};
use super::terminal;
use super::timing::Timed;
use crate::experiment::precision::FIRST;
use crate::experiment::room::Room;
use crate::experiment::{Results, Sets};
use crate::numerals::counted;
use crate::population::SchoolList;
use crate::scenario::Scenario;
use std::path::Path;

/// Memory that a run may take: what the user says, or what is free beside what the program has already. None where
/// neither is known.
pub fn allowed(given: Option<f64>, free: Option<Free>) -> Option<Free> {
    let used = memory().map_or(0, |memory| memory.used);
    let given = given.map(|gigabytes| Free { bytes: (gigabytes * 1e9) as u64, bound: "allowed by --memory" });
    given.or_else(|| free.map(|free| Free { bytes: free.bytes.saturating_add(used), ..free }))
}

/// How many replicates may be in memory at once, at most as many as threads; a refusal where not even one fits. With
/// a precision asked for, as many replicates are counted as are simulated before it is looked at.
pub fn held(
    scenario: &Scenario,
    lists: &[SchoolList],
    threads: usize,
    precision: bool,
    allowed: Option<Free>,
) -> Result<usize, Failure> {
    let replicates = if precision { scenario.replicates.min(FIRST) } else { scenario.replicates };
    let room = Room::of(&Scenario { replicates, ..scenario.clone() }, lists);
    let Some(allowed) = allowed else { return Ok(threads) };
    let fits = |held: &usize| room.peak(*held) <= allowed.bytes;
    (1..=threads).rev().find(fits).ok_or_else(|| refusal(scenario, lists, &room, allowed))
}

/// What a scenario needs, what there is, and what to do.
fn refusal(scenario: &Scenario, lists: &[SchoolList], room: &Room, allowed: Free) -> Failure {
    let teachers: u64 = lists.iter().map(SchoolList::posts).sum();
    let schools: usize = lists.iter().map(|list| list.schools.len()).sum();
    let needed = room.peak(1);
    let (largest, name) = largest(scenario, room);
    let what = format!(
        "too large for the memory of this run: about {} needed, {} {}. {} teachers in {} schools are simulated in {} of each \
         system, one in memory at once (up to {}, {name}); rows and files of all take {}",
        size(needed),
        size(allowed.bytes),
        allowed.bound,
        grouped(teachers),
        grouped(schools as u64),
        counted(scenario.replicates as usize, "replicate"),
        size(largest),
        size(room.kept + room.written),
    );
    let smaller = if largest < room.written {
        "give fewer replicates with --replicates, fewer years with --years, or a sample of schools in the scenario"
    } else {
        "give a sample of schools in the scenario, run the largest systems apart, or give fewer years with --years; fewer \
         threads do not help any more"
    };
    let remedy = format!("{smaller}. If you know that more memory may be used, say how much with --memory (GB)");
    Failure::new(Code::Failure, what, remedy)
}

/// The largest replicate and its system.
fn largest<'a>(scenario: &'a Scenario, room: &Room) -> (u64, &'a str) {
    let systems =
        room.replicates.iter().zip(&scenario.systems).map(|(&(bytes, _), system)| (bytes, system.name.as_str()));
    systems.max_by_key(|&(bytes, _)| bytes).unwrap_or((0, ""))
}

/// What a dry run is about.
pub struct Dry<'a> {
    /// What would be simulated.
    pub scenario: &'a Scenario,
    /// What was changed or left out on the way.
    pub notes: &'a [String],
    /// Adds to the results before they are written.
    pub finish: &'a dyn Fn(&mut Results),
    /// Half the width of an interval that is asked for.
    pub precision: Option<f64>,
    /// The schools of each system.
    pub lists: &'a [SchoolList],
    /// Seconds that reading them took.
    pub read: f64,
    /// The parameter sets.
    pub sets: &'a Sets,
    /// Threads.
    pub threads: usize,
    /// Where results would go.
    pub out: &'a Path,
    /// Memory that may be used.
    pub allowed: Option<Free>,
}

/// Says what a run would take, and does nothing.
pub fn dry_run(dry: &Dry<'_>, json: bool) -> Result<Code, Failure> {
    let (scenario, threads, out) = (dry.scenario, dry.threads, dry.out);
    let held = held(scenario, dry.lists, threads, dry.precision.is_some(), dry.allowed);
    let timed = Timed {
        scenario,
        lists: dry.lists,
        sets: dry.sets,
        threads,
        held: *held.as_ref().unwrap_or(&1),
        finish: dry.finish,
    };
    let estimate = estimate(&timed, dry.read)?;
    let refused = held.err().map(|refused| refused.what);
    if json {
        let value = serde_json::json!({
            "estimate": estimate, "threads": threads, "out": out, "at_most": dry.precision.is_some(),
            "memory_available": dry.allowed.map(|free| free.bytes), "refused": refused, "notes": dry.notes,
        });
        terminal::print(&format!("{value:#}\n"))?;
        return Ok(Code::Done);
    }
    let most = match dry.precision {
        Some(width) => {
            let replicates = scenario.replicates;
            format!("at most        these, for {replicates} replicates; --precision {width} may need fewer\n")
        }
        None => String::new(),
    };
    let available = match dry.allowed {
        Some(free) => format!("available      {} {}\n", size(free.bytes), free.bound),
        None => "available      not known on this system\n".to_owned(),
    };
    let refused = refused.map_or_else(String::new, |what| format!("a run would be refused: {what}\n"));
    let text = estimate.text();
    terminal::print(&format!(
        "{text}{most}{available}threads        {threads}\nresults to     {}\n{refused}",
        out.display()
    ))?;
    Ok(Code::Done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::given::lists;
    use crate::cli::reading::scenario;

    #[allow(clippy::unnecessary_wraps, reason = "as what is asked of the machine")]
    fn free(bytes: u64) -> Option<Free> {
        Some(Free { bytes, bound: "free on this machine" })
    }

    #[test]
    fn as_many_replicates_are_held_at_once_as_fit() {
        let scenario = scenario("england-primaries").expect("built in");
        let lists = lists(&scenario).expect("schools");
        let held = |bytes: u64| held(&scenario, &lists, 4, false, free(bytes));
        let room = Room::of(&scenario, &lists);
        assert!(room.peak(1) < room.peak(2) && room.peak(3) < room.peak(4));
        assert_eq!(held(room.peak(4)).expect("fits"), 4);
        assert_eq!(held(room.peak(4) - 1).expect("fits"), 3);
        assert_eq!(held(room.peak(1)).expect("fits"), 1);
        assert_eq!(super::held(&scenario, &lists, 4, false, None).expect("not known"), 4);
        let refused = held(room.peak(1) - 1).expect_err("does not fit");
        assert_eq!(refused.code, Code::Failure);
        for word in ["16,781 schools", "free on this machine", "4 replicates", "one in memory at once", "needed"] {
            assert!(refused.what.contains(word), "{word}: {}", refused.what);
        }
        assert!(refused.remedy.contains("a sample of schools") && refused.remedy.contains("--memory"));
    }

    #[test]
    fn where_rows_take_most_fewer_replicates_are_the_remedy() {
        let mut scenario = scenario("tutorial").expect("built in");
        scenario.replicates = 100_000;
        let lists = lists(&scenario).expect("schools");
        let refused = held(&scenario, &lists, 2, false, free(1_000_000_000)).expect_err("does not fit");
        assert!(refused.remedy.starts_with("give fewer replicates"), "{}", refused.remedy);
        assert_eq!(held(&scenario, &lists, 2, true, free(1_000_000_000)).expect("the first rounds fit"), 2);
    }

    #[test]
    fn what_the_user_allows_goes_before_what_is_free() {
        assert_eq!(allowed(Some(2.5), free(7)).expect("given").bytes, 2_500_000_000);
        assert!(allowed(None, free(7)).expect("known").bytes >= 7);
        assert_eq!(allowed(None, None), None);
    }
}
