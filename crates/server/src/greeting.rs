use std::net::{IpAddr, SocketAddr};

use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;

use crate::{Config, LogFormat};

/// The interfaces of containers and virtual machines: nobody in the house reaches this machine by them.
const VIRTUAL: [&str; 6] = ["br-", "docker", "lxc", "veth", "virbr", "vmnet"];

/// Says where to find the server; the first line alone, for programs, if logs are for programs too.
#[must_use]
pub fn greet(config: &Config, address: SocketAddr, fingerprint: Option<&str>) -> String {
    let scheme = if config.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let link = |host: &str| format!("{scheme}://{host}:{}", address.port());
    let home = if address.ip().is_unspecified() || address.ip().is_loopback() {
        link("localhost")
    } else {
        link(&url_host(address.ip()))
    };
    let first = format!("Tatap is listening on {home}\n");
    if config.log_format == LogFormat::Json {
        return first;
    }
    let lan: Vec<String> = lan_hosts(address).iter().map(|host| link(host)).collect();
    let Some(nearest) = lan.first() else {
        return first + &advice(config, fingerprint, false);
    };
    let links: String = lan.iter().map(|link| format!("  {link}\n")).collect();
    format!(
        "{first}On other devices of this network:\n{links}{code}{advice}",
        code = qr_code(nearest),
        advice = advice(config, fingerprint, true),
    )
}

/// What is to be known of the certificate, or of doing without.
fn advice(config: &Config, fingerprint: Option<&str>, has_lan: bool) -> String {
    if let Some(fingerprint) = fingerprint {
        return format!(
            "Nobody vouches for this server's certificate: each browser asks once whether to go on. \
             It is the right one if it has this SHA-256 fingerprint:\n  {fingerprint}\n"
        );
    }
    if config.tls.is_none() && has_lan {
        return "Browsers give camera and microphone only to pages by https or from localhost: \
                for other devices, set TATAP_TLS=self-signed, or put a proxy with TLS in front.\n"
            .to_owned();
    }
    String::new()
}

fn lan_hosts(address: SocketAddr) -> Vec<String> {
    if !address.ip().is_unspecified() {
        return Vec::new();
    }
    let interfaces = if_addrs::get_if_addrs().unwrap_or_default();
    let near = interfaces.into_iter().filter(|interface| {
        let is_virtual = VIRTUAL
            .iter()
            .any(|prefix| interface.name.starts_with(prefix));
        !is_virtual
            && !interface.is_loopback()
            && !interface.is_link_local()
            && interface.ip().is_ipv4()
    });
    near.map(|interface| url_host(interface.ip())).collect()
}

/// Returns an address as it stands in a URL (RFC 3986, section 3.2.2).
pub(crate) fn url_host(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("[{v6}]"),
    }
}

/// Draws a QR code for terminals, which are dark more often than not.
fn qr_code(text: &str) -> String {
    let Ok(code) = QrCode::new(text) else {
        return String::new();
    };
    let drawn = code
        .render::<Dense1x2>()
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .build();
    format!("\n{drawn}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_a_link_to_this_machine() {
        let check = |address: &str, expected: &str| {
            let greeting = greet(&Config::default(), address.parse().unwrap(), None);
            assert_eq!(greeting.lines().next(), Some(expected));
        };
        check("[::]:3001", "Tatap is listening on http://localhost:3001");
        check(
            "0.0.0.0:41234",
            "Tatap is listening on http://localhost:41234",
        );
        check(
            "127.0.0.1:3001",
            "Tatap is listening on http://localhost:3001",
        );
        check(
            "192.0.2.1:3001",
            "Tatap is listening on http://192.0.2.1:3001",
        );
        check(
            "[2001:db8::1]:3001",
            "Tatap is listening on http://[2001:db8::1]:3001",
        );
    }

    #[test]
    fn programs_get_one_line() {
        let config = Config {
            log_format: LogFormat::Json,
            ..Config::default()
        };
        let greeting = greet(&config, "[::]:3001".parse().unwrap(), None);
        assert_eq!(greeting, "Tatap is listening on http://localhost:3001\n");
    }

    #[test]
    fn a_certificate_of_the_servers_own_is_told_by_its_fingerprint() {
        let config = Config {
            tls: Some(crate::TlsConfig::SelfSigned),
            ..Config::default()
        };
        let greeting = greet(&config, "127.0.0.1:3001".parse().unwrap(), Some("AB:CD"));
        assert!(greeting.starts_with("Tatap is listening on https://localhost:3001\n"));
        assert!(greeting.contains("\n  AB:CD\n") && !greeting.contains("self-signed"));
    }

    #[test]
    fn draws_a_code_that_fits_a_terminal() {
        let code = qr_code("http://192.168.100.200:3001");
        assert!(code.contains('█'));
        assert!(code.lines().all(|line| line.chars().count() <= 40));
    }
}
