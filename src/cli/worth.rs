//! `worth-it`: what a policy takes and gives beside others that take as much.

use super::exit::{Code, Failure};
use super::folder::{self, Growing};
use super::given::{lists, parameter_sets, sets, shorten, stop_on_interrupt, threads, when};
use super::progress::Bar;
use super::terminal;
use crate::answer::footing::PROJECTION;
use crate::experiment::economy::priced;
use crate::experiment::execute::fingerprint;
use crate::manifest::RunInfo;
use crate::nearest;
use crate::output;
use crate::policy::Policy;
use crate::price::{Item, Prices};
use crate::scenario::read::name_of;
use crate::scenario::shape::Shape;
use crate::scenario::{Arm, Scenario};
use crate::worth::arithmetic;
use crate::worth::bundle::Hold;
use crate::worth::found::{Found, found};
use crate::worth::study::{Study, Trouble};
use crate::worth::switching::find;
use crate::{discount, population::SchoolList};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The scenario that is looked at where none is given.
pub const DEFAULT: &str = "was-it-worth-it";

const EXAMPLES: &str = "Examples:
  schoolsim worth-it --arithmetic
  schoolsim worth-it
  schoolsim worth-it --hold days
  schoolsim worth-it mine.ron --reference \"Pairs\" --price pair_year=4000
  schoolsim worth-it --switch observers_per_lesson
";

/// What is held equal, as a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Held {
    /// Money, release from lessons priced into it.
    Cash,
    /// Teacher-days out of class.
    Days,
    /// Both: neither is exceeded.
    Both,
}

impl From<Held> for Hold {
    fn from(held: Held) -> Self {
        match held {
            Held::Cash => Self::Cash,
            Held::Days => Self::Days,
            Held::Both => Self::Both,
        }
    }
}

/// What a policy takes and gives beside others that take as much: money, teacher-days, pupil-months.
#[derive(Debug, Args)]
#[command(
    before_help = EXAMPLES
)]
pub struct WorthArgs {
    /// Scenario file, or name of a built-in example.
    #[arg(default_value = DEFAULT)]
    pub scenario: String,
    /// Print what the sums of the source document come to, and simulate nothing.
    #[arg(long)]
    pub arithmetic: bool,
    /// The arm whose budget the others are given [default: the first].
    #[arg(long, value_name = "ARM")]
    pub reference: Option<String>,
    /// What is held: the money of the reference, its teacher-days, or both, of which neither is exceeded.
    #[arg(long, value_enum, default_value = "cash")]
    pub hold: Held,
    /// A price, in place of the scenario's; may be given several times.
    #[arg(long, value_name = "NAME=PRICE")]
    pub price: Vec<String>,
    /// Year of the prices given with --price [default: the scenario's].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1900..=2100))]
    pub price_year: Option<u32>,
    /// Constant rate of discount, such as 0.035, in place of the scenario's; 0 for none.
    #[arg(long, value_name = "RATE")]
    pub discount_rate: Option<f64>,
    /// A parameter of the reference's policy: simulate it over its range and say where the reference overtakes.
    #[arg(long, value_name = "PARAMETER")]
    pub switch: Option<String>,
    /// Seed of every random number, in place of the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Replicates, in place of the scenario's.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replicates: Option<u32>,
    /// School years, in place of the scenario's; a policy that lasts longer is in force to the end.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub years: Option<u32>,
    /// Values of the parameters, in place of the scenario's, as for `run`.
    #[arg(long, value_name = "posterior|central|defaults|FILE")]
    pub parameters: Option<String>,
    /// Threads; all cores if not given. Results are the same for any number.
    #[arg(long, env = "SCHOOLSIM_THREADS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Folder for the results [default: output/worth-it- and the scenario's name].
    #[arg(long, env = "SCHOOLSIM_OUT")]
    pub out: Option<PathBuf>,
    /// Replace results that are in the folder already.
    #[arg(long)]
    pub overwrite: bool,
}

