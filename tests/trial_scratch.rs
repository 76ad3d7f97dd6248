#![allow(missing_docs)]
use schoolsim::population;
use schoolsim::trial;
use std::sync::atomic::AtomicBool;
#[test]
fn scratch() {
    let only = std::env::var("ONLY").unwrap_or_default();
    let n: usize = std::env::var("N").ok().and_then(|n| n.parse().ok()).unwrap_or(4);
    let mut total = 0.0;
    for t in trial::SHIPPED.iter().filter(|t| t.name.contains(&only)) {
        let t = trial::parse(t.name, t.text, std::path::Path::new("")).unwrap_or_else(|e| panic!("{e}"));
        let list = population::schools(&t.system().population, 1, std::path::Path::new(".")).unwrap();
        let mut model = t.system().model();
        for pair in std::env::var("SET").unwrap_or_default().split(',').filter(|s| !s.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            let p = schoolsim::model::Model::TABLE.iter().find(|p| p.name == name).expect(name);
            (p.set)(&mut model, value.parse().unwrap());
        }
        let models = vec![model; n];
        let now = std::time::Instant::now();
        let readings = trial::predict::simulate(&t, &list, &models, 1, &|| {}, &AtomicBool::new(false)).unwrap();
        total += now.elapsed().as_secs_f64() / n as f64;
        println!("{} {:.3} s wall a replicate", t.id, now.elapsed().as_secs_f64() / n as f64);
        for e in trial::predict::compare(&t, &readings, 1).estimates {
            let p = e.published.map_or("     -        ".into(), |p| format!("{p:6.3}±{:.3}", e.se.unwrap()));
            println!("  {:38} {p} mean {:7.4} sd {:.4} [{:6.3} {:6.3}] z {:5.2} {}", e.estimate, e.mean, e.sd, e.interval[0], e.interval[2], e.z.unwrap_or(f64::NAN), e.inside.map_or("", |i| if i { "ok" } else { "MISS" }));
        }
    }
    println!("total {total:.2} s");
}
