use protocol::{FileChunk, FileId, FileMessage, ParticipantId};

use super::{FileCommand, FileContext, FileNews, Files, percent};
use crate::{FileLine, FileState, PeerKey, Timestamp};

/// A file that someone else offers.
#[derive(Clone, Debug)]
pub(super) struct Offered {
    /// Its state is shown by `receipt`.
    pub(super) line: FileLine,
    pub(super) from: ParticipantId,
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

    fn is_like(&self, other: &FileLine) -> bool {
        let line = &self.line;
        line.name == other.name && line.size == other.size && line.image == other.image
    }
}

/// What others offer.
impl Files {
    /// Someone offers a file, perhaps one that is known: then they or this side came anew.
    pub(super) fn offer(
        &mut self,
        peer: PeerKey,
        offer: FileLine,
        at: u64,
        context: FileContext<'_>,
    ) {
        let (file, from) = (offer.id, peer.participant);
        if self.shared_mut(file).is_some() {
            return;
        }
        if let Some(known) = self.offered_mut(file) {
            // Nobody else's while whoever offered it is here.
            let is_theirs = known.from == from || !context.here.contains(&known.from);
            if is_theirs && known.is_like(&offer) {
                known.from = from;
                self.answer(peer, file, context.now);
            }
            return;
        }
        if offer.size > FileMessage::MAX_FILE || !self.make_room_for(from, context) {
            return self.refuse(peer, file);
        }
        let fetches =
            context.fetches_images && offer.image.is_some() && offer.size <= Self::SMALL_IMAGE;
        self.report(FileNews::Appeared {
            file,
            by: Some(from),
            at,
        });
        self.offered.push(Offered {
            line: offer,
            from,
            receipt: Receipt::Offered,
        });
        if fetches {
            self.take(file, context.now);
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
        let (from, size) = (offered.from, offered.line.size);
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
        let size = offered.line.size;
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
        self.ask(FileCommand::Keep { file: chunk.id });
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
            self.ask(FileCommand::Forget { file });
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
        let (from, image) = (offered.from, offered.line.image);
        self.ask(FileCommand::MakeAddress { file, image });
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
        self.ask(FileCommand::Forget { file });
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
        let file = self.offered.remove(old).line.id;
        self.ask(FileCommand::Forget { file });
        self.report(FileNews::Disappeared(file));
        true
    }

    fn refuse(&mut self, peer: PeerKey, file: FileId) {
        self.tell(peer, FileMessage::Decline { id: file });
        if !self.refused.contains(&peer.participant) {
            self.refused.push(peer.participant);
            self.report(FileNews::Refused(peer.participant));
        }
    }

    pub(super) fn offered_state(&self, offered: &Offered) -> FileState {
        match offered.receipt {
            Receipt::Offered => FileState::Offered,
            Receipt::Wanted { there, silent, .. } => {
                let percent = percent(there, offered.line.size);
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
        }
    }
}
