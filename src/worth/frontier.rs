//! Which arms are worth considering at all: dominance, extended dominance and incremental ratios of means.

/// Costs that differ by less than this share count as the same: whole schools and teachers cannot be split.
pub const SAME: f64 = 0.01;

/// Where an arm stands among others. Arms by place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// Nothing cheaper, and no mix of a cheaper and a dearer arm, gains as much.
    Frontier {
        /// The next best arm on the frontier; none for the first.
        against: Option<usize>,
        /// Cost of a further unit of gain against it.
        ratio: Option<f64>,
    },
    /// Another gains more for no more, or as much for less.
    Dominated {
        /// Which.
        by: usize,
    },
    /// A mix of two others gains as much for less.
    Extended {
        /// The cheaper and the dearer of the two.
        between: (usize, usize),
    },
}

/// Whether `a` costs no more than `b`, but for what cannot be split.
fn no_dearer(a: f64, b: f64) -> bool {
    a <= b + SAME * a.abs().max(b.abs())
}

fn dominates(a: (f64, f64), b: (f64, f64)) -> bool {
    (no_dearer(a.0, b.0) && a.1 > b.1) || (a.1 == b.1 && a.0 < b.0)
}

/// The standing of each arm by its mean cost and mean gain, doing nothing among them.
pub fn standings(costs: &[f64], gains: &[f64]) -> Vec<Standing> {
    let at = |arm: usize| (costs[arm], gains[arm]);
    let arms = costs.len();
    let dominated = |arm: usize| {
        // The one that gains most is named, of equals the cheapest.
        let better = (0..arms).filter(|&other| other != arm && dominates(at(other), at(arm)));
        let by = better.max_by(|&a, &b| gains[a].total_cmp(&gains[b]).then(costs[b].total_cmp(&costs[a])));
        by.map(|by| Standing::Dominated { by })
    };
    let mut standing: Vec<Option<Standing>> = (0..arms).map(dominated).collect();
    let mut line: Vec<usize> = (0..arms).filter(|&arm| standing[arm].is_none()).collect();
    line.sort_by(|&a, &b| costs[a].total_cmp(&costs[b]).then(gains[a].total_cmp(&gains[b])).then(a.cmp(&b)));
    line.dedup_by(|b, a| {
        // Arms alike in both stand together.
        let same = at(*a) == at(*b);
        if same {
            standing[*b] = Some(Standing::Frontier { against: None, ratio: None });
        }
        same
    });
    let slope = |a: usize, b: usize| (costs[b] - costs[a]) / (gains[b] - gains[a]);
    // Ratios have to rise along the frontier: who stands in the way is left out, until nobody does.
    while let Some(place) =
        (1..line.len().max(1) - 1).find(|&i| slope(line[i - 1], line[i]) > slope(line[i], line[i + 1]))
    {
        standing[line[place]] = Some(Standing::Extended { between: (line[place - 1], line[place + 1]) });
        line.remove(place);
    }
    for (place, &arm) in line.iter().enumerate() {
        let against = place.checked_sub(1).map(|before| line[before]);
        standing[arm] = Some(Standing::Frontier { against, ratio: against.map(|before| slope(before, arm)) });
    }
    standing.into_iter().map(|s| s.unwrap_or(Standing::Frontier { against: None, ratio: None })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dominance_extended_dominance_and_ratios_are_those_worked_by_hand() {
        // Nothing, A 10 for 1, B 30 for 2 (worse than a mix of A and C), C 40 for 4, D 45 for 3 (dominated by C).
        let all = standings(&[0.0, 10.0, 30.0, 40.0, 45.0], &[0.0, 1.0, 2.0, 4.0, 3.0]);
        assert_eq!(all[0], Standing::Frontier { against: None, ratio: None });
        assert_eq!(all[1], Standing::Frontier { against: Some(0), ratio: Some(10.0) });
        assert_eq!(all[2], Standing::Extended { between: (1, 3) });
        assert_eq!(all[3], Standing::Frontier { against: Some(1), ratio: Some(10.0) });
        assert_eq!(all[4], Standing::Dominated { by: 3 });
    }

    #[test]
    fn what_costs_as_much_within_a_hundredth_and_gains_less_is_dominated() {
        let all = standings(&[0.0, 99.5, 100.0], &[0.0, 1.0, 2.0]);
        assert_eq!(all[1], Standing::Dominated { by: 2 }, "not a bargain for half a pound less");
        assert_eq!(all[2], Standing::Frontier { against: Some(0), ratio: Some(50.0) });
        // What gains nothing for money is dominated by doing nothing, and what loses too.
        let all = standings(&[0.0, 5.0, 5.0], &[0.0, 0.0, -1.0]);
        assert_eq!(&all[1..], [Standing::Dominated { by: 0 }, Standing::Dominated { by: 0 }]);
        // An arm of nothing stands with doing nothing.
        let all = standings(&[0.0, 0.0], &[0.0, 0.0]);
        assert_eq!(all, [Standing::Frontier { against: None, ratio: None }; 2]);
        assert!(standings(&[], &[]).is_empty());
    }
}
