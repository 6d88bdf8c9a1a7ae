use serde::{Deserialize, Serialize};

use crate::{
    Act, Ban, ChatId, ChatMessage, DisplayName, Doors, Engine, EntryPass, ErrorCode, Hand,
    IceServers, Knock, ParticipantId, Publications, Reaction, ResumeToken, Role, RoomId, RoomRules,
    Signal,
};

/// A message from the server to a client.
///
/// It is read by [`crate::decode_server_message`]. An event is numbered ([`crate::ServerFrame::seq`]) and sent again
/// after a reconnect until it is acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage<S = Signal> {
    /// The answer to `join`: the client is in the room.
    Joined(Joined),
    /// The answer to `resume`: the client has its seat again.
    Resumed(Resumed),
    /// The answer to `join` or `resume` where a host has to let the client in first; `joined` or an error follows.
    Waiting {
        /// What gives the place before the door back after the connection is lost.
        token: ResumeToken,
    },
    /// Someone came in; that participant makes the first offer. An event.
    ParticipantJoined { roster: u64, peer: Peer },
    /// Someone is gone. An event.
    ParticipantLeft {
        roster: u64,
        participant: ParticipantId,
    },
    /// Someone's connection to the server was lost some time ago, or is there again. An event.
    ParticipantConnection {
        roster: u64,
        participant: ParticipantId,
        connected: bool,
    },
    /// Someone publishes something else than before. An event.
    PublicationsChanged {
        roster: u64,
        participant: ParticipantId,
        publications: Publications,
    },
    /// Someone, perhaps the receiver, has raised a hand or lowered it. An event.
    ParticipantHand {
        roster: u64,
        participant: ParticipantId,
        /// `None` once it is down.
        #[serde(skip_serializing_if = "Option::is_none")]
        hand: Option<Hand>,
    },
    /// Someone, perhaps the receiver, has started or ended a recording of the call. An event.
    ParticipantRecording {
        roster: u64,
        participant: ParticipantId,
        recording: bool,
    },
    /// Someone, perhaps the receiver, has another role. An event.
    ParticipantRole {
        roster: u64,
        participant: ParticipantId,
        role: Role,
    },
    /// The room asks something else of whoever comes. An event.
    RoomRules {
        roster: u64,
        /// Who has changed it; `None` for the server.
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<ParticipantId>,
        #[serde(flatten)]
        rules: RoomRules,
    },
    /// Everyone who asks to come in; for hosts. An event.
    Knocks { knocks: Vec<Knock> },
    /// Everyone who was removed; for hosts. An event.
    Bans { bans: Vec<Ban> },
    /// A host has done something to a participant or to everyone. An event.
    Acted {
        by: ParticipantId,
        /// [`Act::Participant`] or [`Act::Room`].
        #[serde(flatten)]
        act: Act,
    },
    /// A host has cleared the chat. An event.
    ChatCleared {
        by: ParticipantId,
        /// No message with a number up to this one is there any more.
        up_to: u64,
    },
    /// A signal from another participant of the room. An event.
    Signal { from: ParticipantId, signal: S },
    /// Someone else shows a reaction. It is not sent again.
    Reaction {
        from: ParticipantId,
        reaction: Reaction,
    },
    /// Someone said something. It has its own number, and is sent again by that.
    Chat(ChatMessage),
    /// What was said before, or while the client was away; a long history takes several messages.
    ChatHistory { messages: Vec<ChatMessage> },
    /// What the client said was not taken in. An event.
    ChatRefused { id: ChatId, code: ErrorCode },
    /// The answer to `renew_ice_servers`.
    IceServers(IceServers),
    /// The answer to `ask_host_pass`: what lets a host make invites for this room, over HTTP.
    HostPass {
        pass: EntryPass,
        /// For how long it holds, in seconds.
        lifetime: u32,
    },
    /// The answer to `ping`.
    Pong {
        /// The number of the last command that was acted on, 0 before the first.
        counter: u64,
    },
    /// Something that the client sent, or the state that it is in, is refused.
    Error {
        code: ErrorCode,
        /// For a log, in English; nothing for people.
        #[serde(skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
        /// How long to wait before another attempt, in milliseconds.
        #[serde(skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
}

