//! `evidence`: what each number rests on, and how much of the variance of the result rests on numbers of which grade.

use super::exit::{Code, Failure};
use super::progress::Bar;
use super::{given, terminal};
use crate::answer::footing::{PROJECTION, values_in_words};
use crate::evidence::{Evidence, all_systems, of_mechanisms, of_scenario};
use crate::experiment::variance::{self, Freeze, VarianceRow};
use crate::experiment::{Footing, Sets};
use crate::numerals::{decimals, fixed};
use crate::parameter::Grade;
use crate::scenario::{self, Scenario};
use clap::Args;
use serde::Serialize;
use serde_json::json;
use std::sync::atomic::Ordering;

/// List every parameter with what it rests on, or say how much of the variance rests on parameters of which grade.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim evidence\n  schoolsim evidence three-systems --name reversion\n  schoolsim evidence mine.ron --csv > evidence.csv\n  schoolsim evidence mine.ron --variance --sets 32\n"
)]
pub struct EvidenceArgs {
    /// Scenario file, or name of a built-in example; the parameters of the mechanisms if not given.
    pub scenario: Option<String>,
    /// Only parameters whose name holds this.
    #[arg(long, conflicts_with = "variance")]
    pub name: Option<String>,
    /// Print the table as comma-separated values.
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    /// Say how much of the variance of the effect on attainment in the last year rests on parameters of each grade and
    /// how much on chance; simulates.
    #[arg(long, requires = "scenario")]
    pub variance: bool,
    /// Draws of two parameter sets for the variance.
    #[arg(long, default_value_t = 32, requires = "variance", value_parser = clap::value_parser!(u32).range(4..=100_000))]
    pub sets: u32,
    /// Replicates of each draw for the variance.
    #[arg(long, default_value_t = 2, requires = "variance", value_parser = clap::value_parser!(u32).range(2..=1000))]
    pub replicates: u32,
    /// School years for the variance, in place of the scenario's; a policy that lasts longer is in force to the end.
    #[arg(long, requires = "variance", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub years: Option<u32>,
    /// Seed, in place of the scenario's.
    #[arg(long, requires = "variance")]
    pub seed: Option<u64>,
    /// Threads; all cores if not given. Results are the same for any number.
    #[arg(long, env = "SCHOOLSIM_THREADS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Values of the parameters, in place of the scenario's, as in `run`.
    #[arg(long, value_name = "posterior|central|defaults|FILE")]
    pub parameters: Option<String>,
}

/// Lists parameters or tells variances.
pub fn evidence(args: &EvidenceArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let mut scenario = args.scenario.as_deref().map(scenario::read).transpose()?;
    if let (Some(scenario), Some(given)) = (&mut scenario, &args.parameters) {
        scenario.parameter_sets = given::parameter_sets(given)?;
    }
    match scenario {
        Some(scenario) if args.variance => tell_variance(args, scenario, json, quiet),
        Some(scenario) => {
            let sets = given::sets(&scenario)?;
            let footing = Footing::of(&scenario.systems, &sets);
            list(args, of_scenario(&scenario, &sets), &footing, &all_systems(&scenario.systems), json)
        }
        None if args.parameters.is_some() => {
            let remedy = "name the scenario whose parameters are meant";
            Err(Failure::new(Code::Usage, "--parameters needs a scenario", remedy))
        }
        None => {
            let sets = Sets::shipped();
            list(args, of_mechanisms(&sets), &Footing::of(&[], &sets), "", json)
        }
    }
}

fn list(
    args: &EvidenceArgs,
    all: Vec<Evidence>,
    footing: &Footing,
    everywhere: &str,
    json: bool,
) -> Result<Code, Failure> {
    let fragment = args.name.as_deref().unwrap_or_default().to_lowercase();
    let rows: Vec<Evidence> = all.into_iter().filter(|e| e.parameter.to_lowercase().contains(&fragment)).collect();
    if rows.is_empty() {
        let what = format!("no parameter has \"{fragment}\" in its name");
        return Err(Failure::new(Code::Usage, what, "leave --name away to see all of them"));
    }
    let first = [grades(&rows), values_in_words(footing), PROJECTION.to_owned()];
    if json {
        let value = json!({"rests_on": first, "parameters": rows, "parameter_sets": footing});
        terminal::print(&format!("{value:#}\n"))?;
    } else if args.csv {
        terminal::print(&csv_text(&rows)?)?;
    } else {
        let lines: String = rows.iter().map(|e| line(e, everywhere)).collect();
        terminal::print(&format!("{}\n\n{HEAD}{lines}", first.join("\n")))?;
    }
    Ok(Code::Done)
}

const HEAD: &str = "parameter: value without sets; mean and 5th to 95th percentile of the sets; [allowed]; grade; informed by the \
     data of the sample?\n\n";

/// How many of some parameters are assumptions: what a reader has to know first.
fn grades(rows: &[Evidence]) -> String {
    let count = |grade| rows.iter().filter(|e| e.grade == grade).count();
    let (assumed, all) = (count(Grade::Assumption), rows.len());
    format!(
        "{assumed} of {all} parameters ({} %) are assumptions, {} are derived from measured values and {} are measured.",
        fixed(100.0 * assumed as f64 / all as f64, 0),
        count(Grade::Derived),
        count(Grade::Measured),
    )
}

/// A number with three significant digits at least.
fn short(value: f64) -> String {
    fixed(value, (decimals(&[value]) + 1).min(9))
}

