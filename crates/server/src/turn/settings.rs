use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;

use turn::Network;

use super::config::{PORT, TLS_PORT};
use super::{RelayTls, TurnConfig};
use crate::number::Number;
use crate::problems::Problems;
use crate::{CertificateFiles, TlsConfig};

/// The settings of the server's own STUN and TURN server, as they are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TurnTexts<'a> {
    pub(crate) address: &'a str,
    pub(crate) tls_address: &'a str,
    pub(crate) tls_certificate: &'a str,
    pub(crate) tls_key: &'a str,
    pub(crate) ports: &'a str,
    pub(crate) public: &'a str,
    pub(crate) allowed: &'a str,
    pub(crate) max_bitrate: &'a str,
    pub(crate) max_total_bitrate: &'a str,
    /// What the server itself shows.
    pub(crate) server_tls: Option<&'a TlsConfig>,
}

impl Problems {
    /// Reads them; `None` if the server is turned off.
    pub(crate) fn turn(&mut self, texts: TurnTexts<'_>) -> Option<TurnConfig> {
        let megabits = |example| Number {
            unit: " of megabits a second",
            range: 1..=100_000,
            example,
        };
        let config = TurnConfig {
            address: self.turn_address("TATAP_TURN_ADDR", texts.address, PORT),
            tls: self.turn_tls(texts),
            ports: self.turn_ports(texts.ports),
            public: self.public_addresses(texts.public),
            allowed: self.networks("TATAP_TURN_ALLOW_PEERS", texts.allowed),
            max_bitrate: self.number("TATAP_TURN_MAX_BITRATE", texts.max_bitrate, megabits(20)),
            max_total_bitrate: self.number(
                "TATAP_TURN_MAX_TOTAL_BITRATE",
                texts.max_total_bitrate,
                megabits(1000),
            ),
        };
        (texts.address != "off").then_some(config)
    }

    fn turn_address(
        &mut self,
        variable: &'static str,
        text: &str,
        usual_port: u16,
    ) -> Option<SocketAddr> {
        if matches!(text, "" | "off") {
            return None;
        }
        let everywhere = |port| SocketAddr::from((Ipv6Addr::UNSPECIFIED, port));
        let on_usual_port = |address: IpAddr| SocketAddr::new(address, usual_port);
        let address = text
            .parse()
            .or_else(|_| text.parse().map(everywhere))
            .or_else(|_| text.parse().map(on_usual_port))
            .ok();
        if address.is_none() {
            self.add(
                variable,
                text,
                "an IP address and a port, for example 0.0.0.0:3478, or a port, or off",
            );
        }
        address
    }

    /// A certificate that the server has made for itself is of no use to browsers here, where they cannot be told to
    /// take it: the relay speaks TLS by that only where it is asked to.
    fn turn_tls(&mut self, texts: TurnTexts<'_>) -> Option<RelayTls> {
        let (certificate, key) = (texts.tls_certificate, texts.tls_key);
        let address = self.turn_address("TATAP_TURN_TLS_ADDR", texts.tls_address, TLS_PORT);
        let missing = match (certificate.is_empty(), key.is_empty()) {
            (true, true) => match (texts.server_tls, address) {
                (None, None) | (Some(TlsConfig::SelfSigned), None) => return None,
                (None, Some(_)) => Some("TATAP_TURN_TLS_CERT"),
                (Some(_), _) => {
                    let files = None;
                    return Some(RelayTls { address, files });
                }
            },
            (true, false) => Some("TATAP_TURN_TLS_CERT"),
            (false, true) => Some("TATAP_TURN_TLS_KEY"),
            (false, false) => None,
        };
        if let Some(variable) = missing {
            self.add(
                variable,
                "",
                "a file in PEM, for example /etc/tatap/relay.pem",
            );
            return None;
        }
        let files = CertificateFiles {
            certificate: certificate.into(),
            key: key.into(),
        };
        self.certificate("TATAP_TURN_TLS_CERT", "TATAP_TURN_TLS_KEY", &files);
        Some(RelayTls {
            address,
            files: Some(files),
        })
    }

    fn turn_ports(&mut self, text: &str) -> RangeInclusive<u16> {
        let range = text.split_once('-').and_then(|(first, last)| {
            let (first, last): (u16, u16) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            (0 < first && first <= last).then_some(first..=last)
        });
        range.unwrap_or_else(|| {
            self.add(
                "TATAP_TURN_PORTS",
                text,
                "the first and the last port of a range, for example 49152-65535",
            );
            TurnConfig::default().ports
        })
    }

    fn public_addresses(&mut self, text: &str) -> Vec<IpAddr> {
        const ACCEPTED: &str = "the IPv4 address, the IPv6 address or both by which the internet reaches this machine, \
            for example 198.51.100.7,2001:db8::7";
        let mut addresses: Vec<IpAddr> = Vec::new();
        for part in parts(text) {
            match part.parse::<IpAddr>() {
                Ok(address)
                    if !address.is_unspecified()
                        && addresses
                            .iter()
                            .all(|other| other.is_ipv4() != address.is_ipv4()) =>
                {
                    addresses.push(address);
                }
                Ok(_) | Err(_) => self.add("TATAP_PUBLIC_IP", part, ACCEPTED),
            }
        }
        addresses
    }

