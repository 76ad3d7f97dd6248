//! The trials that ship with the program.

/// A trial that ships.
pub struct Shipped {
    /// Its name: that of its file in `scenarios/trials`.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        /// Every trial that ships.
        pub const SHIPPED: [Shipped; [$($name),*].len()] = [
            $(Shipped { name: $name, text: include_str!(concat!("../../scenarios/trials/", $name, ".ron")) }),*
        ];
    };
}

shipped! {
    "c01-teacher-dispersion",
    "c02-career-and-environment",
    "c03-coaching",
    "c04-peer-quality",
    "c05-peer-observation",
    "c06-teacher-learning-communities",
    "c07-lesson-study",
    "c08-lectures-off-site",
    "c09-training-and-coaching",
    "c10-institutes-and-coaching",
    "c11-hub-cascade",
    "c12-fade-out-and-churn",
    "c13-live-remote-teaching",
    "facts-england-primaries",
}

/// The one of a name, or of a name in small letters without its number.
pub fn find(name: &str) -> Option<&'static Shipped> {
    SHIPPED.iter().find(|t| t.name == name)
}
