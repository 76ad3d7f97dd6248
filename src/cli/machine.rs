//! What the machine has to give and what of it is in use: memory, as Linux tells it. Elsewhere it is not known.

use std::path::Path;

/// Memory of this process (bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// In use.
    pub used: u64,
    /// The most that was in use since the start.
    pub peak: u64,
}

/// Memory that may still be taken (bytes).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    /// How much.
    pub bytes: u64,
    /// What bounds it.
    pub bound: &'static str,
}

/// Memory of this process; none where the system does not tell.
pub fn memory() -> Option<Memory> {
    memory_of(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// Reads a process's memory off its status.
fn memory_of(status: &str) -> Option<Memory> {
    Some(Memory { used: kilobytes(status, "VmRSS:")?, peak: kilobytes(status, "VmHWM:")? })
}

/// Memory that this process may still take; none where the system does not tell.
pub fn free() -> Option<Free> {
    free_by(&|path| std::fs::read_to_string(path).ok())
}

/// The same by a way to read files: what is free on the machine, or less where a control group of the process, or one
/// above it, has a limit.
fn free_by(read: &dyn Fn(&str) -> Option<String>) -> Option<Free> {
    let machine = kilobytes(&read("/proc/meminfo")?, "MemAvailable:")?;
    let whole = Free { bytes: machine, bound: "free on this machine" };
    let groups = read("/proc/self/cgroup").unwrap_or_default();
    let limits = groups.lines().filter_map(|line| limit(line, read));
    let limits = limits.map(|bytes| Free { bytes, bound: "left of what this process may take" });
    limits.chain([whole]).min_by_key(|free| free.bytes)
}

/// Where the limits of a version of control groups stand.
struct Files {
    root: &'static str,
    limit: &'static str,
    used: &'static str,
    /// Of the statistics: files read before, which give way.
    cache: &'static str,
}

const FIRST: Files = Files {
    root: "/sys/fs/cgroup/memory",
    limit: "memory.limit_in_bytes",
    used: "memory.usage_in_bytes",
    cache: "total_inactive_file",
};
const SECOND: Files =
    Files { root: "/sys/fs/cgroup", limit: "memory.max", used: "memory.current", cache: "inactive_file" };

/// What is left of the narrowest limit of a line of control groups, `number:controllers:path`, and those above it. In a
/// container the path may be that outside; then the limit stands at the root.
fn limit(line: &str, read: &dyn Fn(&str) -> Option<String>) -> Option<u64> {
    let mut parts = line.splitn(3, ':');
    let (_, controllers, path) = (parts.next()?, parts.next()?, parts.next()?);
    let files = match controllers {
        "" => SECOND,
        all if all.split(',').any(|one| one == "memory") => FIRST,
        _ => return None,
    };
    let left = |path: &Path| {
        let file = |name: &str| read(&format!("{}{}/{name}", files.root, path.display()).replace("//", "/"));
        let limit: u64 = file(files.limit)?.trim().parse().ok()?;
        let used: u64 = file(files.used)?.trim().parse().ok()?;
        let statistics = file("memory.stat").unwrap_or_default();
        let cached = statistics.lines().find_map(|l| l.strip_prefix(files.cache)?.trim().parse().ok()).unwrap_or(0);
        Some(limit.saturating_sub(used.saturating_sub(cached)))
    };
    Path::new(path).ancestors().filter_map(left).min()
}

/// A number of kilobytes of a list such as `/proc/meminfo`, in bytes.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let value = text.lines().find_map(|line| line.strip_prefix(name))?;
    value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// A number of bytes in words.
pub fn size(bytes: u64) -> String {
    match bytes as f64 {
        b if b < 1e6 => format!("{:.0} kB", (b / 1e3).max(1.0)),
        b if b < 1e9 => format!("{:.0} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MACHINE: (&str, &str) = ("/proc/meminfo", "MemTotal:  8000 kB\nMemFree: 10 kB\nMemAvailable:    4000 kB\n");

    fn free_with(files: &[(&str, &str)]) -> Option<Free> {
        free_by(&|path| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned()))
    }

    #[test]
    fn what_is_free_is_the_narrowest_of_machine_and_limits() {
        assert_eq!(free_with(&[]), None, "a system that does not tell");
        assert_eq!(free_with(&[MACHINE]), Some(Free { bytes: 4_096_000, bound: "free on this machine" }));
        let second = |limit| {
            let files = [
                MACHINE,
                ("/proc/self/cgroup", "0::/user/job\n"),
                ("/sys/fs/cgroup/user/job/memory.max", "max\n"),
                ("/sys/fs/cgroup/user/job/memory.current", "900\n"),
                ("/sys/fs/cgroup/user/memory.max", limit),
                ("/sys/fs/cgroup/user/memory.current", "1000\n"),
                ("/sys/fs/cgroup/user/memory.stat", "anon 400\ninactive_file 300\n"),
            ];
            free_with(&files).expect("known").bytes
        };
        assert_eq!(second("5000\n"), 5000 - (1000 - 300), "the limit of a group above, files read before give way");
        assert_eq!(second("max\n"), 4_096_000, "no limit");
        assert_eq!(second("100\n"), 0, "more in use than allowed");
    }

    #[test]
    fn the_first_version_of_control_groups_is_read_too_at_the_root_of_a_container() {
        let files = [
            MACHINE,
            ("/proc/self/cgroup", "5:cpu:/x\n4:memory:/docker/abc\n"),
            ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "2000\n"),
            ("/sys/fs/cgroup/memory/memory.usage_in_bytes", "1500\n"),
        ];
        assert_eq!(free_with(&files), Some(Free { bytes: 500, bound: "left of what this process may take" }));
    }

    #[test]
    fn a_process_knows_what_it_takes() {
        let status = "Name:\tx\nVmHWM:\t     300 kB\nVmRSS:\t     200 kB\n";
        assert_eq!(memory_of(status), Some(Memory { used: 204_800, peak: 307_200 }));
        assert_eq!(memory_of("Name:\tx\n"), None);
        if let Some(now) = memory() {
            assert!(now.used <= now.peak && now.peak > 1_000_000, "{now:?}");
        }
    }

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        assert_eq!([1, 2_400, 3_000_000, 12_340_000_000].map(size), ["1 kB", "2 kB", "3 MB", "12.3 GB"]);
    }
}
