//! The server over real sockets.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its helpers too"
)]

mod abuse;
mod admin;
mod bad_messages;
mod bad_names;
mod bad_sockets;
mod calls;
mod chat;
mod check;
mod crash;
mod damage;
mod data_dir;
mod doctor;
mod doors;
#[cfg(feature = "echo")]
mod echo;
mod entering;
mod foreign_tokens;
mod http;
mod ice_servers;
mod invite_command;
mod invites;
mod limits;
mod logs;
mod marks;
mod metrics;
mod nginx;
mod preview;
mod program;
mod proxies;
mod rates;
mod readiness;
mod relay;
mod relay_tls;
mod restart;
mod resume;
mod resume_refused;
mod sequence;
#[cfg(feature = "oidc")]
mod sign_in;
mod silence;
mod stop;
mod support;
mod tasks;
mod tls;
mod tls_acme;
mod tls_self_signed;
mod web_app;
