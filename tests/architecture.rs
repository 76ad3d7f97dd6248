//! Can the tree be read from top to bottom? A module uses only modules declared above it.

#![allow(missing_docs)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Text of a file without comments and string literals, so that only code is looked at.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    let mut code = String::new();
    for line in text.lines() {
        let mut in_string = false;
        let mut kept = String::new();
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' if in_string => drop(letters.next()),
                '"' if kept.ends_with('\'') => kept.push('"'),
                '"' => in_string = !in_string,
                '/' if !in_string && letters.peek() == Some(&'/') => break,
                _ if in_string => {}
                _ => kept.push(letter),
            }
        }
        code.push_str(&kept);
        code.push('\n');
    }
    code
}

/// Text before the unit tests of a file: tests may look anywhere.
fn without_tests(code: &str) -> &str {
    code.split("#[cfg(test)]\nmod tests {").next().unwrap_or(code)
}

/// Modules that a file declares, in order.
fn declared(path: &Path) -> Vec<String> {
    let code = code(path);
    without_tests(&code)
        .lines()
        .filter_map(|line| {
            // A line of the list of policies declares its file: `1 EntrustedManagement in entrusted_management;`.
            let declared = line.trim().trim_start_matches("pub ");
            let listed = declared.starts_with(char::is_numeric).then(|| declared.split(" in ").nth(1)).flatten();
            declared.strip_prefix("mod ").or(listed)?.strip_suffix(';')
        })
        .map(str::to_owned)
        .collect()
}

/// All source files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// First names after a prefix such as `crate::`, groups in braces included.
fn named_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        // `super::` within `super::super::`, or the end of a longer name, is another path.
        if code[..at].ends_with("::") || code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut name = String::new();
            let mut fresh = true;
            for letter in group.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        names.insert(std::mem::take(&mut name));
                        fresh = true;
                    }
                    ':' if depth == 0 => fresh = false,
                    c if depth == 0 && fresh && !c.is_whitespace() => name.push(c),
                    _ => {}
                }
            }
            names.insert(name);
        } else {
            names.insert(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    names
}

/// The module of `src` that a file belongs to.
fn module_of(file: &Path) -> String {
    let within = file.strip_prefix(root().join("src")).expect("inside src");
    let first = within.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn a_module_uses_only_modules_declared_above_it() {
    let src = root().join("src");
    let order = declared(&src.join("lib.rs"));
    assert!(order.len() > 10, "{order:?}");
    let mut wrong = Vec::new();
    for file in sources(&src) {
        let module = module_of(&file);
        if module == "lib" || module == "main" {
            continue;
        }
        let at = order.iter().position(|m| *m == module);
        let Some(at) = at else {
            wrong.push(format!("{} is not declared in lib.rs", file.display()));
            continue;
        };
        if file.ends_with("tests.rs") {
            continue;
        }
        let code = code(&file);
        for used in named_after(without_tests(&code), "crate::") {
            if order.iter().position(|m| *m == used).is_some_and(|used| used > at) {
                wrong.push(format!("{} uses `{used}`, which is declared below `{module}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_of_a_folder_uses_only_files_declared_above_it() {
    let src = root().join("src");
    let mut wrong = Vec::new();
    for owner in sources(&src).into_iter().filter(|f| f.ends_with("mod.rs")) {
        let folder = owner.parent().expect("a folder");
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let order = declared(&owner);
        for (at, file) in order.iter().enumerate() {
            let path = folder.join(format!("{file}.rs"));
            if !path.is_file() {
                continue;
            }
            let code = code(&path);
            let code = without_tests(&code);
            let mut used = named_after(code, "super::");
            used.extend(named_after(code, &format!("crate::{name}::")));
            for used in used {
                if order.iter().position(|m| *m == used).is_some_and(|used| used > at) {
                    wrong.push(format!("{} uses `{used}`, which is declared below it", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_name_says_nothing() {
    for file in ["src", "tests", "benches"].iter().flat_map(|f| sources(&root().join(f))) {
        for part in file.strip_prefix(root()).expect("inside") {
            let name = part.to_string_lossy();
            let name = name.trim_end_matches(".rs");
            let empty = ["utils", "util", "common", "helpers", "helper", "manager", "core"];
            assert!(!empty.contains(&name), "{} says nothing about what is in it", file.display());
        }
    }
}

#[test]
fn the_top_level_fits_on_a_card() {
    let allowed = [
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "scenarios",
        "benches",
        "output",
        "tests",
        "README.md",
        "LICENSE",
        "CITATION.cff",
        "build.rs",
        "clippy.toml",
        "rustfmt.toml",
        "rust-toolchain.toml",
        "target",
    ];
    for entry in fs::read_dir(root()).expect("the repository") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(name.starts_with('.') || allowed.contains(&name.as_str()), "{name} is not on the card");
    }
}

#[test]
fn nothing_depends_on_the_order_of_a_hash() {
    for file in sources(&root().join("src")) {
        let code = code(&file);
        for name in ["HashMap", "HashSet"] {
            assert!(!code.contains(name), "{} has a {name}: iterate in order", file.display());
        }
    }
}

#[test]
fn mathematics_is_the_same_on_every_platform() {
    // The standard library passes these to the platform, whose last bit differs; `sqrt` is exact everywhere.
    let platform = [
        "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "sin", "cos", "tan", "asin",
        "acos", "atan", "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot", "mul_add",
    ];
    let simulating = [
        "units", "rng", "model", "setting", "lineage", "ledger", "world", "agenda", "policy", "week", "simulate",
        "observe",
    ];
    let mut wrong = Vec::new();
    for file in sources(&root().join("src")) {
        if !simulating.contains(&module_of(&file).as_str()) && !file.ends_with("population/found.rs") {
            continue;
        }
        let code = code(&file);
        for (number, line) in without_tests(&code).lines().enumerate() {
            for name in platform {
                if line.contains(&format!(".{name}(")) || line.contains(&format!("f64::{name}")) {
                    wrong.push(format!("{}:{}: {name}: {}", file.display(), number + 1, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "take it from libm:\n{}", wrong.join("\n"));
}

#[test]
fn the_simulation_knows_no_file_clock_thread_or_terminal() {
    let simulating = [
        "units", "rng", "model", "setting", "lineage", "ledger", "world", "agenda", "policy", "week", "simulate",
        "observe",
    ];
    for file in sources(&root().join("src")).iter().filter(|f| simulating.contains(&module_of(f).as_str())) {
        let code = code(file);
        for word in ["std::fs", "std::io", "std::time", "std::thread", "println!", "eprintln!", "rayon", "Mutex"] {
            // A replicate shares its districts out, which exchange nothing within the year, and a policy the schools that
            // it looks at one by one; what does the sharing is the pool of whoever runs the replicate.
            let shares =
                ["simulate", "observe"].contains(&module_of(file).as_str()) || file.ends_with("policy/apart.rs");
            let shares_out = word == "rayon" && shares;
            assert!(shares_out || !without_tests(&code).contains(word), "{} uses {word}", file.display());
        }
    }
}

#[test]
fn files_stay_readable() {
    for file in sources(&root().join("src")) {
        let lines = fs::read_to_string(&file).expect("a source file").lines().count();
        assert!(lines <= 480, "{} has {lines} lines: two jobs have met", file.display());
    }
}
