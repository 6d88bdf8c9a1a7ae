use std::time::Duration;

use crate::{AudioLevel, Timestamp};

/// Notices that the person speaks and is muted, and that a microphone that is on gives nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct MicrophoneWatch {
    use_of_it: MicrophoneUse,
    heard_at: Option<Timestamp>,
    loud_since: Option<Timestamp>,
    loud_at: Option<Timestamp>,
    told_at: Option<Timestamp>,
    silent_since: Option<Timestamp>,
    told_silent: bool,
}

/// What the microphone is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum MicrophoneUse {
    /// Nothing is captured, or something else holds the device.
    #[default]
    None,
    /// Captured, and muted by the person.
    Muted,
    /// Heard by the others.
    Live,
}

/// What a person should know of their microphone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MicrophoneNews {
    /// They speak and are muted.
    SpeaksMuted,
    /// They are not muted any more.
    Unmuted,
    /// Nothing comes from the microphone.
    Silent,
    /// Something comes, or it is not wanted any more.
    NotSilent,
}

impl MicrophoneWatch {
    /// How loud speech is that is worth a word: louder than keys and chairs.
    pub(crate) const SPEECH: AudioLevel = AudioLevel::from_thousandths(30);

    /// How long someone speaks before they are told that they are muted.
    pub(crate) const SPEAKS: Duration = Duration::from_millis(300);

    /// The longest pause within that.
    pub(crate) const PAUSE: Duration = Duration::from_millis(250);

    /// The time between two such words.
    pub(crate) const BETWEEN: Duration = Duration::from_secs(10);

    /// How long a microphone may give not a single sample but zero.
    pub(crate) const SILENCE: Duration = Duration::from_secs(5);

    /// Levels that are further apart say nothing of the time between them: a page was asleep.
    pub(crate) const GAP: Duration = Duration::from_secs(1);

    /// Takes in what the microphone is used for; what is no longer true is withdrawn.
    pub(crate) fn set_use(&mut self, use_of_it: MicrophoneUse) -> Option<MicrophoneNews> {
        if use_of_it == self.use_of_it {
            return None;
        }
        self.use_of_it = use_of_it;
        self.loud_since = None;
        self.silent_since = None;
        if std::mem::take(&mut self.told_silent) {
            return Some(MicrophoneNews::NotSilent);
        }
        (use_of_it == MicrophoneUse::Live).then_some(MicrophoneNews::Unmuted)
    }

    /// Takes in how loud the person is, muted or not.
    pub(crate) fn hear(&mut self, level: AudioLevel, now: Timestamp) -> Option<MicrophoneNews> {
        if self.heard_at.is_some_and(|at| at + Self::GAP <= now) {
            self.loud_since = None;
            self.silent_since = None;
        }
        self.heard_at = Some(now);
        match self.use_of_it {
            MicrophoneUse::None => None,
            MicrophoneUse::Muted => self.hear_muted(level, now),
            MicrophoneUse::Live => self.hear_live(level, now),
        }
    }

    fn hear_muted(&mut self, level: AudioLevel, now: Timestamp) -> Option<MicrophoneNews> {
        if level < Self::SPEECH {
            return None;
        }
        if self.loud_at.is_some_and(|at| at + Self::PAUSE <= now) {
            self.loud_since = None;
        }
        self.loud_at = Some(now);
        let since = *self.loud_since.get_or_insert(now);
        let is_news = self.told_at.is_none_or(|at| at + Self::BETWEEN <= now);
        if since + Self::SPEAKS > now || !is_news {
            return None;
        }
        self.told_at = Some(now);
        Some(MicrophoneNews::SpeaksMuted)
    }

