//! The check: what of a browser, a network and a server stands in the way of a call, and who can mend it.
//!
//! The client tries things and notes them in [`Findings`]; [`lines()`] and [`verdict()`] say what they mean.

mod greeting;
mod lines;
mod private_address;
mod verdict;
mod way;

#[cfg(test)]
mod tests;

pub use greeting::Greeting;
pub use lines::{Line, Mark, Says, Topic, Turn, lines};
pub use verdict::{Standing, Verdict, WhyDirect, verdict};
pub use way::Way;

use crate::MediaProblem;

/// What is known so far; `None` for what is still being tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The browser takes the page for secure (W3C Secure Contexts) and has WebRTC.
    pub secure: bool,
    /// What `GET /api/check` gave.
    pub server: Option<Result<Greeting, ServerProblem>>,
    /// The milliseconds from a message over the WebSocket to its answer; `Some(None)` if there was none.
    pub socket: Option<Option<u32>>,
    pub reflector: Option<Reflection>,
    /// The relays of the server, by [`Way::index`].
    pub relays: [Option<Relay>; 3],
    pub capacity: Option<Capacity>,
    pub microphone: Option<Result<(), MediaProblem>>,
    pub camera: Option<Result<(), MediaProblem>>,
    /// The kinds of video, by the names of the standard (`VP8`), that can be sent and received.
    pub codecs: Option<Vec<String>>,
}

/// Why the server said nothing of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServerProblem {
    /// No answer at all.
    Silent,
    /// This address has asked too often.
    Busy,
    /// The server takes the page for another's.
    Foreign,
    /// An answer that is not that of this version.
    Strange,
}

/// What STUN over UDP gave (RFC 8489).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reflection {
    /// The server has seen this address.
    Seen(String),
    /// The server has answered, and the address was the device's own.
    Own,
    Silent,
    /// There is no server to ask.
    Absent,
}

/// What a TURN server did (RFC 8656).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relay {
    /// Data came back through it after so many milliseconds.
    Echoed(u32),
    /// It answered with this error (RFC 8656, section 19).
    Refused(u16),
    /// It gave this address, but nothing came through.
    Deaf(String),
    Silent,
    /// The server tells none that is reached this way.
    Absent,
}

/// How much goes through a relay and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capacity {
    Measured {
        /// Thousands of bits a second.
        kilobits: u32,
        /// Of a thousand packets.
        lost: u16,
    },
    /// There was no relay to measure with.
    Unknown,
}
