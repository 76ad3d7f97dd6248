//! What is under way, on stderr: bars in a terminal, and elsewhere, as in the log of a batch system, a line a minute.

use super::machine::{self, Memory};
use super::terminal::tell;
use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle, TermLike};
use std::io::{self, IsTerminal};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How often a line is written where no terminal shows a bar; what takes less is over without one.
const EVERY: Duration = Duration::from_mins(1);
/// How often a bar is drawn anew at least: a year of a large system takes longer than a look at the clock.
const TICK: Duration = Duration::from_secs(1);
/// Characters of a line where no terminal says how many it shows.
const WIDTH: u16 = 200;

/// A bar with time left and memory; hidden if the user wants quiet.
pub struct Bar {
    bar: ProgressBar,
    pace: Arc<Mutex<Option<Pace>>>,
}

/// From when and from where a pace is taken.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pace {
    since: Instant,
    /// What was done before.
    before: u64,
}

impl Bar {
    /// Nothing is known yet of how much there is to do.
    pub fn new(of: &str, quiet: bool) -> Self {
        let words = format!("{{percent}} % of {{human_len}} {of}, {{elapsed}} gone{{left}}{{memory}}");
        let pace = Arc::new(Mutex::new(None::<Pace>));
        let begun = Arc::clone(&pace);
        let left = move |state: &ProgressState, line: &mut dyn std::fmt::Write| {
            let pace = begun.lock().ok().and_then(|pace| *pace);
            if let Some(left) = pace.and_then(|p| left(p.before, state.pos(), state.len(), p.since.elapsed())) {
                let _ = write!(line, ", {:#} left", HumanDuration(left));
            }
        };
        Self { bar: shown(Some(0), true, &words, quiet, |style| style.with_key("left", left)), pace }
    }

    /// Shows how much is done and how much there is in all; the first time, what was done before. Where no more is done
    /// than at first, something else was begun, and the pace is taken anew.
    pub fn show(&self, done: u64, total: u64) {
        let mut first = false;
        if let Ok(mut pace) = self.pace.lock()
            && pace.is_none_or(|pace| done <= pace.before)
        {
            first = pace.is_none();
            *pace = Some(Pace { since: Instant::now(), before: done });
        }
        // Not under the lock, which is taken when the bar is drawn.
        self.bar.set_length(total);
        self.bar.set_position(done);
        if first {
            self.bar.enable_steady_tick(TICK);
        }
    }

    /// It is over.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// Time left at the pace from the beginning: parts of a large run are few, and the pace of the last one says little.
fn left(before: u64, done: u64, total: Option<u64>, gone: Duration) -> Option<Duration> {
    let made = done.checked_sub(before).filter(|&made| made > 0)?;
    Duration::try_from_secs_f64(gone.as_secs_f64() * (total?.saturating_sub(done) as f64 / made as f64)).ok()
}

/// A bar that counts simulated points of a stage, which its message names; hidden as [`Bar`] is.
pub fn counter(quiet: bool) -> ProgressBar {
    ticking(shown(Some(0), true, "{msg}: {pos} of {len} points, {elapsed} gone, {eta} left", quiet, |style| style))
}

/// A sign that something is under way, which its message names; hidden as [`Bar`] is.
pub fn spinner(quiet: bool) -> ProgressBar {
    ticking(shown(None, false, "{elapsed} {msg}", quiet, |style| style))
}

fn ticking(bar: ProgressBar) -> ProgressBar {
    bar.enable_steady_tick(TICK);
    bar
}

/// Words on what is under way, in a terminal behind a bar if there is to be one.
fn shown(
    total: Option<u64>,
    with_bar: bool,
    words: &str,
    quiet: bool,
    keys: impl FnOnce(ProgressStyle) -> ProgressStyle,
) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let plain = std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let (target, look) = match (io::stderr().is_terminal(), with_bar, plain) {
        (false, ..) => (ProgressDrawTarget::term_like_with_hz(Box::new(Lines::new(EVERY, tell)), 1), ""),
        (true, false, _) => (ProgressDrawTarget::stderr(), ""),
        (true, true, true) => (ProgressDrawTarget::stderr(), "{bar:30} "),
        (true, true, false) => (ProgressDrawTarget::stderr(), "{bar:30.cyan} "),
    };
    let style = ProgressStyle::with_template(&format!("{look}{words}"));
    let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner()).with_key("memory", in_use);
    ProgressBar::with_draw_target(total, target).with_style(keys(style))
}

