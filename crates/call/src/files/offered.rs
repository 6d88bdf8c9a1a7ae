use protocol::{FileChunk, FileId, FileMessage, FileName, ImageKind, ParticipantId};

use super::{FileCommand, FileContext, FileNews, Files, percent};
use crate::{FileLine, FileState, PeerKey, Timestamp};

/// A file that someone else offers.
#[derive(Clone, Debug)]
pub(super) struct Offered {
    pub(super) id: FileId,
    pub(super) from: ParticipantId,
    name: FileName,
    size: u64,
    image: Option<ImageKind>,
    pub(super) address: Option<String>,
    receipt: Receipt,
}

/// How far one is with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Receipt {
    /// The person has not decided.
    Offered,
    Wanted {
        /// So many bytes are there, from the first one on.
        there: u64,
        /// When some of them came last, or began to be awaited.
        heard: Timestamp,
        /// Nothing has come for long.
        silent: bool,
    },
    Done,
    /// The person does not want it.
    Declined,
    /// Whoever offered it does not any more.
    Withdrawn,
    /// What came does not fit together.
    Damaged,
}

impl Offered {
    pub(super) fn new(
        id: FileId,
        from: ParticipantId,
        name: FileName,
        size: u64,
        image: Option<ImageKind>,
        receipt: Receipt,
    ) -> Self {
        Self {
            id,
            from,
            name,
            size,
            image,
            address: None,
            receipt,
        }
    }

    /// Notes that nothing has come for long; true if that is news.
    pub(super) fn note_silence(&mut self, connected: bool, now: Timestamp) -> bool {
        let due = self.deadline().is_some_and(|deadline| deadline <= now);
        if let Receipt::Wanted { silent, .. } = &mut self.receipt
            && connected
            && due
        {
            *silent = true;
            return true;
        }
        false
    }

    pub(super) fn deadline(&self) -> Option<Timestamp> {
        match self.receipt {
            Receipt::Wanted {
                heard,
                silent: false,
                ..
            } => Some(heard + Files::STALL),
            Receipt::Wanted { .. }
            | Receipt::Offered
            | Receipt::Done
            | Receipt::Declined
            | Receipt::Withdrawn
            | Receipt::Damaged => None,
        }
    }

    fn is_open(&self) -> bool {
        matches!(self.receipt, Receipt::Offered | Receipt::Wanted { .. })
    }

    fn is_like(&self, other: &Self) -> bool {
        self.name == other.name && self.size == other.size && self.image == other.image
    }
}

/// What others offer.
impl Files {
    /// Someone offers a file, perhaps one that is known: then they or this side came anew.
    pub(super) fn offer(
        &mut self,
        peer: PeerKey,
        offer: Offered,
        at: u64,
        context: FileContext<'_>,
    ) {
        if self.shared.iter().any(|shared| shared.id == offer.id) {
            return;
        }
        if let Some(known) = self.offered.iter_mut().find(|known| known.id == offer.id) {
            // Nobody else's while whoever offered it is here.
            if known.from != offer.from && context.here.contains(&known.from) {
                return;
            }
            if known.is_like(&offer) {
                known.from = offer.from;
                self.answer(peer, offer.id, context.now);
            }
            return;
        }
        if offer.size > FileMessage::MAX_FILE || !self.make_room_for(offer.from, context) {
            return self.refuse(peer, offer.id);
        }
        let id = offer.id;
        let fetches =
            context.fetches_images && offer.image.is_some() && offer.size <= Self::SMALL_IMAGE;
        self.news.push_back(FileNews::Appeared {
            file: id,
            by: Some(offer.from),
            at,
        });
        self.offered.push(offer);
        if fetches {
            self.take(id, context.now);
        }
    }

    /// The person wants a file.
    pub(crate) fn take(&mut self, file: FileId, now: Timestamp) {
        let Some(offered) = self.offered_mut(file) else {
            return;
        };
        if offered.receipt != Receipt::Offered {
            return;
        }
        offered.receipt = Receipt::Wanted {
            there: 0,
            heard: now,
            silent: false,
        };
        let (from, size) = (offered.from, offered.size);
        self.changed = true;
        if size == 0 {
            self.complete(file);
        } else if let Some(peer) = self.key(from) {
            self.answer(peer, file, now);
        }
    }

    pub(super) fn decline(&mut self, file: FileId) {
        let Some(offered) = self.offered_mut(file) else {
            return;
        };
        if offered.is_open() {
            self.give_up(file, Receipt::Declined);
        }
    }

