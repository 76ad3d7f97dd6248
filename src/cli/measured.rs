//! What `bench` measured, as text in columns.

use crate::bench::instructions::Compared;
use crate::bench::machine::Machine;
use crate::bench::reference::{self, CHACHA8, PEERS, TRIAD};
use crate::bench::roofline::Roofline;
use crate::bench::session::{Measured, Session, gain, last};
use crate::bench::timing::Speed;
use crate::numerals::counted;

/// What a reader has to know before a figure is compared with another.
pub const CAUTION: &str =
    "Only ratios within one run on one machine mean something: R and \"x 1 thread\", not teacher-weeks a second.";

/// Everything that was measured.
pub fn text(session: &Session) -> String {
    let warning = if session.machine.debug_assertions {
        "\nThis build checks itself at every step (debug assertions): its figures say nothing about the program that users \
         run.\nMeasure with cargo run --release -- bench.\n"
    } else {
        ""
    };
    let took = format!(
        "\nMeasured in {} ({}), {:.0} s.{}\n{CAUTION}\n",
        counted(session.rounds, "round"),
        if session.rounds == 1 { "one run each" } else { "medians" },
        session.seconds,
        session.peak.map_or_else(String::new, |peak| format!(" Peak memory {}.", size(peak))),
    );
    [
        about(&session.machine),
        warning.to_owned(),
        figures(session),
        workloads(session),
        walls(session),
        others(session),
        took,
    ]
    .concat()
}

/// The machine and the program.
fn about(machine: &Machine) -> String {
    let known = |text: Option<String>| text.unwrap_or_else(|| "not known".to_owned());
    let list = |names: &[&str]| if names.is_empty() { "none".to_owned() } else { names.join(" ") };
    let program = &machine.program;
    let commit = program.git_commit.as_deref().map_or("", |commit| &commit[..commit.len().min(10)]);
    format!(
        "processor         {}, {}\ncache and memory  {} last cache, {} memory\nprogram           {} {} {commit}, {} build, {}\n\
         compiled for      {}, vectors {}\nthe machine has   {}\nthe week uses     {}\n",
        known(machine.processor.clone()),
        counted(machine.cores, "thread"),
        known(machine.last_cache.map(size)),
        known(machine.memory.map(size)),
        program.name,
        program.version,
        program.profile.as_deref().unwrap_or("unknown"),
        program.compiler.as_deref().unwrap_or("compiler not known"),
        program.target.as_deref().unwrap_or("a platform not known"),
        list(&machine.compiled_for),
        list(&machine.has),
        machine.uses,
    )
}

/// Heads of the columns of speeds.
fn heads(session: &Session) -> String {
    if session.bandwidth.len() > 1 {
        format!("{:>12}{:>12}{:>12}", "1 thread", counted(session.threads, "thread"), "x 1 thread")
    } else {
        format!("{:>12}", "1 thread")
    }
}

/// Speeds in so many of a unit, and the gain of the second over the first.
fn columns(speeds: &[Speed], unit: f64) -> String {
    let figures: String = speeds.iter().map(|speed| format!("{:>12}", short(speed.median / unit))).collect();
    format!("{figures}{}", gain(speeds).map_or_else(String::new, |gain| format!("{gain:>12.2}")))
}

/// The machine's figures.
fn figures(session: &Session) -> String {
    let row = |name: &str, speeds: &[Speed], unit| format!("{name:<44}{}\n", columns(speeds, unit));
    format!(
        "\n{:<44}{}\n{}{}{}",
        "The machine",
        heads(session),
        row(&format!("memory, triad over {} (GB/s)", size(session.arrays)), &session.bandwidth, 1e9),
        row("random words of the program (10^9/s)", &session.words, 1e9),
        row("rand_chacha ChaCha8 fill_bytes (GB/s)", &session.chacha8, 1e9),
    )
}

/// Letters that workloads are called by, in order.
fn letter(number: usize) -> char {
    (b'a' + (number % 26) as u8) as char
}

