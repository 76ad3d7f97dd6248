//! Does the calibration find parameters again from trials that they made? With the real trials of the program.

#![allow(missing_docs)]

use schoolsim::calibrate::{InMemory, Outcome, Settings, Simulator, calibrate};
use schoolsim::fit::{Trials, posterior, uncertain};
use schoolsim::posterior::{read as read_sample, shipped};
use schoolsim::trial::read;
use std::sync::atomic::AtomicBool;

/// Two coaching trials and the dispersion of value added, a few schools of each.
fn trials() -> Trials {
    let small = ["c01-teacher-dispersion", "c03-coaching", "c10-institutes-and-coaching"].map(|name| {
        let mut trial = read(name).expect("a shipped trial");
        trial.fit = 0.4;
        trial.reduced()
    });
    Trials::new(small.to_vec(), 3).expect("trials that run")
}

fn settings(threads: usize) -> Settings {
    Settings {
        seed: 5,
        first: 110,
        wave: 60,
        waves: 2,
        last: 60,
        leave_out: 0,
        particles: 1000,
        threads,
        ..Settings::default()
    }
}

fn fitted(trials: &Trials, settings: &Settings, store: &mut InMemory) -> Outcome {
    let stop = AtomicBool::new(false);
    calibrate(&uncertain(), &trials.targets, trials, settings, store, &stop, &|_| {}).expect("a calibration")
}

#[test]
fn parameters_that_made_the_trials_are_found_again() {
    let mut trials = trials();
    // A truth away from the middle of the priors: pupils gain much from practice, and practice goes fast.
    let places = |name: &str| match name {
        "slope" | "cycle.efficacy" | "cycle.transmits" | "mentor_skill" => 0.8,
        "workshop.efficacy" | "workshop.transmits" => 0.7,
        "rehearsal" => 0.3,
        _ => 0.5,
    };
    let truth: Vec<f64> = uncertain().iter().map(|p| p.at(places(&p.name))).collect();
    let made = trials.simulate(&truth, None).expect("a simulation");
    for (target, value) in trials.targets.iter_mut().zip(made) {
        target.value = value;
        target.se = 0.03_f64.max(0.3 * target.se);
    }
    let mut store = InMemory::default();
    let outcome = fitted(&trials, &settings(0), &mut store);
    // The truth lies in the 90 % intervals about as often as they say.
    let covered =
        outcome.parameters.iter().zip(&truth).filter(|(p, t)| p.posterior.low <= **t && **t <= p.posterior.high);
    let (covered, all) = (covered.count(), truth.len());
    assert!(covered * 10 >= all * 8, "{covered} of {all}");
    let of = |name: &str| outcome.parameters.iter().find(|p| p.name == name).expect("a parameter");
    // What pupils gain from practice is what these trials tell most of.
    let slope = of("slope");
    assert!(slope.variance_removed > 0.5, "{slope:?}");
    assert!((slope.posterior.mean - 0.316).abs() < 0.06, "{slope:?}");
    // They tell nothing of live lessons by link.
    let remote = of("remote.efficacy");
    assert!((remote.emulated.sd / remote.prior.sd - 1.0).abs() < 0.25, "{remote:?}");
    let inside = outcome.fits.iter().filter(|f| f.z.is_some_and(|z| z.abs() < 2.0)).count();
    assert!(inside * 10 >= outcome.fits.len() * 9, "{inside} of {}", outcome.fits.len());
    // The sample is a file that the program reads.
    let sample = posterior(&trials, &outcome, "a test");
    assert_eq!(read_sample(&sample.text(), "sample").expect("a sample"), sample);
}

#[test]
fn a_fit_is_the_same_on_one_thread_and_after_an_interruption() {
    let trials = trials();
    let few = |threads| Settings { first: 24, wave: 10, last: 12, particles: 200, ..settings(threads) };
    let mut store = InMemory::default();
    let whole = fitted(&trials, &few(2), &mut store);
    let mut again = InMemory::default();
    assert_eq!(fitted(&trials, &few(1), &mut again), whole);
    // Half of the record is left, the last entry torn.
    let mut half = InMemory(store.0[..store.0.len() / 2].to_vec());
    assert_eq!(fitted(&trials, &few(2), &mut half), whole);
}

#[test]
fn every_uncertain_parameter_is_in_the_shipped_sample() {
    let names: Vec<String> = uncertain().into_iter().map(|p| p.name).collect();
    let shipped = shipped();
    assert_eq!(shipped.names, names);
    assert!(shipped.points.len() >= 100, "{}", shipped.points.len());
}
