//! Clients that follow the protocol, on wires that break, around a server that ends and starts again.

pub(crate) mod client;
mod hands;
mod mischief;
mod page;
pub(crate) mod step;
mod wires;
pub(crate) mod world;
