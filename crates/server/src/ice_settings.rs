use protocol::IceServer;
use rooms::{Host, IceRule};
use serde_json::Value;
use turn::Secret;

use crate::problems::Problems;

const URLS: &str = "addresses of STUN and TURN servers, for example stun:relay.example.org:3478,\
    turn:relay.example.org:3478?transport=udp,turns:relay.example.org:5349?transport=tcp";

const SERVERS: &str = "addresses of STUN and TURN servers, for example stun:stun.example.org:3478, or a list in JSON: \
    [{\"urls\":[\"turn:turn.example.org:3478\"],\"username\":\"tatap\",\"credential\":\"secret\"}]";

/// The settings of STUN and TURN servers elsewhere, as they are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IceTexts<'a> {
    pub(crate) turn_urls: &'a str,
    pub(crate) turn_secret: &'a str,
    pub(crate) ice_servers: &'a str,
    pub(crate) relay_only: &'a str,
    /// The server's own is to run.
    pub(crate) has_own_relay: bool,
}

impl Problems {
    /// Reads which STUN and TURN servers participants are told.
    pub(crate) fn ice(&mut self, texts: IceTexts<'_>) -> IceRule {
        let shared = self.turn_urls(texts.turn_urls);
        if !shared.is_empty() && texts.turn_secret.is_empty() {
            self.add(
                "TATAP_TURN_SECRET",
                "",
                "the secret that the servers in TATAP_TURN_URLS have, coturn's static-auth-secret",
            );
        }
        let rule = IceRule {
            fixed: self.fixed_servers(texts.ice_servers),
            shared,
            own: None,
            secret: Some(texts.turn_secret)
                .filter(|text| !text.is_empty())
                .map(|text| Secret::new(text.to_owned())),
            relay_only: self.switch("TATAP_RELAY_ONLY", texts.relay_only),
        };
        if rule.relay_only && !rule.has_relay() && !texts.has_own_relay {
            self.add(
                "TATAP_RELAY_ONLY",
                texts.relay_only,
                "false as long as there is no TURN server: let TATAP_TURN_ADDR be something else than off, \
                 or name one in TATAP_TURN_URLS or TATAP_ICE_SERVERS",
            );
        }
        rule
    }

    fn turn_urls(&mut self, text: &str) -> Vec<String> {
        let urls: Vec<&str> = parts(text).collect();
        for url in &urls {
            if !is_ice_url(url) {
                self.add("TATAP_TURN_URLS", url, URLS);
            }
        }
        urls.into_iter().map(str::to_owned).collect()
    }

    fn fixed_servers(&mut self, text: &str) -> Vec<IceServer> {
        let servers = if text.trim_start().starts_with('[') {
            listed(text)
        } else {
            Some(parts(text).map(open_server).collect())
        };
        let is_good = |server: &IceServer| {
            !server.urls.is_empty() && server.urls.iter().all(|url| is_ice_url(url))
        };
        match servers.filter(|servers| servers.iter().all(is_good)) {
            Some(servers) => servers,
            None => {
                // What is wrong with it may stand beside a password.
                self.add("TATAP_ICE_SERVERS", "something else", SERVERS);
                Vec::new()
            }
        }
    }

    fn switch(&mut self, variable: &'static str, text: &str) -> bool {
        if !matches!(text, "true" | "false") {
            self.add(variable, text, "true or false");
        }
        text == "true"
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn open_server(url: &str) -> IceServer {
    IceServer {
        urls: vec![url.to_owned()],
        username: None,
        credential: None,
    }
}

/// Reads a list as browsers take it (`RTCConfiguration.iceServers`, W3C WebRTC, section 4.2.1).
fn listed(json: &str) -> Option<Vec<IceServer>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let servers: Vec<Value> = serde_json::from_str(json).ok()?;
    servers
        .iter()
        .map(|server| {
            let urls = server.get("urls")?;
            let urls = match urls.as_array() {
                Some(urls) => urls.iter().map(text).collect::<Option<_>>()?,
                None => vec![text(urls)?],
            };
            let field = |name| {
                server
                    .get(name)
                    .map_or(Some(None), |value| text(value).map(Some))
            };
            Some(IceServer {
                urls,
                username: field("username")?,
                credential: field("credential")?,
            })
        })
        .collect()
}

/// True for the URLs of STUN and TURN servers (RFC 7064, section 3.1; RFC 7065, section 3.1).
fn is_ice_url(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else {
        return false;
    };
    let (authority, transport) = match rest.split_once('?') {
        Some((authority, query)) => (authority, Some(query)),
        None => (rest, None),
    };
    let is_transport_known = match (scheme, transport) {
        ("stun" | "stuns" | "turn" | "turns", None) => true,
        ("turn" | "turns", Some(query)) => matches!(query, "transport=udp" | "transport=tcp"),
        _ => false,
    };
    let after_host = authority
        .rfind(']')
        .map_or(authority, |end| &authority[end..]);
    let is_port_good = after_host
        .split_once(':')
        .is_none_or(|(_, port)| port.parse::<u16>().is_ok_and(|port| port > 0));
    is_transport_known && is_port_good && Host::of_authority(authority).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: IceTexts<'_> = IceTexts {
        turn_urls: "",
        turn_secret: "",
        ice_servers: "",
        relay_only: "false",
        has_own_relay: false,
    };

