use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use turn::Network;

use crate::{Origin, TurnConfig};

/// How the server is to run: [`crate::Settings`] after they have been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The TCP port; 0 lets the system choose.
    pub port: u16,
    /// The address to listen on; all of them if there is none.
    pub bind: Option<IpAddr>,
    /// The origins of separately hosted interfaces.
    pub frontends: Vec<Origin>,
    /// The proxies whose word is taken for whom they ask for.
    pub trusted_proxies: Vec<Network>,
    /// The bounds of the rooms.
    pub rooms: rooms::Limits,
    /// The most TCP connections.
    pub max_connections: usize,
    /// The most TCP connections from one IPv4 address or one IPv6 /64.
    pub max_connections_per_address: usize,
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
    /// Where the web app is.
    pub web: WebSource,
    /// What is logged, as a filter of the crate `tracing-subscriber`.
    pub log_filter: String,
    /// How it is logged.
    pub log_format: LogFormat,
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
            trusted_proxies: Vec::new(),
            rooms: rooms::Limits::default(),
            max_connections: 10_000,
            max_connections_per_address: 256,
            messages_per_second: 100,
            join_timeout: Duration::from_secs(10),
            header_timeout: Duration::from_secs(10),
            silence_timeout: Duration::from_secs(20),
            data_dir: None,
            turn: Some(TurnConfig::default()),
            metrics: None,
            web: WebSource::default(),
            log_filter: "info".to_owned(),
            log_format: LogFormat::Text,
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
