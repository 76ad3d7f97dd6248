//! Any district that a model, a setting and a list of policies allow: shapes, people, parameters and policies by lot.

use crate::example::{self, Stepped};
use proptest::prelude::*;
use schoolsim::decision::{Decisions, Rule};
use schoolsim::model::Model;
use schoolsim::parameter::Parameter;
use schoolsim::policy::{Policy, SupportProgramme, support_programme as programme};
use schoolsim::setting::{Country, Phase, Setting};
use schoolsim::world::District;

/// A place in a range, its ends likelier than others.
pub fn share() -> impl Strategy<Value = f64> {
    prop_oneof![1 => Just(0.0), 1 => Just(1.0), 3 => 0.0..1.0f64]
}

/// For each number of a table a place in its range, or what it is by default.
fn places(numbers: usize, given: f64) -> impl Strategy<Value = Vec<Option<f64>>> {
    prop::collection::vec(prop::option::weighted(given, share()), numbers)
}

/// One school.
#[derive(Clone, Debug)]
pub struct Shape {
    pub posts: u32,
    pub teams: usize,
    pub pupils: u32,
    pub year_groups: u32,
    pub urban: bool,
    /// Share of posts that nobody holds.
    pub vacant: f64,
    /// Share of teachers in their first two years.
    pub beginners: f64,
    /// How far practice is spread: 1 as founded, else moved about.
    pub spread: f32,
    /// Culture, climate and leadership, if not as founded.
    pub mood: Option<[f32; 3]>,
}

fn shape() -> impl Strategy<Value = Shape> {
    // More teams than posts, whole vectors and one more or less, and any size.
    let whole = prop::sample::select(vec![7, 8, 9, 15, 16, 17, 31, 32, 33, 48]);
    let posts = prop_oneof![3 => 1u32..=60, 1 => 1u32..=8, 1 => whole];
    let pupils = prop_oneof![1 => Just(0u32), 1 => 1u32..8, 4 => 20u32..1200];
    let vacant = prop_oneof![2 => Just(0.0), 1 => Just(1.0), 4 => 0.0..0.6f64];
    let spread = prop_oneof![2 => Just(1.0f32), 1 => 0.0..5.0f32];
    let mood = prop::option::of(prop::array::uniform3(prop_oneof![Just(-4.0f32), Just(4.0), Just(0.0), -4.0..4.0f32]));
    (posts, 1usize..=8, pupils, 1u32..=7, any::<bool>(), vacant, share(), spread, mood).prop_map(
        |(posts, teams, pupils, year_groups, urban, vacant, beginners, spread, mood)| Shape {
            posts,
            teams,
            pupils,
            year_groups,
            urban,
            vacant,
            beginners,
            spread,
            mood,
        },
    )
}

/// A policy with some of its numbers anywhere in their ranges.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub number: usize,
    pub places: Vec<Option<f64>>,
    /// Choices of a support programme, which can do any kind of session.
    pub choices: [usize; 4],
    /// Share of teachers who may learn from it, where a study assigns teachers.
    pub only: Option<f64>,
}

fn chosen() -> impl Strategy<Value = Chosen> {
    // A support programme as often as all others together.
    let number = prop_oneof![Just(usize::MAX), 0usize..64];
    let choices = [0usize..8, 0..5, 0..4, 0..6];
    (number, places(24, 0.4), choices, prop::option::weighted(0.2, share()))
        .prop_map(|(number, places, choices, only)| Chosen { number, places, choices, only })
}

impl Chosen {
    pub fn policy(&self) -> Policy {
        let all = Policy::all();
        let mut policy = match all.get(self.number % (all.len() + 1)) {
            Some(policy) if self.number != usize::MAX => policy.clone(),
            _ => self.programme(),
        };
        for (stated, place) in policy.stated("").into_iter().zip(&self.places) {
            if let Some(place) = place {
                let (low, high) = stated.range;
                let value = low + place * (high.min(low + 1000.0) - low);
                policy =
                    policy.with(&stated.name, value).unwrap_or_else(|| panic!("{} is a number of it", stated.name));
            }
        }
        policy
    }

    fn programme(&self) -> Policy {
        use programme::{Focus, Kind, Learners, Source};
        let [kind, focus, learners, source] = self.choices;
        let kinds = [Kind::Observation, Kind::Feedback, Kind::Cycle, Kind::Meeting];
        let more = [Kind::Workshop, Kind::Lecture, Kind::Remote, Kind::Recorded];
        Policy::SupportProgramme(SupportProgramme {
            mode: if kind < 4 { kinds[kind] } else { more[kind - 4] },
            focus: [Focus::Even, Focus::Planning, Focus::Management, Focus::Responsiveness, Focus::Content][focus],
            learners: [Learners::Everyone, Learners::Novices, Learners::WeakestHalf, Learners::StrongestHalf][learners],
            source: [
                Source::Outside,
                Source::Recruited,
                Source::BestColleague,
                Source::Matched,
                Source::Peers,
                Source::Materials,
            ][source],
            remote: (kind + focus) % 3 == 0,
            share_of_schools: 1.0,
            share_of_teachers: 0.9,
            sessions_per_year: 40.0,
            ..SupportProgramme::default()
        })
    }
}

