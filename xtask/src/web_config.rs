//! `config.json`: where the web app finds its server, if not where it came from itself, or the service that it uses
//! instead of one.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// The address of the server for a web app that is hosted elsewhere.
pub(crate) const SERVER_VARIABLE: &str = "TATAP_SERVER_URL";

/// The address of a service that speaks Pusher's protocol, for a web app without a server: `docs/serverless.md`.
pub(crate) const SERVICE_VARIABLE: &str = "TATAP_PUSHER_URL";

/// What a web app is told: its server and its service, as they are set.
pub(crate) fn settings() -> [String; 2] {
    [SERVER_VARIABLE, SERVICE_VARIABLE].map(|variable| env::var(variable).unwrap_or_default())
}

pub(crate) fn write() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .context("TRUNK_STAGING_DIR is not set: Trunk calls this command after each build")?;
    let path = PathBuf::from(staging).join("config.json");
    fs::write(&path, config(&settings())?)
        .with_context(|| format!("cannot write {}", path.display()))
}

fn config([server, service]: &[String; 2]) -> Result<String> {
    let config = match (server.as_str(), service.as_str()) {
        ("", "") => serde_json::json!({}),
        (server, "") => serde_json::json!({ "server": origin(server)? }),
        ("", service) => serde_json::json!({ "service": service_address(service)? }),
        _ => bail!(
            "{SERVER_VARIABLE} and {SERVICE_VARIABLE} are both set: the web app has a server, or a service instead of one"
        ),
    };
    Ok(format!("{config}\n"))
}

fn origin(server: &str) -> Result<&str> {
    let server = server.trim_end_matches('/');
    let Some(authority) = after_scheme(server, ["https://", "http://"]) else {
        bail!(
            "{SERVER_VARIABLE} is {server:?}; it must start with https:// or http://, as https://meet.example.org does"
        );
    };
    if !is_authority(authority) {
        bail!(
            "{SERVER_VARIABLE} is {server:?}; it must be a scheme, a host and at most a port, as https://meet.example.org:8443"
        );
    }
    Ok(server)
}

fn service_address(service: &str) -> Result<&str> {
    let parts =
        after_scheme(service, ["wss://", "ws://"]).and_then(|rest| rest.split_once("/app/"));
    let is_good = parts.is_some_and(|(authority, key)| {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        is_authority(authority) && !key.is_empty() && key.chars().all(is_plain)
    });
    if !is_good {
        bail!(
            "{SERVICE_VARIABLE} is {service:?}; it must be as wss://ws-eu.pusher.com/app/KEY, with the key of the app"
        );
    }
    Ok(service)
}

fn after_scheme<'a>(address: &'a str, schemes: [&str; 2]) -> Option<&'a str> {
    schemes
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme))
}

fn is_authority(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~:[]".contains(c);
    !text.is_empty() && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config_of(server: &str, service: &str) -> Result<String> {
        config(&[server.to_owned(), service.to_owned()])
    }

    #[test]
    fn the_same_origin_needs_no_setting() {
        assert_eq!(config_of("", "").unwrap(), "{}\n");
    }

    #[test]
    fn names_the_service_instead_of_a_server() {
        assert_eq!(
            config_of("", "wss://ws-eu.pusher.com/app/key_1").unwrap(),
            "{\"service\":\"wss://ws-eu.pusher.com/app/key_1\"}\n"
        );
        for bad in [
            "https://ws-eu.pusher.com/app/key",
            "wss:///app/key",
            "wss://ws-eu.pusher.com/app/",
            "wss://ws-eu.pusher.com",
            "wss://ws-eu.pusher.com/app/key?a=b",
        ] {
            assert!(config_of("", bad).is_err(), "{bad}");
        }
        let both = config_of("https://meet.example.org", "wss://ws-eu.pusher.com/app/key");
        assert!(both.is_err());
    }

    #[test]
    fn names_the_server() {
        assert_eq!(
            config_of("https://meet.example.org/", "").unwrap(),
            "{\"server\":\"https://meet.example.org\"}\n"
        );
        assert_eq!(
            config_of("http://[::1]:3001", "").unwrap(),
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
            assert!(config_of(bad, "").is_err(), "{bad}");
        }
    }
}
