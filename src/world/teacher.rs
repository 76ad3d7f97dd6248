//! Teachers, by post.

use super::tile::{LANES, Tile};
use crate::model::Model;
use crate::rng::Slot;
use crate::units::{DOMAINS, Profile, grid_level};

/// Title on the ladder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Title {
    /// No title yet.
    #[default]
    Junior,
    /// Mid rank.
    Middle,
    /// Senior rank.
    Senior,
    /// Expert: subject leaders and special-class teachers.
    Expert,
}

impl Title {
    /// The ladder: each title with the years of experience without which it is not given.
    pub const LADDER: [(Self, f32); 3] = [(Self::Middle, 5.0), (Self::Senior, 12.0), (Self::Expert, 20.0)];
}

/// One teacher, taken out of the arrays: what goes along when a person changes post.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Teacher {
    /// Practice in the classroom this week, by domain (SD).
    pub enacted: Profile,
    /// Practice unaided, by domain (SD).
    pub embedded: Profile,
    /// Experience in years.
    pub experience: f32,
    /// Own trait of receptivity, a factor around 1.
    pub receptivity: f32,
    /// Motivation (SD).
    pub motivation: f32,
    /// Skill as a mentor: share of the lead that gets across.
    pub mentor_skill: f32,
    /// Title.
    pub title: Title,
    /// Steps from the source in a cascade of training: 1 was trained by the source itself; 0 by nobody.
    pub generation: u8,
    /// Quality of the source of the cascade (SD).
    pub source: f32,
}

impl Teacher {
    /// A teacher drawn around a mean quality of the system's experienced, with the experience given. Uses ten words.
    pub fn draw(model: &Model, mean: f64, sd: f64, experience: f32, slot: &mut Slot<'_>) -> Self {
        // Domains share a common part so that they correlate by `domain_link`, and quality has SD 1.
        let link = model.domain_link;
        let (common, own) = if link > 0.0 {
            let common = 1.0 / (1.0 + (1.0 - link) / (DOMAINS as f64 * link)).sqrt();
            (common, common * ((1.0 - link) / link).sqrt())
        } else {
            (0.0, (DOMAINS as f64).sqrt())
        };
        let [shared, a, b, c, d, receptivity, motivation, skill] = slot.normals();
        let missing = model.inexperience(f64::from(experience)) - model.local_practice;
        let practice: Profile = [a, b, c, d]
            .map(|domain| grid_level(mean + sd * (common * f64::from(shared) + own * f64::from(domain)) - missing));
        let receptivity = libm::exp(model.receptivity_sd * f64::from(receptivity)) as f32;
        let mentor_skill = model.mentor_skill + model.mentor_skill_sd * f64::from(skill);
        Self {
            enacted: practice,
            embedded: practice,
            experience,
            receptivity,
            motivation,
            mentor_skill: mentor_skill.clamp(0.0, 1.0) as f32,
            ..Self::default()
        }
    }
}

/// The teachers of a district: what changes week by week in tiles, the rest in arrays over posts. An empty post holds zeros and `filled` is false.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Teachers {
    /// What the weekly step works on, by tile.
    pub tiles: Vec<Tile>,
    /// Experience in years.
    pub experience: Vec<f32>,
    /// Own trait of receptivity.
    pub receptivity: Vec<f32>,
    /// Motivation.
    pub motivation: Vec<f32>,
    /// Motivation that this year's rewards add, by post (SD).
    pub encouraged: Vec<f32>,
    /// Skill as a mentor.
    pub mentor_skill: Vec<f32>,
    /// Years in this post.
    pub years_in_post: Vec<f32>,
    /// Title.
    pub title: Vec<Title>,
    /// Steps from the source in a cascade of training.
    pub generation: Vec<u8>,
    /// Quality of the source of the cascade.
    pub source: Vec<f32>,
    /// Whether somebody holds the post.
    pub filled: Vec<bool>,
    /// Whether the holder is posted here from elsewhere, or stands in.
    pub posted: Vec<bool>,
    /// Whether a policy counts on the holder at this post this year, so that nobody else may move them.
    pub engaged: Vec<bool>,
}

impl Teachers {
    /// Empty posts.
    pub fn vacant(lanes: usize) -> Self {
        let zeros = || vec![0.0; lanes];
        Self {
            tiles: vec![Tile::default(); lanes.div_ceil(LANES)],
            experience: zeros(),
            receptivity: zeros(),
            motivation: zeros(),
            encouraged: zeros(),
            mentor_skill: zeros(),
            years_in_post: zeros(),
            title: vec![Title::Junior; lanes],
            generation: vec![0; lanes],
            source: zeros(),
            filled: vec![false; lanes],
            posted: vec![false; lanes],
            engaged: vec![false; lanes],
        }
    }

