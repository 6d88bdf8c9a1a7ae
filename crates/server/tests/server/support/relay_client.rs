use std::net::SocketAddr;

use serde_json::Value;
use stun_types::attribute::{ErrorCode, Nonce, Realm, Username};
use stun_types::message::{
    IntegrityAlgorithm, LongTermKeyCredentials, Message, MessageWrite, MessageWriteExt,
    MessageWriteVec, Method,
};
use tokio::net::UdpSocket;
use turn_types::attribute::RequestedTransport;
use turn_types::message::{ALLOCATE, REFRESH};

use super::soon;

/// A client of the relay, by UDP from a port of its own, with the credentials that a participant was told.
pub(crate) struct RelayClient {
    socket: UdpSocket,
    username: String,
    password: String,
    nonce: String,
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
        }
    }

    /// Asks for a relayed address; returns the error code, if there is one.
    pub(crate) async fn allocate(&mut self) -> Option<u16> {
        self.request(ALLOCATE).await
    }

    /// Says that the relayed address is still needed.
    pub(crate) async fn refresh(&mut self) -> Option<u16> {
        self.request(REFRESH).await
    }

    async fn request(&mut self, method: Method) -> Option<u16> {
        for _ in 0..2 {
            let answer = self.exchange(&self.message(method)).await;
            let message = Message::from_bytes(&answer).unwrap();
            let code = message
                .attribute::<ErrorCode>()
                .ok()
                .map(|code| code.code());
            if code != Some(438) {
                return code;
            }
            self.nonce = message.attribute::<Nonce>().unwrap().nonce().to_owned();
        }
        Some(438)
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
        let mut message = Message::builder_request(method, MessageWriteVec::new());
        message.add_attribute(&RequestedTransport::new(17)).unwrap();
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
