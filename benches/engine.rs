//! How fast is the engine? A week of a school, a replicate, a scenario.

#![allow(missing_docs)]

#[path = "../tests/example/mod.rs"]
mod example;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use example::{Stepped, WEEKS, design, list, record, scenario};
use schoolsim::model::Model;
use schoolsim::policy::{Policy, TeachingResearchGroups};
use schoolsim::population::SchoolList;
use schoolsim::setting::Country;
use schoolsim::units::Week;
use schoolsim::week::{self, Frame};
use std::hint::black_box;

/// Posts of a list, as its schools are founded.
fn posts(list: &SchoolList) -> u64 {
    list.schools.iter().map(|s| u64::from(s.teachers.max(1))).sum()
}

/// Says what the figures below hold for.
fn compiled_for(_: &mut Criterion) {
    let vectors = [
        ("avx512f", cfg!(target_feature = "avx512f")),
        ("avx2", cfg!(target_feature = "avx2")),
        ("sse2", cfg!(target_feature = "sse2")),
        ("neon", cfg!(target_feature = "neon")),
    ];
    let vectors: Vec<&str> = vectors.iter().filter(|v| v.1).map(|v| v.0).collect();
    println!(
        "compiled for {} {}, vectors {vectors:?}, debug assertions {}; {} cores; an element is a teacher-week",
        std::env::consts::ARCH,
        std::env::consts::OS,
        if cfg!(debug_assertions) { "on" } else { "off" },
        std::thread::available_parallelism().map_or(1, usize::from),
    );
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

/// A replicate with all policies in one arm, by number of schools: two years of two arms after one of warm-up.
fn replicate(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replicate");
    group.sample_size(10);
    let all = Policy::all();
    for number in [50, 200, 800] {
        let schools = list(number, 4, 15.0);
        group.throughput(Throughput::Elements(posts(&schools) * u64::from(WEEKS) * (1 + 2 * 2)));
        let design = design(&schools, &[&all], 2);
        group.bench_with_input(BenchmarkId::from_parameter(number), &design, |bench, design| {
            bench.iter(|| black_box(record(design, 0)));
        });
    }
    group.finish();
}

/// A scenario of twenty schools with an arm a policy, by threads.
fn threads(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scenario");
    group.sample_size(10);
    let arms = Policy::all().into_iter().map(|p| (p.name(), vec![p])).collect();
    let scenario = schoolsim::scenario::Scenario { replicates: 8, ..scenario(arms) };
    let years = schoolsim::experiment::execute::ticks(&scenario);
    group.throughput(Throughput::Elements(posts(&example::small()) * u64::from(WEEKS) * years));
    for threads in [1, 2] {
        group.bench_with_input(BenchmarkId::new("threads", threads), &threads, |bench, &threads| {
            bench.iter(|| black_box(example::run(&scenario, threads)));
        });
    }
    group.finish();
}

criterion_group!(benches, compiled_for, school_week, replicate, threads);
criterion_main!(benches);
