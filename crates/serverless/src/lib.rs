//! A room without a server of its own.
//!
//! [`SmallRoom`] stands between a call and a service that speaks Pusher's protocol (Pusher, Soketi, Sockudo), and speaks
//! to the call as Tatap's server would: the call notices no difference, but for what such a service cannot do.
//! The service carries what one participant says to all others of a channel, and tells who is in it. It orders nothing,
//! keeps nothing and loses what it is told too fast; so participants number what they say, sign it, and ask each other
//! for what is missing.
//! `docs/serverless.md` tells the same for someone who writes another client.

mod backlog;
mod badge;
mod letter;
mod member;
mod outgoing;
mod pass;
mod room;
mod service;
mod spoken;
mod state;

pub use badge::{Badge, SigningSeed};
pub use room::{Input, Output, SmallRoom};
