mod access;
mod allocations;
mod input;
mod peers;
mod relaying;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::net::{IpAddr, SocketAddr};

use stun_types::attribute::{Nonce, Realm, UnknownAttributes, XorMappedAddress};
use stun_types::message::{BINDING, IntegrityKey, MessageClass, TransactionId};
use turn_types::message::{ALLOCATE, CHANNEL_BIND, CREATE_PERMISSION, REFRESH, SEND};

pub use input::{Command, Input, NoRelay, Setup};

use crate::allocation::{Allocation, Relay};
use crate::answers::Answers;
use crate::bandwidth::Bandwidth;
use crate::channels::NUMBERS;
use crate::nonce::Nonces;
use crate::request::Request;
use crate::response::{Answer, Attributes};
use crate::revocations::Revocations;
use crate::{
    AllocationId, Client, Figures, Limits, Link, PeerRules, Refusal, Secret, Timestamp, canonical,
};

/// What the passwords are for: part of what is signed, the same on every server (RFC 8489, section 9.2).
///
/// It is as short as it is so that the response to an unknown client stays small.
pub const REALM: &str = "tatap";

/// A STUN and TURN server (RFC 8489, RFC 8656): who has which relayed address, and what goes over it.
pub struct Engine {
    secret: Secret,
    limits: Limits,
    peers: PeerRules,
    nonces: Nonces,
    answers: Answers,
    allocations: BTreeMap<AllocationId, Allocation>,
    by_client: BTreeMap<Client, AllocationId>,
    by_relayed: BTreeMap<SocketAddr, AllocationId>,
    by_subject: BTreeMap<String, BTreeSet<AllocationId>>,
    revoked: Revocations,
    /// What all allocations together may still relay.
    total: Bandwidth,
    last_allocation: u64,
    last_indication: u128,
    commands: VecDeque<Command>,
    figures: Figures,
}

