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
        let wanted = |shared: &&super::Shared| shared.next_for(peer.participant).is_some();
        let turn = self
            .shared
            .iter()
            .position(|shared| Some(shared.id) == channel.served);
        let (before, after) = self.shared.split_at(turn.map_or(0, |turn| turn + 1));
        let next = after.iter().find(wanted).or(before.iter().find(wanted));
        let Some((shared, offset)) =
            next.and_then(|shared| Some((shared, shared.next_for(peer.participant)?)))
        else {
            return;
        };
        channel.served = Some(shared.id);
        channel.flow = Flow::Reading(shared.id, offset);
        self.commands.push_back(FileCommand::Read {
            peer,
            file: shared.id,
            offset,
            length: FileCommand::BLOCK.min(shared.size - offset),
        });
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
        if let Some(shared) = self.shared.iter_mut().find(|shared| shared.id == file)
            && shared.next_for(peer.participant) == Some(offset)
        {
            let expected = FileCommand::BLOCK.min(shared.size - offset);
            if length == Some(expected) {
                let taker = Taker::Sent(offset + expected);
                shared.takers.insert(peer.participant, taker);
                if buffered + expected > FileCommand::HIGH_WATER {
                    channel.flow = Flow::Full;
                }
                self.commands
                    .push_back(FileCommand::SendRead { peer, file, offset });
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
