//! Parameters of the mechanisms, each with unit, range, source and grade.
//!
//! Starting values come from the evidence and from a rough fit of the learning rule to simplified trials. Runs use
//! [`crate::posterior`]: a weighted sample of sets of the uncertain ones, fitted to published trials.

use crate::decision::Decisions;
use crate::parameter::Parameter;
use crate::units::exps;
use serde::Serialize;

/// How a learning event works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Watching a lesson.
    Observation,
    /// Being watched, with feedback.
    Feedback,
    /// The co-planned cycle: plan together, watch, analyse against the plan.
    Cycle,
    /// Meeting of a group.
    Meeting,
    /// Practical workshop.
    Workshop,
    /// Lecture.
    Lecture,
    /// Live by video link.
    Remote,
    /// Recorded lesson.
    Recorded,
}

/// How the hours of a learning event follow one another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Course {
    /// Share of the hours before the learner teaches: planning with the source, watching, listening, talking.
    pub before: f64,
    /// Share in which the learner teaches a lesson of her own that the source watches.
    pub lesson: f64,
    /// Share after it: what was seen is talked over.
    pub after: f64,
}

impl Mode {
    /// Whether those who learn in it work together, which builds collaborative culture.
    pub fn builds_culture(self) -> bool {
        match self {
            Self::Observation | Self::Feedback | Self::Cycle | Self::Meeting => true,
            Self::Workshop | Self::Lecture | Self::Remote | Self::Recorded => false,
        }
    }

    /// What happens in what order. The co-planned cycle and the visit of an adviser differ in this alone: in the
    /// cycle the lesson that is watched was planned together, so that what was learnt is practised under the eyes of
    /// the source and analysed; an adviser watches a lesson as it always was, and the advice comes after it. In no
    /// other mode does the learner teach.
    pub fn course(self) -> Course {
        match self {
            Self::Cycle => Course { before: 1.0 / 3.0, lesson: 1.0 / 3.0, after: 1.0 / 3.0 },
            Self::Feedback => Course { before: 0.0, lesson: 0.5, after: 0.5 },
            Self::Observation | Self::Meeting | Self::Workshop | Self::Lecture | Self::Remote | Self::Recorded => {
                Course { before: 1.0, lesson: 0.0, after: 0.0 }
            }
        }
    }
}

/// Number of modes.
pub const MODES: usize = 8;

impl Mode {
    /// All modes in array order.
    pub const ALL: [Self; MODES] = [
        Self::Observation,
        Self::Feedback,
        Self::Cycle,
        Self::Meeting,
        Self::Workshop,
        Self::Lecture,
        Self::Remote,
        Self::Recorded,
    ];
}

/// What a mode of learning event does.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ModeRates {
    /// Closing of the gap between enacted practice and target, per focused hour.
    pub efficacy: f64,
    /// Share of the source's lead that the mode can transmit.
    pub transmits: f64,
}

