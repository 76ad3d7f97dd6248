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
    /// Rate at which money and gains of later years are discounted; that of [`crate::discount`]'s table if none.
    pub discount: Option<f64>,
    values: Vec<Option<f64>>,
    /// Year of each price, where it is stated.
    years: Vec<Option<u32>>,
}

impl Serialize for Prices {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3 + Item::ALL.len()))?;
        map.serialize_entry("currency", self.currency)?;
        for &item in Item::ALL {
            map.serialize_entry(item.name(), &self.of(item))?;
        }
        let years = Item::ALL.iter().filter_map(|&item| Some((item.name(), self.year_of(item)?)));
        map.serialize_entry("price_years", &years.collect::<std::collections::BTreeMap<_, _>>())?;
        map.serialize_entry("discount_rate", &self.discount)?;
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
    /// Year whose price it is; none where that is not stated.
    pub year: Option<u32>,
}

const SUPPLY: &str = "what a school pays for a day of supply cover, CFE Research for DfE (evidence section 14)";
const GRANT: &str = "grant to a school in a Teaching for Mastery work group (evidence sections 6 and 14)";
const TRIP: &str = "a participant's guess in the fourth source document, not official; no official unit cost was found";
const STUDY: &str = "Lesson Study, Murphy et al. 2017 for the EEF (evidence sections 5 and 14)";
/// What stands for the year of a price that nobody states.
pub const NOT_STATED: &str = "not stated";
const NOT_FOUND: &str = "no price was found; give one in the scenario's `prices`";

/// A price that was found: item, primary, secondary, source, grade. None of the sources states the year of its prices.
type Found = (Item, f64, f64, &'static str, Grade);

/// What was found for England; for Shanghai and Zhejiang no price was found.
const ENGLAND: [Found; 4] = [
    (Item::ReleaseDay, 218.0, 291.0, SUPPLY, Grade::Measured),
    (Item::WorkGroupGrant, 1000.0, 2000.0, GRANT, Grade::Measured),
    (Item::Visitor, 3000.0, 3000.0, TRIP, Grade::Assumption),
    (Item::LessonStudyYear, 2300.0, 2300.0, STUDY, Grade::Measured),
];

impl Prices {
    /// First and last year that a price may be of.
    pub const YEARS: (u32, u32) = (1900, 2100);

    /// Highest price allowed, in any currency.
    pub const HIGHEST: f64 = 1e9;

    /// The prices that were found for a setting and a phase.
    pub fn found(country: Country, phase: Phase) -> Self {
        let none = vec![None; Item::ALL.len()];
        let years = vec![None; Item::ALL.len()];
        let mut prices = Self { currency: country.currency(), discount: None, values: none, years };
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

    /// Gives an item a price of a year that is not stated, or takes it away.
    pub fn set(&mut self, item: Item, price: impl Into<Option<f64>>) {
        self.values[item as usize] = price.into();
        self.years[item as usize] = None;
    }

    /// Gives an item a price of a year.
    pub fn set_of_year(&mut self, item: Item, price: f64, year: Option<u32>) {
        self.values[item as usize] = Some(price);
        self.years[item as usize] = year;
    }

    /// Whose year an item's price is; none where that is not stated.
    pub fn year_of(&self, item: Item) -> Option<u32> {
        self.years[item as usize]
    }

    /// The years of the prices of some items, each once, in order: `2018`, `not stated`.
    pub fn years_in_words(&self, items: &[Item]) -> Vec<String> {
        let years: std::collections::BTreeSet<Option<u32>> =
            items.iter().filter(|&&item| self.of(item).is_some()).map(|&item| self.year_of(item)).collect();
        let (known, unknown): (Vec<_>, Vec<_>) = years.into_iter().partition(Option::is_some);
        let words = |year: Option<u32>| year.map_or_else(|| NOT_STATED.to_owned(), |year| year.to_string());
        known.into_iter().chain(unknown).map(words).collect()
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
        let year = self.year_of(item);
        StatedPrice { name, meaning, per, value, currency: self.currency, source, grade, year }
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
        assert!(stated.iter().all(|p| p.year.is_none()), "no source states the year of its price");
        let guess = stated.iter().find(|p| p.name == "visitor").map(|p| p.grade);
        assert_eq!(guess, Some(Some(Grade::Assumption)), "a guess is no measurement");
    }

    #[test]
    fn a_price_has_the_year_that_it_was_given_with() {
        let mut prices = Prices::found(Country::England, Phase::Primary);
        prices.set_of_year(Item::ContractYear, 9.0, Some(2018));
        prices.set_of_year(Item::Visitor, 8.0, Some(2016));
        let all = [Item::ContractYear, Item::Visitor, Item::ReleaseDay, Item::PairYear];
        assert_eq!(prices.years_in_words(&all), ["2016", "2018", "not stated"]);
        assert_eq!(prices.years_in_words(&all[..1]), ["2018"]);
        prices.set(Item::ContractYear, 7.0);
        assert_eq!(prices.year_of(Item::ContractYear), None);
        assert!(prices.years_in_words(&[Item::PairYear]).is_empty(), "what has no price has no year");
    }
}
