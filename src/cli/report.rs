//! `report`: a results folder as one HTML file.

use super::exit::{Code, Failure};
use super::terminal;
use crate::report::{self, ReportError};
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Make one HTML file from a folder of results, to read, print or send: it needs no network and no script.
#[derive(Debug, Args)]
#[command(
    before_help = "Examples:\n  schoolsim report output/three-systems\n  schoolsim report results --out minister.html --title \"Three ways of spreading good teaching\"\n  schoolsim report results --overwrite\n",
    after_long_help = "The page is read from the folder's files and computes nothing anew. The folder is held against its manifest first: if a file is missing or changed there is no report (exit code 6), since it would tell what no run wrote. A file that the manifest does not know, such as a note of your own, is named and left out."
)]
pub struct ReportArgs {
    /// Folder of results, as run, compare, audit, worth-it, trace, trial and validate write them.
    pub folder: PathBuf,
    /// File to write [default: the folder's name with .html, beside the folder].
    #[arg(short, long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace the file if it is there already.
    #[arg(long)]
    pub overwrite: bool,
    /// Title in place of the scenario's.
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub title: Option<String>,
}

/// Reads a folder, writes its page, says where.
pub fn report(args: &ReportArgs, json: bool, quiet: bool) -> Result<Code, Failure> {
    let out = match &args.out {
        Some(out) => out.clone(),
        None => beside(&args.folder)?,
    };
    may_write(&out, &args.folder, args.overwrite)?;
    let made = report::report(&args.folder, args.title.as_deref()).map_err(|e| refused(&e))?;
    save(&out, made.html.as_bytes(), args.overwrite)?;
    let bytes = made.html.len();
    if json {
        let value = serde_json::json!({
            "report": out, "bytes": bytes, "figures": made.figures, "tables": made.tables, "left_out": made.unknown,
        });
        terminal::print(&format!("{value:#}\n"))?;
    } else {
        terminal::print(&format!("{}\n", out.display()))?;
        if !quiet {
            let (figures, tables) = (made.figures, made.tables);
            terminal::tell(&format!("{figures} figures, {tables} tables, {:.1} MB\n", bytes as f64 / 1e6));
        }
    }
    if !made.unknown.is_empty() && !quiet {
        terminal::tell(&format!("note: left out, since the manifest does not know it: {}\n", made.unknown.join(", ")));
    }
    Ok(Code::Done)
}

/// The folder's name with `.html`, beside it.
fn beside(folder: &Path) -> Result<PathBuf, Failure> {
    let nameless = || {
        let what = format!("{} has no name of its own", folder.display());
        Failure::new(Code::Usage, what, "give a file with --out")
    };
    let whole = match folder.file_name() {
        Some(_) => folder.to_owned(),
        // Such as `.`, of which only the file system knows the name.
        None => folder.canonicalize().map_err(|_| nameless())?,
    };
    let mut name = whole.file_name().ok_or_else(nameless)?.to_owned();
    name.push(".html");
    Ok(whole.with_file_name(name))
}

fn may_write(out: &Path, folder: &Path, overwrite: bool) -> Result<(), Failure> {
    let shown = out.display();
    if out.is_dir() {
        return Err(Failure::new(Code::Usage, format!("{shown} is a folder"), "give a file with --out"));
    }
    let ending = out.extension().map(|e| e.to_string_lossy().to_lowercase());
    if !matches!(ending.as_deref(), Some("html" | "htm")) {
        let what = format!("{shown} does not end in .html, which browsers need");
        return Err(Failure::new(Code::Usage, what, "give --out a name that ends in .html"));
    }
    let place = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    if let (Ok(place), Ok(folder)) = (place.canonicalize(), folder.canonicalize())
        && place.starts_with(&folder)
    {
        let what = format!("{shown} lies in the folder of results, which is to stay as its run wrote it");
        return Err(Failure::new(Code::Usage, what, "give a file beside the folder with --out"));
    }
    if out.exists() && !overwrite {
        let remedy = "replace it with --overwrite, or give another file with --out";
        return Err(Failure::new(Code::Failure, format!("{shown} is there already"), remedy));
    }
    Ok(())
}

/// Writes the page beside its place and moves it there.
fn save(out: &Path, bytes: &[u8], overwrite: bool) -> Result<(), Failure> {
    let failed = |e: &dyn std::error::Error| {
        Failure::caused(format!("cannot write {}", out.display()), e, "give a file that you may write with --out")
    };
    let place = out.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(place).map_err(|e| failed(&e))?;
    let mut file = tempfile::NamedTempFile::new_in(place).map_err(|e| failed(&e))?;
    file.write_all(bytes).and_then(|()| file.flush()).map_err(|e| failed(&e))?;
    readable(file.as_file()).map_err(|e| failed(&e))?;
    let kept = if overwrite { file.persist(out) } else { file.persist_noclobber(out) };
    kept.map(|_| ()).map_err(|e| failed(&e.error))
}

/// A temporary file is private; a report is for others to read.
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(std::fs::Permissions::from_mode(0o644))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        Ok(())
    }
}

fn refused(error: &ReportError) -> Failure {
    let (code, remedy) = match error {
        ReportError::Differs { .. } => {
            (Code::Differ, "run it again, or put the files back as they were; schoolsim verify says what differs")
        }
        ReportError::NoFolder(_) => {
            (Code::Failure, "give a folder that run, compare, audit, worth-it, trace, trial or validate has written")
        }
        ReportError::Manifest(_) | ReportError::Page(_) => (Code::Failure, ""),
        ReportError::File { .. } => (Code::Failure, "give a folder that this version has written"),
    };
    Failure::new(code, error.to_string(), remedy)
}