fn line(e: &Evidence, everywhere: &str) -> String {
    let sets = match (e.mean, e.p5, e.p95) {
        (Some(mean), Some(low), Some(high)) => format!("; {} ({} to {})", short(mean), short(low), short(high)),
        (Some(mean), ..) => format!("; {} in every replicate", short(mean)),
        _ => String::new(),
    };
    let informed = match e.informed {
        "held" => "held fixed".to_owned(),
        word => format!("informed: {word}"),
    };
    let whose = if e.systems == everywhere { String::new() } else { format!(" ({})", e.systems) };
    format!(
        "{}{whose}: {} {}{sets}; [{} to {}]; {}; {informed}\n    {}. Source: {}\n",
        e.parameter, e.value, e.unit, e.lowest, e.highest, e.grade, e.meaning, e.source
    )
}

fn csv_text<T: Serialize>(rows: &[T]) -> Result<String, Failure> {
    let failed = |e: &dyn std::error::Error| Failure::caused("the table could not be put together", e, "");
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|e| failed(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn tell_variance(args: &EvidenceArgs, mut scenario: Scenario, json: bool, quiet: bool) -> Result<Code, Failure> {
    scenario.seed = args.seed.unwrap_or(scenario.seed);
    if let Some(years) = args.years {
        given::shorten(&mut scenario, years)?;
    }
    let sets = given::sets(&scenario)?;
    if !sets.are_drawn() {
        let what = "every replicate of this scenario has the same parameters, so none of the variance rests on them";
        return Err(Failure::new(Code::Usage, what, "give --parameters posterior, or a file with a sample"));
    }
    if u64::from(args.sets) * u64::from(args.replicates) > u64::from(u32::MAX) {
        return Err(Failure::new(Code::Usage, "there are too many replicates to number", "give fewer --sets"));
    }
    let lists = given::lists(&scenario)?;
    let freeze = Freeze { draws: args.sets, replicates: args.replicates, threads: given::threads(args.threads)? };
    let stop = given::stop_on_interrupt();
    let bar = Bar::new("teacher-years", quiet);
    let progress = |done, total| bar.show(done, total);
    let told = variance::rests_on(&scenario, &lists, &sets, freeze, &progress, &stop);
    bar.finish();
    let rows = told.map_err(|e| Failure::caused("the simulation did not finish", &e, ""))?;
    let footing = Footing::of(&scenario.systems, &sets);
    let draws = rows.iter().map(|r| r.draws).min().unwrap_or(0);
    if json {
        let first = [values_in_words(&footing), PROJECTION.to_owned(), INDEPENDENCE.to_owned()];
        let value = json!({
            "rests_on": first, "variance": rows, "seed": scenario.seed, "draws": draws, "wanted": args.sets,
            "parameter_sets": footing,
        });
        terminal::print(&format!("{value:#}\n"))?;
    } else if args.csv {
        terminal::print(&csv_text(&rows)?)?;
    } else {
        terminal::print(&variance_in_words(&scenario, &rows, &footing))?;
    }
    let interrupted = stop.load(Ordering::Relaxed) && draws < args.sets;
    if interrupted && !quiet {
        terminal::tell(&format!("stopped: {draws} of {} draws\n", args.sets));
    }
    Ok(if interrupted { Code::Interrupted } else { Code::Done })
}

/// What the shares assume.
const INDEPENDENCE: &str = "Each share is a total effect: what a group does by itself and together with others, so that shares \
     may sum to more than 100 %. Groups are taken as independent of one another: correlation of the sample between groups is \
     cut, that within a group is kept.";

fn variance_in_words(scenario: &Scenario, rows: &[VarianceRow], footing: &Footing) -> String {
    let mut text = String::new();
    for row in rows.iter().filter(|r| r.group == Grade::Assumption.to_string()) {
        let rests = match row.share {
            Some(share) if share.is_finite() => {
                let error = percent(row.se.unwrap_or(f64::NAN));
                format!("{} % (standard error {error} %) of the variance rests on assumptions", percent(share))
            }
            Some(_) => "nothing varies".to_owned(),
            None => "no assumption varies".to_owned(),
        };
        text += &format!("{}, {}: {rests}.\n", row.system, row.arm);
    }
    text += &format!("{}\n{PROJECTION}\n{INDEPENDENCE}\n", values_in_words(footing));
    let mut before = None;
    for row in rows {
        let of = (&row.system, &row.arm);
        if before != Some(of) {
            before = Some(of);
            text += &format!(
                "\n{}, {}: effect on attainment in year {}, SD of one replicate {} pupil SD; {} draws of {} replicates, seed \
                 {}\n",
                row.system,
                row.arm,
                row.year,
                short(row.sd),
                row.draws,
                row.replicates,
                scenario.seed
            );
        }
        let share = match (row.share, row.se) {
            (Some(share), Some(se)) if share.is_finite() => {
                format!("{:>4} %  standard error {} %", percent(share), percent(se))
            }
            (Some(_), _) => "   -    nothing varies".to_owned(),
            _ => "   -    held fixed in every set".to_owned(),
        };
        let parameters = if row.group == "chance" { String::new() } else { format!("  {} parameters", row.parameters) };
        text += &format!("  {:12} {share}{parameters}\n", row.group);
    }
    text
}

fn percent(share: f64) -> String {
    fixed(share * 100.0, 0)
}
