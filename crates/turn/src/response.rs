use stun_types::attribute::{AttributeWrite, ErrorCode};
use stun_types::message::{
    IntegrityAlgorithm, IntegrityKey, Message, MessageClass, MessageType, MessageWrite,
    MessageWriteExt, MessageWriteVec, Method, TransactionId,
};

use crate::request::Request;

/// The attributes of a response.
pub(crate) type Attributes = Vec<Box<dyn AttributeWrite>>;

/// How a request wants to be answered.
#[derive(Clone)]
pub(crate) struct Answer {
    method: Method,
    transaction: TransactionId,
    has_fingerprint: bool,
    /// What the response is signed with, once it is known who asks.
    key: Option<IntegrityKey>,
}

impl Answer {
    pub(crate) fn to(request: &Request<'_>) -> Self {
        Self {
            method: request.method(),
            transaction: request.transaction(),
            has_fingerprint: request.has_fingerprint(),
            key: None,
        }
    }

    pub(crate) fn signed(mut self, key: IntegrityKey) -> Self {
        self.key = Some(key);
        self
    }

    pub(crate) fn transaction(&self) -> TransactionId {
        self.transaction
    }

    pub(crate) fn success(&self, attributes: &Attributes) -> Vec<u8> {
        self.write(MessageClass::Success, attributes)
    }

    /// An error without a phrase: clients show their own, and a response must not be much larger than its request.
    pub(crate) fn error(&self, code: u16, more: Attributes) -> Vec<u8> {
        let mut attributes: Attributes = Vec::new();
        if let Ok(code) = ErrorCode::new(code, "") {
            attributes.push(Box::new(code));
        }
        attributes.extend(more);
        self.write(MessageClass::Error, &attributes)
    }

    fn write(&self, class: MessageClass, attributes: &Attributes) -> Vec<u8> {
        let kind = MessageType::from_class_method(class, self.method);
        let mut message = Message::builder(kind, self.transaction, MessageWriteVec::new());
        let added = attributes
            .iter()
            .try_for_each(|attribute| message.add_attribute(attribute.as_ref()));
        let signed = self.key.as_ref().map_or(Ok(()), |key| {
            message.add_message_integrity_with_key(key, IntegrityAlgorithm::Sha1)
        });
        let ended = if self.has_fingerprint {
            message.add_fingerprint()
        } else {
            Ok(())
        };
        debug_assert!(
            added.is_ok() && signed.is_ok() && ended.is_ok(),
            "a response has room for all of it"
        );
        message.finish()
    }
}
