use super::*;

const PHASES: [Phase; 2] = [Phase::Primary, Phase::Secondary];

fn shanghai(phase: Phase, schools: u32, districts: u32, rural_share: f64) -> Population {
    Population::Shanghai { phase, schools, districts, rural_share }
}

fn zhejiang(phase: Phase, schools: u32, districts: u32, rural_share: f64) -> Population {
    Population::Zhejiang { phase, schools, districts, rural_share }
}

fn synthetic(teachers: f64, size_variation: f64, rural_share: f64) -> Population {
    Population::Synthetic {
        phase: Phase::Primary,
        schools: 20_000,
        districts: 100,
        teachers,
        pupils_per_teacher: 20.0,
        size_variation,
        rural_share,
    }
}

fn made(population: &Population) -> Vec<SchoolRecord> {
    list(population, 1).unwrap().schools
}

fn at(mut values: Vec<f64>, p: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[(p * (values.len() - 1) as f64).round() as usize]
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, n) = values.fold((0.0, 0.0), |(s, n), v| (s + v, n + 1.0));
    sum / n
}

fn near(value: f64, target: f64, tolerance: f64) {
    assert!((value / target - 1.0).abs() < tolerance, "{value} is not {target}");
}

#[test]
fn sizes_are_those_of_the_pisa_schools() {
    let (s, z) =
        (made(&shanghai(Phase::Secondary, 20_000, 16, 0.3)), made(&zhejiang(Phase::Secondary, 20_000, 90, 0.5)));
    for (schools, roll, ratio) in
        [(s, [312.0, 796.0, 1801.0], [6.7, 10.2, 15.4]), (z, [250.0, 924.0, 2808.0], [4.9, 10.6, 15.4])]
    {
        for (i, p) in [0.1, 0.5, 0.9].into_iter().enumerate() {
            let rolls: Vec<f64> = schools.iter().map(|s| f64::from(s.pupils)).collect();
            let ratios = schools.iter().map(|s| f64::from(s.pupils) / f64::from(s.teachers)).collect();
            println!("p{p} roll {} ratio {}", at(rolls.clone(), p), at(Vec::clone(&ratios), p));
            near(at(rolls, p), roll[i], 0.08);
            near(at(ratios, p), ratio[i], 0.08);
        }
        let teachers: Vec<f64> = schools.iter().map(|s| f64::from(s.teachers)).collect();
        println!("teachers {} {} {}", at(teachers.clone(), 0.1), at(teachers.clone(), 0.5), at(teachers, 0.9));
    }
}

#[test]
fn rural_schools_are_smaller_more_disadvantaged_lower_and_further_apart() {
    for phase in PHASES {
        let schools = made(&zhejiang(phase, 4000, 20, 0.5));
        let of =
            |urban: bool, value: fn(&SchoolRecord) -> f64| mean(schools.iter().filter(|s| s.urban == urban).map(value));
        assert!(of(true, |s| s.pupils.into()) > 1.5 * of(false, |s| s.pupils.into()));
        assert!(of(false, |s| s.disadvantage) > of(true, |s| s.disadvantage) + 0.05);
        assert!(of(false, |s| s.lasting.mean) < of(true, |s| s.lasting.mean) - 0.1);
        for (urban, km) in [(true, 0.54), (false, 2.46)] {
            let nearest = schools.iter().filter(|s| s.urban == urban).map(|s| nearest(s, &schools)).collect();
            println!("{phase:?} urban {urban} nearest {}", at(Vec::clone(&nearest), 0.5));
            near(at(nearest, 0.5) / 1000.0, km, 0.15);
        }
    }
}

fn nearest(school: &SchoolRecord, schools: &[SchoolRecord]) -> f64 {
    let (x, y) = school.location.unwrap();
    let others = schools.iter().filter(|s| s.district == school.district && s.id != school.id);
    others.filter_map(|s| s.location).map(|(a, b)| (a - x).hypot(b - y)).fold(f64::INFINITY, f64::min)
}

#[test]
fn levels_have_mean_zero_and_the_share_between_schools() {
    for (phase, share) in [(Phase::Primary, 0.10), (Phase::Secondary, 0.22)] {
        for population in [shanghai(phase, 20_000, 16, 0.3), zhejiang(phase, 20_000, 90, 0.5)] {
            let schools = made(&population);
            let centre = mean(schools.iter().map(|s| s.lasting.mean));
            let total = mean(schools.iter().map(|s| (s.lasting.mean - centre).powi(2) + s.lasting.sd.powi(2)));
            println!("{phase:?} mean {centre} variance {total} sd left {}", schools[0].lasting.sd);
            assert!(centre.abs() < 0.02, "{centre}");
            near(total, share, 0.05);
            assert!(schools.iter().all(|s| s.lasting.mean == s.lasting.expected && s.result.is_none()));
        }
    }
}

