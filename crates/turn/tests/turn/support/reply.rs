use std::net::SocketAddr;

use stun_types::attribute::{
    ErrorCode, Fingerprint, MessageIntegrity, Nonce, Software, UnknownAttributes, XorMappedAddress,
};
use stun_types::message::{IntegrityKey, Message, MessageClass};
use stun_types::prelude::{AttributeFromRaw, AttributeStaticType};
use turn_types::attribute::{Lifetime, XorRelayedAddress};

/// A response, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reply {
    /// The error code; none in a success response.
    pub(crate) code: Option<u16>,
    pub(crate) nonce: Option<String>,
    pub(crate) mapped: Option<SocketAddr>,
    pub(crate) relayed: Option<SocketAddr>,
    pub(crate) lifetime: Option<u32>,
    pub(crate) has_unknown_attributes: bool,
    pub(crate) has_fingerprint: bool,
    pub(crate) is_signed: bool,
    pub(crate) length: usize,
}

impl Reply {
    /// Reads a response; `key` is what it is signed with, if it is.
    pub(crate) fn read(packet: &[u8], key: &IntegrityKey) -> Self {
        let message = Message::from_bytes(packet).unwrap();
        assert!(matches!(
            message.class(),
            MessageClass::Success | MessageClass::Error
        ));
        assert!(
            !message.has_attribute(Software::TYPE),
            "what runs here is nobody's business"
        );
        let transaction = message.transaction_id();
        let is_signed = message.has_attribute(MessageIntegrity::TYPE);
        assert!(
            !is_signed || message.validate_integrity_with_key(key).is_ok(),
            "wrongly signed"
        );
        let code = get::<ErrorCode>(&message).map(|code| code.code());
        assert_eq!(code.is_some(), message.class() == MessageClass::Error);
        Self {
            code,
            nonce: get::<Nonce>(&message).map(|nonce| nonce.nonce().to_owned()),
            mapped: get::<XorMappedAddress>(&message).map(|address| address.addr(transaction)),
            relayed: get::<XorRelayedAddress>(&message).map(|address| address.addr(transaction)),
            lifetime: get::<Lifetime>(&message).map(|lifetime| lifetime.seconds()),
            has_unknown_attributes: message.has_attribute(UnknownAttributes::TYPE),
            has_fingerprint: message.has_attribute(Fingerprint::TYPE),
            is_signed,
            length: packet.len(),
        }
    }
}

fn get<A: for<'a> AttributeFromRaw<'a> + AttributeStaticType>(message: &Message<'_>) -> Option<A> {
    let raw = message.raw_attribute(A::TYPE)?;
    A::from_raw_ref(&raw).ok()
}
