use serde::{Deserialize, Serialize};

use crate::{DisplayName, ErrorCode, ParticipantId, Publications, RoomId, Signal};

/// A message from the server to a client.
///
/// It is read by [`crate::decode_server_message`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage<S = Signal> {
    /// The answer to `join`: the client is in the room.
    Joined(Joined),
    /// Someone came in; that participant makes the first offer.
    ParticipantJoined(Peer),
    /// Someone is gone.
    ParticipantLeft { participant: ParticipantId },
    /// Someone publishes something else than before.
    PublicationsChanged {
        participant: ParticipantId,
        publications: Publications,
    },
    /// A signal from another participant of the room.
    Signal { from: ParticipantId, signal: S },
    /// Something that the client sent, or the state that it is in, is refused.
    Error {
        code: ErrorCode,
        /// For a log, in English; nothing for people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
    },
}

/// The room as a participant finds it on coming in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// The protocol version that the server chose.
    pub version: u16,
    pub room: RoomId,
    /// The id of the receiver of this message.
    pub you: ParticipantId,
    /// How media travels in this room.
    pub topology: Topology,
    /// The most participants that the room takes.
    pub capacity: u32,
    /// The ICE servers to give to each peer connection.
    pub ice_servers: Vec<IceServer>,
    /// Everyone else in the room; the receiver of this message makes the first offer to each.
    pub participants: Vec<Peer>,
}

/// Another participant and how to negotiate with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "FlatPeer", into = "FlatPeer")]
pub struct Peer {
    pub participant: Participant,
    /// True if the receiver of this message gives way when its offer and this peer's collide
    /// (W3C WebRTC, section 10.7).
    pub polite: bool,
}

/// A [`Peer`] as it is written: `serde(flatten)` would cost the web app kilobytes.
#[derive(Serialize, Deserialize)]
struct FlatPeer {
    id: ParticipantId,
    name: DisplayName,
    publications: Publications,
    polite: bool,
}

impl From<FlatPeer> for Peer {
    fn from(flat: FlatPeer) -> Self {
        let participant = Participant {
            id: flat.id,
            name: flat.name,
            publications: flat.publications,
        };
        Self {
            participant,
            polite: flat.polite,
        }
    }
}

impl From<Peer> for FlatPeer {
    fn from(peer: Peer) -> Self {
        let Participant {
            id,
            name,
            publications,
        } = peer.participant;
        Self {
            id,
            name,
            publications,
            polite: peer.polite,
        }
    }
}

/// A person in a room, as the others see them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    pub id: ParticipantId,
    pub name: DisplayName,
    pub publications: Publications,
}

/// How media travels in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topology {
    /// Each participant has a peer connection to each other one.
    Mesh,
}

/// A STUN or TURN server (`RTCIceServer`, W3C WebRTC, section 4.2.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IceServer {
    pub urls: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}
