//! How a client reads what the server sends.

use crate::{
    Act, Ban, BanId, Candidate, ChatId, ChatMessage, ChatText, Description, DisplayName, Doors,
    Engine, EntryPass, Hand, IceServer, IceServers, Joined, JsonError, JsonField, JsonObject,
    Knock, KnockId, Participant, ParticipantId, Peer, Publication, Publications, ResumeToken,
    Resumed, Role, RoomId, RoomRules, ServerFrame, ServerMessage, Signal, SignalBody, StreamId,
};

/// Reads a server's text frame as the client does.
///
/// # Errors
///
/// Fails if the frame is no JSON object with a `type`, or a known message with a part missing or wrong; a signal that
/// is none is left out like a message of an unknown type.
pub fn decode_server_message(frame: &str) -> Result<ServerFrame, JsonError> {
    let frame = JsonObject::parse(frame)?;
    let seq = frame.optional("seq")?.map(JsonField::number).transpose()?;
    let message = match frame.field("type")?.text()?.as_str() {
        "joined" => ServerMessage::Joined(joined(&frame)?),
        "resumed" => ServerMessage::Resumed(resumed(&frame)?),
        "waiting" => ServerMessage::Waiting {
            token: frame.field("token")?.parsed(ResumeToken::parse)?,
        },
        "participant_joined" => ServerMessage::ParticipantJoined {
            roster: frame.field("roster")?.number()?,
            peer: peer(frame.field("peer")?)?,
        },
        "participant_left" => ServerMessage::ParticipantLeft {
            roster: frame.field("roster")?.number()?,
            participant: participant_id(&frame, "participant")?,
        },
        "participant_connection" => ServerMessage::ParticipantConnection {
            roster: frame.field("roster")?.number()?,
            participant: participant_id(&frame, "participant")?,
            connected: frame.field("connected")?.flag()?,
        },
        "publications_changed" => ServerMessage::PublicationsChanged {
            roster: frame.field("roster")?.number()?,
            participant: participant_id(&frame, "participant")?,
            publications: publications(&frame)?,
        },
        "participant_hand" => ServerMessage::ParticipantHand {
            roster: frame.field("roster")?.number()?,
            participant: participant_id(&frame, "participant")?,
            hand: hand(&frame)?,
        },
        "participant_recording" => ServerMessage::ParticipantRecording {
            roster: frame.field("roster")?.number()?,
            participant: participant_id(&frame, "participant")?,
            recording: frame.field("recording")?.flag()?,
        },
        "participant_role" => ServerMessage::ParticipantRole {
            roster: frame.field("roster")?.number()?,
            participant: participant_id(&frame, "participant")?,
            role: frame.field("role")?.word()?,
        },
        "room_rules" => ServerMessage::RoomRules {
            roster: frame.field("roster")?.number()?,
            by: frame
                .optional("by")?
                .map(JsonField::number)
                .transpose()?
                .map(ParticipantId),
            rules: rules(&frame)?,
        },
        "knocks" => ServerMessage::Knocks {
            knocks: frame.field("knocks")?.list(knock)?,
        },
        "bans" => ServerMessage::Bans {
            bans: frame.field("bans")?.list(ban)?,
        },
        "acted" => {
            let by = participant_id(&frame, "by")?;
            // One that a newer server knows is nothing to this client.
            let Some(act) = told_act(&frame)? else {
                return Ok(ServerFrame { seq, message: None });
            };
            ServerMessage::Acted { by, act }
        }
        "chat_cleared" => ServerMessage::ChatCleared {
            by: participant_id(&frame, "by")?,
            up_to: frame.field("up_to")?.number()?,
        },
        "reaction" => {
            let from = participant_id(&frame, "from")?;
            // One that a newer server knows is nothing to this client.
            let Ok(reaction) = frame.field("reaction")?.word() else {
                return Ok(ServerFrame { seq, message: None });
            };
            ServerMessage::Reaction { from, reaction }
        }
        "signal" => {
            let from = participant_id(&frame, "from")?;
            // The server has not read it: what a participant made of it costs the receiver nothing but that.
            let signal = frame.field("signal")?.object();
            let Ok(signal) = signal.and_then(|object| self::signal(&object)) else {
                return Ok(ServerFrame { seq, message: None });
            };
            ServerMessage::Signal { from, signal }
        }
        "chat" => ServerMessage::Chat(chat_message(&frame)?),
        "chat_history" => ServerMessage::ChatHistory {
            messages: frame
                .field("messages")?
                .list(|message| chat_message(&message.object()?))?,
        },
        "chat_refused" => ServerMessage::ChatRefused {
            id: frame.field("id")?.parsed(ChatId::parse)?,
            code: frame.field("code")?.word()?,
        },
        "ice_servers" => ServerMessage::IceServers(ice_servers(&frame)?),
        "host_pass" => ServerMessage::HostPass {
            pass: frame.field("pass")?.parsed(EntryPass::parse)?,
            lifetime: frame.field("lifetime")?.number()?,
        },
        "pong" => ServerMessage::Pong {
            counter: frame.field("counter")?.number()?,
        },
        "error" => ServerMessage::Error {
            code: frame.field("code")?.word()?,
            detail: optional_text(&frame, "detail")?,
            retry_after: frame
                .optional("retry_after")?
                .map(JsonField::number)
                .transpose()?,
        },
        _ => return Ok(ServerFrame { seq, message: None }),
    };
    Ok(ServerFrame {
        seq,
        message: Some(message),
    })
}

