//! The output folder: never overwritten unless told, and whole or not there.

use super::exit::{Code, Failure};
use crate::manifest::{self, Difference};
use std::path::{Path, PathBuf};

/// File that an interrupted run goes on from.
pub const CHECKPOINT: &str = "checkpoint.bin";

/// A folder beside the final one, in which results grow; it goes away unless it is finished.
#[derive(Debug)]
pub struct Growing {
    inside: tempfile::TempDir,
    out: PathBuf,
}

/// Refuses a folder that holds something, unless it may be overwritten.
pub fn may_write(out: &Path, overwrite: bool) -> Result<(), Failure> {
    let shown = out.display();
    if out.exists() && !out.is_dir() {
        let remedy = "give another folder with --out";
        return Err(Failure::new(Code::Failure, format!("{shown} is a file, not a folder"), remedy));
    }
    let full = out.is_dir()
        && std::fs::read_dir(out)
            .map_err(|e| Failure::caused(format!("cannot look into {shown}"), &e, "give another folder with --out"))?
            .next()
            .is_some();
    if !full {
        return Ok(());
    }
    if !overwrite {
        let remedy = "replace it with --overwrite, or give another folder with --out";
        return Err(Failure::new(Code::Failure, format!("{shown} has something in it already"), remedy));
    }
    // Only what a run wrote is replaced: a home or project folder given by mistake stays as it is.
    let Ok(differences) = manifest::verify(out) else {
        let what = format!("{shown} holds no results of schoolsim, so it is not replaced");
        return Err(Failure::new(Code::Failure, what, "empty it yourself, or give another folder with --out"));
    };
    let foreign: Vec<&str> = differences
        .iter()
        .filter_map(|d| match d {
            Difference::Unknown(path) if path != CHECKPOINT => Some(path.as_str()),
            _ => None,
        })
        .collect();
    if !foreign.is_empty() {
        let what = format!("{shown} also holds what no run wrote: {}", foreign.join(", "));
        return Err(Failure::new(Code::Failure, what, "move that away, or give another folder with --out"));
    }
    Ok(())
}

impl Growing {
    /// Starts a folder that becomes `out`.
    pub fn start(out: &Path) -> Result<Self, Failure> {
        if out.file_name().is_none() {
            let what = format!("{} has no name of its own", out.display());
            return Err(Failure::new(Code::Failure, what, "give a folder with a name with --out"));
        }
        let beside = match out.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let fail = |e: std::io::Error| {
            let what = format!("cannot write in {}", beside.display());
            Failure::caused(what, &e, "give a folder that you may write in with --out")
        };
        std::fs::create_dir_all(&beside).map_err(fail)?;
        // A name that the file system refuses is found now and not after the simulation.
        if !out.exists() {
            let refuse = |e: std::io::Error| {
                Failure::caused(format!("cannot make {}", out.display()), &e, "give another folder with --out")
            };
            std::fs::create_dir(out).and_then(|()| std::fs::remove_dir(out)).map_err(refuse)?;
        }
        let inside = tempfile::Builder::new().prefix(".schoolsim-").tempdir_in(&beside).map_err(fail)?;
        Ok(Self { inside, out: out.to_owned() })
    }

    /// Where to write meanwhile.
    pub fn path(&self) -> &Path {
        self.inside.path()
    }

    /// Puts the folder in its place; what stood there before goes only once the new one is there. Whether it may go is
    /// looked at again: somebody may have put something there meanwhile.
    pub fn finish(self, overwrite: bool) -> Result<(), Failure> {
        let Self { inside, out } = self;
        let new = inside.keep();
        if let Err(mut failure) = may_write(&out, overwrite) {
            readable(&new);
            failure.remedy = format!("the results are whole in {}", new.display());
            return Err(failure);
        }
        let shown = out.display();
        let fail = |e: std::io::Error| {
            let what = format!("cannot put the results at {shown}");
            Failure::caused(what, &e, format!("they are whole in {}", new.display()))
        };
        readable(&new);
        let old = new.with_extension("old");
        let stood = out.exists();
        if stood {
            std::fs::rename(&out, &old).map_err(fail)?;
        }
        if let Err(e) = std::fs::rename(&new, &out) {
            if stood {
                let _ = std::fs::rename(&old, &out);
            }
            return Err(fail(e));
        }
        if stood {
            std::fs::remove_dir_all(&old)
                .map_err(|e| Failure::caused(format!("cannot remove {}", old.display()), &e, "remove it yourself"))?;
        }
        Ok(())
    }
}

/// A temporary folder is private; results are as readable as any new folder.
fn readable(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755));
    }
    #[cfg(not(unix))]
    let _ = folder;
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "{\"outputs\": []}";
    const TWO: &str = "{\"outputs\": [ ]}";

    #[test]
    fn results_appear_whole_and_replace_old_ones_only_when_told() {
        let place = tempfile::tempdir().expect("a folder");
        let out = place.path().join("deep/results");
        may_write(&out, false).expect("nothing is there");
        let growing = Growing::start(&out).expect("writable");
        std::fs::write(growing.path().join("manifest.json"), ONE).expect("written");
        assert!(!out.exists());
        growing.finish(true).expect("renamed");
        assert!(may_write(&out, false).expect_err("full").what.contains("already"));
        may_write(&out, true).expect("told so");
        let growing = Growing::start(&out).expect("writable");
        std::fs::write(growing.path().join("manifest.json"), TWO).expect("written");
        growing.finish(true).expect("renamed");
        assert_eq!(std::fs::read_to_string(out.join("manifest.json")).expect("there"), TWO);
        assert_eq!(std::fs::read_dir(place.path().join("deep")).expect("there").count(), 1);
        drop(Growing::start(&place.path().join("deep/other")).expect("writable"));
        assert_eq!(std::fs::read_dir(place.path().join("deep")).expect("there").count(), 1);
    }

    #[test]
    fn what_no_run_wrote_is_never_deleted() {
        let place = tempfile::tempdir().expect("a folder");
        let out = place.path().join("results");
        let growing = Growing::start(&out).expect("writable");
        std::fs::write(growing.path().join("manifest.json"), ONE).expect("written");
        growing.finish(false).expect("renamed");
        std::fs::write(out.join("notes.txt"), "mine").expect("written");
        assert!(may_write(&out, true).expect_err("notes").what.contains("notes.txt"));
        // Something that appears while a run is under way stays, and so do the run's results.
        let late = place.path().join("late");
        let growing = Growing::start(&late).expect("writable");
        std::fs::write(growing.path().join("manifest.json"), ONE).expect("written");
        std::fs::create_dir(&late).expect("made");
        std::fs::write(late.join("precious.txt"), "mine").expect("written");
        assert!(growing.finish(false).expect_err("taken").remedy.contains("whole in"));
        assert_eq!(std::fs::read_to_string(late.join("precious.txt")).expect("there"), "mine");
    }

    #[test]
    fn a_folder_that_holds_no_results_is_never_replaced() {
        let place = tempfile::tempdir().expect("a folder");
        std::fs::write(place.path().join("thesis.doc"), "years of work").expect("written");
        assert!(may_write(place.path(), true).expect_err("no results").what.contains("holds no results"));
    }
}