/// The values of all parameters of the mechanisms.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Model {
    /// How agents decide.
    pub decisions: Decisions,
    /// Rates by [`Mode`].
    pub modes: [ModeRates; MODES],
    /// Movement of embedded toward enacted practice per focused hour of a lesson that was planned with the source,
    /// watched, and is talked over.
    pub rehearsal: f64,
    /// Pupil attainment gained in a year per SD of practice quality.
    pub slope: f64,
    /// Share of last year's teacher contribution that pupils keep.
    pub persistence: f64,
    /// What pupils gain in a year of lessons, lost in proportion to lessons missed.
    pub annual_growth: f64,
    /// Share of a lesson's worth that a covered lesson keeps.
    pub cover_value: f64,
    /// Mean practice of this system's experienced teachers against those of the reference population, which experts and
    /// providers are measured by.
    pub local_practice: f64,
    /// Practice quality of whoever teaches in place of a vacant post.
    pub cover_practice: f64,
    /// Correlation between two practice domains of a teacher.
    pub domain_link: f64,
    /// Share of the variance of practice that lies between schools.
    pub practice_between: f64,
    /// SD of the log of receptivity between teachers.
    pub receptivity_sd: f64,
    /// Fall of receptivity with each year of experience.
    pub receptivity_decline: f64,
    /// Change of receptivity and of taking part with one SD of motivation.
    pub motivation_effect: f64,
    /// Mean skill as a mentor: share of the lead that gets across.
    pub mentor_skill: f64,
    /// SD of the skill as a mentor.
    pub mentor_skill_sd: f64,
    /// Weekly return of enacted practice to embedded practice.
    pub reversion: f64,
    /// Slowing of reversion by one SD of collaborative culture.
    pub reversion_culture: f64,
    /// Weekly movement of embedded practice toward better enacted practice by own use.
    pub own_use: f64,
    /// Practice that a beginner lacks against an experienced teacher.
    pub novice_gap: f64,
    /// Years in which the gap to the experienced falls to 37 %.
    pub experience_years: f64,
    /// Faster growth with experience in a school one SD more supportive.
    pub experience_support: f64,
    /// Practice lost on entering a new post, as a share of the novice gap.
    pub new_post_loss: f64,
    /// Culture built by one hour a week of collaboration over a week.
    pub culture_gain: f64,
    /// Weekly return of culture to the school's norm.
    pub culture_decay: f64,
    /// Change of learning per hour with one SD of culture.
    pub culture_learning: f64,
    /// Change of culture building with one SD of leadership.
    pub leadership_culture: f64,
    /// Weekly movement of climate toward what leadership and management practice sustain.
    pub climate_speed: f64,
    /// Climate sustained by one SD of leadership.
    pub climate_leadership: f64,
    /// Climate sustained by one SD of classroom-management practice of the staff.
    pub climate_management: f64,
    /// Attainment gained in a year per SD of climate.
    pub climate_pupils: f64,
    /// Change of receptivity with one SD of climate.
    pub climate_receptivity: f64,
    /// Attainment gained in a year per SD of leadership beside climate and teaching.
    pub leadership_pupils: f64,
    /// Weekly return of leadership to the school's own level.
    pub leadership_return: f64,
    /// Share of planned sessions that take place when time allows.
    pub delivery: f64,
    /// Variance of a school's measured mean, times the cohort's size.
    pub result_noise: f64,
    /// SD of a school's result from one year to the next beside cohort and sampling.
    pub result_school_year: f64,
    /// Share of the cohort's chance that it brings at entry and keeps.
    pub cohort_share: f64,
    /// Share of the lasting variance between schools, net of disadvantage, that is progress and not intake.
    pub progress_share: f64,
    /// Change of leaving with one SD of climate.
    pub leave_climate: f64,
    /// Further candidates that the most attractive school sees for a post, beyond one.
    pub hire_choice: f64,
    /// How much keener on moving teachers are in the least attractive school than in the most attractive one.
    pub move_appeal: f64,
    /// Share of posts filled by teachers who come with experience from outside.
    pub hire_experienced: f64,
    /// Share of vacancies that are filled before the year starts, at a school of average attraction.
    pub hire_fill: f64,
    /// SD of the error in what a school sees of a candidate's or teacher's practice.
    pub appraisal_noise: f64,
    /// SD of the error in a mentor's first view of a teacher's need.
    pub view_noise: f64,
    /// Log-odds that a school or teacher of average motivation takes part when asked.
    pub part_base: f64,
    /// Change of the log-odds of taking part per 10 km of travel.
    pub part_distance: f64,
    /// SD of how actively authorities carry policies out, around 1.
    pub activity_sd: f64,
    /// Change of the share of a plan that a school carries out with one SD of leadership.
    pub activity_leadership: f64,
    /// Retired experts who could be asked, as a share of the teachers in service.
    pub retired_share: f64,
    /// Practice of the staff of a paid provider above the mean of experienced teachers.
    pub outside_practice: f64,
    /// Leadership that administrators of a paid provider or retired heads stand for.
    pub outside_leadership: f64,
    /// Movement of leadership toward the visiting administrator's, a visit.
    pub administrator_pull: f64,
    /// Movement of leadership toward an exchanged leader's in a year.
    pub leader_exchange: f64,
}

