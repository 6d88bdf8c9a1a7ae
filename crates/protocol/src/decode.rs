use std::borrow::Cow;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::{
    ChatId, ChatMessage, ChatText, ClientFrame, ClientMessage, DisplayName, Engine, ErrorCode,
    Join, MAX_OFFERED_VERSIONS, OpaqueSignal, ParticipantId, Peer, Publications, Resume,
    ResumeToken, RoomId, ServerFrame, ServerMessage, Signal,
};

/// Reads a client's text frame as the server does.
///
/// # Errors
///
/// Each part of a message that breaks its rule has its own error, see [`DecodeError::code`].
pub fn decode_client_message(frame: &str) -> Result<ClientFrame<OpaqueSignal>, DecodeError> {
    let envelope: Envelope<'_> = parse(frame)?;
    let message = match envelope.message_type.as_ref() {
        "signal" => ClientMessage::Signal {
            to: field::<ParticipantId>(envelope.to)?,
            signal: field::<OpaqueSignal>(envelope.signal)?,
        },
        "ping" => ClientMessage::Ping {
            received: field::<Option<u64>>(envelope.received)?.unwrap_or_default(),
        },
        "chat" => ClientMessage::Chat {
            id: ruled::<ChatId>(envelope.id, DecodeError::Chat)?,
            text: ruled::<ChatText>(envelope.text, DecodeError::Chat)?,
        },
        "set_publications" => ClientMessage::SetPublications {
            publications: publications(envelope.publications)?,
        },
        "leave" => ClientMessage::Leave {
            may_return: field::<Option<bool>>(envelope.may_return)?.unwrap_or_default(),
        },
        "join" => ClientMessage::Join(join(&envelope)?),
        "resume" => ClientMessage::Resume(resume(&envelope)?),
        _ => return Err(DecodeError::Unsupported),
    };
    let counter = field::<Option<u64>>(envelope.counter)?;
    Ok(ClientFrame {
        counter: counter.filter(|_| message.is_command()),
        message,
    })
}

/// Reads a server's text frame as the client does.
///
/// # Errors
///
/// Fails if the frame is no JSON object with a `type`, or a known message with a part missing or wrong.
pub fn decode_server_message(frame: &str) -> Result<ServerFrame, DecodeError> {
    let kind: Type<'_> = parse(frame)?;
    // One type at a time: a derived enum with a tag would read everything into memory first.
    let message = match kind.message_type.as_ref() {
        "joined" => ServerMessage::Joined(parse(frame)?),
        "resumed" => ServerMessage::Resumed(parse(frame)?),
        "participant_joined" => {
            let Came { roster, peer } = parse(frame)?;
            ServerMessage::ParticipantJoined { roster, peer }
        }
        "participant_left" => {
            let Left {
                roster,
                participant,
            } = parse(frame)?;
            ServerMessage::ParticipantLeft {
                roster,
                participant,
            }
        }
        "participant_connection" => {
            let Connection {
                roster,
                participant,
                connected,
            } = parse(frame)?;
            ServerMessage::ParticipantConnection {
                roster,
                participant,
                connected,
            }
        }
        "publications_changed" => {
            let Changed {
                roster,
                participant,
                publications,
            } = parse(frame)?;
            ServerMessage::PublicationsChanged {
                roster,
                participant,
                publications,
            }
        }
        "signal" => {
            let Received { from, signal } = parse(frame)?;
            ServerMessage::Signal { from, signal }
        }
        "chat" => ServerMessage::Chat(parse(frame)?),
        "chat_history" => {
            let History { messages } = parse(frame)?;
            ServerMessage::ChatHistory { messages }
        }
        "chat_refused" => {
            let ChatRefusal { id, code } = parse(frame)?;
            ServerMessage::ChatRefused { id, code }
        }
        "pong" => {
            let Answer { counter } = parse(frame)?;
            ServerMessage::Pong { counter }
        }
        "error" => {
            let Refusal {
                code,
                detail,
                retry_after,
            } = parse(frame)?;
            ServerMessage::Error {
                code,
                detail,
                retry_after,
            }
        }
        _ => {
            return Ok(ServerFrame {
                seq: kind.seq,
                message: None,
            });
        }
    };
    Ok(ServerFrame {
        seq: kind.seq,
        message: Some(message),
    })
}

