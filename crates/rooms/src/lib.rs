//! The server side of a call as a pure state machine.
//!
//! [`Rooms`] knows who is in which room and what each may hear.
//! The server turns sockets and clocks into an [`Input`], hands it to [`Rooms::handle`], and does what each
//! [`Command`] from [`Rooms::next_command`] says.
//!
//! A participant has a seat in a room, and the seat outlives the connection: it keeps what the client has yet to
//! hear, and a token gives it back. What must outlive the server as well comes out as a [`StoreChange`], and
//! [`Rooms::restore`] starts from what was stored.
//!
//! Nothing in here performs I/O, reads a clock or draws a random number.

mod chat_log;
mod chat_pages;
mod command_queue;
mod connection;
mod directory;
mod event_ring;
mod grant;
mod host;
mod ice_rule;
mod input;
mod known_ids;
mod limits;
mod message_rate;
mod own_relay;
mod password_hash;
mod record;
mod rights;
mod room;
mod rooms;
mod seat;
mod silence;
mod timestamp;
mod token_hash;
mod tokens;

pub use connection::ConnectionId;
pub use grant::Grant;
pub use host::Host;
pub use ice_rule::IceRule;
pub use input::{Command, Delivery, Input};
pub use limits::Limits;
pub use message_rate::MessageRate;
pub use own_relay::OwnRelay;
pub use password_hash::PasswordHash;
pub use record::{RoomRecord, StoreChange, StoredRoom};
pub use rooms::{PersonOverview, RoomOverview, Rooms};
pub use timestamp::Timestamp;
