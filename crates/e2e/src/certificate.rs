use std::fs;
use std::net::IpAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertifiedKey, PublicKeyData, generate_simple_self_signed};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A server's certificate that nobody else has signed.
///
/// [`crate::Browser::start_trusting_certificate`] starts a browser that takes it all the same.
#[derive(Debug)]
pub struct Certificate {
    directory: TempDir,
    /// SHA-256 of the server's public key (`SubjectPublicKeyInfo`) in base64.
    pub(crate) public_key_hash: String,
}

impl Certificate {
    /// Makes one for the server at `address`.
    ///
    /// # Errors
    ///
    /// Fails if its files cannot be written.
    pub fn new(address: IpAddr) -> Result<Self> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed([address.to_string()])?;
        let made = Self {
            directory: tempfile::tempdir()?,
            public_key_hash: STANDARD.encode(Sha256::digest(signing_key.subject_public_key_info())),
        };
        fs::write(made.path("certificate"), cert.pem())?;
        fs::write(made.path("key"), signing_key.serialize_pem())?;
        Ok(made)
    }

    /// The settings by which a server's relay shows it, on `port`.
    ///
    /// # Errors
    ///
    /// Fails if the machine's directory for temporary files has a name that is no text.
    pub fn settings(&self, port: &'static str) -> Result<[(&'static str, String); 3]> {
        let file = |name| {
            let path = self.path(name);
            path.to_str().map(str::to_owned).context("a path in UTF-8")
        };
        Ok([
            ("TATAP_TURN_TLS_ADDR", port.to_owned()),
            ("TATAP_TURN_TLS_CERT", file("certificate")?),
            ("TATAP_TURN_TLS_KEY", file("key")?),
        ])
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
}