/// Weighs the arms of a scenario: read, check prices, find what the budget buys, simulate, write, say.
pub fn worth_it(args: &WorthArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    if args.arithmetic {
        return print_arithmetic(json);
    }
    let scenario = with_flags(args)?;
    let hold = Hold::from(args.hold);
    let reference = reference(&scenario, args.reference.as_deref())?;
    if hold != Hold::Days {
        refuse_without_prices(&scenario)?;
    }
    if let Some(name) = &args.switch {
        may_switch(&scenario.systems[0].arms[reference], name)?;
    }
    let out = args.out.clone().unwrap_or_else(|| {
        let name = name_of(&args.scenario);
        Path::new("output").join(format!("worth-it-{name}"))
    });
    folder::may_write(&out, args.overwrite)?;
    let lists = lists(&scenario)?;
    sets(&scenario)?;
    let growing = Growing::start(&out)?;
    let started = SystemTime::now();
    let stop = stop_on_interrupt();
    let bar = Bar::new("teacher-years", quiet);
    let progress = |done, total| bar.show(done, total);
    let threads = threads(args.threads)?;
    let study =
        Study { scenario: &scenario, lists: &lists, reference, hold, threads, progress: &progress, stop: &stop };
    let found = found(&study, args.switch.as_deref());
    bar.finish();
    let found = found.map_err(troubled)?;
    let run = run_info(&found, &lists, args, (threads, started));
    output::write_worth(&found, &run, growing.path())
        .map_err(|e| Failure::caused("the results could not be written", &e, ""))?;
    growing.finish(args.overwrite)?;
    say(&found, &out, json, quiet)?;
    Ok(Code::Done)
}

fn print_arithmetic(json: bool) -> Result<Code, Failure> {
    if json {
        let value = serde_json::json!({"arithmetic": arithmetic::table(), "sources": arithmetic::SOURCES});
        terminal::print(&format!("{value:#}\n"))?;
    } else {
        terminal::print(&format!("{}{}\n", arithmetic::text(), arithmetic::SOURCES))?;
    }
    Ok(Code::Done)
}

fn troubled(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Run(cause) => Failure::caused("the simulation did not finish", &cause, ""),
        Trouble::Stopped => Failure::new(Code::Interrupted, trouble.to_string(), "give the same command again"),
        Trouble::NoBudget(..) => {
            let remedy = "give another --reference, or hold what it takes with --hold cash or --hold days";
            Failure::new(Code::Invalid, trouble.to_string(), remedy)
        }
    }
}

/// The scenario with flags in place of what the file says.
fn with_flags(args: &WorthArgs) -> Result<Scenario, Failure> {
    let mut scenario = super::reading::scenario(&args.scenario)?;
    scenario.seed = args.seed.unwrap_or(scenario.seed);
    scenario.replicates = args.replicates.unwrap_or(scenario.replicates);
    if let Some(given) = &args.parameters {
        scenario.parameter_sets = parameter_sets(given)?;
    }
    if let Some(years) = args.years {
        shorten(&mut scenario, years)?;
    }
    if scenario.systems.len() != 1 {
        let what = format!("{} has {} systems: budgets are compared within one", args.scenario, scenario.systems.len());
        return Err(Failure::new(Code::Usage, what, "give a scenario with one system, or put one of them into a file"));
    }
    if scenario.systems[0].arms.len() < 2 {
        let what = format!("{} has one arm: there is nothing to compare it with", args.scenario);
        return Err(Failure::new(Code::Usage, what, "give a scenario with a reference and at least one alternative"));
    }
    let prices = &mut scenario.systems[0].prices;
    if let Some(rate) = args.discount_rate {
        if !(0.0..=discount::HIGHEST).contains(&rate) {
            let what = format!("--discount-rate is {rate}, allowed is 0 to {} a year", discount::HIGHEST);
            return Err(Failure::new(Code::Usage, what, "give a share, 0.035 for 3.5 %"));
        }
        prices.discount = Some(rate);
    }
    set_prices(prices, &args.price, args.price_year)?;
    Ok(scenario)
}

/// Puts the prices given as `name=price` in force.
fn set_prices(prices: &mut Prices, given: &[String], year: Option<u32>) -> Result<(), Failure> {
    // The file's year holds for the prices that are given beside it.
    let year = year.or_else(|| Item::ALL.iter().find_map(|&item| prices.year_of(item)));
    let mut seen: Vec<Item> = Vec::new();
    for text in given {
        let wrong = |what: String, remedy: String| Failure::new(Code::Usage, what, remedy);
        let Some((name, value)) = text.split_once('=') else {
            let what = format!("--price {text} is no name and price");
            return Err(wrong(what, "give for example --price contract_year=12000".to_owned()));
        };
        let Some(&item) = Item::ALL.iter().find(|item| item.name() == name.trim()) else {
            let names = Item::ALL.iter().map(|item| item.name());
            return Err(wrong(format!("--price {text}: {name} is no price"), nearest::remedy(name, names, "")));
        };
        let number = value.trim().parse::<f64>().ok().filter(|v| (0.0..=Prices::HIGHEST).contains(v));
        let Some(number) = number else {
            let what =
                format!("--price {text}: {value} is no price, allowed is 0 to {} {}", Prices::HIGHEST, prices.currency);
            return Err(wrong(what, format!("give a number without a unit, in {} a {}", prices.currency, item.per())));
        };
        if seen.contains(&item) {
            return Err(wrong(format!("--price {name} is given twice"), "keep one of the two".to_owned()));
        }
        seen.push(item);
        prices.set_of_year(item, number, year);
    }
    Ok(())
}

