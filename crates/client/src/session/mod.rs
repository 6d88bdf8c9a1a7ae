//! The loop that runs a call: it turns what the browser says into an input, and does what each command says.

mod alarm;
pub(crate) mod clock;
pub(crate) mod embed;
pub(crate) mod entry;
pub(crate) mod event;
pub(crate) mod fetch;
mod files;
mod handle;
pub(crate) mod invites;
mod line;
mod locks;
mod page;
mod peers;
mod pictures;
mod pulse;
mod recorder;
mod refusal;
pub(crate) mod room_preview;
mod runner;
mod script;
mod seat;
pub(crate) mod server_address;
mod service_socket;
mod small_window;
mod socket;

pub(crate) use handle::{CallHandle, start};
pub(crate) use seat::Seat;
pub(crate) use socket::read;
