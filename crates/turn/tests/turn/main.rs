//! The server against clients that keep the rules and clients that do not.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

mod access;
mod allocations;
mod bad_packets;
mod peers;
mod random;
mod relaying;
mod rfc5769;
mod support;
