//! Is anything lost or made from nothing: practice, attainment, people, posts, pupils, hours, money?

#![allow(missing_docs)]

mod example;

use example::{Stepped, WEEKS, run, scenario, small};
use schoolsim::agenda::{Agenda, During};
use schoolsim::ledger::{Mechanism, Origin, Stock};
use schoolsim::model::Model;
use schoolsim::policy::shared_education_community::Degree;
use schoolsim::policy::two_way_flow::{Route, Selection};
use schoolsim::policy::{EducationGroup, LessonStudy, Policy, SharedEducationCommunity, TwoWayFlow};
use schoolsim::price::Item;
use schoolsim::setting::Country;
use schoolsim::units::{GRID, Week};
use schoolsim::week::{self, Frame};
use schoolsim::world::World;

const COUNTRIES: [Country; 3] = Country::ALL;

fn stepped(country: Country, policies: Vec<Policy>) -> Stepped {
    let mut stepped = Stepped::new(&small(), country, Model::default(), policies);
    stepped.year = 1;
    stepped
}

/// Everybody who teaches, told apart by what a person keeps for life, in a fixed order.
fn people(world: &World) -> Vec<[u32; 4]> {
    let mut people: Vec<[u32; 4]> = world
        .districts
        .iter()
        .flat_map(|d| {
            let t = &d.teachers;
            (0..t.filled.len())
                .filter(|&lane| t.filled[lane])
                .map(|lane| [t.experience[lane], t.receptivity[lane], t.motivation[lane], t.mentor_skill[lane]])
        })
        .map(|person| person.map(f32::to_bits))
        .collect();
    people.sort_unstable();
    people
}

/// Sum of a stock over all schools.
fn total(world: &World, stock: Stock) -> f64 {
    world.districts.iter().flat_map(|d| (0..d.schools.len()).map(|s| d.levels(s)[stock as usize])).sum()
}

#[test]
fn the_books_of_every_school_and_year_close_under_all_policies_together() {
    for country in COUNTRIES {
        let mut all = Policy::all();
        all.extend(Policy::all());
        let mut stepped = stepped(country, all);
        for _ in 0..6 {
            // Asserts that opening and bookings are the closing level, exactly.
            stepped.step();
        }
    }
}

#[test]
fn the_books_close_after_every_single_week() {
    let mut stepped = stepped(Country::Shanghai, Policy::all());
    stepped.open();
    stepped.arrange();
    stepped.close();
    stepped.each(|district, frame, agenda, ledger| {
        for week in 0..WEEKS {
            for school in 0..district.schools.len() {
                let frame = Frame { week: Week { year: 1, week }, ..*frame };
                week::step(district, school, &frame, agenda, ledger);
            }
            ledger.close((0..district.schools.len()).map(|s| district.levels(s))).expect("the books close");
        }
        week::assess(district, frame, ledger);
        ledger.close((0..district.schools.len()).map(|s| district.levels(s))).expect("the books close");
    });
}

#[test]
fn every_stock_is_on_the_grid() {
    let mut stepped = stepped(Country::Zhejiang, Policy::all());
    for _ in 0..4 {
        stepped.step();
    }
    let on_grid = |x: f32| (f64::from(x) / f64::from(GRID)).fract() == 0.0;
    for district in &stepped.world.districts {
        let t = &district.teachers;
        let stocks = t.tiles.iter().flat_map(|tile| tile.enacted.iter().chain(&tile.embedded).flatten());
        let attainment = district.cohorts.start.iter().chain(&district.cohorts.taught);
        for &x in stocks.chain(attainment) {
            assert!(on_grid(x) && x.abs() < 15.0, "{x}");
        }
    }
}

#[test]
fn a_record_steps_like_the_world_that_tests_step_through() {
    let (list, all) = (small(), Policy::all());
    let mut design = example::design(&list, &[&all], 3);
    design.warm_up_years = 0;
    let record = example::record(&design, 0);
    let mut stepped = Stepped::new(&list, Country::England, Model::default(), all.clone());
    // The world above is founded with a warm-up year: dates differ, so its year 1 is told to be founded now.
    stepped.world = schoolsim::population::found::found(&schoolsim::population::found::Founding {
        list: &list,
        country: Country::England,
        setting: &stepped.setting,
        model: &stepped.model,
        streams: &stepped.streams,
        weeks: WEEKS,
        warm_up_years: 0,
        policies: all.len(),
    });
    stepped.year = 1;
    for year in 1..=3 {
        stepped.open();
        stepped.arrange();
        stepped.teach();
        let mut seen = schoolsim::observe::schools(&stepped.world);
        let leavers: Vec<u32> = stepped.turn().into_iter().flatten().collect();
        seen.iter_mut().zip(leavers).for_each(|(school, left)| school.leavers = left as f32);
        assert_eq!(record.arms[1].schools[year], seen, "year {year}");
        stepped.year += 1;
    }
}

