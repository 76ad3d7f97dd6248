//! `validate`: the model beside every published study that ships, and the gates.

use super::exit::{Code, Failure};
use super::studies::{How, Simulated, simulate};
use super::trial::{document, tell_where};
use super::{reading, terminal, told};
use crate::numerals::signed;
use crate::trial::SHIPPED;
use crate::trial::shape::Role;
use crate::validation::tally::worst;
use crate::validation::{Compared, Gate, Tally, gates, tabled};
use clap::{Args, ValueEnum};
use serde_json::json;

/// Compare the model with all published trials that ship, and judge the gates.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim validate\n  schoolsim validate --role facts --replicates 20\n  schoolsim validate --out validation\n"
)]
pub struct ValidateArgs {
    /// Only those of a role.
    #[arg(long, value_enum, default_value_t = Which::All)]
    pub role: Which,
    /// How to simulate, and where to write.
    #[command(flatten)]
    pub how: How,
}

/// Roles of studies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Which {
    /// Trials that the calibration uses.
    Calibration,
    /// Facts of real data.
    Facts,
    /// Studies that are predicted and never fitted.
    Held,
    /// All of them.
    All,
}

impl Which {
    fn roles(self) -> Vec<Role> {
        match self {
            Self::Calibration => vec![Role::Calibration],
            Self::Facts => vec![Role::Facts],
            Self::Held => vec![Role::Held],
            Self::All => vec![Role::Calibration, Role::Facts, Role::Held],
        }
    }
}

/// Simulates all that ship; exit code 5 if a gate is missed.
pub fn validate(args: &ValidateArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let roles = args.role.roles();
    let names: Vec<String> = SHIPPED.iter().map(|t| t.name.to_owned()).collect();
    let trials = reading::trials(&names)?;
    let (names, trials) =
        names.into_iter().zip(trials).filter(|(_, trial)| roles.contains(&trial.role)).collect::<(Vec<_>, Vec<_>)>();
    let title = "The model beside the published studies that ship";
    let simulated = simulate(&names, trials, &args.how, quiet, title, |simulated| words(simulated, &roles))?;
    // Half of a validation says nothing about its gates.
    let gates = if simulated.interrupted { Vec::new() } else { gates(&simulated.compared, &roles) };
    if json {
        let mut value = document(&simulated, &args.how);
        if let Some(fields) = value.as_object_mut() {
            let missed = gates.iter().any(Gate::missed);
            fields.insert("gates".to_owned(), json!(gates));
            fields.insert("missed".to_owned(), json!(missed));
        }
        terminal::print(&format!("{value:#}\n"))?;
    } else {
        terminal::print(&words(&simulated, &roles))?;
    }
    tell_where(&simulated, &args.how, json || quiet);
    Ok(match () {
        () if simulated.interrupted => Code::Interrupted,
        () if gates.iter().any(Gate::missed) => Code::Gate,
        () => Code::Done,
    })
}

/// A line a study, the total, and each gate.
fn words(simulated: &Simulated, roles: &[Role]) -> String {
    let all = &simulated.compared;
    let wide = all.iter().map(|c| c.prediction.trial.chars().count()).max().unwrap_or(0);
    let mut text: String = all.iter().map(|compared| line(compared, wide)).collect();
    let tallies: Vec<Tally> = all.iter().map(|c| Tally::of(&c.prediction)).collect();
    let count = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    let (inside, published, covered) = (count(|t| t.inside), count(|t| t.published), count(|t| t.covered));
    let whole = tallies.iter().filter(|t| t.passes()).count();
    if !all.is_empty() {
        text += "\n";
    }
    text += &format!(
        "In all: {whole} of {} studies inside; {inside} of {published} published numbers inside, {covered} within the 90 % \
         interval.\n",
        all.len()
    );
    if simulated.interrupted {
        text += "Interrupted, so the gates are not judged.\n";
        text += &told::unfinished(simulated);
    } else {
        for gate in gates(all, roles) {
            text += &format!("{}\n", gate.words);
            text += &gate.outside.iter().map(|study| super::explain::wrapped(study, "  ")).collect::<String>();
        }
    }
    format!("{text}\n{}", told::limits(simulated))
}

/// A study in one line.
fn line(compared: &Compared, wide: usize) -> String {
    let prediction = &compared.prediction;
    let tally = Tally::of(prediction);
    let verdict = match tally {
        Tally { published: 0, .. } => "nothing published",
        tally if tally.passes() => "inside",
        _ => "outside",
    };
    let counts = format!("{} of {}", tally.inside, tally.published);
    let furthest = worst(prediction).map_or_else(String::new, |(_, z)| format!("furthest z {}", signed(z, 1)));
    let role = tabled::role(prediction.role);
    let head = format!("{:wide$}  {role:11}  {verdict:17}  {counts:>8}  {furthest:17}", prediction.trial);
    let room = 98_usize.saturating_sub(head.chars().count()).max(12);
    let title = &prediction.title;
    let title: String = match title.chars().count() {
        n if n > room => title.chars().take(room - 1).chain(['\u{2026}']).collect(),
        _ => title.clone(),
    };
    format!("{head}  {title}").trim_end().to_owned() + "\n"
}
