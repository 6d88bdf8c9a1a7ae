use std::fs;
use std::net::IpAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PublicKeyData,
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::names::KnownName;

/// What the authority is called that signs these certificates, and nobody knows.
const AUTHORITY: &str = "Tatap e2e";

/// A server's certificate, for a name that no resolver knows, from an authority that no browser knows.
///
/// [`crate::Browser::start_near`] starts a browser that finds the server, and may take the certificate.
#[derive(Debug)]
pub struct Certificate {
    directory: TempDir,
    pub(crate) server: KnownName,
    /// The authority's certificate: DER in base64.
    pub(crate) authority: String,
    /// SHA-256 of the server's public key (`SubjectPublicKeyInfo`) in base64.
    pub(crate) public_key_hash: String,
}

/// What a browser thinks of a [`Certificate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    Given,
    /// As it is by itself.
    Withheld,
}

impl Certificate {
    /// Makes one for the server `name` at `address`.
    ///
    /// # Errors
    ///
    /// Fails if its files cannot be written.
    pub fn new(name: &str, address: IpAddr) -> Result<Self> {
        let authority_key = KeyPair::generate()?;
        let mut authority = CertificateParams::default();
        authority
            .distinguished_name
            .push(DnType::CommonName, AUTHORITY);
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let root = authority.self_signed(&authority_key)?;
        let issuer = Issuer::new(authority, authority_key);
        let key = KeyPair::generate()?;
        let leaf = CertificateParams::new([name.to_owned()])?.signed_by(&key, &issuer)?;
        let made = Self {
            directory: tempfile::tempdir()?,
            server: KnownName {
                name: name.to_owned(),
                address,
            },
            authority: STANDARD.encode(root.der()),
            public_key_hash: STANDARD.encode(Sha256::digest(key.subject_public_key_info())),
        };
        fs::write(made.path("certificate"), leaf.pem())?;
        fs::write(made.path("key"), key.serialize_pem())?;
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