    #[test]
    fn urls_are_those_of_the_two_rfcs() {
        for url in [
            "stun:a.example",
            "stuns:a.example:5349",
            "turn:192.0.2.1:3478",
            "turn:[2001:db8::1]:3478?transport=udp",
            "turns:a.example?transport=tcp",
        ] {
            assert!(is_ice_url(url), "{url}");
        }
        for url in [
            "",
            "a.example",
            "http://a.example",
            "turn://a.example",
            "turn:",
            "turn:a.example:0",
            "turn:a.example:x",
            "turn:a.example:70000",
            "turn:2001:db8::1",
            "turn:[2001:db8::1]:x",
            "turn:a.example?transport=sctp",
            "stun:a.example?transport=udp",
            "TURN:a.example",
            "turn:a b",
        ] {
            assert!(!is_ice_url(url), "{url}");
        }
    }

    #[test]
    fn servers_with_the_secret() {
        let texts = IceTexts {
            turn_urls: "stun:a.example, turn:a.example?transport=udp",
            turn_secret: "north",
            relay_only: "true",
            ..NOTHING
        };
        let (rule, problems) = read(texts);
        assert_eq!(problems, [""; 0]);
        assert_eq!(
            rule.shared,
            ["stun:a.example", "turn:a.example?transport=udp"]
        );
        assert_eq!(rule.secret, Some(Secret::new("north".to_owned())));
        assert!(rule.relay_only);
    }

    #[test]
    fn servers_as_they_are_in_two_forms() {
        let urls = |text| {
            let (rule, problems) = read(IceTexts {
                ice_servers: text,
                ..NOTHING
            });
            assert_eq!(problems, [""; 0]);
            rule.fixed
        };
        assert_eq!(
            urls("stun:a.example, stun:b.example"),
            [open_server("stun:a.example"), open_server("stun:b.example")]
        );
        let listed = urls(
            r#"[{"urls":"stun:a.example"},{"urls":["turn:b.example"],"username":"u","credential":"c"}]"#,
        );
        let with_password = IceServer {
            urls: vec!["turn:b.example".to_owned()],
            username: Some("u".to_owned()),
            credential: Some("c".to_owned()),
        };
        assert_eq!(listed, [open_server("stun:a.example"), with_password]);
    }

    #[test]
    fn what_cannot_be_names_its_variable_and_no_password() {
        let check = |texts: IceTexts<'_>, expected: &[&str]| assert_eq!(read(texts).1, expected);
        let turn_urls = "turn:a.example";
        check(
            IceTexts {
                turn_urls,
                ..NOTHING
            },
            &["TATAP_TURN_SECRET: "],
        );
        check(
            IceTexts {
                turn_urls: "a.example",
                turn_secret: "north",
                ..NOTHING
            },
            &["TATAP_TURN_URLS: a.example"],
        );
        for ice_servers in [
            "a.example",
            "[",
            "[{}]",
            r#"[{"urls":[]}]"#,
            r#"[{"urls":"turn:a.example","credential":1}]"#,
        ] {
            check(
                IceTexts {
                    ice_servers,
                    ..NOTHING
                },
                &["TATAP_ICE_SERVERS: something else"],
            );
        }
        check(
            IceTexts {
                relay_only: "yes",
                ..NOTHING
            },
            &["TATAP_RELAY_ONLY: yes"],
        );
        check(
            IceTexts {
                relay_only: "true",
                ice_servers: "stun:a.example",
                ..NOTHING
            },
            &["TATAP_RELAY_ONLY: true"],
        );
        check(
            IceTexts {
                relay_only: "true",
                has_own_relay: true,
                ..NOTHING
            },
            &[],
        );
    }

    fn read(texts: IceTexts<'_>) -> (IceRule, Vec<String>) {
        let mut problems = Problems::default();
        let rule = problems.ice(texts);
        let told = problems.0.into_iter();
        (
            rule,
            told.map(|problem| format!("{}: {}", problem.variable, problem.value))
                .collect(),
        )
    }
}
