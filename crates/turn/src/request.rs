use std::net::SocketAddr;

use stun_types::AddressFamily;
use stun_types::attribute::{
    Attribute, AttributeFromRaw, AttributeStaticType, AttributeType, Fingerprint, MessageIntegrity,
    Nonce, Realm, Username,
};
use stun_types::message::{
    IntegrityKey, Message, MessageClass, MessageHeader, Method, TransactionId,
};
use turn_types::attribute::{
    ChannelNumber, Data, EvenPort, Lifetime, RequestedAddressFamily, RequestedTransport,
    ReservationToken, XorPeerAddress,
};

use crate::figures::Refusal;
use crate::peer_address::canonical_peer;

/// What must be understood if it is there, and is (RFC 8489, section 14).
const UNDERSTOOD: [AttributeType; 12] = [
    Username::TYPE,
    MessageIntegrity::TYPE,
    Realm::TYPE,
    Nonce::TYPE,
    ChannelNumber::TYPE,
    Lifetime::TYPE,
    XorPeerAddress::TYPE,
    Data::TYPE,
    RequestedAddressFamily::TYPE,
    RequestedTransport::TYPE,
    EvenPort::TYPE,
    // Understood to be told that there is none.
    ReservationToken::TYPE,
];

/// A STUN message from a client.
pub(crate) struct Request<'a> {
    message: Message<'a>,
}

impl<'a> Request<'a> {
    /// Reads a message; `None` if it is none: such a packet gets no answer (RFC 8489, section 6.3).
    pub(crate) fn parse(packet: &'a [u8]) -> Option<Self> {
        let header = MessageHeader::from_bytes(packet).ok()?;
        let length = usize::from(header.data_length());
        if length % 4 != 0 || packet.len() != MessageHeader::LENGTH + length {
            return None;
        }
        let message = Message::from_bytes(packet).ok()?;
        Some(Self { message })
    }

    pub(crate) fn class(&self) -> MessageClass {
        self.message.class()
    }

    pub(crate) fn method(&self) -> Method {
        self.message.method()
    }

    pub(crate) fn transaction(&self) -> TransactionId {
        self.message.transaction_id()
    }

    pub(crate) fn has<A: AttributeStaticType>(&self) -> bool {
        self.message.has_attribute(A::TYPE)
    }

    pub(crate) fn has_fingerprint(&self) -> bool {
        self.has::<Fingerprint>()
    }

    /// The attributes that would have to be understood.
    pub(crate) fn not_understood(&self) -> Vec<AttributeType> {
        let types = self
            .message
            .iter_attributes()
            .map(|(_, attribute)| attribute.get_type());
        types
            .filter(|kind| kind.comprehension_required() && *kind != Fingerprint::TYPE)
            .filter(|kind| !UNDERSTOOD.contains(kind))
            .collect()
    }

    /// User name, realm and nonce.
    pub(crate) fn credentials(&self) -> Option<(String, String, String)> {
        let username: Username = self.get()?;
        let realm: Realm = self.get()?;
        let nonce: Nonce = self.get()?;
        Some((
            username.username().to_owned(),
            realm.realm().to_owned(),
            nonce.nonce().to_owned(),
        ))
    }

    /// True if the message was signed with `key`.
    pub(crate) fn is_signed_with(&self, key: &IntegrityKey) -> bool {
        self.message.validate_integrity_with_key(key).is_ok()
    }

    /// The protocol that is to be relayed.
    pub(crate) fn transport(&self) -> Result<u8, Refusal> {
        let transport: Option<RequestedTransport> = self.get();
        transport
            .map(|transport| transport.protocol())
            .ok_or(Refusal::BadRequest)
    }

    /// The family of the address that is asked for or meant.
    pub(crate) fn family(&self) -> Result<Option<AddressFamily>, Refusal> {
        if !self.has::<RequestedAddressFamily>() {
            return Ok(None);
        }
        let family: Option<RequestedAddressFamily> = self.get();
        family
            .map(|family| Some(family.family()))
            .ok_or(Refusal::UnsupportedFamily)
    }

    /// Which ports will do: any, or even ones; one that is reserved beside it is not to be had.
    pub(crate) fn is_even_port(&self) -> Result<bool, Refusal> {
        if self.has::<ReservationToken>() {
            return Err(Refusal::Capacity);
        }
        if !self.has::<EvenPort>() {
            return Ok(false);
        }
        let even_port: EvenPort = self.get().ok_or(Refusal::BadRequest)?;
        if even_port.requested() {
            return Err(Refusal::Capacity);
        }
        Ok(true)
    }

    /// Seconds.
    pub(crate) fn lifetime(&self) -> Option<u32> {
        let lifetime: Option<Lifetime> = self.get();
        lifetime.map(|lifetime| lifetime.seconds())
    }

    pub(crate) fn channel(&self) -> Result<u16, Refusal> {
        let number: Option<ChannelNumber> = self.get();
        number
            .map(|number| number.channel())
            .ok_or(Refusal::BadRequest)
    }

    /// Every peer that is named, each in its one spelling; at least one.
    pub(crate) fn peers(&self) -> Result<Vec<SocketAddr>, Refusal> {
        let mut peers = Vec::new();
        for (_, raw) in self.message.iter_attributes() {
            if raw.get_type() == XorPeerAddress::TYPE {
                let peer = XorPeerAddress::from_raw_ref(&raw).map_err(|_| Refusal::BadRequest)?;
                peers.push(canonical_peer(peer.addr(self.transaction())));
            }
        }
        if peers.is_empty() {
            return Err(Refusal::BadRequest);
        }
        Ok(peers)
    }

    pub(crate) fn peer(&self) -> Result<SocketAddr, Refusal> {
        self.peers()?.into_iter().next().ok_or(Refusal::BadRequest)
    }

    pub(crate) fn data(&self) -> Option<Vec<u8>> {
        let raw = self.message.raw_attribute(Data::TYPE)?;
        Some(raw.value.to_vec())
    }

    fn get<A: AttributeFromRaw<'a> + AttributeStaticType>(&'a self) -> Option<A> {
        self.message.attribute().ok()
    }
}