    /// Which posts of a tile somebody holds, a bit each.
    #[inline(always)]
    pub fn holders(&self, tile: usize) -> u8 {
        let mut bytes = [0; LANES];
        for (byte, &filled) in bytes.iter_mut().zip(&self.filled[tile * LANES..][..LANES]) {
            *byte = u8::from(filled);
        }
        // The product has the lowest bit of the n-th byte in the n-th of its highest bits, and no two others meet.
        (u64::from_le_bytes(bytes).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
    }

    /// Enacted practice of a lane by domain.
    #[inline]
    pub fn enacted(&self, lane: usize) -> Profile {
        let ([a, b, c, d], i) = (&self.tiles[lane / LANES].enacted, lane % LANES);
        [a[i], b[i], c[i], d[i]]
    }

    /// Embedded practice of a lane by domain.
    #[inline]
    pub fn embedded(&self, lane: usize) -> Profile {
        let ([a, b, c, d], i) = (&self.tiles[lane / LANES].embedded, lane % LANES);
        [a[i], b[i], c[i], d[i]]
    }

    /// Sets enacted practice of a lane.
    pub fn set_enacted(&mut self, lane: usize, practice: Profile) {
        for (domain, practice) in self.tiles[lane / LANES].enacted.iter_mut().zip(practice) {
            domain[lane % LANES] = practice;
        }
    }

    /// Sets embedded practice of a lane.
    pub fn set_embedded(&mut self, lane: usize, practice: Profile) {
        for (domain, practice) in self.tiles[lane / LANES].embedded.iter_mut().zip(practice) {
            domain[lane % LANES] = practice;
        }
    }

    /// Growth a week with experience of a lane, in a school of average support (SD).
    #[inline]
    pub fn growth(&self, lane: usize) -> f32 {
        self.tiles[lane / LANES].growth[lane % LANES]
    }

    /// Learning per hour of a lane relative to an average teacher.
    #[inline]
    pub fn readiness(&self, lane: usize) -> f32 {
        self.tiles[lane / LANES].readiness[lane % LANES]
    }

    /// Sum over the year's weeks of enacted quality of a lane (SD).
    #[inline]
    pub fn quality_sum(&self, lane: usize) -> f32 {
        self.tiles[lane / LANES].quality_sum[lane % LANES]
    }

    /// Working hours of this year that a lane spent out of class.
    #[inline]
    pub fn covered_hours(&self, lane: usize) -> f32 {
        self.tiles[lane / LANES].covered_hours[lane % LANES]
    }

    /// Adds working hours that a lane spends out of class.
    pub fn cover(&mut self, lane: usize, hours: f32) {
        self.tiles[lane / LANES].covered_hours[lane % LANES] += hours;
    }

    /// Sets growth and readiness of a lane.
    pub fn set_pace(&mut self, lane: usize, growth: f32, readiness: f32) {
        let tile = &mut self.tiles[lane / LANES];
        tile.growth[lane % LANES] = growth;
        tile.readiness[lane % LANES] = readiness;
    }

    /// Enacted quality of a lane: the mean over domains, exact.
    #[inline]
    pub fn quality(&self, lane: usize) -> f64 {
        self.enacted(lane).iter().map(|&p| f64::from(p)).sum::<f64>() * 0.25
    }

    /// Embedded quality of a lane: the mean over domains, exact.
    #[inline]
    pub fn embedded_quality(&self, lane: usize) -> f64 {
        self.embedded(lane).iter().map(|&h| f64::from(h)).sum::<f64>() * 0.25
    }

    /// Takes the holder out of a post, leaving it vacant.
    pub fn take(&mut self, lane: usize) -> Teacher {
        let teacher = Teacher {
            enacted: self.enacted(lane),
            embedded: self.embedded(lane),
            experience: self.experience[lane],
            receptivity: self.receptivity[lane],
            motivation: self.motivation[lane],
            mentor_skill: self.mentor_skill[lane],
            title: self.title[lane],
            generation: self.generation[lane],
            source: self.source[lane],
        };
        self.put(lane, Teacher::default());
        self.set_pace(lane, 0.0, 0.0);
        self.filled[lane] = false;
        self.posted[lane] = false;
        teacher
    }

    /// Puts a teacher into a post, new there.
    pub fn put(&mut self, lane: usize, teacher: Teacher) {
        self.set_enacted(lane, teacher.enacted);
        self.set_embedded(lane, teacher.embedded);
        self.experience[lane] = teacher.experience;
        self.receptivity[lane] = teacher.receptivity;
        self.motivation[lane] = teacher.motivation;
        self.mentor_skill[lane] = teacher.mentor_skill;
        self.title[lane] = teacher.title;
        self.generation[lane] = teacher.generation;
        self.source[lane] = teacher.source;
        self.years_in_post[lane] = 0.0;
        self.filled[lane] = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_are_a_bit_each() {
        let mut teachers = Teachers::vacant(2 * LANES);
        for posts in 0..=u8::MAX {
            for i in 0..LANES {
                teachers.filled[LANES + i] = posts >> i & 1 == 1;
            }
            assert_eq!((teachers.holders(0), teachers.holders(1)), (0, posts));
        }
    }
}