impl Engine {
    /// Makes a server without allocations.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let (_, indication) = setup.seed.split_at(16);
        let last_indication = indication
            .iter()
            .fold(0, |bits, byte| bits << 8 | u128::from(*byte));
        let total = Bandwidth::new(setup.limits.total_bytes_per_second, Timestamp::default());
        let mut engine = Self {
            secret: setup.secret,
            limits: setup.limits,
            peers: PeerRules {
                allowed: setup.peers.allowed,
                own: Vec::new(),
            },
            nonces: Nonces::new(setup.seed),
            answers: Answers::new(setup.seed),
            allocations: BTreeMap::new(),
            by_client: BTreeMap::new(),
            by_relayed: BTreeMap::new(),
            by_subject: BTreeMap::new(),
            revoked: Revocations::default(),
            total,
            last_allocation: 0,
            last_indication,
            commands: VecDeque::new(),
            figures: Figures::default(),
        };
        engine.own_addresses(&setup.peers.own);
        engine
    }

    /// Takes in what happened; what is to be done about it comes out of [`Engine::next_command`].
    pub fn handle(&mut self, input: Input<'_>, now: Timestamp) {
        match input {
            Input::FromClient { client, packet } => self.client_packet(client, packet, now),
            Input::FromPeer {
                allocation,
                peer,
                packet,
            } => self.peer_packet(allocation, peer, packet, now),
            Input::RelayOpened {
                allocation,
                outcome,
            } => self.relay_opened(allocation, outcome),
            Input::ClientGone(client) => self.client_gone(&client),
            Input::Revoke(subject) => self.revoke(subject, now),
            Input::OwnAddresses(addresses) => self.own_addresses(addresses),
            Input::Tick => self.tick(now),
        }
    }

    /// Returns what is to be done next.
    pub fn next_command(&mut self) -> Option<Command> {
        self.commands.pop_front()
    }

    /// True for a client that has an allocation.
    #[must_use]
    pub fn serves(&self, client: &Client) -> bool {
        self.by_client.contains_key(client)
    }

    /// Returns what was done so far.
    #[must_use]
    pub fn figures(&self) -> Figures {
        Figures {
            allocations: self.allocations.len(),
            ..self.figures.clone()
        }
    }

    fn client_packet(&mut self, client: Client, packet: &[u8], now: Timestamp) {
        let (first, last) = (NUMBERS.start().to_be_bytes(), NUMBERS.end().to_be_bytes());
        match packet.first() {
            Some(byte) if (first[0]..=last[0]).contains(byte) => {
                self.channel_data(&client, packet, now)
            }
            Some(_) | None => self.message(client, packet, now),
        }
    }

    /// What makes no sense, or asks for what no client may ask for, gets no answer (RFC 8489, section 6.3).
    fn message(&mut self, client: Client, packet: &[u8], now: Timestamp) {
        let Some(request) = Request::parse(packet) else {
            return;
        };
        match (request.class(), request.method()) {
            (MessageClass::Request, BINDING) => self.binding(client, &request, now),
            (MessageClass::Request, ALLOCATE | REFRESH | CREATE_PERMISSION | CHANNEL_BIND) => {
                self.request(client, &request, now);
            }
            (MessageClass::Indication, SEND) => self.send_indication(&client, &request, now),
            (
                MessageClass::Request
                | MessageClass::Indication
                | MessageClass::Success
                | MessageClass::Error,
                _,
            ) => {}
        }
    }

    fn binding(&mut self, client: Client, request: &Request<'_>, now: Timestamp) {
        if !self.may_answer(&client, now) {
            return;
        }
        let answer = Answer::to(request);
        let packet = match self.understood(request) {
            Ok(()) => {
                let address =
                    SocketAddr::new(canonical(client.address.ip()), client.address.port());
                answer.success(&vec![Box::new(XorMappedAddress::new(
                    address,
                    request.transaction(),
                ))])
            }
            Err(refusal) => self.refuse(&client, request, &answer, refusal, None),
        };
        self.commands
            .push_back(Command::ToClient { client, packet });
    }

    fn request(&mut self, client: Client, request: &Request<'_>, now: Timestamp) {
        let answer = Answer::to(request);
        let known = match self.authenticate(&client, request, now) {
            Ok(known) => known,
            Err(_) if !self.may_answer(&client, now) => return,
            Err(refusal) => {
                let packet = self.refuse(&client, request, &answer, refusal, Some(now));
                self.commands
                    .push_back(Command::ToClient { client, packet });
                return;
            }
        };
        let answer = answer.signed(known.key.clone());
        let outcome = self
            .understood(request)
            .and_then(|()| match request.method() {
                ALLOCATE => self.allocate(client, request, known, &answer, now),
                REFRESH => self.refresh(&client, request, &known, now).map(Some),
                CREATE_PERMISSION => self
                    .create_permission(&client, request, &known, now)
                    .map(Some),
                _ => self.channel_bind(&client, request, &known, now).map(Some),
            });
        let packet = match outcome {
            Ok(Some(attributes)) => answer.success(&attributes),
            Ok(None) => return,
            Err(refusal) => self.refuse(&client, request, &answer, refusal, None),
        };
        self.commands
            .push_back(Command::ToClient { client, packet });
    }

    /// Tells whether whoever may have forged a client's address gets one more answer; over a stream nobody forges it.
    fn may_answer(&mut self, client: &Client, now: Timestamp) -> bool {
        let may = match client.link {
            Link::Datagrams => self.answers.allow(client.address.ip(), now),
            Link::Stream(_) => true,
        };
        if !may {
            self.figures.refuse(Refusal::Flood);
        }
        may
    }

    fn understood(&self, request: &Request<'_>) -> Result<(), Refusal> {
        if request.not_understood().is_empty() {
            Ok(())
        } else {
            Err(Refusal::UnknownAttribute)
        }
    }

    /// Counts a refusal and writes the response; `challenge` is the time if the client is to try again as someone.
    fn refuse(
        &mut self,
        client: &Client,
        request: &Request<'_>,
        answer: &Answer,
        refusal: Refusal,
        challenge: Option<Timestamp>,
    ) -> Vec<u8> {
        self.figures.refuse(refusal);
        let mut more: Attributes = Vec::new();
        if refusal == Refusal::UnknownAttribute {
            more.push(Box::new(UnknownAttributes::new(&request.not_understood())));
        }
        if let Some(now) = challenge.filter(|_| refusal != Refusal::BadRequest) {
            if let Ok(realm) = Realm::new(REALM) {
                more.push(Box::new(realm));
            }
            if let Ok(nonce) = Nonce::new(&self.nonces.make(client, now)) {
                more.push(Box::new(nonce));
            }
        }
        answer.error(refusal.code().unwrap_or(400), more)
    }

    fn own_addresses(&mut self, addresses: &[IpAddr]) {
        self.peers.own = addresses
            .iter()
            .map(|address| canonical(*address))
            .collect();
    }

    fn tick(&mut self, now: Timestamp) {
        let ended = self
            .allocations
            .iter()
            .filter(|(_, allocation)| allocation.expiry <= now);
        for id in ended.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.end(id);
        }
        self.revoked.tick(now);
    }

    fn client_gone(&mut self, client: &Client) {
        if let Some(id) = self.by_client.get(client) {
            self.end(*id);
        }
    }

    fn next_transaction(&mut self) -> TransactionId {
        self.last_indication = self.last_indication.wrapping_add(1);
        self.last_indication.into()
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({} allocations)", self.allocations.len())
    }
}

/// Who made a request.
struct Known {
    username: String,
    subject: String,
    key: IntegrityKey,
}

impl Known {
    /// The allocation of the request's client, if it is this one's.
    fn own<'a>(
        &self,
        allocation: Option<&'a mut Allocation>,
    ) -> Result<&'a mut Allocation, Refusal> {
        match allocation {
            Some(allocation) if matches!(allocation.relay, Relay::Opening(_)) => {
                Err(Refusal::Mismatch)
            }
            Some(allocation) if allocation.username == self.username => Ok(allocation),
            Some(_) => Err(Refusal::OtherUser),
            None => Err(Refusal::Mismatch),
        }
    }
}