/// Speeds of the model.
fn workloads(session: &Session) -> String {
    let mut text =
        format!("\n{:<44}{}{:>10}{:>10}\n", "The model (million teacher-weeks/s)", heads(session), "R", "peak");
    for (number, w) in session.workloads.iter().enumerate() {
        let name = format!("{} {}", letter(number), w.what);
        let peak = w.peak.map_or_else(|| "not known".to_owned(), size);
        text += &format!("{name:<44}{}{:>10}{peak:>10}\n", columns(&w.speeds, 1e6), short(w.ratio));
    }
    text += &format!(
        "Ledger and rows of the tables included, nothing stripped. R is teacher-weeks a second times 64 bytes over the \
         triad,\nboth on {}. peak is the largest memory of the program while it ran.\n",
        counted(session.threads, "thread")
    );
    for (number, w) in session.workloads.iter().enumerate() {
        text += &format!("{} is {}\n", letter(number), sizes(w));
    }
    text
}

/// What was run, with its numbers.
fn sizes(w: &Measured) -> String {
    let share = if w.one_in > 1 { format!("one school in {}: ", w.one_in) } else { String::new() };
    let system = if w.systems == 1 { "1 system".to_owned() } else { format!("{} systems", w.systems) };
    format!(
        "{}: {share}{system}, {} schools, {} teachers; {}, {} of warm-up, {},\n  {} with doing nothing: {} million \
         teacher-weeks; {:.1} s to read or generate the schools, not counted",
        w.name,
        grouped(w.schools),
        grouped(w.teachers),
        counted(w.replicates as usize, "replicate"),
        counted(w.warm_up_years as usize, "year"),
        counted(w.years as usize, "year"),
        counted(w.arms, "arm"),
        short(w.teacher_weeks as f64 / 1e6),
        w.start_up,
    )
}

/// Walls that the model meets.
fn walls(session: &Session) -> String {
    let (ws, bandwidth) = (&session.workloads, last(&session.bandwidth));
    let heads: String = (0..ws.len()).map(|number| format!("{:>12}", letter(number))).collect();
    let row = |name: &str, of: &dyn Fn(&Measured) -> Option<f64>| {
        let cells: String = ws.iter().map(|w| format!("{:>12}", of(w).map_or("-".to_owned(), short))).collect();
        format!("{name:<56}{cells}\n")
    };
    let mut text = format!("\n{:<56}{heads}\n", "What a teacher-week needs");
    text += &row("bytes of state held by teacher", &|w| Some(w.state.held));
    text += &row("bytes that a week reads and writes, in cache", &|w| Some(w.state.a_week));
    text += &row("bytes moved from and to memory, at least", &|w| Some(w.state.from_memory));
    text += &row("random words made", &|w| w.needs.as_ref().map(|n| n.words_made));
    text += &row("random words read", &|w| w.needs.as_ref().map(|n| n.words_read));
    text += &row("events: a teacher learns in a session", &|w| w.needs.as_ref().map(|n| n.events));
    let threads = counted(session.threads, "thread");
    text += &format!("\n{:<56}{heads}\n", format!("Walls (million teacher-weeks/s on {threads})"));
    text += &row("memory, were each week a pass over it", &|w| Some(bandwidth / w.state.a_week / 1e6));
    text += &row("memory, a pass a year as the engine does", &|w| Some(bandwidth / w.state.from_memory / 1e6));
    text += &row("random words", &|w| w.roofline.map(|r| r.generator / 1e6));
    text += &row("reached", &|w| Some(last(&w.speeds) / 1e6));
    text += &row("events (million/s)", &|w| w.roofline.map(|r| r.events_a_second / 1e6));
    for (number, w) in ws.iter().enumerate() {
        let said = w.roofline.as_ref().map_or_else(
            || "no words or events were counted for it: cargo run -- bench --count".to_owned(),
            Roofline::sentence,
        );
        text += &format!("{}: {said}\n", letter(number));
    }
    text + "State from the sizes of the arrays; words and events counted once, the same on every machine; the rest from this run.\n"
}

