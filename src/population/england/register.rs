//! The register of English schools inside the program, decoded once.

use super::super::lasting::{Noise, settle};
use super::super::list::{Lasting, Origin, Phase, SchoolRecord};
use flate2::read::GzDecoder;
use serde::Deserialize;
use std::sync::OnceLock;

/// The table (see `README.md` beside it for its columns, sources and licence).
static TABLE: &[u8] = include_bytes!("schools.csv.gz");

/// A row of the table.
#[derive(Clone, Debug, Deserialize)]
struct Row {
    urn: u32,
    name: String,
    region: String,
    authority: String,
    phase: Kind,
    age_low: Option<u32>,
    age_high: Option<u32>,
    easting: Option<f64>,
    northing: Option<f64>,
    place: Option<String>,
    pupils: Option<u32>,
    fsm: f64,
    ks2_maths: Option<f64>,
    attainment8: Option<f64>,
    teachers: Option<u32>,
}

/// Phase as registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Kind {
    #[serde(rename = "P")]
    Primary,
    #[serde(rename = "MP")]
    MiddlePrimary,
    #[serde(rename = "S")]
    Secondary,
    #[serde(rename = "MS")]
    MiddleSecondary,
    #[serde(rename = "A")]
    AllThrough,
}

impl Kind {
    fn phase(self) -> Phase {
        match self {
            Self::Primary | Self::MiddlePrimary => Phase::Primary,
            Self::Secondary | Self::MiddleSecondary | Self::AllThrough => Phase::Secondary,
        }
    }
}

/// A school of the register with what the record does not hold.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// The record; `teachers` is 0 where the register has no usable count.
    pub record: SchoolRecord,
    /// Key of its random numbers.
    pub urn: u32,
    /// Whether the register has no class of place (it is then taken as urban, as three of four schools are).
    pub place_unknown: bool,
    /// Whether a count of teachers was set aside because it does not go with the roll.
    pub teachers_stale: bool,
}

/// All schools of a phase, ordered by authority and URN, with lasting levels settled over the nation.
#[derive(Debug, Default)]
pub(super) struct National {
    /// The schools.
    pub entries: Vec<Entry>,
    /// Schools left out because no roll is known.
    pub without_roll: usize,
}

/// The schools of a phase.
pub(super) fn national(phase: Phase) -> &'static National {
    static PRIMARY: OnceLock<National> = OnceLock::new();
    static SECONDARY: OnceLock<National> = OnceLock::new();
    let place = match phase {
        Phase::Primary => &PRIMARY,
        Phase::Secondary => &SECONDARY,
    };
    place.get_or_init(|| decode(phase))
}

fn decode(phase: Phase) -> National {
    let mut national = National::default();
    let mut reader = csv::Reader::from_reader(GzDecoder::new(TABLE));
    for row in reader.deserialize::<Row>() {
        // The table is part of the program: the tests read every row of it.
        let row = row.expect("the built-in table of schools is well formed");
        if row.phase.phase() != phase {
            continue;
        }
        match row.pupils.filter(|&n| n > 0) {
            Some(pupils) => national.entries.push(entry(row, pupils)),
            None => national.without_roll += 1,
        }
    }
    national.entries.sort_by(|a, b| (&a.record.district, a.urn).cmp(&(&b.record.district, b.urn)));
    norm(&mut national.entries, phase);
    let mut records: Vec<SchoolRecord> = national.entries.iter().map(|e| e.record.clone()).collect();
    settle(&mut records, Noise::default());
    for (entry, record) in national.entries.iter_mut().zip(records) {
        entry.record.lasting = record.lasting;
    }
    national
}

/// Pupils per teacher (headcount) beyond which a count of November 2018 cannot belong to the roll of 2021: schools
/// that opened, merged or split since. The middle 90 % is 14 to 23 in primary and 11 to 18 in secondary schools.
const USABLE: std::ops::RangeInclusive<f64> = 5.0..=40.0;

