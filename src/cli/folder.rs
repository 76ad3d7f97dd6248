//! The output folder: never overwritten unless told, and whole or not there.

use super::exit::{Code, Failure};
use std::path::{Path, PathBuf};

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
    // Only results are replaced: a home or project folder given by mistake stays as it is.
    if !out.join("manifest.json").is_file() {
        let what = format!("{shown} holds no results (no manifest.json), so it is not replaced");
        return Err(Failure::new(Code::Failure, what, "empty it yourself, or give another folder with --out"));
    }
    Ok(())
}

impl Growing {
    /// Starts a folder that becomes `out`.
    pub fn start(out: &Path) -> Result<Self, Failure> {
        let beside = match out.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let fail = |e: std::io::Error| {
            let what = format!("cannot write in {}", beside.display());
            Failure::caused(what, &e, "give a folder that you may write in with --out")
        };
        std::fs::create_dir_all(&beside).map_err(fail)?;
        let inside = tempfile::Builder::new().prefix(".schoolsim-").tempdir_in(&beside).map_err(fail)?;
        Ok(Self { inside, out: out.to_owned() })
    }

    /// Where to write meanwhile.
    pub fn path(&self) -> &Path {
        self.inside.path()
    }

    /// Puts the folder in its place; what stood there before goes only once the new one is there.
    pub fn finish(self) -> Result<(), Failure> {
        let Self { inside, out } = self;
        let new = inside.keep();
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

    #[test]
    fn results_appear_whole_and_replace_old_ones_only_when_told() {
        let place = tempfile::tempdir().expect("a folder");
        let out = place.path().join("deep/results");
        may_write(&out, false).expect("nothing is there");
        let growing = Growing::start(&out).expect("writable");
        std::fs::write(growing.path().join("manifest.json"), "one").expect("written");
        assert!(!out.exists());
        growing.finish().expect("renamed");
        assert!(may_write(&out, false).expect_err("full").what.contains("already"));
        may_write(&out, true).expect("told so");
        let growing = Growing::start(&out).expect("writable");
        std::fs::write(growing.path().join("manifest.json"), "two").expect("written");
        growing.finish().expect("renamed");
        assert_eq!(std::fs::read_to_string(out.join("manifest.json")).expect("there"), "two");
        assert_eq!(std::fs::read_dir(place.path().join("deep")).expect("there").count(), 1);
        drop(Growing::start(&place.path().join("deep/other")).expect("writable"));
        assert_eq!(std::fs::read_dir(place.path().join("deep")).expect("there").count(), 1);
    }

    #[test]
    fn a_folder_that_holds_no_results_is_never_replaced() {
        let place = tempfile::tempdir().expect("a folder");
        std::fs::write(place.path().join("thesis.doc"), "years of work").expect("written");
        assert!(may_write(place.path(), true).expect_err("no results").what.contains("holds no results"));
    }
}
