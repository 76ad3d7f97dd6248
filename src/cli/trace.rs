//! `trace`: one replicate of one arm again, with the story of a teacher and the sources of a school.

use super::exit::{Code, Failure};
use super::folder::{self, Growing};
use super::given::{self, parameter_sets, shorten};
use super::{reading, tale, terminal};
use crate::answer::footing;
use crate::experiment::execute::{design, fingerprint, run_id};
use crate::experiment::waterfalls::of_schools;
use crate::experiment::{Footing, Sets};
use crate::lineage::{Person, SchoolId};
use crate::manifest::RunInfo;
use crate::nearest;
use crate::output::{self, TraceFolder};
use crate::population::SchoolList;
use crate::rows::WaterfallRow;
use crate::scenario::shape::Shape;
use crate::scenario::{Scenario, System};
use crate::simulate::{self, Design, Traced};
use crate::story::{self, Graph, Names, Tale, names};
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Rerun one replicate of one arm and tell who learned what from whom.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim trace three-systems\n  schoolsim trace mine.ron --arm Mentors --replicate 3 --school 141020 --teacher 4\n  schoolsim trace mine.ron --out lineage\n"
)]
pub struct TraceArgs {
    /// Scenario file, or name of a built-in example.
    pub scenario: String,
    /// School system [default: the first].
    #[arg(long)]
    pub system: Option<String>,
    /// Arm [default: the first].
    #[arg(long)]
    pub arm: Option<String>,
    /// Replicate, from 0, as in the tables of a run.
    #[arg(long, default_value_t = 0)]
    pub replicate: u32,
    /// School by identifier or name [default: the receiving school whose practice gained most].
    #[arg(long)]
    pub school: Option<String>,
    /// Teaching post in the school, from 1 [default: that of the teacher who learnt most from policies].
    #[arg(long, value_name = "POST")]
    pub teacher: Option<u32>,
    /// Seed of the run, in place of the scenario's.
    #[arg(long)]
    pub seed: Option<u64>,
    /// School years of the run, in place of the scenario's.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub years: Option<u32>,
    /// Replicates of the run, in place of the scenario's.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub replicates: Option<u32>,
    /// Values of the parameters of the run, in place of the scenario's, as for run.
    #[arg(long, value_name = "posterior|central|defaults|FILE")]
    pub parameters: Option<String>,
    /// Folder for events, graph and figures.
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Replace results that are in the folder already.
    #[arg(long, requires = "out")]
    pub overwrite: bool,
}

/// Schools beside the one asked for that are traced, because its teachers learnt most from theirs.
const BEHIND: usize = 5;

/// What is asked for, found in the scenario.
struct Asked<'a> {
    scenario: &'a Scenario,
    list: &'a SchoolList,
    sets: &'a Sets,
    system: usize,
    /// From 1.
    arm: usize,
    replicate: u32,
}

impl<'a> Asked<'a> {
    fn system(&self) -> &'a System {
        &self.scenario.systems[self.system]
    }

    fn design(&self) -> Design<'a> {
        let model = self.sets.model(self.system(), self.sets.set_of(self.replicate));
        design(self.scenario, self.list, self.system, model)
    }

    fn trace(&self, schools: &[SchoolId]) -> Result<Traced, Failure> {
        let traced = simulate::trace(&self.design(), self.replicate, self.arm, schools, &|| ());
        traced.map_err(|e| Failure::caused("the replicate did not finish", &e, "please report it with the scenario"))
    }
}

