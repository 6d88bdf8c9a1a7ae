use protocol::{IceServers, JsonObject, ParticipantId, RoomId};
use serde::{Deserialize, Serialize};

use crate::badge::Badge;

/// What the token function is asked.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PassRequest<'a> {
    /// The service's name for the connection.
    pub(crate) socket_id: &'a str,
    pub(crate) room: &'a RoomId,
    pub(crate) badge: &'a Badge,
    /// What whoever comes back was given before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seat: Option<&'a SeatProof>,
}

/// What the token function answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pass {
    pub(crate) channel: String,
    /// What the service takes for a proof that the function has let this connection in.
    pub(crate) auth: String,
    /// Who this is, as the function has signed it.
    pub(crate) channel_data: String,
    pub(crate) seat: SeatProof,
    pub(crate) ice: IceServers,
}

/// Whose id it is, and what proves it to the token function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SeatProof {
    pub(crate) id: ParticipantId,
    pub(crate) proof: String,
}

impl Pass {
    /// Reads the function's answer; `None` if it is something else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Answer {
            channel: String,
            auth: String,
            channel_data: String,
            seat: SeatProof,
        }
        let answer: Answer = serde_json::from_str(text).ok()?;
        let object = JsonObject::parse(text).ok()?;
        Some(Self {
            channel: answer.channel,
            auth: answer.auth,
            channel_data: answer.channel_data,
            seat: answer.seat,
            ice: protocol::ice_servers(&object).ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_or_is_none() {
        let text = r#"{"channel":"presence-tatap-tea","auth":"key:00","channel_data":"{}",
            "seat":{"id":7,"proof":"ab"},"ice_servers":[{"urls":["stun:stun.example"]}],"ice_lifetime":600}"#;
        let pass = Pass::parse(text).unwrap();
        assert_eq!(pass.seat.id, ParticipantId(7));
        assert_eq!(pass.ice.lifetime, Some(600));
        for text in ["", "{}", "<!DOCTYPE html>", r#"{"error":"no room"}"#] {
            assert_eq!(Pass::parse(text), None, "{text}");
        }
    }
}