/// Why a frame is no message.
#[derive(Debug, Error)]
pub enum DecodeError {
    #[error("not a message of this protocol")]
    Malformed(#[source] serde_json::Error),
    #[error("a message of an unknown type")]
    Unsupported,
    #[error("too many protocol versions offered")]
    TooManyVersions,
    #[error("no protocol version in common")]
    UnsupportedVersion,
    #[error("bad room name")]
    Room(#[source] serde_json::Error),
    #[error("bad name")]
    Name(#[source] serde_json::Error),
    #[error("bad publications")]
    Publications(#[source] serde_json::Error),
    #[error("bad chat message")]
    Chat(#[source] serde_json::Error),
    /// The source is not told: a token is in no log, not even a wrong one.
    #[error("no seat for this token")]
    Token,
}

impl DecodeError {
    /// The code that the server answers with.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Malformed(_) | Self::TooManyVersions => ErrorCode::BadMessage,
            Self::Unsupported => ErrorCode::Unsupported,
            Self::UnsupportedVersion => ErrorCode::UnsupportedVersion,
            Self::Room(_) => ErrorCode::BadRoom,
            Self::Name(_) => ErrorCode::BadName,
            Self::Publications(_) => ErrorCode::BadPublications,
            Self::Chat(_) => ErrorCode::BadChat,
            Self::Token => ErrorCode::CannotResume,
        }
    }
}

/// The top level of every client message: read in one pass, its parts left as they are until they are wanted.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(rename = "type", borrow)]
    message_type: Cow<'a, str>,
    #[serde(borrow)]
    to: Option<&'a RawValue>,
    #[serde(borrow)]
    signal: Option<&'a RawValue>,
    #[serde(borrow)]
    publications: Option<&'a RawValue>,
    #[serde(borrow)]
    versions: Option<&'a RawValue>,
    #[serde(borrow)]
    room: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    counter: Option<&'a RawValue>,
    #[serde(borrow)]
    received: Option<&'a RawValue>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    text: Option<&'a RawValue>,
    #[serde(borrow)]
    may_return: Option<&'a RawValue>,
    #[serde(borrow)]
    token: Option<&'a RawValue>,
    #[serde(borrow)]
    attempt: Option<&'a RawValue>,
    #[serde(borrow)]
    chat: Option<&'a RawValue>,
    #[serde(borrow)]
    engine: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Type<'a> {
    #[serde(rename = "type", borrow)]
    message_type: Cow<'a, str>,
    seq: Option<u64>,
}

#[derive(Deserialize)]
struct Came {
    roster: u64,
    peer: Peer,
}

#[derive(Deserialize)]
struct Left {
    roster: u64,
    participant: ParticipantId,
}

#[derive(Deserialize)]
struct Connection {
    roster: u64,
    participant: ParticipantId,
    connected: bool,
}

#[derive(Deserialize)]
struct Changed {
    roster: u64,
    participant: ParticipantId,
    publications: Publications,
}

#[derive(Deserialize)]
struct Received {
    from: ParticipantId,
    signal: Signal,
}

#[derive(Deserialize)]
struct History {
    messages: Vec<ChatMessage>,
}

#[derive(Deserialize)]
struct ChatRefusal {
    id: ChatId,
    code: ErrorCode,
}

#[derive(Deserialize)]
struct Answer {
    counter: u64,
}

#[derive(Deserialize)]
struct Refusal {
    code: ErrorCode,
    detail: Option<String>,
    retry_after: Option<u32>,
}

fn parse<'a, T: Deserialize<'a>>(frame: &'a str) -> Result<T, DecodeError> {
    serde_json::from_str(frame).map_err(DecodeError::Malformed)
}

fn join(envelope: &Envelope<'_>) -> Result<Join, DecodeError> {
    Ok(Join {
        versions: versions(envelope)?,
        room: ruled::<RoomId>(envelope.room, DecodeError::Room)?,
        name: ruled::<DisplayName>(envelope.name, DecodeError::Name)?,
        publications: published(envelope)?,
        engine: field::<Option<Engine>>(envelope.engine)?.unwrap_or_default(),
    })
}

fn resume(envelope: &Envelope<'_>) -> Result<Resume, DecodeError> {
    Ok(Resume {
        versions: versions(envelope)?,
        room: ruled::<RoomId>(envelope.room, DecodeError::Room)?,
        token: ruled::<ResumeToken>(envelope.token, |_| DecodeError::Token)?,
        attempt: field::<u64>(envelope.attempt)?,
        received: field::<Option<u64>>(envelope.received)?,
        chat: field::<Option<u64>>(envelope.chat)?.unwrap_or_default(),
        publications: published(envelope)?,
    })
}

/// The version is checked first: nothing else in the message of another version can be relied on.
fn versions(envelope: &Envelope<'_>) -> Result<Vec<u16>, DecodeError> {
    let versions: Vec<u16> = field(envelope.versions)?;
    if versions.len() > MAX_OFFERED_VERSIONS {
        return Err(DecodeError::TooManyVersions);
    }
    if crate::negotiate_version(&versions).is_none() {
        return Err(DecodeError::UnsupportedVersion);
    }
    Ok(versions)
}

fn published(envelope: &Envelope<'_>) -> Result<Publications, DecodeError> {
    match envelope.publications {
        Some(_) => publications(envelope.publications),
        None => Ok(Publications::default()),
    }
}

fn publications(raw: Option<&RawValue>) -> Result<Publications, DecodeError> {
    ruled(raw, DecodeError::Publications)
}

fn field<T: DeserializeOwned>(raw: Option<&RawValue>) -> Result<T, DecodeError> {
    ruled(raw, DecodeError::Malformed)
}

fn ruled<T: DeserializeOwned>(
    raw: Option<&RawValue>,
    error: fn(serde_json::Error) -> DecodeError,
) -> Result<T, DecodeError> {
    serde_json::from_str(raw.map_or("null", RawValue::get)).map_err(error)
}
