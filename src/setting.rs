//! The settings: what differs between school systems before any policy acts.
//!
//! The working week, the professional development that happens anyway, leaving rates and prices. Controls are
//! not empty: every value here acts in the do-nothing arm too.

use crate::parameter::Parameter;
use serde::{Deserialize, Serialize};

/// Phase of education.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Phase {
    /// Primary: class teachers or subject teachers, by the setting.
    Primary,
    /// Secondary (lower secondary in China): subject teachers.
    Secondary,
}

/// The school system whose working week and usual practice apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Country {
    /// England.
    England,
    /// Shanghai.
    Shanghai,
    /// Zhejiang.
    Zhejiang,
}

/// Working days of a week.
const DAYS: f64 = 5.0;

impl Setting {
    /// Working hours of a week, lessons and all else.
    pub fn working_hours(&self) -> f64 {
        DAYS * self.day_hours
    }

    /// Share of the working time in which a teacher gives lessons.
    pub fn lesson_share(&self) -> f64 {
        self.teaching_hours / self.working_hours()
    }
}

impl Country {
    /// All settings.
    pub const ALL: [Self; 3] = [Self::England, Self::Shanghai, Self::Zhejiang];

    /// Currency of its prices.
    pub fn currency(self) -> &'static str {
        match self {
            Self::England => "GBP",
            Self::Shanghai | Self::Zhejiang => "CNY",
        }
    }

    /// Whether primary pupils are taught by teachers of one subject.
    pub fn subject_teachers_in_primary(self) -> bool {
        match self {
            Self::England => false,
            Self::Shanghai | Self::Zhejiang => true,
        }
    }

    /// The values of this setting.
    pub fn setting(self) -> Setting {
        let mut setting = Setting::default();
        for p in self.table() {
            (p.set)(&mut setting, (p.get)(&self.values()));
        }
        setting
    }

    /// The parameters of this setting, with the sources of its values.
    pub fn table(self) -> &'static [Parameter<Setting>] {
        match self {
            Self::England => &ENGLAND,
            Self::Shanghai => &SHANGHAI,
            Self::Zhejiang => &ZHEJIANG,
        }
    }

    fn values(self) -> Setting {
        match self {
            Self::England => Setting {
                hours_left: 2.5,
                teaching_hours: 20.0,
                meeting_hours: 0.25,
                observations: 2.0,
                lecture_hours: 12.0,
                induction_hours: 0.5,
                leave_novice: 0.12,
                leave_early: 0.085,
                leave_later: 0.072,
                leave_senior: 0.26,
                move_rate: 0.05,
                digital_readiness: 0.6,
                middle_share: 0.25,
                senior_share: 0.05,
                expert_share: 0.002,
                day_hours: 6.5,
            },
            Self::Shanghai => Setting {
                hours_left: 6.0,
                teaching_hours: 14.0,
                meeting_hours: 1.0,
                observations: 10.0,
                lecture_hours: 16.0,
                induction_hours: 1.0,
                leave_novice: 0.05,
                leave_early: 0.035,
                leave_later: 0.02,
                leave_senior: 0.26,
                move_rate: 0.03,
                digital_readiness: 0.8,
                middle_share: 0.45,
                senior_share: 0.1,
                expert_share: 0.002,
                day_hours: 8.0,
            },
            Self::Zhejiang => Setting {
                hours_left: 5.0,
                teaching_hours: 15.0,
                meeting_hours: 0.75,
                observations: 6.0,
                lecture_hours: 24.0,
                induction_hours: 0.75,
                leave_novice: 0.06,
                leave_early: 0.04,
                leave_later: 0.025,
                leave_senior: 0.26,
                move_rate: 0.04,
                digital_readiness: 0.6,
                middle_share: 0.45,
                senior_share: 0.1,
                expert_share: 0.002,
                day_hours: 8.0,
            },
        }
    }
}

