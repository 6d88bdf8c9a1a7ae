use std::borrow::Cow;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::{
    Act, BanId, ChatId, ChatText, ClientFrame, ClientMessage, DeviceMark, DisplayName, Engine,
    Entry, EntryPass, ErrorCode, HostRule, Join, KnockAct, KnockId, MAX_OFFERED_VERSIONS,
    OpaqueSignal, ParticipantAct, ParticipantId, Publications, Reaction, Resume, ResumeToken,
    RoomAct, RoomId, RoomPassword,
};

/// Reads a client's text frame as the server does.
///
/// # Errors
///
/// Each part of a message that breaks its rule has its own error, see [`DecodeError::code`].
pub fn decode_client_message(frame: &str) -> Result<ClientFrame<OpaqueSignal>, DecodeError> {
    let envelope: Envelope<'_> = serde_json::from_str(frame).map_err(DecodeError::Malformed)?;
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
        "set_hand" => ClientMessage::SetHand {
            raised: field::<bool>(envelope.raised)?,
        },
        "set_recording" => ClientMessage::SetRecording {
            on: field::<bool>(envelope.on)?,
        },
        "act" => ClientMessage::Act(act(&envelope)?),
        "react" => ClientMessage::React {
            reaction: ruled::<Reaction>(envelope.reaction, DecodeError::Reaction)?,
        },
        "renew_ice_servers" => ClientMessage::RenewIceServers,
        "ask_host_pass" => ClientMessage::AskHostPass,
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
    #[error("an unknown reaction")]
    Reaction(#[source] serde_json::Error),
    #[error("an unknown act")]
    Act,
    /// The source is not told: it is in no log.
    #[error("a password outside the rule")]
    Password,
    /// The source is not told: it is in no log.
    #[error("bad token")]
    Pass,
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
            Self::Reaction(_) => ErrorCode::BadReaction,
            Self::Chat(_) => ErrorCode::BadChat,
            Self::Act => ErrorCode::Unsupported,
            Self::Password => ErrorCode::BadPassword,
            Self::Pass => ErrorCode::BadToken,
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
    raised: Option<&'a RawValue>,
    #[serde(borrow)]
    on: Option<&'a RawValue>,
    #[serde(borrow)]
    reaction: Option<&'a RawValue>,
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
    #[serde(borrow)]
    password: Option<&'a RawValue>,
    #[serde(borrow)]
    device: Option<&'a RawValue>,
    #[serde(borrow)]
    act: Option<&'a RawValue>,
    #[serde(borrow)]
    participant: Option<&'a RawValue>,
    #[serde(borrow)]
    knock: Option<&'a RawValue>,
    #[serde(borrow)]
    ban: Option<&'a RawValue>,
    #[serde(borrow)]
    host_rule: Option<&'a RawValue>,
}

fn join(envelope: &Envelope<'_>) -> Result<Join, DecodeError> {
    Ok(Join {
        versions: versions(envelope)?,
        room: ruled::<RoomId>(envelope.room, DecodeError::Room)?,
        name: ruled::<DisplayName>(envelope.name, DecodeError::Name)?,
        publications: published(envelope)?,
        engine: field::<Option<Engine>>(envelope.engine)?.unwrap_or_default(),
        entry: Entry {
            pass: ruled::<Option<EntryPass>>(envelope.token, |_| DecodeError::Pass)?,
            password: password(envelope)?,
            // A mark that cannot be one is none: whoever is to be kept out would leave it out as well.
            device: field::<Option<DeviceMark>>(envelope.device).unwrap_or_default(),
        },
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

fn act(envelope: &Envelope<'_>) -> Result<Act, DecodeError> {
    let word: Cow<'_, str> = field::<String>(envelope.act)?.into();
    if let Some(act) = ParticipantAct::ALL
        .into_iter()
        .find(|act| act.word() == word)
    {
        return Ok(Act::Participant(
            act,
            field::<ParticipantId>(envelope.participant)?,
        ));
    }
    if let Some(act) = KnockAct::ALL.into_iter().find(|act| act.word() == word) {
        return Ok(Act::Knock(act, field::<KnockId>(envelope.knock)?));
    }
    if let Some(act) = RoomAct::ALL.into_iter().find(|act| act.word() == word) {
        return Ok(Act::Room(act));
    }
    Ok(match word.as_ref() {
        "let_back_in" => Act::LetBackIn(field::<BanId>(envelope.ban)?),
        "set_password" => Act::SetPassword(password(envelope)?.ok_or(DecodeError::Password)?),
        "set_host_rule" => Act::SetHostRule(field::<HostRule>(envelope.host_rule)?),
        _ => return Err(DecodeError::Act),
    })
}

fn password(envelope: &Envelope<'_>) -> Result<Option<RoomPassword>, DecodeError> {
    ruled(envelope.password, |_| DecodeError::Password)
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