/// Other programs, elsewhere.
fn others(session: &Session) -> String {
    let mut text =
        format!("\n{:<46}{:>10}{:>12}{:>12}\n", "Beside other programs, elsewhere", "threads", "million/s", "R");
    for peer in PEERS {
        let speed = short(peer.teacher_weeks_a_second / 1e6);
        text += &format!("{:<46}{:>10}{speed:>12}{:>12}\n", peer.name, peer.threads, short(peer.ratio()));
    }
    for (number, w) in session.workloads.iter().enumerate() {
        let (name, speed) = (format!("schoolsim here, {}", letter(number)), short(last(&w.speeds) / 1e6));
        text += &format!("{name:<46}{:>10}{speed:>12}{:>12}\n", session.threads, short(w.ratio));
    }
    text + &format!(
        "The others ran {}, on\n{}.\nTheir triad: {} and {} GB/s on 1 and 2 threads, ChaCha8 {} and {} GB/s.\n",
        reference::MODEL,
        reference::MACHINE,
        short(TRIAD[0] / 1e9),
        short(TRIAD[1] / 1e9),
        short(CHACHA8[0] / 1e9),
        short(CHACHA8[1] / 1e9),
    )
}

/// Counts of instructions, beside the record where there is one.
pub fn instructions(all: &[Compared], recorded: bool) -> String {
    let mut text = "# instructions a teacher-week\n".to_owned();
    for one in all {
        let beside = match (one.recorded, one.change()) {
            (Some(record), Some(change)) => format!("  # recorded {record:.1}, {:+.1} %", 100.0 * change),
            _ if recorded => "  # not in the record".to_owned(),
            _ => String::new(),
        };
        text += &format!("{:<10}{:>10.1}{beside}\n", one.job.name(), one.counted);
    }
    text
}

/// Three digits that count.
fn short(value: f64) -> String {
    if !value.is_finite() {
        return "not known".to_owned();
    }
    let decimals = match value.abs() {
        v if v >= 99.95 || v == 0.0 => 0,
        v if v >= 9.995 => 1,
        v if v >= 0.0995 => 2,
        v if v >= 0.00995 => 3,
        _ => 4,
    };
    grouped_text(&format!("{value:.decimals$}"))
}

/// A number with a comma before each three digits.
fn grouped(n: u64) -> String {
    grouped_text(&n.to_string())
}

fn grouped_text(number: &str) -> String {
    let (whole, rest) = number.find('.').map_or((number, ""), |at| number.split_at(at));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

/// Bytes in words.
fn size(bytes: u64) -> String {
    match bytes as f64 {
        b if b < 1e9 => format!("{:.0} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::instructions::{Job, beside};

    #[test]
    fn numbers_have_three_digits_that_count() {
        for (value, text) in [
            (0.0, "0"),
            (0.00371, "0.0037"),
            (0.0172, "0.017"),
            (0.25, "0.25"),
            (1.9, "1.90"),
            (15.44, "15.4"),
            (151.2, "151"),
            (2560.0, "2,560"),
            (f64::NAN, "not known"),
        ] {
            assert_eq!(short(value), text);
        }
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn counts_stand_beside_the_record_with_their_change() {
        let all = [beside("usual 100", Job::Usual, 103.0), beside("usual 100", Job::England, 50.0)];
        let text = instructions(&all, true);
        assert!(text.contains("usual") && text.contains("# recorded 100.0, +3.0 %"), "{text}");
        assert!(text.contains("# not in the record"), "{text}");
        assert!(!instructions(&[beside("", Job::Usual, 103.0)], false).contains("record"));
        // What is printed is a record itself.
        assert_eq!(beside(&text, Job::Usual, 103.0).recorded, Some(103.0));
    }
}
