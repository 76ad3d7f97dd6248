//! Two-way flow: teachers and leaders rotate between strong or urban and weak or rural schools.

use super::foremost::foremost;
use super::scene::spread;
use super::{Per, Placing, Scene, percent};
use crate::parameter::{Parameter, count_or_none};
use crate::price::Item;
use crate::rng::{Place, Purpose};
use crate::world::{PostId, Role, SchoolId, Tie};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Between which schools teachers rotate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Route {
    /// Urban schools and rural schools of a district.
    UrbanRural,
    /// The stronger half and the weaker half of a district by measured results.
    StrongWeak,
    /// The lead school and the others of an education group or shared education community that an earlier policy of the
    /// list has formed: teachers belong to the community, not to a school.
    WithinCommunities,
}

/// Who goes, beside the key teachers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Selection {
    /// Those with the highest motivation.
    Volunteers,
    /// Anybody, by lot.
    Assigned,
    /// The best known of all giving schools of a district or community who accept, for the posts of the receiving
    /// schools whose holders came last.
    Recruited,
}

/// Rotation of teachers in both directions. It reaches a school as a whole, also where a
/// study has assigned single teachers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TwoWayFlow {
    /// First year in force.
    pub from_year: u32,
    /// Last year in force; to the end if none.
    pub to_year: Option<u32>,
    /// Share of the giving schools' teachers who go in a year; where they are recruited, share of the receiving schools'
    /// posts that they take.
    pub share: f64,
    /// Teachers of the giving schools who go in a year in the whole system, in place of a share.
    pub teachers: Option<u32>,
    /// Share of key teachers, the best that the school knows, among those who go.
    pub key_share: f64,
    /// Share of those recruited who accept when asked.
    pub accepts: f64,
    /// Years until they return.
    pub years: u32,
    /// Share of receiving schools that also exchange leaders.
    pub leaders_share: f64,
    /// Receiving schools that exchange leaders in a year in the whole system, in place of a share.
    pub leaders: Option<u32>,
    /// Between which schools.
    pub route: Route,
    /// Who goes.
    pub selection: Selection,
}

impl Default for TwoWayFlow {
    fn default() -> Self {
        Self {
            from_year: 1,
            to_year: None,
            share: 0.1,
            teachers: None,
            key_share: 0.2,
            accepts: 0.25,
            years: 3,
            leaders_share: 0.1,
            leaders: None,
            route: Route::UrbanRural,
            selection: Selection::Volunteers,
        }
    }
}

impl TwoWayFlow {
    /// What is paid for it, and by what it is counted.
    pub const CHARGE: Option<(Item, Per)> = Some((Item::PostingYear, Per::Posted));