/// The values of a setting.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Setting {
    /// Hours a week left for professional work after teaching, planning and marking.
    pub hours_left: f64,
    /// Hours of lessons a teacher gives in a week.
    pub teaching_hours: f64,
    /// Usual hours a week of working on teaching with the subject or year group.
    pub meeting_hours: f64,
    /// Usual lessons a year that a teacher watches in the own school.
    pub observations: f64,
    /// Usual hours a year of lectures and training days.
    pub lecture_hours: f64,
    /// Usual hours a week that a teacher in the first two years works with a mentor of the own school.
    pub induction_hours: f64,
    /// Share leaving after the first year.
    pub leave_novice: f64,
    /// Share leaving a year in years two to five.
    pub leave_early: f64,
    /// Share leaving a year from year six.
    pub leave_later: f64,
    /// Share leaving a year, retirement included, after thirty years.
    pub leave_senior: f64,
    /// Share who would like to move to another school of the district in a year.
    pub move_rate: f64,
    /// Mean digital readiness of schools, 0 to 1.
    pub digital_readiness: f64,
    /// Share of teachers with at least a middle title.
    pub middle_share: f64,
    /// Share of teachers with at least a senior title.
    pub senior_share: f64,
    /// Share of teachers with an expert title.
    pub expert_share: f64,
    /// Working hours in a teacher-day.
    pub day_hours: f64,
}

const fn hours_left() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.hours_left",
        "Hours a week left for professional work after teaching, planning and marking",
        |s| s.hours_left,
        |s, v| s.hours_left = v,
    )
    .within(0.0, 30.0, "hours/week")
}
const fn teaching_hours() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.teaching_hours",
        "Hours of lessons that a teacher gives in a week",
        |s| s.teaching_hours,
        |s, v| s.teaching_hours = v,
    )
    .within(1.0, 40.0, "hours/week")
}
const fn meeting_hours() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.meeting_hours",
        "Usual hours a week of working on teaching with the subject or year group",
        |s| s.meeting_hours,
        |s, v| s.meeting_hours = v,
    )
    .within(0.0, 10.0, "hours/week")
}
const fn observations() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.observations",
        "Usual lessons a year that a teacher watches in the own school",
        |s| s.observations,
        |s, v| s.observations = v,
    )
    .within(0.0, 200.0, "lessons/year")
}
const fn lecture_hours() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.lecture_hours",
        "Usual hours a year of lectures and training days",
        |s| s.lecture_hours,
        |s, v| s.lecture_hours = v,
    )
    .within(0.0, 400.0, "hours/year")
}
const fn induction_hours() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.induction_hours",
        "Usual hours a week that a teacher in the first two years works with a mentor of the own school",
        |s| s.induction_hours,
        |s, v| s.induction_hours = v,
    )
    .within(0.0, 10.0, "hours/week")
}
const fn leave_novice() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.leave_novice",
        "Share leaving teaching after the first year",
        |s| s.leave_novice,
        |s, v| s.leave_novice = v,
    )
    .within(0.0, 0.6, "share/year")
}
const fn leave_early() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.leave_early",
        "Share leaving teaching a year in years two to five",
        |s| s.leave_early,
        |s, v| s.leave_early = v,
    )
    .within(0.0, 0.6, "share/year")
}
const fn leave_later() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.leave_later",
        "Share leaving teaching a year from year six",
        |s| s.leave_later,
        |s, v| s.leave_later = v,
    )
    .within(0.0, 0.6, "share/year")
}
const fn leave_senior() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.leave_senior",
        "Share leaving a year, retirement included, after thirty years",
        |s| s.leave_senior,
        |s, v| s.leave_senior = v,
    )
    .within(0.0, 0.9, "share/year")
}
const fn move_rate() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.move_rate",
        "Share of teachers who would like to move to another school of the district in a year",
        |s| s.move_rate,
        |s, v| s.move_rate = v,
    )
    .within(0.0, 0.5, "share/year")
}
const fn digital_readiness() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.digital_readiness",
        "Mean digital readiness of schools: what share of a live remote lesson gets through",
        |s| s.digital_readiness,
        |s, v| s.digital_readiness = v,
    )
    .within(0.0, 1.0, "share")
}
const fn middle_share() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.middle_share",
        "Share of teachers with at least a middle title",
        |s| s.middle_share,
        |s, v| s.middle_share = v,
    )
    .within(0.0, 1.0, "share")
}
const fn senior_share() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.senior_share",
        "Share of teachers with at least a senior title",
        |s| s.senior_share,
        |s, v| s.senior_share = v,
    )
    .within(0.0, 1.0, "share")
}
const fn expert_share() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.expert_share",
        "Share of teachers with an expert title",
        |s| s.expert_share,
        |s, v| s.expert_share = v,
    )
    .within(0.0, 1.0, "share")
}
const fn day_hours() -> Parameter<Setting> {
    Parameter::<Setting>::new(
        "setting.day_hours",
        "Working hours that make a teacher-day",
        |s| s.day_hours,
        |s, v| s.day_hours = v,
    )
    .within(1.0, 14.0, "hours/day")
}

