//! What a page is told that checks whether calls will work.

use serde_json::{Value, json};
use server::Origin;

use crate::support::TestServer;
use crate::support::http::{Reply, get, get_with};
use crate::support::program::Program;

const CHECK: &str = "/api/check";

#[tokio::test]
async fn a_page_learns_its_address_the_time_and_relays_of_its_own() {
    let settings = [
        ("TATAP_TURN_URLS", "turn:relay.example:3478?transport=udp"),
        ("TATAP_TURN_SECRET", "north"),
    ];
    let program = Program::start(&settings).await;
    let reply = get(program.address, CHECK).await;
    assert_eq!(
        (reply.status, reply.header("cache-control")),
        (200, "no-store")
    );
    let first = body(&reply);
    assert_eq!(first["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(first["address"], "127.0.0.1");
    let relay = &first["ice_servers"][0];
    let username = relay["username"].as_str().unwrap();
    let password = turn::Secret::new("north".to_owned()).password(username);
    assert_eq!(relay["credential"], json!(password));

    // Ten minutes from the time that is told.
    let expiry: u64 = username.split_once(':').unwrap().0.parse().unwrap();
    assert_eq!(expiry, first["time"].as_u64().unwrap() / 1_000 + 600);
    let second = body(&get(program.address, CHECK).await);
    assert_ne!(
        second["ice_servers"][0]["username"],
        json!(username),
        "they are nobody else's"
    );
}

#[tokio::test]
async fn pages_that_may_join_may_read_it_and_nobody_on_and_on() {
    let server = TestServer::with(|config| {
        config.frontends = vec![Origin::parse("https://app.example.org").unwrap()];
        config.rates.checks = 20;
    });
    let ask = async |origin| get_with(server.address, CHECK, &[("Origin", origin)]).await;
    let foreign = ask("https://evil.example").await;
    assert_eq!(
        (foreign.status, foreign.text()),
        (403, r#"{"error":"bad_origin"}"#)
    );
    for _ in 0..20 {
        let reply = ask("https://app.example.org").await;
        assert_eq!(
            (reply.status, reply.header("access-control-allow-origin")),
            (200, "https://app.example.org")
        );
        assert_eq!(body(&reply)["ice_servers"], json!([]));
    }
    let too_many = ask("https://app.example.org").await;
    assert_eq!(
        (too_many.status, too_many.text()),
        (429, r#"{"error":"rate_limited"}"#)
    );
    assert_ne!(too_many.header("retry-after"), "");
}

fn body(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).unwrap()
}
