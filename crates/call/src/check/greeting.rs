use protocol::{IceServer, IceServers, JsonError, JsonObject, ice_servers};

use super::Way;

/// What the server says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Greeting {
    pub version: String,
    /// The address from which the server was asked.
    pub address: String,
    /// The seconds by which the server's clock is ahead of the browser's.
    pub ahead: i64,
    /// The STUN and TURN servers that a call would use.
    pub ice: IceServers,
}

impl Greeting {
    /// Reads the answer to `GET /api/check`, which came when the browser's clock stood at `now`, in milliseconds since
    /// 1970.
    ///
    /// # Errors
    ///
    /// Fails for anything else.
    pub fn parse(text: &str, now: u64) -> Result<Self, JsonError> {
        let answer = JsonObject::parse(text)?;
        let time: u64 = answer.field("time")?.number()?;
        Ok(Self {
            version: answer.field("version")?.text()?,
            address: answer.field("address")?.text()?,
            ahead: time.cast_signed().wrapping_sub(now.cast_signed()) / 1_000,
            ice: ice_servers(&answer)?,
        })
    }

    /// The relays that are reached so.
    #[must_use]
    pub fn relays(&self, way: Way) -> Vec<IceServer> {
        self.only(|url| Way::of(url) == Some(way))
    }

    /// The servers that say which address they see; relays say it too.
    #[must_use]
    pub fn reflectors(&self) -> Vec<IceServer> {
        let reflectors = self.only(|url| url.starts_with("stun:"));
        if reflectors.is_empty() {
            self.relays(Way::Udp)
        } else {
            reflectors
        }
    }

    fn only(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<IceServer> {
        let servers = self.ice.servers.iter().map(|server| {
            let urls = server.urls.iter().filter(|url| is_wanted(url));
            IceServer {
                urls: urls.cloned().collect(),
                ..server.clone()
            }
        });
        servers.filter(|server| !server.urls.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_and_its_servers_are_sorted_by_way() {
        let text = r#"{"version":"0.1.0","time":1760003600999,"address":"203.0.113.7","ice_servers":[
            {"urls":["stun:a.example"]},
            {"urls":["turn:a.example?transport=udp","turn:a.example?transport=tcp"],"username":"u","credential":"c"}]}"#;
        let greeting = Greeting::parse(text, 1_760_000_000_000).unwrap();
        assert_eq!(
            (greeting.version.as_str(), greeting.address.as_str()),
            ("0.1.0", "203.0.113.7")
        );
        assert_eq!((greeting.ahead, greeting.ice.relay_only), (3_600, false));
        let tcp = greeting.relays(Way::Tcp);
        assert_eq!(tcp[0].urls, ["turn:a.example?transport=tcp"]);
        assert_eq!(tcp[0].credential.as_deref(), Some("c"));
        assert_eq!(greeting.relays(Way::Tls), []);
        assert_eq!(greeting.reflectors()[0].urls, ["stun:a.example"]);
    }

    #[test]
    fn a_relay_is_asked_for_the_address_where_nobody_else_can_be() {
        let text = r#"{"version":"","time":0,"address":"","relay_only":true,"ice_servers":[
            {"urls":["turn:a.example","turns:a.example"],"username":"u","credential":"c"}]}"#;
        let greeting = Greeting::parse(text, 7_200_000).unwrap();
        assert_eq!(greeting.reflectors()[0].urls, ["turn:a.example"]);
        assert_eq!((greeting.ahead, greeting.ice.relay_only), (-7_200, true));
    }

    #[test]
    fn anything_else_is_no_answer() {
        for text in ["", "<html>", "{}", r#"{"error":"not_found"}"#] {
            assert!(Greeting::parse(text, 0).is_err(), "{text}");
        }
    }
}
