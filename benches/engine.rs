//! How fast is the engine? A week of a school, the workloads of `schoolsim bench`, and how time grows with teachers.
//!
//! The workloads are those of the library (`schoolsim::bench`), in the same sizes as `schoolsim bench` runs them.

#![allow(missing_docs)]

#[path = "../tests/example/mod.rs"]
mod example;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use example::{Stepped, WEEKS, list};
use schoolsim::bench::growth;
use schoolsim::bench::machine::Machine;
use schoolsim::bench::timing::threads;
use schoolsim::bench::workload::{Size, Workload, names};
use schoolsim::model::Model;
use schoolsim::policy::{Policy, TeachingResearchGroups};
use schoolsim::setting::Country;
use schoolsim::units::Week;
use schoolsim::week::{self, Frame};
use std::hint::black_box;
use std::time::Duration;

/// Says what the figures below hold for.
fn compiled_for(_: &mut Criterion) {
    println!("{:#?}\nan element is a teacher-week", Machine::this());
}

/// Whether the environment asks for something.
fn asked(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
}

/// A week of one school, by teachers, with its usual practice and with weekly group work besides.
fn school_week(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("week of a school");
    for teachers in [10, 20, 80] {
        let mut schools = list(1, 1, f64::from(teachers));
        schools.schools[0].teachers = teachers;
        schools.schools[0].pupils = teachers * 20;
        group.throughput(Throughput::Elements(u64::from(teachers)));
        let working = Policy::TeachingResearchGroups(TeachingResearchGroups::default());
        for (name, policies) in [("usual", Vec::new()), ("groups", vec![working])] {
            let mut world = Stepped::new(&schools, Country::England, Model::default(), policies);
            world.year = 1;
            world.open();
            world.arrange();
            let mut number = 0;
            group.bench_function(BenchmarkId::new(name, teachers), |bench| {
                bench.iter(|| {
                    number = (number + 1) % WEEKS;
                    world.each(|district, frame, agenda, ledger| {
                        let frame = Frame { week: Week { year: 1, week: number }, ..*frame };
                        week::step(district, 0, &frame, agenda, ledger);
                    });
                });
            });
        }
    }
    group.finish();
}

/// The workloads, to the rows of all tables, on one thread and on all.
fn workloads(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("workload");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    let size = Size { quick: !asked("SCHOOLSIM_BENCH_FULL"), ..Size::default() };
    for name in names() {
        let workload = Workload::known(name, size).expect("it ships");
        group.throughput(Throughput::Elements(workload.teacher_weeks()));
        for threads in threads(Machine::this().cores) {
            group.bench_with_input(BenchmarkId::new(name, threads), &threads, |bench, &threads| {
                bench.iter(|| workload.run(threads).expect("it runs"));
            });
        }
    }
    group.finish();
}

/// Time by number of teachers, on all threads: with listing and founding the schools in it, without listing, and both
/// starts alone. Ten million teachers take minutes and some gigabytes: with `SCHOOLSIM_BENCH_LARGE=1`.
fn growth_with_teachers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("growth");
    group.sample_size(10).measurement_time(Duration::from_secs(20));
    let large = asked("SCHOOLSIM_BENCH_LARGE").then_some(10_000_000);
    let cores = Machine::this().cores;
    for teachers in [10_000, 100_000, 1_000_000].into_iter().chain(large) {
        let workload = growth::of(teachers).expect("it is valid");
        group.throughput(Throughput::Elements(workload.teacher_weeks()));
        group.bench_function(BenchmarkId::new("from listing to rows", teachers), |bench| {
            bench.iter(|| growth::of(teachers).and_then(|all| all.run(cores)).expect("it runs"));
        });
        group.bench_function(BenchmarkId::new("from founding to rows", teachers), |bench| {
            bench.iter(|| workload.run(cores).expect("it runs"));
        });
        group.bench_function(BenchmarkId::new("listing alone", teachers), |bench| {
            bench.iter(|| black_box(growth::of(teachers).expect("it is valid")));
        });
        group.bench_function(BenchmarkId::new("founding alone", teachers), |bench| {
            bench.iter_custom(|times| (0..times).map(|_| growth::founding(&workload)).sum());
        });
    }
    group.finish();
}

criterion_group!(benches, compiled_for, school_week, workloads, growth_with_teachers);
criterion_main!(benches);
