//! Where the results come from and how to get them again: command, seed, versions, fingerprints.

use super::folder::{Folder, StudyInfo};
use serde::Serialize;
use serde_json::Value;

/// A policy, system or other thing that was compared.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// System.
    pub system: String,
    /// Where its schools come from.
    pub schools: String,
    /// Replicates finished, and wanted where that is another number.
    pub replicates: String,
    /// Arms: name and what each does.
    pub arms: Vec<(String, String)>,
}

/// How to get the results again.
#[derive(Clone, Debug, Serialize)]
pub struct Origin {
    /// Facts: name and value.
    pub facts: Vec<(String, String)>,
    /// Commands, with what each does.
    pub commands: Vec<(String, String)>,
    /// Fingerprints: of what, and letters.
    pub fingerprints: Vec<(String, String)>,
}

/// Title of the folder: what the scenario says, or what it is.
pub fn title(folder: &Folder) -> String {
    let manifest = &folder.manifest;
    let resolved = manifest.scenario.as_ref().map(|s| &s.resolved);
    let known = resolved.and_then(|r| r["title"].as_str()).filter(|t| !t.trim().is_empty());
    match (known, manifest.trials.as_slice(), &manifest.scenario) {
        (Some(title), ..) => title.to_owned(),
        (None, [one], _) => format!("Published study {} beside what the model predicts", one.trial),
        (None, [], Some(scenario)) => scenario.name.clone(),
        (None, [], None) => format!("Results of run {}", manifest.run_id),
        (None, many, _) => format!("{} published studies beside what the model predicts", many.len()),
    }
}

/// The question that was asked; empty where there is none.
pub fn question(folder: &Folder) -> String {
    let resolved = folder.manifest.scenario.as_ref().map(|s| &s.resolved);
    resolved.and_then(|r| r["question"].as_str()).unwrap_or_default().trim().to_owned()
}

