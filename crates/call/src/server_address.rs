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

#[cfg(test)]
mod tests {
    use super::*;

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