/// Traces, tells and writes.
pub fn trace(args: &TraceArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let started = SystemTime::now();
    let scenario = with_flags(args)?;
    let lists = given::lists(&scenario)?;
    let sets = given::sets(&scenario)?;
    let system = system(args, &scenario)?;
    let arm = arm(args, &scenario.systems[system])?;
    if args.replicate >= scenario.replicates {
        let what = format!("--replicate {} is not in the run, which has {}", args.replicate, scenario.replicates);
        let last = scenario.replicates.saturating_sub(1);
        return Err(Failure::new(Code::Usage, what, format!("replicates are numbered 0 to {last}")));
    }
    if let Some(out) = &args.out {
        folder::may_write(out, args.overwrite)?;
    }
    let asked =
        Asked { scenario: &scenario, list: &lists[system], sets: &sets, system, arm, replicate: args.replicate };
    let (school, chosen_school) = school(args, &asked)?;
    let posts = asked.list.schools[school].teachers.max(1);
    if let Some(post) = args.teacher.filter(|post| *post == 0 || *post > posts) {
        let what = format!("--teacher {post} is no post of {}", asked.list.schools[school].name);
        return Err(Failure::new(Code::Usage, what, format!("its posts are numbered 1 to {posts}")));
    }
    let id = names::ids(asked.list)[school];
    // Once to see from whom the school learns, and again with the schools behind it.
    let first = asked.trace(&[id])?;
    let mut schools = vec![id];
    schools.extend(story::schools_behind(&first, &schools, BEHIND));
    let traced = if schools.len() > 1 { asked.trace(&schools)? } else { first };
    let names = Names::of(asked.list, asked.system(), arm, &schools, &traced);
    let (people, chosen_teacher) = people(args, &traced, id);
    let slope = asked.design().model.slope;
    let tales: Vec<(Tale, Vec<story::Ancestor>)> = people
        .iter()
        .map(|&who| (story::tales::tale(&traced, &names, who, slope), story::graph::ancestry(&traced, &names, who)))
        .collect();
    let id_of_run = run_id(&scenario, &lists, &sets);
    let set = sets.set_of(args.replicate);
    let rows = of_schools(&id_of_run, asked.system(), arm, "school", &[set], &traced.booked[..1]);
    let told = Told { asked: &asked, names: &names, schools: &schools, chosen_school, chosen_teacher, tales, rows };
    let text = told.text();
    if let Some(out) = &args.out {
        write(args, &told, &traced, &text, &id_of_run, (started, out))?;
    }
    if json {
        terminal::print(&format!("{:#}\n", told.document(&id_of_run, args)))?;
    } else {
        terminal::print(&text)?;
        if let Some(out) = args.out.as_ref().filter(|_| !quiet) {
            terminal::tell(&format!("written to {}\n", out.display()));
        }
    }
    Ok(Code::Done)
}

fn with_flags(args: &TraceArgs) -> Result<Scenario, Failure> {
    let mut scenario = reading::scenario(&args.scenario)?;
    scenario.seed = args.seed.unwrap_or(scenario.seed);
    scenario.replicates = args.replicates.unwrap_or(scenario.replicates);
    if let Some(given) = &args.parameters {
        scenario.parameter_sets = parameter_sets(given)?;
    }
    if let Some(years) = args.years {
        shorten(&mut scenario, years)?;
    }
    Ok(scenario)
}

fn system(args: &TraceArgs, scenario: &Scenario) -> Result<usize, Failure> {
    let Some(given) = &args.system else { return Ok(0) };
    scenario.systems.iter().position(|s| s.name.eq_ignore_ascii_case(given)).ok_or_else(|| {
        let names = scenario.systems.iter().map(|s| s.name.as_str());
        let what = format!("the scenario has no system \"{given}\"");
        Failure::new(Code::Usage, what, nearest::remedy(given, names, "see schoolsim explain"))
    })
}

/// The arm, from 1.
fn arm(args: &TraceArgs, system: &System) -> Result<usize, Failure> {
    if system.arms.is_empty() {
        let what = format!("{} has no arm: nothing is done, so there is nothing to trace", system.name);
        return Err(Failure::new(Code::Usage, what, "give a scenario with an arm"));
    }
    let Some(given) = &args.arm else { return Ok(1) };
    let found = system.arms.iter().position(|a| a.name.eq_ignore_ascii_case(given));
    found.map(|at| at + 1).ok_or_else(|| {
        let names = system.arms.iter().map(|a| a.name.as_str());
        let what = format!("{} has no arm \"{given}\"", system.name);
        Failure::new(Code::Usage, what, nearest::remedy(given, names, "see schoolsim explain"))
    })
}