#[test]
fn posts_are_filled_or_vacant_and_teachers_are_those_who_stayed_and_came() {
    let mut stepped = stepped(Country::England, Policy::all());
    let filled = |world: &World, d: usize, s: usize| {
        let district = &world.districts[d];
        district.schools[s].range().filter(|&lane| district.teachers.filled[lane]).count()
    };
    for _ in 0..5 {
        stepped.open();
        stepped.arrange();
        stepped.teach();
        let before = people(&stepped.world);
        let counts: Vec<Vec<usize>> = (0..2).map(|d| (0..10).map(|s| filled(&stepped.world, d, s)).collect()).collect();
        let seen = schoolsim::observe::schools(&stepped.world);
        for (school, count) in seen.iter().zip(counts.iter().flatten()) {
            assert_eq!(school.filled, *count as f32);
            assert!(school.filled <= school.posts);
        }
        let left: u32 = stepped
            .each(|district, frame, _, ledger| week::workforce::leave(district, frame, ledger))
            .into_iter()
            .flatten()
            .sum();
        let stayed = people(&stepped.world);
        assert_eq!(before.len(), stayed.len() + left as usize, "leavers are gone, nobody else");
        stepped.each(|district, frame, _, ledger| week::workforce::hire(district, frame, ledger));
        let vacant = |world: &World| {
            let posts = world.districts.iter().flat_map(|d| &d.schools).map(|s| s.posts).sum::<usize>();
            posts - people(world).len()
        };
        let hired = people(&stepped.world).len() - stayed.len();
        let posts: usize = stepped.world.districts.iter().flat_map(|d| &d.schools).map(|s| s.posts).sum();
        assert_eq!(posts, people(&stepped.world).len() + vacant(&stepped.world));
        assert_eq!(posts - stayed.len(), hired + vacant(&stepped.world), "vacancies are filled or stay");
        stepped.close();
        stepped.each(|district, frame, _, ledger| {
            week::workforce::grow_older(district, frame);
            week::promotion::promote(district, frame);
            week::intake::move_up(district, 0..district.schools.len(), frame, ledger);
        });
        stepped.close();
        stepped.year += 1;
    }
}

#[test]
fn an_empty_post_holds_nothing() {
    let mut stepped = stepped(Country::England, Policy::all());
    stepped.model.hire_fill = 0.3;
    let mut vacancies = 0;
    for _ in 0..4 {
        stepped.step();
        for district in &stepped.world.districts {
            let t = &district.teachers;
            for lane in (0..t.filled.len()).filter(|&lane| !t.filled[lane]) {
                vacancies += 1;
                assert_eq!((t.enacted(lane), t.embedded(lane)), ([0.0; 4], [0.0; 4]));
                assert!(!t.posted[lane] && t.growth(lane) == 0.0 && t.readiness(lane) == 0.0);
            }
        }
    }
    assert!(vacancies > 100, "{vacancies}");
}

/// Policies that move people.
fn movers() -> Vec<Policy> {
    let mut movers = Vec::new();
    for route in [Route::UrbanRural, Route::StrongWeak] {
        for selection in [Selection::Volunteers, Selection::Assigned] {
            let flow = TwoWayFlow { share: 0.3, years: 2, route, selection, ..TwoWayFlow::default() };
            movers.push(Policy::TwoWayFlow(flow));
        }
    }
    let group = EducationGroup { exchange_share: 0.4, exchange_years: 2, ..EducationGroup::default() };
    movers.push(Policy::EducationGroup(group));
    for degree in [Degree::Integration, Degree::JointDevelopment, Degree::Collaboration] {
        let community = SharedEducationCommunity { degree, staff_share: 0.4, ..SharedEducationCommunity::default() };
        movers.push(Policy::SharedEducationCommunity(community));
    }
    movers
}

