use std::borrow::Cow;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::{
    ClientMessage, DisplayName, ErrorCode, Join, MAX_OFFERED_VERSIONS, OpaqueSignal, ParticipantId,
    Publications, RoomId, ServerMessage, Signal,
};

/// Reads a client's text frame as the server does.
///
/// # Errors
///
/// Each part of a message that breaks its rule has its own error, see [`DecodeError::code`].
pub fn decode_client_message(frame: &str) -> Result<ClientMessage<OpaqueSignal>, DecodeError> {
    let envelope: Envelope<'_> = parse(frame)?;
    match envelope.message_type.as_ref() {
        "signal" => Ok(ClientMessage::Signal {
            to: field::<ParticipantId>(envelope.to)?,
            signal: field::<OpaqueSignal>(envelope.signal)?,
        }),
        "set_publications" => Ok(ClientMessage::SetPublications {
            publications: publications(envelope.publications)?,
        }),
        "leave" => Ok(ClientMessage::Leave),
        "join" => join(&envelope).map(ClientMessage::Join),
        _ => Err(DecodeError::Unsupported),
    }
}

/// Reads a server's text frame as the client does; `None` for a message of a type that this version does not know.
///
/// # Errors
///
/// Fails if the frame is no JSON object with a `type`, or a known message with a part missing or wrong.
pub fn decode_server_message(frame: &str) -> Result<Option<ServerMessage>, DecodeError> {
    let kind: Type<'_> = parse(frame)?;
    // One type at a time: a derived enum with a tag would read everything into memory first.
    Ok(Some(match kind.message_type.as_ref() {
        "joined" => ServerMessage::Joined(parse(frame)?),
        "participant_joined" => ServerMessage::ParticipantJoined(parse(frame)?),
        "participant_left" => {
            let Left { participant } = parse(frame)?;
            ServerMessage::ParticipantLeft { participant }
        }
        "publications_changed" => {
            let Changed {
                participant,
                publications,
            } = parse(frame)?;
            ServerMessage::PublicationsChanged {
                participant,
                publications,
            }
        }
        "signal" => {
            let Received { from, signal } = parse(frame)?;
            ServerMessage::Signal { from, signal }
        }
        "error" => {
            let Refusal { code, detail } = parse(frame)?;
            ServerMessage::Error { code, detail }
        }
        _ => return Ok(None),
    }))
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
}

#[derive(Deserialize)]
struct Type<'a> {
    #[serde(rename = "type", borrow)]
    message_type: Cow<'a, str>,
}

#[derive(Deserialize)]
struct Left {
    participant: ParticipantId,
}

#[derive(Deserialize)]
struct Changed {
    participant: ParticipantId,
    publications: Publications,
}

#[derive(Deserialize)]
struct Received {
    from: ParticipantId,
    signal: Signal,
}

#[derive(Deserialize)]
struct Refusal {
    code: ErrorCode,
    detail: Option<String>,
}

fn parse<'a, T: Deserialize<'a>>(frame: &'a str) -> Result<T, DecodeError> {
    serde_json::from_str(frame).map_err(DecodeError::Malformed)
}

/// The version is checked first: nothing else in the message of another version can be relied on.
fn join(envelope: &Envelope<'_>) -> Result<Join, DecodeError> {
    let versions: Vec<u16> = field(envelope.versions)?;
    if versions.len() > MAX_OFFERED_VERSIONS {
        return Err(DecodeError::TooManyVersions);
    }
    if crate::negotiate_version(&versions).is_none() {
        return Err(DecodeError::UnsupportedVersion);
    }
    Ok(Join {
        versions,
        room: ruled::<RoomId>(envelope.room, DecodeError::Room)?,
        name: ruled::<DisplayName>(envelope.name, DecodeError::Name)?,
        publications: match envelope.publications {
            Some(_) => publications(envelope.publications)?,
            None => Publications::default(),
        },
    })
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
