//! What a command is given beside its file: parameter sets, schools, years, threads, and the wish to stop.

use super::exit::{Code, Failure};
use super::terminal;
use crate::experiment::Sets;
use crate::nearest;
use crate::population::{self, SchoolList};
use crate::scenario::horizon::{Late, fit};
use crate::scenario::{self, ParameterSets, Scenario};
use std::error::Error as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// The parameter sets of a scenario.
pub fn sets(scenario: &Scenario) -> Result<Sets, Failure> {
    let mended = "mend the sample of parameter sets, or give posterior, central or defaults";
    Sets::of(scenario).map_err(|e| Failure::new(Code::Invalid, e.to_string(), mended))
}

/// What `--parameters` asks for.
pub fn parameter_sets(given: &str) -> Result<ParameterSets, Failure> {
    const WORDS: [&str; 3] = ["posterior", "central", "defaults"];
    Ok(match given {
        "posterior" => ParameterSets::Posterior,
        "central" => ParameterSets::Central,
        "defaults" => ParameterSets::Defaults,
        path if Path::new(path).is_file() => {
            // Relative to where the command is given, not to the scenario.
            let whole = std::path::absolute(path)
                .map_err(|e| Failure::caused(format!("cannot find {path}"), &e, "give another path"))?;
            ParameterSets::File { path: whole.display().to_string() }
        }
        other => {
            let what = format!("--parameters {other} is neither posterior, central or defaults nor a file");
            return Err(Failure::new(Code::Usage, what, nearest::remedy(other, WORDS, "")));
        }
    })
}

/// The schools of every system.
pub fn lists(scenario: &Scenario) -> Result<Vec<SchoolList>, Failure> {
    let list = |s: &scenario::System| population::schools(&s.population, scenario.seed, &scenario.folder);
    let lists: Result<Vec<_>, _> = scenario.systems.iter().map(list).collect();
    lists.map_err(|e| Failure::new(Code::Invalid, e.to_string(), "mend the population in the file"))
}

/// A moment in ISO 8601, UTC.
pub fn when(moment: SystemTime) -> String {
    humantime::format_rfc3339_seconds(moment).to_string()
}

/// Gives a scenario other years: a policy that lasts longer is in force to the end.
pub fn shorten(scenario: &mut Scenario, years: u32) -> Result<(), Failure> {
    scenario.years = years;
    for system in &mut scenario.systems {
        fit(&mut system.arms, years).map_err(|Late { arm, policy }| {
            let what = format!("--years {years} ends before {policy} of arm \"{arm}\" starts");
            Failure::new(Code::Usage, what, "give more years, or change the policy's years in the scenario")
        })?;
    }
    Ok(())
}

/// Threads asked for, or all cores. Whatever else the command does side by side, such as drawing figures, takes as many.
pub fn threads(given: Option<u16>) -> Result<usize, Failure> {
    let all = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = given.map_or_else(all, usize::from);
    match rayon::ThreadPoolBuilder::new().num_threads(threads).build_global() {
        // Without a cause it is only that there are threads already: a command asks once.
        Err(e) if e.source().is_some() => Err(Failure::new(
            Code::Failure,
            format!("cannot start {threads} threads: {e}"),
            "give fewer with --threads",
        )),
        _ => Ok(threads),
    }
}

/// Ctrl-C asks to stop after the runs under way; a second one ends at once.
pub fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let set = ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(Code::Interrupted as i32);
        }
        terminal::tell(
            "\nstopping after the runs under way and keeping what is finished; Ctrl-C again to end at once\n",
        );
    });
    if set.is_err() {
        terminal::tell("note: Ctrl-C will end the program at once, without keeping what is finished\n");
    }
    stop
}
