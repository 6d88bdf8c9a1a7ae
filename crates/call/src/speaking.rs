use std::time::Duration;

use protocol::ParticipantId;

use crate::{AudioLevel, SmallMap, Timestamp, earliest};

/// Says who is speaking, and who has the word, from levels that come several times a second.
///
/// Speaking is quick: a ring on a tile lights up with the first word. The word is slow: only who is the loudest of all
/// for a while gets it, and who had it last keeps it in silence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Speaking {
    voices: SmallMap<ParticipantId, Voice>,
    you: Option<ParticipantId>,
    /// Who has the word.
    active: Option<ParticipantId>,
    /// Who is about to take it.
    leader: Option<Leader>,
}

/// One participant's voice.
#[derive(Clone, Copy, Debug, Default)]
struct Voice {
    /// Since when it is loud, short pauses aside.
    loud_since: Option<Timestamp>,
    loud_at: Option<Timestamp>,
    /// When the ring was last on.
    spoke_at: Option<Timestamp>,
    speaking: bool,
    /// The level of late, in sixteenths of a thousandth.
    loudness: u32,
}

#[derive(Clone, Copy, Debug)]
struct Leader {
    participant: ParticipantId,
    since: Timestamp,
}

impl Speaking {
    /// How loud speech begins.
    pub(crate) const BEGINS: AudioLevel = AudioLevel::from_thousandths(20);

    /// How loud it must be to go on.
    pub(crate) const GOES_ON: AudioLevel = AudioLevel::from_thousandths(10);

    /// How long it must be loud to be speech: a click is none.
    pub(crate) const ATTACK: Duration = Duration::from_millis(100);

    /// How long speech may pause and is still the same.
    pub(crate) const RELEASE: Duration = Duration::from_millis(600);

    /// How long a voice may pause and still lead: longer than between two syllables, too short for a cough to lead.
    pub(crate) const PAUSE: Duration = Duration::from_millis(300);

    /// How long someone must lead to get the word.
    pub(crate) const LEAD: Duration = Duration::from_secs(1);

    /// How long someone has spoken lately after the last word.
    pub(crate) const LATELY: Duration = Duration::from_secs(5);

    /// Takes in how loud `participant` is.
    pub(crate) fn hear(&mut self, participant: ParticipantId, level: AudioLevel, now: Timestamp) {
        self.voices.entry(participant).hear(level, now);
        self.handle_timeout(now);
        self.lead(now);
    }

    /// Tells which voice is one's own: it gets the word never.
    pub(crate) fn set_you(&mut self, you: Option<ParticipantId>) {
        self.you = you;
    }

    /// Forgets everyone for whom `is_here` is false.
    pub(crate) fn retain(&mut self, is_here: impl Fn(ParticipantId) -> bool) {
        self.voices.retain(&is_here);
        self.active = self.active.filter(|active| is_here(*active));
        self.leader = self.leader.filter(|leader| is_here(leader.participant));
    }

    /// Forgets everyone.
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Ends speech of which nothing was heard for too long.
    pub(crate) fn handle_timeout(&mut self, now: Timestamp) {
        for voice in self.voices.values_mut() {
            voice.tend(now);
        }
    }

