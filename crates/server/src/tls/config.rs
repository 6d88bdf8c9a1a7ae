use std::path::PathBuf;

/// Whose certificate the server shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TlsConfig {
    /// One that somebody else keeps in files.
    Files(CertificateFiles),
    /// One that the server has made for itself.
    SelfSigned,
    /// One that the server asks an authority for (RFC 8555).
    Acme(AcmeConfig),
}

/// A certificate in files; they are read again when they change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFiles {
    /// The file with the certificate and those that lead to its root, in PEM.
    pub certificate: PathBuf,
    /// The file with the certificate's key, in PEM.
    pub key: PathBuf,
}

/// Of whom a certificate is asked for, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcmeConfig {
    /// The names that the certificate is for.
    pub domains: Vec<String>,
    /// The mail address that the authority writes to, if any.
    pub contact: Option<String>,
    /// The URL of the authority's directory.
    pub directory: String,
    /// The file with the certificates, in PEM, that vouch for the authority itself; the system's if there is none.
    pub roots: Option<PathBuf>,
}
