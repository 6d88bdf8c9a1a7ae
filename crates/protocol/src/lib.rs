//! The messages between Tatap's server and its clients.
//!
//! Each frame is one JSON object with a `type`, sent as one WebSocket text frame on `/ws`.
//! A client's first message is [`ClientMessage::Join`], or [`ClientMessage::Resume`] where a connection was lost.
//! The server answers with [`ServerMessage::Joined`] or [`ServerMessage::Resumed`], or with a [`ServerMessage::Error`].
//! Events and commands are numbered, so that what a lost connection has swallowed is sent again and acts once.
//! Files go between participants, over a data channel of their peer connection: [`FileMessage`] and [`FileChunk`].
//! `docs/protocol.md` tells the same for someone who writes another client.
//!
//! This crate holds types and the rules by which a value is valid, and no I/O.

mod act;
mod chat;
mod client_message;
mod decode;
mod decode_server;
mod doors;
mod encode;
mod engine;
mod entry;
mod error_code;
mod file;
mod file_name;
mod frame;
mod hand;
mod host_rule;
mod ice_servers;
mod id;
mod json;
mod json_reader;
mod json_writer;
mod name;
mod publication;
mod reaction;
mod relayed;
mod resume_token;
mod role;
mod room_preview;
mod server_message;
mod signal;

pub use act::{Act, KnockAct, ParticipantAct, RoomAct};
pub use chat::{ChatError, ChatId, ChatMessage, ChatText};
pub use client_message::{ClientMessage, Join, Resume};
pub use decode::{DecodeError, decode_client_message};
pub use decode_server::{decode_server_message, ice_servers};
pub use doors::{Ban, BanId, Doors, Knock, KnockId, RoomRules};
pub use engine::Engine;
pub use entry::{DeviceMark, Entry, EntryPass, RoomPassword, SecretError};
pub use error_code::ErrorCode;
pub use file::{FileChunk, FileId, FileIdError, FileMessage, ImageKind};
pub use file_name::FileName;
pub use frame::{ClientFrame, ServerFrame, write_numbered_event};
pub use hand::Hand;
pub use host_rule::HostRule;
pub use ice_servers::{IceServer, IceServers};
pub use id::{ParticipantId, RoomId, RoomIdError};
pub use json::{JsonError, JsonField, JsonObject};
pub use json_writer::JsonWriter;
pub use name::{DisplayName, DisplayNameError};
pub use publication::{Publication, Publications, PublicationsError, Source, StreamId};
pub use reaction::Reaction;
pub use relayed::{relayed_candidate, relayed_description};
pub use resume_token::{ResumeToken, ResumeTokenError};
pub use role::Role;
pub use room_preview::RoomPreview;
pub use server_message::{Joined, Participant, Peer, Resumed, ServerMessage, Topology};
pub use signal::{Candidate, Description, DescriptionKind, OpaqueSignal, Signal, SignalBody};

/// The protocol versions that this crate speaks, newest first.
pub const VERSIONS: &[u16] = &[1];

/// The longest frame in bytes that either side accepts.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;

/// The most versions a client may offer in one `join`.
pub const MAX_OFFERED_VERSIONS: usize = 16;

/// Returns the newest version that both sides speak.
#[must_use]
pub fn negotiate_version(offered: &[u16]) -> Option<u16> {
    VERSIONS
        .iter()
        .copied()
        .find(|version| offered.contains(version))
}