    pub(crate) fn networks(&mut self, variable: &'static str, text: &str) -> Vec<Network> {
        let mut networks = Vec::new();
        for part in parts(text) {
            match part.parse() {
                Ok(network) => networks.push(network),
                Err(_) => self.add(
                    variable,
                    part,
                    "addresses or networks, for example 192.168.0.0/16,fd00::/8",
                ),
            }
        }
        networks
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULTS: TurnTexts<'_> = TurnTexts {
        address: "",
        tls_address: "",
        tls_certificate: "",
        tls_key: "",
        ports: "49152-65535",
        public: "",
        allowed: "",
        max_bitrate: "20",
        max_total_bitrate: "1000",
        server_tls: None,
    };

    fn read(texts: TurnTexts<'_>) -> (Option<TurnConfig>, Vec<String>) {
        let mut problems = Problems::default();
        let config = problems.turn(texts);
        let told = problems
            .0
            .iter()
            .map(|problem| format!("{}: {}", problem.variable, problem.value));
        (config, told.collect())
    }

    #[test]
    fn an_address_may_be_a_port_or_lack_one() {
        let check = |address: &str, expected: &str| {
            let (config, problems) = read(TurnTexts {
                address,
                ..DEFAULTS
            });
            assert_eq!(problems, [""; 0]);
            assert_eq!(config.unwrap().address, Some(expected.parse().unwrap()));
        };
        check("192.0.2.1:3479", "192.0.2.1:3479");
        check("[2001:db8::1]:3479", "[2001:db8::1]:3479");
        check("192.0.2.1", "192.0.2.1:3478");
        check("2001:db8::1", "[2001:db8::1]:3478");
        check("3479", "[::]:3479");
        assert_eq!(read(DEFAULTS), (Some(TurnConfig::default()), Vec::new()));
        assert_eq!(
            read(TurnTexts {
                address: "off",
                ..DEFAULTS
            }),
            (None, Vec::new())
        );
    }

    #[test]
    fn lists_are_read_to_their_ends() {
        let (config, problems) = read(TurnTexts {
            public: "192.0.2.1, 2001:db8::1",
            allowed: "10.0.0.0/8,192.168.1.7",
            ports: "50000-50000",
            ..DEFAULTS
        });
        let config = config.unwrap();
        assert_eq!(problems, [""; 0]);
        assert_eq!(config.ports, 50_000..=50_000);
        assert_eq!(
            config.public,
            ["192.0.2.1", "2001:db8::1"].map(|address| address.parse::<IpAddr>().unwrap())
        );
        assert_eq!(config.allowed.len(), 2);
    }

    #[test]
    fn what_cannot_be_is_told_by_its_part() {
        let check = |texts: TurnTexts<'_>, expected: &str| assert_eq!(read(texts).1, [expected]);
        for address in ["on", "here:3478", "192.0.2.1:70000", ":3478"] {
            check(
                TurnTexts {
                    address,
                    ..DEFAULTS
                },
                &format!("TATAP_TURN_ADDR: {address}"),
            );
        }
        for ports in ["", "0-10", "10-9", "10", "1-70000"] {
            check(
                TurnTexts { ports, ..DEFAULTS },
                &format!("TATAP_TURN_PORTS: {ports}"),
            );
        }
        for (public, wrong) in [
            ("example.org", "example.org"),
            ("192.0.2.1,192.0.2.2", "192.0.2.2"),
            ("0.0.0.0", "0.0.0.0"),
        ] {
            check(
                TurnTexts { public, ..DEFAULTS },
                &format!("TATAP_PUBLIC_IP: {wrong}"),
            );
        }
        check(
            TurnTexts {
                allowed: "10.0.0.0/8,lan",
                ..DEFAULTS
            },
            "TATAP_TURN_ALLOW_PEERS: lan",
        );
        let wrong = "/nonexistent";
        check(
            TurnTexts {
                tls_certificate: wrong,
                ..DEFAULTS
            },
            "TATAP_TURN_TLS_KEY: ",
        );
        check(
            TurnTexts {
                tls_address: "443",
                ..DEFAULTS
            },
            "TATAP_TURN_TLS_CERT: ",
        );
        check(
            TurnTexts {
                tls_certificate: wrong,
                tls_key: wrong,
                ..DEFAULTS
            },
            "TATAP_TURN_TLS_CERT: /nonexistent",
        );
        check(
            TurnTexts {
                max_bitrate: "0",
                ..DEFAULTS
            },
            "TATAP_TURN_MAX_BITRATE: 0",
        );
        check(
            TurnTexts {
                max_total_bitrate: "",
                ..DEFAULTS
            },
            "TATAP_TURN_MAX_TOTAL_BITRATE: ",
        );
    }
}
