/// Returns the address of the server's WebSocket: at the origin that `config.json` names, else at the page's own.
///
/// `http` becomes `ws` and `https` becomes `wss`; a slash at the end of the origin is no fault.
#[must_use]
pub fn web_socket_address(configured: Option<&str>, page_origin: &str) -> String {
    let configured = configured
        .map(str::trim)
        .filter(|origin| !origin.is_empty());
    let origin = configured.unwrap_or(page_origin).trim_end_matches('/');
    match origin.strip_prefix("http") {
        Some(rest) => format!("ws{rest}/ws"),
        None => format!("{origin}/ws"),
    }
}

/// Returns what stands for the address of a server where there is none: rooms are kept by the pages themselves, by way of
/// the service at `url`, which `config.json` names (`docs/serverless.md`).
#[must_use]
pub fn service_address(url: &str) -> String {
    format!("{SERVICE}{url}")
}

/// Returns the service's own address, if `address` is that of a service.
#[must_use]
pub fn service_of(address: &str) -> Option<&str> {
    address.strip_prefix(SERVICE)
}

const SERVICE: &str = "service:";

/// Returns the address of the WebSocket `address` for the socket with this number: each has another one.
///
/// Firefox makes a page wait before it opens an address anew whose last socket broke: 200 to 400 ms after the first
/// time, up to a minute after many. The server takes any number; a service takes it as a parameter that it ignores.
#[must_use]
pub fn numbered_address(address: &str, number: u32) -> String {
    let mark = if service_of(address).is_some() {
        "?n="
    } else {
        "/"
    };
    format!("{address}{mark}{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_socket_has_an_address_of_its_own() {
        assert_eq!(
            [1, 2].map(|number| numbered_address("wss://meet.example.org/ws", number)),
            ["wss://meet.example.org/ws/1", "wss://meet.example.org/ws/2"]
        );
        let service = service_address("wss://ws-eu.example.com/app/key");
        assert_eq!(
            service_of(&numbered_address(&service, 1)),
            Some("wss://ws-eu.example.com/app/key?n=1")
        );
        assert_eq!(service_of("wss://meet.example.org/ws"), None);
    }

    #[test]
    fn the_configured_origin_comes_before_the_pages_own() {
        let check = |configured: Option<&str>, page: &str, expected: &str| {
            assert_eq!(
                web_socket_address(configured, page),
                expected,
                "{configured:?} {page}"
            );
        };
        check(None, "http://localhost:3001", "ws://localhost:3001/ws");
        check(
            None,
            "https://meet.example.org",
            "wss://meet.example.org/ws",
        );
        check(
            Some(""),
            "https://meet.example.org",
            "wss://meet.example.org/ws",
        );
        check(
            Some("https://server.example.org/"),
            "https://app.example.org",
            "wss://server.example.org/ws",
        );
        check(
            Some("http://http.example.org"),
            "https://a.b",
            "ws://http.example.org/ws",
        );
    }
}
