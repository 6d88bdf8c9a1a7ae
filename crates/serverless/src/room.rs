//! The state machine between a call and a service.

mod call_side;
mod channel_side;
mod roster;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};

use protocol::{
    ErrorCode, IceServers, OpaqueSignal, ParticipantId, Publications, ResumeToken, RoomId,
    ServerMessage,
};
use sha2::{Digest, Sha256};

use crate::backlog::{self, Backlog};
use crate::badge::{Badge, SigningKey, SigningSeed};
use crate::letter::{Letter, Packet};
use crate::member::Member;
use crate::outgoing::Outgoing;
use crate::pass::{Pass, PassRequest, SeatProof};
use crate::service::{self, ServiceFrame};
use crate::state::ParticipantState;

/// One participant's end of a room that no server keeps.
///
/// A seat outlives its connections, like one on a server; but it is the page that keeps it.
#[derive(Debug)]
pub struct SmallRoom {
    seed: SigningSeed,
    /// How many seats there were: each has secrets of its own.
    seats: u64,
    line: Line,
    seat: Option<Seat>,
    /// Who this was before, where the others may still wait for them.
    was: Option<ParticipantId>,
    outputs: VecDeque<Output>,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The service has sent this text.
    Service(String),
    /// The call has sent this text.
    Call(String),
    /// The token function's answer; `None` where there is none.
    Pass(Option<String>),
    /// The connection to the service is closed, or given up.
    Closed,
    /// The time has come that [`SmallRoom::deadline`] said.
    Alarm,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Tells the call that it is connected.
    Opened,
    /// Sends a text to the service.
    Send(String),
    /// Sends a text to the call.
    Tell(String),
    /// Asks the token function with this body; the answer is [`Input::Pass`].
    AskPass(String),
    /// Closes the connection to the service, after what was sent, and tells the call so.
    Close,
}

/// The connection to the service.
#[derive(Debug)]
enum Line {
    Closed,
    /// Connected; the call has not said what it wants.
    Greeted {
        socket_id: String,
    },
    /// Waits for the token function.
    Asking {
        wish: Wish,
    },
    /// Waits for the channel.
    Entering {
        wish: Wish,
        pass: Box<Pass>,
    },
    Online,
}

/// What the call wants.
#[derive(Debug)]
enum Wish {
    Join(Box<Newcomer>),
    /// Its seat, with everything after the event and the chat message with these numbers.
    Resume {
        received: Option<u64>,
        chat: u64,
    },
}

/// Someone who is on the way to a seat.
#[derive(Debug)]
struct Newcomer {
    room: RoomId,
    token: ResumeToken,
    key: SigningKey,
    badge: Badge,
    publications: Publications,
    socket_id: String,
}

/// A participant's place in the room.
#[derive(Debug)]
struct Seat {
    room: RoomId,
    token: ResumeToken,
    key: SigningKey,
    badge: Badge,
    proof: SeatProof,
    channel: String,
    ice: IceServers,
    /// The number of the last command.
    counter: u64,
    state: ParticipantState,
    outgoing: Outgoing,
    backlog: Backlog,
    roster: u64,
    members: BTreeMap<ParticipantId, Member>,
    /// Since when the connection is lost, in milliseconds.
    away_since: Option<u64>,
    /// The service's name for the connection.
    socket_id: String,
}

impl SmallRoom {
    /// The most participants: everything that one says goes to everyone.
    pub const CAPACITY: u32 = 8;

    /// How old something may be that is said now, in milliseconds: the clocks of people differ, and some lie.
    pub(crate) const OLDEST: u64 = 60_000;

    /// Nothing has happened yet; `seed` is random.
    #[must_use]
    pub fn new(seed: SigningSeed) -> Self {
        Self {
            seed,
            seats: 0,
            line: Line::Closed,
            seat: None,
            was: None,
            outputs: VecDeque::new(),
        }
    }

    /// Takes in what happens at `now`, in milliseconds since the Unix epoch.
    pub fn handle(&mut self, input: Input, now: u64) {
        match input {
            Input::Service(text) => self.service(ServiceFrame::parse(&text), now),
            Input::Call(text) => self.call(&text, now),
            Input::Pass(answer) => self.pass(answer.as_deref().and_then(Pass::parse)),
            Input::Closed => self.closed(now),
            Input::Alarm => self.tend_members(now),
        }
        self.flush(now);
    }

    /// Returns what is to be done next.
    pub fn next_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// Returns when [`Input::Alarm`] is due, in milliseconds since the Unix epoch.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        let seat = self.seat.as_ref()?;
        let speaks = matches!(self.line, Line::Online);
        let outgoing = seat.outgoing.deadline().filter(|_| speaks);
        let members = seat.members.values().filter_map(Member::deadline);
        members.chain(outgoing).min()
    }

    /// Makes the secrets of the next seat.
    fn secrets(&mut self) -> (ResumeToken, SigningKey) {
        self.seats += 1;
        let secret = |purpose: &[u8]| -> [u8; 32] {
            let mut hash = Sha256::new();
            hash.update(self.seed.0);
            hash.update(self.seats.to_be_bytes());
            hash.update(purpose);
            hash.finalize().into()
        };
        (
            ResumeToken::from_secret(secret(b"token")),
            SigningKey::new(&SigningSeed(secret(b"key"))),
        )
    }

    fn tell(&mut self, message: &ServerMessage<OpaqueSignal>) {
        self.outputs.push_back(Output::Tell(backlog::json(message)));
    }

    fn refuse(&mut self, code: ErrorCode) {
        self.tell(&ServerMessage::Error {
            code,
            detail: None,
            retry_after: None,
        });
    }

    /// Numbers an event and tells it, now or once the call is back.
    fn event(&mut self, message: &ServerMessage<OpaqueSignal>) {
        if let Some(seat) = &mut self.seat {
            let frame = seat.backlog.event(message);
            if matches!(self.line, Line::Online) {
                self.outputs.push_back(Output::Tell(frame));
            }
        }
    }

    /// Nobody can come back to the seat any more.
    fn give_up_seat(&mut self) {
        if let Some(seat) = self.seat.take() {
            self.was = Some(seat.proof.id);
        }
    }

    fn close(&mut self) {
        self.outputs.push_back(Output::Close);
    }

    fn closed(&mut self, now: u64) {
        if matches!(self.line, Line::Online)
            && let Some(seat) = &mut self.seat
        {
            seat.away_since = Some(now);
        }
        self.line = Line::Closed;
    }

    /// Says what may be said.
    fn flush(&mut self, now: u64) {
        if let (Line::Online, Some(seat)) = (&self.line, &mut self.seat)
            && let Some(packet) = seat.outgoing.packet(now)
        {
            let event = seat.sealed(&packet);
            self.outputs.push_back(Output::Send(event));
        }
    }
}

impl Seat {
    fn id(&self) -> ParticipantId {
        self.proof.id
    }

    fn sealed(&self, packet: &Packet) -> String {
        let letter = Letter::seal(self.id(), &self.channel, packet, &self.key);
        service::event(&self.channel, &letter)
    }

    /// What the token function is asked for this seat.
    fn request(&self) -> String {
        request(&PassRequest {
            socket_id: &self.socket_id,
            room: &self.room,
            badge: &self.badge,
            seat: Some(&self.proof),
        })
    }
}

fn request(request: &PassRequest<'_>) -> String {
    serde_json::to_string(request).unwrap_or_default()
}
