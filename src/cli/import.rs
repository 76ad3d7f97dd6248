//! `import`: official or your own tables of schools into a population file.

use super::exit::{Code, Failure};
use super::terminal;
use crate::import::Request;
use crate::population::file;
use crate::setting::Phase;
use clap::Args;
use std::path::PathBuf;

/// Turn official or your own tables of schools into a population file.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim import edubasealldata20220419.csv england_ks2final.csv --out norfolk.csv\n  schoolsim import mine.csv --map pupils=roll --map name=school --source \"county list, 2023\" --out mine.csv\n"
)]
pub struct ImportArgs {
    /// Tables to read (CSV); several are joined by school.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// A column of yours for one of ours, as ours=theirs; repeatable.
    #[arg(long, value_name = "OURS=THEIRS", value_parser = pair)]
    pub map: Vec<(String, String)>,
    /// Phase of education to keep, primary or secondary [default: both].
    #[arg(long, value_parser = phase)]
    pub phase: Option<Phase>,
    /// Attainment of the nation in the unit of the table, for pupil SD from it.
    #[arg(long, requires = "attainment_sd")]
    pub attainment_mean: Option<f64>,
    /// SD of pupils in the unit of the table.
    #[arg(long, requires = "attainment_mean")]
    pub attainment_sd: Option<f64>,
    /// Population file to write.
    #[arg(long)]
    pub out: PathBuf,
    /// Replace the file if it is there.
    #[arg(long)]
    pub overwrite: bool,
    /// Where the tables are from, for reports [default: their names].
    #[arg(long)]
    pub source: Option<String>,
    /// Attribution that the tables' licence wants printed.
    #[arg(long)]
    pub attribution: Option<String>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((ours, theirs)) if !ours.trim().is_empty() && !theirs.trim().is_empty() => {
            Ok((ours.trim().to_owned(), theirs.trim().to_owned()))
        }
        _ => Err("give it as ours=theirs, such as pupils=roll".to_owned()),
    }
}

fn phase(text: &str) -> Result<Phase, String> {
    match text.to_lowercase().as_str() {
        "primary" => Ok(Phase::Primary),
        "secondary" => Ok(Phase::Secondary),
        _ => Err("give primary or secondary".to_owned()),
    }
}

/// What an import says of itself.
pub struct Imported {
    /// For reading.
    pub text: String,
    /// For programs.
    pub json: serde_json::Value,
}

/// Imports tables and writes a population file.
pub fn import(args: &ImportArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let shown = args.out.display();
    if args.out.is_dir() {
        return Err(Failure::new(Code::Failure, format!("{shown} is a folder"), "give a file name with --out"));
    }
    if args.out.exists() && !args.overwrite {
        let remedy = "replace it with --overwrite, or give another file with --out";
        return Err(Failure::new(Code::Failure, format!("{shown} is there already"), remedy));
    }
    if let Some(missing) = args.files.iter().find(|f| !f.is_file()) {
        let what = format!("there is no file {}", missing.display());
        return Err(Failure::new(Code::Failure, what, "give the tables' paths"));
    }
    let imported = import_and_write(args)?;
    if json {
        terminal::print(&format!("{:#}\n", imported.json))?;
    } else {
        terminal::print(&imported.text)?;
        if !quiet {
            terminal::tell(&format!("use it with `population: File(path: \"{shown}\")`\n"));
        }
    }
    Ok(Code::Done)
}

/// Reads the tables and writes the population file.
fn import_and_write(args: &ImportArgs) -> Result<Imported, Failure> {
    let request = Request {
        files: args.files.clone(),
        map: args.map.clone(),
        phase: args.phase,
        attainment_mean: args.attainment_mean,
        attainment_sd: args.attainment_sd,
        source: args.source.clone(),
        attribution: args.attribution.clone(),
    };
    let imported = crate::import::import(&request).map_err(|e| Failure::new(Code::Failure, e.to_string(), ""))?;
    file::write(&imported.list, &args.out, args.overwrite)
        .map_err(|e| Failure::new(Code::Failure, e.to_string(), ""))?;
    let json = serde_json::to_value(&imported.report)
        .map_err(|e| Failure::caused("the report could not be put into JSON", &e, ""))?;
    Ok(Imported { text: imported.report.text(), json })
}
