//! What goes from clients to peers and back (RFC 8656, sections 11 and 12.5 to 12.7).

use std::net::SocketAddr;

use stun_types::message::{
    Message, MessageClass, MessageType, MessageWrite, MessageWriteExt, MessageWriteVec,
};
use turn_types::attribute::{Data, XorPeerAddress};
use turn_types::channel::ChannelData;
use turn_types::message::DATA;

use super::peers::Route;
use super::{Command, Engine};
use crate::client::Link;
use crate::peer_address::canonical_peer;
use crate::request::Request;
use crate::{AllocationId, Client, Refusal, Timestamp};

/// What is before the data of a channel.
const CHANNEL_HEADER: usize = 4;

impl Engine {
    pub(super) fn channel_data(&mut self, client: &Client, packet: &[u8], now: Timestamp) {
        let Ok(channel) = ChannelData::parse(packet) else {
            return;
        };
        let id = self.by_client.get(client).copied();
        let allocation = id.and_then(|id| self.allocations.get(&id));
        let peer = allocation.and_then(|allocation| allocation.channels.peer(channel.id(), now));
        match id.zip(peer) {
            Some((id, peer)) => self.relay(id, peer, channel.data(), now),
            None => self.figures.refuse(Refusal::NotPermitted),
        }
    }

    pub(super) fn send_indication(
        &mut self,
        client: &Client,
        request: &Request<'_>,
        now: Timestamp,
    ) {
        let (Some(id), Ok(()), Ok(peer), Some(data)) = (
            self.by_client.get(client).copied(),
            self.understood(request),
            request.peer(),
            request.data(),
        ) else {
            return;
        };
        self.relay(id, peer, &data, now);
    }

    pub(super) fn peer_packet(
        &mut self,
        id: AllocationId,
        peer: SocketAddr,
        data: &[u8],
        now: Timestamp,
    ) {
        let peer = canonical_peer(peer);
        if !self.may_pass(id, peer, data.len(), now) {
            return;
        }
        let transaction = self.next_transaction();
        let Some(allocation) = self.allocations.get(&id) else {
            return;
        };
        let client = allocation.client;
        let packet = match allocation.channels.number(peer, now) {
            Some(number) => on_channel(number, data, client.link),
            None => {
                let kind = MessageType::from_class_method(MessageClass::Indication, DATA);
                let mut message = Message::builder(kind, transaction, MessageWriteVec::new());
                let added = message
                    .add_attribute(&XorPeerAddress::new(peer, transaction))
                    .and_then(|()| message.add_attribute(&Data::new(data)));
                if added.is_err() {
                    return;
                }
                message.finish()
            }
        };
        self.figures.bytes_to_clients += data.len() as u64;
        self.commands
            .push_back(Command::ToClient { client, packet });
    }

    fn relay(&mut self, id: AllocationId, peer: SocketAddr, data: &[u8], now: Timestamp) {
        if !self.may_pass(id, peer, data.len(), now) {
            return;
        }
        match self.route(peer) {
            Some(Route::Inside(other)) => {
                if let Some(relayed) = self
                    .allocations
                    .get(&id)
                    .and_then(|allocation| allocation.relayed())
                {
                    self.figures.bytes_to_peers += data.len() as u64;
                    self.peer_packet(other, relayed, data, now);
                }
            }
            Some(Route::Outside) => {
                self.figures.bytes_to_peers += data.len() as u64;
                let packet = data.to_vec();
                self.commands.push_back(Command::ToPeer {
                    allocation: id,
                    peer,
                    packet,
                });
            }
            None => self.figures.refuse(Refusal::ForbiddenPeer),
        }
    }

    /// True if the peer is permitted and the bandwidth lets `bytes` through.
    fn may_pass(
        &mut self,
        id: AllocationId,
        peer: SocketAddr,
        bytes: usize,
        now: Timestamp,
    ) -> bool {
        let Some(allocation) = self.allocations.get_mut(&id) else {
            return false;
        };
        if !allocation.permissions.include(peer.ip(), now) {
            self.figures.refuse(Refusal::NotPermitted);
            return false;
        }
        let total = self.total.take(bytes, now);
        if !total || !allocation.bandwidth.take(bytes, now) {
            self.figures.refuse(Refusal::TooFast);
            return false;
        }
        true
    }
}

/// Channel data; in a stream it is filled up to a multiple of four bytes.
fn on_channel(number: u16, data: &[u8], link: Link) -> Vec<u8> {
    let length = match link {
        Link::Datagrams => data.len(),
        Link::Stream(_) => data.len().next_multiple_of(4),
    };
    let mut packet = vec![0; CHANNEL_HEADER + length];
    ChannelData::new(number, data)
        .write_into_unchecked(packet.split_at_mut(CHANNEL_HEADER + data.len()).0);
    packet
}