    /// Returns when [`Speaking::handle_timeout`] has something to do.
    #[must_use]
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        let mut first = None;
        for voice in self.voices.values() {
            first = earliest(&[first, voice.deadline()]);
        }
        first
    }

    /// True while `participant` speaks.
    #[must_use]
    pub(crate) fn is_speaking(&self, participant: ParticipantId) -> bool {
        let voice = self.voices.get(participant);
        voice.is_some_and(|voice| voice.speaking)
    }

    /// True while `participant` speaks and for [`Speaking::LATELY`] after.
    #[must_use]
    pub(crate) fn spoke_lately(&self, participant: ParticipantId) -> bool {
        let voice = self.voices.get(participant);
        voice.is_some_and(|voice| voice.spoke_at.is_some())
    }

    /// Returns who has the word, of all but oneself.
    #[must_use]
    pub(crate) fn active(&self) -> Option<ParticipantId> {
        self.active
    }

    /// Gives the word to whoever leads for long enough.
    fn lead(&mut self, now: Timestamp) {
        let Some(loudest) = self.loudest(now) else {
            self.leader = None;
            return;
        };
        if Some(loudest) == self.active {
            self.leader = None;
            return;
        }
        let since = match self.leader {
            Some(leader) if leader.participant == loudest => leader.since,
            Some(_) | None => now,
        };
        self.leader = Some(Leader {
            participant: loudest,
            since,
        });
        if since + Self::LEAD <= now {
            self.active = Some(loudest);
            self.leader = None;
        }
    }

    /// The loudest of those who speak; whoever has the word or leads is only outdone by half as much again.
    fn loudest(&self, now: Timestamp) -> Option<ParticipantId> {
        let favourites = [self.active, self.leader.map(|leader| leader.participant)];
        let speaks = |participant: &ParticipantId, voice: &Voice| {
            let goes_on = voice.loud_at.is_some_and(|at| now < at + Self::PAUSE);
            voice.speaking && goes_on && Some(*participant) != self.you
        };
        let weight = |participant: &ParticipantId, voice: &Voice| {
            let is_favourite = favourites.contains(&Some(*participant));
            voice.loudness * if is_favourite { 3 } else { 2 }
        };
        self.voices
            .iter()
            .filter(|(participant, voice)| speaks(participant, voice))
            .max_by_key(|(participant, voice)| weight(participant, voice))
            .map(|(participant, _)| participant)
    }
}

impl Voice {
    fn hear(&mut self, level: AudioLevel, now: Timestamp) {
        let thousandths = u32::from(level.thousandths());
        self.loudness = (self.loudness * 7 + thousandths * 16) / 8;
        let threshold = if self.loud_since.is_some() {
            Speaking::GOES_ON
        } else {
            Speaking::BEGINS
        };
        if level < threshold {
            return;
        }
        if self.loud_at.is_none_or(|at| at + Speaking::PAUSE <= now) && !self.speaking {
            self.loud_since = None;
        }
        let since = *self.loud_since.get_or_insert(now);
        self.loud_at = Some(now);
        if since + Speaking::ATTACK <= now {
            self.speaking = true;
            self.spoke_at = Some(now);
        }
    }

    fn tend(&mut self, now: Timestamp) {
        if self.loud_at.is_none_or(|at| at + Speaking::RELEASE <= now) {
            self.speaking = false;
            self.loud_since = None;
            self.loud_at = None;
        }
        self.spoke_at = self.spoke_at.filter(|at| now < *at + Speaking::LATELY);
    }

