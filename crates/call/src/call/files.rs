use protocol::ParticipantId;

use super::Call;
use crate::files::{FileContext, FileNews};
use crate::{Command, DataUse, FileInput, Notice, PeerKey};

/// The files that go between participants.
impl Call {
    pub(super) fn file(&mut self, peer: PeerKey, input: FileInput) {
        let is_current = self.peers.get(peer.participant).map(|it| it.key()) == Some(peer);
        if is_current {
            self.with_files(|files, context| files.handle(peer, input, context));
        }
    }

    /// Passes on what the files ask for, and shows what has come of them.
    pub(super) fn follow_files(&mut self) {
        self.with_files(|files, context| files.tend(context));
        while let Some(command) = self.files.next_command() {
            self.commands.push_back(Command::File(command));
        }
        while let Some(news) = self.files.next_news() {
            self.tell_of_file(news);
        }
    }

    fn with_files(&mut self, act: impl FnOnce(&mut crate::files::Files, FileContext<'_>)) {
        let here: Vec<ParticipantId> = self.peers.keys().collect();
        let context = FileContext {
            now: self.now,
            here: &here,
            fetches_images: self.data_use == DataUse::Full,
        };
        act(&mut self.files, context);
    }

    fn tell_of_file(&mut self, news: FileNews) {
        let notice = match news {
            FileNews::Appeared { file, by, at } => {
                let name = match by {
                    Some(participant) => self.name_of(participant),
                    None => self.name.clone(),
                };
                if let Some(name) = name {
                    self.chat.show_file(file, name, by.is_none(), at);
                }
                return;
            }
            FileNews::Disappeared(file) => return self.chat.hide_file(file),
            FileNews::TooLarge(name) => Notice::FileTooLarge(name),
            FileNews::TooMany => Notice::TooManyFiles,
            FileNews::Refused(from) => match self.name_of(from) {
                Some(name) => Notice::FilesRefused(name),
                None => return,
            },
        };
        self.notices.post(self.now, notice);
    }

    fn name_of(&self, participant: ParticipantId) -> Option<protocol::DisplayName> {
        Some(self.peers.get(participant)?.participant.name.clone())
    }
}