#[test]
fn postings_lose_nobody_and_only_the_first_months_of_a_new_post_cost() {
    let mut sets: Vec<Vec<Policy>> = movers().into_iter().map(|p| vec![p]).collect();
    sets.push(movers());
    for policies in sets {
        let name = format!("{policies:?}");
        let mut stepped = stepped(Country::England, policies);
        let mut moved = 0;
        for _ in 0..5 {
            stepped.open();
            let (people_before, before) =
                (people(&stepped.world), [Stock::Enacted, Stock::Embedded].map(|s| total(&stepped.world, s)));
            stepped.arrange();
            assert_eq!(people_before, people(&stepped.world), "{name}");
            let after = [Stock::Enacted, Stock::Embedded].map(|s| total(&stepped.world, s));
            let booked = |mechanism| {
                let districts = stepped.world.districts.iter().zip(&stepped.ledgers);
                districts
                    .flat_map(|(d, l)| (0..d.schools.len()).map(move |s| (l, s)))
                    .flat_map(|(l, s)| (0..l.origins()).map(move |o| l.booked(s, mechanism, Origin(o as u8))))
                    .sum::<f64>()
            };
            let new_post = booked(Mechanism::NewPost);
            assert!(new_post <= 0.0);
            assert_eq!(before[0] + new_post, after[0], "{name}");
            assert_eq!(before[1], after[1], "{name}");
            assert_eq!(booked(Mechanism::EmbeddedPostedAway) + booked(Mechanism::EmbeddedPostedIn), 0.0);
            moved += stepped.world.postings.len();
            stepped.close();
            stepped.teach();
            stepped.turn();
            stepped.close();
            stepped.year += 1;
        }
        assert!(moved > 0, "nobody moved under {name}");
    }
}

#[test]
fn those_who_were_posted_away_come_home() {
    let policy = TwoWayFlow { share: 0.2, years: 2, to_year: Some(3), ..TwoWayFlow::default() };
    let mut stepped = stepped(Country::England, vec![Policy::TwoWayFlow(policy)]);
    let mut home = std::collections::BTreeMap::new();
    for year in 1..=4 {
        stepped.year = year;
        stepped.open();
        let at = |world: &World| -> Vec<([u32; 3], (usize, usize))> {
            let mut at = Vec::new();
            for (d, district) in world.districts.iter().enumerate() {
                for (s, school) in district.schools.iter().enumerate() {
                    let t = &district.teachers;
                    let filled = school.range().filter(|&lane| t.filled[lane]);
                    at.extend(filled.map(|lane| {
                        ([t.receptivity[lane], t.motivation[lane], t.mentor_skill[lane]].map(f32::to_bits), (d, s))
                    }));
                }
            }
            at
        };
        if year == 1 {
            home.extend(at(&stepped.world));
        }
        stepped.arrange();
        let away = at(&stepped.world).into_iter().filter(|(person, place)| home[person] != *place).count();
        let posted = stepped.world.districts.iter().flat_map(|d| &d.teachers.posted).filter(|&&p| p).count();
        assert_eq!(away, posted, "year {year}");
        assert_eq!(posted == 0, year == 4, "year {year}: {posted}");
        // Nobody leaves or moves here: the year's teaching and turn are left out.
    }
}

#[test]
fn pupils_of_a_school_stay_as_many() {
    let mut stepped = stepped(Country::Shanghai, Policy::all());
    let pupils = |world: &World| -> Vec<f64> {
        world.districts.iter().flat_map(|d| (0..d.schools.len()).map(|s| d.pupils(s))).collect()
    };
    let before = pupils(&stepped.world);
    let listed: Vec<f64> = small().schools.iter().map(|s| f64::from(s.pupils)).collect();
    assert_eq!(before, listed, "as many as the list says");
    for _ in 0..8 {
        stepped.step();
        assert_eq!(before, pupils(&stepped.world));
    }
}

#[test]
fn a_week_holds_no_more_hours_than_it_has() {
    for country in COUNTRIES {
        let mut stepped = stepped(country, Policy::all());
        stepped.open();
        stepped.arrange();
        let left = stepped.setting.hours_left;
        let fullest = stepped.each(|district, frame, agenda: &mut Agenda, ledger| {
            let mut fullest: f64 = 0.0;
            for school in 0..district.schools.len() {
                for week in 0..WEEKS {
                    let frame = Frame { week: Week { year: 1, week }, ..*frame };
                    week::step(district, school, &frame, agenda, ledger);
                    let first = district.schools[school].first;
                    // Duties come first, and may leave nothing.
                    let duties = |post: usize| f64::from(agenda.claimed.get(post).copied().unwrap_or(0.0)).min(left);
                    let mut load: Vec<f64> = (0..district.schools[school].posts).map(duties).collect();
                    for session in
                        agenda.sessions.iter().filter(|s| s.delivered > 0.0 && s.during == During::NonContact)
                    {
                        for lane in agenda.learners(session) {
                            let post = lane - first;
                            load[post] += f64::from(session.hours * agenda.fit.as_flattened()[post]);
                        }
                        if let Some(lane) = session.giver {
                            let post = lane as usize - first;
                            load[post] += f64::from(session.hours * agenda.fit.as_flattened()[post]);
                        }
                    }
                    let most = load.into_iter().fold(0.0, f64::max);
                    assert!(most <= left * (1.0 + 1e-5), "{country:?}: {most} hours of {left} in week {week}");
                    fullest = fullest.max(most);
                }
            }
            fullest
        });
        assert!(fullest.iter().any(|&f| f > 0.99 * left), "{country:?}: some week is full: {fullest:?}");
    }
}