impl Default for Model {
    fn default() -> Self {
        let rates = |efficacy, transmits| ModeRates { efficacy, transmits };
        Self {
            decisions: Decisions::default(),
            modes: [
                rates(0.74, 0.77),
                rates(0.5, 0.75),
                rates(0.3, 0.81),
                rates(0.2, 0.93),
                rates(0.03, 0.36),
                rates(0.03, 0.01),
                rates(0.3, 0.6),
                rates(0.15, 0.5),
            ],
            rehearsal: 0.18,
            slope: 0.16,
            persistence: 0.35,
            annual_growth: 0.45,
            cover_value: 0.5,
            local_practice: 0.0,
            cover_practice: -1.0,
            domain_link: 0.5,
            practice_between: 0.1,
            receptivity_sd: 0.4,
            receptivity_decline: 0.02,
            motivation_effect: 0.2,
            mentor_skill: 0.8,
            mentor_skill_sd: 0.2,
            reversion: 0.06,
            reversion_culture: 0.15,
            own_use: 0.002,
            novice_gap: 0.8,
            experience_years: 7.0,
            experience_support: 0.24,
            new_post_loss: 0.8,
            culture_gain: 0.02,
            culture_decay: 0.03,
            culture_learning: 0.15,
            leadership_culture: 0.3,
            climate_speed: 0.03,
            climate_leadership: 0.4,
            climate_management: 0.4,
            climate_pupils: 0.03,
            climate_receptivity: 0.05,
            leadership_pupils: 0.02,
            leadership_return: 0.01,
            delivery: 0.8,
            result_noise: 1.11,
            result_school_year: 0.097,
            cohort_share: 0.75,
            progress_share: 0.57,
            leave_climate: 0.2,
            hire_choice: 1.0,
            move_appeal: 1.0,
            hire_experienced: 0.3,
            hire_fill: 0.98,
            appraisal_noise: 0.8,
            view_noise: 0.8,
            part_base: 1.1,
            part_distance: 0.3,
            activity_sd: 0.15,
            activity_leadership: 0.1,
            retired_share: 0.05,
            outside_practice: 1.0,
            outside_leadership: 1.0,
            administrator_pull: 0.02,
            leader_exchange: 0.5,
        }
    }
}

impl Model {
    /// Practice that a teacher with some years of experience lacks against an experienced one (SD).
    pub fn inexperience(&self, experience: f64) -> f64 {
        self.novice_gap * libm::exp(-experience / self.experience_years)
    }

    /// [`Self::inexperience`] of teachers side by side.
    #[inline(always)]
    pub fn inexperiences<const N: usize>(&self, experience: [f64; N]) -> [f64; N] {
        let mut missing = [0.0; N];
        for i in 0..N {
            missing[i] = -experience[i] / self.experience_years;
        }
        missing = exps(missing);
        for i in 0..N {
            missing[i] *= self.novice_gap;
        }
        missing
    }

