//! A call as its person sees it, on virtual time.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its own values are wrong"
)]
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a test picks out what it asks about"
)]

mod calling;
mod chatting;
mod choosing;
mod common;
mod doors;
mod files;
mod hearing;
mod hiding;
mod marking;
mod misbehaving_server;
mod privacy;
mod reconnecting;
mod recording;
mod renewing;
mod resuming;
mod returning;
mod silencing;
mod sounding;
mod watching;
