//! What exists: one teacher, one struct; a school with a list of posts and of cohorts; from and to the engine's
//! arrays.

use super::numbers::{grid, grid_sum};
use schoolsim::model::Model;
use schoolsim::world::{self, Brought, LANES, Tie, Title};

/// The holder of a post.
#[derive(Clone, Debug, Default)]
pub struct Teacher {
    pub enacted: [f32; 4],
    pub embedded: [f32; 4],
    pub experience: f32,
    pub receptivity: f32,
    pub motivation: f32,
    pub mentor_skill: f32,
    pub years_in_post: f32,
    pub title: Title,
    pub generation: u8,
    pub source: f32,
    pub posted: bool,
    /// Growth a week with experience, in a school of average support.
    pub growth: f32,
    /// Learning per hour relative to an average teacher.
    pub readiness: f32,
}

impl Teacher {
    /// Mean of enacted practice over domains.
    pub fn quality(&self) -> f64 {
        let [a, b, c, d] = self.enacted.map(f64::from);
        (a + b + c + d) / 4.0
    }

    /// Mean of embedded practice over domains.
    pub fn embedded_quality(&self) -> f64 {
        let [a, b, c, d] = self.embedded.map(f64::from);
        (a + b + c + d) / 4.0
    }

    /// Growth and readiness as they follow from experience and traits; `encouraged` is what rewards add to motivation.
    pub fn refresh(&mut self, encouraged: f32, model: &Model, weeks: u32) {
        let experience = f64::from(self.experience);
        let lacks = |years: f64| model.novice_gap * libm::exp(-years / model.experience_years);
        self.growth = ((lacks(experience) - lacks(experience + 1.0)) / f64::from(weeks)) as f32;
        let motivation = f64::from(self.motivation) + f64::from(encouraged);
        let log = model.motivation_effect * motivation - model.receptivity_decline * experience;
        self.readiness = (f64::from(self.receptivity) * libm::exp(log)) as f32;
    }

    /// The first months in a new post cost enacted practice; returns the change of quality.
    pub fn enter_post(&mut self, encouraged: f32, model: &Model, weeks: u32) -> f64 {
        self.refresh(encouraged, model, weeks);
        let loss = grid((model.new_post_loss * model.novice_gap) as f32);
        for practice in &mut self.enacted {
            *practice -= loss;
        }
        -f64::from(loss)
    }
}

/// A post, held or vacant.
#[derive(Clone, Debug, Default)]
pub struct Post {
    pub holder: Option<Teacher>,
    /// Sum over the year's weeks of enacted quality.
    pub quality_sum: f32,
    /// Working hours of this year out of class.
    pub covered_hours: f32,
    /// Motivation that this year's rewards add.
    pub encouraged: f32,
    pub engaged: bool,
}

/// A year group in a subject.
#[derive(Clone, Debug)]
pub struct Cohort {
    pub pupils: u16,
    /// Attainment brought at entry.
    pub start: f32,
    /// Attainment owed to the school's teaching.
    pub taught: f32,
    /// What of that is owed to each policy.
    pub owed: Vec<f32>,
}

impl Cohort {
    pub fn attainment(&self) -> f64 {
        f64::from(self.start) + f64::from(self.taught)
    }
}

/// What of a school's practice is owed to a policy.
#[derive(Clone, Copy, Debug, Default)]
pub struct Owed {
    pub enacted: f64,
    pub embedded: f64,
    /// Enacted practice, summed over the weeks of this year.
    pub taught: f64,
    /// Went back this year and is not booked yet.
    pub reverted: f64,
    /// Settled this year and is not booked yet.
    pub settled: f64,
}

impl Owed {
    /// A teacher's even share of what is owed to the policy goes along; returns it.
    pub fn take_share(&mut self, filled: usize) -> [f64; 2] {
        let share = |owed: f64| if filled > 1 { grid_sum(owed / filled as f64) } else { owed };
        let taken = [share(self.enacted), share(self.embedded)];
        self.enacted -= taken[0];
        self.embedded -= taken[1];
        taken
    }

