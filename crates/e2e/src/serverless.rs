//! What a room without a server takes: a service that speaks Pusher's protocol, and a host of files and functions.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use serde_json::json;
use tempfile::TempDir;

use crate::node_program::NodeProgram;
use crate::{Network, Skipped, eventually, on_path, web_app};

const KEY: &str = "tatap-key";
const SECRET: &str = "tatap-secret";

/// A service that no one here wrote, Sockudo; it runs until it is dropped.
#[derive(Debug)]
pub struct PusherService {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl PusherService {
    /// Starts it inside `network`, with the limits that Pusher has.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if it is not installed.
    pub fn start(network: &Network) -> Result<Self> {
        let listener = network.run(|| Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?))?;
        let port = listener.local_addr()?.port();
        let folder = tempfile::tempdir()?;
        let settings = json!({
            "host": "127.0.0.1",
            "port": port,
            "app_manager": { "driver": "memory", "array": { "apps": [{
                "id": "tatap",
                "key": KEY,
                "secret": SECRET,
                "enabled": true,
                "max_connections": 100,
                "enable_client_messages": true,
                "max_client_events_per_second": 10,
                "max_event_payload_in_kb": 10,
            }] } },
            "metrics": { "enabled": false },
        });
        fs::write(folder.path().join("config.json"), settings.to_string())?;
        // It takes no port that is open.
        drop(listener);
        Ok(Self {
            process: launch(network, &folder, port)?,
            port,
            folder,
        })
    }

    /// Ends it, with everything that it knew, and starts it again where it was.
    ///
    /// # Errors
    ///
    /// Fails if it does not start.
    pub fn restart(&mut self, network: &Network) -> Result<()> {
        self.kill();
        self.process = launch(network, &self.folder, self.port)?;
        Ok(())
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for PusherService {
    fn drop(&mut self) {
        self.kill();
    }
}

fn launch(network: &Network, folder: &TempDir, port: u16) -> Result<Child> {
    let program = on_path(&["sockudo"])
        .ok_or_else(|| Skipped::new("sockudo is missing, `cargo xtask test` installs it"))?;
    let mut command = Command::new(program);
    command
        .arg("--config")
        .arg(folder.path().join("config.json"))
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let process = network.run(|| command.spawn().context("starting sockudo"))?;
    eventually("the service listens", || {
        let open = network.run(|| Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port))?));
        Ok(open.ok())
    })?;
    Ok(process)
}

/// A host of the web app's files and of `api/pass.mjs`, as Vercel is one; it runs until it is dropped.
#[derive(Debug)]
pub struct FunctionHost(NodeProgram);

impl FunctionHost {
    /// Starts it inside `network`, with pages that speak to `service`, and more settings for the function.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if there is no Node.
    pub fn start(
        network: &Network,
        service: &PusherService,
        settings: &[(&str, &str)],
    ) -> Result<Self> {
        let address = format!("ws://127.0.0.1:{}/app/{KEY}", service.port);
        let config = json!({ "service": address }).to_string();
        NodeProgram::start(network, "crates/e2e/functions/host.mjs", |command| {
            command
                .arg(web_app())
                .arg(config)
                .envs([("TATAP_PUSHER_KEY", KEY), ("TATAP_PUSHER_SECRET", SECRET)])
                .envs(settings.iter().copied());
        })
        .map(Self)
    }

    /// Where its pages are.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.0.greeting)
    }
}