    fn hear_live(&mut self, level: AudioLevel, now: Timestamp) -> Option<MicrophoneNews> {
        if level > AudioLevel::SILENCE {
            self.silent_since = None;
            let was_told = std::mem::take(&mut self.told_silent);
            return was_told.then_some(MicrophoneNews::NotSilent);
        }
        let since = *self.silent_since.get_or_insert(now);
        if self.told_silent || since + Self::SILENCE > now {
            return None;
        }
        self.told_silent = true;
        Some(MicrophoneNews::Silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_speaks_muted_is_told_now_and_then() {
        let mut person = Person::new(MicrophoneUse::Muted);
        assert_eq!(person.hear(100, 300), []);
        assert_eq!(person.hear(100, 200), [MicrophoneNews::SpeaksMuted]);
        assert_eq!(person.hear(100, 9_000), [], "not again at once");
        assert_eq!(person.hear(100, 2_000), [MicrophoneNews::SpeaksMuted]);
    }

    #[test]
    fn noises_are_no_speech() {
        let mut person = Person::new(MicrophoneUse::Muted);
        assert_eq!(person.hear(29, 20_000), [], "a quiet room");
        for _ in 0..20 {
            assert_eq!(person.hear(900, 200), [], "a door");
            assert_eq!(person.hear(5, 300), []);
        }
    }

    #[test]
    fn whoever_is_heard_is_not_told_that_they_are_muted() {
        let mut person = Person::new(MicrophoneUse::Live);
        assert_eq!(person.hear(100, 5_000), []);
        let news = person.watch.set_use(MicrophoneUse::Muted);
        assert_eq!(news, None);
        person.hear(100, 2_000);
        let news = person.watch.set_use(MicrophoneUse::Live);
        assert_eq!(news, Some(MicrophoneNews::Unmuted));
    }

    #[test]
    fn a_dead_microphone_is_told_until_sound_comes() {
        let mut person = Person::new(MicrophoneUse::Live);
        assert_eq!(person.hear(0, 5_000), []);
        assert_eq!(person.hear(0, 200), [MicrophoneNews::Silent]);
        assert_eq!(person.hear(0, 60_000), []);
        assert_eq!(person.hear(1, 100), [MicrophoneNews::NotSilent]);
    }

    #[test]
    fn a_quiet_room_is_not_silent() {
        let mut person = Person::new(MicrophoneUse::Live);
        for _ in 0..10 {
            assert_eq!(person.hear(0, 4_000), []);
            assert_eq!(person.hear(1, 100), []);
        }
    }

    #[test]
    fn muting_ends_the_complaint() {
        let mut person = Person::new(MicrophoneUse::Live);
        person.hear(0, 6_000);
        let news = person.watch.set_use(MicrophoneUse::Muted);
        assert_eq!(news, Some(MicrophoneNews::NotSilent));
        assert_eq!(person.hear(0, 60_000), []);
    }

    #[test]
    fn nothing_is_said_of_the_time_asleep() {
        let mut person = Person::new(MicrophoneUse::Live);
        person.hear(0, 1_000);
        person.millis += 60_000;
        assert_eq!(person.hear(0, 1_000), []);
    }

    #[test]
    fn nothing_is_said_of_a_microphone_that_is_not_there() {
        let mut person = Person::new(MicrophoneUse::None);
        assert_eq!(person.hear(0, 60_000), []);
        assert_eq!(person.hear(500, 60_000), []);
    }

    struct Person {
        watch: MicrophoneWatch,
        millis: u64,
    }

    impl Person {
        fn new(use_of_it: MicrophoneUse) -> Self {
            let mut watch = MicrophoneWatch::default();
            watch.set_use(use_of_it);
            Self { watch, millis: 0 }
        }

        fn hear(&mut self, thousandths: u16, millis: u64) -> Vec<MicrophoneNews> {
            let level = AudioLevel::from_thousandths(thousandths);
            let mut news = Vec::new();
            for _ in 0..millis / 100 {
                let now = Timestamp(Duration::from_millis(self.millis));
                news.extend(self.watch.hear(level, now));
                self.millis += 100;
            }
            news
        }
    }
}