    pub(super) const EXTENT: &'static [&'static str] = &["share", "teachers", "leaders_share", "leaders"];

    pub(super) const SETS_CONDITIONS: bool = false;

    /// Its numbers, with unit, range, source and grade.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new(
            "share",
            "Share of the giving schools' teachers who go in a year; of the receiving schools' posts if recruited",
            |p| p.share,
            |p, v| p.share = v,
        )
        .within(0.0, 0.5, "share/year")
        .measured("at least 10 % a year of eligible teachers (national rule of 2014, evidence section 8)"),
        Parameter::<Self>::new(
            "teachers",
            "Teachers of the giving schools who go in a year in the whole system, in place of a share",
            |p| count_or_none(p.teachers),
            |p, v| p.teachers = Some(v as u32),
        )
        .within(0.0, 100_000.0, "teachers/year")
        .or_none()
        .derived("4,710 key teachers in three years (fifth source document): 1,570 a year"),
        Parameter::<Self>::new(
            "key_share",
            "Share of key teachers, the best that the school knows, among those who go",
            |p| p.key_share,
            |p, v| p.key_share = v,
        )
        .within(0.0, 1.0, "share")
        .measured("at least 20 % of them backbone teachers (national rule of 2014, evidence section 8)"),
        Parameter::<Self>::new(
            "accepts",
            "Share of those recruited who accept when asked",
            |p| p.accepts,
            |p, v| p.accepts = v,
        )
        .within(0.0, 1.0, "share")
        .assumed("not found"),
        Parameter::<Self>::new("years", "Years until they return", |p| f64::from(p.years), |p, v| p.years = v as u32)
            .within(1.0, 10.0, "years")
            .measured("two to three years (evidence section 8)"),
        Parameter::<Self>::new(
            "leaders_share",
            "Share of receiving schools that also exchange leaders",
            |p| p.leaders_share,
            |p, v| p.leaders_share = v,
        )
        .within(0.0, 1.0, "share")
        .derived("1,788 leaders to 4,710 key teachers in three years (fifth source document)"),
        Parameter::<Self>::new(
            "leaders",
            "Receiving schools that exchange leaders in a year in the whole system, in place of a share",
            |p| count_or_none(p.leaders),
            |p, v| p.leaders = Some(v as u32),
        )
        .within(0.0, 100_000.0, "schools/year")
        .or_none()
        .derived("1,788 school leaders in three years (fifth source document): 596 a year"),
    ];

    /// What it does, in plain words.
    pub fn describe(&self) -> String {
        let route = match self.route {
            Route::UrbanRural => "urban and rural schools of a district",
            Route::StrongWeak => "the stronger and the weaker half of the schools of a district",
            Route::WithinCommunities => "the lead school and the others of each community",
        };
        let who = match self.selection {
            Selection::Volunteers => "volunteers",
            Selection::Assigned => "teachers drawn by lot",
            Selection::Recruited => "those asked after them",
        };
        let recruited = self.selection == Selection::Recruited;
        let teachers = match self.teachers {
            Some(count) => format!("{count} teachers"),
            None if recruited => format!("teachers for {} % of the posts of the receiving schools", percent(self.share)),
            None => format!("{} % of the teachers", percent(self.share)),
        };
        let key = if recruited {
            format!("the best known are asked first, and {} % accept", percent(self.accepts))
        } else {
            format!("{} % of them are key teachers, the others {who}", percent(self.key_share))
        };
        let leaders = match self.leaders {
            Some(count) => format!("{count} receiving schools"),
            None => format!("{} % of receiving schools", percent(self.leaders_share)),
        };
        format!(
            "Every year {teachers} of the giving schools change places with teachers of the receiving ones, between \
             {route}, for {} years; {key}. {leaders} exchange leaders \
             too. Everybody has the first months in a new post to get through.",
            self.years,
        )
    }
}

/// Schools that rotate among themselves.
struct Circle {
    giving: Vec<SchoolId>,
    receiving: Vec<SchoolId>,
    /// Where the lots of its places are drawn.
    place: Place,
    /// Slot of its first lot there.
    first_lot: usize,
}

impl TwoWayFlow {
    /// Brings home those whose time is up and posts the next.
    pub(super) fn arrange(&self, scene: &mut Scene<'_>) {
        scene.untie();
        let in_force = scene.in_force;
        scene.bring_home(!in_force);
        if !in_force {
            return;
        }
        let circles = self.circles(scene);
        let posts = |schools: &[SchoolId]| schools.iter().map(|&s| scene.world.school(s).posts).sum::<usize>();
        let giving: Vec<usize> = circles.iter().map(|c| posts(&c.giving)).collect();
        let pairs: Vec<usize> = circles.iter().map(|c| c.giving.len().min(c.receiving.len())).collect();
        let teachers = self.teachers.map(|count| spread(count as usize, &giving));
        let leaders = self.leaders.map(|count| spread(count as usize, &pairs));
        for (number, circle) in circles.iter().enumerate() {
            self.rotate(scene, circle, teachers.as_ref().map(|counts| counts[number]));
            let share = (self.leaders_share * circle.receiving.len() as f64).round() as usize;
            let pairs = leaders.as_ref().map_or(share, |counts| counts[number]);
            exchange_leaders(scene, circle, pairs);
        }
    }