const AGE: &str = "England's workforce census 2011-17, leaving by age (data README 4.6)";
const NO_RATE: &str = "no actual leaving rate was found for China (evidence section 9); lower than England's";

const ENGLAND: [Parameter<Setting>; 16] = [
    hours_left().assumed("no time-use survey is held; about half an hour a school day"),
    teaching_hours().derived("TALIS mean of about 19 hours, as recalled (evidence section 7)"),
    meeting_hours().assumed("a monthly hour; three quarters of English controls observe or meet already (C5)"),
    observations().derived("two to three observations were completed over a trial in England (evidence section 5)"),
    lecture_hours().derived("about four days a year of professional development in England, half of it lectures"),
    induction_hours().assumed("statutory induction exists; hours not found"),
    leave_novice().measured("entrants: 11 to 13 % gone after one year (evidence section 9)"),
    leave_early().measured("England's workforce census: 5 to 9 % a year in years two to five (evidence section 9)"),
    leave_later().measured(AGE),
    leave_senior().measured(AGE),
    move_rate().assumed("moves between schools are published by school but not held"),
    digital_readiness().assumed("no measure is held"),
    middle_share().assumed("no such titles; the share with responsibility payments is not held"),
    senior_share().assumed("no such titles; the share of school leaders is not held"),
    expert_share().assumed("as Shanghai's, so that a ladder can be tried"),
    day_hours().derived("1,265 directed hours in 195 days"),
];

const SHANGHAI: [Parameter<Setting>; 16] = [
    hours_left()
        .assumed("teaching load of 14 hours leaves more than England's 20; hours for professional work not found"),
    teaching_hours().measured("14 hours a week (World Bank 2016, evidence section 7)"),
    meeting_hours().derived("part of 63 days of professional development a year (TALIS 2013-Shanghai)"),
    observations()
        .assumed("open lessons with 10 to 15 observers are regular (fourth source document); count not found"),
    lecture_hours().derived("a third of 240 hours in five years (first source document)"),
    induction_hours().assumed("novices have two mentors (evidence section 7); hours not found"),
    leave_novice().assumed(NO_RATE),
    leave_early().assumed(NO_RATE),
    leave_later().assumed(NO_RATE),
    leave_senior().assumed("as England's: retirement age is lower, wastage is lower"),
    move_rate().assumed("no rate was found"),
    digital_readiness().assumed("no measure is held"),
    middle_share().assumed("title shares were not found (evidence section 7)"),
    senior_share().assumed("title shares were not found (evidence section 7)"),
    expert_share().measured("0.2 % master grade (evidence section 7)"),
    day_hours().assumed("eight hours on site"),
];

const ZHEJIANG: [Parameter<Setting>; 16] = [
    hours_left().assumed("between England's and Shanghai's"),
    teaching_hours().assumed("close to Shanghai's 14 hours"),
    meeting_hours().assumed("three quarters of Shanghai's"),
    observations().assumed("a little over half of Shanghai's"),
    lecture_hours().derived("a third of the national 360 hours in five years (evidence section 7)"),
    induction_hours().assumed("three quarters of Shanghai's"),
    leave_novice().assumed(NO_RATE),
    leave_early().assumed(NO_RATE),
    leave_later().assumed(NO_RATE),
    leave_senior().assumed("as England's: retirement age is lower, wastage is lower"),
    move_rate().assumed("no rate was found"),
    digital_readiness().assumed("uneven between town and country (fifth source document); no measure is held"),
    middle_share().assumed("title shares were not found (evidence section 7)"),
    senior_share().assumed("title shares were not found (evidence section 7)"),
    expert_share().measured("0.2 % master grade (evidence section 7)"),
    day_hours().assumed("eight hours on site"),
];
