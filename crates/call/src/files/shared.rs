use protocol::{FileId, FileMessage, FileName, ImageKind, ParticipantId};

use super::{FileCommand, FileNews, Files, percent};
use crate::{FileLine, FileState, PeerKey, SmallMap};

/// A file that the person shares.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    /// Its state is shown by `end` and `takers`.
    pub(super) line: FileLine,
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
            Taker::Sent(offset) => (*offset < self.line.size).then_some(*offset),
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
            id: self.line.id,
            name: self.line.name.clone(),
            size: self.line.size,
            image: self.line.image,
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
        let is_too_large = size > FileMessage::MAX_FILE;
        if is_too_large || running.count() >= Self::MAX_SHARED {
            self.report(if is_too_large {
                FileNews::TooLarge(name)
            } else {
                FileNews::TooMany
            });
            return self.ask(FileCommand::Forget { file: id });
        }
        if self.shared.len() >= Self::MAX_OFFERED_BY_ONE
            && let Some(old) = self.shared.iter().position(|shared| shared.end.is_some())
        {
            let old = self.shared.remove(old);
            self.report(FileNews::Disappeared(old.line.id));
        }
        let shared = Shared {
            line: FileLine::new(id, name, size, image),
            end: None,
            takers: SmallMap::default(),
        };
        self.shared.push(shared);
        for peer in self.keys() {
            self.offer_one(peer, self.shared.len() - 1);
        }
        self.report(FileNews::Appeared {
            file: id,
            by: None,
            at,
        });
        if image.is_some() {
            self.ask(FileCommand::MakeAddress { file: id, image });
        }
        self.changed = true;
    }

    /// Offers to `peer` what it does not have.
    pub(super) fn offer_all(&mut self, peer: PeerKey) {
        let has = |shared: &Shared| shared.takers.get(peer.participant) == Some(&Taker::Done);
        for index in 0..self.shared.len() {
            let shared = &self.shared[index];
            if shared.end.is_none() && !has(shared) {
                self.offer_one(peer, index);
            }
        }
    }

    #[inline(never)]
    fn offer_one(&mut self, peer: PeerKey, index: usize) {
        let offer = self.shared[index].offer();
        self.tell(peer, offer);
    }

    /// Someone wants a file from `offset` on: whoever knows its number was offered it, perhaps under another id.
    pub(super) fn asked(&mut self, peer: PeerKey, file: FileId, offset: u64) {
        match self.shared_mut(file) {
            Some(shared) if shared.end.is_none() && offset <= shared.line.size => {
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
            shared.line.address = None;
            shared.takers = SmallMap::default();
            for peer in self.keys() {
                self.tell(peer, FileMessage::Withdraw { id: file });
            }
            self.ask(FileCommand::Forget { file });
        }
    }

    pub(super) fn shared_state(&self, shared: &Shared) -> FileState {
        // Of all who are at it together.
        let (mut sent, mut wanted, mut taken) = (0, 0, 0);
        let mut flows = false;
        for (participant, taker) in shared.takers.iter() {
            match taker {
                Taker::Done => taken += 1,
                Taker::Sent(offset) => {
                    sent += offset;
                    wanted += shared.line.size;
                    flows |= self.key(participant).is_some();
                }
            }
        }
        shared.end.unwrap_or(FileState::Shared {
            percent: (wanted > 0).then(|| percent(sent, wanted)),
            paused: wanted > 0 && !flows,
            taken,
        })
    }
}