fn entry(row: Row, pupils: u32) -> Entry {
    let counted = row.teachers.filter(|&n| n > 0);
    let usable = counted.filter(|&n| USABLE.contains(&(f64::from(pupils) / f64::from(n))));
    let result = match row.phase.phase() {
        Phase::Primary => row.ks2_maths,
        Phase::Secondary => row.attainment8,
    };
    let record = SchoolRecord {
        id: row.urn.to_string(),
        year_groups: year_groups(row.phase, row.age_low, row.age_high),
        urban: row.place.as_deref() != Some("R"),
        phase: row.phase.phase(),
        pupils,
        teachers: usable.unwrap_or(0),
        teachers_origin: if usable.is_some() { Origin::Given } else { Origin::Imputed },
        disadvantage: (row.fsm / 100.0).clamp(0.0, 1.0),
        disadvantage_origin: Origin::Given,
        location: row.easting.zip(row.northing),
        result,
        lasting: Lasting { expected: 0.0, mean: 0.0, sd: 0.0 },
        name: row.name,
        region: row.region,
        district: row.authority,
    };
    let teachers_stale = counted.is_some() && usable.is_none();
    Entry { record, urn: row.urn, place_unknown: row.place.is_none(), teachers_stale }
}

/// Year groups between the ages: nursery classes and the sixth form are not counted.
///
/// Pupils enter in the school year in which they turn five, whether the register says 4 or 5. Nursery and sixth form
/// pupils are on the roll all the same, so that roll over year groups overstates a cohort where a school has them.
fn year_groups(kind: Kind, low: Option<u32>, high: Option<u32>) -> u32 {
    let entry = |age: u32| if age <= 5 { 4 } else { age };
    match kind {
        Kind::Primary | Kind::MiddlePrimary => high.unwrap_or(11).saturating_sub(entry(low.unwrap_or(4))).clamp(1, 7),
        Kind::Secondary | Kind::MiddleSecondary | Kind::AllThrough => {
            high.unwrap_or(16).min(16).saturating_sub(entry(low.unwrap_or(11))).clamp(1, 12)
        }
    }
}

/// Turns results from points into pupil SD from the pupil-weighted national mean.
fn norm(entries: &mut [Entry], phase: Phase) {
    let noise = Noise::default();
    let known = || entries.iter().filter_map(|e| Some((e.record.result?, f64::from(e.record.pupils))));
    let pupils: f64 = known().map(|(_, n)| n).sum();
    let mean = known().map(|(points, n)| points * n).sum::<f64>() / pupils;
    for entry in entries {
        entry.record.result = entry.record.result.map(|points| (points - mean) / noise.of(phase).points_per_sd);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let primary = national(Phase::Primary);
        let secondary = national(Phase::Secondary);
        assert_eq!(primary.entries.len() + primary.without_roll, 16_781);
        assert_eq!(secondary.entries.len() + secondary.without_roll, 3_404);
        assert_eq!(primary.without_roll + secondary.without_roll, 0);
        for e in primary.entries.iter().chain(&secondary.entries) {
            assert!((1..=12).contains(&e.record.year_groups));
            assert!((0.0..=1.0).contains(&e.record.disadvantage));
            assert!(e.record.location.is_some_and(|(x, y)| x > 80_000.0 && y > 5_000.0), "{:?}", e.record);
            assert!(!e.record.name.is_empty() && !e.record.region.is_empty() && !e.record.district.is_empty());
        }
    }

    #[test]
    fn year_groups_follow_the_ages() {
        assert_eq!(year_groups(Kind::Primary, Some(3), Some(11)), 7);
        assert_eq!(year_groups(Kind::Primary, Some(5), Some(11)), 7);
        assert_eq!(year_groups(Kind::Primary, Some(4), Some(7)), 3);
        assert_eq!(year_groups(Kind::Primary, Some(7), Some(11)), 4);
        assert_eq!(year_groups(Kind::Secondary, Some(11), Some(18)), 5);
        assert_eq!(year_groups(Kind::MiddleSecondary, Some(9), Some(13)), 4);
        assert_eq!(year_groups(Kind::AllThrough, Some(4), Some(19)), 12);
        assert_eq!(year_groups(Kind::Secondary, Some(16), Some(19)), 1);
    }
}
