#![allow(missing_docs)]
mod example;
use example::{design, list, record};
use schoolsim::ledger::Mechanism;
use schoolsim::policy::Policy;

#[test]
fn explore() {
    let list = list(40, 2, 10.0);
    for policy in Policy::all() {
        let arm = [policy.clone()];
        let mut tot = [[0.0; 6]; 3];
        for n in 0..6 {
            let d = design(&list, &[&arm], 6);
            let r = record(&d, n);
            for (g, group) in [0usize, 3, 4].into_iter().enumerate() {
                let (w, o) = (&r.arms[1].whole[group], &r.arms[1].without[group]);
                if w.pupils == 0.0 {
                    continue;
                }
                let at = |m: Mechanism, k: usize| w.amounts[m as usize * 2 + k] / w.pupils;
                let no = |m: Mechanism| o.amounts[m as usize] / o.pupils;
                let ms = [Mechanism::Teaching, Mechanism::FadeOut, Mechanism::CohortLeaves];
                tot[g][0] += at(ms[0], 1);
                tot[g][1] += at(ms[0], 0) - no(ms[0]);
                tot[g][2] += ms.iter().map(|&m| at(m, 1)).sum::<f64>();
                tot[g][3] += ms.iter().map(|&m| at(m, 0) - no(m)).sum::<f64>();
            }
        }
        for (g, name) in ["all", "receiving", "giving"].iter().enumerate() {
            let t = tot[g].map(|x| x / 6.0);
            println!(
                "{:32} {:10} teaching owed {:+.5} usual-diff {:+.5} ratio {:.3}; net owed {:+.5} rest {:+.5}",
                policy.name(),
                name,
                t[0],
                t[1],
                t[0] / (t[0] + t[1]),
                t[2],
                t[3]
            );
        }
    }
}
