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
}

/// The one of a name, or of a name in small letters without its number.
pub fn find(name: &str) -> Option<&'static Shipped> {
    SHIPPED.iter().find(|t| t.name == name)
}