#[test]
fn delivered_is_never_more_than_planned_and_covered_is_release_and_the_givers_time() {
    let mut stepped = stepped(Country::England, Policy::all());
    for _ in 0..4 {
        stepped.open();
        stepped.arrange();
        let given: Vec<Vec<Vec<f64>>> =
            stepped.world.districts.iter().map(|d| d.schools.iter().map(|s| s.covered.clone()).collect()).collect();
        let released = stepped.each(|district, frame, agenda, ledger| {
            let mut released = vec![vec![0.0; frame.policies.len() + 1]; district.schools.len()];
            for (school, released) in released.iter_mut().enumerate() {
                for week in 0..WEEKS {
                    let frame = Frame { week: Week { year: frame.week.year, week }, ..*frame };
                    week::step(district, school, &frame, agenda, ledger);
                    for session in agenda.sessions.iter().filter(|s| s.during == During::Release) {
                        let hours = session.hours * session.delivered;
                        let learners = agenda.learners(session).count() as f64;
                        released[session.origin.0 as usize] += f64::from(hours) * learners;
                    }
                }
            }
            released
        });
        for (d, district) in stepped.world.districts.iter().enumerate() {
            for (s, school) in district.schools.iter().enumerate() {
                for origin in 0..school.planned.len() {
                    assert!(school.delivered[origin] <= school.planned[origin] + 1e-9);
                    let expected = given[d][s][origin] + released[d][s][origin];
                    assert!((school.covered[origin] - expected).abs() < 1e-6 * (1.0 + expected), "origin {origin}");
                }
                assert_eq!(school.covered[0], 0.0, "business as usual takes nobody out of class");
                let by_post: f64 = school.range().map(|l| f64::from(district.teachers.covered_hours(l))).sum();
                let by_origin: f64 = school.covered.iter().sum();
                assert!((by_post - by_origin).abs() < 1e-3 * (1.0 + by_origin), "{by_post} {by_origin}");
            }
        }
        let _ = stepped.turn();
        stepped.year += 1;
    }
}

#[test]
fn money_is_price_times_quantity_and_unknown_without_a_price() {
    let mut scenario = scenario(Policy::all().into_iter().map(|p| (p.name(), vec![p])).collect());
    let prices = &mut scenario.systems[0].prices;
    for &item in Item::ALL {
        prices.set(item, if item == Item::ReleaseDay { 200.0 } else { 1000.0 });
    }
    let results = run(&scenario, 0);
    let mut money = 0.0;
    for row in &results.costs {
        let total = row.money.unwrap_or_else(|| panic!("{} lacks {}", row.policy, row.missing_prices));
        let expected = 200.0 * row.teacher_days + 1000.0 * row.priced_quantity.unwrap_or(0.0);
        assert!((total - expected).abs() <= 1e-9 * expected, "{row:?}");
        assert!(row.policy != "usual" || total == 0.0);
        money += total;
    }
    assert!(money > 0.0);
    for &item in Item::ALL {
        scenario.systems[0].prices.set(item, None);
    }
    for row in &run(&scenario, 0).costs {
        let free = row.policy == "usual" || row.missing_prices.is_empty();
        assert_eq!(row.money.is_some(), free, "{row:?}");
    }
}

#[test]
fn a_ledger_table_goes_from_opening_to_closing() {
    let results = run(&scenario(vec![("together", Policy::all())]), 0);
    let mut at = 0;
    let mut closings = 0;
    while at < results.ledger.len() {
        let end = at + results.ledger[at..].iter().position(|r| r.mechanism == "closing").expect("a closing line");
        let (lines, closing) = (&results.ledger[at..end], &results.ledger[end]);
        assert_eq!(lines[0].mechanism, "opening");
        let sum: f64 = lines.iter().map(|r| r.mean).sum();
        assert!((sum - closing.mean).abs() < 1e-9, "{closing:?}: {sum}");
        closings += 1;
        at = end + 1;
    }
    assert!(closings > 3 * 3 * 2, "{closings}");
}

#[test]
fn the_books_close_at_the_ends_of_ranges() {
    // A session may change practice by more than `f32` holds on the grid, summed over domains.
    let far = LessonStudy {
        share_of_schools: 1.0,
        share_of_teachers: 1.0,
        expert_share: 1.0,
        expert_practice: 5.0,
        hours_per_cycle: 40.0,
        ..LessonStudy::default()
    };
    let list = small();
    let arm = [Policy::LessonStudy(far)];
    for number in 0..6 {
        let mut design = example::design(&list, &[&arm], 3);
        design.model.reversion = 0.5;
        design.setting.hours_left = 30.0;
        let _closed = example::record(&design, number);
    }
}
