use protocol::ParticipantId;

use super::Call;
use crate::files::{FileContext, FileNews};
use crate::{DataUse, FileInput, Notice, PeerKey};

/// The files that go between participants.
impl Call {
    pub(super) fn file(&mut self, peer: PeerKey, input: FileInput) {
        let is_current = self.peers.get(peer.participant).map(|it| it.key()) == Some(peer);
        if is_current {
            let here = self.here();
            let context = self.files_context(&here);
            self.files.handle(peer, input, context);
        }
    }

    /// Passes on what the files ask for, and shows what has come of them.
    pub(super) fn follow_files(&mut self) {
        let here = self.here();
        let context = self.files_context(&here);
        self.files.tend(context);
        while let Some(command) = self.files.next_command() {
            self.commands.push_back(command);
        }
        while let Some(news) = self.files.next_news() {
            self.tell_of_file(news);
        }
    }

    fn here(&self) -> Vec<ParticipantId> {
        self.peers.keys().collect()
    }

    fn files_context<'a>(&self, here: &'a [ParticipantId]) -> FileContext<'a> {
        FileContext {
            now: self.now,
            here,
            fetches_images: self.data_use == DataUse::Full,
        }
    }

    fn tell_of_file(&mut self, news: FileNews) {
        let by = match news {
            FileNews::Appeared { by, .. } => by,
            FileNews::Refused(from) => Some(from),
            FileNews::Disappeared(_) | FileNews::TooLarge(_) | FileNews::TooMany => None,
        };
        let name = match by {
            Some(by) => self.peers.get(by).map(|peer| &peer.participant.name),
            None => self.name.as_ref(),
        };
        let notice = match (news, name.cloned()) {
            (FileNews::Appeared { file, at, .. }, Some(name)) => {
                return self.chat.show_file(file, name, by.is_none(), at);
            }
            (FileNews::Disappeared(file), _) => return self.chat.hide_file(file),
            (FileNews::TooLarge(name), _) => Notice::FileTooLarge(name),
            (FileNews::TooMany, _) => Notice::TooManyFiles,
            (FileNews::Refused(_), Some(name)) => Notice::FilesRefused(name),
            (FileNews::Appeared { .. } | FileNews::Refused(_), None) => return,
        };
        self.notices.post(self.now, notice);
    }
}
