use serde_json::{Value, json};
use server::Origin;

use crate::support::TestServer;
use crate::support::http::{get, get_with, request};

#[tokio::test]
async fn health_is_told_in_json() {
    let server = TestServer::start();
    let reply = get(server.address, "/healthz").await;
    assert_eq!(reply.status, 200);
    let body: Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(
        body,
        json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") })
    );
}

#[tokio::test]
async fn the_web_app_finds_its_server_where_it_came_from() {
    let server = TestServer::start();
    let reply = get(server.address, "/config.json").await;
    assert_eq!((reply.status, reply.text()), (200, "{}"));
    assert_eq!(reply.header("content-type"), "application/json");
}

#[tokio::test]
async fn what_the_api_does_not_have_is_told_in_json() {
    let server = TestServer::start();
    for path in ["/api", "/api/", "/api/rooms", "/api/kitchen"] {
        let reply = get(server.address, path).await;
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (404, "application/json"),
            "{path}"
        );
        assert_eq!(reply.text(), r#"{"error":"not_found"}"#);
    }
}

#[tokio::test]
async fn only_the_named_frontends_may_read_answers() {
    let server = TestServer::with(|config| {
        config.frontends = vec![Origin::parse("https://app.example.org").unwrap()];
    });
    let ask = async |origin| get_with(server.address, "/api/x", &[("Origin", origin)]).await;
    let named = ask("https://app.example.org").await;
    assert_eq!(
        named.header("access-control-allow-origin"),
        "https://app.example.org"
    );
    assert_eq!(named.header("vary"), "Origin");
    let other = ask("https://evil.example").await;
    assert_eq!(other.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn every_page_may_ask_whether_the_server_is_well() {
    let server = TestServer::start();
    let headers = [("Origin", "https://evil.example")];
    let reply = get_with(server.address, "/healthz", &headers).await;
    assert_eq!(
        (reply.status, reply.header("access-control-allow-origin")),
        (200, "*")
    );
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let server = TestServer::start();
    for path in [
        "/",
        "/healthz",
        "/api/x",
        "/ws",
        "/missing.js",
        "/config.json",
    ] {
        let reply = get(server.address, path).await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(
            reply.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert_eq!(
            reply.header("cross-origin-resource-policy"),
            "same-origin",
            "{path}"
        );
        assert!(
            reply.header("permissions-policy").contains("camera=(self)"),
            "{path}"
        );
        let policy = reply.header("content-security-policy");
        assert!(
            policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(policy.contains("worker-src 'self'"), "{path}");
        assert!(
            policy.contains(&format!(
                "connect-src 'self' ws://{0} wss://{0};",
                server.address
            )),
            "{path}"
        );
        assert!(!policy.contains("unsafe-inline"), "{path}");
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let server = TestServer::start();
    for path in ["/", "/healthz", "/config.json", "/ws"] {
        assert_eq!(
            request(server.address, "POST", path, &[]).await.status,
            405,
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_websocket_address_says_what_it_wants() {
    let server = TestServer::start();
    let check = async |headers: &[(&str, &str)], status: u16| {
        let reply = get_with(server.address, "/ws", headers).await;
        assert_eq!(
            (reply.status, reply.header("sec-websocket-version")),
            (status, "13"),
            "{headers:?}"
        );
    };
    let (upgrade, connection) = (
        ("Upgrade", "websocket"),
        ("Connection", "keep-alive, Upgrade"),
    );
    check(&[], 426).await;
    check(&[upgrade], 400).await;
    check(&[upgrade, connection, ("Sec-WebSocket-Version", "8")], 426).await;
    check(&[upgrade, connection, ("Sec-WebSocket-Version", "13")], 400).await;
    check(
        &[
            upgrade,
            connection,
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "short"),
        ],
        400,
    )
    .await;
}
