//! STUN and TURN as a pure state machine: no sockets, no clock.
//!
//! [`Engine`] knows who has which relayed address, whom it may reach, and how much may go over it.
//! The server turns sockets and clocks into an [`Input`], hands it to [`Engine::handle`], and does what each
//! [`Command`] from [`Engine::next_command`] says.
//!
//! Messages are read and written by `stun-types` and `turn-types`.
//! What they have no say in is in here: who may use the server ([`Secret`]), where it may send to ([`PeerRules`]),
//! how much of everything there is ([`Limits`]), and that a stranger's packet leaves nothing behind.

mod allocation;
mod answers;
mod bandwidth;
mod channels;
mod client;
mod credentials;
mod engine;
mod figures;
mod limits;
mod network;
mod nonce;
mod peer_address;
mod permissions;
mod request;
mod response;
mod revocations;
mod stream;
mod timestamp;

pub use allocation::AllocationId;
pub use client::{Client, Link};
pub use credentials::{CREDENTIAL_LIFETIME, Credential, Secret, subject_and_expiry};
pub use engine::{Command, Engine, Input, NoRelay, REALM, Setup};
pub use figures::{Figures, Refusal};
pub use limits::Limits;
pub use network::{Network, NotANetwork};
pub use peer_address::{PeerRules, canonical};
pub use stream::{Framer, NotTurn};
pub use stun_types::AddressFamily;
pub use timestamp::Timestamp;
