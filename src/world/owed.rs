//! What of a school's practice is owed to a policy.

use crate::units::grid_sum;

/// Practice of a school that is there because of one policy, summed over its posts. It moves as practice does: it is
/// learnt, goes back to what is embedded of it, settles by own use, and goes with who goes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Owed {
    /// Enacted practice, mean over domains, summed over posts (SD).
    pub enacted: f64,
    /// Embedded practice, mean over domains, summed over posts (SD).
    pub embedded: f64,
    /// Enacted practice, summed over the weeks of this year (SD).
    pub taught: f64,
    /// What went back this year and is not booked yet; negative where practice fell (SD).
    reverted: f64,
    /// What settled this year and is not booked yet (SD).
    settled: f64,
}

impl Owed {
    /// Adds changes of enacted and embedded practice that are booked to the policy.
    #[inline]
    pub fn add(&mut self, [enacted, embedded]: [f64; 2]) {
        self.enacted += enacted;
        self.embedded += embedded;
    }

    /// A week between events, at the rates of the school's teachers: their practice goes back and settles in proportion
    /// to its lead over what is embedded, and so does each part of it.
    #[inline]
    pub fn drift(&mut self, reverts: f64, own_use: f64) {
        let lead = self.enacted - self.embedded;
        let back = -reverts * lead;
        let settles = if lead > 0.0 { own_use * lead } else { 0.0 };
        self.enacted += back;
        self.embedded += settles;
        self.reverted += back;
        self.settled += settles;
        self.taught += self.enacted;
    }

    /// Takes what went back and what settled since it was last taken, as it is to be booked: on the grid, where what is
    /// owed lies again afterwards.
    pub fn take_drift(&mut self) -> [f64; 2] {
        let booked = [grid_sum(self.reverted), grid_sum(self.settled)];
        self.enacted = grid_sum(self.enacted + (booked[0] - self.reverted));
        self.embedded = grid_sum(self.embedded + (booked[1] - self.settled));
        (self.reverted, self.settled) = (0.0, 0.0);
        booked
    }

    /// Takes the even share of one of `filled` teachers, on the grid.
    pub fn take_share(&mut self, filled: usize) -> [f64; 2] {
        let share = |owed: f64| if filled > 1 { grid_sum(owed / filled as f64) } else { owed };
        let taken = [share(self.enacted), share(self.embedded)];
        self.add(taken.map(|x| -x));
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::GRID;

    #[test]
    fn what_is_owed_is_what_is_booked() {
        let mut owed = Owed::default();
        let mut booked = [0.0; 2];
        for year in 0..7 {
            let learnt =
                [f64::from(GRID) * 0.25 * f64::from(40_000 + 7919 * year), f64::from(GRID) * f64::from(333 * year)];
            owed.add(learnt);
            booked = [booked[0] + learnt[0], booked[1] + learnt[1]];
            for _ in 0..40 {
                owed.drift(0.0213, 0.0047);
            }
            let [reverted, settled] = owed.take_drift();
            assert!(reverted < 0.0 && settled > 0.0);
            booked = [booked[0] + reverted, booked[1] + settled];
            let gone = owed.take_share(9);
            booked = [booked[0] - gone[0], booked[1] - gone[1]];
            assert_eq!(booked, [owed.enacted, owed.embedded]);
        }
        let last = owed.take_share(1);
        assert_eq!([last[0], last[1], owed.enacted, owed.embedded], [booked[0], booked[1], 0.0, 0.0]);
    }
}
