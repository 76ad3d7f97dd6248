//! The scenarios built into the program.

/// A built-in example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its name, which is that of its file without `.ron`.
    pub name: &'static str,
    /// The text of the file.
    pub text: &'static str,
}

macro_rules! example {
    ($name:literal) => {
        Example { name: $name, text: include_str!(concat!("../../scenarios/", $name, ".ron")) }
    };
}

/// Every example, the default first.
pub const EXAMPLES: [Example; 35] = [
    example!("three-systems"),
    example!("tutorial"),
    // The ten stories of the source documents.
    example!("entrusted-management"),
    example!("new-schools"),
    example!("changning"),
    example!("expert-teachers"),
    example!("england-exchange"),
    example!("work-groups-and-cascade"),
    example!("mastery-in-ten-years"),
    example!("video-library"),
    example!("zhejiang"),
    example!("learning-from-others"),
    // Whole nations and provinces.
    example!("england-primaries"),
    example!("zhejiang-in-full"),
    example!("world"),
    // What `worth-it` looks at.
    example!("was-it-worth-it"),
    // A policy each.
    example!("school-pairing"),
    example!("education-group"),
    example!("two-way-flow"),
    example!("teaching-research-groups"),
    example!("work-group"),
    example!("local-observation"),
    example!("shared-education-community"),
    example!("synchronous-classroom"),
    example!("pupil-exchange"),
    example!("after-school-care"),
    example!("professional-development-hours"),
    example!("incentives-and-accountability"),
    example!("leadership-support"),
    example!("teacher-exchange-visit"),
    example!("lesson-study"),
    example!("training-cascade"),
    example!("expert-teacher-ladder"),
    example!("teaching-research-system"),
    example!("support-programme"),
];

/// The example of a name, with or without `.ron`.
pub fn find(name: &str) -> Option<&'static Example> {
    let name = name.strip_suffix(".ron").unwrap_or(name);
    EXAMPLES.iter().find(|e| e.name == name)
}

#[cfg(test)]
mod tests {
    use super::EXAMPLES;

    #[test]
    fn the_list_equals_the_folder() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder exists")
            .map(|f| f.expect("a file").file_name().to_string_lossy().into_owned())
            .filter(|name| std::path::Path::new(name).extension().is_some_and(|e| e == "ron"))
            .collect();
        files.sort();
        let mut names: Vec<String> = EXAMPLES.iter().map(|e| format!("{}.ron", e.name)).collect();
        names.sort();
        assert_eq!(files, names);
    }
}