    /// Every parameter.
    pub const TABLE: &'static [Parameter<Self>] = &[
        Parameter::<Self>::new("observation.efficacy", "Closing of the gap to the target per focused hour of watching a lesson", |p| p.modes[0].efficacy, |p, v| p.modes[0].efficacy = v).within(0.0, 3.0, "1/hour").derived(SKETCH).uncertain_log(0.02, 2.0, WIDE),
        Parameter::<Self>::new("observation.transmits", "Share of the source's lead that watching a lesson can transmit", |p| p.modes[0].transmits, |p, v| p.modes[0].transmits = v).within(0.0, 1.0, "share").derived(SKETCH).uncertain(0.0, 1.0, WIDE),
        Parameter::<Self>::new("feedback.efficacy", "Closing of the gap to the target per focused hour of being watched with feedback", |p| p.modes[1].efficacy, |p, v| p.modes[1].efficacy = v).within(0.0, 3.0, "1/hour").assumed("between the modes that the sketch fit placed").uncertain_log(0.02, 2.0, WIDE),
        Parameter::<Self>::new("feedback.transmits", "Share of the source's lead that being watched with feedback can transmit", |p| p.modes[1].transmits, |p, v| p.modes[1].transmits = v).within(0.0, 1.0, "share").assumed("between the modes that the sketch fit placed").uncertain(0.0, 1.0, WIDE),
        Parameter::<Self>::new("cycle.efficacy", "Closing of the gap to the target per focused hour of planning together, teaching, analysing against the plan", |p| p.modes[2].efficacy, |p, v| p.modes[2].efficacy = v).within(0.0, 3.0, "1/hour").derived(SKETCH).uncertain_log(0.02, 2.0, WIDE),
        Parameter::<Self>::new("cycle.transmits", "Share of the source's lead that planning together, teaching, analysing against the plan can transmit", |p| p.modes[2].transmits, |p, v| p.modes[2].transmits = v).within(0.0, 1.0, "share").derived(SKETCH).uncertain(0.0, 1.0, WIDE),
        Parameter::<Self>::new("meeting.efficacy", "Closing of the gap to the target per focused hour of meeting of a group", |p| p.modes[3].efficacy, |p, v| p.modes[3].efficacy = v).within(0.0, 3.0, "1/hour").derived(SKETCH).uncertain_log(0.02, 2.0, WIDE),
        Parameter::<Self>::new("meeting.transmits", "Share of the source's lead that meeting of a group can transmit", |p| p.modes[3].transmits, |p, v| p.modes[3].transmits = v).within(0.0, 1.0, "share").derived(SKETCH).uncertain(0.0, 1.0, WIDE),
        Parameter::<Self>::new("workshop.efficacy", "Closing of the gap to the target per focused hour of practical workshop", |p| p.modes[4].efficacy, |p, v| p.modes[4].efficacy = v).within(0.0, 3.0, "1/hour").derived(SKETCH).uncertain_log(0.02, 2.0, WIDE),
        Parameter::<Self>::new("workshop.transmits", "Share of the source's lead that practical workshop can transmit", |p| p.modes[4].transmits, |p, v| p.modes[4].transmits = v).within(0.0, 1.0, "share").derived(SKETCH).uncertain(0.0, 1.0, WIDE),
        Parameter::<Self>::new("lecture.efficacy", "Closing of the gap to the target per focused hour of lecture", |p| p.modes[5].efficacy, |p, v| p.modes[5].efficacy = v).within(0.0, 3.0, "1/hour").derived(SKETCH).uncertain_log(0.001, 0.3, "wide: never measured; theory by lecture moved nothing (C8)"),
        Parameter::<Self>::new("lecture.transmits", "Share of the source's lead that lecture can transmit", |p| p.modes[5].transmits, |p, v| p.modes[5].transmits = v).within(0.0, 1.0, "share").derived(SKETCH).uncertain(0.0, 1.0, WIDE),
        Parameter::<Self>::new("remote.efficacy", "Closing of the gap to the target per focused hour of taking part in a live lesson or meeting by video link", |p| p.modes[6].efficacy, |p, v| p.modes[6].efficacy = v).within(0.0, 3.0, "1/hour").assumed("between the modes that the sketch fit placed").uncertain_log(0.02, 2.0, WIDE),
        Parameter::<Self>::new("remote.transmits", "Share of the source's lead that taking part in a live lesson or meeting by video link can transmit", |p| p.modes[6].transmits, |p, v| p.modes[6].transmits = v).within(0.0, 1.0, "share").assumed("between the modes that the sketch fit placed").uncertain(0.0, 1.0, WIDE),
        Parameter::<Self>::new("recorded.efficacy", "Closing of the gap to the target per focused hour of watching a recording", |p| p.modes[7].efficacy, |p, v| p.modes[7].efficacy = v).within(0.0, 3.0, "1/hour").assumed("between the modes that the sketch fit placed").uncertain_log(0.01, 1.0, WIDE),
        Parameter::<Self>::new("recorded.transmits", "Share of the source's lead that watching a recording can transmit", |p| p.modes[7].transmits, |p, v| p.modes[7].transmits = v).within(0.0, 1.0, "share").assumed("between the modes that the sketch fit placed").uncertain(0.0, 1.0, WIDE),
        Parameter::<Self>::new("rehearsal", "Movement of embedded toward enacted practice per focused hour of a lesson planned with the source, watched and talked over", |p| p.rehearsal, |p, v| p.rehearsal = v).within(0.0, 3.0, "1/hour").assumed("embedding was hardly informed by the sketch fit; rehearsal with feedback embeds, listening does not").uncertain_log(0.01, 1.0, WIDE),
        Parameter::<Self>::new("slope", "Pupil attainment gained in a year per SD of practice quality", |p| p.slope, |p, v| p.slope = v).within(0.05, 0.4, "pupil SD/SD").derived("between C1's 0.12 (SD of teacher value added) and the 0.19 of the sketch fit; range of the evidence 0.10 to 0.37").uncertain(0.1, 0.37, "evidence (d): 0.10 to 0.37 pupil SD per SD of practice"),
        Parameter::<Self>::new("persistence", "Share of last year's teacher contribution that pupils keep", |p| p.persistence, |p, v| p.persistence = v).within(0.0, 0.9, "share/year").derived("0.2 to 0.5 a year (Kane and Staiger 2008; Jacob, Lefgren and Sims 2010)").uncertain(0.2, 0.5, "evidence (d): 0.2 to 0.5 a year"),
        Parameter::<Self>::new("annual_growth", "What pupils gain in a year of lessons, lost in proportion to lessons missed", |p| p.annual_growth, |p, v| p.annual_growth = v).within(0.0, 1.5, "pupil SD/year").derived("mean of 0.30 to 0.56 in grades 3 to 6 (Hill et al. 2008, as recalled)"),
        Parameter::<Self>::new("cover_value", "Share of a lesson's worth that a covered lesson keeps", |p| p.cover_value, |p, v| p.cover_value = v).within(0.0, 1.0, "share").assumed("not found"),
        Parameter::<Self>::new("local_practice", "Mean practice of this system's experienced teachers against those of the reference population", |p| p.local_practice, |p, v| p.local_practice = v).within(-4.0, 2.0, "SD").assumed("no difference between systems; none was measured on one scale"),
        Parameter::<Self>::new("cover_practice", "Practice quality of whoever teaches in place of a vacant post", |p| p.cover_practice, |p, v| p.cover_practice = v).within(-4.0, 2.0, "SD").assumed("about a beginning teacher"),
        Parameter::<Self>::new("domain_link", "Correlation between two practice domains of a teacher", |p| p.domain_link, |p, v| p.domain_link = v).within(0.0, 0.95, "1").assumed("rubric domains correlate; no value held"),
        Parameter::<Self>::new("practice_between", "Share of the variance of practice that lies between schools", |p| p.practice_between, |p, v| p.practice_between = v).within(0.0, 0.6, "share").derived("most of the variance is within schools (evidence section 1): school SD 0.05 of 0.15 pupil SD").uncertain(0.0, 0.3, "evidence section 1: most of the variance lies within schools"),
        Parameter::<Self>::new("receptivity_sd", "SD of the log of receptivity between teachers", |p| p.receptivity_sd, |p, v| p.receptivity_sd = v).within(0.0, 1.5, "log").derived("some teachers improve two to three times faster (evidence section 2)").uncertain(0.1, 0.8, "evidence section 2: some improve two to three times faster than others"),
        Parameter::<Self>::new("receptivity_decline", "Fall of receptivity with each year of experience", |p| p.receptivity_decline, |p, v| p.receptivity_decline = v).within(0.0, 0.2, "1/year").assumed("young teachers progress quickest (first source document; evidence section 4)").uncertain(0.0, 0.05, "wide: never measured; the young learn faster (evidence (c) 1)"),
        Parameter::<Self>::new("motivation_effect", "Change of receptivity and of taking part with one SD of motivation", |p| p.motivation_effect, |p, v| p.motivation_effect = v).within(0.0, 1.0, "log/SD").assumed("not found").uncertain(0.0, 0.6, WIDE),
        Parameter::<Self>::new("mentor_skill", "Mean skill as a mentor: share of the lead that gets across", |p| p.mentor_skill, |p, v| p.mentor_skill = v).within(0.0, 1.0, "share").assumed("scale of the mentor; its spread is measured").uncertain(0.4, 1.0, WIDE),
        Parameter::<Self>::new("mentor_skill_sd", "SD of the skill as a mentor", |p| p.mentor_skill_sd, |p, v| p.mentor_skill_sd = v).within(0.0, 0.5, "share").derived("coaches differ by 0.20 to 0.35 SD of practice (Blazar et al. 2021)").uncertain(0.05, 0.35, "wide around the coaches' 0.20 to 0.35 SD of practice in evidence (d), which is a share of a lead here"),
        Parameter::<Self>::new("reversion", "Weekly return of enacted practice to embedded practice", |p| p.reversion, |p, v| p.reversion = v).within(0.0, 0.5, "1/week").derived("sketch fit of the learning rule to C3 and C5 to C10").uncertain_log(0.01, 0.3, WIDE),
        Parameter::<Self>::new("reversion_culture", "Slowing of reversion by one SD of collaborative culture", |p| p.reversion_culture, |p, v| p.reversion_culture = v).within(0.0, 0.9, "log/SD").assumed("direction from Kraft and Papay 2014").uncertain(0.0, 0.5, WIDE),
        Parameter::<Self>::new("own_use", "Weekly movement of embedded practice toward better enacted practice by own use", |p| p.own_use, |p, v| p.own_use = v).within(0.0, 0.1, "1/week").assumed("embedding was hardly informed by the sketch fit").uncertain_log(0.0003, 0.02, WIDE),
        Parameter::<Self>::new("novice_gap", "Practice that a beginner lacks against an experienced teacher", |p| p.novice_gap, |p, v| p.novice_gap = v).within(0.0, 3.0, "SD").derived("0.10 to 0.15 pupil SD by years 5 to 10 over the slope (evidence section 2, as recalled)").uncertain(0.3, 1.2, "evidence section 2: 0.10 to 0.15 pupil SD, within 40 %, over the slope"),
        Parameter::<Self>::new("experience_years", "Years in which the gap to the experienced falls to 37 %", |p| p.experience_years, |p, v| p.experience_years = v).within(1.0, 30.0, "years").derived("half of the career's gain by year five (Papay and Kraft 2015)").uncertain(3.0, 12.0, "wide around half of the career's gain by year five (C2)"),
        Parameter::<Self>::new("experience_support", "Faster growth with experience in a school one SD more supportive", |p| p.experience_support, |p, v| p.experience_support = v).within(0.0, 1.0, "log/SD").derived("38 % more growth at the 75th than at the 25th percentile (Kraft and Papay 2014)").uncertain(0.05, 0.6, "wide around 38 % more growth at the 75th than at the 25th percentile (C2)"),
        Parameter::<Self>::new("new_post_loss", "Practice lost on entering a new post, as a share of the novice gap", |p| p.new_post_loss, |p, v| p.new_post_loss = v).within(0.0, 1.5, "share").derived("a third of the novice penalty over the first year (Atteberry et al. 2017), at the default reversion").uncertain(0.1, 1.0, "wide around a third of the novice penalty over the first year (C12)"),
        Parameter::<Self>::new("culture_gain", "Culture built by one hour a week of collaboration over a week", |p| p.culture_gain, |p, v| p.culture_gain = v).within(0.0, 0.5, "SD/hour").assumed("not found").uncertain_log(0.002, 0.1, WIDE),
        Parameter::<Self>::new("culture_decay", "Weekly return of culture to the school's norm", |p| p.culture_decay, |p, v| p.culture_decay = v).within(0.0, 0.5, "1/week").assumed("not found"),
        Parameter::<Self>::new("culture_learning", "Change of learning per hour with one SD of culture", |p| p.culture_learning, |p, v| p.culture_learning = v).within(0.0, 1.0, "log/SD").assumed("direction from Kraft and Papay 2014").uncertain(0.0, 0.5, WIDE),
        Parameter::<Self>::new("leadership_culture", "Change of culture building with one SD of leadership", |p| p.leadership_culture, |p, v| p.leadership_culture = v).within(0.0, 1.0, "log/SD").assumed("not found"),
        Parameter::<Self>::new("climate_speed", "Weekly movement of climate toward what leadership and management practice sustain", |p| p.climate_speed, |p, v| p.climate_speed = v).within(0.0, 0.5, "1/week").assumed("visible within half a year (first source document)"),
        Parameter::<Self>::new("climate_leadership", "Climate sustained by one SD of leadership", |p| p.climate_leadership, |p, v| p.climate_leadership = v).within(0.0, 1.0, "SD/SD").assumed("not found"),
        Parameter::<Self>::new("climate_management", "Climate sustained by one SD of classroom-management practice of the staff", |p| p.climate_management, |p, v| p.climate_management = v).within(0.0, 1.0, "SD/SD").assumed("not found"),
        Parameter::<Self>::new("climate_pupils", "Attainment gained in a year per SD of climate", |p| p.climate_pupils, |p, v| p.climate_pupils = v).within(0.0, 0.15, "pupil SD/SD").assumed("through it leadership acts: prior 0.05, range 0 to 0.10 (evidence section 13)").uncertain(0.0, 0.06, "evidence section 13: principals 0 to 0.10 in all, part of it through climate"),
        Parameter::<Self>::new("climate_receptivity", "Change of receptivity with one SD of climate", |p| p.climate_receptivity, |p, v| p.climate_receptivity = v).within(0.0, 0.5, "log/SD").assumed("not found"),
        Parameter::<Self>::new("leadership_pupils", "Attainment gained in a year per SD of leadership beside climate and teaching", |p| p.leadership_pupils, |p, v| p.leadership_pupils = v).within(0.0, 0.1, "pupil SD/SD").derived("prior 0.05 in all, range 0 to 0.10 (evidence section 13), less the way through climate"),
        Parameter::<Self>::new("leadership_return", "Weekly return of leadership to the school's own level", |p| p.leadership_return, |p, v| p.leadership_return = v).within(0.0, 0.5, "1/week").assumed("a head stays about five years"),
        Parameter::<Self>::new("delivery", "Share of planned sessions that take place when time allows", |p| p.delivery, |p, v| p.delivery = v).within(0.0, 1.0, "share").derived("35 of 48 hours attended; plan to delivery 0.3 to 0.8 (evidence sections 3 and 5)").uncertain(0.3, 0.95, "evidence (d): 0.3 to 0.8 of a plan; up to 0.95 where attendance is required"),
        Parameter::<Self>::new("result_noise", "Variance of a school's measured mean, times the cohort's size", |p| p.result_noise, |p, v| p.result_noise = v).within(0.0, 5.0, "pupil SD^2").measured("71 points^2 over cohort, pupil SD 8 points (data README 4.4)"),
        Parameter::<Self>::new("result_school_year", "SD of a school's result from one year to the next beside cohort and sampling", |p| p.result_school_year, |p, v| p.result_school_year = v).within(0.0, 0.5, "pupil SD").measured("0.6 points^2 (data README 4.4)"),
        Parameter::<Self>::new("cohort_share", "Share of the cohort's chance that it brings at entry and keeps", |p| p.cohort_share, |p, v| p.cohort_share = v).within(0.0, 1.0, "share").derived("pupil correlation between years 0.75 (London primary maths, data README 4.1)"),
        Parameter::<Self>::new("progress_share", "Share of the lasting variance between schools, net of disadvantage, that is progress and not intake", |p| p.progress_share, |p, v| p.progress_share = v).within(0.0, 1.0, "share").derived("progress SD of about 0.21 over key stage 2, correlation 0.55 between years (data README 4.4)"),
        Parameter::<Self>::new("leave_climate", "Change of leaving with one SD of climate", |p| p.leave_climate, |p, v| p.leave_climate = v).within(0.0, 1.5, "log-odds/SD").assumed("direction from evidence section 9"),
        Parameter::<Self>::new("hire_choice", "Further candidates that the most attractive school sees for a post, beyond one", |p| p.hire_choice, |p, v| p.hire_choice = v).within(0.0, 10.0, "candidates").assumed("direction from data README 4.3 (share qualified falls with disadvantage)"),
        Parameter::<Self>::new("move_appeal", "How much keener on moving teachers are in the least attractive school than in the most attractive one (change of the rate over its mean)", |p| p.move_appeal, |p, v| p.move_appeal = v).within(0.0, 2.0, "share").assumed("teachers move away from disadvantage; size not found"),
        Parameter::<Self>::new("hire_experienced", "Share of posts filled by teachers who come with experience from outside", |p| p.hire_experienced, |p, v| p.hire_experienced = v).within(0.0, 1.0, "share").assumed("about England's share of returners among entrants; value not held"),
        Parameter::<Self>::new("hire_fill", "Share of vacancies that are filled before the year starts, at a school of average attraction", |p| p.hire_fill, |p, v| p.hire_fill = v).within(0.0, 1.0, "share").assumed("vacancy rates are low; value not held"),
        Parameter::<Self>::new("appraisal_noise", "SD of the error in what a school sees of a candidate's or teacher's practice", |p| p.appraisal_noise, |p, v| p.appraisal_noise = v).within(0.0, 5.0, "SD").derived("rubric reliability 0.6 (sketch fit)"),
        Parameter::<Self>::new("view_noise", "SD of the error in a mentor's first view of a teacher's need", |p| p.view_noise, |p, v| p.view_noise = v).within(0.0, 5.0, "SD").derived("rubric reliability 0.6 (sketch fit); falls with the root of visits"),
        Parameter::<Self>::new("part_base", "Log-odds that a school or teacher of average motivation takes part when asked", |p| p.part_base, |p, v| p.part_base = v).within(-5.0, 5.0, "log-odds").assumed("three quarters take part"),
        Parameter::<Self>::new("part_distance", "Change of the log-odds of taking part per 10 km of travel", |p| p.part_distance, |p, v| p.part_distance = v).within(0.0, 3.0, "log-odds/10 km").assumed("not found"),
        Parameter::<Self>::new("activity_sd", "SD of how actively authorities carry policies out, around 1", |p| p.activity_sd, |p, v| p.activity_sd = v).within(0.0, 0.5, "share").assumed("regions differ in activity (fifth source document)"),
        Parameter::<Self>::new("activity_leadership", "Change of the share of a plan that a school carries out with one SD of leadership", |p| p.activity_leadership, |p, v| p.activity_leadership = v).within(0.0, 1.0, "share/SD").assumed("active and inactive schools differ (fifth source document); size not found"),
        Parameter::<Self>::new("retired_share", "Retired experts who could be asked, as a share of the teachers in service", |p| p.retired_share, |p, v| p.retired_share = v).within(0.001, 0.5, "share").assumed("not found; sets how fast the pool weakens as more are needed"),
        Parameter::<Self>::new("outside_practice", "Practice of the staff of a paid provider above the mean of experienced teachers", |p| p.outside_practice, |p, v| p.outside_practice = v).within(-1.0, 4.0, "SD").assumed("about the best sixth of teachers; not measured").uncertain(0.3, 2.0, "wide: never measured; better than the mean, at most the best of fifty"),
        Parameter::<Self>::new("outside_leadership", "Leadership that administrators of a paid provider or retired heads stand for", |p| p.outside_leadership, |p, v| p.outside_leadership = v).within(-1.0, 4.0, "SD").assumed("not found"),
        Parameter::<Self>::new("administrator_pull", "Movement of leadership toward the visiting administrator's, a visit", |p| p.administrator_pull, |p, v| p.administrator_pull = v).within(0.0, 0.2, "1/visit").assumed("half way in a year of weekly visits; visible within a year (first source document)"),
        Parameter::<Self>::new("leader_exchange", "Movement of leadership toward an exchanged leader's in a year", |p| p.leader_exchange, |p, v| p.leader_exchange = v).within(0.0, 1.0, "share/year").assumed("not found"),
    ];
}

const WIDE: &str = "wide: never measured";
const SKETCH: &str = "sketch fit of the learning rule to C3 and C5 to C10";
