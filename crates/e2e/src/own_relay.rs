use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::server::program;

const START_LIMIT: Duration = Duration::from_secs(20);

/// The program for its STUN and TURN server alone, on loopback addresses; it runs until it is dropped.
#[derive(Debug)]
pub struct OwnRelay {
    process: Child,
    /// The port, for UDP and TCP.
    pub port: u16,
    /// The port for TLS, if the settings name a certificate.
    pub tls_port: Option<u16>,
}

impl OwnRelay {
    /// What the credentials are made with.
    pub const SECRET: &str = "north";

    /// Starts it on any free port of all addresses; `settings` come on top.
    ///
    /// # Errors
    ///
    /// Fails if it does not say that it listens.
    pub fn start(settings: &[(&str, &str)]) -> Result<Self> {
        let program = program()?;
        let mut process = Command::new(&program)
            .env_clear()
            .envs([
                ("PORT", "0"),
                ("TATAP_BIND", "127.0.0.1"),
                ("TATAP_TURN_ADDR", "0"),
                // Those who connect are given ports from 32768 on.
                ("TATAP_TURN_PORTS", "20000-29999"),
                ("TATAP_TURN_SECRET", Self::SECRET),
                ("TATAP_LOG_FORMAT", "json"),
            ])
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let stderr = process.stderr.take().context("stderr is piped")?;
        let mut relay = Self {
            process,
            port: 0,
            tls_port: None,
        };
        let (told, ports) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(ports) = ports_of(&line) {
                    // It is told once.
                    let _ = told.send(ports);
                }
            }
        });
        (relay.port, relay.tls_port) = ports
            .recv_timeout(START_LIMIT)
            .context("the relay did not say that it listens")?;
        Ok(relay)
    }
}

impl Drop for OwnRelay {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Returns the port and the one for TLS.
fn ports_of(line: &str) -> Option<(u16, Option<u16>)> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    let fields = line.get("fields")?;
    if fields.get("message")?.as_str()? != "STUN and TURN are listening" {
        return None;
    }
    let port = |name: &str| fields.get(name)?.as_u64()?.try_into().ok();
    Some((port("port")?, port("tls")))
}