    fn deadline(&self) -> Option<Timestamp> {
        let release = self.loud_at.map(|at| at + Speaking::RELEASE);
        let lately = self.spoke_at.map(|at| at + Speaking::LATELY);
        earliest(&[release, lately])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: ParticipantId = ParticipantId(1);
    const BUDI: ParticipantId = ParticipantId(2);
    const CITRA: ParticipantId = ParticipantId(3);

    #[test]
    fn a_ring_lights_up_with_the_first_word_and_outlasts_a_breath() {
        let mut room = Room::default();
        room.hear(&[(ANA, 60)], 100);
        assert!(!room.speaking.is_speaking(ANA), "a click");
        room.hear(&[(ANA, 60)], 100);
        assert!(room.speaking.is_speaking(ANA));
        room.hear(&[(ANA, 0)], 500);
        assert!(room.speaking.is_speaking(ANA), "a breath");
        room.hear(&[(ANA, 0)], 200);
        assert!(!room.speaking.is_speaking(ANA));
    }

    #[test]
    fn a_ring_goes_out_by_time_alone() {
        let mut room = Room::default();
        room.hear(&[(ANA, 60)], 300);
        assert_eq!(
            room.speaking.deadline(),
            Some(room.at(200) + Speaking::RELEASE)
        );
        room.speaking.handle_timeout(room.at(800));
        assert!(!room.speaking.is_speaking(ANA));
        assert!(room.speaking.spoke_lately(ANA));
        room.speaking.handle_timeout(room.at(5200));
        assert!(!room.speaking.spoke_lately(ANA));
        assert_eq!(room.speaking.deadline(), None);
    }

    #[test]
    fn the_noise_of_a_room_is_no_speech() {
        let mut room = Room::default();
        room.hear(&[(ANA, 15)], 2000);
        assert!(!room.speaking.is_speaking(ANA));
        room.hear(&[(ANA, 30)], 200);
        room.hear(&[(ANA, 15)], 2000);
        assert!(room.speaking.is_speaking(ANA), "the end of a sentence");
        assert_eq!(room.speaking.active(), Some(ANA));
    }

    #[test]
    fn a_cough_does_not_take_the_word() {
        let mut room = Room::default();
        room.hear(&[(ANA, 60)], 1500);
        assert_eq!(room.speaking.active(), Some(ANA));
        room.hear(&[(ANA, 0), (BUDI, 600)], 700);
        room.hear(&[(ANA, 0), (BUDI, 0)], 2000);
        assert_eq!(room.speaking.active(), Some(ANA));
    }

    #[test]
    fn silence_keeps_the_last() {
        let mut room = Room::default();
        room.hear(&[(ANA, 60)], 1500);
        room.hear(&[(ANA, 0)], 60_000);
        assert_eq!(room.speaking.active(), Some(ANA));
        room.hear(&[(BUDI, 60)], 1200);
        assert_eq!(room.speaking.active(), Some(BUDI));
    }

    #[test]
    fn the_word_goes_over_within_a_moment_and_not_at_once() {
        let mut room = Room::default();
        room.hear(&[(ANA, 60)], 2000);
        room.hear(&[(ANA, 0), (BUDI, 60)], 900);
        assert_eq!(room.speaking.active(), Some(ANA));
        room.hear(&[(ANA, 0), (BUDI, 60)], 1000);
        assert_eq!(room.speaking.active(), Some(BUDI));
    }

    #[test]
    fn two_who_are_as_loud_do_not_take_turns() {
        let mut room = Room::default();
        room.hear(&[(ANA, 60)], 2000);
        let mut changes = 0;
        for round in 0..60_u16 {
            let (ana, budi) = if round % 2 == 0 { (60, 75) } else { (75, 60) };
            let before = room.speaking.active();
            room.hear(&[(ANA, ana), (BUDI, budi), (CITRA, 40)], 1500);
            changes += u32::from(room.speaking.active() != before);
        }
        assert_eq!(changes, 0);
        room.hear(&[(ANA, 60), (BUDI, 200)], 3000);
        assert_eq!(room.speaking.active(), Some(BUDI), "much louder");
    }

    #[test]
    fn pauses_between_words_do_not_matter() {
        let mut room = Room::default();
        for _ in 0..4 {
            room.hear(&[(ANA, 60)], 300);
            room.hear(&[(ANA, 2)], 200);
        }
        assert_eq!(room.speaking.active(), Some(ANA));
    }

    #[test]
    fn one_does_not_get_the_word_oneself() {
        let mut room = Room::default();
        room.speaking.set_you(Some(ANA));
        room.hear(&[(ANA, 600), (BUDI, 40)], 2000);
        assert!(room.speaking.is_speaking(ANA));
        assert_eq!(room.speaking.active(), Some(BUDI));
    }

    #[test]
    fn whoever_goes_loses_the_word() {
        let mut room = Room::default();
        room.hear(&[(ANA, 60)], 2000);
        room.speaking.retain(|participant| participant != ANA);
        assert_eq!(room.speaking.active(), None);
        assert!(!room.speaking.is_speaking(ANA));
    }

    #[derive(Default)]
    struct Room {
        speaking: Speaking,
        millis: u64,
    }

    impl Room {
        /// Lets `millis` go by, with these levels every tenth of a second.
        fn hear(&mut self, levels: &[(ParticipantId, u16)], millis: u64) {
            for _ in 0..millis / 100 {
                for (participant, level) in levels {
                    let level = AudioLevel::from_thousandths(*level);
                    self.speaking
                        .hear(*participant, level, self.at(self.millis));
                }
                self.millis += 100;
            }
        }

        fn at(&self, millis: u64) -> Timestamp {
            Timestamp(Duration::from_millis(millis))
        }
    }
}
