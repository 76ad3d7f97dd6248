//! Writing to the terminal: results on stdout, messages on stderr.

use super::exit::{Code, Failure};
use std::io::{ErrorKind, Write};

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
