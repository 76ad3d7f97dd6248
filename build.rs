//! States what a program was built from: git commit, compiler and target. Builds without git too.

use std::path::Path;
use std::process::Command;

fn main() {
    // A path that is not there would make every build start anew.
    for path in ["build.rs", "src", ".git/HEAD", ".git/logs/HEAD"] {
        if Path::new(path).exists() {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    state("SCHOOLSIM_COMPILER", said(&rustc, &["--version"]));
    state("SCHOOLSIM_TARGET", std::env::var("TARGET").ok());
    state("SCHOOLSIM_PROFILE", std::env::var("PROFILE").ok());
    state("SCHOOLSIM_GIT_COMMIT", said("git", &["rev-parse", "HEAD"]));
    let changed =
        said("git", &["status", "--porcelain", "--untracked-files=no"]).map(|out| (!out.is_empty()).to_string());
    state("SCHOOLSIM_GIT_CHANGED", changed);
}

/// Hands a value to the program; empty where it is not known.
fn state(name: &str, value: Option<String>) {
    println!("cargo:rustc-env={name}={}", value.unwrap_or_default());
}

/// What a command prints, if it can be run and succeeds.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