    /// The engine keeps two of the numbers to itself: they are read in how it prints them, which is exact.
    pub fn of(owed: &world::Owed) -> Self {
        let text = format!("{owed:?}");
        let number = |name: &str| {
            let at = text.find(name).unwrap_or_else(|| panic!("no {name} in {text}"));
            let rest = text[at + name.len()..].trim_start_matches([':', ' ']);
            let end = rest.find([',', ' ', '}']).unwrap_or(rest.len());
            rest[..end].parse().unwrap_or_else(|e| panic!("{name} in {text}: {e}"))
        };
        let (reverted, settled) = (number("reverted"), number("settled"));
        Self { enacted: owed.enacted, embedded: owed.embedded, taught: owed.taught, reverted, settled }
    }
}

/// A school.
#[derive(Clone, Debug)]
pub struct School {
    /// Its traits, climate, results and accounts of time: plain numbers, as the engine's. What is owed stands apart.
    pub data: world::School,
    pub posts: Vec<Post>,
    /// Year group by year group, and there subject by subject.
    pub cohorts: Vec<Cohort>,
    pub owed: Vec<Owed>,
    pub ties: Vec<Tie>,
    pub brought: Vec<Brought>,
}

impl School {
    /// Posts of the `k`-th of so many parts; with fewer posts than parts, a post serves several.
    pub fn part(&self, parts: usize, k: usize) -> std::ops::Range<usize> {
        let posts = self.posts.len();
        let (start, end) = (k * posts / parts, (k + 1) * posts / parts);
        if end > start { start..end } else { start..start + 1 }
    }

    /// Posts that teach a year group in a subject.
    pub fn teachers_of(&self, year_group: usize, subject: usize) -> std::ops::Range<usize> {
        if self.data.subjects > 1 {
            self.part(self.data.subjects, subject)
        } else {
            self.part(self.data.year_groups, year_group)
        }
    }

    /// Teachers in service.
    pub fn filled(&self) -> usize {
        self.posts.iter().filter(|post| post.holder.is_some()).count()
    }

    /// The engine's school, read out of its district.
    pub fn of(district: &world::District, number: usize) -> Self {
        let data = district.schools[number].clone();
        let first = data.first_cohort;
        let cohorts = (first..first + data.year_groups * data.subjects).map(|at| Cohort {
            pupils: district.cohorts.pupils[at],
            start: district.cohorts.start[at],
            taught: district.cohorts.taught[at],
            owed: district.cohorts.owed.iter().map(|owed| owed[at]).collect(),
        });
        Self {
            posts: (data.first..data.first + data.posts)
                .map(|lane| Lane::of(&district.teachers, lane).post())
                .collect(),
            cohorts: cohorts.collect(),
            owed: data.owed.iter().map(Owed::of).collect(),
            ties: district.ties[number].clone(),
            brought: district.brought[number].clone(),
            data,
        }
    }

    /// Writes it where the engine keeps it. What the engine keeps to itself of what is owed is not written.
    pub fn write(&self, district: &mut world::District, number: usize) {
        let mut data = self.data.clone();
        for (to, from) in data.owed.iter_mut().zip(&self.owed) {
            (to.enacted, to.embedded, to.taught) = (from.enacted, from.embedded, from.taught);
        }
        for (post, lane) in self.posts.iter().zip(data.first..) {
            post.lane().write(&mut district.teachers, lane);
        }
        for (cohort, at) in self.cohorts.iter().zip(data.first_cohort..) {
            district.cohorts.pupils[at] = cohort.pupils;
            district.cohorts.start[at] = cohort.start;
            district.cohorts.taught[at] = cohort.taught;
            for (to, &from) in district.cohorts.owed.iter_mut().zip(&cohort.owed) {
                to[at] = from;
            }
        }
        district.ties[number].clone_from(&self.ties);
        district.brought[number].clone_from(&self.brought);
        district.schools[number] = data;
    }
}

