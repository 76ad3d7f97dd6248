//! What each column is of the tables of what lasts, of naive comparisons, of who gives and of audits.

use super::columns::{ARM, GROUP, N, OUTCOME, ROW_UNIT, RUN, SYSTEM, UNIT, YEAR, column};
use super::{Column, Kind, Table};
use crate::rows::{AuditContractRow, AuditDoseRow, DonorRow, NaiveRow, PersistenceRow};

impl Table for PersistenceRow {
    const NAME: &'static str = "persistence";
    const ABOUT: &'static str =
        "share of an effect left so many years after the support stopped; no rows where it lasts to the end";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        GROUP,
        OUTCOME,
        UNIT,
        column("stopped", "Last year of support", "school year", Kind::Integer),
        YEAR,
        column("years_after", "Years since the support stopped; 0 is its last year", "years", Kind::Integer),
        N,
        column("effect", "Mean difference from doing nothing in this year", ROW_UNIT, Kind::Number),
        column("se", "Its Monte-Carlo standard error", ROW_UNIT, Kind::Number),
        column("low", "Lower end of its interval", ROW_UNIT, Kind::Number),
        column("high", "Upper end of its interval", ROW_UNIT, Kind::Number),
        column("level", "Level of all intervals of the row, such as 0.95", "share", Kind::Number),
        column(
            "at_stop",
            "What the effect in the last year of support shows: 'up', 'down', 'not detectable' or 'no interval'",
            "",
            Kind::Text,
        ),
        column(
            "share",
            "Share of the effect in the last year of support that is there; NaN where that is not detectable",
            "share",
            Kind::Number,
        ),
        column("share_se", "Its jackknife standard error over parameter sets", "share", Kind::Number),
        column("share_low", "Lower end of its interval", "share", Kind::Number),
        column("share_high", "Upper end of its interval", "share", Kind::Number),
        column(
            "half_life",
            "Years until half is left; empty if beyond the horizon, NaN if no effect was detectable",
            "years",
            Kind::Optional,
        ),
        column(
            "half_life_low",
            "Lower end of its interval by resampling of parameter sets; empty where that lies beyond the horizon",
            "years",
            Kind::Optional,
        ),
        column("half_life_high", "Upper end of it; empty where that lies beyond the horizon", "years", Kind::Optional),
    ];
}

impl Table for NaiveRow {
    const NAME: &'static str = "naive";
    const ABOUT: &'static str =
        "what simpler comparisons would have reported of the treated schools, beside the true effect on them";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        YEAR,
        column(
            "world",
            "'arm', or 'nothing done': the same schools where nothing is done, so that the truth is zero",
            "",
            Kind::Text,
        ),
        column("estimator", "The comparison", "", Kind::Text),
        N,
        column("treated", "Treated schools, mean over these replicates", "schools", Kind::Number),
        column("mean", "Mean of what it reports", "pupil SD", Kind::Number),
        column("se", "Monte-Carlo standard error of the mean", "pupil SD", Kind::Number),
        column("low", "Lower end of the interval of the mean", "pupil SD", Kind::Number),
        column("high", "Upper end of it", "pupil SD", Kind::Number),
        column("level", "Level of all intervals of the row, such as 0.95", "share", Kind::Number),
        column("p5", "5th percentile of what single evaluations report", "pupil SD", Kind::Number),
        column("p50", "Median of it", "pupil SD", Kind::Number),
        column("p95", "95th percentile of it", "pupil SD", Kind::Number),
        column("truth", "True effect on the measured results of the same schools", "pupil SD", Kind::Number),
        column("truth_se", "Its Monte-Carlo standard error", "pupil SD", Kind::Number),
        column("truth_low", "Lower end of its interval", "pupil SD", Kind::Number),
        column("truth_high", "Upper end of it", "pupil SD", Kind::Number),
        column("attainment", "True effect on the attainment of all pupils of these schools", "pupil SD", Kind::Number),
        column("attainment_se", "Its Monte-Carlo standard error", "pupil SD", Kind::Number),
        column("attainment_low", "Lower end of its interval", "pupil SD", Kind::Number),
        column("attainment_high", "Upper end of it", "pupil SD", Kind::Number),
        column(
            "bias",
            "What is reported minus what is true of the measured results, replicate by replicate",
            "pupil SD",
            Kind::Number,
        ),
        column("bias_se", "Its Monte-Carlo standard error", "pupil SD", Kind::Number),
        column("bias_low", "Lower end of its interval", "pupil SD", Kind::Number),
        column("bias_high", "Upper end of it", "pupil SD", Kind::Number),
    ];
}

