//! The machine: processor, caches, memory, vector instructions, and what the program was compiled for.

use crate::manifest::Program;
use crate::vectors::Vectors;
use serde::Serialize;
use std::fs::read_to_string;

/// What the figures hold for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Machine {
    /// Processor; none where the system does not say.
    pub processor: Option<String>,
    /// Threads that it runs at a time.
    pub cores: usize,
    /// Last cache, bytes; none where the system does not say.
    pub last_cache: Option<u64>,
    /// Memory, bytes; none where the system does not say.
    pub memory: Option<u64>,
    /// Vector instructions that it has, of those that matter here.
    pub has: Vec<&'static str>,
    /// Vector instructions that the compiler was allowed to use everywhere.
    pub compiled_for: Vec<&'static str>,
    /// Vectors that the weekly step is run with.
    pub uses: &'static str,
    /// The program.
    pub program: Program,
    /// Whether debug assertions are on: figures of such a build say nothing about the program that users run.
    pub debug_assertions: bool,
}

impl Machine {
    /// This machine.
    pub fn this() -> Self {
        Self {
            processor: field("/proc/cpuinfo", "model name"),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            last_cache: last_cache(),
            memory: field("/proc/meminfo", "MemTotal").and_then(|text| kibibytes(&text)),
            has: has(),
            compiled_for: compiled_for(),
            uses: Vectors::used().name(),
            program: Program::this(),
            debug_assertions: cfg!(debug_assertions),
        }
    }
}

/// The value after a name and a colon in a file of the system.
fn field(file: &str, name: &str) -> Option<String> {
    let text = read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// Bytes in a text such as `1024 kB`, in which the system means kibibytes.
fn kibibytes(text: &str) -> Option<u64> {
    text.strip_suffix("kB")?.trim().parse::<u64>().ok().map(|n| n * 1024)
}

/// The largest cache of the first core.
fn last_cache() -> Option<u64> {
    let size = |index: u32| {
        let text = read_to_string(format!("/sys/devices/system/cpu/cpu0/cache/index{index}/size")).ok()?;
        let text = text.trim();
        text.strip_suffix('K')?.parse::<u64>().ok().map(|n| n * 1024)
    };
    (0..8).filter_map(size).max()
}

/// Vector instructions found at run time.
fn has() -> Vec<&'static str> {
    #[cfg(target_arch = "x86_64")]
    let all = [
        ("sse2", std::is_x86_feature_detected!("sse2")),
        ("avx", std::is_x86_feature_detected!("avx")),
        ("avx2", std::is_x86_feature_detected!("avx2")),
        ("fma", std::is_x86_feature_detected!("fma")),
        ("avx512f", std::is_x86_feature_detected!("avx512f")),
        ("avx512bw", std::is_x86_feature_detected!("avx512bw")),
        ("avx512dq", std::is_x86_feature_detected!("avx512dq")),
        ("avx512vl", std::is_x86_feature_detected!("avx512vl")),
        ("avx512vbmi", std::is_x86_feature_detected!("avx512vbmi")),
    ];
    #[cfg(target_arch = "aarch64")]
    let all = [
        ("neon", std::arch::is_aarch64_feature_detected!("neon")),
        ("sve", std::arch::is_aarch64_feature_detected!("sve")),
    ];
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    let all: [(&'static str, bool); 0] = [];
    all.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect()
}

/// Vector instructions that every function of the program may use.
fn compiled_for() -> Vec<&'static str> {
    let all = [
        ("sse2", cfg!(target_feature = "sse2")),
        ("avx", cfg!(target_feature = "avx")),
        ("avx2", cfg!(target_feature = "avx2")),
        ("fma", cfg!(target_feature = "fma")),
        ("avx512f", cfg!(target_feature = "avx512f")),
        ("neon", cfg!(target_feature = "neon")),
    ];
    all.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect()
}

/// Largest memory that the program has held since [`forget_peak`], or since it began, in bytes; none where the system
/// does not say.
pub fn peak() -> Option<u64> {
    field("/proc/self/status", "VmHWM").and_then(|text| kibibytes(&text))
}

/// Memory that the program holds now, in bytes; none where the system does not say.
pub fn held() -> Option<u64> {
    field("/proc/self/status", "VmRSS").and_then(|text| kibibytes(&text))
}

/// Starts the peak anew from what is held now; says whether the system did so.
pub fn forget_peak() -> bool {
    std::fs::write("/proc/self/clear_refs", "5").is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kibibytes_are_read_as_the_system_writes_them() {
        assert_eq!(kibibytes("24574288 kB"), Some(24_574_288 * 1024));
        assert_eq!(kibibytes("24 MB"), None);
    }

    #[test]
    fn what_the_compiler_may_use_the_machine_has() {
        let machine = Machine::this();
        assert!(machine.cores >= 1);
        assert!(machine.compiled_for.iter().all(|name| machine.has.contains(name)), "{machine:?}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_peak_follows_what_is_held() {
        forget_peak();
        let before = peak().expect("Linux says");
        let held_then = std::hint::black_box(vec![1u8; 64 << 20]);
        assert!(peak().expect("Linux says") >= before + (48 << 20));
        assert!(held().expect("Linux says") > 0);
        drop(held_then);
    }
}
