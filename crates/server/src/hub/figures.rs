use std::collections::BTreeMap;

use protocol::{ClientMessage, ErrorCode};

/// What the rooms hold and have done, for whoever watches over the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HubFigures {
    pub(crate) rooms: usize,
    /// Those included whose connection is lost, as long as their seats are kept.
    pub(crate) participants: usize,
    /// WebSockets, in a room or not.
    pub(crate) connections: usize,
    pub(crate) is_draining: bool,
    /// Events that wait for the task that owns the rooms.
    pub(crate) waiting_events: usize,
    /// What waits until a change is on the disk.
    pub(crate) waiting_for_disk: usize,
    /// Bytes that wait to be written to all connections together.
    pub(crate) waiting_bytes: usize,
    pub(crate) counts: Counts,
}

/// What has happened since the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Messages that were received, by type.
    pub(crate) received: BTreeMap<&'static str, u64>,
    /// Errors that were told, by code.
    pub(crate) errors: BTreeMap<ErrorCode, u64>,
    pub(crate) joins: u64,
    pub(crate) resumes: u64,
}

impl Default for Counts {
    /// All there is to count is there from the start: what appears later has no rate when it appears.
    fn default() -> Self {
        Self {
            received: TYPES.map(|name| (name, 0)).into(),
            errors: ErrorCode::ALL.map(|code| (code, 0)).into(),
            joins: 0,
            resumes: 0,
        }
    }
}

impl Counts {
    pub(super) fn receive<S>(&mut self, message: &ClientMessage<S>) {
        *self.received.entry(name(message)).or_default() += 1;
    }

    pub(super) fn tell(&mut self, code: ErrorCode) {
        *self.errors.entry(code).or_default() += 1;
    }
}

/// The types of a client's messages, as they are on the wire.
const TYPES: [&str; 13] = [
    "act",
    "ask_host_pass",
    "chat",
    "join",
    "leave",
    "ping",
    "react",
    "renew_ice_servers",
    "resume",
    "set_hand",
    "set_publications",
    "set_recording",
    "signal",
];

fn name<S>(message: &ClientMessage<S>) -> &'static str {
    match message {
        ClientMessage::Act(_) => "act",
        ClientMessage::AskHostPass => "ask_host_pass",
        ClientMessage::Chat { .. } => "chat",
        ClientMessage::Join(_) => "join",
        ClientMessage::Leave { .. } => "leave",
        ClientMessage::Ping { .. } => "ping",
        ClientMessage::React { .. } => "react",
        ClientMessage::RenewIceServers => "renew_ice_servers",
        ClientMessage::Resume(_) => "resume",
        ClientMessage::SetHand { .. } => "set_hand",
        ClientMessage::SetPublications { .. } => "set_publications",
        ClientMessage::SetRecording { .. } => "set_recording",
        ClientMessage::Signal { .. } => "signal",
    }
}

#[cfg(test)]
mod tests {
    use protocol::OpaqueSignal;

    use super::*;

    #[test]
    fn messages_are_counted_under_the_names_that_they_have_on_the_wire() {
        let mut counts = Counts::default();
        for text in [
            r#"{"type":"ping","received":0}"#,
            r#"{"type":"ping","received":1}"#,
            r#"{"type":"leave"}"#,
            r#"{"type":"renew_ice_servers"}"#,
            r#"{"type":"ask_host_pass"}"#,
            r#"{"type":"react","reaction":"heart"}"#,
        ] {
            let frame = protocol::decode_client_message(text).unwrap();
            let message: ClientMessage<OpaqueSignal> = frame.message;
            counts.receive(&message);
        }
        assert_eq!(counts.received.len(), TYPES.len(), "no type is missing");
        let named = |name| counts.received[name];
        assert_eq!((named("ping"), named("leave"), named("react")), (2, 1, 1));
        assert_eq!((named("renew_ice_servers"), named("join")), (1, 0));
    }
}