/// The place of the reference among the arms.
fn reference(scenario: &Scenario, given: Option<&str>) -> Result<usize, Failure> {
    let arms = &scenario.systems[0].arms;
    let Some(name) = given else { return Ok(0) };
    arms.iter().position(|arm| arm.name == name).ok_or_else(|| {
        let names = arms.iter().map(|arm| arm.name.as_str());
        Failure::new(Code::Usage, format!("--reference \"{name}\" is no arm"), nearest::remedy(name, names, ""))
    })
}

/// Where money is held, every price that an arm pays has to be known: none is made up.
fn refuse_without_prices(scenario: &Scenario) -> Result<(), Failure> {
    let system = &scenario.systems[0];
    let pays = |arm: &Arm, item: Item| arm.policies.iter().any(|p: &Policy| priced(Some(p)).contains(&item));
    let missing: Vec<(Item, Vec<&str>)> = Item::ALL
        .iter()
        .filter(|&&item| system.prices.of(item).is_none())
        .map(|&item| (item, system.arms.iter().filter(|arm| pays(arm, item)).map(|a| a.name.as_str()).collect()))
        .filter(|(_, arms): &(Item, Vec<&str>)| !arms.is_empty())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let currency = system.prices.currency;
    let mut what = format!(
        "money cannot be held: {} is missing and none is made up",
        match missing.len() {
            1 => "a price".to_owned(),
            n => format!("each of {n} prices"),
        }
    );
    for (item, arms) in &missing {
        let (name, meaning, per) = (item.name(), item.meaning(), item.per());
        what += &format!("\n  {name}: {meaning}, {currency} a {per}; paid by {}", arms.join(", "));
    }
    let flags: Vec<String> = missing.iter().map(|(item, _)| format!("--price {}=PRICE", item.name())).collect();
    let lines: Vec<String> = missing.iter().map(|(item, _)| format!("\"{}\": PRICE", item.name())).collect();
    let remedy = format!(
        "give them with\n  {}\nor in the scenario with\n  prices: {{{}}},\nor hold teacher-days alone with --hold days",
        flags.join(" "),
        lines.join(", ")
    );
    Err(Failure::new(Code::Invalid, what, remedy))
}

/// Whether a parameter of the reference can be varied.
fn may_switch(arm: &Arm, name: &str) -> Result<(), Failure> {
    let found = find(arm, name);
    match found.as_slice() {
        [_] => Ok(()),
        [] => {
            let stated: Vec<String> = arm.policies.iter().flat_map(|p| p.stated("")).map(|s| s.name).collect();
            let names = stated.iter().map(String::as_str);
            let what = format!("--switch {name} is no parameter of the reference \"{}\"", arm.name);
            Err(Failure::new(Code::Usage, what, nearest::remedy(name, names, "`schoolsim explain` lists them")))
        }
        _ => {
            let what = format!("--switch {name} is a parameter of several policies of \"{}\"", arm.name);
            Err(Failure::new(Code::Usage, what, "give a reference with one such policy"))
        }
    }
}

fn run_info(found: &Found, lists: &[SchoolList], args: &WorthArgs, (threads, started): (usize, SystemTime)) -> RunInfo {
    let system = &found.scenario.systems[0];
    RunInfo {
        command: std::env::args().collect(),
        scenario_text: Shape::of(&found.scenario).text(),
        scenario_name: args.scenario.clone(),
        parameters: system.stated(),
        inputs: lists.iter().map(|list| (system.name.clone(), fingerprint(list))).collect(),
        threads,
        started: when(started),
        finished: when(SystemTime::now()),
    }
}

fn say(found: &Found, out: &Path, json: bool, quiet: bool) -> Result<(), Failure> {
    let seed = found.scenario.seed;
    if json {
        let value = serde_json::json!({
            "run_id": found.results.run_id,
            "seed": seed,
            "out": out,
            "warning": PROJECTION,
            "answer": found.answer,
            "bundles": found.bundles,
            "effects": found.effects,
            "switching": found.switching,
        });
        return terminal::print(&format!("{value:#}\n"));
    }
    terminal::print(&found.answer.to_string())?;
    if !quiet {
        let replicates = found.scenario.replicates;
        terminal::tell(&format!("{replicates} replicates, seed {seed}, results in {}\n", out.display()));
    }
    Ok(())
}
