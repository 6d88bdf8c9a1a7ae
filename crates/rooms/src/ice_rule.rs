use protocol::{IceServer, IceServers};
use turn::{CREDENTIAL_LIFETIME, Secret};

use crate::{Host, OwnRelay, Timestamp};

/// Which STUN and TURN servers the participants are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IceRule {
    /// Told to everyone as they are.
    pub fixed: Vec<IceServer>,
    /// The URLs of servers that take credentials by [`IceRule::secret`].
    pub shared: Vec<String>,
    /// The server's own, which takes the same credentials; told where there are none that are shared.
    pub own: Option<OwnRelay>,
    /// What these servers and this one know; without it they are not told.
    pub secret: Option<Secret>,
    /// Everyone sends by way of relays alone.
    pub relay_only: bool,
}

impl IceRule {
    /// Tells whether a participant is told any TURN server.
    #[must_use]
    pub fn has_relay(&self) -> bool {
        let host = Host::of_authority("localhost");
        self.servers("", host.as_ref(), Timestamp::default())
            .has_relay()
    }

    /// What whoever `subject` belongs to is told, who has reached this server at `host`.
    #[must_use]
    pub fn servers(&self, subject: &str, host: Option<&Host>, now: Timestamp) -> IceServers {
        let mut servers = self.fixed.clone();
        let mut lifetime = None;
        if let Some(secret) = &self.secret {
            let (relays, reflectors): (Vec<String>, Vec<String>) =
                self.urls(host).into_iter().partition(|url| {
                    url.split(':')
                        .next()
                        .is_some_and(|scheme| scheme.starts_with("turn"))
                });
            if !reflectors.is_empty() {
                servers.push(IceServer {
                    urls: reflectors,
                    username: None,
                    credential: None,
                });
            }
            if !relays.is_empty() {
                let credential =
                    secret.credential(subject, (now.0 + CREDENTIAL_LIFETIME).as_secs());
                servers.push(IceServer {
                    urls: relays,
                    username: Some(credential.username),
                    credential: Some(credential.password),
                });
                lifetime = u32::try_from(CREDENTIAL_LIFETIME.as_secs()).ok();
            }
        }
        IceServers {
            servers,
            lifetime,
            relay_only: self.relay_only,
        }
    }

    fn urls(&self, host: Option<&Host>) -> Vec<String> {
        match &self.own {
            Some(own) if self.shared.is_empty() => own.urls(host),
            Some(_) | None => self.shared.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Timestamp = Timestamp(Duration::from_millis(1_759_999_400_999));

    #[test]
    fn shared_servers_get_credentials_that_hold_for_ten_minutes() {
        let rule = IceRule {
            fixed: vec![reflector(&["stun:fixed.example"])],
            shared: urls(&[
                "stun:a.example",
                "turn:a.example?transport=udp",
                "turns:a.example",
            ]),
            own: Some(own()),
            secret: Some(secret()),
            relay_only: true,
        };
        let relay = IceServer {
            urls: urls(&["turn:a.example?transport=udp", "turns:a.example"]),
            // The known answer of the crate `turn`.
            username: Some("1760000000:3f2a".to_owned()),
            credential: Some("EwY1aIPEe3i0rirtwQqVVZnP9jo=".to_owned()),
        };
        let expected = IceServers {
            servers: vec![
                reflector(&["stun:fixed.example"]),
                reflector(&["stun:a.example"]),
                relay,
            ],
            lifetime: Some(600),
            relay_only: true,
        };
        assert_eq!(rule.servers("3f2a", host().as_ref(), NOW), expected);
    }

    #[test]
    fn the_own_server_is_where_the_client_has_reached_this_one_unless_it_is_said() {
        let check = |hosts: &[&str], host: Option<Host>, expected: &[&str]| {
            let hosts = hosts.iter().filter_map(|host| Host::of_authority(host));
            let rule = IceRule {
                own: Some(OwnRelay {
                    hosts: hosts.collect(),
                    ..own()
                }),
                secret: Some(secret()),
                ..IceRule::default()
            };
            let told = rule.servers("3f2a", host.as_ref(), NOW).servers;
            let told: Vec<String> = told.into_iter().flat_map(|server| server.urls).collect();
            assert_eq!(told, expected);
        };
        let by_name = [
            "stun:meet.example.org:3478",
            "turn:meet.example.org:3478?transport=udp",
            "turn:meet.example.org:3479?transport=tcp",
        ];
        check(&[], host(), &by_name);
        check(&[], None, &[]);
        let by_address = [
            "stun:[2001:db8::1]:3478",
            "turn:[2001:db8::1]:3478?transport=udp",
            "turn:[2001:db8::1]:3479?transport=tcp",
        ];
        check(&["[2001:db8::1]"], host(), &by_address);
    }

    #[test]
    fn nothing_holds_for_a_while_only_where_there_are_no_credentials() {
        let rule = IceRule {
            fixed: vec![reflector(&["stun:fixed.example"])],
            secret: Some(secret()),
            ..IceRule::default()
        };
        let told = rule.servers("3f2a", host().as_ref(), NOW);
        assert_eq!((told.lifetime, told.servers.len()), (None, 1));
    }

    #[test]
    fn a_relay_is_there_if_someone_is_told_of_one() {
        let check = |rule: IceRule, expected| assert_eq!(rule.has_relay(), expected, "{rule:?}");
        let secret = Some(secret());
        let shared = |url| IceRule {
            shared: urls(&[url]),
            secret: secret.clone(),
            ..IceRule::default()
        };
        check(IceRule::default(), false);
        check(shared("stun:a.example"), false);
        check(shared("turns:a.example"), true);
        let own = IceRule {
            own: Some(own()),
            ..IceRule::default()
        };
        check(own.clone(), false);
        check(IceRule { secret, ..own }, true);
    }

    fn own() -> OwnRelay {
        OwnRelay {
            udp: Some(3478),
            tcp: Some(3479),
            ..OwnRelay::default()
        }
    }

    fn reflector(all: &[&str]) -> IceServer {
        IceServer {
            urls: urls(all),
            username: None,
            credential: None,
        }
    }

    fn urls(all: &[&str]) -> Vec<String> {
        all.iter().map(|url| (*url).to_owned()).collect()
    }

    fn secret() -> Secret {
        Secret::new("north".to_owned())
    }

    fn host() -> Option<Host> {
        Host::of_authority("meet.example.org:443")
    }
}
