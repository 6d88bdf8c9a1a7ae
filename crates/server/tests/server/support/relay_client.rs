use std::net::SocketAddr;

use serde_json::Value;
use stun_types::attribute::{ErrorCode, Nonce, Realm, Username};
use stun_types::message::{
    IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageClass, MessageType, MessageWrite,
    MessageWriteExt, MessageWriteVec, Method, TransactionId,
};
use tokio::net::UdpSocket;
use turn_types::attribute::{ChannelNumber, RequestedTransport, XorPeerAddress, XorRelayedAddress};
use turn_types::channel::ChannelData;
use turn_types::message::{ALLOCATE, CHANNEL_BIND, REFRESH};

use super::soon;

/// The channel of whoever is talked to.
const CHANNEL: u16 = 0x4000;

/// A client of the relay, by UDP from a port of its own, with the credentials that a participant was told.
pub(crate) struct RelayClient {
    socket: UdpSocket,
    username: String,
    password: String,
    nonce: String,
    relayed: Option<SocketAddr>,
    peer: Option<SocketAddr>,
}

impl RelayClient {
    /// Takes the address and the credentials out of what a participant was told on joining.
    pub(crate) async fn new(joined: &Value) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        socket.connect(relay_address(joined)).await.unwrap();
        let told = relay(joined);
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        Self {
            socket,
            username: text("username"),
            password: text("credential"),
            nonce: String::new(),
            relayed: None,
            peer: None,
        }
    }

    /// Asks for a relayed address; returns the error code, if there is one.
    pub(crate) async fn allocate(&mut self) -> Option<u16> {
        let answer = match self.request(ALLOCATE).await {
            Ok(answer) => answer,
            Err(code) => return Some(code),
        };
        let answer = Message::from_bytes(&answer).unwrap();
        let relayed = answer.attribute::<XorRelayedAddress>().unwrap();
        self.relayed = Some(relayed.addr(answer.transaction_id()));
        None
    }

    /// Returns the relayed address that it was lent.
    pub(crate) fn relayed(&self) -> SocketAddr {
        self.relayed.unwrap()
    }

    /// Says that the relayed address is still needed.
    pub(crate) async fn refresh(&mut self) -> Option<u16> {
        self.request(REFRESH).await.err()
    }

    /// Opens a channel to a peer, from which packets come in too then.
    pub(crate) async fn talk_to(&mut self, peer: SocketAddr) -> Option<u16> {
        self.peer = Some(peer);
        self.request(CHANNEL_BIND).await.err()
    }

    /// Says that the channel is still needed; [`RelayClient::receive`] looks at the answer.
    pub(crate) async fn keep(&self) {
        let request = self.message(CHANNEL_BIND);
        self.socket.send(&request).await.unwrap();
    }

    /// Sends a packet to the peer.
    pub(crate) async fn send(&self, content: &[u8]) {
        let mut packet = vec![0; content.len() + 4];
        ChannelData::new(CHANNEL, content).write_into_unchecked(&mut packet);
        self.socket.send(&packet).await.unwrap();
    }

    /// Returns the next packet of the peer; dropping the future loses none.
    pub(crate) async fn receive(&self) -> Vec<u8> {
        loop {
            let mut packet = vec![0; 2048];
            let bytes = self.socket.recv(&mut packet).await.unwrap();
            packet.truncate(bytes);
            if let Ok(channel) = ChannelData::parse(&packet) {
                assert_eq!(channel.id(), CHANNEL);
                return channel.data().to_vec();
            }
            assert_eq!(error_code(&packet), None);
        }
    }

    /// Asks, once more where the nonce is old; returns the answer, or its error code.
    async fn request(&mut self, method: Method) -> Result<Vec<u8>, u16> {
        for _ in 0..2 {
            let answer = self.exchange(&self.message(method)).await;
            match error_code(&answer) {
                None => return Ok(answer),
                Some(438) => {
                    let message = Message::from_bytes(&answer).unwrap();
                    self.nonce = message.attribute::<Nonce>().unwrap().nonce().to_owned();
                }
                Some(code) => return Err(code),
            }
        }
        Err(438)
    }

    async fn exchange(&self, packet: &[u8]) -> Vec<u8> {
        self.socket.send(packet).await.unwrap();
        let mut answer = vec![0; 2048];
        let bytes = soon("the relay's answer", self.socket.recv(&mut answer))
            .await
            .unwrap();
        answer.truncate(bytes);
        answer
    }

    fn message(&self, method: Method) -> Vec<u8> {
        let realm = turn::REALM.to_owned();
        let transaction = TransactionId::generate();
        let kind = MessageType::from_class_method(MessageClass::Request, method);
        let mut message = Message::builder(kind, transaction, MessageWriteVec::new());
        message.add_attribute(&RequestedTransport::new(17)).unwrap();
        if let Some(peer) = self.peer {
            let peer = XorPeerAddress::new(peer, transaction);
            message.add_attribute(&ChannelNumber::new(CHANNEL)).unwrap();
            message.add_attribute(&peer).unwrap();
        }
        message
            .add_attribute(&Username::new(&self.username).unwrap())
            .unwrap();
        message.add_attribute(&Realm::new(&realm).unwrap()).unwrap();
        message
            .add_attribute(&Nonce::new(&self.nonce).unwrap())
            .unwrap();
        let key = LongTermKeyCredentials::new(self.username.clone(), self.password.clone(), realm);
        let key = key.make_key(IntegrityAlgorithm::Sha1);
        message
            .add_message_integrity_with_key(&key, IntegrityAlgorithm::Sha1)
            .unwrap();
        message.finish()
    }
}

/// The error code of an answer, if it is one that refuses.
fn error_code(answer: &[u8]) -> Option<u16> {
    let message = Message::from_bytes(answer).unwrap();
    message
        .attribute::<ErrorCode>()
        .ok()
        .map(|code| code.code())
}

/// Where the relay of a server on this machine is, by what a participant was told.
pub(crate) fn relay_address(joined: &Value) -> SocketAddr {
    let url = relay(joined)["urls"][0].as_str().unwrap();
    let (_, rest) = url.rsplit_once(':').unwrap();
    let port: u16 = rest.split('?').next().unwrap().parse().unwrap();
    ([127, 0, 0, 1], port).into()
}

fn relay(joined: &Value) -> &Value {
    let servers = joined["ice_servers"].as_array().unwrap();
    servers
        .iter()
        .find(|server| server["username"].is_string())
        .unwrap()
}
