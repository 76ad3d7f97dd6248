//! Statistics of replicates, schools and trials: numbers in, numbers out. Nothing here knows the simulation.
//!
//! Sources, by the names used below: Angrist & Pischke (2009), *Mostly Harmless Econometrics*; Bell & `McCaffrey`
//! (2002), *Survey Methodology* 28(2); Borenstein, Hedges, Higgins & Rothstein (2009), *Introduction to Meta-Analysis*;
//! Cameron & Miller (2015), *Journal of Human Resources* 50(2); Donner & Klar (2000), *Design and Analysis of Cluster
//! Randomization Trials in Health Research*; Hedges & Olkin (1985), *Statistical Methods for Meta-Analysis*;
//! `MacKinnon` & White (1985), *Journal of Econometrics* 29(3); Pustejovsky & Tipton (2018), *Journal of Business &
//! Economic Statistics* 36(4); Searle, Casella & `McCulloch` (1992), *Variance Components*.

pub mod describe;
pub mod paired;
pub mod estimate;
pub mod regression;
pub mod trial;
pub mod effect;
pub mod components;
pub mod matching;
pub mod resample;
pub mod lasting;

pub use estimate::{Estimate, Problem};