/// The school's place in the list, and how it was chosen where it was not given.
fn school(args: &TraceArgs, asked: &Asked<'_>) -> Result<(usize, String), Failure> {
    let schools = &asked.list.schools;
    let Some(given) = &args.school else {
        let seen = asked.trace(&[])?;
        let Some((at, receives)) = story::helped_most(&seen) else {
            return Err(Failure::new(Code::Failure, "the system has no schools", "give another population"));
        };
        let how = if receives {
            "chosen as the receiving school whose practice gained most over doing nothing"
        } else {
            "chosen as the school whose practice gained most over doing nothing; none receives"
        };
        return Ok((at, how.to_owned()));
    };
    let by_id = schools.iter().position(|s| s.id.eq_ignore_ascii_case(given));
    let named: Vec<usize> = (0..schools.len()).filter(|&s| schools[s].name.eq_ignore_ascii_case(given)).collect();
    match (by_id, named.as_slice()) {
        (Some(at), _) | (None, &[at]) => Ok((at, String::new())),
        (None, []) => {
            let near = nearest::nearest(given, schools.iter().flat_map(|s| [s.name.as_str(), s.id.as_str()]));
            let example = schools.first().map_or_else(String::new, |s| format!("such as {} ({})", s.id, s.name));
            let remedy = match near.as_slice() {
                [] => format!("give an identifier or name from tables/schools.csv, {example}"),
                near => format!("did you mean {}?", near.join(" or ")),
            };
            let what = format!("{} has no school \"{given}\"", asked.system().name);
            Err(Failure::new(Code::Usage, what, remedy))
        }
        (None, several) => {
            let all: Vec<&str> = several.iter().map(|&s| schools[s].id.as_str()).collect();
            let what = format!("{} schools of {} are called \"{given}\"", several.len(), asked.system().name);
            Err(Failure::new(Code::Usage, what, format!("give one by its identifier: {}", all.join(", "))))
        }
    }
}

/// Whose stories are told, and how they were chosen where no post was given: all holders of a post in order, or whoever
/// learnt most from policies.
fn people(args: &TraceArgs, traced: &Traced, school: SchoolId) -> (Vec<Person>, String) {
    if let Some(post) = args.teacher {
        let mut people: Vec<Person> = Vec::new();
        for year in traced.years.iter().filter(|y| y.post.school == school && y.post.post + 1 == post) {
            if !people.contains(&year.who) {
                people.push(year.who);
            }
        }
        return (people, String::new());
    }
    let learners = story::learners(traced, school);
    let how = match learners.first() {
        Some((_, most)) if *most > 0.0 => "chosen as the teacher of the school who learnt most from policies",
        Some(_) => "the first teacher of the school; nobody there learnt anything from a policy",
        None => "nobody ever taught at the school",
    };
    (learners.first().map(|(who, _)| *who).into_iter().collect(), how.to_owned())
}

/// All that is told.
struct Told<'a> {
    asked: &'a Asked<'a>,
    names: &'a Names<'a>,
    schools: &'a [SchoolId],
    chosen_school: String,
    chosen_teacher: String,
    tales: Vec<(Tale, Vec<story::Ancestor>)>,
    rows: Vec<WaterfallRow>,
}