fn joined(frame: &JsonObject<'_>) -> Result<Joined, JsonError> {
    Ok(Joined {
        version: frame.field("version")?.number()?,
        room: frame.field("room")?.parsed(RoomId::parse)?,
        you: participant_id(frame, "you")?,
        name: frame
            .optional("name")?
            .map(|name| name.parsed(DisplayName::parse))
            .transpose()?,
        topology: frame.field("topology")?.word()?,
        capacity: frame.field("capacity")?.number()?,
        ice: ice_servers(frame)?,
        doors: Box::new(doors(frame)?),
        roster: frame.field("roster")?.number()?,
        participants: frame.field("participants")?.list(peer)?,
        token: frame.field("token")?.parsed(ResumeToken::parse)?,
    })
}

fn resumed(frame: &JsonObject<'_>) -> Result<Resumed, JsonError> {
    let Joined {
        version,
        room,
        you,
        name,
        topology,
        capacity,
        ice,
        doors,
        roster,
        participants,
        token,
    } = joined(frame)?;
    Ok(Resumed {
        version,
        room,
        you,
        name: name.ok_or(JsonError::Missing("name"))?,
        topology,
        capacity,
        ice,
        doors,
        roster,
        participants,
        token,
        continues: frame.field("continues")?.flag()?,
        counter: frame.field("counter")?.number()?,
        generation: frame.field("generation")?.number()?,
        hand: hand(frame)?,
        recording: mark(frame, "recording")?,
    })
}

fn doors(frame: &JsonObject<'_>) -> Result<Doors, JsonError> {
    Ok(Doors {
        role: role(frame)?,
        rules: rules(frame)?,
        knocks: optional_list(frame, "knocks", knock)?,
        bans: optional_list(frame, "bans", ban)?,
    })
}

fn rules(object: &JsonObject<'_>) -> Result<RoomRules, JsonError> {
    Ok(RoomRules {
        locked: mark(object, "locked")?,
        has_password: mark(object, "has_password")?,
        // A rule that a newer server knows can be shown by none of this client's words.
        host_rule: match object.optional("host_rule")? {
            Some(rule) => rule.word().unwrap_or_default(),
            None => Default::default(),
        },
    })
}

/// A role that a newer server knows is that of a member.
fn role(object: &JsonObject<'_>) -> Result<Role, JsonError> {
    let role = object.optional("role")?;
    Ok(role.and_then(|role| role.word().ok()).unwrap_or_default())
}

fn knock(field: JsonField<'_>) -> Result<Knock, JsonError> {
    let knock = field.object()?;
    Ok(Knock {
        id: KnockId(knock.field("id")?.number()?),
        name: knock.field("name")?.parsed(DisplayName::parse)?,
    })
}

fn ban(field: JsonField<'_>) -> Result<Ban, JsonError> {
    let ban = field.object()?;
    Ok(Ban {
        id: BanId(ban.field("id")?.number()?),
        name: ban.field("name")?.parsed(DisplayName::parse)?,
    })
}

fn told_act(frame: &JsonObject<'_>) -> Result<Option<Act>, JsonError> {
    let act = frame.field("act")?;
    if frame.optional("participant")?.is_some() {
        let participant = participant_id(frame, "participant")?;
        let act = act.word().ok();
        return Ok(act.map(|act| Act::Participant(act, participant)));
    }
    Ok(act.word().ok().map(Act::Room))
}

