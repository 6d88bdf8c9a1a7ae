use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use turn::Network;

use crate::{AdminToken, DoorsConfig, Origin, TlsConfig, TurnConfig};

/// How the server is to run: [`crate::Settings`] after they have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The TCP port; 0 lets the system choose.
    pub port: u16,
    /// The address to listen on; all of them if there is none.
    pub bind: Option<IpAddr>,
    /// The origins of separately hosted interfaces.
    pub frontends: Vec<Origin>,
    /// The origins of pages that may have a call in a frame.
    pub embedders: Vec<Origin>,
    /// The proxies whose word is taken for whom they ask for.
    pub trusted_proxies: Vec<Network>,
    /// Who may come in.
    pub doors: DoorsConfig,
    /// The bounds of the rooms.
    pub rooms: rooms::Limits,
    /// The most TCP connections.
    pub max_connections: usize,
    /// The most TCP connections from one IPv4 address or one IPv6 /64.
    pub max_connections_per_address: usize,
    /// Whose certificate the server shows; without, it speaks no TLS itself.
    pub tls: Option<TlsConfig>,
    /// Where HTTP is led to HTTPS; `[::]` stands for all addresses.
    pub http_redirect: Option<SocketAddr>,
    /// What each address may do in a minute.
    pub rates: Rates,
    /// The most messages a second from one WebSocket in the long run; five seconds' worth may come at once.
    pub messages_per_second: u32,
    /// The time a WebSocket has to join a room.
    pub join_timeout: Duration,
    /// The time a connection has to send the head of a request.
    pub header_timeout: Duration,
    /// How long a WebSocket may be silent once it has joined; clients ping every 5 seconds.
    pub silence_timeout: Duration,
    /// Where rooms and chat are kept over a restart; nothing is kept if there is no such directory.
    pub data_dir: Option<PathBuf>,
    /// The server's own STUN and TURN server, if it is to run.
    pub turn: Option<TurnConfig>,
    /// Where figures are to be had by whoever watches over the server; nowhere if there is no address.
    pub metrics: Option<SocketAddr>,
    /// What opens the operator's page; there is none without.
    pub admin_token: Option<AdminToken>,
    /// Where the web app is.
    pub web: WebSource,
    /// What is logged, as a filter of the crate `tracing-subscriber`.
    pub log_filter: String,
    /// How it is logged.
    pub log_format: LogFormat,
}

/// How often in a minute one IPv4 address or one IPv6 /64 may do something; all of it may come at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Connections; by way of a trusted proxy, WebSockets.
    pub connections: u32,
    /// Coming into rooms; coming back is free.
    pub joins: u32,
    /// Coming into rooms that there were not.
    pub new_rooms: u32,
    /// Tries at a password.
    pub password_tries: u32,
    /// HTTP requests of any kind.
    pub requests: u32,
    /// HTTP requests of the API, `/api/check` apart.
    pub questions: u32,
    /// Requests for `/api/check`.
    pub checks: u32,
}

/// Where the web app is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebSource {
    /// Inside the program, put there by a release build.
    Embedded,
    /// In a directory, read for each request.
    Directory(PathBuf),
}

/// How logs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 3001,
            bind: None,
            frontends: Vec::new(),
            embedders: Vec::new(),
            trusted_proxies: Vec::new(),
            doors: DoorsConfig::default(),
            rooms: rooms::Limits::default(),
            max_connections: 10_000,
            max_connections_per_address: 256,
            tls: None,
            http_redirect: None,
            rates: Rates::default(),
            messages_per_second: 100,
            join_timeout: Duration::from_secs(10),
            header_timeout: Duration::from_secs(10),
            silence_timeout: Duration::from_secs(20),
            data_dir: None,
            turn: Some(TurnConfig::default()),
            metrics: None,
            admin_token: None,
            web: WebSource::default(),
            log_filter: "info".to_owned(),
            log_format: LogFormat::Text,
        }
    }
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            connections: 1200,
            joins: 300,
            new_rooms: 60,
            password_tries: 30,
            requests: 6000,
            questions: 1500,
            checks: 120,
        }
    }
}

impl Default for WebSource {
    /// A debug build reads what Trunk built last; a release build carries it.
    fn default() -> Self {
        if cfg!(debug_assertions) {
            Self::Directory(PathBuf::from(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../dist"
            )))
        } else {
            Self::Embedded
        }
    }
}
