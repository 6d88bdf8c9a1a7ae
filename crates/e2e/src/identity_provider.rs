use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::{Network, Skipped, on_path, workspace};

const START_LIMIT: Duration = Duration::from_secs(20);

/// An identity provider that no one here wrote, `oidc-provider` of npm; it runs until it is dropped.
///
/// Everyone can sign in there, by any name and any password; `Ana` is then called `Ana Lestari`.
#[derive(Debug)]
pub struct IdentityProvider {
    process: Child,
    issuer: String,
}

impl IdentityProvider {
    /// Starts it inside `network` for the server whose pages are at `home`.
    ///
    /// # Errors
    ///
    /// Fails with [`Skipped`] if it is not installed.
    pub fn start(network: &Network, home: &str) -> Result<Self> {
        let package = env::var_os("TATAP_OIDC_PROVIDER").ok_or_else(|| {
            Skipped::new("oidc-provider is missing, `cargo xtask test` installs it")
        })?;
        let node = on_path(&["node"]).ok_or_else(|| Skipped::new("node is missing"))?;
        let mut command = Command::new(node);
        command
            .arg(workspace().join("crates/server/tests/server/support/oidc_provider.mjs"))
            .arg(package)
            .arg(format!("{home}/auth/callback"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let process = network.run(|| command.spawn().context("starting the identity provider"))?;
        let mut provider = Self {
            process,
            issuer: String::new(),
        };
        let stdout = provider.process.stdout.take();
        let mut lines = BufReader::new(stdout.context("stdout is piped")?).lines();
        let (told, issuer) = mpsc::channel();
        thread::spawn(move || {
            // To its end, so that it never waits for a full pipe.
            for line in lines.by_ref().map_while(Result::ok) {
                // Only the first line is waited for.
                let _ = told.send(line);
            }
        });
        provider.issuer = issuer
            .recv_timeout(START_LIMIT)
            .context("the identity provider does not say where it is")?;
        Ok(provider)
    }

    /// What a server is to be told about it.
    #[must_use]
    pub fn settings(&self) -> [(&str, &str); 3] {
        [
            ("TATAP_OIDC_ISSUER", &self.issuer),
            ("TATAP_OIDC_CLIENT_ID", "tatap"),
            ("TATAP_OIDC_CLIENT_SECRET", "secret-of-the-client"),
        ]
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
