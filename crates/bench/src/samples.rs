use std::collections::BTreeMap;

use crate::contender::Contender;
use crate::measure::Measure;

/// One figure of one run.
pub(crate) type Figure = (Measure, f64);

/// The figures of all rounds.
#[derive(Debug, Default)]
pub(crate) struct Samples(BTreeMap<(Measure, Contender), Vec<f64>>);

impl Samples {
    pub(crate) fn add(&mut self, contender: Contender, figures: &[Figure]) {
        for (measure, value) in figures {
            self.0
                .entry((*measure, contender))
                .or_default()
                .push(*value);
        }
    }

    /// Returns what was measured of Tatap.
    pub(crate) fn measures(&self) -> impl Iterator<Item = Measure> {
        self.0
            .keys()
            .filter(|(_, contender)| *contender == Contender::Tatap)
            .map(|(measure, _)| *measure)
    }

    pub(crate) fn median(&self, measure: Measure, contender: Contender) -> Option<f64> {
        self.0
            .get(&(measure, contender))
            .and_then(|values| percentile(values, 50))
    }
}

/// Returns the value that `percent` of all are at most as large as.
pub(crate) fn percentile(values: &[f64], percent: usize) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    sorted.get((last * percent).div_ceil(100)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_one_in_the_middle() {
        assert_eq!(percentile(&[3.0, 1.0, 2.0], 50), Some(2.0));
        assert_eq!(percentile(&[7.0], 50), Some(7.0));
        assert_eq!(percentile(&[], 50), None);
    }

    #[test]
    fn the_99th_percentile_of_a_hundred_is_the_last_but_one_or_worse() {
        let values: Vec<f64> = (1..=101).map(f64::from).collect();
        assert_eq!(percentile(&values, 99), Some(100.0));
    }
}
