//! The widest vectors that the machine has.
//!
//! The program is compiled for any processor of its kind. What takes the time is compiled once more for each of the
//! vector extensions below, and which is taken is asked of the processor at run time. They compute the same: no
//! extension changes the order of an operation or fuses two into one.

use std::sync::OnceLock;

/// Vector instructions that the inner loops are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vectors {
    /// What every processor of the kind has: SSE2 on x86-64, NEON on `AArch64`.
    Portable,
    /// AVX2 on x86-64: eight values of 32 bits.
    Avx2,
    /// AVX-512 (F, BW, DQ, VL) on x86-64: sixteen.
    Avx512,
}

impl Vectors {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Portable, Self::Avx2, Self::Avx512];

    /// Name, as in [`VARIABLE`].
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
        }
    }

    /// Whether this machine has them.
    pub fn are_here(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        return match self {
            Self::Portable => true,
            Self::Avx2 => {
                std::is_x86_feature_detected!("avx2")
                    && std::is_x86_feature_detected!("bmi1")
                    && std::is_x86_feature_detected!("bmi2")
                    && std::is_x86_feature_detected!("lzcnt")
                    && std::is_x86_feature_detected!("popcnt")
            }
            Self::Avx512 => {
                Self::Avx2.are_here()
                    && std::is_x86_feature_detected!("avx512f")
                    && std::is_x86_feature_detected!("avx512bw")
                    && std::is_x86_feature_detected!("avx512dq")
                    && std::is_x86_feature_detected!("avx512vl")
            }
        };
        #[cfg(not(target_arch = "x86_64"))]
        return self == Self::Portable;
    }

    /// Those that are used: what [`VARIABLE`] asks for, if the machine has them, or the widest that it has.
    pub fn used() -> Self {
        static USED: OnceLock<Vectors> = OnceLock::new();
        *USED.get_or_init(|| Self::asked().ok().flatten().unwrap_or_else(Self::widest))
    }

    /// The widest that the machine has.
    fn widest() -> Self {
        Self::ALL.into_iter().rev().find(|vectors| vectors.are_here()).unwrap_or(Self::Portable)
    }

    /// What [`VARIABLE`] asks for; none where it is not set.
    pub fn asked() -> Result<Option<Self>, Unusable> {
        std::env::var_os(VARIABLE).map(|name| Self::named(&name.to_string_lossy())).transpose()
    }

    /// The vectors of a name, if this machine has them.
    fn named(name: &str) -> Result<Self, Unusable> {
        let here = Self::ALL.into_iter().filter(|vectors| vectors.are_here());
        let of_name = |vectors: &Self| vectors.name() == name;
        here.clone().find(of_name).ok_or_else(|| Unusable {
            given: name.to_owned(),
            here: here.map(Self::name).collect::<Vec<_>>().join(", "),
        })
    }
}

/// Vectors were asked for that there are not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{VARIABLE} is '{given}', but this machine has {here}")]
pub struct Unusable {
    /// What was asked for.
    pub given: String,
    /// Names of those that the machine has.
    pub here: String,
}

/// Environment variable that names the vectors to use: results are the same with any.
pub const VARIABLE: &str = "SCHOOLSIM_VECTORS";

/// Does some work with the widest vectors there are. What the work calls is compiled for them where it is inlined.
#[inline]
#[cfg_attr(target_arch = "x86_64", allow(unsafe_code))]
pub fn widest<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    match Vectors::used() {
        // SAFETY: `used` names only what the processor was found to have.
        Vectors::Avx512 => return unsafe { on_avx512(work) },
        // SAFETY: as above.
        Vectors::Avx2 => return unsafe { on_avx2(work) },
        Vectors::Portable => {}
    }
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn on_avx2<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2,lzcnt,popcnt")]
fn on_avx512<R>(work: impl FnOnce() -> R) -> R {
    work()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_asked_for_by_name() {
        assert_eq!(Vectors::named("portable"), Ok(Vectors::Portable));
        for vectors in Vectors::ALL {
            assert_eq!(Vectors::named(vectors.name()).is_ok(), vectors.are_here());
        }
        let error = Vectors::named("wide").unwrap_err().to_string();
        assert!(error.starts_with("SCHOOLSIM_VECTORS is 'wide', but this machine has portable"), "{error}");
        assert!(Vectors::widest().are_here());
    }

    #[test]
    fn work_is_done_once_with_any_vectors() {
        let mut times = 0;
        widest(|| times += 1);
        assert_eq!(times, 1);
    }
}
