//! The server over real sockets.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

mod bad_messages;
mod bad_names;
mod bad_sockets;
mod calls;
#[cfg(feature = "echo")]
mod echo;
mod http;
mod limits;
mod logs;
mod program;
mod stop;
mod support;
mod web_app;
