use protocol::{FileId, FileMessage, FileName, ImageKind, ParticipantId};

use super::{FileCommand, FileNews, Files, percent};
use crate::{FileLine, FileState, PeerKey, SmallMap};

/// A file that the person shares.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) id: FileId,
    pub(super) name: FileName,
    pub(super) size: u64,
    image: Option<ImageKind>,
    pub(super) address: Option<String>,
    end: Option<FileState>,
    pub(super) takers: SmallMap<ParticipantId, Taker>,
}

/// Someone who wants a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Taker {
    /// The bytes before this one are on their way.
    Sent(u64),
    /// Has all of it.
    Done,
}

impl Shared {
    /// Returns the first byte that `participant` still wants.
    pub(super) fn next_for(&self, participant: ParticipantId) -> Option<u64> {
        match self.takers.get(participant)? {
            Taker::Sent(offset) => (*offset < self.size).then_some(*offset),
            Taker::Done => None,
        }
    }

    /// Forgets those who are not `here`; true if there were any.
    pub(super) fn forget_others_than(&mut self, here: &[ParticipantId]) -> bool {
        let before = self.takers.keys().count();
        self.takers.retain(|taker| here.contains(&taker));
        self.takers.keys().count() < before
    }

    fn offer(&self) -> FileMessage {
        FileMessage::Offer {
            id: self.id,
            name: self.name.clone(),
            size: self.size,
            image: self.image,
        }
    }
}

/// What the person shares.
impl Files {
    /// Offers a file to everyone, from `at` on, in milliseconds since the Unix epoch.
    pub(crate) fn share(
        &mut self,
        id: FileId,
        name: &str,
        size: u64,
        image: Option<ImageKind>,
        at: u64,
    ) {
        let name = FileName::clean(name);
        let running = self.shared.iter().filter(|shared| shared.end.is_none());
        let refusal = if size > FileMessage::MAX_FILE {
            Some(FileNews::TooLarge(name.clone()))
        } else if running.count() >= Self::MAX_SHARED {
            Some(FileNews::TooMany)
        } else {
            None
        };
        if let Some(refusal) = refusal {
            self.news.push_back(refusal);
            return self.commands.push_back(FileCommand::Forget { file: id });
        }
        if self.shared.len() >= Self::MAX_OFFERED_BY_ONE
            && let Some(old) = self.shared.iter().position(|shared| shared.end.is_some())
        {
            let old = self.shared.remove(old);
            self.news.push_back(FileNews::Disappeared(old.id));
        }
        let shared = Shared {
            id,
            name,
            size,
            image,
            address: None,
            end: None,
            takers: SmallMap::default(),
        };
        for peer in self.keys() {
            self.tell(peer, shared.offer());
        }
        self.shared.push(shared);
        self.news.push_back(FileNews::Appeared {
            file: id,
            by: None,
            at,
        });
        if image.is_some() {
            self.commands
                .push_back(FileCommand::MakeAddress { file: id, image });
        }
        self.changed = true;
    }

    /// Offers to `peer` what it does not have.
    pub(super) fn offer_all(&mut self, peer: PeerKey) {
        let has = |shared: &Shared| shared.takers.get(peer.participant) == Some(&Taker::Done);
        let offers: Vec<FileMessage> = self
            .shared
            .iter()
            .filter(|shared| shared.end.is_none() && !has(shared))
            .map(Shared::offer)
            .collect();
        for offer in offers {
            self.tell(peer, offer);
        }
    }

    /// Someone wants a file from `offset` on: whoever knows its number was offered it, perhaps under another id.
    pub(super) fn asked(&mut self, peer: PeerKey, file: FileId, offset: u64) {
        match self.shared_mut(file) {
            Some(shared) if shared.end.is_none() && offset <= shared.size => {
                shared.takers.insert(peer.participant, Taker::Sent(offset));
                self.pump(peer);
            }
            Some(_) | None => self.tell(peer, FileMessage::Withdraw { id: file }),
        }
    }

    pub(super) fn declined(&mut self, peer: PeerKey, file: FileId) {
        if let Some(shared) = self.shared_mut(file) {
            shared.takers.remove(peer.participant);
        }
    }

    /// Someone has all of a file.
    pub(super) fn taken(&mut self, peer: PeerKey, file: FileId) {
        if let Some(shared) = self.shared_mut(file) {
            shared.takers.insert(peer.participant, Taker::Done);
        }
    }

    pub(super) fn take_back(&mut self, file: FileId) {
        self.end_sharing(file, FileState::TakenBack);
    }

    /// The browser does not read it any more: it was changed or is gone.
    pub(super) fn unreadable(&mut self, file: FileId) {
        self.end_sharing(file, FileState::Unreadable);
    }

    fn end_sharing(&mut self, file: FileId, end: FileState) {
        if let Some(shared) = self.shared_mut(file)
            && shared.end.is_none()
        {
            shared.end = Some(end);
            shared.address = None;
            shared.takers = SmallMap::default();
            for peer in self.keys() {
                self.tell(peer, FileMessage::Withdraw { id: file });
            }
            self.commands.push_back(FileCommand::Forget { file });
        }
    }

    pub(super) fn shared_line(&self, shared: &Shared) -> FileLine {
        // Of all who are at it together.
        let (mut sent, mut wanted, mut taken) = (0, 0, 0);
        let mut flows = false;
        for (participant, taker) in shared.takers.iter() {
            match taker {
                Taker::Done => taken += 1,
                Taker::Sent(offset) => {
                    sent += offset;
                    wanted += shared.size;
                    flows |= self.key(participant).is_some();
                }
            }
        }
        let state = match shared.end {
            Some(end) => end,
            None => FileState::Shared {
                percent: (wanted > 0).then(|| percent(sent, wanted)),
                paused: wanted > 0 && !flows,
                taken,
            },
        };
        FileLine {
            id: shared.id,
            name: shared.name.clone(),
            size: shared.size,
            image: shared.image.is_some(),
            address: shared.address.clone(),
            state,
        }
    }
}
