//! Counts of random words, for the roofline of `bench`: kept where debug assertions are on, and nothing where they are
//! off, so that the program that users run counts nothing and pays nothing.

#[cfg(debug_assertions)]
use std::cell::Cell;

/// Random words of one thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Made by the generator, whether anything read them or not.
    pub made: u64,
    /// Read.
    pub read: u64,
}

/// Whether this build counts.
pub const COUNTS: bool = cfg!(debug_assertions);

#[cfg(debug_assertions)]
thread_local! {
    static WORDS: Cell<Words> = const { Cell::new(Words { made: 0, read: 0 }) };
}

/// The generator made so many words.
#[inline(always)]
#[allow(clippy::inline_always, reason = "it has to vanish where nothing is counted, in every build")]
pub fn made(words: u64) {
    #[cfg(debug_assertions)]
    WORDS.with(|all| all.set(Words { made: all.get().made + words, ..all.get() }));
    #[cfg(not(debug_assertions))]
    let _ = words;
}

/// So many words were read.
#[inline(always)]
#[allow(clippy::inline_always, reason = "it has to vanish where nothing is counted, in every build")]
pub fn read(words: u64) {
    #[cfg(debug_assertions)]
    WORDS.with(|all| all.set(Words { read: all.get().read + words, ..all.get() }));
    #[cfg(not(debug_assertions))]
    let _ = words;
}

/// What this thread has counted since it was last asked; none in a build that does not count.
pub fn take() -> Option<Words> {
    #[cfg(debug_assertions)]
    return Some(WORDS.with(Cell::take));
    #[cfg(not(debug_assertions))]
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_that_counts_says_what_this_thread_did() {
        take();
        made(64);
        read(3);
        std::thread::spawn(|| made(1)).join().expect("it ends");
        assert_eq!(take(), COUNTS.then_some(Words { made: 64, read: 3 }));
        assert_eq!(take(), COUNTS.then(Words::default));
    }
}