impl Table for DonorRow {
    const NAME: &'static str = "donors";
    const ABOUT: &'static str =
        "what schools gain or lose by the part that they have in a policy; nets add up to the effect on all";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        ARM,
        column("policy", "Policy, or 'all policies' of the arm", "", Kind::Text),
        column(
            "role",
            "What the schools ever did in it: 'giving', 'receiving', 'both', 'neither'; 'all' is every school",
            "",
            Kind::Text,
        ),
        YEAR,
        N,
        column("schools", "Schools in the role, mean over all replicates", "schools", Kind::Number),
        column("pupils", "Their pupils in this year, mean over all replicates", "pupils", Kind::Number),
        column(
            "attainment",
            "Their attainment minus the same schools' when nothing is done, mean over replicates with such schools",
            "pupil SD",
            Kind::Number,
        ),
        column("attainment_se", "Its Monte-Carlo standard error", "pupil SD", Kind::Number),
        column("attainment_low", "Lower end of its interval", "pupil SD", Kind::Number),
        column("attainment_high", "Upper end of it", "pupil SD", Kind::Number),
        column(
            "attainment_net",
            "What that is for each pupil of the system: over the four roles it adds up to the effect on all",
            "pupil SD",
            Kind::Number,
        ),
        column("attainment_net_se", "Its Monte-Carlo standard error", "pupil SD", Kind::Number),
        column("attainment_net_low", "Lower end of its interval", "pupil SD", Kind::Number),
        column("attainment_net_high", "Upper end of it", "pupil SD", Kind::Number),
        column(
            "enacted",
            "Their enacted practice minus the same schools' when nothing is done",
            "practice SD",
            Kind::Number,
        ),
        column("enacted_se", "Its Monte-Carlo standard error", "practice SD", Kind::Number),
        column("enacted_low", "Lower end of its interval", "practice SD", Kind::Number),
        column("enacted_high", "Upper end of it", "practice SD", Kind::Number),
        column(
            "enacted_net",
            "What that is for each filled post of the system: over the four roles it adds up to the effect on all",
            "practice SD",
            Kind::Number,
        ),
        column("enacted_net_se", "Its Monte-Carlo standard error", "practice SD", Kind::Number),
        column(
            "hours_covered",
            "Hours out of class that the policy took there in this year, which somebody else covers",
            "hours",
            Kind::Number,
        ),
        column("level", "Level of all intervals of the row, such as 0.95", "share", Kind::Number),
    ];
}

impl Table for AuditDoseRow {
    const NAME: &'static str = "audit_dose";
    const ABOUT: &'static str = "arms in which the support goes on at a share of its extent after its last full year";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        column("audited", "Arm that is audited", "", Kind::Text),
        column("arm", "Arm with this dose", "", Kind::Text),
        column("stopped", "Last year of full support", "school year", Kind::Integer),
        column("year", "Last year of the horizon", "school year", Kind::Integer),
        column("dose", "Share of their extent at which the policies go on", "share", Kind::Number),
        OUTCOME,
        UNIT,
        N,
        column("before", "Mean effect in the last year of full support", ROW_UNIT, Kind::Number),
        column("before_se", "Its Monte-Carlo standard error", ROW_UNIT, Kind::Number),
        column("effect", "Mean effect in the last year of the horizon", ROW_UNIT, Kind::Number),
        column("se", "Its Monte-Carlo standard error", ROW_UNIT, Kind::Number),
        column("low", "Lower end of its interval", ROW_UNIT, Kind::Number),
        column("high", "Upper end of it", ROW_UNIT, Kind::Number),
        column("level", "Level of all intervals of the row, such as 0.95", "share", Kind::Number),
        column(
            "change",
            "Change of the effect from the last year of full support to the last year of all",
            ROW_UNIT,
            Kind::Number,
        ),
        column("change_se", "Its Monte-Carlo standard error", ROW_UNIT, Kind::Number),
        column("change_low", "Lower end of its interval", ROW_UNIT, Kind::Number),
        column("change_high", "Upper end of it", ROW_UNIT, Kind::Number),
        column(
            "at_stop",
            "What the effect in the last year of full support shows: 'up', 'down', 'not detectable' or 'no interval'",
            "",
            Kind::Text,
        ),
        column(
            "least_dose",
            "Least dose that holds the effect to the last year; empty if none does, NaN if there is no effect",
            "share",
            Kind::Optional,
        ),
        column(
            "least_dose_low",
            "Lower end of its interval by resampling of parameter sets; empty where no dose holds the effect there",
            "share",
            Kind::Optional,
        ),
        column(
            "least_dose_high",
            "Upper end of it; empty where no dose holds the effect there",
            "share",
            Kind::Optional,
        ),
    ];
}

impl Table for AuditContractRow {
    const NAME: &'static str = "audit_contract";
    const ABOUT: &'static str = "arms in which the support ends after so many years";
    const COLUMNS: &'static [Column] = &[
        RUN,
        SYSTEM,
        column("audited", "Arm that is audited", "", Kind::Text),
        column("arm", "Arm with this contract", "", Kind::Text),
        column("contract_years", "Years that the support lasts", "years", Kind::Integer),
        column("stopped", "Last year of the contract", "school year", Kind::Integer),
        column("year", "Last year of the horizon", "school year", Kind::Integer),
        OUTCOME,
        UNIT,
        N,
        column("in_last_year", "Mean effect in the contract's last year", ROW_UNIT, Kind::Number),
        column("in_last_year_se", "Its Monte-Carlo standard error", ROW_UNIT, Kind::Number),
        column("in_last_year_low", "Lower end of its interval", ROW_UNIT, Kind::Number),
        column("in_last_year_high", "Upper end of it", ROW_UNIT, Kind::Number),
        column("at_horizon", "Mean effect in the last year of the horizon", ROW_UNIT, Kind::Number),
        column("at_horizon_se", "Its Monte-Carlo standard error", ROW_UNIT, Kind::Number),
        column("at_horizon_low", "Lower end of its interval", ROW_UNIT, Kind::Number),
        column("at_horizon_high", "Upper end of it", ROW_UNIT, Kind::Number),
        column("per_year", "Effect in the contract's last year for each year of it", ROW_UNIT, Kind::Number),
        column("per_year_se", "Its Monte-Carlo standard error", ROW_UNIT, Kind::Number),
        column(
            "added",
            "Effect in the last year of the contract beyond that of the next shorter one in its own last year",
            ROW_UNIT,
            Kind::Number,
        ),
        column("added_se", "Its Monte-Carlo standard error", ROW_UNIT, Kind::Number),
        column("added_low", "Lower end of its interval", ROW_UNIT, Kind::Number),
        column("added_high", "Upper end of it", ROW_UNIT, Kind::Number),
        column("level", "Level of all intervals of the row, such as 0.95", "share", Kind::Number),
    ];
}
