//! A server that runs as long as a suite needs it.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::project::Project;

const START_TIME: Duration = Duration::from_secs(20);

/// A server in a process of its own, which ends when this is dropped.
pub(super) struct RunningServer {
    child: Child,
    pub(super) port: u16,
}

impl RunningServer {
    /// Starts `binary` on a free port; its log goes into the file `log` of the scratch folder.
    pub(super) fn start(
        project: &Project,
        binary: &Path,
        settings: &[(&str, &str)],
        log: &str,
    ) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let log_path = project.scratch()?.join(log);
        let log = File::create(&log_path)?;
        let child = project
            .program(binary)
            .env("PORT", port.to_string())
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("cannot start the server")?;
        let mut server = Self { child, port };
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            if server.child.try_wait()?.is_some() || start.elapsed() > START_TIME {
                bail!(
                    "the server did not start: {}",
                    fs::read_to_string(&log_path)?
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        // Killing fails only for a server that has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
