//! `trial`: simulate published studies and set what they reported beside what the model predicts.

use super::exit::{Code, Failure};
use super::studies::{How, Simulated, simulate};
use super::{reading, terminal, told};
use crate::answer::footing::PROJECTION;
use crate::nearest;
use crate::trial::shipped::{SHIPPED, Shipped, find};
use crate::trial::{self, Trial};
use crate::validation::{Compared, Tally, tabled};
use clap::Args;
use serde_json::{Value, json};

/// Simulate published trials and compare what they reported with what the model predicts.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim trial --list\n  schoolsim trial c01-teacher-dispersion\n  schoolsim trial mine.ron --replicates 200 --out trials\n"
)]
pub struct TrialArgs {
    /// Trial files, or names of trials that ship.
    #[arg(required_unless_present_any = ["list", "show"], value_name = "FILE")]
    pub trials: Vec<String>,
    /// List the trials that ship.
    #[arg(long, conflicts_with_all = ["trials", "show"])]
    pub list: bool,
    /// Print the file of a trial that ships.
    #[arg(long, value_name = "NAME", conflicts_with = "trials")]
    pub show: Option<String>,
    /// How to simulate, and where to write.
    #[command(flatten)]
    pub how: How,
}

/// Lists, shows or simulates trials.
pub fn trial(args: &TrialArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    if args.list {
        return list(json);
    }
    if let Some(name) = &args.show {
        let found = named(name)?;
        let as_json = || format!("{:#}\n", json!({"name": found.name, "text": found.text}));
        terminal::print(&if json { as_json() } else { found.text.to_owned() })?;
        return Ok(Code::Done);
    }
    let trials = reading::trials(&args.trials)?;
    let title = match trials.as_slice() {
        [one] => one.scenario.title.clone(),
        many => format!("{} published studies", many.len()),
    };
    let simulated = simulate(&args.trials, trials, &args.how, quiet, &title, told::studies)?;
    if json {
        terminal::print(&format!("{:#}\n", document(&simulated, &args.how)))?;
    } else {
        terminal::print(&told::studies(&simulated))?;
    }
    tell_where(&simulated, &args.how, json || quiet);
    Ok(if simulated.interrupted { Code::Interrupted } else { Code::Done })
}

/// Says where the results are, and what an interruption left.
pub fn tell_where(simulated: &Simulated, how: &How, quiet: bool) {
    let out = how.out.as_ref().filter(|_| !quiet && !simulated.compared.is_empty());
    if let Some(out) = out {
        terminal::tell(&format!("results in {}\n", out.display()));
    }
}

/// Studies as one JSON document.
pub fn document(simulated: &Simulated, how: &How) -> Value {
    let trials: Vec<Value> = simulated.compared.iter().map(study).collect();
    json!({
        "run_id": simulated.run_id,
        "trials": trials,
        "left": simulated.left,
        "interrupted": simulated.interrupted,
        "out": how.out.as_ref().filter(|_| !simulated.compared.is_empty()),
        "warning": simulated.values,
        "limits": PROJECTION,
    })
}

fn study(compared: &Compared) -> Value {
    let tally = Tally::of(&compared.prediction);
    let mut value = json!(compared);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("tally".to_owned(), json!(tally));
        fields.insert("sentence".to_owned(), json!(tally.sentence(&compared.prediction.trial)));
    }
    value
}

fn named(name: &str) -> Result<&'static Shipped, Failure> {
    find(name).ok_or_else(|| {
        let remedy = nearest::remedy(name, SHIPPED.iter().map(|t| t.name), "see `schoolsim trial --list`");
        Failure::new(Code::Usage, format!("no trial \"{name}\" ships"), remedy)
    })
}

fn list(json: bool) -> Result<Code, Failure> {
    let shipped: Vec<(&str, Trial)> = SHIPPED
        .iter()
        .map(|s| Ok((s.name, trial::read(s.name).map_err(|report| Failure::invalid("trial", report))?)))
        .collect::<Result<_, Failure>>()?;
    let published = |trial: &Trial| trial.estimates.iter().filter(|e| e.published.is_some()).count();
    if json {
        let all: Vec<Value> = shipped
            .iter()
            .map(|(name, trial)| {
                json!({
                    "name": name, "id": trial.id, "title": trial.scenario.title, "role": tabled::role(trial.role),
                    "published": published(trial), "estimates": trial.estimates.len(), "study": trial.study,
                })
            })
            .collect();
        terminal::print(&format!("{:#}\n", json!(all)))?;
        return Ok(Code::Done);
    }
    let wide = |text: &dyn Fn(&(&str, Trial)) -> String| shipped.iter().map(|s| text(s).chars().count()).max();
    let name_width = wide(&|s| s.0.to_owned()).unwrap_or(0).max(4);
    let id_width = wide(&|s| s.1.id.clone()).unwrap_or(0).max(2);
    let mut text = format!("{:name_width$}  {:id_width$}  {:11}  published  title\n", "name", "id", "role");
    for (name, trial) in &shipped {
        let (role, n) = (tabled::role(trial.role), published(trial));
        text += &format!("{name:name_width$}  {:id_width$}  {role:11}  {n:>9}  {}\n", trial.id, trial.scenario.title);
    }
    terminal::print(&text)?;
    Ok(Code::Done)
}
