//! The server side of a call as a pure state machine.
//!
//! [`Rooms`] knows who is in which room and what each may hear.
//! The server turns sockets and clocks into an [`Input`], hands it to [`Rooms::handle`], and does what each
//! [`Command`] from [`Rooms::next_command`] says.
//! Nothing in here performs I/O, reads a clock or draws a random number.

mod connection;
mod input;
mod limits;
mod message_rate;
mod room;
mod rooms;

pub use connection::ConnectionId;
pub use input::{Command, Input};
pub use limits::Limits;
pub use message_rate::MessageRate;
pub use rooms::Rooms;