/// What was compared, system by system; nothing for studies.
pub fn compared(folder: &Folder) -> Vec<Compared> {
    let Some(scenario) = &folder.manifest.scenario else { return Vec::new() };
    let systems = scenario.resolved["systems"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of = |system: &Value| {
        let name = system["name"].as_str().unwrap_or_default();
        let arms = system["arms"].as_array().map(Vec::as_slice).unwrap_or_default();
        let went = folder.manifest.replicates.iter().find(|r| r.system == name);
        Compared {
            system: name.to_owned(),
            schools: variant(&system["population"]),
            replicates: went.map_or_else(String::new, |r| {
                if r.finished == r.wanted { r.finished.to_string() } else { format!("{} of {}", r.finished, r.wanted) }
            }),
            arms: arms.iter().map(arm).collect(),
        }
    };
    systems.iter().map(of).collect()
}

/// An arm's name and its policies with their years.
fn arm(arm: &Value) -> (String, String) {
    let name = arm["name"].as_str().unwrap_or_default().to_owned();
    let policies = arm["policies"].as_array().map(Vec::as_slice).unwrap_or_default();
    let policy = |policy: &Value| {
        let settings = policy.as_object().and_then(|o| o.values().next());
        let year = |which: &str| settings.and_then(|s| s[which].as_u64());
        let years = match (year("from_year"), year("to_year")) {
            (Some(from), Some(to)) if from == to => format!(" (year {from})"),
            (Some(from), Some(to)) => format!(" (years {from} to {to})"),
            (Some(from), None) => format!(" (from year {from})"),
            (None, _) => String::new(),
        };
        format!("{}{years}", variant(policy))
    };
    let policies: Vec<String> = policies.iter().map(policy).collect();
    (name, if policies.is_empty() { "no policy".to_owned() } else { policies.join("; ") })
}

/// The name of a variant in words: `SchoolPairing` is `school pairing`.
fn variant(value: &Value) -> String {
    let name = value.as_str().or_else(|| value.as_object().and_then(|o| o.keys().next()).map(String::as_str));
    let mut words = String::new();
    for (i, letter) in name.unwrap_or_default().chars().enumerate() {
        if letter.is_uppercase() && i > 0 {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

/// How the results were made and can be made again.
pub fn origin(folder: &Folder) -> Origin {
    let m = &folder.manifest;
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push((name.to_owned(), value));
        }
    };
    fact("Run", m.run_id.clone());
    fact("Seed", seeds(folder));
    let study = |t: &StudyInfo| {
        let finished =
            if t.finished == t.wanted { t.wanted.to_string() } else { format!("{} of {}", t.finished, t.wanted) };
        format!("{} ({}), {finished} simulated trials", t.trial, t.name)
    };
    fact("Studies", m.trials.iter().map(study).collect::<Vec<_>>().join("; "));
    fact("Program", format!("{} {}", m.program.name, m.program.version));
    fact("Source", git(m.program.git_commit.as_deref(), m.program.git_changed));
    fact("Compiler", m.program.compiler.clone().unwrap_or_default());
    fact("Platform", m.program.target.clone().unwrap_or_default());
    fact("Build", m.program.profile.clone().unwrap_or_default());
    fact("Threads", m.threads.map_or_else(String::new, |t| format!("{t} (results are the same for any number)")));
    fact("Started", m.started.clone());
    fact("Finished", m.finished.clone());
    fact("Command", shell(&m.command));
    let mut fingerprints = vec![("Manifest".to_owned(), folder.fingerprint.clone())];
    if let Some(scenario) = &m.scenario {
        fingerprints.push((format!("Scenario {}", scenario.name), scenario.text_blake3.clone()));
    }
    fingerprints.extend(m.inputs_blake3.iter().map(|(name, print)| (format!("Schools of {name}"), print.clone())));
    Origin { facts, commands: commands(folder), fingerprints }
}

/// Seeds, each once.
fn seeds(folder: &Folder) -> String {
    let m = &folder.manifest;
    let mut seeds: Vec<String> = m.seed.iter().chain(m.trials.iter().map(|t| &t.seed)).map(u64::to_string).collect();
    seeds.dedup();
    seeds.join(", ")
}

fn git(commit: Option<&str>, changed: Option<bool>) -> String {
    match (commit, changed) {
        (Some(commit), Some(true)) => format!("commit {commit}, with changes that were not committed"),
        (Some(commit), Some(false)) => format!("commit {commit}, unchanged"),
        (Some(commit), None) => format!("commit {commit}"),
        (None, _) => "not known: built without git".to_owned(),
    }
}

/// Commands that make the results again and hold the folder against its manifest.
fn commands(folder: &Folder) -> Vec<(String, String)> {
    let place = |within: &str| shell(&[folder.path.join(within).display().to_string()]);
    let here = shell(&[folder.path.display().to_string()]);
    let mut commands = Vec::new();
    if folder.has("scenario.ron") {
        let again = format!("schoolsim run {} --out again", place("scenario.ron"));
        let why = "makes the results again; scenario.ron holds every value in force, the seed and the replicates among \
                   them. The same version gives the same tables to the byte";
        commands.push((again, why.to_owned()));
    } else if let Some((_, arguments)) = folder.manifest.command.split_first() {
        let again: Vec<String> = std::iter::once("schoolsim".to_owned()).chain(arguments.iter().cloned()).collect();
        commands.push((shell(&again), "makes the results again, with --out naming another folder".to_owned()));
    }
    commands.push((format!("schoolsim verify {here}"), "holds the folder against its manifest".to_owned()));
    commands.push((format!("schoolsim report {here}"), "makes this page again".to_owned()));
    commands
}

/// Words of a command line, quoted where a shell would take them apart.
fn shell(words: &[String]) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+%@".contains(c);
    let quoted = |word: &String| {
        let safe = !word.is_empty() && word.chars().all(plain);
        if safe { word.clone() } else { format!("'{}'", word.replace('\'', "'\\''")) }
    };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_can_be_pasted() {
        let words = ["run", "my file.ron", "it's", "", "a;b"].map(str::to_owned);
        assert_eq!(shell(&words), "run 'my file.ron' 'it'\\''s' '' 'a;b'");
    }

    #[test]
    fn policies_are_named_in_words() {
        let value = serde_json::json!({"name": "Both", "policies": [
            {"SchoolPairing": {"from_year": 1, "to_year": 3}},
            {"LessonStudy": {"from_year": 2, "to_year": 2}},
            {"VideoLibrary": {"from_year": 2, "to_year": null}},
            "NewSchools",
        ]});
        let (name, policies) = arm(&value);
        assert_eq!(name, "Both");
        assert_eq!(
            policies,
            "School pairing (years 1 to 3); Lesson study (year 2); Video library (from year 2); New schools"
        );
        assert_eq!(arm(&serde_json::json!({"name": "None", "policies": []})).1, "no policy");
    }

    #[test]
    fn each_state_of_the_source_has_its_words() {
        assert_eq!(git(Some("ab"), Some(false)), "commit ab, unchanged");
        assert!(git(Some("ab"), Some(true)).contains("not committed"));
        assert_eq!(git(Some("ab"), None), "commit ab");
        assert!(git(None, None).contains("without git"));
    }
}
