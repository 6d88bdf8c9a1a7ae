//! Whom an allocation may talk to (RFC 8656, sections 9, 10 and 12).

use std::net::{IpAddr, SocketAddr};

use super::{Engine, Known};
use crate::request::Request;
use crate::response::Attributes;
use crate::{AllocationId, Client, Refusal, Timestamp};

/// How a peer is reached.
pub(super) enum Route {
    /// It is a relayed address of this server: no socket is needed.
    Inside(AllocationId),
    /// By the socket.
    Outside,
}

impl Engine {
    pub(super) fn create_permission(
        &mut self,
        client: &Client,
        request: &Request<'_>,
        known: &Known,
        now: Timestamp,
    ) -> Result<Attributes, Refusal> {
        let peers = request.peers()?;
        let id = self.own_allocation(client, known)?;
        if !peers.iter().all(|peer| self.may_permit(peer.ip())) {
            return Err(Refusal::ForbiddenPeer);
        }
        self.permit(id, &peers, now)?;
        Ok(Vec::new())
    }

    pub(super) fn channel_bind(
        &mut self,
        client: &Client,
        request: &Request<'_>,
        known: &Known,
        now: Timestamp,
    ) -> Result<Attributes, Refusal> {
        let (number, peer) = (request.channel()?, request.peer()?);
        let id = self.own_allocation(client, known)?;
        if self.route(peer).is_none() {
            return Err(Refusal::ForbiddenPeer);
        }
        self.same_family(id, &[peer])?;
        let most = self.limits.channels;
        let allocation = self.allocations.get_mut(&id).ok_or(Refusal::Mismatch)?;
        allocation.channels.bind(number, peer, most, now)?;
        self.permit(id, &[peer], now)?;
        Ok(Vec::new())
    }

    /// How `peer` is reached; `None` if it may not be.
    pub(super) fn route(&self, peer: SocketAddr) -> Option<Route> {
        match self.by_relayed.get(&peer) {
            Some(id) => Some(Route::Inside(*id)),
            None => self.peers.permit(peer.ip()).then_some(Route::Outside),
        }
    }

    /// A permission is for an address, whatever the port: the server's own is fine where others have relayed ones.
    fn may_permit(&self, address: IpAddr) -> bool {
        let (first, last) = (
            SocketAddr::new(address, 0),
            SocketAddr::new(address, u16::MAX),
        );
        self.peers.permit(address) || self.by_relayed.range(first..=last).next().is_some()
    }

    fn own_allocation(&mut self, client: &Client, known: &Known) -> Result<AllocationId, Refusal> {
        let id = self
            .by_client
            .get(client)
            .copied()
            .ok_or(Refusal::Mismatch)?;
        known.own(self.allocations.get_mut(&id)).map(|_| id)
    }

    fn permit(
        &mut self,
        id: AllocationId,
        peers: &[SocketAddr],
        now: Timestamp,
    ) -> Result<(), Refusal> {
        self.same_family(id, peers)?;
        let most = self.limits.permissions;
        let allocation = self.allocations.get_mut(&id).ok_or(Refusal::Mismatch)?;
        let addresses: Vec<IpAddr> = peers.iter().map(SocketAddr::ip).collect();
        allocation.permissions.install(&addresses, most, now)
    }

    fn same_family(&self, id: AllocationId, peers: &[SocketAddr]) -> Result<(), Refusal> {
        let relayed = self
            .allocations
            .get(&id)
            .and_then(|allocation| allocation.relayed());
        let relayed = relayed.ok_or(Refusal::Mismatch)?;
        if peers.iter().all(|peer| peer.is_ipv4() == relayed.is_ipv4()) {
            Ok(())
        } else {
            Err(Refusal::OtherFamily)
        }
    }
}