/// What the engine keeps of a lane: a post, or padding to whole vectors. The only place that knows how the engine lays
/// teachers out.
#[derive(Clone, Debug, Default)]
pub struct Lane {
    pub filled: bool,
    /// The holder; zeros where there is none.
    pub teacher: Teacher,
    pub quality_sum: f32,
    pub covered_hours: f32,
    pub encouraged: f32,
    pub engaged: bool,
}

impl Lane {
    pub fn of(teachers: &world::Teachers, lane: usize) -> Self {
        let teacher = Teacher {
            enacted: teachers.enacted(lane),
            embedded: teachers.embedded(lane),
            experience: teachers.experience[lane],
            receptivity: teachers.receptivity[lane],
            motivation: teachers.motivation[lane],
            mentor_skill: teachers.mentor_skill[lane],
            years_in_post: teachers.years_in_post[lane],
            title: teachers.title[lane],
            generation: teachers.generation[lane],
            source: teachers.source[lane],
            posted: teachers.posted[lane],
            growth: teachers.growth(lane),
            readiness: teachers.readiness(lane),
        };
        Self {
            filled: teachers.filled[lane],
            teacher,
            quality_sum: teachers.quality_sum(lane),
            covered_hours: teachers.covered_hours(lane),
            encouraged: teachers.encouraged[lane],
            engaged: teachers.engaged[lane],
        }
    }

    fn write(&self, teachers: &mut world::Teachers, lane: usize) {
        let teacher = &self.teacher;
        teachers.set_enacted(lane, teacher.enacted);
        teachers.set_embedded(lane, teacher.embedded);
        teachers.set_pace(lane, teacher.growth, teacher.readiness);
        teachers.tiles[lane / LANES].quality_sum[lane % LANES] = self.quality_sum;
        teachers.experience[lane] = teacher.experience;
        teachers.receptivity[lane] = teacher.receptivity;
        teachers.motivation[lane] = teacher.motivation;
        teachers.mentor_skill[lane] = teacher.mentor_skill;
        teachers.years_in_post[lane] = teacher.years_in_post;
        teachers.title[lane] = teacher.title;
        teachers.generation[lane] = teacher.generation;
        teachers.source[lane] = teacher.source;
        teachers.posted[lane] = teacher.posted;
        teachers.filled[lane] = self.filled;
        teachers.tiles[lane / world::LANES].covered_hours[lane % world::LANES] = self.covered_hours;
        teachers.encouraged[lane] = self.encouraged;
        teachers.engaged[lane] = self.engaged;
    }

    fn post(self) -> Post {
        Post {
            holder: self.filled.then_some(self.teacher),
            quality_sum: self.quality_sum,
            covered_hours: self.covered_hours,
            encouraged: self.encouraged,
            engaged: self.engaged,
        }
    }
}

impl Post {
    fn lane(&self) -> Lane {
        Lane {
            filled: self.holder.is_some(),
            teacher: self.holder.clone().unwrap_or_default(),
            quality_sum: self.quality_sum,
            covered_hours: self.covered_hours,
            encouraged: self.encouraged,
            engaged: self.engaged,
        }
    }
}

/// A district.
#[derive(Clone, Debug)]
pub struct District {
    pub schools: Vec<School>,
    /// The engine's form of it, for what is asked of policies; as old as the last question.
    pub copy: world::District,
}

impl District {
    /// The engine's district.
    pub fn of(district: &world::District) -> Self {
        let schools = (0..district.schools.len()).map(|number| School::of(district, number)).collect();
        Self { schools, copy: district.clone() }
    }

    /// Back in the engine's form; see [`School::write`].
    pub fn written(&self) -> world::District {
        let mut district = self.copy.clone();
        for (number, school) in self.schools.iter().enumerate() {
            school.write(&mut district, number);
        }
        district
    }
}