impl Told<'_> {
    fn subject(&self) -> String {
        let system = self.asked.system();
        let arm = &system.arms[self.asked.arm - 1].name;
        format!("{}, {}, {arm}", self.names.school(self.schools[0]), system.name)
    }

    fn values(&self) -> String {
        footing::values_in_words(&Footing::of(&self.asked.scenario.systems, self.asked.sets))
    }

    fn text(&self) -> String {
        let set = self.asked.sets.set_of(self.asked.replicate);
        let mut text = format!(
            "{}: replicate {}, parameter set {set}, seed {}.\n",
            self.subject(),
            self.asked.replicate,
            self.asked.scenario.seed
        );
        for how in [&self.chosen_school, &self.chosen_teacher] {
            if !how.is_empty() {
                text += &format!("  {how}\n");
            }
        }
        let others: Vec<String> = self.schools[1..].iter().map(|&id| self.names.school(id)).collect();
        if !others.is_empty() {
            text += &super::explain::wrapped(
                &format!("Also traced, as its teachers learnt most from theirs: {}.", others.join(", ")),
                "  ",
            );
        }
        text += "\n";
        if self.tales.is_empty() {
            text += "Nobody taught in this post in any year.\n";
        }
        let told: Vec<String> = self.tales.iter().map(|(t, chain)| tale::tale(t, chain)).collect();
        text += &told.join("\n");
        text += &tale::waterfall(&self.rows);
        text += "\n";
        let caution = format!(
            "One replicate is one story among many that could have happened: it shows how an effect comes about, not how \
             large it is. {} {}",
            self.values(),
            footing::PROJECTION
        );
        text + &super::explain::wrapped(&caution, "")
    }

    fn document(&self, run_id: &str, args: &TraceArgs) -> serde_json::Value {
        let system = self.asked.system();
        let tales = self.tales.iter().map(|(tale, chain)| serde_json::json!({"tale": tale, "ancestry": chain}));
        serde_json::json!({
            "run_id": run_id,
            "scenario": args.scenario,
            "system": system.name,
            "arm": system.arms[self.asked.arm - 1].name,
            "replicate": self.asked.replicate,
            "parameter_set": self.asked.sets.set_of(self.asked.replicate),
            "seed": self.asked.scenario.seed,
            "school": self.names.school(self.schools[0]),
            "school_id": self.names.school_id(self.schools[0]),
            "school_chosen": self.chosen_school,
            "teacher_chosen": self.chosen_teacher,
            "traced_schools": self.schools.iter().map(|&id| self.names.school_id(id)).collect::<Vec<_>>(),
            "teachers": tales.collect::<Vec<_>>(),
            "waterfall": self.rows,
            "parameters": self.values(),
            "out": args.out,
        })
    }
}

fn write(
    args: &TraceArgs,
    told: &Told<'_>,
    traced: &Traced,
    text: &str,
    run_id: &str,
    (started, out): (SystemTime, &Path),
) -> Result<(), Failure> {
    let growing = Growing::start(out)?;
    let scenario = told.asked.scenario;
    let run = RunInfo {
        command: std::env::args().collect(),
        scenario_text: Shape::of(scenario).text(),
        scenario_name: args.scenario.clone(),
        parameters: told.asked.system().stated(),
        inputs: vec![(told.asked.system().name.clone(), fingerprint(told.asked.list))],
        threads: rayon::current_num_threads(),
        started: given::when(started),
        finished: given::when(SystemTime::now()),
    };
    let list = told.asked.list;
    let notes: Vec<String> =
        std::iter::once(&list.source).chain(&list.notes).chain(&list.attribution).cloned().collect();
    let folder = TraceFolder {
        run_id,
        title: &format!("{}, replicate {}", told.subject(), told.asked.replicate),
        subject: &told.subject(),
        told: text,
        document: told.document(run_id, args),
        rows: &told.rows,
        events: told.names.events(&traced.events),
        graph: Graph::of(traced, told.names),
        notes: &notes,
        caution: &footing::caution(&Footing::of(&scenario.systems, told.asked.sets)),
        seed: scenario.seed,
        replicate: told.asked.replicate,
    };
    output::write_trace(&folder, &run, growing.path())
        .map_err(|e| Failure::caused("the trace could not be written", &e, ""))?;
    growing.finish(args.overwrite)
}
