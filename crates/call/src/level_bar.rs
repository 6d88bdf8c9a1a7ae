use crate::AudioLevel;

/// How loud one's own microphone is, as a bar of a few steps: what is drawn changes seldom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LevelBar(Option<u8>);

impl LevelBar {
    /// The level at which each step begins, in thousandths of full scale: every step is twice as loud.
    const STEPS: [u16; 8] = [6, 12, 24, 48, 96, 192, 384, 768];

    /// Rises at once, and falls by one step at a time; `None` while nothing is measured.
    pub(crate) fn hear(&mut self, level: Option<AudioLevel>) {
        self.0 = level.map(|level| {
            let reached = |step: &&u16| **step <= level.thousandths();
            let now = Self::STEPS.iter().filter(reached).count() as u8;
            now.max(self.0.unwrap_or_default().saturating_sub(1))
        });
    }

    /// Returns how many of [`crate::LocalView::LEVELS`] steps are lit.
    pub(crate) fn step(self) -> Option<u8> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LocalView;

    #[test]
    fn a_step_is_twice_as_loud_as_the_one_before() {
        let check = |thousandths, step| {
            let mut bar = LevelBar::default();
            bar.hear(Some(AudioLevel::from_thousandths(thousandths)));
            assert_eq!(bar.step(), Some(step), "{thousandths}");
        };
        check(0, 0);
        check(5, 0);
        check(6, 1);
        check(100, 5);
        check(1000, LocalView::LEVELS);
    }

    #[test]
    fn it_rises_at_once_and_falls_step_by_step() {
        let mut bar = LevelBar::default();
        let mut hear = |thousandths| {
            bar.hear(Some(AudioLevel::from_thousandths(thousandths)));
            bar.step()
        };
        assert_eq!(hear(400), Some(7));
        assert_eq!(hear(0), Some(6));
        assert_eq!(hear(100), Some(5));
        assert_eq!(hear(100), Some(5));
    }

    #[test]
    fn nothing_is_shown_of_what_is_not_measured() {
        let mut bar = LevelBar::default();
        bar.hear(Some(AudioLevel::from_thousandths(400)));
        bar.hear(None);
        assert_eq!(bar.step(), None);
    }
}
