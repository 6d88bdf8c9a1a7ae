use std::net::SocketAddr;
use std::time::Duration;

use doctor::{Target, Way};
use stun_types::attribute::{ErrorCode, Username, XorMappedAddress};
use stun_types::message::{BINDING, Message, MessageWriteVec, TransactionId};
use stun_types::prelude::MessageWrite;
use tokio::time::{Instant, timeout};
use turn::Credential;
use turn_client_proto::api::{Transmit, TurnConfig, TurnEvent, TurnPollRet, TurnRecvRet};
use turn_client_proto::prelude::TurnClientApi;
use turn_client_proto::stun::Instant as ClientInstant;
use turn_client_proto::tcp::TurnClientTcp;
use turn_client_proto::types::{TransportType, TurnCredentials};
use turn_client_proto::udp::TurnClientUdp;

use super::link::Link;
use super::{Fault, PAUSE};

/// How often to look whether the protocol has something to send.
const CADENCE: Duration = Duration::from_millis(50);

turn_client_proto::impl_client!(Protocol, (Udp, TurnClientUdp), (Tcp, TurnClientTcp));

/// A client of a TURN server: the protocol is a library's, the socket is ours.
#[derive(Debug)]
pub(super) struct Client {
    protocol: Protocol,
    link: Link,
    begun: Instant,
    /// The last request that shows credentials.
    signed: Option<TransactionId>,
    /// The error with which the server has answered one.
    refusal: Option<u16>,
    arrived: Vec<Vec<u8>>,
}

impl Client {
    pub(super) async fn connect(
        target: &Target,
        server: SocketAddr,
        credential: &Credential,
    ) -> Result<Self, Fault> {
        let link = Link::open(target, server).await?;
        let credentials = TurnCredentials::new(&credential.username, &credential.password);
        let mut config = TurnConfig::new(credentials);
        config.set_address_family(if server.is_ipv4() {
            stun_types::AddressFamily::IPV4
        } else {
            stun_types::AddressFamily::IPV6
        });
        let here = link.local_address()?;
        let protocol = match target.way {
            Way::Udp => Protocol::Udp(TurnClientUdp::allocate(here, server, config)),
            Way::Tcp | Way::Tls => Protocol::Tcp(TurnClientTcp::allocate(here, server, config)),
        };
        Ok(Self {
            protocol,
            link,
            begun: Instant::now(),
            signed: None,
            refusal: None,
            arrived: Vec::new(),
        })
    }

    pub(super) async fn allocate(&mut self) -> Result<SocketAddr, Fault> {
        loop {
            self.advance().await?;
            match self.protocol.poll_event() {
                Some(TurnEvent::AllocationCreated(_, address)) => return Ok(address),
                Some(TurnEvent::AllocationCreateFailed(_)) => {
                    return Err(Fault::Refused(self.refusal));
                }
                // The protocol would ask on and on.
                _ if self.refusal.is_some() => return Err(Fault::Refused(self.refusal)),
                _ => {}
            }
        }
    }

    /// Lets what `peer` sends come through, and the other way.
    pub(super) async fn permit(&mut self, peer: SocketAddr) -> Result<(), Fault> {
        let now = self.now();
        // It fails where it is permitted already.
        let _ = self
            .protocol
            .create_permission(TransportType::Udp, peer.ip(), now);
        loop {
            match self.protocol.poll_event() {
                Some(TurnEvent::PermissionCreated(..)) => return Ok(()),
                Some(TurnEvent::PermissionCreateFailed(..)) => return Err(Fault::Forbidden(peer)),
                _ => self.advance().await?,
            }
        }
    }

    pub(super) async fn send(&mut self, peer: SocketAddr, bytes: &[u8]) -> Result<(), Fault> {
        let now = self.now();
        let sent = self.protocol.send_to(TransportType::Udp, peer, bytes, now);
        let Ok(packet) = sent else {
            return Err(Fault::Forbidden(peer));
        };
        if let Some(packet) = packet {
            self.link.send(&packet.build().data).await?;
        }
        Ok(())
    }

