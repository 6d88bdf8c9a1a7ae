//! Whose address counts behind a proxy; the proxy is played by the test.

use serde_json::Value;

use crate::support::TestServer;
use crate::support::client::Client;
use crate::support::http::get_with;

const ANN: (&str, &str) = ("X-Forwarded-For", "192.0.2.7");

/// A server that trusts whoever is on this machine.
fn behind_a_proxy(per_address: usize) -> TestServer {
    TestServer::with(|config| {
        config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        config.max_connections_per_address = per_address;
    })
}

async fn seen_address(server: &TestServer, header: (&str, &str)) -> String {
    let reply = get_with(server.address, "/api/check", &[header]).await;
    assert_eq!(reply.status, 200);
    let told: Value = serde_json::from_str(reply.text()).unwrap();
    told["address"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_address_that_a_trusted_proxy_tells_is_the_one_that_counts() {
    let server = behind_a_proxy(256);
    assert_eq!(seen_address(&server, ANN).await, "192.0.2.7");
    let forwarded = ("Forwarded", "for=\"[2001:db8::7]:99\";proto=https");
    assert_eq!(seen_address(&server, forwarded).await, "2001:db8::7");
}

#[tokio::test]
async fn what_anyone_else_tells_counts_for_nothing() {
    let server = TestServer::start();
    assert_eq!(seen_address(&server, ANN).await, "127.0.0.1");
}

#[tokio::test]
async fn calls_by_a_proxy_are_counted_by_their_own_addresses() {
    let server = behind_a_proxy(2);
    let come = async |address: &str| {
        Client::connect_with(server.address, &[("X-Forwarded-For", address)]).await
    };
    let (first, _second) = (come("192.0.2.7").await, come("192.0.2.7").await);
    assert_eq!(come("192.0.2.7").await.err(), Some(429));
    assert!(come("192.0.2.8").await.is_ok());
    let mut first = first.unwrap();
    first.socket.close(None).await.unwrap();
    assert!(first.ends().await);
    while come("192.0.2.7").await.is_err() {}
}

#[tokio::test]
async fn an_ipv6_network_behind_a_proxy_is_one_address() {
    let server = behind_a_proxy(1);
    let come = async |address: &str| {
        Client::connect_with(server.address, &[("X-Forwarded-For", address)]).await
    };
    let _first = come("2001:db8:1:2::1").await.unwrap();
    assert_eq!(come("2001:db8:1:2:ffff::9").await.err(), Some(429));
    assert!(come("2001:db8:1:3::1").await.is_ok());
}