#[test]
fn disadvantage_has_the_spread_of_the_source() {
    let shares: Vec<f64> = made(&shanghai(Phase::Primary, 20_000, 16, 0.3)).iter().map(|s| s.disadvantage).collect();
    near(at(shares.clone(), 0.05), 0.039, 0.2);
    near(at(shares.clone(), 0.5), 0.176, 0.1);
    near(at(shares, 0.95), 0.50, 0.1);
}

#[test]
fn synthetic_sizes_are_the_users() {
    for rural_share in [0.0, 0.3, 1.0] {
        let schools = made(&synthetic(18.0, 0.5, rural_share));
        let size = mean(schools.iter().map(|s| f64::from(s.teachers)));
        let spread = mean(schools.iter().map(|s| (f64::from(s.teachers) - size).powi(2))).sqrt() / size;
        println!("rural {rural_share} teachers {size} variation {spread}");
        near(size, 18.0, 0.02);
        near(spread, 0.5, 0.06);
        assert!(schools.iter().all(|s| s.pupils == 20 * s.teachers));
        near(schools.iter().filter(|s| !s.urban).count() as f64 + 1.0, 20_000.0 * rural_share + 1.0, 0.01);
    }
    assert!(made(&synthetic(18.0, 0.0, 0.3)).iter().all(|s| s.teachers == 18), "no variation is none");
}

#[test]
fn schools_are_the_same_again_and_more_of_them_move_none() {
    let population = zhejiang(Phase::Primary, 300, 7, 0.4);
    assert_eq!(list(&population, 0).unwrap(), list(&population, 0).unwrap());
    assert_ne!(list(&population, 0).unwrap(), list(&population, 1).unwrap());
    // Another rural share changes which schools are rural; a school that stays what it was keeps its size.
    let (few, many) = (made(&population), made(&zhejiang(Phase::Primary, 300, 7, 0.6)));
    for (a, b) in few.iter().zip(&many).filter(|(a, b)| a.urban == b.urban) {
        assert_eq!((a.pupils, a.teachers, a.disadvantage), (b.pupils, b.teachers, b.disadvantage));
    }
    assert!(few.windows(2).all(|w| w[0].district <= w[1].district));
    let districts: std::collections::BTreeSet<_> = few.iter().map(|s| s.district.as_str()).collect();
    assert_eq!(districts.len(), 7);
}

#[test]
fn absurd_orders_are_refused() {
    let refused = |population: &Population, what: &str| {
        let error = list(population, 1).unwrap_err();
        assert!(matches!(&error, PopulationError::OutOfRange { what: w, .. } if *w == what), "{error}");
    };
    refused(&shanghai(Phase::Primary, 0, 1, 0.3), "schools");
    refused(&shanghai(Phase::Primary, MOST_SCHOOLS + 1, 1, 0.3), "schools");
    refused(&shanghai(Phase::Primary, 10, 0, 0.3), "districts");
    refused(&shanghai(Phase::Primary, 10, 11, 0.3), "districts");
    refused(&shanghai(Phase::Primary, 10, 2, f64::NAN), "rural_share");
    refused(&shanghai(Phase::Primary, 10, 2, 1.1), "rural_share");
    refused(&synthetic(0.0, 0.5, 0.3), "teachers");
    refused(&synthetic(18.0, f64::INFINITY, 0.3), "size_variation");
    let error = list(&shanghai(Phase::Primary, 10, 11, 0.3), 1).unwrap_err().to_string();
    assert_eq!(
        error,
        "population: `districts` is 11, allowed is 1 to 10; a district has one school or more: give fewer districts"
    );
}

#[test]
fn every_number_is_listed_with_a_source() {
    for phase in PHASES {
        for (population, n) in [(shanghai(phase, 10, 1, 0.3), 19), (zhejiang(phase, 10, 1, 0.3), 19)] {
            let all = assumptions(&population);
            assert_eq!(all.len(), n);
            assert!(all.iter().all(|s| s.value >= s.range.0 && s.value <= s.range.1 && s.source.len() > 10));
        }
    }
    assert_eq!(assumptions(&synthetic(18.0, 0.5, 0.3)).len(), 11);
}
