//! The loop that runs a call: it turns what the browser says into an input, and does what each command says.

mod clock;
pub(crate) mod event;
mod handle;
mod runner;
mod server_address;
mod socket;

pub(crate) use handle::{CallHandle, start};
