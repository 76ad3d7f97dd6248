//! What the parameters of a run rest on, in the words that every result begins with: the weakest evidence first.

use crate::experiment::Footing;
use crate::experiment::sets::Source;
use crate::numerals::{counted, fixed};

/// What every result must be read with.
pub const PROJECTION: &str = "Projections from component trials: no causal estimate exists for the three national \
     programmes themselves (Shanghai's entrusted management, England's Teaching for Mastery, Zhejiang's shared communities).";

/// What a comparison between systems is.
const COMPARISON: &str = "A comparison between systems compares projections from trials of components: no causal estimate \
     exists for the three national programmes themselves (evidence section (e)).";

/// What the values of the parameters are, in a few words.
pub fn values(footing: &Footing) -> &'static str {
    match footing.source {
        Source::Defaults => "uncalibrated starting values",
        Source::Fitted => "parameters fitted to trials of components",
        Source::Own => "parameter sets of the user's own",
    }
}

/// What the results are and are not, in a few words for captions.
pub fn caution(footing: &Footing) -> String {
    format!("{}; projection, not a causal estimate", values(footing))
}

/// What the values of the parameters are, in a sentence or two.
pub fn values_in_words(footing: &Footing) -> String {
    let sample = match footing.source {
        Source::Defaults => {
            return "Parameters are starting values from evidence and rough fits; they are not calibrated.".to_owned();
        }
        Source::Fitted => "the sample in the program, fitted to trials of components",
        Source::Own => "a sample of the user's own",
    };
    let points = counted(footing.points as usize, "point");
    if footing.drawn {
        let names = counted(footing.varied.len(), "parameter");
        format!("Parameter sets are drawn from {sample}: {points}, {names}. Two replicates share a set.")
    } else {
        format!("Parameters are the weighted mean of {points} of {sample}.")
    }
}

/// How many parameters are assumptions, derived and measured.
pub fn grades_in_words(footing: &Footing) -> String {
    let all = footing.measured + footing.derived + footing.assumed;
    format!(
        "{} of {all} parameters ({} %) are assumptions, {} are derived from measured values and {} are measured",
        footing.assumed,
        fixed(100.0 * f64::from(footing.assumed) / f64::from(all.max(1)), 0),
        footing.derived,
        footing.measured,
    )
}

/// The first lines of an answer after the caution.
pub fn lines(footing: &Footing) -> Vec<String> {
    let mut lines = Vec::new();
    if footing.measured + footing.derived + footing.assumed > 0 {
        lines.push(format!("Weakest evidence: {}.", grades_in_words(footing)));
    }
    lines.push(values_in_words(footing));
    lines.push(if footing.drawn {
        "Intervals are those of the mean over replicates, and ± is its Monte-Carlo standard error. The band from the 5th to the 95th percentile holds chance and what \
         the sets leave open of the parameters, not what is open of the model's form."
            .to_owned()
    } else {
        "Every replicate has the same parameters: intervals and bands hold chance only, nothing of what is not known of the \
         parameters. ± is the Monte-Carlo standard error of a mean."
            .to_owned()
    });
    lines.push(COMPARISON.to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_footing_has_its_words() {
        let drawn = |source| Footing {
            source,
            drawn: source != Source::Defaults,
            points: 64,
            varied: vec!["slope".to_owned()],
            measured: 1,
            derived: 1,
            assumed: 2,
            ..Footing::default()
        };
        let text = |source| lines(&drawn(source)).join("\n");
        for source in [Source::Defaults, Source::Fitted, Source::Own] {
            let text = text(source);
            assert!(text.starts_with("Weakest evidence: 2 of 4 parameters (50 %) are assumptions"), "{text}");
            assert!(text.contains("no causal estimate exists for the three national programmes"), "{text}");
            assert!(caution(&drawn(source)).ends_with("projection, not a causal estimate"));
        }
        assert!(!text(Source::Fitted).contains("not calibrated") && !caution(&drawn(Source::Fitted)).contains("uncal"));
        assert!(text(Source::Fitted).contains("64 points, 1 parameter. Two replicates share a set."));
        assert!(text(Source::Defaults).contains("bands hold chance only"));
        let central = lines(&Footing { drawn: false, ..drawn(Source::Fitted) }).join("\n");
        assert!(
            central.contains("weighted mean of 64 points") && central.contains("bands hold chance only"),
            "{central}"
        );
    }
}
