use std::env;

use anyhow::Result;

use crate::node_program::NodeProgram;
use crate::{Network, Skipped};

/// An identity provider that no one here wrote, `oidc-provider` of npm; it runs until it is dropped.
///
/// Everyone can sign in there, by any name and any password; `Ana` is then called `Ana Lestari`.
#[derive(Debug)]
pub struct IdentityProvider(NodeProgram);

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
        let path = "crates/server/tests/server/support/oidc_provider.mjs";
        let callback = format!("{home}/auth/callback");
        NodeProgram::start(network, path, |command| {
            command.arg(package).arg(callback);
        })
        .map(Self)
    }

    /// What a server is to be told about it.
    #[must_use]
    pub fn settings(&self) -> [(&str, &str); 3] {
        [
            ("TATAP_OIDC_ISSUER", &self.0.greeting),
            ("TATAP_OIDC_CLIENT_ID", "tatap"),
            ("TATAP_OIDC_CLIENT_SECRET", "secret-of-the-client"),
        ]
    }
}
