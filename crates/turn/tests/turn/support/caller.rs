use stun_types::attribute::{AttributeWrite, Nonce, Realm, Username};
use stun_types::message::{
    IntegrityAlgorithm, IntegrityKey, LongTermKeyCredentials, Message, MessageClass, MessageType,
    MessageWrite, MessageWriteExt, MessageWriteVec, Method, TransactionId,
};
use stun_types::prelude::AttributeStaticType;
use turn::{Client, Command, Link, REALM};
use turn_types::attribute::{ChannelNumber, Data, RequestedTransport, XorPeerAddress};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH, SEND};

use super::server::secret;
use super::{Reply, Server};

pub(crate) type Attributes<'a> = &'a [&'a dyn AttributeWrite];

/// A client that keeps the rules, unless a test changes what it knows.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) client: Client,
    pub(crate) username: String,
    pub(crate) password: String,
    pub(crate) realm: String,
    pub(crate) nonce: String,
    pub(crate) last_transaction: u128,
}

impl Caller {
    /// A client of `subject`, whose credentials last for ten minutes, by UDP from a port of its own.
    pub(crate) fn new(server: &Server, subject: &str, port: u16) -> Self {
        let client = Client {
            link: Link::Datagrams,
            address: ([8, 8, 4, 4], port).into(),
            local: ([9, 9, 9, 9], 3478).into(),
        };
        let credential = secret().credential(subject, server.now.0.as_secs() + 600);
        Self {
            client,
            username: credential.username,
            password: credential.password,
            realm: REALM.to_owned(),
            nonce: String::new(),
            last_transaction: 1000 * u128::from(port),
        }
    }

    /// A client that has an allocation; they are numbered from 1 on.
    pub(crate) fn allocated(server: &mut Server, subject: &str, port: u16) -> Self {
        let mut caller = Self::new(server, subject, port);
        let reply = caller.allocate(server);
        assert_eq!(reply.code, None, "{reply:?}");
        caller
    }

    pub(crate) fn allocate(&mut self, server: &mut Server) -> Reply {
        self.call(server, ALLOCATE, &[&RequestedTransport::new(17)])
    }

    pub(crate) fn refresh(&mut self, server: &mut Server, more: Attributes<'_>) -> Reply {
        self.call(server, REFRESH, more)
    }

    pub(crate) fn permit(&mut self, server: &mut Server, peer: &str) -> Reply {
        let transaction = self.next_transaction();
        let peer = XorPeerAddress::new(peer.parse().unwrap(), transaction);
        self.call_as(server, CREATE_PERMISSION, transaction, &[&peer])
    }

    pub(crate) fn bind(&mut self, server: &mut Server, number: u16, peer: &str) -> Reply {
        let transaction = self.next_transaction();
        let peer = XorPeerAddress::new(peer.parse().unwrap(), transaction);
        self.call_as(
            server,
            CHANNEL_BIND,
            transaction,
            &[&ChannelNumber::new(number), &peer],
        )
    }

    pub(crate) fn send(&mut self, server: &mut Server, peer: &str, data: &[u8]) -> Vec<Command> {
        let transaction = self.next_transaction();
        let kind = MessageType::from_class_method(MessageClass::Indication, SEND);
        let mut message = Message::builder(kind, transaction, MessageWriteVec::new());
        let peer = XorPeerAddress::new(peer.parse().unwrap(), transaction);
        message.add_attribute(&peer).unwrap();
        message.add_attribute(&Data::new(data)).unwrap();
        server.hear(self.client, &message.finish())
    }

    /// Asks, and asks again with the nonce that the server gives.
    pub(crate) fn call(
        &mut self,
        server: &mut Server,
        method: Method,
        attributes: Attributes<'_>,
    ) -> Reply {
        let transaction = self.next_transaction();
        self.call_as(server, method, transaction, attributes)
    }

    pub(crate) fn call_as(
        &mut self,
        server: &mut Server,
        method: Method,
        transaction: TransactionId,
        attributes: Attributes<'_>,
    ) -> Reply {
        let reply = self.try_call(server, &self.request(method, transaction, attributes));
        let (Some(438), Some(nonce)) = (reply.code, reply.nonce.clone()) else {
            return reply;
        };
        self.nonce = nonce;
        self.try_call(server, &self.request(method, transaction, attributes))
    }

    pub(crate) fn try_call(&self, server: &mut Server, request: &[u8]) -> Reply {
        let answer = server.answer(self.client, request).unwrap();
        Reply::read(&answer, &self.key())
    }

    /// A request that is signed.
    pub(crate) fn request(
        &self,
        method: Method,
        transaction: TransactionId,
        attributes: Attributes<'_>,
    ) -> Vec<u8> {
        let mut message = self.unsigned(method, transaction, attributes);
        message
            .add_message_integrity_with_key(&self.key(), IntegrityAlgorithm::Sha1)
            .unwrap();
        message.finish()
    }

    /// A request up to its signature.
    pub(crate) fn unsigned(
        &self,
        method: Method,
        transaction: TransactionId,
        attributes: Attributes<'_>,
    ) -> MessageWriteVec {
        let kind = MessageType::from_class_method(MessageClass::Request, method);
        let mut message = Message::builder(kind, transaction, MessageWriteVec::new());
        for attribute in attributes {
            message.add_attribute(*attribute).unwrap();
        }
        message
            .add_attribute(&Username::new(&self.username).unwrap())
            .unwrap();
        message
            .add_attribute(&Realm::new(&self.realm).unwrap())
            .unwrap();
        message
            .add_attribute(&Nonce::new(&self.nonce).unwrap())
            .unwrap();
        assert!(message.has_attribute(Nonce::TYPE));
        message
    }

    pub(crate) fn key(&self) -> IntegrityKey {
        let credentials = LongTermKeyCredentials::new(
            self.username.clone(),
            self.password.clone(),
            self.realm.clone(),
        );
        credentials.make_key(IntegrityAlgorithm::Sha1)
    }

    pub(crate) fn next_transaction(&mut self) -> TransactionId {
        self.last_transaction += 1;
        self.last_transaction.into()
    }
}