/// Memory in use, where the system tells it.
fn in_use(_: &ProgressState, line: &mut dyn std::fmt::Write) {
    if let Some(Memory { used, peak }) = machine::memory() {
        let _ = write!(line, ", {} of memory, {} at most so far", machine::size(used), machine::size(peak));
    }
}

/// Where a bar is written as lines, of which one is shown now and then. Nothing moves back and nothing is wiped out.
#[derive(Debug)]
struct Lines {
    every: Duration,
    last: Mutex<Instant>,
    show: fn(&str),
}

impl Lines {
    /// The first line is shown once so much time is gone.
    fn new(every: Duration, show: fn(&str)) -> Self {
        Self { every, last: Mutex::new(Instant::now()), show }
    }
}

impl TermLike for Lines {
    fn width(&self) -> u16 {
        WIDTH
    }

    fn write_str(&self, text: &str) -> io::Result<()> {
        // What fills a terminal's line is nothing to write.
        let text = text.trim();
        if let Ok(mut last) = self.last.lock()
            && !text.is_empty()
            && last.elapsed() >= self.every
        {
            *last = Instant::now();
            (self.show)(&format!("{text}\n"));
        }
        Ok(())
    }

    fn write_line(&self, text: &str) -> io::Result<()> {
        self.write_str(text)
    }

    fn move_cursor_up(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_down(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SHOWN: Mutex<Vec<String>> = Mutex::new(Vec::new());

    fn note(line: &str) {
        if let Ok(mut shown) = SHOWN.lock() {
            shown.push(line.to_owned());
        }
    }

    /// Draws a bar three times to lines that are shown so often.
    fn drawn(every: Duration) -> Vec<String> {
        let lines = ProgressDrawTarget::term_like(Box::new(Lines::new(every, note)));
        let style = ProgressStyle::with_template("{pos} of {len}").unwrap();
        let bar = ProgressBar::with_draw_target(Some(3), lines).with_style(style);
        for _ in 0..3 {
            bar.inc(1);
            bar.tick();
        }
        bar.finish_and_clear();
        std::mem::take(&mut *SHOWN.lock().unwrap())
    }

    #[test]
    fn time_left_is_that_of_the_pace_so_far() {
        let (gone, wait) = (Duration::from_mins(1), Duration::from_mins(3));
        assert_eq!(left(0, 10, Some(40), gone), Some(wait));
        assert_eq!(left(20, 30, Some(60), gone), Some(wait));
        assert_eq!(left(0, 40, Some(40), gone), Some(Duration::ZERO));
        // Nothing was done yet, it is not known of how much, or there is no such time.
        assert_eq!([left(7, 7, Some(40), gone), left(0, 7, None, gone), left(0, 1, Some(u64::MAX), gone)], [None; 3]);
    }

    #[test]
    fn the_pace_is_taken_anew_when_something_else_is_begun() {
        let bar = Bar::new("points", true);
        let shown = |done, total| {
            bar.show(done, total);
            bar.pace.lock().unwrap().expect("it has begun")
        };
        let first = shown(3, 10);
        // A thread may be told late what another has gone beyond.
        assert_eq!([shown(6, 10), shown(5, 10), shown(9, 20)], [first; 3]);
        let other = shown(0, 30);
        assert!(other.before == 0 && other.since > first.since);
        assert_eq!(shown(1, 30), other);
    }

    #[test]
    fn a_line_is_shown_when_it_is_due() {
        let all = drawn(Duration::ZERO);
        assert!(all.iter().all(|line| line.ends_with(" of 3\n") && line.trim().len() == 6), "{all:?}");
        assert_eq!(all.last().map(String::as_str), Some("3 of 3\n"));
        assert!(drawn(Duration::from_hours(1)).is_empty());
    }
}
