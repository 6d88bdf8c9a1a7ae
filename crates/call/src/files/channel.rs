use protocol::FileId;

use super::{FileCommand, Files, shared::Taker};
use crate::PeerKey;

/// The data channel to one participant.
#[derive(Clone, Debug)]
pub(super) struct Channel {
    /// That of its peer connection.
    pub(super) generation: u32,
    /// The other side has said that it knows this protocol.
    pub(super) greeted: bool,
    pub(super) flow: Flow,
    /// Whose turn it was last, of several files.
    pub(super) served: Option<FileId>,
}

/// Whether more can be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    Open,
    /// The piece of a file at an offset is being read.
    Reading(FileId, u64),
    /// Much waits to be sent.
    Full,
}

/// What is sent, and when.
impl Files {
    /// Reads the next piece of what `peer` wants, if more can be sent.
    pub(super) fn pump(&mut self, peer: PeerKey) {
        let Some(channel) = self.channels.get_mut(peer.participant) else {
            return;
        };
        if channel.flow != Flow::Open {
            return;
        }
        let served = channel.served;
        let is_served = |shared: &super::Shared| Some(shared.line.id) == served;
        let last = self.shared.iter().position(is_served);
        let first = last.map_or(0, |last| last + 1);
        let count = self.shared.len();
        for turn in first..first + count {
            let shared = &self.shared[turn % count];
            let (file, size) = (shared.line.id, shared.line.size);
            let Some(offset) = shared.next_for(peer.participant) else {
                continue;
            };
            channel.served = Some(file);
            channel.flow = Flow::Reading(file, offset);
            return self.ask(FileCommand::Read {
                peer,
                file,
                offset,
                length: FileCommand::BLOCK.min(size - offset),
            });
        }
    }

    /// A piece was read: it is sent, if it is still what is wanted next.
    pub(super) fn was_read(
        &mut self,
        peer: PeerKey,
        (file, offset): (FileId, u64),
        length: Option<u64>,
        buffered: u64,
    ) {
        let Some(channel) = self.channels.get_mut(peer.participant) else {
            return;
        };
        if channel.flow != Flow::Reading(file, offset) {
            return;
        }
        channel.flow = Flow::Open;
        if let Some(shared) = self.shared.iter_mut().find(|shared| shared.line.id == file)
            && shared.next_for(peer.participant) == Some(offset)
        {
            let expected = FileCommand::BLOCK.min(shared.line.size - offset);
            if length == Some(expected) {
                let taker = Taker::Sent(offset + expected);
                shared.takers.insert(peer.participant, taker);
                if buffered + expected > FileCommand::HIGH_WATER {
                    channel.flow = Flow::Full;
                }
                self.ask(FileCommand::SendRead { peer, file, offset });
            } else {
                self.unreadable(file);
            }
        }
        self.pump(peer);
    }

    pub(super) fn drained(&mut self, peer: PeerKey) {
        if let Some(channel) = self.channels.get_mut(peer.participant)
            && channel.flow == Flow::Full
        {
            channel.flow = Flow::Open;
            self.pump(peer);
        }
    }
}
