//! Which kind of file a table is, told from the names of its columns.

use super::columns::{Column, Header};
use serde::Serialize;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The register of schools, "Get Information about Schools": `edubasealldata….csv` or `results.csv`.
    Register,
    /// The list with short column names that schoolsim's own school list was made of.
    ShortList,
    /// `england_school_information.csv` of the performance tables.
    SchoolInformation,
    /// Key Stage 2 results, `england_ks2final.csv`.
    KeyStage2,
    /// Key Stage 4 results, `england_ks4final.csv`.
    KeyStage4,
    /// Pupil census, `england_census.csv`.
    Census,
    /// Absence, `england_abs.csv`.
    Absence,
    /// School Workforce Census, `england_swf.csv` or its newer editions.
    Workforce,
    /// Codes and regions of local authorities, `la_and_region_codes_meta.csv`.
    Authorities,
    /// Any table, read with a map of columns or under our own column names.
    Mapped,
}

impl Kind {
    /// The kinds told from column names, most telling first.
    pub const OFFICIAL: [Self; 9] = [
        Self::Register,
        Self::ShortList,
        Self::SchoolInformation,
        Self::KeyStage2,
        Self::KeyStage4,
        Self::Census,
        Self::Absence,
        Self::Workforce,
        Self::Authorities,
    ];

    /// What the kind is called in reports.
    pub fn title(self) -> &'static str {
        match self {
            Self::Register => "register of schools (Get Information about Schools)",
            Self::ShortList => "list of schools with short column names",
            Self::SchoolInformation => "school information (performance tables)",
            Self::KeyStage2 => "Key Stage 2 results",
            Self::KeyStage4 => "Key Stage 4 results",
            Self::Census => "pupil census",
            Self::Absence => "absence",
            Self::Workforce => "School Workforce Census",
            Self::Authorities => "codes and regions of local authorities",
            Self::Mapped => "table read by a map of columns",
        }
    }

    /// The columns used of this kind.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Register => &REGISTER,
            Self::ShortList => &SHORT_LIST,
            Self::SchoolInformation => &SCHOOL_INFORMATION,
            Self::KeyStage2 => &KEY_STAGE_2,
            Self::KeyStage4 => &KEY_STAGE_4,
            Self::Census => &CENSUS,
            Self::Absence => &ABSENCE,
            Self::Workforce => &WORKFORCE,
            Self::Authorities => &AUTHORITIES,
            Self::Mapped => &PLAIN,
        }
    }
}

/// The kind of a table, if its column names tell.
pub fn recognise(header: &Header) -> Option<Kind> {
    let official = Kind::OFFICIAL.into_iter().find(|k| header.has_required(k.columns()));
    official.or_else(|| header.has_required(&PLAIN).then_some(Kind::Mapped))
}

