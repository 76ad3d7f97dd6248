//! Unit prices: what a thing costs where a price was found, and none where it was not.
//!
//! A price that nobody found is not a zero. Costs that need it are reported as missing until the scenario gives one.

use crate::parameter::Grade;
use crate::setting::{Country, Phase};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

macro_rules! items {
    ($($(#[$doc:meta])* $item:ident = $name:literal, $meaning:literal, $per:literal;)*) => {
        /// What has a price.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Item {
            $(#[doc = $meaning] $item,)*
        }

        impl Item {
            /// Every item.
            pub const ALL: &'static [Self] = &[$(Self::$item,)*];

            /// Its name in scenario files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$item => $name,)* }
            }

            /// What it is.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$item => $meaning,)* }
            }

            /// What it is paid for.
            pub fn per(self) -> &'static str {
                match self { $(Self::$item => $per,)* }
            }
        }
    };
}

items! {
    ReleaseDay = "release_day", "A teacher's day out of class, covered by a supply teacher", "teacher-day";
    WorkGroupGrant = "work_group_grant", "Grant to a school in a work group", "school-year";
    ContractYear = "contract_year", "Entrusted management of a school", "school-year";
    PairYear = "pair_year", "A pair of schools, beside release", "pair-year";
    GroupYear = "group_year", "A school in an education group, beside release", "school-year";
    PostingYear = "posting_year", "A teacher posted to another school: allowance, travel, housing", "teacher-year";
    CommunityYear = "community_year", "A school in a shared education community, beside release", "school-year";
    OpeningSchool = "opening_school", "Opening a school with its staff, beside building it", "school";
    CourseHour = "course_hour", "An hour of a course for one teacher, beside release", "teacher-hour";
    OfficerYear = "officer_year", "A teaching-research officer's post, beside the post left at school", "officer-year";
    ExpertYear = "expert_year", "The allowance of an expert teacher with duties", "expert-year";
    Visitor = "visitor", "A visiting teacher of an exchange: travel, housing, interpreting", "visitor";
    LessonStudyYear = "lesson_study_year", "Lesson study in a school, training and materials, beside release", "school-year";
    LibraryYear = "library_year", "A school's use of a video library", "school-year";
    TraineeYear = "trainee_year", "A trainee's course, assessment and materials, beside release", "trainee-year";
    LinkYear = "link_year", "A class linked for synchronous lessons: equipment, line and support", "class-year";
    AllowanceYear = "allowance_year", "A teacher's allowance for rural service", "teacher-year";
    LeaderYear = "leader_year", "Training, mentoring or a management team for the leaders of a school", "school-year";
    ShuttleDay = "shuttle_day", "A day at the partner school for one pupil: transport and meals", "pupil-day";
    ProgrammeTeacherYear = "programme_teacher_year", "A teacher's place in a support programme, beside release", "teacher-year";
    CareHour = "care_hour", "An hour of supervised study after school for one group of pupils", "group-hour";
}

/// Prices in one currency; none where no price is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Prices {
    /// Currency of all of them.
    pub currency: &'static str,
    values: Vec<Option<f64>>,
}

impl Serialize for Prices {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + Item::ALL.len()))?;
        map.serialize_entry("currency", self.currency)?;
        for &item in Item::ALL {
            map.serialize_entry(item.name(), &self.of(item))?;
        }
        map.end()
    }
}

/// A price with what it rests on, for listing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StatedPrice {
    /// Name in scenario files.
    pub name: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What it is paid for.
    pub per: &'static str,
    /// Value in force; none if no price is known.
    pub value: Option<f64>,
    /// Currency.
    pub currency: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// How well it is known; none if it is not.
    pub grade: Option<Grade>,
}

const SUPPLY: &str = "what a school pays for a day of supply cover, CFE Research for DfE (evidence section 14)";
const GRANT: &str = "grant to a school in a Teaching for Mastery work group (evidence sections 6 and 14)";
const TRIP: &str = "a participant's guess in the fourth source document, not official; no official unit cost was found";
const STUDY: &str = "Lesson Study, Murphy et al. 2017 for the EEF (evidence sections 5 and 14)";
const NOT_FOUND: &str = "no price was found; give one in the scenario's `prices`";

/// A price that was found: item, primary, secondary, source, grade.
type Found = (Item, f64, f64, &'static str, Grade);

/// What was found for England; for Shanghai and Zhejiang no price was found.
const ENGLAND: [Found; 4] = [
    (Item::ReleaseDay, 218.0, 291.0, SUPPLY, Grade::Measured),
    (Item::WorkGroupGrant, 1000.0, 2000.0, GRANT, Grade::Measured),
    (Item::Visitor, 3000.0, 3000.0, TRIP, Grade::Assumption),
    (Item::LessonStudyYear, 2300.0, 2300.0, STUDY, Grade::Measured),
];

impl Prices {
    /// Highest price allowed, in any currency.
    pub const HIGHEST: f64 = 1e9;

    /// The prices that were found for a setting and a phase.
    pub fn found(country: Country, phase: Phase) -> Self {
        let mut prices = Self { currency: country.currency(), values: vec![None; Item::ALL.len()] };
        if country == Country::England {
            for (item, primary, secondary, _, _) in ENGLAND {
                let value = if phase == Phase::Primary { primary } else { secondary };
                prices.values[item as usize] = Some(value);
            }
        }
        prices
    }

    /// The price of an item; none if it is not known.
    pub fn of(&self, item: Item) -> Option<f64> {
        self.values[item as usize]
    }

    /// Gives an item a price, or takes it away.
    pub fn set(&mut self, item: Item, price: impl Into<Option<f64>>) {
        self.values[item as usize] = price.into();
    }

    /// The prices in force with what they rest on, given those that were `found`.
    pub fn stated(&self, found: &Self) -> Vec<StatedPrice> {
        Item::ALL.iter().map(|&item| self.state(item, found)).collect()
    }

    fn state(&self, item: Item, found: &Self) -> StatedPrice {
        let value = self.of(item);
        let source = ENGLAND.iter().find(|(i, ..)| *i == item).map(|&(.., source, grade)| (source, Some(grade)));
        let (source, grade) = match value {
            None => (NOT_FOUND, None),
            Some(_) if value == found.of(item) => source.unwrap_or((NOT_FOUND, None)),
            Some(_) => ("set in the scenario", Some(Grade::Assumption)),
        };
        let (name, meaning, per) = (item.name(), item.meaning(), item.per());
        StatedPrice { name, meaning, per, value, currency: self.currency, source, grade }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_price_reads_what_it_writes_and_no_other() {
        for &item in Item::ALL {
            let mut prices = Prices::found(Country::Shanghai, Phase::Primary);
            prices.set(item, 7.0);
            for &other in Item::ALL {
                assert_eq!(prices.of(other), (item == other).then_some(7.0), "{item:?} {other:?}");
            }
        }
    }

    #[test]
    fn only_found_prices_have_a_value_and_a_source() {
        let england = Prices::found(Country::England, Phase::Secondary);
        let stated = england.stated(&england);
        let known: Vec<_> = stated.iter().filter_map(|p| Some((p.name, p.value?))).collect();
        let expected =
            [("release_day", 291.0), ("work_group_grant", 2000.0), ("visitor", 3000.0), ("lesson_study_year", 2300.0)];
        assert_eq!(known, expected);
        assert!(stated.iter().all(|p| p.grade.is_some() == p.value.is_some()));
        let guess = stated.iter().find(|p| p.name == "visitor").map(|p| p.grade);
        assert_eq!(guess, Some(Some(Grade::Assumption)), "a guess is no measurement");
    }
}