    /// Schools that rotate among themselves: those of a district, or of a community.
    fn circles(&self, scene: &Scene<'_>) -> Vec<Circle> {
        let mut circles = Vec::new();
        if self.route == Route::WithinCommunities {
            let mut first_lot = 0;
            for members in scene.communities() {
                let (giving, receiving) = (members[..1].to_vec(), members[1..].to_vec());
                let place = Place::district(members[0].district as usize);
                let posts: usize = receiving.iter().map(|&s| scene.world.school(s).posts).sum();
                circles.push(Circle { giving, receiving, place, first_lot });
                first_lot += posts;
            }
        } else {
            let mut districts = vec![Vec::new(); scene.world.districts.len()];
            for id in scene.by_result(1) {
                districts[id.district as usize].push(id);
            }
            for (district, here) in districts.iter().enumerate() {
                let half = here.len() / 2;
                let (receiving, giving): (Vec<SchoolId>, Vec<SchoolId>) = match self.route {
                    Route::StrongWeak => (here[..half].to_vec(), here[half..].to_vec()),
                    _ => here.iter().copied().partition(|&s| !scene.world.school(s).urban),
                };
                circles.push(Circle { giving, receiving, place: Place::district(district), first_lot: 0 });
            }
        }
        for circle in circles.iter_mut().filter(|_| scene.assigned.is_some()) {
            self.restrict(scene, circle);
        }
        circles.retain(|c| !c.giving.is_empty() && !c.receiving.is_empty());
        circles
    }

    /// Where a study has assigned schools, only these receive. Of the halves of a district the upper half gives; those of
    /// it that are assigned receive too, unless all of it is.
    fn restrict(&self, scene: &Scene<'_>, circle: &mut Circle) {
        if self.route == Route::StrongWeak && circle.giving.iter().any(|&id| !scene.reaches(id)) {
            let above = circle.giving.extract_if(.., |id| scene.reaches(*id));
            circle.receiving.extend(above);
        }
        circle.receiving.retain(|&id| scene.reaches(id));
    }

    /// Posts teachers of the giving schools to the receiving ones, one for one: `count` of them, or the share.
    fn rotate(&self, scene: &mut Scene<'_>, circle: &Circle, count: Option<usize>) {
        if self.selection == Selection::Recruited {
            self.recruit(scene, circle, count);
            return;
        }
        let mut places: Vec<PostId> = circle
            .receiving
            .iter()
            .flat_map(|&school| (0..scene.world.school(school).posts).map(move |p| PostId { school, post: p as u32 }))
                .filter(|&post| scene.movable(post))
            .collect();
        // Drawn by lot: a keyed number for each place, smallest first.
        let mut words = Vec::new();
        let slots = circle.first_lot..circle.first_lot + places.len();
        scene.streams.first_words_of_year(Purpose::Posting, circle.place, scene.year, slots, &mut words);
        let mut lots: Vec<(u32, PostId)> =
            words.iter().zip(&places).map(|(words, &post)| (words.slot().word(), post)).collect();
        lots.sort_unstable();
        places = lots.into_iter().rev().map(|(_, post)| post).collect();
        let posts: Vec<usize> = circle.giving.iter().map(|&s| scene.world.school(s).posts).collect();
        let counts = count.map(|count| spread(count, &posts));
        for (number, &school) in circle.giving.iter().enumerate() {
            for from in self.chosen(scene, school, counts.as_ref().map(|counts| counts[number])) {
                let Some(to) = places.pop() else { return };
                scene.post(from, to, scene.year + self.years as i32 - 1);
            }
        }
    }

