use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::wait::LIMIT;
use crate::{Network, Server, Skipped, workspace};

/// A participant on aiortc, a WebRTC stack in Python: `peer/aiortc_peer.py`, which speaks the protocol by itself.
#[derive(Debug)]
pub struct ForeignPeer {
    process: Child,
    events: Receiver<Value>,
}

impl ForeignPeer {
    /// Starts to join `room` under `name`, with the interpreter that `TATAP_PYTHON` names.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if there is no such interpreter.
    pub fn start(network: &Network, server: &Server, room: &str, name: &str) -> Result<Self> {
        let python = env::var_os("TATAP_PYTHON")
            .ok_or_else(|| Skipped::new("TATAP_PYTHON names no Python with aiortc and aiohttp"))?;
        let mut command = Command::new(python);
        command
            .arg(workspace().join("crates/e2e/peer/aiortc_peer.py"))
            .arg(format!("ws://localhost:{}/ws", server.port()))
            .args([room, name])
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut process = network.run(|| command.spawn().context("starting Python"))?;
        let stdout = process.stdout.take().context("stdout is piped")?;
        let (seen, events) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let Ok(event) = serde_json::from_str(&line) else {
                    break;
                };
                if seen.send(event).is_err() {
                    break;
                }
            }
        });
        Ok(Self { process, events })
    }

    /// Waits for the next event of this kind that is as `expected`.
    ///
    /// # Errors
    ///
    /// Fails with the last event of the kind if none comes, and at once if the peer reports an error.
    pub fn reports(&self, kind: &str, expected: impl Fn(&Value) -> bool) -> Result<Value> {
        let start = Instant::now();
        let mut last = Value::Null;
        while let Some(left) = LIMIT.checked_sub(start.elapsed()) {
            let event = match self.events.recv_timeout(left) {
                Ok(event) => event,
                Err(mpsc::RecvTimeoutError::Timeout) => break,
                Err(mpsc::RecvTimeoutError::Disconnected) => bail!("the peer has ended"),
            };
            if event["event"] == "error" {
                bail!("the peer reports {event}");
            }
            if event["event"] == kind {
                if expected(&event) {
                    return Ok(event);
                }
                last = event;
            }
        }
        bail!("waited {LIMIT:?} in vain for {kind:?} of the peer; the last was {last}")
    }
}

impl Drop for ForeignPeer {
    /// Says goodbye to the room, within a limit.
    fn drop(&mut self) {
        if let Ok(pid) = i32::try_from(self.process.id()) {
            let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
        }
        for _ in 0..100 {
            if let Ok(Some(_)) = self.process.try_wait() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
