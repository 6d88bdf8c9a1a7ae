//! Tatap's server: the I/O around [`rooms`].
//!
//! [`Server::bind`] opens the port and [`Server::run`] serves it: an accept loop with limits of its own hands each
//! connection to hyper, which asks the router.
//! A request for `/ws` becomes a WebSocket with a task that reads, checks and forwards messages to the hub, the one
//! task that owns the rooms.
//! What the rooms answer goes into the outbox of each receiver; its task writes it.
//! What must outlive the program goes to the store before anyone is told of it.
//! Everything else is the web app and a few small answers.
//!
//! No rule of the rooms is in here, and nothing that reads a session description.

mod accept;
mod address_rate;
mod admin;
mod api;
mod api_refusal;
mod caller;
mod check;
mod client_address;
mod closing;
mod config;
mod connection_limits;
mod descriptors;
mod doors;
#[cfg(feature = "echo")]
mod echo;
mod entrance;
mod examine;
mod fault;
mod frame;
mod greeting;
mod health;
mod help;
mod http_client;
mod hub;
mod ice_settings;
mod limits;
mod listener;
mod logging;
mod metrics;
mod number;
mod openapi;
mod opening;
mod origin;
mod origin_rule;
mod outbox;
mod passwords;
mod problems;
mod rate_settings;
mod readiness;
mod redirect;
mod refusal;
mod relay_probe;
mod room_preview;
mod router;
mod security_headers;
mod server;
mod settings;
mod socket;
mod start_error;
mod stop_signal;
mod store;
mod stream;
mod tcp;
mod tls;
mod tls_client;
mod turn;
mod upgrade;
mod web;
mod writing;

pub use admin::AdminToken;
pub use config::{Config, LogFormat, Rates, WebSource};
pub use descriptors::raise_descriptor_limit;
pub use doors::{Doors, DoorsConfig, HiddenText, InviteTexts, OidcConfig, invite_link};
pub use examine::examine;
pub use greeting::greet;
pub use health::{Health, health};
pub use help::{completions, read_settings};
pub use logging::start_logging;
pub use origin::Origin;
pub use problems::Problem;
pub use server::Server;
pub use settings::{Settings, Task};
pub use start_error::StartError;
pub use stop_signal::stop_signal;
pub use tls::{AcmeConfig, CertificateFiles, TlsConfig};
pub use turn::{RelayTls, TurnConfig, TurnError, TurnHandle, TurnServer};