    /// A piece has come: it is kept if it is the next one of a file that is wanted.
    pub(super) fn chunk(&mut self, peer: PeerKey, chunk: FileChunk, now: Timestamp) {
        let Some(offered) = self.offered_mut(chunk.id) else {
            return;
        };
        let size = offered.size;
        let Receipt::Wanted {
            there,
            heard,
            silent,
        } = &mut offered.receipt
        else {
            // Declined a moment ago, perhaps.
            return;
        };
        if offered.from != peer.participant {
            return;
        }
        let end = chunk.offset.saturating_add(chunk.length);
        if end <= *there {
            // Sent once more: it was asked for again while it was on its way.
            return;
        }
        if chunk.offset != *there || end > size {
            return self.give_up(chunk.id, Receipt::Damaged);
        }
        let is_told = percent(end, size) != percent(*there, size) || *silent;
        *there = end;
        *heard = now;
        *silent = false;
        let is_all = end == size;
        self.changed |= is_told;
        self.commands
            .push_back(FileCommand::Keep { file: chunk.id });
        if is_all {
            self.complete(chunk.id);
        }
    }

    pub(super) fn withdrawn(&mut self, peer: PeerKey, file: FileId) {
        let Some(offered) = self.offered_mut(file) else {
            return;
        };
        if offered.from == peer.participant && offered.is_open() {
            offered.receipt = Receipt::Withdrawn;
            self.commands.push_back(FileCommand::Forget { file });
        }
    }

    /// Says to whoever offers a file how far one is with it.
    fn answer(&mut self, peer: PeerKey, file: FileId, now: Timestamp) {
        let Some(offered) = self.offered_mut(file) else {
            return;
        };
        let message = match &mut offered.receipt {
            Receipt::Wanted {
                there,
                heard,
                silent,
            } => {
                *heard = now;
                *silent = false;
                FileMessage::Get {
                    id: file,
                    offset: *there,
                }
            }
            Receipt::Done => FileMessage::Done { id: file },
            Receipt::Declined | Receipt::Damaged => FileMessage::Decline { id: file },
            Receipt::Offered | Receipt::Withdrawn => return,
        };
        self.tell(peer, message);
    }

    fn complete(&mut self, file: FileId) {
        let Some(offered) = self.offered_mut(file) else {
            return;
        };
        offered.receipt = Receipt::Done;
        let (from, image) = (offered.from, offered.image);
        self.commands
            .push_back(FileCommand::MakeAddress { file, image });
        if let Some(peer) = self.key(from) {
            self.tell(peer, FileMessage::Done { id: file });
        }
    }

    /// Frees what is there of a file, and says so to whoever offers it.
    fn give_up(&mut self, file: FileId, receipt: Receipt) {
        let Some(offered) = self.offered_mut(file) else {
            return;
        };
        offered.receipt = receipt;
        let from = offered.from;
        self.changed = true;
        self.commands.push_back(FileCommand::Forget { file });
        if let Some(peer) = self.key(from) {
            self.tell(peer, FileMessage::Decline { id: file });
        }
    }

    /// Makes room for one more file of `from`, at the expense of an old one; false if there is none.
    fn make_room_for(&mut self, from: ParticipantId, context: FileContext<'_>) -> bool {
        let theirs = self.offered.iter().filter(|offered| offered.from == from);
        if theirs.count() >= Self::MAX_OFFERED_BY_ONE {
            return false;
        }
        if self.offered.len() < Self::MAX_OFFERED {
            return true;
        }
        let is_over = |offered: &Offered| match offered.receipt {
            Receipt::Offered => !context.here.contains(&offered.from),
            Receipt::Wanted { .. } => false,
            Receipt::Done | Receipt::Declined | Receipt::Withdrawn | Receipt::Damaged => true,
        };
        let old = self.offered.iter().position(is_over);
        let Some(old) = old else { return false };
        let file = self.offered.remove(old).id;
        self.commands.push_back(FileCommand::Forget { file });
        self.news.push_back(FileNews::Disappeared(file));
        true
    }

    fn refuse(&mut self, peer: PeerKey, file: FileId) {
        self.tell(peer, FileMessage::Decline { id: file });
        if !self.refused.contains(&peer.participant) {
            self.refused.push(peer.participant);
            self.news.push_back(FileNews::Refused(peer.participant));
        }
    }

    pub(super) fn offered_line(&self, offered: &Offered) -> FileLine {
        let state = match offered.receipt {
            Receipt::Offered => FileState::Offered,
            Receipt::Wanted { there, silent, .. } => {
                let percent = percent(there, offered.size);
                if self.key(offered.from).is_none() {
                    FileState::Paused { percent }
                } else if silent {
                    FileState::Silent { percent }
                } else {
                    FileState::Coming { percent }
                }
            }
            Receipt::Done => FileState::Received,
            Receipt::Declined => FileState::Declined,
            Receipt::Withdrawn => FileState::TakenBack,
            Receipt::Damaged => FileState::Damaged,
        };
        FileLine {
            id: offered.id,
            name: offered.name.clone(),
            size: offered.size,
            image: offered.image.is_some(),
            address: offered.address.clone(),
            state,
        }
    }
}