/// The room as a participant finds it on coming in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Joined {
    /// The protocol version that the server chose.
    pub version: u16,
    pub room: RoomId,
    /// The id of the receiver of this message.
    pub you: ParticipantId,
    /// What the receiver is called, where that is not what it said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<DisplayName>,
    /// How media travels in this room.
    pub topology: Topology,
    /// The most participants that the room takes.
    pub capacity: u32,
    #[serde(flatten)]
    pub ice: IceServers,
    #[serde(flatten)]
    pub doors: Box<Doors>,
    /// The version of `participants`: an event of the roster with one not above it is stale.
    pub roster: u64,
    /// Everyone else in the room; the receiver of this message makes the first offer to each.
    pub participants: Vec<Peer>,
    /// What gives the seat back after the connection is lost.
    pub token: ResumeToken,
}

/// The room as a participant finds it on coming back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resumed {
    /// The protocol version that the server chose.
    pub version: u16,
    pub room: RoomId,
    /// The id of the receiver of this message, the same as before.
    pub you: ParticipantId,
    /// What the receiver is called.
    pub name: DisplayName,
    /// How media travels in this room.
    pub topology: Topology,
    /// The most participants that the room takes.
    pub capacity: u32,
    #[serde(flatten)]
    pub ice: IceServers,
    #[serde(flatten)]
    pub doors: Box<Doors>,
    /// The version of `participants`: an event of the roster with one not above it is stale.
    pub roster: u64,
    /// Everyone else in the room.
    pub participants: Vec<Peer>,
    /// What gives the seat back the next time; the token before it is good until the next frame of the client.
    pub token: ResumeToken,
    /// True if the missed events follow and the commands go on after `counter`.
    ///
    /// False if the server or the client has nothing of them any more: both number anew from 1.
    pub continues: bool,
    /// The number of the last command that was acted on.
    pub counter: u64,
    /// Where a page that has nothing of the call any more starts to count generations: above every one in use.
    pub generation: u32,
    /// The receiver's own hand, if it is raised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand: Option<Hand>,
    /// True if the others are told that the receiver is recording.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recording: bool,
}

/// Another participant and how to negotiate with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "FlatPeer")]
pub struct Peer {
    pub participant: Participant,
    /// True if the receiver of this message gives way when its offer and this peer's collide
    /// (W3C WebRTC, section 10.7).
    pub polite: bool,
    /// False while the participant's connection to the server is lost; media may well go on.
    pub connected: bool,
}

/// A [`Peer`] as it is written: `serde(flatten)` would cost the web app kilobytes.
#[derive(Serialize)]
struct FlatPeer {
    id: ParticipantId,
    name: DisplayName,
    publications: Publications,
    polite: bool,
    engine: Engine,
    connected: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hand: Option<Hand>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    recording: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    silenced: bool,
    #[serde(skip_serializing_if = "Role::is_default")]
    role: Role,
}

impl From<Peer> for FlatPeer {
    fn from(peer: Peer) -> Self {
        let Participant {
            id,
            name,
            publications,
            engine,
            hand,
            recording,
            silenced,
            role,
        } = peer.participant;
        Self {
            id,
            name,
            publications,
            polite: peer.polite,
            engine,
            connected: peer.connected,
            hand,
            recording,
            silenced,
            role,
        }
    }
}

/// A person in a room, as the others see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    pub id: ParticipantId,
    pub name: DisplayName,
    pub publications: Publications,
    pub engine: Engine,
    /// `None` unless the hand is raised.
    pub hand: Option<Hand>,
    /// True while the participant says that they record the call.
    pub recording: bool,
    /// True from when a host mutes the participant until they publish a microphone that is not muted: until then
    /// nothing of it is to be heard, whatever comes.
    pub silenced: bool,
    pub role: Role,
}

/// How media travels in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topology {
    /// Each participant has a peer connection to each other one.
    Mesh,
}