fn optional_list<T>(
    object: &JsonObject<'_>,
    name: &'static str,
    read: fn(JsonField<'_>) -> Result<T, JsonError>,
) -> Result<Vec<T>, JsonError> {
    object
        .optional(name)?
        .map_or(Ok(Vec::new()), |field| field.list(read))
}

/// Reads STUN and TURN servers from where they stand among other fields.
///
/// # Errors
///
/// Fails if they are missing, or something else.
pub fn ice_servers(frame: &JsonObject<'_>) -> Result<IceServers, JsonError> {
    Ok(IceServers {
        servers: frame.field("ice_servers")?.list(ice_server)?,
        lifetime: frame
            .optional("ice_lifetime")?
            .map(JsonField::number)
            .transpose()?,
        relay_only: mark(frame, "relay_only")?,
    })
}

fn ice_server(field: JsonField<'_>) -> Result<IceServer, JsonError> {
    let server = field.object()?;
    Ok(IceServer {
        urls: server.field("urls")?.list(JsonField::text)?,
        username: optional_text(&server, "username")?,
        credential: optional_text(&server, "credential")?,
    })
}

fn peer(field: JsonField<'_>) -> Result<Peer, JsonError> {
    let peer = field.object()?;
    let participant = Participant {
        id: participant_id(&peer, "id")?,
        name: peer.field("name")?.parsed(DisplayName::parse)?,
        publications: publications(&peer)?,
        engine: match peer.find("engine")? {
            Some(engine) => engine.word()?,
            None => Engine::default(),
        },
        hand: hand(&peer)?,
        recording: mark(&peer, "recording")?,
        silenced: mark(&peer, "silenced")?,
        role: role(&peer)?,
    };
    Ok(Peer {
        participant,
        polite: peer.field("polite")?.flag()?,
        connected: match peer.find("connected")? {
            Some(connected) => connected.flag()?,
            None => true,
        },
    })
}

fn publications(object: &JsonObject<'_>) -> Result<Publications, JsonError> {
    let field = object.field("publications")?;
    Publications::try_from(field.list(publication)?).map_err(|_| field.invalid())
}

fn publication(field: JsonField<'_>) -> Result<Publication, JsonError> {
    let publication = field.object()?;
    Ok(Publication {
        source: publication.field("source")?.word()?,
        muted: publication.field("muted")?.flag()?,
        stream: publication.field("stream")?.parsed(StreamId::parse)?,
    })
}

fn signal(signal: &JsonObject<'_>) -> Result<Signal, JsonError> {
    let body = match (
        signal.optional("description")?,
        signal.optional("candidate")?,
    ) {
        (Some(description), None) => SignalBody::Description(self::description(description)?),
        (None, Some(candidate)) => SignalBody::Candidate(self::candidate(candidate)?),
        // One of them, never both.
        (Some(field), Some(_)) => return Err(field.invalid()),
        (None, None) => return Err(JsonError::Missing("description")),
    };
    Ok(Signal {
        generation: signal.field("generation")?.number()?,
        negotiation: match signal.find("negotiation")? {
            Some(negotiation) => negotiation.number()?,
            None => 0,
        },
        body,
    })
}

fn description(field: JsonField<'_>) -> Result<Description, JsonError> {
    let description = field.object()?;
    Ok(Description {
        kind: description.field("kind")?.word()?,
        sdp: description.field("sdp")?.text()?,
    })
}

fn candidate(field: JsonField<'_>) -> Result<Candidate, JsonError> {
    let candidate = field.object()?;
    Ok(Candidate {
        candidate: candidate.field("candidate")?.text()?,
        sdp_mid: optional_text(&candidate, "sdp_mid")?,
        sdp_m_line_index: candidate
            .optional("sdp_m_line_index")?
            .map(JsonField::number)
            .transpose()?,
        username_fragment: optional_text(&candidate, "username_fragment")?,
    })
}

fn chat_message(message: &JsonObject<'_>) -> Result<ChatMessage, JsonError> {
    Ok(ChatMessage {
        number: message.field("number")?.number()?,
        id: message.field("id")?.parsed(ChatId::parse)?,
        from: participant_id(message, "from")?,
        name: message.field("name")?.parsed(DisplayName::parse)?,
        text: message.field("text")?.parsed(ChatText::parse)?,
        sent_at: message.field("sent_at")?.number()?,
    })
}

fn hand(object: &JsonObject<'_>) -> Result<Option<Hand>, JsonError> {
    let number = object
        .optional("hand")?
        .map(JsonField::number)
        .transpose()?;
    Ok(number.map(Hand))
}

/// A flag that is left out where it is false.
fn mark(object: &JsonObject<'_>, name: &'static str) -> Result<bool, JsonError> {
    object.find(name)?.map_or(Ok(false), JsonField::flag)
}

fn participant_id(object: &JsonObject<'_>, name: &'static str) -> Result<ParticipantId, JsonError> {
    object.field(name)?.number().map(ParticipantId)
}

fn optional_text(object: &JsonObject<'_>, name: &'static str) -> Result<Option<String>, JsonError> {
    object.optional(name)?.map(JsonField::text).transpose()
}
