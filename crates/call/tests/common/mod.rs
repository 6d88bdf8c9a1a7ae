//! A browser in a test: a call, the clock, and short ways to say what happens.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]

use std::time::Duration;

use call::{
    Call, CallView, Command, Environment, Input, MediaInput, PeerCommand, PeerInput, PeerKey,
    SocketInput, Tile, Timestamp, UserInput,
};
use protocol::{
    Description, DescriptionKind, DisplayName, Joined, Participant, ParticipantId, Peer,
    Publication, Publications, RoomId, ServerMessage, Signal, SignalBody, Source, StreamId,
    Topology,
};

pub(crate) struct Browser {
    call: Call,
    now: Timestamp,
}

impl Browser {
    pub(crate) fn new(environment: Environment) -> Self {
        let now = Timestamp::default();
        let call = Call::new(RoomId::parse("tea").unwrap(), stream(), environment, now);
        Self { call, now }
    }

    pub(crate) fn in_green_room() -> Self {
        Self::new(Environment {
            secure: true,
            peer_connections: true,
            media_devices: true,
        })
    }

    /// In the call as Ana, with both devices, and nothing left to do.
    pub(crate) fn in_call_with(peers: Vec<Peer>) -> Self {
        let mut browser = Self::in_green_room();
        browser.media(MediaInput::Captured { request: 0 });
        browser.enter("Ana", peers);
        browser.commands();
        browser
    }

    pub(crate) fn enter(&mut self, name: &str, peers: Vec<Peer>) {
        self.join(name);
        self.socket(SocketInput::Opened);
        self.joined(peers);
    }

    pub(crate) fn join(&mut self, name: &str) {
        self.user(UserInput::Join {
            name: DisplayName::parse(name).unwrap(),
        });
    }

    pub(crate) fn joined(&mut self, participants: Vec<Peer>) {
        self.receive(ServerMessage::Joined(Joined {
            version: 1,
            room: RoomId::parse("tea").unwrap(),
            you: ParticipantId(9),
            topology: Topology::Mesh,
            capacity: 6,
            ice_servers: Vec::new(),
            participants,
        }));
    }

    pub(crate) fn user(&mut self, input: UserInput) {
        self.handle(Input::User(input));
    }

    pub(crate) fn media(&mut self, input: MediaInput) {
        self.handle(Input::Media(input));
    }

    pub(crate) fn socket(&mut self, input: SocketInput) {
        self.handle(Input::Socket(input));
    }

    pub(crate) fn receive(&mut self, message: ServerMessage) {
        self.socket(SocketInput::Received(message));
    }

    /// Something happens to the first connection to `participant`.
    pub(crate) fn peer(&mut self, participant: ParticipantId, input: PeerInput) {
        self.handle(Input::Peer {
            peer: PeerKey {
                participant,
                generation: 0,
            },
            input,
        });
    }

    pub(crate) fn offer_from(&mut self, from: ParticipantId, generation: u32) {
        let description = Description {
            kind: DescriptionKind::Offer,
            sdp: "v=0".to_owned(),
        };
        let signal = Signal {
            generation,
            body: SignalBody::Description(description),
        };
        self.receive(ServerMessage::Signal { from, signal });
    }

    /// Lets time go by, waking the call up whenever it asked for it.
    pub(crate) fn pass(&mut self, duration: Duration) {
        let until = self.now + duration;
        while let Some(next) = self.call.poll_timeout().filter(|next| *next <= until) {
            self.call.handle_timeout(next);
        }
        self.now = until;
        self.call.handle_timeout(until);
    }

    pub(crate) fn commands(&mut self) -> Vec<Command> {
        std::iter::from_fn(|| self.call.next_command()).collect()
    }

    /// The connections that were opened since the last look, and whether they make the first offer.
    pub(crate) fn opened(&mut self) -> Vec<(PeerKey, bool)> {
        let mut opened = Vec::new();
        for command in self.commands() {
            if let Command::Peer {
                peer,
                command: PeerCommand::Open { offers, .. },
            } = command
            {
                opened.push((peer, offers));
            }
        }
        opened
    }

    pub(crate) fn view(&self) -> CallView {
        self.call.view()
    }

    pub(crate) fn tile(&self, participant: ParticipantId) -> Tile {
        let tile = self
            .view()
            .tiles
            .into_iter()
            .find(|tile| tile.participant == participant);
        tile.expect("the participant has a tile")
    }

    fn handle(&mut self, input: Input) {
        self.call.handle(input, self.now);
    }
}

pub(crate) fn peer(id: u32, name: &str) -> Peer {
    let name = DisplayName::parse(name).unwrap();
    let participant = Participant {
        id: ParticipantId(id),
        name,
        publications: Publications::default(),
    };
    Peer {
        participant,
        polite: true,
    }
}

pub(crate) fn publications(sources: &[Source]) -> Publications {
    let list: Vec<Publication> = sources
        .iter()
        .map(|source| Publication {
            source: *source,
            muted: false,
            stream: stream(),
        })
        .collect();
    Publications::try_from(list).unwrap()
}

fn stream() -> StreamId {
    StreamId::parse("s").unwrap()
}
