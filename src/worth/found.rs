//! Everything that `worth-it` finds: the simulations in order, their tables and the answer.

use super::bundle::Hold;
use super::rows::{AcceptabilityRow, BundleRow, EffectRow, SwitchRow};
use super::study::{Bundle, Study, Trouble};
use super::switching::{Rivals, find, reached};
use super::weigh::{self, Sample};
use super::words;
use crate::answer::{Answer, Line, SystemAnswer, Topic, footing};
use crate::discount;
use crate::experiment::Results;
use crate::months::{EDITION, LINEAR};
use crate::scenario::{Scenario, System};
use crate::statistics::describe::moments_of_sets;

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The scenario with every arm at the extent that the held budget buys.
    pub scenario: Scenario,
    /// Its results.
    pub results: Results,
    /// Cost and gain by arm and replicate.
    pub sample: Sample,
    /// What was bought.
    pub bundles: Vec<BundleRow>,
    /// What it gave.
    pub effects: Vec<EffectRow>,
    /// How likely each arm is best.
    pub acceptability: Vec<AcceptabilityRow>,
    /// Values at which another arm would be preferred.
    pub switching: Vec<SwitchRow>,
    /// All of it in words.
    pub answer: Answer,
}

/// Finds the extents, simulates all arms at them and weighs them; `switch` is a parameter of the reference to vary.
pub fn found(study: &Study<'_>, switch: Option<&str>) -> Result<Found, Trouble> {
    let bought = study.bundles()?;
    let scenario = study.scaled(&bought);
    let results = study.simulate(&scenario)?;
    let system = &scenario.systems[0];
    let sample = Sample::of(&results, study.hold);
    let bundles = weigh::bundles(&results, system, study.reference, study.hold, &bought);
    let effects = weigh::effects(&results, system, &sample);
    let acceptability = weigh::acceptability(&sample, system);
    let mut lines = words::arms(&bundles, &effects);
    lines.extend(comparisons(&sample, study.reference));
    let text = format!("As a choice: {}.", words::acceptability(&acceptability));
    lines.push(Line { topic: Topic::Comparison, arm: String::new(), text });
    let asked = Asked { study, bought: &bought, results: &results, system, sample: &sample, effects: &effects };
    let (switching, told) = asked.switching(switch)?;
    lines.extend(told);
    let warning = words::mixed_years(&bundles);
    lines.extend(warning.map(|text| Line { topic: Topic::Warning, arm: String::new(), text }));
    let systems = vec![SystemAnswer { system: system.name.clone(), lines }];
    let answer = Answer { caution: caution(&results, system, study.hold), systems };
    Ok(Found { scenario, results, sample, bundles, effects, acceptability, switching, answer })
}

/// Each alternative against the reference.
fn comparisons(sample: &Sample, reference: usize) -> Vec<Line> {
    let (costs, base) = (Sample::means(&sample.costs), reference + 1);
    let one = |arm: usize| {
        let pairs = sample.gains[arm].iter().zip(&sample.gains[base]);
        let difference = moments_of_sets(&sample.sets, &pairs.map(|(a, b)| a - b).collect::<Vec<_>>());
        let told = words::compared(&difference, costs[arm] - costs[base], costs[base], sample.unit);
        let text = format!("{} against {}: {told}.", sample.arms[arm], sample.arms[base]);
        Line { topic: Topic::Comparison, arm: sample.arms[arm].clone(), text }
    };
    (1..sample.arms.len()).filter(|&arm| arm != base).map(one).collect()
}

/// What the switching values are asked of.
struct Asked<'a> {
    study: &'a Study<'a>,
    bought: &'a [Bundle],
    results: &'a Results,
    system: &'a System,
    sample: &'a Sample,
    effects: &'a [EffectRow],
}

impl Asked<'_> {
    fn switching(&self, switch: Option<&str>) -> Result<(Vec<SwitchRow>, Vec<Line>), Trouble> {
        let Some(rivals) = Rivals::of(self.system, self.sample, self.study.reference) else {
            return Ok((Vec::new(), Vec::new()));
        };
        let arm = &self.system.arms[self.study.reference];
        let line = |text: String| Line {
            topic: Topic::Comparison,
            arm: arm.name.clone(),
            text: format!("Switching value: {text}."),
        };
        let mut rows = vec![rivals.effect()];
        let own = self.effects.iter().find(|e| e.arm == arm.name);
        let mut lines = vec![line(words::effect_switch(&rows[0], own, reached(self.results, &arm.name)))];
        // A ratio of prices says something only where both arms gain.
        let gain = |name: &str| self.effects.iter().any(|e| e.arm == name && e.low > 0.0);
        if self.study.hold != Hold::Days && gain(&rows[0].arm) && gain(&rows[0].against) {
            let prices = rivals.prices(&self.results.costs);
            lines.extend(prices.iter().map(|row| line(words::price_switch(row))));
            rows.extend(prices);
        }
        for (at, stated) in switch.into_iter().flat_map(|name| find(arm, name)) {
            let grid = rivals.parameter(self.study, &self.bought[self.study.reference], at, &stated)?;
            lines.push(line(words::parameter_switch(&grid, stated.value)));
            rows.extend(grid);
        }
        Ok((rows, lines))
    }
}

/// What the results are and are not, and by which conventions they are reckoned.
fn caution(results: &Results, system: &System, hold: Hold) -> String {
    let values = footing::values(&results.footing);
    let lines = footing::lines(&results.footing).join("\n");
    let rates = discount::in_words(system.prices.discount);
    format!(
        "These are projections, not causal estimates: {values}.\n{lines}\nHeld: {}. {APART}\nMonths: {EDITION}; {LINEAR}.\n\
         Money and gains of later years: {rates}. Teacher-days and lessons are counted as they are.",
        hold.in_words(),
    )
}

/// How what is taken and given is reckoned.
const APART: &str = "Money, teacher-days and pupil-lessons stand beside one another and are never added, but for release, \
     which is priced into money; lessons that pupils lose under cover are in the gain already. Every pupil counts once: when \
     leaving the school, or at the end of the last year.";
