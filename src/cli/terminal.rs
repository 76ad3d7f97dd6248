//! Writing to the terminal: results on stdout, messages and progress on stderr.

use super::exit::{Code, Failure};
use super::machine::{self, Memory};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::io::{ErrorKind, IsTerminal, Write};
use std::time::Duration;

/// Writes results to stdout. A reader that has gone away is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::caused("cannot write the result", &e, "check where the output goes"))
        }
        _ => Ok(()),
    }
}

/// Writes a message to stderr, if that is possible.
pub fn tell(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Prints a failure to stderr, or as JSON to stdout, and gives its exit code. Errors are printed nowhere else.
pub fn report(failure: &Failure, json: bool) -> Code {
    if json {
        let problems = failure.report.as_ref().map(|r| &r.0);
        let value = serde_json::json!({"error": failure.what, "help": failure.remedy, "problems": problems});
        let _ = print(&format!("{value:#}\n"));
        return failure.code;
    }
    let mut text = format!("error: {}\n", failure.what);
    if let Some(report) = &failure.report {
        text += &format!("{report}\n");
    }
    if !failure.remedy.is_empty() {
        text += &format!("help: {}\n", failure.remedy);
    }
    tell(&text);
    failure.code
}

/// Turns any panic into one line of apology.
pub fn apologise_for_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, |l| format!(" ({}:{})", l.file(), l.line()));
        let why = info.payload_as_str().unwrap_or("no reason given").replace('\n', " ");
        tell(&format!("error: sorry, schoolsim met a fault of its own{place}: {why}; please report it\n"));
    }));
}

/// A bar with time left and memory on stderr; hidden if stderr is no terminal or the user wants quiet.
pub fn bar(total: u64, of: &str, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let look = if plain { "{bar:30}" } else { "{bar:30.cyan}" };
    let template = format!("{look} {{percent}} % of {{len}} {of}, {{elapsed}} gone, {{eta}} left{{memory}}");
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    let style = style.with_key("memory", |_: &ProgressState, line: &mut dyn std::fmt::Write| {
        if let Some(Memory { used, peak }) = machine::memory() {
            let _ = write!(line, ", {} of memory, {} at most so far", machine::size(used), machine::size(peak));
        }
    });
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr()).with_style(style);
    // A year of a large system takes longer than a look at the clock.
    bar.enable_steady_tick(Duration::from_secs(1));
    bar
}

/// A bar that counts simulated points of a stage, which its message names; hidden as [`bar`] is.
pub fn counter(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {msg}: {pos} of {len} points, {elapsed} gone, {eta} left");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr()).with_style(style)
}

/// A sign that something is under way, which its message names; hidden as [`bar`] is.
pub fn spinner(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{elapsed} {msg}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style)
}
