use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tracing_subscriber::EnvFilter;

use crate::number::Number;
use crate::store::{DataDir, DataDirError};
use crate::{AdminToken, LogFormat, Origin, TlsConfig, WebSource};

/// A setting that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The environment variable.
    pub variable: &'static str,
    /// What it is set to.
    pub value: String,
    /// What it may be set to, with an example.
    pub accepted: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is {:?}, but must be {}.",
            self.variable, self.value, self.accepted
        )
    }
}

impl Problem {
    pub(crate) fn with_data_dir(path: &Path, error: &DataDirError) -> Self {
        Self {
            variable: "TATAP_DATA_DIR",
            value: path.display().to_string(),
            accepted: format!("a directory {error}"),
        }
    }

    pub(crate) fn with_metrics_address(address: SocketAddr, error: &io::Error) -> Self {
        Self {
            variable: "TATAP_METRICS_ADDR",
            value: address.to_string(),
            accepted: format!("an address that is this machine's and free, or empty ({error})"),
        }
    }

    pub(crate) fn with_tls(config: &TlsConfig, error: &io::Error) -> Self {
        let (variable, value) = match config {
            TlsConfig::Files(files) => ("TATAP_TLS_CERT", files.certificate.display().to_string()),
            TlsConfig::SelfSigned => ("TATAP_TLS", "self-signed".to_owned()),
            TlsConfig::Acme(acme) => ("TATAP_ACME_DOMAINS", acme.domains.join(",")),
        };
        Self {
            variable,
            value,
            accepted: format!("something of which a certificate comes ({error})"),
        }
    }

    pub(crate) fn with_address(
        variable: &'static str,
        address: SocketAddr,
        error: &io::Error,
    ) -> Self {
        Self {
            variable,
            value: address.to_string(),
            accepted: format!("an address that is this machine's and whose port is free ({error})"),
        }
    }
}

/// Collects what is wrong; each method returns some value, which nobody uses if there is a problem.
#[derive(Default)]
pub(crate) struct Problems(pub(crate) Vec<Problem>);

impl Problems {
    pub(crate) fn add(&mut self, variable: &'static str, value: &str, accepted: impl Into<String>) {
        self.0.push(Problem {
            variable,
            value: value.to_owned(),
            accepted: accepted.into(),
        });
    }

    pub(crate) fn number<T: TryFrom<u32> + Default>(
        &mut self,
        variable: &'static str,
        text: &str,
        number: Number,
    ) -> T {
        match number.parse(text).and_then(|value| T::try_from(value).ok()) {
            Some(value) => value,
            None => {
                self.add(variable, text, number.to_string());
                T::default()
            }
        }
    }

    pub(crate) fn seconds(
        &mut self,
        variable: &'static str,
        text: &str,
        number: Number,
    ) -> Duration {
        Duration::from_secs(self.number::<u32>(variable, text, number).into())
    }

    /// Reads a number of megabytes; returns bytes.
    pub(crate) fn megabytes(&mut self, variable: &'static str, text: &str, example: u32) -> usize {
        let number = Number {
            unit: " of megabytes",
            range: 1..=4095,
            example,
        };
        self.number::<usize>(variable, text, number) * 1_000_000
    }

    pub(crate) fn list(&mut self, variable: &'static str, text: &str) -> Vec<Origin> {
        let mut origins = Vec::new();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            match Origin::parse(part) {
                Some(origin) => origins.push(origin),
                None => self.add(
                    variable,
                    part,
                    "an origin (a scheme, a host and perhaps a port, no path), for example https://app.example.org",
                ),
            }
        }
        origins
    }

    pub(crate) fn bind(&mut self, text: &str) -> Option<IpAddr> {
        if text.is_empty() {
            return None;
        }
        let address = text.parse().ok();
        if address.is_none() {
            self.add(
                "TATAP_BIND",
                text,
                "an IP address, for example 127.0.0.1, or empty for all addresses",
            );
        }
        address
    }

    pub(crate) fn metrics_address(&mut self, text: &str) -> Option<SocketAddr> {
        if text.is_empty() {
            return None;
        }
        let address = text.parse().ok();
        if address.is_none() {
            self.add(
                "TATAP_METRICS_ADDR",
                text,
                "an IP address and a port, for example 127.0.0.1:9101, or empty for none",
            );
        }
        address
    }

    pub(crate) fn admin_token(&mut self, text: &str) -> Option<AdminToken> {
        if text.is_empty() {
            return None;
        }
        let token = AdminToken::new(text);
        if token.is_none() {
            // It may be the beginning of the right one.
            self.add(
                "TATAP_ADMIN_TOKEN",
                "…",
                "at least 16 characters, for example what openssl rand -hex 32 prints, or empty for no page",
            );
        }
        token
    }

    pub(crate) fn log_filter(&mut self, text: String) -> String {
        if text.is_empty() || EnvFilter::try_new(&text).is_err() {
            self.add(
                "TATAP_LOG",
                &text,
                "a level or a filter by module, for example debug or warn,server::hub=debug",
            );
        }
        text
    }

    pub(crate) fn log_format(&mut self, text: &str) -> LogFormat {
        match text {
            "text" => LogFormat::Text,
            "json" => LogFormat::Json,
            _ => {
                self.add("TATAP_LOG_FORMAT", text, "text or json");
                LogFormat::Text
            }
        }
    }

    /// Creates the directory: whether it can be written is known only then.
    pub(crate) fn data_dir(&mut self, text: &str) -> Option<PathBuf> {
        if text.is_empty() {
            return None;
        }
        let path = PathBuf::from(text);
        if let Err(error) = DataDir::claim(&path) {
            self.0.push(Problem::with_data_dir(&path, &error));
        }
        Some(path)
    }

    pub(crate) fn web(&mut self, text: &str) -> WebSource {
        if text.is_empty() {
            return WebSource::default();
        }
        let directory = PathBuf::from(text);
        if !directory.is_dir() {
            self.add(
                "TATAP_WEB_DIR",
                text,
                "a directory that exists, for example ./dist",
            );
        }
        WebSource::Directory(directory)
    }
}
