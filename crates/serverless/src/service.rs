use std::borrow::Cow;
use std::collections::BTreeMap;

use protocol::ParticipantId;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::badge::Badge;
use crate::letter::Letter;
use crate::pass::Pass;

/// Asks the service for a sign of life (Pusher Channels Protocol, version 7: ping and pong).
pub(crate) const PING: &str = r#"{"event":"pusher:ping","data":{}}"#;

/// The answer to the service's own `pusher:ping`.
pub(crate) const PONG: &str = r#"{"event":"pusher:pong","data":{}}"#;

/// What participants say to each other: the name of a client event begins like this.
const EVENT: &str = "client-tatap";

/// What the service says (Pusher Channels Protocol, version 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ServiceFrame {
    /// The connection is there; the token function wants to know its name.
    Greeting {
        socket_id: String,
    },
    /// In the channel, with everyone who is in it.
    Subscribed {
        members: Vec<(ParticipantId, Badge)>,
    },
    /// Someone came into the channel.
    Came(ParticipantId, Badge),
    /// No connection of someone is left.
    Went(ParticipantId),
    /// Someone said something.
    Said(Letter),
    Ping,
    Pong,
    /// There is no way into the channel, or something that was said is lost: a new connection mends both.
    Refused,
    /// Something else, or something of a program that is not Tatap.
    Other,
}

impl ServiceFrame {
    /// Reads a frame of the service; whatever is not understood is [`ServiceFrame::Other`].
    pub(crate) fn parse(text: &str) -> Self {
        let Ok(frame) = serde_json::from_str::<Frame<'_>>(text) else {
            return Self::Other;
        };
        let parsed = match frame.event.as_ref() {
            "pusher:connection_established" => {
                frame.data::<Greeting>().map(|greeting| Self::Greeting {
                    socket_id: greeting.socket_id,
                })
            }
            "pusher_internal:subscription_succeeded" => {
                frame
                    .data::<Subscription>()
                    .map(|subscription| Self::Subscribed {
                        members: subscription.presence.members(),
                    })
            }
            "pusher_internal:member_added" => frame.data::<Member>().and_then(|member| {
                Some(Self::Came(id(&member.user_id)?, badge(member.user_info)?))
            }),
            "pusher_internal:member_removed" => frame
                .data::<Member>()
                .and_then(|member| id(&member.user_id).map(Self::Went)),
            "pusher:ping" => Some(Self::Ping),
            "pusher:pong" => Some(Self::Pong),
            "pusher:error" | "pusher:subscription_error" => Some(Self::Refused),
            EVENT => frame.data::<Letter>().map(Self::Said),
            _ => None,
        };
        parsed.unwrap_or(Self::Other)
    }
}

/// Asks for a place in the channel that `pass` opens.
pub(crate) fn subscription(pass: &Pass) -> String {
    json!({
        "event": "pusher:subscribe",
        "data": { "channel": pass.channel, "auth": pass.auth, "channel_data": pass.channel_data },
    })
    .to_string()
}

/// Says something to everyone else in the channel.
pub(crate) fn event(channel: &str, letter: &Letter) -> String {
    json!({ "event": EVENT, "channel": channel, "data": letter }).to_string()
}

#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(borrow)]
    event: Cow<'a, str>,
    #[serde(default)]
    data: Value,
}

impl Frame<'_> {
    /// What belongs to the event: the service writes it as an object, or as a string that holds one.
    fn data<T: DeserializeOwned>(&self) -> Option<T> {
        if let Value::String(text) = &self.data {
            return serde_json::from_str(text).ok();
        }
        T::deserialize(&self.data).ok()
    }
}

#[derive(Deserialize)]
struct Greeting {
    socket_id: String,
}

#[derive(Deserialize)]
struct Subscription {
    presence: Presence,
}

#[derive(Deserialize)]
struct Presence {
    /// In some services `[]` where nobody is.
    #[serde(default)]
    hash: Value,
}

impl Presence {
    fn members(self) -> Vec<(ParticipantId, Badge)> {
        let all: BTreeMap<String, Value> = serde_json::from_value(self.hash).unwrap_or_default();
        all.into_iter()
            .filter_map(|(user_id, user_info)| {
                Some((id(&Value::String(user_id))?, badge(user_info)?))
            })
            .collect()
    }
}

#[derive(Deserialize)]
struct Member {
    user_id: Value,
    #[serde(default)]
    user_info: Value,
}

fn id(user_id: &Value) -> Option<ParticipantId> {
    let number = user_id.as_str().and_then(|text| text.parse().ok());
    let number = number.or_else(|| u32::try_from(user_id.as_u64()?).ok());
    number.map(ParticipantId)
}

fn badge(user_info: Value) -> Option<Badge> {
    serde_json::from_value(user_info).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::badge::{SigningKey, SigningSeed};

    #[test]
    fn frames_of_services_are_read() {
        let key = String::from(SigningKey::new(&SigningSeed([1; 32])).public());
        let info = json!({ "name": "Ana", "engine": "firefox", "key": key });
        let ana: Badge = serde_json::from_value(info.clone()).unwrap();
        let ids = |number| ParticipantId(number);
        let string = |data: Value| Value::String(data.to_string());
        let check = |event: &str, data: Value, expected: ServiceFrame| {
            let frame = json!({ "event": event, "channel": "presence-tatap-tea", "data": data });
            assert_eq!(
                ServiceFrame::parse(&frame.to_string()),
                expected,
                "{event} {frame}"
            );
        };
        check(
            "pusher:connection_established",
            string(json!({ "socket_id": "12.34", "activity_timeout": 120 })),
            ServiceFrame::Greeting {
                socket_id: "12.34".to_owned(),
            },
        );
        check(
            "pusher_internal:subscription_succeeded",
            string(json!({ "presence": {
                "count": 3, "ids": ["7", "x", "8"], "hash": { "7": info, "x": info, "8": { "name": "no Tatap" } },
            } })),
            ServiceFrame::Subscribed {
                members: vec![(ids(7), ana.clone())],
            },
        );
        check(
            "pusher_internal:subscription_succeeded",
            string(json!({ "presence": { "count": 0, "ids": [], "hash": [] } })),
            ServiceFrame::Subscribed {
                members: Vec::new(),
            },
        );
        check(
            "pusher_internal:member_added",
            string(json!({ "user_id": "7", "user_info": info })),
            ServiceFrame::Came(ids(7), ana.clone()),
        );
        check(
            "pusher_internal:member_added",
            json!({ "user_id": 7, "user_info": info }),
            ServiceFrame::Came(ids(7), ana),
        );
        check(
            "pusher_internal:member_removed",
            string(json!({ "user_id": "7" })),
            ServiceFrame::Went(ids(7)),
        );
        check(
            "pusher:error",
            json!({ "code": 4_301, "message": "" }),
            ServiceFrame::Refused,
        );
        check(
            "pusher:subscription_error",
            string(json!({ "type": "AuthError" })),
            ServiceFrame::Refused,
        );
        check("client-other", json!({}), ServiceFrame::Other);
        check("client-tatap", json!({ "from": "x" }), ServiceFrame::Other);
        for text in [
            "",
            "[]",
            r#"{"event":1}"#,
            r#"{"event":"pusher:connection_established"}"#,
        ] {
            assert_eq!(ServiceFrame::parse(text), ServiceFrame::Other, "{text}");
        }
        assert_eq!(
            ServiceFrame::parse(r#"{"event":"pusher:pong"}"#),
            ServiceFrame::Pong
        );
    }
}
