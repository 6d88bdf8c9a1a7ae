//! STUN and TURN as a pure state machine: no sockets, no clock.

mod credentials;

pub use credentials::{Credential, Secret};
