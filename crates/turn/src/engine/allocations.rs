//! How a relayed address is lent, kept and given back (RFC 8656, sections 7 and 8).

use std::net::SocketAddr;

use stun_types::AddressFamily;
use stun_types::attribute::XorMappedAddress;
use turn_types::attribute::{Lifetime, XorRelayedAddress};

use super::{Command, Engine, Known, NoRelay};
use crate::allocation::{Allocation, Relay};
use crate::bandwidth::Bandwidth;
use crate::channels::Channels;
use crate::permissions::Permissions;
use crate::request::Request;
use crate::response::{Answer, Attributes};
use crate::{AllocationId, Client, Refusal, Timestamp, canonical};

/// The one protocol that is relayed; TCP (RFC 6062) is not.
const UDP: u8 = 17;

impl Engine {
    /// `None` if the answer has to wait for the socket.
    pub(super) fn allocate(
        &mut self,
        client: Client,
        request: &Request<'_>,
        known: Known,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<Option<Attributes>, Refusal> {
        if let Some(allocation) = self.allocation_of(&client) {
            if allocation.transaction != answer.transaction() {
                return Err(Refusal::Mismatch);
            }
            return Ok(allocation
                .relayed()
                .map(|relayed| self.allocated(&client, answer, relayed)));
        }
        if request.transport()? != UDP {
            return Err(Refusal::UnsupportedTransport);
        }
        let family = request.family()?;
        let subject_has = self
            .by_subject
            .get(&known.subject)
            .map_or(0, |ids| ids.len());
        if subject_has >= self.limits.allocations_per_subject {
            return Err(Refusal::Quota);
        }
        let is_even = request.is_even_port()?;
        if self.allocations.len() >= self.limits.allocations {
            return Err(Refusal::Capacity);
        }
        self.last_allocation += 1;
        let id = AllocationId(self.last_allocation);
        self.by_client.insert(client, id);
        self.by_subject
            .entry(known.subject.clone())
            .or_default()
            .insert(id);
        self.allocations.insert(
            id,
            Allocation {
                client,
                username: known.username,
                subject: known.subject,
                key: known.key,
                transaction: answer.transaction(),
                relay: Relay::Opening(answer.clone()),
                expiry: now.after(self.limits.lifetime),
                permissions: Permissions::default(),
                channels: Channels::default(),
                bandwidth: Bandwidth::new(self.limits.bytes_per_second, now),
            },
        );
        self.commands.push_back(Command::OpenRelay {
            allocation: id,
            client,
            family,
            is_even,
        });
        Ok(None)
    }

    pub(super) fn relay_opened(&mut self, id: AllocationId, outcome: Result<SocketAddr, NoRelay>) {
        let Some(allocation) = self.allocations.get_mut(&id) else {
            self.commands.push_back(Command::CloseRelay(id));
            return;
        };
        let Relay::Opening(answer) = &allocation.relay else {
            return;
        };
        let (client, answer) = (allocation.client, answer.clone());
        let packet = match outcome {
            Ok(relayed) => {
                let relayed = SocketAddr::new(canonical(relayed.ip()), relayed.port());
                allocation.relay = Relay::Open(relayed);
                self.by_relayed.insert(relayed, id);
                self.figures.allocated += 1;
                answer.success(&self.allocated(&client, &answer, relayed))
            }
            Err(reason) => {
                self.forget(id);
                let refusal = match reason {
                    NoRelay::Family => Refusal::UnsupportedFamily,
                    NoRelay::Port => Refusal::Capacity,
                };
                self.figures.refuse(refusal);
                answer.error(refusal.code().unwrap_or(508), Vec::new())
            }
        };
        self.commands
            .push_back(Command::ToClient { client, packet });
    }

    pub(super) fn refresh(
        &mut self,
        client: &Client,
        request: &Request<'_>,
        known: &Known,
        now: Timestamp,
    ) -> Result<Attributes, Refusal> {
        let lifetime = self.limits.lifetime;
        let id = self
            .by_client
            .get(client)
            .copied()
            .ok_or(Refusal::Mismatch)?;
        let allocation = known.own(self.allocations.get_mut(&id))?;
        if let Some(family) = request.family()?
            && allocation
                .relayed()
                .is_some_and(|relayed| AddressFamily::from(&relayed) != family)
        {
            return Err(Refusal::OtherFamily);
        }
        if request.lifetime() == Some(0) {
            self.end(id);
            return Ok(vec![Box::new(Lifetime::new(0))]);
        }
        allocation.expiry = now.after(lifetime);
        Ok(vec![Box::new(self.lifetime())])
    }

    pub(super) fn revoke(&mut self, subject: &str, now: Timestamp) {
        let ids = self.by_subject.get(subject).cloned().unwrap_or_default();
        for id in ids {
            self.end(id);
        }
        self.revoked.add(subject, now);
    }

    pub(super) fn end(&mut self, id: AllocationId) {
        self.forget(id);
        self.commands.push_back(Command::CloseRelay(id));
    }

    pub(super) fn allocation_of(&self, client: &Client) -> Option<&Allocation> {
        self.allocations.get(self.by_client.get(client)?)
    }

    fn forget(&mut self, id: AllocationId) {
        let Some(allocation) = self.allocations.remove(&id) else {
            return;
        };
        self.by_client.remove(&allocation.client);
        if let Some(relayed) = allocation.relayed() {
            self.by_relayed.remove(&relayed);
        }
        if let Some(ids) = self.by_subject.get_mut(&allocation.subject) {
            ids.remove(&id);
            if ids.is_empty() {
                self.by_subject.remove(&allocation.subject);
            }
        }
    }

    fn allocated(&self, client: &Client, answer: &Answer, relayed: SocketAddr) -> Attributes {
        let transaction = answer.transaction();
        let mapped = SocketAddr::new(canonical(client.address.ip()), client.address.port());
        vec![
            Box::new(XorRelayedAddress::new(relayed, transaction)),
            Box::new(self.lifetime()),
            Box::new(XorMappedAddress::new(mapped, transaction)),
        ]
    }

    fn lifetime(&self) -> Lifetime {
        Lifetime::new(u32::try_from(self.limits.lifetime.as_secs()).unwrap_or(u32::MAX))
    }
}
