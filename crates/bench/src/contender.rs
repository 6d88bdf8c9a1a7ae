use std::env;
use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::process::Process;

/// Settings for clients that all come from one address.
pub(crate) const ONE_ADDRESS: [(&str, &str); 5] = [
    ("TATAP_MAX_CONNECTIONS_PER_ADDRESS", "20000"),
    ("TATAP_CONNECTIONS_PER_MINUTE", "1000000"),
    ("TATAP_JOINS_PER_MINUTE", "1000000"),
    ("TATAP_NEW_ROOMS_PER_MINUTE", "1000000"),
    ("TATAP_REQUESTS_PER_MINUTE", "1000000"),
];

/// Who is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Contender {
    /// This server.
    Tatap,
    /// The relay under `peer/`.
    NodeWs,
}

impl Contender {
    pub(crate) const ALL: [Self; 2] = [Self::Tatap, Self::NodeWs];

    /// Starts a fresh one on a free port.
    pub(crate) fn start(self) -> Result<Server> {
        let mut command = match self {
            Self::Tatap => tatap()?,
            Self::NodeWs => node_ws()?,
        };
        Server::start(&mut command).with_context(|| format!("starting {self}"))
    }
}

impl fmt::Display for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tatap => "Tatap",
            Self::NodeWs => "Node ws",
        })
    }
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// Kept open: a server may have more to say than its greeting.
    _stdout: BufReader<ChildStdout>,
    pub(crate) port: u16,
}

impl Server {
    fn start(command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let stdout = child.stdout.take().context("stdout is piped")?;
        let mut server = Self {
            child,
            _stdout: BufReader::new(stdout),
            port: 0,
        };
        let mut greeting = String::new();
        server._stdout.read_line(&mut greeting)?;
        server.port = greeting
            .trim_end()
            .rsplit_once(':')
            .and_then(|(_, port)| port.parse().ok())
            .with_context(|| format!("the greeting names no port: {greeting:?}"))?;
        Ok(server)
    }

    pub(crate) fn process(&self) -> Process {
        Process::new(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A measured server has nothing to lose, and a goodbye to thousands takes time.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn tatap() -> Result<Command> {
    let program = match env::var_os("TATAP_SERVER_BIN") {
        Some(path) => PathBuf::from(path),
        None => env::current_exe()?.with_file_name("tatap"),
    };
    ensure!(
        program.is_file(),
        "there is no {}: run `cargo xtask bench`, or `cargo build --release -p server` before",
        program.display()
    );
    let mut command = Command::new(program);
    // Rooms of another scenario would be there again.
    command
        .env_remove("TATAP_DATA_DIR")
        .envs(ONE_ADDRESS)
        .envs([
            ("PORT", "0"),
            ("TATAP_BIND", "127.0.0.1"),
            ("TATAP_TURN_ADDR", "off"),
            ("TATAP_LOG", "warn"),
            ("TATAP_LOG_FORMAT", "json"),
            ("TATAP_MAX_CONNECTIONS", "20000"),
            ("TATAP_MESSAGES_PER_SECOND", "1000000"),
            ("TATAP_ROOM_CAPACITY", "50"),
            // Idle clients send no pings here.
            ("TATAP_SILENCE_TIMEOUT", "3600"),
        ]);
    Ok(command)
}

fn node_ws() -> Result<Command> {
    let peer = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/peer"));
    ensure!(
        peer.join("node_modules/ws").is_dir(),
        "the peer is not installed: run `cargo xtask bench`, or `npm ci` in {}",
        peer.display()
    );
    let mut command = Command::new("node");
    command.arg(peer.join("relay.mjs"));
    Ok(command)
}
