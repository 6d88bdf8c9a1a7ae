//! `config.json`: where the web app finds its server, if not where it came from itself.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// The address of the server for a web app that is hosted elsewhere.
pub(crate) const SERVER_VARIABLE: &str = "TATAP_SERVER_URL";

pub(crate) fn write() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .context("TRUNK_STAGING_DIR is not set: Trunk calls this command after each build")?;
    let server = env::var(SERVER_VARIABLE).unwrap_or_default();
    let path = PathBuf::from(staging).join("config.json");
    fs::write(&path, config(&server)?).with_context(|| format!("cannot write {}", path.display()))
}

fn config(server: &str) -> Result<String> {
    if server.is_empty() {
        return Ok("{}\n".to_owned());
    }
    let server = server.trim_end_matches('/');
    let authority = ["https://", "http://"]
        .iter()
        .find_map(|scheme| server.strip_prefix(scheme));
    let Some(authority) = authority else {
        bail!(
            "{SERVER_VARIABLE} is {server:?}; it must start with https:// or http://, as https://meet.example.org does"
        );
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:[]".contains(c);
    if authority.is_empty() || !authority.chars().all(plain) {
        bail!(
            "{SERVER_VARIABLE} is {server:?}; it must be a scheme, a host and at most a port, as https://meet.example.org:8443"
        );
    }
    Ok(format!("{}\n", serde_json::json!({ "server": server })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_origin_needs_no_setting() {
        assert_eq!(config("").unwrap(), "{}\n");
    }

    #[test]
    fn names_the_server() {
        assert_eq!(
            config("https://meet.example.org/").unwrap(),
            "{\"server\":\"https://meet.example.org\"}\n"
        );
        assert_eq!(
            config("http://[::1]:3001").unwrap(),
            "{\"server\":\"http://[::1]:3001\"}\n"
        );
    }

    #[test]
    fn refuses_what_is_no_origin() {
        for bad in [
            "meet.example.org",
            "ftp://a",
            "https://",
            "https://a/path",
            "https://a b",
            "https://a?q",
        ] {
            assert!(config(bad).is_err(), "{bad}");
        }
    }
}