/// All that a test of a district needs.
#[derive(Clone, Debug)]
pub struct Anything {
    pub schools: Vec<Shape>,
    pub country: usize,
    pub secondary: bool,
    pub weeks: u32,
    pub replicate: u32,
    pub model: Vec<Option<f64>>,
    pub setting: Vec<Option<f64>>,
    pub fixed: Vec<bool>,
    pub policies: Vec<Chosen>,
}

/// Districts of so many schools and weeks of a year at most.
pub fn anything(schools: usize, weeks: u32) -> impl Strategy<Value = Anything> {
    let policies = prop_oneof![1 => Just(Vec::new()), 3 => prop::collection::vec(chosen(), 1..4)];
    let fixed = prop::collection::vec(prop::bool::weighted(0.1), Decisions::TABLE.len());
    (
        (prop::collection::vec(shape(), 1..=schools), 0usize..3, any::<bool>(), 1..=weeks, 0u32..1000),
        (
            prop_oneof![Just(0.01), Just(0.2), Just(0.9)].prop_flat_map(|given| places(Model::TABLE.len(), given)),
            prop_oneof![Just(0.01), Just(0.5), Just(0.9)].prop_flat_map(|given| places(16, given)),
            fixed,
            policies,
        ),
    )
        .prop_map(|((schools, country, secondary, weeks, replicate), (model, setting, fixed, policies))| {
            Anything { schools, country, secondary, weeks, replicate, model, setting, fixed, policies }
        })
}

/// Puts numbers where they are to be in their ranges.
fn put<T>(table: &'static [Parameter<T>], values: &mut T, places: &[Option<f64>]) {
    for (parameter, place) in table.iter().zip(places) {
        if let Some(place) = place {
            (parameter.set)(values, parameter.low + place * (parameter.high - parameter.low));
        }
    }
}

impl Anything {
    /// The seed of all worlds of `example::Stepped`.
    pub const SEED: u64 = 11;

    /// The world, its year opened and arranged.
    pub fn world(&self) -> Stepped {
        let country = Country::ALL[self.country];
        let mut setting: Setting = country.setting();
        put(country.table(), &mut setting, &self.setting);
        let mut model = Model::default();
        put(Model::TABLE, &mut model, &self.model);
        for (decision, fixed) in Decisions::TABLE.iter().zip(&self.fixed) {
            (decision.set)(&mut model.decisions, if *fixed { Rule::Fixed } else { Rule::Choice });
        }
        let mut list = example::list(self.schools.len() as u32, 1, 10.0);
        for (record, shape) in list.schools.iter_mut().zip(&self.schools) {
            (record.teachers, record.pupils, record.urban) = (shape.posts, shape.pupils, shape.urban);
            record.year_groups = shape.year_groups;
            record.phase = if self.secondary { Phase::Secondary } else { Phase::Primary };
        }
        let policies = self.policies.iter().map(Chosen::policy).collect();
        let mut world = Stepped::with(&list, country, setting, model, policies, self.replicate);
        world.world.weeks = self.weeks;
        let district = &mut world.world.districts[0];
        for (number, shape) in self.schools.iter().enumerate() {
            people(district, number, shape);
        }
        world.year = 1;
        world.open();
        world.arrange();
        self.restrict(&mut world.world.districts[0]);
        world
    }

    /// Lets only some teachers learn from some policies, as a study of teachers does.
    fn restrict(&self, district: &mut District) {
        for (ties, school) in district.ties.iter_mut().zip(&district.schools) {
            for tie in ties {
                let policy = &self.policies[usize::from(tie.origin.0) - 1];
                if let Some(share) = policy.only {
                    tie.only = (0..school.posts).map(|post| lot(post, 5) < share).collect();
                }
            }
        }
    }
}

/// A number between 0 and 1 that looks like a lot.
fn lot(post: usize, salt: usize) -> f64 {
    let mixed = (post as u64 * 8 + salt as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) as f64 / u64::MAX as f64
}

/// Changes who is there, and what the school is like.
fn people(district: &mut District, number: usize, shape: &Shape) {
    let school = &mut district.schools[number];
    school.teams = shape.teams;
    if let Some([culture, climate, leadership]) = shape.mood {
        (school.culture, school.climate, school.leadership) = (culture, climate, leadership);
    }
    for (post, lane) in school.range().enumerate() {
        let mut teacher = district.teachers.take(lane);
        if lot(post, 0) < shape.vacant {
            continue;
        }
        if lot(post, 1) < shape.beginners {
            teacher.experience = (lot(post, 2) * 3.0).floor() as f32;
        }
        // On the grid and within its bounds, enacted practice above and below what is embedded.
        let moved = |x: f32, salt| {
            let by = f64::from(shape.spread - 1.0) * (lot(post, salt) * 6.0 - 3.0);
            ((f64::from(x) + by) * 1_048_576.0).round() / 1_048_576.0
        };
        for d in 0..4 {
            teacher.enacted[d] = moved(teacher.enacted[d], 3 + d).clamp(-15.0, 15.0) as f32;
        }
        district.teachers.put(lane, teacher);
    }
}