    /// Asks the best known of the giving schools one after the other; those who accept take the posts of the receiving
    /// schools whose holders came last, until as many are posted there as the share or `count` says.
    fn recruit(&self, scene: &mut Scene<'_>, circle: &Circle, count: Option<usize>) {
        let every = circle.receiving.iter().flat_map(|&school| {
            (0..scene.world.school(school).posts as u32).map(move |post| PostId { school, post })
        });
        let mut places: Vec<(f32, PostId)> = Vec::new();
        let mut posts = 0;
        for post in every {
            let teachers = &scene.world.districts[post.school.district as usize].teachers;
            posts += 1;
            if scene.movable(post) {
                places.push((teachers.years_in_post[scene.lane(post)], post));
            }
        }
        places.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let away = scene.world.postings.iter().filter(|p| p.origin == scene.origin);
        let there = away.filter(|p| circle.receiving.contains(&p.b.school)).count();
        let wanted = count.unwrap_or(((self.share * f64::from(posts)).round() as usize).saturating_sub(there));
        let mut known: Vec<(f64, PostId)> =
            circle.giving.iter().flat_map(|&school| scene.appraised(school, 0.0)).collect();
        known.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut places = places.into_iter().take(wanted).map(|(_, post)| post);
        for (_, from) in known {
            let place = Place::school(from.school.district as usize, from.school.school as usize);
            let mut draws = scene.streams.of_year(Purpose::Posting, place, scene.year);
            if !scene.movable(from) || !draws.slot(1 + from.post as usize).chance(self.accepts as f32) {
                continue;
            }
            let Some(to) = places.next() else { return };
            scene.post(from, to, scene.year + self.years as i32 - 1);
        }
    }

    /// The teachers of a giving school who go this year, `count` of them or the share that the school carries out: key
    /// teachers, then volunteers or by lot.
    fn chosen(&self, scene: &Scene<'_>, school: SchoolId, count: Option<usize>) -> Vec<PostId> {
        let place = Place::school(school.district as usize, school.school as usize);
        let mut draws = scene.streams.of_year(Purpose::Posting, place, scene.year);
        let mut chance = draws.slot(0);
        let posts = scene.world.school(school).posts;
        let expected = self.share * f64::from(scene.activity(school)) * posts as f64;
        let by_share = expected.floor() as usize + usize::from(chance.chance(expected.fract() as f32));
        let count = count.unwrap_or(by_share);
        let expected = self.key_share * count as f64;
        let key = expected.floor() as usize + usize::from(chance.chance(expected.fract() as f32));
        let mut chosen = scene.best(school, key.min(count));
        let teachers = &scene.world.districts[school.district as usize].teachers;
        let others: Vec<(f32, PostId)> = (0..posts)
            .map(|post| PostId { school, post: post as u32 })
            .filter(|&post| scene.movable(post) && !chosen.contains(&post))
            .map(|post| {
                let order = match self.selection {
                    Selection::Volunteers => teachers.motivation[scene.lane(post)],
                    Selection::Assigned | Selection::Recruited => draws.slot(1 + post.post as usize).uniform(),
                };
                (order, post)
            })
            .collect();
        let others = foremost(others, count - key.min(count), |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        chosen.extend(others.into_iter().map(|(_, post)| post));
        chosen
    }

    /// The week's influence of an exchanged leader.
    #[expect(clippy::unused_self, reason = "every policy acts by a method of its own")]
    pub(super) fn act(&self, tie: &mut Tie, placing: &mut Placing<'_>) {
        if let Some((leadership, _)) = tie.lead {
            let share = placing.model.leader_exchange / f64::from(placing.weeks);
            let culture = placing.here().culture;
            placing.follow((leadership, culture), share as f32);
        }
    }
}

/// Lets the leadership of so many pairs of a receiving and a giving school meet half way.
fn exchange_leaders(scene: &mut Scene<'_>, circle: &Circle, pairs: usize) {
    for (&weak, &strong) in circle.receiving.iter().zip(circle.giving.iter().rev()).take(pairs) {
        let lead = |id: SchoolId| (scene.world.school(id).leadership, scene.world.school(id).culture);
        let (from_strong, from_weak) = (lead(strong), lead(weak));
        for (id, role, lead) in [(weak, Role::Receives, from_strong), (strong, Role::Gives, from_weak)] {
            let mut tie = Tie::new(scene.origin, role, 0);
            tie.lead = Some(lead);
            scene.tie(id, tie);
        }
        scene.world.school_mut(weak).received.add(scene.origin);
        scene.world.school_mut(strong).gave.add(scene.origin);
    }
}
