use protocol::{ParticipantId, Source};

use super::{Call, Phase};
use crate::microphone_watch::MicrophoneNews;
use crate::peer::Peer;
use crate::{Command, Levels, Notice, Sound, SourceView};

/// Who is here, who speaks, and what follows from it.
impl Call {
    pub(super) fn hear(&mut self, levels: &Levels) {
        let own = self.you().zip(levels.own);
        for (participant, level) in own.into_iter().chain(levels.others.iter().copied()) {
            if self.is_unmuted(participant) {
                self.speaking.hear(participant, level, self.now);
            }
        }
        let before_the_call = matches!(
            self.phase,
            Phase::GreenRoom | Phase::Joining { .. } | Phase::Waiting
        );
        let is_on = self.media.view(Source::Microphone) == SourceView::On;
        self.level_bar
            .hear(levels.own.filter(|_| before_the_call && is_on));
        if let Some(level) = levels.own {
            let news = self.microphone_watch.hear(level, self.now);
            self.tell_of_microphone(news);
        }
    }

    /// Something of the others has happened that has a sound.
    pub(super) fn sound(&mut self, sound: Sound) {
        if self.sounds.happen(self.now) {
            self.commands.push_back(Command::Play(sound));
        }
    }

    /// Tells the watch what the microphone is used for.
    pub(super) fn watch_microphone(&mut self) {
        let news = self.microphone_watch.set_use(self.media.microphone_use());
        self.tell_of_microphone(news);
    }

    /// Makes everything that is kept of people follow who is here.
    pub(super) fn follow_people(&mut self) {
        let you = self.you();
        let tiles = self.remote_tiles();
        let peers = &self.peers;
        self.stage.follow(you, &tiles);
        self.volumes.retain(|tile| peers.contains(tile.participant));
        self.speaking.set_you(you);
        self.speaking
            .retain(|id| Some(id) == you || peers.contains(id));
        self.inspected = self.inspected.filter(|id| peers.contains(*id));
        self.with_peers(Peer::adjust_video);
    }

    /// Forgets everyone: in another room the same number is someone else.
    pub(super) fn forget_people(&mut self) {
        self.stage.clear();
        self.speaking.clear();
        self.volumes.retain(|_| false);
        self.inspected = None;
        self.reactions.clear();
        self.own_hand(None);
    }

    pub(super) fn you(&self) -> Option<ParticipantId> {
        match self.phase {
            Phase::InCall { you, .. } => Some(you),
            Phase::GreenRoom
            | Phase::Joining { .. }
            | Phase::Waiting
            | Phase::Left
            | Phase::Ended(_) => None,
        }
    }

    /// True if `participant` is here and says that their microphone carries sound.
    pub(super) fn is_unmuted(&self, participant: ParticipantId) -> bool {
        if self.you() == Some(participant) {
            return self
                .media
                .publications(&self.streams)
                .is_live(Source::Microphone);
        }
        self.peers
            .get(participant)
            .is_some_and(|peer| peer.participant.publications.is_live(Source::Microphone))
    }

    fn tell_of_microphone(&mut self, news: Option<MicrophoneNews>) {
        match news {
            Some(MicrophoneNews::SpeaksMuted) if self.you().is_some() => {
                self.notices.withdraw(&Notice::YouAreMuted);
                self.notices.post(self.now, Notice::YouAreMuted);
            }
            Some(MicrophoneNews::Silent) => self.notices.post(self.now, Notice::MicrophoneSilent),
            Some(MicrophoneNews::NotSilent) => self.notices.withdraw(&Notice::MicrophoneSilent),
            Some(MicrophoneNews::Unmuted) => self.notices.withdraw(&Notice::YouAreMuted),
            Some(MicrophoneNews::SpeaksMuted) | None => {}
        }
    }
}
