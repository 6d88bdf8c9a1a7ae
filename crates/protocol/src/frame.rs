use std::fmt::Write;

use crate::{ClientMessage, ServerMessage, Signal};

/// A message of a client, with its number where it is a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientFrame<S = Signal> {
    /// Counts the commands of a seat from 1 without a gap; `None` where the client does without.
    pub counter: Option<u64>,
    pub message: ClientMessage<S>,
}

/// A message of the server as a client reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFrame {
    /// Counts the events of a seat from 1 without a gap; `None` for what is not sent again.
    pub seq: Option<u64>,
    /// `None` for a message of a type that this version does not know; its number counts all the same.
    pub message: Option<ServerMessage>,
}

/// Appends a server's message, which is a JSON object, with the number of an event in front.
///
/// A message to many is written once; only this differs.
pub fn write_numbered_event(json: &mut String, seq: u64, message: &str) {
    /// The digits of the largest number, and the name and what stands around them.
    const AROUND: usize = 20 + 8;
    let fields = message.strip_prefix('{').unwrap_or(message);
    json.reserve(AROUND + fields.len());
    // Writing to a string does not fail.
    let _ = write!(json, "{{\"seq\":{seq},");
    json.push_str(fields);
}