const fn must(ours: &'static str, theirs: &'static [&'static str]) -> Column {
    Column { ours, theirs, required: true }
}
const fn may(ours: &'static str, theirs: &'static [&'static str]) -> Column {
    Column { ours, theirs, required: false }
}

const URN: Column = must("urn", &["URN", "school_urn"]);
const LA: Column = may("la", &["LEA", "LA", "LA (code)", "LA Number", "la_code", "old_la_code"]);
const ESTAB: Column = may("estab", &["ESTAB", "EstablishmentNumber", "Establishment Number"]);
const LAESTAB: Column = may("laestab", &["LAESTAB", "school_laestab"]);
const TIME: Column = may("time_period", &["time_period"]);
const LEVEL: Column = may("geographic_level", &["geographic_level"]);

static REGISTER: [Column; 18] = [
    URN,
    LA,
    ESTAB,
    LAESTAB,
    must("name", &["EstablishmentName"]),
    must("district", &["LA (name)"]),
    must("status", &["EstablishmentStatus (name)"]),
    must("phase", &["PhaseOfEducation (name)"]),
    must("pupils", &["NumberOfPupils"]),
    may("type", &["TypeOfEstablishment (name)"]),
    may("group", &["EstablishmentTypeGroup (name)"]),
    may("age_low", &["StatutoryLowAge"]),
    may("age_high", &["StatutoryHighAge"]),
    may("fsm", &["PercentageFSM"]),
    may("region", &["GOR (name)"]),
    may("urban_rural", &["UrbanRural (name)"]),
    may("x", &["Easting"]),
    may("y", &["Northing"]),
];

static SHORT_LIST: [Column; 18] = [
    must("urn", &["urn"]),
    LAESTAB,
    must("name", &["name"]),
    must("district", &["la_name"]),
    must("region", &["region"]),
    must("phase", &["phase"]),
    must("pupils", &["pupils"]),
    may("type", &["type"]),
    must("age_low", &["age_low"]),
    must("age_high", &["age_high"]),
    may("fsm", &["fsm_pct"]),
    may("fsm6", &["fsm6_pct_#", "fsm6_pct"]),
    may("urban_rural", &["urban_rural"]),
    may("x", &["easting"]),
    may("y", &["northing"]),
    may("teachers", &["teachers_hc_#", "teachers_hc"]),
    may("ks2", &["ks2_mat_avg_#", "ks2_mat_avg"]),
    may("ks4", &["ks4_att8_#", "ks4_att8"]),
];

static SCHOOL_INFORMATION: [Column; 12] = [
    URN,
    LA,
    ESTAB,
    LAESTAB,
    must("name", &["SCHNAME"]),
    must("district", &["LANAME"]),
    must("status", &["SCHSTATUS"]),
    must("primary", &["ISPRIMARY"]),
    must("secondary", &["ISSECONDARY"]),
    may("type", &["MINORGROUP"]),
    may("age_low", &["AGELOW"]),
    may("age_high", &["AGEHIGH"]),
];

static KEY_STAGE_2: [Column; 11] = [
    URN,
    LA,
    ESTAB,
    must("level", &["RECTYPE"]),
    must("result", &["MAT_AVERAGE"]),
    may("tested", &["TELIG", "TPUPYEAR"]),
    may("name", &["SCHNAME"]),
    may("ages", &["AGERANGE"]),
    may("closed", &["ICLOSE"]),
    may("pupils", &["TOTPUPS"]),
    may("fsm6", &["PTFSM6CLA1A"]),
];

static KEY_STAGE_4: [Column; 12] = [
    URN,
    LA,
    ESTAB,
    must("level", &["RECTYPE"]),
    must("result", &["ATT8SCR"]),
    may("tested", &["TPUP"]),
    may("type", &["NFTYPE"]),
    may("name", &["SCHNAME"]),
    may("ages", &["AGERANGE"]),
    may("closed", &["ICLOSE"]),
    may("pupils", &["TOTPUPS"]),
    may("fsm6", &["PTFSM6CLA1A"]),
];

static CENSUS: [Column; 7] = [
    URN,
    LA,
    ESTAB,
    must("pupils", &["NOR"]),
    may("type", &["SCHOOLTYPE"]),
    may("eligible", &["NUMFSM"]),
    must("fsm6", &["PNUMFSMEVER"]),
];

static ABSENCE: [Column; 4] = [URN, LA, ESTAB, must("absence", &["PERCTOT"])];

static WORKFORCE: [Column; 8] = [
    URN,
    LA,
    ESTAB,
    LAESTAB,
    TIME,
    LEVEL,
    may("teachers", &["Total Number of Teachers (Headcount)", "hc_all_teachers"]),
    must("teachers_fte", &["Total Number of Teachers (Full-Time Equivalent)", "fte_all_teachers"]),
];

static AUTHORITIES: [Column; 3] =
    [must("la", &["LEA"]), must("district", &["LA Name"]), must("region", &["REGION NAME"])];

/// Our own column names: what a map of columns may name, and what a table may be headed with to need no map.
pub static PLAIN: [Column; 14] = [
    must("id", &["id", "urn"]),
    may("name", &["name"]),
    may("region", &["region"]),
    may("district", &["district"]),
    may("urban_rural", &["urban_rural"]),
    must("pupils", &["pupils"]),
    may("teachers", &["teachers"]),
    may("attainment", &["attainment"]),
    may("disadvantage", &["disadvantage"]),
    may("x", &["x", "x_m"]),
    may("y", &["y", "y_m"]),
    may("year", &["year"]),
    may("phase", &["phase"]),
    may("year_groups", &["year_groups"]),
];