    /// Waits until these bytes have come through.
    pub(super) async fn receive(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        loop {
            if self.arrived.iter().any(|arrived| arrived == bytes) {
                self.arrived.clear();
                return Ok(());
            }
            self.advance().await?;
        }
    }

    /// Tells the server that the address is not needed any more, and waits a moment for it to hear that.
    pub(super) async fn give_back(&mut self) {
        let now = self.now();
        if self.protocol.delete(now).is_err() {
            return;
        }
        let answer = async {
            // The protocol lets some time pass between two requests.
            while self.flush().await.is_ok() {
                if timeout(CADENCE, self.link.receive()).await.is_ok() {
                    return;
                }
            }
        };
        let _ = timeout(PAUSE, answer).await;
    }

    /// Does the next thing: sends what is due, and takes in what comes or a moment.
    async fn advance(&mut self) -> Result<(), Fault> {
        self.flush().await?;
        let now = self.now();
        let next = match self.protocol.poll(now) {
            TurnPollRet::WaitUntil(at) => at,
            TurnPollRet::Closed => return Err(Fault::Refused(self.refusal)),
            TurnPollRet::AllocateTcpSocket { .. } | TurnPollRet::TcpClose { .. } => now,
        };
        self.flush().await?;
        let wait = next.saturating_duration_since(now);
        tokio::select! {
            bytes = self.link.receive() => self.take_in(bytes?),
            () = tokio::time::sleep(wait) => {}
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), Fault> {
        let now = self.now();
        while let Some(packet) = self.protocol.poll_transmit(now) {
            if let Some(signed) = signed_request(&packet.data) {
                self.signed = Some(signed);
            }
            self.link.send(&packet.data).await?;
        }
        Ok(())
    }

    fn take_in(&mut self, bytes: Vec<u8>) {
        // A nonce that has become old is no refusal: the protocol takes the next one.
        const STALE_NONCE: u16 = 438;
        if let Some((transaction, code)) = error_response(&bytes)
            && self.signed == Some(transaction)
            && code != STALE_NONCE
        {
            self.refusal = Some(code);
        }
        let now = self.now();
        let packet = Transmit::new(
            bytes,
            self.protocol.transport(),
            self.protocol.remote_addr(),
            self.protocol.local_addr(),
        );
        if let TurnRecvRet::PeerData(data) = self.protocol.recv(packet, now) {
            self.arrived.push(data.data().to_vec());
        }
        while let Some(data) = self.protocol.poll_recv(now) {
            self.arrived.push(data.data().to_vec());
        }
    }

    fn now(&self) -> ClientInstant {
        let nanoseconds = self.begun.elapsed().as_nanos();
        ClientInstant::from_nanos(i64::try_from(nanoseconds).unwrap_or(i64::MAX))
    }
}

/// A question for one's own address (RFC 8489, section 2).
pub(super) fn binding_request() -> Vec<u8> {
    Message::builder_request(BINDING, MessageWriteVec::new()).finish()
}

/// The address in an answer to `request`.
pub(super) fn mapped_address(answer: &[u8], request: &[u8]) -> Option<SocketAddr> {
    let request = Message::from_bytes(request).ok()?.transaction_id();
    let answer = Message::from_bytes(answer).ok()?;
    let address = answer.attribute::<XorMappedAddress>().ok()?;
    (answer.transaction_id() == request).then(|| address.addr(request))
}

/// Which request an error response answers, and its code.
fn error_response(bytes: &[u8]) -> Option<(TransactionId, u16)> {
    let message = Message::from_bytes(bytes).ok()?;
    let code = message.attribute::<ErrorCode>().ok()?;
    message
        .is_response()
        .then(|| (message.transaction_id(), code.code()))
}

/// The transaction of a request that shows credentials.
fn signed_request(bytes: &[u8]) -> Option<TransactionId> {
    let message = Message::from_bytes(bytes).ok()?;
    let is_signed = message.attribute::<Username>().is_ok();
    is_signed.then(|| message.transaction_id())
}
